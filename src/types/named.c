// named.c: defined types and the lazy expansion of their instances.
//
// An instance is made with its origin and arguments only. Its right-hand side is substituted when
// its underlying type is asked for, each method when that method is: types may refer to themselves,
// and an origin may still be under declaration while instances of it are made.
//
// A type declared inside a generic function depends on the function's type parameters: these are
// its ambient parameters, and substituting them makes an instance of the type (origin: the type,
// targs: the values).
#include "types/core.h"

NamedT *named_new(Checker *c, Obj *obj, Type *underlying) {
	NamedT *t = (NamedT *)type_new(c, TY_NAMED);
	t->obj = obj;
	t->origin = t;
	t->from_rhs = underlying;
	if (!obj->type)
		obj->type = &t->t;
	return t;
}

Pos named_pos(const NamedT *t) {
	Pos pos = t->origin != t ? (Pos)(uintptr_t)t->priv : NO_POS;
	return pos ? pos : t->obj->pos;
}

/* Ambient type parameters */

static void ambient_insert(Checker *c, TypeVec *v, Type *tp) {
	vec_push(c->a, v, tp);
	Pos pos = ((TypeParamT *)tp)->obj->pos;
	uint32_t i = v->n - 1;
	for (; i > 0 && ((TypeParamT *)v->v[i - 1])->obj->pos > pos; i--)
		v->v[i] = v->v[i - 1];
	v->v[i] = tp;
}

const TypeVec *named_ambient(Checker *c, NamedT *t) {
	if (t->t.flags & TF_AMBIENT_KNOWN)
		return t->priv;
	t->t.flags |= TF_AMBIENT_KNOWN;
	if (!obj_is_local(t->obj))
		return NULL;
	TypeVec *v = NULL;
	for (Scope *s = t->obj->parent; s && s != t->obj->pkg->scope; s = s->parent) {
		for (uint32_t i = 0; i < s->objs.cap; i++) {
			Obj *o = s->objs.slots[i].key ? s->objs.slots[i].val : NULL;
			if (!o || o->kind != OBJ_TYPE_NAME || !o->type ||
				o->type->kind != TY_TYPE_PARAM)
				continue;
			if (((TypeParamT *)o->type)->obj != o)
				continue;
			if (!v)
				v = NEW(c->a, TypeVec);
			ambient_insert(c, v, o->type);
		}
	}
	return t->priv = v;
}

const TypeVec *named_params(Checker *c, NamedT *t) {
	t = t->origin;
	if (t->tparams.n)
		return &t->tparams;
	return named_ambient(c, t);
}

/* Underlying types */

// An interface's methods have the named type as receiver: instances get methods of their own.
static Type *named_own_methods(Checker *c, NamedT *t, Type *rhs) {
	InterfaceT *it = (InterfaceT *)rhs;
	bool any = false;
	for (uint32_t i = 0; i < it->methods.n && !any; i++) {
		SignatureT *sig = (SignatureT *)it->methods.v[i]->type;
		any = sig && sig->recv && sig->recv->type == &t->origin->t;
	}
	if (!any)
		return rhs;
	InterfaceT *n = (InterfaceT *)type_new(c, TY_INTERFACE);
	n->complete = it->complete;
	n->embeddeds = it->embeddeds;
	n->embed_pos = it->embed_pos;
	for (uint32_t i = 0; i < it->methods.n; i++) {
		SignatureT *sig = sig_clone(c, (SignatureT *)it->methods.v[i]->type);
		if (sig->recv)
			sig->recv = obj_clone(c, sig->recv, &t->t);
		vec_push(c->a, &n->methods, obj_clone(c, it->methods.v[i], &sig->t));
	}
	return &n->t;
}

static void named_expand(Checker *c, NamedT *t) {
	if (t->origin == t || (t->t.flags & (TF_EXPANDED | TF_EXPANDING)) || !t->origin->from_rhs)
		return;
	const TypeVec *params = named_params(c, t);
	TypeVec all = {0};
	if (params && params->n < t->targs.n) { // generic itself, inside a generic function
		const TypeVec *ambient = named_ambient(c, t->origin);
		for (uint32_t i = 0; ambient && i < ambient->n; i++)
			vec_push(c->a, &all, ambient->v[i]);
		for (uint32_t i = 0; i < params->n; i++)
			vec_push(c->a, &all, params->v[i]);
		params = &all;
	}
	if (!params || params->n != t->targs.n) {
		t->from_rhs = c->uni.basic[TY_INVALID];
	} else {
		t->t.flags |= TF_EXPANDING;
		Pos outer = c->inst_pos;
		c->inst_pos = named_pos(t);
		Type *rhs = type_subst(c, t->origin->from_rhs, params, &t->targs);
		if (rhs->kind == TY_INTERFACE)
			rhs = named_own_methods(c, t, rhs);
		t->from_rhs = rhs;
		c->inst_pos = outer;
		t->t.flags &= (uint8_t)~TF_EXPANDING;
	}
	t->t.flags |= TF_EXPANDED;
}

void named_resolve(Checker *c, NamedT *t) {
	if (t->origin->obj->type && !t->origin->from_rhs)
		check_obj_decl(c, t->origin->obj);
	named_expand(c, t);
	type_underlying(c, &t->t);
}

// Follows right-hand sides to the first that is neither named nor an alias. A type whose
// declaration is not far enough along counts as invalid for now; nothing is remembered then.
Type *named_underlying_slow(Checker *c, NamedT *t) {
	Type *invalid = c->uni.basic[TY_INVALID], *u = NULL;
	NamedT *path[64];
	uint32_t n = 0;
	for (Type *rhs = &t->t; !u;) {
		if (rhs->kind == TY_ALIAS) {
			Type *next = type_unalias(rhs);
			if (next->kind == TY_ALIAS)
				return invalid;
			rhs = next;
		} else if (rhs->kind == TY_NAMED) {
			NamedT *x = (NamedT *)rhs;
			if (x->underlying_) {
				u = x->underlying_;
				break;
			}
			named_expand(c, x);
			if (!x->from_rhs)
				return invalid;
			for (uint32_t i = 0; i < n; i++)
				if (path[i] == x)
					return invalid;
			if (n == LEN(path))
				return invalid;
			path[n++] = x;
			rhs = x->from_rhs;
		} else {
			u = rhs;
		}
	}
	if (u->kind == TY_TYPE_PARAM)
		u = invalid;
	for (uint32_t i = 0; i < n; i++)
		path[i]->underlying_ = u;
	return u;
}

/* Methods */

uint32_t named_method_count(Checker *c, NamedT *t) {
	(void)c;
	return t->origin->methods_.n;
}

// Method k of an instance: the origin's with the receiver's type parameters replaced.
static Obj *named_expand_method(Checker *c, NamedT *t, uint32_t k) {
	Obj *m = t->origin->methods_.v[k];
	check_obj_decl(c, m);
	SignatureT *old = (SignatureT *)m->type;
	if (!old || old->t.kind != TY_SIGNATURE)
		return m;
	SignatureT *sig = old;
	if (old->recv_tparams.n == t->targs.n && old->recv_tparams.n)
		sig = (SignatureT *)type_subst(c, &old->t, &old->recv_tparams, &t->targs);
	if (sig == old)
		sig = sig_clone(c, old);
	Type *recv = &t->t;
	if (func_has_ptr_recv(m))
		recv = type_pointer_to(c, recv);
	if (old->recv)
		sig->recv = obj_clone(c, old->recv, recv);
	sig->recv_tparams = (TypeVec){0};
	return obj_clone(c, m, &sig->t);
}

Obj *named_method(Checker *c, NamedT *t, uint32_t k) {
	if (t->origin == t)
		return t->methods_.v[k];
	while (t->methods_.n < t->origin->methods_.n)
		vec_push(c->a, &t->methods_, (Obj *)NULL);
	if (!t->methods_.v[k]) {
		Obj *m = named_expand_method(c, t, k);
		if (m == t->origin->methods_.v[k])
			return m;
		t->methods_.v[k] = m;
	}
	return t->methods_.v[k];
}
