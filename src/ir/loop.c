// loop.c: for statements, and range over everything but functions.
//
// Since Go 1.22 each iteration has its own variables. Only those that live in heap cells need
// copies.
#include "ir/func.h"

static void loop_body(FuncBuild *fb, Stmt *s, BlockStmt *body, Block *brk, Block *cont) {
	target_enter(fb, s, brk, cont);
	fb_state(fb)->loop_depth++;
	build_block(fb, &body->list);
	fb_state(fb)->loop_depth--;
}

/* for init; cond; post */

typedef VEC(Storage *) LoopCells;

static void for_cell(FuncBuild *fb, LoopCells *cells, Expr *e) {
	Obj *o = local_def(fb, e);
	Storage *s = o ? map_get(&fb->objs, o) : NULL;
	if (!s || !s->heap || !s->addr)
		return;
	s->addr_var = var_new(fb->f, IR_PTR, NULL);
	emit_setvar(fb->cur, s->addr_var, s->addr);
	s->addr = NULL;
	vec_push(fb->b->a, cells, s);
}

static void for_cells(FuncBuild *fb, LoopCells *cells, Stmt *init) {
	if (!init || init->kind != AST_ASSIGN_STMT || !as(AssignStmt, init)->define ||
		!func_go_at_least(fb, 22))
		return;
	Expr *lhs = as(AssignStmt, init)->lhs;
	if (lhs->kind != AST_LIST) {
		for_cell(fb, cells, lhs);
		return;
	}
	ListExpr *l = as(ListExpr, lhs);
	for (uint32_t i = 0; i < l->list.n; i++)
		for_cell(fb, cells, l->list.v[i]);
}

static void for_renew_cells(FuncBuild *fb, LoopCells *cells, Pos pos) {
	for (uint32_t i = 0; i < cells->n; i++) {
		Storage *s = cells->v[i];
		Val v = storage_load(fb, s, pos);
		Value *p = fb_new(fb, s->type, pos);
		build_val_store(fb, p, 0, v, true, pos);
		emit_setvar(fb->cur, s->addr_var, p);
	}
}

void build_for(FuncBuild *fb, ForStmt *s) {
	LoopCells cells = {0};
	Stmt *label = fb_state(fb)->labeled;
	if (s->init)
		build_stmt(fb, s->init);
	fb_state(fb)->labeled = label;
	for_cells(fb, &cells, s->init);
	Block *head = fb_block(fb), *body = fb_block(fb), *cont = fb_block(fb),
	      *done = fb_block(fb);
	fb_start(fb, head);
	if (s->cond)
		build_branch(fb, s->cond, body, done);
	else
		block_jump(fb->cur, body);
	fb_start(fb, body);
	loop_body(fb, &s->n, s->body, done, cont);
	fb_start(fb, cont);
	for_renew_cells(fb, &cells, s->n.pos);
	if (s->post)
		build_stmt(fb, s->post);
	block_jump(fb->cur, head);
	fb_start(fb, done);
	fb_state(fb)->dead = !s->cond && !target_is_broken(fb, &s->n, label);
}

/* range */

typedef struct Range {
	RangeStmt *s;
	Block *head, *body, *cont, *done;
	Storage *key, *value; // variables shared by all iterations (before Go 1.22)
} Range;

static bool range_wants(Expr *e) {
	return e && !(unparen(e)->kind == AST_NAME &&
			    strcmp(as(NameExpr, unparen(e))->name->s, "_") == 0);
}

static void range_begin(FuncBuild *fb, Range *r, RangeStmt *s) {
	*r = (Range){.s = s,
		.head = fb_block(fb),
		.body = fb_block(fb),
		.cont = fb_block(fb),
		.done = fb_block(fb)};
	if (s->define && !func_go_at_least(fb, 22)) {
		if (local_def(fb, s->key))
			r->key = storage_declare(fb, local_def(fb, s->key), true, s->n.pos);
		if (local_def(fb, s->value))
			r->value = storage_declare(fb, local_def(fb, s->value), true, s->n.pos);
	}
}

// The iteration's values to its variables.
static void range_bind(FuncBuild *fb, Range *r, Val *key, Val *value) {
	RangeStmt *s = r->s;
	if (s->define) {
		if (r->key && key)
			storage_store(fb, r->key, build_convert(fb, *key, r->key->type, s->n.pos),
				s->n.pos);
		else if (key && s->key)
			declare_store(fb, s->key, *key);
		if (r->value && value)
			storage_store(fb, r->value,
				build_convert(fb, *value, r->value->type, s->n.pos), s->n.pos);
		else if (value && s->value)
			declare_store(fb, s->value, *value);
		return;
	}
	LValue k, v;
	if (key && range_wants(s->key))
		k = lv_of(fb, unparen(s->key));
	if (value && range_wants(s->value))
		v = lv_of(fb, unparen(s->value));
	if (key && range_wants(s->key))
		lv_store(fb, &k, *key);
	if (value && range_wants(s->value))
		lv_store(fb, &v, *value);
}

static void range_body(FuncBuild *fb, Range *r) {
	loop_body(fb, &r->s->n, r->s->body, r->done, r->cont);
	fb_start(fb, r->cont);
}

// Counts i from 0 to n of integer type t; elem gives the value of an iteration, or is NULL.
typedef Val (*RangeElem)(FuncBuild *fb, Value *i, void *arg);
static void range_counted(
	FuncBuild *fb, RangeStmt *s, Type *t, Value *n, RangeElem elem, void *arg) {
	Range r;
	range_begin(fb, &r, s);
	IRType it = (IRType)n->type;
	Var *i = var_new(fb->f, it, NULL);
	emit_setvar(fb->cur, i, emit_const(fb->cur, it, 0));
	fb_start(fb, r.head);
	bool is_signed = kind_is_signed(under_kind(fb, t));
	fb_if(fb, fb_cmp(fb, is_signed ? OP_LT : OP_ULT, emit_getvar(fb->cur, i), n), r.body,
		r.done, 0);
	fb_start(fb, r.body);
	Val key = val_scalar(fb, t, emit_getvar(fb->cur, i)), value;
	if (elem)
		value = elem(fb, key.v[0], arg);
	range_bind(fb, &r, &key, elem ? &value : NULL);
	range_body(fb, &r);
	emit_setvar(fb->cur, i,
		fb_bin(fb, OP_ADD, it, emit_getvar(fb->cur, i), emit_const(fb->cur, it, 1)));
	block_jump(fb->cur, r.head);
	fb_start(fb, r.done);
}

typedef struct RangeArray {
	Value *p;
	Type *elem;
	int64_t size;
	Pos pos;
} RangeArray;

static Val range_array_elem(FuncBuild *fb, Value *i, void *arg) {
	RangeArray *a = arg;
	return build_val_load(fb, a->elem, fb_elemptr(fb, a->p, i, a->size), 0, a->pos);
}

static void range_array(FuncBuild *fb, RangeStmt *s, Type *u) {
	Type *t = basic_type(fb, TY_INT);
	bool pointer = u->kind == TY_POINTER;
	ArrayT *at = as(ArrayT, pointer ? under(fb, build_type(fb, as(PointerT, u)->elem)) : u);
	RangeArray a = {.elem = build_type(fb, at->elem), .pos = s->n.pos};
	a.size = type_size(fb->b->c, a.elem);
	if (!range_wants(s->value)) {
		if (order_has_effect(fb, s->x))
			build_expr(fb, s->x);
		range_counted(fb, s, t, k64(fb, at->len), NULL, NULL);
		return;
	}
	Val x = build_expr(fb, s->x);
	a.p = pointer ? x.v[0] : build_addr_of_val(fb, val_snapshot(fb, x, s->n.pos));
	if (pointer)
		fb_nilcheck(fb, a.p, s->n.pos);
	range_counted(fb, s, t, k64(fb, at->len), range_array_elem, &a);
}

static void range_slice(FuncBuild *fb, RangeStmt *s, Type *u) {
	Val x = build_passing(fb, s->x, NULL);
	RangeArray a = {.p = x.v[0], .elem = build_type(fb, as(SliceT, u)->elem), .pos = s->n.pos};
	a.size = type_size(fb->b->c, a.elem);
	range_counted(fb, s, basic_type(fb, TY_INT), x.v[1],
		range_wants(s->value) ? range_array_elem : NULL, &a);
}

static Type *range_int_type(FuncBuild *fb, Expr *key) {
	Obj *o = local_def(fb, key);
	if (!o && key->kind == AST_NAME)
		o = fb->info->uses[key->id];
	return o ? build_type(fb, o->type) : expr_type(fb, key);
}

static void range_int(FuncBuild *fb, RangeStmt *s) {
	Type *t = expr_type(fb, s->x);
	Type *raw = info_tv(fb->info, s->x)->type;
	if (type_is_untyped(raw) && range_wants(s->key))
		t = range_int_type(fb, unparen(s->key));
	range_counted(fb, s, t, build_expr_to(fb, s->x, t).v[0], NULL, NULL);
}

static void range_string(FuncBuild *fb, RangeStmt *s) {
	Val x = build_expr(fb, s->x);
	Range r;
	range_begin(fb, &r, s);
	Var *i = var_new(fb->f, IR_I64, NULL), *next = var_new(fb->f, IR_I64, NULL),
	    *c = var_new(fb->f, IR_I32, NULL);
	emit_setvar(fb->cur, i, k64(fb, 0));
	fb_start(fb, r.head);
	Block *decode = fb_block(fb), *wide = fb_block(fb), *bound = fb_block(fb);
	fb_if(fb, fb_cmp(fb, OP_LT, emit_getvar(fb->cur, i), x.v[1]), decode, r.done, 0);
	fb_start(fb, decode);
	Value *at = emit_getvar(fb->cur, i);
	Value *byte = fb_loadw(fb, IR_I8, fb_elemptr(fb, x.v[0], at, 1), 0, s->n.pos);
	emit_setvar(fb->cur, c, fb_un(fb, OP_ZEXT, IR_I32, byte));
	emit_setvar(fb->cur, next, fb_bin(fb, OP_ADD, IR_I64, at, k64(fb, 1)));
	fb_if(fb, fb_cmp(fb, OP_ULT, byte, emit_const(fb->cur, IR_I8, 0x80)), bound, wide, 1);
	fb_start(fb, wide);
	Value *d = fb_rt(fb, RT_decoderune, s->n.pos, 3, x.v[0], x.v[1], at);
	emit_setvar(fb->cur, c, emit_result(fb->cur, d, 0));
	emit_setvar(fb->cur, next, emit_result(fb->cur, d, 1));
	fb_start(fb, bound);
	Val key = val_scalar(fb, basic_type(fb, TY_INT), at);
	Val value = val_scalar(fb, basic_type(fb, TY_INT32), emit_getvar(fb->cur, c));
	range_bind(fb, &r, &key, &value);
	range_body(fb, &r);
	emit_setvar(fb->cur, i, emit_getvar(fb->cur, next));
	block_jump(fb->cur, r.head);
	fb_start(fb, r.done);
}

#define MAP_ITER_SIZE 96 // internal/runtime/maps.Iter; key and elem are its first two words

static void range_map(FuncBuild *fb, RangeStmt *s, Type *u) {
	Val m = build_expr(fb, s->x);
	Type *key = build_type(fb, as(MapT, u)->key), *elem = build_type(fb, as(MapT, u)->elem);
	Pos pos = s->n.pos;
	Range r;
	range_begin(fb, &r, s);
	Slot *it = slot_new(fb->f, MAP_ITER_SIZE, 8, NULL);
	fb_zero(fb, emit_local(fb->cur, it, 0), MAP_ITER_SIZE, pos);
	fb_rt(fb, RT_mapIterStart, pos, 3, fb_type_addr(fb, m.type), m.v[0],
		emit_local(fb->cur, it, 0));
	fb_start(fb, r.head);
	Value *k = fb_loadw(fb, IR_PTR, emit_local(fb->cur, it, 0), 0, pos);
	fb_if(fb, fb_cmp(fb, OP_NE, k, knil(fb)), r.body, r.done, 0);
	fb_start(fb, r.body);
	Val kv, ev;
	bool want_key = range_wants(s->key), want_value = range_wants(s->value);
	if (want_key)
		kv = val_snapshot(fb, build_val_load(fb, key, k, 0, pos), pos);
	if (want_value) {
		Value *e = fb_loadw(fb, IR_PTR, emit_local(fb->cur, it, 8), 0, pos);
		ev = build_val_load(fb, elem, e, 0, pos);
	}
	range_bind(fb, &r, want_key ? &kv : NULL, want_value ? &ev : NULL);
	range_body(fb, &r);
	fb_rt(fb, RT_mapIterNext, pos, 1, emit_local(fb->cur, it, 0));
	block_jump(fb->cur, r.head);
	fb_start(fb, r.done);
}

static void range_chan(FuncBuild *fb, RangeStmt *s, Type *u) {
	Val ch = build_expr(fb, s->x);
	Type *elem = build_type(fb, as(ChanT, u)->elem);
	Range r;
	range_begin(fb, &r, s);
	Value *to = val_scratch(fb, elem);
	fb_start(fb, r.head);
	fb_if(fb, fb_rt(fb, RT_chanrecv2, s->n.pos, 2, ch.v[0], to), r.body, r.done, 1);
	fb_start(fb, r.body);
	Val v = build_val_load(fb, elem, to, 0, s->n.pos);
	range_bind(fb, &r, &v, NULL);
	range_body(fb, &r);
	block_jump(fb->cur, r.head);
	fb_start(fb, r.done);
}

void build_range(FuncBuild *fb, RangeStmt *s) {
	Type *u = under(fb, expr_type(fb, s->x));
	order_exprs(fb, &s->x, 1);
	switch (u->kind) {
	case TY_ARRAY:
	case TY_POINTER: range_array(fb, s, u); return;
	case TY_SLICE: range_slice(fb, s, u); return;
	case TY_STRING: range_string(fb, s); return;
	case TY_MAP: range_map(fb, s, u); return;
	case TY_CHAN: range_chan(fb, s, u); return;
	case TY_SIGNATURE: build_range_func(fb, s, build_expr(fb, s->x)); return;
	default: range_int(fb, s); return;
	}
}
