// Type descriptors: names, offsets, pointer masks, identity.
//
// Offsets. Positive ones index rt_program.offs. reflect adds entries at run time: they get negative
// numbers from -2 down (-1 is what gc uses for methods that the linker dropped), kept for ever.
#include "span.h"

/* Names. */
static u64 name_varint(const u8 *p, u64 *len) {
	u64 v = 0;
	for (u64 i = 0;; i++) {
		v |= (u64)(p[i] & 0x7f) << 7 * i;
		if (!(p[i] & 0x80)) {
			*len = v;
			return i + 1;
		}
	}
}

String rt_name_string(Name n) {
	if (!n.bytes)
		return (String){NULL, 0};
	u64 len, skip = name_varint(n.bytes + 1, &len);
	return (String){n.bytes + 1 + skip, len};
}

String rt_name_pkgpath(Name n) {
	if (!n.bytes || !(n.bytes[0] & 4))
		return (String){NULL, 0};
	u64 len, off = 1 + name_varint(n.bytes + 1, &len);
	off += len;
	if (n.bytes[0] & 2) {
		off += name_varint(n.bytes + off, &len);
		off += len;
	}
	i32 nameoff;
	memcpy(&nameoff, n.bytes + off, 4);
	return rt_name_string((Name){rt_resolve_name((ptr)n.bytes, nameoff)});
}

String rt_type_string(const Type *t) {
	String s = rt_name_string((Name){rt_resolve_name((ptr)t, t->str)});
	if (t->tflag & TFLAG_EXTRA_STAR) {
		s.ptr++;
		s.len--;
	}
	return s;
}

Ret2 rt_typeString(const Type *t) {
	String s = rt_type_string(t);
	return (Ret2){{(u64)s.ptr, s.len}};
}

UncommonType *rt_type_uncommon(const Type *t) {
	static const u8 sizes[27] = {[KIND_ARRAY] = sizeof(ArrayType),
		[KIND_CHAN] = sizeof(ChanType),
		[KIND_FUNC] = sizeof(FuncType),
		[KIND_INTERFACE] = sizeof(InterfaceType),
		[KIND_MAP] = sizeof(MapType),
		[KIND_POINTER] = sizeof(PtrType),
		[KIND_SLICE] = sizeof(SliceType),
		[KIND_STRUCT] = sizeof(StructType)};
	if (!(t->tflag & TFLAG_UNCOMMON))
		return NULL;
	u64 size = t->kind < countof(sizes) && sizes[t->kind] ? sizes[t->kind] : sizeof(Type);
	return (UncommonType *)((u8 *)t + size);
}

String rt_type_pkgpath(const Type *t) {
	UncommonType *u = rt_type_uncommon(t);
	if (u)
		return rt_name_string((Name){rt_resolve_name((ptr)t, u->pkg_path)});
	if (t->kind == KIND_STRUCT)
		return rt_name_string(((const StructType *)t)->pkg_path);
	if (t->kind == KIND_INTERFACE)
		return rt_name_string(((const InterfaceType *)t)->pkg_path);
	return (String){NULL, 0};
}

static bool string_same(String a, String b) {
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Offsets. */
static struct {
	Lock lock;
	ptr *at; // entry k has offset -2 - k; scanned by the collector
	u64 n, cap;
} reflect_offs;

i32 rt_addReflectOff(ptr p) {
	rt_lock(&reflect_offs.lock);
	for (u64 k = reflect_offs.n; k-- > 0;)
		if (reflect_offs.at[k] == p) {
			rt_unlock(&reflect_offs.lock);
			return -2 - (i32)k;
		}
	if (reflect_offs.n == reflect_offs.cap) {
		u64 cap = reflect_offs.cap ? 2 * reflect_offs.cap : 256;
		ptr *at = rt_persistent_alloc(cap * 8, 8);
		if (reflect_offs.n) {
			memcpy(at, reflect_offs.at, reflect_offs.n * 8);
			rt_gc_forget_root(reflect_offs.at);
		}
		rt_gc_add_root(at, cap * 8);
		atomic_store_release(&reflect_offs.at, at);
		reflect_offs.cap = cap;
	}
	u64 k = reflect_offs.n;
	reflect_offs.at[k] = p;
	atomic_store_release(&reflect_offs.n, k + 1);
	rt_unlock(&reflect_offs.lock);
	return -2 - (i32)k;
}

static ptr offs_resolve(i32 off) {
	if (off > 0) {
		if ((u64)off >= rt_program.n_offs)
			rt_throw("offs_resolve: offset out of range");
		return ((ptr *)rt_program.offs)[off];
	}
	if (off == 0 || off == -1)
		return NULL;
	u64 k = -2 - (i64)off;
	if (k >= atomic_load_acquire(&reflect_offs.n))
		rt_throw("offs_resolve: unknown offset of reflect");
	return atomic_load_acquire(&reflect_offs.at)[k];
}

ptr rt_resolve_name(ptr in, i32 off) {
	(void)in;
	return offs_resolve(off);
}

ptr rt_resolve_type(ptr in, i32 off) {
	(void)in;
	return offs_resolve(off);
}

static RT_DIES void offs_unreachable_method(void) {
	rt_throw("unreachable method called. linker bug?");
}

ptr rt_resolve_text(ptr in, i32 off) {
	(void)in;
	ptr p = offs_resolve(off);
	return p ? p : (ptr)offs_unreachable_method;
}

ptr rt_adjustAIXGCData(ptr p) {
	return p;
}

// ([]*abi.Type, [][]*abi.Type); the second is for other modules, which there are none of.
Ret6 rt_compiledTypelinks(void) {
	u64 n = rt_program.n_typelinks;
	return (Ret6){{(u64)rt_program.typelinks, n, n, 0, 0, 0}};
}

/* Pointer masks. */
static void mask_or(u8 *mask, u64 at, const Type *t);

static void mask_copy(u8 *mask, u64 at, const Type *t) {
	const u8 *g = rt_gcmask(t);
	for (u64 i = 0; i < t->ptr_bytes / 8; i++)
		if (g[i / 8] >> i % 8 & 1)
			mask[(at + i) / 8] |= 1 << (at + i) % 8;
}

static void mask_or(u8 *mask, u64 at, const Type *t) {
	if (t->ptr_bytes == 0)
		return;
	if (!(t->tflag & TFLAG_GCMASK_ON_DEMAND)) {
		mask_copy(mask, at, t);
		return;
	}
	if (t->kind == KIND_ARRAY) {
		const ArrayType *a = (const ArrayType *)t;
		for (u64 i = 0; i < a->len; i++)
			mask_or(mask, at + i * a->elem->size / 8, a->elem);
		return;
	}
	if (t->kind != KIND_STRUCT)
		rt_throw("mask_or: a type of this kind has its mask");
	const StructType *s = (const StructType *)t;
	for (i64 i = 0; i < s->n_fields; i++)
		mask_or(mask, at + s->fields[i].offset / 8, s->fields[i].typ);
}

// The word at gcdata caches the mask. Two may build it at once: the first to store wins.
static const u8 *mask_build(const Type *t) {
	u8 *mask = rt_persistent_alloc((t->ptr_bytes / 8 + 7) / 8 + 8, 8);
	mask_or(mask, 0, t);
	const u8 **slot = (const u8 **)t->gcdata;
	if (atomic_cas_seqcst(slot, NULL, mask))
		return mask;
	return atomic_load_acquire(slot);
}

const u8 *rt_gcmask(const Type *t) {
	if (likely(!(t->tflag & TFLAG_GCMASK_ON_DEMAND)))
		return t->gcdata;
	const u8 *mask = atomic_load_acquire((const u8 **)t->gcdata);
	return mask ? mask : mask_build(t);
}

/* Identity of types that may have been made twice. */
static bool types_equal(const Type *a, const Type *b, u64 depth);

static bool types_list_equal(Type *const *a, Type *const *b, u64 n, u64 depth) {
	for (u64 i = 0; i < n; i++)
		if (!types_equal(a[i], b[i], depth))
			return false;
	return true;
}

static Type **func_params(const FuncType *f) {
	return (Type **)((u8 *)(f + 1) + (f->t.tflag & TFLAG_UNCOMMON ? sizeof(UncommonType) : 0));
}

static bool types_funcs_equal(const FuncType *a, const FuncType *b, u64 depth) {
	u64 n = a->in_count + (a->out_count & 0x7fff);
	return a->in_count == b->in_count && a->out_count == b->out_count &&
	       types_list_equal(func_params(a), func_params(b), n, depth);
}

static bool types_structs_equal(const StructType *a, const StructType *b, u64 depth) {
	if (a->n_fields != b->n_fields ||
		!string_same(rt_name_string(a->pkg_path), rt_name_string(b->pkg_path)))
		return false;
	for (i64 i = 0; i < a->n_fields; i++) {
		const StructField *f = &a->fields[i], *g = &b->fields[i];
		if (f->offset != g->offset ||
			!string_same(rt_name_string(f->name), rt_name_string(g->name)) ||
			!types_equal(f->typ, g->typ, depth))
			return false;
	}
	return true;
}

static bool types_interfaces_equal(const InterfaceType *a, const InterfaceType *b, u64 depth) {
	if (a->n_methods != b->n_methods)
		return false;
	for (i64 i = 0; i < a->n_methods; i++) {
		Name m = {offs_resolve(a->methods[i].name)}, n = {offs_resolve(b->methods[i].name)};
		if (!string_same(rt_name_string(m), rt_name_string(n)) ||
			!string_same(rt_name_pkgpath(m), rt_name_pkgpath(n)) ||
			!types_equal(offs_resolve(a->methods[i].typ),
				offs_resolve(b->methods[i].typ), depth))
			return false;
	}
	return true;
}

static bool types_parts_equal(const Type *a, const Type *b, u64 depth) {
	switch (a->kind) {
	case KIND_ARRAY:
		return ((const ArrayType *)a)->len == ((const ArrayType *)b)->len &&
		       types_equal(
			       ((const ArrayType *)a)->elem, ((const ArrayType *)b)->elem, depth);
	case KIND_CHAN:
		return ((const ChanType *)a)->dir == ((const ChanType *)b)->dir &&
		       types_equal(((const ChanType *)a)->elem, ((const ChanType *)b)->elem, depth);
	case KIND_FUNC: return types_funcs_equal((const FuncType *)a, (const FuncType *)b, depth);
	case KIND_INTERFACE:
		return types_interfaces_equal(
			(const InterfaceType *)a, (const InterfaceType *)b, depth);
	case KIND_MAP:
		return types_equal(((const MapType *)a)->key, ((const MapType *)b)->key, depth) &&
		       types_equal(((const MapType *)a)->elem, ((const MapType *)b)->elem, depth);
	case KIND_POINTER:
	case KIND_SLICE:
		return types_equal(((const PtrType *)a)->elem, ((const PtrType *)b)->elem, depth);
	case KIND_STRUCT:
		return types_structs_equal((const StructType *)a, (const StructType *)b, depth);
	default: return true;
	}
}

static bool types_equal(const Type *a, const Type *b, u64 depth) {
	if (a == b)
		return true;
	if (a->kind != b->kind || a->hash != b->hash ||
		!string_same(rt_type_string(a), rt_type_string(b)))
		return false;
	if ((a->tflag | b->tflag) & TFLAG_NAMED)
		return false; // made once, by the compiler
	return depth > 64 || types_parts_equal(a, b, depth + 1);
}

bool rt_types_equal(const Type *a, const Type *b) {
	return types_equal(a, b, 0);
}
