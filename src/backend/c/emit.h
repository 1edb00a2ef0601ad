// emit.h: the inside of the C backend.
//
// Values become C expressions where that is safe: constants and addresses always, pure single-use
// values and loads when nothing between definition and use can change them. Everything else is
// assigned to a local variable ("temp") once. Temps whose value is not needed any more are used
// again, because libtcc gives each a stack slot.
#ifndef SEAGO_CGEN_EMIT_H
#define SEAGO_CGEN_EMIT_H

#include "backend/c/cgen.h"

typedef VEC(Value *) CValueVec;

// What is known of a value while its function is written; indexed by value id.
typedef struct CVal {
	const char *text; // expression, while pending, or the name of its temp
	uint32_t left;	  // uses still to come
	Value *user;	  // the last one
	bool pending;	  // text is an expression not yet evaluated
	bool reads;	  // the expression reads memory
	bool cross;	  // used in other blocks: keeps a temp of its own
	bool has_temp, reserved; // reserved: the temp has a number before it is set
	uint64_t vars;	// bloom set of the Vars that the expression reads
	int32_t temp;	// its number among those of the type
	uint32_t holds; // mentions of the temp in pending texts and in the statement being written
	CValueVec held; // values whose temps the pending text mentions
} CVal;

// Of a temp of pointer type: a value has it; it may hold a pointer that a collection would find;
// nothing needs it after this statement; it lies in memory.
enum { TEMP_HELD = 1, TEMP_SOILED = 2, TEMP_DYING = 4, TEMP_HOME = 8 };
typedef struct CTempPool {
	VEC(int32_t) free;
	VEC(uint8_t) state; // TEMP_*, by number, for pointers, while CEmit.live
	int32_t n;
} CTempPool; // of one type
typedef struct CLive CLive;
// Locals that arguments of a call wait in while what they came from is overwritten.
typedef struct CAside {
	uint32_t pointers, ints, floats;
} CAside;
typedef struct CLine {
	uint32_t label, line, file;
} CLine;

typedef struct CEmit {
	Module *m;
	Arena *a;	// text and declarations of the unit
	Arena *scratch; // of the function
	CTier tier;
	Buf *out;	    // the unit's functions
	Buf types;	    // structures of many results, written before decls
	Buf decls;	    // the unit's declarations, written before out
	uint8_t *seen;	    // by Sym.index: declared already
	VEC(uint32_t) wide; // words of the structures in types
	Func *f;
	uint32_t at; // of the value being written, in its block
	Buf body;    // of the function; its locals are declared before it when they are known
	Buf locals;
	uint64_t result_words; // of the locals that hold results of calls, three or more
	uint64_t pairs;	       // locals that hold two, which come in registers
	uint64_t passed_words; // on the stack, by the call that passes most
	CVal *vals;
	VEC(Value *) pending; // in order of definition
	CValueVec mentioned;  // values whose temps the text being written mentions
	CTempPool pools[IR_TYPE_COUNT];
	CLive *live;		 // NULL: nothing is overwritten
	bool collects;		 // the program can call runtime.GC
	CAside aside;		 // the most of any call of the function
	VEC(CLine) lines;	 // fast tier: labels for line records
	uint32_t line, file;	 // where the last text of the body came from
	const SourceFile *src;	 // of the last position, and its line table cursor
	VEC(const char *) files; // paths of line records, in order of their index
	Map file_index;		 // Place.path, or Name* of an inlined one -> index
	const char *inl_path;	 // of the last inlined one: Place.path,
	uint32_t inl, inl_file;	 // the call, the index found
} CEmit;

/* expr.c */
const char *ctype_name(IRType t);
const char *cexpr_operand(CEmit *e, Value *v); // text for one use of v
const char *cexpr_peek(CEmit *e, Value *v);    // the same, not counted as a use
bool cexpr_is_volatile(const Value *v);	       // an access that must stay as it is
const char *cexpr_access(const CEmit *e,
	const Value *v); // the qualifier for what the load or store v accesses, "" or with a space
void cexpr_value(CEmit *e, Value *v); // v is pure or a read: makes it pending or assigns it
void cexpr_flush(CEmit *e, uint64_t vars,
	bool reads);		// evaluates what would change when these Vars, or memory, change
void cexpr_flush_all(CEmit *e); // evaluates whatever waits
char ctemp_letter(IRType t);	// first letter of the names of temps of type t
const char *ctemp_new(CEmit *e, Value *v); // names a temp for v
void ctemp_reserve(CEmit *e, Value *v);	   // gives the temp that v will have its number
void ctemp_settle(CEmit *e); // after a statement: temps that nothing mentions any more are free

/* stmt.c */
void cstmt_value(CEmit *e, Value *v);
void cstmt_control(CEmit *e, Block *b, Block *next);
void cstmt_line(CEmit *e, Pos pos, uint32_t inl); // the next text comes from pos

/* points.c: sets of slots, a bit by the id of each */
typedef struct CPoints CPoints;
CPoints *cpoints_new(Arena *a, Func *f);
uint64_t cpoints_of(const CPoints *p, const Value *v);	 // v may lead to them, directly or not
uint64_t cpoints_behind(const CPoints *p, uint64_t set); // with all that they lead to
bool cpoints_knows(const CPoints *p, const Slot *s);	 // it is in every set that it belongs to

/* live.c: pointers that died are overwritten before calls */
CLive *clive_new(CEmit *e, Func *f);  // NULL: there is nothing to do
void clive_block(CEmit *e, Block *b); // b is going to be written
// Something is to be overwritten before v, instruction e->at.
bool clive_wants(CEmit *e, const Value *v);
void clive_kill(CEmit *e, Buf *out, const Value *v); // writes that, on one line
// The argument of the call at e->at, a parameter or a temp, is needed after it.
bool clive_outlives(CEmit *e, const Value *arg);
bool clive_knows(const CEmit *e, const Value *v);   // the temp of v is overwritten when it is dead
bool clive_at_home(const CEmit *e, const Value *v); // the temp of v is to lie in memory
bool clive_param_at_home(const CEmit *e, uint32_t i);
bool clive_pins(const CEmit *e, const Value *v); // v is never overwritten
void clive_done(CEmit *e, Value *v);		 // v, at e->at, was written

/* func.c */
void cgen_func(CEmit *e, Func *f);
const char *cgen_result_type(CEmit *e, const Sig *sig);
void cgen_prototype(CEmit *e, Buf *to, const Func *f, const char *name, bool named_params);
bool cgen_is_leaf(const Func *f); // calls nothing but what dies

/* frame.c */
// Bytes of the frame of f at most, its text being written; exact only if above `enough`.
uint64_t cgen_frame_size(CEmit *e, const Func *f, uint64_t enough);

/* unit.c, data.c */
const char *cgen_name(CEmit *e, Sym *sym); // the C name, declared when first asked for
void cdata_declarator(
	CEmit *e, Buf *to, const Data *d); // "const u64 name[4]", without storage class
void cgen_data(CEmit *e, const Data *d);
// Index of the path that says where p, in inlined call inl of the function, is (doc/abi.md).
uint32_t cgen_file_index(CEmit *e, Place p, uint32_t inl);
bool unit_is_known(const Sym *sym);		    // the unit may say its type
void cgen_quote(CEmit *e, Buf *out, const char *s); // as a string of C

#endif
