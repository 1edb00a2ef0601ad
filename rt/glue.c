// Small services behind package runtime (golib/runtime/c.go) and runtime/debug, runtime/pprof, crypto.
#include <string.h>
#include "heap.h"

/* The build. */
const char *rt_version(void) {
	return rt_program.version;
}

const char *rt_goroot(void) {
	return rt_program.goroot;
}

const char *rt_modinfo(void) {
	return rt_program.modinfo;
}

/* Stacks and functions. */
u64 rt_goid(void) {
	return ((G *)getg())->id;
}

// skip 0 is the Go function that calls this.
u64 rt_runtime_callers(u64 skip, u64 *pcs, u64 n) {
	return rt_callers((u64)__builtin_frame_address(0), skip, pcs, n);
}

typedef struct FuncLine { const rt_FuncInfo *f; u64 pc; const char *file; u32 line; } FuncLine;

static void glue_funcline(ptr arg) {
	FuncLine *l = arg;
	rt_funcline(l->f, l->pc, &l->file, &l->line);
}

// (file *byte, line int)
Ret2 rt_runtime_funcline(const rt_FuncInfo *f, u64 pc) {
	FuncLine l = {f, pc, f ? f->file : NULL, 0};
	if (f)
		rt_systemstack(glue_funcline, &l);
	return (Ret2){{(u64)l.file, l.line}};
}

typedef struct StackText { u8 *buf; u64 cap, len; bool all; G *gp; u64 pc, bp; } StackText;

static void glue_stack(ptr arg) {
	StackText *t = arg;
	rt_print_capture(t->buf, t->cap, &t->len);
	rt_goroutineheader(t->gp);
	rt_traceback_from(t->gp, t->pc, t->bp);
	if (t->all)
		rt_traceback_others(t->gp);
	rt_print_capture(NULL, 0, NULL);
}

u64 rt_runtime_stack(u8 *buf, u64 n, u8 all) {
	u64 *frame = __builtin_frame_address(0);
	StackText t = {buf, n, 0, all, getg(), (u64)__builtin_return_address(0), frame[0]};
	M *m = rt_acquirem();
	if (all)
		rt_stoptheworld();
	rt_systemstack(glue_stack, &t);
	if (all)
		rt_starttheworld();
	rt_releasem(m);
	return t.len;
}

typedef struct Stacks { u64 *pcs; u64 per, cap, n; ptr *labels; G *self; } Stacks;

static void glue_one_stack(G *gp, ptr arg) {
	Stacks *s = arg;
	if (gp->issystem)
		return;
	if (s->n < s->cap) {
		u64 *pcs = s->pcs + s->n * s->per;
		if (gp != s->self)
			rt_gcallers(gp, pcs, s->per);
		if (s->labels)
			s->labels[s->n] = gp->labels;
	}
	s->n++;
}

static void glue_stacks(ptr arg) {
	rt_foreach_g(glue_one_stack, arg);
}

// per words of return addresses for each goroutine, 0 after the last; how many goroutines there are, at most cap told.
u64 rt_goroutine_stacks(u64 *pcs, u64 per, u64 cap, ptr *labels) {
	Stacks s = {pcs, per, cap, 0, labels, getg()};
	M *m = rt_acquirem();
	rt_stoptheworld();
	rt_systemstack(glue_stacks, &s);
	rt_starttheworld();
	rt_releasem(m);
	return s.n;
}

void rt_breakpoint(void) {
	__asm__ volatile("int3");
}

/* Pinned objects. */
enum { PIN_BLOCK = 62 };

typedef struct Pins Pins;
struct Pins { Pins *next; ptr at[PIN_BLOCK]; };

static struct { Lock lock; Pins *first; } pins;

void rt_pin_add(ptr p) {
	rt_lock(&pins.lock);
	for (Pins *b = pins.first; b; b = b->next)
		for (u32 i = 0; i < PIN_BLOCK; i++)
			if (!b->at[i]) {
				b->at[i] = p;
				rt_unlock(&pins.lock);
				return;
			}
	Pins *b = rt_persistent_alloc(sizeof *b, 8);
	rt_gc_add_root(b, sizeof *b);
	b->next = pins.first;
	b->at[0] = p;
	pins.first = b;
	rt_unlock(&pins.lock);
}

void rt_pin_remove(ptr p) {
	rt_lock(&pins.lock);
	for (Pins *b = pins.first; b; b = b->next)
		for (u32 i = 0; i < PIN_BLOCK; i++)
			if (b->at[i] == p)
				b->at[i] = NULL;
	rt_unlock(&pins.lock);
}

/* runtime/debug. */
i64 rt_debug_setMaxStack(i64 bytes) {
	i64 old = rt_maxstack;
	rt_maxstack = bytes;
	return old;
}

i64 rt_debug_setMaxThreads(i64 n) {
	rt_lock(&rt_sched.lock);
	i64 old = rt_sched.maxm;
	rt_sched.maxm = n > INT32_MAX ? INT32_MAX : n;
	rt_unlock(&rt_sched.lock);
	return old;
}

u8 rt_debug_setPanicOnFault(u8 on) {
	G *gp = getg();
	u8 old = gp->paniconfault;
	gp->paniconfault = on;
	return old;
}

/* runtime/pprof, runtime/trace. */
i64 rt_cyclesPerSecond(void) {
	return 1000000000;
}

ptr rt_getProfLabel(void) {
	return ((G *)getg())->labels;
}

void rt_setProfLabel(ptr labels) {
	((G *)getg())->labels = labels;
}

/* crypto: the FIPS indicator and bypass of the goroutine. */
u8 rt_fips_getIndicator(void) {
	return ((G *)getg())->fipsindicator & 0xff;
}

void rt_fips_setIndicator(u8 v) {
	G *gp = getg();
	gp->fipsindicator = (gp->fipsindicator & ~0xfful) | v;
}

u8 rt_fips_isBypassed(void) {
	return ((G *)getg())->fipsindicator >> 8 & 1;
}

void rt_fips_setBypass(void) {
	((G *)getg())->fipsindicator |= 0x100;
}

void rt_fips_unsetBypass(void) {
	((G *)getg())->fipsindicator &= ~0x100ul;
}
