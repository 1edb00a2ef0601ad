// The helpers of gen.h as functions, for compilers that cannot expand them, and those of floating
// point.
#define RT_HELPER(type) type
#include <math.h>
#include "gen.h"

u64 rt_popcount_bits(u64 x) {
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	return ((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56;
}

f64 rt_floor_soft(f64 x) {
	return floor(x);
}

f64 rt_ceil_soft(f64 x) {
	return ceil(x);
}

f64 rt_trunc_soft(f64 x) {
	return trunc(x);
}

f64 rt_rint_soft(f64 x) {
	return nearbyint(x);
}

f64 rt_fma_soft(f64 x, f64 y, f64 z) {
	return fma(x, y, z);
}
