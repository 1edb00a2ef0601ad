// sizes.c: sizes, alignments, field offsets and pointer prefixes of types, as gc lays them out on
// 64-bit machines. The layout of a struct is computed once.
#include "types/core.h"

#define WORD 8

typedef struct Layout {
	int64_t size, align, ptrdata; // size -1: too large
	int64_t offsets[];
} Layout;

static int64_t size_align_up(int64_t x, int64_t a) {
	if (x > INT64_MAX - a)
		return -1;
	return (x + a - 1) & ~(a - 1);
}

static Layout *size_layout(Checker *c, StructT *t) {
	Layout *l = map_get(&c->layouts, t);
	if (l)
		return l;
	uint32_t n = t->fields.n;
	l = arena_alloc(c->a, sizeof(Layout) + n * sizeof(int64_t));
	map_put(&c->layouts, t,
		l); // a struct that contains itself was reported, and is empty in itself
	int64_t at = 0, last = 0;
	l->align = 1;
	for (uint32_t i = 0; i < n; i++) {
		Type *ft = t->fields.v[i]->type;
		int64_t a = type_align(c, ft), ptr = type_ptrdata(c, ft);
		last = type_size(c, ft);
		if (a > l->align)
			l->align = a;
		if (at >= 0)
			at = size_align_up(at, a);
		l->offsets[i] = at;
		if (ptr && at >= 0)
			l->ptrdata = at + ptr;
		at = at < 0 || last < 0 || at > INT64_MAX - last ? -1 : at + last;
	}
	if (at > 0 && n && last == 0)
		at++; // a pointer to the last field stays inside
	l->size = at < 0 ? -1 : size_align_up(at, l->align);
	return l;
}

// The alignment marker of the atomic packages: an empty struct aligned to 8.
static bool size_is_align64(Type *t) {
	NamedT *n = type_as_named(t);
	if (!n || !n->obj->pkg || strcmp(n->obj->name->s, "align64") != 0)
		return false;
	const char *path = n->obj->pkg->path;
	return !strcmp(path, "sync/atomic") || !strcmp(path, "internal/runtime/atomic");
}

static int64_t size_basic(TypeKind k) {
	switch (k) {
	case TY_BOOL:
	case TY_INT8:
	case TY_UINT8:
	case TY_UNTYPED_BOOL: return 1;
	case TY_INT16:
	case TY_UINT16: return 2;
	case TY_INT32:
	case TY_UINT32:
	case TY_FLOAT32:
	case TY_UNTYPED_RUNE: return 4;
	case TY_COMPLEX128:
	case TY_STRING:
	case TY_UNTYPED_COMPLEX:
	case TY_UNTYPED_STRING: return 16;
	default: return WORD;
	}
}

int64_t type_size(Checker *c, Type *t) {
	Type *u = type_underlying(c, t);
	switch (u->kind) {
	case TY_ARRAY: {
		int64_t n = ((ArrayT *)u)->len, e;
		if (n <= 0)
			return 0;
		e = type_size(c, ((ArrayT *)u)->elem);
		return e < 0 || (e && n > INT64_MAX / e) ? -1 : n * e;
	}
	case TY_STRUCT: return size_layout(c, (StructT *)u)->size;
	case TY_SLICE: return 3 * WORD;
	case TY_INTERFACE: return 2 * WORD;
	case TY_TUPLE: {
		int64_t at = 0;
		for (uint32_t i = 0; i < ((TupleT *)u)->vars.n && at >= 0; i++) {
			Type *vt = ((TupleT *)u)->vars.v[i]->type;
			int64_t s = type_size(c, vt);
			at = s < 0 ? -1 : size_align_up(at, type_align(c, vt)) + s;
		}
		return at;
	}
	default: return u->kind <= TY_UNTYPED_NIL ? size_basic(u->kind) : WORD;
	}
}

int64_t type_align(Checker *c, Type *t) {
	Type *u = type_underlying(c, t);
	switch (u->kind) {
	case TY_ARRAY: return type_align(c, ((ArrayT *)u)->elem);
	case TY_STRUCT:
		if (!((StructT *)u)->fields.n)
			return size_is_align64(t) ? WORD : 1;
		return size_layout(c, (StructT *)u)->align;
	case TY_COMPLEX64: return 4;
	default: {
		int64_t s = u->kind <= TY_UNTYPED_NIL ? size_basic(u->kind) : WORD;
		return s > WORD ? WORD : s;
	}
	}
}

int64_t struct_offset(Checker *c, StructT *t, uint32_t field) {
	return size_layout(c, t)->offsets[field];
}

int64_t type_ptrdata(Checker *c, Type *t) {
	Type *u = type_underlying(c, t);
	switch (u->kind) {
	case TY_STRING:
	case TY_UNSAFE_POINTER:
	case TY_POINTER:
	case TY_SIGNATURE:
	case TY_MAP:
	case TY_CHAN:
	case TY_SLICE: return WORD;
	case TY_INTERFACE: return 2 * WORD;
	case TY_ARRAY: {
		ArrayT *a = (ArrayT *)u;
		int64_t p = a->len > 0 ? type_ptrdata(c, a->elem) : 0;
		return p ? (a->len - 1) * type_size(c, a->elem) + p : 0;
	}
	case TY_STRUCT: return size_layout(c, (StructT *)u)->ptrdata;
	default: return 0;
	}
}
