// call.c: calls: conversions, built-in functions, ordinary functions; type arguments given and
// inferred.
//
// Arguments may be generic functions that are not (fully) instantiated. Their type parameters and
// the callee's are then inferred together, from all arguments at once: every generic function
// involved gets fresh type parameters first, so that f(g, g) and recursive calls have distinct
// ones.
#include "types/check.h"

#define INVALID_OP "invalid operation: "

// NULL after reporting.
static TypeVec *call_type_list(Checker *c, const ExprVec *list) {
	TypeVec *v = NEW(c->a, TypeVec);
	bool ok = true;
	for (uint32_t i = 0; i < list->n; i++) {
		Type *t = check_var_type(c, list->v[i]);
		ok &= type_is_valid(t);
		vec_push(c->a, v, t);
	}
	return ok ? v : NULL;
}

/* Instantiation of functions outside of calls. */

// A generic function assigned to a variable of function type: inferred as the argument of a
// function with the same type parameters that takes a function of its type. False if there is
// nothing to infer from.
static void funcinst_reverse(Checker *c, Operand *x, SignatureT *sig, Type *target,
	const char *desc, TupleT **params, Operand *arg) {
	SignatureT *plain = (SignatureT *)type_new(c, TY_SIGNATURE);
	plain->params = sig->params;
	plain->results = sig->results;
	plain->variadic = sig->variadic;
	Type *one = &plain->t;
	*params = type_tuple(c, 1, &one);
	NameExpr *name = NEW(c->a, NameExpr);
	name->n = (Node){.kind = AST_NAME, .pos = x->expr->pos};
	name->name = intern_str(c->s->names, desc ? desc : "variable");
	*arg = (Operand){.mode = MODE_VALUE, .expr = &name->n, .type = target};
}

static TypeVec *funcinst_infer(
	Checker *c, Type *target, const char *desc, Operand *x, IndexExpr *inst, TypeVec *targs) {
	SignatureT *sig = (SignatureT *)x->type;
	Pos pos = inst ? inst->n.pos : x->expr->pos;
	TupleT *params = type_tuple(c, 0, NULL);
	Operand arg, *args[] = {&arg};
	uint32_t n_args = 0;
	if (target) {
		if (check_allow_version(c, "go1.18"))
			check_verify_version(c, pos, "go1.21",
				"%s instantiated function in assignment",
				inst ? "partially" : "implicitly");
		funcinst_reverse(c, x, sig, target, desc, &params, &arg);
		n_args = 1;
	}
	TypeVec fresh = {0};
	params = (TupleT *)check_rename_tparams(c, &sig->tparams, &params->t, &fresh);
	return check_infer(c, pos, &fresh, targs, params, args, n_args, n_args > 0, NULL);
}

TypeVec *check_func_inst(Checker *c, Type *target, Operand *x, IndexExpr *inst, bool infer) {
	const char *desc = c->target_desc;
	Pos pos = inst ? inst->n.pos : x->expr->pos;
	if (inst)
		x->expr = &inst->n;
	check_verify_version(c, pos, "go1.18", "function instantiation");
	TypeVec *targs = inst ? call_type_list(c, &inst->index) : NEW(c->a, TypeVec);
	if (!targs) {
		x->mode = MODE_INVALID;
		return NULL;
	}
	SignatureT *sig = (SignatureT *)type_unalias(x->type);
	uint32_t got = targs->n, want = sig->tparams.n;
	if (got > want) {
		check_error_at(
			c, inst->index.v[got - 1], "got %u type arguments but want %u", got, want);
		x->mode = MODE_INVALID;
		return NULL;
	}
	if (got < want && !infer)
		return targs;
	if (got < want)
		targs = funcinst_infer(c, target, desc, x, inst, targs);
	if (!targs) {
		x->mode = MODE_INVALID;
		return NULL;
	}
	x->type = &check_instantiate_sig(
		c, x->expr->pos, x->expr, targs, sig, inst ? &inst->index : NULL)
			   ->t;
	x->mode = MODE_VALUE;
	return NULL;
}

/* Evaluation of arguments. */

// One argument that is an index expression or not; *targs are the type arguments of a partially
// instantiated function.
static void args_one(Checker *c, Operand *x, Expr *e, TypeVec **targs) {
	if (e->kind != AST_INDEX) {
		check_raw_expr(c, NULL, x, e, NULL, true);
		return;
	}
	*x = (Operand){.mode = MODE_INVALID, .expr = e, .type = c->uni.basic[TY_INVALID]};
	if (!check_index_expr(c, x, as(IndexExpr, e))) {
		x->expr = e;
		check_no_generic(c, NULL, x);
		check_record(c, x);
		return;
	}
	*targs = check_func_inst(c, NULL, x, as(IndexExpr, e), !check_allow_version(c, "go1.21"));
	x->expr = e;
	if (!*targs)
		check_record(c, x);
}

// Evaluates the arguments of a call. Operands may be generic functions; atargs[i] is NULL or their
// first type arguments.
static TypeVec **args_evaluate(Checker *c, const ExprVec *list, OperandVec *args) {
	TypeVec **atargs = NEW_ARRAY(c->a, TypeVec *, list->n + 1);
	for (uint32_t i = 0; i < list->n; i++) {
		Operand *x = NEW(c->a, Operand);
		args_one(c, x, list->v[i], &atargs[i]);
		check_exclude(c, x, 1u << MODE_NO_VALUE | 1u << MODE_BUILTIN | 1u << MODE_TYPE);
		bool tuple = x->mode == MODE_VALUE && x->type->kind == TY_TUPLE;
		if (!tuple || list->n > 1) {
			check_single_value(c, x);
			vec_push(c->a, args, x);
			continue;
		}
		const ObjVec *vars = &((TupleT *)x->type)->vars;
		for (uint32_t k = 0; k < vars->n; k++) {
			Operand *v = NEW(c->a, Operand);
			*v = (Operand){
				.mode = MODE_VALUE, .expr = list->v[0], .type = vars->v[k]->type};
			vec_push(c->a, args, v);
		}
		return NEW_ARRAY(c->a, TypeVec *, vars->n + 1);
	}
	return atargs;
}

/* Matching of arguments and parameters. */

typedef struct Args {
	CallExpr *call;
	SignatureT *sig; // of the callee
	TupleT *params;	 // one for each argument
	bool adjusted;	 // params are not those of sig: it is variadic
	OperandVec *args;
	TypeVec **atargs;
	TypeVec tparams,
		targs;	 // of the callee, then of each generic argument; unknown ones are NULL
	VEC_U32 generic; // indices of generic arguments
} Args;

static TupleT *args_spread_params(Checker *c, SignatureT *sig, uint32_t n_args) {
	ObjVec *vars = &sig->params->vars;
	TupleT *t = (TupleT *)type_new(c, TY_TUPLE);
	for (uint32_t i = 0; i + 1 < vars->n; i++)
		vec_push(c->a, &t->vars, vars->v[i]);
	Obj *last = vars->v[vars->n - 1];
	Type *elem = last->type->kind == TY_SLICE ? ((SliceT *)last->type)->elem : last->type;
	while (t->vars.n < n_args) {
		Obj *o = obj_new(c, OBJ_VAR, last->pos, last->pkg, last->name, elem);
		o->is_param = true;
		vec_push(c->a, &t->vars, o);
	}
	return t;
}

static void args_count_error(Checker *c, Args *a, uint32_t n_params) {
	OperandVec *args = a->args;
	const Node *at = &a->call->n;
	const char *qualifier = "not enough";
	if (args->n > n_params) {
		at = args->v[n_params]->expr;
		qualifier = "too many";
	} else if (args->n > 0) {
		at = args->v[args->n - 1]->expr;
	}
	TypeVec have = {0}, want = {0};
	for (uint32_t i = 0; i < args->n; i++)
		vec_push(c->a, &have, args->v[i]->type);
	for (uint32_t i = 0; i < a->sig->params->vars.n; i++)
		vec_push(c->a, &want, a->sig->params->vars.v[i]->type);
	check_error_at(c, at, "%s arguments in call to %s\n\thave %s\n\twant %s", qualifier,
		expr_str(c, a->call->fun),
		check_types_summary(c, have.v, have.n, false, a->call->has_dots),
		check_types_summary(c, want.v, want.n, a->sig->variadic, false));
}

// Sets a->params. False after reporting that the numbers do not fit.
static bool args_match_count(Checker *c, Args *a) {
	uint32_t n = a->args->n, want = a->sig->params->vars.n;
	CallExpr *call = a->call;
	a->params = a->sig->params;
	if (!a->sig->variadic && call->has_dots) {
		check_error_at(c, &call->n, "cannot use ... in call to non-variadic %s",
			expr_str(c, call->fun));
		return false;
	}
	if (a->sig->variadic && call->has_dots && call->args.n == 1 && n > 1) {
		check_error_at(c, &call->n, "cannot use ... with %u-valued %s", n,
			expr_str(c, call->args.v[0]));
		return false;
	}
	if (a->sig->variadic && !call->has_dots) {
		if (n + 1 >= want) {
			a->params = args_spread_params(c, a->sig, n);
			a->adjusted = true;
			want = n;
		} else {
			want--;
		}
	}
	if (n == want)
		return true;
	args_count_error(c, a, want);
	return false;
}

static void args_pad_targs(Checker *c, Args *a) {
	while (a->targs.n < a->tparams.n)
		vec_push(c->a, &a->targs, NULL);
}

static void args_collect_callee(Checker *c, Args *a, const TypeVec *targs) {
	if (!check_allow_version(c, "go1.18")) {
		bool explicit = a->call->fun->kind == AST_INDEX;
		check_version_error(c, node_start(a->call->fun), "go1.18",
			explicit ? "function instantiation" : "implicit function instantiation");
	}
	a->params = (TupleT *)check_rename_tparams(c, &a->sig->tparams, &a->params->t, &a->tparams);
	for (uint32_t i = 0; targs && i < targs->n; i++)
		vec_push(c->a, &a->targs, targs->v[i]);
	args_pad_targs(c, a);
}

// Gives each generic argument fresh type parameters and adds them to those to be inferred.
static void args_collect_generic(Checker *c, Args *a) {
	for (uint32_t i = 0; i < a->args->n; i++) {
		Operand *x = a->args->v[i];
		if (x->mode == MODE_INVALID || x->type->kind != TY_SIGNATURE)
			continue;
		SignatureT *sig = (SignatureT *)x->type;
		if (sig->tparams.n == 0)
			continue;
		SignatureT *plain = (SignatureT *)type_new(c, TY_SIGNATURE);
		Type head = plain->t;
		*plain = *sig;
		plain->t = head;
		plain->tparams = (TypeVec){0};
		TypeVec fresh = {0};
		Type *renamed = check_rename_tparams(c, &sig->tparams, &plain->t, &fresh);
		*plain = *(SignatureT *)renamed;
		plain->t = head;
		plain->tparams = fresh;
		x->type = &plain->t;
		for (uint32_t k = 0; k < fresh.n; k++)
			vec_push(c->a, &a->tparams, fresh.v[k]);
		TypeVec *given = a->atargs ? a->atargs[i] : NULL;
		for (uint32_t k = 0; given && k < given->n; k++)
			vec_push(c->a, &a->targs, given->v[k]);
		args_pad_targs(c, a);
		vec_push(c->a, &a->generic, i);
	}
	if (a->generic.n)
		check_verify_version(c, node_start(a->args->v[a->generic.v[0]]->expr), "go1.21",
			"implicitly instantiated function as argument");
}

static TypeVec args_slice(TypeVec v, uint32_t from, uint32_t n) {
	return (TypeVec){.v = v.v + from, .n = n, .cap = n};
}

// The name of the function that a call names, or where its arguments begin.
static Pos args_callee_pos(CallExpr *call) {
	Expr *f = unparen(call->fun);
	if (f->kind == AST_INDEX)
		f = unparen(as(IndexExpr, f)->x);
	if (f->kind == AST_SELECTOR)
		return as(SelectorExpr, f)->sel->n.pos;
	return f->kind == AST_NAME ? f->pos : call->n.pos;
}

// Infers all type arguments and instantiates callee and arguments. NULL after reporting; else the
// callee's signature.
static SignatureT *args_infer(Checker *c, Args *a, const ExprVec *xlist) {
	const char *why = NULL;
	uint32_t n = a->sig->tparams.n;
	TypeVec *targs = check_infer(c, args_callee_pos(a->call), &a->tparams, &a->targs, a->params,
		a->args->v, a->args->n, false, &why);
	if (!targs) {
		if (why)
			check_error(c, c->infer_pos, "in call to %s, %s", expr_str(c, a->call->fun),
				why);
		return NULL;
	}
	SignatureT *sig = a->sig;
	if (n > 0) {
		TypeVec *own = NEW(c->a, TypeVec);
		*own = args_slice(*targs, 0, n);
		sig = check_instantiate_sig(c, a->call->n.pos, a->call->fun, own, a->sig, xlist);
		TypeVec fresh = args_slice(a->tparams, 0, n);
		a->params = a->adjusted ? (TupleT *)type_subst(c, &a->params->t, &fresh, own)
					: sig->params;
	}
	uint32_t at = n;
	for (uint32_t i = 0; i < a->generic.n; i++) {
		Operand *x = a->args->v[a->generic.v[i]];
		SignatureT *asig = (SignatureT *)x->type;
		TypeVec *own = NEW(c->a, TypeVec);
		*own = args_slice(*targs, at, asig->tparams.n);
		at += asig->tparams.n;
		x->type = &check_instantiate_sig(c, a->call->n.pos, x->expr, own, asig, NULL)->t;
		check_record(c, x);
	}
	return sig;
}

// Checks args against sig's parameters; targs (maybe NULL) are the type arguments given for sig,
// atargs[i] those given for an argument that is a generic function. Returns sig instantiated, or
// sig itself after an error.
SignatureT *check_arguments(Checker *c, CallExpr *call, SignatureT *sig, TypeVec *targs,
	const ExprVec *xlist, OperandVec *args, TypeVec **atargs) {
	Args a = {.call = call, .sig = sig, .args = args, .atargs = atargs};
	if (!args_match_count(c, &a))
		return sig;
	if (sig->tparams.n)
		args_collect_callee(c, &a, targs);
	args_collect_generic(c, &a);
	SignatureT *result = sig;
	if (a.tparams.n) {
		result = args_infer(c, &a, xlist);
		if (!result)
			return sig;
	}
	for (uint32_t i = 0; i < args->n; i++) {
		c->callee = call->fun;
		check_assignment(c, args->v[i], a.params->vars.v[i]->type, NULL);
	}
	return result;
}

/* Calls. */

static void call_use_args(Checker *c, CallExpr *e) {
	for (uint32_t i = 0; i < e->args.n; i++)
		check_use(c, e->args.v[i]);
}

static void call_convert_one(Checker *c, Operand *x, CallExpr *e, Type *t) {
	check_expr(c, check_target(c, t, "conversion"), x, e->args.v[0]);
	if (x->mode == MODE_INVALID)
		return;
	Type *u = type_underlying(c, t);
	if (u->kind == TY_INTERFACE && !type_is_type_param(t) &&
		!typeset_is_methods_only(c, (InterfaceT *)u)) {
		check_error_at(c, &e->n,
			"cannot use interface %s in conversion (contains specific type constraints "
			"or is comparable)",
			type_str(c, t));
		x->mode = MODE_INVALID;
	} else if (e->has_dots) {
		check_error_at(
			c, e->args.v[0], "invalid use of ... in conversion to %s", type_str(c, t));
		x->mode = MODE_INVALID;
	} else {
		check_conversion(c, x, t);
	}
}

static void call_conversion(Checker *c, Operand *x, CallExpr *e) {
	check_no_generic(c, NULL, x);
	if (x->mode == MODE_INVALID)
		return;
	Type *t = x->type;
	x->mode = MODE_INVALID;
	if (!check_is_complete(c, t))
		return;
	if (e->args.n == 1) {
		call_convert_one(c, x, e, t);
		return;
	}
	if (e->args.n == 0) {
		check_error_at(c, &e->n, "missing argument in conversion to %s", type_str(c, t));
		return;
	}
	call_use_args(c, e);
	check_error_at(c, e->args.v[e->args.n - 1], "too many arguments in conversion to %s",
		type_str(c, t));
}

// The signature of what is called; NULL after reporting.
static SignatureT *call_signature(Checker *c, Operand *x) {
	Terms terms;
	check_terms(c, x->type, &terms);
	const char *cause = NULL;
	for (uint32_t i = 0; i < terms.n && !cause; i++)
		if (type_underlying(c, terms.v[i].type)->kind != TY_SIGNATURE)
			cause = arena_printf(c->a, "%s is not a function",
				type_str(c,
					type_is_type_param(x->type) ? terms.v[i].type : x->type));
	if (!cause) {
		Type *u = common_under(c, x->type, &cause);
		if (u)
			return (SignatureT *)u;
	}
	check_error_at(c, x->expr, INVALID_OP "cannot call %s: %s", operand_string(c, x),
		cause ? cause : "");
	return NULL;
}

// Evaluates the type arguments of f[...](...) and, if they are complete, instantiates. False after
// reporting.
static bool call_type_args(Checker *c, IndexExpr *inst, SignatureT **sig, TypeVec **targs) {
	*targs = call_type_list(c, &inst->index);
	if (!*targs)
		return false;
	uint32_t got = (*targs)->n, want = (*sig)->tparams.n;
	if (got > want) {
		check_error_at(
			c, inst->index.v[want], "got %u type arguments but want %u", got, want);
		return false;
	}
	if (got == want && want > 0) {
		check_verify_version(c, node_start(&inst->n), "go1.18", "function instantiation");
		*sig = check_instantiate_sig(c, inst->n.pos, &inst->n, *targs, *sig, &inst->index);
		*targs = NULL;
	}
	return true;
}

static void call_result(Checker *c, Operand *x, SignatureT *sig) {
	ObjVec *results = &sig->results->vars;
	x->mode = MODE_VALUE;
	x->type = &sig->results->t;
	if (results->n == 0) {
		x->mode = MODE_NO_VALUE;
		x->type = &sig->t; // only messages look at it
	} else if (results->n == 1) {
		x->type = results->v[0]->type;
		if (!check_is_complete(c, x->type)) {
			x->mode = MODE_INVALID;
			return;
		}
	}
	c->env.has_call_or_recv = true;
	if (x->mode == MODE_VALUE && sig->tparams.n && type_mentions(c, &sig->tparams, x->type))
		x->mode = MODE_INVALID;
}

static void call_function(Checker *c, Operand *x, CallExpr *e, IndexExpr *inst) {
	SignatureT *sig = call_signature(c, x);
	if (!sig) {
		x->mode = MODE_INVALID;
		return;
	}
	bool generic = sig->tparams.n > 0;
	TypeVec *targs = NULL;
	if (inst && !call_type_args(c, inst, &sig, &targs)) {
		call_use_args(c, e);
		x->mode = MODE_INVALID;
		return;
	}
	OperandVec args = {0};
	TypeVec **atargs = args_evaluate(c, &e->args, &args);
	sig = check_arguments(c, e, sig, targs, targs && inst ? &inst->index : NULL, &args, atargs);
	if (generic && sig->tparams.n == 0)
		record_type_and_value(c, e->fun, MODE_VALUE, &sig->t, NULL);
	call_result(c, x, sig);
}

// Evaluates what is called. Returns the index expression if it is a generic function with type
// arguments.
static IndexExpr *call_fun(Checker *c, Operand *x, CallExpr *e) {
	if (e->fun->kind != AST_INDEX) {
		check_expr_or_type(c, x, e->fun, true);
		return NULL;
	}
	IndexExpr *index = as(IndexExpr, e->fun);
	IndexExpr *inst = check_index_expr(c, x, index) ? index : NULL;
	x->expr = e->fun;
	check_record(c, x);
	return inst;
}

ExprUse check_call(Checker *c, Operand *x, CallExpr *e) {
	IndexExpr *inst = call_fun(c, x, e);
	ExprUse use = USE_STATEMENT;
	switch (x->mode) {
	case MODE_INVALID: call_use_args(c, e); break;
	case MODE_TYPE:
		call_conversion(c, x, e);
		use = USE_CONVERSION;
		break;
	case MODE_BUILTIN:
		use = builtin_use(x->builtin);
		if (!check_builtin(c, x, e, x->builtin))
			x->mode = MODE_INVALID;
		else if (x->mode != MODE_CONST)
			c->env.has_call_or_recv = true;
		break;
	default: call_function(c, x, e, inst);
	}
	x->expr = &e->n;
	return use;
}
