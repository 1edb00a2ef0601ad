// load.h: from the command line to parsed packages: GOROOT, go.mod, build constraints, the package graph,
// overlay packages and embedded files.
//
// load_program is the entry: it finds the packages the arguments name, reads them and everything they
// import, several at once, and puts them in order. What is wrong outside of source text (a package that
// does not exist, an import cycle, a go.mod that cannot be read) ends up as text in Program.errors; what
// is wrong in a package's text goes to that package's own Diags.
#ifndef SEAGO_LOAD_H
#define SEAGO_LOAD_H

#include "types/types.h"

#define GO_MINOR 27 // of the Go release whose GOROOT we compile

/* goroot.c */

// The Go source tree: `given` if not NULL, else $GOROOT, else the usual places. NULL and *err, one line, if there
// is none or it is of another release.
const char *goroot_find(Arena *a, const char *given, const char **err);

/* modfile.c */

typedef struct ModVersion {
	const char *path, *version; // version NULL: none
} ModVersion;
typedef struct ModReplace {
	ModVersion old, with; // with.version NULL: with.path is a directory
} ModReplace;
typedef struct Module {
	const char *path;
	const char *dir;        // absolute
	const char *gomod;      // path of the go.mod file
	const char *go_version; // "go1.21"
	VEC(ModVersion) requires;
	VEC(ModReplace) replaces;
	VEC(const char *) errors; // "go.mod:3: ..."
} Module;

// Reads dir/go.mod. NULL if there is none; look at errors otherwise.
Module *module_read(Arena *a, const char *dir);
// The module of the nearest directory that has a go.mod, going up from dir.
Module *module_find(Arena *a, const char *dir);

/* select.c: which files of a folder belong to a package */

typedef struct BuildContext {
	const char *goos, *goarch;
	VEC(const char *) tags; // of the user, -tags
} BuildContext;

bool context_has_tag(const BuildContext *c, const char *tag);
// The context for one package of GOROOT: some are read as for another GOARCH, one that has no assembly.
BuildContext context_for_std(const BuildContext *c, const char *import_path);
bool file_name_matches(const BuildContext *c, const char *name);      // name_GOOS_GOARCH.go
bool file_text_matches(Arena *a, const BuildContext *c, const char *text, size_t n); // the //go:build line

/* load.c */

typedef struct LoadConfig {
	const char *goroot;
	const char *golib; // folder of the packages that take the place of GOROOT's; NULL: none
	const char *dir;   // working directory, absolute
	const char *modcache; // NULL: $GOMODCACHE or $GOPATH/pkg/mod or $HOME/go/pkg/mod
	BuildContext context;
	uint32_t jobs;     // threads; 0: as many as there are processors
	bool tests;        // the named package with its test files; Program.main is the generated test program
} LoadConfig;

// The packages the arguments name: .go files, directories, import paths, patterns with "...", "std". Always
// returns a program; look at errors first. Program.roots are the named packages, Program.main the only
// root if it is a main package.
Program *load_program(Session *s, const LoadConfig *c, const char *const *args, uint32_t nargs);

// The import paths the arguments name, without loading what they import. Errors are put into *errors.
typedef VEC(const char *) TextVec;
TextVec load_match(Session *s, const LoadConfig *c, const char *const *args, uint32_t nargs, TextVec *errors);

#endif
