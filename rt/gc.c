// A collection: stop the world, mark in parallel, start the world, sweep.
//
// Roots: rt_program.roots with their masks, stacks and registers conservatively, what the scheduler
// and this half of the runtime own outside the heap, and what hangs on objects with finalizers
// (special.c). A collection begins when the live bytes reach the trigger: what the last one marked
// times (100 + GOGC) / 100, at least 4 MB * GOGC / 100, less if GOMEMLIMIT demands it. Memory that
// stayed free over a whole cycle goes back to the system.
#include <stdlib.h>
#include "mark.h"
#include "memstats.h"

enum {
	ROOTS_PER_JOB = 64,
	GS_PER_JOB = 8,
	SPECIAL_JOBS = 16,
	MIN_HEAP = 4 << 20,
	FORCE_PERIOD = 120
};

typedef struct RootRange {
	u64 lo, hi;
} RootRange;

static struct {
	u32 running; // atomic: somebody is about to collect or does
	u64 cycles;  // atomic: completed, swept or not
	Lock lock;   // ranges, trigger's inputs
	RootRange *range;
	u64 nranges, capranges;
	G **gs; // found at the stop
	u64 ngs, capgs;
	u64 njobs_program, njobs_ranges, njobs_gs;
	u64 excess;	   // bytes that could have gone back to the system in the last cycle
	G *helper;	   // runs collections that sysmon asks for
	u32 helper_parked; // atomic
	ptr pool_cleanup;  // func(), of package sync
	u64 live_after;	   // bytes marked by the last one
	bool forced;
} gc;

/* Root ranges outside the heap. */
void rt_gc_add_root(const void *addr, u64 bytes) {
	rt_lock(&gc.lock);
	if (gc.nranges == gc.capranges) {
		u64 cap = gc.capranges ? 2 * gc.capranges : 64;
		RootRange *r = rt_persistent_alloc(cap * sizeof *r, 8);
		if (gc.nranges)
			memcpy(r, gc.range, gc.nranges * sizeof *r);
		gc.range = r;
		gc.capranges = cap;
	}
	gc.range[gc.nranges++] = (RootRange){(u64)addr, (u64)addr + bytes};
	rt_unlock(&gc.lock);
}

void rt_gc_forget_root(const void *addr) {
	rt_lock(&gc.lock);
	for (u64 i = 0; i < gc.nranges; i++)
		if (gc.range[i].lo == (u64)addr) {
			gc.range[i] = gc.range[--gc.nranges];
			break;
		}
	rt_unlock(&gc.lock);
}

static void gc_scan_range(ptr lo, ptr hi, ptr w) {
	rt_gc_scan(w, lo, hi);
}

static void gc_scan_root(GcWork *w, const rt_Root *r) {
	u64 *p = r->addr;
	const u8 *mask = r->mask;
	for (u64 i = 0; i < r->words; i++)
		if ((!mask || mask[i / 8] >> i % 8 & 1) && p[i])
			gc_mark(w, p[i]);
}

static void gc_collect_g(G *gp, ptr unused) {
	(void)unused;
	if (gc.ngs == gc.capgs) {
		u64 cap = gc.capgs ? 2 * gc.capgs : 512;
		G **gs = rt_sys_alloc((cap * sizeof *gs + 4095) & ~4095ul);
		if (!gs)
			rt_throw("gc: out of memory");
		if (gc.gs) {
			memcpy(gs, gc.gs, gc.ngs * sizeof *gs);
			rt_sys_free(gc.gs, (gc.capgs * sizeof *gs + 4095) & ~4095ul);
		}
		gc.gs = gs;
		gc.capgs = cap;
	}
	gc.gs[gc.ngs++] = gp;
}

static void gc_job(GcWork *w, u64 job) {
	if (job < gc.njobs_gs) {
		for (u64 i = job * GS_PER_JOB; i < gc.ngs && i < (job + 1) * GS_PER_JOB; i++)
			rt_g_ranges(gc.gs[i], gc_scan_range, w);
		return;
	}
	job -= gc.njobs_gs;
	if (job < gc.njobs_program) {
		const rt_Root *r = rt_program.roots;
		for (u64 i = job * ROOTS_PER_JOB;
			i < rt_program.n_roots && i < (job + 1) * ROOTS_PER_JOB; i++)
			gc_scan_root(w, &r[i]);
		return;
	}
	job -= gc.njobs_program;
	if (job < SPECIAL_JOBS) {
		special_roots(w, job, SPECIAL_JOBS);
		return;
	}
	for (u64 i = 0; i < gc.nranges; i++)
		rt_gc_scan(w, (ptr)gc.range[i].lo, (ptr)gc.range[i].hi);
	rt_runtime_ranges(gc_scan_range, w);
	gc_mark(w, (u64)gc.pool_cleanup);
}

static void gc_finish_job(GcWork *w, u64 job) {
	(void)job;
	special_finish(w);
}

/* Pacing. */
static u64 gc_percent_of(u64 bytes, i64 percent) {
	unsigned __int128 n = (unsigned __int128)bytes * percent / 100;
	return n > 1ul << 62 ? 1ul << 62 : n;
}

static void gc_pace(void) {
	u64 goal = ~0ul;
	if (rt_heap.gcpercent >= 0) {
		goal = gc.live_after +
		       gc_percent_of(gc.live_after + stats_stack_bytes(), rt_heap.gcpercent);
		u64 least = gc_percent_of(MIN_HEAP, rt_heap.gcpercent);
		if (goal < least)
			goal = least;
	}
	if (rt_heap.memlimit < INT64_MAX) {
		u64 other = stats_overhead_bytes(),
		    room = rt_heap.memlimit > other ? rt_heap.memlimit - other : 0;
		u64 least = gc.live_after + gc.live_after / 16 + (64 << 10);
		room -= room / 32;
		if (room < least)
			room = least;
		if (goal > room)
			goal = room;
	}
	atomic_store_release(&rt_heap.trigger, goal);
}

// Returns what was not needed during a whole cycle.
static void gc_return_memory(void) {
	u64 resident = (rt_heap.inuse_pages + rt_heap.free_pages - rt_heap.released_pages) * PAGE;
	u64 goal = atomic_load_relaxed(&rt_heap.trigger);
	u64 keep = goal == ~0ul ? resident : goal + goal / 10 + (1 << 20);
	if (rt_heap.memlimit < keep)
		keep = rt_heap.memlimit;
	u64 excess = resident > keep ? resident - keep : 0;
	u64 give = excess < gc.excess ? excess : gc.excess;
	gc.excess = excess;
	if (give >= 64 << 10)
		span_scavenge(give);
}

/* The collection. */
static void gc_flush_caches(void) {
	for (u32 i = 0; i < countof(rt_sched.allp); i++) {
		P *p = rt_sched.allp[i];
		if (p && p->mcache)
			mcache_flush(p->mcache);
	}
}

static void gc_stopped(ptr arg) {
	(void)arg;
	while (sweep_some(~0ul))
		;
	if (rt_heap.check)
		rt_heap_check();
	gc_flush_caches();
	gc.ngs = 0;
	rt_foreach_g(gc_collect_g, NULL);
	gc.njobs_gs = (gc.ngs + GS_PER_JOB - 1) / GS_PER_JOB;
	gc.njobs_program = (rt_program.n_roots + ROOTS_PER_JOB - 1) / ROOTS_PER_JOB;
	u32 workers = rt_sched.gomaxprocs;
	if (workers > rt_ncpu())
		workers = rt_ncpu();
	mark_init(gc.live_after < MIN_HEAP ? 0 : workers - 1);
	mark_begin();
	mark_run(NULL, gc_job, gc.njobs_gs + gc.njobs_program + SPECIAL_JOBS + 1);
	mark_run(NULL, gc_finish_job, 1);
	sweep_begin();
	gc.live_after = mark_bytes();
	atomic_store_release(&rt_heap.live, gc.live_after);
	gc_pace();
	atomic_add_seqcst(&gc.cycles, 1);
	if (rt_heap.check)
		rt_heap_check();
}

static void gc_sweep_batch(ptr more) {
	*(bool *)more = sweep_some(128) != 0;
}

static void gc_sweep_all(void) {
	bool more = true;
	while (more) {
		rt_systemstack(gc_sweep_batch, &more);
		if (more && ((G *)getg())->preempt)
			rt_gosched();
	}
}

static void gc_after_sweep(ptr unused) {
	(void)unused;
	gc_return_memory();
}

static void gc_call_pool_cleanup(void) {
	ptr *closure = gc.pool_cleanup;
	if (closure)
		((void (*)(ptr))closure[0])(closure);
}

// One collection, unless it is automatic and somebody else has just done it.
static void gc_collect(bool forced) {
	gc_sweep_all();
	u64 before = rt_nanotime();
	rt_stoptheworld();
	M *m = rt_acquirem();
	if (!forced && atomic_load_acquire(&rt_heap.live) < atomic_load_acquire(&rt_heap.trigger)) {
		rt_releasem(m);
		rt_starttheworld();
		return;
	}
	u64 start = rt_nanotime();
	gc_call_pool_cleanup();
	rt_systemstack(gc_stopped, NULL);
	stats_gc_done(before, start, rt_nanotime(), forced, mark_workers());
	rt_releasem(m);
	rt_starttheworld();
	special_wake();
	gc_sweep_all();
	rt_systemstack(gc_after_sweep, NULL);
}

void gc_maybe(void) {
	if (likely(atomic_load_relaxed(&rt_heap.live) < atomic_load_relaxed(&rt_heap.trigger)))
		return;
	if (!atomic_cas_seqcst(&gc.running, 0, 1))
		return;
	gc_collect(false);
	atomic_store_release(&gc.running, 0);
}

void rt_gc(void) {
	gc_collect(true);
}

u64 rt_gc_cycles(void) {
	return atomic_load_acquire(&gc.cycles);
}

/* Collections that nobody's allocation starts. */
static bool gc_helper_unlock(G *gp, ptr unused) {
	(void)gp;
	(void)unused;
	atomic_store_release(&gc.helper_parked, 1);
	return true;
}

static void gc_helper(ptr unused) {
	(void)unused;
	gc.helper = getg();
	for (;;) {
		rt_gopark(gc_helper_unlock, NULL, RT_WAIT_FORCE_GC);
		gc_collect(true);
	}
}

void rt_gc_poll(i64 now) {
	i64 last = stats_last_gc_nanotime();
	if (rt_heap.gcpercent < 0 || last == 0 || now - last < FORCE_PERIOD * 1000000000l)
		return;
	if (!atomic_cas_seqcst(&gc.helper_parked, 1, 0))
		return;
	G *gp = gc.helper;
	gp->schedlink = NULL;
	rt_goready_list(gp);
}

/* Settings. */
static i64 gc_env_percent(const char *s) {
	if (!s || !*s)
		return 100;
	if (strcmp(s, "off") == 0)
		return -1;
	char *end;
	long n = strtol(s, &end, 10);
	return *end || n < 0 ? 100 : n;
}

static u64 gc_env_limit(const char *s) {
	if (!s || !*s || strcmp(s, "off") == 0)
		return INT64_MAX;
	char *end;
	u64 n = strtoull(s, &end, 10), unit = 1;
	static const char *const names[] = {"", "B", "KiB", "MiB", "GiB", "TiB"};
	static const u64 units[] = {1, 1, 1 << 10, 1 << 20, 1 << 30, 1ul << 40};
	for (u32 i = 0; i < countof(names); i++)
		if (strcmp(end, names[i]) == 0) {
			unit = units[i];
			return n > INT64_MAX / unit ? INT64_MAX : n * unit;
		}
	rt_fatal("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
}

void rt_heap_start(void) {
	const char *stress = getenv("SEAGO_GCSTRESS");
	rt_heap.clobber = getenv("SEAGO_GCCLOBBER") != NULL;
	rt_heap.check = getenv("SEAGO_GCCHECK") != NULL;
	rt_heap.gcpercent = gc_env_percent(getenv("GOGC"));
	rt_heap.memlimit = gc_env_limit(getenv("GOMEMLIMIT"));
	gc_pace();
	rt_newproc_system(gc_helper, NULL);
	rt_heap.stress = stress ? strtoul(stress, NULL, 10) : 0;
	rt_heap.watched = rt_heap.stress != 0;
}

void rt_registerPoolCleanup(ptr closure) {
	gc.pool_cleanup = closure;
}

void rt_registerBoringCache(ptr cache) {
	(void)cache; // package boring is never enabled: its caches stay empty
}

i64 rt_debug_setGCPercent(i32 percent) {
	i64 old = rt_heap.gcpercent;
	rt_stoptheworld();
	M *m = rt_acquirem();
	rt_heap.gcpercent = percent < 0 ? -1 : percent;
	gc_pace();
	rt_releasem(m);
	rt_starttheworld();
	gc_maybe();
	return (i32)old;
}

i64 rt_gogc(void) {
	return rt_heap.gcpercent;
}

i64 rt_debug_setMemoryLimit(i64 limit) {
	i64 old = rt_heap.memlimit;
	if (limit < 0)
		return old;
	rt_stoptheworld();
	M *m = rt_acquirem();
	rt_heap.memlimit = limit;
	gc_pace();
	rt_releasem(m);
	rt_starttheworld();
	gc_maybe();
	return old;
}

static void gc_scavenge_all(ptr unused) {
	(void)unused;
	span_scavenge(~0ul);
}

void rt_debug_freeOSMemory(void) {
	rt_gc();
	rt_systemstack(gc_scavenge_all, NULL);
}

void rt_debug_WriteHeapDump(u64 fd) {
	(void)fd;
	rt_fatal("runtime/debug.WriteHeapDump is not supported");
}
