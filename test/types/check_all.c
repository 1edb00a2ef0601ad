// check_all.c: drives the checker over Go's standard library and over Go's own tests of compile
// errors.
//
//	check_all [-goroot DIR] [-lazy] [-times] [-order] std cmd  all of GOROOT/src (std: but cmd);
//-order prints how variables are initialised 	check_all [-goroot DIR] [-lang go1.N] PATH... |
// x.go... packages of GOROOT by import path, or one package of files 	check_all [-goroot DIR]
//-errorcheck [-v] FILE...        each an errorcheck test: ERROR comments must match 	check_all
//[-goroot DIR] -clean FILE...                  each a package without errors
//
// It has a small loader of its own (linux, amd64, no cgo), so that it tests the checker alone.
// Prints the errors; exits with 1 if there were any (with -errorcheck: if an expectation failed).
#define _GNU_SOURCE
#include <dirent.h>
#include <regex.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "types/types.h"

typedef struct Driver {
	Session *s;
	Program *prog;
	Checker *c;
	const char *goroot, *lang;
	bool lazy, times, verbose, clean, order;
	uint64_t lines;
} Driver;

static double seconds(void) {
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); // what other processes do does not count
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* which files belong to the build */

static bool in_list(const char *list, const char *word, size_t n) {
	for (const char *p = list; (p = strstr(p, word)); p++)
		if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == 0))
			return true;
	return false;
}

static const char all_os[] =
	"aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 "
	"solaris wasip1 windows zos";
static const char all_arch[] =
	"386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le "
	"mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm";
static const char tags_on[] =
	"linux amd64 unix gc amd64.v1 goexperiment.regabiwrappers goexperiment.regabiargs "
	"goexperiment.dwarf5 goexperiment.randomizedheapbase64 goexperiment.greenteagc "
	"goexperiment.jsonv2 "
	"goexperiment.sizespecializedmalloc";

static bool tag_on(const char *tag, void *ctx) {
	(void)ctx;
	if (strncmp(tag, "go1.", 4) == 0)
		return atoi(tag + 4) <= 27;
	return in_list(tags_on, tag, strlen(tag));
}

static bool name_fits(const char *file) {
	char name[256];
	snprintf(name, sizeof name, "%.*s", (int)strlen(file) - 3, file);
	char *last = strrchr(name, '_');
	if (!last || last == name)
		return true;
	char *first = last;
	*last++ = 0;
	bool arch = in_list(all_arch, last, strlen(last));
	if (arch && strcmp(last, "amd64") != 0)
		return false;
	if (in_list(all_os, last, strlen(last)))
		return strcmp(last, "linux") == 0;
	first = strrchr(name, '_');
	if (arch && first && in_list(all_os, first + 1, strlen(first + 1)))
		return strcmp(first + 1, "linux") == 0;
	return true;
}

static bool text_fits(Session *s, const char *text) {
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");
		if (strncmp(p, "//go:build ", 11) == 0) {
			const char *err = NULL;
			BuildExpr *e = build_parse(s->arena, p + 11, n - 11, &err);
			return e && build_eval(e, tag_on, NULL);
		}
		if (strncmp(p, "package ", 8) == 0)
			return true;
		p += n + (p[n] == '\n');
	}
	return true;
}

/* packages */

static Package *load_package(Driver *d, const char *path, const char *from);

static void load_file(Driver *d, Package *pkg, const char *path, const char *shown) {
	uint32_t size;
	const char *err;
	char *text = file_read(d->s->arena, path, &size, &err);
	if (!text)
		fatal("%s: %s", path, err);
	if (!text_fits(d->s, text) && pkg->in_goroot)
		return;
	for (uint32_t i = 0; i < size; i++)
		d->lines += text[i] == '\n';
	SourceFile *src = sources_add(d->s->sources, path, shown, text, size);
	File *f = parse_file(d->s, d->s->arena, src, &pkg->node_count,
		PARSE_CHECK_BRANCHES | (pkg->in_goroot ? PARSE_STD : 0));
	for (uint32_t i = 0; i < f->imports.n; i++)
		if (f->imports.v[i]->path && f->imports.v[i]->path->len == 3 &&
			memcmp(f->imports.v[i]->path->text, "\"C\"", 3) == 0)
			return;
	vec_push(d->s->arena, &pkg->files, f);
	if (!pkg->name)
		pkg->name = f->pkg_name->name;
}

static int by_name(const void *a, const void *b) {
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void load_dir(Driver *d, Package *pkg) {
	DIR *dir = opendir(pkg->dir);
	VEC(char *) names = {0};
	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));) {
		size_t n = strlen(e->d_name);
		if (n < 4 || strcmp(e->d_name + n - 3, ".go") != 0 || e->d_name[0] == '_' ||
			e->d_name[0] == '.')
			continue;
		if (n > 8 && strcmp(e->d_name + n - 8, "_test.go") == 0)
			continue;
		if (name_fits(e->d_name))
			vec_push(d->s->arena, &names, arena_strndup(d->s->arena, e->d_name, n));
	}
	closedir(dir);
	if (names.n)
		qsort(names.v, names.n, sizeof names.v[0], by_name);
	for (uint32_t i = 0; i < names.n; i++) {
		char *path = arena_printf(d->s->arena, "%s/%s", pkg->dir, names.v[i]);
		load_file(d, pkg, path, path);
	}
}

static Package *new_package(Driver *d, const char *path) {
	Arena *a = d->s->arena;
	Package *pkg = NEW(a, Package);
	pkg->path = pkg->import_path = arena_strndup(a, path, strlen(path));
	pkg->node_count = 1;
	pkg->go_version = "go1.27";
	map_init(&pkg->import_map, a);
	return pkg;
}

static void load_imports(Driver *d, Package *pkg) {
	for (uint32_t i = 0; i < pkg->files.n; i++) {
		File *f = pkg->files.v[i];
		for (uint32_t k = 0; k < f->imports.n; k++) {
			if (!f->imports.v[k]->path || f->imports.v[k]->path->bad)
				continue;
			uint32_t len;
			char *path = lit_unquote(d->s->arena, f->imports.v[k]->path, &len);
			Package *imp = load_package(d, path, pkg->path);
			const Name *key = intern(d->s->names, path, len);
			if (imp && !map_get(&pkg->import_map, key)) {
				map_put(&pkg->import_map, key, imp);
				vec_push(d->s->arena, &pkg->imports, imp);
			}
		}
	}
	pkg->index = d->prog->packages.n;
	vec_push(d->s->arena, &d->prog->packages, pkg);
}

static bool is_dir(const char *path) {
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static Package *load_package(Driver *d, const char *path, const char *from) {
	Arena *a = d->s->arena;
	char *dir = arena_printf(a, "%s/src/%s", d->goroot, path);
	if (!is_dir(dir)) {
		bool cmd = strncmp(from, "cmd", 3) == 0;
		path = arena_printf(a, "%svendor/%s", cmd ? "cmd/" : "", path);
		dir = arena_printf(a, "%s/src/%s", d->goroot, path);
		if (!is_dir(dir))
			return NULL;
	}
	const Name *key = intern_str(d->s->names, path);
	Package *pkg = map_get(&d->prog->by_path, key);
	if (pkg)
		return pkg;
	pkg = new_package(d, path);
	pkg->in_goroot = true;
	pkg->dir = dir;
	map_put(&d->prog->by_path, key, pkg);
	if (strcmp(path, "unsafe") == 0) {
		pkg->name = key;
		d->prog->unsafe_pkg = pkg;
		vec_push(a, &d->prog->packages, pkg);
		return pkg;
	}
	load_dir(d, pkg);
	if (pkg->files.n == 0)
		return NULL;
	load_imports(d, pkg);
	return pkg;
}

static void load_tree(Driver *d, const char *rel) {
	char *path = arena_printf(d->s->arena, "%s/src%s%s", d->goroot, *rel ? "/" : "", rel);
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);
	bool go = false;
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;
		size_t len = strlen(name);
		go = go || (len > 3 && strcmp(name + len - 3, ".go") == 0);
		bool skip = name[0] == '.' || name[0] == '_' || strcmp(name, "testdata") == 0 ||
			    (!*rel && (strcmp(name, "cmd") == 0 || strcmp(name, "builtin") == 0 ||
					      strcmp(name, "vendor") == 0));
		if (!skip && list[i]->d_type == DT_DIR)
			load_tree(d, *rel ? arena_printf(d->s->arena, "%s/%s", rel, name)
					  : arena_strndup(d->s->arena, name, len));
		free(list[i]);
	}
	free(list);
	if (*rel && go)
		load_package(d, rel, "");
}

static void driver_init(Driver *d) {
	d->s = session_new();
	d->prog = NEW(d->s->arena, Program);
	d->prog->s = d->s;
	map_init(&d->prog->by_path, d->s->arena);
	load_package(d, "unsafe", "");
}

// A line for each initialiser: the package, and name and line of each variable.
static void print_order(Driver *d, Package *p) {
	for (uint32_t i = 0; i < p->info->init_order.n; i++) {
		Initializer *in = p->info->init_order.v[i];
		printf("%s ", p->path);
		for (uint32_t k = 0; k < in->lhs.n; k++)
			printf("%s%s:%u", k ? "," : "", in->lhs.v[k]->name->s,
				pos_resolve_raw(d->s->sources, in->lhs.v[k]->pos).line);
		printf("\n");
	}
}

static uint32_t check_all(Driver *d, double loaded) {
	CheckConfig cfg = {.go_version = d->lang, .all_errors = true};
	d->c = checker_new(d->prog, &cfg);
	double t0 = seconds();
	for (uint32_t i = 0; i < d->prog->packages.n; i++) {
		Package *p = d->prog->packages.v[i];
		bool bad = false;
		for (uint32_t k = 0; k < p->files.n; k++)
			bad |= p->files.v[k]->bad;
		if (bad)
			continue;
		check_package(d->c, p, !p->in_goroot || !d->lazy);
		if (d->order) {
			check_init_order(d->c, p);
			print_order(d, p);
		}
		if (d->times && diags_count(d->s->diags))
			fprintf(stderr, "%s: errors\n", p->path);
	}
	double t1 = seconds();
	uint32_t n = diags_flush(d->s->diags, stdout, true);
	if (d->times)
		fprintf(stderr,
			"%lu lines in %u packages: loaded in %.2f s (%.0f lines/s), checked in "
			"%.2f s (%.0f lines/s), %zu MB\n",
			d->lines, d->prog->packages.n, loaded, (double)d->lines / loaded, t1 - t0,
			(double)d->lines / (t1 - t0), arena_bytes(d->s->arena) >> 20);
	return n;
}

/* errorcheck tests */

typedef struct Want {
	uint32_t line;
	char *text;
	regex_t re;
	bool met;
} Want;
typedef struct Got {
	uint32_t line;
	char *msg;
	bool met;
} Got;
typedef struct Expect {
	VEC(Want) want;
	VEC(Got) got;
} Expect;

// Go's regular expressions to POSIX's, as far as the tests use them.
static char *posix_regex(Arena *a, const char *s, size_t n, const char *file, uint32_t line) {
	Buf b = {0};
	for (size_t i = 0; i < n; i++) {
		if (strncmp(s + i, "LINE", 4) == 0) {
			int delta = 0, used = 0;
			if (s[i + 4] == '+' || s[i + 4] == '-')
				sscanf(s + i + 4, "%d%n", &delta, &used);
			buf_printf(a, &b, "%s:%d", file, (int)line + delta);
			i += 3 + (size_t)used;
		} else if (strncmp(s + i, "(?:", 3) == 0) {
			buf_puts(a, &b, "(");
			i += 2;
		} else if (s[i] == '\\' && s[i + 1] == 'd') {
			buf_puts(a, &b, "[0-9]");
			i++;
		} else if (s[i] == '\\' && s[i + 1] == 't') {
			buf_puts(a, &b, "\t");
			i++;
		} else if (s[i] == '\\' && s[i + 1] == 'n') {
			buf_puts(a, &b, "\n");
			i++;
		} else if (s[i] == '{' && !(s[i + 1] >= '0' && s[i + 1] <= '9')) {
			buf_puts(a, &b, "\\{");
		} else {
			buf_write(a, &b, s + i, 1);
			if (s[i] == '\\' && i + 1 < n)
				buf_write(a, &b, s + ++i, 1);
		}
	}
	return buf_cstr(a, &b);
}

static void expect_parse(Driver *d, Expect *x, const char *text, const char *file) {
	Arena *a = d->s->arena;
	uint32_t line = 0;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");
		line++;
		const char *end = p + n, *e = memmem(p, n, "// ERROR", 8),
			   *g = memmem(p, n, "// GC_ERROR", 11);
		const char *q = e ? e + 8 : g ? g + 11 : NULL;
		if (q && !memmem(p, n, "////", 4)) {
			while ((q = memchr(q, '"', (size_t)(end - q)))) {
				const char *close = q + 1;
				while (close < end && *close != '"')
					close += 1 + (*close == '\\' && close + 1 < end);
				if (close >= end)
					break;
				Want w = {.line = line,
					.text = posix_regex(
						a, q + 1, (size_t)(close - q - 1), file, line)};
				if (regcomp(&w.re, w.text, REG_EXTENDED | REG_NOSUB)) {
					printf("line %u: bad regular expression %s\n", line,
						w.text);
					w.met = true;
				}
				vec_push(a, &x->want, w);
				q = close + 1;
			}
		}
		p += n + (p[n] == '\n');
	}
}

static void expect_collect(Driver *d, Expect *x, char *out) {
	for (char *p = out; *p;) {
		size_t n = strcspn(p, "\n");
		while (p[n] == '\n' && p[n + 1] == '\t')
			n += 1 + strcspn(p + n + 1, "\n");
		char *m = arena_strndup(d->s->arena, p, n);
		char *colon = strchr(m, ':');
		Got g = {.line = colon ? (uint32_t)atoi(colon + 1) : 0, .msg = m};
		vec_push(d->s->arena, &x->got, g);
		p += n + (p[n] == '\n');
	}
}

static bool expect_compare(Driver *d, Expect *x) {
	bool ok = true;
	for (uint32_t i = 0; i < x->want.n; i++) {
		Want *w = &x->want.v[i];
		if (w->met)
			continue;
		for (uint32_t k = 0; k < x->got.n; k++) {
			Got *g = &x->got.v[k];
			if (g->line == w->line && !regexec(&w->re, g->msg, 0, NULL, 0))
				g->met = w->met = true;
		}
		if (!w->met) {
			printf("\tline %u: no error matches %s\n", w->line, w->text);
			ok = false;
		}
	}
	for (uint32_t k = 0; k < x->got.n; k++) {
		Got *g = &x->got.v[k];
		if (!g->met)
			printf("\tnot expected: %s\n", g->msg);
		else if (d->verbose)
			printf("\tas expected: %s\n", g->msg);
		ok = ok && g->met;
	}
	return ok;
}

// 0: passed, 1: failed, 2: not an errorcheck test that is about errors.
static int errorcheck(Driver *d, const char *path) {
	uint32_t size;
	const char *err;
	char *text = file_read(d->s->arena, path, &size, &err);
	if (!text)
		fatal("%s: %s", path, err);
	size_t n = strcspn(text, "\n");
	char *head = arena_strndup(d->s->arena, text, n), *flags = strstr(head, "// errorcheck");
	if (!d->clean && (!flags || flags != head || (head[13] && head[13] != ' ')))
		return 2;
	for (char *t = d->clean ? NULL : strtok(head + 13, " "); t; t = strtok(NULL, " ")) {
		if (strncmp(t, "-lang=", 6) == 0)
			d->lang = arena_strndup(d->s->arena, t + 6, strlen(t + 6));
		else
			return 2;
	}
	if (!text_fits(d->s, text))
		return 2;
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	Package *pkg = new_package(d, "p");
	load_file(d, pkg, path, base);
	if (pkg->files.n == 0)
		return 2;
	load_imports(d, pkg);
	CheckConfig cfg = {.go_version = d->lang, .all_errors = true};
	if (!pkg->files.v[0]->bad) { // the official compiler stops at syntax errors
		d->c = checker_new(d->prog, &cfg);
		for (uint32_t i = 0; i < d->prog->packages.n; i++)
			check_package(
				d->c, d->prog->packages.v[i], !d->prog->packages.v[i]->in_goroot);
	}
	char *out = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&out, &len);
	diags_flush(d->s->diags, f, true);
	fclose(f);
	Expect x = {0};
	if (!d->clean)
		expect_parse(d, &x, text, base);
	expect_collect(d, &x, out);
	return expect_compare(d, &x) ? 0 : 1;
}

static int errorcheck_all(Driver *d, char **files, int n) {
	int counts[4] = {0};
	static const char *const common[] = {
		"fmt", "os", "time", "net/http", "reflect", "io", "testing", "errors"};
	for (size_t i = 0; i < LEN(common); i++)
		load_package(d, common[i], "");
	for (int i = 0; i < n; i++) {
		fflush(stdout);
		pid_t pid = fork();
		if (pid == 0) {
			alarm(20);
			int r = errorcheck(d, files[i]);
			if (r == 1)
				printf("FAIL %s\n", files[i]);
			fflush(stdout);
			_exit(r);
		}
		int status;
		waitpid(pid, &status, 0);
		int r = WIFEXITED(status) && WEXITSTATUS(status) < 3 ? WEXITSTATUS(status) : 3;
		if (r == 3)
			printf("CRASH %s\n", files[i]);
		counts[r]++;
	}
	printf("errorcheck: %d passed, %d failed, %d crashed, %d not about errors\n", counts[0],
		counts[1], counts[3], counts[2]);
	return counts[1] + counts[3] > 0;
}

int main(int argc, char **argv) {
	Driver d = {.goroot = "/usr/share/go-1.27"};
	bool errors = false;
	int i = 1;
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-goroot") == 0 && i + 1 < argc)
			d.goroot = argv[++i];
		else if (strcmp(argv[i], "-lang") == 0 && i + 1 < argc)
			d.lang = argv[++i];
		else if (strcmp(argv[i], "-lazy") == 0)
			d.lazy = true;
		else if (strcmp(argv[i], "-times") == 0)
			d.times = true;
		else if (strcmp(argv[i], "-v") == 0)
			d.verbose = true;
		else if (strcmp(argv[i], "-errorcheck") == 0)
			errors = true;
		else if (strcmp(argv[i], "-order") == 0)
			d.order = true;
		else if (strcmp(argv[i], "-clean") == 0)
			errors = d.clean = true;
		else
			fatal("check_all: unknown flag %s", argv[i]);
	}
	driver_init(&d);
	if (errors)
		return errorcheck_all(&d, argv + i, argc - i);
	double t0 = seconds();
	Package *own = NULL;
	for (; i < argc; i++) {
		size_t n = strlen(argv[i]);
		if (strcmp(argv[i], "std") == 0) {
			load_tree(&d, "");
		} else if (strcmp(argv[i], "cmd") == 0) {
			load_tree(&d, "cmd");
		} else if (n > 3 && strcmp(argv[i] + n - 3, ".go") == 0) {
			if (!own)
				own = new_package(&d, "main");
			load_file(&d, own, argv[i], argv[i]);
			d.lazy = true;
		} else if (!load_package(&d, argv[i], "")) {
			fatal("check_all: no package %s", argv[i]);
		}
	}
	if (own)
		load_imports(&d, own);
	return check_all(&d, seconds() - t0) > 0;
}
