// parse_fuzz.c: any text becomes a tree whose nodes begin in the text, and that can be printed.
#include "fuzz.h"
#include "syntax/syntax.h"

static bool fuzz_node(Node *n, void *ctx) {
	const SourceFile *src = ctx;
	Pos end = src->base + src->size;
	if (node_start(n) < src->base || node_start(n) > end || n->kind >= AST_COUNT)
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	Session *s = fuzz_session();
	uint32_t id = 1;
	SourceFile *src = fuzz_source(s, data, size);
	File *f = parse_file(s, s->arena, src, &id, PARSE_CHECK_BRANCHES);
	for (uint32_t i = 0; i < f->decls.n; i++)
		node_walk(f->decls.v[i], fuzz_node, src);
	FILE *null = fopen("/dev/null", "w");
	if (!null)
		abort();
	ast_dump(null, f);
	fclose(null);
	if (fuzz_flush(s) == 0 && f->bad)
		abort(); // refused without a word
	return 0;
}
