// append.c: append and copy.
#include "ir/func.h"

static void append_moven(FuncBuild *fb, Value *to, Value *from, Value *bytes, Type *elem, Pos pos) {
	Value *m = value_new(fb->f, OP_MOVEN, IR_VOID, pos, 3);
	m->args[0] = to;
	m->args[1] = from;
	m->args[2] = bytes;
	if (type_ptrdata(fb->b->c, elem) > 0)
		m->flags |= FLAG_HEAP_PTR;
	value_append(fb->cur, m);
}

typedef struct Append {
	Type *type, *elem;
	int64_t size;
	LValue *place; // in memory, where the slice comes from and the result goes; or NULL
	Var *ptr, *cap;
	Value *old_len, *new_len;
} Append;

// Makes room for `more` elements; then the slice is {ptr, new_len, cap}. In place, the pointer and
// the capacity are stored only where they have changed.
static void append_grow(FuncBuild *fb, Append *a, Val s, Value *more, Pos pos) {
	a->ptr = var_new(fb->f, IR_PTR, NULL);
	a->cap = var_new(fb->f, IR_I64, NULL);
	emit_setvar(fb->cur, a->ptr, s.v[0]);
	emit_setvar(fb->cur, a->cap, s.v[2]);
	a->old_len = s.v[1];
	a->new_len = fb_bin(fb, OP_ADD, IR_I64, s.v[1], more);
	Block *grow = fb_block(fb), *done = fb_block(fb);
	fb_if(fb, fb_cmp(fb, OP_ULE, a->new_len, s.v[2]), done, grow, 1);
	fb_start(fb, grow);
	Value *r = fb_rt(fb, RT_growslice, pos, 5, s.v[0], a->new_len, s.v[2], more,
		fb_type_addr(fb, a->elem));
	Value *ptr = emit_result(fb->cur, r, 0), *cap = emit_result(fb->cur, r, 2);
	emit_setvar(fb->cur, a->ptr, ptr);
	emit_setvar(fb->cur, a->cap, cap);
	if (a->place) {
		Addr at = a->place->a;
		Val word = val_scalar(fb, basic_type(fb, TY_UNSAFE_POINTER), ptr);
		addr_store(fb, at, word, pos);
		at.off += 16;
		addr_store(fb, at, val_scalar(fb, basic_type(fb, TY_INT), cap), pos);
	}
	fb_start(fb, done);
	if (a->place) {
		Addr at = a->place->a;
		at.off += 8;
		addr_store(fb, at, val_scalar(fb, basic_type(fb, TY_INT), a->new_len), pos);
	}
}

static Val append_result(FuncBuild *fb, Append *a) {
	Val r = val_new(fb, a->type);
	r.v[0] = emit_getvar(fb->cur, a->ptr);
	r.v[1] = a->new_len;
	r.v[2] = emit_getvar(fb->cur, a->cap);
	return r;
}

static Val append_slice(FuncBuild *fb, Append *a, Val s, Val t, Pos pos) {
	if (type_is_nil(t.type))
		return s;
	append_grow(fb, a, s, t.v[1], pos);
	Value *to = fb_elemptr(fb, emit_getvar(fb->cur, a->ptr), a->old_len, a->size);
	if (a->size)
		append_moven(fb, to, t.v[0], fb_bin(fb, OP_MUL, IR_I64, t.v[1], k64(fb, a->size)),
			a->elem, pos);
	return append_result(fb, a);
}

// The length that a call of make wants, if it is the call make([]T, n) and nothing else.
Expr *append_made(FuncBuild *fb, Expr *x) {
	while (x->kind == AST_PAREN)
		x = as(ParenExpr, x)->x;
	if (x->kind != AST_CALL)
		return NULL;
	CallExpr *call = as(CallExpr, x);
	if (call->args.n != 2 || call_builtin(fb, call) != BUILTIN_make ||
		under(fb, expr_type(fb, x))->kind != TY_SLICE)
		return NULL;
	return call->args.v[1];
}

// append(s, make([]T, n)...): nothing is made, s grows by n zeroes.
static Val append_zeroes(FuncBuild *fb, Append *a, Val s, Expr *len, Pos pos) {
	bool is_unsigned;
	Value *n = index_value(fb, len, &is_unsigned);
	fb_check(fb, fb_cmp(fb, OP_LE, k64(fb, 0), n), RT_panicmakeslicelen, NULL, NULL, pos);
	append_grow(fb, a, s, n, pos);
	Value *to = fb_elemptr(fb, emit_getvar(fb->cur, a->ptr), a->old_len, a->size);
	Value *zero = value_new(fb->f, OP_ZERON, IR_VOID, pos, 2);
	zero->args[0] = to;
	zero->args[1] = fb_bin(fb, OP_MUL, IR_I64, n, k64(fb, a->size));
	if (type_ptrdata(fb->b->c, a->elem) > 0)
		zero->flags |= FLAG_HEAP_PTR;
	value_append(fb->cur, zero);
	return append_result(fb, a);
}

static Val append_values(FuncBuild *fb, Append *a, Val s, const Val *v, uint32_t n, Pos pos) {
	append_grow(fb, a, s, k64(fb, n), pos);
	Value *to = fb_elemptr(fb, emit_getvar(fb->cur, a->ptr), a->old_len, a->size);
	for (uint32_t i = 0; i < n; i++)
		build_val_store(fb, to, a->size * (int64_t)i, v[i], true, pos);
	return append_result(fb, a);
}

static Append append_of(FuncBuild *fb, CallExpr *e) {
	Append a = {.type = expr_type(fb, &e->n)};
	a.elem = build_type(fb, as(SliceT, under(fb, a.type))->elem);
	a.size = type_size(fb->b->c, a.elem);
	return a;
}

// The elements of append(s, elements), converted.
static Val *append_elements(FuncBuild *fb, Append *a, CallExpr *e, bool kept) {
	uint32_t n = e->args.n - 1;
	Val *v = NEW_ARRAY(fb->b->a, Val, n);
	for (uint32_t i = 0; i < n; i++) {
		v[i] = build_expr_to(fb, e->args.v[i + 1], a->elem);
		if (kept || n > 1)
			v[i] = val_snapshot(fb, v[i], e->n.pos);
	}
	return v;
}

// append(f()), f having several results.
static Val append_multi(FuncBuild *fb, Append *a, CallExpr *e) {
	uint32_t n = as(TupleT, info_tv(fb->info, e->args.v[0])->type)->vars.n;
	Val *in = NEW_ARRAY(fb->b->a, Val, n);
	build_multi(fb, e->args.v[0], in, n);
	Val s = build_convert(fb, in[0], a->type, e->n.pos);
	for (uint32_t i = 1; i < n; i++) {
		in[i] = build_convert(fb, in[i], a->elem, e->n.pos);
		if (n > 2)
			in[i] = val_snapshot(fb, in[i], e->n.pos);
	}
	return n == 1 ? s : append_values(fb, a, s, in + 1, n - 1, e->n.pos);
}

Val build_append(FuncBuild *fb, CallExpr *e) {
	Append a = append_of(fb, e);
	Pos pos = e->n.pos;
	if (call_is_multi(fb, e))
		return append_multi(fb, &a, e);
	Val s = build_expr_to(fb, e->args.v[0], a.type);
	if (e->args.n == 1)
		return s;
	Expr *made = e->has_dots && a.size ? append_made(fb, e->args.v[1]) : NULL;
	if (made)
		return append_zeroes(fb, &a, s, made, pos);
	if (e->has_dots)
		return append_slice(fb, &a, s, build_expr(fb, e->args.v[1]), pos);
	return append_values(fb, &a, s, append_elements(fb, &a, e, false), e->args.n - 1, pos);
}

// place = append(place, ...): operands first, then the place is found, once.
void build_append_to(FuncBuild *fb, CallExpr *e, Expr *place) {
	Append a = append_of(fb, e);
	Pos pos = e->n.pos;
	Val *v = NULL, more = {0};
	Expr *made = e->has_dots && a.size ? append_made(fb, e->args.v[1]) : NULL;
	if (e->has_dots && !made)
		more = build_expr(fb, e->args.v[1]);
	else if (!made)
		v = append_elements(fb, &a, e, true);
	LValue lv = lv_of_now(fb, place);
	lv_resolve(fb, &lv);
	if (lv.kind == LV_MAP)
		lv = lv_claim(fb, &lv);
	Val s = lv_load(fb, &lv);
	if (lv.kind == LV_MEM)
		a.place = &lv;
	Val r = made	      ? append_zeroes(fb, &a, s, made, pos)
		: e->has_dots ? append_slice(fb, &a, s, more, pos)
			      : append_values(fb, &a, s, v, e->args.n - 1, pos);
	if (lv.kind != LV_MEM)
		lv_store(fb, &lv, r);
}

Val build_copy(FuncBuild *fb, Val to, Val from, Pos pos) {
	Type *elem = build_type(fb, as(SliceT, under(fb, to.type))->elem);
	int64_t size = type_size(fb->b->c, elem);
	Value *n = fb_select(fb, fb_cmp(fb, OP_LT, to.v[1], from.v[1]), to.v[1], from.v[1]);
	if (size)
		append_moven(fb, to.v[0], from.v[0], fb_bin(fb, OP_MUL, IR_I64, n, k64(fb, size)),
			elem, pos);
	return val_scalar(fb, basic_type(fb, TY_INT), n);
}
