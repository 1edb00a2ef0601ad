// iface.c: interface values: the dynamic type, assertions, tests against a type.
//
// abi.ITab is {Inter, Type, Hash, Fun...}: the dynamic type is word 1. Types are compared by
// address of their descriptor, which is unique in a program.
#include "ir/func.h"

#define ITAB_TYPE 8

Value *iface_type_word(FuncBuild *fb, Val v, Pos pos) {
	if (is_empty_interface(fb, v.type))
		return v.v[0];
	if (v.v[0]->op == OP_CONST)
		return v.v[0];
	Var *t = var_new(fb->f, IR_PTR, NULL);
	Block *load = fb_block(fb), *done = fb_block(fb);
	emit_setvar(fb->cur, t, v.v[0]);
	fb_if(fb, fb_cmp(fb, OP_NE, v.v[0], knil(fb)), load, done, 1);
	fb_start(fb, load);
	emit_setvar(fb->cur, t, fb_loadw(fb, IR_PTR, v.v[0], ITAB_TYPE, pos));
	fb_start(fb, done);
	return emit_getvar(fb->cur, t);
}

Val iface_data(FuncBuild *fb, Type *t, Value *data, Pos pos) {
	if (!build_is_direct_iface(fb->b, t))
		return build_val_load(fb, t, data, 0, pos);
	Val v = val_new(fb, t);
	if (v.c->in_memory || v.c->n != 1)
		ice("iface_data: direct value of %u components", v.c->n);
	v.v[0] = data;
	return v;
}

// 1 if the dynamic type of x is t (concrete) or implements t; then *itab is the itab of t or, for
// an empty interface, the type.
Value *iface_is(FuncBuild *fb, Val x, Type *t, Value **itab, Pos pos) {
	Value *dyn = iface_type_word(fb, x, pos);
	if (under_kind(fb, t) != TY_INTERFACE)
		return fb_cmp(fb, OP_EQ, dyn, fb_type_addr(fb, t));
	if (itab)
		*itab = dyn;
	if (is_empty_interface(fb, t))
		return fb_cmp(fb, OP_NE, dyn, knil(fb));
	Var *r = var_new(fb->f, IR_PTR, NULL);
	Block *ask = fb_block(fb), *done = fb_block(fb);
	emit_setvar(fb->cur, r, knil(fb));
	fb_if(fb, fb_cmp(fb, OP_NE, dyn, knil(fb)), ask, done, 0);
	fb_start(fb, ask);
	emit_setvar(fb->cur, r, fb_rt(fb, RT_assertE2I2, pos, 2, fb_type_addr(fb, t), dyn));
	fb_start(fb, done);
	Value *tab = emit_getvar(fb->cur, r);
	if (itab)
		*itab = tab;
	return fb_cmp(fb, OP_NE, tab, knil(fb));
}

static void iface_panic_concrete(FuncBuild *fb, Val x, Type *t, Pos pos) {
	Value *iface = fb_type_addr(fb, x.type);
	if (is_empty_interface(fb, x.type))
		fb_rt(fb, RT_panicdottypeE, pos, 3, x.v[0], fb_type_addr(fb, t), iface);
	else
		fb_rt(fb, RT_panicdottypeI, pos, 3, x.v[0], fb_type_addr(fb, t), iface);
	block_unreachable(fb->cur);
}

static void iface_assert_panics(FuncBuild *fb, Val x, Type *t, Val *out, Pos pos) {
	if (under_kind(fb, t) != TY_INTERFACE) {
		Block *good = fb_block(fb), *bad = fb_block(fb);
		fb_if(fb, iface_is(fb, x, t, NULL, pos), good, bad, 1);
		fb_start(fb, bad);
		iface_panic_concrete(fb, x, t, pos);
		fb_start(fb, good);
		*out = iface_data(fb, t, x.v[1], pos);
		return;
	}
	Value *dyn = iface_type_word(fb, x, pos);
	*out = val_new(fb, t);
	out->v[1] = x.v[1];
	if (is_empty_interface(fb, t)) {
		fb_check(fb, fb_cmp(fb, OP_NE, dyn, knil(fb)), RT_panicnildottype,
			fb_type_addr(fb, t), NULL, pos);
		out->v[0] = dyn;
	} else {
		out->v[0] = fb_rt(fb, RT_assertE2I, pos, 2, fb_type_addr(fb, t), dyn);
	}
}

// x.(t). With comma_ok *out is the zero value and *ok 0 where the assertion does not hold.
void iface_assert(FuncBuild *fb, Val x, Type *t, bool comma_ok, Val *out, Value **ok, Pos pos) {
	if (!comma_ok) {
		iface_assert_panics(fb, x, t, out, pos);
		return;
	}
	bool concrete = under_kind(fb, t) != TY_INTERFACE;
	Value *tab = NULL;
	*ok = iface_is(fb, x, t, &tab, pos);
	if (!concrete) {
		*out = val_new(fb, t);
		out->v[0] = fb_select(fb, *ok, tab, knil(fb));
		out->v[1] = fb_select(fb, *ok, x.v[1], knil(fb));
		return;
	}
	Storage *s = storage_temp(fb, t);
	Block *good = fb_block(fb), *bad = fb_block(fb), *done = fb_block(fb);
	fb_if(fb, *ok, good, bad, 0);
	fb_start(fb, good);
	storage_store(fb, s, iface_data(fb, t, x.v[1], pos), pos);
	block_jump(fb->cur, done);
	fb_start(fb, bad);
	if (s->in_mem) {
		fb_zero(fb, storage_addr(fb, s).p, s->c->size, pos);
	} else {
		storage_store(fb, s, val_zero(fb, t), pos);
	}
	fb_start(fb, done);
	*out = storage_load(fb, s, pos);
	out->fresh = s->in_mem;
}
