// parser.h: the parser's state and what its files share, private to the room syntax.
//
// One function per production. A parse function is called at the first token of its production and
// leaves the token after it; `_or_null` functions return NULL without an error where there is
// nothing of their kind, all others return a node whatever happens. After a syntax error,
// parse_advance skips to a token from which it makes sense to go on.
#ifndef SEAGO_SYNTAX_PARSER_H
#define SEAGO_SYNTAX_PARSER_H

#include "syntax/scanner.h"

#define MAX_NESTING 10000 // of productions within each other: bounds the C stack
#define MAX_HEIGHT                                                                                 \
	100000 // of an expression's tree, which operators and selectors build to the left

typedef struct Parser {
	Scanner s; // the current token is p->s.tok
	Arena *a;
	File *file;
	ParseMode mode;
	uint32_t *next_id;
	int fun_nest;	   // functions around the current token
	int expr_nest;	   // < 0: in the header of a control clause, where { starts a block
	int depth;	   // productions being parsed
	uint32_t height;   // of the tree of the last expression parsed
	PragmaVec pragmas; // seen and not yet taken by a declaration
	Node **stack; // elements of the lists being parsed; a list takes its own off at its end
	uint32_t stack_n, stack_cap;
	bool at_top;	       // before the package clause
	uint32_t text_errors;  // found before the first token
	const char *line_path; // of the last //line directive, NULL before the first
} Parser;

#define KEY(tok) (1ull << (tok)) // a set of tokens is a word

/* parser.c: tokens, errors, lists, files */

void *parse_node(Parser *p, NodeKind kind, size_t size, Pos pos);
#define NODE(p, KIND, T, pos) ((T *)parse_node((p), AST_##KIND, sizeof(T), (pos)))

static inline Pos parse_pos(const Parser *p) {
	return scan_pos(&p->s, p->s.start);
}
static inline bool parse_got(Parser *p, Token t) {
	if (p->s.tok != t)
		return false;
	scan_next(&p->s);
	return true;
}
void parse_want(Parser *p, Token t);
void parse_error(Parser *p, const char *msg); // syntax error at the current token
void parse_error_at(Parser *p, Pos pos, const char *msg);
void parse_plain_error(Parser *p, Pos pos, const char *msg); // without "syntax error: "
void parse_advance(Parser *p, uint64_t follow);		     // 0: over one token
const char *token_word(Token t);			     // as messages name it
bool parse_enter(Parser *p); // false: too deep, reported, and the rest of the file is gone
static inline void parse_leave(Parser *p) {
	p->depth--;
}
// The last expression parsed is one higher than h and than what was last parsed. False as
// parse_enter.
bool parse_higher(Parser *p, uint32_t h);

// Lists under construction: mark, push, then take the elements pushed since the mark.
static inline uint32_t list_mark(const Parser *p) {
	return p->stack_n;
}
void list_push(Parser *p, void *node);
void **list_take(Parser *p, uint32_t mark, uint32_t *n);
#define LIST_TAKE(p, mark, vec)                                                                    \
	do {                                                                                       \
		(vec)->v = (void *)list_take((p), (mark), &(vec)->n);                              \
		(vec)->cap = (vec)->n;                                                             \
	} while (0)

// Elements separated by sep up to close, which is consumed; element returns true after the last one
// that is allowed. Returns the position of close.
typedef bool (*ListElement)(Parser *p, void *ctx);
Pos parse_list(
	Parser *p, const char *context, Token sep, Token close, ListElement element, void *ctx);

/* directive.c */

typedef enum PragmaUse { PRAGMA_NONE, PRAGMA_PACKAGE, PRAGMA_FUNC, PRAGMA_VAR } PragmaUse;
void directive_handle(Scanner *s, const char *text, size_t n); // the scanner's handler
PragmaVec directive_take(
	Parser *p, PragmaUse use); // what stands before the declaration that starts here
void directive_clear(Parser *p);   // nothing takes what was seen: reports it

/* parse_decl.c */

typedef enum DeclWord { DECL_IMPORT, DECL_CONST, DECL_TYPE, DECL_VAR } DeclWord;
void parse_decl_group(Parser *p, DeclWord word, DeclVec *into); // after the keyword
FuncDecl *parse_func_decl(Parser *p);				// after "func"
BlockStmt *parse_func_body(Parser *p);

/* parse_expr.c */

Expr *parse_expr(Parser *p);
Expr *parse_primary(Parser *p, Expr *x, bool keep_parens); // x: operand already parsed, or NULL
Expr *parse_binary(Parser *p, Expr *x, int prec);
Expr *parse_expr_list(Parser *p); // one, or a LIST
Expr *bad_expr(Parser *p);
NameExpr *parse_name(Parser *p);
NameExpr *name_new(Parser *p, Pos pos, const char *name);
BasicLit *parse_literal_or_null(Parser *p);

/* parse_type.c */

Expr *parse_type(Parser *p);
Expr *parse_type_or_null(Parser *p);
// One expression or type and the types after it, pushed to the list. True if there was a comma.
bool parse_type_list(Parser *p, bool strict, ExprVec *into);
Expr *parse_array_type(Parser *p, Pos pos, Expr *len); // after "["
Expr *parse_slice_type(Parser *p, Pos pos);	       // after "[]"
Expr *parse_qualified_name(Parser *p, NameExpr *name);
// After a name, at "[": an array or slice type, or an INDEX whose x is still NULL.
Expr *parse_array_or_args(Parser *p);
// A union of terms in a FIELD; f holds the first term if it has been parsed, or is NULL.
Field *parse_union(Parser *p, Field *f);
static inline bool parse_at_oper(const Parser *p, Oper op) {
	return p->s.tok == TK_OPERATOR && p->s.op == op;
}

/* parse_func.c */

// context: not NULL where type parameters are an error, which it names.
FuncType *parse_func_type(Parser *p, const char *context);
// name and type: the first parameter, if it was parsed already.
FieldVec parse_params(Parser *p, NameExpr *name, Expr *type, Token close, bool named, bool dots_ok);

/* parse_stmt.c */

BlockStmt *parse_block(Parser *p, const char *context); // context NULL: the token is {
Stmt *parse_simple_stmt(Parser *p, Expr *lhs, Token keyword);

/* branches.c */

void branches_check(Parser *p, BlockStmt *body);

#endif
