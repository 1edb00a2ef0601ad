// Finalizers, cleanups and weak pointers: what is attached to objects.
//
// A table, hashed by the address of the object, holds a record for each. A collection
// 1. marks the closures of all records, and what objects with finalizers point to, but not these
// objects themselves:
//    so a finalizer runs before those of the objects that it can still reach;
// 2. when marking has ended looks at each record of an unmarked object. If the object has a
// finalizer, that is queued,
//    its weak handles become nil, and the object is marked: it lives on until a later collection.
//    If not, its cleanups are queued and its weak handles become nil.
// The queue is worked off by one goroutine, made with the first record.
//
// Several small objects without pointers share a block: each has records of its own, they die
// together.
//
// A weak handle is a word on the heap, without pointers as far as the collector knows, that holds
// the address. It has a block for itself: in one that it shared it could keep what it points to.
#include "span.h"

enum { WEAK_HANDLE = 16 };

typedef enum SpecialKind {
	SPECIAL_FINALIZER,
	SPECIAL_CLEANUP,
	SPECIAL_WEAK,
	SPECIAL_BUBBLE,
	SPECIAL_PROFILE
} SpecialKind;

typedef struct Special Special;
struct Special {
	Special *next; // of the same bucket, of the queue, of the free list
	u64 obj;       // start of the object
	u64 at;	       // the address that was given, inside of it
	SpecialKind kind;
	u64 id; // cleanups; bubbles: of the bubble that it belongs to
	ptr fn; // closure; weak: the handle; profile: the bucket
	const Type *objtype, *functype;
};

static struct {
	Lock lock; // all of it; not needed while the world is stopped
	Special **bucket;
	u64 nbuckets, n; // nbuckets is a power of 2
	Special *free;
	Special *queue, **queue_end;
	u64 lastid;
	G *worker; // parked, or NULL
	u32 started;
} special;

// The Go side of the goroutine; weak, so that tests in C link.
void runtime$goRunFinalizers(void) __attribute__((weak));

/* The table. */
static u64 special_hash(u64 obj) {
	return (obj >> 3) * 0x9e3779b97f4a7c15ul >> 20;
}

static Special **special_bucket(u64 obj) {
	return &special.bucket[special_hash(obj) & (special.nbuckets - 1)];
}

static void special_grow(void) {
	u64 old_n = special.nbuckets, n = old_n ? 2 * old_n : 512;
	Special **old = special.bucket;
	special.bucket = rt_sys_alloc(n * 8);
	if (!special.bucket)
		rt_throw("special_grow: out of memory");
	special.nbuckets = n;
	for (u64 i = 0; i < old_n; i++)
		for (Special *s = old[i], *next; s; s = next) {
			next = s->next;
			Special **b = special_bucket(s->obj);
			s->next = *b;
			*b = s;
		}
	if (old)
		rt_sys_free(old, old_n * 8);
}

static Special *special_new(u64 obj, u64 at, SpecialKind kind) {
	if (special.n >= special.nbuckets)
		special_grow();
	Special *s = special.free;
	if (s)
		special.free = s->next;
	else
		s = rt_persistent_alloc(sizeof *s, 8);
	*s = (Special){.obj = obj, .at = at, .kind = kind};
	Special **b = special_bucket(obj);
	s->next = *b;
	*b = s;
	special.n++;
	return s;
}

static void special_delete(Special *s) {
	s->next = special.free;
	special.free = s;
}

static Special *special_find(u64 obj, u64 at, SpecialKind kind) {
	if (!special.nbuckets)
		return NULL;
	for (Special *s = *special_bucket(obj); s; s = s->next)
		if (s->at == at && s->kind == kind)
			return s;
	return NULL;
}

Ret2 rt_findobject(ptr p) {
	Span *s = span_of((u64)p);
	if (!s)
		return (Ret2){{0, 0}};
	u64 i = span_index(s, (u64)p);
	if (i >= s->nelems || !span_allocated(s, i))
		return (Ret2){{0, 0}};
	return (Ret2){{s->base + i * s->elemsize, s->elemsize}};
}

static u64 special_object(ptr p) {
	u64 obj = rt_findobject(p).r[0];
	return obj ? obj : (u64)p;
}

/* The goroutine. */
static void special_worker(ptr unused) {
	(void)unused;
	((G *)getg())->isfinalizer = 1;
	if (runtime$goRunFinalizers)
		runtime$goRunFinalizers();
}

static void special_start(void) {
	if (!atomic_load_acquire(&special.started) && !atomic_xchg_seqcst(&special.started, 1))
		rt_newproc_system(special_worker, NULL);
}

void rt_nextfinalizer(rt_FinItem *item) {
	rt_lock(&special.lock);
	while (!special.queue) {
		special.worker = getg();
		rt_goparkunlock(&special.lock, RT_WAIT_FINALIZER);
		rt_lock(&special.lock);
	}
	Special *s = special.queue;
	special.queue = s->next;
	// The object of a cleanup is gone, its memory perhaps another's already.
	ptr obj = s->kind == SPECIAL_FINALIZER ? (ptr)s->at : NULL;
	rt_wb_shade(s->fn);
	rt_wb_shade(obj);
	*item = (rt_FinItem){s->fn, obj, s->objtype, s->functype, s->kind};
	special_delete(s);
	rt_unlock(&special.lock);
}

void special_wake(void) {
	rt_lock(&special.lock);
	G *gp = special.queue ? special.worker : NULL;
	if (gp)
		special.worker = NULL;
	rt_unlock(&special.lock);
	if (gp)
		rt_goready(gp);
}

// Nothing waits to be run and nothing is being run.
u8 rt_finalizersidle(void) {
	rt_lock(&special.lock);
	bool idle = !special.queue && (special.worker || !special.started);
	rt_unlock(&special.lock);
	return idle;
}

/* Attaching and removing. */
u8 rt_setfinalizer(ptr obj, ptr fn, const Type *objtype, const Type *functype) {
	special_start();
	u64 base = special_object(obj);
	rt_lock(&special.lock);
	bool fresh = !special_find(base, (u64)obj, SPECIAL_FINALIZER);
	if (fresh) {
		Special *s = special_new(base, (u64)obj, SPECIAL_FINALIZER);
		s->fn = fn;
		s->objtype = objtype;
		s->functype = functype;
	}
	rt_unlock(&special.lock);
	return fresh;
}

static void special_remove(Special *s) {
	for (Special **p = special_bucket(s->obj); *p; p = &(*p)->next)
		if (*p == s) {
			*p = s->next;
			special.n--;
			special_delete(s);
			return;
		}
}

void rt_removefinalizer(ptr obj) {
	rt_lock(&special.lock);
	Special *s = special_find(special_object(obj), (u64)obj, SPECIAL_FINALIZER);
	if (s)
		special_remove(s);
	rt_unlock(&special.lock);
}

u64 rt_addcleanup(ptr p, ptr fn) {
	special_start();
	rt_lock(&special.lock);
	Special *s = special_new(special_object(p), (u64)p, SPECIAL_CLEANUP);
	s->fn = fn;
	u64 id = s->id = ++special.lastid;
	rt_unlock(&special.lock);
	return id;
}

void rt_stopcleanup(ptr p, u64 id) {
	rt_lock(&special.lock);
	if (special.nbuckets)
		for (Special *s = *special_bucket(special_object(p)); s; s = s->next)
			if (s->kind == SPECIAL_CLEANUP && s->id == id) {
				special_remove(s);
				break;
			}
	rt_unlock(&special.lock);
}

ptr rt_registerWeakPointer(ptr p) {
	if (!p)
		return NULL;
	u64 base = special_object(p);
	rt_lock(&special.lock);
	Special *s = special_find(base, (u64)p, SPECIAL_WEAK);
	if (!s) {
		s = special_new(base, (u64)p, SPECIAL_WEAK);
		s->fn = rt_mallocgc_nogc(WEAK_HANDLE, NULL);
		*(ptr *)s->fn = p;
	}
	ptr handle = s->fn;
	rt_unlock(&special.lock);
	return handle;
}

// The handle is cleared only while the world is stopped: what is read here is alive, and stays so
// if a collection that marks is told of it.
ptr rt_makeStrongFromWeak(ptr handle) {
	ptr p = handle ? atomic_load_acquire((ptr *)handle) : NULL;
	rt_wb_shade(p);
	return p;
}

void rt_special_profile(ptr p, ptr bucket) {
	rt_lock(&special.lock);
	special_new((u64)p, (u64)p, SPECIAL_PROFILE)->fn = bucket;
	rt_unlock(&special.lock);
}

// func rtBubbleAssociation(p unsafe.Pointer, id uint64, add bool) int: 0 of no bubble, 1 of bubble
// id, 2 of another. What is not on the heap is of no bubble.
u64 rt_bubble_association(ptr p, u64 id, u8 add) {
	u64 base = rt_findobject(p).r[0];
	if (base == 0)
		return 0;
	rt_lock(&special.lock);
	Special *s = special_find(base, (u64)p, SPECIAL_BUBBLE);
	bool known = s != NULL || add;
	if (s == NULL && add) {
		s = special_new(base, (u64)p, SPECIAL_BUBBLE);
		s->id = id;
	}
	u64 r = !known ? 0 : s->id == id ? 1 : 2;
	rt_unlock(&special.lock);
	return r;
}

void rt_bubble_disassociate(ptr p) {
	rt_lock(&special.lock);
	Special *s = special_find(special_object(p), (u64)p, SPECIAL_BUBBLE);
	if (s)
		special_remove(s);
	rt_unlock(&special.lock);
}

/* During a collection. */
void special_roots(GcWork *w, u64 part, u64 nparts) {
	rt_lock(&special.lock);
	for (u64 i = part; i < special.nbuckets; i += nparts)
		for (Special *s = special.bucket[i]; s; s = s->next) {
			gc_mark(w, (u64)s->fn);
			if (s->kind == SPECIAL_FINALIZER)
				gc_scan_object(w, s->obj);
		}
	for (Special *s = part ? NULL : special.queue; s; s = s->next) {
		gc_mark(w, (u64)s->fn);
		if (s->kind == SPECIAL_FINALIZER)
			gc_mark(w, s->obj);
	}
	rt_unlock(&special.lock);
}

static void special_enqueue(Special *s) {
	s->next = NULL;
	if (!special.queue)
		special.queue_end = &special.queue;
	*special.queue_end = s;
	special.queue_end = &s->next;
}

// The object of s is dead, s in no list.
static void special_trigger(Special *s) {
	switch (s->kind) {
	case SPECIAL_FINALIZER:
	case SPECIAL_CLEANUP: special_enqueue(s); return;
	case SPECIAL_WEAK: *(ptr *)s->fn = NULL; break;
	case SPECIAL_PROFILE: rt_prof_free(s->fn); break;
	case SPECIAL_BUBBLE: break;
	}
	special_delete(s);
}

// The object of s, in the bucket at b, is dead: deals with all its records.
static void special_dead(GcWork *w, Special **b, u64 obj) {
	bool finalizer = false;
	for (Special *s = *b; s; s = s->next)
		finalizer |= s->obj == obj && s->kind == SPECIAL_FINALIZER;
	for (Special **p = b; *p;) {
		Special *s = *p;
		if (s->obj != obj ||
			(finalizer && (s->kind == SPECIAL_CLEANUP || s->kind == SPECIAL_PROFILE))) {
			p = &s->next;
			continue;
		}
		*p = s->next;
		special.n--;
		special_trigger(s);
	}
	if (finalizer)
		gc_mark(w, obj);
}

u64 special_finish(GcWork *w) {
	u64 dead = 0;
	rt_prof_collected();
	for (u64 i = 0; i < special.nbuckets; i++)
		for (Special *s = special.bucket[i]; s;) {
			if (gc_is_marked(s->obj)) {
				s = s->next;
				continue;
			}
			special_dead(w, &special.bucket[i], s->obj);
			dead++;
			s = special.bucket[i];
		}
	return dead;
}

void special_each(void (*fn)(const SpecialInfo *s, ptr arg), ptr arg) {
	for (u64 i = 0; i <= special.nbuckets; i++) {
		bool queued = i == special.nbuckets;
		for (const Special *s = queued ? special.queue : special.bucket[i]; s;
			s = s->next) {
			if (s->kind != SPECIAL_FINALIZER && s->kind != SPECIAL_PROFILE)
				continue;
			ptr bucket = s->kind == SPECIAL_PROFILE ? s->fn : NULL;
			fn(&(SpecialInfo){s->obj, bucket, s->fn, s->objtype, s->functype, queued},
				arg);
		}
	}
}
