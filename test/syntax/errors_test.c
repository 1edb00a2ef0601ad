// errors_test.c: the errors of scanner and parser for the sources of errors.txt, which are those of
// the official compiler (with -e); also that every file of GOROOT/src parses without one, if there
// is a GOROOT.
//
// errors.txt: "-- source", the source, "-- errors", the errors without "./x.go:", and so on.
// `errors_test -print` prints the file anew with what the parser says now.
#define _GNU_SOURCE
#include <ftw.h>
#include <stdlib.h>

#include "load/load.h"

static unsigned failures;

static char *errors_of(Arena *a, const char *text, size_t n) {
	Session *s = session_new();
	uint32_t id = 1;
	char *out;
	size_t out_n;
	SourceFile *src = sources_add(
		s->sources, "/w/x.go", "./x.go", arena_strndup(a, text, n), (uint32_t)n);
	parse_file(s, a, src, &id, PARSE_CHECK_BRANCHES);
	FILE *to = open_memstream(&out, &out_n);
	diags_flush(s->diags, to, true);
	fclose(to);
	Buf b = {0};
	for (char *line = out, *nl; (nl = strchr(line, '\n')) != NULL; line = nl + 1) {
		*nl = 0;
		buf_printf(a, &b, "%s\n", strncmp(line, "./x.go:", 7) == 0 ? line + 7 : line);
	}
	free(out);
	return buf_cstr(a, &b);
}

static void check_errors(const char *path, bool print) {
	Arena *a = arena_new();
	uint32_t size;
	const char *err;
	char *text = file_read(a, path, &size, &err);
	if (!text)
		fatal("%s: %s", path, err);
	for (char *p = strstr(text, "-- source\n"), *next; p; p = next) {
		char *source = p + strlen("-- source\n");
		char *end = strstr(source, "-- errors\n");
		char *want = end + strlen("-- errors\n");
		next = strstr(want, "-- source\n");
		size_t want_n = next ? (size_t)(next - want) : strlen(want);
		char *got = errors_of(a, source, (size_t)(end - source));
		if (print) {
			printf("-- source\n%.*s-- errors\n%s", (int)(end - source), source, got);
		} else if (strlen(got) != want_n || memcmp(got, want, want_n) != 0) {
			failures++;
			printf("source:\n%.*swant:\n%.*sgot:\n%s", (int)(end - source), source,
				(int)want_n, want, got);
		}
	}
	arena_free(a);
}

static int check_file(const char *path, const struct stat *st, int type, struct FTW *at) {
	(void)st;
	size_t n = strlen(path);
	if (type == FTW_D && strcmp(path + at->base, "testdata") == 0)
		return FTW_SKIP_SUBTREE;
	if (type != FTW_F || n < 4 || strcmp(path + n - 3, ".go") != 0)
		return FTW_CONTINUE;
	Session *s = session_new();
	Arena *a = arena_new();
	uint32_t size, id = 1;
	const char *err;
	char *text = file_read(a, path, &size, &err);
	if (text) {
		parse_file(s, a, sources_add(s->sources, path, path, text, size), &id,
			PARSE_CHECK_BRANCHES | PARSE_STD);
		failures += diags_flush(s->diags, stdout, false);
	}
	arena_free(a);
	return FTW_CONTINUE;
}

// Nesting beyond all reason ends in one error.
static void check_nesting(void) {
	static const struct {
		const char *start, *unit;
	} units[] = {{"= ", "("}, {"", "[]"}, {"", "*"}, {"", "chan "}, {"", "func("},
		{"", "struct{ a "}, {"= ", "-("}, {"= T", "{"}, {"= a", "[a"}, {"= a", "(a"},
		{"= a", "+a"}, {"= a", "()"}};
	for (size_t i = 0; i < LEN(units); i++) {
		Arena *a = arena_new();
		Buf b = {0};
		buf_printf(a, &b, "package p\nvar x %s", units[i].start);
		for (int j = 0; j < 200000; j++)
			buf_puts(a, &b, units[i].unit);
		const char *got = errors_of(a, b.v, b.n);
		if (!strstr(got, "exceeded max nesting depth")) {
			failures++;
			printf("nesting of %s: %s\n", units[i].unit, got);
		}
		arena_free(a);
	}
}

int main(int argc, char **argv) {
	bool print = argc > 1 && strcmp(argv[1], "-print") == 0;
	check_errors("test/syntax/errors.txt", print);
	if (print)
		return 0;
	check_nesting();
	const char *err, *goroot = goroot_find(session_new(), NULL, &err);
	if (goroot)
		nftw(arena_printf(arena_new(), "%s/src/", goroot), check_file, 20,
			FTW_ACTIONRETVAL);
	return failures != 0;
}
