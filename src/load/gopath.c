// gopath.c: packages without modules: GO111MODULE=off, or auto where there is no go.mod.
//
// An import path is a folder below src of GOPATH's folders; vendor folders on the way up from the
// importer come first.
#include "load/loader.h"

#include <stdlib.h>

void gopath_init(Loader *l) {
	Arena *a = l->s->arena;
	const char *path = getenv("GOPATH"), *home = getenv("HOME");
	if (!path || !*path)
		path = arena_printf(a, "%s/go", home ? home : "");
	l->gopath_mode = true;
	while (*path) {
		size_t n = strcspn(path, ":");
		if (n)
			vec_push(a, &l->gopath, arena_printf(a, "%.*s/src", (int)n, path));
		path += n + (path[n] == ':');
	}
}

// The folder of GOPATH that dir lies in, NULL: none.
static const char *gopath_root(const Loader *l, const char *dir) {
	for (uint32_t i = 0; i < l->gopath.n; i++)
		if (path_is_within(dir, l->gopath.v[i]))
			return l->gopath.v[i];
	return NULL;
}

static bool gopath_vendored(Loader *l, Arena *a, const char *from, const char *path, Found *f) {
	const char *root = gopath_root(l, from);
	if (!root)
		return false;
	for (char *d = arena_strndup(a, from, strlen(from)); strlen(d) > strlen(root);) {
		f->dir = arena_printf(a, "%s/vendor/%s", d, path);
		if (dir_has_go_files(l, f->dir)) {
			f->import_path = f->dir + strlen(root) + 1;
			return true;
		}
		*strrchr(d, '/') = 0;
	}
	return false;
}

Found gopath_find(Loader *l, Arena *a, const Unit *importer, const char *path) {
	Found f = {.import_path = path};
	if (importer && importer->found.dir && gopath_vendored(l, a, importer->found.dir, path, &f))
		return f;
	for (uint32_t i = 0; i < l->gopath.n; i++) {
		f = (Found){
			.import_path = path, .dir = arena_printf(a, "%s/%s", l->gopath.v[i], path)};
		if (dir_has_go_files(l, f.dir))
			return f;
	}
	Buf b = {0};
	buf_printf(a, &b, "cannot find package \"%s\" in any of:\n\t%s/%s (from $GOROOT)", path,
		l->src, path);
	for (uint32_t i = 0; i < l->gopath.n; i++)
		buf_printf(a, &b, "\n\t%s/%s%s", l->gopath.v[i], path, i ? "" : " (from $GOPATH)");
	return (Found){.import_path = path, .fault = buf_cstr(a, &b)};
}

Found gopath_find_dir(Loader *l, Arena *a, const char *dir) {
	const char *root = gopath_root(l, dir);
	bool below = root && strlen(dir) > strlen(root);
	return (Found){.dir = dir,
		.import_path = below ? arena_printf(a, "%s", dir + strlen(root) + 1)
				     : arena_printf(a, "_%s", dir)};
}
