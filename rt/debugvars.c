// The runtime's own settings of $GODEBUG, and what they print.
//
// name=number, separated by commas; of several for one name the last holds. Names that are not in
// the table belong to packages (internal/godebug reads them) or to other files of the runtime.
// schedtrace=N: a line about the scheduler to standard error every N ms; scheddetail=1: with lines
// for every P, M and G.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "rt.h"

rt_DebugVars rt_debug = {.containermaxprocs = 1};

static const struct {
	const char *name;
	i32 *value;
} debug_vars[] = {
	{"asyncpreemptoff", &rt_debug.asyncpreemptoff},
	{"containermaxprocs", &rt_debug.containermaxprocs},
	{"scheddetail", &rt_debug.scheddetail},
	{"schedtrace", &rt_debug.schedtrace},
};

static void debug_set(const char *name, u64 nname, const char *value) {
	for (u64 i = 0; i < countof(debug_vars); i++) {
		char *end;
		long n = strtol(value, &end, 10);
		if (strlen(debug_vars[i].name) == nname &&
			memcmp(debug_vars[i].name, name, nname) == 0 && end != value &&
			(*end == 0 || *end == ',') && n >= 0 && n <= INT32_MAX)
			*debug_vars[i].value = (i32)n;
	}
}

void rt_debug_parse(const char *s) {
	while (s != NULL && *s != 0) {
		u64 n = strcspn(s, ",");
		const char *eq = memchr(s, '=', n);
		if (eq != NULL)
			debug_set(s, (u64)(eq - s), eq + 1);
		s += n + (s[n] == ',');
	}
}

static const char *debug_bool(bool b) {
	return b ? "true" : "false";
}

static void debug_id(const char *name, bool some, i64 id) {
	if (some)
		rt_printf("%s%d", name, id);
	else
		rt_printf("%snil", name);
}

static u32 debug_runq(const P *p) {
	return atomic_load_acquire(&p->runqtail) - atomic_load_acquire(&p->runqhead);
}

static void debug_p(P *p) {
	M *m = p->m;
	rt_printf("  P%d: status=%u schedtick=%u syscalltick=%u", (i64)p->id, (u64)p->status,
		(u64)p->schedtick, (u64)p->syscalltick);
	debug_id(" m=", m != NULL, m ? m->id : 0);
	rt_printf(" runqsize=%u gfreecnt=%u timerslen=%u\n", (u64)debug_runq(p), (u64)p->ngfree,
		(u64)p->timers.len);
}

static void debug_m(M *m) {
	P *p = m->p;
	G *gp = m->curg, *locked = m->lockedg;
	rt_printf("  M%d:", m->id);
	debug_id(" p=", p != NULL, p ? p->id : 0);
	debug_id(" curg=", gp != NULL, gp ? (i64)gp->id : 0);
	rt_printf(" mallocing=%u throwing=0 preemptoff= locks=%d dying=%d spinning=%s blocked=%s",
		(u64)m->mallocing, (i64)m->locks, (i64)m->dying, debug_bool(m->spinning),
		debug_bool(m->blocked));
	debug_id(" lockedg=", locked != NULL, locked ? (i64)locked->id : 0);
	rt_print("\n");
}

static void debug_g(G *gp, ptr arg) {
	M *m = gp->m, *locked = gp->lockedm;
	(void)arg;
	rt_printf("  G%u: status=%u(%s)", gp->id, (u64)rt_readgstatus(gp), rt_g_waitreason(gp));
	debug_id(" m=", m != NULL, m ? m->id : 0);
	debug_id(" lockedm=", locked != NULL, locked ? locked->id : 0);
	rt_print("\n");
}

// sched.lock held.
static void debug_sched(i64 now) {
	Sched *s = &rt_sched;
	rt_printf("SCHED %dms: gomaxprocs=%u idleprocs=%u threads=%u spinningthreads=%u "
		  "needspinning=%u "
		  "idlethreads=%u runqueue=%u",
		(now - s->starttime) / 1000000, (u64)s->gomaxprocs, (u64)s->npidle,
		(u64)rt_mcount(), (u64)s->nmspinning, (u64)s->needspinning, (u64)s->nmidle,
		(u64)s->runq.size);
	if (rt_debug.scheddetail) {
		rt_printf(" gcwaiting=%s nmidlelocked=%d stopwait=%d sysmonwait=%s\n",
			debug_bool(s->gcwaiting), (i64)(i32)s->nmidlelocked, (i64)s->stopwait,
			debug_bool(s->sysmonwait));
		for (u32 i = 0; i < s->gomaxprocs; i++)
			debug_p(s->allp[i]);
		for (M *m = s->allms; m != NULL; m = m->alllink)
			debug_m(m);
		rt_foreach_g(debug_g, NULL);
		return;
	}
	rt_print(" [");
	for (u32 i = 0; i < s->gomaxprocs; i++)
		rt_printf(" %u", (u64)debug_runq(s->allp[i]));
	rt_print(" ] schedticks=[");
	for (u32 i = 0; i < s->gomaxprocs; i++)
		rt_printf(" %u", (u64)s->allp[i]->schedtick);
	rt_print(" ]\n");
}

void rt_debug_poll(i64 now) {
	static i64 last; // the monitor's alone
	if (rt_debug.schedtrace == 0 || last + (i64)rt_debug.schedtrace * 1000000 > now)
		return;
	last = now;
	rt_lock(&rt_sched.lock);
	debug_sched(now);
	rt_unlock(&rt_sched.lock);
}
