// Timers: a heap per P, and what package time asks for.
//
// A timer that is pending is in the heap of some P, at Timer.heapat; whoever holds the P, or steals
// from it, runs what is due (rt_timers_check). A channel timer is in a heap only while goroutines
// are blocked on its channel: otherwise it is looked at when the channel is, so that nobody refers
// to a forgotten one and no value sent is ever stale. Locks: channel, then Timer.sendlock, then
// Timer.lock, then Timers.lock. The runner of a heap goes against that order and therefore only
// tries Timer.lock. A timer that is set to a later time stays where it is in the heap
// (Timer.heapwhen) until its turn comes there: deadlines are set again and again and hardly ever
// reached.
#include <string.h>
#include "heap.h"

enum { TIMER_FIRST = 4096 };

// ts->lock and the lock of the timer held, but by those who move all timers of a P.
static void timer_key(Timers *ts, u32 i, i64 when) {
	ts->heap[i].when = when;
	ts->heap[i].t->heapwhen = when;
}

static void timer_place(Timers *ts, u32 i, TimerWhen tw) {
	ts->heap[i] = tw;
	tw.t->heapat = i;
}

static bool timer_less(TimerWhen a, TimerWhen b) {
	return a.when < b.when || (a.when == b.when && a.t->rand < b.t->rand);
}

static void timer_up(Timers *ts, u32 i) {
	TimerWhen tw = ts->heap[i];
	while (i > 0 && timer_less(tw, ts->heap[(i - 1) / 4])) {
		timer_place(ts, i, ts->heap[(i - 1) / 4]);
		i = (i - 1) / 4;
	}
	timer_place(ts, i, tw);
}

static void timer_down(Timers *ts, u32 i) {
	TimerWhen tw = ts->heap[i];
	for (;;) {
		u32 best = i, first = 4 * i + 1;
		TimerWhen least = tw;
		for (u32 k = first; k < first + 4 && k < ts->len; k++) {
			if (timer_less(ts->heap[k], least)) {
				best = k;
				least = ts->heap[k];
			}
		}
		if (best == i)
			break;
		timer_place(ts, i, ts->heap[best]);
		i = best;
	}
	timer_place(ts, i, tw);
}

static void timer_setnext(Timers *ts) {
	i64 next = ts->len > 0 ? ts->heap[0].when : 0;
	if (atomic_load_relaxed(&ts->nextwhen) != next)
		atomic_store_seqcst(&ts->nextwhen, next);
}

static void timer_grow(Timers *ts) {
	u64 old = ts->cap * sizeof(TimerWhen);
	u64 bytes = old ? old * 2 : TIMER_FIRST;
	TimerWhen *heap = rt_sys_alloc(bytes);
	if (heap == NULL)
		rt_throw("timer_grow: out of memory");
	memcpy(heap, ts->heap, ts->len * sizeof *heap);
	if (ts->heap != NULL)
		rt_sys_free(ts->heap, old);
	ts->heap = heap;
	ts->cap = (u32)(bytes / sizeof(TimerWhen));
}

// ts->lock held, as for the next.
static void timer_insert(Timers *ts, Timer *t) {
	if (ts->len == ts->cap)
		timer_grow(ts);
	t->ts = ts;
	u32 i = ts->len++;
	ts->heap[i].t = t;
	timer_key(ts, i, t->when);
	timer_up(ts, i);
	timer_setnext(ts);
}

static void timer_delete(Timers *ts, Timer *t) {
	u32 i = t->heapat;
	if (ts->heap[i].t != t)
		rt_throw("timer_delete: not in its place");
	TimerWhen last = ts->heap[--ts->len];
	ts->heap[ts->len] = (TimerWhen){NULL, 0};
	if (i < ts->len) {
		ts->heap[i] = last;
		last.t->heapat = i;
		timer_up(ts, i);
		timer_down(ts, last.t->heapat);
	}
	t->ts = NULL;
	timer_setnext(ts);
}

// t->lock held.
static void timer_leave(Timer *t) {
	Timers *ts = t->ts;
	if (ts == NULL)
		return;
	rt_lock(&ts->lock);
	timer_delete(ts, t);
	rt_unlock(&ts->lock);
}

static Timers *timer_heap(Timer *t) {
	if (t->bubble != NULL)
		return rt_synctest_timers(t->bubble);
	return &getg()->m->p->timers;
}

// Someone who waits in the poller for longer has to know, or a P without work has to take over the
// waiting.
static void timer_wake(i64 when) {
	if (atomic_load_seqcst(&rt_sched.lastpoll) == 0) {
		i64 until = (i64)atomic_load_seqcst(&rt_sched.pollblocked);
		if (until == 0 || until > when)
			rt_netpoll_break();
	} else {
		rt_wakep();
	}
}

// t->lock held, t->when set: into the heap of this P.
static void timer_enter(Timer *t) {
	rt_netpoll_init();
	M *m = rt_acquirem();
	Timers *ts = timer_heap(t);
	if (t->bubble != NULL)
		t->rand = (u32)rt_fastrand();
	rt_lock(&ts->lock);
	timer_insert(ts, t);
	bool first = t->heapat == 0;
	rt_unlock(&ts->lock);
	if (first && t->bubble == NULL)
		timer_wake(t->when);
	rt_releasem(m);
}

// t->lock held, t is in a heap and t->when has changed: to its new place there.
static void timer_again(Timer *t) {
	Timers *ts = t->ts;
	if (t->when >= t->heapwhen)
		return;
	rt_lock(&ts->lock);
	u32 i = t->heapat;
	if (ts->heap[i].t != t)
		rt_throw("timer_again: not in its place");
	timer_key(ts, i, t->when);
	timer_up(ts, i);
	timer_setnext(ts);
	bool first = t->heapat == 0;
	rt_unlock(&ts->lock);
	if (first)
		timer_wake(t->when);
}

static i64 timer_now(Timer *t) {
	return t->bubble != NULL ? rt_synctest_now(t->bubble) : rt_nanotime();
}

typedef void (*TimerCode)(ptr closure, ptr argtype, ptr arg, u64 seq, i64 delta);

typedef struct TimerRun {
	Timer *t;
	ptr f;
	void (*cfn)(ptr, u64, i64);
	ptr argtype, arg;
	u64 seq;
	i64 delta;
} TimerRun;

// Runs on a system stack, no lock held.
static void timer_call(ptr arg) {
	TimerRun *r = arg;
	Timer *t = r->t;
	G *g = getg();
	g->bubble = t->bubble;
	if (t->ischan)
		rt_lock(&t->sendlock);
	if (t->ischan && t->seq == r->seq)
		atomic_store_seqcst(&t->fired, 0);
	if (t->ischan && t->seq != r->seq)
		; // stopped or reset meanwhile
	else if (r->cfn != NULL)
		r->cfn(r->arg, r->seq, r->delta);
	else
		(*(TimerCode *)r->f)(r->f, r->argtype, r->arg, r->seq, r->delta);
	if (t->ischan)
		rt_unlock(&t->sendlock);
	g->bubble = NULL;
}

// t->lock held: it is due. Sets its next time (0 for none) and tells what to run.
static TimerRun timer_fire(Timer *t, i64 now) {
	TimerRun r = {t, t->f, t->cfn, t->argtype, t->arg, t->seq, now - t->when};
	atomic_store_seqcst(&t->fired, t->ischan);
	if (t->period > 0) {
		i64 next;
		if (__builtin_add_overflow(
			    t->when, t->period * (1 + (now - t->when) / t->period), &next))
			next = INT64_MAX;
		t->when = next;
	} else {
		t->when = 0;
	}
	return r;
}

static bool timer_runfirst(Timers *ts, i64 now, TimerRun *r) {
	for (;;) {
		if (ts->len == 0 || ts->heap[0].when > now)
			return false;
		Timer *t = ts->heap[0].t;
		if (!rt_trylock(&t->lock)) {
			rt_unlock(&ts->lock);
			rt_osyield();
			rt_lock(&ts->lock);
			continue;
		}
		bool due = t->when <= now;
		if (due)
			*r = timer_fire(t, now);
		if (t->when != 0) {
			timer_key(ts, 0, t->when);
			timer_down(ts, 0);
			timer_setnext(ts);
		} else {
			timer_delete(ts, t);
		}
		rt_unlock(&t->lock);
		if (due)
			return true;
	}
}

// Runs what is due in ts, returns when the next one is, or 0.
i64 rt_timers_run(Timers *ts, i64 now, bool *ran) {
	rt_lock(&ts->lock);
	TimerRun r;
	while (timer_runfirst(ts, now, &r)) {
		rt_unlock(&ts->lock);
		rt_systemstack(timer_call, &r);
		*ran = true;
		rt_lock(&ts->lock);
	}
	i64 next = ts->len > 0 ? ts->heap[0].when : 0;
	rt_unlock(&ts->lock);
	return next;
}

i64 rt_timers_check(P *p, i64 now, i64 *until, bool *ran) {
	Timers *ts = &p->timers;
	i64 next = atomic_load_seqcst(&ts->nextwhen);
	if (next == 0)
		return now;
	if (now == 0)
		now = rt_nanotime();
	if (next > now) {
		*until = next;
		return now;
	}
	*until = rt_timers_run(ts, now, ran);
	return now;
}

i64 rt_timers_next(void) {
	i64 best = 0;
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++) {
		P *p = rt_sched.allp[i];
		i64 next = p ? atomic_load_seqcst(&p->timers.nextwhen) : 0;
		if (next != 0 && (best == 0 || next < best))
			best = next;
	}
	return best;
}

// World stopped.
void rt_timers_move(P *from, P *to) {
	Timers *ts = &from->timers;
	while (ts->len > 0) {
		Timer *t = ts->heap[ts->len - 1].t;
		timer_delete(ts, t);
		timer_insert(&to->timers, t);
	}
}

static bool timer_inheap(Timer *t) {
	return !t->ischan || t->blocked > 0;
}

static bool timer_drain(Hchan *c) {
	rt_lock(&c->lock);
	bool some = c->qcount > 0;
	while (c->qcount > 0)
		rt_chan_pop(c, NULL);
	rt_unlock(&c->lock);
	return some;
}

// Sets the time; 0 stops. Reports whether it was pending, for a channel timer also: whether its
// value is still unseen.
static bool timer_modify(Timer *t, i64 when, i64 period) {
	if (t->ischan)
		rt_lock(&t->sendlock);
	rt_lock(&t->lock);
	bool fired = atomic_xchg_seqcst(&t->fired, 0), pending = t->when != 0 || fired;
	bool again = when != 0 && t->ts != NULL && t->bubble == NULL;
	if (!again)
		timer_leave(t);
	t->when = when;
	t->period = period;
	t->seq += t->ischan;
	TimerRun r;
	bool due = false;
	if (again) {
		timer_again(t);
	} else if (when != 0 && timer_inheap(t)) {
		// In a bubble it must not wait until the bubble is idle.
		due = t->bubble != NULL && when <= rt_synctest_now(t->bubble);
		if (due)
			r = timer_fire(t, rt_synctest_now(t->bubble));
		if (t->when != 0)
			timer_enter(t);
	}
	rt_unlock(&t->lock);
	if (t->ischan) {
		if (timer_drain(t->c))
			pending = true;
		rt_unlock(&t->sendlock);
	}
	if (due)
		rt_systemstack(timer_call, &r);
	return pending;
}

void rt_timer_init(Timer *t, void (*fn)(ptr, u64, i64), ptr arg) {
	memset(t, 0, sizeof *t);
	t->cfn = fn;
	t->arg = arg;
}

void rt_timer_reset(Timer *t, i64 when, i64 period) {
	timer_modify(t, when <= 0 ? 1 : when, period);
}

bool rt_timer_stop(Timer *t) {
	return timer_modify(t, 0, 0);
}

// A look at the channel of a timer that is in no heap: it may be due.
void rt_timer_maybe_run_chan(Timer *t) {
	if (atomic_load_relaxed(&t->when) == 0 || atomic_load_acquire(&t->ts) != NULL)
		return;
	i64 now = timer_now(t);
	if (atomic_load_relaxed(&t->when) > now)
		return;
	rt_lock(&t->lock);
	if (t->when == 0 || t->ts != NULL || t->when > now) {
		rt_unlock(&t->lock);
		return;
	}
	TimerRun r = timer_fire(t, now);
	rt_unlock(&t->lock);
	rt_systemstack(timer_call, &r);
}

// len of a timer channel is always 0, as it behaves like one without a buffer.
bool rt_timer_chan_pending(Timer *t) {
	(void)t;
	return false;
}

void rt_timer_block(Hchan *c) {
	Timer *t = c->timer;
	rt_lock(&t->lock);
	if (t->blocked++ == 0 && t->ts == NULL && t->when != 0)
		timer_enter(t);
	rt_unlock(&t->lock);
}

void rt_timer_unblock(Hchan *c) {
	Timer *t = c->timer;
	rt_lock(&t->lock);
	if (--t->blocked == 0)
		timer_leave(t);
	rt_unlock(&t->lock);
}

static void timer_wakeg(ptr gp, u64 seq, i64 delta) {
	(void)seq;
	(void)delta;
	rt_goready(gp);
}

static bool timer_startsleep(G *gp, ptr arg) {
	(void)arg;
	rt_timer_reset(gp->timer, gp->sleepwhen, 0);
	return true;
}

static Lock timer_freelock;
static Timer *timer_freelist; // by arg

Timer *rt_timer_alloc(void) {
	rt_lock(&timer_freelock);
	Timer *t = timer_freelist;
	if (t != NULL)
		timer_freelist = t->arg;
	rt_unlock(&timer_freelock);
	return t ? t : rt_persistent_alloc(sizeof *t, 64);
}

void rt_timer_free(Timer *t) {
	rt_lock(&timer_freelock);
	t->arg = timer_freelist;
	timer_freelist = t;
	rt_unlock(&timer_freelock);
}

void rt_timesleep(i64 ns) {
	if (ns <= 0)
		return;
	G *gp = getg();
	if (gp->timer == NULL)
		gp->timer = rt_timer_alloc();
	rt_timer_init(gp->timer, timer_wakeg, gp);
	gp->timer->bubble = gp->bubble;
	i64 now = timer_now(gp->timer);
	if (__builtin_add_overflow(now, ns, &gp->sleepwhen))
		gp->sleepwhen = INT64_MAX;
	rt_gopark(timer_startsleep, NULL, RT_WAIT_SLEEP);
}

void rt_time_Sleep(u64 ns) {
	rt_timesleep((i64)ns);
}

// What time.Timer and time.Ticker begin with, and the runtime's part behind it.
typedef struct TimeTimer {
	ptr c;
	u64 init;
	Timer t;
} TimeTimer;

// func newTimer(when, period int64, f func(any, uintptr, int64), arg any, c *hchan) *timeTimer
ptr rt_time_newTimer(u64 when, u64 period, ptr f, ptr argtype, ptr arg, ptr c) {
	TimeTimer *tt = rt_mallocgc(sizeof *tt, &rt_type_words, true);
	tt->t.f = f;
	tt->t.argtype = argtype;
	tt->t.arg = arg;
	tt->t.bubble = getg()->bubble;
	if (c != NULL) {
		tt->t.ischan = 1;
		tt->t.c = c;
		((Hchan *)c)->timer = &tt->t;
		((Hchan *)c)->dataqsiz = 0;
	}
	rt_timer_reset(&tt->t, (i64)when, (i64)period);
	tt->init = 1;
	return tt;
}

u8 rt_time_stopTimer(ptr tt) {
	Timer *t = &((TimeTimer *)tt)->t;
	if (t->bubble != NULL && getg()->bubble == NULL)
		rt_fatal("stop of synctest timer from outside bubble");
	return rt_timer_stop(t);
}

u8 rt_time_resetTimer(ptr tt, u64 when, u64 period) {
	Timer *t = &((TimeTimer *)tt)->t;
	if (t->bubble != NULL && getg()->bubble == NULL)
		rt_fatal("reset of synctest timer from outside bubble");
	if (t->bubble != NULL)
		t->bubble = getg()->bubble;
	return timer_modify(t, (i64)when <= 0 ? 1 : (i64)when, (i64)period);
}

// func now() (sec int64, nsec int32, mono int64)
Ret3 rt_time_now(void) {
	i64 sec;
	i32 ns;
	rt_walltime(&sec, &ns);
	return (Ret3){{(u64)sec, (u64)ns, (u64)rt_nanotime()}};
}

// func runtimeNow() (sec int64, nsec int32, mono int64): the clock of the bubble has no monotonic
// part.
Ret3 rt_time_runtimeNow(void) {
	ptr bubble = getg()->bubble;
	if (bubble == NULL)
		return rt_time_now();
	i64 now = rt_synctest_now(bubble);
	return (Ret3){{(u64)(now / 1000000000), (u64)(now % 1000000000), 0}};
}

i64 rt_time_runtimeNano(void) {
	ptr bubble = getg()->bubble;
	return bubble != NULL ? rt_synctest_now(bubble) : rt_nanotime();
}

void rt_timers_drop(Timers *ts) {
	rt_lock(&ts->lock);
	while (ts->len > 0)
		timer_delete(ts, ts->heap[ts->len - 1].t);
	if (ts->heap != NULL)
		rt_sys_free(ts->heap, ts->cap * sizeof(TimerWhen));
	ts->heap = NULL;
	ts->cap = 0;
	rt_unlock(&ts->lock);
}

void rt_timers_ranges(Timers *ts, RangeFn fn, ptr arg) {
	if (ts->heap != NULL)
		fn(ts->heap, ts->heap + ts->len, arg);
}
