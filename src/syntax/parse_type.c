// parse_type.c: types, struct fields, interface elements.
//
// Where a name is followed by [, `[n]E` starts an array type and `[A, B]` instantiates the name,
// which was a type after all: parse_array_or_args reads both and leaves x NULL in the second case.
#include "syntax/parser.h"

Expr *parse_type(Parser *p) {
	Expr *t = parse_type_or_null(p);
	if (t)
		return t;
	t = bad_expr(p);
	parse_error(p, "expected type");
	parse_advance(p, KEY(TK_COMMA) | KEY(TK_COLON) | KEY(TK_SEMI) | KEY(TK_RPAREN) |
				 KEY(TK_RBRACK) | KEY(TK_RBRACE));
	return t;
}

static Expr *type_pointer(Parser *p, Pos pos, Expr *x) {
	StarExpr *s = NODE(p, STAR, StarExpr, pos);
	s->x = x;
	return (Expr *)s;
}

static Expr *type_chan(Parser *p, Pos pos, ChanDir dir) {
	ChanType *c = NODE(p, CHAN_TYPE, ChanType, pos);
	c->dir = dir;
	c->elem = parse_type_or_null(p);
	if (!c->elem) {
		c->elem = bad_expr(p);
		parse_error(p, "missing channel element type");
	}
	return (Expr *)c;
}

static Expr *type_map(Parser *p, Pos pos) {
	MapType *m = NODE(p, MAP_TYPE, MapType, pos);
	parse_want(p, TK_LBRACK);
	m->key = parse_type(p);
	parse_want(p, TK_RBRACK);
	m->value = parse_type(p);
	return (Expr *)m;
}

Expr *parse_slice_type(Parser *p, Pos pos) {
	SliceType *t = NODE(p, SLICE_TYPE, SliceType, pos);
	t->elem = parse_type(p);
	return (Expr *)t;
}

Expr *parse_array_type(Parser *p, Pos pos, Expr *len) {
	if (!len && !parse_got(p, TK_DOTDOTDOT)) {
		p->expr_nest++;
		len = parse_expr(p);
		p->expr_nest--;
	}
	if (p->s.tok == TK_COMMA) {
		parse_error(p, "unexpected comma; expected ]");
		scan_next(&p->s);
	}
	parse_want(p, TK_RBRACK);
	ArrayType *t = NODE(p, ARRAY_TYPE, ArrayType, pos);
	t->len = len;
	t->elem = parse_type(p);
	return (Expr *)t;
}

bool parse_type_list(Parser *p, bool strict, ExprVec *into) {
	uint32_t mark = list_mark(p);
	bool comma = false;
	p->expr_nest++;
	list_push(p, strict ? parse_type(p) : parse_expr(p));
	while (parse_got(p, TK_COMMA)) {
		comma = true;
		Expr *t = parse_type_or_null(p);
		if (!t)
			break;
		list_push(p, t);
	}
	p->expr_nest--;
	LIST_TAKE(p, mark, into);
	return comma;
}

static Expr *type_instance(Parser *p, Expr *x) {
	IndexExpr *ix = NODE(p, INDEX, IndexExpr, parse_pos(p));
	ix->x = x;
	ix->lbrack = parse_pos(p);
	parse_want(p, TK_LBRACK);
	if (p->s.tok == TK_RBRACK) {
		parse_error(p, "expected type argument list");
		uint32_t mark = list_mark(p);
		list_push(p, bad_expr(p));
		LIST_TAKE(p, mark, &ix->index);
	} else {
		parse_type_list(p, true, &ix->index);
	}
	ix->rbrack = parse_pos(p);
	parse_want(p, TK_RBRACK);
	return (Expr *)ix;
}

Expr *parse_qualified_name(Parser *p, NameExpr *name) {
	Expr *x = (Expr *)name;
	if (!name && p->s.tok == TK_NAME) {
		x = (Expr *)parse_name(p);
	} else if (!name) {
		x = (Expr *)name_new(p, parse_pos(p), "_");
		parse_error(p, "expected name");
		parse_advance(p, KEY(TK_DOT) | KEY(TK_SEMI) | KEY(TK_RBRACE));
	}
	if (p->s.tok == TK_DOT) {
		SelectorExpr *s = NODE(p, SELECTOR, SelectorExpr, parse_pos(p));
		scan_next(&p->s);
		s->x = x;
		s->sel = parse_name(p);
		x = (Expr *)s;
	}
	return p->s.tok == TK_LBRACK ? type_instance(p, x) : x;
}

/* Struct types */

static void field_add(Parser *p, Pos pos, NameExpr *name, Expr *type, BasicLit *tag) {
	Field *f = NODE(p, FIELD, Field, pos);
	f->name = name;
	f->type = type;
	f->embedded = !name;
	f->tag = tag;
	list_push(p, f);
}

// name[...: an array or slice type, or an INDEX whose x is still NULL.
Expr *parse_array_or_args(Parser *p) {
	Pos pos = parse_pos(p);
	parse_want(p, TK_LBRACK);
	if (parse_got(p, TK_RBRACK))
		return parse_slice_type(p, pos);
	ExprVec args;
	bool comma = parse_type_list(p, false, &args);
	Pos close = parse_pos(p);
	parse_want(p, TK_RBRACK);
	Expr *elem = comma ? NULL : parse_type_or_null(p);
	if (elem) {
		ArrayType *t = NODE(p, ARRAY_TYPE, ArrayType, pos);
		t->len = args.v[0];
		t->elem = elem;
		return (Expr *)t;
	}
	IndexExpr *ix = NODE(p, INDEX, IndexExpr, pos);
	ix->index = args;
	ix->lbrack = pos;
	ix->rbrack = close;
	return (Expr *)ix;
}

// Fields that start with a name.
static void field_named(Parser *p) {
	Pos pos = parse_pos(p);
	NameExpr *name = parse_name(p);
	Token t = p->s.tok;
	if (t == TK_DOT || t == TK_LITERAL || t == TK_SEMI || t == TK_RBRACE) {
		Expr *type = parse_qualified_name(p, name);
		field_add(p, pos, NULL, type, parse_literal_or_null(p));
		return;
	}
	NameVec names = {0};
	uint32_t mark = list_mark(p);
	list_push(p, name);
	while (parse_got(p, TK_COMMA))
		list_push(p, parse_name(p));
	LIST_TAKE(p, mark, &names);
	Expr *type;
	if (names.n == 1 && p->s.tok == TK_LBRACK) {
		type = parse_array_or_args(p);
		if (type->kind == AST_INDEX) {
			as(IndexExpr, type)->x = (Expr *)name;
			field_add(p, pos, NULL, type, parse_literal_or_null(p));
			return;
		}
	} else {
		type = parse_type(p);
	}
	BasicLit *tag = parse_literal_or_null(p);
	for (uint32_t i = 0; i < names.n; i++)
		field_add(p, names.v[i]->n.pos, names.v[i], type, tag);
}

static bool type_field(Parser *p, void *ctx) {
	(void)ctx;
	Pos pos = parse_pos(p);
	bool star = false, paren = false;
	if (p->s.tok == TK_NAME) {
		field_named(p);
		return false;
	}
	if (p->s.tok != TK_STAR && p->s.tok != TK_LPAREN) {
		parse_error(p, "expected field name or embedded type");
		parse_advance(p, KEY(TK_SEMI) | KEY(TK_RBRACE));
		return false;
	}
	// *T, and the wrong *(T), (*T), (T)
	Pos star_pos = pos;
	star = parse_got(p, TK_STAR);
	if (p->s.tok == TK_LPAREN) {
		parse_error(p, "cannot parenthesize embedded type");
		scan_next(&p->s);
		paren = true;
		star_pos = star ? star_pos : parse_pos(p);
		star = star || parse_got(p, TK_STAR);
	}
	Expr *type = parse_qualified_name(p, NULL);
	if (paren)
		parse_got(p, TK_RPAREN);
	BasicLit *tag = parse_literal_or_null(p);
	field_add(p, pos, NULL, star ? type_pointer(p, star_pos, type) : type, tag);
	return false;
}

static Expr *type_struct(Parser *p) {
	StructType *t = NODE(p, STRUCT_TYPE, StructType, parse_pos(p));
	uint32_t mark = list_mark(p);
	parse_want(p, TK_STRUCT);
	parse_want(p, TK_LBRACE);
	t->rbrace = parse_list(p, "struct type", TK_SEMI, TK_RBRACE, type_field, NULL);
	LIST_TAKE(p, mark, &t->fields);
	return (Expr *)t;
}

/* Interface types */

static Expr *type_term(Parser *p) {
	if (parse_at_oper(p, OPER_TILDE)) {
		UnaryExpr *u = NODE(p, UNARY, UnaryExpr, parse_pos(p));
		u->op = OPER_TILDE;
		scan_next(&p->s);
		u->x = parse_type(p);
		return (Expr *)u;
	}
	Expr *t = parse_type_or_null(p);
	if (!t) {
		t = bad_expr(p);
		parse_error(p, "expected ~ term or type");
		parse_advance(p, KEY(TK_OPERATOR) | KEY(TK_SEMI) | KEY(TK_RPAREN) | KEY(TK_RBRACK) |
					 KEY(TK_RBRACE));
	}
	return t;
}

// A union, whose first term may have been parsed into f.
Field *parse_union(Parser *p, Field *f) {
	if (!f) {
		f = NODE(p, FIELD, Field, parse_pos(p));
		p->height = 0;
		f->type = type_term(p);
	}
	uint32_t height = 0;
	while (parse_at_oper(p, OPER_OR)) {
		BinaryExpr *b = NODE(p, BINARY, BinaryExpr, parse_pos(p));
		b->op = OPER_OR;
		scan_next(&p->s);
		b->x = f->type;
		b->y = type_term(p);
		f->type = (Expr *)b;
		if (!parse_higher(p, height))
			break;
		height = p->height;
	}
	return f;
}

// name[ in an interface: a generic type instantiated, or (wrongly) a method with type parameters.
static void method_bracket(Parser *p, Field *f, NameExpr *name) {
	const char *context = "interface method";
	Pos pos = parse_pos(p);
	scan_next(&p->s);
	FieldVec list = {0};
	if (p->s.tok == TK_RBRACK) {
		Pos close = parse_pos(p);
		scan_next(&p->s);
		parse_plain_error(p, close,
			p->s.tok == TK_LPAREN ? "empty type parameter list"
					      : "empty type argument list");
	} else {
		list = parse_params(p, NULL, NULL, TK_RBRACK, false, false);
	}
	bool generic = list.n > 0 && list.v[0]->name;
	if (generic || (list.n == 0 && p->s.tok == TK_LPAREN)) {
		f->name = name;
		f->type = (Expr *)parse_func_type(p, context);
		if (generic)
			parse_plain_error(p, pos, "interface method must have no type parameters");
		return;
	}
	if (list.n == 0) {
		f->type = (Expr *)name;
		return;
	}
	IndexExpr *ix = NODE(p, INDEX, IndexExpr, pos);
	uint32_t mark = list_mark(p);
	ix->x = (Expr *)name;
	ix->lbrack = pos;
	for (uint32_t i = 0; i < list.n; i++)
		list_push(p, list.v[i]->type);
	LIST_TAKE(p, mark, &ix->index);
	f->type = (Expr *)ix;
}

static bool type_element(Parser *p, void *ctx) {
	(void)ctx;
	Field *f = NULL;
	if (p->s.tok == TK_NAME) {
		f = NODE(p, FIELD, Field, parse_pos(p));
		NameExpr *name = parse_name(p);
		if (p->s.tok == TK_LPAREN) {
			f->name = name;
			f->type = (Expr *)parse_func_type(p, "interface method");
		} else if (p->s.tok == TK_LBRACK) {
			method_bracket(p, f, name);
		} else {
			f->type = parse_qualified_name(p, name);
		}
	}
	if (!f || !f->name) {
		f = parse_union(p, f);
		f->embedded = true;
	}
	list_push(p, f);
	return false;
}

static Expr *type_interface(Parser *p) {
	InterfaceType *t = NODE(p, INTERFACE_TYPE, InterfaceType, parse_pos(p));
	uint32_t mark = list_mark(p);
	parse_want(p, TK_INTERFACE);
	parse_want(p, TK_LBRACE);
	t->rbrace = parse_list(p, "interface type", TK_SEMI, TK_RBRACE, type_element, NULL);
	LIST_TAKE(p, mark, &t->methods);
	return (Expr *)t;
}

/* Types */

static Expr *type_any(Parser *p) {
	Pos pos = parse_pos(p);
	switch (p->s.tok) {
	case TK_STAR: scan_next(&p->s); return type_pointer(p, pos, parse_type(p));
	case TK_ARROW:
		scan_next(&p->s);
		parse_want(p, TK_CHAN);
		return type_chan(p, pos, CHAN_RECV);
	case TK_FUNC: scan_next(&p->s); return (Expr *)parse_func_type(p, "function type");
	case TK_LBRACK:
		scan_next(&p->s);
		return parse_got(p, TK_RBRACK) ? parse_slice_type(p, pos)
					       : parse_array_type(p, pos, NULL);
	case TK_CHAN:
		scan_next(&p->s);
		return type_chan(p, pos, parse_got(p, TK_ARROW) ? CHAN_SEND : CHAN_BOTH);
	case TK_MAP: scan_next(&p->s); return type_map(p, pos);
	case TK_STRUCT: return type_struct(p);
	case TK_INTERFACE: return type_interface(p);
	case TK_NAME: return parse_qualified_name(p, NULL);
	case TK_LPAREN: {
		scan_next(&p->s);
		Expr *t = parse_type(p);
		parse_want(p, TK_RPAREN);
		return t;
	}
	default: return NULL;
	}
}

Expr *parse_type_or_null(Parser *p) {
	if (!parse_enter(p))
		return NULL;
	Expr *t = type_any(p);
	parse_leave(p);
	return t;
}
