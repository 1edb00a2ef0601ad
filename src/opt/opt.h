// opt.h: the optimiser: passes over one function of IR, each in a file of its own, listed in
// pass.def.
#ifndef SEAGO_OPT_H
#define SEAGO_OPT_H

#include "ir/ir.h"

typedef struct OptConfig {
	bool optimise;	// run the passes of the optimised tier
	bool any;	// run passes at all: those of both tiers, and with `optimise` the others
	bool no_inline; // leave out pass `inline`
	bool verify;	// after every pass
	bool one_unit;	// only functions of package `unit` (NULL: the program unit) and shared ones
	const Package *unit;
	const char *dump_pass; // print functions after this pass to stderr, or NULL
	const char *dump_func; // only this one, or NULL: all
} OptConfig;

// Runs the pipeline. A pass that breaks an invariant ends in ice().
void opt_module(Module *m, const OptConfig *cfg);
// order.c: functions that are wanted and all they call, callees first.
FuncVec order_funcs(Module *m, Arena *a, bool (*wanted)(const Sym *s, const OptConfig *cfg),
	const OptConfig *cfg);
// remark.c: with Module.remarks, what a pass decided about v of f, a function of the user's.
void remark(const Func *f, const Value *v, const char *what, const char *name);
// splice.c: puts g, the body of the function that ins[at] of b calls, in place of the call; gives
// the block with what followed. Both functions in SSA form, with predecessors; g is not f: a
// function that is put into itself is cloned before.
Block *splice_call(Func *f, Block *b, uint32_t at, const Func *g);
const Func *splice_clone(const Func *g);
// loops.c: the natural loops of a function, numbered from 1; 0 is the function itself.
enum { LOOP_NONE = UINT32_MAX };
typedef struct Loops {
	uint32_t *of_block; // by block id: innermost loop
	uint32_t *parent, *depth;
	Block **headers;  // by loop
	bool irreducible; // there are loops beside these
} Loops;
Loops *loops_find(Func *f, Arena *a);
// The innermost loop that holds both; LOOP_NONE holds nothing.
uint32_t loops_meet(const Loops *l, uint32_t x, uint32_t y);
bool loops_within(const Loops *l, uint32_t x, uint32_t outer); // x is outer or lies in it
// lean.c: of the fast tier, chooses functions that are worth inlining in or into: Func.lean.
void lean_mark(const FuncVec *funcs);
bool func_calls_itself(const Func *f); // directly
bool opt_pass_exists(const char *name);
void opt_list_passes(FILE *to);

#define PASS(name, fn, tier, needs, keeps, doc) void fn(Func *f);
#include "opt/pass.def"
#undef PASS

#endif
