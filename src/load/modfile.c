// modfile.c: go.mod and go.work.
//
// Read are the directives that say where packages come from and which language they are written in:
// module, go, require, replace, exclude, godebug, tool and, in go.work, use. The others
// (retract, toolchain, ignore) are accepted: they concern publishing and upgrades.
#include "load/load.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct ModParser {
	Arena *a;
	ModFile *m;
	const char *p, *end;
	uint32_t line;
	const char *word[8]; // of the current line
	uint32_t n;
	const char *name;  // "go.mod", "go.work": before errors
	const char *block; // directive whose parentheses are open, NULL outside
	bool seen_go;
} ModParser;

static void mod_error(ModParser *m, const char *msg) {
	vec_push(m->a, &m->m->errors, arena_printf(m->a, "%s:%u: %s", m->name, m->line, msg));
}

// Reads one word of the line; strings may be quoted.
static bool mod_word(ModParser *m, const char *end) {
	while (m->p < end && (*m->p == ' ' || *m->p == '\t' || *m->p == '\r'))
		m->p++;
	if (m->p >= end || (end - m->p >= 2 && m->p[0] == '/' && m->p[1] == '/'))
		return false;
	const char *start = m->p;
	if (*start == '"' || *start == '`') {
		const char *close = memchr(start + 1, *start, (size_t)(end - start - 1));
		m->p = close ? close + 1 : end;
		if (m->n < LEN(m->word))
			m->word[m->n++] = arena_strndup(
				m->a, start + 1, (size_t)((close ? close : end) - start - 1));
		return true;
	}
	if (*start == '(' || *start == ')' || *start == ',') {
		m->p++;
	} else {
		while (m->p < end && !strchr(" \t\r(),", *m->p) &&
			!(end - m->p >= 2 && m->p[0] == '/' && m->p[1] == '/'))
			m->p++;
	}
	if (m->n < LEN(m->word))
		m->word[m->n++] = arena_strndup(m->a, start, (size_t)(m->p - start));
	return true;
}

static void mod_read_line(ModParser *m) {
	const char *nl = memchr(m->p, '\n', (size_t)(m->end - m->p));
	const char *end = nl ? nl : m->end;
	m->n = 0;
	m->line++;
	while (mod_word(m, end))
		;
	m->p = nl ? nl + 1 : m->end;
}

// "1.21", "1.21.3", "1.21rc1" to "go1.21"; NULL: malformed.
static const char *mod_go_version(Arena *a, const char *v) {
	const char *dot = strchr(v, '.');
	if (v[0] < '1' || v[0] > '9' || !dot || dot[1] < '0' || dot[1] > '9')
		return NULL;
	return arena_printf(a, "go%ld.%ld", atol(v), atol(dot + 1));
}

static void mod_go(ModParser *m, const char *const *w, uint32_t n) {
	if (m->seen_go) {
		mod_error(m, "repeated go statement");
		return;
	}
	m->seen_go = true;
	const char *v = n == 1 ? mod_go_version(m->a, w[0]) : NULL;
	if (!v) {
		mod_error(m,
			n == 1 ? arena_printf(m->a,
					 "invalid go version '%s': must match format 1.23.0", w[0])
			       : "go directive expects exactly one argument");
		return;
	}
	m->m->go_version = v;
	long major = atol(v + 2), minor = atol(strchr(v, '.') + 1);
	if (major > 1 || minor > GO_MINOR)
		vec_push(m->a, &m->m->errors,
			arena_printf(m->a, "%s requires go >= %s (running go 1.%d)", m->name, w[0],
				GO_MINOR));
}

static void mod_replace(ModParser *m, const char *const *w, uint32_t n) {
	uint32_t arrow = 0;
	while (arrow < n && strcmp(w[arrow], "=>") != 0)
		arrow++;
	if (arrow == 0 || arrow > 2 || n - arrow < 2 || n - arrow > 3) {
		mod_error(m,
			"usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace "
			"module/path [v1.2.3] => ../local/directory");
		return;
	}
	ModReplace r = {.old.path = w[0], .with.path = w[arrow + 1]};
	if (arrow == 2)
		r.old.version = w[1];
	if (n - arrow == 3)
		r.with.version = w[arrow + 2];
	bool local = r.with.path[0] == '/' || strncmp(r.with.path, "./", 2) == 0 ||
		     strncmp(r.with.path, "../", 3) == 0 || strcmp(r.with.path, "..") == 0;
	if (!local && !r.with.version)
		mod_error(m, "replacement module without version must be directory path (rooted or "
			     "starting "
			     "with . or ..)");
	else
		vec_push(m->a, &m->m->replaces, r);
}

static void mod_exclude(ModParser *m, const char *const *w, uint32_t n) {
	ModVersion x = {w[0], n > 1 ? w[1] : NULL};
	if (n != 2)
		mod_error(m, "usage: exclude module/path v1.2.3");
	else
		vec_push(m->a, &m->m->excludes, x);
}

static void mod_godebug(ModParser *m, const char *const *w, uint32_t n) {
	const char *eq = n == 1 ? strchr(w[0], '=') : NULL;
	if (!eq || w[0][strcspn(w[0], "\"`'")]) {
		mod_error(m, "usage: godebug key=value");
		return;
	}
	ModDebug s = {arena_strndup(m->a, w[0], (size_t)(eq - w[0])), eq + 1, m->line};
	vec_push(m->a, &m->m->godebugs, s);
}

// What only go.work, or only go.mod, has.
static bool mod_is_work(const ModParser *m) {
	return strcmp(m->name, "go.work") == 0;
}

static void mod_directive(ModParser *m, const char *verb, const char *const *w, uint32_t n) {
	static const char *const others[] = {"retract", "toolchain", "ignore"};
	bool work = mod_is_work(m);
	if (work && strcmp(verb, "use") == 0) {
		if (n != 1)
			mod_error(m, "usage: use local/dir");
		else
			vec_push(m->a, &m->m->uses, w[0]);
	} else if (!work && strcmp(verb, "module") == 0) {
		if (n != 1)
			mod_error(m, "usage: module module/path");
		else if (m->m->path)
			mod_error(m, "repeated module statement");
		else
			m->m->path = w[0];
	} else if (strcmp(verb, "go") == 0) {
		mod_go(m, w, n);
	} else if (!work && strcmp(verb, "exclude") == 0) {
		mod_exclude(m, w, n);
	} else if (!work && strcmp(verb, "require") == 0) {
		ModVersion r = {w[0], n > 1 ? w[1] : NULL};
		if (n != 2)
			mod_error(m, "usage: require module/path v1.2.3");
		else
			vec_push(m->a, &m->m->requires, r);
	} else if (strcmp(verb, "godebug") == 0) {
		mod_godebug(m, w, n);
	} else if (!work && strcmp(verb, "tool") == 0) {
		if (n != 1)
			mod_error(m, "tool directive expects exactly one argument");
		else
			vec_push(m->a, &m->m->tools, w[0]);
	} else if (strcmp(verb, "replace") == 0) {
		mod_replace(m, w, n);
	} else {
		for (size_t i = 0; i < LEN(others); i++)
			if (strcmp(verb, others[i]) == 0)
				return;
		mod_error(m, arena_printf(m->a, "unknown %s: %s",
				     m->block ? "block type" : "directive", verb));
	}
}

static void mod_parse(ModParser *m) {
	while (m->p < m->end) {
		mod_read_line(m);
		if (m->n == 0)
			continue;
		if (m->block && strcmp(m->word[0], ")") == 0) {
			m->block = NULL;
		} else if (m->block) {
			mod_directive(m, m->block, m->word, m->n);
		} else if (m->n == 2 && strcmp(m->word[1], "(") == 0) {
			m->block = m->word[0];
		} else {
			mod_directive(m, m->word[0], m->word + 1, m->n - 1);
		}
	}
	if (m->block)
		mod_error(m, "syntax error (unterminated block started)");
	if (!m->m->path && m->m->errors.n == 0 && !mod_is_work(m))
		vec_push(m->a, &m->m->errors,
			"go: error reading go.mod: missing module declaration. To specify "
			"the module path:\n\tgo mod edit -module=example.com/mod");
}

static ModFile *modfile_parse(Arena *a, const char *path, const char *dir, const char *name) {
	const char *err;
	uint32_t size;
	char *text = file_read(a, path, &size, &err);
	if (!text)
		return NULL;
	ModFile *m = NEW(a, ModFile);
	bool work = strcmp(name, "go.work") == 0;
	*m = (ModFile){.dir = dir, .gomod = path, .go_version = work ? "go1.18" : "go1.16"};
	ModParser p = {.a = a, .m = m, .name = name, .p = text, .end = text + size};
	mod_parse(&p);
	return m;
}

ModFile *modfile_read(Arena *a, const char *dir) {
	const char *path = arena_printf(a, "%s/go.mod", strcmp(dir, "/") == 0 ? "" : dir);
	return modfile_parse(a, path, arena_strndup(a, dir, strlen(dir)), "go.mod");
}

ModFile *modfile_read_as(Arena *a, const char *path, const char *dir) {
	return modfile_parse(a, path, dir, "go.mod");
}

ModFile *modfile_read_file(Arena *a, const char *path) {
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	const char *dir = n ? arena_strndup(a, path, n) : slash ? "/" : ".";
	bool work = strlen(path) > 5 && strcmp(path + strlen(path) - 5, ".work") == 0;
	return modfile_parse(a, path, dir, work ? "go.work" : "go.mod");
}

ModFile *modfile_find(Arena *a, const char *dir) {
	char *d = arena_strndup(a, dir, strlen(dir));
	for (;;) {
		if (access(arena_printf(a, "%s/go.mod", strcmp(d, "/") == 0 ? "" : d), F_OK) == 0)
			return modfile_read(a, d);
		char *slash = strrchr(d, '/');
		if (!slash || strcmp(d, "/") == 0)
			return NULL;
		slash[slash == d] = 0;
		d = arena_strndup(a, d, strlen(d));
	}
}
