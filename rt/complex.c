// Division of complex numbers, as C99 annex G wants infinities and zeros to come out.
#include <stdbool.h>
#include "gen.h"

#define INF __builtin_inf()

static bool complex_finite(f64 x) {
	return __builtin_isfinite(x);
}

// The sign of an infinity as +-1, of anything else as +-0.
static f64 complex_unit(f64 x) {
	return __builtin_copysign(__builtin_isinf(x) ? 1.0 : 0.0, x);
}

static Ret2 complex_ret(f64 re, f64 im) {
	return (Ret2){{rt_f64bits(re), rt_f64bits(im)}};
}

// (a + bi) / (c + di), dividing by the larger of c and d first so that nothing overflows on the
// way.
Ret2 rt_complex128div(f64 a, f64 b, f64 c, f64 d) {
	f64 re, im;
	if (__builtin_fabs(c) >= __builtin_fabs(d)) {
		f64 ratio = d / c, denom = c + ratio * d;
		re = (a + b * ratio) / denom;
		im = (b - a * ratio) / denom;
	} else {
		f64 ratio = c / d, denom = d + ratio * c;
		re = (a * ratio + b) / denom;
		im = (b * ratio - a) / denom;
	}
	if (re == re || im == im)
		return complex_ret(re, im);
	if (c == 0 && d == 0 && (a == a || b == b)) {
		re = __builtin_copysign(INF, c) * a;
		im = __builtin_copysign(INF, c) * b;
	} else if ((__builtin_isinf(a) || __builtin_isinf(b)) && complex_finite(c) &&
		   complex_finite(d)) {
		a = complex_unit(a);
		b = complex_unit(b);
		re = INF * (a * c + b * d);
		im = INF * (b * c - a * d);
	} else if ((__builtin_isinf(c) || __builtin_isinf(d)) && complex_finite(a) &&
		   complex_finite(b)) {
		c = complex_unit(c);
		d = complex_unit(d);
		re = 0 * (a * c + b * d);
		im = 0 * (b * c - a * d);
	}
	return complex_ret(re, im);
}
