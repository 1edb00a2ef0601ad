// When to collect, how much to help: triggers, goals, assists, and what goes back to the system
// (doc/heap.md). Inputs are what the last collection kept, GOGC and GOMEMLIMIT.
//
// A cycle goes pace_begin, pace_end at its two stops, pace_rest when the world runs again. All of
// it is written by who runs the cycle or has stopped the world; gc_assist reads it without a lock.
#include <stdlib.h>
#include "mark.h"

enum {
	MIN_HEAP = 4 << 20,
	ASSIST_MOST_RATIO = 8 // bytes scanned for a byte allocated
};

static struct {
	u64 live_after;	   // bytes marked by the last cycle
	u64 live_begin;	   // live when marking began
	u64 scan_expected; // bytes to be scanned by this one, as far as the last one tells
	u64 goal;	   // bytes of live at which marking should have ended
	u64 runway;	   // bytes allocated while the last one marked
	i64 not_before;	   // nanotime before which GOMEMLIMIT alone is no reason
	bool by_limit;	   // trigger is due to GOMEMLIMIT
	u64 excess;	   // bytes that could have gone back to the system in the last cycle
} pace;

static u64 pace_percent_of(u64 bytes, i64 percent) {
	unsigned __int128 n = (unsigned __int128)bytes * percent / 100;
	return n > 1ul << 62 ? 1ul << 62 : n;
}

// Marking begins at the trigger and should have ended at the goal. The way between them is what was
// allocated during the last marking, and a tenth; at least a twentieth and at most two thirds of
// the way from what is alive now.
static void pace_reckon(void) {
	u64 goal = ~0ul, live = pace.live_after;
	if (rt_heap.gcpercent >= 0) {
		goal = live + pace_percent_of(live + stats_stack_bytes(), rt_heap.gcpercent);
		u64 least = pace_percent_of(MIN_HEAP, rt_heap.gcpercent);
		if (goal < least)
			goal = least;
	}
	pace.by_limit = false;
	rt_heap.pagelimit = ~0ul;
	if (rt_heap.memlimit < INT64_MAX) {
		u64 rest = stats_other_bytes();
		rt_heap.pagelimit = rt_heap.memlimit > rest ? rt_heap.memlimit - rest : 0;
		u64 other = stats_overhead_bytes(),
		    room = rt_heap.memlimit > other ? rt_heap.memlimit - other : 0;
		u64 least = live + live / 16 + (64 << 10);
		room -= room / 32;
		if (room < least)
			room = least;
		if (goal > room) {
			goal = room;
			pace.by_limit = true;
		}
	}
	pace.goal = goal;
	u64 trigger = goal;
	if (goal != ~0ul && goal > live) {
		u64 way = goal - live, runway = pace.runway + pace.runway / 10;
		if (runway < way / 20)
			runway = way / 20;
		if (runway > way / 3 * 2)
			runway = way / 3 * 2;
		trigger = goal - runway;
	}
	atomic_store_release(&rt_heap.trigger, trigger);
}

// Marking begins, world stopped.
void pace_begin(void) {
	pace.live_begin = atomic_load_relaxed(&rt_heap.live);
}

// It has ended, world stopped: what is alive is what was marked and what was made since.
void pace_end(MarkCount c, u64 black, GcTrace *t) {
	u64 live = atomic_load_relaxed(&rt_heap.live);
	t->goal = pace.goal;
	t->live_begin = pace.live_begin;
	t->live_end = live;
	t->live_after = pace.live_after = c.marked + black;
	pace.runway = live > pace.live_begin ? live - pace.live_begin : 0;
	pace.scan_expected = c.scanned;
	atomic_store_release(&rt_heap.live, pace.live_after);
	pace_reckon();
}

// Marking was work of so many ns, until now.
void pace_rest(i64 now, i64 marking) {
	pace.not_before = now + marking;
}

bool pace_due(void) {
	return atomic_load_acquire(&rt_heap.live) >= atomic_load_acquire(&rt_heap.trigger) &&
	       (!pace.by_limit || rt_nanotime() >= pace.not_before);
}

// Bytes to be scanned for `bytes` allocated: what is left to scan in the way that is left.
i64 pace_assist(u64 bytes) {
	u64 goal = pace.goal, live = atomic_load_relaxed(&rt_heap.live);
	if (goal == ~0ul)
		return 0;
	u64 scanned = mark_count().scanned, expected = pace.scan_expected;
	u64 left = expected > scanned + expected / 16 ? expected - scanned : expected / 16;
	u64 way = goal > live + goal / 32 ? goal - live : goal / 32;
	f64 ratio = (f64)left / way;
	return bytes * (ratio > ASSIST_MOST_RATIO ? ASSIST_MOST_RATIO : ratio);
}

u64 pace_above(u64 *goal) {
	u64 live = atomic_load_relaxed(&rt_heap.live);
	*goal = pace.goal;
	return live > *goal ? live - *goal : 0;
}

// Returns what was not needed during a whole cycle.
void pace_return_memory(void) {
	u64 resident = (rt_heap.inuse_pages + rt_heap.free_pages - rt_heap.released_pages) * PAGE;
	u64 goal = atomic_load_relaxed(&rt_heap.trigger);
	u64 keep = goal == ~0ul ? resident : goal + goal / 10 + (1 << 20);
	if (rt_heap.memlimit < keep)
		keep = rt_heap.memlimit;
	u64 excess = resident > keep ? resident - keep : 0;
	u64 give = excess < pace.excess ? excess : pace.excess;
	pace.excess = excess;
	if (give >= 64 << 10)
		span_scavenge(give);
}

/* Settings. */
static i64 pace_env_percent(const char *s) {
	if (!s || !*s)
		return 100;
	if (strcmp(s, "off") == 0)
		return -1;
	char *end;
	long n = strtol(s, &end, 10);
	return *end || n < 0 ? 100 : n;
}

static u64 pace_env_limit(const char *s) {
	if (!s || !*s || strcmp(s, "off") == 0)
		return INT64_MAX;
	char *end;
	u64 n = strtoull(s, &end, 10), unit = 1;
	static const char *const names[] = {"", "B", "KiB", "MiB", "GiB", "TiB"};
	static const u64 units[] = {1, 1, 1 << 10, 1 << 20, 1 << 30, 1ul << 40};
	for (u32 i = 0; i < countof(names); i++)
		if (strcmp(end, names[i]) == 0) {
			unit = units[i];
			return n > INT64_MAX / unit ? INT64_MAX : n * unit;
		}
	rt_fatal("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
}

void pace_init(void) {
	rt_heap.gcpercent = pace_env_percent(getenv("GOGC"));
	rt_heap.memlimit = pace_env_limit(getenv("GOMEMLIMIT"));
	pace_reckon();
}

i64 rt_debug_setGCPercent(i32 percent) {
	i64 old = rt_heap.gcpercent;
	rt_stoptheworld();
	M *m = rt_acquirem();
	rt_heap.gcpercent = percent < 0 ? -1 : percent;
	pace_reckon();
	rt_releasem(m);
	rt_starttheworld();
	gc_maybe();
	return (i32)old;
}

i64 rt_gogc(void) {
	return rt_heap.gcpercent;
}

i64 rt_debug_setMemoryLimit(i64 limit) {
	i64 old = rt_heap.memlimit;
	if (limit < 0)
		return old;
	rt_stoptheworld();
	M *m = rt_acquirem();
	rt_heap.memlimit = limit;
	pace_reckon();
	rt_releasem(m);
	rt_starttheworld();
	gc_maybe();
	return old;
}
