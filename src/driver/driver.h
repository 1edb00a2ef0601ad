// driver.h: the command: flags, the pipeline from files to a binary, other programs, timings.
#ifndef SEAGO_DRIVER_H
#define SEAGO_DRIVER_H

#include <time.h>

#include "backend/c/cgen.h"

typedef VEC(const char *) StrVec;

// Where things of an installed seago lie, all below one root: bin/seago, lib/librt.a, rt/*.h, golib/.
typedef struct Home {
	const char *root, *rt_dir, *golib_dir, *librt, *exe;
} Home;

// What the flags of one command say. Strings live as long as the session.
typedef struct Options {
	const char *command;   // "run", "build", ...
	CTier tier;
	bool tier_set;
	const char *output;    // -o
	bool verbose, print_commands, timings; // -v -x -timings
	uint32_t jobs;         // -p
	const char *tags;      // -tags, comma-separated
	const char *goroot;    // -goroot, NULL: found
	bool strip;            // -ldflags -s
	StrVec xdefs;          // -ldflags -X: "importpath.name=value"
	bool all_errors;       // -gcflags -e
	bool no_optimise;      // -gcflags -N
	const char *lang;      // -gcflags -lang=go1.N, or NULL
	bool keep_work;        // -work: the work directory is kept and printed
	const char *dump;      // -d=STAGE[:FUNC][,...]
	StrVec args;           // what follows the flags
} Options;

typedef struct Stage { const char *name; double seconds; } Stage;
typedef struct Driver {
	Session *s;
	Arena *a;
	Home home;
	Options opt;
	const char *work_dir;  // temporary, removed at the end
	VEC(Stage) stages;     // for -timings
	struct timespec mark;
	uint64_t lines_parsed;
} Driver;

/* main.c, flags.c */
int driver_main(int argc, char **argv);
// Parses flags of d->opt.command from argv; false after saying on stderr what is wrong (exit status 2).
bool flags_parse(Driver *d, int argc, char **argv);
void flags_usage(FILE *to, const char *command);

/* pipeline.c: from arguments to an executable */
// Builds the main package that d->opt.args name into `output`. Errors are printed. False: exit status 1.
bool driver_build(Driver *d, const char *output);

/* fast.c, opt.c, link.c: the back half of the pipeline */
bool fast_compile(Driver *d, Module *m, const char *object);
// Which package objects the cache has (objects by Package.index) and which are missing: those are lowered as a whole.
typedef struct OptPlan { const char *cc, *dir; const char **objects; VEC(Package *) missing; } OptPlan;
void opt_plan(Driver *d, const Program *prog, OptPlan *plan); // plan->cc is NULL after an error
// Compiles what is missing and the program unit; objects gets the paths of all.
bool opt_compile(Driver *d, Module *m, const OptPlan *plan, StrVec *objects);
void link_words(Arena *a, StrVec *argv, const char *words); // splits at spaces: $CC may be "ccache gcc"
bool link_program(Driver *d, const StrVec *objects, const char *output, bool gc_sections);
const char *driver_cc(Driver *d); // $CC, cc, gcc or clang; NULL after an error if there is none

/* proc.c: other programs, files */
// Runs argv and waits. Its exit status; 128+n for signal n; -1 with a message if it could not be started.
int proc_run(Driver *d, const char *const *argv);
typedef struct ProcPool ProcPool; // up to n children at once
ProcPool *proc_pool_new(Driver *d, uint32_t n);
void proc_pool_start(ProcPool *p, const char *const *argv, const char *what, void (*done)(void *arg, bool ok), void *arg);
bool proc_pool_wait(ProcPool *p); // for all; false if one failed
const char *work_path(Driver *d, const char *name); // a path in the work directory, which is made when first asked for
void work_remove(Driver *d);
bool file_write(Driver *d, const char *path, const char *text, size_t n); // beside, then renamed; false after an error
bool file_exists(const char *path);

/* timing.c */
void timing_mark(Driver *d, const char *stage); // ends the stage that began at the last mark
void timing_print(Driver *d);

/* home.c */
bool home_find(Driver *d);

#endif
