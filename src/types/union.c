// union.c: union expressions in constraints: ~int | string.
#include "types/core.h"

#define MAX_TERMS 100

typedef struct UnionCheck {
	UnionT *u;
	ExprVec terms; // where each term was written
} UnionCheck;

static UnionTerm un_tilde(Checker *c, Expr *e) {
	UnionTerm t = {0};
	Expr *x = e;
	if (x->kind == AST_UNARY && as(UnaryExpr, x)->op == OPER_TILDE) {
		x = as(UnaryExpr, x)->x;
		t.tilde = true;
	}
	t.type = check_type(c, x);
	if (type_is_type_param(t.type)) {
		if (t.tilde)
			check_error_at(
				c, x, "type in term %s cannot be a type parameter", expr_str(c, e));
		else
			check_error_at(c, x, "term cannot be a type parameter");
		t.type = c->uni.basic[TY_INVALID];
	}
	if (t.tilde) {
		UnionT *u = (UnionT *)type_new(c, TY_UNION);
		vec_push(c->a, &u->terms, t);
		record_type_and_value(c, e, MODE_TYPE, &u->t, NULL);
	}
	return t;
}

static const char *un_term_string(Checker *c, const UnionTerm *t) {
	return arena_printf(c->a, "%s%s", t->tilde ? "~" : "", type_str(c, t->type));
}

// Reports what is wrong with term i, if anything.
static void un_check_term(Checker *c, UnionCheck *k, uint32_t i) {
	UnionTerm *t = &k->u->terms.v[i];
	Expr *at = k->terms.v[i];
	if (!type_is_valid(t->type))
		return;
	Type *under = type_underlying(c, t->type);
	bool is_iface = under->kind == TY_INTERFACE;
	if (t->tilde && is_iface) {
		check_error_at(
			c, at, "invalid use of ~ (%s is an interface)", type_str(c, t->type));
		return;
	}
	if (t->tilde && !type_identical(c, under, t->type)) {
		check_error_at(c, at, "invalid use of ~ (underlying type of %s is %s)",
			type_str(c, t->type), type_str(c, under));
		return;
	}
	if (is_iface) {
		TypeSet *s = interface_typeset(c, (InterfaceT *)under);
		const char *ts = un_term_string(c, t);
		if (s->methods.n)
			check_error_at(
				c, at, "cannot use %s in union (%s contains methods)", ts, ts);
		else if (t->type == c->uni.comparable_)
			check_error_at(c, at, "cannot use comparable in union");
		else if (s->comparable)
			check_error_at(
				c, at, "cannot use %s in union (%s embeds comparable)", ts, ts);
		return;
	}
	for (uint32_t j = 0; j < i; j++) {
		UnionTerm *o = &k->u->terms.v[j];
		if (type_underlying(c, o->type)->kind == TY_INTERFACE || term_disjoint(c, o, t))
			continue;
		check_soft_error(c, node_start(at), "overlapping terms %s and %s",
			un_term_string(c, t), un_term_string(c, o));
		return;
	}
}

static void un_check(Checker *c, void *arg) {
	UnionCheck *k = arg;
	for (uint32_t i = 0; i < k->u->terms.n; i++)
		un_check_term(c, k, i);
}

// Operands of a | b | c, and the operators between them.
static void un_flatten(Checker *c, Expr *e, ExprVec *operands, ExprVec *operators) {
	if (e->kind == AST_BINARY && as(BinaryExpr, e)->op == OPER_OR) {
		un_flatten(c, as(BinaryExpr, e)->x, operands, operators);
		vec_push(c->a, operators, e);
		e = as(BinaryExpr, e)->y;
	}
	vec_push(c->a, operands, e);
}

Type *check_parse_tilde(Checker *c, Expr *e) {
	return check_parse_union(c, e);
}

Type *check_parse_union(Checker *c, Expr *e) {
	UnionCheck *k = NEW(c->a, UnionCheck);
	ExprVec operators = {0};
	un_flatten(c, e, &k->terms, &operators);
	k->u = (UnionT *)type_new(c, TY_UNION);
	Type *result = &k->u->t;
	for (uint32_t i = 0; i < k->terms.n; i++) {
		UnionTerm t = un_tilde(c, k->terms.v[i]);
		if (k->terms.n == 1 && !t.tilde)
			return t.type;
		if (k->u->terms.n < MAX_TERMS) {
			vec_push(c->a, &k->u->terms, t);
		} else if (result == &k->u->t) {
			check_error_at(c, k->terms.v[i],
				"cannot handle more than %d union terms (implementation "
				"limitation)",
				MAX_TERMS);
			result = c->uni.basic[TY_INVALID];
		}
		if (i > 0)
			record_type_and_value(c, operators.v[i - 1], MODE_TYPE, result, NULL);
	}
	if (result == &k->u->t)
		check_later(c, un_check, k);
	return result;
}
