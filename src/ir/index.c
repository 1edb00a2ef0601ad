// index.c: index and slice expressions.
#include "ir/func.h"

Value *index_value(FuncBuild *fb, Expr *e, bool *is_unsigned) {
	*is_unsigned = false;
	TypeAndValue *tv = info_tv(fb->info, e);
	if (tv->mode == MODE_CONST && tv->val)
		return k64(fb, (int64_t)const_bits64(const_to_int(fb->b->s, tv->val)));
	Val v = build_expr(fb, e);
	*is_unsigned = !kind_is_signed(under_kind(fb, v.type));
	return fb_extend(fb, v.v[0], v.type);
}

static Val index_string(FuncBuild *fb, IndexExpr *e) {
	Val s = build_expr(fb, e->x);
	bool is_unsigned;
	Value *i = index_value(fb, e->index.v[0], &is_unsigned);
	fb_bounds(fb, i, s.v[1], is_unsigned, e->n.pos);
	return val_scalar(fb, expr_type(fb, &e->n),
		fb_loadw(fb, IR_I8, fb_elemptr(fb, s.v[0], i, 1), 0, e->n.pos));
}

// An element of an array that is no variable.
static Val index_array_value(FuncBuild *fb, IndexExpr *e) {
	Val a = build_expr(fb, e->x);
	ArrayT *t = as(ArrayT, under(fb, a.type));
	Type *elem = build_type(fb, t->elem);
	bool is_unsigned;
	Value *i = index_value(fb, e->index.v[0], &is_unsigned);
	fb_bounds(fb, i, k64(fb, t->len), is_unsigned, e->n.pos);
	if (a.c->in_memory)
		return build_val_load(
			fb, elem, fb_elemptr(fb, a.mem, i, type_size(fb->b->c, elem)), 0, e->n.pos);
	return t->len ? val_from_comps(fb, elem, a.v) : val_zero(fb, elem);
}

Val build_index(FuncBuild *fb, IndexExpr *e) {
	Expr *x = unparen(e->x);
	Obj *o = NULL;
	if (x->kind == AST_NAME)
		o = fb->info->uses[x->id];
	else if (x->kind == AST_SELECTOR)
		o = fb->info->uses[as(SelectorExpr, x)->sel->n.id];
	if (x->kind == AST_SELECTOR && map_get(&fb->info->instances, as(SelectorExpr, x)->sel))
		return build_selector_of(fb, as(SelectorExpr, x), &e->n);
	if (o && o->kind == OBJ_FUNC)
		return build_func_value(fb, x, o);
	Type *t = expr_type(fb, e->x);
	switch (under_kind(fb, t)) {
	case TY_STRING: return index_string(fb, e);
	case TY_MAP: {
		Val m = build_expr(fb, e->x);
		Val k = build_passing(
			fb, e->index.v[0], build_type(fb, as(MapT, under(fb, t))->key));
		return map_access(fb, m, k, NULL, e->n.pos);
	}
	case TY_ARRAY:
		if (!lv_is_addressable(fb, e->x))
			return index_array_value(fb, e);
		break;
	default: break;
	}
	LValue v = lv_of(fb, &e->n);
	return lv_load(fb, &v);
}

/* Slices */

typedef struct SliceOp {
	Value *ptr, *len, *cap; // of the operand; cap == len for strings and arrays
	bool is_slice, is_string;
	int64_t size; // of an element
} SliceOp;

static void slice_check(FuncBuild *fb, Value *x, Value *limit, RtFn fn, bool is_unsigned, Pos pos) {
	if (x->op == OP_CONST && limit->op == OP_CONST &&
		(uint64_t)x->aux.i <= (uint64_t)limit->aux.i)
		return;
	if (x->op == OP_CONST && x->aux.i == 0)
		return;
	// The row of the unsigned form follows that of the signed one.
	fb_check(
		fb, fb_cmp(fb, OP_ULE, x, limit), is_unsigned ? (RtFn)(fn + 1) : fn, x, limit, pos);
}

_Static_assert(RT_panicSliceAlenU == RT_panicSliceAlen + 1 &&
		       RT_panicSliceAcapU == RT_panicSliceAcap + 1 &&
		       RT_panicSliceBU == RT_panicSliceB + 1 &&
		       RT_panicSlice3AlenU == RT_panicSlice3Alen + 1 &&
		       RT_panicSlice3AcapU == RT_panicSlice3Acap + 1 &&
		       RT_panicSlice3BU == RT_panicSlice3B + 1 &&
		       RT_panicSlice3CU == RT_panicSlice3C + 1,
	"slice_check adds 1 for the unsigned form");

static SliceOp slice_operand(FuncBuild *fb, SliceExpr *e) {
	SliceOp s = {.size = 1};
	Type *t = expr_type(fb, e->x), *u = under(fb, t);
	if (u->kind == TY_STRING || u->kind == TY_SLICE) {
		Val v = build_expr(fb, e->x);
		s.ptr = v.v[0];
		s.len = v.v[1];
		s.is_slice = u->kind == TY_SLICE;
		s.is_string = !s.is_slice;
		s.cap = s.is_slice ? v.v[2] : s.len;
		if (s.is_slice)
			s.size = type_size(fb->b->c, build_type(fb, as(SliceT, u)->elem));
		return s;
	}
	if (u->kind == TY_POINTER) {
		s.ptr = build_expr(fb, e->x).v[0];
		fb_nilcheck(fb, s.ptr, e->n.pos);
		u = under(fb, build_type(fb, as(PointerT, u)->elem));
	} else {
		LValue v = lv_of(fb, e->x);
		s.ptr = lv_address(fb, &v);
	}
	s.len = s.cap = k64(fb, as(ArrayT, u)->len);
	s.size = type_size(fb->b->c, build_type(fb, as(ArrayT, u)->elem));
	return s;
}

// The address of element i, or the base where nothing is left of the object: it must not point past
// its end.
static Value *slice_pointer(FuncBuild *fb, const SliceOp *s, Value *i, Value *left) {
	if (i->op == OP_CONST && i->aux.i == 0)
		return s->ptr;
	Value *mask = fb_bin(
		fb, OP_SAR, IR_I64, fb_bin(fb, OP_SUB, IR_I64, k64(fb, 0), left), k64(fb, 63));
	return fb_elemptr(fb, s->ptr, fb_bin(fb, OP_AND, IR_I64, i, mask), s->size);
}

Val build_slice(FuncBuild *fb, SliceExpr *e) {
	SliceOp s = slice_operand(fb, e);
	Pos pos = e->n.pos;
	bool unsigned_index[3] = {0};
	Value *x[3] = {NULL};
	for (int n = 0; n < 3; n++)
		if (e->index[n])
			x[n] = index_value(fb, e->index[n], &unsigned_index[n]);
	Value *i = x[0] ? x[0] : k64(fb, 0), *j = x[1] ? x[1] : s.len, *k = x[2] ? x[2] : s.cap;
	if (x[2]) {
		slice_check(fb, k, s.cap, s.is_slice ? RT_panicSlice3Acap : RT_panicSlice3Alen,
			unsigned_index[2], pos);
		slice_check(fb, j, k, RT_panicSlice3B, unsigned_index[1], pos);
		slice_check(fb, i, j, RT_panicSlice3C, unsigned_index[0], pos);
	} else {
		if (x[1])
			slice_check(fb, j, k, s.is_slice ? RT_panicSliceAcap : RT_panicSliceAlen,
				unsigned_index[1], pos);
		if (x[0])
			slice_check(fb, i, j, RT_panicSliceB, unsigned_index[0], pos);
	}
	Val r = val_new(fb, expr_type(fb, &e->n));
	r.v[1] = fb_bin(fb, OP_SUB, IR_I64, j, i);
	if (s.is_string) {
		r.v[0] = slice_pointer(fb, &s, i, r.v[1]);
		return r;
	}
	r.v[2] = fb_bin(fb, OP_SUB, IR_I64, k, i);
	r.v[0] = slice_pointer(fb, &s, i, r.v[2]);
	return r;
}
