// test.c: the command test: which packages, how many at once, and their output in order.
#define _GNU_SOURCE
#include "driver/cover.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct TestJob {
	TestPackage p;
	pid_t pid;  // 0: not started or ended
	int output; // what it prints; -1: it prints itself
	bool ended, ok;
} TestJob;

typedef struct TestJobs {
	Driver *d;
	VEC(TestJob) all;
	uint32_t next, printed, running; // next to start, to print
	bool failed;
} TestJobs;

// A package that is not there.
static void jobs_missing(TestJobs *t, const Matched *m) {
	const char *text = arena_printf(t->d->a, "# %s\n%s\n", m->import_path, m->fault);
	t->failed = true;
	if (t->d->opt.json) {
		report_not_built(m->import_path, report_build(t->d, text, NULL), "setup");
		return;
	}
	fputs(text, stderr);
	printf("FAIL\t%s [setup failed]\n", m->import_path);
	fflush(stdout);
}

// Finds the packages, and tells of those that are not there. False: there are none.
static bool jobs_find(TestJobs *t) {
	Driver *d = t->d;
	MatchedVec found = driver_match_packages(d, true, false);
	for (uint32_t i = 0; i < found.n; i++) {
		const Matched *m = &found.v[i];
		TestJob j = {.p = {.path = m->import_path}, .output = -1};
		if (m->fault) {
			jobs_missing(t, m);
			continue;
		}
		bool vendored = strncmp(m->import_path, "vendor/", 7) == 0 ||
				strncmp(m->import_path, "cmd/vendor/", 11) == 0;
		j.p.arg = !m->dir ? NULL : vendored ? m->dir : m->import_path;
		vec_push(d->a, &t->all, j);
	}
	return found.n > 0;
}

/* One process a package */

static NORETURN void job_child(TestJobs *t, TestJob *j, int output) {
	sigset_t none;
	sigemptyset(&none);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (output >= 0)
		dup2(output, 1);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	bool ok = test_package(t->d, &j->p, (uint32_t)(j - t->all.v), t->all.n);
	fflush(NULL);
	_exit(!ok);
}

static void job_start(TestJobs *t) {
	TestJob *j = &t->all.v[t->next++];
	fflush(NULL);
	if (!test_streams(t->d, t->all.n))
		j->output = memfd_create("output", MFD_CLOEXEC);
	pid_t pid = fork();
	if (pid == 0)
		job_child(t, j, j->output);
	if (pid < 0) {
		fprintf(stderr, "seago: cannot start a process: %s\n", strerror(errno));
		j->ended = t->failed = true;
		return;
	}
	j->pid = pid;
	t->running++;
}

static void job_show(int fd) {
	char part[65536];
	ssize_t n;
	off_t at = 0;
	while ((n = pread(fd, part, sizeof part, at)) > 0) {
		fwrite(part, 1, (size_t)n, stdout);
		at += n;
	}
	fflush(stdout);
}

static void jobs_progress(const TestJobs *t) {
	if (!isatty(2) || t->d->opt.json)
		return;
	fprintf(stderr, "\r\033[K");
	for (uint32_t i = t->printed, shown = 0; i < t->next && shown < 2; i++)
		if (t->all.v[i].pid) {
			if (!shown)
				fprintf(stderr, "[%u/%u]", t->printed, t->all.n);
			fprintf(stderr, " %s", t->all.v[i].p.path);
			shown++;
		}
}

static void jobs_reap(TestJobs *t) {
	int status;
	jobs_progress(t);
	pid_t pid = waitpid(-1, &status, 0);
	for (uint32_t i = 0; pid > 0 && i < t->next; i++) {
		TestJob *j = &t->all.v[i];
		if (j->pid != pid)
			continue;
		j->pid = 0;
		j->ended = true;
		j->ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		t->failed |= !j->ok;
		t->running--;
	}
	while (t->printed < t->next && t->all.v[t->printed].ended) {
		TestJob *j = &t->all.v[t->printed++];
		cover_merge(t->d, test_folder(t->d, (uint32_t)(j - t->all.v)));
		if (isatty(2))
			fprintf(stderr, "\r\033[K");
		if (j->output >= 0) {
			job_show(j->output);
			close(j->output);
		}
	}
}

static void jobs_run(TestJobs *t) {
	bool fail_fast = test_flag_on(t->d, "failfast");
	while (t->next < t->all.n && !(fail_fast && t->failed)) {
		if (t->running == t->d->opt.jobs)
			jobs_reap(t);
		else
			job_start(t);
	}
	while (t->running)
		jobs_reap(t);
}

static bool test_one(TestJobs *t) {
	bool ok = test_package(t->d, &t->all.v[0].p, 0, 1);
	cover_merge(t->d, test_folder(t->d, 0));
	return ok;
}

static int test_cover_begin(TestJobs *t) {
	TextVec args = {0};
	for (uint32_t i = 0; i < t->all.n; i++)
		vec_push(t->d->a, &args, t->all.v[i].p.arg);
	return cover_begin(t->d, args.v, args.n);
}

// What several packages cannot share.
static int test_check(Driver *d, uint32_t packages) {
	static const char *const profiles[] = {
		"blockprofile", "cpuprofile", "memprofile", "mutexprofile", "trace"};
	for (uint32_t i = 0; i < LEN(profiles) && packages > 1; i++)
		if (test_flag_on(d, profiles[i])) {
			fprintf(stderr, "seago: cannot use -%s flag with multiple packages\n",
				profiles[i]);
			return 1;
		}
	if (packages > 1 && test_flag_on(d, "fuzz")) {
		fprintf(stderr, "seago: cannot use -fuzz flag with multiple packages\n");
		return 1;
	}
	if (d->opt.test->cover.profile && test_flag_on(d, "fuzz")) {
		fprintf(stderr, "seago: cannot use -coverprofile flag with -fuzz flag\n");
		return 1;
	}
	if (packages > 1 && d->opt.output && !output_is_folder(d->opt.output) &&
		strcmp(d->opt.output, "/dev/null") != 0) {
		fprintf(stderr, "seago: with multiple packages, -o must refer to a directory or "
				"/dev/null\n");
		return 1;
	}
	return 0;
}

int cmd_test(Driver *d) {
	TestJobs t = {.d = d};
	if (!jobs_find(&t)) {
		fprintf(stderr, "seago: no packages to test\n");
		return 1;
	}
	int status = test_check(d, t.all.n);
	if (status)
		return status;
	if (d->opt.json) {
		d->opt.test->json = tool_program(d, "cmd/test2json");
		if (!d->opt.test->json)
			return 1;
	}
	work_path(d, ""); // one for all
	status = test_cover_begin(&t);
	if (status)
		return status;
	if (t.all.n == 1)
		t.failed |= !test_one(&t);
	else
		jobs_run(&t);
	bool sums_up = d->opt.test->listed && !d->opt.test->compile_only && !d->opt.json;
	if (t.failed && sums_up && !test_flag_on(d, "fuzz"))
		puts("FAIL");
	return t.failed;
}
