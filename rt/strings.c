// Strings: concatenation and conversions. Invalid UTF-8 reads as U+FFFD, one byte at a time.
#include "shared.h"
#include "span.h"

_Static_assert(RT_STRING_BUF >= 4, "a rune fits");
enum { RUNE_ERROR = 0xfffd, RUNE_MAX = 0x10ffff };

static Ret2 str(ptr p, u64 n) {
	return (Ret2){{(u64)p, n}};
}

// n bytes: buf if it is there and large enough.
static u8 *str_room(ptr buf, u64 n) {
	return buf && n <= RT_STRING_BUF ? buf : rt_mallocgc(n, NULL, false);
}

// May a result that outlives the caller lie where s does? Not if s is in a frame.
static bool str_lasts(ptr s) {
	extern char __executable_start[], _end[];
	const Span *span = span_of((u64)s);
	return span || ((char *)s >= __executable_start && (char *)s < _end);
}

// Where the only part that is not empty is the result.
static Ret2 str_alone(ptr buf, ptr s, u64 n) {
	if (buf || str_lasts(s))
		return str(s, n);
	u8 *p = rt_mallocgc(n, NULL, false);
	memcpy(p, s, n);
	return str(p, n);
}

/* Concatenation. */
Ret2 rt_concatstrings(ptr buf, ptr strings, u64 n) {
	const String *s = strings;
	u64 total = 0, count = 0, last = 0;
	for (u64 i = 0; i < n; i++) {
		if (!s[i].len)
			continue;
		if (total + s[i].len < total || (i64)(total + s[i].len) < 0)
			rt_throw("string concatenation too long");
		total += s[i].len;
		count++;
		last = i;
	}
	if (count == 0)
		return str(NULL, 0);
	if (count == 1)
		return str_alone(buf, (ptr)s[last].ptr, s[last].len);
	u8 *p = str_room(buf, total), *q = p;
	for (u64 i = 0; i < n; i++) {
		memcpy(q, s[i].ptr, s[i].len);
		q += s[i].len;
	}
	return str(p, total);
}

Ret2 rt_concatstring2(ptr buf, ptr a, u64 na, ptr b, u64 nb) {
	if (!na)
		return nb ? str_alone(buf, b, nb) : str(NULL, 0);
	if (!nb)
		return str_alone(buf, a, na);
	if ((i64)(na + nb) < 0)
		rt_throw("string concatenation too long");
	u8 *p = str_room(buf, na + nb);
	memcpy(p, a, na);
	memcpy(p + na, b, nb);
	return str(p, na + nb);
}

Ret2 rt_concatstring3(ptr buf, ptr a, u64 na, ptr b, u64 nb, ptr c, u64 nc) {
	String s[3] = {{a, na}, {b, nb}, {c, nc}};
	return rt_concatstrings(buf, s, 3);
}

/* Bytes. */
extern const u64 rt_staticuint64s[256];

Ret2 rt_slicebytetostring(ptr buf, ptr b, u64 n) {
	if (n == 0)
		return str(NULL, 0);
	if (n == 1)
		return str((ptr)&rt_staticuint64s[*(u8 *)b], 1);
	u8 *p = str_room(buf, n);
	memcpy(p, b, n);
	return str(p, n);
}

Ret3 rt_stringtoslicebyte(ptr buf, ptr s, u64 n) {
	if (buf && n <= RT_STRING_BUF) {
		memcpy(buf, s, n);
		memset((u8 *)buf + n, 0, RT_STRING_BUF - n);
		return (Ret3){{(u64)buf, n, RT_STRING_BUF}};
	}
	u64 cap = rt_roundupsize(n, true);
	if (n == 0)
		return (Ret3){{(u64)rt_mallocgc(0, NULL, false), 0, 0}};
	u8 *p = rt_mallocgc(cap, NULL, false);
	memcpy(p, s, n);
	memset(p + n, 0, cap - n);
	return (Ret3){{(u64)p, n, cap}};
}

/* Runes. */
static inline bool utf8_cont(u8 c) {
	return (c & 0xc0) == 0x80;
}

// The rune at p, of which n > 0 bytes are there; *size bytes long.
static u32 utf8_decode(const u8 *p, u64 n, u64 *size) {
	u8 c = p[0];
	*size = 1;
	if (c < 0x80)
		return c;
	if (c >= 0xc2 && c < 0xe0 && n > 1 && utf8_cont(p[1])) {
		*size = 2;
		return (c & 0x1f) << 6 | (p[1] & 0x3f);
	}
	if (c >= 0xe0 && c < 0xf0 && n > 2 && utf8_cont(p[1]) && utf8_cont(p[2])) {
		u32 r = (c & 0xf) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		if (r >= 0x800 && (r < 0xd800 || r > 0xdfff)) {
			*size = 3;
			return r;
		}
	}
	if (c >= 0xf0 && c < 0xf5 && n > 3 && utf8_cont(p[1]) && utf8_cont(p[2]) &&
		utf8_cont(p[3])) {
		u32 r = (c & 7) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
		if (r >= 0x10000 && r <= RUNE_MAX) {
			*size = 4;
			return r;
		}
	}
	return RUNE_ERROR;
}

static u64 utf8_encode(u8 *p, u32 r) {
	if (r > RUNE_MAX || (r >= 0xd800 && r <= 0xdfff))
		r = RUNE_ERROR;
	if (r < 0x80) {
		p[0] = r;
		return 1;
	}
	if (r < 0x800) {
		p[0] = 0xc0 | r >> 6;
		p[1] = 0x80 | (r & 0x3f);
		return 2;
	}
	if (r < 0x10000) {
		p[0] = 0xe0 | r >> 12;
		p[1] = 0x80 | (r >> 6 & 0x3f);
		p[2] = 0x80 | (r & 0x3f);
		return 3;
	}
	p[0] = 0xf0 | r >> 18;
	p[1] = 0x80 | (r >> 12 & 0x3f);
	p[2] = 0x80 | (r >> 6 & 0x3f);
	p[3] = 0x80 | (r & 0x3f);
	return 4;
}

Ret2 rt_decoderune(ptr s, u64 n, u64 k) {
	u64 size;
	u32 r = utf8_decode((u8 *)s + k, n - k, &size);
	return (Ret2){{r, k + size}};
}

u64 rt_countrunes(ptr s, u64 n) {
	u64 count = 0, size;
	for (u64 i = 0; i < n; i += size, count++) {
		size = 1;
		if (((u8 *)s)[i] >= 0x80)
			utf8_decode((u8 *)s + i, n - i, &size);
	}
	return count;
}

Ret2 rt_intstring(ptr buf, u64 v) {
	u8 bytes[4];
	u64 n = utf8_encode(bytes, v > RUNE_MAX ? RUNE_ERROR : v);
	return rt_slicebytetostring(buf, bytes, n);
}

Ret3 rt_stringtoslicerune(ptr s, u64 n) {
	u64 count = rt_countrunes(s, n), size, bytes = rt_roundupsize(count * 4, true), k = 0;
	if (count == 0)
		return (Ret3){{(u64)rt_mallocgc(0, NULL, false), 0, 0}};
	u32 *p = rt_mallocgc(bytes, NULL, false);
	for (u64 i = 0; i < n; i += size)
		p[k++] = utf8_decode((u8 *)s + i, n - i, &size);
	memset(p + k, 0, bytes - k * 4);
	return (Ret3){{(u64)p, count, bytes / 4}};
}

Ret2 rt_slicerunetostring(ptr runes, u64 n) {
	const u32 *r = runes;
	u8 buf[4];
	u64 total = 0;
	for (u64 i = 0; i < n; i++)
		total += utf8_encode(buf, r[i]);
	if (!total)
		return str(NULL, 0);
	u8 *p = rt_mallocgc(total, NULL, false), *q = p, *end = p + total;
	for (u64 i = 0; i < n; i++) {
		u64 k = utf8_encode(buf, r[i]);
		if (q + k > end)
			break; // another goroutine changed the runes meanwhile
		memcpy(q, buf, k);
		q += k;
	}
	return str(p, q - p);
}
