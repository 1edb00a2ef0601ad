// typeset.c: type sets of interfaces and unions, and what holds for all their types.
//
// A TypeSet restricts types by a list of terms unless all_types is set. The list is normalised: no
// term contains another. `comparable` implies all_types; embedding comparable next to terms drops
// the terms that are not strictly comparable instead.
#include "types/core.h"

#include <stdlib.h>

#define MAX_TERMS 100

/* Terms */

static Type *term_under(Checker *c, Type *t, bool tilde) {
	return tilde ? type_underlying(c, t) : t;
}

bool term_disjoint(Checker *c, const UnionTerm *x, const UnionTerm *y) {
	return !type_identical(
		c, term_under(c, x->type, y->tilde), term_under(c, y->type, x->tilde));
}

bool term_includes(Checker *c, const UnionTerm *x, Type *t) {
	return type_identical(c, x->type, term_under(c, t, x->tilde));
}

static bool term_subset(Checker *c, const UnionTerm *x, const UnionTerm *y) {
	return !term_disjoint(c, x, y) && (!x->tilde || y->tilde);
}

// Adds the terms one by one; of two that overlap the larger stays, where the first was.
static void terms_normalise(Checker *c, TermList *l) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->terms.n; i++) {
		UnionTerm t = l->terms.v[i];
		bool placed = false;
		for (uint32_t j = 0; j < n; j++) {
			UnionTerm *old = &l->terms.v[j];
			if (term_disjoint(c, old, &t))
				continue;
			if (!t.tilde || old->tilde) {
				placed = true;
				break;
			}
			if (placed) {
				memmove(old, old + 1, (n - j - 1) * sizeof(UnionTerm));
				n--;
				j--;
			} else {
				*old = t;
				placed = true;
			}
		}
		if (!placed)
			l->terms.v[n++] = t;
	}
	l->terms.n = n;
}

static void terms_append(Checker *c, TermList *to, const TermList *from) {
	to->all |= from->all;
	for (uint32_t i = 0; i < from->terms.n; i++)
		vec_push(c->a, &to->terms, from->terms.v[i]);
	if (to->all)
		to->terms.n = 0;
	else
		terms_normalise(c, to);
}

static TermList terms_intersect(Checker *c, const TermList *x, const TermList *y) {
	if (x->all)
		return *y;
	if (y->all)
		return *x;
	TermList r = {0};
	for (uint32_t i = 0; i < x->terms.n; i++)
		for (uint32_t j = 0; j < y->terms.n; j++) {
			const UnionTerm *a = &x->terms.v[i], *b = &y->terms.v[j];
			if (!term_disjoint(c, a, b))
				vec_push(c->a, &r.terms, !a->tilde || b->tilde ? *a : *b);
		}
	terms_normalise(c, &r);
	return r;
}

bool terms_subset(Checker *c, const TypeSet *x, const TypeSet *y) {
	if (y->all_types)
		return true;
	if (x->all_types)
		return false;
	for (uint32_t i = 0; i < x->terms.n; i++) {
		bool found = false;
		for (uint32_t j = 0; j < y->terms.n && !found; j++)
			found = term_subset(c, &x->terms.v[i], &y->terms.v[j]);
		if (!found)
			return false;
	}
	return true;
}

bool terms_equal(Checker *c, const TypeSet *x, const TypeSet *y) {
	if (x->all_types || y->all_types)
		return x->all_types == y->all_types;
	return terms_subset(c, x, y) && terms_subset(c, y, x);
}

bool terms_has_specific(const TypeSet *s) {
	return !s->all_types && s->terms.n > 0;
}

void terms_write(Checker *c, Buf *b, const TypeSet *s) {
	if (s->all_types)
		buf_puts(c->a, b, "𝓤");
	else if (!s->terms.n)
		buf_puts(c->a, b, "∅");
	for (uint32_t i = 0; i < s->terms.n; i++) {
		buf_printf(c->a, b, "%s%s", i ? " | " : "", s->terms.v[i].tilde ? "~" : "");
		type_write_full(c, b, s->terms.v[i].type);
	}
}

/* Type sets of unions */

TypeSet *union_typeset(Checker *c, UnionT *u, Pos pos) {
	TypeSet *s = map_get(&c->core->union_sets, u);
	if (s)
		return s;
	s = NEW(c->a, TypeSet);
	map_put(&c->core->union_sets, u, s); // ends cycles
	TermList all = {0};
	for (uint32_t i = 0; i < u->terms.n; i++) {
		UnionTerm *t = &u->terms.v[i];
		TermList one = {0};
		Type *under = type_underlying(c, t->type);
		if (under->kind == TY_INTERFACE) {
			TypeSet *ts = interface_typeset(c, (InterfaceT *)under);
			one.all = ts->all_types;
			for (uint32_t j = 0; j < ts->terms.n; j++)
				vec_push(c->a, &one.terms, ts->terms.v[j]);
		} else if (under->kind == TY_INVALID ||
			   (t->tilde && !type_identical(c, t->type, under))) {
			continue;
		} else {
			vec_push(c->a, &one.terms, *t);
		}
		terms_append(c, &all, &one);
		if (all.terms.n > MAX_TERMS) {
			if (pos)
				check_error(c, pos,
					"cannot handle more than %d union terms (implementation "
					"limitation)",
					MAX_TERMS);
			s->all_types = true;
			return s;
		}
	}
	s->all_types = all.all;
	memcpy(&s->terms, &all.terms, sizeof s->terms);
	return s;
}

/* Type sets of interfaces */

// Methods on their way into a type set, each with the place that brought it.
typedef struct TsetBuild {
	Checker *c;
	ObjVec methods;
	VEC(Pos) places;
	Map by_name; // names met, so that most methods need no search
} TsetBuild;

typedef struct DupMethod {
	Pos pos, other_pos;
	Obj *m, *other;
} DupMethod;

static void ts_report_duplicate(Checker *c, const DupMethod *d) {
	check_error(c, d->pos ? d->pos : d->m->pos,
		"duplicate method %s\n\t%s: other declaration of method %s", d->m->name->s,
		pos_str(c, d->other_pos ? d->other_pos : d->other->pos), d->m->name->s);
}

static void ts_check_duplicate(Checker *c, void *arg) {
	DupMethod *d = arg;
	if ((d->pos && !check_allow_version(c, "go1.14")) ||
		!type_identical(c, d->m->type, d->other->type))
		ts_report_duplicate(c, d);
}

static void ts_add_method(TsetBuild *b, Obj *m, Pos pos, bool explicit) {
	Checker *c = b->c;
	if (map_get(&b->by_name, m->name)) {
		for (uint32_t i = 0; i < b->methods.n; i++) {
			Obj *other = b->methods.v[i];
			if (!obj_same_id(other, m->pkg, m->name, false))
				continue;
			DupMethod d = {pos, b->places.v[i], m, other};
			if (explicit) {
				ts_report_duplicate(c, &d);
			} else if ((m != other && m->type != other->type) ||
				   !check_allow_version(c, "go1.14")) {
				DupMethod *later = NEW(c->a, DupMethod);
				*later = d;
				check_later(c, ts_check_duplicate, later);
			}
			return;
		}
	}
	map_put(&b->by_name, m->name, m);
	vec_push(c->a, &b->methods, m);
	vec_push(c->a, &b->places, pos);
}

static int ts_compare(const void *a, const void *b) {
	return obj_compare(*(Obj *const *)a, *(Obj *const *)b);
}

static void ts_sort(ObjVec *m) {
	if (m->n > 1)
		qsort(m->v, m->n, sizeof(m->v[0]), ts_compare);
}

static void ts_intersect(
	Checker *c, TermList *terms, bool *comparable, const TermList *y, bool ycomparable) {
	TermList r = terms_intersect(c, terms, y);
	bool comp = *comparable || ycomparable;
	if (comp && !r.all) {
		TermList kept = {0};
		for (uint32_t i = 0; i < r.terms.n; i++)
			if (type_comparable_cause(c, r.terms.v[i].type, false, NULL))
				vec_push(c->a, &kept.terms, r.terms.v[i]);
		r = kept;
		comp = false;
	}
	*terms = r;
	*comparable = comp;
}

static bool ts_is_imported_constraint(Checker *c, Type *t) {
	NamedT *n = type_as_named(t);
	if (!n || n->obj->pkg == c->env.pkg || !n->obj->pkg)
		return false;
	Type *u = type_underlying(c, t);
	return u->kind == TY_INTERFACE && !typeset_is_methods_only(c, (InterfaceT *)u);
}

// Embedding of element e at pos: its terms; methods go to b. False if it is to be ignored.
static bool ts_element(TsetBuild *b, Type *e, Pos pos, TermList *terms, bool *comparable) {
	Checker *c = b->c;
	Type *u = type_underlying(c, e);
	TypeSet *s;
	switch (u->kind) {
	case TY_INVALID: return false;
	case TY_INTERFACE:
		s = interface_typeset(c, (InterfaceT *)u);
		if (pos && ts_is_imported_constraint(c, e) &&
			!check_verify_version(c, pos, "go1.18", "embedding constraint interface %s",
				type_str(c, e)))
			return false;
		for (uint32_t i = 0; i < s->methods.n; i++)
			ts_add_method(b, s->methods.v[i], pos, false);
		*comparable = s->comparable;
		break;
	case TY_UNION:
		if (pos && !check_verify_version(c, pos, "go1.18", "embedding interface element %s",
				   type_str(c, u)))
			return false;
		s = union_typeset(c, (UnionT *)u, pos);
		break;
	default:
		if (pos && !check_verify_version(c, pos, "go1.18",
				   "embedding non-interface type %s", type_str(c, e)))
			return false;
		vec_push(c->a, &terms->terms, ((UnionTerm){false, e}));
		return true;
	}
	terms->all = s->all_types;
	for (uint32_t i = 0; i < s->terms.n; i++)
		vec_push(c->a, &terms->terms, s->terms.v[i]);
	return true;
}

TypeSet *interface_typeset(Checker *c, InterfaceT *t) {
	if (t->tset)
		return t->tset;
	if (!t->complete)
		return c->core->top_set;
	TypeSet *s = t->tset = NEW(c->a, TypeSet); // an interface that embeds itself sees all types
	s->all_types = true;
	if (!t->methods.n && !t->embeddeds.n)
		return s;
	TsetBuild b = {.c = c};
	map_init(&b.by_name, c->a);
	for (uint32_t i = 0; i < t->methods.n; i++)
		ts_add_method(&b, t->methods.v[i], t->methods.v[i]->pos, true);
	TermList all = {.all = true};
	bool comparable = false;
	for (uint32_t i = 0; i < t->embeddeds.n; i++) {
		TermList terms = {0};
		bool comp = false;
		if (ts_element(&b, t->embeddeds.v[i],
			    i < t->embed_pos.n ? t->embed_pos.v[i] : NO_POS, &terms, &comp))
			ts_intersect(c, &all, &comparable, &terms, comp);
	}
	ts_sort(&b.methods);
	s->methods = b.methods;
	s->all_types = all.all;
	memcpy(&s->terms, &all.terms, sizeof s->terms);
	s->comparable = comparable;
	return s;
}

bool typeset_is_methods_only(Checker *c, InterfaceT *t) {
	TypeSet *s = interface_typeset(c, t);
	return s->all_types && !s->comparable;
}

bool typeset_is_empty(Checker *c, InterfaceT *t) {
	TypeSet *s = interface_typeset(c, t);
	return !s->all_types && s->terms.n == 0;
}

/* Type parameters */

InterfaceT *tparam_iface(Checker *c, TypeParamT *t) {
	Type *bound = t->bound;
	InterfaceT *empty = (InterfaceT *)c->uni.empty_interface;
	if (!bound || type_is_type_param(bound))
		return empty;
	Type *u = type_underlying(c, bound);
	if (u->kind == TY_INVALID)
		return empty;
	InterfaceT *it = (InterfaceT *)u;
	if (u->kind != TY_INTERFACE) {
		it = (InterfaceT *)type_new(c, TY_INTERFACE);
		vec_push(c->a, &it->embeddeds, bound);
		it->implicit = it->complete = true;
		t->bound = &it->t;
	}
	if (!it->tset)
		interface_typeset(c, it);
	return it;
}

bool typeset_each(
	Checker *c, Type *t, bool (*fn)(Checker *c, Type *t, Type *u, void *ctx), void *ctx) {
	Type *x = type_unalias(t);
	if (x->kind != TY_TYPE_PARAM)
		return fn(c, t, type_underlying(c, x), ctx);
	TypeSet *s = interface_typeset(c, tparam_iface(c, (TypeParamT *)x));
	if (!terms_has_specific(s))
		return fn(c, NULL, NULL, ctx);
	for (uint32_t i = 0; i < s->terms.n; i++)
		if (!fn(c, s->terms.v[i].type, type_underlying(c, s->terms.v[i].type), ctx))
			return false;
	return true;
}

typedef struct UnderIs {
	bool (*fn)(Checker *c, Type *u, void *ctx);
	void *ctx;
} UnderIs;

static bool ts_under_is(Checker *c, Type *t, Type *u, void *ctx) {
	(void)t;
	UnderIs *w = ctx;
	return u && w->fn(c, u, w->ctx);
}

bool typeset_is(Checker *c, Type *t, bool (*fn)(Checker *c, Type *u, void *ctx), void *ctx) {
	UnderIs w = {fn, ctx};
	return typeset_each(c, t, ts_under_is, &w);
}

/* Common underlying types */

typedef struct Common {
	Type *t, *u; // a type and its underlying type so far
	const char *cause;
	bool want_cause;
} Common;

static bool common_fail(Checker *c, Common *k, const char *fmt, Type *x, Type *y) {
	if (k->want_cause) {
		Buf b = {0};
		buf_printf(c->a, &b, fmt, type_str(c, x), type_str(c, y));
		k->cause = buf_cstr(c->a, &b);
	}
	return false;
}

static bool common_term(Checker *c, Type *t, Type *u, void *ctx) {
	Common *k = ctx;
	if (!u) {
		k->cause = "no specific type";
		return false;
	}
	if (!k->u) {
		k->t = t;
		k->u = u;
		return true;
	}
	if (k->u->kind == TY_CHAN && u->kind == TY_CHAN) {
		ChanT *a = (ChanT *)k->u, *b = (ChanT *)u;
		if (!type_identical(c, a->elem, b->elem))
			return common_fail(
				c, k, "channels %s and %s have different element types", k->t, t);
		if (a->dir != b->dir && a->dir == CHAN_BOTH) {
			k->t = t;
			k->u = u;
		} else if (a->dir != b->dir && b->dir != CHAN_BOTH) {
			return common_fail(
				c, k, "channels %s and %s have conflicting directions", k->t, t);
		}
		return true;
	}
	if (!type_identical(c, k->u, u))
		return common_fail(c, k, "%s and %s have different underlying types", k->t, t);
	return true;
}

Type *common_under(Checker *c, Type *t, const char **cause) {
	Common k = {.want_cause = cause != NULL};
	if (typeset_each(c, t, common_term, &k))
		return k.u;
	if (cause)
		*cause = k.cause;
	return NULL;
}

static bool core_bytes_or_string(Checker *c, Type *u, void *ctx) {
	if (u->kind == TY_STRING)
		return *(bool *)ctx = true;
	return u->kind == TY_SLICE && type_underlying(c, ((SliceT *)u)->elem)->kind == TY_UINT8;
}

Type *type_core(Checker *c, Type *t) {
	Type *u = common_under(c, t, NULL);
	bool has_string = false;
	if (!u && typeset_is(c, t, core_bytes_or_string, &has_string) && has_string)
		return c->uni.basic[TY_STRING];
	return u;
}
