// excerpt.c: the source line of an error, with a mark under the token that is meant.
//
// The mark stands under the same columns as the token: what precedes it is repeated as blanks, tabs
// as tabs. Very long lines are cut to a window around the token.
#include "base/base.h"

#define WINDOW 120 // bytes shown of a longer line

static bool excerpt_is_word(unsigned char c) {
	return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// Bytes of the token at s, which has n: a word, a number, a quoted text, or an operator.
static uint32_t excerpt_token(const char *s, uint32_t n) {
	uint32_t i = 0;
	if (n == 0)
		return 0;
	if (excerpt_is_word((unsigned char)s[0])) {
		while (i < n && (excerpt_is_word((unsigned char)s[i]) ||
					(s[i] == '.' && s[0] >= '0' && s[0] <= '9')))
			i++;
		return i;
	}
	if (s[0] == '"' || s[0] == '\'' || s[0] == '`') {
		for (i = 1; i < n && s[i] != s[0]; i++)
			if (s[i] == '\\' && s[0] != '`')
				i++;
		return i < n ? i + 1 : n;
	}
	while (i < n && strchr("+-*/%&|^<>=!:", s[i]))
		i++;
	return i ? i : 1;
}

static void excerpt_blanks(FILE *to, const char *s, uint32_t n) {
	for (uint32_t i = 0; i < n; i++)
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			fputc(s[i] == '\t' ? '\t' : ' ', to);
}

// Control bytes of a source must not reach the terminal.
static void excerpt_text(FILE *to, const char *s, uint32_t n) {
	for (uint32_t i = 0; i < n; i++)
		fputc(s[i] == '\t' || ((unsigned char)s[i] >= ' ' && s[i] != 0x7F) ? s[i] : '?',
			to);
}

void excerpt_print(FILE *to, Place at, bool colour) {
	if (!at.file || !at.line || at.line > at.file->lines.n)
		return;
	uint32_t start = at.file->lines.v[at.line - 1], end = start;
	while (end < at.file->size && at.file->text[end] != '\n' && at.file->text[end] != '\r')
		end++;
	const char *line = at.file->text + start;
	uint32_t n = end - start, col = at.col ? at.col - 1 : 0, from = 0;
	if (col > n)
		col = n;
	if (n > WINDOW && col > WINDOW / 2)
		from = col - WINDOW / 2;
	while (from > 0 && ((unsigned char)line[from] & 0xC0) == 0x80)
		from--;
	uint32_t shown = n - from > WINDOW ? WINDOW : n - from;
	uint32_t mark = excerpt_token(line + col, from + shown - col);
	fprintf(to, "%5u | ", at.line);
	excerpt_text(to, line + from, shown);
	fputs("\n      | ", to);
	excerpt_blanks(to, line + from, col - from);
	fputs(colour ? "\033[1;32m^" : "^", to);
	for (uint32_t i = 1; i < mark; i++)
		if (((unsigned char)line[col + i] & 0xC0) != 0x80)
			fputc('~', to);
	fputs(colour ? "\033[0m\n" : "\n", to);
}
