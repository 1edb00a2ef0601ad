// order.c: the order in which the parts of a statement are evaluated where the language leaves it
// open and programs rely on what gc does.
//
// gc makes the calls of a statement first, from left to right, each with what was found out so far,
// and so the receives, && and ||, slice expressions, type assertions and some builtin functions;
// what they give is kept. Variables, elements and what pointers lead to are read when all that is
// done, those that a call takes when it is made. Code is built from left to right here; where
// that differs, because something that is read late stands before a call of the same statement, the
// calls are made ahead, and their values kept for build_expr.
#include "ir/func.h"

typedef enum OrderKind {
	ORDER_PLAIN,  // nothing by itself
	ORDER_LATE,   // reads what a call may change, or may panic
	ORDER_PLACE,  // evaluated at its place, without an effect
	ORDER_EFFECT, // a call, or like one
	ORDER_WHOLE   // as PLACE; its operands have an order of their own
} OrderKind;

/* Kinds of expressions */

static OrderKind order_name(FuncBuild *fb, Obj *o) {
	if (!o || o->kind != OBJ_VAR)
		return ORDER_PLAIN;
	return o->package_level || storage_of(fb, o)->in_mem ? ORDER_LATE : ORDER_PLAIN;
}

static OrderKind order_selector(FuncBuild *fb, SelectorExpr *e) {
	Selection *s = map_get(&fb->info->selections, e);
	if (!s || s->kind == SEL_QUALIFIED)
		return order_name(fb, fb->info->uses[e->sel->n.id]);
	if (s->kind == SEL_METHOD_EXPR)
		return ORDER_PLAIN;
	if (s->kind == SEL_METHOD_VALUE)
		return ORDER_LATE;
	bool follows = s->indirect || under_kind(fb, expr_type(fb, e->x)) == TY_POINTER;
	return follows ? ORDER_LATE : ORDER_PLAIN;
}

static OrderKind order_binary(FuncBuild *fb, BinaryExpr *e) {
	bool constant = info_tv(fb->info, e->y)->mode == MODE_CONST;
	switch (e->op) {
	case OPER_ANDAND:
	case OPER_OROR: return ORDER_WHOLE;
	case OPER_DIV:
	case OPER_REM:
	case OPER_SHL:
	case OPER_SHR: return constant ? ORDER_PLAIN : ORDER_LATE;
	default: return ORDER_PLAIN;
	}
}

static OrderKind order_conversion(FuncBuild *fb, CallExpr *e) {
	TypeKind to = under_kind(fb, expr_type(fb, &e->n));
	TypeKind from = under_kind(fb, expr_type(fb, e->args.v[0]));
	if (to == TY_SLICE && from == TY_STRING)
		return ORDER_PLACE;
	return from == TY_SLICE && to != TY_SLICE ? ORDER_LATE : ORDER_PLAIN;
}

static OrderKind order_call(FuncBuild *fb, CallExpr *e) {
	if (call_is_conversion(fb, e))
		return order_conversion(fb, e);
	switch (call_builtin(fb, e)) {
	case BUILTIN_cap:
	case BUILTIN_complex:
	case BUILTIN_imag:
	case BUILTIN_len:
	case BUILTIN_make:
	case BUILTIN_max:
	case BUILTIN_min:
	case BUILTIN_new:
	case BUILTIN_real: return ORDER_PLACE;
	case BUILTIN_Add:
	case BUILTIN_Alignof:
	case BUILTIN_Offsetof:
	case BUILTIN_Sizeof:
	case BUILTIN_SliceData:
	case BUILTIN_StringData: return ORDER_PLAIN;
	case BUILTIN_Slice:
	case BUILTIN_String: return ORDER_LATE;
	default: return ORDER_EFFECT;
	}
}

static OrderKind order_kind(FuncBuild *fb, Expr *e) {
	switch (e->kind) {
	case AST_NAME: return order_name(fb, fb->info->uses[e->id]);
	case AST_SELECTOR: return order_selector(fb, as(SelectorExpr, e));
	case AST_STAR:
	case AST_INDEX: return ORDER_LATE;
	case AST_SLICE_EXPR: return ORDER_PLACE;
	case AST_TYPE_ASSERT:
		return build_is_direct_iface(fb->b, expr_type(fb, as(AssertExpr, e)->type))
			       ? ORDER_LATE
			       : ORDER_PLACE;
	case AST_UNARY: return as(UnaryExpr, e)->op == OPER_RECV ? ORDER_EFFECT : ORDER_PLAIN;
	case AST_BINARY: return order_binary(fb, as(BinaryExpr, e));
	case AST_CALL: return order_call(fb, as(CallExpr, e));
	case AST_COMPOSITE_LIT:
		return as(CompositeLit, e)->elems.n && under_kind(fb, expr_type(fb, e)) == TY_MAP
			       ? ORDER_WHOLE
			       : ORDER_PLAIN;
	default: return ORDER_PLAIN;
	}
}

/* Operands */

typedef void (*OrderFn)(FuncBuild *fb, Expr *e, void *arg);

static void order_call_operands(FuncBuild *fb, CallExpr *e, OrderFn fn, void *arg) {
	int builtin = call_builtin(fb, e);
	if (builtin == BUILTIN_Alignof || builtin == BUILTIN_Offsetof || builtin == BUILTIN_Sizeof)
		return;
	if (builtin < 0 && !call_is_conversion(fb, e))
		fn(fb, e->fun, arg);
	for (uint32_t i = 0; i < e->args.n; i++) {
		Expr *made = i == 1 && builtin == BUILTIN_append && e->has_dots
				     ? append_made(fb, e->args.v[1])
				     : NULL;
		fn(fb, made ? made : e->args.v[i], arg);
	}
}

// Calls fn for the operands of e, from left to right; types and names of fields are none.
static void order_operands(FuncBuild *fb, Expr *e, OrderFn fn, void *arg) {
	switch (e->kind) {
	case AST_SELECTOR: {
		Selection *s = map_get(&fb->info->selections, as(SelectorExpr, e));
		if (s && s->kind != SEL_QUALIFIED)
			fn(fb, as(SelectorExpr, e)->x, arg);
		break;
	}
	case AST_STAR: fn(fb, as(StarExpr, e)->x, arg); break;
	case AST_UNARY: fn(fb, as(UnaryExpr, e)->x, arg); break;
	case AST_TYPE_ASSERT: fn(fb, as(AssertExpr, e)->x, arg); break;
	case AST_BINARY:
		fn(fb, as(BinaryExpr, e)->x, arg);
		fn(fb, as(BinaryExpr, e)->y, arg);
		break;
	case AST_INDEX:
		fn(fb, as(IndexExpr, e)->x, arg);
		for (uint32_t i = 0; i < as(IndexExpr, e)->index.n; i++)
			fn(fb, as(IndexExpr, e)->index.v[i], arg);
		break;
	case AST_SLICE_EXPR:
		fn(fb, as(SliceExpr, e)->x, arg);
		for (int i = 0; i < 3; i++)
			if (as(SliceExpr, e)->index[i])
				fn(fb, as(SliceExpr, e)->index[i], arg);
		break;
	case AST_CALL: order_call_operands(fb, as(CallExpr, e), fn, arg); break;
	case AST_COMPOSITE_LIT: {
		ExprVec *v = &as(CompositeLit, e)->elems;
		bool map = under_kind(fb, expr_type(fb, e)) == TY_MAP;
		for (uint32_t i = 0; i < v->n; i++) {
			KeyValueExpr *kv =
				v->v[i]->kind == AST_KEY_VALUE ? as(KeyValueExpr, v->v[i]) : NULL;
			if (kv && map)
				fn(fb, kv->key, arg);
			fn(fb, kv ? kv->value : v->v[i], arg);
		}
		break;
	}
	default: break;
	}
}

bool order_is_kept(FuncBuild *fb, Expr *e) {
	FuncState *st = fb_state(fb);
	return st->n_kept > 0 && map_get(&st->kept, e);
}

// A type, a constant, nil, or evaluated already.
static bool order_is_fixed(FuncBuild *fb, Expr *e) {
	const TypeAndValue *tv = info_tv(fb->info, e);
	return tv->mode == MODE_TYPE || tv->mode == MODE_NIL ||
	       (tv->mode == MODE_CONST && tv->val) || order_is_kept(fb, e);
}

/* Whether the order matters */

typedef struct OrderScan {
	bool late, effect; // met so far
	bool differs;	   // an effect came after what is read late
} OrderScan;

static void order_scan(FuncBuild *fb, Expr *e, void *arg) {
	OrderScan *s = arg;
	e = unparen(e);
	if (s->differs || order_is_fixed(fb, e))
		return;
	OrderKind kind = order_kind(fb, e);
	bool late = s->late;
	order_operands(fb, e, order_scan, s);
	if (kind == ORDER_EFFECT) {
		s->effect = true;
		s->differs |= late;
	}
	if (kind == ORDER_LATE)
		s->late = true;
	else if (kind != ORDER_PLAIN)
		s->late = late;
}

bool order_has_effect(FuncBuild *fb, Expr *e) {
	OrderScan s = {0};
	order_scan(fb, e, &s);
	return s.effect;
}

/* Ahead */

static void order_keep(FuncBuild *fb, Expr *e) {
	Vals *r = NEW(fb->b->a, Vals);
	if (e->kind == AST_CALL && order_kind(fb, e) == ORDER_EFFECT) {
		*r = build_call(fb, as(CallExpr, e));
	} else {
		r->v = NEW(fb->b->a, Val);
		r->v[0] = build_expr(fb, e);
		r->n = 1;
	}
	for (uint32_t i = 0; i < r->n; i++)
		r->v[i] = val_snapshot(fb, r->v[i], e->pos);
	FuncState *st = fb_state(fb);
	if (!st->kept.arena)
		map_init(&st->kept, fb->b->a);
	map_put(&st->kept, e, r);
	st->n_kept++;
}

struct Vals *order_kept(FuncBuild *fb, Expr *e) {
	FuncState *st = fb_state(fb);
	if (st->n_kept == 0)
		return NULL;
	Vals *r = map_get(&st->kept, e);
	if (r) {
		map_put(&st->kept, e, NULL);
		st->n_kept--;
	}
	return r;
}

static void order_ahead(FuncBuild *fb, Expr *e, void *arg);

// Keys that are looked up by their address and have none are copied where they stand.
static bool order_copies_key(FuncBuild *fb, Type *map, Expr *key) {
	TypeKind k = under_kind(fb, build_type(fb, as(MapT, under(fb, map))->key));
	return map_takes_address(fb, map) ? !lv_is_addressable(fb, key)
					  : k == TY_STRUCT || k == TY_ARRAY;
}

// A value of type t goes into an interface by its address.
static bool order_boxes_address(FuncBuild *fb, Type *t) {
	Type *u = under(fb, t);
	if (u->kind == TY_INTERFACE || build_is_direct_iface(fb->b, t))
		return false;
	if (u->kind == TY_STRUCT && as(StructT, u)->fields.n == 1)
		return order_boxes_address(fb, build_type(fb, as(StructT, u)->fields.v[0]->type));
	if (u->kind == TY_ARRAY && as(ArrayT, u)->len == 1)
		return order_boxes_address(fb, build_type(fb, as(ArrayT, u)->elem));
	int64_t size = type_size(fb->b->c, t);
	bool word = (size == 2 || size == 4 || size == 8) && type_align(fb->b->c, t) == size &&
		    type_ptrdata(fb->b->c, t) == 0;
	return !word && u->kind != TY_STRING && u->kind != TY_SLICE;
}

// What operand of call or conversion e is converted to; NULL: it is none of its arguments.
static Type *order_argument_type(FuncBuild *fb, CallExpr *e, Expr *operand) {
	uint32_t i = 0;
	while (i < e->args.n && unparen(e->args.v[i]) != operand)
		i++;
	if (i == e->args.n || call_builtin(fb, e) >= 0)
		return NULL;
	return call_is_conversion(fb, e) ? expr_type(fb, &e->n) : call_arg_type(fb, e, i);
}

// The same for an element of a slice or an array.
static Type *order_element_type(FuncBuild *fb, CompositeLit *e) {
	Type *u = under(fb, expr_type(fb, &e->n));
	if (u->kind == TY_SLICE)
		return build_type(fb, as(SliceT, u)->elem);
	return u->kind == TY_ARRAY ? build_type(fb, as(ArrayT, u)->elem) : NULL;
}

// Operands that go into an interface so and have no address are copied where they stand, too.
static bool order_copies_boxed(FuncBuild *fb, Type *to, Expr *operand) {
	return to && under_kind(fb, to) == TY_INTERFACE && !lv_is_addressable(fb, operand) &&
	       order_boxes_address(fb, expr_type(fb, operand));
}

// Such keys and operands, and bounds of slices other than names.
static bool order_copies(FuncBuild *fb, Expr *e, Expr *operand) {
	if (e->kind == AST_SLICE_EXPR)
		return operand != unparen(as(SliceExpr, e)->x) && operand->kind != AST_NAME;
	if (e->kind == AST_CALL)
		return order_copies_boxed(
			fb, order_argument_type(fb, as(CallExpr, e), operand), operand);
	if (e->kind == AST_COMPOSITE_LIT)
		return order_copies_boxed(fb, order_element_type(fb, as(CompositeLit, e)), operand);
	if (e->kind != AST_INDEX)
		return false;
	IndexExpr *x = as(IndexExpr, e);
	if (operand == unparen(x->x) || info_tv(fb->info, x->x)->type == NULL)
		return false;
	Type *t = expr_type(fb, x->x);
	return under_kind(fb, t) == TY_MAP && order_copies_key(fb, t, operand);
}

static void order_operand_ahead(FuncBuild *fb, Expr *e, void *arg) {
	order_ahead(fb, e, NULL);
	e = unparen(e);
	if (!order_is_fixed(fb, e) && order_copies(fb, arg, e))
		order_keep(fb, e);
}

static void order_operands_ahead(FuncBuild *fb, Expr *e) {
	order_operands(fb, e, order_operand_ahead, e);
}

static void order_ahead(FuncBuild *fb, Expr *e, void *arg) {
	(void)arg;
	e = unparen(e);
	if (order_is_fixed(fb, e))
		return;
	OrderKind kind = order_kind(fb, e);
	if (kind != ORDER_WHOLE)
		order_operands_ahead(fb, e);
	if (kind != ORDER_PLAIN && kind != ORDER_LATE)
		order_keep(fb, e);
}

void order_exprs(FuncBuild *fb, Expr **e, uint32_t n) {
	OrderScan s = {0};
	for (uint32_t i = 0; i < n; i++)
		if (e[i])
			order_scan(fb, e[i], &s);
	if (!s.differs)
		return;
	for (uint32_t i = 0; i < n; i++) {
		if (!e[i])
			continue;
		Expr *x = unparen(e[i]);
		if (n > 1)
			order_ahead(fb, x, NULL);
		else if (!order_is_fixed(fb, x) && order_kind(fb, x) != ORDER_WHOLE)
			order_operands_ahead(fb, x);
	}
}

void order_assign(FuncBuild *fb, Expr **lhs, uint32_t n, Expr **rhs, uint32_t m) {
	OrderScan s = {0};
	for (uint32_t i = 0; i < n; i++)
		if (!local_def(fb, lhs[i]) && !assign_is_blank(lhs[i]))
			order_operands(fb, unparen(lhs[i]), order_scan, &s);
	// A single place is found when its value is there.
	s.differs |= s.effect;
	s.late = s.late && m > 1;
	for (uint32_t i = 0; i < m; i++)
		order_scan(fb, rhs[i], &s);
	if (!s.differs)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (!local_def(fb, lhs[i]) && !assign_is_blank(lhs[i]))
			order_operands_ahead(fb, unparen(lhs[i]));
	for (uint32_t i = 0; i < m; i++) {
		Expr *x = unparen(rhs[i]);
		if (m > 1)
			order_ahead(fb, x, NULL);
		else if (!order_is_fixed(fb, x) && order_kind(fb, x) != ORDER_WHOLE)
			order_operands_ahead(fb, x);
	}
}

void order_entry(FuncBuild *fb, Type *map, Expr *key, Expr *value) {
	OrderScan s = {0};
	order_scan(fb, key, &s);
	order_scan(fb, value, &s);
	if (!s.differs)
		return;
	key = unparen(key);
	order_ahead(fb, key, NULL);
	if (!order_is_fixed(fb, key) && order_copies_key(fb, map, key))
		order_keep(fb, key);
	order_ahead(fb, value, NULL);
}

void order_initializer(FuncBuild *fb, Expr *e) {
	Expr *x = unparen(e);
	if (x->kind == AST_UNARY && as(UnaryExpr, x)->op == OPER_AND)
		x = unparen(as(UnaryExpr, x)->x);
	fb_state(fb)->piecewise = x->kind == AST_COMPOSITE_LIT;
	if (!fb_state(fb)->piecewise)
		order_exprs(fb, &e, 1);
}
