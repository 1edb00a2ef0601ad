// checks.c: nil and bounds checks that an earlier, dominating one makes superfluous.
//
// Within SSA a value does not change, so a check that passed on every path to here need not be made
// again: NILCHECK p after NILCHECK p or an access through p; BOUNDS i, n after the same BOUNDS, or
// after that of a larger constant; BOUNDS of constants that hold. Loads through pointers that
// cannot be nil are marked, so that they may go when nobody wants them.
#include "opt/opt.h"

typedef struct Checks {
	Func *f;
	Block **idom;
	Block **nonnil; // by value id: block where it is known not to be nil (from some point on),
			// or NULL
	Map by_index;	// last kept BOUNDS of an index value -> chain through info
	Map by_length;	// last kept BOUNDS of a constant index, by length -> chain through info
} Checks;

static bool checks_dominates(const Checks *c, const Block *a, Block *b) {
	for (;;) {
		if (a == b)
			return true;
		Block *up = c->idom[b->id];
		if (!up || up == b)
			return false;
		b = up;
	}
}

static bool checks_is_nonnil(const Checks *c, const Value *p, Block *at) {
	while (p->op == OP_OFFPTR && p->off == 0)
		p = p->args[0];
	if (p->op == OP_ADDR || p->op == OP_LOCAL || p->op == OP_NEW || p->op == OP_OFFPTR ||
		(p->flags & FLAG_NONNIL && p->op != OP_LOAD))
		return true;
	return c->nonnil[p->id] && checks_dominates(c, c->nonnil[p->id], at);
}

static void checks_learn(Checks *c, const Value *p, Block *at) {
	if (!checks_is_nonnil(c, p, at))
		c->nonnil[p->id] = at;
}

// A constant index is in bounds when a larger one is: those are found by the length.
static Map *checks_map(Checks *c, const Value *bounds) {
	return bounds->args[0]->op == OP_CONST ? &c->by_length : &c->by_index;
}

static const Value *checks_key(const Value *bounds) {
	return bounds->args[bounds->args[0]->op == OP_CONST];
}

static bool checks_bounds_known(Checks *c, const Value *v) {
	const Value *i = v->args[0], *n = v->args[1];
	if (i->op == OP_CONST && n->op == OP_CONST)
		return (uint64_t)i->aux.i < (uint64_t)n->aux.i;
	for (Value *k = map_get(checks_map(c, v), checks_key(v)); k; k = k->info)
		if (k->args[1] == n &&
			(i->op != OP_CONST || (uint64_t)i->aux.i <= (uint64_t)k->args[0]->aux.i) &&
			checks_dominates(c, k->block, v->block))
			return true;
	return false;
}

// Nobody wants what v loads, and another access faults in its place at the same position.
static bool checks_is_covered(const Block *b, uint32_t at) {
	const Value *v = b->ins.v[at];
	if (v->op != OP_LOAD || v->uses || v->flags & FLAG_VOLATILE)
		return false;
	for (uint32_t i = at + 1; i < b->ins.n; i++) {
		const Value *w = b->ins.v[i];
		if ((w->op == OP_LOAD || w->op == OP_STORE) && w->args[0] == v->args[0] &&
			w->off >= 0 && w->off < 4096)
			return w->pos == v->pos && w->inl == v->inl && !(w->flags & FLAG_NONNIL);
		if (op_info[w->op].effect != EFFECT_PURE)
			return false;
	}
	return false;
}

// True if instruction `at` of b can go.
static bool checks_value(Checks *c, Block *b, uint32_t at) {
	Value *v = b->ins.v[at];
	switch (v->op) {
	case OP_NILCHECK:
		if (checks_is_nonnil(c, v->args[0], v->block))
			return true;
		checks_learn(c, v->args[0], v->block);
		return false;
	case OP_LOAD:
	case OP_STORE:
		if (v->off < 0 || v->off >= 4096)
			return false;
		// An index was checked before its address was made.
		if (v->op == OP_LOAD &&
			(v->args[0]->op == OP_PTRADD || checks_is_nonnil(c, v->args[0], v->block) ||
				checks_is_covered(b, at)))
			v->flags |= FLAG_NONNIL;
		else
			checks_learn(c, v->args[0], v->block);
		return false;
	case OP_BOUNDS:
		if (checks_bounds_known(c, v))
			return true;
		v->info = map_get(checks_map(c, v), checks_key(v));
		map_put(checks_map(c, v), checks_key(v), v);
		return false;
	default: return false;
	}
}

// needs ssa; keeps ssa
void opt_checks(Func *f) {
	Block **rpo;
	Arena *a = arena_new();
	Checks c = {.f = f};
	ir_count_uses(f);
	uint32_t n = ir_dominators(f, &rpo, &c.idom);
	c.nonnil = NEW_ARRAY(a, Block *, f->n_values + 1);
	map_init(&c.by_index, a);
	map_init(&c.by_length, a);
	for (uint32_t i = 0; i < n; i++) {
		Block *b = rpo[i];
		uint32_t kept = 0;
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (!checks_value(&c, b, j))
				b->ins.v[kept++] = b->ins.v[j];
		b->ins.n = kept;
	}
	arena_free(a);
}
