// signature.c: function types: receivers, parameters, results.
//
// A signature's scope holds its receiver, type parameters and parameters and is the parent of its
// body's. All types are checked before the parameters are declared, so that func f(x int, y x)
// means an outer x.
#include "types/check.h"

static Type *unpointer(Type *t) {
	while (t && t->kind == TY_POINTER)
		t = ((PointerT *)t)->elem;
	return t;
}

/* receivers */

typedef struct RecvCheck {
	Expr *base;
	Obj *recv;
} RecvCheck;

static void recv_check(Checker *c, void *arg) {
	RecvCheck *k = arg;
	bool is_pointer;
	Type *rtyp = type_deref(k->recv->type, &is_pointer), *t = type_unalias(rtyp);
	if (!type_is_valid(t))
		return;
	if (t->kind == TY_NAMED) {
		if (((NamedT *)t)->obj->pkg != c->env.pkg) {
			check_error_at(c, k->base, "cannot define new methods on non-local type %s",
				type_str(c, rtyp));
			return;
		}
		Type *u = type_underlying(c, t);
		const char *cause = u->kind == TY_UNSAFE_POINTER ? "unsafe.Pointer"
				    : u->kind == TY_POINTER || u->kind == TY_INTERFACE
					    ? "pointer or interface type"
					    : NULL;
		if (cause)
			check_error_at(c, k->base, "invalid receiver type %s (%s)",
				type_str(c, rtyp), cause);
	} else if (t->kind <= TY_UNTYPED_NIL) {
		check_error_at(c, k->base, "cannot define new methods on non-local type %s",
			type_str(c, rtyp));
	} else {
		check_error_at(c, k->base, "invalid receiver type %s", type_str(c, k->recv->type));
	}
}

// The receiver's type if it declares no type parameters.
static Type *recv_plain(Checker *c, const Field *f, Expr *base) {
	Type *t = check_var_type(c, f->type);
	// Through aliases to generic types one may not declare methods.
	for (Type *a = unpointer(t); a && a->kind == TY_ALIAS;) {
		Type *rhs = unpointer(((AliasT *)a)->from_rhs);
		NamedT *n = rhs && rhs->kind == TY_NAMED ? (NamedT *)rhs : NULL;
		AliasT *al = rhs && rhs->kind == TY_ALIAS ? (AliasT *)rhs : NULL;
		if ((n && n->origin->tparams.n) || (al && al->origin->tparams.n)) {
			check_error_at(c, base, "cannot define new methods on instantiated type %s",
				type_str(c, rhs));
			return c->uni.basic[TY_INVALID];
		}
		a = rhs;
	}
	return t;
}

static NamedT *recv_generic_base(Checker *c, Expr *base) {
	const char *cause = NULL;
	Type *t = check_generic_type(c, base, &cause);
	if (!type_is_valid(t)) {
		if (cause)
			check_error_at(c, base, "%s", cause);
		return NULL;
	}
	if (t->kind == TY_NAMED)
		return (NamedT *)t;
	check_error_at(
		c, base, "cannot define new methods on generic alias type %s", type_str(c, t));
	return NULL;
}

// Records the type of a receiver's expression and of what is inside its parentheses and star.
static void recv_record(Checker *c, Expr *e, Type *t) {
	for (;;) {
		record_type_and_value(c, e, MODE_TYPE, t, NULL);
		if (e->kind == AST_PAREN) {
			e = as(ParenExpr, e)->x;
		} else if (e->kind == AST_STAR && t->kind == TY_POINTER) {
			e = as(StarExpr, e)->x;
			t = ((PointerT *)t)->elem;
		} else {
			return;
		}
	}
}

// The receiver's type if it declares type parameters: func (r *T[P, Q]) m().
static Type *recv_generic(Checker *c, const Field *f, bool ptr, Expr *base, NameVec *names,
	Pos scope_pos, TypeVec *out) {
	NamedT *named = recv_generic_base(c, base);
	TypeVec tparams = {0};
	for (uint32_t i = 0; i < names->n; i++) {
		TypeParamT *t = check_declare_tparam(c, names->v[i], i, scope_pos);
		vec_push(c->a, &tparams, &t->t);
		record_use(c, names->v[i], t->obj);
		record_type_and_value(c, &names->v[i]->n, MODE_TYPE, &t->t, NULL);
	}
	*out = tparams;
	if (!named)
		return c->uni.basic[TY_INVALID];
	if (tparams.n != named->tparams.n) {
		check_error_at(c, base,
			"receiver declares %u type parameter%s, but receiver base type declares %u",
			tparams.n, tparams.n == 1 ? "" : "s", named->tparams.n);
		return c->uni.basic[TY_INVALID];
	}
	for (uint32_t i = 0; i < tparams.n; i++) {
		TypeParamT *to = (TypeParamT *)tparams.v[i],
			   *from = (TypeParamT *)named->tparams.v[i];
		mono_record_canon(c, to, from);
		to->bound = subst_type(c, from->bound, &named->tparams, &tparams);
	}
	check_verify_version(c, node_start(base), "go1.18", "type instantiation");
	Type *t = type_instantiate(c, &named->t, &tparams);
	record_instance(c, base, &tparams, t);
	if (ptr && type_is_valid(t))
		t = type_pointer_to(c, t);
	recv_record(c, f->type, t);
	return t;
}

static Obj *recv_collect(Checker *c, const Field *f, Pos scope_pos, TypeVec *tparams) {
	bool ptr;
	Expr *base;
	NameVec names = {0};
	check_unpack_recv(c, f->type, &ptr, &base, &names);
	Type *t = names.n ? recv_generic(c, f, ptr, base, &names, scope_pos, tparams)
			  : recv_plain(c, f, base);
	const Name *name = f->name ? f->name->name : intern_str(c->s->names, "");
	Obj *recv = obj_new(c, OBJ_VAR, f->name ? f->name->n.pos : f->n.pos, c->env.pkg, name, t);
	recv->is_recv = true;
	recv->file = c->env.file;
	if (!f->name)
		record_implicit(c, &f->n, recv);
	RecvCheck *k = NEW(c->a, RecvCheck);
	k->base = base;
	k->recv = recv;
	check_later(c, recv_check, k);
	return recv;
}

/* parameters */

// Fills the tuple and returns whether the last parameter is variadic.
static bool params_collect(Checker *c, TupleT *out, const FieldVec *list, bool results) {
	bool variadic = false;
	Type *t = NULL;
	const Name *none = NULL;
	for (uint32_t i = 0; i < list->n; i++) {
		Field *f = list->v[i];
		if (i == 0 || f->type != list->v[i - 1]->type) {
			Expr *e = f->type;
			if (e->kind == AST_DOTS_TYPE) {
				e = as(DotsType, e)->elem;
				if (!results && i == list->n - 1)
					variadic = true;
				else
					check_error_at(c, f->type,
						"invalid syntax tree: invalid use of ...");
			}
			t = check_var_type(c, e);
		}
		if (!f->name && !none)
			none = intern_str(c->s->names, "");
		Obj *o = obj_new(c, OBJ_VAR, f->name ? f->name->n.pos : f->n.pos, c->env.pkg,
			f->name ? f->name->name : none, t);
		o->is_param = !results;
		o->is_result = results;
		o->file = c->env.file;
		if (!f->name)
			record_implicit(c, &f->n, o);
		vec_push(c->a, &out->vars, o);
	}
	if (variadic) {
		Obj *last = out->vars.v[out->vars.n - 1];
		last->type = type_slice_of(c, last->type);
		record_type_and_value(c, list->v[list->n - 1]->type, MODE_TYPE, last->type, NULL);
	}
	return variadic;
}

static void params_declare(Checker *c, const FieldVec *list, TupleT *t, Pos scope_pos) {
	for (uint32_t i = 0; i < list->n; i++)
		if (list->v[i]->name)
			check_declare(c, c->env.scope, list->v[i]->name, t->vars.v[i], scope_pos);
}

void check_func_type(Checker *c, SignatureT *sig, const Field *recv, FuncType *t) {
	sig->params = (TupleT *)type_new(c, TY_TUPLE);
	sig->results = (TupleT *)type_new(c, TY_TUPLE);
	check_open_scope(c, &t->n);
	sig->scope = c->env.scope;
	sig->scope->is_func = true;
	Obj *r = NULL;
	if (recv)
		r = recv_collect(c, recv, t->n.pos, &sig->recv_tparams);
	if (t->tparams.n)
		check_collect_tparams(c, &sig->tparams, &t->tparams);
	TupleT params = *sig->params, results = *sig->results;
	bool variadic = params_collect(c, &params, &t->params, false);
	params_collect(c, &results, &t->results, true);
	Pos scope_pos = node_end(&t->n);
	if (r && recv->name)
		check_declare(c, c->env.scope, recv->name, r, scope_pos);
	params_declare(c, &t->params, &params, scope_pos);
	params_declare(c, &t->results, &results, scope_pos);
	sig->recv = r;
	sig->params->vars = params.vars;
	sig->results->vars = results.vars;
	sig->variadic = variadic;
	check_close_scope(c);
}
