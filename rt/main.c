// The start of a program: the first thread, the Ps, the main goroutine.
#include <stdlib.h>
#include <string.h>
#include "rt.h"
#include "gocalls.h"

M rt_m0;
static G main_g0;

static void main_run(ptr closure) {
	(void)closure;
	rt_sched.mainstarted = 1;
	rt_newm(rt_sysmon, NULL);
	// Package initialisation runs on the first thread.
	rt_LockOSThread();
	rt_heap_start();
	runtime$goInit();
	((void (*)(void))rt_program.init)();
	if (rt_cgo_ready)
		rt_cgo_ready();
	rt_UnlockOSThread();
	((void (*)(void))rt_program.main)();
	if (atomic_load_seqcst(&rt_sched.panicking))
		rt_block();
	runtime$goExitHooks(0);
	rt_exit(0);
}

static const struct { void (*code)(ptr); } main_closure = {main_run};

static u32 main_procs(void) {
	const char *s = getenv("GOMAXPROCS");
	long n = s != NULL ? strtol(s, NULL, 10) : 0;
	if (n <= 0)
		n = rt_defaultprocs();
	return n > (long)countof(rt_sched.allp) ? (u32)countof(rt_sched.allp) : (u32)n;
}

void rt_schedinit(void) {
	M *m = &rt_m0;
	m->g0 = &main_g0;
	main_g0.m = m;
	main_g0.status = RT_GRUNNING;
	rt_setg(&main_g0);
	rt_setlimit(0);
	rt_sched.maxm = 10000;
	rt_sched.mnext = 1;
	rt_sched.allms = m;
	rt_sched.starttime = rt_nanotime();
	rt_minit_thread(m);
	rt_symtab_init();
	rt_heap_init();
	const char *tb = getenv("GOTRACEBACK");
	if (tb != NULL)
		rt_traceback_set(tb, strlen(tb));
	rt_debug_parse(rt_program.godebug);
	rt_debug_parse(getenv("GODEBUG"));
	rt_debug.stress = getenv("SEAGO_SCHEDSTRESS") != NULL;
	rt_stack_stress = getenv("SEAGO_STACKSTRESS") != NULL;
	rt_initsig();
	rt_sched.wantprocs = main_procs();
	rt_lock(&rt_sched.lock);
	rt_procresize(rt_sched.wantprocs);
	rt_unlock(&rt_sched.lock);
}

int main(void) {
	rt_schedinit();
	rt_m0.g0sp = ((u64)__builtin_frame_address(0) - 4096) & ~15ul;
	G *gp = rt_newproc1((ptr)&main_closure, NULL, 0, false);
	rt_runqput(rt_m0.p, gp, true);
	rt_switchto(rt_m0.g0sp, (void (*)(ptr))rt_mstart, &rt_m0);
}

// The first code of an M on its system stack.
void rt_mstart(M *m) {
	if (m->mstartfn != NULL)
		m->mstartfn();
	if (m != &rt_m0) {
		rt_acquirep(m->nextp);
		m->nextp = NULL;
	}
	rt_schedule();
}
