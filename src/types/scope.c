// scope.c: scopes and the names in them.
#include "types/core.h"

Scope *scope_new(Checker *c, Scope *parent, Pos pos, Pos end) {
	Scope *s = NEW(c->a, Scope);
	s->parent = parent;
	map_init(&s->objs, c->a);
	s->pos = pos;
	s->end = end;
	return s;
}

Obj *scope_find(const Scope *s, const Name *n) {
	return map_get(&s->objs, n);
}

Obj *scope_find_parent(const Scope *s, const Name *n, Pos pos, Scope **where) {
	for (; s; s = s->parent) {
		Obj *o = map_get(&s->objs, n);
		if (o && (pos == NO_POS || o->scope_pos <= pos)) {
			if (where)
				*where = (Scope *)s;
			return o;
		}
	}
	if (where)
		*where = NULL;
	return NULL;
}

Obj *scope_insert(Scope *s, Obj *o) {
	Obj *old = map_get(&s->objs, o->name);
	if (old)
		return old;
	map_put(&s->objs, o->name, o);
	if (!o->parent)
		o->parent = s;
	return NULL;
}

void check_open_scope(Checker *c, const Node *n) {
	c->env.scope = scope_new(c, c->env.scope, node_start(n), node_end(n));
}

void check_close_scope(Checker *c) {
	c->env.scope = c->env.scope->parent;
}
