// Marking: finding what is reachable while the world is stopped.
//
// Several threads mark at once. They are threads of their own, not Ms: they never run Go code and
// use no locks of the scheduler. Mark bits are set atomically; whoever sets an object's bit scans
// it.
#include <pthread.h>
#include <signal.h>
#include "mark.h"

enum { AHEAD = 8 };

typedef struct Marker {
	GcWork work;
	pthread_t thread;
	char pad[64];
} Marker;

static struct {
	u32 lock; // of full, empty
	WorkBuf *full, *empty;
	u32 nfull;	    // atomic
	u32 idle;	    // atomic: markers without work
	u32 nmarkers;	    // taking part in this run
	u32 seq;	    // futex: grows when a run begins
	u32 running;	    // threads that have not finished this run
	u64 nextjob, njobs; // atomic, fixed
	void (*run)(GcWork *, u64);
	u32 nthreads; // made
	Marker marker[MAX_MARKERS];
	u64 bytes;
} mark;

static void mark_lock(void) {
	for (u32 spins = 0; atomic_xchg_seqcst(&mark.lock, 1); spins++) {
		__builtin_ia32_pause();
		if (spins > 100)
			rt_osyield();
	}
}

static void mark_unlock(void) {
	atomic_store_release(&mark.lock, 0);
}

/* Work buffers. */
static WorkBuf *buf_new(void) {
	mark_lock();
	WorkBuf *b = mark.empty;
	if (b)
		mark.empty = b->next;
	mark_unlock();
	if (!b) {
		b = rt_sys_alloc((sizeof(WorkBuf) + 4095) & ~4095ul);
		if (!b)
			rt_throw("mark: out of memory");
	}
	b->next = NULL;
	b->n = 0;
	return b;
}

static void buf_delete(WorkBuf *b) {
	mark_lock();
	b->next = mark.empty;
	mark.empty = b;
	mark_unlock();
}

static void buf_share(WorkBuf *b) {
	mark_lock();
	b->next = mark.full;
	mark.full = b;
	atomic_store_release(&mark.nfull, mark.nfull + 1);
	mark_unlock();
}

static WorkBuf *buf_take(void) {
	if (!atomic_load_acquire(&mark.nfull))
		return NULL;
	mark_lock();
	WorkBuf *b = mark.full;
	if (b) {
		mark.full = b->next;
		atomic_store_release(&mark.nfull, mark.nfull - 1);
	}
	mark_unlock();
	return b;
}

static inline void work_put(GcWork *w, u64 item) {
	if (unlikely(w->buf->n == WORKBUF)) {
		buf_share(w->buf);
		w->buf = buf_new();
	}
	w->buf->item[w->buf->n++] = item;
}

// Others have nothing to do: half of what we have is theirs.
static void work_split(GcWork *w) {
	WorkBuf *b = buf_new();
	u64 half = w->buf->n / 2;
	memcpy(b->item, w->buf->item, half * 8);
	memmove(w->buf->item, w->buf->item + half, (w->buf->n - half) * 8);
	b->n = half;
	w->buf->n -= half;
	buf_share(b);
}

/* Marking. */
static inline void mark_index(GcWork *w, Span *s, u64 i) {
	u64 *word = &s->mark[i >> 6], bit = 1ul << (i & 63);
	if (atomic_load_relaxed(word) & bit)
		return;
	if (__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit)
		return;
	w->marked_bytes += s->elemsize;
	w->marked_objects++;
	if (!s->noscan)
		work_put(w, s->base + i * s->elemsize);
}

void gc_mark(GcWork *w, u64 p) {
	Span *s = span_of(p);
	if (!s)
		return;
	u64 i = span_index(s, p);
	if (i < s->nelems && span_allocated(s, i))
		mark_index(w, s, i);
}

// p may also be the end of an object: then both that object and the one that begins there live.
void gc_mark_conservative(GcWork *w, u64 p) {
	u64 off = p - rt_heap.base;
	if (off > rt_heap.used - rt_heap.base)
		return;
	gc_mark(w, p);
	if (p % 8 == 0 && off)
		gc_mark(w, p - 1);
}

bool gc_is_marked(u64 p) {
	Span *s = span_of(p);
	if (!s)
		return true;
	u64 i = span_index(s, p);
	return i >= s->nelems || (atomic_load_relaxed(&s->mark[i >> 6]) >> (i & 63) & 1);
}

void rt_gc_scan(GcWork *w, const void *lo, const void *hi) {
	const u64 *p = (const u64 *)(((u64)lo + 7) & ~7ul);
	for (; p + 1 <= (const u64 *)hi; p++)
		gc_mark_conservative(w, *p);
}

/* Scanning objects. */
static void scan_bits(GcWork *w, Span *s, u64 p) {
	u64 n = s->elemsize / 8, at = (p - s->base) / 8, sh = at % 64, *b = &s->bits[at / 64];
	u64 mask = b[0] >> sh;
	if (sh)
		mask |= b[1] << (64 - sh);
	if (n < 64)
		mask &= (1ul << n) - 1;
	for (; mask; mask &= mask - 1) {
		u64 v = ((u64 *)p)[__builtin_ctzl(mask)];
		if (v)
			gc_mark(w, v);
	}
}

// Words [lo, hi) of an object that consists of values of type t, starting at base.
static void scan_typed(GcWork *w, u64 base, u64 lo, u64 hi, const Type *t) {
	if (t->size == 8) {
		for (u64 *p = (u64 *)lo; p < (u64 *)hi; p++)
			if (*p)
				gc_mark(w, *p);
		return;
	}
	const u8 *mask = rt_gcmask(t);
	u64 words = t->ptr_bytes / 8;
	for (u64 elem = base + (lo - base) / t->size * t->size; elem < hi; elem += t->size) {
		u64 i = elem < lo ? (lo - elem) / 8 : 0;
		for (; i < words; i++) {
			if (i % 8 == 0 && !mask[i / 8]) {
				i += 7;
				continue;
			}
			u64 *p = (u64 *)elem + i;
			if ((u64)p >= hi)
				return;
			if (mask[i / 8] >> i % 8 & 1 && *p)
				gc_mark(w, *p);
		}
	}
}

void gc_scan_object(GcWork *w, u64 p) {
	Span *s = span_of(p);
	if (!s || s->noscan)
		return;
	if (s->bits) {
		scan_bits(w, s, p);
		return;
	}
	u64 i = span_index(s, p), base = s->base + i * s->elemsize;
	const Type *t = s->types[i];
	if (s->elemsize <= OBLET) {
		scan_typed(w, base, base, base + s->elemsize, t);
		return;
	}
	for (u64 at = base; at < base + s->elemsize; at += OBLET)
		work_put(w, at | 1);
}

static void scan_oblet(GcWork *w, u64 lo) {
	Span *s = span_of(lo);
	u64 hi = lo + OBLET, end = s->base + s->elemsize;
	scan_typed(w, s->base, lo, hi < end ? hi : end, s->types[0]);
}

static inline void scan_item(GcWork *w, u64 item) {
	if (item & 1)
		scan_oblet(w, item & ~1ul);
	else
		gc_scan_object(w, item);
}

// The address of an object is known some time before it is scanned: so that its memory has come by
// then, objects wait in a short queue.
typedef struct Ahead {
	u64 item[AHEAD];
	u32 first, n;
} Ahead;

static inline u64 ahead_swap(Ahead *q, u64 item) {
	u64 *slot = &q->item[q->first++ % AHEAD], old = *slot;
	*slot = item;
	__builtin_prefetch((ptr)(item & ~1ul));
	return old;
}

static void drain_buffer(GcWork *w) {
	Ahead q = {.n = 0};
	for (;;) {
		u64 item;
		if (w->buf->n) {
			item = ahead_swap(&q, w->buf->item[--w->buf->n]);
			q.n += !item;
			if (!item)
				continue;
		} else {
			if (!q.n)
				return;
			item = ahead_swap(&q, 0);
			if (!item)
				continue;
			q.n--;
		}
		scan_item(w, item);
		if (w->buf->n >= 16 && atomic_load_relaxed(&mark.idle) &&
			!atomic_load_relaxed(&mark.nfull))
			work_split(w);
	}
}

// Until this marker's own buffer is empty and the shared list too.
void gc_drain(GcWork *w) {
	for (;;) {
		drain_buffer(w);
		WorkBuf *b = buf_take();
		if (!b)
			return;
		buf_delete(w->buf);
		w->buf = b;
	}
}

/* Threads. */

// No work in sight: waits for some; false: nobody has any.
static bool mark_wait(void) {
	u32 idle = atomic_add_seqcst(&mark.idle, 1);
	for (u32 spins = 0;; spins++) {
		if (atomic_load_seqcst(&mark.nfull)) {
			atomic_add_seqcst(&mark.idle, -1);
			return true;
		}
		if (idle == mark.nmarkers || atomic_load_seqcst(&mark.idle) == mark.nmarkers)
			return false;
		__builtin_ia32_pause();
		if (spins > 200)
			rt_osyield();
	}
}

static void mark_work(GcWork *w) {
	for (;;) {
		u64 job = __atomic_fetch_add(&mark.nextjob, 1, __ATOMIC_RELAXED);
		if (job >= mark.njobs)
			break;
		mark.run(w, job);
		gc_drain(w);
	}
	do
		gc_drain(w);
	while (mark_wait());
}

static void *mark_thread(void *arg) {
	Marker *m = arg;
	u32 seen = 0;
	for (;;) {
		u32 seq = atomic_load_acquire(&mark.seq);
		if (seq == seen) {
			rt_futexsleep(&mark.seq, seen, -1);
			continue;
		}
		seen = seq;
		if ((u64)(m - mark.marker) >= mark.nmarkers) {
			continue;
		}
		mark_work(&m->work);
		if (atomic_add_seqcst(&mark.running, -1) == 0)
			rt_futexwakeup(&mark.running, 1);
	}
	return NULL;
}

void mark_init(u32 nworkers) {
	if (nworkers > MAX_MARKERS - 1)
		nworkers = MAX_MARKERS - 1;
	if (!mark.marker[0].work.buf)
		mark.marker[0].work.buf = buf_new();
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	while (mark.nthreads < nworkers) {
		Marker *m = &mark.marker[mark.nthreads + 1];
		m->work.buf = buf_new();
		if (pthread_create(&m->thread, NULL, mark_thread, m) != 0) {
			buf_delete(m->work.buf);
			break;
		}
		mark.nthreads++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	mark.nmarkers = 1 + (nworkers < mark.nthreads ? nworkers : mark.nthreads);
}

u32 mark_workers(void) {
	return mark.nmarkers;
}

void mark_begin(void) {
	for (u32 i = 0; i < MAX_MARKERS; i++) {
		WorkBuf *b = mark.marker[i].work.buf;
		mark.marker[i].work = (GcWork){.buf = b};
	}
	mark.bytes = 0;
}

u64 mark_bytes(void) {
	u64 n = 0;
	for (u32 i = 0; i < MAX_MARKERS; i++)
		n += mark.marker[i].work.marked_bytes;
	return n;
}

void mark_run(GcWork *w, void (*run)(GcWork *, u64), u64 njobs) {
	if (!w)
		w = &mark.marker[0].work;
	mark.run = run;
	mark.njobs = njobs;
	mark.nextjob = 0;
	mark.idle = 0;
	u32 others = mark.nmarkers - 1;
	atomic_store_seqcst(&mark.running, others);
	if (others) {
		atomic_add_seqcst(&mark.seq, 1);
		rt_futexwakeup(&mark.seq, others);
	}
	mark_work(w);
	for (u32 n = atomic_load_seqcst(&mark.running); n; n = atomic_load_seqcst(&mark.running))
		rt_futexsleep(&mark.running, n, -1);
}
