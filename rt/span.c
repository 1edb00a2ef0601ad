// The page heap: runs of pages out of one reserved range of addresses.
//
// Free runs are kept whole: when a span is freed it is joined with free neighbours, which it finds
// through rt_heap.spans. Bins 1..128 hold runs of exactly that many pages, the rest runs by powers
// of two. Pages that the system has never given, or has taken back, are marked in rt_heap.released:
// they are zero. huge.c says where the system is asked for huge pages.
//
// Structures of spans lie outside the heap, with their tables behind them, and are reused by size.
#include "span.h"

Heap rt_heap;

#define CLASS(size, pages) size,
const u32 rt_class_size[N_CLASSES] = {
	0,
#include "sizeclass.def"
};
#define CLASS(size, pages) pages,
const u8 rt_class_pages[N_CLASSES] = {
	0,
#include "sizeclass.def"
};

enum { GROW = 64 << 20, MIN_RESERVE = 256 << 20 };

u8 rt_class_small[1024 / 8 + 1], rt_class_big[MAX_SMALL / 128 + 1];

static void class_init(void) {
	for (u64 i = 0, c = 1; i <= 1024 / 8; i++) {
		while (rt_class_size[c] < i * 8)
			c++;
		rt_class_small[i] = c;
	}
	for (u64 i = 0, c = 1; i <= MAX_SMALL / 128; i++) {
		while (rt_class_size[c] < i * 128)
			c++;
		rt_class_big[i] = c;
	}
}

/* Lists. */
void spanlist_push(SpanList *l, Span *s) {
	s->next = l->first;
	s->prev = NULL;
	if (l->first)
		l->first->prev = s;
	else
		l->last = s;
	l->first = s;
	l->n++;
}

void spanlist_remove(SpanList *l, Span *s) {
	if (s->prev)
		s->prev->next = s->next;
	else
		l->first = s->next;
	if (s->next)
		s->next->prev = s->prev;
	else
		l->last = s->prev;
	s->next = s->prev = NULL;
	l->n--;
}

Span *spanlist_pop(SpanList *l) {
	Span *s = l->first;
	if (s)
		spanlist_remove(l, s);
	return s;
}

void spanlist_append(SpanList *to, SpanList *from) {
	if (!from->first)
		return;
	if (to->last) {
		to->last->next = from->first;
		from->first->prev = to->last;
	} else {
		to->first = from->first;
	}
	to->last = from->last;
	to->n += from->n;
	*from = (SpanList){0};
}

/* Structures. */
static Span *meta_new(u64 tail) {
	u64 size = (sizeof(Span) + tail + 63) & ~63ul;
	u64 bin = size / 64;
	Span *s = NULL;
	if (bin < countof(rt_heap.meta_free) && rt_heap.meta_free[bin]) {
		s = rt_heap.meta_free[bin];
		rt_heap.meta_free[bin] = s->next;
		memset(s, 0, size);
	} else {
		s = rt_persistent_alloc(size, 64);
		rt_heap.meta_bytes += size;
	}
	rt_heap.meta_inuse += size;
	s->metasize = size;
	return s;
}

static void meta_delete(Span *s) {
	u64 bin = s->metasize / 64;
	rt_heap.meta_inuse -= s->metasize;
	s->state = SPAN_DEAD;
	if (bin >= countof(rt_heap.meta_free))
		return;
	s->next = rt_heap.meta_free[bin];
	rt_heap.meta_free[bin] = s;
}

/* Free runs. */
static u64 page_index(u64 addr) {
	return (addr - rt_heap.base) >> PAGE_SHIFT;
}

static u64 bin_of(u64 npages) {
	if (npages <= N_EXACT_BINS)
		return npages - 1;
	return N_EXACT_BINS + (63 - __builtin_clzl(npages)) - 7;
}

static void run_insert(u64 base, u64 npages) {
	Span *s = meta_new(0);
	s->base = base;
	s->npages = npages;
	s->state = SPAN_FREE;
	u64 i = page_index(base);
	rt_heap.spans[i] = s;
	rt_heap.spans[i + npages - 1] = s;
	spanlist_push(&rt_heap.bins[bin_of(npages)], s);
	rt_heap.free_pages += npages;
}

static void run_remove(Span *s) {
	u64 i = page_index(s->base);
	spanlist_remove(&rt_heap.bins[bin_of(s->npages)], s);
	rt_heap.spans[i] = NULL;
	rt_heap.spans[i + s->npages - 1] = NULL;
	rt_heap.free_pages -= s->npages;
	meta_delete(s);
}

static void run_free(u64 base, u64 npages) {
	u64 i = page_index(base);
	if (i > 0) {
		Span *left = rt_heap.spans[i - 1];
		if (left && left->state == SPAN_FREE) {
			base = left->base;
			npages += left->npages;
			run_remove(left);
		}
	}
	u64 end = base + npages * PAGE;
	if (end < rt_heap.used) {
		Span *right = rt_heap.spans[page_index(end)];
		if (right && right->state == SPAN_FREE) {
			npages += right->npages;
			run_remove(right);
		}
	}
	run_insert(base, npages);
}

static Span *run_find(u64 npages) {
	u64 bin = bin_of(npages);
	if (bin >= N_EXACT_BINS) {
		for (Span *s = rt_heap.bins[bin].first; s; s = s->next)
			if (s->npages >= npages)
				return s;
		bin++;
	}
	for (; bin < N_BINS; bin++)
		if (rt_heap.bins[bin].first)
			return rt_heap.bins[bin].first;
	return NULL;
}

// More of the reserved range becomes a free run; false: there is no more.
static bool run_grow(u64 npages) {
	u64 need = npages * PAGE;
	if (need > rt_heap.limit - rt_heap.used)
		return false;
	u64 end = (rt_heap.used + need + GROW - 1) & ~(u64)(GROW - 1);
	if (end > rt_heap.limit)
		end = rt_heap.limit;
	u64 from = rt_heap.used, first = page_index(from), n = (end - from) >> PAGE_SHIFT;
	rt_sys_map((ptr)from, end - from);
	rt_sys_map((ptr)((u64)&rt_heap.spans[first] & ~4095ul), n * 8 + 4096);
	rt_sys_map((ptr)((u64)&rt_heap.released[first] & ~4095ul), n + 4096);
	memset(&rt_heap.released[first], PAGE_GONE, n);
	rt_heap.released_pages += n;
	rt_heap.mapped = rt_heap.used = end;
	run_free(from, n);
	return true;
}

static u64 run_scavenge(Span *s, u64 want) {
	u64 first = page_index(s->base), end = first + s->npages, done = 0;
	for (u64 i = end; i > first && done < want;) {
		if (rt_heap.released[i - 1] == PAGE_GONE) {
			i--;
			continue;
		}
		u64 hi = i;
		while (i > first && rt_heap.released[i - 1] != PAGE_GONE &&
			done + (hi - i) * PAGE < want)
			i--;
		huge_give(rt_heap.base + i * PAGE, hi - i);
		rt_sys_unused((ptr)(rt_heap.base + i * PAGE), (hi - i) * PAGE);
		memset(&rt_heap.released[i], PAGE_GONE, hi - i);
		done += (hi - i) * PAGE;
	}
	rt_heap.released_pages += done / PAGE;
	return done;
}

// Largest runs first: small ones are soon used again.
static u64 runs_scavenge(u64 bytes) {
	u64 done = 0;
	for (u64 b = N_BINS; b-- > 0 && done < bytes;)
		for (Span *s = rt_heap.bins[b].first; s && done < bytes; s = s->next)
			done += run_scavenge(s, bytes - done);
	return done;
}

u64 span_scavenge(u64 bytes) {
	rt_lock(&rt_heap.lock);
	u64 done = runs_scavenge(bytes);
	rt_unlock(&rt_heap.lock);
	return done;
}

// Pages have become resident: others that are free go back, some more than need be, if all of them
// are more than GOMEMLIMIT leaves.
static void runs_keeplimit(void) {
	enum { MORE = 1 << 20 };
	u64 idle = rt_heap.free_pages - rt_heap.released_pages,
	    resident = (rt_heap.inuse_pages + idle) * PAGE;
	if (resident > rt_heap.pagelimit && idle)
		runs_scavenge(resident - rt_heap.pagelimit + MORE);
}

// Takes npages from the free runs; *dirty: they may not be zero. 0: out of memory.
static u64 pages_take(u64 npages, bool *dirty) {
	Span *r = run_find(npages);
	if (!r) {
		if (!run_grow(npages))
			return 0;
		r = run_find(npages);
	}
	u64 base = r->base, rest = r->npages - npages;
	run_remove(r);
	if (rest)
		run_insert(base + npages * PAGE, rest);
	u64 first = page_index(base), gone = 0, fresh = 0;
	huge_take(base, npages);
	for (u64 i = first; i < first + npages; i++) {
		gone += rt_heap.released[i] == PAGE_GONE;
		fresh += rt_heap.released[i] == PAGE_FRESH;
		rt_heap.released[i] = PAGE_USED;
	}
	*dirty = gone + fresh != npages;
	rt_heap.released_pages -= gone;
	rt_heap.inuse_pages += npages;
	if (gone)
		runs_keeplimit();
	return base;
}

static RT_DIES void span_oom(u64 npages) {
	rt_printf("runtime: out of memory: cannot allocate %u-byte block (%u in use)\n",
		npages * PAGE, rt_heap.inuse_pages * PAGE);
	rt_throw("out of memory");
}

static u64 span_tables(Span *s, u64 words) {
	u64 *p = (u64 *)(s + 1);
	s->alloc = p;
	s->mark = p + s->ngroups;
	if (s->noscan || s->nelems == 0)
		return 0;
	if (s->elemsize <= MAX_BITMAP)
		s->bits = p + 2 * s->ngroups;
	else
		s->types = (const Type **)(p + 2 * s->ngroups);
	return words;
}

Span *span_alloc(u64 npages, u32 class, bool noscan, u64 elemsize) {
	u32 nelems = class ? npages * PAGE / elemsize : 1;
	u32 ngroups = (nelems + 63) / 64;
	u64 words = 2 * ngroups;
	if (!noscan)
		words += elemsize <= MAX_BITMAP ? npages * PAGE / 8 / 64 + 1 : nelems;
	bool dirty;
	rt_lock(&rt_heap.lock);
	u64 base = pages_take(npages, &dirty);
	if (!base) {
		rt_unlock(&rt_heap.lock);
		span_oom(npages);
	}
	Span *s = meta_new(words * 8);
	s->base = base;
	s->npages = npages;
	s->class = class;
	s->noscan = noscan;
	s->needzero = dirty;
	s->elemsize = elemsize;
	s->nelems = nelems;
	s->ngroups = ngroups;
	s->divmul = class ? ~0u / (u32)elemsize + 1 : 0;
	s->sweepgen = rt_heap.sweepgen;
	span_tables(s, words);
	if (nelems % 64)
		s->alloc[ngroups - 1] = ~0ul << nelems % 64;
	s->cache = ~s->alloc[0];
	u64 first = page_index(base);
	for (u64 i = 0; i < npages; i++)
		rt_heap.spans[first + i] = s;
	atomic_store_release(&s->state, SPAN_INUSE);
	rt_unlock(&rt_heap.lock);
	return s;
}

void span_reset(Span *s) {
	if (s->nelems % 64)
		s->alloc[s->ngroups - 1] |= ~0ul << s->nelems % 64;
	s->group = 0;
	s->cache = ~s->alloc[0];
}

void span_free(Span *s) {
	rt_lock(&rt_heap.lock);
	u64 first = page_index(s->base), base = s->base, npages = s->npages;
	for (u64 i = 0; i < npages; i++)
		rt_heap.spans[first + i] = NULL;
	rt_heap.inuse_pages -= npages;
	meta_delete(s);
	run_free(base, npages);
	rt_unlock(&rt_heap.lock);
}

void rt_heap_init(void) {
	class_init();
	u64 reserve = 1ul << 39;
	ptr p = NULL;
	for (; reserve >= MIN_RESERVE; reserve /= 2) {
		p = rt_sys_reserve(reserve);
		if (p)
			break;
	}
	ptr spans = p ? rt_sys_reserve(reserve / PAGE * 8 + 65536) : NULL;
	ptr released = p ? rt_sys_reserve(reserve / PAGE + 65536) : NULL;
	if (!spans || !released)
		rt_throw("rt_heap_init: cannot reserve address space");
	rt_heap.base = ((u64)p + GROW - 1) & ~(u64)(GROW - 1);
	rt_heap.limit = ((u64)p + reserve) & ~(u64)(PAGE - 1);
	rt_heap.mapped = rt_heap.used = rt_heap.base;
	rt_heap.spans = spans;
	rt_heap.released = released;
	huge_init(reserve);
	rt_heap.sweepgen = 2;
	rt_heap.gcpercent = 100;
	rt_heap.memlimit = INT64_MAX;
	rt_heap.pagelimit = ~0ul;
	rt_heap.trigger = 4 << 20;
}
