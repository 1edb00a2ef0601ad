// The digits that print and println write: the shortest that read back, and of those the nearest.
#include "rt.h"

#include <stdio.h>
#include <string.h>

static const struct {
	f64 v;
	bool single;
	const char *digits;
	int exponent;
} cases[] = {
	{1.5, false, "15", 0},
	{100, false, "1", 2},
	{0.1, false, "1", -1},
	{-3.25, false, "325", 0},
	{0.1f, false, "10000000149011612", -1},
	{0.1f, true, "1", -1},
	{6.4556246952172715e+119, false, "6455624695217272", 119}, // the power below is half as far
	{0x1p-1074, false, "5", -324},
	{0x1.fffffffffffffp1023, false, "17976931348623157", 308},
	{0x1p-1022, false, "22250738585072014", -308},
	{3926498.75, true, "39264988", 6}, // half-way between two: the even one
	{28947.188f, true, "28947188", 4},
	{0x1p-149, true, "1", -45},
	{16777216, true, "16777216", 7},
};

int main(void) {
	int failed = 0;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char digits[RT_SHORTEST_MAX + 1];
		int exponent;
		digits[rt_shortest(cases[i].v, cases[i].single, digits, &exponent)] = 0;
		if (strcmp(digits, cases[i].digits) == 0 && exponent == cases[i].exponent)
			continue;
		failed++;
		printf("%.17g: %s %d instead of %s %d\n", cases[i].v, digits, exponent,
			cases[i].digits, cases[i].exponent);
	}
	return failed != 0;
}
