// parse_decl.c: declarations, at top level and in functions.
//
// `type T[P ...` starts a type parameter list or an array type. What follows the bracket is parsed
// as an expression when it starts with a name, and decl_split looks whether that expression can be
// read as a parameter name and a constraint: P *C is P*C, P (C) is a call, P *C|D is a union.
#include "syntax/parser.h"

#include <stdlib.h>

typedef struct DeclCtx {
	DeclWord word;
	DeclGroup *group;   // NULL outside a group
	uint32_t index;	    // of the next specification in the group
	ConstDecl *inherit; // last constant specification with a type or values
} DeclCtx;

static Decl *decl_import(Parser *p, DeclCtx *c) {
	ImportDecl *d = NODE(p, IMPORT_DECL, ImportDecl, parse_pos(p));
	d->group = c->group;
	directive_take(p, PRAGMA_NONE);
	if (p->s.tok == TK_NAME) {
		d->local = parse_name(p);
	} else if (p->s.tok == TK_DOT) {
		d->local = name_new(p, parse_pos(p), ".");
		scan_next(&p->s);
	}
	d->path = parse_literal_or_null(p);
	if (!d->path) {
		parse_error(p, "missing import path");
		parse_advance(p, KEY(TK_SEMI) | KEY(TK_RPAREN));
		return (Decl *)d;
	}
	if (!d->path->bad && d->path->lit != LIT_STRING) {
		parse_error_at(p, d->path->n.pos, "import path must be a string");
		d->path->bad = true;
	}
	vec_push(p->a, &p->file->imports, d);
	return (Decl *)d;
}

static NameVec decl_names(Parser *p) {
	NameVec v = {0};
	uint32_t mark = list_mark(p);
	do
		list_push(p, parse_name(p));
	while (parse_got(p, TK_COMMA));
	LIST_TAKE(p, mark, &v);
	return v;
}

// Accepts := for =, with an error.
static bool decl_got_assign(Parser *p) {
	if (p->s.tok == TK_DEFINE)
		parse_error(p, "expected =");
	else if (p->s.tok != TK_ASSIGN)
		return false;
	scan_next(&p->s);
	return true;
}

static Decl *decl_const(Parser *p, DeclCtx *c) {
	ConstDecl *d = NODE(p, CONST_DECL, ConstDecl, parse_pos(p));
	d->group = c->group;
	d->iota = c->index;
	directive_take(p, PRAGMA_NONE);
	d->names = decl_names(p);
	if (p->s.tok != TK_EOF && p->s.tok != TK_SEMI && p->s.tok != TK_RPAREN) {
		d->type = parse_type_or_null(p);
		if (decl_got_assign(p))
			d->values = parse_expr_list(p);
	}
	if (d->type || d->values)
		c->inherit = d;
	else
		d->inherit = c->inherit;
	return (Decl *)d;
}

static Decl *decl_var(Parser *p, DeclCtx *c) {
	VarDecl *d = NODE(p, VAR_DECL, VarDecl, parse_pos(p));
	d->group = c->group;
	d->pragmas = directive_take(p, PRAGMA_VAR);
	d->names = decl_names(p);
	if (!decl_got_assign(p)) {
		d->type = parse_type(p);
		if (!decl_got_assign(p))
			return (Decl *)d;
	}
	d->values = parse_expr_list(p);
	return (Decl *)d;
}

/* Type declarations */

// Whether x, possibly in parentheses, can only be an element of a constraint, not a value.
static bool decl_is_type_elem(const Expr *x) {
	for (;;) {
		switch (x->kind) {
		case AST_ARRAY_TYPE:
		case AST_STRUCT_TYPE:
		case AST_FUNC_TYPE:
		case AST_INTERFACE_TYPE:
		case AST_SLICE_TYPE:
		case AST_MAP_TYPE:
		case AST_CHAN_TYPE: return true;
		case AST_UNARY:
			if (as(const UnaryExpr, x)->op == OPER_TILDE)
				return true;
			x = as(const UnaryExpr, x)->x;
			break;
		case AST_STAR: x = as(const StarExpr, x)->x; break;
		case AST_BINARY:
			if (decl_is_type_elem(as(const BinaryExpr, x)->y))
				return true;
			x = as(const BinaryExpr, x)->x;
			break;
		case AST_PAREN: x = as(const ParenExpr, x)->x; break;
		default: return false;
		}
	}
}

// Reads x as `name type`. Returns the name, and the type in *type (NULL if x is just a name); NULL
// if x cannot be read so. What could be a value as well is only split with `force`.
static NameExpr *decl_split(Parser *p, Expr *x, bool force, Expr **type) {
	*type = NULL;
	if (x->kind == AST_NAME)
		return as(NameExpr, x);
	if (x->kind == AST_CALL) {
		CallExpr *c = as(CallExpr, x);
		if (c->fun->kind != AST_NAME || c->args.n != 1 || c->has_dots)
			return NULL;
		if (!force && !decl_is_type_elem(c->args.v[0]))
			return NULL;
		*type = unparen(c->args.v[0]);
		return as(NameExpr, c->fun);
	}
	if (x->kind != AST_BINARY)
		return NULL;
	BinaryExpr *b = as(BinaryExpr, x);
	force = force || decl_is_type_elem(b->y);
	if (b->op == OPER_MUL && b->x->kind == AST_NAME && force) {
		StarExpr *s = NODE(p, STAR, StarExpr, b->n.pos);
		s->x = b->y;
		*type = (Expr *)s;
		return as(NameExpr, b->x);
	}
	if (b->op != OPER_OR || b->x->kind == AST_NAME)
		return NULL;
	Expr *lhs;
	NameExpr *name = decl_split(p, b->x, force, &lhs);
	if (!name || !lhs)
		return NULL;
	BinaryExpr *u = NODE(p, BINARY, BinaryExpr, b->n.pos);
	u->op = OPER_OR;
	u->x = lhs;
	u->y = b->y;
	*type = (Expr *)u;
	return name;
}

// After "[" at pos and with a name as the current token.
static void decl_type_bracket(Parser *p, TypeDecl *d, Pos pos) {
	Expr *x = (Expr *)parse_name(p), *type;
	// P[ can only be the start of a constraint: an index expression is no constant.
	if (p->s.tok != TK_LBRACK) {
		p->expr_nest++;
		p->height = 0;
		x = parse_binary(p, parse_primary(p, x, false), 0);
		p->expr_nest--;
	}
	NameExpr *name = decl_split(p, x, p->s.tok == TK_COMMA, &type);
	if (!name || (!type && p->s.tok == TK_RBRACK)) {
		d->type = parse_array_type(p, pos, x);
		return;
	}
	d->tparams = parse_params(p, name, type, TK_RBRACK, true, false);
	d->alias = decl_got_assign(p);
	d->type = parse_type_or_null(p);
}

static Decl *decl_type(Parser *p, DeclCtx *c) {
	TypeDecl *d = NODE(p, TYPE_DECL, TypeDecl, parse_pos(p));
	d->group = c->group;
	d->pragmas = directive_take(p, PRAGMA_NONE);
	d->name = parse_name(p);
	Pos pos = parse_pos(p);
	if (!parse_got(p, TK_LBRACK)) {
		d->alias = decl_got_assign(p);
		d->type = parse_type_or_null(p);
	} else if (p->s.tok == TK_NAME) {
		decl_type_bracket(p, d, pos);
	} else if (parse_got(p, TK_RBRACK)) {
		d->type = parse_slice_type(p, pos);
	} else {
		d->type = parse_array_type(p, pos, NULL);
	}
	if (!d->type) {
		d->type = bad_expr(p);
		parse_error(p, "in type declaration");
		parse_advance(p, KEY(TK_SEMI) | KEY(TK_RPAREN));
	}
	return (Decl *)d;
}

/* Groups */

static bool decl_spec(Parser *p, void *ctx) {
	static Decl *(*const parse[])(Parser *, DeclCtx *) = {[DECL_IMPORT] = decl_import,
		[DECL_CONST] = decl_const,
		[DECL_TYPE] = decl_type,
		[DECL_VAR] = decl_var};
	DeclCtx *c = ctx;
	list_push(p, parse[c->word](p, c));
	c->index++;
	return false;
}

void parse_decl_group(Parser *p, DeclWord word, DeclVec *into) {
	DeclCtx ctx = {.word = word};
	uint32_t mark = list_mark(p);
	if (p->s.tok != TK_LPAREN) {
		decl_spec(p, &ctx);
	} else {
		ctx.group = NEW(p->a, DeclGroup);
		ctx.group->pos = parse_pos(p);
		// Before "(" is consumed: comments after it belong to the first specification.
		directive_clear(p);
		scan_next(&p->s);
		parse_list(p, "grouped declaration", TK_SEMI, TK_RPAREN, decl_spec, &ctx);
	}
	for (uint32_t i = mark; i < p->stack_n; i++)
		vec_push(p->a, into, p->stack[i]);
	p->stack_n = mark;
}

/* Functions */

BlockStmt *parse_func_body(Parser *p) {
	uint32_t errors = p->s.errors;
	p->fun_nest++;
	BlockStmt *body = parse_block(p, NULL);
	p->fun_nest--;
	// After a syntax error the tree may lack what labels and jumps refer to.
	if ((p->mode & PARSE_CHECK_BRANCHES) && errors == p->s.errors)
		branches_check(p, body);
	return body;
}

// NULL: the body has to be read now.
static BlockStmt *func_body_later(Parser *p) {
	const char *end = scan_block_end(&p->s);
	if (!end)
		return NULL;
	BlockStmt *b = NODE(p, BLOCK_STMT, BlockStmt, parse_pos(p));
	p->file->unread += (uint32_t)(end - p->s.start);
	b->rbrace = scan_pos(&p->s, end - 1);
	p->s.at = end;
	p->s.nlsemi = true;
	scan_next(&p->s);
	return b;
}

void parse_body(Session *s, Arena *a, File *file, FuncDecl *f, uint32_t *next_id) {
	if (!f->unread)
		return;
	f->unread = false;
	Parser p = {
		.a = a, .file = file, .mode = PARSE_CHECK_BRANCHES | PARSE_STD, .next_id = next_id};
	SourceFile *src = file->src;
	p.s = (Scanner){.session = s,
		.arena = a,
		.src = src,
		.at = src->text + (f->body->n.pos - src->base),
		.end = src->text + src->size,
		.directive = directive_handle};
	uint32_t first = *next_id;
	scan_next(&p.s);
	BlockStmt *b = parse_func_body(&p);
	if (*next_id - first > f->body->rbrace - f->body->n.pos + 1)
		ice("parse_body: %s: a body of more nodes than bytes", src->path);
	f->body->list = b->list;
	f->body->rbrace = b->rbrace;
	free(p.stack);
}

static bool func_receiver(Parser *p, FuncDecl *f) {
	if (!parse_got(p, TK_LPAREN))
		return false;
	FieldVec list = parse_params(p, NULL, NULL, TK_RPAREN, false, false);
	if (list.n == 0)
		parse_plain_error(p, parse_pos(p), "method has no receiver");
	else if (list.n > 1)
		parse_plain_error(p, parse_pos(p), "method has multiple receivers");
	f->recv = list.n ? list.v[0] : NULL;
	return true;
}

FuncDecl *parse_func_decl(Parser *p) {
	FuncDecl *f = NODE(p, FUNC_DECL, FuncDecl, parse_pos(p));
	f->pragmas = directive_take(p, PRAGMA_FUNC);
	bool method = func_receiver(p, f);
	if (p->s.tok == TK_NAME) {
		f->name = parse_name(p);
		f->type = parse_func_type(p, NULL);
	} else {
		f->name = name_new(p, parse_pos(p), "_");
		f->type = NODE(p, FUNC_TYPE, FuncType, parse_pos(p));
		parse_error(p, method ? "expected name" : "expected name or (");
		parse_advance(p, KEY(TK_LBRACE) | KEY(TK_SEMI));
	}
	if (p->s.tok != TK_LBRACE)
		return f;
	f->body = p->mode & PARSE_LAZY ? func_body_later(p) : NULL;
	f->unread = f->body != NULL;
	if (!f->body)
		f->body = parse_func_body(p);
	return f;
}
