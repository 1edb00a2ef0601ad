// clean.c: the command clean.
//
// Of the cache only what seago itself put there is removed: whoever sets SEAGOCACHE to a folder
// that holds other things keeps them. What lies in the folders of packages, and the module cache,
// are for the go command of GOROOT.
#define _GNU_SOURCE
#include "driver/driver.h"

#include <dirent.h>
#include <ftw.h>
#include <unistd.h>

static int clean_entry(const char *path, const struct stat *st, int type, struct FTW *walk) {
	(void)st, (void)type, (void)walk;
	return remove(path);
}

static void clean_say(bool show, const char *path, bool folder) {
	if (show)
		printf(folder ? "rm -r %s\n" : "rm -f %s\n", path);
}

// all: objects, tools, what was made of C and what the go command keeps, as well as results of
// tests.
static int clean_cache(Driver *d, bool all, bool show, bool dry) {
	const char *dir = cache_dir(d);
	DIR *list = *dir ? opendir(dir) : NULL;
	for (struct dirent *e; list && (e = readdir(list)) != NULL;) {
		bool folder =
			strcmp(e->d_name, "test") == 0 ||
			(all && (strcmp(e->d_name, "tools") == 0 || strcmp(e->d_name, "cgo") == 0 ||
					strcmp(e->d_name, "go") == 0));
		if (!folder && !(all && cache_is_object(e->d_name)))
			continue;
		const char *path = arena_printf(d->a, "%s/%s", dir, e->d_name);
		clean_say(show && folder, path, folder);
		if (!dry && folder)
			nftw(path, clean_entry, 16, FTW_DEPTH | FTW_PHYS);
		else if (!dry)
			unlink(path);
	}
	if (list)
		closedir(list);
	return 0;
}

int cmd_clean(Driver *d) {
	StrVec rest = {0};
	bool cache = false, results = false, dry = false, show = false;
	for (uint32_t i = 0; i < d->opt.args.n; i++) {
		const char *arg = d->opt.args.v[i];
		const char *flag = arg + (strncmp(arg, "--", 2) == 0);
		dry |= strcmp(flag, "-n") == 0;
		show |= strcmp(flag, "-n") == 0 || strcmp(flag, "-x") == 0;
		if (strcmp(flag, "-cache") == 0)
			cache = true;
		else if (strcmp(flag, "-testcache") == 0)
			results = true;
		else
			vec_push(d->a, &rest, arg);
	}
	if (!cache && !results)
		return cmd_go(d);
	int status = clean_cache(d, cache, show, dry);
	for (uint32_t i = 0; i < rest.n; i++)
		if (rest.v[i][0] != '-' || strcmp(rest.v[i], "-modcache") == 0) {
			d->opt.args = rest;
			return cmd_go(d);
		}
	return status;
}
