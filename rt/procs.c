// Ps: how many there are, goroutines locked to threads, and the end of a program that cannot go on.
#include <string.h>
#include "rt.h"

static void procs_init(P *p, i32 id) {
	p->id = id;
	p->status = RT_PGCSTOP;
	if (p->mcache == NULL)
		rt_heap_procinit(p);
}

// Its goroutines go to the global queue, its timers to the current P.
static void procs_destroy(P *p) {
	bool inherit;
	for (G *gp; (gp = rt_runqget(p, &inherit)) != NULL;)
		rt_globrunqput(gp);
	rt_timers_move(p, getg()->m->p);
	while (p->gfree != NULL) {
		G *gp = p->gfree;
		p->gfree = gp->schedlink;
		gp->schedlink = rt_sched.gfree;
		rt_sched.gfree = gp;
		rt_sched.ngfree++;
	}
	p->ngfree = 0;
	rt_heap_procdestroy(p);
	p->status = RT_PDEAD;
}

// World stopped, sched.lock held. Ps without work become idle; those with work are listed in
// sched.startps.
void rt_procresize(u32 n) {
	u32 old = rt_sched.gomaxprocs;
	M *m = getg()->m;
	for (u32 i = 0; i < n; i++) {
		if (rt_sched.allp[i] == NULL)
			atomic_store_release(
				&rt_sched.allp[i], (P *)rt_persistent_alloc(sizeof(P), 128));
		if (i >= old)
			procs_init(rt_sched.allp[i], (i32)i);
	}
	P *mine = m->p;
	if (mine == NULL || (u32)mine->id >= n) {
		if (mine != NULL)
			mine->m = NULL;
		rt_setp(m, NULL);
		mine = rt_sched.allp[0];
		mine->m = NULL;
		mine->status = RT_PIDLE;
		rt_acquirep(mine);
	} else {
		mine->status = RT_PRUNNING;
	}
	for (u32 i = n; i < old; i++)
		procs_destroy(rt_sched.allp[i]);
	atomic_store_seqcst(&rt_sched.gomaxprocs, n);
	rt_sched.startps = NULL;
	for (u32 i = n; i-- > 0;) {
		P *p = rt_sched.allp[i];
		if (p == mine)
			continue;
		p->m = NULL;
		p->status = RT_PIDLE;
		if (rt_runqempty(p)) {
			rt_pidleput(p);
		} else {
			p->link = rt_sched.startps;
			rt_sched.startps = p;
		}
	}
}

i64 rt_gomaxprocs(i64 n) {
	rt_lock(&rt_sched.lock);
	i64 old = rt_sched.gomaxprocs;
	rt_unlock(&rt_sched.lock);
	if (n <= 0 || n == old)
		return old;
	rt_stoptheworld();
	rt_sched.wantprocs = n > (i64)countof(rt_sched.allp) ? (u32)countof(rt_sched.allp) : (u32)n;
	rt_starttheworld();
	return old;
}

i64 rt_procpin(void) {
	M *m = getg()->m;
	m->locks++;
	return m->p->id;
}

void rt_procunpin(void) {
	getg()->m->locks--;
}

u64 rt_procPin(void) {
	return (u64)rt_procpin();
}

void rt_procUnpin(void) {
	rt_procunpin();
}

static void procs_dolock(G *gp) {
	gp->m->lockedg = gp;
	gp->lockedm = gp->m;
}

static void procs_dounlock(G *gp) {
	M *m = gp->m;
	if (m->lockedint != 0 || m->lockedext != 0)
		return;
	m->lockedg = NULL;
	gp->lockedm = NULL;
}

void rt_LockOSThread(void) {
	G *gp = getg();
	gp->m->lockedext++;
	procs_dolock(gp);
}

void rt_UnlockOSThread(void) {
	G *gp = getg();
	if (gp->m->lockedext == 0)
		return;
	gp->m->lockedext--;
	procs_dounlock(gp);
}

u8 rt_lockedOSThread(void) {
	G *gp = getg();
	return gp->lockedm != NULL && gp->m->lockedg != NULL;
}

static void procs_count(G *gp, ptr arg) {
	u32 s = rt_readgstatus(gp) & ~RT_GSCAN;
	if (!gp->issystem && s != RT_GDEAD)
		++*(u32 *)arg;
}

// sched.lock held. If no M can ever run again and nothing outside can wake one, the program is
// dead.
void rt_checkdead(void) {
	if (!rt_sched.mainstarted || rt_sched.panicking || rt_iscgo()) // a thread of C may call
		return;
	i32 run = (i32)rt_mcount() - (i32)rt_sched.nmidle - (i32)rt_sched.nmidlelocked -
		  (i32)rt_sched.nmsys;
	if (run > 0)
		return;
	if (run < 0) {
		rt_printf("runtime: checkdead: nmidle=%u nmidlelocked=%u mcount=%u nmsys=%u\n",
			(u64)rt_sched.nmidle, (u64)rt_sched.nmidlelocked, (u64)rt_mcount(),
			(u64)rt_sched.nmsys);
		rt_throw("rt_checkdead: inconsistent counts");
	}
	// Threads that mark wake the collector's goroutine, and what that finds dead may wake
	// others.
	if (rt_wbflag)
		return;
	u32 waiting = 0;
	rt_foreach_g(procs_count, &waiting);
	if (waiting == 0) {
		rt_unlock(&rt_sched.lock);
		rt_fatal("no goroutines (main called runtime.Goexit) - deadlock!");
	}
	if (rt_timers_next() != 0 || rt_sched.gcwaiting)
		return;
	rt_unlock(&rt_sched.lock);
	rt_fatal("all goroutines are asleep - deadlock!");
}
