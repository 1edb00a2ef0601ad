// conversion.c: explicit conversions T(x).
#include "types/check.h"

/* Kinds of types that the rules of conversion name. */

static bool convert_is_kind(Type *u, TypeKind k) {
	return u->kind == k;
}

static bool convert_is_bytes_or_runes(Checker *c, Type *u) {
	if (u->kind != TY_SLICE)
		return false;
	Type *elem = type_underlying(c, ((SliceT *)u)->elem);
	return elem->kind == TY_UINT8 || elem->kind == TY_INT32;
}

static bool convert_is_real(Checker *c, Type *u) {
	return type_is_integer(c, u) || type_is_float(c, u);
}

/* Constants. */

static const Const *convert_code_point(Checker *c, const Const *v) {
	uint64_t i;
	char s[4];
	uint32_t n = utf8_encode(s, const_uint64(v, &i) && i <= 0x10FFFF ? (uint32_t)i : 0xFFFD);
	return const_from_string(c->s, arena_strndup(c->a, s, n), n);
}

static bool convert_constant(Checker *c, Operand *x, Type *t, const Const **val) {
	Type *u = type_underlying(c, t);
	if (u->kind == TY_INVALID || u->kind > TY_UNTYPED_NIL)
		return false;
	if (const_representable(c, x->val, u, val))
		return true;
	if (!type_is_integer(c, x->type) || !type_is_string(c, u))
		return false;
	if (val)
		*val = convert_code_point(c, x->val);
	return true;
}

// A constant converted to a type parameter must convert to each type of its set; the result is no
// constant.
static bool convert_constant_terms(Checker *c, Operand *x, Type *t, const char **cause) {
	Terms terms;
	check_terms(c, t, &terms);
	if (terms.n == 0)
		*cause = arena_printf(c->a, "%s does not contain specific types", type_str(c, t));
	for (uint32_t i = 0; i < terms.n; i++) {
		Type *u = type_underlying(c, terms.v[i].type);
		if (type_is_string(c, x->type) && convert_is_bytes_or_runes(c, u))
			continue;
		if (convert_constant(c, x, u, NULL))
			continue;
		if (type_is_integer(c, x->type) && type_is_integer(c, u))
			*cause = arena_printf(c->a, "constant %s overflows %s (in %s)",
				const_string(c->s, x->val), type_str(c, u), type_str(c, t));
		else
			*cause = arena_printf(c->a, "cannot convert %s to type %s (in %s)",
				operand_string(c, x), type_str(c, u), type_str(c, t));
		return false;
	}
	return terms.n > 0;
}

/* Values. */

static bool convert_slice(Checker *c, SliceT *s, Type *u, const char **cause) {
	const char *version = "go1.20", *what = "conversion of slice to array";
	if (u->kind == TY_POINTER) {
		u = type_underlying(c, ((PointerT *)u)->elem);
		version = "go1.17";
		what = "conversion of slice to array pointer";
	}
	if (u->kind != TY_ARRAY || !type_identical(c, s->elem, ((ArrayT *)u)->elem))
		return false;
	if (check_allow_version(c, version))
		return true;
	if (cause)
		*cause = arena_printf(c->a, "%s requires %s or later", what, version);
	return false;
}

static bool convert_pointers(Checker *c, Type *v, Type *t) {
	if (v->kind != TY_POINTER || t->kind != TY_POINTER)
		return false;
	Type *ve = ((PointerT *)v)->elem, *te = ((PointerT *)t)->elem;
	return !type_is_type_param(ve) && !type_is_type_param(te) &&
	       type_identical_ignore_tags(c, type_underlying(c, ve), type_underlying(c, te));
}

static bool convert_unsafe(Type *from, Type *to) {
	return convert_is_kind(to, TY_UNSAFE_POINTER) &&
	       (convert_is_kind(from, TY_POINTER) || convert_is_kind(from, TY_UINTPTR));
}

static bool convert_underlying(Checker *c, Type *vu, Type *tu, const char **cause) {
	if (convert_is_real(c, vu) && convert_is_real(c, tu))
		return true;
	if (type_is_complex(c, vu) && type_is_complex(c, tu))
		return true;
	if ((type_is_integer(c, vu) || convert_is_bytes_or_runes(c, vu)) && type_is_string(c, tu))
		return true;
	if (type_is_string(c, vu) && convert_is_bytes_or_runes(c, tu))
		return true;
	if (convert_unsafe(vu, tu) || convert_unsafe(tu, vu))
		return true;
	return vu->kind == TY_SLICE && convert_slice(c, (SliceT *)vu, tu, cause);
}

static void convert_explain(
	Checker *c, const char **cause, Type *v, Type *v_in, Type *t, Type *t_in) {
	if (!cause)
		return;
	Buf b = {0};
	buf_printf(c->a, &b, "cannot convert %s", type_str(c, v));
	if (v_in)
		buf_printf(c->a, &b, " (in %s)", type_str(c, v_in));
	buf_printf(c->a, &b, " to type %s", type_str(c, t));
	if (t_in)
		buf_printf(c->a, &b, " (in %s)", type_str(c, t_in));
	if (*cause && **cause)
		buf_printf(c->a, &b, "\n\t%s", *cause);
	*cause = buf_cstr(c->a, &b);
}

// Every type of the set of x's type to every type of t's set; either may be no type parameter.
static bool convert_terms(Checker *c, Operand *x, Type *t, const char **cause) {
	Terms from, to;
	check_terms(c, x->type, &from);
	check_terms(c, t, &to);
	Type *v_in = type_is_type_param(x->type) ? x->type : NULL,
	     *t_in = type_is_type_param(t) ? t : NULL;
	for (uint32_t i = 0; i < from.n; i++) {
		Operand y = *x;
		y.type = v_in ? from.v[i].type : x->type;
		for (uint32_t j = 0; j < to.n; j++) {
			Type *u = t_in ? to.v[j].type : t;
			if (check_convertible(c, &y, u, cause))
				continue;
			convert_explain(c, cause, y.type, v_in, u, t_in);
			return false;
		}
	}
	return from.n > 0 && to.n > 0;
}

bool check_convertible(Checker *c, Operand *x, Type *t, const char **cause) {
	if (operand_assignable(c, x, t, cause))
		return true;
	Type *v = type_unalias(x->type), *to = type_unalias(t);
	Type *vu = type_underlying(c, v), *tu = type_underlying(c, to);
	bool params = v->kind == TY_TYPE_PARAM || to->kind == TY_TYPE_PARAM;
	if (!params && type_identical_ignore_tags(c, vu, tu))
		return true;
	if (convert_pointers(c, v, to))
		return true;
	if (convert_underlying(c, vu, tu, cause))
		return true;
	return params && convert_terms(c, x, t, cause);
}

// The type of the integer constant x in string(x). One too large for any type is no code point, and
// no error.
static Type *convert_code_point_type(Checker *c, const Operand *x) {
	Type *t = type_default(c, x->type);
	const Const *rounded;
	return const_representable(c, x->val, t, &rounded) ? t : x->type;
}

static void convert_finish(Checker *c, Operand *x, Type *t, bool was_const) {
	if (!type_is_untyped(x->type))
		return;
	Type *final = t;
	if (x->type->kind == TY_UNTYPED_NIL)
		final = t;
	else if (type_is_interface(c, t) || (was_const && !type_is_const_type(c, t)))
		final = type_default(c, x->type);
	else if (x->mode == MODE_CONST && type_is_integer(c, x->type) && type_all_string(c, t))
		final = convert_code_point_type(c, x);
	check_update_expr_type(c, x->expr, final, true);
}

void check_conversion(Checker *c, Operand *x, Type *t) {
	bool was_const = x->mode == MODE_CONST, ok;
	const char *cause = "";
	if (was_const && type_is_const_type(c, t)) {
		ok = convert_constant(c, x, t, &x->val);
		if (!ok && type_is_integer(c, x->type) && type_is_integer(c, t)) {
			check_error_at(c, x->expr, "constant %s overflows %s",
				const_string(c->s, x->val), type_str(c, t));
			x->mode = MODE_INVALID;
			return;
		}
	} else if (was_const && type_is_type_param(t)) {
		ok = convert_constant_terms(c, x, t, &cause);
		x->mode = MODE_VALUE;
	} else {
		ok = check_convertible(c, x, t, &cause);
		if (ok)
			x->mode = MODE_VALUE;
	}
	if (!ok) {
		check_error_at(c, x->expr, "cannot convert %s to type %s%s%s", operand_string(c, x),
			type_str(c, t), cause && *cause ? ": " : "", cause ? cause : "");
		x->mode = MODE_INVALID;
		return;
	}
	convert_finish(c, x, t, was_const);
	x->type = t;
}
