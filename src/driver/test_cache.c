// test_cache.c: results of tests, kept beside the compiled packages.
//
// A result holds as long as the sources of the program, seago itself, the flags, the environment
// that the runtime reads and what the test looked at are as they were: the test program logs the
// environment variables and files that it reads. Under the key of sources and flags lies the log of
// the last run; under that key and a hash of the state of what the log names lies the output.
//
// What a run has seen is not told by what is there when it has ended. So nothing is kept if seago
// was installed anew meanwhile, or if a file that the test opened is younger than the run.
#define _GNU_SOURCE
#include "driver/test.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOG_HEAD "# test log\n"
#define TOO_NEW_SECONDS 2 // a file changed that recently may change again with the same time

static void key_text(CacheKey *k, const char *s) {
	key_add(k, s ? s : "", s ? strlen(s) + 1 : 1);
}

static void key_stat(CacheKey *k, const struct stat *st) {
	int64_t id[4] = {st->st_size, st->st_mtim.tv_sec, st->st_mtim.tv_nsec, st->st_mode};
	key_add(k, id, sizeof id);
}

static void key_path(CacheKey *k, const char *path) {
	struct stat st;
	key_text(k, path);
	if (stat(path, &st) == 0)
		key_stat(k, &st);
}

CacheKey test_key_program(Driver *d, const Program *prog) {
	CacheKey k = {5, 6};
	int64_t flags[] = {
		d->opt.tier, d->opt.no_optimise, d->opt.strip, d->opt.json, d->opt.trimpath};
	static const char *const read_by_runtime[] = {"GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT",
		"GOTRACEBACK", "SEAGO_GCCHECK", "SEAGO_GCCLOBBER", "SEAGO_GCSTRESS",
		"SEAGO_SCHEDSTRESS", "SEAGO_STACKSTRESS", "CC"};
	const char *texts[] = {
		d->home.exe, d->opt.gcflags, d->opt.ldflags, d->opt.tags, prog->godebug};
	key_add(&k, d->home.exe_id, sizeof d->home.exe_id);
	key_add(&k, d->home.rt_id, sizeof d->home.rt_id);
	key_add(&k, flags, sizeof flags);
	for (size_t i = 0; i < LEN(texts); i++)
		key_text(&k, texts[i]);
	for (size_t i = 0; i < LEN(read_by_runtime); i++) {
		key_text(&k, getenv(read_by_runtime[i]) ? "set" : "unset");
		key_text(&k, getenv(read_by_runtime[i]));
	}
	for (uint32_t i = 0; i < d->opt.xdefs.n; i++)
		key_text(&k, d->opt.xdefs.v[i]);
	for (uint32_t p = 0; p < prog->packages.n; p++) {
		const Package *pkg = prog->packages.v[p];
		key_text(&k, pkg->path);
		key_text(&k, pkg->go_version);
		key_text(&k,
			pkg->cgo ? pkg->cgo->objdir : NULL); // its name is a hash of the part in C
		for (uint32_t i = 0; i < pkg->files.n; i++) {
			key_text(&k, pkg->files.v[i]->src->path);
			key_add(&k, pkg->files.v[i]->src->text, pkg->files.v[i]->src->size);
		}
		for (uint32_t i = 0; i < pkg->embeds.n; i++)
			for (uint32_t j = 0; j < pkg->embeds.v[i].files.n; j++)
				key_path(&k, pkg->embeds.v[i].files.v[j].path);
	}
	for (uint32_t i = 0; i < d->opt.test->pass.n; i++)
		key_text(&k, d->opt.test->pass.v[i]);
	return k;
}

bool test_cacheable(const Driver *d) {
	static const char *const flags[] = {"benchtime", "cpu", "failfast", "fullpath", "list",
		"parallel", "run", "short", "skip", "timeout", "v"};
	const TestOptions *t = d->opt.test;
	if (!t->listed || t->plain || t->compile_only || d->opt.output || d->opt.exec ||
		t->cover.patterns)
		return false;
	for (uint32_t i = 0; i < t->pass.n; i++) {
		const char *name = t->pass.v[i] + strlen("-test.");
		size_t n = strcspn(name, "=");
		bool known = false;
		for (uint32_t f = 0; f < LEN(flags) && !known; f++)
			known = strlen(flags[f]) == n && strncmp(flags[f], name, n) == 0;
		if (!known)
			return false;
	}
	return true;
}

/* What a test looked at */

static bool key_folder(CacheKey *k, const char *path) {
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char file[4096];
		struct stat st;
		snprintf(file, sizeof file, "%s/%s", path, list[i]->d_name);
		key_text(k, list[i]->d_name);
		if (strcmp(list[i]->d_name, "..") != 0 && lstat(file, &st) == 0)
			key_stat(k, &st);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return true;
}

// False: the file is too new for its time to tell that it is the same as at the time `when`.
static bool key_opened(CacheKey *k, const char *path, time_t when) {
	struct stat st;
	if (stat(path, &st) != 0) {
		key_text(k, "absent");
		return true;
	}
	key_stat(k, &st);
	if (S_ISDIR(st.st_mode))
		return key_folder(k, path);
	time_t changed =
		st.st_ctim.tv_sec > st.st_mtim.tv_sec ? st.st_ctim.tv_sec : st.st_mtim.tv_sec;
	return !S_ISREG(st.st_mode) || when - changed >= TOO_NEW_SECONDS;
}

static void key_stated(CacheKey *k, const char *path) {
	struct stat st;
	key_path(k, path);
	if (lstat(path, &st) == 0)
		key_stat(k, &st);
}

// One line of the log, "open NAME". False: the result cannot be kept.
static bool key_line(
	Driver *d, CacheKey *k, const TestShared *t, time_t when, const char **dir, char *line) {
	char *name = strchr(line, ' ');
	if (!name)
		return false;
	*name++ = 0;
	key_text(k, line);
	key_text(k, name);
	if (strcmp(line, "getenv") == 0) {
		key_text(k, getenv(name) ? "set" : "unset");
		key_text(k, getenv(name));
		return true;
	}
	if (strcmp(line, "chdir") == 0) {
		*dir = name;
		key_stated(k, name);
		return true;
	}
	const char *path = *name == '/' ? name : arena_printf(d->a, "%s/%s", *dir, name);
	size_t n = strlen(t->root);
	bool inside = n && strncmp(path, t->root, n) == 0 && (path[n] == '/' || !path[n]);
	if (strcmp(line, "stat") == 0) {
		if (inside)
			key_stated(k, path);
		return true;
	}
	return strcmp(line, "open") == 0 && (!inside || key_opened(k, path, when));
}

// The key of the output: t->key and the state of what the log names, which is changed; `when`: of
// the run that saw it.
static bool key_log(Driver *d, const TestShared *t, time_t when, char *log, CacheKey *out) {
	CacheKey k = t->key;
	const char *dir = t->dir;
	if (strncmp(log, LOG_HEAD, strlen(LOG_HEAD)) != 0)
		return false;
	for (char *p = log + strlen(LOG_HEAD); *p;) {
		char *end = strchr(p, '\n');
		if (!end)
			return false;
		*end = 0;
		if (!key_line(d, &k, t, when, &dir, p))
			return false;
		p = end + 1;
	}
	*out = k;
	return true;
}

const char *test_cache_file(Driver *d, CacheKey k, const char *kind) {
	const char *dir = cache_dir(d);
	return *dir ? arena_printf(d->a, "%s/test/%016llx%016llx.%s", dir, (unsigned long long)k.a,
			      (unsigned long long)k.b, kind)
		    : NULL;
}

const char *test_cache_find(Driver *d, const TestShared *t) {
	uint32_t n;
	const char *err, *file = test_cache_file(d, t->key, "log");
	char *log = file ? file_read(d->a, file, &n, &err) : NULL;
	CacheKey k;
	if (!log || !key_log(d, t, time(NULL), log, &k))
		return NULL;
	char *out = file_read(d->a, test_cache_file(d, k, "out"), &n, &err);
	if (!out || !n || out[n - 1] != '\n')
		return NULL;
	out[n - 1] = 0; // "...\nok  \tPATH\t1.2s\tcoverage..."
	char *line = strrchr(out, '\n');
	line = line ? line + 1 : out;
	char *time = strncmp(line, "ok  \t", 5) == 0 ? strchr(line + 5, '\t') : NULL;
	if (!time)
		return NULL;
	time++;
	const char *rest = time + strspn(time, "0123456789.s");
	return arena_printf(d->a, "%.*s(cached)%s\n", (int)(time - out), out, rest);
}

void test_cache_store(Driver *d, const TestShared *t, time_t began, const char *log_file,
	const char *output, size_t n) {
	uint32_t size;
	const char *err, *file = test_cache_file(d, t->key, "log");
	char *log = file ? file_read(d->a, log_file, &size, &err) : NULL;
	CacheKey k;
	if (!log || home_changed(d) || !make_folders(arena_printf(d->a, "%s/test", cache_dir(d))))
		return;
	char *text = arena_strndup(d->a, log, size);
	if (key_log(d, t, began, log, &k) && file_write(d, test_cache_file(d, k, "out"), output, n))
		file_write(d, file, text, size);
}
