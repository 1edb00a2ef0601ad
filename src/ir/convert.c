// convert.c: conversions: those that assignability implies (to interfaces above all) and explicit
// ones.
#include "ir/func.h"

/* To interfaces */

static bool convert_is_constant(const Val *v) {
	if (v->c->in_memory)
		return false;
	for (uint32_t i = 0; i < v->c->n; i++)
		if (v->v[i]->op != OP_CONST && v->v[i]->op != OP_FCONST && v->v[i]->op != OP_ADDR)
			return false;
	return true;
}

static void convert_put(uint8_t *p, const Value *v) {
	union {
		float f;
		double d;
		int64_t i;
		uint8_t b[8];
	} u;
	if (v->op == OP_FCONST && v->type == IR_F32)
		u.f = (float)v->aux.f;
	else if (v->op == OP_FCONST)
		u.d = v->aux.f;
	else
		u.i = v->op == OP_CONST ? v->aux.i : 0;
	memcpy(p, u.b, irtype_size((IRType)v->type));
}

// Read-only memory holding a constant: shared by all units (no package).
static Value *convert_static(FuncBuild *fb, Val v) {
	uint8_t *bytes = NEW_ARRAY(fb->b->a, uint8_t, v.c->size + 1);
	Buf name = {0};
	Arena *a = fb->b->a;
	buf_puts(a, &name, "go.ro.");
	for (uint32_t i = 0; i < v.c->n; i++) {
		convert_put(bytes + v.c->off[i], v.v[i]);
		if (v.v[i]->op == OP_ADDR)
			buf_printf(a, &name, "%u_%s_%lld.", v.c->off[i], v.v[i]->aux.sym->name,
				(long long)v.v[i]->off);
	}
	buf_printf(a, &name, "%lld.", (long long)v.c->align);
	for (int64_t i = 0; i < v.c->size; i++)
		buf_printf(a, &name, "%02x", bytes[i]);
	Sym *s = sym_get(fb->b->m, buf_cstr(a, &name));
	if (!s->data) {
		Data *d = data_new(
			fb->b->m, s, (uint64_t)(v.c->size ? v.c->size : 1), (uint32_t)v.c->align);
		d->bytes = bytes;
		d->readonly = true;
		for (uint32_t i = 0; i < v.c->n; i++)
			if (v.v[i]->op == OP_ADDR)
				data_reloc(fb->b->m, d, v.c->off[i], v.v[i]->aux.sym, v.v[i]->off);
	}
	build_reach(fb->b, s);
	return emit_addr(fb->cur, s, 0);
}

// Scalars without pointers have boxing functions of their own.
static Value *convert_box_scalar(FuncBuild *fb, Val v, Pos pos) {
	Value *x = v.v[0];
	switch (v.c->type[0]) {
	case IR_I8: return fb_rt(fb, RT_convT8, pos, 1, x);
	case IR_I16: return fb_rt(fb, RT_convT16, pos, 1, x);
	case IR_F32: x = fb_un(fb, OP_BITCAST, IR_I32, x); // fall through
	case IR_I32: return fb_rt(fb, RT_convT32, pos, 1, x);
	case IR_F64: x = fb_un(fb, OP_BITCAST, IR_I64, x); // fall through
	case IR_I64: return fb_rt(fb, RT_convT64, pos, 1, x);
	default: ice("convert_box_scalar: type %s", irtype_name(v.c->type[0]));
	}
}

// The data word for a value of concrete type.
Value *convert_iface_data(FuncBuild *fb, Val v, Pos pos) {
	if (build_is_direct_iface(fb->b, v.type))
		return v.v[0];
	if (v.c->size == 0 || convert_is_constant(&v))
		return convert_static(fb, v);
	TypeKind k = under_kind(fb, v.type);
	if (k == TY_STRING)
		return fb_rt(fb, RT_convTstring, pos, 2, v.v[0], v.v[1]);
	if (k == TY_SLICE)
		return fb_rt(fb, RT_convTslice, pos, 3, v.v[0], v.v[1], v.v[2]);
	if (!v.c->in_memory && v.c->n == 1 && !v.c->is_ptr[0] &&
		v.c->size == irtype_size(v.c->type[0]))
		return convert_box_scalar(fb, v, pos);
	Value *p = build_addr_of_val(fb, v);
	Value *box = fb_rt(fb, RT_convT, pos, 2, fb_type_addr(fb, v.type), p);
	box->off = v.c->size;
	return box;
}

static Val convert_concrete_to_iface(FuncBuild *fb, Val v, Type *to, Pos pos) {
	Val r = val_new(fb, to);
	r.v[1] = convert_iface_data(fb, v, pos);
	if (is_empty_interface(fb, to)) {
		build_mark_in_interface(fb->b, v.type);
		r.v[0] = fb_type_addr(fb, v.type);
	} else {
		r.v[0] = emit_addr(fb->cur, build_itab_sym(fb->b, v.type, to), 0);
	}
	return r;
}

static Val convert_iface_to_iface(FuncBuild *fb, Val v, Type *to, Pos pos) {
	if (type_identical(fb->b->c, under(fb, v.type), under(fb, to)))
		return val_retype(fb, v, to);
	Val r = val_new(fb, to);
	r.v[1] = v.v[1];
	Value *dyn = iface_type_word(fb, v, pos);
	if (is_empty_interface(fb, to)) {
		r.v[0] = dyn;
		return r;
	}
	Var *tab = var_new(fb->f, IR_PTR, NULL);
	Block *ask = fb_block(fb), *done = fb_block(fb);
	emit_setvar(fb->cur, tab, knil(fb));
	fb_if(fb, fb_cmp(fb, OP_NE, dyn, knil(fb)), ask, done, 0);
	fb_start(fb, ask);
	emit_setvar(fb->cur, tab, fb_rt(fb, RT_assertE2I, pos, 2, fb_type_addr(fb, to), dyn));
	fb_start(fb, done);
	r.v[0] = emit_getvar(fb->cur, tab);
	return r;
}

Val build_convert(FuncBuild *fb, Val v, Type *to, Pos pos) {
	if (v.type == to)
		return v;
	if (type_is_nil(v.type))
		return val_zero(fb, to);
	if (under_kind(fb, to) == TY_INTERFACE) {
		if (under_kind(fb, v.type) == TY_INTERFACE)
			return convert_iface_to_iface(fb, v, to, pos);
		return convert_concrete_to_iface(fb, v, to, pos);
	}
	return val_retype(fb, v, to);
}

/* Numbers */

static Value *convert_int_to_int(FuncBuild *fb, Value *v, bool is_signed, IRType to) {
	uint32_t have = irtype_size((IRType)v->type), want = irtype_size(to);
	if (have == want)
		return v;
	return fb_un(fb, have > want ? OP_TRUNC : is_signed ? OP_SEXT : OP_ZEXT, to, v);
}

static Value *convert_float_to_int(FuncBuild *fb, Value *v, TypeKind to, IRType t) {
	if (to == TY_UINT64 || to == TY_UINT || to == TY_UINTPTR)
		return fb_un(fb, OP_FTOU, IR_I64, v);
	if (irtype_size(t) == 8)
		return fb_un(fb, OP_FTOS, IR_I64, v);
	if (to == TY_UINT32)
		return fb_un(fb, OP_TRUNC, IR_I32, fb_un(fb, OP_FTOS, IR_I64, v));
	return convert_int_to_int(fb, fb_un(fb, OP_FTOS, IR_I32, v), true, t);
}

static Value *convert_int_to_float(FuncBuild *fb, Value *v, TypeKind from, IRType t) {
	bool is_signed = kind_is_signed(from);
	if (!is_signed && v->type == IR_I64)
		return fb_un(fb, OP_UTOF, t, v);
	if (v->type != IR_I64)
		v = fb_un(fb, is_signed ? OP_SEXT : OP_ZEXT, IR_I64, v);
	return fb_un(fb, OP_STOF, t, v);
}

static Value *convert_number(FuncBuild *fb, Value *v, TypeKind from, TypeKind to, IRType t) {
	if (kind_is_float(from) && kind_is_float(to))
		return v->type == t ? v : fb_un(fb, OP_FCVT, t, v);
	if (kind_is_float(from))
		return convert_float_to_int(fb, v, to, t);
	if (kind_is_float(to))
		return convert_int_to_float(fb, v, from, t);
	return convert_int_to_int(fb, v, kind_is_signed(from), t);
}

/* Strings */

static Val convert_results(FuncBuild *fb, Type *to, Value *call) {
	Val v = val_new(fb, to);
	for (uint32_t i = 0; i < v.c->n; i++)
		v.v[i] = emit_result(fb->cur, call, i);
	return v;
}

static bool convert_is_byte_slice(FuncBuild *fb, Type *t) {
	Type *u = under(fb, t);
	return u->kind == TY_SLICE && type_size(fb->b->c, build_type(fb, as(SliceT, u)->elem)) == 1;
}

static Val convert_string(FuncBuild *fb, Val v, Type *to, Pos pos) {
	TypeKind from = under_kind(fb, v.type);
	Value *r;
	if (from == TY_STRING && convert_is_byte_slice(fb, to))
		r = fb_rt(fb, RT_stringtoslicebyte, pos, 3, knil(fb), v.v[0], v.v[1]);
	else if (from == TY_STRING)
		r = fb_rt(fb, RT_stringtoslicerune, pos, 2, v.v[0], v.v[1]);
	else if (from == TY_SLICE && convert_is_byte_slice(fb, v.type))
		r = fb_rt(fb, RT_slicebytetostring, pos, 3, knil(fb), v.v[0], v.v[1]);
	else if (from == TY_SLICE)
		r = fb_rt(fb, RT_slicerunetostring, pos, 2, v.v[0], v.v[1]);
	else
		r = fb_rt(fb, RT_intstring, pos, 2, knil(fb), fb_extend(fb, v.v[0], v.type));
	return convert_results(fb, to, r);
}

/* Explicit conversions T(x) */

static Val convert_slice_to_array(FuncBuild *fb, Val v, Type *to, Pos pos) {
	bool to_pointer = under_kind(fb, to) == TY_POINTER;
	Type *arr = to_pointer ? build_type(fb, as(PointerT, under(fb, to))->elem) : to;
	Value *n = k64(fb, as(ArrayT, under(fb, arr))->len);
	fb_check(fb, fb_cmp(fb, OP_LE, n, v.v[1]), RT_panicSliceConvert, v.v[1], n, pos);
	if (to_pointer)
		return val_scalar(fb, to, v.v[0]);
	if (as(ArrayT, under(fb, arr))->len == 0)
		return val_zero(fb, to);
	return build_val_load(fb, to, v.v[0], 0, pos);
}

static bool convert_is_numeric(TypeKind k) {
	return kind_is_integer(k) || kind_is_float(k);
}

Val build_conversion(FuncBuild *fb, Val v, Type *to, Pos pos) {
	if (v.type == to || type_is_nil(v.type))
		return build_convert(fb, v, to, pos);
	TypeKind from = under_kind(fb, v.type), k = under_kind(fb, to);
	if (k == TY_INTERFACE)
		return build_convert(fb, v, to, pos);
	if (convert_is_numeric(from) && convert_is_numeric(k))
		return val_scalar(fb, to,
			convert_number(fb, v.v[0], from, k, build_comps(fb->b, to)->type[0]));
	if (kind_is_complex(from) && kind_is_complex(k)) {
		Val r = val_new(fb, to);
		for (int i = 0; i < 2; i++)
			r.v[i] = v.v[i]->type == r.c->type[i]
					 ? v.v[i]
					 : fb_un(fb, OP_FCVT, r.c->type[i], v.v[i]);
		return r;
	}
	if (k == TY_UNSAFE_POINTER && kind_is_integer(from))
		return val_scalar(fb, to, fb_un(fb, OP_BITCAST, IR_PTR, v.v[0]));
	if (from == TY_UNSAFE_POINTER && kind_is_integer(k))
		return val_scalar(fb, to, fb_un(fb, OP_BITCAST, IR_I64, v.v[0]));
	if ((k == TY_STRING) != (from == TY_STRING))
		return convert_string(fb, v, to, pos);
	if (from == TY_SLICE && k != TY_SLICE)
		return convert_slice_to_array(fb, v, to, pos);
	return val_retype(fb, v, to);
}
