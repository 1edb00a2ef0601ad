// instantiate.c: do types implement interfaces and satisfy constraints; instances of generic
// functions.
#include "types/core.h"

static bool impl_identical(Checker *c, Type *x, Type *y, void *ctx) {
	(void)ctx;
	return type_identical(c, x, y);
}

typedef struct Impl {
	Checker *c;
	Type *v, *t;
	InterfaceT *ti;
	bool constraint;
	const char **cause;
} Impl;

static const char *impl_verb(const Impl *m) {
	return m->constraint ? "satisfy" : "implement";
}

// "V does not satisfy T" and detail, which is empty or starts with a blank.
static bool impl_fail(const Impl *m, const char *detail) {
	Checker *c = m->c;
	if (m->cause)
		*m->cause = arena_printf(c->a, "%s does not %s %s%s", type_str(c, m->v),
			impl_verb(m), type_str(c, m->t), detail);
	return false;
}

static bool impl_iface_comparable(Checker *c, InterfaceT *t) {
	TypeSet *s = interface_typeset(c, t);
	return s->all_types ? s->comparable : type_comparable_cause(c, &t->t, false, NULL);
}

static bool impl_comparability(const Impl *m) {
	Checker *c = m->c;
	if (!impl_iface_comparable(c, m->ti) || type_comparable_cause(c, m->v, false, NULL))
		return true;
	const char *fmt = "%s does not %s comparable";
	if (m->constraint && type_comparable_cause(c, m->v, true, NULL)) {
		if (check_allow_version(c, "go1.20"))
			return true;
		fmt = "%s to %s comparable requires go1.20 or later";
	}
	if (m->cause) {
		Buf b = {0};
		buf_printf(c->a, &b, fmt, type_str(c, m->v), impl_verb(m));
		*m->cause = buf_cstr(c->a, &b);
	}
	return false;
}

// Is x written in an element or term of t, whether in its type set or not?
static bool impl_mentions(Checker *c, Type *t, Type *x) {
	if (t->kind == TY_INTERFACE) {
		InterfaceT *it = (InterfaceT *)t;
		for (uint32_t i = 0; i < it->embeddeds.n; i++)
			if (impl_mentions(c, it->embeddeds.v[i], x))
				return true;
		return false;
	}
	if (t->kind == TY_UNION) {
		UnionT *u = (UnionT *)t;
		for (uint32_t i = 0; i < u->terms.n; i++)
			if (impl_mentions(c, u->terms.v[i].type, x))
				return true;
		return false;
	}
	return type_identical(c, t, x);
}

static bool impl_not_in_terms(const Impl *m, const TypeSet *s, Type *alt) {
	Checker *c = m->c;
	if (!m->cause)
		return false;
	const char *vs = type_str(c, m->v), *ts = type_str(c, m->t);
	if (alt)
		return impl_fail(m, arena_printf(c->a, " (possibly missing ~ for %s in %s)",
					    type_str(c, alt), ts));
	if (impl_mentions(c, &m->ti->t, m->v))
		return impl_fail(m,
			arena_printf(c->a, " (%s mentions %s, but %s is not in the type set of %s)",
				ts, vs, vs, ts));
	Buf b = {0};
	buf_printf(c->a, &b, " (%s missing in ", vs);
	terms_write(c, &b, s);
	buf_puts(c->a, &b, ")");
	return impl_fail(m, buf_cstr(c->a, &b));
}

// The terms of m->t restrict it.
static bool impl_terms(const Impl *m, Type *vu) {
	Checker *c = m->c;
	TypeSet *s = interface_typeset(c, m->ti);
	if (vu->kind == TY_INTERFACE) {
		if (!terms_subset(c, interface_typeset(c, (InterfaceT *)vu), s))
			return impl_fail(m, "");
		return impl_comparability(m);
	}
	Type *alt = NULL;
	for (uint32_t i = 0; i < s->terms.n; i++) {
		UnionTerm t = s->terms.v[i];
		if (term_includes(c, &t, m->v))
			return impl_comparability(m);
		if (!alt && !t.tilde && type_identical(c, t.type, type_underlying(c, t.type))) {
			t.tilde = true;
			if (term_includes(c, &t, m->v))
				alt = t.type;
		}
	}
	return impl_not_in_terms(m, s, alt);
}

static bool impl_not_interface(const Impl *m) {
	Checker *c = m->c;
	if (!m->cause)
		return false;
	const char *detail =
		type_is_interface_ptr(c, m->t)
			? interface_ptr_error(c, m->t)
			: arena_printf(c->a, "%s is not an interface", type_str(c, m->t));
	return impl_fail(m, arena_printf(c->a, " (%s)", detail));
}

bool type_implements(Checker *c, Type *v, Type *t, bool constraint, const char **cause) {
	Type *vu = type_underlying(c, v), *tu = type_underlying(c, t);
	if (vu->kind == TY_INVALID || tu->kind == TY_INVALID)
		return true;
	if (vu->kind == TY_POINTER &&
		type_underlying(c, ((PointerT *)vu)->elem)->kind == TY_INVALID)
		return true;
	Impl m = {c, v, t, (InterfaceT *)tu, constraint, cause};
	if (tu->kind != TY_INTERFACE)
		return impl_not_interface(&m);
	TypeSet *s = interface_typeset(c, m.ti);
	if (s->all_types && !s->comparable && !s->methods.n)
		return true;
	if (vu->kind == TY_INTERFACE && typeset_is_empty(c, (InterfaceT *)vu))
		return true;
	if (!s->all_types && !s->terms.n) {
		if (cause)
			*cause = arena_printf(c->a, "cannot %s %s (empty type set)", impl_verb(&m),
				type_str(c, t));
		return false;
	}
	const char *missing = "";
	if (!methods_all_present(c, v, t, true, impl_identical, NULL, cause ? &missing : NULL))
		return impl_fail(&m, cause ? arena_printf(c->a, " %s", missing) : "");
	return s->all_types ? impl_comparability(&m) : impl_terms(&m, vu);
}

int check_verify_inst(
	Checker *c, Pos pos, const TypeVec *tparams, const TypeVec *targs, const char **cause) {
	(void)pos;
	if (tparams->n != targs->n) {
		*cause = arena_printf(c->a, "%s type arguments: have %u, want %u",
			targs->n < tparams->n ? "not enough" : "too many", targs->n, tparams->n);
		return (int)(targs->n < tparams->n ? targs->n : tparams->n);
	}
	for (uint32_t i = 0; i < tparams->n; i++) {
		TypeParamT *tp = (TypeParamT *)tparams->v[i];
		tparam_iface(c, tp);
		if (!tp->bound)
			continue;
		Type *bound = type_subst(c, tp->bound, tparams, targs);
		if (!type_implements(c, targs->v[i], bound, true, cause))
			return (int)i;
	}
	return -1;
}

typedef struct VerifyLater {
	Pos pos;
	TypeVec tparams, targs;
	ExprVec xlist;
} VerifyLater;

static void inst_verify(Checker *c, void *arg) {
	VerifyLater *v = arg;
	const char *cause = "";
	int i = check_verify_inst(c, v->pos, &v->tparams, &v->targs, &cause);
	if (i < 0)
		mono_record(c, v->pos, &v->tparams, &v->targs, &v->xlist);
	else
		check_soft_error(c, (uint32_t)i < v->xlist.n ? node_start(v->xlist.v[i]) : v->pos,
			"%s", cause);
}

SignatureT *check_instantiate_sig(
	Checker *c, Pos pos, Expr *e, const TypeVec *targs, SignatureT *sig, const ExprVec *xlist) {
	SignatureT *inst = (SignatureT *)type_instantiate(c, &sig->t, targs);
	if (inst->t.kind != TY_SIGNATURE)
		return sig;
	record_instance(c, e, targs, &inst->t);
	VerifyLater *v = NEW(c->a, VerifyLater);
	v->pos = pos;
	v->tparams = sig->tparams;
	for (uint32_t i = 0; i < targs->n; i++)
		vec_push(c->a, &v->targs, targs->v[i]);
	if (xlist)
		v->xlist = *xlist;
	check_later(c, inst_verify, v);
	return inst;
}
