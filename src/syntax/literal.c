// literal.c: the values of rune and string literals, and runes as messages show them.
#include "syntax/scanner.h"

static uint32_t digit_value(char c) {
	return c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a' + 10);
}

// Decodes the escape sequence after a backslash at *p, which scanned without error. *byte: it
// stands for one byte, not for a code point.
static uint32_t lit_escape(const char **p, bool *byte) {
	static const char names[] = "abfnrtv";
	static const char values[] = "\a\b\f\n\r\t\v";
	char c = *(*p)++;
	const char *named = c ? strchr(names, c) : NULL;
	*byte = false;
	if (named)
		return (uint32_t)values[named - names];
	int n = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
	uint32_t x = 0, base = 16;
	if (n == 0 && (c < '0' || c > '7'))
		return (unsigned char)c; // a quote or a backslash
	*byte = n == 0 || n == 2;
	if (n == 0) {
		n = 3;
		base = 8;
		(*p)--;
	}
	for (; n > 0; n--)
		x = x * base + digit_value(*(*p)++);
	return x;
}

static char *lit_unquote_raw(Arena *a, const BasicLit *lit, uint32_t *len) {
	char *out = arena_alloc(a, lit->len + 1);
	uint32_t n = 0;
	for (uint32_t i = 1; i + 1 < lit->len; i++)
		if (lit->text[i] != '\r')
			out[n++] = lit->text[i];
	out[n] = 0;
	*len = n;
	return out;
}

char *lit_unquote(Arena *a, const BasicLit *lit, uint32_t *len) {
	if (lit->bad || lit->lit != LIT_STRING || lit->len < 2)
		ice("lit_unquote: not a well-formed string literal");
	if (lit->text[0] == '`')
		return lit_unquote_raw(a, lit, len);
	char *out = arena_alloc(a, lit->len + 4);
	uint32_t n = 0;
	const char *end = lit->text + lit->len - 1;
	for (const char *p = lit->text + 1; p < end;) {
		if (*p != '\\') {
			out[n++] = *p++;
			continue;
		}
		bool byte;
		p++;
		uint32_t c = lit_escape(&p, &byte);
		if (byte)
			out[n++] = (char)c;
		else
			n += utf8_encode(out + n, c);
	}
	out[n] = 0;
	*len = n;
	return out;
}

int32_t lit_rune(const BasicLit *lit) {
	if (lit->bad || lit->lit != LIT_RUNE)
		ice("lit_rune: not a well-formed rune literal");
	const char *p = lit->text + 1;
	uint32_t c;
	bool byte;
	if (*p == '\\') {
		p++;
		return (int32_t)lit_escape(&p, &byte);
	}
	if (!utf8_decode(p, lit->len - 1, &c))
		return 0xFFFD;
	return (int32_t)c;
}

/* Runes in messages */

// Whether a rune is shown as itself: no control, space other than ' ', format or private character.
static bool rune_is_shown(uint32_t c) {
	static const struct {
		uint32_t lo, hi;
	} hidden[] = {{0, 0x1F}, {0x7F, 0xA0}, {0xAD, 0xAD}, {0x1680, 0x1680}, {0x2000, 0x200F},
		{0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0xD800, 0xF8FF},
		{0xFDD0, 0xFDEF}, {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF},
		{0xF0000, 0xFFFFFFFF}};
	for (size_t i = 0; i < LEN(hidden); i++)
		if (c >= hidden[i].lo && c <= hidden[i].hi)
			return false;
	return (c & 0xFFFE) != 0xFFFE;
}

const char *rune_describe(Arena *a, uint32_t c) {
	char utf8[5] = "";
	if (!rune_is_shown(c))
		return arena_printf(a, "U+%04X", c);
	utf8_encode(utf8, c);
	return arena_printf(a, "U+%04X '%s'", c, utf8);
}

const char *rune_quote(Arena *a, uint32_t c) {
	static const char names[] = "abfnrtv";
	static const char values[] = "\a\b\f\n\r\t\v";
	char utf8[5] = "";
	const char *named = c && c < 128 ? strchr(values, (int)c) : NULL;
	if (named)
		return arena_printf(a, "'\\%c'", names[named - values]);
	if (c == '\'' || c == '\\')
		return arena_printf(a, "'\\%c'", (int)c);
	if (!rune_is_shown(c))
		return arena_printf(a,
			c < 0x80      ? "'\\x%02x'"
			: c < 0x10000 ? "'\\u%04x'"
				      : "'\\U%08x'",
			c);
	utf8_encode(utf8, c);
	return arena_printf(a, "'%s'", utf8);
}
