// loader.h: the loader's state, private to the room load.
//
// A Unit is a package while it is being loaded. Units are made under the loader's lock and put into
// a queue; each is read, parsed and resolved by one thread, which alone touches it until all are
// done. What is wrong is kept in the unit and told at the end, in the order of the graph.
#ifndef SEAGO_LOAD_LOADER_H
#define SEAGO_LOAD_LOADER_H

#include <pthread.h>

#include "load/load.h"

typedef struct Unit Unit;
typedef struct Overlay Overlay;

// Where an import path leads.
typedef struct Found {
	const char *import_path; // "vendor/..." for vendored packages of GOROOT
	const char *dir;	 // NULL: unsafe
	bool std;		 // of GOROOT or of the overlay
	ModFile *module;	 // of a package that is not std; NULL: none
	const char *fault;	 // why it leads nowhere, NULL: it does
	bool with_stack;	 // the fault is told with the chain of importers
	bool by_pattern; // named by a pattern: left out in silence if constraints leave no files
} Found;

// A module of the build list.
typedef struct Listed {
	ModVersion at;
	const ModReplace *replaced; // NULL: nothing stands in for it
	const char *dir;
	bool explicit; // in vendor/modules.txt: go.mod requires it
	ModFile *file; // NULL: not read yet
} Listed;

typedef struct UnitImport {
	const Name *path; // as written
	Pos pos;
	Unit *unit; // NULL with fault
	const char *fault;
	bool with_stack;
} UnitImport;

struct Unit {
	Package pkg; // first: a Package * of the program is a Unit *
	Found found;
	const char
		*fault; // why the package cannot be used, though its folder is there; NULL: it can
	bool with_stack;
	bool fault_placed; // the fault starts with its place
	bool is_main;
	bool explicit_files;	 // named one by one
	bool with_tests;	 // with the _test.go files of its own package
	bool only_xtests;	 // of the _test.go files of package p_test
	const char *text;	 // of its only file, made up; NULL: read files
	TextVec file_names;	 // to read, with explicit_files; else found in the folder
	bool faulty_text;	 // the fault is what a compiler said
	VEC(UnitImport) imports; // distinct, sorted by path
	uint64_t lines, bytes;
	uint8_t colour; // while ordering: 0 not seen, 1 on the stack, 2 done
	Unit *next;	// in the queue
};

typedef struct Loader {
	Session *s;
	const LoadConfig *c;
	BuildContext context;
	Program *prog;
	const char *dir;	// working directory
	Overlay *overlay;	// NULL: files are what lies at their paths
	const char *src;	// GOROOT/src
	ModFile *module;	// of the working directory, NULL: none
	ModFile *work;		// go.work, NULL: none
	VEC(ModFile *) mains;	// with go.work several
	VEC(Listed) list;	// the other modules, sorted by path
	bool mod_any;		// -mod=mod: go.sum is not asked
	Map sums;		// const Name * of "path version" -> its sum in go.sum
	const char *vendor_dir; // where all packages of other modules are, NULL: in the cache
	VEC(Listed) vendored;
	Map vendor_packages;	  // const Name * of the import path -> ModFile *
	bool gopath_mode;	  // there are no modules
	VEC(const char *) gopath; // src of each folder of GOPATH
	const char *modcache;

	pthread_mutex_t cgo_lock; // held by who calls LoadConfig.cgo or .cover
	pthread_mutex_t lock;	  // guards what follows
	pthread_cond_t wake;
	Arena *arena;
	Unit *queue;	  // last in, first out: the graph is followed in depth
	uint32_t pending; // units queued or being read
	Map told;	  // const Name * of an import path -> an import that failed
	Map units;	  // const Name * of the import path -> Unit *
	VEC(Unit *) all;  // in order of creation
} Loader;

/* load.c */

Unit *unit_new(Loader *l, const Found *found);	   // also queues it; the caller holds the lock
Unit *unit_request(Loader *l, const Found *found); // the unit of that import path
void loader_error(Loader *l, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *path_shown(Loader *l, Arena *a, const char *path,
	bool dot); // relative to the working directory if shorter
const char *path_join(Arena *a, const char *dir, const char *rel); // cleaned; rel may be absolute

/* unit.c */

void unit_read(Loader *l, Arena *a, Unit *u); // reads and parses the files, resolves the imports

/* cgo.c */

bool cgo_imports_c(const File *f);
// The #cgo lines of a file; what is wrong, or NULL.
const char *cgo_read_directives(
	Arena *a, const BuildContext *context, CgoPackage *c, const File *f);
void cgo_take_file(Arena *a, const BuildContext *context, CgoPackage *c, const char *name);
// Positions that cmd/cgo's //line says are in the file `original` are shown as the file's own.
void cgo_show_as(SourceFile *src, const char *original);

/* generated.c */

// The file that a package of GOROOT lacks in a tree of source alone, which has files `names`; NULL:
// none.
const char *generated_missing(const char *package, const TextVec *names);
// Its text; NULL with *fault: what that is made from is missing too.
char *generated_text(Loader *l, Arena *a, const char *package, const char **fault);

/* others.c */

// What is wrong with the files of a folder that are not Go, if none of its Go files imports "C";
// NULL: nothing.
const char *others_fault(Arena *a, const BuildContext *context, const char *import_path,
	const char *dir, TextVec others);

/* resolve.c */

Found import_find(Loader *l, Arena *a, const Unit *importer, const char *path);
Found import_find_dir(
	Loader *l, Arena *a, const char *dir); // a directory named on the command line
bool dir_has_go_files(const Loader *l, const char *dir);
bool path_is_within(const char *path, const char *dir); // path is dir or below
const char *import_internal_fault(Loader *l, Arena *a, const Unit *importer, const Found *found);

/* semver.c */

int semver_compare(const char *a, const char *b); // order of versions: -1, 0, 1

/* modules.c */

void modules_init(Loader *l); // chooses the modules; l->dir is set
// The package in a main module, a vendor folder or a module of the list. False: in none; with
// f->fault: it cannot be used.
bool module_find_package(Loader *l, Arena *a, const Unit *importer, const char *path, Found *f);
// The import path and module of a folder. False: it is in none.
bool module_find_dir(Loader *l, Arena *a, const char *dir, Found *f);
const char *module_sum(Loader *l, const ModVersion *v); // what go.sum has of it, NULL: nothing

/* vendor.c */

long module_go_minor(const ModFile *m);	       // of its go line: 21 of go 1.21
void vendor_init(Loader *l, const char *mode); // mode: -mod, NULL: as go.mod and the folder say
bool vendor_find_package(Loader *l, Arena *a, const char *path, Found *f); // true

/* gopath.c */

void gopath_init(Loader *l);
Found gopath_find(Loader *l, Arena *a, const Unit *importer, const char *path);
Found gopath_find_dir(Loader *l, Arena *a, const char *dir);

/* pattern.c */

typedef VEC(Found) FoundVec;
// The packages the arguments name; files are left to the caller.
FoundVec pattern_match(Loader *l, Arena *a, const char *const *args, uint32_t n);

/* embed.c */

void embed_resolve(Loader *l, Arena *a, Unit *u);

/* test_main.c */

// Adds the test program of the root package, whose units have been read; run reads what it imports.
void test_main_add(Loader *l, void (*run)(Loader *l));

/* overlay.c: files that stand in for others; with o = NULL none do */

// Reads the file of -overlay, from the working directory dir. NULL and *fault: it is wrong.
Overlay *overlay_read(Arena *a, const char *file, const char *dir, const char **fault);
const char *overlay_path(
	const Overlay *o, const char *path); // where its text lies; NULL: it is not there
bool overlay_has(const Overlay *o, const char *path);
bool overlay_is_dir(const Overlay *o, const char *path);
TextVec overlay_names(
	const Overlay *o, Arena *a, const char *dir); // the entries of a folder, sorted

/* godebug.c */

// Fills Program.godebug, once all is read; what is wrong with a setting is told as the package's
// errors and the loader's.
void godebug_find(Loader *l);

/* graph.c */

void graph_order(Loader *l); // fills the program, reports faults and cycles

#endif
