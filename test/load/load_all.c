// load_all.c: loads the packages named by the arguments and prints what was found.
//
// usage: load_all [-goroot DIR] [-golib DIR] [-tags LIST] [-tests] [-files] [-text] [-quiet] ARG...
// Prints, in order, the import path of each package, with -files also its files, imports and
// embedded files; then the errors, as the command would; then totals. Fails if there were errors.
#include <stdlib.h>
#include <time.h>

#include "load/load.h"

static void print_package(const Package *p, bool files) {
	printf("%s\n", p->import_path);
	for (uint32_t i = 0; files && i < p->files.n; i++)
		printf("\tfile %s\n", p->files.v[i]->src->shown);
	for (uint32_t i = 0; files && i < p->imports.n; i++)
		printf("\timport %s\n", p->imports.v[i]->import_path);
	for (uint32_t i = 0; files && i < p->embeds.n; i++)
		for (uint32_t j = 0; j < p->embeds.v[i].files.n; j++)
			printf("\tembed %s: %s\n", p->embeds.v[i].decl->names.v[0]->name->s,
				p->embeds.v[i].files.v[j].name);
}

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
	Session *s = session_new();
	LoadConfig c = {0};
	const char *goroot = NULL, *err;
	bool files = false, quiet = false, text = false;
	int i = 1;
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-goroot") == 0)
			goroot = argv[++i];
		else if (strcmp(argv[i], "-golib") == 0)
			c.overlay_dir = argv[++i];
		else if (strcmp(argv[i], "-tags") == 0)
			c.tags = argv[++i];
		else if (strcmp(argv[i], "-files") == 0)
			files = true;
		else if (strcmp(argv[i], "-quiet") == 0)
			quiet = true;
		else if (strcmp(argv[i], "-text") == 0)
			text = true;
		else if (strcmp(argv[i], "-tests") == 0)
			c.tests = true;
	}
	double start = now();
	c.goroot = goroot_find(s, goroot, &err);
	if (!c.goroot) {
		fprintf(stderr, "%s\n", err);
		return 2;
	}
	c.args = (const char *const *)argv + i;
	c.n_args = (uint32_t)(argc - i);
	LoadStats stats = {0};
	Program *p = load_program(s, &c, &stats, &err);
	for (uint32_t j = 0; j < p->packages.n && !quiet; j++)
		print_package(p->packages.v[j], files);
	bool bad = err != NULL;
	if (err)
		fprintf(stderr, "%s\n", err);
	if (text && p->main)
		fputs(p->main->files.v[0]->src->text, stdout);
	for (uint32_t j = 0; j < p->packages.n && !err; j++) {
		if (diags_count(p->packages.v[j]->diags) == 0)
			continue;
		fprintf(stderr, "# %s\n", p->packages.v[j]->import_path);
		diags_flush(p->packages.v[j]->diags, stderr, false);
		bad = true;
	}
	printf("%u packages, %llu files, %llu lines, %.3f s\n", p->packages.n,
		(unsigned long long)stats.files, (unsigned long long)stats.lines, now() - start);
	return bad;
}
