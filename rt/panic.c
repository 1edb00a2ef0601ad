// defer, panic, recover, Goexit, and the ways a program dies.
//
// A function with defer statements has an rt_DeferFrame in its frame; those of a goroutine are
// linked, innermost first. A statement that is executed at most once has a bit in the frame and a
// place for its closure behind it, and its call is made in line at the exit; others make records. A
// panic runs the deferred calls of one DeferFrame after another on top of the stack. When one of
// them has recovered it, the frames above that function are given up and it continues at its
// landing point, which runs the deferred calls that are left and returns. Panics whose running
// deferred call belongs to a frame that is given up, or to the recovering one, are aborted with it;
// an aborted Goexit goes on from where its own frame is. recover is valid in a function that
// rt_calldeferred called for the innermost panic, wrappers between them not counted.
#define _GNU_SOURCE
#include <string.h>
#include "heap.h"
#include "gocalls.h"

enum { DEFERS_KEPT = 32 }; // records of a P

static Lock panic_lock;
static ptr panic_bubble; // its deadlock is the panic: its goroutines are shown
static u32 panic_count;	 // atomic: threads that print a fatal panic

void(rt_deferenter)(ptr frame) {
	rt_deferenter(frame);
}

void(rt_deferopen)(ptr frame, ptr closure, u64 i) {
	rt_deferopen(frame, closure, i);
}

u8(rt_defertake)(ptr frame, u64 i) {
	return rt_defertake(frame, i);
}

u8(rt_deferlisted)(ptr frame) {
	return rt_deferlisted(frame);
}

void(rt_deferleave)(ptr frame) {
	rt_deferleave(frame);
}

void rt_deferproc(ptr frame, ptr closure) {
	rt_DeferFrame *f = frame;
	P *p = getg()->m->p;
	rt_Defer *d = p->deferfree;
	if (d != NULL) {
		p->deferfree = d->link;
		p->ndeferfree--;
	} else {
		d = rt_mallocgc(sizeof *d, &rt_type_words, true);
	}
	rt_wbstore(&d->closure, closure);
	d->open = f->open;
	d->link = f->defers;
	f->defers = d;
}

// Records that are kept are forgotten when a collection begins: so those of a list are either older
// than it and reachable then, or new.
static void panic_freedefer(rt_Defer *d) {
	P *p = getg()->m->p;
	rt_wbstore(&d->closure, NULL);
	if (p->ndeferfree == DEFERS_KEPT)
		return;
	rt_wbstore(&d->link, p->deferfree);
	p->deferfree = d;
	p->ndeferfree++;
}

// The closure whose call comes next, which is no longer to be made; NULL: none is left.
static ptr panic_nextdefer(rt_DeferFrame *f) {
	rt_Defer *d = f->defers;
	u64 open = d == NULL ? f->open : f->open & ~d->open;
	if (open != 0) {
		u64 i = 63 - __builtin_clzl(open);
		f->open &= ~(1ul << i);
		return ((ptr *)(f + 1))[i];
	}
	if (d == NULL)
		return NULL;
	f->defers = d->link;
	ptr closure = d->closure;
	panic_freedefer(d);
	return closure;
}

static bool panic_defersleft(const rt_DeferFrame *f) {
	return f->defers != NULL || f->open != 0;
}

void rt_deferreturn(ptr frame) {
	rt_DeferFrame *f = frame;
	u64 callframe;
	while (panic_defersleft(f))
		rt_calldeferred(panic_nextdefer(f), &callframe);
	getg()->head.deferframe = f->link;
}

// Frames between a deferred call and the function that recovers: wrappers, and what calls functions
// made by reflect.
static bool panic_transparent(const rt_FuncInfo *fn) {
	return fn == NULL || (fn->flags & RT_FUNC_WRAPPER) || fn->code == rt_program.call_reflect ||
	       fn->code == rt_program.call_method;
}

Ret2 rt_gorecover(ptr frame) {
	G *gp = getg();
	Panic *p = gp->panic;
	if (p == NULL || p->goexit || p->recovered)
		return (Ret2){{0, 0}};
	u64 *bp = frame;
	for (;;) {
		u64 pc = bp[1];
		bp = (u64 *)bp[0];
		if (bp == NULL)
			return (Ret2){{0, 0}};
		if (pc == (u64)rt_calldeferred_ret)
			break;
		if (pc == (u64)rt_morestack_ret) {
			bp = (u64 *)bp[0]; // the same function's first entry
			continue;
		}
		if (!panic_transparent(rt_findfunc(pc - 1)))
			return (Ret2){{0, 0}};
	}
	if ((u64)bp != p->callframe)
		return (Ret2){{0, 0}};
	p->recovered = 1;
	return (Ret2){{(u64)p->type, (u64)p->data}};
}

static bool panic_outside(const rt_DeferFrame *f, const rt_DeferFrame *of) {
	while (of != NULL && (of = of->link) != f)
		;
	return of == f;
}

// Calls of reflect that began inside f are given up with its frames.
static void panic_callframes(G *gp, const rt_DeferFrame *f) {
	while (gp->callframes != NULL && !panic_outside(gp->callframes->inside, f))
		gp->callframes = gp->callframes->link;
}

// Calls from C that began inside f, with the frames of C, are given up as soon as f's deferred
// calls run.
static void panic_callbacks(G *gp, const rt_DeferFrame *f) {
	while (gp->callbacks != NULL && !panic_outside(gp->callbacks->inside, f))
		rt_cgo_leave(gp);
}

// p was recovered by a deferred call of f: f is where the goroutine goes on, unless a Goexit is
// aborted by it.
RT_DIES static void panic_recovery(G *gp, Panic *p, rt_DeferFrame *f) {
	Panic *x = p->link;
	while (x != NULL && !panic_outside(x->frame, f)) {
		if (x->goexit) {
			gp->panic = x;
			gp->callframes = x->callframes;
			rt_stack_unwind(gp, (u64)x->again.jmpbuf[6]);
			rt_longjmp(&x->again);
		}
		x = x->link;
	}
	gp->panic = x;
	panic_callframes(gp, f);
	gp->sig = 0;
	rt_stack_unwind(gp, (u64)f->jmpbuf[6]);
	rt_longjmp(f);
}

// Runs deferred calls from the innermost frame outwards. Returns when none is left.
static void panic_rundefers(G *gp, Panic *p) {
	for (rt_DeferFrame *f; (f = gp->head.deferframe) != NULL; gp->head.deferframe = f->link) {
		panic_callbacks(gp, f);
		while (panic_defersleft(f)) {
			p->frame = f;
			rt_calldeferred(panic_nextdefer(f), &p->callframe);
			p->callframe = 0;
			if (p->recovered && !p->goexit)
				panic_recovery(gp, p, f);
		}
	}
}

void rt_gopanic(ptr type, ptr data) {
	G *gp = getg();
	M *m = gp->m;
	if (gp == m->g0 || m->curg != gp) {
		rt_print("panic: ");
		rt_throw("panic on system stack");
	}
	if (m->mallocing)
		rt_throw("panic during malloc");
	if (m->locks != 0)
		rt_throw("panic holding locks");
	if (type == NULL) {
		Ret2 v = runtime$goPanicNil();
		type = (ptr)v.r[0];
		data = (ptr)v.r[1];
	}
	Panic p;
	memset(&p, 0, sizeof p);
	p.type = type;
	p.data = data;
	p.link = gp->panic;
	if (p.link != NULL && p.link->recovered && !p.link->goexit && p.link->type == type &&
		p.link->data == data)
		p.link->repanicked = 1;
	gp->panic = &p;
	rt_wipe_stack();
	panic_rundefers(gp, &p);
	for (Panic *x = &p; x != NULL; x = x->link) {
		if (x->goexit)
			continue;
		Ret2 v = runtime$goPreprintPanic(x->type, x->data);
		x->type = (ptr)v.r[0];
		x->data = (ptr)v.r[1];
	}
	rt_fatalpanic(&p);
}

void rt_goexit(void) {
	G *gp = getg();
	Panic p;
	memset(&p, 0, sizeof p);
	p.goexit = 1;
	p.link = gp->panic;
	gp->panic = &p;
	p.callframes = gp->callframes;
	rt_setjmp(&p.again);
	panic_rundefers(gp, &p);
	if (gp->m->isextra)
		rt_throw(
			"runtime.Goexit called in a thread that was not created by the Go runtime");
	while (gp->callbacks != NULL)
		rt_cgo_leave(gp);
	rt_goexit0();
}

static void panic_print(Panic *p) {
	if (p->link != NULL) {
		panic_print(p->link);
		if (p->link->repanicked)
			return;
		if (!p->link->goexit)
			rt_print("\t");
	}
	if (p->goexit)
		return;
	rt_print("panic: ");
	runtime$goPanicValue(p->type, p->data);
	if (p->repanicked)
		rt_print(" [recovered, repanicked]");
	else if (p->recovered)
		rt_print(" [recovered]");
	rt_print("\n");
}

static const struct {
	u32 sig;
	const char *text;
} panic_signals[] = {
	{7, "SIGBUS: bus error"},
	{8, "SIGFPE: floating-point exception"},
	{11, "SIGSEGV: segmentation violation"},
};

// The first thread to come prints and exits; others wait for it.
static void panic_enter(void) {
	M *m = getg()->m;
	m->locks++;
	if (m->dying++ > 0) {
		if (m->dying > 3)
			rt_exit(5);
		rt_print("panic during panic\n");
		if (m->dying > 2)
			rt_exit(4);
		return;
	}
	atomic_add_seqcst(&panic_count, 1);
	atomic_store_seqcst(&rt_sched.panicking, 1);
	rt_lock(&panic_lock);
}

static void panic_printsignal(G *gp) {
	if (gp->sig == 0)
		return;
	const char *text = "unknown signal";
	for (u64 i = 0; i < countof(panic_signals); i++)
		if (panic_signals[i].sig == gp->sig)
			text = panic_signals[i].text;
	rt_printf("[signal %s code=%x addr=%x pc=%x]\n", text, (u64)gp->sigcode, gp->sigaddr,
		gp->sigpc);
}

void rt_panic_setbubble(ptr bubble) {
	panic_bubble = bubble;
}

static void panic_die(G *gp, bool all) {
	if (rt_traceback_level > 0) {
		G *g = getg();
		if (gp != NULL && gp != g->m->g0) {
			rt_print("\n");
			rt_traceback(gp);
		}
		if (all || rt_traceback_all || gp == NULL)
			rt_traceback_others(gp);
		else if (panic_bubble != NULL)
			rt_traceback_bubble(panic_bubble, gp);
	}
	if (rt_traceback_crash)
		rt_crash();
	rt_exit(2);
}

void rt_fatalpanic(Panic *p) {
	G *gp = getg();
	panic_enter();
	panic_print(p);
	panic_printsignal(gp);
	panic_die(gp, false);
	rt_exit(2);
}

typedef struct PanicThrow {
	const char *s;
	u64 n;
} PanicThrow;

static void panic_throw(ptr arg) {
	PanicThrow *t = arg;
	M *m = getg()->m;
	panic_enter();
	rt_print("fatal error: ");
	rt_printn(t->s, t->n);
	rt_print("\n");
	if (m->curg != NULL)
		panic_printsignal(m->curg);
	panic_die(m->curg, true);
}

void rt_throw(const char *s) {
	PanicThrow t = {s, strlen(s)};
	G *g = getg();
	if (g == NULL) {
		rt_write(2, "fatal error: ", 13);
		rt_write(2, s, t.n);
		rt_write(2, "\n", 1);
		rt_exit(2);
	}
	rt_systemstack(panic_throw, &t);
	rt_exit(2);
}

void rt_fatal(const char *s) {
	rt_fatal_string((ptr)s, strlen(s));
}

void rt_fatal_string(ptr s, u64 n) {
	PanicThrow t = {s, n};
	rt_systemstack(panic_throw, &t);
	rt_exit(2);
}

void rt_throw_string(ptr s, u64 n) {
	PanicThrow t = {s, n};
	rt_systemstack(panic_throw, &t);
	rt_exit(2);
}

void rt_panic_text(const char *s) {
	runtime$goPanicPlain((ptr)s, strlen(s));
	rt_throw("rt_panic_text: returned");
}

void rt_panic_error(const char *s) {
	runtime$goPanicString((ptr)s, strlen(s));
	rt_throw("rt_panic_error: returned");
}

// A small leaf of the C compiler may have no frame: then its caller is at the stack pointer.
static void panic_frameless(ptr arg) {
	static const u8 frame[] = {0x48, 0x89, 0xe5}; // mov %rsp,%rbp
	u64 pc = *(u64 *)arg;
	const rt_FuncInfo *f = rt_findfunc(pc);
	*(u64 *)arg = f && !memmem(f->code, pc - (u64)f->code, frame, sizeof frame);
}

// Entered by the signal handler as if the faulting instruction had called it, below a frame that is
// to stand between if there is none.
void rt_sigpanic(void) {
	G *gp = getg();
	u64 *bp = __builtin_frame_address(0), frameless = gp->sigpc;
	rt_systemstack(panic_frameless, &frameless);
	if (frameless)
		bp[0] = (u64)(bp + 2);
	enum { SIG_BUS = 7, SIG_FPE = 8, SIG_SEGV = 11, DIVIDE = 0, OVERFLOW = 1 };
	rt_wipe_stack();
	if (gp->sig == SIG_FPE) {
		runtime$goPanicError(gp->sigcode == 1 ? DIVIDE : OVERFLOW);
	} else if (gp->sig == SIG_SEGV || gp->sig == SIG_BUS) {
		if (gp->sigaddr < 4096)
			runtime$goPanicMem(0);
		if (gp->paniconfault)
			runtime$goPanicMem(gp->sigaddr);
		rt_printf("unexpected fault address %x\n", gp->sigaddr);
		rt_throw("fault");
	}
	rt_panic_error("unexpected signal");
}

// Codes are those of internal/abi.BoundsErrorCode.
enum {
	BOUNDS_INDEX,
	BOUNDS_SLICE_ALEN,
	BOUNDS_SLICE_ACAP,
	BOUNDS_SLICE_B,
	BOUNDS_SLICE3_ALEN,
	BOUNDS_SLICE3_ACAP,
	BOUNDS_SLICE3_B,
	BOUNDS_SLICE3_C,
	BOUNDS_CONVERT
};

#define BOUNDS(name, code, is_signed)                                                              \
	void name(u64 x, u64 y) {                                                                  \
		runtime$goPanicBounds(x, y, (code)*2 + (is_signed));                               \
		rt_throw(#name ": returned");                                                      \
	}
BOUNDS(rt_panicIndex, BOUNDS_INDEX, 1)
BOUNDS(rt_panicIndexU, BOUNDS_INDEX, 0)
BOUNDS(rt_panicSliceAlen, BOUNDS_SLICE_ALEN, 1)
BOUNDS(rt_panicSliceAlenU, BOUNDS_SLICE_ALEN, 0)
BOUNDS(rt_panicSliceAcap, BOUNDS_SLICE_ACAP, 1)
BOUNDS(rt_panicSliceAcapU, BOUNDS_SLICE_ACAP, 0)
BOUNDS(rt_panicSliceB, BOUNDS_SLICE_B, 1)
BOUNDS(rt_panicSliceBU, BOUNDS_SLICE_B, 0)
BOUNDS(rt_panicSlice3Alen, BOUNDS_SLICE3_ALEN, 1)
BOUNDS(rt_panicSlice3AlenU, BOUNDS_SLICE3_ALEN, 0)
BOUNDS(rt_panicSlice3Acap, BOUNDS_SLICE3_ACAP, 1)
BOUNDS(rt_panicSlice3AcapU, BOUNDS_SLICE3_ACAP, 0)
BOUNDS(rt_panicSlice3B, BOUNDS_SLICE3_B, 1)
BOUNDS(rt_panicSlice3BU, BOUNDS_SLICE3_B, 0)
BOUNDS(rt_panicSlice3C, BOUNDS_SLICE3_C, 1)
BOUNDS(rt_panicSlice3CU, BOUNDS_SLICE3_C, 0)
BOUNDS(rt_panicSliceConvert, BOUNDS_CONVERT, 1)

#define PANIC(name, call)                                                                          \
	void name(void) {                                                                          \
		call;                                                                              \
		rt_throw(#name ": returned");                                                      \
	}
PANIC(rt_panicdivide, runtime$goPanicError(0))
PANIC(rt_panicshift, runtime$goPanicError(2))
PANIC(rt_panicmakeslicelen, rt_panic_error("makeslice: len out of range"))
PANIC(rt_panicmakeslicecap, rt_panic_error("makeslice: cap out of range"))
PANIC(rt_panicunsafeslicelen, rt_panic_error("unsafe.Slice: len out of range"))
PANIC(rt_panicunsafeslicenilptr, rt_panic_error("unsafe.Slice: ptr is nil and len is not zero"))
PANIC(rt_panicunsafestringlen, rt_panic_error("unsafe.String: len out of range"))
PANIC(rt_panicunsafestringnilptr, rt_panic_error("unsafe.String: ptr is nil and len is not zero"))
PANIC(rt_unreachable, rt_throw("rt_unreachable: compiled code came where it cannot be"))

// A check that the compiler made where a fault would not do: it looks like one.
void rt_panicnil(void) {
	enum { SIG_SEGV = 11 };
	G *gp = getg();
	gp->sig = SIG_SEGV;
	gp->sigcode = 1;
	gp->sigaddr = 0;
	gp->sigpc = (u64)__builtin_return_address(0);
	runtime$goPanicMem(0);
	rt_throw("rt_panicnil: returned");
}

void rt_panicwrap(ptr pkg, u64 npkg, ptr type, u64 ntype, ptr meth, u64 nmeth) {
	runtime$goPanicWrap(pkg, npkg, type, ntype, meth, nmeth);
	rt_throw("rt_panicwrap: returned");
}

void rt_panicrangestate(u64 state) {
	static const char *const text[] = {
		"range function continued iteration after function for loop body returned false",
		"range function continued iteration after loop body panic",
		"range function continued iteration after whole loop exit",
		"range function recovered a loop body panic and did not resume panicking",
	};
	// internal/abi: RF_DONE 0, RF_PANIC 2, RF_EXHAUSTED 3, RF_MISSING_PANIC 4.
	rt_panic_error(state == 0   ? text[0]
		       : state == 2 ? text[1]
		       : state == 3 ? text[2]
				    : text[3]);
}
