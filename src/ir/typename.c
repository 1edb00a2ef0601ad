// typename.c: what a concrete type is called.
//
// Two writers over one walk: the *key*, unique among all types of the program (import paths, tags,
// the place of a local declaration), and the *string* that reflect shows (package names). Identical
// types have equal keys; TypeInfo is the record shared by all Type structs with one key, and its
// `t` stands for them.
#include "ir/prog.h"

typedef struct TypeWriter {
	Build *b;
	Buf out;
	bool key;
} TypeWriter;

static void tn_type(TypeWriter *w, Type *t);

static void tn_puts(TypeWriter *w, const char *s) {
	buf_puts(w->b->a, &w->out, s);
}

// gc's escaping of import paths in symbols: dots after the last slash, quotes, percent, control and
// non-ASCII bytes.
const char *prog_path_prefix(Build *b, const char *path) {
	const char *slash = strrchr(path, '/'), *p;
	bool plain = true;
	for (p = path; *p; p++)
		if ((*p == '.' && p > slash && slash) || (*p == '.' && !slash) || *p == '%' ||
			*p == '"' || (unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			plain = false;
	if (plain)
		return path;
	Buf out = {0};
	for (p = path; *p; p++) {
		bool after = !slash || p > slash;
		if ((*p == '.' && after) || *p == '%' || *p == '"' || (unsigned char)*p <= ' ' ||
			(unsigned char)*p >= 0x7f)
			buf_printf(b->a, &out, "%%%02x", (unsigned char)*p);
		else
			buf_write(b->a, &out, p, 1);
	}
	return buf_cstr(b->a, &out);
}

// Types declared inside functions are numbered from 1 in each package, as gc numbers them.
typedef struct LocalTypes {
	Info *info;
	Map *index; // Obj* of the type name -> number
	uint32_t n;
} LocalTypes;

static bool tn_number_local(Node *n, void *ctx) {
	LocalTypes *l = ctx;
	if (n->kind == AST_TYPE_DECL && !as(TypeDecl, n)->alias) {
		Obj *o = l->info->defs[as(TypeDecl, n)->name->n.id]; // NULL: the body has not been
								     // checked
		l->n++;
		if (o)
			map_put(l->index, o, (void *)(uintptr_t)l->n);
	}
	return true;
}

// Bodies that nobody wanted yet count as well: a number is the same in every program.
static void tn_number_package(Build *b, Package *pkg, LocalTypes *l) {
	for (uint32_t i = 0; i < pkg->files.n; i++)
		for (uint32_t k = 0; k < pkg->files.v[i]->decls.n; k++) {
			Decl *d = pkg->files.v[i]->decls.v[k];
			if (d->kind == AST_FUNC_DECL)
				parse_body(b->m->s, b->a, pkg->files.v[i], as(FuncDecl, d),
					&pkg->node_count);
			if (d->kind == AST_FUNC_DECL || d->kind == AST_VAR_DECL)
				node_walk(d, tn_number_local, l);
		}
}

static void tn_local(TypeWriter *w, const Obj *o) {
	Map *known = &w->b->p->local_types;
	uintptr_t n = (uintptr_t)map_get(known, o);
	if (!n) {
		LocalTypes l = {o->pkg->info, known, 0};
		tn_number_package(w->b, o->pkg, &l);
		n = (uintptr_t)map_get(known, o);
	}
	buf_printf(w->b->a, &w->out, "·%u", (unsigned)n);
}

// The arguments of the generic function around a local declaration come first, and end in a
// semicolon if the type is generic too.
static void tn_targs(TypeWriter *w, const NamedT *t) {
	uint32_t own = t->origin->tparams.n, outer = own && own < t->targs.n ? t->targs.n - own : 0;
	bool key = w->key;
	w->key = true;
	tn_puts(w, "[");
	for (uint32_t i = 0; i < t->targs.n; i++) {
		if (i)
			tn_puts(w, i == outer ? ";" : ",");
		tn_type(w, t->targs.v[i]);
	}
	tn_puts(w, "]");
	w->key = key;
}

static void tn_named(TypeWriter *w, NamedT *t) {
	const Obj *o = t->obj;
	if (o->pkg) {
		tn_puts(w, w->key ? prog_path_prefix(w->b, o->pkg->path) : o->pkg->name->s);
		tn_puts(w, ".");
	}
	tn_puts(w, o->name->s);
	if (t->targs.n)
		tn_targs(w, t);
	if (w->key && o->pkg && !o->package_level)
		tn_local(w, o);
}

static void tn_quote(TypeWriter *w, const char *s, uint32_t n) {
	tn_puts(w, "\"");
	for (uint32_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '"' || c == '\\')
			buf_printf(w->b->a, &w->out, "\\%c", c);
		else if (c == '\n')
			tn_puts(w, "\\n");
		else if (c == '\t')
			tn_puts(w, "\\t");
		else if (c < ' ' || c == 0x7f)
			buf_printf(w->b->a, &w->out, "\\x%02x", c);
		else
			buf_write(w->b->a, &w->out, s + i, 1);
	}
	tn_puts(w, "\"");
}

static void tn_struct(TypeWriter *w, StructT *t) {
	tn_puts(w, "struct {");
	for (uint32_t i = 0; i < t->fields.n; i++) {
		const Obj *f = t->fields.v[i];
		tn_puts(w, i ? "; " : " ");
		if (w->key && !name_exported(f->name) && f->pkg) {
			tn_puts(w, prog_path_prefix(w->b, f->pkg->path));
			tn_puts(w, ".");
		}
		if (!f->embedded || w->key) {
			tn_puts(w, f->name->s);
			tn_puts(w, f->embedded ? "? " : " ");
		}
		tn_type(w, f->type);
		if (t->tags.n && t->tags.v[i] && t->tags.v[i]->len) {
			tn_puts(w, " ");
			tn_quote(w, t->tags.v[i]->s, t->tags.v[i]->len);
		}
	}
	tn_puts(w, t->fields.n ? " }" : "}");
}

static void tn_params(TypeWriter *w, TupleT *p, bool variadic) {
	tn_puts(w, "(");
	for (uint32_t i = 0; i < p->vars.n; i++) {
		Type *t = p->vars.v[i]->type;
		if (i)
			tn_puts(w, ", ");
		if (variadic && i + 1 == p->vars.n) {
			tn_puts(w, "...");
			t = type_unalias(t);
			t = t->kind == TY_SLICE ? ((SliceT *)t)->elem : t;
		}
		tn_type(w, t);
	}
	tn_puts(w, ")");
}

static void tn_signature(TypeWriter *w, SignatureT *t) {
	tn_params(w, t->params, t->variadic);
	if (t->results->vars.n == 0)
		return;
	tn_puts(w, " ");
	if (t->results->vars.n == 1)
		tn_type(w, t->results->vars.v[0]->type);
	else
		tn_params(w, t->results, false);
}

static void tn_interface(TypeWriter *w, Type *t) {
	const IfaceInfo *in = prog_iface(w->b, t);
	if (!in->n && !((InterfaceT *)t)->embeddeds.n) {
		tn_puts(w, "interface {}");
		return;
	}
	tn_puts(w, "interface {");
	for (uint32_t i = 0; i < in->n; i++) {
		const Obj *m = in->methods[i];
		tn_puts(w, i ? "; " : " ");
		if (!name_exported(m->name) && m->pkg) {
			tn_puts(w, w->key ? prog_path_prefix(w->b, m->pkg->path) : m->pkg->name->s);
			tn_puts(w, ".");
		}
		tn_puts(w, m->name->s);
		tn_signature(w, (SignatureT *)type_unalias(m->type));
	}
	tn_puts(w, in->n ? " }" : "}");
}

static void tn_chan(TypeWriter *w, ChanT *t) {
	static const char *const words[] = {
		[CHAN_BOTH] = "chan ", [CHAN_SEND] = "chan<- ", [CHAN_RECV] = "<-chan "};
	Type *elem = type_unalias(t->elem);
	bool paren =
		t->dir == CHAN_BOTH && elem->kind == TY_CHAN && ((ChanT *)elem)->dir == CHAN_RECV;
	tn_puts(w, words[t->dir]);
	if (paren)
		tn_puts(w, "(");
	tn_type(w, elem);
	if (paren)
		tn_puts(w, ")");
}

static void tn_type(TypeWriter *w, Type *t) {
	static const char *const basic[TY_UNSAFE_POINTER + 1] = {"invalid", "bool", "int", "int8",
		"int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
		"float32", "float64", "complex64", "complex128", "string", "unsafe.Pointer"};
	t = type_unalias(t);
	switch (t->kind) {
	case TY_NAMED: tn_named(w, (NamedT *)t); break;
	case TY_POINTER:
		tn_puts(w, "*");
		tn_type(w, ((PointerT *)t)->elem);
		break;
	case TY_SLICE:
		tn_puts(w, "[]");
		tn_type(w, ((SliceT *)t)->elem);
		break;
	case TY_ARRAY:
		buf_printf(w->b->a, &w->out, "[%lld]", (long long)((ArrayT *)t)->len);
		tn_type(w, ((ArrayT *)t)->elem);
		break;
	case TY_MAP:
		tn_puts(w, "map[");
		tn_type(w, ((MapT *)t)->key);
		tn_puts(w, "]");
		tn_type(w, ((MapT *)t)->elem);
		break;
	case TY_STRUCT: tn_struct(w, (StructT *)t); break;
	case TY_CHAN: tn_chan(w, (ChanT *)t); break;
	case TY_INTERFACE: tn_interface(w, t); break;
	case TY_SIGNATURE:
		tn_puts(w, "func");
		tn_signature(w, (SignatureT *)t);
		break;
	case TY_TUPLE: tn_params(w, (TupleT *)t, false); break;
	case TY_TYPE_PARAM:
		buf_printf(w->b->a, &w->out, "$%s", ((TypeParamT *)t)->obj->name->s);
		break;
	default:
		if (t->kind <= TY_UNSAFE_POINTER)
			tn_puts(w, basic[t->kind]);
		else
			buf_printf(w->b->a, &w->out, "untyped·%u", t->kind);
	}
}

const char *prog_type_string(Build *b, Type *t) {
	TypeWriter w = {.b = b};
	tn_type(&w, t);
	return buf_cstr(b->a, &w.out);
}

TypeInfo *prog_type(Build *b, Type *t) {
	TypeInfo *ti = map_get(&b->type_keys, t);
	if (ti)
		return ti;
	Type *u = type_unalias(t);
	if (u != t) {
		ti = prog_type(b, u);
		map_put(&b->type_keys, t, ti);
		return ti;
	}
	TypeWriter w = {.b = b, .key = true};
	tn_type(&w, t);
	const Name *key = intern(b->s->names, w.out.v, w.out.n);
	ti = map_get(&b->type_syms, key);
	if (!ti) {
		ti = NEW(b->a, TypeInfo);
		ti->t = t;
		ti->u = type_underlying(b->c, t);
		ti->key = key;
		map_put(&b->type_syms, key, ti);
	}
	map_put(&b->type_keys, t, ti);
	return ti;
}

const char *build_type_key(Build *b, Type *t) {
	return prog_type(b, t)->key->s;
}

bool prog_same_type(Build *b, Type *x, Type *y) {
	return x == y || prog_type(b, x) == prog_type(b, y);
}

/* Interfaces: their methods in the runtime's order */

int prog_method_order(const Name *x, const Package *xp, const Name *y, const Package *yp) {
	bool xe = name_exported(x), ye = name_exported(y);
	if (xe != ye)
		return xe ? -1 : 1;
	int r = x == y ? 0 : strcmp(x->s, y->s);
	if (r || xe || xp == yp)
		return r;
	return strcmp(xp ? xp->path : "", yp ? yp->path : "");
}

const IfaceInfo *prog_iface(Build *b, Type *t) {
	Type *u = type_underlying(b->c, t);
	IfaceInfo *in = map_get(&b->itabs, u);
	if (in)
		return in;
	TypeSet *set = interface_typeset(b->c, (InterfaceT *)u);
	in = NEW(b->a, IfaceInfo);
	in->n = set->methods.n;
	in->methods = NEW_ARRAY(b->a, Obj *, in->n + 1);
	for (uint32_t i = 0; i < in->n; i++) {
		Obj *m = set->methods.v[i];
		uint32_t k = i;
		for (; k > 0; k--) {
			const Obj *p = in->methods[k - 1];
			if (prog_method_order(p->name, p->pkg, m->name, m->pkg) <= 0)
				break;
			in->methods[k] = in->methods[k - 1];
		}
		in->methods[k] = m;
	}
	map_put(&b->itabs, u, in);
	return in;
}
