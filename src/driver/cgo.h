// cgo.h: packages with a part in C: cgo.c, cgo_flags.c.
#ifndef SEAGO_DRIVER_CGO_H
#define SEAGO_DRIVER_CGO_H

#include "driver/driver.h"

/* cgo.c */
bool cgo_enabled(Driver *d); // $CGO_ENABLED, else whether there is a C compiler
// LoadConfig.cgo; arg is the Driver. Fills what c has from the driver.
const char *cgo_generate(void *arg, CgoPackage *c);
// Compiles the C of all packages as far as the cache does not have it, and tells what the linker
// needs of it. False after an error.
bool cgo_compile(Driver *d, const Program *prog, LinkInput *link);

/* cgo_flags.c */
// The first word of a #cgo line that is not known to be harmless; NULL: there is none.
const char *cgo_flag_refused(Arena *a, const char *name, const TextVec *words, bool linker);

#endif
