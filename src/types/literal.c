// literal.c: composite literals and function literals.
//
// A literal without a type of its own takes that of the element it stands for (the hint); where
// that is a pointer, &T is elided and the literal's type is the pointer. Keys of struct literals
// may name promoted fields; no two keys may set the same memory. Bodies of function literals are
// checked later, before the enclosing scope changes.
#include "types/check.h"

/* Function literals. */

typedef struct LitBody {
	DeclInfo *decl; // of the package-level object around the literal
	SignatureT *sig;
	BlockStmt *body;
	const Const *iota_;
} LitBody;

static void funclit_body(Checker *c, void *arg) {
	LitBody *l = arg;
	check_func_body(c, l->decl, "<function literal>", l->sig, l->body, l->iota_);
}

void check_func_lit(Checker *c, Operand *x, FuncLit *e) {
	Type *t = check_type(c, &e->type->n);
	if (t->kind != TY_SIGNATURE) {
		if (type_is_valid(t))
			check_error_at(c, &e->n, "invalid function literal %s", expr_str(c, &e->n));
		x->mode = MODE_INVALID;
		return;
	}
	if (e->body) {
		LitBody *l = NEW(c->a, LitBody);
		l->decl = c->env.decl ? map_get(&c->decl_infos, c->env.decl) : NULL;
		l->sig = (SignatureT *)t;
		l->body = e->body;
		l->iota_ = c->env.iota_;
		check_later(c, funclit_body, l);
	}
	x->mode = MODE_VALUE;
	x->type = t;
}

/* Struct literals. */

typedef struct LitField {
	VEC_U32 path;
	Obj *field;
} LitField;
typedef struct LitFields {
	VEC(LitField) v;
	Map seen;    // Obj* of a field -> non-NULL; settles the usual case
	bool nested; // some path has more than one element
} LitFields;

// The entry of `set` whose path is a prefix of `path` or the other way round; *n is the length of
// what they share.
static LitField *litfields_collision(LitFields *set, const VEC_U32 *path, Obj *field, uint32_t *n) {
	if (!set->nested && path->n == 1 && !map_get(&set->seen, field))
		return NULL;
	for (uint32_t i = 0; i < set->v.n; i++) {
		const VEC_U32 *p = &set->v.v[i].path;
		*n = p->n < path->n ? p->n : path->n;
		if (memcmp(p->v, path->v, *n * sizeof(*p->v)) == 0)
			return &set->v.v[i];
	}
	return NULL;
}

static void litfields_add(
	Checker *c, LitFields *set, KeyValueExpr *kv, const VEC_U32 *path, Obj *field) {
	uint32_t n = 0;
	LitField *old = litfields_collision(set, path, field, &n);
	if (!old) {
		vec_push(c->a, &set->v, ((LitField){*path, field}));
		map_put(&set->seen, field, field);
		set->nested |= path->n > 1;
		return;
	}
	const char *name = field->name->s, *other = old->field->name->s;
	if (old->field == field && n == path->n && n == old->path.n)
		check_error_at(c, &kv->n, "duplicate field name %s in struct literal", name);
	else if (n < path->n)
		check_error_at(c, &kv->n,
			"cannot specify promoted field %s and enclosing embedded field %s", name,
			other);
	else
		check_error_at(c, &kv->n,
			"cannot specify embedded field %s and enclosed promoted field %s", name,
			other);
}

// The field that the key of a struct literal names; NULL after reporting.
static Obj *structlit_field(Checker *c, Type *base, StructT *u, KeyValueExpr *kv, VEC_U32 *path) {
	if (kv->key->kind != AST_NAME) {
		check_error_at(
			c, &kv->n, "invalid field name %s in struct literal", expr_str(c, kv->key));
		return NULL;
	}
	const Name *name = as(NameExpr, kv->key)->name;
	bool indirect = false;
	Obj *o = type_lookup(c, &u->t, false, c->env.pkg, name, path, &indirect);
	if (!o) {
		VEC_U32 ignored = {0};
		bool b = false;
		Obj *alt = type_lookup_fold(c, &u->t, false, c->env.pkg, name, &ignored, &b);
		check_error_at(c, kv->key, "%s", check_lookup_error(c, base, name, alt, true));
		return NULL;
	}
	if (o->kind != OBJ_VAR) {
		check_error_at(c, kv->key, "%s is not a field", expr_str(c, kv->key));
		return NULL;
	}
	if (path->n > 1 &&
		!check_verify_version(c, node_start(kv->key), "go1.27",
			"use of promoted field %s in struct literal of type %s",
			field_path_string(c, &u->t, path->v, path->n), type_str(c, base)))
		return NULL;
	if (indirect) {
		check_error_at(c, kv->key, "invalid implicit pointer indirection to reach %s",
			expr_str(c, kv->key));
		return NULL;
	}
	return o;
}

static void structlit_keyed(Checker *c, CompositeLit *e, Type *base, StructT *u) {
	LitFields set = {0};
	map_init(&set.seen, c->a);
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Expr *elem = e->elems.v[i];
		if (elem->kind != AST_KEY_VALUE) {
			check_error_at(c, elem,
				"mixture of field:value and value elements in struct literal");
			continue;
		}
		KeyValueExpr *kv = as(KeyValueExpr, elem);
		Operand x;
		check_generic_expr(c, &x, kv->value);
		VEC_U32 path = {0};
		Obj *field = structlit_field(c, base, u, kv, &path);
		if (!field)
			continue;
		record_use(c, as(NameExpr, kv->key), field);
		check_assignment(c, &x, field->type, "struct literal");
		litfields_add(c, &set, kv, &path, field);
	}
}

static bool structlit_hidden(Checker *c, const Obj *f) {
	return !name_exported(f->name) && f->pkg != c->env.pkg;
}

static void structlit_positional(Checker *c, CompositeLit *e, Type *base, StructT *u) {
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Expr *elem = e->elems.v[i];
		if (elem->kind == AST_KEY_VALUE) {
			check_error_at(c, elem,
				"mixture of field:value and value elements in struct literal");
			continue;
		}
		Operand x;
		check_generic_expr(c, &x, elem);
		if (i >= u->fields.n) {
			check_error_at(c, elem, "too many values in struct literal of type %s",
				type_str(c, base));
			break;
		}
		Obj *f = u->fields.v[i];
		if (structlit_hidden(c, f)) {
			check_error_at(c, elem,
				"implicit assignment to unexported field %s in struct literal of "
				"type %s",
				f->name->s, type_str(c, base));
			continue;
		}
		check_assignment(c, &x, f->type, "struct literal");
	}
	if (e->elems.n >= u->fields.n)
		return;
	const char *hint = "";
	for (uint32_t i = 0; i < u->fields.n; i++)
		if (structlit_hidden(c, u->fields.v[i]))
			hint = " (type has unexported fields - use key:value pairs)";
	check_error(c, e->rbrace, "too few values in struct literal of type %s%s",
		type_str(c, base), hint);
}

/* Array and slice literals. */

// Checks the elements against elem and their indices against length (unless negative). Returns the
// highest index + 1.
static int64_t indexed_elems(Checker *c, CompositeLit *e, Type *elem, int64_t length) {
	Map seen;
	map_init(&seen, c->a);
	int64_t index = 0, max = 0;
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Expr *entry = e->elems.v[i], *value = entry;
		bool valid = false;
		if (entry->kind == AST_KEY_VALUE) {
			KeyValueExpr *kv = as(KeyValueExpr, entry);
			int64_t k;
			value = kv->value;
			if (check_index_value(c, kv->key, length, &k)) {
				valid = k >= 0;
				if (valid)
					index = k;
				else
					check_error_at(c, entry,
						"index %s must be integer constant",
						expr_str(c, kv->key));
			}
		} else if (length >= 0 && index >= length) {
			check_error_at(c, entry, "index %lld is out of bounds (>= %lld)",
				(long long)index, (long long)length);
		} else {
			valid = true;
		}
		if (valid && e->keyed) {
			if (map_get64(&seen, (uint64_t)index + 1))
				check_error_at(c, entry,
					"duplicate index %lld in array or slice literal",
					(long long)index);
			map_put64(&seen, (uint64_t)index + 1, entry);
		}
		if (++index > max)
			max = index;
		Operand x;
		check_expr_with_hint(c, &x, value, elem);
		check_assignment(c, &x, elem, "array or slice literal");
	}
	return max;
}

/* Map literals. */

typedef struct MapKey {
	struct MapKey *next;
	const Const *val; // normalised: integral values are CONST_INT
	Type *type;	  // compared too if the key type is an interface
} MapKey;

static const Const *mapkey_normal(Checker *c, const Const *v) {
	if (v->kind == CONST_COMPLEX) {
		const Const *f = const_to_float(c->s, v);
		if (f->kind == CONST_UNKNOWN)
			return v;
		v = f;
	}
	if (v->kind == CONST_FLOAT) {
		const Const *i = const_to_int(c->s, v);
		if (i->kind == CONST_INT)
			return i;
	}
	return v;
}

static uint64_t mapkey_hash(const Const *v) {
	double d[2] = {0, 0};
	switch (v->kind) {
	case CONST_STRING: return hash_bytes(v->str.p, v->str.len, 1) | 1;
	case CONST_INT: return (const_bits64(v) * 2 + 4) | 1;
	case CONST_FLOAT: d[0] = const_double(v); break;
	case CONST_COMPLEX:
		d[0] = const_double(v->c.re);
		d[1] = const_double(v->c.im);
		break;
	case CONST_BOOL: return v->b ? 3 : 1;
	case CONST_UNKNOWN: break;
	}
	return hash_bytes(d, sizeof(d), 2) | 1;
}

// Whether the constant key x came before; remembers it.
static bool mapkey_seen(Checker *c, Map *seen, Operand *x, bool compare_types) {
	const Const *v = mapkey_normal(c, x->val);
	uint64_t hash = mapkey_hash(v);
	MapKey *first = map_get64(seen, hash);
	for (MapKey *k = first; k; k = k->next)
		if (k->val->kind == v->kind && const_compare(OPER_EQL, k->val, v) &&
			(!compare_types || type_identical(c, k->type, x->type)))
			return true;
	MapKey *k = NEW(c->a, MapKey);
	*k = (MapKey){first, v, x->type};
	map_put64(seen, hash, k);
	return false;
}

static void maplit_elems(Checker *c, CompositeLit *e, MapT *m) {
	bool compare_types = type_is_interface(c, m->key);
	Map seen;
	map_init(&seen, c->a);
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Expr *entry = e->elems.v[i];
		if (entry->kind != AST_KEY_VALUE) {
			check_error_at(c, entry, "missing key in map literal");
			continue;
		}
		KeyValueExpr *kv = as(KeyValueExpr, entry);
		Operand x;
		check_expr_with_hint(c, &x, kv->key, m->key);
		check_assignment(c, &x, m->key, "map literal");
		if (x.mode == MODE_INVALID)
			continue;
		if (x.mode == MODE_CONST && mapkey_seen(c, &seen, &x, compare_types)) {
			check_error_at(c, x.expr, "duplicate key %s in map literal",
				const_string(c->s, x.val));
			continue;
		}
		check_expr_with_hint(c, &x, kv->value, m->elem);
		check_assignment(c, &x, m->elem, "map literal");
	}
}

/* All composite literals. */

// The literal's type; *base is the type that its elements belong to.
static Type *complit_type(Checker *c, CompositeLit *e, Type *hint, Type **base) {
	Type *t;
	if (e->type && e->type->kind == AST_ARRAY_TYPE && !as(ArrayType, e->type)->len) {
		ArrayT *a = (ArrayT *)type_new(c, TY_ARRAY);
		a->len = -1;
		a->elem = check_var_type(c, as(ArrayType, e->type)->elem);
		return *base = &a->t;
	}
	if (e->type)
		return *base = check_type(c, e->type);
	if (!hint) {
		check_error_at(c, &e->n, "missing type in composite literal");
		return *base = c->uni.basic[TY_INVALID];
	}
	*base = t = hint;
	const char *ignored = "";
	Type *u = common_under(c, hint, &ignored);
	if (u && u->kind == TY_POINTER)
		*base = ((PointerT *)u)->elem;
	return t;
}

static void complit_unusable(
	Checker *c, Operand *x, CompositeLit *e, Type *t, Type *u, bool is_elem) {
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Expr *v = e->elems.v[i];
		check_use(c, v->kind == AST_KEY_VALUE ? as(KeyValueExpr, v)->value : v);
	}
	if (u && !type_is_valid(u))
		return;
	check_error_at(c, &e->n, "invalid composite literal%s type %s%s", is_elem ? " element" : "",
		type_str(c, t), u ? "" : " (no common underlying type)");
	x->mode = MODE_INVALID;
}

static void complit_array(Checker *c, CompositeLit *e, ArrayT *a) {
	int64_t n = indexed_elems(c, e, a->elem, a->len);
	if (a->len >= 0)
		return;
	a->len = n;
	if (e->type)
		record_type_and_value(c, e->type, MODE_TYPE, &a->t, NULL);
}

void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint) {
	Type *base, *t = complit_type(c, e, hint, &base);
	x->mode = MODE_INVALID;
	if (!check_is_complete(c, base))
		return;
	const char *ignored = "";
	Type *u = common_under(c, base, &ignored);
	x->mode = MODE_VALUE;
	x->type = t;
	switch (u ? u->kind : TY_INVALID) {
	case TY_STRUCT:
		if (e->elems.n && e->elems.v[0]->kind == AST_KEY_VALUE)
			structlit_keyed(c, e, base, (StructT *)u);
		else if (e->elems.n)
			structlit_positional(c, e, base, (StructT *)u);
		break;
	case TY_ARRAY: complit_array(c, e, (ArrayT *)u); break;
	case TY_SLICE: indexed_elems(c, e, ((SliceT *)u)->elem, -1); break;
	case TY_MAP: maplit_elems(c, e, (MapT *)u); break;
	default: complit_unusable(c, x, e, t, u, !e->type && hint);
	}
}
