// universe.c: the predeclared identifiers and package unsafe.
#include "types/core.h"

static const char *const basic_names[TY_UNTYPED_NIL + 1] = {
	[TY_INVALID] = "invalid type",
	[TY_BOOL] = "bool",
	[TY_INT] = "int",
	[TY_INT8] = "int8",
	[TY_INT16] = "int16",
	[TY_INT32] = "int32",
	[TY_INT64] = "int64",
	[TY_UINT] = "uint",
	[TY_UINT8] = "uint8",
	[TY_UINT16] = "uint16",
	[TY_UINT32] = "uint32",
	[TY_UINT64] = "uint64",
	[TY_UINTPTR] = "uintptr",
	[TY_FLOAT32] = "float32",
	[TY_FLOAT64] = "float64",
	[TY_COMPLEX64] = "complex64",
	[TY_COMPLEX128] = "complex128",
	[TY_STRING] = "string",
	[TY_UNSAFE_POINTER] = "Pointer",
	[TY_UNTYPED_BOOL] = "untyped bool",
	[TY_UNTYPED_INT] = "untyped int",
	[TY_UNTYPED_RUNE] = "untyped rune",
	[TY_UNTYPED_FLOAT] = "untyped float",
	[TY_UNTYPED_COMPLEX] = "untyped complex",
	[TY_UNTYPED_STRING] = "untyped string",
	[TY_UNTYPED_NIL] = "untyped nil",
};

static const char *const builtin_names[BUILTIN_COUNT] = {
#define X(name) [BUILTIN_##name] = #name,
	BUILTINS(X)
#undef X
};

static Obj *uni_define(Checker *c, ObjKind kind, const char *name, Type *type) {
	const Name *n = intern_str(c->s->names, name);
	bool is_unsafe = name_exported(n);
	Obj *o = obj_new(c, kind, NO_POS, is_unsafe ? c->prog->unsafe_pkg : NULL, n, type);
	o->package_level = true;
	o->colour = 2;
	scope_insert(is_unsafe ? c->uni.unsafe_scope : c->uni.scope, o);
	return o;
}

static Type *uni_basic(Checker *c, TypeKind kind, const char *name) {
	BasicType *b = (BasicType *)type_new(c, kind);
	b->name = name;
	if (kind != TY_INVALID && kind < TY_UNTYPED_BOOL)
		uni_define(c, OBJ_TYPE_NAME, name, &b->t);
	return &b->t;
}

static Type *uni_interface(Checker *c) {
	InterfaceT *it = (InterfaceT *)type_new(c, TY_INTERFACE);
	it->complete = true;
	return &it->t;
}

static void uni_error(Checker *c) {
	Obj *name = uni_define(c, OBJ_TYPE_NAME, "error", NULL);
	NamedT *t = named_new(c, name, NULL);
	Type *string = c->uni.basic[TY_STRING];
	SignatureT *sig = (SignatureT *)type_new(c, TY_SIGNATURE);
	sig->recv = obj_new(c, OBJ_VAR, NO_POS, NULL, intern_str(c->s->names, ""), &t->t);
	sig->recv->is_recv = true;
	sig->results = type_tuple(c, 1, &string);
	sig->results->vars.v[0]->is_result = true;
	Obj *m = obj_new(c, OBJ_FUNC, NO_POS, NULL, intern_str(c->s->names, "Error"), &sig->t);
	m->colour = 2;
	InterfaceT *it = (InterfaceT *)uni_interface(c);
	vec_push(c->a, &it->methods, m);
	t->from_rhs = t->underlying_ = &it->t;
	c->uni.error_ = &t->t;
}

static void uni_consts(Checker *c) {
	Universe *u = &c->uni;
	uni_define(c, OBJ_CONST, "true", u->basic[TY_UNTYPED_BOOL])->val =
		const_from_bool(c->s, true);
	uni_define(c, OBJ_CONST, "false", u->basic[TY_UNTYPED_BOOL])->val =
		const_from_bool(c->s, false);
	u->iota_ = uni_define(c, OBJ_CONST, "iota", u->basic[TY_UNTYPED_INT]);
	u->iota_->val = const_from_int(c->s, 0);
	u->nil_ = uni_define(c, OBJ_NIL, "nil", u->basic[TY_UNTYPED_NIL]);
	for (int i = 0; i < BUILTIN_COUNT; i++)
		uni_define(c, OBJ_BUILTIN, builtin_names[i], u->basic[TY_INVALID])->builtin = i;
}

// Needs: c->s, c->a, c->prog and its unsafe_pkg.
void universe_init(Checker *c) {
	Universe *u = &c->uni;
	map_init(&c->pointers, c->a);
	map_init(&c->insts, c->a);
	map_init(&c->layouts, c->a);
	map_init(&c->method_sets, c->a);
	c->core = NEW(c->a, Core);
	map_init(&c->core->union_sets, c->a);
	c->core->top_set = NEW(c->a, TypeSet);
	c->core->top_set->all_types = true;
	c->core->empty_tuple = (TupleT *)type_new(c, TY_TUPLE);

	u->scope = scope_new(c, NULL, NO_POS, NO_POS);
	u->unsafe_scope = scope_new(c, u->scope, NO_POS, NO_POS);
	for (int k = 0; k <= TY_UNTYPED_NIL; k++)
		u->basic[k] = uni_basic(c, k, basic_names[k]);
	u->byte_ = uni_basic(c, TY_UINT8, "byte");
	u->rune_ = uni_basic(c, TY_INT32, "rune");
	uni_error(c);
	u->empty_interface = uni_interface(c);
	u->any_ = &alias_new(c, uni_define(c, OBJ_TYPE_NAME, "any", NULL), u->empty_interface)->t;
	NamedT *cmp = named_new(c, uni_define(c, OBJ_TYPE_NAME, "comparable", NULL), NULL);
	InterfaceT *it = (InterfaceT *)uni_interface(c);
	it->tset = NEW(c->a, TypeSet);
	it->tset->all_types = it->tset->comparable = true;
	cmp->from_rhs = cmp->underlying_ = &it->t;
	u->comparable_ = &cmp->t;
	uni_consts(c);
	if (c->prog->unsafe_pkg)
		c->prog->unsafe_pkg->scope = u->unsafe_scope;
}

const Universe *checker_universe(const Checker *c) {
	return &c->uni;
}
