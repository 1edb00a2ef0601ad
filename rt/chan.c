// Channels.
//
// A buffer ring and two queues of waiting goroutines (Sudogs), under one lock. At least one queue
// is empty, but for a goroutine that sends and receives on the same unbuffered channel in a select.
// If the buffer is not full, nobody waits to send; if it is not empty, nobody waits to receive. A
// waiting goroutine is served directly: the value goes from sender to receiver, and Sudog.success
// and G.param are set before it is made ready.
#include <string.h>
#include "heap.h"
#include "chan.h"

static Lock chan_sudoglock;
static Sudog *chan_sudogs; // by next

static void chan_refill(P *p) {
	rt_lock(&chan_sudoglock);
	while (chan_sudogs != NULL && p->nsudog < RT_SUDOG_CACHE / 2) {
		Sudog *s = chan_sudogs;
		chan_sudogs = s->next;
		s->next = NULL;
		p->sudogs[p->nsudog++] = s;
	}
	rt_unlock(&chan_sudoglock);
}

Sudog *rt_acquire_sudog(void) {
	M *m = rt_acquirem();
	P *p = m->p;
	if (p->nsudog == 0 && atomic_load_relaxed(&chan_sudogs) != NULL)
		chan_refill(p);
	Sudog *s = p->nsudog > 0 ? p->sudogs[--p->nsudog] : rt_persistent_alloc(sizeof *s, 64);
	rt_releasem(m);
	return s;
}

void rt_release_sudog(Sudog *s) {
	if (s->elem != NULL || s->next != NULL || s->prev != NULL || s->waitlink != NULL ||
		s->c != NULL)
		rt_throw("rt_release_sudog: in use");
	M *m = rt_acquirem();
	P *p = m->p;
	s->g = NULL;
	s->parent = NULL;
	if (p->nsudog < RT_SUDOG_CACHE) {
		p->sudogs[p->nsudog++] = s;
	} else {
		rt_lock(&chan_sudoglock);
		s->next = chan_sudogs;
		chan_sudogs = s;
		rt_unlock(&chan_sudoglock);
	}
	rt_releasem(m);
}

void rt_waitq_push(WaitQ *q, Sudog *s) {
	s->next = NULL;
	s->prev = q->last;
	if (q->last != NULL)
		q->last->next = s;
	else
		q->first = s;
	q->last = s;
}

void rt_waitq_remove(WaitQ *q, Sudog *s) {
	if (s->prev != NULL)
		s->prev->next = s->next;
	else if (q->first == s)
		q->first = s->next;
	else
		return; // dequeued already
	if (s->next != NULL)
		s->next->prev = s->prev;
	else
		q->last = s->prev;
	s->next = s->prev = NULL;
}

// The first waiter that can still be taken: a goroutine in a select is taken by one of its cases
// only.
Sudog *rt_waitq_pop(WaitQ *q) {
	for (;;) {
		Sudog *s = q->first;
		if (s == NULL)
			return NULL;
		q->first = s->next;
		if (q->first != NULL)
			q->first->prev = NULL;
		else
			q->last = NULL;
		s->next = s->prev = NULL;
		if (!s->isselect || atomic_cas_seqcst(&s->g->selectdone, 0, 1))
			return s;
	}
}

ptr rt_makechan(ptr type, u64 n) {
	const Type *elem = ((ChanType *)type)->elem;
	u64 bytes;
	if (__builtin_mul_overflow(elem->size, n, &bytes) || bytes > (1ul << 47) || (i64)n < 0)
		rt_panic_text("makechan: size out of range");
	Hchan *c;
	if (elem->ptr_bytes == 0 || bytes == 0) {
		c = rt_mallocgc(sizeof *c + bytes, NULL, true);
		c->buf = (u8 *)(c + 1);
	} else {
		c = rt_mallocgc(sizeof *c, &rt_type_words, true);
		c->buf = rt_mallocgc(bytes, elem, true);
	}
	c->elemsize = (u16)elem->size;
	c->elemtype = elem;
	c->dataqsiz = n;
	c->bubble = rt_synctest_id(getg()->bubble);
	return c;
}

static u8 *chan_slot(Hchan *c, u64 i) {
	return c->buf + i * c->elemsize;
}

static void chan_move(Hchan *c, ptr dst, ptr src) {
	if (c->elemtype->ptr_bytes == 0)
		memmove(dst, src, c->elemsize);
	else
		rt_typedmemmove(c->elemtype, dst, src);
}

static void chan_clear(Hchan *c, ptr p) {
	if (c->elemtype->ptr_bytes == 0)
		memset(p, 0, c->elemsize);
	else
		rt_typedmemclr(c->elemtype, p);
}

static u64 chan_next(Hchan *c, u64 i) {
	return i + 1 == rt_chan_size(c) ? 0 : i + 1;
}

// sg has been taken off a queue: its operation succeeds. Returns the goroutine to make ready after
// unlocking.
static G *chan_succeed(Sudog *sg) {
	sg->elem = NULL;
	sg->success = 1;
	sg->g->param = sg;
	return sg->g;
}

// Where a waiting partner's value is or goes to; c->lock is held.
static ptr chan_elem(Sudog *s) {
	return rt_stack_addr(s->g, s->elem);
}

G *rt_chan_sendto(Hchan *c, Sudog *receiver, ptr elem) {
	if (receiver->elem != NULL)
		chan_move(c, chan_elem(receiver), elem);
	return chan_succeed(receiver);
}

G *rt_chan_recvfrom(Hchan *c, Sudog *sender, ptr elem) {
	if (rt_chan_size(c) == 0) {
		if (elem != NULL)
			chan_move(c, elem, chan_elem(sender));
	} else {
		// The buffer is full: its head goes out, the sender's value goes to the same slot,
		// which is the tail.
		u8 *slot = chan_slot(c, c->recvx);
		if (elem != NULL)
			chan_move(c, elem, slot);
		chan_move(c, slot, chan_elem(sender));
		c->recvx = chan_next(c, c->recvx);
		c->sendx = c->recvx;
	}
	return chan_succeed(sender);
}

void rt_chan_push(Hchan *c, ptr elem) {
	chan_move(c, chan_slot(c, c->sendx), elem);
	c->sendx = chan_next(c, c->sendx);
	c->qcount++;
}

void rt_chan_pop(Hchan *c, ptr elem) {
	u8 *slot = chan_slot(c, c->recvx);
	if (elem != NULL)
		chan_move(c, elem, slot);
	chan_clear(c, slot);
	c->recvx = chan_next(c, c->recvx);
	c->qcount--;
}

void rt_chan_zero(Hchan *c, ptr elem) {
	if (elem != NULL)
		chan_clear(c, elem);
}

static bool chan_never(G *gp, ptr arg) {
	(void)gp;
	(void)arg;
	return true;
}

static bool chan_full(Hchan *c) {
	if (rt_chan_size(c) == 0)
		return atomic_load_acquire(&c->recvq.first) == NULL;
	return atomic_load_acquire(&c->qcount) == rt_chan_size(c);
}

static bool chan_empty(Hchan *c) {
	if (rt_chan_size(c) == 0)
		return atomic_load_acquire(&c->sendq.first) == NULL;
	if (c->timer != NULL)
		rt_timer_maybe_run_chan(c->timer);
	return atomic_load_acquire(&c->qcount) == 0;
}

void rt_chan_checkbubble(Hchan *c, const char *what) {
	if (c->bubble != rt_synctest_id(getg()->bubble))
		rt_fatal(what);
}

// Waits in q; c is locked. Returns whether a partner was found, false if the channel was closed.
static bool chan_wait(Hchan *c, WaitQ *q, ptr elem, u32 reason) {
	G *gp = getg();
	Sudog *s = rt_acquire_sudog();
	s->elem = elem;
	s->g = gp;
	s->isselect = 0;
	s->c = c;
	s->success = 0;
	s->waitlink = NULL;
	gp->waiting = s;
	gp->param = NULL;
	rt_waitq_push(q, s);
	if (c->timer != NULL)
		rt_timer_block(c);
	rt_goparkunlock(&c->lock, reason);
	if (s != gp->waiting)
		rt_throw("chan_wait: waiting list is corrupted");
	if (c->timer != NULL)
		rt_timer_unblock(c);
	gp->waiting = NULL;
	gp->param = NULL;
	bool ok = s->success;
	s->c = NULL;
	s->elem = NULL;
	rt_release_sudog(s);
	return ok;
}

bool rt_chansend(Hchan *c, ptr elem, bool block) {
	if (c == NULL) {
		if (!block)
			return false;
		rt_gopark(chan_never, NULL, RT_WAIT_CHAN_SEND_NIL);
		rt_throw("rt_chansend: woken");
	}
	if (c->bubble != 0)
		rt_chan_checkbubble(c, "send on synctest channel from outside bubble");
	if (!block && !atomic_load_acquire(&c->closed) && chan_full(c))
		return false;
	rt_lock(&c->lock);
	if (c->closed) {
		rt_unlock(&c->lock);
		rt_panic_text("send on closed channel");
	}
	Sudog *sg = rt_waitq_pop(&c->recvq);
	if (sg != NULL) {
		G *gp = rt_chan_sendto(c, sg, elem);
		rt_unlock(&c->lock);
		rt_goready(gp);
		return true;
	}
	if (c->qcount < rt_chan_size(c)) {
		rt_chan_push(c, elem);
		rt_unlock(&c->lock);
		return true;
	}
	if (!block) {
		rt_unlock(&c->lock);
		return false;
	}
	u32 why = c->bubble ? RT_WAIT_SYNCTEST_CHAN_SEND : RT_WAIT_CHAN_SEND;
	if (!chan_wait(c, &c->sendq, elem, why))
		rt_panic_text("send on closed channel");
	return true;
}

bool rt_chanrecv(Hchan *c, ptr elem, bool block, bool *received) {
	*received = false;
	if (c == NULL) {
		if (!block)
			return false;
		rt_gopark(chan_never, NULL, RT_WAIT_CHAN_RECV_NIL);
		rt_throw("rt_chanrecv: woken");
	}
	if (c->bubble != 0)
		rt_chan_checkbubble(c, "receive on synctest channel from outside bubble");
	if (c->timer != NULL)
		rt_timer_maybe_run_chan(c->timer);
	if (!block && chan_empty(c)) {
		if (!atomic_load_acquire(&c->closed))
			return false;
		if (chan_empty(c)) {
			rt_chan_zero(c, elem);
			return true;
		}
	}
	rt_lock(&c->lock);
	if (c->closed && c->qcount == 0) {
		rt_unlock(&c->lock);
		rt_chan_zero(c, elem);
		return true;
	}
	Sudog *sg = c->closed ? NULL : rt_waitq_pop(&c->sendq);
	if (sg != NULL) {
		G *gp = rt_chan_recvfrom(c, sg, elem);
		rt_unlock(&c->lock);
		rt_goready(gp);
		*received = true;
		return true;
	}
	if (c->qcount > 0) {
		rt_chan_pop(c, elem);
		rt_unlock(&c->lock);
		*received = true;
		return true;
	}
	if (!block) {
		rt_unlock(&c->lock);
		return false;
	}
	*received = chan_wait(
		c, &c->recvq, elem, c->bubble ? RT_WAIT_SYNCTEST_CHAN_RECV : RT_WAIT_CHAN_RECV);
	return true;
}

void rt_chan_close(Hchan *c) {
	if (c == NULL)
		rt_panic_text("close of nil channel");
	if (c->bubble != 0)
		rt_chan_checkbubble(c, "close of synctest channel from outside bubble");
	rt_lock(&c->lock);
	if (c->closed) {
		rt_unlock(&c->lock);
		rt_panic_text("close of closed channel");
	}
	atomic_store_release(&c->closed, 1);
	G *list = NULL;
	for (Sudog *s; (s = rt_waitq_pop(&c->recvq)) != NULL;) {
		rt_chan_zero(c, chan_elem(s));
		s->elem = NULL;
		s->success = 0;
		s->g->param = s;
		s->g->schedlink = list;
		list = s->g;
	}
	for (Sudog *s; (s = rt_waitq_pop(&c->sendq)) != NULL;) {
		s->elem = NULL;
		s->success = 0;
		s->g->param = s;
		s->g->schedlink = list;
		list = s->g;
	}
	rt_unlock(&c->lock);
	rt_goready_list(list);
}

u64 rt_chanlen(Hchan *c) {
	if (c == NULL)
		return 0;
	if (c->timer != NULL)
		return rt_timer_chan_pending(c->timer);
	return c->qcount;
}

u64 rt_chancap(Hchan *c) {
	if (c == NULL)
		return 0;
	return c->dataqsiz;
}

void rt_chansend1(ptr c, ptr elem) {
	rt_chansend(c, elem, true);
}

void rt_chanrecv1(ptr c, ptr elem) {
	bool received;
	rt_chanrecv(c, elem, true, &received);
}

u8 rt_chanrecv2(ptr c, ptr elem) {
	bool received;
	rt_chanrecv(c, elem, true, &received);
	return received;
}

void rt_closechan(ptr c) {
	rt_chan_close(c);
}

u8 rt_selectnbsend(ptr c, ptr elem) {
	return rt_chansend(c, elem, false);
}

Ret2 rt_selectnbrecv(ptr elem, ptr c) {
	bool received;
	bool selected = rt_chanrecv(c, elem, false, &received);
	return (Ret2){{selected, received}};
}

// func chansend0(ch unsafe.Pointer, val unsafe.Pointer, nb bool) bool
u8 rt_reflect_chansend(ptr c, ptr elem, u8 nb) {
	return rt_chansend(c, elem, !nb);
}

// func chanrecv(ch unsafe.Pointer, nb bool, val unsafe.Pointer) (selected, received bool)
Ret2 rt_reflect_chanrecv(ptr c, u8 nb, ptr elem) {
	bool received;
	bool selected = rt_chanrecv(c, elem, !nb, &received);
	return (Ret2){{selected, received}};
}
