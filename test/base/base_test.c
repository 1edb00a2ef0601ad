// base_test.c: arenas, vectors, maps, names, positions, the order and number of diagnostics.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

#include "base/base.h"

static unsigned failures;
#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			failures++;                                                                \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #cond);                          \
		}                                                                                  \
	} while (0)

static void check_memory(void) {
	Arena *a = arena_new();
	VEC(uint64_t) v = {0}, w = {0};
	for (uint64_t i = 0; i < 100000; i++) {
		vec_push(a, &v, i);
		if (i % 3 == 0)
			vec_push(a, &w, i * 2);
		char *p = arena_alloc(a, i % 40);
		for (uint64_t j = 0; j < i % 40; j++)
			CHECK(p[j] == 0);
		memset(p, 0xFF, i % 40);
	}
	for (uint64_t i = 0; i < v.n; i++)
		CHECK(v.v[i] == i);
	for (uint64_t i = 0; i < w.n; i++)
		CHECK(w.v[i] == i * 6);
	CHECK(((uintptr_t)arena_alloc(a, 24) & 15) == 0);
	memset(arena_alloc(a, 50 << 20), 1, 50 << 20);
	Buf b = {0};
	for (int i = 0; i < 1000; i++)
		buf_printf(a, &b, "%d,", i);
	CHECK(strncmp(buf_cstr(a, &b), "0,1,2,3,", 8) == 0 && strlen(b.v) == 3890);
	arena_free(a);
}

static void check_map(void) {
	Arena *a = arena_new();
	Map m;
	map_init(&m, a);
	CHECK(map_get64(&m, 5) == NULL);
	for (uint64_t i = 1; i < 50000; i++)
		map_put64(&m, i * 4096, (void *)(uintptr_t)(i + 1));
	for (uint64_t i = 1; i < 50000; i += 2)
		map_put64(&m, i * 4096, (void *)(uintptr_t)(i + 2));
	CHECK(m.n == 49999);
	for (uint64_t i = 1; i < 50000; i++)
		CHECK(map_get64(&m, i * 4096) == (void *)(uintptr_t)(i + 1 + i % 2));
	CHECK(map_get64(&m, 50000 * 4096ull) == NULL);
	arena_free(a);
}

static void *intern_many(void *arg) {
	Intern *in = arg;
	const Name **names = malloc(20000 * sizeof(Name *));
	char text[32];
	for (int i = 0; i < 20000; i++)
		names[i] = intern(in, text, (size_t)snprintf(text, sizeof text, "name%d", i));
	return names;
}

static void check_names(void) {
	Intern *in = intern_new();
	pthread_t t[4];
	void *names[4];
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, intern_many, in);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], &names[i]);
	for (int i = 1; i < 4; i++)
		CHECK(memcmp(names[0], names[i], 20000 * sizeof(Name *)) == 0);
	CHECK(strcmp(((const Name **)names[0])[777]->s, "name777") == 0);
	for (int i = 0; i < 4; i++)
		free(names[i]);
	CHECK(name_exported(intern_str(in, "X")) && !name_exported(intern_str(in, "x")));
	CHECK(name_exported(intern_str(in, "É")) && !name_exported(intern_str(in, "世界")));
	CHECK(name_exported(intern_str(in, "Ā")) && !name_exported(intern_str(in, "ā")));
	CHECK(!name_exported(intern_str(in, "_")) && !name_exported(intern_str(in, "")));
	CHECK(rune_is_letter(0x4E16) && rune_is_digit(0x660) && !rune_is_letter(0x2603));
}

static void check_places(void) {
	Session *s = session_new();
	SourceFile *f = sources_add(s->sources, "/d/a.go", "./a.go", "one\ntwo\n", 8);
	SourceFile *g = sources_add(s->sources, "/d/b.go", "./b.go", "x", 1);
	Place at = pos_resolve(s->sources, f->base + 5);
	CHECK(at.file == f && at.line == 2 && at.col == 2);
	at = pos_resolve(s->sources, f->base + 8);
	CHECK(at.file == f && at.line == 3 && at.col == 1);
	at = pos_resolve(s->sources, g->base);
	CHECK(at.file == g && at.line == 1 && at.col == 1);
	CHECK(pos_resolve(s->sources, NO_POS).file == NULL);
	LineDirective d = {4, "z.go", 100, 0};
	vec_push(s->arena, &f->directives, d);
	at = pos_resolve(s->sources, f->base + 5);
	CHECK(strcmp(at.path, "z.go") == 0 && at.line == 100 && at.col == 0);
	CHECK(pos_resolve(s->sources, f->base + 1).line == 1);
	CHECK(pos_resolve_raw(s->sources, f->base + 5).line == 2);
}

static void check_printed(Session *s, bool all, const char *want) {
	char *out;
	size_t n;
	FILE *to = open_memstream(&out, &n);
	diags_flush(s->diags, to, all);
	fclose(to);
	if (strcmp(out, want) != 0) {
		failures++;
		printf("want:\n%sgot:\n%s", want, out);
	}
	free(out);
	CHECK(diags_count(s->diags) == 0);
}

static void check_diags(void) {
	Session *s = session_new();
	SourceFile *f = sources_add(s->sources, "a.go", "a.go", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n", 14);
	diag_error(s->diags, f->base + 3, "third %d", 3);
	diag_error(s->diags, f->base + 1, "first");
	diag_error(s->diags, f->base + 1, "first");
	diag_error(s->diags, f->base + 2, "syntax error: a");
	diag_error(s->diags, f->base + 2, "syntax error: b");
	diag_report(s->diags, DIAG_NOTE, f->base + 2, "note");
	CHECK(diags_count(s->diags) == 5);
	check_printed(s, false,
		"a.go:2:1: first\na.go:3:1: syntax error: a\na.go:3:1: note\na.go:4:1: third 3\n");
	for (uint32_t i = 12; i > 0; i--)
		diag_error(s->diags, f->base + i, "e%u", i);
	check_printed(s, false,
		"a.go:4:1: e3\na.go:5:1: e4\na.go:6:1: e5\na.go:7:1: e6\na.go:8:1: e7\na.go:9:1: "
		"e8\n"
		"a.go:10:1: e9\na.go:11:1: e10\na.go:12:1: e11\na.go:13:1: e12\na.go:4:1: too many "
		"errors\n");
}

int main(void) {
	check_memory();
	check_map();
	check_names();
	check_places();
	check_diags();
	return failures != 0;
}
