// Profiles of memory, blocking and contention: what happened, by the stack where it did.
//
// A bucket counts the events of one kind with one stack (and, for memory, one size of object).
// Buckets are never freed. Memory is profiled if the program can read the profile, that is, if the
// functions that return it are linked. One allocation in runtime.MemProfileRate bytes is recorded
// on average, at random. Allocations become part of the profile at the end of the collection that
// has seen which of them are alive, so that it shows one moment.
#include <string.h>
#include "mprof.h"

enum { PROF_DEPTH = 128, PROF_HASH = 16384 };

typedef struct ProfBucket ProfBucket;
struct ProfBucket {
	ProfBucket *next;  // of the same hash
	ProfBucket *link;  // of the same kind, older
	u64 size;	   // memory: of the object
	u64 allocs, frees; // memory: until the end of the last collection
	u64 recent;	   // memory: allocated since
	f64 count, time;   // others: events, nanoseconds
	u32 kind, npcs;
	u64 pcs[];
};

static struct {
	Lock lock;
	ProfBucket *hash[PROF_HASH];
	ProfBucket *first[RT_PROF_KINDS]; // atomic
	const i64 *memrate;		  // runtime.MemProfileRate
	u8 collected;			  // a collection has ended
} prof;

u64 rt_prof_blockrate, rt_prof_mutexrate;

// func rtMemProfileInit(rate *int)
void rt_prof_init(const i64 *rate) {
	prof.memrate = rate;
	if (rt_program.mem_profile != NULL || rt_program.mem_profile_internal != NULL)
		rt_heap_watch();
}

// prof.lock held.
static ProfBucket *prof_bucket(u32 kind, u64 size, const u64 *pcs, u32 npcs) {
	u64 h = size * RT_PROF_KINDS + kind;
	for (u32 i = 0; i < npcs; i++)
		h = (h ^ pcs[i]) * 0x9e3779b97f4a7c15ul;
	ProfBucket **at = &prof.hash[(h >> 32) % PROF_HASH];
	for (ProfBucket *b = *at; b != NULL; b = b->next)
		if (b->kind == kind && b->size == size && b->npcs == npcs &&
			memcmp(b->pcs, pcs, npcs * 8ul) == 0)
			return b;
	ProfBucket *b = rt_persistent_alloc(sizeof *b + npcs * 8ul, 8);
	b->kind = kind;
	b->size = size;
	b->npcs = npcs;
	memcpy(b->pcs, pcs, npcs * 8ul);
	b->next = *at;
	*at = b;
	b->link = prof.first[kind];
	atomic_store_release(&prof.first[kind], b);
	return b;
}

/* Memory. */

// log x for x > 0 and not subnormal: that of the mantissa m by the series of the inverse hyperbolic
// tangent of (m - 1) / (m + 1), to 1e-8. The C library's has tables of 7 KB.
static f64 prof_log(f64 x) {
	u64 bits = rt_f64bits(x);
	f64 exponent = (f64)((i64)(bits >> 52) - 1023);
	f64 m = rt_f64frombits((bits & ((1ull << 52) - 1)) | 1023ull << 52);
	f64 t = (m - 1) / (m + 1), sum = 0;
	for (i32 k = 15; k > 0; k -= 2)
		sum = sum * t * t + 1.0 / k;
	return exponent * 0x1.62e42fefa39efp-1 + 2 * t * sum;
}

// Bytes until the next sample: exponentially distributed, so that every byte is as likely to be
// hit.
static i64 prof_distance(i64 rate) {
	if (rate <= 1)
		return 0;
	f64 x = (f64)(rt_fastrand() >> 11 | 1) * 0x1p-53;
	return (i64)(-prof_log(x) * (f64)rate);
}

bool rt_prof_sample(ProfSampler *s, u64 size) {
	i64 rate = prof.memrate != NULL ? atomic_load_relaxed(prof.memrate) : 0;
	if (rate <= 0)
		return false;
	if (rate != s->rate) {
		s->rate = rate;
		s->left = prof_distance(rate);
	}
	s->left -= (i64)size;
	if (s->left >= 0)
		return false;
	s->left = prof_distance(rate);
	return true;
}

ptr rt_prof_malloc(u64 size) {
	u64 pcs[PROF_DEPTH];
	u32 n = (u32)rt_callers(0, pcs, PROF_DEPTH);
	rt_lock(&prof.lock);
	ProfBucket *b = prof_bucket(RT_PROF_MEMORY, size, pcs, n);
	b->recent++;
	rt_unlock(&prof.lock);
	return b;
}

void rt_prof_collected(void) {
	prof.collected = 1;
	for (ProfBucket *b = prof.first[RT_PROF_MEMORY]; b != NULL; b = b->link) {
		b->allocs += b->recent;
		b->recent = 0;
	}
}

void rt_prof_free(ptr bucket) {
	((ProfBucket *)bucket)->frees++;
}

/* Blocking and contention. */
static bool prof_blocks(u32 reason) {
	switch (reason) {
	case RT_WAIT_SEMACQUIRE:
	case RT_WAIT_CHAN_RECV:
	case RT_WAIT_CHAN_SEND:
	case RT_WAIT_SELECT:
	case RT_WAIT_COND:
	case RT_WAIT_MUTEX:
	case RT_WAIT_RWMUTEX_R:
	case RT_WAIT_RWMUTEX_W:
	case RT_WAIT_WAITGROUP:
	case RT_WAIT_SYNCTEST_CHAN_RECV:
	case RT_WAIT_SYNCTEST_CHAN_SEND:
	case RT_WAIT_SYNCTEST_SELECT:
	case RT_WAIT_SYNCTEST_WAITGROUP: return true;
	}
	return false;
}

static void prof_event(u32 kind, f64 count, f64 time) {
	u64 pcs[PROF_DEPTH];
	u32 n = (u32)rt_callers(0, pcs, PROF_DEPTH);
	rt_lock(&prof.lock);
	ProfBucket *b = prof_bucket(kind, 0, pcs, n);
	b->count += count;
	b->time += time;
	rt_unlock(&prof.lock);
}

// A wait shorter than the rate is recorded with a probability of time / rate, and then for all that
// were not.
void rt_prof_block(u32 reason, i64 time) {
	i64 rate = (i64)atomic_load_relaxed(&rt_prof_blockrate);
	if (rate <= 0 || !prof_blocks(reason))
		return;
	if (time <= 0)
		time = 1;
	if (time >= rate)
		prof_event(RT_PROF_BLOCK, 1, (f64)time);
	else if ((i64)(rt_fastrand() % (u64)rate) < time)
		prof_event(RT_PROF_BLOCK, (f64)rate / (f64)time, (f64)rate);
}

void rt_prof_mutex(i64 time) {
	u64 rate = atomic_load_relaxed(&rt_prof_mutexrate);
	if (rate > 0 && rt_fastrand() % rate == 0)
		prof_event(RT_PROF_MUTEX, (f64)rate, (f64)rate * (f64)time);
}

// func rtSetBlockProfileRate(rate int)
void rt_prof_setblockrate(i64 rate) {
	atomic_store_relaxed(&rt_prof_blockrate, rate > 0 ? (u64)rate : 0);
}

// func rtSetMutexProfileFraction(rate int) int: the old one; negative: no change.
i64 rt_prof_setmutexrate(i64 rate) {
	i64 old = (i64)rt_prof_mutexrate;
	if (rate >= 0)
		atomic_store_relaxed(&rt_prof_mutexrate, (u64)rate);
	return old;
}

/* Reading. */
// func rtProfNext(kind int, r *profRecord) bool: the record after r, whose bucket is nil at first.
u8 rt_prof_next(u64 kind, ptr record) {
	ProfRecord *r = record;
	ProfBucket *b = r->bucket;
	b = b != NULL ? b->link : atomic_load_acquire(&prof.first[kind]);
	if (b == NULL)
		return 0;
	rt_lock(&prof.lock);
	u64 allocs = b->allocs + (prof.collected ? 0 : b->recent);
	*r = (ProfRecord){b, (i64)b->size, (i64)allocs, (i64)b->frees, (i64)b->count, (i64)b->time,
		b->pcs, b->npcs};
	rt_unlock(&prof.lock);
	return 1;
}
