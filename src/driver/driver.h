// driver.h: the command: flags, the pipeline from files to a binary, other programs, timings.
#ifndef SEAGO_DRIVER_H
#define SEAGO_DRIVER_H

#include <stdatomic.h>
#include <time.h>

#include "backend/c/cgen.h"
#include "load/load.h"

typedef VEC(const char *) StrVec;

// Where things of an installed seago lie, all below one root: bin/seago, lib/librt.a, lib/rt.o,
// rt/*.h, golib/.
typedef struct Home {
	const char *root, *rt_dir, *golib_dir, *librt, *exe;
	const char *rt_whole; // the runtime and what it uses of the C library, linked to one object
	const char *rt_fast;  // the same in few sections, of which none can be left out
	// Size and time, in seconds and nanoseconds, of the executable that runs, whatever stands
	// in its place by now, and of librt and rt_whole when it began: part of the keys of what is
	// kept.
	int64_t exe_id[3], rt_id[6];
} Home;

// What the flags of one command say. Strings live as long as the session.
typedef struct Options {
	const char *command; // "run", "build", ...
	CTier tier;
	bool tier_set;
	const char *output;		       // -o
	bool verbose, print_commands, timings; // -v -x -timings
	uint32_t jobs;			       // -p
	const char *tags;		       // -tags, comma-separated
	const char *goroot;		       // -goroot, NULL: found
	const char *mod, *modfile;	       // -mod, -modfile; NULL: not set
	const char *overlay;		       // -overlay, NULL: not set
	const char *buildvcs;		       // -buildvcs, NULL: auto
	const char *ldflags, *gcflags;	       // as written, NULL: not set
	StrVec extldflags;		       // -ldflags -extldflags: for $CC when it links
	bool trimpath;
	bool strip;		  // -ldflags -s
	StrVec xdefs;		  // -ldflags -X: "importpath.name=value"
	bool all_errors;	  // -gcflags -e
	bool no_optimise;	  // -gcflags -N
	bool no_inline, report;	  // -gcflags -l, -m
	const char *lang;	  // -gcflags -lang=go1.N, or NULL
	bool keep_work;		  // -work: the work directory is kept and printed
	bool json;		  // -json
	const char *exec;	  // -exec: words to run the program with, or NULL
	const char *dump;	  // -d=STAGE[:FUNC][,...]
	StrVec args;		  // what follows the flags
	struct TestOptions *test; // of the command test, NULL: it is another
} Options;

typedef struct Stage {
	const char *name;
	double seconds;
} Stage;
typedef struct Driver {
	Session *s;
	Arena *a;
	Home home;
	const char *invoked; // argv[0]
	Options opt;
	_Atomic(const char *)
		work_dir; // temporary, removed at the end; read when a signal ends the command
	int work_owner;	  // process that made it
	_Atomic(const char *)
		unfinished; // an output file that is being written beside its place, or NULL
	_Atomic int
		program;  // process id of the program that `run` started: signals go to it; 0: none
	_Atomic int tool; // process id of the tool that runs, 0: none
	_Atomic(struct ProcPool *) pool; // the last one made
	_Atomic bool ending;		 // a signal ends the command
	bool in_pool;			 // this process is a child of one
	VEC(Stage) stages;		 // for -timings
	struct timespec mark;
	uint64_t lines_parsed;
} Driver;

/* main.c, flags.c, build.c, env.c, test.c: commands return the exit status */
int driver_main(int argc, char **argv);
int cmd_build(Driver *d);
int cmd_run(Driver *d);
// How a program ended by its wait status, in go's words: "exit status 1".
const char *exit_text(Driver *d, int status);
int cmd_env(Driver *d);
int cmd_version(Driver *d);
int cmd_test(Driver *d);
int cmd_install(Driver *d);
int cmd_clean(Driver *d);
// gotool.c: the command is done by GOROOT's go, or by one of its tools; args are as the user wrote
// them.
int cmd_go(Driver *d);
int cmd_tool(Driver *d);
// The executable of a main package of GOROOT, compiled if it is not there yet. NULL after an error.
const char *tool_program(Driver *d, const char *package);
// Of the words of $GOFLAGS those that only seago knows, or the others.
const char *goflags_part(Driver *d, const char *flags, bool own);
const char *tool_key(
	Driver *d); // changes with seago and with the release of GOROOT; "" after an error
// Settings that `env -w` stored: those that are not set are put into the environment.
void env_read_stored(void);
// Parses flags of d->opt.command from argv. Not 0 after saying on stderr what is wrong: the exit
// status.
int flags_parse(Driver *d, int argc, char **argv);
// One flag at argv[*i]; advances *i past a value that stands alone. The exit status if it is wrong;
// -1 without a word: the command has no such flag.
int flags_take(Driver *d, int argc, char **argv, int *i);
void flags_usage(FILE *to, const char *command);
// How a command is used, in one line after "usage: ".
const char *command_usage(const char *command);

/* at_version.c */
bool at_version_is(const char *arg); // a package at a version: p@v1.2.3
// The working directory becomes that of a module which has the packages at that version; the
// arguments become their paths. False after an error.
bool at_version_enter(Driver *d, StrVec *args);

/* pipeline.c: from arguments to an executable */
// Checks the packages that d->opt.args name and builds the executable, if it is one main package,
// as d->opt.output says; NULL: in the working directory, named after the package. Errors are
// printed. False: exit status 1.
bool driver_build(Driver *d);
// How the building of a test program ended.
typedef enum TestBuild {
	TEST_BUILT,
	TEST_NO_FILES,	   // the package has no tests
	TEST_CACHED,	   // it need not be built
	TEST_BUILD_FAILED, // the text of a package is wrong
	TEST_SETUP_FAILED, // a package is not there
} TestBuild;
// Builds the test program of the one package that d->opt.args name, at d->opt.output; known is
// asked when the packages have been read, before anything is compiled, true: it need not be.
TestBuild driver_build_test(
	Driver *d, bool (*known)(Driver *d, const Program *prog, void *arg), void *arg);
Program *driver_load_test(Driver *d); // loads it only; NULL after an error
MatchedVec driver_match_packages(Driver *d, bool tests, bool quiet); // empty after an error
TextVec driver_match(Driver *d); // the import paths that d->opt.args name; empty after an error

/* report.c */
// Text that ends with a newline, about the package of that import path, which is wrong.
void report_text(Driver *d, const char *path, const char *text);
// What a build said, as events, each with the package of the heading above it. The last of those,
// NULL: there was no heading.
// variant: follows the name of a package that a second line of the heading tells to be one changed for
// a test; NULL: nothing does.
const char *report_build(Driver *d, const char *text, const char *variant);
// Events of a package that could not be tested: what = "build" or "setup".
void report_not_built(const char *package, const char *failed, const char *what);
// What is queued, below go's heading unless that is NULL.
void report_diags(Driver *d, Diags *diags, const char *path, const char *heading);

// buildinfo.c: the modules and settings of a program, as debug.ReadBuildInfo and `version -m` show
// them; "": it is of no module.
const char *buildinfo_text(Driver *d, const Program *prog);

/* output.c */
// Where the executable of the package of this import path goes: makes folders and refuses to
// replace what is no executable. NULL after an error.
const char *output_place(Driver *d, const char *import_path);
bool output_is_folder(const char *path);
bool is_go_file(const char *s);

const char *cache_dir(
	Driver *d); // where the optimised tier keeps objects, whether it exists or not; "": nowhere

// The IR of the program or, with unit, of that package alone, after the optimiser. NULL after
// errors.
Module *driver_lower(Driver *d, Program *prog, Checker *c, Package *unit);

/* fast.c, opt.c, link.c: the back half of the pipeline */
bool fast_compile(Driver *d, Module *m, const char *object, const char *data);
typedef struct OptPlan {
	const char *cc, *dir;
	bool clang;		// cc is
	StrVec objects;		// in the cache, by Package.index; then that of the program unit
	VEC(Package *) missing; // whose object the cache does not have yet
	struct ProcPool *pool;	// that compiles them; NULL: nothing is missing
} OptPlan;
bool opt_plan(Driver *d, const Program *prog, OptPlan *plan); // false after an error
// Compiles what is missing, beside whatever else is done until the wait for it; what the compilers
// say about their failures is told if it is wanted. False: one has failed already and will be told.
bool opt_packages_start(Driver *d, Program *prog, Checker *c, OptPlan *plan);
bool opt_packages_wait(Driver *d, const OptPlan *plan, bool wanted);
bool opt_program(Driver *d, Module *m, OptPlan *plan); // makes the program unit's objects
void link_words(
	Arena *a, StrVec *argv, const char *words); // splits at spaces: $CC may be "ccache gcc"
/* cache.c: objects in the cache of the optimised tier */
bool cache_is_object(const char *name); // named by 32 hexadecimal digits
bool cache_use(const char *object);	// it is there, and used now
void cache_tidy(Driver *d, const char *dir);

typedef struct LinkInput {
	StrVec objects, flags; // flags: of the packages with a part in C, behind all objects
	bool gc_sections;
	bool dynamic; // against the shared C library
	bool cxx;     // with the C++ compiler, and its library
} LinkInput;
bool link_program(Driver *d, const LinkInput *in, const char *output);
const char *tool_in_path(Driver *d, const char *prog); // its file, NULL: not there
const char *driver_find_cc(Driver *d);		       // $CC, cc, gcc or clang; NULL: there is none
const char *driver_cc(Driver *d);		       // the same; NULL after an error

/* proc.c: other programs */
// Runs argv and waits; what it prints appears then. False: it has failed, `failure` says at what,
// and how was said.
bool proc_run(Driver *d, const char *const *argv, const char *failure);
// Runs argv in the folder dir (NULL: here); what it prints, *status as of waitpid, -1: it could not
// be started. Never NULL.
const char *proc_text(Driver *d, const char *dir, const char *const *argv, int *status);
const char *proc_answer(Driver *d, const char *const *argv); // what argv prints; NULL: it fails
// Runs the program that was built, with our standard streams; signals are passed on. The status of
// waitpid, -1 as above.
int proc_run_program(Driver *d, const char *const *argv);
typedef struct ProcPool
	ProcPool; // up to n children at once: forks of this process that run a function and end
ProcPool *proc_pool_new(Driver *d, uint32_t n);
// False: an earlier one has failed, or this one could not be started.
bool proc_pool_start(ProcPool *p, bool (*run)(void *arg), void *arg, const char *what);
// For all; false if one failed. What they print from now on is told if it is wanted.
bool proc_pool_wait(ProcPool *p, bool wanted);
void proc_end(Driver *d); // ends tools and children, by the thread that took a signal

/* signal.c */
// Keeps the signals that end a command from all threads, those to come included; signals_start sees
// to them.
void signals_block(void);
// From here on a signal that ends this command removes its work directory first, and one that comes
// while a program of `run` is running is the program's.
void signals_start(Driver *d);

/* files.c */
const char *work_path(Driver *d,
	const char *name); // a path in the work directory, which is made when first asked for
// The name of a file in the work directory, with a number in the children of the process that made
// it: tests are compiled side by side.
const char *process_file(Driver *d, const char *name, const char *suffix);
void work_remove(Driver *d);
bool file_write(Driver *d, const char *path, const char *text,
	size_t n); // beside, then renamed; false after an error
bool file_exists(const char *path);
// Gives a file a second name, or its copy if that is on another file system; false after an error.
bool file_store(Driver *d, const char *from, const char *path);
bool make_folders(const char *path); // with all above it; false: errno

// Names a set of inputs: two hashes, begun with numbers that tell apart what is kept.
typedef struct CacheKey {
	uint64_t a, b;
} CacheKey;
void key_add(CacheKey *k, const void *p, size_t n);

/* timing.c */
void timing_mark(Driver *d, const char *stage); // ends the stage that began at the last mark
void timing_print(Driver *d);

/* home.c */
bool home_find(Driver *d);
bool home_changed(const Driver *d); // seago was installed anew since it began

#endif
