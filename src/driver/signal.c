// signal.c: what an interrupted command leaves behind: nothing.
//
// The signals that end a command are blocked in all threads and taken by one that waits for them,
// except those that whoever started the command has it ignore.
#include "driver/driver.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void signals_set(sigset_t *set) {
	static const int taken[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
	struct sigaction now;
	sigemptyset(set);
	for (uint32_t i = 0; i < LEN(taken); i++)
		if (sigaction(taken[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			sigaddset(set, taken[i]);
}

static NORETURN void signals_end(Driver *d, int sig) {
	proc_end(d);
	const char *file = d->unfinished;
	if (file)
		unlink(file);
	work_remove(d);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, sig);
	signal(sig, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), sig);
	_exit(128 + sig);
}

typedef struct SignalsStart {
	Driver *d;
	sem_t runs; // posted once the thread that waits for signals is there
} SignalsStart;

// A terminal sends SIGINT and SIGQUIT to the program as well; the others are passed on.
static void *signals_wait(void *arg) {
	SignalsStart *start = arg;
	Driver *d = start->d;
	sigset_t set;
	signals_set(&set);
	sem_post(&start->runs);
	for (;;) {
		int sig;
		if (sigwait(&set, &sig) != 0)
			continue;
		int program = d->program;
		if (!program)
			signals_end(d, sig);
		if (sig != SIGINT && sig != SIGQUIT)
			kill(program, sig);
	}
}

void signals_block(void) {
	sigset_t set;
	signals_set(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

// What a thread does while it begins may hold locks (of a sanitiser's allocator, which does not
// care for fork): the processes forked later would inherit them held.
void signals_start(Driver *d) {
	SignalsStart start = {.d = d};
	sigset_t set;
	pthread_t thread;
	signals_set(&set);
	sem_init(&start.runs, 0, 0);
	if (pthread_create(&thread, NULL, signals_wait, &start) != 0)
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	else
		while (sem_wait(&start.runs) != 0)
			continue;
	sem_destroy(&start.runs);
}
