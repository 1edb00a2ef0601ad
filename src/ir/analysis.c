// analysis.c: predecessor lists, reachability, use counts and dominators.
//
// Dominators: Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
#include "ir/ir.h"

void ir_compute_preds(Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		f->blocks.v[i]->preds.n = 0;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->succs.n; j++)
			vec_push(f->arena, &b->succs.v[j]->preds, b);
	}
}

// Needs succs; iterative depth-first search, so that deep graphs do not deepen the C stack.
static uint32_t analysis_postorder(Func *f, Block **out, uint8_t *seen) {
	typedef struct Frame {
		Block *b;
		uint32_t next;
	} Frame;
	Frame *stack = NEW_ARRAY(f->arena, Frame, f->n_blocks + 1);
	uint32_t depth = 0, n = 0;
	stack[depth++] = (Frame){f->entry, 0};
	seen[f->entry->id] = 1;
	while (depth) {
		Frame *top = &stack[depth - 1];
		if (top->next < top->b->succs.n) {
			Block *s = top->b->succs.v[top->next++];
			if (!seen[s->id]) {
				seen[s->id] = 1;
				stack[depth++] = (Frame){s, 0};
			}
		} else {
			out[n++] = top->b;
			depth--;
		}
	}
	return n;
}

static void analysis_drop_phi_arg(Block *b, uint32_t pred) {
	for (uint32_t i = 0; i < b->ins.n && b->ins.v[i]->op == OP_PHI; i++) {
		Value *phi = b->ins.v[i];
		for (uint32_t j = pred; j + 1 < phi->n_args; j++)
			phi->args[j] = phi->args[j + 1];
		phi->n_args--;
	}
}

void ir_remove_unreachable(Func *f) {
	uint8_t *seen = NEW_ARRAY(f->arena, uint8_t, f->n_blocks + 1);
	Block **order = NEW_ARRAY(f->arena, Block *, f->n_blocks + 1);
	uint32_t n = analysis_postorder(f, order, seen);
	for (uint32_t i = 0; i < n; i++) {
		Block *b = order[n - 1 - i];
		for (uint32_t j = b->preds.n; j-- > 0;) {
			if (seen[b->preds.v[j]->id])
				continue;
			analysis_drop_phi_arg(b, j);
			for (uint32_t k = j; k + 1 < b->preds.n; k++)
				b->preds.v[k] = b->preds.v[k + 1];
			b->preds.n--;
		}
		f->blocks.v[i] = b;
	}
	f->blocks.n = f->n_blocks = n;
	for (uint32_t i = 0; i < n; i++)
		f->blocks.v[i]->id = i;
}

void ir_count_uses(Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++)
			f->blocks.v[i]->ins.v[j]->uses = 0;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			for (uint32_t k = 0; k < b->ins.v[j]->n_args; k++)
				b->ins.v[j]->args[k]->uses++;
		if (b->control)
			b->control->uses++;
		for (uint32_t j = 0; j < b->rets.n; j++)
			b->rets.v[j]->uses++;
	}
}

static Block *analysis_intersect(Block **idom, const uint32_t *num, Block *a, Block *b) {
	while (a != b) {
		while (num[a->id] > num[b->id])
			a = idom[a->id];
		while (num[b->id] > num[a->id])
			b = idom[b->id];
	}
	return a;
}

uint32_t ir_dominators(Func *f, Block ***rpo_out, Block ***idom_out) {
	ir_compute_preds(f);
	uint8_t *seen = NEW_ARRAY(f->arena, uint8_t, f->n_blocks + 1);
	Block **rpo = NEW_ARRAY(f->arena, Block *, f->n_blocks + 1);
	Block **idom = NEW_ARRAY(f->arena, Block *, f->n_blocks + 1);
	uint32_t *num = NEW_ARRAY(f->arena, uint32_t, f->n_blocks + 1);
	uint32_t n = analysis_postorder(f, rpo, seen);
	for (uint32_t i = 0; i < n / 2; i++) {
		Block *t = rpo[i];
		rpo[i] = rpo[n - 1 - i];
		rpo[n - 1 - i] = t;
	}
	for (uint32_t i = 0; i < n; i++)
		num[rpo[i]->id] = i;
	idom[f->entry->id] = f->entry;
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = 1; i < n; i++) {
			Block *b = rpo[i], *best = NULL;
			for (uint32_t j = 0; j < b->preds.n; j++) {
				Block *p = b->preds.v[j];
				if (!seen[p->id] || !idom[p->id])
					continue;
				best = best ? analysis_intersect(idom, num, p, best) : p;
			}
			if (best != idom[b->id]) {
				idom[b->id] = best;
				changed = true;
			}
		}
	}
	*rpo_out = rpo;
	*idom_out = idom;
	return n;
}
