// Equality and hashes of values.
//
// Hashes are keyed with random words. Values of types with plain memory are hashed and compared as
// bytes; floats so that 0 and -0 are equal and a NaN hashes differently each time; interfaces by
// their dynamic type, with a panic if that has no equality. Functions here that recur over data
// check the stack as compiled code does.
#include "gocalls.h"
#include "hash.h"
#include "span.h"

typedef u8 EqualFn(ptr closure, ptr x, ptr y);

u64 rt_hash_key[4] = {
	0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb, 0xd6e8feb86659fd93};

__attribute__((constructor)) static void alg_init(void) {
	rt_random(rt_hash_key, sizeof rt_hash_key);
	for (u32 i = 0; i < countof(rt_hash_key); i++)
		rt_hash_key[i] |= 1;
}

/* Bytes. */
static u64 hash_long(const u8 *p, u64 seed, u64 n) {
	u64 b = seed ^ rt_hash_key[2], c = seed ^ rt_hash_key[3];
	const u8 *end = p + n;
	for (; end - p > 48; p += 48) {
		seed = hash_mix(hash_r8(p) ^ rt_hash_key[1], hash_r8(p + 8) ^ seed);
		b = hash_mix(hash_r8(p + 16) ^ rt_hash_key[2], hash_r8(p + 24) ^ b);
		c = hash_mix(hash_r8(p + 32) ^ rt_hash_key[3], hash_r8(p + 40) ^ c);
	}
	seed ^= b ^ c;
	for (; end - p > 16; p += 16)
		seed = hash_mix(hash_r8(p) ^ rt_hash_key[1], hash_r8(p + 8) ^ seed);
	return hash_mix(rt_hash_key[1] ^ n,
		hash_mix(hash_r8(end - 16) ^ rt_hash_key[2], hash_r8(end - 8) ^ seed));
}

u64 rt_memhash(ptr data, u64 seed, u64 n) {
	const u8 *p = data;
	u64 a, b;
	seed ^= rt_hash_key[0];
	if (likely(n <= 16)) {
		if (n >= 8) {
			a = hash_r8(p);
			b = hash_r8(p + n - 8);
		} else if (n >= 4) {
			a = hash_r4(p);
			b = hash_r4(p + n - 4);
		} else if (n > 0) {
			a = (u64)p[0] << 16 | (u64)p[n >> 1] << 8 | p[n - 1];
			b = 0;
		} else {
			a = b = 0;
		}
		return hash_mix(rt_hash_key[1] ^ n, hash_mix(a ^ rt_hash_key[2], b ^ seed));
	}
	return hash_long(p, seed, n);
}

u64 rt_memhash_maps(ptr p, u64 seed, u64 n) {
	return rt_memhash(p, seed, n);
}

u64 rt_memhash32_maps(u32 k, u64 seed) {
	return hash_u32(k, seed);
}

u64 rt_memhash64_maps(u64 k, u64 seed) {
	return hash_u64(k, seed);
}

u8 rt_memequal(ptr x, ptr y, u64 n) {
	return x == y || memcmp(x, y, n) == 0;
}

// The size is in the closure, as in gc; values of this function are called like any other.
u8 rt_memequal_varlen(ptr closure, ptr x, ptr y) {
	return memcmp(x, y, ((u64 *)closure)[1]) == 0;
}

// The first n bytes, at most 8, of which at least n are there; numbers of the same n compare as the
// bytes do.
static inline u64 cmp_head(const u8 *p, u64 n) {
	u64 x = 0;
	u32 lo, hi;
	if (n >= 8) {
		memcpy(&x, p, 8);
		return __builtin_bswap64(x);
	}
	if (n >= 4) {
		memcpy(&lo, p, 4);
		memcpy(&hi, p + n - 4, 4);
		return (u64)__builtin_bswap32(lo) << 32 | __builtin_bswap32(hi);
	}
	for (u64 i = 0; i < n; i++)
		x = x << 8 | p[i];
	return x;
}

u64 rt_cmpstring(ptr a, u64 na, ptr b, u64 nb) {
	u64 n = na < nb ? na : nb, x = cmp_head(a, n), y = cmp_head(b, n);
	if (x != y)
		return x < y ? -1ul : 1;
	int c = n > 8 ? memcmp((u8 *)a + 8, (u8 *)b + 8, n - 8) : 0;
	if (c)
		return c < 0 ? -1ul : 1;
	return na == nb ? 0 : na < nb ? -1ul : 1;
}

/* Errors. */
static RT_DIES RT_NOINLINE void alg_panic(const char *what, const Type *t) {
	String name = rt_type_string(t);
	u64 n = strlen(what);
	u8 *text = rt_mallocgc(n + name.len, NULL, false);
	memcpy(text, what, n);
	memcpy(text + n, name.ptr, name.len);
	runtime$goPanicString(text, n + name.len);
	rt_throw("alg_panic: goPanicString returned");
}

/* Equality. */
static inline u8 alg_equal_dynamic(const Type *t, ptr x, ptr y) {
	if (!t)
		return 1;
	if (!t->equal)
		alg_panic("comparing uncomparable type ", t);
	if (t->tflag & TFLAG_DIRECT_IFACE)
		return x == y;
	return x == y ? ((EqualFn *)t->equal[0])(t->equal, x, x)
		      : ((EqualFn *)t->equal[0])(t->equal, x, y);
}

u8 rt_efaceeq(ptr type, ptr x, ptr y) {
	RT_STACK_CHECK(rt_efaceeq, 0, type, x, y);
	return alg_equal_dynamic(type, x, y);
}

u8 rt_ifaceeq(ptr tab, ptr x, ptr y) {
	RT_STACK_CHECK(rt_ifaceeq, 0, tab, x, y);
	return tab ? alg_equal_dynamic(((ITab *)tab)->type, x, y) : 1;
}

u8 rt_typeequal(ptr type, ptr x, ptr y) {
	RT_STACK_CHECK(rt_typeequal, 0, type, x, y);
	const Type *t = type;
	if (!t->equal)
		alg_panic("comparing uncomparable type ", t);
	return ((EqualFn *)t->equal[0])(t->equal, x, y);
}

u8 rt_equal_mem(ptr closure, ptr x, ptr y) {
	return hash_same(x, y, ((u64 *)closure)[1]);
}

u8 rt_equal_string(ptr closure, ptr x, ptr y) {
	(void)closure;
	const String *a = x, *b = y;
	return a->len == b->len && (a->ptr == b->ptr || memcmp(a->ptr, b->ptr, a->len) == 0);
}

u8 rt_equal_eface(ptr closure, ptr x, ptr y) {
	RT_STACK_CHECK(rt_equal_eface, 0, closure, x, y);
	const Eface *a = x, *b = y;
	return a->type == b->type && alg_equal_dynamic(a->type, a->data, b->data);
}

u8 rt_equal_iface(ptr closure, ptr x, ptr y) {
	RT_STACK_CHECK(rt_equal_iface, 0, closure, x, y);
	const Iface *a = x, *b = y;
	return a->tab == b->tab && (!a->tab || alg_equal_dynamic(a->tab->type, a->data, b->data));
}

u8 rt_equal_f32(ptr closure, ptr x, ptr y) {
	(void)closure;
	return *(f32 *)x == *(f32 *)y;
}

u8 rt_equal_f64(ptr closure, ptr x, ptr y) {
	(void)closure;
	return *(f64 *)x == *(f64 *)y;
}

static u8 equal_value(const Type *t, ptr x, ptr y);

// Compares what needs no look at the contents of strings and cannot panic, up to the first field
// that may: most structs that differ do so there.
static bool equal_cheaply(const StructType *s, ptr x, ptr y) {
	for (i64 i = 0; i < s->n_fields; i++) {
		const StructField *f = &s->fields[i];
		String name = rt_name_string(f->name);
		if (name.len == 1 && name.ptr[0] == '_')
			continue;
		const u8 *a = (u8 *)x + f->offset, *b = (u8 *)y + f->offset;
		if (f->typ->kind == KIND_STRING) {
			if (((const String *)a)->len != ((const String *)b)->len)
				return false;
		} else if (f->typ->tflag & TFLAG_REGULAR_MEMORY) {
			if (memcmp(a, b, f->typ->size) != 0)
				return false;
		} else {
			break;
		}
	}
	return true;
}

static u8 equal_struct(const StructType *s, ptr x, ptr y) {
	if (!equal_cheaply(s, x, y))
		return 0;
	for (i64 i = 0; i < s->n_fields; i++) {
		const StructField *f = &s->fields[i];
		String name = rt_name_string(f->name);
		if (name.len == 1 && name.ptr[0] == '_')
			continue;
		if (!equal_value(f->typ, (u8 *)x + f->offset, (u8 *)y + f->offset))
			return 0;
	}
	return 1;
}

static u8 equal_value(const Type *t, ptr x, ptr y) {
	if (t->tflag & TFLAG_REGULAR_MEMORY)
		return memcmp(x, y, t->size) == 0;
	switch (t->kind) {
	case KIND_FLOAT32: return *(f32 *)x == *(f32 *)y;
	case KIND_FLOAT64: return *(f64 *)x == *(f64 *)y;
	case KIND_COMPLEX64:
		return ((f32 *)x)[0] == ((f32 *)y)[0] && ((f32 *)x)[1] == ((f32 *)y)[1];
	case KIND_COMPLEX128:
		return ((f64 *)x)[0] == ((f64 *)y)[0] && ((f64 *)x)[1] == ((f64 *)y)[1];
	case KIND_STRING: return rt_equal_string(NULL, x, y);
	case KIND_INTERFACE:
		return ((const InterfaceType *)t)->n_methods ? rt_equal_iface(NULL, x, y)
							     : rt_equal_eface(NULL, x, y);
	case KIND_ARRAY: {
		const ArrayType *a = (const ArrayType *)t;
		for (u64 i = 0; i < a->len; i++)
			if (!equal_value(a->elem, (u8 *)x + i * a->elem->size,
				    (u8 *)y + i * a->elem->size))
				return 0;
		return 1;
	}
	case KIND_STRUCT: return equal_struct((const StructType *)t, x, y);
	case KIND_FUNC:
	case KIND_MAP:
	case KIND_SLICE: alg_panic("comparing uncomparable type ", t);
	default: return memcmp(x, y, t->size) == 0;
	}
}

u8 rt_equal_type(ptr closure, ptr x, ptr y) {
	RT_STACK_CHECK(rt_equal_type, 0, closure, x, y);
	return equal_value(((const Type **)closure)[1], x, y);
}

/* Hashes. */
static u64 hash_f64(f64 f, u64 seed) {
	if (f == 0)
		return hash_mix(seed ^ rt_hash_key[0], rt_hash_key[3]);
	if (f != f)
		return hash_mix(seed ^ rt_hash_key[0] ^ rt_rand(), rt_hash_key[3]);
	return rt_memhash(&f, seed, 8);
}

// Another key than rt_memhash takes: two of the same would cancel, and a seed of 0 would stay 0.
static u64 hash_dynamic(const Type *t, ptr data, u64 seed) {
	if (!t)
		return seed;
	if (!t->equal)
		alg_panic("hash of unhashable type ", t);
	if (t->tflag & TFLAG_DIRECT_IFACE)
		return hash_mix(rt_hash_key[1], rt_typehash(t, &data, seed ^ rt_hash_key[2]));
	return hash_mix(rt_hash_key[1], rt_typehash(t, data, seed ^ rt_hash_key[2]));
}

static u64 hash_struct(const StructType *s, ptr p, u64 seed) {
	for (i64 i = 0; i < s->n_fields; i++) {
		const StructField *f = &s->fields[i];
		String name = rt_name_string(f->name);
		if (name.len == 1 && name.ptr[0] == '_')
			continue;
		seed = rt_typehash(f->typ, (u8 *)p + f->offset, seed);
	}
	return seed;
}

u64 rt_typehash(const Type *t, ptr p, u64 seed) {
	RT_STACK_CHECK(rt_typehash, 0, t, p, seed);
	if (t->tflag & TFLAG_REGULAR_MEMORY)
		return rt_memhash(p, seed, t->size);
	switch (t->kind) {
	case KIND_FLOAT32: return hash_f64(*(f32 *)p, seed);
	case KIND_FLOAT64: return hash_f64(*(f64 *)p, seed);
	case KIND_COMPLEX64: return hash_f64(((f32 *)p)[1], hash_f64(((f32 *)p)[0], seed));
	case KIND_COMPLEX128: return hash_f64(((f64 *)p)[1], hash_f64(((f64 *)p)[0], seed));
	case KIND_STRING: return rt_memhash(*(ptr *)p, seed, ((u64 *)p)[1]);
	case KIND_INTERFACE:
		if (((const InterfaceType *)t)->n_methods) {
			const ITab *tab = ((Iface *)p)->tab;
			return hash_dynamic(tab ? tab->type : NULL, ((Iface *)p)->data, seed);
		}
		return hash_dynamic(((Eface *)p)->type, ((Eface *)p)->data, seed);
	case KIND_ARRAY: {
		const ArrayType *a = (const ArrayType *)t;
		for (u64 i = 0; i < a->len; i++)
			seed = rt_typehash(a->elem, (u8 *)p + i * a->elem->size, seed);
		return seed;
	}
	case KIND_STRUCT: return hash_struct((const StructType *)t, p, seed);
	case KIND_FUNC:
	case KIND_MAP:
	case KIND_SLICE: alg_panic("hash of unhashable type ", t);
	default: return rt_memhash(p, seed, t->size);
	}
}

u64 rt_hash_type(ptr closure, ptr p, u64 seed) {
	RT_STACK_CHECK(rt_hash_type, 0, closure, p, seed);
	return rt_typehash(((const Type **)closure)[1], p, seed);
}
