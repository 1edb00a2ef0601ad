// escape.c: heap objects that provably die with the frame become slots of the frame.
//
// Within a function, values, variables and the contents of memory are put into classes by
// unification (Steensgaard, "Points-to Analysis in Almost Linear Time", 1996): copies unify, loads
// and stores unify with the class's contents. A class escapes when one of its members is stored
// where the function does not know the end of it, or passed to a function that lets it escape; then
// what it points to escapes too. What is returned, and all behind it, outlives the frame but need
// not escape in the caller.
//
// Between functions, a summary says of each parameter and result how far behind it begins what
// escapes (LEAK_*): itself, what it points to, what that points to; and which results and other
// parameters come to hold it. Functions that call each other begin with summaries that promise
// everything, until those hold. A closure's code sees what the closure captured as its parameter 0:
// what it lets escape of that, it does where the closure is made, so that calls need not know the
// code.
//
// An object made in a loop is given a slot only if all that holds its address lies in that loop:
// variables are set anew where they are declared, so nothing leads to an object when the next one
// is made in the same slot. Integers are not followed, but for address arithmetic in one
// expression, as gc has it.
#include "opt/escape.h"

enum { ESCAPE_MAX_DEPTH = 32 };

// The loop of a block, the whole function for those that went.
static uint32_t escape_loop(const Escape *e, const Block *b) {
	bool there = b && b->id < e->f->blocks.n && e->f->blocks.v[b->id] == b;
	return e->loops && there ? e->loops->of_block[b->id] : 0;
}

// Is v the address of code that a closure begins with? Then that code lets escape what it does of
// the closure.
static void escape_closure(Escape *e, const Value *v) {
	const Value *code = v->args[1];
	if (v->off != 0 || code->op != OP_ADDR || code->aux.sym->kind != SYM_FUNC)
		return;
	const Func *f = code->aux.sym->func;
	escape_lend(
		e, v->args[0], f && f->leaks && f->sig.n_params ? escape_closure_leak(f) : LEAK_1);
}

// v is an integer that is, or is computed from, an address: c points where it does. Integers that
// were stored or passed do not count, as in gc, nor does xor, by which abi.NoEscape hides one.
static void escape_of_integer(Escape *e, uint32_t c, const Value *v, uint32_t depth) {
	switch (v->op) {
	case OP_BITCAST:
		if (v->args[0]->type == IR_PTR)
			class_unify(e, c, class_of(e, v->args[0]));
		return;
	case OP_ADD:
	case OP_SUB:
	case OP_AND:
	case OP_ANDN:
	case OP_OR:
	case OP_COPY:
		for (uint32_t i = 0; i < v->n_args && depth < ESCAPE_MAX_DEPTH; i++)
			escape_of_integer(e, c, v->args[i], depth + 1);
		return;
	default: return;
	}
}

// An address as an integer keeps nothing; the way back may lead anywhere.
static void escape_bitcast(Escape *e, const Value *v) {
	if (v->type != IR_PTR)
		return;
	if (v->args[0]->type == IR_PTR) {
		class_unify(e, class_of(e, v), class_of(e, v->args[0]));
		return;
	}
	escape_of_integer(e, class_of(e, v), v->args[0], 0);
	escape_lend(e, v, LEAK_1);
}

// The address is used, what lies there is everyone's.
static void escape_atomic(Escape *e, const Value *v) {
	escape_lend(e, v->args[0], LEAK_1);
	for (uint32_t i = 1; i < v->n_args; i++)
		if (v->args[i]->type == IR_PTR)
			class_escape(e, class_of(e, v->args[i]));
	if (v->type == IR_PTR)
		class_escape(e, class_of(e, v));
}

static void escape_param(Escape *e, const Value *v) {
	uint32_t c = class_of(e, v);
	for (uint32_t i = LEAK_1; i < LEAK_3; i++) {
		c = class_contents(e, c);
		e->classes.v[c].callers = true;
	}
	class_escape(e, class_contents(e, c));
}

// At the head of a loop a phi holds what the iteration before left.
static void escape_phi(Escape *e, const Value *v) {
	uint32_t loop = escape_loop(e, v->block);
	if (loop && e->loops->headers[loop] == v->block)
		loop = e->loops->parent[loop];
	class_hold(e, class_of(e, v), loop);
}

// Memory that keeps nothing of what is stored there: that nobody can change, or without pointers.
static bool addr_keeps_nothing(const Sym *s, uint32_t depth) {
	if (s->kind == SYM_FUNC || s->in_program_unit)
		return true;
	const Data *d = s->data;
	if (!d || depth == 4)
		return false;
	if (!d->root_type && !d->ptr_words && !d->relocs.n)
		return true;
	if (!d->readonly)
		return false;
	for (uint32_t i = 0; i < d->relocs.n; i++)
		if (!addr_keeps_nothing(d->relocs.v[i].sym, depth + 1))
			return false;
	return true;
}

static void escape_value(Escape *e, const Value *v) {
	switch (v->op) {
	case OP_PHI:
	case OP_COPY:
	case OP_SELECT:
	case OP_PTRADD:
	case OP_OFFPTR:
		for (uint32_t i = v->op == OP_SELECT; i < v->n_args; i++)
			if (v->args[i]->type == IR_PTR)
				class_unify(e, class_of(e, v), class_of(e, v->args[i]));
		if (v->op == OP_PHI)
			escape_phi(e, v);
		return;
	case OP_RESULT:
		if (v->type == IR_PTR)
			class_unify(e, class_of(e, v),
				class_of_result(e, v->args[0], (uint32_t)v->aux.i));
		return;
	case OP_GETVAR: class_unify(e, class_of(e, v), e->of_var[v->aux.var->id]); return;
	case OP_SETVAR: class_unify(e, class_of(e, v->args[0]), e->of_var[v->aux.var->id]); return;
	case OP_LOCAL: class_unify(e, class_of(e, v), e->of_slot[v->aux.slot->id]); return;
	case OP_LOAD:
		class_unify(e, class_of(e, v), class_contents(e, class_of(e, v->args[0])));
		return;
	case OP_STORE:
		class_store(e, class_of(e, v->args[0]), class_of(e, v->args[1]));
		escape_closure(e, v);
		return;
	case OP_MOVE:
	case OP_MOVEN:
		class_store(e, class_of(e, v->args[0]), class_contents(e, class_of(e, v->args[1])));
		return;
	case OP_PARAM: escape_param(e, v); return;
	case OP_BITCAST: escape_bitcast(e, v); return;
	case OP_NEW: class_home(e, class_of(e, v), escape_loop(e, v->block)); return;
	case OP_ADDR:
		if (!addr_keeps_nothing(v->aux.sym, 0))
			class_escape(e, class_of(e, v));
		return;
	case OP_CONST:
	case OP_ZERO:
	case OP_ZERON:
	case OP_NILCHECK:
	case OP_KEEPALIVE:
	case OP_EQ:
	case OP_NE:
	case OP_ULT:
	case OP_ULE:
	case OP_SETJMP: return;
	case OP_CALL:
	case OP_CALLI:
	case OP_RTCALL: escape_call(e, v, escape_loop(e, v->block)); return;
	case OP_ALOAD:
	case OP_ASTORE:
	case OP_AXCHG:
	case OP_AADD:
	case OP_AAND:
	case OP_AOR:
	case OP_ACAS: escape_atomic(e, v); return;
	case OP_CHECK: return; // its arguments are numbers, types and strings of a panic
	default:
		for (uint32_t i = 0; i < v->n_args; i++)
			if (v->args[i]->type == IR_PTR)
				class_escape(e, class_of(e, v->args[i]));
		if (v->type == IR_PTR)
			class_escape(e, class_of(e, v));
	}
}

static bool escape_has_objects(const Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_NEW || escape_frame_kind(v) != FRAME_NONE)
				return true;
		}
	return false;
}

static void escape_names(Escape *e) {
	Func *f = e->f;
	e->of_value = NEW_ARRAY(e->a, uint32_t, f->n_values + 1);
	e->of_var = NEW_ARRAY(e->a, uint32_t, f->vars.n + 1);
	e->of_slot = NEW_ARRAY(e->a, uint32_t, f->slots.n + 1);
	e->of_result = NEW_ARRAY(e->a, uint32_t, f->sig.n_results + 1);
	class_new(e);
	for (uint32_t i = 0; i < f->vars.n; i++) {
		e->of_var[i] = class_new(e);
		class_hold(e, e->of_var[i], escape_loop(e, f->vars.v[i]->home));
	}
	for (uint32_t i = 0; i < f->slots.n; i++) {
		e->of_slot[i] = class_new(e);
		class_home(e, e->of_slot[i], escape_loop(e, f->slots.v[i]->home));
	}
	for (uint32_t i = 0; i < f->sig.n_results; i++)
		e->of_result[i] = class_new(e);
}

static void escape_analyse(Escape *e) {
	Func *f = e->f;
	escape_names(e);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			escape_value(e, b->ins.v[j]);
		for (uint32_t j = 0; j < b->rets.n; j++)
			if (b->rets.v[j]->type == IR_PTR)
				class_unify(e, class_of(e, b->rets.v[j]), e->of_result[j]);
	}
	class_spread(e);
	for (uint32_t i = 0; i < f->sig.n_results; i++)
		class_return(e, e->of_result[i]);
}

static bool escape_again(Func *f) {
	Escape e = {.f = f, .a = arena_new()};
	escape_analyse(&e);
	bool less = escape_summary(&e);
	arena_free(e.a);
	return less;
}

static void escape_cycle(FuncVec *cycle) {
	for (uint32_t i = 0; i < cycle->n; i++)
		escape_promise(cycle->v[i]);
	for (bool less = true; less;) {
		less = false;
		for (uint32_t i = 0; i < cycle->n; i++)
			less |= escape_again(cycle->v[i]);
	}
}

// needs callees done; keeps ssa
void opt_escape(Func *f) {
	if (f->cycle && !f->leaks)
		escape_cycle(f->cycle);
	else if (!f->leaks)
		escape_promise(f);
	Escape e = {.f = f, .a = arena_new()};
	bool objects = escape_has_objects(f);
	if (objects)
		e.loops = loops_find(f, e.a);
	escape_analyse(&e);
	escape_summary(&e);
	if (objects)
		escape_rewrite(&e);
	arena_free(e.a);
}
