// The helpers of gen.h as functions, for compilers that cannot expand them, and those of floating
// point.
#define RT_HELPER(type) type
#include <math.h>
#include "gen.h"

f64 rt_floor(f64 x) {
	return floor(x);
}

f64 rt_ceil(f64 x) {
	return ceil(x);
}

f64 rt_trunc(f64 x) {
	return trunc(x);
}

f64 rt_rint(f64 x) {
	return nearbyint(x);
}

f64 rt_fma(f64 x, f64 y, f64 z) {
	return fma(x, y, z);
}
