// untyped.c: expressions whose type is settled by what surrounds them.
//
// An expression of untyped type is remembered in Checker.untyped instead of being recorded;
// check_update_expr_type walks down the tree again when the context gives it a type, and
// record_untyped records what is left over. Operands of a constant expression stay untyped: only
// its root is ever materialised. The left operand of a non-constant shift takes the type that the
// shift as a whole takes, and is checked to be an integer at that moment.
#include "types/check.h"

#define INVALID_OP "invalid operation: "

void check_record(Checker *c, Operand *x) {
	if (x->mode == MODE_INVALID)
		return;
	const Const *val = x->mode == MODE_CONST ? x->val : NULL;
	if (x->mode == MODE_NO_VALUE) {
		record_type_and_value(c, x->expr, x->mode, &type_tuple(c, 0, NULL)->t, NULL);
		return;
	}
	if (!type_is_untyped(x->type)) {
		record_type_and_value(c, x->expr, x->mode, x->type, val);
		return;
	}
	UntypedExpr *u = NEW(c->a, UntypedExpr);
	*u = (UntypedExpr){.info = c->env.pkg->info, .mode = x->mode, .type = x->type, .val = val};
	map_put(&c->untyped, x->expr, u);
}

static void untyped_settle(Checker *c, Expr *e, UntypedExpr *old, Type *t, bool final) {
	if (!final && type_is_untyped(t)) {
		old->type = type_underlying(c, t);
		return;
	}
	old->done = true;
	if (old->is_lhs && !type_all_integer(c, t)) {
		check_error_at(c, e, INVALID_OP "shifted operand %s (type %s) must be integer",
			expr_str(c, e), type_str(c, t));
		return;
	}
	const Const *val = old->val;
	if (val) {
		Operand k = {.mode = old->mode, .expr = e, .type = old->type, .val = val};
		check_convert_untyped(c, &k, t);
		if (k.mode == MODE_INVALID)
			return;
		val = k.val;
	}
	if (type_is_untyped(t) && old->mode != MODE_NIL)
		t = type_default(c, t);
	record_type_and_value(c, e, old->mode, t, val);
}

static bool oper_is_comparison(Oper op) {
	return op >= OPER_EQL && op <= OPER_GEQ;
}
_Static_assert(OPER_GEQ - OPER_EQL == 5, "the comparison operators are adjacent");

// The operand of the untyped expression e that takes the same type, the left one of two; NULL if
// there is none.
static Expr *untyped_operand(const UntypedExpr *u, Expr *e) {
	if (e->kind == AST_PAREN)
		return as(ParenExpr, e)->x;
	if (u->val)
		return NULL; // operands of constants are never materialised
	if (e->kind == AST_UNARY)
		return as(UnaryExpr, e)->x;
	if (e->kind == AST_BINARY && !oper_is_comparison(as(BinaryExpr, e)->op))
		return as(BinaryExpr, e)->x;
	return NULL;
}

// Operands come before operations, from left to right; the left spine, which may be long, is no
// recursion.
void check_update_expr_type(Checker *c, Expr *e, Type *t, bool final) {
	VEC(Expr *) spine = {0};
	while (e) {
		UntypedExpr *u = map_get(&c->untyped, e);
		if (!u || u->done)
			break;
		Expr *operand = untyped_operand(u, e);
		if (!operand && spine.n == 0) {
			untyped_settle(c, e, u, t, final);
			return;
		}
		vec_push(c->a, &spine, e);
		e = operand;
	}
	while (spine.n > 0) {
		e = spine.v[--spine.n];
		UntypedExpr *u = map_get(&c->untyped, e);
		if (e->kind == AST_BINARY && untyped_operand(u, e)) {
			BinaryExpr *b = as(BinaryExpr, e);
			if (b->op != OPER_SHL && b->op != OPER_SHR)
				check_update_expr_type(c, b->y, t, final);
		}
		untyped_settle(c, e, u, t, final);
	}
}

void check_update_expr_val(Checker *c, Expr *e, const Const *v) {
	UntypedExpr *u = map_get(&c->untyped, e);
	if (u && !u->done)
		u->val = v;
}

static bool implicit_basic_ok(Checker *c, Type *x, Type *target) {
	switch (x->kind) {
	case TY_UNTYPED_BOOL: return type_is_boolean(c, target);
	case TY_UNTYPED_INT:
	case TY_UNTYPED_RUNE:
	case TY_UNTYPED_FLOAT:
	case TY_UNTYPED_COMPLEX: return type_is_numeric(c, target);
	case TY_UNTYPED_STRING: return type_is_string(c, target);
	default: return false;
	}
}

static bool implicit_all_terms(Checker *c, Operand *x, Type *target) {
	Terms terms;
	check_terms(c, target, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		Type *t;
		const Const *v;
		int err;
		check_implicit_type(c, x, type_underlying(c, terms.v[i].type), &t, &v, &err);
		if (!t)
			return false;
	}
	return terms.n > 0;
}

static const Const *implicit_representation(Checker *c, Operand *x, Type *basic, int *err) {
	const Const *v = x->val;
	if (const_representable(c, x->val, basic, &v))
		return v;
	*err = CONVERT_INVALID;
	if (type_is_numeric(c, x->type) && type_is_numeric(c, basic))
		*err = !type_is_integer(c, x->type) && type_is_integer(c, basic)
			       ? CONVERT_TRUNCATED
			       : CONVERT_OVERFLOWS;
	return NULL;
}

// The type x takes where target is expected; *t is NULL and *err says why if it cannot take any.
// *val is the constant as represented there, NULL if it does not change.
void check_implicit_type(
	Checker *c, Operand *x, Type *target, Type **t, const Const **val, int *err) {
	*t = x->type;
	*val = NULL;
	*err = CONVERT_OK;
	if (x->mode == MODE_INVALID || !type_is_untyped(x->type) || !type_is_valid(target))
		return;
	*t = NULL;
	Type *u = type_underlying(c, target);
	if (type_is_untyped(target)) {
		*t = type_max_untyped(x->type, target);
	} else if (operand_is_nil(c, x)) {
		*t = type_has_nil(c, target) ? target : NULL;
	} else if (type_unalias(target)->kind == TY_TYPE_PARAM) {
		*t = implicit_all_terms(c, x, target) ? target : NULL;
	} else if (u->kind == TY_INTERFACE) {
		TypeSet *set = interface_typeset(c, (InterfaceT *)u);
		if (set->all_types && set->methods.n == 0 && !set->comparable)
			*t = type_default(c, x->type);
	} else if (u->kind < TY_UNTYPED_BOOL && u->kind != TY_INVALID) {
		if (x->mode == MODE_CONST) {
			*val = implicit_representation(c, x, u, err);
			*t = *val ? target : NULL;
			return;
		}
		*t = implicit_basic_ok(c, x->type, target) ? target : NULL;
	}
	if (!*t)
		*err = CONVERT_INVALID;
}
