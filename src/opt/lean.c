// lean.c: which functions of the fast tier are put into SSA form to be inlined.
//
// There, inlining costs more than it saves, but for one thing: an object that a small function
// makes and returns may die in its caller, and programs count on that costing no allocation. So the
// makers are chosen, small functions that return an address and make what it may point to, and
// whatever calls them.
#include "opt/escape.h"

enum { LEAN_MAX_VALUES = 90, LEAN_MAX_BLOCKS = 12 };

static bool lean_returns_address(const Func *f) {
	for (uint32_t i = 0; i < f->sig.n_results; i++)
		if (f->sig.results[i] == IR_PTR)
			return true;
	return false;
}

static bool lean_may_be_maker(const Func *f) {
	return lean_returns_address(f) && f->n_values <= LEAN_MAX_VALUES &&
	       f->blocks.n <= LEAN_MAX_BLOCKS && !f->cycle &&
	       !(f->flags & (FUNC_WRAPPER | FUNC_NOINLINE | FUNC_HAS_DEFER));
}

static bool lean_makes(const Value *v) {
	return v->op == OP_NEW || escape_frame_kind(v) != FRAME_NONE;
}

// Makers are marked by an inline cost, which the pass inline will set anew.
static void lean_look(Func *f) {
	bool makes = false, calls = false;
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			const Value *v = f->blocks.v[i]->ins.v[j];
			makes |= lean_makes(v);
			calls |= v->op == OP_CALL && v->aux.sym->func &&
				 v->aux.sym->func->inline_cost;
		}
	bool maker = (makes || calls) && lean_may_be_maker(f);
	f->inline_cost = maker;
	f->lean = maker || calls;
}

void lean_mark(const FuncVec *funcs) {
	for (uint32_t i = 0; i < funcs->n; i++)
		lean_look(funcs->v[i]);
}
