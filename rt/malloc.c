// Allocation.
//
// A small object comes from the span of its span class in the cache of the P; when that is used up,
// from a span of the central list, swept first if need be, or a fresh one. Pointer-free objects
// below 16 bytes share blocks of 16. Objects above MAX_SMALL are spans of their own. The fast path
// runs on the goroutine's stack and cannot be interrupted there (rt.h); everything that takes a
// lock goes to the system stack.
//
// Memory is zeroed when it is handed out, not when it is swept. Slack behind a request is zero as
// well in objects with pointers, so that the type may be repeated up to the end of the object.
#include "span.h"

static const u8 words_mask[1] = {1};
const Type rt_type_words = {.size = 8,
	.ptr_bytes = 8,
	.align = 8,
	.field_align = 8,
	.kind = KIND_UNSAFE_POINTER,
	.gcdata = words_mask};

static u64 empty_bits[2] = {~0ul, 0};
static Span empty_span = {.elemsize = 8,
	.alloc = &empty_bits[0],
	.mark = &empty_bits[1],
	.ngroups = 1,
	.noscan = true};
u64 rt_zerobase; // where all that has no bytes lies, variables too

/* Caches of Ps. */
static void mcache_init(MCache *c) {
	for (u32 i = 0; i < countof(c->span); i++)
		c->span[i] = &empty_span;
	c->stress = rt_heap.stress;
}

void rt_heap_procinit(P *p) {
	p->mcache = rt_persistent_alloc(sizeof(MCache), 64);
	mcache_init(p->mcache);
	if (!p->wbbuf) {
		wb_init(p);
		p->gcwork = work_new();
	}
}

void rt_heap_procdestroy(P *p) {
	if (!p->mcache)
		return;
	mcache_flush(p->mcache);
	wb_flush(p);
	rt_heap.total_tiny += ((MCache *)p->mcache)->tiny_allocs;
	p->mcache = NULL;
}

static u32 span_nfree(const Span *s) {
	u32 n = __builtin_popcountl(s->cache);
	for (u32 g = s->group + 1; g < s->ngroups; g++)
		n += __builtin_popcountl(~s->alloc[g]);
	return n;
}

// All free objects of s, which nobody else uses, get their mark bits, or lose them.
static void span_blacken(Span *s, bool black) {
	for (u32 g = s->group; g < s->ngroups; g++) {
		u64 free = g == s->group ? s->cache : ~s->alloc[g];
		if (black)
			__atomic_fetch_or(&s->mark[g], free, __ATOMIC_SEQ_CST);
		else
			__atomic_fetch_and(&s->mark[g], ~free, __ATOMIC_SEQ_CST);
	}
	s->black = black;
}

static void mcache_release(MCache *c, u32 spc) {
	Span *s = c->span[spc];
	if (s == &empty_span)
		return;
	Central *ct = &rt_heap.central[spc];
	u32 nfree = span_nfree(s);
	s->nalloc = s->nelems - nfree;
	s->in_cache = false;
	if (s->black) {
		span_blacken(s, false);
		gc_blackened((s->nalloc - s->nalloc_cached) * s->elemsize);
	}
	c->span[spc] = &empty_span;
	rt_lock(&ct->lock);
	ct->mallocs += s->nalloc - s->nalloc_cached;
	spanlist_push(nfree ? &ct->partial : &ct->full, s);
	rt_unlock(&ct->lock);
	__atomic_sub_fetch(&rt_heap.live, nfree * s->elemsize, __ATOMIC_RELAXED);
}

void mcache_flush(MCache *c) {
	for (u32 i = 0; i < countof(c->span); i++)
		mcache_release(c, i);
	c->tiny = c->tiny_end = 0;
}

// A span with free objects from the lists of a central, or NULL.
static Span *central_take(Central *ct) {
	for (;;) {
		rt_lock(&ct->lock);
		Span *s = spanlist_pop(&ct->partial);
		if (s) {
			rt_unlock(&ct->lock);
			return s;
		}
		s = spanlist_pop(&ct->unswept);
		rt_unlock(&ct->lock);
		if (!s)
			return NULL;
		if (!sweep_span(s))
			continue;
		if (s->nalloc < s->nelems)
			return s;
		rt_lock(&ct->lock);
		spanlist_push(&ct->full, s);
		rt_unlock(&ct->lock);
	}
}

typedef struct Refill {
	MCache *c;
	u32 spc;
	u64 bytes; // that can be allocated now
} Refill;

static void mcache_refill(ptr arg) {
	Refill *r = arg;
	mcache_release(r->c, r->spc);
	u32 class = r->spc >> 1;
	Span *s = central_take(&rt_heap.central[r->spc]);
	if (!s)
		s = span_alloc(rt_class_pages[class], class, r->spc & 1, rt_class_size[class]);
	s->nalloc_cached = s->nalloc;
	s->in_cache = true;
	if (rt_wbflag)
		span_blacken(s, true);
	r->bytes = (s->nelems - s->nalloc) * s->elemsize;
	r->c->span[r->spc] = s;
	__atomic_add_fetch(&rt_heap.live, (s->nelems - s->nalloc) * s->elemsize, __ATOMIC_RELAXED);
}

static inline u64 span_next(Span *s) {
	for (;;) {
		if (likely(s->cache)) {
			u64 i = s->group * 64 + __builtin_ctzl(s->cache);
			atomic_store_relaxed(&s->cache, s->cache & (s->cache - 1));
			return s->base + i * s->elemsize;
		}
		if (s->group + 1 >= s->ngroups)
			return 0;
		atomic_store_release(&s->group, s->group + 1); // in this order: span_allocated
		atomic_store_release(&s->cache, ~s->alloc[s->group]);
	}
}

/* Pointer information. */

// Arrays are their elements, repeated.
static inline const Type *type_unit(const Type *t) {
	while (t->kind == KIND_ARRAY)
		t = ((const ArrayType *)t)->elem;
	return t;
}

// Bits at.. of s, one for each of the n words of an object, become those of mask.
static inline void bits_put(Span *s, u64 at, u64 n, u64 mask) {
	u64 keep = n == 64 ? ~0ul : (1ul << n) - 1;
	mask &= keep;
	u64 *w = &s->bits[at / 64], sh = at % 64;
	w[0] = (w[0] & ~(keep << sh)) | mask << sh;
	if (sh + n > 64)
		w[1] = (w[1] & ~(keep >> (64 - sh))) | mask >> (64 - sh);
}

// The first words of t that hold pointers, at most 64.
static inline u64 type_mask(const Type *t, const u8 *g) {
	u64 words = t->ptr_bytes / 8, mask = g[0];
	for (u64 i = 1; i < (words + 7) / 8; i++)
		mask |= (u64)g[i] << 8 * i;
	return words < 64 ? mask & ((1ul << words) - 1) : mask;
}

static void bits_set(Span *s, u64 p, const Type *t) {
	t = type_unit(t);
	u64 n = s->elemsize / 8, mask;
	if (t->size == 8) {
		mask = ~0ul;
	} else {
		u64 one =
			type_mask(t, t->tflag & TFLAG_GCMASK_ON_DEMAND ? rt_gcmask(t) : t->gcdata);
		mask = one;
		for (u64 sh = t->size / 8; sh < n; sh += t->size / 8)
			mask |= one << sh;
	}
	bits_put(s, (p - s->base) / 8, n, mask);
}

const Type *span_obj_type(Span *s, u64 i) {
	return s->types[i];
}

/* Large objects. */
typedef struct Large {
	u64 size;
	const Type *type;
	bool needzero;
	u64 p;
} Large;

static void large_alloc(ptr arg) {
	Large *l = arg;
	u64 npages = (l->size + PAGE - 1) >> PAGE_SHIFT;
	bool noscan = !l->type;
	sweep_some(16);
	Span *s = span_alloc(npages, 0, noscan, npages * PAGE);
	if (!noscan)
		s->types[0] = type_unit(l->type);
	if (rt_wbflag) {
		s->mark[0] = 1;
		gc_blackened(s->elemsize);
	}
	atomic_store_release(&s->cache, 0);
	s->nalloc = s->nalloc_cached = 1;
	if (s->needzero && l->needzero)
		memset((ptr)s->base, 0, s->elemsize);
	Central *ct = &rt_heap.central[noscan];
	rt_lock(&ct->lock);
	ct->mallocs++;
	spanlist_push(&ct->full, s);
	rt_unlock(&ct->lock);
	__atomic_add_fetch(&rt_heap.large_alloc_bytes, s->elemsize, __ATOMIC_RELAXED);
	__atomic_add_fetch(&rt_heap.live, s->elemsize, __ATOMIC_RELAXED);
	l->p = s->base;
}

static RT_DIES void malloc_toolarge(u64 size) {
	rt_printf("runtime: cannot allocate memory: %u bytes\n", size);
	rt_throw("out of memory");
}

/* The allocator. */

typedef u64 Pair __attribute__((vector_size(16), aligned(8), may_alias));

// n is a multiple of 8, and small as a rule: a call of memset would cost more.
static inline void malloc_zero(u64 *p, u64 n) {
	if (n > 128) {
		memset(p, 0, n);
		return;
	}
	if (n < 16) {
		*p = 0;
		return;
	}
	u64 *last = p + n / 8 - 2;
	for (; p < last; p += 2) {
		*(Pair *)p = (Pair){0, 0};
		__asm__ volatile("" : : : "memory"); // or the compiler makes it a call again
	}
	*(Pair *)last = (Pair){0, 0};
}

static inline bool malloc_may_collect(M *m) {
	return m->locks == 0 && m->curg && getg() == m->curg;
}

static MCache *malloc_cache(M *m) {
	P *p = m->p;
	if (unlikely(!p))
		rt_throw("rt_mallocgc: no P");
	return p->mcache;
}

static RT_NOINLINE u64 malloc_slow(MCache *c, u32 spc) {
	Refill r = {c, spc, 0};
	rt_systemstack(mcache_refill, &r);
	c->fresh = r.bytes;
	return span_next(c->span[spc]);
}

static inline u64 malloc_small(MCache *c, u32 spc, bool *slow) {
	u64 p = span_next(c->span[spc]);
	if (unlikely(!p)) {
		p = malloc_slow(c, spc);
		*slow = true;
	}
	return p;
}

static u64 malloc_tiny(MCache *c, u64 size, bool *slow) {
	u64 align = size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1;
	u64 p = (c->tiny + align - 1) & ~(align - 1);
	c->tiny_allocs++;
	if (c->tiny && p + size <= c->tiny_end) {
		c->tiny = p + size;
		return p;
	}
	u32 spc = 2 * 2 + 1;
	p = malloc_small(c, spc, slow);
	c->tiny_allocs--;
	((u64 *)p)[0] = 0;
	((u64 *)p)[1] = 0;
	if (!c->tiny || c->tiny_end - c->tiny < TINY - size) {
		c->tiny = p + size;
		c->tiny_end = p + TINY;
	}
	return p;
}

static RT_NOINLINE ptr malloc_large(u64 size, const Type *t, bool needzero) {
	if (size > 1ul << 47)
		malloc_toolarge(size);
	Large l = {size, t, needzero, 0};
	rt_systemstack(large_alloc, &l);
	MCache *c = malloc_cache(getg()->m);
	c->fresh = size;
	return (ptr)l.p;
}

static inline ptr malloc_any(M *m, u64 size, const Type *t, bool needzero, bool *slow) {
	bool noscan = !t || t->ptr_bytes == 0;
	if (unlikely(size > MAX_SMALL)) {
		*slow = true;
		return malloc_large(size, noscan ? NULL : t, needzero || !noscan);
	}
	MCache *c = malloc_cache(m);
	if (noscan && size < TINY) {
		if (unlikely(size == 0))
			return &rt_zerobase;
		return (ptr)malloc_tiny(c, size, slow);
	}
	u32 class = span_class_of(size), spc = 2 * class + noscan;
	u64 p = malloc_small(c, spc, slow);
	Span *s = c->span[spc];
	if (s->needzero && (needzero || !noscan))
		malloc_zero((u64 *)p, s->elemsize);
	if (!noscan) {
		if (s->bits)
			bits_set(s, p, t);
		else
			s->types[span_index(s, p)] = type_unit(t);
	}
	return (ptr)p;
}

void rt_heap_watch(void) {
	rt_heap.profiled = true;
	rt_heap.watched = true;
}

// The first object of a block stands for all that share it.
static void malloc_sample(MCache *c, ptr p) {
	Span *s = span_of((u64)p);
	if (s == NULL || ((u64)p - s->base) % s->elemsize != 0 ||
		!rt_prof_sample(&c->sampler, s->elemsize))
		return;
	rt_special_profile(p, rt_prof_malloc(s->elemsize));
}

static RT_NOINLINE void malloc_after(M *m, ptr p) {
	if (rt_heap.profiled && m->curg != NULL && getg() == m->curg && m->p != NULL)
		malloc_sample(m->p->mcache, p);
	if (!malloc_may_collect(m))
		return;
	if (rt_heap.stress) {
		MCache *c = m->p->mcache;
		if (c->stress > 1) {
			c->stress--;
		} else {
			c->stress = rt_heap.stress;
			rt_gc();
			return;
		}
	}
	if (rt_wbflag) {
		MCache *c = m->p->mcache;
		u64 bytes = c->fresh;
		c->fresh = 0;
		gc_assist(c, bytes);
	}
	gc_maybe();
	// A loop that does little else than allocate is hardly ever met in compiled code.
	if (unlikely(((G *)getg())->preempt))
		rt_preempt_park();
}

// Bytes without pointers, from the block or span at hand, or NULL.
static inline ptr malloc_bytes(MCache *c, u64 size, bool needzero) {
	if (size < TINY) {
		u64 align = size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1;
		u64 p = (c->tiny + align - 1) & -align;
		if (unlikely(size == 0 || c->tiny == 0 || p + size > c->tiny_end))
			return NULL;
		c->tiny_allocs++;
		c->tiny = p + size;
		return (ptr)p;
	}
	Span *s = c->span[2 * rt_class_small[(size + 7) / 8] + 1];
	if (unlikely(s->cache == 0))
		return NULL;
	u64 p = span_next(s);
	if (s->needzero && needzero)
		malloc_zero((u64 *)p, s->elemsize);
	return (ptr)p;
}

// Small objects with pointers, all zeroed, from the span at hand, or NULL.
static inline ptr malloc_scan(MCache *c, u64 size, const Type *t) {
	Span *s = c->span[2 * rt_class_small[(size + 7) / 8]];
	if (unlikely(s->cache == 0))
		return NULL;
	u64 p = span_next(s);
	if (s->needzero)
		malloc_zero((u64 *)p, s->elemsize);
	bits_set(s, p, t);
	return (ptr)p;
}

static RT_NOINLINE ptr malloc_and_look(M *m, u64 size, const Type *t, bool needzero) {
	bool slow = false;
	ptr volatile p = malloc_any(m, size, t, needzero, &slow);
	if (unlikely(slow || rt_heap.watched))
		malloc_after(m, p);
	return p;
}

ptr rt_mallocgc(u64 size, const Type *t, bool needzero) {
	M *m = getg()->m;
	bool noscan = !t || t->ptr_bytes == 0;
	if (likely(size <= (noscan ? 1024 : MAX_BITMAP) && m->p && !rt_heap.watched)) {
		MCache *c = m->p->mcache;
		ptr p = noscan ? malloc_bytes(c, size, needzero) : malloc_scan(c, size, t);
		if (likely(p))
			return p;
	}
	return malloc_and_look(m, size, t, needzero);
}

ptr rt_mallocgc_nogc(u64 size, const Type *t) {
	bool slow;
	return malloc_any(getg()->m, size, t, true, &slow);
}

// An object of a type with a bitmap at hand, from the span at hand, or NULL. In the class for one
// object no type fits in twice.
static inline ptr malloc_quick(MCache *c, const Type *t) {
	bool noscan = t->ptr_bytes == 0;
	Span *s = c->span[2 * rt_class_small[(t->size + 7) / 8] + noscan];
	u64 free = s->cache;
	if (unlikely(!free))
		return NULL;
	u64 i = s->group * 64 + __builtin_ctzl(free), size = s->elemsize;
	atomic_store_relaxed(&s->cache, free & (free - 1));
	u64 p = s->base + i * size;
	if (s->needzero)
		malloc_zero((u64 *)p, size);
	if (!noscan)
		bits_put(s, i * size / 8, size / 8, type_mask(t, t->gcdata));
	return (ptr)p;
}

static inline bool malloc_is_quick(const Type *t) {
	return (t->ptr_bytes != 0 || t->size >= TINY) && t->size <= MAX_BITMAP &&
	       !(t->tflag & TFLAG_GCMASK_ON_DEMAND) && t->kind != KIND_ARRAY;
}

ptr rt_newobject(ptr type) {
	const Type *t = type;
	M *m = getg()->m;
	if (likely(malloc_is_quick(t) && m->p && !rt_heap.watched)) {
		ptr p = malloc_quick(m->p->mcache, t);
		if (likely(p))
			return p;
	}
	return rt_mallocgc(t->size, t, true);
}

/* Objects of a size that is known where they are made (gen.h) */
enum {
	CLASS_0,
#define CLASS(bytes, pages) CLASS_##bytes,
#include "sizeclass.def"
};

static inline void new_clear(u64 *p, u64 n) {
	if (n & 1)
		p[n - 1] = 0;
#pragma GCC unroll 8
	for (u64 k = 0; k + 1 < n; k += 2) {
		*(Pair *)(p + k) = (Pair){0, 0};
		__asm__ volatile("" : : : "memory");
	}
}

static inline ptr new_quick(const Type *t, u64 size, u32 class, bool scan) {
	Span *s = ((MCache *)rt_getcache())->span[2 * class + !scan];
	u64 free = s->cache, n = size / 8;
	if (unlikely(!free || rt_heap.watched))
		return rt_newobject((ptr)t);
	atomic_store_relaxed(&s->cache, free & (free - 1));
	u64 i = s->group * 64 + __builtin_ctzl(free);
	u64 *p = (u64 *)(s->base + i * size);
	new_clear(p, n);
	if (scan) {
		const u8 *g = t->gcdata;
		bits_put(s, i * n, n,
			n > 8 && t->ptr_bytes > 64 ? (u64)g[0] | (u64)g[1] << 8 : g[0]);
	}
	return p;
}

#define NEW_SCAN(size)                                                                             \
	ptr rt_new##size(ptr type) {                                                               \
		return new_quick(type, size, CLASS_##size, true);                                  \
	}
#define NEW_NOSCAN(size)                                                                           \
	ptr rt_new##size##n(ptr type) {                                                            \
		return new_quick(type, size, CLASS_##size, false);                                 \
	}
RT_NEW_SCAN(NEW_SCAN)
RT_NEW_NOSCAN(NEW_NOSCAN)

u64 rt_typesize(const Type *t) {
	return t->size;
}

u64 rt_roundupsize(u64 size, bool noscan) {
	u64 req = size;
	if (req > MAX_SMALL - MALLOC_HEADER) {
		req += PAGE - 1;
		return req < size ? size : req & ~(u64)(PAGE - 1);
	}
	if (!noscan && req > MAX_BITMAP)
		req += MALLOC_HEADER;
	return rt_class_size[span_class_of(req)] - (req - size);
}
