// Marking: finding what is reachable, while the program runs.
//
// Work is done by threads of their own, not Ms: they never run Go code; by goroutines that allocate
// (assists), and by whoever waits for a collection. Each has a GcWork; what overflows goes to a
// list that all share. Mark bits are set atomically; whoever sets an object's bit scans it.
//
// A quarter of the Ps' time belongs to the threads, and all the time of idle Ps. Where there are
// fewer threads than that, each works for a while and sleeps for a while: short enough that a
// mutator whose core it takes does not feel it.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include "mark.h"

enum { AHEAD = 8, QUANTUM_NS = 100000, CHECK_BYTES = 16 << 10 };

typedef struct Marker {
	GcWork work;
	M m; // the thread is no M of the scheduler's, but locks count on one
	G g;
	pthread_t thread;
	u32 index;
} Marker;

static struct {
	u32 lock; // of full, empty, allwork
	WorkBuf *full, *empty;
	u32 nfull;	 // atomic
	u32 busy;	 // atomic: who has taken work and may find more
	u32 open;	 // atomic: marking is in progress
	u32 seq;	 // futex: grows when there may be something to do for a thread that sleeps
	u32 asleep;	 // atomic
	u32 nthreads;	 // made
	bool rootsleft;	 // root jobs that nobody has taken
	GcWork *allwork; // every GcWork that was ever made
	Marker *marker[MAX_MARKERS];
	i64 credit; // atomic: bytes that threads have scanned and no assist has claimed
	i64 cpu_ns; // atomic: of threads
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

// A thread that sleeps may find something to do.
void mark_wake(void) {
	atomic_add_seqcst(&mark.seq, 1);
	if (atomic_load_seqcst(&mark.asleep))
		rt_futexwakeup(&mark.seq, MAX_MARKERS);
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
	u32 asleep = atomic_load_relaxed(&mark.asleep);
	if (asleep && (asleep == mark.nthreads || atomic_load_relaxed(&rt_sched.npidle)))
		mark_wake();
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
	if (p % 8 == 0 && off && rt_loops_point_past())
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
	if (item)
		__builtin_prefetch((ptr)(item & ~1ul));
	return old;
}

static u64 item_bytes(u64 item) {
	Span *s = span_of(item & ~1ul);
	u64 n = s ? s->elemsize : 0;
	return n > OBLET ? OBLET : n;
}

// Scans from the own buffer until it is empty or about `bytes` were scanned; how many were.
static i64 drain_buffer(GcWork *w, i64 bytes) {
	Ahead q = {.first = 0};
	i64 done = 0;
	while (done < bytes) {
		u64 next = w->buf->n ? w->buf->item[--w->buf->n] : 0, item = ahead_swap(&q, next);
		q.n += (next != 0) - (item != 0);
		if (!item) {
			if (!next && !q.n)
				break;
			continue;
		}
		done += item_bytes(item) + 16;
		scan_item(w, item);
		if (w->buf->n >= 64 && !atomic_load_relaxed(&mark.nfull) &&
			atomic_load_relaxed(&mark.asleep) && atomic_load_relaxed(&rt_sched.npidle))
			work_split(w);
	}
	for (u32 i = 0; i < AHEAD; i++)
		if (q.item[i])
			work_put(w, q.item[i]);
	w->scanned += done;
	return done;
}

i64 mark_drain(GcWork *w, i64 bytes) {
	i64 done = 0;
	while (done < bytes) {
		done += drain_buffer(w, bytes - done);
		if (w->buf->n)
			continue;
		WorkBuf *b = buf_take();
		if (b) {
			buf_delete(w->buf);
			w->buf = b;
		} else if (mark.rootsleft && gc_root_job(w, &mark.rootsleft)) {
			done += 64;
		} else {
			break;
		}
	}
	return done;
}

static bool work_in_sight(void) {
	return atomic_load_seqcst(&mark.nfull) || mark.rootsleft;
}

// Who is busy shares what is left before leaving, so busy is read first. With the world stopped
// nobody takes work who wasn't busy before: then the answer is certain.
bool mark_quiet(void) {
	return !atomic_load_seqcst(&mark.busy) && !work_in_sight();
}

void mark_enter(void) {
	atomic_add_seqcst(&mark.busy, 1);
}

// The last one to leave when there is nothing left tells whoever waits.
void mark_leave(void) {
	if (atomic_add_seqcst(&mark.busy, -1) == 0 && !work_in_sight())
		gc_marked();
}

/* GcWork */
void work_init(GcWork *w) {
	w->buf = buf_new();
	mark_lock();
	w->next = mark.allwork;
	mark.allwork = w;
	mark_unlock();
}

GcWork *work_new(void) {
	GcWork *w = rt_persistent_alloc(sizeof *w, 64);
	work_init(w);
	return w;
}

void work_share(GcWork *w) {
	if (!w->buf->n)
		return;
	buf_share(w->buf);
	w->buf = buf_new();
}

void work_give(GcWork *w) {
	if (!w->buf->n)
		return;
	work_share(w);
	mark_wake();
}

// Threads give what they have before they cease to be busy.
bool mark_drain_all(i64 *bytes) {
	for (GcWork *w = mark.allwork; w; w = w->next) {
		if (w->of_thread)
			continue;
		do {
			i64 done = mark_drain(w, *bytes);
			*bytes -= done;
			if (*bytes <= 0)
				return false;
		} while (w->buf->n || work_in_sight());
	}
	for (GcWork *w = mark.allwork; w; w = w->next)
		if (!w->of_thread && w->buf->n)
			return false;
	return true;
}

void mark_give_all(void) {
	for (GcWork *w = mark.allwork; w; w = w->next)
		if (!w->of_thread)
			work_give(w);
}

MarkCount mark_count(void) {
	MarkCount c = {0};
	for (GcWork *w = mark.allwork; w; w = w->next) {
		c.marked += w->marked_bytes;
		c.scanned += w->scanned;
	}
	return c;
}

/* Threads. */
// Thousandths of a core's time that thread number i may have now.
static u32 marker_share(u32 i) {
	u32 procs = rt_sched.gomaxprocs,
	    share = procs * 250 + atomic_load_relaxed(&rt_sched.npidle) * 1000;
	return share <= i * 1000 ? 0 : share - i * 1000 > 1000 ? 1000 : share - i * 1000;
}

// While the world is being stopped the cores are for those who are to stop, and for who stops them.
static bool world_stops(void) {
	return atomic_load_acquire(&rt_sched.gcwaiting);
}

// Works for about QUANTUM_NS; how long, 0: there was nothing to do.
static i64 marker_turn(Marker *m) {
	i64 begin = rt_nanotime(), now = begin;
	bool some = false;
	while (now - begin < QUANTUM_NS && !world_stops()) {
		i64 done = mark_drain(&m->work, CHECK_BYTES);
		if (!done)
			break;
		now = rt_nanotime();
		__atomic_add_fetch(&mark.credit, done, __ATOMIC_RELAXED);
		some = true;
	}
	__atomic_add_fetch(&mark.cpu_ns, now - begin, __ATOMIC_RELAXED);
	return some ? now - begin + 1 : 0;
}

static void marker_rest(Marker *m, i64 worked) {
	u32 share = marker_share(m->index);
	if (share >= 1000)
		return;
	i64 rest = share ? worked * (1000 - share) / share : 1000000;
	rt_usleep(rest > 1000000 ? 1000 : rest / 1000 + 1);
}

// A thread that rests, or has lost its core, has nothing that others wait for.
static void marker_mark(Marker *m) {
	GcWork *w = &m->work;
	mark_enter();
	i64 worked = marker_turn(m);
	work_share(w);
	mark_leave();
	if (worked && !world_stops())
		marker_rest(m, worked);
}

static void *marker_run(void *arg) {
	Marker *m = arg;
	m->g.m = &m->m;
	m->m.g0 = &m->g;
	rt_setg(&m->g);
	prctl(PR_SET_TIMERSLACK, 1000ul);
	for (;;) {
		u32 seq = atomic_load_seqcst(&mark.seq);
		if (atomic_load_acquire(&mark.open) && world_stops()) {
			rt_usleep(50);
		} else if (atomic_load_acquire(&mark.open) && work_in_sight() &&
			   marker_share(m->index)) {
			marker_mark(m);
		} else if (m->index == 0 && gc_background()) {
			marker_rest(m, QUANTUM_NS / 4);
		} else {
			atomic_add_seqcst(&mark.asleep, 1);
			rt_futexsleep(&mark.seq, seq, -1);
			atomic_add_seqcst(&mark.asleep, -1);
		}
	}
	return NULL;
}

void mark_threads(u32 n) {
	if (n > MAX_MARKERS)
		n = MAX_MARKERS;
	if (mark.nthreads >= n)
		return;
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	while (mark.nthreads < n) {
		Marker *m = rt_sys_alloc((sizeof *m + 4095) & ~4095ul);
		if (!m)
			break;
		m->index = mark.nthreads;
		work_init(&m->work);
		m->work.of_thread = true;
		if (pthread_create(&m->thread, NULL, marker_run, m) != 0)
			break;
		mark.marker[mark.nthreads++] = m;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

i64 mark_claim_credit(i64 want) {
	i64 have = atomic_load_relaxed(&mark.credit);
	if (have <= 0)
		return 0;
	i64 take = have < want ? have : want;
	__atomic_sub_fetch(&mark.credit, take, __ATOMIC_RELAXED);
	return take;
}

void mark_open(void) {
	for (GcWork *w = mark.allwork; w; w = w->next) {
		w->marked_bytes = w->scanned = 0;
		if (w->buf->n)
			rt_throw("mark_open: work of the last cycle is left");
	}
	mark.credit = 0;
	mark.cpu_ns = 0;
	mark.rootsleft = true;
	atomic_store_release(&mark.open, 1);
}

void mark_close(void) {
	atomic_store_release(&mark.open, 0);
}

i64 mark_cpu(void) {
	return atomic_load_relaxed(&mark.cpu_ns);
}
