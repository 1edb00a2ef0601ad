// verify.c: what holds for every function after the builder and after every pass.
//
//   - every block has ended, its successors belong to the function, the counts of its control fit
//   - arguments were defined before use: earlier in the block, or in a block that dominates (phi:
//   the predecessor)
//   - types of arguments and results are those op.def and signatures ask for
#include "ir/ir.h"

typedef struct Verify {
	Func *f;
	uint32_t *first, *size; // by block id: a dominates b when b's number lies in [first, first
				// + size) of a; size 0: not reachable
	const char *err;
	Block **home;	 // by value id: block of the definition
	uint32_t *index; // by value id: place in it
} Verify;

static bool verify_fail(Verify *v, const Value *x, const char *what) {
	if (!v->err)
		v->err = arena_printf(v->f->arena, "%s: v%u (%s): %s", v->f->sym->name,
			x ? x->id : 0,
			!x		   ? "block"
			: x->op < OP_COUNT ? op_info[x->op].name
					   : "?",
			what);
	return false;
}

static bool verify_dominates(Verify *v, const Block *a, const Block *b) {
	return v->first[b->id] - v->first[a->id] < v->size[a->id];
}

// Numbers the dominator tree in preorder. In rpo a block comes after its dominators.
static void verify_number(Verify *v, Block **rpo, Block **idom, uint32_t n) {
	Arena *a = v->f->arena;
	uint32_t *next = NEW_ARRAY(a, uint32_t, v->f->n_blocks + 1);
	v->first = NEW_ARRAY(a, uint32_t, v->f->n_blocks + 1);
	v->size = NEW_ARRAY(a, uint32_t, v->f->n_blocks + 1);
	for (uint32_t i = n; i-- > 0;) {
		uint32_t b = rpo[i]->id;
		v->size[b]++;
		if (i)
			v->size[idom[b]->id] += v->size[b];
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t b = rpo[i]->id;
		if (i) {
			uint32_t *up = &next[idom[b]->id];
			v->first[b] = *up;
			*up += v->size[b];
		}
		next[b] = v->first[b] + 1;
	}
}

static bool verify_def(Verify *v, const Value *user, Block *at, uint32_t index, const Value *arg) {
	if (!arg)
		return verify_fail(v, user, "missing argument");
	if (arg->id == 0 || arg->id >= v->f->n_values || !v->home[arg->id])
		return verify_fail(v, user, "argument is not in the function");
	if (v->home[arg->id] == at)
		return v->index[arg->id] < index ||
		       verify_fail(v, user, "used before its definition");
	return verify_dominates(v, v->home[arg->id], at) ||
	       verify_fail(v, user, "definition does not dominate use");
}

static bool verify_is_int(uint8_t t) {
	return t >= IR_I8 && t <= IR_I64;
}

static bool verify_result(Verify *v, const Value *x) {
	switch (op_info[x->op].result) {
	case 1: return x->type == IR_I8 || verify_fail(v, x, "result is not a bool");
	case 2: return x->type == IR_PTR || verify_fail(v, x, "result is not a pointer");
	case 3: return verify_is_int(x->type) || verify_fail(v, x, "result is not an integer");
	case 4:
		return x->type == IR_F32 || x->type == IR_F64 ||
		       verify_fail(v, x, "result is not a float");
	case 6: return x->type == IR_VOID || verify_fail(v, x, "has a result");
	default: return true;
	}
}

static bool verify_sig(Verify *v, const Value *x, uint32_t first) {
	if (!x->sig || x->n_args != x->sig->n_params + first)
		return verify_fail(v, x, "number of arguments differs from the signature");
	for (uint32_t i = 0; i < x->sig->n_params; i++)
		if (x->args[first + i]->type != x->sig->params[i])
			return verify_fail(v, x,
				arena_printf(v->f->arena, "argument %u: %s for %s", i,
					irtype_name((IRType)x->args[first + i]->type),
					irtype_name(x->sig->params[i])));
	IRType want = x->sig->n_results == 1 ? x->sig->results[0] : IR_VOID;
	return x->type == want || verify_fail(v, x, "result type differs from the signature");
}

static bool verify_args(Verify *v, const Value *x) {
	const char *spec = op_info[x->op].args;
	if (spec[0] == '*' || x->op == OP_CALLI || x->op == OP_CHECK)
		return true;
	uint32_t n = spec[0] == '-' ? 0 : (uint32_t)strlen(spec);
	if (x->n_args != n)
		return verify_fail(v, x, "wrong number of arguments");
	const Value *same = NULL;
	for (uint32_t i = 0; i < n; i++) {
		const Value *a = x->args[i];
		bool ok = true;
		switch (spec[i]) {
		case 'v': ok = a->type == x->type; break;
		case 'i': ok = verify_is_int(a->type); break;
		case 'p': ok = a->type == IR_PTR; break;
		case 'b': ok = a->type == IR_I8; break;
		case 's': ok = !same || a->type == same->type, same = a; break;
		case 'x': ok = a->type != IR_VOID || x->op == OP_RESULT; break;
		}
		if (!ok)
			return verify_fail(v, x,
				arena_printf(v->f->arena, "argument %u has type %s", i,
					irtype_name((IRType)a->type)));
	}
	return true;
}

static bool verify_special(Verify *v, const Value *x) {
	switch (x->op) {
	case OP_CALL: return x->aux.sym && verify_sig(v, x, 0);
	case OP_CALLI: return verify_sig(v, x, 1);
	case OP_RTCALL: return verify_sig(v, x, 0);
	case OP_SETVAR:
		return x->args[0]->type == x->aux.var->type ||
		       verify_fail(v, x, "type of the variable differs");
	case OP_GETVAR:
		return x->type == x->aux.var->type ||
		       verify_fail(v, x, "type of the variable differs");
	case OP_RESULT:
		return (x->args[0]->sig && (uint64_t)x->aux.i < x->args[0]->sig->n_results &&
			       x->args[0]->sig->results[x->aux.i] == x->type) ||
		       verify_fail(v, x, "no such result");
	case OP_PARAM:
		return ((uint64_t)x->aux.i < v->f->sig.n_params &&
			       v->f->sig.params[x->aux.i] == x->type) ||
		       verify_fail(v, x, "no such parameter");
	default: return true;
	}
}

static bool verify_value(Verify *v, Block *b, uint32_t index) {
	Value *x = b->ins.v[index];
	if (x->op >= OP_COUNT)
		return verify_fail(v, NULL, "unknown operation");
	if (x->op == OP_PHI) {
		if (x->n_args != b->preds.n)
			return verify_fail(v, x, "phi and predecessors differ in number");
		for (uint32_t i = 0; i < x->n_args; i++) {
			Block *p = b->preds.v[i];
			if (v->size[p->id] && !verify_def(v, x, p, UINT32_MAX, x->args[i]))
				return false;
			if (x->args[i]->type != x->type)
				return verify_fail(v, x, "phi of different types");
		}
		return true;
	}
	for (uint32_t i = 0; i < x->n_args; i++)
		if (!verify_def(v, x, b, index, x->args[i]))
			return false;
	return verify_args(v, x) && verify_result(v, x) && verify_special(v, x);
}

static bool verify_control(Verify *v, Block *b) {
	static const uint8_t n_succs[] = {
		[BLK_JUMP] = 1, [BLK_IF] = 2, [BLK_RETURN] = 0, [BLK_UNREACHABLE] = 0};
	if (b->kind == BLK_NONE)
		return verify_fail(v, NULL, arena_printf(v->f->arena, "b%u has no end", b->id));
	if (b->kind == BLK_SWITCH ? b->succs.n != b->cases.n + 1 : b->succs.n != n_succs[b->kind])
		return verify_fail(
			v, NULL, arena_printf(v->f->arena, "b%u: number of successors", b->id));
	if ((b->kind == BLK_IF || b->kind == BLK_SWITCH) &&
		!verify_def(v, b->control, b, UINT32_MAX, b->control))
		return false;
	if (b->kind == BLK_IF && b->control->type != IR_I8)
		return verify_fail(v, b->control, "condition is not a bool");
	if (b->kind != BLK_RETURN)
		return true;
	if (b->rets.n != v->f->sig.n_results)
		return verify_fail(
			v, NULL, arena_printf(v->f->arena, "b%u: number of results", b->id));
	for (uint32_t i = 0; i < b->rets.n; i++) {
		if (!verify_def(v, b->rets.v[i], b, UINT32_MAX, b->rets.v[i]))
			return false;
		if (b->rets.v[i]->type != v->f->sig.results[i])
			return verify_fail(v, b->rets.v[i],
				arena_printf(v->f->arena, "result %u has type %s", i,
					irtype_name((IRType)b->rets.v[i]->type)));
	}
	return true;
}

const char *ir_verify(Func *f) {
	Block **rpo, **idom;
	Verify v = {.f = f};
	for (uint32_t i = 0; i < f->blocks.n; i++)
		if (f->blocks.v[i]->id != i)
			return arena_printf(f->arena, "%s: block ids are not dense", f->sym->name);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		if (f->blocks.v[i]->kind == BLK_NONE)
			return arena_printf(f->arena, "%s: b%u has no end", f->sym->name, i);
	uint32_t n = ir_dominators(f, &rpo, &idom);
	verify_number(&v, rpo, idom, n);
	v.home = NEW_ARRAY(f->arena, Block *, f->n_values + 1);
	v.index = NEW_ARRAY(f->arena, uint32_t, f->n_values + 1);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t j = 0; j < rpo[i]->ins.n; j++) {
			Value *x = rpo[i]->ins.v[j];
			if (v.home[x->id])
				verify_fail(&v, x, "defined twice");
			v.home[x->id] = rpo[i];
			v.index[x->id] = j;
		}
	}
	for (uint32_t i = 0; i < n && !v.err; i++) {
		for (uint32_t j = 0; j < rpo[i]->ins.n && !v.err; j++)
			verify_value(&v, rpo[i], j);
		if (!v.err)
			verify_control(&v, rpo[i]);
	}
	return v.err;
}
