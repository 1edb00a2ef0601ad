// Calls between Go and C in programs that use cgo.
//
// Go calls C (rt_cgocall) as if it were a system call: the goroutine gives up its claim to the P,
// the function runs on the thread's own stack, and the goroutine claims a P again. C calls Go by
// crosscall2: on a thread that is in a call of ours the goroutine of that call goes on, below its
// own frames, locked to the thread; on a thread that C has made, an M with a goroutine of its own
// is lent to the thread for the time of the call. While Go code runs for C, M.g0sp lies below the
// frames of C, so that whatever goes to the system stack leaves them alone. A panic that is
// recovered by a function outside of C's frames gives those frames up (rt_cgo_leave).
#define _GNU_SOURCE
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "heap.h"

_Static_assert(offsetof(CgoCallback, g) == 0, "cgo_amd64.S");

void rt_cgoback(CgoCallback *cb);	   // cgo_amd64.S: rt_callbackg on the goroutine's stack
u32 rt_cgoenter(void (*fn)(ptr), ptr arg); // cgo_amd64.S: C on the thread's stack; what it returns
void rt_callbackg(CgoCallback *cb);

/* Go calls C */

// func cgocall(fn, arg unsafe.Pointer) int32: the result is errno where fn returns it.
u32 rt_cgocall(ptr fn, ptr arg) {
	G *gp = getg();
	if (fn == NULL)
		rt_throw("cgocall nil");
	gp->m->ncgocall++;
	rt_entersyscall();
	gp->m->incgo = 1;
	u32 r = rt_cgoenter((void (*)(ptr))fn, arg);
	gp->m->incgo = 0;
	rt_exitsyscall();
	return r;
}

// Said before and after calls of functions marked with #cgo nocallback.
void rt_cgo_nocallback(u8 on) {
	getg()->nocallback = on;
}

typedef struct CgoEnv {
	const char *key, *value;
} CgoEnv;

static void cgo_changeenv(ptr arg) {
	const CgoEnv *e = arg;
	if (e->key == NULL)
		clearenv();
	else if (e->value == NULL)
		unsetenv(e->key);
	else
		setenv(e->key, e->value, 1);
}

void rt_cgo_setenv(const char *key, const char *value) {
	CgoEnv e = {key, value};
	rt_systemstack(cgo_changeenv, &e);
}

// What package syscall calls of the C library, which changes all threads: in this order in
// golib/runtime/cgocall.go.
ptr rt_cgo_libc(u64 i) {
	static const ptr fns[] = {(ptr)setegid, (ptr)seteuid, (ptr)setgid, (ptr)setregid,
		(ptr)setresgid, (ptr)setresuid, (ptr)setreuid, (ptr)setuid, (ptr)setgroups};
	return i < countof(fns) ? fns[i] : NULL;
}

/* Ms that are lent to threads of C */

static struct {
	u32 lock;  // atomic; held with all signals blocked: its holder may have no G
	M *free;   // by schedlink
	u32 ready; // atomic; packages are initialised: threads of C may call Go
} cgo_extra;

typedef struct CgoThread {
	sigset_t mask;	  // of the thread before
	bool ownsigstack; // the thread had none
	bool extra;	  // the M was lent for this call
} CgoThread;

void rt_cgo_ready(void) {
	atomic_store_release(&cgo_extra.ready, 1);
}

static M *extra_take(void) {
	while (atomic_xchg_seqcst(&cgo_extra.lock, 1) != 0)
		rt_osyield();
	M *m = cgo_extra.free;
	if (m != NULL)
		cgo_extra.free = m->schedlink;
	atomic_store_release(&cgo_extra.lock, 0);
	return m;
}

static void extra_give(M *m) {
	while (atomic_xchg_seqcst(&cgo_extra.lock, 1) != 0)
		rt_osyield();
	m->schedlink = cgo_extra.free;
	cgo_extra.free = m;
	atomic_store_release(&cgo_extra.lock, 0);
}

// A new one. The calling thread has no G: nothing here takes a lock before it has.
static M *extra_new(void) {
	struct {
		M m;
		G g0;
	} *both = rt_sys_alloc(sizeof *both);
	if (both == NULL)
		rt_throw("cgo callback: out of memory");
	both->m.g0 = &both->g0;
	both->g0.m = &both->m;
	both->g0.status = RT_GRUNNING;
	both->m.isextra = 1;
	return &both->m;
}

// Its goroutine: dead but while it is lent.
static void extra_init(M *m) {
	rt_lock(&rt_sched.lock);
	m->id = rt_sched.mnext++;
	m->alllink = rt_sched.allms;
	atomic_store_release(&rt_sched.allms, m);
	rt_unlock(&rt_sched.lock);
	G *gp = rt_stack_newg();
	gp->id = atomic_add_seqcst(&rt_sched.goidgen, 1);
	rt_casgstatus(gp, RT_GIDLE, RT_GDEAD);
	m->extrag = gp;
}

// The signals that Go code needs are delivered whatever the thread had blocked.
static void extra_mask(const sigset_t *old) {
	static const int wanted[] = {SIGURG, SIGSEGV, SIGBUS, SIGFPE, SIGPROF};
	sigset_t set = *old;
	for (u64 i = 0; i < countof(wanted); i++)
		sigdelset(&set, wanted[i]);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
}

static void extra_begin(CgoThread *t, u64 sp) {
	sigset_t all;
	while (!atomic_load_acquire(&cgo_extra.ready))
		usleep(100);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &t->mask);
	M *m = extra_take();
	if (m == NULL)
		m = extra_new();
	rt_setg(m->g0);
	rt_setlimit(0);
	m->g0sp = sp;
	if (m->extrag == NULL)
		extra_init(m);
	stack_t old;
	t->ownsigstack = sigaltstack(NULL, &old) != 0 || (old.ss_flags & SS_DISABLE);
	rt_minit_extra(m, t->ownsigstack);
	G *gp = m->extrag;
	u64 *frame =
		(u64 *)(gp->first.hi & ~15ul) - 8; // what rt_cgoback finds as that of rt_cgoenter
	memset(frame, 0, 8 * sizeof *frame);
	gp->sp = gp->syssp = (u64)frame;
	gp->sysseg = gp->seg;
	gp->sysbp = gp->syspc = 0;
	memset(gp->regs, 0, sizeof gp->regs);
	gp->m = m;
	m->curg = gp;
	rt_casgstatus(gp, RT_GDEAD, RT_GSYSCALL);
	rt_stack_live(gp, true);
	atomic_add_seqcst(&rt_sched.ngs, 1);
	extra_mask(&t->mask);
}

static void extra_end(CgoThread *t) {
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	M *m = getg()->m;
	G *gp = m->curg;
	rt_casgstatus(gp, RT_GSYSCALL, RT_GDEAD);
	rt_stack_live(gp, false);
	atomic_add_seqcst(&rt_sched.ngs, -1);
	m->curg = NULL;
	gp->m = NULL;
	if (t->ownsigstack) {
		stack_t off = {.ss_flags = SS_DISABLE};
		sigaltstack(&off, NULL);
	}
	atomic_store_release(&m->tid, 0);
	rt_setg(NULL);
	rt_setlimit(0);
	extra_give(m);
	pthread_sigmask(SIG_SETMASK, &t->mask, NULL);
}

/* C calls Go */

static void callback_lock(G *gp) {
	M *m = gp->m;
	m->lockedint++;
	m->lockedg = gp;
	gp->lockedm = m;
}

static void callback_unlock(G *gp) {
	M *m = gp->m;
	if (--m->lockedint == 0 && m->lockedext == 0) {
		m->lockedg = NULL;
		gp->lockedm = NULL;
	}
}

// On the goroutine's stack, still in the system call that the call of C is.
void rt_callbackg(CgoCallback *cb) {
	G *gp = getg();
	u64 sp = gp->sp, syssp = gp->syssp, sysbp = gp->sysbp, syspc = gp->syspc, regs[RT_G_REGS];
	StackSeg *sysseg = gp->sysseg;
	memcpy(regs, gp->regs, sizeof regs);
	u8 pinned = gp->pinned;
	callback_lock(gp);
	cb->inside = gp->head.deferframe;
	cb->link = gp->callbacks;
	gp->callbacks = cb;
	gp->pinned = 1;
	gp->m->incgo = 0;
	rt_exitsyscall();
	if (gp->nocallback)
		rt_panic_text("runtime: function marked with #cgo nocallback called back into Go");
	cb->fn(cb->arg);
	gp->callbacks = cb->link;
	rt_entersyscall();
	gp->m->incgo = 1;
	callback_unlock(gp);
	gp->pinned = pinned;
	memcpy(gp->regs, regs, sizeof regs);
	gp->sysseg = sysseg;
	gp->syspc = syspc;
	gp->sysbp = sysbp;
	gp->syssp = syssp;
	gp->sp = sp;
}

void rt_cgo_leave(G *gp) {
	CgoCallback *cb = gp->callbacks;
	gp->m->g0sp = cb->g0sp;
	callback_unlock(gp);
	gp->callbacks = cb->link;
}

// From C: runs fn(arg) as Go code. The last two arguments are of no use here.
void crosscall2(void (*fn)(ptr), ptr arg, i32 n, u64 context);

void crosscall2(void (*fn)(ptr), ptr arg, i32 n, u64 context) {
	(void)n;
	(void)context;
	CgoThread t = {.extra = getg() == NULL};
	if (t.extra)
		extra_begin(&t, ((u64)__builtin_frame_address(0) - 1024) & ~15ul);
	M *m = getg()->m;
	if (m->curg == NULL || getg() != m->g0)
		rt_throw("cgo callback: C code was not called from Go");
	CgoCallback cb = {.g = m->curg, .fn = fn, .arg = arg, .g0sp = m->g0sp};
	rt_cgoback(&cb);
	m->g0sp = cb.g0sp;
	if (t.extra)
		extra_end(&t);
}

/* What the C files that cmd/cgo writes ask for */

u64 _cgo_wait_runtime_init_done(void);
void _cgo_release_context(u64 context);
char *_cgo_topofstack(void);
void _cgo_reginit(void);

u64 _cgo_wait_runtime_init_done(void) {
	return 0; // crosscall2 waits
}

void _cgo_release_context(u64 context) {
	(void)context;
}

// Stacks do not move.
char *_cgo_topofstack(void) {
	return NULL;
}

void _cgo_reginit(void) {
}
