// pattern.c: what the arguments of the command name: folders, import paths, patterns.
//
// "..." in a pattern matches any string; folders named testdata or vendor, those that start with .
// or _, and those with a go.mod of their own are not looked into. A pattern only names packages
// that have files left after build constraints.
#define _GNU_SOURCE
#include "load/loader.h"

#include <sys/stat.h>

typedef struct Walker {
	Loader *l;
	Arena *a;
	FoundVec *out;
	const char *pattern; // of import paths; NULL: everything below
	bool std;
	ModFile *module; // that is walked, NULL: none
} Walker;

// Whether s matches pattern, where "..." stands for any string. "x/..." matches x as well.
static bool pattern_matches(const char *pattern, const char *s) {
	const char *dots = strstr(pattern, "...");
	if (!dots)
		return strcmp(pattern, s) == 0;
	size_t n = (size_t)(dots - pattern);
	if (n > 0 && pattern[n - 1] == '/' && dots[3] == 0 && strncmp(s, pattern, n - 1) == 0 &&
		s[n - 1] == 0)
		return true;
	if (strncmp(pattern, s, n) != 0)
		return false;
	for (const char *rest = s + n;; rest++) {
		if (pattern_matches(dots + 3, rest))
			return true;
		if (!*rest)
			return false;
	}
}

static bool walk_file_counts(Walker *w, const BuildContext *c, const char *dir, const char *name) {
	size_t n = strlen(name);
	if (n <= 3 || strcmp(name + n - 3, ".go") != 0 || name[0] == '.' || name[0] == '_')
		return false;
	if (!w->l->c->tests && n > 8 && strcmp(name + n - 8, "_test.go") == 0)
		return false;
	if (!file_name_matches(c, name))
		return false;
	uint32_t size;
	const char *err;
	Arena *scratch = arena_new();
	const char *path = overlay_path(w->l->overlay, arena_printf(scratch, "%s/%s", dir, name));
	char *text = path ? file_read(scratch, path, &size, &err) : NULL;
	bool counts = text && file_text_matches(scratch, c, text, size);
	arena_free(scratch);
	return counts;
}

static bool walk_has_files(Walker *w, const Found *f) {
	BuildContext c = f->std ? context_for_std(&w->l->context, f->import_path) : w->l->context;
	TextVec names = overlay_names(w->l->overlay, w->a, f->dir);
	bool found = false;
	for (uint32_t i = 0; i < names.n && !found; i++)
		found = walk_file_counts(w, &c, f->dir, names.v[i]);
	return found;
}

static bool walk_enters(const Walker *w, const char *dir, const char *path, const char *name) {
	struct stat st;
	char buf[4096];
	if (name[0] == '.' || name[0] == '_' || strcmp(name, "testdata") == 0)
		return false;
	if (strcmp(name, "vendor") == 0 && !w->std)
		return false;
	snprintf(buf, sizeof buf, "%s/%s", dir, name);
	bool linked = lstat(buf, &st) == 0 && S_ISLNK(st.st_mode);
	if (linked || !overlay_is_dir(w->l->overlay, buf))
		return false;
	if (w->std)
		return !(*path == 0 && (strcmp(name, "cmd") == 0 || strcmp(name, "builtin") == 0));
	snprintf(buf, sizeof buf, "%s/%s/go.mod", dir, name);
	return w->l->gopath_mode || !overlay_has(w->l->overlay, buf);
}

// dir has the import path `path` ("" at GOROOT/src).
static void walk_dir(Walker *w, const char *dir, const char *path) {
	if (*path && (!w->pattern || pattern_matches(w->pattern, path))) {
		Found f = w->std ? import_find(w->l, w->a, NULL, path)
				 : (Found){.import_path = path, .dir = dir, .module = w->module};
		f.std = w->std;
		if (w->std && f.fault) // vendored packages cannot be imported by that path
			f = (Found){.import_path = path, .dir = dir, .std = true};
		f.by_pattern = true;
		if (strcmp(path, "unsafe") != 0 && walk_has_files(w, &f))
			vec_push(w->a, w->out, f);
	}
	TextVec names = overlay_names(w->l->overlay, w->a, dir);
	for (uint32_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		if (walk_enters(w, dir, path, name))
			walk_dir(w, arena_printf(w->a, "%s/%s", dir, name),
				*path ? arena_printf(w->a, "%s/%s", path, name)
				      : arena_printf(w->a, "%s", name));
	}
}

static void walk_module(Walker *w, ModFile *m) {
	w->module = m;
	walk_dir(w, m->dir, m->path);
}

static void walk_listed(Walker *w, const Listed *e) {
	Found f = {0};
	if (path_is_within(e->at.path, arena_strndup(w->a, w->pattern, strcspn(w->pattern, "."))) ||
		pattern_matches(w->pattern, e->at.path))
		if (module_find_dir(w->l, w->a, e->dir, &f))
			walk_module(w, f.module);
}

static bool is_path(const char *arg) {
	return arg[0] == '/' || strcmp(arg, ".") == 0 || strcmp(arg, "..") == 0 ||
	       strncmp(arg, "./", 2) == 0 || strncmp(arg, "../", 3) == 0;
}

static void pattern_walk_dirs(Walker *w, const char *arg, const char *dots) {
	const char *prefix = arena_strndup(w->a, arg, (size_t)(dots - arg));
	const char *slash = strrchr(prefix, '/');
	const char *base =
		slash ? arena_strndup(w->a, prefix, (size_t)(slash - prefix) + (slash == prefix))
		      : ".";
	const char *dir = path_join(w->a, w->l->dir, base);
	Found f = import_find_dir(w->l, w->a, dir);
	if (f.fault) {
		vec_push(w->a, w->out, f);
		return;
	}
	const char *rest = slash ? arg + (slash - prefix) : arena_printf(w->a, "/%s", arg);
	w->pattern = arena_printf(w->a, "%s%s", f.import_path, rest);
	w->std = f.std;
	w->module = f.module;
	walk_dir(w, dir, f.import_path);
}

static void pattern_one(Loader *l, Arena *a, FoundVec *out, const char *arg) {
	Walker w = {.l = l, .a = a, .out = out};
	const char *dots = strstr(arg, "...");
	uint32_t before = out->n;
	if (strcmp(arg, "std") == 0) {
		w.std = true;
		walk_dir(&w, l->src, "");
	} else if (strcmp(arg, "cmd") == 0) {
		w.std = true;
		walk_dir(&w, arena_printf(a, "%s/cmd", l->src), "cmd");
	} else if (!dots) {
		Found f = is_path(arg) ? import_find_dir(l, a, path_join(a, l->dir, arg))
				       : import_find(l, a, NULL, arg);
		vec_push(a, out, f);
	} else if (is_path(arg)) {
		pattern_walk_dirs(&w, arg, dots);
	} else {
		w.pattern = arg;
		for (uint32_t i = 0; i < l->mains.n; i++)
			if (l->mains.v[i]->path)
				walk_module(&w, l->mains.v[i]);
		for (uint32_t i = 0; i < l->list.n && out->n == before; i++)
			walk_listed(&w, &l->list.v[i]);
		for (uint32_t i = 0; i < l->gopath.n; i++)
			walk_dir(&w, l->gopath.v[i], "");
		if (out->n == before) {
			w.std = true;
			walk_dir(&w, l->src, "");
		}
	}
	if (dots && out->n == before && !l->c->quiet)
		fprintf(stderr, "seago: warning: \"%s\" matched no packages\n", arg);
}

FoundVec pattern_match(Loader *l, Arena *a, const char *const *args, uint32_t n) {
	FoundVec out = {0};
	static const char *const here[] = {"."};
	if (n == 0) {
		args = here;
		n = 1;
	}
	for (uint32_t i = 0; i < n; i++)
		pattern_one(l, a, &out, args[i]);
	return out;
}
