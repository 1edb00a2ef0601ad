// others.c: files of a folder that are not Go, where no file imports "C": sources in C are a
// mistake then, and so is assembly that makes a variable, because nothing here assembles it.
// Functions that only assembly has are found later, by their missing bodies.
#define _GNU_SOURCE
#include "load/loader.h"

// The name of a variable of Go that a file in assembly makes, `GLOBL ·name(SB)`, or NULL. Those
// with
// <> are the file's own.
static const char *others_global(Arena *a, const char *text, uint32_t size) {
	static const char dot[] = "\xc2\xb7"; // the middle dot
	for (const char *p = text, *end = text + size; p < end;) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *stop = nl ? nl : end;
		while (p < stop && (*p == ' ' || *p == '\t'))
			p++;
		if (stop - p > 6 && memcmp(p, "GLOBL", 5) == 0 && (p[5] == ' ' || p[5] == '\t')) {
			p += 5;
			while (p < stop && (*p == ' ' || *p == '\t'))
				p++;
			const char *paren = memchr(p, '(', (size_t)(stop - p));
			if (paren && paren - p > 2 && memcmp(p, dot, 2) == 0 && paren[-1] != '>')
				return arena_strndup(a, p + 2, (size_t)(paren - p) - 2);
		}
		p = stop + 1;
	}
	return NULL;
}

const char *others_fault(Arena *a, const BuildContext *context, const char *import_path,
	const char *dir, TextVec others) {
	CgoPackage found = {.dir = dir};
	for (uint32_t i = 0; i < others.n; i++)
		cgo_take_file(a, context, &found, others.v[i]);
	if (found.c.n) {
		Buf b = {0};
		for (uint32_t i = 0; i < found.c.n; i++)
			buf_printf(a, &b, " %s", found.c.v[i]);
		return arena_printf(a,
			"package %s: C source files not allowed when not using cgo or SWIG:%s",
			import_path, buf_cstr(a, &b));
	}
	for (uint32_t i = 0; i < found.s.n; i++) {
		uint32_t size;
		const char *err, *path = path_join(a, dir, found.s.v[i]);
		const char *dot = strrchr(path, '.'); // .S belongs to C
		char *text = strcmp(dot, ".s") == 0 ? file_read(a, path, &size, &err) : NULL;
		const char *name = text ? others_global(a, text, size) : NULL;
		if (name)
			return arena_printf(a,
				"package %s: %s makes variable %s in assembly, which is not "
				"supported",
				import_path, found.s.v[i], name);
	}
	return NULL;
}
