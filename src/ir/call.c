// call.c: calls: evaluation of arguments, variadic packing, the C call, results.
#include "ir/func.h"

bool call_is_conversion(FuncBuild *fb, CallExpr *e) {
	return info_tv(fb->info, e->fun)->mode == MODE_TYPE;
}

int call_builtin(FuncBuild *fb, CallExpr *e) {
	Expr *f = unparen(e->fun);
	Obj *o = NULL;
	if (f->kind == AST_NAME)
		o = fb->info->uses[f->id];
	else if (f->kind == AST_SELECTOR)
		o = fb->info->uses[as(SelectorExpr, f)->sel->n.id];
	return o && o->kind == OBJ_BUILTIN ? o->builtin : -1;
}

SignatureT *call_void_sig(FuncBuild *fb) {
	SignatureT *s = as(SignatureT, type_new(fb->b->c, TY_SIGNATURE));
	s->params = type_tuple(fb->b->c, 0, NULL);
	s->results = type_tuple(fb->b->c, 0, NULL);
	return s;
}

/* Arguments */

static Type *call_param(FuncBuild *fb, SignatureT *sig, uint32_t i) {
	return build_type(fb, sig->params->vars.v[i]->type);
}

Type *call_arg_type(FuncBuild *fb, CallExpr *e, uint32_t i) {
	SignatureT *sig = as(SignatureT, under(fb, expr_type(fb, e->fun)));
	uint32_t n = sig->params->vars.n;
	if (!sig->variadic || e->has_dots || i + 1 < n)
		return call_param(fb, sig, i);
	return build_type(fb, as(SliceT, under(fb, call_param(fb, sig, n - 1)))->elem);
}

static Val call_pack(FuncBuild *fb, Type *slice, Val *v, uint32_t n, Pos pos) {
	if (n == 0)
		return val_zero(fb, slice);
	Type *elem = build_type(fb, as(SliceT, under(fb, slice))->elem);
	ArrayT *a = as(ArrayT, type_new(fb->b->c, TY_ARRAY));
	a->len = n;
	// A pointer made an integer for a call lives as long as that: the collector looks at it.
	bool pointers = under(fb, elem)->kind == TY_UINTPTR;
	a->elem = pointers ? basic_type(fb, TY_UNSAFE_POINTER) : elem;
	Val r = val_new(fb, slice);
	r.v[0] = fb_new(fb, &a->t, pos);
	int64_t size = type_size(fb->b->c, elem);
	for (uint32_t i = 0; i < n; i++)
		build_val_store(fb, r.v[0], size * (int64_t)i, v[i], true, pos);
	r.v[1] = r.v[2] = k64(fb, n);
	return r;
}

bool call_is_multi(FuncBuild *fb, CallExpr *e) {
	if (e->args.n != 1 || unparen(e->args.v[0])->kind != AST_CALL)
		return false;
	Type *t = info_tv(fb->info, e->args.v[0])->type;
	return t && t->kind == TY_TUPLE && as(TupleT, t)->vars.n != 1;
}

static uint32_t call_tuple_len(FuncBuild *fb, Expr *e) {
	return as(TupleT, info_tv(fb->info, e)->type)->vars.n;
}

Vals call_args(FuncBuild *fb, CallExpr *e, Callee *c) {
	SignatureT *sig = c->sig;
	uint32_t n_params = sig->params->vars.n, n = e->args.n;
	bool pack = sig->variadic && !e->has_dots;
	uint32_t fixed = pack ? n_params - 1 : n_params;
	Val *in;
	if (call_is_multi(fb, e)) {
		n = call_tuple_len(fb, e->args.v[0]);
		in = NEW_ARRAY(fb->b->a, Val, n + 1);
		build_multi(fb, e->args.v[0], in, n);
	} else {
		in = NEW_ARRAY(fb->b->a, Val, n + 1);
	}
	Type *last = pack ? build_type(fb, as(SliceT, under(fb, call_param(fb, sig, fixed)))->elem)
			  : NULL;
	for (uint32_t i = 0; i < n; i++) {
		Type *t = i < fixed ? call_param(fb, sig, i) : last;
		in[i] = in[i].c ? build_convert(fb, in[i], t, e->n.pos)
				: build_expr_to(fb, e->args.v[i], t);
		in[i] = val_snapshot(fb, in[i], e->n.pos);
	}
	if (!pack)
		return (Vals){in, n};
	Val *out = NEW_ARRAY(fb->b->a, Val, n_params);
	for (uint32_t i = 0; i < fixed; i++)
		out[i] = in[i];
	out[fixed] = call_pack(fb, call_param(fb, sig, fixed), in + fixed, n - fixed, e->n.pos);
	return (Vals){out, n_params};
}

/* The C call */

typedef struct CallWords {
	VEC(Value *) w;
} CallWords;

static void call_push(FuncBuild *fb, CallWords *w, Val v) {
	if (v.c->in_memory)
		vec_push(fb->b->a, &w->w, v.mem);
	for (uint32_t i = 0; i < v.c->n; i++)
		vec_push(fb->b->a, &w->w, v.v[i]);
}

static Vals call_results(FuncBuild *fb, SignatureT *sig, Value **spaces, Value *call) {
	uint32_t n = sig->results->vars.n, word = 0;
	Vals r = {NEW_ARRAY(fb->b->a, Val, n + 1), n};
	for (uint32_t i = 0; i < n; i++) {
		Val v = val_new(fb, build_type(fb, sig->results->vars.v[i]->type));
		if (v.c->in_memory) {
			v.mem = spaces[i];
			v.fresh = true;
		}
		for (uint32_t k = 0; k < v.c->n; k++)
			v.v[k] = emit_result(fb->cur, call, word++);
		r.v[i] = v;
	}
	return r;
}

static Value *call_by_address(
	FuncBuild *fb, Value *code, const Sig *sig, CallWords *w, bool opaque, Pos pos) {
	Value *call = emit_calli(fb->cur, code, sig, w->w.v, w->w.n, pos);
	if (opaque)
		call->flags |= FLAG_OPAQUE;
	return call;
}

static Vals call_intrinsic(FuncBuild *fb, Callee *c, Vals args, Pos pos) {
	TupleT *results = c->sig->results;
	uint32_t n = results->vars.n, at = 0;
	Type *t = n == 1 ? build_type(fb, results->vars.v[0]->type) : &results->t;
	Val v = intrinsic_emit(fb, c->in, args.v, args.n, t, pos);
	Vals r = {NEW_ARRAY(fb->b->a, Val, n + 1), n};
	if (n == 1) {
		r.v[0] = v;
		return r;
	}
	for (uint32_t i = 0; i < n; i++) {
		r.v[i] = val_from_comps(fb, build_type(fb, results->vars.v[i]->type), v.v + at);
		at += r.v[i].c->n;
	}
	return r;
}

Vals call_emit(FuncBuild *fb, Callee *c, Vals args, bool opaque, Pos pos) {
	if (c->kind == CALLEE_INTRINSIC)
		return call_intrinsic(fb, c, args, pos);
	bool closure = c->kind == CALLEE_CLOSURE || c->kind == CALLEE_LITERAL;
	Type *recv = c->kind == CALLEE_STATIC && c->has_recv ? c->recv_type : NULL;
	const AbiSig *abi = build_sig(fb->b, c->sig, closure, recv, c->kind == CALLEE_IFACE);
	CallWords w = {0};
	if (closure)
		vec_push(fb->b->a, &w.w, c->recv.v[0]);
	uint32_t n = c->sig->results->vars.n;
	Value **spaces = NEW_ARRAY(fb->b->a, Value *, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		Type *t = build_type(fb, c->sig->results->vars.v[i]->type);
		if (!build_comps(fb->b, t)->in_memory)
			continue;
		spaces[i] = val_scratch(fb, t);
		vec_push(fb->b->a, &w.w, spaces[i]);
	}
	if (recv)
		call_push(fb, &w, val_snapshot(fb, c->recv, pos));
	if (c->kind == CALLEE_IFACE)
		vec_push(fb->b->a, &w.w, c->recv.v[1]);
	for (uint32_t i = 0; i < args.n; i++)
		call_push(fb, &w, args.v[i]);
	Value *call;
	if (c->kind == CALLEE_IFACE) {
		build_mark_iface_call(fb->b, c->iface, c->method);
		Value *code = emit_load(fb->cur, IR_PTR, c->recv.v[0],
			build_itab_offset(fb->b, c->iface, c->method), pos);
		call = call_by_address(fb, code, &abi->sig, &w, opaque, pos);
	} else if (c->kind == CALLEE_CLOSURE) {
		call = call_by_address(fb, emit_load(fb->cur, IR_PTR, c->recv.v[0], 0, pos),
			&abi->sig, &w, opaque, pos);
	} else if (opaque) {
		call = call_by_address(fb, emit_addr(fb->cur, c->sym, 0), &abi->sig, &w, true, pos);
	} else {
		call = emit_call(fb->cur, c->sym, &abi->sig, w.w.v, w.w.n, pos);
	}
	return call_results(fb, c->sig, spaces, call);
}

Val call_closure_value(FuncBuild *fb, Val f, Val *args, uint32_t n, Pos pos) {
	Callee c = {.kind = CALLEE_CLOSURE, .sig = as(SignatureT, under(fb, f.type)), .recv = f};
	Vals r = call_emit(fb, &c, (Vals){args, n}, false, pos);
	return r.n ? r.v[0] : (Val){0};
}

// T(x). A numeric constant, whose T is then a type parameter, becomes a constant of the concrete
// type.
static Val call_conversion(FuncBuild *fb, Expr *x, Type *to, Pos pos) {
	const Const *k = info_tv(fb->info, x)->val;
	TypeKind kind = under_kind(fb, to);
	bool numeric = kind_is_integer(kind) || kind_is_float(kind) || kind_is_complex(kind);
	if (k && numeric &&
		(k->kind == CONST_INT || k->kind == CONST_FLOAT || k->kind == CONST_COMPLEX))
		return val_const(fb, to, k);
	return build_conversion(fb, build_expr(fb, x), to, pos);
}

static bool call_is_bytes(FuncBuild *fb, Type *t) {
	Type *u = under(fb, t);
	return u->kind == TY_SLICE && type_size(fb->b->c, build_type(fb, as(SliceT, u)->elem)) == 1;
}

// Is e, as a value of type t, string(bytes) or []byte(string)?
static bool call_shares_bytes(FuncBuild *fb, Expr *e, Type *t) {
	if (e->kind != AST_CALL || info_tv(fb->info, e)->val ||
		!call_is_conversion(fb, as(CallExpr, e)))
		return false;
	Type *to = expr_type(fb, e), *from = expr_type(fb, as(CallExpr, e)->args.v[0]);
	if (t && under_kind(fb, t) != under_kind(fb, to))
		return false;
	if (under_kind(fb, to) == TY_STRING)
		return call_is_bytes(fb, from);
	return under_kind(fb, from) == TY_STRING && !type_is_untyped(from) && call_is_bytes(fb, to);
}

bool build_shares(FuncBuild *fb, Expr *e, Type *t) {
	return call_shares_bytes(fb, unparen(e), t) && !order_is_kept(fb, unparen(e));
}

Val build_passing(FuncBuild *fb, Expr *e, Type *t) {
	Expr *x = unparen(e);
	if (!build_shares(fb, x, t))
		return t ? build_expr_to(fb, e, t) : build_expr(fb, e);
	Val v = build_expr(fb, as(CallExpr, x)->args.v[0]),
	    r = val_new(fb, t ? t : expr_type(fb, x));
	r.v[0] = v.v[0];
	r.v[1] = v.v[1];
	if (r.c->n == 3)
		r.v[2] = v.v[1];
	return r;
}

Vals build_call(FuncBuild *fb, CallExpr *e) {
	Pos pos = e->n.pos;
	if (call_is_conversion(fb, e)) {
		Val *v = NEW(fb->b->a, Val);
		*v = call_conversion(fb, e->args.v[0], expr_type(fb, &e->n), pos);
		return (Vals){v, 1};
	}
	int builtin = call_builtin(fb, e);
	if (builtin >= 0) {
		Val *v = NEW(fb->b->a, Val);
		*v = build_builtin(fb, e, builtin);
		return (Vals){v, v->c ? 1 : 0};
	}
	Callee c = call_callee(fb, e);
	if (c.has_recv)
		c.recv = val_snapshot(fb, c.recv, pos);
	Vals args = call_args(fb, e, &c);
	return call_emit(fb, &c, args, false, pos);
}
