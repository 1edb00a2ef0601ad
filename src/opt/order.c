// order.c: functions that are to be written and all that they call, callees before callers.
//
// A depth-first walk over direct calls and over functions whose address is taken, through closures,
// too. Functions on a cycle come together (Tarjan, "Depth-First Search and Linear Graph
// Algorithms", 1972) and know each other by Func.cycle; of those some callee comes after its
// caller.
#include "opt/opt.h"

typedef struct Order {
	Arena *a;
	uint32_t *number; // by Sym.index, in order of discovery, from 1; 0: not seen
	uint32_t *low;	  // by Sym.index: lowest number that it leads back to
	uint8_t *open;	  // by Sym.index: on the stack
	uint32_t n;
	VEC(const Sym *) stack;
	FuncVec out;
} Order;

static void order_visit(Order *o, const Sym *s);

static void order_edge(Order *o, const Sym *from, const Sym *to) {
	if (!o->number[to->index])
		order_visit(o, to);
	else if (!o->open[to->index])
		return;
	if (o->low[to->index] < o->low[from->index])
		o->low[from->index] = o->low[to->index];
}

// Everything on the stack from s on leads to everything else there.
static void order_close(Order *o, const Sym *s) {
	uint32_t first = o->stack.n;
	while (o->stack.v[--first] != s)
		;
	FuncVec *cycle = NULL;
	if (o->stack.n - first > 1)
		cycle = NEW(s->func ? s->func->arena : o->a, FuncVec);
	for (uint32_t i = o->stack.n; i-- > first;) {
		const Sym *t = o->stack.v[i];
		o->open[t->index] = 0;
		if (!t->func)
			continue;
		vec_push(o->a, &o->out, t->func);
		t->func->cycle = cycle;
		if (cycle)
			vec_push(t->func->arena, cycle, t->func);
	}
	o->stack.n = first;
}

bool func_calls_itself(const Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_CALL && v->aux.sym == f->sym)
				return true;
		}
	return false;
}

static void order_visit(Order *o, const Sym *s) {
	o->number[s->index] = o->low[s->index] = ++o->n;
	o->open[s->index] = 1;
	vec_push(o->a, &o->stack, s);
	for (uint32_t i = 0; s->data && s->data->readonly && i < s->data->relocs.n; i++)
		order_edge(o, s, s->data->relocs.v[i].sym);
	for (uint32_t i = 0; s->func && i < s->func->blocks.n; i++)
		for (uint32_t j = 0; j < s->func->blocks.v[i]->ins.n; j++) {
			const Value *v = s->func->blocks.v[i]->ins.v[j];
			if (v->op == OP_CALL || v->op == OP_ADDR)
				order_edge(o, s, v->aux.sym);
		}
	if (o->low[s->index] == o->number[s->index])
		order_close(o, s);
	if (s->func && !s->func->cycle && func_calls_itself(s->func)) {
		s->func->cycle = NEW(s->func->arena, FuncVec);
		vec_push(s->func->arena, s->func->cycle, s->func);
	}
}

FuncVec order_funcs(Module *m, Arena *a, bool (*wanted)(const Sym *s, const OptConfig *cfg),
	const OptConfig *cfg) {
	Order o = {.a = a,
		.number = NEW_ARRAY(a, uint32_t, m->syms.n + 1),
		.low = NEW_ARRAY(a, uint32_t, m->syms.n + 1),
		.open = NEW_ARRAY(a, uint8_t, m->syms.n + 1)};
	for (uint32_t i = 0; i < m->funcs.n; i++)
		if (wanted(m->funcs.v[i], cfg) && !o.number[m->funcs.v[i]->index])
			order_visit(&o, m->funcs.v[i]);
	return o.out;
}
