// Small services behind package runtime (golib/runtime/c.go) and runtime/debug, runtime/pprof,
// crypto.
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

const char *rt_godebug(void) {
	return rt_program.godebug;
}

u64 rt_goid(void) {
	return ((G *)getg())->id;
}

void rt_breakpoint(void) {
	__asm__ volatile("int3");
}

/* Finalizers. */
// Calls closure fn with one pointer or one interface. Of its results, `memory` are memory values
// and the others more than two words if many is set; all of them go to the same room and are
// ignored.
void rt_callfinalizer(ptr fn, const u64 *args, u64 nargs, u64 *results, u64 memory, u8 many) {
	enum { MAX_MEMORY = 16 };
	u64 word[6 + 4 + MAX_MEMORY] = {0}, n = 0, rets[2];
	f64 floats[8] = {0}, frets[2];
	if (memory > MAX_MEMORY)
		rt_throw("runtime.SetFinalizer: the finalizer has too many results");
	if (many)
		word[n++] = (u64)results;
	word[n++] = (u64)fn;
	for (u64 i = 0; i < memory; i++)
		word[n++] = (u64)results;
	for (u64 i = 0; i < nargs; i++)
		word[n++] = args[i];
	rt_callwords(*(ptr *)fn, word, floats, word + 6, n > 6 ? n - 6 : 0, rets, frets);
	memset(word, 0, sizeof word); // so that no stale copy keeps the object
	__asm__ volatile("" : : "r"(word) : "memory");
}

/* Pinned objects. */
enum { PIN_BLOCK = 62 };

typedef struct Pins Pins;
struct Pins {
	Pins *next;
	ptr at[PIN_BLOCK];
};

static struct {
	Lock lock;
	Pins *first;
} pins;

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
