// Arithmetic on vectors of words, in place of math/big's and bigmod's in Go (links.def): what those
// have in assembly for other compilers.
//
// Slices come as pointer, length, capacity; lengths are equal, or the Go function, which panics
// then, is called. z may be x or y, or lie in a direction that the callers know to be safe: words
// are taken in the order of the Go functions.
#include "rt.h"

#include <immintrin.h>

typedef unsigned __int128 u128;
#define SLICES3 u64 *z, u64 n, u64 zc, const u64 *x, u64 xn, u64 xc, const u64 *y, u64 yn, u64 yc
#define PASS3 z, n, zc, x, xn, xc, y, yn, yc
#define SLICES2 u64 *z, u64 n, u64 zc, const u64 *x, u64 xn, u64 xc
#define PASS2 z, n, zc, x, xn, xc

RT_GO_MAYBE u64 math$1big$addVV_g(SLICES3);
RT_GO_MAYBE u64 math$1big$subVV_g(SLICES3);
RT_GO_MAYBE u64 math$1big$mulAddVWW_g(SLICES2, u64 y, u64 r);
RT_GO_MAYBE u64 math$1big$addMulVVWW_g(SLICES3, u64 m, u64 a);

// Four words a turn: between them the carry stays in the flag that the processor has for it.
#define CARRY(c, x, y, z) _addcarry_u64(c, x, y, (unsigned long long *)(z))
#define BORROW(c, x, y, z) _subborrow_u64(c, x, y, (unsigned long long *)(z))

u64 rt_big_addVV(SLICES3) {
	if (unlikely(xn != n || yn != n))
		return math$1big$addVV_g(PASS3);
	unsigned char c = 0;
	u64 i = 0;
	for (; i + 4 <= n; i += 4) {
		c = CARRY(c, x[i], y[i], z + i);
		c = CARRY(c, x[i + 1], y[i + 1], z + i + 1);
		c = CARRY(c, x[i + 2], y[i + 2], z + i + 2);
		c = CARRY(c, x[i + 3], y[i + 3], z + i + 3);
	}
	for (; i < n; i++)
		c = CARRY(c, x[i], y[i], z + i);
	return c;
}

u64 rt_big_subVV(SLICES3) {
	if (unlikely(xn != n || yn != n))
		return math$1big$subVV_g(PASS3);
	unsigned char c = 0;
	u64 i = 0;
	for (; i + 4 <= n; i += 4) {
		c = BORROW(c, x[i], y[i], z + i);
		c = BORROW(c, x[i + 1], y[i + 1], z + i + 1);
		c = BORROW(c, x[i + 2], y[i + 2], z + i + 2);
		c = BORROW(c, x[i + 3], y[i + 3], z + i + 3);
	}
	for (; i < n; i++)
		c = BORROW(c, x[i], y[i], z + i);
	return c;
}

// The products of four words first, then one chain of sums: what is carried from word to word costs
// one addition, not a product's latency.
u64 rt_big_mulAddVWW(SLICES2, u64 y, u64 r) {
	if (unlikely(xn != n))
		return math$1big$mulAddVWW_g(PASS2, y, r);
	u64 i = 0;
	for (; i + 4 <= n; i += 4) {
		u128 p0 = (u128)x[i] * y, p1 = (u128)x[i + 1] * y, p2 = (u128)x[i + 2] * y,
		     p3 = (u128)x[i + 3] * y;
		unsigned char c = CARRY(0, (u64)p0, r, z + i);
		c = CARRY(c, (u64)p1, (u64)(p0 >> 64), z + i + 1);
		c = CARRY(c, (u64)p2, (u64)(p1 >> 64), z + i + 2);
		c = CARRY(c, (u64)p3, (u64)(p2 >> 64), z + i + 3);
		r = (u64)(p3 >> 64) + c;
	}
	for (; i < n; i++) {
		u128 p = (u128)x[i] * y + r;
		z[i] = (u64)p;
		r = (u64)(p >> 64);
	}
	return r;
}

u64 rt_big_addMulVVWW(SLICES3, u64 m, u64 a) {
	if (unlikely(xn != n || yn != n))
		return math$1big$addMulVVWW_g(PASS3, m, a);
#pragma GCC unroll 4
	for (u64 i = 0; i < n; i++) {
		u128 p = (u128)y[i] * m + x[i] + a;
		z[i] = (u64)p;
		a = (u64)(p >> 64);
	}
	return a;
}

// crypto/internal/fips140/bigmod: z += x * y for numbers of BITS bits; the carry.
#define BIGMOD(BITS)                                                                               \
	u64 rt_bigmod_addMulVVW##BITS(u64 *z, const u64 *x, u64 y) {                               \
		u64 carry = 0;                                                                     \
		_Pragma("GCC unroll 4") for (u64 i = 0; i < BITS / 64; i++) {                      \
			u128 p = (u128)x[i] * y + z[i] + carry;                                    \
			z[i] = (u64)p;                                                             \
			carry = (u64)(p >> 64);                                                    \
		}                                                                                  \
		return carry;                                                                      \
	}
BIGMOD(1024)
BIGMOD(1536)
BIGMOD(2048)
