// live.c: which pointers of a frame are dead, so that a collection does not keep what they point
// to.
//
// Stacks are scanned conservatively: a dead pointer that is still somewhere in a frame keeps its
// object. So before a call that may last or collect, what died since the last one is overwritten.
// What is looked at are items: parameters, variables, values used in several blocks, structures of
// results, and slots of which is known what may hold their addresses. Liveness is the usual
// backward analysis; forward goes what is dirty, that is, may hold a pointer that was not
// overwritten since it died:
//
//   - optimised tier: values that were live across a call, because only these are in registers
//     that calls keep or in the frame; and slots that were used; not in the standard library,
//     whose functions return soon, but in its tests
//   - fast tier: all that was set, because libtcc keeps everything in the frame; and this only in
//     programs that can call runtime.GC, others cannot tell the difference
//
// A function with defer statements may go on after any fault: there every operation that may fault
// counts as a call.
//
// The C compiler may overwrite a copy in another register and leave the first one. Where
// runtime.GC is called that would be seen: what may have been set before such a call and is dead at
// it has its home in memory, with no copy that calls keep.
#include "backend/c/live.h"

#define LIVE_MAX_BITS (1 << 26)

static void set_put(uint64_t *set, uint32_t i) {
	set[i / 64] |= 1ull << i % 64;
}

static void set_drop(uint64_t *set, uint32_t i) {
	set[i / 64] &= ~(1ull << i % 64);
}

static void item_new(CLive *l, uint32_t *of, ItemKind kind, uint32_t id) {
	vec_push(l->a, &l->items, ((Item){kind, id}));
	*of = l->items.n;
}

/* Slots: live while something is used that may lead to them. */

static void slots_find(CLive *l) {
	const Func *f = l->f;
	for (uint32_t i = 0; i < f->slots.n; i++) {
		const Slot *s = f->slots.v[i];
		if (cpoints_knows(l->points, s) && !s->is_volatile && !s->no_ptrs)
			item_new(l, &l->of_slot[i], ITEM_SLOT, i);
	}
}

// Puts the slots that arg may lead to into set.
static void slots_put(const CLive *l, uint64_t *set, const Value *arg) {
	for (uint64_t m = cpoints_of(l->points, arg); m; m &= m - 1) {
		uint32_t item = l->of_slot[__builtin_ctzll(m)];
		if (item)
			set_put(set, item - 1);
	}
}

// The slot whose contents v replaces as a whole, given by argument *k; NULL: none.
static Slot *slot_set(const Value *v, uint32_t *k) {
	int64_t n = INT64_MAX, off = v->op == OP_MOVE ? 0 : v->off;
	*k = 0;
	switch (v->op) {
	case OP_ZERO:
	case OP_MOVE: n = v->aux.i; break;
	case OP_STORE: n = irtype_size((IRType)v->args[1]->type); break;
	case OP_RTCALL:
		if (v->aux.rt != RT_chanrecv1 && v->aux.rt != RT_chanrecv2)
			return NULL;
		*k = 1;
		break;
	default: return NULL;
	}
	const Value *p = v->args[*k];
	bool whole = p->op == OP_LOCAL && p->off + off == 0 && n >= (int64_t)p->aux.slot->size;
	return whole ? p->aux.slot : NULL;
}

/* Liveness. */

static void live_use(CLive *l, uint64_t *set, Value *arg) {
	uint32_t item = arg->op == OP_PARAM ? l->of_param[arg->aux.i] : l->of_value[arg->id];
	slots_put(l, set, arg);
	if (item)
		set_put(set, item - 1);
}

static uint32_t live_defined(const CLive *l, const Value *v) {
	if (v->op == OP_SETVAR)
		return l->of_var[v->aux.var->id];
	uint32_t k;
	Slot *slot = slot_set(v, &k);
	if (slot && l->of_slot[slot->id])
		return l->of_slot[slot->id];
	return l->of_value[v->id];
}

// From after v to before it.
static void live_step(CLive *l, uint64_t *set, Value *v) {
	uint32_t def = live_defined(l, v);
	if (def)
		set_drop(set, def - 1);
	if (v->op == OP_PHI)
		return;
	if (v->op == OP_GETVAR && l->of_var[v->aux.var->id])
		set_put(set, l->of_var[v->aux.var->id] - 1);
	uint32_t out;
	Slot *slot = slot_set(v, &out);
	for (uint32_t k = 0; k < v->n_args; k++)
		if (!slot || k != out)
			live_use(l, set, v->args[k]);
}

// What is live at the end of b.
static void live_out(CLive *l, uint64_t *set, Block *b) {
	memset(set, 0, l->words * sizeof *set);
	for (uint32_t i = 0; i < b->succs.n; i++) {
		Block *to = b->succs.v[i];
		for (uint32_t w = 0; w < l->words; w++)
			set[w] |= l->in[to->id][w];
		if (!to->ins.n || to->ins.v[0]->op != OP_PHI)
			continue;
		for (uint32_t p = 0; p < to->preds.n; p++)
			for (uint32_t k = 0;
				to->preds.v[p] == b && k < to->ins.n && to->ins.v[k]->op == OP_PHI;
				k++)
				live_use(l, set, to->ins.v[k]->args[p]);
	}
	if (b->control)
		live_use(l, set, b->control);
	for (uint32_t i = 0; i < b->rets.n; i++)
		live_use(l, set, b->rets.v[i]);
}

// To a fixed point; blocks are nearly in reverse postorder.
static void live_solve(CLive *l) {
	Func *f = l->f;
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = f->blocks.n; i-- > 0;) {
			Block *b = f->blocks.v[i];
			live_out(l, l->now, b);
			for (uint32_t j = b->ins.n; j-- > 0;)
				live_step(l, l->now, b->ins.v[j]);
			for (uint32_t w = 0; l->born[b->id] && w < l->words; w++)
				l->now[w] &= ~l->born[b->id][w];
			for (uint32_t w = 0; w < l->words; w++) {
				changed |= (l->now[w] & ~l->in[b->id][w]) != 0;
				l->in[b->id][w] |= l->now[w];
			}
		}
	}
}

/* Where something is overwritten, and what may need it. */

bool live_is_call(const Value *v) {
	if (v->op == OP_RTCALL) {
		const RtInfo *rt = &rt_info[v->aux.rt];
		return !rt->leaf && !rt->is_go && !rt->pure && !rt->dies && !rt->allocates;
	}
	return v->op == OP_CALL || v->op == OP_CALLI;
}

static bool live_is_trap(const CLive *l, const Value *v) {
	return l->traps && (v->op == OP_STORE || v->op == OP_LOAD || v->op == OP_NILCHECK ||
				   v->op == OP_BOUNDS || v->op == OP_CHECK ||
				   (v->op == OP_RTCALL && rt_info[v->aux.rt].dies));
}

static void slots_of(const CLive *l, uint64_t *set, const Value *v) {
	for (uint32_t k = 0; k < v->n_args; k++)
		slots_put(l, set, v->args[k]);
}

// Fills l->needed for b.
static void live_block(CLive *l, Block *b) {
	l->needed.n = 0;
	while (l->needed.n < b->ins.n)
		vec_push(l->a, &l->needed, NULL);
	live_out(l, l->now, b);
	for (uint32_t j = b->ins.n; j-- > 0;) {
		Value *v = b->ins.v[j];
		bool call = live_is_call(v);
		if (!call)
			live_step(l, l->now, v);
		if (call || live_is_trap(l, v)) {
			uint64_t *needed = NEW_ARRAY(l->a, uint64_t, l->words);
			memcpy(needed, l->now, l->words * sizeof *needed);
			if (call && live_defined(l, v))
				set_drop(needed, live_defined(l, v) - 1);
			slots_of(l, needed, v);
			l->needed.v[j] = needed;
		}
		if (call)
			live_step(l, l->now, v);
	}
}

/* Homes. */

bool live_is_collection(const Value *v) {
	return v->op == OP_CALL && strcmp(v->aux.sym->cname, "rt_gc") == 0;
}

// Which blocks lead to b, b among them, by block id.
static uint8_t *homes_before(const CLive *l, const Block *b) {
	const Func *f = l->f;
	uint8_t *before = NEW_ARRAY(l->a, uint8_t, f->n_blocks + 1);
	before[b->id] = true;
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = f->blocks.n; i-- > 0;) {
			const Block *from = f->blocks.v[i];
			for (uint32_t k = 0; !before[from->id] && k < from->succs.n; k++)
				if (before[from->succs.v[k]->id])
					before[from->id] = changed = true;
		}
	}
	return before;
}

static void homes_put(CLive *l, const uint64_t *needed, const uint8_t *before) {
	const Func *f = l->f;
	uint64_t *set = NEW_ARRAY(l->a, uint64_t, l->words);
	for (uint32_t i = 0; i < f->sig.n_params; i++)
		if (l->of_param[i])
			set_put(set, l->of_param[i] - 1);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; before[f->blocks.v[i]->id] && j < f->blocks.v[i]->ins.n; j++) {
			uint32_t def = live_defined(l, f->blocks.v[i]->ins.v[j]);
			if (def)
				set_put(set, def - 1);
		}
	for (uint32_t w = 0; w < l->words; w++)
		l->homes[w] |= set[w] & ~needed[w];
}

static void homes_find(CLive *l) {
	Func *f = l->f;
	l->homes = NEW_ARRAY(l->a, uint64_t, l->words);
	l->collects = NEW_ARRAY(l->a, uint8_t, f->n_blocks + 1);
	l->dead = "RT_DEAD";
	for (uint32_t i = 0; !l->fast && i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			if (!live_is_collection(b->ins.v[j]))
				continue;
			l->collects[b->id] = true;
			l->dead = "RT_GONE";
			live_block(l, b);
			homes_put(l, l->needed.v[j], homes_before(l, b));
		}
	}
}

/* What is to be overwritten. */

// From before v, instruction j of the block of l->needed, to after it.
static void dirty_step(CLive *l, uint64_t *set, Value *v, uint32_t j) {
	const uint64_t *needed = l->needed.v[j];
	bool crossed = needed && !l->fast && live_is_call(v);
	for (uint32_t w = 0; needed && w < l->words; w++)
		set[w] = crossed ? needed[w] : set[w] & needed[w];
	uint32_t def = live_defined(l, v);
	if (def && (l->fast || set_has(l->homes, def - 1)))
		set_put(set, def - 1);
	slots_of(l, set, v);
}

static void dirty_solve(CLive *l) {
	Func *f = l->f;
	Arena *keep = l->a;
	for (uint32_t i = 0; i < f->sig.n_params; i++)
		if (l->of_param[i] && (l->fast || set_has(l->homes, l->of_param[i] - 1)))
			set_put(l->dirty[f->entry->id], l->of_param[i] - 1);
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = 0; i < f->blocks.n; i++) {
			Block *b = f->blocks.v[i];
			l->a = arena_new();
			memset(&l->needed, 0, sizeof l->needed);
			live_block(l, b);
			memcpy(l->soiled, l->dirty[b->id], l->words * sizeof *l->soiled);
			for (uint32_t j = 0; j < b->ins.n; j++)
				dirty_step(l, l->soiled, b->ins.v[j], j);
			arena_free(l->a);
			for (uint32_t k = 0; k < b->succs.n; k++)
				for (uint32_t w = 0; w < l->words; w++) {
					uint64_t *to = &l->dirty[b->succs.v[k]->id][w];
					changed |= (l->soiled[w] & ~*to) != 0;
					*to |= l->soiled[w];
				}
		}
	}
	l->a = keep;
	memset(&l->needed, 0, sizeof l->needed);
}

/* The interface. */

static void live_pin(CLive *l, const Value *v) {
	l->pinned[v->id] = 1;
	if (v->op == OP_GETVAR)
		l->of_var[v->aux.var->id] = 0;
	else if (v->op == OP_PARAM)
		l->of_param[v->aux.i] = 0;
	l->of_value[v->id] = 0;
}

static bool live_is_comparison(const Value *v) {
	switch ((Op)v->op) {
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_ULT:
	case OP_ULE: return true;
	default: return false;
	}
}

// By value id: it is used otherwise than to be compared.
static uint8_t *live_computed_with(CLive *l) {
	const Func *f = l->f;
	uint8_t *used = NEW_ARRAY(l->a, uint8_t, f->n_values + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		const Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			const Value *v = b->ins.v[j];
			for (uint32_t k = 0; k < v->n_args && !live_is_comparison(v); k++)
				used[v->args[k]->id] = 1;
		}
		for (uint32_t j = 0; j < b->rets.n; j++)
			used[b->rets.v[j]->id] = 1;
	}
	return used;
}

static void live_pins(CLive *l) {
	const Func *f = l->f;
	const uint8_t *used = live_computed_with(l);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op != OP_BITCAST || v->type == IR_PTR ||
				v->args[0]->type != IR_PTR || !used[v->id])
				continue;
			const Value *p = v->args[0];
			live_pin(l, p);
			for (; p->op == OP_COPY || p->op == OP_OFFPTR || p->op == OP_PTRADD;
				p = p->args[0])
				live_pin(l, p->args[0]);
		}
}

static void live_items(CLive *l, const CVal *vals) {
	Func *f = l->f;
	l->pinned = NEW_ARRAY(l->a, uint8_t, f->n_values + 1);
	l->of_param = NEW_ARRAY(l->a, uint32_t, f->sig.n_params + 1);
	l->of_var = NEW_ARRAY(l->a, uint32_t, f->vars.n + 1);
	l->of_value = NEW_ARRAY(l->a, uint32_t, f->n_values + 1);
	l->of_slot = NEW_ARRAY(l->a, uint32_t, f->slots.n + 1);
	l->sigs = NEW_ARRAY(l->a, const Sig *, l->fast ? f->n_values + 1 : 1);
	for (uint32_t i = 0; i < f->sig.n_params; i++)
		if (f->sig.params[i] == IR_PTR)
			item_new(l, &l->of_param[i], ITEM_PARAM, i);
	for (uint32_t i = 0; i < f->vars.n; i++)
		if (f->vars.v[i]->type == IR_PTR && !f->vars.v[i]->is_volatile)
			item_new(l, &l->of_var[i], ITEM_VAR, i);
	l->points = cpoints_new(l->a, f);
	slots_find(l);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			bool many = v->sig && v->sig->n_results > 1;
			if (v->op == OP_PARAM || v->op == OP_LOCAL || v->op == OP_ADDR ||
				v->op == OP_CONST || v->op == OP_FRAMEADDR)
				continue;
			if (many && l->fast) {
				l->sigs[v->id] = v->sig;
				item_new(l, &l->of_value[v->id], ITEM_RESULTS, v->id);
			} else if (!many && v->type == IR_PTR && vals[v->id].cross)
				item_new(l, &l->of_value[v->id], ITEM_VALUE, v->id);
		}
	live_pins(l);
}

bool clive_knows(const CEmit *e, const Value *v) {
	const CLive *l = e->live;
	uint32_t item = l ? l->of_value[v->id] : 0;
	return item && (l->fast || set_has(l->homes, item - 1)) &&
	       !(v->sig && v->sig->n_results > 1);
}

bool clive_at_home(const CEmit *e, const Value *v) {
	const CLive *l = e->live;
	if (!l || v->type != IR_PTR)
		return false;
	uint32_t item = l->of_value[v->id];
	return item ? set_has(l->homes, item - 1) : l->collects[v->block->id];
}

bool clive_param_at_home(const CEmit *e, uint32_t i) {
	return e->live && e->live->of_param[i] && set_has(e->live->homes, e->live->of_param[i] - 1);
}

bool clive_pins(const CEmit *e, const Value *v) {
	return e->live->pinned[v->id];
}

static void live_births(CLive *l) {
	l->born = NEW_ARRAY(l->a, uint64_t *, l->f->n_blocks + 1);
	for (uint32_t i = 0; i < l->items.n; i++) {
		Item item = l->items.v[i];
		const Block *home = item.kind == ITEM_SLOT  ? l->f->slots.v[item.id]->home
				    : item.kind == ITEM_VAR ? l->f->vars.v[item.id]->home
							    : NULL;
		if (!home || home->id >= l->f->blocks.n || l->f->blocks.v[home->id] != home)
			continue;
		if (!l->born[home->id])
			l->born[home->id] = NEW_ARRAY(l->a, uint64_t, l->words);
		set_put(l->born[home->id], i);
	}
}

static bool live_has_call(CLive *l) {
	bool call = false;
	for (uint32_t i = 0; i < l->f->blocks.n; i++)
		for (uint32_t j = 0; j < l->f->blocks.v[i]->ins.n; j++) {
			const Value *v = l->f->blocks.v[i]->ins.v[j];
			call |= live_is_call(v);
			l->traps |= v->op == OP_SETJMP;
		}
	return call;
}

static bool live_is_wanted(const CEmit *e, const Func *f) {
	const Package *pkg = f->sym->pkg;
	if (e->tier == CTIER_FAST || !pkg || !pkg->in_goroot)
		return e->tier != CTIER_FAST || e->collects;
	const SourceFile *file = pos_resolve_raw(e->m->s->sources, f->pos).file;
	size_t n = file ? strlen(file->path) : 0;
	return n > 8 && strcmp(file->path + n - 8, "_test.go") == 0;
}

CLive *clive_new(CEmit *e, Func *f) {
	if (!live_is_wanted(e, f))
		return NULL;
	CLive *l = NEW(e->scratch, CLive);
	*l = (CLive){.f = f, .a = e->scratch, .fast = e->tier == CTIER_FAST};
	if (!live_has_call(l))
		return NULL;
	live_items(l, e->vals);
	l->words = l->items.n / 64 + 1;
	if ((uint64_t)l->words * f->n_blocks > LIVE_MAX_BITS / 64)
		return NULL;
	l->now = NEW_ARRAY(l->a, uint64_t, l->words);
	l->soiled = NEW_ARRAY(l->a, uint64_t, l->words);
	l->in = NEW_ARRAY(l->a, uint64_t *, f->n_blocks + 1);
	l->dirty = NEW_ARRAY(l->a, uint64_t *, f->n_blocks + 1);
	for (uint32_t i = 0; i < f->n_blocks; i++) {
		l->in[i] = NEW_ARRAY(l->a, uint64_t, l->words);
		l->dirty[i] = NEW_ARRAY(l->a, uint64_t, l->words);
	}
	live_births(l);
	live_solve(l);
	homes_find(l);
	dirty_solve(l);
	return l;
}

void clive_block(CEmit *e, Block *b) {
	CLive *l = e->live;
	if (!l)
		return;
	live_block(l, b);
	memcpy(l->soiled, l->dirty[b->id], l->words * sizeof *l->soiled);
}

void clive_done(CEmit *e, Value *v) {
	CLive *l = e->live;
	if (!l)
		return;
	dirty_step(l, l->soiled, v, e->at);
	CTempPool *pool = &e->pools[IR_PTR];
	for (uint32_t i = 0; live_is_call(v) && i < pool->state.n; i++)
		pool->state.v[i] |= pool->state.v[i] & TEMP_HELD ? TEMP_SOILED : 0;
}
