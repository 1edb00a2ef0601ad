// storage.c: where variables live: values of their own, a slot of the frame, the heap, a global.
#include "ir/func.h"

Storage *storage_bind(FuncBuild *fb, Obj *o, Storage *s) {
	map_put(&fb->objs, o, s);
	return s;
}

Storage *storage_new(FuncBuild *fb, Type *t) {
	Storage *s = NEW(fb->b->a, Storage);
	s->type = t;
	s->c = build_comps(fb->b, t);
	return s;
}

Storage *storage_temp(FuncBuild *fb, Type *t) {
	Storage *s = storage_new(fb, t);
	if (s->c->size > STORAGE_MAX_SLOT) {
		s->in_mem = s->heap = true;
		s->addr = fb_new(fb, t, NO_POS);
		return s;
	}
	if (s->c->in_memory) {
		s->in_mem = true;
		s->slot = slot_new(fb->f, (uint64_t)s->c->size, (uint32_t)s->c->align, NULL);
		s->slot->no_ptrs = type_ptrdata(fb->b->c, t) == 0;
	}
	for (uint32_t i = 0; i < s->c->n; i++)
		s->vars[i] = var_new(fb->f, s->c->type[i], NULL);
	return s;
}

bool storage_in_heap(FuncBuild *fb, Obj *o, const Comps *c) {
	VarInfo *v = capture_var(fb->b, o);
	return v->addressed || (v->captured && !capture_by_value(fb, o)) ||
	       c->size > STORAGE_MAX_SLOT;
}

void storage_zero(FuncBuild *fb, Storage *s, Pos pos) {
	if (s->slot)
		fb_zero(fb, emit_local(fb->cur, s->slot, 0), s->c->size, pos);
	for (uint32_t i = 0; !s->in_mem && i < s->c->n; i++) {
		bool is_float = s->c->type[i] == IR_F32 || s->c->type[i] == IR_F64;
		emit_setvar(fb->cur, s->vars[i],
			is_float ? emit_fconst(fb->cur, s->c->type[i], 0)
				 : emit_const(fb->cur, s->c->type[i], 0));
	}
}

Storage *storage_declare(FuncBuild *fb, Obj *o, bool zero, Pos pos) {
	Type *t = build_type(fb, o->type);
	const Comps *c = build_comps(fb->b, t);
	Storage *s;
	if (storage_in_heap(fb, o, c)) {
		s = storage_new(fb, t);
		s->in_mem = s->heap = true;
		s->addr = fb_new(fb, t, pos);
	} else {
		s = storage_temp(fb, t);
		if (s->slot && o->name)
			s->slot->name = o->name->s;
		for (uint32_t i = 0; i < c->n; i++)
			s->vars[i]->name = o->name ? o->name->s : NULL;
		if (zero)
			storage_zero(fb, s, pos);
	}
	return storage_bind(fb, o, s);
}

Storage *storage_of(FuncBuild *fb, Obj *o) {
	Storage *s = map_get(&fb->objs, o);
	if (s)
		return s;
	if (!o->package_level)
		ice("storage_of: %s: variable %s has no storage", fb->f->sym->name,
			o->name ? o->name->s : "?");
	s = storage_new(fb, build_type(fb, o->type));
	s->in_mem = s->heap = true;
	s->global = build_address_sym(fb->b, o);
	return storage_bind(fb, o, s);
}

Addr storage_addr(FuncBuild *fb, Storage *s) {
	Addr a = {.heap = s->heap};
	if (s->slot)
		a.p = emit_local(fb->cur, s->slot, 0);
	else if (s->global)
		a.p = emit_addr(fb->cur, s->global, 0);
	else if (s->addr_var)
		a.p = emit_getvar(fb->cur, s->addr_var);
	else
		a.p = s->addr;
	return a;
}

Val storage_load(FuncBuild *fb, Storage *s, Pos pos) {
	if (s->in_mem)
		return addr_load(fb, s->type, storage_addr(fb, s), pos);
	Val v = val_new(fb, s->type);
	for (uint32_t i = 0; i < s->c->n; i++)
		v.v[i] = emit_getvar(fb->cur, s->vars[i]);
	return v;
}

void storage_store(FuncBuild *fb, Storage *s, Val v, Pos pos) {
	if (s->in_mem) {
		addr_store(fb, storage_addr(fb, s), v, pos);
		return;
	}
	for (uint32_t i = 0; i < s->c->n; i++)
		emit_setvar(fb->cur, s->vars[i], v.v[i]);
}
