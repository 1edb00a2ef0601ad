// The hash of bytes (alg.c), for those who want it inline. Keyed with random words; the
// multiplication folds 128 bits.
#ifndef RT_HASH_H
#define RT_HASH_H
#include <string.h>
#include "heap.h"

extern u64 rt_hash_key[4];

static inline u64 hash_mix(u64 a, u64 b) {
	unsigned __int128 p = (unsigned __int128)a * b;
	return (u64)p ^ (u64)(p >> 64);
}

static inline u64 hash_r8(const u8 *p) {
	u64 v;
	memcpy(&v, p, 8);
	return v;
}

static inline u64 hash_r4(const u8 *p) {
	u32 v;
	memcpy(&v, p, 4);
	return v;
}

// Of n bytes in two words: what rt_memhash does up to 16.
static inline u64 hash_short(u64 a, u64 b, u64 seed, u64 n) {
	return hash_mix(
		rt_hash_key[1] ^ n, hash_mix(a ^ rt_hash_key[2], b ^ seed ^ rt_hash_key[0]));
}

// rt_memhash of 4 and of 8 bytes.
static inline u64 hash_u32(u64 key, u64 seed) {
	return hash_short((u32)key, (u32)key, seed, 4);
}

static inline u64 hash_u64(u64 key, u64 seed) {
	return hash_short(key, key, seed, 8);
}

// n bytes are the same: memcmp for keys, which are a few words as a rule.
static inline bool hash_same(const u8 *x, const u8 *y, u64 n) {
	if (n < 8 || n > 32)
		return memcmp(x, y, n) == 0;
	u64 diff = hash_r8(x + n - 8) ^ hash_r8(y + n - 8);
	for (u64 i = 0; i + 8 < n; i += 8)
		diff |= hash_r8(x + i) ^ hash_r8(y + i);
	return diff == 0;
}
#endif
