// builtin_unsafe.c: calls of the functions of package unsafe.
//
// Sizeof, Alignof and Offsetof are constants unless the size depends on type parameters.
#include "types/builtin.h"

// Named types being looked into, innermost first.
typedef struct VarSizeSeen VarSizeSeen;
struct VarSizeSeen {
	NamedT *t;
	const VarSizeSeen *prev;
};

static bool var_size(Checker *c, Type *t, const VarSizeSeen *seen);

static bool named_var_size(Checker *c, NamedT *t, const VarSizeSeen *seen) {
	for (const VarSizeSeen *s = seen; s; s = s->prev)
		if (s->t == t)
			return true; // contains itself: reported
	for (uint32_t i = 0; i < c->path.n; i++) {
		if (c->path.v[i] != t->obj)
			continue;
		if (t->underlying_ && t->targs.n)
			break; // an instance inside the declaration of its origin
		check_cycle_error(c, c->path.v + i, c->path.n - i, 0);
		return true;
	}
	VarSizeSeen here = {t, seen};
	vec_push(c->a, &c->path, t->obj);
	bool r = var_size(c, type_underlying(c, &t->t), &here);
	c->path.n--;
	return r;
}

static bool var_size(Checker *c, Type *t, const VarSizeSeen *seen) {
	t = type_unalias(t);
	switch (t->kind) {
	case TY_NAMED: return named_var_size(c, (NamedT *)t, seen);
	case TY_ARRAY: return var_size(c, ((ArrayT *)t)->elem, seen);
	case TY_STRUCT:
		for (uint32_t i = 0; i < ((StructT *)t)->fields.n; i++)
			if (var_size(c, ((StructT *)t)->fields.v[i]->type, seen))
				return true;
		return false;
	case TY_TYPE_PARAM: return true;
	default: return false;
	}
}

// Whether the size of t depends on type parameters (or does not exist, reported).
static bool has_var_size(Checker *c, Type *t) {
	return var_size(c, t, NULL);
}

// Leaves a uintptr in x: the constant value, or if it depends on type parameters a value.
static bool unsafe_result(
	Checker *c, Operand *x, BuiltinCall *b, bool variable, int64_t value, Type *arg) {
	if (!variable && value < 0) {
		check_error_at(c, x->expr, "%s is too large", operand_string(c, x));
		return false;
	}
	x->mode = variable ? MODE_VALUE : MODE_CONST;
	if (variable)
		builtin_record1(c, b, builtin_type(c, TY_UINTPTR), arg);
	else
		x->val = const_from_int(c->s, value);
	x->type = builtin_type(c, TY_UINTPTR);
	return true;
}

bool builtin_sizeof(Checker *c, Operand *x, BuiltinCall *b) {
	check_assignment(c, x, NULL, arena_printf(c->a, "argument to %s", b->name));
	if (x->mode == MODE_INVALID)
		return false;
	bool variable = has_var_size(c, x->type);
	int64_t v = 0;
	if (!variable)
		v = b->id == BUILTIN_Sizeof ? type_size(c, x->type) : type_align(c, x->type);
	return unsafe_result(c, x, b, variable, v, x->type);
}

static int64_t offset_of_path(Checker *c, Type *t, const VEC_U32 *path) {
	int64_t sum = 0;
	for (uint32_t i = 0; i < path->n; i++) {
		StructT *s = (StructT *)type_underlying(c, t);
		int64_t offset = struct_offset(c, s, path->v[i]);
		if (offset < 0 || sum > INT64_MAX - offset)
			return -1;
		sum += offset;
		t = s->fields.v[path->v[i]]->type;
	}
	return sum;
}

bool builtin_offsetof(Checker *c, Operand *x, BuiltinCall *b) {
	Expr *arg = b->call->args.v[0], *sel = unparen(arg);
	if (sel->kind != AST_SELECTOR) {
		check_error_at(
			c, arg, INVALID_ARG "%s is not a selector expression", expr_str(c, arg));
		check_use(c, arg);
		return false;
	}
	SelectorExpr *e = as(SelectorExpr, sel);
	check_expr(c, NULL, x, e->x);
	if (x->mode == MODE_INVALID)
		return false;
	Type *base = x->type, *u = type_underlying(c, base);
	if (u->kind == TY_POINTER && type_underlying(c, ((PointerT *)u)->elem)->kind == TY_STRUCT)
		base = ((PointerT *)u)->elem;
	VEC_U32 path = {0};
	bool indirect = false;
	Obj *o = type_lookup(c, base, false, c->env.pkg, e->sel->name, &path, &indirect);
	if (!o) {
		check_error_at(c, x->expr, INVALID_ARG "%s has no single field %s",
			type_str(c, base), e->sel->name->s);
		return false;
	}
	if (o->kind == OBJ_FUNC) {
		check_error_at(c, arg, INVALID_ARG "%s is a method value", expr_str(c, arg));
		return false;
	}
	if (indirect) {
		check_error_at(c, x->expr, INVALID_ARG "field %s is embedded via a pointer in %s",
			e->sel->name->s, type_str(c, base));
		return false;
	}
	record_selection(c, e, SEL_FIELD, base, o, o->type, &path, false);
	record_type_and_value(c, sel, x->mode == MODE_VAR ? MODE_VAR : MODE_VALUE, o->type, NULL);
	bool variable = has_var_size(c, base);
	return unsafe_result(
		c, x, b, variable, variable ? 0 : offset_of_path(c, base, &path), o->type);
}

bool builtin_unsafe_add(Checker *c, Operand *x, BuiltinCall *b) {
	builtin_version(c, b, "go1.17");
	Type *pointer = builtin_type(c, TY_UNSAFE_POINTER);
	check_assignment(c, x, pointer, "argument to unsafe.Add");
	if (x->mode == MODE_INVALID || !check_is_index(c, b->args.v[1], "length", true))
		return false;
	x->mode = MODE_VALUE;
	x->type = pointer;
	builtin_record2(c, b, pointer, pointer, b->args.v[1]->type);
	return true;
}

bool builtin_unsafe_slice(Checker *c, Operand *x, BuiltinCall *b) {
	builtin_version(c, b, "go1.17");
	const char *ignored = "";
	Type *u = common_under(c, x->type, &ignored);
	if (!u || u->kind != TY_POINTER) {
		check_error_at(c, x->expr, INVALID_ARG "%s is not a pointer", operand_string(c, x));
		return false;
	}
	if (!check_is_index(c, b->args.v[1], "length", false))
		return false;
	x->mode = MODE_VALUE;
	x->type = type_slice_of(c, ((PointerT *)u)->elem);
	builtin_record2(c, b, x->type, u, b->args.v[1]->type);
	return true;
}

bool builtin_unsafe_slice_data(Checker *c, Operand *x, BuiltinCall *b) {
	builtin_version(c, b, "go1.20");
	const char *ignored = "";
	Type *u = common_under(c, x->type, &ignored);
	if (!u || u->kind != TY_SLICE) {
		check_error_at(c, x->expr, INVALID_ARG "%s is not a slice", operand_string(c, x));
		return false;
	}
	x->mode = MODE_VALUE;
	x->type = type_pointer_to(c, ((SliceT *)u)->elem);
	builtin_record1(c, b, x->type, u);
	return true;
}

bool builtin_unsafe_string(Checker *c, Operand *x, BuiltinCall *b) {
	builtin_version(c, b, "go1.20");
	Type *pointer = type_pointer_to(c, c->uni.byte_);
	check_assignment(c, x, pointer, "argument to unsafe.String");
	if (x->mode == MODE_INVALID || !check_is_index(c, b->args.v[1], "length", false))
		return false;
	x->mode = MODE_VALUE;
	x->type = builtin_type(c, TY_STRING);
	builtin_record2(c, b, x->type, pointer, b->args.v[1]->type);
	return true;
}

bool builtin_unsafe_string_data(Checker *c, Operand *x, BuiltinCall *b) {
	builtin_version(c, b, "go1.20");
	check_assignment(c, x, builtin_type(c, TY_STRING), "argument to unsafe.StringData");
	if (x->mode == MODE_INVALID)
		return false;
	x->mode = MODE_VALUE;
	x->type = type_pointer_to(c, c->uni.byte_);
	builtin_record1(c, b, x->type, builtin_type(c, TY_STRING));
	return true;
}
