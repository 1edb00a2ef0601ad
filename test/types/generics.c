// generics.c: what the IR builder asks of instances: local types of generic functions, methods of
// instances, generic methods, method sets, sizes. Prints what differs; exits with 1 if anything
// does.
#define main check_all_main
#include "check_all.c"
#undef main
#include "types/check.h"

static const char source[] =
	"package p\n"
	"type Pair[K comparable, V any] struct { Key K; Val V; next *Pair[K, V] }\n"
	"func (p *Pair[A, B]) Get() B { return p.Val }\n"
	"func (p Pair[A, B]) Map[C any](f func(B) C) Pair[A, C] { return Pair[A, C]{Key: p.Key, "
	"Val: f(p.Val)} }\n"
	"type Inner struct { a byte; b int64; c bool }\n"
	"func (Inner) Zed() {}\n"
	"func (*Inner) alpha() {}\n"
	"func (Inner) Alpha() {}\n"
	"type Outer struct { *Inner; Pair[string, int] }\n"
	"type Shadow struct { Inner; Zed int }\n"
	"func F[T any](x T) any { type local struct { v T; w []local2[T] }; return local{v: x} }\n"
	"type local2[T any] struct { p *T }\n"
	"func G[T any, PT interface{ *T; M() }](x []T) PT { return &x[0] }\n"
	"type N int\n"
	"func (*N) M() {}\n"
	"var g = G([]N{1})\n"
	"var m = Pair[string, int]{}.Map(func(i int) float64 { return 1 })\n"
	"var h = Pair[string, int].Map[bool]\n"
	"var fl any = F(1)\n";

static int failures;

static void want(const char *what, const char *got, const char *expect) {
	if (strcmp(got, expect) == 0)
		return;
	printf("%s: got %s, want %s\n", what, got, expect);
	failures++;
}

static void want_int(const char *what, int64_t got, int64_t expect) {
	if (got == expect)
		return;
	printf("%s: got %lld, want %lld\n", what, (long long)got, (long long)expect);
	failures++;
}

static Obj *find(Driver *d, Package *p, const char *name) {
	Obj *o = scope_find(p->scope, intern_str(d->s->names, name));
	if (!o)
		fatal("%s is not declared", name);
	return o;
}

static const char *methods(Driver *d, Type *t) {
	const MethodSet *set = type_method_set(d->c, t);
	Buf b = {0};
	for (uint32_t i = 0; i < set->n; i++) {
		buf_printf(d->s->arena, &b, "%s%s", i ? " " : "", set->v[i].func->name->s);
		for (uint32_t k = 0; k < set->v[i].n_path; k++)
			buf_printf(d->s->arena, &b, ".%u", set->v[i].path[k]);
	}
	return buf_cstr(d->s->arena, &b);
}

static bool is_local(Node *n, void *ctx) {
	if (n->kind == AST_TYPE_DECL)
		*(TypeDecl **)ctx = as(TypeDecl, n);
	return true;
}

static void test_local(Driver *d, Package *p) {
	Obj *f = find(d, p, "F");
	TypeDecl *decl = NULL;
	node_walk(f->decl, is_local, &decl);
	Type *local = p->info->defs[decl->name->n.id]->type;
	SignatureT *sig = (SignatureT *)f->type;
	Type *args[2] = {
		checker_universe(d->c)->basic[TY_INT], checker_universe(d->c)->basic[TY_STRING]};
	Type *inst[2];
	for (int i = 0; i < 2; i++) {
		TypeVec targs = {&args[i], 1, 1};
		inst[i] = type_subst(d->c, local, &sig->tparams, &targs);
		if (inst[i] != type_subst(d->c, local, &sig->tparams, &targs))
			want("instances of local", "two", "one");
	}
	want("local[int]", type_string(d->c, inst[0], p), "local[int]");
	want("under local[int]", type_string(d->c, type_underlying(d->c, inst[0]), p),
		"struct{v int; w []local2[int]}");
	want("under local[string]", type_string(d->c, type_underlying(d->c, inst[1]), p),
		"struct{v string; w []local2[string]}");
	want_int("local is parameterised", type_has_params(d->c, local), true);
	want_int("local[int] is", type_has_params(d->c, inst[0]), false);
	want_int("local[int] has size", type_size(d->c, inst[0]), 32);
	want_int("local[string] has size", type_size(d->c, inst[1]), 40);
	want_int("identical", type_identical(d->c, inst[0], inst[1]), false);
}

static void test_instances(Driver *d, Package *p) {
	Type *pair = find(d, p, "Pair")->type;
	Type *args[2] = {
		checker_universe(d->c)->basic[TY_STRING], checker_universe(d->c)->basic[TY_INT]};
	TypeVec targs = {args, 2, 2};
	NamedT *inst = (NamedT *)type_instantiate(d->c, pair, &targs);
	want("Pair", type_string(d->c, &inst->t, p), "Pair[string, int]");
	want("linked", type_string(d->c, &inst->t, NULL), "main.Pair[string,int]");
	want("under Pair", type_string(d->c, type_underlying(d->c, &inst->t), p),
		"struct{Key string; Val int; next *Pair[string, int]}");
	want_int("methods", named_method_count(d->c, inst), 2);
	want("Get", type_string(d->c, named_method(d->c, inst, 0)->type, p), "func() int");
	want("Map", type_string(d->c, named_method(d->c, inst, 1)->type, p),
		"func[C any](f func(int) C) Pair[string, C]");
	want("receiver",
		type_string(d->c, ((SignatureT *)named_method(d->c, inst, 0)->type)->recv->type, p),
		"*Pair[string, int]");
	want("g", type_string(d->c, find(d, p, "g")->type, p), "*N");
	want("m", type_string(d->c, find(d, p, "m")->type, p), "Pair[string, float64]");
	want("h", type_string(d->c, find(d, p, "h")->type, p),
		"func(p Pair[string, int], f func(int) bool) Pair[string, bool]");
	want("methods of Pair", methods(d, &inst->t), "Map");
	want("methods of *Pair", methods(d, type_pointer_to(d->c, &inst->t)), "Get Map");
}

static void test_methods(Driver *d, Package *p) {
	Type *inner = find(d, p, "Inner")->type, *outer = find(d, p, "Outer")->type,
	     *shadow = find(d, p, "Shadow")->type;
	want("methods of Inner", methods(d, inner), "Alpha Zed");
	want("methods of *Inner", methods(d, type_pointer_to(d->c, inner)), "Alpha Zed alpha");
	want("methods of Outer", methods(d, outer), "Alpha.0 Map.1 Zed.0 alpha.0");
	want("methods of *Outer", methods(d, type_pointer_to(d->c, outer)),
		"Alpha.0 Get.1 Map.1 Zed.0 alpha.0");
	want("methods of Shadow", methods(d, shadow), "Alpha.0");
	want("methods of **Inner", methods(d, type_pointer_to(d->c, type_pointer_to(d->c, inner))),
		"");
	want_int("size of Inner", type_size(d->c, inner), 24);
	want_int("pointers of Outer", type_ptrdata(d->c, outer), 40);
}

int main(void) {
	Driver d = {.goroot = "/usr/share/go-1.27"};
	driver_init(&d);
	Package *p = new_package(&d, "main");
	SourceFile *src = sources_add(d.s->sources, "p.go", "p.go", source, sizeof source - 1);
	File *f = parse_file(d.s, d.s->arena, src, &p->node_count, PARSE_CHECK_BRANCHES);
	vec_push(d.s->arena, &p->files, f);
	p->name = f->pkg_name->name;
	load_imports(&d, p);
	if (check_all(&d, 1))
		return 1;
	test_local(&d, p);
	test_instances(&d, p);
	test_methods(&d, p);
	printf("generics: %d failures\n", failures);
	return failures != 0;
}
