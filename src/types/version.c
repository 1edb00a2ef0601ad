// version.c: language versions: which one governs a file, and how versions compare.
//
// A version is written go1.N, perhaps with a release (go1.21.3) or a suffix (go1.21rc1); the
// language version is go1.N. A //go:build constraint of a file sets the file's version, never below
// go1.21.
#include "types/check.h"

#include <stdlib.h>

#define VERSION_CURRENT 27

// N of go1.N; -1 if v is not a version.
static int version_minor(const char *v) {
	if (!v || strncmp(v, "go1", 3) != 0)
		return -1;
	if (v[3] == 0)
		return 0;
	if (v[3] != '.')
		return -1;
	return atoi(v + 4);
}

int version_compare(const char *a, const char *b) {
	int x = version_minor(a), y = version_minor(b);
	return x < y ? -1 : x > y;
}

const char *check_file_version(Checker *c, Package *pkg, File *f, bool report) {
	const char *v = c->cfg.go_version && !pkg->in_goroot ? c->cfg.go_version : pkg->go_version;
	int minor = version_minor(f->go_version);
	if (minor < 0)
		return v;
	if (report && minor > VERSION_CURRENT)
		check_error(c, f->pkg_name->n.pos, "file requires newer Go version go1.%d", minor);
	return minor < 21 ? "go1.21" : f->go_version;
}
