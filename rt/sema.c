// Semaphores on any 32-bit word, and the notify lists of sync.Cond.
//
// Goroutines that wait on a word are found through a table hashed by its address: each bucket lists
// one Sudog per word (by next), which heads the queue of that word (by waitlink; waittail is the
// last). Sleepers are counted before the last look at the word, so that a release either sees the
// count or is seen.
#include "mprof.h"

enum { SEMA_BUCKETS = 1021 };

static struct SemaRoot {
	Lock lock;
	u32 nwait; // atomic
	Sudog *words;
	u64 pad[5];
} sema_roots[SEMA_BUCKETS];

static struct SemaRoot *sema_root(u32 *addr) {
	return &sema_roots[((u64)addr >> 3) % SEMA_BUCKETS];
}

static bool sema_try(u32 *addr) {
	for (;;) {
		u32 v = atomic_load_seqcst(addr);
		if (v == 0)
			return false;
		if (atomic_cas_seqcst(addr, v, v - 1))
			return true;
	}
}

static void sema_enqueue(struct SemaRoot *r, u32 *addr, Sudog *s, bool lifo) {
	s->g = getg();
	s->elem = addr;
	s->waitlink = NULL;
	s->waittail = NULL;
	Sudog **at = &r->words;
	while (*at != NULL && (*at)->elem != addr)
		at = &(*at)->next;
	Sudog *head = *at;
	if (head == NULL) {
		s->next = r->words;
		r->words = s;
	} else if (lifo) {
		*at = s;
		s->next = head->next;
		head->next = NULL;
		s->waitlink = head;
		s->waittail = head->waittail ? head->waittail : head;
		head->waittail = NULL;
	} else {
		if (head->waittail == NULL)
			head->waitlink = s;
		else
			head->waittail->waitlink = s;
		head->waittail = s;
		s->next = NULL;
	}
}

static Sudog *sema_dequeue(struct SemaRoot *r, u32 *addr) {
	Sudog **at = &r->words;
	while (*at != NULL && (*at)->elem != addr)
		at = &(*at)->next;
	Sudog *s = *at;
	if (s == NULL)
		return NULL;
	Sudog *second = s->waitlink;
	if (second == NULL) {
		*at = s->next;
	} else {
		*at = second;
		second->next = s->next;
		second->waittail = second->waitlink ? s->waittail : NULL;
	}
	s->next = NULL;
	s->waitlink = NULL;
	s->waittail = NULL;
	s->elem = NULL;
	return s;
}

void rt_semacquire1(u32 *addr, bool lifo, u32 reason) {
	if (sema_try(addr))
		return;
	Sudog *s = rt_acquire_sudog();
	struct SemaRoot *r = sema_root(addr);
	s->ticket = 0;
	bool contends = reason == RT_WAIT_MUTEX || reason == RT_WAIT_RWMUTEX_R ||
			reason == RT_WAIT_RWMUTEX_W;
	s->acquiretime =
		contends && atomic_load_relaxed(&rt_prof_mutexrate) != 0 ? rt_nanotime() : 0;
	for (;;) {
		rt_lock(&r->lock);
		atomic_add_seqcst(&r->nwait, 1);
		if (sema_try(addr)) {
			atomic_add_seqcst(&r->nwait, -1);
			rt_unlock(&r->lock);
			break;
		}
		sema_enqueue(r, addr, s, lifo);
		rt_goparkunlock(&r->lock, reason);
		if (s->ticket != 0 || sema_try(addr))
			break;
	}
	s->elem = NULL;
	rt_release_sudog(s);
}

void rt_semrelease2(u32 *addr, bool handoff) {
	struct SemaRoot *r = sema_root(addr);
	atomic_add_seqcst(addr, 1);
	if (atomic_load_seqcst(&r->nwait) == 0)
		return;
	rt_lock(&r->lock);
	Sudog *s = r->nwait == 0 ? NULL : sema_dequeue(r, addr);
	if (s != NULL)
		atomic_add_seqcst(&r->nwait, -1);
	rt_unlock(&r->lock);
	if (s == NULL)
		return;
	if (s->acquiretime != 0)
		rt_prof_mutex(rt_nanotime() - s->acquiretime);
	bool direct = handoff && sema_try(addr);
	s->ticket = direct;
	rt_goready(s->g);
	G *gp = getg();
	if (direct && gp->m->locks == 0 && gp != gp->m->g0)
		rt_goyield();
}

void rt_semacquire(ptr addr) {
	rt_semacquire1(addr, false, RT_WAIT_SEMACQUIRE);
}

void rt_semacquireMutex(ptr addr, u8 lifo, u64 skip) {
	(void)skip;
	rt_semacquire1(addr, lifo, RT_WAIT_MUTEX);
}

void rt_semacquireRWMutex(ptr addr, u8 lifo, u64 skip) {
	(void)skip;
	rt_semacquire1(addr, lifo, RT_WAIT_RWMUTEX_W);
}

void rt_semacquireRWMutexR(ptr addr, u8 lifo, u64 skip) {
	(void)skip;
	rt_semacquire1(addr, lifo, RT_WAIT_RWMUTEX_R);
}

void rt_semacquireWaitGroup(ptr addr, u8 durable) {
	rt_semacquire1(addr, false, durable ? RT_WAIT_SYNCTEST_WAITGROUP : RT_WAIT_WAITGROUP);
}

void rt_semrelease1(ptr addr) {
	rt_semrelease2(addr, false);
}

void rt_semrelease(ptr addr, u8 handoff, u64 skip) {
	(void)skip;
	rt_semrelease2(addr, handoff);
}

u8 rt_sync_canSpin(u64 i) {
	if (i >= 4 || rt_ncpu_cached() <= 1 ||
		rt_sched.gomaxprocs <= rt_sched.npidle + rt_sched.nmspinning + 1)
		return 0;
	return rt_runqempty(getg()->m->p);
}

void rt_sync_doSpin(void) {
	for (int i = 0; i < 30; i++)
		__builtin_ia32_pause();
}

// sync.notifyList. Tickets: wait is the next one to give, notify the next to be notified.
typedef struct NotifyList {
	u32 wait;   // atomic
	u32 notify; // atomic; written under lock
	Lock lock;
	u32 pad;
	Sudog *head, *tail;
} NotifyList;

static bool sema_less(u32 a, u32 b) {
	return (i32)(a - b) < 0;
}

u32 rt_notifyListAdd(ptr list) {
	NotifyList *l = list;
	return atomic_add_seqcst(&l->wait, 1) - 1;
}

void rt_notifyListWait(ptr list, u32 ticket) {
	NotifyList *l = list;
	rt_lock(&l->lock);
	if (sema_less(ticket, l->notify)) {
		rt_unlock(&l->lock);
		return;
	}
	Sudog *s = rt_acquire_sudog();
	s->g = getg();
	s->ticket = ticket;
	s->next = NULL;
	if (l->tail == NULL)
		l->head = s;
	else
		l->tail->next = s;
	l->tail = s;
	rt_goparkunlock(&l->lock, RT_WAIT_COND);
	rt_release_sudog(s);
}

static void sema_checkbubble(Sudog *s) {
	if (s->g->bubble == NULL || s->g->bubble == getg()->bubble)
		return;
	rt_printf("semaphore wake of synctest goroutine %u from outside bubble\n", s->g->id);
	rt_fatal("semaphore wake of synctest goroutine from outside bubble");
}

void rt_notifyListNotifyAll(ptr list) {
	NotifyList *l = list;
	if (atomic_load_seqcst(&l->wait) == atomic_load_seqcst(&l->notify))
		return;
	rt_lock(&l->lock);
	Sudog *s = l->head;
	l->head = l->tail = NULL;
	atomic_store_seqcst(&l->notify, atomic_load_seqcst(&l->wait));
	rt_unlock(&l->lock);
	while (s != NULL) {
		Sudog *next = s->next;
		s->next = NULL;
		sema_checkbubble(s);
		rt_goready(s->g);
		s = next;
	}
}

void rt_notifyListNotifyOne(ptr list) {
	NotifyList *l = list;
	if (atomic_load_seqcst(&l->wait) == atomic_load_seqcst(&l->notify))
		return;
	rt_lock(&l->lock);
	u32 t = l->notify;
	if (t == atomic_load_seqcst(&l->wait)) {
		rt_unlock(&l->lock);
		return;
	}
	atomic_store_seqcst(&l->notify, t + 1);
	Sudog *prev = NULL;
	for (Sudog *s = l->head; s != NULL; prev = s, s = s->next) {
		if (s->ticket != t)
			continue;
		if (prev != NULL)
			prev->next = s->next;
		else
			l->head = s->next;
		if (l->tail == s)
			l->tail = prev;
		rt_unlock(&l->lock);
		s->next = NULL;
		sema_checkbubble(s);
		rt_goready(s->g);
		return;
	}
	rt_unlock(&l->lock);
}

void rt_notifyListCheck(u64 size) {
	if (size != sizeof(NotifyList))
		rt_throw("rt_notifyListCheck: size of sync.notifyList");
}
