// check_fuzz.c: the checker accepts or refuses every package that could be parsed; there is nothing
// to import but unsafe.
#include "fuzz.h"
#include "types/types.h"

static Package *fuzz_package(Session *s, Program *prog, const char *path) {
	Package *p = NEW(s->arena, Package);
	p->path = p->import_path = path;
	p->name = intern_str(s->names, path);
	p->node_count = 1;
	p->go_version = "go1.27";
	p->diags = s->diags;
	map_init(&p->import_map, s->arena);
	map_put(&prog->by_path, p->name, p);
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	Session *s = fuzz_session();
	Program *prog = NEW(s->arena, Program);
	prog->s = s;
	map_init(&prog->by_path, s->arena);
	prog->unsafe_pkg = fuzz_package(s, prog, "unsafe");
	vec_push(s->arena, &prog->packages, prog->unsafe_pkg);
	Package *p = fuzz_package(s, prog, "fuzz");
	p->index = 1;
	p->complete = true;
	vec_push(s->arena, &p->imports, prog->unsafe_pkg);
	map_put(&p->import_map, prog->unsafe_pkg->name, prog->unsafe_pkg);
	vec_push(s->arena, &prog->packages, p);
	File *f = parse_file(
		s, s->arena, fuzz_source(s, data, size), &p->node_count, PARSE_CHECK_BRANCHES);
	if (!f->bad) {
		vec_push(s->arena, &p->files, f);
		CheckConfig cfg = {.all_errors = true};
		Checker *c = checker_new(prog, &cfg);
		check_package(c, prog->unsafe_pkg, false);
		check_package(c, p, true);
		if (!diags_count(s->diags))
			check_init_order(c, p);
	}
	fuzz_flush(s);
	return 0;
}
