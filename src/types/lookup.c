// lookup.c: finds fields and methods by name, through embedded fields, and methods that a type
// lacks.
//
// The search goes breadth first: depth 0 is the type itself, each further depth the embedded fields
// of the one before. The first depth that has the name decides; twice at that depth is ambiguous.
#include "types/core.h"

typedef struct LkEntry {
	Type *t;
	int32_t parent; // entry of the depth before that embeds this one, or -1
	uint32_t field; // index in there
	bool indirect, multiples;
} LkEntry;
typedef VEC(LkEntry) LkEntries;

typedef struct Lookup {
	Checker *c;
	Package *pkg;
	const Name *name;
	bool fold_case;
	LkEntries all; // entries of all depths
	uint32_t from; // first of the current depth
	VEC(NamedT *) seen;
	Obj *obj;
	int32_t found_at; // entry
	uint32_t index;	  // of field or method there
	bool indirect;
} Lookup;

/* Long lists of fields and methods are found by name. */

#define INDEX_MIN 24 // shorter lists are searched in order

typedef struct ObjIndex {
	uint32_t n;	  // entries indexed: the list may have grown since
	Map first;	  // Name* -> 1 + index of the first entry of that name
	VEC_U32 embedded; // indices of embedded fields
} ObjIndex;

static ObjIndex *index_get(Checker *c, const ObjVec *v) {
	if (!c->obj_indexes.arena)
		map_init(&c->obj_indexes, c->a);
	ObjIndex *x = map_get(&c->obj_indexes, v);
	if (!x) {
		x = NEW(c->a, ObjIndex);
		map_init(&x->first, c->a);
		map_put(&c->obj_indexes, v, x);
	}
	for (; x->n < v->n; x->n++) {
		const Obj *o = v->v[x->n];
		if (!map_get(&x->first, o->name))
			map_put(&x->first, o->name, (void *)(uintptr_t)(x->n + 1));
		if (o->kind == OBJ_VAR && o->embedded)
			vec_push(c->a, &x->embedded, x->n);
	}
	return x;
}

uint32_t objs_find(Checker *c, const ObjVec *v, const Name *name) {
	if (v->n >= INDEX_MIN) {
		uintptr_t i = (uintptr_t)map_get(&index_get(c, v)->first, name);
		return i ? (uint32_t)i - 1 : v->n;
	}
	uint32_t i = 0;
	while (i < v->n && v->v[i]->name != name)
		i++;
	return i;
}

static bool lk_seen(Lookup *l, NamedT *n) {
	for (uint32_t i = 0; i < l->seen.n; i++)
		if (l->seen.v[i] == n || type_identical(l->c, &l->seen.v[i]->t, &n->t))
			return true;
	vec_push(l->c->a, &l->seen, n);
	return false;
}

Obj *named_find_method(Checker *c, NamedT *t, Package *pkg, const Name *name, bool fold_case) {
	NamedT *o = t->origin;
	if (o->obj->pkg != pkg && !name_exported(name) && !fold_case)
		return NULL;
	for (uint32_t i = 0; fold_case && i < o->methods_.n; i++)
		if (name_equal_fold(o->methods_.v[i]->name, name))
			return named_method(c, t, i);
	uint32_t i = fold_case ? o->methods_.n : objs_find(c, &o->methods_, name);
	return i < o->methods_.n ? named_method(c, t, i) : NULL;
}

Obj *methods_find(Checker *c, const ObjVec *methods, Package *pkg, const Name *name, bool fold_case,
	uint32_t *index) {
	// Entries of one name differ in their packages.
	for (uint32_t i = fold_case ? 0 : objs_find(c, methods, name); i < methods->n; i++)
		if (obj_same_id(methods->v[i], pkg, name, fold_case)) {
			if (index)
				*index = i;
			return methods->v[i];
		}
	return NULL;
}

static void lk_push(
	Lookup *l, Type *t, int32_t parent, uint32_t field, bool indirect, bool multiples) {
	LkEntry e = {.t = t,
		.parent = parent,
		.field = field,
		.indirect = indirect,
		.multiples = multiples};
	vec_push(l->c->a, &l->all, e);
}

// Notes a match in entry e. False: the name was already found at this depth.
static bool lk_match(Lookup *l, uint32_t e, Obj *o, uint32_t index) {
	bool collision = l->obj || l->all.v[e].multiples;
	l->found_at = (int32_t)e;
	l->index = index;
	l->obj = o;
	l->indirect = l->all.v[e].indirect;
	return !collision;
}

static void lk_embedded(Lookup *l, uint32_t e, const Obj *f, uint32_t i) {
	bool is_ptr;
	Type *ft = type_deref(f->type, &is_ptr);
	LkEntry *at = &l->all.v[e];
	lk_push(l, ft, (int32_t)e, i, at->indirect || is_ptr, at->multiples);
}

// The same for a struct of many fields: the first match, or the embedded fields.
static bool lk_long_struct(Lookup *l, uint32_t e, StructT *s) {
	ObjIndex *x = index_get(l->c, &s->fields);
	for (uint32_t i = objs_find(l->c, &s->fields, l->name); i < s->fields.n; i++)
		if (obj_same_id(s->fields.v[i], l->pkg, l->name, false))
			return lk_match(l, e, s->fields.v[i], i);
	for (uint32_t i = 0; i < x->embedded.n && !l->obj; i++)
		lk_embedded(l, e, s->fields.v[x->embedded.v[i]], x->embedded.v[i]);
	return true;
}

static bool lk_struct(Lookup *l, uint32_t e, StructT *s) {
	if (s->fields.n >= INDEX_MIN && !l->fold_case)
		return lk_long_struct(l, e, s);
	for (uint32_t i = 0; i < s->fields.n; i++) {
		Obj *f = s->fields.v[i];
		if (obj_same_id(f, l->pkg, l->name, l->fold_case)) {
			if (!lk_match(l, e, f, i))
				return false;
		} else if (!l->obj && f->embedded) {
			lk_embedded(l, e, f, i);
		}
	}
	return true;
}

// Looks into entry e. False: ambiguous.
static bool lk_entry(Lookup *l, uint32_t e) {
	Checker *c = l->c;
	Type *t = type_unalias(l->all.v[e].t);
	if (t->kind == TY_NAMED) {
		NamedT *n = (NamedT *)t;
		if (lk_seen(l, n))
			return true;
		if (n->origin->methods_.n) {
			Obj *m = named_find_method(c, n, l->pkg, l->name, l->fold_case);
			if (m) {
				return lk_match(
					l, e, m, objs_find(c, &n->origin->methods_, m->name));
			}
		}
	}
	Type *u = type_underlying(c, t);
	if (u->kind == TY_STRUCT)
		return lk_struct(l, e, (StructT *)u);
	if (u->kind == TY_INTERFACE) {
		uint32_t i = 0;
		TypeSet *s = interface_typeset(c, (InterfaceT *)u);
		Obj *m = methods_find(c, &s->methods, l->pkg, l->name, l->fold_case, &i);
		if (m)
			return lk_match(l, e, m, i);
	}
	return true;
}

// Merges entries [from, all.n) of the same type.
static void lk_consolidate(Lookup *l, uint32_t from) {
	uint32_t n = from;
	for (uint32_t i = from; i < l->all.n; i++) {
		LkEntry *e = &l->all.v[i];
		uint32_t j = from;
		while (j < n && !type_identical(l->c, l->all.v[j].t, e->t))
			j++;
		if (j < n)
			l->all.v[j].multiples = true;
		else
			l->all.v[n++] = *e;
	}
	l->all.n = n;
}

static void lk_path(Lookup *l, VEC_U32 *path) {
	uint32_t depth = 1;
	for (int32_t e = l->found_at; l->all.v[e].parent >= 0; e = l->all.v[e].parent)
		depth++;
	path->n = 0;
	for (uint32_t i = 0; i < depth; i++)
		vec_push(l->c->a, path, 0u);
	path->v[depth - 1] = l->index;
	for (int32_t e = l->found_at; l->all.v[e].parent >= 0; e = l->all.v[e].parent)
		path->v[--depth - 1] = l->all.v[e].field;
}

bool func_has_ptr_recv(const Obj *f) {
	SignatureT *sig = (SignatureT *)f->type;
	if (sig && sig->t.kind == TY_SIGNATURE && sig->recv && sig->recv->type) {
		bool is_ptr;
		type_deref(sig->recv->type, &is_ptr);
		return is_ptr;
	}
	return f->has_ptr_recv;
}

static Obj *lk_search(Checker *c, Type *t, bool addressable, Package *pkg, const Name *name,
	bool fold_case, VEC_U32 *path, bool *indirect) {
	path->n = 0;
	*indirect = false;
	if (name->len == 1 && name->s[0] == '_')
		return NULL;
	bool is_ptr;
	Type *base = type_deref(t, &is_ptr);
	if (is_ptr && type_underlying(c, base)->kind == TY_INTERFACE)
		return NULL;
	LkEntry entries[8];
	NamedT *seen[4];
	Lookup l = {.c = c, .pkg = pkg, .name = name, .fold_case = fold_case};
	l.all.v = entries; // vectors move to the arena when they outgrow these
	l.all.cap = LEN(entries);
	l.seen.v = seen;
	l.seen.cap = LEN(seen);
	lk_push(&l, base, -1, 0, is_ptr, false);
	uint32_t from = 0;
	while (from < l.all.n) {
		uint32_t end = l.all.n;
		for (uint32_t e = from; e < end; e++) {
			if (!lk_entry(&l, e)) {
				lk_path(&l, path); // ambiguous
				return NULL;
			}
		}
		if (l.obj) {
			if (l.obj->kind == OBJ_FUNC && func_has_ptr_recv(l.obj) && !l.indirect &&
				!addressable) {
				*indirect = true;
				return NULL;
			}
			lk_path(&l, path);
			*indirect = l.indirect;
			return l.obj;
		}
		lk_consolidate(&l, end);
		from = end;
	}
	return NULL;
}

static Obj *lk_lookup(Checker *c, Type *t, bool addressable, Package *pkg, const Name *name,
	bool fold_case, VEC_U32 *path, bool *indirect) {
	// A defined pointer type has the fields of its base type, but no methods.
	VEC_U32 own = {0};
	bool ind;
	if (!path)
		path = &own;
	if (!indirect)
		indirect = &ind;
	NamedT *n = type_as_named(t);
	if (n) {
		Type *u = type_underlying(c, &n->t);
		if (u->kind == TY_POINTER) {
			Obj *o = lk_search(c, u, false, pkg, name, fold_case, path, indirect);
			if (o && o->kind == OBJ_FUNC) {
				path->n = 0;
				*indirect = false;
				return NULL;
			}
			return o;
		}
	}
	return lk_search(c, t, addressable, pkg, name, fold_case, path, indirect);
}

Obj *type_lookup(Checker *c, Type *t, bool addressable, Package *pkg, const Name *name,
	VEC_U32 *path, bool *indirect) {
	return lk_lookup(c, t, addressable, pkg, name, false, path, indirect);
}

Obj *type_lookup_fold(Checker *c, Type *t, bool addressable, Package *pkg, const Name *name,
	VEC_U32 *path, bool *indirect) {
	return lk_lookup(c, t, addressable, pkg, name, true, path, indirect);
}

static Type *lk_deref_struct(Checker *c, Type *t) {
	Type *u = type_underlying(c, t);
	if (u->kind == TY_POINTER && type_underlying(c, ((PointerT *)u)->elem)->kind == TY_STRUCT)
		return ((PointerT *)u)->elem;
	return t;
}

const char *field_path_string(Checker *c, Type *t, const uint32_t *path, uint32_t n) {
	Buf b = {0};
	for (uint32_t i = 0; i < n; i++) {
		Type *u = type_underlying(c, lk_deref_struct(c, t));
		if (u->kind != TY_STRUCT || path[i] >= ((StructT *)u)->fields.n)
			break;
		Obj *f = ((StructT *)u)->fields.v[path[i]];
		buf_printf(c->a, &b, "%s%s", i ? "." : "", f->name->s);
		t = f->type;
	}
	return buf_cstr(c->a, &b);
}

/* Missing methods */

typedef enum MissState {
	MISS_OK,
	MISS_NOT_FOUND,
	MISS_WRONG_NAME,
	MISS_UNEXPORTED,
	MISS_WRONG_SIG,
	MISS_AMBIGUOUS,
	MISS_PTR_RECV,
	MISS_FIELD
} MissState;

bool type_is_interface_ptr(Checker *c, Type *t) {
	Type *u = type_underlying(c, t);
	return u->kind == TY_POINTER &&
	       type_underlying(c, ((PointerT *)u)->elem)->kind == TY_INTERFACE;
}

const char *interface_ptr_error(Checker *c, Type *t) {
	PointerT *p = (PointerT *)type_underlying(c, t);
	const char *what = type_is_type_param(p->elem) ? "type parameter, not type parameter"
						       : "interface, not interface";
	return arena_printf(c->a, "type %s is pointer to %s", type_str(c, t), what);
}

static const char *miss_sig(Checker *c, Obj *f, bool pkg_info) {
	Buf b = {0};
	buf_puts(c->a, &b, f->name->s);
	sig_write(c, &b, (SignatureT *)f->type, pkg_info ? NULL : c->env.pkg, false, pkg_info);
	return buf_cstr(c->a, &b);
}

static const char *miss_signatures(Checker *c, MissState state, Obj *m, Obj *f) {
	const char *fs = miss_sig(c, f, false), *ms = miss_sig(c, m, false);
	if (state == MISS_WRONG_NAME)
		return arena_printf(
			c->a, "(missing method %s)\n\t\thave %s\n\t\twant %s", m->name->s, fs, ms);
	if (!strcmp(fs, ms)) {
		fs = miss_sig(c, f, true);
		ms = miss_sig(c, m, true);
	}
	if (!strcmp(fs, ms))
		return arena_printf(c->a, "(wrong type for method %s)", m->name->s);
	return arena_printf(
		c->a, "(wrong type for method %s)\n\t\thave %s\n\t\twant %s", m->name->s, fs, ms);
}

static const char *miss_cause(Checker *c, Type *v, Type *t, MissState state, Obj *m, Obj *f) {
	const char *name = m->name->s;
	switch (state) {
	case MISS_WRONG_NAME:
	case MISS_WRONG_SIG: return miss_signatures(c, state, m, f);
	case MISS_UNEXPORTED: return arena_printf(c->a, "(unexported method %s)", name);
	case MISS_AMBIGUOUS:
		return arena_printf(c->a, "(ambiguous selector %s.%s)", type_str(c, v), name);
	case MISS_PTR_RECV: return arena_printf(c->a, "(method %s has pointer receiver)", name);
	case MISS_FIELD:
		return arena_printf(c->a, "(%s.%s is a field, not a method)", type_str(c, v), name);
	default:
		if (type_is_interface_ptr(c, v))
			return arena_printf(c->a, "(%s)", interface_ptr_error(c, v));
		if (type_is_interface_ptr(c, t))
			return arena_printf(c->a, "(%s)", interface_ptr_error(c, t));
		return arena_printf(c->a, "(missing method %s)", name);
	}
}

// What v has for method m; *found: the method of v, if any.
static MissState miss_concrete(Checker *c, Type *v, Obj *m, TypeEq eq, void *ctx, Obj **found) {
	VEC_U32 path = {0};
	bool indirect;
	Obj *o = lk_search(c, v, false, m->pkg, m->name, false, &path, &indirect);
	if (!o) {
		if (path.n)
			return MISS_AMBIGUOUS;
		if (indirect)
			return MISS_PTR_RECV;
		o = lk_search(c, v, false, m->pkg, m->name, true, &path, &indirect);
		if (!o || o->kind != OBJ_FUNC)
			return MISS_NOT_FOUND;
		*found = o;
		check_obj_decl(c, o->origin && o->origin->decl ? o->origin : o);
		return o->name == m->name ? MISS_UNEXPORTED : MISS_WRONG_NAME;
	}
	if (o->kind != OBJ_FUNC)
		return MISS_FIELD;
	*found = o;
	if (!o->type)
		check_obj_decl(c, o);
	return eq(c, o->type, m->type, ctx) ? MISS_OK : MISS_WRONG_SIG;
}

Obj *method_missing(
	Checker *c, Type *v, Type *t, bool is_static, TypeEq eq, void *ctx, const char **cause) {
	Type *tu = type_underlying(c, t);
	ObjVec methods = interface_typeset(c, (InterfaceT *)tu)->methods;
	if (!methods.n)
		return NULL;
	Type *vu = type_underlying(c, v);
	for (uint32_t i = 0; i < methods.n; i++) {
		Obj *m = methods.v[i], *f = NULL;
		MissState state = MISS_OK;
		if (vu->kind == TY_INTERFACE) {
			f = methods_find(c, &interface_typeset(c, (InterfaceT *)vu)->methods,
				m->pkg, m->name, false, NULL);
			if (!f)
				state = is_static ? MISS_NOT_FOUND : MISS_OK;
			else if (!eq(c, f->type, m->type, ctx))
				state = MISS_WRONG_SIG;
		} else {
			state = miss_concrete(c, v, m, eq, ctx, &f);
		}
		if (state == MISS_OK)
			continue;
		if (cause)
			*cause = miss_cause(c, v, t, state, m, f);
		return m;
	}
	return NULL;
}

static bool miss_invalid_embedded(Checker *c, Type *t, uint32_t depth) {
	Type *u = type_underlying(c, lk_deref_struct(c, t));
	if (u->kind != TY_STRUCT || depth > 32)
		return false;
	StructT *s = (StructT *)u;
	for (uint32_t i = 0; i < s->fields.n; i++) {
		Obj *f = s->fields.v[i];
		if (f->embedded &&
			(!type_is_valid(f->type) || miss_invalid_embedded(c, f->type, depth + 1)))
			return true;
	}
	return false;
}

bool methods_all_present(
	Checker *c, Type *v, Type *t, bool is_static, TypeEq eq, void *ctx, const char **cause) {
	if (!type_is_valid(v))
		return true;
	return !method_missing(c, v, t, is_static, eq, ctx, cause) ||
	       miss_invalid_embedded(c, v, 0);
}

static bool miss_identical(Checker *c, Type *x, Type *y, void *ctx) {
	(void)ctx;
	return type_identical(c, x, y);
}

Obj *type_missing_method(Checker *c, Type *t, InterfaceT *iface) {
	return method_missing(c, t, &iface->t, true, miss_identical, NULL, NULL);
}

const char *missing_method_cause(Checker *c, Type *v, Type *t, bool static_) {
	const char *cause = "";
	method_missing(c, v, t, static_, miss_identical, NULL, &cause);
	return cause;
}

bool check_assertable(Checker *c, Type *v, Type *t, const char **cause) {
	if (type_underlying(c, t)->kind == TY_INTERFACE)
		return true;
	return methods_all_present(c, t, v, false, miss_identical, NULL, cause);
}

/* Texts for failed selections */

static const char *lk_tail(const char *s) {
	uint32_t rune, n = utf8_decode(s, strlen(s), &rune);
	return s + (n ? n : *s != 0);
}

const char *check_lookup_error(Checker *c, Type *t, const Name *sel, Obj *alt, bool struct_lit) {
	enum { MISSING, MISSPELLED, UNEXPORTED, INACCESSIBLE } e = MISSING;
	const char *name = alt ? alt->name->s : "", *ts = type_str(c, t);
	if (alt) {
		bool same_tail = !strcmp(lk_tail(sel->s), lk_tail(name));
		bool alt_exported = name_exported(alt->name);
		if (alt->pkg == c->env.pkg)
			e = MISSPELLED;
		else if (name_exported(sel))
			e = alt_exported ? MISSPELLED : same_tail ? UNEXPORTED : MISSING;
		else if (alt_exported)
			e = same_tail ? MISSPELLED : MISSING;
		else if (alt->name == sel)
			e = INACCESSIBLE;
	}
	const char *has = e == MISSPELLED ? ", but does have " : ", but does have unexported ";
	if (struct_lit) {
		if (e == INACCESSIBLE)
			return arena_printf(c->a,
				"cannot refer to unexported field %s in struct literal of type %s",
				name, ts);
		return arena_printf(c->a, "unknown field %s in struct literal of type %s%s%s",
			sel->s, ts, e == MISSING ? "" : has, e == MISSING ? "" : name);
	}
	const char *what = alt && alt->kind == OBJ_FUNC ? "method" : alt ? "field" : "object";
	if (e == INACCESSIBLE)
		return arena_printf(c->a, "cannot refer to unexported %s %s", what, name);
	if (e == MISSING)
		return arena_printf(c->a, "type %s has no field or method %s", ts, sel->s);
	return arena_printf(
		c->a, "type %s has no field or method %s%s%s %s", ts, sel->s, has, what, name);
}
