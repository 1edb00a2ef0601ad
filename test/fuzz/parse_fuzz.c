// parse_fuzz.c: libFuzzer entry for scanner and parser. Build with clang
// -fsanitize=fuzzer,address,undefined.
//
// Any bytes must end in a tree and errors; the tree must be printable and have sane ends.
#include <stdlib.h>

#include "syntax/syntax.h"

static bool fuzz_node(Node *n, void *ctx) {
	const SourceFile *src = ctx;
	Pos end = src->base + src->size;
	if (node_start(n) < src->base || node_start(n) > end || n->kind >= AST_COUNT)
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	static Session *s; // names and positions pile up: sessions are not freed
	if (!s)
		s = session_new();
	Arena *a = arena_new();
	uint32_t id = 1;
	char *text = arena_strndup(a, (const char *)data, size);
	SourceFile *src = sources_add(s->sources, "fuzz.go", "fuzz.go", text, (uint32_t)size);
	File *f = parse_file(s, a, src, &id, PARSE_CHECK_BRANCHES);
	for (uint32_t i = 0; i < f->decls.n; i++)
		node_walk(f->decls.v[i], fuzz_node, src);
	FILE *null = fopen("/dev/null", "w");
	if (null) {
		ast_dump(null, f);
		diags_flush(s->diags, null, true);
		fclose(null);
	}
	arena_free(a);
	return 0;
}
