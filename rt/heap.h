// The heap and the collector, for the rest of the runtime (rt.h has what the scheduler calls).
//
// Objects live in spans of one size class and one kind (with pointers, without). Every object with
// pointers has exact pointer information: a type, repeated to the end of the object. Pointers into
// the middle of an object keep it alive; so does, on stacks and in registers, a pointer to its end.
//
// All functions may be called on a goroutine's stack and on the system stack. rt_mallocgc and those
// built on it start a collection only on a goroutine's stack with m->locks == 0.
#ifndef RT_HEAP_H
#define RT_HEAP_H
#include "abi.h"
#include "rt.h"

typedef struct GcWork GcWork;

// The type of memory whose every word may be a pointer: rt_mallocgc(n, &rt_type_words, true).
extern const Type rt_type_words;

/* malloc.c */
u64 rt_roundupsize(u64 size, bool noscan);     // bytes that a request of size gets, as gc counts
ptr rt_mallocgc_nogc(u64 size, const Type *t); // never starts a collection

/* gc.c */
void rt_gc(void); // runtime.GC: a full collection, swept; from a goroutine
void rt_gc_add_root(
	const void *addr, u64 bytes); // a range that lives for ever, scanned conservatively
void rt_gc_forget_root(const void *addr);
// A loop of compiled code may keep an object by a pointer behind its end only (libtcc's do not).
bool rt_loops_point_past(void);
void rt_gc_scan(GcWork *w, const void *lo, const void *hi); // during a collection, conservatively
void rt_heap_check_marks(
	void);		  // end of marking, world stopped: nothing marked points to what is not
void rt_heap_check(void); // world stopped: throws if an invariant does not hold
u64 rt_gc_cycles(void);	  // completed
void rt_debug_freeOSMemory(void);

/* special.c: objects with something attached. */
// What the finalizer goroutine gets to do. kind: 0 finalizer, 1 cleanup (fn is a func()).
typedef struct rt_FinItem {
	ptr fn;		      // closure
	ptr obj;	      // finalizers: the object
	const Type *objtype;  // ... type of the pointer to it
	const Type *functype; // ... type of fn
	u64 kind;
} rt_FinItem;
u8 rt_setfinalizer(ptr obj, ptr fn, const Type *objtype, const Type *functype); // 0: it has one
void rt_removefinalizer(ptr obj);
void rt_nextfinalizer(rt_FinItem *item); // parks until there is one
u8 rt_finalizersidle(void);		 // none is queued or running
u64 rt_addcleanup(ptr p, ptr fn);	 // the id
void rt_stopcleanup(ptr p, u64 id);
ptr rt_registerWeakPointer(ptr p);
ptr rt_makeStrongFromWeak(ptr handle);
Ret2 rt_findobject(ptr p); // r[0] address of the object that holds p or 0, r[1] its size

/* iface.c, types.c */
const ITab *rt_getitab(const InterfaceType *inter, const Type *type, bool canfail);
String rt_name_string(Name n);
String rt_name_pkgpath(Name n); // that a name carries itself
String rt_type_string(const Type *t);
String rt_type_pkgpath(const Type *t);
UncommonType *rt_type_uncommon(const Type *t);
bool rt_types_equal(const Type *a, const Type *b); // identical, made at run time or not
ptr rt_resolve_name(ptr in, i32 off);
ptr rt_resolve_type(ptr in, i32 off);
ptr rt_resolve_text(ptr in, i32 off);

/* alg.c */
u64 rt_memhash(ptr p, u64 seed, u64 n);
u64 rt_typehash(const Type *t, ptr p, u64 seed);
u8 rt_equal_mem(ptr closure, ptr x, ptr y);
u8 rt_equal_string(ptr closure, ptr x, ptr y);
u8 rt_equal_iface(ptr closure, ptr x, ptr y);
u8 rt_equal_eface(ptr closure, ptr x, ptr y);
u8 rt_equal_f32(ptr closure, ptr x, ptr y);
u8 rt_equal_f64(ptr closure, ptr x, ptr y);
u8 rt_equal_type(ptr closure, ptr x, ptr y);
u64 rt_hash_type(ptr closure, ptr p, u64 seed);

/* rand.c */
u64 rt_rand(void);

#endif
