// test_run.c: one package: its test program is built by a child, run in the package's folder, and
// what it prints is collected.
//
// The program is stopped for good only some time after it should have stopped itself: it panics
// with the stacks of all goroutines when -timeout has passed. If it does not, SIGQUIT makes it
// print them.
#define _GNU_SOURCE
#include "driver/cover.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_SECONDS 600.0 // of -timeout
#define GRACE_SECONDS 60.0    // from -timeout to SIGQUIT, at least
#define WAIT_SECONDS 5.0      // for the end of its output after the program's, at least

typedef struct TestRun {
	Driver *d;
	const TestPackage *p;
	TestShared *shared;
	const char *folder; // in the work directory, for what belongs to this package
	const char *binary;
	const char
		*failed_build; // what could not be built, with -json; NULL: nothing was said of it
	int vet[2];	       // a pipe from the process that looks at the package; -1: closed
	const char *found;     // by it; NULL: nothing, or it is not known yet
	const char *known;     // what it printed when all was as it is now; NULL: not known
	const char *log;       // where the program lists what it looks at; NULL: nowhere
	bool streams, direct;
	int to;	      // where it goes, streaming: our output, or the pipe of the JSON filter
	pid_t filter; // 0: none
	Buf out;      // all it printed, unless direct
	double kill_after, wait; // seconds; 0: never
	double seconds;
	time_t began;
	int killed;	 // by this signal; 0: it ended by itself
	bool incomplete; // something kept its output open
} TestRun;

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Output */

static bool test_shows_all(const Driver *d) {
	return test_flag_on(d, "v") || test_flag(d, "list") || d->opt.test->help;
}

// No package was named, or a benchmark is to be watched: the program prints where we print.
static bool test_is_direct(const Driver *d) {
	return !d->opt.test->listed || test_flag_on(d, "bench") || test_flag_on(d, "fuzz");
}

bool test_streams(const Driver *d, uint32_t packages) {
	return d->opt.json || test_is_direct(d) ||
	       (test_shows_all(d) && (packages == 1 || d->opt.jobs == 1));
}

static void write_all(int fd, const char *p, size_t n) {
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno != EINTR)
			return;
		p += k > 0 ? k : 0;
		n -= k > 0 ? (size_t)k : 0;
	}
}

static void test_emit(TestRun *r, const char *p, size_t n) {
	if (!r->direct)
		buf_write(r->d->a, &r->out, p, n);
	if (r->streams)
		write_all(r->to, p, n);
}

PRINTF_LIKE(2, 3) static void test_say(TestRun *r, const char *fmt, ...) {
	char *text;
	va_list args;
	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0)
		fatal("out of memory");
	test_emit(r, text, (size_t)n);
	free(text);
}

/* Building */

static void test_place(TestRun *r, const Package *p) {
	snprintf(r->shared->dir, sizeof r->shared->dir, "%s", p->dir);
}

// Whether it need not be built.
static bool test_is_cached(Driver *d, const Program *prog, TestRun *r) {
	const Package *p = prog->roots.v[0];
	if (!r->log || !prog->main)
		return false;
	const char *err;
	const ModFile *m = p->in_goroot ? NULL : modfile_find(d->a, p->dir);
	const char *root = p->in_goroot ? goroot_find(d->s, d->opt.goroot, &err) : m ? m->dir : "";
	snprintf(r->shared->root, sizeof r->shared->root, "%s", root ? root : "");
	r->shared->key = test_key_program(d, prog);
	return test_cache_find(d, r->shared) != NULL;
}

// The program has been read.
static bool test_known(Driver *d, const Program *prog, void *arg) {
	TestRun *r = arg;
	test_place(r, prog->roots.v[0]);
	bool cached = test_is_cached(d, prog, r);
	if (r->vet[1] >= 0)
		vet_start(d, prog, r->folder, r->shared, r->vet[1]);
	return cached;
}

// In a child: so that the memory of the compiler is not held while the program runs. In the
// optimised tier one program is compiled at a time, by as many compilers as may run.
static NORETURN void test_build_child(TestRun *r, int output) {
	Driver *d = r->d;
	sigset_t none;
	sigemptyset(&none);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(output, 2);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	int lock = d->opt.tier == CTIER_OPT
			   ? open(work_path(d, "lock"), O_CREAT | O_RDWR | O_CLOEXEC, 0666)
			   : -1;
	if (lock >= 0)
		flock(lock, LOCK_EX);
	d->opt.output = r->binary;
	if (r->p->arg) {
		d->opt.args = (StrVec){0};
		vec_push(d->a, &d->opt.args, r->p->arg);
	}
	r->shared->build = driver_build_test(d, test_known, r);
	if (d->opt.timings)
		timing_print(d);
	fflush(NULL);
	_exit(0);
}

static void test_build(TestRun *r) {
	int output = memfd_create("output", MFD_CLOEXEC), status;
	fflush(NULL);
	if (r->vet[0] >= 0)
		close(r->vet[0]);
	r->vet[0] = r->vet[1] = -1;
	if (vet_wanted(r->d) && pipe2(r->vet, O_CLOEXEC) != 0)
		fatal("cannot make a pipe");
	r->shared->build = TEST_BUILD_FAILED; // until the child says another thing
	pid_t pid = fork();
	if (pid == 0)
		test_build_child(r, output);
	if (r->vet[1] >= 0)
		close(r->vet[1]);
	if (pid < 0)
		fprintf(stderr, "seago: cannot start a process: %s\n", strerror(errno));
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	off_t size = lseek(output, 0, SEEK_END);
	char *text = size > 0 ? malloc((size_t)size + 1) : NULL;
	if (text && pread(output, text, (size_t)size, 0) == size) {
		text[size] = 0;
		if (isatty(2))
			write_all(2, "\r\033[K", 4);
		if (r->d->opt.json && r->shared->build != TEST_BUILT)
			r->failed_build = report_build(r->d, text, NULL);
		else
			write_all(2, text, (size_t)size);
	}
	free(text);
	close(output);
	if (pid > 0 && WIFSIGNALED(status))
		r->shared->build = TEST_BUILD_FAILED;
	bool failed =
		r->shared->build == TEST_BUILD_FAILED || r->shared->build == TEST_SETUP_FAILED;
	if (failed && r->vet[0] >= 0) { // what it finds is not asked for
		close(r->vet[0]);
		r->vet[0] = -1;
	}
}

// Waits for what was found in the package's text. False, after telling: something.
static bool test_vetted(TestRun *r) {
	Driver *d = r->d;
	const char *found = r->vet[0] >= 0 ? vet_result(d, r->shared, r->vet[0]) : r->found;
	r->vet[0] = -1;
	if (!found)
		return true;
	r->shared->build = TEST_BUILD_FAILED;
	r->out.n = 0; // of a test that should not have been run
	if (isatty(2))
		write_all(2, "\r\033[K", 4);
	if (d->opt.json)
		r->failed_build =
			report_build(d, found, arena_printf(d->a, " [%s.test]", r->p->path));
	else
		write_all(2, found, strlen(found));
	return false;
}

// If the program need not be built: what is known of it. What it looks at may have changed
// meanwhile; then it is built and run as if nothing were known.
static void test_recall(TestRun *r) {
	if (r->shared->build != TEST_CACHED)
		return;
	r->known = test_cache_find(r->d, r->shared);
	if (r->known)
		return;
	r->log = NULL;
	test_build(r);
}

/* Running */

static void test_argv(TestRun *r, StrVec *argv) {
	static const char *const to_files[] = {"blockprofile", "coverprofile", "cpuprofile",
		"memprofile", "mutexprofile", "trace", "artifacts"};
	Driver *d = r->d;
	const StrVec *pass = &d->opt.test->pass;
	if (d->opt.exec)
		link_words(d->a, argv, d->opt.exec);
	vec_push(d->a, argv, r->binary);
	if (r->log)
		vec_push(d->a, argv, arena_printf(d->a, "-test.testlogfile=%s", r->log));
	vec_push(d->a, argv, "-test.paniconexit0");
	if (test_flag_on(d, "fuzz"))
		vec_push(d->a, argv,
			arena_printf(
				d->a, "-test.fuzzcachedir=%s/fuzz/%s", cache_dir(d), r->p->path));
	if (d->opt.json)
		vec_push(d->a, argv, "-test.v=test2json");
	if (d->opt.test->cover.on)
		vec_push(d->a, argv,
			arena_printf(d->a, "-test.gocoverdir=%s", cover_prepare(d, r->folder)));
	if (!test_flag(d, "timeout"))
		vec_push(d->a, argv, "-test.timeout=10m0s");
	bool files = false;
	for (uint32_t i = 0; i < LEN(to_files); i++)
		files |= test_flag_on(d, to_files[i]);
	if (files && !test_flag(d, "outputdir"))
		vec_push(d->a, argv, arena_printf(d->a, "-test.outputdir=%s", d->opt.test->cwd));
	for (uint32_t i = 0; i < pass->n; i++) {
		const char *arg = pass->v[i];
		if (d->opt.test->cover.profile && strncmp(arg, "-test.coverprofile=", 19) == 0)
			arg = arena_printf(d->a, "-test.coverprofile=%s",
				cover_profile_part(d, r->folder)); // to be merged
		if (!d->opt.json || strcmp(arg, "-test.v=true") != 0)
			vec_push(d->a, argv, arg);
	}
	vec_push(d->a, argv, NULL);
}

// The environment of the program: where it runs, our own folder in PATH if we go by the name go,
// and what only we know of GOFLAGS in SEAGOFLAGS: another go that it runs would refuse it.
static void test_environment(TestRun *r) {
	const char *path = getenv("PATH"), *go = r->d->opt.test->go_dir;
	const char *flags = getenv("GOFLAGS"), *own = flags ? goflags_part(r->d, flags, true) : "";
	if (*own) {
		setenv("SEAGOFLAGS", own, 1);
		setenv("GOFLAGS", goflags_part(r->d, flags, false), 1);
	}
	setenv("PWD", r->shared->dir, 1);
	if (r->d->opt.test->cover.on)
		setenv("GOCOVERDIR", arena_printf(r->d->a, "%s/gocoverdir", r->folder), 1);
	if (go)
		setenv("PATH", path && *path ? arena_printf(r->d->a, "%s:%s", go, path) : go, 1);
}

static NORETURN void test_exec(TestRun *r, const StrVec *argv, int output) {
	sigset_t none;
	sigemptyset(&none);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int null = open("/dev/null", O_RDONLY);
	dup2(null, 0);
	if (null > 2)
		close(null);
	if (output >= 0)
		dup2(output, 1);
	dup2(1, 2);
	test_environment(r);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	if (chdir(r->shared->dir) != 0)
		dprintf(1, "chdir %s: %s\n", r->shared->dir, strerror(errno));
	else
		execvp(argv->v[0], (char *const *)argv->v);
	dprintf(1, "fork/exec %s: %s\n", argv->v[0], strerror(errno));
	_exit(127);
}

typedef struct TestWatch {
	TestRun *r;
	pid_t pid;
	int pidfd, pipe;	       // -1: closed
	double start, kill_at, end_at; // 0: never
	bool exited;
} TestWatch;

static void watch_read(TestWatch *w) {
	char part[32768];
	ssize_t n = read(w->pipe, part, sizeof part);
	if (n > 0) {
		test_emit(w->r, part, (size_t)n);
	} else if (n == 0 || errno != EINTR) {
		close(w->pipe);
		w->pipe = -1;
	}
}

// What is due at this time: first SIGQUIT, then SIGKILL; after the end of the program, no more
// waiting for its output.
static void watch_deadline(TestWatch *w) {
	TestRun *r = w->r;
	double t = now();
	if (w->exited && t >= w->end_at) {
		r->incomplete = true;
		close(w->pipe);
		w->pipe = -1;
	} else if (!w->exited && w->kill_at && t >= w->kill_at) {
		kill(w->pid, r->killed ? SIGKILL : SIGQUIT);
		r->killed = r->killed ? SIGKILL : SIGQUIT;
		w->kill_at = t + r->wait;
	}
}

// What is wrong with the package's text ends its tests.
static void watch_vet(TestWatch *w) {
	TestRun *r = w->r;
	r->found = vet_result(r->d, r->shared, r->vet[0]);
	r->vet[0] = -1;
	if (r->found && !w->exited)
		kill(w->pid, SIGKILL);
}

// Until the program has ended and its output too.
static void watch(TestWatch *w) {
	while (!w->exited || w->pipe >= 0) {
		struct pollfd fds[] = {{w->pipe, POLLIN, 0}, {w->exited ? -1 : w->pidfd, POLLIN, 0},
			{w->r->vet[0], POLLIN, 0}};
		double due = w->exited ? w->end_at : w->kill_at;
		double left = due ? due - now() : 3600;
		poll(fds, LEN(fds), left <= 0 ? 0 : (int)(left * 1000) + 1);
		if (fds[2].revents)
			watch_vet(w);
		if (fds[0].revents)
			watch_read(w);
		if (fds[1].revents && !w->exited) {
			w->exited = true;
			w->end_at = now() + w->r->wait;
		}
		watch_deadline(w);
	}
}

// The wait status of the program; -1: it could not be started.
static int test_execute(TestRun *r) {
	StrVec argv = {0};
	int pipes[2] = {-1, -1};
	test_argv(r, &argv);
	if (r->d->opt.print_commands) {
		for (uint32_t i = 0; argv.v[i]; i++)
			fprintf(stderr, "%s%s", i ? " " : "", argv.v[i]);
		fputc('\n', stderr);
	}
	if (!r->direct && pipe2(pipes, O_CLOEXEC) != 0)
		fatal("cannot make a pipe");
	fflush(NULL);
	r->began = time(NULL);
	TestWatch w = {.r = r, .start = now(), .pipe = pipes[0]};
	w.pid = fork();
	if (w.pid == 0)
		test_exec(r, &argv, pipes[1]);
	if (pipes[1] >= 0)
		close(pipes[1]);
	if (w.pid < 0) {
		test_say(r, "cannot start a process: %s\n", strerror(errno));
		return -1;
	}
	r->d->program = w.pid;
	w.pidfd = pidfd_open(w.pid, 0);
	w.kill_at = r->kill_after ? w.start + r->kill_after : 0;
	watch(&w);
	r->d->program = 0;
	close(w.pidfd);
	int status;
	while (waitpid(w.pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	r->seconds = now() - w.start;
	return status;
}

/* Reporting */

static const char *test_none(const TestRun *r) {
	static const char tests[] = "testing: warning: no tests to run\n",
			  fuzz[] = "testing: warning: no fuzz tests to fuzz\n";
	const char *out = r->out.n ? buf_cstr(r->d->a, (Buf *)&r->out) : "";
	const char *p = strstr(out, tests);
	if (p && (p == out || p[-1] == '\n'))
		return " [no tests to run]";
	p = strstr(out, fuzz);
	return p && (p == out || p[-1] == '\n') ? " [no fuzz tests to fuzz]" : "";
}

static void test_passed(TestRun *r) {
	const char *none = test_none(r);
	const char *reached = cover_said(r->d, r->out.n ? buf_cstr(r->d->a, &r->out) : "");
	bool broken = r->out.n && r->out.v[r->out.n - 1] != '\n';
	if (!test_shows_all(r->d) && !r->d->opt.json)
		r->out.n = 0;
	if (broken && r->out.n)
		test_emit(r, "\n", 1);
	test_say(r, "ok  \t%s\t%.3fs%s%s\n", r->p->path, r->seconds, reached, none);
	if (r->log && !r->incomplete)
		test_cache_store(r->d, r->shared, r->began, r->log, r->out.v, r->out.n);
}

static void test_failed(TestRun *r, int status) {
	if (r->killed == SIGQUIT)
		test_say(r, "*** Test killed with quit: ran too long (%gs).\n", r->kill_after);
	else if (r->killed)
		test_say(r, "*** Test killed: ran too long (%gs).\n", r->kill_after);
	else if (r->incomplete)
		test_say(r, "*** Test I/O incomplete %gs after exiting.\n", r->wait);
	if (status < 0 || WIFSIGNALED(status) || r->out.n == 0)
		test_say(r, "%s\n", status < 0 ? "not started" : exit_text(r->d, status));
	else if (r->out.n && r->out.v[r->out.n - 1] != '\n')
		test_emit(r, "\n", 1);
	test_say(r, "%sFAIL\t%s\t%.3fs\n", r->d->opt.json ? "\x16" : "", r->p->path, r->seconds);
}

// What the building came to. True: the program is to be run.
static bool test_built(TestRun *r, bool *ok);

static bool test_run(TestRun *r) {
	int status = test_execute(r);
	bool ok = status == 0 && !r->killed && !r->incomplete;
	if (!test_vetted(r)) {
		test_built(r, &ok);
		return false;
	}
	if (ok)
		test_passed(r);
	else
		test_failed(r, status);
	return ok;
}

/* One package */

// How long the program may run and how long we wait for its output.
static void test_limits(TestRun *r) {
	const char *text = test_flag(r->d, "timeout");
	double timeout = text ? test_duration(text) : TIMEOUT_SECONDS; // below 0: never, as 0
	r->wait = timeout / 10 > WAIT_SECONDS ? timeout / 10 : WAIT_SECONDS;
	bool endless = timeout <= 0 || test_flag_on(r->d, "fuzz") || test_flag_on(r->d, "bench");
	r->kill_after = endless ? 0 : timeout + (r->wait > GRACE_SECONDS ? r->wait : GRACE_SECONDS);
}

// The name of the program: the last element of the import path, the one before v2.
static const char *test_binary_name(Driver *d, const char *path) {
	const char *end = path + strlen(path), *p = end;
	while (p > path && p[-1] != '/')
		p--;
	if (p > path && p[0] == 'v' && p[1] >= '1' && p[1] <= '9' &&
		strspn(p + 1, "0123456789") == strlen(p + 1) && strcmp(p, "v1") != 0) {
		end = p - 1;
		for (p = end; p > path && p[-1] != '/';)
			p--;
	}
	return arena_printf(d->a, "%.*s.test", (int)(end - p), p);
}

static void test_binary(TestRun *r) {
	Driver *d = r->d;
	const char *name = test_binary_name(d, r->p->path), *o = d->opt.output;
	if (!o && d->opt.test->compile_only)
		o = name;
	else if (!o)
		o = arena_printf(d->a, "%s/%s", r->folder, name);
	else if (output_is_folder(o))
		o = arena_printf(d->a, "%s/%s", o, name);
	r->binary = *o == '/' ? o : arena_printf(d->a, "%s/%s", d->opt.test->cwd, o);
}

static bool test_built(TestRun *r, bool *ok) {
	const char *path = r->p->path;
	*ok = true;
	switch (r->shared->build) {
	case TEST_BUILT: return !r->d->opt.test->compile_only;
	case TEST_NO_FILES: {
		const char *reached =
			r->d->opt.test->cover.on ? cover_untested(r->d, path, r->folder) : NULL;
		if (reached)
			test_say(r, "%s", reached);
		else
			test_say(r, "?   \t%s\t[no test files]\n", path);
		return false;
	}
	case TEST_CACHED: test_emit(r, r->known, strlen(r->known)); return false;
	case TEST_BUILD_FAILED:
	case TEST_SETUP_FAILED:
		*ok = false;
		if (r->d->opt.json)
			report_not_built(path, r->failed_build,
				r->shared->build == TEST_BUILD_FAILED ? "build" : "setup");
		else if (!r->d->opt.test->compile_only || r->shared->build == TEST_SETUP_FAILED)
			test_say(r, "FAIL\t%s [%s failed]\n", path,
				r->shared->build == TEST_BUILD_FAILED ? "build" : "setup");
		return false;
	}
	return false;
}

// With -json: what is printed goes through a process that makes events of it.
static void test_filter(TestRun *r) {
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC) != 0)
		fatal("cannot make a pipe");
	fflush(NULL);
	r->filter = fork();
	if (r->filter == 0) {
		sigset_t none;
		sigemptyset(&none);
		pthread_sigmask(SIG_SETMASK, &none, NULL);
		dup2(pipes[0], 0);
		execl(r->d->opt.test->json, "test2json", "-t", "-p", r->p->path, (char *)NULL);
		_exit(127);
	}
	close(pipes[0]);
	r->to = pipes[1];
}

static void test_filter_end(TestRun *r) {
	close(r->to);
	while (r->filter > 0 && waitpid(r->filter, NULL, 0) < 0 && errno == EINTR)
		continue;
}

const char *test_folder(Driver *d, uint32_t number) {
	return work_path(d, arena_printf(d->a, "b%03u", number + 1));
}

bool test_package(Driver *d, const TestPackage *p, uint32_t number, uint32_t packages) {
	TestRun r = {.d = d,
		.p = p,
		.vet = {-1, -1},
		.streams = test_streams(d, packages),
		.direct = test_is_direct(d) && !d->opt.json};
	r.shared = mmap(
		NULL, sizeof *r.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r.shared == MAP_FAILED)
		fatal("out of memory");
	r.folder = test_folder(d, number);
	make_folders(r.folder);
	if (test_cacheable(d))
		r.log = arena_printf(d->a, "%s/testlog.txt", r.folder);
	test_limits(&r);
	test_binary(&r);
	r.to = 1;
	test_build(&r);
	test_recall(&r);
	// What is shown at once is shown only when nothing was found.
	if (r.streams || d->opt.test->compile_only || r.shared->build != TEST_BUILT)
		test_vetted(&r);
	if (d->opt.test->json && r.shared->build != TEST_BUILD_FAILED &&
		r.shared->build != TEST_SETUP_FAILED)
		test_filter(&r);
	bool ok;
	if (test_built(&r, &ok))
		ok = test_run(&r);
	if (!r.streams)
		write_all(1, r.out.v, r.out.n);
	if (r.filter)
		test_filter_end(&r);
	if (!d->opt.output && !d->opt.keep_work && !d->opt.test->compile_only)
		unlink(r.binary);
	return ok;
}
