// expr.c: expressions: dispatch, names, conditions, logical operators, values of several.
#include "ir/func.h"

static Val expr_name(FuncBuild *fb, Expr *e) {
	Obj *o = fb->info->uses[e->id];
	if (!o)
		o = fb->info->defs[e->id];
	assert_ir(o && "name without an object");
	if (o->kind == OBJ_VAR)
		return storage_load(fb, storage_of(fb, o), e->pos);
	if (o->kind == OBJ_FUNC)
		return build_func_value(fb, e, o);
	ice("build_expr: %s: name %s is no value", fb->f->sym->name, o->name->s);
}

static Val expr_receive(FuncBuild *fb, UnaryExpr *e, Value **ok) {
	Val ch = build_expr(fb, e->x);
	Type *t = build_type(fb, as(ChanT, under(fb, ch.type))->elem);
	Value *to = val_scratch(fb, t);
	if (ok)
		*ok = fb_rt(fb, RT_chanrecv2, e->n.pos, 2, ch.v[0], to);
	else
		fb_rt(fb, RT_chanrecv1, e->n.pos, 2, ch.v[0], to);
	Val v = build_val_load(fb, t, to, 0, e->n.pos);
	v.fresh = true;
	return v;
}

static Val expr_unary(FuncBuild *fb, UnaryExpr *e) {
	switch (e->op) {
	case OPER_AND: return build_address_of(fb, e->x, expr_type(fb, &e->n), e->n.pos);
	case OPER_RECV: return expr_receive(fb, e, NULL);
	default:
		return arith_unary(
			fb, e->op, build_expr_to(fb, e->x, expr_type(fb, &e->n)), e->n.pos);
	}
}

// The value of a condition, computed by branching.
static Val expr_logical(FuncBuild *fb, Expr *e) {
	Var *r = var_new(fb->f, IR_I8, NULL);
	Block *yes = fb_block(fb), *no = fb_block(fb), *done = fb_block(fb);
	build_branch(fb, e, yes, no);
	fb_start(fb, yes);
	emit_setvar(fb->cur, r, emit_const(fb->cur, IR_I8, 1));
	block_jump(fb->cur, done);
	fb_start(fb, no);
	emit_setvar(fb->cur, r, emit_const(fb->cur, IR_I8, 0));
	fb_start(fb, done);
	return val_scalar(fb, expr_type(fb, e), emit_getvar(fb->cur, r));
}

// Operands of a comparison: where one is an untyped constant or nil the other says the type. A
// slice is compared with nil only, which []byte(s) is not, whatever the bytes of s are.
static Val expr_compared(FuncBuild *fb, Expr *e) {
	if (info_tv(fb->info, e)->mode == MODE_NIL)
		return val_zero(fb, basic_type(fb, TY_UNTYPED_NIL));
	if (under_kind(fb, expr_type(fb, e)) == TY_SLICE)
		return build_expr(fb, e);
	return build_passing(fb, e, NULL);
}

// One operand of a comparison with another.
static Val expr_compared_with(FuncBuild *fb, Expr *e, Expr *other) {
	Type *t = info_tv(fb->info, e)->type, *u = info_tv(fb->info, other)->type;
	Val x = expr_compared(fb, e);
	if (type_is_untyped(t) && !type_is_untyped(u) && !type_is_nil(t) &&
		info_tv(fb->info, e)->val)
		x = build_expr_to(fb, e, expr_type(fb, other));
	return x;
}

static Value *expr_compare(FuncBuild *fb, BinaryExpr *e) {
	Val x = expr_compared_with(fb, e->x, e->y), y = expr_compared_with(fb, e->y, e->x);
	if (e->op == OPER_EQL)
		return compare_equal(fb, x, y, e->n.pos);
	if (e->op == OPER_NEQ)
		return fb_not(fb, compare_equal(fb, x, y, e->n.pos));
	return compare_order(fb, e->op, x, y, e->n.pos);
}

static bool expr_is_comparison(Oper op) {
	return op == OPER_EQL || op == OPER_NEQ || op == OPER_LSS || op == OPER_LEQ ||
	       op == OPER_GTR || op == OPER_GEQ;
}

static Val expr_binary(FuncBuild *fb, BinaryExpr *e) {
	Type *t = expr_type(fb, &e->n);
	if (e->op == OPER_ANDAND || e->op == OPER_OROR)
		return expr_logical(fb, &e->n);
	if (expr_is_comparison(e->op))
		return val_scalar(fb, t, expr_compare(fb, e));
	if (e->op == OPER_SHL || e->op == OPER_SHR) {
		Val x = build_expr_to(fb, e->x, t);
		return arith_shift(fb, e->op, x, build_shift_count(fb, e->y), e->n.pos);
	}
	if (under_kind(fb, t) == TY_STRING)
		return build_concat(fb, e);
	Val x = build_expr_to(fb, e->x, t), y = build_expr_to(fb, e->y, t);
	return arith_binary(fb, e->op, t, x, y, e->n.pos);
}

static Val expr_assert(FuncBuild *fb, AssertExpr *e) {
	Val x = build_expr(fb, e->x), out;
	iface_assert(fb, x, expr_type(fb, e->type), false, &out, NULL, e->n.pos);
	return out;
}

Val build_expr(FuncBuild *fb, Expr *e) {
	TypeAndValue *tv = info_tv(fb->info, e);
	if (tv->mode == MODE_CONST && tv->val) {
		Type *t = expr_type(fb, e);
		if (under_kind(fb, t) == TY_INTERFACE)
			ice("build_expr: %s: constant of interface type", fb->f->sym->name);
		return val_const(fb, t, tv->val);
	}
	if (tv->mode == MODE_NIL || (tv->type && type_is_nil(tv->type))) {
		Type *t = tv->type && !type_is_nil(tv->type) ? expr_type(fb, e)
							     : basic_type(fb, TY_UNTYPED_NIL);
		return val_zero(fb, t);
	}
	Vals *kept = order_kept(fb, e);
	if (kept)
		return kept->v[0];
	switch (e->kind) {
	case AST_NAME: return expr_name(fb, e);
	case AST_PAREN: return build_expr(fb, as(ParenExpr, e)->x);
	case AST_FUNC_LIT: return build_func_lit(fb, as(FuncLit, e));
	case AST_COMPOSITE_LIT: return build_composite(fb, as(CompositeLit, e), expr_type(fb, e));
	case AST_SELECTOR: return build_selector(fb, as(SelectorExpr, e));
	case AST_INDEX: return build_index(fb, as(IndexExpr, e));
	case AST_SLICE_EXPR: return build_slice(fb, as(SliceExpr, e));
	case AST_TYPE_ASSERT: return expr_assert(fb, as(AssertExpr, e));
	case AST_STAR: {
		LValue v = lv_of(fb, e);
		return lv_load(fb, &v);
	}
	case AST_UNARY: return expr_unary(fb, as(UnaryExpr, e));
	case AST_BINARY: return expr_binary(fb, as(BinaryExpr, e));
	case AST_CALL: {
		Vals r = build_call(fb, as(CallExpr, e));
		assert_ir(r.n == 1);
		return r.v[0];
	}
	default: ice("build_expr: %s: expression of kind %d", fb->f->sym->name, e->kind);
	}
}

Val build_expr_to(FuncBuild *fb, Expr *e, Type *to) {
	TypeAndValue *tv = info_tv(fb->info, e);
	// An untyped constant in a shift or comparison whose type the checker left open.
	if (tv->mode == MODE_CONST && tv->val && tv->type && type_is_untyped(tv->type) &&
		under_kind(fb, to) != TY_INTERFACE)
		return val_const(fb, to, tv->val);
	return build_convert(fb, build_expr(fb, e), to, e->pos);
}

/* Conditions */

Value *build_cond(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	if (e->kind == AST_BINARY && expr_is_comparison(as(BinaryExpr, e)->op) &&
		info_tv(fb->info, e)->mode != MODE_CONST)
		return expr_compare(fb, as(BinaryExpr, e));
	return build_expr(fb, e).v[0];
}

// Ends the current block: to `yes` if e holds, else to `no`.
void build_branch(FuncBuild *fb, Expr *e, Block *yes, Block *no) {
	e = unparen(e);
	if (info_tv(fb->info, e)->mode != MODE_CONST) {
		if (e->kind == AST_UNARY && as(UnaryExpr, e)->op == OPER_NOT) {
			build_branch(fb, as(UnaryExpr, e)->x, no, yes);
			return;
		}
		if (e->kind == AST_BINARY) {
			BinaryExpr *b = as(BinaryExpr, e);
			if ((b->op == OPER_ANDAND || b->op == OPER_OROR) && !order_is_kept(fb, e)) {
				TypeAndValue *left = info_tv(fb->info, b->x);
				if (left->mode == MODE_CONST && left->val) {
					if (left->val->b == (b->op == OPER_ANDAND))
						build_branch(fb, b->y, yes, no);
					else
						block_jump(
							fb->cur, b->op == OPER_ANDAND ? no : yes);
					return;
				}
				Block *mid = fb_block(fb);
				if (b->op == OPER_ANDAND)
					build_branch(fb, b->x, mid, no);
				else
					build_branch(fb, b->x, yes, mid);
				fb_start(fb, mid);
				build_branch(fb, b->y, yes, no);
				return;
			}
		}
	}
	order_exprs(fb, &e, 1);
	Value *c = build_cond(fb, e);
	if (c->op == OP_CONST)
		block_jump(fb->cur, c->aux.i ? yes : no);
	else
		fb_if(fb, c, yes, no, 0);
}

/* Several values */

uint32_t build_multi(FuncBuild *fb, Expr *e, Val *out, uint32_t max) {
	e = unparen(e);
	Value *ok = NULL;
	switch (e->kind) {
	case AST_CALL: {
		Vals *kept = order_kept(fb, e);
		Vals r = kept ? *kept : build_call(fb, as(CallExpr, e));
		assert_ir(r.n <= max);
		for (uint32_t i = 0; i < r.n; i++)
			out[i] = r.v[i];
		return r.n;
	}
	case AST_TYPE_ASSERT: {
		AssertExpr *a = as(AssertExpr, e);
		Val x = build_expr(fb, a->x);
		iface_assert(fb, x, expr_type(fb, a->type), true, &out[0], &ok, e->pos);
		break;
	}
	case AST_INDEX: {
		IndexExpr *x = as(IndexExpr, e);
		Val m = build_expr(fb, x->x);
		Val k = build_passing(
			fb, x->index.v[0], build_type(fb, as(MapT, under(fb, m.type))->key));
		out[0] = map_access(fb, m, k, &ok, e->pos);
		break;
	}
	case AST_UNARY: out[0] = expr_receive(fb, as(UnaryExpr, e), &ok); break;
	default: ice("build_multi: %s: expression of kind %d", fb->f->sym->name, e->kind);
	}
	out[1] = val_bool(fb, ok);
	return 2;
}

void build_multi_expr(FuncBuild *fb, Expr *e, Val *out, uint32_t n) {
	uint32_t have = build_multi(fb, e, out, n);
	assert_ir(have == n);
	Type *t = info_tv(fb->info, e)->type;
	if (t->kind != TY_TUPLE)
		return;
	for (uint32_t i = 0; i < n; i++) {
		Type *want = as(TupleT, t)->vars.v[i]->type;
		if (!type_is_untyped(want))
			out[i] = build_convert(fb, out[i], build_type(fb, want), e->pos);
	}
}

void build_discard(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	order_exprs(fb, &e, 1);
	if (e->kind == AST_CALL)
		build_call(fb, as(CallExpr, e));
	else
		build_expr(fb, e);
}
