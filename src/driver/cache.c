// cache.c: keeps the folder of compiled packages within a size.
//
// After a build that added to it, objects that were used longest ago go, until a quarter is free.
// What was used within the last hour stays, whatever the size: another build may be about to link
// it. A build that takes an object from the cache tells so by its time, if that is not recent. Two
// that tidy up at once remove the same files, and neither minds that one is gone.
#include "driver/driver.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	CACHE_RECENT = 3600,
	CACHE_MIB = 4096
}; // seconds; limit unless SEAGOCACHELIMIT says another

typedef struct CacheEntry {
	const char *path;
	time_t used;
	uint64_t size; // its part of what all its names share
} CacheEntry;

bool cache_is_object(const char *name) {
	size_t n = 0;
	while (isxdigit((unsigned char)name[n]))
		n++;
	return n == 32 && strcmp(name + n, ".o") == 0;
}

bool cache_use(const char *object) {
	struct stat st;
	if (stat(object, &st) != 0)
		return false;
	if (st.st_mtim.tv_sec < time(NULL) - CACHE_RECENT / 2)
		utimensat(AT_FDCWD, object, NULL, 0);
	return true;
}

static uint64_t cache_limit(void) {
	const char *text = getenv("SEAGOCACHELIMIT");
	char *end = NULL;
	unsigned long long mib = text ? strtoull(text, &end, 10) : 0;
	return (text && *text && !*end ? mib : CACHE_MIB) << 20;
}

static int cache_by_use(const void *a, const void *b) {
	time_t x = ((const CacheEntry *)a)->used, y = ((const CacheEntry *)b)->used;
	return x < y ? -1 : x > y;
}

void cache_tidy(Driver *d, const char *dir) {
	VEC(CacheEntry) all = {0};
	uint64_t total = 0, limit = cache_limit();
	DIR *list = opendir(dir);
	for (struct dirent *e; list && (e = readdir(list)) != NULL;) {
		struct stat st;
		const char *path = arena_printf(d->a, "%s/%s", dir, e->d_name);
		if (!cache_is_object(e->d_name) || stat(path, &st) != 0)
			continue;
		uint64_t size = (uint64_t)st.st_size / (uint64_t)(st.st_nlink ? st.st_nlink : 1);
		vec_push(d->a, &all, ((CacheEntry){path, st.st_mtim.tv_sec, size}));
		total += size;
	}
	if (list)
		closedir(list);
	if (total <= limit)
		return;
	time_t recent = time(NULL) - CACHE_RECENT;
	qsort(all.v, all.n, sizeof *all.v, cache_by_use);
	for (uint32_t i = 0; i < all.n && all.v[i].used < recent && total > limit / 4 * 3; i++) {
		unlink(all.v[i].path);
		total -= all.v[i].size;
	}
}
