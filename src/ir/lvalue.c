// lvalue.c: what can be assigned to or have its address taken: variables and their parts, memory
// behind pointers, map elements, the blank identifier.
#include "ir/func.h"

LValue lv_of_storage(FuncBuild *fb, Storage *s) {
	LValue v = {.kind = LV_VARS, .type = s->type, .c = s->c, .vars = s->vars};
	if (s->in_mem) {
		v.kind = LV_MEM;
		v.a = storage_addr(fb, s);
	}
	return v;
}

LValue lv_deref(FuncBuild *fb, Val p, Pos pos) {
	Type *t = build_type(fb, as(PointerT, under(fb, p.type))->elem);
	return (LValue){.kind = LV_MEM,
		.type = t,
		.c = build_comps(fb->b, t),
		.pos = pos,
		.a = {.p = p.v[0], .heap = true, .check = true}};
}

// Checks the bounds of an element and computes its address. Assignments of several values do so one
// after the other.
void lv_resolve(FuncBuild *fb, LValue *v) {
	if (!v->index)
		return;
	fb_bounds(fb, v->index, v->limit, v->index_unsigned, v->pos);
	if (v->index->op == OP_CONST) {
		v->a.off += v->index->aux.i * v->c->size;
	} else {
		if (v->a.check)
			fb_nilcheck(fb, v->a.p, v->pos);
		v->a.check = false;
		v->a.p = fb_elemptr(fb, fb_offptr(fb, v->a.p, v->a.off), v->index, v->c->size);
		v->a.off = 0;
	}
	v->index = NULL;
}

LValue lv_field(FuncBuild *fb, LValue v, uint32_t i) {
	lv_resolve(fb, &v);
	StructT *s = as(StructT, under(fb, v.type));
	Type *t = build_type(fb, s->fields.v[i]->type);
	if (v.kind == LV_VARS)
		v.vars += comps_before_field(fb, s, i);
	else
		v.a.off += struct_offset(fb->b->c, s, i);
	v.type = t;
	v.c = build_comps(fb->b, t);
	return v;
}

// Whether lv_of works on e: a variable, or memory that e denotes.
bool lv_is_addressable(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	switch (e->kind) {
	case AST_NAME: {
		Obj *o = fb->info->uses[e->id] ? fb->info->uses[e->id] : fb->info->defs[e->id];
		return o && o->kind == OBJ_VAR;
	}
	case AST_STAR: return true;
	case AST_SELECTOR: {
		SelectorExpr *s = as(SelectorExpr, e);
		Selection *sel = map_get(&fb->info->selections, s);
		if (!sel || sel->kind == SEL_QUALIFIED)
			return fb->info->uses[s->sel->n.id] &&
			       fb->info->uses[s->sel->n.id]->kind == OBJ_VAR;
		if (sel->kind != SEL_FIELD)
			return false;
		return sel->indirect || under_kind(fb, expr_type(fb, s->x)) == TY_POINTER ||
		       lv_is_addressable(fb, s->x);
	}
	case AST_INDEX: {
		IndexExpr *x = as(IndexExpr, e);
		if (!info_tv(fb->info, x->x)->type || info_tv(fb->info, e)->mode == MODE_TYPE)
			return false;
		TypeKind k = under_kind(fb, expr_type(fb, x->x));
		return k == TY_SLICE || k == TY_POINTER ||
		       (k == TY_ARRAY && lv_is_addressable(fb, x->x));
	}
	default: return false;
	}
}

// Follows a path of fields from x. The result is an lvalue in *out (*is_lv) or a value.
Val lv_path(FuncBuild *fb, Expr *x, const uint32_t *path, uint32_t n, bool want_addr, LValue *out,
	bool *is_lv) {
	Val v = {0};
	(void)want_addr;
	*is_lv = false;
	if (lv_is_addressable(fb, x)) {
		*out = lv_of(fb, x);
		*is_lv = true;
	} else {
		v = build_expr(fb, x);
	}
	for (uint32_t i = 0; i < n; i++) {
		Type *t = *is_lv ? out->type : v.type;
		if (under_kind(fb, t) == TY_POINTER) {
			if (*is_lv)
				v = lv_load(fb, out);
			*out = lv_deref(fb, v, x->pos);
			*is_lv = true;
		}
		if (*is_lv)
			*out = lv_field(fb, *out, path[i]);
		else
			v = val_field(fb, v, path[i], x->pos);
	}
	return v;
}

static LValue lv_selector(FuncBuild *fb, SelectorExpr *e) {
	Selection *sel = map_get(&fb->info->selections, e);
	if (!sel || sel->kind == SEL_QUALIFIED)
		return lv_of_storage(fb, storage_of(fb, fb->info->uses[e->sel->n.id]));
	LValue out;
	bool is_lv;
	lv_path(fb, e->x, sel->path, sel->n_path, true, &out, &is_lv);
	assert_ir(is_lv && "selector is not addressable");
	out.pos = e->n.pos;
	return out;
}

static LValue lv_array_elem(FuncBuild *fb, LValue v, Expr *index, Pos pos) {
	lv_resolve(fb, &v);
	ArrayT *a = as(ArrayT, under(fb, v.type));
	bool is_unsigned;
	Value *i = index_value(fb, index, &is_unsigned);
	v.type = build_type(fb, a->elem);
	v.c = build_comps(fb->b, v.type);
	v.pos = pos;
	if (v.kind == LV_VARS) {
		fb_bounds(fb, i, k64(fb, a->len), is_unsigned, pos);
		if (a->len > 0)
			return v;
		v.kind = LV_MEM;
		v.a = (Addr){.p = knil(fb)};
	}
	v.index = i;
	v.limit = k64(fb, a->len);
	v.index_unsigned = is_unsigned;
	return v;
}

static LValue lv_map_elem(FuncBuild *fb, IndexExpr *e, MapT *t, bool now) {
	LValue v = {.kind = LV_MAP, .type = build_type(fb, t->elem), .pos = e->n.pos};
	v.c = build_comps(fb->b, v.type);
	v.map = build_expr(fb, e->x);
	Type *key = build_type(fb, t->key);
	v.lent = now && map_copies_key(fb, v.map.type) && build_shares(fb, e->index.v[0], key);
	v.key = v.lent ? build_passing(fb, e->index.v[0], key)
		       : val_snapshot(fb, build_expr_to(fb, e->index.v[0], key), v.pos);
	return v;
}

LValue lv_claim(FuncBuild *fb, LValue *v) {
	return (LValue){.kind = LV_MEM,
		.type = v->type,
		.c = v->c,
		.pos = v->pos,
		.a = {.p = map_assign(fb, v->map, v->key, v->lent, v->pos), .heap = true}};
}

static LValue lv_index(FuncBuild *fb, IndexExpr *e) {
	Type *t = expr_type(fb, e->x);
	Type *u = under(fb, t);
	Pos pos = e->n.pos;
	if (u->kind == TY_ARRAY)
		return lv_array_elem(fb, lv_of(fb, e->x), e->index.v[0], pos);
	if (u->kind == TY_POINTER)
		return lv_array_elem(
			fb, lv_deref(fb, build_expr(fb, e->x), pos), e->index.v[0], pos);
	if (u->kind == TY_MAP)
		return lv_map_elem(fb, e, as(MapT, u), false);
	assert_ir(u->kind == TY_SLICE);
	Val s = build_expr(fb, e->x);
	bool is_unsigned;
	Value *i = index_value(fb, e->index.v[0], &is_unsigned);
	LValue v = {.kind = LV_MEM, .type = build_type(fb, as(SliceT, u)->elem), .pos = pos};
	v.c = build_comps(fb->b, v.type);
	v.a = (Addr){.p = s.v[0], .heap = true};
	v.index = i;
	v.limit = s.v[1];
	v.index_unsigned = is_unsigned;
	return v;
}

LValue lv_of(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	switch (e->kind) {
	case AST_NAME: {
		if (strcmp(as(NameExpr, e)->name->s, "_") == 0)
			return (LValue){.kind = LV_BLANK, .pos = e->pos};
		Obj *o = fb->info->uses[e->id] ? fb->info->uses[e->id] : fb->info->defs[e->id];
		LValue v = lv_of_storage(fb, storage_of(fb, o));
		v.pos = e->pos;
		return v;
	}
	case AST_STAR: return lv_deref(fb, build_expr(fb, as(StarExpr, e)->x), e->pos);
	case AST_SELECTOR: return lv_selector(fb, as(SelectorExpr, e));
	case AST_INDEX: return lv_index(fb, as(IndexExpr, e));
	default: ice("lv_of: %s: not an lvalue", fb->f->sym->name);
	}
}

LValue lv_of_now(FuncBuild *fb, Expr *e) {
	e = unparen(e);
	if (e->kind == AST_INDEX) {
		IndexExpr *x = as(IndexExpr, e);
		Type *u = under(fb, expr_type(fb, x->x));
		if (u->kind == TY_MAP)
			return lv_map_elem(fb, x, as(MapT, u), true);
	}
	return lv_of(fb, e);
}

bool expr_is_same(FuncBuild *fb, Expr *x, Expr *y) {
	x = unparen(x), y = unparen(y);
	const Const *k = info_tv(fb->info, x)->val, *l = info_tv(fb->info, y)->val;
	if (k || l)
		return k && l && k->kind == l->kind && const_compare(OPER_EQL, k, l);
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case AST_NAME: {
		Obj *o = fb->info->uses[x->id];
		return o && o == fb->info->uses[y->id] && o->kind == OBJ_VAR;
	}
	case AST_STAR: return expr_is_same(fb, as(StarExpr, x)->x, as(StarExpr, y)->x);
	case AST_SELECTOR: {
		SelectorExpr *s = as(SelectorExpr, x), *t = as(SelectorExpr, y);
		Selection *sel = map_get(&fb->info->selections, s);
		if (!sel || sel->kind == SEL_QUALIFIED) {
			Obj *o = fb->info->uses[s->sel->n.id];
			return o && o == fb->info->uses[t->sel->n.id] && o->kind == OBJ_VAR;
		}
		return sel->kind == SEL_FIELD && s->sel->name == t->sel->name &&
		       expr_is_same(fb, s->x, t->x);
	}
	case AST_INDEX: {
		IndexExpr *i = as(IndexExpr, x), *j = as(IndexExpr, y);
		return info_tv(fb->info, i->x)->type && i->index.n == 1 && j->index.n == 1 &&
		       expr_is_same(fb, i->x, j->x) &&
		       expr_is_same(fb, i->index.v[0], j->index.v[0]);
	}
	default: return false;
	}
}

Val lv_load(FuncBuild *fb, LValue *v) {
	lv_resolve(fb, v);
	if (v->kind == LV_MAP)
		return map_access(fb, v->map, v->key, NULL, v->pos);
	if (v->kind == LV_MEM)
		return addr_load(fb, v->type, v->a, v->pos);
	assert_ir(v->kind == LV_VARS);
	Val x = val_new(fb, v->type);
	for (uint32_t i = 0; i < x.c->n; i++)
		x.v[i] = emit_getvar(fb->cur, v->vars[i]);
	return x;
}

void lv_store(FuncBuild *fb, LValue *v, Val x) {
	if (v->kind == LV_BLANK)
		return;
	x = build_convert(fb, x, v->type, v->pos);
	lv_resolve(fb, v);
	switch (v->kind) {
	case LV_BLANK: break;
	case LV_VARS:
		for (uint32_t i = 0; i < x.c->n; i++)
			emit_setvar(fb->cur, v->vars[i], x.v[i]);
		break;
	case LV_MEM: addr_store(fb, v->a, x, v->pos); break;
	case LV_MAP: {
		x = val_snapshot(fb, x, v->pos);
		LValue elem = lv_claim(fb, v);
		addr_store(fb, elem.a, x, v->pos);
		break;
	}
	}
}

Value *lv_address(FuncBuild *fb, LValue *v) {
	lv_resolve(fb, v);
	assert_ir(v->kind == LV_MEM && "address of a variable that is not in memory");
	return addr_value(fb, v->a, v->pos);
}
