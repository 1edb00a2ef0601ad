// Finding a goroutine to run.
//
// In this order: what is due among this P's timers, its own queue, the global queue, the poller,
// other Ps' queues (in random order, as a spinning M; see thread.c), their timers. An M that finds
// nothing gives its P back and then looks once more, because who makes work while another M spins
// wakes nobody. One idle M waits in the poller until the next timer is due, the others on their
// notes.
#include "rt.h"

static void find_unspin(M *m) {
	m->spinning = 0;
	if ((i32)atomic_add_seqcst(&rt_sched.nmspinning, -1) < 0)
		rt_throw("find_unspin: negative nmspinning");
}

void rt_resetspinning(M *m) {
	find_unspin(m);
	rt_wakep();
}

static void find_becomespinning(M *m) {
	m->spinning = 1;
	atomic_add_seqcst(&rt_sched.nmspinning, 1);
}

// Looks at all other Ps in random order, four times; the last time at timers and runnext too.
static G *find_steal(P *p, i64 *now, i64 *until, bool *again) {
	u32 n = rt_sched.gomaxprocs;
	for (int round = 0; round < 4; round++) {
		bool last = round == 3;
		u32 at = (u32)rt_fastrand() % n;
		for (u32 i = 0; i < n; i++, at = at + 1 == n ? 0 : at + 1) {
			if (rt_sched.gcwaiting) {
				*again = true;
				return NULL;
			}
			P *from = rt_sched.allp[at];
			if (from == p || from == NULL)
				continue;
			if (last && atomic_load_seqcst(&from->timers.nextwhen) != 0) {
				bool ran = false;
				i64 next = 0;
				*now = rt_timers_check(from, *now, &next, &ran);
				if (next != 0 && (*until == 0 || next < *until))
					*until = next;
				if (ran) {
					bool inherit;
					G *gp = rt_runqget(p, &inherit);
					if (gp != NULL)
						return gp;
					*again = true;
				}
			}
			if (from->status == RT_PIDLE && rt_runqempty(from))
				continue;
			G *gp = rt_runqsteal(p, from, last);
			if (gp != NULL)
				return gp;
		}
	}
	return NULL;
}

static G *find_netpoll(i64 delay) {
	G *list = rt_netpoll(delay);
	if (list == NULL)
		return NULL;
	G *gp = list;
	list = gp->schedlink;
	gp->schedlink = NULL;
	rt_injectglist(list);
	rt_casgstatus(gp, RT_GWAITING, RT_GRUNNABLE);
	return gp;
}

// Work that needs no waiting and no stealing.
static G *find_local(M *m, i64 *now, i64 *until, bool *inherit) {
	P *p = m->p;
	bool ran = false;
	*inherit = false;
	*now = rt_timers_check(p, 0, until, &ran);
	if (p->schedtick % 61 == 0 && rt_sched.runq.size > 0) {
		rt_lock(&rt_sched.lock);
		G *gp = rt_globrunqget(p, 1);
		rt_unlock(&rt_sched.lock);
		if (gp != NULL)
			return gp;
	}
	G *gp = rt_runqget(p, inherit);
	if (gp != NULL)
		return gp;
	if (rt_sched.runq.size > 0) {
		rt_lock(&rt_sched.lock);
		gp = rt_globrunqget(p, 0);
		rt_unlock(&rt_sched.lock);
		if (gp != NULL)
			return gp;
	}
	if (rt_netpoll_inited() && rt_netpoll_anywaiters() &&
		atomic_load_seqcst(&rt_sched.lastpoll) != 0)
		return find_netpoll(0);
	return NULL;
}

static bool find_anywork(void) {
	for (u32 i = 0; i < rt_sched.gomaxprocs; i++)
		if (rt_sched.allp[i] != NULL && !rt_runqempty(rt_sched.allp[i]))
			return true;
	return rt_sched.runq.size > 0;
}

// The P has been given back and this M was spinning: work that came up meanwhile was not announced
// to anyone.
static bool find_recheck(M *m, i64 *until) {
	if (find_anywork()) {
		rt_lock(&rt_sched.lock);
		P *p = rt_pidleget();
		rt_unlock(&rt_sched.lock);
		if (p != NULL) {
			rt_acquirep(p);
			find_becomespinning(m);
			return true;
		}
	}
	i64 next = rt_timers_next();
	if (next != 0 && (*until == 0 || next < *until))
		*until = next;
	return false;
}

// Waits in the poller until a descriptor is ready, a timer is due or someone breaks it. NULL: look
// for work again.
static G *find_pollwait(M *m, i64 until, bool wasspinning) {
	i64 delay = -1;
	if (until != 0) {
		delay = until - rt_nanotime();
		if (delay < 0)
			delay = 0;
	}
	atomic_store_seqcst(&rt_sched.pollblocked, (u64)until);
	G *list = rt_netpoll(delay);
	atomic_store_seqcst(&rt_sched.pollblocked, 0);
	atomic_store_seqcst(&rt_sched.lastpoll, (u64)rt_nanotime());
	rt_lock(&rt_sched.lock);
	P *p = rt_pidleget();
	rt_unlock(&rt_sched.lock);
	if (p == NULL) {
		rt_injectglist(list);
		return NULL;
	}
	rt_acquirep(p);
	if (list != NULL) {
		G *gp = list;
		list = gp->schedlink;
		gp->schedlink = NULL;
		rt_injectglist(list);
		rt_casgstatus(gp, RT_GWAITING, RT_GRUNNABLE);
		return gp;
	}
	if (wasspinning)
		find_becomespinning(m);
	return NULL;
}

G *rt_findrunnable(bool *inherit) {
	M *m = getg()->m;
	for (;;) {
		P *p = m->p;
		if (rt_sched.gcwaiting) {
			rt_gcstopm();
			continue;
		}
		i64 now = 0, until = 0;
		G *gp = find_local(m, &now, &until, inherit);
		if (gp != NULL)
			return gp;
		*inherit = false;
		if (m->spinning ||
			2 * rt_sched.nmspinning < rt_sched.gomaxprocs - rt_sched.npidle) {
			if (!m->spinning)
				find_becomespinning(m);
			bool again = false;
			gp = find_steal(p, &now, &until, &again);
			if (gp != NULL)
				return gp;
			if (again)
				continue;
		}
		rt_lock(&rt_sched.lock);
		if (rt_sched.gcwaiting) {
			rt_unlock(&rt_sched.lock);
			continue;
		}
		if (rt_sched.runq.size != 0) {
			gp = rt_globrunqget(p, 0);
			rt_unlock(&rt_sched.lock);
			return gp;
		}
		if (!m->spinning && atomic_load_seqcst(&rt_sched.needspinning) == 1) {
			find_becomespinning(m);
			rt_unlock(&rt_sched.lock);
			continue;
		}
		rt_releasep();
		rt_pidleput(p);
		rt_unlock(&rt_sched.lock);
		bool wasspinning = m->spinning;
		if (wasspinning)
			find_unspin(m);
		if (find_recheck(m, &until))
			continue;
		if (rt_netpoll_inited() && (rt_netpoll_anywaiters() || until != 0) &&
			atomic_xchg_seqcst(&rt_sched.lastpoll, 0) != 0) {
			gp = find_pollwait(m, until, wasspinning);
			if (gp != NULL)
				return gp;
			if (m->p != NULL)
				continue;
		} else if (until != 0 && rt_netpoll_inited()) {
			u64 other = atomic_load_seqcst(&rt_sched.pollblocked);
			if (other == 0 || (i64)other > until)
				rt_netpoll_break();
		}
		rt_stopm();
	}
}
