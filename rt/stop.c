// Stopping the world, stopping one goroutine, and what a collector must see of them.
//
// To stop, sched.gcwaiting is raised and Ps are taken: idle ones and those in system calls at once;
// running ones when their M notices. Ms in compiled code are interrupted by a signal, again and
// again until they are stopped (an M that was inside the runtime or the C library when the signal
// came is not interrupted there). A stopped goroutine is runnable or waiting, its registers on its
// stack; goroutines in system calls have theirs in G.regs.
#include <string.h>
#include "rt.h"

static u32 stop_sema = 1; // held from stop to start

void rt_preempt_one(P *p) {
	M *m = atomic_load_acquire(&p->m);
	if (m == NULL || m == getg()->m)
		return;
	G *gp = atomic_load_acquire(&m->curg);
	if (gp == NULL || gp == m->g0)
		return;
	atomic_store_seqcst(&gp->preempt, 1);
	rt_preempt_m(m);
}

void rt_preempt_all(void) {
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++) {
		P *p = rt_sched.allp[i];
		if (p != NULL && atomic_load_acquire(&p->status) == RT_PRUNNING)
			rt_preempt_one(p);
	}
}

void rt_worldsema_acquire(void) {
	rt_semacquire1(&stop_sema, false, RT_WAIT_STOP_THE_WORLD);
}

void rt_worldsema_release(void) {
	rt_semrelease2(&stop_sema, false);
}

// Who is asked mostly is in the runtime for a moment, and hits compiled code at one of the next
// signals; or its thread has lost its core. Where there is another core for it, waiting awake is
// shorter than any sleep.
static bool stop_wait(u32 n) {
	enum { AWAKE = 4, AWAKE_NS = 15000, SHORT = 64 };
	if (n >= AWAKE || rt_ncpu_cached() < 2)
		return rt_note_sleepfor(&rt_sched.stopnote, n < SHORT ? 20000 : 500000);
	for (i64 until = rt_nanotime() + AWAKE_NS; rt_nanotime() < until;) {
		if (atomic_load_acquire(&rt_sched.stopnote.key))
			return true;
		__builtin_ia32_pause();
	}
	return false;
}

// Returns with every P but the caller's in PGCSTOP.
static void stop_world(ptr arg) {
	(void)arg;
	M *m = getg()->m;
	rt_lock(&rt_sched.lock);
	rt_sched.stw_begin = rt_nanotime();
	rt_sched.nstw++;
	rt_sched.stopwait = (i32)rt_sched.gomaxprocs;
	atomic_store_seqcst(&rt_sched.gcwaiting, 1);
	m->p->status = RT_PGCSTOP;
	rt_sched.stopwait--;
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++) {
		P *p = rt_sched.allp[i];
		if (p->status == RT_PSYSCALL &&
			atomic_cas_seqcst(&p->status, RT_PSYSCALL, RT_PGCSTOP)) {
			p->syscalltick++;
			rt_sched.stopwait--;
		}
	}
	for (P *p; (p = rt_pidleget()) != NULL;) {
		p->status = RT_PGCSTOP;
		rt_sched.stopwait--;
	}
	bool wait = rt_sched.stopwait > 0;
	rt_unlock(&rt_sched.lock);
	if (wait) {
		rt_preempt_all();
		for (u32 n = 0; !stop_wait(n); n++)
			rt_preempt_all();
		rt_note_clear(&rt_sched.stopnote);
	}
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++)
		if (rt_sched.allp[i]->status != RT_PGCSTOP)
			rt_throw("stop_world: a P is not stopped");
}

static void stop_start(ptr arg) {
	(void)arg;
	M *self = rt_acquirem();
	rt_lock(&rt_sched.lock);
	rt_procresize(rt_sched.wantprocs);
	// Ps with work, by link; the others are idle already.
	P *work = rt_sched.startps;
	rt_sched.startps = NULL;
	atomic_store_seqcst(&rt_sched.gcwaiting, 0);
	rt_sched.stw_end = rt_nanotime();
	if (rt_sched.sysmonwait) {
		rt_sched.sysmonwait = 0;
		rt_note_wakeup(&rt_sched.sysmonnote);
	}
	rt_unlock(&rt_sched.lock);
	while (work != NULL) {
		P *p = work;
		work = p->link;
		p->link = NULL;
		rt_startm(p, false);
	}
	rt_wakep();
	if (rt_netpoll_inited())
		rt_injectglist(rt_netpoll(0));
	rt_releasem(self);
}

void rt_stoptheworld_with_sema(void) {
	getg()->m->locks++;
	rt_systemstack(stop_world, NULL);
}

void rt_starttheworld_with_sema(void) {
	rt_systemstack(stop_start, NULL);
	getg()->m->locks--;
}

void rt_stoptheworld(void) {
	rt_worldsema_acquire();
	rt_stoptheworld_with_sema();
}

void rt_starttheworld(void) {
	rt_starttheworld_with_sema();
	rt_worldsema_release();
}

static bool stop_scan(G *gp, u32 s) {
	return atomic_cas_seqcst(&gp->status, s, s | RT_GSCAN);
}

bool rt_suspend_g(G *gp) {
	if (gp == getg()->m->curg && gp == getg())
		rt_throw("rt_suspend_g: itself");
	for (u32 spin = 0;; spin++) {
		u32 s = rt_readgstatus(gp);
		switch (s) {
		case RT_GDEAD:
		case RT_GIDLE: return false;
		case RT_GRUNNABLE:
		case RT_GWAITING:
		case RT_GSYSCALL:
			if (stop_scan(gp, s))
				return true;
			break;
		case RT_GPREEMPTED:
			// Ours now: as a waiting goroutine that rt_resume_g makes runnable.
			if (atomic_cas_seqcst(&gp->status, RT_GPREEMPTED, RT_GWAITING)) {
				gp->waitreason = RT_WAIT_PREEMPTED;
				gp->resume = 1;
				if (stop_scan(gp, RT_GWAITING))
					return true;
			}
			break;
		case RT_GRUNNING: {
			M *m = gp->m;
			gp->preemptstop = 1;
			atomic_store_seqcst(&gp->preempt, 1);
			if (m != NULL && rt_readgstatus(gp) == RT_GRUNNING)
				rt_preempt_m(m);
			break;
		}
		default: break;
		}
		if (spin < 10)
			for (int i = 0; i < 50; i++)
				__builtin_ia32_pause();
		else
			rt_usleep(spin < 100 ? 10 : 50);
	}
}

void rt_resume_g(G *gp) {
	u32 s = rt_readgstatus(gp);
	if (!(s & RT_GSCAN))
		rt_throw("rt_resume_g: not suspended");
	gp->preemptstop = 0;
	bool ready = gp->resume;
	gp->resume = 0;
	atomic_store_seqcst(&gp->status, s & ~RT_GSCAN);
	if (ready) {
		rt_casgstatus(gp, RT_GWAITING, RT_GRUNNABLE);
		rt_lock(&rt_sched.lock);
		rt_globrunqput(gp);
		rt_unlock(&rt_sched.lock);
		rt_wakep();
	}
}

static RT_NOINLINE u64 stop_sp(void) {
	return (u64)__builtin_frame_address(0);
}

void rt_g_ranges(G *gp, RangeFn fn, ptr arg) {
	fn(gp, gp + 1, arg);
	for (Sudog *sg = gp->waiting; sg != NULL; sg = sg->waitlink)
		fn(sg, sg + 1, arg);
	for (CallFrame *f = gp->callframes; f != NULL; f = f->link)
		fn(f->lo, f->hi, arg);
	u32 s = rt_readgstatus(gp) & ~RT_GSCAN;
	if (gp->waitsince == 0 && (s == RT_GWAITING || s == RT_GSYSCALL))
		gp->waitsince = rt_sched.stw_begin;
	StackSeg *seg = gp->seg;
	u64 sp = gp->sp;
	if (gp->away != NULL) {
		rt_stack_awayrange(gp, fn, arg);
		return;
	}
	if (s == RT_GSYSCALL) {
		seg = gp->sysseg;
		sp = gp->syssp;
	} else if (s == RT_GRUNNING && gp == getg()) {
		__builtin_unwind_init();
		sp = stop_sp();
	}
	// Red zones of leaf functions that were interrupted lie above sp: rt_asyncpreempt skipped
	// them.
	for (; seg != NULL; seg = seg->prev) {
		if (sp < seg->lo || sp > seg->hi)
			rt_throw("rt_g_ranges: sp is not in its segment");
		fn((ptr)(sp & ~7ul), (ptr)seg->hi, arg);
		if (seg->prev != NULL)
			sp = seg->prev->back_sp;
	}
}

void rt_system_ranges(RangeFn fn, ptr arg) {
	G *g = getg();
	if (g == g->m->g0)
		fn((ptr)(stop_sp() & ~7ul), (ptr)g->m->g0sp, arg);
}

void rt_runtime_ranges(RangeFn fn, ptr arg) {
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++)
		rt_timers_ranges(&rt_sched.allp[i]->timers, fn, arg);
	rt_synctest_ranges(fn, arg);
}
