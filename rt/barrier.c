// The write barrier: what compiled code and the runtime do when they overwrite pointers while a
// collector marks.
//
// Marking keeps everything that was reachable when it began (Yuasa, "Real-time garbage collection
// on general-purpose machines", 1990): whoever removes a pointer from the heap or from a global
// tells the collector of it first. A goroutine's stack is scanned before the goroutine runs for the
// first time after that moment, and new objects are born marked; so what a goroutine holds is
// either one of the old reachable ones or new, its stack needs no barrier, and neither does the
// first store to a part of a new object, which removes nothing.
//
// The pointers go to a small buffer of the P. Only code that runs with a P, or with the world
// stopped, may be here.
#include "span.h"

u8 rt_wbflag;

enum { WB_BUFFER = 512 };

_Static_assert(offsetof(P, wbnext) == 32 && offsetof(P, wbend) == 40, "asm_amd64.S");
_Static_assert(offsetof(M, p) == 16, "asm_amd64.S");
_Static_assert(offsetof(Heap, base) == 8 && offsetof(Heap, used) == 32, "asm_amd64.S");

void wb_init(P *p) {
	p->wbbuf = rt_persistent_alloc(WB_BUFFER * 8, 64);
	p->wbnext = p->wbbuf;
	p->wbend = p->wbbuf + WB_BUFFER;
}

void wb_flush(P *p) {
	u64 *end = p->wbnext;
	p->wbnext = p->wbbuf;
	if (rt_wbflag)
		for (u64 *q = p->wbbuf; q < end; q++)
			gc_mark(p->gcwork, *q);
}

bool rt_wb_full(void) {
	P *p = getg()->m->p;
	if (likely(!p || p->wbnext != p->wbend))
		return false;
	wb_flush(p);
	return true;
}

static inline void wb_put(P *p, u64 old) {
	if (old < rt_heap.base || old >= rt_heap.used)
		return;
	*p->wbnext++ = old;
	if (unlikely(p->wbnext == p->wbend))
		wb_flush(p);
}

void rt_wb_shade(ptr old) {
	P *p = getg()->m->p;
	if (unlikely(rt_wbflag) && p)
		wb_put(p, (u64)old);
}

// All words of [lo, lo + n): some may be no pointers.
void rt_wb_range(ptr lo, u64 n) {
	P *p = getg()->m->p;
	if (likely(!rt_wbflag) || !p)
		return;
	u64 *q = (u64 *)(((u64)lo + 7) & ~7ul), *end = (u64 *)(((u64)lo + n) & ~7ul);
	for (; q < end; q++)
		wb_put(p, *q);
}

void rt_wbstore(ptr slot, ptr v) {
	ptr *p = slot;
	if (unlikely(rt_wbflag) && (u64)p >= 4096 && *p != v)
		rt_wb_shade(*p);
	*p = v;
}

void rt_wbmove(ptr to, ptr from, u64 n) {
	rt_wb_range(to, n);
	memmove(to, from, n);
}

void rt_wbzero(ptr p, u64 n) {
	rt_wb_range(p, n);
	memset(p, 0, n);
}

/* Atomic operations on pointers. */
void rt_atomic_storeptr(ptr *p, ptr v) {
	rt_wb_shade(__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST));
}

ptr rt_atomic_swapptr(ptr *p, ptr v) {
	ptr old = __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
	rt_wb_shade(old);
	return old;
}

u8 rt_atomic_casptr(ptr *p, ptr old, ptr v) {
	ptr was = old;
	if (!__atomic_compare_exchange_n(p, &was, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		return 0;
	rt_wb_shade(old);
	return 1;
}

// pc is in rt_storep behind the test of the flag: cmpb $0, rt_wbflag(%rip) is 80 3d, a displacement
// from its end and 00; the jne after it is 75 and a byte, or 0f 85 and four.
bool rt_wb_torn(u64 pc) {
	enum { CMP = 7, JNE_SHORT = 2, JNE_LONG = 6 };
	static const u8 lengths[] = {CMP, CMP + JNE_SHORT, CMP + JNE_LONG};
	for (u32 i = 0; i < countof(lengths); i++) {
		const u8 *at = (const u8 *)pc - lengths[i];
		i32 disp;
		memcpy(&disp, at + 2, 4);
		if (at[0] != 0x80 || at[1] != 0x3d || at[6] != 0 ||
			(u64)at + CMP + (i64)disp != (u64)&rt_wbflag)
			continue;
		if (i == 0 || (i == 1 && at[CMP] == 0x75) ||
			(i == 2 && at[CMP] == 0x0f && at[CMP + 1] == 0x85))
			return true;
	}
	return false;
}
