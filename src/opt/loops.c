// loops.c: the loops of a function and how they lie in one another.
//
// A back edge leads to a block that dominates its source; its loop is all that reaches the source
// without passing the target (natural loops; Aho, Sethi, Ullman). Inner loops are found first:
// headers are visited from the end of the reverse postorder, and an outer loop swallows the inner
// ones that it meets.
#include "opt/opt.h"

typedef struct Finder {
	Loops *l;
	Arena *a;
	Block **rpo, **idom;
	uint32_t *number; // by block id: place in rpo
	VEC(Block *) work;
	VEC(Block *) headers; // by loop
} Finder;

static bool loops_dominates(const Finder *fi, const Block *h, const Block *b) {
	while (fi->number[b->id] > fi->number[h->id])
		b = fi->idom[b->id];
	return b == h;
}

static uint32_t loops_outermost(const Finder *fi, uint32_t loop) {
	while (fi->l->parent[loop])
		loop = fi->l->parent[loop];
	return loop;
}

// What leads to b lies in the loop, too.
static void loops_take(Finder *fi, Block *b, uint32_t loop) {
	uint32_t *of = &fi->l->of_block[b->id];
	Block *from = b;
	if (*of) {
		uint32_t inner = loops_outermost(fi, *of);
		if (inner == loop)
			return;
		fi->l->parent[inner] = loop;
		from = fi->headers.v[inner];
	} else {
		*of = loop;
	}
	if (b == fi->headers.v[loop])
		return;
	for (uint32_t i = 0; i < from->preds.n; i++)
		vec_push(fi->a, &fi->work, from->preds.v[i]);
}

static void loops_of_header(Finder *fi, Block *h) {
	uint32_t loop = 0;
	for (uint32_t i = 0; i < h->preds.n; i++) {
		Block *p = h->preds.v[i];
		if (!fi->idom[p->id] || fi->number[p->id] < fi->number[h->id])
			continue; // unreachable, or forward
		if (!loops_dominates(fi, h, p)) {
			fi->l->irreducible = true;
			continue;
		}
		if (!loop) {
			loop = fi->headers.n;
			vec_push(fi->a, &fi->headers, h);
			loops_take(fi, h, loop);
		}
		vec_push(fi->a, &fi->work, p);
	}
	while (fi->work.n)
		loops_take(fi, fi->work.v[--fi->work.n], loop);
}

Loops *loops_find(Func *f, Arena *a) {
	Finder fi = {.l = NEW(a, Loops), .a = a};
	uint32_t n = ir_dominators(f, &fi.rpo, &fi.idom);
	fi.number = NEW_ARRAY(a, uint32_t, f->n_blocks + 1);
	fi.l->of_block = NEW_ARRAY(a, uint32_t, f->n_blocks + 1);
	fi.l->parent = NEW_ARRAY(a, uint32_t, n + 2);
	fi.l->depth = NEW_ARRAY(a, uint32_t, n + 2);
	for (uint32_t i = 0; i < n; i++)
		fi.number[fi.rpo[i]->id] = i;
	vec_push(a, &fi.headers, NULL);
	for (uint32_t i = n; i-- > 0;)
		loops_of_header(&fi, fi.rpo[i]);
	for (uint32_t i = fi.headers.n; i-- > 1;) // outer ones were found later
		fi.l->depth[i] = fi.l->depth[fi.l->parent[i]] + 1;
	fi.l->headers = fi.headers.v;
	return fi.l;
}

uint32_t loops_meet(const Loops *l, uint32_t x, uint32_t y) {
	if (x == LOOP_NONE || y == LOOP_NONE)
		return x == LOOP_NONE ? y : x;
	while (x != y) {
		if (l->depth[x] >= l->depth[y])
			x = l->parent[x];
		else
			y = l->parent[y];
	}
	return x;
}

bool loops_within(const Loops *l, uint32_t x, uint32_t outer) {
	if (x == LOOP_NONE)
		return true;
	while (l->depth[x] > l->depth[outer])
		x = l->parent[x];
	return x == outer;
}
