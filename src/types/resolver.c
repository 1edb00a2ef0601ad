// resolver.c: collects the objects that a package declares, without looking into their
// declarations.
//
// After check_collect_objects every package-level object and method has a DeclInfo that says where
// and how it is declared, is in the package's scope (methods: in Checker.base_methods under their
// base type) and has its order. Imports and what dot-imports bring are in file scopes, whose parent
// is the package's scope: a name may not be in both.
#include "types/check.h"

typedef struct Method {
	Obj *obj;
	bool ptr;	// *T receiver as written
	NameExpr *base; // name of the receiver's type
} Method;
typedef VEC(Method) MethodVec;

// What collecting the objects of one package needs.
typedef struct Collect {
	Checker *c;
	Package *pkg;
	PkgState *st;
	File *file;
	Scope *scope; // of file
	const char *go_version;
	MethodVec methods;
	VEC(Scope *) file_scopes;
} Collect;

PkgState *check_pkg_state(Checker *c, Package *pkg) {
	PkgState *st = map_get(&c->pkgs, pkg);
	if (!st) {
		st = NEW(c->a, PkgState);
		map_put(&c->pkgs, pkg, st);
	}
	return st;
}

static DeclInfo *collect_info(Collect *k, Obj *first, Decl *decl) {
	DeclInfo *d = NEW(k->c->a, DeclInfo);
	d->obj = first;
	d->file = k->file;
	d->file_scope = k->scope;
	d->go_version = k->go_version;
	d->decl = decl;
	map_init(&d->deps, k->c->a);
	return d;
}

static void collect_register(Collect *k, Obj *o, DeclInfo *d) {
	map_put(&k->c->decl_infos, o, d);
	o->order = ++k->st->n_orders;
	o->file = k->file;
	o->decl = d->decl;
	vec_push(k->c->a, &k->st->objs, o);
}

static Obj *collect_obj(Collect *k, ObjKind kind, NameExpr *id) {
	return obj_new(k->c, kind, id->n.pos, k->pkg, id->name, NULL);
}

// Declares a constant, variable or type at package level.
static void collect_declare(Collect *k, NameExpr *id, Obj *o, DeclInfo *d) {
	const char *name = id->name->s;
	if (strcmp(name, "init") == 0) {
		check_error_at(k->c, &id->n, "cannot declare init - must be func");
		return;
	}
	if (strcmp(name, "main") == 0 && strcmp(k->pkg->name->s, "main") == 0) {
		check_error_at(k->c, &id->n, "cannot declare main - must be func");
		return;
	}
	o->package_level = true;
	check_declare(k->c, k->pkg->scope, id, o, NO_POS);
	collect_register(k, o, d);
}

/* imports */

// Does an import path have a rune that may not be in one? *bad is the first.
static bool import_has_bad_rune(const char *path, uint32_t len, uint32_t *bad) {
	for (uint32_t i = 0; i < len;) {
		uint32_t n = utf8_decode(path + i, len - i, bad), r = *bad;
		if (n == 0) {
			*bad = 0xFFFD;
			return true;
		}
		if (r <= ' ' || r == 0x7F || r == 0xFFFD ||
			(r < 0x80 && strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", (int)r)))
			return true;
		i += n;
	}
	return false;
}

static Package *collect_imported(Collect *k, ImportDecl *s) {
	if (!s->path || s->path->bad)
		return NULL;
	uint32_t len;
	char *path = lit_unquote(k->c->a, s->path, &len);
	if (len == 0) {
		check_error_at(k->c, &s->path->n, "invalid import path (empty string)");
		return NULL;
	}
	uint32_t bad;
	if (import_has_bad_rune(path, len, &bad)) {
		char text[8] = "";
		if (bad > ' ' && bad != 0x7F) {
			text[utf8_encode(text + 2, bad) + 2] = '\'';
			memcpy(text, " '", 2);
		}
		check_error_at(k->c, &s->path->n,
			"invalid import path (invalid character U+%04X%s)", bad, text);
		return NULL;
	}
	Package *imp = map_get(&k->pkg->import_map, intern(k->c->s->names, path, len));
	if (!imp && k->c->prog->unsafe_pkg && strcmp(path, "unsafe") == 0)
		imp = k->c->prog->unsafe_pkg;
	if (!imp)
		check_error(k->c, s->path->n.pos, "could not import %s (package not found)", path);
	else if (!imp->checked)
		check_package(k->c, imp, false);
	return imp;
}

static void collect_dot_import(Collect *k, ImportDecl *s, Obj *pkg_name) {
	Scope *from = pkg_name->imported->scope;
	if (!from)
		return;
	Map *m = map_get(&k->c->dot_imports, k->scope);
	if (!m) {
		m = NEW(k->c->a, Map);
		map_init(m, k->c->a);
		map_put(&k->c->dot_imports, k->scope, m);
	}
	for (uint32_t i = 0; i < from->objs.cap; i++) {
		MapSlot *slot = &from->objs.slots[i];
		const Name *name = (const Name *)(uintptr_t)slot->key;
		if (!name || !name_exported(name))
			continue;
		Obj *alt = scope_find(k->scope, name);
		if (alt) {
			check_error(k->c, s->local->n.pos,
				"%s redeclared in this block\n\t%s: other declaration of %s",
				name->s, pos_str(k->c, alt->pos), name->s);
			continue;
		}
		map_put(&k->scope->objs, name, slot->val);
		map_put(m, name, pkg_name);
	}
}

static void collect_import(Collect *k, ImportDecl *s) {
	Package *imp = collect_imported(k, s);
	if (!imp)
		return;
	const Name *name = s->local ? s->local->name : imp->name;
	if (s->local && strcmp(imp->path, "C") == 0) {
		check_error_at(k->c, &s->local->n, "cannot rename import \"C\"");
		return;
	}
	if (!name)
		name = intern_str(k->c->s->names, "_");
	if (strcmp(name->s, "init") == 0) {
		check_error_at(k->c, &s->n, "cannot import package as init - init must be a func");
		return;
	}
	Obj *o = obj_new(k->c, OBJ_PKG_NAME, s->n.pos, k->pkg, name, k->c->uni.basic[TY_INVALID]);
	o->imported = imp;
	o->file = k->file;
	o->used = imp->fake;
	if (s->local)
		record_def(k->c, s->local, o);
	else
		record_implicit(k->c, &s->n, o);
	vec_push(k->c->a, &k->st->imports, o);
	if (strcmp(name->s, ".") == 0)
		collect_dot_import(k, s, o);
	else
		check_declare(k->c, k->scope, NULL, o, NO_POS);
}

/* constants, variables */

// Reports too many or too few initialisers for n names.
void check_arity(
	Checker *c, Pos pos, const NameVec *names, Expr *values, bool is_const, bool inherited) {
	Expr **v;
	uint32_t l = names->n, r = expr_list(&values, &v);
	if (l < r && inherited)
		check_error(c, pos, "extra init expr at %s", pos_str(c, v[l]->pos));
	else if (l < r)
		check_error_at(c, v[l], "extra init expr %s", expr_str(c, v[l]));
	else if (l > r &&
		 (is_const || r != 1)) // one initialiser may be a call with several results
		check_error_at(
			c, &names->v[r]->n, "missing init expr for %s", names->v[r]->name->s);
}

static void collect_const(Collect *k, ConstDecl *s) {
	bool inherited = !s->type && !s->values && s->inherit;
	ConstDecl *last = inherited ? s->inherit : s;
	Expr **values;
	uint32_t n = expr_list(&last->values, &values);
	for (uint32_t i = 0; i < s->names.n; i++) {
		Obj *o = collect_obj(k, OBJ_CONST, s->names.v[i]);
		DeclInfo *d = collect_info(k, o, &s->n);
		d->type = last->type;
		d->init = i < n ? values[i] : NULL;
		d->inherited = inherited;
		collect_declare(k, s->names.v[i], o, d);
	}
	check_arity(k->c, s->n.pos, &s->names, last->values, true, inherited);
}

static void collect_var(Collect *k, VarDecl *s) {
	DeclInfo *shared = NULL;
	Expr **values;
	uint32_t n = expr_list(&s->values, &values);
	for (uint32_t i = 0; i < s->names.n; i++) {
		Obj *o = collect_obj(k, OBJ_VAR, s->names.v[i]);
		DeclInfo *d = shared;
		if (!d) {
			d = collect_info(k, o, &s->n);
			d->type = s->type;
			d->init = i < n ? values[i] : NULL;
		}
		if (!s->values || s->values->kind != AST_LIST) {
			shared = d;
			vec_push(k->c->a, &d->lhs, o);
		}
		collect_declare(k, s->names.v[i], o, d);
	}
	if (!s->type || s->values)
		check_arity(k->c, s->n.pos, &s->names, s->values, false, false);
}

static void collect_type(Collect *k, TypeDecl *s) {
	Obj *o = collect_obj(k, OBJ_TYPE_NAME, s->name);
	collect_declare(k, s->name, o, collect_info(k, o, &s->n));
}

/* functions, methods */

// Splits a receiver's type into *, the base type's expression and the names of its type parameters.
void check_unpack_recv(Checker *c, Expr *type, bool *ptr, Expr **base, NameVec *tparams) {
	*base = unparen(type);
	*ptr = (*base)->kind == AST_STAR;
	if (*ptr)
		*base = unparen(as(StarExpr, *base)->x);
	if ((*base)->kind != AST_INDEX)
		return;
	IndexExpr *e = as(IndexExpr, *base);
	*base = e->x;
	for (uint32_t i = 0; tparams && i < e->index.n; i++) {
		Expr *arg = e->index.v[i];
		NameExpr *par = as(NameExpr, arg);
		if (arg->kind != AST_NAME) {
			if (arg->kind != AST_BAD_EXPR)
				check_error_at(c, arg,
					"receiver type parameter %s must be an identifier",
					expr_str(c, arg));
			par = NEW(c->a, NameExpr);
			par->n.kind = AST_NAME;
			par->n.pos = arg->pos;
			par->name = intern_str(c->s->names, "_");
		}
		vec_push(c->a, tparams, par);
	}
}

static void collect_method(Collect *k, FuncDecl *s, Obj *o) {
	bool ptr;
	Expr *base;
	check_unpack_recv(k->c, s->recv->type, &ptr, &base, NULL);
	if (base->kind == AST_NAME && strcmp(o->name->s, "_") != 0) {
		Method m = {o, ptr, as(NameExpr, base)};
		vec_push(k->c->a, &k->methods, m);
	}
	vec_push(k->c->a, &k->pkg->info->methods, o);
	if (s->type->tparams.n)
		check_verify_version(
			k->c, s->type->tparams.v[0]->n.pos, "go1.27", "generic method");
	record_def(k->c, s->name, o);
}

static void collect_function(Collect *k, FuncDecl *s, Obj *o) {
	Checker *c = k->c;
	const char *name = o->name->s;
	bool is_init = strcmp(name, "init") == 0;
	Field *tparam = s->type->tparams.n ? s->type->tparams.v[0] : NULL;
	if (is_init || (strcmp(name, "main") == 0 && strcmp(k->pkg->name->s, "main") == 0)) {
		if (tparam)
			check_soft_error(
				c, tparam->n.pos, "func %s must have no type parameters", name);
		if (s->type->params.n || s->type->results.n)
			check_soft_error(c, s->name->n.pos,
				"func %s must have no arguments and no return values", name);
	} else if (tparam) {
		check_verify_version(c, tparam->n.pos, "go1.18", "type parameter");
	}
	if (!is_init) {
		o->package_level = true;
		check_declare(c, k->pkg->scope, s->name, o, NO_POS);
		return;
	}
	o->parent = k->pkg->scope; // cannot be referred to
	record_def(c, s->name, o);
	vec_push(c->a, &k->pkg->info->inits, o);
	if (!s->body)
		check_soft_error(c, o->pos, "func init must have a body");
}

static void collect_func(Collect *k, FuncDecl *s) {
	Obj *o = collect_obj(k, OBJ_FUNC, s->name);
	if (s->recv)
		collect_method(k, s, o);
	else
		collect_function(k, s, o);
	collect_register(k, o, collect_info(k, o, &s->n));
}

/* the package */

static void collect_file(Collect *k, File *f) {
	Checker *c = k->c;
	k->file = f;
	k->go_version = check_file_version(c, k->pkg, f, true);
	k->scope = scope_new(c, k->pkg->scope, f->package_pos, f->eof);
	vec_push(c->a, &k->file_scopes, k->scope);
	c->env.file = f;
	c->env.go_version = k->go_version;
	c->env.scope = k->scope;
	if (strcmp(f->pkg_name->name->s, "_") == 0)
		check_error(c, f->pkg_name->n.pos, "invalid package name _");
	for (uint32_t i = 0; i < f->decls.n; i++) {
		Decl *d = f->decls.v[i];
		switch (d->kind) {
		case AST_IMPORT_DECL: collect_import(k, as(ImportDecl, d)); break;
		case AST_CONST_DECL: collect_const(k, as(ConstDecl, d)); break;
		case AST_VAR_DECL: collect_var(k, as(VarDecl, d)); break;
		case AST_TYPE_DECL: collect_type(k, as(TypeDecl, d)); break;
		case AST_FUNC_DECL: collect_func(k, as(FuncDecl, d)); break;
		default: ice("collect_file: declaration of kind %d", d->kind);
		}
	}
}

// No name may be declared both in the package and in one of its files.
static void collect_check_scopes(Collect *k) {
	Checker *c = k->c;
	for (uint32_t i = 0; i < k->file_scopes.n; i++) {
		Map *m = &k->file_scopes.v[i]->objs;
		for (uint32_t j = 0; j < m->cap; j++) {
			const Name *name = (const Name *)(uintptr_t)m->slots[j].key;
			Obj *o = m->slots[j].val,
			    *alt = name ? scope_find(k->pkg->scope, name) : NULL;
			if (!alt)
				continue;
			if (o->kind == OBJ_PKG_NAME)
				check_error(c, alt->pos,
					"%s already declared through import of package %s "
					"(\"%s\")\n\t%s: other declaration of %s",
					name->s, o->imported->name->s, o->imported->path,
					pos_str(c, o->pos), name->s);
			else
				check_error(c, alt->pos,
					"%s already declared through dot-import of package %s "
					"(\"%s\")\n\t%s: other declaration of %s",
					name->s, o->pkg->name->s, o->pkg->path, pos_str(c, o->pos),
					name->s);
		}
	}
}

// The type that a method declared with receiver `name` belongs to, through aliases; *ptr is set
// when a pointer was met on the way. NULL if there is none, which checking the receiver will
// report.
static Obj *collect_base_type(Collect *k, const Name *name, bool *ptr) {
	for (uint32_t steps = 0; steps <= k->st->objs.n; steps++) { // aliases may be cyclic
		Obj *o = scope_find(k->pkg->scope, name);
		if (!o || o->kind != OBJ_TYPE_NAME || o->pkg != k->pkg)
			return NULL;
		TypeDecl *t = as(TypeDecl, o->decl);
		if (!t->alias)
			return o;
		if (t->tparams.n)
			return NULL;
		Expr *e = unparen(t->type);
		if (e->kind == AST_STAR) {
			if (*ptr)
				return NULL;
			*ptr = true;
			e = unparen(as(StarExpr, e)->x);
		}
		if (e->kind != AST_NAME)
			return NULL;
		name = as(NameExpr, e)->name;
	}
	return NULL;
}

static void collect_associate(Collect *k) {
	Checker *c = k->c;
	for (uint32_t i = 0; i < k->methods.n; i++) {
		Method *m = &k->methods.v[i];
		Obj *base = collect_base_type(k, m->base->name, &m->ptr);
		if (!base)
			continue;
		m->obj->has_ptr_recv = m->ptr;
		ObjVec *list = map_get(&c->base_methods, base);
		if (!list) {
			list = NEW(c->a, ObjVec);
			map_put(&c->base_methods, base, list);
		}
		vec_push(c->a, list, m->obj);
	}
}

void check_collect_objects(Checker *c, Package *pkg) {
	Collect k = {.c = c, .pkg = pkg, .st = check_pkg_state(c, pkg)};
	Env saved = c->env;
	c->env = (Env){.pkg = pkg};
	pkg->scope = scope_new(c, c->uni.scope, NO_POS, NO_POS);
	for (uint32_t i = 0; i < pkg->files.n; i++)
		collect_file(&k, pkg->files.v[i]);
	collect_check_scopes(&k);
	collect_associate(&k);
	c->env = saved;
}
