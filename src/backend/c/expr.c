// expr.c: values as C expressions.
//
// Arithmetic is on unsigned types, cast to signed where the operation asks; narrow results are cast
// back, because C widens to int. An expression may wait ("pending") and be written at its only use;
// before anything that could change what it reads, cexpr_flush evaluates it into a temp. So the
// order of effects is kept.
#include "backend/c/emit.h"

#include <math.h>

enum {
	EXPR_MAX = 240,	   // longer expressions get a temp: nesting limits, readability
	PENDING_MAX = 256, // so many may wait: each statement looks at them all
};

const char *ctype_name(IRType t) {
	static const char *const names[IR_TYPE_COUNT] = {
		"void", "u8", "u16", "u32", "u64", "f32", "f64", "ptr"};
	return names[t];
}

static const char *signed_name(IRType t) {
	static const char *const names[IR_TYPE_COUNT] = {
		"void", "i8", "i16", "i32", "i64", "f32", "f64", "i64"};
	return names[t];
}

// With a number behind it no letter gives the name of a type of gen.h: i32 and f64 would.
char ctemp_letter(IRType t) {
	static const char letters[IR_TYPE_COUNT] = {'v', 'b', 'h', 'w', 'l', 'e', 'd', 'p'};
	return letters[t];
}

// The number of a temp for v.
static void ctemp_number(CEmit *e, const Value *v) {
	CTempPool *pool = &e->pools[v->type];
	CVal *cv = &e->vals[v->id];
	uint8_t home = clive_at_home(e, v) ? TEMP_HOME : 0;
	bool again = !cv->cross && !home && pool->free.n;
	cv->temp = again ? pool->free.v[--pool->free.n] : pool->n++;
	while (e->live && v->type == IR_PTR && pool->state.n < (uint32_t)pool->n)
		vec_push(e->scratch, &pool->state, home);
}

void ctemp_reserve(CEmit *e, Value *v) {
	ctemp_number(e, v);
	e->vals[v->id].reserved = true;
}

const char *ctemp_new(CEmit *e, Value *v) {
	CVal *cv = &e->vals[v->id];
	if (!cv->reserved)
		ctemp_number(e, v);
	cv->has_temp = true;
	if (e->live && v->type == IR_PTR && !cv->cross) {
		uint8_t *state = &e->pools[IR_PTR].state.v[cv->temp];
		*state &= TEMP_HOME;
		if (!clive_pins(e, v))
			*state |= e->tier == CTIER_FAST || *state ? TEMP_HELD | TEMP_SOILED
								  : TEMP_HELD;
	}
	cv->text = arena_printf(e->scratch, "%c%d", ctemp_letter((IRType)v->type), cv->temp);
	return cv->text;
}

// Ends the mentions of the temps of a list's values; a temp is free when no use is left and no text
// mentions it.
static void ctemp_unhold(CEmit *e, CValueVec *list) {
	for (uint32_t i = 0; i < list->n; i++) {
		const Value *v = list->v[i];
		CVal *cv = &e->vals[v->id];
		if (--cv->holds || cv->left || !cv->has_temp)
			continue;
		cv->has_temp = false;
		if (e->live && v->type == IR_PTR)
			e->pools[IR_PTR].state.v[cv->temp] &= (uint8_t)~TEMP_HELD;
		if (!clive_at_home(e, v))
			vec_push(e->scratch, &e->pools[v->type].free, cv->temp);
	}
	list->n = 0;
}

void ctemp_settle(CEmit *e) {
	ctemp_unhold(e, &e->mentioned);
}

static void cexpr_materialise(CEmit *e, Value *v) {
	CVal *cv = &e->vals[v->id];
	const char *text = cv->text;
	cv->pending = false;
	ctemp_unhold(e, &cv->held);
	buf_printf(e->a, &e->body, "\t%s = %s;\n", ctemp_new(e, v), text);
}

void cexpr_flush(CEmit *e, uint64_t vars, bool reads) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < e->pending.n; i++) {
		Value *v = e->pending.v[i];
		CVal *cv = &e->vals[v->id];
		if (!cv->pending)
			continue;
		if ((cv->vars & vars) || (cv->reads && reads))
			cexpr_materialise(e, v);
		else
			e->pending.v[n++] = v;
	}
	e->pending.n = n;
}

void cexpr_flush_all(CEmit *e) {
	for (uint32_t i = 0; i < e->pending.n; i++)
		if (e->vals[e->pending.v[i]->id].pending)
			cexpr_materialise(e, e->pending.v[i]);
	e->pending.n = 0;
}

static bool cexpr_always_text(const Value *v) {
	switch (v->op) {
	case OP_CONST:
	case OP_FCONST:
	case OP_ADDR:
	case OP_LOCAL:
	case OP_PARAM:
	case OP_FRAMEADDR:
	case OP_CALLERPC: return true;
	default: return false;
	}
}

static const char *cexpr_const(CEmit *e, const Value *v) {
	unsigned long long i = (unsigned long long)v->aux.i;
	switch ((IRType)v->type) {
	case IR_I8: return arena_printf(e->scratch, "%u", (unsigned)(uint8_t)i);
	case IR_I16: return arena_printf(e->scratch, "%u", (unsigned)(uint16_t)i);
	case IR_I32: return arena_printf(e->scratch, "%uu", (unsigned)(uint32_t)i);
	case IR_PTR: return i ? arena_printf(e->scratch, "(ptr)%lluul", i) : "(ptr)0";
	default: return arena_printf(e->scratch, "%lluul", i);
	}
}

static const char *cexpr_fconst(CEmit *e, const Value *v) {
	double d = v->aux.f;
	if (!isnan(d) && !isinf(d) && !(d == 0 && signbit(d)))
		return arena_printf(e->scratch,
			v->type == IR_F32 ? (d < 0 ? "(%af)" : "%af")
			: d < 0		  ? "(%a)"
					  : "%a",
			d);
	union {
		double d;
		uint64_t u;
	} x = {d};
	union {
		float f;
		uint32_t u;
	} y = {(float)d};
	if (v->type == IR_F64)
		return arena_printf(
			e->scratch, "rt_f64frombits(0x%llxul)", (unsigned long long)x.u);
	return arena_printf(e->scratch, "rt_f32frombits(0x%xu)", y.u);
}

static const char *cexpr_leaf(CEmit *e, Value *v) {
	switch (v->op) {
	case OP_CONST: return cexpr_const(e, v);
	case OP_FCONST: return cexpr_fconst(e, v);
	case OP_ADDR:
		if (v->off)
			return arena_printf(e->scratch, "((ptr)&%s+%lld)", cgen_name(e, v->aux.sym),
				(long long)v->off);
		return arena_printf(e->scratch, "(ptr)&%s", cgen_name(e, v->aux.sym));
	case OP_LOCAL:
		if (v->off)
			return arena_printf(
				e->scratch, "((ptr)&s%u+%lld)", v->aux.slot->id, (long long)v->off);
		return arena_printf(e->scratch, "(ptr)&s%u", v->aux.slot->id);
	case OP_PARAM: return arena_printf(e->scratch, "a%lld", (long long)v->aux.i);
	case OP_FRAMEADDR: return "__builtin_frame_address(0)";
	case OP_CALLERPC: return "(u64)__builtin_return_address(0)";
	default: ice("cexpr_leaf: %s", op_info[v->op].name);
	}
}

const char *cexpr_peek(CEmit *e, Value *v) {
	CVal *cv = &e->vals[v->id];
	if (!cv->text) {
		if (!cexpr_always_text(v))
			ice("%s: v%u (%s) has no text", e->f->sym->name, v->id,
				op_info[v->op].name);
		cv->text = cexpr_leaf(e, v);
	}
	return cv->text;
}

const char *cexpr_operand(CEmit *e, Value *v) {
	const char *text = cexpr_peek(e, v);
	CVal *cv = &e->vals[v->id];
	if (cv->left)
		cv->left--;
	if (cv->pending) {
		cv->pending = false;
		for (uint32_t i = 0; i < cv->held.n; i++)
			vec_push(e->scratch, &e->mentioned, cv->held.v[i]);
		cv->held.n = 0;
	} else if (cv->has_temp && !cv->cross) {
		cv->holds++;
		vec_push(e->scratch, &e->mentioned, v);
	}
	return text;
}

static const char *cexpr_infix(CEmit *e, Value *v, const char *op, bool is_signed) {
	IRType t = (IRType)v->args[0]->type;
	const char *x = cexpr_operand(e, v->args[0]), *y = cexpr_operand(e, v->args[1]);
	if (is_signed && t != IR_F32 && t != IR_F64)
		return arena_printf(
			e->scratch, "((%s)%s %s (%s)%s)", signed_name(t), x, op, signed_name(t), y);
	return arena_printf(e->scratch, "(%s %s %s)", x, op, y);
}

static const char *cexpr_arith(CEmit *e, Value *v, const char *op) {
	const char *x = cexpr_operand(e, v->args[0]), *y = cexpr_operand(e, v->args[1]);
	if (v->type == IR_I8 || v->type == IR_I16)
		return arena_printf(e->scratch, "(%s)((u32)%s %s (u32)%s)",
			ctype_name((IRType)v->type), x, op, y);
	return arena_printf(e->scratch, "(%s %s %s)", x, op, y);
}

static const char *cexpr_divide(CEmit *e, Value *v, bool rem) {
	IRType t = (IRType)v->type;
	const Value *d = v->args[1];
	const char *x = cexpr_operand(e, v->args[0]), *y = cexpr_operand(e, v->args[1]);
	if (d->op == OP_CONST && d->aux.i != -1 && d->aux.i != 0)
		return arena_printf(e->scratch, "(%s)((%s)%s %c (%s)%s)", ctype_name(t),
			signed_name(t), x, rem ? '%' : '/', signed_name(t), y);
	return arena_printf(e->scratch, "(%s)rt_%s%u((%s)%s, (%s)%s)", ctype_name(t),
		rem ? "srem" : "sdiv", irtype_size(t) == 8 ? 64 : 32, signed_name(t), x,
		signed_name(t), y);
}

static const char *cexpr_shift(CEmit *e, Value *v) {
	IRType t = (IRType)v->type;
	const char *x = cexpr_operand(e, v->args[0]), *y = cexpr_operand(e, v->args[1]);
	if (v->op == OP_SAR)
		return arena_printf(
			e->scratch, "(%s)((%s)%s >> %s)", ctype_name(t), signed_name(t), x, y);
	const char *op = v->op == OP_SHL ? "<<" : ">>";
	if (t < IR_I32)
		return arena_printf(e->scratch, "(%s)((u32)%s %s %s)", ctype_name(t), x, op, y);
	return arena_printf(e->scratch, "(%s %s %s)", x, op, y);
}

static const char *cexpr_bitcast(CEmit *e, Value *v) {
	IRType to = (IRType)v->type, from = (IRType)v->args[0]->type;
	const char *x = cexpr_operand(e, v->args[0]);
	if (to == from)
		return x;
	if (to == IR_F64)
		return arena_printf(e->scratch, "rt_f64frombits((u64)%s)", x);
	if (to == IR_F32)
		return arena_printf(e->scratch, "rt_f32frombits(%s)", x);
	if (from == IR_F64)
		return arena_printf(e->scratch, "(%s)rt_f64bits(%s)", ctype_name(to), x);
	if (from == IR_F32)
		return arena_printf(e->scratch, "rt_f32bits(%s)", x);
	return arena_printf(e->scratch, "(%s)%s", ctype_name(to), x);
}

static const char *cexpr_ftoi(CEmit *e, Value *v) {
	IRType to = (IRType)v->type;
	bool from64 = v->args[0]->type == IR_F64, narrow = to == IR_I8 || to == IR_I16;
	bool wide = to == IR_I64, uns = v->op == OP_FTOU && !narrow;
	return arena_printf(e->scratch, "(%s)rt_f%dto%c%d(%s)", ctype_name(to), from64 ? 64 : 32,
		uns ? 'u' : 'i', wide ? 64 : 32, cexpr_operand(e, v->args[0]));
}

bool cexpr_is_volatile(const Value *v) {
	const Value *p = v->args ? v->args[0] : NULL;
	if ((v->flags & FLAG_VOLATILE) || (v->op != OP_LOAD && v->op != OP_STORE))
		return v->flags & FLAG_VOLATILE;
	while (p->op == OP_OFFPTR)
		p = p->args[0];
	return p->op == OP_LOCAL && p->aux.slot->is_volatile;
}

const char *cexpr_access(const CEmit *e, const Value *v) {
	if (cexpr_is_volatile(v))
		return "volatile ";
	return e->tier == CTIER_OPT && !(v->flags & FLAG_NONNIL) ? "RT_FAULTS " : "";
}

static const char *cexpr_load(CEmit *e, Value *v) {
	const char *x = cexpr_operand(e, v->args[0]), *t = ctype_name((IRType)v->type);
	const char *vol = cexpr_access(e, v);
	if (v->off)
		return arena_printf(
			e->scratch, "*(%s%s *)(%s + %lld)", vol, t, x, (long long)v->off);
	return arena_printf(e->scratch, "*(%s%s *)%s", vol, t, x);
}

static const char *cexpr_bits(CEmit *e, Value *v) {
	uint32_t w = irtype_size((IRType)v->args[0]->type) * 8;
	const char *x = cexpr_operand(e, v->args[0]);
	switch (v->op) {
	case OP_CLZ:
		if (w < 32)
			return arena_printf(e->scratch, "(rt_clz32(%s) - %u)", x, 32 - w);
		return arena_printf(e->scratch, "rt_clz%u(%s)", w, x);
	case OP_CTZ:
		if (w < 32)
			return arena_printf(e->scratch, "rt_ctz32((u32)%s | 0x%xu)", x, 1u << w);
		return arena_printf(e->scratch, "rt_ctz%u(%s)", w, x);
	case OP_POPCNT: return arena_printf(e->scratch, "rt_popcount64((u64)%s)", x);
	default: return arena_printf(e->scratch, "rt_bswap%u(%s)", w, x);
	}
}

static const char *cexpr_float_fn(CEmit *e, Value *v) {
	static const struct {
		Op op;
		const char *fn;
	} fns[] = {{OP_FLOOR, "rt_floor"}, {OP_CEIL, "rt_ceil"}, {OP_FTRUNC, "rt_trunc"},
		{OP_ROUNDEVEN, "rt_rint"}, {OP_FABS, "rt_fabs"}};
	const char *x = cexpr_operand(e, v->args[0]), *t = ctype_name((IRType)v->type);
	if (v->op == OP_SQRT)
		return arena_printf(
			e->scratch, v->type == IR_F32 ? "rt_sqrtf(%s)" : "rt_sqrt(%s)", x);
	for (uint32_t i = 0; i < LEN(fns); i++)
		if (fns[i].op == (Op)v->op)
			return arena_printf(e->scratch, "(%s)%s(%s)", t, fns[i].fn, x);
	const char *y = cexpr_operand(e, v->args[1]);
	if (v->op == OP_COPYSIGN)
		return arena_printf(e->scratch, "(%s)rt_copysign(%s, %s)", t, x, y);
	return arena_printf(e->scratch, "rt_fma(%s, %s, %s)", x, y, cexpr_operand(e, v->args[2]));
}

static const char *cexpr_result(CEmit *e, Value *v) {
	const char *call = cexpr_operand(e, v->args[0]);
	long long i = v->aux.i;
	switch ((IRType)v->type) {
	case IR_F64: return arena_printf(e->scratch, "rt_f64frombits(%s.r[%lld])", call, i);
	case IR_F32: return arena_printf(e->scratch, "rt_f32frombits((u32)%s.r[%lld])", call, i);
	case IR_I64: return arena_printf(e->scratch, "%s.r[%lld]", call, i);
	default:
		return arena_printf(
			e->scratch, "(%s)%s.r[%lld]", ctype_name((IRType)v->type), call, i);
	}
}

static const char *cexpr_convert(CEmit *e, Value *v) {
	IRType from = (IRType)v->args[0]->type, to = (IRType)v->type;
	const char *x = cexpr_operand(e, v->args[0]);
	switch (v->op) {
	case OP_SEXT:
		return arena_printf(e->scratch, "(%s)(%s)(%s)%s", ctype_name(to), signed_name(to),
			signed_name(from), x);
	case OP_STOF:
		return arena_printf(e->scratch, "(%s)(%s)%s", ctype_name(to), signed_name(from), x);
	case OP_UTOF:
		if (from == IR_I64) // libtcc would call a function of its own library
			return arena_printf(e->scratch, "rt_u64tof%u(%s)", irtype_size(to) * 8, x);
		return arena_printf(e->scratch, "(%s)%s", ctype_name(to), x);
	default: return arena_printf(e->scratch, "(%s)%s", ctype_name(to), x); // ZEXT, TRUNC, FCVT
	}
}

static const char *cexpr_several(CEmit *e, Value *v) {
	const char *x = cexpr_operand(e, v->args[0]), *y = cexpr_operand(e, v->args[1]);
	const char *z = v->n_args > 2 ? cexpr_operand(e, v->args[2]) : "";
	const char *idx = v->args[1]->type == IR_I64 ? "" : "(i64)";
	switch (v->op) {
	case OP_ANDN:
		return arena_printf(
			e->scratch, "(%s)(%s & ~%s)", ctype_name((IRType)v->type), x, y);
	case OP_PTRADD:
		if (v->off == 1)
			return arena_printf(e->scratch, "(%s + %s%s)", x, idx, y);
		return arena_printf(
			e->scratch, "(%s + %s%s * %lldul)", x, idx, y, (long long)v->off);
	case OP_SELECT: return arena_printf(e->scratch, "(%s ? %s : %s)", x, y, z);
	case OP_MULHI: return arena_printf(e->scratch, "rt_mulhi64(%s, %s)", x, y);
	case OP_UDIV128: return arena_printf(e->scratch, "rt_div128(%s, %s, %s).r[0]", x, y, z);
	case OP_UREM128: return arena_printf(e->scratch, "rt_div128(%s, %s, %s).r[1]", x, y, z);
	default: ice("%s: no C for %s", e->f->sym->name, op_info[v->op].name);
	}
}

static const char *cexpr_build(CEmit *e, Value *v) {
	switch (v->op) {
	case OP_COPY: return cexpr_operand(e, v->args[0]);
	case OP_GETVAR: return arena_printf(e->scratch, "x%u", v->aux.var->id);
	case OP_NEG:
		return arena_printf(e->scratch, "(%s)-%s", ctype_name((IRType)v->type),
			cexpr_operand(e, v->args[0]));
	case OP_NOT:
		return arena_printf(e->scratch, "(%s)~%s", ctype_name((IRType)v->type),
			cexpr_operand(e, v->args[0]));
	case OP_LNOT: return arena_printf(e->scratch, "(u8)!%s", cexpr_operand(e, v->args[0]));
	case OP_OFFPTR:
		return arena_printf(
			e->scratch, "(%s + %lld)", cexpr_operand(e, v->args[0]), (long long)v->off);
	case OP_ADD: return cexpr_arith(e, v, "+");
	case OP_SUB: return cexpr_arith(e, v, "-");
	case OP_MUL: return cexpr_arith(e, v, "*");
	case OP_FDIV:
	case OP_UDIV: return cexpr_arith(e, v, "/");
	case OP_UREM: return cexpr_arith(e, v, "%");
	case OP_AND: return cexpr_infix(e, v, "&", false);
	case OP_OR: return cexpr_infix(e, v, "|", false);
	case OP_XOR: return cexpr_infix(e, v, "^", false);
	case OP_SDIV: return cexpr_divide(e, v, false);
	case OP_SREM: return cexpr_divide(e, v, true);
	case OP_SHL:
	case OP_SHR:
	case OP_SAR: return cexpr_shift(e, v);
	case OP_EQ: return cexpr_infix(e, v, "==", false);
	case OP_NE: return cexpr_infix(e, v, "!=", false);
	case OP_LT: return cexpr_infix(e, v, "<", true);
	case OP_LE: return cexpr_infix(e, v, "<=", true);
	case OP_ULT: return cexpr_infix(e, v, "<", false);
	case OP_ULE: return cexpr_infix(e, v, "<=", false);
	case OP_SEXT:
	case OP_ZEXT:
	case OP_TRUNC:
	case OP_STOF:
	case OP_UTOF:
	case OP_FCVT: return cexpr_convert(e, v);
	case OP_FTOS:
	case OP_FTOU: return cexpr_ftoi(e, v);
	case OP_BITCAST: return cexpr_bitcast(e, v);
	case OP_SQRT:
	case OP_FLOOR:
	case OP_CEIL:
	case OP_FTRUNC:
	case OP_ROUNDEVEN:
	case OP_FABS:
	case OP_COPYSIGN:
	case OP_FMA: return cexpr_float_fn(e, v);
	case OP_CLZ:
	case OP_CTZ:
	case OP_POPCNT:
	case OP_BSWAP: return cexpr_bits(e, v);
	case OP_LOAD: return cexpr_load(e, v);
	case OP_RESULT: return cexpr_result(e, v);
	default: return cexpr_several(e, v);
	}
}

// A load whose value nobody wants still faults at nil.
static void cexpr_touch(CEmit *e, Value *v) {
	const char *x = cexpr_operand(e, v->args[0]);
	// libtcc drops expression statements that load.
	buf_printf(e->a, &e->body, "\tif (*(volatile %s *)(%s + %lld)) {}\n",
		ctype_name((IRType)v->type), x, (long long)v->off);
	ctemp_settle(e);
}

// A pure value that nobody wants: what it would have read is still read, for the fault.
static void cexpr_drop(CEmit *e, Value *v) {
	for (uint32_t i = 0; i < v->n_args; i++) {
		if (e->vals[v->args[i]->id].pending && e->vals[v->args[i]->id].reads)
			cexpr_materialise(e, v->args[i]);
		cexpr_operand(e, v->args[i]);
	}
	ctemp_settle(e);
}

// What may fault is a statement on a line of its own, so that the fault is on its line whatever
// uses the value. (The fast tier has labels for that.)
static bool cexpr_may_fault(const CEmit *e, const Value *v) {
	return e->tier == CTIER_OPT && v->op == OP_LOAD && !(v->flags & FLAG_NONNIL);
}

// Of a load that may fault: what makes a wider word of it and is all that uses it. Both are one
// instruction, which is on the line of whatever is written last. NULL: nothing is.
static Value *cexpr_widening(const CEmit *e, const Value *v) {
	const CVal *cv = &e->vals[v->id];
	if (!cexpr_may_fault(e, v) || v->uses != 1 || cv->cross || cexpr_is_volatile(v))
		return NULL;
	return cv->user && (cv->user->op == OP_SEXT || cv->user->op == OP_ZEXT) ? cv->user : NULL;
}

static void cexpr_hold(CEmit *e, Value *v);

void cexpr_value(CEmit *e, Value *v) {
	CVal *cv = &e->vals[v->id];
	if (cexpr_always_text(v) || cv->has_temp) // with the load that it widens
		return;
	if (v->uses == 0) {
		if (v->op == OP_LOAD && !(v->flags & FLAG_NONNIL)) {
			cstmt_line(e, v->pos, v->inl);
			cexpr_touch(e, v);
		} else {
			cexpr_drop(e, v);
		}
		return;
	}
	Value *wide = cexpr_widening(e, v);
	cexpr_hold(e, v);
	if (wide && wide->uses) {
		vec_push(e->scratch, &e->pending, v);
		cexpr_hold(e, wide);
		cstmt_line(e, v->pos, v->inl);
		cexpr_materialise(e, wide);
		return;
	}
	bool is_volatile = cexpr_is_volatile(v) || (v->op == OP_GETVAR && v->aux.var->is_volatile);
	if (v->uses == 1 && !cv->cross && !is_volatile && !cexpr_may_fault(e, v) &&
		e->pending.n < PENDING_MAX && strlen(cv->text) < EXPR_MAX) {
		vec_push(e->scratch, &e->pending, v);
		return;
	}
	if (v->op == OP_LOAD && e->tier == CTIER_OPT)
		cstmt_line(e, v->pos, v->inl);
	cexpr_materialise(e, v);
}

// v's text, as one that is pending.
static void cexpr_hold(CEmit *e, Value *v) {
	CVal *cv = &e->vals[v->id];
	uint64_t vars = v->op == OP_GETVAR ? 1ull << (v->aux.var->id % 64) : 0;
	bool reads = v->op == OP_LOAD;
	for (uint32_t i = 0; i < v->n_args; i++) {
		const CVal *arg = &e->vals[v->args[i]->id];
		if (arg->pending) {
			vars |= arg->vars;
			reads |= arg->reads;
		}
	}
	const char *text = cexpr_build(e, v);
	cv->text = text;
	cv->vars = vars;
	cv->reads = reads;
	cv->pending = true;
	for (uint32_t i = 0; i < e->mentioned.n; i++)
		vec_push(e->scratch, &cv->held, e->mentioned.v[i]);
	e->mentioned.n = 0;
	if (e->pending.n >= PENDING_MAX)
		cexpr_flush(e, 0, false); // forgets those that were used
}
