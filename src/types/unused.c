// unused.c: variables and imports that nothing uses.
//
// Variables declared in bodies are noted in c->locals by check_declare. Bodies nest (function
// literals are checked while their statement is), so the end of the vector belongs to the
// innermost.
#include "types/check.h"

void check_unused_vars(Checker *c, uint32_t first) {
	for (uint32_t i = first; i < c->locals.n; i++) {
		Obj *o = c->locals.v[i];
		if (!o->used)
			check_soft_error(c, o->pos, "declared and not used: %s", o->name->s);
	}
	c->locals.n = first;
}

static void unused_import(Checker *c, Obj *o) {
	const char *path = o->imported->path, *slash = strrchr(path, '/'),
		   *elem = slash ? slash + 1 : path;
	const char *name = o->name->s;
	if (strcmp(name, ".") == 0 || strcmp(name, elem) == 0)
		check_soft_error(c, o->pos, "\"%s\" imported and not used", path);
	else
		check_soft_error(c, o->pos, "\"%s\" imported as %s and not used", path, name);
}

void check_unused_imports(Checker *c, Package *pkg) {
	PkgState *st = check_pkg_state(c, pkg);
	for (uint32_t i = 0; i < st->imports.n; i++) {
		Obj *o = st->imports.v[i];
		if (!o->used && strcmp(o->name->s, "_") != 0)
			unused_import(c, o);
	}
}
