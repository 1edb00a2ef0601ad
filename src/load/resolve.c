// resolve.c: where an import path leads: GOROOT, the overlay, or what modules.c and gopath.c find.
//
// A path whose first element has no dot is looked for in GOROOT first, as the go command does.
// Packages of GOROOT find golang.org/x and the like in GOROOT's own vendor folders.
#define _GNU_SOURCE
#include "load/loader.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool dir_has_go_files(const Loader *l, const char *dir) {
	Arena *scratch = arena_new();
	TextVec names = overlay_names(l->overlay, scratch, dir);
	bool found = false;
	for (uint32_t i = 0; i < names.n && !found; i++) {
		const char *name = names.v[i];
		size_t n = strlen(name);
		found = n > 3 && strcmp(name + n - 3, ".go") == 0 && name[0] != '.' &&
			name[0] != '_';
	}
	arena_free(scratch);
	return found;
}

bool path_is_within(const char *path, const char *dir) {
	size_t n = strlen(dir);
	return strncmp(path, dir, n) == 0 &&
	       (n == 0 || path[n] == 0 || path[n] == '/' || dir[n - 1] == '/');
}

static bool has_dot_in_first(const char *path) {
	size_t n = strcspn(path, "/");
	return memchr(path, '.', n) != NULL;
}

static Found found_std(Loader *l, Arena *a, const char *path) {
	Found f = {.import_path = path, .std = true};
	if (l->c->overlay_dir) {
		f.dir = arena_printf(a, "%s/%s", l->c->overlay_dir, path);
		if (dir_has_go_files(l, f.dir))
			return f;
	}
	f.dir = arena_printf(a, "%s/%s", l->src, path);
	if (!dir_has_go_files(l, f.dir))
		f.fault = arena_printf(a, "package %s is not in std (%s)", path, f.dir);
	return f;
}

// Imports of a package of GOROOT: vendored ones are known by their dot.
static Found found_from_std(Loader *l, Arena *a, const Unit *importer, const char *path) {
	if (!has_dot_in_first(path))
		return found_std(l, a, path);
	if (path_is_within(importer->found.import_path, "cmd")) {
		Found f = found_std(l, a, arena_printf(a, "cmd/vendor/%s", path));
		if (!f.fault)
			return f;
	}
	return found_std(l, a, arena_printf(a, "vendor/%s", path));
}

static Found found_missing(Loader *l, Arena *a, const char *path) {
	Found f = {.import_path = path};
	if (!has_dot_in_first(path))
		f.fault = arena_printf(a, "package %s is not in std (%s/%s)", path, l->src, path);
	else if (!l->module)
		f.fault = arena_printf(a,
			"no required module provides package %s: go.mod file not found in "
			"current directory or any parent directory; see 'go help modules'",
			path);
	else
		f.fault = arena_printf(a,
			"no required module provides package %s; to add it:\n\tgo get %s", path,
			path);
	return f;
}

static Found found_from_user(Loader *l, Arena *a, const Unit *importer, const char *path) {
	Found f = {.import_path = path};
	if (!has_dot_in_first(path)) {
		f = found_std(l, a, path);
		if (!f.fault)
			return f;
	}
	if (l->gopath_mode)
		return gopath_find(l, a, importer, path);
	f = (Found){.import_path = path};
	if (l->module && module_find_package(l, a, importer, path, &f))
		return f;
	return found_missing(l, a, path);
}

static bool path_is_valid(const char *path) {
	if (!*path)
		return false;
	for (const char *p = path; *p; p++)
		if ((unsigned char)*p <= ' ' || strchr("!\"#$%&'()*,:;<=>?[\\]^`{|}", *p) ||
			(unsigned char)*p == 0x7F)
			return false;
	return true;
}

Found import_find(Loader *l, Arena *a, const Unit *importer, const char *path) {
	Found f = {.import_path = path};
	if (strcmp(path, "unsafe") == 0) {
		f.std = true;
		return f;
	}
	if (importer && importer->found.std)
		return found_from_std(l, a, importer, path);
	if (strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0 || strcmp(path, ".") == 0 ||
		strcmp(path, "..") == 0)
		f.fault = arena_printf(a,
			"\"%s\" is relative, but relative import paths are not supported in module "
			"mode",
			path);
	else if (!path_is_valid(path))
		f.fault = arena_printf(a, "invalid import path: %s", path);
	else if (path[0] == '/')
		f.fault = arena_printf(
			a, "\"%s\" is not a package path; see 'go help packages'", path);
	else if (importer && (path_is_within(path, "vendor") || strstr(path, "/vendor/")))
		f.fault = "use of vendored package not allowed";
	else
		f = found_from_user(l, a, importer, path);
	return f;
}

// A folder named on the command line: the import path it has in GOROOT or in the main module.
Found import_find_dir(Loader *l, Arena *a, const char *dir) {
	Found f = {.dir = dir};
	char *real = realpath(dir, NULL), *src = realpath(l->src, NULL);
	const char *in_src =
		real && src && path_is_within(real, src) && strlen(real) > strlen(src)
			? arena_strndup(a, real + strlen(src) + 1, strlen(real) - strlen(src) - 1)
			: NULL;
	free(real);
	free(src);
	if (in_src)
		return found_std(l, a, in_src);
	const char *shown = path_shown(l, a, dir, true);
	if (!overlay_is_dir(l->overlay, dir)) {
		f.import_path = shown;
		f.fault = arena_printf(a, "stat %s: directory not found", dir);
		return f;
	}
	if (l->gopath_mode)
		return gopath_find_dir(l, a, dir);
	if (!l->module) {
		f.import_path = shown;
		f.fault = "go: go.mod file not found in current directory or any parent directory; "
			  "see 'go help modules'";
		return f;
	}
	if (module_find_dir(l, a, dir, &f))
		return f;
	f.import_path = shown;
	f.fault = arena_printf(
		a, "directory %s outside main module or its selected dependencies", shown);
	return f;
}

// The rule of internal folders: a/internal/b may be imported from a and below. NULL: allowed.
const char *import_internal_fault(Loader *l, Arena *a, const Unit *importer, const Found *found) {
	const char *path = found->import_path, *at = NULL;
	for (const char *p = path; (p = strstr(p, "internal")) != NULL; p += 8)
		if ((p == path || p[-1] == '/') && (p[8] == 0 || p[8] == '/'))
			at = p;
	if (!at || !found->dir)
		return NULL;
	if (found->std && importer->found.std)
		return NULL;	  // GOROOT's tests of its own keep this
	size_t rest = strlen(at); // "internal" and what follows
	const char *dir = found->dir;
	const char *parent = arena_strndup(a, dir, strlen(dir) - rest - (strlen(dir) > rest));
	if (importer->found.dir && path_is_within(importer->found.dir, parent))
		return NULL;
	// In a vendor folder or the module cache the folder's place does not tell.
	size_t above = (size_t)(at - path);
	const char *from = importer->found.import_path;
	if (above && path_is_within(from, arena_strndup(a, path, above - 1)))
		return NULL;
	(void)l;
	return arena_printf(a, "use of internal package %s not allowed", path);
}
