// builtin.c: calls of the predeclared functions and of those of package unsafe.
//
// Each has a row in BUILTIN_RULES (how many arguments, whether it may stand as a statement, whether
// its arguments are evaluated before its function is called) and a function that checks the call
// and leaves the result in x. The signature a call has at that place is recorded unless the call is
// a constant.
#include "types/builtin.h"

Type *builtin_type(Checker *c, TypeKind k) {
	return c->uni.basic[k];
}

// Records the signature `func(args...) res` of the call; res may be NULL.
void builtin_record(Checker *c, BuiltinCall *b, Type *res, uint32_t n, Type **args, bool variadic) {
	SignatureT *sig = (SignatureT *)type_new(c, TY_SIGNATURE);
	for (uint32_t i = 0; i < n; i++)
		args[i] = type_default(c, args[i]);
	sig->params = type_tuple(c, n, args);
	sig->results = type_tuple(c, res ? 1 : 0, &res);
	sig->variadic = variadic;
	record_builtin_type(c, b->call->fun, sig);
}

void builtin_record1(Checker *c, BuiltinCall *b, Type *res, Type *arg) {
	builtin_record(c, b, res, 1, &arg, false);
}

void builtin_record2(Checker *c, BuiltinCall *b, Type *res, Type *arg0, Type *arg1) {
	Type *args[] = {arg0, arg1};
	builtin_record(c, b, res, 2, args, false);
}

bool builtin_version(Checker *c, BuiltinCall *b, const char *version) {
	return check_verify_version(c, node_start(b->call->fun), version, "%s", b->name);
}

/* Slices: append, copy, clear. */

// The element type of a slice operand; NULL after setting *why.
static Type *slice_elem(Checker *c, Operand *x, const char **why) {
	Terms terms;
	check_terms(c, x->type, &terms);
	Type *elem = NULL;
	for (uint32_t i = 0; i < terms.n || i == 0; i++) {
		Type *u = terms.n ? type_underlying(c, terms.v[i].type) : NULL;
		if (!u || u->kind != TY_SLICE) {
			*why = arena_printf(c->a, "argument must be a slice; have %s",
				operand_is_nil(c, x) ? "untyped nil" : operand_string(c, x));
			return NULL;
		}
		Type *e = ((SliceT *)u)->elem;
		if (elem && !type_identical(c, elem, e)) {
			*why = arena_printf(c->a, "mismatched slice element types %s and %s in %s",
				type_str(c, elem), type_str(c, e), operand_string(c, x));
			return NULL;
		}
		elem = e;
	}
	return elem;
}

// Whether all types of y are strings or []byte; *has_string: some are strings.
static bool bytes_or_strings(Checker *c, Operand *y, bool *has_string) {
	Terms terms;
	check_terms(c, y->type, &terms);
	*has_string = false;
	for (uint32_t i = 0; i < terms.n; i++) {
		Type *u = type_underlying(c, terms.v[i].type);
		if (u->kind == TY_SLICE && type_identical(c, ((SliceT *)u)->elem, c->uni.byte_))
			continue;
		if (!type_is_string(c, u))
			return false;
		*has_string = true;
	}
	return terms.n > 0;
}

static bool builtin_append(Checker *c, Operand *x, BuiltinCall *b) {
	const char *why;
	Type *elem = slice_elem(c, x, &why);
	if (!elem) {
		check_error_at(c, x->expr, "invalid append: %s", why);
		return false;
	}
	Type *s = x->type, *bytes = type_slice_of(c, c->uni.byte_);
	bool has_string = false;
	if (b->n == 2 && b->call->has_dots && operand_assignable(c, x, bytes, NULL) &&
		bytes_or_strings(c, b->args.v[1], &has_string) && has_string) {
		Operand *y = b->args.v[1];
		if (type_is_untyped(y->type))
			check_update_expr_type(c, y->expr, builtin_type(c, TY_STRING), true);
		Type *args[] = {s, y->type};
		builtin_record(c, b, s, 2, args, true);
	} else {
		SignatureT *sig = (SignatureT *)type_new(c, TY_SIGNATURE);
		Type *args[] = {s, type_slice_of(c, elem)};
		sig->params = type_tuple(c, 2, args);
		sig->results = type_tuple(c, 1, &s);
		sig->variadic = true;
		check_arguments(c, b->call, sig, NULL, NULL, &b->args, NULL);
		record_builtin_type(c, b->call->fun, sig);
	}
	x->mode = MODE_VALUE;
	x->type = s;
	return true;
}

static bool builtin_copy(Checker *c, Operand *x, BuiltinCall *b) {
	const char *why;
	Operand *y = b->args.v[1];
	Type *to = slice_elem(c, x, &why);
	if (!to) {
		check_error_at(c, x->expr, "invalid copy: %s", why);
		return false;
	}
	bool has_string;
	bool special = operand_assignable(c, x, type_slice_of(c, c->uni.byte_), NULL) &&
		       bytes_or_strings(c, y, &has_string);
	if (!special) {
		Type *from = slice_elem(c, y, &why);
		if (!from && !type_all_string(c, y->type)) {
			check_error_at(c, y->expr, "invalid copy: %s", why);
			return false;
		}
		if (!from)
			from = c->uni.byte_;
		if (!type_identical(c, to, from)) {
			check_error_at(c, x->expr,
				"invalid copy: arguments %s and %s have different element types %s "
				"and %s",
				operand_string(c, x), operand_string(c, y), type_str(c, to),
				type_str(c, from));
			return false;
		}
	}
	builtin_record2(c, b, builtin_type(c, TY_INT), x->type, y->type);
	x->mode = MODE_VALUE;
	x->type = builtin_type(c, TY_INT);
	return true;
}

static bool builtin_clear(Checker *c, Operand *x, BuiltinCall *b) {
	builtin_version(c, b, "go1.21");
	Terms terms;
	check_terms(c, x->type, &terms);
	bool ok = terms.n > 0;
	for (uint32_t i = 0; i < terms.n && ok; i++) {
		TypeKind k = type_underlying(c, terms.v[i].type)->kind;
		ok = k == TY_MAP || k == TY_SLICE;
	}
	if (!ok) {
		check_error_at(c, x->expr,
			INVALID_ARG
			"cannot clear %s: argument must be (or constrained by) map or slice",
			operand_string(c, x));
		return false;
	}
	builtin_record1(c, b, NULL, x->type);
	x->mode = MODE_NO_VALUE;
	return true;
}

/* len, cap, close, delete. */

static Type *array_behind_pointer(Checker *c, Type *u) {
	if (u->kind != TY_POINTER)
		return u;
	Type *elem = type_underlying(c, ((PointerT *)u)->elem);
	return elem->kind == TY_ARRAY ? elem : u;
}

static bool len_defined(Checker *c, Type *u, bool is_len) {
	TypeKind k = array_behind_pointer(c, u)->kind;
	if (k == TY_ARRAY || k == TY_SLICE || k == TY_CHAN)
		return true;
	return is_len && (k == TY_MAP || type_is_string(c, u));
}

// The constant that len or cap of x is, or NULL.
static const Const *len_constant(Checker *c, Operand *x, bool is_len) {
	Type *u = array_behind_pointer(c, type_underlying(c, x->type));
	if (u->kind == TY_ARRAY && !c->env.has_call_or_recv)
		return ((ArrayT *)u)->len >= 0 ? const_from_int(c->s, ((ArrayT *)u)->len)
					       : NEW(c->a, Const);
	if (is_len && x->mode == MODE_CONST && type_is_string(c, u))
		return x->val->kind == CONST_STRING ? const_from_int(c->s, x->val->str.len)
						    : x->val;
	return NULL;
}

static bool builtin_len(Checker *c, Operand *x, BuiltinCall *b) {
	bool is_len = b->id == BUILTIN_len;
	Terms terms;
	check_terms(c, x->type, &terms);
	bool ok = terms.n > 0;
	for (uint32_t i = 0; i < terms.n && ok; i++)
		ok = len_defined(c, type_underlying(c, terms.v[i].type), is_len);
	if (!ok) {
		if (type_is_valid(type_underlying(c, x->type)))
			check_error_at(c, x->expr, INVALID_ARG "%s for built-in %s",
				operand_string(c, x), b->name);
		return false;
	}
	const Const *val = type_is_type_param(x->type) ? NULL : len_constant(c, x, is_len);
	if (!val)
		builtin_record1(c, b, builtin_type(c, TY_INT), x->type);
	x->mode = val ? MODE_CONST : MODE_VALUE;
	x->val = val;
	x->type = builtin_type(c, TY_INT);
	return true;
}

static bool builtin_close(Checker *c, Operand *x, BuiltinCall *b) {
	Terms terms;
	check_terms(c, x->type, &terms);
	for (uint32_t i = 0; i < terms.n || i == 0; i++) {
		Type *u = terms.n ? type_underlying(c, terms.v[i].type) : NULL;
		bool is_chan = u && u->kind == TY_CHAN;
		if (is_chan && ((ChanT *)u)->dir != CHAN_RECV)
			continue;
		check_error_at(c, x->expr, INVALID_OP "cannot close %s %s",
			is_chan ? "receive-only channel" : "non-channel", operand_string(c, x));
		return false;
	}
	builtin_record1(c, b, NULL, x->type);
	x->mode = MODE_NO_VALUE;
	return true;
}

static bool builtin_delete(Checker *c, Operand *x, BuiltinCall *b) {
	Type *map = x->type, *key = NULL;
	Terms terms;
	check_terms(c, map, &terms);
	for (uint32_t i = 0; i < terms.n || i == 0; i++) {
		Type *u = terms.n ? type_underlying(c, terms.v[i].type) : NULL;
		if (!u || u->kind != TY_MAP) {
			check_error_at(
				c, x->expr, INVALID_ARG "%s is not a map", operand_string(c, x));
			return false;
		}
		if (key && !type_identical(c, ((MapT *)u)->key, key)) {
			check_error_at(c, x->expr,
				INVALID_ARG "maps of %s must have identical key types",
				operand_string(c, x));
			return false;
		}
		key = ((MapT *)u)->key;
	}
	*x = *b->args.v[1];
	check_assignment(c, x, key, "argument to delete");
	if (x->mode == MODE_INVALID)
		return false;
	builtin_record2(c, b, NULL, map, key);
	x->mode = MODE_NO_VALUE;
	return true;
}

/* make, new. */

static bool builtin_make(Checker *c, Operand *x, BuiltinCall *b) {
	ExprVec *args = &b->call->args;
	Type *t = check_var_type(c, args->v[0]);
	if (!type_is_valid(t))
		return false;
	Terms terms;
	check_terms(c, t, &terms);
	const char *cause = terms.n ? NULL : "no specific type";
	for (uint32_t i = 0; i < terms.n && !cause; i++) {
		TypeKind k = type_underlying(c, terms.v[i].type)->kind;
		if (k != TY_SLICE && k != TY_MAP && k != TY_CHAN)
			cause = "type must be slice, map, or channel";
	}
	Type *u = cause ? NULL : common_under(c, t, &cause);
	if (!u) {
		check_error_at(c, args->v[0], INVALID_ARG "cannot make %s: %s",
			expr_str(c, args->v[0]), cause);
		return false;
	}
	uint32_t min = u->kind == TY_SLICE ? 2 : 1;
	if (b->n < min || b->n > min + 1) {
		check_error_at(c, &b->call->n, INVALID_OP "%s expects %u or %u arguments; found %u",
			expr_str(c, &b->call->n), min, min + 1, b->n);
		return false;
	}
	Type *types[3] = {t, builtin_type(c, TY_INT), builtin_type(c, TY_INT)};
	int64_t size[3] = {-1, -1, -1};
	for (uint32_t i = 1; i < b->n; i++) {
		check_index_value(c, args->v[i], -1, &size[i]);
		Type *recorded = info_tv(c->env.pkg->info, args->v[i])->type;
		if (recorded)
			types[i] = recorded;
	}
	if (size[1] >= 0 && size[2] >= 0 && size[1] > size[2])
		check_error_at(c, args->v[1], INVALID_ARG "length and capacity swapped");
	x->mode = MODE_VALUE;
	x->type = t;
	builtin_record(c, b, t, b->n, types, false);
	return true;
}

static bool builtin_new(Checker *c, Operand *x, BuiltinCall *b) {
	Expr *arg = b->call->args.v[0];
	check_expr_or_type(c, x, arg, false);
	check_exclude(c, x, 1u << MODE_NO_VALUE | 1u << MODE_BUILTIN);
	if (x->mode == MODE_INVALID)
		return false;
	if (x->mode == MODE_TYPE) {
		check_valid_var_type(c, arg, x->type);
	} else {
		if (type_is_untyped(x->type))
			check_assignment(c, x, NULL, "argument to new");
		if (x->mode == MODE_INVALID)
			return false;
		check_verify_version(
			c, node_start(b->call->fun), "go1.26", "new(%s)", expr_str(c, arg));
	}
	Type *t = x->type;
	x->mode = MODE_VALUE;
	x->type = type_pointer_to(c, t);
	builtin_record1(c, b, x->type, t);
	return true;
}

/* min, max, panic, print, recover. */

static bool builtin_extreme(Checker *c, Operand *x, BuiltinCall *b) {
	check_verify_version(c, node_start(b->call->fun), "go1.21", "built-in %s", b->name);
	Oper op = b->id == BUILTIN_max ? OPER_GTR : OPER_LSS;
	for (uint32_t i = 0; i < b->n; i++) {
		Operand *a = b->args.v[i];
		if (!type_all_ordered(c, a->type)) {
			check_error_at(c, a->expr, INVALID_ARG "%s cannot be ordered",
				operand_string(c, a));
			return false;
		}
		if (i == 0)
			continue;
		check_match_types(c, x, a);
		if (x->mode == MODE_INVALID)
			return false;
		if (!type_identical(c, x->type, a->type)) {
			check_error_at(c, a->expr,
				INVALID_ARG
				"mismatched types %s (previous argument) and %s (type of %s)",
				type_str(c, x->type), type_str(c, a->type), expr_str(c, a->expr));
			return false;
		}
		if (x->mode != MODE_CONST || a->mode != MODE_CONST)
			x->mode = MODE_VALUE;
		else if (const_compare(op, a->val, x->val))
			*x = *a;
	}
	if (x->mode != MODE_CONST) {
		x->mode = MODE_VALUE;
		check_assignment(c, x, c->uni.empty_interface,
			arena_printf(c->a, "argument to built-in %s", b->name));
		if (x->mode == MODE_INVALID)
			return false;
	}
	for (uint32_t i = 0; i < b->n; i++)
		check_update_expr_type(c, b->args.v[i]->expr, x->type, true);
	if (x->mode != MODE_CONST) {
		Type **types = NEW_ARRAY(c->a, Type *, b->n);
		for (uint32_t i = 0; i < b->n; i++)
			types[i] = x->type;
		builtin_record(c, b, x->type, b->n, types, false);
	}
	return true;
}

static bool builtin_panic(Checker *c, Operand *x, BuiltinCall *b) {
	if (c->env.sig && c->env.sig->results->vars.n)
		vec_push(c->a, &c->env.panics, (struct IsPanicCall){b->call});
	check_assignment(c, x, c->uni.empty_interface, "argument to panic");
	if (x->mode == MODE_INVALID)
		return false;
	builtin_record1(c, b, NULL, c->uni.empty_interface);
	x->mode = MODE_NO_VALUE;
	return true;
}

// What the runtime has a function to print for.
static bool print_possible(Checker *c, Type *t) {
	TypeKind k = type_underlying(c, t)->kind;
	return k != TY_ARRAY && k != TY_STRUCT;
}

static bool builtin_print(Checker *c, Operand *x, BuiltinCall *b) {
	Type **types = NEW_ARRAY(c->a, Type *, b->n + 1);
	for (uint32_t i = 0; i < b->n; i++) {
		check_assignment(c, b->args.v[i], NULL,
			arena_printf(c->a, "argument to built-in %s", b->name));
		if (b->args.v[i]->mode == MODE_INVALID)
			return false;
		types[i] = b->args.v[i]->type;
		if (!print_possible(c, types[i]))
			check_error(c, b->call->n.pos, "illegal types for operand: %s\n\t%s",
				b->name, type_str(c, types[i]));
	}
	builtin_record(c, b, NULL, b->n, types, false);
	x->mode = MODE_NO_VALUE;
	return true;
}

static bool builtin_recover(Checker *c, Operand *x, BuiltinCall *b) {
	x->mode = MODE_VALUE;
	x->type = c->uni.empty_interface;
	builtin_record(c, b, x->type, 0, NULL, false);
	return true;
}

/* The table. */

// RULE(id, name, arguments, variadic, evaluated first, use, function)
#define BUILTIN_RULES(RULE)                                                                        \
	RULE(append, "append", 1, true, true, USE_EXPRESSION, builtin_append)                      \
	RULE(cap, "cap", 1, false, true, USE_EXPRESSION, builtin_len)                              \
	RULE(clear, "clear", 1, false, true, USE_STATEMENT, builtin_clear)                         \
	RULE(close, "close", 1, false, true, USE_STATEMENT, builtin_close)                         \
	RULE(complex, "complex", 2, false, true, USE_EXPRESSION, builtin_complex)                  \
	RULE(copy, "copy", 2, false, true, USE_STATEMENT, builtin_copy)                            \
	RULE(delete, "delete", 2, false, true, USE_STATEMENT, builtin_delete)                      \
	RULE(imag, "imag", 1, false, true, USE_EXPRESSION, builtin_complex_part)                   \
	RULE(len, "len", 1, false, true, USE_EXPRESSION, builtin_len)                              \
	RULE(make, "make", 1, true, false, USE_EXPRESSION, builtin_make)                           \
	RULE(max, "max", 1, true, true, USE_EXPRESSION, builtin_extreme)                           \
	RULE(min, "min", 1, true, true, USE_EXPRESSION, builtin_extreme)                           \
	RULE(new, "new", 1, false, false, USE_EXPRESSION, builtin_new)                             \
	RULE(panic, "panic", 1, false, true, USE_STATEMENT, builtin_panic)                         \
	RULE(print, "print", 0, true, true, USE_STATEMENT, builtin_print)                          \
	RULE(println, "println", 0, true, true, USE_STATEMENT, builtin_print)                      \
	RULE(real, "real", 1, false, true, USE_EXPRESSION, builtin_complex_part)                   \
	RULE(recover, "recover", 0, false, true, USE_STATEMENT, builtin_recover)                   \
	RULE(Add, "unsafe.Add", 2, false, true, USE_EXPRESSION, builtin_unsafe_add)                \
	RULE(Alignof, "unsafe.Alignof", 1, false, true, USE_EXPRESSION, builtin_sizeof)            \
	RULE(Offsetof, "unsafe.Offsetof", 1, false, false, USE_EXPRESSION, builtin_offsetof)       \
	RULE(Sizeof, "unsafe.Sizeof", 1, false, true, USE_EXPRESSION, builtin_sizeof)              \
	RULE(Slice, "unsafe.Slice", 2, false, true, USE_EXPRESSION, builtin_unsafe_slice)          \
	RULE(SliceData, "unsafe.SliceData", 1, false, true, USE_EXPRESSION,                        \
		builtin_unsafe_slice_data)                                                         \
	RULE(String, "unsafe.String", 2, false, true, USE_EXPRESSION, builtin_unsafe_string)       \
	RULE(StringData, "unsafe.StringData", 1, false, true, USE_EXPRESSION,                      \
		builtin_unsafe_string_data)

typedef struct BuiltinRule {
	const char *name;
	uint8_t args;
	bool variadic, evaluated;
	uint8_t use; // ExprUse
	bool (*check)(Checker *c, Operand *x, BuiltinCall *b);
} BuiltinRule;

static const BuiltinRule builtin_rules[BUILTIN_COUNT] = {
#define RULE(id, name, args, variadic, evaluated, use, fn)                                         \
	[BUILTIN_##id] = {name, args, variadic, evaluated, use, fn},
	BUILTIN_RULES(RULE)
#undef RULE
};

ExprUse builtin_use(int id) {
	return builtin_rules[id].use;
}

static bool builtin_evaluate(Checker *c, Operand *x, BuiltinCall *b) {
	check_value_list(c, &b->call->args, &b->args);
	b->n = b->args.n;
	for (uint32_t i = 0; i < b->n; i++)
		if (b->args.v[i]->mode == MODE_INVALID)
			return false;
	if (b->n > 0)
		*x = *b->args.v[0];
	return true;
}

// The message names a function of package unsafe without the package.
static const char *builtin_short_name(const BuiltinRule *r) {
	return strncmp(r->name, "unsafe.", 7) == 0 ? r->name + 7 : r->name;
}

static bool builtin_apply(Checker *c, Operand *x, BuiltinCall *b) {
	const BuiltinRule *r = &builtin_rules[b->id];
	b->n = b->call->args.n;
	if (r->evaluated && !builtin_evaluate(c, x, b))
		return false;
	if (b->n < r->args || (!r->variadic && b->n > r->args)) {
		check_error_at(c, &b->call->n,
			INVALID_OP "%s arguments for %s (expected %u, found %u)",
			b->n < r->args ? "not enough" : "too many", expr_str(c, &b->call->n),
			r->args, b->n);
		return false;
	}
	return r->check(c, x, b);
}

bool check_builtin(Checker *c, Operand *x, CallExpr *e, int id) {
	const BuiltinRule *r = &builtin_rules[id];
	if (e->has_dots && id != BUILTIN_append) {
		check_error_at(c, &e->n, INVALID_OP "invalid use of ... with built-in %s",
			builtin_short_name(r));
		for (uint32_t i = 0; i < e->args.n; i++)
			check_use(c, e->args.v[i]);
		return false;
	}
	BuiltinCall b = {.call = e, .id = id, .name = r->name};
	if (id != BUILTIN_len && id != BUILTIN_cap)
		return builtin_apply(c, x, &b);
	// len and cap of an array are constant unless the argument has a call or a receive in it.
	bool saved = c->env.has_call_or_recv;
	c->env.has_call_or_recv = false;
	bool ok = builtin_apply(c, x, &b);
	c->env.has_call_or_recv = saved;
	return ok;
}
