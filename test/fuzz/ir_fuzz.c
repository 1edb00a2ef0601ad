// ir_fuzz.c: what the reader of IR takes keeps to the verifier's rules, and is printed as a text
// that reads as the same again.
#include "fuzz.h"
#include "ir/ir.h"

static Module *fuzz_read(Session *s, const char *text, size_t n) {
	Program *prog = NEW(s->arena, Program);
	prog->s = s;
	map_init(&prog->by_path, s->arena);
	Module *m = module_new(s, prog, NULL);
	return ir_read(m, fuzz_source(s, (const uint8_t *)text, n)) ? m : NULL;
}

static char *fuzz_print(Session *s, const Module *m, size_t *n) {
	char *text = NULL;
	FILE *f = open_memstream(&text, n);
	for (uint32_t i = 0; i < m->funcs.n; i++)
		ir_print(f, m->funcs.v[i]->func);
	for (uint32_t i = 0; i < m->datas.n; i++)
		ir_print_data(f, m->datas.v[i]->data);
	fclose(f);
	char *kept = arena_strndup(s->arena, text, *n);
	free(text);
	return kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	Session *s = fuzz_session();
	Module *m = fuzz_read(s, (const char *)data, size);
	if (!m) {
		if (fuzz_flush(s) == 0)
			abort(); // refused without a word
		return 0;
	}
	for (uint32_t i = 0; i < m->funcs.n; i++)
		if (ir_verify(m->funcs.v[i]->func))
			abort();
	size_t n1, n2;
	char *first = fuzz_print(s, m, &n1);
	Module *again = fuzz_read(s, first, n1);
	if (!again)
		abort();
	char *second = fuzz_print(s, again, &n2);
	if (n1 != n2 || memcmp(first, second, n1) != 0)
		abort();
	return 0;
}
