// restrict.c: what the compiler, rather than the language, asks of a package: directives that apply
// to declarations, functions without bodies, and types that are too large.
//
// Only packages without errors get here, since these rules look at finished declarations and types.
#include "types/check.h"

#include <stdlib.h>

static bool restrict_imports(const File *f, const char *quoted) {
	for (uint32_t i = 0; i < f->imports.n; i++) {
		const BasicLit *p = f->imports.v[i]->path;
		if (p && p->len == strlen(quoted) && memcmp(p->text, quoted, p->len) == 0)
			return true;
	}
	return false;
}

static bool restrict_has_pragma(const PragmaVec *v, const char *name) {
	for (uint32_t i = 0; i < v->n; i++)
		if (strcmp(v->v[i].text, name) == 0)
			return true;
	return false;
}

/* go:linkname */

static void restrict_linknames(Checker *c, Package *pkg, Map *linked) {
	for (uint32_t i = 0; i < pkg->files.n; i++) {
		File *f = pkg->files.v[i];
		bool unsafe = f->linknames.n && restrict_imports(f, "\"unsafe\"");
		c->env.go_version = check_file_version(c, pkg, f, false);
		for (uint32_t k = 0; k < f->linknames.n; k++) {
			Linkname *l = &f->linknames.v[k];
			const char *directive = l->std ? "go:linknamestd" : "go:linkname";
			if (!unsafe) {
				check_error(c, l->pos,
					"//%s only allowed in Go files that import \"unsafe\"",
					directive);
				continue;
			}
			if (l->target && strchr(l->target, '[') && strchr(l->target, ']')) {
				check_error(c, l->pos,
					"//%s reference of an instantiation is not allowed",
					directive);
				continue;
			}
			Obj *o = scope_find(pkg->scope, intern_str(c->s->names, l->local));
			if (!o || (o->kind != OBJ_FUNC && o->kind != OBJ_VAR)) {
				// Without effect, as old modules have them, before this was an
				// error.
				if (check_allow_version(c, "go1.18"))
					check_error(c, l->pos,
						"//%s must refer to declared function or variable",
						directive);
			} else if (map_get(linked, o))
				check_error(
					c, l->pos, "duplicate //%s for %s", directive, l->local);
			else
				map_put(linked, o, l);
		}
	}
}

/* functions */

static void restrict_func(Checker *c, Package *pkg, Obj *o, const Map *linked) {
	FuncDecl *s = as(FuncDecl, o->decl);
	if (s->body) {
		if (restrict_has_pragma(&s->pragmas, "go:noescape"))
			check_error(c, s->n.pos,
				"can only use //go:noescape with external func implementations");
	} else if (pkg->complete && s->type->tparams.n == 0 && strcmp(o->name->s, "_") != 0 &&
		   !map_get(linked, o)) {
		check_error(c, s->n.pos, "missing function body");
	}
}

/* go:embed */

typedef struct EmbedWalk {
	Checker *c;
	File *file;
	bool in_func;
} EmbedWalk;

static void restrict_embed(EmbedWalk *w, VarDecl *s) {
	Pos pos = NO_POS;
	for (uint32_t i = 0; i < s->pragmas.n && !pos; i++)
		if (strncmp(s->pragmas.v[i].text, "go:embed", 8) == 0)
			pos = s->pragmas.v[i].pos;
	if (!pos)
		return;
	const char *msg = NULL;
	if (!restrict_imports(w->file, "\"embed\""))
		msg = "go:embed requires import \"embed\" (or import _ \"embed\", if package is "
		      "not used)";
	else if (s->names.n > 1)
		msg = "go:embed cannot apply to multiple vars";
	else if (s->values)
		msg = "go:embed cannot apply to var with initializer";
	else if (w->in_func)
		msg = "go:embed cannot apply to var inside func";
	else
		check_verify_version(w->c, pos, "go1.16", "go:embed");
	if (msg)
		check_error(w->c, pos, "%s", msg);
}

static bool restrict_walk_embeds(Node *n, void *ctx) {
	EmbedWalk *w = ctx;
	if (n->kind == AST_VAR_DECL)
		restrict_embed(w, as(VarDecl, n));
	return true;
}

static void restrict_directives(Checker *c, Package *pkg) {
	for (uint32_t i = 0; i < pkg->files.n; i++) {
		File *f = pkg->files.v[i];
		for (uint32_t k = 0; k < f->misplaced.n; k++)
			check_error(c, f->misplaced.v[k].pos, "%s", f->misplaced.v[k].msg);
		if (!strstr(f->src->text, "//go:embed"))
			continue;
		c->env.file = f;
		c->env.go_version = check_file_version(c, pkg, f, false);
		for (uint32_t k = 0; k < f->decls.n; k++) {
			EmbedWalk w = {c, f, f->decls.v[k]->kind == AST_FUNC_DECL};
			node_walk(f->decls.v[k], restrict_walk_embeds, &w);
		}
	}
}

/* sizes */

typedef struct SizeWalk {
	Checker *c;
	Pos pos;  // of the declaration that mentions the type
	Map seen; // Type*
} SizeWalk;

#define MAX_CHAN_ELEM ((int64_t)1 << 16)
#define MAX_MAP_PART ((int64_t)1 << 31)
#define MAX_TYPE ((int64_t)1 << 50)

static bool restrict_exceeds(Checker *c, Type *t, int64_t limit) {
	int64_t size = type_size(c, t);
	return size < 0 || size >= limit;
}

static void restrict_size(SizeWalk *w, Type *t);

static void restrict_tuple(SizeWalk *w, TupleT *t) {
	for (uint32_t i = 0; i < t->vars.n; i++)
		restrict_size(w, t->vars.v[i]->type);
}

// Too large, where no field is: that has been said.
static void restrict_struct(SizeWalk *w, StructT *t) {
	bool field = false;
	for (uint32_t i = 0; i < t->fields.n; i++) {
		restrict_size(w, t->fields.v[i]->type);
		field |= restrict_exceeds(w->c, t->fields.v[i]->type, MAX_TYPE);
	}
	if (!field && restrict_exceeds(w->c, &t->t, MAX_TYPE))
		check_error(
			w->c, w->pos, "type %s larger than address space", type_str(w->c, &t->t));
}

static void restrict_parts(SizeWalk *w, Type *t) {
	Checker *c = w->c;
	switch (t->kind) {
	case TY_ARRAY:
		restrict_size(w, ((ArrayT *)t)->elem);
		if (restrict_exceeds(c, t, MAX_TYPE))
			check_error(c, w->pos, "type %s larger than address space", type_str(c, t));
		break;
	case TY_CHAN:
		restrict_size(w, ((ChanT *)t)->elem);
		if (restrict_exceeds(c, ((ChanT *)t)->elem, MAX_CHAN_ELEM))
			check_error(c, w->pos, "channel element type too large (>64kB)");
		break;
	case TY_MAP:
		restrict_size(w, ((MapT *)t)->key);
		restrict_size(w, ((MapT *)t)->elem);
		if (restrict_exceeds(c, ((MapT *)t)->elem, MAX_MAP_PART))
			check_error(c, w->pos, "map element type too large");
		if (restrict_exceeds(c, ((MapT *)t)->key, MAX_MAP_PART))
			check_error(c, w->pos, "map key type too large");
		break;
	case TY_STRUCT: restrict_struct(w, (StructT *)t); break;
	case TY_SIGNATURE:
		restrict_tuple(w, ((SignatureT *)t)->params);
		restrict_tuple(w, ((SignatureT *)t)->results);
		break;
	case TY_POINTER: restrict_size(w, ((PointerT *)t)->elem); break;
	case TY_SLICE: restrict_size(w, ((SliceT *)t)->elem); break;
	default: break;
	}
}

// Looks into t once; what depends on type parameters is looked at nowhere.
static void restrict_size(SizeWalk *w, Type *t) {
	t = type_unalias(t);
	if (t->kind <= TY_UNTYPED_NIL || map_get(&w->seen, t))
		return;
	map_put(&w->seen, t, t);
	if (type_has_params(w->c, t))
		return;
	if (t->kind == TY_NAMED) {
		NamedT *n = (NamedT *)t;
		if (!n->obj->pkg || n->obj->pkg->in_goroot)
			return;
		Type *u = type_underlying(w->c, t);
		if (u->kind != TY_INTERFACE)
			restrict_size(w, u);
		return;
	}
	restrict_parts(w, t);
}

static int restrict_by_pos(const void *a, const void *b) {
	const Obj *x = *(Obj *const *)a, *y = *(Obj *const *)b;
	return x->pos < y->pos ? -1 : x->pos > y->pos;
}

static void restrict_sizes(Checker *c, Package *pkg) {
	ObjVec objs = {0};
	for (uint32_t i = 1; i < pkg->node_count; i++) {
		Obj *o = pkg->info->defs[i];
		bool generic = o && o->kind == OBJ_TYPE_NAME && o->type && type_is_generic(o->type);
		if (o && o->type && !generic &&
			(o->kind == OBJ_VAR || o->kind == OBJ_TYPE_NAME || o->kind == OBJ_FUNC))
			vec_push(c->a, &objs, o);
	}
	if (objs.n)
		qsort(objs.v, objs.n, sizeof objs.v[0], restrict_by_pos);
	SizeWalk w = {.c = c};
	map_init(&w.seen, c->a);
	for (uint32_t i = 0; i < objs.n; i++) {
		w.pos = objs.v[i]->pos;
		restrict_size(&w, objs.v[i]->type);
	}
}

/* types that are not allocated */

// Does t hold an internal/runtime/sys.nih? `known` keeps the answers: structs share parts.
static bool restrict_not_in_heap(Checker *c, Map *known, Type *t) {
	t = type_unalias(t);
	if (t->kind != TY_NAMED && t->kind != TY_ARRAY && t->kind != TY_STRUCT)
		return false;
	static const char yes[] = "yes", no[] = "no";
	const char *old = map_get(known, t);
	if (old)
		return old == yes;
	bool is = false;
	NamedT *n = t->kind == TY_NAMED ? (NamedT *)t : NULL;
	if (n && n->obj->pkg && strcmp(n->obj->name->s, "nih") == 0)
		is = strcmp(n->obj->pkg->path, "internal/runtime/sys") == 0;
	map_put(known, t, (void *)(is ? yes : no));
	Type *u = is ? NULL : type_underlying(c, t);
	if (u && u->kind == TY_ARRAY)
		is = restrict_not_in_heap(c, known, ((ArrayT *)u)->elem);
	for (uint32_t i = 0; u && u->kind == TY_STRUCT && i < ((StructT *)u)->fields.n && !is; i++)
		is = restrict_not_in_heap(c, known, ((StructT *)u)->fields.v[i]->type);
	map_put(known, t, (void *)(is ? yes : no));
	return is;
}

static void restrict_instances(Checker *c, Package *pkg) {
	Map known;
	map_init(&known, c->a);
	const Map *m = &pkg->info->instances;
	for (uint32_t i = 0; i < m->cap; i++) {
		if (!m->slots[i].key)
			continue;
		const Instance *in = m->slots[i].val;
		for (uint32_t k = 0; k < in->targs.n; k++)
			if (restrict_not_in_heap(c, &known, in->targs.v[k]))
				check_error(c, ((const Node *)(uintptr_t)m->slots[i].key)->pos,
					"cannot use incomplete (or unallocatable) type as a type "
					"argument: %s",
					type_string(c, in->targs.v[k], NULL));
	}
}

void check_restrictions(Checker *c, Package *pkg) {
	uint32_t errors = diags_count(c->s->diags);
	Map linked; // Obj* -> Linkname*
	map_init(&linked, c->a);
	restrict_linknames(c, pkg, &linked);
	PkgState *st = check_pkg_state(c, pkg);
	for (uint32_t i = 0; i < st->objs.n; i++)
		if (st->objs.v[i]->kind == OBJ_FUNC)
			restrict_func(c, pkg, st->objs.v[i], &linked);
	restrict_directives(c, pkg);
	if (!pkg->in_goroot)
		restrict_instances(c, pkg);
	if (diags_count(c->s->diags) == errors)
		restrict_sizes(c, pkg);
}
