// initorder.c: the order in which a package's variables are initialised.
//
// A variable depends on another if its initialiser mentions it, directly or through functions and
// methods of the package (references, not calls). Repeatedly the variable that is declared first
// among those whose dependencies are all initialised is next. Constants need no initialisation.
// Functions mentioned have their bodies checked here, since their dependencies are found there.
#include "types/check.h"

#include <stdlib.h>

typedef struct InitNode InitNode;
struct InitNode {
	Obj *var; // or constant
	DeclInfo *decl;
	VEC(InitNode *) users; // those that wait for this one
	uint32_t n_deps;       // how many this one still waits for
	bool done;
};

typedef struct InitOrder {
	Checker *c;
	Package *pkg;
	VEC(InitNode *) nodes; // in source order
	Map by_var;	       // Obj* -> InitNode*
	Map stamp;	       // Obj* -> the node whose dependencies were last followed through it
	VEC(InitNode *) ready; // heap, least order on top
	ObjKind phase;	       // constants first (only to find their cycles), then variables
} InitOrder;

/* dependencies */

static void init_follow(InitOrder *k, InitNode *n, DeclInfo *d) {
	Checker *c = k->c;
	for (uint32_t i = 0; i < d->dep_list.n; i++) {
		Obj *o = d->dep_list.v[i];
		if (map_get(&k->stamp, o) == n)
			continue;
		map_put(&k->stamp, o, n);
		InitNode *to = map_get(&k->by_var, o);
		if (to) {
			vec_push(c->a, &to->users, n);
			n->n_deps++;
		} else if (o->kind == OBJ_FUNC) {
			check_body(c, o);
			init_follow(k, n, map_get(&c->decl_infos, o));
		}
	}
}

/* Plain data: literals of constants, functions and variables, which tell what they depend on
 * without being checked */

typedef struct PlainData {
	Checker *c;
	const Package *pkg;
	ObjVec deps;
	bool is, variable, operates; // operates: on what may be no number
} PlainData;

static Obj *plain_object(const PlainData *p, const Node *n) {
	return n->kind == AST_NAME ? map_get(&p->pkg->scope->objs, as(const NameExpr, n)->name)
				   : NULL;
}

static bool plain_is_dep(const Obj *o) {
	return o && (o->kind == OBJ_VAR || o->kind == OBJ_FUNC);
}

static bool plain_name(PlainData *p, const NameExpr *e) {
	Obj *o = plain_object(p, &e->n);
	if (!o)
		return map_get(&p->c->uni.scope->objs, e->name) != NULL;
	if (plain_is_dep(o)) {
		p->variable |= o->kind == OBJ_VAR;
		vec_push(p->c->a, &p->deps, o);
	}
	return true;
}

// x.y, x naming no object of the package: y of a package imported.
static bool plain_selector(PlainData *p, const SelectorExpr *e) {
	p->variable = true;
	return e->x->kind == AST_NAME && !plain_object(p, e->x);
}

static bool plain_visit(Node *n, void *ctx) {
	PlainData *p = ctx;
	switch (n->kind) {
	case AST_BASIC_LIT:
	case AST_COMPOSITE_LIT:
	case AST_PAREN: break;
	case AST_NAME: p->is = p->is && plain_name(p, as(NameExpr, n)); break;
	case AST_SELECTOR: p->is = p->is && plain_selector(p, as(SelectorExpr, n)); return false;
	case AST_KEY_VALUE: { // whose key may be a field's name
		Expr *key = as(KeyValueExpr, n)->key;
		p->is = p->is && !plain_is_dep(plain_object(p, key));
		if (key->kind != AST_NAME)
			node_walk(key, plain_visit, p);
		node_walk(as(KeyValueExpr, n)->value, plain_visit, p);
		return false;
	}
	case AST_BINARY: p->operates |= as(BinaryExpr, n)->op != OPER_ADD; break;
	case AST_STAR: { // a pointer type, as far as is known
		const Obj *o = plain_object(p, as(StarExpr, n)->x);
		p->operates |= !o || o->kind != OBJ_TYPE_NAME;
		break;
	}
	case AST_UNARY: p->is = p->is && as(UnaryExpr, n)->op != OPER_RECV; break;
	default: p->is = p->is && n->kind >= AST_ARRAY_TYPE && n->kind <= AST_CHAN_TYPE;
	}
	return p->is;
}

// Notes what variable initialised by d depends on if that can be told so.
static bool init_is_plain(Checker *c, const Package *pkg, DeclInfo *d) {
	PlainData p = {.c = c, .pkg = pkg, .is = true};
	if (d->init)
		node_walk(d->init, plain_visit, &p);
	if (!p.is || (p.variable && p.operates))
		return false;
	for (uint32_t i = 0; i < p.deps.n; i++)
		decl_add_dep(c, d, p.deps.v[i]);
	return true;
}

/* cycles */

static int init_order_cmp(const void *a, const void *b) {
	const Obj *x = *(Obj *const *)a, *y = *(Obj *const *)b;
	return x->order < y->order ? -1 : x->order > y->order;
}

// A path of declarations from `from` to `to`, last first; false if there is none.
static bool init_find_path(InitOrder *k, Obj *from, Obj *to, Map *seen, ObjVec *path) {
	Checker *c = k->c;
	if (map_get(seen, from))
		return false;
	map_put(seen, from, from);
	DeclInfo *d = map_get(&c->decl_infos, from);
	if (!d)
		return false;
	ObjVec deps = {0};
	for (uint32_t i = 0; i < d->dep_list.n; i++)
		vec_push(c->a, &deps, d->dep_list.v[i]);
	if (deps.n)
		qsort(deps.v, deps.n, sizeof deps.v[0], init_order_cmp);
	for (uint32_t i = 0; i < deps.n; i++) {
		if (deps.v[i] == to || init_find_path(k, deps.v[i], to, seen, path)) {
			vec_push(c->a, path, deps.v[i]);
			return true;
		}
	}
	return false;
}

static void init_report_cycle(InitOrder *k, Obj *start) {
	Checker *c = k->c;
	ObjVec path = {0};
	Map seen;
	map_init(&seen, c->a);
	if (!init_find_path(k, start, start, &seen, &path))
		return; // depends on a cycle, but is not on it
	Obj *o = path.v[0];
	if (path.n == 1) {
		check_error(c, o->pos, "initialization cycle: %s refers to itself", o->name->s);
		return;
	}
	Buf b = {0};
	buf_printf(c->a, &b, "initialization cycle for %s", o->name->s);
	for (uint32_t i = path.n; i-- > 0;) {
		buf_printf(c->a, &b, "\n\t%s: %s refers to %s", pos_str(c, o->pos), o->name->s,
			path.v[i]->name->s);
		o = path.v[i];
	}
	check_error(c, path.v[0]->pos, "%s", buf_cstr(c->a, &b));
}

/* the queue */

static void ready_push(InitOrder *k, InitNode *n) {
	vec_push(k->c->a, &k->ready, n);
	InitNode **h = k->ready.v;
	uint32_t i = k->ready.n - 1;
	while (i > 0 && h[i]->var->order < h[(i - 1) / 2]->var->order) {
		InitNode *t = h[i];
		h[i] = h[(i - 1) / 2];
		h[(i - 1) / 2] = t;
		i = (i - 1) / 2;
	}
}

static InitNode *ready_pop(InitOrder *k) {
	InitNode **h = k->ready.v, *top = h[0];
	uint32_t n = --k->ready.n, i = 0;
	h[0] = h[n];
	for (;;) {
		uint32_t child = 2 * i + 1;
		if (child >= n)
			return top;
		if (child + 1 < n && h[child + 1]->var->order < h[child]->var->order)
			child++;
		if (h[i]->var->order < h[child]->var->order)
			return top;
		InitNode *t = h[i];
		h[i] = h[child];
		h[child] = t;
		i = child;
	}
}

// The node to go on with when all wait for others: there is a cycle.
static InitNode *init_break_cycle(InitOrder *k) {
	InitNode *best = NULL;
	for (uint32_t i = 0; i < k->nodes.n; i++) {
		InitNode *n = k->nodes.v[i];
		if (n->var->kind == k->phase && !n->done && (!best || n->n_deps < best->n_deps))
			best = n;
	}
	if (best)
		init_report_cycle(k, best->var);
	return best;
}

static void init_emit(InitOrder *k, InitNode *n, Map *emitted) {
	Checker *c = k->c;
	n->done = true;
	for (uint32_t i = 0; i < n->users.n; i++) {
		InitNode *u = n->users.v[i];
		if (--u->n_deps == 0 && !u->done && u->var->kind == k->phase)
			ready_push(k, u);
	}
	if (k->phase == OBJ_CONST || !n->decl->init || map_get(emitted, n->decl))
		return;
	map_put(emitted, n->decl, n);
	Initializer *init = NEW(c->a, Initializer);
	init->lhs = n->decl->lhs;
	if (init->lhs.n == 0)
		vec_push(c->a, &init->lhs, n->var);
	init->rhs = n->decl->init;
	init->plain = !n->var->type;
	vec_push(c->a, &k->pkg->info->init_order, init);
}

static void init_run(InitOrder *k, ObjKind phase, Map *emitted) {
	uint32_t left = 0;
	k->phase = phase;
	for (uint32_t i = 0; i < k->nodes.n; i++) {
		InitNode *n = k->nodes.v[i];
		if (n->var->kind != phase)
			continue;
		left++;
		if (n->n_deps == 0)
			ready_push(k, n);
	}
	for (; left > 0; left--)
		init_emit(k, k->ready.n ? ready_pop(k) : init_break_cycle(k), emitted);
}

void check_init_order(Checker *c, Package *pkg) {
	if (pkg->info->init_order.n)
		return;
	check_enter(c);
	InitOrder k = {.c = c, .pkg = pkg};
	map_init(&k.by_var, c->a);
	map_init(&k.stamp, c->a);
	PkgState *st = check_pkg_state(c, pkg);
	for (uint32_t i = 0; i < st->objs.n; i++) {
		Obj *o = st->objs.v[i];
		if (o->kind != OBJ_VAR && (o->kind != OBJ_CONST || !st->bodies))
			continue; // constants are there for their cycles
		InitNode *n = NEW(c->a, InitNode);
		n->var = o;
		n->decl = map_get(&c->decl_infos, o);
		map_put(&k.by_var, o, n);
		vec_push(c->a, &k.nodes, n);
		// Those of GOROOT that no code mentions need not be checked.
		if (st->bodies || o->kind == OBJ_CONST || n->decl->lhs.n > 1 ||
			!init_is_plain(c, pkg, n->decl))
			check_obj_decl(c, o);
	}
	check_process_later(c); // function literals in initialisers
	for (uint32_t i = 0; i < k.nodes.n; i++)
		init_follow(&k, k.nodes.v[i], k.nodes.v[i]->decl);
	Map emitted;
	map_init(&emitted, c->a);
	init_run(&k, OBJ_CONST, &emitted);
	init_run(&k, OBJ_VAR, &emitted);
	check_leave(c);
}
