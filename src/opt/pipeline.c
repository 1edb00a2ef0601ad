// pipeline.c: the passes of pass.def in order. No pass calls another.
#include "opt/opt.h"

typedef enum PassTier { PASS_OPT, PASS_BOTH } PassTier;
typedef struct PassInfo {
	const char *name;
	void (*run)(Func *f);
	PassTier tier;
	const char *needs, *keeps, *doc;
} PassInfo;

static const PassInfo passes[] = {
#define PASS(name, fn, tier, needs, keeps, doc) {#name, fn, PASS_##tier, needs, keeps, doc},
#include "opt/pass.def"
#undef PASS
};

static void pipeline_verify(Func *f, const char *pass) {
	const char *why = ir_verify(f);
	if (!why)
		return;
	ir_print(stderr, f);
	ice("after pass %s: %s", pass, why);
}

void opt_func(Func *f, const OptConfig *cfg) {
	for (uint32_t i = 0; i < LEN(passes); i++) {
		const PassInfo *p = &passes[i];
		if (p->tier == PASS_OPT && !cfg->optimise)
			continue;
		p->run(f);
		if (cfg->verify)
			pipeline_verify(f, p->name);
		if (cfg->dump_pass && strcmp(cfg->dump_pass, p->name) == 0 &&
			(!cfg->dump_func || strcmp(cfg->dump_func, f->sym->name) == 0))
			ir_print(stderr, f);
	}
}

void opt_module(Module *m, const OptConfig *cfg) {
	if (cfg->escape)
		opt_escape(m);
	for (uint32_t i = 0; i < m->funcs.n; i++) {
		const Sym *s = m->funcs.v[i];
		if (!cfg->one_unit || !s->pkg || s->pkg == cfg->unit)
			opt_func(s->func, cfg);
	}
}

bool opt_pass_exists(const char *name) {
	for (uint32_t i = 0; i < LEN(passes); i++)
		if (strcmp(passes[i].name, name) == 0)
			return true;
	return false;
}

void opt_list_passes(FILE *to) {
	for (uint32_t i = 0; i < LEN(passes); i++)
		fprintf(to, "  %-8s %s\n", passes[i].name, passes[i].doc);
}
