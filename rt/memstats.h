// Private to the heap: counters behind runtime.MemStats and runtime/debug.ReadGCStats.
#ifndef RT_MEMSTATS_H
#define RT_MEMSTATS_H
#include "span.h"

// runtime.MemStats.
typedef struct MemStats {
	u64 alloc, total_alloc, sys, lookups, mallocs, frees;
	u64 heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
	u64 stack_inuse, stack_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys, buckhash_sys,
		gc_sys, other_sys;
	u64 next_gc, last_gc, pause_total_ns;
	u64 pause_ns[256], pause_end[256];
	u32 num_gc, num_forced_gc;
	f64 gc_cpu_fraction;
	u8 enable_gc, debug_gc;
	struct {
		u32 size;
		u64 mallocs, frees;
	} by_size[61];
} MemStats;
_Static_assert(sizeof(MemStats) == 5776, "runtime.MemStats");
_Static_assert(offsetof(MemStats, num_gc) == 4288, "runtime.MemStats.NumGC");
_Static_assert(offsetof(MemStats, by_size) == 4312, "runtime.MemStats.BySize");

// What GODEBUG=gctrace=1 says of a cycle: times in ns, sizes in bytes.
typedef struct GcStop {
	u64 all, wait, work; // until the others had stopped, and what was done then
} GcStop;
typedef struct GcTrace {
	GcStop stop[2];
	u64 begin, clock, assist_ns, worker_ns;
	u64 live_begin, live_end, live_after, goal;
	bool forced;
} GcTrace;
void stats_trace(const GcTrace *t);

// A cycle has ended: ns of its stops, ns of all who worked for it.
void stats_gc_done(u64 pause, u64 end, bool forced, u64 cpu);
i64 stats_last_gc_nanotime(void);
u64 stats_stack_bytes(void);
u64 stats_other_bytes(void);	// of the runtime beside pages of the heap
u64 stats_overhead_bytes(void); // what counts for GOMEMLIMIT beside objects
void rt_readmemstats(MemStats *m);

#endif
