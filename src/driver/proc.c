// proc.c: other programs and files.
//
// Children are started with posix_spawn and never inherit more than the three standard descriptors. Files are
// written beside their place and renamed, so that an interrupted build leaves nothing half done.
#include "driver/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void proc_print(const char *const *argv) {
	for (uint32_t i = 0; argv[i]; i++)
		fprintf(stderr, "%s%s", i ? " " : "", argv[i]);
	fputc('\n', stderr);
}

static pid_t proc_spawn(Driver *d, const char *const *argv) {
	if (d->opt.print_commands)
		proc_print(argv);
	pid_t pid;
	int err = posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)argv, environ);
	if (err == 0)
		return pid;
	fprintf(stderr, "seago: cannot run %s: %s\n", argv[0], strerror(err));
	return -1;
}

static int proc_status(int status) {
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int proc_run(Driver *d, const char *const *argv) {
	pid_t pid = proc_spawn(d, argv);
	if (pid < 0)
		return -1;
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return proc_status(status);
}

typedef struct ProcChild {
	pid_t pid; // 0: free
	const char *what;
	void (*done)(void *arg, bool ok);
	void *arg;
} ProcChild;

struct ProcPool {
	Driver *d;
	ProcChild *children;
	uint32_t max, running;
	bool failed;
};

ProcPool *proc_pool_new(Driver *d, uint32_t n) {
	ProcPool *p = NEW(d->a, ProcPool);
	p->d = d;
	p->max = n ? n : 1;
	p->children = NEW_ARRAY(d->a, ProcChild, p->max);
	return p;
}

static void proc_pool_reap(ProcPool *p) {
	int status;
	pid_t pid = waitpid(-1, &status, 0);
	if (pid < 0)
		return;
	for (uint32_t i = 0; i < p->max; i++) {
		ProcChild *c = &p->children[i];
		if (c->pid != pid)
			continue;
		bool ok = proc_status(status) == 0;
		if (!ok && !p->failed)
			fprintf(stderr, "seago: the C compiler failed on %s\n", c->what);
		p->failed |= !ok;
		c->pid = 0;
		p->running--;
		if (c->done)
			c->done(c->arg, ok);
	}
}

void proc_pool_start(ProcPool *p, const char *const *argv, const char *what, void (*done)(void *arg, bool ok), void *arg) {
	while (p->running == p->max)
		proc_pool_reap(p);
	if (p->failed)
		return;
	pid_t pid = proc_spawn(p->d, argv);
	if (pid < 0) {
		p->failed = true;
		return;
	}
	for (uint32_t i = 0; i < p->max; i++)
		if (!p->children[i].pid) {
			p->children[i] = (ProcChild){pid, what, done, arg};
			break;
		}
	p->running++;
}

bool proc_pool_wait(ProcPool *p) {
	while (p->running)
		proc_pool_reap(p);
	return !p->failed;
}

const char *work_path(Driver *d, const char *name) {
	if (!d->work_dir) {
		const char *tmp = getenv("TMPDIR");
		char *dir = arena_printf(d->a, "%s/seago-XXXXXX", tmp && *tmp ? tmp : "/tmp");
		if (!mkdtemp(dir))
			fatal("cannot make a work directory %s: %s", dir, strerror(errno));
		d->work_dir = dir;
		if (d->opt.keep_work || d->opt.print_commands)
			fprintf(stderr, "WORK=%s\n", dir);
	}
	return arena_printf(d->a, "%s/%s", d->work_dir, name);
}

void work_remove(Driver *d) {
	if (!d->work_dir || d->opt.keep_work)
		return;
	const char *argv[] = {"rm", "-rf", "--", d->work_dir, NULL};
	bool print = d->opt.print_commands;
	d->opt.print_commands = false;
	proc_run(d, argv);
	d->opt.print_commands = print;
	d->work_dir = NULL;
}

static bool file_write_all(int fd, const char *text, size_t n) {
	while (n) {
		ssize_t k = write(fd, text, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		text += k;
		n -= (size_t)k;
	}
	return true;
}

bool file_write(Driver *d, const char *path, const char *text, size_t n) {
	struct stat st;
	bool device = stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode); // written to, never replaced
	char *tmp = device ? arena_strndup(d->a, path, strlen(path)) : arena_printf(d->a, "%s.%d.tmp", path, (int)getpid());
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok = fd >= 0 && file_write_all(fd, text, n);
	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (ok && (device || rename(tmp, path) == 0))
		return true;
	fprintf(stderr, "seago: cannot write %s: %s\n", path, strerror(errno));
	if (!device)
		unlink(tmp);
	return false;
}

bool file_exists(const char *path) {
	struct stat st;
	return stat(path, &st) == 0;
}
