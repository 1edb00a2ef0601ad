// decl.c: declarations of constants, variables, types and functions, at package level and in
// bodies.
//
// check_obj_decl resolves a package-level object's type (and a constant's value) when it is first
// needed. While it works the object is grey and on c->path; meeting a grey object again means that
// it depends on itself, which is fine through type definitions and function signatures, and an
// error through values or aliases (cycle_valid). In every case the object has a type afterwards.
#include "types/check.h"

/* scopes and dependencies */

void check_declare(Checker *c, Scope *s, NameExpr *id, Obj *o, Pos scope_pos) {
	if (strcmp(o->name->s, "_") != 0) {
		Obj *alt = scope_insert(s, o);
		if (alt) {
			const char *name = o->name->s;
			if (alt->pos)
				check_error(c, o->pos,
					"%s redeclared in this block\n\t%s: other declaration of "
					"%s",
					name, pos_str(c, alt->pos), name);
			else
				check_error(c, o->pos, "%s redeclared in this block", name);
			return;
		}
		o->scope_pos = scope_pos;
		if (o->kind == OBJ_VAR && !o->is_param && !o->is_result && !o->is_recv &&
			!o->package_level)
			vec_push(c->a, &c->locals, o);
	}
	if (id)
		record_def(c, id, o);
}

void decl_add_dep(Checker *c, DeclInfo *d, Obj *to) {
	if (map_get(&d->deps, to))
		return;
	map_put(&d->deps, to, to);
	vec_push(c->a, &d->dep_list, to);
}

// The declaration being checked mentions `to`. Only what the same package initialises matters.
void check_add_dep(Checker *c, Obj *to) {
	Obj *from = c->env.decl;
	if (!from || to->pkg != from->pkg)
		return;
	while ((to->kind == OBJ_FUNC || to->kind == OBJ_VAR) && to->origin)
		to = to->origin;
	if (!to->decl || (to->kind != OBJ_FUNC && !to->package_level))
		return;
	decl_add_dep(c, map_get(&c->decl_infos, from), to);
}

/* cycles */

void check_cycle_error(Checker *c, Obj **cycle, uint32_t n, uint32_t start) {
	Obj *o = cycle[start];
	bool is_type = o->kind == OBJ_TYPE_NAME;
	if (is_type && o->type && o->type->kind == TY_ALIAS)
		((AliasT *)o->type)->from_rhs = c->uni.basic[TY_INVALID];
	if (n == 1) {
		check_error(c, o->pos,
			is_type ? "invalid recursive type: %s refers to itself"
				: "invalid cycle in declaration: %s refers to itself",
			o->name->s);
		return;
	}
	Buf b = {0};
	buf_printf(c->a, &b,
		is_type ? "invalid recursive type %s" : "invalid cycle in declaration of %s",
		o->name->s);
	for (uint32_t i = 0; i < n; i++) {
		Obj *next = cycle[(start + i + 1) % n];
		buf_printf(c->a, &b, "\n\t%s: %s refers to %s", pos_str(c, o->pos), o->name->s,
			next->name->s);
		o = next;
	}
	check_error(c, cycle[start]->pos, "%s", buf_cstr(c->a, &b));
}

uint32_t check_first_in_source(Obj *const *path, uint32_t n) {
	uint32_t first = 0;
	for (uint32_t i = 1; i < n; i++)
		if (path[i]->pos < path[first]->pos)
			first = i;
	return first;
}

// o is grey. A cycle is fine if it is one of functions and variables only (initialisation order
// finds the wrong ones), if it goes through a type definition and no value, or through a constraint
// that mentions the generic type itself.
static bool cycle_valid(Checker *c, Obj *o) {
	uint32_t start = c->path.n;
	while (start > 0 && c->path.v[--start] != o) {
	}
	Obj **cycle = c->path.v + start;
	uint32_t n = c->path.n - start, n_values = 0, n_defs = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (cycle[i]->kind == OBJ_CONST || cycle[i]->kind == OBJ_VAR) {
			n_values++;
		} else if (cycle[i]->kind == OBJ_TYPE_NAME) {
			Type *t = cycle[i]->type;
			if (c->env.in_tparam_list && t && type_is_generic(t))
				return true;
			if (!t || t->kind == TY_NAMED)
				n_defs++;
		}
	}
	if (n_values == n || (n_values == 0 && n_defs > 0))
		return true;
	check_cycle_error(c, cycle, n, check_first_in_source(cycle, n));
	return false;
}

static void cycle_found(Checker *c, Obj *o) {
	bool valid = cycle_valid(c, o);
	if (o->kind == OBJ_FUNC)
		return; // has its signature already
	if (!valid || !o->type)
		o->type = c->uni.basic[TY_INVALID];
}

// Is t's underlying type known? Not while a type that it is defined as is being declared.
bool check_is_complete(Checker *c, Type *t) {
	while (t) {
		Obj *o;
		Type *rhs;
		if (t->kind == TY_ALIAS) {
			AliasT *a = (AliasT *)t;
			o = a->obj;
			rhs = a->actual ? a->actual : a->from_rhs;
		} else if (t->kind == TY_NAMED) {
			NamedT *n = (NamedT *)t;
			o = n->obj;
			rhs = n->from_rhs;
			if (n->origin != n) // what is wrong with an instance shows elsewhere
				return true;
		} else {
			return true;
		}
		if (o->colour == GREY) {
			uint32_t start = c->path.n;
			while (start > 0 && c->path.v[--start] != o) {
			}
			uint32_t n = c->path.n - start;
			check_cycle_error(c, c->path.v + start, n,
				check_first_in_source(c->path.v + start, n));
			return false;
		}
		t = rhs;
	}
	return true;
}

/* constants, variables */

static void decl_const(Checker *c, Obj *o, uint32_t iota, Expr *type, Expr *init, bool inherited) {
	const Const *saved_iota = c->env.iota_;
	Pos saved_pos = c->env.err_pos;
	c->env.iota_ = const_from_int(c->s, iota);
	c->env.err_pos = NO_POS;
	static const Const unknown = {.kind = CONST_UNKNOWN};
	o->val = &unknown;
	Type *t = type ? check_type(c, type) : NULL;
	if (t && !type_is_const_type(c, t)) {
		if (type_is_valid(type_underlying(c, t)))
			check_error_at(c, type, "invalid constant type %s", type_str(c, t));
		o->type = c->uni.basic[TY_INVALID];
	} else {
		o->type = t;
		Operand x = {0};
		if (init) {
			if (inherited)
				c->env.err_pos = o->pos;
			check_expr(c, NULL, &x, init);
		}
		check_init_const(c, o, &x);
	}
	c->env.iota_ = saved_iota;
	c->env.err_pos = saved_pos;
}

// lhs: all the variables that init initialises together, if there are several.
static void decl_var(Checker *c, Obj *o, ObjVec *lhs, Expr *type, Expr *init) {
	if (type)
		o->type = check_var_type(c, type);
	if (!init) {
		if (!type)
			o->type = c->uni.basic[TY_INVALID];
		return;
	}
	if (!lhs || lhs->n <= 1) {
		Operand x = {0};
		c->target_desc = o->name->s;
		check_expr(c, o->type, &x, init);
		check_init_var(c, o, &x, "variable declaration");
		return;
	}
	if (type)
		for (uint32_t i = 0; i < lhs->n; i++)
			lhs->v[i]->type = o->type;
	check_init_vars(c, lhs->v, lhs->n, init, NULL);
}

/* types */

typedef struct TypeCheck {
	Obj *obj;
	TypeDecl *decl;
	Type *rhs;
	bool version_error;
} TypeCheck;

static void decl_type_finish(Checker *c, void *arg) {
	TypeCheck *k = arg;
	NamedT *t = k->obj->type ? type_as_named(k->obj->type) : NULL;
	if (t)
		check_valid_recursive(c, t);
	NamedT *r = k->rhs && !k->version_error ? type_as_named(k->rhs) : NULL;
	if (!r || r->obj->pkg == c->env.pkg || !r->obj->pkg || check_allow_version(c, "go1.18"))
		return;
	Type *u = type_underlying(c, k->rhs);
	if (u->kind == TY_INTERFACE && !typeset_is_methods_only(c, (InterfaceT *)u))
		check_verify_version(c, node_start(k->decl->type), "go1.18",
			"using type constraint %s", type_str(c, k->rhs));
}

static void decl_alias(Checker *c, Obj *o, TypeDecl *s, TypeCheck *k) {
	Type *invalid = c->uni.basic[TY_INVALID];
	bool generic = s->tparams.n > 0;
	k->version_error = (generic && !check_verify_version(c, s->tparams.v[0]->n.pos, "go1.23",
					       "generic type alias")) ||
			   !check_verify_version(c, s->n.pos, "go1.9", "type alias");
	AliasT *a = alias_new(c, o, NULL);
	if (generic) {
		check_open_scope(c, &s->n);
		check_collect_tparams(c, &a->tparams, &s->tparams);
	}
	k->rhs = check_def_type(c, s->type, o);
	if (a->from_rhs != invalid) // else a cycle was reported
		a->from_rhs = k->rhs;
	for (uint32_t i = 0; i < a->tparams.n; i++)
		if (k->rhs == a->tparams.v[i]) {
			check_error_at(c, s->type,
				"cannot use type parameter declared in alias declaration as RHS");
			a->from_rhs = invalid;
		}
	if (generic)
		check_close_scope(c);
}

static void decl_type(Checker *c, Obj *o, TypeDecl *s) {
	TypeCheck *k = NEW(c->a, TypeCheck);
	k->obj = o;
	k->decl = s;
	check_later(c, decl_type_finish, k);
	if (s->alias) {
		decl_alias(c, o, s, k);
		return;
	}
	bool generic = s->tparams.n > 0;
	if (generic)
		k->version_error = !check_verify_version(
			c, s->tparams.v[0]->n.pos, "go1.18", "type parameter");
	NamedT *t = named_new(c, o, NULL);
	if (generic) {
		check_open_scope(c, &s->n);
		check_collect_tparams(c, &t->tparams, &s->tparams);
	}
	k->rhs = check_def_type(c, s->type, o);
	t->from_rhs = k->rhs;
	if (type_is_type_param(k->rhs)) {
		check_error_at(
			c, s->type, "cannot use a type parameter as RHS in type declaration");
		t->from_rhs = c->uni.basic[TY_INVALID];
	}
	if (generic)
		check_close_scope(c);
}

// The constraint of a type parameter; ~T and A|B stand for the interface that embeds them.
static void decl_bound_typeset(Checker *c, void *arg) {
	interface_typeset(c, arg);
}

static Type *decl_bound(Checker *c, Expr *e) {
	bool tilde = e->kind == AST_UNARY && as(UnaryExpr, e)->op == OPER_TILDE;
	bool is_union = e->kind == AST_BINARY && as(BinaryExpr, e)->op == OPER_OR;
	if (!tilde && !is_union)
		return check_type(c, e);
	InterfaceT *t = (InterfaceT *)type_new(c, TY_INTERFACE);
	vec_push(c->a, &t->embeddeds, check_parse_union(c, e));
	vec_push(c->a, &t->embed_pos, node_start(e));
	t->implicit = t->complete = true;
	check_later(c, decl_bound_typeset, t);
	return &t->t;
}

TypeParamT *check_declare_tparam(Checker *c, NameExpr *id, uint32_t index, Pos scope_pos) {
	Obj *o = obj_new(c, OBJ_TYPE_NAME, id->n.pos, c->env.pkg, id->name, NULL);
	o->file = c->env.file;
	o->colour = BLACK;
	TypeParamT *t = tparam_new(c, o, c->uni.basic[TY_INVALID]);
	t->index = index;
	o->type = &t->t;
	check_declare(c, c->env.scope, id, o, scope_pos);
	return t;
}

void check_collect_tparams(Checker *c, TypeVec *out, const FieldVec *list) {
	TypeVec tparams = {0};
	for (uint32_t i = 0; i < list->n; i++)
		vec_push(c->a, &tparams,
			&check_declare_tparam(c, list->v[i]->name, i, list->v[0]->n.pos)->t);
	*out = tparams; // constraints may mention the type being declared, with its parameters
	bool saved = c->env.in_tparam_list;
	c->env.in_tparam_list = true;
	Type *bound = NULL;
	for (uint32_t i = 0; i < list->n; i++) {
		Expr *e = list->v[i]->type;
		if (i == 0 || e != list->v[i - 1]->type) {
			bound = decl_bound(c, e);
			if (type_is_type_param(bound)) {
				check_error_at(c, e, "cannot use a type parameter as constraint");
				bound = c->uni.basic[TY_INVALID];
			}
		}
		((TypeParamT *)tparams.v[i])->bound = bound;
	}
	c->env.in_tparam_list = saved;
}

/* methods */

static void decl_field_names(Checker *c, void *arg) {
	NamedT *base = arg;
	Type *u = type_underlying(c, &base->t);
	if (u->kind != TY_STRUCT)
		return;
	Map names;
	map_init(&names, c->a);
	StructT *s = (StructT *)u;
	for (uint32_t i = 0; i < s->fields.n; i++)
		if (strcmp(s->fields.v[i]->name->s, "_") != 0)
			map_put(&names, s->fields.v[i]->name, s->fields.v[i]);
	for (uint32_t i = 0; i < base->methods_.n; i++) {
		Obj *m = base->methods_.v[i], *f = map_get(&names, m->name);
		if (f)
			check_error(c, m->pos,
				"field and method with the same name %s\n\t%s: other declaration "
				"of %s",
				m->name->s, pos_str(c, f->pos), m->name->s);
	}
}

// Gives the type that o names the methods declared on it.
static void decl_collect_methods(Checker *c, Obj *o) {
	ObjVec *methods = map_get(&c->base_methods, o);
	if (!methods)
		return;
	map_put(&c->base_methods, o, NULL);
	NamedT *base = o->type ? type_as_named(o->type) : NULL;
	Map names;
	map_init(&names, c->a);
	for (uint32_t i = 0; i < methods->n; i++) {
		Obj *m = methods->v[i], *alt = map_get(&names, m->name);
		if (alt) {
			check_error(c, m->pos, "method %s.%s already declared at %s", o->name->s,
				m->name->s, pos_str(c, alt->pos));
			continue;
		}
		map_put(&names, m->name, m);
		if (base)
			vec_push(c->a, &base->methods_, m);
	}
	if (base)
		check_later(c, decl_field_names, base);
}

/* functions */

static void decl_func(Checker *c, Obj *o, DeclInfo *d) {
	FuncDecl *s = as(FuncDecl, d->decl);
	SignatureT *sig = (SignatureT *)type_new(c, TY_SIGNATURE);
	o->type = &sig->t; // before its parts: they may mention o
	check_func_type(c, sig, s->recv, s->type);
	sig->scope->pos = s->n.pos;
	if (s->type->tparams.n && !s->body)
		check_soft_error(c, s->n.pos, "generic function is missing function body");
	if (s->body && check_pkg_state(c, o->pkg)->bodies)
		check_queue_body(c, o, d);
}

/* package-level objects */

static void decl_push(Checker *c, Obj *o) {
	vec_push(c->a, &c->path, o);
	o->colour = GREY;
}

static void decl_pop(Checker *c, Obj *o) {
	c->path.n--;
	o->colour = BLACK;
}

void check_obj_decl(Checker *c, Obj *o) {
	if (o->colour == GREY) {
		cycle_found(c, o);
		return;
	}
	if (o->type)
		return;
	DeclInfo *d = map_get(&c->decl_infos, o);
	if (!d)
		ice("check_obj_decl: %s has no declaration", o->name->s);
	check_enter(c);
	decl_push(c, o);
	Env saved = c->env;
	c->env = (Env){.pkg = o->pkg,
		.file = d->file,
		.scope = d->file_scope,
		.go_version = d->go_version};
	switch (o->kind) {
	case OBJ_CONST:
		c->env.decl = d->obj;
		decl_const(c, o, as(ConstDecl, d->decl)->iota, d->type, d->init, d->inherited);
		break;
	case OBJ_VAR:
		c->env.decl = d->obj;
		decl_var(c, o, &d->lhs, d->type, d->init);
		break;
	case OBJ_TYPE_NAME:
		decl_type(c, o, as(TypeDecl, d->decl));
		decl_collect_methods(c, o);
		break;
	case OBJ_FUNC: decl_func(c, o, d); break;
	default: ice("check_obj_decl: %s is of kind %d", o->name->s, o->kind);
	}
	c->env = saved;
	decl_pop(c, o);
	check_leave(c);
}

// A cycle of type names that are defined by nothing but each other: type A B; type B A.
void check_direct_cycles(Checker *c, PkgState *st) {
	Map state; // Obj* -> (void *)1 while on the path, (void *)2 when done
	map_init(&state, c->a);
	ObjVec path = {0};
	for (uint32_t i = 0; i < st->objs.n; i++) {
		Obj *o = st->objs.v[i];
		path.n = 0;
		while (o && o->kind == OBJ_TYPE_NAME && o->package_level && !map_get(&state, o)) {
			map_put(&state, o, (void *)1);
			vec_push(c->a, &path, o);
			Expr *rhs = as(TypeDecl, o->decl)->type;
			o = rhs->kind == AST_NAME
				    ? scope_find(o->pkg->scope, as(NameExpr, rhs)->name)
				    : NULL;
		}
		if (path.n && o && map_get(&state, o) == (void *)1) {
			uint32_t start = 0;
			while (path.v[start] != o)
				start++;
			o->type = c->uni.basic[TY_INVALID];
			uint32_t n = path.n - start;
			check_cycle_error(
				c, path.v + start, n, check_first_in_source(path.v + start, n));
		}
		for (uint32_t k = 0; k < path.n; k++)
			map_put(&state, path.v[k], (void *)2);
	}
}

/* declarations in bodies */

static Obj *decl_local(Checker *c, ObjKind kind, NameExpr *id, Decl *decl) {
	Obj *o = obj_new(c, kind, id->n.pos, c->env.pkg, id->name, NULL);
	o->decl = decl;
	o->file = c->env.file;
	return o;
}

static void decl_local_consts(Checker *c, ConstDecl *s) {
	uint32_t top = c->later.n;
	bool inherited = !s->type && !s->values && s->inherit;
	ConstDecl *last = inherited ? s->inherit : s;
	Expr **values;
	uint32_t n = expr_list(&last->values, &values);
	ObjVec lhs = {0};
	for (uint32_t i = 0; i < s->names.n; i++) {
		Obj *o = decl_local(c, OBJ_CONST, s->names.v[i], &s->n);
		vec_push(c->a, &lhs, o);
		decl_const(c, o, s->iota, last->type, i < n ? values[i] : NULL, inherited);
	}
	check_arity(c, s->n.pos, &s->names, last->values, true, inherited);
	check_process_later_from(c, top);
	for (uint32_t i = 0; i < lhs.n; i++)
		check_declare(c, c->env.scope, s->names.v[i], lhs.v[i], node_end(&s->n));
}

static void decl_local_vars(Checker *c, VarDecl *s) {
	uint32_t top = c->later.n;
	ObjVec lhs = {0};
	for (uint32_t i = 0; i < s->names.n; i++)
		vec_push(c->a, &lhs, decl_local(c, OBJ_VAR, s->names.v[i], &s->n));
	Expr **values;
	uint32_t n = expr_list(&s->values, &values);
	if (n == 1 && lhs.n > 1) {
		decl_var(c, lhs.v[0], &lhs, s->type, values[0]);
	} else {
		for (uint32_t i = 0; i < lhs.n; i++)
			decl_var(c, lhs.v[i], NULL, s->type, i < n ? values[i] : NULL);
	}
	if (!s->type || n)
		check_arity(c, s->n.pos, &s->names, s->values, false, false);
	check_process_later_from(c, top);
	for (uint32_t i = 0; i < lhs.n; i++)
		check_declare(c, c->env.scope, s->names.v[i], lhs.v[i], node_end(&s->n));
}

static void decl_local_type(Checker *c, TypeDecl *s) {
	Obj *o = decl_local(c, OBJ_TYPE_NAME, s->name, &s->n);
	check_declare(c, c->env.scope, s->name, o, s->name->n.pos);
	decl_push(c, o);
	decl_type(c, o, s);
	decl_pop(c, o);
}

void check_decl_stmt(Checker *c, DeclStmt *d) {
	for (uint32_t i = 0; i < d->decls.n; i++) {
		Decl *s = d->decls.v[i];
		switch (s->kind) {
		case AST_CONST_DECL: decl_local_consts(c, as(ConstDecl, s)); break;
		case AST_VAR_DECL: decl_local_vars(c, as(VarDecl, s)); break;
		case AST_TYPE_DECL: decl_local_type(c, as(TypeDecl, s)); break;
		default: ice("check_decl_stmt: declaration of kind %d", s->kind);
		}
	}
}
