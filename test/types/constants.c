// constants.c: arithmetic, rounding and printing of constants. Prints what differs; exits with 1 if
// anything does.
#include <math.h>
#include <stdlib.h>

#include "types/types.h"

static int failures;

static const Const *lit(Session *s, LitKind kind, const char *text) {
	BasicLit *l = NEW(s->arena, BasicLit);
	l->n.kind = AST_BASIC_LIT;
	l->lit = kind;
	l->text = text;
	l->len = (uint32_t)strlen(text);
	return const_from_literal(s, l);
}

static const Const *num(Session *s, const char *text) {
	size_t n = strlen(text);
	if (text[n - 1] == 'i')
		return lit(s, LIT_IMAG, text);
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	return lit(s, strpbrk(text, hex ? ".pP" : ".eE") ? LIT_FLOAT : LIT_INT, text);
}

static void want(const char *what, const char *got, const char *expect) {
	if (strcmp(got, expect) == 0)
		return;
	printf("%s: got %s, want %s\n", what, got, expect);
	failures++;
}

static Oper oper(const char *text) {
	for (int o = OPER_NONE + 1; o < OPER_COUNT; o++)
		if (strcmp(oper_text(o), text) == 0)
			return o;
	abort();
}

static void test_literals(Session *s) {
	static const char *const cases[][2] = {
		{"0", "0"},
		{"0x_ff", "255"},
		{"0b1010", "10"},
		{"0o17", "15"},
		{"017", "15"},
		{"1_000", "1000"},
		{"9223372036854775807", "9223372036854775807"},
		{"9223372036854775808", "9223372036854775808"},
		{"0xffffffffffffffffffff", "1208925819614629174706175"},
		{"1.5", "1.5"},
		{".25", "0.25"},
		{"1e3", "1000"},
		{"1e-10", "1e-10"},
		{"0x1p-2", "0.25"},
		{"0x1.8p1", "3"},
		{"100000.4", "100000.4"},
		{"1000000.5", "1.0000005e+06"},
		{"1e1000", "1e+1000"},
		{"1e-1000", "1e-1000"},
		{"1e100000", "1e+100000"},
		{"2i", "(0 + 2i)"},
		{"0123i", "(0 + 123i)"},
		{"0x10i", "(0 + 16i)"},
	};
	for (size_t i = 0; i < LEN(cases); i++)
		want(cases[i][0], const_string(s, num(s, cases[i][0])), cases[i][1]);
	if (num(s, "1e1000000000000")->kind != CONST_UNKNOWN)
		want("1e1000000000000", "known", "unknown");
	want("1e-1000000000000", const_string(s, num(s, "1e-1000000000000")), "0");
}

static void test_binary(Session *s) {
	static const char *const cases[][4] = {
		{"9223372036854775807", "+", "1", "9223372036854775808"},
		{"4294967296", "*", "4294967296", "18446744073709551616"},
		{"7", "/", "2", "3.5"},
		{"1", "/", "3", "0.333333"},
		{"7", "%", "2", "1"},
		{"12", "&^", "10", "4"},
		{"0.5", "+", "1", "1.5"},
		{"1e400", "*", "1e-400", "1"},
		{"1i", "*", "1i", "(-1 + 0i)"},
		{"1e5000", "/", "1e4999", "10"},
		{"1", "-", "1e-70", "1"},
		{"3", "^", "5", "6"},
		{"3", "|", "4", "7"},
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *const *t = cases[i];
		const Const *r = const_binary(s, oper(t[1]), num(s, t[0]), num(s, t[2]), false);
		want(arena_printf(s->arena, "%s %s %s", t[0], t[1], t[2]), const_string(s, r),
			t[3]);
	}
	const Const *q =
		const_binary(s, OPER_DIV, const_from_int(s, -7), const_from_int(s, 2), true);
	want("-7 / 2", const_string(s, q), "-3");
	want("1 << 100", const_string(s, const_shift(s, OPER_SHL, const_from_int(s, 1), 100)),
		"1267650600228229401496703205376");
	want("-5 >> 1", const_string(s, const_shift(s, OPER_SHR, const_from_int(s, -5), 1)), "-3");
	want("^uint8(5)", const_string(s, const_unary(s, OPER_XOR, const_from_int(s, 5), 8)),
		"250");
	want("-min", const_string(s, const_unary(s, OPER_SUB, const_from_int(s, INT64_MIN), 0)),
		"9223372036854775808");
	const Const *third = const_binary(s, OPER_DIV, num(s, "1e2000"), num(s, "3"), false);
	const Const *one = const_binary(s, OPER_DIV,
		const_binary(s, OPER_MUL, third, num(s, "3"), false), num(s, "1e1999"), false);
	want("nearly an integer", const_string(s, const_to_int(s, one)), "10");
	want("1.5 to int", const_string(s, const_to_int(s, num(s, "1.5"))), "unknown");
	want("quote", const_exact(s, const_from_string(s, "a\"\n\x01\xff\xc3\xa9", 7)),
		"\"a\\\"\\n\\x01\\xffé\"");
}

// Against the C library, which rounds to nearest as well.
static void test_rounding(Session *s) {
	uint64_t seed = 88172645463325252ull;
	static const char *const edges[] = {"4.9e-324", "2.4703282292062327e-324",
		"2.4703282292062328e-324", "1.7976931348623157e308", "1.797693134862315807e308",
		"1.797693134862315808e308", "2.2250738585072011e-308", "9007199254740993.0", "1e23",
		"3.4028235e38", "3.4028236e38", "1.4e-45", "7.006492321624085e-46",
		"7.006492321624086e-46", "0.1", "16777217.0"};
	for (size_t i = 0; i < 20000 + LEN(edges); i++) {
		char text[64];
		if (i < LEN(edges)) {
			strcpy(text, edges[i]);
		} else {
			seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
			int exp = (int)(seed % 680) - 345;
			snprintf(text, sizeof text, "%llu.%llue%d",
				(unsigned long long)(seed >> 33) % 10,
				(unsigned long long)(seed >> 1), exp);
		}
		const Const *c = num(s, text);
		double d = strtod(text, NULL), got = const_double(c);
		float f = strtof(text, NULL), gotf = const_float(c);
		if (d != got || f != gotf) {
			printf("%s: got %.17g and %.9g, want %.17g and %.9g\n", text, got,
				(double)gotf, d, (double)f);
			failures++;
		}
	}
}

static void test_concat(Session *s) {
	const Const *a = const_from_string(s, "ab", 2), *x = a;
	for (int i = 0; i < 1000; i++)
		x = const_binary(s, OPER_ADD, x, a, false);
	const Const *y = const_binary(s, OPER_ADD, x, const_from_string(s, "1", 1), false);
	const Const *z = const_binary(s, OPER_ADD, x, const_from_string(s, "2", 1), false);
	if (x->str.len != 2002 || y->str.p[2002] != '1' || z->str.p[2002] != '2' ||
		memcmp(z->str.p, x->str.p, 2002) != 0) {
		printf("concatenation\n");
		failures++;
	}
}

int main(void) {
	Session *s = session_new();
	test_literals(s);
	test_binary(s);
	test_rounding(s);
	test_concat(s);
	printf("constants: %d failures\n", failures);
	return failures != 0;
}
