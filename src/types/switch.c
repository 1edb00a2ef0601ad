// switch.c: expression and type switches.
//
// Duplicate cases are found by hashing: constants by value, types by their shape; equal hashes are
// then compared exactly.
#include "types/stmt.h"

typedef struct Seen Seen;
struct Seen {
	Seen *next; // with the same hash
	Pos pos;
	Type *type; // NULL: the case nil of a type switch
	const Const *val;
};

static void switch_check_defaults(Checker *c, SwitchStmt *s) {
	CaseClause *first = NULL;
	for (uint32_t i = 0; i < s->body.n; i++) {
		CaseClause *k = s->body.v[i];
		if (k->is_default && first)
			check_error_at(c, &k->n, "multiple defaults (first at %s)",
				pos_str(c, first->n.pos));
		else if (k->is_default)
			first = k;
	}
}

static void switch_remember(
	Checker *c, Map *seen, uint64_t hash, Pos pos, Type *t, const Const *v) {
	Seen *s = NEW(c->a, Seen);
	s->pos = pos;
	s->type = t;
	s->val = v;
	s->next = map_get64(seen, hash);
	map_put64(seen, hash, s);
}

/* expression switches */

// Integers of 64 bits, floats and strings are looked at for duplicates. 0: v is none of them.
static uint64_t case_hash(const Const *v) {
	uint64_t u = 0;
	int64_t i;
	if (v->kind == CONST_STRING)
		return hash_bytes(v->str.p, v->str.len, CONST_STRING) | 1;
	if (v->kind == CONST_FLOAT) {
		double d = const_double(v);
		return hash_bytes(&d, sizeof d, CONST_FLOAT) | 1;
	}
	if (v->kind != CONST_INT)
		return 0;
	if (const_int64(v, &i))
		u = (uint64_t)i;
	else if (!const_uint64(v, &u))
		return 0;
	return hash_bytes(&u, sizeof u, CONST_INT) | 1;
}

static bool case_equal(const Const *a, const Const *b) {
	if (a->kind != b->kind)
		return false;
	if (a->kind == CONST_FLOAT)
		return const_double(a) == const_double(b);
	return const_compare(OPER_EQL, a, b);
}

static void case_check_duplicate(Checker *c, Operand *v, Map *seen) {
	uint64_t hash = case_hash(v->val);
	if (!hash)
		return;
	for (Seen *s = map_get64(seen, hash); s; s = s->next) {
		if (!case_equal(s->val, v->val) || !type_identical(c, s->type, v->type))
			continue;
		check_error_at(c, v->expr,
			"duplicate case %s in expression switch\n\t%s: previous case",
			operand_string(c, v), pos_str(c, s->pos));
		return;
	}
	switch_remember(c, seen, hash, v->expr->pos, v->type, v->val);
}

static void case_values(Checker *c, Operand *x, const ExprVec *values, Map *seen) {
	for (uint32_t i = 0; i < values->n; i++) {
		Operand v = {0};
		check_expr(c, NULL, &v, values->v[i]);
		if (x->mode == MODE_INVALID || v.mode == MODE_INVALID)
			continue;
		check_convert_untyped(c, &v, x->type);
		if (v.mode == MODE_INVALID)
			continue;
		Operand res = v, tag = *x;
		c->switch_case = true;
		check_comparison(c, &res, &tag, OPER_EQL);
		c->switch_case = false;
		if (res.mode != MODE_INVALID && v.mode == MODE_CONST)
			case_check_duplicate(c, &v, seen);
	}
}

// The tag of a switch without one is the constant true.
static void switch_true(Checker *c, Operand *x, SwitchStmt *s) {
	NameExpr *e = NEW(c->a, NameExpr);
	e->n.kind = AST_NAME;
	e->n.pos = s->body.n ? s->body.v[0]->n.pos : s->rbrace;
	e->name = intern_str(c->s->names, "true");
	*x = (Operand){.mode = MODE_CONST,
		.type = c->uni.basic[TY_BOOL],
		.val = const_from_bool(c->s, true),
		.expr = &e->n};
}

static void switch_on_value(Checker *c, SwitchStmt *s) {
	Operand x = {0};
	if (s->tag) {
		check_expr(c, NULL, &x, s->tag);
		check_assignment(c, &x, NULL, "switch expression");
		if (x.mode != MODE_INVALID && !type_comparable(c, x.type) &&
			!type_has_nil(c, x.type)) {
			check_error_at(c, x.expr, "cannot switch on %s (%s is not comparable)",
				operand_string(c, &x), type_str(c, x.type));
			x.mode = MODE_INVALID;
		}
	} else {
		switch_true(c, &x, s);
	}
	switch_check_defaults(c, s);
	Map seen;
	map_init(&seen, c->a);
	for (uint32_t i = 0; i < s->body.n; i++) {
		CaseClause *k = s->body.v[i];
		case_values(c, &x, &k->cases, &seen);
		check_open_scope(c, &k->n);
		check_stmt_list(c, &k->body);
		check_close_scope(c);
	}
}

/* type switches */

// The same for identical types.
static uint64_t case_type_hash(Type *t, int depth) {
	if (!t)
		return 1;
	t = type_unalias(t);
	uint64_t h = (uint64_t)t->kind * 0x9E3779B97F4A7C15u, sub = 0;
	if (depth > 3)
		return h | 1;
	switch (t->kind) {
	case TY_NAMED: sub = (uintptr_t)((NamedT *)t)->origin; break;
	case TY_POINTER: sub = case_type_hash(((PointerT *)t)->elem, depth + 1); break;
	case TY_SLICE: sub = case_type_hash(((SliceT *)t)->elem, depth + 1); break;
	case TY_ARRAY:
		sub = case_type_hash(((ArrayT *)t)->elem, depth + 1) + (uint64_t)((ArrayT *)t)->len;
		break;
	case TY_CHAN:
		sub = case_type_hash(((ChanT *)t)->elem, depth + 1) + ((ChanT *)t)->dir;
		break;
	case TY_MAP:
		sub = case_type_hash(((MapT *)t)->key, depth + 1) * 31 +
		      case_type_hash(((MapT *)t)->elem, depth + 1);
		break;
	case TY_STRUCT: sub = ((StructT *)t)->fields.n; break;
	case TY_SIGNATURE:
		sub = ((SignatureT *)t)->params->vars.n * 31 + ((SignatureT *)t)->results->vars.n;
		break;
	default: break;
	}
	h ^= sub + 0x9E3779B97F4A7C15u + (h << 6) + (h >> 2);
	return h | 1;
}

static bool case_is_nil(Checker *c, Expr *e) {
	e = unparen(e);
	if (e->kind != AST_NAME)
		return false;
	Scope *where;
	Obj *o = scope_find_parent(c->env.scope, as(NameExpr, e)->name, NO_POS, &where);
	return o && o->kind == OBJ_NIL;
}

static bool case_type_duplicate(Checker *c, Expr *e, Type *t, Map *seen) {
	uint64_t hash = case_type_hash(t, 0);
	for (Seen *s = map_get64(seen, hash); s; s = s->next) {
		if (t && s->type ? !type_identical(c, t, s->type) : t != s->type)
			continue;
		check_error_at(c, e, "duplicate case %s in type switch\n\t%s: previous case",
			t ? type_str(c, t) : "nil", pos_str(c, s->pos));
		return true;
	}
	switch_remember(c, seen, hash, node_start(e), t, NULL);
	return false;
}

// Checks a clause's types; x is what is switched on, invalid if that was wrong. Returns the type
// that the switch's variable has in the clause.
static Type *case_types(Checker *c, Operand *x, const ExprVec *types, Map *seen) {
	Type *t = NULL;
	for (uint32_t i = 0; i < types->n; i++) {
		Expr *e = types->v[i];
		if (case_is_nil(c, e)) {
			Operand dummy = {0};
			t = NULL;
			check_expr(c, NULL, &dummy, e);
		} else {
			t = check_var_type(c, e);
			if (!type_is_valid(t))
				continue;
		}
		if (case_type_duplicate(c, e, t, seen) || x->mode == MODE_INVALID || !t)
			continue;
		const char *cause = NULL;
		if (!check_assertable(c, x->type, t, &cause))
			check_error_at(c, e,
				"impossible type switch case: %s\n\t%s cannot have dynamic type %s "
				"%s",
				expr_str(c, e), operand_string(c, x), type_str(c, t), cause);
	}
	if (types->n == 1 && t)
		return t;
	return x->mode == MODE_INVALID ? c->uni.basic[TY_INVALID] : x->type;
}

static void switch_on_type(Checker *c, SwitchStmt *s, TypeSwitchGuard *guard) {
	NameExpr *lhs = guard->lhs;
	if (lhs && strcmp(lhs->name->s, "_") == 0) {
		check_soft_error(c, lhs->n.pos, "no new variable on left side of :=");
		lhs = NULL;
	}
	Operand x = {0};
	check_expr(c, NULL, &x, guard->x);
	if (x.mode != MODE_INVALID && !type_is_interface(c, x.type)) {
		if (type_is_type_param(x.type))
			check_error_at(c, x.expr,
				"cannot use type switch on type parameter value %s",
				operand_string(c, &x));
		else
			check_error_at(c, x.expr, "%s is not an interface", operand_string(c, &x));
		x.mode = MODE_INVALID;
	}
	switch_check_defaults(c, s);
	Map seen;
	map_init(&seen, c->a);
	ObjVec vars = {0};
	for (uint32_t i = 0; i < s->body.n; i++) {
		CaseClause *k = s->body.v[i];
		Type *t = case_types(c, &x, &k->cases, &seen);
		check_open_scope(c, &k->n);
		if (lhs) {
			Obj *o = obj_new(c, OBJ_VAR, lhs->n.pos, c->env.pkg, lhs->name, t);
			o->file = c->env.file;
			check_declare(c, c->env.scope, NULL, o, k->colon);
			record_implicit(c, &k->n, o);
			vec_push(c->a, &vars, o);
		}
		check_stmt_list(c, &k->body);
		check_close_scope(c);
	}
	bool used = !lhs;
	for (uint32_t i = 0; i < vars.n; i++) {
		used = used || vars.v[i]->used;
		vars.v[i]->used = true; // one report is enough
	}
	if (!used)
		check_soft_error(c, lhs->n.pos, "%s declared and not used", lhs->name->s);
}

void check_switch_stmt(Checker *c, SwitchStmt *s) {
	check_open_scope(c, &s->n);
	if (s->init)
		check_stmt(c, s->init);
	if (s->tag && s->tag->kind == AST_TYPE_SWITCH_GUARD)
		switch_on_type(c, s, as(TypeSwitchGuard, s->tag));
	else
		switch_on_value(c, s);
	check_close_scope(c);
}
