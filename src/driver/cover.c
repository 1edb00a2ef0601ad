// cover.c: what tests reach of a program's statements: -cover and its kin.
//
// GOROOT's cmd/cover writes the files of a package with counters in them and describes where each
// stands; the loader reads what it wrote (cover_generate). It lies in the work directory, in a folder
// a package, so that programs that are built side by side share it. A further file that is written
// here tells the runtime of the counters before anything else of the package is initialised. The test
// program says how much was reached by package internal/coverage/cfile.
//
// Without -coverpkg the package under test is counted. With it, all packages are that match and are
// part of some program under test; which they are is found out before any is built (cover_begin), since
// every program tells its share of all of them.
#define _GNU_SOURCE
#include "driver/cover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const cover_modes[] = {"set", "count", "atomic"}; // internal/coverage's 1, 2, 3

static TestCover *cover_of(Driver *d) {
	return &d->opt.test->cover;
}

const char *cover_mode(Driver *d) {
	return cover_of(d)->mode ? cover_of(d)->mode : cover_modes[0];
}

int flag_cover(Driver *d, const char *name, const char *value) {
	TestCover *c = cover_of(d);
	c->on = true;
	if (strcmp(name, "coverprofile") == 0) {
		c->profile = *value ? value : NULL;
		return flag_test(d, name, value);
	}
	if (strcmp(name, "coverpkg") == 0)
		c->patterns = *value ? value : NULL;
	if (strcmp(name, "covermode") != 0)
		return 0;
	for (size_t i = 0; i < LEN(cover_modes); i++)
		if (strcmp(value, cover_modes[i]) == 0) {
			c->mode = value;
			return 0;
		}
	fprintf(stderr,
		"invalid value \"%s\" for flag -covermode: valid modes are \"set\", \"count\", or "
		"\"atomic\"\nusage: %s\nRun 'seago help test' for details.\n",
		value, command_usage("test"));
	return 2;
}

/* One package */

static CacheKey cover_key(const char *import_path) {
	CacheKey k = {13, 14};
	key_add(&k, import_path, strlen(import_path) + 1);
	return k;
}

// Where cmd/cover writes for the package.
static const char *cover_dir(Driver *d, const char *import_path) {
	CacheKey k = cover_key(import_path);
	return work_path(d, arena_printf(d->a, "cover/%016llx%016llx", (unsigned long long)k.a,
				    (unsigned long long)k.b));
}

static void cover_quote(Arena *a, Buf *b, const char *s) {
	buf_puts(a, b, "\"");
	for (; *s; s++)
		buf_printf(a, b, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
	buf_puts(a, b, "\"");
}

// The file -pkgcfg.
static bool cover_config(Driver *d, const CoverPackage *c, const char *dir) {
	const struct {
		const char *name, *value;
	} all[] = {
		{"OutConfig", arena_printf(d->a, "%s/out.json", dir)},
		{"PkgPath", c->import_path},
		{"PkgName", c->name},
		{"Granularity", "perblock"},
		{"ModulePath", c->module ? c->module : ""},
		{"EmitMetaFile", arena_printf(d->a, "%s/meta", dir)},
	};
	Buf b = {0};
	buf_printf(d->a, &b, "{\"Local\":%s",
		strcmp(c->import_path, "command-line-arguments") == 0 ? "true" : "false");
	for (size_t i = 0; i < LEN(all); i++) {
		buf_printf(d->a, &b, ",\"%s\":", all[i].name);
		cover_quote(d->a, &b, all[i].value);
	}
	buf_puts(d->a, &b, "}\n");
	return file_write(d, arena_printf(d->a, "%s/config.json", dir), b.v, b.n);
}

// The file -outfilelist: declarations, then a file for each of the package's.
static bool cover_outputs(Driver *d, const CoverPackage *c, const char *dir) {
	Buf b = {0};
	buf_printf(d->a, &b, "%s/counters.go\n", dir);
	for (uint32_t i = 0; i < c->files.n; i++)
		buf_printf(d->a, &b, "%s/%s\n", dir, c->files.v[i]);
	return file_write(d, arena_printf(d->a, "%s/outputs", dir), b.v, b.n);
}

static const char *cover_failed(Driver *d, const CoverPackage *c, const char *text) {
	size_t n = strlen(text);
	while (n && text[n - 1] == '\n')
		n--;
	return arena_printf(d->a, "# %s\n%.*s", c->import_path, (int)n, text);
}

static const char *cover_read(Driver *d, const char *dir, const char *name) {
	uint32_t size;
	const char *err, *text = file_read(d->a, arena_printf(d->a, "%s/%s", dir, name), &size, &err);
	return text ? text : "";
}

// The number that cmd/cover has written for the package into its files: one of those that the
// runtime is made of, which are known by negative numbers; else -1.
static int cover_package_number(Driver *d, const CoverPackage *c, const char *dir) {
	static const char *const marks[] = {"_0[1] = uint32(", "_0[1], uint32("};
	for (uint32_t i = 0; i < c->files.n; i++)
		for (size_t m = 0; m < LEN(marks); m++) {
			const char *p = strstr(cover_read(d, dir, c->files.v[i]), marks[m]);
			if (p)
				return (int)(int32_t)strtoul(p + strlen(marks[m]), NULL, 10);
		}
	return -1;
}

// Go text of the 16 bytes that 32 digits stand for.
static const char *cover_hash(Driver *d, const char *digits) {
	Buf b = {0};
	for (int i = 0; i < 16 && digits[0] && digits[1]; i++, digits += 2)
		buf_printf(d->a, &b, "0x%.2s, ", digits);
	return buf_cstr(d->a, &b);
}

// The text behind name in cmd/cover's description.
static const char *cover_field(const char *json, const char *name) {
	const char *p = strstr(json, name);
	return p ? p + strlen(name) : "";
}

// Writes the declarations that make the counters known. The variable without a name comes first: it is
// initialised before any that would call a function of the package.
static bool cover_declare(Driver *d, const CoverPackage *c, const char *dir, const char *var) {
	const char *json = cover_read(d, dir, "out.json"), *text = cover_read(d, dir, "counters.go");
	const char *clause = arena_printf(d->a, "\npackage %s\n", c->name);
	const char *declarations = cover_field(text, clause), *p = declarations;
	const char *declaration = arena_printf(d->a, "\nvar %s_", var);
	int mode = 1, length = atoi(cover_field(json, "\"MetaLen\":"));
	while (strcmp(cover_mode(d), cover_modes[mode - 1]) != 0)
		mode++;
	Buf b = {0};
	buf_printf(d->a, &b,
		"package %s\n\nimport _ \"unsafe\"\n\nvar _ = %sAdd()\n\nfunc %sAdd() bool {\n\t"
		"%sP = %sRegister(&%sM[0], %d, [16]byte{%s}, ",
		c->name, var, var, var, var, var, length,
		cover_hash(d, cover_field(json, "\"MetaHash\":\"")));
	cover_quote(d->a, &b, c->import_path);
	buf_printf(d->a, &b,
		", %d, %d, 1, %sCounters[:])\n\treturn true\n}\n\n//go:linkname %sRegister "
		"runtime.coverage_register\nfunc %sRegister(meta *byte, n uint32, hash [16]byte, path "
		"string, id int, mode, granularity uint8, counters [][]uint32) uint32\n\n"
		"var %sCounters = [...][]uint32{",
		cover_package_number(d, c, dir), mode, var, var, var, var);
	for (int i = 0; (p = strstr(p, declaration)) != NULL; i++, p++)
		buf_printf(d->a, &b, "%s_%d[:], ", var, i);
	buf_printf(d->a, &b, "}\n%s", declarations);
	return length && *declarations &&
	       file_write(d, arena_printf(d->a, "%s/declare.go", dir), b.v, b.n);
}

static const char *cover_run(Driver *d, const CoverPackage *c, const char *dir) {
	CacheKey k = cover_key(c->import_path);
	const char *var = arena_printf(d->a, "goCover_%016llx_", (unsigned long long)k.a);
	const char *argv[] = {cover_of(d)->tool, "-mode", cover_mode(d), "-var", var, "-pkgcfg",
		arena_printf(d->a, "%s/config.json", dir), "-outfilelist",
		arena_printf(d->a, "%s/outputs", dir)};
	StrVec all = {0};
	for (size_t i = 0; i < LEN(argv); i++)
		vec_push(d->a, &all, argv[i]);
	for (uint32_t i = 0; i < c->files.n; i++)
		vec_push(d->a, &all, arena_printf(d->a, "%s/%s", c->dir, c->files.v[i]));
	vec_push(d->a, &all, NULL);
	if (!make_folders(dir) || !cover_config(d, c, dir) || !cover_outputs(d, c, dir))
		return cover_failed(d, c, "cover: nothing can be written");
	int status;
	const char *text = proc_text(d, c->dir, all.v, &status);
	if (status != 0)
		return cover_failed(d, c, text);
	return cover_declare(d, c, dir, var)
		       ? NULL
		       : cover_failed(d, c, "cover: cmd/cover has described no counters");
}

static bool cover_wants(Driver *d, const CoverPackage *c) {
	const TestCover *t = cover_of(d);
	if (!t->patterns)
		return c->root;
	if (c->std && strcmp(cover_mode(d), "atomic") == 0 &&
		(strcmp(c->import_path, "sync/atomic") == 0 ||
			strcmp(c->import_path, "internal/runtime/atomic") == 0))
		return false; // what counts would count itself
	const Map *in = t->collected ? &t->found : &t->wanted;
	return !c->overlaid && map_get(in, intern_str(d->s->names, c->import_path)) != NULL;
}

const char *cover_generate(void *arg, CoverPackage *c) {
	Driver *d = arg;
	if (!cover_wants(d, c))
		return NULL;
	if (c->overlaid)
		return cover_failed(d, c, "cover: package is part of seago: its statements are not counted");
	if (c->calls_c)
		return cover_failed(
			d, c, "cover: statements of packages with import \"C\" are not counted");
	const char *dir = cover_dir(d, c->import_path);
	if (!file_exists(dir)) {
		const char *tmp = arena_printf(d->a, "%s.%d", dir, (int)getpid());
		const char *fault = cover_run(d, c, tmp);
		if (fault)
			return fault;
		if (rename(tmp, dir) != 0 && !file_exists(dir)) // another process was faster
			return cover_failed(d, c, strerror(errno));
	}
	vec_push(d->a, &c->generated, arena_printf(d->a, "%s/declare.go", dir));
	for (uint32_t i = 0; i < c->files.n; i++)
		vec_push(d->a, &c->generated, arena_printf(d->a, "%s/%s", dir, c->files.v[i]));
	return NULL;
}

const char *cover_test_main(Driver *d) {
	const TestCover *c = cover_of(d);
	Buf b = {0};
	buf_printf(d->a, &b, "func init() {\n\ttestdeps.CoverMode = \"%s\"\n", cover_mode(d));
	if (c->patterns) {
		buf_puts(d->a, &b, "\ttestdeps.Covered = ");
		Buf in = {0};
		buf_puts(d->a, &in, " in ");
		for (const char *p = c->patterns; *p; p++)
			buf_printf(d->a, &in, *p == ',' ? ", " : "%c", *p);
		cover_quote(d->a, &b, buf_cstr(d->a, &in));
		buf_puts(d->a, &b, "\n");
	} else {
		buf_puts(d->a, &b,
			"\ttestdeps.CoverSelectedPackages = []string{testdeps.ImportPath}\n");
	}
	buf_puts(d->a, &b,
		"\ttestdeps.CoverSnapshotFunc = cfile.Snapshot\n"
		"\ttestdeps.CoverProcessTestDirFunc = cfile.ProcessCoverTestDir\n"
		"\ttestdeps.CoverMarkProfileEmittedFunc = cfile.MarkProfileEmitted\n}\n\n");
	return buf_cstr(d->a, &b);
}

/* All packages of -coverpkg */

typedef struct CoverList {
	Driver *d;
	const char *arg;
	int output;
} CoverList;

// Adds what is counted of p and of all that it imports, a line each.
static void cover_follow(Driver *d, const Package *p, Map *seen, Buf *b) {
	const Name *name = intern_str(d->s->names, p->import_path);
	if (map_get(seen, name))
		return;
	map_put(seen, name, (void *)name);
	if (p->files.n && strcmp(p->files.v[0]->src->path, "_cover_.go") == 0)
		buf_printf(d->a, b, "%s\n", p->import_path);
	for (uint32_t i = 0; i < p->imports.n; i++)
		cover_follow(d, p->imports.v[i], seen, b);
}

// In a child: the packages that one package and its tests import and that are counted. What is wrong
// with them is said when they are built.
static bool cover_list(void *arg) {
	CoverList *l = arg;
	Driver *d = l->d;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0)
		dup2(null, 2);
	if (l->arg) {
		d->opt.args = (StrVec){0};
		vec_push(d->a, &d->opt.args, l->arg);
	}
	const Program *prog = driver_load_test(d);
	Buf b = {0};
	Map seen;
	map_init(&seen, d->a);
	for (uint32_t i = 0; prog && i < prog->packages.n; i++) {
		const Package *p = prog->packages.v[i], *root = prog->roots.v[0];
		size_t n = strlen(root->import_path);
		if (p == root || (strncmp(p->import_path, root->import_path, n) == 0 &&
					 strcmp(p->import_path + n, "_test") == 0))
			cover_follow(d, p, &seen, &b);
	}
	return !b.n || write(l->output, b.v, b.n) == (ssize_t)b.n;
}

// The packages that patterns lead to, whether or not a program has them.
static void cover_match(Driver *d, const char *pattern, TextVec *found) {
	StrVec args = d->opt.args;
	d->opt.args = (StrVec){0};
	vec_push(d->a, &d->opt.args, pattern);
	MatchedVec all = driver_match_packages(d, true, true);
	for (uint32_t i = 0; i < all.n; i++)
		if (!all.v[i].fault)
			vec_push(d->a, found, all.v[i].import_path);
	d->opt.args = args;
}

// Lists the packages of all programs under test.
static void cover_collect(Driver *d, const char *const *args, uint32_t n) {
	TestCover *c = cover_of(d);
	ProcPool *pool = proc_pool_new(d, d->opt.jobs);
	int output = memfd_create("packages", MFD_CLOEXEC);
	if (output < 0 || fcntl(output, F_SETFL, O_APPEND) < 0)
		fatal("cannot make a file in memory");
	for (uint32_t i = 0, more = true; more && i < n; i++) {
		CoverList *l = NEW(d->a, CoverList);
		*l = (CoverList){d, args[i], output};
		more = proc_pool_start(pool, cover_list, l, "packages");
	}
	proc_pool_wait(pool, true);
	c->collected = true;
	off_t size = lseek(output, 0, SEEK_END);
	char *text = arena_alloc(d->a, (size_t)size + 1);
	if (pread(output, text, (size_t)size, 0) != (ssize_t)size)
		fatal("cannot read a file in memory");
	text[size] = 0;
	close(output);
	for (char *p = strtok(text, "\n"); p; p = strtok(NULL, "\n")) {
		const Name *name = intern_str(d->s->names, p);
		if (!map_get(&c->found, name))
			vec_push(d->a, &c->packages, name->s);
		map_put(&c->found, name, (void *)name);
	}
}

static int cover_select(Driver *d, const char *const *args, uint32_t n) {
	TestCover *c = cover_of(d);
	StrVec patterns = {0};
	char *words = arena_printf(d->a, "%s", c->patterns);
	for (char *p = strtok(words, ","); p; p = strtok(NULL, ","))
		vec_push(d->a, &patterns, p);
	TextVec *found = NEW_ARRAY(d->a, TextVec, patterns.n + 1);
	map_init(&c->wanted, d->a);
	map_init(&c->found, d->a);
	for (uint32_t i = 0; i < patterns.n; i++) {
		cover_match(d, patterns.v[i], &found[i]);
		for (uint32_t j = 0; j < found[i].n; j++) {
			const Name *name = intern_str(d->s->names, found[i].v[j]);
			map_put(&c->wanted, name, (void *)name);
		}
	}
	cover_collect(d, args, n);
	for (uint32_t i = 0; i < patterns.n; i++) {
		bool used = false;
		for (uint32_t j = 0; j < found[i].n; j++)
			used |= map_get(&c->found, intern_str(d->s->names, found[i].v[j])) != NULL;
		if (!used)
			fprintf(stderr,
				"warning: no packages being tested depend on matches for pattern %s\n",
				patterns.v[i]);
	}
	return 0;
}

int cover_begin(Driver *d, const char *const *args, uint32_t n) {
	TestCover *c = cover_of(d);
	if (!c->on)
		return 0;
	c->tool = tool_program(d, "cmd/cover");
	c->data = tool_program(d, "cmd/covdata");
	if (!c->tool || !c->data || !make_folders(work_path(d, "cover")))
		return 1;
	if (c->profile && d->opt.test->compile_only) {
		c->profile = NULL;
	} else if (c->profile) {
		const char *folder = test_flag(d, "outputdir");
		const char *head = arena_printf(d->a, "mode: %s\n", cover_mode(d));
		if (*c->profile != '/' && folder && *folder)
			c->profile = arena_printf(d->a, "%s/%s", folder, c->profile);
		if (*c->profile != '/')
			c->profile = arena_printf(d->a, "%s/%s", d->opt.test->cwd, c->profile);
		if (!file_write(d, c->profile, head, strlen(head)))
			return 1;
	}
	return c->patterns ? cover_select(d, args, n) : 0;
}

/* Reports */

const char *cover_prepare(Driver *d, const char *folder) {
	const TestCover *c = cover_of(d);
	const char *dir = arena_printf(d->a, "%s/gocoverdir", folder);
	make_folders(dir);
	if (!c->patterns)
		return dir;
	Buf paths = {0}, files = {0}, b = {0};
	for (uint32_t i = 0; i < c->packages.n; i++) {
		struct stat st;
		const char *meta = arena_printf(d->a, "%s/meta", cover_dir(d, c->packages.v[i]));
		if (stat(meta, &st) != 0 || st.st_size == 0)
			continue; // it has no functions
		if (paths.n) {
			buf_puts(d->a, &paths, ",");
			buf_puts(d->a, &files, ",");
		}
		cover_quote(d->a, &paths, c->packages.v[i]);
		cover_quote(d->a, &files, meta);
	}
	buf_printf(d->a, &b, "{\"ImportPaths\":[%s],\"MetaFileFragments\":[%s]}\n",
		buf_cstr(d->a, &paths), buf_cstr(d->a, &files));
	file_write(d, arena_printf(d->a, "%s/metafiles.txt", dir), b.v, b.n);
	return dir;
}

const char *cover_profile_part(Driver *d, const char *folder) {
	return arena_printf(d->a, "%s/_cover_.out", folder);
}

const char *cover_untested(Driver *d, const char *import_path, const char *folder) {
	const TestCover *c = cover_of(d);
	struct stat st;
	const char *from = arena_printf(d->a, "%s/meta", cover_dir(d, import_path));
	const char *dir = arena_printf(d->a, "%s/untested", folder);
	if (stat(from, &st) != 0 || st.st_size == 0)
		return NULL;
	CacheKey k = cover_key(import_path);
	if (!make_folders(dir) ||
		!file_store(d, from,
			arena_printf(d->a, "%s/covmeta.%016llx%016llx", dir,
				(unsigned long long)k.a, (unsigned long long)k.b)))
		return NULL;
	int status;
	if (c->profile) {
		const char *argv[] = {c->data, "textfmt", "-i", dir, "-o",
			cover_profile_part(d, folder), NULL};
		proc_text(d, NULL, argv, &status);
	}
	const char *argv[] = {c->data, "percent", "-i", dir, NULL};
	return proc_text(d, NULL, argv, &status);
}

void cover_merge(Driver *d, const char *folder) {
	const char *err, *head = arena_printf(d->a, "mode: %s\n", cover_mode(d));
	uint32_t size;
	if (!cover_of(d)->profile)
		return;
	const char *text = file_read(d->a, cover_profile_part(d, folder), &size, &err);
	if (!text || !size)
		return; // the test has not come to write one
	if (strncmp(text, head, strlen(head)) != 0) {
		fprintf(stderr, "seago: a test wrote a malformed coverage profile\n");
		return;
	}
	FILE *f = fopen(cover_of(d)->profile, "a");
	if (!f || fputs(text + strlen(head), f) < 0 || fclose(f) != 0)
		fprintf(stderr, "seago: cannot write %s: %s\n", cover_of(d)->profile,
			strerror(errno));
}

const char *cover_said(Driver *d, const char *output) {
	const char *p = strstr(output, "coverage: ");
	const char *end = p ? strchr(p, '\n') : NULL;
	return end && cover_of(d)->on ? arena_printf(d->a, "\t%.*s", (int)(end - p), p) : "";
}
