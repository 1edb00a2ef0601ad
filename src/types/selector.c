// selector.c: x.f in all its meanings: qualified identifiers, fields, method values, method
// expressions.
#include <strings.h>

#include "types/core.h"

/* Qualified identifiers. */

static bool fold_equal(Checker *c, const Name *a, const Name *b) {
	(void)c;
	return a->len == b->len && strncasecmp(a->s, b->s, a->len) == 0;
}

// The exported object of s whose name differs from n in case only; the first by name if there are
// several.
static Obj *scope_find_fold(Checker *c, const Scope *s, const Name *n) {
	Obj *best = NULL;
	for (uint32_t i = 0; i < s->objs.cap; i++) {
		Obj *o = s->objs.slots[i].key ? s->objs.slots[i].val : NULL;
		if (o && name_exported(o->name) && fold_equal(c, o->name, n) &&
			(!best || strcmp(o->name->s, best->name->s) < 0))
			best = o;
	}
	return best;
}

// Importers see what is not exported when the body of a function that is inlined mentions it; gc
// inlines all that only return something short.
typedef struct Mention {
	const Name *name;
	bool found;
} Mention;

static bool qualified_mentions(Node *n, void *ctx) {
	Mention *m = ctx;
	m->found |= n->kind == AST_NAME && as(NameExpr, n)->name == m->name;
	return true;
}

static bool qualified_is_seen(Checker *c, const Scope *s, const Name *n) {
	for (uint32_t i = 0; i < s->objs.cap; i++) {
		Obj *o = s->objs.slots[i].key ? s->objs.slots[i].val : NULL;
		if (!o || o->kind != OBJ_FUNC || !name_exported(o->name) || !o->decl)
			continue;
		FuncDecl *f = as(FuncDecl, o->decl);
		DeclInfo *d = map_get(&c->decl_infos, o);
		if (d)
			parse_body(c->s, c->a, d->file, f, &o->pkg->node_count);
		Mention m = {n, false};
		if (f->body && f->body->list.n == 1 && f->body->list.v[0]->kind == AST_RETURN_STMT)
			node_walk(f->body->list.v[0], qualified_mentions, &m);
		if (m.found)
			return true;
	}
	return false;
}

static void qualified_undefined(Checker *c, SelectorExpr *e, Package *pkg, const Scope *scope) {
	const Name *sel = e->sel->name;
	if (pkg->fake)
		return;
	if (scope && scope_find(scope, sel) && qualified_is_seen(c, scope, sel)) {
		check_error_at(
			c, &e->sel->n, "name %s not exported by package %s", sel->s, pkg->name->s);
		return;
	}
	Obj *alt = scope ? scope_find_fold(c, scope, sel) : NULL;
	if (alt)
		check_error_at(c, &e->sel->n, "undefined: %s (but have %s)", expr_str(c, &e->n),
			alt->name->s);
	else {
		check_error_at(c, &e->sel->n, "undefined: %s", expr_str(c, &e->n));
		hint_exported(c, scope, sel);
	}
}

static bool qualified_object(Checker *c, Operand *x, Obj *o) {
	if (!o->type && o->kind != OBJ_BUILTIN)
		check_obj_decl(c, o);
	x->type = o->type ? o->type : c->uni.basic[TY_INVALID];
	switch ((ObjKind)o->kind) {
	case OBJ_CONST:
		x->mode = MODE_CONST;
		x->val = o->val;
		return o->val && type_is_valid(x->type);
	case OBJ_TYPE_NAME: x->mode = MODE_TYPE; return true;
	case OBJ_VAR: x->mode = MODE_VAR; return type_is_valid(x->type);
	case OBJ_FUNC: x->mode = MODE_VALUE; return type_is_valid(x->type);
	case OBJ_BUILTIN:
		x->mode = MODE_BUILTIN;
		x->builtin = o->builtin;
		return true;
	default: ice("qualified_object: %s is of kind %d", o->name->s, o->kind);
	}
}

// pkg.X, where x names an imported package. False: x is invalid, reported.
static bool selector_qualified(Checker *c, Operand *x, SelectorExpr *e, Obj *import) {
	record_use(c, as(NameExpr, e->x), import);
	import->used = true;
	Package *pkg = import->imported;
	const Scope *scope = pkg == c->prog->unsafe_pkg ? c->uni.unsafe_scope : pkg->scope;
	Obj *o = scope ? scope_find(scope, e->sel->name) : NULL;
	if (!o || !name_exported(o->name)) { // importers do not see what is not exported
		qualified_undefined(c, e, pkg, scope);
		return false;
	}
	VEC_U32 none = {0};
	record_use(c, e->sel, o);
	record_selection(c, e, SEL_QUALIFIED, NULL, o, o->type, &none, false);
	return qualified_object(c, x, o);
}

/* Fields and methods. */

static bool selector_interface_pointer(Checker *c, Type *t, Type **base) {
	Type *u = type_underlying(c, t);
	if (u->kind != TY_POINTER)
		return false;
	*base = ((PointerT *)u)->elem;
	return type_underlying(c, *base)->kind == TY_INTERFACE;
}

static const char *selector_why(Checker *c, Operand *x, const Name *sel) {
	Type *base;
	if (selector_interface_pointer(c, x->type, &base)) {
		bool param = type_is_type_param(base);
		return arena_printf(c->a, "type %s is pointer to %s, not %s", type_str(c, x->type),
			param ? "type parameter" : "interface",
			param ? "type parameter" : "interface");
	}
	VEC_U32 path = {0};
	bool indirect = false;
	Obj *alt = type_lookup_fold(
		c, x->type, x->mode == MODE_VAR, c->env.pkg, sel, &path, &indirect);
	return check_lookup_error(c, x->type, sel, alt, false);
}

static void selector_undefined(
	Checker *c, Operand *x, SelectorExpr *e, bool ambiguous, bool indirect) {
	const Name *sel = e->sel->name;
	const Node *at = &e->sel->n;
	if (!type_is_valid(type_underlying(c, x->type)))
		return;
	const char *t = type_str(c, x->type);
	if (ambiguous)
		check_error_at(c, at, "ambiguous selector %s.%s", expr_str(c, x->expr), sel->s);
	else if (indirect && x->mode == MODE_TYPE)
		check_error_at(c, at,
			"invalid method expression %s.%s (needs pointer receiver (*%s).%s)", t,
			sel->s, t, sel->s);
	else if (indirect)
		check_error_at(c, at, "cannot call pointer method %s on %s", sel->s, t);
	else {
		check_error_at(c, at, "%s.%s undefined (%s)", expr_str(c, x->expr), sel->s,
			selector_why(c, x, sel));
		hint_member(c, x->type, sel);
	}
}

static SignatureT *signature_copy(Checker *c, const SignatureT *sig) {
	SignatureT *s = (SignatureT *)type_new(c, TY_SIGNATURE);
	Type head = s->t;
	*s = *sig;
	s->t = head;
	s->recv = NULL;
	return s;
}

// The function T.m: the receiver becomes the first parameter.
static Type *method_expr_type(Checker *c, const SignatureT *sig, Type *recv) {
	SignatureT *s = signature_copy(c, sig);
	bool named = sig->params->vars.n && sig->params->vars.v[0]->name &&
		     sig->params->vars.v[0]->name->len;
	const Name *name = named ? sig->recv->name : NULL;
	if (named && (!name || !name->len))
		name = intern_str(c->s->names, "_");
	Obj *first = obj_new(c, OBJ_VAR, sig->recv->pos, sig->recv->pkg,
		name ? name : intern_str(c->s->names, ""), recv);
	first->is_param = true;
	TupleT *params = (TupleT *)type_new(c, TY_TUPLE);
	vec_push(c->a, &params->vars, first);
	for (uint32_t i = 0; i < sig->params->vars.n; i++)
		vec_push(c->a, &params->vars, sig->params->vars.v[i]);
	s->params = params;
	return &s->t;
}

static bool selector_method(
	Checker *c, Operand *x, SelectorExpr *e, Obj *o, const VEC_U32 *path, bool indirect) {
	if (!o->type)
		check_obj_decl(c, o);
	check_add_dep(c, o);
	if (!o->type || o->type->kind != TY_SIGNATURE)
		return false;
	SignatureT *sig = (SignatureT *)o->type;
	bool is_expr = x->mode == MODE_TYPE;
	if (is_expr && !sig->recv) {
		check_error_at(c, &e->n, "illegal cycle in method declaration");
		return false;
	}
	Type *t = is_expr ? method_expr_type(c, sig, x->type) : &signature_copy(c, sig)->t;
	record_selection(
		c, e, is_expr ? SEL_METHOD_EXPR : SEL_METHOD_VALUE, x->type, o, t, path, indirect);
	x->type = t;
	x->mode = MODE_VALUE;
	return true;
}

static bool selector_field(
	Checker *c, Operand *x, SelectorExpr *e, Obj *o, const VEC_U32 *path, bool indirect) {
	if (x->mode == MODE_TYPE) {
		check_error_at(c, e->x, "operand for field selector %s must be value of type %s",
			e->sel->name->s, type_str(c, x->type));
		return false;
	}
	record_selection(c, e, SEL_FIELD, x->type, o, o->type, path, indirect);
	x->mode = x->mode == MODE_VAR || indirect ? MODE_VAR : MODE_VALUE;
	x->type = o->type ? o->type : c->uni.basic[TY_INVALID];
	return true;
}

// False: x is invalid, reported.
static bool selector_member(Checker *c, Operand *x, SelectorExpr *e, bool want_type) {
	check_expr_or_type(c, x, e->x, false);
	if (x->mode == MODE_BUILTIN)
		check_error(c, e->n.pos, "invalid use of %s in selector expression",
			operand_string(c, x));
	if (x->mode == MODE_INVALID || x->mode == MODE_BUILTIN || !check_is_complete(c, x->type))
		return false;
	if (want_type) {
		check_error_at(c, &e->sel->n, "%s is not a type", expr_str(c, &e->n));
		return false;
	}
	Type *u = type_underlying(c, x->type);
	if (u->kind == TY_POINTER && !check_is_complete(c, ((PointerT *)u)->elem))
		return false;
	VEC_U32 path = {0};
	bool indirect = false;
	Obj *o = type_lookup(
		c, x->type, x->mode == MODE_VAR, c->env.pkg, e->sel->name, &path, &indirect);
	if (!o) {
		selector_undefined(c, x, e, path.n > 0, indirect);
		return false;
	}
	return o->kind == OBJ_VAR ? selector_field(c, x, e, o, &path, indirect)
				  : selector_method(c, x, e, o, &path, indirect);
}

void check_selector(Checker *c, Operand *x, SelectorExpr *e, Obj *def, bool want_type) {
	(void)def;
	Obj *import = NULL;
	if (e->x->kind == AST_NAME) {
		Scope *where;
		import = scope_find_parent(c->env.scope, as(NameExpr, e->x)->name, NO_POS, &where);
	}
	bool ok = import && import->kind == OBJ_PKG_NAME ? selector_qualified(c, x, e, import)
							 : selector_member(c, x, e, want_type);
	if (!ok) {
		x->mode = MODE_INVALID;
		x->type = c->uni.basic[TY_INVALID];
	}
	x->expr = &e->n;
}
