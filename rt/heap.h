// The heap and the collector, for the rest of the runtime.
//
// Objects live in spans of one size class and one kind (with pointers, without). Every object with pointers has exact
// pointer information: a type, repeated to the end of the object. Memory from here is zeroed unless asked otherwise.
// Pointers into the middle of an object keep it alive; so does, on stacks and in registers, a pointer to its end.
//
// Every function here may be called on a goroutine's stack and on a system stack. Those marked "may collect" start a
// collection only when they are called on a goroutine's stack with no runtime lock held.
#ifndef RT_HEAP_H
#define RT_HEAP_H
#include "abi.h"

typedef struct MCache MCache;
typedef struct GcWork GcWork;

/* malloc.c */
enum {
	MALLOC_NOZERO = 1,        // the caller overwrites all of it (objects without pointers only)
	MALLOC_CONSERVATIVE = 2,  // type NULL: every word may be a pointer; else NULL means no pointers
	MALLOC_NOGC = 4           // do not start a collection
};
void rt_heap_init(void);                                       // first of all, on one thread
void *rt_mallocgc(u64 size, const Type *type, u32 flags);      // may collect
void *rt_persistentalloc(u64 size, u64 align);                 // zeroed, never freed, not scanned
u64 rt_roundupsize(u64 size, int noscan);                      // bytes that a request of size gets, as gc counts
MCache *rt_mcache_new(void);                                   // one for each P: P.mcache
void rt_mcache_free(MCache *c);                                // P goes away; world stopped

/* gc.c */
void rt_gc_init(void);                                         // after the environment is known: GOGC, GOMEMLIMIT
void rt_gc(void);                                              // runtime.GC: a full collection, swept
void rt_gc_add_root(const void *addr, u64 bytes);              // a range that lives for ever, scanned conservatively
void rt_gc_scan(GcWork *w, const void *lo, const void *hi);    // during a collection: scan [lo, hi) conservatively
void rt_gc_mark(GcWork *w, const void *p);                     // during a collection: p (or NULL) is reachable
int rt_heap_check(void);                                       // world stopped: invariants hold; else it throws

// What the scheduler owns and the collector must see, as n jobs that run in parallel while the world is stopped: the
// stacks and saved registers of goroutines, timers, sudogs, anything that points to the heap from outside of it.
// The scheduler defines these two.
u64 rt_gcroots_count(void);
void rt_gcroots_scan(u64 job, GcWork *w);

/* special.c */
// Objects with something attached: finalizer, cleanup, weak handle.
void rt_setfinalizer(void *obj, void *closure, const Type *arg_type, const Type *func_type);
void rt_removefinalizer(void *obj);

#endif
