// load.h: from command line arguments to the parsed packages of a program.
//
// GOROOT is found and checked, build constraints choose files, imports are followed through the
// main module, GOROOT, GOROOT's vendor folder and the overlay (golib/: whole packages that take the
// place of GOROOT's). Every file of the program is parsed here, several packages at once. What is
// wrong outside of source text (a package that does not exist, an import cycle, a go.mod that
// cannot be read) ends up as text in Program.errors and, all in one, in load_program's *err; what
// is wrong in a package's text goes to that package's own diags.
#ifndef SEAGO_LOAD_H
#define SEAGO_LOAD_H

#include "types/types.h"

#define GO_MINOR 27 // of the Go release whose GOROOT is compiled

/* goroot.c */

// The Go source tree: `named` if not NULL, else $GOROOT, else the usual places. NULL and *err (one
// line) when there is none, it has no src/, or it is of another version than 1.27
// (src/internal/goversion tells).
const char *goroot_find(Session *s, const char *named, const char **err);
// The release of the tree, as its VERSION file or internal/buildcfg have it: "go1.27.4". Never
// NULL.
const char *goroot_version(Session *s, const char *goroot);

/* modfile.c */

typedef struct ModVersion {
	const char *path, *version; // version NULL: none
} ModVersion;
typedef struct ModReplace {
	ModVersion old, with; // with.version NULL: with.path is a directory
} ModReplace;
typedef struct ModDebug {
	const char *name, *value; // of a godebug line
	uint32_t line;
} ModDebug;
typedef struct ModFile ModFile;
struct ModFile {
	const char *path;
	const char *dir;	// absolute
	const char *gomod;	// path of the go.mod file
	const char *go_version; // "go1.21"
	VEC(ModVersion) requires;
	VEC(ModReplace) replaces;
	VEC(ModVersion) excludes;
	VEC(const char *) uses; // of go.work: folders
	VEC(ModDebug) godebugs;
	VEC(const char *) tools; // import paths
	VEC(const char *) errors; // "go.mod:3: ..."
	// Where it is used at a version; NULL: a main module, or a folder.
	const char *version, *sum;
	const ModReplace *replaced; // what stands in for it
};

// Reads dir/go.mod. NULL if there is none; look at errors otherwise.
ModFile *modfile_read(Arena *a, const char *dir);
// Reads a file in the form of go.mod or, by its name, go.work.
ModFile *modfile_read_file(Arena *a, const char *path);
// Reads a file as the go.mod of dir.
ModFile *modfile_read_as(Arena *a, const char *path, const char *dir);
// The module of the nearest directory that has a go.mod, going up from dir.
ModFile *modfile_find(Arena *a, const char *dir);

/* select.c: which files of a folder belong to a package */

typedef struct BuildContext {
	const char *goos, *goarch;
	const char *tags; // of the user, comma- or space-separated; NULL: none
	bool cgo;	  // packages may have a part in C
} BuildContext;

bool context_has_tag(const BuildContext *c, const char *tag);
// The context for one package of GOROOT: some are read as for another GOARCH, one that has no
// assembly.
BuildContext context_for_std(const BuildContext *c, const char *import_path);
bool context_matches_word(
	const BuildContext *c, const char *word);		 // "linux,amd64": both; "!x": not
bool file_name_matches(const BuildContext *c, const char *name); // name_GOOS_GOARCH.go
bool file_text_matches(
	Arena *a, const BuildContext *c, const char *text, size_t n); // the //go:build line

/* cgo.c: the part of a package that is written in C */

typedef VEC(const char *) TextVec;
typedef struct CgoPackage {
	const char *import_path, *dir;
	bool std;
	TextVec go_files;			     // with import "C"; names, as all of these
	TextVec c, cxx, s, headers;		     // beside them, sorted
	TextVec foreign;			     // that nothing here can compile
	TextVec cflags, cppflags, cxxflags, ldflags; // of #cgo lines; folders are absolute
	TextVec pkg_config;
	// From LoadConfig.cgo.
	const char *objdir; // where cmd/cgo has written
	TextVec generated;  // Go files there: _cgo_gotypes.go, then one for each of go_files, in
			    // order
	TextVec flags;	    // for the linker
	struct CgoBuild *build; // the driver's
} CgoPackage;

/* unit.c: packages whose statements are counted */

typedef struct CoverPackage {
	const char *import_path, *name, *dir;
	const char *module; // path, NULL: none
	bool std, overlaid; // of GOROOT, of the overlay
	bool root;	    // named by the user
	bool calls_c;	    // a file has import "C"
	TextVec files;	    // names of its Go files but those of tests
	// From LoadConfig.cover: the Go files to read in their place, absolute, in that order
	// behind one of declarations. None: they stay as they are.
	TextVec generated;
} CoverPackage;

/* load.c */

typedef struct LoadConfig {
	const char *goroot;	  // from goroot_find
	const char *overlay_dir;  // golib/; NULL: none
	const char *tags;	  // -tags, comma- or space-separated; NULL: none
	const char *mod;	  // -mod, or NULL
	const char *modfile;	  // -modfile, or NULL
	const char *overlay_file; // -overlay, or NULL
	bool trimpath;		  // running programs name files by import path
	const char *lang;	  // -gcflags -lang for the packages named, or NULL
	const char *const *args;  // files (*.go, all of one folder), or packages: paths ("." "./x"
				  // or absolute), import paths, patterns with "...", "std"
	uint32_t n_args;	  // 0: "."
	uint32_t jobs;		  // threads for parsing; 0: as many as there are processors
	const char *dir;	  // working directory, absolute; NULL: the process's
	// Has cmd/cgo write Go files for a package; what is wrong, or NULL. From several threads,
	// one at a time. NULL: files with import "C" are left out.
	const char *(*cgo)(void *arg, CgoPackage *c);
	void *cgo_arg;
	// Has cmd/cover write the files of a package with counters in them, if those are wanted;
	// what is wrong, or NULL. From several threads, one at a time. NULL: nothing is counted.
	const char *(*cover)(void *arg, CoverPackage *c);
	void *cover_arg;
	const char *test_cover; // declarations for the program that runs tests: what package
				// testing is told about counters; NULL: there are none
	bool quiet;		// no word of patterns that match nothing
	bool tests; // the one package named with its test files; Program.main is the program that
		    // runs its tests, NULL: it has none
} LoadConfig;

typedef struct LoadStats {
	uint64_t lines, bytes, files;
} LoadStats;

// Loads the packages that args name with all they import, package runtime (and what the compiler
// itself needs: unsafe, internal/runtime/maps, ...) included. Never NULL. Program.roots are the
// packages named; Program.main is the only root (it may not be a main package). stats and err may
// be NULL; *err is NULL or all of Program.errors, lines separated by newlines.
Program *load_program(Session *s, const LoadConfig *cfg, LoadStats *stats, const char **err);

// The import paths that args name, sorted, without loading what they import. *err as above.
TextVec load_match(Session *s, const LoadConfig *cfg, const char **err);

// The same with what is known of each; those that are not there have a fault and are not told in
// *err. Files named one by one are one package with dir NULL.
typedef struct Matched {
	const char *import_path, *dir, *fault;
} Matched;
typedef VEC(Matched) MatchedVec;
MatchedVec load_match_packages(Session *s, const LoadConfig *cfg, const char **err);

#endif
