#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "_cgo_export.h"

int walk(int n) {
	char pad[256];
	memset(pad, n, sizeof pad);
	return goStep(n) + pad[0] - (char)n;
}

static int n_calls;

static void *thread(void *arg) {
	intptr_t id = (intptr_t)arg;
	for (int i = 0; i < n_calls; i++)
		if (goFromThread((int)id, i) != id)
			abort();
	return NULL;
}

void threads(int n, int calls) {
	pthread_t t[64];
	n_calls = calls;
	for (int i = 0; i < n; i++)
		pthread_create(&t[i], NULL, thread, (void *)(intptr_t)i);
	for (int i = 0; i < n; i++)
		pthread_join(t[i], NULL);
}

void each(uintptr_t h, int n) {
	for (int i = 0; i < n; i++)
		goEach(h, i);
}

int guarded(int n) {
	struct goTwo_return r = goTwo("four", n);
	return goPanic(r.r0 - (int)strlen(r.r1)) * 10;
}

static int less(const void *a, const void *b) {
	return goLess((void *)a, (void *)b);
}

void qsortInts(int *p, int n) {
	qsort(p, (size_t)n, sizeof *p, less);
}
