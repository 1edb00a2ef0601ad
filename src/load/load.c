// load.c: load_program: from arguments to a program, with threads that read packages.
//
// Packages wait in one queue; a thread takes the newest, reads it and puts the packages it imports
// into the queue. When nothing is left, graph.c puts them in order. Threads have stacks as large as
// the parser's limit on nesting may need.
#define _GNU_SOURCE
#include "load/loader.h"

#include <stdlib.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)256 << 20)
#define MAX_JOBS 64

// Loaded whether or not something imports them: what compiled code calls.
static const char *const implicit_packages[] = {"runtime", "internal/abi", "internal/runtime/maps"};

/* Units */

Unit *unit_new(Loader *l, const Found *found) {
	Unit *u = NEW(l->arena, Unit);
	Package *p = &u->pkg;
	u->found = *found;
	p->path = p->import_path = found->import_path;
	p->dir = found->dir;
	p->in_goroot = found->std;
	p->node_count = 1;
	p->diags = diags_new(l->s->sources);
	vec_push(l->arena, &l->all, u);
	u->next = l->queue;
	l->queue = u;
	l->pending++;
	pthread_cond_signal(&l->wake);
	return u;
}

Unit *unit_request(Loader *l, const Found *found) {
	const Name *name = intern_str(l->s->names, found->import_path);
	pthread_mutex_lock(&l->lock);
	Unit *u = map_get(&l->units, name);
	if (!u) {
		u = unit_new(l, found);
		map_put(&l->units, name, u);
	}
	pthread_mutex_unlock(&l->lock);
	return u;
}

void loader_error(Loader *l, const char *fmt, ...) {
	Arena *a = l->s->arena;
	char *msg;
	va_list args;
	va_start(args, fmt);
	if (vasprintf(&msg, fmt, args) < 0)
		fatal("out of memory");
	va_end(args);
	for (uint32_t i = 0; i < l->prog->errors.n; i++) {
		if (strcmp(l->prog->errors.v[i], msg) == 0) {
			free(msg);
			return;
		}
	}
	vec_push(a, &l->prog->errors, arena_strndup(a, msg, strlen(msg)));
	free(msg);
}

/* Paths */

const char *path_join(Arena *a, const char *dir, const char *rel) {
	const char *path = rel[0] == '/' ? rel : arena_printf(a, "%s/%s", dir, rel);
	char *out = arena_alloc(a, strlen(path) + 2);
	size_t w = 0;
	for (const char *p = path; *p;) {
		size_t n = strcspn(p, "/");
		if (n == 2 && p[0] == '.' && p[1] == '.') {
			while (w > 0 && out[--w] != '/')
				;
		} else if (n > 0 && !(n == 1 && p[0] == '.')) {
			out[w++] = '/';
			memcpy(out + w, p, n);
			w += n;
		}
		p += n + (p[n] == '/');
	}
	if (w == 0)
		out[w++] = '/';
	out[w] = 0;
	return out;
}

const char *path_shown(Loader *l, Arena *a, const char *path, bool dot) {
	size_t n = strlen(l->dir), common = 0;
	if (strcmp(path, l->dir) == 0)
		return ".";
	if (path_is_within(path, l->dir)) {
		const char *rel = path + n + (n > 1);
		return dot && !strchr(rel, '/') ? arena_printf(a, "./%s", rel) : rel;
	}
	for (size_t i = 0; path[i] && path[i] == l->dir[i]; i++)
		if (path[i] == '/' || (l->dir[i + 1] == 0 && path[i + 1] == '/'))
			common = i;
	Buf b = {0};
	for (const char *p = l->dir + common; *p; p++)
		if (*p == '/' && p[1])
			buf_puts(a, &b, "../");
	buf_puts(a, &b, path + common + (path[common] == '/'));
	const char *rel = buf_cstr(a, &b);
	return strlen(rel) < strlen(path) ? rel : path;
}

/* Threads */

static void *load_worker(void *arg) {
	Loader *l = arg;
	Arena *a = arena_new();
	pthread_mutex_lock(&l->lock);
	for (;;) {
		while (!l->queue && l->pending > 0)
			pthread_cond_wait(&l->wake, &l->lock);
		Unit *u = l->queue;
		if (!u)
			break;
		l->queue = u->next;
		pthread_mutex_unlock(&l->lock);
		unit_read(l, a, u);
		pthread_mutex_lock(&l->lock);
		if (--l->pending == 0)
			pthread_cond_broadcast(&l->wake);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

static void load_run(Loader *l) {
	pthread_t threads[MAX_JOBS];
	pthread_attr_t attr;
	long jobs = l->c->jobs ? (long)l->c->jobs : sysconf(_SC_NPROCESSORS_ONLN);
	if (jobs < 1)
		jobs = 1;
	if (jobs > MAX_JOBS)
		jobs = MAX_JOBS;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	for (long i = 0; i < jobs; i++)
		if (pthread_create(&threads[i], &attr, load_worker, l) != 0)
			fatal("cannot create a thread");
	for (long i = 0; i < jobs; i++)
		pthread_join(threads[i], NULL);
	pthread_attr_destroy(&attr);
}

/* The program */

static const char *load_modcache(Arena *a) {
	const char *cache = getenv("GOMODCACHE"), *gopath = getenv("GOPATH"),
		   *home = getenv("HOME");
	if (cache && *cache)
		return cache;
	if (gopath && *gopath)
		return arena_printf(a, "%.*s/pkg/mod", (int)strcspn(gopath, ":"), gopath);
	return arena_printf(a, "%s/go/pkg/mod", home ? home : "");
}

static void loader_init(Loader *l, Session *s, const LoadConfig *c) {
	Arena *a = s->arena;
	*l = (Loader){.s = s, .c = c, .arena = arena_new()};
	l->context = (BuildContext){
		.goos = "linux", .goarch = "amd64", .tags = c->tags, .cgo = c->cgo != NULL};
	l->prog = NEW(a, Program);
	l->prog->s = s;
	map_init(&l->prog->by_path, a);
	map_init(&l->units, l->arena);
	map_init(&l->told, l->arena);
	pthread_mutex_init(&l->lock, NULL);
	pthread_mutex_init(&l->cgo_lock, NULL);
	pthread_cond_init(&l->wake, NULL);
	char *cwd = c->dir ? NULL : getcwd(NULL, 0);
	if (!c->dir && !cwd)
		fatal("cannot tell the working directory");
	l->dir = c->dir ? c->dir : arena_strndup(a, cwd, strlen(cwd));
	free(cwd);
	l->src = arena_printf(a, "%s/src", c->goroot);
	l->modcache = load_modcache(a);
	const char *fault = NULL;
	if (c->overlay_file && *c->overlay_file)
		l->overlay = overlay_read(a, c->overlay_file, l->dir, &fault);
	if (fault)
		loader_error(l, "%s", fault);
	else
		modules_init(l);
}

static bool load_is_go_file(const char *arg) {
	size_t n = strlen(arg);
	return n > 3 && strcmp(arg + n - 3, ".go") == 0;
}

// The package of the files named one by one.
static void load_files(Loader *l, const char *const *args, uint32_t n) {
	Arena *a = l->s->arena;
	Found f = {.import_path = "command-line-arguments", .module = l->module};
	TextVec names = {0};
	for (uint32_t i = 0; i < n; i++) {
		const char *path = path_join(a, l->dir, args[i]);
		const char *slash = strrchr(path, '/');
		const char *dir = arena_strndup(a, path, (size_t)(slash - path) + (slash == path));
		if (!load_is_go_file(args[i])) {
			loader_error(l, "named files must be .go files: %s", args[i]);
			return;
		}
		if (f.dir && strcmp(f.dir, dir) != 0) {
			loader_error(l, "named files must all be in one directory; have %s and %s",
				path_shown(l, a, f.dir, false), path_shown(l, a, dir, false));
			return;
		}
		f.dir = dir;
		vec_push(a, &names, slash + 1);
	}
	if (l->gopath_mode)
		f.module = NULL;
	pthread_mutex_lock(&l->lock);
	Unit *u = unit_new(l, &f);
	u->explicit_files = true;
	u->file_names = names;
	u->pkg.is_root = true;
	u->with_tests = l->c->tests;
	map_put(&l->units, intern_str(l->s->names, f.import_path), u);
	pthread_mutex_unlock(&l->lock);
	vec_push(a, &l->prog->roots, &u->pkg);
}

static void load_roots(Loader *l, const char *const *args, uint32_t n) {
	Arena *a = l->s->arena;
	static const char *const here[] = {"."};
	if (n == 0) {
		args = here;
		n = 1;
	}
	if (load_is_go_file(args[0]) && overlay_has(l->overlay, path_join(a, l->dir, args[0]))) {
		load_files(l, args, n);
		return;
	}
	FoundVec found = pattern_match(l, a, args, n);
	for (uint32_t i = 0; i < found.n; i++) {
		if (found.v[i].fault) {
			loader_error(l, "%s", found.v[i].fault);
			continue;
		}
		Unit *u = unit_request(l, &found.v[i]);
		if (u->pkg.is_root)
			continue;
		u->pkg.is_root = true;
		u->with_tests = l->c->tests;
		vec_push(a, &l->prog->roots, &u->pkg);
	}
}

static void load_finish(Loader *l, LoadStats *stats, const char **err) {
	Arena *a = l->s->arena;
	Buf b = {0};
	for (uint32_t i = 0; i < l->prog->errors.n; i++)
		buf_printf(a, &b, "%s%s", i ? "\n" : "", l->prog->errors.v[i]);
	if (err)
		*err = l->prog->errors.n ? buf_cstr(a, &b) : NULL;
	for (uint32_t i = 0; stats && i < l->all.n; i++) {
		stats->lines += l->all.v[i]->lines;
		stats->bytes += l->all.v[i]->bytes;
		stats->files += l->all.v[i]->pkg.files.n;
	}
}

Program *load_program(Session *s, const LoadConfig *c, LoadStats *stats, const char **err) {
	Loader *l = NEW(s->arena, Loader);
	loader_init(l, s, c);
	if (l->prog->errors.n == 0)
		load_roots(l, c->args, c->n_args);
	if (l->prog->errors.n == 0) {
		for (size_t i = 0; i < LEN(implicit_packages); i++) {
			Found f = import_find(l, s->arena, NULL, implicit_packages[i]);
			if (f.fault)
				loader_error(l, "%s", f.fault);
			else
				unit_request(l, &f);
		}
		Found unsafe = import_find(l, s->arena, NULL, "unsafe");
		unit_request(l, &unsafe)->pkg.name = intern_str(s->names, "unsafe");
		load_run(l);
		if (c->tests)
			test_main_add(l, load_run);
		graph_order(l);
		godebug_find(l);
	}
	load_finish(l, stats, err);
	return l->prog;
}

// A folder as the user names it: ".", "./x".
static const char *load_named(Loader *l, const char *dir) {
	const char *shown = path_shown(l, l->s->arena, dir, false);
	return *shown == '.' || *shown == '/' ? shown : arena_printf(l->s->arena, "./%s", shown);
}

MatchedVec load_match_packages(Session *s, const LoadConfig *c, const char **err) {
	Loader *l = NEW(s->arena, Loader);
	MatchedVec out = {0};
	loader_init(l, s, c);
	if (l->prog->errors.n == 0 && c->n_args && load_is_go_file(c->args[0])) {
		Matched m = {.import_path = "command-line-arguments"};
		vec_push(s->arena, &out, m);
	} else if (l->prog->errors.n == 0) {
		Map seen;
		map_init(&seen, s->arena);
		FoundVec found = pattern_match(l, s->arena, c->args, c->n_args);
		for (uint32_t i = 0; i < found.n; i++) {
			Matched m = {found.v[i].import_path, found.v[i].dir, found.v[i].fault};
			if (!m.fault && m.dir && !found.v[i].by_pattern &&
				!dir_has_go_files(l, m.dir)) {
				m.fault = arena_printf(s->arena, "no Go files in %s", m.dir);
				m.import_path = load_named(l, m.dir);
			}
			const Name *name = intern_str(s->names, m.import_path);
			if (!map_get(&seen, name))
				vec_push(s->arena, &out, m);
			map_put(&seen, name, (void *)name);
		}
	}
	load_finish(l, NULL, err);
	return out;
}

TextVec load_match(Session *s, const LoadConfig *c, const char **err) {
	MatchedVec found = load_match_packages(s, c, err);
	Buf faults = {0};
	TextVec out = {0};
	for (uint32_t i = 0; i < found.n; i++) {
		if (found.v[i].fault)
			buf_printf(
				s->arena, &faults, "%s%s", faults.n ? "\n" : "", found.v[i].fault);
		else
			vec_push(s->arena, &out, found.v[i].import_path);
	}
	if (faults.n && err && !*err)
		*err = buf_cstr(s->arena, &faults);
	return out;
}
