// at_version.c: install and run of packages at a version: example.com/cmd@v1.2.3, @latest.
//
// No go.mod around counts. A module is made in the work directory that requires the one with the
// packages, by the go command of GOROOT, which downloads what is missing; the packages are built
// there, as of the language and with the settings that their own module says.
#define _GNU_SOURCE
#include "driver/driver.h"

#include <stdlib.h>
#include <unistd.h>

bool at_version_is(const char *arg) {
	return strchr(arg, '@') && arg[0] != '.' && arg[0] != '/' && !is_go_file(arg);
}

// What seago prints as the go command in the folder; NULL after telling its errors.
static const char *at_go(Driver *d, const char *dir, const char *const *words, bool quiet) {
	StrVec argv = {0};
	int status;
	vec_push(d->a, &argv, d->home.exe);
	while (*words)
		vec_push(d->a, &argv, *words++);
	vec_push(d->a, &argv, NULL);
	const char *text = proc_text(d, dir, argv.v, &status);
	for (const char *line = text; (status || !quiet) && *line;) {
		size_t n = strcspn(line, "\n");
		bool own = strncmp(line, "go: added ", 10) == 0 ||
			   strncmp(line, "go: upgraded ", 13) == 0;
		if (!own)
			fprintf(stderr, "%.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
	return status ? NULL : text;
}

// go refuses modules whose go.mod says other things as a main module than otherwise.
static bool at_is_plain(Driver *d, const char *arg, const char *module, const char *gomod) {
	const ModFile *m = modfile_read_file(d->a, gomod);
	if (!m || (!m->replaces.n && !m->excludes.n))
		return true;
	fprintf(stderr,
		"go: %s (in %s):\n\tThe go.mod file for the module providing named packages "
		"contains one or\n\tmore %s directives. It must not contain directives that would "
		"cause\n\tit to be interpreted differently than if it were the main module.\n",
		arg, module, m->replaces.n ? "replace" : "exclude");
	return false;
}

// All packages are of one module; its version of Go is the made module's.
static bool at_adopt(Driver *d, const char *dir, const StrVec *args, const StrVec *packages) {
	const char *module = NULL;
	for (uint32_t i = 0; i < packages->n; i++) {
		static const char form[] =
			"{{with .Module}}{{.Path}}@{{.Version}} {{.GoMod}} {{.GoVersion}}{{end}}";
		const char *words[] = {"list", "-f", form, packages->v[i], NULL};
		const char *text = at_go(d, dir, words, true);
		if (!text)
			return false;
		char *own = arena_strndup(d->a, text, strcspn(text, " \n"));
		const char *rest = text + strlen(own) + (text[strlen(own)] == ' ');
		const char *gomod = arena_strndup(d->a, rest, strcspn(rest, " \n"));
		const char *go = rest + strlen(gomod) + (rest[strlen(gomod)] == ' ');
		if (module && strcmp(module, own) != 0) {
			fprintf(stderr,
				"go: %s: package %s provided by module %s\n\tAll packages must be "
				"provided by the same module (%s).\n",
				args->v[i], packages->v[i], own, module);
			return false;
		}
		if (!at_is_plain(d, args->v[i], own, gomod))
			return false;
		module = own;
		const char *version = arena_printf(d->a, "-go=%.*s", (int)strcspn(go, "\n"), go);
		const char *edit[] = {"mod", "edit", version, NULL};
		if (version[4] && !at_go(d, dir, edit, true))
			return false;
	}
	return true;
}

bool at_version_enter(Driver *d, StrVec *args) {
	const char *dir = work_path(d, "at"), *first = strchr(args->v[0], '@');
	static const char text[] = "module seago.invalid/at\n\ngo 1.27\n";
	StrVec packages = {0}, words = {0};
	vec_push(d->a, &words, "get");
	for (uint32_t i = 0; i < args->n; i++) {
		const char *at = strchr(args->v[i], '@');
		if (!at || strcmp(at, first) != 0) {
			fprintf(stderr,
				"go: %s: all arguments must refer to packages in the same module "
				"at the same version (%s)\n",
				args->v[i], first);
			return false;
		}
		vec_push(d->a, &words, args->v[i]);
		vec_push(d->a, &packages,
			arena_strndup(d->a, args->v[i], (size_t)(at - args->v[i])));
	}
	vec_push(d->a, &words, NULL);
	setenv("GO111MODULE", "on", 1);
	setenv("GOWORK", "off", 1);
	bool ok = make_folders(dir) &&
		  file_write(d, arena_printf(d->a, "%s/go.mod", dir), text, strlen(text)) &&
		  at_go(d, dir, words.v, false) && at_adopt(d, dir, args, &packages);
	if (ok && chdir(dir) != 0)
		ok = false;
	*args = packages;
	return ok;
}
