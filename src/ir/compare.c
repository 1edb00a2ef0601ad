// compare.c: == and the ordering operators on every type.
#include "ir/func.h"
#include "ir/prog.h"

static bool compare_struct_is_memory(FuncBuild *fb, Type *t, StructT *s) {
	int64_t at = 0;
	for (uint32_t i = 0; i < s->fields.n; i++) {
		Obj *f = s->fields.v[i];
		Type *ft = build_type(fb, f->type);
		if (strcmp(f->name->s, "_") == 0 || struct_offset(fb->b->c, s, i) != at ||
			!compare_is_memory(fb, ft))
			return false;
		at += type_size(fb->b->c, ft);
	}
	return at == type_size(fb->b->c, t);
}

bool compare_is_memory(FuncBuild *fb, Type *t) {
	Type *u = under(fb, t);
	if (kind_is_integer((TypeKind)u->kind))
		return true;
	switch (u->kind) {
	case TY_BOOL:
	case TY_POINTER:
	case TY_CHAN:
	case TY_UNSAFE_POINTER: return true;
	case TY_ARRAY: return compare_is_memory(fb, build_type(fb, as(ArrayT, u)->elem));
	case TY_STRUCT: {
		TypeInfo *ti = prog_type(fb->b, t);
		if (!ti->is_memory)
			ti->is_memory = compare_struct_is_memory(fb, t, as(StructT, u)) ? 1 : 2;
		return ti->is_memory == 1;
	}
	default: return false;
	}
}

static Value *compare_and(FuncBuild *fb, Value *x, Value *y) {
	if (!x)
		return y;
	if (!y)
		return x;
	return fb_bin(fb, OP_AND, IR_I8, x, y);
}

static Value *compare_true(FuncBuild *fb) {
	return emit_const(fb->cur, IR_I8, 1);
}

// r = cond && <what the caller emits between begin and end>
typedef struct AndThen {
	Var *r;
	Block *done;
} AndThen;

static AndThen compare_and_begin(FuncBuild *fb, Value *cond) {
	AndThen a = {var_new(fb->f, IR_I8, NULL), fb_block(fb)};
	Block *then = fb_block(fb);
	emit_setvar(fb->cur, a.r, cond);
	fb_if(fb, cond, then, a.done, 0);
	fb_start(fb, then);
	return a;
}

static Value *compare_and_end(FuncBuild *fb, AndThen a, Value *v) {
	emit_setvar(fb->cur, a.r, v);
	fb_start(fb, a.done);
	return emit_getvar(fb->cur, a.r);
}

static Value *compare_strings(FuncBuild *fb, Val x, Val y, Pos pos) {
	Value *same = fb_cmp(fb, OP_EQ, x.v[1], y.v[1]);
	if ((y.v[1]->op == OP_CONST && y.v[1]->aux.i == 0) ||
		(x.v[1]->op == OP_CONST && x.v[1]->aux.i == 0))
		return same;
	AndThen a = compare_and_begin(fb, same);
	return compare_and_end(fb, a, fb_rt(fb, RT_memequal, pos, 3, x.v[0], y.v[0], x.v[1]));
}

static Value *compare_ifaces(FuncBuild *fb, Val x, Val y, Pos pos) {
	Value *tx = iface_type_word(fb, x, pos), *ty = iface_type_word(fb, y, pos);
	AndThen a = compare_and_begin(fb, fb_cmp(fb, OP_EQ, tx, ty));
	AndThen b = compare_and_begin(fb, fb_cmp(fb, OP_NE, tx, knil(fb)));
	Value *eq = fb_rt(fb, RT_efaceeq, pos, 3, tx, x.v[1], y.v[1]);
	// Both nil: equal.
	emit_setvar(fb->cur, b.r, eq);
	Block *after = fb_block(fb);
	block_jump(fb->cur, after);
	fb_start(fb, b.done);
	emit_setvar(fb->cur, b.r, compare_true(fb));
	fb_start(fb, after);
	return compare_and_end(fb, a, emit_getvar(fb->cur, b.r));
}

static Value *compare_mixed(FuncBuild *fb, Val iface, Val v, Pos pos) {
	AndThen a = compare_and_begin(fb, iface_is(fb, iface, v.type, NULL, pos));
	Val x = iface_data(fb, v.type, iface.v[1], pos);
	return compare_and_end(fb, a, compare_equal(fb, x, v, pos));
}

static bool compare_is_cheap(FuncBuild *fb, Type *t) {
	TypeKind k = under_kind(fb, t);
	return k != TY_STRING && k != TY_INTERFACE && k != TY_STRUCT && k != TY_ARRAY;
}

static Value *compare_parts(FuncBuild *fb, Value *sofar, Val x, Val y, Pos pos) {
	if (!sofar || compare_is_cheap(fb, x.type))
		return compare_and(fb, sofar, compare_equal(fb, x, y, pos));
	AndThen a = compare_and_begin(fb, sofar);
	return compare_and_end(fb, a, compare_equal(fb, x, y, pos));
}

static Value *compare_struct(FuncBuild *fb, Val x, Val y, Pos pos) {
	StructT *s = as(StructT, under(fb, x.type));
	Value *r = NULL;
	for (int cheap = 1; cheap >= 0; cheap--)
		for (uint32_t i = 0; i < s->fields.n; i++) {
			if (strcmp(s->fields.v[i]->name->s, "_") == 0)
				continue;
			if (compare_is_cheap(fb, build_type(fb, s->fields.v[i]->type)) !=
				(bool)cheap)
				continue;
			r = compare_parts(
				fb, r, val_field(fb, x, i, pos), val_field(fb, y, i, pos), pos);
		}
	return r ? r : compare_true(fb);
}

static Value *compare_memory(FuncBuild *fb, Val x, Val y, Pos pos) {
	if (compare_is_memory(fb, x.type))
		return fb_rt(fb, RT_memequal, pos, 3, x.mem, y.mem, k64(fb, x.c->size));
	if (under_kind(fb, x.type) == TY_STRUCT && as(StructT, under(fb, x.type))->fields.n <= 8)
		return compare_struct(fb, x, y, pos);
	return fb_rt(fb, RT_typeequal, pos, 3, fb_type_addr(fb, x.type), x.mem, y.mem);
}

Value *compare_equal(FuncBuild *fb, Val x, Val y, Pos pos) {
	if (type_is_nil(y.type))
		return fb_cmp(fb, OP_EQ, x.v[0], knil(fb));
	if (type_is_nil(x.type))
		return fb_cmp(fb, OP_EQ, y.v[0], knil(fb));
	TypeKind kx = under_kind(fb, x.type), ky = under_kind(fb, y.type);
	if (kx == TY_INTERFACE && ky == TY_INTERFACE)
		return compare_ifaces(fb, x, y, pos);
	if (kx == TY_INTERFACE)
		return compare_mixed(fb, x, y, pos);
	if (ky == TY_INTERFACE)
		return compare_mixed(fb, y, x, pos);
	if (x.c->in_memory)
		return compare_memory(fb, x, y, pos);
	switch (kx) {
	case TY_STRING: return compare_strings(fb, x, y, pos);
	case TY_STRUCT: return compare_struct(fb, x, y, pos);
	case TY_ARRAY:
		if (as(ArrayT, under(fb, x.type))->len == 0)
			return compare_true(fb);
		return compare_equal(fb, val_elem(fb, x, 0, pos), val_elem(fb, y, 0, pos), pos);
	case TY_COMPLEX64:
	case TY_COMPLEX128:
		return compare_and(
			fb, fb_cmp(fb, OP_EQ, x.v[0], y.v[0]), fb_cmp(fb, OP_EQ, x.v[1], y.v[1]));
	default: return emit_bin(fb->cur, OP_EQ, IR_I8, x.v[0], y.v[0], pos);
	}
}

Value *compare_order(FuncBuild *fb, Oper op, Val x, Val y, Pos pos) {
	TypeKind k = under_kind(fb, x.type);
	Value *p = x.v[0], *q = y.v[0];
	if (k == TY_STRING) {
		p = fb_rt(fb, RT_cmpstring, pos, 4, x.v[0], x.v[1], y.v[0], y.v[1]);
		q = k64(fb, 0);
	}
	bool is_unsigned = kind_is_integer(k) && !kind_is_signed(k);
	Op less = is_unsigned ? OP_ULT : OP_LT, less_eq = is_unsigned ? OP_ULE : OP_LE;
	switch (op) {
	case OPER_LSS: return emit_bin(fb->cur, less, IR_I8, p, q, pos);
	case OPER_LEQ: return emit_bin(fb->cur, less_eq, IR_I8, p, q, pos);
	case OPER_GTR: return emit_bin(fb->cur, less, IR_I8, q, p, pos);
	case OPER_GEQ: return emit_bin(fb->cur, less_eq, IR_I8, q, p, pos);
	default: ice("compare_order: operator %s", oper_text(op));
	}
}
