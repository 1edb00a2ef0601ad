// home.c: where seago's own files lie: beside the binary, below the folder above bin/.
#include "driver/driver.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void home_identify(const char *path, int64_t id[3]) {
	struct stat st;
	bool there = stat(path, &st) == 0;
	id[0] = there ? st.st_size : -1;
	id[1] = there ? st.st_mtim.tv_sec : 0;
	id[2] = there ? st.st_mtim.tv_nsec : 0;
}

bool home_changed(const Driver *d) {
	int64_t exe[3], rt[6];
	home_identify(d->home.exe, exe);
	home_identify(d->home.librt, rt);
	home_identify(d->home.rt_whole, rt + 3);
	return memcmp(exe, d->home.exe_id, sizeof exe) != 0 ||
	       memcmp(rt, d->home.rt_id, sizeof rt) != 0;
}

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
	h->rt_fast = arena_printf(d->a, "%s/lib/rtfast.o", h->root);
	const char *const needed[] = {h->rt_dir, h->golib_dir, h->librt, h->rt_whole, h->rt_fast};
	for (uint32_t i = 0; i < LEN(needed); i++)
		if (!file_exists(needed[i])) {
			fprintf(stderr, "seago: %s is missing: the installation is incomplete\n",
				needed[i]);
			return false;
		}
	home_identify("/proc/self/exe", h->exe_id);
	home_identify(h->librt, h->rt_id);
	home_identify(h->rt_whole, h->rt_id + 3);
	return true;
}
