// test_main.c: the program that runs a package's tests, as Go text.
//
// The test files of package p that are of package p are read together with p, those of package
// p_test as a package of their own. The program imports both and hands package testing their
// functions: TestXxx, BenchmarkXxx, FuzzXxx, and the ExampleXxx that end in an "Output:" comment.
#define _GNU_SOURCE
#include "load/loader.h"

#include <stdlib.h>
#include <strings.h>

typedef struct TestMain {
	Loader *l;
	Arena *a;
	Buf tests, benchmarks, fuzz, examples;
	const char *main;  // "_test" or "_xtest" if one of them has TestMain
	bool used[2];	   // whether a name of _test, of _xtest is used
	const char *alias; // of the package being looked at
	int which;	   // its index in used
} TestMain;

// Whether name is prefix, or prefix and something that does not start with a lower case letter.
static bool test_named(const char *name, const char *prefix) {
	size_t n = strlen(prefix);
	if (strncmp(name, prefix, n) != 0)
		return false;
	uint32_t c = (unsigned char)name[n];
	if (c >= 0x80)
		utf8_decode(name + n, strlen(name + n), &c);
	return !(c >= 'a' && c <= 'z') && (c < 0x80 || !rune_is_letter(c) || rune_is_upper(c));
}

// Whether f is func(*testing.X).
static bool test_takes(const FuncDecl *f, const char *type) {
	const FuncType *t = f->type;
	if (t->tparams.n || t->results.n || t->params.n != 1 ||
		t->params.v[0]->type->kind != AST_STAR)
		return false;
	const Expr *x = as(StarExpr, t->params.v[0]->type)->x;
	if (x->kind == AST_SELECTOR)
		return strcmp(as(const SelectorExpr, x)->sel->name->s, type) == 0;
	return x->kind == AST_NAME && strcmp(as(const NameExpr, x)->name->s, type) == 0;
}

static void quote_go(Arena *a, Buf *b, const char *s, size_t n) {
	buf_puts(a, b, "\"");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '"' || c == '\\' || c < 0x20 || c >= 0x7F)
			buf_printf(a, b, "\\x%02x", c);
		else
			buf_printf(a, b, "%c", c);
	}
	buf_puts(a, b, "\"");
}

/* Examples */

// Past the string, rune or comment at p, or one byte on.
static const char *text_skip(const char *p, const char *end) {
	if (*p == '`') {
		const char *q = memchr(p + 1, '`', (size_t)(end - p - 1));
		return q ? q + 1 : end;
	}
	if (*p == '"' || *p == '\'') {
		const char *q = p + 1;
		while (q < end && *q != *p && *q != '\n')
			q += 1 + (*q == '\\');
		return q + 1;
	}
	return p + 1;
}

// The last group of comments between p and end: comments with nothing but blanks and single
// newlines between. A comment behind code on its line is a group by itself.
static const char *text_last_comments(const char *p, const char *end, const char **close) {
	const char *start = NULL;
	int newlines = 0;		    // since the last comment or token
	bool code = true, trailing = false; // the last was a token; the group stands behind code
	while (p < end) {
		if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
			const char *q = p[1] == '/' ? memchr(p, '\n', (size_t)(end - p))
						    : memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
			q = !q ? end : p[1] == '*' ? q + 2 : q;
			if (code || newlines > !trailing) {
				start = p;
				trailing = code && newlines == 0;
			}
			code = false;
			*close = q;
			newlines = 0;
			p = q;
		} else if (*p == '\n') {
			newlines++;
			p++;
		} else if (*p == ' ' || *p == '\t' || *p == '\r') {
			p++;
		} else {
			newlines = 0;
			code = true;
			p = text_skip(p, end);
		}
	}
	return start;
}

// The text of a group of comments without its markers.
static const char *comment_text(Arena *a, const char *p, const char *end, size_t *n) {
	Buf b = {0};
	while (p < end) {
		if (end - p >= 2 && p[0] == '/' && p[1] == '*') {
			const char *q = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
			buf_write(a, &b, p + 2, (size_t)((q ? q : end) - p - 2));
			buf_puts(a, &b, "\n");
			p = q ? q + 2 : end;
		} else if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
			const char *q = memchr(p, '\n', (size_t)(end - p));
			const char *text = p + 2 + (p[2] == ' ');
			if (!q)
				q = end;
			if (text < q)
				buf_write(a, &b, text, (size_t)(q - text));
			buf_puts(a, &b, "\n");
			p = q;
		} else {
			p++;
		}
	}
	*n = b.n;
	return b.v;
}

static void test_add_example(TestMain *m, const FuncDecl *f, const SourceFile *src) {
	const char *close = NULL, *text = src->text;
	const char *start = text_last_comments(text + (f->body->n.pos - src->base) + 1,
		text + (f->body->rbrace - src->base), &close);
	if (!start)
		return;
	size_t n;
	const char *p = comment_text(m->a, start, close, &n), *end = p + n;
	bool unordered = false;
	while (p < end && strchr(" \t\n\r\v\f", *p))
		p++;
	if (end - p >= 10 && strncasecmp(p, "unordered ", 10) == 0) {
		unordered = true;
		p += 10;
	}
	if (end - p < 7 || strncasecmp(p, "output:", 7) != 0)
		return;
	for (p += 7; p < end && *p == ' ';)
		p++;
	p += p < end && *p == '\n';
	buf_printf(m->a, &m->examples, "\t{\"%s\", %s.%s, ", f->name->name->s, m->alias,
		f->name->name->s);
	quote_go(m->a, &m->examples, p, (size_t)(end - p));
	buf_printf(m->a, &m->examples, ", %s},\n", unordered ? "true" : "false");
	m->used[m->which] = true;
}

/* Functions */

static void test_add(TestMain *m, Buf *b, const char *name) {
	buf_printf(m->a, b, "\t{\"%s\", %s.%s},\n", name, m->alias, name);
	m->used[m->which] = true;
}

static void test_wrong_signature(TestMain *m, const FuncDecl *f, const SourceFile *src,
	const char *param, const char *type) {
	const char *name = f->name->name->s, *text = src->text + (f->name->n.pos - src->base);
	Pos pos = f->name->n.pos;
	for (; pos > src->base && (text[-1] == ' ' || text[-1] == '\t'); pos--)
		text--;
	Place at = pos_resolve_raw(m->l->s->sources, pos - (Pos)strlen("func"));
	loader_error(m->l, "%s:%u:%u: wrong signature for %s, must be: func %s(%s *testing.%s)",
		at.file->path, at.line, at.col, name, name, param, type);
}

static void test_look_at(TestMain *m, const FuncDecl *f, const SourceFile *src) {
	static const struct {
		const char *prefix, *param, *type;
		size_t list;
	} kinds[] = {
		{"Test", "t", "T", offsetof(TestMain, tests)},
		{"Benchmark", "b", "B", offsetof(TestMain, benchmarks)},
		{"Fuzz", "f", "F", offsetof(TestMain, fuzz)},
	};
	const char *name = f->name->name->s;
	if (f->recv)
		return;
	if (strcmp(name, "TestMain") == 0 && !test_takes(f, "T")) {
		if (!test_takes(f, "M"))
			test_wrong_signature(m, f, src, "m", "M");
		m->main = m->alias;
		m->used[m->which] = true;
		return;
	}
	for (size_t i = 0; i < LEN(kinds); i++) {
		if (!test_named(name, kinds[i].prefix))
			continue;
		if (test_takes(f, kinds[i].type))
			test_add(m, (Buf *)((char *)m + kinds[i].list), name);
		else
			test_wrong_signature(m, f, src, kinds[i].param, kinds[i].type);
		return;
	}
	const FuncType *t = f->type;
	if (test_named(name, "Example") && f->body && !t->tparams.n && !t->params.n &&
		!t->results.n)
		test_add_example(m, f, src);
}

static bool is_test_file(const File *f) {
	size_t n = strlen(f->src->path);
	return n > 8 && strcmp(f->src->path + n - 8, "_test.go") == 0;
}

// Looks through the test files. False if there are none.
static bool test_collect(TestMain *m, const Unit *u, const char *alias, int which) {
	bool any = false;
	m->alias = alias;
	m->which = which;
	for (uint32_t i = 0; i < u->pkg.files.n; i++) {
		const File *f = u->pkg.files.v[i];
		if (!is_test_file(f))
			continue;
		any = true;
		for (uint32_t j = 0; j < f->decls.n; j++)
			if (f->decls.v[j]->kind == AST_FUNC_DECL)
				test_look_at(m, as(const FuncDecl, f->decls.v[j]), f->src);
	}
	return any;
}

static void test_write_list(
	TestMain *m, Buf *b, const char *name, const char *type, const Buf *list) {
	buf_printf(m->a, b, "var %s = []testing.%s{\n", name, type);
	buf_write(m->a, b, list->v, list->n);
	buf_puts(m->a, b, "}\n\n");
}

static const char *test_text(TestMain *m, const Unit *p, const Unit *x) {
	Buf b = {0};
	Arena *a = m->a;
	buf_puts(a, &b, "package main\n\nimport (\n\t\"os\"\n");
	if (m->main)
		buf_puts(a, &b, "\t\"reflect\"\n");
	if (m->l->c->test_cover)
		buf_puts(a, &b, "\t\"internal/coverage/cfile\"\n");
	buf_puts(a, &b, "\t\"testing\"\n\t\"testing/internal/testdeps\"\n\n");
	if (p->pkg.files.n)
		buf_printf(a, &b, "\t%s \"%s\"\n", m->used[0] ? "_test" : "_", p->pkg.import_path);
	if (x->pkg.files.n)
		buf_printf(a, &b, "\t%s \"%s\"\n", m->used[1] ? "_xtest" : "_", x->pkg.import_path);
	buf_puts(a, &b, ")\n\n");
	test_write_list(m, &b, "tests", "InternalTest", &m->tests);
	test_write_list(m, &b, "benchmarks", "InternalBenchmark", &m->benchmarks);
	test_write_list(m, &b, "fuzzTargets", "InternalFuzzTarget", &m->fuzz);
	test_write_list(m, &b, "examples", "InternalExample", &m->examples);
	buf_printf(a, &b,
		"func init() {\n\ttestdeps.ModulePath = \"%s\"\n\ttestdeps.ImportPath = "
		"\"%s\"\n}\n\n",
		p->found.module && p->found.module->path ? p->found.module->path : "",
		p->pkg.import_path);
	if (m->l->c->test_cover)
		buf_puts(a, &b, m->l->c->test_cover);
	buf_puts(a, &b,
		"func main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, "
		"fuzzTargets, "
		"examples)\n");
	if (m->main)
		buf_printf(a, &b,
			"\t%s.TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName("
			"\"exitCode\")."
			"Int()))\n}\n",
			m->main);
	else
		buf_puts(a, &b, "\tos.Exit(m.Run())\n}\n");
	return buf_cstr(a, &b);
}

void test_main_add(Loader *l, void (*run)(Loader *l)) {
	Arena *a = l->s->arena;
	if (l->prog->roots.n != 1) {
		loader_error(l, "the tests of one package at a time can be loaded, not of %u",
			l->prog->roots.n);
		return;
	}
	Unit *p = (Unit *)l->prog->roots.v[0];
	Found found = p->found;
	found.import_path = arena_printf(a, "%s_test", p->found.import_path);
	Unit *x = unit_request(l, &found);
	x->only_xtests = true;
	x->explicit_files = p->explicit_files;
	x->file_names = p->file_names;
	run(l);
	TestMain m = {.l = l, .a = a};
	bool any = test_collect(&m, p, "_test", 0);
	any |= test_collect(&m, x, "_xtest", 1);
	if (!any)
		return;
	found.import_path = arena_printf(a, "%s.test", p->found.import_path);
	found.std = false;
	Unit *t = unit_request(l, &found);
	t->text = test_text(&m, p, x);
	run(l);
	l->prog->main = &t->pkg;
}
