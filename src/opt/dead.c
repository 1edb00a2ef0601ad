// dead.c: dead code elimination.
//
// Marks what effects and the ends of blocks need, transitively, and drops the rest. A LOAD stays
// unless it is marked as of a pointer that is not nil: it may be the one that faults.
#include "opt/opt.h"

static bool dead_is_root(const Value *v) {
	switch (op_info[v->op].effect) {
	case EFFECT_PURE: return false;
	case EFFECT_READ: return v->op == OP_GETVAR ? false : true;
	case EFFECT_TRAP:
		return !(v->op == OP_LOAD && v->flags & FLAG_NONNIL && !(v->flags & FLAG_VOLATILE));
	default: return !(v->op == OP_RTCALL && rt_info[v->aux.rt].pure);
	}
}

typedef VEC(Value *) Work;

static void dead_mark(Arena *a, Work *work, uint8_t *live, Value *v) {
	if (live[v->id])
		return;
	live[v->id] = 1;
	vec_push(a, work, v);
}

// needs: nothing; keeps ssa
void opt_dead(Func *f) {
	ir_compute_preds(f);
	ir_remove_unreachable(f);
	Arena *a = arena_new();
	uint8_t *live = NEW_ARRAY(a, uint8_t, f->n_values + 1);
	Work work = {0};
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (dead_is_root(b->ins.v[j]))
				dead_mark(a, &work, live, b->ins.v[j]);
		if (b->control)
			dead_mark(a, &work, live, b->control);
		for (uint32_t j = 0; j < b->rets.n; j++)
			dead_mark(a, &work, live, b->rets.v[j]);
	}
	while (work.n) {
		Value *v = work.v[--work.n];
		for (uint32_t i = 0; i < v->n_args; i++)
			dead_mark(a, &work, live, v->args[i]);
	}
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		uint32_t n = 0;
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (live[b->ins.v[j]->id])
				b->ins.v[n++] = b->ins.v[j];
		b->ins.n = n;
	}
	arena_free(a);
}
