// range.c: index checks that conditions and loops prove.
//
// BOUNDS i, n is superfluous where 0 <= i and i < n are known. What is known are the conditions of
// branches on the way from the entry (a branch's successor that has no other predecessor, in the
// chain of dominators), and what integers are by the way they are made: zero-extended, masked,
// shifted, remainders, or counted up in a loop that begins at or above zero and whose step is
// taken only below some limit, so that it cannot wrap. Counting down from below a limit stays below
// it.
#include "opt/opt.h"

enum { RANGE_CHAIN = 64, RANGE_DEPTH = 4 };

typedef struct Range {
	Func *f;
	Block **idom;
} Range;

static Block *range_up(const Range *r, Block *b) {
	Block *up = r->idom[b->id];
	return up == b ? NULL : up;
}

static bool range_is_const(const Value *v, int64_t *x) {
	*x = v->aux.i;
	return v->op == OP_CONST && v->type == IR_I64;
}

// What a condition says once it is known to hold or not: x < y or x <= y, signed or not.
typedef struct Fact {
	const Value *x, *y;
	bool less; // <, else <=
	bool is_unsigned;
} Fact;

static bool range_fact(const Value *cond, bool holds, Fact *f) {
	while (cond->op == OP_LNOT) {
		cond = cond->args[0];
		holds = !holds;
	}
	bool strict = cond->op == OP_LT || cond->op == OP_ULT;
	if ((!strict && cond->op != OP_LE && cond->op != OP_ULE) || cond->args[0]->type != IR_I64)
		return false;
	f->is_unsigned = cond->op == OP_ULT || cond->op == OP_ULE;
	f->x = cond->args[holds ? 0 : 1];
	f->y = cond->args[holds ? 1 : 0];
	f->less = holds == strict;
	return true;
}

// The condition that holds in all of b because of how b is entered.
static bool range_entry_fact(const Block *b, Fact *f) {
	if (b->preds.n != 1 || b->preds.v[0]->kind != BLK_IF)
		return false;
	const Block *p = b->preds.v[0];
	return p->succs.v[0] != p->succs.v[1] && range_fact(p->control, p->succs.v[0] == b, f);
}

// x < y, signed, at b.
static bool range_is_less(const Range *r, const Value *x, const Value *y, Block *b) {
	int64_t cx, cy, c;
	if (range_is_const(x, &cx) && range_is_const(y, &cy))
		return cx < cy;
	uint32_t n = 0;
	for (Block *d = b; d && n < RANGE_CHAIN; d = range_up(r, d), n++) {
		Fact f;
		if (!range_entry_fact(d, &f) || f.is_unsigned || f.x != x)
			continue;
		if (f.y == y && f.less)
			return true;
		// x <= c, or x < c, below a constant
		if (range_is_const(y, &cy) && range_is_const(f.y, &c) &&
			(f.less ? c <= cy : c < cy))
			return true;
	}
	return false;
}

// v is below some limit at b: one more does not wrap.
static bool range_has_limit(const Range *r, const Value *v, Block *b) {
	uint32_t n = 0;
	for (Block *d = b; d && n < RANGE_CHAIN; d = range_up(r, d), n++) {
		Fact f;
		if (range_entry_fact(d, &f) && !f.is_unsigned && f.less && f.x == v)
			return true;
	}
	return false;
}

// v is x and a constant.
static bool range_is_step(const Value *x, const Value *v, int64_t *step) {
	*step = 0;
	if (v->op == OP_ADD && v->args[0] == x && range_is_const(v->args[1], step))
		return true;
	if (v->op == OP_SUB && v->args[0] == x && range_is_const(v->args[1], step)) {
		*step = -*step;
		return true;
	}
	return false;
}

static bool range_is_natural(const Range *r, const Value *v, Block *b, uint32_t depth);

// A phi that begins at or above zero and is counted up by one, only below a limit.
static bool range_counts_up(const Range *r, const Value *phi, uint32_t depth) {
	for (uint32_t i = 0; i < phi->n_args; i++) {
		const Value *a = phi->args[i];
		int64_t step;
		if (a == phi)
			continue;
		if (range_is_step(phi, a, &step)) {
			if (step != 1 || !range_has_limit(r, phi, a->block))
				return false;
		} else if (!range_is_natural(r, a, phi->block->preds.v[i], depth + 1)) {
			return false;
		}
	}
	return true;
}

// 0 <= v, signed, at b.
static bool range_is_natural(const Range *r, const Value *v, Block *b, uint32_t depth) {
	int64_t c;
	if (depth > RANGE_DEPTH)
		return false;
	switch (v->op) {
	case OP_CONST: return v->aux.i >= 0;
	case OP_ZEXT: return v->type > v->args[0]->type;
	case OP_AND: // at most the smaller mask
		return (range_is_const(v->args[1], &c) && c >= 0) ||
		       (range_is_const(v->args[0], &c) && c >= 0);
	case OP_SHR: return range_is_const(v->args[1], &c) && c > 0;
	case OP_UREM: return range_is_const(v->args[1], &c) && c > 0;
	case OP_CLZ:
	case OP_CTZ:
	case OP_POPCNT: return true;
	case OP_COPY: return range_is_natural(r, v->args[0], b, depth + 1);
	case OP_ADD: // a natural number below a limit, and one
		if (range_is_const(v->args[1], &c) && c == 1 && range_has_limit(r, v->args[0], b) &&
			range_is_natural(r, v->args[0], b, depth + 1))
			return true;
		break;
	case OP_PHI:
		if (range_counts_up(r, v, depth))
			return true;
		break;
	default: break;
	}
	uint32_t n = 0;
	for (Block *d = b; d && n < RANGE_CHAIN; d = range_up(r, d), n++) {
		Fact f;
		if (range_entry_fact(d, &f) && !f.is_unsigned && f.y == v &&
			range_is_const(f.x, &c) && (f.less ? c >= -1 : c >= 0))
			return true;
	}
	return false;
}

// v is the limit less one; the limit is a length, never negative.
static bool range_is_one_below(const Value *v, const Value *limit) {
	int64_t step;
	return range_is_step(limit, v, &step) && step == -1;
}

// A phi that begins below the limit and is only counted down, by one.
static bool range_counts_down(const Range *r, const Value *phi, const Value *limit) {
	for (uint32_t i = 0; i < phi->n_args; i++) {
		const Value *a = phi->args[i];
		int64_t step;
		if (a == phi)
			continue;
		if (range_is_step(phi, a, &step)) {
			// Only from above zero, so that it cannot wrap.
			if (step != -1 || !range_is_natural(r, phi, a->block, RANGE_DEPTH))
				return false;
		} else if (!range_is_one_below(a, limit) &&
			   !range_is_less(r, a, limit, phi->block->preds.v[i])) {
			return false;
		}
	}
	return true;
}

static bool range_proves(const Range *r, const Value *check) {
	const Value *i = check->args[0], *n = check->args[1];
	Block *b = check->block;
	uint32_t k = 0;
	for (Block *d = b; d && k < RANGE_CHAIN; d = range_up(r, d), k++) {
		Fact f;
		if (range_entry_fact(d, &f) && f.is_unsigned && f.less && f.x == i && f.y == n)
			return true;
	}
	if (!range_is_less(r, i, n, b) && !(i->op == OP_PHI && range_counts_down(r, i, n)))
		return false;
	return range_is_natural(r, i, b, 0);
}

// needs ssa; keeps ssa
void opt_range(Func *f) {
	Block **rpo;
	Range r = {.f = f};
	uint32_t n = ir_dominators(f, &rpo, &r.idom);
	for (uint32_t i = 0; i < n; i++) {
		Block *b = rpo[i];
		uint32_t kept = 0;
		for (uint32_t j = 0; j < b->ins.n; j++)
			if (b->ins.v[j]->op != OP_BOUNDS || !range_proves(&r, b->ins.v[j]))
				b->ins.v[kept++] = b->ins.v[j];
		b->ins.n = kept;
	}
}
