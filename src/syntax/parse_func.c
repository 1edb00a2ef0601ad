// parse_func.c: function types and parameter lists.
//
// The names of a parameter list turn out to be names or types only at its end: parse_params sorts
// that out, and reports the parameters that lack a name or a type.
#include "syntax/parser.h"

static FieldVec func_result(Parser *p) {
	FieldVec v = {0};
	if (parse_got(p, TK_LPAREN))
		return parse_params(p, NULL, NULL, TK_RPAREN, false, false);
	Pos pos = parse_pos(p);
	Expr *t = parse_type_or_null(p);
	if (t) {
		Field *f = NODE(p, FIELD, Field, pos);
		uint32_t mark = list_mark(p);
		f->type = t;
		list_push(p, f);
		LIST_TAKE(p, mark, &v);
	}
	return v;
}

FuncType *parse_func_type(Parser *p, const char *context) {
	FuncType *t = NODE(p, FUNC_TYPE, FuncType, parse_pos(p));
	if (parse_got(p, TK_LBRACK)) {
		if (context)
			parse_error_at(p, t->n.pos,
				arena_printf(p->a, "%s must have no type parameters", context));
		if (p->s.tok == TK_RBRACK) {
			parse_error(p, "empty type parameter list");
			scan_next(&p->s);
		} else {
			t->tparams = parse_params(p, NULL, NULL, TK_RBRACK, true, false);
			if (context)
				t->tparams = (FieldVec){0};
		}
	}
	parse_want(p, TK_LPAREN);
	t->params = parse_params(p, NULL, NULL, TK_RPAREN, false, true);
	t->results = func_result(p);
	return t;
}

typedef struct ParamCtx {
	NameExpr *name; // first parameter, already parsed; NULL once used
	Expr *type;
	Token close;
	uint32_t named; // parameters with name and type
	uint32_t typed; // parameters with a type
} ParamCtx;

static Expr *param_dots(Parser *p) {
	DotsType *d = NODE(p, DOTS_TYPE, DotsType, parse_pos(p));
	scan_next(&p->s);
	d->elem = parse_type_or_null(p);
	if (d->elem)
		return (Expr *)d;
	Expr *bad = bad_expr(p);
	parse_error(p, "... is missing type");
	return bad;
}

// After a parameter's first name, if what follows shows that it is (the start of) a type or that a
// type in brackets follows. False: nothing of that.
static bool param_after_name(Parser *p, Field *f, NameExpr *name, bool sets_ok) {
	if (p->s.tok == TK_LBRACK) {
		f->type = parse_array_or_args(p);
		if (f->type->kind == AST_INDEX)
			as(IndexExpr, f->type)->x = (Expr *)name;
		else
			f->name = name;
	} else if (p->s.tok == TK_DOT) {
		f->type = parse_qualified_name(p, name);
	} else if (sets_ok && parse_at_oper(p, OPER_OR)) {
		f->type = (Expr *)name;
	} else {
		return false;
	}
	if (sets_ok && parse_at_oper(p, OPER_OR))
		parse_union(p, f);
	return true;
}

// One parameter; NULL after an error.
static Field *param_decl(Parser *p, NameExpr *name, Token close) {
	bool sets_ok = close == TK_RBRACK; // type parameters may have unions as constraints
	if (!name && sets_ok && parse_at_oper(p, OPER_TILDE))
		return parse_union(p, NULL);
	Field *f = NODE(p, FIELD, Field, name ? name->n.pos : parse_pos(p));
	if (name || p->s.tok == TK_NAME) {
		if (!name)
			name = parse_name(p);
		if (param_after_name(p, f, name, sets_ok))
			return f;
		f->name = name;
	}
	if (p->s.tok == TK_DOTDOTDOT) {
		f->type = param_dots(p);
		return f;
	}
	if (sets_ok && parse_at_oper(p, OPER_TILDE)) {
		f->type = parse_union(p, NULL)->type;
		return f;
	}
	f->type = parse_type_or_null(p);
	if (sets_ok && f->type && parse_at_oper(p, OPER_OR))
		parse_union(p, f);
	if (f->name || f->type)
		return f;
	parse_error(p, arena_printf(p->a, "expected %s", token_word(close)));
	parse_advance(p, KEY(TK_COMMA) | KEY(close));
	return NULL;
}

static Field *param_new(Parser *p, NameExpr *name, Expr *type) {
	Field *f = NODE(p, FIELD, Field, name->n.pos);
	f->name = name;
	f->type = type;
	return f;
}

static bool type_param(Parser *p, void *ctx) {
	ParamCtx *c = ctx;
	Field *f = c->type ? param_new(p, c->name, c->type) : param_decl(p, c->name, c->close);
	c->name = NULL;
	c->type = NULL;
	if (f) {
		c->named += f->name && f->type;
		c->typed += f->type != NULL;
		list_push(p, f);
	}
	return false;
}

// Some parameters have names: gives the others the type to their right, and reports what lacks a
// name or a type, at the leftmost place.
static void params_distribute(Parser *p, FieldVec *list, const ParamCtx *c, bool tparams, Pos end) {
	Pos at = NO_POS;
	Expr *type = NULL;
	for (uint32_t i = list->n; i-- > 0;) {
		Field *f = list->v[i];
		if (f->type) {
			type = f->type;
			if (!f->name) {
				at = node_start(type);
				f->name = name_new(p, at, "_");
			}
		} else if (type) {
			f->type = type;
		} else {
			at = f->name->n.pos;
			f->type = bad_expr(p);
			f->type->pos = at;
		}
	}
	if (at == NO_POS)
		return;
	const char *msg;
	if (c->named == c->typed) {
		at = end; // what lacks a type stands last
		msg = tparams ? "missing type constraint" : "missing parameter type";
	} else if (!tparams) {
		msg = "missing parameter name";
	} else {
		msg = list->n == 1 ? "missing type parameter name or invalid array length"
				   : "missing type parameter name";
	}
	parse_error_at(p, at, msg);
}

static void params_check_dots(Parser *p, FieldVec *list, bool dots_ok) {
	bool first = true;
	for (uint32_t i = 0; i < list->n; i++) {
		Field *f = list->v[i];
		if (f->type->kind != AST_DOTS_TYPE || (dots_ok && i + 1 == list->n))
			continue;
		if (first)
			parse_plain_error(p, f->type->pos,
				dots_ok ? "can only use ... with final parameter"
					: "invalid use of ...");
		first = false;
		f->type = as(DotsType, f->type)->elem;
	}
}

FieldVec parse_params(
	Parser *p, NameExpr *name, Expr *type, Token close, bool named, bool dots_ok) {
	FieldVec list = {0};
	ParamCtx ctx = {.name = name, .type = type, .close = close};
	uint32_t mark = list_mark(p);
	if (name && p->s.tok == close) { // parse_list would not ask for an element
		type_param(p, &ctx);
	}
	Pos end = parse_list(p, "parameter list", TK_COMMA, close, type_param, &ctx);
	LIST_TAKE(p, mark, &list);
	if (list.n == 0)
		return list;
	if (ctx.named == 0 && !named) {
		for (uint32_t i = 0; i < list.n; i++) {
			Field *f = list.v[i];
			if (f->name)
				f->type = (Expr *)f->name;
			f->name = NULL;
		}
	} else if (ctx.named != list.n) {
		params_distribute(p, &list, &ctx, named, end);
	}
	params_check_dots(p, &list, dots_ok);
	return list;
}
