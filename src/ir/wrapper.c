// wrapper.c: small functions that the compiler makes around methods and functions.
//
// They differ in where the receiver comes from (a parameter, a data word, a captured value) and
// agree in the rest: results' spaces and parameters are passed on as they came. The receiver is
// walked along the embedded fields of a MethodSel, in registers as long as it is in components,
// else by address. All are FUNC_WRAPPER and, since any unit may need them, shared.
#include "ir/prog.h"

typedef struct Wrap {
	Build *b;
	Func *f;
	Block *cur;
	const AbiSig *abi; // of the wrapper
	uint32_t rest;	   // C parameter with which the Go parameters begin
	Pos pos;	   // of the call
} Wrap;

// A receiver on its way: at addr + off, or, with addr NULL, in components.
typedef struct Recv {
	Type *t;
	Value *addr;
	int64_t off;
	Value *v[MAX_COMPS];
} Recv;

typedef struct WrapArg {
	Sym *func; // closure code: what is called
	SignatureT *sig;
	Type *recv;
	const MethodSel *sel;
} WrapArg;

static Wrap wrap_begin(Build *b, Sym *sym, const AbiSig *abi) {
	Wrap w = {.b = b, .abi = abi};
	w.f = func_new(b->m, sym);
	w.f->sig = abi->sig;
	w.f->flags = FUNC_WRAPPER;
	w.cur = block_new(w.f);
	w.rest = abi->first_param;
	return w;
}

static Value *wrap_param(Wrap *w, uint32_t i) {
	return emit_param(w->cur, w->abi->sig.params[i], i);
}

static Value *wrap_op1(Wrap *w, Op op, IRType type, Value *x, int64_t off) {
	Value *v = value_new(w->f, op, type, NO_POS, 1);
	v->args[0] = x;
	v->off = off;
	return value_append(w->cur, v);
}

/* The receiver */

static Recv wrap_recv_param(Wrap *w, Type *t) {
	Recv r = {.t = t};
	const Comps *c = build_comps(w->b, t);
	if (c->in_memory)
		r.addr = wrap_param(w, w->rest++);
	for (uint32_t i = 0; i < c->n; i++)
		r.v[i] = wrap_param(w, w->rest++);
	return r;
}

static void wrap_load(Wrap *w, Recv *r) {
	const Comps *c = build_comps(w->b, r->t);
	if (!r->addr || c->in_memory)
		return;
	for (uint32_t i = 0; i < c->n; i++)
		r->v[i] = emit_load(w->cur, c->type[i], r->addr, r->off + c->off[i], NO_POS);
	r->addr = NULL;
}

// r is a pointer: now it is what it points to.
static void wrap_deref(Wrap *w, Recv *r) {
	wrap_load(w, r);
	r->t = ((PointerT *)type_underlying(w->b->c, r->t))->elem;
	r->addr = r->v[0];
	r->off = 0;
}

static void wrap_field(Wrap *w, Recv *r, uint32_t index) {
	Build *b = w->b;
	if (type_underlying(b->c, r->t)->kind == TY_POINTER)
		wrap_deref(w, r);
	StructT *s = (StructT *)type_underlying(b->c, r->t);
	int64_t off = struct_offset(b->c, s, index);
	Type *field = s->fields.v[index]->type;
	if (r->addr) {
		r->off += off;
		if (r->off >= 4096)
			wrap_op1(w, OP_NILCHECK, IR_VOID, r->addr, 0);
	} else {
		const Comps *all = build_comps(b, r->t), *part = build_comps(b, field);
		uint32_t first = 0;
		while (first < all->n && all->off[first] < off)
			first++;
		for (uint32_t i = 0; i < part->n; i++)
			r->v[i] = r->v[first + i];
	}
	r->t = field;
}

// The receiver as arguments of a direct call of a method that takes type `to`: *N or N.
static uint32_t wrap_recv_args(Wrap *w, Recv *r, bool to_pointer, Value **args) {
	Build *b = w->b;
	bool is_pointer = type_underlying(b->c, r->t)->kind == TY_POINTER &&
			  type_unalias(r->t)->kind == TY_POINTER;
	if (to_pointer && !is_pointer) {
		args[0] = r->off ? wrap_op1(w, OP_OFFPTR, IR_PTR, r->addr, r->off) : r->addr;
		return 1;
	}
	if (!to_pointer && is_pointer)
		wrap_deref(w, r);
	const Comps *c = build_comps(b, r->t);
	if (c->in_memory) {
		// The callee owns its argument: a copy.
		Slot *slot = slot_new(w->f, (uint64_t)c->size, (uint32_t)c->align, NULL);
		Value *to = emit_local(w->cur, slot, 0);
		Value *from = r->off ? wrap_op1(w, OP_OFFPTR, IR_PTR, r->addr, r->off) : r->addr;
		Value *move = value_new(w->f, OP_MOVE, IR_VOID, NO_POS, 2);
		move->args[0] = to;
		move->args[1] = from;
		move->aux.i = c->size;
		value_append(w->cur, move);
		args[0] = to;
		return 1;
	}
	wrap_load(w, r);
	for (uint32_t i = 0; i < c->n; i++)
		args[i] = r->v[i];
	return c->n;
}

/* The call */

// Calls code (or, if it is NULL, target) with results' spaces, receiver and parameters, and returns
// what it returns.
static void wrap_call(
	Wrap *w, Sym *target, Value *code, const AbiSig *to, Value **recv, uint32_t n_recv) {
	Build *b = w->b;
	Value **args = NEW_ARRAY(b->a, Value *, to->sig.n_params + 1);
	uint32_t n = 0;
	for (uint32_t i = w->abi->first_param - w->abi->n_mem_results; i < w->abi->first_param; i++)
		args[n++] = wrap_param(w, i);
	for (uint32_t i = 0; i < n_recv; i++)
		args[n++] = recv[i];
	for (uint32_t i = w->rest; i < w->abi->sig.n_params; i++)
		args[n++] = wrap_param(w, i);
	assert_ir(n == to->sig.n_params);
	Value *call;
	if (code) {
		call = emit_calli(w->cur, code, &to->sig, args, n, w->pos);
		call->flags |= FLAG_OPAQUE;
	} else {
		call = emit_call(w->cur, target, &to->sig, args, n, w->pos);
	}
	Value **rets = NEW_ARRAY(b->a, Value *, to->sig.n_results + 1);
	for (uint32_t i = 0; i < to->sig.n_results; i++)
		rets[i] = emit_result(w->cur, call, i);
	block_return(w->cur, rets, to->sig.n_results);
}

static void wrap_call_interface(Wrap *w, Recv *r, Obj *method) {
	Build *b = w->b;
	wrap_load(w, r);
	SignatureT *sig = (SignatureT *)type_unalias(method->type);
	build_mark_iface_call(b, r->t, method);
	Value *code =
		emit_load(w->cur, IR_PTR, r->v[0], build_itab_offset(b, r->t, method), NO_POS);
	wrap_call(w, NULL, code, build_sig(b, sig, false, NULL, true), &r->v[1], 1);
}

static void wrap_call_method(Wrap *w, Recv *r, const MethodSel *m) {
	Build *b = w->b;
	for (uint32_t i = 0; i < m->n_path; i++)
		wrap_field(w, r, m->path[i]);
	if (type_is_interface(b->c, r->t)) {
		wrap_call_interface(w, r, m->func);
		return;
	}
	Type *base = type_unalias(r->t);
	if (base->kind == TY_POINTER)
		base = type_unalias(((PointerT *)base)->elem);
	if (base->kind != TY_NAMED)
		ice("wrapper %s: receiver %s has no methods", w->f->sym->name,
			build_type_key(b, base));
	Type *recv = m->func->has_ptr_recv ? type_pointer_to(b->c, base) : base;
	Sym *target = build_func_sym(b, m->func, &((NamedT *)base)->targs, NULL);
	const AbiSig *to =
		build_sig(b, (SignatureT *)type_unalias(m->func->type), false, recv, false);
	Value *args[MAX_COMPS];
	uint32_t n = wrap_recv_args(w, r, m->func->has_ptr_recv, args);
	wrap_call(w, target, NULL, to, args, n);
}

/* Method wrappers: a function that takes a receiver for which the method was not declared */

// Value method called through a pointer: nil is a panic of its own.
static void wrap_nil_panic(Wrap *w, Recv *r, const MethodSel *m) {
	Build *b = w->b;
	Type *base = type_unalias(((PointerT *)type_unalias(r->t))->elem);
	if (base->kind != TY_NAMED)
		return;
	const Obj *o = ((NamedT *)base)->obj;
	Block *bad = block_new(w->f), *good = block_new(w->f);
	Value *nil = emit_const(w->cur, IR_PTR, 0);
	block_if(w->cur, emit_bin(w->cur, OP_EQ, IR_I8, r->v[0], nil, NO_POS), bad, good, -1);
	const char *texts[3] = {o->pkg ? o->pkg->path : "", o->name->s, m->func->name->s};
	Value *args[6];
	for (uint32_t i = 0; i < 3; i++) {
		Sym *s = sym_string(b->m, texts[i], strlen(texts[i]));
		build_reach(b, s);
		args[2 * i] = emit_addr(bad, s, 0);
		args[2 * i + 1] = emit_const(bad, IR_I64, (int64_t)strlen(texts[i]));
	}
	emit_rt(bad, RT_panicwrap, args, 6, NO_POS);
	block_unreachable(bad);
	w->cur = good;
}

static void wrap_generate_method(Build *b, Sym *sym, void *arg) {
	WrapArg *a = arg;
	Wrap w = wrap_begin(b, sym, build_sig(b, a->sig, false, a->recv, false));
	Recv r = wrap_recv_param(&w, a->recv);
	bool pointer = type_unalias(a->recv)->kind == TY_POINTER;
	if (pointer && a->sel->n_path == 0 && !a->sel->func->has_ptr_recv)
		wrap_nil_panic(&w, &r, a->sel);
	wrap_call_method(&w, &r, a->sel);
}

static const char *wrap_method_name(Build *b, Type *recv, const Obj *m) {
	Type *base = type_unalias(recv);
	bool pointer = base->kind == TY_POINTER;
	if (pointer)
		base = type_unalias(((PointerT *)base)->elem);
	const char *key = build_type_key(b, base), *method = m->name->s;
	const Package *pkg = base->kind == TY_NAMED ? ((NamedT *)base)->obj->pkg : NULL;
	if (!name_exported(m->name) && m->pkg && m->pkg != pkg)
		method = arena_printf(b->a, "%s.%s", m->pkg->path, m->name->s);
	if (!pointer)
		return arena_printf(b->a, pkg ? "%s.%s" : "go.%s.%s", key, method);
	if (!pkg)
		return arena_printf(b->a, "go.(*%s).%s", key, method);
	size_t n = strlen(prog_path_prefix(b, pkg->path)) + 1;
	return arena_printf(b->a, "%.*s(*%s).%s", (int)n, key, key + n, method);
}

// The function that takes a receiver of type recv as a direct call would.
static Sym *wrap_method_sym(Build *b, Type *recv, const MethodSel *m) {
	Type *base = type_unalias(recv);
	bool pointer = base->kind == TY_POINTER;
	if (pointer)
		base = type_unalias(((PointerT *)base)->elem);
	if (m->n_path == 0 && pointer == m->func->has_ptr_recv && base->kind == TY_NAMED &&
		!type_is_interface(b->c, base))
		return build_func_sym(b, m->func, &((NamedT *)base)->targs, NULL);
	WrapArg *a = NEW(b->a, WrapArg);
	*a = (WrapArg){.sig = (SignatureT *)type_unalias(m->func->type), .recv = recv, .sel = m};
	Sym *sym = build_generated_sym(
		b, wrap_method_name(b, recv, m->func), NULL, wrap_generate_method, a);
	build_reach(b, sym);
	return sym;
}

Sym *build_iface_method_sym(Build *b, Type *recv, const MethodSel *m) {
	return wrap_method_sym(
		b, build_is_direct_iface(b, recv) ? recv : type_pointer_to(b->c, recv), m);
}

static const MethodSel *wrap_find_method(Build *b, Type *recv, Obj *method) {
	TypeInfo *ti = prog_type(b, recv);
	if (ti->u->kind == TY_INTERFACE) {
		MethodSel *m = NEW(b->a, MethodSel);
		m->func = method;
		return m;
	}
	MethodTable *t = prog_methods(b, ti);
	for (uint32_t i = 0; i < t->n; i++) {
		const Obj *f = t->v[i].sel->func;
		if (prog_method_order(f->name, f->pkg, method->name, method->pkg) == 0)
			return t->v[i].sel;
	}
	ice("method expression: %s has no method %s", ti->key->s, method->name->s);
}

Sym *build_method_expr_sym(Build *b, Type *recv, Obj *method, const Selection *sel) {
	(void)sel; // the method set says all
	return wrap_method_sym(b, recv, wrap_find_method(b, recv, method));
}

/* Method values: the receiver is captured in the closure, after the code */

static void wrap_generate_value(Build *b, Sym *sym, void *arg) {
	WrapArg *a = arg;
	Wrap w = wrap_begin(b, sym, build_sig(b, a->sig, true, NULL, false));
	Recv r = {.t = a->recv, .addr = wrap_param(&w, 0), .off = 8};
	wrap_call_method(&w, &r, a->sel);
}

Sym *build_method_value_closure_code(Build *b, MethodSel *m, Type *recv) {
	WrapArg *a = NEW(b->a, WrapArg);
	*a = (WrapArg){.sig = (SignatureT *)type_unalias(m->func->type), .recv = recv, .sel = m};
	const char *name = arena_printf(b->a, "%s-fm", wrap_method_name(b, recv, m->func));
	Sym *sym = build_generated_sym(b, name, NULL, wrap_generate_value, a);
	FuncSource *fs = sym->build;
	fs->value_sig = a->sig;
	build_reach(b, sym);
	return sym;
}

/* Plain functions as func values */

// The code of a func value goes by the name and the place of the function.
static void wrap_generate_closure(Build *b, Sym *sym, void *arg) {
	WrapArg *a = arg;
	const FuncSource *of = a->func->build;
	Wrap w = wrap_begin(b, sym, build_sig(b, a->sig, true, a->recv, false));
	w.f->go_name = prog_go_name(b, a->func->name);
	w.f->pos = w.pos = of && of->kind == SRC_DECL ? of->obj->decl->pos : NO_POS;
	wrap_call(&w, a->func, NULL, build_sig(b, a->sig, false, a->recv, false), NULL, 0);
}

Sym *prog_closure_code(Build *b, Sym *func, SignatureT *sig, Type *recv) {
	WrapArg *a = NEW(b->a, WrapArg);
	*a = (WrapArg){.func = func, .sig = sig, .recv = recv};
	Sym *sym = build_generated_sym(
		b, arena_printf(b->a, "%s·c", func->name), NULL, wrap_generate_closure, a);
	FuncSource *fs = sym->build;
	fs->value_sig = sig;
	fs->value_recv = recv;
	build_reach(b, func);
	return sym;
}
