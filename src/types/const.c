// const.c: constant operands: whether a constant can be represented in a type, rounding, overflow,
// and the conversion of untyped operands to the type their context asks for.
#include <math.h>

#include "types/check.h"

// Bits of an untyped integer and bytes of a string beyond which a constant is an error.
#define CONST_MAX_BITS 512
#define CONST_MAX_STRING 2000000000

static const char *overflow_operation(const Expr *e) {
	if (e->kind == AST_UNARY)
		return ((const UnaryExpr *)e)->op == OPER_XOR ? "bitwise complement " : "";
	if (e->kind != AST_BINARY)
		return "";
	switch (((const BinaryExpr *)e)->op) {
	case OPER_ADD: return "addition ";
	case OPER_SUB: return "subtraction ";
	case OPER_XOR: return "bitwise XOR ";
	case OPER_MUL: return "multiplication ";
	case OPER_SHL: return "shift ";
	default: return "";
	}
}

static const Const *const_unknown(Checker *c) {
	return NEW(c->a, Const);
}
_Static_assert(CONST_UNKNOWN == 0, "a zeroed constant is unknown");

// x is the result of a constant operation at op_pos: it must fit its type, or not grow without
// bounds.
void check_overflow(Checker *c, Operand *x, Pos op_pos) {
	if (x->val->kind == CONST_UNKNOWN) {
		check_error(c, op_pos, "constant result is not representable");
		return;
	}
	if (!type_is_untyped(x->type)) {
		check_representable(c, x, type_underlying(c, x->type));
		return;
	}
	if (x->val->kind == CONST_INT && const_bit_length(x->val) > CONST_MAX_BITS) {
		check_error(c, op_pos, "constant %soverflow", overflow_operation(x->expr));
		x->val = const_unknown(c);
	} else if (x->val->kind == CONST_STRING && x->val->str.len > CONST_MAX_STRING) {
		check_error(c, op_pos, "constant string too long (%u bytes > %d bytes)",
			x->val->str.len, CONST_MAX_STRING);
		x->val = const_unknown(c);
	}
}

/* Representability. */

static bool const_fits_int(const Const *v, TypeKind k) {
	static const uint8_t bits[TY_COUNT] = {
		[TY_INT] = 64,
		[TY_INT8] = 8,
		[TY_INT16] = 16,
		[TY_INT32] = 32,
		[TY_INT64] = 64,
		[TY_UINT] = 64,
		[TY_UINT8] = 8,
		[TY_UINT16] = 16,
		[TY_UINT32] = 32,
		[TY_UINT64] = 64,
		[TY_UINTPTR] = 64,
	};
	if (k == TY_UNTYPED_INT || k == TY_UNTYPED_RUNE)
		return true;
	int64_t i;
	uint64_t u;
	if (k >= TY_UINT)
		return const_uint64(v, &u) && (bits[k] == 64 || u >> bits[k] == 0);
	if (!const_int64(v, &i))
		return false;
	int64_t max = INT64_MAX >> (64 - bits[k]);
	return -max - 1 <= i && i <= max;
}
_Static_assert(TY_INT < TY_UINT && TY_INT64 + 1 == TY_UINT && TY_UINT < TY_UINTPTR,
	"signed kinds before unsigned ones");

static bool const_is_real(const Const *v) {
	return v->kind == CONST_INT || v->kind == CONST_FLOAT;
}

// v, a real constant, rounded to 32 or 64 bits; NULL if it is too large.
static const Const *const_round(Session *s, const Const *v, bool single) {
	double d = single ? (double)const_float(v) : const_double(v);
	return isinf(d) ? NULL : const_from_double(s, d);
}

static bool const_represent_float(Checker *c, const Const *v, TypeKind k, const Const **rounded) {
	const Const *f = const_to_float(c->s, v);
	if (!const_is_real(f))
		return false;
	if (k == TY_UNTYPED_FLOAT)
		return true;
	f = const_round(c->s, f, k == TY_FLOAT32);
	if (f && rounded)
		*rounded = f;
	return f != NULL;
}

static bool const_represent_complex(Checker *c, const Const *v, TypeKind k, const Const **rounded) {
	const Const *z = const_to_complex(c->s, v);
	if (z->kind != CONST_COMPLEX)
		return false;
	if (k == TY_UNTYPED_COMPLEX)
		return true;
	const Const *re = const_round(c->s, z->c.re, k == TY_COMPLEX64);
	const Const *im = const_round(c->s, z->c.im, k == TY_COMPLEX64);
	if (!re || !im)
		return false;
	if (rounded) {
		Const *r = NEW(c->a, Const);
		r->kind = CONST_COMPLEX;
		r->c.re = re;
		r->c.im = im;
		*rounded = r;
	}
	return true;
}

// Whether v is a value of the basic type; *rounded, if wanted, is then v as that type holds it
// (left alone for kinds of constants that do not change).
bool const_representable(Checker *c, const Const *v, Type *basic, const Const **rounded) {
	if (v->kind == CONST_UNKNOWN)
		return true;
	TypeKind k = basic->kind;
	if (type_is_integer(c, basic)) {
		const Const *i = const_to_int(c->s, v);
		if (i->kind != CONST_INT)
			return false;
		if (rounded)
			*rounded = i;
		return const_fits_int(i, k);
	}
	if (type_is_float(c, basic))
		return const_represent_float(c, v, k, rounded);
	if (type_is_complex(c, basic))
		return const_represent_complex(c, v, k, rounded);
	if (type_is_string(c, basic))
		return v->kind == CONST_STRING;
	return type_is_boolean(c, basic) && v->kind == CONST_BOOL;
}

static void convert_error(Checker *c, Operand *x, Type *t, int err) {
	const char *what = operand_string(c, x), *to = type_str(c, t);
	if (err == CONVERT_TRUNCATED)
		check_error_at(c, x->expr, "%s truncated to %s", what, to);
	else if (err == CONVERT_OVERFLOWS)
		check_error_at(c, x->expr, "%s overflows %s", what, to);
	else
		check_error_at(c, x->expr, "cannot convert %s to type %s", what, to);
	x->mode = MODE_INVALID;
}

void check_representable(Checker *c, Operand *x, Type *t) {
	const Const *v = x->val;
	if (const_representable(c, x->val, t, &v)) {
		x->val = v;
		return;
	}
	int err = CONVERT_INVALID;
	if (type_is_numeric(c, x->type) && type_is_numeric(c, t))
		err = !type_is_integer(c, x->type) && type_is_integer(c, t) ? CONVERT_TRUNCATED
									    : CONVERT_OVERFLOWS;
	convert_error(c, x, t, err);
}

/* Conversion of untyped operands. */

void check_convert_untyped(Checker *c, Operand *x, Type *target) {
	Type *t;
	const Const *val;
	int err;
	check_implicit_type(c, x, target, &t, &val, &err);
	if (!t) {
		convert_error(c, x,
			type_is_type_param(target) ? target : type_underlying(c, target), err);
		return;
	}
	if (val) {
		x->val = val;
		check_update_expr_val(c, x->expr, val);
	}
	if (t != x->type) {
		x->type = t;
		check_update_expr_type(c, x->expr, t, false);
	}
}
