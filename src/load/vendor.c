// vendor.c: the vendor folder of a module: vendor/modules.txt says which package is of which
// module.
#include "load/loader.h"

#include <stdlib.h>
#include <unistd.h>

long module_go_minor(const ModFile *m) {
	const char *dot = strchr(m->go_version, '.');
	return dot ? atol(dot + 1) : 0;
}

// "# path version [=> other version]", "## explicit; go 1.20", and the packages of the module.
static void vendor_line(Loader *l, char *line) {
	Arena *a = l->s->arena;
	if (strncmp(line, "## ", 3) == 0) {
		Listed *e = l->vendored.n ? &l->vendored.v[l->vendored.n - 1] : NULL;
		const char *go = strstr(line, "go 1.");
		if (e) {
			e->explicit |= strstr(line, "explicit") != NULL;
			if (go)
				e->file->go_version = arena_printf(a, "go1.%ld", atol(go + 5));
		}
	} else if (strncmp(line, "# ", 2) == 0) {
		char *save = NULL, *path = strtok_r(line + 2, " ", &save),
		     *version = strtok_r(NULL, " ", &save);
		ModFile *m = NEW(a, ModFile);
		if (version && strcmp(version, "=>") == 0)
			version = NULL;
		*m = (ModFile){.path = path, .version = version, .go_version = "go1.16"};
		Listed e = {.at = {path, version}, .file = m};
		vec_push(a, &l->vendored, e);
	} else if (*line && *line != '#' && l->vendored.n) {
		map_put(&l->vendor_packages, intern_str(l->s->names, line),
			l->vendored.v[l->vendored.n - 1].file);
	}
}

static void vendor_read(Loader *l) {
	uint32_t size;
	const char *err;
	Arena *a = l->s->arena;
	char *text = file_read(a, arena_printf(a, "%s/modules.txt", l->vendor_dir), &size, &err);
	map_init(&l->vendor_packages, a);
	for (char *line = text; line && *line;) {
		char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
		*end = 0;
		vendor_line(l, line);
		line = next;
	}
}

// go.mod and modules.txt have to name the same versions.
static void vendor_compare(Loader *l) {
	Arena *a = l->s->arena;
	Buf b = {0};
	for (uint32_t i = 0; i < l->module->requires.n; i++) {
		const ModVersion *r = &l->module->requires.v[i];
		const Listed *e = NULL;
		for (uint32_t k = 0; k < l->vendored.n; k++)
			if (strcmp(l->vendored.v[k].at.path, r->path) == 0 &&
				l->vendored.v[k].explicit)
				e = &l->vendored.v[k];
		if (!e || !e->at.version || strcmp(e->at.version, r->version) != 0)
			buf_printf(a, &b,
				"\n\t%s@%s: is explicitly required in go.mod, but not marked as "
				"explicit in vendor/modules.txt",
				r->path, r->version);
	}
	for (uint32_t k = 0; k < l->vendored.n; k++) {
		const ModVersion *v = &l->vendored.v[k].at;
		bool required = !l->vendored.v[k].explicit || !v->version;
		for (uint32_t i = 0; i < l->module->requires.n; i++)
			required |= strcmp(l->module->requires.v[i].path, v->path) == 0 &&
				    strcmp(l->module->requires.v[i].version, v->version) == 0;
		if (!required)
			buf_printf(a, &b,
				"\n\t%s@%s: is marked as explicit in vendor/modules.txt, but not "
				"explicitly required in go.mod",
				v->path, v->version);
	}
	if (b.n)
		loader_error(l,
			"go: inconsistent vendoring in %s:%s\n\n\tTo ignore the vendor directory, "
			"use "
			"-mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo "
			"mod "
			"vendor",
			l->work ? l->work->dir : l->module->dir, buf_cstr(a, &b));
}

void vendor_init(Loader *l, const char *mode) {
	Arena *a = l->s->arena;
	const char *dir = arena_printf(a, "%s/vendor", l->work ? l->work->dir : l->module->dir);
	bool there = access(arena_printf(a, "%s/modules.txt", dir), F_OK) == 0;
	bool wanted =
		mode ? strcmp(mode, "vendor") == 0 : there && module_go_minor(l->module) >= 14;
	if (!wanted)
		return;
	l->vendor_dir = dir;
	vendor_read(l);
	if (!l->work && module_go_minor(l->module) >= 14)
		vendor_compare(l);
}

bool vendor_find_package(Loader *l, Arena *a, const char *path, Found *f) {
	f->module = map_get(&l->vendor_packages, intern_str(l->s->names, path));
	f->dir = arena_printf(a, "%s/%s", l->vendor_dir, path);
	if (f->module && dir_has_go_files(l, f->dir))
		return true;
	f->module = NULL;
	f->dir = NULL;
	f->fault = arena_printf(a,
		"cannot find module providing package %s: import lookup disabled by "
		"-mod=vendor%s",
		path,
		l->c->mod && *l->c->mod ? ""
					: "\n\t(Go version in go.mod is at least 1.14 and vendor "
					  "directory exists.)");
	return true;
}
