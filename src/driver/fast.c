// fast.c: the fast tier: the reachable program as one C text, compiled in this process by libtcc into an object file.
#include "driver/driver.h"

#include <libtcc.h>

static void fast_error(void *opaque, const char *msg) {
	Driver *d = opaque;
	(void)d;
	fprintf(stderr, "seago: libtcc: %s\n", msg);
}

bool fast_compile(Driver *d, Module *m, const char *object) {
	Arena *a = arena_new();
	CUnitVec units = cgen_split(m, a, CTIER_FAST);
	Buf text = {0};
	cgen_unit(m, a, units.v[0], CTIER_FAST, &text);
	char *source = buf_cstr(a, &text);
	timing_mark(d, "emit");
	if (d->opt.keep_work)
		file_write(d, work_path(d, "program.c"), text.v, strlen(source));
	TCCState *t = tcc_new();
	if (!t)
		fatal("libtcc cannot start");
	tcc_set_error_func(t, d, fast_error);
	tcc_set_options(t, "-nostdinc -nostdlib -w");
	tcc_set_output_type(t, TCC_OUTPUT_OBJ);
	tcc_add_include_path(t, d->home.rt_dir);
	bool ok = tcc_compile_string(t, source) == 0 && tcc_output_file(t, object) == 0;
	tcc_delete(t);
	arena_free(a);
	timing_mark(d, "tcc");
	return ok;
}
