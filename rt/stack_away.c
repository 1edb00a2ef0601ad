// Stacks of waiting goroutines, moved out of their pages.
//
// A goroutine that waits uses a few hundred bytes of the page that its stack begins in. When there
// are many, those bytes go to a block of about their size, and the pages back to the system; before
// the goroutine runs again they are copied to where they were, so that no address changes. It
// happens as further goroutines are made: each AWAY_BATCH new ones look at as many made
// AWAY_DISTANCE earlier, and at as many that a hand going round comes to.
//
// Who owns the stack of a waiting goroutine (RT_GSCAN) may move it, on an M with a P, so that the
// world does not stop meanwhile. Others write to it only through Sudog.elem, under the lock of the
// channel; all locks of channels that it waits on are held while it is moved, and whoever follows
// Sudog.elem asks rt_stack_addr where that is. What the wait reasons below park with (locks, poll
// slots, timers) is never on the goroutine's own stack.
#include <string.h>
#include "rt.h"

enum {
	AWAY_FROM = 8192, // goroutines made before any is moved
	AWAY_DISTANCE = 4096,
	AWAY_BATCH = 16,
	AWAY_MAX = 4000, // bytes of stack in use; more gain too little
	AWAY_GRAIN = 64,
	AWAY_CLASSES = (AWAY_MAX + 16 + AWAY_GRAIN - 1) / AWAY_GRAIN + 1,
	AWAY_SLAB = 64 << 10,
	AWAY_PAGE = 4096
};

static const u64 away_region = 1ul << 36;

// A moved piece of stack.
struct StackAway {
	u64 sp, size; // of the bytes in data
	u8 data[];
};

// AWAY_SLAB bytes, aligned to that, of blocks of one class (multiples of AWAY_GRAIN). All but its
// first page goes back to the system when none is in use.
typedef struct Slab {
	struct Slab *next, *prev; // in the list of its class, if it has room
	struct Slab **list;
	struct AwayFree *free;
	u32 size, used, fresh; // bytes of a block, blocks in use, offset of what was never used
} Slab;

typedef struct AwayFree {
	struct AwayFree *next;
} AwayFree;

static struct {
	Lock lock;
	Slab *room[AWAY_CLASSES]; // with free blocks, by class
	Slab *empty;		  // by next
	u64 base, mapped, size;	  // the region
	u64 made;		  // atomic: goroutines
	u64 hand;		  // atomic: next slot to look at
} away;

bool rt_stack_stress;

static void away_unlink(Slab *s) {
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		*s->list = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	s->next = s->prev = NULL;
}

static void away_link(Slab *s) {
	s->prev = NULL;
	s->next = *s->list;
	if (s->next != NULL)
		s->next->prev = s;
	*s->list = s;
}

// NULL: no memory, and nothing is moved.
static Slab *away_slab(void) {
	Slab *s = away.empty;
	if (s != NULL) {
		away.empty = s->next;
		return s;
	}
	if (away.base == 0) {
		u64 p = (u64)rt_sys_reserve(away_region);
		if (p == 0)
			return NULL;
		rt_sys_nohugepage((ptr)p, away_region);
		away.base = (p + AWAY_SLAB - 1) & ~(u64)(AWAY_SLAB - 1);
		away.size = away_region - AWAY_SLAB;
	}
	enum { STEP = 64 * AWAY_SLAB };
	if (away.mapped % STEP == 0) {
		if (away.mapped + STEP > away.size)
			return NULL;
		rt_sys_map((ptr)(away.base + away.mapped), STEP);
	}
	s = (Slab *)(away.base + away.mapped);
	away.mapped += AWAY_SLAB;
	return s;
}

static bool away_full(const Slab *s) {
	return s->free == NULL && s->fresh + s->size > AWAY_SLAB;
}

static StackAway *away_alloc(u64 n) {
	u32 class = (u32)((n + AWAY_GRAIN - 1) / AWAY_GRAIN);
	rt_lock(&away.lock);
	Slab *s = away.room[class];
	if (s == NULL && (s = away_slab()) != NULL) {
		*s = (Slab){
			.list = &away.room[class], .size = class * AWAY_GRAIN, .fresh = AWAY_GRAIN};
		_Static_assert(sizeof(Slab) <= AWAY_GRAIN, "blocks begin after the slab's head");
		away_link(s);
	}
	ptr p = NULL;
	if (s != NULL) {
		p = s->free;
		if (p != NULL) {
			s->free = s->free->next;
		} else {
			p = (u8 *)s + s->fresh;
			s->fresh += s->size;
		}
		s->used++;
		if (away_full(s))
			away_unlink(s);
	}
	rt_unlock(&away.lock);
	return p;
}

static void away_free(StackAway *a) {
	Slab *s = (Slab *)((u64)a & ~(u64)(AWAY_SLAB - 1));
	rt_lock(&away.lock);
	bool full = away_full(s);
	AwayFree *f = (AwayFree *)a;
	f->next = s->free;
	s->free = f;
	if (full)
		away_link(s);
	if (--s->used == 0) {
		away_unlink(s);
		rt_sys_unused((u8 *)s + AWAY_PAGE, AWAY_SLAB - AWAY_PAGE);
		s->next = away.empty;
		away.empty = s;
	}
	rt_unlock(&away.lock);
}

// Where a goroutine may be moved that waits for this: it is parked by a file of the runtime that
// keeps to the rule above.
static bool away_reason(u32 reason) {
	static const u8 may[RT_WAIT_COUNT] = {
		[RT_WAIT_IO] = 1,
		[RT_WAIT_SEMACQUIRE] = 1,
		[RT_WAIT_SLEEP] = 1,
		[RT_WAIT_CHAN_RECV] = 1,
		[RT_WAIT_CHAN_SEND] = 1,
		[RT_WAIT_CHAN_RECV_NIL] = 1,
		[RT_WAIT_CHAN_SEND_NIL] = 1,
		[RT_WAIT_SELECT] = 1,
		[RT_WAIT_SELECT_NONE] = 1,
		[RT_WAIT_COND] = 1,
		[RT_WAIT_MUTEX] = 1,
		[RT_WAIT_RWMUTEX_R] = 1,
		[RT_WAIT_RWMUTEX_W] = 1,
		[RT_WAIT_WAITGROUP] = 1,
	};
	return may[reason];
}

static bool away_movable(G *gp) {
	return gp->away == NULL && !gp->pinned && gp->seg == &gp->first && !gp->issystem &&
	       gp->bubble == NULL && away_reason(gp->waitreason) &&
	       gp->first.hi - gp->sp <= AWAY_MAX;
}

static void away_unlockchans(Sudog *from, Sudog *to) {
	Hchan *prev = NULL;
	for (Sudog *s = from; s != to; s = s->waitlink) {
		if (s->c != prev)
			rt_unlock(&s->c->lock);
		prev = s->c;
	}
}

// Sudogs of one channel follow each other. It would be against the order of locks to wait for any.
static bool away_lockchans(G *gp) {
	Hchan *prev = NULL;
	for (Sudog *s = gp->waiting; s != NULL; s = s->waitlink) {
		if (s->c != prev && !rt_trylock(&s->c->lock)) {
			away_unlockchans(gp->waiting, s);
			return false;
		}
		prev = s->c;
	}
	return true;
}

// Copies the stack of gp, if it waits: then its status keeps RT_GSCAN until its pages were given
// back.
static bool away_take(G *gp) {
	if (rt_readgstatus(gp) != RT_GWAITING ||
		!atomic_cas_seqcst(&gp->status, RT_GWAITING, RT_GWAITING | RT_GSCAN))
		return false;
	StackAway *a = NULL;
	if (away_movable(gp) && away_lockchans(gp)) {
		u64 n = gp->first.hi - gp->sp;
		a = away_alloc(sizeof *a + n);
		if (a != NULL) {
			a->sp = gp->sp;
			a->size = n;
			memcpy(a->data, (ptr)gp->sp, n);
			gp->away = a;
		}
		away_unlockchans(gp->waiting, NULL);
	}
	if (a == NULL) {
		atomic_store_release(&gp->status, RT_GWAITING);
		return false;
	}
	if (gp->first.next != NULL)
		rt_stack_release(gp);
	return true;
}

// Pages of slots that follow each other are given back at once: one flush of the translation
// caches.
static void away_slots(u64 first) {
	G *taken[AWAY_BATCH];
	u32 n = 0;
	for (u32 i = 0; i <= AWAY_BATCH; i++) {
		G *gp = i < AWAY_BATCH ? rt_stack_slotg(first + i) : NULL;
		if (gp != NULL && away_take(gp)) {
			taken[n++] = gp;
			continue;
		}
		if (n == 0)
			continue;
		rt_sys_unused((ptr)taken[0]->first.lo, taken[n - 1]->first.hi - taken[0]->first.lo);
		while (n > 0)
			atomic_store_release(&taken[--n]->status, RT_GWAITING);
	}
}

void rt_stack_away(void) {
	u64 used = rt_stack_nslots();
	if (!rt_stack_stress &&
		(used < AWAY_FROM || atomic_add_seqcst(&away.made, 1) % AWAY_BATCH != 0))
		return;
	if (used > AWAY_DISTANCE)
		away_slots(used - AWAY_DISTANCE);
	away_slots((atomic_add_seqcst(&away.hand, AWAY_BATCH) - AWAY_BATCH) % (used + 1));
}

void rt_stack_back(G *gp) {
	StackAway *a = gp->away;
	gp->away = NULL;
	memcpy((ptr)a->sp, a->data, a->size);
	away_free(a);
}

ptr rt_stack_addr(G *gp, ptr p) {
	StackAway *a = gp->away;
	if (a == NULL || (u64)p - a->sp >= a->size)
		return p;
	return a->data + ((u64)p - a->sp);
}

void rt_stack_awayrange(G *gp, RangeFn fn, ptr arg) {
	fn(gp->away->data, gp->away->data + gp->away->size, arg);
}
