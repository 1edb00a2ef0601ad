// escape.c: heap objects that provably die with the frame become slots of the frame.
//
// Within a function, values, variables and the contents of memory are put into classes by
// unification (Steensgaard, "Points-to Analysis in Almost Linear Time", 1996): copies unify, loads
// and stores unify with the class's contents. A class escapes when one of its members is returned,
// stored where the function does not know the end of it, or passed to a function that keeps it;
// then what it points to escapes too. Between functions, a summary says of each parameter whether
// the callee lets it escape; what the argument points to always counts as escaping. Recursion is
// taken to let all escape.
//
// An object made in a loop is given a slot only if no variable and no memory ever holds its
// address: then it cannot be used after the next one was made in the same slot.
#include "opt/opt.h"

enum { ESCAPE_MAX_OBJECT = 1024, ESCAPE_MAX_FRAME = 3072, ESCAPE_MAX_DEPTH = 32 };

typedef struct Class {
	uint32_t parent;   // union-find
	uint32_t contents; // class of what lies behind these pointers; 0: none yet
	bool escapes;
	bool held; // some variable, phi or memory holds it
} Class;

typedef struct Escape {
	Func *f;
	Arena *a;
	VEC(Class) classes; // 1..; 0 is unused
	uint32_t *of_value, *of_var, *of_slot;
} Escape;

static uint32_t class_new(Escape *e) {
	Class c = {.parent = e->classes.n};
	vec_push(e->a, &e->classes, c);
	return e->classes.n - 1;
}

static uint32_t class_find(Escape *e, uint32_t c) {
	while (e->classes.v[c].parent != c) {
		e->classes.v[c].parent = e->classes.v[e->classes.v[c].parent].parent;
		c = e->classes.v[c].parent;
	}
	return c;
}

static void class_unify(Escape *e, uint32_t x, uint32_t y) {
	// Iterative: contents of both are unified in turn.
	for (;;) {
		x = class_find(e, x);
		y = class_find(e, y);
		if (x == y)
			return;
		Class *cx = &e->classes.v[x], *cy = &e->classes.v[y];
		cy->parent = x;
		cx->escapes |= cy->escapes;
		cx->held |= cy->held;
		uint32_t dx = cx->contents, dy = cy->contents;
		if (!dx || !dy) {
			cx->contents = dx ? dx : dy;
			return;
		}
		x = dx;
		y = dy;
	}
}

static uint32_t class_contents(Escape *e, uint32_t c) {
	c = class_find(e, c);
	if (!e->classes.v[c].contents) {
		uint32_t d = class_new(e);
		e->classes.v[c].contents = d;
	}
	return class_find(e, e->classes.v[c].contents);
}

// What escapes points to what escapes: without known contents the class is its own.
static void class_escape(Escape *e, uint32_t c) {
	for (c = class_find(e, c); !e->classes.v[c].escapes;
		c = class_find(e, e->classes.v[c].contents)) {
		e->classes.v[c].escapes = true;
		if (!e->classes.v[c].contents)
			e->classes.v[c].contents = c;
	}
}

static uint32_t class_of(Escape *e, const Value *v) {
	if (!e->of_value[v->id])
		e->of_value[v->id] = class_new(e);
	return class_find(e, e->of_value[v->id]);
}

static void escape_hold(Escape *e, uint32_t c) {
	e->classes.v[class_find(e, c)].held = true;
}

// The callee does not keep the argument, but may keep what it points to.
static void escape_lend(Escape *e, const Value *v) {
	uint32_t c = class_contents(e, class_of(e, v));
	class_escape(e, c);
}

// Pointer arguments that a runtime function does not keep; the others of it escape. One letter a
// parameter: . keeps, n not.
static const char *escape_rt_spec(RtFn fn) {
	switch (fn) {
	case RT_concatstrings: return "n.";
	case RT_concatstring2:
	case RT_concatstring3: return "n.n.n.";
	case RT_cmpstring: return "n.n.";
	case RT_memequal: return "nn.";
	case RT_slicebytetostring:
	case RT_stringtoslicebyte:
	case RT_stringtoslicerune:
	case RT_slicerunetostring:
	case RT_decoderune:
	case RT_countrunes:
	case RT_convTstring:
	case RT_printstring:
	case RT_printslice: return "n..";
	case RT_growslice: return "n....";
	case RT_convT: return "nn";
	case RT_efaceeq:
	case RT_ifaceeq:
	case RT_typeequal: return "nnn";
	case RT_chansend1:
	case RT_chanrecv1:
	case RT_chanrecv2:
	case RT_selectnbsend: return "nn";
	case RT_selectnbrecv: return "nn";
	case RT_selectgo: return "n...";
	case RT_closechan:
	case RT_printpointer:
	case RT_deferenter:
	case RT_deferreturn: return "n";
	case RT_deferprocstack: return "nnn";
	case RT_printeface:
	case RT_printiface: return "nn";
	default: return "";
	}
}

static void escape_call_results(Escape *e, const Value *v) {
	class_escape(e, class_of(e, v));
}

static void escape_call(Escape *e, const Value *v) {
	const Func *callee = v->op == OP_CALL ? v->aux.sym->func : NULL;
	const char *spec = v->op == OP_RTCALL ? escape_rt_spec(v->aux.rt) : "";
	size_t n_spec = strlen(spec);
	for (uint32_t i = 0; i < v->n_args; i++) {
		const Value *arg = v->args[i];
		if (arg->type != IR_PTR)
			continue;
		// The closure that a call goes through is only read by its own code.
		bool own_closure = v->op == OP_CALLI && i == 1 && v->args[0]->op == OP_LOAD &&
				   v->args[0]->args[0] == arg;
		bool lends = own_closure || (v->op == OP_CALLI && i == 0) ||
			     (v->op == OP_CALL && v->aux.sym->lends) ||
			     (i < n_spec && spec[i] == 'n') ||
			     (callee && callee->keeps && !callee->keeps[i]);
		if (lends)
			escape_lend(e, arg);
		else
			class_escape(e, class_of(e, arg));
	}
	escape_call_results(e, v);
}

// v is an integer that is, or is computed from, an address: result points where it
// does. Integers that were stored or passed do not count, as in gc.
static void escape_derived(Escape *e, const Value *result, const Value *v, int depth) {
	switch (v->op) {
	case OP_BITCAST:
		if (v->args[0]->type == IR_PTR)
			class_unify(e, class_of(e, result), class_of(e, v->args[0]));
		return;
	case OP_ADD:
	case OP_SUB:
	case OP_AND:
	case OP_ANDN:
	case OP_OR:
	case OP_XOR:
	case OP_COPY:
		for (uint32_t i = 0; i < v->n_args && depth < ESCAPE_MAX_DEPTH; i++)
			escape_derived(e, result, v->args[i], depth + 1);
		return;
	default: return;
	}
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
			escape_hold(e, class_of(e, v));
		return;
	case OP_GETVAR: class_unify(e, class_of(e, v), e->of_var[v->aux.var->id]); return;
	case OP_SETVAR: class_unify(e, class_of(e, v->args[0]), e->of_var[v->aux.var->id]); return;
	case OP_LOCAL: class_unify(e, class_of(e, v), e->of_slot[v->aux.slot->id]); return;
	case OP_LOAD:
		class_unify(e, class_of(e, v), class_contents(e, class_of(e, v->args[0])));
		return;
	case OP_STORE:
		class_unify(e, class_contents(e, class_of(e, v->args[0])), class_of(e, v->args[1]));
		escape_hold(e, class_of(e, v->args[1]));
		return;
	case OP_MOVE:
	case OP_MOVEN:
		class_unify(e, class_contents(e, class_of(e, v->args[0])),
			class_contents(e, class_of(e, v->args[1])));
		return;
	case OP_PARAM: escape_lend(e, v); return;
	case OP_NEW:
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
	case OP_RTCALL: escape_call(e, v); return;
	case OP_ALOAD:
	case OP_ASTORE:
	case OP_AXCHG:
	case OP_AADD:
	case OP_AAND:
	case OP_AOR:
	case OP_ACAS: // the address is used, what lies there is everyone's
		escape_lend(e, v->args[0]);
		for (uint32_t i = 1; i < v->n_args; i++)
			if (v->args[i]->type == IR_PTR)
				class_escape(e, class_of(e, v->args[i]));
		if (v->type == IR_PTR)
			class_escape(e, class_of(e, v));
		return;
	case OP_BITCAST: // an address as an integer keeps nothing; the way back may lead anywhere
		if (v->type == IR_PTR) {
			escape_derived(e, v, v->args[0], 0);
			class_escape(e, class_contents(e, class_of(e, v)));
		}
		return;
	case OP_CHECK: return; // its arguments are numbers, types and strings of a panic
	default:
		for (uint32_t i = 0; i < v->n_args; i++)
			if (v->args[i]->type == IR_PTR)
				class_escape(e, class_of(e, v->args[i]));
		if (v->type == IR_PTR)
			class_escape(e, class_of(e, v));
	}
}

static void escape_analyse(Escape *e) {
	Func *f = e->f;
	e->of_value = NEW_ARRAY(e->a, uint32_t, f->n_values + 1);
	e->of_var = NEW_ARRAY(e->a, uint32_t, f->vars.n + 1);
	e->of_slot = NEW_ARRAY(e->a, uint32_t, f->slots.n + 1);
	class_new(e);
	for (uint32_t i = 0; i < f->vars.n; i++) {
		e->of_var[i] = class_new(e);
		escape_hold(e, e->of_var[i]);
	}
	for (uint32_t i = 0; i < f->slots.n; i++)
		e->of_slot[i] = class_new(e);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			escape_value(e, b->ins.v[j]);
		for (uint32_t j = 0; j < b->rets.n; j++)
			if (b->rets.v[j]->type == IR_PTR)
				class_escape(e, class_of(e, b->rets.v[j]));
	}
	// Escaping spreads to contents that were unified after their class was marked.
	for (uint32_t c = 1; c < e->classes.n; c++)
		if (class_find(e, c) == c && e->classes.v[c].escapes) {
			e->classes.v[c].escapes = false;
			class_escape(e, c);
		}
}

// Blocks that lie on a cycle, or between the ends of a backward edge in reverse postorder: a
// superset, by block id.
static uint8_t *escape_loops(Escape *e) {
	Block **rpo, **idom;
	uint32_t n = ir_dominators(e->f, &rpo, &idom);
	uint32_t *num = NEW_ARRAY(e->a, uint32_t, e->f->n_blocks + 1);
	int32_t *delta = NEW_ARRAY(e->a, int32_t, n + 2);
	uint8_t *in_loop = NEW_ARRAY(e->a, uint8_t, e->f->n_blocks + 1);
	for (uint32_t i = 0; i < n; i++)
		num[rpo[i]->id] = i;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < rpo[i]->succs.n; j++) {
			uint32_t to = num[rpo[i]->succs.v[j]->id];
			if (to <= i) {
				delta[to]++;
				delta[i + 1]--;
			}
		}
	int32_t depth = 0;
	for (uint32_t i = 0; i < n; i++) {
		depth += delta[i];
		in_loop[rpo[i]->id] = depth > 0;
	}
	return in_loop;
}

static void escape_to_slot(Escape *e, Block *b, uint32_t at, uint64_t *frame) {
	Value *v = b->ins.v[at];
	Slot *slot = slot_new(e->f, (uint64_t)v->off, 8, "new");
	*frame += (uint64_t)v->off;
	int64_t size = v->off;
	v->op = OP_LOCAL;
	v->off = 0;
	v->aux.slot = slot;
	if (!size)
		return;
	Value *zero = value_new(e->f, OP_ZERO, IR_VOID, v->pos, 1);
	zero->args[0] = v;
	zero->aux.i = size;
	value_append(b, zero);
	for (uint32_t i = b->ins.n - 1; i > at + 1; i--)
		b->ins.v[i] = b->ins.v[i - 1];
	b->ins.v[at + 1] = zero;
}

static void escape_rewrite(Escape *e) {
	Func *f = e->f;
	uint8_t *in_loop = escape_loops(e);
	uint64_t frame = 0;
	for (uint32_t i = 0; i < f->slots.n; i++)
		frame += f->slots.v[i]->size;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			Value *v = b->ins.v[j];
			if (v->op != OP_NEW || v->off > ESCAPE_MAX_OBJECT ||
				frame + (uint64_t)v->off > ESCAPE_MAX_FRAME)
				continue;
			const Class *c = &e->classes.v[class_of(e, v)];
			if (!c->escapes && !(in_loop[b->id] && c->held))
				escape_to_slot(e, b, j, &frame);
		}
	}
}

static void escape_func(Func *f);

// Callees first; a callee that is being analysed already has no summary yet and is taken to keep
// everything.
static void escape_callees(Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_CALL && v->aux.sym->func && !v->aux.sym->func->escape_done)
				escape_func(v->aux.sym->func);
		}
}

static void escape_func(Func *f) {
	f->escape_done = true;
	escape_callees(f);
	Escape e = {.f = f, .a = arena_new()};
	escape_analyse(&e);
	f->keeps = NEW_ARRAY(f->arena, bool, f->sig.n_params + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_PARAM && v->type == IR_PTR &&
				e.classes.v[class_of(&e, v)].escapes)
				f->keeps[v->aux.i] = true;
		}
	escape_rewrite(&e);
	arena_free(e.a);
}

void opt_escape(Module *m) {
	for (uint32_t i = 0; i < m->funcs.n; i++)
		if (!m->funcs.v[i]->func->escape_done)
			escape_func(m->funcs.v[i]->func);
}
