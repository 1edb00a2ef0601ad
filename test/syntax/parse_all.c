// parse_all.c: parses the Go files named in the arguments or below the directories named there.
//
// usage: parse_all [-errors] [-dump] [-keep-testdata] PATH...
// Without -errors: prints totals and speed, and fails if a file has an error. With -errors: prints
// the errors of each file, all of them, as "path:line:col: msg", and succeeds.
#define _GNU_SOURCE
#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "syntax/syntax.h"

typedef struct Run {
	Session *s;
	bool errors, dump, keep_testdata, all;
	unsigned files, bad;
	uint64_t lines, bytes;
	double seconds;
	int argc;
	char **argv;
} Run;

static Run run; // nftw has no context

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void parse_one(const char *path) {
	Arena *a = arena_new();
	uint32_t size, id = 1;
	const char *err;
	char *text = file_read(a, path, &size, &err);
	if (!text) {
		fprintf(stderr, "%s: %s\n", path, err);
		run.bad++;
		return;
	}
	SourceFile *src = sources_add(run.s->sources, path, path, text, size);
	double start = now();
	ParseMode mode = PARSE_CHECK_BRANCHES | (run.errors ? 0 : PARSE_STD);
	File *f = parse_file(run.s, a, src, &id, mode);
	run.seconds += now() - start;
	run.files++;
	run.lines += src->lines.n;
	run.bytes += size;
	run.bad += f->bad;
	if (run.dump)
		ast_dump(stdout, f);
	if (diags_count(run.s->diags))
		diags_flush(run.s->diags, stdout, run.all);
	else
		arena_free(a);
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *at) {
	(void)st;
	if (type == FTW_D && strcmp(path + at->base, "testdata") == 0 && !run.keep_testdata)
		return FTW_SKIP_SUBTREE;
	size_t n = strlen(path);
	if (type == FTW_F && n > 3 && strcmp(path + n - 3, ".go") == 0)
		parse_one(path);
	return FTW_CONTINUE;
}

static void *run_all(void *unused) {
	(void)unused;
	for (int i = 1; i < run.argc; i++) {
		if (strcmp(run.argv[i], "-errors") == 0)
			run.errors = true;
		else if (strcmp(run.argv[i], "-all") == 0)
			run.all = true;
		else if (strcmp(run.argv[i], "-dump") == 0)
			run.dump = true;
		else if (strcmp(run.argv[i], "-keep-testdata") == 0)
			run.keep_testdata = true;
		else
			nftw(run.argv[i], visit, 20, FTW_ACTIONRETVAL | FTW_PHYS);
	}
	return NULL;
}

int main(int argc, char **argv) {
	pthread_attr_t attr;
	pthread_t thread;
	run = (Run){.s = session_new(), .argc = argc, .argv = argv};
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, (size_t)256 << 20);
	if (pthread_create(&thread, &attr, run_all, NULL) != 0)
		fatal("no thread");
	pthread_join(thread, NULL);
	if (!run.errors)
		printf("%u files, %u with errors, %llu lines, %.1f MB, %.3f s: %.2f M lines/s\n",
			run.files, run.bad, (unsigned long long)run.lines, (double)run.bytes / 1e6,
			run.seconds, (double)run.lines / 1e6 / run.seconds);
	return run.bad && !run.errors;
}
