// Bubbles: what testing/synctest runs a test in.
//
// A bubble is the goroutine that called Run (its root), the one that Run started (its main), and
// all that these start. It has a clock of its own, which begins at midnight of 2000-01-01 UTC and
// moves only while the bubble is idle, and a heap of the timers that were made inside. busy counts
// the goroutines of the bubble that are not durably blocked, and holds: of a goroutine that is
// about to park, of Acquire, and of whoever is being woken because the bubble was idle. Changes of
// G.status keep the count (rt_synctest_status). When it falls to 0 the bubble is idle and one
// goroutine is woken, with a hold in its name: the root if a timer is due, else who is in Wait,
// else the root, which moves the clock to the next timer or ends the bubble.
#include "heap.h"

typedef struct Bubble {
	u64 id;	    // first, as traces print it
	Lock lock;  // all but timers and the list
	u8 waiting; // a goroutine is in Wait
	u8 done;    // main has ended: time stands still
	i64 now;    // written while only the root runs
	G *root, *main;
	G *waiter; // parked in Wait
	u64 total; // goroutines
	u64 busy;
	Timers timers;
	struct Bubble *prev, *next; // of all whose Run has not returned
} Bubble;

enum { BUBBLE_ENDED, BUBBLE_LEFT, BUBBLE_STUCK };

static const i64 bubble_epoch = 946684800000000000;

static Lock bubble_listlock;
static Bubble *bubble_list;
static u64 bubble_lastid; // atomic

i64 rt_synctest_now(ptr bubble) {
	return ((Bubble *)bubble)->now;
}

Timers *rt_synctest_timers(ptr bubble) {
	return &((Bubble *)bubble)->timers;
}

u64 rt_synctest_id(ptr bubble) {
	return bubble != NULL ? ((Bubble *)bubble)->id : 0;
}

static bool synctest_durable(u32 reason) {
	switch (reason) {
	case RT_WAIT_CHAN_RECV_NIL:
	case RT_WAIT_CHAN_SEND_NIL:
	case RT_WAIT_SELECT_NONE:
	case RT_WAIT_SLEEP:
	case RT_WAIT_COND:
	case RT_WAIT_COROUTINE:
	case RT_WAIT_SYNCTEST_RUN:
	case RT_WAIT_SYNCTEST_WAIT:
	case RT_WAIT_SYNCTEST_CHAN_RECV:
	case RT_WAIT_SYNCTEST_CHAN_SEND:
	case RT_WAIT_SYNCTEST_SELECT:
	case RT_WAIT_SYNCTEST_WAITGROUP: return true;
	}
	return false;
}

static bool synctest_busy(G *gp, u32 status) {
	if (status == RT_GIDLE || status == RT_GDEAD)
		return false;
	return status != RT_GWAITING || !synctest_durable(gp->waitreason);
}

// b->lock held. Who is to be made ready after unlocking, if the bubble is idle.
static G *synctest_idle(Bubble *b) {
	if (b->busy > 0)
		return NULL;
	b->busy++;
	i64 next = atomic_load_seqcst(&b->timers.nextwhen);
	if (b->waiter != NULL && (next == 0 || next > b->now))
		return b->waiter;
	return b->root;
}

static void synctest_count(Bubble *b, i64 total, i64 busy, bool done) {
	rt_lock(&b->lock);
	if ((i64)b->busy + busy < 0 || (i64)b->total + total < 0)
		rt_throw("synctest_count: less than none");
	b->total += (u64)total;
	b->busy += (u64)busy;
	b->done |= done;
	G *wake = busy < 0 ? synctest_idle(b) : NULL;
	rt_unlock(&b->lock);
	if (wake != NULL)
		rt_goready(wake);
}

void rt_synctest_status(G *gp, u32 from, u32 to) {
	Bubble *b = gp->bubble;
	bool was = synctest_busy(gp, from), is = synctest_busy(gp, to);
	bool born = from == RT_GIDLE || from == RT_GDEAD, dead = to == RT_GDEAD;
	if (was != is || born || dead)
		synctest_count(b, born - dead, is - was, dead && gp == b->main);
}

void rt_synctest_hold(ptr bubble) {
	synctest_count(bubble, 0, 1, false);
}

void rt_synctest_release(ptr bubble) {
	synctest_count(bubble, 0, -1, false);
}

// func rtBubbleStart(f func()): the current goroutine becomes the root of a new bubble, f its main.
void rt_synctest_start(ptr f) {
	G *gp = getg();
	Bubble *b = rt_mallocgc(sizeof *b, &rt_type_words, true);
	b->id = atomic_add_seqcst(&bubble_lastid, 1);
	b->now = bubble_epoch;
	b->root = gp;
	b->total = 1;
	b->busy = 2; // the root, and its hold until it parks
	rt_lock(&bubble_listlock);
	b->next = bubble_list;
	if (b->next != NULL)
		b->next->prev = b;
	bubble_list = b;
	rt_unlock(&bubble_listlock);
	gp->bubble = b;
	M *m = rt_acquirem();
	b->main = rt_newproc1(f, gp, (u64)__builtin_return_address(0), false);
	rt_runqput(m->p, b->main, true);
	rt_wakep();
	rt_releasem(m);
}

// Parking keeps the bubble busy until it is done: the hold can be given back here.
static bool synctest_parkroot(G *gp, ptr bubble) {
	(void)gp;
	rt_synctest_release(bubble);
	return true;
}

// func rtBubbleRun() (how, bubble): the root runs timers until no more can happen.
Ret2 rt_synctest_run(void) {
	Bubble *b = getg()->bubble;
	for (;;) {
		bool ran;
		rt_timers_run(&b->timers, b->now, &ran);
		rt_gopark(synctest_parkroot, b, RT_WAIT_SYNCTEST_RUN);
		i64 next = atomic_load_seqcst(&b->timers.nextwhen);
		if (next == 0 || b->done)
			break;
		if (next < b->now)
			rt_throw("rt_synctest_run: time goes backwards");
		b->now = next;
	}
	rt_lock(&b->lock);
	u64 how = b->total == 1 ? BUBBLE_ENDED : b->done ? BUBBLE_LEFT : BUBBLE_STUCK;
	rt_unlock(&b->lock);
	return (Ret2){{how, (u64)b}};
}

// func rtBubbleLeave(): Run returns or panics.
void rt_synctest_leave(void) {
	G *gp = getg();
	Bubble *b = gp->bubble;
	gp->bubble = NULL;
	rt_lock(&bubble_listlock);
	if (b->prev != NULL)
		b->prev->next = b->next;
	else
		bubble_list = b->next;
	if (b->next != NULL)
		b->next->prev = b->prev;
	b->prev = b->next = NULL;
	rt_unlock(&bubble_listlock);
	rt_timers_drop(&b->timers);
}

static bool synctest_parkwait(G *gp, ptr bubble) {
	Bubble *b = bubble;
	rt_lock(&b->lock);
	b->waiter = gp;
	rt_unlock(&b->lock);
	return true;
}

// func rtBubbleWait() bool: false if another goroutine is in Wait.
u8 rt_synctest_wait(void) {
	Bubble *b = getg()->bubble;
	rt_lock(&b->lock);
	bool other = b->waiting;
	b->waiting = 1;
	rt_unlock(&b->lock);
	if (other)
		return 0;
	rt_gopark(synctest_parkwait, b, RT_WAIT_SYNCTEST_WAIT);
	rt_lock(&b->lock);
	b->waiter = NULL;
	b->waiting = 0;
	rt_unlock(&b->lock);
	rt_synctest_release(b);
	return 1;
}

ptr rt_synctest_bubble(void) {
	return getg()->bubble;
}

void rt_synctest_setbubble(ptr bubble) {
	getg()->bubble = bubble;
}

// World stopped.
void rt_synctest_ranges(RangeFn fn, ptr arg) {
	for (Bubble *b = bubble_list; b != NULL; b = b->next)
		rt_timers_ranges(&b->timers, fn, arg);
}
