// flags.c: the flags of the commands, as the go command writes them: -name, -name=value, -name
// value, one dash or two.
#include "driver/driver.h"
#include "driver/test.h"
#include "opt/opt.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

// A setter returns 0, or the exit status after saying what is wrong.
typedef int (*FlagSetter)(Driver *d, const char *name, const char *value);

static void flag_hint(const char *command) {
	fprintf(stderr, "usage: %s\nRun 'seago help %s' for details.\n", command_usage(command),
		command);
}

static int flag_fail(const char *name, const char *value, const char *why) {
	fprintf(stderr, "seago: invalid value \"%s\" for flag -%s: %s\n", value, name, why);
	return 2;
}

static int flag_ignore(Driver *d, const char *name, const char *value) {
	(void)d, (void)name, (void)value;
	return 0;
}
#define flag_value flag_ignore
#define flag_boolean flag_ignore

static int flag_workdir(Driver *d, const char *name, const char *value) {
	(void)d, (void)name;
	if (chdir(value) == 0)
		return 0;
	fprintf(stderr, "seago: chdir %s: %s\n", value, strerror(errno));
	return 1;
}

static int flag_optimise(Driver *d, const char *name, const char *value) {
	(void)name, (void)value;
	d->opt.tier = CTIER_OPT;
	return 0;
}

static int flag_fast(Driver *d, const char *name, const char *value) {
	(void)name, (void)value;
	d->opt.tier = CTIER_FAST;
	return 0;
}

// One of a few words, of which all mean the same here.
static int flag_among(const char *name, const char *value, const char *words, const char *why) {
	size_t n = strlen(value);
	for (const char *p = words; (p = strstr(p, value)) != NULL; p++)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == 0))
			return 0;
	fprintf(stderr, "seago: -%s=%s is not supported: %s\n", name, value, why);
	return 2;
}

static int flag_mode(Driver *d, const char *name, const char *value) {
	(void)d;
	return flag_among(name, value, "exe default", "static executables are all that is made");
}

static int flag_compiler(Driver *d, const char *name, const char *value) {
	(void)d;
	return flag_among(name, value, "gc", "there is one compiler, which goes by the name gc");
}

static int flag_mod(Driver *d, const char *name, const char *value) {
	d->opt.mod = value;
	return !*value ? 0
		       : flag_among(name, value, "mod readonly vendor",
				 "mod, readonly or vendor is wanted");
}

// Words of a -gcflags or -ldflags value; a leading "pattern=" of the go command is dropped.
static StrVec flag_words(Driver *d, const char *value) {
	StrVec words = {0};
	const char *eq = strchr(value, '=');
	if (*value && *value != '-' && eq)
		value = eq + 1;
	while (*value) {
		value += strspn(value, " \t\n");
		char quote = *value == '\'' || *value == '"' ? *value++ : 0;
		size_t n = quote ? strcspn(value, (char[]){quote, 0}) : strcspn(value, " \t\n");
		if (n || quote)
			vec_push(d->a, &words, arena_strndup(d->a, value, n));
		value += n + (quote && value[n] ? 1 : 0);
	}
	return words;
}

// -lang=go1.N, N up to the version that is compiled.
static int flag_lang(Driver *d, const char *name, const char *lang) {
	char *end = NULL;
	long minor = strncmp(lang, "go1.", 4) == 0 ? strtol(lang + 4, &end, 10) : -1;
	if (!end || end == lang + 4 || *end || minor < 0)
		return flag_fail(name, lang, "-lang should be something like \"go1.12\"");
	if (minor > GO_MINOR)
		return flag_fail(name, lang,
			arena_printf(d->a, "max known version is \"go1.%d\"", GO_MINOR));
	d->opt.lang = lang;
	return 0;
}

static int flag_gcflags(Driver *d, const char *name, const char *value) {
	StrVec words = flag_words(d, value);
	int status = 0;
	d->opt.gcflags = value;
	for (uint32_t i = 0; i < words.n && !status; i++) {
		const char *w = words.v[i];
		if (strcmp(w, "-e") == 0 || strcmp(w, "-e=1") == 0)
			d->opt.all_errors = true;
		else if (strcmp(w, "-e=0") == 0)
			d->opt.all_errors = false;
		else if (strcmp(w, "-N") == 0)
			d->opt.no_optimise = true;
		else if (strcmp(w, "-l") == 0)
			d->opt.no_inline = true;
		else if (strcmp(w, "-m") == 0)
			d->opt.report = true;
		else if (strncmp(w, "-lang=", 6) == 0)
			status = flag_lang(d, name, w + 6);
		else if (*w != '-')
			status = flag_fail(name, value, "flags of the compiler begin with -");
		// Other flags of the official compiler ask for remarks and settings of its own
		// passes: without meaning here.
	}
	return status;
}

static int flag_ldflags(Driver *d, const char *name, const char *value) {
	StrVec words = flag_words(d, value);
	d->opt.ldflags = value;
	for (uint32_t i = 0; i < words.n; i++) {
		const char *w = words.v[i], *def = NULL;
		if (strcmp(w, "-s") == 0 || strcmp(w, "-w") == 0) {
			d->opt.strip = true;
		} else if (strcmp(w, "-X") == 0) {
			def = ++i < words.n ? words.v[i] : "";
		} else if (strncmp(w, "-X=", 3) == 0) {
			def = w + 3;
		} else if (strcmp(w, "-extldflags") == 0) {
			link_words(d->a, &d->opt.extldflags, ++i < words.n ? words.v[i] : "");
		} else if (strncmp(w, "-extldflags=", 12) == 0) {
			link_words(d->a, &d->opt.extldflags, w + 12);
		} else if (strcmp(w, "-linkmode") == 0) {
			i++; // there is one way to link
		} else if (*w != '-') {
			return flag_fail(name, value, "flags of the linker begin with -");
		}
		if (def && (!strchr(def, '=') || !memchr(def, '.', strcspn(def, "="))))
			return flag_fail(name, value, "-X wants importpath.name=value");
		if (def)
			vec_push(d->a, &d->opt.xdefs, def);
	}
	return 0;
}

static int flag_jobs(Driver *d, const char *name, const char *value) {
	char *end;
	long n = strtol(value, &end, 10);
	if (!*value || *end)
		return flag_fail(name, value, "parse error");
	if (n < 1) {
		fprintf(stderr, "seago: -p must be a positive integer: %ld\n", n);
		return 1;
	}
	d->opt.jobs = n < 1024 ? (uint32_t)n : 1024;
	return 0;
}

static int flag_tags(Driver *d, const char *name, const char *value) {
	(void)name;
	if (strchr(value, ' ') && strchr(value, ',')) {
		fprintf(stderr, "seago: -tags space-separated list contains comma\n");
		return 2;
	}
	d->opt.tags = value;
	return 0;
}

static const struct {
	const char *name, *doc;
} dump_stages[] = {
	{"ast", "the syntax tree of the package named"},
	{"types", "mode, type and value of each of its expressions"},
	{"ir", "the IR as built; of its functions, or with :FUNCTION of that one (its link name: "
	       "main.f)"},
	{"opt", "the IR after a pass, opt:PASS or opt:PASS:FUNCTION"},
	{"c", "the C text of its functions, or with :FUNCTION of that one"},
	{"check", "nothing: the IR is verified after every pass"},
};

static void dump_help(FILE *to) {
	fprintf(to, "-d=STAGE[,STAGE...] prints to standard error:\n");
	for (uint32_t i = 0; i < LEN(dump_stages); i++)
		fprintf(to, "  %-8s %s\n", dump_stages[i].name, dump_stages[i].doc);
	fprintf(to, "passes:\n");
	opt_list_passes(to);
}

static bool dump_is_known(Driver *d, const char *stage, size_t n) {
	size_t word = strcspn(stage, ":,");
	for (uint32_t i = 0; i < LEN(dump_stages); i++) {
		if (strlen(dump_stages[i].name) != word ||
			strncmp(stage, dump_stages[i].name, word) != 0)
			continue;
		if (strcmp(dump_stages[i].name, "opt") != 0)
			return true;
		const char *pass = word < n ? stage + word + 1 : "";
		return opt_pass_exists(arena_strndup(d->a, pass, strcspn(pass, ":,")));
	}
	return false;
}

static int flag_dump(Driver *d, const char *name, const char *value) {
	if (strcmp(value, "help") == 0) {
		dump_help(stdout);
		exit(0);
	}
	for (const char *p = value; *p; p += *p == ',') {
		size_t n = strcspn(p, ",");
		if (!dump_is_known(d, p, n))
			return flag_fail(name, value, "no such stage or pass; -d=help lists them");
		p += n;
	}
	d->opt.dump = value;
	return 0;
}

#define FLAG_TEXT(fn, field)                                                                       \
	static int fn(Driver *d, const char *name, const char *value) {                            \
		(void)name;                                                                        \
		d->opt.field = value;                                                              \
		return 0;                                                                          \
	}
FLAG_TEXT(flag_exec, exec)
FLAG_TEXT(flag_modfile, modfile)
FLAG_TEXT(flag_overlay, overlay)
FLAG_TEXT(flag_buildvcs, buildvcs)
FLAG_TEXT(flag_goroot, goroot)
FLAG_TEXT(flag_output, output)

#define FLAG_SWITCH(fn, field)                                                                     \
	static int fn(Driver *d, const char *name, const char *value) {                            \
		(void)name, (void)value;                                                           \
		d->opt.field = true;                                                               \
		return 0;                                                                          \
	}
FLAG_SWITCH(flag_timings, timings)
FLAG_SWITCH(flag_json, json)
FLAG_SWITCH(flag_trimpath, trimpath)
FLAG_SWITCH(flag_verbose, verbose)
FLAG_SWITCH(flag_work, keep_work)
FLAG_SWITCH(flag_commands, print_commands)
FLAG_SWITCH(flag_test_compile, test->compile_only)

typedef struct FlagInfo {
	const char *name;
	FlagSetter set; // NULL: a flag of the go command that is not here
	const char *commands, *argument, *doc;
} FlagInfo;

static const FlagInfo flag_table[] = {
#define FLAG(name, setter, commands, argument, doc) {name, flag_##setter, commands, argument, doc},
#define FLAG_ABSENT(name, commands, argument, why) {name, NULL, commands, argument, why},
#include "driver/flags.def"
#undef FLAG
#undef FLAG_ABSENT
};

static bool flag_applies(const FlagInfo *f, const char *command) {
	return strchr(f->commands, command[0]) != NULL;
}

void flags_usage(FILE *to, const char *command) {
	bool any = false;
	for (uint32_t i = 0; i < LEN(flag_table); i++) {
		const FlagInfo *f = &flag_table[i];
		if (!f->set || !flag_applies(f, command))
			continue;
		char left[64];
		snprintf(left, sizeof left, "-%s%s%s", f->name, f->argument ? " " : "",
			f->argument ? f->argument : "");
		fprintf(to, "%s  %-18s %s\n", any ? "" : "\nFlags:\n\n", left, f->doc);
		any = true;
	}
}

static const FlagInfo *flag_find(const char *name, size_t n, const char *command) {
	for (uint32_t i = 0; i < LEN(flag_table); i++)
		if (strlen(flag_table[i].name) == n && memcmp(flag_table[i].name, name, n) == 0 &&
			flag_applies(&flag_table[i], command))
			return &flag_table[i];
	return NULL;
}

static bool flag_is_bool(const char *text, bool *value) {
	static const char *const yes[] = {"1", "t", "T", "true", "TRUE", "True"},
				 *const no[] = {"0", "f", "F", "false", "FALSE", "False"};
	for (uint32_t i = 0; i < LEN(yes); i++) {
		*value = strcmp(text, yes[i]) == 0;
		if (*value || strcmp(text, no[i]) == 0)
			return true;
	}
	return false;
}

static int flag_set(Driver *d, const FlagInfo *f, const char *value) {
	if (f->set)
		return f->set(d, f->name, value);
	fprintf(stderr, "seago: -%s is not supported: %s\n", f->name, f->doc);
	return 2;
}

static int flag_set_bool(Driver *d, const FlagInfo *f, const char *value) {
	bool on = true;
	if (value && !flag_is_bool(value, &on)) {
		fprintf(stderr, "invalid boolean value \"%s\" for -%s: parse error\n", value,
			f->name);
		flag_hint(d->opt.command);
		return 2;
	}
	return on ? flag_set(d, f, "") : 0;
}

int flags_take(Driver *d, int argc, char **argv, int *i) {
	const char *arg = argv[*i] + 1;
	arg += *arg == '-';
	size_t n = strcspn(arg, "=");
	const FlagInfo *f = flag_find(arg, n, d->opt.command);
	if (!f)
		return -1;
	if (!f->argument)
		return flag_set_bool(d, f, arg[n] ? arg + n + 1 : NULL);
	if (arg[n] == '=')
		return flag_set(d, f, arg + n + 1);
	if (*i + 1 >= argc) {
		fprintf(stderr, "flag needs an argument: -%s\n", f->name);
		flag_hint(d->opt.command);
		return 2;
	}
	return flag_set(d, f, argv[++*i]);
}

static int flags_one(Driver *d, int argc, char **argv, int *i) {
	int status = flags_take(d, argc, argv, i);
	if (status >= 0)
		return status;
	const char *arg = argv[*i] + 1;
	arg += *arg == '-';
	if (strcmp(arg, "h") != 0 && strcmp(arg, "help") != 0)
		fprintf(stderr, "flag provided but not defined: -%.*s\n", (int)strcspn(arg, "="),
			arg);
	flag_hint(d->opt.command);
	return 2;
}

// $GOFLAGS, $SEAGOFLAGS: flags for every command that knows them.
static int flags_environment(Driver *d, const char *variable) {
	const char *value = getenv(variable);
	StrVec words = flag_words(d, value && *value == '-' ? value : "");
	int status = 0;
	for (uint32_t i = 0; i < words.n && !status; i++) {
		const char *w =
			words.v[i] + (words.v[i][0] == '-') + (strncmp(words.v[i], "--", 2) == 0);
		size_t n = strcspn(w, "=");
		const FlagInfo *f = flag_find(w, n, d->opt.command);
		if (f && !f->argument)
			status = flag_set_bool(d, f, w[n] ? w + n + 1 : NULL);
		else if (f && w[n])
			status = flag_set(d, f, w + n + 1);
	}
	return status;
}

int flags_parse(Driver *d, int argc, char **argv) {
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	d->opt.jobs = cpus > 0 ? (uint32_t)cpus : 1;
	bool test = strcmp(d->opt.command, "test") == 0;
	d->opt.tier = test || strcmp(d->opt.command, "run") == 0 ? CTIER_FAST : CTIER_OPT;
	d->opt.test = test ? NEW(d->a, TestOptions) : NULL;
	int status = flags_environment(d, "GOFLAGS"), i = 0;
	status = status ? status : flags_environment(d, "SEAGOFLAGS");
	if (test)
		return status ? status : test_flags_parse(d, argc, argv);
	for (; !status && i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		status = flags_one(d, argc, argv, &i);
	}
	for (; i < argc; i++)
		vec_push(d->a, &d->opt.args, argv[i]);
	return status;
}
