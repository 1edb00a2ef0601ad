// Private to mark.c and gc.c: the marking phase.
//
// Work. Every marker has a buffer of objects that are marked but not yet scanned; what overflows
// goes to a list that all share. Marking ends when the list is empty and every marker is idle.
// Roots are numbered jobs, taken in order.
#ifndef RT_MARK_H
#define RT_MARK_H
#include "span.h"

enum { WORKBUF = 1020, MAX_MARKERS = 16 };

typedef struct WorkBuf WorkBuf;
struct WorkBuf {
	WorkBuf *next;
	u64 n;
	u64 item[WORKBUF]; // address of an object; bit 0: of a piece of a large one
};

struct GcWork {
	WorkBuf *buf; // being filled and emptied
	u64 marked_bytes;
	u64 marked_objects;
	u64 scanned_words;
};

void mark_init(u32 nworkers); // threads beside the caller; the first time makes them
// Marks everything that is reachable from the jobs 0 <= job < njobs of run, in parallel. Returns
// when done.
void mark_run(GcWork *w, void (*run)(GcWork *, u64 job), u64 njobs);
u64 mark_bytes(void); // of all markers, since mark_begin
void mark_begin(void);
u32 mark_workers(void);

#endif
