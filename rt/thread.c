// Threads (Ms), the Ps they hold, and the monitor.
//
// An M without work waits on its note in sched.midle. At most half as many Ms as there are busy Ps
// spin, that is, look for work to steal; whoever makes a goroutine runnable while a P is idle and
// nobody spins wakes one (rt_wakep), and a spinning M that finds work and was the last spinner
// wakes another. So work is never left while a P is idle.
#include <string.h>
#include "rt.h"

u32 rt_mcount(void) {
	return (u32)(rt_sched.mnext - rt_sched.nmfreed);
}

// func rtNumThreads() int
u64 rt_nthreads(void) {
	return rt_mcount();
}

// func NumCgoCall() int64
u64 rt_ncgocall(void) {
	u64 n = 0;
	for (M *m = atomic_load_acquire(&rt_sched.allms); m != NULL; m = m->alllink)
		n += atomic_load_relaxed(&m->ncgocall);
	return n;
}

void rt_pidleput(P *p) {
	if (!rt_runqempty(p))
		rt_throw("rt_pidleput: P has work");
	p->link = rt_sched.pidle;
	rt_sched.pidle = p;
	atomic_add_seqcst(&rt_sched.npidle, 1);
}

P *rt_pidleget(void) {
	P *p = rt_sched.pidle;
	if (p != NULL) {
		rt_sched.pidle = p->link;
		p->link = NULL;
		atomic_add_seqcst(&rt_sched.npidle, -1);
	}
	return p;
}

void rt_acquirep(P *p) {
	M *m = getg()->m;
	if (m->p != NULL || p->m != NULL || p->status != RT_PIDLE)
		rt_throw("rt_acquirep: P is in use");
	rt_setp(m, p);
	p->m = m;
	atomic_store_release(&p->status, RT_PRUNNING);
}

P *rt_releasep(void) {
	M *m = getg()->m;
	P *p = m->p;
	if (p == NULL || p->m != m || p->status != RT_PRUNNING)
		rt_throw("rt_releasep: not the owner");
	rt_setp(m, NULL);
	p->m = NULL;
	atomic_store_release(&p->status, RT_PIDLE);
	return p;
}

// An M, with its g0 behind it.
static M *m_alloc(void) {
	struct {
		M m;
		G g0;
	} *both = rt_persistent_alloc(sizeof *both, 64);
	both->m.g0 = &both->g0;
	both->g0.m = &both->m;
	both->g0.status = RT_GRUNNING;
	return &both->m;
}

static void m_start_thread(ptr arg) {
	if (!rt_newosproc(arg)) {
		rt_print("runtime: failed to create new OS thread\n");
		rt_throw("newosproc");
	}
}

// The M of a thread that has ended, as new but for its place in the list of all.
static M *m_reuse(void) {
	M *m = rt_sched.mfree;
	if (m == NULL || atomic_load_acquire(&m->gone) != 2)
		return NULL;
	rt_sched.mfree = m->schedlink;
	G *g0 = m->g0;
	M *link = m->alllink;
	memset(m, 0, sizeof *m);
	m->g0 = g0;
	m->alllink = link;
	return m;
}

void rt_newm(void (*fn)(void), P *p) {
	rt_lock(&rt_sched.lock);
	M *m = m_reuse();
	bool fresh = m == NULL;
	if (fresh)
		m = m_alloc();
	m->nextp = p;
	m->mstartfn = fn;
	m->id = rt_sched.mnext++;
	if (rt_mcount() > (u32)rt_sched.maxm) {
		rt_printf("runtime: program exceeds %d-thread limit\n", (i64)rt_sched.maxm);
		rt_throw("thread exhaustion");
	}
	if (fresh) {
		m->alllink = rt_sched.allms;
		atomic_store_release(&rt_sched.allms, m);
	}
	rt_unlock(&rt_sched.lock);
	rt_systemstack(m_start_thread, m);
}

static void m_put(M *m) {
	m->schedlink = rt_sched.midle;
	rt_sched.midle = m;
	rt_sched.nmidle++;
	rt_checkdead();
}

static M *m_get(void) {
	M *m = rt_sched.midle;
	if (m != NULL) {
		rt_sched.midle = m->schedlink;
		rt_sched.nmidle--;
	}
	return m;
}

static void m_spinning(void) {
	getg()->m->spinning = 1;
}

static void m_sleep(M *m) {
	rt_note_sleep(&m->park);
	rt_note_clear(&m->park);
}

void rt_startm(P *p, bool spinning) {
	M *self = rt_acquirem();
	rt_lock(&rt_sched.lock);
	if (p == NULL) {
		p = rt_pidleget();
		if (p == NULL) {
			rt_unlock(&rt_sched.lock);
			if (spinning && (i32)atomic_add_seqcst(&rt_sched.nmspinning, -1) < 0)
				rt_throw("rt_startm: negative nmspinning");
			rt_releasem(self);
			return;
		}
	}
	M *m = m_get();
	rt_unlock(&rt_sched.lock);
	if (m == NULL) {
		rt_newm(spinning ? m_spinning : NULL, p);
	} else {
		if (m->spinning || m->nextp != NULL)
			rt_throw("rt_startm: M is not idle");
		m->spinning = spinning;
		m->nextp = p;
		rt_note_wakeup(&m->park);
	}
	rt_releasem(self);
}

void rt_stopm(void) {
	M *m = getg()->m;
	if (m->p != NULL || m->spinning)
		rt_throw("rt_stopm: holds a P or spins");
	rt_lock(&rt_sched.lock);
	m_put(m);
	rt_unlock(&rt_sched.lock);
	m_sleep(m);
	rt_acquirep(m->nextp);
	m->nextp = NULL;
}

void rt_wakep(void) {
	if (atomic_load_seqcst(&rt_sched.nmspinning) != 0 ||
		!atomic_cas_seqcst(&rt_sched.nmspinning, 0, 1))
		return;
	M *self = rt_acquirem();
	rt_lock(&rt_sched.lock);
	P *p = rt_pidleget();
	rt_unlock(&rt_sched.lock);
	if (p == NULL) {
		if ((i32)atomic_add_seqcst(&rt_sched.nmspinning, -1) < 0)
			rt_throw("rt_wakep: negative nmspinning");
	} else {
		rt_startm(p, true);
	}
	rt_releasem(self);
}

// Gives p, which its M has left in a system call or is about to leave, to another M, or makes it
// idle.
void rt_handoffp(P *p) {
	if (!rt_runqempty(p) || atomic_load_relaxed(&rt_sched.runq.size) != 0) {
		rt_startm(p, false);
		return;
	}
	if (atomic_load_seqcst(&rt_sched.nmspinning) + atomic_load_seqcst(&rt_sched.npidle) == 0 &&
		atomic_cas_seqcst(&rt_sched.nmspinning, 0, 1)) {
		rt_startm(p, true);
		return;
	}
	rt_lock(&rt_sched.lock);
	if (atomic_load_seqcst(&rt_sched.gcwaiting)) {
		p->status = RT_PGCSTOP;
		if (--rt_sched.stopwait == 0)
			rt_note_wakeup(&rt_sched.stopnote);
		rt_unlock(&rt_sched.lock);
		return;
	}
	if (rt_sched.runq.size != 0 || (rt_sched.npidle == rt_sched.gomaxprocs - 1 &&
					       atomic_load_seqcst(&rt_sched.lastpoll) != 0)) {
		rt_unlock(&rt_sched.lock);
		rt_startm(p, false);
		return;
	}
	i64 when = atomic_load_seqcst(&p->timers.nextwhen);
	rt_pidleput(p);
	rt_unlock(&rt_sched.lock);
	// Somebody has to wait for its timers.
	if (when == 0)
		return;
	if (atomic_load_seqcst(&rt_sched.lastpoll) == 0)
		rt_netpoll_break();
	else
		rt_wakep();
}

// A goroutine locked to this M has ended, so that nobody knows what it did to the thread: the
// thread ends too. The first one cannot without the process, it sleeps.
void rt_endm(void) {
	M *m = getg()->m;
	m->lockedint = 0;
	m->lockedext = 0;
	rt_handoffp(rt_releasep());
	rt_lock(&rt_sched.lock);
	rt_sched.nmfreed++;
	bool first = m == &rt_m0;
	if (!first) {
		atomic_store_release(&m->gone, 1);
		atomic_store_release(&m->tid, 0);
		m->schedlink = rt_sched.mfree;
		rt_sched.mfree = m;
	}
	rt_checkdead();
	rt_unlock(&rt_sched.lock);
	if (!first)
		rt_endosproc(m);
	for (;;)
		m_sleep(m);
}

// The world is being stopped: gives the P up and waits.
void rt_gcstopm(void) {
	M *m = getg()->m;
	if (m->spinning) {
		m->spinning = 0;
		if ((i32)atomic_add_seqcst(&rt_sched.nmspinning, -1) < 0)
			rt_throw("rt_gcstopm: negative nmspinning");
	}
	P *p = rt_releasep();
	rt_lock(&rt_sched.lock);
	p->status = RT_PGCSTOP;
	if (--rt_sched.stopwait == 0)
		rt_note_wakeup(&rt_sched.stopnote);
	rt_unlock(&rt_sched.lock);
	rt_stopm();
}

// The M is locked to a goroutine that is not running: waits until it is.
void rt_stoplockedm(void) {
	M *m = getg()->m;
	if (m->lockedg == NULL || m->lockedg->lockedm != m)
		rt_throw("rt_stoplockedm: not locked");
	if (m->p != NULL)
		rt_handoffp(rt_releasep());
	rt_lock(&rt_sched.lock);
	rt_sched.nmidlelocked++;
	rt_checkdead();
	rt_unlock(&rt_sched.lock);
	m_sleep(m);
	rt_acquirep(m->nextp);
	m->nextp = NULL;
}

// Hands this M's P to the one that gp is locked to, and waits for work itself.
void rt_startlockedm(G *gp) {
	M *m = gp->lockedm;
	if (m == getg()->m || m->nextp != NULL)
		rt_throw("rt_startlockedm: M is not waiting");
	rt_lock(&rt_sched.lock);
	rt_sched.nmidlelocked--;
	rt_unlock(&rt_sched.lock);
	m->nextp = rt_releasep();
	rt_note_wakeup(&m->park);
	rt_stopm();
}

// Takes Ps from system calls that last more than one tick of the monitor, and asks goroutines that
// run for 10 ms to yield.
static u32 sysmon_retake(i64 now) {
	u32 n = 0;
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++) {
		P *p = atomic_load_acquire(&rt_sched.allp[i]);
		if (p == NULL)
			continue;
		u32 status = atomic_load_acquire(&p->status);
		if (status == RT_PRUNNING || status == RT_PSYSCALL) {
			u32 tick = atomic_load_relaxed(&p->schedtick);
			if (p->sysmon_schedtick != tick) {
				p->sysmon_schedtick = tick;
				p->sysmon_schedwhen = now;
			} else if (p->sysmon_schedwhen + 10000000 <= now && status == RT_PRUNNING) {
				rt_preempt_one(p);
			}
		}
		if (status != RT_PSYSCALL)
			continue;
		u32 tick = atomic_load_relaxed(&p->syscalltick);
		if (p->sysmon_syscalltick != tick) {
			p->sysmon_syscalltick = tick;
			p->sysmon_syscallwhen = now;
			continue;
		}
		if (rt_runqempty(p) && rt_sched.nmspinning + rt_sched.npidle > 0 &&
			p->sysmon_syscallwhen + 10000000 > now)
			continue;
		if (atomic_cas_seqcst(&p->status, status, RT_PIDLE)) {
			n++;
			p->syscalltick++;
			rt_handoffp(p);
		}
	}
	return n;
}

// Sleeps while nothing can happen: the world is stopped, or every P is idle. Returns true if it
// slept.
static bool sysmon_rest(i64 now) {
	if (!rt_sched.gcwaiting && rt_sched.npidle != rt_sched.gomaxprocs)
		return false;
	i64 next = rt_timers_next();
	if (next != 0 && next <= now)
		return false;
	rt_lock(&rt_sched.lock);
	if (!rt_sched.gcwaiting && rt_sched.npidle != rt_sched.gomaxprocs) {
		rt_unlock(&rt_sched.lock);
		return false;
	}
	atomic_store_seqcst(&rt_sched.sysmonwait, 1);
	rt_unlock(&rt_sched.lock);
	i64 sleep = 60000000000;
	if (next != 0 && next - now < sleep)
		sleep = next - now;
	rt_note_sleepfor(&rt_sched.sysmonnote, sleep);
	rt_lock(&rt_sched.lock);
	atomic_store_seqcst(&rt_sched.sysmonwait, 0);
	rt_note_clear(&rt_sched.sysmonnote);
	rt_unlock(&rt_sched.lock);
	return true;
}

// Runs on an M without a P, for ever.
void rt_sysmon(void) {
	rt_lock(&rt_sched.lock);
	rt_sched.nmsys++;
	rt_checkdead();
	rt_unlock(&rt_sched.lock);
	u32 idle = 0, delay = 20;
	i64 trimmed = 0;
	for (;;) {
		if (idle == 0)
			delay = 20;
		else if (idle > 50)
			delay *= 2;
		if (delay > 10000)
			delay = 10000;
		if (rt_debug.stress && delay > 100)
			delay = 100;
		rt_usleep(delay);
		i64 now = rt_nanotime();
		if (rt_debug.schedtrace == 0 && sysmon_rest(now)) {
			idle = 0;
			delay = 20;
			now = rt_nanotime();
		}
		i64 last = (i64)atomic_load_seqcst(&rt_sched.lastpoll);
		if (rt_netpoll_inited() && last != 0 && last + 10000000 < now) {
			u64 seen = (u64)last;
			atomic_cas_seqcst(&rt_sched.lastpoll, seen, (u64)now);
			G *list = rt_netpoll(0);
			if (list != NULL) {
				// A P is needed to run them: do not let the program look dead
				// meanwhile.
				rt_lock(&rt_sched.lock);
				rt_sched.nmidlelocked--;
				rt_unlock(&rt_sched.lock);
				rt_injectglist(list);
				rt_lock(&rt_sched.lock);
				rt_sched.nmidlelocked++;
				rt_unlock(&rt_sched.lock);
			}
		}
		i64 due = rt_timers_next();
		if (due != 0 && due + 10000000 < now)
			rt_startm(NULL, false);
		if (sysmon_retake(now) != 0)
			idle = 0;
		else
			idle++;
		if (trimmed + 10000000 < now) {
			trimmed = now;
			rt_gftrim();
		}
		rt_gc_poll(now);
		rt_debug_poll(now);
		if (rt_debug.stress)
			rt_preempt_all();
	}
}
