// method.c: selectors: fields, method values, method expressions, and what a call of a method
// calls.
#include "ir/func.h"

typedef struct MethodPath {
	Obj *obj;
	const uint32_t *path;
	uint32_t n;
} MethodPath;

// In an instance the method is that of the concrete type, looked up again.
static MethodPath method_path(FuncBuild *fb, SelectorExpr *e, Selection *s, Type *recv) {
	MethodPath m = {s->obj, s->path, s->n_path};
	if (!fb->env || fb->env->params.n == 0 || !type_has_params(fb->b->c, s->recv))
		return m;
	VEC_U32 path = {0};
	bool indirect;
	m.obj = type_lookup(fb->b->c, recv, true, s->obj->pkg ? s->obj->pkg : fb->pkg, e->sel->name,
		&path, &indirect);
	if (!m.obj)
		ice("method_path: %s: no method %s", fb->f->sym->name, e->sel->name->s);
	m.path = path.v;
	m.n = path.n;
	return m;
}

static TypeVec method_types(FuncBuild *fb, const TypeVec *v) {
	TypeVec out = {0};
	for (uint32_t i = 0; v && i < v->n; i++)
		vec_push(fb->b->a, &out, build_type(fb, v->v[i]));
	return out;
}

static TypeVec method_instance(FuncBuild *fb, NameExpr *name) {
	Instance *in = map_get(&fb->info->instances, name);
	return method_types(fb, in ? &in->targs : NULL);
}

static bool method_has_ptr_recv(Obj *m) {
	return m->has_ptr_recv || (m->origin && m->origin->has_ptr_recv);
}

static Sym *method_sym(FuncBuild *fb, Obj *m, Type *recv, const TypeVec *targs) {
	Type *t = type_unalias(recv);
	if (t->kind == TY_POINTER)
		t = type_unalias(as(PointerT, t)->elem);
	TypeVec none = {0}, *recv_targs = &none;
	if (t->kind == TY_NAMED)
		recv_targs = &as(NamedT, t)->targs;
	return build_func_sym(fb->b, m->origin ? m->origin : m, recv_targs, targs);
}

// What method m of the value v, or of what *plv denotes, is; the receiver as the method takes it.
static Callee method_of(
	FuncBuild *fb, MethodPath m, const TypeVec *targs, Val v, LValue *plv, Pos pos) {
	LValue lv;
	bool is_lv = plv != NULL;
	if (is_lv)
		lv = *plv;
	Type *t = is_lv ? lv.type : v.type;
	Callee c = {.kind = CALLEE_STATIC, .has_recv = true, .method = m.obj};
	if (under_kind(fb, t) == TY_INTERFACE) {
		c.kind = CALLEE_IFACE;
		c.recv = is_lv ? lv_load(fb, &lv) : v;
		c.recv_type = c.iface = t;
		return c;
	}
	bool pointer = type_unalias(t)->kind == TY_POINTER;
	c.sym = method_sym(fb, m.obj, t, targs);
	if (method_has_ptr_recv(m.obj) && !pointer) {
		c.recv_type = type_pointer_to(fb->b->c, t);
		assert_ir(is_lv && "receiver is not addressable");
		c.recv = val_scalar(fb, c.recv_type, lv_address(fb, &lv));
		return c;
	}
	if (is_lv)
		v = lv_load(fb, &lv);
	if (!method_has_ptr_recv(m.obj) && pointer) {
		lv = lv_deref(fb, v, pos);
		v = lv_load(fb, &lv);
	}
	c.recv_type = v.type;
	c.recv = v;
	return c;
}

// Evaluates the receiver of x.m and says what is called.
static Callee method_callee(FuncBuild *fb, SelectorExpr *e, Selection *s) {
	MethodPath m = method_path(fb, e, s, build_type(fb, s->recv));
	LValue lv;
	bool is_lv;
	Val v = lv_path(fb, e->x, m.path, m.n ? m.n - 1 : 0, false, &lv, &is_lv);
	TypeVec targs = method_instance(fb, e->sel);
	return method_of(fb, m, &targs, v, is_lv ? &lv : NULL, e->n.pos);
}

/* Methods with type parameters of their own, as values: functions that pass everything on */

typedef struct Forward {
	MethodPath m;
	TypeVec targs;
	Type *recv;	 // of the parameter, or in the closure
	SignatureT *sig; // of the method
	SignatureT *own; // of the function: recv first, if it is a method expression
	bool closure;
	Pos pos;
} Forward;

static Val forward_param(FuncBuild *fb, Type *t, uint32_t *at) {
	Val v = val_new(fb, t);
	if (v.c->in_memory) {
		v.mem = emit_param(fb->cur, IR_PTR, (*at)++);
		v.fresh = true;
	}
	for (uint32_t i = 0; i < v.c->n; i++, ++*at)
		v.v[i] = emit_param(fb->cur, v.c->type[i], *at);
	return v;
}

static void forward_return(FuncBuild *fb, Vals r, uint32_t space, Pos pos) {
	VEC(Value *) rets = {0};
	for (uint32_t i = 0; i < r.n; i++) {
		if (r.v[i].c->in_memory)
			fb_move(fb, emit_param(fb->cur, IR_PTR, space++), r.v[i].mem,
				r.v[i].c->size, false, r.v[i].type, pos);
		for (uint32_t k = 0; k < r.v[i].c->n; k++)
			vec_push(fb->b->a, &rets, r.v[i].v[k]);
	}
	block_return(fb->cur, rets.v, rets.n);
}

static void forward_body(Build *b, Sym *sym, void *arg) {
	Forward *w = arg;
	FuncBuild *fb = func_open(b, sym, w->own, w->closure, NULL, w->pos);
	fb->f->flags |= FUNC_WRAPPER | FUNC_SHARED;
	uint32_t at = build_sig(b, w->own, w->closure, NULL, false)->first_param;
	Val recv = w->closure
			   ? build_val_load(fb, w->recv, emit_param(fb->cur, IR_PTR, 0), 8, w->pos)
			   : forward_param(fb, w->recv, &at);
	for (uint32_t i = 0; i + 1 < w->m.n; i++) {
		if (under_kind(fb, recv.type) == TY_POINTER) {
			LValue lv = lv_deref(fb, recv, w->pos);
			lv = lv_field(fb, lv, w->m.path[i]);
			recv = lv_load(fb, &lv);
		} else {
			recv = val_field(fb, recv, w->m.path[i], w->pos);
		}
	}
	Callee c = method_of(fb, w->m, &w->targs, recv, NULL, w->pos);
	c.sig = w->sig;
	uint32_t n = w->sig->params->vars.n;
	Vals args = {NEW_ARRAY(b->a, Val, n + 1), n};
	for (uint32_t i = 0; i < n; i++)
		args.v[i] = forward_param(fb, w->sig->params->vars.v[i]->type, &at);
	forward_return(fb, call_emit(fb, &c, args, true, w->pos), w->closure ? 1 : 0, w->pos);
	build_end(fb);
}

static Sym *forward_sym(FuncBuild *fb, Forward w, const char *target, const char *suffix) {
	Sym *sym = sym_get(fb->b->m, arena_printf(fb->b->a, "%s%s", target, suffix));
	if (!sym->build) {
		Forward *p = NEW(fb->b->a, Forward);
		*p = w;
		sym = build_generated_sym(fb->b, sym->name, NULL, forward_body, p);
	}
	build_reach(fb->b, sym);
	return sym;
}

/* Functions */

static NameExpr *callee_name(Expr *e) {
	return e->kind == AST_SELECTOR ? as(SelectorExpr, e)->sel : as(NameExpr, e);
}

// Removes parentheses and the type arguments of an explicit instantiation.
static Expr *callee_strip(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	if (e->kind != AST_INDEX)
		return e;
	Expr *x = unparen(as(IndexExpr, e)->x);
	if (x->kind != AST_NAME && x->kind != AST_SELECTOR)
		return e;
	Obj *o = fb->info->uses[callee_name(x)->n.id];
	return o && o->kind == OBJ_FUNC ? x : e;
}

static Callee callee_func(FuncBuild *fb, Expr *e, Obj *o) {
	TypeVec targs = method_instance(fb, callee_name(e));
	Callee c = {.kind = CALLEE_STATIC};
	if (o->pkg && o->pkg->in_goroot) {
		c.in = intrinsic_find(fb->b, build_link_name(fb->b, o, NULL, &targs));
		if (c.in) {
			c.kind = CALLEE_INTRINSIC;
			return c;
		}
	}
	c.sym = build_func_sym(fb->b, o, NULL, &targs);
	return c;
}

static Sym *method_expr_sym(FuncBuild *fb, SelectorExpr *e, Selection *s, Expr *whole) {
	Type *recv = build_type(fb, s->recv);
	MethodPath m = method_path(fb, e, s, recv);
	Instance *in = map_get(&fb->info->instances, e->sel);
	if (in && in->targs.n > 0 && under_kind(fb, recv) != TY_INTERFACE) {
		TypeVec targs = method_instance(fb, e->sel);
		// The operand of a call is the selector without its type arguments: the instance
		// knows.
		Type *t = in->type ? build_type(fb, in->type) : expr_type(fb, whole);
		SignatureT *own = as(SignatureT, under(fb, t));
		SignatureT *sig = as(SignatureT, type_new(fb->b->c, TY_SIGNATURE));
		*sig = (SignatureT){
			.t = sig->t, .results = own->results, .variadic = own->variadic};
		sig->params = as(TupleT, type_new(fb->b->c, TY_TUPLE));
		for (uint32_t i = 1; i < own->params->vars.n; i++)
			vec_push(fb->b->a, &sig->params->vars, own->params->vars.v[i]);
		Forward w = {.m = m,
			.targs = targs,
			.recv = recv,
			.sig = sig,
			.own = own,
			.pos = e->n.pos};
		return forward_sym(fb, w, method_sym(fb, m.obj, recv, &targs)->name,
			arena_printf(fb->b->a, "-expr%s", build_type_key(fb->b, recv)));
	}
	if (m.obj == s->obj)
		return build_method_expr_sym(fb->b, recv, m.obj, s);
	Selection *copy = NEW(fb->b->a, Selection);
	*copy = *s;
	copy->recv = recv;
	copy->obj = m.obj;
	copy->path = (uint32_t *)m.path;
	copy->n_path = m.n;
	copy->type = build_type(fb, s->type);
	return build_method_expr_sym(fb->b, recv, m.obj, copy);
}

static Callee callee_value(FuncBuild *fb, Expr *e) {
	return (Callee){.kind = CALLEE_CLOSURE, .recv = build_expr(fb, e)};
}

static Callee callee_literal(FuncBuild *fb, FuncLit *lit) {
	Callee c = {.kind = CALLEE_LITERAL, .sym = build_literal_sym(fb, LITERAL_FUNC, lit)};
	build_reach(fb->b, c.sym);
	c.recv = func_closure(fb, c.sym, capture_literal(fb->b, fb->pkg, lit),
		expr_type(fb, &lit->n), false, lit->n.pos);
	return c;
}

static Callee callee_of(FuncBuild *fb, Expr *e) {
	if (e->kind == AST_FUNC_LIT)
		return callee_literal(fb, as(FuncLit, e));
	if (e->kind == AST_NAME) {
		Obj *o = fb->info->uses[e->id];
		return o && o->kind == OBJ_FUNC ? callee_func(fb, e, o) : callee_value(fb, e);
	}
	if (e->kind != AST_SELECTOR)
		return callee_value(fb, e);
	SelectorExpr *x = as(SelectorExpr, e);
	Selection *s = map_get(&fb->info->selections, x);
	if (!s || s->kind == SEL_QUALIFIED) {
		Obj *o = fb->info->uses[x->sel->n.id];
		return o && o->kind == OBJ_FUNC ? callee_func(fb, e, o) : callee_value(fb, e);
	}
	if (s->kind == SEL_METHOD_VALUE)
		return method_callee(fb, x, s);
	if (s->kind == SEL_METHOD_EXPR)
		return (Callee){.kind = CALLEE_STATIC, .sym = method_expr_sym(fb, x, s, e)};
	return callee_value(fb, e);
}

Callee call_callee(FuncBuild *fb, CallExpr *e) {
	Callee c = callee_of(fb, callee_strip(fb, e->fun));
	c.sig = as(SignatureT, under(fb, expr_type(fb, e->fun)));
	return c;
}

/* Values */

Val build_func_value(FuncBuild *fb, Expr *e, Obj *o) {
	NameExpr *name = callee_name(e);
	Instance *in = map_get(&fb->info->instances, name);
	TypeVec targs = method_instance(fb, name);
	Type *t = in && in->type ? build_type(fb, in->type) : expr_type(fb, e);
	Sym *f = build_func_sym(fb->b, o, NULL, &targs);
	return val_scalar(fb, t,
		emit_addr(fb->cur, build_closure_sym(fb->b, f, as(SignatureT, under(fb, t))), 0));
}

// The closure of a method value holds the receiver as the method takes it.
static Val method_value(FuncBuild *fb, SelectorExpr *e, Selection *s, Expr *whole) {
	Callee c = method_callee(fb, e, s);
	Pos pos = e->n.pos;
	if (c.kind == CALLEE_IFACE)
		fb_nilcheck(fb, c.recv.v[0], pos);
	MethodSel *m = NEW(fb->b->a, MethodSel);
	m->func = c.method;
	TypeVec targs = method_instance(fb, e->sel);
	SignatureT *sig = as(SignatureT, under(fb, expr_type(fb, whole)));
	Sym *code;
	if (targs.n > 0 && c.kind == CALLEE_STATIC)
		code = forward_sym(fb,
			(Forward){.m = {m->func, NULL, 0},
				.targs = targs,
				.recv = c.recv_type,
				.sig = sig,
				.own = sig,
				.closure = true,
				.pos = pos},
			c.sym->name, "-fm");
	else
		code = build_method_value_closure_code(fb->b, m, c.recv_type);
	const Comps *rc = build_comps(fb->b, c.recv_type);
	int64_t align = rc->align > 8 ? rc->align : 8;
	int64_t size = (8 + rc->size + 7) / 8 * 8, n = type_ptrdata(fb->b->c, c.recv_type);
	bool *words = NEW_ARRAY(fb->b->a, bool, size / 8 + 1);
	for (int64_t i = 0; i < n; i += 8)
		words[1 + i / 8] = true;
	Value *p = fb_new_words(fb, size, align, words, pos);
	emit_store(fb->cur, p, 0, emit_addr(fb->cur, code, 0), false, pos);
	build_val_store(fb, p, 8, c.recv, true, pos);
	return val_scalar(fb, expr_type(fb, whole), p);
}

// e, or, when it is instantiated explicitly, the index expression around it, has its type.
Val build_selector_of(FuncBuild *fb, SelectorExpr *e, Expr *whole) {
	Selection *s = map_get(&fb->info->selections, e);
	if (!s || s->kind == SEL_QUALIFIED) {
		Obj *o = fb->info->uses[e->sel->n.id];
		if (o->kind == OBJ_FUNC)
			return build_func_value(fb, &e->n, o);
		return storage_load(fb, storage_of(fb, o), e->n.pos);
	}
	if (s->kind == SEL_METHOD_VALUE)
		return method_value(fb, e, s, whole);
	if (s->kind == SEL_METHOD_EXPR) {
		Type *t = expr_type(fb, whole);
		Sym *f = method_expr_sym(fb, e, s, whole);
		return val_scalar(fb, t,
			emit_addr(fb->cur,
				build_closure_sym(fb->b, f, as(SignatureT, under(fb, t))), 0));
	}
	LValue lv;
	bool is_lv;
	Val v = lv_path(fb, e->x, s->path, s->n_path, false, &lv, &is_lv);
	lv.pos = e->n.pos;
	return is_lv ? lv_load(fb, &lv) : v;
}

Val build_selector(FuncBuild *fb, SelectorExpr *e) {
	return build_selector_of(fb, e, &e->n);
}
