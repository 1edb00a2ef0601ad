// build.c: from checked packages to IR.
//
// The roots are the init functions, main.main and the Go functions that C code of the runtime calls
// (rt/gocall.def); reach.c follows what they need. Then initialisers nobody wanted are dropped and
// the tables are written: type descriptors, itabs, rt_program. A package alone (BuildConfig.unit)
// is built without tables: what the program does not reach of it is in none, and the linker drops
// it.
#define _GNU_SOURCE
#include "ir/prog.h"

static const char *const build_gocalls[] = {
#define GOCALL(name, result, args, doc) "runtime." #name,
#include "gocall.def"
#undef GOCALL
};

static Build *build_new(Module *m, const BuildConfig *cfg) {
	Build *b = NEW(m->arena, Build);
	b->m = m;
	b->s = m->s;
	b->c = m->checker;
	b->prog = m->prog;
	b->cfg = cfg;
	b->a = m->arena;
	Prog *p = b->p = NEW(b->a, Prog);
	Map *maps[] = {&b->comps, &b->type_syms, &b->type_keys, &b->itabs, &b->sigs, &p->target_of,
		&p->pushed, &p->var_objs, &p->c_names, &p->aliases, &p->replaced, &p->closure_of,
		&p->path_packages, &p->called, &p->off_of, &p->lazy, &p->xdefs, &p->local_types};
	for (uint32_t i = 0; i < LEN(maps); i++)
		map_init(maps[i], b->a);
	m->build = b;
	return b;
}

static void build_flags(Build *b) {
	for (uint32_t i = 0; i < b->cfg->n_xdefs; i++) {
		const char *def = b->cfg->xdefs[i], *eq = strchr(def, '=');
		const char *dot = eq ? memrchr(def, '.', (size_t)(eq - def)) : NULL;
		if (!dot) {
			diag_error(b->s->diags, NO_POS,
				"-X flag requires argument of the form importpath.name=value");
			b->failed = true;
			continue;
		}
		const char *path = arena_strndup(b->a, def, (size_t)(dot - def));
		const char *name = arena_printf(
			b->a, "%s%.*s", prog_path_prefix(b, path), (int)(eq - dot), dot);
		map_put(&b->p->xdefs, intern_str(b->s->names, name), (void *)(eq + 1));
	}
}

// Every function and variable of a package that is not generic.
static void build_whole_package(Build *b, Package *pkg) {
	for (uint32_t i = 0; i < pkg->files.n; i++)
		for (uint32_t k = 0; k < pkg->files.v[i]->decls.n; k++) {
			Decl *d = pkg->files.v[i]->decls.v[k];
			if (d->kind == AST_VAR_DECL) {
				const NameVec *names = &as(VarDecl, d)->names;
				for (uint32_t n = 0; n < names->n; n++) {
					Obj *o = pkg->info->defs[names->v[n]->n.id];
					if (o && strcmp(o->name->s, "_") != 0)
						build_global_sym(b, o);
				}
			}
			if (d->kind != AST_FUNC_DECL || !as(FuncDecl, d)->body ||
				strcmp(as(FuncDecl, d)->name->name->s, "_") == 0)
				continue;
			Obj *o = pkg->info->defs[as(FuncDecl, d)->name->n.id];
			if (o)
				check_object(b->c, o);
			SignatureT *sig = o && o->type ? (SignatureT *)type_unalias(o->type) : NULL;
			if (sig && sig->tparams.n == 0 && sig->recv_tparams.n == 0)
				build_func_sym(b, o, NULL, NULL);
		}
}

static bool build_unit(Build *b, Package *pkg) {
	uint32_t errors = diags_count(b->s->diags);
	prog_build_init(b, pkg);
	build_whole_package(b, pkg);
	prog_reach_unit(b);
	return !b->failed && diags_count(b->s->diags) == errors;
}

bool ir_build(Module *m, const BuildConfig *cfg) {
	Build *b = build_new(m, cfg);
	uint32_t errors = diags_count(b->s->diags);
	prog_collect_linknames(b);
	build_flags(b);
	if (cfg->unit)
		return build_unit(b, cfg->unit);
	prog_build_inits(b);
	build_go_sym(b, "main.main");
	for (uint32_t i = 0; i < LEN(build_gocalls); i++)
		if (prog_find_func(b, build_gocalls[i]))
			build_go_sym(b, build_gocalls[i]);
	if (prog_uses_cgo(b))
		prog_reach_exported(b);
	prog_reach_all(b);
	if (b->failed || diags_count(b->s->diags) > errors)
		return false;
	prog_finish_inits(b);
	prog_finish_types(b);
	prog_finish_itabs(b);
	prog_write_program(b);
	return !b->failed && diags_count(b->s->diags) == errors;
}
