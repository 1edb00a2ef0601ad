// parser.c: the parser's tools (tokens, errors, recovery, lists) and the production of a file.
//
// The texts of syntax errors and the tokens at which parsing resumes are those of the official
// compiler, so that the errors a programmer sees are the known ones.
#include "syntax/parser.h"

#include <stdlib.h>

static const char *const token_texts[] = {
#define TOKEN(name, text, prec) text,
#include "syntax/token.def"
#undef TOKEN
};
static const char *const oper_texts[] = {
#define TOKEN(name, text, prec)
#define OPER(name, text, prec) text,
#include "syntax/token.def"
#undef OPER
#undef TOKEN
};
_Static_assert(TK_COUNT <= 64, "a set of tokens is a word");

const char *token_text(Token t) {
	return token_texts[t];
}

const char *oper_text(Oper o) {
	return oper_texts[o];
}

const char *token_word(Token t) {
	static const char *const keywords[] = {
#define TOKEN(name, text, prec) "keyword " text,
#include "syntax/token.def"
#undef TOKEN
	};
	if (t == TK_COMMA)
		return "comma";
	if (t == TK_SEMI)
		return "semicolon or newline";
	return t >= TK_BREAK ? keywords[t] : token_texts[t];
}

void *parse_node(Parser *p, NodeKind kind, size_t size, Pos pos) {
	Node *n = arena_alloc(p->a, size);
	n->kind = (uint8_t)kind;
	n->id = (*p->next_id)++;
	n->pos = pos;
	return n;
}

/* Errors */

void parse_plain_error(Parser *p, Pos pos, const char *msg) {
	scan_error(&p->s, pos, "%s", msg);
}

// The current token as messages name it.
static const char *parse_current(Parser *p) {
	Scanner *s = &p->s;
	switch (s->tok) {
	case TK_NAME: return arena_printf(p->a, "name %s", s->name->s);
	case TK_SEMI: return s->lit;
	case TK_LITERAL: return arena_printf(p->a, "literal %.*s", (int)s->lit_len, s->lit);
	case TK_OPERATOR: return oper_text(s->op);
	case TK_ASSIGN_OP: return arena_printf(p->a, "%s=", oper_text(s->op));
	case TK_INC_DEC: return s->op == OPER_ADD ? "++" : "--";
	default: return token_word(s->tok);
	}
}

static bool starts_with(const char *s, const char *with) {
	return strncmp(s, with, strlen(with)) == 0;
}

void parse_error_at(Parser *p, Pos pos, const char *msg) {
	if (p->s.tok == TK_EOF && p->s.errors > 0)
		return;	     // only a consequence of earlier errors
	p->file->bad = true; // other errors leave a tree that can be checked
	if (starts_with(msg, "in ") || starts_with(msg, "at ") || starts_with(msg, "after "))
		scan_error(&p->s, pos, "syntax error: unexpected %s %s", parse_current(p), msg);
	else if (starts_with(msg, "expected "))
		scan_error(&p->s, pos, "syntax error: unexpected %s, %s", parse_current(p), msg);
	else
		scan_error(&p->s, pos, "syntax error: %s", msg);
}

void parse_error(Parser *p, const char *msg) {
	parse_error_at(p, parse_pos(p), msg);
}

void parse_want(Parser *p, Token t) {
	if (parse_got(p, t))
		return;
	parse_error(p, arena_printf(p->a, "expected %s", token_word(t)));
	parse_advance(p, 0);
}

// Keywords that start a statement: inside functions, never skipped.
#define STATEMENT_STARTS                                                                           \
	(KEY(TK_BREAK) | KEY(TK_CONST) | KEY(TK_CONTINUE) | KEY(TK_DEFER) | KEY(TK_FALLTHROUGH) |  \
		KEY(TK_FOR) | KEY(TK_GO) | KEY(TK_GOTO) | KEY(TK_IF) | KEY(TK_RETURN) |            \
		KEY(TK_SELECT) | KEY(TK_SWITCH) | KEY(TK_TYPE) | KEY(TK_VAR))

void parse_advance(Parser *p, uint64_t follow) {
	if (follow == 0) {
		if (p->s.tok != TK_EOF)
			scan_next(&p->s);
		return;
	}
	follow |= KEY(TK_EOF) | (p->fun_nest > 0 ? STATEMENT_STARTS : 0);
	while (!(follow & KEY(p->s.tok)))
		scan_next(&p->s);
}

static void parse_too_deep(Parser *p) {
	if (!p->s.halted)
		scan_error(&p->s, parse_pos(p), "exceeded max nesting depth");
	p->file->bad = true;
	scan_halt(&p->s);
}

bool parse_enter(Parser *p) {
	if (p->depth < MAX_NESTING) {
		p->depth++;
		return true;
	}
	parse_too_deep(p);
	return false;
}

bool parse_higher(Parser *p, uint32_t h) {
	p->height = (h > p->height ? h : p->height) + 1;
	if (p->height <= MAX_HEIGHT)
		return true;
	parse_too_deep(p);
	return false;
}

/* Lists */

void list_push(Parser *p, void *node) {
	if (p->stack_n == p->stack_cap) {
		p->stack_cap = p->stack_cap ? p->stack_cap * 2 : 256;
		p->stack = realloc(p->stack, p->stack_cap * sizeof(Node *));
		if (!p->stack)
			fatal("out of memory");
	}
	p->stack[p->stack_n++] = node;
}

void **list_take(Parser *p, uint32_t mark, uint32_t *n) {
	*n = p->stack_n - mark;
	p->stack_n = mark;
	if (*n == 0)
		return NULL;
	void **v = arena_alloc(p->a, *n * sizeof(void *));
	memcpy(v, p->stack + mark, *n * sizeof(void *));
	return v;
}

Pos parse_list(
	Parser *p, const char *context, Token sep, Token close, ListElement element, void *ctx) {
	bool done = false;
	while (p->s.tok != TK_EOF && p->s.tok != close && !done) {
		done = element(p, ctx);
		if (!parse_got(p, sep) && p->s.tok != close) {
			parse_error(p, arena_printf(p->a, "in %s; possibly missing %s or %s",
					       context, token_word(sep), token_word(close)));
			parse_advance(p, KEY(TK_RPAREN) | KEY(TK_RBRACK) | KEY(TK_RBRACE));
			if (p->s.tok != close)
				return parse_pos(p);
		}
	}
	Pos pos = parse_pos(p);
	parse_want(p, close);
	return pos;
}

/* Files */

#define DECL_STARTS (KEY(TK_IMPORT) | KEY(TK_CONST) | KEY(TK_TYPE) | KEY(TK_VAR) | KEY(TK_FUNC))

static bool file_lacks_body(const File *f) {
	if (f->decls.n == 0)
		return false;
	const Decl *d = f->decls.v[f->decls.n - 1];
	return d->kind == AST_FUNC_DECL && !as(const FuncDecl, d)->body;
}

// One declaration at top level, without its semicolon. False if there is none.
static bool parse_top_decl(Parser *p) {
	static const DeclWord words[] = {[TK_IMPORT] = DECL_IMPORT,
		[TK_CONST] = DECL_CONST,
		[TK_TYPE] = DECL_TYPE,
		[TK_VAR] = DECL_VAR};
	Token t = p->s.tok;
	if (t == TK_FUNC) {
		scan_next(&p->s);
		vec_push(p->a, &p->file->decls, (Decl *)parse_func_decl(p));
		return true;
	}
	if (KEY(t) & DECL_STARTS) {
		scan_next(&p->s);
		parse_decl_group(p, words[t], &p->file->decls);
		return true;
	}
	if (t == TK_LBRACE && file_lacks_body(p->file))
		parse_error(p, "unexpected semicolon or newline before {");
	else
		parse_error(p, "non-declaration statement outside function body");
	parse_advance(p, DECL_STARTS);
	return false;
}

static void parse_package_clause(Parser *p) {
	File *f = p->file;
	f->package_pos = parse_pos(p);
	p->at_top = false;
	if (!parse_got(p, TK_PACKAGE)) {
		parse_error(p, "package statement must be first");
		scan_halt(&p->s);
		return;
	}
	f->pragmas = directive_take(p, PRAGMA_PACKAGE);
	f->pkg_name = parse_name(p);
	parse_want(p, TK_SEMI);
	if (p->s.errors > p->text_errors) {
		f->bad = true;
		scan_halt(&p->s);
	}
}

static void parse_top_decls(Parser *p) {
	Token prev = TK_IMPORT;
	while (p->s.tok != TK_EOF) {
		if ((p->mode & PARSE_IMPORTS_ONLY) && p->s.tok != TK_IMPORT) {
			scan_halt(&p->s);
			return;
		}
		if (p->s.tok == TK_IMPORT && prev != TK_IMPORT)
			parse_error(p, "imports must appear before other declarations");
		prev = p->s.tok;
		if (!parse_top_decl(p))
			continue;
		// Before the semicolon is consumed: comments after it belong to the next
		// declaration.
		directive_clear(p);
		if (p->s.tok != TK_EOF && !parse_got(p, TK_SEMI)) {
			parse_error(p, "after top level declaration");
			parse_advance(p, DECL_STARTS);
		}
	}
	directive_clear(p);
}

File *parse_file(Session *s, Arena *a, SourceFile *src, uint32_t *next_id, ParseMode mode) {
	File *f = NEW(a, File);
	f->src = src;
	Parser p = {.a = a, .file = f, .mode = mode, .next_id = next_id, .at_top = true};
	scan_init(&p.s, s, a, src);
	p.s.directive = directive_handle;
	p.text_errors = p.s.errors;
	scan_next(&p.s);
	parse_package_clause(&p);
	parse_top_decls(&p);
	if (!f->pkg_name)
		f->pkg_name = name_new(&p, parse_pos(&p), "_");
	f->eof = src->base + src->size;
	free(p.stack);
	return f;
}
