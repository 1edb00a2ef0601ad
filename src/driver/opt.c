// opt.c: the optimised tier: one C text a package, compiled by the system's compiler, several at once, through a cache.
//
// An object is named by a hash of everything that its text depends on: the compiler's own identity, the C compiler and its
// flags, the sources of the package and, through their keys, of all it imports. So a cached package is not even lowered as a
// whole. Entries are written beside and renamed; a reader never sees half an object.
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const opt_flags[] = {"-O2", "-std=gnu11", "-w", "-g1", "-c", "-fwrapv", "-fno-strict-aliasing",
	"-ffp-contract=off", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-ffunction-sections",
	"-fdata-sections", "-fno-pie", "-fno-stack-protector", "-fno-asynchronous-unwind-tables",
	"-fno-delete-null-pointer-checks",
	"-fno-reorder-functions", "-fno-reorder-blocks-and-partition"}; // all code between its first and last function

typedef struct OptKey { uint64_t a, b; } OptKey;

static void key_add(OptKey *k, const void *p, size_t n) {
	k->a = hash_bytes(p, n, k->a + 1);
	k->b = hash_bytes(p, n, k->b + 2);
}

static void key_add_str(OptKey *k, const char *s) {
	key_add(k, s, strlen(s) + 1);
}

static void key_add_stat(OptKey *k, const char *path) {
	struct stat st;
	key_add_str(k, path);
	if (stat(path, &st) == 0) {
		int64_t id[3] = {st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
		key_add(k, id, sizeof id);
	}
}

const char *cache_dir(Driver *d) {
	const char *named = getenv("SEAGOCACHE"), *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	if (named && *named)
		return named;
	if (xdg && *xdg)
		return arena_printf(d->a, "%s/seago", xdg);
	return home && *home ? arena_printf(d->a, "%s/.cache/seago", home) : "";
}

static const char *opt_cache_dir(Driver *d) {
	const char *dir = cache_dir(d);
	if (!*dir)
		return work_path(d, "");
	if (make_folders(dir) && access(dir, W_OK) == 0)
		return dir;
	fprintf(stderr, "seago: cache folder %s cannot be used: %s; building without a cache\n", dir, strerror(errno));
	return work_path(d, "");
}

// Keys of all packages, dependencies first as in Program.packages.
static OptKey *opt_keys(Driver *d, const Program *prog, const char *cc) {
	OptKey *keys = NEW_ARRAY(d->a, OptKey, prog->packages.n + 1), base = {1, 2};
	key_add_stat(&base, d->home.exe);
	key_add_stat(&base, arena_printf(d->a, "%s/gen.h", d->home.rt_dir));
	key_add_str(&base, cc);
	for (uint32_t i = 0; i < LEN(opt_flags); i++)
		key_add_str(&base, opt_flags[i]);
	for (uint32_t p = 0; p < prog->packages.n; p++) {
		const Package *pkg = prog->packages.v[p];
		OptKey k = base;
		key_add_str(&k, pkg->path);
		key_add_str(&k, pkg->go_version ? pkg->go_version : "");
		for (uint32_t i = 0; i < pkg->files.n; i++) {
			key_add_str(&k, pkg->files.v[i]->src->path);
			key_add(&k, pkg->files.v[i]->src->text, pkg->files.v[i]->src->size);
		}
		for (uint32_t i = 0; i < pkg->embeds.n; i++)
			for (uint32_t j = 0; j < pkg->embeds.v[i].files.n; j++)
				key_add_stat(&k, pkg->embeds.v[i].files.v[j].path);
		for (uint32_t i = 0; i < pkg->imports.n; i++)
			key_add(&k, &keys[pkg->imports.v[i]->index], sizeof k);
		for (uint32_t i = 0; i < d->opt.xdefs.n; i++)
			if (strncmp(d->opt.xdefs.v[i], pkg->path, strlen(pkg->path)) == 0)
				key_add_str(&k, d->opt.xdefs.v[i]);
		keys[p] = k;
	}
	return keys;
}

typedef struct OptJob { Driver *d; const char *tmp, *object; } OptJob;

static void opt_done(void *arg, bool ok) {
	OptJob *j = arg;
	if (!ok || rename(j->tmp, j->object) != 0)
		unlink(j->tmp);
}

static bool opt_start(Driver *d, ProcPool *pool, const char *cc, const char *level, const char *name, const char *text,
	const char *object) {
	StrVec argv = {0};
	OptJob *job = NEW(d->a, OptJob);
	*job = (OptJob){d, arena_printf(d->a, "%s.%d.tmp", object, (int)getpid()), object};
	link_words(d->a, &argv, cc);
	for (uint32_t i = 0; i < LEN(opt_flags); i++)
		vec_push(d->a, &argv, i == 0 ? level : opt_flags[i]);
	vec_push(d->a, &argv, "-I");
	vec_push(d->a, &argv, d->home.rt_dir);
	vec_push(d->a, &argv, "-o");
	vec_push(d->a, &argv, job->tmp);
	vec_push(d->a, &argv, text);
	vec_push(d->a, &argv, NULL);
	return proc_pool_start(pool, argv.v, name, opt_done, job);
}

static void opt_progress(uint32_t done, uint32_t total, const char *name) {
	if (isatty(2))
		fprintf(stderr, "\r\033[K[%u/%u] %s%s", done, total, name, done == total ? "\r\033[K" : "");
}

void opt_plan(Driver *d, const Program *prog, OptPlan *plan) {
	plan->cc = driver_cc(d);
	if (!plan->cc)
		return;
	plan->dir = opt_cache_dir(d);
	plan->objects = NEW_ARRAY(d->a, const char *, prog->packages.n + 1);
	const OptKey *keys = opt_keys(d, prog, plan->cc);
	for (uint32_t p = 0; p < prog->packages.n; p++) {
		plan->objects[p] = arena_printf(d->a, "%s/%016llx%016llx.o", plan->dir, (unsigned long long)keys[p].a,
			(unsigned long long)keys[p].b);
		if (!file_exists(plan->objects[p]))
			vec_push(d->a, &plan->missing, prog->packages.v[p]);
	}
}

static bool opt_unit_missing(const OptPlan *plan, const char *name) {
	for (uint32_t i = 0; i < plan->missing.n; i++)
		if (strcmp(plan->missing.v[i]->path, name) == 0)
			return true;
	return false;
}

bool opt_compile(Driver *d, Module *m, const OptPlan *plan, StrVec *objects) {
	Arena *a = arena_new();
	CUnitVec units = cgen_split(m, a, CTIER_OPT);
	ProcPool *pool = proc_pool_new(d, d->opt.jobs);
	bool ok = true;
	for (uint32_t i = 0; i < units.n && ok; i++) {
		CUnit *u = units.v[i];
		bool is_program = !*u->name;
		const char *object = is_program ? work_path(d, "program.o") : plan->objects[i];
		vec_push(d->a, objects, object);
		if (!is_program && !opt_unit_missing(plan, u->name))
			continue;
		Buf text = {0};
		cgen_unit(m, a, u, CTIER_OPT, &text);
		const char *path = work_path(d, arena_printf(d->a, "unit%u.c", i));
		ok = file_write(d, path, text.v, text.n);
		opt_progress(i + 1, units.n, is_program ? "program" : u->name);
		if (!ok)
			proc_pool_cancel(pool);
		else
			ok = opt_start(d, pool, plan->cc, is_program ? "-O1" : "-O2",
				is_program ? "the program's tables" : u->name, path, object);
	}
	ok = proc_pool_wait(pool) && ok;
	arena_free(a);
	timing_mark(d, "cc");
	return ok;
}
