// Stacks of goroutines.
//
// A goroutine begins in a slot of STACK_SLOT bytes of one large reserved region; pages are
// committed by touch. Its G lies in an array of its own, so that a slot's pages can be given back
// while the goroutine waits (stack_away.c). There is no guard page: compiled code compares its
// stack pointer with the limit and enters rt_morestack, which continues on a further segment, a
// mapping of its own, each four times as large as the one before. A segment that was left stays
// attached as `next` of the one before it, so that a loop at the border maps nothing. Segments do
// not move and are never contiguous: addresses of different segments do not compare.
#include <string.h>
#include "rt.h"

enum {
	STACK_SLOT = 64 << 10,
	STACK_GROW = 64 << 20, // bytes of the region made accessible at a time
	STACK_SEG_MIN = 256 << 10,
	STACK_SEG_MAX = 256 << 20,
	STACK_G = (sizeof(G) + 63) & ~63ul
};

enum { STACK_WIPE = 2 << 10 }; // less than RT_STACK_GUARD

static const u64 stack_region = 1ul << 40;

static struct {
	Lock lock;
	u64 base, size; // reserved
	u64 mapped;	// bytes accessible from base
	u64 used;	// bytes handed out; atomic
	u8 *gs;		// by slot: the G, STACK_G bytes each
	u8 *live;	// by slot: its G is not dead; atomic
	u32 *cold;	// slots whose pages were given back, a stack
	u64 ncold;
} stack_slots;

u64 rt_maxstack = 1000000000;

// What rt_morestack keeps below its frame pointer; offsets are in asm_amd64.S.
typedef struct MoreFrame {
	u64 xmm[16];
	u64 gpr[6];
	u64 newsp;
	ptr fn;
	u64 nargs;
	StackSeg *seg; // segment entered, NULL: the function runs on the same one
} MoreFrame;
_Static_assert(sizeof(MoreFrame) == 208 && offsetof(MoreFrame, newsp) == 176, "asm_amd64.S");
_Static_assert(offsetof(MoreFrame, fn) == 184 && offsetof(MoreFrame, nargs) == 192, "asm_amd64.S");
_Static_assert(offsetof(MoreFrame, seg) == 200, "asm_amd64.S");

static void stack_reserve(void) {
	for (u64 n = stack_region; n >= STACK_GROW; n /= 2) {
		stack_slots.base = (u64)rt_sys_reserve(n);
		if (stack_slots.base == 0)
			continue;
		stack_slots.size = n;
		rt_sys_nohugepage((ptr)stack_slots.base, n);
		return;
	}
	rt_throw("stack_reserve: no address space");
}

static G *stack_slot_g(u64 slot) {
	return (G *)(stack_slots.gs + slot * STACK_G);
}

static u64 stack_slot(G *gp) {
	return ((u64)gp - (u64)stack_slots.gs) / STACK_G;
}

// A slot that was never used, or one whose pages read as zero again.
static u64 stack_take(void) {
	if (stack_slots.base == 0) {
		stack_reserve();
		stack_slots.gs = rt_sys_alloc(stack_slots.size / STACK_SLOT * STACK_G);
		stack_slots.live = rt_sys_alloc(stack_slots.size / STACK_SLOT);
		stack_slots.cold = rt_sys_alloc(stack_slots.size / STACK_SLOT * sizeof(u32));
		rt_sys_nohugepage(stack_slots.gs, stack_slots.size / STACK_SLOT * STACK_G);
		if (stack_slots.gs == NULL || stack_slots.live == NULL || stack_slots.cold == NULL)
			rt_throw("stack_take: no address space");
	}
	if (stack_slots.ncold > 0)
		return stack_slots.cold[--stack_slots.ncold];
	if (stack_slots.used == stack_slots.mapped) {
		if (stack_slots.mapped == stack_slots.size)
			rt_throw("stack_take: too many goroutines");
		rt_sys_map((ptr)(stack_slots.base + stack_slots.mapped), STACK_GROW);
		stack_slots.mapped += STACK_GROW;
	}
	u64 slot = stack_slots.used / STACK_SLOT;
	atomic_store_release(&stack_slots.used, stack_slots.used + STACK_SLOT);
	return slot;
}

G *rt_stack_newg(void) {
	rt_lock(&stack_slots.lock);
	u64 slot = stack_take();
	rt_unlock(&stack_slots.lock);
	u64 lo = stack_slots.base + slot * STACK_SLOT;
	G *gp = stack_slot_g(slot);
	gp->first.lo = lo;
	gp->first.hi = lo + STACK_SLOT;
	gp->first.total = STACK_SLOT;
	gp->seg = &gp->first;
	gp->limit = lo + RT_STACK_GUARD;
	return gp;
}

bool rt_stack_region(u64 p) {
	return p - stack_slots.base < atomic_load_acquire(&stack_slots.used);
}

void rt_stack_live(G *gp, bool live) {
	atomic_store_release(&stack_slots.live[stack_slot(gp)], (u8)live);
}

u64 rt_stack_nslots(void) {
	return atomic_load_acquire(&stack_slots.used) / STACK_SLOT;
}

G *rt_stack_slotg(u64 slot) {
	if (slot >= rt_stack_nslots() || !atomic_load_acquire(&stack_slots.live[slot]))
		return NULL;
	return stack_slot_g(slot);
}

G *rt_stack_nextg(u64 *at) {
	u64 n = rt_stack_nslots();
	while (*at < n) {
		u64 slot = (*at)++;
		if (atomic_load_acquire(&stack_slots.live[slot]))
			return stack_slot_g(slot);
	}
	return NULL;
}

static void stack_free_above(StackSeg *s) {
	for (StackSeg *n = s->next; n != NULL;) {
		StackSeg *after = n->next;
		rt_sys_free((ptr)n->lo, n->hi - n->lo + sizeof(StackSeg));
		n = after;
	}
	s->next = NULL;
}

void rt_stack_release(G *gp) {
	stack_free_above(&gp->first);
	gp->seg = &gp->first;
	gp->limit = gp->first.lo + RT_STACK_GUARD;
}

void rt_stack_trim(G *gp) {
	u64 slot = stack_slot(gp);
	if (gp->timer != NULL)
		rt_timer_free(gp->timer);
	rt_sys_unused((ptr)(stack_slots.base + slot * STACK_SLOT), STACK_SLOT);
	memset(gp, 0, sizeof *gp);
	rt_lock(&stack_slots.lock);
	stack_slots.cold[stack_slots.ncold++] = (u32)slot;
	rt_unlock(&stack_slots.lock);
}

bool rt_on_stack(G *gp, u64 addr, u64 *hi) {
	for (StackSeg *s = gp->seg; s != NULL; s = s->prev) {
		if (s->lo <= addr && addr < s->hi) {
			*hi = s->hi;
			return true;
		}
	}
	return false;
}

// The caller may still run on one of the segments that are left: they stay attached.
void rt_stack_unwind(G *gp, u64 sp) {
	StackSeg *s = gp->seg;
	while (sp < s->lo || sp > s->hi) {
		s = s->prev;
		if (s == NULL)
			rt_throw("rt_stack_unwind: sp not on the goroutine's stack");
	}
	gp->seg = s;
	gp->limit = s->lo + RT_STACK_GUARD;
	rt_setlimit(gp->limit);
}

RT_DIES static void stack_overflow(ptr arg) {
	G *gp = arg;
	rt_print("runtime: goroutine stack exceeds ");
	rt_printdec((i64)rt_maxstack);
	rt_print("-byte limit\n");
	rt_printf("runtime: sp=%x stack=[%x, %x]\n", gp->sp, gp->seg->lo, gp->seg->hi);
	rt_fatal("stack overflow");
}

typedef struct StackWant {
	StackSeg *cur;
	u64 size;
	StackSeg *made;
} StackWant;

// The descriptor lies at the top of the mapping.
static void stack_map(ptr arg) {
	StackWant *w = arg;
	u64 size = w->cur->prev == NULL ? STACK_SEG_MIN
					: (w->cur->hi - w->cur->lo + sizeof(StackSeg)) * 4;
	if (size > STACK_SEG_MAX)
		size = STACK_SEG_MAX;
	while (size < w->size)
		size *= 2;
	u64 lo = (u64)rt_sys_alloc(size);
	if (lo == 0)
		rt_throw("out of memory (stack)");
	StackSeg *s = (StackSeg *)(lo + size - sizeof(StackSeg));
	s->lo = lo;
	s->hi = (u64)s;
	s->prev = w->cur;
	s->next = NULL;
	s->total = w->cur->total + size;
	w->made = s;
}

// gc doubles one stack up to the limit, so that half of it is what can be used.
static StackSeg *stack_enter(G *gp, u64 frame, u64 nargs, u64 sp) {
	StackSeg *cur = gp->seg;
	u64 want = frame + nargs + 2 * RT_STACK_GUARD;
	if (cur->total >= rt_maxstack / 2 || cur->total + want > rt_maxstack)
		rt_systemstack((void (*)(ptr))stack_overflow, gp);
	if (cur->next != NULL && cur->next->hi - cur->next->lo < want)
		stack_free_above(cur);
	if (cur->next == NULL) {
		StackWant w = {cur, want, NULL};
		rt_systemstack(stack_map, &w);
		cur->next = w.made;
	}
	cur->back_sp = sp;
	gp->seg = cur->next;
	gp->limit = gp->seg->lo + RT_STACK_GUARD;
	return gp->seg;
}

void rt_newstack(MoreFrame *f);
void rt_oldstack(MoreFrame *f);

void rt_wipe_stack(void) {
	u64 old[STACK_WIPE / 8];
	u64 n = STACK_WIPE / 8;
	u64 *p = old;
	__asm__ volatile("rep stosq" : "+D"(p), "+c"(n) : "a"(0ul) : "memory");
}

// From rt_morestack, on the stack that is used up or of a goroutine that is asked to yield.
void rt_newstack(MoreFrame *f) {
	G *gp = getg();
	M *m = gp->m;
	u64 frame = gp->head.more_frame;
	f->fn = gp->head.more_fn;
	u64 *args = (u64 *)((u64)(f + 1) + 16); // saved rbp, return address
	u64 nargs = (gp->head.more_args + 7) & ~7ul;
	if (nargs > gp->seg->hi - (u64)args)
		nargs = gp->seg->hi - (u64)args;
	f->nargs = nargs;
	if (gp == m->g0)
		rt_throw("rt_newstack: compiled code on the system stack");
	if (gp->preempt && m->locks == 0 && gp->status == RT_GRUNNING)
		rt_preempt_park();
	u64 sp = (u64)f;
	if (sp - frame - nargs < gp->limit + 128) {
		StackSeg *s = stack_enter(gp, frame, nargs, sp);
		f->seg = s;
		sp = s->hi;
	} else {
		f->seg = NULL;
	}
	rt_setlimit(gp->limit);
	f->newsp = (sp - nargs) & ~15ul;
}

// The function that rt_newstack put on a further segment has returned.
void rt_oldstack(MoreFrame *f) {
	G *gp = getg();
	StackSeg *s = f->seg->prev;
	if (gp->seg != f->seg)
		rt_throw("rt_oldstack: not the segment in use");
	if (f->seg->next != NULL)
		stack_free_above(f->seg);
	gp->seg = s;
	gp->limit = s->lo + RT_STACK_GUARD;
	rt_setlimit(gp->limit);
}
