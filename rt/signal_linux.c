// Signals: preemption, faults, os/signal, SIGQUIT.
//
// Handlers run on the M's signal stack with every signal blocked. A fault in compiled code, or in a
// runtime function that a goroutine called and that holds no lock, becomes a Go panic: the handler
// makes it look as if the faulting instruction had called rt_sigpanic. SIGURG asks a goroutine to
// yield: in compiled code the handler makes it look as if it had called rt_asyncpreempt; elsewhere
// it raises the stack limit, so that the next stack check yields.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include "rt.h"

enum { NSIG_GO = 65, SIG_WORDS = 3 };

static struct {
	u32 wanted[SIG_WORDS], ignored[SIG_WORDS]; // atomic; set by os/signal
	u32 pending[SIG_WORDS];			   // atomic
	u32 inherited_ignored[SIG_WORDS];	   // SIGHUP, SIGINT: when the program was started
	u32 seq;				   // atomic; ++ with each delivery
	u32 inuse;
	sigset_t inherited;
	// doAllThreadsSyscall
	u64 call[7], result[3];
	u32 serial, different;
	u32 calling; // atomic: threads that have not made call number serial do so
} sig;

static bool sig_bit(const u32 *set, u32 s) {
	return s < NSIG_GO && (atomic_load_seqcst(&set[s / 32]) >> s % 32 & 1) != 0;
}

void rt_preempt_m(M *m) {
	rt_signal_thread(m, SIGURG);
}

void rt_asyncpreempt2(void);

void rt_asyncpreempt2(void) {
	if (rt_wb_full()) // it was rt_wbslow
		return;
	G *gp = getg();
	if (gp->preempt && gp->m->locks == 0)
		rt_preempt_park();
}

static void sig_call(ucontext_t *uc, u64 pc, void (*fn)(void), bool aligned) {
	greg_t *r = uc->uc_mcontext.gregs;
	u64 sp = (u64)r[REG_RSP] - 128;
	if (aligned)
		sp = (sp & ~15ul) - 16;
	sp -= 8;
	*(u64 *)sp = pc;
	r[REG_RSP] = (greg_t)sp;
	r[REG_RIP] = (greg_t)(u64)fn;
}

static void sig_preempt(G *g, ucontext_t *uc) {
	M *m = g->m;
	if (g == m->g0 || m->curg != g || !g->preempt)
		return;
	if (m->locks == 0 && m->p != NULL && g->status == RT_GRUNNING &&
		!rt_debug.asyncpreemptoff) {
		u64 pc = (u64)uc->uc_mcontext.gregs[REG_RIP],
		    sp = (u64)uc->uc_mcontext.gregs[REG_RSP];
		if (rt_is_gocode(pc) && !rt_wb_torn(pc) && sp > g->seg->lo + RT_STACK_GUARD / 2 &&
			sp <= g->seg->hi) {
			sig_call(uc, pc, rt_asyncpreempt, false);
			return;
		}
	}
	rt_setlimit(~0ul);
}

// Whether the fault can be turned into a panic of the goroutine.
static bool sig_panics(G *g, siginfo_t *info, ucontext_t *uc) {
	M *m = g->m;
	if (info->si_code <= 0 || g == m->g0 || m->curg != g || m->locks != 0 || m->mallocing ||
		m->dying)
		return false;
	u64 sp = (u64)uc->uc_mcontext.gregs[REG_RSP];
	return g->status == RT_GRUNNING && sp > g->seg->lo + 4096 && sp <= g->seg->hi;
}

// Two words stay free above the call, for rt_sigpanic: saved frame pointer and return address of a
// function that has made no frame.
static void sig_fault(G *g, int s, siginfo_t *info, ucontext_t *uc) {
	u64 pc = (u64)uc->uc_mcontext.gregs[REG_RIP];
	g->sig = (u32)s;
	g->sigcode = (u8)info->si_code;
	g->sigaddr = s == SIGFPE ? pc : (u64)info->si_addr;
	g->sigpc = pc;
	// The frame is left: what lies below it keeps nothing alive.
	memset((u8 *)uc->uc_mcontext.gregs[REG_RSP] - 128, 0, 128);
	// A call through a nil func value: the caller is where the goroutine was.
	if (pc < 4096)
		pc = *(u64 *)uc->uc_mcontext.gregs[REG_RSP] - 1;
	u64 *sp = (u64 *)uc->uc_mcontext.gregs[REG_RSP], bp = (u64)uc->uc_mcontext.gregs[REG_RBP];
	sig_call(uc, pc + 1, rt_sigpanic, true);
	u64 *frame = (u64 *)uc->uc_mcontext.gregs[REG_RSP];
	frame[1] = bp;
	frame[2] = *sp;
}

static const char *sig_name(u32 s) {
	static const char *const names[] = {
		[SIGHUP] = "SIGHUP: terminal line hangup",
		[SIGINT] = "SIGINT: interrupt",
		[SIGQUIT] = "SIGQUIT: quit",
		[SIGILL] = "SIGILL: illegal instruction",
		[SIGTRAP] = "SIGTRAP: trace trap",
		[SIGABRT] = "SIGABRT: abort",
		[SIGBUS] = "SIGBUS: bus error",
		[SIGFPE] = "SIGFPE: floating-point exception",
		[SIGSEGV] = "SIGSEGV: segmentation violation",
		[SIGPIPE] = "SIGPIPE: write to broken pipe",
		[SIGTERM] = "SIGTERM: termination",
		[SIGSYS] = "SIGSYS: bad system call",
	};
	return s < countof(names) && names[s] != NULL ? names[s] : "signal";
}

static void sig_dump(G *g, int s, siginfo_t *info, ucontext_t *uc) {
	static u32 dumping; // atomic: a thread does; a signal may have come to several
	M *m = g->m;
	u64 pc = (u64)uc->uc_mcontext.gregs[REG_RIP];
	if (m->dying++ > 0)
		rt_exit(2);
	while (atomic_xchg_seqcst(&dumping, 1))
		rt_usleep(1000000); // until that one ends the process
	atomic_store_seqcst(&rt_sched.panicking, 1);
	if (s != SIGQUIT && s != SIGABRT && info->si_code > 0 && !m->incgo) {
		rt_print("fatal error: unexpected signal during runtime execution\n");
		rt_printf("[signal %s code=%x addr=%x pc=%x]\n", sig_name((u32)s),
			(u64)(i64)info->si_code, (u64)info->si_addr, pc);
	} else {
		rt_print(sig_name((u32)s));
		rt_printf("\nPC=%x m=%d sigcode=%d", pc, m->id, (i64)info->si_code);
		if (s == SIGSEGV || s == SIGBUS)
			rt_printf(" addr=%x", (u64)info->si_addr);
		rt_print("\n");
	}
	rt_traceback_level = 2;
	if (m->incgo)
		rt_print("signal arrived during cgo execution\n");
	if (m->curg != NULL) {
		rt_print("\n");
		if (g == m->curg)
			rt_traceback_at(g, pc, (u64)uc->uc_mcontext.gregs[REG_RBP]);
		else
			rt_traceback(m->curg);
	}
	rt_traceback_others(m->curg);
	rt_print("\n");
	static const struct {
		const char *name;
		int reg;
	} regs[] = {
		{"rax", REG_RAX},
		{"rbx", REG_RBX},
		{"rcx", REG_RCX},
		{"rdx", REG_RDX},
		{"rdi", REG_RDI},
		{"rsi", REG_RSI},
		{"rbp", REG_RBP},
		{"rsp", REG_RSP},
		{"r8 ", REG_R8},
		{"r9 ", REG_R9},
		{"r10", REG_R10},
		{"r11", REG_R11},
		{"r12", REG_R12},
		{"r13", REG_R13},
		{"r14", REG_R14},
		{"r15", REG_R15},
		{"rip", REG_RIP},
		{"rflags", REG_EFL},
	};
	for (u64 i = 0; i < countof(regs); i++)
		rt_printf("%s%s%x\n", regs[i].name, strlen(regs[i].name) > 3 ? " " : "    ",
			(u64)uc->uc_mcontext.gregs[regs[i].reg]);
	u64 selectors = (u64)uc->uc_mcontext.gregs[REG_CSGSFS];
	rt_printf("cs     %x\nfs     %x\ngs     %x\n", selectors & 0xffff, selectors >> 32 & 0xffff,
		selectors >> 16 & 0xffff);
	if (rt_traceback_crash)
		rt_crash();
	rt_exit(2);
}

static void sig_default(int s) {
	struct sigaction sa = {.sa_handler = SIG_DFL};
	sigaction(s, &sa, NULL);
}

// Dies as the signal would have made it.
RT_DIES static void sig_die(int s) {
	sig_default(s);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, s);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), s);
	rt_usleep(1000);
	rt_exit(2);
}

void rt_crash(void) {
	sig_die(SIGABRT);
}

void rt_sigpipe(void) {
	if (sig_bit(sig.wanted, SIGPIPE) || sig_bit(sig.ignored, SIGPIPE))
		return;
	sig_die(SIGPIPE);
}

// os/signal wants it: it is handed to signal_recv.
static void sig_queue(u32 s) {
	atomic_or_seqcst(&sig.pending[s / 32], 1u << s % 32);
	atomic_add_seqcst(&sig.seq, 1);
	rt_futexwakeup(&sig.seq, 1);
}

static void sig_allthreads(M *m) {
	if (m->allthreads_done == sig.serial)
		return;
	u64 r1 = sig.call[0], r2 = sig.call[3];
	register u64 r10 __asm__("r10") = sig.call[4];
	register u64 r8 __asm__("r8") = sig.call[5];
	register u64 r9 __asm__("r9") = sig.call[6];
	__asm__ volatile("syscall"
			 : "+a"(r1), "+d"(r2)
			 : "D"(sig.call[1]), "S"(sig.call[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	if (r1 != sig.result[0])
		atomic_store_seqcst(&sig.different, 1);
	atomic_store_seqcst(&m->allthreads_done, sig.serial);
}

// On a thread that C has made: os/signal gets it, or it does what it would without us.
static void sig_foreign(int s) {
	if (sig_bit(sig.wanted, (u32)s)) {
		sig_queue((u32)s);
		return;
	}
	bool ignored = s == SIGURG || s == SIGCHLD || s == SIGWINCH || s == SIGCONT || s == SIGPROF;
	if (!ignored && !sig_bit(sig.ignored, (u32)s))
		sig_die(s);
}

static void sig_handler(int s, siginfo_t *info, void *ctx) {
	ucontext_t *uc = ctx;
	G *g = getg();
	int err = errno;
	if (g == NULL || g->m == NULL) {
		sig_foreign(s);
		errno = err;
		return;
	}
	switch (s) {
	case SIGURG:
		if (atomic_load_seqcst(&sig.calling))
			sig_allthreads(g->m);
		sig_preempt(g, uc);
		break;
	case SIGSEGV:
	case SIGBUS:
	case SIGFPE:
		if (sig_panics(g, info, uc)) {
			sig_fault(g, s, info, uc);
			return;
		}
		if (info->si_code > 0)
			sig_dump(g, s, info, uc);
		break;
	}
	if (sig_bit(sig.wanted, (u32)s)) {
		sig_queue((u32)s);
	} else if (!sig_bit(sig.ignored, (u32)s)) {
		switch (s) {
		case SIGHUP:
		case SIGINT:
		case SIGTERM: sig_die(s);
		case SIGQUIT:
		case SIGILL:
		case SIGTRAP:
		case SIGABRT:
		case SIGBUS:
		case SIGFPE:
		case SIGSEGV:
		case SIGSTKFLT:
		case SIGSYS: sig_dump(g, s, info, uc);
		default: break; // all others come to nothing
		}
	}
	errno = err;
}

static void sig_install(int s) {
	struct sigaction sa = {
		.sa_sigaction = sig_handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
	sigfillset(&sa.sa_mask);
	sigaction(s, &sa, NULL);
}

static bool sig_usable(u32 s) {
	return s > 0 && s < NSIG_GO && s != SIGKILL && s != SIGSTOP && s != 32 && s != 33;
}

// Whether there is a handler from the start on; the signals that stop and continue programs have
// one only while they are wanted, and those that whoever started the program has it ignore.
static bool sig_isalways(u32 s) {
	if (s == SIGCONT || s == SIGTSTP || s == SIGTTIN || s == SIGTTOU || s == 34)
		return false;
	return sig_usable(s) && !sig_bit(sig.inherited_ignored, s);
}

void rt_initsig(void) {
	rt_cpu_init();
	static const u8 unlessignored[] = {SIGHUP, SIGINT};
	for (u64 i = 0; i < sizeof unlessignored; i++) {
		u32 s = unlessignored[i];
		struct sigaction old;
		sigaction((int)s, NULL, &old);
		if (old.sa_handler == SIG_IGN) {
			atomic_or_seqcst(&sig.ignored[s / 32], 1u << s % 32);
			atomic_or_seqcst(&sig.inherited_ignored[s / 32], 1u << s % 32);
		}
	}
	for (u32 s = 1; s < NSIG_GO; s++)
		if (sig_isalways(s))
			sig_install((int)s);
}

void rt_signal_enable(u32 s) {
	if (!sig_usable(s))
		return;
	sig.inuse = 1;
	atomic_or_seqcst(&sig.wanted[s / 32], 1u << s % 32);
	atomic_and_seqcst(&sig.ignored[s / 32], ~(1u << s % 32));
	sig_install((int)s);
}

void rt_signal_ignore(u32 s) {
	if (!sig_usable(s))
		return;
	atomic_and_seqcst(&sig.wanted[s / 32], ~(1u << s % 32));
	atomic_or_seqcst(&sig.ignored[s / 32], 1u << s % 32);
	if (!sig_isalways(s)) {
		struct sigaction sa = {.sa_handler = SIG_IGN};
		sigaction((int)s, &sa, NULL);
	}
}

void rt_signal_disable(u32 s) {
	if (!sig_usable(s))
		return;
	atomic_and_seqcst(&sig.wanted[s / 32], ~(1u << s % 32));
	if (sig_bit(sig.inherited_ignored, s))
		rt_signal_ignore(s);
	else if (!sig_isalways(s))
		sig_default((int)s);
}

u8 rt_signal_ignored(u32 s) {
	return sig_bit(sig.ignored, s);
}

static bool sig_anypending(void) {
	for (u32 i = 0; i < SIG_WORDS; i++)
		if (atomic_load_seqcst(&sig.pending[i]) != 0)
			return true;
	return false;
}

u32 rt_signal_recv(void) {
	for (;;) {
		u32 seq = atomic_load_seqcst(&sig.seq);
		for (u32 i = 0; i < SIG_WORDS; i++) {
			u32 word = atomic_load_seqcst(&sig.pending[i]);
			if (word == 0)
				continue;
			u32 bit = (u32)__builtin_ctz(word);
			atomic_and_seqcst(&sig.pending[i], ~(1u << bit));
			return i * 32 + bit;
		}
		rt_entersyscallblock();
		rt_futexsleep(&sig.seq, seq, -1);
		rt_exitsyscall();
	}
}

void rt_signalWaitUntilIdle(void) {
	while (sig_anypending())
		rt_gosched();
}

void rt_ignoreSIGSYS(void) {
	atomic_or_seqcst(&sig.ignored[0], 1u << SIGSYS);
}

void rt_restoreSIGSYS(void) {
	atomic_and_seqcst(&sig.ignored[0], ~(1u << SIGSYS));
}

// A child after fork shares memory, not handlers, with its parent, and must not run any of them.
void rt_BeforeFork(void) {
	getg()->m->locks++;
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &sig.inherited);
}

static void sig_unblock(void) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void rt_AfterFork(void) {
	sig_unblock();
	getg()->m->locks--;
}

void rt_AfterForkInChild(void) {
	for (int s = 1; s < NSIG_GO; s++) {
		if (!sig_usable((u32)s))
			continue;
		struct sigaction old;
		if (sigaction(s, NULL, &old) == 0 && (old.sa_flags & SA_SIGINFO) &&
			old.sa_sigaction == sig_handler)
			sig_default(s);
	}
	sig_unblock();
}

static Lock sig_execlock;

void rt_BeforeExec(void) {
	rt_lock(&sig_execlock);
}

void rt_AfterExec(void) {
	rt_unlock(&sig_execlock);
}

typedef struct AllThreads {
	u64 args[7];
	Ret3 r;
} AllThreads;

static void sig_callall(ptr arg) {
	AllThreads *a = arg;
	M *self = getg()->m;
	u64 r1 = a->args[0], r2 = a->args[3];
	register u64 r10 __asm__("r10") = a->args[4];
	register u64 r8 __asm__("r8") = a->args[5];
	register u64 r9 __asm__("r9") = a->args[6];
	__asm__ volatile("syscall"
			 : "+a"(r1), "+d"(r2)
			 : "D"(a->args[1]), "S"(a->args[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	if (r1 >= -4095ul) {
		a->r = (Ret3){{~0ul, ~0ul, -r1}};
		return;
	}
	a->r = (Ret3){{r1, r2, 0}};
	memcpy(sig.call, a->args, sizeof sig.call);
	sig.result[0] = r1;
	sig.different = 0;
	sig.serial++;
	atomic_store_seqcst(&sig.calling, 1);
	for (u32 round = 0, left = 1; left > 0; round++) {
		left = 0;
		for (M *m = rt_sched.allms; m != NULL; m = m->alllink) {
			if (m == self || atomic_load_acquire(&m->gone) ||
				atomic_load_seqcst(&m->allthreads_done) == sig.serial)
				continue;
			left++;
			rt_signal_thread(m, SIGURG);
		}
		if (left > 0)
			rt_usleep(round < 10 ? 20 : 500);
	}
	atomic_store_seqcst(&sig.calling, 0);
	if (sig.different)
		rt_throw("AllThreadsSyscall6 results differ between threads; runtime corrupted");
}

// func runtime_doAllThreadsSyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr)
Ret3 rt_doAllThreadsSyscall(u64 trap, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5, u64 a6) {
	AllThreads a = {{trap, a1, a2, a3, a4, a5, a6}, {{0}}};
	rt_stoptheworld();
	rt_systemstack(sig_callall, &a);
	rt_starttheworld();
	return a.r;
}
