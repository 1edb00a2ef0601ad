// Private to the heap and the scheduler: recording what profiles show.
#ifndef RT_MPROF_H
#define RT_MPROF_H
#include "heap.h"

enum { RT_PROF_MEMORY, RT_PROF_BLOCK, RT_PROF_MUTEX, RT_PROF_KINDS };

// When to record an allocation. Owner: the P.
typedef struct ProfSampler {
	i64 rate; // at which left was drawn
	i64 left; // bytes until the next sample
} ProfSampler;

// As type profRecord of golib/runtime/mprof.go.
typedef struct ProfRecord {
	ptr bucket;
	i64 size, allocs, frees, count, time;
	const u64 *pcs;
	u64 npcs;
} ProfRecord;
u8 rt_prof_next(
	u64 kind, ptr record); // the one after record, whose bucket is NULL at first; 0: no more

bool rt_prof_sample(
	ProfSampler *s, u64 size); // an object of size bytes was allocated: it is to be recorded
ptr rt_prof_malloc(u64 size);	   // by the current goroutine: its bucket
void rt_prof_collected(void);	   // marking has ended, world stopped; before
void rt_prof_free(ptr bucket);	   // ... for each recorded object that is dead
void rt_prof_block(u32 reason, i64 nanoseconds); // the current goroutine waited
void rt_prof_mutex(i64 nanoseconds);		 // ... releases a lock that another one waited for
extern u64 rt_prof_blockrate, rt_prof_mutexrate; // atomic; 0: not recorded

/* malloc.c, special.c */
void rt_heap_watch(void);		    // from now on allocations are sampled
void rt_special_profile(ptr p, ptr bucket); // rt_prof_free(bucket) when the object at p is dead

#endif
