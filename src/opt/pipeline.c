// pipeline.c: the passes of pass.def in order, each over all functions. No pass calls another.
#include "opt/opt.h"

typedef enum PassTier { PASS_OPT, PASS_LEAN, PASS_UNIT, PASS_BOTH } PassTier;
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

static void pipeline_run(const PassInfo *p, Func *f, const OptConfig *cfg) {
	p->run(f);
	if (cfg->verify)
		pipeline_verify(f, p->name);
	if (cfg->dump_pass && strcmp(cfg->dump_pass, p->name) == 0 &&
		(!cfg->dump_func || strcmp(cfg->dump_func, f->sym->name) == 0))
		ir_print(stderr, f);
}

static bool pipeline_is_wanted(const Sym *s, const OptConfig *cfg) {
	return !cfg->one_unit || !s->pkg || s->pkg == cfg->unit;
}

static bool pipeline_applies(const PassInfo *p, const Func *f, const OptConfig *cfg) {
	switch (p->tier) {
	case PASS_OPT: return cfg->optimise;
	case PASS_LEAN: return cfg->optimise || f->lean;
	case PASS_UNIT: return cfg->optimise && pipeline_is_wanted(f->sym, cfg);
	case PASS_BOTH: return true;
	}
	return false;
}

void opt_module(Module *m, const OptConfig *cfg) {
	if (!cfg->any)
		return;
	Arena *a = arena_new();
	FuncVec funcs = order_funcs(m, a, pipeline_is_wanted, cfg);
	if (!cfg->optimise && !cfg->no_inline)
		lean_mark(&funcs);
	for (uint32_t i = 0; i < LEN(passes); i++) {
		if (passes[i].run == opt_inline && cfg->no_inline)
			continue;
		for (uint32_t j = 0; j < funcs.n; j++)
			if (pipeline_applies(&passes[i], funcs.v[j], cfg))
				pipeline_run(&passes[i], funcs.v[j], cfg);
	}
	arena_free(a);
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
