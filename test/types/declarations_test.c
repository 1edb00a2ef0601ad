// declarations_test.c: declarations and statements that the checker must refuse in gc's words, and
// the order in which it initialises variables. Each case is a package; what it wants is its errors,
// or, when there are none, the names of its variables in order of initialisation.
#define main check_all_main
#include "check_all.c"
#undef main

typedef struct Case {
	const char *text, *want;
} Case;

static const Case cases[] = {
	// Order of initialisation.
	{"var a = b; var b = c; var c = 1", "c b a "},
	{"var a = f(); var b = 2; func f() int { return b }", "b a "},
	{"var a = T{}.m(); var b = 2; type T struct{}; func (T) m() int { return b }", "b a "},
	{"var a = func() int { return b }(); var b = 2", "b a "},
	{"var x, y = f(); var z = y; func f() (int, int) { return w, w }; var w = 1", "w x y z "},
	{"const n = len(a); var b = n; var a [3]int", "b "},
	// Cycles.
	{"var a = b; var b = a", "p.go:2:5: initialization cycle for a\n\tp.go:2:5: a refers to "
				 "b\n\tp.go:2:16: b refers to a\n"},
	{"var a = f(); func f() int { return a }",
		"p.go:2:5: initialization cycle for a\n\tp.go:2:5: a refers to f\n\tp.go:2:19: f "
		"refers to a\n"},
	{"const a = a", "p.go:2:7: initialization cycle: a refers to itself\n"},
	{"type T struct{ t T }", "p.go:2:6: invalid recursive type: T refers to itself\n"},
	{"type T [2]U; type U struct{ t T }", "p.go:2:6: invalid recursive type T\n\tp.go:2:6: T "
					      "refers to U\n\tp.go:2:19: U refers to T\n"},
	{"type T struct{ t *T; u []T; v map[string]T; w func(T) T }", ""},
	{"type A = B; type B = A", "p.go:2:6: invalid recursive type A\n\tp.go:2:6: A refers to "
				   "B\n\tp.go:2:18: B refers to A\n"},
	// Declarations.
	{"var a int; var a string",
		"p.go:2:16: a redeclared in this block\n\tp.go:2:5: other declaration of a\n"},
	{"var init int", "p.go:2:5: cannot declare init - must be func\n"},
	{"func init(int) {}", "p.go:2:6: func init must have no arguments and no return values\n"},
	{"var a, b = 1, 2, 3", "p.go:2:18: extra init expr 3\n"},
	{"var a, b, c = 1, 2", "p.go:2:11: missing init expr for c\n"},
	{"type T struct{ a int; a string }",
		"p.go:2:23: a redeclared\n\tp.go:2:16: other declaration of a\n"},
	{"type T struct{ m int }; func (T) m() {}",
		"p.go:2:34: field and method with the same name m\n\tp.go:2:16: other declaration "
		"of m\n"},
	{"type T int; func (T) m() {}; func (*T) m() {}",
		"p.go:2:40: method T.m already declared at p.go:2:22\n"},
	{"func (int) m() {}", "p.go:2:7: cannot define new methods on non-local type int\n"},
	{"type P *int; func (P) m() {}",
		"p.go:2:20: invalid receiver type P (pointer or interface type)\n"},
	{"type T[P any] int; func (T[P, Q]) m() {}",
		"p.go:2:26: receiver declares 2 type parameters, but receiver base type declares "
		"1\n"},
	{"type C interface{ ~int }; var x C", "p.go:2:33: cannot use type C outside a type "
					      "constraint: interface contains type constraints\n"},
	{"type M map[[]int]int", "p.go:2:12: invalid map key type []int\n"},
	{"type T[P any] P", "p.go:2:15: cannot use a type parameter as RHS in type declaration\n"},
	// Statements.
	{"func f() int { for { break } }", "p.go:2:30: missing return\n"},
	{"func f(x int) int { switch x { case 1: return 1; default: panic(0) } }", ""},
	{"func f() int { L: for { for { break L } } }", "p.go:2:43: missing return\n"},
	{"func f() { x := 1; func() { y := 2 }() }",
		"p.go:2:12: declared and not used: x\np.go:2:29: declared and not used: y\n"},
	{"func f() { x := 1; func() { _ = x }() }", ""},
	{"func f() { switch 1 { case 1, 2, 1: } }",
		"p.go:2:34: duplicate case 1 (constant of type int) in expression "
		"switch\n\tp.go:2:28: previous case\n"},
	{"func f(e any) { switch x := e.(type) { case int: } }",
		"p.go:2:24: x declared and not used\n"},
	{"func f(e any) { switch e.(type) { case []int, string, []int: } }",
		"p.go:2:55: duplicate case []int in type switch\n\tp.go:2:40: previous case\n"},
	{"func f(e error) { switch e.(type) { case int: } }",
		"p.go:2:42: impossible type switch case: int\n\te (variable of interface type "
		"error) cannot have dynamic type int (missing method Error)\n"},
	{"func f(c chan<- int) { for range c {} }",
		"p.go:2:34: cannot range over c (variable of type chan<- int): receive from "
		"send-only channel chan<- int\n"},
	{"func f() { for i, j := range 10 { _, _ = i, j } }",
		"p.go:2:19: range over 10 (untyped int constant) permits only one iteration "
		"variable\n"},
	{"func f(g func(func(int))) { for i := range g { _ = i } }",
		"p.go:2:44: cannot range over g (variable of type func(func(int))): func must be "
		"func(yield func(...) bool): "
		"yield func does not return bool\n"},
	{"func f() (r int) { { r := 2; _ = r; return } }",
		"p.go:2:37: result parameter r not in scope at return\n\tp.go:2:22: inner "
		"declaration of var r int\n"},
	{"func f() { 1 + 2; len; int }", "p.go:2:12: 1 + 2 (untyped int constant 3) is not "
					 "used\np.go:2:19: len (built-in) must be called\n"
					 "p.go:2:24: int (type) is not an expression\n"},
	{"func f() { go int(3); defer len(\"\") }",
		"p.go:2:15: go requires function call, not conversion int(3) (constant 3 of type "
		"int)\n"
		"p.go:2:29: defer discards result of len(\"\") (constant 0 of type int)\n"},
};

static const char *check_case(const char *text) {
	Driver d = {.goroot = ""};
	driver_init(&d);
	Package *p = new_package(&d, "p");
	SourceFile *src = sources_add(d.s->sources, "p.go", "p.go", text, (uint32_t)strlen(text));
	File *f = parse_file(d.s, d.s->arena, src, &p->node_count, PARSE_CHECK_BRANCHES);
	vec_push(d.s->arena, &p->files, f);
	p->name = f->pkg_name->name;
	CheckConfig cfg = {.all_errors = true};
	d.c = checker_new(d.prog, &cfg);
	check_package(d.c, p, true);
	char *out = NULL;
	size_t n;
	FILE *to = open_memstream(&out, &n);
	if (diags_flush(d.s->diags, to, true) == 0)
		for (uint32_t i = 0; i < p->info->init_order.n; i++)
			for (uint32_t k = 0; k < p->info->init_order.v[i]->lhs.n; k++)
				fprintf(to, "%s ", p->info->init_order.v[i]->lhs.v[k]->name->s);
	fclose(to);
	return out;
}

int main(void) {
	int failures = 0;
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[1024];
		snprintf(text, sizeof text, "package p\n%s\n", cases[i].text);
		const char *got = check_case(text);
		if (strcmp(got, cases[i].want) == 0)
			continue;
		failures++;
		printf("%s\n  got  %s\n  want %s\n", cases[i].text, got, cases[i].want);
	}
	printf("declarations: %d failures\n", failures);
	return failures != 0;
}
