// reach.c: what the program needs (rapid type analysis).
//
// A symbol that somebody asks for is reachable and goes on the work list; its body, when it is
// built, asks for others. A method that only interfaces can call is reachable when two things hold:
// a value of its type may get into an interface, and an interface method of its name and signature
// is called somewhere (or reflect's Method functions are reachable and it is exported). A type in
// an interface also brings in the types that reflect finds from its descriptor. Everything is kept
// in order of discovery.
#include "ir/prog.h"

typedef struct CallKey {
	bool called;
	VEC(struct Waiting {
		TypeInfo *type;
		uint32_t index;
	})
	waiting; // methods that become live with the first call
} CallKey;

// Symbols whose presence means that any exported method may be called.
static bool reach_is_reflect_method(const char *name) {
	static const char *const names[] = {"reflect.Value.Method", "reflect.Value.MethodByName",
		"reflect.(*rtype).Method", "reflect.(*rtype).MethodByName"};
	if (strncmp(name, "reflect.", 8) != 0)
		return false;
	for (uint32_t i = 0; i < LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void reach_all_exported(Build *b);

/* Bodies of other units, out of packages that this one imports: to be inlined, and to see what
 * becomes of the addresses that they are given */

static void reach_mark_imports(Build *b, const Package *pkg) {
	if (b->p->imported[pkg->index])
		return;
	b->p->imported[pkg->index] = 1;
	for (uint32_t i = 0; i < pkg->imports.n; i++)
		reach_mark_imports(b, pkg->imports.v[i]);
}

// The text of a unit depends on the sources of what it imports, and on no others.
static bool reach_is_imported(Build *b, const Package *pkg) {
	if (!b->p->imported) {
		b->p->imported = NEW_ARRAY(b->a, uint8_t, b->prog->packages.n + 1);
		reach_mark_imports(b, b->cfg->unit);
	}
	return b->p->imported[pkg->index];
}

// Functions that call C have their parameters in memory, in C's order: they stay calls.
static bool reach_is_noinline(const Obj *o) {
	return prog_has_pragma(o->decl, "go:noinline") ||
	       prog_has_pragma(o->decl, "go:cgo_unsafe_args");
}

static bool reach_wants_foreign(Build *b, const Sym *sym) {
	const FuncSource *fs = sym->build;
	if (b->cfg->no_inline || !fs->pkg || !reach_is_imported(b, fs->pkg))
		return false;
	if (fs->kind == SRC_DECL && prog_has_pragma(fs->obj->decl, "go:cgo_unsafe_args"))
		return false;
	return fs->kind == SRC_LITERAL ||
	       (fs->kind == SRC_DECL && ((const FuncDecl *)fs->obj->decl)->body);
}

static bool reach_is_foreign(Build *b, const Sym *sym) {
	return b->cfg->unit && sym->pkg && sym->pkg != b->cfg->unit;
}

void build_reach(Build *b, Sym *sym) {
	if (sym->reachable)
		return;
	sym->reachable = true;
	if (sym->kind != SYM_FUNC || !sym->build)
		return;
	if (reach_is_foreign(b, sym) && !reach_wants_foreign(b, sym))
		return;
	vec_push(b->a, &b->work, sym);
	if (!b->p->reflect_methods && reach_is_reflect_method(sym->name))
		reach_all_exported(b);
}

/* Methods */

TypeInfo *prog_method_sig(Build *b, const Obj *m) {
	return prog_type(b, m->type);
}

const Name *prog_method_key(Build *b, const Name *name, const Package *pkg, TypeInfo *sig) {
	Buf out = {0};
	if (!name_exported(name) && pkg) {
		buf_puts(b->a, &out, pkg->path);
		buf_puts(b->a, &out, ".");
	}
	buf_puts(b->a, &out, name->s);
	buf_write(b->a, &out, sig->key->s, sig->key->len);
	return intern(b->s->names, out.v, out.n);
}

MethodTable *prog_methods(Build *b, TypeInfo *ti) {
	if (ti->methods)
		return ti->methods;
	MethodTable *t = NEW(b->a, MethodTable);
	ti->methods = t;
	if (ti->u->kind == TY_INTERFACE)
		return t;
	const MethodSet *set = type_method_set(b->c, ti->t);
	t->v = set && set->n ? NEW_ARRAY(b->a, MethodEntry, set->n) : NULL;
	for (uint32_t i = 0; set && i < set->n; i++) {
		if (((SignatureT *)set->v[i].func->type)->tparams.n)
			continue; // generic: no interface has it
		t->v[t->n].sel = &set->v[i];
		t->v[t->n++].sig = prog_method_sig(b, set->v[i].func);
	}
	return t;
}

static CallKey *reach_key(Build *b, const Name *key) {
	CallKey *k = map_get(&b->p->called, key);
	if (!k) {
		k = NEW(b->a, CallKey);
		map_put(&b->p->called, key, k);
	}
	return k;
}

bool prog_is_called(Build *b, const MethodEntry *e) {
	const Obj *f = e->sel->func;
	return reach_key(b, prog_method_key(b, f->name, f->pkg, e->sig))->called;
}

// Method i of ti can be called through an interface.
static void reach_method(Build *b, TypeInfo *ti, uint32_t i) {
	MethodEntry *m = &prog_methods(b, ti)->v[i];
	if (!m->ifn) {
		m->ifn = build_iface_method_sym(b, ti->t, m->sel);
		FuncSource *fs = m->ifn->build;
		if (fs) {
			fs->value_sig = (SignatureT *)m->sig->u;
			fs->value_word = true;
		}
		build_reach(b, m->ifn);
	}
	if (b->p->reflect_methods && !m->tfn && name_exported(m->sel->func->name)) {
		Sym *expr = build_method_expr_sym(b, ti->t, m->sel->func, NULL);
		m->tfn = prog_closure_code(b, expr, (SignatureT *)m->sig->u, ti->t);
		build_reach(b, m->tfn);
		build_type_sym(b, m->sig->t);
	}
}

static void reach_methods_of(Build *b, TypeInfo *ti) {
	MethodTable *t = prog_methods(b, ti);
	for (uint32_t i = 0; i < t->n; i++) {
		const Obj *f = t->v[i].sel->func;
		if (b->p->reflect_methods && name_exported(f->name)) {
			reach_method(b, ti, i);
			continue;
		}
		CallKey *k = reach_key(b, prog_method_key(b, f->name, f->pkg, t->v[i].sig));
		if (k->called) {
			reach_method(b, ti, i);
		} else {
			struct Waiting w = {ti, i};
			vec_push(b->a, &k->waiting, w);
		}
	}
}

static void reach_all_exported(Build *b) {
	b->p->reflect_methods = true;
	for (uint32_t n = 0; n < b->p->in_interface.n; n++) {
		TypeInfo *ti = b->p->in_interface.v[n];
		if (!ti->all_methods)
			continue;
		MethodTable *t = prog_methods(b, ti);
		for (uint32_t i = 0; i < t->n; i++)
			if (name_exported(t->v[i].sel->func->name))
				reach_method(b, ti, i);
	}
}

void build_mark_iface_call(Build *b, Type *iface, Obj *method) {
	(void)iface;
	CallKey *k = reach_key(
		b, prog_method_key(b, method->name, method->pkg, prog_method_sig(b, method)));
	if (k->called)
		return;
	k->called = true;
	for (uint32_t i = 0; i < k->waiting.n; i++)
		reach_method(b, k->waiting.v[i].type, k->waiting.v[i].index);
}

void build_mark_in_interface(Build *b, Type *t) {
	TypeInfo *ti = prog_type(b, t);
	if (ti->in_interface)
		return;
	ti->in_interface = true;
	build_type_sym(b, ti->t);
	vec_push(b->a, &b->p->in_interface,
		ti); // its methods and the types it leads to: prog_reach_all
}

/* The work list */

static void reach_finish_func(Build *b, Sym *sym, FuncSource *fs) {
	Func *f = sym->func;
	if (!f)
		return;
	if (!f->go_name)
		f->go_name = prog_go_name(b, sym->name);
	if (fs->kind == SRC_DECL && reach_is_noinline(fs->obj))
		f->flags |= FUNC_NOINLINE;
	if (!sym->pkg && !sym->in_program_unit)
		f->flags |= FUNC_SHARED;
	if (reach_is_foreign(b, sym))
		f->flags |= FUNC_FOREIGN;
}

static void reach_build(Build *b, Sym *sym) {
	FuncSource *fs = sym->build;
	if (b->unchecked) { // more errors are looked for
		if (fs->kind == SRC_DECL)
			check_body(b->c, fs->obj);
		return;
	}
	if (sym->func) { // a literal, lowered with the function around it
		reach_finish_func(b, sym, fs);
		return;
	}
	switch (fs->kind) {
	case SRC_DECL:
		if (!check_body(b->c, fs->obj)) {
			b->failed = b->unchecked = true;
			return;
		}
		build_func_body(b, sym);
		break;
	case SRC_LITERAL:
		if (fs->lit)
			build_func_body(b, sym);
		break;
	case SRC_GENERATED: fs->generate(b, sym, fs->arg); break;
	case SRC_NONE:
	case SRC_INTRINSIC: ice("reach: %s has no body", sym->name);
	}
	reach_finish_func(b, sym, fs);
}

// What one package's text mentions. Method tables are the program's: of methods only those are
// followed that calls through known tables may be for.
void prog_reach_unit(Build *b) {
	uint32_t done = 0;
	do {
		while (done < b->work.n && !b->p->too_many)
			reach_build(b, b->work.v[done++]);
	} while (!b->p->too_many && !b->failed && prog_reach_itabs(b));
	prog_outline_itabs(b);
	b->work.n = 0;
}

void prog_reach_all(Build *b) {
	Prog *p = b->p;
	uint32_t done = 0, types_done = 0;
	while ((done < b->work.n || types_done < p->in_interface.n) && !p->too_many) {
		while (done < b->work.n && !p->too_many)
			reach_build(b, b->work.v[done++]);
		if (types_done < p->in_interface.n) {
			TypeInfo *ti = p->in_interface.v[types_done++];
			ti->all_methods = true;
			prog_mark_descriptor_links(b, ti);
			reach_methods_of(b, ti);
		}
	}
	b->work.n = 0;
}
