// validtype.c: types that contain themselves: struct and array elements, not through pointers and the like.
//
// The walk expands named types on the way. `nest` holds the types being expanded, with the arguments of
// instances giving meaning to type parameters; a type met again while it is in nest contains itself. A type
// parameter is looked up in the innermost instance and its argument walked in the context of that
// instance's user. `path` is nest without that shortening: what to print. What is found valid and has no
// type arguments or parameters is marked TYPE_VALID and not walked again.
#include "types/check.h"

typedef struct ValidWalk {
	Checker *c;
	VEC(NamedT *) nest, path;
} ValidWalk;

static bool valid_walk(ValidWalk *w, Type *t);

static bool valid_in_nest(ValidWalk *w, NamedT *t) {
	Checker *c = w->c;
	for (uint32_t i = 0; i < w->nest.n; i++) {
		if (w->nest.v[i] != t && !type_identical(c, &w->nest.v[i]->t, &t->t))
			continue;
		uint32_t start = 0;
		while (start < w->path.n && w->path.v[start] != t && !type_identical(c, &w->path.v[start]->t, &t->t))
			start++;
		if (start == w->path.n)
			ice("valid_in_nest: start of the cycle of %s not found", t->obj->name->s);
		t->origin->from_rhs = t->origin->underlying_ = c->uni.basic[TY_INVALID];
		check_named_cycle_error(c, w->path.v + start, w->path.n - start);
		return false;
	}
	return true;
}

static bool valid_named(ValidWalk *w, NamedT *t) {
	Checker *c = w->c;
	if (t->t.flags & TYPE_VALID)
		return true;
	if (!valid_in_nest(w, t))
		return false;
	if (!t->origin->from_rhs)
		return true; // predeclared, or in progress: checked when it is done
	uint32_t n = w->nest.n;
	vec_push(c->a, &w->nest, t);
	vec_push(c->a, &w->path, t);
	if (!valid_walk(w, t->origin->from_rhs))
		return false;
	w->nest.n = n;
	w->path.n--;
	if (t->origin == t && t->tparams.n == 0)
		t->t.flags |= TYPE_VALID;
	return true;
}

static bool valid_tparam(ValidWalk *w, TypeParamT *t) {
	if (w->nest.n == 0)
		return true;
	uint32_t d = w->nest.n - 1;
	NamedT *inst = w->nest.v[d];
	TypeVec *tparams = &inst->origin->tparams;
	for (uint32_t i = 0; i < tparams->n && i < inst->targs.n; i++) {
		if (tparams->v[i] != &t->t)
			continue;
		w->nest.n = d;
		bool ok = valid_walk(w, inst->targs.v[i]);
		if (ok) {
			w->nest.v[d] = inst; // may have been overwritten
			w->nest.n = d + 1;
		}
		return ok;
	}
	return true;
}

static bool valid_walk(ValidWalk *w, Type *t) {
	if (!t)
		return true; // in progress
	t = type_unalias(t);
	switch (t->kind) {
	case TY_ARRAY:
		return valid_walk(w, ((ArrayT *)t)->elem);
	case TY_STRUCT:
		for (uint32_t i = 0; i < ((StructT *)t)->fields.n; i++)
			if (!valid_walk(w, ((StructT *)t)->fields.v[i]->type))
				return false;
		return true;
	case TY_UNION:
		for (uint32_t i = 0; i < ((UnionT *)t)->terms.n; i++)
			if (!valid_walk(w, ((UnionT *)t)->terms.v[i].type))
				return false;
		return true;
	case TY_INTERFACE:
		for (uint32_t i = 0; i < ((InterfaceT *)t)->embeddeds.n; i++)
			if (!valid_walk(w, ((InterfaceT *)t)->embeddeds.v[i]))
				return false;
		return true;
	case TY_NAMED:
		return valid_named(w, (NamedT *)t);
	case TY_TYPE_PARAM:
		return valid_tparam(w, (TypeParamT *)t);
	default:
		return true;
	}
}

bool check_valid_recursive(Checker *c, NamedT *t) {
	ValidWalk w = {.c = c};
	return valid_walk(&w, &t->t);
}
