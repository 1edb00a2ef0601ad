// split.c: which unit defines what.
//
// Fast tier: one unit with everything reachable. Optimised tier: one unit for each package with all
// that the package defines, plus copies (weak) of the shared functions and data that those mention,
// and last the program unit.
#include "backend/c/cgen.h"

typedef struct Split {
	Module *m;
	Arena *a;
	CUnit *unit;
	uint8_t *seen; // by Sym.index: taken
	VEC(Sym *) work;
} Split;

static bool split_is_shared(const Sym *s) {
	return !s->pkg && !s->in_program_unit && (s->func || s->data);
}

static void split_take(Split *sp, Sym *s) {
	if (sp->seen[s->index])
		return;
	sp->seen[s->index] = 1;
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

static void split_own(Split *sp, const Package *pkg) {
	Module *m = sp->m;
	for (uint32_t i = 0; i < m->funcs.n; i++)
		if (m->funcs.v[i]->pkg == pkg && (pkg || m->funcs.v[i]->in_program_unit))
			split_take(sp, m->funcs.v[i]);
	for (uint32_t i = 0; i < m->datas.n; i++)
		if (m->datas.v[i]->pkg == pkg &&
			(pkg || (m->datas.v[i]->in_program_unit && m->datas.v[i]->reachable)))
			split_take(sp, m->datas.v[i]);
}

CUnit *cgen_split(Module *m, Arena *a, CTier tier, const Package *pkg) {
	Split sp = {.m = m,
		.a = a,
		.seen = NEW_ARRAY(a, uint8_t, m->syms.n + 1),
		.unit = NEW(a, CUnit)};
	sp.unit->name = pkg ? pkg->path : "";
	if (tier == CTIER_FAST) {
		for (uint32_t i = 0; i < m->funcs.n; i++)
			vec_push(a, &sp.unit->funcs, m->funcs.v[i]);
		for (uint32_t i = 0; i < m->datas.n; i++)
			vec_push(a, &sp.unit->datas, m->datas.v[i]);
		return sp.unit;
	}
	split_own(&sp, pkg);
	split_close(&sp);
	return sp.unit;
}
