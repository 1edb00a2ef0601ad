// assignable.c: when a value may be assigned to a variable of a type: the rules of the
// specification's chapter "Assignability", and why not, in gc's words.
#include "types/check.h"

bool operand_is_nil(Checker *c, const Operand *x) {
	(void)c;
	return x->mode == MODE_NIL;
}

static bool assignable_has_name(Type *t) {
	return t->kind <= TY_UNTYPED_NIL || t->kind == TY_NAMED || t->kind == TY_TYPE_PARAM;
}

static bool assignable_interface_pointer(Checker *c, Type *u) {
	return u->kind == TY_POINTER &&
	       type_underlying(c, ((PointerT *)u)->elem)->kind == TY_INTERFACE;
}

// Puts a further explanation in front of *cause.
static void assignable_explain(Checker *c, const char **cause, const char *msg) {
	if (cause)
		*cause = *cause && **cause ? arena_printf(c->a, "%s\n\t%s", msg, *cause) : msg;
}

static bool assignable_untyped(Checker *c, Operand *x, Type *t) {
	Terms terms;
	check_terms(c, t, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		Type *to;
		const Const *val;
		int err;
		check_implicit_type(c, x, terms.v[i].type, &to, &val, &err);
		if (!to)
			return false;
	}
	return terms.n > 0;
}

// x, of a type without a name, to each type of the type parameter t's set.
static bool assignable_to_terms(Checker *c, Operand *x, Type *t, const char **cause) {
	Terms terms;
	check_terms(c, t, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		if (operand_assignable(c, x, terms.v[i].type, cause))
			continue;
		assignable_explain(c, cause,
			arena_printf(c->a, "cannot assign %s to %s (in %s)", type_str(c, x->type),
				type_str(c, terms.v[i].type), type_str(c, t)));
		return false;
	}
	return terms.n > 0;
}

// Each type of the set of x's type, a type parameter, to t, which has no name.
static bool assignable_from_terms(Checker *c, Operand *x, Type *t, const char **cause) {
	Terms terms;
	check_terms(c, x->type, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		Operand y = *x;
		y.type = terms.v[i].type;
		if (operand_assignable(c, &y, t, cause))
			continue;
		assignable_explain(c, cause,
			arena_printf(c->a, "cannot assign %s (in %s) to %s", type_str(c, y.type),
				type_str(c, type_unalias(x->type)), type_str(c, t)));
		return false;
	}
	return terms.n > 0;
}

// The rules for interfaces. 1: assignable; 0: not, and *cause says why; -1: look further.
static int assignable_interface(
	Checker *c, Type *v, Type *t, Type *vu, Type *tu, const char **cause) {
	bool v_param = v->kind == TY_TYPE_PARAM, t_param = t->kind == TY_TYPE_PARAM;
	if ((tu->kind == TY_INTERFACE && !t_param) || assignable_interface_pointer(c, tu)) {
		if (vu->kind == TY_INTERFACE)
			interface_typeset(c, (InterfaceT *)vu); // first: where interfaces embed
								// each other the order shows
		if (type_implements(c, v, t, false, cause))
			return 1;
		if (!v_param)
			return 0;
		if (cause)
			*cause = "";
	}
	if (vu->kind == TY_INTERFACE && !v_param) {
		const char *ignored = "";
		if (type_implements(c, t, v, false, &ignored)) {
			if (cause)
				*cause = "need type assertion";
			return 0;
		}
	}
	return -1;
}

bool operand_assignable(Checker *c, Operand *x, Type *t, const char **cause) {
	if (x->mode == MODE_INVALID || !type_is_valid(t))
		return true;
	Type *orig = t, *v = type_unalias(x->type);
	t = type_unalias(t);
	if (type_identical(c, v, t))
		return true;
	if (type_is_untyped(v))
		return assignable_untyped(c, x, t);
	Type *vu = type_underlying(c, v), *tu = type_underlying(c, t);
	bool v_param = v->kind == TY_TYPE_PARAM, t_param = t->kind == TY_TYPE_PARAM;
	bool one_unnamed = !assignable_has_name(v) || !assignable_has_name(t);
	if (one_unnamed && !v_param && !t_param && type_identical(c, vu, tu))
		return true;
	int r = assignable_interface(c, v, t, vu, tu, cause);
	if (r >= 0)
		return r;
	if (vu->kind == TY_CHAN && ((ChanT *)vu)->dir == CHAN_BOTH && tu->kind == TY_CHAN &&
		type_identical(c, ((ChanT *)vu)->elem, ((ChanT *)tu)->elem))
		return one_unnamed;
	if (t_param && !assignable_has_name(v))
		return assignable_to_terms(c, x, t, cause);
	if (v_param && !assignable_has_name(t))
		return assignable_from_terms(c, x, orig, cause);
	return false;
}

bool type_assignable(Checker *c, Type *from, Type *to) {
	Operand x = {.mode = from->kind == TY_UNTYPED_NIL ? MODE_NIL : MODE_VALUE, .type = from};
	return operand_assignable(c, &x, to, NULL);
}
