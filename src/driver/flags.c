// flags.c: the flags of the commands, as the go command writes them: -name, -name=value, -name value, one dash or two.
#include "driver/driver.h"

#include <stdlib.h>
#include <unistd.h>

typedef bool (*FlagSetter)(Driver *d, const char *name, const char *value);

static bool flag_fail(const char *name, const char *value, const char *why) {
	fprintf(stderr, "seago: invalid value \"%s\" for flag -%s: %s\n", value, name, why);
	return false;
}

static bool flag_ignore(Driver *d, const char *name, const char *value) {
	(void)d, (void)name, (void)value;
	return true;
}
#define flag_value flag_ignore

static bool flag_workdir(Driver *d, const char *name, const char *value) {
	(void)d, (void)name;
	if (chdir(value) == 0)
		return true;
	fprintf(stderr, "seago: chdir %s: no such directory\n", value);
	return false;
}

static bool flag_optimise(Driver *d, const char *name, const char *value) {
	(void)name, (void)value;
	d->opt.tier = CTIER_OPT;
	d->opt.tier_set = true;
	return true;
}

static bool flag_fast(Driver *d, const char *name, const char *value) {
	(void)name, (void)value;
	d->opt.tier = CTIER_FAST;
	d->opt.tier_set = true;
	return true;
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

static bool flag_gcflags(Driver *d, const char *name, const char *value) {
	StrVec words = flag_words(d, value);
	for (uint32_t i = 0; i < words.n; i++) {
		const char *w = words.v[i];
		if (strcmp(w, "-e") == 0 || strcmp(w, "-e=1") == 0)
			d->opt.all_errors = true;
		else if (strcmp(w, "-N") == 0)
			d->opt.no_optimise = true;
		else if (strncmp(w, "-lang=", 6) == 0)
			d->opt.lang = w + 6;
		else if (*w != '-')
			return flag_fail(name, value, "flags of the compiler begin with -");
		// Other flags of the official compiler ask for remarks and settings of its own passes: without meaning here.
	}
	return true;
}

static bool flag_ldflags(Driver *d, const char *name, const char *value) {
	StrVec words = flag_words(d, value);
	for (uint32_t i = 0; i < words.n; i++) {
		const char *w = words.v[i], *def = NULL;
		if (strcmp(w, "-s") == 0 || strcmp(w, "-w") == 0) {
			d->opt.strip = true;
		} else if (strcmp(w, "-X") == 0) {
			def = ++i < words.n ? words.v[i] : "";
		} else if (strncmp(w, "-X=", 3) == 0) {
			def = w + 3;
		}
		if (def && !strchr(def, '='))
			return flag_fail(name, value, "-X wants importpath.name=value");
		if (def)
			vec_push(d->a, &d->opt.xdefs, def);
	}
	return true;
}

static bool flag_goroot(Driver *d, const char *name, const char *value) {
	(void)name;
	d->opt.goroot = value;
	return true;
}

static bool flag_output(Driver *d, const char *name, const char *value) {
	(void)name;
	d->opt.output = value;
	return true;
}

static bool flag_jobs(Driver *d, const char *name, const char *value) {
	char *end;
	long n = strtol(value, &end, 10);
	if (*end || n < 1 || n > 1024)
		return flag_fail(name, value, "a number from 1 to 1024 is wanted");
	d->opt.jobs = (uint32_t)n;
	return true;
}

static bool flag_tags(Driver *d, const char *name, const char *value) {
	(void)name;
	d->opt.tags = value;
	return true;
}

static bool flag_dump(Driver *d, const char *name, const char *value) {
	(void)name;
	d->opt.dump = value;
	return true;
}

#define FLAG_SWITCH(fn, field)                                                 \
	static bool fn(Driver *d, const char *name, const char *value) {       \
		(void)name, (void)value;                                       \
		d->opt.field = true;                                           \
		return true;                                                   \
	}
FLAG_SWITCH(flag_timings, timings)
FLAG_SWITCH(flag_verbose, verbose)
FLAG_SWITCH(flag_work, keep_work)
FLAG_SWITCH(flag_commands, print_commands)

typedef struct FlagInfo {
	const char *name;
	FlagSetter set;
	const char *commands, *argument, *doc;
} FlagInfo;

static const FlagInfo flag_table[] = {
#define FLAG(name, setter, commands, argument, doc) {name, flag_##setter, commands, argument, doc},
#include "driver/flags.def"
#undef FLAG
};

static bool flag_applies(const FlagInfo *f, const char *command) {
	return strchr(f->commands, command[0]) != NULL;
}

void flags_usage(FILE *to, const char *command) {
	for (uint32_t i = 0; i < LEN(flag_table); i++) {
		const FlagInfo *f = &flag_table[i];
		if (flag_applies(f, command))
			fprintf(to, "  -%s %s\n        %s\n", f->name, f->argument ? f->argument : "", f->doc);
	}
}

static const FlagInfo *flag_find(const char *name, size_t n, const char *command) {
	for (uint32_t i = 0; i < LEN(flag_table); i++)
		if (strlen(flag_table[i].name) == n && memcmp(flag_table[i].name, name, n) == 0 &&
			flag_applies(&flag_table[i], command))
			return &flag_table[i];
	return NULL;
}

// One flag at argv[*i]; advances *i past a value that stands alone.
static bool flags_one(Driver *d, int argc, char **argv, int *i) {
	const char *arg = argv[*i] + 1;
	arg += *arg == '-';
	size_t n = strcspn(arg, "=");
	const FlagInfo *f = flag_find(arg, n, d->opt.command);
	if (!f) {
		fprintf(stderr, "flag provided but not defined: -%.*s\nusage: seago %s [flags] [arguments]\n"
			"Run 'seago help %s' for the flags.\n", (int)n, arg, d->opt.command, d->opt.command);
		return false;
	}
	if (!f->argument) {
		bool on = !arg[n] || strcmp(arg + n + 1, "true") == 0 || strcmp(arg + n + 1, "1") == 0;
		return !on || f->set(d, f->name, "");
	}
	if (arg[n] == '=')
		return f->set(d, f->name, arg + n + 1);
	if (*i + 1 >= argc) {
		fprintf(stderr, "flag needs an argument: -%s\n", f->name);
		return false;
	}
	return f->set(d, f->name, argv[++*i]);
}

// $GOFLAGS: flags for every command that knows them.
static void flags_environment(Driver *d) {
	const char *value = getenv("GOFLAGS");
	StrVec words = flag_words(d, value && *value == '-' ? value : "");
	for (uint32_t i = 0; i < words.n; i++) {
		const char *w = words.v[i] + (words.v[i][0] == '-') + (strncmp(words.v[i], "--", 2) == 0);
		size_t n = strcspn(w, "=");
		const FlagInfo *f = flag_find(w, n, d->opt.command);
		if (f && (w[n] == '=' || !f->argument))
			f->set(d, f->name, w[n] ? w + n + 1 : "");
	}
}

bool flags_parse(Driver *d, int argc, char **argv) {
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	d->opt.jobs = cpus > 0 ? (uint32_t)cpus : 1;
	d->opt.tier = strcmp(d->opt.command, "run") == 0 ? CTIER_FAST : CTIER_OPT;
	flags_environment(d);
	int i = 0;
	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (!flags_one(d, argc, argv, &i))
			return false;
	}
	for (; i < argc; i++)
		vec_push(d->a, &d->opt.args, argv[i]);
	return true;
}
