// graph.c: the order of the packages, and what is wrong with the graph.
//
// A package comes after all it imports; imports are followed in order of their paths, so that the
// order is the same whatever the threads did. The stack of packages being visited is the chain of
// imports that messages show.
#include "load/loader.h"

#include <stdlib.h>

typedef struct Chain Chain;
struct Chain {
	const Chain *up; // importer, NULL: a root
	Unit *unit;
	const UnitImport *by; // the import that led here, NULL in a root
};

static const char *graph_place(Loader *l, Pos pos) {
	Arena *a = l->s->arena;
	Place at = pos_resolve_raw(l->s->sources, pos);
	return arena_printf(a, "%s:%u:%u", path_shown(l, a, at.file->path, false), at.line, at.col);
}

static const char *graph_base_name(const Loader *l, Pos pos) {
	const char *path = pos_resolve_raw(l->s->sources, pos).file->path;
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

// "package root\n\timports a\n\timports b", with " from file.go" after each if `from`.
static void graph_write_chain(Loader *l, Buf *b, const Chain *c, bool from) {
	Arena *a = l->s->arena;
	if (!c->up) {
		buf_printf(a, b, "package %s", c->unit->pkg.import_path);
		return;
	}
	graph_write_chain(l, b, c->up, from);
	buf_printf(a, b, "\n\timports %s", c->unit->pkg.import_path);
	if (from)
		buf_printf(a, b, " from %s", graph_base_name(l, c->by->pos));
}

static const char *graph_chain(Loader *l, const Chain *c, bool from) {
	Buf b = {0};
	graph_write_chain(l, &b, c, from);
	return buf_cstr(l->s->arena, &b);
}

static void graph_unit_fault(Loader *l, const Chain *c) {
	const Unit *u = c->unit;
	size_t n = strlen(u->pkg.import_path);
	bool names_itself = strncmp(u->fault, u->pkg.import_path, n) == 0 && u->fault[n] == ':';
	if (u->with_stack)
		loader_error(l, "%s: %s", graph_chain(l, c, false), u->fault);
	else if (c->by && !names_itself && !u->fault_placed)
		loader_error(l, "%s: %s", graph_place(l, c->by->pos), u->fault);
	else
		loader_error(l, "%s", u->fault);
}

// A package that is not there is told where it is first imported.
static void graph_import_fault(Loader *l, const Chain *c, const UnitImport *im) {
	if (!im->with_stack && map_get(&l->told, im->path))
		return;
	map_put(&l->told, im->path, (void *)im);
	if (im->with_stack)
		loader_error(l, "%s\n\t%s: %s", graph_chain(l, c, false), graph_place(l, im->pos),
			im->fault);
	else
		loader_error(l, "%s: %s", graph_place(l, im->pos), im->fault);
}

static int package_compare(const void *x, const void *y) {
	Package *const *a = x, *const *b = y;
	return strcmp((*a)->import_path, (*b)->import_path);
}

static void graph_link(Loader *l, Unit *u) {
	Arena *a = l->s->arena;
	Map seen;
	map_init(&seen, l->arena);
	map_init(&u->pkg.import_map, a);
	for (uint32_t i = 0; i < u->imports.n; i++) {
		UnitImport *im = &u->imports.v[i];
		if (!im->unit)
			continue;
		Package *p = &im->unit->pkg;
		map_put(&u->pkg.import_map, im->path, p);
		if (!map_get(&seen, p))
			vec_push(a, &u->pkg.imports, p);
		map_put(&seen, p, p);
	}
	if (u->pkg.imports.n)
		qsort(u->pkg.imports.v, u->pkg.imports.n, sizeof(Package *), package_compare);
	u->pkg.index = l->prog->packages.n;
	vec_push(a, &l->prog->packages, &u->pkg);
	if (u->found.import_path)
		map_put(&l->prog->by_path, intern_str(l->s->names, u->found.import_path), &u->pkg);
}

static void graph_visit(Loader *l, Unit *u, const Chain *up, const UnitImport *by) {
	Chain c = {up, u, by};
	if (u->colour == 1) {
		loader_error(l, "%s: import cycle not allowed", graph_chain(l, &c, true));
		return;
	}
	if (u->colour == 2)
		return;
	u->colour = 1;
	if (u->fault) {
		u->pkg.fake = true;
		graph_unit_fault(l, &c);
	}
	for (uint32_t i = 0; i < u->imports.n; i++) {
		const UnitImport *im = &u->imports.v[i];
		if (!im->fault && im->unit->is_main && !im->unit->fault && im->unit->colour != 1 &&
			!u->text && !u->only_xtests)
			loader_error(l, "%s: import \"%s\" is a program, not an importable package",
				graph_place(l, im->pos), im->path->s);
		if (im->fault)
			graph_import_fault(l, &c, im);
		else
			graph_visit(l, im->unit, &c, im);
	}
	u->colour = 2;
	graph_link(l, u);
}

static Package *graph_find(Loader *l, const char *path) {
	return map_get(&l->prog->by_path, intern_str(l->s->names, path));
}

// Takes away the roots that a pattern named and of which constraints leave nothing.
static void graph_drop_excluded(Program *p) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->roots.n; i++) {
		const Unit *u = (const Unit *)p->roots.v[i];
		if (!u->found.by_pattern || !u->fault || !u->with_stack)
			p->roots.v[n++] = p->roots.v[i];
	}
	p->roots.n = n;
}

void graph_order(Loader *l) {
	Program *p = l->prog;
	static const char *const first[] = {
		"runtime", "internal/abi", "internal/runtime/maps", "unsafe"};
	for (size_t i = 0; i < LEN(first); i++) {
		Unit *u = map_get(&l->units, intern_str(l->s->names, first[i]));
		if (u)
			graph_visit(l, u, NULL, NULL);
	}
	graph_drop_excluded(p);
	for (uint32_t i = 0; i < p->roots.n; i++) {
		Unit *u = (Unit *)p->roots.v[i];
		if (!l->c->tests || u->pkg.files.n ||
			!p->main) // a package may consist of external tests
			graph_visit(l, u, NULL, NULL);
	}
	p->runtime = graph_find(l, "runtime");
	p->unsafe_pkg = graph_find(l, "unsafe");
	if (p->main)
		graph_visit(l, (Unit *)p->main, NULL, NULL);
	else if (p->roots.n == 1 && !l->c->tests)
		p->main = p->roots.v[0];
}
