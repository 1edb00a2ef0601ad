// scan_fuzz.c: the scanner ends, and its tokens follow each other inside the text.
#include "fuzz.h"
#include "syntax/scanner.h"

static void fuzz_directive(Scanner *s, const char *text, size_t n) {
	if (text < s->src->text || text + n > s->end)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	Session *s = fuzz_session();
	Scanner scan;
	SourceFile *src = fuzz_source(s, data, size);
	scan_init(&scan, s, s->arena, src);
	scan.directive = fuzz_directive;
	const char *last = src->text;
	size_t n = 0;
	do {
		scan_next(&scan);
		if (scan.start < last || scan.start > scan.end || scan.at > scan.end ||
			++n > 2 * size + 2)
			abort();
		last = scan.start;
		if (scan.tok == TK_NAME && (!scan.name || scan.name->len == 0))
			abort();
	} while (scan.tok != TK_EOF);
	fuzz_flush(s);
	return 0;
}
