// Locks and notes over futexes.
//
// A Lock is for short sections of the runtime; it blocks the thread. Key 0 is free, 1 held, 2 held
// with sleepers (Drepper, "Futexes are tricky"). While one is held m->locks > 0, so that the holder
// is neither preempted nor stopped. A Note is woken once; sleeping after that returns at once until
// it is cleared.
#include "rt.h"

static void lock_slow(Lock *l) {
	for (int i = 0; i < 4; i++) {
		for (int spin = 0; spin < 30; spin++)
			__builtin_ia32_pause();
		if (atomic_load_relaxed(&l->key) == 0 && atomic_cas_seqcst(&l->key, 0, 1))
			return;
	}
	while (atomic_xchg_seqcst(&l->key, 2) != 0)
		rt_futexsleep(&l->key, 2, -1);
}

void rt_lock(Lock *l) {
	G *g = getg();
	if (g != NULL)
		g->m->locks++;
	if (!atomic_cas_seqcst(&l->key, 0, 1))
		lock_slow(l);
}

bool rt_trylock(Lock *l) {
	if (!atomic_cas_seqcst(&l->key, 0, 1))
		return false;
	G *g = getg();
	if (g != NULL)
		g->m->locks++;
	return true;
}

void rt_unlock(Lock *l) {
	u32 old = atomic_xchg_seqcst(&l->key, 0);
	if (old == 2)
		rt_futexwakeup(&l->key, 1);
	else if (old == 0)
		rt_throw("rt_unlock: not locked");
	G *g = getg();
	if (g != NULL && --g->m->locks < 0)
		rt_throw("rt_unlock: lock count");
}

void rt_note_clear(Note *n) {
	atomic_store_release(&n->key, 0);
}

void rt_note_wakeup(Note *n) {
	if (atomic_xchg_seqcst(&n->key, 1) != 0)
		rt_throw("rt_note_wakeup: woken twice");
	rt_futexwakeup(&n->key, 1);
}

void rt_note_sleep(Note *n) {
	while (atomic_load_acquire(&n->key) == 0)
		rt_futexsleep(&n->key, 0, -1);
}

bool rt_note_sleepfor(Note *n, i64 ns) {
	i64 deadline = rt_nanotime() + ns;
	while (atomic_load_acquire(&n->key) == 0) {
		i64 left = deadline - rt_nanotime();
		if (left <= 0)
			return false;
		rt_futexsleep(&n->key, 0, left);
	}
	return true;
}
