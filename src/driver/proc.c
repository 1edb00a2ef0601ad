// proc.c: other programs: the C compiler and linker, and the program that `run` has built.
//
// Their signal mask is empty, whatever this process blocks. What a tool prints goes to a file in
// memory and is shown when the tool has ended, so that tools that run side by side do not mix their
// lines, and so that running out of space is said once.
//
// Each tool, and each child of a pool with the tools it runs, is a process group of its own: a
// signal that ends this command ends them all (proc_end), before it removes what they were writing.
#define _GNU_SOURCE
#include "driver/driver.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void proc_print(const char *const *argv) {
	for (uint32_t i = 0; argv[i]; i++)
		fprintf(stderr, "%s%s", i ? " " : "", argv[i]);
	fputc('\n', stderr);
}

// output: descriptor for what the child prints; -1: ours. dir: where it runs; NULL: here. group: it
// leads one.
static pid_t proc_spawn_in(
	Driver *d, const char *dir, const char *const *argv, int output, bool group) {
	if (d->opt.print_commands)
		proc_print(argv);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(
		&attr, POSIX_SPAWN_SETSIGMASK | (group ? POSIX_SPAWN_SETPGROUP : 0));
	if (output >= 0) {
		posix_spawn_file_actions_adddup2(&files, output, 1);
		posix_spawn_file_actions_adddup2(&files, output, 2);
	}
	if (dir)
		posix_spawn_file_actions_addchdir_np(&files, dir);
	pid_t pid;
	int err = posix_spawnp(&pid, argv[0], &files, &attr, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (err == 0)
		return pid;
	fprintf(stderr, "seago: cannot run %s: %s\n", argv[0], strerror(err));
	return -1;
}

static pid_t proc_spawn(Driver *d, const char *const *argv, int output, bool group) {
	return proc_spawn_in(d, NULL, argv, output, group);
}

static int proc_wait(pid_t pid) {
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static int proc_output(void) {
	return memfd_create("output", MFD_CLOEXEC);
}

// What a tool says at length and this command in one line. NULL: nothing of the kind.
static const char *proc_known(const char *text) {
	if (strstr(text, strerror(ENOSPC)))
		return "cannot write what is compiled: No space left on device";
	if (strstr(text, "relocation truncated to fit"))
		return "too much data: code and variables of a program have to fit into 2 GB";
	return NULL;
}

// What a tool had to say when it ended: nothing, its own words, or the known reason why it failed.
typedef enum Said { SAID_NOTHING, SAID_TEXT, SAID_ALL } Said;

// Prints what a tool left in `output` and closes it.
static Said proc_show(int output, bool failed) {
	char text[16384];
	ssize_t n = output >= 0 ? pread(output, text, sizeof text - 1, 0) : 0;
	if (output >= 0)
		close(output);
	if (n <= 0)
		return SAID_NOTHING;
	text[n] = 0;
	if (isatty(2))
		fputs("\r\033[K", stderr); // a progress line may stand there
	const char *known = failed ? proc_known(text) : NULL;
	if (known) {
		fprintf(stderr, "seago: %s\n", known);
		return SAID_ALL;
	}
	fputs(text, stderr);
	return SAID_TEXT;
}

// A signal that ends the command is on its way: nobody says or does anything more.
static void proc_ending(Driver *d) {
	while (d->ending)
		pause();
}

// In a child of a pool tools are of its group.
bool proc_run(Driver *d, const char *const *argv, const char *failure) {
	int output = proc_output();
	pid_t pid = proc_spawn(d, argv, output, !d->in_pool);
	d->tool = pid < 0 ? 0 : pid;
	int status = pid < 0 ? -1 : proc_wait(pid);
	d->tool = 0;
	proc_ending(d);
	if (proc_show(output, status != 0) != SAID_ALL && status != 0 && pid >= 0)
		fprintf(stderr, "seago: %s: %s: %s\n", failure, argv[0], exit_text(d, status));
	return status == 0;
}

const char *proc_text(Driver *d, const char *dir, const char *const *argv, int *status) {
	int output = proc_output();
	pid_t pid = output < 0 ? -1 : proc_spawn_in(d, dir, argv, output, false);
	*status = pid < 0 ? -1 : proc_wait(pid);
	off_t size = output < 0 ? 0 : lseek(output, 0, SEEK_END);
	char *text = arena_alloc(d->a, (size_t)size + 1);
	if (size > 0 && pread(output, text, (size_t)size, 0) != size)
		*status = -1;
	if (output >= 0)
		close(output);
	return text;
}

const char *proc_answer(Driver *d, const char *const *argv) {
	int status;
	const char *text = proc_text(d, NULL, argv, &status);
	return status == 0 ? text : NULL;
}

int proc_run_program(Driver *d, const char *const *argv) {
	pid_t pid = proc_spawn(d, argv, -1, false);
	if (pid < 0)
		return -1;
	d->program = pid;
	siginfo_t info;
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		continue;
	d->program = 0; // before its id can be anyone else's
	return proc_wait(pid);
}

typedef struct ProcChild {
	_Atomic pid_t pid; // 0: free
	int output;
	const char *what;
} ProcChild;

struct ProcPool {
	Driver *d;
	ProcChild *children;
	uint32_t max, running;
	bool failed, unwanted; // unwanted: what the rest prints
};

ProcPool *proc_pool_new(Driver *d, uint32_t n) {
	ProcPool *p = NEW(d->a, ProcPool);
	p->d = d;
	p->max = n ? n : 1;
	p->children = NEW_ARRAY(d->a, ProcChild, p->max);
	d->pool = p;
	return p;
}

// A child says itself why it fails, unless it is killed.
static void proc_pool_ended(ProcPool *p, ProcChild *c, int status) {
	if (!p->unwanted && (status == 0 || !p->failed)) {
		if (proc_show(c->output, status != 0) == SAID_NOTHING && status != 0)
			fprintf(stderr, "seago: %s could not be compiled: %s\n", c->what,
				exit_text(p->d, status));
	} else {
		close(c->output);
	}
	p->failed |= status != 0;
	c->pid = 0;
	p->running--;
}

static void proc_pool_reap(ProcPool *p) {
	int status;
	pid_t pid = waitpid(-1, &status, 0);
	proc_ending(p->d);
	for (uint32_t i = 0; pid > 0 && i < p->max; i++)
		if (p->children[i].pid == pid)
			proc_pool_ended(p, &p->children[i], status);
}

// What ends the child ends the tool it runs.
static void proc_pool_signal(int sig) {
	signal(sig, SIG_DFL);
	kill(0, sig);
}

// In the child: it ends with its parent and takes signals as any tool does.
static NORETURN void proc_pool_child(Driver *d, int output, bool (*run)(void *arg), void *arg) {
	sigset_t none;
	sigemptyset(&none);
	d->in_pool = true;
	setpgid(0, 0);
	signal(SIGTERM, proc_pool_signal);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (output >= 0) {
		dup2(output, 1);
		dup2(output, 2);
	}
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	bool ok = run(arg);
	fflush(NULL);
	_exit(!ok);
}

bool proc_pool_start(ProcPool *p, bool (*run)(void *arg), void *arg, const char *what) {
	while (p->running == p->max)
		proc_pool_reap(p);
	proc_ending(p->d);
	if (p->failed)
		return false;
	fflush(NULL);
	int output = proc_output();
	pid_t pid = fork();
	if (pid == 0)
		proc_pool_child(p->d, output, run, arg);
	if (pid < 0) {
		fprintf(stderr, "seago: cannot start a process: %s\n", strerror(errno));
		close(output);
		p->failed = true;
		return false;
	}
	for (uint32_t i = 0; i < p->max; i++)
		if (!p->children[i].pid) {
			setpgid(pid, pid); // the child does so too: whoever comes first
			p->children[i] = (ProcChild){pid, output, what};
			break;
		}
	p->running++;
	return true;
}

bool proc_pool_wait(ProcPool *p, bool wanted) {
	p->unwanted = !wanted;
	while (p->running)
		proc_pool_reap(p);
	return !p->failed;
}

/* When a signal ends the command */

enum { END_MILLISECONDS = 1000 }; // that are waited for tools to end

static void proc_end_group(pid_t leader) {
	siginfo_t info;
	if (!leader || kill(-leader, SIGTERM) < 0)
		return;
	waitid(P_PID, (id_t)leader, &info, WEXITED);
	for (int i = 0; i < END_MILLISECONDS && kill(-leader, 0) == 0; i++)
		usleep(1000);
}

void proc_end(Driver *d) {
	d->ending = true;
	proc_end_group(d->tool);
	ProcPool *p = d->pool;
	for (uint32_t i = 0; p && i < p->max; i++)
		proc_end_group(p->children[i].pid);
}
