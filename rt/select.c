// select.
//
// The channels of all cases are locked in the order of their addresses; cases are tried in random
// order; if none can go, the goroutine waits on all of them and the partner that wins G.selectdone
// decides. Sends come first in the array.
#include <string.h>
#include "heap.h"
#include "chan.h"

typedef struct Scase {
	Hchan *c;
	ptr elem;
} Scase;

enum { SELECT_MAX = 65536, SELECT_STACK = 64 };

typedef struct Select {
	Scase *cases;
	u16 *poll, *lock; // orders
	u32 n;		  // cases with a channel
	bool durable;	  // all channels are of a bubble
} Select;

static void select_lock(const Select *s) {
	Hchan *prev = NULL;
	for (u32 i = 0; i < s->n; i++) {
		Hchan *c = s->cases[s->lock[i]].c;
		if (c != prev)
			rt_lock(&c->lock);
		prev = c;
	}
}

static void select_unlock(const Select *s) {
	for (u32 i = s->n; i-- > 0;) {
		Hchan *c = s->cases[s->lock[i]].c;
		if (i == 0 || s->cases[s->lock[i - 1]].c != c)
			rt_unlock(&c->lock);
	}
}

// After the last unlock the goroutine may run elsewhere and its frame be gone: only sudogs are
// looked at, in lock order, and each channel is unlocked when its last sudog has been passed.
static bool select_parkunlock(G *gp, ptr arg) {
	(void)arg;
	Hchan *prev = NULL;
	for (Sudog *s = gp->waiting; s != NULL; s = s->waitlink) {
		if (prev != NULL && s->c != prev)
			rt_unlock(&prev->lock);
		prev = s->c;
	}
	if (prev != NULL)
		rt_unlock(&prev->lock);
	return true;
}

static bool select_never(G *gp, ptr arg) {
	(void)gp;
	(void)arg;
	return true;
}

static void select_order(Select *s, u32 ncases) {
	u32 n = 0;
	s->durable = true;
	for (u32 i = 0; i < ncases; i++) {
		Hchan *c = s->cases[i].c;
		if (c == NULL)
			continue;
		s->durable &= c->bubble != 0;
		if (c->bubble != 0)
			rt_chan_checkbubble(c, "select on synctest channel from outside bubble");
		if (c->timer != NULL)
			rt_timer_maybe_run_chan(c->timer);
		u32 j = (u32)(rt_fastrand() % (n + 1));
		s->poll[n] = s->poll[j];
		s->poll[j] = (u16)i;
		n++;
	}
	s->n = n;
	// Heap sort by address: no recursion, no worst case.
	for (u32 i = 0; i < n; i++) {
		u32 j = i;
		u16 x = s->poll[i];
		while (j > 0 && s->cases[s->lock[(j - 1) / 2]].c < s->cases[x].c) {
			s->lock[j] = s->lock[(j - 1) / 2];
			j = (j - 1) / 2;
		}
		s->lock[j] = x;
	}
	for (u32 i = n; i-- > 0;) {
		u16 x = s->lock[i];
		s->lock[i] = s->lock[0];
		u32 j = 0;
		for (;;) {
			u32 k = 2 * j + 1;
			if (k >= i)
				break;
			if (k + 1 < i && s->cases[s->lock[k]].c < s->cases[s->lock[k + 1]].c)
				k++;
			if (s->cases[x].c >= s->cases[s->lock[k]].c)
				break;
			s->lock[j] = s->lock[k];
			j = k;
		}
		s->lock[j] = x;
	}
}

// Tries the cases once, all channels locked. Returns the case that went, -1 if none can; *partner
// is to be made ready after unlocking; *closed: a send on a closed channel was chosen.
static i64 select_try(Select *s, u32 nsends, bool *received, G **partner, bool *closed) {
	for (u32 i = 0; i < s->n; i++) {
		u32 at = s->poll[i];
		Scase *k = &s->cases[at];
		Hchan *c = k->c;
		*received = at >= nsends;
		if (at >= nsends) {
			Sudog *sg = c->closed ? NULL : rt_waitq_pop(&c->sendq);
			if (sg != NULL) {
				*partner = rt_chan_recvfrom(c, sg, k->elem);
			} else if (c->qcount > 0) {
				rt_chan_pop(c, k->elem);
			} else if (c->closed) {
				rt_chan_zero(c, k->elem);
				*received = false;
			} else {
				continue;
			}
			return at;
		}
		if (c->closed) {
			*closed = true;
			return at;
		}
		Sudog *sg = rt_waitq_pop(&c->recvq);
		if (sg != NULL)
			*partner = rt_chan_sendto(c, sg, k->elem);
		else if (c->qcount < rt_chan_size(c))
			rt_chan_push(c, k->elem);
		else
			continue;
		return at;
	}
	return -1;
}

static void select_enqueue(Select *s, u32 nsends) {
	G *gp = getg();
	Sudog **tail = &gp->waiting;
	for (u32 i = 0; i < s->n; i++) {
		u32 at = s->lock[i];
		Scase *k = &s->cases[at];
		Sudog *sg = rt_acquire_sudog();
		sg->g = gp;
		sg->isselect = 1;
		sg->success = 0;
		sg->elem = k->elem;
		sg->c = k->c;
		sg->waitlink = NULL;
		*tail = sg;
		tail = &sg->waitlink;
		rt_waitq_push(at < nsends ? &k->c->sendq : &k->c->recvq, sg);
		if (k->c->timer != NULL)
			rt_timer_block(k->c);
	}
}

// Woken by `won`, or by nobody (NULL) in a race with close. Leaves the other queues; all channels
// are locked.
static i64 select_dequeue(Select *s, u32 nsends, Sudog *won, bool *success) {
	G *gp = getg();
	i64 chosen = -1;
	Sudog *list = gp->waiting;
	for (Sudog *sg = list; sg != NULL; sg = sg->waitlink) {
		sg->isselect = 0;
		sg->elem = NULL;
	}
	gp->waiting = NULL;
	for (u32 i = 0; i < s->n; i++) {
		u32 at = s->lock[i];
		Hchan *c = s->cases[at].c;
		Sudog *sg = list;
		if (c->timer != NULL)
			rt_timer_unblock(c);
		if (sg == won) {
			chosen = at;
			*success = sg->success;
		} else {
			rt_waitq_remove(at < nsends ? &c->sendq : &c->recvq, sg);
		}
		list = sg->waitlink;
		sg->waitlink = NULL;
		sg->c = NULL;
		rt_release_sudog(sg);
	}
	if (chosen < 0)
		rt_throw("select_dequeue: woken by no case");
	return chosen;
}

static Ret2 select_run(Select *s, u32 nsends, u32 ncases, bool block) {
	select_order(s, ncases);
	if (s->n == 0) {
		if (!block)
			return (Ret2){{~0ul, 0}};
		rt_gopark(select_never, NULL, RT_WAIT_SELECT_NONE);
	}
	bool received = false, closed = false;
	G *partner = NULL;
	select_lock(s);
	i64 at = select_try(s, nsends, &received, &partner, &closed);
	if (at >= 0 || !block) {
		select_unlock(s);
		if (closed)
			rt_panic_text("send on closed channel");
		if (partner != NULL)
			rt_goready(partner);
		return (Ret2){{(u64)at, received}};
	}
	G *gp = getg();
	gp->param = NULL;
	gp->selectdone = 0;
	select_enqueue(s, nsends);
	rt_gopark(select_parkunlock, NULL, s->durable ? RT_WAIT_SYNCTEST_SELECT : RT_WAIT_SELECT);
	select_lock(s);
	gp->selectdone = 0;
	Sudog *won = gp->param;
	gp->param = NULL;
	bool success = false;
	at = select_dequeue(s, nsends, won, &success);
	select_unlock(s);
	if (at < (i64)nsends) {
		if (!success)
			rt_panic_text("send on closed channel");
		return (Ret2){{(u64)at, 0}};
	}
	return (Ret2){{(u64)at, success}};
}

Ret2 rt_selectgo(ptr cases, u64 nsends, u64 nrecvs, u8 block) {
	u64 n = nsends + nrecvs;
	if (n > SELECT_MAX)
		rt_throw("rt_selectgo: too many cases");
	u16 few[2 * SELECT_STACK];
	u16 *orders = n <= SELECT_STACK ? few : rt_mallocgc(4 * n, NULL, false);
	Select s = {cases, orders, orders + n, 0, false};
	return select_run(&s, (u32)nsends, (u32)n, block);
}

// func rselect([]runtimeSelect) (chosen int, recvOK bool); a runtimeSelect is {dir, typ, ch, val},
// dir 1 send, 2 receive, 3 default.
typedef struct ReflectCase {
	u64 dir;
	const Type *typ;
	Hchan *ch;
	ptr val;
} ReflectCase;

Ret2 rt_reflect_rselect(ptr list, u64 n, u64 cap) {
	(void)cap;
	if (n == 0)
		rt_block();
	const ReflectCase *in = list;
	Scase *cases = rt_mallocgc(n * sizeof *cases, &rt_type_words, true);
	u64 *origin = rt_mallocgc(n * sizeof *origin, NULL, true);
	u64 nsends = 0, nrecvs = 0;
	i64 dflt = -1;
	for (u64 i = 0; i < n; i++) {
		u64 j;
		if (in[i].dir == 3) {
			dflt = (i64)i;
			continue;
		}
		j = in[i].dir == 1 ? nsends++ : n - ++nrecvs;
		cases[j] = (Scase){in[i].ch, in[i].val};
		origin[j] = i;
	}
	if (nsends + nrecvs == 0)
		return (Ret2){{(u64)dflt, 0}};
	u64 gap = n - nsends - nrecvs;
	memmove(cases + nsends, cases + nsends + gap, nrecvs * sizeof *cases);
	memmove(origin + nsends, origin + nsends + gap, nrecvs * sizeof *origin);
	Ret2 r = rt_selectgo(cases, nsends, nrecvs, dflt < 0);
	r.r[0] = (i64)r.r[0] < 0 ? (u64)dflt : origin[r.r[0]];
	return r;
}
