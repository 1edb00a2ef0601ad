// Searching bytes for package internal/bytealg, by the C library's vector code. Slices come as
// pointer, length, capacity.
#define _GNU_SOURCE
#include <string.h>
#include "gen.h"

static i64 bytes_at(const u8 *found, const u8 *start) {
	return found ? found - start : -1;
}

i64 rt_bytes_IndexByteString(ptr s, u64 n, u8 c) {
	return n ? bytes_at(memchr(s, c, n), s) : -1;
}

i64 rt_bytes_IndexByte(ptr s, u64 n, u64 cap, u8 c) {
	(void)cap;
	return rt_bytes_IndexByteString(s, n, c);
}

// Eight bytes at a time: the bytes of y are 0 where those of s are c.
i64 rt_bytes_CountString(ptr s, u64 n, u8 c) {
	const u8 *p = s, *end = p + n;
	const u64 low = 0x7f7f7f7f7f7f7f7f, all = 0x0101010101010101ul * c;
	i64 count = 0;
	for (; end - p >= 8; p += 8) {
		u64 x;
		memcpy(&x, p, 8);
		x ^= all;
		count += 8 - __builtin_popcountl((((x & low) + low) | x) & ~low);
	}
	for (; p < end; p++)
		count += *p == c;
	return count;
}

i64 rt_bytes_Count(ptr s, u64 n, u64 cap, u8 c) {
	(void)cap;
	return rt_bytes_CountString(s, n, c);
}

i64 rt_bytes_IndexString(ptr a, u64 na, ptr b, u64 nb) {
	return nb > na ? -1 : bytes_at(memmem(a, na, b, nb), a);
}

i64 rt_bytes_Index(ptr a, u64 na, u64 capa, ptr b, u64 nb, u64 capb) {
	(void)capa;
	(void)capb;
	return rt_bytes_IndexString(a, na, b, nb);
}

i64 rt_bytes_Compare(ptr a, u64 na, u64 capa, ptr b, u64 nb, u64 capb) {
	(void)capa;
	(void)capb;
	return (i64)rt_cmpstring(a, na, b, nb);
}
