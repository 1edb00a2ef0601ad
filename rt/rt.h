// The runtime's own header: what its C files know of each other. Go's vocabulary is kept: a G is a
// goroutine, an M a thread of the system, a P the right to run Go code (there are GOMAXPROCS of
// them).
//
// Stacks. A goroutine runs on its own stack: compiled code, and the runtime functions that it
// calls, which may use at most RT_STACK_GUARD - RT_BIG_FRAME bytes there; what needs more goes to
// the M's system stack by rt_systemstack. Switching. rt_mcall leaves the goroutine and runs a
// function on the system stack that never returns; rt_gogo resumes a goroutine. A goroutine that
// does not run has all its registers on its stack, above G.sp. Stopping. Only compiled code is
// interrupted (by SIGURG, at any instruction); code of the runtime and of the C library runs until
// it returns to compiled code, parks, or enters a system call. So whoever holds an rt_Lock is never
// stopped, and when the world is stopped no thread but the stopper's is inside the runtime.
// Rule for all of rt/: no call of Go code and no parking while a lock is held or on the system
// stack.
#ifndef RT_RT_H
#define RT_RT_H

#include "structs.h"

// A Go function that C calls (CALLS in links.def): a program that does not reach the caller has
// none.
#define RT_GO_MAYBE __attribute__((weak))

/* Atomics: the order is in the name. */
#define atomic_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define atomic_load_relaxed(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define atomic_load_seqcst(p) __atomic_load_n(p, __ATOMIC_SEQ_CST)
#define atomic_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define atomic_store_relaxed(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define atomic_store_seqcst(p, v) __atomic_store_n(p, v, __ATOMIC_SEQ_CST)
#define atomic_xchg_seqcst(p, v) __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#define atomic_add_seqcst(p, v) __atomic_add_fetch(p, v, __ATOMIC_SEQ_CST) // the new value
#define atomic_or_seqcst(p, v) __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST)
#define atomic_and_seqcst(p, v) __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST)
#define atomic_cas_seqcst(p, old, new)                                                             \
	({                                                                                         \
		__typeof__(*(p)) old_ = (old);                                                     \
		__atomic_compare_exchange_n(p, &old_, new, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
	})
#define atomic_cas_release(p, old, new)                                                            \
	({                                                                                         \
		__typeof__(*(p)) old_ = (old);                                                     \
		__atomic_compare_exchange_n(p, &old_, new, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED); \
	})

#define countof(a) (sizeof(a) / sizeof((a)[0]))

/* lock.c: locks for short sections, and one-shot notes to sleep on. Both block the thread. */
void rt_lock(Lock *l); // m->locks++
void rt_unlock(Lock *l);
bool rt_trylock(Lock *l);
void rt_note_clear(Note *n);
void rt_note_wakeup(Note *n);
void rt_note_sleep(Note *n);
bool rt_note_sleepfor(Note *n, i64 nanoseconds); // false: the time passed

/* os_linux.c: threads, time, memory. */
i64 rt_nanotime(void); // monotonic
void rt_walltime(i64 *seconds, i32 *nanoseconds);
void rt_usleep(u32 microseconds);
void rt_osyield(void);
u32 rt_ncpu(void);
u32 rt_ncpu_cached(void);
void rt_random(ptr p, u64 n);
void rt_futexsleep(u32 *addr, u32 val, i64 nanoseconds); // negative: forever
void rt_futexwakeup(u32 *addr, u32 count);
RT_DIES void rt_endosproc(M *m); // ends the calling thread, which is not the first; m->gone tells
bool rt_newosproc(M *m);	 // runs rt_mstart(m) on a new thread, signals blocked
void rt_minit_thread(M *m);	 // on the new thread: signal stack, thread id
void rt_signal_thread(M *m, int sig);
void rt_write(int fd, const void *p, u64 n);
RT_DIES void rt_exit(int code);
ptr rt_sys_reserve(u64 n);	  // address space, no access; NULL on failure
ptr rt_sys_alloc(u64 n);	  // zeroed pages; NULL on failure
void rt_sys_map(ptr p, u64 n);	  // makes reserved space accessible
void rt_sys_unused(ptr p, u64 n); // contents may be dropped, reads give zero
void rt_sys_free(ptr p, u64 n);
void rt_sys_nohugepage(ptr p, u64 n);
void rt_sys_hugepage(ptr p, u64 n); // as it is touched
bool rt_sys_has_hugepages(void);

/* asm_amd64.S */
void rt_mcall(void (*fn)(G *)); // saves curg, runs fn(curg) on the system stack
RT_DIES void rt_gogo(G *gp);	// resumes at gp->sp
void rt_systemstack(void (*fn)(ptr),
	ptr arg);    // calls fn(arg) on the system stack; a plain call when there already
void rt_setg(G *gp); // the thread's current G
void rt_setlimit(u64 limit);
RT_DIES void rt_longjmp(
	rt_DeferFrame *f); // returns 1 from rt_setjmp(f); the caller has unwound the segments
void rt_calldeferred(
	ptr closure, u64 *callframe); // calls a func(); its frame pointer goes to *callframe first
RT_DIES void rt_switchto(u64 sp, void (*fn)(ptr), ptr arg);
void rt_gostart(void);	    // first pc of a goroutine
void rt_asyncpreempt(void); // entered by the signal handler instead of a call
void rt_entersyscall(void); // saves the caller's registers, then rt_entersyscall1
void rt_callwords(ptr code, u64 *regs, f64 *floats, u64 *stack, u64 nstack, u64 *rets, f64 *frets);
extern const char rt_calldeferred_ret[], rt_morestack_ret[], rt_gostart_ret[];

/* cpu_amd64.c */
u8 rt_xsave_upper_zero(const u8 *area); // of rt_asyncpreempt
void rt_cpu_init(void); // fills rt_cpu_has, and decides how rt_asyncpreempt saves vector registers
enum {			// bits of rt_cpu_has behind those of gen.h
	RT_CPU_SSSE3 = 8,
	RT_CPU_SSE42 = 16,
	RT_CPU_AES = 32,
	RT_CPU_PCLMUL = 64,
	RT_CPU_SHA = 128,
	RT_CPU_BMI2 = 256,
};

extern Sched rt_sched;
extern M rt_m0;
extern const rt_Program rt_program;

static inline G *getg(void) {
	return rt_getg();
}

// The heap's cache of the P that the thread has, NULL without one: a word of the thread control
// block, too.
static inline ptr rt_getcache(void) {
	ptr c;
	__asm__ volatile("movq %%fs:0x68, %0" : "=r"(c));
	return c;
}

// m, the calling thread's, has p from here on.
static inline void rt_setp(M *m, P *p) {
	m->p = p;
	__asm__ volatile("movq %0, %%fs:0x68" : : "r"(p ? p->mcache : NULL) : "memory");
}

/* wait_reason.def */
enum {
#define WAIT(name, text) RT_WAIT_##name,
#include "wait_reason.def"
#undef WAIT
	RT_WAIT_COUNT
};

/* proc.c: scheduling. */
void rt_schedinit(void);
G *rt_newproc1(ptr closure, G *creator, u64 pc, bool system); // made runnable by the caller
void rt_newproc_system(void (*fn)(ptr),
	ptr arg);	 // a goroutine of the runtime that runs a C function on its own stack
void rt_gdestroy(G *gp); // on the system stack of its M: gp has ended
void rt_gopark(bool (*unlock)(G *, ptr), ptr arg,
	u32 reason); // unlock on the system stack; false: goes on
void rt_goparkunlock(Lock *l, u32 reason);
void rt_goready(G *gp);	     // waiting to runnable, next on this P
void rt_goready_list(G *gp); // all by schedlink, made runnable
void rt_gosched(void);
void rt_goyield(void);	       // to the end of this P's queue
RT_DIES void rt_goexit0(void); // ends the current goroutine, defers done
void rt_casgstatus(G *gp, u32 from, u32 to);
u32 rt_readgstatus(G *gp);
M *rt_acquirem(void); // no preemption until rt_releasem
void rt_releasem(M *m);
i64 rt_procpin(void);
void rt_procunpin(void);
void rt_mstart(M *m);
void rt_LockOSThread(void);
void rt_UnlockOSThread(void);
void rt_entersyscall1(u64 sp, u64 pc, u64 bp);
void rt_exitsyscall(void);
void rt_entersyscallblock(void); // gives the P away at once
i64 rt_gomaxprocs(i64 n);
u64 rt_ngoroutines(void);
u64 rt_fastrand(void); // 64 random bits, thread's own state
// Calls fn for every goroutine that is not dead.
void rt_foreach_g(void (*fn)(G *, ptr), ptr arg);

/* findwork.c */
G *rt_findrunnable(
	bool *inherit);	     // blocks until there is one; *inherit: it goes on with this time slice
void rt_resetspinning(M *m); // a spinning M has work: another may have to take its place

/* runq.c: queues of runnable goroutines. */
void rt_runqput(P *p, G *gp, bool next); // by the owner of p
G *rt_runqget(P *p, bool *inherit);	 // by the owner of p
G *rt_runqsteal(P *to, P *from, bool runnext);
bool rt_runqempty(P *p);
void rt_globrunqput(G *gp); // sched.lock held, as for all of these
void rt_globrunqputhead(G *gp);
G *rt_globrunqget(P *p, u32 max); // one, and others onto p's queue
void rt_queue_push(GQueue *q, G *gp);
G *rt_queue_pop(GQueue *q);

/* thread.c: Ms and the P they hold. */
void rt_startm(P *p, bool spinning); // p NULL: an idle one if there is
void rt_stopm(void);		     // until there is work; has a P then
void rt_handoffp(P *p);
void rt_acquirep(P *p);
P *rt_releasep(void);
P *rt_pidleget(void);	// sched.lock held
void rt_pidleput(P *p); // sched.lock held
void rt_wakep(void);
void rt_newm(void (*fn)(void), P *p);
void rt_stoplockedm(void);
RT_DIES void rt_endm(void); // ends the M, which holds a P and is locked to nobody
void rt_startlockedm(G *gp);
void rt_gcstopm(void);
u32 rt_mcount(void);
void rt_sysmon(void);
RT_DIES void rt_schedule(void);
RT_DIES void rt_execute(G *gp, bool inherit); // gp is runnable
RT_DIES void rt_run(G *gp, bool inherit);     // ... running, and was just made so
void rt_injectglist(G *list);
void rt_procresize(u32 n); // world stopped
void rt_checkdead(void);   // sched.lock held
G *rt_gfget(P *p);
void rt_gftrim(void); // gives memory of long dead goroutines back
void rt_ready(G *gp, bool next);

/* stop.c: stopping the world, and single goroutines. */
// From a goroutine, not on the system stack: when it returns every other P is stopped and no
// compiled code runs. Nested users wait for each other. The caller keeps its P and must not park
// before rt_starttheworld.
void rt_stoptheworld(void);
void rt_starttheworld(void);
// The same between rt_systemstack functions of one holder; semantics as above without waiting for
// other holders.
void rt_worldsema_acquire(void);
void rt_worldsema_release(void);
void rt_stoptheworld_with_sema(void);
void rt_starttheworld_with_sema(void);
// Memory that the runtime keeps for a call in progress and compiled code writes without barriers,
// as if it lay on the stack; of a goroutine, by link.
typedef struct CallFrame {
	struct CallFrame *link;
	ptr lo, hi;
	rt_DeferFrame *inside; // innermost function with defers around it
} CallFrame;
// Stops one goroutine at a safe point so that its stack can be scanned while the world runs; false:
// it is dead. From a goroutine or the system stack; a goroutine may not suspend itself.
bool rt_suspend_g(G *gp);
void rt_resume_g(G *gp);
// The memory of a stopped goroutine (world stopped, suspended, or the caller itself): live stack
// ranges, saved registers, and the words of G. Conservative: any word may be a pointer.
typedef void (*RangeFn)(ptr lo, ptr hi, ptr arg);
void rt_g_ranges(G *gp, RangeFn fn, ptr arg);
// Memory of the runtime outside the heap that may hold pointers to it: timers, sudogs, poll
// descriptors, coroutines.
void rt_runtime_ranges(RangeFn fn, ptr arg);
// The system stack of the calling M from its current sp, for what its callers hold.
void rt_system_ranges(RangeFn fn, ptr arg);
void rt_preempt_all(void);
void rt_preempt_one(P *p);
void rt_preempt_park(void); // the current goroutine yields as its preempt flags ask

/* stack.c */
G *rt_stack_newg(void);	      // a G on top of a fresh slot, status RT_GIDLE
void rt_stack_release(G *gp); // gives further segments back
void rt_stack_trim(G *gp);    // gives the slot's pages back: gp is dead and in no list
void rt_stack_live(G *gp, bool live);
G *rt_stack_nextg(u64 *at);	     // the next that is not dead, from *at = 0 on; NULL: no more
void rt_stack_unwind(G *gp, u64 sp); // leaves the segments above the one that holds sp
u64 rt_stack_nslots(void);
G *rt_stack_slotg(u64 slot); // the goroutine of a slot that is not dead, or NULL
bool rt_stack_region(u64 p); // p lies where stacks begin
extern u64 rt_maxstack;	     // bytes; debug.SetMaxStack
// Clears what calls that have returned left below the caller's frame: frames that come there would
// keep it in their gaps, and a collection find it.
void rt_wipe_stack(void);
bool rt_on_stack(G *gp, u64 addr, u64 *hi); // addr lies in one of its segments

/* stack_away.c: stacks of waiting goroutines, moved out of their pages. */
void rt_stack_away(void);	 // a goroutine has been made; on an M with a P, not to be preempted
void rt_stack_back(G *gp);	 // before anyone but rt_g_ranges looks at the stack; by its owner
ptr rt_stack_addr(G *gp, ptr p); // where the bytes at p are if p is on gp's stack; see there
void rt_stack_awayrange(G *gp, RangeFn fn, ptr arg);
extern bool rt_stack_stress; // SEAGO_STACKSTRESS: whenever an M looks for work

/* symtab.c: functions and lines. */
const rt_FuncInfo *rt_findfunc(u64 pc); // function that holds pc, or NULL
bool rt_is_gocode(u64 pc);		// pc may be interrupted: signal safe
void rt_rawline(const rt_FuncInfo *f, u64 pc, const char **path, u32 *line); // with inlined calls
void rt_symtab_init(void);
const rt_FuncInfo *rt_func_by_code(ptr code); // exact entry, or NULL

/* inlined.c: frames of calls that were replaced by bodies. */
typedef struct InlinedFrame {
	const rt_FuncInfo *fn; // the function that holds the code; NULL for one inlined in it
	const char *name, *file;
	u32 line, start; // start: line of the function
} InlinedFrame;
u32 rt_inlined_frame(const rt_FuncInfo *f, u64 pc, u32 depth, InlinedFrame *out);
bool rt_inlined_any(const rt_FuncInfo *f, u64 pc);
void rt_funcline(const rt_FuncInfo *f, u64 pc, const char **file, u32 *line); // innermost

/* dwarf.c: what the executable file tells. */
u64 rt_elf_funcsize(u64 pc); // bytes of the function that begins there, 0: unknown
bool rt_dwarf_line(u64 pc, const char **file, u32 *line);

/* traceback.c */
// A walk over the frames of a goroutine, innermost first: pc is in a function whose frame pointer
// is bp.
typedef struct Unwind {
	u64 pc, bp;
	G *g;
	u8 exact;	       // pc is that of the instruction, not a return address
	u32 inl;	       // traceback.c: number of the frame at pc
	const rt_FuncInfo *fn; // of pc, NULL: not compiled code
	Panic *panic;	       // the frames below belong to deferred calls that this panic runs
} Unwind;
void rt_unwind_self(Unwind *u);	    // the compiled function that called the caller, or further out
void rt_unwind_g(Unwind *u, G *gp); // gp is not running, or in a system call, or the caller's curg
bool rt_unwind_next(Unwind *u);	    // the next compiled frame, wrappers included; false: no more
u64 rt_callers(
	u64 skip, u64 *pcs, u64 max); // return addresses of compiled frames, wrappers left out
u64 rt_gcallers(G *gp, u64 *pcs, u64 max);
u64 rt_runtime_callers(u64 skip, ptr pcs, u64 n);
u64 rt_runtime_stack(ptr buf, u64 n, u8 all);
const char *rt_g_waitreason(G *gp); // "" if it does not wait
void rt_traceback(G *gp);	    // header and frames, as gc prints
void rt_traceback_others(G *me);
void rt_traceback_bubble(ptr bubble, G *me); // those of a synctest bubble
void rt_traceback_at(G *gp, u64 pc, u64 bp); // ... of a goroutine that was interrupted there
extern u32 rt_traceback_level; // GOTRACEBACK: 0 none, 1 user frames, 2 runtime's goroutines too
extern bool rt_traceback_all, rt_traceback_crash;
void rt_traceback_set(const char *level, u64 n);

/* shortest.c: digits of v > 0 or < 0, its sign aside, as d.ddd * 10^exponent; how many */
enum { RT_SHORTEST_MAX = 20 };
u32 rt_shortest(f64 v, bool single, char digits[RT_SHORTEST_MAX], int *exponent);

/* print.c: to standard error, or into the buffer of rt_print_capture. Signal safe. */
void rt_print(const char *s);
void rt_printn(const char *s, u64 n);
void rt_printdec(i64 n);
void rt_printaddr(u64 n);
void rt_printf(
	const char *fmt, ...); // %s %d %u %x %p and nothing else; %d and %u take 64-bit words
void rt_print_capture(u8 *buf, u64 cap, u64 *len); // this thread's prints; NULL: ends

/* panic.c */
RT_DIES void rt_throw(const char *s); // the runtime is broken
RT_DIES void rt_fatal(const char *s); // the program is: "fatal error: ", traces, exit 2
RT_DIES void rt_fatal_string(ptr s, u64 n);
RT_DIES void rt_panic_text(
	const char *s); // panics with a runtime.Error: plain text, as Go's plainError
RT_DIES void rt_panic_error(const char *s); // ... errorString: "runtime error: " goes before it
RT_DIES void rt_goexit(void);
RT_DIES void rt_sigpanic(void);

// One gopanic or Goexit that runs deferred calls; lives in its frame.
struct Panic {
	Panic *link;		      // the one that was running when this one began
	ptr type, data;		      // value of type any
	rt_DeferFrame *frame;	      // whose deferred call it runs
	struct CallFrame *callframes; // Goexit: of the goroutine when it began
	u64 callframe;		      // frame pointer of the rt_calldeferred that runs it
	u8 recovered, goexit, repanicked;
	rt_DeferFrame again; // Goexit: where to go on after panics in its deferred calls
};

RT_DIES void rt_fatalpanic(Panic *p);

/* chan.c, select.c */
struct Sudog {
	G *g;
	Sudog *next, *prev;
	ptr elem; // data, may lie on a stack
	i64 acquiretime, releasetime;
	u32 ticket;
	u8 isselect, success;
	u16 waiters;
	Sudog *parent;	 // semaphore tree
	Sudog *waitlink; // g->waiting, or list of one address
	Sudog *waittail;
	Hchan *c;
};

typedef struct WaitQ {
	Sudog *first, *last;
} WaitQ;

struct Hchan {
	u64 qcount;   // elements in buf; fixed place
	u64 dataqsiz; // of buf, but 0 for a timer's channel, whose buf has one place; fixed place
	u8 *buf;
	u16 elemsize;
	u32 closed;
	Timer *timer; // the timer that feeds it, or NULL
	const Type *elemtype;
	u64 sendx, recvx;
	WaitQ recvq, sendq;
	u64 bubble; // id of the bubble it was made in, 0: none
	Lock lock;  // all of it, and fields of sudogs that wait here
};

Sudog *rt_acquire_sudog(void);
void rt_release_sudog(Sudog *s);
bool rt_chansend(Hchan *c, ptr elem, bool block);
bool rt_chanrecv(Hchan *c, ptr elem, bool block, bool *received); // selected
void rt_chan_close(Hchan *c);
void rt_chan_pop(Hchan *c, ptr elem); // c->lock held
u64 rt_chanlen(Hchan *c);
u64 rt_chancap(Hchan *c);

/* sema.c */
void rt_semacquire1(u32 *addr, bool lifo, u32 reason);
void rt_semrelease2(u32 *addr, bool handoff);

/* timer.c. Layout of the part that package time sees: {c, init}. */
struct Timer {
	Lock lock;     // all but ts and heapat, which need the lock of ts as well
	Lock sendlock; // channel timers: held while the value is sent; before lock
	u8 ischan;     // in a heap only while a goroutine is blocked on the channel
	u8 fired;      // channel timers: it came due and its value is not on the way yet
	u32 blocked;
	u32 rand; // in a bubble: order among those of the same time
	u32 heapat;
	Timers *ts;	  // heap it is in, or NULL
	i64 when, period; // when: 0 is not pending
	i64 heapwhen;	  // its time as the heap has it: not after when
	ptr f;		  // closure func(arg any, seq uintptr, delta int64), or
	void (*cfn)(ptr arg, u64 seq,
		i64 delta); // C function if not NULL; both run on the system stack
	ptr argtype, arg;
	u64 seq;
	Hchan *c;
	ptr bubble; // whose clock it follows, or NULL
};

void rt_timer_free(Timer *t); // not pending
Timer *rt_timer_alloc(void);
void rt_timer_init(Timer *t, void (*fn)(ptr, u64, i64), ptr arg);
void rt_timer_reset(Timer *t, i64 when, i64 period);
bool rt_timer_stop(Timer *t);				   // it was pending
i64 rt_timers_check(P *p, i64 now, i64 *until, bool *ran); // runs what is due
void rt_timers_move(P *from, P *to);
bool rt_timer_chan_pending(Timer *t);
void rt_timer_maybe_run_chan(Timer *t);
void rt_timer_block(Hchan *c);
void rt_timer_unblock(Hchan *c);
i64 rt_timers_next(void); // earliest of all Ps, 0: none
void rt_timesleep(i64 nanoseconds);
i64 rt_timers_run(Timers *ts, i64 now, bool *ran);
void rt_timers_drop(Timers *ts); // none of them will ever be run
void rt_timers_ranges(Timers *ts, RangeFn fn, ptr arg);

/* synctest.c */
i64 rt_synctest_now(ptr bubble);
Timers *rt_synctest_timers(ptr bubble);
u64 rt_synctest_id(ptr bubble);			  // 0: none
void rt_synctest_status(G *gp, u32 from, u32 to); // gp, of a bubble, has changed its status
void rt_synctest_hold(ptr bubble);		  // keeps it from being idle
void rt_synctest_release(ptr bubble);
void rt_synctest_ranges(RangeFn fn, ptr arg);

/* netpoll_epoll.c */
G *rt_netpoll(i64 delay); // list by schedlink; delay < 0 blocks, 0 polls
void rt_netpoll_break(void);
bool rt_netpoll_inited(void);
void rt_netpoll_init(void);
bool rt_netpoll_anywaiters(void);

/* cgo.c: in programs that use cgo. */
struct CgoCallback {
	G *g; // fixed place
	void (*fn)(ptr);
	ptr arg;
	u64 g0sp;		     // of the M before
	const rt_DeferFrame *inside; // innermost function with defers when it began
	CgoCallback *link;
};
RT_GO_MAYBE void rt_cgo_ready(void);  // packages are initialised
RT_GO_MAYBE void rt_cgo_leave(G *gp); // the innermost call from C is given up
RT_GO_MAYBE void rt_cgo_setenv(
	const char *key, const char *value); // value NULL: unset; key NULL: all
RT_GO_MAYBE ptr rt_cgo_libc(u64 i);
void rt_minit_extra(M *m, bool sigstack); // os_linux.c: an M begins to run on a thread of C
static inline bool rt_iscgo(void) {
	return rt_program.cgo != 0;
}

/* debugvars.c: the runtime's settings of $GODEBUG. */
typedef struct rt_DebugVars {
	i32 asyncpreemptoff; // no preemption by signals
	i32 containermaxprocs;
	i32 schedtrace, scheddetail; // ms, or 0
	i32 stress; // SEAGO_SCHEDSTRESS: goroutines run in random order and yield at every chance
} rt_DebugVars;
extern rt_DebugVars rt_debug;
void rt_debug_parse(const char *s); // NULL: nothing is set
void rt_debug_poll(i64 now);	    // from the monitor

/* cgroup.c */
u32 rt_defaultprocs(void); // GOMAXPROCS unless told; at start, or on a goroutine
// Thousandths of a processor, 0: no limit; the arguments are what is /proc/self/cgroup and
// /proc/self/mountinfo.
u64 rt_cgroup_limit(const char *cgroup, const char *mountinfo);

/* signal_linux.c */
void rt_initsig(void);
void rt_preempt_m(M *m);     // sends SIGURG
RT_DIES void rt_crash(void); // ends by SIGABRT, dumping core

/* barrier.c: the write barrier (gen.h), for the runtime's own stores. */
void rt_wb_shade(ptr old);	 // a pointer that was in memory and is not there any more
void rt_wb_range(ptr lo, u64 n); // memory that will be overwritten
bool rt_wb_full(void);		 // the buffer of the P was full: it is empty now
bool rt_wb_torn(u64 pc);	 // compiled code may not be interrupted at pc
void rt_atomic_storeptr(ptr *p, ptr v);
ptr rt_atomic_swapptr(ptr *p, ptr v);
u8 rt_atomic_casptr(ptr *p, ptr old, ptr v);

/* The heap's files (heap.h): what this half calls. */
ptr rt_mallocgc(u64 size, const Type *t, bool needzero); // t NULL: no pointers
ptr rt_persistent_alloc(u64 n, u64 align);		 // zeroed, never freed, not scanned
void rt_typedmemmove(const Type *t, ptr dst, ptr src);
void rt_typedmemclr(const Type *t, ptr dst);
void rt_heap_init(void);	// before any allocation, on the first M with its first P
void rt_heap_procinit(P *p);	// a P comes into being
void rt_heap_procdestroy(P *p); // it goes away; world stopped
void rt_heap_start(void);	// on the main goroutine, before init: may start goroutines
void rt_gc_poll(i64 now);	// from sysmon: forced collections
// A goroutine that has become RUNNING, before it runs: on the system stack.
void rt_gc_enter(ptr gp);
extern u64 rt_gccycle; // number of the last cycle that has begun to mark
static inline bool rt_gc_must_enter(const G *gp) {
	return __builtin_expect(rt_wbflag, 0) && gp->gccycle != rt_gccycle;
}

#endif
