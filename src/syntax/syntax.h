// syntax.h: tokens, the syntax tree, scanner, parser and tree printer.
//
// The tree is immutable once parsed; what later stages learn about a node lies in side tables
// indexed by Node.id, which numbers the expressions and statements of one package from 1. Each kind
// of node has a struct of its own that starts with Node; NODE_KINDS below is the one list of them.
// A node's pos is the place the official compiler has in its syntax tree (the operator of a binary
// expression, the opening parenthesis of a call, the dot of a selector, as said at each struct; the
// first token where nothing is said). That compiler's type checker reports most errors at the start
// of a node: node_start.
#ifndef SEAGO_SYNTAX_H
#define SEAGO_SYNTAX_H

#include "base/base.h"

typedef enum Token {
#define TOKEN(name, text, prec) TK_##name,
#include "syntax/token.def"
#undef TOKEN
	TK_COUNT
} Token;

typedef enum Oper {
#define TOKEN(name, text, prec)
#define OPER(name, text, prec) OPER_##name,
#include "syntax/token.def"
#undef OPER
#undef TOKEN
	OPER_COUNT
} Oper;

typedef enum LitKind { LIT_INT, LIT_FLOAT, LIT_IMAG, LIT_RUNE, LIT_STRING } LitKind;

const char *token_text(Token t);
const char *oper_text(Oper o);

/* The tree */

#define NODE_KINDS(X)                                                                              \
	/* expressions and types */                                                                \
	X(BAD_EXPR, BadExpr)                                                                       \
	X(NAME, NameExpr)                                                                          \
	X(BASIC_LIT, BasicLit)                                                                     \
	X(COMPOSITE_LIT, CompositeLit)                                                             \
	X(KEY_VALUE, KeyValueExpr)                                                                 \
	X(FUNC_LIT, FuncLit)                                                                       \
	X(PAREN, ParenExpr) X(SELECTOR, SelectorExpr) X(INDEX, IndexExpr) X(SLICE_EXPR, SliceExpr) \
		X(TYPE_ASSERT, AssertExpr) X(TYPE_SWITCH_GUARD, TypeSwitchGuard) X(CALL, CallExpr) \
			X(UNARY, UnaryExpr) X(STAR, StarExpr) X(BINARY, BinaryExpr) X(             \
				LIST, ListExpr) X(ARRAY_TYPE, ArrayType) X(SLICE_TYPE, SliceType)  \
				X(DOTS_TYPE, DotsType) X(STRUCT_TYPE, StructType)                  \
					X(FUNC_TYPE, FuncType) X(INTERFACE_TYPE, InterfaceType)    \
						X(MAP_TYPE, MapType)                               \
							X(CHAN_TYPE, ChanType) /* statements */    \
		X(EMPTY_STMT, EmptyStmt) X(EXPR_STMT, ExprStmt) X(SEND_STMT, SendStmt) X(          \
			ASSIGN_STMT, AssignStmt) X(CALL_STMT, CallStmt) X(RETURN_STMT, ReturnStmt) \
			X(BRANCH_STMT, BranchStmt) X(BLOCK_STMT, BlockStmt) X(IF_STMT, IfStmt)     \
				X(SWITCH_STMT, SwitchStmt) X(CASE_CLAUSE, CaseClause)              \
					X(SELECT_STMT, SelectStmt) X(COMM_CLAUSE, CommClause)      \
						X(FOR_STMT, ForStmt) X(RANGE_STMT, RangeStmt) X(   \
							LABELED_STMT, LabeledStmt)                 \
							X(DECL_STMT, DeclStmt) /* declarations */  \
		X(IMPORT_DECL, ImportDecl) X(CONST_DECL, ConstDecl) X(TYPE_DECL, TypeDecl)         \
			X(VAR_DECL, VarDecl) X(FUNC_DECL, FuncDecl) /* others */                   \
		X(FIELD, Field)

typedef enum NodeKind {
#define X(kind, type) AST_##kind,
	NODE_KINDS(X)
#undef X
		AST_COUNT
} NodeKind;
#define AST_LAST_EXPR AST_CHAN_TYPE
#define AST_LAST_STMT AST_DECL_STMT

typedef struct Node {
	uint8_t kind; // NodeKind
	uint32_t id;  // 1.. within the package
	Pos pos;
} Node;
typedef Node Expr; // a node with kind <= AST_LAST_EXPR
typedef Node Stmt; // a node with AST_LAST_EXPR < kind <= AST_LAST_STMT
typedef Node Decl;

typedef VEC(Expr *) ExprVec;
typedef VEC(Stmt *) StmtVec;
typedef VEC(Decl *) DeclVec;
typedef struct Field Field;
typedef VEC(Field *) FieldVec;
typedef struct NameExpr NameExpr;
typedef VEC(NameExpr *) NameVec;
typedef struct BlockStmt BlockStmt;

// `as(CallExpr, e)` casts after the caller has looked at e->kind.
#define as(T, node) ((T *)(node))

typedef struct BadExpr {
	Node n;
} BadExpr; // already reported
struct NameExpr {
	Node n;
	const Name *name;
}; // identifier, "_" included
typedef struct BasicLit {
	Node n;
	LitKind lit;
	bool bad;
	const char *text;
	uint32_t len;
} BasicLit; // text as written; bad: already reported
typedef struct CompositeLit {
	Node n;
	Expr *type;
	ExprVec elems;
	bool keyed;
	Pos lbrace, rbrace;
} CompositeLit; // type NULL: elided; pos: "{"; keyed: some elem is KEY_VALUE
typedef struct KeyValueExpr {
	Node n;
	Expr *key, *value;
} KeyValueExpr; // pos: the colon
typedef struct FuncLit {
	Node n;
	struct FuncType *type;
	BlockStmt *body;
} FuncLit; // pos: "func"
typedef struct ParenExpr {
	Node n;
	Expr *x;
} ParenExpr;
typedef struct SelectorExpr {
	Node n;
	Expr *x;
	NameExpr *sel;
} SelectorExpr; // pos: the dot
typedef struct IndexExpr {
	Node n;
	Expr *x;
	ExprVec index;
	Pos lbrack, rbrack;
} IndexExpr; // x[i], f[T1,T2]; pos: "["
typedef struct SliceExpr {
	Node n;
	Expr *x;
	Expr *index[3];
	bool full;
	Pos lbrack;
} SliceExpr; // x[i:j:k]; absent NULL; full: two colons; pos: "["
typedef struct AssertExpr {
	Node n;
	Expr *x;
	Expr *type;
} AssertExpr; // x.(T); pos: the dot
typedef struct TypeSwitchGuard {
	Node n;
	NameExpr *lhs;
	Expr *x;
} TypeSwitchGuard; // lhs := x.(type); lhs may be NULL; pos: the dot
typedef struct CallExpr {
	Node n;
	Expr *fun;
	ExprVec args;
	bool has_dots;
	Pos lparen, rparen, dots;
} CallExpr; // pos: "("
typedef struct UnaryExpr {
	Node n;
	Oper op;
	Expr *x;
} UnaryExpr; // + - ! ^ & <- ~; pos: the operator
typedef struct StarExpr {
	Node n;
	Expr *x;
} StarExpr; // *x, pointer type or dereference
typedef struct BinaryExpr {
	Node n;
	Oper op;
	Expr *x, *y;
} BinaryExpr; // pos: the operator
typedef struct ListExpr {
	Node n;
	ExprVec list;
} ListExpr; // a, b, c on a side of an assignment, a return; pos: that of the first
typedef struct ArrayType {
	Node n;
	Expr *len;
	Expr *elem;
} ArrayType; // len NULL: [...]T
typedef struct SliceType {
	Node n;
	Expr *elem;
} SliceType;
typedef struct DotsType {
	Node n;
	Expr *elem;
} DotsType; // ...T of the last parameter
struct Field {
	Node n;
	NameExpr *name;
	Expr *type;
	bool embedded;
	BasicLit *tag;
}; // one name each; `a, b T` makes two Fields that share type; name NULL: unnamed or embedded
typedef struct StructType {
	Node n;
	FieldVec fields;
	Pos rbrace;
} StructType;
typedef struct FuncType {
	Node n;
	FieldVec tparams, params, results;
} FuncType; // tparams: only in FuncDecl (functions and methods) and, as an error, elsewhere; pos:
	    // "[" or "(" of the parameters
// Elements of an interface: a method has a name and a FuncType; an embedded element has no name and
// is a type, a UNARY ~T, or a BINARY OPER_OR union of those.
typedef struct InterfaceType {
	Node n;
	FieldVec methods;
	Pos rbrace;
} InterfaceType;
typedef struct MapType {
	Node n;
	Expr *key, *value;
} MapType;
typedef enum ChanDir { CHAN_BOTH, CHAN_SEND, CHAN_RECV } ChanDir; // SEND: chan<- T
typedef struct ChanType {
	Node n;
	ChanDir dir;
	Expr *elem;
} ChanType;

typedef struct EmptyStmt {
	Node n;
} EmptyStmt;
typedef struct ExprStmt {
	Node n;
	Expr *x;
} ExprStmt; // pos: that of x
typedef struct SendStmt {
	Node n;
	Expr *chan, *value;
} SendStmt; // pos: the operator
// lhs = rhs (op NONE), lhs := rhs (define), lhs op= rhs, x++ and x-- (op ADD/SUB, rhs NULL).
// Several on a side: LIST.
typedef struct AssignStmt {
	Node n;
	Oper op;
	bool define;
	Expr *lhs, *rhs;
} AssignStmt; // pos: the operator
typedef struct CallStmt {
	Node n;
	Token tok;
	Expr *call;
} CallStmt; // TK_GO or TK_DEFER; call may not be a CALL: reported by the checker
typedef struct ReturnStmt {
	Node n;
	Expr *results;
} ReturnStmt; // NULL, one, or LIST
typedef struct BranchStmt {
	Node n;
	Token tok;
	NameExpr *label;
	Stmt *target;
} BranchStmt; // BREAK CONTINUE FALLTHROUGH GOTO; target: the LabeledStmt or the enclosing
	      // statement, set by the parser's branch check
struct BlockStmt {
	Node n;
	StmtVec list;
	Pos rbrace;
}; // pos: "{"
typedef struct IfStmt {
	Node n;
	Stmt *init;
	Expr *cond;
	BlockStmt *then;
	Stmt *els;
} IfStmt; // els: NULL, IF_STMT or BLOCK_STMT
typedef struct CaseClause {
	Node n;
	ExprVec cases;
	bool is_default;
	StmtVec body;
	Pos colon;
} CaseClause;
typedef struct SwitchStmt {
	Node n;
	Stmt *init;
	Expr *tag;
	VEC(CaseClause *) body;
	Pos rbrace;
} SwitchStmt; // tag NULL, an expression, or TYPE_SWITCH_GUARD
typedef struct CommClause {
	Node n;
	Stmt *comm;
	StmtVec body;
	Pos colon;
} CommClause; // comm NULL: default; SEND_STMT, EXPR_STMT or ASSIGN_STMT with a receive
typedef struct SelectStmt {
	Node n;
	VEC(CommClause *) body;
	Pos rbrace;
} SelectStmt;
typedef struct ForStmt {
	Node n;
	Stmt *init;
	Expr *cond;
	Stmt *post;
	BlockStmt *body;
} ForStmt;
typedef struct RangeStmt {
	Node n;
	bool define;
	Expr *key, *value;
	Expr *extra;
	Expr *x;
	BlockStmt *body;
	Pos range_pos;
} RangeStmt; // key, value may be NULL; extra: a third variable, an error; pos: "for"
typedef struct LabeledStmt {
	Node n;
	NameExpr *label;
	Stmt *stmt;
} LabeledStmt; // stmt: EMPTY_STMT if none; pos: the colon
typedef struct DeclStmt {
	Node n;
	DeclVec decls;
} DeclStmt;

// `//go:` directives that stand before a declaration.
typedef struct Pragma {
	Pos pos;
	const char *text; // "go:noinline" and so on, with its arguments, NUL-terminated
} Pragma;
typedef VEC(Pragma) PragmaVec;
// A parenthesised declaration group: const ( ... ). Decls of one group share the pointer; it drives
// iota.
typedef struct DeclGroup {
	Pos pos;
	uint32_t index;
} DeclGroup;

// A declaration's pos is the first token of its specification, after the keyword.
typedef struct ImportDecl {
	Node n;
	DeclGroup *group;
	NameExpr *local;
	BasicLit *path;
} ImportDecl; // local NULL, name, "." or "_"
typedef struct ConstDecl {
	Node n;
	DeclGroup *group;
	uint32_t iota;
	NameVec names;
	Expr *type;
	Expr *values;
	struct ConstDecl *inherit;
} ConstDecl; // no type and values: those of `inherit`, the last spec of the group that has them
typedef struct TypeDecl {
	Node n;
	DeclGroup *group;
	NameExpr *name;
	FieldVec tparams;
	bool alias;
	Expr *type;
	PragmaVec pragmas;
} TypeDecl;
typedef struct VarDecl {
	Node n;
	DeclGroup *group;
	NameVec names;
	Expr *type;
	Expr *values;
	PragmaVec pragmas;
} VarDecl; // pragmas: go:embed among them
typedef struct FuncDecl {
	Node n;
	Field *recv;
	NameExpr *name;
	FuncType *type;
	BlockStmt *body;
	PragmaVec pragmas;
	bool unread; // the body's statements: see parse_body
} FuncDecl; // body NULL: external

typedef struct Linkname {
	Pos pos;
	const char *local;
	const char *target;
	bool std;
} Linkname; // target NULL: one-argument form; std: go:linknamestd
// A directive before a declaration that it does not apply to: said when the package is otherwise
// right.
typedef struct Misplaced {
	Pos pos;
	const char *msg;
} Misplaced;
typedef struct File {
	SourceFile *src;
	VEC(Misplaced) misplaced;
	NameExpr *pkg_name;
	Pos package_pos; // "package"
	DeclVec decls;
	VEC(ImportDecl *) imports;
	VEC(Linkname) linknames;
	PragmaVec pragmas;	// those before no declaration (go:debug, cgo...)
	const char *go_version; // from //go:build, as "go1.21"; NULL if none
	Pos eof;
	uint32_t unread; // bytes of bodies that are unread at first: no fewer than they have nodes
	bool bad; // had errors that begin with "syntax error": not to be checked
} File;

/* parser.c */

typedef enum ParseMode {
	PARSE_IMPORTS_ONLY = 1,	  // stop after the import declarations
	PARSE_CHECK_BRANCHES = 2, // check labels, gotos, breaks; set BranchStmt.target
	PARSE_STD = 4,		  // a file of GOROOT or of golib: every directive may be used
	PARSE_LAZY = 8,		  // bodies of functions are read when parse_body asks for them
} ParseMode;

// Parses one file into `a`. *next_id is the package's node counter (start it at 1). Errors go to
// s->diags; the tree is complete enough to check even then. Never NULL.
File *parse_file(Session *s, Arena *a, SourceFile *src, uint32_t *next_id, ParseMode mode);
// Reads the body of f, a function of file, into `a` if it was left unread; its syntax errors are
// reported now. *next_id is the counter that parse_file had.
void parse_body(Session *s, Arena *a, File *file, FuncDecl *f, uint32_t *next_id);

/* constraint.c: the expressions of //go:build lines */

typedef enum BuildKind { BUILD_TAG, BUILD_NOT, BUILD_AND, BUILD_OR } BuildKind;
typedef struct BuildExpr BuildExpr;
struct BuildExpr {
	BuildKind kind;
	BuildExpr *x, *y; // operands
	const char *tag;
};
// text: what follows "//go:build". NULL and *err on a syntax error.
BuildExpr *build_parse(Arena *a, const char *text, size_t n, const char **err);
bool build_eval(const BuildExpr *e, bool (*has_tag)(const char *tag, void *ctx), void *ctx);
const char *build_go_version(
	Arena *a, const BuildExpr *e); // the language version implied, "go1.21"; NULL: none

/* scanner.c is private to the parser (scanner.h). */

/* walk.c */
Pos node_start(const Node *n); // leftmost position of the node
// The end of a node as the official compiler reckons it for scopes and messages: just past a name
// or a literal, at the closing brace of a block or composite literal, at the end of a call's last
// argument.
Pos node_end(const Node *n);
Expr *unparen(Expr *e);
// Calls fn for n and, while it returns true, for its children, in source order. n may be NULL.
void node_walk(Node *n, bool (*fn)(Node *n, void *ctx), void *ctx);
void node_children(
	Node *n, void (*fn)(Node *child, void *ctx), void *ctx); // in source order, none NULL

/* print.c */
void ast_dump(FILE *to, const File *f); // -d=ast: one node a line, indented
void expr_write(
	Arena *a, Buf *b, const Expr *e); // as the official compiler prints expressions in messages
const char *expr_string(Arena *a, const Expr *e);
const char *stmt_string(Arena *a, const Stmt *s); // simple statements

/* literal.c: values of literals */
// Decodes a string literal (quoted or raw) that scanned without error.
char *lit_unquote(Arena *a, const BasicLit *lit, uint32_t *len);
int32_t lit_rune(const BasicLit *lit); // code point of a rune literal

#endif
