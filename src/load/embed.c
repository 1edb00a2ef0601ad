// embed.c: the files that //go:embed patterns name.
//
// A pattern is matched against the package's folder, element by element; a folder that matches
// stands for the files below it, without those that start with . or _ unless the pattern says
// "all:".
#define _GNU_SOURCE
#include "load/loader.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Embedder {
	Loader *l;
	Arena *a;
	Unit *u;
	EmbedVar *var;
	bool all;	// files that start with . or _ too
	uint32_t found; // by the current pattern
} Embedder;

static void embed_add(Embedder *e, const char *name, const char *path) {
	const char *stored = overlay_path(e->l->overlay, path);
	if (!stored)
		return;
	e->found++;
	for (uint32_t i = 0; i < e->var->files.n; i++)
		if (strcmp(e->var->files.v[i].name, name) == 0)
			return;
	EmbedFile f = {name, stored};
	vec_push(e->a, &e->var->files, f);
}

static int name_compare(const struct dirent **x, const struct dirent **y) {
	return strcmp((*x)->d_name, (*y)->d_name);
}

// Everything below the folder.
static void embed_dir(Embedder *e, const char *name, const char *path) {
	struct dirent **list;
	int n = scandir(path, &list, NULL, name_compare);
	for (int i = 0; i < n; i++) {
		const char *base = list[i]->d_name;
		bool hidden = base[0] == '.' || base[0] == '_';
		if (strcmp(base, ".") != 0 && strcmp(base, "..") != 0 && (e->all || !hidden)) {
			struct stat st;
			const char *p = arena_printf(e->a, "%s/%s", path, base);
			const char *sub = *name ? arena_printf(e->a, "%s/%s", name, base)
						: arena_printf(e->a, "%s", base);
			if (lstat(p, &st) == 0 && S_ISDIR(st.st_mode)) {
				if (access(arena_printf(e->a, "%s/go.mod", p), F_OK) != 0)
					embed_dir(e, sub, p);
			} else if (lstat(p, &st) == 0 && S_ISREG(st.st_mode)) {
				embed_add(e, sub, p);
			}
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

// Matches the elements of pattern below path.
static void embed_glob(Embedder *e, const char *pattern, const char *name, const char *path) {
	struct stat st;
	if (!*pattern) {
		if (lstat(path, &st) != 0)
			return;
		if (S_ISDIR(st.st_mode))
			embed_dir(e, name, path);
		else if (S_ISREG(st.st_mode))
			embed_add(e, name, path);
		return;
	}
	size_t n = strcspn(pattern, "/");
	const char *elem = arena_strndup(e->a, pattern, n),
		   *rest = pattern + n + (pattern[n] == '/');
	if (strcmp(elem, ".") == 0) {
		embed_glob(e, rest, name, path);
		return;
	}
	struct dirent **list;
	int count = scandir(path, &list, NULL, name_compare);
	for (int i = 0; i < count; i++) {
		const char *base = list[i]->d_name;
		if (strcmp(base, ".") != 0 && strcmp(base, "..") != 0 &&
			fnmatch(elem, base, FNM_PATHNAME) == 0)
			embed_glob(e, rest,
				*name ? arena_printf(e->a, "%s/%s", name, base)
				      : arena_printf(e->a, "%s", base),
				arena_printf(e->a, "%s/%s", path, base));
		free(list[i]);
	}
	if (count >= 0)
		free(list);
}

// Files that only the overlay has: each is named by the pattern, or lies below a folder that is.
static void embed_overlay(Embedder *e, const char *pattern, const char *below) {
	TextVec names = overlay_names(e->l->overlay, e->a, path_join(e->a, e->u->found.dir, below));
	for (uint32_t i = 0; i < names.n; i++) {
		const char *name =
			*below ? arena_printf(e->a, "%s/%s", below, names.v[i]) : names.v[i];
		const char *path = path_join(e->a, e->u->found.dir, name);
		bool named = strcmp(pattern, ".") == 0 || fnmatch(pattern, name, FNM_PATHNAME) == 0;
		bool hidden = names.v[i][0] == '.' || names.v[i][0] == '_';
		bool dir = overlay_is_dir(e->l->overlay, path);
		if (dir && (!named || e->all || !hidden || *pattern == *name))
			embed_overlay(e, named ? "." : pattern, name);
		else if (!dir && named && access(path, F_OK) != 0 && (e->all || !hidden))
			embed_add(e, name, path);
	}
}

static bool embed_valid(const char *pattern) {
	if (!*pattern || *pattern == '/')
		return false;
	for (const char *p = pattern; p;) {
		size_t n = strcspn(p, "/");
		if (n == 0 || (n == 2 && p[0] == '.' && p[1] == '.') ||
			(n == 1 && p[0] == '.' && strlen(pattern) > 1))
			return false;
		p = p[n] ? p + n + 1 : NULL;
	}
	return true;
}

static void embed_fault(Embedder *e, Pos pos, const char *pattern, const char *why) {
	if (e->u->fault)
		return;
	Place at = pos_resolve_raw(e->l->s->sources, pos);
	e->u->fault = arena_printf(e->a, "%s:%u:%u: pattern %s: %s",
		path_shown(e->l, e->a, at.file->path, false), at.line, at.col, pattern, why);
	e->u->fault_placed = true;
}

static void embed_pattern(Embedder *e, Pos pos, const char *pattern) {
	const char *glob = pattern;
	e->all = strncmp(pattern, "all:", 4) == 0;
	e->found = 0;
	if (e->all)
		glob += 4;
	if (!embed_valid(glob)) {
		embed_fault(e, pos, pattern, "invalid pattern syntax");
		return;
	}
	embed_glob(e, glob, "", e->u->found.dir);
	if (e->l->overlay)
		embed_overlay(e, glob, "");
	if (e->found == 0)
		embed_fault(e, pos, pattern, "no matching files found");
}

// The patterns of one directive: words, or Go strings in quotes.
static void embed_directive(Embedder *e, const Pragma *d) {
	const char *p = d->text + strlen("go:embed");
	while (*p) {
		p += strspn(p, " \t");
		const char *start = p;
		if (*p == '"' || *p == '`') {
			p++;
			while (*p && *p != *start)
				p += 1 + (*start == '"' && *p == '\\' && p[1]);
			if (*p)
				p++;
			BasicLit lit = {
				.lit = LIT_STRING, .text = start, .len = (uint32_t)(p - start)};
			uint32_t n;
			if (lit.len >= 2)
				embed_pattern(e, d->pos + (Pos)(start - d->text),
					lit_unquote(e->a, &lit, &n));
		} else if (*p) {
			p += strcspn(p, " \t");
			embed_pattern(e, d->pos + (Pos)(start - d->text),
				arena_strndup(e->a, start, (size_t)(p - start)));
		}
	}
}

static int file_compare(const void *x, const void *y) {
	return strcmp(((const EmbedFile *)x)->name, ((const EmbedFile *)y)->name);
}

static void embed_var(Loader *l, Arena *a, Unit *u, const VarDecl *v) {
	EmbedVar var = {.decl = v};
	Embedder e = {.l = l, .a = a, .u = u, .var = &var};
	bool any = false;
	for (uint32_t i = 0; i < v->pragmas.n; i++) {
		if (strncmp(v->pragmas.v[i].text, "go:embed", 8) != 0)
			continue;
		any = true;
		embed_directive(&e, &v->pragmas.v[i]);
	}
	if (!any)
		return;
	if (var.files.n)
		qsort(var.files.v, var.files.n, sizeof(EmbedFile), file_compare);
	vec_push(a, &u->pkg.embeds, var);
}

static bool embed_imported(const File *f) {
	for (uint32_t i = 0; i < f->imports.n; i++) {
		const BasicLit *path = f->imports.v[i]->path;
		if (path && path->len == 7 && memcmp(path->text, "\"embed\"", 7) == 0)
			return true;
	}
	return false;
}

// Directives in files that do not import embed are errors of their own, whatever their patterns.
void embed_resolve(Loader *l, Arena *a, Unit *u) {
	for (uint32_t i = 0; i < u->pkg.files.n; i++) {
		const File *f = u->pkg.files.v[i];
		if (!embed_imported(f))
			continue;
		for (uint32_t j = 0; j < f->decls.n; j++)
			if (f->decls.v[j]->kind == AST_VAR_DECL)
				embed_var(l, a, u, as(const VarDecl, f->decls.v[j]));
	}
}
