// timing.c: where the time of a build went, for -timings.
#include "driver/driver.h"

#include <sys/resource.h>

void timing_mark(Driver *d, const char *stage) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (stage) {
		Stage st = {stage, (double)(now.tv_sec - d->mark.tv_sec) +
					   (double)(now.tv_nsec - d->mark.tv_nsec) / 1e9};
		vec_push(d->a, &d->stages, st);
	}
	d->mark = now;
}

void timing_print(Driver *d) {
	double total = 0;
	for (uint32_t i = 0; i < d->stages.n; i++) {
		const Stage *st = &d->stages.v[i];
		total += st->seconds;
		fprintf(stderr, "%-12s %8.1f ms", st->name, st->seconds * 1e3);
		if (strcmp(st->name, "parse") == 0 && st->seconds > 0)
			fprintf(stderr, "  %llu lines, %.2f M lines/s",
				(unsigned long long)d->lines_parsed,
				(double)d->lines_parsed / st->seconds / 1e6);
		fputc('\n', stderr);
	}
	struct rusage ru;
	getrusage(RUSAGE_SELF, &ru);
	fprintf(stderr, "%-12s %8.1f ms  peak memory %.1f MB\n", "total", total * 1e3,
		(double)ru.ru_maxrss / 1024);
}
