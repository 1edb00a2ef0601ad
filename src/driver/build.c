// build.c: the commands build and run.
#include "driver/driver.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// One package of several, with -o naming a folder.
static bool build_into_folder(Driver *d, const char *package) {
	d->opt.args = (StrVec){0};
	vec_push(d->a, &d->opt.args, package);
	return driver_build(d);
}

int cmd_build(Driver *d) {
	bool patterns = false;
	for (uint32_t i = 0; i < d->opt.args.n; i++)
		patterns |= !is_go_file(d->opt.args.v[i]) &&
			    (d->opt.args.n > 1 || strstr(d->opt.args.v[i], "..."));
	if (!patterns || !d->opt.output)
		return driver_build(d) ? 0 : 1;
	TextVec packages = driver_match(d);
	if (packages.n > 1 && !output_is_folder(d->opt.output)) {
		fprintf(stderr, "seago: cannot write multiple packages to non-directory %s\n",
			d->opt.output);
		return 1;
	}
	bool ok = packages.n > 0;
	for (uint32_t i = 0; i < packages.n; i++)
		ok &= build_into_folder(d, packages.v[i]);
	return ok ? 0 : 1;
}

// $GOBIN, the first folder of $GOPATH, or ~/go; NULL after an error.
static const char *install_folder(Driver *d) {
	const char *bin = getenv("GOBIN"), *path = getenv("GOPATH"), *home = getenv("HOME");
	if (bin && *bin && *bin != '/') {
		fprintf(stderr, "go: GOBIN must be an absolute path: %s\n", bin);
		return NULL;
	}
	if (bin && *bin)
		return arena_printf(d->a, "%s/", bin);
	if (path && *path)
		return arena_printf(d->a, "%.*s/bin/", (int)strcspn(path, ":"), path);
	if (home && *home)
		return arena_printf(d->a, "%s/go/bin/", home);
	fprintf(stderr, "seago: no folder to install to: GOBIN, GOPATH and HOME are not set\n");
	return NULL;
}

int cmd_install(Driver *d) {
	if (d->opt.args.n && at_version_is(d->opt.args.v[0]) && !at_version_enter(d, &d->opt.args))
		return 1;
	d->opt.output = install_folder(d);
	return d->opt.output ? cmd_build(d) : 1;
}

// Takes the files or the package off the arguments; what is left is for the program.
static bool run_split(Driver *d, StrVec *program) {
	StrVec sources = {0}, args = d->opt.args;
	uint32_t i = 0;
	while (i < args.n && is_go_file(args.v[i]))
		vec_push(d->a, &sources, args.v[i++]);
	if (sources.n == 0 && i < args.n)
		vec_push(d->a, &sources, args.v[i++]);
	if (sources.n == 0) {
		fprintf(stderr, "seago: no go files listed\n");
		return false;
	}
	for (uint32_t k = 0; k < sources.n; k++) {
		const char *s = sources.v[k];
		size_t n = strlen(s);
		if (n > 8 && strcmp(s + n - 8, "_test.go") == 0) {
			fprintf(stderr, "seago: cannot run *_test.go files (%s)\n", s);
			return false;
		}
	}
	while (i < args.n)
		vec_push(d->a, program, args.v[i++]);
	d->opt.args = sources;
	return true;
}

// Signals as Go names them.
static const char *signal_name(int sig) {
	static const struct {
		int sig;
		const char *name;
	} names[] = {
		{SIGABRT, "aborted"},
		{SIGALRM, "alarm clock"},
		{SIGBUS, "bus error"},
		{SIGFPE, "floating point exception"},
		{SIGHUP, "hangup"},
		{SIGILL, "illegal instruction"},
		{SIGINT, "interrupt"},
		{SIGKILL, "killed"},
		{SIGPIPE, "broken pipe"},
		{SIGQUIT, "quit"},
		{SIGSEGV, "segmentation fault"},
		{SIGTERM, "terminated"},
		{SIGTRAP, "trace/breakpoint trap"},
		{SIGUSR1, "user defined signal 1"},
		{SIGUSR2, "user defined signal 2"},
	};
	for (uint32_t i = 0; i < LEN(names); i++)
		if (names[i].sig == sig)
			return names[i].name;
	return NULL;
}

const char *exit_text(Driver *d, int status) {
	if (!WIFSIGNALED(status))
		return arena_printf(d->a, "exit status %d", WEXITSTATUS(status));
	const char *name = signal_name(WTERMSIG(status));
	return name ? arena_printf(
			      d->a, "signal: %s%s", name, WCOREDUMP(status) ? " (core dumped)" : "")
		    : arena_printf(d->a, "signal: signal %d", WTERMSIG(status));
}

// As the go command does: the program's own status is told, ours is 1.
static int run_report(Driver *d, int status) {
	if (status)
		fprintf(stderr, "%s\n", exit_text(d, status));
	return status != 0;
}

int cmd_run(Driver *d) {
	StrVec program = {0}, argv = {0};
	if (!run_split(d, &program))
		return 1;
	d->opt.output = work_path(d, "a.out");
	if (d->opt.exec)
		link_words(d->a, &argv, d->opt.exec);
	vec_push(d->a, &argv, d->opt.output);
	for (uint32_t i = 0; i < program.n; i++)
		vec_push(d->a, &argv, program.v[i]);
	vec_push(d->a, &argv, NULL);
	int here = open(".", O_RDONLY | O_CLOEXEC);
	if (at_version_is(d->opt.args.v[0]) && !at_version_enter(d, &d->opt.args))
		return 1;
	if (!driver_build(d))
		return 1;
	if (here < 0 || fchdir(here) != 0)
		return 1;
	close(here);
	if (d->opt.timings) {
		timing_print(d);
		d->opt.timings = false;
	}
	int status = proc_run_program(d, argv.v);
	return status < 0 ? 1 : run_report(d, status);
}
