// measure FD COMMAND ARG...: runs a command and writes to descriptor FD its seconds of the clock,
// seconds of processor and most memory in KB. A small parent: a child's peak begins with that of
// the process that it was forked from.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) {
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv) {
	double start = now();
	int tell = argc > 2 ? atoi(argv[1]) : -1;
	pid_t child = tell >= 0 ? fork() : -1;
	if (child == 0) {
		close(tell);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	struct rusage use;
	int status;
	if (child < 0 || wait4(child, &status, 0, &use) < 0)
		return 127;
	dprintf(tell, "%.6f %.6f %ld\n", now() - start,
		seconds(use.ru_utime) + seconds(use.ru_stime), use.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
