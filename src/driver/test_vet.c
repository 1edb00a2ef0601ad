// test_vet.c: the packages under test are looked at by analyzers of GOROOT's vet, as go test does.
//
// golib/cmd/testvet is the program that looks: it is told the files of the whole program and checks
// them from source, so that nothing need be compiled for it. It runs beside the building and, if
// what the test prints can be kept back, beside the test; what it finds takes the place of that.
// It is compiled, as other tools are, when first needed.
#define _GNU_SOURCE
#include "driver/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

// What -vet may name: the analyzer, and what it is called in testvet.
static const struct {
	const char *flag, *analyzer;
	bool usual; // wanted unless told
} analyzers[] = {
	{"appends", "appends", false},
	{"asmdecl", "asmdecl", false},
	{"assign", "assign", false},
	{"atomic", "atomic", true},
	{"bool", "bools", false},
	{"bools", "bools", true},
	{"buildtag", "buildtag", true},
	{"buildtags", "buildtag", false},
	{"cgocall", "cgocall", false},
	{"composites", "composites", false},
	{"copylocks", "copylocks", false},
	{"defers", "defers", false},
	{"directive", "directive", true},
	{"errorsas", "errorsas", true},
	{"framepointer", "framepointer", false},
	{"hostport", "hostport", false},
	{"httpresponse", "httpresponse", false},
	{"ifaceassert", "ifaceassert", true},
	{"loopclosure", "loopclosure", false},
	{"lostcancel", "lostcancel", false},
	{"methods", "stdmethods", false},
	{"nilfunc", "nilfunc", true},
	{"printf", "printf", true},
	{"rangeloops", "loopclosure", false},
	{"shift", "shift", false},
	{"sigchanyzer", "sigchanyzer", false},
	{"slog", "slog", true},
	{"stdmethods", "stdmethods", false},
	{"stdversion", "stdversion", true},
	{"stringintconv", "stringintconv", true},
	{"structtag", "structtag", false},
	{"testinggoroutine", "testinggoroutine", false},
	{"tests", "tests", true},
	{"timeformat", "timeformat", false},
	{"unmarshal", "unmarshal", false},
	{"unreachable", "unreachable", false},
	{"unsafeptr", "unsafeptr", false},
	{"unusedresult", "unusedresult", false},
	{"waitgroup", "waitgroup", false},
};

/* The flag */

static const char *vet_analyzer(const char *flag, size_t n) {
	for (uint32_t i = 0; i < LEN(analyzers); i++)
		if (strlen(analyzers[i].flag) == n && strncmp(analyzers[i].flag, flag, n) == 0)
			return analyzers[i].analyzer;
	return NULL;
}

static int vet_fail(const char *value, const char *why) {
	fprintf(stderr,
		"invalid value \"%s\" for flag -vet: %s\nusage: %s\n"
		"Run 'seago help test' for details.\n",
		value, why, command_usage("test"));
	return 2;
}

int flag_vet(Driver *d, const char *name, const char *value) {
	TestVet *v = &d->opt.test->vet;
	const char *single = NULL;
	Buf names = {0};
	(void)name;
	*v = (TestVet){0};
	if (strchr(value, '='))
		return vet_fail(value, "-vet argument cannot contain equal signs");
	if (strchr(value, ' '))
		return vet_fail(
			value, "-vet argument is comma-separated list, cannot contain spaces");
	uint32_t n_names = 0;
	for (const char *p = value; *value;) {
		size_t n = strcspn(p, ",");
		const char *word = arena_strndup(d->a, p, n), *analyzer = vet_analyzer(p, n);
		if (n == 0)
			return vet_fail(value, "-vet argument contains empty list element");
		if (strcmp(word, "all") == 0 || strcmp(word, "off") == 0) {
			single = word;
			names.n = n_names = 0; // of the names, those behind count
		} else if (analyzer) {
			buf_printf(d->a, &names, "%s%s", n_names++ ? "," : "", analyzer);
		} else {
			return vet_fail(
				value, arena_printf(d->a,
					       "-vet argument must be a supported analyzer or a "
					       "distinguished value; found %s",
					       word));
		}
		p += n;
		if (!*p++)
			break;
	}
	if (single && n_names > 1)
		return vet_fail(
			value, arena_printf(d->a,
				       "-vet does not accept \"%s\" in a list with other analyzers",
				       single));
	v->told = *value != 0;
	v->off = single && strcmp(single, "off") == 0;
	v->names = names.n ? buf_cstr(d->a, &names) : "";
	return 0;
}

// The names for testvet. A package of GOROOT is looked at by all but two unless told.
static const char *vet_names(Driver *d, const Package *p) {
	const TestVet *v = &d->opt.test->vet;
	if (v->told)
		return v->names;
	if (p->in_goroot)
		return "-unsafeptr,unreachable";
	Buf b = {0};
	for (uint32_t i = 0; i < LEN(analyzers); i++)
		if (analyzers[i].usual)
			buf_printf(d->a, &b, "%s%s", b.n ? "," : "", analyzers[i].analyzer);
	return buf_cstr(d->a, &b);
}

/* The list of what is to be read */

static bool vet_is_test_file(const SourceFile *f) {
	size_t n = strlen(f->path);
	return n > 8 && strcmp(f->path + n - 8, "_test.go") == 0;
}

// What cmd/cgo made of a file with import "C"; NULL: it has none.
static const char *vet_generated(Driver *d, const CgoPackage *c, const char *path) {
	const char *slash = strrchr(path, '/');
	for (uint32_t i = 0; c && i < c->go_files.n && i + 1 < c->generated.n; i++)
		if (strcmp(c->go_files.v[i], slash + 1) == 0)
			return arena_printf(d->a, "%s/%s", c->objdir, c->generated.v[i + 1]);
	return NULL;
}

// A file whose text is not what lies there is given with a copy of it.
static void vet_list_file(
	Driver *d, Buf *b, const char *folder, const Package *p, const SourceFile *f) {
	if (*f->path != '/')
		return; // declarations of counters
	const char *made = vet_generated(d, p->cgo, f->path);
	buf_printf(d->a, b, "file %s", f->path);
	if (made) {
		buf_printf(d->a, b, "\t%s", made);
	} else if (f->stored) {
		buf_printf(d->a, b, "\t%s", f->stored);
	} else if (!file_exists(f->path)) {
		const char *copy = arena_printf(d->a, "%s/vet%u.go", folder, b->n);
		if (file_write(d, copy, f->text, f->size))
			buf_printf(d->a, b, "\t%s", copy);
	}
	buf_puts(d->a, b, "\n");
}

static void vet_list_package(Driver *d, Buf *b, const char *folder, const Program *prog,
	const Package *p, const char *variant) {
	const Package *root = prog->roots.v[0];
	bool xtest = p->dir && root->dir && p != root && strcmp(p->dir, root->dir) == 0;
	bool changed = xtest || (p == root && strcmp(p->name->s, "main") == 0 && prog->main);
	for (uint32_t i = 0; p == root && i < p->files.n; i++)
		changed |= vet_is_test_file(p->files.v[i]->src);
	buf_printf(d->a, b, "package %u\nkind %s%s\npath %s\nname %s%s\ngo %s\n", p->index,
		p == root || xtest ? "test " : "", p->in_goroot ? "std" : "", p->import_path,
		p->import_path, changed ? variant : "", p->go_version);
	if (p->module && p->module->path)
		buf_printf(d->a, b, "module %s\t%s\n", p->module->path,
			p->module->version ? p->module->version : "");
	for (uint32_t i = 0; i < p->files.n; i++)
		vet_list_file(d, b, folder, p, p->files.v[i]->src);
	for (uint32_t i = 0; i < p->import_map.cap; i++) {
		const MapSlot *slot = &p->import_map.slots[i];
		if (slot->key)
			buf_printf(d->a, b, "import %s\t%u\n",
				((const Name *)(uintptr_t)slot->key)->s,
				((const Package *)slot->val)->index);
	}
}

static const char *vet_list(Driver *d, const Program *prog, const char *folder) {
	const char *path = arena_printf(d->a, "%s/vet.txt", folder);
	const char *variant = arena_printf(d->a, " [%s.test]", prog->roots.v[0]->import_path);
	Buf b = {0};
	buf_printf(d->a, &b, "dir %s\n", d->opt.test->cwd);
	for (uint32_t i = 0; i < prog->packages.n; i++) {
		const Package *p = prog->packages.v[i];
		bool made_up = prog->main && p == prog->main; // it runs the tests
		if (!made_up && p != prog->unsafe_pkg && p->name)
			vet_list_package(d, &b, folder, prog, p, variant);
	}
	return file_write(d, path, b.v, b.n) ? path : NULL;
}

/* The process */

static NORETURN void vet_child(Driver *d, const char *list, const char *names, int output) {
	sigset_t none;
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	dup2(output, 1);
	dup2(output, 2);
	int lock = open(work_path(d, "vetlock"), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
	flock(lock, LOCK_EX); // one compiles it
	const char *tool = list ? tool_program(d, "cmd/testvet") : NULL;
	flock(lock, LOCK_UN);
	if (tool) {
		fflush(NULL);
		execl(tool, "vet", "-only", names, list, (char *)NULL);
	}
	fputs("vet: cannot be run\n", stderr);
	fflush(NULL);
	_exit(1);
}

bool vet_wanted(const Driver *d) {
	return !d->opt.test->vet.off;
}

// Names all that the process looks at.
static CacheKey vet_key(Driver *d, const Program *prog, const char *names) {
	CacheKey k = {11, 12};
	key_add(&k, d->home.exe_id, sizeof d->home.exe_id);
	key_add(&k, names, strlen(names) + 1);
	for (uint32_t i = 0; i < prog->packages.n; i++) {
		const Package *p = prog->packages.v[i];
		key_add(&k, p->import_path, strlen(p->import_path) + 1);
		key_add(&k, p->go_version, strlen(p->go_version) + 1);
		for (uint32_t f = 0; f < p->files.n; f++) {
			const SourceFile *src = p->files.v[f]->src;
			key_add(&k, src->path, strlen(src->path) + 1);
			key_add(&k, src->text, src->size);
		}
	}
	return k;
}

void vet_start(Driver *d, const Program *prog, const char *folder, TestShared *t, int output) {
	const char *names = vet_names(d, prog->roots.v[0]);
	t->vet_key = vet_key(d, prog, names);
	const char *known = test_cache_file(d, t->vet_key, "vetted");
	t->vetting = !known || !file_exists(known);
	if (!t->vetting)
		return;
	const char *list = vet_list(d, prog, folder);
	fflush(NULL);
	if (fork() == 0)
		vet_child(d, list, names, output);
}

const char *vet_result(Driver *d, const TestShared *t, int from) {
	static const char end[] = "end\n"; // nothing follows, nothing was lost
	char part[4096];
	ssize_t n;
	Buf b = {0};
	while ((n = read(from, part, sizeof part)) > 0)
		buf_write(d->a, &b, part, (size_t)n);
	close(from);
	if (!t->vetting)
		return NULL;
	char *text = arena_strndup(d->a, b.n ? b.v : "", b.n);
	size_t len = b.n, tail = strlen(end);
	if (len < tail || strcmp(text + len - tail, end) != 0)
		return arena_printf(d->a, "%svet: broken off\n", text);
	text[len - tail] = 0;
	const char *known = test_cache_file(d, t->vet_key, "vetted");
	if (!*text && known && !home_changed(d) &&
		make_folders(arena_printf(d->a, "%s/test", cache_dir(d))))
		file_write(d, known, "", 0);
	return *text ? text : NULL;
}
