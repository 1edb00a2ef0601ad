// constprint.c: constants as text.
#include "types/core.h"

#include <math.h>
#include <stdlib.h>

#define SHOWN_RUNES 72 // of a long string in messages

/* Strings */

static bool cpr_printable(uint32_t c) {
	if (c < 0xA0)
		return c >= 0x20 && c < 0x7F;
	if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
		(c >= 0x2060 && c <= 0x206F))
		return false;
	if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x205F ||
		c == 0x3000 || c == 0xFEFF)
		return false;
	return !(c >= 0xD800 && c <= 0xF8FF) && !(c >= 0xE0000) && c != 0xFFFE && c != 0xFFFF;
}

static void cpr_rune(Arena *a, Buf *b, uint32_t c, const char *bytes, uint32_t n) {
	static const char *const names[128] = {
		['\a'] = "\\a",
		['\b'] = "\\b",
		['\f'] = "\\f",
		['\n'] = "\\n",
		['\r'] = "\\r",
		['\t'] = "\\t",
		['\v'] = "\\v",
		['"'] = "\\\"",
		['\\'] = "\\\\",
	};
	if (c < 128 && names[c])
		buf_puts(a, b, names[c]);
	else if (cpr_printable(c))
		buf_write(a, b, bytes, n);
	else if (c < 0x80)
		buf_printf(a, b, "\\x%02x", c);
	else
		buf_printf(a, b, c > 0xFFFF ? "\\U%08x" : "\\u%04x", c);
}

static const char *cpr_quote(Arena *a, const char *p, uint32_t len, uint32_t max_runes) {
	Buf b = {0};
	VEC(uint32_t) starts = {0}; // of runes of the result
	buf_puts(a, &b, "\"");
	for (uint32_t i = 0; i < len;) {
		uint32_t c, n = utf8_decode(p + i, len - i, &c);
		if (n == 0) {
			buf_printf(a, &b, "\\x%02x", (unsigned char)p[i]);
			n = 1;
		} else {
			cpr_rune(a, &b, c, p + i, n);
		}
		i += n;
		if (max_runes && b.n > max_runes * 4)
			break;
	}
	buf_puts(a, &b, "\"");
	if (max_runes) {
		for (uint32_t i = 0; i < b.n; i++)
			if (((unsigned char)b.v[i] & 0xC0) != 0x80)
				vec_push(a, &starts, i);
		if (starts.n > max_runes) {
			b.n = starts.v[max_runes - 3];
			buf_puts(a, &b, "...");
		}
	}
	return buf_cstr(a, &b);
}

/* Numbers */

static const char *cpr_int(Arena *a, const Const *x) {
	if (x->small)
		return arena_printf(a, "%lld", (long long)x->i);
	return mpz_get_str(arena_alloc(a, mpz_sizeinbase(x->z, 10) + 2), 10, x->z);
}

// The shortest decimal that reads back as v, with an exponent where Go's %g has one.
static const char *cpr_shortest(Arena *a, double v) {
	char s[40];
	int digits = 1;
	for (; digits < 17; digits++) {
		snprintf(s, sizeof s, "%.*e", digits - 1, v);
		if (strtod(s, NULL) == v)
			break;
	}
	snprintf(s, sizeof s, "%.*e", digits - 1, v);
	int exp = atoi(strchr(s, 'e') + 1);
	if (exp < -4 || exp >= 6)
		return arena_strndup(a, s, strlen(s));
	return arena_printf(a, "%.*f", digits - 1 - exp > 0 ? digits - 1 - exp : 0, v);
}

static bool cpr_is_integer(const Const *x) {
	return x->is_big ? mpf_integer_p(x->f) != 0 : mpz_cmp_ui(mpq_denref(x->q), 1) == 0;
}

// Out of range of a double: decimal exponents beyond.
static const char *cpr_extreme(Arena *a, const Const *x) {
	mpf_t f;
	const_mpf(f, x);
	long exp;
	double m = mpf_get_d_2exp(&exp, f), d = (double)exp * (M_LN2 / M_LN10);
	mpf_clear(f);
	long e = (long)d;
	m *= pow(10, d - (double)e);
	if (fabs(m) < 1 - 0.5e-6) {
		m *= 10;
		e--;
	} else if (fabs(m) >= 10) {
		m /= 10;
		e++;
	}
	return arena_printf(a, "%.6ge%+ld", m, e);
}

static const char *cpr_float(Arena *a, const Const *x) {
	double v = const_double(x);
	if ((const_sign(x) == 0) != (v == 0) || isinf(v))
		return cpr_extreme(a, x);
	char *s = arena_printf(a, "%.6g", v);
	if (!cpr_is_integer(x) && !strchr(s, '.'))
		return cpr_shortest(a, v);
	return s;
}

static const char *cpr_float_exact(Arena *a, const Const *x) {
	if (x->is_big)
		return cpr_extreme(a, x);
	size_t n = mpz_sizeinbase(mpq_numref(x->q), 10) + mpz_sizeinbase(mpq_denref(x->q), 10) + 3;
	return mpq_get_str(arena_alloc(a, n), 10, x->q);
}

const char *const_string(Session *s, const Const *x) {
	switch (x->kind) {
	case CONST_BOOL: return x->b ? "true" : "false";
	case CONST_STRING: return cpr_quote(s->arena, x->str.p, x->str.len, SHOWN_RUNES);
	case CONST_INT: return cpr_int(s->arena, x);
	case CONST_FLOAT: return cpr_float(s->arena, x);
	case CONST_COMPLEX:
		return arena_printf(
			s->arena, "(%s + %si)", const_string(s, x->c.re), const_string(s, x->c.im));
	default: return "unknown";
	}
}

const char *const_exact(Session *s, const Const *x) {
	switch (x->kind) {
	case CONST_STRING: return cpr_quote(s->arena, x->str.p, x->str.len, 0);
	case CONST_FLOAT: return cpr_float_exact(s->arena, x);
	case CONST_COMPLEX:
		return arena_printf(
			s->arena, "(%s + %si)", const_exact(s, x->c.re), const_exact(s, x->c.im));
	default: return const_string(s, x);
	}
}
