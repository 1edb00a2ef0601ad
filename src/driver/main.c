// main.c: the command line: seago COMMAND [flags] [arguments]. A link called `go` to the binary behaves the same.
//
// Exit status as go's: 1 when a build or the program's start failed, 2 for usage; `run` passes on that of the program.
#include "driver/driver.h"
#include "load/load.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Command {
	const char *name, *usage, *doc;
	int (*run)(Driver *d);
} Command;

static int cmd_run(Driver *d);
static int cmd_build(Driver *d);
static int cmd_version(Driver *d);
static int cmd_env(Driver *d);

static const Command commands[] = {
	{"build", "seago build [-o output] [flags] [package | files.go]", "compile a program", cmd_build},
	{"env", "seago env [names]", "print what seago found out about its surroundings", cmd_env},
	{"run", "seago run [flags] package|files.go [arguments]", "compile a program and run it", cmd_run},
	{"version", "seago version", "print the version", cmd_version},
};

static const Command *command_find(const char *name) {
	for (uint32_t i = 0; i < LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void usage(FILE *to) {
	fprintf(to, "Seago compiles and runs Go programs.\n\nUsage:\n\n\tseago <command> [flags] [arguments]\n\nCommands:\n\n");
	for (uint32_t i = 0; i < LEN(commands); i++)
		fprintf(to, "\t%-10s %s\n", commands[i].name, commands[i].doc);
	fprintf(to, "\nRun 'seago help <command>' for its flags.\n");
}

static int cmd_help(int argc, char **argv) {
	if (argc < 1) {
		usage(stdout);
		return 0;
	}
	const Command *c = command_find(argv[0]);
	if (!c) {
		fprintf(stderr, "seago help %s: unknown help topic. Run 'seago help'.\n", argv[0]);
		return 2;
	}
	printf("usage: %s\n\n%s: %s\n\nFlags:\n\n", c->usage, c->name, c->doc);
	flags_usage(stdout, c->name);
	return 0;
}

static int cmd_version(Driver *d) {
	(void)d;
	printf("go version go1.27 (seago) linux/amd64\n");
	return 0;
}

static int cmd_env(Driver *d) {
	const char *err = NULL;
	const char *goroot = goroot_find(d->s, d->opt.goroot, &err);
	const char *cc = getenv("CC");
	const struct { const char *name, *value; } vars[] = {
		{"GOROOT", goroot ? goroot : ""}, {"GOOS", "linux"}, {"GOARCH", "amd64"}, {"GOVERSION", "go1.27"},
		{"CGO_ENABLED", "0"}, {"CC", cc ? cc : "cc"}, {"SEAGOROOT", d->home.root},
	};
	for (uint32_t i = 0; i < LEN(vars); i++)
		if (!d->opt.args.n)
			printf("%s='%s'\n", vars[i].name, vars[i].value);
	for (uint32_t k = 0; k < d->opt.args.n; k++) {
		const char *value = "";
		for (uint32_t i = 0; i < LEN(vars); i++)
			if (strcmp(vars[i].name, d->opt.args.v[k]) == 0)
				value = vars[i].value;
		printf("%s\n", value);
	}
	return 0;
}

static bool is_go_file(const char *s) {
	size_t n = strlen(s);
	return n > 3 && strcmp(s + n - 3, ".go") == 0;
}

// The name of the executable: that of the first file, or of the folder.
static const char *build_default_output(Driver *d) {
	char cwd[4096];
	const char *name = d->opt.args.n ? d->opt.args.v[0] : ".";
	if (!is_go_file(name)) {
		if (!realpath(name, cwd))
			return "a.out";
		name = cwd;
	}
	const char *slash = strrchr(name, '/');
	name = slash ? slash + 1 : name;
	return arena_strndup(d->a, name, strlen(name) - (is_go_file(name) ? 3 : 0));
}

static int cmd_build(Driver *d) {
	const char *out = d->opt.output ? d->opt.output : build_default_output(d);
	struct stat st;
	if (d->opt.output && stat(out, &st) == 0 && S_ISDIR(st.st_mode))
		out = arena_printf(d->a, "%s/%s", out, build_default_output(d));
	return driver_build(d, out) ? 0 : 1;
}

static int cmd_run(Driver *d) {
	StrVec sources = {0}, argv = {0};
	uint32_t i = 0;
	while (i < d->opt.args.n && is_go_file(d->opt.args.v[i]))
		vec_push(d->a, &sources, d->opt.args.v[i++]);
	if (sources.n == 0 && i < d->opt.args.n)
		vec_push(d->a, &sources, d->opt.args.v[i++]);
	if (sources.n == 0) {
		fprintf(stderr, "seago run: no go files listed\n");
		return 1;
	}
	const char *exe = work_path(d, "a.out");
	vec_push(d->a, &argv, exe);
	for (; i < d->opt.args.n; i++)
		vec_push(d->a, &argv, d->opt.args.v[i]);
	vec_push(d->a, &argv, NULL);
	d->opt.args = sources;
	if (!driver_build(d, exe))
		return 1;
	if (d->opt.timings) {
		timing_print(d);
		d->opt.timings = false;
	}
	fflush(stdout);
	int status = proc_run(d, argv.v);
	if (status > 128)
		fprintf(stderr, "signal: %s\n", strsignal(status - 128));
	else if (status > 0)
		fprintf(stderr, "exit status %d\n", status);
	return status == 0 ? 0 : 1;
}

int driver_main(int argc, char **argv) {
	if (argc < 2) {
		usage(stderr);
		return 2;
	}
	const char *name = argv[1];
	if (strcmp(name, "help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0)
		return cmd_help(argc - 2, argv + 2);
	const Command *c = command_find(name);
	if (!c) {
		fprintf(stderr, "seago %s: unknown command\nRun 'seago help' for usage.\n", name);
		return 2;
	}
	Session *s = session_new();
	Driver d = {.s = s, .a = s->arena};
	d.opt.command = c->name;
	if (!flags_parse(&d, argc - 2, argv + 2))
		return 2;
	if (!home_find(&d))
		return 1;
	timing_mark(&d, NULL);
	int status = c->run(&d);
	if (d.opt.timings)
		timing_print(&d);
	work_remove(&d);
	return status;
}

int main(int argc, char **argv) {
	return driver_main(argc, argv);
}
