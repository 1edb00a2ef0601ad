// scan_literal.c: numbers, runes and strings.
//
// A literal is read to its end whatever is wrong with it; the first thing wrong is reported and
// makes it bad. Its value is left to literal.c and to the constants of the checker.
#include "syntax/scanner.h"

static inline char lower(char c) {
	return (char)(c | 0x20);
}

static inline bool is_decimal(char c) {
	return c >= '0' && c <= '9';
}

static inline bool is_hex(char c) {
	return is_decimal(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

static void lit_finish(Scanner *s, LitKind kind, bool ok) {
	s->nlsemi = true;
	s->tok = TK_LITERAL;
	s->lit = s->start;
	s->lit_len = (uint32_t)(s->at - s->start);
	s->kind = kind;
	s->bad = !ok;
}

static void lit_error(Scanner *s, bool *ok, const char *at, const char *msg) {
	if (*ok)
		scan_error(s, scan_pos(s, at), "%s", msg);
	*ok = false;
}

static const char *base_name(int base) {
	return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

/* Numbers */

enum { DIGITS = 1, SEPARATORS = 2 }; // what a run of digits contained

// Reads digits and '_'. In a base up to 10 every decimal digit is read, and the first that is too
// large for the base is remembered in *invalid.
static int num_digits(Scanner *s, int base, const char **invalid) {
	int seen = 0;
	for (;; s->at++) {
		char c = *s->at;
		if (c == '_') {
			seen |= SEPARATORS;
		} else if (base == 16 ? is_hex(c) : is_decimal(c)) {
			if (base < 10 && c >= '0' + base && !*invalid)
				*invalid = s->at;
			seen |= DIGITS;
		} else {
			return seen;
		}
	}
}

// The first '_' of a number that does not stand between digits, or NULL. A base prefix counts as a
// digit.
static const char *num_bad_separator(const char *p, const char *end) {
	bool hex = false, digit = false, sep = false;
	if (end - p >= 2 && p[0] == '0' && strchr("xXoObB", p[1])) {
		hex = lower(p[1]) == 'x';
		digit = true;
		p += 2;
	}
	for (; p < end; p++) {
		if (*p == '_') {
			if (!digit)
				return p;
			digit = false;
			sep = true;
		} else if (is_decimal(*p) || (hex && is_hex(*p))) {
			digit = true;
			sep = false;
		} else {
			if (sep)
				return p - 1;
			digit = false;
		}
	}
	return sep ? end - 1 : NULL;
}

// Reads the prefix of a number that starts with 0 and sets its base. Returns the prefix letter, '0'
// for a leading zero, 0 for a decimal number.
static char num_prefix(Scanner *s, int *base) {
	if (*s->at != '0')
		return 0;
	char c = lower(s->at[1]);
	s->at++;
	*base = c == 'x' ? 16 : c == 'b' ? 2 : 8;
	if (c != 'x' && c != 'o' && c != 'b')
		return '0';
	s->at++;
	return c;
}

// Reads an exponent, if there is one, into *seen (SEPARATORS is kept).
static bool num_exponent(Scanner *s, char prefix, bool *ok, int *seen) {
	char e = lower(*s->at);
	if (e != 'e' && e != 'p')
		return false;
	if (e == 'e' && prefix != 0 && prefix != '0')
		lit_error(s, ok, s->at,
			arena_printf(s->arena, "'%c' exponent requires decimal mantissa", *s->at));
	if (e == 'p' && prefix != 'x')
		lit_error(s, ok, s->at,
			arena_printf(
				s->arena, "'%c' exponent requires hexadecimal mantissa", *s->at));
	s->at++;
	if (*s->at == '+' || *s->at == '-')
		s->at++;
	const char *unused = NULL;
	*seen = num_digits(s, 10, &unused) | (*seen & SEPARATORS);
	if (!(*seen & DIGITS))
		lit_error(s, ok, s->at, "exponent has no digits");
	return true;
}

void scan_number(Scanner *s, bool seen_point) {
	bool ok = true;
	LitKind kind = seen_point ? LIT_FLOAT : LIT_INT;
	int base = 10, seen = 0;
	char prefix = 0;
	const char *invalid = NULL;

	if (!seen_point) {
		prefix = num_prefix(s, &base);
		seen = (prefix == '0' ? DIGITS : 0) | num_digits(s, base, &invalid);
		if (*s->at == '.') {
			if (prefix == 'o' || prefix == 'b')
				lit_error(s, &ok, s->at,
					arena_printf(s->arena, "invalid radix point in %s literal",
						base_name(base)));
			s->at++;
			kind = LIT_FLOAT;
		}
	}
	if (kind == LIT_FLOAT)
		seen |= num_digits(s, base, &invalid);
	if (!(seen & DIGITS) && ok)
		lit_error(s, &ok, s->at,
			arena_printf(s->arena, "%s literal has no digits", base_name(base)));
	if (num_exponent(s, prefix, &ok, &seen))
		kind = LIT_FLOAT;
	else if (prefix == 'x' && kind == LIT_FLOAT)
		lit_error(s, &ok, s->at, "hexadecimal mantissa requires a 'p' exponent");
	if (*s->at == 'i') {
		kind = LIT_IMAG;
		s->at++;
	}
	if (kind == LIT_INT && invalid && ok)
		lit_error(s, &ok, invalid,
			arena_printf(s->arena, "invalid digit '%c' in %s literal", *invalid,
				base_name(base)));
	if ((seen & SEPARATORS) && ok) {
		const char *bad = num_bad_separator(s->start, s->at);
		if (bad)
			lit_error(s, &ok, bad, "'_' must separate successive digits");
	}
	lit_finish(s, kind, ok);
}

/* Runes and strings */

static bool escape_digits(Scanner *s, int n, uint32_t base, uint32_t max) {
	uint32_t x = 0;
	for (; n > 0; n--, s->at++) {
		if (s->at >= s->end)
			return true; // the caller complains
		char c = *s->at;
		uint32_t d = is_decimal(c) ? (uint32_t)(c - '0')
			     : is_hex(c)   ? (uint32_t)(lower(c) - 'a' + 10)
					   : base;
		if (d >= base) {
			uint32_t len;
			scan_error(s, scan_pos(s, s->at), "invalid character %s in %s escape",
				rune_quote(s->arena, scan_rune_at(s, s->at, &len)),
				base_name((int)base));
			return false;
		}
		x = x * base + d;
	}
	if (x > max && base == 8) {
		scan_error(s, scan_pos(s, s->at), "octal escape value %u > 255", x);
		return false;
	}
	if (x > max || (x >= 0xD800 && x < 0xE000)) {
		scan_error(s, scan_pos(s, s->at), "escape is invalid Unicode code point %s",
			rune_describe(s->arena, x));
		return false;
	}
	return true;
}

// After a backslash.
static bool scan_escape(Scanner *s, char quote) {
	char c = *s->at;
	if (c == quote || (c != 0 && strchr("abfnrtv\\", c))) {
		s->at++;
		return true;
	}
	switch (c) {
	case '0' ... '7': return escape_digits(s, 3, 8, 255);
	case 'x': s->at++; return escape_digits(s, 2, 16, 255);
	case 'u': s->at++; return escape_digits(s, 4, 16, 0x10FFFF);
	case 'U': s->at++; return escape_digits(s, 8, 16, 0x10FFFF);
	}
	if (s->at >= s->end)
		return true; // the caller complains
	scan_error(s, scan_pos(s, s->at), "unknown escape");
	return false;
}

void scan_rune(Scanner *s) {
	bool ok = true;
	s->at++;
	for (int n = 0;; n++) {
		if (*s->at == '\'') {
			if (n == 0)
				lit_error(s, &ok, s->at, "empty rune literal or unescaped '");
			else if (n != 1)
				lit_error(s, &ok, s->start,
					"more than one character in rune literal");
			s->at++;
			break;
		}
		if (*s->at == '\\') {
			s->at++;
			ok &= scan_escape(s, '\'');
			continue;
		}
		if (*s->at == '\n') {
			lit_error(s, &ok, s->at, "newline in rune literal");
			break;
		}
		if (s->at >= s->end) {
			lit_error(s, &ok, s->start, "rune literal not terminated");
			break;
		}
		uint32_t len;
		scan_rune_at(s, s->at, &len);
		s->at += len;
	}
	lit_finish(s, LIT_RUNE, ok);
}

void scan_string(Scanner *s) {
	bool ok = true;
	s->at++;
	for (;;) {
		const char *p = s->at;
		while (*p != '"' && *p != '\\' && *p != '\n' && *p != 0)
			p++;
		s->at = p;
		if (*p == '"') {
			s->at++;
			break;
		}
		if (*p == '\\') {
			s->at++;
			ok &= scan_escape(s, '"');
		} else if (*p == '\n') {
			scan_error(s, scan_pos(s, p), "newline in string");
			ok = false;
			break;
		} else if (p >= s->end) {
			scan_error(s, scan_pos(s, s->start), "string not terminated");
			ok = false;
			break;
		} else {
			s->at++; // a NUL, reported
		}
	}
	lit_finish(s, LIT_STRING, ok);
}

void scan_raw_string(Scanner *s) {
	const char *close = memchr(s->at + 1, '`', (size_t)(s->end - s->at - 1));
	if (!close)
		scan_error(s, scan_pos(s, s->start), "string not terminated");
	s->at = close ? close + 1 : s->end;
	lit_finish(s, LIT_STRING, close != NULL);
}
