// Entering and leaving system calls.
//
// A goroutine that enters a system call keeps its P in status PSYSCALL; the monitor (or whoever
// stops the world) may take it by changing that status. Coming back, the goroutine takes the P
// again if it still is in that status, else any idle one, else it becomes runnable and its M stops.
// What the goroutine's frames above the call hold is found through syssp and the callee-saved
// registers in G.regs.
#include <string.h>
#include "rt.h"

void rt_entersyscall1(u64 sp, u64 pc, u64 bp) {
	G *gp = getg();
	M *m = gp->m;
	P *p = m->p;
	m->locks++;
	gp->syssp = sp;
	gp->syspc = pc;
	gp->sysbp = bp;
	gp->sysseg = gp->seg;
	rt_casgstatus(gp, RT_GRUNNING, RT_GSYSCALL);
	if (atomic_load_seqcst(&rt_sched.sysmonwait)) {
		rt_lock(&rt_sched.lock);
		if (rt_sched.sysmonwait) {
			rt_sched.sysmonwait = 0;
			rt_note_wakeup(&rt_sched.sysmonnote);
		}
		rt_unlock(&rt_sched.lock);
	}
	m->syscalltick = p->syscalltick;
	m->oldp = p;
	p->m = NULL;
	rt_setp(m, NULL);
	atomic_store_seqcst(&p->status, RT_PSYSCALL);
	if (atomic_load_seqcst(&rt_sched.gcwaiting)) {
		rt_lock(&rt_sched.lock);
		if (rt_sched.stopwait > 0 &&
			atomic_cas_seqcst(&p->status, RT_PSYSCALL, RT_PGCSTOP)) {
			p->syscalltick++;
			if (--rt_sched.stopwait == 0)
				rt_note_wakeup(&rt_sched.stopnote);
		}
		rt_unlock(&rt_sched.lock);
	}
	m->locks--;
	rt_setlimit(gp->limit);
}

static void syscall_handoff(ptr arg) {
	(void)arg;
	M *m = getg()->m;
	P *p = m->oldp;
	// Nobody else changes a P in this status but by the same exchange.
	if (atomic_cas_seqcst(&p->status, RT_PSYSCALL, RT_PIDLE)) {
		p->syscalltick++;
		rt_handoffp(p);
	}
}

void rt_entersyscallblock(void) {
	rt_entersyscall();
	G *gp = getg();
	gp->m->locks++;
	rt_systemstack(syscall_handoff, NULL);
	gp->m->locks--;
}

static bool syscall_takep(M *m) {
	P *p = m->oldp;
	m->oldp = NULL;
	if (p != NULL && p->status == RT_PSYSCALL &&
		atomic_cas_seqcst(&p->status, RT_PSYSCALL, RT_PIDLE)) {
		rt_acquirep(p);
		return true;
	}
	if (rt_sched.pidle == NULL)
		return false;
	rt_lock(&rt_sched.lock);
	p = rt_sched.gcwaiting ? NULL : rt_pidleget();
	if (p != NULL && rt_sched.sysmonwait) {
		rt_sched.sysmonwait = 0;
		rt_note_wakeup(&rt_sched.sysmonnote);
	}
	rt_unlock(&rt_sched.lock);
	if (p == NULL)
		return false;
	rt_acquirep(p);
	return true;
}

static void syscall_wait(G *gp) {
	M *m = getg()->m;
	rt_casgstatus(gp, RT_GSYSCALL, RT_GRUNNABLE);
	m->curg = NULL;
	gp->m = NULL;
	bool locked = gp->lockedm != NULL;
	rt_lock(&rt_sched.lock);
	P *p = rt_sched.gcwaiting ? NULL : rt_pidleget();
	if (p == NULL)
		rt_globrunqput(gp);
	else if (rt_sched.sysmonwait) {
		rt_sched.sysmonwait = 0;
		rt_note_wakeup(&rt_sched.sysmonnote);
	}
	rt_unlock(&rt_sched.lock);
	if (p != NULL) {
		rt_acquirep(p);
		rt_execute(gp, false);
	}
	if (locked) {
		rt_stoplockedm();
		rt_execute(gp, false);
	}
	rt_stopm();
	rt_schedule();
}

void rt_exitsyscall(void) {
	G *gp = getg();
	M *m = gp->m;
	m->locks++;
	if (syscall_takep(m)) {
		m->p->syscalltick++;
		rt_casgstatus(gp, RT_GSYSCALL, RT_GRUNNING);
		if (rt_gc_must_enter(gp))
			rt_systemstack(rt_gc_enter, gp);
		gp->syssp = 0;
		m->locks--;
		if (gp->preempt)
			rt_setlimit(~0ul);
		return;
	}
	m->locks--;
	rt_mcall(syscall_wait);
	gp->syssp = 0;
	gp->m->p->syscalltick++;
}

// A child that shares its parent's memory runs on in the frame of the function that called
// rt_rawVforkSyscall, where the compiler keeps for the child what the parent still needs under
// other names. So the first thing that the child does is to save that frame, with the stack
// arguments above it; the parent, which sleeps until the child has gone, takes it back.
void rt_vforked(u64 frame, u64 bp, u64 pid);

void rt_vforked(u64 frame, u64 bp, u64 pid) {
	enum { RETURN = 16, ARGUMENTS = 128 };
	G *gp = getg();
	M *m = gp->m;
	StackSeg *seg = pid == 0 ? gp->seg : m->forkseg;
	if (seg == NULL)
		return; // the child has memory of its own
	u64 end = bp + RETURN + ARGUMENTS;
	if (bp < frame || bp > seg->hi)
		rt_throw("rt_vforked: no frame");
	if (end > seg->hi)
		end = seg->hi;
	if (end - frame > RT_FORK_FRAME)
		rt_throw("rt_vforked: the frame is too large");
	if (pid == 0) {
		m->forkseg = seg;
		memcpy(m->forkframe, (ptr)frame, end - frame);
		return;
	}
	memcpy((ptr)frame, m->forkframe, end - frame);
	m->forkseg = NULL;
	gp->seg = seg;
	gp->limit = seg->lo + RT_STACK_GUARD;
	rt_setlimit(gp->limit);
}
