// typexpr.c: identifiers, and expressions that denote types.
//
// Every function that returns a type returns the invalid one after reporting. Checks that need
// underlying types wait until these are known (check_later).
#include "types/core.h"

static Type *typ_invalid(Checker *c) {
	return c->uni.basic[TY_INVALID];
}

/* identifiers */

static const char *ident_kind_of_var(const Obj *o) {
	return o->is_field	  ? "struct field"
	       : o->is_recv	  ? "receiver"
	       : o->is_param	  ? "parameter"
	       : o->is_result	  ? "result variable"
	       : o->package_level ? "package-level variable"
				  : "local variable";
}

// What o is, in words.
static const char *ident_kind(Checker *c, Obj *o) {
	(void)c;
	switch ((ObjKind)o->kind) {
	case OBJ_PKG_NAME: return "package name";
	case OBJ_CONST: return "constant";
	case OBJ_TYPE_NAME:
		return o->type && o->type->kind == TY_ALIAS	   ? "type alias"
		       : o->type && o->type->kind == TY_TYPE_PARAM ? "type parameter"
								   : "defined type";
	case OBJ_VAR: return ident_kind_of_var(o);
	case OBJ_FUNC: return o->type && ((SignatureT *)o->type)->recv ? "method" : "function";
	case OBJ_LABEL: return "label";
	case OBJ_BUILTIN: return "built-in function";
	case OBJ_NIL: return "untyped nil";
	}
	ice("ident_kind: kind %d", o->kind);
}

// What the use of o gives, with its type resolved.
static void ident_operand(Checker *c, Operand *x, NameExpr *e, Obj *o) {
	bool valid = type_is_valid(o->type);
	switch ((ObjKind)o->kind) {
	case OBJ_PKG_NAME:
		check_error_at(c, &e->n, "use of package %s not in selector", o->name->s);
		return;
	case OBJ_CONST:
		check_add_dep(c, o);
		if (!valid)
			return;
		x->val = o->val;
		if (o == c->uni.iota_) {
			if (!c->env.iota_) {
				check_error_at(
					c, &e->n, "cannot use iota outside constant declaration");
				return;
			}
			x->val = c->env.iota_;
		}
		x->mode = MODE_CONST;
		break;
	case OBJ_TYPE_NAME: x->mode = MODE_TYPE; break;
	case OBJ_VAR:
		if (o->pkg == c->env.pkg)
			o->used = true;
		check_add_dep(c, o);
		if (!valid)
			return;
		x->mode = MODE_VAR;
		break;
	case OBJ_FUNC:
		check_add_dep(c, o);
		x->mode = MODE_VALUE;
		break;
	case OBJ_BUILTIN:
		x->builtin = o->builtin;
		x->mode = MODE_BUILTIN;
		break;
	case OBJ_NIL: x->mode = MODE_NIL; break;
	case OBJ_LABEL: ice("ident_operand: label %s", o->name->s);
	}
	x->type = o->type;
}

// Marks the dot-import used that brought o into scope s.
static void ident_use_dot_import(Checker *c, Scope *s, Obj *o) {
	Map *m = c->dot_imports.n ? map_get(&c->dot_imports, s) : NULL;
	Obj *pkg_name = m ? map_get(m, o->name) : NULL;
	if (pkg_name)
		pkg_name->used = true;
}

void check_ident(Checker *c, Operand *x, NameExpr *e, Obj *def, bool want_type) {
	(void)def;
	*x = (Operand){.expr = &e->n};
	Scope *where;
	Obj *o = scope_find_parent(c->env.scope, e->name, NO_POS, &where);
	if (!o) {
		if (strcmp(e->name->s, "_") == 0)
			check_error_at(c, &e->n, "cannot use _ as value or type");
		else {
			check_error_at(c, &e->n, "undefined: %s", e->name->s);
			hint_undefined(c, e);
		}
		return;
	}
	if (!o->pkg && (o->type == c->uni.any_ || o->type == c->uni.comparable_) &&
		!check_verify_version(c, e->n.pos, "go1.18", "predeclared %s", e->name->s))
		return;
	record_use(c, e, o);
	bool is_type = o->kind == OBJ_TYPE_NAME;
	if (want_type && !is_type) {
		check_error_at(c, &e->n, "%s (%s) is not a type", o->name->s, ident_kind(c, o));
		if (o->kind == OBJ_VAR && o->pkg == c->env.pkg)
			o->used = true;
		return;
	}
	// A type that is being declared is looked at again to find cycles.
	if (!o->type || (is_type && want_type && o->colour == GREY))
		check_obj_decl(c, o);
	if (!o->type)
		ice("check_ident: %s has no type", o->name->s);
	ident_use_dot_import(c, where, o);
	ident_operand(c, x, e, o);
}

/* types */

static void typ_var_check(Checker *c, Expr *e, Type *t) {
	Type *u = type_underlying(c, t);
	if (u->kind != TY_INTERFACE || typeset_is_methods_only(c, (InterfaceT *)u))
		return;
	bool comparable = interface_typeset(c, (InterfaceT *)u)->comparable;
	check_soft_error(c, node_start(e),
		"cannot use type %s outside a type constraint: interface %s", type_str(c, t),
		comparable ? "is (or embeds) comparable" : "contains type constraints");
}

typedef struct VarType {
	Expr *e;
	Type *t;
} VarType;

static void typ_var_check_later(Checker *c, void *arg) {
	VarType *v = arg;
	typ_var_check(c, v->e, v->t);
}

// Most types are seen at once not to be constraints.
void check_valid_var_type(Checker *c, Expr *e, Type *t) {
	Type *u = type_unalias(t);
	if (u && u->kind == TY_NAMED)
		u = ((NamedT *)u)->underlying_;
	if (u && u->kind != TY_INTERFACE)
		return;
	InterfaceT *it = (InterfaceT *)u;
	if (u && it->complete && it->embeddeds.n == 0 && !(it->tset && it->tset->comparable))
		return;
	VarType *v = NEW(c->a, VarType);
	v->e = e;
	v->t = t;
	check_later(c, typ_var_check_later, v);
}

Type *check_var_type(Checker *c, Expr *e) {
	Type *t = check_type(c, e);
	check_valid_var_type(c, e, t);
	return t;
}

Type *check_type(Checker *c, Expr *e) {
	return check_def_type(c, e, NULL);
}

static Type *typ_not_a_type(Checker *c, Expr *e) {
	check_error_at(c, e, "%s is not a type", expr_str(c, e));
	check_use(c, e);
	return typ_invalid(c);
}

static Type *typ_from_operand(Checker *c, Operand *x) {
	if (x->mode == MODE_TYPE)
		return x->type;
	if (x->mode == MODE_NO_VALUE)
		check_error_at(c, x->expr, "%s used as type", operand_string(c, x));
	else if (x->mode != MODE_INVALID)
		check_error_at(c, x->expr, "%s is not a type", operand_string(c, x));
	return typ_invalid(c);
}

static Type *typ_array(Checker *c, ArrayType *e) {
	ArrayT *t = (ArrayT *)type_new(c, TY_ARRAY);
	t->len = -1;
	if (e->len)
		t->len = check_array_length(c, e->len);
	else
		check_error_at(
			c, &e->n, "invalid use of [...] array (outside a composite literal)");
	t->elem = check_var_type(c, e->elem);
	return t->len >= 0 ? &t->t : typ_invalid(c);
}

typedef struct MapKey {
	Expr *e;
	Type *t;
} MapKey;

static void typ_map_key(Checker *c, void *arg) {
	MapKey *k = arg;
	if (!type_comparable(c, k->t))
		check_error_at(c, k->e, "invalid map key type %s%s", type_str(c, k->t),
			type_is_type_param(k->t) ? " (missing comparable constraint)" : "");
}

static Type *typ_map(Checker *c, MapType *e) {
	MapT *t = (MapT *)type_new(c, TY_MAP);
	t->key = check_var_type(c, e->key);
	t->elem = check_var_type(c, e->value);
	if (type_unalias(t->key)->kind > TY_UNTYPED_NIL) {
		MapKey *k = NEW(c->a, MapKey);
		k->e = e->key;
		k->t = t->key;
		check_later(c, typ_map_key, k);
	}
	return &t->t;
}

static Type *typ_pointer(Checker *c, StarExpr *e) {
	Type *elem = check_var_type(c, e->x);
	return type_is_valid(elem) ? type_pointer_to(c, elem) : typ_invalid(c);
}

static Type *typ_literal(Checker *c, Expr *e, Obj *def) {
	switch (e->kind) {
	case AST_ARRAY_TYPE: return typ_array(c, as(ArrayType, e));
	case AST_SLICE_TYPE: return type_slice_of(c, check_var_type(c, as(SliceType, e)->elem));
	case AST_STRUCT_TYPE: {
		StructT *t = (StructT *)type_new(c, TY_STRUCT);
		check_struct_type(c, t, as(StructType, e));
		return &t->t;
	}
	case AST_FUNC_TYPE: {
		SignatureT *t = (SignatureT *)type_new(c, TY_SIGNATURE);
		check_func_type(c, t, NULL, as(FuncType, e));
		return &t->t;
	}
	case AST_INTERFACE_TYPE: {
		InterfaceT *t = (InterfaceT *)type_new(c, TY_INTERFACE);
		check_interface_type(c, t, as(InterfaceType, e), def);
		return &t->t;
	}
	case AST_MAP_TYPE: return typ_map(c, as(MapType, e));
	default: {
		ChanT *t = (ChanT *)type_new(c, TY_CHAN);
		t->dir = as(ChanType, e)->dir;
		t->elem = check_var_type(c, as(ChanType, e)->elem);
		return &t->t;
	}
	}
}

static Type *typ_internal(Checker *c, Expr *e, Obj *def) {
	Operand x;
	switch (e->kind) {
	case AST_BAD_EXPR: return typ_invalid(c);
	case AST_NAME:
		check_ident(c, &x, as(NameExpr, e), def, true);
		return typ_from_operand(c, &x);
	case AST_SELECTOR:
		check_selector(c, &x, as(SelectorExpr, e), def, true);
		return typ_from_operand(c, &x);
	case AST_INDEX:
		check_verify_version(c, node_start(e), "go1.18", "type instantiation");
		return check_instantiated_type(c, as(IndexExpr, e), def);
	case AST_PAREN: return check_def_type(c, as(ParenExpr, e)->x, def);
	case AST_STAR: return typ_pointer(c, as(StarExpr, e));
	case AST_DOTS_TYPE:
		check_error_at(c, e, "invalid syntax tree: invalid use of ...");
		return typ_invalid(c);
	case AST_ARRAY_TYPE:
	case AST_SLICE_TYPE:
	case AST_STRUCT_TYPE:
	case AST_FUNC_TYPE:
	case AST_INTERFACE_TYPE:
	case AST_MAP_TYPE:
	case AST_CHAN_TYPE: return typ_literal(c, e, def);
	default: return typ_not_a_type(c, e);
	}
}

Type *check_def_type(Checker *c, Expr *e, Obj *def) {
	Type *t = typ_internal(c, e, def);
	if (type_is_generic(t)) {
		check_error_at(
			c, e, "cannot use generic type %s without instantiation", type_str(c, t));
		t = typ_invalid(c);
	}
	record_type_and_value(c, e, MODE_TYPE, t, NULL);
	return t;
}

Type *check_generic_type(Checker *c, Expr *e, const char **cause) {
	Type *t = typ_internal(c, e, NULL);
	if (type_is_valid(t) && !type_is_generic(t)) {
		if (cause)
			*cause = arena_printf(c->a, "%s is not a generic type", type_str(c, t));
		t = typ_invalid(c);
	}
	record_type_and_value(c, e, MODE_TYPE, t, NULL);
	return t;
}

/* instances */

typedef struct TypeInst {
	IndexExpr *e;
	Type *inst;
	const char *name;
	const TypeVec *tparams;
	TypeVec targs;
} TypeInst;

static bool typ_count_args(
	Checker *c, IndexExpr *e, const char *name, uint32_t want, uint32_t got) {
	if (got == want)
		return true;
	check_error(c, e->x->pos, "%s type arguments for type %s: have %u, want %u",
		got < want ? "not enough" : "too many", name, got, want);
	return false;
}

static void typ_verify_instance(Checker *c, void *arg) {
	TypeInst *k = arg;
	record_instance(c, k->e->x, &k->targs, k->inst);
	if (k->inst->kind == TY_NAMED &&
		!typ_count_args(c, k->e, k->name, k->tparams->n, k->targs.n))
		return;
	const char *cause = NULL;
	int i = check_verify_inst(c, k->e->n.pos, k->tparams, &k->targs, &cause);
	if (i < 0)
		mono_record(c, k->e->n.pos, k->tparams, &k->targs, &k->e->index);
	else
		check_soft_error(c,
			(uint32_t)i < k->e->index.n ? node_start(k->e->index.v[i]) : k->e->n.pos,
			"%s", cause);
}

static const char *typ_args_string(Checker *c, const ExprVec *list) {
	Buf b = {0};
	for (uint32_t i = 0; i < list->n; i++)
		buf_printf(c->a, &b, "%s%s", i ? ", " : "", expr_str(c, list->v[i]));
	return buf_cstr(c->a, &b);
}

Type *check_instantiated_type(Checker *c, IndexExpr *e, Obj *def) {
	(void)def;
	const char *cause = NULL;
	Type *t = check_generic_type(c, e->x, &cause);
	if (cause)
		check_error_at(c, e->x, "invalid operation: %s[%s] (%s)", expr_str(c, e->x),
			typ_args_string(c, &e->index), cause);
	TypeInst *k = NEW(c->a, TypeInst);
	bool ok = type_is_valid(t);
	if (!ok)
		return t;
	for (uint32_t i = 0; i < e->index.n; i++) {
		Type *arg = check_var_type(c, e->index.v[i]);
		ok = ok && type_is_valid(arg);
		vec_push(c->a, &k->targs, arg);
	}
	if (!ok)
		return typ_invalid(c);
	Obj *o = t->kind == TY_ALIAS ? ((AliasT *)t)->obj : ((NamedT *)t)->obj;
	k->tparams = t->kind == TY_ALIAS ? &((AliasT *)t)->tparams : &((NamedT *)t)->tparams;
	// A defined type with the wrong number of arguments is a type still, with an invalid
	// underlying type.
	k->name = o->name->s;
	if (t->kind == TY_ALIAS && !typ_count_args(c, e, k->name, k->tparams->n, k->targs.n))
		return typ_invalid(c);
	k->e = e;
	c->inst_pos = e->x->pos;
	k->inst = type_instantiate(c, t, &k->targs);
	check_later(c, typ_verify_instance, k);
	return k->inst;
}

/* array lengths */

int64_t check_array_length(Checker *c, Expr *e) {
	// A name that is no constant is more likely meant as a type parameter.
	if (e->kind == AST_NAME) {
		const char *name = as(NameExpr, e)->name->s;
		Scope *where;
		Obj *o = scope_find_parent(c->env.scope, as(NameExpr, e)->name, NO_POS, &where);
		if (!o)
			check_error_at(
				c, e, "undefined array length %s or missing type constraint", name);
		else if (o->kind != OBJ_CONST)
			check_error_at(c, e, "invalid array length %s", name);
		if (!o || o->kind != OBJ_CONST)
			return -1;
	}
	Operand x;
	check_expr(c, NULL, &x, e);
	if (x.mode != MODE_CONST) {
		if (x.mode != MODE_INVALID)
			check_error_at(c, x.expr, "array length %s must be constant",
				operand_string(c, &x));
		return -1;
	}
	bool integer = type_is_integer(c, x.type);
	int64_t n;
	if ((type_is_untyped(x.type) || integer) && const_int64(const_to_int(c->s, x.val), &n) &&
		n >= 0)
		return n;
	check_error_at(c, x.expr,
		integer ? "invalid array length %s" : "array length %s must be integer",
		operand_string(c, &x));
	return -1;
}
