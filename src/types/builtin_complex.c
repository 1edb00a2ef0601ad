// builtin_complex.c: calls of complex, real and imag.
//
// Their types go in pairs: complex64 and float32, complex128 and float64, and the untyped two.
#include "types/builtin.h"

// What complex, real and imag make of a type; NULL if it has the wrong kind.
static Type *complex_part_type(Checker *c, Type *t, int id) {
	TypeKind k = type_underlying(c, t)->kind, r = TY_INVALID;
	if (id == BUILTIN_complex)
		r = k == TY_FLOAT32	    ? TY_COMPLEX64
		    : k == TY_FLOAT64	    ? TY_COMPLEX128
		    : k == TY_UNTYPED_FLOAT ? TY_UNTYPED_COMPLEX
					    : TY_INVALID;
	else
		r = k == TY_COMPLEX64	      ? TY_FLOAT32
		    : k == TY_COMPLEX128      ? TY_FLOAT64
		    : k == TY_UNTYPED_COMPLEX ? TY_UNTYPED_FLOAT
					      : TY_INVALID;
	return r == TY_INVALID ? NULL : builtin_type(c, r);
}

// The result type for x. For a type parameter it is a new one, constrained by the results of its
// terms.
static Type *complex_result(Checker *c, Operand *x, BuiltinCall *b) {
	if (!type_is_type_param(x->type))
		return complex_part_type(c, x->type, b->id);
	TypeParamT *p = (TypeParamT *)type_unalias(x->type);
	Terms terms;
	check_terms(c, x->type, &terms);
	UnionT *set = (UnionT *)type_new(c, TY_UNION);
	for (uint32_t i = 0; i < terms.n; i++) {
		Type *r = complex_part_type(c, terms.v[i].type, b->id);
		if (!r)
			return NULL;
		vec_push(c->a, &set->terms, ((UnionTerm){terms.v[i].tilde, r}));
	}
	if (terms.n == 0)
		return NULL;
	check_soft_error(c, node_start(x->expr),
		"%s not supported as argument to built-in %s for go1.18 (see go.dev/issue/50937)",
		operand_string(c, x), b->name);
	InterfaceT *bound = (InterfaceT *)type_new(c, TY_INTERFACE);
	vec_push(c->a, &bound->embeddeds, &set->t);
	vec_push(c->a, &bound->embed_pos, NO_POS);
	bound->complete = true;
	Obj *o = obj_new(c, OBJ_TYPE_NAME, NO_POS, c->env.pkg, p->obj->name, NULL);
	TypeParamT *r = tparam_new(c, o, &bound->t);
	r->index = p->index;
	return &r->t;
}

static bool const_is_real_valued(const Const *v) {
	return v->kind != CONST_COMPLEX || const_sign(v->c.im) == 0;
}

// Gives the arguments of complex one type as far as they are untyped.
static void complex_match(Checker *c, Operand *x, Operand *y) {
	bool ux = type_is_untyped(x->type), uy = type_is_untyped(y->type);
	if (ux && !uy) {
		check_convert_untyped(c, x, y->type);
	} else if (uy && !ux) {
		check_convert_untyped(c, y, x->type);
	} else if (ux && x->mode == MODE_CONST && y->mode == MODE_CONST) {
		if (type_is_numeric(c, x->type) && const_is_real_valued(x->val))
			x->type = builtin_type(c, TY_UNTYPED_FLOAT);
		if (type_is_numeric(c, y->type) && const_is_real_valued(y->val))
			y->type = builtin_type(c, TY_UNTYPED_FLOAT);
	} else if (ux) {
		check_convert_untyped(c, x, builtin_type(c, TY_FLOAT64));
		check_convert_untyped(c, y, builtin_type(c, TY_FLOAT64));
	}
}

bool builtin_complex(Checker *c, Operand *x, BuiltinCall *b) {
	Operand *y = b->args.v[1];
	complex_match(c, x, y);
	if (x->mode == MODE_INVALID || y->mode == MODE_INVALID)
		return false;
	if (!type_identical(c, x->type, y->type)) {
		check_error_at(c, x->expr, INVALID_OP "%s (mismatched types %s and %s)",
			expr_str(c, &b->call->n), type_str(c, x->type), type_str(c, y->type));
		return false;
	}
	Type *res = complex_result(c, x, b);
	if (!res) {
		check_error_at(c, x->expr,
			INVALID_ARG "arguments have type %s, expected floating-point",
			type_str(c, x->type));
		return false;
	}
	if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
		const Const *re = const_to_float(c->s, x->val), *im = const_to_float(c->s, y->val);
		Const *z = NEW(c->a, Const);
		if (re->kind != CONST_UNKNOWN && im->kind != CONST_UNKNOWN) {
			z->kind = CONST_COMPLEX;
			z->c.re = re;
			z->c.im = im;
		}
		x->val = z;
	} else {
		x->mode = MODE_VALUE;
		builtin_record2(c, b, res, x->type, x->type);
	}
	x->type = res;
	return true;
}

bool builtin_complex_part(Checker *c, Operand *x, BuiltinCall *b) {
	if (type_is_untyped(x->type)) {
		if (x->mode == MODE_CONST) {
			if (type_is_numeric(c, x->type))
				x->type = builtin_type(c, TY_UNTYPED_COMPLEX);
		} else {
			check_convert_untyped(c, x, builtin_type(c, TY_COMPLEX128));
			if (x->mode == MODE_INVALID)
				return false;
		}
	}
	Type *res = complex_result(c, x, b);
	if (!res) {
		check_error_at(c, x->expr,
			INVALID_ARG "argument has type %s, expected complex type",
			type_str(c, x->type));
		return false;
	}
	if (x->mode == MODE_CONST) {
		const Const *z = x->val;
		if (z->kind == CONST_COMPLEX)
			x->val = b->id == BUILTIN_real ? z->c.re : z->c.im;
		else if (z->kind != CONST_UNKNOWN && b->id == BUILTIN_imag)
			x->val = const_from_int(c->s, 0);
	} else {
		x->mode = MODE_VALUE;
		builtin_record1(c, b, res, x->type);
	}
	x->type = res;
	return true;
}
