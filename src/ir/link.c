// link.c: which symbol a function or variable is.
//
// Link names are gc's. A //go:linkname directive with a target renames its local object: one with a
// body (or a variable) is thereby pushed to the other package, one without a body is a pull. What
// has no Go body anywhere is looked up in rt/links.def, and a name without a dot is a C symbol.
// After prog_collect_linknames every question is a map lookup; symbols of plain functions and of
// variables are cached in Obj.ir.
#include "ir/prog.h"

typedef struct LinkRow {
	const char *from, *to;
} LinkRow;

static const LinkRow link_rows[] = {
#define LINK(name, c_symbol) {name, #c_symbol},
#include "links.def"
};
static const LinkRow alias_rows[] = {
#define LINK(name, c_symbol)
#define ALIAS(from, to) {from, to},
#include "links.def"
	{NULL, NULL},
};
static const LinkRow call_rows[] = {
#define LINK(name, c_symbol)
#define CALLS(c_symbol, to) {#c_symbol, to},
#include "links.def"
	{NULL, NULL},
};

typedef struct ReplaceRow {
	const char *name, *c_symbol;
	bool lends; // nothing that its parameters point to is kept
} ReplaceRow;

enum { KEEPS, LENDS };
static const ReplaceRow replace_rows[] = {
#define LINK(name, c_symbol)
#define REPLACE(name, c_symbol, keeps) {name, #c_symbol, keeps == LENDS},
#include "links.def"
};

static Obj *link_scope_obj(Build *b, Package *pkg, const char *name, size_t n) {
	return pkg->scope ? map_get(&pkg->scope->objs, intern(b->s->names, name, n)) : NULL;
}

static bool link_has_body(const Obj *o) {
	return o->kind == OBJ_FUNC && o->decl && o->decl->kind == AST_FUNC_DECL &&
	       as(FuncDecl, o->decl)->body;
}

static void link_add_var(Build *b, const Name *name, Obj *o) {
	ObjVec *v = map_get(&b->p->var_objs, name);
	if (!v) {
		v = NEW(b->a, ObjVec);
		map_put(&b->p->var_objs, name, v);
	}
	vec_push(b->a, v, o);
}

static void link_directive(Build *b, Package *pkg, const Linkname *l) {
	Obj *o = link_scope_obj(b, pkg, l->local, strlen(l->local));
	if (!o || !l->target || (o->kind != OBJ_FUNC && o->kind != OBJ_VAR))
		return;
	const Name *target = intern_str(b->s->names, l->target);
	map_put(&b->p->target_of, o, (void *)target);
	if (o->kind == OBJ_VAR)
		link_add_var(b, target, o);
	else if (link_has_body(o) && !map_get(&b->p->pushed, target))
		map_put(&b->p->pushed, target, o);
}

void prog_collect_linknames(Build *b) {
	Prog *p = b->p;
	for (uint32_t i = 0; i < LEN(link_rows); i++)
		map_put(&p->c_names, intern_str(b->s->names, link_rows[i].from),
			(void *)link_rows[i].to);
	for (uint32_t i = 0; alias_rows[i].from; i++)
		map_put(&p->aliases, intern_str(b->s->names, alias_rows[i].from),
			(void *)alias_rows[i].to);
	for (uint32_t i = 0; i < LEN(replace_rows); i++)
		map_put(&p->replaced, intern_str(b->s->names, replace_rows[i].name),
			(void *)&replace_rows[i]);
	for (uint32_t i = 0; i < b->prog->packages.n; i++) {
		Package *pkg = b->prog->packages.v[i];
		map_put(&p->path_packages, intern_str(b->s->names, prog_path_prefix(b, pkg->path)),
			pkg);
		for (uint32_t k = 0; k < pkg->files.n; k++)
			for (uint32_t n = 0; n < pkg->files.v[k]->linknames.n; n++)
				link_directive(b, pkg, &pkg->files.v[k]->linknames.v[n]);
	}
}

bool prog_uses_cgo(const Build *b) {
	for (uint32_t i = 0; i < b->prog->packages.n; i++)
		if (b->prog->packages.v[i]->cgo)
			return true;
	return false;
}

void prog_reach_exported(Build *b) {
	for (uint32_t i = 0; i < b->prog->packages.n; i++) {
		const Package *pkg = b->prog->packages.v[i];
		for (uint32_t k = 0; k < pkg->files.n; k++)
			for (uint32_t n = 0; n < pkg->files.v[k]->linknames.n; n++) {
				const char *name = pkg->files.v[k]->linknames.v[n].target;
				if (name && !strchr(name, '.') && prog_find_func(b, name))
					build_go_sym(b, name);
			}
	}
}

bool prog_has_pragma(const Decl *d, const char *word) {
	if (!d || d->kind != AST_FUNC_DECL)
		return false;
	const PragmaVec *v = &as(FuncDecl, d)->pragmas;
	size_t n = strlen(word);
	for (uint32_t i = 0; i < v->n; i++)
		if (strncmp(v->v[i].text, word, n) == 0 &&
			(v->v[i].text[n] == 0 || v->v[i].text[n] == ' '))
			return true;
	return false;
}

/* Names */

static void link_write_targs(Build *b, Buf *out, const TypeVec *targs) {
	if (!targs || targs->n == 0)
		return;
	buf_puts(b->a, out, "[");
	for (uint32_t i = 0; i < targs->n; i++) {
		if (i)
			buf_puts(b->a, out, ",");
		buf_puts(b->a, out, build_type_key(b, targs->v[i]));
	}
	buf_puts(b->a, out, "]");
}

static void link_write_recv(Build *b, Buf *out, const Obj *o, const TypeVec *recv_targs) {
	Type *u = type_unalias(((SignatureT *)o->type)->recv->type);
	bool pointer = u->kind == TY_POINTER;
	if (pointer)
		u = type_unalias(((PointerT *)u)->elem);
	buf_puts(b->a, out, pointer ? "(*" : "");
	if (u->kind == TY_NAMED) {
		buf_puts(b->a, out, ((NamedT *)u)->obj->name->s);
		link_write_targs(b, out, recv_targs);
	} else {
		buf_puts(b->a, out, build_type_key(b, u));
	}
	buf_puts(b->a, out, pointer ? ")." : ".");
}

// gc numbers the init functions of a package: init.0, init.1.
static bool link_write_init(Build *b, Buf *out, const Obj *o) {
	const ObjVec *inits = &o->pkg->info->inits;
	for (uint32_t i = 0; i < inits->n; i++)
		if (inits->v[i] == o) {
			buf_printf(b->a, out, "init.%u", i);
			return true;
		}
	return false;
}

const char *build_link_name(Build *b, Obj *o, const TypeVec *recv_targs, const TypeVec *targs) {
	if ((o->kind == OBJ_FUNC || o->kind == OBJ_VAR) && o->origin)
		o = o->origin;
	bool plain = (!recv_targs || recv_targs->n == 0) && (!targs || targs->n == 0);
	const Name *target = plain ? map_get(&b->p->target_of, o) : NULL;
	if (target)
		return target->s;
	Buf out = {0};
	if (o->pkg) {
		buf_puts(b->a, &out, prog_path_prefix(b, o->pkg->path));
		buf_puts(b->a, &out, ".");
	}
	bool method = o->kind == OBJ_FUNC && o->type && ((SignatureT *)o->type)->recv;
	if (method)
		link_write_recv(b, &out, o, recv_targs);
	if (method || o->kind != OBJ_FUNC || strcmp(o->name->s, "init") != 0 ||
		!link_write_init(b, &out, o))
		buf_puts(b->a, &out, o->name->s);
	link_write_targs(b, &out, targs);
	return buf_cstr(b->a, &out);
}

const char *prog_go_name(Build *b, const char *name) {
	if (!strchr(name, '['))
		return name;
	Buf out = {0};
	uint32_t depth = 0;
	for (const char *p = name; *p; p++) {
		if (*p == '[' && depth++ == 0)
			buf_puts(b->a, &out, "[...");
		if (*p == ']' && depth && --depth == 0)
			buf_puts(b->a, &out, "]");
		else if (!depth)
			buf_write(b->a, &out, p, 1);
	}
	return buf_cstr(b->a, &out);
}

/* Finding the definition of a link name */

static Obj *link_find_method(
	Build *b, Package *pkg, const char *type, size_t n, const char *method, bool pointer) {
	Obj *o = link_scope_obj(b, pkg, type, n);
	if (!o || o->kind != OBJ_TYPE_NAME || !o->type)
		return NULL;
	Type *t = type_unalias(o->type);
	if (t->kind != TY_NAMED)
		return NULL;
	const Name *name = intern_str(b->s->names, method);
	uint32_t count = named_method_count(b->c, (NamedT *)t);
	for (uint32_t i = 0; i < count; i++) {
		Obj *m = named_method(b->c, (NamedT *)t, i);
		if (m->name == name && m->has_ptr_recv == pointer)
			return m;
	}
	return NULL;
}

static Obj *link_find_obj(Build *b, const char *name) {
	const char *slash = strrchr(name, '/');
	const char *dot = strchr(slash ? slash : name, '.');
	if (!dot)
		return NULL;
	Package *pkg =
		map_get(&b->p->path_packages, intern(b->s->names, name, (size_t)(dot - name)));
	if (!pkg)
		return NULL;
	const char *rest = dot + 1;
	if (rest[0] == '(' && rest[1] == '*') {
		const char *end = strstr(rest, ").");
		return end ? link_find_method(
				     b, pkg, rest + 2, (size_t)(end - rest - 2), end + 2, true)
			   : NULL;
	}
	const char *second = strchr(rest, '.');
	if (second)
		return link_find_method(b, pkg, rest, (size_t)(second - rest), second + 1, false);
	return link_scope_obj(b, pkg, rest, strlen(rest));
}

Obj *prog_find_func(Build *b, const char *link_name) {
	Obj *o = map_get(&b->p->pushed, intern_str(b->s->names, link_name));
	if (!o)
		o = link_find_obj(b, link_name);
	return o && link_has_body(o) ? o : NULL;
}

/* Symbols */

static void link_define(
	Build *b, Sym *sym, Obj *o, const TypeVec *recv_targs, const TypeVec *targs);

// A Go function that a C function calls, itself where that takes its place.
static void link_called(Build *b, const char *name) {
	Obj *o = prog_find_func(b, name);
	if (!o)
		return;
	check_object(b->c, o);
	Sym *sym = sym_get(b->m, name);
	if (!sym->build)
		link_define(b, sym, o, NULL, NULL);
	build_reach(b, sym);
}

Sym *prog_c_sym(Build *b, const char *c_name) {
	Sym *sym = sym_get(b->m, c_name);
	if (sym->kind == SYM_UNDEF) {
		sym->kind = SYM_C;
		sym->reachable = true;
		for (uint32_t i = 0; call_rows[i].from; i++)
			if (strcmp(call_rows[i].from, c_name) == 0)
				link_called(b, call_rows[i].to);
	}
	return sym;
}

static Sym *link_undefined(Build *b, Obj *o, const char *name) {
	Sym *sym = sym_get(b->m, name);
	if (sym->kind == SYM_UNDEF && !sym->reachable &&
		!b->cfg->unit) { // a unit alone cannot know what the program has
		sym->reachable = true;
		b->failed = true;
		if (o && map_get(&b->p->target_of, o))
			diag_error(b->s->diags, o->pos,
				"relocation target %s not defined (linkname of %s)", name,
				o->name->s);
		else if (o)
			diag_error(b->s->diags, o->pos,
				"missing function body: %s is defined nowhere", name);
		else
			diag_error(b->s->diags, NO_POS,
				"function %s, which the runtime calls, is not defined", name);
	}
	return sym;
}

// The name that links.def has for a link name: without the path of a vendor folder.
static const Name *link_table_name(Build *b, const char *name) {
	const char *slash = strrchr(name, '/');
	for (const char *p = slash; p && p >= name; p--)
		if (strncmp(p, "/vendor/", 8) == 0)
			return intern_str(b->s->names, p + 8);
	return intern_str(b->s->names, strncmp(name, "vendor/", 7) == 0 ? name + 7 : name);
}

// The symbol of a function without a body, known by its link name; o (for errors) may be NULL.
static Sym *link_resolve(Build *b, const char *name, Obj *o) {
	const Name *key = intern_str(b->s->names, name);
	Obj *def = prog_find_func(b, name);
	if (def)
		return build_func_sym(b, def, NULL, NULL);
	const Name *row = link_table_name(b, name);
	const char *alias = map_get(&b->p->aliases, row);
	if (alias)
		return link_resolve(b, alias, o);
	const char *c_name = map_get(&b->p->c_names, row);
	if (c_name)
		return prog_c_sym(b, c_name);
	// The function of that name may itself be linked to something else.
	Obj *decl = link_find_obj(b, name);
	const Name *target =
		decl && decl->kind == OBJ_FUNC ? map_get(&b->p->target_of, decl) : NULL;
	if (target && target != key)
		return link_resolve(b, target->s, o);
	if (!strchr(name, '.'))
		return prog_c_sym(b, name);
	return link_undefined(b, o, name);
}

static void link_copy_env(Build *b, TypeEnv *env, const TypeVec *params, const TypeVec *args) {
	for (uint32_t i = 0; args && i < args->n && i < params->n; i++) {
		vec_push(b->a, &env->params, params->v[i]);
		vec_push(b->a, &env->args, args->v[i]);
	}
}

static void link_define(
	Build *b, Sym *sym, Obj *o, const TypeVec *recv_targs, const TypeVec *targs) {
	FuncSource *fs = NEW(b->a, FuncSource);
	SignatureT *sig = (SignatureT *)o->type;
	fs->kind = SRC_DECL;
	fs->obj = o;
	fs->pkg = o->pkg;
	if (recv_targs)
		link_copy_env(b, &fs->env, &sig->recv_tparams, recv_targs);
	if (targs)
		link_copy_env(b, &fs->env, &sig->tparams, targs);
	sym->build = fs;
	sym->kind = SYM_FUNC;
	sym->pkg = fs->env.args.n ? NULL : o->pkg;
}

// What the declaration promises: //go:noescape, and the function that hides a pointer from the
// analysis.
static bool link_lends(const Obj *o, const char *name) {
	return prog_has_pragma(o->decl, "go:noescape") ||
	       strcmp(name, "internal/abi.NoEscape") == 0;
}

#define LINK_MAX_INSTANCES 100000
#define LINK_MAX_INSTANCE_NAMES ((uint64_t)32 << 20)

// Instances can be so many, and their names so long, that no machine has room for them.
static void link_count_instance(Build *b, const Obj *o, const char *name) {
	if (b->p->too_many)
		return;
	b->p->instances++;
	b->p->instance_names += strlen(name);
	b->p->too_many = b->p->instances > LINK_MAX_INSTANCES ||
			 b->p->instance_names > LINK_MAX_INSTANCE_NAMES;
	if (b->p->too_many)
		diag_error(b->s->diags, o->pos,
			"too many instances of generic functions: %u, and %s is not the last",
			b->p->instances, o->name->s);
}

Sym *build_func_sym(Build *b, Obj *func, const TypeVec *recv_targs, const TypeVec *targs) {
	Obj *o = func->origin ? func->origin : func;
	check_object(b->c, o);
	bool plain = (!recv_targs || recv_targs->n == 0) && (!targs || targs->n == 0);
	if (plain && o->ir) {
		build_reach(b, o->ir);
		return o->ir;
	}
	const char *name = build_link_name(b, o, recv_targs, targs);
	Sym *sym;
	const ReplaceRow *row = map_get(&b->p->replaced, intern_str(b->s->names, name));
	if (row) {
		sym = prog_c_sym(b, row->c_symbol);
		sym->lends |= row->lends;
	} else if (link_has_body(o)) {
		sym = sym_get(b->m, name);
		if (!sym->build) {
			link_define(b, sym, o, recv_targs, targs);
			if (!plain)
				link_count_instance(b, o, name);
		}
	} else {
		sym = link_resolve(b, name, o);
	}
	sym->lends |= link_lends(o, name);
	if (plain)
		o->ir = sym;
	build_reach(b, sym);
	return sym;
}

Sym *build_go_sym(Build *b, const char *link_name) {
	return link_resolve(b, link_name, NULL);
}

Sym *build_rt_go_sym(Build *b, RtFn fn) {
	char name[64];
	snprintf(name, sizeof name, "runtime.%s", rt_info[fn].name);
	return build_go_sym(b, name);
}

Sym *build_generated_sym(Build *b, const char *name, Package *pkg,
	void (*generate)(Build *b, Sym *sym, void *arg), void *arg) {
	Sym *sym = sym_get(b->m, name);
	if (sym->build)
		return sym;
	FuncSource *fs = NEW(b->a, FuncSource);
	fs->kind = SRC_GENERATED;
	fs->generate = generate;
	fs->arg = arg;
	fs->pkg = pkg;
	sym->build = fs;
	sym->kind = SYM_FUNC;
	sym->pkg = pkg;
	return sym;
}

/* Closures */

Sym *build_literal_sym(FuncBuild *outer, LiteralKind kind, FuncLit *lit) {
	static const char *const words[] = {".func", "-range", ".gowrap", ".deferwrap"};
	Build *b = outer->b;
	Sym *in = outer->f->sym;
	FuncSource *of = in->build;
	if (of->named_after)
		in = of->named_after;
	uint32_t *count = kind == LITERAL_FUNC	  ? &of->n_lits
			  : kind == LITERAL_RANGE ? &of->n_ranges
						  : &of->n_wraps;
	const char *word = kind == LITERAL_FUNC && of->kind == SRC_LITERAL ? "." : words[kind];
	Sym *sym = sym_get(b->m, arena_printf(b->a, "%s%s%u", in->name, word, ++*count));
	FuncSource *fs = NEW(b->a, FuncSource);
	fs->kind = SRC_LITERAL;
	fs->lit = lit;
	fs->outer = outer;
	fs->pkg = outer->pkg;
	if (outer->env)
		fs->env = *outer->env;
	sym->build = fs;
	sym->kind = SYM_FUNC;
	sym->pkg = outer->f->sym->pkg;
	build_reach(b, sym);
	return sym;
}

Sym *build_closure_sym(Build *b, Sym *func, SignatureT *sig) {
	Sym *sym = sym_get(b->m, arena_printf(b->a, "%s·f", func->name));
	if (sym->data) {
		build_reach(b, sym);
		return sym;
	}
	FuncSource *fs = func->build;
	Sym *code = fs && fs->kind == SRC_LITERAL ? func : prog_closure_code(b, func, sig, NULL);
	Data *d = data_new(b->m, sym, 8, 8);
	prog_put(b, d, 0, 8, 0);
	data_reloc(b->m, d, 0, code, 0);
	d->readonly = true;
	sym->pkg = code->pkg;
	map_put(&b->p->closure_of, sym, func);
	build_reach(b, sym);
	build_reach(b, code);
	return sym;
}

Sym *prog_func_of_closure(Build *b, Sym *closure) {
	return map_get(&b->p->closure_of, closure);
}

/* Variables */

static bool link_has_value(const Obj *o) {
	return o->decl && o->decl->kind == AST_VAR_DECL && as(VarDecl, o->decl)->values;
}

// The object that says type and place of a variable known by several names: the one with a value,
// else that of the package in the link name.
static Obj *link_canonical_var(Build *b, Obj *o, const char *name) {
	Obj *home = map_get(&b->p->target_of, o) ? link_find_obj(b, name) : o;
	home = home && home->kind == OBJ_VAR ? home : o;
	const ObjVec *all = map_get(&b->p->var_objs, intern_str(b->s->names, name));
	for (uint32_t i = 0; all && i < all->n && !link_has_value(home); i++)
		if (link_has_value(all->v[i]))
			home = all->v[i];
	check_object(b->c, home);
	return home;
}

static void link_reach_var(Build *b, Obj *o, Obj *home, const char *name) {
	const ObjVec *all = map_get(&b->p->var_objs, intern_str(b->s->names, name));
	for (uint32_t i = 0; all && i < all->n; i++) {
		all->v[i]->ir = o->ir;
		prog_var_reached(b, all->v[i]);
	}
	prog_var_reached(b, home);
	if (home != o)
		prog_var_reached(b, o);
}

#define LINK_MAX_SYMBOL 2000000000

Sym *build_global_sym(Build *b, Obj *var) {
	Obj *o = var->origin ? var->origin : var;
	if (o->ir)
		return o->ir;
	const char *name = build_link_name(b, o, NULL, NULL);
	if (!strchr(name, '.') && !strchr(name, ':')) {
		o->ir = prog_c_sym(b, name);
		return o->ir;
	}
	Obj *home = link_canonical_var(b, o, name);
	// Several package-level variables called _ share a name; each is a symbol of its own.
	if (strcmp(o->name->s, "_") == 0)
		name = arena_printf(b->a, "%s.%u", name, o->pos);
	Sym *sym = sym_get(b->m, name);
	o->ir = sym;
	if (!sym->data) {
		int64_t size = type_size(b->c, home->type), align = type_align(b->c, home->type);
		if (size > LINK_MAX_SYMBOL || size < 0) {
			diag_error(b->s->diags, o->pos,
				"%s: symbol too large (%lld bytes > %d bytes)", name,
				(long long)size, LINK_MAX_SYMBOL);
			b->failed = true;
			size = 0;
		}
		Data *d = data_new(b->m, sym, (uint64_t)size, (uint32_t)align);
		if (type_ptrdata(b->c, home->type) > 0)
			d->root_type = home->type;
		// Who it is borrowed from may not be in the program, and the text of a package may
		// not depend on that: it has a weak one of its own.
		bool borrowed =
			b->cfg->unit && b->cfg->unit == o->pkg && map_get(&b->p->target_of, o);
		sym->pkg = borrowed && !link_has_value(home) ? NULL : home->pkg;
		build_reach(b, sym);
	}
	link_reach_var(b, o, home, name);
	return sym;
}

/* Words of data */

void prog_put(Build *b, Data *d, uint64_t off, uint32_t size, uint64_t v) {
	if (!d->bytes)
		d->bytes = arena_alloc(b->m->arena, d->size ? d->size : 1);
	assert_ir(off + size <= d->size);
	for (uint32_t i = 0; i < size; i++)
		d->bytes[off + i] = (uint8_t)(v >> (8 * i));
}

void prog_put_string(Build *b, Data *d, uint64_t off, const char *p, uint64_t len) {
	prog_put(b, d, off + 8, 8, len);
	if (len)
		data_reloc(b->m, d, off, sym_string(b->m, p, len), 0);
}
