// cgo.c: the part of a package that is written in C: files with import "C", what their comments ask
// of the C compiler
// (#cgo lines), and the files beside them.
//
// The text before import "C" is for the C compiler but for its #cgo lines, which this file reads.
// LoadConfig.cgo, the driver's, then has cmd/cgo write Go files, which are read in place of those
// with import "C"; positions in them are shown as those of the file that the user wrote.
#define _GNU_SOURCE
#include "load/loader.h"

#include <stdlib.h>

static bool cgo_is_space(char c) {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool cgo_imports_c(const File *f) {
	for (uint32_t i = 0; i < f->imports.n; i++) {
		const BasicLit *path = f->imports.v[i]->path;
		if (path->len == 3 && path->text[1] == 'C')
			return true;
	}
	return false;
}

/* The comment before an import */

// The comments that end on the line before `at`, or on its line, without anything but blanks
// between them; *n: bytes.
static const char *cgo_comment(const char *text, const char *at, size_t *n) {
	const char *start = NULL, *end = NULL;
	for (const char *p = text; p < at;) {
		if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
			const char *q = p[1] == '/' ? memchr(p, '\n', (size_t)(at - p))
						    : memmem(p + 2, (size_t)(at - p - 2), "*/", 2);
			const char *stop = !q ? at : p[1] == '*' ? q + 2 : q;
			if (!start)
				start = p;
			end = p = stop;
		} else if (cgo_is_space(*p)) {
			bool empty = false; // a line: it ends the group
			int newlines = 0;
			for (; p < at && cgo_is_space(*p); p++)
				empty |= *p == '\n' && ++newlines > 1;
			if (empty)
				start = NULL;
		} else {
			start = NULL;
			p = *p == '"' ? strchr(p + 1, '"') + 1 : p + 1;
		}
	}
	*n = start ? (size_t)(end - start) : 0;
	return start;
}

// What belongs to the import: the comment before it or, of one in parentheses alone, before the
// keyword.
static const char *cgo_preamble(const File *f, const ImportDecl *d, size_t *n) {
	const char *text = f->src->text, *at = text + (d->path->n.pos - f->src->base);
	const char *comment = cgo_comment(text, at, n);
	if (comment)
		return comment;
	while (at > text && (cgo_is_space(at[-1]) || at[-1] == '('))
		at--;
	return at - text >= 6 && memcmp(at - 6, "import", 6) == 0 ? cgo_comment(text, at - 6, n)
								  : NULL;
}

/* #cgo lines */

typedef struct CgoReader {
	Arena *a;
	const BuildContext *context;
	CgoPackage *c;
	const char *file; // its path, for messages
	const char *fault;
} CgoReader;

// Words of a line, quoted or not. False: a quote is not closed.
static bool cgo_split(Arena *a, const char *p, const char *end, TextVec *out) {
	while (p < end) {
		Buf word = {0};
		bool any = false;
		char quote = 0;
		for (; p < end && (quote || !cgo_is_space(*p)); p++) {
			any = true;
			if (*p == '\\' && p + 1 < end)
				buf_write(a, &word, ++p, 1);
			else if (quote ? *p == quote : *p == '"' || *p == '\'')
				quote = quote ? 0 : *p;
			else
				buf_write(a, &word, p, 1);
		}
		if (quote)
			return false;
		if (any)
			vec_push(a, out, buf_cstr(a, &word));
		p++;
	}
	return true;
}

// ${SRCDIR} is the package's folder.
static const char *cgo_expand(Arena *a, const char *word, const char *dir) {
	static const char mark[] = "${SRCDIR}";
	Buf b = {0};
	for (const char *p; (p = strstr(word, mark)) != NULL; word = p + sizeof mark - 1) {
		buf_write(a, &b, word, (size_t)(p - word));
		buf_puts(a, &b, dir);
	}
	buf_puts(a, &b, word);
	return buf_cstr(a, &b);
}

// Characters that a shell, or the files that go through cmd/cgo, would take for something else.
static bool cgo_is_safe(const char *word) {
	static const char safe[] =
		"+-.,/0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz:$@%* ";
	if (!*word)
		return false;
	for (const char *p = word; *p; p++)
		if ((unsigned char)*p < 0x80 && !strchr(safe, *p))
			return false;
	return true;
}

static const char *const cgo_path_flags[] = {"-I", "-L"};

// Flags that name a folder below the package's.
static void cgo_make_absolute(Arena *a, TextVec *words, const char *dir) {
	bool next = false;
	for (uint32_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];
		if (next && *w != '/')
			words->v[i] = path_join(a, dir, w);
		next = false;
		for (size_t k = 0; k < LEN(cgo_path_flags); k++) {
			const char *flag = cgo_path_flags[k];
			size_t n = strlen(flag);
			if (strncmp(w, flag, n) != 0)
				continue;
			next = w[n] == 0;
			if (w[n] && w[n] != '/')
				words->v[i] =
					arena_printf(a, "%s%s", flag, path_join(a, dir, w + n));
		}
	}
}

static bool cgo_condition(const CgoReader *r, const TextVec *words) {
	if (words->n <= 2)
		return true;
	for (uint32_t i = 1; i + 1 < words->n; i++)
		if (context_matches_word(r->context, words->v[i]))
			return true;
	return false;
}

static void cgo_line(CgoReader *r, const char *p, const char *end) {
	Arena *a = r->a;
	CgoPackage *c = r->c;
	const struct {
		const char *verb;
		TextVec *to;
		bool paths;
	} verbs[] = {
		{"CFLAGS", &c->cflags, true},
		{"CPPFLAGS", &c->cppflags, true},
		{"CXXFLAGS", &c->cxxflags, true},
		{"FFLAGS", NULL, true},
		{"LDFLAGS", &c->ldflags, true},
		{"pkg-config", &c->pkg_config, false},
	};
	char *line = arena_strndup(a, p, (size_t)(end - p));
	const char *colon = memchr(p, ':', (size_t)(end - p));
	TextVec head = {0}, args = {0};
	cgo_split(a, p, colon ? colon : end, &head);
	if (head.n >= 2 &&
		(strcmp(head.v[1], "noescape") == 0 || strcmp(head.v[1], "nocallback") == 0))
		return;
	bool whole = colon && head.n >= 2 && cgo_split(a, colon + 1, end, &args);
	if (!whole) {
		r->fault = arena_printf(a, "%s: invalid #cgo line: %s", r->file, line);
		return;
	}
	if (!cgo_condition(r, &head))
		return;
	for (uint32_t i = 0; i < args.n; i++) {
		args.v[i] = cgo_expand(a, args.v[i], c->dir);
		if (!cgo_is_safe(args.v[i])) {
			r->fault = arena_printf(
				a, "%s: malformed #cgo argument: %s", r->file, args.v[i]);
			return;
		}
	}
	for (size_t i = 0; i < LEN(verbs); i++) {
		if (strcmp(verbs[i].verb, head.v[head.n - 1]) != 0)
			continue;
		if (verbs[i].paths)
			cgo_make_absolute(a, &args, c->dir);
		for (uint32_t k = 0; verbs[i].to && k < args.n; k++)
			vec_push(a, verbs[i].to, args.v[k]);
		return;
	}
	r->fault = arena_printf(a, "%s: invalid #cgo verb: %s", r->file, line);
}

// Comment markers do not begin a line of the text.
static void cgo_lines(CgoReader *r, const char *text, size_t n) {
	for (const char *p = text, *end = text + n; p < end && !r->fault;) {
		const char *nl = memchr(p, '\n', (size_t)(end - p)), *stop = nl ? nl : end;
		const char *next = nl ? nl + 1 : end;
		if (stop - p >= 2 && p[0] == '/' && (p[1] == '/' || p[1] == '*'))
			p += 2;
		while (p < stop && cgo_is_space(*p))
			p++;
		while (stop > p && cgo_is_space(stop[-1]))
			stop--;
		if (stop - p >= 5 && memcmp(p, "#cgo", 4) == 0 && (p[4] == ' ' || p[4] == '\t'))
			cgo_line(r, p, stop);
		p = next;
	}
}

const char *cgo_read_directives(
	Arena *a, const BuildContext *context, CgoPackage *c, const File *f) {
	CgoReader r = {.a = a, .context = context, .c = c, .file = f->src->path};
	for (uint32_t i = 0; i < f->imports.n && !r.fault; i++) {
		const ImportDecl *d = f->imports.v[i];
		if (d->path->len != 3 || d->path->text[1] != 'C')
			continue;
		size_t n;
		const char *text = cgo_preamble(f, d, &n);
		if (text)
			cgo_lines(&r, text, n);
	}
	return r.fault;
}

/* Files beside the Go files */

// A file of the folder that is not Go, by its name and constraints; kept with what is compiled, or
// included.
void cgo_take_file(Arena *a, const BuildContext *context, CgoPackage *c, const char *name) {
	const struct {
		const char *suffix;
		TextVec *to;
	} kinds[] = {
		{".c", &c->c},
		{".cc", &c->cxx},
		{".cpp", &c->cxx},
		{".cxx", &c->cxx},
		{".S", &c->s},
		{".s", &c->s},
		{".h", &c->headers},
		{".hh", &c->headers},
		{".hpp", &c->headers},
		{".hxx", &c->headers},
		{".m", &c->foreign},
		{".f", &c->foreign},
		{".F", &c->foreign},
		{".for", &c->foreign},
		{".f90", &c->foreign},
		{".swig", &c->foreign},
		{".swigcxx", &c->foreign},
	};
	const char *dot = strrchr(name, '.'), *err;
	for (size_t i = 0; dot && i < LEN(kinds); i++) {
		if (strcmp(dot, kinds[i].suffix) != 0)
			continue;
		uint32_t size;
		char *text = file_name_matches(context, name)
				     ? file_read(a, path_join(a, c->dir, name), &size, &err)
				     : NULL;
		if (text && file_text_matches(a, context, text, size))
			vec_push(a, kinds[i].to, name);
		return;
	}
}

/* What cmd/cgo wrote */

void cgo_show_as(SourceFile *src, const char *original) {
	for (uint32_t i = 0; i < src->directives.n; i++)
		if (strcmp(src->directives.v[i].path, original) == 0)
			src->directives.v[i].path = src->shown;
}
