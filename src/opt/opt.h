// opt.h: the optimiser: passes over one function of IR, each in a file of its own, listed in
// pass.def.
#ifndef SEAGO_OPT_H
#define SEAGO_OPT_H

#include "ir/ir.h"

typedef struct OptConfig {
	bool optimise; // run the passes of the optimised tier
	bool escape;   // heap objects that die with their frame become slots
	bool verify;   // after every pass
	bool one_unit; // only functions of package `unit` (NULL: the program unit) and shared ones
	const Package *unit;
	const char *dump_pass; // print functions after this pass to stderr, or NULL
	const char *dump_func; // only this one, or NULL: all
} OptConfig;

// Runs the pipeline over f. A pass that breaks an invariant ends in ice().
void opt_func(Func *f, const OptConfig *cfg);
void opt_module(Module *m, const OptConfig *cfg);
// escape.c, before the passes over single functions: heap objects that die with the frame become
// slots.
void opt_escape(Module *m);
bool opt_pass_exists(const char *name);
void opt_list_passes(FILE *to);

#define PASS(name, fn, tier, needs, keeps, doc) void fn(Func *f);
#include "opt/pass.def"
#undef PASS

#endif
