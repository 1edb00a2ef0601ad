// A collection: a short stop, marking beside the program, a short stop, sweeping (doc/heap.md).
//
// Roots: rt_program.roots with their masks, stacks and registers conservatively, what the scheduler
// and this half of the runtime own outside the heap, and what hangs on objects with finalizers
// (special.c). All count as they were at the first stop: globals by the write barrier, stacks
// because they are scanned before their goroutines run again.
#include <stdlib.h>
#include "mark.h"

enum {
	ROOTS_PER_JOB = 64,
	GS_PER_JOB = 8,
	SPECIAL_JOBS = 16,
	FORCE_PERIOD = 120,
	END_BUDGET = 64 << 10, // bytes to scan in the last stop
	ASSIST_LEAST = 16 << 10,
	ASSIST_MOST = 64 << 10,
	LATE_BYTES = 64 << 10 // for which an allocation beyond the goal waits a while
};

typedef struct RootRange {
	u64 lo, hi;
} RootRange;

// A cycle is run by one goroutine at a time, which holds gc.running: the helper, or who called
// runtime.GC.
static struct {
	u32 running; // atomic: 1 held
	u64 cycles;  // atomic: completed, swept or not
	Lock lock;   // ranges, trigger's inputs
	RootRange *range;
	u64 nranges, capranges;
	ptr **cache; // variables that a collection clears
	u64 ncaches, capcaches;
	u32 rootlock;			   // spin: atg
	u64 atg;			   // cursor over goroutines
	u64 nextjob, njobs, njobs_program; // atomic, fixed
	u64 black_bytes;		   // atomic: allocated since marking began
	u32 sweeping;			   // spin: somebody sweeps in the background
	u32 swept;			   // nothing is left to be swept, memory was given back
	G *helper;			   // runs collections that allocations and sysmon ask for
	u32 helper_parked;		   // atomic: waits for a reason to collect
	u32 helper_waits;		   // atomic: waits for the end of marking
	ptr pool_cleanup;		   // func(), of package sync
	i64 begin, stop_ns;		   // of this cycle: when it began, time of its stops so far
	i64 assist_ns;			   // atomic
	bool stale; // the helper is to collect because the last time was long ago
	GcTrace trace;
} gc;

u64 rt_gccycle;

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

// With SEAGO_GCSTRESS set, things happen at other times than usual.
static void gc_delay(void) {
	if (unlikely(rt_heap.stress) && rt_fastrand() % 64 == 0)
		rt_usleep(rt_fastrand() % 200);
}

/* Stacks. */

// A goroutine that does not run: its stack as it was when marking began.
static void gc_scan_parked(GcWork *w, G *gp) {
	for (;;) {
		u32 s = rt_readgstatus(gp);
		if (s == RT_GIDLE || s == RT_GDEAD || s == RT_GRUNNING || gp->gccycle == rt_gccycle)
			return;
		if ((s & RT_GSCAN) || !atomic_cas_seqcst(&gp->status, s, s | RT_GSCAN)) {
			__builtin_ia32_pause();
			continue;
		}
		if (gp->gccycle != rt_gccycle) {
			rt_g_ranges(gp, gc_scan_range, w);
			gp->gccycle = rt_gccycle;
		}
		atomic_store_seqcst(&gp->status, s);
		return;
	}
}

// gp, of this M and RUNNING, is about to run for the first time since marking began.
void rt_gc_enter(ptr arg) {
	G *gp = arg;
	P *p = getg()->m->p;
	gc_delay();
	rt_g_ranges(gp, gc_scan_range, p->gcwork);
	gp->gccycle = rt_gccycle;
}

/* Roots. */
static bool gc_stacks_job(GcWork *w, u64 *n) {
	G *gs[GS_PER_JOB];
	u64 k = 0;
	while (atomic_xchg_seqcst(&gc.rootlock, 1))
		rt_osyield();
	while (k < GS_PER_JOB && (gs[k] = rt_stack_nextg(&gc.atg)) != NULL)
		k++;
	atomic_store_release(&gc.rootlock, 0);
	for (u64 i = 0; i < k; i++)
		gc_scan_parked(w, gs[i]);
	*n = k;
	return k == GS_PER_JOB;
}

bool gc_root_job(GcWork *w, bool *left) {
	u64 job = __atomic_fetch_add(&gc.nextjob, 1, __ATOMIC_RELAXED);
	if (job < gc.njobs_program) {
		const rt_Root *r = rt_program.roots;
		for (u64 i = job * ROOTS_PER_JOB;
			i < rt_program.n_roots && i < (job + 1) * ROOTS_PER_JOB; i++)
			gc_scan_root(w, &r[i]);
		return true;
	}
	if (job < gc.njobs) {
		special_roots(w, job - gc.njobs_program, SPECIAL_JOBS);
		return true;
	}
	u64 n;
	if (!gc_stacks_job(w, &n))
		*left = false;
	return n != 0;
}

// What is looked at while the world is stopped: it changes without barriers.
static void gc_fixed_roots(GcWork *w) {
	for (u64 i = 0; i < gc.nranges; i++)
		rt_gc_scan(w, (ptr)gc.range[i].lo, (ptr)gc.range[i].hi);
	rt_runtime_ranges(gc_scan_range, w);
	gc_mark(w, (u64)gc.pool_cleanup);
}

/* The collection. */
static void gc_flush_caches(void) {
	for (u32 i = 0; i < countof(rt_sched.allp); i++) {
		P *p = rt_sched.allp[i];
		if (p && p->mcache)
			mcache_flush(p->mcache);
	}
}

void sweep_hold(void) {
	while (atomic_xchg_seqcst(&gc.sweeping, 1))
		rt_osyield();
}

void sweep_release(void) {
	atomic_store_release(&gc.sweeping, 0);
}

static void gc_each_work(void (*fn)(P *)) {
	for (u32 i = 0; i < countof(rt_sched.allp); i++)
		if (rt_sched.allp[i] && rt_sched.allp[i]->gcwork)
			fn(rt_sched.allp[i]);
}

static void gc_drop_defers(P *p) {
	p->deferfree = NULL;
	p->ndeferfree = 0;
}

static void gc_begin_stopped(ptr arg) {
	(void)arg;
	M *m = getg()->m;
	while (sweep_some(~0ul))
		;
	if (rt_heap.check)
		rt_heap_check();
	gc_flush_caches();
	for (u64 i = 0; i < gc.ncaches; i++)
		atomic_store_release(gc.cache[i], NULL);
	gc.atg = gc.nextjob = 0;
	gc.njobs_program = (rt_program.n_roots + ROOTS_PER_JOB - 1) / ROOTS_PER_JOB;
	gc.njobs = gc.njobs_program + SPECIAL_JOBS;
	gc.black_bytes = 0;
	pace_begin();
	gc.assist_ns = 0;
	gc_each_work(wb_flush);
	gc_each_work(gc_drop_defers);
	rt_gccycle++;
	rt_wbflag = 1;
	mark_open();
	gc_fixed_roots(m->p->gcwork);
	rt_g_ranges(m->curg, gc_scan_range, m->p->gcwork);
	m->curg->gccycle = rt_gccycle;
}

typedef struct GcEnd {
	bool done;
	i64 budget; // bytes to scan while the world is stopped
} GcEnd;

static void gc_end_marking(P *p) {
	special_finish(p->gcwork);
	i64 all = INT64_MAX;
	if (!mark_drain_all(&all))
		rt_throw("gc: work is left at the end of marking");
	if (rt_heap.check)
		rt_heap_check_marks();
	gc_flush_caches();
	rt_wbflag = 0;
	mark_close();
	MarkCount c = mark_count();
	sweep_begin();
	pace_end(c, atomic_load_relaxed(&gc.black_bytes), &gc.trace);
	atomic_add_seqcst(&gc.cycles, 1);
	if (rt_heap.check)
		rt_heap_check();
	gc.swept = 0;
}

static void gc_end_stopped(ptr arg) {
	GcEnd *e = arg;
	P *p = getg()->m->p;
	gc_each_work(wb_flush);
	e->done = mark_drain_all(&e->budget) && mark_quiet();
	if (e->done)
		gc_end_marking(p);
	else
		mark_give_all();
}

static void gc_sweep_batch(ptr more) {
	sweep_hold();
	*(bool *)more = sweep_some(16) != 0;
	sweep_release();
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
	sweep_hold();
	if (!gc.swept && !rt_wbflag)
		pace_return_memory();
	gc.swept = 1;
	sweep_release();
}

// On the system stack of a marker, or of a goroutine that waits.
bool gc_background(void) {
	if (atomic_load_acquire(&gc.swept) || rt_wbflag || atomic_load_relaxed(&gc.sweeping))
		return false;
	bool more;
	gc_sweep_batch(&more);
	if (!more)
		gc_after_sweep(NULL);
	return more;
}

static void gc_call_pool_cleanup(void) {
	ptr *closure = gc.pool_cleanup;
	if (closure)
		((void (*)(ptr))closure[0])(closure);
}

// Who sweeps in the background ends its batch before the world is stopped, not in the stop.
static void gc_stopped(void (*fn)(ptr), ptr arg, GcStop *t) {
	rt_worldsema_acquire();
	sweep_hold();
	rt_stoptheworld_with_sema();
	M *m = rt_acquirem();
	i64 stopped = rt_nanotime();
	if (fn == gc_begin_stopped)
		gc_call_pool_cleanup();
	rt_systemstack(fn, arg);
	rt_releasem(m);
	i64 done = rt_nanotime();
	rt_starttheworld_with_sema();
	sweep_release();
	rt_worldsema_release();
	t->wait = stopped - rt_sched.stw_begin;
	t->work = done - stopped;
	t->all = rt_sched.stw_end - rt_sched.stw_begin;
	gc.stop_ns += t->all;
}

static void gc_begin(void) {
	gc.begin = rt_nanotime();
	gc.stop_ns = 0;
	gc_stopped(gc_begin_stopped, NULL, &gc.trace.stop[0]);
}

static bool gc_end(void) {
	GcEnd e = {.budget = END_BUDGET};
	gc_stopped(gc_end_stopped, &e, &gc.trace.stop[1]);
	return e.done;
}

static void gc_help(ptr done) {
	M *m = getg()->m;
	gc_delay();
	mark_enter();
	*(i64 *)done = mark_drain(m->p->gcwork, 256 << 10);
	work_share(m->p->gcwork);
	mark_leave();
}

// Marks until there seems to be nothing left.
static void gc_mark_here(void) {
	for (;;) {
		i64 done;
		rt_systemstack(gc_help, &done);
		if (((G *)getg())->preempt)
			rt_gosched();
		if (done)
			continue;
		if (mark_quiet())
			return;
		rt_usleep(20);
	}
}

static bool gc_wait_commit(G *gp, ptr unused) {
	(void)gp;
	(void)unused;
	atomic_store_seqcst(&gc.helper_waits, 1);
	return !(mark_quiet() && atomic_cas_seqcst(&gc.helper_waits, 1, 0));
}

// By whoever left last, maybe a thread without a P: the helper goes on, soon.
void gc_marked(void) {
	if (!atomic_load_relaxed(&gc.helper_waits) || !atomic_cas_seqcst(&gc.helper_waits, 1, 0))
		return;
	gc.helper->schedlink = NULL;
	rt_injectglist(gc.helper);
	if (!atomic_load_relaxed(&rt_sched.npidle))
		rt_preempt_one(rt_sched.allp[rt_fastrand() % rt_sched.gomaxprocs]);
}

// One collection by a goroutine that holds gc.running.
static void gc_cycle(bool forced) {
	gc_sweep_all();
	if (!forced && !gc.stale && !pace_due())
		return;
	gc.stale = false;
	gc_begin();
	i64 marking = rt_nanotime();
	do {
		if (forced) {
			gc_mark_here();
		} else {
			mark_wake();
			rt_gopark(gc_wait_commit, NULL, RT_WAIT_GC_WORKER);
		}
	} while (!gc_end());
	i64 now = rt_nanotime();
	i64 worked = mark_cpu() + gc.assist_ns;
	pace_rest(now, worked < now - marking ? worked : now - marking);
	stats_gc_done(gc.stop_ns, now, forced, mark_cpu() + gc.assist_ns + gc.stop_ns);
	gc.trace.forced = forced;
	gc.trace.clock = now - marking;
	gc.trace.begin = gc.begin;
	gc.trace.assist_ns = gc.assist_ns;
	gc.trace.worker_ns = mark_cpu();
	stats_trace(&gc.trace);
	special_wake();
	if (forced) {
		gc_sweep_all();
		rt_systemstack(gc_after_sweep, NULL);
	}
	mark_wake();
}

static bool gc_try(void) {
	return atomic_cas_seqcst(&gc.running, 0, 1);
}

static void gc_poke(void) {
	if (!atomic_load_relaxed(&gc.helper_parked) || !atomic_cas_seqcst(&gc.helper_parked, 1, 0))
		return;
	rt_goready(gc.helper);
	rt_goyield();
}

void gc_maybe(void) {
	if (likely(atomic_load_relaxed(&rt_heap.live) < atomic_load_relaxed(&rt_heap.trigger)) ||
		rt_wbflag || !pace_due())
		return;
	gc_poke();
	u64 goal;
	if (!rt_wbflag && pace_above(&goal))
		rt_usleep(100); // who is to begin has no core, or sweeps
}

// The cycle of another is not waited for but helped with: the last goroutine may not sleep.
void rt_gc(void) {
	rt_wipe_stack();
	while (!gc_try()) {
		i64 done = 0;
		if (rt_wbflag)
			rt_systemstack(gc_help, &done);
		if (!done)
			rt_usleep(50);
		rt_gosched();
	}
	gc_cycle(true);
	atomic_store_release(&gc.running, 0);
	rt_gosched(); // finalizers and cleanups run first
}

void gc_blackened(u64 bytes) {
	__atomic_add_fetch(&gc.black_bytes, bytes, __ATOMIC_RELAXED);
}

/* Assists: who allocates while a collection marks does a share of the work. */
static void gc_assist_run(ptr arg) {
	i64 bytes = *(i64 *)arg;
	M *m = getg()->m;
	i64 begin = rt_nanotime();
	mark_enter();
	mark_drain(m->p->gcwork, bytes);
	work_share(m->p->gcwork); // else marking would seem to have ended
	mark_leave();
	__atomic_add_fetch(&gc.assist_ns, rt_nanotime() - begin, __ATOMIC_RELAXED);
}

// More lives than this cycle was to leave: nobody allocates on until it is over, or nearly. Threads
// that have work but no core get one.
static void gc_assist_late(u64 bytes, bool far) {
	for (u64 paid = 0; rt_wbflag && paid <= bytes; paid += LATE_BYTES) {
		i64 turn = ASSIST_MOST;
		rt_systemstack(gc_assist_run, &turn);
		if (mark_quiet())
			rt_gosched(); // the helper is ready
		else
			rt_usleep(far ? 200 : 20);
	}
}

void gc_assist(MCache *c, u64 bytes) {
	u64 goal, above = pace_above(&goal);
	if (unlikely(above)) {
		gc_assist_late(bytes, above > goal / 4);
		return;
	}
	c->assist += pace_assist(bytes);
	if (c->assist < ASSIST_LEAST)
		return;
	c->assist -= mark_claim_credit(c->assist);
	if (c->assist < ASSIST_LEAST)
		return;
	i64 turn = c->assist < ASSIST_MOST ? c->assist : ASSIST_MOST;
	c->assist -= turn;
	rt_systemstack(gc_assist_run, &turn);
}

u64 rt_gc_cycles(void) {
	return atomic_load_acquire(&gc.cycles);
}

/* The helper. */
static bool gc_helper_unlock(G *gp, ptr unused) {
	(void)gp;
	(void)unused;
	atomic_store_release(&gc.helper_parked, 1);
	return true;
}

static void gc_make_threads(ptr unused) {
	(void)unused;
	u32 n = rt_sched.gomaxprocs, ncpu = rt_ncpu();
	mark_threads(n < ncpu ? n : ncpu);
}

static void gc_helper(ptr unused) {
	(void)unused;
	gc.helper = getg();
	for (;;) {
		rt_gopark(gc_helper_unlock, NULL, RT_WAIT_FORCE_GC);
		if (!gc_try())
			continue; // a collection is under way
		rt_systemstack(gc_make_threads, NULL);
		gc_cycle(false);
		atomic_store_release(&gc.running, 0);
	}
}

// A collection at least every two minutes.
void rt_gc_poll(i64 now) {
	i64 last = stats_last_gc_nanotime();
	if (rt_heap.gcpercent < 0 || last == 0 || now - last < FORCE_PERIOD * 1000000000l)
		return;
	if (!atomic_cas_seqcst(&gc.helper_parked, 1, 0))
		return;
	gc.stale = true;
	gc.helper->schedlink = NULL;
	rt_injectglist(gc.helper);
}

/* Settings. */
static u32 gc_env_trace(const char *s) {
	static const char name[] = "gctrace=";
	for (; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL)
		if (strncmp(s, name, sizeof name - 1) == 0)
			return atoi(s + sizeof name - 1);
	return 0;
}

void rt_heap_start(void) {
	const char *stress = getenv("SEAGO_GCSTRESS");
	rt_heap.clobber = getenv("SEAGO_GCCLOBBER") != NULL;
	rt_heap.check = getenv("SEAGO_GCCHECK") != NULL;
	pace_init();
	rt_newproc_system(gc_helper, NULL);
	rt_heap.trace = gc_env_trace(getenv("GODEBUG"));
	rt_heap.stress = stress ? strtoul(stress, NULL, 10) : 0;
	rt_heap.watched = rt_heap.stress != 0;
}

void rt_registerPoolCleanup(ptr closure) {
	gc.pool_cleanup = closure;
}

// Variables of the program that are nil after each first stop: caches of package bcache.
void rt_registerBoringCache(ptr cache) {
	rt_lock(&gc.lock);
	if (gc.ncaches == gc.capcaches) {
		u64 cap = gc.capcaches ? 2 * gc.capcaches : 16;
		ptr **c = rt_persistent_alloc(cap * sizeof *c, 8);
		if (gc.ncaches)
			memcpy(c, gc.cache, gc.ncaches * sizeof *c);
		gc.cache = c;
		gc.capcaches = cap;
	}
	gc.cache[gc.ncaches++] = cache;
	rt_unlock(&gc.lock);
}

static void gc_scavenge_all(ptr unused) {
	(void)unused;
	span_scavenge(~0ul);
}

void rt_debug_freeOSMemory(void) {
	rt_gc();
	rt_systemstack(gc_scavenge_all, NULL);
}
