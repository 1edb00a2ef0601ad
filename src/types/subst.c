// subst.c: replaces type parameters in types, and keeps one instance for each list of arguments.
//
// Instances are found by a hash of origin and arguments in which identical types have equal hashes;
// so equal arguments give the identical pointer.
#include "types/core.h"

typedef struct Subst {
	Checker *c;
	const TypeVec *params, *args; // args of NULL: leave the parameter
} Subst;

static Type *sub_type(Subst *s, Type *t);

/* Hashing */

static uint64_t hash_mix(uint64_t h, uint64_t x) {
	h ^= x + 0x9E3779B97F4A7C15ull + (h << 6) + (h >> 2);
	return h * 0xBF58476D1CE4E5B9ull;
}

static uint64_t hash_tuple(Checker *c, uint64_t h, const TupleT *t) {
	h = hash_mix(h, t->vars.n);
	for (uint32_t i = 0; i < t->vars.n; i++)
		h = hash_mix(h, type_hash(c, t->vars.v[i]->type));
	return h;
}

static uint64_t hash_list(Checker *c, uint64_t h, const TypeVec *v) {
	for (uint32_t i = 0; i < v->n; i++)
		h = hash_mix(h, type_hash(c, v->v[i]));
	return h;
}

// Equal for identical types. Interfaces all hash alike: their type sets may not be known yet.
uint64_t type_hash(Checker *c, Type *t) {
	t = type_unalias(t);
	uint64_t h = t->kind;
	switch (t->kind) {
	case TY_ARRAY:
		return hash_mix(hash_mix(h, (uint64_t)((ArrayT *)t)->len),
			type_hash(c, ((ArrayT *)t)->elem));
	case TY_SLICE: return hash_mix(h, type_hash(c, ((SliceT *)t)->elem));
	case TY_POINTER: return hash_mix(h, type_hash(c, ((PointerT *)t)->elem));
	case TY_MAP:
		return hash_mix(hash_mix(h, type_hash(c, ((MapT *)t)->key)),
			type_hash(c, ((MapT *)t)->elem));
	case TY_CHAN:
		return hash_mix(hash_mix(h, ((ChanT *)t)->dir), type_hash(c, ((ChanT *)t)->elem));
	case TY_STRUCT: {
		StructT *s = (StructT *)t;
		for (uint32_t i = 0; i < s->fields.n; i++) {
			h = hash_mix(h, s->fields.v[i]->name->hash);
			h = hash_mix(h, type_hash(c, s->fields.v[i]->type));
		}
		return h;
	}
	case TY_TUPLE: return hash_tuple(c, h, (TupleT *)t);
	case TY_SIGNATURE: {
		SignatureT *s = (SignatureT *)t;
		h = hash_mix(h, s->tparams.n);
		return s->tparams.n ? h : hash_tuple(c, hash_tuple(c, h, s->params), s->results);
	}
	case TY_NAMED:
		return hash_list(
			c, hash_mix(h, ((NamedT *)t)->origin->t.id), &((NamedT *)t)->targs);
	case TY_TYPE_PARAM:
	case TY_ALIAS: return hash_mix(h, t->id);
	default: // basic types, interfaces, unions
		return h;
	}
}

/* Instances */

static Inst *inst_find(Checker *c, Inst *list, Type *origin, const TypeVec *targs) {
	for (Inst *in = list; in; in = in->next) {
		if (in->origin != origin || in->targs.n != targs->n)
			continue;
		uint32_t i = 0;
		while (i < targs->n && type_identical(c, in->targs.v[i], targs->v[i]))
			i++;
		if (i == targs->n)
			return in;
	}
	return NULL;
}

static Type *inst_named(Checker *c, NamedT *origin, const TypeVec *targs) {
	NamedT *t = (NamedT *)type_new(c, TY_NAMED);
	t->obj = origin->obj;
	t->origin = origin;
	t->targs = *targs;
	t->tparams = origin->tparams;
	t->priv = (void *)(uintptr_t)c->inst_pos;
	return &t->t;
}

static Type *inst_alias(Checker *c, AliasT *origin, const TypeVec *targs) {
	AliasT *t = (AliasT *)type_new(c, TY_ALIAS);
	t->obj = origin->obj;
	t->origin = origin;
	t->targs = *targs;
	t->tparams = origin->tparams;
	t->from_rhs =
		origin->from_rhs ? type_subst(c, origin->from_rhs, &origin->tparams, targs) : NULL;
	return &t->t;
}

static Type *inst_shared(Checker *c, Type *origin, const TypeVec *targs) {
	uint64_t h = hash_list(c, hash_mix(TY_COUNT, origin->id), targs) | 1;
	Inst *list = map_get64(&c->insts, h);
	Inst *in = inst_find(c, list, origin, targs);
	if (in)
		return in->type;
	in = NEW(c->a, Inst);
	in->origin = origin;
	for (uint32_t i = 0; i < targs->n; i++)
		vec_push(c->a, &in->targs, targs->v[i]);
	in->type = origin->kind == TY_NAMED ? inst_named(c, (NamedT *)origin, &in->targs)
					    : inst_alias(c, (AliasT *)origin, &in->targs);
	in->next = map_get64(&c->insts, h);
	map_put64(&c->insts, h, in);
	return in->type;
}

static Type *inst_signature(Checker *c, SignatureT *sig, const TypeVec *targs) {
	SignatureT *s = (SignatureT *)type_subst(c, &sig->t, &sig->tparams, targs);
	if (s == sig)
		s = sig_clone(c, sig);
	s->tparams = (TypeVec){0};
	return &s->t;
}

Type *type_instantiate(Checker *c, Type *generic, const TypeVec *targs) {
	switch (generic->kind) {
	case TY_NAMED: return inst_shared(c, &((NamedT *)generic)->origin->t, targs);
	case TY_ALIAS:
		if (((AliasT *)generic)->tparams.n != targs->n)
			return c->uni.basic[TY_INVALID];
		return targs->n ? inst_shared(c, &((AliasT *)generic)->origin->t, targs) : generic;
	case TY_SIGNATURE:
		if (((SignatureT *)generic)->tparams.n != targs->n)
			return c->uni.basic[TY_INVALID];
		return targs->n ? inst_signature(c, (SignatureT *)generic, targs) : generic;
	default: return c->uni.basic[TY_INVALID];
	}
}

/* Substitution */

static Type *sub_param(Subst *s, TypeParamT *t) {
	uint32_t i = t->index;
	if (i >= s->params->n || s->params->v[i] != &t->t) {
		i = 0;
		while (i < s->params->n && s->params->v[i] != &t->t)
			i++;
		if (i == s->params->n)
			return &t->t;
	}
	Type *arg = i < s->args->n ? s->args->v[i] : NULL;
	return arg ? arg : &t->t;
}

// Substitutes the types of objects; false if nothing changes (*out is not set then).
static bool sub_objs(Subst *s, const ObjVec *in, ObjVec *out) {
	bool changed = false;
	for (uint32_t i = 0; i < in->n; i++) {
		Obj *o = in->v[i];
		Type *t = o->type ? sub_type(s, o->type) : NULL;
		if (t == o->type)
			continue;
		if (!changed) {
			*out = (ObjVec){0};
			for (uint32_t j = 0; j < in->n; j++)
				vec_push(s->c->a, out, in->v[j]);
			changed = true;
		}
		out->v[i] = obj_clone(s->c, o, t);
	}
	return changed;
}

static bool sub_list(Subst *s, const TypeVec *in, TypeVec *out) {
	bool changed = false;
	for (uint32_t i = 0; i < in->n; i++) {
		Type *t = sub_type(s, in->v[i]);
		if (t == in->v[i])
			continue;
		if (!changed) {
			*out = (TypeVec){0};
			for (uint32_t j = 0; j < in->n; j++)
				vec_push(s->c->a, out, in->v[j]);
			changed = true;
		}
		out->v[i] = t;
	}
	return changed;
}

static TupleT *sub_tuple(Subst *s, TupleT *t) {
	ObjVec vars;
	if (!sub_objs(s, &t->vars, &vars))
		return t;
	TupleT *n = (TupleT *)type_new(s->c, TY_TUPLE);
	n->vars = vars;
	return n;
}

// New type parameters like those of `from`, whose bounds refer to the new ones.
static void sub_fresh(
	Checker *c, const TypeVec *from, TypeVec *params, TypeVec *args, TypeVec *fresh) {
	uint32_t at = args->n;
	for (uint32_t i = 0; i < from->n; i++) {
		TypeParamT *old = (TypeParamT *)from->v[i];
		Obj *name = obj_new(
			c, OBJ_TYPE_NAME, old->obj->pos, old->obj->pkg, old->obj->name, NULL);
		name->parent = old->obj->parent;
		name->colour = old->obj->colour;
		TypeParamT *t = tparam_new(c, name, old->bound);
		t->index = old->index;
		mono_record_canon(c, t, old);
		vec_push(c->a, params, from->v[i]);
		vec_push(c->a, args, &t->t);
		vec_push(c->a, fresh, &t->t);
	}
	Subst s = {c, params, args};
	for (uint32_t i = at; i < args->n; i++) {
		TypeParamT *t = (TypeParamT *)args->v[i];
		if (t->bound)
			t->bound = sub_type(&s, t->bound);
	}
}

static bool sub_has(const TypeVec *v, const Type *t) {
	for (uint32_t i = 0; i < v->n; i++)
		if (v->v[i] == t)
			return true;
	return false;
}

// Does anything that s replaces occur in a generic signature?
static bool sub_touches(Subst *s, SignatureT *t) {
	if (type_mentions(s->c, s->params, &t->params->t) ||
		type_mentions(s->c, s->params, &t->results->t))
		return true;
	for (uint32_t i = 0; i < t->tparams.n; i++) {
		Type *bound = ((TypeParamT *)t->tparams.v[i])->bound;
		if (bound && type_mentions(s->c, s->params, bound))
			return true;
	}
	return false;
}

// A generic signature whose own parameters are not replaced gets fresh ones, if anything changes in
// it at all.
static Type *sub_signature(Subst *s, SignatureT *t) {
	Checker *c = s->c;
	if (t->tparams.n && !sub_touches(s, t))
		return &t->t;
	Subst inner = *s;
	TypeVec params = {0}, args = {0}, tparams = t->tparams;
	if (t->tparams.n && !sub_has(s->params, t->tparams.v[0])) {
		for (uint32_t i = 0; i < s->params->n; i++) {
			vec_push(c->a, &params, s->params->v[i]);
			vec_push(c->a, &args, i < s->args->n ? s->args->v[i] : NULL);
		}
		tparams = (TypeVec){0};
		sub_fresh(c, &t->tparams, &params, &args, &tparams);
		inner.params = &params;
		inner.args = &args;
	}
	TupleT *p = sub_tuple(&inner, t->params), *r = sub_tuple(&inner, t->results);
	if (p == t->params && r == t->results && tparams.v == t->tparams.v)
		return &t->t;
	SignatureT *n = sig_clone(c, t);
	n->params = p;
	n->results = r;
	n->tparams = tparams;
	return &n->t;
}

static Type *sub_struct(Subst *s, StructT *t) {
	ObjVec fields;
	if (!sub_objs(s, &t->fields, &fields))
		return &t->t;
	StructT *n = (StructT *)type_new(s->c, TY_STRUCT);
	n->fields = fields;
	memcpy(&n->tags, &t->tags, sizeof n->tags);
	return &n->t;
}

static Type *sub_interface(Subst *s, InterfaceT *t) {
	ObjVec methods = t->methods;
	TypeVec embeddeds = t->embeddeds;
	bool m = sub_objs(s, &t->methods, &methods), e = sub_list(s, &t->embeddeds, &embeddeds);
	if (!m && !e)
		return &t->t;
	InterfaceT *n = (InterfaceT *)type_new(s->c, TY_INTERFACE);
	n->methods = methods;
	n->embeddeds = embeddeds;
	memcpy(&n->embed_pos, &t->embed_pos, sizeof n->embed_pos);
	n->implicit = t->implicit;
	n->complete = t->complete;
	for (uint32_t i = 0; i < methods.n; i++) {
		SignatureT *sig = (SignatureT *)methods.v[i]->type;
		if (!sig || !sig->recv || sig->recv->type != &t->t)
			continue;
		if (methods.v == t->methods.v) { // the copy is ours to change
			n->methods = (ObjVec){0};
			for (uint32_t j = 0; j < methods.n; j++)
				vec_push(s->c->a, &n->methods, methods.v[j]);
			methods = n->methods;
		}
		sig = sig_clone(s->c, sig);
		sig->recv = obj_clone(s->c, sig->recv, &n->t);
		n->methods.v[i] = obj_clone(s->c, methods.v[i], &sig->t);
	}
	return &n->t;
}

static Type *sub_union(Subst *s, UnionT *t) {
	UnionT *n = NULL;
	for (uint32_t i = 0; i < t->terms.n; i++) {
		Type *x = sub_type(s, t->terms.v[i].type);
		if (x == t->terms.v[i].type)
			continue;
		if (!n) {
			n = (UnionT *)type_new(s->c, TY_UNION);
			for (uint32_t j = 0; j < t->terms.n; j++)
				vec_push(s->c->a, &n->terms, t->terms.v[j]);
		}
		n->terms.v[i].type = x;
	}
	return n ? &n->t : &t->t;
}

// An instance that still lies inside the generic function which declares its type gets the
// function's arguments too.
static Type *sub_local_instance(Subst *s, NamedT *t, const TypeVec *ambient) {
	TypeVec outer, own = t->targs, all = {0};
	bool changed = sub_list(s, &t->targs, &own);
	if (!sub_list(s, ambient, &outer))
		return changed ? inst_shared(s->c, &t->origin->t, &own) : &t->t;
	for (uint32_t i = 0; i < outer.n; i++)
		vec_push(s->c->a, &all, outer.v[i]);
	for (uint32_t i = 0; i < own.n; i++)
		vec_push(s->c->a, &all, own.v[i]);
	return inst_shared(s->c, &t->origin->t, &all);
}

// A type that no declaration parameterises changes only with the ambient parameters of a local
// declaration.
static Type *sub_named(Subst *s, NamedT *t) {
	Checker *c = s->c;
	TypeVec targs;
	if (t->targs.n) {
		const TypeVec *ambient = t->origin->tparams.n ? named_ambient(c, t->origin) : NULL;
		uint32_t outer = ambient ? ambient->n : 0;
		if (outer && t->targs.n == t->origin->tparams.n)
			return sub_local_instance(s, t, ambient);
		if (t->origin->tparams.n && t->origin->tparams.n + outer != t->targs.n)
			return c->uni.basic[TY_INVALID];
		if (!sub_list(s, &t->targs, &targs))
			return &t->t;
		return inst_shared(c, &t->origin->t, &targs);
	}
	if (t->tparams.n || !obj_is_local(t->obj))
		return &t->t;
	const TypeVec *ambient = named_params(c, t);
	if (!ambient || !sub_list(s, ambient, &targs))
		return &t->t;
	return inst_shared(c, &t->t, &targs);
}

static Type *sub_alias(Subst *s, AliasT *t) {
	TypeVec targs;
	if (t->targs.n) {
		if (t->targs.n != t->origin->tparams.n)
			return s->c->uni.basic[TY_INVALID];
		return sub_list(s, &t->targs, &targs) ? inst_shared(s->c, &t->origin->t, &targs)
						      : &t->t;
	}
	if (t->tparams.n || !obj_is_local(t->obj))
		return &t->t;
	Type *u = type_unalias(&t->t);
	if (u->kind == TY_ALIAS)
		return u;
	Type *n = sub_type(s, u); // an alias declared inside a generic function
	return n == u ? &t->t : n;
}

static Type *sub_elem(Subst *s, Type *t, TypeKind kind) {
	Checker *c = s->c;
	switch (kind) {
	case TY_ARRAY: {
		ArrayT *a = (ArrayT *)t;
		Type *e = sub_type(s, a->elem);
		if (e == a->elem)
			return t;
		ArrayT *n = (ArrayT *)type_new(c, TY_ARRAY);
		n->len = a->len;
		n->elem = e;
		return &n->t;
	}
	case TY_SLICE: {
		Type *e = sub_type(s, ((SliceT *)t)->elem);
		return e == ((SliceT *)t)->elem ? t : type_slice_of(c, e);
	}
	case TY_POINTER: {
		Type *e = sub_type(s, ((PointerT *)t)->elem);
		return e == ((PointerT *)t)->elem ? t : type_pointer_to(c, e);
	}
	case TY_MAP: {
		MapT *m = (MapT *)t;
		Type *k = sub_type(s, m->key), *e = sub_type(s, m->elem);
		if (k == m->key && e == m->elem)
			return t;
		MapT *n = (MapT *)type_new(c, TY_MAP);
		n->key = k;
		n->elem = e;
		return &n->t;
	}
	default: {
		ChanT *ch = (ChanT *)t;
		Type *e = sub_type(s, ch->elem);
		if (e == ch->elem)
			return t;
		ChanT *n = (ChanT *)type_new(c, TY_CHAN);
		n->dir = ch->dir;
		n->elem = e;
		return &n->t;
	}
	}
}

static Type *sub_type(Subst *s, Type *t) {
	if (!t)
		return s->c->uni.basic[TY_INVALID];
	switch (t->kind) {
	case TY_ARRAY:
	case TY_SLICE:
	case TY_POINTER:
	case TY_MAP:
	case TY_CHAN: return sub_elem(s, t, t->kind);
	case TY_STRUCT: return sub_struct(s, (StructT *)t);
	case TY_TUPLE: return &sub_tuple(s, (TupleT *)t)->t;
	case TY_SIGNATURE: return sub_signature(s, (SignatureT *)t);
	case TY_INTERFACE: return sub_interface(s, (InterfaceT *)t);
	case TY_UNION: return sub_union(s, (UnionT *)t);
	case TY_NAMED: return sub_named(s, (NamedT *)t);
	case TY_ALIAS: return sub_alias(s, (AliasT *)t);
	case TY_TYPE_PARAM: return sub_param(s, (TypeParamT *)t);
	default: return t;
	}
}

Type *type_subst(Checker *c, Type *t, const TypeVec *params, const TypeVec *args) {
	if (!params->n)
		return t;
	Subst s = {c, params, args};
	return sub_type(&s, t);
}

Type *subst_type(Checker *c, Type *t, const TypeVec *params, const TypeVec *args) {
	return type_subst(c, t, params, args);
}

Type *check_rename_tparams(Checker *c, const TypeVec *tparams, Type *t, TypeVec *fresh) {
	TypeVec params = {0}, args = {0};
	*fresh = (TypeVec){0};
	sub_fresh(c, tparams, &params, &args, fresh);
	return type_subst(c, t, &params, &args);
}

Type *check_subst_rename(Checker *c, SignatureT *sig, TypeVec *fresh) {
	SignatureT *s = (SignatureT *)check_rename_tparams(c, &sig->tparams, &sig->t, fresh);
	if (s == sig)
		s = sig_clone(c, sig);
	s->tparams = *fresh;
	return &s->t;
}

/* Does a type mention type parameters? */

typedef struct Mention {
	const TypeVec *tparams; // NULL: any
	VEC(Type *) seen;	// interfaces on the way
} Mention;

static bool ment_type(Checker *c, Mention *m, Type *t);

static bool ment_objs(Checker *c, Mention *m, const ObjVec *v) {
	for (uint32_t i = 0; i < v->n; i++)
		if (v->v[i]->type && ment_type(c, m, v->v[i]->type))
			return true;
	return false;
}

static bool ment_interface(Checker *c, Mention *m, InterfaceT *t) {
	for (uint32_t i = 0; i < m->seen.n; i++)
		if (m->seen.v[i] == &t->t)
			return false;
	vec_push(c->a, &m->seen, &t->t);
	TypeSet *s = interface_typeset(c, t);
	if (ment_objs(c, m, &s->methods))
		return true;
	for (uint32_t i = 0; !s->all_types && i < s->terms.n; i++)
		if (ment_type(c, m, s->terms.v[i].type))
			return true;
	return false;
}

static bool ment_named(Checker *c, Mention *m, NamedT *t) {
	for (uint32_t i = 0; i < t->targs.n; i++)
		if (ment_type(c, m, t->targs.v[i]))
			return true;
	if (t->targs.n || t->tparams.n || m->tparams)
		return false;
	return obj_is_local(t->obj) && named_params(c, t);
}

static bool ment_type(Checker *c, Mention *m, Type *t) {
	switch (t->kind) {
	case TY_ALIAS: {
		Type *u = type_unalias(t);
		return u->kind != TY_ALIAS && ment_type(c, m, u);
	}
	case TY_ARRAY: return ment_type(c, m, ((ArrayT *)t)->elem);
	case TY_SLICE: return ment_type(c, m, ((SliceT *)t)->elem);
	case TY_POINTER: return ment_type(c, m, ((PointerT *)t)->elem);
	case TY_CHAN: return ment_type(c, m, ((ChanT *)t)->elem);
	case TY_MAP: return ment_type(c, m, ((MapT *)t)->key) || ment_type(c, m, ((MapT *)t)->elem);
	case TY_STRUCT: return ment_objs(c, m, &((StructT *)t)->fields);
	case TY_TUPLE: return ment_objs(c, m, &((TupleT *)t)->vars);
	case TY_SIGNATURE:
		return ment_objs(c, m, &((SignatureT *)t)->params->vars) ||
		       ment_objs(c, m, &((SignatureT *)t)->results->vars);
	case TY_INTERFACE: return ment_interface(c, m, (InterfaceT *)t);
	case TY_UNION:
		for (uint32_t i = 0; i < ((UnionT *)t)->terms.n; i++)
			if (ment_type(c, m, ((UnionT *)t)->terms.v[i].type))
				return true;
		return false;
	case TY_NAMED: return ment_named(c, m, (NamedT *)t);
	case TY_TYPE_PARAM: return !m->tparams || sub_has(m->tparams, t);
	default: return false;
	}
}

bool type_mentions(Checker *c, const TypeVec *tparams, Type *t) {
	Mention m = {.tparams = tparams};
	return ment_type(c, &m, t);
}

bool type_has_params(Checker *c, Type *t) {
	Mention m = {0};
	return ment_type(c, &m, t);
}
