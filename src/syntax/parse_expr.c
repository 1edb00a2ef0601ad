// parse_expr.c: expressions.
//
// Binary expressions are parsed by precedence climbing, primary expressions by a loop over what may
// follow an operand. Whether { after a type name opens a composite literal or a block depends on
// where the expression stands: expr_nest is negative in the header of a control clause, and every
// bracket makes it non-negative again. Both loops build trees that lean to the left; `height`
// bounds them.
#include "syntax/parser.h"

Expr *bad_expr(Parser *p) {
	return (Expr *)NODE(p, BAD_EXPR, BadExpr, parse_pos(p));
}

NameExpr *name_new(Parser *p, Pos pos, const char *name) {
	NameExpr *n = NODE(p, NAME, NameExpr, pos);
	n->name = intern_str(p->s.session->names, name);
	return n;
}

NameExpr *parse_name(Parser *p) {
	if (p->s.tok == TK_NAME) {
		NameExpr *n = NODE(p, NAME, NameExpr, parse_pos(p));
		n->name = p->s.name;
		scan_next(&p->s);
		return n;
	}
	NameExpr *n = name_new(p, parse_pos(p), "_");
	parse_error(p, "expected name");
	parse_advance(p, 0);
	return n;
}

BasicLit *parse_literal_or_null(Parser *p) {
	if (p->s.tok != TK_LITERAL)
		return NULL;
	BasicLit *b = NODE(p, BASIC_LIT, BasicLit, parse_pos(p));
	b->lit = p->s.kind;
	b->bad = p->s.bad;
	b->text = p->s.lit;
	b->len = p->s.lit_len;
	scan_next(&p->s);
	return b;
}

Expr *parse_expr(Parser *p) {
	return parse_binary(p, NULL, 0);
}

Expr *parse_expr_list(Parser *p) {
	Expr *x = parse_expr(p);
	if (p->s.tok != TK_COMMA)
		return x;
	uint32_t mark = list_mark(p);
	list_push(p, x);
	while (parse_got(p, TK_COMMA))
		list_push(p, parse_expr(p));
	ListExpr *l = NODE(p, LIST, ListExpr, x->pos);
	LIST_TAKE(p, mark, &l->list);
	return (Expr *)l;
}

/* Operators */

// "<-" has been read, at pos, and x is a channel type: "<-" belongs to the type, whose own arrows
// move inwards: <-(chan<- T) is <-chan (<-T), which only makes sense if T is a channel type again.
static Expr *expr_rearrange_chan(Parser *p, Expr *x) {
	ChanDir dir = CHAN_SEND;
	Expr *t = x;
	while (dir == CHAN_SEND && t->kind == AST_CHAN_TYPE) {
		ChanType *c = as(ChanType, t);
		dir = c->dir;
		if (dir == CHAN_RECV)
			parse_error(p, "unexpected <-, expected chan");
		c->dir = CHAN_RECV;
		t = c->elem;
	}
	if (dir == CHAN_SEND)
		parse_error(p,
			arena_printf(p->a, "unexpected %s, expected chan", expr_string(p->a, t)));
	return x;
}

static Expr *expr_unary(Parser *p);

static Expr *expr_operator(Parser *p) {
	Pos pos = parse_pos(p);
	Oper op = p->s.tok == TK_ARROW ? OPER_RECV : p->s.op;
	scan_next(&p->s);
	Expr *x = expr_unary(p);
	parse_higher(p, 0);
	if (op == OPER_RECV && x->kind == AST_CHAN_TYPE)
		return expr_rearrange_chan(p, x);
	if (op == OPER_MUL) {
		StarExpr *s = NODE(p, STAR, StarExpr, pos);
		s->x = x;
		return (Expr *)s;
	}
	UnaryExpr *u = NODE(p, UNARY, UnaryExpr, pos);
	u->op = op;
	u->x = op == OPER_AND ? unparen(x) : x; // &(T{}) is &T{}
	return (Expr *)u;
}

static Expr *expr_unary(Parser *p) {
	bool is_unary = p->s.tok == TK_STAR || p->s.tok == TK_ARROW;
	if (p->s.tok == TK_OPERATOR) {
		const uint32_t ops = 1u << OPER_ADD | 1u << OPER_SUB | 1u << OPER_NOT |
				     1u << OPER_XOR | 1u << OPER_TILDE | 1u << OPER_AND;
		is_unary = ops >> p->s.op & 1;
	}
	if (!parse_enter(p))
		return bad_expr(p);
	Expr *x = is_unary ? expr_operator(p) : parse_primary(p, NULL, true);
	parse_leave(p);
	return x;
}

Expr *parse_binary(Parser *p, Expr *x, int prec) {
	if (!x)
		x = expr_unary(p);
	while ((p->s.tok == TK_OPERATOR || p->s.tok == TK_STAR) && p->s.prec > prec) {
		BinaryExpr *b = NODE(p, BINARY, BinaryExpr, parse_pos(p));
		int op_prec = p->s.prec;
		uint32_t height = p->height;
		b->op = p->s.op;
		scan_next(&p->s);
		b->x = x;
		b->y = parse_binary(p, NULL, op_prec);
		x = (Expr *)b;
		if (!parse_higher(p, height))
			break;
	}
	return x;
}

/* Operands */

static Expr *expr_paren(Parser *p, bool keep) {
	Pos pos = parse_pos(p);
	scan_next(&p->s);
	p->expr_nest++;
	Expr *x = parse_expr(p);
	p->expr_nest--;
	parse_want(p, TK_RPAREN);
	parse_higher(p, 0);
	// Parentheses matter only where they are errors: around the type of a composite literal,
	// around the call of a go or defer statement, and on the left of :=.
	if (!keep && p->s.tok != TK_LBRACE)
		return x;
	ParenExpr *e = NODE(p, PAREN, ParenExpr, pos);
	e->x = x;
	return (Expr *)e;
}

static Expr *expr_func(Parser *p) {
	Pos pos = parse_pos(p);
	scan_next(&p->s);
	FuncType *type = parse_func_type(p, "function type");
	if (p->s.tok != TK_LBRACE)
		return (Expr *)type;
	p->expr_nest++;
	FuncLit *f = NODE(p, FUNC_LIT, FuncLit, pos);
	f->type = type;
	f->body = parse_func_body(p);
	p->expr_nest--;
	return (Expr *)f;
}

static Expr *expr_operand(Parser *p, bool keep_parens) {
	p->height = 0;
	switch (p->s.tok) {
	case TK_NAME: return (Expr *)parse_name(p);
	case TK_LITERAL: return (Expr *)parse_literal_or_null(p);
	case TK_LPAREN: return expr_paren(p, keep_parens);
	case TK_FUNC: return expr_func(p);
	case TK_LBRACK:
	case TK_CHAN:
	case TK_MAP:
	case TK_STRUCT:
	case TK_INTERFACE: return parse_type(p);
	default: {
		Expr *x = bad_expr(p);
		parse_error(p, "expected expression");
		parse_advance(p, KEY(TK_RPAREN) | KEY(TK_RBRACK) | KEY(TK_RBRACE));
		return x;
	}
	}
}

/* Composite literals */

static CompositeLit *expr_composite(Parser *p);

static Expr *expr_bare_composite(Parser *p) {
	return p->s.tok == TK_LBRACE ? (Expr *)expr_composite(p) : parse_expr(p);
}

typedef struct CompositeCtx {
	CompositeLit *lit;
	uint32_t height; // of the highest element so far
} CompositeCtx;

static bool expr_element(Parser *p, void *ctx) {
	CompositeCtx *c = ctx;
	p->height = 0;
	Expr *e = expr_bare_composite(p);
	if (p->s.tok == TK_COLON) {
		KeyValueExpr *kv = NODE(p, KEY_VALUE, KeyValueExpr, parse_pos(p));
		uint32_t height = p->height;
		scan_next(&p->s);
		kv->key = e;
		kv->value = expr_bare_composite(p);
		parse_higher(p, height);
		c->lit->keyed = true;
		e = (Expr *)kv;
	}
	if (p->height > c->height)
		c->height = p->height;
	list_push(p, e);
	return false;
}

static CompositeLit *expr_composite(Parser *p) {
	CompositeLit *lit = NODE(p, COMPOSITE_LIT, CompositeLit, parse_pos(p));
	lit->lbrace = parse_pos(p);
	if (!parse_enter(p))
		return lit;
	CompositeCtx ctx = {.lit = lit};
	uint32_t mark = list_mark(p);
	p->expr_nest++;
	parse_want(p, TK_LBRACE);
	lit->rbrace = parse_list(p, "composite literal", TK_COMMA, TK_RBRACE, expr_element, &ctx);
	p->expr_nest--;
	LIST_TAKE(p, mark, &lit->elems);
	parse_higher(p, ctx.height);
	parse_leave(p);
	return lit;
}

// Whether x can only be a value, not a type.
static bool expr_is_value(const Expr *x) {
	for (;;) {
		switch (x->kind) {
		case AST_BASIC_LIT:
		case AST_COMPOSITE_LIT:
		case AST_FUNC_LIT:
		case AST_SLICE_EXPR:
		case AST_TYPE_ASSERT:
		case AST_TYPE_SWITCH_GUARD:
		case AST_CALL:
		case AST_UNARY:
		case AST_BINARY: return true;
		case AST_PAREN: x = as(const ParenExpr, x)->x; break;
		case AST_INDEX: {
			const IndexExpr *ix = as(const IndexExpr, x);
			if (ix->index.n == 1 && expr_is_value(ix->index.v[0]))
				return true;
			x = ix->x;
			break;
		}
		default: return false;
		}
	}
}

// The token is {: whether it opens a composite literal of type x.
static bool expr_takes_composite(Parser *p, Expr *x) {
	switch (x->kind) {
	case AST_NAME:
	case AST_SELECTOR: return p->expr_nest >= 0;
	case AST_INDEX: return p->expr_nest >= 0 && !expr_is_value(x);
	case AST_ARRAY_TYPE:
	case AST_SLICE_TYPE:
	case AST_STRUCT_TYPE:
	case AST_MAP_TYPE: return true;
	default: return false;
	}
}

/* What follows an operand */

static Expr *expr_dot(Parser *p, Expr *x) {
	Pos pos = parse_pos(p);
	scan_next(&p->s);
	if (p->s.tok == TK_NAME) {
		SelectorExpr *s = NODE(p, SELECTOR, SelectorExpr, pos);
		s->x = x;
		s->sel = parse_name(p);
		return (Expr *)s;
	}
	if (!parse_got(p, TK_LPAREN)) {
		parse_error(p, "expected name or (");
		parse_advance(p, KEY(TK_SEMI) | KEY(TK_RPAREN));
		return x;
	}
	Expr *e;
	if (parse_got(p, TK_TYPE)) {
		TypeSwitchGuard *g = NODE(p, TYPE_SWITCH_GUARD, TypeSwitchGuard, pos);
		g->x = x;
		e = (Expr *)g;
	} else {
		AssertExpr *t = NODE(p, TYPE_ASSERT, AssertExpr, pos);
		t->x = x;
		t->type = parse_type(p);
		e = (Expr *)t;
	}
	parse_want(p, TK_RPAREN);
	return e;
}

// x[first is read; first may be NULL.
static Expr *expr_slice(Parser *p, Expr *x, Expr *first, Pos pos) {
	if (!parse_got(p, TK_COLON)) {
		parse_error(p, "expected comma, : or ]");
		parse_advance(p, KEY(TK_COMMA) | KEY(TK_COLON) | KEY(TK_RBRACK));
	}
	p->expr_nest++;
	SliceExpr *s = NODE(p, SLICE_EXPR, SliceExpr, pos);
	s->x = x;
	s->lbrack = pos;
	s->index[0] = first;
	if (p->s.tok != TK_COLON && p->s.tok != TK_RBRACK)
		s->index[1] = parse_expr(p);
	if (p->s.tok == TK_COLON) {
		s->full = true;
		if (!s->index[1]) {
			parse_plain_error(
				p, parse_pos(p), "middle index required in 3-index slice");
			s->index[1] = bad_expr(p);
		}
		scan_next(&p->s);
		if (p->s.tok != TK_RBRACK) {
			s->index[2] = parse_expr(p);
		} else {
			parse_plain_error(p, parse_pos(p), "final index required in 3-index slice");
			s->index[2] = bad_expr(p);
		}
	}
	p->expr_nest--;
	parse_want(p, TK_RBRACK);
	return (Expr *)s;
}

static Expr *expr_bracket(Parser *p, Expr *x) {
	Pos pos = parse_pos(p);
	scan_next(&p->s);
	if (p->s.tok == TK_COLON)
		return expr_slice(p, x, NULL, pos);
	ExprVec index = {0};
	bool comma = false;
	if (p->s.tok == TK_RBRACK) {
		parse_error(p, "expected operand");
		uint32_t mark = list_mark(p);
		list_push(p, bad_expr(p));
		LIST_TAKE(p, mark, &index);
	} else {
		comma = parse_type_list(p, false, &index);
	}
	if (!comma && p->s.tok != TK_RBRACK)
		return expr_slice(p, x, index.v[0], pos);
	IndexExpr *ix = NODE(p, INDEX, IndexExpr, pos);
	ix->x = x;
	ix->index = index;
	ix->lbrack = pos;
	ix->rbrack = parse_pos(p);
	parse_want(p, TK_RBRACK);
	return (Expr *)ix;
}

typedef struct CallCtx {
	CallExpr *call;
	uint32_t height;
} CallCtx;

static bool expr_argument(Parser *p, void *ctx) {
	CallCtx *c = ctx;
	list_push(p, parse_expr(p));
	if (p->height > c->height)
		c->height = p->height;
	if (p->s.tok != TK_DOTDOTDOT)
		return false;
	c->call->has_dots = true;
	c->call->dots = parse_pos(p);
	scan_next(&p->s);
	return true;
}

static Expr *expr_call(Parser *p, Expr *fun) {
	CallExpr *c = NODE(p, CALL, CallExpr, parse_pos(p));
	CallCtx ctx = {.call = c};
	c->fun = fun;
	c->lparen = parse_pos(p);
	uint32_t mark = list_mark(p);
	scan_next(&p->s);
	p->expr_nest++;
	c->rparen = parse_list(p, "argument list", TK_COMMA, TK_RPAREN, expr_argument, &ctx);
	p->expr_nest--;
	LIST_TAKE(p, mark, &c->args);
	p->height = ctx.height;
	return (Expr *)c;
}

Expr *parse_primary(Parser *p, Expr *x, bool keep_parens) {
	if (!x)
		x = expr_operand(p, keep_parens);
	for (;;) {
		uint32_t height = p->height;
		p->height = 0;
		switch (p->s.tok) {
		case TK_DOT: x = expr_dot(p, x); break;
		case TK_LBRACK: x = expr_bracket(p, x); break;
		case TK_LPAREN: x = expr_call(p, x); break;
		case TK_LBRACE:
			if (expr_takes_composite(p, unparen(x))) {
				if (x->kind == AST_PAREN)
					parse_error(
						p, "cannot parenthesize type in composite literal");
				CompositeLit *lit = expr_composite(p);
				lit->type = x;
				x = (Expr *)lit;
				break;
			}
			// fall through
		default: p->height = height; return x;
		}
		if (!parse_higher(p, height))
			return x;
	}
}
