// binary.c: binary operations: matching of operand types, comparisons, shifts, arithmetic.
//
// A chain of binary operators is deep to the left: a+b+c+d is ((a+b)+c)+d. check_binary walks such
// a chain in a loop, innermost operation first, so that the depth of the tree is no matter; every
// inner operation is recorded just as check_raw_expr would have done.
#include "types/check.h"

#define INVALID_OP "invalid operation: "

static bool binary_is_pointer(Checker *c, Type *t) {
	return type_underlying(c, t)->kind == TY_POINTER;
}

// Whether converting an untyped operand to the other's type may make the types match. If not, the
// operands are left alone and a mismatch of types is reported later.
static bool match_may_convert(Checker *c, Operand *x, Operand *y) {
	if (!type_is_untyped(x->type) && !type_is_untyped(y->type))
		return false;
	if (type_all_numeric(c, x->type) != type_all_numeric(c, y->type))
		return false;
	if (type_is_interface(c, x->type) || type_is_interface(c, y->type))
		return true;
	if (type_all_boolean(c, x->type) != type_all_boolean(c, y->type))
		return false;
	if (type_all_string(c, x->type) != type_all_string(c, y->type))
		return false;
	if (operand_is_nil(c, x))
		return type_has_nil(c, y->type);
	if (operand_is_nil(c, y))
		return type_has_nil(c, x->type);
	return !binary_is_pointer(c, x->type) && !binary_is_pointer(c, y->type);
}

void check_match_types(Checker *c, Operand *x, Operand *y) {
	if (!match_may_convert(c, x, y))
		return;
	check_convert_untyped(c, x, y->type);
	if (x->mode == MODE_INVALID)
		return;
	check_convert_untyped(c, y, x->type);
	if (y->mode == MODE_INVALID)
		x->mode = MODE_INVALID;
}

/* Comparisons. */

static const char *comparison_incomparable(Checker *c, Type *t) {
	TypeKind k = type_underlying(c, t)->kind;
	if (k == TY_SLICE || k == TY_SIGNATURE || k == TY_MAP)
		return arena_printf(c->a, "%s can only be compared to nil", type_kind_word(c, t));
	const char *cause = "";
	type_comparable_cause(c, t, true, &cause);
	return cause ? cause : "";
}

// The operand at fault when the comparison x op y is not defined, or NULL; *cause is set if there
// is more to say.
static Operand *comparison_fault(Checker *c, Operand *x, Operand *y, Oper op, const char **cause) {
	if (!operand_assignable(c, x, y->type, NULL) && !operand_assignable(c, y, x->type, NULL)) {
		*cause = arena_printf(c->a, "mismatched types %s and %s", type_str(c, x->type),
			type_str(c, y->type));
		return y;
	}
	if (op != OPER_EQL && op != OPER_NEQ) {
		if (!type_all_ordered(c, x->type))
			return x;
		return type_all_ordered(c, y->type) ? NULL : y;
	}
	if (operand_is_nil(c, x) || operand_is_nil(c, y))
		return type_has_nil(c, operand_is_nil(c, x) ? y->type : x->type) ? NULL : y;
	Operand *fault = !type_comparable(c, x->type) ? x : !type_comparable(c, y->type) ? y : NULL;
	if (fault)
		*cause = comparison_incomparable(c, fault->type);
	return fault;
}

static void comparison_error(
	Checker *c, Operand *x, Operand *y, Oper op, Operand *fault, const char *cause) {
	if (!*cause && (type_is_type_param(x->type) || type_is_type_param(y->type))) {
		if (!type_is_type_param(x->type))
			fault = y;
		cause = arena_printf(c->a, "type parameter %s cannot use operator %s",
			type_str(c, fault->type), oper_text(op));
	} else if (!*cause) {
		const char *what = type_kind_word(c, fault->type);
		cause = arena_printf(c->a, "operator %s not defined on %s", oper_text(op),
			*what ? what : type_str(c, fault->type));
	}
	if (c->switch_case)
		check_error_at(c, x->expr, "invalid case %s in switch on %s (%s)",
			expr_str(c, x->expr), expr_str(c, y->expr), cause);
	else
		check_error_at(c, fault->expr, INVALID_OP "%s %s %s (%s)", expr_str(c, x->expr),
			oper_text(op), expr_str(c, y->expr), cause);
	x->mode = MODE_INVALID;
}

void check_comparison(Checker *c, Operand *x, Operand *y, Oper op) {
	if (!type_is_valid(x->type) || !type_is_valid(y->type)) {
		x->mode = MODE_INVALID;
		return;
	}
	if (c->switch_case)
		op = OPER_EQL;
	const char *cause = "";
	Operand *fault = comparison_fault(c, x, y, op, &cause);
	if (fault) {
		comparison_error(c, x, y, op, fault, cause);
		return;
	}
	if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
		x->val = const_from_bool(c->s, const_compare(op, x->val, y->val));
	} else {
		x->mode = MODE_VALUE;
		check_update_expr_type(c, x->expr, type_default(c, x->type), true);
		check_update_expr_type(c, y->expr, type_default(c, y->type), true);
	}
	x->type = c->uni.basic[TY_UNTYPED_BOOL];
}

/* Shifts. */

static const Const *shift_int(Checker *c, Operand *x) {
	return x->mode == MODE_CONST ? const_to_int(c->s, x->val) : NULL;
}

static void shift_fail(Checker *c, Operand *x, Operand *at, const char *what, const char *why) {
	check_error_at(c, at->expr, INVALID_OP "%s %s%s", what, operand_string(c, at), why);
	x->mode = MODE_INVALID;
}

// Checks the shift count; x is invalid on return if it is wrong.
static void shift_count(Checker *c, Operand *x, Operand *y, const Const *yval) {
	if (yval) {
		if (yval->kind == CONST_INT && const_sign(yval) < 0) {
			shift_fail(c, x, y, "negative shift count", "");
			return;
		}
		if (type_is_untyped(y->type))
			check_representable(c, y, c->uni.basic[TY_UINT]);
	} else if (type_all_integer(c, y->type)) {
		if (!type_all_unsigned(c, y->type) &&
			!check_verify_version(c, node_start(y->expr), "go1.13",
				INVALID_OP "signed shift count %s", operand_string(c, y)))
			y->mode = MODE_INVALID;
	} else if (type_is_untyped(y->type)) {
		check_convert_untyped(c, y, c->uni.basic[TY_UINT]);
	} else {
		shift_fail(c, x, y, "shift count", " must be integer");
	}
	if (y->mode == MODE_INVALID)
		x->mode = MODE_INVALID;
}

static void shift_constants(Checker *c, Operand *x, Operand *y, const Const *xval,
	const Const *yval, Expr *e, Oper op) {
	bool unknown = x->val->kind == CONST_UNKNOWN || y->val->kind == CONST_UNKNOWN;
	// Room for the smallest denormal as a ratio.
	const uint64_t bound = 1023 - 1 + 52;
	uint64_t count = 0;
	if (!unknown && (!const_uint64(yval, &count) || count > bound)) {
		shift_fail(c, x, y, "invalid shift count", "");
		return;
	}
	if (!type_is_integer(c, x->type))
		x->type = c->uni.basic[TY_UNTYPED_INT];
	if (unknown) {
		x->val = x->val->kind == CONST_UNKNOWN ? x->val : y->val;
		return;
	}
	x->val = const_shift(c->s, op, xval, (uint32_t)count);
	if (e)
		x->expr = e;
	check_overflow(c, x, x->expr->pos);
}

static void binary_shift(Checker *c, Operand *x, Operand *y, Expr *e, Oper op) {
	const Const *xval = shift_int(c, x), *yval = shift_int(c, y);
	if (!type_all_integer(c, x->type) &&
		!(type_is_untyped(x->type) && xval && xval->kind == CONST_INT)) {
		shift_fail(c, x, x, "shifted operand", " must be integer");
		return;
	}
	shift_count(c, x, y, yval);
	if (x->mode == MODE_INVALID)
		return;
	if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
		shift_constants(c, x, y, xval, yval, e, op);
		return;
	}
	if (x->mode == MODE_CONST && type_is_untyped(x->type)) {
		// The operand takes the type that the shift will be given.
		UntypedExpr *u = map_get(&c->untyped, x->expr);
		if (u && !u->done)
			u->is_lhs = true;
		x->mode = MODE_VALUE;
		return;
	}
	if (!type_all_integer(c, x->type)) {
		shift_fail(c, x, x, "shifted operand", " must be integer");
		return;
	}
	x->mode = MODE_VALUE;
}

/* Arithmetic. */

static bool binary_defined(Checker *c, Operand *x, Oper op) {
	bool ok;
	switch (op) {
	case OPER_ADD: ok = type_all_numeric_or_string(c, x->type); break;
	case OPER_SUB:
	case OPER_MUL:
	case OPER_DIV: ok = type_all_numeric(c, x->type); break;
	case OPER_REM:
	case OPER_AND:
	case OPER_OR:
	case OPER_XOR:
	case OPER_ANDNOT: ok = type_all_integer(c, x->type); break;
	case OPER_ANDAND:
	case OPER_OROR: ok = type_all_boolean(c, x->type); break;
	default: ice("binary_defined: operator %d is not binary", op);
	}
	if (!ok)
		check_error_at(c, x->expr, INVALID_OP "operator %s not defined on %s",
			oper_text(op), operand_string(c, x));
	return ok;
}

// Whether the square of a real constant is zero, be it that it underflows gc's 32-bit binary
// exponent.
static bool square_vanishes(const Const *v) {
	if (v->kind == CONST_FLOAT && v->is_big && const_sign(v) != 0) {
		long exponent;
		mpf_get_d_2exp(&exponent, v->f);
		return exponent < INT32_MIN / 2;
	}
	return const_sign(v) == 0;
}

// A complex divisor whose parts square to zero cannot be divided by, even if it is not zero itself.
static bool divisor_vanishes(const Const *v, bool complex) {
	if (v->kind == CONST_COMPLEX)
		return square_vanishes(v->c.re) && square_vanishes(v->c.im);
	return complex ? square_vanishes(v) : const_sign(v) == 0;
}

static bool binary_divisor_ok(Checker *c, Operand *x, Operand *y) {
	if (y->mode != MODE_CONST || y->val->kind == CONST_UNKNOWN)
		return true;
	if (x->mode != MODE_CONST && !type_all_integer(c, x->type))
		return true;
	if (!divisor_vanishes(y->val, x->mode == MODE_CONST && type_is_complex(c, x->type)))
		return true;
	check_error_at(c, y->expr, INVALID_OP "division by zero");
	return false;
}

// Concatenates in place when x ends where the last result ended and there is room: a chain of n
// additions copies each byte a constant number of times, and all its intermediate values share one
// buffer.
const Const *check_const_concat(Checker *c, const Const *x, const Const *y) {
	uint64_t n = (uint64_t)x->str.len + y->str.len;
	if (n > UINT32_MAX / 2)
		return const_binary(c->s, OPER_ADD, x, y, false);
	if (x->str.p != c->concat.v || x->str.len != c->concat.n || n > c->concat.cap) {
		uint32_t cap = (uint32_t)(n < 64 ? n : n * 2);
		char *v = arena_alloc(c->a, cap + 1);
		memcpy(v, x->str.p, x->str.len);
		c->concat.v = v;
		c->concat.cap = cap;
	}
	memcpy(c->concat.v + x->str.len, y->str.p, y->str.len);
	c->concat.n = (uint32_t)n;
	return const_from_string(c->s, c->concat.v, (uint32_t)n);
}

#define MAX_CONST_STRING (256 << 20)

static void binary_constants(Checker *c, Operand *x, Operand *y, Expr *e, Oper op) {
	if (x->val->kind == CONST_UNKNOWN)
		return;
	if (y->val->kind == CONST_UNKNOWN) {
		x->val = y->val;
		return;
	}
	if (x->val->kind == CONST_STRING && y->val->kind == CONST_STRING) {
		if ((uint64_t)x->val->str.len + y->val->str.len > MAX_CONST_STRING) {
			check_error(c, x->expr->pos, "constant string is longer than %d MB",
				MAX_CONST_STRING >> 20);
			x->mode = MODE_INVALID;
			return;
		}
		x->val = check_const_concat(c, x->val, y->val);
	} else
		x->val = const_binary(
			c->s, op, x->val, y->val, op == OPER_DIV && type_is_integer(c, x->type));
	if (e)
		x->expr = e;
	check_overflow(c, x, x->expr->pos);
}

static void binary_mismatch(
	Checker *c, Operand *x, Operand *y, Expr *e, Expr *lhs, Expr *rhs, Oper op) {
	if (!type_is_valid(x->type) || !type_is_valid(y->type))
		return;
	const char *what = e ? expr_str(c, e)
			     : arena_printf(c->a, "%s %s= %s", expr_str(c, lhs), oper_text(op),
				       expr_str(c, rhs));
	check_error_at(c, x->expr, INVALID_OP "%s (mismatched types %s and %s)", what,
		type_str(c, x->type), type_str(c, y->type));
}

// x op y, both evaluated; the result is in x.
static void binary_apply(
	Checker *c, Operand *x, Operand *y, Expr *e, Expr *lhs, Expr *rhs, Oper op) {
	if (x->mode == MODE_INVALID)
		return;
	if (y->mode == MODE_INVALID) {
		x->mode = MODE_INVALID;
		x->expr = y->expr;
		return;
	}
	if (op == OPER_SHL || op == OPER_SHR) {
		binary_shift(c, x, y, e, op);
		return;
	}
	check_match_types(c, x, y);
	if (x->mode == MODE_INVALID)
		return;
	if (op >= OPER_EQL && op <= OPER_GEQ) {
		check_comparison(c, x, y, op);
		return;
	}
	if (!type_identical(c, x->type, y->type)) {
		binary_mismatch(c, x, y, e, lhs, rhs, op);
		x->mode = MODE_INVALID;
		return;
	}
	bool divides = op == OPER_DIV || op == OPER_REM;
	if (!binary_defined(c, x, op) || (divides && !binary_divisor_ok(c, x, y))) {
		x->mode = MODE_INVALID;
		return;
	}
	if (x->mode == MODE_CONST && y->mode == MODE_CONST)
		binary_constants(c, x, y, e, op);
	else
		x->mode = MODE_VALUE;
}

void check_binary(Checker *c, Operand *x, Expr *e, Expr *lhs, Expr *rhs, Oper op) {
	uint32_t n = 0;
	if (e)
		for (Expr *l = lhs; l->kind == AST_BINARY; l = as(BinaryExpr, l)->x)
			n++;
	BinaryExpr *few[8], **chain = n <= LEN(few) ? few : NEW_ARRAY(c->a, BinaryExpr *, n);
	Expr *first = lhs;
	for (uint32_t i = 0; i < n; i++) {
		chain[i] = as(BinaryExpr, first);
		first = chain[i]->x;
	}
	check_expr(c, NULL, x, first);
	while (n-- > 0) {
		BinaryExpr *b = chain[n];
		Operand y;
		check_expr(c, NULL, &y, b->y);
		binary_apply(c, x, &y, &b->n, b->x, b->y, b->op);
		x->expr = &b->n;
		check_record(c, x);
	}
	Operand y;
	check_expr(c, NULL, &y, rhs);
	binary_apply(c, x, &y, e, lhs, rhs, op);
}
