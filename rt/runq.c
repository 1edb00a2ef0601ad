// Queues of runnable goroutines.
//
// The queue of a P is a ring: its owner pushes at the tail and takes from the head, thieves take
// half from the head by compare-and-swap. runqhead is changed by compare-and-swap (acquire to read,
// release to publish), runqtail is stored by the owner only (release). runnext holds at most one
// goroutine that was just made ready by the running one.
#include "rt.h"

void rt_queue_push(GQueue *q, G *gp) {
	gp->schedlink = NULL;
	if (q->tail != NULL)
		q->tail->schedlink = gp;
	else
		q->head = gp;
	q->tail = gp;
	atomic_store_relaxed(&q->size, q->size + 1);
}

G *rt_queue_pop(GQueue *q) {
	G *gp = q->head;
	if (gp == NULL)
		return NULL;
	q->head = gp->schedlink;
	if (q->head == NULL)
		q->tail = NULL;
	gp->schedlink = NULL;
	atomic_store_relaxed(&q->size, q->size - 1);
	return gp;
}

void rt_globrunqput(G *gp) {
	rt_queue_push(&rt_sched.runq, gp);
}

void rt_globrunqputhead(G *gp) {
	GQueue *q = &rt_sched.runq;
	gp->schedlink = q->head;
	q->head = gp;
	if (q->tail == NULL)
		q->tail = gp;
	atomic_store_relaxed(&q->size, q->size + 1);
}

G *rt_globrunqget(P *p, u32 max) {
	u32 size = rt_sched.runq.size;
	if (size == 0)
		return NULL;
	u32 n = size / rt_sched.gomaxprocs + 1;
	if (n > size)
		n = size;
	if (max > 0 && n > max)
		n = max;
	if (n > RT_RUNQ / 2)
		n = RT_RUNQ / 2;
	G *gp = rt_queue_pop(&rt_sched.runq);
	while (--n > 0)
		rt_runqput(p, rt_queue_pop(&rt_sched.runq), false);
	return gp;
}

bool rt_runqempty(P *p) {
	for (;;) {
		u32 head = atomic_load_acquire(&p->runqhead);
		u32 tail = atomic_load_acquire(&p->runqtail);
		G *next = atomic_load_acquire(&p->runnext);
		if (tail == atomic_load_acquire(&p->runqtail))
			return head == tail && next == NULL;
	}
}

// The ring is full: half of it and gp go to the global queue.
static bool runq_overflow(P *p, G *gp, u32 head, u32 tail) {
	u32 n = (tail - head) / 2;
	G *batch[RT_RUNQ / 2 + 1];
	if (n != RT_RUNQ / 2)
		rt_throw("runq_overflow: queue is not full");
	for (u32 i = 0; i < n; i++)
		batch[i] = p->runq[(head + i) % RT_RUNQ];
	if (!atomic_cas_release(&p->runqhead, head, head + n))
		return false;
	batch[n] = gp;
	rt_lock(&rt_sched.lock);
	for (u32 i = 0; i <= n; i++)
		rt_globrunqput(batch[i]);
	rt_unlock(&rt_sched.lock);
	return true;
}

void rt_runqput(P *p, G *gp, bool next) {
	if (__builtin_expect(rt_debug.stress, 0))
		next &= rt_fastrand() & 1;
	if (next) {
		gp = atomic_xchg_seqcst(&p->runnext, gp);
		if (gp == NULL)
			return;
	}
	for (;;) {
		u32 head = atomic_load_acquire(&p->runqhead);
		u32 tail = p->runqtail;
		if (tail - head < RT_RUNQ) {
			atomic_store_relaxed(&p->runq[tail % RT_RUNQ], gp);
			atomic_store_release(&p->runqtail, tail + 1);
			return;
		}
		if (runq_overflow(p, gp, head, tail))
			return;
	}
}

G *rt_runqget(P *p, bool *inherit) {
	G *next = atomic_load_acquire(&p->runnext);
	if (next != NULL && atomic_cas_seqcst(&p->runnext, next, NULL)) {
		*inherit = true;
		return next;
	}
	*inherit = false;
	for (;;) {
		u32 head = atomic_load_acquire(&p->runqhead);
		if (head == p->runqtail)
			return NULL;
		G *gp = atomic_load_relaxed(&p->runq[head % RT_RUNQ]);
		if (atomic_cas_release(&p->runqhead, head, head + 1))
			return gp;
	}
}

// Takes half of from's ring into `to` behind its tail, without publishing them.
static u32 runq_grab(P *from, P *to, u32 at, bool runnext) {
	for (;;) {
		u32 head = atomic_load_acquire(&from->runqhead);
		u32 tail = atomic_load_acquire(&from->runqtail);
		u32 n = tail - head;
		n -= n / 2;
		if (n == 0) {
			G *next = runnext ? atomic_load_acquire(&from->runnext) : NULL;
			if (next == NULL)
				return 0;
			// The P may be about to run it; let it.
			if (atomic_load_relaxed(&from->status) == RT_PRUNNING)
				rt_usleep(3);
			if (!atomic_cas_seqcst(&from->runnext, next, NULL))
				continue;
			to->runq[at % RT_RUNQ] = next;
			return 1;
		}
		if (n > RT_RUNQ / 2)
			continue;
		for (u32 i = 0; i < n; i++)
			to->runq[(at + i) % RT_RUNQ] =
				atomic_load_relaxed(&from->runq[(head + i) % RT_RUNQ]);
		if (atomic_cas_release(&from->runqhead, head, head + n))
			return n;
	}
}

G *rt_runqsteal(P *to, P *from, bool runnext) {
	u32 tail = to->runqtail;
	u32 n = runq_grab(from, to, tail, runnext);
	if (n == 0)
		return NULL;
	n--;
	G *gp = to->runq[(tail + n) % RT_RUNQ];
	if (n > 0)
		atomic_store_release(&to->runqtail, tail + n);
	return gp;
}
