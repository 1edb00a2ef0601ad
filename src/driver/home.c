// home.c: where seago's own files lie: beside the binary, below the folder above bin/.
#include "driver/driver.h"

#include <stdlib.h>
#include <unistd.h>

bool home_find(Driver *d) {
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n <= 0) {
		fprintf(stderr, "seago: cannot find out where it is installed: /proc/self/exe is "
				"not readable\n");
		return false;
	}
	exe[n] = 0;
	Home *h = &d->home;
	h->exe = arena_strndup(d->a, exe, (size_t)n);
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(exe, '/');
		if (slash)
			*slash = 0;
	}
	const char *named = getenv("SEAGOROOT");
	h->root = named && *named ? named : arena_strndup(d->a, exe, strlen(exe));
	h->rt_dir = arena_printf(d->a, "%s/rt", h->root);
	h->golib_dir = arena_printf(d->a, "%s/golib", h->root);
	h->librt = arena_printf(d->a, "%s/lib/librt.a", h->root);
	h->rt_whole = arena_printf(d->a, "%s/lib/rt.o", h->root);
	const char *const needed[] = {h->rt_dir, h->golib_dir, h->librt, h->rt_whole};
	for (uint32_t i = 0; i < LEN(needed); i++)
		if (!file_exists(needed[i])) {
			fprintf(stderr, "seago: %s is missing: the installation is incomplete\n",
				needed[i]);
			return false;
		}
	return true;
}
