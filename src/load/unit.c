// unit.c: reading one package: its files are chosen, read and parsed, its imports resolved.
#define _GNU_SOURCE
#include "load/loader.h"

#include <stdlib.h>

static bool ends_with(const char *s, const char *with) {
	size_t n = strlen(s), m = strlen(with);
	return n >= m && strcmp(s + n - m, with) == 0;
}

// Names of the Go files of a folder, sorted; those that start with . or _ do not count. *only_go:
// there is no assembly.
static TextVec unit_list_dir(
	const Loader *l, Arena *a, const char *dir, TextVec *others, bool *only_go) {
	TextVec all = overlay_names(l->overlay, a, dir), names = {0};
	for (uint32_t i = 0; i < all.n; i++) {
		const char *name = all.v[i];
		if (name[0] == '.' || name[0] == '_')
			continue;
		if (ends_with(name, ".go"))
			vec_push(a, &names, name);
		else
			vec_push(a, others, name);
		if (ends_with(name, ".s") || ends_with(name, ".S"))
			*only_go = false;
	}
	return names;
}

/* Files */

typedef struct UnitReader {
	Loader *l;
	Arena *a;
	Unit *u;
	Session s; // the session, with the package's own diags
	BuildContext context;
	CgoPackage *cgo;	// NULL: no file has import "C"
	TextVec others;		// files of the folder that are not Go
	uint32_t excluded;	// files left out by constraints
	uint32_t tests;		// test files seen
	bool counted;		// cmd/cover's files are being read
	const char *stored;	// where the text of the file being read lies, NULL: at its path
	const char *first_file; // of the package, for the error about two packages
} UnitReader;

static void unit_take_file(UnitReader *r, const char *name, File *f) {
	Unit *u = r->u;
	const Name *pkg = f->pkg_name->name;
	if (!u->pkg.name) {
		u->pkg.name = pkg;
		r->first_file = name;
	} else if (u->pkg.name != pkg && !f->bad && !u->fault) {
		u->fault = arena_printf(r->a, "found packages %s (%s) and %s (%s) in %s",
			u->pkg.name->s, r->first_file, pkg->s, name, u->found.dir);
	}
	vec_push(r->a, &u->pkg.files, f);
	u->pkg.bad |= f->bad;
	u->lines += f->src->lines.n;
	u->bytes += f->src->size;
}

// The beginning of a file, without a word about errors.
static File *unit_glance(UnitReader *r, Arena *a, SourceFile *src) {
	Session s = r->s;
	uint32_t id = 1;
	s.diags = diags_new(s.sources);
	return parse_file(&s, a, src, &id, PARSE_IMPORTS_ONLY);
}

// Whether the text declares a package whose name ends in _test.
static bool unit_is_xtest(UnitReader *r, const char *text, uint32_t size) {
	Arena *scratch = arena_new();
	SourceFile src = {.path = "", .shown = "", .text = text, .size = size, .base = 1};
	bool is = ends_with(unit_glance(r, scratch, &src)->pkg_name->name->s, "_test");
	arena_free(scratch);
	return is;
}

static void unit_add_cgo_file(UnitReader *r, const char *name, const File *f) {
	Unit *u = r->u;
	if (!r->context.cgo) {
		r->excluded++;
		return;
	}
	if (ends_with(name, "_test.go"))
		u->fault = arena_printf(r->a, "use of cgo in test %s not supported", name);
	if (!r->cgo) {
		r->cgo = NEW(r->a, CgoPackage);
		r->cgo->import_path = u->pkg.import_path;
		r->cgo->dir = u->found.dir;
		r->cgo->std = u->found.std;
	}
	vec_push(r->a, &r->cgo->go_files, name);
	if (r->stored && !u->fault)
		u->fault = arena_printf(r->a,
			"%s/%s: -overlay is not supported for files with import \"C\"",
			u->found.dir, name);
	if (!u->fault)
		u->fault = cgo_read_directives(r->a, &r->context, r->cgo, f);
}

// A file with import "C" is for cmd/cgo to read.
static bool unit_take_cgo(
	UnitReader *r, const char *name, const char *path, const char *text, uint32_t size) {
	if (!memmem(text, size, "\"C\"", 3))
		return false;
	Arena *scratch = arena_new();
	SourceFile src = {.path = path, .shown = path, .text = text, .size = size, .base = 1};
	const File *f = unit_glance(r, scratch, &src);
	bool is = cgo_imports_c(f) && !f->bad;
	if (is)
		unit_add_cgo_file(r, name, f);
	arena_free(scratch);
	return is;
}

// The file as a program of -trimpath shows it: below its import path, or its module at a version.
static const char *unit_trimmed(UnitReader *r, const char *name) {
	const Unit *u = r->u;
	const ModFile *m = u->found.module;
	const char *path = u->found.import_path;
	if (u->found.std || !m || !m->version || !m->path || !path_is_within(path, m->path))
		return arena_printf(r->a, "%s/%s", path, name);
	return arena_printf(r->a, "%s@%s%s/%s", m->path, m->version, path + strlen(m->path), name);
}

// The file as errors show it: where its text lies.
static const char *unit_shown(UnitReader *r, const char *path) {
	const char *dir = r->u->found.dir;
	if (!r->stored || !path_is_within(r->stored, dir))
		return path_shown(r->l, r->a, r->stored ? r->stored : path, true);
	return arena_printf(
		r->a, "%s%s", path_shown(r->l, r->a, dir, true), r->stored + strlen(dir));
}

static void unit_parse(
	UnitReader *r, const char *name, const char *path, char *text, uint32_t size) {
	Unit *u = r->u;
	bool own = name[0] == '_' && u->pkg.dir &&
		   !u->text; // cmd/cgo's: of no folder that means anything
	SourceFile *src =
		sources_add(r->s.sources, path, own ? name : unit_shown(r, path), text, size);
	src->stored = r->stored;
	if (own)
		src->recorded = name;
	else if (r->l->c->trimpath)
		src->recorded = unit_trimmed(r, name);
	ParseMode mode = PARSE_CHECK_BRANCHES | (u->found.std ? PARSE_STD : 0);
	if (u->found.std && !u->with_tests && !u->only_xtests && !u->explicit_files)
		mode |= PARSE_LAZY;
	File *f = parse_file(&r->s, r->a, src, &u->pkg.node_count, mode);
	if ((r->cgo || r->counted) && strcmp(src->path, path) == 0)
		cgo_show_as(src, path);
	unit_take_file(r, name, f);
}

static void unit_read_file(UnitReader *r, const char *name) {
	Unit *u = r->u;
	const char *path = path_join(r->a, u->found.dir, name), *err;
	bool is_test = ends_with(name, "_test.go");
	r->tests += is_test && !u->explicit_files;
	if (is_test ? !u->with_tests && !u->only_xtests && !u->explicit_files : u->only_xtests)
		return;
	bool sorts = u->with_tests || u->only_xtests; // of p or of p_test
	if (!u->explicit_files && !file_name_matches(&r->context, name)) {
		r->excluded++;
		return;
	}
	uint32_t size;
	const char *stored = overlay_path(r->l->overlay, path);
	char *text = stored ? file_read(r->a, stored, &size, &err) : NULL;
	if (!text) {
		bool there = overlay_has(r->l->overlay, path);
		u->fault = arena_printf(r->a, "open %s: %s", stored ? stored : path,
			there ? err : "no such file or directory");
		return;
	}
	if (!file_text_matches(r->a, &r->context, text, size) && !u->explicit_files) {
		r->excluded++;
		return;
	}
	if (is_test && sorts && unit_is_xtest(r, text, size) != u->only_xtests)
		return;
	r->stored = strcmp(stored, path) != 0 ? stored : NULL;
	if (!unit_take_cgo(r, name, path, text, size))
		unit_parse(r, name, path, text, size);
	r->stored = NULL;
}

// Has cmd/cgo write Go files in place of those with import "C", and reads them.
static void unit_read_cgo(UnitReader *r) {
	Unit *u = r->u;
	CgoPackage *c = r->cgo;
	for (uint32_t i = 0; i < r->others.n; i++)
		cgo_take_file(r->a, &r->context, c, r->others.v[i]);
	pthread_mutex_lock(&r->l->cgo_lock);
	const char *fault = r->l->c->cgo(r->l->c->cgo_arg, c);
	pthread_mutex_unlock(&r->l->cgo_lock);
	if (fault) {
		u->fault = fault;
		u->fault_placed = u->faulty_text = true;
		return;
	}
	for (uint32_t i = 0; i < c->generated.n; i++) {
		const char *path = path_join(r->a, c->objdir, c->generated.v[i]), *err;
		const char *name = i == 0 ? c->generated.v[i] : c->go_files.v[i - 1];
		const char *original = i == 0 ? path : path_join(r->a, c->dir, name);
		uint32_t size;
		char *text = file_read(r->a, path, &size, &err);
		if (!text) {
			u->fault = arena_printf(r->a, "open %s: %s", path, err);
			return;
		}
		unit_parse(r, name, original, text, size);
	}
	u->pkg.cgo = c;
	u->pkg.complete = false;
}

/* Counters */

static void unit_read_counted(UnitReader *r, const CoverPackage *c) {
	Unit *u = r->u;
	VEC(File *) before = {0};
	for (uint32_t i = 0; i < u->pkg.files.n; i++)
		vec_push(r->a, &before, u->pkg.files.v[i]);
	u->pkg.files.n = 0;
	r->counted = true;
	for (uint32_t i = 0; i < c->generated.n; i++) {
		const char *name = i ? c->files.v[i - 1] : "_cover_.go", *err;
		uint32_t size;
		char *text = file_read(r->a, c->generated.v[i], &size, &err);
		if (!text) {
			u->fault = arena_printf(r->a, "open %s: %s", c->generated.v[i], err);
			return;
		}
		unit_parse(r, name, i ? path_join(r->a, c->dir, name) : name, text, size);
	}
	for (uint32_t i = 0; i < before.n; i++)
		if (ends_with(before.v[i]->src->path, "_test.go"))
			vec_push(r->a, &u->pkg.files, before.v[i]);
}

// Has cmd/cover write the files with counters in them, if they are to be counted, and reads those.
static void unit_cover(UnitReader *r) {
	Unit *u = r->u;
	CoverPackage c = {.import_path = u->found.import_path,
		.name = u->pkg.name->s,
		.dir = u->found.dir,
		.module = u->found.module ? u->found.module->path : NULL,
		.std = u->found.std,
		.overlaid =
			r->l->c->overlay_dir && path_is_within(u->found.dir, r->l->c->overlay_dir),
		.root = u->pkg.is_root,
		.calls_c = r->cgo != NULL};
	for (uint32_t i = 0; i < u->pkg.files.n; i++) {
		const char *path = u->pkg.files.v[i]->src->path, *slash = strrchr(path, '/');
		if (!ends_with(path, "_test.go"))
			vec_push(r->a, &c.files, slash ? slash + 1 : path);
		if (u->pkg.files.v[i]->src->stored && u->pkg.is_root) {
			u->fault = arena_printf(
				r->a, "%s: -overlay is not supported with -cover", path);
			return;
		}
	}
	if (!c.files.n)
		return;
	pthread_mutex_lock(&r->l->cgo_lock);
	const char *fault = r->l->c->cover(r->l->c->cover_arg, &c);
	pthread_mutex_unlock(&r->l->cgo_lock);
	if (fault) {
		u->fault = fault;
		u->fault_placed = u->faulty_text = true;
	} else if (c.generated.n) {
		unit_read_counted(r, &c);
	}
}

// What only the build of a distribution writes.
static void unit_generate(UnitReader *r, const TextVec *names) {
	Unit *u = r->u;
	const char *name = generated_missing(u->found.import_path, names);
	if (!name)
		return;
	char *text = generated_text(r->l, r->a, u->found.import_path, &u->fault);
	if (text)
		unit_parse(
			r, name, path_join(r->a, u->found.dir, name), text, (uint32_t)strlen(text));
}

static void unit_no_files(UnitReader *r) {
	Unit *u = r->u;
	if (u->fault || u->only_xtests)
		return;
	if (r->excluded) {
		u->fault = arena_printf(
			r->a, "build constraints exclude all Go files in %s", u->found.dir);
		u->with_stack = true;
	} else if (r->tests) {
		u->fault = arena_printf(
			r->a, "%s: no non-test Go files in %s", u->pkg.import_path, u->found.dir);
	} else {
		u->fault = arena_printf(r->a, "no Go files in %s", u->found.dir);
	}
}

/* Imports */

static int import_compare(const void *x, const void *y) {
	const UnitImport *a = x, *b = y;
	return strcmp(a->path->s, b->path->s);
}

static void unit_collect_imports(UnitReader *r) {
	Unit *u = r->u;
	Map seen;
	map_init(&seen, r->a);
	for (uint32_t i = 0; i < u->pkg.files.n; i++) {
		File *f = u->pkg.files.v[i];
		for (uint32_t j = 0; j < f->imports.n; j++) {
			const BasicLit *lit = f->imports.v[j]->path;
			if (lit->bad)
				continue;
			uint32_t len;
			char *path = lit_unquote(r->a, lit, &len);
			const Name *name = intern(r->s.names, path, len);
			if (map_get(&seen, name))
				continue;
			map_put(&seen, name, (void *)name);
			UnitImport im = {.path = name, .pos = f->imports.v[j]->n.pos};
			vec_push(r->a, &u->imports, im);
		}
	}
	if (u->imports.n)
		qsort(u->imports.v, u->imports.n, sizeof(UnitImport), import_compare);
}

static void unit_resolve_import(UnitReader *r, UnitImport *im) {
	if (r->u->text) { // the packages it is made for are there
		pthread_mutex_lock(&r->l->lock);
		im->unit = map_get(&r->l->units, im->path);
		pthread_mutex_unlock(&r->l->lock);
		if (im->unit)
			return;
	}
	Found f = import_find(r->l, r->a, r->u, im->path->s);
	const char *internal =
		f.fault || r->u->text ? NULL : import_internal_fault(r->l, r->a, r->u, &f);
	im->fault = f.fault ? f.fault : internal;
	im->with_stack = f.with_stack || internal;
	if (!im->fault)
		im->unit = unit_request(r->l, &f);
}

static const char *unit_go_version(const Loader *l, const Unit *u) {
	if (u->found.std)
		return "go1.27";
	if (u->pkg.is_root && l->c->lang)
		return l->c->lang;
	return u->found.module ? u->found.module->go_version : "go1.27";
}

void unit_read(Loader *l, Arena *a, Unit *u) {
	UnitReader r = {.l = l, .a = a, .u = u, .s = *l->s, .context = l->context};
	r.s.diags = u->pkg.diags;
	u->pkg.go_version = unit_go_version(l, u);
	u->pkg.module = u->found.std ? NULL : u->found.module;
	if (!u->found.dir)
		return; // unsafe
	if (u->found.std)
		r.context = context_for_std(&l->context,
			u->only_xtests ? arena_strndup(a, u->found.import_path,
						 strlen(u->found.import_path) - strlen("_test"))
				       : u->found.import_path);
	u->pkg.complete = !u->found.std;
	if (u->text)
		unit_parse(&r, "_testmain.go", "_testmain.go", (char *)u->text,
			(uint32_t)strlen(u->text));
	TextVec names = u->text ? (TextVec){0}
			: u->explicit_files
				? u->file_names
				: unit_list_dir(l, a, u->found.dir, &r.others, &u->pkg.complete);
	for (uint32_t i = 0; i < names.n; i++)
		unit_read_file(&r, names.v[i]);
	if (u->found.std && !u->text && !u->explicit_files && names.n)
		unit_generate(&r, &names);
	if (l->c->cover && !u->text && !u->only_xtests && u->pkg.files.n && !u->pkg.bad &&
		!u->fault)
		unit_cover(&r);
	if (r.cgo && !u->fault)
		unit_read_cgo(&r);
	if (u->pkg.files.n == 0) {
		unit_no_files(&r);
		return;
	}
	if (!r.cgo && !u->found.std && !u->fault)
		u->fault = others_fault(a, &r.context, u->pkg.import_path, u->found.dir, r.others);
	u->is_main = strcmp(u->pkg.name->s, "main") == 0;
	// The program that tests a main package is the one called main.
	u->pkg.path = u->is_main && !u->with_tests ? "main" : u->pkg.import_path;
	unit_collect_imports(&r);
	for (uint32_t i = 0; i < u->imports.n; i++)
		unit_resolve_import(&r, &u->imports.v[i]);
	embed_resolve(l, a, u);
}
