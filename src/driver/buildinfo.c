// buildinfo.c: what a program says of itself: package, modules, settings, git revision.
//
// The text is the go command's: one line a fact, words separated by tabs, between two marks.
#define _GNU_SOURCE
#include "driver/cgo.h"

#include <stdlib.h>
#include <time.h>

#define MARK_START "\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6"
#define MARK_END "\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2"

typedef struct Revision {
	const char *hash; // NULL: none is known
	const char *time; // 2024-01-02T03:04:05Z
	const char *version;
	bool modified;
} Revision;

/* git */

static const char *info_repository(Driver *d, const char *dir) {
	for (char *p = arena_printf(d->a, "%s", dir); *p;) {
		if (file_exists(arena_printf(d->a, "%s/.git", p)))
			return p;
		char *slash = strrchr(p, '/');
		if (!slash)
			break;
		*slash = 0;
	}
	return NULL;
}

// The first line that git prints; NULL: it fails, or there is none.
static char *info_git(Driver *d, const char *root, const char *const *args) {
	StrVec argv = {0};
	if (!tool_in_path(d, "git"))
		return NULL;
	static const char *const head[] = {"git", "-c", "log.showsignature=false", "-C"};
	for (uint32_t i = 0; i < LEN(head); i++)
		vec_push(d->a, &argv, head[i]);
	vec_push(d->a, &argv, root);
	while (*args)
		vec_push(d->a, &argv, *args++);
	vec_push(d->a, &argv, NULL);
	const char *text = proc_answer(d, argv.v);
	return text ? arena_strndup(d->a, text, strcspn(text, "\n")) : NULL;
}

// Of a commit without a tag: v0.0.0-20240102030405-0123456789ab, or one after the last tag.
static const char *info_pseudo_version(Driver *d, const char *root, const char *hash, time_t when) {
	static const char *const exact[] = {"describe", "--tags", "--exact-match",
		"--match=v[0-9]*", NULL},
				 *const last[] = {"describe", "--tags", "--abbrev=0",
					 "--match=v[0-9]*", NULL};
	char stamp[32];
	struct tm tm;
	const char *tag = info_git(d, root, exact);
	if (tag && *tag)
		return tag;
	strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", gmtime_r(&when, &tm));
	int major, minor, patch;
	tag = info_git(d, root, last);
	if (tag && sscanf(tag, "v%d.%d.%d", &major, &minor, &patch) == 3)
		return strchr(tag, '-') ? arena_printf(d->a, "%s.0.%s-%.12s", tag, stamp, hash)
					: arena_printf(d->a, "v%d.%d.%d-0.%s-%.12s", major, minor,
						  patch + 1, stamp, hash);
	return arena_printf(d->a, "v0.0.0-%s-%.12s", stamp, hash);
}

static Revision info_revision(Driver *d, const Package *main) {
	static const char *const log[] = {"log", "-1", "--format=%H:%ct", "--no-show-signature",
		"HEAD", "--", NULL},
				 *const status[] = {"status", "--porcelain", NULL};
	Revision r = {0};
	const char *mode = d->opt.buildvcs;
	bool stamped =
		strcmp(d->opt.command, "build") == 0 || strcmp(d->opt.command, "install") == 0;
	if (!stamped || (mode && (strcmp(mode, "false") == 0 || strcmp(mode, "0") == 0)))
		return r;
	const char *root = info_repository(d, main->dir);
	char *line = root ? info_git(d, root, log) : NULL, *colon = line ? strchr(line, ':') : NULL;
	if (!colon)
		return r;
	char stamp[32];
	struct tm tm;
	time_t when = (time_t)atoll(colon + 1);
	*colon = 0;
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&when, &tm));
	r.hash = line;
	r.time = arena_printf(d->a, "%s", stamp);
	const char *changes = info_git(d, root, status);
	r.modified = changes && *changes;
	r.version = info_pseudo_version(d, root, r.hash, when);
	if (r.modified)
		r.version = arena_printf(d->a, "%s+dirty", r.version);
	return r;
}

/* Modules */

static void info_module(Driver *d, Buf *b, const char *word, const ModFile *m) {
	buf_printf(d->a, b, "%s\t%s\t%s", word, m->path, m->version ? m->version : "(devel)");
	const char *sum = m->sum ? m->sum : "";
	if (m->replaced)
		buf_printf(d->a, b, "\n=>\t%s\t%s\t%s\n", m->replaced->with.path,
			m->replaced->with.version ? m->replaced->with.version : "(devel)", sum);
	else
		buf_printf(d->a, b, "\t%s\n", sum);
}

static int module_compare(const void *x, const void *y) {
	const ModFile *const *a = x, *const *b = y;
	return strcmp((*a)->path, (*b)->path);
}

// The modules that packages of the program are from, but that of main.
static void info_modules(Driver *d, Buf *b, const Program *prog) {
	VEC(const ModFile *) all = {0};
	Map seen;
	map_init(&seen, d->a);
	for (uint32_t i = 0; i < prog->packages.n; i++) {
		const ModFile *m = prog->packages.v[i]->module;
		if (!m || !m->path || m == prog->main->module || map_get(&seen, m))
			continue;
		map_put(&seen, m, (void *)m);
		vec_push(d->a, &all, m);
	}
	if (all.n)
		qsort(all.v, all.n, sizeof all.v[0], module_compare);
	for (uint32_t i = 0; i < all.n; i++)
		info_module(d, b, "dep", all.v[i]);
}

/* Settings */

static void info_setting(Driver *d, Buf *b, const char *key, const char *value) {
	buf_printf(d->a, b, "build\t%s=", key);
	if (!value[strcspn(value, " \t\r\n\"`")]) {
		buf_printf(d->a, b, "%s\n", value);
		return;
	}
	buf_puts(d->a, b, "\"");
	for (; *value; value++)
		buf_printf(d->a, b, *value == '"' || *value == '\\' ? "\\%c" : "%c", *value);
	buf_puts(d->a, b, "\"\n");
}

static void info_cgo(Driver *d, Buf *b) {
	static const char *const flags[] = {
		"CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS"};
	info_setting(d, b, "CGO_ENABLED", cgo_enabled(d) ? "1" : "0");
	for (uint32_t i = 0; cgo_enabled(d) && !d->opt.trimpath && i < LEN(flags); i++) {
		const char *value = getenv(flags[i]);
		info_setting(d, b, flags[i], value ? value : "");
	}
}

static void info_settings(Driver *d, Buf *b, const Program *prog) {
	info_setting(d, b, "-buildmode", "exe");
	info_setting(d, b, "-compiler", "gc");
	if (d->opt.gcflags && *d->opt.gcflags)
		info_setting(d, b, "-gcflags", d->opt.gcflags);
	if (d->opt.ldflags && *d->opt.ldflags && !d->opt.trimpath)
		info_setting(d, b, "-ldflags", d->opt.ldflags);
	if (d->opt.tags && *d->opt.tags)
		info_setting(d, b, "-tags", d->opt.tags);
	if (d->opt.trimpath)
		info_setting(d, b, "-trimpath", "true");
	if (*prog->godebug)
		info_setting(d, b, "DefaultGODEBUG", prog->godebug);
	info_cgo(d, b);
	info_setting(d, b, "GOARCH", "amd64");
	info_setting(d, b, "GOOS", "linux");
	info_setting(d, b, "GOAMD64", "v1");
}

static void info_vcs(Driver *d, Buf *b, const Revision *r) {
	if (!r->hash)
		return;
	info_setting(d, b, "vcs", "git");
	info_setting(d, b, "vcs.revision", r->hash);
	info_setting(d, b, "vcs.time", r->time);
	info_setting(d, b, "vcs.modified", r->modified ? "true" : "false");
}

const char *buildinfo_text(Driver *d, const Program *prog) {
	const Package *main = prog->main;
	Buf b = {0};
	if (!main)
		return "";
	Revision r = {0};
	buf_printf(d->a, &b, "%spath\t%s\n", MARK_START, main->import_path);
	if (main->module && main->module->path &&
		strcmp(main->import_path, "command-line-arguments") != 0) {
		ModFile m = *main->module;
		r = info_revision(d, main);
		if (r.version && !m.version)
			m.version = r.version;
		info_module(d, &b, "mod", &m);
	}
	info_modules(d, &b, prog);
	info_settings(d, &b, prog);
	info_vcs(d, &b, &r);
	buf_write(d->a, &b, MARK_END, sizeof MARK_END - 1);
	return buf_cstr(d->a, &b);
}
