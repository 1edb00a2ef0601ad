// frame.c: how large the frame of a compiled function may get, at most.
//
// libtcc gives every local variable a place of its own. A C compiler that optimises keeps in the
// frame what is live at one time and finds no register: where the sum of all variables looks large,
// the values that live across blocks are counted at the point where most of them do (backward data
// flow over sets), twice over for what the compiler may move. Slots, and results that come through
// memory, count in full.
#include "backend/c/emit.h"

typedef struct Frame {
	CEmit *e;
	const Func *f;
	uint32_t n;	   // values that live across blocks
	uint32_t *index;   // by value id, from 1; 0: none of them
	uint8_t *words;	   // by index
	uint64_t **in;	   // by block id: live when it begins
	uint64_t **locals; // by block id: defined there
	uint32_t set_words;
	Arena *a;
} Frame;

static uint64_t frame_slots(const Func *f) {
	uint64_t n = 0;
	for (uint32_t i = 0; i < f->slots.n; i++)
		n += (f->slots.v[i]->size + 15) & ~15ull;
	return n;
}

static bool frame_is_pair(const Value *v) {
	return v->sig && v->sig->n_results == 2;
}

static void frame_number(Frame *fr) {
	fr->index = NEW_ARRAY(fr->a, uint32_t, fr->f->n_values + 1);
	fr->words = NEW_ARRAY(fr->a, uint8_t, fr->f->n_values + 2);
	for (uint32_t i = 0; i < fr->f->blocks.n; i++) {
		const Block *b = fr->f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			const Value *v = b->ins.v[j];
			const CVal *cv = &fr->e->vals[v->id];
			if (!cv->cross || (!cv->has_temp && !frame_is_pair(v)))
				continue;
			fr->index[v->id] = ++fr->n;
			fr->words[fr->n] = frame_is_pair(v) ? 2 : 1;
		}
	}
	fr->set_words = fr->n / 64 + 1;
}

static void frame_mark(const Frame *fr, uint64_t *set, const Value *v) {
	uint32_t i = fr->index[v->id];
	set[i / 64] |= 1ull << i % 64;
}

// What b uses and does not define, phis' arguments at the end of the predecessor they come from.
static void frame_uses(const Frame *fr, const Block *b, uint64_t *set) {
	for (uint32_t j = 0; j < b->ins.n; j++) {
		const Value *v = b->ins.v[j];
		for (uint32_t k = 0; v->op != OP_PHI && k < v->n_args; k++)
			frame_mark(fr, set, v->args[k]);
	}
	if (b->control)
		frame_mark(fr, set, b->control);
	for (uint32_t j = 0; j < b->rets.n; j++)
		frame_mark(fr, set, b->rets.v[j]);
}

static void frame_phi_uses(const Frame *fr, const Block *b, const Block *to, uint64_t *set) {
	for (uint32_t p = 0; p < to->preds.n; p++)
		for (uint32_t j = 0; to->preds.v[p] == b && j < to->ins.n; j++) {
			if (to->ins.v[j]->op != OP_PHI)
				break;
			frame_mark(fr, set, to->ins.v[j]->args[p]);
		}
}

// Recomputes what is live when b begins; true if that grew. `all`: also with what b defines.
static bool frame_block(const Frame *fr, const Block *b, uint64_t *all) {
	memset(all, 0, fr->set_words * sizeof *all);
	frame_uses(fr, b, all);
	for (uint32_t i = 0; i < b->succs.n; i++) {
		for (uint32_t w = 0; w < fr->set_words; w++)
			all[w] |= fr->in[b->succs.v[i]->id][w];
		frame_phi_uses(fr, b, b->succs.v[i], all);
	}
	bool grew = false;
	for (uint32_t w = 0; w < fr->set_words; w++) {
		uint64_t in = all[w] & ~fr->locals[b->id][w];
		grew |= in != fr->in[b->id][w];
		fr->in[b->id][w] = in;
		all[w] |= fr->locals[b->id][w];
	}
	all[0] &= ~1ull; // index 0: values that do not count
	return grew;
}

static uint64_t frame_weight(const Frame *fr, const Block *b, const uint64_t *all) {
	uint64_t n = 0;
	for (uint32_t i = 1; i <= fr->n; i++)
		n += all[i / 64] >> i % 64 & 1 ? fr->words[i] : 0;
	for (uint32_t j = 0; j < b->ins.n; j++)
		n += frame_is_pair(b->ins.v[j]) && !fr->index[b->ins.v[j]->id] ? 2 : 0;
	return n;
}

// Words of the values that live across blocks, and of pairs, where most are live.
static uint64_t frame_live(CEmit *e, const Func *f, uint32_t *n_cross) {
	Frame fr = {.e = e, .f = f, .a = arena_new()};
	frame_number(&fr);
	fr.in = NEW_ARRAY(fr.a, uint64_t *, f->n_blocks + 1);
	fr.locals = NEW_ARRAY(fr.a, uint64_t *, f->n_blocks + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		const Block *b = f->blocks.v[i];
		fr.in[b->id] = NEW_ARRAY(fr.a, uint64_t, fr.set_words);
		fr.locals[b->id] = NEW_ARRAY(fr.a, uint64_t, fr.set_words);
		for (uint32_t j = 0; j < b->ins.n; j++)
			frame_mark(&fr, fr.locals[b->id], b->ins.v[j]);
	}
	uint64_t *all = NEW_ARRAY(fr.a, uint64_t, fr.set_words), most = 0;
	for (bool grew = true; grew;) {
		grew = false;
		for (uint32_t i = f->blocks.n; i-- > 0;)
			grew |= frame_block(&fr, f->blocks.v[i], all);
	}
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		frame_block(&fr, f->blocks.v[i], all);
		uint64_t n = frame_weight(&fr, f->blocks.v[i], all);
		most = n > most ? n : most;
	}
	*n_cross = 0;
	for (uint32_t i = 1; i <= fr.n; i++)
		*n_cross += fr.words[i] == 1;
	arena_free(fr.a);
	return most;
}

uint64_t cgen_frame_size(CEmit *e, const Func *f, uint64_t enough) {
	uint64_t fixed =
		frame_slots(f) + (f->vars.n + e->passed_words + e->result_words +
					 e->aside.pointers + e->aside.ints + e->aside.floats) *
					 8;
	uint64_t temps = 0;
	for (uint32_t t = 0; t < IR_TYPE_COUNT; t++)
		temps += (uint64_t)e->pools[t].n;
	uint64_t size = fixed + (temps + 2 * e->pairs) * 8;
	if (e->tier != CTIER_OPT || size <= enough || fixed > enough)
		return size;
	uint32_t n_cross;
	uint64_t live = frame_live(e, f, &n_cross);
	return fixed + (temps - n_cross + 2 * live) * 8;
}
