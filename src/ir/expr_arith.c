// expr_arith.c: arithmetic: integers of every width, floats, complex numbers, shifts, concatenation
// of strings.
#include "ir/func.h"

static Val arith_complex_mul(FuncBuild *fb, Type *t, Val x, Val y) {
	IRType f = x.c->type[0];
	Val r = val_new(fb, t);
	r.v[0] = fb_bin(fb, OP_SUB, f, fb_bin(fb, OP_MUL, f, x.v[0], y.v[0]),
		fb_bin(fb, OP_MUL, f, x.v[1], y.v[1]));
	r.v[1] = fb_bin(fb, OP_ADD, f, fb_bin(fb, OP_MUL, f, x.v[0], y.v[1]),
		fb_bin(fb, OP_MUL, f, x.v[1], y.v[0]));
	return r;
}

static Val arith_complex_div(FuncBuild *fb, Type *t, Val x, Val y, Pos pos) {
	Value *a[4] = {x.v[0], x.v[1], y.v[0], y.v[1]};
	bool narrow = x.c->type[0] == IR_F32;
	for (int i = 0; i < 4 && narrow; i++)
		a[i] = fb_un(fb, OP_FCVT, IR_F64, a[i]);
	Value *q = fb_rt(fb, RT_complex128div, pos, 4, a[0], a[1], a[2], a[3]);
	Val r = val_new(fb, t);
	for (uint32_t i = 0; i < 2; i++) {
		r.v[i] = emit_result(fb->cur, q, i);
		if (narrow)
			r.v[i] = fb_un(fb, OP_FCVT, IR_F32, r.v[i]);
	}
	return r;
}

static Val arith_complex(FuncBuild *fb, Oper op, Type *t, Val x, Val y, Pos pos) {
	if (op == OPER_MUL)
		return arith_complex_mul(fb, t, x, y);
	if (op == OPER_DIV)
		return arith_complex_div(fb, t, x, y, pos);
	Val r = val_new(fb, t);
	for (int i = 0; i < 2; i++)
		r.v[i] = fb_bin(fb, op == OPER_ADD ? OP_ADD : OP_SUB, x.c->type[i], x.v[i], y.v[i]);
	return r;
}

static Op arith_op(Oper op, bool is_signed, bool is_float) {
	switch (op) {
	case OPER_ADD: return OP_ADD;
	case OPER_SUB: return OP_SUB;
	case OPER_MUL: return OP_MUL;
	case OPER_DIV: return is_float ? OP_FDIV : is_signed ? OP_SDIV : OP_UDIV;
	case OPER_REM: return is_signed ? OP_SREM : OP_UREM;
	case OPER_AND: return OP_AND;
	case OPER_OR: return OP_OR;
	case OPER_XOR: return OP_XOR;
	case OPER_ANDNOT: return OP_ANDN;
	default: ice("arith_op: operator %s", oper_text(op));
	}
}

Val arith_binary(FuncBuild *fb, Oper op, Type *t, Val x, Val y, Pos pos) {
	TypeKind k = under_kind(fb, t);
	if (kind_is_complex(k))
		return arith_complex(fb, op, t, x, y, pos);
	if (k == TY_STRING) {
		Value *r = fb_rt(
			fb, RT_concatstring2, pos, 5, knil(fb), x.v[0], x.v[1], y.v[0], y.v[1]);
		Val v = val_new(fb, t);
		v.v[0] = emit_result(fb->cur, r, 0);
		v.v[1] = emit_result(fb->cur, r, 1);
		return v;
	}
	IRType it = x.c->type[0];
	if ((op == OPER_DIV || op == OPER_REM) && kind_is_integer(k) &&
		!(y.v[0]->op == OP_CONST && y.v[0]->aux.i != 0))
		fb_check(fb, fb_cmp(fb, OP_NE, y.v[0], emit_const(fb->cur, it, 0)), RT_panicdivide,
			NULL, NULL, pos);
	return val_scalar(fb, t,
		emit_bin(fb->cur, arith_op(op, kind_is_signed(k), kind_is_float(k)), it, x.v[0],
			y.v[0], pos));
}

Val arith_unary(FuncBuild *fb, Oper op, Val x, Pos pos) {
	Val r = x;
	switch (op) {
	case OPER_ADD: return x;
	case OPER_SUB:
		for (uint32_t i = 0; i < x.c->n; i++)
			r.v[i] = emit_un(fb->cur, OP_NEG, x.c->type[i], x.v[i], pos);
		return r;
	case OPER_XOR: r.v[0] = emit_un(fb->cur, OP_NOT, x.c->type[0], x.v[0], pos); return r;
	case OPER_NOT: r.v[0] = fb_not(fb, x.v[0]); return r;
	default: ice("arith_unary: operator %s", oper_text(op));
	}
}

static Value *arith_shift_const(
	FuncBuild *fb, Oper op, Val x, bool is_signed, uint64_t n, Pos pos) {
	IRType t = x.c->type[0];
	uint32_t bits = irtype_size(t) * 8;
	if (n >= bits) {
		if (op == OPER_SHL || !is_signed)
			return emit_const(fb->cur, t, 0);
		n = bits - 1;
	}
	Op o = op == OPER_SHL ? OP_SHL : is_signed ? OP_SAR : OP_SHR;
	return emit_bin(fb->cur, o, t, x.v[0], emit_const(fb->cur, IR_I64, (int64_t)n), pos);
}

// A constant count may be of any numeric type.
Val build_shift_count(FuncBuild *fb, Expr *e) {
	TypeAndValue *tv = info_tv(fb->info, e);
	if (tv->mode != MODE_CONST || !tv->val)
		return build_expr(fb, e);
	uint64_t n;
	if (!const_uint64(const_to_int(fb->b->s, tv->val), &n))
		n = UINT64_MAX;
	return val_scalar(fb, basic_type(fb, TY_UINT64), k64(fb, (int64_t)n));
}

// Counts may be of any integer type and size: those of at least the width give 0 or copies of the
// sign.
Val arith_shift(FuncBuild *fb, Oper op, Val x, Val count, Pos pos) {
	bool is_signed = kind_is_signed(under_kind(fb, x.type));
	Value *n = count.v[0];
	if (n->op == OP_CONST) {
		uint64_t k = (uint64_t)n->aux.i;
		if (n->type != IR_I64 && !kind_is_signed(under_kind(fb, count.type)))
			k &= (1ull << (irtype_size((IRType)n->type) * 8)) - 1;
		return val_scalar(fb, x.type, arith_shift_const(fb, op, x, is_signed, k, pos));
	}
	IRType t = x.c->type[0];
	uint32_t bits = irtype_size(t) * 8;
	if (kind_is_signed(under_kind(fb, count.type)))
		fb_check(fb, fb_cmp(fb, OP_LE, emit_const(fb->cur, (IRType)n->type, 0), n),
			RT_panicshift, NULL, NULL, pos);
	n = fb_extend(fb, n, count.type);
	Value *fits = fb_cmp(fb, OP_ULT, n, k64(fb, bits));
	if (op == OPER_SHR && is_signed) {
		Value *k = fb_select(fb, fits, n, k64(fb, bits - 1));
		return val_scalar(fb, x.type, emit_bin(fb->cur, OP_SAR, t, x.v[0], k, pos));
	}
	Value *k = fb_bin(fb, OP_AND, IR_I64, n, k64(fb, bits - 1));
	Value *r = emit_bin(fb->cur, op == OPER_SHL ? OP_SHL : OP_SHR, t, x.v[0], k, pos);
	return val_scalar(fb, x.type, fb_select(fb, fits, r, emit_const(fb->cur, t, 0)));
}

/* x + y + z of strings in one call */

typedef struct Concat {
	VEC(Expr *) e;
} Concat;

static void concat_collect(FuncBuild *fb, Concat *c, Expr *e) {
	e = unparen(e);
	if (e->kind == AST_BINARY && info_tv(fb->info, e)->mode != MODE_CONST &&
		as(BinaryExpr, e)->op == OPER_ADD) {
		concat_collect(fb, c, as(BinaryExpr, e)->x);
		concat_collect(fb, c, as(BinaryExpr, e)->y);
	} else {
		vec_push(fb->b->a, &c->e, e);
	}
}

Val build_concat(FuncBuild *fb, BinaryExpr *e) {
	Concat c = {0};
	concat_collect(fb, &c, &e->n);
	Type *t = expr_type(fb, &e->n);
	Val *v = NEW_ARRAY(fb->b->a, Val, c.e.n);
	bool copied = false; // a constant part: the result is none of the others
	for (uint32_t i = 0; i < c.e.n; i++) {
		const Const *k = info_tv(fb->info, c.e.v[i])->val;
		copied |= k && k->kind == CONST_STRING && k->str.len > 0;
	}
	for (uint32_t i = 0; i < c.e.n; i++)
		v[i] = copied ? build_passing(fb, c.e.v[i], t) : build_expr_to(fb, c.e.v[i], t);
	Value *r;
	Pos pos = e->n.pos;
	if (c.e.n == 2) {
		r = fb_rt(fb, RT_concatstring2, pos, 5, knil(fb), v[0].v[0], v[0].v[1], v[1].v[0],
			v[1].v[1]);
	} else if (c.e.n == 3) {
		r = fb_rt(fb, RT_concatstring3, pos, 7, knil(fb), v[0].v[0], v[0].v[1], v[1].v[0],
			v[1].v[1], v[2].v[0], v[2].v[1]);
	} else {
		Value *array = emit_local(fb->cur, slot_new(fb->f, 16ull * c.e.n, 8, NULL), 0);
		for (uint32_t i = 0; i < c.e.n; i++)
			build_val_store(fb, array, 16 * (int64_t)i, v[i], false, pos);
		r = fb_rt(fb, RT_concatstrings, pos, 3, knil(fb), array, k64(fb, c.e.n));
	}
	Val s = val_new(fb, t);
	s.v[0] = emit_result(fb->cur, r, 0);
	s.v[1] = emit_result(fb->cur, r, 1);
	return s;
}
