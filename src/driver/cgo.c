// cgo.c: packages with a part in C: GOROOT's cmd/cgo writes the Go and C files that stand between,
// the C compiler compiles the C, and the linker gets the objects beside the program's.
//
// While packages are loaded, cmd/cgo runs for each that has files with import "C" (cgo_generate).
// What it writes lies in the cache, in a folder whose name is a hash of seago, the compiler, the
// flags and all files of the package, and so do the objects, which are compiled when the program is
// known to be right (cgo_compile). Headers from elsewhere are taken to stay as they are.
#define _GNU_SOURCE
#include "driver/cgo.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct CgoSource {
	const char *file;   // in dir
	const char *dir;    // where the compiler runs
	const char *object; // in the cache
	bool cxx;
} CgoSource;

struct CgoBuild {
	StrVec cflags, cxxflags; // of all files in C, of all in C++
	VEC(CgoSource) sources;
	bool cxx; // has C++
};

static const char *cgo_env(const char *name, const char *otherwise) {
	const char *value = getenv(name);
	return value && *value ? value : otherwise;
}

bool cgo_enabled(Driver *d) {
	const char *set = getenv("CGO_ENABLED");
	return set && *set ? strcmp(set, "0") != 0 : driver_find_cc(d) != NULL;
}

/* Flags */

static void cgo_add(Driver *d, StrVec *to, const TextVec *words) {
	for (uint32_t i = 0; i < words->n; i++)
		vec_push(d->a, to, words->v[i]);
}

static void cgo_flags(Driver *d, const CgoPackage *c, struct CgoBuild *b) {
	StrVec cpp = {0};
	link_words(d->a, &cpp, cgo_env("CGO_CPPFLAGS", ""));
	for (uint32_t i = 0; i < c->cppflags.n; i++)
		vec_push(d->a, &cpp, c->cppflags.v[i]);
	StrVec *to[] = {&b->cflags, &b->cxxflags};
	const char *env[] = {cgo_env("CGO_CFLAGS", "-g -O2"), cgo_env("CGO_CXXFLAGS", "-g -O2")};
	const TextVec *own[] = {&c->cflags, &c->cxxflags};
	for (size_t k = 0; k < LEN(to); k++) {
		for (uint32_t i = 0; i < cpp.n; i++)
			vec_push(d->a, to[k], cpp.v[i]);
		link_words(d->a, to[k], env[k]);
		cgo_add(d, to[k], own[k]);
	}
}

// What pkg-config knows of the packages that a #cgo line names, in flags of the compiler and of the
// linker.
static const char *cgo_pkg_config(Driver *d, CgoPackage *c) {
	static const char *const what[] = {"--cflags", "--libs"};
	TextVec *to[] = {&c->cflags, &c->ldflags};
	for (size_t k = 0; c->pkg_config.n && k < LEN(what); k++) {
		StrVec argv = {0};
		vec_push(d->a, &argv, cgo_env("PKG_CONFIG", "pkg-config"));
		vec_push(d->a, &argv, what[k]);
		for (uint32_t i = 0; i < c->pkg_config.n; i++) {
			const char *w = c->pkg_config.v[i];
			if (strncmp(w, "--", 2) == 0 && strcmp(w, "--") != 0 &&
				strcmp(w, "--static") != 0 &&
				strncmp(w, "--define-variable=", 18) != 0)
				return arena_printf(d->a,
					"# %s\ninvalid pkg-config package name: %s", c->import_path,
					w);
			vec_push(d->a, &argv, w);
		}
		vec_push(d->a, &argv, NULL);
		int status;
		const char *text = proc_text(d, NULL, argv.v, &status);
		if (status != 0)
			return arena_printf(d->a, "# %s\n%spkg-config: %s", c->import_path, text,
				exit_text(d, status));
		StrVec words = {0};
		for (char *p = (char *)text; *p; p++)
			*p = *p == '\n' ? ' ' : *p;
		link_words(d->a, &words, text);
		for (uint32_t i = 0; i < words.n; i++)
			vec_push(d->a, to[k], words.v[i]);
	}
	return NULL;
}

static const char *cgo_check_flags(Driver *d, const CgoPackage *c) {
	const struct {
		const char *name;
		const TextVec *words;
		bool linker;
	} all[] = {
		{"CFLAGS", &c->cflags, false},
		{"CPPFLAGS", &c->cppflags, false},
		{"CXXFLAGS", &c->cxxflags, false},
		{"LDFLAGS", &c->ldflags, true},
	};
	for (size_t i = 0; i < LEN(all); i++) {
		const char *bad = cgo_flag_refused(d->a, all[i].name, all[i].words, all[i].linker);
		if (bad)
			return arena_printf(d->a,
				"%s: invalid flag in #cgo %s: %s (see "
				"https://go.dev/s/invalidflag)",
				c->import_path, all[i].name, bad);
	}
	return NULL;
}

/* The cache */

static void key_words(CacheKey *k, const StrVec *words) {
	for (uint32_t i = 0; i < words->n; i++)
		key_add(k, words->v[i], strlen(words->v[i]) + 1);
	key_add(k, "", 1);
}

static void key_files(Driver *d, CacheKey *k, const CgoPackage *c, const TextVec *names) {
	for (uint32_t i = 0; i < names->n; i++) {
		uint32_t size = 0;
		const char *err,
			*text = file_read(d->a, arena_printf(d->a, "%s/%s", c->dir, names->v[i]),
				&size, &err);
		key_add(k, names->v[i], strlen(names->v[i]) + 1);
		key_add(k, text ? text : "", size);
	}
}

static const char *cgo_key(
	Driver *d, const char *cc, const CgoPackage *c, const struct CgoBuild *b) {
	CacheKey k = {11, 12};
	const char *words[] = {tool_key(d), cc, cgo_env("CXX", "g++"), c->import_path, c->dir};
	for (size_t i = 0; i < LEN(words); i++)
		key_add(&k, words[i], strlen(words[i]) + 1);
	key_words(&k, &b->cflags);
	key_words(&k, &b->cxxflags);
	for (uint32_t i = 0; i < c->ldflags.n; i++)
		key_add(&k, c->ldflags.v[i], strlen(c->ldflags.v[i]) + 1);
	const TextVec *files[] = {&c->go_files, &c->c, &c->cxx, &c->s, &c->headers};
	for (size_t i = 0; i < LEN(files); i++)
		key_files(d, &k, c, files[i]);
	return arena_printf(
		d->a, "%016llx%016llx", (unsigned long long)k.a, (unsigned long long)k.b);
}

static void cgo_remove(Driver *d, const char *dir) {
	DIR *list = opendir(dir);
	for (struct dirent *e; list && (e = readdir(list)) != NULL;)
		unlink(arena_printf(d->a, "%s/%s", dir, e->d_name));
	if (list)
		closedir(list);
	rmdir(dir);
}

/* cmd/cgo */

static const char *cgo_quoted(Driver *d, const char *word) {
	return arena_printf(d->a, "\"%s\"", word);
}

// What a compiler said, with files of the package's folder named as the user knows them.
static const char *cgo_shown(Driver *d, const char *text, const char *dir) {
	char cwd[4096];
	if (!getcwd(cwd, sizeof cwd))
		return text;
	size_t n = strlen(dir), w = strlen(cwd);
	const char *as = strcmp(dir, cwd) == 0 ? "."
			 : strncmp(dir, cwd, w) == 0 && dir[w] == '/'
				 ? arena_printf(d->a, "./%s", dir + w + 1)
				 : dir;
	Buf b = {0};
	for (const char *p; (p = strstr(text, dir)) != NULL; text = p + n) {
		buf_write(d->a, &b, text, (size_t)(p - text));
		buf_puts(d->a, &b, p[n] == '/' || !p[n] || p[n] == ' ' ? as : dir);
	}
	buf_puts(d->a, &b, text);
	return buf_cstr(d->a, &b);
}

static const char *cgo_failed(Driver *d, const CgoPackage *c, const char *text) {
	size_t n = strlen(text);
	while (n && text[n - 1] == '\n')
		n--;
	return arena_printf(d->a, "# %s\n%.*s", c->import_path, (int)n, text);
}

static const char *cgo_run(
	Driver *d, const char *cc, const CgoPackage *c, const struct CgoBuild *b, const char *dir) {
	const char *tool = tool_program(d, "cmd/cgo");
	if (!tool)
		return cgo_failed(d, c, "cgo: cmd/cgo of GOROOT could not be compiled");
	StrVec argv = {0}, ldflags = {0};
	const char *head[] = {"env", "TERM=dumb", "CGO_LDFLAGS=", "LC_ALL=C",
		arena_printf(d->a, "CC=%s", cc), tool, "-objdir", arena_printf(d->a, "%s/", dir),
		"-importpath", c->import_path};
	for (size_t i = 0; i < LEN(head); i++)
		vec_push(d->a, &argv, head[i]);
	link_words(d->a, &ldflags, cgo_env("CGO_LDFLAGS", "-g -O2"));
	cgo_add(d, &ldflags, &c->ldflags);
	Buf quoted = {0};
	for (uint32_t i = 0; i < ldflags.n; i++)
		buf_printf(d->a, &quoted, "%s%s", i ? " " : "", cgo_quoted(d, ldflags.v[i]));
	vec_push(d->a, &argv, arena_printf(d->a, "-ldflags=%s", buf_cstr(d->a, &quoted)));
	vec_push(d->a, &argv, "--");
	vec_push(d->a, &argv, "-I");
	vec_push(d->a, &argv, dir);
	for (uint32_t i = 0; i < b->cflags.n; i++)
		vec_push(d->a, &argv, b->cflags.v[i]);
	for (uint32_t i = 0; i < c->go_files.n; i++)
		vec_push(d->a, &argv, arena_printf(d->a, "./%s", c->go_files.v[i]));
	vec_push(d->a, &argv, NULL);
	int status;
	const char *text = proc_text(d, c->dir, argv.v, &status);
	return status == 0 ? NULL : cgo_failed(d, c, cgo_shown(d, text, c->dir));
}

// Where the package's files lie, written now if they do not yet.
static const char *cgo_fill(Driver *d, const char *cc, CgoPackage *c, const struct CgoBuild *b) {
	const char *cache = cache_dir(d);
	char probe[4096];
	const char *root = *cache ? arena_printf(d->a, "%s/cgo", cache) : work_path(d, "cgo");
	snprintf(probe, sizeof probe, "%s", root);
	if (!make_folders(probe) || access(probe, W_OK) != 0)
		root = work_path(d, "cgo");
	c->objdir = arena_printf(d->a, "%s/%s", root, cgo_key(d, cc, c, b));
	if (file_exists(c->objdir))
		return NULL;
	char *tmp = arena_printf(d->a, "%s.%d.tmp", c->objdir, (int)getpid());
	if (!make_folders(tmp))
		return arena_printf(d->a, "mkdir %s: %s", tmp, strerror(errno));
	const char *fault = cgo_run(d, cc, c, b, tmp);
	if (!fault && rename(tmp, c->objdir) != 0 && !file_exists(c->objdir))
		fault = arena_printf(d->a, "rename %s: %s", tmp, strerror(errno));
	cgo_remove(d, tmp);
	return fault;
}

static const char *cgo_without_go(Driver *d, const char *name) {
	return arena_printf(d->a, "%.*s", (int)strlen(name) - 3, name);
}

// Functions that C finds by their names at run time.
static void cgo_exports(Driver *d, CgoPackage *c) {
	static const char mark[] = "\n//go:cgo_export_dynamic ";
	uint32_t size;
	const char *err, *text = file_read(d->a,
				 arena_printf(d->a, "%s/_cgo_gotypes.go", c->objdir), &size, &err);
	for (const char *p = text; p && (p = strstr(p, mark)) != NULL;) {
		p += sizeof mark - 1;
		vec_push(d->a, &c->flags,
			arena_printf(d->a, "-Wl,--export-dynamic-symbol=%.*s",
				(int)strcspn(p, " \n"), p));
	}
}

static void cgo_source(Driver *d, CgoPackage *c, const char *dir, const char *file, bool cxx) {
	char *name = arena_printf(d->a, "%s", file);
	for (char *p = name; *p; p++)
		*p = *p == '/' ? '_' : *p;
	CgoSource s = {file, dir, arena_printf(d->a, "%s/%s.o", c->objdir, name), cxx};
	vec_push(d->a, &c->build->sources, s);
	c->build->cxx |= cxx;
}

const char *cgo_generate(void *arg, CgoPackage *c) {
	Driver *d = arg;
	const char *cc = driver_cc(d);
	if (!cc)
		return "cgo: no C compiler";
	if (c->foreign.n)
		return arena_printf(d->a,
			"%s: %s: only C, C++ and assembly files can be part of a package",
			c->import_path, c->foreign.v[0]);
	struct CgoBuild *b = c->build = NEW(d->a, struct CgoBuild);
	const char *fault = cgo_check_flags(d, c);
	if (!fault)
		fault = cgo_pkg_config(d, c);
	if (fault)
		return fault;
	cgo_flags(d, c, b);
	fault = cgo_fill(d, cc, c, b);
	if (fault)
		return fault;
	vec_push(d->a, &c->generated, "_cgo_gotypes.go");
	cgo_source(d, c, c->objdir, "_cgo_export.c", false);
	for (uint32_t i = 0; i < c->go_files.n; i++) {
		const char *stem = cgo_without_go(d, c->go_files.v[i]);
		vec_push(d->a, &c->generated, arena_printf(d->a, "%s.cgo1.go", stem));
		cgo_source(d, c, c->objdir, arena_printf(d->a, "%s.cgo2.c", stem), false);
	}
	for (uint32_t i = 0; i < c->c.n; i++)
		cgo_source(d, c, c->dir, c->c.v[i], false);
	for (uint32_t i = 0; i < c->s.n; i++)
		cgo_source(d, c, c->dir, c->s.v[i], false);
	for (uint32_t i = 0; i < c->cxx.n; i++)
		cgo_source(d, c, c->dir, c->cxx.v[i], true);
	link_words(d->a, (StrVec *)&c->flags, cgo_env("CGO_LDFLAGS", ""));
	for (uint32_t i = 0; i < c->ldflags.n; i++)
		vec_push(d->a, &c->flags, c->ldflags.v[i]);
	cgo_exports(d, c);
	return NULL;
}

/* The C compiler */

typedef struct CgoJob {
	Driver *d;
	const CgoPackage *c;
	const CgoSource *s;
	const char *cc;
} CgoJob;

// In a child.
static bool cgo_compile_source(void *arg) {
	static const char *const flags[] = {"-fPIC", "-pthread", "-fmessage-length=0"};
	CgoJob *j = arg;
	Driver *d = j->d;
	StrVec argv = {0};
	link_words(d->a, &argv, j->cc);
	vec_push(d->a, &argv, "-I");
	vec_push(d->a, &argv, j->c->dir);
	for (size_t i = 0; i < LEN(flags); i++)
		vec_push(d->a, &argv, flags[i]);
	vec_push(d->a, &argv, "-I");
	vec_push(d->a, &argv, j->c->objdir);
	const StrVec *own = j->s->cxx ? &j->c->build->cxxflags : &j->c->build->cflags;
	for (uint32_t i = 0; i < own->n; i++)
		vec_push(d->a, &argv, own->v[i]);
	char *tmp = arena_printf(d->a, "%s.%d.tmp", j->s->object, (int)getpid());
	vec_push(d->a, &argv, "-o");
	vec_push(d->a, &argv, tmp);
	vec_push(d->a, &argv, "-c");
	vec_push(d->a, &argv, j->s->file);
	vec_push(d->a, &argv, NULL);
	int status;
	const char *text = proc_text(d, j->s->dir, argv.v, &status);
	if (status != 0 || *text)
		fprintf(stderr, "%s\n", cgo_failed(d, j->c, cgo_shown(d, text, j->c->dir)));
	bool ok = status == 0 && rename(tmp, j->s->object) == 0;
	unlink(tmp);
	return ok;
}

bool cgo_compile(Driver *d, const Program *prog, LinkInput *link) {
	ProcPool *pool = proc_pool_new(d, d->opt.jobs);
	bool more = true;
	for (uint32_t p = 0; p < prog->packages.n; p++) {
		CgoPackage *c = prog->packages.v[p]->cgo;
		for (uint32_t i = 0; c && i < c->build->sources.n; i++) {
			CgoSource *s = &c->build->sources.v[i];
			vec_push(d->a, &link->objects, s->object);
			if (file_exists(s->object) || !more)
				continue;
			CgoJob *j = NEW(d->a, CgoJob);
			*j = (CgoJob){d, c, s, s->cxx ? cgo_env("CXX", "g++") : driver_cc(d)};
			more = proc_pool_start(pool, cgo_compile_source, j, s->file);
		}
		for (uint32_t i = 0; c && i < c->flags.n; i++)
			vec_push(d->a, &link->flags, c->flags.v[i]);
		link->dynamic |= c != NULL;
		link->cxx |= c && c->build->cxx;
	}
	bool ok = proc_pool_wait(pool, true);
	timing_mark(d, "cgo");
	return ok;
}
