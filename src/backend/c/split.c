// split.c: which unit defines what.
//
// Fast tier: one unit with everything reachable. Optimised tier: one unit for each package with all that the package
// defines, plus copies (weak) of the shared functions and data that those mention, and last the program unit.
#include "backend/c/cgen.h"

typedef struct Split {
	Module *m;
	Arena *a;
	CUnit *unit;
	uint32_t *stamp;   // by Sym.index: last unit that took the symbol
	uint32_t now;
	VEC(Sym *) work;
} Split;

static bool split_is_shared(const Sym *s) {
	return !s->pkg && !s->in_program_unit && (s->func || s->data);
}

static void split_take(Split *sp, Sym *s) {
	if (sp->stamp[s->index] == sp->now)
		return;
	sp->stamp[s->index] = sp->now;
	if (s->func)
		vec_push(sp->a, &sp->unit->funcs, s);
	else if (s->data && !s->data->is_string)
		vec_push(sp->a, &sp->unit->datas, s);
	vec_push(sp->a, &sp->work, s);
}

static void split_mention(Split *sp, Sym *s) {
	if (s && split_is_shared(s))
		split_take(sp, s);
}

// Takes, transitively, the shared symbols that the unit's own ones mention.
static void split_close(Split *sp) {
	while (sp->work.n) {
		Sym *s = sp->work.v[--sp->work.n];
		for (uint32_t i = 0; s->func && i < s->func->blocks.n; i++)
			for (uint32_t j = 0; j < s->func->blocks.v[i]->ins.n; j++) {
				Value *v = s->func->blocks.v[i]->ins.v[j];
				if (v->op == OP_CALL || v->op == OP_ADDR || v->op == OP_NEW)
					split_mention(sp, v->aux.sym);
			}
		for (uint32_t i = 0; s->data && i < s->data->relocs.n; i++)
			split_mention(sp, s->data->relocs.v[i].sym);
	}
}

static CUnit *split_begin(Split *sp, const char *name) {
	sp->unit = NEW(sp->a, CUnit);
	sp->unit->name = name;
	sp->now++;
	sp->work.n = 0;
	return sp->unit;
}

CUnitVec cgen_split(Module *m, Arena *a, CTier tier) {
	Split sp = {.m = m, .a = a, .stamp = NEW_ARRAY(a, uint32_t, m->syms.n + 1)};
	CUnitVec units = {0};
	if (tier == CTIER_FAST) {
		CUnit *u = split_begin(&sp, "");
		for (uint32_t i = 0; i < m->funcs.n; i++)
			vec_push(a, &u->funcs, m->funcs.v[i]);
		for (uint32_t i = 0; i < m->datas.n; i++)
			vec_push(a, &u->datas, m->datas.v[i]);
		vec_push(a, &units, u);
		return units;
	}
	CUnit **by_pkg = NEW_ARRAY(a, CUnit *, m->prog->packages.n + 1);
	for (uint32_t p = 0; p < m->prog->packages.n; p++) {
		by_pkg[p] = split_begin(&sp, m->prog->packages.v[p]->path);
		vec_push(a, &units, by_pkg[p]);
	}
	CUnit *program = split_begin(&sp, "");
	vec_push(a, &units, program);
	sp.now = 0;
	for (uint32_t p = 0; p <= m->prog->packages.n; p++) {
		sp.unit = p < m->prog->packages.n ? by_pkg[p] : program;
		sp.now++;
		const Package *pkg = p < m->prog->packages.n ? m->prog->packages.v[p] : NULL;
		for (uint32_t i = 0; i < m->funcs.n; i++)
			if (m->funcs.v[i]->pkg == pkg && (pkg || m->funcs.v[i]->in_program_unit))
				split_take(&sp, m->funcs.v[i]);
		for (uint32_t i = 0; i < m->datas.n; i++)
			if (m->datas.v[i]->pkg == pkg && (pkg || (m->datas.v[i]->in_program_unit && m->datas.v[i]->reachable)))
				split_take(&sp, m->datas.v[i]);
		split_close(&sp);
	}
	return units;
}
