// expressions_test.c: expressions that the checker must take, refuse in gc's words, or give a
// certain type or value; and that long chains and deep nesting of them cost neither the stack nor
// the patience.
#define main check_all_main
#include "check_all.c"
#undef main

static int failures;

// Checks the text as a package and returns what is reported; *pkg is the package.
static char *check_text(const char *text, size_t size, Package **pkg) {
	Driver d = {.goroot = ""};
	driver_init(&d);
	Package *p = new_package(&d, "main");
	SourceFile *src = sources_add(d.s->sources, "p.go", "p.go", text, (uint32_t)size);
	File *f = parse_file(d.s, d.s->arena, src, &p->node_count, PARSE_CHECK_BRANCHES);
	vec_push(d.s->arena, &p->files, f);
	p->name = f->pkg_name->name;
	load_imports(&d, p);
	CheckConfig cfg = {.all_errors = true};
	d.c = checker_new(d.prog, &cfg);
	for (uint32_t i = 0; i < d.prog->packages.n && !f->bad; i++)
		check_package(d.c, d.prog->packages.v[i], true);
	char *out = NULL;
	size_t n;
	FILE *to = open_memstream(&out, &n);
	diags_flush(d.s->diags, to, true);
	fclose(to);
	*pkg = p;
	// What `v` of the package has become, after the errors: its type and, if constant, its
	// value.
	Obj *v = p->scope ? map_get(&p->scope->objs, intern_str(d.s->names, "v")) : NULL;
	char *result;
	if (*out || !v)
		result = arena_strndup(d.s->arena, out, n);
	else
		result = arena_printf(d.s->arena, "%s %s", type_string(d.c, v->type, p),
			v->kind == OBJ_CONST ? const_exact(d.s, v->val) : "");
	free(out);
	return result;
}

typedef struct Case {
	const char *text, *want;
} Case;

static const Case cases[] = {
	// Types and values: "type value" of v.
	{"const v = 1 << 100 >> 98", "untyped int 4"},
	{"const v = 'a' + 1.0", "untyped float 98"},
	{"const v uint8 = ^uint8(5)", "uint8 250"},
	{"const v = len([10]int{}) + cap([...]int{5: 1})", "int 16"},
	{"const v = \"a\" + \"bc\" + string('d')", "string \"abcd\""},
	{"const v = real(3 + 4i) * imag(4i)", "untyped float 12"},
	{"const v = min(3, 2.5, 'a')", "untyped float 5/2"},
	{"var s uint; var v = 1 << s", "int "},
	{"var s uint; var v int64 = 1 << s", "int64 "},
	{"var v, ok = map[string]int{}[\"x\"]; var _ bool = ok", "int "},
	{"type E struct{ F int }; type T struct{ E }; var v = T{F: 1}", "T "},
	{"type T struct{}; func (*T) m(int) string { panic(0) }; var v = (*T).m",
		"func(*T, int) string "},
	{"type T struct{}; func (T) m[P any](P) P { panic(0) }; var v = T{}.m(1.5)", "float64 "},
	{"func f[A, B any](A, func(A) B) B { panic(0) }; func g[P any](p P) []P { return nil }; "
	 "var v = f(1, g)",
		"[]int "},
	{"func g[P any](p P) []P { return nil }; var v func(string) []string = g",
		"func(string) []string "},
	{"var v = [...]struct{ x int }{{1}, 4: {2}}", "[5]struct{x int} "},
	{"var v = map[[2]int]*[]int{{1, 2}: {3}}", "map[[2]int]*[]int "},
	{"func f() (int, string) { panic(0) }; func g(a ...any) int { panic(0) }; var v = g(f())",
		"int "},
	{"func f[P interface{ []byte | string }](p P) byte { return p[0] }; var v = f(\"x\")",
		"byte "},
	{"var v = new(1.5)", "*float64 "},
	// Errors.
	{"var _ string = 1", "p.go:2:16: cannot use 1 (untyped int constant) as string value in "
			     "variable declaration\n"},
	{"var _ uint8 = 256", "p.go:2:15: cannot use 256 (untyped int constant) as uint8 value in "
			      "variable declaration (overflows)\n"},
	{"var _ = uint8(300)", "p.go:2:15: constant 300 overflows uint8\n"},
	{"var _ int = 1.5", "p.go:2:13: cannot use 1.5 (untyped float constant) as int value in "
			    "variable declaration (truncated)\n"},
	{"var _ = 1 / 0", "p.go:2:13: invalid operation: division by zero\n"},
	{"var _ = 1 << 600 << 600", "p.go:2:11: constant shift overflow\n"},
	{"var _ = \"a\" + 1", "p.go:2:9: invalid operation: \"a\" + 1 (mismatched types untyped "
			      "string and untyped int)\n"},
	{"var a []int; var _ = a == a",
		"p.go:2:22: invalid operation: a == a (slice can only be compared to nil)\n"},
	{"var s uint; var _ float64 = 1 << s",
		"p.go:2:29: invalid operation: shifted operand 1 (type float64) must be integer\n"},
	{"var _ = [2]int{1, 2, 3}", "p.go:2:22: index 2 is out of bounds (>= 2)\n"},
	{"var _ = map[string]int{\"a\": 1, \"a\": 2}",
		"p.go:2:32: duplicate key \"a\" in map literal\n"},
	{"type T struct{ a, b int }; var _ = T{1}",
		"p.go:2:39: too few values in struct literal of type T\n"},
	{"type E struct{ F int }; type T struct{ E }; var _ = T{F: 1, E: E{}}",
		"p.go:2:61: cannot specify embedded field E and enclosed promoted field F\n"},
	{"func f(int, string) { panic(0) }; func g() { f(1) }",
		"p.go:2:48: not enough arguments in call to f\n\thave (number)\n\twant (int, "
		"string)\n"},
	{"func f(...int) { panic(0) }; func g(s []string) { f(s...) }",
		"p.go:2:53: cannot use s (variable of type []string) as []int value in argument to "
		"f\n"},
	{"type T struct{}; func (*T) M() { panic(0) }; type I interface{ M() }; var _ I = T{}",
		"p.go:2:81: cannot use T{} (value of struct type T) as I value in variable "
		"declaration: T does not implement I "
		"(method M has pointer receiver)\n"},
	{"type T struct{ Foo int }; var _ = T{}.foo",
		"p.go:2:39: T{}.foo undefined (type T has no field or method foo, but does have "
		"field Foo)\n"},
	{"func f() (int, int) { panic(0) }; var a, b, c = f()",
		"p.go:2:49: assignment mismatch: 3 variables but f returns 2 values\n"},
	{"func f() { x := 1; x := 2; _ = x }", "p.go:2:22: no new variables on left side of :=\n"},
	{"func f() { 1 = 2 }",
		"p.go:2:12: cannot assign to 1 (neither addressable nor a map index expression)\n"},
	{"func f[P any](P) { panic(0) }; func g() { f[int, int](1) }",
		"p.go:2:50: got 2 type arguments but want 1\n"},
	{"func f[P any]() P { panic(0) }; var _ = f()",
		"p.go:2:41: in call to f, cannot infer P (declared at p.go:2:8)\n"},
	{"var _ = append(1, 2)", "p.go:2:16: invalid append: argument must be a slice; have 1 "
				 "(untyped int constant)\n"},
	{"var _ = make(int)", "p.go:2:14: invalid argument: cannot make int: type must be slice, "
			      "map, or channel\n"},
	{"var x any = 1; var _ = x.(interface{ m() }).(int)",
		"p.go:2:24: impossible type assertion: x.(interface{m()}).(int)\n\tint does not "
		"implement interface{m()} (missing method m)\n"},
};

static void expect(const char *name, char *got, const char *want) {
	if (strcmp(got, want) == 0)
		return;
	printf("%.200s\n\tgot  %.300s\n\twant %.300s\n", name, got, want);
	failures++;
}

static void test_case(const Case *k) {
	char text[1024];
	snprintf(text, sizeof text, "package p\n%s\n", k->text);
	Package *p;
	expect(k->text, check_text(text, strlen(text), &p), k->want);
}

// prefix, then `times` times `repeat`, then middle, then `times` times `close`, then suffix.
static void test_long(const char *prefix, const char *repeat, int times, const char *middle,
	const char *close, const char *suffix, const char *want) {
	size_t size = strlen(prefix) + strlen(middle) + strlen(suffix) +
		      (size_t)times * (strlen(repeat) + strlen(close));
	char *text = malloc(size + 1), *p = text;
	p = stpcpy(p, prefix);
	for (int i = 0; i < times; i++)
		p = stpcpy(p, repeat);
	p = stpcpy(p, middle);
	for (int i = 0; i < times; i++)
		p = stpcpy(p, close);
	stpcpy(p, suffix);
	Package *pkg;
	char *got = check_text(text, size, &pkg);
	if (want)
		expect(prefix, got, want);
	free(text);
}

int main(void) {
	for (size_t i = 0; i < LEN(cases); i++)
		test_case(&cases[i]);
	const int many = 90000;
	test_long("package p\nvar a int\nvar v = a", " + a", many, "", "", "\n", "int ");
	test_long("package p\nconst v = 1", " + 1", many, "", "", "\n", "untyped int 90001");
	test_long("package p\nconst s = \"\"", " + \"abcde\"", many, "\nconst v = len(s)", "", "\n",
		"int 450000");
	test_long(
		"package p\nvar s uint\nvar v int64 = 1", " + 1<<s", many, "", "", "\n", "int64 ");
	test_long(
		"package p\nvar a bool\nvar v = a", " && a == a", many / 2, "", "", "\n", "bool ");
	test_long("package p\nvar a int\nvar v = ", "(", 3000, "a", ")", "\n", "int ");
	test_long("package p\nvar a int\nvar v = ", "(a + ", 3000, "1", ")", "\n", "int ");
	test_long("package p\ntype T []T\nvar v = ", "T{", 3000, "", "}", "\n", "T ");
	// Too deep for anyone: refused by the parser or the checker, but not by a signal.
	test_long("package p\nvar v = ", "f(", 200000, "", ")", "\n", NULL);
	test_long("package p\nvar a int\nvar v = a", ".x", 200000, "", "", "\n", NULL);
	printf("expressions: %d failures\n", failures);
	return failures != 0;
}
