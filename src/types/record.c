// record.c: writes down, by Node.id, what the checker found out about the current package's tree.
#include "types/core.h"

static Info *rec_info(Checker *c) {
	return c->env.pkg->info;
}

void record_type_and_value(Checker *c, Expr *e, Mode mode, Type *t, const Const *v) {
	if (mode == MODE_INVALID)
		return;
	TypeAndValue *tv = info_tv(rec_info(c), e);
	tv->type = t;
	tv->mode = mode;
	tv->val = mode == MODE_CONST ? v : NULL;
}

// What is still untyped when a declaration or statement is done got no type from its context.
void record_untyped(Checker *c) {
	if (!c->untyped.n)
		return;
	for (uint32_t i = 0; i < c->untyped.cap; i++) {
		MapSlot *s = &c->untyped.slots[i];
		UntypedExpr *u = s->val;
		if (s->key && u && !u->done) {
			Type *t = u->mode == MODE_NIL ? u->type : type_default(c, u->type);
			TypeAndValue *tv = info_tv(u->info, (Expr *)(uintptr_t)s->key);
			*tv = (TypeAndValue){t, u->mode == MODE_CONST ? u->val : NULL, u->mode};
		}
	}
	if (c->untyped.cap > 64) { // a large map is not worth clearing each time
		map_init(&c->untyped, c->a);
	} else {
		memset(c->untyped.slots, 0, sizeof(MapSlot) * c->untyped.cap);
		c->untyped.n = 0;
	}
}

void record_def(Checker *c, NameExpr *id, Obj *o) {
	rec_info(c)->defs[id->n.id] = o;
}

void record_use(Checker *c, NameExpr *id, Obj *o) {
	rec_info(c)->uses[id->n.id] = o;
}

void record_implicit(Checker *c, const Node *n, Obj *o) {
	map_put(&rec_info(c)->implicits, n, o);
}

// The name that an instantiated expression instantiates: f, pkg.f, x.method, in parentheses or with
// arguments.
static NameExpr *rec_instantiated_name(Expr *e) {
	for (;;) {
		switch (e->kind) {
		case AST_NAME: return as(NameExpr, e);
		case AST_PAREN: e = as(ParenExpr, e)->x; break;
		case AST_INDEX: e = as(IndexExpr, e)->x; break;
		case AST_SELECTOR: return as(SelectorExpr, e)->sel;
		default: return NULL;
		}
	}
}

void record_instance(Checker *c, Expr *e, const TypeVec *targs, Type *t) {
	NameExpr *id = rec_instantiated_name(e);
	if (!id)
		return;
	Instance *in = NEW(c->a, Instance);
	in->targs = *targs;
	in->targs.cap = in->targs.n; // growing the caller's vector must not be seen here
	in->type = t;
	map_put(&rec_info(c)->instances, id, in);
}

void record_selection(Checker *c, SelectorExpr *e, SelKind k, Type *recv, Obj *o, Type *type,
	const VEC_U32 *path, bool indirect) {
	record_use(c, e->sel, o);
	Selection *s = NEW(c->a, Selection);
	s->kind = k;
	s->recv = recv;
	s->obj = o;
	s->type = type;
	if (path && path->n) {
		s->n_path = path->n;
		s->path = NEW_ARRAY(c->a, uint32_t, path->n);
		memcpy(s->path, path->v, path->n * sizeof(uint32_t));
	}
	s->indirect = indirect;
	map_put(&rec_info(c)->selections, e, s);
}

void record_comma_ok_types(Checker *c, Expr *e, Type *t0, Type *t1) {
	if (!type_is_valid(t0) || !type_is_valid(t1))
		return;
	Type *types[2] = {t0, t1};
	TupleT *tuple = type_tuple(c, 2, types);
	for (;;) {
		info_tv(rec_info(c), e)->type = &tuple->t;
		if (e->kind != AST_PAREN)
			return;
		e = as(ParenExpr, e)->x;
	}
}

void record_builtin_type(Checker *c, Expr *fun, SignatureT *sig) {
	for (;;) {
		record_type_and_value(c, fun, MODE_BUILTIN, &sig->t, NULL);
		if (fun->kind != AST_PAREN)
			return;
		fun = as(ParenExpr, fun)->x;
	}
}
