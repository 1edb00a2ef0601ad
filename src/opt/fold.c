// fold.c: constant folding, algebraic identities, copies, trivial phis, branches on constants.
//
// Values are visited in reverse postorder, so arguments are simplified before their users (but for
// phis of loops). A value that equals another is replaced by it at every use.
#include "opt/opt.h"

typedef struct Fold {
	Func *f;
	Value **same; // by value id: the value it equals, or NULL
	uint32_t n;
} Fold;

static Value *fold_resolve(const Fold *fo, Value *v) {
	while (v->id < fo->n && fo->same[v->id])
		v = fo->same[v->id];
	return v;
}

static bool fold_is(const Value *v, int64_t i) {
	return v->op == OP_CONST && v->type != IR_PTR && v->aux.i == i;
}

static uint64_t fold_mask(IRType t) {
	return irtype_size(t) == 8 ? ~0ull : (1ull << (irtype_size(t) * 8)) - 1;
}

static int64_t fold_sign(IRType t, uint64_t x) {
	uint32_t drop = 64 - irtype_size(t) * 8;
	return (int64_t)(x << drop) >> drop;
}

// The result of a pure integer operation on constants; false where this pass does not know it.
static bool fold_eval(const Value *v, const Value *x, const Value *y, int64_t *out) {
	IRType t = (IRType)x->type;
	uint64_t p = (uint64_t)x->aux.i & fold_mask(t),
		 q = y ? (uint64_t)y->aux.i & fold_mask((IRType)y->type) : 0, r;
	int64_t sp = fold_sign(t, p), sq = fold_sign(t, q);
	uint32_t bits = irtype_size(t) * 8;
	switch (v->op) {
	case OP_ADD: r = p + q; break;
	case OP_SUB: r = p - q; break;
	case OP_MUL: r = p * q; break;
	case OP_AND: r = p & q; break;
	case OP_OR: r = p | q; break;
	case OP_XOR: r = p ^ q; break;
	case OP_ANDN: r = p & ~q; break;
	case OP_UDIV:
		if (!q)
			return false;
		r = p / q;
		break;
	case OP_UREM:
		if (!q)
			return false;
		r = p % q;
		break;
	case OP_SHL:
		if (q >= bits)
			return false;
		r = p << q;
		break;
	case OP_SHR:
		if (q >= bits)
			return false;
		r = p >> q;
		break;
	case OP_SAR:
		if (q >= bits)
			return false;
		r = (uint64_t)(sp >> q);
		break;
	case OP_EQ: r = p == q; break;
	case OP_NE: r = p != q; break;
	case OP_LT: r = sp < sq; break;
	case OP_LE: r = sp <= sq; break;
	case OP_ULT: r = p < q; break;
	case OP_ULE: r = p <= q; break;
	case OP_NEG: r = 0 - p; break;
	case OP_NOT: r = ~p; break;
	case OP_LNOT: r = !p; break;
	case OP_SEXT: r = (uint64_t)sp; break;
	case OP_ZEXT:
	case OP_TRUNC: r = p; break;
	default: return false;
	}
	*out = fold_sign((IRType)v->type, r & fold_mask((IRType)v->type));
	return true;
}

static bool fold_is_int(uint8_t t) {
	return t >= IR_I8 && t <= IR_I64;
}

static void fold_to_const(Value *v, int64_t i) {
	v->op = OP_CONST;
	v->n_args = 0;
	v->aux.i = i;
	v->off = 0;
}

static Value *fold_identity(Value *v) {
	if (v->n_args != 2 || !fold_is_int(v->type))
		return NULL;
	Value *x = v->args[0], *y = v->args[1];
	switch (v->op) {
	case OP_XOR: // of an address: hides it from escape analysis, as abi.NoEscape wants
		if (x->op == OP_BITCAST && x->args[0]->type == IR_PTR)
			return NULL;
		return fold_is(y, 0) ? x : fold_is(x, 0) ? y : NULL;
	case OP_ADD:
	case OP_OR: return fold_is(y, 0) ? x : fold_is(x, 0) ? y : NULL;
	case OP_SUB:
	case OP_SHL:
	case OP_SHR:
	case OP_SAR:
	case OP_ANDN: return fold_is(y, 0) ? x : NULL;
	case OP_MUL: return fold_is(y, 1) ? x : fold_is(x, 1) ? y : NULL;
	case OP_AND: return fold_is(y, -1) ? x : fold_is(x, -1) ? y : x == y ? x : NULL;
	default: return NULL;
	}
}

// A phi all of whose arguments are one value, or itself.
static Value *fold_phi(const Fold *fo, Value *v) {
	Value *only = NULL;
	for (uint32_t i = 0; i < v->n_args; i++) {
		Value *a = fold_resolve(fo, v->args[i]);
		if (a == v || a == only)
			continue;
		if (only)
			return NULL;
		only = a;
	}
	return only;
}

// Whether x and y are the same sum or product of the same values, computed twice.
static bool fold_is_same(const Value *x, const Value *y, uint32_t depth) {
	enum { DEPTH = 3 };
	if (x == y)
		return true;
	if (x->op != y->op || x->type != y->type || depth == DEPTH)
		return false;
	if (x->op == OP_CONST)
		return x->aux.i == y->aux.i;
	return (x->op == OP_ADD || x->op == OP_SUB || x->op == OP_MUL) &&
	       fold_is_same(x->args[0], y->args[0], depth + 1) &&
	       fold_is_same(x->args[1], y->args[1], depth + 1);
}

static bool fold_is_plus(const Value *v, int64_t *i) {
	if (v->op != OP_ADD || v->args[1]->op != OP_CONST)
		return false;
	*i = v->args[1]->aux.i;
	return true;
}

// x + i less x: the length of b[x : x+8]; x + i less x + k: that of b[x+4 : x+8].
static bool fold_difference(const Value *v, int64_t *i) {
	const Value *x = v->args[0], *y = v->args[1];
	int64_t k = 0;
	if (!fold_is_int(v->type) || !fold_is_plus(x, i))
		return false;
	if (!fold_is_same(x->args[0], y, 0) &&
		!(fold_is_plus(y, &k) && fold_is_same(x->args[0], y->args[0], 0)))
		return false;
	*i = fold_sign((IRType)v->type, ((uint64_t)*i - (uint64_t)k) & fold_mask((IRType)v->type));
	return true;
}

// x + y less x, or less y: the length of row[k*n : k*n+n].
static Value *fold_rest(const Value *v) {
	Value *sum = v->args[0], *y = v->args[1];
	if (!fold_is_int(v->type) || sum->op != OP_ADD)
		return NULL;
	if (fold_is_same(sum->args[0], y, 0))
		return sum->args[1];
	return fold_is_same(sum->args[1], y, 0) ? sum->args[0] : NULL;
}

static bool fold_value(Fold *fo, Value *v) {
	Value *same = NULL;
	int64_t i;
	for (uint32_t k = 0; k < v->n_args; k++)
		v->args[k] = fold_resolve(fo, v->args[k]);
	if (v->op == OP_SUB && fold_difference(v, &i)) {
		fold_to_const(v, i);
		return true;
	}
	if (v->op == OP_PHI)
		same = fold_phi(fo, v);
	else if (v->op == OP_COPY)
		same = v->args[0];
	else if (v->op == OP_SELECT && v->args[0]->op == OP_CONST)
		same = v->args[v->args[0]->aux.i ? 1 : 2];
	else
		same = fold_identity(v);
	if (!same && v->op == OP_SUB)
		same = fold_rest(v);
	if (same) {
		fo->same[v->id] = same;
		return true;
	}
	if (v->n_args < 1 || v->n_args > 2 || !fold_is_int(v->type) ||
		op_info[v->op].effect != EFFECT_PURE)
		return false;
	for (uint32_t k = 0; k < v->n_args; k++)
		if (v->args[k]->op != OP_CONST || !fold_is_int(v->args[k]->type))
			return false;
	if (!fold_eval(v, v->args[0], v->n_args > 1 ? v->args[1] : NULL, &i))
		return false;
	fold_to_const(v, i);
	return true;
}

// A branch on a constant becomes a jump; phis of the successor that is cut off lose the edge's
// argument.
static void fold_branch(Block *b) {
	if (b->kind != BLK_IF || b->control->op != OP_CONST || b->succs.v[0] == b->succs.v[1])
		return;
	Block *keep = b->succs.v[b->control->aux.i ? 0 : 1],
	      *cut = b->succs.v[b->control->aux.i ? 1 : 0];
	for (uint32_t p = 0; p < cut->preds.n; p++) {
		if (cut->preds.v[p] != b)
			continue;
		for (uint32_t i = 0; i < cut->ins.n && cut->ins.v[i]->op == OP_PHI; i++) {
			Value *phi = cut->ins.v[i];
			for (uint32_t k = p; k + 1 < phi->n_args; k++)
				phi->args[k] = phi->args[k + 1];
			phi->n_args--;
		}
		for (uint32_t k = p; k + 1 < cut->preds.n; k++)
			cut->preds.v[k] = cut->preds.v[k + 1];
		cut->preds.n--;
		break;
	}
	b->kind = BLK_JUMP;
	b->control = NULL;
	b->succs.v[0] = keep;
	b->succs.n = 1;
}

static bool fold_is_in_bounds(const Value *v) {
	return v->op == OP_BOUNDS && v->args[0]->op == OP_CONST && v->args[1]->op == OP_CONST &&
	       (uint64_t)v->args[0]->aux.i < (uint64_t)v->args[1]->aux.i;
}

static void fold_apply(Fold *fo) {
	Func *f = fo->f;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		uint32_t n = 0;
		for (uint32_t j = 0; j < b->ins.n; j++) {
			Value *v = b->ins.v[j];
			for (uint32_t k = 0; k < v->n_args; k++)
				v->args[k] = fold_resolve(fo, v->args[k]);
			if (!fo->same[v->id] && !fold_is_in_bounds(v))
				b->ins.v[n++] = v;
		}
		b->ins.n = n;
		if (b->control)
			b->control = fold_resolve(fo, b->control);
		for (uint32_t j = 0; j < b->rets.n; j++)
			b->rets.v[j] = fold_resolve(fo, b->rets.v[j]);
	}
	// A phi that became a constant or moved behind others would break "phis first": none does,
	// they only vanish.
}

// needs ssa; keeps ssa
void opt_fold(Func *f) {
	Block **rpo, **idom;
	uint32_t n = ir_dominators(f, &rpo, &idom);
	Arena *a = arena_new();
	Fold fo = {.f = f, .same = NEW_ARRAY(a, Value *, f->n_values + 1), .n = f->n_values};
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = 0; i < n; i++)
			for (uint32_t j = 0; j < rpo[i]->ins.n; j++)
				if (!fo.same[rpo[i]->ins.v[j]->id] &&
					rpo[i]->ins.v[j]->op != OP_CONST)
					changed |= fold_value(&fo, rpo[i]->ins.v[j]);
	}
	fold_apply(&fo);
	ir_compute_preds(f);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		fold_branch(f->blocks.v[i]);
	ir_compute_preds(f);
	ir_remove_unreachable(f);
	arena_free(a);
}
