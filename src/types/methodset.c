// methodset.c: the method sets of types, promoted methods included.
//
// Order: as the runtime sorts them, exported names by their bytes, then unexported ones by name and
// package path. A set is made once a type and kept.
#include "types/core.h"

#include <stdlib.h>

// One embedded type on the way; its path is that of the entry `parent` with `field` added.
typedef struct MsEntry {
	Type *t;
	int32_t parent;
	uint32_t field, depth;
	bool indirect, multiples;
} MsEntry;

// A name met: a field, a method, or hidden because it was met twice at one depth.
typedef struct MsName {
	const Name *name;
	Package *pkg; // of an unexported name
	Obj *func;    // NULL: a field or a collision
	uint32_t depth, entry;
} MsName;

typedef struct MsBuild {
	Checker *c;
	VEC(MsEntry) entries;
	VEC(MsName) names;
	Map by_name; // const Name* -> 1 + index of the first in names
	VEC(NamedT *) seen;
} MsBuild;

static MsName *ms_find(MsBuild *b, const Name *name, Package *pkg) {
	uintptr_t first = (uintptr_t)map_get(&b->by_name, name);
	if (!first)
		return NULL;
	for (uint32_t i = (uint32_t)first - 1; i < b->names.n; i++) {
		MsName *n = &b->names.v[i];
		if (n->name == name && (!pkg || n->pkg == pkg))
			return n;
	}
	return NULL;
}

static void ms_add(MsBuild *b, Obj *o, uint32_t entry) {
	MsEntry *e = &b->entries.v[entry];
	Package *pkg = name_exported(o->name) ? NULL : o->pkg;
	MsName *old = ms_find(b, o->name, pkg);
	if (old) {
		if (old->depth == e->depth)
			old->func = NULL;
		return;
	}
	bool is_method = o->kind == OBJ_FUNC && !e->multiples;
	MsName n = {o->name, pkg, is_method ? o : NULL, e->depth, entry};
	if (!map_get(&b->by_name, o->name))
		map_put(&b->by_name, o->name, (void *)(uintptr_t)(b->names.n + 1));
	vec_push(b->c->a, &b->names, n);
}

static bool ms_seen(MsBuild *b, NamedT *n) {
	for (uint32_t i = 0; i < b->seen.n; i++)
		if (b->seen.v[i] == n || type_identical(b->c, &b->seen.v[i]->t, &n->t))
			return true;
	vec_push(b->c->a, &b->seen, n);
	return false;
}

static void ms_struct(MsBuild *b, StructT *s, uint32_t entry) {
	for (uint32_t i = 0; i < s->fields.n; i++) {
		Obj *f = s->fields.v[i];
		ms_add(b, f, entry);
		if (!f->embedded)
			continue;
		bool is_ptr;
		Type *t = type_deref(f->type, &is_ptr);
		MsEntry *e = &b->entries.v[entry];
		MsEntry n = {
			t, (int32_t)entry, i, e->depth + 1, e->indirect || is_ptr, e->multiples};
		vec_push(b->c->a, &b->entries, n);
	}
}

static void ms_entry(MsBuild *b, uint32_t entry) {
	Checker *c = b->c;
	Type *t = type_unalias(b->entries.v[entry].t);
	if (t->kind == TY_NAMED) {
		NamedT *n = (NamedT *)t;
		if (ms_seen(b, n))
			return;
		uint32_t count = named_method_count(c, n);
		for (uint32_t i = 0; i < count; i++)
			if (strcmp(n->origin->methods_.v[i]->name->s, "_") != 0)
				ms_add(b, named_method(c, n, i), entry);
	}
	Type *u = type_underlying(c, t);
	if (u->kind == TY_STRUCT) {
		ms_struct(b, (StructT *)u, entry);
	} else if (u->kind == TY_INTERFACE) {
		TypeSet *s = interface_typeset(c, (InterfaceT *)u);
		for (uint32_t i = 0; i < s->methods.n; i++)
			ms_add(b, s->methods.v[i], entry);
	}
}

// Entries of one depth that have the same type hide each other's methods.
static void ms_consolidate(MsBuild *b, uint32_t from) {
	uint32_t n = from;
	for (uint32_t i = from; i < b->entries.n; i++) {
		uint32_t j = from;
		while (j < n && !type_identical(b->c, b->entries.v[j].t, b->entries.v[i].t))
			j++;
		if (j < n)
			b->entries.v[j].multiples = true;
		else
			b->entries.v[n++] = b->entries.v[i];
	}
	b->entries.n = n;
}

static MethodSel ms_select(MsBuild *b, const MsName *n) {
	MsEntry *e = &b->entries.v[n->entry];
	if (!n->func->type)
		check_obj_decl(b->c, n->func);
	MethodSel m = {.func = n->func, .indirect = e->indirect, .n_path = e->depth};
	m.path = NEW_ARRAY(b->c->a, uint32_t, e->depth + 1);
	for (uint32_t d = e->depth; d > 0; d--) {
		m.path[d - 1] = e->field;
		e = &b->entries.v[e->parent];
	}
	return m;
}

static int ms_compare(const void *a, const void *b) {
	return obj_compare(((const MethodSel *)a)->func, ((const MethodSel *)b)->func);
}

static void ms_collect(MsBuild *b, MethodSet *set, bool is_ptr) {
	for (uint32_t from = 0; from < b->entries.n;) {
		uint32_t end = b->entries.n;
		for (uint32_t e = from; e < end; e++)
			ms_entry(b, e);
		ms_consolidate(b, end);
		from = end;
	}
	for (uint32_t i = 0; i < b->names.n; i++) {
		MsName *n = &b->names.v[i];
		if (n->func &&
			(is_ptr || b->entries.v[n->entry].indirect || !func_has_ptr_recv(n->func)))
			vec_push(b->c->a, set, ms_select(b, n));
	}
	if (set->n > 1)
		qsort(set->v, set->n, sizeof(set->v[0]), ms_compare);
}

const MethodSet *type_method_set(Checker *c, Type *t) {
	t = type_unalias(t);
	MethodSet *set = map_get(&c->method_sets, t);
	if (set)
		return set;
	set = NEW(c->a, MethodSet);
	map_put(&c->method_sets, t, set);
	bool is_ptr;
	Type *base = type_deref(t, &is_ptr);
	Type *u = type_underlying(c, base);
	// Pointers to interfaces and defined pointer types have no methods.
	if ((is_ptr && u->kind == TY_INTERFACE) || (!is_ptr && u->kind == TY_POINTER))
		return set;
	MsBuild b = {.c = c};
	map_init(&b.by_name, c->a);
	vec_push(c->a, &b.entries, ((MsEntry){base, -1, 0, 0, is_ptr, false}));
	ms_collect(&b, set, is_ptr);
	return set;
}
