// object.h: data of a unit as a relocatable ELF file for x86-64, without a C compiler.
#ifndef SEAGO_ELF_OBJECT_H
#define SEAGO_ELF_OBJECT_H

#include "ir/ir.h"

typedef VEC(Sym *) SymList;

// Appends the file (memory of `a`) that defines those of the n symbols of `datas` that are not
// texts, and the texts they mention; all other symbols are left to the linker. Those that other
// units define too (no package, not the program unit's) are weak. Same input, same bytes.
void elf_object(Module *m, Arena *a, Sym *const *datas, uint32_t n, Buf *out);

#endif
