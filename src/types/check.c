// check.c: the checker as a whole: its state, packages, bodies, and the queue of delayed checks.
//
// Some checks need types that are still being set up when they come up (is this map key
// comparable?), so they are queued with the environment they belong to. A statement runs what it
// queued when it is done, so that function literals see the scope as it is then; what declarations
// queued runs when the outermost entry point is left (depth 0). Entry points are check_package,
// check_body, check_init_order and, when the IR builder asks for a type nobody needed before,
// check_obj_decl.
//
// Packages of GOROOT are checked lazily: check_package only collects their objects, check_obj_decl
// resolves one when it is first mentioned, check_body checks a body when it is reached.
#define _GNU_SOURCE // pthread_getattr_np
#include "types/check.h"

#include <pthread.h>

Checker *checker_new(Program *p, const CheckConfig *cfg) {
	Checker *c = NEW(p->s->arena, Checker);
	c->s = p->s;
	c->a = p->s->arena;
	c->prog = p;
	if (cfg)
		c->cfg = *cfg;
	Map *maps[] = {&c->decl_infos, &c->untyped, &c->insts, &c->pointers, &c->layouts,
		&c->method_sets, &c->pkgs, &c->base_methods, &c->dot_imports};
	for (size_t i = 0; i < LEN(maps); i++)
		map_init(maps[i], c->a);
	universe_init(c);
	return c;
}

void check_later(Checker *c, void (*fn)(Checker *c, void *arg), void *arg) {
	struct Action act = {fn, arg, c->env};
	act.env.in_tparam_list = false;
	act.env.err_pos = NO_POS;
	vec_push(c->a, &c->later, act);
}

// Actions may queue more; those run as well. An action sees the environment it was queued in.
void check_process_later_from(Checker *c, uint32_t top) {
	if (top == c->later.n)
		return;
	Env saved = c->env;
	for (uint32_t i = top; i < c->later.n; i++) {
		struct Action act = c->later.v[i]; // the vector may move
		c->env = act.env;
		act.fn(c, act.arg);
	}
	c->later.n = top;
	c->env = saved;
}

// No expression is in progress here, so what is still untyped after an action stays so.
void check_process_later(Checker *c) {
	Env saved = c->env;
	for (uint32_t i = 0; i < c->later.n; i++) {
		struct Action act = c->later.v[i]; // the vector may move
		c->env = act.env;
		act.fn(c, act.arg);
		record_untyped(c);
	}
	c->later.n = 0;
	c->env = saved;
	record_untyped(c);
}

// Three quarters of the stack that is left; a little where nothing tells how much that is.
static ptrdiff_t check_stack_room(const char *frame) {
	pthread_attr_t attr;
	void *low = NULL;
	size_t size = 0;
	if (pthread_getattr_np(pthread_self(), &attr) != 0)
		return 1 << 20;
	pthread_attr_getstack(&attr, &low, &size);
	pthread_attr_destroy(&attr);
	return (frame - (const char *)low) / 4 * 3;
}

void check_enter(Checker *c) {
	if (c->depth++ > 0)
		return;
	c->stack_base = __builtin_frame_address(0);
	if (!c->stack_room)
		c->stack_room = check_stack_room(c->stack_base);
}

void check_leave(Checker *c) {
	if (c->depth == 1)
		check_process_later(c);
	c->depth--;
}

// The states of Obj.body once its check began.
static const char body_busy[] = "busy", body_good[] = "good", body_bad[] = "bad";

typedef struct BodyCheck {
	Obj *func;
	DeclInfo *decl;
} BodyCheck;

static void body_run(Checker *c, void *arg) {
	BodyCheck *b = arg;
	if (b->func->body)
		return;
	FuncDecl *fd = as(FuncDecl, b->decl->decl);
	b->func->body = (void *)body_busy;
	uint32_t errors = diags_count(c->s->diags);
	parse_body(c->s, c->a, b->decl->file, fd, &b->func->pkg->node_count);
	check_func_body(c, b->decl, fd->name->name->s, (SignatureT *)b->func->type, fd->body, NULL);
	b->func->body = (void *)(diags_count(c->s->diags) == errors ? body_good : body_bad);
}

void check_queue_body(Checker *c, Obj *func, DeclInfo *d) {
	BodyCheck *b = NEW(c->a, BodyCheck);
	b->func = func;
	b->decl = d;
	check_later(c, body_run, b);
}

bool check_body(Checker *c, Obj *func) {
	while (func->origin)
		func = func->origin;
	if (func->body)
		return func->body != body_bad;
	DeclInfo *d = map_get(&c->decl_infos, func);
	if (!d || !as(FuncDecl, d->decl)->body)
		return false;
	check_enter(c);
	Env saved = c->env;
	check_obj_decl(c, func);
	if (!func->body) {
		BodyCheck b = {func, d};
		c->env = (Env){.pkg = func->pkg,
			.file = d->file,
			.scope = d->file_scope,
			.go_version = d->go_version};
		uint32_t top = c->later.n;
		body_run(c, &b);
		check_process_later_from(c, top);
	}
	c->env = saved;
	check_leave(c);
	return func->body != body_bad;
}

void check_object(Checker *c, Obj *o) {
	if (o->type || !map_get(&c->decl_infos, o))
		return;
	check_enter(c);
	Env saved = c->env;
	uint32_t top = c->later.n;
	c->env = (Env){.pkg = o->pkg, .go_version = o->pkg->go_version};
	check_obj_decl(c, o);
	check_process_later_from(c, top);
	c->env = saved;
	check_leave(c);
}

static void pkg_alloc_info(Checker *c, Package *pkg) {
	Info *info = NEW(c->a, Info);
	// Nodes of bodies that are read later follow: there is room for as many as can be.
	uint64_t n = pkg->node_count ? pkg->node_count : 1;
	for (uint32_t i = 0; i < pkg->files.n; i++)
		n += pkg->files.v[i]->unread;
	info->tv = arena_alloc_sparse(c->a, n * sizeof *info->tv);
	info->defs = arena_alloc_sparse(c->a, n * sizeof *info->defs);
	info->uses = arena_alloc_sparse(c->a, n * sizeof *info->uses);
	map_init(&info->selections, c->a);
	map_init(&info->instances, c->a);
	map_init(&info->implicits, c->a);
	pkg->info = info;
}

// Resolves every object: types first (their methods and aliases depend on them), then aliases, then
// the rest, each in source order.
static void pkg_resolve_all(Checker *c, PkgState *st) {
	for (int round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < st->objs.n; i++) {
			Obj *o = st->objs.v[i];
			int when = 2;
			if (o->kind == OBJ_TYPE_NAME)
				when = as(TypeDecl, o->decl)->alias;
			if (when == round)
				check_obj_decl(c, o);
		}
	}
}

void check_package(Checker *c, Package *pkg, bool bodies) {
	if (pkg->checked)
		return;
	pkg->checked = true;
	pkg_alloc_info(c, pkg);
	if (pkg == c->prog->unsafe_pkg || strcmp(pkg->path, "unsafe") == 0) {
		pkg->scope = c->uni.unsafe_scope;
		return;
	}
	check_enter(c);
	Env saved = c->env;
	c->env = (Env){.pkg = pkg, .go_version = pkg->go_version};
	PkgState *st = check_pkg_state(c, pkg);
	st->bodies = bodies;
	check_collect_objects(c, pkg);
	if (bodies || !pkg->in_goroot) {
		uint32_t errors = diags_count(c->s->diags);
		check_direct_cycles(c, st);
		pkg_resolve_all(c, st);
		check_process_later(c);
		if (bodies) {
			check_init_order(c, pkg);
			check_unused_imports(c, pkg);
		}
		if (diags_count(c->s->diags) == errors)
			check_monomorph(c);
		if (diags_count(c->s->diags) == errors && bodies && !pkg->in_goroot)
			check_anonymous_cycles(c);
		if (diags_count(c->s->diags) == 0 && bodies &&
			!pkg->in_goroot) // none of parsing either
			check_restrictions(c, pkg);
	}
	c->env = saved;
	check_leave(c);
}
