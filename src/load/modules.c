// modules.c: which modules a build uses, at which versions, and where they lie.
//
// The main module is that of the working directory, or with go.work each one it names. A main
// module of Go 1.17 or later lists in go.mod every module that its packages need, so its
// requirements are the answer, and nothing else is read. Below that version, and between the
// modules of a workspace, versions are chosen as always: each module at the highest version that
// anything reachable requires, where a module of Go 1.17 or later is not looked behind. With
// vendor/modules.txt, packages come from the vendor folder alone. Nothing is downloaded.
#define _GNU_SOURCE
#include "load/loader.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool module_is_dir(const char *path) {
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *module_env(const char *name) {
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

/* The cache */

// Upper case letters are written !x there.
static void cache_escape(Arena *a, Buf *b, const char *s) {
	for (; *s; s++) {
		if (*s >= 'A' && *s <= 'Z')
			buf_printf(a, b, "!%c", *s | 0x20);
		else
			buf_write(a, b, s, 1);
	}
}

static const char *cache_module_dir(Loader *l, Arena *a, const ModVersion *v) {
	Buf b = {0};
	buf_printf(a, &b, "%s/", l->modcache);
	cache_escape(a, &b, v->path);
	buf_puts(a, &b, "@");
	cache_escape(a, &b, v->version);
	return buf_cstr(a, &b);
}

// A file about a version that was downloaded: ".mod", ".ziphash".
static const char *cache_file(Loader *l, Arena *a, const ModVersion *v, const char *suffix) {
	Buf b = {0};
	buf_printf(a, &b, "%s/cache/download/", l->modcache);
	cache_escape(a, &b, v->path);
	buf_puts(a, &b, "/@v/");
	cache_escape(a, &b, v->version);
	buf_puts(a, &b, suffix);
	return buf_cstr(a, &b);
}

/* Replacements */

static const ModReplace *replace_in(const ModFile *m, const ModVersion *v) {
	const ModReplace *any = NULL;
	for (uint32_t i = 0; m && i < m->replaces.n; i++) {
		const ModReplace *r = &m->replaces.v[i];
		if (strcmp(r->old.path, v->path) != 0)
			continue;
		if (!r->old.version)
			any = r;
		else if (strcmp(r->old.version, v->version) == 0)
			return r;
	}
	return any;
}

// *in: the file it stands in. go.work has precedence.
static const ModReplace *module_replaced(Loader *l, const ModVersion *v, const ModFile **in) {
	*in = l->work;
	const ModReplace *r = replace_in(l->work, v);
	for (uint32_t i = 0; !r && i < l->mains.n; i++) {
		*in = l->mains.v[i];
		r = replace_in(*in, v);
	}
	return r;
}

/* Choosing versions */

typedef struct Wanted {
	ModVersion at;
	bool look;     // its requirements count
	bool look_all; // and so do those of all behind it: what wants it is older than Go 1.17
} Wanted;

typedef struct Choice {
	Loader *l;
	Map seen; // const Name * of "path@version" and how it is looked at
	VEC(Wanted) queue;
	const char *fault; // a go.mod that is not there
} Choice;

static bool choice_excluded(const Loader *l, const ModVersion *v) {
	for (uint32_t i = 0; i < l->mains.n; i++)
		for (uint32_t k = 0; k < l->mains.v[i]->excludes.n; k++) {
			const ModVersion *x = &l->mains.v[i]->excludes.v[k];
			if (strcmp(x->path, v->path) == 0 && strcmp(x->version, v->version) == 0)
				return true;
		}
	return false;
}

static bool module_is_main(const Loader *l, const char *path) {
	for (uint32_t i = 0; i < l->mains.n; i++)
		if (l->mains.v[i]->path && strcmp(l->mains.v[i]->path, path) == 0)
			return true;
	return false;
}

static void choice_require(Choice *c, const ModVersion *v, bool look, bool look_all) {
	Arena *a = c->l->s->arena;
	if (choice_excluded(c->l, v) || module_is_main(c->l, v->path))
		return;
	const Name *key = intern_str(
		c->l->s->names, arena_printf(a, "%s@%s %d%d", v->path, v->version, look, look_all));
	if (map_get(&c->seen, key))
		return;
	map_put(&c->seen, key, (void *)key);
	Wanted w = {*v, look, look_all};
	vec_push(a, &c->queue, w);
}

static ModFile *choice_read(Choice *c, const ModVersion *v) {
	Loader *l = c->l;
	Arena *a = l->s->arena;
	const ModFile *in;
	const ModReplace *r = module_replaced(l, v, &in);
	const ModVersion *from = r ? &r->with : v;
	if (r && !from->version)
		return modfile_read(a, path_join(a, in->dir, from->path));
	ModFile *m = modfile_read_file(a, cache_file(l, a, from, ".mod"));
	return m ? m : modfile_read(a, cache_module_dir(l, a, from));
}

static void choice_expand(Choice *c, const Wanted *w) {
	Arena *a = c->l->s->arena;
	const ModFile *m = choice_read(c, &w->at);
	if (!m) {
		if (!c->fault)
			c->fault = arena_printf(a,
				"go: %s@%s: its go.mod is not in the module cache, and nothing is "
				"downloaded; to fetch it:\n\tgo mod download",
				w->at.path, w->at.version);
		return;
	}
	bool old = module_go_minor(m) < 17;
	for (uint32_t k = 0; k < m->requires.n; k++)
		choice_require(c, &m->requires.v[k], w->look_all || old, w->look_all || old);
}

static int listed_compare(const void *x, const void *y) {
	const Listed *a = x, *b = y;
	return strcmp(a->at.path, b->at.path);
}

static void list_add(Loader *l, const ModVersion *v) {
	Arena *a = l->s->arena;
	for (uint32_t i = 0; i < l->list.n; i++)
		if (strcmp(l->list.v[i].at.path, v->path) == 0) {
			if (semver_compare(l->list.v[i].at.version, v->version) < 0)
				l->list.v[i].at.version = v->version;
			return;
		}
	Listed e = {.at = *v};
	vec_push(a, &l->list, e);
}

static void list_choose(Loader *l) {
	Choice c = {.l = l};
	map_init(&c.seen, l->s->arena);
	for (uint32_t i = 0; i < l->mains.n; i++) {
		const ModFile *m = l->mains.v[i];
		bool old = module_go_minor(m) < 17;
		for (uint32_t k = 0; k < m->requires.n; k++)
			choice_require(&c, &m->requires.v[k], old || l->work, old);
	}
	for (uint32_t i = 0; i < c.queue.n; i++) {
		Wanted w = c.queue.v[i]; // the queue may move
		if (w.look)
			choice_expand(&c, &w);
	}
	if (c.fault)
		loader_error(l, "%s", c.fault);
	for (uint32_t i = 0; i < c.queue.n; i++)
		list_add(l, &c.queue.v[i].at);
	if (l->list.n)
		qsort(l->list.v, l->list.n, sizeof(Listed), listed_compare);
}

// Where each module of the list lies.
static void list_place(Loader *l) {
	Arena *a = l->s->arena;
	for (uint32_t i = 0; i < l->list.n; i++) {
		Listed *e = &l->list.v[i];
		const ModFile *in;
		e->replaced = module_replaced(l, &e->at, &in);
		const ModVersion *from = e->replaced ? &e->replaced->with : &e->at;
		e->dir = from->version ? cache_module_dir(l, a, from)
				       : path_join(a, in->dir, from->path);
	}
}

/* go.sum */

static void sums_read(Loader *l, const char *path) {
	uint32_t size;
	const char *err;
	Arena *a = l->s->arena;
	char *text = file_read(a, path, &size, &err);
	for (char *line = text; line && *line;) {
		char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
		*end = 0;
		char *second = strchr(line, ' '), *third = second ? strchr(second + 1, ' ') : NULL;
		if (third) {
			*third = 0;
			map_put(&l->sums, intern_str(l->s->names, line),
				arena_strndup(a, third + 1, strcspn(third + 1, " \r")));
		}
		line = next;
	}
}

const char *module_sum(Loader *l, const ModVersion *v) {
	char key[1024];
	snprintf(key, sizeof key, "%s %s", v->path, v->version);
	return map_get(&l->sums, intern_str(l->s->names, key));
}

// Why a module of the cache cannot be trusted, or used: go.sum does not know it. NULL: it does.
static const char *sum_missing(
	Loader *l, Arena *a, const Listed *e, const Unit *importer, const char *path) {
	const ModVersion *from = e->replaced ? &e->replaced->with : &e->at;
	if (!from->version || l->mod_any || module_sum(l, from))
		return NULL;
	const ModFile *of = importer ? importer->found.module : NULL;
	const char *at = of && of->version ? arena_printf(a, "%s@%s", of->path, of->version)
					   : (of && of->path ? of->path : e->at.path);
	return arena_printf(a,
		"missing go.sum entry for module providing package %s%s%s%s; to add:\n\tgo get %s",
		path, importer ? " (imported by " : "", importer ? importer->found.import_path : "",
		importer ? ")" : "", at);
}

// The sum of what was downloaded; NULL: the cache does not tell.
static const char *sum_cached(Loader *l, Arena *a, const ModVersion *v) {
	uint32_t size;
	const char *err;
	char *sum = file_read(a, cache_file(l, a, v, ".ziphash"), &size, &err);
	if (sum)
		sum[strcspn(sum, "\n")] = 0;
	return sum;
}

// Whether what the cache holds is what go.sum says. NULL: it is.
static const char *sum_fault(Loader *l, Arena *a, const Listed *e) {
	const ModVersion *from = e->replaced ? &e->replaced->with : &e->at;
	const char *sum = from->version && !l->mod_any ? module_sum(l, from) : NULL;
	const char *have = sum ? sum_cached(l, a, from) : NULL;
	if (!have || strcmp(have, sum) == 0)
		return NULL;
	return arena_printf(a,
		"verifying %s@%s: checksum mismatch\n\tdownloaded: %s\n\tgo.sum:     %s\n\n"
		"SECURITY ERROR\nThe module in the cache does not match an earlier download "
		"recorded "
		"in go.sum.",
		from->path, from->version, have, sum);
}

/* The main modules */

static void module_errors(Loader *l, const ModFile *m, const char *name) {
	bool listed = false;
	Arena *a = l->s->arena;
	for (uint32_t i = 0; i < m->errors.n; i++) {
		const char *e = m->errors.v[i], *shown = path_shown(l, a, m->gomod, false);
		bool in_file = strncmp(e, name, strlen(name)) == 0 && e[strlen(name)] == ':';
		if (in_file && !listed)
			loader_error(l, "go: errors parsing %s:", shown);
		if (in_file)
			e = arena_printf(a, "%s%s", shown, e + strlen(name));
		listed |= in_file;
		loader_error(l,
			strncmp(e, "go", 2) == 0 && !in_file && strncmp(e, "go:", 3) != 0 ? "go: %s"
											  : "%s",
			e);
	}
}

static const char *work_find(Arena *a, const char *dir) {
	const char *named = module_env("GOWORK");
	if (named)
		return strcmp(named, "off") == 0 ? NULL : named;
	for (char *d = arena_strndup(a, dir, strlen(dir));;) {
		const char *path = arena_printf(a, "%s/go.work", strcmp(d, "/") == 0 ? "" : d);
		if (access(path, F_OK) == 0)
			return path;
		char *slash = strrchr(d, '/');
		if (!slash || strcmp(d, "/") == 0)
			return NULL;
		slash[slash == d] = 0;
	}
}

static void work_read(Loader *l, const char *path) {
	Arena *a = l->s->arena;
	l->work = modfile_read_file(a, path);
	if (!l->work) {
		loader_error(l, "go: reading go.work: open %s: no such file or directory", path);
		return;
	}
	module_errors(l, l->work, "go.work");
	for (uint32_t i = 0; i < l->work->uses.n; i++) {
		const char *dir = path_join(a, l->work->dir, l->work->uses.v[i]);
		ModFile *m = modfile_read(a, dir);
		if (!m) {
			loader_error(l,
				"go: cannot load module %s listed in go.work file: open %s/go.mod: "
				"no such file or directory",
				path_shown(l, a, dir, false), path_shown(l, a, dir, false));
			continue;
		}
		module_errors(l, m, "go.mod");
		vec_push(a, &l->mains, m);
		if (path_is_within(l->dir, dir) &&
			(!l->module || strlen(dir) > strlen(l->module->dir)))
			l->module = m;
	}
	if (!l->module && l->mains.n)
		l->module = l->mains.v[0];
}

// GOPATH mode: GO111MODULE=off, or auto where there is no go.mod.
static bool modules_off(Loader *l) {
	const char *mode = module_env("GO111MODULE");
	if (!mode || strcmp(mode, "on") == 0)
		return false;
	if (strcmp(mode, "auto") == 0)
		return !modfile_find(l->s->arena, l->dir);
	if (strcmp(mode, "off") != 0)
		loader_error(l, "go: unknown environment setting GO111MODULE=%s", mode);
	return true;
}

// The module as the file says that stands in for its go.mod.
static ModFile *module_overlaid(Loader *l, ModFile *m) {
	Arena *a = l->s->arena;
	const char *with = overlay_path(l->overlay, m->gomod);
	if (!with || strcmp(with, m->gomod) == 0)
		return m;
	ModFile *read = modfile_read_as(a, with, m->dir);
	if (read)
		read->gomod = m->gomod;
	else
		loader_error(l, "go: reading go.mod: open %s: no such file or directory", with);
	return read ? read : m;
}

void modules_init(Loader *l) {
	Arena *a = l->s->arena;
	map_init(&l->sums, a);
	if (modules_off(l)) {
		gopath_init(l);
		return;
	}
	const char *mode = l->c->mod && *l->c->mod ? l->c->mod : NULL, *work = work_find(a, l->dir);
	l->mod_any = mode && strcmp(mode, "mod") == 0;
	if (work) {
		work_read(l, work);
		sums_read(l, arena_printf(a, "%s.sum", work));
	} else {
		l->module = modfile_find(a, l->dir);
		if (l->module && l->c->modfile)
			l->module = modfile_read_as(a, l->c->modfile, l->module->dir);
		else if (l->module)
			l->module = module_overlaid(l, l->module);
		if (l->module) {
			module_errors(l, l->module, "go.mod");
			vec_push(a, &l->mains, l->module);
		} else if (l->c->modfile) {
			loader_error(l, "go: -modfile: no go.mod that it could stand for");
		}
	}
	if (!l->module)
		return;
	for (uint32_t i = 0; i < l->mains.n; i++) {
		const char *gomod = l->mains.v[i]->gomod;
		sums_read(l, arena_printf(a, "%.*s.sum", (int)(strlen(gomod) - 4), gomod));
	}
	vendor_init(l, mode);
	if (l->prog->errors.n || l->vendor_dir)
		return;
	list_choose(l);
	list_place(l);
}

/* Packages */

// path in a module whose root is at dir.
static bool module_has(const Loader *l, Arena *a, const char *path, const char *mod_path,
	const char *dir, Found *f) {
	if (!path_is_within(path, mod_path))
		return false;
	f->dir = arena_printf(a, "%s%s", dir, path + strlen(mod_path));
	return dir_has_go_files(l, f->dir);
}

// The go.mod of a module of the list, or what stands for one.
static ModFile *listed_file(Loader *l, Listed *e) {
	pthread_mutex_lock(&l->lock);
	if (!e->file) {
		ModFile *m = modfile_read(l->arena, e->dir);
		if (!m) {
			m = NEW(l->arena, ModFile);
			*m = (ModFile){.dir = e->dir, .go_version = "go1.16"};
		}
		m->path = e->at.path;
		m->version = e->at.version;
		m->replaced = e->replaced;
		m->sum = NULL;
		const ModVersion *from = e->replaced ? &e->replaced->with : &e->at;
		if (from->version)
			m->sum = module_sum(l, from);
		if (from->version && !m->sum)
			m->sum = sum_cached(l, l->arena, from);
		e->file = m;
	}
	pthread_mutex_unlock(&l->lock);
	return e->file;
}

// The longest module path that has the package wins.
static bool find_listed(Loader *l, Arena *a, const Unit *importer, const char *path, Found *f) {
	Listed *best = NULL;
	Found found = {.import_path = path};
	for (uint32_t i = 0; i < l->list.n; i++) {
		Listed *e = &l->list.v[i];
		if (!path_is_within(path, e->at.path) ||
			(best && strlen(best->at.path) > strlen(e->at.path)))
			continue;
		if (!module_is_dir(e->dir)) {
			f->fault = sum_missing(l, a, e, importer, path);
			if (f->fault)
				continue;
			f->fault = arena_printf(a,
				"%s@%s is not in the module cache, and nothing is downloaded; to "
				"fetch "
				"it:\n\tgo mod download %s",
				e->at.path, e->at.version, e->at.path);
			if (e->replaced && !e->replaced->with.version)
				f->fault = arena_printf(a,
					"%s@%s: replacement directory %s does not exist",
					e->at.path, e->at.version, e->replaced->with.path);
			continue;
		}
		if (module_has(l, a, path, e->at.path, e->dir, &found))
			best = e;
	}
	if (!best)
		return f->fault != NULL;
	*f = (Found){.import_path = path};
	module_has(l, a, path, best->at.path, best->dir, f);
	f->fault = sum_missing(l, a, best, importer, path);
	if (!f->fault)
		f->fault = sum_fault(l, a, best);
	if (f->fault)
		f->dir = NULL;
	else
		f->module = listed_file(l, best);
	return true;
}

bool module_find_package(Loader *l, Arena *a, const Unit *importer, const char *path, Found *f) {
	for (uint32_t i = 0; i < l->mains.n; i++) {
		ModFile *m = l->mains.v[i];
		if (m->path && module_has(l, a, path, m->path, m->dir, f)) {
			f->module = m;
			return true;
		}
	}
	*f = (Found){.import_path = path};
	if (l->vendor_dir)
		return vendor_find_package(l, a, path, f);
	return find_listed(l, a, importer, path, f);
}

bool module_find_dir(Loader *l, Arena *a, const char *dir, Found *f) {
	ModFile *best = NULL;
	for (uint32_t i = 0; i < l->mains.n; i++) {
		ModFile *m = l->mains.v[i];
		if (path_is_within(dir, m->dir) && (!best || strlen(m->dir) > strlen(best->dir)))
			best = m;
	}
	if (best) {
		f->module = best;
		f->import_path = arena_printf(a, "%s%s", best->path ? best->path : "",
			dir + (strcmp(best->dir, "/") == 0 ? 0 : strlen(best->dir)));
		return true;
	}
	for (uint32_t i = 0; i < l->list.n; i++) {
		Listed *e = &l->list.v[i];
		if (path_is_within(dir, e->dir)) {
			f->module = listed_file(l, e);
			f->import_path = arena_printf(a, "%s%s", e->at.path, dir + strlen(e->dir));
			return true;
		}
	}
	return false;
}
