// pipeline.c: load, check, build IR, emit C, compile, link: one function a stage, errors ending it
// after each.
#include "driver/cgo.h"
#include "driver/cover.h"
#include "opt/opt.h"

#include <sys/stat.h>

// The package whose text has pos; else the main package; NULL: there is none.
static const Package *pipeline_package_at(const Program *prog, Pos pos) {
	for (uint32_t i = 0; prog && pos != NO_POS && i < prog->packages.n; i++) {
		const Package *p = prog->packages.v[i];
		for (uint32_t k = 0; k < p->files.n; k++) {
			const SourceFile *src = p->files.v[k]->src;
			if (pos >= src->base && pos - src->base <= src->size)
				return p;
		}
	}
	return prog ? prog->main : NULL;
}

// Prints queued errors under go's heading. True if there were any.
static bool pipeline_errors(Driver *d, const Program *prog) {
	if (diags_count(d->s->diags) == 0)
		return false;
	const Package *p = pipeline_package_at(prog, diags_first(d->s->diags));
	const char *path = p ? p->import_path : NULL;
	report_diags(d, d->s->diags, path ? path : "", path);
	return true;
}

static LoadConfig pipeline_config(Driver *d) {
	LoadConfig cfg = {.overlay_dir = d->home.golib_dir,
		.tags = d->opt.tags,
		.lang = d->opt.lang,
		.mod = d->opt.mod,
		.modfile = d->opt.modfile,
		.overlay_file = d->opt.overlay,
		.trimpath = d->opt.trimpath,
		.jobs = d->opt.jobs,
		.args = d->opt.args.v,
		.n_args = d->opt.args.n,
		.cgo = cgo_enabled(d) ? cgo_generate : NULL,
		.cgo_arg = d};
	if (d->opt.test && d->opt.test->cover.on) {
		cfg.cover = cover_generate;
		cfg.cover_arg = d;
		cfg.test_cover = cover_test_main(d);
	}
	const char *err = NULL;
	cfg.goroot = goroot_find(d->s, d->opt.goroot, &err);
	if (err)
		fprintf(stderr, "%s\n", err);
	return cfg;
}

MatchedVec driver_match_packages(Driver *d, bool tests, bool quiet) {
	LoadConfig cfg = pipeline_config(d);
	cfg.tests = tests;
	cfg.quiet = quiet;
	const char *err = NULL;
	MatchedVec none = {0}, found = cfg.goroot ? load_match_packages(d->s, &cfg, &err) : none;
	if (err)
		fprintf(stderr, "%s\n", err);
	return err ? none : found;
}

TextVec driver_match(Driver *d) {
	LoadConfig cfg = pipeline_config(d);
	const char *err = NULL;
	TextVec none = {0}, found = cfg.goroot ? load_match(d->s, &cfg, &err) : none;
	if (err)
		fprintf(stderr, "%s\n", err);
	return err ? none : found;
}

static Program *pipeline_load(Driver *d, bool tests, bool *missing) {
	LoadConfig cfg = pipeline_config(d);
	cfg.tests = tests;
	*missing = false;
	const char *err = NULL;
	LoadStats stats = {0};
	if (!cfg.goroot)
		return NULL;
	Program *prog = load_program(d->s, &cfg, &stats, &err);
	d->lines_parsed = stats.lines;
	timing_mark(d, "parse");
	*missing = err != NULL;
	if (err) {
		const char *path = prog && prog->roots.n ? prog->roots.v[0]->import_path
				   : d->opt.args.n	 ? d->opt.args.v[0]
							 : ".";
		report_text(d, path,
			tests ? arena_printf(d->a, "# %s\n%s\n", path, err)
			      : arena_printf(d->a, "%s\n", err));
		return NULL;
	}
	return pipeline_errors(d, prog) ? NULL : prog;
}

static bool pipeline_import_failed(const Package *p) {
	for (uint32_t i = 0; i < p->imports.n; i++)
		if (p->imports.v[i]->bad)
			return true;
	return false;
}

static bool pipeline_is_main(const Package *p) {
	return strcmp(p->name->s, "main") == 0;
}

// A main package that was named and has no function main is found wrong by go's linker, which words
// it this way.
static bool pipeline_lacks_main(Driver *d, const Program *prog, const Package *p) {
	if (!p->is_root || !pipeline_is_main(p))
		return false;
	const Obj *o = map_get(&p->scope->objs, intern_str(prog->s->names, "main"));
	if (o && o->kind == OBJ_FUNC)
		return false;
	report_text(d, p->import_path,
		arena_printf(d->a,
			"# %s\nruntime.main_main·f: function main is undeclared in the main "
			"package\n",
			p->import_path));
	return true;
}

// The name of a package; of one that was changed for a test with the program's: "p [p.test]".
static const char *pipeline_heading(Driver *d, const Program *prog, const Package *p) {
	bool changed = false;
	for (uint32_t i = 0; prog->main && i < p->files.n; i++) {
		size_t n = strlen(p->files.v[i]->src->path);
		changed |= n > 8 && strcmp(p->files.v[i]->src->path + n - 8, "_test.go") == 0;
	}
	return changed ? arena_printf(d->a, "%s [%s]", p->import_path, prog->main->import_path)
		       : p->import_path;
}

// Each package has its own queue of errors, which parsing began to fill. What imports a package
// with errors is passed over in silence.
static Checker *pipeline_check(Driver *d, Program *prog) {
	CheckConfig cfg = {.go_version = d->opt.lang, .all_errors = d->opt.all_errors};
	Checker *c = checker_new(prog, &cfg);
	Diags *session_diags = d->s->diags;
	bool failed = false;
	for (uint32_t i = 0; i < prog->packages.n; i++) {
		Package *p = prog->packages.v[i];
		if (pipeline_import_failed(p)) {
			p->bad = true;
			continue;
		}
		d->s->diags = p->diags;
		if (!p->bad)
			check_package(c, p, !p->in_goroot);
		if (diags_count(p->diags)) {
			report_diags(d, p->diags, p->import_path, pipeline_heading(d, prog, p));
			p->bad = failed = true;
		} else if (!p->bad) {
			p->bad = !d->opt.test && pipeline_lacks_main(d, prog, p);
			failed |= p->bad;
		}
	}
	d->s->diags = session_diags;
	timing_mark(d, "check");
	return failed ? NULL : c;
}

static bool pipeline_wants(Driver *d, const char *stage, const char **func) {
	const char *p = d->opt.dump;
	size_t n = strlen(stage);
	while (p && *p) {
		size_t len = strcspn(p, ",");
		if (len >= n && strncmp(p, stage, n) == 0 && (len == n || p[n] == ':')) {
			*func = len > n ? arena_strndup(d->a, p + n + 1, len - n - 1) : NULL;
			return true;
		}
		p += len + (p[len] == ',');
	}
	return false;
}

static void pipeline_dump_ast(Driver *d, const Program *prog) {
	const char *func;
	if (pipeline_wants(d, "ast", &func) && prog->main)
		for (uint32_t i = 0; i < prog->main->files.n; i++)
			ast_dump(stderr, prog->main->files.v[i]);
}

static void pipeline_dump_funcs(Driver *d, Module *m, const char *stage) {
	const char *func;
	if (!pipeline_wants(d, stage, &func))
		return;
	for (uint32_t i = 0; i < m->funcs.n; i++) {
		Sym *s = m->funcs.v[i];
		if (func ? strcmp(func, s->name) != 0 : s->pkg != m->prog->main)
			continue;
		Buf text = {0};
		if (strcmp(stage, "ir") == 0) {
			ir_print(stderr, s->func);
			continue;
		}
		cgen_function(m, d->a, s->func, d->opt.tier, &text);
		fwrite(text.v, 1, text.n, stderr);
	}
}

static void pipeline_opt(Driver *d, Module *m, const Package *unit) {
	const char *unused;
	bool opt_tier = d->opt.tier == CTIER_OPT;
	OptConfig cfg = {.optimise = opt_tier && !d->opt.no_optimise,
		.any = !d->opt.no_optimise,
		.no_inline = d->opt.no_inline,
		.verify = d->s->debug || pipeline_wants(d, "check", &unused),
		.one_unit = opt_tier && (unit || !d->opt.dump),
		.unit = unit};
	for (const char *p = d->opt.dump; p && *p; p += strcspn(p, ","), p += *p == ',') {
		if (strncmp(p, "opt:", 4) != 0)
			continue;
		size_t n = strcspn(p + 4, ":,");
		cfg.dump_pass = arena_strndup(d->a, p + 4, n);
		if (p[4 + n] == ':')
			cfg.dump_func = arena_strndup(d->a, p + 5 + n, strcspn(p + 5 + n, ","));
	}
	m->remarks = d->opt.report ? stderr : NULL;
	opt_module(m, &cfg);
	timing_mark(d, "opt");
}

Module *driver_lower(Driver *d, Program *prog, Checker *c, Package *unit) {
	Module *m = module_new(d->s, prog, c);
	BuildConfig cfg = {.no_inline = d->opt.no_optimise || d->opt.no_inline,
		.xdefs = d->opt.xdefs.v,
		.n_xdefs = d->opt.xdefs.n,
		.unit = unit};
	const char *err = NULL;
	cfg.goroot = goroot_find(d->s, d->opt.goroot, &err);
	cfg.version = cfg.goroot ? goroot_version(d->s, cfg.goroot) : NULL;
	if (d->opt.trimpath)
		cfg.goroot = NULL;
	if (!unit) {
		cfg.modinfo = buildinfo_text(d, prog);
		cfg.godebug = prog->godebug;
	}
	bool ok = ir_build(m, &cfg);
	timing_mark(d, "ir");
	if (pipeline_errors(d, prog))
		return NULL;
	if (!ok) {
		fprintf(stderr, "seago: %s could not be lowered\n",
			unit ? unit->path : "the program");
		return NULL;
	}
	if (!unit)
		pipeline_dump_funcs(d, m, "ir");
	pipeline_opt(d, m, unit);
	return m;
}

static bool pipeline_back(
	Driver *d, const Program *prog, Module *m, OptPlan *plan, const char *output) {
	if (d->opt.tier == CTIER_OPT) {
		if (!opt_program(d, m, plan))
			return false;
	} else {
		vec_push(d->a, &plan->objects, work_path(d, process_file(d, "program", ".o")));
		vec_push(d->a, &plan->objects, work_path(d, process_file(d, "data", ".o")));
		if (!fast_compile(d, m, plan->objects.v[0], plan->objects.v[1]))
			return false;
	}
	LinkInput in = {.objects = plan->objects, .gc_sections = d->opt.tier == CTIER_OPT};
	return cgo_compile(d, prog, &in) && link_program(d, &in, output);
}

static bool pipeline_is_discarded(const char *output) {
	struct stat st;
	return stat(output, &st) == 0 && S_ISCHR(st.st_mode);
}

// With -v: what is compiled, dependencies first.
static void pipeline_names(Driver *d, const Program *prog, const OptPlan *plan) {
	if (!d->opt.verbose)
		return;
	Package **list = d->opt.tier == CTIER_OPT ? plan->missing.v : prog->packages.v;
	uint32_t n = d->opt.tier == CTIER_OPT ? plan->missing.n : prog->packages.n;
	for (uint32_t i = 0; i < n; i++)
		fprintf(stderr, "%s\n", list[i]->import_path);
}

// The executable is wanted, and main is its package.
static bool pipeline_executable(Driver *d, Program *prog, Checker *c) {
	const char *output = output_place(d, prog->main->import_path);
	if (!output || !driver_cc(d))
		return false;
	const char *unused;
	if (pipeline_wants(d, "types", &unused))
		types_dump(stderr, c, prog->main);
	bool discard = pipeline_is_discarded(output);
	OptPlan plan = {0};
	if (d->opt.tier == CTIER_OPT && !discard && !opt_plan(d, prog, &plan))
		return false;
	pipeline_names(d, prog, &plan);
	// What a package has said is not said again of the program.
	bool started = opt_packages_start(d, prog, c, &plan);
	Module *m = started ? driver_lower(d, prog, c, NULL) : NULL;
	if (!opt_packages_wait(d, &plan, m || !started) || !m)
		return false;
	pipeline_dump_funcs(d, m, "c");
	return discard || pipeline_back(d, prog, m, &plan, output);
}

// run wants one main package; go's words if there are several or it is another.
static bool pipeline_runnable(Driver *d, const Program *prog) {
	uint32_t mains = 0;
	for (uint32_t i = 0; i < prog->roots.n; i++)
		mains += pipeline_is_main(prog->roots.v[i]);
	if (mains > 1) {
		fprintf(stderr, "seago: pattern %s matches multiple packages:\n", d->opt.args.v[0]);
		for (uint32_t i = 0; i < prog->roots.n; i++)
			if (pipeline_is_main(prog->roots.v[i]))
				fprintf(stderr, "\t%s\n", prog->roots.v[i]->import_path);
		return false;
	}
	if (prog->main && pipeline_is_main(prog->main))
		return true;
	if (prog->roots.n)
		fprintf(stderr, "package %s is not a main package\n",
			prog->roots.v[0]->import_path);
	return false;
}

bool driver_build(Driver *d) {
	bool missing;
	Program *prog = pipeline_load(d, false, &missing);
	if (!prog)
		return false;
	bool runs = strcmp(d->opt.command, "run") == 0;
	if (runs && !pipeline_runnable(d, prog))
		return false;
	pipeline_dump_ast(d, prog);
	Checker *c = pipeline_check(d, prog);
	if (!c)
		return false;
	if (prog->main && pipeline_is_main(prog->main))
		return pipeline_executable(d, prog, c);
	OptPlan all = {.missing = {prog->packages.v, prog->packages.n, prog->packages.n}};
	pipeline_names(d, prog, &all);
	return true; // other packages are checked and nothing is written
}

Program *driver_load_test(Driver *d) {
	bool missing;
	return pipeline_load(d, true, &missing);
}

TestBuild driver_build_test(
	Driver *d, bool (*known)(Driver *d, const Program *prog, void *arg), void *arg) {
	bool missing;
	Program *prog = pipeline_load(d, true, &missing);
	if (!prog)
		return missing ? TEST_SETUP_FAILED : TEST_BUILD_FAILED;
	if (known(d, prog, arg))
		return TEST_CACHED;
	pipeline_dump_ast(d, prog);
	Checker *c = pipeline_check(d, prog);
	if (!c)
		return TEST_BUILD_FAILED;
	if (!prog->main)
		return TEST_NO_FILES;
	vec_push(d->a, &d->opt.xdefs, "testing.testBinary=1");
	return pipeline_executable(d, prog, c) ? TEST_BUILT : TEST_BUILD_FAILED;
}
