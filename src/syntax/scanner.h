// scanner.h: the scanner, private to the room syntax.
//
// The whole text is in memory and ends in a NUL, so that scanning is reading through a pointer; a
// NUL before `end` is an error of the user's. Lines, NULs, byte order marks and malformed UTF-8 are
// dealt with by scan_init in one pass over the text, before the first token: afterwards tokens may
// contain such bytes, but they have been reported.
#ifndef SEAGO_SYNTAX_SCANNER_H
#define SEAGO_SYNTAX_SCANNER_H

#include "syntax/syntax.h"

typedef struct Scanner Scanner;
struct Scanner {
	const char *at;	 // next byte to read
	const char *end; // of the text; *end == 0
	bool nlsemi;	 // a newline or the end of the file is a semicolon here
	bool halted;	 // only EOF from now on

	// The current token, valid after scan_next.
	Token tok;
	const char *start;
	Oper op;	  // OPERATOR, STAR, ASSIGN_OP, INC_DEC
	int prec;	  // OPERATOR, STAR
	const Name *name; // NAME
	const char *lit;  // LITERAL: as written; SEMI: "semicolon", "newline" or "EOF"
	uint32_t lit_len;
	LitKind kind;
	bool bad; // LITERAL: malformed, already reported

	// Called for comments that start with //go:, //line or /*line; text includes the // or /*.
	void (*directive)(Scanner *s, const char *text, size_t n);
	Session *session;
	Arena *arena;
	SourceFile *src;
	uint32_t errors; // lexical and syntax errors so far
};

void scan_init(Scanner *s, Session *session, Arena *a, SourceFile *src);
void scan_next(Scanner *s);
// The first byte behind the block whose { was the last token read, without reading what is in it.
// NULL where that cannot be told (no end), or where the block holds directives.
const char *scan_block_end(const Scanner *s);
void scan_halt(Scanner *s); // the current token becomes EOF, and stays
Pos scan_pos(const Scanner *s, const char *at);
void scan_error(Scanner *s, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
// Reports what is wrong with a well-formed text (labels, directives): not counted in `errors`.
void scan_complain(Scanner *s, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
// Numbers, runes and strings (scan_literal.c): called at their first byte.
void scan_number(Scanner *s, bool seen_point);
void scan_rune(Scanner *s);
void scan_string(Scanner *s);
void scan_raw_string(Scanner *s);
// A rune as in messages: `U+0040 '@'` and `'@'`.
const char *rune_describe(Arena *a, uint32_t c);
const char *rune_quote(Arena *a, uint32_t c);
// The rune at p; a malformed one is the byte's value.
uint32_t scan_rune_at(const Scanner *s, const char *p, uint32_t *len);

#endif
