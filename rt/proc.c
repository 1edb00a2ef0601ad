// The scheduler: how goroutines begin, run, wait, wake and end.
//
// Status of a G: IDLE -> RUNNABLE -> RUNNING -> WAITING, SYSCALL or PREEMPTED -> RUNNABLE -> ... ->
// DEAD. Whoever moves it away from a status by rt_casgstatus owns the transition; while RT_GSCAN is
// added, the scanner owns the stack and transitions wait. rt_schedule and all that find work run on
// system stacks.
#include <string.h>
#include "mprof.h"

_Static_assert(
	offsetof(G, sp) == 32 && offsetof(G, limit) == 40 && offsetof(G, m) == 48, "asm_amd64.S");
_Static_assert(offsetof(G, regs) == 0x38 && offsetof(M, g0) == 0 && offsetof(M, g0sp) == 80,
	"asm_amd64.S");

Sched rt_sched;

u32 rt_readgstatus(G *gp) {
	return atomic_load_acquire(&gp->status);
}

void rt_casgstatus(G *gp, u32 from, u32 to) {
	for (u32 i = 0; !atomic_cas_seqcst(&gp->status, from, to); i++) {
		u32 s = rt_readgstatus(gp);
		if (s != from && s != (from | RT_GSCAN))
			rt_throw("rt_casgstatus: unexpected status");
		if (i > 100)
			rt_osyield();
		__builtin_ia32_pause();
	}
	if (gp->bubble != NULL)
		rt_synctest_status(gp, from, to & ~RT_GSCAN);
}

M *rt_acquirem(void) {
	M *m = getg()->m;
	m->locks++;
	return m;
}

void rt_releasem(M *m) {
	m->locks--;
}

// Makes a waiting goroutine runnable on this P.
void rt_ready(G *gp, bool next) {
	M *m = rt_acquirem();
	rt_casgstatus(gp, RT_GWAITING, RT_GRUNNABLE);
	rt_runqput(m->p, gp, next);
	rt_wakep();
	rt_releasem(m);
}

void rt_goready(G *gp) {
	rt_ready(gp, true);
}

void rt_goready_list(G *gp) {
	while (gp != NULL) {
		G *next = gp->schedlink;
		gp->schedlink = NULL;
		rt_ready(gp, true);
		gp = next;
	}
}

// Goroutines that are waiting become runnable: on this P if there is one, else globally, and idle
// Ps are started.
void rt_injectglist(G *list) {
	if (list == NULL)
		return;
	u32 n = 0;
	for (G *gp = list; gp != NULL; gp = gp->schedlink) {
		rt_casgstatus(gp, RT_GWAITING, RT_GRUNNABLE);
		n++;
	}
	P *p = getg()->m->p;
	rt_lock(&rt_sched.lock);
	u32 idle = rt_sched.npidle;
	u32 start = n < idle ? n : idle;
	u32 global = p == NULL ? n : start;
	for (u32 i = 0; i < global; i++) {
		G *gp = list;
		list = gp->schedlink;
		rt_globrunqput(gp);
	}
	rt_unlock(&rt_sched.lock);
	while (list != NULL) {
		G *gp = list;
		list = gp->schedlink;
		rt_runqput(p, gp, false);
	}
	for (u32 i = 0; i < start; i++)
		rt_startm(NULL, false);
	if (p != NULL)
		rt_wakep();
}

void rt_execute(G *gp, bool inherit) {
	rt_casgstatus(gp, RT_GRUNNABLE, RT_GRUNNING);
	rt_run(gp, inherit);
}

void rt_run(G *gp, bool inherit) {
	M *m = getg()->m;
	m->curg = gp;
	gp->m = m;
	if (__builtin_expect(gp->away != NULL, 0))
		rt_stack_back(gp);
	if (rt_gc_must_enter(gp))
		rt_gc_enter(gp);
	gp->waitsince = 0;
	gp->preempt = 0;
	gp->limit = gp->seg->lo + RT_STACK_GUARD;
	if (!inherit)
		m->p->schedtick++;
	rt_gogo(gp);
}

void rt_schedule(void) {
	M *m = getg()->m;
	if (m->locks != 0)
		rt_throw("rt_schedule: holding locks");
	if (m->lockedg != NULL) {
		rt_stoplockedm();
		rt_execute(m->lockedg, false);
	}
	if (__builtin_expect(rt_stack_stress, 0))
		rt_stack_away();
	for (;;) {
		bool inherit;
		G *gp = rt_findrunnable(&inherit);
		if (m->spinning)
			rt_resetspinning(m);
		if (gp->lockedm != NULL) {
			rt_startlockedm(gp);
			continue;
		}
		rt_execute(gp, inherit);
	}
}

// The goroutine no longer runs on this M.
static M *proc_dropg(G *gp) {
	M *m = gp->m;
	m->curg = NULL;
	gp->m = NULL;
	return m;
}

static void proc_park(G *gp) {
	M *m = getg()->m;
	bool (*unlock)(G *, ptr) = m->waitunlock;
	ptr bubble = gp->bubble;
	if (bubble != NULL)
		rt_synctest_hold(bubble);
	rt_casgstatus(gp, RT_GRUNNING, RT_GWAITING);
	proc_dropg(gp);
	if (unlock != NULL) {
		m->waitunlock = NULL;
		if (!unlock(gp, m->waitarg)) {
			rt_casgstatus(gp, RT_GWAITING, RT_GRUNNABLE);
			if (bubble != NULL)
				rt_synctest_release(bubble);
			rt_execute(gp, true);
		}
	}
	if (bubble != NULL)
		rt_synctest_release(bubble);
	rt_schedule();
}

void rt_gopark(bool (*unlock)(G *, ptr), ptr arg, u32 reason) {
	G *gp = getg();
	M *m = gp->m;
	if (gp == m->g0)
		rt_throw("rt_gopark: on the system stack");
	m->waitunlock = unlock;
	m->waitarg = arg;
	gp->waitreason = reason;
	if (__builtin_expect(atomic_load_relaxed(&rt_prof_blockrate) != 0, 0)) {
		i64 since = rt_nanotime();
		rt_mcall(proc_park);
		rt_prof_block(reason, rt_nanotime() - since);
		return;
	}
	rt_mcall(proc_park);
}

static bool proc_parkunlock(G *gp, ptr lock) {
	(void)gp;
	rt_unlock(lock);
	return true;
}

void rt_goparkunlock(Lock *l, u32 reason) {
	rt_gopark(proc_parkunlock, l, reason);
}

static void proc_gosched(G *gp) {
	rt_casgstatus(gp, RT_GRUNNING, RT_GRUNNABLE);
	proc_dropg(gp);
	rt_lock(&rt_sched.lock);
	rt_globrunqput(gp);
	rt_unlock(&rt_sched.lock);
	rt_wakep();
	rt_schedule();
}

void rt_gosched(void) {
	rt_mcall(proc_gosched);
}

static void proc_goyield(G *gp) {
	P *p = gp->m->p;
	rt_casgstatus(gp, RT_GRUNNING, RT_GRUNNABLE);
	proc_dropg(gp);
	rt_runqput(p, gp, false);
	rt_schedule();
}

void rt_goyield(void) {
	rt_mcall(proc_goyield);
}

// The suspender makes it runnable again, or nobody is there any more: then it goes on.
static void proc_preemptpark(G *gp) {
	rt_casgstatus(gp, RT_GRUNNING, RT_GSCAN | RT_GPREEMPTED);
	proc_dropg(gp);
	atomic_store_release(&gp->status, RT_GPREEMPTED);
	rt_schedule();
}

void rt_preempt_park(void) {
	G *gp = getg();
	if (gp->preemptstop)
		rt_mcall(proc_preemptpark);
	else
		rt_mcall(proc_gosched);
}

static bool proc_waitforever(G *gp, ptr arg) {
	(void)gp;
	(void)arg;
	return true;
}

void rt_block(void) {
	rt_gopark(proc_waitforever, NULL, RT_WAIT_SELECT_NONE);
	rt_throw("rt_block: woken");
}

enum { G_FREE_P = 64 };

G *rt_gfget(P *p) {
	if (p->gfree == NULL && atomic_load_relaxed(&rt_sched.ngfree) != 0) {
		rt_lock(&rt_sched.lock);
		while (p->ngfree < G_FREE_P / 2 && rt_sched.gfree != NULL) {
			G *gp = rt_sched.gfree;
			rt_sched.gfree = gp->schedlink;
			rt_sched.ngfree--;
			gp->schedlink = p->gfree;
			p->gfree = gp;
			p->ngfree++;
		}
		rt_unlock(&rt_sched.lock);
	}
	G *gp = p->gfree;
	if (gp != NULL) {
		p->gfree = gp->schedlink;
		p->ngfree--;
		gp->schedlink = NULL;
	}
	return gp;
}

enum { G_FREE_KEEP = 4096, G_FREE_STEP = 512 };

void rt_gftrim(void) {
	if (atomic_load_relaxed(&rt_sched.ngfree) <= G_FREE_KEEP)
		return;
	G *list = NULL;
	rt_lock(&rt_sched.lock);
	for (u32 i = 0; i < G_FREE_STEP && rt_sched.ngfree > G_FREE_KEEP; i++) {
		G *gp = rt_sched.gfree;
		rt_sched.gfree = gp->schedlink;
		rt_sched.ngfree--;
		gp->schedlink = list;
		list = gp;
	}
	rt_unlock(&rt_sched.lock);
	while (list != NULL) {
		G *gp = list;
		list = gp->schedlink;
		rt_stack_trim(gp);
	}
}

static void proc_gfput(P *p, G *gp) {
	gp->schedlink = p->gfree;
	p->gfree = gp;
	if (++p->ngfree < G_FREE_P)
		return;
	rt_lock(&rt_sched.lock);
	while (p->ngfree > G_FREE_P / 2) {
		G *x = p->gfree;
		p->gfree = x->schedlink;
		p->ngfree--;
		x->schedlink = rt_sched.gfree;
		rt_sched.gfree = x;
		rt_sched.ngfree++;
	}
	rt_unlock(&rt_sched.lock);
}

void rt_gdestroy(G *gp) {
	M *m = gp->m;
	rt_casgstatus(gp, RT_GRUNNING, RT_GDEAD);
	rt_stack_live(gp, false);
	gp->pinned = 0;
	if (!gp->issystem)
		atomic_add_seqcst(&rt_sched.ngs, -1);
	gp->lockedm = NULL;
	m->lockedg = NULL;
	gp->coroarg = NULL;
	gp->preemptstop = 0;
	gp->sig = 0;
	gp->paniconfault = 0;
	gp->panic = NULL;
	gp->head.deferframe = NULL;
	gp->callframes = NULL;
	gp->startfn = NULL;
	gp->param = NULL;
	gp->waiting = NULL;
	gp->labels = NULL;
	gp->bubble = NULL;
	gp->goexiting = 0;
	proc_dropg(gp);
	if (gp->first.next != NULL)
		rt_stack_release(gp);
	proc_gfput(m->p, gp);
}

static void proc_goexit0(G *gp) {
	bool locked = gp->lockedm != NULL;
	rt_gdestroy(gp);
	if (locked)
		rt_endm();
	rt_schedule();
}

void rt_goexit0(void) {
	rt_mcall(proc_goexit0);
	__builtin_unreachable();
}

G *rt_newproc1(ptr closure, G *creator, u64 pc, bool system) {
	M *m = rt_acquirem();
	G *gp = rt_gfget(m->p);
	bool fresh = gp == NULL;
	if (fresh) {
		gp = rt_stack_newg();
		rt_stack_away();
	}
	u64 *sp = (u64 *)(gp->first.hi & ~15ul) - 7;
	memset(sp, 0, 7 * sizeof *sp);
	sp[4] = (u64)closure; // rbx
	sp[6] = (u64)rt_gostart;
	gp->sp = (u64)sp;
	gp->startfn = closure;
	gp->startpc = *(u64 *)closure;
	gp->gopc = pc;
	gp->parent = creator ? creator->id : 0;
	gp->issystem = system;
	gp->id = atomic_add_seqcst(&rt_sched.goidgen, 1);
	gp->waitreason = 0;
	gp->gccycle = rt_gccycle;
	if (creator != NULL && !system) {
		gp->labels = creator->labels;
		gp->bubble = creator->bubble;
	}
	if (!system)
		atomic_add_seqcst(&rt_sched.ngs, 1);
	rt_casgstatus(gp, fresh ? RT_GIDLE : RT_GDEAD, RT_GRUNNABLE);
	rt_stack_live(gp, true);
	rt_releasem(m);
	return gp;
}

static void proc_start(ptr closure, u64 pc, bool system) {
	G *self = getg();
	M *m = rt_acquirem();
	G *gp = rt_newproc1(closure, m->curg ? m->curg : self, pc, system);
	rt_runqput(m->p, gp, true);
	if (rt_sched.mainstarted)
		rt_wakep();
	rt_releasem(m);
}

void rt_newproc(ptr closure) {
	if (closure == NULL)
		rt_fatal("go of nil func value");
	proc_start(closure, (u64)__builtin_return_address(0), false);
}

void rt_newproc_system(void (*fn)(ptr), ptr arg) {
	struct {
		void (*code)(ptr);
		ptr arg;
	} *c = rt_persistent_alloc(sizeof *c, 8);
	c->code = fn;
	c->arg = arg;
	proc_start(c, 0, true);
}

void rt_foreach_g(void (*fn)(G *, ptr), ptr arg) {
	u64 at = 0;
	for (G *gp; (gp = rt_stack_nextg(&at)) != NULL;) {
		u32 s = rt_readgstatus(gp) & ~RT_GSCAN;
		if (s != RT_GIDLE && s != RT_GDEAD)
			fn(gp, arg);
	}
}

u64 rt_ngoroutines(void) {
	return atomic_load_seqcst(&rt_sched.ngs);
}

u64 rt_fastrand(void) {
	M *m = getg()->m;
	u64 *s = (u64 *)m->fastrand;
	if (s[0] == 0)
		s[0] = (u64)rt_nanotime() ^ (u64)m * 0x9e3779b97f4a7c15;
	s[0] += 0x9e3779b97f4a7c15;
	u64 z = s[0];
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}
