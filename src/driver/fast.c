// fast.c: the fast tier: the reachable program's code as one C text, compiled in this process by
// libtcc into an object file, and its data as another.
#include "backend/elf/object.h"
#include "driver/driver.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <libtcc.h>
#include <sys/stat.h>
#include <unistd.h>

static void fast_error(void *opaque, const char *msg) {
	Driver *d = opaque;
	(void)d;
	fprintf(stderr, "seago: libtcc: %s\n", msg);
}

// libtcc does not look whether what it writes arrives. The section table comes last: with it the
// file is whole.
static bool fast_object_whole(const char *path) {
	Elf64_Ehdr h;
	struct stat st;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool whole = fd >= 0 && fstat(fd, &st) == 0 && pread(fd, &h, sizeof h, 0) == sizeof h &&
		     (uint64_t)st.st_size >= h.e_shoff + (uint64_t)h.e_shnum * h.e_shentsize;
	if (fd >= 0 && !whole) {
		static const char page[4096];
		errno = 0;
		ssize_t n = pwrite(fd, page, sizeof page, st.st_size); // to be told why
		fprintf(stderr, "seago: cannot write %s: %s\n", path,
			n < (ssize_t)sizeof page ? strerror(errno ? errno : ENOSPC)
						 : "it was cut short");
	} else if (fd < 0) {
		fprintf(stderr, "seago: cannot write %s: %s\n", path, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	return whole;
}

bool fast_compile(Driver *d, Module *m, const char *object, const char *data) {
	Arena *a = arena_new();
	Buf text = {0}, bytes = {0};
	CUnit *unit = cgen_split(m, a, CTIER_FAST, NULL), code = *unit;
	code.datas.n = 0;
	cgen_unit(m, a, &code, CTIER_FAST, &text);
	char *source = buf_cstr(a, &text);
	elf_object(m, a, unit->datas.v, unit->datas.n, &bytes);
	if (!file_write(d, data, bytes.v, bytes.n)) {
		arena_free(a);
		return false;
	}
	timing_mark(d, "emit");
	if (d->opt.keep_work)
		file_write(
			d, work_path(d, process_file(d, "program", ".c")), text.v, strlen(source));
	if (d->opt.print_commands)
		fprintf(stderr, "# libtcc -nostdinc -nostdlib -w -I %s -c -o %s %s\n",
			d->home.rt_dir, object, work_path(d, process_file(d, "program", ".c")));
	TCCState *t = tcc_new();
	if (!t)
		fatal("libtcc cannot start");
	tcc_set_error_func(t, d, fast_error);
	tcc_set_options(t, "-nostdinc -nostdlib -w");
	tcc_set_output_type(t, TCC_OUTPUT_OBJ);
	tcc_add_include_path(t, d->home.rt_dir);
	bool ok = tcc_compile_string(t, source) == 0 && tcc_output_file(t, object) == 0 &&
		  fast_object_whole(object);
	tcc_delete(t);
	arena_free(a);
	timing_mark(d, "tcc");
	return ok;
}
