// struct.c: struct types.
#include "types/check.h"

typedef struct Embedded {
	Type *type;
	Pos pos;
} Embedded;

static void struct_check_embedded(Checker *c, void *arg) {
	Embedded *e = arg;
	bool is_pointer;
	Type *t = type_deref(e->type, &is_pointer);
	Type *u = type_underlying(c, t);
	if (!type_is_valid(t))
		return;
	if (u->kind == TY_UNSAFE_POINTER)
		check_error(c, e->pos, "embedded field type cannot be unsafe.Pointer");
	else if (u->kind == TY_POINTER)
		check_error(c, e->pos, "embedded field type cannot be a pointer");
	else if (type_is_type_param(t))
		check_error(
			c, e->pos, "embedded field type cannot be a (pointer to a) type parameter");
	else if (u->kind == TY_INTERFACE && is_pointer)
		check_error(c, e->pos, "embedded field type cannot be a pointer to an interface");
}

// The name that an embedded field of type e has; NULL if e cannot be embedded.
static NameExpr *struct_embedded_name(Expr *e) {
	switch (e->kind) {
	case AST_NAME: return as(NameExpr, e);
	case AST_STAR: {
		Expr *base = as(StarExpr, e)->x;
		return base->kind == AST_STAR ? NULL : struct_embedded_name(base);
	}
	case AST_SELECTOR: return as(SelectorExpr, e)->sel;
	case AST_INDEX: return struct_embedded_name(as(IndexExpr, e)->x);
	default: return NULL;
	}
}

// A struct type under construction.
typedef struct Build {
	StructT *t;
	Map names; // once there are many fields
	bool has_tags;
} Build;

static Obj *struct_find(Build *b, const Name *name) {
	if (b->t->fields.n > 8) {
		for (uint32_t i = b->names.n; i < b->t->fields.n; i++)
			map_put(&b->names, b->t->fields.v[i]->name, b->t->fields.v[i]);
		return map_get(&b->names, name);
	}
	for (uint32_t i = 0; i < b->t->fields.n; i++)
		if (b->t->fields.v[i]->name == name)
			return b->t->fields.v[i];
	return NULL;
}

static void struct_add(
	Checker *c, Build *b, NameExpr *id, Type *type, bool embedded, BasicLit *tag) {
	Obj *alt = strcmp(id->name->s, "_") != 0 ? struct_find(b, id->name) : NULL;
	if (alt) {
		check_error(c, id->n.pos, "%s redeclared\n\t%s: other declaration of %s",
			id->name->s, pos_str(c, alt->pos), id->name->s);
		return;
	}
	Obj *f = obj_new(c, OBJ_VAR, id->n.pos, c->env.pkg, id->name, type);
	f->is_field = true;
	f->embedded = embedded;
	f->file = c->env.file;
	StructT *t = b->t;
	if (tag && !tag->bad && tag->lit != LIT_STRING)
		check_error_at(c, &tag->n, "invalid syntax tree: incorrect tag syntax: \"%.*s\"",
			(int)tag->len, tag->text);
	const Name *text = NULL;
	if (tag && !tag->bad && tag->lit == LIT_STRING) {
		uint32_t len;
		char *s = lit_unquote(c->a, tag, &len);
		text = intern(c->s->names, s, len);
	}
	if (text && text->len && !t->tags.n)
		for (uint32_t i = 0; i < t->fields.n; i++)
			vec_push(c->a, &t->tags, NULL);
	b->has_tags = b->has_tags || (text && text->len);
	if (b->has_tags)
		vec_push(c->a, &t->tags, text);
	vec_push(c->a, &t->fields, f);
	record_def(c, id, f);
}

static void struct_add_embedded(Checker *c, Build *b, Field *f, Type *type) {
	NameExpr *id = struct_embedded_name(f->type);
	Pos pos = node_start(f->type);
	if (!id) {
		check_error(c, pos, "invalid syntax tree: invalid embedded field type %s",
			expr_str(c, f->type));
		return;
	}
	struct_add(c, b, id, type, true, f->tag);
	Type *t = type_unalias(type);
	if (t->kind >= TY_BOOL && t->kind <= TY_STRING)
		return;
	Embedded *e = NEW(c->a, Embedded);
	e->type = type;
	e->pos = pos;
	check_later(c, struct_check_embedded, e);
}

void check_struct_type(Checker *c, StructT *t, StructType *e) {
	// Built aside: while a field's type is being checked, t has no fields yet.
	StructT build = {0};
	Build b = {.t = &build};
	map_init(&b.names, c->a);
	Type *type = NULL;
	for (uint32_t i = 0; i < e->fields.n; i++) {
		Field *f = e->fields.v[i];
		if (i == 0 || f->type != e->fields.v[i - 1]->type)
			type = check_var_type(c, f->type);
		if (f->name)
			struct_add(c, &b, f->name, type, false, f->tag);
		else
			struct_add_embedded(c, &b, f, type);
	}
	t->fields = build.fields;
	t->tags.v = build.tags.v;
	t->tags.n = build.tags.n;
	t->tags.cap = build.tags.cap;
}
