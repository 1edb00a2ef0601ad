// parse_stmt.c: statements.
//
// Most statements start with an expression, so that one is parsed first and the token after it says
// what the statement is. The header of if, for and switch is one production for the three of them.
#include "syntax/parser.h"

static Stmt *stmt_or_null(Parser *p);

static void stmt_list(Parser *p, StmtVec *into) {
	const uint64_t ends = KEY(TK_EOF) | KEY(TK_RBRACE) | KEY(TK_CASE) | KEY(TK_DEFAULT);
	uint32_t mark = list_mark(p);
	while (!(ends & KEY(p->s.tok))) {
		Stmt *s = stmt_or_null(p);
		directive_clear(p);
		if (!s)
			break;
		list_push(p, s);
		if (!parse_got(p, TK_SEMI) && p->s.tok != TK_RBRACE) {
			parse_error(p, "at end of statement");
			parse_advance(
				p, KEY(TK_SEMI) | KEY(TK_RBRACE) | KEY(TK_CASE) | KEY(TK_DEFAULT));
			parse_got(p, TK_SEMI);
		}
	}
	LIST_TAKE(p, mark, into);
}

BlockStmt *parse_block(Parser *p, const char *context) {
	BlockStmt *b = NODE(p, BLOCK_STMT, BlockStmt, parse_pos(p));
	if (!parse_got(p, TK_LBRACE)) {
		parse_error(
			p, arena_printf(p->a, "expected { after %s", context ? context : "block"));
		parse_advance(p, KEY(TK_NAME) | KEY(TK_RBRACE));
		b->rbrace = parse_pos(p);
		if (parse_got(p, TK_RBRACE))
			return b;
	}
	stmt_list(p, &b->list);
	b->rbrace = parse_pos(p);
	parse_want(p, TK_RBRACE);
	return b;
}

/* Simple statements */

static Stmt *stmt_expr(Parser *p, Expr *x) {
	ExprStmt *s = NODE(p, EXPR_STMT, ExprStmt, x->pos);
	s->x = x;
	return (Stmt *)s;
}

static Stmt *stmt_assign(Parser *p, Pos pos, Oper op, Expr *lhs, Expr *rhs) {
	AssignStmt *s = NODE(p, ASSIGN_STMT, AssignStmt, pos);
	s->op = op;
	s->lhs = lhs;
	s->rhs = rhs;
	return (Stmt *)s;
}

// At "range". The caller sets the position and the body.
static Stmt *stmt_range(Parser *p, Expr *lhs, bool define) {
	RangeStmt *r = NODE(p, RANGE_STMT, RangeStmt, parse_pos(p));
	r->range_pos = parse_pos(p);
	r->define = define;
	scan_next(&p->s);
	if (lhs && lhs->kind == AST_LIST) {
		const ListExpr *l = as(ListExpr, lhs);
		r->key = l->list.v[0];
		r->value = l->list.v[1];
		r->extra = l->list.n > 2 ? l->list.v[2] : NULL;
	} else {
		r->key = lhs;
	}
	r->x = parse_expr(p);
	return (Stmt *)r;
}

// lhs = ... or lhs := ...
static Stmt *stmt_assign_or_define(Parser *p, Expr *lhs, Token keyword) {
	Pos pos = parse_pos(p);
	bool define = p->s.tok == TK_DEFINE;
	scan_next(&p->s);
	if (keyword == TK_FOR && p->s.tok == TK_RANGE)
		return stmt_range(p, lhs, define);
	Expr *rhs = parse_expr_list(p);
	if (rhs->kind == AST_TYPE_SWITCH_GUARD && keyword == TK_SWITCH && define &&
		lhs->kind == AST_NAME) {
		as(TypeSwitchGuard, rhs)->lhs = as(NameExpr, lhs);
		return stmt_expr(p, rhs);
	}
	Stmt *s = stmt_assign(p, pos, OPER_NONE, lhs, rhs);
	as(AssignStmt, s)->define = define;
	return s;
}

// keyword: of the clause whose header this is part of, TK_EOF elsewhere.
Stmt *parse_simple_stmt(Parser *p, Expr *lhs, Token keyword) {
	if (keyword == TK_FOR && p->s.tok == TK_RANGE)
		return stmt_range(p, NULL, false);
	if (!lhs)
		lhs = parse_expr_list(p);
	Pos pos = parse_pos(p);
	if (p->s.tok == TK_ASSIGN || p->s.tok == TK_DEFINE)
		return stmt_assign_or_define(p, lhs, keyword);
	if (lhs->kind == AST_LIST) {
		parse_error(p, "expected := or = or comma");
		parse_advance(p, KEY(TK_SEMI) | KEY(TK_RBRACE));
		return stmt_expr(p, as(ListExpr, lhs)->list.v[0]);
	}
	Oper op = p->s.op;
	switch (p->s.tok) {
	case TK_ASSIGN_OP: scan_next(&p->s); return stmt_assign(p, pos, op, lhs, parse_expr(p));
	case TK_INC_DEC: scan_next(&p->s); return stmt_assign(p, pos, op, lhs, NULL);
	case TK_ARROW: {
		SendStmt *s = NODE(p, SEND_STMT, SendStmt, pos);
		scan_next(&p->s);
		s->chan = lhs;
		s->value = parse_expr(p);
		return (Stmt *)s;
	}
	default: return stmt_expr(p, lhs);
	}
}

static Stmt *stmt_labeled(Parser *p, NameExpr *label) {
	LabeledStmt *s = NODE(p, LABELED_STMT, LabeledStmt, parse_pos(p));
	s->label = label;
	parse_want(p, TK_COLON);
	if (p->s.tok == TK_RBRACE) {
		s->stmt = (Stmt *)NODE(p, EMPTY_STMT, EmptyStmt, parse_pos(p));
		return (Stmt *)s;
	}
	s->stmt = stmt_or_null(p);
	if (s->stmt)
		return (Stmt *)s;
	parse_error_at(p, s->n.pos, "missing statement after label");
	return NULL;
}

/* Headers of if, for, switch */

typedef struct Header {
	Stmt *init; // or RANGE_STMT
	Expr *cond;
	Stmt *post;
} Header;

typedef struct HeaderSemi {
	Pos pos; // NO_POS: there was none
	const char *lit;
} HeaderSemi;

static const char *header_operand(Parser *p, const Expr *x) {
	const char *s = expr_string(p->a, x);
	return x->kind == AST_BINARY ? arena_printf(p->a, "(%s)", s) : s;
}

// The condition out of the statement that stands in its place.
static Expr *header_cond(Parser *p, Stmt *s, Token keyword, HeaderSemi semi) {
	if (!s) {
		if (keyword != TK_IF || !semi.pos)
			return NULL;
		if (strcmp(semi.lit, "semicolon") != 0)
			parse_error_at(p, semi.pos,
				arena_printf(p->a, "unexpected %s, expected { after if clause",
					semi.lit));
		else
			parse_error_at(p, semi.pos, "missing condition in if statement");
		return (Expr *)NODE(p, BAD_EXPR, BadExpr, semi.pos);
	}
	if (s->kind == AST_EXPR_STMT)
		return as(ExprStmt, s)->x;
	const char *what;
	const AssignStmt *as = as(AssignStmt, s);
	if (s->kind == AST_ASSIGN_STMT && as->op == OPER_NONE && !as->define)
		what = arena_printf(p->a, "assignment %s = %s", header_operand(p, as->lhs),
			header_operand(p, as->rhs));
	else
		what = stmt_string(p->a, s);
	parse_error_at(p, s->pos, arena_printf(p->a, "cannot use %s as value", what));
	return NULL;
}

// What follows the first statement of the header. Returns the statement in the condition's place.
static Stmt *header_rest(Parser *p, Token keyword, Header *h, HeaderSemi *semi) {
	if (p->s.tok == TK_SEMI) {
		*semi = (HeaderSemi){parse_pos(p), p->s.lit};
		scan_next(&p->s);
	} else {
		parse_want(p, TK_LBRACE); // a better message than one about the missing semicolon
		if (p->s.tok != TK_LBRACE)
			parse_advance(p, KEY(TK_LBRACE) | KEY(TK_RBRACE));
	}
	if (keyword != TK_FOR)
		return p->s.tok != TK_LBRACE ? parse_simple_stmt(p, NULL, keyword) : NULL;
	Stmt *cond = NULL;
	if (p->s.tok != TK_SEMI) {
		if (p->s.tok == TK_LBRACE) {
			parse_error(p, "expected for loop condition");
			return NULL;
		}
		cond = parse_simple_stmt(p, NULL, TK_EOF);
	}
	parse_want(p, TK_SEMI);
	if (p->s.tok != TK_LBRACE) {
		h->post = parse_simple_stmt(p, NULL, TK_EOF);
		if (h->post->kind == AST_ASSIGN_STMT && as(AssignStmt, h->post)->define)
			parse_error_at(
				p, h->post->pos, "cannot declare in post statement of for loop");
	}
	return cond;
}

static Header stmt_header(Parser *p, Token keyword) {
	Header h = {0};
	parse_want(p, keyword);
	if (p->s.tok == TK_LBRACE) {
		if (keyword == TK_IF) {
			parse_error(p, "missing condition in if statement");
			h.cond = bad_expr(p);
		}
		return h;
	}
	int outer = p->expr_nest;
	p->expr_nest = -1;
	if (p->s.tok != TK_SEMI) {
		if (parse_got(p, TK_VAR))
			parse_error(p,
				arena_printf(p->a, "var declaration not allowed in %s initializer",
					token_text(keyword)));
		h.init = parse_simple_stmt(p, NULL, keyword);
		if (h.init->kind == AST_RANGE_STMT) {
			p->expr_nest = outer;
			return h;
		}
	}
	Stmt *cond;
	HeaderSemi semi = {0};
	if (p->s.tok != TK_LBRACE) {
		cond = header_rest(p, keyword, &h, &semi);
	} else {
		cond = h.init;
		h.init = NULL;
	}
	h.cond = header_cond(p, cond, keyword, semi);
	p->expr_nest = outer;
	return h;
}

/* Compound statements */

static Stmt *stmt_for(Parser *p) {
	Pos pos = parse_pos(p);
	Header h = stmt_header(p, TK_FOR);
	if (h.init && h.init->kind == AST_RANGE_STMT) {
		h.init->pos = pos;
		as(RangeStmt, h.init)->body = parse_block(p, "for clause");
		return h.init;
	}
	ForStmt *s = NODE(p, FOR_STMT, ForStmt, pos);
	s->init = h.init;
	s->cond = h.cond;
	s->post = h.post;
	s->body = parse_block(p, "for clause");
	return (Stmt *)s;
}

static Stmt *stmt_if(Parser *p) {
	IfStmt *s = NODE(p, IF_STMT, IfStmt, parse_pos(p));
	Header h = stmt_header(p, TK_IF);
	s->init = h.init;
	s->cond = h.cond;
	s->then = parse_block(p, "if clause");
	if (!parse_got(p, TK_ELSE))
		return (Stmt *)s;
	if (p->s.tok == TK_IF) {
		if (parse_enter(p)) {
			s->els = stmt_if(p);
			parse_leave(p);
		}
	} else if (p->s.tok == TK_LBRACE) {
		s->els = (Stmt *)parse_block(p, NULL);
	} else {
		parse_error(p, "else must be followed by if or statement block");
		parse_advance(p, KEY(TK_NAME) | KEY(TK_RBRACE));
	}
	return (Stmt *)s;
}

// What stands between "{" and the first clause of a switch or select.
static void stmt_open_clauses(Parser *p, const char *missing) {
	if (!parse_got(p, TK_LBRACE)) {
		parse_error(p, missing);
		parse_advance(p, KEY(TK_CASE) | KEY(TK_DEFAULT) | KEY(TK_RBRACE));
	}
}

// At the start of a clause. True: it is a case.
static bool stmt_open_clause(Parser *p, bool *is_default) {
	*is_default = false;
	if (parse_got(p, TK_CASE))
		return true;
	if (parse_got(p, TK_DEFAULT)) {
		*is_default = true;
		return false;
	}
	parse_error(p, "expected case or default or }");
	parse_advance(p, KEY(TK_COLON) | KEY(TK_CASE) | KEY(TK_DEFAULT) | KEY(TK_RBRACE));
	*is_default = true;
	return false;
}

static CaseClause *stmt_case(Parser *p) {
	CaseClause *c = NODE(p, CASE_CLAUSE, CaseClause, parse_pos(p));
	if (stmt_open_clause(p, &c->is_default)) {
		uint32_t mark = list_mark(p);
		do
			list_push(p, parse_expr(p));
		while (parse_got(p, TK_COMMA));
		LIST_TAKE(p, mark, &c->cases);
	}
	c->colon = parse_pos(p);
	parse_want(p, TK_COLON);
	stmt_list(p, &c->body);
	return c;
}

static CommClause *stmt_comm(Parser *p) {
	CommClause *c = NODE(p, COMM_CLAUSE, CommClause, parse_pos(p));
	bool is_default;
	if (stmt_open_clause(p, &is_default))
		c->comm = parse_simple_stmt(p, NULL, TK_EOF);
	c->colon = parse_pos(p);
	parse_want(p, TK_COLON);
	stmt_list(p, &c->body);
	return c;
}

static Stmt *stmt_switch(Parser *p) {
	SwitchStmt *s = NODE(p, SWITCH_STMT, SwitchStmt, parse_pos(p));
	Header h = stmt_header(p, TK_SWITCH);
	s->init = h.init;
	s->tag = h.cond;
	stmt_open_clauses(p, "missing { after switch clause");
	uint32_t mark = list_mark(p);
	while (p->s.tok != TK_EOF && p->s.tok != TK_RBRACE)
		list_push(p, stmt_case(p));
	LIST_TAKE(p, mark, &s->body);
	s->rbrace = parse_pos(p);
	parse_want(p, TK_RBRACE);
	return (Stmt *)s;
}

static Stmt *stmt_select(Parser *p) {
	SelectStmt *s = NODE(p, SELECT_STMT, SelectStmt, parse_pos(p));
	parse_want(p, TK_SELECT);
	stmt_open_clauses(p, "missing { after select clause");
	uint32_t mark = list_mark(p);
	while (p->s.tok != TK_EOF && p->s.tok != TK_RBRACE)
		list_push(p, stmt_comm(p));
	LIST_TAKE(p, mark, &s->body);
	s->rbrace = parse_pos(p);
	parse_want(p, TK_RBRACE);
	return (Stmt *)s;
}

/* Statements that start with a keyword */

static Stmt *stmt_decl(Parser *p, DeclWord word) {
	DeclStmt *s = NODE(p, DECL_STMT, DeclStmt, parse_pos(p));
	scan_next(&p->s);
	parse_decl_group(p, word, &s->decls);
	return (Stmt *)s;
}

static Stmt *stmt_branch(Parser *p) {
	BranchStmt *s = NODE(p, BRANCH_STMT, BranchStmt, parse_pos(p));
	s->tok = p->s.tok;
	scan_next(&p->s);
	if (s->tok == TK_GOTO || (s->tok != TK_FALLTHROUGH && p->s.tok == TK_NAME))
		s->label = parse_name(p);
	return (Stmt *)s;
}

static Stmt *stmt_call(Parser *p) {
	CallStmt *s = NODE(p, CALL_STMT, CallStmt, parse_pos(p));
	s->tok = p->s.tok;
	scan_next(&p->s);
	Expr *x = parse_primary(p, NULL, p->s.tok == TK_LPAREN);
	s->call = unparen(x);
	if (s->call != x)
		parse_plain_error(p, x->pos,
			arena_printf(p->a, "expression in %s must not be parenthesized",
				token_text(s->tok)));
	return (Stmt *)s;
}

static Stmt *stmt_return(Parser *p) {
	ReturnStmt *s = NODE(p, RETURN_STMT, ReturnStmt, parse_pos(p));
	scan_next(&p->s);
	if (p->s.tok != TK_SEMI && p->s.tok != TK_RBRACE)
		s->results = parse_expr_list(p);
	return (Stmt *)s;
}

static Stmt *stmt_other(Parser *p) {
	switch (p->s.tok) {
	case TK_LBRACE: return (Stmt *)parse_block(p, NULL);
	case TK_OPERATOR:
		switch (p->s.op) {
		case OPER_ADD:
		case OPER_SUB:
		case OPER_AND:
		case OPER_XOR:
		case OPER_NOT: return parse_simple_stmt(p, NULL, TK_EOF);
		default: return NULL;
		}
	case TK_STAR:
	case TK_LITERAL:
	case TK_FUNC:
	case TK_LPAREN:
	case TK_LBRACK:
	case TK_STRUCT:
	case TK_MAP:
	case TK_CHAN:
	case TK_INTERFACE:
	case TK_ARROW: return parse_simple_stmt(p, NULL, TK_EOF);
	case TK_FOR: return stmt_for(p);
	case TK_SWITCH: return stmt_switch(p);
	case TK_SELECT: return stmt_select(p);
	case TK_IF: return stmt_if(p);
	case TK_FALLTHROUGH:
	case TK_BREAK:
	case TK_CONTINUE:
	case TK_GOTO: return stmt_branch(p);
	case TK_GO:
	case TK_DEFER: return stmt_call(p);
	case TK_RETURN: return stmt_return(p);
	case TK_SEMI: return (Stmt *)NODE(p, EMPTY_STMT, EmptyStmt, parse_pos(p));
	default: return NULL;
	}
}

static Stmt *stmt_any(Parser *p) {
	switch (p->s.tok) {
	case TK_NAME: {
		directive_clear(p);
		Expr *lhs = parse_expr_list(p);
		if (lhs->kind == AST_NAME && p->s.tok == TK_COLON)
			return stmt_labeled(p, as(NameExpr, lhs));
		return parse_simple_stmt(p, lhs, TK_EOF);
	}
	case TK_VAR: return stmt_decl(p, DECL_VAR);
	case TK_CONST: return stmt_decl(p, DECL_CONST);
	case TK_TYPE: return stmt_decl(p, DECL_TYPE);
	default: directive_clear(p); return stmt_other(p);
	}
}

static Stmt *stmt_or_null(Parser *p) {
	if (!parse_enter(p))
		return NULL;
	p->height = 0;
	Stmt *s = stmt_any(p);
	parse_leave(p);
	return s;
}
