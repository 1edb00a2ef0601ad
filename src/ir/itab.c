// itab.c: method tables of (concrete type, interface type) pairs, laid out as abi.ITab.
//
// An Itab is registered when it is asked for and filled when reachability is settled: entries of
// methods that nothing calls are rt_unreachable.
#include "ir/prog.h"

#define ITAB_FUN 24 // offset of the first method

uint32_t build_itab_offset(Build *b, Type *iface, Obj *method) {
	const IfaceInfo *in = prog_iface(b, iface);
	for (uint32_t i = 0; i < in->n; i++)
		if (prog_method_order(in->methods[i]->name, in->methods[i]->pkg, method->name,
			    method->pkg) == 0)
			return ITAB_FUN + 8 * i;
	ice("build_itab_offset: %s has no method %s", build_type_key(b, iface), method->name->s);
}

Sym *build_itab_sym(Build *b, Type *concrete, Type *iface) {
	TypeInfo *t = prog_type(b, concrete), *i = prog_type(b, iface);
	Sym *sym = sym_get(b->m, arena_printf(b->a, "go:itab.%s,%s", t->key->s, i->key->s));
	if (sym->kind != SYM_UNDEF)
		return sym;
	sym->kind = SYM_DATA;
	sym->in_program_unit = true;
	sym->reachable = true;
	Itab *tab = NEW(b->a, Itab);
	*tab = (Itab){sym, t, i};
	vec_push(b->a, &b->p->itab_list, tab);
	build_mark_in_interface(b, t->t);
	build_type_sym(b, i->t);
	return sym;
}

static MethodEntry *itab_find(MethodTable *t, const Obj *m, uint32_t *from) {
	for (uint32_t k = *from; k < t->n; k++) {
		const Obj *f = t->v[k].sel->func;
		if (prog_method_order(f->name, f->pkg, m->name, m->pkg) == 0) {
			*from = k + 1;
			return &t->v[k];
		}
	}
	return NULL;
}

static void itab_fill(Build *b, Itab *tab) {
	const IfaceInfo *in = prog_iface(b, tab->iface->t);
	MethodTable *methods = prog_methods(b, tab->type);
	Data *d = data_new(b->m, tab->sym, ITAB_FUN + 8 * (in->n ? in->n : 1), 8);
	d->readonly = true;
	prog_put(b, d, 16, 4, prog_type_hash(tab->type));
	data_reloc(b->m, d, 0, build_type_sym(b, tab->iface->t), 0);
	data_reloc(b->m, d, 8, build_type_sym(b, tab->type->t), 0);
	uint32_t from = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		MethodEntry *e = itab_find(methods, in->methods[i], &from);
		if (!e)
			ice("itab: %s lacks method %s", tab->sym->name, in->methods[i]->name->s);
		data_reloc(b->m, d, ITAB_FUN + 8 * i,
			e->ifn ? e->ifn : prog_c_sym(b, "rt_unreachable"), 0);
	}
}

/* In the unit of a package: tables are the program's, but the optimiser sees through known ones */

// A method without a wrapper, defined by one unit.
static bool itab_is_plain(const Sym *ifn) {
	const FuncSource *fs = ifn->build;
	return ifn->kind == SYM_FUNC && ifn->pkg && fs && fs->kind == SRC_DECL;
}

bool prog_reach_itabs(Build *b) {
	bool more = false;
	for (uint32_t t = 0; t < b->p->itab_list.n; t++) {
		Itab *tab = b->p->itab_list.v[t];
		const IfaceInfo *in = prog_iface(b, tab->iface->t);
		MethodTable *methods = prog_methods(b, tab->type);
		uint32_t from = 0;
		for (uint32_t i = 0; i < in->n; i++) {
			MethodEntry *e = itab_find(methods, in->methods[i], &from);
			if (!e || e->ifn || !prog_is_called(b, e))
				continue;
			e->ifn = build_iface_method_sym(b, tab->type->t, e->sel);
			if (!itab_is_plain(e->ifn))
				continue;
			build_reach(b, e->ifn);
			more = true;
		}
	}
	return more;
}

// Nothing of it is written: what is known of the table is where its plain methods are.
static void itab_outline(Build *b, Itab *tab) {
	const IfaceInfo *in = prog_iface(b, tab->iface->t);
	MethodTable *methods = prog_methods(b, tab->type);
	Data *d = data_new(b->m, tab->sym, ITAB_FUN + 8 * (in->n ? in->n : 1), 8);
	d->readonly = true;
	uint32_t from = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		MethodEntry *e = itab_find(methods, in->methods[i], &from);
		if (e && e->ifn && itab_is_plain(e->ifn))
			data_reloc(b->m, d, ITAB_FUN + 8 * i, e->ifn, 0);
	}
}

void prog_outline_itabs(Build *b) {
	for (uint32_t i = 0; i < b->p->itab_list.n; i++)
		itab_outline(b, b->p->itab_list.v[i]);
}

void prog_finish_itabs(Build *b) {
	for (uint32_t i = 0; i < b->p->itab_list.n; i++)
		itab_fill(b, b->p->itab_list.v[i]);
}
