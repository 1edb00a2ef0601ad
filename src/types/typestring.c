// typestring.c: the text of types and objects.
//
// Two forms. Relative to a package, for people: names of other packages qualified by package name
// (by quoted path where two packages in sight share the name), aliases and parameter names as
// written. Without a package, for the linker: names qualified by path, aliases replaced, methods
// sorted, no parameter names; identical types have the same text and different types different
// texts.
#include "types/core.h"

typedef struct Writer {
	Checker *c;
	Buf *b;
	Package *from;
	bool link;     // the linker's form
	bool no_names; // leave parameter names out
	bool pkg_info; // annotate the first unexported field with its package
	VEC(Type *) busy;
} Writer;

static void wr_type(Writer *w, Type *t);
static void wr_signature(Writer *w, SignatureT *sig);

static void wr_puts(Writer *w, const char *s) {
	buf_puts(w->c->a, w->b, s);
}

static void wr_sep(Writer *w, char sep) {
	char s[3] = {sep, w->link ? 0 : ' ', 0};
	wr_puts(w, s);
}

/* Packages */

static bool wr_name_shared(Package *p, Package *root, Map *seen) {
	if (map_get(seen, root))
		return false;
	map_put(seen, root, root);
	if (root != p && root->name == p->name)
		return true;
	for (uint32_t i = 0; i < root->imports.n; i++)
		if (wr_name_shared(p, root->imports.v[i], seen))
			return true;
	return false;
}

static void wr_package(Writer *w, Package *p) {
	if (!p)
		return;
	if (w->link || !w->from) {
		buf_printf(w->c->a, w->b, "%s.", w->link ? p->path : p->import_path);
		return;
	}
	if (p == w->from)
		return;
	Map seen;
	map_init(&seen, w->c->a);
	if (wr_name_shared(p, w->from, &seen))
		buf_printf(w->c->a, w->b, "\"%s\".", p->path);
	else
		buf_printf(w->c->a, w->b, "%s.", p->name->s);
}

// Types declared in functions may share a name: their place in the package tells them apart.
static void wr_local_mark(Writer *w, Obj *o) {
	if (!w->link || !obj_is_local(o))
		return;
	for (uint32_t i = 0; i < o->pkg->files.n; i++) {
		SourceFile *src = o->pkg->files.v[i]->src;
		if (o->pos >= src->base && o->pos <= src->base + src->size) {
			buf_printf(w->c->a, w->b, "·%u.%u", i, o->pos - src->base);
			return;
		}
	}
}

static void wr_type_name(Writer *w, Obj *o) {
	wr_package(w, o->pkg);
	wr_puts(w, o->name->s);
	wr_local_mark(w, o);
}

/* Composite types */

static void wr_quote(Writer *w, const Name *s) {
	wr_puts(w, const_exact(w->c->s, const_from_string(w->c->s, s->s, s->len)));
}

static void wr_struct(Writer *w, StructT *t) {
	wr_puts(w, "struct{");
	for (uint32_t i = 0; i < t->fields.n; i++) {
		Obj *f = t->fields.v[i];
		if (i)
			wr_sep(w, ';');
		bool annotate = w->pkg_info && !name_exported(f->name) && f->pkg;
		if (annotate)
			w->pkg_info = false;
		if (w->link && !name_exported(f->name) && f->pkg)
			buf_printf(w->c->a, w->b, "%s.", f->pkg->path);
		if (w->link && f->embedded)
			buf_printf(w->c->a, w->b, "%s?", f->name->s);
		if (!f->embedded)
			buf_printf(w->c->a, w->b, "%s ", f->name->s);
		wr_type(w, f->type);
		if (annotate)
			buf_printf(w->c->a, w->b, " /* package %s */ ", f->pkg->import_path);
		if (i < t->tags.n && t->tags.v[i] && t->tags.v[i]->len) {
			wr_puts(w, " ");
			wr_quote(w, t->tags.v[i]);
		}
	}
	wr_puts(w, "}");
}

static void wr_tuple(Writer *w, TupleT *t, bool variadic) {
	wr_puts(w, "(");
	for (uint32_t i = 0; i < t->vars.n; i++) {
		Obj *v = t->vars.v[i];
		if (i)
			wr_sep(w, ',');
		if (v->name->len && !w->no_names && !w->link)
			buf_printf(w->c->a, w->b, "%s ", v->name->s);
		if (variadic && i == t->vars.n - 1) {
			if (v->type->kind == TY_SLICE) {
				wr_puts(w, "...");
				wr_type(w, ((SliceT *)v->type)->elem);
			} else {
				wr_type(w, v->type);
				wr_puts(w, "...");
			}
		} else {
			wr_type(w, v->type);
		}
	}
	wr_puts(w, ")");
}

static void wr_tparams(Writer *w, const TypeVec *list) {
	wr_puts(w, "[");
	Type *prev = NULL;
	for (uint32_t i = 0; i < list->n; i++) {
		TypeParamT *t = (TypeParamT *)list->v[i];
		if (i && t->bound != prev) {
			wr_puts(w, " ");
			if (prev)
				wr_type(w, prev);
		}
		if (i)
			wr_sep(w, ',');
		prev = t->bound;
		wr_type(w, &t->t);
	}
	if (prev) {
		wr_puts(w, " ");
		wr_type(w, prev);
	}
	wr_puts(w, "]");
}

static void wr_signature(Writer *w, SignatureT *sig) {
	if (sig->tparams.n)
		wr_tparams(w, &sig->tparams);
	wr_tuple(w, sig->params, sig->variadic);
	if (!sig->results->vars.n)
		return;
	wr_puts(w, " ");
	Obj *first = sig->results->vars.v[0];
	if (sig->results->vars.n == 1 && (w->link || !first->name->len))
		wr_type(w, first->type);
	else
		wr_tuple(w, sig->results, false);
}

static void wr_method(Writer *w, Obj *m, bool *first) {
	if (!*first)
		wr_sep(w, ';');
	*first = false;
	if (w->link && !name_exported(m->name) && m->pkg)
		buf_printf(w->c->a, w->b, "%s.", m->pkg->path);
	wr_puts(w, m->name->s);
	if (m->type && m->type->kind == TY_SIGNATURE)
		wr_signature(w, (SignatureT *)m->type);
}

static void wr_terms(Writer *w, const UnionTerm *v, uint32_t n) {
	for (uint32_t i = 0; i < n; i++) {
		wr_puts(w, i ? " | " : "");
		wr_puts(w, v[i].tilde ? "~" : "");
		wr_type(w, v[i].type);
	}
}

static void wr_interface_link(Writer *w, InterfaceT *t) {
	TypeSet *s = interface_typeset(w->c, t);
	bool first = true;
	wr_puts(w, s->comparable ? "interface{comparable;" : "interface{");
	for (uint32_t i = 0; i < s->methods.n; i++)
		wr_method(w, s->methods.v[i], &first);
	if (!s->all_types) {
		if (!first)
			wr_sep(w, ';');
		wr_terms(w, s->terms.v, s->terms.n);
	}
	wr_puts(w, "}");
}

static void wr_interface(Writer *w, InterfaceT *t) {
	if (w->link) {
		wr_interface_link(w, t);
		return;
	}
	if (&t->t == ((NamedT *)w->c->uni.comparable_)->underlying_) {
		wr_puts(w, "interface{comparable}");
		return;
	}
	if (t->implicit) {
		if (!t->methods.n && t->embeddeds.n == 1) {
			wr_type(w, t->embeddeds.v[0]);
			return;
		}
		wr_puts(w, "/* implicit */ ");
	}
	wr_puts(w, "interface{");
	bool first = true;
	for (uint32_t i = 0; i < t->methods.n; i++)
		wr_method(w, t->methods.v[i], &first);
	for (uint32_t i = 0; i < t->embeddeds.n; i++) {
		if (!first)
			wr_sep(w, ';');
		first = false;
		wr_type(w, t->embeddeds.v[i]);
	}
	wr_puts(w, "}");
}

static void wr_chan(Writer *w, ChanT *t) {
	static const char *const dirs[] = {
		[CHAN_BOTH] = "chan ", [CHAN_SEND] = "chan<- ", [CHAN_RECV] = "<-chan "};
	bool parens = t->dir == CHAN_BOTH && t->elem->kind == TY_CHAN &&
		      ((ChanT *)t->elem)->dir == CHAN_RECV;
	wr_puts(w, dirs[t->dir]);
	wr_puts(w, parens ? "(" : "");
	wr_type(w, t->elem);
	wr_puts(w, parens ? ")" : "");
}

static void wr_list(Writer *w, const TypeVec *v) {
	wr_puts(w, "[");
	for (uint32_t i = 0; i < v->n; i++) {
		if (i)
			wr_sep(w, ',');
		wr_type(w, v->v[i]);
	}
	wr_puts(w, "]");
}

static void wr_tparam(Writer *w, TypeParamT *t) {
	wr_puts(w, t->obj->name->s);
	if (w->link)
		buf_printf(w->c->a, w->b, "'%u", t->t.id);
	else if (scope_find(w->c->uni.scope, t->obj->name))
		buf_printf(w->c->a, w->b, " /* with %s declared at %s */", t->obj->name->s,
			pos_str(w->c, t->obj->pos));
}

static void wr_basic(Writer *w, Type *t) {
	if (w->link)
		t = w->c->uni.basic[t->kind]; // byte and rune have twins
	if (t->kind == TY_UNSAFE_POINTER)
		wr_puts(w, "unsafe.");
	wr_puts(w, ((BasicType *)t)->name);
}

static void wr_alias(Writer *w, AliasT *t) {
	if (w->link && type_unalias(&t->t)->kind != TY_ALIAS) {
		wr_type(w, type_unalias(&t->t));
		return;
	}
	wr_type_name(w, t->obj);
	if (t->targs.n)
		wr_list(w, &t->targs);
	else if (t->tparams.n)
		wr_tparams(w, &t->tparams);
}

static void wr_named(Writer *w, NamedT *t) {
	wr_type_name(w, t->obj);
	if (t->targs.n)
		wr_list(w, &t->targs);
	else if (t->tparams.n && !w->link)
		wr_tparams(w, &t->tparams);
}

static void wr_kind(Writer *w, Type *t) {
	switch (t->kind) {
	case TY_ARRAY:
		buf_printf(w->c->a, w->b, "[%lld]", (long long)((ArrayT *)t)->len);
		wr_type(w, ((ArrayT *)t)->elem);
		break;
	case TY_SLICE:
		wr_puts(w, "[]");
		wr_type(w, ((SliceT *)t)->elem);
		break;
	case TY_STRUCT: wr_struct(w, (StructT *)t); break;
	case TY_POINTER:
		wr_puts(w, "*");
		wr_type(w, ((PointerT *)t)->elem);
		break;
	case TY_TUPLE: wr_tuple(w, (TupleT *)t, false); break;
	case TY_SIGNATURE:
		wr_puts(w, "func");
		wr_signature(w, (SignatureT *)t);
		break;
	case TY_UNION: wr_terms(w, ((UnionT *)t)->terms.v, ((UnionT *)t)->terms.n); break;
	case TY_INTERFACE: wr_interface(w, (InterfaceT *)t); break;
	case TY_MAP:
		wr_puts(w, "map[");
		wr_type(w, ((MapT *)t)->key);
		wr_puts(w, "]");
		wr_type(w, ((MapT *)t)->elem);
		break;
	case TY_CHAN: wr_chan(w, (ChanT *)t); break;
	case TY_NAMED: wr_named(w, (NamedT *)t); break;
	case TY_ALIAS: wr_alias(w, (AliasT *)t); break;
	case TY_TYPE_PARAM: wr_tparam(w, (TypeParamT *)t); break;
	default: wr_basic(w, t);
	}
}

static void wr_type(Writer *w, Type *t) {
	if (!t) {
		wr_puts(w, "<nil>");
		return;
	}
	if (t->kind <= TY_UNTYPED_NIL) {
		wr_basic(w, t);
		return;
	}
	for (uint32_t i = 0; i < w->busy.n; i++)
		if (w->busy.v[i] == t) {
			buf_printf(w->c->a, w->b, "<cycle to %s>",
				t->kind == TY_INTERFACE ? "Interface" : "type");
			return;
		}
	vec_push(w->c->a, &w->busy, t);
	wr_kind(w, t);
	w->busy.n--;
}

void type_write(Checker *c, Buf *b, Type *t, Package *from) {
	Writer w = {.c = c, .b = b, .from = from, .link = from == NULL};
	wr_type(&w, t);
}

const char *type_string(Checker *c, Type *t, Package *from) {
	if (t && t->kind <= TY_UNTYPED_NIL && t->kind != TY_UNSAFE_POINTER)
		return ((BasicType *)(from ? t : c->uni.basic[t->kind]))->name;
	Buf b = {0};
	type_write(c, &b, t, from);
	return buf_cstr(c->a, &b);
}

void sig_write(Checker *c, Buf *b, SignatureT *sig, Package *from, bool names, bool pkg_info) {
	Writer w = {.c = c, .b = b, .from = from, .no_names = !names, .pkg_info = pkg_info};
	wr_signature(&w, sig);
}

void type_write_full(Checker *c, Buf *b, Type *t) {
	Writer w = {.c = c, .b = b};
	wr_type(&w, t);
}

const char *type_str(Checker *c, Type *t) {
	Buf b = {0};
	Writer w = {.c = c, .b = &b, .from = c->env.pkg};
	wr_type(&w, t);
	return buf_cstr(c->a, &b);
}

/* Objects */

static void wr_func_name(Writer *w, Obj *o) {
	SignatureT *sig = o->type && o->type->kind == TY_SIGNATURE ? (SignatureT *)o->type : NULL;
	if (sig && sig->recv) {
		wr_puts(w, "(");
		if (sig->recv->type->kind == TY_INTERFACE)
			wr_puts(w, "interface");
		else
			wr_type(w, sig->recv->type);
		wr_puts(w, ").");
	} else if (sig) {
		wr_package(w, o->pkg);
	}
	wr_puts(w, o->name->s);
}

static bool obj_is_alias(Checker *c, const Obj *o) {
	Type *t = o->type;
	if (!t)
		return false;
	if (t->kind <= TY_UNTYPED_NIL)
		return o->pkg ? o->pkg != c->prog->unsafe_pkg
			      : t == c->uni.byte_ || t == c->uni.rune_;
	if (t->kind == TY_NAMED)
		return ((NamedT *)t)->obj != o;
	if (t->kind == TY_TYPE_PARAM)
		return ((TypeParamT *)t)->obj != o;
	return true;
}

// What follows a type's name: parameters, "=", the underlying type or constraint.
static void wr_type_obj(Writer *w, Obj *o) {
	Type *t = o->type;
	const TypeVec *tparams = t->kind == TY_NAMED   ? &((NamedT *)t)->tparams
				 : t->kind == TY_ALIAS ? &((AliasT *)t)->tparams
						       : NULL;
	if (t->kind <= TY_UNTYPED_NIL)
		return;
	if (tparams && tparams->n)
		wr_tparams(w, tparams);
	if (obj_is_alias(w->c, o)) {
		wr_puts(w, " =");
		if (t->kind == TY_ALIAS)
			t = ((AliasT *)t)->from_rhs;
	} else {
		t = t->kind == TY_TYPE_PARAM ? ((TypeParamT *)t)->bound : type_underlying(w->c, t);
	}
	wr_puts(w, " ");
	wr_type(w, t);
}

static void wr_object(Writer *w, Obj *o) {
	switch (o->kind) {
	case OBJ_PKG_NAME:
		buf_printf(w->c->a, w->b, "package %s", o->name->s);
		if (o->imported && strcmp(o->imported->path, o->name->s))
			buf_printf(w->c->a, w->b, " (\"%s\")", o->imported->path);
		return;
	case OBJ_FUNC:
		wr_puts(w, "func ");
		wr_func_name(w, o);
		if (o->type && o->type->kind == TY_SIGNATURE)
			wr_signature(w, (SignatureT *)o->type);
		return;
	case OBJ_NIL: wr_puts(w, "nil"); return;
	case OBJ_CONST: wr_puts(w, "const "); break;
	case OBJ_TYPE_NAME:
		wr_puts(w, o->type && o->type->kind == TY_TYPE_PARAM ? "type parameter " : "type ");
		break;
	case OBJ_VAR: wr_puts(w, o->is_field ? "field " : "var "); break;
	case OBJ_LABEL: wr_puts(w, "label "); break;
	default: wr_puts(w, "builtin ");
	}
	if (o->pkg && o->package_level)
		wr_package(w, o->pkg);
	wr_puts(w, o->name->s);
	if (!o->type || o->kind == OBJ_LABEL || o->kind == OBJ_BUILTIN)
		return;
	if (o->kind == OBJ_TYPE_NAME) {
		wr_type_obj(w, o);
		return;
	}
	wr_puts(w, " ");
	wr_type(w, o->type);
}

const char *obj_string(Checker *c, Obj *o, Package *from) {
	Buf b = {0};
	Writer w = {.c = c, .b = &b, .from = from};
	wr_object(&w, o);
	return buf_cstr(c->a, &b);
}
