// type.c: making types, tuples and objects.
//
// Every type gets an id that is unique in the session. Pointer types are shared: type_pointer_to
// gives the same PointerT for the same element pointer; other composite types are not, use
// type_identical.
#include "types/core.h"

static const uint16_t type_bytes[TY_COUNT] = {
	[TY_INVALID... TY_UNTYPED_NIL] = sizeof(BasicType),
	[TY_ARRAY] = sizeof(ArrayT),
	[TY_SLICE] = sizeof(SliceT),
	[TY_STRUCT] = sizeof(StructT),
	[TY_POINTER] = sizeof(PointerT),
	[TY_TUPLE] = sizeof(TupleT),
	[TY_SIGNATURE] = sizeof(SignatureT),
	[TY_INTERFACE] = sizeof(InterfaceT),
	[TY_MAP] = sizeof(MapT),
	[TY_CHAN] = sizeof(ChanT),
	[TY_NAMED] = sizeof(NamedT),
	[TY_ALIAS] = sizeof(AliasT),
	[TY_TYPE_PARAM] = sizeof(TypeParamT),
	[TY_UNION] = sizeof(UnionT),
};

Type *type_new(Checker *c, TypeKind kind) {
	Type *t = arena_alloc(c->a, type_bytes[kind]);
	t->kind = kind;
	t->id = ++c->next_type_id;
	if (kind == TY_SIGNATURE) {
		SignatureT *sig = (SignatureT *)t;
		sig->params = sig->results = c->core->empty_tuple;
	}
	return t;
}

Type *type_pointer_to(Checker *c, Type *elem) {
	PointerT *p = map_get(&c->pointers, elem);
	if (!p) {
		p = (PointerT *)type_new(c, TY_POINTER);
		p->elem = elem;
		map_put(&c->pointers, elem, p);
	}
	return &p->t;
}

Type *type_slice_of(Checker *c, Type *elem) {
	SliceT *s = (SliceT *)type_new(c, TY_SLICE);
	s->elem = elem;
	return &s->t;
}

TupleT *type_tuple(Checker *c, uint32_t n, Type **types) {
	if (n == 0)
		return c->core->empty_tuple;
	TupleT *t = (TupleT *)type_new(c, TY_TUPLE);
	const Name *none = intern_str(c->s->names, "");
	for (uint32_t i = 0; i < n; i++)
		vec_push(c->a, &t->vars, obj_new(c, OBJ_VAR, NO_POS, c->env.pkg, none, types[i]));
	return t;
}

Obj *obj_new(Checker *c, ObjKind kind, Pos pos, Package *pkg, const Name *name, Type *type) {
	Obj *o = NEW(c->a, Obj);
	o->kind = kind;
	o->pos = pos;
	o->pkg = pkg;
	o->name = name;
	o->type = type;
	return o;
}

Obj *obj_clone(Checker *c, Obj *o, Type *t) {
	Obj *n = NEW(c->a, Obj);
	*n = *o;
	n->type = t;
	n->origin = o->origin ? o->origin : o;
	n->decl = NULL;
	n->body = n->ir = NULL;
	return n;
}

SignatureT *sig_clone(Checker *c, const SignatureT *sig) {
	SignatureT *s = (SignatureT *)type_new(c, TY_SIGNATURE);
	Type head = s->t;
	*s = *sig;
	s->t = head;
	return s;
}

TypeParamT *tparam_new(Checker *c, Obj *obj, Type *bound) {
	TypeParamT *t = (TypeParamT *)type_new(c, TY_TYPE_PARAM);
	t->obj = obj;
	t->bound = bound;
	if (!obj->type)
		obj->type = &t->t;
	return t;
}

AliasT *alias_new(Checker *c, Obj *obj, Type *rhs) {
	AliasT *a = (AliasT *)type_new(c, TY_ALIAS);
	a->obj = obj;
	a->origin = a;
	a->from_rhs = rhs;
	if (!obj->type)
		obj->type = &a->t;
	return a;
}

// An alias whose declaration is still being resolved stands for itself.
Type *type_unalias(Type *t) {
	if (!t || t->kind != TY_ALIAS)
		return t;
	AliasT *a = (AliasT *)t;
	if (a->actual)
		return a->actual;
	Type *u = a->from_rhs;
	while (u && u->kind == TY_ALIAS)
		u = ((AliasT *)u)->actual ? ((AliasT *)u)->actual : ((AliasT *)u)->from_rhs;
	if (!u)
		return t;
	return a->actual = u;
}

NamedT *type_as_named(Type *t) {
	t = type_unalias(t);
	return t && t->kind == TY_NAMED ? (NamedT *)t : NULL;
}

Type *type_deref(Type *t, bool *is_pointer) {
	Type *u = type_unalias(t);
	*is_pointer = u->kind == TY_POINTER;
	return *is_pointer ? ((PointerT *)u)->elem : t;
}

Type *type_underlying(Checker *c, Type *t) {
	switch (t->kind) {
	case TY_NAMED: {
		Type *u = ((NamedT *)t)->underlying_;
		return u ? u : named_underlying_slow(c, (NamedT *)t);
	}
	case TY_ALIAS: {
		Type *u = type_unalias(t);
		return u->kind == TY_ALIAS ? c->uni.basic[TY_INVALID] : type_underlying(c, u);
	}
	case TY_TYPE_PARAM: return &tparam_iface(c, (TypeParamT *)t)->t;
	default: return t;
	}
}
