// link.c: the system's compiler driver links program, runtime and C library into a static
// executable. Most programs, of Go alone and not stripped, are linked with rt.o or rtfast.o, where
// runtime and C library are linked already, and by the linker itself unless $CC is set: in half the
// time or less.
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *tool_in_path(Driver *d, const char *prog) {
	const char *path = getenv("PATH");
	if (strchr(prog, '/'))
		return access(prog, X_OK) == 0 ? prog : NULL;
	while (path && *path) {
		size_t n = strcspn(path, ":");
		const char *file = arena_printf(d->a, "%.*s/%s", (int)n, path, prog);
		if (access(file, X_OK) == 0)
			return file;
		path += n + (path[n] == ':');
	}
	return NULL;
}

const char *driver_find_cc(Driver *d) {
	static const char *const usual[] = {"cc", "gcc", "clang"};
	const char *named = getenv("CC");
	if (named && *named)
		return named;
	for (uint32_t i = 0; i < LEN(usual); i++)
		if (tool_in_path(d, usual[i]))
			return usual[i];
	return NULL;
}

const char *driver_cc(Driver *d) {
	const char *cc = driver_find_cc(d);
	if (!cc)
		fprintf(stderr, "seago: no C compiler: none of cc, gcc, clang is in PATH and CC is "
				"not set\n");
	return cc;
}

void link_words(Arena *a, StrVec *argv, const char *words) {
	while (*words) {
		words += strspn(words, " \t");
		size_t n = strcspn(words, " \t");
		if (n)
			vec_push(a, argv, arena_strndup(a, words, n));
		words += n;
	}
}

// A device such as /dev/null is not replaced by the program: what is linked stays in the work
// directory.
static bool link_is_device(const char *output) {
	struct stat st;
	return stat(output, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

// A stripped program has no tables for unwinding of the C library's own code: 40 KB that nothing
// reads but C++. The linker's own script goes on behind this part.
static const char *link_script(Driver *d) {
	static const char text[] = "SECTIONS { /DISCARD/ : { *libc.a:*(.eh_frame) } } "
				   "INSERT BEFORE .eh_frame;\n";
	const char *path = work_path(d, "strip.ld");
	return file_write(d, path, text, sizeof text - 1) ? path : NULL;
}

static void link_argv(Driver *d, StrVec *argv, const LinkInput *in, const char *output) {
	static const char *const flags[] = {
		"-w", "-no-pie", "-Wl,--build-id=none", "-Wl,-z,noexecstack"};
	const StrVec *own[] = {&in->flags, &d->opt.extldflags};
	if (!in->dynamic)
		vec_push(d->a, argv, "-static");
	for (uint32_t i = 0; i < LEN(flags); i++)
		vec_push(d->a, argv, flags[i]);
	if (in->gc_sections)
		vec_push(d->a, argv, "-Wl,--gc-sections");
	if (d->opt.strip)
		vec_push(d->a, argv, "-s");
	const char *script = d->opt.strip && !in->dynamic && !in->cxx ? link_script(d) : NULL;
	if (script)
		vec_push(d->a, argv, arena_printf(d->a, "-Wl,-T,%s", script));
	vec_push(d->a, argv, "-o");
	vec_push(d->a, argv, output);
	for (uint32_t i = 0; i < in->objects.n; i++)
		vec_push(d->a, argv, in->objects.v[i]);
	vec_push(d->a, argv, d->home.librt);
	for (uint32_t k = 0; k < LEN(own); k++)
		for (uint32_t i = 0; i < own[k]->n; i++)
			vec_push(d->a, argv, own[k]->v[i]);
	vec_push(d->a, argv, "-lm");
	vec_push(d->a, argv, "-lpthread");
	vec_push(d->a, argv, NULL);
}

static bool link_is_plain(const Driver *d, const LinkInput *in) {
	const char *cc = getenv("CC");
	return !(cc && *cc) && !in->dynamic && !in->cxx && !d->opt.strip && in->flags.n == 0 &&
	       d->opt.extldflags.n == 0;
}

static void link_plain_argv(Driver *d, StrVec *argv, const LinkInput *in, const char *output) {
	static const char *const flags[] = {
		"-static", "--build-id=none", "-z", "noexecstack", "-o"};
	for (uint32_t i = 0; i < LEN(flags); i++)
		vec_push(d->a, argv, flags[i]);
	vec_push(d->a, argv, output);
	if (in->gc_sections)
		vec_push(d->a, argv, "--gc-sections");
	for (uint32_t i = 0; i < in->objects.n; i++)
		vec_push(d->a, argv, in->objects.v[i]);
	vec_push(d->a, argv, in->gc_sections ? d->home.rt_whole : d->home.rt_fast);
	vec_push(d->a, argv, NULL);
}

static const char *link_driver(Driver *d, const LinkInput *in) {
	const char *cxx = getenv("CXX");
	return !in->cxx ? driver_cc(d) : cxx && *cxx ? cxx : "g++";
}

bool link_program(Driver *d, const LinkInput *in, const char *output) {
	const char *ld = link_is_plain(d, in) ? tool_in_path(d, "ld") : NULL,
		   *cc = ld ? ld : link_driver(d, in);
	if (!cc)
		return false;
	bool device = link_is_device(output);
	char *tmp = device ? arena_printf(d->a, "%s", work_path(d, "discarded"))
			   : arena_printf(d->a, "%s.%d.tmp", output, (int)getpid());
	StrVec argv = {0};
	if (ld) {
		vec_push(d->a, &argv, ld);
		link_plain_argv(d, &argv, in, tmp);
	} else {
		link_words(d->a, &argv, cc);
		link_argv(d, &argv, in, tmp);
	}
	d->unfinished = tmp;
	bool linked = proc_run(d, argv.v, arena_printf(d->a, "linking %s failed", output));
	bool ok = linked && (device || rename(tmp, output) == 0);
	if (!ok && linked)
		fprintf(stderr, "seago: cannot write %s: %s\n", output, strerror(errno));
	if (!ok)
		unlink(tmp);
	d->unfinished = NULL;
	timing_mark(d, "link");
	return ok;
}
