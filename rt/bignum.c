// Arithmetic on vectors of words, in place of math/big's in Go (links.def): what that has in
// assembly for other compilers.
//
// Slices come as pointer, length, capacity; lengths are equal, or the Go function, which panics
// then, is called. z may be x or y, or lie in a direction that the callers know to be safe: words
// are taken in the order of the Go functions.
#include "rt.h"

typedef unsigned __int128 u128;
#define SLICES3 u64 *z, u64 n, u64 zc, const u64 *x, u64 xn, u64 xc, const u64 *y, u64 yn, u64 yc
#define PASS3 z, n, zc, x, xn, xc, y, yn, yc
#define SLICES2 u64 *z, u64 n, u64 zc, const u64 *x, u64 xn, u64 xc
#define PASS2 z, n, zc, x, xn, xc

RT_GO_MAYBE u64 math$1big$addVV_g(SLICES3);
RT_GO_MAYBE u64 math$1big$subVV_g(SLICES3);
RT_GO_MAYBE u64 math$1big$mulAddVWW_g(SLICES2, u64 y, u64 r);
RT_GO_MAYBE u64 math$1big$addMulVVWW_g(SLICES3, u64 m, u64 a);

u64 rt_big_addVV(SLICES3) {
	if (unlikely(xn != n || yn != n))
		return math$1big$addVV_g(PASS3);
	unsigned char c = 0;
	for (u64 i = 0; i < n; i++) {
		u128 sum = (u128)x[i] + y[i] + c;
		z[i] = (u64)sum;
		c = (unsigned char)(sum >> 64);
	}
	return c;
}

u64 rt_big_subVV(SLICES3) {
	if (unlikely(xn != n || yn != n))
		return math$1big$subVV_g(PASS3);
	u64 c = 0;
	for (u64 i = 0; i < n; i++) {
		u128 d = (u128)x[i] - y[i] - c;
		z[i] = (u64)d;
		c = (u64)(d >> 64) & 1;
	}
	return c;
}

u64 rt_big_mulAddVWW(SLICES2, u64 y, u64 r) {
	if (unlikely(xn != n))
		return math$1big$mulAddVWW_g(PASS2, y, r);
#pragma GCC unroll 4
	for (u64 i = 0; i < n; i++) {
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
