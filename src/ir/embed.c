// embed.c: variables of //go:embed directives. The loader found the files; here they become data.
#include "ir/prog.h"

static const EmbedVar *embed_find(const Obj *var) {
	for (uint32_t i = 0; var->pkg && i < var->pkg->embeds.n; i++)
		if ((const Decl *)var->pkg->embeds.v[i].decl == var->decl)
			return &var->pkg->embeds.v[i];
	return NULL;
}

static const char *embed_read(Build *b, const Obj *var, const EmbedFile *f, uint32_t *size) {
	const char *err = NULL, *text = file_read(b->a, f->path, size, &err);
	if (text)
		return text;
	diag_error(b->s->diags, var->pos, "embed %s: %s", f->name, err);
	b->failed = true;
	*size = 0;
	return "";
}

// One entry of the list in an embed.FS: directories end in a slash.
typedef struct EmbedEntry {
	const char *name;
	const EmbedFile *file;
} EmbedEntry;
typedef struct EmbedEntries {
	VEC(EmbedEntry) v;
} EmbedEntries;

static void embed_add(Build *b, EmbedEntries *list, const char *name, const EmbedFile *file) {
	for (uint32_t i = 0; i < list->v.n; i++)
		if (strcmp(list->v.v[i].name, name) == 0)
			return;
	EmbedEntry e = {name, file};
	vec_push(b->a, &list->v, e);
}

// Length of the directory part and start of the last element, a trailing slash left out.
static size_t embed_split(const char *name, const char **elem, size_t *n) {
	size_t len = strlen(name);
	if (len && name[len - 1] == '/')
		len--;
	size_t i = len;
	while (i > 0 && name[i - 1] != '/')
		i--;
	*elem = name + i;
	*n = len - i;
	return i ? i - 1 : 0;
}

static int embed_bytes(const char *x, size_t n, const char *y, size_t m) {
	int r = memcmp(x, y, n < m ? n : m);
	return r ? r : (n > m) - (n < m);
}

// embed.FS wants its list sorted by directory, then element; the directory of top-level files is
// ".".
static int embed_order(const char *x, const char *y) {
	const char *xe, *ye;
	size_t xn, yn, xd = embed_split(x, &xe, &xn), yd = embed_split(y, &ye, &yn);
	int r = embed_bytes(xd ? x : ".", xd ? xd : 1, yd ? y : ".", yd ? yd : 1);
	return r ? r : embed_bytes(xe, xn, ye, yn);
}

static EmbedEntries embed_entries(Build *b, const EmbedVar *ev) {
	EmbedEntries list = {0};
	for (uint32_t i = 0; i < ev->files.n; i++) {
		const char *name = ev->files.v[i].name;
		for (const char *p = strchr(name, '/'); p; p = strchr(p + 1, '/'))
			embed_add(
				b, &list, arena_strndup(b->a, name, (size_t)(p - name) + 1), NULL);
		embed_add(b, &list, name, &ev->files.v[i]);
	}
	for (uint32_t i = 1; i < list.v.n; i++)
		for (uint32_t k = i;
			k > 0 && embed_order(list.v.v[k - 1].name, list.v.v[k].name) > 0; k--) {
			EmbedEntry e = list.v.v[k];
			list.v.v[k] = list.v.v[k - 1];
			list.v.v[k - 1] = e;
		}
	return list;
}

static Data *embed_data(Build *b, const Sym *of, const char *suffix, uint64_t size) {
	Sym *sym = sym_get(b->m, arena_printf(b->a, "%s·%s", of->name, suffix));
	Data *d = data_new(b->m, sym, size, 8);
	sym->pkg = of->pkg;
	build_reach(b, sym);
	return d;
}

#define EMBED_FILE 48 // struct { name, data string; hash [16]byte }

static void embed_fs(Build *b, Obj *var, Data *d, const EmbedVar *ev) {
	EmbedEntries list = embed_entries(b, ev);
	Data *files = embed_data(b, d->sym, "files", EMBED_FILE * (uint64_t)list.v.n + 8);
	Data *slice = embed_data(b, d->sym, "slice", 24);
	files->readonly = slice->readonly = true;
	for (uint32_t i = 0; i < list.v.n; i++) {
		const EmbedEntry *e = &list.v.v[i];
		prog_put_string(b, files, EMBED_FILE * i, e->name, strlen(e->name));
		uint32_t size;
		const char *text = e->file ? embed_read(b, var, e->file, &size) : NULL;
		if (text)
			prog_put_string(b, files, EMBED_FILE * i + 16, text, size);
	}
	data_reloc(b->m, slice, 0, files->sym, 0);
	prog_put(b, slice, 8, 8, list.v.n);
	prog_put(b, slice, 16, 8, list.v.n);
	data_reloc(b->m, d, 0, slice->sym, 0);
}

// Fills d if var has an embed directive.
bool prog_embed_var(Build *b, Obj *var, Data *d) {
	const EmbedVar *ev = embed_find(var);
	if (!ev)
		return false;
	if (d->relocs.n)
		return true;
	Type *u = type_underlying(b->c, var->type);
	if (u->kind != TY_STRING && u->kind != TY_SLICE) {
		embed_fs(b, var, d, ev);
		return true;
	}
	if (ev->files.n == 0)
		return true;
	uint32_t size;
	const char *text = embed_read(b, var, &ev->files.v[0], &size);
	if (u->kind == TY_STRING) {
		prog_put_string(b, d, 0, text, size);
		return true;
	}
	Data *bytes = embed_data(b, d->sym, "bytes", size ? size : 1);
	if (size) {
		bytes->bytes = arena_alloc(b->m->arena, size);
		memcpy(bytes->bytes, text, size);
	}
	data_reloc(b->m, d, 0, bytes->sym, 0);
	prog_put(b, d, 8, 8, size);
	prog_put(b, d, 16, 8, size);
	return true;
}
