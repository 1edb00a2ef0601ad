// ssa.c: variables become values.
//
// Cytron et al., "Efficiently Computing Static Single Assignment Form" (1991): phis at iterated
// dominance frontiers of the assignments, then one walk over the dominator tree that renames.
// Volatile variables (read after a landing point) stay as they are. A variable read before any
// assignment holds zero.
#include "opt/opt.h"

typedef VEC(Block *) BlockVec;
typedef struct PhiOf {
	Var *var;
	Value *phi;
} PhiOf;
typedef VEC(PhiOf) PhiVec;
typedef VEC(Value *) PhiNeeds;
typedef struct Undo {
	uint32_t var;
	Value *value;
} Undo;
typedef struct Ssa {
	Func *f;
	Arena *a;
	Block **rpo, **idom;
	uint32_t n_reachable;
	BlockVec *frontier;  // by block id
	BlockVec *children;  // of the dominator tree
	PhiVec *phis;	     // by block id
	Value **current;     // by var id: value on the path from the entry
	VEC(Undo) undo;	     // what to restore when the walk leaves a block
	Value **replacement; // by value id: what a GETVAR stands for
} Ssa;

static void ssa_frontiers(Ssa *s) {
	for (uint32_t i = 0; i < s->n_reachable; i++) {
		Block *b = s->rpo[i];
		if (b != s->f->entry)
			vec_push(s->a, &s->children[s->idom[b->id]->id], b);
		if (b->preds.n < 2)
			continue;
		for (uint32_t j = 0; j < b->preds.n; j++) {
			Block *runner = b->preds.v[j];
			if (!s->idom[runner->id])
				continue; // unreachable
			for (; runner != s->idom[b->id]; runner = s->idom[runner->id]) {
				BlockVec *fr = &s->frontier[runner->id];
				if (!fr->n || fr->v[fr->n - 1] != b)
					vec_push(s->a, fr, b);
				if (runner == s->f->entry)
					break;
			}
		}
	}
}

static void ssa_place_phi(Ssa *s, Block *b, Var *var) {
	Value *phi = value_new(s->f, OP_PHI, var->type, NO_POS, b->preds.n);
	phi->block = b;
	vec_push(s->a, &s->phis[b->id], ((PhiOf){var, phi}));
}

static void ssa_place(Ssa *s, BlockVec *defs) {
	uint32_t *stamp = NEW_ARRAY(s->a, uint32_t, s->f->n_blocks + 1);
	for (uint32_t v = 0; v < s->f->vars.n; v++) {
		if (s->f->vars.v[v]->is_volatile)
			continue;
		BlockVec *work = &defs[v];
		for (uint32_t i = 0; i < work->n; i++) {
			BlockVec *fr = &s->frontier[work->v[i]->id];
			for (uint32_t j = 0; j < fr->n; j++) {
				if (stamp[fr->v[j]->id] == v + 1)
					continue;
				stamp[fr->v[j]->id] = v + 1;
				ssa_place_phi(s, fr->v[j], s->f->vars.v[v]);
				vec_push(s->a, work, fr->v[j]);
			}
		}
	}
}

// Zeroes of all variables, before everything else of the entry block (which has no phis).
static void ssa_zeroes(Ssa *s) {
	Block *e = s->f->entry;
	VEC(Value *) ins = {0};
	for (uint32_t v = 0; v < s->f->vars.n; v++) {
		Var *var = s->f->vars.v[v];
		if (var->is_volatile)
			continue;
		bool is_float = var->type == IR_F32 || var->type == IR_F64;
		Value *zero =
			value_new(s->f, is_float ? OP_FCONST : OP_CONST, var->type, NO_POS, 0);
		zero->block = e;
		s->current[v] = zero;
		vec_push(s->f->arena, &ins, zero);
	}
	for (uint32_t i = 0; i < e->ins.n; i++)
		vec_push(s->f->arena, &ins, e->ins.v[i]);
	memcpy(&e->ins, &ins, sizeof ins);
}

static void ssa_set(Ssa *s, uint32_t var, Value *value) {
	vec_push(s->a, &s->undo, ((Undo){var, s->current[var]}));
	s->current[var] = value;
}

static Value *ssa_resolve(const Ssa *s, Value *v, uint32_t n_old) {
	while (v->id < n_old && s->replacement[v->id])
		v = s->replacement[v->id];
	return v;
}

// Renames in one block; current[] holds the values at its start and, afterwards, at its end.
static void ssa_block(Ssa *s, Block *b, uint32_t n_old) {
	VEC(Value *) ins = {0};
	PhiVec *phis = &s->phis[b->id];
	for (uint32_t i = 0; i < phis->n; i++) {
		ssa_set(s, phis->v[i].var->id, phis->v[i].phi);
		vec_push(s->f->arena, &ins, phis->v[i].phi);
	}
	for (uint32_t i = 0; i < b->ins.n; i++) {
		Value *v = b->ins.v[i];
		for (uint32_t j = 0; j < v->n_args; j++)
			v->args[j] = ssa_resolve(s, v->args[j], n_old);
		if (v->op == OP_GETVAR && !v->aux.var->is_volatile)
			s->replacement[v->id] = s->current[v->aux.var->id];
		else if (v->op == OP_SETVAR && !v->aux.var->is_volatile)
			ssa_set(s, v->aux.var->id, v->args[0]);
		else
			vec_push(s->f->arena, &ins, v);
	}
	memcpy(&b->ins, &ins, sizeof ins);
	if (b->control)
		b->control = ssa_resolve(s, b->control, n_old);
	for (uint32_t i = 0; i < b->rets.n; i++)
		b->rets.v[i] = ssa_resolve(s, b->rets.v[i], n_old);
	for (uint32_t i = 0; i < b->succs.n; i++) {
		Block *to = b->succs.v[i];
		for (uint32_t p = 0; s->phis[to->id].n && p < to->preds.n; p++)
			for (uint32_t k = 0; to->preds.v[p] == b && k < s->phis[to->id].n; k++)
				s->phis[to->id].v[k].phi->args[p] =
					s->current[s->phis[to->id].v[k].var->id];
	}
}

// Walks the dominator tree with a stack of its own: trees of large functions are deep. A step
// without block leaves one.
static void ssa_rename(Ssa *s, uint32_t n_old) {
	typedef struct Step {
		Block *b;
		uint32_t undo;
	} Step;
	VEC(Step) stack = {0};
	vec_push(s->a, &stack, ((Step){s->f->entry, 0}));
	while (stack.n) {
		Step step = stack.v[--stack.n];
		if (!step.b) {
			while (s->undo.n > step.undo) {
				Undo u = s->undo.v[--s->undo.n];
				s->current[u.var] = u.value;
			}
			continue;
		}
		vec_push(s->a, &stack, ((Step){NULL, s->undo.n}));
		ssa_block(s, step.b, n_old);
		BlockVec *kids = &s->children[step.b->id];
		for (uint32_t i = 0; i < kids->n; i++)
			vec_push(s->a, &stack, ((Step){kids->v[i], 0}));
	}
}

static void ssa_need(Ssa *s, uint8_t *needed, PhiNeeds *work, Value *v) {
	if (v->op != OP_PHI || needed[v->id])
		return;
	needed[v->id] = 1;
	vec_push(s->a, work, v);
}

// Drops phis that only phis use: where a variable is declared in a loop, what it held in the
// iteration before is nobody's.
static void ssa_prune(Ssa *s) {
	Func *f = s->f;
	uint8_t *needed = NEW_ARRAY(s->a, uint8_t, f->n_values + 1);
	PhiNeeds work = {0};
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++)
			for (uint32_t k = 0; b->ins.v[j]->op != OP_PHI && k < b->ins.v[j]->n_args;
				k++)
				ssa_need(s, needed, &work, b->ins.v[j]->args[k]);
		if (b->control)
			ssa_need(s, needed, &work, b->control);
		for (uint32_t j = 0; j < b->rets.n; j++)
			ssa_need(s, needed, &work, b->rets.v[j]);
	}
	while (work.n) {
		Value *phi = work.v[--work.n];
		for (uint32_t k = 0; k < phi->n_args; k++)
			ssa_need(s, needed, &work, phi->args[k]);
	}
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		uint32_t n = 0;
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (b->ins.v[j]->op != OP_PHI || needed[b->ins.v[j]->id])
				b->ins.v[n++] = b->ins.v[j];
		b->ins.n = n;
	}
}

// needs: nothing; keeps: nothing of vars but the volatile ones; gives preds, ssa
void opt_ssa(Func *f) {
	if (!f->vars.n)
		return;
	ir_remove_unreachable(f);
	Ssa s = {.f = f, .a = arena_new()};
	s.n_reachable = ir_dominators(f, &s.rpo, &s.idom);
	s.frontier = NEW_ARRAY(s.a, BlockVec, f->n_blocks + 1);
	s.children = NEW_ARRAY(s.a, BlockVec, f->n_blocks + 1);
	s.phis = NEW_ARRAY(s.a, PhiVec, f->n_blocks + 1);
	s.current = NEW_ARRAY(s.a, Value *, f->vars.n + 1);
	BlockVec *defs = NEW_ARRAY(s.a, BlockVec, f->vars.n + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_SETVAR)
				vec_push(s.a, &defs[v->aux.var->id], f->blocks.v[i]);
		}
	ssa_frontiers(&s);
	for (uint32_t v = 0; v < f->vars.n; v++)
		if (!f->vars.v[v]->is_volatile)
			vec_push(s.a, &defs[v], f->entry);
	ssa_place(&s, defs);
	ssa_zeroes(&s);
	uint32_t n_old = f->n_values;
	s.replacement = NEW_ARRAY(s.a, Value *, n_old + 1);
	ssa_rename(&s, n_old);
	ssa_prune(&s);
	arena_free(s.a);
}
