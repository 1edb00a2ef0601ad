// copies.c: copies of memory values that nobody needs, and clearings of what is written anyway.
//
// The builder copies a struct wherever the language says that its value is taken: into the place of
// an argument, out of that of a result, into a variable. Four kinds go:
//   T = X; Y = T   where T is not used otherwise: Y = X, if X cannot have changed in between;
//   T = X; f(T)    where X is dead behind the call: f(X);
//   T = X; T.f     where X cannot have changed when parts of T are loaded: X.f;
//   clear T        where all of T is written before anybody can look.
// T and X are slots of the frame. A slot is private if its address goes nowhere: it is only ever
// the address of a load, a store, a copy or a clearing. C compilers do little of this, since they
// see the slots' addresses in calls and may not move what would be behind an access that faults.
#include "opt/opt.h"

enum { COPIES_MAX_WALK = 400, COPIES_MAX_CLEAR = 256 };

// How a slot is used; values are counted that do more with its address than to add to it.
typedef struct SlotUse {
	uint32_t n;
	Value *filled; // the last one that writes all of it by a copy
	Value *copied; // ... that copies all of it elsewhere
	Value *passed; // a call that has its address
	bool exposed;  // not private
	VEC(Value *) loads;
} SlotUse;

typedef struct Copies {
	Func *f;
	Arena *a;
	SlotUse *uses;	// by slot
	uint8_t *gone;	// by value id: to be removed
	uint8_t *seen;	// by block id
	uint32_t steps; // left of a walk
} Copies;

// What p is an address in, and how far from there; *off is -1 if that is not constant.
static Value *copies_base(Value *p, int64_t *off) {
	*off = 0;
	while (p->op == OP_OFFPTR || p->op == OP_PTRADD) {
		if (p->op == OP_PTRADD)
			*off = -1;
		else if (*off >= 0)
			*off += p->off;
		p = p->args[0];
	}
	if (p->op == OP_LOCAL && *off >= 0)
		*off += p->off;
	return p;
}

static Slot *copies_slot(Value *p) {
	int64_t off;
	p = copies_base(p, &off);
	return p->op == OP_LOCAL ? p->aux.slot : NULL;
}

static SlotUse *copies_use(const Copies *c, const Slot *s) {
	return &c->uses[s->id];
}

static bool copies_is_private(const Copies *c, const Slot *s) {
	return !copies_use(c, s)->exposed;
}

// p is the address of all of a slot for a copy or clearing of n bytes.
static bool copies_is_whole(Value *p, int64_t n) {
	int64_t off;
	Value *base = copies_base(p, &off);
	return base->op == OP_LOCAL && off == 0 && (uint64_t)n == base->aux.slot->size;
}

static void copies_note(Copies *c, Value *v, uint32_t i) {
	Slot *s = copies_slot(v->args[i]);
	if (!s || ((v->op == OP_OFFPTR || v->op == OP_PTRADD) && i == 0))
		return;
	SlotUse *u = copies_use(c, s);
	u->n++;
	switch (v->op) {
	case OP_LOAD: vec_push(c->a, &u->loads, v); return;
	case OP_NILCHECK:
	case OP_ZERO: return;
	case OP_STORE: u->exposed |= i == 1; return;
	case OP_MOVE:
		if (copies_is_whole(v->args[i], v->aux.i))
			*(i ? &u->copied : &u->filled) = v;
		return;
	case OP_CALL: u->passed = v; break;
	default: break;
	}
	u->exposed = true;
}

static void copies_gather(Copies *c) {
	Func *f = c->f;
	for (uint32_t i = 0; i < f->slots.n; i++)
		c->uses[f->slots.v[i]->id].exposed = f->slots.v[i]->is_volatile;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			for (uint32_t k = 0; k < b->ins.v[j]->n_args; k++)
				copies_note(c, b->ins.v[j], k);
		for (uint32_t j = 0; j < b->rets.n; j++) {
			Slot *s = copies_slot(b->rets.v[j]);
			if (s)
				copies_use(c, s)->exposed = true;
		}
	}
}

static uint32_t copies_index(const Block *b, const Value *v) {
	uint32_t i = 0;
	while (b->ins.v[i] != v)
		i++;
	return i;
}

// An access there does not fault.
static bool copies_is_safe(Value *p) {
	int64_t off;
	p = copies_base(p, &off);
	return p->op == OP_LOCAL || p->op == OP_ADDR || p->op == OP_NEW ||
	       (p->op == OP_PARAM && p->flags & FLAG_NONNIL);
}

// Whether v may change what lies at x, or, where accesses of x or y may fault, has to stay between
// them.
static bool copies_is_in_way(const Copies *c, const Value *v, Value *x, bool safe) {
	uint8_t effect = op_info[v->op].effect;
	if (c->gone[v->id] || effect == EFFECT_PURE)
		return false;
	const Slot *sx = copies_slot(x);
	if (!safe || (sx && sx->is_volatile))
		return true;
	switch (v->op) {
	case OP_STORE:
	case OP_MOVE:
	case OP_ZERO: {
		const Slot *to = copies_slot(v->args[0]);
		if (to && sx)
			return to == sx;
		return !(to && copies_is_private(c, to)) && !(sx && copies_is_private(c, sx));
	}
	case OP_KEEPALIVE: return false;
	default:
		if (effect == EFFECT_READ || effect == EFFECT_TRAP)
			return false;
		return !(sx && copies_is_private(c, sx));
	}
}

// Nothing is in the way on the one path from the value `from` to the value `to`.
static bool copies_is_quiet(Copies *c, const Value *from, const Value *to, Value *x, bool safe) {
	const Block *b = to->block;
	uint32_t i = copies_index(b, to);
	for (uint32_t steps = 0; steps < COPIES_MAX_WALK; steps++) {
		if (i == 0) {
			if (b->preds.n != 1 || b == c->f->entry)
				return false;
			b = b->preds.v[0];
			i = b->ins.n;
			continue;
		}
		const Value *v = b->ins.v[--i];
		if (v == from)
			return true;
		if (copies_is_in_way(c, v, x, safe))
			return false;
	}
	return false;
}

/* T = X; Y = T */
static bool copies_forward(Copies *c, Slot *t) {
	SlotUse *u = copies_use(c, t);
	Value *fill = u->filled, *copy = u->copied;
	if (u->n != 2 || u->exposed || !fill || !copy || fill == copy)
		return false;
	Value *x = fill->args[1], *y = copy->args[0];
	const Slot *sx = copies_slot(x), *sy = copies_slot(y);
	bool safe_x = copies_is_safe(x), safe_y = copies_is_safe(y);
	if (sx == t || sy == t || (sx && sx == sy) || (!safe_x && !safe_y))
		return false;
	if (!copies_is_quiet(c, fill, copy, x, safe_x))
		return false;
	if (!safe_x) {
		copy->pos = fill->pos;
		copy->inl = fill->inl;
	}
	if (!sx && !(sy && (safe_x || copies_is_private(c, sy))))
		copy->flags |= FLAG_OVERLAP;
	copy->flags |= fill->flags & FLAG_OVERLAP;
	copy->args[1] = x;
	if (sx && copies_use(c, sx)->copied == fill)
		copies_use(c, sx)->copied = copy;
	c->gone[fill->id] = 1;
	u->n = 0;
	return true;
}

/* T = X; T.f */

// The copy, whose place is gone, becomes a look at its source, which may be nil.
static void copies_probe(Copies *c, Value *fill, Value *x) {
	while (x->op == OP_OFFPTR)
		x = x->args[0];
	if (x->op == OP_PTRADD || copies_is_safe(x)) {
		c->gone[fill->id] = 1; // an index was checked before
		return;
	}
	fill->op = OP_LOAD;
	fill->type = fill->aux.i < 8 ? IR_I8 : IR_I64;
	fill->n_args = 1;
	fill->args[0] = fill->args[1];
	fill->flags = 0;
}

static bool copies_read(Copies *c, Slot *t) {
	enum { MAX_LOADS = 8 };
	SlotUse *u = copies_use(c, t);
	Value *fill = u->filled;
	uint32_t n = u->loads.n;
	if (!fill || u->exposed || n > MAX_LOADS || u->n != n + 1 ||
		copies_slot(fill->args[1]) == t)
		return false;
	Value *x = fill->args[1];
	int64_t at[MAX_LOADS];
	for (uint32_t i = 0; i < n; i++) {
		Value *v = u->loads.v[i];
		copies_base(v->args[0], &at[i]);
		at[i] += at[i] < 0 ? INT64_MIN / 2 : v->off;
		if (at[i] < 0 || v->flags & FLAG_VOLATILE || !copies_is_quiet(c, fill, v, x, true))
			return false;
	}
	for (uint32_t i = 0; i < n; i++) {
		Value *v = u->loads.v[i];
		v->args[0] = x;
		v->off = at[i];
		v->flags |= FLAG_NONNIL;
	}
	copies_probe(c, fill, x);
	u->n = 0;
	return true;
}

/* T = X; f(T) */
static bool copies_overwrites(const Value *v, const Slot *s) {
	if (v->op == OP_MOVE && copies_slot(v->args[1]) == s)
		return false;
	return (v->op == OP_MOVE || (v->op == OP_ZERO && v->off == 0)) &&
	       copies_slot(v->args[0]) == s && copies_is_whole(v->args[0], v->aux.i);
}

static bool copies_looks_at(const Value *v, const Slot *s) {
	if (v->op == OP_OFFPTR || v->op == OP_PTRADD)
		return false;
	for (uint32_t i = 0; i < v->n_args; i++)
		if (copies_slot(v->args[i]) == s)
			return true;
	return false;
}

// Nobody looks at s from ins[at] of b on before it is written anew.
static bool copies_is_dead(Copies *c, const Block *b, uint32_t at, const Slot *s) {
	for (; at < b->ins.n; at++) {
		const Value *v = b->ins.v[at];
		if (c->steps == 0)
			return false;
		c->steps--;
		if (c->gone[v->id] || !copies_looks_at(v, s))
			continue;
		return copies_overwrites(v, s);
	}
	for (uint32_t i = 0; i < b->succs.n; i++) {
		const Block *to = b->succs.v[i];
		if (c->seen[to->id])
			continue;
		if (c->steps == 0)
			return false;
		c->steps--;
		c->seen[to->id] = 1;
		if (!copies_is_dead(c, to, 0, s))
			return false;
	}
	return true;
}

static bool copies_pass(Copies *c, Slot *t) {
	SlotUse *u = copies_use(c, t);
	Value *fill = u->filled, *call = u->passed;
	if (u->n != 2 || !fill || !call || (t->name && *t->name) || t->is_volatile ||
		fill->block != call->block)
		return false;
	Value *x = fill->args[1];
	Slot *s = copies_slot(x);
	if (!s || s == t || !copies_is_private(c, s) || s->align < t->align ||
		!copies_is_whole(x, fill->aux.i) || !copies_is_quiet(c, fill, call, x, true))
		return false;
	const Block *b = call->block;
	memset(c->seen, 0, c->f->n_blocks + 1);
	c->steps = COPIES_MAX_WALK;
	if (!copies_is_dead(c, b, copies_index(b, call) + 1, s))
		return false;
	for (uint32_t i = 0; i < call->n_args; i++)
		if (copies_slot(call->args[i]) == t)
			call->args[i] = x;
	copies_use(c, s)->exposed = true;
	c->gone[fill->id] = 1;
	u->n = 0;
	return true;
}

/* Clearings */

// v, which does not write to s alone, may see what is in it, or who comes when v panics may.
static bool copies_may_look(const Copies *c, const Value *v, const Slot *s) {
	bool exposed = !copies_is_private(c, s);
	if (copies_looks_at(v, s))
		return true;
	switch (op_info[v->op].effect) {
	case EFFECT_PURE: return false;
	case EFFECT_READ:
	case EFFECT_TRAP: return exposed;
	case EFFECT_WRITE:
		if (v->op == OP_STORE || v->op == OP_ZERO)
			return exposed && c->f->flags & FUNC_HAS_DEFER;
		return exposed;
	case EFFECT_CALL: return true;
	}
	return true;
}

// The bytes of s that v writes, if it does nothing else with it.
static bool copies_written(Value *v, const Slot *s, int64_t *at, int64_t *n) {
	if ((v->op != OP_STORE && v->op != OP_MOVE && v->op != OP_ZERO) ||
		copies_slot(v->args[0]) != s || (v->n_args > 1 && copies_slot(v->args[1]) == s))
		return false;
	copies_base(v->args[0], at);
	if (*at < 0)
		return false;
	*at += v->op == OP_MOVE ? 0 : v->off;
	*n = v->op == OP_STORE ? irtype_size((IRType)v->args[1]->type) : v->aux.i;
	return *at >= 0 && *at + *n <= (int64_t)s->size;
}

// All of what ins[i] of b clears is written before anybody can look.
static bool copies_is_idle_clear(Copies *c, Block *b, uint32_t i) {
	Value *v = b->ins.v[i];
	Slot *s = copies_slot(v->args[0]);
	int64_t at, n, left;
	uint8_t done[COPIES_MAX_CLEAR] = {0};
	if (!s || s->is_volatile || s->size > COPIES_MAX_CLEAR || !copies_written(v, s, &at, &left))
		return false;
	memset(done, 1, sizeof done);
	memset(done + at, 0, (size_t)left);
	while (left > 0 && ++i < b->ins.n) {
		v = b->ins.v[i];
		if (c->gone[v->id])
			continue;
		if (copies_written(v, s, &at, &n)) {
			for (int64_t k = at; k < at + n; k++) {
				left -= !done[k];
				done[k] = 1;
			}
			if (v->op == OP_MOVE && !copies_is_safe(v->args[1]) &&
				!copies_is_private(c, s))
				return false;
		} else if (copies_may_look(c, v, s)) {
			return false;
		}
	}
	return left == 0;
}

static void copies_clearings(Copies *c) {
	for (uint32_t i = 0; i < c->f->blocks.n; i++) {
		Block *b = c->f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (b->ins.v[j]->op == OP_ZERO && copies_is_idle_clear(c, b, j))
				c->gone[b->ins.v[j]->id] = 1;
	}
}

static void copies_remove(Copies *c) {
	for (uint32_t i = 0; i < c->f->blocks.n; i++) {
		Block *b = c->f->blocks.v[i];
		uint32_t n = 0;
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (!c->gone[b->ins.v[j]->id])
				b->ins.v[n++] = b->ins.v[j];
		b->ins.n = n;
	}
}

// needs ssa; keeps ssa
void opt_copies(Func *f) {
	if (f->slots.n == 0)
		return;
	ir_compute_preds(f);
	ir_remove_unreachable(f);
	Arena *a = arena_new();
	uint32_t n_slots = 0;
	for (uint32_t i = 0; i < f->slots.n; i++)
		if (f->slots.v[i]->id >= n_slots)
			n_slots = f->slots.v[i]->id + 1;
	Copies c = {.f = f, .a = a};
	c.uses = NEW_ARRAY(a, SlotUse, n_slots);
	c.gone = NEW_ARRAY(a, uint8_t, f->n_values + 1);
	c.seen = NEW_ARRAY(a, uint8_t, f->n_blocks + 1);
	copies_gather(&c);
	for (uint32_t i = 0; i < f->slots.n; i++)
		if (!copies_forward(&c, f->slots.v[i]) && !copies_read(&c, f->slots.v[i]))
			copies_pass(&c, f->slots.v[i]);
	copies_clearings(&c);
	copies_remove(&c);
	arena_free(a);
}
