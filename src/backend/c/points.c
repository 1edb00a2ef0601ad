// points.c: which slots of the frame an address may lead to.
//
// Within a function, without regard to order: each value, variable and slot has a set of the slots
// whose addresses it may hold. Escape analysis has seen to it that an address of a slot gets only
// where the function can see it; what an unseen place is given (the runtime, mostly) is taken out
// of the game. Sets are words: slots from the 64th on are out of it from the beginning.
#include "backend/c/emit.h"

struct CPoints {
	Func *f;
	uint64_t out;		      // slots that anything may hold
	uint64_t *value, *var, *slot; // by id
	bool changed;
};

static void points_add(CPoints *p, uint64_t *to, uint64_t set) {
	p->changed |= (set & ~*to) != 0;
	*to |= set;
}

uint64_t cpoints_behind(const CPoints *p, uint64_t set) {
	for (uint64_t todo = set; todo; todo &= todo - 1) {
		uint64_t more = p->slot[__builtin_ctzll(todo)] & ~set;
		set |= more;
		todo |= more;
	}
	return set;
}

static void points_lose(CPoints *p, uint64_t set) {
	points_add(p, &p->out, cpoints_behind(p, set));
}

// What the slots of `at` hold comes to hold `set`; with no slot it goes who knows where.
static void points_store(CPoints *p, uint64_t at, uint64_t set) {
	if (!at && set)
		points_lose(p, set);
	for (; at; at &= at - 1)
		points_add(p, &p->slot[__builtin_ctzll(at)], set);
}

static uint64_t points_load(const CPoints *p, uint64_t at) {
	uint64_t set = 0;
	for (; at; at &= at - 1)
		set |= p->slot[__builtin_ctzll(at)];
	return set;
}

// The runtime keeps no address that these are given, nor gives it back.
static bool points_is_borrowed(RtFn fn) {
	switch (fn) {
	case RT_chanrecv1:
	case RT_chanrecv2:
	case RT_chansend1:
	case RT_selectnbsend:
	case RT_selectnbrecv:
	case RT_typeequal:
	case RT_memequal:
	case RT_cmpstring:
	case RT_concatstrings:
	case RT_convT: return true;
	default: return rt_info[fn].dies;
	}
}

// Parameter k of the function that v calls comes out of it nowhere, as far as is known. Where it
// goes into what another argument leads to, that must be of the frame.
static bool points_stays(CPoints *p, const Value *v, uint32_t k) {
	const Func *g = v->op == OP_CALL ? v->aux.sym->func : NULL;
	if (!g || !g->flows || k >= g->sig.n_params)
		return v->op == OP_CALL; // a copy that the callee owns, or where its result goes
	uint32_t n = g->sig.n_params + g->sig.n_results;
	bool stays = true;
	for (uint32_t t = 0; t < n; t++) {
		if (!g->flows[k * n + t])
			continue;
		stays = false;
		if (t < v->n_args && t < g->sig.n_params && !p->value[v->args[t]->id])
			points_lose(p, p->value[v->args[k]->id]);
	}
	return stays;
}

// What the results of a call may hold: all that it is given, whatever is known of its flows,
// because these do not follow integers (internal/abi.NoEscape).
static uint64_t points_call(CPoints *p, const Value *v) {
	uint64_t all = 0, given = 0;
	for (uint32_t k = 0; k < v->n_args; k++) {
		uint64_t set = cpoints_behind(p, p->value[v->args[k]->id]);
		all |= set;
		if (!points_stays(p, v, k))
			given |= set;
	}
	if (given)
		points_store(p, all, given);
	for (uint32_t k = 0; k < v->sig->n_results; k++)
		if (v->sig->results[k] == IR_PTR)
			return all;
	return 0;
}

static uint64_t points_args(const CPoints *p, const Value *v) {
	uint64_t set = 0;
	for (uint32_t k = 0; k < v->n_args; k++)
		set |= p->value[v->args[k]->id];
	return set;
}

static void points_value(CPoints *p, const Value *v) {
	uint64_t *to = &p->value[v->id];
	const uint64_t *of = p->value;
	switch (v->op) {
	case OP_LOCAL: points_add(p, to, v->aux.slot->id < 64 ? 1ull << v->aux.slot->id : 0); break;
	case OP_OFFPTR:
	case OP_PTRADD:
	case OP_COPY:
	case OP_PHI:
	case OP_SELECT:
	case OP_RESULT: points_add(p, to, points_args(p, v)); break;
	case OP_GETVAR: points_add(p, to, p->var[v->aux.var->id]); break;
	case OP_SETVAR: points_add(p, &p->var[v->aux.var->id], of[v->args[0]->id]); break;
	case OP_LOAD:
		if (v->type == IR_PTR)
			points_add(p, to, points_load(p, of[v->args[0]->id]));
		break;
	case OP_STORE: points_store(p, of[v->args[0]->id], of[v->args[1]->id]); break;
	case OP_MOVE:
	case OP_MOVEN:
		points_store(p, of[v->args[0]->id], points_load(p, of[v->args[1]->id]));
		break;
	case OP_CALL:
	case OP_CALLI: points_add(p, to, points_call(p, v)); break;
	case OP_RTCALL:
		if (!points_is_borrowed(v->aux.rt))
			points_lose(p, points_args(p, v));
		break;
	case OP_ZERO:
	case OP_ZERON:
	case OP_NILCHECK:
	case OP_BOUNDS:
	case OP_CHECK:
	case OP_EQ:
	case OP_NE:
	case OP_KEEPALIVE: break;
	default: points_lose(p, points_args(p, v));
	}
}

CPoints *cpoints_new(Arena *a, Func *f) {
	CPoints *p = NEW(a, CPoints);
	*p = (CPoints){.f = f};
	p->value = NEW_ARRAY(a, uint64_t, f->n_values + 1);
	p->var = NEW_ARRAY(a, uint64_t, f->vars.n + 1);
	p->slot = NEW_ARRAY(a, uint64_t, 64);
	for (p->changed = f->slots.n > 0; p->changed;) {
		p->changed = false;
		for (uint32_t i = 0; i < f->blocks.n; i++) {
			const Block *b = f->blocks.v[i];
			for (uint32_t j = 0; j < b->ins.n; j++)
				points_value(p, b->ins.v[j]);
			for (uint32_t j = 0; j < b->rets.n; j++)
				points_lose(p, p->value[b->rets.v[j]->id]);
		}
		for (uint32_t i = 0; i < f->slots.n && i < 64; i++)
			if (f->slots.v[i]->is_volatile)
				points_lose(p, p->slot[i]);
		for (uint32_t i = 0; i < f->vars.n; i++)
			if (f->vars.v[i]->is_volatile)
				points_lose(p, p->var[i]);
	}
	return p;
}

uint64_t cpoints_of(const CPoints *p, const Value *v) {
	return cpoints_behind(p, p->value[v->id]);
}

bool cpoints_knows(const CPoints *p, const Slot *s) {
	return s->id < 64 && !(p->out >> s->id & 1);
}
