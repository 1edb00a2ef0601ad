// builtin.c: calls of the predeclared functions and of those of package unsafe (append and copy:
// append.c).
#include "ir/func.h"

/* len, cap */

// Word 0 of a map and words 0 and 1 of a channel, 0 for nil.
static Value *builtin_header_word(FuncBuild *fb, Value *p, int64_t off, Pos pos) {
	Var *n = var_new(fb->f, IR_I64, NULL);
	Block *load = fb_block(fb), *done = fb_block(fb);
	emit_setvar(fb->cur, n, k64(fb, 0));
	fb_if(fb, fb_cmp(fb, OP_NE, p, knil(fb)), load, done, 1);
	fb_start(fb, load);
	emit_setvar(fb->cur, n, fb_loadw(fb, IR_I64, p, off, pos));
	fb_start(fb, done);
	return emit_getvar(fb->cur, n);
}

static Value *builtin_len(FuncBuild *fb, Expr *x, bool cap) {
	Type *t = expr_type(fb, x), *u = under(fb, t);
	if (u->kind == TY_ARRAY && lv_is_addressable(fb, x)) {
		LValue lv = lv_of(fb, x);
		if (lv.kind == LV_MEM)
			lv_address(fb, &lv);
		return k64(fb, as(ArrayT, u)->len);
	}
	Val v = cap ? build_expr(fb, x) : build_passing(fb, x, NULL);
	switch (u->kind) {
	case TY_STRING: return v.v[1];
	case TY_SLICE: return v.v[cap ? 2 : 1];
	case TY_ARRAY: return k64(fb, as(ArrayT, u)->len);
	case TY_POINTER:
		return k64(fb, as(ArrayT, under(fb, build_type(fb, as(PointerT, u)->elem)))->len);
	case TY_MAP: return builtin_header_word(fb, v.v[0], 0, x->pos);
	case TY_CHAN: return builtin_header_word(fb, v.v[0], cap ? 8 : 0, x->pos);
	default: ice("builtin_len: type of kind %d", u->kind);
	}
}

/* make, new */

#define BUILTIN_MAX_FIXED_SLICE (64 * 1024)

static Val builtin_make_slice(FuncBuild *fb, CallExpr *e, Type *t) {
	Type *elem = build_type(fb, as(SliceT, under(fb, t))->elem);
	Val r = val_new(fb, t);
	bool u;
	r.v[1] = index_value(fb, e->args.v[1], &u);
	r.v[2] = e->args.n > 2 ? index_value(fb, e->args.v[2], &u) : r.v[1];
	int64_t size = type_size(fb->b->c, elem);
	bool known = r.v[1]->op == OP_CONST;
	bool fixed = r.v[2]->op == OP_CONST && r.v[2]->aux.i >= 0 &&
		     r.v[2]->aux.i <= BUILTIN_MAX_FIXED_SLICE &&
		     r.v[2]->aux.i * size <= BUILTIN_MAX_FIXED_SLICE &&
		     (!known || (r.v[1]->aux.i >= 0 && r.v[1]->aux.i <= r.v[2]->aux.i));
	if (fixed && !known) {
		fb_check(fb, fb_cmp(fb, OP_LE, k64(fb, 0), r.v[1]), RT_panicmakeslicelen, NULL,
			NULL, e->n.pos);
		fb_check(fb, fb_cmp(fb, OP_LE, r.v[1], r.v[2]), RT_panicmakeslicecap, NULL, NULL,
			e->n.pos);
	}
	if (fixed) {
		ArrayT *a = as(ArrayT, type_new(fb->b->c, TY_ARRAY));
		a->len = r.v[2]->aux.i;
		a->elem = elem;
		r.v[0] = fb_new(fb, &a->t, e->n.pos);
	} else {
		r.v[0] = fb_rt(
			fb, RT_makeslice, e->n.pos, 3, fb_type_addr(fb, elem), r.v[1], r.v[2]);
	}
	return r;
}

static Val builtin_make(FuncBuild *fb, CallExpr *e) {
	Type *t = expr_type(fb, &e->n), *u = under(fb, t);
	bool is_unsigned;
	Pos pos = e->n.pos;
	if (u->kind == TY_SLICE)
		return builtin_make_slice(fb, e, t);
	Value *n = e->args.n > 1 ? index_value(fb, e->args.v[1], &is_unsigned) : k64(fb, 0);
	if (u->kind == TY_CHAN)
		return val_scalar(fb, t, fb_rt(fb, RT_makechan, pos, 2, fb_type_addr(fb, t), n));
	assert_ir(u->kind == TY_MAP);
	if (n->op == OP_CONST && n->aux.i <= 8) {
		build_type_sym(fb->b, t);
		return val_scalar(fb, t, fb_rt(fb, RT_makemap_small, pos, 0));
	}
	return val_scalar(fb, t, fb_rt(fb, RT_makemap, pos, 3, fb_type_addr(fb, t), n, knil(fb)));
}

static Val builtin_new(FuncBuild *fb, CallExpr *e) {
	Type *t = expr_type(fb, &e->n);
	Type *elem = build_type(fb, as(PointerT, under(fb, t))->elem);
	if (info_tv(fb->info, e->args.v[0])->mode == MODE_TYPE)
		return val_scalar(fb, t, fb_new(fb, elem, e->n.pos));
	Val v = build_expr_to(fb, e->args.v[0], elem);
	Value *p = fb_new(fb, elem, e->n.pos);
	build_val_store(fb, p, 0, v, true, e->n.pos);
	return val_scalar(fb, t, p);
}

/* min, max */

static Value *builtin_float_extreme(FuncBuild *fb, Value *x, Value *y, bool is_min) {
	IRType f = (IRType)x->type, i = f == IR_F32 ? IR_I32 : IR_I64;
	Value *bits = fb_bin(fb, is_min ? OP_OR : OP_AND, i, fb_un(fb, OP_BITCAST, i, x),
		fb_un(fb, OP_BITCAST, i, y));
	Value *same = fb_un(fb, OP_BITCAST, f, bits); // zeroes of either sign
	Value *nan = fb_bin(fb, OP_ADD, f, x, y);
	Value *r = fb_select(fb, fb_cmp(fb, OP_EQ, x, y), same, nan);
	r = fb_select(fb, fb_cmp(fb, OP_LT, y, x), is_min ? y : x, r);
	return fb_select(fb, fb_cmp(fb, OP_LT, x, y), is_min ? x : y, r);
}

static Val builtin_extreme(FuncBuild *fb, CallExpr *e, bool is_min) {
	Type *t = expr_type(fb, &e->n);
	Val r = build_expr_to(fb, e->args.v[0], t);
	for (uint32_t i = 1; i < e->args.n; i++) {
		Val y = build_expr_to(fb, e->args.v[i], t);
		if (kind_is_float(under_kind(fb, t))) {
			r.v[0] = builtin_float_extreme(fb, r.v[0], y.v[0], is_min);
			continue;
		}
		Value *take = compare_order(fb, is_min ? OPER_LSS : OPER_GTR, y, r, e->n.pos);
		for (uint32_t k = 0; k < r.c->n; k++)
			r.v[k] = fb_select(fb, take, y.v[k], r.v[k]);
	}
	return r;
}

/* unsafe */

#define BUILTIN_MAX_ADDRESS (1ll << 48)

static Val builtin_unsafe_slice(FuncBuild *fb, CallExpr *e, bool is_string) {
	Val p = build_expr(fb, e->args.v[0]);
	bool u;
	Value *n = index_value(fb, e->args.v[1], &u);
	Type *t = expr_type(fb, &e->n);
	int64_t size =
		is_string ? 1 : type_size(fb->b->c, build_type(fb, as(SliceT, under(fb, t))->elem));
	int64_t max = BUILTIN_MAX_ADDRESS / (size ? size : 1);
	Pos pos = e->n.pos;
	fb_check(fb, fb_cmp(fb, OP_ULE, n, k64(fb, max)),
		is_string ? RT_panicunsafestringlen : RT_panicunsafeslicelen, NULL, NULL, pos);
	Value *ok = fb_bin(fb, OP_OR, IR_I8, fb_cmp(fb, OP_NE, p.v[0], knil(fb)),
		fb_cmp(fb, OP_EQ, n, k64(fb, 0)));
	fb_check(fb, ok, is_string ? RT_panicunsafestringnilptr : RT_panicunsafeslicenilptr, NULL,
		NULL, pos);
	Value *room = fb_bin(fb, OP_SUB, IR_I64, k64(fb, 0),
		fb_un(fb, OP_BITCAST, IR_I64, p.v[0])); // to the top of memory
	Value *bytes = fb_bin(fb, OP_MUL, IR_I64, n, k64(fb, size));
	fb_check(fb, fb_cmp(fb, OP_ULE, bytes, room),
		is_string ? RT_panicunsafestringlen : RT_panicunsafeslicelen, NULL, NULL, pos);
	Val r = val_new(fb, t);
	r.v[0] = p.v[0];
	r.v[1] = n;
	if (!is_string)
		r.v[2] = n;
	return r;
}

static int64_t builtin_offsetof(FuncBuild *fb, Expr *x) {
	Selection *s = map_get(&fb->info->selections, unparen(x));
	Type *t = build_type(fb, s->recv);
	if (under_kind(fb, t) == TY_POINTER)
		t = build_type(fb, as(PointerT, under(fb, t))->elem);
	int64_t off = 0;
	for (uint32_t i = 0; i < s->n_path; i++) {
		StructT *st = as(StructT, under(fb, t));
		off += struct_offset(fb->b->c, st, s->path[i]);
		t = build_type(fb, st->fields.v[s->path[i]]->type);
	}
	return off;
}

static Val builtin_unsafe(FuncBuild *fb, CallExpr *e, int id) {
	Type *t = expr_type(fb, &e->n);
	bool u;
	switch (id) {
	case BUILTIN_Add: {
		Val p = build_expr(fb, e->args.v[0]);
		return val_scalar(fb, t,
			fb_bin(fb, OP_PTRADD, IR_PTR, p.v[0], index_value(fb, e->args.v[1], &u)));
	}
	case BUILTIN_Slice: return builtin_unsafe_slice(fb, e, false);
	case BUILTIN_String: return builtin_unsafe_slice(fb, e, true);
	case BUILTIN_SliceData:
	case BUILTIN_StringData: return val_scalar(fb, t, build_expr(fb, e->args.v[0]).v[0]);
	case BUILTIN_Sizeof:
		return val_scalar(fb, t, k64(fb, type_size(fb->b->c, expr_type(fb, e->args.v[0]))));
	case BUILTIN_Alignof:
		return val_scalar(
			fb, t, k64(fb, type_align(fb->b->c, expr_type(fb, e->args.v[0]))));
	case BUILTIN_Offsetof:
		return val_scalar(fb, t, k64(fb, builtin_offsetof(fb, e->args.v[0])));
	default: ice("builtin_unsafe: %d", id);
	}
}

/* print */

static void builtin_print_value(FuncBuild *fb, Val v, Pos pos) {
	TypeKind k = under_kind(fb, v.type);
	if (kind_is_integer(k)) {
		fb_rt(fb, kind_is_signed(k) ? RT_printint : RT_printuint, pos, 1,
			fb_extend(fb, v.v[0], v.type));
		return;
	}
	Value *x = v.v[0];
	switch (k) {
	case TY_BOOL: fb_rt(fb, RT_printbool, pos, 1, x); break;
	case TY_FLOAT32: fb_rt(fb, RT_printfloat32, pos, 1, x); break;
	case TY_FLOAT64: fb_rt(fb, RT_printfloat, pos, 1, x); break;
	case TY_COMPLEX64: fb_rt(fb, RT_printcomplex64, pos, 2, x, v.v[1]); break;
	case TY_COMPLEX128: fb_rt(fb, RT_printcomplex, pos, 2, x, v.v[1]); break;
	case TY_STRING: fb_rt(fb, RT_printstring, pos, 2, x, v.v[1]); break;
	case TY_SLICE: fb_rt(fb, RT_printslice, pos, 3, x, v.v[1], v.v[2]); break;
	case TY_INTERFACE:
		fb_rt(fb, is_empty_interface(fb, v.type) ? RT_printeface : RT_printiface, pos, 2, x,
			v.v[1]);
		break;
	default: fb_rt(fb, RT_printpointer, pos, 1, x); break;
	}
}

static void builtin_print(FuncBuild *fb, Vals args, bool line, Pos pos) {
	fb_rt(fb, RT_printlock, pos, 0);
	for (uint32_t i = 0; i < args.n; i++) {
		if (line && i > 0)
			fb_rt(fb, RT_printsp, pos, 0);
		builtin_print_value(fb, args.v[i], pos);
	}
	if (line)
		fb_rt(fb, RT_printnl, pos, 0);
	fb_rt(fb, RT_printunlock, pos, 0);
}

/* Those that may be deferred: arguments first, the effect apart */

Vals builtin_args(FuncBuild *fb, CallExpr *e, int id) {
	if (call_is_multi(fb, e)) {
		uint32_t n = as(TupleT, info_tv(fb->info, e->args.v[0])->type)->vars.n;
		Vals all = {NEW_ARRAY(fb->b->a, Val, n + 1), n};
		build_multi(fb, e->args.v[0], all.v, n);
		return all;
	}
	Vals r = {NEW_ARRAY(fb->b->a, Val, e->args.n + 1), e->args.n};
	for (uint32_t i = 0; i < e->args.n; i++) {
		Expr *x = e->args.v[i];
		if (id == BUILTIN_panic) {
			r.v[i] = build_expr_to(fb, x, checker_universe(fb->b->c)->empty_interface);
		} else if (id == BUILTIN_delete && i == 1) {
			r.v[i] = build_passing(
				fb, x, build_type(fb, as(MapT, under(fb, r.v[0].type))->key));
		} else {
			r.v[i] = build_expr(fb, x);
			if (type_is_nil(r.v[i].type))
				r.v[i] = val_zero(fb, basic_type(fb, TY_UNSAFE_POINTER));
		}
		r.v[i] = val_snapshot(fb, r.v[i], x->pos);
	}
	return r;
}

static void builtin_clear(FuncBuild *fb, Val v, Pos pos) {
	Type *u = under(fb, v.type);
	if (u->kind == TY_MAP) {
		fb_rt(fb, RT_mapclear, pos, 2, fb_type_addr(fb, v.type), v.v[0]);
		return;
	}
	Type *elem = build_type(fb, as(SliceT, u)->elem);
	Value *z = value_new(fb->f, OP_ZERON, IR_VOID, pos, 2);
	z->args[0] = v.v[0];
	z->args[1] = fb_bin(fb, OP_MUL, IR_I64, v.v[1], k64(fb, type_size(fb->b->c, elem)));
	if (type_ptrdata(fb->b->c, elem) > 0)
		z->flags |= FLAG_HEAP_PTR;
	value_append(fb->cur, z);
}

// The frame address of the function that calls, or defers a call of, recover. As in gc, the body of
// a range-over-func loop is a function of its own here.
Value *recover_frame(FuncBuild *fb, Pos pos) {
	fb->f->flags |= FUNC_NOINLINE;
	return value_append(fb->cur, value_new(fb->f, OP_FRAMEADDR, IR_PTR, pos, 0));
}

static Val builtin_recover(FuncBuild *fb, Value *frame, Pos pos) {
	Value *r = fb_rt(fb, RT_gorecover, pos, 1, frame);
	Val v = val_new(fb, checker_universe(fb->b->c)->empty_interface);
	v.v[0] = emit_result(fb->cur, r, 0);
	v.v[1] = emit_result(fb->cur, r, 1);
	return v;
}

// Results other than those of copy and recover: none.
Val builtin_emit(FuncBuild *fb, int id, CallExpr *e, Vals args) {
	Pos pos = e->n.pos;
	switch (id) {
	case BUILTIN_close: fb_rt(fb, RT_closechan, pos, 1, args.v[0].v[0]); break;
	case BUILTIN_delete: map_delete(fb, args.v[0], args.v[1], pos); break;
	case BUILTIN_clear: builtin_clear(fb, args.v[0], pos); break;
	case BUILTIN_print: builtin_print(fb, args, false, pos); break;
	case BUILTIN_println: builtin_print(fb, args, true, pos); break;
	case BUILTIN_panic:
		fb_rt(fb, RT_gopanic, pos, 2, args.v[0].v[0], args.v[0].v[1]);
		block_unreachable(fb->cur);
		fb_dead(fb);
		break;
	case BUILTIN_copy: return build_copy(fb, args.v[0], args.v[1], pos);
	case BUILTIN_recover:
		return builtin_recover(fb, args.n ? args.v[0].v[0] : recover_frame(fb, pos), pos);
	default: ice("builtin_emit: %d", id);
	}
	return (Val){0};
}

Val build_builtin(FuncBuild *fb, CallExpr *e, int id) {
	switch (id) {
	case BUILTIN_append: return build_append(fb, e);
	case BUILTIN_len:
	case BUILTIN_cap:
		return val_scalar(
			fb, expr_type(fb, &e->n), builtin_len(fb, e->args.v[0], id == BUILTIN_cap));
	case BUILTIN_make: return builtin_make(fb, e);
	case BUILTIN_new: return builtin_new(fb, e);
	case BUILTIN_min:
	case BUILTIN_max: return builtin_extreme(fb, e, id == BUILTIN_min);
	case BUILTIN_complex: {
		Val r = val_new(fb, expr_type(fb, &e->n));
		Type *part = basic_type(fb, r.c->type[0] == IR_F32 ? TY_FLOAT32 : TY_FLOAT64);
		if (call_is_multi(fb, e)) {
			Vals args = builtin_args(fb, e, id);
			r.v[0] = args.v[0].v[0];
			r.v[1] = args.v[1].v[0];
			return r;
		}
		for (int i = 0; i < 2; i++)
			r.v[i] = info_tv(fb->info, e->args.v[i])->val
					 ? val_const(fb, part, info_tv(fb->info, e->args.v[i])->val)
						   .v[0]
					 : build_expr(fb, e->args.v[i]).v[0];
		return r;
	}
	case BUILTIN_real:
	case BUILTIN_imag:
		return val_scalar(fb, expr_type(fb, &e->n),
			build_expr(fb, e->args.v[0]).v[id == BUILTIN_imag]);
	case BUILTIN_Add:
	case BUILTIN_Alignof:
	case BUILTIN_Offsetof:
	case BUILTIN_Sizeof:
	case BUILTIN_Slice:
	case BUILTIN_SliceData:
	case BUILTIN_String:
	case BUILTIN_StringData: return builtin_unsafe(fb, e, id);
	default: return builtin_emit(fb, id, e, builtin_args(fb, e, id));
	}
}
