// predicates.c: questions about types: their class, identity, comparability, defaults.
//
// "all" versions look at every type of a type parameter's type set; the others see a type parameter
// as the interface that constrains it and so answer false.
#include "types/core.h"

/* Classes of basic types */

enum {
	BI_BOOL = 1,
	BI_INT = 2,
	BI_UNSIGNED = 4,
	BI_FLOAT = 8,
	BI_COMPLEX = 16,
	BI_STRING = 32,
	BI_UNTYPED = 64,
	BI_NUMERIC = BI_INT | BI_FLOAT | BI_COMPLEX,
	BI_ORDERED = BI_INT | BI_FLOAT | BI_STRING,
	BI_CONST = BI_BOOL | BI_NUMERIC | BI_STRING,
};

static const uint8_t basic_info[TY_UNTYPED_NIL + 1] = {
	[TY_BOOL] = BI_BOOL,
	[TY_INT... TY_INT64] = BI_INT,
	[TY_UINT... TY_UINTPTR] = BI_INT | BI_UNSIGNED,
	[TY_FLOAT32... TY_FLOAT64] = BI_FLOAT,
	[TY_COMPLEX64... TY_COMPLEX128] = BI_COMPLEX,
	[TY_STRING] = BI_STRING,
	[TY_UNTYPED_BOOL] = BI_BOOL | BI_UNTYPED,
	[TY_UNTYPED_INT... TY_UNTYPED_RUNE] = BI_INT | BI_UNTYPED,
	[TY_UNTYPED_FLOAT] = BI_FLOAT | BI_UNTYPED,
	[TY_UNTYPED_COMPLEX] = BI_COMPLEX | BI_UNTYPED,
	[TY_UNTYPED_STRING] = BI_STRING | BI_UNTYPED,
	[TY_UNTYPED_NIL] = BI_UNTYPED,
};

static bool pred_basic(Checker *c, Type *t, unsigned info) {
	Type *u = type_underlying(c, t);
	return u->kind <= TY_UNTYPED_NIL && (basic_info[u->kind] & info) != 0;
}

static bool pred_term_basic(Checker *c, Type *t, Type *u, void *ctx) {
	(void)u;
	return t && pred_basic(c, t, *(unsigned *)ctx);
}

static bool pred_all_basic(Checker *c, Type *t, unsigned info) {
	if (type_is_type_param(t))
		return typeset_each(c, t, pred_term_basic, &info);
	return pred_basic(c, t, info);
}

bool type_is_boolean(Checker *c, Type *t) {
	return pred_basic(c, t, BI_BOOL);
}
bool type_is_numeric(Checker *c, Type *t) {
	return pred_basic(c, t, BI_NUMERIC);
}
bool type_is_string(Checker *c, Type *t) {
	return pred_basic(c, t, BI_STRING);
}
bool type_is_integer(Checker *c, Type *t) {
	return pred_basic(c, t, BI_INT);
}
bool type_is_unsigned(Checker *c, Type *t) {
	return pred_basic(c, t, BI_UNSIGNED);
}
bool type_is_float(Checker *c, Type *t) {
	return pred_basic(c, t, BI_FLOAT);
}
bool type_is_complex(Checker *c, Type *t) {
	return pred_basic(c, t, BI_COMPLEX);
}
bool type_is_const_type(Checker *c, Type *t) {
	return pred_basic(c, t, BI_CONST);
}
bool type_all_boolean(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_BOOL);
}
bool type_all_integer(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_INT);
}
bool type_all_unsigned(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_UNSIGNED);
}
bool type_all_numeric(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_NUMERIC);
}
bool type_all_string(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_STRING);
}
bool type_all_ordered(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_ORDERED);
}
bool type_all_numeric_or_string(Checker *c, Type *t) {
	return pred_all_basic(c, t, BI_NUMERIC | BI_STRING);
}

bool type_is_untyped(const Type *t) {
	return t->kind >= TY_UNTYPED_BOOL && t->kind <= TY_UNTYPED_NIL;
}

bool type_is_numeric_untyped(const Type *t) {
	return t->kind >= TY_UNTYPED_INT && t->kind <= TY_UNTYPED_COMPLEX;
}

bool type_is_valid(const Type *t) {
	t = type_unalias((Type *)t);
	return t && t->kind != TY_INVALID;
}

bool type_is_named_or_param(const Type *t) {
	t = type_unalias((Type *)t);
	return t->kind <= TY_UNTYPED_NIL || t->kind == TY_NAMED || t->kind == TY_TYPE_PARAM;
}

bool type_is_literal(Type *t) {
	t = type_unalias(t);
	return t->kind != TY_NAMED && t->kind != TY_TYPE_PARAM;
}

bool type_is_type_param(Type *t) {
	t = type_unalias(t);
	return t->kind == TY_TYPE_PARAM;
}

bool type_is_interface(Checker *c, Type *t) {
	t = type_unalias(t);
	return t->kind != TY_TYPE_PARAM && type_underlying(c, t)->kind == TY_INTERFACE;
}

bool type_is_generic(Type *t) {
	if (t->kind == TY_ALIAS && ((AliasT *)t)->tparams.n && !((AliasT *)t)->targs.n)
		return true;
	NamedT *n = type_as_named(t);
	return n && n->origin == n && n->tparams.n;
}

static bool pred_term_nil(Checker *c, Type *t, Type *u, void *ctx) {
	(void)t, (void)ctx;
	return u && type_has_nil(c, u);
}

bool type_has_nil(Checker *c, Type *t) {
	Type *u = type_underlying(c, t);
	switch (u->kind) {
	case TY_UNSAFE_POINTER:
	case TY_SLICE:
	case TY_POINTER:
	case TY_SIGNATURE:
	case TY_MAP:
	case TY_CHAN: return true;
	case TY_INTERFACE: return !type_is_type_param(t) || typeset_each(c, t, pred_term_nil, NULL);
	default: return false;
	}
}

Type *type_default(Checker *c, Type *t) {
	switch (t->kind) {
	case TY_UNTYPED_BOOL: return c->uni.basic[TY_BOOL];
	case TY_UNTYPED_INT: return c->uni.basic[TY_INT];
	case TY_UNTYPED_RUNE: return c->uni.rune_;
	case TY_UNTYPED_FLOAT: return c->uni.basic[TY_FLOAT64];
	case TY_UNTYPED_COMPLEX: return c->uni.basic[TY_COMPLEX128];
	case TY_UNTYPED_STRING: return c->uni.basic[TY_STRING];
	default: return t;
	}
}

Type *type_max_untyped(Type *x, Type *y) {
	if (x == y)
		return x;
	if (type_is_numeric_untyped(x) && type_is_numeric_untyped(y))
		return x->kind > y->kind ? x : y;
	return NULL;
}

/* Comparability */

typedef struct CmpSeen CmpSeen;
struct CmpSeen {
	Type *t;
	CmpSeen *prev;
	uint32_t depth;
	Map *done; // comparable types that were met in depth: they may be met again and again
};

#define CMP_DEEP 6

static bool cmp_type(Checker *c, Type *t, bool dynamic, const CmpSeen *seen, const char **cause);

typedef struct CmpTerms {
	const CmpSeen *seen;
} CmpTerms;

static bool cmp_term(Checker *c, Type *t, Type *u, void *ctx) {
	(void)u;
	return t && cmp_type(c, t, false, ((CmpTerms *)ctx)->seen, NULL);
}

static bool cmp_typeset(Checker *c, InterfaceT *it, const CmpSeen *seen) {
	TypeSet *s = interface_typeset(c, it);
	if (s->all_types)
		return s->comparable;
	if (!s->terms.n)
		return false;
	CmpTerms ctx = {seen};
	for (uint32_t i = 0; i < s->terms.n; i++)
		if (!cmp_term(c, s->terms.v[i].type, NULL, &ctx))
			return false;
	return true;
}

static bool cmp_struct(
	Checker *c, StructT *s, bool dynamic, const CmpSeen *seen, const char **cause) {
	for (uint32_t i = 0; i < s->fields.n; i++) {
		Type *ft = s->fields.v[i]->type;
		if (!cmp_type(c, ft, dynamic, seen, NULL)) {
			if (cause)
				*cause = arena_printf(c->a,
					"struct containing %s cannot be compared", type_str(c, ft));
			return false;
		}
	}
	return true;
}

static bool cmp_type(Checker *c, Type *t, bool dynamic, const CmpSeen *seen, const char **cause) {
	for (const CmpSeen *s = seen; s; s = s->prev)
		if (s->t == t)
			return true;
	Map done;
	CmpSeen here = {t, (CmpSeen *)seen, seen ? seen->depth + 1 : 0, seen ? seen->done : &done};
	if (!seen)
		map_init(&done, c->a);
	if (here.depth >= CMP_DEEP && map_get(here.done, t))
		return true;
	if (cause)
		*cause = "";
	Type *u = type_underlying(c, t);
	switch (u->kind) {
	case TY_POINTER:
	case TY_CHAN: return true;
	case TY_STRUCT:
		if (!cmp_struct(c, (StructT *)u, dynamic, &here, cause))
			return false;
		if (here.depth >= CMP_DEEP)
			map_put(here.done, t, t);
		return true;
	case TY_ARRAY:
		if (cmp_type(c, ((ArrayT *)u)->elem, dynamic, &here, NULL))
			return true;
		if (cause)
			*cause = arena_printf(c->a, "%s cannot be compared", type_str(c, t));
		return false;
	case TY_INTERFACE:
		if ((dynamic && !type_is_type_param(t)) || cmp_typeset(c, (InterfaceT *)u, &here))
			return true;
		if (cause)
			*cause = typeset_is_empty(c, (InterfaceT *)u)
					 ? "empty type set"
					 : "incomparable types in type set";
		return false;
	default: return u->kind < TY_UNTYPED_NIL;
	}
}

bool type_comparable_cause(Checker *c, Type *t, bool dynamic, const char **cause) {
	return cmp_type(c, t, dynamic, NULL, cause);
}

bool type_comparable(Checker *c, Type *t) {
	return cmp_type(c, t, true, NULL, NULL);
}

/* Identity */

bool iface_pair_seen(const IfacePair *p, const InterfaceT *x, const InterfaceT *y) {
	for (; p; p = p->prev)
		if ((p->x == x && p->y == y) || (p->x == y && p->y == x))
			return true;
	return false;
}

typedef struct Identity {
	Checker *c;
	bool ignore_tags;
} Identity;

static bool id_types(Identity *id, Type *x, Type *y, IfacePair *p);

static bool id_tuples(Identity *id, TupleT *x, TupleT *y, IfacePair *p) {
	if (x->vars.n != y->vars.n)
		return false;
	for (uint32_t i = 0; i < x->vars.n; i++)
		if (!id_types(id, x->vars.v[i]->type, y->vars.v[i]->type, p))
			return false;
	return true;
}

static const Name *id_tag(const StructT *s, uint32_t i) {
	const Name *tag = i < s->tags.n ? s->tags.v[i] : NULL;
	return tag && tag->len ? tag : NULL;
}

static bool id_structs(Identity *id, StructT *x, StructT *y, IfacePair *p) {
	if (x->fields.n != y->fields.n)
		return false;
	for (uint32_t i = 0; i < x->fields.n; i++) {
		Obj *f = x->fields.v[i], *g = y->fields.v[i];
		if (f->embedded != g->embedded || !obj_same_id(f, g->pkg, g->name, false))
			return false;
		if (!id->ignore_tags && id_tag(x, i) != id_tag(y, i))
			return false;
		if (!id_types(id, f->type, g->type, p))
			return false;
	}
	return true;
}

// Generic signatures are compared with y's type parameters replaced by x's.
static bool id_signatures(Identity *id, SignatureT *x, SignatureT *y, IfacePair *p) {
	if (x->tparams.n != y->tparams.n || x->variadic != y->variadic)
		return false;
	Type *yparams = &y->params->t, *yresults = &y->results->t;
	if (x->tparams.n) {
		for (uint32_t i = 0; i < x->tparams.n; i++) {
			Type *xb = ((TypeParamT *)x->tparams.v[i])->bound,
			     *yb = ((TypeParamT *)y->tparams.v[i])->bound;
			if (!id_types(id, xb, type_subst(id->c, yb, &y->tparams, &x->tparams), p))
				return false;
		}
		yparams = type_subst(id->c, yparams, &y->tparams, &x->tparams);
		yresults = type_subst(id->c, yresults, &y->tparams, &x->tparams);
	}
	return id_tuples(id, x->params, (TupleT *)yparams, p) &&
	       id_tuples(id, x->results, (TupleT *)yresults, p);
}

static bool id_interfaces(Identity *id, InterfaceT *x, InterfaceT *y, IfacePair *p) {
	TypeSet *xs = interface_typeset(id->c, x), *ys = interface_typeset(id->c, y);
	if (xs->comparable != ys->comparable || xs->methods.n != ys->methods.n ||
		!terms_equal(id->c, xs, ys))
		return false;
	if (iface_pair_seen(p, x, y))
		return true;
	IfacePair q = {x, y, p};
	for (uint32_t i = 0; i < xs->methods.n; i++) {
		Obj *f = xs->methods.v[i], *g = ys->methods.v[i];
		if (!obj_same_id(f, g->pkg, g->name, false) || !id_types(id, f->type, g->type, &q))
			return false;
	}
	return true;
}

static bool id_named(NamedT *x, NamedT *y, Identity *id) {
	if (x->origin != y->origin || x->targs.n != y->targs.n || x->targs.n == 0)
		return false;
	for (uint32_t i = 0; i < x->targs.n; i++)
		if (!type_identical(id->c, x->targs.v[i], y->targs.v[i]))
			return false;
	return true;
}

static bool id_unions(Identity *id, UnionT *x, UnionT *y) {
	return terms_equal(id->c, union_typeset(id->c, x, NO_POS), union_typeset(id->c, y, NO_POS));
}

static bool id_types(Identity *id, Type *x, Type *y, IfacePair *p) {
	if (x == y)
		return true;
	x = type_unalias(x);
	y = type_unalias(y);
	if (x == y)
		return true;
	if (!x || !y || x->kind != y->kind)
		return false;
	switch (x->kind) {
	case TY_ARRAY: {
		ArrayT *a = (ArrayT *)x, *b = (ArrayT *)y;
		return (a->len < 0 || b->len < 0 || a->len == b->len) &&
		       id_types(id, a->elem, b->elem, p);
	}
	case TY_SLICE: return id_types(id, ((SliceT *)x)->elem, ((SliceT *)y)->elem, p);
	case TY_STRUCT: return id_structs(id, (StructT *)x, (StructT *)y, p);
	case TY_POINTER: return id_types(id, ((PointerT *)x)->elem, ((PointerT *)y)->elem, p);
	case TY_TUPLE: return id_tuples(id, (TupleT *)x, (TupleT *)y, p);
	case TY_SIGNATURE: return id_signatures(id, (SignatureT *)x, (SignatureT *)y, p);
	case TY_INTERFACE: return id_interfaces(id, (InterfaceT *)x, (InterfaceT *)y, p);
	case TY_MAP:
		return id_types(id, ((MapT *)x)->key, ((MapT *)y)->key, p) &&
		       id_types(id, ((MapT *)x)->elem, ((MapT *)y)->elem, p);
	case TY_CHAN:
		return ((ChanT *)x)->dir == ((ChanT *)y)->dir &&
		       id_types(id, ((ChanT *)x)->elem, ((ChanT *)y)->elem, p);
	case TY_NAMED: return id_named((NamedT *)x, (NamedT *)y, id);
	case TY_UNION: return id_unions(id, (UnionT *)x, (UnionT *)y);
	case TY_ALIAS:
	case TY_TYPE_PARAM: return false;
	default: // basic types; byte and rune have twins
		return true;
	}
}

bool type_identical(Checker *c, Type *a, Type *b) {
	if (a == b)
		return true;
	Identity id = {c, false};
	return id_types(&id, a, b, NULL);
}

bool type_identical_ignore_tags(Checker *c, Type *a, Type *b) {
	Identity id = {c, true};
	return id_types(&id, a, b, NULL);
}

/* Names of fields and methods */

const char *obj_id(Checker *c, Package *pkg, const Name *name) {
	if (name_exported(name))
		return name->s;
	return arena_printf(c->a, "%s.%s", pkg ? pkg->path : "_", name->s);
}

bool name_equal_fold(const Name *a, const Name *b) {
	if (a->len != b->len)
		return false;
	for (uint32_t i = 0; i < a->len; i++) {
		unsigned char x = (unsigned char)a->s[i], y = (unsigned char)b->s[i];
		if (x >= 'A' && x <= 'Z')
			x |= 0x20;
		if (y >= 'A' && y <= 'Z')
			y |= 0x20;
		if (x != y)
			return false;
	}
	return true;
}

bool obj_same_id(const Obj *o, Package *pkg, const Name *name, bool fold_case) {
	if (fold_case && name_equal_fold(o->name, name))
		return true;
	return o->name == name && (o->pkg == pkg || name_exported(name));
}

int obj_compare(const Obj *a, const Obj *b) {
	if (a == b)
		return 0;
	bool ea = name_exported(a->name), eb = name_exported(b->name);
	if (ea != eb)
		return ea ? -1 : 1;
	if (a->name != b->name)
		return strcmp(a->name->s, b->name->s);
	if (ea || a->pkg == b->pkg)
		return 0;
	return strcmp(a->pkg ? a->pkg->path : "", b->pkg ? b->pkg->path : "");
}

bool obj_is_local(const Obj *o) {
	return o->parent && o->pkg && o->parent != o->pkg->scope && !o->package_level;
}
