// value.c: Vals, addresses, and short ways to emit what the other files of the builder need all the
// time.
#include "ir/func.h"

Type *basic_type(FuncBuild *fb, TypeKind k) {
	return checker_universe(fb->b->c)->basic[k];
}

Type *under(FuncBuild *fb, Type *t) {
	return type_underlying(fb->b->c, t);
}

TypeKind under_kind(FuncBuild *fb, Type *t) {
	return (TypeKind)under(fb, t)->kind;
}

Type *expr_type(FuncBuild *fb, const Expr *e) {
	Type *t = info_tv(fb->info, e)->type;
	assert_ir(t && "expression without a type");
	if (type_is_untyped(t) && t->kind != TY_UNTYPED_NIL)
		return type_default(fb->b->c, t);
	return build_type(fb, t);
}

bool kind_is_integer(TypeKind k) {
	return k >= TY_INT && k <= TY_UINTPTR;
}

bool kind_is_signed(TypeKind k) {
	return k >= TY_INT && k <= TY_INT64;
}

bool kind_is_float(TypeKind k) {
	return k == TY_FLOAT32 || k == TY_FLOAT64;
}

bool kind_is_complex(TypeKind k) {
	return k == TY_COMPLEX64 || k == TY_COMPLEX128;
}

bool type_is_nil(Type *t) {
	return t->kind == TY_UNTYPED_NIL;
}

bool is_empty_interface(FuncBuild *fb, Type *t) {
	return interface_typeset(fb->b->c, as(InterfaceT, under(fb, t)))->methods.n == 0;
}

/* Blocks */

Block *fb_block(FuncBuild *fb) {
	return block_new(fb->f);
}

void fb_start(FuncBuild *fb, Block *b) {
	if (fb->cur && fb->cur->kind == BLK_NONE)
		block_jump(fb->cur, b);
	fb->cur = fb->f->at = b;
	fb_state(fb)->dead = false;
}

// Ends the current block with a jump and goes on in one that nothing reaches.
void fb_jump(FuncBuild *fb, Block *b) {
	block_jump(fb->cur, b);
	fb_dead(fb);
}

void fb_dead(FuncBuild *fb) {
	fb->cur = fb->f->at = block_new(fb->f);
	fb_state(fb)->dead = true;
}

// Ends the current block; the caller starts another one.
void fb_if(FuncBuild *fb, Value *c, Block *yes, Block *no, int likely) {
	block_if(fb->cur, c, yes, no, likely);
}

/* Emitters */

Value *fb_un(FuncBuild *fb, Op op, IRType t, Value *x) {
	return emit_un(fb->cur, op, t, x, x->pos);
}

Value *fb_bin(FuncBuild *fb, Op op, IRType t, Value *x, Value *y) {
	return emit_bin(fb->cur, op, t, x, y, x->pos);
}

Value *fb_cmp(FuncBuild *fb, Op op, Value *x, Value *y) {
	return emit_bin(fb->cur, op, IR_I8, x, y, x->pos);
}

Value *fb_select(FuncBuild *fb, Value *c, Value *x, Value *y) {
	if (c->op == OP_CONST)
		return c->aux.i ? x : y;
	Value *v = value_new(fb->f, OP_SELECT, (IRType)x->type, x->pos, 3);
	v->args[0] = c;
	v->args[1] = x;
	v->args[2] = y;
	return value_append(fb->cur, v);
}

Value *fb_not(FuncBuild *fb, Value *x) {
	return fb_un(fb, OP_LNOT, IR_I8, x);
}

Value *fb_offptr(FuncBuild *fb, Value *p, int64_t off) {
	if (off == 0)
		return p;
	if (p->op == OP_LOCAL)
		return emit_local(fb->cur, p->aux.slot, p->off + off);
	if (p->op == OP_ADDR)
		return emit_addr(fb->cur, p->aux.sym, p->off + off);
	Value *v = value_new(fb->f, OP_OFFPTR, IR_PTR, p->pos, 1);
	v->args[0] = p;
	v->off = off;
	return value_append(fb->cur, v);
}

Value *fb_elemptr(FuncBuild *fb, Value *p, Value *index, int64_t size) {
	if (size == 0)
		return p;
	if (index->op == OP_CONST)
		return fb_offptr(fb, p, index->aux.i * size);
	Value *v = value_new(fb->f, OP_PTRADD, IR_PTR, p->pos, 2);
	v->args[0] = p;
	v->args[1] = index;
	v->off = size;
	return value_append(fb->cur, v);
}

Value *fb_loadw(FuncBuild *fb, IRType t, Value *p, int64_t off, Pos pos) {
	Value *v = emit_load(fb->cur, t, p, off, pos);
	v->flags |= FLAG_NONNIL;
	return v;
}

static bool value_is_nonnil(const Value *p) {
	return p->op == OP_LOCAL || p->op == OP_ADDR || p->op == OP_NEW;
}

void fb_nilcheck(FuncBuild *fb, Value *p, Pos pos) {
	if (value_is_nonnil(p))
		return;
	Value *v = value_new(fb->f, OP_NILCHECK, IR_VOID, pos, 1);
	v->args[0] = p;
	value_append(fb->cur, v);
}

void fb_move(FuncBuild *fb, Value *to, Value *from, int64_t n, bool heap, Type *t, Pos pos) {
	if (n == 0)
		return;
	Value *v = value_new(fb->f, OP_MOVE, IR_VOID, pos, 2);
	v->args[0] = to;
	v->args[1] = from;
	v->aux.i = n;
	if (heap && (!t || type_ptrdata(fb->b->c, t) > 0))
		v->flags |= FLAG_HEAP_PTR;
	// Arrays reached through slices converted to array pointers may overlap in part.
	bool is_array = t && type_underlying(fb->b->c, t)->kind == TY_ARRAY;
	if (is_array && from->op != OP_LOCAL && to->op != OP_LOCAL)
		v->flags |= FLAG_OVERLAP;
	value_append(fb->cur, v);
}

void fb_zero(FuncBuild *fb, Value *p, int64_t n, Pos pos) {
	if (n == 0)
		return;
	Value *v = value_new(fb->f, OP_ZERO, IR_VOID, pos, 1);
	v->args[0] = p;
	v->aux.i = n;
	value_append(fb->cur, v);
}

void fb_check(FuncBuild *fb, Value *cond, RtFn fn, Value *a, Value *b, Pos pos) {
	if (cond->op == OP_CONST && cond->aux.i)
		return;
	Value *v = value_new(fb->f, OP_CHECK, IR_VOID, pos, a ? b ? 3 : 2 : 1);
	v->args[0] = cond;
	if (a)
		v->args[1] = a;
	if (b)
		v->args[2] = b;
	v->aux.rt = fn;
	value_append(fb->cur, v);
}

void fb_bounds(FuncBuild *fb, Value *i, Value *n, bool is_unsigned, Pos pos) {
	if (i->op == OP_CONST && n->op == OP_CONST && i->aux.i >= 0 && i->aux.i < n->aux.i)
		return;
	Value *v = value_new(fb->f, OP_BOUNDS, IR_VOID, pos, 2);
	v->args[0] = i;
	v->args[1] = n;
	if (is_unsigned)
		v->flags |= FLAG_UNSIGNED;
	value_append(fb->cur, v);
}

Value *fb_new(FuncBuild *fb, Type *t, Pos pos) {
	Value *v = value_new(fb->f, OP_NEW, IR_PTR, pos, 0);
	v->aux.sym = build_type_sym(fb->b, t);
	v->off = type_size(fb->b->c, t);
	v->flags = type_ptrdata(fb->b->c, t) == 0 ? FLAG_NO_PTRS : 0;
	return value_append(fb->cur, v);
}

Value *fb_new_words(FuncBuild *fb, int64_t size, int64_t align, const bool *words, Pos pos) {
	Value *v = value_new(fb->f, OP_NEW, IR_PTR, pos, 0);
	v->aux.sym = build_layout_sym(fb->b, size, align, words, (uint32_t)(size / 8));
	v->off = size;
	v->flags = FLAG_NO_PTRS;
	for (int64_t i = 0; i < size / 8; i++)
		if (words[i])
			v->flags = 0;
	return value_append(fb->cur, v);
}

Value *fb_rt(FuncBuild *fb, RtFn fn, Pos pos, uint32_t n, ...) {
	Value *args[8];
	va_list ap;
	va_start(ap, n);
	for (uint32_t i = 0; i < n; i++)
		args[i] = va_arg(ap, Value *);
	va_end(ap);
	if (rt_info[fn].is_go)
		return emit_call(
			fb->cur, build_rt_go_sym(fb->b, fn), rt_sig(fb->b->m, fn), args, n, pos);
	return emit_rt(fb->cur, fn, args, n, pos);
}

Value *fb_type_addr(FuncBuild *fb, Type *t) {
	return emit_addr(fb->cur, build_type_sym(fb->b, t), 0);
}

Value *fb_extend(FuncBuild *fb, Value *v, Type *t) {
	if (v->type == IR_I64)
		return v;
	return fb_un(fb, kind_is_signed(under_kind(fb, t)) ? OP_SEXT : OP_ZEXT, IR_I64, v);
}

/* Vals */

Val val_new(FuncBuild *fb, Type *t) {
	return (Val){.type = t, .c = build_comps(fb->b, t)};
}

Val val_scalar(FuncBuild *fb, Type *t, Value *v) {
	Val x = val_new(fb, t);
	assert_ir(x.c->n == 1);
	x.v[0] = v;
	return x;
}

Val val_bool(FuncBuild *fb, Value *v) {
	return val_scalar(fb, basic_type(fb, TY_BOOL), v);
}

Value *val_scratch(FuncBuild *fb, Type *t) {
	const Comps *c = build_comps(fb->b, t);
	if (c->size > STORAGE_MAX_SLOT)
		return fb_new(fb, t, NO_POS);
	Slot *slot = slot_new(fb->f, (uint64_t)(c->size ? c->size : 1), (uint32_t)c->align, NULL);
	slot->no_ptrs = type_ptrdata(fb->b->c, t) == 0;
	return emit_local(fb->cur, slot, 0);
}

static Value *val_zero_comp(FuncBuild *fb, IRType t) {
	if (t == IR_F32 || t == IR_F64)
		return emit_fconst(fb->cur, t, 0);
	return emit_const(fb->cur, t, 0);
}

Val val_zero(FuncBuild *fb, Type *t) {
	Val v = val_new(fb, t);
	for (uint32_t i = 0; i < v.c->n; i++)
		v.v[i] = val_zero_comp(fb, v.c->type[i]);
	if (v.c->in_memory) {
		v.mem = val_scratch(fb, t);
		fb_zero(fb, v.mem, v.c->size, NO_POS);
		v.fresh = true;
	}
	return v;
}

Val val_retype(FuncBuild *fb, Val v, Type *t) {
	const Comps *c = build_comps(fb->b, t);
	assert_ir(c->in_memory == v.c->in_memory && c->n == v.c->n);
	v.type = t;
	v.c = c;
	return v;
}

Val val_from_comps(FuncBuild *fb, Type *t, Value **v) {
	Val x = val_new(fb, t);
	for (uint32_t i = 0; i < x.c->n; i++)
		x.v[i] = v[i];
	return x;
}

Val val_snapshot(FuncBuild *fb, Val v, Pos pos) {
	if (!v.c || !v.c->in_memory || v.fresh)
		return v;
	Value *to = val_scratch(fb, v.type);
	fb_move(fb, to, v.mem, v.c->size, false, v.type, pos);
	v.mem = to;
	v.fresh = true;
	return v;
}

uint32_t comps_before_field(FuncBuild *fb, StructT *s, uint32_t i) {
	uint32_t n = 0;
	for (uint32_t k = 0; k < i; k++)
		n += build_comps(fb->b, build_type(fb, s->fields.v[k]->type))->n;
	return n;
}

Val val_field(FuncBuild *fb, Val v, uint32_t i, Pos pos) {
	StructT *s = as(StructT, under(fb, v.type));
	Type *t = build_type(fb, s->fields.v[i]->type);
	if (v.c->in_memory)
		return build_val_load(fb, t, v.mem, struct_offset(fb->b->c, s, i), pos);
	return val_from_comps(fb, t, v.v + comps_before_field(fb, s, i));
}

Val val_elem(FuncBuild *fb, Val v, int64_t i, Pos pos) {
	Type *t = build_type(fb, as(ArrayT, under(fb, v.type))->elem);
	if (v.c->in_memory)
		return build_val_load(fb, t, v.mem, i * type_size(fb->b->c, t), pos);
	return val_from_comps(fb, t, v.v);
}

Val val_string(FuncBuild *fb, Type *t, const char *p, uint64_t n) {
	Val v = val_new(fb, t);
	v.v[0] = n ? emit_addr(fb->cur, sym_string(fb->b->m, p, n), 0) : knil(fb);
	v.v[1] = k64(fb, (int64_t)n);
	return v;
}

Val val_const(FuncBuild *fb, Type *t, const Const *k) {
	TypeKind kind = under_kind(fb, t);
	Session *s = fb->b->s;
	if (kind == TY_STRING)
		return val_string(fb, t, k->str.p, k->str.len);
	Val v = val_new(fb, t);
	assert_ir(!v.c->in_memory && v.c->n >= 1);
	if (kind == TY_BOOL) {
		v.v[0] = emit_const(fb->cur, IR_I8, k->b);
	} else if (kind_is_float(kind)) {
		const Const *f = const_to_float(s, k);
		v.v[0] = emit_fconst(fb->cur, v.c->type[0],
			kind == TY_FLOAT32 ? (double)const_float(f) : const_double(f));
	} else if (kind_is_complex(kind)) {
		const Const *z = const_to_complex(s, k);
		for (int i = 0; i < 2; i++) {
			const Const *part = z->kind != CONST_COMPLEX
						    ? (i ? const_from_int(s, 0) : z)
					    : i ? z->c.im
						: z->c.re;
			v.v[i] = emit_fconst(fb->cur, v.c->type[i],
				kind == TY_COMPLEX64 ? (double)const_float(part)
						     : const_double(part));
		}
	} else {
		v.v[0] = emit_const(
			fb->cur, v.c->type[0], (int64_t)const_bits64(const_to_int(s, k)));
	}
	return v;
}

/* Loads and stores of whole values */

// The first component's load finds a nil pointer; the others need not.
static Val val_load(FuncBuild *fb, Type *t, Value *addr, int64_t off, bool nonnil, Pos pos) {
	Val v = val_new(fb, t);
	for (uint32_t i = 0; i < v.c->n; i++) {
		v.v[i] = emit_load(fb->cur, v.c->type[i], addr, off + v.c->off[i], pos);
		if (nonnil || i > 0)
			v.v[i]->flags |= FLAG_NONNIL;
	}
	if (v.c->in_memory)
		v.mem = fb_offptr(fb, addr, off);
	return v;
}

Val build_val_load(FuncBuild *fb, Type *t, Value *addr, int64_t off, Pos pos) {
	return val_load(fb, t, addr, off, value_is_nonnil(addr), pos);
}

void build_val_store(FuncBuild *fb, Value *addr, int64_t off, Val v, bool heap, Pos pos) {
	for (uint32_t i = 0; i < v.c->n; i++)
		emit_store(fb->cur, addr, off + v.c->off[i], v.v[i], heap && v.c->is_ptr[i], pos);
	if (v.c->in_memory)
		fb_move(fb, fb_offptr(fb, addr, off), v.mem, v.c->size, heap, v.type, pos);
}

Value *build_addr_of_val(FuncBuild *fb, Val v) {
	if (v.c->in_memory)
		return v.mem;
	Value *p = val_scratch(fb, v.type);
	build_val_store(fb, p, 0, v, false, NO_POS);
	return p;
}

Value *addr_value(FuncBuild *fb, Addr a, Pos pos) {
	if (a.check)
		fb_nilcheck(fb, a.p, pos);
	return fb_offptr(fb, a.p, a.off);
}

// Accesses at small offsets find a nil pointer by themselves.
static void addr_check(FuncBuild *fb, Addr *a, const Comps *c, Pos pos) {
	if (a->check && (c->in_memory || c->n == 0 || a->off + c->size > 4096)) {
		fb_nilcheck(fb, a->p, pos);
		a->check = false;
	}
}

Val addr_load(FuncBuild *fb, Type *t, Addr a, Pos pos) {
	addr_check(fb, &a, build_comps(fb->b, t), pos);
	return val_load(fb, t, a.p, a.off, !a.check || value_is_nonnil(a.p), pos);
}

void addr_store(FuncBuild *fb, Addr a, Val v, Pos pos) {
	addr_check(fb, &a, v.c, pos);
	build_val_store(fb, a.p, a.off, v, a.heap, pos);
}
