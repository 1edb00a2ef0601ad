// live_kill.c: the text that overwrites dead pointers before a call.
#include "backend/c/live.h"

enum {
	SMALL_SLOT = 32,
	KILLED_AT_ONCE = 4 // large slots at one call. A function may print at a thousand places,
			   // each with a slot of its own: then at each all others that may have
			   // come before would be overwritten
};

static bool live_is_large(const CEmit *e, Item item) {
	return item.kind == ITEM_SLOT && e->f->slots.v[item.id]->size > SMALL_SLOT;
}

static void live_kill_name(CEmit *e, Buf *out, char letter, uint32_t id, bool home) {
	if (e->live->fast || home)
		buf_printf(e->a, out, " %c%u = (ptr)0;", letter, id);
	else
		buf_printf(e->a, out, " %s(%c%u);", e->live->dead, letter, id);
}

static void live_kill_word(CEmit *e, Buf *out, uint32_t slot, uint64_t i) {
	if (e->live->fast)
		buf_printf(e->a, out, " s%u[%llu] = 0;", slot, (unsigned long long)i);
	else
		buf_printf(
			e->a, out, " %s(s%u[%llu]);", e->live->dead, slot, (unsigned long long)i);
}

static void live_kill_item(CEmit *e, Buf *out, uint32_t i) {
	Item item = e->live->items.v[i];
	bool home = set_has(e->live->homes, i);
	switch (item.kind) {
	case ITEM_PARAM: live_kill_name(e, out, 'a', item.id, home); break;
	case ITEM_VAR: live_kill_name(e, out, 'x', item.id, home); break;
	case ITEM_VALUE:
		if (e->vals[item.id].has_temp || e->vals[item.id].reserved)
			live_kill_name(e, out, 'p', (uint32_t)e->vals[item.id].temp, home);
		break;
	case ITEM_RESULTS:
		for (uint32_t i = 0; e->vals[item.id].text && i < e->live->sigs[item.id]->n_results;
			i++)
			if (e->live->sigs[item.id]->results[i] == IR_PTR)
				buf_printf(e->a, out, " r%u.r[%u] = 0;", item.id, i);
		break;
	case ITEM_SLOT: {
		uint64_t n = (e->f->slots.v[item.id]->size + 7) / 8;
		for (uint64_t i = 0; n <= SMALL_SLOT / 8 && i < n; i++)
			live_kill_word(e, out, item.id, i);
		if (n > SMALL_SLOT / 8)
			buf_printf(e->a, out, " __builtin_memset(s%u, 0, sizeof s%u);", item.id,
				item.id);
	}
	}
}

// Temps of one block that are free, or will be after this statement, and hold what they held.
static void live_kill_temps(CEmit *e, Buf *out) {
	CTempPool *pool = &e->pools[IR_PTR];
	for (uint32_t i = 0; i < e->mentioned.n; i++) {
		const CVal *cv = &e->vals[e->mentioned.v[i]->id];
		if (!cv->left && cv->has_temp && !cv->cross && e->mentioned.v[i]->type == IR_PTR)
			pool->state.v[cv->temp] |= TEMP_DYING;
	}
	for (uint32_t i = 0; i < pool->state.n; i++) {
		uint8_t state = pool->state.v[i];
		bool dead = !(state & TEMP_HELD) || (state & TEMP_DYING);
		pool->state.v[i] &= (uint8_t)~TEMP_DYING;
		if (!dead || !(state & TEMP_SOILED))
			continue;
		live_kill_name(e, out, 'p', i, state & TEMP_HOME);
		pool->state.v[i] &= (uint8_t)~TEMP_SOILED;
	}
}

bool clive_wants(CEmit *e, const Value *v) {
	CLive *l = e->live;
	if (l && !l->fast && live_is_collection(v))
		return true;
	const uint64_t *needed = l ? l->needed.v[e->at] : NULL;
	for (uint32_t w = 0; needed && w < l->words; w++)
		if (l->soiled[w] & ~needed[w])
			return true;
	const CTempPool *pool = &e->pools[IR_PTR];
	for (uint32_t i = 0; needed && i < pool->state.n; i++)
		if ((pool->state.v[i] & (TEMP_HELD | TEMP_SOILED)) == TEMP_SOILED)
			return true;
	for (uint32_t i = 0; needed && i < e->mentioned.n; i++) {
		const Value *arg = e->mentioned.v[i];
		const CVal *cv = &e->vals[arg->id];
		if (!cv->left && cv->has_temp && !cv->cross && arg->type == IR_PTR &&
			(pool->state.v[cv->temp] & TEMP_SOILED))
			return true;
	}
	return false;
}

void clive_kill(CEmit *e, Buf *out, const Value *v) {
	CLive *l = e->live;
	const uint64_t *needed = l->needed.v[e->at];
	uint32_t large = 0; // the last ones are the newest
	for (uint32_t w = l->words; w-- > 0;)
		for (uint64_t m = l->soiled[w] & ~needed[w]; m;) {
			uint32_t bit = 63 - (uint32_t)__builtin_clzll(m);
			m &= ~(1ull << bit);
			if (!live_is_large(e, l->items.v[w * 64 + bit]) || large++ < KILLED_AT_ONCE)
				live_kill_item(e, out, w * 64 + bit);
		}
	live_kill_temps(e, out);
	if (!l->fast && live_is_collection(v))
		buf_puts(e->a, out, " RT_CLEAR_REGISTERS();");
}

bool clive_outlives(CEmit *e, const Value *arg) {
	const CLive *l = e->live;
	const CVal *cv = &e->vals[arg->id];
	uint32_t item = arg->op == OP_PARAM ? l->of_param[arg->aux.i] : l->of_value[arg->id];
	if (l->pinned[arg->id] || (arg->op == OP_PARAM && !item))
		return true;
	return item ? set_has(l->needed.v[e->at], item - 1) : cv->has_temp && cv->left;
}
