// Goroutines, threads and the right to run: the structures G, M, P and what hangs on them, timers'
// heaps, stack segments and the scheduler's own state. rt.h says how they are used.
#ifndef RT_STRUCTS_H
#define RT_STRUCTS_H

#include <stdbool.h>
#include <stddef.h>
#include "gen.h"

typedef struct G G;
typedef struct M M;
typedef struct P P;
typedef struct Hchan Hchan;
typedef struct Sudog Sudog;
typedef struct Panic Panic;
typedef struct StackSeg StackSeg;
typedef struct StackAway StackAway;
typedef struct Timer Timer;
typedef struct CgoCallback CgoCallback;
typedef struct Type Type; // abi.Type, in abi.h

/* lock.c */
typedef struct Lock {
	u32 key;
} Lock; // 0 free, 1 held, 2 held and waited for
typedef struct Note {
	u32 key;
} Note; // 0 clear, 1 woken

/* Statuses of a G. RT_GSCAN is added while someone else owns its stack. */
enum {
	RT_GIDLE,
	RT_GRUNNABLE,
	RT_GRUNNING,
	RT_GSYSCALL,
	RT_GWAITING,
	RT_GDEAD = 6,
	RT_GPREEMPTED = 9,
	RT_GSCAN = 0x1000
};

enum { RT_PIDLE, RT_PRUNNING, RT_PSYSCALL, RT_PGCSTOP, RT_PDEAD };

// A piece of stack. The first lies in a slot (see stack.c); further ones are mappings of their own.
struct StackSeg {
	u64 lo, hi;	// bytes; hi is where the first frame begins
	StackSeg *prev; // the segment that called into this one; NULL for the first
	StackSeg *next; // kept attached for the next time, or NULL
	u64 back_sp;	// on prev: sp below which nothing is live while this one runs
	u64 total;	// bytes of this and all previous segments
};

enum { RT_G_REGS = 6, RT_FORK_FRAME = 32 << 10 };

struct G {
	rt_GHead head;	     // fixed by gen.h
	u64 sp;		     // where to resume; registers are above it
	u64 limit;	     // of the segment in use: lo + RT_STACK_GUARD
	M *m;		     // while running, else NULL
	u64 regs[RT_G_REGS]; // callee-saved registers, while in a system call
	StackSeg *seg;	     // the segment in use
	StackSeg first;
	StackAway *away; // its stack, while moved out of its pages
	u32 status;	 // RT_G*, atomic
	u32 waitreason;	 // index into wait_reason.def
	u64 id;
	G *schedlink;	  // next in the list it is in
	Panic *panic;	  // innermost running panic
	ptr startfn;	  // closure it began with
	u64 startpc;	  // its code
	u64 gopc;	  // pc of the go statement
	u64 parent;	  // id of the creator
	i64 waitsince;	  // nanotime of parking as sysmon or a collection saw it, or 0
	u64 syssp;	  // in a system call: sp to scan from
	u64 sysbp, syspc; // ... frame pointer and pc to trace from
	StackSeg *sysseg; // ... segment of syssp
	ptr param;	  // what woke it: a Sudog, or any word
	Sudog *waiting;	  // in select and channel operations: its sudogs, in lock order
	M *lockedm;	  // LockOSThread
	u32 selectdone;	  // a case of its select has been taken
	u8 preempt;	  // asked to yield
	u8 preemptstop;	  // ... and to stay stopped until resumed (a collector scans it)
	u8 pinned; // its stack keeps its pages: it holds what the runtime knows of reflect's calls
	u8 issystem; // not counted: runtime goroutine
	u8 isfinalizer;
	u8 throwsplit;
	u8 parkingonchan; // between unlocking the channels and parking
	u8 activestackchans;
	u8 sigcode;	 // faults: what sigpanic needs
	u8 paniconfault; // debug.SetPanicOnFault
	u8 goexiting;
	u8 nocallback; // calls a function of C that promises to call no Go
	u8 resume;     // suspended while running: rt_resume_g makes it runnable
	u32 sig;
	u64 sigaddr, sigpc;
	Timer *timer; // for time.Sleep
	i64 sleepwhen;
	ptr coroarg; // coroutine being started or left
	ptr bubble;  // synctest
	ptr labels;  // profiler labels
	ptr syncgroup;
	ptr racectx;
	u64 gccycle; // the last cycle whose marking it may run in: its stack has been scanned
	struct CallFrame *callframes; // reflectcall.c: memory that calls in progress own like stack
	CgoCallback *callbacks;	      // cgo.c: innermost call from C that it runs
	u64 goexit_jmp[4];
	u64 inptrs[2];
	u64 ditwanted;
	u64 fipsindicator;
};

struct M {
	G *g0;	  // its system stack
	G *curg;  // goroutine it runs, or NULL
	P *p;	  // attached P, or NULL
	P *nextp; // P to take when woken
	P *oldp;  // P before the system call
	G *lockedg;
	G *nextg; // handed over by startlockedm
	M *alllink, *schedlink;
	i64 id;
	u64 g0sp;   // where rt_mcall and rt_systemstack start on the system stack
	u64 thread; // pthread_t
	i32 tid;
	i32 locks;		  // > 0: not to be preempted
	i32 dying;		  // depth of throws and fatal panics
	u32 lockedint, lockedext; // LockOSThread counts
	u8 spinning;
	u8 blocked; // on its note
	u8 incgo;   // the functions of C that it calls run
	u8 incsyscall;
	u8 mallocing; // the heap's: inside the allocator
	u8 gcing;     // the heap's
	u8 isextra;
	u8 needextram;
	u8 printdepth;	   // nesting of rt_printlock
	u32 signalpending; // preemption signals sent and not seen
	u32 fastrand[4];
	u64 chacha[2];
	Note park;
	Lock *waitlock;		      // for parking: released after the switch
	bool (*waitunlock)(G *, ptr); // ... or this; false: do not park after all
	ptr waitarg;
	void (*mstartfn)(void);
	void (*callfn)(ptr);
	ptr callarg;
	ptr sigstack;
	ptr forkframe; // RT_FORK_FRAME bytes: see rt_vforked
	StackSeg *forkseg;
	u64 syscalltick;
	u32 gone;	     // its thread ends: 1; ... and does not touch it any more: 2; atomic
	ptr threadend;	     // rt_DeferFrame of the thread's first function: where the thread ends
	u32 allthreads_done; // doAllThreadsSyscall: the serial number it has executed
	u64 ncgocall;	     // calls of C
	G *extrag;	     // isextra: its goroutine
};

enum { RT_RUNQ = 256, RT_SUDOG_CACHE = 128 };

// Timers of a P: a 4-ary heap by when. Others may delete and change timers, under the lock.
typedef struct TimerWhen {
	Timer *t;
	i64 when;
} TimerWhen;
typedef struct Timers {
	Lock lock;
	TimerWhen *heap; // scanned by the collector
	u32 len, cap;
	i64 nextwhen; // of the first, 0: none; atomic
	u32 zombies;
	ptr bubble; // synctest's bubble if it is one's
} Timers;

struct P {
	i32 id;
	u32 status; // atomic
	P *link;
	M *m;	       // back link, NULL if idle
	u32 schedtick; // ++ with each scheduling
	u32 syscalltick;
	u64 *wbnext, *wbend, *wbbuf; // pointers for the collector: next free place, end, begin
	struct GcWork *gcwork;	     // the collector's: work found by who runs on this P
	ptr mcache;		     // the heap's: spans to allocate from
	u32 sysmon_schedtick;	     // sysmon's last look
	u32 sysmon_syscalltick;
	i64 sysmon_schedwhen, sysmon_syscallwhen;
	u32 runqhead, runqtail; // atomic; tail written by the owner only
	G *runq[RT_RUNQ];
	G *runnext; // atomic; runs next, inherits the time slice
	G *gfree;
	u32 ngfree;
	u32 nsudog;
	Sudog *sudogs[RT_SUDOG_CACHE];
	rt_Defer *deferfree; // records to use again, by link; the collector drops them
	u32 ndeferfree;
	Timers timers;
	u32 preempt;
	u64 rng;
};

typedef struct GQueue {
	G *head, *tail;
	u32 size;
} GQueue;

typedef struct Sched {
	Lock lock; // all up to the next blank line
	M *midle;
	u32 nmidle;
	i64 mnext;
	i32 maxm;
	P *pidle;
	u32 npidle;  // atomic
	GQueue runq; // global queue; size is read without the lock
	G *gfree;    // dead, stacks kept
	u32 ngfree;
	u32 nmspinning;	  // atomic
	u32 needspinning; // atomic
	u32 nmidlelocked; // Ms that wait for the goroutine locked to them
	u32 nmsys;	  // Ms that do not count for deadlock detection
	u32 nmfreed;
	M *mfree;      // whose threads have ended, by schedlink
	u32 gcwaiting; // atomic; the world is being stopped
	i32 stopwait;
	Note stopnote;
	u32 sysmonwait; // atomic
	Note sysmonnote;

	u64 ngs;     // atomic: goroutines alive, system ones not counted
	u64 goidgen; // atomic
	M *allms;    // pushed atomically
	P *allp[1024];
	u32 gomaxprocs;
	u32 wantprocs; // after the next stop of the world
	P *startps;    // Ps with work after it, by link
	u64 lastpoll;  // atomic: nanotime, 0 while someone blocks in it
	u64 pollblocked;
	u32 panicking;		// atomic
	u32 runningpanicdefers; // atomic
	Lock panicklock;
	u32 mainstarted;
	u32 freezing;
	i64 starttime;
	i64 stw_begin, stw_end; // of the last stop
	u64 nstw;
} Sched;

#endif
