// The heap's invariants, checked with the world stopped when SEAGO_GCCHECK is set.
#include "span.h"

static void check_span(const Span *s, u64 page) {
	if (s->state != SPAN_INUSE && s->state != SPAN_FREE)
		rt_throw("heap check: a page belongs to a dead span");
	u64 at = rt_heap.base + page * PAGE;
	if (at < s->base || at >= s->base + s->npages * PAGE)
		rt_throw("heap check: a page belongs to a span that does not hold it");
	if (s->state == SPAN_FREE || at != s->base)
		return;
	if (s->ngroups != (s->nelems + 63) / 64 || s->group >= s->ngroups)
		rt_throw("heap check: groups of a span");
	if (s->nelems * s->elemsize > s->npages * PAGE)
		rt_throw("heap check: a span is too small for its objects");
	if (s->nelems % 64 && s->alloc[s->ngroups - 1] >> s->nelems % 64 != ~0ul >> s->nelems % 64)
		rt_throw("heap check: objects past the end of a span");
	u32 nalloc = 0;
	for (u32 i = 0; i < s->nelems; i++) {
		if (span_index(s, s->base + i * s->elemsize) != i ||
			span_index(s, s->base + (i + 1) * s->elemsize - 1) != i)
			rt_throw("heap check: index of an object");
		bool marked = s->mark[i / 64] >> i % 64 & 1, allocated = span_allocated(s, i);
		if (marked && !allocated)
			rt_throw("heap check: a free object is marked");
		nalloc += allocated;
	}
	if (!s->in_cache && nalloc != s->nalloc)
		rt_throw("heap check: number of objects of a span");
	if (s->sweepgen == rt_heap.sweepgen)
		for (u32 g = 0; g < s->ngroups; g++)
			if (s->mark[g])
				rt_throw("heap check: a swept span has marks");
}

/* Marks. */
static void check_pointer(u64 at, u64 p) {
	Span *s = span_of(p);
	if (!s)
		return;
	u64 i = span_index(s, p);
	if (i >= s->nelems || !span_allocated(s, i) || s->mark[i / 64] >> i % 64 & 1)
		return;
	rt_printf("heap check: word %x holds %x, in an object of %u bytes\n", at, p, s->elemsize);
	rt_throw("heap check: what is reachable is not marked");
}

static void check_object(const Span *s, u32 i) {
	u64 base = s->base + i * s->elemsize;
	if (s->bits) {
		for (u64 at = base; at < base + s->elemsize; at += 8) {
			u64 k = (at - s->base) / 8;
			if (s->bits[k / 64] >> k % 64 & 1)
				check_pointer(at, *(u64 *)at);
		}
		return;
	}
	const Type *t = s->types[i];
	const u8 *mask = rt_gcmask(t);
	for (u64 elem = base; elem + t->size <= base + s->elemsize; elem += t->size)
		for (u64 k = 0; k < t->ptr_bytes / 8; k++)
			if (mask[k / 8] >> k % 8 & 1)
				check_pointer(elem + 8 * k, ((u64 *)elem)[k]);
}

// No pointer leads from what is marked, or from a global, to what is not: so what is not marked
// cannot be reached.
void rt_heap_check_marks(void) {
	u64 npages = (rt_heap.used - rt_heap.base) / PAGE;
	for (u64 page = 0; page < npages; page++) {
		const Span *s = rt_heap.spans[page];
		if (!s || s->state != SPAN_INUSE || s->noscan ||
			s->base != rt_heap.base + page * PAGE)
			continue;
		for (u32 i = 0; i < s->nelems; i++)
			if (s->mark[i / 64] >> i % 64 & 1 && span_allocated(s, i))
				check_object(s, i);
	}
	const rt_Root *r = rt_program.roots;
	for (u64 i = 0; i < rt_program.n_roots; i++)
		for (u64 k = 0; k < r[i].words; k++)
			if (!r[i].mask || ((u8 *)r[i].mask)[k / 8] >> k % 8 & 1)
				check_pointer((u64) & ((u64 *)r[i].addr)[k], ((u64 *)r[i].addr)[k]);
}

static u64 check_list(const SpanList *l, u32 spc, u32 sweepgen, int full) {
	u64 n = 0;
	for (const Span *s = l->first, *prev = NULL; s; prev = s, s = s->next, n++) {
		if (s->prev != prev || s->state != SPAN_INUSE || 2u * s->class + s->noscan != spc ||
			s->in_cache)
			rt_throw("heap check: list of spans");
		if (s->sweepgen != sweepgen)
			rt_throw("heap check: a span in the wrong state of sweeping");
		if (full >= 0 && (s->nalloc == s->nelems) != full)
			rt_throw("heap check: a span in the wrong list");
	}
	if (n != l->n)
		rt_throw("heap check: length of a list");
	return n;
}

void rt_heap_check(void) {
	u64 npages = (rt_heap.used - rt_heap.base) / PAGE, inuse = 0, free = 0, released = 0;
	for (u64 i = 0; i < npages; i++) {
		Span *s = rt_heap.spans[i];
		released += rt_heap.released[i] == PAGE_GONE;
		if (!s)
			continue;
		check_span(s, i);
		if (s->state == SPAN_INUSE)
			inuse++;
		else if (s->base == rt_heap.base + i * PAGE)
			free += s->npages;
	}
	if (inuse != rt_heap.inuse_pages || free != rt_heap.free_pages || inuse + free != npages)
		rt_throw("heap check: numbers of pages");
	if (released != rt_heap.released_pages)
		rt_throw("heap check: number of released pages");
	for (u32 i = 0; i < 2 * N_CLASSES; i++) {
		Central *ct = &rt_heap.central[i];
		check_list(&ct->partial, i, rt_heap.sweepgen, 0);
		check_list(&ct->full, i, rt_heap.sweepgen, 1);
		check_list(&ct->unswept, i, rt_heap.sweepgen - 2, -1);
	}
}
