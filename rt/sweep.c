// Sweeping: what was not marked is free.
//
// At the end of marking all spans in use move to the unswept lists of their centrals. They are
// swept when an allocation needs a span of that class, by whoever ran the collection, and at the
// latest before the next one begins.
#include "span.h"

// Bytes of each freed object are overwritten, so that a use of it shows.
static void sweep_clobber(Span *s) {
	for (u32 i = 0; i < s->nelems; i++)
		if (span_allocated(s, i) && !(s->mark[i / 64] >> i % 64 & 1))
			memset((ptr)(s->base + i * s->elemsize), 0xdb, s->elemsize);
}

bool sweep_span(Span *s) {
	if (s->sweepgen != rt_heap.sweepgen - 2)
		rt_throw("sweep_span: the span does not need it");
	atomic_store_release(&s->sweepgen, rt_heap.sweepgen - 1);
	if (rt_heap.clobber)
		sweep_clobber(s);
	u32 marked = 0;
	for (u32 g = 0; g < s->ngroups; g++)
		marked += __builtin_popcountl(s->mark[g]);
	if (marked > s->nalloc)
		rt_throw("sweep_span: more objects marked than allocated");
	Central *ct = &rt_heap.central[2 * s->class + s->noscan];
	__atomic_add_fetch(&ct->frees, s->nalloc - marked, __ATOMIC_RELAXED);
	if (marked == 0) {
		if (!s->class)
			__atomic_add_fetch(
				&rt_heap.large_free_bytes, s->elemsize, __ATOMIC_RELAXED);
		span_free(s);
		return false;
	}
	if (marked < s->nalloc)
		s->needzero = true;
	s->nalloc = marked;
	u64 *old = s->alloc;
	s->alloc = s->mark;
	s->mark = old;
	memset(s->mark, 0, s->ngroups * 8);
	span_reset(s);
	atomic_store_release(&s->sweepgen, rt_heap.sweepgen);
	return true;
}

u64 sweep_some(u64 nspans) {
	static u32 cursor; // class where spans were found last; any value will do
	u64 done = 0;
	u32 start = atomic_load_relaxed(&cursor) % (2 * N_CLASSES);
	for (u32 k = 0; k < 2 * N_CLASSES && done < nspans; k++) {
		u32 spc = (start + k) % (2 * N_CLASSES);
		Central *ct = &rt_heap.central[spc];
		while (done < nspans && atomic_load_relaxed(&ct->unswept.first)) {
			rt_lock(&ct->lock);
			Span *s = spanlist_pop(&ct->unswept);
			rt_unlock(&ct->lock);
			if (!s)
				break;
			done++;
			atomic_store_relaxed(&cursor, spc);
			if (!sweep_span(s))
				continue;
			rt_lock(&ct->lock);
			spanlist_push(s->nalloc < s->nelems ? &ct->partial : &ct->full, s);
			rt_unlock(&ct->lock);
		}
	}
	return done;
}

void sweep_begin(void) {
	rt_heap.sweepgen += 2;
	for (u32 i = 0; i < 2 * N_CLASSES; i++) {
		Central *ct = &rt_heap.central[i];
		if (ct->unswept.first)
			rt_throw("sweep_begin: a span was never swept");
		spanlist_append(&ct->unswept, &ct->partial);
		spanlist_append(&ct->unswept, &ct->full);
	}
}
