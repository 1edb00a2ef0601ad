// escape.c: heap objects that provably die with the frame become slots of the frame.
//
// Within a function, values, variables and the contents of memory are put into classes by
// unification (Steensgaard, "Points-to Analysis in Almost Linear Time", 1996): copies unify, loads
// and stores unify with the class's contents. A class escapes when one of its members is returned,
// stored where the function does not know the end of it, or passed to a function that lets it
// escape; then what it points to escapes too.
//
// Between functions, a summary says of each parameter how far behind it begins what escapes
// (LEAK_*): the argument itself, what it points to, what that points to. What a function stores
// into memory of its caller's escapes: the caller's classes do not know of it. Functions that call
// each other begin with summaries that promise everything, until those hold. A closure's code sees
// what the closure captured as its parameter 0: what it lets escape of that, it does where the
// closure is made, so that calls need not know the code.
//
// An object made in a loop is given a slot only if no variable and no memory ever holds its
// address: then it cannot be used after the next one was made in the same slot. Integers are not
// followed, but for address arithmetic in one expression, as gc has it.
#include "opt/opt.h"

enum { ESCAPE_MAX_OBJECT = 1024, ESCAPE_MAX_FRAME = 3072, ESCAPE_MAX_DEPTH = 32 };

typedef struct Class {
	uint32_t parent;   // union-find
	uint32_t contents; // class of what lies behind these pointers; 0: none yet
	bool escapes;
	bool held;    // some variable, phi or memory holds it
	bool callers; // in memory that the caller knows of
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
		cx->callers |= cy->callers;
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

// What lies `leak` steps behind v escapes.
static void escape_lend(Escape *e, const Value *v, uint32_t leak) {
	uint32_t c = class_of(e, v);
	while (leak-- > 0)
		c = class_contents(e, c);
	class_escape(e, c);
}

// Pointer arguments that a runtime function does not keep; the others of it escape. One letter a
// parameter: . keeps, n not, c a closure that is called while the frame is there.
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
	case RT_deferprocstack: return "ncn";
	case RT_printeface:
	case RT_printiface: return "nn";
	default: return "";
	}
}

static void escape_call_results(Escape *e, const Value *v) {
	class_escape(e, class_of(e, v));
}

// Argument i of call v: how far behind it begins what the callee lets escape.
static uint32_t escape_leak(const Value *v, uint32_t i) {
	const Func *callee = v->op == OP_CALL ? v->aux.sym->func : NULL;
	if (v->op == OP_CALL && v->aux.sym->lends)
		return LEAK_1;
	if (callee)
		return callee->leaks ? callee->leaks[i] : LEAK_SELF;
	if (v->op == OP_RTCALL) {
		const char *spec = escape_rt_spec(v->aux.rt);
		char c = i < strlen(spec) ? spec[i] : '.';
		return c == 'c' ? LEAK_3 : c == 'n' ? LEAK_1 : LEAK_SELF;
	}
	if (v->op == OP_CALLI && i == 0)
		return LEAK_1;
	// The closure that a call goes through: see where it was made.
	if (v->op == OP_CALLI && i == 1 && v->args[0]->op == OP_LOAD && v->args[0]->off == 0 &&
		v->args[0]->args[0] == v->args[1])
		return LEAK_3;
	return LEAK_SELF;
}

static void escape_call(Escape *e, const Value *v) {
	for (uint32_t i = 0; i < v->n_args; i++)
		if (v->args[i]->type == IR_PTR)
			escape_lend(e, v->args[i], escape_leak(v, i));
	escape_call_results(e, v);
}

// Is v the address of code that a closure begins with? Then that code lets escape what it does of
// the closure.
static void escape_closure(Escape *e, const Value *v) {
	const Value *code = v->args[1];
	if (v->off != 0 || code->op != OP_ADDR || code->aux.sym->kind != SYM_FUNC)
		return;
	const Func *f = code->aux.sym->func;
	escape_lend(e, v->args[0], f && f->leaks && f->sig.n_params ? f->leaks[0] : LEAK_1);
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
		escape_closure(e, v);
		return;
	case OP_MOVE:
	case OP_MOVEN:
		class_unify(e, class_contents(e, class_of(e, v->args[0])),
			class_contents(e, class_of(e, v->args[1])));
		return;
	case OP_PARAM: escape_param(e, v); return;
	case OP_BITCAST: escape_bitcast(e, v); return;
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

// What is stored into memory of the caller's.
static void escape_stored(Escape *e, const Value *v) {
	if ((v->op != OP_STORE || v->args[1]->type != IR_PTR) && v->op != OP_MOVE &&
		v->op != OP_MOVEN)
		return;
	uint32_t c = class_contents(e, class_of(e, v->args[0]));
	if (e->classes.v[c].callers)
		class_escape(e, c);
}

// Escaping spreads to contents that were unified after their class was marked.
static void escape_spread(Escape *e) {
	for (uint32_t c = 1; c < e->classes.n; c++)
		if (class_find(e, c) == c && e->classes.v[c].escapes) {
			e->classes.v[c].escapes = false;
			class_escape(e, c);
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
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++)
			escape_stored(e, f->blocks.v[i]->ins.v[j]);
	escape_spread(e);
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
			if (v->op != OP_NEW)
				continue;
			const Class *c = &e->classes.v[class_of(e, v)];
			if (c->escapes || c->callers) {
				remark(f, v, "object escapes to heap", NULL);
			} else if (v->off > ESCAPE_MAX_OBJECT ||
				   frame + (uint64_t)v->off > ESCAPE_MAX_FRAME) {
				remark(f, v, "object is too large for the stack", NULL);
			} else if (in_loop[b->id] && c->held) {
				remark(f, v, "object of a loop is on the heap", NULL);
			} else {
				remark(f, v, "object does not escape", NULL);
				escape_to_slot(e, b, j, &frame);
			}
		}
	}
}

// How far behind a parameter begins what escapes.
static uint8_t escape_leak_of(Escape *e, const Value *param) {
	uint32_t c = class_of(e, param);
	if (e->classes.v[c].callers)
		return LEAK_SELF;
	for (uint8_t leak = LEAK_SELF; leak < LEAK_3; leak++) {
		if (e->classes.v[c].escapes)
			return leak;
		c = class_contents(e, c);
	}
	return LEAK_3;
}

// Makes the summary of e.f; true if it promises less than it did.
static bool escape_summary(Escape *e) {
	Func *f = e->f;
	bool less = false;
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op != OP_PARAM || v->type != IR_PTR)
				continue;
			uint8_t leak = escape_leak_of(e, v);
			if (leak >= f->leaks[v->aux.i])
				continue;
			f->leaks[v->aux.i] = leak;
			less = true;
		}
	return less;
}

static void escape_promise(Func *f) {
	f->leaks = NEW_ARRAY(f->arena, uint8_t, f->sig.n_params + 1);
	memset(f->leaks, LEAK_3, f->sig.n_params);
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
	escape_analyse(&e);
	escape_summary(&e);
	escape_rewrite(&e);
	arena_free(e.a);
}
