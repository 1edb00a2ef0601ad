// constraint.c: the expressions of //go:build lines.
//
//	expr = and { "||" and }     and = not { "&&" not }     not = { "!" } ( tag | "(" expr ")" )
//
// A double negation is an error, as is anything after the expression.
#include "syntax/syntax.h"

typedef struct BuildParser {
	Arena *a;
	const char *p, *end;
	const char *err; // first error, NULL so far
	int depth;
} BuildParser;

static BuildExpr *build_or(BuildParser *b);

static void build_space(BuildParser *b) {
	while (b->p < b->end && (*b->p == ' ' || *b->p == '\t'))
		b->p++;
}

static bool build_got(BuildParser *b, const char *word) {
	size_t n = strlen(word);
	build_space(b);
	if ((size_t)(b->end - b->p) < n || memcmp(b->p, word, n) != 0)
		return false;
	b->p += n;
	return true;
}

static BuildExpr *build_node(BuildParser *b, BuildKind kind, BuildExpr *x, BuildExpr *y) {
	BuildExpr *e = NEW(b->a, BuildExpr);
	*e = (BuildExpr){.kind = kind, .x = x, .y = y};
	return e;
}

static BuildExpr *build_fail(BuildParser *b, const char *msg) {
	if (!b->err)
		b->err = msg;
	return build_node(b, BUILD_TAG, NULL, NULL);
}

static BuildExpr *build_tag(BuildParser *b) {
	const char *start = b->p;
	while (b->p < b->end) {
		uint32_t c, n = utf8_decode(b->p, (size_t)(b->end - b->p), &c);
		if (n == 0 || !(rune_is_letter(c) || rune_is_digit(c) || c == '_' || c == '.'))
			break;
		b->p += n;
	}
	if (b->p == start)
		return build_fail(
			b, b->p == b->end ? "unexpected end of expression" : "unexpected token");
	BuildExpr *e = build_node(b, BUILD_TAG, NULL, NULL);
	e->tag = arena_strndup(b->a, start, (size_t)(b->p - start));
	return e;
}

static BuildExpr *build_not(BuildParser *b) {
	if (build_got(b, "!")) {
		if (build_got(b, "!"))
			return build_fail(b, "double negation not allowed");
		return build_node(b, BUILD_NOT, build_not(b), NULL);
	}
	if (!build_got(b, "("))
		return build_tag(b);
	if (++b->depth > 1000)
		return build_fail(b, "too deeply nested");
	BuildExpr *e = build_or(b);
	b->depth--;
	if (!b->err && !build_got(b, ")"))
		return build_fail(b, "missing close paren");
	return e;
}

static BuildExpr *build_and(BuildParser *b) {
	BuildExpr *e = build_not(b);
	while (!b->err && build_got(b, "&&"))
		e = build_node(b, BUILD_AND, e, build_not(b));
	return e;
}

static BuildExpr *build_or(BuildParser *b) {
	BuildExpr *e = build_and(b);
	while (!b->err && build_got(b, "||"))
		e = build_node(b, BUILD_OR, e, build_and(b));
	return e;
}

BuildExpr *build_parse(Arena *a, const char *text, size_t n, const char **err) {
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\r'))
		n--;
	BuildParser b = {.a = a, .p = text, .end = text + n};
	BuildExpr *e = build_or(&b);
	build_space(&b);
	if (!b.err && b.p < b.end)
		b.err = "unexpected token";
	*err = b.err;
	return b.err ? NULL : e;
}

bool build_eval(const BuildExpr *e, bool (*has_tag)(const char *tag, void *ctx), void *ctx) {
	switch (e->kind) {
	case BUILD_TAG: return has_tag(e->tag, ctx);
	case BUILD_NOT: return !build_eval(e->x, has_tag, ctx);
	case BUILD_AND: return build_eval(e->x, has_tag, ctx) && build_eval(e->y, has_tag, ctx);
	case BUILD_OR: return build_eval(e->x, has_tag, ctx) || build_eval(e->y, has_tag, ctx);
	}
	return false;
}

// The smallest N for which go1.N is implied when e has the value `sign`; -1: nothing is implied.
static int build_min_version(const BuildExpr *e, bool sign) {
	if (e->kind == BUILD_NOT)
		return build_min_version(e->x, !sign);
	if (e->kind == BUILD_AND || e->kind == BUILD_OR) {
		int x = build_min_version(e->x, sign), y = build_min_version(e->y, sign);
		bool both = (e->kind == BUILD_AND) == sign;
		return (x > y) == both ? x : y;
	}
	if (!sign)
		return -1;
	if (strcmp(e->tag, "go1") == 0)
		return 0;
	if (strncmp(e->tag, "go1.", 4) != 0 || !e->tag[4])
		return -1;
	int n = 0;
	for (const char *p = e->tag + 4; *p; p++) {
		if (*p < '0' || *p > '9' || n > 100000)
			return -1;
		n = n * 10 + (*p - '0');
	}
	return n;
}

const char *build_go_version(Arena *a, const BuildExpr *e) {
	int n = build_min_version(e, true);
	return n < 0 ? NULL : n == 0 ? "go1" : arena_printf(a, "go1.%d", n);
}
