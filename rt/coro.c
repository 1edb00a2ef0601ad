// Coroutines, for iter.Pull: two goroutines of which one runs while the other is parked in the
// Coro.
//
// coroswitch parks the caller in the Coro and runs the goroutine that was parked there, on the same
// thread and in the same time slice: no queue, no other thread is involved. When the function of
// the coroutine has returned, or its goroutine ends by Goexit, the other one goes on and the Coro
// is empty. A goroutine locked to its thread lends the thread: whoever is switched to is locked to
// it meanwhile. The locks must be those of the time when the coroutine was made.
#include "heap.h"

typedef struct Coro {
	void (*code)(ptr coro);	  // it is the closure that its goroutine begins with
	G *gp;			  // atomic: the parked one; NULL: the coroutine has ended
	ptr f;			  // func(*coro)
	M *m;			  // thread that the creator was locked to, or NULL
	u32 lockedext, lockedint; // ... and how often
} Coro;

RT_GO_MAYBE void runtime$goCoro(ptr coro);

static void coro_main(ptr coro) {
	runtime$goCoro(coro);
}

// func newcoro(f func(*coro)) *coro
ptr rt_newcoro(ptr f) {
	G *self = getg();
	Coro *c = rt_mallocgc(sizeof *c, &rt_type_words, true);
	c->code = coro_main;
	c->f = f;
	M *m = rt_acquirem();
	if (m->lockedext + m->lockedint != 0) {
		c->m = m;
		c->lockedext = m->lockedext;
		c->lockedint = m->lockedint;
	}
	G *gp = rt_newproc1(c, self, (u64)__builtin_return_address(0), false);
	gp->waitreason = RT_WAIT_COROUTINE;
	rt_casgstatus(gp, RT_GRUNNABLE, RT_GWAITING);
	c->gp = gp;
	rt_releasem(m);
	return c;
}

static void coro_checklocks(M *m, Coro *c, bool locked) {
	if (c->m == NULL && !locked)
		return;
	if (m == c->m && m->lockedint == c->lockedint && m->lockedext == c->lockedext)
		return;
	rt_printf("coro: got thread %x, want %x\n", (u64)m, (u64)c->m);
	rt_printf("coro: got lock internal %u, want %u\n", (u64)m->lockedint, (u64)c->lockedint);
	rt_printf("coro: got lock external %u, want %u\n", (u64)m->lockedext, (u64)c->lockedext);
	rt_throw("coro: OS thread locking must match locking at coroutine creation");
}

// gp, which has left the processor, takes the place of the one parked in c, which runs.
RT_DIES static void coro_run(M *m, Coro *c, G *gp, bool locked, ptr bubble) {
	G *next = atomic_xchg_seqcst(&c->gp, gp);
	if (next == NULL)
		rt_throw("coroswitch on exited coro");
	if (next == gp)
		rt_throw("coroswitch of a goroutine to itself");
	if (locked) {
		m->lockedg = next;
		next->lockedm = m;
	}
	if (atomic_load_relaxed(&rt_sched.gcwaiting)) {
		rt_casgstatus(next, RT_GWAITING, RT_GRUNNABLE);
		if (bubble != NULL)
			rt_synctest_release(bubble);
		m->curg = NULL;
		rt_runqput(m->p, next, true);
		rt_schedule();
	}
	rt_casgstatus(next, RT_GWAITING, RT_GRUNNING);
	if (bubble != NULL)
		rt_synctest_release(bubble);
	rt_run(next, true);
	__builtin_unreachable();
}

// The end of the switch, on the system stack: gp->coroarg is the Coro.
static void coro_leave(G *gp, bool ends) {
	M *m = gp->m;
	Coro *c = gp->coroarg;
	gp->coroarg = NULL;
	ptr bubble = gp->bubble;
	if (bubble != NULL)
		rt_synctest_hold(bubble);
	bool locked = gp->lockedm != NULL;
	coro_checklocks(m, c, locked);
	gp->lockedm = NULL;
	if (ends) {
		rt_gdestroy(gp);
		gp = NULL;
	} else {
		gp->waitreason = RT_WAIT_COROUTINE;
		rt_casgstatus(gp, RT_GRUNNING, RT_GWAITING);
		gp->m = NULL;
	}
	coro_run(m, c, gp, locked, bubble);
}

static void coro_switch(G *gp) {
	coro_leave(gp, false);
}

static void coro_end(G *gp) {
	coro_leave(gp, true);
}

// func coroswitch(c *coro)
void rt_coroswitch(ptr c) {
	getg()->coroarg = c;
	rt_mcall(coro_switch);
}

// func coroexit(c *coro): the current goroutine ends, the other one goes on.
void rt_coroexit(ptr c) {
	getg()->coroarg = c;
	rt_mcall(coro_end);
}
