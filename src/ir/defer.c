// defer.c: go and defer statements.
//
// What is called and its arguments are evaluated at the statement. A func value without parameters
// and results is used as it is; everything else is put into a closure whose code, a wrapper, makes
// the call later.
#include "ir/func.h"

#define STRUCT(name) typedef struct Layout##name {
#define FIELD(type, name) LAYOUT_##type name;
#define ARRAY(type, name, n) LAYOUT_##type name[n];
#define END(name)                                                                                  \
	}                                                                                          \
	Layout##name;
#define LAYOUT_ptr void *
#define LAYOUT_u64 uint64_t
#define LAYOUT_u32 uint32_t
#define LAYOUT_u8 uint8_t
#include "layout.def"
#undef STRUCT
#undef FIELD
#undef ARRAY
#undef END

enum {
	DEFER_OPEN = 64,  // RT_DEFER_OPEN
	INLINE_CALLS = 16 // of deferred functions, over all exits
};

// What a go or defer statement hands to the runtime.
typedef struct Deferred {
	Value *closure;
	Sym *code; // where it is known
} Deferred;

typedef struct Thunk {
	FuncBuild *outer;
	CallExpr *call;
	Callee callee; // recv without values
	bool has_recv;
	Type *recv_type;
	uint32_t n_args;
	Type **types; // of the arguments
	int64_t *offs;
	int64_t recv_off, size;
	bool is_defer;
} Thunk;

static void thunk_body(Build *b, Sym *sym, void *arg) {
	Thunk *t = arg;
	Pos pos = t->call->n.pos;
	FuncBuild *fb = func_open(b, sym, call_void_sig(t->outer), true, NULL, pos);
	fb->pkg = t->outer->pkg;
	fb->info = t->outer->info;
	fb->env = t->outer->env;
	fb->outer = t->outer;
	Value *closure = emit_param(fb->cur, IR_PTR, 0);
	closure->flags |= FLAG_NONNIL;
	if (t->has_recv)
		t->callee.recv = build_val_load(fb, t->recv_type, closure, t->recv_off, pos);
	Vals args = {NEW_ARRAY(b->a, Val, t->n_args + 1), t->n_args};
	for (uint32_t i = 0; i < t->n_args; i++) {
		args.v[i] = build_val_load(fb, t->types[i], closure, t->offs[i], pos);
		args.v[i].fresh = true;
	}
	fb->f->flags |= FUNC_WRAPPER;
	if (t->callee.kind == CALLEE_BUILTIN)
		builtin_emit(fb, t->callee.builtin, t->call, args);
	else
		call_emit(fb, &t->callee, args, true, pos);
	build_end(fb);
}

static int64_t thunk_place(FuncBuild *fb, Thunk *t, Type *type) {
	int64_t a = type_align(fb->b->c, type);
	int64_t off = (t->size + a - 1) / a * a;
	t->size = off + type_size(fb->b->c, type);
	return off;
}

static Value *thunk_object(FuncBuild *fb, Thunk *t, bool on_stack, Pos pos) {
	t->size = (t->size + 7) / 8 * 8;
	if (on_stack)
		return emit_local(fb->cur, slot_new(fb->f, (uint64_t)t->size, 8, NULL), 0);
	bool *words = NEW_ARRAY(fb->b->a, bool, t->size / 8 + 1);
	for (uint32_t i = 0; i <= t->n_args; i++) {
		bool recv = i == t->n_args;
		if (recv && !t->has_recv)
			break;
		Type *type = recv ? t->recv_type : t->types[i];
		int64_t off = recv ? t->recv_off : t->offs[i], n = type_ptrdata(fb->b->c, type);
		if (type_underlying(fb->b->c, type)->kind == TY_UINTPTR)
			n = 8; // a pointer made an integer for a call lives as long as that
		for (int64_t k = 0; k < n; k += 8)
			words[(off + k) / 8] = true;
	}
	return fb_new_words(fb, t->size, 8, words, pos);
}

static Deferred thunk_closure(
	FuncBuild *fb, CallExpr *e, Callee *c, Vals args, bool is_defer, bool on_stack) {
	Pos pos = e->n.pos;
	Thunk *t = NEW(fb->b->a, Thunk);
	*t = (Thunk){.outer = fb,
		.call = e,
		.callee = *c,
		.n_args = args.n,
		.size = 8,
		.is_defer = is_defer};
	t->has_recv = c->recv.c != NULL;
	if (t->has_recv) {
		t->recv_type = c->recv.type;
		t->recv_off = thunk_place(fb, t, t->recv_type);
	}
	t->types = NEW_ARRAY(fb->b->a, Type *, args.n + 1);
	t->offs = NEW_ARRAY(fb->b->a, int64_t, args.n + 1);
	for (uint32_t i = 0; i < args.n; i++) {
		t->types[i] = args.v[i].type;
		t->offs[i] = thunk_place(fb, t, t->types[i]);
	}
	Sym *code = build_literal_sym(fb, is_defer ? LITERAL_DEFER : LITERAL_GO, NULL);
	FuncSource *src = code->build;
	src->kind = SRC_GENERATED;
	src->generate = thunk_body;
	src->arg = t;
	build_reach(fb->b, code);
	Value *p = thunk_object(fb, t, on_stack, pos);
	emit_store(fb->cur, p, 0, emit_addr(fb->cur, code, 0), false, pos);
	if (t->has_recv)
		build_val_store(fb, p, t->recv_off, c->recv, !on_stack, pos);
	for (uint32_t i = 0; i < args.n; i++)
		build_val_store(fb, p, t->offs[i], args.v[i], !on_stack, pos);
	return (Deferred){p, code};
}

// The closure that a go or defer statement hands to the runtime.
static Deferred call_stmt_closure(FuncBuild *fb, CallExpr *e, bool is_defer, bool on_stack) {
	int builtin = call_builtin(fb, e);
	if (builtin >= 0) {
		Callee c = {.kind = CALLEE_BUILTIN, .builtin = builtin};
		Vals args = builtin_args(fb, e, builtin);
		if (builtin == BUILTIN_recover && is_defer) {
			// It counts as called by this function.
			args.v[0] = val_scalar(
				fb, basic_type(fb, TY_UNSAFE_POINTER), recover_frame(fb, e->n.pos));
			args.n = 1;
		}
		return thunk_closure(fb, e, &c, args, is_defer, on_stack);
	}
	Expr *f = unparen(e->fun);
	if (f->kind == AST_FUNC_LIT) {
		SignatureT *sig = as(SignatureT, under(fb, expr_type(fb, f)));
		if (sig->params->vars.n == 0 && sig->results->vars.n == 0) {
			Sym *code = build_literal_sym(fb, LITERAL_FUNC, as(FuncLit, f));
			build_reach(fb->b, code);
			FuncCtx *ctx = capture_literal(fb->b, fb->pkg, as(FuncLit, f));
			return (Deferred){
				func_closure(fb, code, ctx, expr_type(fb, f), on_stack, e->n.pos)
					.v[0],
				code};
		}
	}
	Callee c = call_callee(fb, e);
	if (c.kind == CALLEE_INTRINSIC)
		c.recv = (Val){0};
	if (c.kind == CALLEE_IFACE)
		fb_nilcheck(fb, c.recv.v[0], e->n.pos);
	if (c.recv.c)
		c.recv = val_snapshot(fb, c.recv, e->n.pos);
	Vals args = call_args(fb, e, &c);
	if (c.kind == CALLEE_CLOSURE && args.n == 0 && c.sig->results->vars.n == 0)
		return (Deferred){c.recv.v[0], NULL};
	return thunk_closure(fb, e, &c, args, is_defer, on_stack);
}

static Value *defer_frame(FuncBuild *fb) {
	return emit_local(fb->cur, fb_state(fb)->defer_frame, 0);
}

static void stmt_defer(FuncBuild *fb, CallExpr *e) {
	FuncState *st = fb_state(fb);
	Pos pos = e->n.pos;
	FuncCtx *root = ctx_root(st->ctx);
	uint32_t n = st->opens.n;
	if (st->ctx->range || st->loop_depth > 0 || n == DEFER_OPEN) {
		Value *closure = call_stmt_closure(fb, e, true, false).closure;
		Value *frame = st->ctx->range
				       ? storage_load(fb, storage_of(fb, root->defer_obj), pos).v[0]
				       : defer_frame(fb);
		fb_rt(fb, RT_deferproc, pos, 2, frame, closure);
		st->listed = true;
		return;
	}
	Deferred d = call_stmt_closure(fb, e, true, true);
	DeferOpen o = {d.code, var_new(fb->f, IR_PTR, NULL), pos};
	emit_setvar(fb->cur, o.closure, d.closure);
	st->defer_frame->size += 8;
	fb_rt(fb, RT_deferopen, pos, 3, defer_frame(fb), d.closure, k64(fb, n));
	vec_push(fb->b->a, &st->opens, o);
}

static void defer_call(FuncBuild *fb, const DeferOpen *o, Pos pos) {
	Callee c = {.kind = o->code ? CALLEE_LITERAL : CALLEE_CLOSURE,
		.sig = call_void_sig(fb),
		.sym = o->code,
		.recv = val_scalar(
			fb, basic_type(fb, TY_UNSAFE_POINTER), emit_getvar(fb->cur, o->closure))};
	call_emit(fb, &c, (Vals){0}, false, pos);
}

static void defer_return(FuncBuild *fb, Pos pos) {
	fb_rt(fb, RT_deferreturn, pos, 1, defer_frame(fb));
}

// In line if there are few of them, and none on the list. In a loop something may have come onto it
// that follows in the text.
void defer_leave(FuncBuild *fb, Pos pos) {
	FuncState *st = fb_state(fb);
	if (++st->n_exits * (st->opens.n + 1) > INLINE_CALLS) {
		defer_return(fb, pos);
		return;
	}
	Block *done = fb_block(fb);
	if (st->listed || st->loop_depth > 0 || st->ctx->defer_obj) {
		Block *listed = fb_block(fb), *none = fb_block(fb);
		fb_if(fb, fb_rt(fb, RT_deferlisted, pos, 1, defer_frame(fb)), listed, none, -1);
		fb_start(fb, listed);
		defer_return(fb, pos);
		block_jump(fb->cur, done);
		fb_start(fb, none);
	}
	for (uint32_t i = st->opens.n; i-- > 0;) {
		Block *call = fb_block(fb), *next = fb_block(fb);
		fb_if(fb, fb_rt(fb, RT_defertake, pos, 2, defer_frame(fb), k64(fb, i)), call, next,
			-1);
		fb_start(fb, call);
		defer_call(fb, &st->opens.v[i], pos);
		fb_start(fb, next);
	}
	fb_rt(fb, RT_deferleave, pos, 1, defer_frame(fb));
	fb_start(fb, done);
}

void build_call_stmt(FuncBuild *fb, CallStmt *s) {
	CallExpr *e = as(CallExpr, unparen(s->call));
	if (call_is_conversion(fb, e))
		return;
	order_exprs(fb, (Expr *[]){&e->n}, 1);
	if (s->tok == TK_DEFER)
		stmt_defer(fb, e);
	else
		fb_rt(fb, RT_newproc, s->n.pos, 1, call_stmt_closure(fb, e, false, false).closure);
}

/* The landing point: what it needs of the function's values is kept in memory */

static Slot *defer_keep(FuncBuild *fb, Value *p, Pos pos) {
	if (!p)
		return NULL;
	Slot *s = slot_new(fb->f, 8, 8, NULL);
	s->is_volatile = true;
	emit_store(fb->cur, emit_local(fb->cur, s, 0), 0, p, false, pos);
	return s;
}

static Value *defer_kept(FuncBuild *fb, Slot *s, Pos pos) {
	if (!s)
		return NULL;
	Value *p = emit_load(fb->cur, IR_PTR, emit_local(fb->cur, s, 0), 0, pos);
	p->flags |= FLAG_VOLATILE;
	return p;
}

typedef struct Landing {
	Slot **results, **spaces; // addresses of results on the heap, and of the caller's space
} Landing;

static Landing landing_keep(FuncBuild *fb, Pos pos) {
	FuncState *st = fb_state(fb);
	Landing l = {NEW_ARRAY(fb->b->a, Slot *, st->n_results + 1),
		NEW_ARRAY(fb->b->a, Slot *, st->n_results + 1)};
	for (uint32_t i = 0; i < st->n_results; i++) {
		if (!st->results[i]->heap)
			continue;
		l.results[i] = defer_keep(fb, st->results[i]->addr, pos);
		l.spaces[i] = defer_keep(fb, st->mem_results[i], pos);
	}
	return l;
}

static void landing_return(FuncBuild *fb, const Landing *l, Pos pos) {
	FuncState *st = fb_state(fb);
	Value **spaces = st->mem_results;
	Storage **results = st->results;
	st->mem_results = NEW_ARRAY(fb->b->a, Value *, st->n_results + 1);
	st->results = NEW_ARRAY(fb->b->a, Storage *, st->n_results + 1);
	fb_rt(fb, RT_deferreturn, pos, 1, emit_local(fb->cur, st->defer_frame, 0));
	for (uint32_t i = 0; i < st->n_results; i++) {
		st->mem_results[i] = l->spaces[i] ? defer_kept(fb, l->spaces[i], pos) : spaces[i];
		Storage *s = NEW(fb->b->a, Storage);
		*s = *results[i];
		if (l->results[i])
			s->addr = defer_kept(fb, l->results[i], pos);
		st->results[i] = s;
	}
	func_emit_return(fb, pos);
	st->mem_results = spaces;
	st->results = results;
	fb_dead(fb);
}

// The prologue of a function with defers: its frame record and the landing point.
void defer_enter(FuncBuild *fb, Pos pos) {
	FuncState *st = fb_state(fb);
	st->defer_frame = slot_new(fb->f, sizeof(LayoutDeferFrame), 8, NULL);
	st->defer_frame->is_volatile = true;
	fb_rt(fb, RT_deferenter, pos, 1, emit_local(fb->cur, st->defer_frame, 0));
	Landing kept = landing_keep(fb, pos);
	Value *jmp = value_new(fb->f, OP_SETJMP, IR_I8, pos, 1);
	jmp->args[0] = emit_local(fb->cur, st->defer_frame, 0);
	value_append(fb->cur, jmp);
	Block *landing = fb_block(fb), *go_on = fb_block(fb);
	fb_if(fb, jmp, landing, go_on, -1);
	fb_start(fb, landing);
	landing_return(fb, &kept, pos);
	fb->cur = fb->f->at = go_on;
	st->dead = false;
	fb->f->flags |= FUNC_HAS_DEFER;
}
