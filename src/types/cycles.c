// cycles.c: types that contain themselves, and generic declarations that instantiate themselves for
// ever.
//
// Containment: a walk through arrays, structs and type arguments in use; meeting a type that is
// being walked is an error. Instantiation: a graph with type parameters as vertices and an edge for
// each type argument that mentions one, of weight 1 if it wraps it; a cycle of positive weight
// never ends.
#include "types/core.h"

/* Containment */

typedef VEC(NamedT *) NamedVec;

#define VALID_MAX_STEPS 4000000

typedef struct Valid {
	Checker *c;
	VEC(struct Nest {
		NamedT *t;
		uint32_t id; // of this look into it
	})
	nest;	       // types being looked into, outermost first
	NamedVec path; // types on the way, for the message
	bool partial;  // met a declaration that is not complete
	uint32_t looks, steps;
	Map seen; // hash of an innermost look and a type: met there before, with the same answer
} Valid;

static const char *val_name(Checker *c, NamedT *t) {
	if (t->origin != t)
		return type_str(c, &t->t);
	if (!t->obj->pkg || t->obj->pkg == c->env.pkg)
		return t->obj->name->s;
	return arena_printf(c->a, "%s.%s", t->obj->pkg->name->s, t->obj->name->s);
}

static void val_report(Checker *c, NamedT **cycle, uint32_t n) {
	Pos pos = named_pos(cycle[0]);
	if (n == 1) {
		check_error(c, pos, "invalid recursive type: %s refers to itself",
			val_name(c, cycle[0]));
		return;
	}
	Buf b = {0};
	buf_printf(c->a, &b, "invalid recursive type %s", val_name(c, cycle[0]));
	for (uint32_t i = 0; i < n; i++)
		buf_printf(c->a, &b, "\n\t%s: %s refers to %s", pos_str(c, named_pos(cycle[i])),
			val_name(c, cycle[i]), val_name(c, cycle[(i + 1) % n]));
	check_error(c, pos, "%s", buf_cstr(c->a, &b));
}

static bool val_type(Valid *v, Type *t);

// Was t met in the same look into the same type? Parts that occur twice at each of many levels
// would take time exponential in the levels.
static bool val_again(Valid *v, const NamedT *t) {
	if (!v->nest.n)
		return false;
	uint64_t key[2] = {v->nest.v[v->nest.n - 1].id, (uint64_t)(uintptr_t)t};
	uint64_t h = hash_bytes(key, sizeof key, 0) | 1;
	if (map_get64(&v->seen, h))
		return true;
	map_put64(&v->seen, h, v);
	return false;
}

static bool val_named(Valid *v, NamedT *t) {
	Checker *c = v->c;
	if (t->t.flags & TF_VALID || t->origin->obj->pkg == NULL)
		return true;
	if (val_again(v, t))
		return true;
	if (++v->steps > VALID_MAX_STEPS) {
		if (v->steps == VALID_MAX_STEPS + 1)
			check_error(c, named_pos(v->path.v[0]),
				"type %s is too complex: its parts cannot all be looked at",
				val_name(c, v->path.v[0]));
		return false;
	}
	for (uint32_t i = 0; i < v->nest.n; i++) {
		if (!type_identical(c, &v->nest.v[i].t->t, &t->t))
			continue;
		t->origin->from_rhs = t->origin->underlying_ = c->uni.basic[TY_INVALID];
		t->underlying_ = t->origin->underlying_;
		uint32_t start = 0;
		while (start < v->path.n && !type_identical(c, &v->path.v[start]->t, &t->t))
			start++;
		val_report(c, v->path.v + start, v->path.n - start);
		return false;
	}
	if (!t->origin->from_rhs) {
		v->partial = true;
		return true;
	}
	vec_push(c->a, &v->nest, ((struct Nest){t, ++v->looks}));
	vec_push(c->a, &v->path, t);
	bool ok = val_type(v, t->origin->from_rhs);
	v->nest.n--;
	v->path.n--;
	if (ok && !v->partial && t->origin == t && !t->tparams.n)
		t->t.flags |= TF_VALID;
	return ok;
}

// A type parameter of the innermost instance stands for its argument, which belongs to the nest
// outside.
static bool val_tparam(Valid *v, Type *t) {
	if (!v->nest.n)
		return true;
	struct Nest top = v->nest.v[v->nest.n - 1];
	NamedT *inst = top.t;
	for (uint32_t i = 0; i < inst->origin->tparams.n && i < inst->targs.n; i++) {
		if (inst->origin->tparams.v[i] != t)
			continue;
		v->nest.n--;
		bool ok = val_type(v, inst->targs.v[i]);
		vec_push(v->c->a, &v->nest, top);
		return ok;
	}
	return true;
}

static bool val_type(Valid *v, Type *t) {
	t = type_unalias(t);
	switch (t->kind) {
	case TY_ARRAY: return val_type(v, ((ArrayT *)t)->elem);
	case TY_STRUCT:
		for (uint32_t i = 0; i < ((StructT *)t)->fields.n; i++)
			if (!val_type(v, ((StructT *)t)->fields.v[i]->type))
				return false;
		return true;
	case TY_UNION:
		for (uint32_t i = 0; i < ((UnionT *)t)->terms.n; i++)
			if (!val_type(v, ((UnionT *)t)->terms.v[i].type))
				return false;
		return true;
	case TY_INTERFACE:
		for (uint32_t i = 0; i < ((InterfaceT *)t)->embeddeds.n; i++)
			if (!val_type(v, ((InterfaceT *)t)->embeddeds.v[i]))
				return false;
		return true;
	case TY_NAMED: return val_named(v, (NamedT *)t);
	case TY_TYPE_PARAM: return val_tparam(v, t);
	default: return true;
	}
}

bool check_valid_recursive(Checker *c, NamedT *t) {
	Valid v = {.c = c};
	map_init(&v.seen, c->a);
	return val_type(&v, &t->t);
}

/* Anonymous interfaces */

// Interface literals looked at: not in the list, or being visited, or done.
typedef struct AnonSeen {
	Checker *c;
	TypeVec busy, done;
} AnonSeen;

static bool anon_visit(AnonSeen *w, Type *t);

static bool anon_objs(AnonSeen *w, const ObjVec *v) {
	for (uint32_t i = 0; i < v->n; i++)
		if (v->v[i]->type && anon_visit(w, v->v[i]->type))
			return true;
	return false;
}

static bool anon_interface(AnonSeen *w, InterfaceT *t) {
	for (uint32_t i = 0; i < w->done.n; i++)
		if (w->done.v[i] == &t->t)
			return false;
	for (uint32_t i = 0; i < w->busy.n; i++)
		if (w->busy.v[i] == &t->t)
			return true;
	vec_push(w->c->a, &w->busy, &t->t);
	bool cyclic = anon_objs(w, &interface_typeset(w->c, t)->methods);
	w->busy.n--;
	vec_push(w->c->a, &w->done, &t->t);
	return cyclic;
}

// Does t lead to an interface that is being visited, other than through a named type?
static bool anon_visit(AnonSeen *w, Type *t) {
	t = type_unalias(t);
	switch (t->kind) {
	case TY_POINTER: return anon_visit(w, ((PointerT *)t)->elem);
	case TY_ARRAY: return anon_visit(w, ((ArrayT *)t)->elem);
	case TY_SLICE: return anon_visit(w, ((SliceT *)t)->elem);
	case TY_CHAN: return anon_visit(w, ((ChanT *)t)->elem);
	case TY_MAP: return anon_visit(w, ((MapT *)t)->key) || anon_visit(w, ((MapT *)t)->elem);
	case TY_STRUCT: return anon_objs(w, &((StructT *)t)->fields);
	case TY_SIGNATURE:
		return anon_objs(w, &((SignatureT *)t)->params->vars) ||
		       anon_objs(w, &((SignatureT *)t)->results->vars);
	case TY_INTERFACE: return anon_interface(w, (InterfaceT *)t);
	default: return false;
	}
}

static bool anon_node(Node *n, void *ctx) {
	AnonSeen *w = ctx;
	if (n->kind != AST_INTERFACE_TYPE)
		return true;
	Type *t = info_tv(w->c->env.pkg->info, n)->type;
	t = t ? type_unalias(t) : NULL;
	if (t && t->kind == TY_INTERFACE && anon_interface(w, (InterfaceT *)t))
		check_error(w->c, n->pos,
			"invalid recursive type: anonymous interface refers to itself (see "
			"https://go.dev/issue/56103)");
	return false;
}

void check_anonymous_cycles(Checker *c) {
	Package *pkg = c->env.pkg;
	AnonSeen w = {.c = c};
	for (uint32_t i = 0; i < pkg->files.n; i++)
		for (uint32_t k = 0; k < pkg->files.v[i]->decls.n; k++)
			node_walk(pkg->files.v[i]->decls.v[k], anon_node, &w);
}

/* Instantiation */

typedef struct MonoVertex {
	Obj *obj;
	uint32_t weight, len; // of the heaviest path known to this vertex
	uint32_t pre;	      // its last edge
} MonoVertex;

typedef struct MonoEdge {
	uint32_t dst, src, weight;
	Pos pos;
	Type *type;
} MonoEdge;

struct Mono {
	VEC(MonoVertex) vertices;
	VEC(MonoEdge) edges;
	Map index; // Obj* -> 1 + vertex
	Map canon; // TypeParamT* -> TypeParamT*
};

static Mono *mono_graph(Checker *c) {
	if (!c->core->mono) {
		c->core->mono = NEW(c->a, Mono);
		map_init(&c->core->mono->index, c->a);
		map_init(&c->core->mono->canon, c->a);
	}
	return c->core->mono;
}

static uint32_t mono_vertex(Checker *c, Obj *o) {
	Mono *m = mono_graph(c);
	uintptr_t i = (uintptr_t)map_get(&m->index, o);
	if (!i) {
		vec_push(c->a, &m->vertices, ((MonoVertex){.obj = o}));
		i = m->vertices.n;
		map_put(&m->index, o, (void *)i);
	}
	return (uint32_t)i - 1;
}

static uint32_t mono_tparam(Checker *c, TypeParamT *t) {
	for (TypeParamT *x; (x = map_get(&mono_graph(c)->canon, t)) != NULL && x != t;)
		t = x;
	return mono_vertex(c, t->obj);
}

static void mono_edge(Checker *c, uint32_t dst, uint32_t src, uint32_t weight, Pos pos, Type *t) {
	vec_push(c->a, &mono_graph(c)->edges, ((MonoEdge){dst, src, weight, pos, t}));
}

// A type declared in a generic function is parameterised by the function's type parameters.
static int64_t mono_local(Checker *c, NamedT *t) {
	t = t->origin;
	if (t->obj->pkg != c->env.pkg || t->tparams.n || !obj_is_local(t->obj))
		return -1;
	const TypeVec *ambient = named_params(c, t);
	if (!ambient)
		return -1;
	bool known = map_get(&mono_graph(c)->index, t->obj) != NULL;
	uint32_t v = mono_vertex(c, t->obj);
	for (uint32_t i = 0; !known && i < ambient->n; i++)
		mono_edge(c, v, mono_tparam(c, (TypeParamT *)ambient->v[i]), 1, t->obj->pos,
			ambient->v[i]);
	return v;
}

typedef struct MonoFlow {
	uint32_t dst;
	Pos pos;
	Type *targ;
	uint32_t depth;
} MonoFlow;

static void mono_walk(Checker *c, MonoFlow *f, Type *t);

static void mono_objs(Checker *c, MonoFlow *f, const ObjVec *v) {
	for (uint32_t i = 0; i < v->n; i++)
		mono_walk(c, f, v->v[i]->type);
}

static void mono_walk(Checker *c, MonoFlow *f, Type *t) {
	t = type_unalias(t);
	if (f->depth++ > 100) { // anonymous interfaces may refer to themselves
		f->depth--;
		return;
	}
	switch (t->kind) {
	case TY_TYPE_PARAM:
		mono_edge(c, f->dst, mono_tparam(c, (TypeParamT *)t), t != type_unalias(f->targ),
			f->pos, f->targ);
		break;
	case TY_NAMED: {
		NamedT *n = (NamedT *)t;
		int64_t src = mono_local(c, n);
		if (src >= 0)
			mono_edge(c, f->dst, (uint32_t)src, t != type_unalias(f->targ), f->pos,
				f->targ);
		for (uint32_t i = 0; i < n->targs.n; i++)
			mono_walk(c, f, n->targs.v[i]);
		break;
	}
	case TY_ARRAY: mono_walk(c, f, ((ArrayT *)t)->elem); break;
	case TY_CHAN: mono_walk(c, f, ((ChanT *)t)->elem); break;
	case TY_MAP:
		mono_walk(c, f, ((MapT *)t)->key);
		mono_walk(c, f, ((MapT *)t)->elem);
		break;
	case TY_POINTER: mono_walk(c, f, ((PointerT *)t)->elem); break;
	case TY_SLICE: mono_walk(c, f, ((SliceT *)t)->elem); break;
	case TY_INTERFACE: mono_objs(c, f, &interface_typeset(c, (InterfaceT *)t)->methods); break;
	case TY_SIGNATURE:
		mono_objs(c, f, &((SignatureT *)t)->params->vars);
		mono_objs(c, f, &((SignatureT *)t)->results->vars);
		break;
	case TY_STRUCT: mono_objs(c, f, &((StructT *)t)->fields); break;
	default: break;
	}
	f->depth--;
}

void mono_record(
	Checker *c, Pos pos, const TypeVec *tparams, const TypeVec *targs, const ExprVec *xlist) {
	if (!c->env.pkg || c->env.pkg->in_goroot)
		return;
	for (uint32_t i = 0; i < tparams->n && i < targs->n; i++) {
		TypeParamT *tp = (TypeParamT *)tparams->v[i];
		if (tp->obj->pkg != c->env.pkg || !type_has_params(c, targs->v[i]))
			continue;
		MonoFlow f = {mono_tparam(c, tp), pos, targs->v[i], 0};
		if (xlist && i < xlist->n)
			f.pos = node_start(xlist->v[i]);
		mono_walk(c, &f, targs->v[i]);
	}
}

void mono_record_canon(Checker *c, TypeParamT *copy, TypeParamT *original) {
	if (c->env.pkg && !c->env.pkg->in_goroot)
		map_put(&mono_graph(c)->canon, copy, original);
}

static void mono_report(Checker *c, Mono *m, uint32_t v) {
	VEC(uint32_t) stack = {0};
	bool *seen = NEW_ARRAY(c->a, bool, m->vertices.n);
	while (!seen[v]) {
		vec_push(c->a, &stack, v);
		seen[v] = true;
		v = m->edges.v[m->vertices.v[v].pre].src;
	}
	uint32_t first = 0;
	while (stack.v[first] != v)
		first++;
	Buf b = {0};
	buf_puts(c->a, &b, "instantiation cycle:");
	for (uint32_t i = first; i < stack.n; i++) {
		MonoEdge *e = &m->edges.v[m->vertices.v[stack.v[i]].pre];
		Obj *o = m->vertices.v[e->dst].obj;
		const char *how = o->type->kind == TY_NAMED ? "implicitly parameterized by"
							    : "instantiated as";
		buf_printf(c->a, &b, "\n\t%s: %s %s %s", pos_str(c, e->pos), o->name->s, how,
			type_str(c, e->type));
	}
	check_error(c, m->vertices.v[v].obj->pos, "%s", buf_cstr(c->a, &b));
}

// Longest paths by relaxation: a path that visits as many vertices as there are has met one twice.
void check_monomorph(Checker *c) {
	Mono *m = c->core->mono;
	c->core->mono = NULL;
	for (bool again = m != NULL; again;) {
		again = false;
		for (uint32_t i = 0; i < m->edges.n; i++) {
			MonoEdge *e = &m->edges.v[i];
			MonoVertex *src = &m->vertices.v[e->src], *dst = &m->vertices.v[e->dst];
			uint32_t w = src->weight + e->weight;
			if (w <= dst->weight)
				continue;
			dst->pre = i;
			dst->len = src->len + 1;
			if (dst->len == m->vertices.n) {
				mono_report(c, m, e->dst);
				return;
			}
			dst->weight = w;
			again = true;
		}
	}
}
