// opt.c: the optimised tier: one C text a package, compiled by the system's compiler, several at
// once, through a cache.
//
// An object has two names in the cache. The first is a hash of all that its text depends on: seago
// itself, the C compiler, the sources of the package and, through their keys, of all it imports;
// when it exists the package is not even lowered. The second is a hash of the text: a new seago
// that writes the same text compiles nothing. Entries are written beside and renamed; a reader
// never sees half an object, and two builds at once write the same one.
//
// Each missing package is lowered and compiled in a process of its own, forked after the check: so
// its text depends on nothing that another package, or the program, made the builder do.
#include "backend/elf/object.h"
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const opt_flags[] = {"-O2", "-std=gnu11", "-w", "-g1", "-c", "-fwrapv",
	"-fno-strict-aliasing", "-ffp-contract=off", "-fno-omit-frame-pointer",
	"-fno-optimize-sibling-calls", "-ffunction-sections", "-fdata-sections", "-fno-pie",
	"-fno-stack-protector", "-fno-asynchronous-unwind-tables",
	"-fno-delete-null-pointer-checks", "-fnon-call-exceptions"};
// Those that clang does not take. What was stored before an access that faults is seen, so no store
// is dead because of one behind it. Clones and parts of functions, and merged ones, would have no
// names in traces; clang makes none of functions that have a name outside. Strings, slices and
// interfaces are stored word by word: read as one vector they would have to wait for the cache.
// Clearing and copying by string instructions begins slowly: structures are smaller than what that
// is for.
static const char *const opt_gcc_flags[] = {"-fno-delete-dead-exceptions", "-fno-tree-dse",
	"-fno-dse", "-fno-ipa-cp", "-fno-ipa-icf", "-fno-ipa-sra", "-fno-partial-inlining",
	"-fno-reorder-functions", "-fno-tree-slp-vectorize",
	"-mmemset-strategy=vector_loop:256:noalign,libcall:-1:noalign",
	"-mmemcpy-strategy=vector_loop:256:noalign,libcall:-1:noalign",
	"-fno-reorder-blocks-and-partition"}; // all code between its first and last function
// Of packages outside of GOROOT: more code where loops gain by it.
static const char *const opt_gcc_own_flags[] = {"-falign-loops=32", "-fvect-cost-model=dynamic"};
// clang 14 crashes when it replaces what loops leave behind in some functions.
static const char *const opt_clang_flags[] = {"-mllvm", "-replexitval=never"};
static const char *const opt_headers[] = {"gen.h", "rtproto.h", "layout.def"};

static void key_add_str(CacheKey *k, const char *s) {
	key_add(k, s, strlen(s) + 1);
}

static void key_add_stat(CacheKey *k, const char *path) {
	struct stat st;
	key_add_str(k, path);
	if (stat(path, &st) == 0) {
		int64_t id[3] = {st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
		key_add(k, id, sizeof id);
	}
}

static void key_add_file(CacheKey *k, const char *path) {
	char part[4096];
	size_t n;
	FILE *f = fopen(path, "r");
	while (f && (n = fread(part, 1, sizeof part, f)) > 0)
		key_add(k, part, n);
	if (f)
		fclose(f);
}

const char *cache_dir(Driver *d) {
	const char *named = getenv("SEAGOCACHE"), *xdg = getenv("XDG_CACHE_HOME"),
		   *home = getenv("HOME");
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
	fprintf(stderr, "seago: cache folder %s cannot be used: %s; building without a cache\n",
		dir, strerror(errno));
	return work_path(d, "");
}

// The C compiler, its flags and the headers that texts include.
static void opt_key_compiler(Driver *d, CacheKey *k, const char *cc) {
	StrVec words = {0};
	link_words(d->a, &words, cc);
	key_add_str(k, cc);
	for (uint32_t i = 0; i < words.n; i++) {
		const char *file = tool_in_path(d, words.v[i]);
		if (file)
			key_add_stat(k, file);
	}
	for (uint32_t i = 0; i < LEN(opt_flags); i++)
		key_add_str(k, opt_flags[i]);
	for (uint32_t i = 0; i < LEN(opt_gcc_flags); i++)
		key_add_str(k, opt_gcc_flags[i]);
	for (uint32_t i = 0; i < LEN(opt_gcc_own_flags); i++)
		key_add_str(k, opt_gcc_own_flags[i]);
	for (uint32_t i = 0; i < LEN(opt_headers); i++)
		key_add_file(k, arena_printf(d->a, "%s/%s", d->home.rt_dir, opt_headers[i]));
}

// Keys of all packages, dependencies first as in Program.packages.
static CacheKey *opt_keys(Driver *d, const Program *prog, const char *cc) {
	CacheKey *keys = NEW_ARRAY(d->a, CacheKey, prog->packages.n + 1), base = {1, 2};
	key_add_str(&base, d->home.exe);
	key_add(&base, d->home.exe_id, sizeof d->home.exe_id);
	int64_t flags[] = {d->opt.no_optimise, d->opt.no_inline};
	key_add(&base, flags, sizeof flags);
	opt_key_compiler(d, &base, cc);
	key_add_str(&base, d->opt.trimpath ? "trimpath" : "");
	for (uint32_t p = 0; p < prog->packages.n; p++) {
		const Package *pkg = prog->packages.v[p];
		CacheKey k = base;
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

// Compiles the text of a package, or that of the program's table (pkg NULL).
static bool opt_cc(
	Driver *d, const OptPlan *plan, const Package *pkg, const char *text, const char *object) {
	const char *what = pkg ? pkg->path : "the table of the program";
	StrVec argv = {0};
	link_words(d->a, &argv, plan->cc);
	for (uint32_t i = 0; i < LEN(opt_flags); i++)
		vec_push(d->a, &argv, i == 0 && !pkg ? "-O1" : opt_flags[i]);
	uint32_t n_own = plan->clang ? LEN(opt_clang_flags) : LEN(opt_gcc_flags);
	for (uint32_t i = 0; i < n_own; i++)
		vec_push(d->a, &argv, (plan->clang ? opt_clang_flags : opt_gcc_flags)[i]);
	bool own = pkg && !pkg->in_goroot && !plan->clang;
	for (uint32_t i = 0; own && i < LEN(opt_gcc_own_flags); i++)
		vec_push(d->a, &argv, opt_gcc_own_flags[i]);
	vec_push(d->a, &argv, "-I");
	vec_push(d->a, &argv, d->home.rt_dir);
	vec_push(d->a, &argv, "-o");
	vec_push(d->a, &argv, object);
	vec_push(d->a, &argv, text);
	vec_push(d->a, &argv, NULL);
	return proc_run(d, argv.v, arena_printf(d->a, "%s could not be compiled", what));
}

static const char *opt_cached(Driver *d, const OptPlan *plan, const CacheKey *k) {
	return arena_printf(d->a, "%s/%016llx%016llx.o", plan->dir, (unsigned long long)k->a,
		(unsigned long long)k->b);
}

// By its macros: cc may be either.
static bool opt_is_clang(Driver *d, const char *cc) {
	static const char *const question[] = {"-dM", "-E", "-x", "c", "/dev/null", NULL};
	StrVec argv = {0};
	link_words(d->a, &argv, cc);
	for (uint32_t i = 0; i < LEN(question); i++)
		vec_push(d->a, &argv, question[i]);
	const char *macros = proc_answer(d, argv.v);
	return macros && strstr(macros, "__clang__");
}

bool opt_plan(Driver *d, const Program *prog, OptPlan *plan) {
	plan->cc = driver_cc(d);
	if (!plan->cc)
		return false;
	plan->clang = opt_is_clang(d, plan->cc);
	plan->dir = opt_cache_dir(d);
	const CacheKey *keys = opt_keys(d, prog, plan->cc);
	for (uint32_t p = 0; p < prog->packages.n; p++) {
		vec_push(d->a, &plan->objects, opt_cached(d, plan, &keys[p]));
		// Remarks are made when a package is lowered.
		if (!cache_use(plan->objects.v[p]) ||
			(d->opt.report && !prog->packages.v[p]->in_goroot))
			vec_push(d->a, &plan->missing, prog->packages.v[p]);
	}
	return true;
}

typedef struct OptJob {
	Driver *d;
	const OptPlan *plan;
	Program *prog;
	Checker *checker;
	Package *pkg;
} OptJob;

// In a child: from the checked package to its object under both names.
static bool opt_package(void *arg) {
	OptJob *j = arg;
	Driver *d = j->d;
	Module *m = driver_lower(d, j->prog, j->checker, j->pkg);
	if (!m)
		return false;
	Buf text = {0};
	cgen_unit(m, d->a, cgen_split(m, d->a, CTIER_OPT, j->pkg), CTIER_OPT, &text);
	char *name = arena_printf(d->a, "%s.c", j->pkg->path);
	for (char *p = name; *p; p++)
		*p = *p == '/' ? '.' : *p;
	const char *path = work_path(d, name);
	if (!file_write(d, path, text.v, text.n))
		return false;
	CacheKey k = {3, 4};
	opt_key_compiler(d, &k, j->plan->cc);
	key_add(&k, &j->pkg->in_goroot, sizeof j->pkg->in_goroot);
	key_add(&k, text.v, text.n);
	const char *object = opt_cached(d, j->plan, &k), *first = j->plan->objects.v[j->pkg->index];
	const char *made = arena_printf(d->a, "%s.o", path);
	if (!cache_use(object) &&
		(!opt_cc(d, j->plan, j->pkg, path, made) || !file_store(d, made, object)))
		return false;
	unlink(made);
	// The second name first: that it exists says that the first may be made.
	return file_store(d, object, first);
}

static void opt_progress(uint32_t done, uint32_t total, const char *name) {
	if (isatty(2))
		fprintf(stderr, "\r\033[K[%u/%u] %s", done, total, name);
}

bool opt_packages_start(Driver *d, Program *prog, Checker *c, OptPlan *plan) {
	if (plan->missing.n == 0)
		return true;
	plan->pool = proc_pool_new(d, d->opt.jobs);
	work_path(d, ""); // one for all children
	bool more = true;
	for (uint32_t i = 0; more && i < plan->missing.n; i++) {
		OptJob *j = NEW(d->a, OptJob);
		*j = (OptJob){d, plan, prog, c, plan->missing.v[i]};
		opt_progress(i + 1, plan->missing.n, j->pkg->path);
		more = proc_pool_start(plan->pool, opt_package, j, j->pkg->path);
	}
	return more;
}

bool opt_packages_wait(Driver *d, const OptPlan *plan, bool wanted) {
	if (!plan->pool)
		return true;
	bool ok = proc_pool_wait(plan->pool, wanted);
	if (isatty(2))
		fprintf(stderr, "\r\033[K");
	cache_tidy(d, plan->dir);
	timing_mark(d, "packages");
	return ok;
}

// The program unit's functions: as good as always those of the last build.
static bool opt_program_code(Driver *d, const OptPlan *plan, const Buf *text, const char **object) {
	CacheKey k = {5, 6};
	opt_key_compiler(d, &k, plan->cc);
	key_add(&k, text->v, text->n);
	*object = opt_cached(d, plan, &k);
	if (cache_use(*object))
		return true;
	const char *path = work_path(d, process_file(d, "_program", ".c")),
		   *made = work_path(d, process_file(d, "_program", ".o"));
	return file_write(d, path, text->v, text->n) && opt_cc(d, plan, NULL, path, made) &&
	       file_store(d, made, *object);
}

bool opt_program(Driver *d, Module *m, OptPlan *plan) {
	Arena *a = arena_new();
	Buf text = {0}, object = {0};
	CUnit *unit = cgen_split(m, a, CTIER_OPT, NULL), code = *unit;
	code.datas.n = 0;
	cgen_unit(m, a, &code, CTIER_OPT, &text);
	elf_object(m, a, unit->datas.v, unit->datas.n, &object);
	timing_mark(d, "emit");
	const char *made, *path = work_path(d, process_file(d, "_data", ".o"));
	bool ok =
		opt_program_code(d, plan, &text, &made) && file_write(d, path, object.v, object.n);
	if (ok) {
		vec_push(d->a, &plan->objects, made);
		vec_push(d->a, &plan->objects, path);
	}
	arena_free(a);
	timing_mark(d, "cc");
	return ok;
}
