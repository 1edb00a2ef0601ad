// Slices and typed memory: make, append's growth, moves and clears for reflect and maps.
#include "gocalls.h"
#include "span.h"

#define MAX_ALLOC (1ul << 47)

// n * size, or ~0 if that is more than can be allocated.
static inline u64 slice_bytes(u64 n, u64 size) {
	u64 bytes;
	if (__builtin_mul_overflow(n, size, &bytes) || bytes > MAX_ALLOC)
		return ~0ul;
	return bytes;
}

ptr rt_newarray(ptr type, u64 n) {
	const Type *t = type;
	u64 bytes = slice_bytes(n, t->size);
	if (unlikely(bytes == ~0ul || (i64)n < 0))
		rt_panic_text("runtime: allocation size out of range");
	return rt_mallocgc(bytes, t, true);
}

ptr rt_makeslice(ptr type, u64 len, u64 cap) {
	const Type *t = type;
	u64 bytes = slice_bytes(cap, t->size);
	if (unlikely(bytes == ~0ul || (i64)len < 0 || len > cap)) {
		if ((i64)len < 0 || slice_bytes(len, t->size) == ~0ul)
			rt_panic_error("makeslice: len out of range");
		rt_panic_error("makeslice: cap out of range");
	}
	return rt_mallocgc(bytes, t, true);
}

// What append makes of a capacity that is too small: twice as much below 256 elements, then slowly
// down to 1.25 times.
static u64 slice_nextcap(u64 need, u64 oldcap) {
	if (need > 2 * oldcap)
		return need;
	if (oldcap < 256)
		return 2 * oldcap;
	u64 cap = oldcap;
	do
		cap += (cap + 3 * 256) >> 2;
	while (cap < need);
	return (i64)cap <= 0 ? need : cap;
}

static u64 slice_newcap(const Type *t, u64 need, u64 oldcap, u64 *bytes) {
	u64 cap = slice_nextcap(need, oldcap), raw = slice_bytes(cap, t->size);
	if (raw == ~0ul)
		rt_panic_error("growslice: len out of range");
	*bytes = rt_roundupsize(raw, t->ptr_bytes == 0);
	cap = *bytes / t->size;
	*bytes = cap * t->size;
	return cap;
}

static Ret3 slice_grow(ptr old, u64 newlen, u64 oldlen, u64 oldcap, const Type *t) {
	if (unlikely((i64)newlen < 0))
		rt_panic_error("growslice: len out of range");
	if (t->size == 0)
		return (Ret3){{(u64)rt_mallocgc(0, NULL, false), newlen, newlen}};
	u64 bytes, cap = slice_newcap(t, newlen, oldcap, &bytes), used = oldlen * t->size;
	bool noscan = t->ptr_bytes == 0;
	u8 *p = rt_mallocgc(bytes, t, !noscan);
	memcpy(p, old, used);
	if (noscan)
		memset(p + used, 0, bytes - used);
	return (Ret3){{(u64)p, newlen, cap}};
}

Ret3 rt_growslice(ptr old, u64 newlen, u64 oldcap, u64 num, ptr type) {
	return slice_grow(old, newlen, newlen - num, oldcap, type);
}

// reflect: room for num more elements behind the old capacity's worth.
Ret3 rt_reflect_growslice(ptr type, ptr old, u64 len, u64 cap, u64 num) {
	num -= cap - len;
	Ret3 r = slice_grow(old, cap + num, cap, cap, type);
	r.r[1] = len;
	return r;
}

Ret3 rt_makenozero(u64 n) {
	if (n > MAX_ALLOC)
		rt_panic_error("makeslice: len out of range");
	u64 cap = rt_roundupsize(n, true);
	return (Ret3){{(u64)rt_mallocgc(cap, NULL, false), n, cap}};
}

void rt_unsafeslice(ptr type, ptr p, u64 n) {
	u64 bytes = slice_bytes(n, ((const Type *)type)->size);
	if ((i64)n < 0 || bytes == ~0ul || bytes > -(u64)p) {
		if (!p && (i64)n > 0)
			rt_panicunsafeslicenilptr();
		rt_panicunsafeslicelen();
	}
	if (!p && n)
		rt_panicunsafeslicenilptr();
}

u8 rt_verifyNotInHeapPtr(u64 p) {
	return rt_findobject((ptr)p).r[0] == 0 && p != (u64)-1;
}

/* Memory of a type. */
void rt_typedmemmove(const Type *t, ptr dst, ptr src) {
	if (t->ptr_bytes)
		rt_wb_range(dst, t->size);
	memmove(dst, src, t->size);
}

void rt_typedmemclr(const Type *t, ptr p) {
	if (t->ptr_bytes)
		rt_wb_range(p, t->size);
	memset(p, 0, t->size);
}

void rt_typedmemclrpartial(const Type *t, ptr p, u64 off, u64 size) {
	(void)off;
	if (t->ptr_bytes)
		rt_wb_range(p, size);
	memset(p, 0, size);
}

void rt_typedarrayclear(const Type *t, ptr p, u64 n) {
	if (t->ptr_bytes)
		rt_wb_range(p, n * t->size);
	memset(p, 0, n * t->size);
}

u64 rt_typedslicecopy(const Type *t, ptr dst, u64 ndst, u64 dstcap, ptr src, u64 nsrc, u64 srccap) {
	(void)dstcap;
	(void)srccap;
	u64 n = ndst < nsrc ? ndst : nsrc;
	if (t->ptr_bytes)
		rt_wb_range(dst, n * t->size);
	memmove(dst, src, n * t->size);
	return n;
}

void rt_memmove(ptr dst, ptr src, u64 n) {
	memmove(dst, src, n);
}
