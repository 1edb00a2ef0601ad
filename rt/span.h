// Private to the heap (span.c, malloc.c, gc.c, sweep.c, special.c, memstats.c).
//
// Terms. Page: 8192 bytes of the reserved range [base, limit). Span: a run of pages, free or in
// use; in use it holds nelems objects of elemsize bytes. Class: index into the size classes; span
// class = 2 * class + noscan.
//
// Which objects of a span are allocated: objects are handed out in groups of 64, in order. cache
// has a 1 for each object of group `group` that is still free; all objects of earlier groups are
// allocated; in later groups alloc has a 1 for each allocated object. Bits past nelems are 1 in
// alloc.
//
// Sweeping. sweepgen of the heap grows by 2 with each collection, at its end. A span in use with
//	sweepgen == heap.sweepgen - 2   needs sweeping: mark says what is alive
//	sweepgen == heap.sweepgen - 1   is being swept
//	sweepgen == heap.sweepgen       is swept
// Only a swept span is in an MCache. When marking begins every span is swept and every mark bit is
// 0. What is allocated while marking goes on is marked: the free objects of a span get their bits
// when a cache takes it (black), and those that are still free lose them when it is given back.
//
// Locks, in this order: central's, heap.lock. Both are taken on the system stack only. The fields
// of a span in use belong to the P whose cache has it, to the holder of its central's lock, or to
// its sweeper.
#ifndef RT_SPAN_H
#define RT_SPAN_H
#include <string.h>
#include "heap.h"
#include "mprof.h"

enum {
	PAGE_SHIFT = 13,
	PAGE = 1 << PAGE_SHIFT,
	N_CLASSES = 68,
	MAX_SMALL = 32768,
	MAX_BITMAP = 512, // objects of at most so many bytes have a bitmap, larger ones a type
	TINY = 16,
	MALLOC_HEADER = 8, // gc's, for capacities equal to gc's
	N_EXACT_BINS = 128,
	N_BINS = N_EXACT_BINS + 40,
	OBLET = 128 << 10, // large objects are scanned in pieces of this many bytes
	CHUNK_SHIFT = 21,
	CHUNK = 1 << CHUNK_SHIFT // what a huge page of the system's holds
};

// What is known of a page's contents and memory.
enum { PAGE_USED, PAGE_GONE /* zero, not resident */, PAGE_FRESH /* zero, resident */ };

typedef enum SpanState { SPAN_DEAD, SPAN_FREE, SPAN_INUSE } SpanState;

typedef struct Span Span;
struct Span {
	u64 base;
	u64 elemsize; // bytes; large: of the object, a multiple of pages
	u64 npages;
	u64 cache;
	u64 *alloc;
	u64 *mark;
	u64 *bits;	    // scan, elemsize <= MAX_BITMAP: a bit for each word of the span
	const Type **types; // scan, elemsize > MAX_BITMAP: for each object
	u32 divmul;	    // offset * divmul >> 32 is the index; 0 for large
	u32 nelems;
	u32 group, ngroups;
	u32 nalloc;	   // allocated objects, exact unless cached
	u32 nalloc_cached; // nalloc when the cache took it
	u32 sweepgen;	   // atomic
	u8 state;
	u8 class;
	bool noscan;
	bool needzero; // free objects may hold old contents
	bool in_cache;
	bool black;	   // in a cache while a collection marks: its free objects have mark bits
	Span *next, *prev; // of the list it is in
	u64 metasize;	   // bytes of this structure with its tables
};

typedef struct SpanList {
	Span *first, *last;
	u64 n;
} SpanList;

// The spans of one span class that are in no cache.
typedef struct Central {
	Lock lock;
	SpanList partial; // swept, with free objects
	SpanList full;	  // swept, none free
	SpanList unswept;
	u64 mallocs; // objects that spans had got before they left their cache
	u64 frees;   // objects swept
	char pad[64];
} Central;

// The spans that a P allocates from. Owner: the P.
typedef struct MCache {
	Span *span[2 * N_CLASSES]; // never NULL: an empty dummy at first
	u64 tiny;		   // rest of the current tiny block: next free byte, 0 none
	u64 tiny_end;
	u64 tiny_allocs;
	u64 large_allocs; // unused if P has gone
	u64 fresh;	  // bytes of the span that was taken last, 0: they are paid for
	i64 assist;	  // bytes to be scanned for what was allocated
	u32 stress;	  // allocations until the next forced collection
	ProfSampler sampler;
} MCache;

typedef struct Heap {
	Lock lock;
	u64 base, limit; // reserved
	u64 mapped;	 // [base, mapped) is accessible
	u64 used;	 // [base, used) is in spans, free or not
	Span **spans;	 // by page: in use: every page; free: first and last page
	u8 *released;	 // by page: PAGE_USED and the like
	u8 *huge;	 // by chunk, from 1: 1 if it may be one huge page (huge.c)
	SpanList bins[N_BINS];
	Span *meta_free[256]; // dead Span structures, by metasize / 64
	u64 sweepgen;
	Central central[2 * N_CLASSES];

	// Accounting in bytes, under lock except where it says atomic.
	u64 live; // atomic: allocated since or marked by the last collection, unswept rest left out
	u64 trigger; // atomic: live at which to collect
	u64 inuse_pages, free_pages, released_pages;
	u64 meta_bytes, meta_inuse;
	u64 large_mallocs, large_frees, large_alloc_bytes, large_free_bytes;
	u64 total_tiny;
	u32 stress;    // SEAGO_GCSTRESS, 0: off
	bool profiled; // allocations are sampled
	bool watched;  // either of the two: every allocation is looked at
	bool clobber;  // SEAGO_GCCLOBBER: freed memory is overwritten
	u32 trace;     // GODEBUG=gctrace=n
	bool check;    // SEAGO_GCCHECK: rt_heap_check around collections
	i64 gcpercent; // -1: off
	u64 memlimit;
	u64 pagelimit; // what of it is for pages that are resident; ~0: no limit
} Heap;

extern Heap rt_heap;
extern const u32 rt_class_size[N_CLASSES];
extern const u8 rt_class_pages[N_CLASSES];

// Smallest class by size: by 8 bytes up to 1024, by 128 above.
extern u8 rt_class_small[1024 / 8 + 1], rt_class_big[MAX_SMALL / 128 + 1];

// The smallest class of at least size bytes, size <= MAX_SMALL.
static inline u32 span_class_of(u64 size) {
	return size <= 1024 ? rt_class_small[(size + 7) / 8] : rt_class_big[(size + 127) / 128];
}

/* span.c */
Span *span_alloc(u64 npages, u32 class, bool noscan, u64 elemsize); // in use, all objects free
void span_free(Span *s);					    // swept, in no list
u64 span_scavenge(u64 bytes); // gives free pages back to the system: bytes given
void spanlist_push(SpanList *l, Span *s);
Span *spanlist_pop(SpanList *l);
void spanlist_remove(SpanList *l, Span *s);
void spanlist_append(SpanList *to, SpanList *from); // from is empty afterwards
void span_reset(Span *s); // alloc says what is allocated: start handing out from the front

/* huge.c */
void huge_init(u64 reserved);
// Free pages become used, which PAGE_GONE still says of some; heap.lock is held.
void huge_take(u64 base, u64 npages);
void huge_give(u64 base, u64 npages); // free pages are about to be given back; heap.lock is held

/* sweep.c */
bool sweep_span(Span *s);   // owner; false: it was empty and is gone
u64 sweep_some(u64 nspans); // any spans; how many, 0: all are swept
void sweep_begin(void);	    // end of marking, world stopped
// gc.c: nobody sweeps in the background between them. For who looks at all spans, world stopped.
void sweep_hold(void);
void sweep_release(void);

/* malloc.c */
void mcache_flush(MCache *c); // spans go back to their centrals; world stopped or own P
const Type *span_obj_type(Span *s, u64 idx);

/* mark.c */
GcWork *work_new(void);

/* barrier.c */
void wb_init(P *p);
void wb_flush(P *p); // marks what p has noted; by its owner or with the world stopped

/* special.c */
void special_roots(GcWork *w, u64 part, u64 nparts);
u64 special_finish(GcWork *w); // marking has ended: queues finalizers, clears weak handles
void special_wake(void);       // world started: lets the finalizer goroutine run
// Finalizers, those that wait to be run too, and recorded allocations.
typedef struct SpecialInfo {
	u64 obj;
	ptr bucket; // recorded allocation, else NULL and
	ptr fn;	    // closure
	const Type *objtype, *functype;
	bool queued;
} SpecialInfo;
void special_each(void (*fn)(const SpecialInfo *s, ptr arg), ptr arg); // world stopped

/* gc.c */
void gc_mark(GcWork *w, u64 p); // exact or interior pointer or anything
void gc_mark_conservative(GcWork *w, u64 p);
void gc_scan_object(GcWork *w, u64 p); // what the object at p points to
void gc_blackened(u64 bytes);	       // so many were allocated while a collection marks
void gc_assist(MCache *c, u64 bytes);  // the same, by a goroutine that may help with it
bool gc_is_marked(u64 p);	       // p lies in an allocated object
void gc_maybe(void);		       // collects if it is time
u64 rt_typemask_words(const Type *t);
const u8 *rt_gcmask(const Type *t); // bits of t.ptr_bytes

static inline Span *span_of(u64 p) {
	u64 off = p - rt_heap.base;
	if (off >= rt_heap.used - rt_heap.base)
		return NULL;
	Span *s = rt_heap.spans[off >> PAGE_SHIFT];
	return s && s->state == SPAN_INUSE ? s : NULL;
}

static inline u64 span_index(const Span *s, u64 p) {
	return (p - s->base) * s->divmul >> 32;
}

// Object i of s is allocated. Its P may hand out objects meanwhile (span_next): cache counts only
// if it was read while group stayed the same. Just after group has grown, cache is that of the
// group before, 0: a free object then seems to be allocated for a moment, never the other way
// round.
static inline bool span_allocated(const Span *s, u64 i) {
	u32 g = i >> 6;
	u64 bit = 1ul << (i & 63);
	for (;;) {
		u32 group = atomic_load_acquire(&s->group);
		if (g != group)
			return g < group || (s->alloc[g] & bit) != 0;
		u64 cache = atomic_load_acquire(&s->cache);
		if (likely(atomic_load_acquire(&s->group) == group))
			return !(cache & bit);
	}
}

/* gcbits.c */
u8 rt_gcbits_word(
	const Span *s, u64 at, u64 i); // word i of the object at index at may be a pointer: 1

#endif
