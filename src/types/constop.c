// constop.c: operations on constants.
#include "types/core.h"

#include <stdlib.h>

static const Const *cop_unknown(Session *s) {
	return NEW(s->arena, Const);
}

/* Construction of results: see constant.c for the invariants */

static const Const *cop_z(Session *s, mpz_t z) {
	if (mpz_fits_slong_p(z)) {
		int64_t v = mpz_get_si(z);
		mpz_clear(z);
		return const_from_int(s, v);
	}
	Const *k = NEW(s->arena, Const);
	k->kind = CONST_INT;
	k->z[0] = z[0];
	return k;
}

static void cop_get_z(mpz_t z, const Const *x) {
	if (x->small)
		mpz_init_set_si(z, x->i);
	else
		mpz_init_set(z, x->z);
}

/* Integers */

static bool cop_small(Oper op, int64_t a, int64_t b, int64_t *r) {
	switch (op) {
	case OPER_ADD: return !__builtin_add_overflow(a, b, r);
	case OPER_SUB: return !__builtin_sub_overflow(a, b, r);
	case OPER_MUL: return !__builtin_mul_overflow(a, b, r);
	case OPER_DIV:
		if (b == 0 || (b == -1 && a == INT64_MIN))
			return false;
		*r = a / b;
		return true;
	case OPER_REM:
		if (b == 0)
			return false;
		*r = b == -1 ? 0 : a % b;
		return true;
	case OPER_AND: *r = a & b; return true;
	case OPER_OR: *r = a | b; return true;
	case OPER_XOR: *r = a ^ b; return true;
	case OPER_ANDNOT: *r = a & ~b; return true;
	default: return false;
	}
}

static const Const *cop_int(Session *s, Oper op, const Const *x, const Const *y) {
	int64_t v;
	if (x->small && y->small && cop_small(op, x->i, y->i, &v))
		return const_from_int(s, v);
	if ((op == OPER_DIV || op == OPER_REM) && const_sign(y) == 0)
		return cop_unknown(s);
	mpz_t a, b;
	cop_get_z(a, x);
	cop_get_z(b, y);
	bool ok = true;
	switch (op) {
	case OPER_ADD: mpz_add(a, a, b); break;
	case OPER_SUB: mpz_sub(a, a, b); break;
	case OPER_MUL: mpz_mul(a, a, b); break;
	case OPER_DIV: mpz_tdiv_q(a, a, b); break;
	case OPER_REM: mpz_tdiv_r(a, a, b); break;
	case OPER_AND: mpz_and(a, a, b); break;
	case OPER_OR: mpz_ior(a, a, b); break;
	case OPER_XOR: mpz_xor(a, a, b); break;
	case OPER_ANDNOT:
		mpz_com(b, b);
		mpz_and(a, a, b);
		break;
	default: ok = false;
	}
	mpz_clear(b);
	if (ok)
		return cop_z(s, a);
	mpz_clear(a);
	return cop_unknown(s);
}

/* Floating-point numbers */

static const Const *cop_big(Session *s, Oper op, const Const *x, const Const *y) {
	mpf_t a, b;
	const_mpf(a, x);
	const_mpf(b, y);
	bool ok = true;
	switch (op) {
	case OPER_ADD: mpf_add(a, a, b); break;
	case OPER_SUB: mpf_sub(a, a, b); break;
	case OPER_MUL: mpf_mul(a, a, b); break;
	case OPER_DIV:
		ok = mpf_sgn(b) != 0;
		if (ok)
			mpf_div(a, a, b);
		break;
	default: ok = false;
	}
	mpf_clear(b);
	if (ok)
		return const_take_mpf(s, a);
	mpf_clear(a);
	return cop_unknown(s);
}

static const Const *cop_float(Session *s, Oper op, const Const *x, const Const *y) {
	if ((x->kind == CONST_FLOAT && x->is_big) || (y->kind == CONST_FLOAT && y->is_big) ||
		const_bit_length(x) >= CONST_SMALL_BITS || const_bit_length(y) >= CONST_SMALL_BITS)
		return cop_big(s, op, x, y);
	mpq_t a, b;
	const_mpq(a, x);
	const_mpq(b, y);
	bool ok = true;
	switch (op) {
	case OPER_ADD: mpq_add(a, a, b); break;
	case OPER_SUB: mpq_sub(a, a, b); break;
	case OPER_MUL: mpq_mul(a, a, b); break;
	case OPER_DIV:
		ok = mpq_sgn(b) != 0;
		if (ok)
			mpq_div(a, a, b);
		break;
	default: ok = false;
	}
	mpq_clear(b);
	if (ok)
		return const_take_mpq(s, a);
	mpq_clear(a);
	return cop_unknown(s);
}

/* Complex numbers and strings */

static const Const *cop_real(Session *s, Oper op, const Const *x, const Const *y) {
	return const_binary(s, op, x, y, false);
}

static const Const *cop_make_complex(Session *s, const Const *re, const Const *im) {
	if (re->kind == CONST_UNKNOWN || im->kind == CONST_UNKNOWN)
		return cop_unknown(s);
	Const *k = NEW(s->arena, Const);
	k->kind = CONST_COMPLEX;
	k->c.re = re;
	k->c.im = im;
	return k;
}

static const Const *cop_complex(Session *s, Oper op, const Const *x, const Const *y) {
	const Const *a = x->c.re, *b = x->c.im, *c = y->c.re, *d = y->c.im;
	if (op == OPER_ADD || op == OPER_SUB)
		return cop_make_complex(s, cop_real(s, op, a, c), cop_real(s, op, b, d));
	if (op != OPER_MUL && op != OPER_DIV)
		return cop_unknown(s);
	const Const *ac = cop_real(s, OPER_MUL, a, c), *bd = cop_real(s, OPER_MUL, b, d);
	const Const *bc = cop_real(s, OPER_MUL, b, c), *ad = cop_real(s, OPER_MUL, a, d);
	if (op == OPER_MUL)
		return cop_make_complex(
			s, cop_real(s, OPER_SUB, ac, bd), cop_real(s, OPER_ADD, bc, ad));
	const Const *n =
		cop_real(s, OPER_ADD, cop_real(s, OPER_MUL, c, c), cop_real(s, OPER_MUL, d, d));
	return cop_make_complex(s, cop_real(s, OPER_DIV, cop_real(s, OPER_ADD, ac, bd), n),
		cop_real(s, OPER_DIV, cop_real(s, OPER_SUB, bc, ad), n));
}

// Where a string under construction by a long chain of + lies: constants that are prefixes share
// it.
typedef struct ConstRope {
	uint32_t used, cap;
	char s[];
} ConstRope;

static const Const *cop_concat(Session *s, const Const *x, const Const *y) {
	if (!y->str.len)
		return x;
	uint32_t len = x->str.len + y->str.len;
	ConstRope *r = x->str.rope;
	if (!r || r->used != x->str.len || len > r->cap) {
		uint32_t cap = x->str.rope ? len * 2 : len + 16;
		r = arena_alloc(s->arena, sizeof(ConstRope) + cap);
		r->cap = cap;
		memcpy(r->s, x->str.p, x->str.len);
	}
	memcpy(r->s + x->str.len, y->str.p, y->str.len);
	r->used = len;
	Const *k = (Const *)const_from_string(s, r->s, len);
	k->str.rope = r;
	return k;
}

/* Any constants */

const Const *const_binary(Session *s, Oper op, const Const *x, const Const *y, bool int_division) {
	ConstKind kind = x->kind > y->kind ? x->kind : y->kind;
	if (x->kind == CONST_UNKNOWN || y->kind == CONST_UNKNOWN)
		return cop_unknown(s);
	switch (kind) {
	case CONST_BOOL:
		return op == OPER_ANDAND ? const_from_bool(s, x->b && y->b)
		       : op == OPER_OROR ? const_from_bool(s, x->b || y->b)
					 : cop_unknown(s);
	case CONST_STRING:
		return op == OPER_ADD && x->kind == y->kind ? cop_concat(s, x, y) : cop_unknown(s);
	case CONST_INT:
		if (x->kind != y->kind)
			return cop_unknown(s);
		return op == OPER_DIV && !int_division ? cop_float(s, op, x, y)
						       : cop_int(s, op, x, y);
	case CONST_FLOAT:
		return x->kind >= CONST_INT && y->kind >= CONST_INT ? cop_float(s, op, x, y)
								    : cop_unknown(s);
	default:
		x = const_to_complex(s, x);
		y = const_to_complex(s, y);
		if (x->kind != CONST_COMPLEX || y->kind != CONST_COMPLEX)
			return cop_unknown(s);
		return cop_complex(s, op, x, y);
	}
}

static const Const *cop_complement(Session *s, const Const *x, uint32_t bits) {
	mpz_t z;
	if (x->small && !bits)
		return const_from_int(s, ~x->i);
	cop_get_z(z, x);
	mpz_com(z, z);
	if (bits)
		mpz_fdiv_r_2exp(z, z, bits);
	return cop_z(s, z);
}

const Const *const_unary(Session *s, Oper op, const Const *x, uint32_t unsigned_bits) {
	if (x->kind == CONST_UNKNOWN)
		return x;
	bool numeric = x->kind == CONST_INT || x->kind == CONST_FLOAT || x->kind == CONST_COMPLEX;
	if (op == OPER_ADD && numeric)
		return x;
	if (op == OPER_SUB && numeric) {
		if (x->kind == CONST_COMPLEX)
			return cop_make_complex(
				s, const_unary(s, op, x->c.re, 0), const_unary(s, op, x->c.im, 0));
		return const_binary(s, OPER_SUB, const_from_int(s, 0), x, true);
	}
	if (op == OPER_XOR && x->kind == CONST_INT)
		return cop_complement(s, x, unsigned_bits);
	if (op == OPER_NOT && x->kind == CONST_BOOL)
		return const_from_bool(s, !x->b);
	return cop_unknown(s);
}

const Const *const_shift(Session *s, Oper op, const Const *x, uint32_t count) {
	if (x->kind != CONST_INT || count == 0)
		return x->kind == CONST_INT ? x : cop_unknown(s);
	if (op == OPER_SHR && x->small)
		return const_from_int(s, x->i >> (count > 63 ? 63 : count));
	if (op == OPER_SHL && x->small && count < 62 && x->i < (INT64_MAX >> count) &&
		x->i > (INT64_MIN >> count))
		return const_from_int(s, x->i * ((int64_t)1 << count));
	mpz_t z;
	cop_get_z(z, x);
	if (op == OPER_SHL)
		mpz_mul_2exp(z, z, count);
	else
		mpz_fdiv_q_2exp(z, z, count);
	return cop_z(s, z);
}

/* Comparison */

static bool cop_holds(Oper op, int cmp) {
	switch (op) {
	case OPER_EQL: return cmp == 0;
	case OPER_NEQ: return cmp != 0;
	case OPER_LSS: return cmp < 0;
	case OPER_LEQ: return cmp <= 0;
	case OPER_GTR: return cmp > 0;
	default: return cmp >= 0;
	}
}

static int cop_compare_real(const Const *x, const Const *y) {
	if (x->kind == CONST_INT && y->kind == CONST_INT) {
		if (x->small && y->small)
			return (x->i > y->i) - (x->i < y->i);
		mpz_t a, b;
		cop_get_z(a, x);
		cop_get_z(b, y);
		int r = mpz_cmp(a, b);
		mpz_clear(a);
		mpz_clear(b);
		return r;
	}
	if ((x->kind == CONST_FLOAT && x->is_big) || (y->kind == CONST_FLOAT && y->is_big)) {
		mpf_t a, b;
		const_mpf(a, x);
		const_mpf(b, y);
		int r = mpf_cmp(a, b);
		mpf_clear(a);
		mpf_clear(b);
		return r;
	}
	mpq_t a, b;
	const_mpq(a, x);
	const_mpq(b, y);
	int r = mpq_cmp(a, b);
	mpq_clear(a);
	mpq_clear(b);
	return r;
}

static int cop_compare_strings(const Const *x, const Const *y) {
	uint32_t n = x->str.len < y->str.len ? x->str.len : y->str.len;
	int r = n ? memcmp(x->str.p, y->str.p, n) : 0;
	return r ? r : (x->str.len > y->str.len) - (x->str.len < y->str.len);
}

static bool cop_parts_equal(const Const *x, const Const *y) {
	bool xc = x->kind == CONST_COMPLEX, yc = y->kind == CONST_COMPLEX;
	if (cop_compare_real(xc ? x->c.re : x, yc ? y->c.re : y) != 0)
		return false;
	if (xc && yc)
		return cop_compare_real(x->c.im, y->c.im) == 0;
	return const_sign(xc ? x->c.im : y->c.im) == 0;
}

bool const_compare(Oper op, const Const *x, const Const *y) {
	if (x->kind == CONST_UNKNOWN || y->kind == CONST_UNKNOWN)
		return false;
	if (x->kind == CONST_COMPLEX || y->kind == CONST_COMPLEX)
		return cop_parts_equal(x, y) == (op == OPER_EQL);
	if (x->kind == CONST_BOOL)
		return cop_holds(op, x->b - y->b);
	if (x->kind == CONST_STRING)
		return cop_holds(op, cop_compare_strings(x, y));
	return cop_holds(op, cop_compare_real(x, y));
}
