// runtime.MemStats and what runtime/debug and runtime/metrics read: computed when asked for, with
// the world stopped.
//
// Objects are counted by span class when a span leaves its cache (Central.mallocs) and when it is
// swept (Central.frees), so that the numbers are exact once caches are looked through and unswept
// spans are swept.
#include <sys/resource.h>
#include "memstats.h"

static struct {
	u64 pause_total;
	u64 pause_ns[256], pause_end[256]; // rings, newest at (num_gc + 255) % 256
	u64 last_gc;			   // wall time, ns
	u64 last_gc_nanotime;
	u32 num_gc, num_forced;
	u64 gc_cpu_ns; // of all workers
} stats;

void stats_gc_done(u64 pause, u64 end, bool forced, u64 cpu) {
	i64 sec;
	i32 nsec;
	rt_walltime(&sec, &nsec);
	u32 i = stats.num_gc % 256;
	stats.pause_ns[i] = pause;
	stats.pause_end[i] = stats.last_gc = sec * 1000000000ul + nsec;
	stats.pause_total += pause;
	stats.last_gc_nanotime = end;
	stats.num_gc++;
	stats.num_forced += forced;
	stats.gc_cpu_ns += cpu;
}

static u64 stats_globals(void) {
	u64 words = 0;
	const rt_Root *r = rt_program.roots;
	for (u64 i = 0; i < rt_program.n_roots; i++)
		words += r[i].words;
	return words * 8;
}

/* GODEBUG=gctrace=1 */

// A time in ms as gc prints it: whole from 10 ms on, two digits of the fraction or of what counts
// below.
static void trace_ms(u64 ns) {
	if (ns >= 10000000) {
		rt_printf("%u", ns / 1000000);
		return;
	}
	u64 us = ns / 1000;
	if (us == 0) {
		rt_print("0");
		return;
	}
	u32 dec = 3;
	for (; us >= 100; dec--)
		us /= 10;
	u64 unit = dec == 3 ? 1000 : dec == 2 ? 100 : 10;
	rt_printf("%u.", us / unit);
	for (u64 u = unit / 10; u > 0; u /= 10)
		rt_printf("%u", us / u % 10);
}

void stats_trace(const GcTrace *t) {
	if (!rt_heap.trace)
		return;
	u64 at = t->begin - rt_sched.starttime, procs = rt_sched.gomaxprocs,
	    all = (rt_nanotime() - rt_sched.starttime) * procs;
	rt_printf("gc %u @%u.", stats.num_gc, at / 1000000000);
	for (u64 u = 100000000; u >= 1000000; u /= 10)
		rt_printf("%u", at / u % 10);
	rt_printf("s %u%s: ", all ? stats.gc_cpu_ns * 100 / all : 0, "%");
	const u64 part[] = {t->stop[0].all, t->clock, t->stop[1].all, t->stop[0].all * procs,
		t->assist_ns, t->worker_ns, 0, t->stop[1].all * procs};
	static const char *const behind[] = {
		"+", "+", " ms clock, ", "+", "/", "/", "+", " ms cpu, "};
	for (u32 i = 0; i < countof(part); i++) {
		trace_ms(part[i]);
		rt_print(behind[i]);
	}
	rt_printf("%u->%u->%u MB, %u MB goal, %u MB stacks, %u MB globals, %u P%s\n",
		t->live_begin >> 20, t->live_end >> 20, t->live_after >> 20,
		t->goal == ~0ul ? 0 : t->goal >> 20, stats_stack_bytes() >> 20,
		stats_globals() >> 20, procs, t->forced ? " (forced)" : "");
	if (rt_heap.trace < 2)
		return;
	for (u32 i = 0; i < 2; i++)
		rt_printf("  stop %u: %u us until stopped, %u us work, %u us in all\n", i + 1,
			t->stop[i].wait / 1000, t->stop[i].work / 1000, t->stop[i].all / 1000);
}

i64 stats_last_gc_nanotime(void) {
	return stats.last_gc_nanotime;
}

static void stats_count_g(G *gp, ptr arg) {
	for (StackSeg *s = gp->seg; s; s = s->prev)
		*(u64 *)arg += s->hi - s->lo;
}

// Stack address space of goroutines; of the first slot only what is touched counts, about a page or
// two.
u64 stats_stack_bytes(void) {
	return rt_ngoroutines() * 8192;
}

u64 stats_other_bytes(void) {
	return rt_heap.meta_bytes + stats_stack_bytes() + (2 << 20);
}

u64 stats_overhead_bytes(void) {
	u64 pages = (rt_heap.inuse_pages + rt_heap.free_pages - rt_heap.released_pages) * PAGE;
	u64 live = atomic_load_relaxed(&rt_heap.live);
	u64 frag = pages > live ? pages - live : 0;
	return stats_other_bytes() + frag / 4;
}

static void stats_class(MemStats *m, u32 spc, u64 mallocs, u64 frees) {
	u32 class = spc >> 1;
	u64 size = rt_class_size[class];
	m->mallocs += mallocs;
	m->frees += frees;
	if (class < countof(m->by_size)) {
		m->by_size[class].mallocs += mallocs;
		m->by_size[class].frees += frees;
	}
	m->total_alloc += mallocs * size;
	m->heap_alloc += (mallocs - frees) * size;
}

static u64 stats_cached(u32 spc) {
	u64 n = 0;
	for (u32 i = 0; i < countof(rt_sched.allp); i++) {
		P *p = rt_sched.allp[i];
		if (!p || !p->mcache)
			continue;
		Span *s = ((MCache *)p->mcache)->span[spc];
		if (!s->in_cache)
			continue;
		u64 nfree = __builtin_popcountl(s->cache);
		for (u32 g = s->group + 1; g < s->ngroups; g++)
			nfree += __builtin_popcountl(~s->alloc[g]);
		n += s->nelems - nfree - s->nalloc_cached;
	}
	return n;
}

static void stats_fill(ptr arg) {
	MemStats *m = arg;
	memset(m, 0, sizeof *m);
	sweep_hold();
	while (sweep_some(~0ul))
		;
	sweep_release();
	u64 tiny = rt_heap.total_tiny, ncaches = 0;
	for (u32 i = 0; i < countof(rt_sched.allp); i++) {
		P *p = rt_sched.allp[i];
		if (p && p->mcache) {
			tiny += ((MCache *)p->mcache)->tiny_allocs;
			ncaches++;
		}
	}
	for (u32 i = 0; i < 2 * N_CLASSES; i++) {
		Central *ct = &rt_heap.central[i];
		stats_class(m, i, ct->mallocs + stats_cached(i), ct->frees);
	}
	for (u32 i = 0; i < countof(m->by_size); i++)
		m->by_size[i].size = rt_class_size[i];
	m->mallocs += tiny;
	m->frees += tiny;
	m->total_alloc += rt_heap.large_alloc_bytes;
	m->heap_alloc += rt_heap.large_alloc_bytes - rt_heap.large_free_bytes;
	m->alloc = m->heap_alloc;
	m->heap_objects = m->mallocs - m->frees;
	m->heap_sys = rt_heap.used - rt_heap.base;
	m->heap_inuse = rt_heap.inuse_pages * PAGE;
	m->heap_idle = m->heap_sys - m->heap_inuse;
	m->heap_released = rt_heap.released_pages * PAGE;
	m->mspan_inuse = rt_heap.meta_inuse;
	m->mspan_sys = rt_heap.meta_bytes;
	m->mcache_inuse = m->mcache_sys = ncaches * sizeof(MCache);
	rt_foreach_g(stats_count_g, &m->stack_inuse);
	m->stack_sys = m->stack_inuse;
	m->gc_sys = (rt_heap.used - rt_heap.base) / PAGE * 9;
	m->other_sys = 1 << 20;
	m->sys = m->heap_sys + m->stack_sys + m->mspan_sys + m->mcache_sys + m->gc_sys +
		 m->other_sys;
	m->next_gc = atomic_load_relaxed(&rt_heap.trigger);
	m->last_gc = stats.last_gc;
	m->pause_total_ns = stats.pause_total;
	memcpy(m->pause_ns, stats.pause_ns, sizeof m->pause_ns);
	memcpy(m->pause_end, stats.pause_end, sizeof m->pause_end);
	m->num_gc = stats.num_gc;
	m->num_forced_gc = stats.num_forced;
	u64 total = (rt_nanotime() - rt_sched.starttime) * rt_sched.gomaxprocs;
	m->gc_cpu_fraction = total ? (f64)stats.gc_cpu_ns / total : 0;
	m->enable_gc = 1;
}

void rt_readmemstats(MemStats *m) {
	rt_stoptheworld();
	M *mp = rt_acquirem();
	rt_systemstack(stats_fill, m);
	rt_releasem(mp);
	rt_starttheworld();
}

// For debug.ReadGCStats: pauses, newest first, then their ends, then last end, number, total; how
// many words.
u64 rt_readgcstats(u64 *out, u64 cap) {
	rt_stoptheworld();
	M *mp = rt_acquirem();
	u64 n = stats.num_gc < 256 ? stats.num_gc : 256;
	if (cap >= 2 * n + 3) {
		for (u64 i = 0; i < n; i++) {
			u64 at = (stats.num_gc - 1 - i) % 256;
			out[i] = stats.pause_ns[at];
			out[n + i] = stats.pause_end[at];
		}
		out[2 * n] = stats.last_gc;
		out[2 * n + 1] = stats.num_gc;
		out[2 * n + 2] = stats.pause_total;
	}
	rt_releasem(mp);
	rt_starttheworld();
	return 2 * n + 3;
}

// CPU time of the process in ns, collector's share: for runtime/metrics.
Ret2 rt_cputimes(void) {
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	u64 all = (r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000000ul +
		  (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1000ul;
	return (Ret2){{all, stats.gc_cpu_ns}};
}
