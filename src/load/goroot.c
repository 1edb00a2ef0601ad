// goroot.c: finding the Go source tree and telling its version.
//
// The version is what src/internal/goversion declares: a tree of sources has it even where the
// VERSION file lies elsewhere.
#include "load/load.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const usual_places[] = {"/usr/lib/go-1.27", "/usr/share/go-1.27",
	"/usr/local/go", "/usr/lib/go", "/usr/share/go", "/usr/local/go-1.27", "/opt/go",
	"/usr/lib/golang", "/usr/local/lib/go"};

// The N of "const Version = N"; 0 if the tree has none.
static int goroot_minor(Arena *a, const char *root) {
	uint32_t size;
	const char *err;
	char *text = file_read(
		a, arena_printf(a, "%s/src/internal/goversion/goversion.go", root), &size, &err);
	const char *at = text ? strstr(text, "\nconst Version = ") : NULL;
	return at ? atoi(at + strlen("\nconst Version = ")) : 0;
}

static bool goroot_usable(Arena *a, const char *root, const char *what, const char **err) {
	int minor = goroot_minor(a, root);
	if (minor == GO_MINOR)
		return true;
	if (minor)
		*err = arena_printf(
			a, "%s %s is of Go 1.%d: Go 1.%d is needed", what, root, minor, GO_MINOR);
	else if (access(arena_printf(a, "%s/src", root), F_OK) == 0)
		*err = arena_printf(
			a, "%s %s has no src/internal/goversion: not a Go source tree", what, root);
	else
		*err = arena_printf(a, "%s %s has no src directory", what, root);
	return false;
}

const char *goroot_find(Session *s, const char *named, const char **err) {
	Arena *a = s->arena;
	*err = NULL;
	const char *env = getenv("GOROOT");
	if (named)
		return goroot_usable(a, named, "GOROOT", err) ? named : NULL;
	if (env && *env)
		return goroot_usable(a, env, "GOROOT", err) ? env : NULL;
	const char *other = NULL;
	for (size_t i = 0; i < LEN(usual_places); i++) {
		const char *root = usual_places[i];
		int minor = goroot_minor(a, root);
		if (minor == GO_MINOR)
			return root;
		if (minor && !other)
			other = arena_printf(a, " (%s is of Go 1.%d)", root, minor);
	}
	*err = arena_printf(
		a, "no source tree of Go 1.%d found%s: set GOROOT", GO_MINOR, other ? other : "");
	return NULL;
}

// The word that begins at text, as far as it may be a version; NULL: it is none.
static const char *version_word(Arena *a, const char *text) {
	size_t n = text && strncmp(text, "go1.", 4) == 0 ? strcspn(text, " \n\t\"`") : 0;
	return n ? arena_strndup(a, text, n) : NULL;
}

const char *goroot_version(Session *s, const char *goroot) {
	Arena *a = s->arena;
	uint32_t size;
	const char *err;
	const char *version =
		version_word(a, file_read(a, arena_printf(a, "%s/VERSION", goroot), &size, &err));
	if (version)
		return version;
	const char *text = file_read(
		a, arena_printf(a, "%s/src/internal/buildcfg/zbootstrap.go", goroot), &size, &err);
	const char *at = text ? strstr(text, "\nconst version = ") : NULL;
	version = at ? version_word(a, at + strlen("\nconst version = `")) : NULL;
	return version ? version : arena_printf(a, "go1.%d", GO_MINOR);
}
