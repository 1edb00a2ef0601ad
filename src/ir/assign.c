// assign.c: assignments and variable declarations.
//
// With several variables all operands on the left are evaluated before the first store, and the
// stores (with their bounds and nil checks) follow from left to right.
#include "ir/func.h"

Obj *local_def(FuncBuild *fb, Expr *e) {
	if (!e || e->kind != AST_NAME || strcmp(as(NameExpr, e)->name->s, "_") == 0)
		return NULL;
	return fb->info->defs[e->id];
}

bool assign_is_blank(Expr *e) {
	e = unparen(e);
	return e->kind == AST_NAME && strcmp(as(NameExpr, e)->name->s, "_") == 0;
}

static void declare_obj(FuncBuild *fb, Obj *o, Val v, Pos pos) {
	v = build_convert(fb, v, build_type(fb, o->type), pos);
	storage_store(fb, storage_declare(fb, o, false, pos), v, pos);
}

void declare_store(FuncBuild *fb, Expr *name, Val v) {
	Obj *o = local_def(fb, name);
	if (o)
		declare_obj(fb, o, v, name->pos);
}

static uint32_t assign_list(Expr *e, Expr ***out, Expr **one) {
	if (!e)
		return 0;
	if (e->kind == AST_LIST) {
		*out = as(ListExpr, e)->list.v;
		return as(ListExpr, e)->list.n;
	}
	*one = e;
	*out = one;
	return 1;
}

// Names on the left have no type of their own recorded.
static Type *assign_type(FuncBuild *fb, Expr *lhs) {
	lhs = unparen(lhs);
	Obj *o = lhs->kind == AST_NAME ? fb->info->uses[lhs->id] : NULL;
	return o ? build_type(fb, o->type) : expr_type(fb, lhs);
}

static Val assign_rhs(FuncBuild *fb, Expr *lhs, Expr *rhs) {
	Obj *o = local_def(fb, lhs);
	if (o)
		return build_expr_to(fb, rhs, build_type(fb, o->type));
	if (assign_is_blank(lhs))
		return build_expr(fb, rhs);
	return build_expr_to(fb, rhs, assign_type(fb, lhs));
}

// The call, if what is assigned to x is append(x, ...) and x is found without calls.
static CallExpr *assign_appends(FuncBuild *fb, Expr *x, Expr *rhs) {
	rhs = unparen(rhs);
	if (rhs->kind != AST_CALL)
		return NULL;
	CallExpr *call = as(CallExpr, rhs);
	if (call_is_conversion(fb, call) || call_builtin(fb, call) != BUILTIN_append ||
		call->args.n < 2 || !expr_is_same(fb, x, call->args.v[0]))
		return NULL;
	return call;
}

static void assign_one(FuncBuild *fb, Expr *lhs, Expr *rhs) {
	order_assign(fb, &lhs, 1, &rhs, 1);
	Obj *o = local_def(fb, lhs);
	if (o) {
		declare_obj(fb, o, assign_rhs(fb, lhs, rhs), lhs->pos);
		return;
	}
	CallExpr *append = assign_appends(fb, lhs, rhs);
	if (append) {
		build_append_to(fb, append, lhs);
		return;
	}
	Val x = assign_rhs(fb, lhs, rhs);
	LValue v = lv_of_now(fb, lhs);
	lv_store(fb, &v, x);
}

typedef struct AssignPlace {
	Obj *def;
	LValue lv;
} AssignPlace;

static void assign_places(FuncBuild *fb, Expr **lhs, uint32_t n, AssignPlace *out) {
	for (uint32_t i = 0; i < n; i++) {
		out[i].def = local_def(fb, lhs[i]);
		if (!out[i].def)
			out[i].lv = lv_of(fb, unparen(lhs[i]));
	}
}

static void assign_store(FuncBuild *fb, AssignPlace *p, Val v, Pos pos) {
	if (p->def)
		declare_obj(fb, p->def, v, pos);
	else
		lv_store(fb, &p->lv, v);
}

static void assign_parallel(FuncBuild *fb, Expr **lhs, Expr **rhs, uint32_t n) {
	AssignPlace *p = NEW_ARRAY(fb->b->a, AssignPlace, n);
	Val *v = NEW_ARRAY(fb->b->a, Val, n);
	order_assign(fb, lhs, n, rhs, n);
	assign_places(fb, lhs, n, p);
	for (uint32_t i = 0; i < n; i++)
		v[i] = val_snapshot(fb, assign_rhs(fb, lhs[i], rhs[i]), rhs[i]->pos);
	for (uint32_t i = 0; i < n; i++)
		assign_store(fb, &p[i], v[i], lhs[i]->pos);
}

static void assign_multi(FuncBuild *fb, Expr **lhs, uint32_t n, Expr *rhs) {
	AssignPlace *p = NEW_ARRAY(fb->b->a, AssignPlace, n);
	Val *v = NEW_ARRAY(fb->b->a, Val, n);
	order_assign(fb, lhs, n, &rhs, 1);
	build_multi(fb, rhs, v, n);
	for (uint32_t i = 0; i < n; i++)
		v[i] = val_snapshot(fb, v[i], rhs->pos);
	assign_places(fb, lhs, n, p);
	for (uint32_t i = 0; i < n; i++)
		assign_store(fb, &p[i], v[i], lhs[i]->pos);
}

static void assign_op(FuncBuild *fb, AssignStmt *s) {
	Expr *lhs = unparen(s->lhs);
	Type *t = assign_type(fb, lhs);
	bool shift = s->op == OPER_SHL || s->op == OPER_SHR;
	order_assign(fb, &lhs, 1, &s->rhs, s->rhs ? 1 : 0);
	Val y;
	if (!s->rhs)
		y = val_const(fb, t, const_from_int(fb->b->s, 1));
	else if (shift)
		y = build_shift_count(fb, s->rhs);
	else
		y = build_expr_to(fb, s->rhs, t);
	LValue lv = lv_of_now(fb, lhs);
	if (lv.kind == LV_MAP && s->op != OPER_DIV && s->op != OPER_REM)
		lv = lv_claim(fb, &lv);
	Val x = lv_load(fb, &lv);
	lv_store(fb, &lv,
		shift ? arith_shift(fb, s->op, x, y, s->n.pos)
		      : arith_binary(fb, s->op, t, x, y, s->n.pos));
}

void build_assign(FuncBuild *fb, AssignStmt *s) {
	if (s->op != OPER_NONE) {
		assign_op(fb, s);
		return;
	}
	Expr **lhs = NULL, **rhs = NULL, *l = NULL, *r = NULL;
	uint32_t n = assign_list(s->lhs, &lhs, &l), m = assign_list(s->rhs, &rhs, &r);
	if (n == 1 && m == 1)
		assign_one(fb, lhs[0], rhs[0]);
	else if (n == m)
		assign_parallel(fb, lhs, rhs, n);
	else
		assign_multi(fb, lhs, n, rhs[0]);
}

static Obj *var_decl_obj(FuncBuild *fb, NameExpr *name) {
	return local_def(fb, &name->n);
}

void build_var_decl(FuncBuild *fb, VarDecl *d) {
	uint32_t n = d->names.n;
	if (!d->values) {
		for (uint32_t i = 0; i < n; i++) {
			Obj *o = var_decl_obj(fb, d->names.v[i]);
			if (o)
				storage_declare(fb, o, true, o->pos);
		}
		return;
	}
	Expr **rhs = NULL, *r = NULL;
	uint32_t m = assign_list(d->values, &rhs, &r);
	Val *v = NEW_ARRAY(fb->b->a, Val, n);
	order_exprs(fb, rhs, m);
	if (m == n) {
		for (uint32_t i = 0; i < n; i++) {
			Obj *o = var_decl_obj(fb, d->names.v[i]);
			v[i] = o ? build_expr_to(fb, rhs[i], build_type(fb, o->type))
				 : build_expr(fb, rhs[i]);
			if (n > 1)
				v[i] = val_snapshot(fb, v[i], rhs[i]->pos);
		}
	} else {
		build_multi(fb, rhs[0], v, n);
	}
	for (uint32_t i = 0; i < n; i++) {
		Obj *o = var_decl_obj(fb, d->names.v[i]);
		if (o)
			declare_obj(fb, o, v[i], o->pos);
	}
}
