// range.c: for ... range, over arrays, slices, strings, maps, channels, integers and functions.
#include "types/stmt.h"

// What one may range over and what it yields. key and value are NULL where there is none.
typedef struct RangeTypes {
	bool ok;
	const char *cause; // why not; NULL: nothing to say
	Type *key, *value;
} RangeTypes;

static RangeTypes range_bad(Checker *c, const char *cause) {
	Type *invalid = c->uni.basic[TY_INVALID];
	return (RangeTypes){.cause = cause, .key = invalid, .value = invalid};
}

#define RANGE_FUNC "func must be func(yield func(...) bool): "

static RangeTypes range_func(Checker *c, SignatureT *f) {
	if (!check_allow_version(c, "go1.23"))
		return range_bad(c, "requires go1.23 or later");
	if (f->params->vars.n != 1)
		return range_bad(c, RANGE_FUNC "wrong argument count");
	if (f->results->vars.n)
		return range_bad(c, RANGE_FUNC "unexpected results");
	const char *cause = NULL;
	Type *u = common_under(c, f->params->vars.v[0]->type, &cause);
	if (!u)
		return range_bad(
			c, arena_printf(c->a, RANGE_FUNC "in yield type, %s", cause ? cause : ""));
	if (u->kind != TY_SIGNATURE)
		return range_bad(c, RANGE_FUNC "argument is not func");
	SignatureT *yield = (SignatureT *)u;
	ObjVec *params = &yield->params->vars, *results = &yield->results->vars;
	if (params->n > 2)
		return range_bad(c, RANGE_FUNC "yield func has too many parameters");
	if (results->n != 1 || !type_identical(c, results->v[0]->type, c->uni.basic[TY_BOOL])) {
		if (results->n == 1 && type_is_boolean(c, results->v[0]->type))
			return range_bad(
				c, RANGE_FUNC "yield func returns user-defined boolean, not bool");
		return range_bad(c, RANGE_FUNC "yield func does not return bool");
	}
	if (yield->variadic)
		return range_bad(c, arena_printf(c->a, "yield func of type %s cannot be variadic",
					    type_str(c, u)));
	return (RangeTypes){.ok = true,
		.key = params->n > 0 ? params->v[0]->type : NULL,
		.value = params->n > 1 ? params->v[1]->type : NULL};
}

static bool range_no_send_only(Checker *c, Type *t, Type *u, void *ctx) {
	if (!u || u->kind != TY_CHAN || ((ChanT *)u)->dir != CHAN_SEND)
		return true;
	*(const char **)ctx =
		arena_printf(c->a, "receive from send-only channel %s", type_str(c, t));
	return false;
}

static Type *range_array_deref(Checker *c, Type *t) {
	if (t->kind != TY_POINTER)
		return t;
	Type *u = type_underlying(c, ((PointerT *)t)->elem);
	return u->kind == TY_ARRAY ? u : t;
}

static RangeTypes range_types(Checker *c, Type *orig) {
	const char *cause = NULL;
	Type *u = NULL;
	if (typeset_each(c, orig, range_no_send_only, &cause))
		u = common_under(c, orig, &cause);
	if (!u)
		return range_bad(c, cause);
	u = range_array_deref(c, u);
	Type *int_ = c->uni.basic[TY_INT];
	switch (u->kind) {
	case TY_ARRAY: return (RangeTypes){.ok = true, .key = int_, .value = ((ArrayT *)u)->elem};
	case TY_SLICE: return (RangeTypes){.ok = true, .key = int_, .value = ((SliceT *)u)->elem};
	case TY_MAP:
		return (RangeTypes){
			.ok = true, .key = ((MapT *)u)->key, .value = ((MapT *)u)->elem};
	case TY_CHAN: return (RangeTypes){.ok = true, .key = ((ChanT *)u)->elem};
	case TY_SIGNATURE: return range_func(c, (SignatureT *)u);
	default: break;
	}
	if (type_is_string(c, u))
		return (RangeTypes){.ok = true, .key = int_, .value = c->uni.rune_};
	if (!type_is_integer(c, u))
		return (RangeTypes){0};
	if (!check_allow_version(c, "go1.22"))
		return range_bad(c, "requires go1.22 or later");
	return (RangeTypes){.ok = true, .key = orig};
}

// len(x) is constant where x is an array without calls and receives and its elements are not asked
// for: the range expression is then not evaluated.
static void range_record_length(Checker *c, Operand *x, Expr *e) {
	Type *u = range_array_deref(c, type_underlying(c, x->type));
	if (u->kind == TY_ARRAY)
		record_type_and_value(c, unparen(e), MODE_CONST, c->uni.basic[TY_INT],
			const_from_int(c->s, ((ArrayT *)u)->len));
}

static void range_check_clause(Checker *c, RangeStmt *s, Operand *x, RangeTypes *r) {
	const char *text = operand_string(c, x);
	if (!r->ok && r->cause)
		check_soft_error(
			c, node_start(x->expr), "cannot range over %s: %s", text, r->cause);
	else if (!r->ok)
		check_soft_error(c, node_start(x->expr), "cannot range over %s", text);
	else if (!r->key && s->key)
		check_soft_error(c, node_start(s->key),
			"range over %s permits no iteration variables", text);
	else if (!r->value && s->value)
		check_soft_error(c, node_start(s->value),
			"range over %s permits only one iteration variable", text);
	else if (s->extra)
		check_soft_error(c, node_start(s->extra),
			"range clause permits at most two iteration variables");
}

static Obj *range_new_var(Checker *c, Expr *lhs) {
	bool named = lhs->kind == AST_NAME;
	if (!named)
		check_error_at(c, lhs, "invalid syntax tree: cannot declare %s", expr_str(c, lhs));
	Obj *o = obj_new(c, OBJ_VAR, lhs->pos, c->env.pkg,
		named ? as(NameExpr, lhs)->name : intern_str(c->s->names, "_"), NULL);
	o->file = c->env.file;
	if (named)
		record_def(c, as(NameExpr, lhs), o);
	return o;
}

static void range_define(Checker *c, RangeStmt *s, Operand *x, Type **types, bool over_int) {
	Expr *lhs[2] = {s->key, s->value};
	ObjVec vars = {0};
	for (int i = 0; i < 2; i++) {
		if (!lhs[i])
			continue;
		Obj *o = range_new_var(c, lhs[i]);
		if (strcmp(o->name->s, "_") != 0)
			vec_push(c->a, &vars, o);
		if (!types[i] || !type_is_valid(types[i])) {
			o->type = c->uni.basic[TY_INVALID];
			o->used = true;
		} else if (over_int) {
			check_init_var(c, o, x, "range clause");
		} else {
			Operand y = {.mode = MODE_VALUE, .expr = lhs[i], .type = types[i]};
			check_init_var(c, o, &y, "assignment");
		}
	}
	if (vars.n == 0)
		check_error(c, node_start(&s->n), "no new variables on left side of :=");
	for (uint32_t i = 0; i < vars.n; i++)
		check_declare(c, c->env.scope, NULL, vars.v[i], s->body->n.pos);
}

static void range_assign(Checker *c, RangeStmt *s, Operand *x, Type **types, bool over_int) {
	Expr *lhs[2] = {s->key, s->value};
	for (int i = 0; i < 2; i++) {
		if (!lhs[i] || !types[i] || !type_is_valid(types[i]))
			continue;
		if (over_int) {
			check_assign_var(c, lhs[i], NULL, x, "range clause");
			if (x->mode != MODE_INVALID && !type_is_integer(c, x->type))
				check_soft_error(c, node_start(lhs[i]),
					"cannot use iteration variable of type %s",
					type_str(c, x->type));
		} else {
			Operand y = {.mode = MODE_VALUE, .expr = lhs[i], .type = types[i]};
			check_assign_var(c, lhs[i], NULL, &y, "assignment");
		}
	}
}

void check_range_stmt(Checker *c, RangeStmt *s) {
	Operand x = {0};
	c->env.has_call_or_recv = false;
	check_expr(c, NULL, &x, s->x);
	RangeTypes r = {0};
	bool over_int = false;
	if (x.mode != MODE_INVALID) {
		if (!s->value && !c->env.has_call_or_recv)
			range_record_length(c, &x, s->x);
		r = range_types(c, x.type);
		range_check_clause(c, s, &x, &r);
		over_int = type_is_integer(c, x.type);
	}
	check_open_scope(c, &s->n);
	Type *types[2] = {r.key, r.value};
	if (s->define)
		range_define(c, s, &x, types, over_int);
	else if (s->key)
		range_assign(c, s, &x, types, over_int);
	else if (over_int)
		check_assignment(c, &x, NULL, "range clause");
	check_stmt(c, &s->body->n);
	check_close_scope(c);
}
