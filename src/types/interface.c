// interface.c: interface types as declared; their type sets are computed in typeset.c.
#include "types/check.h"

#include <stdlib.h>

// Exported names first, then by name.
static int iface_method_order(const void *a, const void *b) {
	const Obj *x = *(Obj *const *)a, *y = *(Obj *const *)b;
	bool ex = name_exported(x->name), ey = name_exported(y->name);
	if (ex != ey)
		return ex ? -1 : 1;
	return strcmp(x->name->s, y->name->s);
}

static void iface_compute_typeset(Checker *c, void *arg) {
	interface_typeset(c, arg);
}

static void iface_add_method(Checker *c, InterfaceT *t, Field *f, Obj *def) {
	if (strcmp(f->name->name->s, "_") == 0) {
		check_error_at(c, &f->name->n, "methods must have a unique non-blank name");
		return;
	}
	Type *type = check_type(c, f->type);
	if (type->kind != TY_SIGNATURE)
		return;
	SignatureT *sig = (SignatureT *)type;
	NamedT *named = def && def->type ? type_as_named(def->type) : NULL;
	const Name *none = intern_str(c->s->names, "");
	sig->recv =
		obj_new(c, OBJ_VAR, f->name->n.pos, c->env.pkg, none, named ? &named->t : &t->t);
	sig->recv->is_recv = true;
	Obj *m = obj_new(c, OBJ_FUNC, f->name->n.pos, c->env.pkg, f->name->name, type);
	m->file = c->env.file;
	m->colour = BLACK;
	record_def(c, f->name, m);
	vec_push(c->a, &t->methods, m);
}

void check_interface_type(Checker *c, InterfaceT *t, InterfaceType *e, Obj *def) {
	for (uint32_t i = 0; i < e->methods.n; i++) {
		Field *f = e->methods.v[i];
		if (f->name) {
			iface_add_method(c, t, f, def);
		} else {
			Type *embedded = check_parse_union(c, f->type);
			vec_push(c->a, &t->embeddeds, embedded);
			vec_push(c->a, &t->embed_pos, node_start(f->type));
		}
	}
	t->complete = true;
	if (t->methods.n == 0 && t->embeddeds.n == 0)
		return;
	if (t->methods.n > 1)
		qsort(t->methods.v, t->methods.n, sizeof t->methods.v[0], iface_method_order);
	check_later(c, iface_compute_typeset, t);
}
