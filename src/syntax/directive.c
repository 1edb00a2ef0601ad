// directive.c: comments that mean something: //line and /*line*/, //go:build, //go:linkname, and
// the
// //go: pragmas that belong to the declaration after them.
//
// The scanner hands over such comments while it looks for the next token, so what it has collected
// when a declaration's keyword has been read stands before that declaration. A pragma that nothing
// takes, or that stands before a declaration of the wrong kind, is reported.
#include "syntax/parser.h"

// Pragmas the compiler knows.  PRAGMA(verb, who may have it, where it may be used)
enum { FOR_ALL, FOR_STD, FOR_RUNTIME };
static const struct {
	const char *verb;
	uint8_t use, who;
} pragma_table[] = {
	{"go:build", PRAGMA_PACKAGE, FOR_ALL},
	{"go:embed", PRAGMA_VAR, FOR_ALL},
	{"go:noescape", PRAGMA_FUNC, FOR_ALL},
	{"go:norace", PRAGMA_FUNC, FOR_ALL},
	{"go:nosplit", PRAGMA_FUNC, FOR_ALL},
	{"go:noinline", PRAGMA_FUNC, FOR_ALL},
	{"go:nocheckptr", PRAGMA_FUNC, FOR_ALL},
	{"go:systemstack", PRAGMA_FUNC, FOR_RUNTIME},
	{"go:nowritebarrier", PRAGMA_FUNC, FOR_RUNTIME},
	{"go:nowritebarrierrec", PRAGMA_FUNC, FOR_RUNTIME},
	{"go:yeswritebarrierrec", PRAGMA_FUNC, FOR_RUNTIME},
	{"go:cgo_unsafe_args", PRAGMA_FUNC, FOR_ALL},
	{"go:uintptrkeepalive", PRAGMA_FUNC, FOR_STD},
	{"go:uintptrescapes", PRAGMA_FUNC, FOR_ALL},
	{"go:registerparams", PRAGMA_FUNC, FOR_ALL},
};

static bool word_is(const char *text, size_t n, const char *word) {
	return strlen(word) == n && memcmp(text, word, n) == 0;
}

static bool has_prefix(const char *text, size_t n, const char *prefix) {
	size_t len = strlen(prefix);
	return n >= len && memcmp(text, prefix, len) == 0;
}

static size_t word_len(const char *text, size_t n) {
	size_t i = 0;
	while (i < n && text[i] != ' ' && text[i] != '\t')
		i++;
	return i;
}

static int pragma_find(const char *text, size_t n) {
	n = word_len(text, n);
	for (size_t i = 0; i < LEN(pragma_table); i++)
		if (word_is(text, n, pragma_table[i].verb))
			return (int)i;
	return -1;
}

/* Line directives */

// Splits "text:digits" off the end. -1: no colon; else the offset of the digits, *ok if they are a
// number.
static long line_digits(const char *text, size_t n, uint64_t *value, bool *ok) {
	size_t i = n;
	while (i > 0 && text[i - 1] != ':')
		i--;
	*value = 0;
	*ok = i < n;
	for (size_t j = i; j < n; j++) {
		if (text[j] < '0' || text[j] > '9' || *value > UINT32_MAX)
			*ok = false;
		else
			*value = *value * 10 + (uint64_t)(text[j] - '0');
	}
	return i == 0 ? -1 : (long)i;
}

// A path in its shortest form: no "//", no ".", no "x/..".
static char *path_clean(Arena *a, const char *path) {
	bool root = path[0] == '/';
	size_t n = strlen(path), w = 0, floor = 0;
	char *out = arena_alloc(a, n + 2);
	if (root)
		out[w++] = '/';
	floor = w;
	for (size_t i = 0; i < n;) {
		size_t j = i;
		while (j < n && path[j] != '/')
			j++;
		size_t len = j - i;
		bool up = len == 2 && path[i] == '.' && path[i + 1] == '.';
		if (up && w > floor) {
			while (w > floor && out[w - 1] != '/')
				w--;
			if (w > floor)
				w--;
		} else if (len > 0 && !(len == 1 && path[i] == '.') && !(up && root)) {
			if (w > (root ? 1u : 0u))
				out[w++] = '/';
			memcpy(out + w, path + i, len);
			w += len;
			if (up)
				floor = w;
		}
		i = j + 1;
	}
	if (w == 0)
		out[w++] = '.';
	out[w] = 0;
	return out;
}

// The path a line directive names: relative ones are relative to the directory of the source file.
static const char *line_path(Parser *p, const char *name, size_t n) {
	char *path = path_clean(p->a, arena_strndup(p->a, name, n));
	const char *shown = p->s.src->shown;
	const char *slash = strrchr(shown, '/');
	if (path[0] == '/' || !slash)
		return path;
	path = path_clean(p->a, arena_printf(p->a, "%.*s/%s", (int)(slash - shown), shown, path));
	// Files of the working directory are shown as ./x.go.
	return strncmp(shown, "./", 2) == 0 && !strchr(path, '/') ? arena_printf(p->a, "./%s", path)
								  : path;
}

// text: after "line "; text_pos: its position; offset: first byte after the comment.
static void line_handle(Parser *p, const char *text, size_t n, Pos text_pos, uint32_t offset) {
	uint64_t line, col = 0, other;
	bool ok, ok2 = false;
	long i = line_digits(text, n, &line, &ok), i2;
	if (i < 0)
		return;
	if (!ok) {
		scan_error(&p->s, text_pos + (Pos)i, "invalid line number: %.*s",
			(int)(n - (size_t)i), text + i);
		return;
	}
	i2 = line_digits(text, (size_t)i - 1, &other, &ok2);
	if (i2 > 0 && ok2) {
		col = line;
		line = other;
		if (col == 0 || col > 1 << 30) {
			scan_error(&p->s, text_pos + (Pos)i, "invalid column number: %.*s",
				(int)(n - (size_t)i), text + i);
			return;
		}
		n = (size_t)i - 1;
		i = i2;
	}
	if (line == 0 || line > 1 << 30) {
		scan_error(&p->s, text_pos + (Pos)i, "invalid line number: %.*s",
			(int)(n - (size_t)i), text + i);
		return;
	}
	const char *path = "";
	if (i - 1 > 0)
		path = line_path(p, text, (size_t)i - 1);
	else if (col)
		path = p->line_path ? p->line_path : p->s.src->shown;
	p->line_path = path;
	LineDirective d = {offset, path, (uint32_t)line, (uint32_t)col};
	vec_push(p->a, &p->s.src->directives, d);
}

/* go: directives */

static void linkname_handle(Parser *p, const char *text, size_t n, Pos pos) {
	const char *words[4];
	size_t lens[4], count = 0;
	for (size_t i = 0; i < n;) {
		size_t len = word_len(text + i, n - i);
		if (len > 0 && count < 4) {
			words[count] = text + i;
			lens[count++] = len;
		}
		i += len + 1;
	}
	if (count < 2 || count > 3) {
		scan_complain(
			&p->s, pos, "usage: //%.*s localname [linkname]", (int)lens[0], words[0]);
		return;
	}
	Linkname l = {.pos = pos, .std = word_is(words[0], lens[0], "go:linknamestd")};
	l.local = arena_strndup(p->a, words[1], lens[1]);
	if (count == 3)
		l.target = arena_strndup(p->a, words[2], lens[2]);
	vec_push(p->a, &p->file->linknames, l);
}

// Names that begin with _ are those of no source file but of cmd/cgo's.
static bool pragma_in_cgo(const Parser *p) {
	const char *slash = strrchr(p->s.src->path, '/');
	return strncmp(slash ? slash + 1 : p->s.src->path, "_cgo_", 5) == 0;
}

static void pragma_handle(Parser *p, const char *text, size_t n, Pos pos) {
	int known = pragma_find(text, n);
	if (known >= 0 && !(p->mode & PARSE_STD) && pragma_table[known].who != FOR_ALL) {
		bool runtime = pragma_table[known].who == FOR_RUNTIME;
		scan_complain(&p->s, pos,
			runtime ? "//%s only allowed in runtime"
				: "//%s is only allowed in the standard library",
			pragma_table[known].verb);
	}
	if (has_prefix(text, n, "go:cgo_") && !has_prefix(text, n, "go:cgo_import_dynamic ") &&
		!(p->mode & PARSE_STD) && !pragma_in_cgo(p))
		scan_complain(
			&p->s, pos, "//%.*s only allowed in cgo-generated code", (int)n, text);
	Pragma pragma = {pos, arena_strndup(p->a, text, n)};
	vec_push(p->a, &p->pragmas, pragma);
}

static void go_handle(Parser *p, const char *text, size_t n, Pos pos, bool alone) {
	if (p->at_top && has_prefix(text, n, "go:build") && word_len(text, n) == 8) {
		const char *err = NULL;
		BuildExpr *x = build_parse(p->a, text + 8, n - 8, &err);
		if (x)
			p->file->go_version = build_go_version(p->a, x);
	}
	if (!alone)
		scan_complain(&p->s, pos, "misplaced compiler directive");
	else if (has_prefix(text, n, "go:linkname ") || has_prefix(text, n, "go:linknamestd "))
		linkname_handle(p, text, n, pos);
	else if (!has_prefix(text, n, "go:wasm"))
		pragma_handle(p, text, n, pos);
}

void directive_handle(Scanner *s, const char *text, size_t n) {
	Parser *p = (Parser *)s; // the scanner is the parser's first member
	_Static_assert(
		offsetof(Parser, s) == 0, "directive_handle finds the parser through its scanner");
	const char *line = text;
	while (line > s->src->text && line[-1] != '\n')
		line--;
	if (has_prefix(text + 2, n - 2, "line ")) {
		bool block = text[1] == '*';
		if (!block && line != text)
			return;
		size_t len = n - 7 - (block ? 2 : 0);
		if (block && memchr(text, '\n', n))
			return;
		uint32_t after = (uint32_t)(s->at - s->src->text) + (block ? 0 : s->at < s->end);
		line_handle(p, text + 7, len, scan_pos(s, text + 7), after);
		return;
	}
	bool alone = true;
	for (const char *q = line; q < text; q++)
		alone &= *q == ' ' || *q == '\t' || *q == '\r' || (unsigned char)*q >= 0x80;
	go_handle(p, text + 2, n - 2, scan_pos(s, text + 2), alone);
}

/* Pragmas and declarations */

static const char *pragma_misplaced(Parser *p, int known) {
	return pragma_table[known].use == PRAGMA_VAR
		       ? arena_printf(p->a, "misplaced %s directive", pragma_table[known].verb)
		       : "misplaced compiler directive";
}

PragmaVec directive_take(Parser *p, PragmaUse use) {
	PragmaVec taken = p->pragmas;
	p->pragmas = (PragmaVec){0};
	for (uint32_t i = 0; i < taken.n; i++) {
		int known = pragma_find(taken.v[i].text, strlen(taken.v[i].text));
		if (known < 0 || pragma_table[known].use == use || (p->mode & PARSE_STD))
			continue;
		Misplaced m = {taken.v[i].pos, pragma_misplaced(p, known)};
		vec_push(p->a, &p->file->misplaced, m);
	}
	return taken;
}

void directive_clear(Parser *p) {
	for (uint32_t i = 0; i < p->pragmas.n; i++) {
		const Pragma *x = &p->pragmas.v[i];
		int known = pragma_find(x->text, strlen(x->text));
		if (known >= 0 && !(p->mode & PARSE_STD))
			scan_complain(&p->s, x->pos, "%s", pragma_misplaced(p, known));
	}
	p->pragmas.n = 0;
}
