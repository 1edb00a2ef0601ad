// literal.c: composite literals. Constant parts of any size are copied from static data; the rest
// is stored one by one.
#include "ir/func.h"

#define LITERAL_STATIC_MIN 32 // bytes from which a constant literal is copied instead of stored

// Constants all the way down, without pointers to other memory.
static bool literal_is_constant(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	TypeAndValue *tv = info_tv(fb->info, e);
	if (tv->mode == MODE_CONST || tv->mode == MODE_NIL)
		return tv->mode == MODE_NIL ||
		       (tv->type && under_kind(fb, expr_type(fb, e)) != TY_INTERFACE);
	if (e->kind != AST_COMPOSITE_LIT)
		return false;
	TypeKind k = under_kind(fb, expr_type(fb, e));
	if (k != TY_STRUCT && k != TY_ARRAY)
		return false;
	ExprVec *v = &as(CompositeLit, e)->elems;
	for (uint32_t i = 0; i < v->n; i++) {
		Expr *x =
			v->v[i]->kind == AST_KEY_VALUE ? as(KeyValueExpr, v->v[i])->value : v->v[i];
		if (!literal_is_constant(fb, x))
			return false;
	}
	return true;
}

// One element of a struct or array literal: which and what.
typedef struct Element {
	int64_t index;
	uint32_t comp;
	Expr *value;
	Type *type;
	int64_t off;
} Element;
typedef VEC(Element) Elements;

// Walks from struct type t to field path[0..n-1].
static void literal_follow(FuncBuild *fb, Element *x, Type *t, const uint32_t *path, uint32_t n) {
	for (uint32_t i = 0; i < n; i++) {
		StructT *s = as(StructT, under(fb, t));
		x->off += struct_offset(fb->b->c, s, path[i]);
		x->comp += comps_before_field(fb, s, path[i]);
		t = build_type(fb, s->fields.v[path[i]]->type);
	}
	x->type = t;
}

// Keys may name promoted fields of embedded structs.
static Elements literal_struct_elements(FuncBuild *fb, CompositeLit *e, Type *t) {
	Elements out = {0};
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Element x = {.value = e->elems.v[i]};
		if (x.value->kind == AST_KEY_VALUE) {
			KeyValueExpr *kv = as(KeyValueExpr, x.value);
			const Name *name = as(NameExpr, unparen(kv->key))->name;
			VEC_U32 path = {0};
			bool indirect;
			if (!type_lookup(fb->b->c, under(fb, t), false, fb->pkg, name, &path,
				    &indirect) ||
				path.n == 0)
				ice("literal_struct_elements: no field %s", name->s);
			x.value = kv->value;
			literal_follow(fb, &x, t, path.v, path.n);
		} else {
			literal_follow(fb, &x, t, &i, 1);
		}
		vec_push(fb->b->a, &out, x);
	}
	return out;
}

static Elements literal_array_elements(FuncBuild *fb, CompositeLit *e, Type *elem, int64_t *len) {
	Elements out = {0};
	int64_t next = 0, size = type_size(fb->b->c, elem);
	*len = 0;
	for (uint32_t i = 0; i < e->elems.n; i++) {
		Element x = {.value = e->elems.v[i], .type = elem};
		if (x.value->kind == AST_KEY_VALUE) {
			KeyValueExpr *kv = as(KeyValueExpr, x.value);
			next = (int64_t)const_bits64(
				const_to_int(fb->b->s, info_tv(fb->info, kv->key)->val));
			x.value = kv->value;
		}
		x.index = next++;
		x.off = x.index * size;
		if (next > *len)
			*len = next;
		vec_push(fb->b->a, &out, x);
	}
	return out;
}

static Elements literal_elements(FuncBuild *fb, CompositeLit *e, Type *t) {
	int64_t len;
	if (under_kind(fb, t) == TY_STRUCT)
		return literal_struct_elements(fb, e, t);
	return literal_array_elements(fb, e, build_type(fb, as(ArrayT, under(fb, t))->elem), &len);
}

static void literal_store_elements(FuncBuild *fb, Elements *v, Value *p, int64_t off, bool heap) {
	for (uint32_t i = 0; i < v->n; i++) {
		Element *x = &v->v[i];
		if (fb_state(fb)->piecewise)
			order_exprs(fb, &x->value, 1);
		Expr *value = unparen(x->value);
		TypeKind k = under_kind(fb, x->type);
		if (value->kind == AST_COMPOSITE_LIT && (k == TY_STRUCT || k == TY_ARRAY)) {
			literal_into(
				fb, as(CompositeLit, value), x->type, p, off + x->off, heap, true);
			continue;
		}
		build_val_store(fb, p, off + x->off, build_expr_to(fb, x->value, x->type), heap,
			value->pos);
	}
}

// A static copy of constant literal e, or NULL.
static Sym *literal_static(FuncBuild *fb, CompositeLit *e, Type *t, int64_t size) {
	Sym *root = fb->f->sym;
	Sym *s = sym_get(fb->b->m,
		arena_printf(fb->b->a, "%s.stmp_%u", root->name, fb_state(fb)->n_literals++));
	Data d = {.sym = s, .size = (uint64_t)size, .align = (uint32_t)type_align(fb->b->c, t)};
	d.bytes = NEW_ARRAY(fb->b->a, uint8_t, size);
	if (!build_static_expr(fb->b, fb, &d, 0, t, &e->n))
		return NULL;
	Data *out = data_new(fb->b->m, s, d.size, d.align);
	out->bytes = d.bytes;
	out->relocs.v = d.relocs.v;
	out->relocs.n = d.relocs.n;
	out->relocs.cap = d.relocs.cap;
	out->readonly = true;
	s->pkg = root->pkg;
	build_reach(fb->b, s);
	return s;
}

// Stores literal e of struct or array type t at p + off; zeroed: the memory holds zeroes.
void literal_into(
	FuncBuild *fb, CompositeLit *e, Type *t, Value *p, int64_t off, bool heap, bool zeroed) {
	int64_t size = type_size(fb->b->c, t);
	Pos pos = e->n.pos;
	if (size >= LITERAL_STATIC_MIN && e->elems.n > 0 && literal_is_constant(fb, &e->n)) {
		Sym *s = literal_static(fb, e, t, size);
		if (s) {
			fb_move(fb, fb_offptr(fb, p, off), emit_addr(fb->cur, s, 0), size, heap, t,
				pos);
			return;
		}
	}
	Elements v = literal_elements(fb, e, t);
	if (!zeroed)
		fb_zero(fb, fb_offptr(fb, p, off), size, pos);
	literal_store_elements(fb, &v, p, off, heap);
}

static Val literal_comps(FuncBuild *fb, CompositeLit *e, Type *t) {
	Val r = val_zero(fb, t);
	Elements v = literal_elements(fb, e, t);
	for (uint32_t i = 0; i < v.n; i++) {
		Element *el = &v.v[i];
		if (fb_state(fb)->piecewise)
			order_exprs(fb, &el->value, 1);
		Val x = build_expr_to(fb, el->value, el->type);
		for (uint32_t k = 0; k < x.c->n; k++)
			r.v[el->comp + k] = x.v[k];
	}
	return r;
}

static Type *literal_array_type(FuncBuild *fb, Type *elem, int64_t len) {
	ArrayT *a = as(ArrayT, type_new(fb->b->c, TY_ARRAY));
	a->len = len;
	a->elem = elem;
	return &a->t;
}

static Val literal_slice(FuncBuild *fb, CompositeLit *e, Type *t) {
	Type *elem = build_type(fb, as(SliceT, under(fb, t))->elem);
	int64_t len;
	Elements v = literal_array_elements(fb, e, elem, &len);
	Type *array = literal_array_type(fb, elem, len);
	Val r = val_new(fb, t);
	r.v[0] = fb_new(fb, array, e->n.pos);
	bool constant = len * type_size(fb->b->c, elem) >= LITERAL_STATIC_MIN;
	for (uint32_t i = 0; constant && i < v.n; i++)
		constant = literal_is_constant(fb, v.v[i].value);
	int64_t size = type_size(fb->b->c, array);
	Sym *s = constant ? literal_static(fb, e, array, size) : NULL;
	if (s)
		fb_move(fb, r.v[0], emit_addr(fb->cur, s, 0), size, true, array, e->n.pos);
	else
		literal_store_elements(fb, &v, r.v[0], 0, true);
	r.v[1] = r.v[2] = k64(fb, len);
	return r;
}

static Val literal_map(FuncBuild *fb, CompositeLit *e, Type *t) {
	MapT *m = as(MapT, under(fb, t));
	Type *key = build_type(fb, m->key), *elem = build_type(fb, m->elem);
	Pos pos = e->n.pos;
	Val r = val_new(fb, t);
	r.v[0] = e->elems.n <= 8 ? fb_rt(fb, RT_makemap_small, pos, 0)
				 : fb_rt(fb, RT_makemap, pos, 3, fb_type_addr(fb, t),
					   k64(fb, e->elems.n), knil(fb));
	for (uint32_t i = 0; i < e->elems.n; i++) {
		KeyValueExpr *kv = as(KeyValueExpr, e->elems.v[i]);
		order_entry(fb, t, kv->key, kv->value);
		Val k = val_snapshot(fb, build_expr_to(fb, kv->key, key), pos);
		Val v = build_expr_to(fb, kv->value, elem);
		build_val_store(fb, map_assign(fb, r, k, false, pos), 0, v, true, pos);
	}
	return r;
}

Val build_composite(FuncBuild *fb, CompositeLit *e, Type *t) {
	switch (under_kind(fb, t)) {
	case TY_POINTER: {
		Type *elem = build_type(fb, as(PointerT, under(fb, t))->elem);
		Value *p = fb_new(fb, elem, e->n.pos);
		literal_into(fb, e, elem, p, 0, true, true);
		return val_scalar(fb, t, p);
	}
	case TY_SLICE: return literal_slice(fb, e, t);
	case TY_MAP: return literal_map(fb, e, t);
	default: break;
	}
	if (!build_comps(fb->b, t)->in_memory)
		return literal_comps(fb, e, t);
	Val r = val_new(fb, t);
	r.mem = val_scratch(fb, t);
	r.fresh = true;
	literal_into(fb, e, t, r.mem, 0, false, false);
	return r;
}

// &x
Val build_address_of(FuncBuild *fb, Expr *x, Type *ptr, Pos pos) {
	x = unparen(x);
	if (x->kind == AST_COMPOSITE_LIT) {
		Type *t = expr_type(fb, x);
		Value *p = fb_new(fb, t, pos);
		TypeKind k = under_kind(fb, t);
		if (k == TY_STRUCT || k == TY_ARRAY)
			literal_into(fb, as(CompositeLit, x), t, p, 0, true, true);
		else
			build_val_store(fb, p, 0, build_expr(fb, x), true, pos);
		return val_scalar(fb, ptr, p);
	}
	LValue v = lv_of(fb, x);
	return val_scalar(fb, ptr, lv_address(fb, &v));
}
