// godebug.c: the settings of GODEBUG that a program starts with.
//
// Package internal/godebugs of GOROOT has a table of settings: for those whose default has changed,
// the release that changed it and the value that holds in older ones. A program gets the old values
// that its main module's go line asks for, then those of godebug lines of go.mod or go.work, then
// those of //go:debug lines before the package clause of its main package; a test program, those of
// the package under test and of its tests. The table is read from its source, one setting a line.
#include "load/loader.h"

#include <stdlib.h>

typedef struct Setting {
	const char *name;
	long changed, removed; // minor releases of Go, 0: never
	const char *old;       // changed: the value before; removed: how the values are told that
			       // it may not have
} Setting;

typedef struct Godebug {
	Loader *l;
	Arena *a;
	VEC(Setting) known;
	VEC(ModVersion) set; // path: the setting, version: its value; sorted by name
	long minor;	     // of the release whose defaults hold
} Godebug;

/* The table */

// What stands after key on the line, NULL: it is not there.
static const char *table_field(const char *line, const char *key) {
	const char *at = strstr(line, key);
	return at ? at + strlen(key) : NULL;
}

static const char *table_quoted(Arena *a, const char *text) {
	return text && *text == '"' ? arena_strndup(a, text + 1, strcspn(text + 1, "\"")) : NULL;
}

static void table_line(Godebug *g, const char *line) {
	const char *at = line + strspn(line, " \t"), *number;
	if (strncmp(at, "{Name: ", 7) != 0)
		return;
	Setting s = {.name = table_quoted(g->a, at + 7), .old = table_field(at, " Old: ")};
	number = table_field(at, " Changed: ");
	s.changed = number ? atol(number) : 0;
	number = table_field(at, " Removed: ");
	s.removed = number ? atol(number) : 0;
	if (!s.removed)
		s.old = table_quoted(g->a, s.old);
	if (s.name)
		vec_push(g->a, &g->known, s);
}

static void table_read(Godebug *g) {
	const char *path = arena_printf(g->a, "%s/internal/godebugs/table.go", g->l->src), *err;
	uint32_t size;
	char *text = file_read(g->a, path, &size, &err);
	while (text && *text) {
		char *end = text + strcspn(text, "\n");
		char *next = end + (*end == '\n');
		*end = 0;
		table_line(g, text);
		text = next;
	}
}

static const Setting *table_find(const Godebug *g, const char *name) {
	for (uint32_t i = 0; i < g->known.n; i++)
		if (strcmp(g->known.v[i].name, name) == 0)
			return &g->known.v[i];
	return NULL;
}

// Whether a removed setting may not have the value: its test is called zero or one, or is written
// out.
static bool setting_forbids(Arena *a, const Setting *s, const char *value) {
	if (strncmp(s->old, "zero", 4) == 0)
		return strcmp(value, "0") == 0;
	if (strncmp(s->old, "one", 3) == 0)
		return strcmp(value, "1") == 0;
	const char *end = strchr(s->old, '}');
	const char *quoted = arena_printf(a, "\"%s\"", value), *at = strstr(s->old, quoted);
	return end && at && at < end;
}

/* Settings */

// The minor release of "1.21", "1.21.3" or "1.21rc1"; -1: it is none.
static long go_minor(const char *v) {
	char *end;
	if (strncmp(v, "1.", 2) != 0 || v[2] < '0' || v[2] > '9')
		return -1;
	long n = strtol(v + 2, &end, 10);
	size_t tail = strspn(end, "0123456789.abcr");
	return end[tail] ? -1 : n;
}

static const char *setting_default_fault(const Godebug *g, const char *value) {
	long minor = strncmp(value, "go", 2) == 0 ? go_minor(value + 2) : -1;
	if (minor < 0)
		return "value for default= must be goVERSION";
	return minor <= GO_MINOR ? NULL
				 : arena_printf(g->a, "default=%s too new (toolchain is %s)", value,
					   goroot_version(g->l->s, g->l->c->goroot));
}

// What is wrong with name=value; NULL: nothing. what: of what kind it is.
static const char *setting_fault(
	const Godebug *g, const char *what, const char *name, const char *value) {
	static const struct { const char *set, *word; } bad[] = {{" \t", "space"}, {",", "comma"}};
	for (uint32_t i = 0; i < LEN(bad); i++) {
		if (name[strcspn(name, bad[i].set)])
			return arena_printf(g->a, "key contains %s", bad[i].word);
		if (value[strcspn(value, bad[i].set)])
			return arena_printf(g->a, "value contains %s", bad[i].word);
	}
	if (strcmp(name, "default") == 0)
		return setting_default_fault(g, value);
	const Setting *s = table_find(g, name);
	if (!s)
		return arena_printf(g->a, "unknown %s \"%s\"", what, name);
	if (s->removed && setting_forbids(g->a, s, value))
		return arena_printf(g->a,
			"removed GODEBUG \"%s\" set to old value \"%s\" "
			"(https://go.dev/doc/godebug#go-1%ld)",
			name, value, s->removed);
	return NULL;
}

static void setting_put(Godebug *g, const char *name, const char *value) {
	uint32_t i = 0;
	if (strcmp(name, "default") == 0) {
		g->minor = go_minor(value + 2);
		return;
	}
	while (i < g->set.n && strcmp(g->set.v[i].path, name) < 0)
		i++;
	if (i < g->set.n && strcmp(g->set.v[i].path, name) == 0) {
		g->set.v[i].version = value;
		return;
	}
	ModVersion new = {name, value};
	vec_push(g->a, &g->set, new);
	for (uint32_t k = g->set.n - 1; k > i; k--)
		g->set.v[k] = g->set.v[k - 1];
	g->set.v[i] = new;
}

/* Where they are set */

static void godebug_file_lines(Godebug *g, const ModFile *m) {
	const char *name = m == g->l->work ? "go.work" : "go.mod";
	for (uint32_t i = 0; i < m->godebugs.n; i++) {
		const ModDebug *s = &m->godebugs.v[i];
		const char *fault = setting_fault(g, "godebug", s->name, s->value);
		if (fault)
			loader_error(g->l, "go: error loading %s:\n%s:%u: %s", name,
				path_shown(g->l, g->a, m->gomod, false), s->line, fault);
		else
			setting_put(g, s->name, s->value);
	}
}

typedef VEC(Pragma) SeenVec;

// One //go:debug line of the package that diags belong to.
static void godebug_line(Godebug *g, Diags *diags, SeenVec *seen, const Pragma *p) {
	const char *text = p->text + strlen("go:debug"), *blank = " \t\r";
	Pos pos = p->pos - 2; // of its //
	if (*text && !strchr(blank, *text))
		return;
	text += strspn(text, blank);
	size_t n = strlen(text);
	while (n && strchr(blank, text[n - 1]))
		n--;
	char *name = arena_strndup(g->a, text, n), *eq = strchr(name, '=');
	if (eq)
		*eq = 0;
	const char *fault =
		eq ? setting_fault(g, "//go:debug setting", name, eq + 1) : "missing key=value";
	if (fault) {
		diag_error(diags, pos, "invalid //go:debug: %s", fault);
		return;
	}
	for (uint32_t i = 0; i < seen->n; i++)
		if (strcmp(seen->v[i].text, name) == 0) {
			Place at = pos_resolve(g->l->s->sources, seen->v[i].pos);
			diag_error(diags, pos,
				"repeated //go:debug for %s\n\t%s:%u:%u: previous //go:debug", name,
				at.path, at.line, at.col);
			return;
		}
	Pragma first = {pos, name};
	vec_push(g->a, seen, first);
	setting_put(g, name, eq + 1);
}

// The lines in a package's files, or those of tests.
static void godebug_package(Godebug *g, const Package *p, SeenVec *seen, bool tests) {
	for (uint32_t i = 0; p && i < p->files.n; i++) {
		const File *f = p->files.v[i];
		size_t n = strlen(f->src->path);
		bool test = n > 8 && strcmp(f->src->path + n - 8, "_test.go") == 0;
		for (uint32_t k = 0; test == tests && k < f->pragmas.n; k++)
			if (strncmp(f->pragmas.v[k].text, "go:debug", 8) == 0)
				godebug_line(g, p->diags, seen, &f->pragmas.v[k]);
	}
}

static void godebug_packages(Godebug *g) {
	Loader *l = g->l;
	SeenVec seen = {0}, seen_x = {0};
	if (!l->c->tests) {
		if (l->prog->main)
			godebug_package(g, l->prog->main, &seen, false);
		return;
	}
	const Package *p = l->prog->roots.v[0];
	godebug_package(g, p, &seen, false);
	godebug_package(g, p, &seen, true);
	for (uint32_t i = 0; i < l->all.n; i++)
		if (l->all.v[i]->only_xtests)
			godebug_package(g, &l->all.v[i]->pkg, &seen_x, true);
}

// Of the main module's go line, or go.work's.
static long godebug_minor(const Loader *l) {
	if (l->gopath_mode)
		return 20;
	if (l->work)
		return module_go_minor(l->work);
	return l->module ? module_go_minor(l->module) : GO_MINOR;
}

void godebug_find(Loader *l) {
	Program *prog = l->prog;
	Godebug g = {.l = l, .a = l->s->arena, .minor = godebug_minor(l)};
	bool is_main = prog->main && (l->c->tests || ((Unit *)prog->main)->is_main);
	Buf out = {0};
	prog->godebug = "";
	if (!is_main)
		return;
	table_read(&g);
	if (l->work || l->module)
		godebug_file_lines(&g, l->work ? l->work : l->module);
	godebug_packages(&g);
	Godebug old = {.a = g.a};
	for (uint32_t i = 0; i < g.known.n; i++)
		if (!g.known.v[i].removed && g.minor < g.known.v[i].changed)
			setting_put(&old, g.known.v[i].name, g.known.v[i].old);
	for (uint32_t i = 0; i < g.set.n; i++)
		setting_put(&old, g.set.v[i].path, g.set.v[i].version);
	for (uint32_t i = 0; i < old.set.n; i++)
		buf_printf(g.a, &out, "%s%s=%s", i ? "," : "", old.set.v[i].path,
			old.set.v[i].version);
	prog->godebug = out.n ? buf_cstr(g.a, &out) : "";
}
