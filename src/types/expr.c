// expr.c: evaluation of expressions: dispatch on the kind of node, unary operators, type
// assertions, lists of values.
//
// check_raw_expr evaluates any expression into an Operand and records its type, or remembers it
// while it is untyped (untyped.c).
//
// An expression that would need more C stack than there is is an error: checking recurses over the
// tree (chains of binary operators, which are deep to the left, are walked without recursion).
#include "types/check.h"

#define INVALID_OP "invalid operation: "

static void expr_invalidate(Checker *c, Operand *x, Expr *e) {
	x->mode = MODE_INVALID;
	x->type = c->uni.basic[TY_INVALID];
	x->expr = e;
}

/* Helpers that all files of this chapter use. */

uint32_t expr_list(Expr *const *e, Expr ***out) {
	*out = (Expr **)e;
	if (!*e || (*e)->kind != AST_LIST)
		return *e ? 1 : 0;
	*out = as(ListExpr, *e)->list.v;
	return as(ListExpr, *e)->list.n;
}

void check_terms(Checker *c, Type *t, Terms *out) {
	Type *param = type_unalias(t);
	if (param->kind != TY_TYPE_PARAM) {
		out->own = (UnionTerm){false, t};
		out->v = &out->own;
		out->n = 1;
		return;
	}
	TypeSet *set = interface_typeset(c, tparam_iface(c, (TypeParamT *)param));
	out->v = set->terms.v;
	out->n = set->all_types ? 0 : set->terms.n;
}

/* Unary operators, receive, dereference. */

static const char *chan_elem_fault(Checker *c, Type *t, Type *u, bool recv) {
	if (!u)
		return "no specific channel type";
	if (u->kind != TY_CHAN)
		return arena_printf(c->a, "non-channel %s", type_str(c, t));
	if (recv && ((ChanT *)u)->dir == CHAN_SEND)
		return arena_printf(c->a, "send-only channel %s", type_str(c, t));
	if (!recv && ((ChanT *)u)->dir == CHAN_RECV)
		return arena_printf(c->a, "receive-only channel %s", type_str(c, t));
	return NULL;
}

Type *check_chan_elem(Checker *c, const Node *at, Operand *x, bool recv) {
	Terms terms;
	check_terms(c, x->type, &terms);
	const char *cause = terms.n == 0 ? chan_elem_fault(c, NULL, NULL, recv) : NULL;
	for (uint32_t i = 0; i < terms.n && !cause; i++)
		cause = chan_elem_fault(
			c, terms.v[i].type, type_underlying(c, terms.v[i].type), recv);
	if (!cause) {
		Type *u = common_under(c, x->type, &cause);
		if (u)
			return ((ChanT *)u)->elem;
	}
	const char *what = recv ? "receive from" : "send to";
	if (type_is_type_param(x->type))
		check_error_at(
			c, at, INVALID_OP "cannot %s %s: %s", what, operand_string(c, x), cause);
	else
		check_error_at(
			c, at, INVALID_OP "cannot %s %s %s", what, cause, operand_string(c, x));
	return NULL;
}

static bool unary_defined(Checker *c, Operand *x, Oper op) {
	bool ok = op == OPER_NOT   ? type_all_boolean(c, x->type)
		  : op == OPER_XOR ? type_all_integer(c, x->type)
				   : type_all_numeric(c, x->type);
	if (!ok)
		check_error_at(c, x->expr, INVALID_OP "operator %s not defined on %s",
			oper_text(op), operand_string(c, x));
	return ok;
}

static void unary_address(Checker *c, Operand *x, UnaryExpr *e) {
	if (unparen(e->x)->kind != AST_COMPOSITE_LIT && x->mode != MODE_VAR) {
		check_error_at(
			c, x->expr, INVALID_OP "cannot take address of %s", operand_string(c, x));
		x->mode = MODE_INVALID;
		return;
	}
	x->mode = MODE_VALUE;
	x->type = type_pointer_to(c, x->type);
}

static void unary_receive(Checker *c, Operand *x) {
	Type *elem = check_chan_elem(c, x->expr, x, true);
	if (!elem || !check_is_complete(c, elem)) {
		x->mode = MODE_INVALID;
		return;
	}
	x->mode = MODE_COMMA_OK;
	x->type = elem;
	c->env.has_call_or_recv = true;
}

static Oper unary_tilde(Checker *c, Operand *x, UnaryExpr *e) {
	bool integer = type_all_integer(c, x->type);
	check_error_at(c, &e->n, "cannot use ~ outside of interface or type constraint%s",
		integer ? " (use ^ for bitwise complement)" : "");
	if (!integer)
		x->mode = MODE_INVALID;
	return OPER_XOR;
}

void check_unary(Checker *c, Operand *x, UnaryExpr *e) {
	check_expr(c, NULL, x, e->x);
	if (x->mode == MODE_INVALID)
		return;
	Oper op = e->op;
	if (op == OPER_AND) {
		unary_address(c, x, e);
		return;
	}
	if (op == OPER_RECV) {
		unary_receive(c, x);
		return;
	}
	if (op == OPER_TILDE) {
		op = unary_tilde(c, x, e);
		if (x->mode == MODE_INVALID)
			return;
	}
	if (!unary_defined(c, x, op)) {
		x->mode = MODE_INVALID;
		return;
	}
	if (x->mode != MODE_CONST) {
		x->mode = MODE_VALUE;
		return;
	}
	if (x->val->kind == CONST_UNKNOWN)
		return;
	uint32_t bits = 0;
	if (type_is_unsigned(c, x->type))
		bits = (uint32_t)type_size(c, x->type) * 8;
	x->val = const_unary(c->s, op, x->val, bits);
	x->expr = &e->n;
	check_overflow(c, x, e->n.pos);
}

static Type *star_base(Checker *c, Operand *x) {
	Terms terms;
	check_terms(c, x->type, &terms);
	Type *base = NULL;
	for (uint32_t i = 0; i < terms.n || i == 0; i++) {
		Type *u = terms.n ? type_underlying(c, terms.v[i].type) : NULL;
		if (!u || u->kind != TY_POINTER) {
			check_error_at(
				c, x->expr, INVALID_OP "cannot indirect %s", operand_string(c, x));
			return NULL;
		}
		if (base && !type_identical(c, ((PointerT *)u)->elem, base)) {
			check_error_at(c, x->expr,
				INVALID_OP "pointers of %s must have identical base types",
				operand_string(c, x));
			return NULL;
		}
		base = ((PointerT *)u)->elem;
	}
	return base;
}

static void expr_star(Checker *c, Operand *x, StarExpr *e) {
	check_expr_or_type(c, x, e->x, false);
	if (x->mode == MODE_INVALID)
		return;
	if (x->mode == MODE_TYPE) {
		check_valid_var_type(c, e->x, x->type);
		x->type = type_pointer_to(c, x->type);
		return;
	}
	Type *base = star_base(c, x);
	if (!base || !check_is_complete(c, base)) {
		x->mode = MODE_INVALID;
		return;
	}
	x->mode = MODE_VAR;
	x->type = base;
}

/* Type assertions. */

void check_type_assertion(Checker *c, Expr *e, Operand *x, Type *t, bool type_switch) {
	const char *cause = "";
	if (check_assertable(c, x->type, t, &cause))
		return;
	if (type_switch)
		check_error_at(c, e,
			"impossible type switch case: %s\n\t%s cannot have dynamic type %s %s",
			expr_str(c, e), operand_string(c, x), type_str(c, t), cause);
	else
		check_error_at(c, e, "impossible type assertion: %s\n\t%s does not implement %s %s",
			expr_str(c, e), type_str(c, t), type_str(c, x->type), cause);
}

static void expr_assert(Checker *c, Operand *x, AssertExpr *e) {
	check_expr(c, NULL, x, e->x);
	if (x->mode == MODE_INVALID)
		return;
	if (type_is_type_param(x->type)) {
		check_error_at(c, x->expr,
			INVALID_OP "cannot use type assertion on type parameter value %s",
			operand_string(c, x));
		x->mode = MODE_INVALID;
		return;
	}
	if (type_underlying(c, x->type)->kind != TY_INTERFACE) {
		check_error_at(
			c, x->expr, INVALID_OP "%s is not an interface", operand_string(c, x));
		x->mode = MODE_INVALID;
		return;
	}
	Type *t = check_var_type(c, e->type);
	if (!type_is_valid(t) || !check_is_complete(c, t)) {
		x->mode = MODE_INVALID;
		return;
	}
	check_type_assertion(c, &e->n, x, t, false);
	x->mode = MODE_COMMA_OK;
	x->type = t;
}

/* Literals of basic types. */

static void literal_version(Checker *c, BasicLit *e) {
	if (e->len <= 2 || check_allow_version(c, "go1.13"))
		return;
	const char *feature = NULL;
	char radix = e->text[0] == '0' ? e->text[1] | 0x20 : 0;
	if (memchr(e->text, '_', e->len))
		feature = "underscore in numeric literal";
	else if (radix == 'b')
		feature = "binary literal";
	else if (radix == 'o')
		feature = "0o/0O-style octal literal";
	else if (radix == 'x' && e->lit != LIT_INT)
		feature = "hexadecimal floating-point literal";
	if (feature)
		check_version_error(c, e->n.pos, "go1.13", feature);
}

static void expr_basic_lit(Checker *c, Operand *x, BasicLit *e) {
	static const uint8_t kinds[] = {
		[LIT_INT] = TY_UNTYPED_INT,
		[LIT_FLOAT] = TY_UNTYPED_FLOAT,
		[LIT_IMAG] = TY_UNTYPED_COMPLEX,
		[LIT_RUNE] = TY_UNTYPED_RUNE,
		[LIT_STRING] = TY_UNTYPED_STRING,
	};
	if (e->bad)
		return;
	if (e->lit <= LIT_IMAG) {
		literal_version(c, e);
		if (e->len > 10000) {
			check_error_at(c, &e->n, "excessively long constant: %.10s... (%u chars)",
				e->text, e->len);
			return;
		}
	}
	x->val = const_from_literal(c->s, e);
	x->expr = &e->n;
	if (x->val->kind == CONST_UNKNOWN) {
		check_error_at(c, &e->n, "malformed constant: %.*s", (int)e->len, e->text);
		return;
	}
	x->mode = MODE_CONST;
	x->type = c->uni.basic[kinds[e->lit]];
	check_overflow(c, x, e->n.pos);
}

/* Dispatch. */

static ExprUse expr_paren(Checker *c, Operand *x, ParenExpr *e) {
	ExprUse use = check_raw_expr(c, NULL, x, e->x, NULL, false);
	x->expr = &e->n;
	return use;
}

static void expr_index(Checker *c, Type *target, const char *desc, Operand *x, IndexExpr *e) {
	if (!check_index_expr(c, x, e))
		return;
	c->target_desc = desc;
	check_func_inst(c, target, x, e, true);
}

static ExprUse expr_dispatch(
	Checker *c, Type *target, const char *desc, Operand *x, Expr *e, Type *hint) {
	ExprUse use = USE_EXPRESSION;
	switch ((NodeKind)e->kind) {
	case AST_BAD_EXPR: break;
	case AST_NAME: check_ident(c, x, as(NameExpr, e), NULL, false); break;
	case AST_BASIC_LIT: expr_basic_lit(c, x, as(BasicLit, e)); break;
	case AST_FUNC_LIT: check_func_lit(c, x, as(FuncLit, e)); break;
	case AST_COMPOSITE_LIT: check_composite_lit(c, x, as(CompositeLit, e), hint); break;
	case AST_PAREN: return expr_paren(c, x, as(ParenExpr, e));
	case AST_SELECTOR: check_selector(c, x, as(SelectorExpr, e), NULL, false); break;
	case AST_INDEX: expr_index(c, target, desc, x, as(IndexExpr, e)); break;
	case AST_SLICE_EXPR: check_slice_expr(c, x, as(SliceExpr, e)); break;
	case AST_TYPE_ASSERT: expr_assert(c, x, as(AssertExpr, e)); break;
	case AST_TYPE_SWITCH_GUARD:
		check_error_at(c, e, "invalid syntax tree: use of .(type) outside type switch");
		check_use(c, as(TypeSwitchGuard, e)->x);
		x->mode = MODE_INVALID;
		break;
	case AST_CALL: return check_call(c, x, as(CallExpr, e));
	case AST_LIST:
		check_error_at(c, e, "invalid syntax tree: unexpected list of expressions");
		break;
	case AST_UNARY:
		check_unary(c, x, as(UnaryExpr, e));
		if (as(UnaryExpr, e)->op == OPER_RECV)
			use = USE_STATEMENT;
		break;
	case AST_STAR: expr_star(c, x, as(StarExpr, e)); break;
	case AST_BINARY:
		check_binary(
			c, x, e, as(BinaryExpr, e)->x, as(BinaryExpr, e)->y, as(BinaryExpr, e)->op);
		break;
	case AST_KEY_VALUE:
		check_error_at(c, e, "invalid syntax tree: no key:value expected");
		break;
	case AST_DOTS_TYPE: check_error_at(c, e, "invalid syntax tree: invalid use of ..."); break;
	case AST_ARRAY_TYPE:
	case AST_SLICE_TYPE:
	case AST_STRUCT_TYPE:
	case AST_FUNC_TYPE:
	case AST_INTERFACE_TYPE:
	case AST_MAP_TYPE:
	case AST_CHAN_TYPE:
		x->mode = MODE_TYPE;
		x->type = check_type(c, e);
		break;
	default: ice("expr_dispatch: node kind %d is no expression", e->kind);
	}
	x->expr = e;
	return x->mode == MODE_INVALID ? USE_STATEMENT : use;
}

void check_no_generic(Checker *c, Type *target, Operand *x) {
	if (x->mode == MODE_INVALID || x->mode == MODE_NO_VALUE)
		return;
	const char *what = NULL;
	if (x->type->kind == TY_NAMED || x->type->kind == TY_ALIAS) {
		if (type_is_generic(x->type))
			what = "type";
	} else if (x->type->kind == TY_SIGNATURE && ((SignatureT *)x->type)->tparams.n) {
		if (target) {
			check_func_inst(c, target, x, NULL, true);
			return;
		}
		what = "function";
	}
	if (!what)
		return;
	check_error_at(c, x->expr, "cannot use generic %s %s without instantiation", what,
		expr_str(c, x->expr));
	expr_invalidate(c, x, x->expr);
}

ExprUse check_raw_expr(
	Checker *c, Type *target, Operand *x, Expr *e, Type *hint, bool allow_generic) {
	const char *desc = c->target_desc;
	*x = (Operand){.mode = MODE_INVALID, .expr = e, .type = c->uni.basic[TY_INVALID]};
	if (c->stack_base - (char *)__builtin_frame_address(0) > c->stack_room) {
		check_error_at(c, e, "expression nested too deeply");
		return USE_STATEMENT;
	}
	ExprUse use = expr_dispatch(c, target, desc, x, e, hint);
	if (!allow_generic) {
		c->target_desc = desc;
		check_no_generic(c, target, x);
	}
	check_record(c, x);
	return use;
}

#define NOT_A_VALUE (1u << MODE_NO_VALUE | 1u << MODE_BUILTIN | 1u << MODE_TYPE)

void check_exclude(Checker *c, Operand *x, uint32_t modeset) {
	if (!(modeset & 1u << x->mode))
		return;
	const char *what;
	switch (x->mode) {
	case MODE_NO_VALUE:
		what = modeset & 1u << MODE_TYPE ? "used as value" : "used as value or type";
		break;
	case MODE_BUILTIN: what = "must be called"; break;
	case MODE_TYPE: what = "is not an expression"; break;
	default: return;
	}
	check_error_at(c, x->expr, "%s %s", operand_string(c, x), what);
	x->mode = MODE_INVALID;
}

void check_single_value(Checker *c, Operand *x) {
	if (x->mode != MODE_VALUE || x->type->kind != TY_TUPLE)
		return;
	check_error_at(
		c, x->expr, "multiple-value %s in single-value context", operand_string(c, x));
	x->mode = MODE_INVALID;
}

void check_expr(Checker *c, Type *target, Operand *x, Expr *e) {
	check_raw_expr(c, target, x, e, NULL, false);
	check_exclude(c, x, NOT_A_VALUE);
	check_single_value(c, x);
}

void check_expr_with_hint(Checker *c, Operand *x, Expr *e, Type *hint) {
	check_raw_expr(c, NULL, x, e, hint, true);
	check_exclude(c, x, NOT_A_VALUE);
	check_single_value(c, x);
}

void check_generic_expr(Checker *c, Operand *x, Expr *e) {
	check_expr_with_hint(c, x, e, NULL);
}

void check_multi_expr(Checker *c, Operand *x, Expr *e) {
	check_raw_expr(c, NULL, x, e, NULL, false);
	check_exclude(c, x, NOT_A_VALUE);
}

void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic) {
	check_raw_expr(c, NULL, x, e, NULL, allow_generic);
	check_exclude(c, x, 1u << MODE_NO_VALUE);
	check_single_value(c, x);
}

/* Lists of values. */

// An operand that stands for one value of e, named for messages.
static Operand *values_operand(Checker *c, Expr *e, const char *what, Type *t) {
	NameExpr *name = NEW(c->a, NameExpr);
	name->n = (Node){.kind = AST_NAME, .pos = node_start(e)};
	name->name = intern_str(c->s->names, what);
	Operand *x = NEW(c->a, Operand);
	*x = (Operand){.mode = MODE_VALUE, .expr = &name->n, .type = t};
	return x;
}

void check_values(Checker *c, Expr *e, OperandVec *out, bool *comma_ok) {
	static const char *const suffix[] = {"th", "st", "nd", "rd"};
	Operand *x = NEW(c->a, Operand);
	check_multi_expr(c, x, e);
	if (x->mode != MODE_INVALID && x->mode != MODE_NO_VALUE && x->type->kind == TY_TUPLE) {
		TupleT *t = (TupleT *)x->type;
		for (uint32_t i = 0; i < t->vars.n; i++) {
			const char *what = arena_printf(
				c->a, "%u%s function result", i + 1, suffix[i < 3 ? i + 1 : 0]);
			vec_push(c->a, out, values_operand(c, e, what, t->vars.v[i]->type));
		}
		return;
	}
	vec_push(c->a, out, x);
	if (!comma_ok || (x->mode != MODE_MAP_INDEX && x->mode != MODE_COMMA_OK))
		return;
	vec_push(c->a, out,
		values_operand(
			c, e, "ok value of (comma, ok) expression", c->uni.basic[TY_UNTYPED_BOOL]));
	*comma_ok = true;
}

void check_value_list(Checker *c, const ExprVec *list, OperandVec *out) {
	if (list->n == 1) {
		check_values(c, list->v[0], out, NULL);
		return;
	}
	for (uint32_t i = 0; i < list->n; i++) {
		Operand *x = NEW(c->a, Operand);
		check_expr(c, NULL, x, list->v[i]);
		vec_push(c->a, out, x);
	}
}

/* Evaluation for its side effects on "used", after an error. */

static bool use_one(Checker *c, Expr *e, bool lhs) {
	if (!e)
		return true;
	Expr *n = unparen(e);
	if (n->kind == AST_LIST) {
		bool ok = true;
		for (uint32_t i = 0; i < as(ListExpr, n)->list.n; i++)
			ok &= use_one(c, as(ListExpr, n)->list.v[i], lhs);
		return ok;
	}
	Operand x = {.mode = MODE_VALUE};
	if (n->kind != AST_NAME) {
		check_raw_expr(c, NULL, &x, e, NULL, true);
		return x.mode != MODE_INVALID;
	}
	const Name *name = as(NameExpr, n)->name;
	if (name->len == 1 && name->s[0] == '_')
		return true;
	Scope *where;
	Obj *o = lhs ? scope_find_parent(c->env.scope, name, NO_POS, &where) : NULL;
	bool is_var = o && o->kind == OBJ_VAR && o->pkg == c->env.pkg;
	bool used = is_var && o->used;
	check_expr_or_type(c, &x, n, true);
	if (is_var)
		o->used = used;
	return x.mode != MODE_INVALID;
}

bool check_use(Checker *c, Expr *e) {
	return use_one(c, e, false);
}

bool check_use_lhs(Checker *c, Expr *e) {
	return use_one(c, e, true);
}
