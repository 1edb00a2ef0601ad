// assign.c: assignments, initialisations and short variable declarations.
//
// Everything ends in check_assignment: can x be stored in a variable of type t, and if x is
// untyped, which type does it take. A left-hand identifier is not a use of its variable.
#include "types/check.h"

static bool assign_is_blank(const Expr *e) {
	return e->kind == AST_NAME && as(const NameExpr, e)->name->len == 1 &&
	       as(const NameExpr, e)->name->s[0] == '_';
}

Type *check_target(Checker *c, Type *t, const char *desc) {
	if (!t || !type_is_valid(t))
		return NULL;
	Type *u = t;
	if (t->kind != TY_SIGNATURE) {
		const char *ignored = "";
		u = common_under(c, t, &ignored);
	}
	if (!u || u->kind != TY_SIGNATURE)
		return NULL;
	c->target_desc = desc;
	return u;
}

static const char *assign_context(Checker *c, const char *context) {
	return context ? context : arena_printf(c->a, "argument to %s", expr_str(c, c->callee));
}

// Gives the untyped x a type. False after reporting.
static bool assign_untyped(Checker *c, Operand *x, Type *t, const char *context) {
	Type *target = t;
	if (operand_is_nil(c, x)) {
		if (!t) {
			check_error_at(
				c, x->expr, "use of untyped nil in %s", assign_context(c, context));
			return false;
		}
	} else if (!t || type_is_interface(c, t)) {
		target = type_default(c, x->type);
	}
	Type *to;
	const Const *val;
	int err;
	check_implicit_type(c, x, target, &to, &val, &err);
	if (!to) {
		const char *why = err == CONVERT_TRUNCATED   ? " (truncated)"
				  : err == CONVERT_OVERFLOWS ? " (overflows)"
							     : "";
		check_error_at(c, x->expr, "cannot use %s as %s value in %s%s",
			operand_string(c, x), type_str(c, target), assign_context(c, context), why);
		return false;
	}
	if (val) {
		x->val = val;
		check_update_expr_val(c, x->expr, val);
	}
	if (to != x->type) {
		x->type = to;
		check_update_expr_type(c, x->expr, to, false);
	}
	return true;
}

void check_assignment(Checker *c, Operand *x, Type *t, const char *context) {
	check_single_value(c, x);
	if (x->mode == MODE_INVALID)
		return;
	if (x->mode == MODE_NO_VALUE || x->mode == MODE_BUILTIN || x->mode == MODE_TYPE) {
		check_error_at(c, x->expr, "cannot assign %s to %s in %s", operand_string(c, x),
			t ? type_str(c, t) : "_", assign_context(c, context));
		x->mode = MODE_INVALID;
		return;
	}
	if (type_is_untyped(x->type) && !assign_untyped(c, x, t, context)) {
		x->mode = MODE_INVALID;
		return;
	}
	if (x->type->kind == TY_SIGNATURE && ((SignatureT *)x->type)->tparams.n) {
		check_no_generic(c, check_target(c, t, assign_context(c, context)), x);
		if (x->mode == MODE_INVALID)
			return;
	}
	if (!t)
		return;
	const char *cause = "";
	if (operand_assignable(c, x, t, &cause))
		return;
	bool more = cause && *cause;
	check_error_at(c, x->expr, "cannot use %s as %s value in %s%s%s", operand_string(c, x),
		type_str(c, t), assign_context(c, context), more ? ": " : "", more ? cause : "");
	x->mode = MODE_INVALID;
}

/* Initialisation. */

// False if there is nothing to initialise lhs with, or nothing to initialise: an error was
// reported.
static bool init_possible(Checker *c, Obj *lhs, Operand *x) {
	if (x->mode != MODE_INVALID && type_is_valid(x->type) &&
		(!lhs->type || type_is_valid(lhs->type)))
		return true;
	if (!lhs->type)
		lhs->type = c->uni.basic[TY_INVALID];
	return false;
}

void check_init_const(Checker *c, Obj *lhs, Operand *x) {
	if (!init_possible(c, lhs, x))
		return;
	if (x->mode != MODE_CONST) {
		check_error_at(c, x->expr, "%s is not constant", operand_string(c, x));
		if (!lhs->type)
			lhs->type = c->uni.basic[TY_INVALID];
		return;
	}
	if (!lhs->type)
		lhs->type = x->type;
	check_assignment(c, x, lhs->type, "constant declaration");
	if (x->mode != MODE_INVALID)
		lhs->val = x->val;
}

void check_init_var(Checker *c, Obj *lhs, Operand *x, const char *context) {
	if (!init_possible(c, lhs, x)) {
		x->mode = MODE_INVALID;
		return;
	}
	if (!lhs->type) {
		Type *t = x->type;
		if (t->kind == TY_UNTYPED_NIL) {
			check_error_at(c, x->expr, "use of untyped nil in %s", context);
			lhs->type = c->uni.basic[TY_INVALID];
			x->mode = MODE_INVALID;
			return;
		}
		lhs->type = type_is_untyped(t) ? type_default(c, t) : t;
	}
	check_assignment(c, x, lhs->type, context);
}

/* Errors about the number of values. */

static const char *summary_type(Checker *c, Type *t) {
	if (!t || !type_is_valid(t))
		return "unknown type";
	if (!type_is_untyped(t))
		return type_str(c, t);
	if (type_is_numeric(c, t))
		return "number";
	const char *name = ((BasicType *)t)->name;
	return strncmp(name, "untyped ", 8) == 0 ? name + 8 : name;
}

const char *check_types_summary(Checker *c, Type **v, uint32_t n, bool variadic, bool dots) {
	Buf b = {0};
	buf_puts(c->a, &b, "(");
	for (uint32_t i = 0; i < n; i++) {
		bool last = i + 1 == n;
		const char *s = summary_type(c, v[i]);
		if (last && variadic && v[i] && v[i]->kind == TY_SLICE)
			s = type_str(c, ((SliceT *)v[i])->elem);
		buf_printf(c->a, &b, "%s%s%s%s", i ? ", " : "", last && variadic ? "..." : "", s,
			last && dots ? "..." : "");
	}
	buf_puts(c->a, &b, ")");
	return buf_cstr(c->a, &b);
}

static const char *count_of(Checker *c, uint32_t n, const char *unit) {
	return arena_printf(c->a, "%u %s%s", n, unit, n == 1 ? "" : "s");
}

static void assign_mismatch(Checker *c, Expr **rhs, uint32_t n_rhs, uint32_t l, uint32_t r) {
	const char *vars = count_of(c, l, "variable"), *vals = count_of(c, r, "value");
	Expr *only = n_rhs == 1 ? unparen(rhs[0]) : NULL;
	if (only && only->kind == AST_CALL)
		check_error_at(c, rhs[0], "assignment mismatch: %s but %s returns %s", vars,
			expr_str(c, as(CallExpr, only)->fun), vals);
	else
		check_error_at(c, rhs[0], "assignment mismatch: %s but %s", vars, vals);
}

static void return_mismatch(Checker *c, ReturnStmt *ret, Obj **lhs, uint32_t l, OperandVec *rhs) {
	const Node *at = &ret->n;
	const char *qualifier = "not enough";
	if (rhs->n > l) {
		at = rhs->v[l]->expr;
		qualifier = "too many";
	} else if (rhs->n > 0) {
		at = rhs->v[rhs->n - 1]->expr;
	}
	TypeVec have = {0}, want = {0};
	for (uint32_t i = 0; i < rhs->n; i++)
		vec_push(c->a, &have, rhs->v[i]->type);
	for (uint32_t i = 0; i < l; i++)
		vec_push(c->a, &want, lhs[i]->type);
	check_error_at(c, at, "%s return values\n\thave %s\n\twant %s", qualifier,
		check_types_summary(c, have.v, have.n, false, false),
		check_types_summary(c, want.v, want.n, false, false));
}

/* Lists of variables and values. */

static void init_invalidate(Checker *c, Obj **lhs, uint32_t n) {
	for (uint32_t i = 0; i < n; i++)
		if (!lhs[i]->type)
			lhs[i]->type = c->uni.basic[TY_INVALID];
}

static bool use_all(Checker *c, Expr **v, uint32_t n, bool lhs) {
	bool ok = true;
	for (uint32_t i = 0; i < n; i++)
		ok &= lhs ? check_use_lhs(c, v[i]) : check_use(c, v[i]);
	return ok;
}

// l variables but several expressions, not l of them.
static void init_count_error(
	Checker *c, Obj **lhs, uint32_t l, Expr **rhs, uint32_t r, ReturnStmt *ret) {
	if (use_all(c, rhs, r, false)) {
		if (ret) {
			OperandVec values = {0};
			ExprVec list = {.v = rhs, .n = r, .cap = r};
			check_value_list(c, &list, &values);
			return_mismatch(c, ret, lhs, l, &values);
		} else if (r > 0) {
			assign_mismatch(c, rhs, r, l, r);
		}
	}
	init_invalidate(c, lhs, l);
}

// Records `a, b = x` where x has an optional second value, once both assignments are known to be
// right.
static void assign_record_comma_ok(Checker *c, Expr *e, OperandVec *values, bool comma_ok) {
	if (comma_ok && values->v[0]->mode != MODE_INVALID && values->v[1]->mode != MODE_INVALID)
		record_comma_ok_types(c, e, values->v[0]->type, values->v[1]->type);
}

void check_init_vars(Checker *c, Obj **lhs, uint32_t l, Expr *rhs, ReturnStmt *ret) {
	Expr **v;
	uint32_t r = expr_list(&rhs, &v);
	const char *context = ret     ? "return statement"
			      : l > 1 ? "multiple assignment"
				      : "assignment";
	bool is_call = r == 1 && unparen(v[0])->kind == AST_CALL;
	if (l == r && !is_call) {
		for (uint32_t i = 0; i < l; i++) {
			const char *desc = ret && (!lhs[i]->name || !lhs[i]->name->len)
						   ? "result variable"
						   : lhs[i]->name->s;
			Operand x;
			check_expr(c, check_target(c, lhs[i]->type, desc), &x, v[i]);
			check_init_var(c, lhs[i], &x, context);
		}
		return;
	}
	if (r != 1) {
		init_count_error(c, lhs, l, v, r, ret);
		return;
	}
	OperandVec values = {0};
	bool comma_ok = false;
	check_values(c, v[0], &values, l == 2 && !ret ? &comma_ok : NULL);
	if (values.n == l) {
		for (uint32_t i = 0; i < l; i++)
			check_init_var(c, lhs[i], values.v[i], context);
		assign_record_comma_ok(c, v[0], &values, comma_ok);
		return;
	}
	if (values.n == 0 || values.v[0]->mode != MODE_INVALID) {
		if (ret)
			return_mismatch(c, ret, lhs, l, &values);
		else
			assign_mismatch(c, v, r, l, values.n);
	}
	init_invalidate(c, lhs, l);
}

static Obj *lhs_variable(Checker *c, const NameExpr *id) {
	Scope *where;
	Obj *o = scope_find_parent(c->env.scope, id->name, NO_POS, &where);
	return o && o->kind == OBJ_VAR && o->pkg == c->env.pkg ? o : NULL;
}

static void lhs_error(Checker *c, Operand *x) {
	if (x->expr->kind == AST_SELECTOR) {
		Operand op;
		check_expr(c, NULL, &op, as(SelectorExpr, x->expr)->x);
		if (op.mode == MODE_MAP_INDEX) {
			check_error_at(c, x->expr, "cannot assign to struct field %s in map",
				expr_str(c, x->expr));
			return;
		}
	}
	check_error_at(c, x->expr,
		"cannot assign to %s (neither addressable nor a map index expression)",
		expr_str(c, x->expr));
}

// The type of a variable to be assigned to; NULL for the blank identifier; t_invalid after
// reporting.
Type *check_lhs_var(Checker *c, Expr *lhs) {
	Expr *e = unparen(lhs);
	Obj *var = NULL;
	if (e->kind == AST_NAME) {
		if (assign_is_blank(e)) {
			record_def(c, as(NameExpr, e), NULL);
			return NULL;
		}
		var = lhs_variable(c, as(NameExpr, e));
	}
	bool used = var && var->used;
	Operand x;
	check_expr(c, NULL, &x, lhs);
	if (var)
		var->used = used;
	if (x.mode == MODE_INVALID || !type_is_valid(x.type))
		return c->uni.basic[TY_INVALID];
	if (x.mode == MODE_VAR || x.mode == MODE_MAP_INDEX)
		return x.type;
	lhs_error(c, &x);
	return c->uni.basic[TY_INVALID];
}

void check_assign_var(Checker *c, Expr *lhs, Expr *rhs, Operand *x, const char *context) {
	Type *t = check_lhs_var(c, lhs);
	if (t && !type_is_valid(t)) {
		if (x)
			x->mode = MODE_INVALID;
		else
			check_use(c, rhs);
		return;
	}
	Operand y;
	if (!x) {
		Type *target = NULL;
		if (t && type_underlying(c, t)->kind == TY_SIGNATURE)
			target = check_target(c, t, expr_str(c, lhs));
		x = &y;
		check_expr(c, target, x, rhs);
	}
	if (!t && strcmp(context, "assignment") == 0)
		context = "assignment to _ identifier";
	check_assignment(c, x, t, context);
}

void check_assign_vars(Checker *c, Expr *lhs, Expr *rhs) {
	Expr **lv, **rv;
	uint32_t l = expr_list(&lhs, &lv), r = expr_list(&rhs, &rv);
	const char *context = l > 1 ? "multiple assignment" : "assignment";
	bool is_call = r == 1 && unparen(rv[0])->kind == AST_CALL;
	if (l == r && !is_call) {
		for (uint32_t i = 0; i < l; i++)
			check_assign_var(c, lv[i], rv[i], NULL, context);
		return;
	}
	if (r != 1) {
		bool lhs_ok = use_all(c, lv, l, true), rhs_ok = use_all(c, rv, r, false);
		if (lhs_ok && rhs_ok)
			assign_mismatch(c, rv, r, l, r);
		return;
	}
	OperandVec values = {0};
	bool comma_ok = false;
	check_values(c, rv[0], &values, l == 2 ? &comma_ok : NULL);
	if (values.n == l) {
		for (uint32_t i = 0; i < l; i++)
			check_assign_var(c, lv[i], NULL, values.v[i], context);
		assign_record_comma_ok(c, rv[0], &values, comma_ok);
		return;
	}
	if (values.n == 0 || values.v[0]->mode != MODE_INVALID)
		assign_mismatch(c, rv, r, l, values.n);
	use_all(c, lv, l, true);
}

/* Short variable declarations. */

typedef struct ShortDecl {
	Map seen;     // const Name* -> non-NULL
	ObjVec fresh; // the variables declared, "_" excluded
	bool error;
} ShortDecl;

// The variable that one name on the left of := stands for; NULL after reporting.
static Obj *short_variable(Checker *c, ShortDecl *d, Expr *lhs) {
	if (lhs->kind != AST_NAME) {
		check_use_lhs(c, lhs);
		check_error_at(c, lhs, "non-name %s on left side of :=", expr_str(c, lhs));
		d->error = true;
		return NULL;
	}
	NameExpr *id = as(NameExpr, lhs);
	bool blank = assign_is_blank(lhs);
	if (!blank) {
		if (map_get(&d->seen, id->name)) {
			check_error_at(c, lhs, "%s repeated on left side of :=", expr_str(c, lhs));
			d->error = true;
			return NULL;
		}
		map_put(&d->seen, id->name, lhs);
	}
	Obj *old = scope_find(c->env.scope, id->name);
	if (old) {
		record_use(c, id, old);
		if (old->kind == OBJ_VAR)
			return old;
		check_error_at(c, lhs, "cannot assign to %s", expr_str(c, lhs));
		d->error = true;
		return NULL;
	}
	Obj *o = obj_new(c, OBJ_VAR, lhs->pos, c->env.pkg, id->name, NULL);
	if (!blank)
		vec_push(c->a, &d->fresh, o);
	record_def(c, id, o);
	return o;
}

void check_short_var_decl(Checker *c, Pos pos, Expr *lhs, Expr *rhs) {
	uint32_t top = c->later.n;
	Expr **lv;
	uint32_t l = expr_list(&lhs, &lv);
	Obj **vars = NEW_ARRAY(c->a, Obj *, l);
	ShortDecl d = {0};
	map_init(&d.seen, c->a);
	for (uint32_t i = 0; i < l; i++) {
		vars[i] = short_variable(c, &d, lv[i]);
		if (!vars[i])
			vars[i] = obj_new(c, OBJ_VAR, lv[i]->pos, c->env.pkg,
				intern_str(c->s->names, "_"), NULL);
	}
	check_init_vars(c, vars, l, rhs, NULL);
	check_process_later_from(c, top);
	if (d.fresh.n == 0 && !d.error) {
		check_soft_error(c, pos, "no new variables on left side of :=");
		return;
	}
	Pos scope_pos = node_end(rhs);
	for (uint32_t i = 0; i < d.fresh.n; i++)
		check_declare(c, c->env.scope, NULL, d.fresh.v[i], scope_pos);
}
