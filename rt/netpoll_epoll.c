// The network poller: descriptors that goroutines wait on, over epoll, edge-triggered.
//
// A PollDesc has two slots, for reading and for writing. A slot is POLL_NONE, POLL_READY (a
// notification nobody has used yet), POLL_WAIT (a goroutine is about to park) or the goroutine that
// is parked. Deadlines are timers that unblock the slot; their sequence numbers make late ones
// harmless. Descriptors are never freed, and the kernel's event carries a generation, so that
// events of a closed descriptor are not taken for those of the next user.
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "rt.h"

enum { POLL_NONE, POLL_READY, POLL_WAIT };
enum { POLL_OK, POLL_CLOSING, POLL_TIMEOUT, POLL_NOTPOLLABLE };

typedef struct PollDesc PollDesc;

typedef struct PollSlot {
	u64 g;	      // atomic
	i64 deadline; // nanotime, 0 none, < 0 passed
	u64 seq;      // of the timer's setting
	Timer timer;
	PollDesc *pd;
} PollSlot;

struct PollDesc {
	Lock lock;
	u32 closing; // atomic
	u32 everr;   // atomic
	i32 fd;
	u64 gen;	// generation, 16 bits
	PollDesc *link; // free list
	PollSlot rd, wr;
};

static struct {
	Lock lock;
	PollDesc *free;
	u32 inited; // atomic
	i32 epfd, evfd;
	u32 waiters; // atomic: parked goroutines
	u32 woken;   // atomic: a break is pending
} poll;

void rt_netpoll_init(void) {
	if (atomic_load_acquire(&poll.inited))
		return;
	rt_lock(&poll.lock);
	if (!poll.inited) {
		poll.epfd = epoll_create1(EPOLL_CLOEXEC);
		poll.evfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		struct epoll_event ev = {.events = EPOLLIN, .data.ptr = &poll};
		if (poll.epfd < 0 || poll.evfd < 0 ||
			epoll_ctl(poll.epfd, EPOLL_CTL_ADD, poll.evfd, &ev) != 0)
			rt_throw("rt_netpoll_init: epoll fails");
		atomic_store_seqcst(&rt_sched.lastpoll, (u64)rt_nanotime());
		atomic_store_release(&poll.inited, 1);
	}
	rt_unlock(&poll.lock);
}

bool rt_netpoll_inited(void) {
	return atomic_load_acquire(&poll.inited) != 0;
}

bool rt_netpoll_anywaiters(void) {
	return atomic_load_seqcst(&poll.waiters) != 0;
}

void rt_netpoll_break(void) {
	if (!atomic_cas_seqcst(&poll.woken, 0, 1))
		return;
	u64 one = 1;
	while (write(poll.evfd, &one, 8) < 0 && errno == EINTR)
		;
}

// Makes the slot ready, or only wakes its goroutine (deadline, close). Returns the goroutine to
// wake, or NULL.
static G *poll_unblock(PollSlot *s, bool ready, i32 *delta) {
	for (;;) {
		u64 old = atomic_load_seqcst(&s->g);
		if (old == POLL_READY)
			return NULL;
		if (old == POLL_NONE && !ready)
			return NULL;
		u64 new = ready ? POLL_READY : POLL_NONE;
		if (!atomic_cas_seqcst(&s->g, old, new))
			continue;
		if (old <= POLL_WAIT)
			return NULL;
		--*delta;
		return (G *)old;
	}
}

static void poll_adjust(i32 delta) {
	if (delta != 0)
		atomic_add_seqcst(&poll.waiters, (u32)delta);
}

G *rt_netpoll(i64 delay) {
	if (!rt_netpoll_inited())
		return NULL;
	i32 ms = delay < 0		    ? -1
		 : delay == 0		    ? 0
		 : delay < 1000000	    ? 1
		 : delay < 1000000000000000 ? (i32)(delay / 1000000)
					    : 1000000000;
	struct epoll_event evs[128];
	i32 n;
	while ((n = epoll_wait(poll.epfd, evs, countof(evs), ms)) < 0) {
		if (errno != EINTR)
			rt_throw("rt_netpoll: epoll_wait fails");
		if (ms > 0)
			return NULL;
	}
	G *list = NULL;
	i32 delta = 0;
	for (i32 i = 0; i < n; i++) {
		if (evs[i].data.ptr == &poll) {
			if (delay != 0) {
				u64 count;
				if (read(poll.evfd, &count, 8) < 0 && errno != EAGAIN)
					rt_throw("rt_netpoll: eventfd");
				atomic_store_seqcst(&poll.woken, 0);
			}
			continue;
		}
		PollDesc *pd = (PollDesc *)(evs[i].data.u64 << 16 >> 16);
		if (evs[i].data.u64 >> 48 != (atomic_load_seqcst(&pd->gen) & 0xffff))
			continue;
		u32 ev = evs[i].events;
		atomic_store_seqcst(&pd->everr, ev == EPOLLERR);
		G *gs[2] = {NULL, NULL};
		if (ev & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
			gs[0] = poll_unblock(&pd->rd, true, &delta);
		if (ev & (EPOLLOUT | EPOLLHUP | EPOLLERR))
			gs[1] = poll_unblock(&pd->wr, true, &delta);
		for (int k = 0; k < 2; k++) {
			if (gs[k] == NULL)
				continue;
			gs[k]->schedlink = list;
			list = gs[k];
		}
	}
	poll_adjust(delta);
	return list;
}

static u32 poll_check(PollDesc *pd, u64 mode) {
	PollSlot *s = mode == 'r' ? &pd->rd : &pd->wr;
	if (atomic_load_seqcst(&pd->closing))
		return POLL_CLOSING;
	if (atomic_load_seqcst(&s->deadline) < 0)
		return POLL_TIMEOUT;
	if (mode == 'r' && atomic_load_seqcst(&pd->everr))
		return POLL_NOTPOLLABLE;
	return POLL_OK;
}

static bool poll_commit(G *gp, ptr slot) {
	PollSlot *s = slot;
	if (!atomic_cas_seqcst(&s->g, (u64)POLL_WAIT, (u64)gp))
		return false;
	atomic_add_seqcst(&poll.waiters, 1);
	return true;
}

// Waits until the slot is ready. False: unblocked by deadline or close.
static bool poll_block(PollDesc *pd, u64 mode, bool waitio) {
	PollSlot *s = mode == 'r' ? &pd->rd : &pd->wr;
	for (;;) {
		if (atomic_cas_seqcst(&s->g, (u64)POLL_READY, (u64)POLL_NONE))
			return true;
		if (atomic_cas_seqcst(&s->g, (u64)POLL_NONE, (u64)POLL_WAIT))
			break;
		u64 v = atomic_load_seqcst(&s->g);
		if (v != POLL_READY && v != POLL_NONE)
			rt_throw("poll_block: two goroutines wait for one descriptor");
	}
	if (waitio || poll_check(pd, mode) == POLL_OK)
		rt_gopark(poll_commit, s, RT_WAIT_IO);
	u64 old = atomic_xchg_seqcst(&s->g, (u64)POLL_NONE);
	if (old > POLL_WAIT)
		rt_throw("poll_block: slot is corrupted");
	return old == POLL_READY;
}

void rt_poll_pollServerInit(void) {
	rt_netpoll_init();
}

u8 rt_poll_isPollServerDescriptor(u64 fd) {
	return rt_netpoll_inited() && (fd == (u64)poll.epfd || fd == (u64)poll.evfd);
}

static PollDesc *poll_alloc(void) {
	rt_lock(&poll.lock);
	PollDesc *pd = poll.free;
	if (pd != NULL)
		poll.free = pd->link;
	rt_unlock(&poll.lock);
	return pd ? pd : rt_persistent_alloc(sizeof *pd, 64);
}

static void poll_free(PollDesc *pd) {
	rt_lock(&poll.lock);
	pd->link = poll.free;
	poll.free = pd;
	rt_unlock(&poll.lock);
}

static void poll_deadline(ptr slot, u64 seq, i64 delta);

// func pollOpen(fd uintptr) (uintptr, int)
Ret2 rt_poll_pollOpen(u64 fd) {
	PollDesc *pd = poll_alloc();
	rt_lock(&pd->lock);
	pd->fd = (i32)fd;
	pd->closing = 0;
	pd->everr = 0;
	atomic_add_seqcst(&pd->gen, 1);
	pd->rd.g = pd->wr.g = POLL_NONE;
	pd->rd.deadline = pd->wr.deadline = 0;
	pd->rd.seq++;
	pd->wr.seq++;
	pd->rd.pd = pd->wr.pd = pd;
	struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET};
	ev.data.u64 = (u64)pd | pd->gen << 48;
	rt_unlock(&pd->lock);
	if (epoll_ctl(poll.epfd, EPOLL_CTL_ADD, (i32)fd, &ev) != 0) {
		u64 e = (u64)errno;
		poll_free(pd);
		return (Ret2){{0, e}};
	}
	return (Ret2){{(u64)pd, 0}};
}

void rt_poll_pollClose(u64 ctx) {
	PollDesc *pd = (PollDesc *)ctx;
	if (!pd->closing || pd->rd.g > POLL_READY || pd->wr.g > POLL_READY)
		rt_throw("rt_poll_pollClose: descriptor is in use");
	struct epoll_event ev;
	epoll_ctl(poll.epfd, EPOLL_CTL_DEL, pd->fd, &ev);
	rt_lock(&pd->lock);
	atomic_add_seqcst(&pd->gen, 1);
	rt_unlock(&pd->lock);
	poll_free(pd);
}

u64 rt_poll_pollReset(u64 ctx, u64 mode) {
	PollDesc *pd = (PollDesc *)ctx;
	u32 err = poll_check(pd, mode);
	if (err == POLL_OK)
		atomic_store_seqcst(mode == 'r' ? &pd->rd.g : &pd->wr.g, (u64)POLL_NONE);
	return err;
}

u64 rt_poll_pollWait(u64 ctx, u64 mode) {
	PollDesc *pd = (PollDesc *)ctx;
	u32 err = poll_check(pd, mode);
	while (err == POLL_OK && !poll_block(pd, mode, false))
		err = poll_check(pd, mode);
	return err;
}

void rt_poll_pollWaitCanceled(u64 ctx, u64 mode) {
	while (!poll_block((PollDesc *)ctx, mode, true))
		;
}

static void poll_deadline(ptr slot, u64 seq, i64 delta) {
	PollSlot *s = slot;
	i32 d = 0;
	G *gp = NULL;
	(void)seq;
	(void)delta;
	rt_lock(&s->pd->lock);
	// An earlier setting of the timer may come late: the deadline itself says whether it has
	// passed.
	if (s->deadline > 0 && s->deadline <= rt_nanotime()) {
		atomic_store_seqcst(&s->deadline, (i64)-1);
		gp = poll_unblock(s, false, &d);
	}
	rt_unlock(&s->pd->lock);
	poll_adjust(d);
	if (gp != NULL)
		rt_goready(gp);
}

static G *poll_setslot(PollSlot *s, i64 d, i32 *delta) {
	if (s->timer.cfn == NULL)
		rt_timer_init(&s->timer, poll_deadline, s);
	atomic_store_seqcst(&s->deadline, d);
	if (d > 0)
		rt_timer_reset(&s->timer, d, 0);
	else
		rt_timer_stop(&s->timer);
	return d < 0 ? poll_unblock(s, false, delta) : NULL;
}

// func pollSetDeadline(ctx uintptr, d int64, mode int): d is in nanoseconds from now, 0 none,
// negative passed.
void rt_poll_pollSetDeadline(u64 ctx, u64 duration, u64 mode) {
	PollDesc *pd = (PollDesc *)ctx;
	i64 d = (i64)duration;
	i32 delta = 0;
	if (d > 0 && __builtin_add_overflow(d, rt_nanotime(), &d))
		d = INT64_MAX;
	rt_lock(&pd->lock);
	if (pd->closing) {
		rt_unlock(&pd->lock);
		return;
	}
	G *r = NULL, *w = NULL;
	if (mode == 'r' || mode == 'r' + 'w')
		r = poll_setslot(&pd->rd, d, &delta);
	if (mode == 'w' || mode == 'r' + 'w')
		w = poll_setslot(&pd->wr, d, &delta);
	rt_unlock(&pd->lock);
	poll_adjust(delta);
	if (r != NULL)
		rt_goready(r);
	if (w != NULL)
		rt_goready(w);
}

void rt_poll_pollUnblock(u64 ctx) {
	PollDesc *pd = (PollDesc *)ctx;
	i32 delta = 0;
	rt_lock(&pd->lock);
	atomic_store_seqcst(&pd->closing, 1);
	G *r = poll_unblock(&pd->rd, false, &delta);
	G *w = poll_unblock(&pd->wr, false, &delta);
	if (pd->rd.timer.cfn != NULL)
		rt_timer_stop(&pd->rd.timer);
	if (pd->wr.timer.cfn != NULL)
		rt_timer_stop(&pd->wr.timer);
	rt_unlock(&pd->lock);
	poll_adjust(delta);
	if (r != NULL)
		rt_goready(r);
	if (w != NULL)
		rt_goready(w);
}
