// splice.c: puts the body of a function in the place of a call.
//
// Both are in SSA form. The block of the call ends before it; a new block holds the rest; copies of
// the callee's blocks lie between. Parameters are the arguments, results come together in phis of
// the rest. What was copied says so in Value.inl, from which traces know the call that is no more.
#include "opt/opt.h"

typedef struct Splice {
	Func *f;
	const Func *g; // callee
	Value *call;   // NULL: g is copied as it is, parameters and returns too
	Block *rest;
	Block **blocks; // by id of g's blocks
	Value **values; // by id of g's values
	Slot **slots;	// by id of g's slots
	uint32_t *inls; // by index in g's inlines
	Value ***rets;	// results of each returning block, in order of rest's predecessors
	uint32_t n_rets;
} Splice;

static void splice_inlines(Splice *s) {
	Inlined own = {s->g, s->call->pos, s->call->inl};
	vec_push(s->f->arena, &s->f->inlines, own);
	s->inls[0] = s->f->inlines.n;
	for (uint32_t i = 0; i < s->g->inlines.n; i++) {
		Inlined in = s->g->inlines.v[i];
		in.outer = s->inls[in.outer];
		vec_push(s->f->arena, &s->f->inlines, in);
		s->inls[i + 1] = s->f->inlines.n;
	}
}

// Everything behind the call goes to a block of its own; the call stays to become a copy of its
// result.
static void splice_cut(Splice *s, Block *b, uint32_t at) {
	Block *rest = s->rest = block_new(s->f);
	rest->kind = b->kind;
	rest->likely = b->likely;
	rest->control = b->control;
	rest->pos = b->pos;
	memcpy(&rest->rets, &b->rets, sizeof rest->rets);
	memcpy(&rest->succs, &b->succs, sizeof rest->succs);
	memcpy(&rest->cases, &b->cases, sizeof rest->cases);
	memset(&b->rets, 0, sizeof b->rets);
	memset(&b->succs, 0, sizeof b->succs);
	memset(&b->cases, 0, sizeof b->cases);
	for (uint32_t i = 0; i < rest->succs.n; i++) {
		Block *to = rest->succs.v[i];
		for (uint32_t j = 0; j < to->preds.n; j++)
			if (to->preds.v[j] == b)
				to->preds.v[j] = rest;
	}
	for (uint32_t i = at + 1; i < b->ins.n; i++)
		value_append(rest, b->ins.v[i]);
	b->ins.n = at;
	b->control = NULL;
	b->likely = 0;
}

static Value *splice_copy(Splice *s, const Value *v) {
	if (v->op == OP_PARAM && s->call)
		return s->call->args[v->aux.i];
	Value *c = value_new(s->f, (Op)v->op, (IRType)v->type, v->pos, v->n_args);
	c->flags = v->flags;
	c->off = v->off;
	c->sig = v->sig;
	c->aux = v->aux;
	c->inl = s->call ? s->inls[v->inl] : v->inl;
	if (v->op == OP_LOCAL)
		c->aux.slot = s->slots[v->aux.slot->id];
	return c;
}

static void splice_values(Splice *s) {
	const Func *g = s->g;
	for (uint32_t i = 0; i < g->slots.n; i++) {
		const Slot *old = g->slots.v[i];
		s->slots[i] = slot_new(s->f, old->size, old->align, old->name);
		s->slots[i]->is_volatile = old->is_volatile;
		s->slots[i]->no_ptrs = old->no_ptrs;
	}
	for (uint32_t i = 0; i < g->blocks.n; i++) {
		const Block *b = g->blocks.v[i];
		s->blocks[b->id] = block_new(s->f);
		for (uint32_t j = 0; j < b->ins.n; j++) {
			Value *c = splice_copy(s, b->ins.v[j]);
			s->values[b->ins.v[j]->id] = c;
			if (b->ins.v[j]->op != OP_PARAM || !s->call)
				value_append(s->blocks[b->id], c);
		}
	}
	for (uint32_t i = 0; i < g->blocks.n; i++)
		for (uint32_t j = 0; j < g->blocks.v[i]->ins.n; j++) {
			const Value *v = g->blocks.v[i]->ins.v[j];
			for (uint32_t k = 0; k < v->n_args; k++)
				s->values[v->id]->args[k] = s->values[v->args[k]->id];
		}
}

// The slots' homes are known when the blocks are there.
static void splice_homes(Splice *s) {
	const Func *g = s->g;
	for (uint32_t i = 0; i < g->slots.n; i++) {
		const Block *home = g->slots.v[i]->home;
		bool there = home && home->id < g->blocks.n && g->blocks.v[home->id] == home;
		s->slots[i]->home = there ? s->blocks[home->id] : NULL;
	}
}

static void splice_return(Splice *s, const Block *b, Block *c) {
	Value **rets = NEW_ARRAY(s->f->arena, Value *, b->rets.n + 1);
	for (uint32_t i = 0; i < b->rets.n; i++)
		rets[i] = s->values[b->rets.v[i]->id];
	if (!s->call) {
		c->kind = BLK_RETURN;
		for (uint32_t i = 0; i < b->rets.n; i++)
			vec_push(s->f->arena, &c->rets, rets[i]);
		return;
	}
	s->rets[s->n_rets++] = rets;
	c->kind = BLK_JUMP;
	vec_push(s->f->arena, &c->succs, s->rest);
	vec_push(s->f->arena, &s->rest->preds, c);
}

static void splice_controls(Splice *s) {
	Arena *a = s->f->arena;
	for (uint32_t i = 0; i < s->g->blocks.n; i++) {
		const Block *b = s->g->blocks.v[i];
		Block *c = s->blocks[b->id];
		for (uint32_t j = 0; j < b->preds.n; j++)
			vec_push(a, &c->preds, s->blocks[b->preds.v[j]->id]);
		if (b->kind == BLK_RETURN) {
			splice_return(s, b, c);
			continue;
		}
		c->kind = b->kind;
		c->likely = b->likely;
		c->pos = b->pos;
		c->control = b->control ? s->values[b->control->id] : NULL;
		for (uint32_t j = 0; j < b->succs.n; j++)
			vec_push(a, &c->succs, s->blocks[b->succs.v[j]->id]);
		for (uint32_t j = 0; j < b->cases.n; j++)
			vec_push(a, &c->cases, b->cases.v[j]);
	}
}

static Value *splice_result(Splice *s, uint32_t i) {
	if (s->n_rets == 1)
		return s->rets[0][i];
	Value *phi = value_new(s->f, OP_PHI, s->g->sig.results[i], NO_POS, s->n_rets);
	for (uint32_t k = 0; k < s->n_rets; k++)
		phi->args[k] = s->rets[k][i];
	return phi;
}

static void splice_become_copy(Func *f, Value *v, Value *of) {
	v->op = OP_COPY;
	v->flags = 0;
	v->n_args = 1;
	v->args = NEW_ARRAY(f->arena, Value *, 1);
	v->args[0] = of;
	v->sig = NULL;
	v->off = 0;
	v->aux.i = 0;
}

// The rest begins with phis of the results; the call, or the values that took its results, become
// copies of them.
static void splice_results(Splice *s) {
	Block *rest = s->rest;
	uint32_t n = s->g->sig.n_results;
	VEC(Value *) ins = {0};
	Value **res = NEW_ARRAY(s->f->arena, Value *, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		res[i] = splice_result(s, i);
		if (s->n_rets != 1) {
			res[i]->block = rest;
			vec_push(s->f->arena, &ins, res[i]);
		}
	}
	if (n == 1) {
		splice_become_copy(s->f, s->call, res[0]);
		s->call->block = rest;
		vec_push(s->f->arena, &ins, s->call);
	}
	for (uint32_t i = 0; i < rest->ins.n; i++)
		vec_push(s->f->arena, &ins, rest->ins.v[i]);
	memcpy(&rest->ins, &ins, sizeof ins);
	for (uint32_t i = 0; n > 1 && i < s->f->blocks.n; i++)
		for (uint32_t j = 0; j < s->f->blocks.v[i]->ins.n; j++) {
			Value *v = s->f->blocks.v[i]->ins.v[j];
			if (v->op == OP_RESULT && v->args[0] == s->call)
				splice_become_copy(s->f, v, res[v->aux.i]);
		}
}

static void splice_begin(Splice *s, Arena *tmp) {
	const Func *g = s->g;
	s->blocks = NEW_ARRAY(tmp, Block *, g->n_blocks + 1);
	s->values = NEW_ARRAY(tmp, Value *, g->n_values + 1);
	s->slots = NEW_ARRAY(tmp, Slot *, g->slots.n + 1);
	s->inls = NEW_ARRAY(tmp, uint32_t, g->inlines.n + 1);
	s->rets = NEW_ARRAY(tmp, Value **, g->n_blocks + 1);
}

Block *splice_call(Func *f, Block *b, uint32_t at, const Func *g) {
	Arena *tmp = arena_new();
	Splice s = {.f = f, .g = g, .call = b->ins.v[at]};
	splice_begin(&s, tmp);
	splice_inlines(&s);
	splice_cut(&s, b, at);
	splice_values(&s);
	splice_homes(&s);
	splice_controls(&s);
	b->kind = BLK_JUMP;
	vec_push(f->arena, &b->succs, s.blocks[g->entry->id]);
	vec_push(f->arena, &s.blocks[g->entry->id]->preds, b);
	splice_results(&s);
	arena_free(tmp);
	return s.rest;
}

const Func *splice_clone(const Func *g) {
	Arena *tmp = arena_new();
	Func *f = NEW(g->arena, Func);
	*f = *g;
	f->entry = NULL;
	f->n_blocks = 0;
	f->n_values = 1;
	memset(&f->blocks, 0, sizeof f->blocks);
	memset(&f->slots, 0, sizeof f->slots);
	memset(&f->inlines, 0, sizeof f->inlines);
	for (uint32_t i = 0; i < g->inlines.n; i++)
		vec_push(f->arena, &f->inlines, g->inlines.v[i]);
	Splice s = {.f = f, .g = g};
	splice_begin(&s, tmp);
	splice_values(&s);
	splice_controls(&s);
	arena_free(tmp);
	return f;
}
