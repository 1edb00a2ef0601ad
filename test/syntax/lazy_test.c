// lazy_test.c: bodies that are read later are what they are when read at once. Texts made for it,
// or the files named.
#include <stdlib.h>

#include "syntax/syntax.h"

static const char *const texts[] = {
	"package p\nfunc f() { return }\nfunc (t T) g(x int) (y int) { if x > 0 { return 1 }; "
	"return 2 }\nvar x = 1\n",
	"package p\nfunc f() { s := \"}\\\"}\\\\\"; r := '}'; q := '\\''; t := `}\n\\`; _, _, _, _ "
	"= s, r, q, t }; var y int\n",
	"package p\nfunc f() { /* } */ x := 1 // }\n_ = x / 2 /* {{{ */ }\nfunc g() {}\ntype T "
	"struct{}\n",
	"package p\nfunc f() {\n//go:nosplit\nx := 1\n_ = x\n}\nfunc g() { func() { g() }() }\n",
	"package p\nfunc f() {\n//line a.go:10\nx := 1\n_ = x\n}\nfunc g() { /*line b.go:3*/ g() "
	"}\n",
	"package p\nfunc f() { L: for { break L }; goto M; M: }\nfunc ext(x int) int\nfunc h() { "
	"f() } // end\n",
	"package p\nfunc f() { x := '\n' }\nfunc g() {}\n",
	"package p\nfunc f() { g(\n",
	"package p\nfunc f() { \"",
	"package p\nfunc f() { /* ",
	"package p\nfunc f() { x / }\nfunc g() { y := map[string]struct{ a int }{\"{\": {1}}; _ = "
	"y } func h() {}\n",
};

// Nodes are numbered in the order in which they are read.
static void strip_numbers(char *s) {
	char *to = s;
	for (; *s; s++)
		if (*s == '#')
			s += strspn(s + 1, "0123456789");
		else
			*to++ = *s;
	*to = 0;
}

// The tree of the text as -d=ast has it, and the errors.
static char *dump(const char *text, size_t size, ParseMode mode, uint32_t *left) {
	char *out = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&out, &n);
	Session *s = session_new();
	uint32_t id = 1;
	SourceFile *src = sources_add(s->sources, "p.go", "p.go", text, (uint32_t)size);
	File *f = parse_file(s, s->arena, src, &id, mode);
	for (uint32_t i = 0; i < f->decls.n; i++)
		if (f->decls.v[i]->kind == AST_FUNC_DECL) {
			*left += as(FuncDecl, f->decls.v[i])->unread;
			parse_body(s, s->arena, f, as(FuncDecl, f->decls.v[i]), &id);
		}
	ast_dump(to, f);
	diags_flush(s->diags, to, true);
	fclose(to);
	session_free(s);
	strip_numbers(out);
	return out;
}

static bool same(const char *name, const char *text, size_t size, uint32_t *left) {
	ParseMode mode = PARSE_CHECK_BRANCHES | PARSE_STD;
	uint32_t none = 0;
	char *want = dump(text, size, mode, &none),
	     *got = dump(text, size, mode | PARSE_LAZY, left);
	bool ok = none == 0 && strcmp(want, got) == 0;
	if (!ok)
		printf("%s:\nat once:\n%s\nlater:\n%s\n", name, want, got);
	free(want);
	free(got);
	return ok;
}

int main(int argc, char **argv) {
	Arena *a = arena_new();
	bool ok = true;
	uint32_t left = 0;
	for (int i = 1; i < argc; i++) {
		uint32_t size;
		const char *err;
		char *text = file_read(a, argv[i], &size, &err);
		ok &= text && same(argv[i], text, size, &left);
	}
	for (size_t i = 0; argc == 1 && i < LEN(texts); i++)
		ok &= same(texts[i], texts[i], strlen(texts[i]), &left);
	printf("%u bodies were read later\n", left);
	return !ok || left == 0;
}
