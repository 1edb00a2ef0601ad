// infer.c: finds the type arguments of a call or function value that were not written.
//
// Four steps: unify the types of parameters with those of typed arguments; unify type parameters
// with the core types and methods of their constraints until nothing new is learnt; give parameters
// that only got untyped constants the default type of the largest kind; replace type parameters
// inside what was found.
#include "types/core.h"

typedef struct Infer {
	Checker *c;
	Unifier u;
	Pos pos;
	const TypeVec *tparams;
	TupleT *params; // explicit type arguments substituted
	Operand **args;
	uint32_t nargs;
	bool reverse;
	VEC(uint32_t)
	untyped; // indices of untyped constant arguments for parameters that are just a type
		 // parameter
	Pos err_pos;
	const char *err;
} Infer;

static bool inf_error(Infer *in, Pos pos, const char *msg) {
	in->err_pos = pos;
	in->err = msg;
	return false;
}

static TypeParamT *inf_tparam(const Infer *in, uint32_t i) {
	return (TypeParamT *)in->tparams->v[i];
}

static int32_t inf_index(const TypeVec *tparams, const Type *t) {
	for (uint32_t i = 0; i < tparams->n; i++)
		if (tparams->v[i] == t)
			return (int32_t)i;
	return -1;
}

static void inf_inferred(Infer *in, TypeVec *out) {
	*out = (TypeVec){0};
	for (uint32_t i = 0; i < in->tparams->n; i++)
		vec_push(in->c->a, out, unifier_at(&in->u, i));
}

// "P", "P and Q", "P, Q, and R"
static const char *inf_names(Infer *in) {
	Buf b = {0};
	uint32_t n = in->tparams->n;
	for (uint32_t i = 0; i < n; i++) {
		const char *sep = i == 0 ? "" : n == 2 ? " and " : i == n - 1 ? ", and " : ", ";
		buf_printf(in->c->a, &b, "%s%s", sep, inf_tparam(in, i)->obj->name->s);
	}
	return buf_cstr(in->c->a, &b);
}

static Pos inf_arg_pos(const Operand *x) {
	return x->expr ? node_start(x->expr) : NO_POS;
}

/* 1: arguments */

static bool inf_mismatch(Infer *in, Type *par, Operand *arg) {
	Checker *c = in->c;
	Pos pos = inf_arg_pos(arg);
	const char *targ = type_str(c, arg->type), *expr = expr_str(c, arg->expr),
		   *ps = type_str(c, par);
	TypeVec inferred;
	inf_inferred(in, &inferred);
	bool none = true;
	for (uint32_t i = 0; i < inferred.n; i++)
		none &= !inferred.v[i];
	if (none)
		return inf_error(in, pos,
			arena_printf(c->a, "type %s of %s does not match %s (cannot infer %s)",
				targ, expr, ps, inf_names(in)));
	Type *t = type_subst(c, par, in->tparams, &inferred);
	if (t == par)
		return inf_error(in, pos,
			arena_printf(c->a, "type %s of %s does not match %s", targ, expr, ps));
	const char *ts = type_str(c, t);
	if (in->reverse)
		return inf_error(in, pos,
			arena_printf(c->a, "inferred type %s for %s does not match type %s of %s",
				ts, ps, targ, expr));
	return inf_error(in, pos,
		arena_printf(c->a, "type %s of %s does not match inferred type %s for %s", targ,
			expr, ts, ps));
}

static bool inf_from_args(Infer *in) {
	Checker *c = in->c;
	for (uint32_t i = 0; i < in->nargs; i++) {
		Operand *arg = in->args[i];
		Type *par = in->params->vars.v[i]->type;
		if (!type_mentions(c, in->tparams, par) &&
			!type_mentions(c, in->tparams, arg->type))
			continue;
		if (!type_is_untyped(arg->type)) {
			if (!unifier_unify(&in->u, par, arg->type, UNIFY_ASSIGN))
				return inf_mismatch(in, par, arg);
		} else if (par->kind == TY_TYPE_PARAM && arg->type->kind != TY_UNTYPED_NIL) {
			vec_push(c->a, &in->untyped, i);
		}
	}
	return true;
}

/* 2: constraints */

// The core type of a constraint with its tilde; *single: the only term.
static bool inf_core_term(Checker *c, TypeParamT *t, UnionTerm *core, bool *single) {
	TypeSet *s = interface_typeset(c, tparam_iface(c, t));
	*single = false;
	if (!terms_has_specific(s))
		return false;
	if (s->terms.n == 1) {
		*single = true;
		*core = s->terms.v[0];
		return true;
	}
	core->tilde = false;
	for (uint32_t i = 0; i < s->terms.n; i++)
		core->tilde |= s->terms.v[i].tilde;
	core->type = common_under(c, &t->t, NULL);
	return core->type != NULL;
}

static bool inf_unify_exact(Checker *c, Type *x, Type *y, void *ctx) {
	(void)c;
	return unifier_unify(ctx, x, y, UNIFY_EXACT);
}

static bool inf_constraint(Infer *in, uint32_t i) {
	Checker *c = in->c;
	TypeParamT *tp = inf_tparam(in, i);
	Type *tx = unifier_at(&in->u, i);
	UnionTerm core;
	bool single;
	if (inf_core_term(c, tp, &core, &single)) {
		if (tx) {
			if (!unifier_unify(&in->u, tx, core.type, 0))
				return inf_error(in, in->pos,
					arena_printf(c->a, "%s (type %s) does not satisfy %s",
						type_str(c, &tp->t), type_str(c, tx),
						type_str(c, tp->bound)));
		} else if (single && !core.tilde) {
			unifier_set(&in->u, i, core.type);
		}
	}
	if (tx && !type_mentions(c, in->tparams, tx)) {
		const char *cause = "";
		InterfaceT *it = tparam_iface(c, tp);
		if (!methods_all_present(c, tx, &it->t, true, inf_unify_exact, &in->u, &cause))
			return inf_error(in, in->pos,
				arena_printf(c->a, "%s (type %s) does not satisfy %s %s",
					type_str(c, &tp->t), type_str(c, tx),
					type_str(c, tp->bound), cause));
	}
	return true;
}

static bool inf_from_constraints(Infer *in) {
	for (;;) {
		uint32_t before = unifier_unknowns(&in->u);
		for (uint32_t i = 0; i < in->tparams->n; i++)
			if (!inf_constraint(in, i))
				return false;
		if (unifier_unknowns(&in->u) == before)
			return true;
	}
}

/* 3: untyped constants */

static bool inf_from_untyped(Infer *in) {
	Checker *c = in->c;
	Type **max = NEW_ARRAY(c->a, Type *, in->tparams->n);
	for (uint32_t k = 0; k < in->untyped.n; k++) {
		uint32_t i = in->untyped.v[k];
		Type *par = in->params->vars.v[i]->type;
		int32_t tp = inf_index(in->tparams, par);
		if (tp < 0 || unifier_at(&in->u, (uint32_t)tp))
			continue;
		Operand *arg = in->args[i];
		Type *m = max[tp] ? type_max_untyped(max[tp], arg->type) : arg->type;
		if (!m)
			return inf_error(in, inf_arg_pos(arg),
				arena_printf(c->a, "mismatched types %s and %s (cannot infer %s)",
					type_str(c, max[tp]), type_str(c, arg->type),
					type_str(c, par)));
		max[tp] = m;
	}
	for (uint32_t i = 0; i < in->tparams->n; i++)
		if (max[i])
			unifier_set(&in->u, i, type_default(c, max[i]));
	return true;
}

/* 4: simplification */

typedef struct CycleFind {
	Checker *c;
	const TypeVec *tparams;
	TypeVec *inferred;
	TypeVec stack;
} CycleFind;

static void cyc_type(CycleFind *w, Type *t);

static void cyc_objs(CycleFind *w, const ObjVec *v) {
	for (uint32_t i = 0; i < v->n; i++)
		cyc_type(w, v->v[i]->type);
}

static void cyc_parts(CycleFind *w, Type *t) {
	switch (t->kind) {
	case TY_ARRAY: cyc_type(w, ((ArrayT *)t)->elem); break;
	case TY_SLICE: cyc_type(w, ((SliceT *)t)->elem); break;
	case TY_POINTER: cyc_type(w, ((PointerT *)t)->elem); break;
	case TY_CHAN: cyc_type(w, ((ChanT *)t)->elem); break;
	case TY_MAP:
		cyc_type(w, ((MapT *)t)->key);
		cyc_type(w, ((MapT *)t)->elem);
		break;
	case TY_STRUCT: cyc_objs(w, &((StructT *)t)->fields); break;
	case TY_SIGNATURE:
		cyc_objs(w, &((SignatureT *)t)->params->vars);
		cyc_objs(w, &((SignatureT *)t)->results->vars);
		break;
	case TY_UNION:
		for (uint32_t i = 0; i < ((UnionT *)t)->terms.n; i++)
			cyc_type(w, ((UnionT *)t)->terms.v[i].type);
		break;
	case TY_INTERFACE:
		cyc_objs(w, &((InterfaceT *)t)->methods);
		for (uint32_t i = 0; i < ((InterfaceT *)t)->embeddeds.n; i++)
			cyc_type(w, ((InterfaceT *)t)->embeddeds.v[i]);
		break;
	case TY_NAMED:
		for (uint32_t i = 0; i < ((NamedT *)t)->targs.n; i++)
			cyc_type(w, ((NamedT *)t)->targs.v[i]);
		break;
	case TY_TYPE_PARAM: {
		int32_t i = inf_index(w->tparams, t);
		if (i >= 0 && w->inferred->v[i])
			cyc_type(w, w->inferred->v[i]);
		break;
	}
	default: break;
	}
}

// A parameter met again below itself depends on itself: what was inferred for it is dropped.
static void cyc_type(CycleFind *w, Type *t) {
	t = type_unalias(t);
	if (!t || t->kind <= TY_UNTYPED_NIL)
		return;
	for (uint32_t i = 0; i < w->stack.n; i++) {
		if (w->stack.v[i] != t)
			continue;
		int32_t k = t->kind == TY_TYPE_PARAM ? inf_index(w->tparams, t) : -1;
		if (k >= 0)
			w->inferred->v[k] = NULL;
		return;
	}
	vec_push(w->c->a, &w->stack, t);
	cyc_parts(w, t);
	w->stack.n--;
}

static Type *inf_simplify_one(Infer *in, Type *t, const TypeVec *inferred) {
	Checker *c = in->c;
	Type *n = type_subst(c, t, in->tparams, inferred);
	if (n != t && n->kind == TY_SIGNATURE && ((SignatureT *)n)->tparams.n &&
		!type_mentions(c, in->tparams, n)) {
		SignatureT *sig = sig_clone(
			c, (SignatureT *)n); // an argument function's own parameters are all known
		sig->tparams = (TypeVec){0};
		return &sig->t;
	}
	return n;
}

static void inf_simplify(Infer *in, TypeVec *inferred, const TypeVec *given) {
	CycleFind w = {.c = in->c, .tparams = in->tparams, .inferred = inferred};
	for (uint32_t i = 0; i < in->tparams->n; i++)
		cyc_type(&w, in->tparams->v[i]);
	for (bool changed = true; changed;) {
		changed = false;
		TypeVec known = {0};
		for (uint32_t i = 0; i < inferred->n; i++)
			vec_push(in->c->a, &known, inferred->v[i]);
		for (uint32_t i = 0; i < inferred->n; i++) {
			if (!inferred->v[i] || (i < given->n && given->v[i]))
				continue;
			Type *t = inf_simplify_one(in, inferred->v[i], &known);
			changed |= t != inferred->v[i];
			inferred->v[i] = t;
		}
	}
}

// Where a type parameter is declared; files of GOROOT that others import are named as in gc.
static const char *inf_declared(Checker *c, const Obj *o) {
	const char *at = pos_str(c, o->pos), *file = strrchr(at, '/');
	if (!o->pkg || !o->pkg->in_goroot || o->pkg == c->env.pkg || !file)
		return at;
	return arena_printf(c->a, "$GOROOT/src/%s%s", o->pkg->path, file);
}

static bool inf_complete(Infer *in, const TypeVec *inferred) {
	for (uint32_t i = 0; i < inferred->n; i++) {
		if (inferred->v[i] && !type_mentions(in->c, in->tparams, inferred->v[i]))
			continue;
		Obj *o = inf_tparam(in, i)->obj;
		return inf_error(in, in->pos,
			arena_printf(in->c->a, "cannot infer %s (declared at %s)", o->name->s,
				inf_declared(in->c, o)));
	}
	return true;
}

static bool inf_known(const TypeVec *targs, uint32_t n) {
	uint32_t i = 0;
	while (i < targs->n && targs->v[i])
		i++;
	return i == n;
}

TypeVec *check_infer(Checker *c, Pos pos, const TypeVec *tparams, const TypeVec *targs,
	TupleT *params, Operand **args, uint32_t nargs, bool reverse, const char **why) {
	TypeVec *out = NEW(c->a, TypeVec), none = {0};
	if (why)
		*why = NULL;
	if (!targs)
		targs = &none;
	if (inf_known(targs, tparams->n)) {
		*out = *targs;
		out->cap = out->n;
		return out;
	}
	for (uint32_t i = 0; i < nargs; i++)
		if (args[i]->mode == MODE_INVALID)
			return NULL;
	Infer in = {.c = c,
		.pos = pos,
		.tparams = tparams,
		.params = params,
		.args = args,
		.nargs = nargs,
		.reverse = reverse};
	if (params->vars.n && targs->n)
		in.params = (TupleT *)type_subst(c, &params->t, tparams, targs);
	unifier_init(&in.u, c, tparams, targs);
	if (inf_from_args(&in) && inf_from_constraints(&in) && inf_from_untyped(&in)) {
		inf_inferred(&in, out);
		inf_simplify(&in, out, targs);
		if (inf_complete(&in, out))
			return out;
	}
	if (why) {
		*why = in.err;
		c->infer_pos = in.err_pos;
	} else if (in.err) {
		check_error(c, in.err_pos, "%s", in.err);
	}
	return NULL;
}
