// scanner.c: from text to tokens.
//
// scan_next reads one token with a switch on its first byte. Identifiers are interned at once;
// keywords are told by a perfect hash of two letters and the length. A semicolon is inserted where
// the language asks for it: nlsemi remembers whether the last token can end a statement. Comments
// are skipped; those that are directives go to the owner's handler.
#include "syntax/scanner.h"

#include <stdarg.h>

#define KEYWORD_HASH(c0, c1, len) (((c0) + (c1)*4 + (len)*6) & 63)

static const struct {
	const char *text;
	uint8_t len, tok;
} keywords[64] = {
#define KEYWORD(c0, c1, text, tok)                                                                 \
	[KEYWORD_HASH(c0, c1, sizeof(text) - 1)] = {text, sizeof(text) - 1, TK_##tok}
	KEYWORD('b', 'r', "break", BREAK),
	KEYWORD('c', 'a', "case", CASE),
	KEYWORD('c', 'h', "chan", CHAN),
	KEYWORD('c', 'o', "const", CONST),
	KEYWORD('c', 'o', "continue", CONTINUE),
	KEYWORD('d', 'e', "default", DEFAULT),
	KEYWORD('d', 'e', "defer", DEFER),
	KEYWORD('e', 'l', "else", ELSE),
	KEYWORD('f', 'a', "fallthrough", FALLTHROUGH),
	KEYWORD('f', 'o', "for", FOR),
	KEYWORD('f', 'u', "func", FUNC),
	KEYWORD('g', 'o', "go", GO),
	KEYWORD('g', 'o', "goto", GOTO),
	KEYWORD('i', 'f', "if", IF),
	KEYWORD('i', 'm', "import", IMPORT),
	KEYWORD('i', 'n', "interface", INTERFACE),
	KEYWORD('m', 'a', "map", MAP),
	KEYWORD('p', 'a', "package", PACKAGE),
	KEYWORD('r', 'a', "range", RANGE),
	KEYWORD('r', 'e', "return", RETURN),
	KEYWORD('s', 'e', "select", SELECT),
	KEYWORD('s', 't', "struct", STRUCT),
	KEYWORD('s', 'w', "switch", SWITCH),
	KEYWORD('t', 'y', "type", TYPE),
	KEYWORD('v', 'a', "var", VAR),
#undef KEYWORD
};

// Bytes that may go on an ASCII identifier.
static const uint8_t ident_byte[256] = {
	['a' ... 'z'] = 1,
	['A' ... 'Z'] = 1,
	['0' ... '9'] = 1,
	['_'] = 1,
};

Pos scan_pos(const Scanner *s, const char *at) {
	return s->src->base + (Pos)(at - s->src->text);
}

static void scan_report(Scanner *s, Pos pos, const char *fmt, va_list args) {
	char small[512], *msg = small;
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(small, sizeof small, fmt, args);
	if (n >= (int)sizeof small) {
		msg = arena_alloc(s->arena, (size_t)n + 1);
		vsnprintf(msg, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	diag_report(s->session->diags, DIAG_ERROR, pos, msg);
}

void scan_error(Scanner *s, Pos pos, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	scan_report(s, pos, fmt, args);
	va_end(args);
	s->errors++;
}

void scan_complain(Scanner *s, Pos pos, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	scan_report(s, pos, fmt, args);
	va_end(args);
}

void scan_halt(Scanner *s) {
	s->halted = true;
	s->at = s->start = s->end;
	s->tok = TK_EOF;
	s->nlsemi = false;
}

/* The pass before scanning */

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

static inline uint64_t scan_zero_bytes(uint64_t x) {
	return (x - ONES) & ~x & HIGHS; // exact up to and including the lowest zero byte
}

// Reports NULs, byte order marks after the start and malformed UTF-8 in the whole text.
static void scan_check_text(Scanner *s) {
	const char *p = s->src->text;
	while (p < s->end) {
		uint32_t c, n;
		if (*p > 0) {
			p++;
			continue;
		}
		n = utf8_decode(p, (size_t)(s->end - p), &c);
		if (n == 0)
			scan_error(s, scan_pos(s, p), "invalid UTF-8 encoding");
		else if (c == 0)
			scan_error(s, scan_pos(s, p), "invalid NUL character");
		else if (c == 0xFEFF && p > s->src->text)
			scan_error(s, scan_pos(s, p), "invalid BOM in the middle of the file");
		p += n ? n : 1;
	}
}

// Fills the line table. True: every byte is ASCII and none is NUL.
static bool scan_lines(Scanner *s) {
	SourceFile *src = s->src;
	const char *p = s->src->text;
	bool plain = true;
	src->lines.n = 0;
	vec_grow(s->arena, &src->lines, sizeof(uint32_t), src->size / 24 + 8);
	vec_push(s->arena, &src->lines, 0);
	for (; s->end - p >= 8; p += 8) {
		uint64_t x;
		memcpy(&x, p, 8);
		if ((x & HIGHS) | scan_zero_bytes(x))
			plain = false;
		if (!scan_zero_bytes(x ^ ONES * '\n'))
			continue;
		for (int i = 0; i < 8; i++)
			if (p[i] == '\n')
				vec_push(s->arena, &src->lines, (uint32_t)(p + i + 1 - src->text));
	}
	for (; p < s->end; p++) {
		if (*p <= 0)
			plain = false;
		if (*p == '\n')
			vec_push(s->arena, &src->lines, (uint32_t)(p + 1 - src->text));
	}
	return plain;
}

void scan_init(Scanner *s, Session *session, Arena *a, SourceFile *src) {
	*s = (Scanner){.session = session, .arena = a, .src = src};
	s->at = s->start = src->text;
	s->end = src->text + src->size;
	if (!scan_lines(s))
		scan_check_text(s);
	if (src->size >= 3 && memcmp(src->text, "\xEF\xBB\xBF", 3) == 0)
		s->at = src->text + 3;
}

/* Identifiers */

uint32_t scan_rune_at(const Scanner *s, const char *p, uint32_t *len) {
	uint32_t c;
	*len = utf8_decode(p, (size_t)(s->end - p), &c);
	if (*len)
		return c;
	*len = 1;
	return (unsigned char)*p;
}

// True if the rune at s->at can be part of an identifier or can only be meant so (then reported).
static bool scan_ident_rune(Scanner *s, bool first, uint32_t *len) {
	if ((unsigned char)*s->at < 0x80) {
		*len = 1;
		return ident_byte[(unsigned char)*s->at];
	}
	uint32_t c = 0;
	if (!utf8_decode(s->at, (size_t)(s->end - s->at), &c)) {
		*len = 1; // malformed: reported
		return !first;
	}
	c = scan_rune_at(s, s->at, len);
	if (rune_is_letter(c) || (c == 0xFEFF && !first))
		return true;
	if (rune_is_digit(c)) {
		if (first)
			scan_error(s, scan_pos(s, s->at), "identifier cannot begin with digit %s",
				rune_describe(s->arena, c));
	} else if (c == 0xFEFF) {
		return false;
	} else {
		scan_error(s, scan_pos(s, s->at), "invalid character %s in identifier",
			rune_describe(s->arena, c));
	}
	return true;
}

static void scan_ident(Scanner *s) {
	const char *p = s->at;
	while (ident_byte[(unsigned char)*p])
		p++;
	s->at = p;
	if ((unsigned char)*p >= 0x80) {
		uint32_t n;
		while (s->at < s->end && scan_ident_rune(s, s->at == s->start, &n))
			s->at += n;
		p = s->at;
	}
	const char *id = s->start;
	size_t len = (size_t)(p - id);
	if (len >= 2) {
		unsigned h =
			KEYWORD_HASH((unsigned char)id[0], (unsigned char)id[1], (unsigned)len);
		if (keywords[h].len == len && memcmp(keywords[h].text, id, len) == 0) {
			Token t = keywords[h].tok;
			s->nlsemi = t == TK_BREAK || t == TK_CONTINUE || t == TK_FALLTHROUGH ||
				    t == TK_RETURN;
			s->tok = t;
			return;
		}
	}
	s->nlsemi = true;
	s->name = intern(s->session->names, id, len);
	s->tok = TK_NAME;
}

/* Comments */

static bool scan_starts(const Scanner *s, const char *p, const char *with, size_t n) {
	return (size_t)(s->end - p) >= n && memcmp(p, with, n) == 0;
}

// At "//": moves to the newline or the end.
static void scan_line_comment(Scanner *s) {
	const char *text = s->at;
	const char *nl = memchr(text, '\n', (size_t)(s->end - text));
	s->at = nl ? nl : s->end;
	if (scan_starts(s, text, "//go:", 5) || scan_starts(s, text, "//line ", 7)) {
		size_t n = (size_t)(s->at - text);
		s->directive(s, text, n > 0 && text[n - 1] == '\r' ? n - 1 : n);
	}
}

// At "/*": moves past the comment. True if it spans lines.
static bool scan_block_comment(Scanner *s) {
	const char *text = s->at;
	const char *p = text + 2;
	bool lines = false;
	for (; p < s->end && !(p[0] == '*' && p[1] == '/'); p++)
		lines |= *p == '\n';
	if (p >= s->end) {
		s->at = s->end;
		scan_error(s, scan_pos(s, text), "comment not terminated");
		return lines;
	}
	s->at = p + 2;
	if (scan_starts(s, text, "/*line ", 7))
		s->directive(s, text, (size_t)(s->at - text));
	return lines;
}

/* Tokens */

static inline void scan_token(Scanner *s, Token t, int len) {
	s->at += len;
	s->tok = t;
}

static inline void scan_close(Scanner *s, Token t) {
	s->at++;
	s->nlsemi = true;
	s->tok = t;
}

// A binary operator of len bytes; with assign, a following = makes it an assignment.
static inline void scan_oper(Scanner *s, Oper op, int prec, int len, bool assign) {
	s->at += len;
	s->op = op;
	s->prec = prec;
	s->tok = TK_OPERATOR;
	if (assign && *s->at == '=') {
		s->at++;
		s->tok = TK_ASSIGN_OP;
	}
}

static inline void scan_inc(Scanner *s, Oper op) {
	if (s->at[1] != s->at[0]) {
		scan_oper(s, op, 4, 1, true);
		return;
	}
	s->at += 2;
	s->op = op;
	s->nlsemi = true;
	s->tok = TK_INC_DEC;
}

static void scan_less(Scanner *s) {
	if (s->at[1] == '=')
		scan_oper(s, OPER_LEQ, 3, 2, false);
	else if (s->at[1] == '<')
		scan_oper(s, OPER_SHL, 5, 2, true);
	else if (s->at[1] == '-')
		scan_token(s, TK_ARROW, 2);
	else
		scan_oper(s, OPER_LSS, 3, 1, false);
}

static void scan_greater(Scanner *s) {
	if (s->at[1] == '=')
		scan_oper(s, OPER_GEQ, 3, 2, false);
	else if (s->at[1] == '>')
		scan_oper(s, OPER_SHR, 5, 2, true);
	else
		scan_oper(s, OPER_GTR, 3, 1, false);
}

static void scan_amp(Scanner *s) {
	if (s->at[1] == '&')
		scan_oper(s, OPER_ANDAND, 2, 2, false);
	else if (s->at[1] == '^')
		scan_oper(s, OPER_ANDNOT, 5, 2, true);
	else
		scan_oper(s, OPER_AND, 5, 1, true);
}

static void scan_star(Scanner *s) {
	s->op = OPER_MUL;
	s->prec = 5;
	if (s->at[1] == '=')
		scan_token(s, TK_ASSIGN_OP, 2);
	else
		scan_token(s, TK_STAR, 1);
}

static void scan_dot(Scanner *s) {
	if (s->at[1] >= '0' && s->at[1] <= '9') {
		s->at++;
		scan_number(s, true);
	} else if (s->at[1] == '.' && s->at[2] == '.') {
		scan_token(s, TK_DOTDOTDOT, 3);
	} else {
		scan_token(s, TK_DOT, 1);
	}
}

static void scan_semi(Scanner *s, const char *what, int len) {
	s->lit = what;
	s->lit_len = (uint32_t)strlen(what);
	scan_token(s, TK_SEMI, len);
}

// A byte that starts no token. False: skipped, go on.
static bool scan_other(Scanner *s) {
	uint32_t n;
	if ((unsigned char)*s->at >= 0x80) {
		uint32_t c = 0;
		bool ok = utf8_decode(s->at, (size_t)(s->end - s->at), &c) != 0;
		if (!ok) {
			s->at++;
			return false;
		}
		if (c == 0xFEFF) {
			s->at += 3;
			return false;
		}
		scan_ident(s);
		return true;
	}
	if (*s->at != 0)
		scan_error(s, scan_pos(s, s->at), "invalid character %s",
			rune_describe(s->arena, scan_rune_at(s, s->at, &n)));
	s->at++;
	return false;
}

// At '/'. True: a token was read; false: a comment was skipped.
static bool scan_slash(Scanner *s, bool nlsemi) {
	if (s->at[1] == '/') {
		scan_line_comment(s);
		return false;
	}
	if (s->at[1] == '*') {
		if (!scan_block_comment(s) || !nlsemi)
			return false;
		scan_semi(s, "newline", 0);
		return true;
	}
	scan_oper(s, OPER_DIV, 5, 1, true);
	return true;
}

void scan_next(Scanner *s) {
	bool nlsemi = s->nlsemi;
	s->nlsemi = false;
redo:
	while (*s->at == ' ' || *s->at == '\t' || *s->at == '\r' || (*s->at == '\n' && !nlsemi))
		s->at++;
	s->start = s->at;
	switch (*s->at) {
	case 'a' ... 'z':
	case 'A' ... 'Z':
	case '_': scan_ident(s); return;
	case 0:
		if (s->at < s->end)
			break;
		if (nlsemi && !s->halted)
			scan_semi(s, "EOF", 0);
		else
			s->tok = TK_EOF;
		return;
	case '\n': scan_semi(s, "newline", 1); return;
	case '0' ... '9': scan_number(s, false); return;
	case '"': scan_string(s); return;
	case '`': scan_raw_string(s); return;
	case '\'': scan_rune(s); return;
	case '(': scan_token(s, TK_LPAREN, 1); return;
	case '[': scan_token(s, TK_LBRACK, 1); return;
	case '{': scan_token(s, TK_LBRACE, 1); return;
	case ')': scan_close(s, TK_RPAREN); return;
	case ']': scan_close(s, TK_RBRACK); return;
	case '}': scan_close(s, TK_RBRACE); return;
	case ',': scan_token(s, TK_COMMA, 1); return;
	case ';': scan_semi(s, "semicolon", 1); return;
	case ':':
		if (s->at[1] == '=')
			scan_token(s, TK_DEFINE, 2);
		else
			scan_token(s, TK_COLON, 1);
		return;
	case '.': scan_dot(s); return;
	case '+': scan_inc(s, OPER_ADD); return;
	case '-': scan_inc(s, OPER_SUB); return;
	case '*': scan_star(s); return;
	case '/':
		if (scan_slash(s, nlsemi))
			return;
		goto redo;
	case '%': scan_oper(s, OPER_REM, 5, 1, true); return;
	case '&': scan_amp(s); return;
	case '|':
		if (s->at[1] == '|')
			scan_oper(s, OPER_OROR, 1, 2, false);
		else
			scan_oper(s, OPER_OR, 4, 1, true);
		return;
	case '^': scan_oper(s, OPER_XOR, 4, 1, true); return;
	case '<': scan_less(s); return;
	case '>': scan_greater(s); return;
	case '=':
		if (s->at[1] == '=')
			scan_oper(s, OPER_EQL, 3, 2, false);
		else
			scan_token(s, TK_ASSIGN, 1);
		return;
	case '!':
		if (s->at[1] == '=')
			scan_oper(s, OPER_NEQ, 3, 2, false);
		else
			scan_oper(s, OPER_NOT, 0, 1, false);
		return;
	case '~': scan_oper(s, OPER_TILDE, 0, 1, false); return;
	}
	if (scan_other(s))
		return;
	goto redo;
}

/* Blocks that are not read */

// At a quote: the byte after the literal, or NULL.
static const char *scan_quoted_end(const Scanner *s, const char *p) {
	char quote = *p++;
	for (; p < s->end && *p != quote; p++)
		if (quote != '`') {
			if (*p == '\n')
				return NULL;
			p += *p == '\\';
		}
	return p < s->end ? p + 1 : NULL;
}

// At '/': the byte after the comment, if it is one, or NULL: a directive, or no end.
static const char *scan_slash_end(const Scanner *s, const char *p) {
	if (p[1] != '/' && p[1] != '*')
		return p + 1;
	if (scan_starts(s, p + 2, "line ", 5) || scan_starts(s, p + 2, "go:", 3))
		return NULL;
	if (p[1] == '/')
		return memchr(p, '\n', (size_t)(s->end - p));
	for (p += 2; p < s->end; p++)
		if (p[0] == '*' && p[1] == '/')
			return p + 2;
	return NULL;
}

const char *scan_block_end(const Scanner *s) {
	int depth = 1;
	for (const char *p = s->at; p && p < s->end;) {
		switch (*p) {
		case '{': depth++, p++; break;
		case '}':
			p++;
			if (--depth == 0)
				return p;
			break;
		case '"':
		case '`':
		case '\'': p = scan_quoted_end(s, p); break;
		case '/': p = scan_slash_end(s, p); break;
		default: p++; break;
		}
	}
	return NULL;
}
