// The shortest decimal digits that read back as the same floating-point number, and the nearest to
// it of those (Steele and White, "How to Print Floating-Point Numbers Accurately", 1990).
//
// The number is r / s, half the way to its neighbours below and above mm / s and mp / s, exactly,
// in integers of up to BIG_WORDS words. Slow, and free of the C library's tables for the same work:
// it serves print and println.
#include <string.h>
#include "rt.h"

enum { BIG_WORDS = 40 }; // 1280 bits: 2^1024 and a digit, with room

typedef struct Big {
	u32 w[BIG_WORDS]; // least significant first
} Big;

static void big_mul(Big *b, u32 by) {
	u64 carry = 0;
	for (u32 i = 0; i < BIG_WORDS; i++) {
		carry += (u64)b->w[i] * by;
		b->w[i] = (u32)carry;
		carry >>= 32;
	}
}

static void big_set(Big *b, u64 x, u32 shift) {
	memset(b, 0, sizeof *b);
	unsigned __int128 wide = (unsigned __int128)x << shift % 32;
	for (u32 i = shift / 32; wide; i++, wide >>= 32)
		b->w[i] = (u32)wide;
}

static void big_add(Big *b, const Big *x) {
	u64 carry = 0;
	for (u32 i = 0; i < BIG_WORDS; i++) {
		carry += (u64)b->w[i] + x->w[i];
		b->w[i] = (u32)carry;
		carry >>= 32;
	}
}

static void big_sub(Big *b, const Big *x) {
	i64 borrow = 0;
	for (u32 i = 0; i < BIG_WORDS; i++) {
		borrow += (i64)b->w[i] - x->w[i];
		b->w[i] = (u32)borrow;
		borrow >>= 32;
	}
}

static int big_cmp(const Big *x, const Big *y) {
	for (u32 i = BIG_WORDS; i-- > 0;)
		if (x->w[i] != y->w[i])
			return x->w[i] < y->w[i] ? -1 : 1;
	return 0;
}

// x + y against z.
static int big_cmp_sum(const Big *x, const Big *y, const Big *z) {
	Big sum = *x;
	big_add(&sum, y);
	return big_cmp(&sum, z);
}

typedef struct Shortest {
	Big r, s, mm, mp;
	bool even; // the ends of the interval read back as the number
} Shortest;

// m * 2^e; `lowest`: the neighbour below is half as far as the one above.
static void shortest_begin(Shortest *q, u64 m, int e, bool lowest) {
	u32 up = e > 0 ? (u32)e : 0, down = e < 0 ? (u32)-e : 0, twice = lowest ? 2 : 1;
	q->even = m % 2 == 0;
	big_set(&q->r, m, up + twice);
	big_set(&q->s, 1, down + twice);
	big_set(&q->mm, 1, up);
	big_set(&q->mp, twice, up);
}

static void shortest_scale(Shortest *q) {
	big_mul(&q->r, 10);
	big_mul(&q->mm, 10);
	big_mul(&q->mp, 10);
}

// The sum of what is left and the way up is one or more: the next digit may be one higher.
static bool shortest_high(const Shortest *q) {
	int c = big_cmp_sum(&q->r, &q->mp, &q->s);
	return q->even ? c >= 0 : c > 0;
}

// Until 0.1 <= (r + mp) / s < 1; gives the power of ten that was taken out.
static int shortest_point(Shortest *q) {
	int k = 0;
	for (; shortest_high(q); k++)
		big_mul(&q->s, 10);
	for (;; k--) {
		Shortest t = *q;
		shortest_scale(&t);
		if (shortest_high(&t))
			return k;
		*q = t;
	}
}

u32 rt_shortest(f64 v, bool single, char digits[RT_SHORTEST_MAX], int *exponent) {
	Shortest q;
	u64 bits = single ? rt_f32bits((f32)v) : rt_f64bits(v);
	u32 width = single ? 23 : 52, biased = (u32)(bits >> width) & (single ? 0xff : 0x7ff),
	    n = 0;
	u64 m = bits & ((1ull << width) - 1);
	int least = single ? -149 : -1074, e = biased ? least + (int)biased - 1 : least;
	shortest_begin(&q, biased ? m | 1ull << width : m, e, m == 0 && biased > 1);
	*exponent = shortest_point(&q) - 1;
	for (bool low = false, high = false; !low && !high;) {
		int digit = 0;
		for (shortest_scale(&q); big_cmp(&q.r, &q.s) >= 0; digit++)
			big_sub(&q.r, &q.s);
		int c = big_cmp(&q.r, &q.mm);
		low = q.even ? c <= 0 : c < 0;
		high = shortest_high(&q);
		c = big_cmp_sum(&q.r, &q.r, &q.s);
		if (high && (!low || c > 0 || (c == 0 && digit % 2)))
			digit++;
		digits[n++] = (char)('0' + digit);
	}
	return n;
}
