// unify.c: makes two types equal by giving types to type parameters.
//
// Modes: exact, types must be identical; inexact, a defined type matches a type literal through its
// underlying type and channel directions are ignored; assign, inexact at the top and exact for
// element types. Bound type parameters are those of the unifier; others are opaque, except for
// their core type.
#include "types/core.h"

#define UNIFY_DEPTH_LIMIT 100

void unifier_init(Unifier *u, Checker *c, const TypeVec *tparams, const TypeVec *targs) {
	*u = (Unifier){.c = c, .tparams = tparams, .interfaces = check_allow_version(c, "go1.21")};
	u->handle = NEW_ARRAY(c->a, uint32_t, tparams->n);
	u->slots = NEW_ARRAY(c->a, Type *, tparams->n);
	for (uint32_t i = 0; i < tparams->n; i++) {
		u->handle[i] = i;
		u->slots[i] = i < targs->n ? targs->v[i] : NULL;
	}
}

Type *unifier_at(const Unifier *u, uint32_t i) {
	return u->slots[u->handle[i]];
}

void unifier_set(Unifier *u, uint32_t i, Type *t) {
	u->slots[u->handle[i]] = t;
}

uint32_t unifier_unknowns(const Unifier *u) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < u->tparams->n; i++)
		n += !unifier_at(u, i);
	return n;
}

// Index of x among the bound type parameters, or -1.
static int32_t uni_bound(const Unifier *u, Type *x) {
	x = type_unalias(x);
	if (x->kind != TY_TYPE_PARAM)
		return -1;
	for (uint32_t i = 0; i < u->tparams->n; i++)
		if (u->tparams->v[i] == x)
			return (int32_t)i;
	return -1;
}

// Makes two parameters stand for the same type; false if both have one.
static bool uni_join(Unifier *u, uint32_t x, uint32_t y) {
	uint32_t hx = u->handle[x], hy = u->handle[y];
	if (hx == hy)
		return true;
	if (u->slots[hx] && u->slots[hy])
		return false;
	uint32_t keep = u->slots[hx] ? hx : hy, drop = u->slots[hx] ? hy : hx;
	for (uint32_t i = 0; i < u->tparams->n; i++)
		if (u->handle[i] == drop)
			u->handle[i] = keep;
	return true;
}

static bool uni_types(Unifier *u, Type *x, Type *y, int mode, IfacePair *p);

static InterfaceT *uni_interface(Unifier *u, Type *x) {
	if (type_is_type_param(x))
		return NULL;
	Type *t = type_underlying(u->c, x);
	return t->kind == TY_INTERFACE ? (InterfaceT *)t : NULL;
}

// x, inferred before for the parameter px, unified with y: decides which of the two to keep.
static bool uni_choose(Unifier *u, uint32_t px, Type *x, Type *y, int mode) {
	Checker *c = u->c;
	InterfaceT *xi = uni_interface(u, x), *yi = uni_interface(u, y);
	bool xn = type_as_named(x) != NULL, yn = type_as_named(y) != NULL;
	if (xi && yi) {
		if (xn && yn)
			return type_identical(c, x, y);
		if (interface_typeset(c, xi)->methods.n != interface_typeset(c, yi)->methods.n)
			return false;
	} else if (xi || yi) {
		return false; // either could be meant
	}
	if (mode & UNIFY_EXACT || xn)
		return true;
	Type *yu = type_underlying(c, y);
	if (yn || (yu->kind == TY_CHAN && ((ChanT *)yu)->dir != CHAN_BOTH))
		unifier_set(u, px, y);
	return true;
}

// Two interfaces where inexact unification looks at methods: the smaller method set must be in the
// larger.
static bool uni_two_interfaces(Unifier *u, InterfaceT *x, InterfaceT *y, IfacePair *p) {
	TypeSet *xs = interface_typeset(u->c, x), *ys = interface_typeset(u->c, y);
	if (xs->comparable != ys->comparable || !terms_equal(u->c, xs, ys))
		return false;
	if (iface_pair_seen(p, x, y))
		return true;
	IfacePair q = {x, y, p};
	const ObjVec *small = &xs->methods, *large = &ys->methods;
	if (small->n > large->n) {
		small = &ys->methods;
		large = &xs->methods;
	}
	for (uint32_t i = 0; i < small->n; i++) {
		Obj *m = small->v[i], *o = methods_find(u->c, large, m->pkg, m->name, false, NULL);
		if (!o || !uni_types(u, m->type, o->type, UNIFY_EXACT, &q))
			return false;
	}
	return true;
}

// y is no interface: it must have x's methods.
static bool uni_one_interface(Unifier *u, InterfaceT *x, Type *y, IfacePair *p) {
	TypeSet *xs = interface_typeset(u->c, x);
	for (uint32_t i = 0; i < xs->methods.n; i++) {
		Obj *m = xs->methods.v[i];
		Obj *o = type_lookup(u->c, y, false, m->pkg, m->name, NULL, NULL);
		if (!o || o->kind != OBJ_FUNC)
			return false;
		check_obj_decl(u->c, o);
		SignatureT *sig = (SignatureT *)o->type;
		if (sig->t.kind != TY_SIGNATURE || sig->tparams.n ||
			!uni_types(u, m->type, o->type, UNIFY_EXACT, p))
			return false;
	}
	return true;
}

static bool uni_tuples(Unifier *u, TupleT *x, TupleT *y, int mode, IfacePair *p) {
	if (x->vars.n != y->vars.n)
		return false;
	for (uint32_t i = 0; i < x->vars.n; i++)
		if (!uni_types(u, x->vars.v[i]->type, y->vars.v[i]->type, mode, p))
			return false;
	return true;
}

static bool uni_structs(Unifier *u, StructT *x, StructT *y, int mode, IfacePair *p) {
	if (x->fields.n != y->fields.n)
		return false;
	for (uint32_t i = 0; i < x->fields.n; i++) {
		Obj *f = x->fields.v[i], *g = y->fields.v[i];
		const Name *ft = i < x->tags.n ? x->tags.v[i] : NULL,
			   *gt = i < y->tags.n ? y->tags.v[i] : NULL;
		if (f->embedded != g->embedded ||
			(ft != gt && ((ft && ft->len) || (gt && gt->len))) ||
			!obj_same_id(f, g->pkg, g->name, false) ||
			!uni_types(u, f->type, g->type, mode, p))
			return false;
	}
	return true;
}

static bool uni_same_interfaces(Unifier *u, InterfaceT *x, InterfaceT *y, IfacePair *p) {
	TypeSet *xs = interface_typeset(u->c, x), *ys = interface_typeset(u->c, y);
	if (xs->comparable != ys->comparable || xs->methods.n != ys->methods.n ||
		!terms_equal(u->c, xs, ys))
		return false;
	if (iface_pair_seen(p, x, y))
		return true;
	IfacePair q = {x, y, p};
	for (uint32_t i = 0; i < xs->methods.n; i++) {
		Obj *f = xs->methods.v[i], *g = ys->methods.v[i];
		if (!obj_same_id(f, g->pkg, g->name, false) ||
			!uni_types(u, f->type, g->type, UNIFY_EXACT, &q))
			return false;
	}
	return true;
}

static bool uni_named(Unifier *u, NamedT *x, NamedT *y, int mode, IfacePair *p) {
	if (x->targs.n != y->targs.n)
		return false;
	for (uint32_t i = 0; i < x->targs.n; i++)
		if (!uni_types(u, x->targs.v[i], y->targs.v[i], mode, p))
			return false;
	return x->origin == y->origin;
}

// x is not bound; x and y are unaliased and differ.
static bool uni_structure(Unifier *u, Type *x, Type *y, Type *yorig, int mode, IfacePair *p) {
	int emode = mode & UNIFY_ASSIGN ? mode | UNIFY_EXACT : mode;
	if (x->kind == TY_TYPE_PARAM) {
		Type *core = common_under(u->c, x, NULL);
		return core && uni_types(u, core, yorig, UNIFY_ASSIGN, p);
	}
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case TY_ARRAY: {
		ArrayT *a = (ArrayT *)x, *b = (ArrayT *)y;
		return (a->len < 0 || b->len < 0 || a->len == b->len) &&
		       uni_types(u, a->elem, b->elem, emode, p);
	}
	case TY_SLICE: return uni_types(u, ((SliceT *)x)->elem, ((SliceT *)y)->elem, emode, p);
	case TY_STRUCT: return uni_structs(u, (StructT *)x, (StructT *)y, emode, p);
	case TY_POINTER:
		return uni_types(u, ((PointerT *)x)->elem, ((PointerT *)y)->elem, emode, p);
	case TY_TUPLE: return uni_tuples(u, (TupleT *)x, (TupleT *)y, mode, p);
	case TY_SIGNATURE: {
		SignatureT *a = (SignatureT *)x, *b = (SignatureT *)y;
		return a->variadic == b->variadic &&
		       uni_tuples(u, a->params, b->params, emode, p) &&
		       uni_tuples(u, a->results, b->results, emode, p);
	}
	case TY_INTERFACE: return uni_same_interfaces(u, (InterfaceT *)x, (InterfaceT *)y, p);
	case TY_MAP:
		return uni_types(u, ((MapT *)x)->key, ((MapT *)y)->key, emode, p) &&
		       uni_types(u, ((MapT *)x)->elem, ((MapT *)y)->elem, emode, p);
	case TY_CHAN: {
		ChanT *a = (ChanT *)x, *b = (ChanT *)y;
		return (!(mode & UNIFY_EXACT) || a->dir == b->dir) &&
		       uni_types(u, a->elem, b->elem, emode, p);
	}
	case TY_NAMED: return uni_named(u, (NamedT *)x, (NamedT *)y, mode, p);
	case TY_UNION:
	case TY_ALIAS: return false;
	default: return true; // basic types of one kind
	}
}

static bool uni_nify(Unifier *u, Type *x, Type *y, int mode, IfacePair *p) {
	Checker *c = u->c;
	if (x == y || type_unalias(x) == type_unalias(y))
		return true;
	// Bound type parameters and type literals to the left, defined types to the right.
	if (type_as_named(x) || uni_bound(u, y) >= 0) {
		Type *t = x;
		x = y;
		y = t;
	}
	NamedT *ny = type_as_named(y);
	if (!(mode & UNIFY_EXACT) && ny && type_is_literal(x) &&
		!(u->interfaces && type_underlying(c, x)->kind == TY_INTERFACE)) {
		y = type_underlying(c, &ny->t);
		if (x == y || type_unalias(x) == type_unalias(y))
			return true;
	}
	int32_t px = uni_bound(u, x), py = uni_bound(u, y);
	if (px >= 0 && py >= 0) {
		if (uni_join(u, (uint32_t)px, (uint32_t)py))
			return true;
		return uni_types(
			u, unifier_at(u, (uint32_t)px), unifier_at(u, (uint32_t)py), mode, p);
	}
	if (px >= 0) {
		Type *known = unifier_at(u, (uint32_t)px);
		if (known)
			return uni_types(u, known, y, mode, p) &&
			       uni_choose(u, (uint32_t)px, known, y, mode);
		unifier_set(u, (uint32_t)px, y);
		return true;
	}
	if (u->interfaces && !(mode & UNIFY_EXACT)) {
		InterfaceT *xi = uni_interface(u, x), *yi = uni_interface(u, y);
		if (xi && yi)
			return uni_two_interfaces(u, xi, yi, p);
		if (xi || yi)
			return uni_one_interface(u, xi ? xi : yi, xi ? y : x, p);
	}
	if (type_is_type_param(y)) {
		Type *t = x;
		x = y;
		y = t;
	}
	return uni_structure(u, type_unalias(x), type_unalias(y), y, mode, p);
}

static bool uni_types(Unifier *u, Type *x, Type *y, int mode, IfacePair *p) {
	if (u->depth >= UNIFY_DEPTH_LIMIT)
		return false;
	u->depth++;
	bool ok = uni_nify(u, x, y, mode, p);
	u->depth--;
	return ok;
}

bool unifier_unify(Unifier *u, Type *x, Type *y, int mode) {
	return uni_types(u, x, y, mode, NULL);
}

bool unify_types(Checker *c, const TypeVec *tparams, TypeVec *targs, Type *x, Type *y, int mode) {
	Unifier u;
	unifier_init(&u, c, tparams, targs);
	bool ok = unifier_unify(&u, x, y, mode);
	while (targs->n < tparams->n)
		vec_push(c->a, targs, (Type *)NULL);
	for (uint32_t i = 0; i < tparams->n; i++)
		targs->v[i] = unifier_at(&u, i);
	return ok;
}
