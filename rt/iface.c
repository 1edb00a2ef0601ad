// Interfaces: tables of methods, assertions, boxing.
//
// An itab is found by the pair (interface type, dynamic type) in a table with open addressing.
// Readers take no lock: entries are never removed, and a grown table is published whole. Itabs made
// at compile time go in first. An itab with fun[0] == NULL says that the type does not implement
// the interface.
#include "gocalls.h"
#include "span.h"

typedef struct ItabTable {
	u64 mask; // entries - 1
	u64 n;
	const ITab *at[];
} ItabTable;

static struct {
	Lock lock;	  // for changes
	ItabTable *table; // atomic
} itabs;

static const u8 mask_one[1] = {1};
static const Type type_string = {.size = 16,
	.ptr_bytes = 8,
	.align = 8,
	.field_align = 8,
	.kind = KIND_STRING,
	.gcdata = mask_one};
static const Type type_slice = {.size = 24,
	.ptr_bytes = 8,
	.align = 8,
	.field_align = 8,
	.kind = KIND_SLICE,
	.gcdata = mask_one};

/* The table. */
static u64 itab_hash(const InterfaceType *inter, const Type *type) {
	return ((u64)inter->t.hash ^ type->hash) * 0x9e3779b97f4a7c15ul >> 32;
}

static const ITab *itab_find(const ItabTable *t, const InterfaceType *inter, const Type *type) {
	if (!t)
		return NULL;
	for (u64 i = itab_hash(inter, type);; i++) {
		const ITab *tab = atomic_load_acquire(&t->at[i & t->mask]);
		if (!tab || (tab->inter == inter && tab->type == type))
			return tab;
	}
}

static void itab_put(ItabTable *t, const ITab *tab) {
	u64 i = itab_hash(tab->inter, tab->type);
	for (; t->at[i & t->mask]; i++)
		if (t->at[i & t->mask]->inter == tab->inter &&
			t->at[i & t->mask]->type == tab->type)
			return;
	atomic_store_release(&t->at[i & t->mask], tab);
	t->n++;
}

static ItabTable *itab_table_new(u64 cap) {
	ItabTable *t = rt_persistent_alloc(sizeof *t + cap * 8, 8);
	t->mask = cap - 1;
	return t;
}

static void itab_add(const ITab *tab) {
	ItabTable *t = itabs.table;
	if (!t) {
		u64 cap = 512;
		while (cap < 2 * rt_program.n_itabs)
			cap *= 2;
		t = itab_table_new(cap);
		for (u64 i = 0; i < rt_program.n_itabs; i++)
			itab_put(t, ((const ITab *const *)rt_program.itabs)[i]);
		atomic_store_release(&itabs.table, t);
	}
	if (!tab)
		return;
	if (4 * t->n >= 3 * (t->mask + 1)) {
		ItabTable *bigger = itab_table_new(2 * (t->mask + 1));
		for (u64 i = 0; i <= t->mask; i++)
			if (t->at[i])
				itab_put(bigger, t->at[i]);
		atomic_store_release(&itabs.table, bigger);
		t = bigger;
	}
	itab_put(t, tab);
}

/* Making an itab. */

// The package of an unexported name: the name's own, or that of the type it belongs to.
static String name_package(Name n, String of_type) {
	return n.bytes[0] & 4 ? rt_name_pkgpath(n) : of_type;
}

static bool name_matches(Name a, Name b, const Type *type, const InterfaceType *inter) {
	String s = rt_name_string(a), t = rt_name_string(b);
	if (s.len != t.len || memcmp(s.ptr, t.ptr, s.len) != 0)
		return false;
	if (a.bytes[0] & 1)
		return true;
	String p = name_package(a, rt_type_pkgpath(type));
	String q = name_package(b, rt_name_string(inter->pkg_path));
	return p.len == q.len && memcmp(p.ptr, q.ptr, p.len) == 0;
}

// Fills fun if there is room; the name of the first missing method, or an empty string.
static String itab_fill(const InterfaceType *inter, const Type *type, void **fun) {
	UncommonType *u = rt_type_uncommon(type);
	Method *m = u ? (Method *)((u8 *)u + u->moff) : NULL;
	i64 j = 0, n = u ? u->mcount : 0;
	for (i64 k = 0; k < inter->n_methods; k++) {
		Name want = {rt_resolve_name((ptr)inter, inter->methods[k].name)};
		const Type *wanttype = rt_resolve_type((ptr)inter, inter->methods[k].typ);
		for (; j < n; j++) {
			Name have = {rt_resolve_name((ptr)type, m[j].name)};
			const Type *havetype = rt_resolve_type((ptr)type, m[j].mtyp);
			if (havetype && name_matches(have, want, type, inter) &&
				rt_types_equal(havetype, wanttype))
				break;
		}
		if (j == n)
			return rt_name_string(want);
		if (fun)
			fun[k] = rt_resolve_text((ptr)type, m[j].ifn);
		j++;
	}
	return (String){NULL, 0};
}

typedef struct ItabMake {
	const InterfaceType *inter;
	const Type *type;
	const ITab *tab;
} ItabMake;

static void itab_make(ptr arg) {
	ItabMake *mk = arg;
	u64 n = mk->inter->n_methods;
	ITab *tab = rt_persistent_alloc(sizeof *tab + (n > 1 ? n - 1 : 0) * 8, 8);
	tab->inter = (InterfaceType *)mk->inter;
	tab->type = (Type *)mk->type;
	tab->hash = mk->type->hash;
	if (itab_fill(mk->inter, mk->type, tab->fun).ptr)
		tab->fun[0] = NULL;
	rt_lock(&itabs.lock);
	if (!itabs.table)
		itab_add(NULL);
	const ITab *known = itab_find(itabs.table, mk->inter, mk->type);
	if (known) {
		mk->tab = known;
	} else {
		itab_add(tab);
		mk->tab = tab;
	}
	rt_unlock(&itabs.lock);
}

const ITab *rt_getitab(const InterfaceType *inter, const Type *type, bool canfail) {
	const ITab *tab = NULL;
	if (type->tflag & TFLAG_UNCOMMON) {
		tab = itab_find(atomic_load_acquire(&itabs.table), inter, type);
		if (!tab) {
			ItabMake mk = {inter, type, NULL};
			rt_systemstack(itab_make, &mk);
			tab = mk.tab;
		}
		if (tab->fun[0])
			return tab;
	}
	if (canfail)
		return NULL;
	String missing = itab_fill(inter, type, NULL);
	runtime$goPanicAssert((ptr)type, (ptr)inter, (ptr)missing.ptr, missing.len);
	rt_throw("rt_getitab: goPanicAssert returned");
}

/* Assertions. */
ptr rt_assertE2I(ptr inter, ptr type) {
	if (!type)
		runtime$goPanicDottype(NULL, inter, NULL);
	return (ptr)rt_getitab(inter, type, false);
}

ptr rt_assertE2I2(ptr inter, ptr type) {
	return type ? (ptr)rt_getitab(inter, type, true) : NULL;
}

void rt_panicdottypeE(ptr have, ptr want, ptr iface) {
	runtime$goPanicDottype(have, want, iface);
	rt_throw("rt_panicdottypeE: goPanicDottype returned");
}

void rt_panicdottypeI(ptr have, ptr want, ptr iface) {
	rt_panicdottypeE(have ? ((ITab *)have)->type : NULL, want, iface);
}

void rt_panicnildottype(ptr want) {
	rt_panicdottypeE(NULL, want, NULL);
}

// reflect: *dst = src as the interface type t, which has methods.
void rt_ifaceE2I(ptr t, ptr type, ptr data, ptr dst) {
	Iface *d = dst;
	ptr tab = (ptr)rt_assertE2I(t, type);
	rt_wbstore(&d->data, data);
	d->tab = tab;
}

/* Boxing. */
#define ROW1(n) n,
#define ROW8(n)                                                                                    \
	ROW1(n) ROW1(n + 1) ROW1(n + 2) ROW1(n + 3) ROW1(n + 4) ROW1(n + 5) ROW1(n + 6) ROW1(n + 7)
#define ROW64(n)                                                                                   \
	ROW8(n)                                                                                    \
	ROW8(n + 8) ROW8(n + 16) ROW8(n + 24) ROW8(n + 32) ROW8(n + 40) ROW8(n + 48) ROW8(n + 56)
const u64 rt_staticuint64s[256] = {ROW64(0) ROW64(64) ROW64(128) ROW64(192)};
static const u64 zero_words[3];

ptr rt_getStaticuint64s(void) {
	return (ptr)rt_staticuint64s;
}

ptr rt_convT(ptr type, ptr value) {
	const Type *t = type;
	ptr p = rt_mallocgc(t->size, t, false);
	memcpy(p, value, t->size);
	return p;
}

ptr rt_convT64(u64 v) {
	if (v < countof(rt_staticuint64s))
		return (ptr)&rt_staticuint64s[v];
	u64 *p = rt_mallocgc(8, NULL, false);
	*p = v;
	return p;
}

ptr rt_convT32(u32 v) {
	if (v < countof(rt_staticuint64s))
		return (ptr)&rt_staticuint64s[v];
	u32 *p = rt_mallocgc(4, NULL, false);
	*p = v;
	return p;
}

ptr rt_convT16(u16 v) {
	if (v < countof(rt_staticuint64s))
		return (ptr)&rt_staticuint64s[v];
	u16 *p = rt_mallocgc(2, NULL, false);
	*p = v;
	return p;
}

ptr rt_convT8(u8 v) {
	return (ptr)&rt_staticuint64s[v];
}

ptr rt_convTstring(ptr s, u64 n) {
	if (!n)
		return (ptr)zero_words;
	String *p = rt_new16((ptr)&type_string);
	*p = (String){s, n};
	return p;
}

ptr rt_convTslice(ptr s, u64 n, u64 cap) {
	if (!s)
		return (ptr)zero_words;
	Slice *p = rt_new24((ptr)&type_slice);
	*p = (Slice){s, n, cap};
	return p;
}
