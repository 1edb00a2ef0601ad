// main.c: the command line: seago COMMAND [flags] [arguments]. A link called `go` to the binary
// behaves the same.
//
// Exit status as go's: 1 when a build or the program failed, 2 for usage.
#include "driver/driver.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct Command {
	const char *name, *usage, *doc;
	int (*run)(Driver *d);
	const char *text;			 // more about it, for help
	bool (*wants_go)(int argc, char **argv); // these arguments are for GOROOT's go; NULL: none
} Command;

static bool args_all(int argc, char **argv) {
	(void)argc, (void)argv;
	return true;
}

static bool args_any(int argc, char **argv) {
	(void)argv;
	return argc > 0;
}

// Flags of env that store or compare settings.
static bool args_store(int argc, char **argv) {
	for (int i = 0; i < argc && argv[i][0] == '-'; i++) {
		const char *flag = argv[i] + 1 + (argv[i][1] == '-');
		if (strcmp(flag, "w") == 0 || strcmp(flag, "u") == 0 ||
			strcmp(flag, "changed") == 0)
			return true;
	}
	return false;
}

// Said of commands that GOROOT's go does.
#define BY_GO "By the program of GOROOT, which is compiled at first use; -h says more.\n"

static const Command commands[] = {
	{"build", "seago build [-o output] [flags] [packages | files.go]", "compile a program",
		cmd_build,
		"The packages are import paths, folders (./cmd/x) or patterns (./...); none stands "
		"for the folder it is run in. One main\n"
		"package, or the files of one, becomes a static executable named after the package "
		"or the first file. Other packages are\n"
		"checked and nothing is written; with several and -o naming a folder, each main "
		"package becomes an executable in it.\n"
		"The optimised tier keeps compiled packages in $SEAGOCACHE, or the folder seago of "
		"the user's cache.\n",
		NULL},
	{"clean", "seago clean [-cache] [-testcache] [-modcache] [-n] [packages]",
		"remove what is kept", cmd_clean,
		"Without -cache, -testcache and -modcache: executables that build left in the "
		"folders of the packages.\n",
		args_all},
	{"doc", "seago doc [package] [symbol]", "show documentation", cmd_go, BY_GO, args_all},
	{"env", "seago env [-json] [-w] [-u] [names]",
		"print what seago found out about its surroundings", cmd_env,
		"Prints all it knows, or the values of the names given, one a line.\n", args_store},
	{"fix", "seago fix [packages]", "apply fixes that vet's kin suggest", cmd_go, BY_GO,
		args_all},
	{"fmt", "seago fmt [-n] [-x] [packages]", "format sources", cmd_go, BY_GO, args_all},
	{"generate", "seago generate [flags] [packages | files.go]", "run //go:generate lines",
		cmd_go, BY_GO, args_all},
	{"get", "seago get [packages]", "add modules to go.mod", cmd_go, BY_GO, args_all},
	{"install", "seago install [flags] [packages]", "compile programs into GOBIN", cmd_install,
		"Each main package becomes an executable in $GOBIN, or GOPATH/bin, or ~/go/bin. "
		"Other packages are checked; package@version is taken from\n"
		"the network, whatever go.mod is around.\n",
		NULL},
	{"list", "seago list [-f format] [-json] [-deps] [-test] [-m] [packages]",
		"list packages or modules", cmd_go, BY_GO, args_all},
	{"mod", "seago mod download|edit|graph|init|tidy|vendor|verify|why", "maintain go.mod",
		cmd_go, BY_GO, args_all},
	{"run", "seago run [flags] package|files.go [arguments]", "compile a program and run it",
		cmd_run,
		"The program gets the arguments and the standard streams. If it ends with another "
		"exit status than 0 that is printed and\n"
		"seago's own is 1.\n",
		NULL},
	{"test", "seago test [flags] [packages] [flags of the test program]", "test packages",
		cmd_test,
		"Compiles the _test.go files of each package with it and runs the tests, examples "
		"and, with -bench, benchmarks in the package's\n"
		"folder. What follows -args goes to the test program, and so do flags that test "
		"does not know. Results of packages that were\n"
		"named and whose inputs have not changed are taken from $SEAGOCACHE.\n",
		NULL},
	{"tool", "seago tool [-n] [tool [arguments]]", "run a tool of GOROOT", cmd_tool, BY_GO,
		args_all},
	{"version", "seago version [-m] [-v] [files]", "print the version of Go", cmd_version,
		"Of the one that is compiled or, of executables, the one they were compiled as.\n",
		args_any},
	{"vet", "seago vet [flags] [packages]", "report likely mistakes", cmd_go, BY_GO, args_all},
	{"work", "seago work edit|init|sync|use|vendor", "maintain go.work", cmd_go, BY_GO,
		args_all},
};

// Commands of go that are not here.
static const char *const absent[] = {"bug", "telemetry"};

static const Command *command_find(const char *name) {
	for (uint32_t i = 0; i < LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const char *command_usage(const char *command) {
	return command_find(command)->usage;
}

static void usage(FILE *to) {
	fprintf(to, "Seago compiles and runs Go programs.\n\nUsage:\n\n\tseago <command> [flags] "
		    "[arguments]\n\nCommands:\n\n");
	for (uint32_t i = 0; i < LEN(commands); i++)
		fprintf(to, "\t%-12s %s\n", commands[i].name, commands[i].doc);
	fprintf(to, "\nRun 'seago help <command>' for its flags, 'seago help environment' for the "
		    "variables it reads.\n");
}

static void help_environment(void) {
	static const struct {
		const char *name, *doc;
	} vars[] = {
		{"GOROOT", "the Go source tree; without it the usual places are searched"},
		{"GOFLAGS", "flags for every command that has them"},
		{"SEAGOFLAGS",
			"the same for seago alone: tests find -O and the like of GOFLAGS here"},
		{"CC", "the C compiler, with flags if need be: 'ccache gcc'"},
		{"CGO_ENABLED", "0: files with import \"C\" are left out; 1, or a C compiler: they "
				"are not"},
		{"CGO_CFLAGS, CGO_CPPFLAGS, CGO_CXXFLAGS, CGO_LDFLAGS",
			"flags for the C of all packages; CXX compiles C++"},
		{"SEAGOCACHE",
			"where compiled packages are kept ($XDG_CACHE_HOME/seago, ~/.cache/seago)"},
		{"SEAGOCACHELIMIT",
			"MiB that they may take (4096): beyond, those used longest ago go"},
		{"SEAGOROOT", "where seago's own lib, rt and golib are, if not beside its binary"},
		{"GOPATH", "GOPATH/pkg/mod holds downloaded modules, unless GOMODCACHE names the "
			   "folder"},
		{"GOOS, GOARCH", "linux and amd64, or unset"},
		{"TMPDIR", "where the work directory is made (/tmp)"},
	};
	for (uint32_t i = 0; i < LEN(vars); i++)
		printf("  %-14s %s\n", vars[i].name, vars[i].doc);
}

static int cmd_help(int argc, char **argv) {
	if (argc < 1) {
		usage(stdout);
		return 0;
	}
	if (strcmp(argv[0], "environment") == 0) {
		help_environment();
		return 0;
	}
	const Command *c = command_find(argv[0]);
	if (!c) {
		fprintf(stderr, "seago help %s: unknown help topic. Run 'seago help'.\n", argv[0]);
		return 2;
	}
	printf("usage: %s\n\n", c->usage);
	fputs(c->text, stdout);
	flags_usage(stdout, c->name);
	return 0;
}

static int command_unknown(const char *name) {
	for (uint32_t i = 0; i < LEN(absent); i++)
		if (strcmp(absent[i], name) == 0) {
			fprintf(stderr, "seago %s: not supported yet\n", name);
			return 2;
		}
	fprintf(stderr, "seago %s: unknown command\nRun 'seago help' for usage.\n", name);
	return 2;
}

// Programs are made for one target.
static bool target_supported(void) {
	const char *os = getenv("GOOS"), *arch = getenv("GOARCH");
	os = os && *os ? os : "linux";
	arch = arch && *arch ? arch : "amd64";
	if (strcmp(os, "linux") == 0 && strcmp(arch, "amd64") == 0)
		return true;
	fprintf(stderr,
		"seago: unsupported GOOS/GOARCH pair %s/%s: programs are made for linux/amd64\n",
		os, arch);
	return false;
}

static int command_run(const Command *c, const char *invoked, int argc, char **argv) {
	Session *s = session_new();
	Driver *d = NEW(s->arena, Driver);
	d->s = s;
	d->a = s->arena;
	d->invoked = invoked;
	d->opt.command = c->name;
	bool by_go = c->wants_go && c->wants_go(argc, argv);
	for (int i = 0; by_go && i < argc; i++)
		vec_push(d->a, &d->opt.args, argv[i]);
	int status = by_go ? 0 : flags_parse(d, argc, argv);
	if (status)
		return status;
	if (!home_find(d))
		return 1;
	bool compiles = c->run == cmd_build || c->run == cmd_run || c->run == cmd_test ||
			c->run == cmd_install;
	if (compiles && !target_supported())
		return 2;
	signals_start(d);
	timing_mark(d, NULL);
	status = by_go && c->run != cmd_tool && c->run != cmd_clean ? cmd_go(d) : c->run(d);
	if (d->opt.timings)
		timing_print(d);
	work_remove(d);
	return status;
}

int driver_main(int argc, char **argv) {
	if (argc < 2) {
		usage(stderr);
		return 2;
	}
	const char *name = argv[1];
	env_read_stored();
	if (strcmp(name, "help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0 ||
		strcmp(name, "-help") == 0)
		return cmd_help(argc - 2, argv + 2);
	const Command *c = command_find(name);
	return c ? command_run(c, argv[0], argc - 2, argv + 2) : command_unknown(name);
}

// What was printed may still be on its way to a file that has no space left.
typedef struct Start {
	int argc;
	char **argv;
	int status;
} Start;

static void *main_thread(void *arg) {
	Start *s = arg;
	s->status = driver_main(s->argc, s->argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "seago: cannot write to standard output: %s\n", strerror(errno));
		s->status = s->status ? s->status : 1;
	}
	return NULL;
}

// Trees lean as deep as sources are long: the compiler works on a large stack, which is committed
// only where it is touched.
int main(int argc, char **argv) {
	Start start = {argc, argv, 1};
	signals_block();
	pthread_attr_t attr;
	pthread_t thread;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, (size_t)512 << 20);
	if (pthread_create(&thread, &attr, main_thread, &start) == 0)
		pthread_join(thread, NULL);
	else
		main_thread(&start); // memory is limited: do with the stack there is
	return start.status;
}
