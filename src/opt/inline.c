// inline.c: calls of small functions become their bodies, calls through known closures and known
// method tables direct ones.
//
// Callees come first, so that what is put somewhere is already as small as it gets. A function's
// cost is the number of operations that become instructions; a call is worth several. It may be
// higher where an argument is a closure that the callee calls: then that call becomes direct, too,
// and the bodies of range-over-func loops end up inside the iterator's.
//
// A small function that calls itself gets its own body, as it was, in the place of its calls, some
// times over: fewer and larger frames do the same work.
//
// Never inlined: what asks not to be (recover, Callers, go:noinline), has deferred calls, looks at
// its own frame, never returns, or is on the way already as part of a larger cycle. A wrapper is
// not a frame for recover, so only what calls nothing is put into one.
#include "opt/opt.h"

enum {
	COST_NEVER = UINT32_MAX,
	COST_CALL = 8,
	COST_MAX = 40,		// of a callee
	COST_MAX_LOOP = 24,	// with a loop, which costs more than its call
	COST_MAX_CLOSURE = 160, // if it is given a closure
	COST_MAX_GROWTH = 1200, // of one caller by all
	COST_MAX_SELF = 160,	// of a function by itself
	SLOTS_MAX = 512,	// bytes of frame that come with it
	DEPTH_MAX = 12,
};

/* What a body costs */

static uint32_t cost_value(const Value *v) {
	switch ((Op)v->op) {
	case OP_CONST:
	case OP_FCONST:
	case OP_ADDR:
	case OP_LOCAL:
	case OP_PARAM:
	case OP_RESULT:
	case OP_PHI:
	case OP_COPY:
	case OP_OFFPTR:
	case OP_BITCAST:
	case OP_KEEPALIVE: return 0;
	case OP_CALL:
	case OP_CALLI: return COST_CALL + v->n_args / 2;
	case OP_RTCALL:
		// Traces name the function that starts a goroutine.
		if (v->aux.rt == RT_newproc)
			return COST_NEVER;
		return rt_info[v->aux.rt].dies ? 2 : COST_CALL - 2;
	case OP_NEW: return COST_CALL / 2;
	case OP_MOVE:
	case OP_ZERO: return 2;
	case OP_SETJMP:
	case OP_FRAMEADDR:
	case OP_CALLERPC:
	case OP_GETVAR:
	case OP_SETVAR: return COST_NEVER;
	default: return 1;
	}
}

static bool cost_is_backward(const Block *b) {
	for (uint32_t i = 0; i < b->succs.n; i++)
		if (b->succs.v[i]->id <= b->id)
			return true;
	return false;
}

static uint32_t cost_body(const Func *f, bool *loops) {
	uint32_t cost = 1;
	bool returns = false;
	uint64_t slots = 0;
	*loops = false;
	for (uint32_t i = 0; i < f->slots.n; i++)
		slots += f->slots.v[i]->size;
	if (slots > SLOTS_MAX || f->entry->preds.n)
		return COST_NEVER;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		const Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			uint32_t c = cost_value(b->ins.v[j]);
			if (c == COST_NEVER)
				return c;
			cost += c;
		}
		cost += b->succs.n > 1 ? b->succs.n - 1 : 0;
		returns |= b->kind == BLK_RETURN;
		*loops |= cost_is_backward(b);
	}
	return returns ? cost : COST_NEVER;
}

static void cost_set(Func *f) {
	bool loops;
	f->inline_cost =
		f->flags & (FUNC_NOINLINE | FUNC_HAS_DEFER) ? COST_NEVER : cost_body(f, &loops);
	if (f->inline_cost != COST_NEVER && loops && f->inline_cost > COST_MAX_LOOP)
		f->inline_cost += COST_MAX; // only for the sake of a closure
}

/* Closures that are known */

// What was stored at p + off of an object made in the frame or on the heap, in the block that makes
// it; or NULL.
static Value *closure_word(const Value *p, int64_t off) {
	for (uint32_t i = 0; i < p->block->ins.n; i++) {
		const Value *v = p->block->ins.v[i];
		if (v->op == OP_STORE && v->args[0] == p && v->off == off)
			return v->args[1];
	}
	return NULL;
}

static const Value *closure_object(const Value *p) {
	while (p->op == OP_COPY)
		p = p->args[0];
	return p;
}

// What constant data has the address of at p + off, or NULL: the code of a closure that captures
// nothing, a method in a method table.
static Sym *constant_address(const Value *p, int64_t off) {
	const Data *d = p->aux.sym->data;
	for (uint32_t i = 0; d && d->readonly && i < d->relocs.n; i++)
		if (d->relocs.v[i].off == (uint64_t)(p->off + off))
			return d->relocs.v[i].addend ? NULL : d->relocs.v[i].sym;
	return NULL;
}

// The code that is at p + 0 of a closure object, or NULL. Word 0 of a closure never changes; only
// closures hold the addresses of functions.
static Sym *closure_code(const Value *p) {
	p = closure_object(p);
	if (p->op == OP_ADDR)
		return constant_address(p, 0);
	if (p->op != OP_NEW && (p->op != OP_LOCAL || p->off))
		return NULL;
	const Value *code = closure_word(p, 0);
	return code && code->op == OP_ADDR ? code->aux.sym : NULL;
}

// What a closure captured does not change either: v, which loads it, becomes a copy of what was
// stored there when the closure was made.
static void inline_captured(Func *f, Value *v) {
	const Value *p = closure_object(v->args[0]);
	if (v->off <= 0 || v->flags & FLAG_VOLATILE || (p->op != OP_NEW && p->op != OP_LOCAL))
		return;
	const Sym *code = closure_code(p);
	Value *x = code && code->kind == SYM_FUNC ? closure_word(p, v->off) : NULL;
	if (!x || x->type != v->type)
		return;
	v->op = OP_COPY;
	v->flags = 0;
	v->off = 0;
	v->args = NEW_ARRAY(f->arena, Value *, 1);
	v->args[0] = x;
}

// A call through a closure whose code is known, of a method of an interface whose type is known, or
// of code by its address, becomes a direct call.
static void inline_direct(Value *v) {
	const Value *code = v->args[0];
	Sym *to = NULL;
	while (code->op == OP_COPY)
		code = code->args[0];
	if (v->flags & FLAG_OPAQUE)
		return;
	if (code->op == OP_LOAD && code->off == 0)
		to = closure_code(code->args[0]);
	else if (code->op == OP_LOAD && closure_object(code->args[0])->op == OP_ADDR)
		to = constant_address(closure_object(code->args[0]), code->off);
	else if (code->op == OP_ADDR && code->off == 0)
		to = code->aux.sym;
	if (!to || to->kind != SYM_FUNC || !to->func)
		return;
	v->op = OP_CALL;
	v->aux.sym = to;
	v->args++;
	v->n_args--;
}

/* The choice */

typedef struct Inline {
	Func *f;
	const Func *self; // f as it was, if it is small and calls itself; else NULL
	uint32_t grown;
	uint64_t slots;
} Inline;

static bool inline_same_sig(const Sig *x, const Sig *y) {
	return x->n_params == y->n_params && x->n_results == y->n_results &&
	       memcmp(x->params, y->params, x->n_params * sizeof *x->params) == 0 &&
	       memcmp(x->results, y->results, x->n_results * sizeof *x->results) == 0;
}

static bool inline_calls_nothing(const Func *g) {
	for (uint32_t i = 0; i < g->blocks.n; i++)
		for (uint32_t j = 0; j < g->blocks.v[i]->ins.n; j++) {
			Op op = (Op)g->blocks.v[i]->ins.v[j]->op;
			if (op == OP_CALL || op == OP_CALLI)
				return false;
		}
	return true;
}

static bool inline_is_nested(const Func *f, const Value *call, const Func *g) {
	uint32_t depth = 0;
	for (uint32_t i = call->inl; i; i = f->inlines.v[i - 1].outer)
		if (f->inlines.v[i - 1].callee == g || ++depth > DEPTH_MAX)
			return true;
	return g == f;
}

static bool inline_takes_closure(const Value *call) {
	for (uint32_t i = 0; i < call->n_args; i++) {
		const Sym *code =
			call->args[i]->type == IR_PTR ? closure_code(call->args[i]) : NULL;
		if (code && code->kind == SYM_FUNC && code->func)
			return true;
	}
	return false;
}

static const Func *inline_body(const Inline *in, const Value *call) {
	const Func *g = call->aux.sym->func;
	return g == in->f && in->self ? in->self : g;
}

static bool inline_wants(const Inline *in, const Value *call) {
	const Func *g = inline_body(in, call);
	if (!g || !g->inline_cost || g->inline_cost == COST_NEVER ||
		!inline_same_sig(call->sig, &g->sig) ||
		(g != in->self && inline_is_nested(in->f, call, g)))
		return false;
	if (g == in->self && in->grown + g->inline_cost > COST_MAX_SELF)
		return false;
	uint64_t slots = in->slots;
	for (uint32_t i = 0; i < g->slots.n; i++)
		slots += g->slots.v[i]->size;
	if (slots > SLOTS_MAX || in->grown + g->inline_cost > COST_MAX_GROWTH)
		return false;
	if (in->f->flags & FUNC_WRAPPER && !inline_calls_nothing(g))
		return false;
	return g->inline_cost <= COST_MAX ||
	       (g->inline_cost <= COST_MAX_CLOSURE && inline_takes_closure(call));
}

static void inline_call(Inline *in, Block *b, uint32_t at) {
	const Func *g = inline_body(in, b->ins.v[at]);
	remark(in->f, b->ins.v[at], "inlining call to", g->go_name);
	in->grown += g->inline_cost;
	for (uint32_t i = 0; i < g->slots.n; i++)
		in->slots += g->slots.v[i]->size;
	splice_call(in->f, b, at, g);
}

// needs ssa, preds, callees done; keeps ssa, preds
void opt_inline(Func *f) {
	ir_compute_preds(f);
	Inline in = {.f = f};
	if (func_calls_itself(f))
		cost_set(f);
	if (f->inline_cost && f->inline_cost <= COST_MAX)
		in.self = splice_clone(f);
	// Blocks that a call is split into are appended, and looked at in their turn.
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			Value *v = b->ins.v[j];
			if (v->op == OP_LOAD)
				inline_captured(f, v);
			if (v->op == OP_CALLI)
				inline_direct(v);
			if (v->op != OP_CALL || !inline_wants(&in, v))
				continue;
			inline_call(&in, b, j);
			break; // what follows has moved
		}
	}
	if (in.grown)
		ir_remove_unreachable(f);
	cost_set(f);
}
