// load.h: from command line arguments to the parsed packages of a program.
//
// GOROOT is found and checked, build constraints choose files, imports are followed through the main module, GOROOT,
// GOROOT's vendor folder and the overlay (golib/: whole packages that take the place of GOROOT's). Every file of
// the program is parsed here. Errors are reported to the session's diags, or, where they have no position, as go
// words them on stderr by load_program's caller through `err`.
#ifndef SEAGO_LOAD_H
#define SEAGO_LOAD_H

#include "types/types.h"

/* goroot.c */

// The Go source tree: `named` if not NULL, else $GOROOT, else the usual places. NULL and *err (one line) when there is none, it has
// no src/, or it is of another version than 1.27 (src/internal/goversion tells).
const char *goroot_find(Session *s, const char *named, const char **err);

/* load.c */

typedef struct LoadConfig {
	const char *goroot;      // from goroot_find
	const char *overlay_dir; // golib/
	const char *tags;        // -tags, comma- or space-separated; NULL: none
	const char *lang;        // -gcflags -lang for the packages named, or NULL
	const char *const *args; // files (*.go, all of one folder) or one package: a path ("." "./x" or absolute), or an import path
	uint32_t n_args;
	uint32_t jobs;           // threads for parsing
} LoadConfig;

typedef struct LoadStats { uint64_t lines, bytes, files; } LoadStats;

// Loads the package that args name with all it imports, package runtime (and what the compiler itself needs: unsafe, internal/runtime/maps, ...)
// included. Never NULL: with errors, diags_count(s->diags) > 0 or *err is set. Program.main is the package named (it may not be a main package).
Program *load_program(Session *s, const LoadConfig *cfg, LoadStats *stats, const char **err);

#endif
