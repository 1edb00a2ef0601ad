// Walking stacks and printing them as gc does.
//
// Compiled code and the runtime keep frame pointers, so that the chain of frames is the call stack,
// over segments of the stack too. Where a function was entered twice because rt_morestack moved it
// to a larger segment, its first frame is left out. Frames of the runtime's own C code are passed
// over, but calls of deferred functions by a panic are shown as `panic`.
#include <string.h>
#include "rt.h"

u32 rt_traceback_level = 1;
bool rt_traceback_all, rt_traceback_crash;

enum { TRACE_MAX = 100 };

void rt_traceback_set(const char *level, u64 n) {
	static const struct {
		const char *name;
		u32 level;
		bool all, crash;
	} names[] = {
		{"none", 0, false, false},
		{"single", 1, false, false},
		{"all", 1, true, false},
		{"system", 2, true, false},
		{"crash", 2, true, true},
		{"0", 0, false, false},
		{"1", 1, true, false},
		{"2", 2, true, false},
	};
	for (u64 i = 0; i < countof(names); i++) {
		if (strlen(names[i].name) != n || memcmp(names[i].name, level, n) != 0)
			continue;
		rt_traceback_level = names[i].level;
		rt_traceback_all = names[i].all;
		rt_traceback_crash = names[i].crash;
	}
}

void rt_debug_SetTraceback(ptr level, u64 n) {
	rt_traceback_set(level, n);
}

static bool trace_up(Unwind *u) {
	u64 *bp = (u64 *)u->bp;
	if (bp == NULL || u->pc == (u64)rt_gostart_ret)
		return false;
	bool morestack = u->pc == (u64)rt_morestack_ret;
	u->pc = bp[1];
	u->bp = bp[0];
	u->exact = 0;
	if (morestack && u->bp != 0) {
		bp = (u64 *)u->bp;
		u->pc = bp[1];
		u->bp = bp[0];
	}
	return true;
}

// Goes outwards until pc is in compiled code.
static void trace_settle(Unwind *u, G *gp) {
	u->fn = NULL;
	u->inl = 0;
	u->panic = NULL;
	do {
		if (u->pc == (u64)rt_calldeferred_ret)
			for (Panic *p = gp ? gp->panic : NULL; p != NULL; p = p->link)
				if (p->callframe == u->bp && !p->goexit)
					u->panic = p;
		u->fn = rt_findfunc(u->exact ? u->pc : u->pc - 1);
		if (u->fn != NULL)
			return;
	} while (trace_up(u));
}

bool rt_unwind_next(Unwind *u) {
	if (!trace_up(u))
		return false;
	trace_settle(u, u->g);
	return u->fn != NULL;
}

void rt_unwind_self(Unwind *u) {
	u->bp = (u64)__builtin_frame_address(0);
	u->pc = (u64)__builtin_return_address(0);
	u->bp = *(u64 *)u->bp;
	u->exact = 0;
	u->g = getg()->m->curg;
	trace_settle(u, u->g);
}

void rt_unwind_g(Unwind *u, G *gp) {
	u->g = gp;
	u->exact = 0;
	if (gp == getg()) {
		rt_unwind_self(u);
		return;
	}
	u32 s = rt_readgstatus(gp);
	if (gp->away != NULL && (s == RT_GWAITING || s == RT_GRUNNABLE) &&
		atomic_cas_seqcst(&gp->status, s, s | RT_GSCAN)) {
		rt_stack_back(gp);
		atomic_store_release(&gp->status, s);
	}
	if ((rt_readgstatus(gp) & ~RT_GSCAN) == RT_GSYSCALL) {
		u->pc = gp->syspc;
		u->bp = gp->sysbp;
	} else {
		u->bp = ((u64 *)gp->sp)[5];
		u->pc = ((u64 *)gp->sp)[6];
		if (u->pc == (u64)rt_gostart) {
			u->pc = gp->startpc;
			u->exact = 1;
		}
	}
	trace_settle(u, gp);
}

static bool trace_shown(const rt_FuncInfo *f) {
	return !(f->flags & (RT_FUNC_WRAPPER | RT_FUNC_HIDDEN));
}

// gc leaves out what is of package runtime and not exported.
static bool trace_printed(const char *name, u32 flags) {
	if (rt_traceback_level >= 2)
		return true;
	if (strncmp(name, "runtime.", 8) == 0) {
		const char *s = name + 8;
		while (*s == '(' || *s == '*')
			s++;
		if (*s < 'A' || *s > 'Z')
			return false;
	}
	return !(flags & (RT_FUNC_WRAPPER | RT_FUNC_HIDDEN));
}

// Program counters that name one frame of several have its number, from 1, in these bits.
enum { TRACE_FRAME_BITS = 48 };

static u64 trace_pc(const Unwind *u) {
	return u->exact ? u->pc : u->pc - 1;
}

// The frames at one program counter, each with its number.
static u64 trace_collect_inlined(const Unwind *u, u64 *skip, u64 *pcs, u64 n, u64 max) {
	InlinedFrame fr;
	u32 count = rt_inlined_frame(u->fn, trace_pc(u), 0, &fr);
	for (u32 d = 0; d < count && n < max; d++) {
		if (d + 1 == count && !trace_shown(u->fn))
			break;
		if (*skip > 0)
			--*skip;
		else
			pcs[n++] = (u->pc + u->exact) | (u64)(d + 1) << TRACE_FRAME_BITS;
	}
	return n;
}

static u64 trace_collect(Unwind *u, u64 skip, u64 *pcs, u64 max, bool each) {
	u64 n = 0;
	if (u->fn == NULL)
		return 0;
	do {
		// Below the deferred calls that a panic runs lies what began it.
		if (u->panic != NULL) {
			if (skip > 0)
				skip--;
			else
				pcs[n++] = (u64)rt_gopanic + 1;
			if (n == max)
				break;
		}
		if (each && (rt_inlined_any(u->fn, u->pc) || rt_inlined_any(u->fn, u->pc - 1))) {
			n = trace_collect_inlined(u, &skip, pcs, n, max);
			continue;
		}
		if (!trace_shown(u->fn))
			continue;
		if (skip > 0)
			skip--;
		else
			pcs[n++] = u->pc + u->exact;
	} while (n < max && rt_unwind_next(u));
	return n;
}

u64 rt_callers(u64 skip, u64 *pcs, u64 max) {
	Unwind u;
	rt_unwind_self(&u);
	return max > 0 ? trace_collect(&u, skip, pcs, max, false) : 0;
}

u64 rt_gcallers(G *gp, u64 *pcs, u64 max) {
	Unwind u;
	rt_unwind_g(&u, gp);
	return max > 0 ? trace_collect(&u, 0, pcs, max, false) : 0;
}

typedef struct TraceAsk {
	Unwind u;
	u64 skip, *pcs, n;
} TraceAsk;

static void trace_ask(ptr arg) {
	TraceAsk *a = arg;
	a->n = trace_collect(&a->u, a->skip, a->pcs, a->n, true);
}

// func rtCallers(skip int, pcs *uintptr, n int) int: with a number for each frame where there are
// several.
u64 rt_runtime_callers(u64 skip, ptr pcs, u64 n) {
	TraceAsk a = {.skip = skip, .pcs = pcs, .n = n};
	rt_unwind_self(&a.u);
	if (n > 0)
		rt_systemstack(trace_ask, &a);
	return a.n;
}

static const char *const trace_reasons[] = {
#define WAIT(name, text) text,
#include "wait_reason.def"
#undef WAIT
};

static const char *trace_status(G *gp, u32 s) {
	switch (s) {
	case RT_GIDLE: return "idle";
	case RT_GRUNNABLE: return "runnable";
	case RT_GRUNNING: return "running";
	case RT_GSYSCALL: return "syscall";
	case RT_GDEAD: return "dead";
	case RT_GPREEMPTED: return "preempted";
	case RT_GWAITING: return gp->waitreason != 0 ? trace_reasons[gp->waitreason] : "waiting";
	default: return "???";
	}
}

const char *rt_g_waitreason(G *gp) {
	return (rt_readgstatus(gp) & ~RT_GSCAN) == RT_GWAITING ? trace_reasons[gp->waitreason] : "";
}

static void trace_header(G *gp) {
	u32 s = rt_readgstatus(gp) & ~RT_GSCAN;
	M *m = gp->m;
	rt_printf("goroutine %u", gp->id);
	if (rt_traceback_level >= 2 && m != NULL)
		rt_printf(" gp=%x m=%d mp=%x", (u64)gp, m->id, (u64)m);
	else if (rt_traceback_level >= 2)
		rt_printf(" gp=%x m=nil", (u64)gp);
	rt_printf(" [%s", trace_status(gp, s));
	if (gp->waitsince != 0 && (s == RT_GWAITING || s == RT_GSYSCALL)) {
		i64 minutes = (rt_nanotime() - gp->waitsince) / 60000000000;
		if (minutes >= 1)
			rt_printf(", %d minutes", minutes);
	}
	if (gp->lockedm != NULL)
		rt_print(", locked to thread");
	if (gp->bubble != NULL)
		rt_printf(", synctest bubble %u", *(u64 *)gp->bubble);
	rt_print("]:\n");
}

static void trace_pos(const char *file, u32 line, u64 off) {
	rt_printf("\t%s:%u +%x\n", file, (u64)line, off);
}

// Names with the type arguments of instances left out, as [...].
static void trace_name(const char *name) {
	const char *open = strchr(name, '[');
	const char *close = open ? strrchr(name, ']') : NULL;
	if (close == NULL) {
		rt_print(name);
		return;
	}
	rt_printn(name, (u64)(open - name));
	rt_print("[...]");
	rt_print(close + 1);
}

static void trace_frame(const Unwind *u) {
	if (u->panic != NULL && u->inl == 0)
		rt_printf("panic({%x?, %x?})\n\t%s/src/runtime/panic.go:859 +0x125\n",
			(u64)u->panic->type, (u64)u->panic->data,
			rt_program.goroot ? rt_program.goroot : "");
	InlinedFrame fr;
	rt_inlined_frame(u->fn, trace_pc(u), u->inl, &fr);
	if (!trace_printed(fr.name, fr.fn ? fr.fn->flags : 0))
		return;
	trace_name(fr.name);
	rt_print(fr.fn && fr.fn->flags & RT_FUNC_NOARGS ? "()\n" : "(...)\n");
	if (fr.fn)
		trace_pos(fr.file, fr.line, u->pc - (u64)u->fn->code);
	else
		rt_printf("\t%s:%u\n", fr.file, (u64)fr.line);
}

// The next frame at the same program counter, or of the next one.
static bool trace_next(Unwind *u) {
	InlinedFrame fr;
	u->inl++;
	if (u->inl < rt_inlined_frame(u->fn, trace_pc(u), u->inl, &fr))
		return true;
	u->inl = 0;
	return rt_unwind_next(u);
}

static bool trace_counts(const Unwind *u) {
	InlinedFrame fr;
	rt_inlined_frame(u->fn, trace_pc(u), u->inl, &fr);
	return (u->panic != NULL && u->inl == 0) ||
	       trace_printed(fr.name, fr.fn ? fr.fn->flags : 0);
}

// Of many frames the innermost and the outermost.
static void trace_frames(Unwind *u) {
	Unwind last[TRACE_MAX / 2];
	u64 n = 0, shown = TRACE_MAX / 2;
	for (bool more = u->fn != NULL; more; more = trace_next(u)) {
		if (!trace_counts(u))
			continue;
		if (n < shown)
			trace_frame(u);
		else
			last[n % shown] = *u;
		n++;
	}
	if (n > 2 * shown)
		rt_printf("...%u frames elided...\n", n - 2 * shown);
	for (u64 i = n > 2 * shown ? n - shown : shown; i < n; i++)
		trace_frame(&last[i % shown]);
}

static void trace_created(G *gp) {
	if (gp->gopc == 0 || gp->id == 1)
		return;
	const rt_FuncInfo *f = rt_findfunc(gp->gopc - 1);
	if (f == NULL)
		return;
	rt_print("created by ");
	trace_name(f->name);
	if (gp->parent != 0)
		rt_printf(" in goroutine %u", gp->parent);
	rt_print("\n");
	const char *file;
	u32 line;
	rt_funcline(f, gp->gopc - 1, &file, &line);
	trace_pos(file, line, gp->gopc - (u64)f->code);
}

static void trace_print(G *gp, Unwind *u) {
	trace_header(gp);
	if (u != NULL)
		trace_frames(u);
	else
		rt_print("\tgoroutine running on other thread; stack unavailable\n");
	trace_created(gp);
}

void rt_traceback(G *gp) {
	Unwind u;
	M *m = getg()->m;
	if ((rt_readgstatus(gp) & ~RT_GSCAN) == RT_GRUNNING && gp != m->curg) {
		trace_print(gp, NULL);
		return;
	}
	rt_unwind_g(&u, gp);
	trace_print(gp, &u);
}

void rt_traceback_at(G *gp, u64 pc, u64 bp) {
	Unwind u = {.pc = pc, .bp = bp, .g = gp, .exact = 1};
	trace_settle(&u, gp);
	trace_print(gp, &u);
}

static void trace_other(G *gp, ptr me) {
	if (gp == me || (gp->issystem && rt_traceback_level < 2))
		return;
	rt_print("\n");
	rt_traceback(gp);
}

void rt_traceback_others(G *me) {
	u64 at = 0;
	for (G *gp; (gp = rt_stack_nextg(&at)) != NULL;)
		trace_other(gp, me);
}

void rt_traceback_bubble(ptr bubble, G *me) {
	u64 at = 0;
	for (G *gp; (gp = rt_stack_nextg(&at)) != NULL;)
		if (gp->bubble == bubble)
			trace_other(gp, me);
}

typedef struct TraceBuf {
	G *gp;
	u8 *buf;
	u64 n, len;
	bool all;
	Unwind u;
} TraceBuf;

static void trace_stack(ptr arg) {
	TraceBuf *b = arg;
	rt_print_capture(b->buf, b->n, &b->len);
	trace_print(b->gp, &b->u);
	if (b->all)
		rt_traceback_others(b->gp);
	rt_print_capture(NULL, 0, NULL);
}

// func rtStack(buf *byte, n int, all bool) int; called by runtime.Stack, which is left out of the
// trace as gc does not have it there either.
u64 rt_runtime_stack(ptr buf, u64 n, u8 all) {
	TraceBuf b = {.gp = getg(), .buf = buf, .n = n, .all = all};
	rt_unwind_self(&b.u);
	if (b.u.fn != NULL && !rt_unwind_next(&b.u))
		b.u.fn = NULL;
	if (all)
		rt_stoptheworld();
	rt_systemstack(trace_stack, &b);
	if (all)
		rt_starttheworld();
	return b.len;
}

typedef struct TraceList {
	u64 *pcs;
	u64 per, max, n;
	ptr *labels;
} TraceList;

static void trace_listg(G *gp, ptr arg) {
	TraceList *l = arg;
	if (gp->issystem)
		return;
	if (l->n < l->max) {
		u64 *pcs = l->pcs + l->n * l->per;
		u64 k = rt_gcallers(gp, pcs, l->per);
		if (k < l->per)
			pcs[k] = 0;
		if (l->labels != NULL)
			l->labels[l->n] = gp->labels;
	}
	l->n++;
}

static void trace_list(ptr l) {
	rt_foreach_g(trace_listg, l);
}

// func rtGoroutines(pcs *uintptr, perG int, n int, labels *unsafe.Pointer) int: stacks of at most n
// goroutines, the number there is.
u64 rt_goroutine_stacks(ptr pcs, u64 per, u64 n, ptr labels) {
	TraceList l = {pcs, per, n, 0, labels};
	rt_stoptheworld();
	rt_systemstack(trace_list, &l);
	rt_starttheworld();
	return l.n;
}
