// select.c: build constraints: which files of a folder belong to its package.
//
// A file is left out for its name (name_GOOS.go, name_GOARCH.go, name_GOOS_GOARCH.go), for the
// //go:build line before its package clause or, without one, for lines of the old form. Seago has
// no assembler: the tags purego and math_big_pure_go are on, and the packages of GOROOT that choose
// assembly by GOARCH alone are read as for an architecture that has none.
#define _GNU_SOURCE
#include "load/load.h"

#include <stdlib.h>

static const char *const known_os[] = {"aix", "android", "darwin", "dragonfly", "freebsd", "hurd",
	"illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1",
	"windows", "zos"};
static const char *const unix_os[] = {"aix", "android", "darwin", "dragonfly", "freebsd", "hurd",
	"illumos", "ios", "linux", "netbsd", "openbsd", "solaris"};
static const char *const known_arch[] = {"386", "amd64", "amd64p32", "arm", "armbe", "arm64",
	"arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32", "mips64p32le",
	"ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm"};
// On whatever the platform. The experiments are those Go 1.27 has on by default, without
// regabiwrappers and regabiargs, which speak of gc's calling convention.
static const char *const fixed_tags[] = {"gc", "purego", "math_big_pure_go", "goexperiment.dwarf5",
	"goexperiment.jsonv2", "goexperiment.greenteagc", "goexperiment.randomizedheapbase64",
	"goexperiment.sizespecializedmalloc"};
// Packages of GOROOT whose files are chosen as for another GOARCH. (internal/bytealg and
// internal/runtime/maps keep their own: rt/links.def has what they want in assembly.)
static const struct {
	const char *path, *goarch;
} std_arch[] = {
	{"internal/abi", "generic"},
	{"internal/runtime/gc/scan", "generic"},
	{"hash/crc32", "mips64le"},
	{"math", "mips64le"},
};

// Packages of GOROOT that are read with cgo where it is on. All others, net and os/user among them,
// stay Go alone: so programs are static unless they call C themselves.
static const char *const std_cgo[] = {"cmd/cgo", "internal/runtime/cgobench"};

static bool word_among(const char *word, size_t n, const char *const *list, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && memcmp(list[i], word, n) == 0)
			return true;
	return false;
}

#define AMONG(word, n, list) word_among((word), (n), (list), LEN(list))

BuildContext context_for_std(const BuildContext *c, const char *import_path) {
	BuildContext out = *c;
	for (size_t i = 0; i < LEN(std_arch); i++)
		if (strcmp(std_arch[i].path, import_path) == 0)
			out.goarch = std_arch[i].goarch;
	bool wants_c = false;
	for (size_t i = 0; i < LEN(std_cgo); i++) {
		size_t n = strlen(std_cgo[i]);
		wants_c |= strncmp(import_path, std_cgo[i], n) == 0 &&
			   (import_path[n] == 0 || import_path[n] == '/');
	}
	out.cgo &= wants_c;
	return out;
}

static bool tag_of_user(const char *tags, const char *tag) {
	size_t len = strlen(tag);
	while (tags && *tags) {
		size_t n = strcspn(tags, ", \t");
		if (n == len && memcmp(tags, tag, n) == 0)
			return true;
		tags += n + (tags[n] != 0);
	}
	return false;
}

bool context_has_tag(const BuildContext *c, const char *tag) {
	size_t n = strlen(tag);
	if (strcmp(tag, c->goos) == 0 || strcmp(tag, c->goarch) == 0)
		return true;
	if (strcmp(c->goos, "android") == 0 && strcmp(tag, "linux") == 0)
		return true;
	if (strcmp(tag, "cgo") == 0)
		return c->cgo;
	if (strcmp(tag, "unix") == 0)
		return AMONG(c->goos, strlen(c->goos), unix_os);
	if (strncmp(tag, "go1.", 4) == 0) {
		char *end;
		long minor = strtol(tag + 4, &end, 10);
		if (*end == 0 && tag[4] >= '1' && tag[4] <= '9')
			return minor <= GO_MINOR;
	}
	if (strcmp(tag, "amd64.v1") == 0)
		return strcmp(c->goarch, "amd64") == 0;
	return AMONG(tag, n, fixed_tags) || tag_of_user(c->tags, tag);
}

static bool tag_of_word(const BuildContext *c, const char *word, size_t n) {
	char tag[32];
	if (n >= sizeof tag)
		return false;
	memcpy(tag, word, n);
	tag[n] = 0;
	return context_has_tag(c, tag);
}

bool file_name_matches(const BuildContext *c, const char *name) {
	const char *end = strchr(name, '.');
	const char *start = strchr(name, '_'); // what precedes the first _ is no constraint
	size_t len = end ? (size_t)(end - name) : strlen(name);
	if (!start || start >= name + len)
		return true;
	const char *words[2] = {NULL, NULL}; // the last two, newest first
	size_t lens[2] = {0, 0};
	const char *p = name + len;
	if (len >= 5 && memcmp(p - 5, "_test", 5) == 0 && p - 5 >= start)
		p -= 5;
	for (int i = 0; i < 2 && p > start; i++) {
		const char *q = p;
		while (q[-1] != '_')
			q--;
		words[i] = q;
		lens[i] = (size_t)(p - q);
		p = q - 1;
	}
	if (words[1] && AMONG(words[1], lens[1], known_os) && AMONG(words[0], lens[0], known_arch))
		return tag_of_word(c, words[1], lens[1]) && tag_of_word(c, words[0], lens[0]);
	if (words[0] &&
		(AMONG(words[0], lens[0], known_os) || AMONG(words[0], lens[0], known_arch)))
		return tag_of_word(c, words[0], lens[0]);
	return true;
}

/* The line in the text */

// The text after "//go:build" of the first such line before anything but comments and blank lines;
// NULL: none.
static const char *text_constraint(const char *p, const char *end, size_t *n) {
	if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *line_end = nl ? nl : end;
		while (p < line_end && (*p == ' ' || *p == '\t' || *p == '\r'))
			p++;
		if (line_end - p >= 2 && p[0] == '/' && p[1] == '*') {
			const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
			if (!close)
				return NULL;
			p = close + 2;
			continue;
		}
		if (p < line_end && (line_end - p < 2 || p[0] != '/' || p[1] != '/'))
			return NULL;
		if (line_end - p > 10 && memcmp(p, "//go:build", 10) == 0 &&
			(p[10] == ' ' || p[10] == '\t')) {
			*n = (size_t)(line_end - p) - 10;
			return p + 10;
		}
		p = nl ? nl + 1 : end;
	}
	return NULL;
}

static bool text_has_tag(const char *tag, void *ctx) {
	return context_has_tag(ctx, tag);
}

/* Lines in the old form: "// +build a,b !c": words are alternatives, commas join conditions. */

// Where the comments end that may hold them: behind the last blank line before anything that is no
// line comment.
static const char *plus_end(const char *p, const char *end) {
	const char *last = p;
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
			p++;
		bool blank = p == end || *p == '\n';
		if (!blank && (end - p < 2 || p[0] != '/' || p[1] != '/'))
			break;
		p = nl ? nl + 1 : end;
		if (blank)
			last = p;
	}
	return last;
}

static bool plus_word(const BuildContext *c, const char *p, const char *end) {
	while (p < end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		const char *stop = comma ? comma : end;
		bool not = *p == '!';
		p += not ;
		if (tag_of_word(c, p, (size_t)(stop - p)) == not || p == stop)
			return false;
		p = comma ? comma + 1 : end;
	}
	return true;
}

bool context_matches_word(const BuildContext *c, const char *word) {
	return plus_word(c, word, word + strlen(word));
}

static bool plus_line(const BuildContext *c, const char *p, const char *end) {
	bool any = false;
	while (p < end) {
		while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
			p++;
		const char *word = p;
		while (p < end && *p != ' ' && *p != '\t' && *p != '\r')
			p++;
		any |= p > word && plus_word(c, word, p);
	}
	return any;
}

// Whether all lines in the old form hold.
static bool plus_matches(const BuildContext *c, const char *p, const char *end) {
	end = plus_end(p, end);
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p)), *line_end = nl ? nl : end;
		while (p < line_end && (*p == ' ' || *p == '\t'))
			p++;
		if (line_end - p > 2 && p[0] == '/' && p[1] == '/')
			p += 2;
		while (p < line_end && (*p == ' ' || *p == '\t'))
			p++;
		if (line_end - p >= 6 && memcmp(p, "+build", 6) == 0 &&
			(line_end - p == 6 || strchr(" \t\r", p[6])) &&
			!plus_line(c, p + 6, line_end))
			return false;
		p = nl ? nl + 1 : end;
	}
	return true;
}

bool file_text_matches(Arena *a, const BuildContext *c, const char *text, size_t size) {
	size_t n;
	const char *line = text_constraint(text, text + size, &n);
	if (!line)
		return plus_matches(c, text, text + size);
	const char *err;
	BuildExpr *e = build_parse(a, line, n, &err);
	return e && build_eval(e, text_has_tag, (void *)c);
}
