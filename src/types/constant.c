// constant.c: exact constants.
//
// Integers are int64 while they fit and GMP integers beyond. Floating-point values are rationals
// while numerator and denominator have fewer than 4096 bits, and 512-bit floats beyond; an overflow
// of the exponent makes a constant unknown. Parts of complex constants are integer or
// floating-point constants. Constants are immutable and live in the session's arena (numbers
// outside of it, until exit).
#include "types/core.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#define SMALL_BITS CONST_SMALL_BITS
#define FLOAT_BITS 512
#define EXPONENT_LIMIT 2147483647L // of big floats

static Const *con_new(Session *s, ConstKind kind) {
	Const *k = NEW(s->arena, Const);
	k->kind = kind;
	return k;
}

static const Const *con_unknown(Session *s) {
	return con_new(s, CONST_UNKNOWN);
}

/* Making constants */

const Const *const_from_int(Session *s, int64_t v) {
	Const *k = con_new(s, CONST_INT);
	k->small = true;
	k->i = v;
	return k;
}

const Const *const_from_bool(Session *s, bool v) {
	Const *k = con_new(s, CONST_BOOL);
	k->b = v;
	return k;
}

const Const *const_from_string(Session *s, const char *p, uint32_t len) {
	Const *k = con_new(s, CONST_STRING);
	k->str.p = p;
	k->str.len = len;
	return k;
}

// Takes over z.
static const Const *con_mpz(Session *s, mpz_t z) {
	if (mpz_fits_slong_p(z)) {
		int64_t v = mpz_get_si(z);
		mpz_clear(z);
		return const_from_int(s, v);
	}
	Const *k = con_new(s, CONST_INT);
	k->z[0] = z[0];
	return k;
}

const Const *const_from_uint(Session *s, uint64_t v) {
	if (v <= INT64_MAX)
		return const_from_int(s, (int64_t)v);
	mpz_t z;
	mpz_init_set_ui(z, v);
	return con_mpz(s, z);
}

// Binary exponent e of f = m * 2^e, 0.5 <= m < 1.
static long con_exponent(const mpf_t f) {
	long e = 0;
	mpf_get_d_2exp(&e, f);
	return e;
}

// Takes over f.
const Const *const_take_mpf(Session *s, mpf_t f) {
	Const *k = con_new(s, CONST_FLOAT);
	long e = mpf_sgn(f) ? con_exponent(f) : 0;
	if (e > EXPONENT_LIMIT) {
		mpf_clear(f);
		return con_unknown(s);
	}
	if (e < -EXPONENT_LIMIT)
		mpf_set_ui(f, 0);
	k->is_big = true;
	k->f[0] = f[0];
	return k;
}

// Takes over q, which is canonical.
const Const *const_take_mpq(Session *s, mpq_t q) {
	if (mpz_sizeinbase(mpq_numref(q), 2) < SMALL_BITS &&
		mpz_sizeinbase(mpq_denref(q), 2) < SMALL_BITS) {
		Const *k = con_new(s, CONST_FLOAT);
		k->q[0] = q[0];
		return k;
	}
	mpf_t f;
	mpf_init2(f, FLOAT_BITS);
	mpf_set_q(f, q);
	mpq_clear(q);
	return const_take_mpf(s, f);
}

const Const *const_from_double(Session *s, double v) {
	if (!isfinite(v))
		return con_unknown(s);
	mpq_t q;
	mpq_init(q);
	mpq_set_d(q, v);
	return const_take_mpq(s, q);
}

static const Const *con_complex(Session *s, const Const *re, const Const *im) {
	if (re->kind == CONST_UNKNOWN || im->kind == CONST_UNKNOWN)
		return con_unknown(s);
	Const *k = con_new(s, CONST_COMPLEX);
	k->c.re = re;
	k->c.im = im;
	return k;
}

/* Views of a constant as a GMP number; the caller clears it */

static void con_get_z(mpz_t z, const Const *x) {
	if (x->small)
		mpz_init_set_si(z, x->i);
	else
		mpz_init_set(z, x->z);
}

void const_mpq(mpq_t q, const Const *x) {
	mpq_init(q);
	if (x->kind == CONST_INT) {
		mpz_t z;
		con_get_z(z, x);
		mpq_set_z(q, z);
		mpz_clear(z);
	} else {
		mpq_set(q, x->q);
	}
}

void const_mpf(mpf_t f, const Const *x) {
	mpf_init2(f, FLOAT_BITS);
	if (x->kind == CONST_INT) {
		mpz_t z;
		con_get_z(z, x);
		mpf_set_z(f, z);
		mpz_clear(z);
	} else if (x->is_big) {
		mpf_set(f, x->f);
	} else {
		mpf_set_q(f, x->q);
	}
}

/* Conversions between kinds */

const Const *const_to_float(Session *s, const Const *x) {
	if (x->kind == CONST_FLOAT)
		return x;
	if (x->kind == CONST_COMPLEX)
		return const_sign(x->c.im) == 0 ? const_to_float(s, x->c.re) : con_unknown(s);
	if (x->kind != CONST_INT)
		return con_unknown(s);
	if (const_bit_length(x) < SMALL_BITS) {
		mpq_t q;
		const_mpq(q, x);
		return const_take_mpq(s, q);
	}
	mpf_t f;
	const_mpf(f, x);
	return const_take_mpf(s, f);
}

const Const *const_to_complex(Session *s, const Const *x) {
	if (x->kind == CONST_COMPLEX)
		return x;
	if (x->kind != CONST_INT && x->kind != CONST_FLOAT)
		return con_unknown(s);
	return con_complex(s, x, const_from_int(s, 0));
}

// A big float is taken for an integer also if it is within rounding errors of one: a few bits less
// than the mantissa has are looked at.
static const Const *con_float_to_int(Session *s, const mpf_t f) {
	long e = con_exponent(f), frac = FLOAT_BITS - 4 - e;
	mpz_t z;
	if (e >= SMALL_BITS || e <= -SMALL_BITS)
		return con_unknown(s);
	mpz_init(z);
	if (mpf_integer_p(f)) {
		mpz_set_f(z, f);
		return con_mpz(s, z);
	}
	if (frac > 0 && frac < SMALL_BITS) {
		mpf_t scaled;
		mpf_init2(scaled, FLOAT_BITS * 2);
		mpf_mul_2exp(scaled, f, (mp_bitcnt_t)frac);
		mpz_set_f(z, scaled);
		mpf_clear(scaled);
		for (int away = 0; away < 2; away++) {
			if (mpz_divisible_2exp_p(z, (mp_bitcnt_t)frac)) {
				mpz_tdiv_q_2exp(z, z, (mp_bitcnt_t)frac);
				return con_mpz(s, z);
			}
			if (mpz_sgn(z) < 0)
				mpz_sub_ui(z, z, 1);
			else
				mpz_add_ui(z, z, 1);
		}
	}
	mpz_clear(z);
	return con_unknown(s);
}

const Const *const_to_int(Session *s, const Const *x) {
	switch (x->kind) {
	case CONST_INT: return x;
	case CONST_FLOAT:
		if (x->is_big)
			return mpf_sgn(x->f) ? con_float_to_int(s, x->f) : const_from_int(s, 0);
		if (mpz_cmp_ui(mpq_denref(x->q), 1) == 0) {
			mpz_t z;
			mpz_init_set(z, mpq_numref(x->q));
			return con_mpz(s, z);
		}
		return con_unknown(s);
	case CONST_COMPLEX: {
		const Const *re = const_to_float(s, x);
		return re->kind == CONST_FLOAT ? const_to_int(s, re) : con_unknown(s);
	}
	default: return con_unknown(s);
	}
}

/* Literals */

// The literal without underscores, NUL-terminated.
static char *con_digits(Session *s, const char *p, uint32_t n) {
	char *t = arena_alloc(s->arena, n + 1);
	uint32_t k = 0;
	for (uint32_t i = 0; i < n; i++)
		if (p[i] != '_')
			t[k++] = p[i];
	t[k] = 0;
	return t;
}

// Base of an integer literal; *digits is moved past the prefix.
static int con_base(const char **digits, bool legacy_octal) {
	const char *t = *digits;
	if (t[0] != '0' || !t[1])
		return 10;
	int base = t[1] == 'x' || t[1] == 'X'	? 16
		   : t[1] == 'o' || t[1] == 'O' ? 8
		   : t[1] == 'b' || t[1] == 'B' ? 2
						: 0;
	if (base) {
		*digits = t + 2;
		return base;
	}
	return legacy_octal ? 8 : 10;
}

static const Const *con_int_literal(Session *s, const char *digits, bool legacy_octal) {
	int base = con_base(&digits, legacy_octal);
	if (!*digits)
		return con_unknown(s);
	mpz_t z;
	if (strlen(digits) <= 15) {
		char *end;
		long long v = strtoll(digits, &end, base);
		return *end ? con_unknown(s) : const_from_int(s, v);
	}
	if (mpz_init_set_str(z, digits, base) != 0) {
		mpz_clear(z);
		return con_unknown(s);
	}
	return con_mpz(s, z);
}

// mant * base^exp, exactly if the result is small.
static const Const *con_scaled(Session *s, mpz_t mant, unsigned long base, long exp) {
	unsigned long n = exp < 0 ? (unsigned long)-exp : (unsigned long)exp;
	mpf_t f, p;
	mpf_init2(f, FLOAT_BITS + 64);
	mpf_init2(p, FLOAT_BITS + 64);
	mpf_set_z(f, mant);
	mpf_set_ui(p, base);
	mpf_pow_ui(p, p, n);
	if (exp < 0)
		mpf_div(f, f, p);
	else
		mpf_mul(f, f, p);
	mpf_clear(p);
	long e = con_exponent(f);
	if (e <= -SMALL_BITS || e >= SMALL_BITS) {
		mpz_clear(mant);
		return const_take_mpf(s, f);
	}
	mpf_clear(f);
	mpz_t scale;
	mpq_t q;
	mpz_init(scale);
	mpz_ui_pow_ui(scale, base, n);
	mpq_init(q);
	if (exp < 0)
		mpq_set_den(q, scale);
	else
		mpz_mul(mant, mant, scale);
	mpq_set_num(q, mant);
	mpq_canonicalize(q);
	mpz_clear(scale);
	mpz_clear(mant);
	Const *k = con_new(s, CONST_FLOAT);
	k->q[0] = q[0];
	return k;
}

// Splits "123.45e-6" or "0x1.8p3" into digits and exponents.
static const Const *con_float_literal(Session *s, const char *t) {
	bool hex = t[0] == '0' && (t[1] == 'x' || t[1] == 'X');
	if (hex)
		t += 2;
	uint32_t n = (uint32_t)strlen(t), k = 0;
	char *digits = arena_alloc(s->arena, n + 2);
	long exp = 0, frac = 0;
	bool dot = false;
	for (; *t; t++) {
		if (*t == '.') {
			dot = true;
		} else if (hex ? *t == 'p' || *t == 'P' : *t == 'e' || *t == 'E') {
			exp = strtol(t + 1, NULL, 10);
			break;
		} else {
			digits[k++] = *t;
			frac += dot;
		}
	}
	if (!k)
		return con_unknown(s);
	mpz_t mant;
	if (mpz_init_set_str(mant, digits, hex ? 16 : 10) != 0) {
		mpz_clear(mant);
		return con_unknown(s);
	}
	exp -= hex ? 4 * frac : frac;
	if (mpz_sgn(mant) == 0)
		exp = 0;
	if (exp > EXPONENT_LIMIT) {
		mpz_clear(mant);
		return con_unknown(s);
	}
	if (exp < -EXPONENT_LIMIT) {
		mpz_set_ui(mant, 0);
		exp = 0;
	}
	return con_scaled(s, mant, hex ? 2 : 10, exp);
}

static const Const *con_imag_literal(Session *s, char *t) {
	t[strlen(t) - 1] = 0; // the i
	const char *p = t;
	bool prefixed = con_base(&p, false) != 10;
	const Const *im = prefixed && !strpbrk(t, ".pP")
				  ? const_to_float(s, con_int_literal(s, t, false))
				  : con_float_literal(s, t);
	return con_complex(s, const_from_int(s, 0), im);
}

const Const *const_from_literal(Session *s, const BasicLit *lit) {
	if (lit->bad)
		return con_unknown(s);
	switch (lit->lit) {
	case LIT_INT: return con_int_literal(s, con_digits(s, lit->text, lit->len), true);
	case LIT_FLOAT: return con_float_literal(s, con_digits(s, lit->text, lit->len));
	case LIT_IMAG: return con_imag_literal(s, con_digits(s, lit->text, lit->len));
	case LIT_RUNE: return const_from_int(s, lit_rune(lit));
	case LIT_STRING: {
		uint32_t len;
		char *p = lit_unquote(s->arena, lit, &len);
		return const_from_string(s, p, len);
	}
	}
	return con_unknown(s);
}

/* Asking */

int const_sign(const Const *x) {
	switch (x->kind) {
	case CONST_INT: return x->small ? (x->i > 0) - (x->i < 0) : mpz_sgn(x->z);
	case CONST_FLOAT: return x->is_big ? mpf_sgn(x->f) : mpq_sgn(x->q);
	case CONST_COMPLEX: return const_sign(x->c.re) | const_sign(x->c.im);
	default: return 1; // unknown: keep callers from complaining of a division by zero
	}
}

bool const_int64(const Const *x, int64_t *v) {
	if (x->kind != CONST_INT || !x->small)
		return false;
	*v = x->i;
	return true;
}

bool const_uint64(const Const *x, uint64_t *v) {
	if (x->kind != CONST_INT)
		return false;
	if (x->small) {
		*v = (uint64_t)x->i;
		return x->i >= 0;
	}
	*v = mpz_get_ui(x->z);
	return mpz_fits_ulong_p(x->z);
}

uint64_t const_bits64(const Const *x) {
	if (x->kind != CONST_INT)
		return 0;
	if (x->small)
		return (uint64_t)x->i;
	uint64_t low = mpz_get_ui(x->z); // of the magnitude
	return mpz_sgn(x->z) < 0 ? -low : low;
}

uint32_t const_bit_length(const Const *x) {
	if (x->kind != CONST_INT)
		return 0;
	if (!x->small)
		return (uint32_t)mpz_sizeinbase(x->z, 2);
	uint64_t u = x->i < 0 ? -(uint64_t)x->i : (uint64_t)x->i;
	return u ? 64 - (uint32_t)__builtin_clzll(u) : 0;
}

// Nearest value with `bits` of mantissa whose last bit is at least 2^lowest; ties to even.
static double con_round(const mpq_t q, int bits, long lowest) {
	if (mpq_sgn(q) == 0)
		return 0;
	mpz_t n, d, r;
	mpz_init(n);
	mpz_init(r);
	mpz_abs(n, mpq_numref(q));
	mpz_init_set(d, mpq_denref(q));
	long shift = bits + 2 - ((long)mpz_sizeinbase(n, 2) - (long)mpz_sizeinbase(d, 2));
	if (shift > 0)
		mpz_mul_2exp(n, n, (mp_bitcnt_t)shift);
	else
		mpz_mul_2exp(d, d, (mp_bitcnt_t)-shift);
	mpz_tdiv_qr(n, r, n, d); // value = (n + r/d) * 2^-shift
	long size = (long)mpz_sizeinbase(n, 2), last = size - bits - shift;
	if (last < lowest)
		last = lowest;
	long drop = last + shift;
	double v = 0;
	if (drop <= size + 1) {
		bool half = mpz_tstbit(n, (mp_bitcnt_t)(drop - 1));
		bool rest =
			mpz_sgn(r) != 0 || (drop > 1 && mpz_scan1(n, 0) < (mp_bitcnt_t)(drop - 1));
		mpz_tdiv_q_2exp(n, n, (mp_bitcnt_t)drop);
		uint64_t m = mpz_get_ui(n);
		m += half && (rest || (m & 1));
		v = ldexp((double)m, (int)last);
	}
	mpz_clear(n);
	mpz_clear(d);
	mpz_clear(r);
	return mpq_sgn(q) < 0 ? -v : v;
}

static double con_nearest(const Const *x, int bits, long lowest) {
	if (x->kind == CONST_COMPLEX)
		return const_sign(x->c.im) == 0 ? con_nearest(x->c.re, bits, lowest) : 0;
	if (x->kind != CONST_INT && x->kind != CONST_FLOAT)
		return 0;
	if (x->kind == CONST_INT && x->small && x->i >= -(1 << 24) && x->i <= 1 << 24)
		return (double)x->i;
	mpq_t q;
	if (x->kind == CONST_FLOAT && x->is_big) {
		long e = mpf_sgn(x->f) ? con_exponent(x->f) : 0;
		if (e > 5000)
			return mpf_sgn(x->f) > 0 ? INFINITY : -INFINITY;
		if (e < -5000)
			return 0;
		mpq_init(q);
		mpq_set_f(q, x->f);
	} else {
		const_mpq(q, x);
	}
	double v = con_round(q, bits, lowest);
	mpq_clear(q);
	return v;
}

double const_double(const Const *x) {
	return con_nearest(x, DBL_MANT_DIG, DBL_MIN_EXP - DBL_MANT_DIG);
}

float const_float(const Const *x) {
	double v = con_nearest(x, FLT_MANT_DIG, FLT_MIN_EXP - FLT_MANT_DIG);
	return v > FLT_MAX ? INFINITY : v < -FLT_MAX ? -INFINITY : (float)v;
}
