// gotool.c: programs of GOROOT that do the work of some commands: go itself (list, mod, doc and
// others), gofmt, vet and what `tool` names.
//
// They are compiled from GOROOT by the fast tier when first needed and kept in the cache, in a
// folder whose name is a hash of seago and of the tree. The process becomes the tool, so streams,
// signals and exit status are the tool's. Its bin/ leads PATH and holds go, a link to seago, and
// gofmt. The go command runs tools of its own through `seago tool -vet`: vet needs the export data
// of packages, which the program in golib/cmd/vetexport writes without generating code.
#define _GNU_SOURCE
#include "driver/cgo.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct ToolHome {
	const char *goroot, *dir, *key;
} ToolHome;

static uint64_t tool_hash_stat(uint64_t h, const char *path) {
	struct stat st;
	h = hash_bytes(path, strlen(path), h);
	if (stat(path, &st) != 0)
		return h;
	int64_t id[3] = {st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
	return hash_bytes(id, sizeof id, h);
}

static void tool_link(const char *to, const char *path) {
	if (symlink(to, path) != 0 && errno != EEXIST)
		fprintf(stderr, "seago: cannot make %s: %s\n", path, strerror(errno));
}

// False after an error.
static bool tool_home(Driver *d, ToolHome *h) {
	const char *err = NULL, *cache = cache_dir(d);
	h->goroot = goroot_find(d->s, d->opt.goroot, &err);
	if (!h->goroot) {
		fprintf(stderr, "%s\n", err);
		return false;
	}
	uint64_t key = hash_bytes(d->home.exe, strlen(d->home.exe), 1);
	key = hash_bytes(d->home.exe_id, sizeof d->home.exe_id, key);
	key = hash_bytes(d->home.rt_id, sizeof d->home.rt_id, key);
	key = tool_hash_stat(
		key, arena_printf(d->a, "%s/src/internal/goversion/goversion.go", h->goroot));
	h->key = arena_printf(d->a, "%016llx", (unsigned long long)key);
	h->dir = *cache ? arena_printf(d->a, "%s/tools/%s", cache, h->key) : work_path(d, "tools");
	const char *bin = arena_printf(d->a, "%s/bin", h->dir);
	if (!make_folders(bin)) {
		fprintf(stderr, "seago: mkdir %s: %s\n", bin, strerror(errno));
		return false;
	}
	tool_link(d->home.exe, arena_printf(d->a, "%s/go", bin));
	tool_link("../cmd.gofmt", arena_printf(d->a, "%s/gofmt", bin));
	return true;
}

// The executable of a main package of GOROOT, compiled now if it is not kept yet. NULL after an
// error.
static const char *tool_find(Driver *d, const ToolHome *h, const char *package) {
	char *name = arena_printf(d->a, "%s", package);
	for (char *p = name; *p; p++)
		*p = *p == '/' ? '.' : *p;
	const char *path = arena_printf(d->a, "%s/%s", h->dir, name);
	if (file_exists(path))
		return path;
	// Flags of the environment are for the user's packages.
	static const char *const variables[] = {"GOFLAGS", "SEAGOFLAGS"};
	const char *flags[LEN(variables)],
		*argv[] = {d->home.exe, "build", "-C", arena_printf(d->a, "%s/src/cmd", h->goroot),
			"-fast", "-buildvcs=false", "-goroot", h->goroot, "-o", path, package,
			NULL};
	if (isatty(2))
		fprintf(stderr, "\r\033[Kcompiling %s ...", package);
	for (uint32_t i = 0; i < LEN(variables); i++) {
		flags[i] = getenv(variables[i]);
		flags[i] = flags[i] ? arena_printf(d->a, "%s", flags[i]) : NULL;
		unsetenv(variables[i]);
	}
	bool ok = proc_run(
		d, argv, arena_printf(d->a, "%s of %s could not be compiled", package, h->goroot));
	for (uint32_t i = 0; i < LEN(variables); i++)
		if (flags[i])
			setenv(variables[i], flags[i], 1);
	if (isatty(2))
		fprintf(stderr, "\r\033[K");
	return ok ? path : NULL;
}

const char *tool_program(Driver *d, const char *package) {
	ToolHome h;
	return tool_home(d, &h) ? tool_find(d, &h, package) : NULL;
}

const char *tool_key(Driver *d) {
	ToolHome h;
	return tool_home(d, &h) ? h.key : "";
}

// This process becomes the program. Returns the exit status if it cannot.
static int tool_become(Driver *d, const char *path, const StrVec *argv) {
	StrVec args = *argv;
	sigset_t none;
	vec_push(d->a, &args, NULL);
	work_remove(d);
	fflush(NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(path, (char *const *)args.v);
	fprintf(stderr, "seago: cannot run %s: %s\n", path, strerror(errno));
	return 1;
}

/* The go command */

const char *goflags_part(Driver *d, const char *flags, bool own) {
	static const char *const owned[] = {"-fast", "-O", "-timings", "-goroot=", "-d="};
	Buf b = {0};
	while (*flags) {
		size_t n = strcspn(flags, " ");
		bool mine = false;
		const char *word = flags + (strncmp(flags, "--", 2) == 0);
		for (uint32_t i = 0; i < LEN(owned); i++) {
			size_t len = strlen(owned[i]);
			mine |= strncmp(word, owned[i], len) == 0 &&
				(owned[i][len - 1] == '=' || word[len] == ' ' || word[len] == 0);
		}
		if (mine == own && n)
			buf_printf(d->a, &b, "%s%.*s", b.n ? " " : "", (int)n, flags);
		flags += n + (flags[n] == ' ');
	}
	return buf_cstr(d->a, &b);
}

static void go_environment(Driver *d, const ToolHome *h) {
	const char *path = getenv("PATH"), *flags = getenv("GOFLAGS"), *cache = cache_dir(d);
	setenv("GOROOT", h->goroot, 1);
	setenv("GOTOOLCHAIN", "local", 1);
	setenv("CGO_ENABLED", cgo_enabled(d) ? "1" : "0", 1);
	if (driver_find_cc(d))
		setenv("CC", driver_find_cc(d), 1);
	setenv("PATH",
		path ? arena_printf(d->a, "%s/bin:%s", h->dir, path)
		     : arena_printf(d->a, "%s/bin", h->dir),
		1);
	if (*cache)
		setenv("GOCACHE", arena_printf(d->a, "%s/go", cache), 0);
	if (flags && *flags)
		setenv("GOFLAGS", goflags_part(d, flags, false), 1);
}

// cmd/go's doc runs $GOROOT/bin/go, which a tree of source alone lacks: a folder of links that has
// one, and all else of the tree.
static const char *go_doc_root(Driver *d, const ToolHome *h) {
	static const char *const parts[] = {"src", "lib", "test", "api", "misc", "VERSION"};
	const char *root = arena_printf(d->a, "%s/goroot", h->dir);
	if (access(arena_printf(d->a, "%s/bin/go", h->goroot), X_OK) == 0)
		return h->goroot;
	mkdir(root, 0777);
	for (uint32_t i = 0; i < LEN(parts); i++) {
		const char *to = arena_printf(d->a, "%s/%s", h->goroot, parts[i]);
		if (access(to, F_OK) == 0 &&
			symlink(to, arena_printf(d->a, "%s/%s", root, parts[i])) != 0 &&
			errno != EEXIST)
			return h->goroot;
	}
	bool linked = symlink("../bin", arena_printf(d->a, "%s/bin", root)) == 0 || errno == EEXIST;
	return linked ? root : h->goroot;
}

// Commands of go that ask for compiled packages, or for whether they are up to date.
static bool go_wants_tools(const char *command) {
	static const char *const wanting[] = {"list", "vet", "fix"};
	for (uint32_t i = 0; i < LEN(wanting); i++)
		if (strcmp(command, wanting[i]) == 0)
			return true;
	return false;
}

int cmd_go(Driver *d) {
	ToolHome h;
	StrVec argv = {0}, args = d->opt.args;
	uint32_t i = 0;
	const char *go = tool_home(d, &h) ? tool_find(d, &h, "cmd/go") : NULL;
	if (!go || (strcmp(d->opt.command, "fmt") == 0 && !tool_find(d, &h, "cmd/gofmt")))
		return 1;
	go_environment(d, &h);
	if (strcmp(d->opt.command, "doc") == 0)
		setenv("GOROOT", go_doc_root(d, &h), 1);
	vec_push(d->a, &argv, "go");
	vec_push(d->a, &argv, d->opt.command);
	if (args.n && (strcmp(args.v[0], "-C") == 0 || strncmp(args.v[0], "-C=", 3) == 0))
		for (uint32_t n = args.v[0][2] ? 1 : 2; i < n && i < args.n; i++)
			vec_push(d->a, &argv, args.v[i]);
	if (go_wants_tools(d->opt.command)) {
		vec_push(d->a, &argv, "-toolexec");
		vec_push(d->a, &argv, arena_printf(d->a, "'%s' tool -vet", d->home.exe));
	}
	for (; i < args.n; i++)
		vec_push(d->a, &argv, args.v[i]);
	return tool_become(d, go, &argv);
}

/* Tools */

// Where -o says that the result goes.
static const char *tool_output(const StrVec *args) {
	for (uint32_t i = 0; i + 1 < args->n; i++)
		if (strcmp(args->v[i], "-o") == 0)
			return args->v[i + 1];
	return NULL;
}

// A tool as vet wants it: nothing is linked, so nothing need be assembled. Programs that are not
// GOROOT's, such as the C compiler, are run as they are.
static int tool_for_vet(Driver *d, const ToolHome *h, const char *name, const StrVec *argv) {
	const char *path, *output = tool_output(argv);
	if (!strstr(argv->v[0], "/pkg/tool/")) {
		path = tool_in_path(d, argv->v[0]);
		return tool_become(d, path ? path : argv->v[0], argv);
	}
	if (argv->n == 2 && strcmp(argv->v[1], "-V=full") == 0) {
		printf("%s version %s seago:%s\n", name, goroot_version(d->s, h->goroot), h->key);
		return 0;
	}
	if (strcmp(name, "asm") == 0)
		return output && file_write(d, output, "", 0) ? 0 : 1;
	if (strcmp(name, "compile") == 0)
		path = tool_find(d, h, "cmd/vetexport");
	else
		path = tool_find(d, h, arena_printf(d->a, "cmd/%s", name));
	return path ? tool_become(d, path, argv) : 1;
}

static int tool_list(void) {
	static const char *const names[] = {"addr2line", "asm", "buildid", "compile", "cover",
		"fix", "link", "nm", "objdump", "pack", "pprof", "test2json", "trace", "vet"};
	for (uint32_t i = 0; i < LEN(names); i++)
		puts(names[i]);
	return 0;
}

// The last element of an import path, the one before a version: what a tool of a module goes by.
static const char *tool_base(Driver *d, const char *path) {
	const char *end = path + strlen(path), *p = end;
	while (p > path && p[-1] != '/')
		p--;
	if (p > path && p[0] == 'v' && p[1] > '0' && strspn(p + 1, "0123456789") == strlen(p + 1)) {
		end = p - 1;
		for (p = end; p > path && p[-1] != '/';)
			p--;
	}
	return arena_strndup(d->a, p, (size_t)(end - p));
}

// The package that a tool line of the go.mod around names so, or by its path; NULL: none. *several:
// more than one has the name.
static const char *tool_of_module(Driver *d, const char *name, bool *several) {
	char cwd[4096];
	const ModFile *m = getcwd(cwd, sizeof cwd) ? modfile_find(d->a, cwd) : NULL;
	const char *found = NULL;
	*several = false;
	for (uint32_t i = 0; m && i < m->tools.n; i++) {
		const char *path = m->tools.v[i];
		if (strcmp(path, name) == 0)
			return path;
		if (strcmp(tool_base(d, path), name) != 0)
			continue;
		*several |= found != NULL;
		found = path;
	}
	return found;
}

// Compiles the package by the fast tier, and becomes it.
static int tool_run(Driver *d, const char *package, const StrVec *argv) {
	const char *file = work_path(d, tool_base(d, package));
	const char *build[] = {
		d->home.exe, "build", "-fast", "-buildvcs=false", "-o", file, package, NULL};
	int status;
	const char *said = proc_text(d, NULL, build, &status);
	if (status) {
		fputs(said, stderr);
		return 1;
	}
	StrVec args = {0};
	vec_push(d->a, &args, file);
	for (uint32_t i = 1; i < argv->n; i++)
		vec_push(d->a, &args, argv->v[i]);
	vec_push(d->a, &args, NULL);
	status = proc_run_program(d, args.v);
	return status < 0 ? 1 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static bool tool_in_goroot(Driver *d, const ToolHome *h, const char *name) {
	return file_exists(arena_printf(d->a, "%s/src/cmd/%s/main.go", h->goroot, name)) ||
	       file_exists(arena_printf(d->a, "%s/src/cmd/%s/doc.go", h->goroot, name));
}

// A tool that is not GOROOT's.
static int tool_elsewhere(Driver *d, const StrVec *argv, bool show) {
	bool several;
	const char *name = argv->v[0], *package = tool_of_module(d, name, &several);
	if (package && !several && !show)
		return tool_run(d, package, argv);
	fprintf(stderr,
		several	  ? "go: tool \"%s\" is the name of several packages; name one by its "
			    "import path\n"
		: package ? "seago tool: -n is not supported for \"%s\": it is compiled anew each "
			    "time\n"
			  : "go: no such tool \"%s\"\n",
		name);
	return 2;
}

int cmd_tool(Driver *d) {
	StrVec argv = d->opt.args;
	bool vet = false, show = false;
	for (; argv.n && argv.v[0][0] == '-'; argv.v++, argv.n--, argv.cap = 0) {
		vet |= strcmp(argv.v[0], "-vet") == 0;
		show |= strcmp(argv.v[0], "-n") == 0;
		if (!vet && !show) {
			fprintf(stderr, "seago tool: flag provided but not defined: %s\n",
				argv.v[0]);
			return 2;
		}
	}
	ToolHome h;
	if (argv.n == 0)
		return tool_list();
	if (!tool_home(d, &h))
		return 1;
	StrVec own = {0}; // argv.v may not be grown
	for (uint32_t i = 0; i < argv.n; i++)
		vec_push(d->a, &own, argv.v[i]);
	const char *slash = strrchr(own.v[0], '/'), *name = slash ? slash + 1 : own.v[0];
	if (vet)
		return tool_for_vet(d, &h, name, &own);
	if (slash || !tool_in_goroot(d, &h, name))
		return tool_elsewhere(d, &own, show);
	const char *path = tool_find(d, &h, arena_printf(d->a, "cmd/%s", name));
	if (show && path)
		puts(path);
	go_environment(d, &h);
	return !path ? 1 : show ? 0 : tool_become(d, path, &own);
}
