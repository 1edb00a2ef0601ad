// capture.c: a pass over a function before it is lowered: which variables are reassigned, addressed
// or captured, and what each function literal and each body of a range-over-func loop captures.
//
// The facts belong to the source, not to an instance: they hang from Obj.ir (VarInfo) and from a
// map of contexts that is kept in Build.priv[7]. A declared function is walked once, with all
// literals inside of it.
#include "ir/func.h"

typedef struct Capture {
	Build *b;
	Package *pkg;
	Info *info;
	FuncCtx *ctx;
} Capture;

static CaptureInfo *capture_info(Build *b) {
	if (!b->priv[7]) {
		CaptureInfo *ci = NEW(b->a, CaptureInfo);
		map_init(&ci->ctxs, b->a);
		b->priv[7] = ci;
	}
	return b->priv[7];
}

static void capture_nodes(Capture *k, Node *n);

FuncCtx *ctx_root(FuncCtx *c) {
	while (c->range)
		c = c->parent;
	return c;
}

VarInfo *capture_var(Build *b, Obj *o) {
	if (!o->ir)
		o->ir = NEW(b->a, VarInfo);
	return o->ir;
}

static bool capture_is_local(const Obj *o) {
	return o && o->kind == OBJ_VAR && !o->package_level && !o->is_field;
}

static FuncCtx *capture_ctx_new(Capture *k, const void *key) {
	FuncCtx *c = NEW(k->b->a, FuncCtx);
	c->parent = k->ctx;
	map_put(&capture_info(k->b)->ctxs, key, c);
	return c;
}

static void capture_add(Build *b, FuncCtx *c, Obj *o) {
	VarInfo *v = capture_var(b, o);
	for (; c && c != v->owner; c = c->parent) {
		bool known = false;
		for (uint32_t i = 0; i < c->captures.n; i++)
			known |= c->captures.v[i] == o;
		if (!known)
			vec_push(b->a, &c->captures, o);
		v->captured = true;
	}
}

static void capture_define(Capture *k, Obj *o) {
	if (capture_is_local(o))
		capture_var(k->b, o)->owner = k->ctx;
}

static Obj *capture_synthetic(Capture *k, FuncCtx *owner, const char *name, TypeKind type) {
	Obj *o = obj_new(k->b->c, OBJ_VAR, NO_POS, k->pkg, intern_str(k->b->s->names, name),
		checker_universe(k->b->c)->basic[type]);
	capture_var(k->b, o)->owner = owner;
	return o;
}

/* Variables that expressions change or take the address of */

static Type *capture_type(Capture *k, Expr *e) {
	Type *t = info_tv(k->info, e)->type;
	return t ? type_underlying(k->b->c, t) : NULL;
}

// The variable that e is or is a part of, without following pointers.
static Obj *capture_base(Capture *k, Expr *e) {
	for (;;) {
		e = unparen(e);
		if (e->kind == AST_NAME) {
			Obj *o = k->info->uses[e->id];
			if (!o)
				o = k->info->defs[e->id];
			return capture_is_local(o) ? o : NULL;
		}
		Type *t;
		if (e->kind == AST_SELECTOR) {
			e = as(SelectorExpr, e)->x;
			t = capture_type(k, e);
			if (!t || t->kind == TY_POINTER)
				return NULL;
		} else if (e->kind == AST_INDEX) {
			e = as(IndexExpr, e)->x;
			t = capture_type(k, e);
			if (!t || (t->kind != TY_ARRAY && t->kind != TY_INTERFACE))
				return NULL;
		} else {
			return NULL;
		}
	}
}

static void capture_reassign(Capture *k, Expr *e) {
	e = unparen(e);
	if (e->kind == AST_NAME && k->info->defs[e->id])
		return;
	Obj *o = capture_base(k, e);
	if (o)
		capture_var(k->b, o)->reassigned = true;
}

// A variable that a range clause declares, where iterations share it (before Go 1.22).
static void capture_shared(Capture *k, Expr *e) {
	Obj *o = e && unparen(e)->kind == AST_NAME ? k->info->defs[unparen(e)->id] : NULL;
	if (o)
		capture_var(k->b, o)->reassigned = true;
}

static void capture_address(Capture *k, Expr *e) {
	Obj *o = capture_base(k, e);
	if (o)
		capture_var(k->b, o)->addressed = true;
}

static void capture_each(Expr *e, Capture *k, void (*fn)(Capture *, Expr *)) {
	if (!e)
		return;
	if (e->kind == AST_LIST) {
		ListExpr *l = as(ListExpr, e);
		for (uint32_t i = 0; i < l->list.n; i++)
			fn(k, l->list.v[i]);
	} else {
		fn(k, e);
	}
}

static void capture_selector(Capture *k, SelectorExpr *e) {
	Selection *s = map_get(&k->info->selections, e);
	if (!s || s->kind != SEL_METHOD_VALUE)
		return;
	Obj *m = s->obj->origin ? s->obj->origin : s->obj;
	if (m->has_ptr_recv || s->obj->has_ptr_recv)
		capture_address(k, e->x);
}

/* Contexts */

static void capture_results(Capture *k, FuncCtx *c, SignatureT *sig) {
	for (uint32_t i = 0; i < sig->results->vars.n; i++) {
		Obj *o = sig->results->vars.v[i];
		vec_push(k->b->a, &c->ret_objs, o);
		VarInfo *v = capture_var(k->b, o);
		v->owner = c;
		v->reassigned = true;
	}
}

static void capture_func_type(Capture *k, FuncType *t) {
	for (uint32_t i = 0; i < t->params.n; i++)
		capture_nodes(k, (Node *)t->params.v[i]);
	for (uint32_t i = 0; i < t->results.n; i++)
		capture_nodes(k, (Node *)t->results.v[i]);
}

static void capture_lit(Capture *k, FuncLit *lit) {
	FuncCtx *outer = k->ctx, *c = capture_ctx_new(k, lit);
	c->lit = lit;
	k->ctx = c;
	capture_results(k, c,
		as(SignatureT,
			type_underlying(k->b->c, info_tv(k->info, lit ? &lit->n : NULL)->type)));
	capture_func_type(k, lit->type);
	capture_nodes(k, &lit->body->n);
	k->ctx = outer;
}

static bool capture_is_range_func(Capture *k, RangeStmt *s) {
	Type *t = info_tv(k->info, s->x)->type;
	if (!t)
		return false;
	Type *core = type_core(k->b->c, t);
	return core && core->kind == TY_SIGNATURE;
}

static void capture_range_body(Capture *k, RangeStmt *s) {
	FuncCtx *outer = k->ctx, *root = outer ? ctx_root(outer) : NULL;
	capture_nodes(k, s->x);
	FuncCtx *c = capture_ctx_new(k, s);
	c->range = s;
	root->has_range_func = true;
	c->state_obj = capture_synthetic(k, outer, "#state", TY_INT);
	capture_var(k->b, c->state_obj)->reassigned = true;
	if (!root->next_obj) {
		root->next_obj = capture_synthetic(k, root, "#next", TY_INT);
		capture_var(k->b, root->next_obj)->reassigned = true;
	}
	k->ctx = c;
	capture_add(k->b, c, c->state_obj);
	if (!s->define) {
		if (s->key)
			capture_reassign(k, s->key);
		if (s->value)
			capture_reassign(k, s->value);
	}
	capture_nodes(k, s->key);
	capture_nodes(k, s->value);
	capture_nodes(k, &s->body->n);
	k->ctx = outer;
}

// Statement s leaves the bodies of range-over-func loops from the current one out to that of `last`
// (exclusive).
static void capture_exit(Capture *k, Stmt *s, FuncCtx *last) {
	FuncCtx *root = ctx_root(k->ctx);
	vec_push(k->b->a, &root->exits, s);
	for (FuncCtx *c = k->ctx; c != last && c->range; c = c->parent) {
		vec_push(k->b->a, &c->exits, s);
		capture_add(k->b, c, root->next_obj);
		capture_add(k->b, c, c->state_obj);
	}
}

static bool capture_inside(const FuncCtx *c, const Stmt *target) {
	if (target == (const Stmt *)c->range)
		return true;
	if (target->kind == AST_LABELED_STMT &&
		((const LabeledStmt *)target)->stmt == (const Stmt *)c->range)
		return true;
	return target->pos >= c->range->body->n.pos && target->pos < c->range->body->rbrace;
}

static void capture_branch(Capture *k, BranchStmt *s) {
	FuncCtx *c = k->ctx;
	if (!c || !c->range || s->tok == TK_FALLTHROUGH || !s->target)
		return;
	while (c->range && !capture_inside(c, s->target))
		c = c->parent;
	if (c != k->ctx)
		capture_exit(k, &s->n, c);
}

static void capture_return(Capture *k, ReturnStmt *s) {
	if (!k->ctx || !k->ctx->range)
		return;
	FuncCtx *root = ctx_root(k->ctx);
	for (uint32_t i = 0; i < root->ret_objs.n; i++)
		capture_add(k->b, k->ctx, root->ret_objs.v[i]);
	capture_exit(k, &s->n, root);
}

static void capture_defer(Capture *k) {
	FuncCtx *root = ctx_root(k->ctx);
	root->has_defer = true;
	if (!k->ctx->range)
		return;
	if (!root->defer_obj)
		root->defer_obj = capture_synthetic(k, root, "#defer", TY_UNSAFE_POINTER);
	capture_add(k->b, k->ctx, root->defer_obj);
}

static void capture_call(Capture *k, CallExpr *e) {
	Expr *f = unparen(e->fun);
	if (f->kind != AST_NAME)
		return;
	Obj *o = k->info->uses[f->id];
	if (o && o->kind == OBJ_BUILTIN && o->builtin == BUILTIN_recover && k->ctx)
		ctx_root(k->ctx)->has_recover = true;
}

static bool capture_visit(Node *n, void *arg) {
	Capture *k = arg;
	switch (n->kind) {
	case AST_NAME: {
		Obj *o = k->info->defs[n->id];
		if (capture_is_local(o))
			capture_define(k, o);
		o = k->info->uses[n->id];
		if (capture_is_local(o) && o->ir && k->ctx)
			capture_add(k->b, k->ctx, o);
		return true;
	}
	case AST_FUNC_LIT: capture_lit(k, as(FuncLit, n)); return false;
	case AST_RANGE_STMT: {
		RangeStmt *s = as(RangeStmt, n);
		if (capture_is_range_func(k, s)) {
			capture_range_body(k, s);
			return false;
		}
		if (!s->define) {
			if (s->key)
				capture_reassign(k, s->key);
			if (s->value)
				capture_reassign(k, s->value);
		} else if (!pkg_go_at_least(k->pkg, n->pos, 22)) {
			capture_shared(k, s->key);
			capture_shared(k, s->value);
		}
		return true;
	}
	case AST_ASSIGN_STMT:
		capture_each(as(AssignStmt, n)->lhs, k, capture_reassign);
		return true;
	case AST_CASE_CLAUSE: capture_define(k, map_get(&k->info->implicits, n)); return true;
	case AST_UNARY:
		if (as(UnaryExpr, n)->op == OPER_AND)
			capture_address(k, as(UnaryExpr, n)->x);
		return true;
	case AST_SLICE_EXPR: {
		Type *t = info_tv(k->info, as(SliceExpr, n)->x)->type;
		Type *core = t ? type_core(k->b->c, t) : NULL;
		if (core && core->kind == TY_ARRAY)
			capture_address(k, as(SliceExpr, n)->x);
		return true;
	}
	case AST_SELECTOR: capture_selector(k, as(SelectorExpr, n)); return true;
	case AST_CALL: capture_call(k, as(CallExpr, n)); return true;
	case AST_CALL_STMT:
		if (as(CallStmt, n)->tok == TK_DEFER && k->ctx)
			capture_defer(k);
		return true;
	case AST_RETURN_STMT: capture_return(k, as(ReturnStmt, n)); return true;
	case AST_BRANCH_STMT: capture_branch(k, as(BranchStmt, n)); return false;
	default: return true;
	}
}

static void capture_nodes(Capture *k, Node *n) {
	node_walk(n, capture_visit, k);
}

/* Entry points */

FuncCtx *capture_func(Build *b, Package *pkg, FuncDecl *d, Obj *obj) {
	FuncCtx *c = map_get(&capture_info(b)->ctxs, d);
	if (c)
		return c;
	Capture k = {.b = b, .pkg = pkg, .info = pkg->info};
	c = capture_ctx_new(&k, d);
	k.ctx = c;
	capture_results(&k, c, as(SignatureT, obj->type));
	if (d->recv)
		capture_nodes(&k, &d->recv->n);
	capture_func_type(&k, d->type);
	if (d->body)
		capture_nodes(&k, &d->body->n);
	return c;
}

FuncCtx *capture_literal(Build *b, Package *pkg, FuncLit *lit) {
	FuncCtx *c = map_get(&capture_info(b)->ctxs, lit);
	if (c)
		return c;
	Capture k = {.b = b, .pkg = pkg, .info = pkg->info};
	capture_lit(&k, lit);
	return map_get(&capture_info(b)->ctxs, lit);
}

FuncCtx *capture_range(Build *b, RangeStmt *s) {
	return map_get(&capture_info(b)->ctxs, s);
}

// gc's rule: variables that nothing changes after their declaration, up to 128 bytes.
bool capture_by_value(FuncBuild *fb, Obj *o) {
	VarInfo *v = capture_var(fb->b, o);
	return !v->reassigned && !v->addressed &&
	       type_size(fb->b->c, build_type(fb, o->type)) <= 128;
}
