// test_flags.c: the command line of test: flags of its own before and behind the packages, flags
// and arguments of the test program among them.
//
// A flag that test does not know is the test program's, and ends the list of packages. So does
// -args, after which nothing is looked at.
#include "driver/test.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static bool test_is_number(const char *text) {
	char *end;
	errno = 0;
	strtoll(text, &end, 0);
	return *text && !*end && !errno && !strchr(" \t\n", *text);
}

// What is wrong with a value that test itself looks at; NULL: nothing. Others are looked at by the
// test program.
static const char *test_value_fault(Driver *d, const char *name, const char *value) {
	bool number = strcmp(name, "count") == 0 || strcmp(name, "parallel") == 0;
	if (number && !test_is_number(value))
		return "parse error";
	if (strcmp(name, "timeout") == 0 && test_duration(value + (*value == '-')) < 0)
		return "parse error";
	if (strcmp(name, "shuffle") == 0 && strcmp(value, "on") != 0 && strcmp(value, "off") != 0 &&
		!test_is_number(value))
		return arena_printf(d->a,
			"-shuffle argument must be \"on\", \"off\", or an int64: strconv.ParseInt: "
			"parsing \"%s\": invalid syntax",
			value);
	return NULL;
}

int flag_test(Driver *d, const char *name, const char *value) {
	const char *fault = test_value_fault(d, name, value);
	if (fault) {
		fprintf(stderr,
			"invalid value \"%s\" for flag -%s: %s\nusage: %s\n"
			"Run 'seago help test' for details.\n",
			value, name, fault, command_usage("test"));
		return 2;
	}
	vec_push(d->a, &d->opt.test->pass, arena_printf(d->a, "-test.%s=%s", name, value));
	return 0;
}

int flag_test_on(Driver *d, const char *name, const char *value) {
	(void)value;
	return flag_test(d, name, "true");
}

const char *test_flag(const Driver *d, const char *name) {
	const StrVec *pass = &d->opt.test->pass;
	size_t n = strlen(name);
	for (uint32_t i = pass->n; i-- > 0;) {
		const char *s = pass->v[i];
		if (strncmp(s, "-test.", 6) == 0 && strncmp(s + 6, name, n) == 0 && s[6 + n] == '=')
			return s + 7 + n;
	}
	return NULL;
}

bool test_flag_on(const Driver *d, const char *name) {
	const char *value = test_flag(d, name);
	return value && *value && strcmp(value, "false") != 0;
}

double test_duration(const char *text) {
	static const struct {
		const char *name;
		double seconds;
	} units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
	double sum = 0;
	if (strcmp(text, "0") == 0)
		return 0;
	if (!*text || *text == '-')
		return -1;
	while (*text) {
		char *end;
		double x = strtod(text, &end);
		size_t n = strcspn(end, "0123456789."), i = 0;
		while (i < LEN(units) &&
			(strlen(units[i].name) != n || strncmp(units[i].name, end, n) != 0))
			i++;
		if (end == text || i == LEN(units))
			return -1;
		sum += x * units[i].seconds;
		text = end + n;
	}
	return sum;
}

// Whether argv[i], which is not known, is -args.
static bool test_is_args(const char *arg) {
	return strcmp(arg, "-args") == 0 || strcmp(arg, "--args") == 0;
}

// "-test.run=X" is "-run=X".
static char *test_flag_short(Driver *d, const char *arg) {
	const char *name = arg + 1 + (arg[1] == '-');
	if (strncmp(name, "test.", 5) == 0)
		name += 5;
	return arena_printf(d->a, "-%s", name);
}

typedef struct TestLine {
	Driver *d;
	int argc;
	char **argv;
	int i;
	bool in_list, list_done; // of packages
	bool may_be_value;	 // the last argument was an unknown flag without a value
	const char *unknown;	 // the first flag that is not known, NULL: none
} TestLine;

static void test_rest(TestLine *l) {
	TestOptions *t = l->d->opt.test;
	t->plain |= l->i < l->argc;
	for (; l->i < l->argc; l->i++)
		vec_push(l->d->a, &t->pass, l->argv[l->i]);
}

static void test_word(TestLine *l) {
	Driver *d = l->d;
	if (l->list_done && !l->in_list) {
		if (!l->may_be_value) {
			test_rest(l);
			return;
		}
		d->opt.test->plain = true;
		vec_push(d->a, &d->opt.test->pass, l->argv[l->i++]);
	} else {
		l->in_list = l->list_done = d->opt.test->listed = true;
		vec_push(d->a, &d->opt.args, l->argv[l->i++]);
	}
	l->may_be_value = false;
}

static int test_dashed(TestLine *l) {
	Driver *d = l->d;
	char *arg = l->argv[l->i];
	l->in_list = l->may_be_value = false;
	if (strcmp(arg, "--") == 0) {
		test_rest(l);
		return 0;
	}
	l->argv[l->i] = test_flag_short(d, arg);
	int status = flags_take(d, l->argc, l->argv, &l->i);
	if (status >= 0) {
		l->i++;
		return status;
	}
	l->argv[l->i++] = arg;
	if (strcmp(arg, "-h") == 0 || strcmp(arg, "-help") == 0 || strcmp(arg, "--help") == 0) {
		fprintf(stderr, "usage: %s\nRun 'seago help test' for details.\n",
			command_usage("test"));
		return 2;
	}
	l->list_done = true;
	if (test_is_args(arg)) {
		test_rest(l);
		return 0;
	}
	if (!l->unknown)
		l->unknown = arg;
	d->opt.test->plain = true;
	vec_push(d->a, &d->opt.test->pass, arg);
	l->may_be_value = strchr(arg, '=') == NULL;
	return 0;
}

// The folder of our link called go, if that is how we were called by a path.
static const char *test_go_dir(Driver *d) {
	const char *slash = strrchr(d->invoked, '/');
	if (!slash || strcmp(slash, "/go") != 0)
		return NULL;
	const char *dir = arena_strndup(d->a, d->invoked, (size_t)(slash - d->invoked));
	return *dir == '/' ? dir : arena_printf(d->a, "%s/%s", d->opt.test->cwd, dir);
}

static bool test_asks_help(const TestOptions *t) {
	for (uint32_t i = 0; i < t->pass.n && strcmp(t->pass.v[i], "--") != 0; i++)
		if (strcmp(t->pass.v[i], "-h") == 0 || strcmp(t->pass.v[i], "-help") == 0 ||
			strcmp(t->pass.v[i], "--help") == 0)
			return true;
	return false;
}

int test_flags_parse(Driver *d, int argc, char **argv) {
	TestLine l = {.d = d, .argc = argc, .argv = argv};
	int status = 0;
	while (!status && l.i < argc) {
		if (argv[l.i][0] != '-' || !argv[l.i][1])
			test_word(&l);
		else
			status = test_dashed(&l);
	}
	char cwd[4096];
	if (!getcwd(cwd, sizeof cwd)) {
		fprintf(stderr, "seago: cannot tell the working directory\n");
		return 1;
	}
	d->opt.test->cwd = arena_strndup(d->a, cwd, strlen(cwd));
	d->opt.test->go_dir = test_go_dir(d);
	d->opt.test->help = test_asks_help(d->opt.test);
	if (!status && l.unknown && d->opt.test->compile_only) {
		fprintf(stderr, "seago: unknown flag %s cannot be used with -c\n", l.unknown);
		return 2;
	}
	return status;
}
