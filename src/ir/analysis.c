// analysis.c: predecessor lists, reachability, use counts and dominators.
//
// Dominators: Semi-NCA, after Georgiadis, "Linear-Time Algorithms for Dominators and Related
// Problems" (2005): almost linear, where iterating over a long chain of blocks is not.
#include "ir/ir.h"

typedef struct OldPreds {
	Block **v;
	uint32_t n;
} OldPreds;

// The predecessors were old[0..n); those of today are the same in another order.
static void analysis_order_phis(Func *f, Block *b, const OldPreds *old) {
	if (!b->ins.n || b->ins.v[0]->op != OP_PHI || old->n != b->preds.n ||
		memcmp(old->v, b->preds.v, old->n * sizeof *old->v) == 0)
		return;
	Value **args = NEW_ARRAY(f->arena, Value *, old->n);
	for (uint32_t i = 0; i < b->ins.n && b->ins.v[i]->op == OP_PHI; i++) {
		Value *phi = b->ins.v[i];
		if (phi->n_args != old->n)
			return;
		for (uint32_t j = 0; j < old->n; j++) {
			uint32_t k = 0;
			while (k < old->n && old->v[k] != b->preds.v[j])
				k++;
			if (k == old->n)
				return;
			args[j] = phi->args[k];
		}
		memcpy(phi->args, args, old->n * sizeof *args);
	}
}

void ir_compute_preds(Func *f) {
	OldPreds *old = NEW_ARRAY(f->arena, OldPreds, f->blocks.n + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		if (b->ins.n && b->ins.v[0]->op == OP_PHI) {
			old[i] = (OldPreds){b->preds.v, b->preds.n};
			memset(&b->preds, 0, sizeof b->preds);
		}
		b->preds.n = 0;
	}
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->succs.n; j++)
			vec_push(f->arena, &b->succs.v[j]->preds, b);
	}
	for (uint32_t i = 0; i < f->blocks.n; i++)
		if (old[i].n)
			analysis_order_phis(f, f->blocks.v[i], &old[i]);
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

// Semi-NCA works on the depth-first tree: by preorder number, vertex 0 the entry.
typedef struct Dom {
	Block **vertex;
	uint32_t *num;	  // block id -> 1 + preorder number; 0: not reachable
	uint32_t *parent; // in the depth-first tree
	uint32_t *semi, *label, *ancestor, *idom;
	uint32_t *path; // scratch of dom_eval
	uint32_t n;
} Dom;

static void dom_search(Func *f, Dom *d) {
	typedef struct Frame {
		Block *b;
		uint32_t next;
	} Frame;
	Frame *stack = NEW_ARRAY(f->arena, Frame, f->n_blocks + 1);
	uint32_t depth = 0;
	stack[depth++] = (Frame){f->entry, 0};
	d->vertex[0] = f->entry;
	d->num[f->entry->id] = d->n = 1;
	while (depth) {
		Frame *top = &stack[depth - 1];
		if (top->next == top->b->succs.n) {
			depth--;
			continue;
		}
		Block *s = top->b->succs.v[top->next++];
		if (d->num[s->id])
			continue;
		d->vertex[d->n] = s;
		d->parent[d->n] = d->num[top->b->id] - 1;
		d->num[s->id] = ++d->n;
		stack[depth++] = (Frame){s, 0};
	}
}

// The vertex of least semidominator on the way from v up to, and without, the root of its tree in
// the forest of vertices numbered above `last`; the way is halved.
static uint32_t dom_eval(Dom *d, uint32_t v, uint32_t last) {
	if (v <= last)
		return d->label[v];
	uint32_t n = 0;
	for (uint32_t u = v; u > last; u = d->ancestor[u])
		d->path[n++] = u;
	uint32_t root = d->ancestor[d->path[n - 1]];
	for (uint32_t i = n - 1; i-- > 0;) {
		uint32_t u = d->path[i], up = d->path[i + 1];
		if (d->semi[d->label[up]] < d->semi[d->label[u]])
			d->label[u] = d->label[up];
		d->ancestor[u] = root;
	}
	return d->label[v];
}

static void dom_semi(Dom *d) {
	for (uint32_t i = d->n; i-- > 1;) {
		Block *b = d->vertex[i];
		uint32_t semi = d->parent[i];
		for (uint32_t j = 0; j < b->preds.n; j++) {
			uint32_t p = d->num[b->preds.v[j]->id];
			if (!p)
				continue;
			uint32_t s = d->semi[dom_eval(d, p - 1, i)];
			if (s < semi)
				semi = s;
		}
		d->semi[i] = semi;
		d->label[i] = i;
	}
	for (uint32_t i = 1; i < d->n; i++) {
		uint32_t up = d->parent[i];
		while (up > d->semi[i])
			up = d->idom[up];
		d->idom[i] = up;
	}
}

static void dom_find(Func *f, Dom *d) {
	uint32_t **const arrays[] = {
		&d->num, &d->parent, &d->semi, &d->label, &d->ancestor, &d->idom, &d->path};
	d->vertex = NEW_ARRAY(f->arena, Block *, f->n_blocks + 1);
	for (uint32_t i = 0; i < LEN(arrays); i++)
		*arrays[i] = NEW_ARRAY(f->arena, uint32_t, f->n_blocks + 1);
	dom_search(f, d);
	for (uint32_t i = 0; i < d->n; i++) {
		d->semi[i] = d->label[i] = i;
		d->ancestor[i] = d->parent[i];
	}
	dom_semi(d);
}

uint32_t ir_dominators(Func *f, Block ***rpo_out, Block ***idom_out) {
	ir_compute_preds(f);
	uint8_t *seen = NEW_ARRAY(f->arena, uint8_t, f->n_blocks + 1);
	Block **rpo = NEW_ARRAY(f->arena, Block *, f->n_blocks + 1);
	Block **idom = NEW_ARRAY(f->arena, Block *, f->n_blocks + 1);
	uint32_t n = analysis_postorder(f, rpo, seen);
	for (uint32_t i = 0; i < n / 2; i++) {
		Block *t = rpo[i];
		rpo[i] = rpo[n - 1 - i];
		rpo[n - 1 - i] = t;
	}
	Dom d = {0};
	dom_find(f, &d);
	for (uint32_t i = 0; i < d.n; i++)
		idom[d.vertex[i]->id] = d.vertex[d.idom[i]];
	*rpo_out = rpo;
	*idom_out = idom;
	return n;
}
