// emit.c: short ways to append values to a block, with folding of what is trivially constant.
#include "ir/ir.h"

Value *emit_const(Block *b, IRType t, int64_t v) {
	Value *x = value_new(b->func, OP_CONST, t, NO_POS, 0);
	switch (t) {
	case IR_I8: v = (int8_t)v; break;
	case IR_I16: v = (int16_t)v; break;
	case IR_I32: v = (int32_t)v; break;
	default: break;
	}
	x->aux.i = v;
	return value_append(b, x);
}

Value *emit_fconst(Block *b, IRType t, double v) {
	Value *x = value_new(b->func, OP_FCONST, t, NO_POS, 0);
	x->aux.f = t == IR_F32 ? (double)(float)v : v;
	return value_append(b, x);
}

Value *emit_addr(Block *b, Sym *sym, int64_t off) {
	Value *x = value_new(b->func, OP_ADDR, IR_PTR, NO_POS, 0);
	x->aux.sym = sym;
	x->off = off;
	return value_append(b, x);
}

Value *emit_local(Block *b, Slot *s, int64_t off) {
	Value *x = value_new(b->func, OP_LOCAL, IR_PTR, NO_POS, 0);
	x->aux.slot = s;
	x->off = off;
	return value_append(b, x);
}

Value *emit_param(Block *b, IRType t, uint32_t index) {
	Value *x = value_new(b->func, OP_PARAM, t, NO_POS, 0);
	x->aux.i = index;
	return value_append(b, x);
}

static Value *emit_fold_un(Block *b, Op op, IRType t, const Value *x) {
	int64_t i = x->aux.i;
	uint32_t bits = irtype_size((IRType)x->type) * 8;
	uint64_t mask = bits == 64 ? ~0ull : ((1ull << bits) - 1);
	switch (op) {
	case OP_SEXT:
	case OP_TRUNC: return emit_const(b, t, i);
	case OP_ZEXT: return emit_const(b, t, (int64_t)((uint64_t)i & mask));
	case OP_NEG: return emit_const(b, t, (int64_t)(0 - (uint64_t)i));
	case OP_NOT: return emit_const(b, t, ~i);
	case OP_LNOT: return emit_const(b, t, !i);
	default: return NULL;
	}
}

Value *emit_un(Block *b, Op op, IRType t, Value *x, Pos pos) {
	if (x->op == OP_CONST && x->type != IR_PTR) {
		Value *folded = emit_fold_un(b, op, t, x);
		if (folded)
			return folded;
	}
	Value *v = value_new(b->func, op, t, pos, 1);
	v->args[0] = x;
	return value_append(b, v);
}

static Value *emit_fold_bin(Block *b, Op op, IRType t, const Value *x, const Value *y) {
	uint64_t p = (uint64_t)x->aux.i, q = (uint64_t)y->aux.i;
	switch (op) {
	case OP_ADD: return emit_const(b, t, (int64_t)(p + q));
	case OP_SUB: return emit_const(b, t, (int64_t)(p - q));
	case OP_MUL: return emit_const(b, t, (int64_t)(p * q));
	case OP_AND: return emit_const(b, t, (int64_t)(p & q));
	case OP_OR: return emit_const(b, t, (int64_t)(p | q));
	case OP_XOR: return emit_const(b, t, (int64_t)(p ^ q));
	case OP_ANDN: return emit_const(b, t, (int64_t)(p & ~q));
	case OP_EQ: return emit_const(b, t, p == q);
	case OP_NE: return emit_const(b, t, p != q);
	case OP_LT: return emit_const(b, t, (int64_t)p < (int64_t)q);
	case OP_LE: return emit_const(b, t, (int64_t)p <= (int64_t)q);
	default: return NULL;
	}
}

Value *emit_bin(Block *b, Op op, IRType t, Value *x, Value *y, Pos pos) {
	if (x->op == OP_CONST && y->op == OP_CONST && x->type != IR_PTR) {
		Value *folded = emit_fold_bin(b, op, t, x, y);
		if (folded)
			return folded;
	}
	if ((op == OP_ADD || op == OP_SUB) && t >= IR_I8 && t <= IR_I64 && y->op == OP_CONST &&
		y->aux.i == 0)
		return x;
	if (op == OP_MUL && t >= IR_I8 && t <= IR_I64 && y->op == OP_CONST && y->aux.i == 1)
		return x;
	Value *v = value_new(b->func, op, t, pos, 2);
	v->args[0] = x;
	v->args[1] = y;
	if (op == OP_PTRADD)
		v->off = 1;
	return value_append(b, v);
}

Value *emit_getvar(Block *b, Var *var) {
	Value *v = value_new(b->func, OP_GETVAR, var->type, NO_POS, 0);
	v->aux.var = var;
	return value_append(b, v);
}

void emit_setvar(Block *b, Var *var, Value *x) {
	assert_ir(var->type == x->type);
	Value *v = value_new(b->func, OP_SETVAR, IR_VOID, x->pos, 1);
	v->aux.var = var;
	v->args[0] = x;
	value_append(b, v);
}

Value *emit_load(Block *b, IRType t, Value *p, int64_t off, Pos pos) {
	Value *v = value_new(b->func, OP_LOAD, t, pos, 1);
	v->args[0] = p;
	v->off = off;
	return value_append(b, v);
}

void emit_store(Block *b, Value *p, int64_t off, Value *x, bool heap_ptr, Pos pos) {
	Value *v = value_new(b->func, OP_STORE, IR_VOID, pos, 2);
	v->args[0] = p;
	v->args[1] = x;
	v->off = off;
	v->flags = heap_ptr ? FLAG_HEAP_PTR : 0;
	value_append(b, v);
}

static IRType emit_result_type(const Sig *sig) {
	return sig->n_results == 1 ? sig->results[0] : IR_VOID;
}

Value *emit_call(Block *b, Sym *callee, const Sig *sig, Value **args, uint32_t n, Pos pos) {
	assert_ir(n == sig->n_params);
	Value *v = value_new(b->func, OP_CALL, emit_result_type(sig), pos, n);
	memcpy(v->args, args, n * sizeof *args);
	v->aux.sym = callee;
	v->sig = sig;
	return value_append(b, v);
}

Value *emit_calli(Block *b, Value *code, const Sig *sig, Value **args, uint32_t n, Pos pos) {
	assert_ir(n == sig->n_params);
	Value *v = value_new(b->func, OP_CALLI, emit_result_type(sig), pos, n + 1);
	v->args[0] = code;
	memcpy(v->args + 1, args, n * sizeof *args);
	v->sig = sig;
	return value_append(b, v);
}

static IRType emit_letter_type(char c) {
	switch (c) {
	case 'p': return IR_PTR;
	case 'l': return IR_I64;
	case 'i': return IR_I32;
	case 'h': return IR_I16;
	case 'b': return IR_I8;
	case 'd': return IR_F64;
	case 'f': return IR_F32;
	default: return IR_VOID;
	}
}

// The signature of a runtime function; one allocation per call value is saved by sharing through
// the arena of the module.
const Sig *rt_sig(Module *m, RtFn fn) {
	if (!m->rt_sigs)
		m->rt_sigs = NEW_ARRAY(m->arena, const Sig *, RT_COUNT);
	if (m->rt_sigs[fn])
		return m->rt_sigs[fn];
	const RtInfo *r = &rt_info[fn];
	Sig *sig = NEW(m->arena, Sig);
	sig->n_params = (uint32_t)strlen(r->args);
	sig->n_results = r->result[0] == 'v' ? 0 : (uint32_t)strlen(r->result);
	sig->params = NEW_ARRAY(m->arena, IRType, sig->n_params + 1);
	sig->results = NEW_ARRAY(m->arena, IRType, sig->n_results + 1);
	for (uint32_t i = 0; i < sig->n_params; i++)
		sig->params[i] = emit_letter_type(r->args[i]);
	for (uint32_t i = 0; i < sig->n_results; i++)
		sig->results[i] = emit_letter_type(r->result[i]);
	m->rt_sigs[fn] = sig;
	return sig;
}

Value *emit_rt(Block *b, RtFn fn, Value **args, uint32_t n, Pos pos) {
	const Sig *sig = rt_sig(b->func->module, fn);
	assert_ir(n == sig->n_params && !rt_info[fn].is_go);
	Value *v = value_new(b->func, OP_RTCALL, emit_result_type(sig), pos, n);
	if (n)
		memcpy(v->args, args, n * sizeof *args);
	v->aux.rt = fn;
	v->sig = sig;
	return value_append(b, v);
}

Value *emit_result(Block *b, Value *call, uint32_t i) {
	assert_ir(i < call->sig->n_results);
	if (call->sig->n_results == 1)
		return call;
	Value *v = value_new(b->func, OP_RESULT, call->sig->results[i], call->pos, 1);
	v->args[0] = call;
	v->aux.i = i;
	return value_append(b, v);
}

static void block_end(Block *b, BlockKind kind) {
	assert_ir(b->kind == BLK_NONE && "a block ends once");
	b->kind = (uint8_t)kind;
}

void block_jump(Block *b, Block *to) {
	block_end(b, BLK_JUMP);
	vec_push(b->func->arena, &b->succs, to);
}

void block_if(Block *b, Value *cond, Block *yes, Block *no, int likely) {
	block_end(b, BLK_IF);
	b->control = cond;
	b->likely = (int8_t)likely;
	vec_push(b->func->arena, &b->succs, yes);
	vec_push(b->func->arena, &b->succs, no);
}

void block_return(Block *b, Value **vals, uint32_t n) {
	block_end(b, BLK_RETURN);
	for (uint32_t i = 0; i < n; i++)
		vec_push(b->func->arena, &b->rets, vals[i]);
}

void block_unreachable(Block *b) {
	block_end(b, BLK_UNREACHABLE);
}
