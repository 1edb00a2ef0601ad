// escape.h: escape analysis, private to the files escape*.c of src/opt; escape.c says how it works.
#ifndef SEAGO_OPT_ESCAPE_H
#define SEAGO_OPT_ESCAPE_H

#include "opt/opt.h"
#include "shared.h"

typedef struct Class {
	uint32_t parent;   // union-find
	uint32_t contents; // class of what lies behind these pointers; 0: none yet
	uint32_t hold;	   // loop in which all lie that hold one: variables, phis, memory
	uint32_t home;	   // loop in which all objects lie that these point to
	bool escapes;
	bool callers;  // in memory that the caller knows of
	bool stored;   // ... of that class something is stored into
	bool returned; // a result, or what lies behind it
} Class;

typedef struct Escape {
	Func *f;
	Arena *a;
	const Loops *loops; // NULL: nothing is to be decided by them
	VEC(Class) classes; // 1..; 0 is unused
	uint32_t *of_value, *of_var, *of_slot;
	uint32_t *of_result; // of f
} Escape;

/* escape_class.c */
uint32_t class_new(Escape *e);
uint32_t class_find(Escape *e, uint32_t c);
void class_unify(Escape *e, uint32_t x, uint32_t y);
uint32_t class_contents(Escape *e, uint32_t c); // made if there is none
uint32_t class_behind(Escape *e, uint32_t c);	// the same, 0: there is none
void class_escape(Escape *e, uint32_t c);
uint32_t class_of(Escape *e, const Value *v);
uint32_t class_of_result(Escape *e, const Value *call, uint32_t i);
void class_hold(Escape *e, uint32_t c, uint32_t loop);
void class_store(Escape *e, uint32_t c, uint32_t x);   // x is stored behind c
void class_home(Escape *e, uint32_t c, uint32_t loop); // an object of that loop is in c
void class_spread(Escape *e);		   // what escapes or is held makes what lies behind it
void class_return(Escape *e, uint32_t c);  // c and all behind it are what f returns
uint8_t class_leak(Escape *e, uint32_t c); // how far behind c begins what escapes: LEAK_*

/* escape_call.c */
void escape_lend(
	Escape *e, const Value *v, uint32_t leak); // what lies `leak` steps behind v escapes
void escape_call(Escape *e, const Value *v, uint32_t loop);
// Makes the summary of e.f; true if it promises less than it did.
bool escape_summary(Escape *e);
// How far behind a closure begins what its code f lets escape, to its results and parameters too.
uint32_t escape_closure_leak(const Func *f);
void escape_promise(Func *f); // everything
// What a runtime function gives is an object that may lie in the frame.
typedef enum FrameKind { FRAME_NONE, FRAME_BOX, FRAME_BUFFER } FrameKind;
FrameKind escape_frame_kind(const Value *v);

/* escape_slot.c: objects that die with the frame become slots of it */
void escape_rewrite(Escape *e);

#endif
