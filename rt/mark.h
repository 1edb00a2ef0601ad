// Private to mark.c, gc.c and pacer.c: the marking phase.
//
// Work. Everybody who marks has a GcWork with a buffer of objects that are marked but not yet
// scanned; what overflows goes to a list that all share. Marking may have ended when that list is
// empty, no root job is left and nobody is busy; what lies in the buffers of Ps and goroutines is
// seen when the world is stopped.
#ifndef RT_MARK_H
#define RT_MARK_H
#include "memstats.h"

enum { WORKBUF = 1020, MAX_MARKERS = 16 };

typedef struct WorkBuf WorkBuf;
struct WorkBuf {
	WorkBuf *next;
	u64 n;
	u64 item[WORKBUF]; // address of an object; bit 0: of a piece of a large one
};

struct GcWork {
	WorkBuf *buf;	// being filled and emptied
	GcWork *next;	// of all
	bool of_thread; // else of a P
	u64 marked_bytes;
	u64 scanned; // bytes
};

typedef struct MarkCount {
	u64 marked, scanned; // bytes
} MarkCount;

void mark_open(void);	  // a cycle begins, world stopped
void mark_close(void);	  // it has ended, world stopped
void mark_threads(u32 n); // there are at least so many threads, if possible
void mark_wake(void);	  // a thread that sleeps looks again
// Scans about so many bytes; how many, 0: no work in sight.
i64 mark_drain(GcWork *w, i64 bytes);
// The same for the work of all Ps, world stopped; false: *bytes were not enough.
bool mark_drain_all(i64 *bytes);
void mark_give_all(void); // what all Ps have goes to the list; world stopped
void mark_enter(void);	  // around mark_drain by others than threads: busy
void mark_leave(void);
bool mark_quiet(void); // no work in sight, nobody busy
void work_init(GcWork *w);
void work_share(GcWork *w);	 // others may take what it holds
void work_give(GcWork *w);	 // ... and threads that sleep are told
MarkCount mark_count(void);	 // since mark_open
i64 mark_claim_credit(i64 want); // bytes that threads have scanned ahead
i64 mark_cpu(void);		 // ns that threads have worked since mark_open

/* gc.c, for mark.c */
bool gc_root_job(GcWork *w, bool *left); // does one; *left = false: it was the last
void gc_marked(void);			 // marking seems to have ended
bool gc_background(void); // a little of what is to do between collections; false: nothing

/* pacer.c, for gc.c */
void pace_init(void); // from the environment
bool pace_due(void);  // it is time for a cycle
void pace_begin(void);
void pace_end(MarkCount c, u64 black, GcTrace *t); // black: bytes allocated since pace_begin
void pace_rest(i64 now, i64 marking);
i64 pace_assist(u64 bytes);
u64 pace_above(u64 *goal);     // bytes by which more is alive than the goal of this cycle
void pace_return_memory(void); // what was not needed during a whole cycle; swept

#endif
