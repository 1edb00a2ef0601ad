// index.c: index and slice expressions, and the rules for index values.
#include "types/check.h"

#define INVALID_ARG "invalid argument: "
#define INVALID_OP "invalid operation: "

// What indexing a value gives.
typedef struct Indexed {
	Type *elem;	// NULL: cannot be indexed
	Type *key;	// of a map, else NULL
	int64_t length; // of an array, else -1
	Mode mode;
} Indexed;

// x is the operand; u the underlying type of (one type of the type set of) its type.
static Indexed index_of(Checker *c, const Operand *x, Type *u) {
	Indexed r = {.length = -1, .mode = MODE_VAR};
	if (u->kind == TY_POINTER) {
		Type *a = type_underlying(c, ((PointerT *)u)->elem);
		if (a->kind == TY_ARRAY) {
			r.elem = ((ArrayT *)a)->elem;
			r.length = ((ArrayT *)a)->len;
		}
	} else if (u->kind == TY_ARRAY) {
		r.elem = ((ArrayT *)u)->elem;
		r.length = ((ArrayT *)u)->len;
		r.mode = x->mode == MODE_VAR ? MODE_VAR : MODE_VALUE;
	} else if (u->kind == TY_SLICE) {
		r.elem = ((SliceT *)u)->elem;
	} else if (u->kind == TY_MAP) {
		r.elem = ((MapT *)u)->elem;
		r.key = ((MapT *)u)->key;
		r.mode = MODE_MAP_INDEX;
	} else if (type_is_string(c, u)) {
		r.elem = c->uni.byte_;
		r.mode = MODE_VALUE;
		if (x->mode == MODE_CONST && x->val->kind == CONST_STRING)
			r.length = x->val->str.len;
	}
	return r;
}

// Indexing a value of type parameter type: element and key types of all terms must agree.
static Indexed index_of_terms(Checker *c, const Operand *x) {
	Indexed all = {0};
	Terms terms;
	check_terms(c, x->type, &terms);
	for (uint32_t i = 0; i < terms.n; i++) {
		Indexed r = index_of(c, x, type_underlying(c, terms.v[i].type));
		if (!r.elem)
			return (Indexed){0};
		if (i == 0) {
			all = r;
			continue;
		}
		bool keys = all.key && r.key ? type_identical(c, all.key, r.key) : all.key == r.key;
		if (!keys || !type_identical(c, all.elem, r.elem))
			return (Indexed){0};
		if (r.length >= 0 && (all.length < 0 || r.length < all.length))
			all.length = r.length;
		if (r.mode == MODE_VALUE)
			all.mode = MODE_VALUE;
	}
	return all;
}

static Expr *index_single(Checker *c, IndexExpr *e) {
	if (e->index.n == 0) {
		check_error_at(
			c, &e->n, "invalid syntax tree: missing index for %s", expr_str(c, e->x));
		return NULL;
	}
	if (e->index.n > 1)
		check_error_at(c, e->index.v[1], INVALID_OP "more than one index");
	return e->index.v[0];
}

static bool index_complete(Checker *c, Type *t) {
	if (!check_is_complete(c, t))
		return false;
	Type *u = type_underlying(c, t);
	if (u->kind == TY_POINTER)
		return check_is_complete(c, ((PointerT *)u)->elem);
	if (u->kind == TY_MAP)
		return check_is_complete(c, ((MapT *)u)->elem);
	return true;
}

static void index_use_all(Checker *c, IndexExpr *e) {
	for (uint32_t i = 0; i < e->index.n; i++)
		check_use(c, e->index.v[i]);
}

static void index_type_instance(Checker *c, Operand *x, IndexExpr *e) {
	x->mode = MODE_INVALID;
	x->type = check_var_type(c, &e->n);
	if (type_is_valid(x->type))
		x->mode = MODE_TYPE;
}

static void index_value(Checker *c, Operand *x, IndexExpr *e) {
	Indexed r = type_is_type_param(x->type) ? index_of_terms(c, x)
						: index_of(c, x, type_underlying(c, x->type));
	if (!r.elem) {
		check_error(c, e->n.pos, "cannot index %s", operand_string(c, x));
		index_use_all(c, e);
		x->mode = MODE_INVALID;
		return;
	}
	Expr *index = index_single(c, e);
	if (!index) {
		x->mode = MODE_INVALID;
		return;
	}
	if (r.key) {
		Operand key;
		check_generic_expr(c, &key, index);
		check_assignment(c, &key, r.key, "map index");
	}
	x->mode = r.mode;
	x->type = r.elem;
	x->expr = &e->n;
	if (!r.key) {
		int64_t v;
		check_index_value(c, index, r.length, &v);
	}
}

bool check_index_expr(Checker *c, Operand *x, IndexExpr *e) {
	check_expr_or_type(c, x, e->x, true);
	if (x->mode == MODE_INVALID) {
		index_use_all(c, e);
		return false;
	}
	if (x->mode == MODE_TYPE) {
		index_type_instance(c, x, e);
		return false;
	}
	if (x->mode == MODE_VALUE) {
		Type *u = type_underlying(c, x->type);
		if (u->kind == TY_SIGNATURE && ((SignatureT *)u)->tparams.n)
			return true;
	}
	check_no_generic(c, NULL, x);
	if (x->mode == MODE_INVALID)
		return false;
	if (x->mode == MODE_BUILTIN || !index_complete(c, x->type)) {
		if (x->mode == MODE_BUILTIN) {
			check_error(c, e->n.pos, "cannot index %s", operand_string(c, x));
			index_use_all(c, e);
		}
		x->mode = MODE_INVALID;
		return false;
	}
	index_value(c, x, e);
	return false;
}

/* Slice expressions. */

// The type to slice as: the common underlying type, strings counting as []byte among other types.
// NULL after reporting.
static Type *slice_operand_type(Checker *c, Operand *x) {
	Terms terms;
	check_terms(c, x->type, &terms);
	Type *first = NULL, *common = NULL;
	bool has_string = false;
	if (terms.n == 0) {
		check_error_at(c, x->expr, "cannot slice %s: no specific type in %s",
			operand_string(c, x), type_str(c, x->type));
		return NULL;
	}
	for (uint32_t i = 0; i < terms.n; i++) {
		Type *t = terms.v[i].type, *u = type_underlying(c, t);
		if (type_is_string(c, u)) {
			u = type_slice_of(c, c->uni.byte_);
			has_string = true;
		}
		if (!common) {
			first = t;
			common = u;
		} else if (!type_identical(c, common, u)) {
			check_error_at(c, x->expr,
				"cannot slice %s: %s and %s have different underlying types",
				operand_string(c, x), type_str(c, first), type_str(c, t));
			return NULL;
		}
	}
	if (!has_string)
		return common;
	return type_is_type_param(x->type) ? c->uni.basic[TY_STRING] : type_underlying(c, x->type);
}

// Sets x's type to that of the slice; *length is the static length or -1. False after reporting.
static bool slice_apply(Checker *c, Operand *x, SliceExpr *e, Type *u, int64_t *length) {
	if (u->kind == TY_SLICE)
		return true;
	if (type_is_string(c, u)) {
		if (e->full) {
			check_error_at(c, e->index[2] ? e->index[2] : &e->n,
				INVALID_OP "3-index slice of string");
			return false;
		}
		if (x->mode == MODE_CONST && x->val->kind == CONST_STRING)
			*length = x->val->str.len;
		if (type_is_untyped(x->type))
			x->type = c->uni.basic[TY_STRING];
		return true;
	}
	ArrayT *a = u->kind == TY_ARRAY ? (ArrayT *)u : NULL;
	if (u->kind == TY_POINTER) {
		Type *elem = type_underlying(c, ((PointerT *)u)->elem);
		a = elem->kind == TY_ARRAY ? (ArrayT *)elem : NULL;
	} else if (a && x->mode != MODE_VAR) {
		check_error_at(
			c, x->expr, "cannot slice unaddressable value %s", operand_string(c, x));
		return false;
	}
	if (!a) {
		check_error_at(c, x->expr, "cannot slice %s", operand_string(c, x));
		return false;
	}
	*length = a->len;
	x->type = type_slice_of(c, a->elem);
	return true;
}

static void slice_indices(Checker *c, SliceExpr *e, int64_t length) {
	int64_t v[3];
	for (int i = 0; i < 3; i++) {
		v[i] = i == 0 ? 0 : length;
		if (e->index[i])
			check_index_value(c, e->index[i], length >= 0 ? length + 1 : -1, &v[i]);
	}
	for (int i = 0; i < 2; i++)
		for (int j = i + 1; v[i] > 0 && j < 3; j++) {
			if (v[j] < 0 || v[j] >= v[i])
				continue;
			check_error_at(c, e->index[j] ? e->index[j] : &e->n,
				"invalid slice indices: %lld < %lld", (long long)v[j],
				(long long)v[i]);
			return;
		}
}

void check_slice_expr(Checker *c, Operand *x, SliceExpr *e) {
	check_expr(c, NULL, x, e->x);
	if (x->mode == MODE_INVALID) {
		for (int i = 0; i < 3; i++)
			check_use(c, e->index[i]);
		return;
	}
	Type *u = slice_operand_type(c, x), *xu = type_underlying(c, x->type);
	int64_t length = -1;
	bool complete = xu->kind != TY_POINTER || check_is_complete(c, ((PointerT *)xu)->elem);
	if (!u || !complete || !slice_apply(c, x, e, u, &length)) {
		x->mode = MODE_INVALID;
		return;
	}
	x->mode = MODE_VALUE;
	if (e->full && (!e->index[1] || !e->index[2])) {
		check_error_at(c, &e->n,
			"invalid syntax tree: 2nd and 3rd index required in 3-index slice");
		x->mode = MODE_INVALID;
		return;
	}
	slice_indices(c, e, length);
}

/* Index values. */

bool check_is_index(Checker *c, Operand *x, const char *what, bool allow_negative) {
	if (x->mode == MODE_INVALID)
		return false;
	check_convert_untyped(c, x, c->uni.basic[TY_INT]);
	if (x->mode == MODE_INVALID)
		return false;
	const char *why = NULL;
	if (!type_all_integer(c, x->type))
		why = "must be integer";
	else if (x->mode != MODE_CONST || x->val->kind == CONST_UNKNOWN)
		return true;
	else if (!allow_negative && const_sign(x->val) < 0)
		why = "must not be negative";
	else if (!const_representable(c, x->val, c->uni.basic[TY_INT], &x->val))
		why = "overflows int";
	if (why)
		check_error_at(c, x->expr, INVALID_ARG "%s %s %s", what, operand_string(c, x), why);
	return !why;
}

// Evaluates an index, which must be below max unless that is negative. *v is its value, -1 if it is
// not constant.
bool check_index_value(Checker *c, Expr *e, int64_t max, int64_t *v) {
	Operand x;
	*v = -1;
	check_expr(c, NULL, &x, e);
	if (!check_is_index(c, &x, "index", false))
		return false;
	if (x.mode != MODE_CONST)
		return true;
	int64_t k;
	if (x.val->kind == CONST_UNKNOWN || !const_int64(x.val, &k))
		return false;
	if (max >= 0 && k >= max) {
		check_error_at(c, x.expr, INVALID_ARG "index %s out of bounds [0:%lld]",
			const_string(c->s, x.val), (long long)max);
		return false;
	}
	*v = k;
	return true;
}
