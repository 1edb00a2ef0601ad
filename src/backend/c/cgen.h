// cgen.h: GNU C text from IR, for both tiers.
//
// The text is what gcc, clang and libtcc all take (doc/abi.md says how Go maps to C). It depends on
// the unit's symbols and the tier only: same input, same bytes.
#ifndef SEAGO_CGEN_H
#define SEAGO_CGEN_H

#include "ir/ir.h"

typedef enum CTier { CTIER_FAST, CTIER_OPT } CTier;

// A translation unit: which functions and data it defines. Everything else they mention is
// declared.
typedef struct CUnit {
	const char *name; // package path; "" for the program unit
	VEC(Sym *) funcs;
	VEC(Sym *) datas;
} CUnit;

// Appends the text of the unit to out (memory of `a`).
void cgen_unit(Module *m, Arena *a, const CUnit *unit, CTier tier, Buf *out);
// One function alone, for -d=c.
void cgen_function(Module *m, Arena *a, Func *f, CTier tier, Buf *out);

// What a unit defines. Fast tier: everything. Optimised tier: what package pkg defines or, with pkg
// NULL, the program unit's own; and copies (weak) of the shared functions and data that those need.
CUnit *cgen_split(Module *m, Arena *a, CTier tier, const Package *pkg);

#endif
