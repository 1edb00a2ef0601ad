// live.h: what live.c finds out about the pointers of a frame and live_kill.c writes, private to
// the two.
#ifndef SEAGO_BACKEND_C_LIVE_H
#define SEAGO_BACKEND_C_LIVE_H

#include "backend/c/emit.h"

typedef enum ItemKind { ITEM_PARAM, ITEM_VAR, ITEM_VALUE, ITEM_RESULTS, ITEM_SLOT } ItemKind;
typedef struct Item {
	ItemKind kind;
	uint32_t id; // of the parameter, variable, value or slot
} Item;

struct CLive {
	Func *f;
	Arena *a;
	bool fast, traps;
	VEC(Item) items;
	uint32_t words; // of a set
	CPoints *points;
	uint8_t *pinned; // by value id: it becomes an integer, which may be all that the callee of
			 // a call has; it stays where it is
	uint32_t *of_param, *of_var, *of_value, *of_slot; // item + 1; 0: none
	const Sig **sigs;				  // by value id, of those with results
	uint64_t **in, **dirty;				  // by block id, at its start
	uint64_t **born;   // by block id: what is declared there; NULL: nothing
	uint64_t *homes;   // items that are in memory only
	uint8_t *collects; // by block id: runtime.GC is called there
	const char *dead;  // the macro that overwrites what the C compiler may have in a register
	uint64_t *now;	   // scratch: live, walking backward
	uint64_t *soiled;  // scratch: dirty, walking forward
	VEC(uint64_t *)
	needed; // of the block being written, by instruction: items that may not be
		// overwritten before it; NULL: none is
};

static inline bool set_has(const uint64_t *set, uint32_t i) {
	return set[i / 64] >> i % 64 & 1;
}

bool live_is_call(const Value *v);
bool live_is_collection(const Value *v); // of runtime.GC

#endif
