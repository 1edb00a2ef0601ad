// intrinsic.c: functions whose calls are operations (intrinsic.def).
//
// What a call means is fixed by the Go body it replaces. Those of internal/runtime/maps are not
// among them: they are all or none, and the Go bodies do.
#include "ir/prog.h"

typedef enum IntrinsicHow {
	HOW_UN,
	HOW_BIN,
	HOW_MATH3,
	HOW_LOAD,
	HOW_STORE,
	HOW_RMW,
	HOW_RMWV,
	HOW_CAS,
	HOW_COUNT,
	HOW_COUNT64,
	HOW_CTZSMALL,
	HOW_LEN,
	HOW_ROT,
	HOW_MUL128,
	HOW_ADDC,
	HOW_SUBB,
	HOW_DIV128,
	HOW_MULCHECK,
	HOW_NOTHING,
	HOW_SAME,
	HOW_CALLERPC,
	HOW_CALLERSP,
	HOW_CLOSURE,
	HOW_KEEPALIVE,
	HOW_FUNCPC,
	HOW_CTSELECT
} IntrinsicHow;

struct Intrinsic {
	const char *name;
	uint8_t how, op, type;
};

static const Intrinsic intrinsics[] = {
#define INTRINSIC(name, how, op, type) {name, HOW_##how, OP_##op, IR_##type},
#include "ir/intrinsic.def"
#undef INTRINSIC
};

#define PRIV_INTRINSICS 6 // Build.priv: Map of const Name* -> Intrinsic*

const Intrinsic *intrinsic_find(Build *b, const char *link_name) {
	Map *map = b->priv[PRIV_INTRINSICS];
	if (!map) {
		map = NEW(b->a, Map);
		map_init(map, b->a);
		for (uint32_t i = 0; i < LEN(intrinsics); i++)
			map_put(map, intern_str(b->s->names, intrinsics[i].name),
				(void *)&intrinsics[i]);
		b->priv[PRIV_INTRINSICS] = map;
	}
	const char *bracket = strchr(link_name, '[');
	size_t n = bracket ? (size_t)(bracket - link_name) : strlen(link_name);
	return map_get(map, intern(b->s->names, link_name, n));
}

/* Values */

typedef struct Emit {
	FuncBuild *fb;
	const Intrinsic *in;
	Val *args;
	Pos pos;
	Val out;
} Emit;

static Value *in_bin(Emit *e, Op op, IRType t, Value *x, Value *y) {
	return emit_bin(e->fb->cur, op, t, x, y, e->pos);
}

static Value *in_un(Emit *e, Op op, IRType t, Value *x) {
	return emit_un(e->fb->cur, op, t, x, e->pos);
}

static Value *in_const(Emit *e, int64_t v) {
	return emit_const(e->fb->cur, IR_I64, v);
}

static Value *in_op(Emit *e, Op op, IRType t, uint32_t n, Value *x, Value *y, Value *z) {
	Value *v = value_new(e->fb->f, op, t, e->pos, n), *args[3] = {x, y, z};
	for (uint32_t i = 0; i < n; i++)
		v->args[i] = args[i];
	return value_append(e->fb->cur, v);
}

static Value *in_zext64(Emit *e, Value *x) {
	return x->type == IR_I64 ? x : in_un(e, OP_ZEXT, IR_I64, x);
}

/* Kinds */

// Number of bits needed for x: the widths below 32 count in 32 bits.
static Value *in_len(Emit *e, Value *x) {
	if (x->type == IR_I8 || x->type == IR_I16)
		x = in_un(e, OP_ZEXT, IR_I32, x);
	int64_t width = x->type == IR_I64 ? 64 : 32;
	return in_bin(e, OP_SUB, IR_I64, in_const(e, width), in_un(e, OP_CLZ, IR_I64, x));
}

// Trailing zeros of 8 or 16 bits: a bit above them stops the count.
static Value *in_ctz_small(Emit *e, Value *x) {
	Value *stop = emit_const(e->fb->cur, IR_I32, x->type == IR_I8 ? 1 << 8 : 1 << 16);
	return in_un(
		e, OP_CTZ, IR_I64, in_bin(e, OP_OR, IR_I32, in_un(e, OP_ZEXT, IR_I32, x), stop));
}

static Value *in_rotate(Emit *e, Value *x, Value *k) {
	IRType t = (IRType)x->type;
	int64_t mask = (int64_t)irtype_size(t) * 8 - 1;
	Value *left = in_bin(e, OP_AND, IR_I64, k, in_const(e, mask));
	Value *right = in_bin(e, OP_AND, IR_I64, in_un(e, OP_NEG, IR_I64, k), in_const(e, mask));
	return in_bin(e, OP_OR, t, in_bin(e, OP_SHL, t, x, left), in_bin(e, OP_SHR, t, x, right));
}

static void in_add_carry(Emit *e, Value *x, Value *y, Value *carry) {
	Value *sum = in_bin(e, OP_ADD, IR_I64, in_bin(e, OP_ADD, IR_I64, x, y), carry);
	// The carry out is the top bit of (x & y) | ((x | y) &^ sum).
	Value *either = in_bin(e, OP_ANDN, IR_I64, in_bin(e, OP_OR, IR_I64, x, y), sum);
	Value *out = in_bin(e, OP_OR, IR_I64, in_bin(e, OP_AND, IR_I64, x, y), either);
	e->out.v[0] = sum;
	e->out.v[1] = in_bin(e, OP_SHR, IR_I64, out, in_const(e, 63));
}

static void in_sub_borrow(Emit *e, Value *x, Value *y, Value *borrow) {
	Value *diff = in_bin(e, OP_SUB, IR_I64, in_bin(e, OP_SUB, IR_I64, x, y), borrow);
	// The borrow out is the top bit of (^x & y) | (^(x ^ y) & diff).
	Value *same = in_bin(e, OP_ANDN, IR_I64, diff, in_bin(e, OP_XOR, IR_I64, x, y));
	Value *out = in_bin(e, OP_OR, IR_I64, in_bin(e, OP_ANDN, IR_I64, y, x), same);
	e->out.v[0] = diff;
	e->out.v[1] = in_bin(e, OP_SHR, IR_I64, out, in_const(e, 63));
}

// Division panics in the Go function where the quotient does not fit.
static void in_div128(Emit *e, Value *hi, Value *lo, Value *y) {
	FuncBuild *fb = e->fb;
	Block *good = block_new(fb->f), *bad = block_new(fb->f);
	block_if(fb->cur, in_bin(e, OP_ULT, IR_I8, hi, y), good, bad, 1);
	static const IRType words[3] = {IR_I64, IR_I64, IR_I64};
	Sig *sig = NEW(fb->b->a, Sig);
	*sig = (Sig){3, 2, (IRType *)words, (IRType *)words};
	Value *args[3] = {hi, lo, y};
	emit_call(bad, build_go_sym(fb->b, "math/bits.Div64"), sig, args, 3, e->pos);
	emit_rt(bad, RT_unreachable, NULL, 0, e->pos);
	block_unreachable(bad);
	fb->cur = fb->f->at = good;
	e->out.v[0] = in_op(e, OP_UDIV128, IR_I64, 3, hi, lo, y);
	e->out.v[1] = in_op(e, OP_UREM128, IR_I64, 3, hi, lo, y);
}

// Code address of a func value in an interface; of a function named there, the function's own.
static Value *in_funcpc(Emit *e) {
	Value *closure = e->args[0].v[e->args[0].c->n - 1];
	Sym *func =
		closure->op == OP_ADDR ? prog_func_of_closure(e->fb->b, closure->aux.sym) : NULL;
	if (func)
		return in_un(e, OP_BITCAST, IR_I64, emit_addr(e->fb->cur, func, 0));
	return emit_load(e->fb->cur, IR_I64, closure, 0, e->pos);
}

static Value *in_arg(Emit *e, uint32_t i) {
	return e->args[i].v[0];
}

static Value *in_single(Emit *e) {
	const Intrinsic *in = e->in;
	IRType t = (IRType)in->type;
	switch ((IntrinsicHow)in->how) {
	case HOW_UN: return in_un(e, (Op)in->op, t, in_arg(e, 0));
	case HOW_BIN: return in_bin(e, (Op)in->op, t, in_arg(e, 0), in_arg(e, 1));
	case HOW_MATH3: return in_op(e, (Op)in->op, t, 3, in_arg(e, 0), in_arg(e, 1), in_arg(e, 2));
	case HOW_LOAD: return in_op(e, (Op)in->op, t, 1, in_arg(e, 0), NULL, NULL);
	case HOW_RMW: return in_op(e, (Op)in->op, t, 2, in_arg(e, 0), in_arg(e, 1), NULL);
	case HOW_CAS:
		return in_op(e, (Op)in->op, IR_I8, 3, in_arg(e, 0), in_arg(e, 1), in_arg(e, 2));
	case HOW_COUNT: return in_un(e, (Op)in->op, IR_I64, in_arg(e, 0));
	case HOW_COUNT64: return in_un(e, (Op)in->op, IR_I64, in_zext64(e, in_arg(e, 0)));
	case HOW_CTZSMALL: return in_ctz_small(e, in_arg(e, 0));
	case HOW_LEN: return in_len(e, in_arg(e, 0));
	case HOW_ROT: return in_rotate(e, in_arg(e, 0), in_arg(e, 1));
	case HOW_CALLERPC: return in_op(e, OP_CALLERPC, IR_I64, 0, NULL, NULL, NULL);
	case HOW_CALLERSP: {
		// Above the frame address lie the saved frame pointer and the return address.
		Value *fp = in_un(
			e, OP_BITCAST, IR_I64, in_op(e, OP_FRAMEADDR, IR_PTR, 0, NULL, NULL, NULL));
		return in_bin(e, OP_ADD, IR_I64, fp, in_const(e, 16));
	}
	case HOW_CLOSURE: return in_un(e, OP_BITCAST, IR_I64, emit_param(e->fb->cur, IR_PTR, 0));
	case HOW_FUNCPC: return in_funcpc(e);
	case HOW_CTSELECT: {
		Value *one = in_bin(e, OP_NE, IR_I8, in_arg(e, 0), in_const(e, 0));
		return in_op(e, OP_SELECT, IR_I64, 3, one, in_arg(e, 1), in_arg(e, 2));
	}
	default: ice("intrinsic %s", in->name);
	}
}

Val intrinsic_emit(
	FuncBuild *fb, const Intrinsic *in, Val *args, uint32_t n, Type *result, Pos pos) {
	Emit e = {.fb = fb, .in = in, .args = args, .pos = pos};
	if (result) {
		e.out.type = result;
		e.out.c = build_comps(fb->b, result);
	}
	if (in->how == HOW_CALLERPC || in->how == HOW_CALLERSP)
		fb->f->flags |= FUNC_NOINLINE;
	switch ((IntrinsicHow)in->how) {
	case HOW_STORE:
		in_op(&e, (Op)in->op, IR_VOID, 2, in_arg(&e, 0), in_arg(&e, 1), NULL);
		break;
	case HOW_RMWV:
		in_op(&e, (Op)in->op, (IRType)in->type, 2, in_arg(&e, 0), in_arg(&e, 1), NULL);
		break;
	case HOW_NOTHING: break;
	case HOW_KEEPALIVE:
		in_op(&e, OP_KEEPALIVE, IR_VOID, 1, args[0].v[args[0].c->n - 1], NULL, NULL);
		break;
	case HOW_SAME: {
		uint32_t at = 0;
		for (uint32_t i = 0; i < n; i++)
			for (uint32_t k = 0; k < args[i].c->n; k++)
				e.out.v[at++] = args[i].v[k];
		break;
	}
	case HOW_MUL128:
		e.out.v[0] = in_bin(&e, OP_MULHI, IR_I64, in_arg(&e, 0), in_arg(&e, 1));
		e.out.v[1] = in_bin(&e, OP_MUL, IR_I64, in_arg(&e, 0), in_arg(&e, 1));
		break;
	case HOW_MULCHECK:
		e.out.v[0] = in_bin(&e, OP_MUL, IR_I64, in_arg(&e, 0), in_arg(&e, 1));
		e.out.v[1] = in_bin(&e, OP_NE, IR_I8,
			in_bin(&e, OP_MULHI, IR_I64, in_arg(&e, 0), in_arg(&e, 1)),
			in_const(&e, 0));
		break;
	case HOW_ADDC: in_add_carry(&e, in_arg(&e, 0), in_arg(&e, 1), in_arg(&e, 2)); break;
	case HOW_SUBB: in_sub_borrow(&e, in_arg(&e, 0), in_arg(&e, 1), in_arg(&e, 2)); break;
	case HOW_DIV128: in_div128(&e, in_arg(&e, 0), in_arg(&e, 1), in_arg(&e, 2)); break;
	default: e.out.v[0] = in_single(&e);
	}
	return e.out;
}
