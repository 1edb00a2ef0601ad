// info_all.c: is what the checker records complete? Checks packages with all bodies and then asks
// of every expression in them: has it a type, typed if it is a value, a constant if it is one; does
// every name denote or declare an object; is every selector resolved, every instance of a generic
// function recorded?
//
// Also: identical types must have the same name for the linker, and others another.
//
//	info_all [-goroot DIR] std | PATH...
//
// Prints what is missing and exits with 1 if anything is.
#define main check_all_main
#include "check_all.c"
#undef main
#include "types/core.h"

typedef struct Audit {
	Driver *d;
	Package *pkg;
	Map exempt; // nodes that are no expressions of their own
	Map labels; // names that denote no object: labels, which the parser resolved, and type
		    // switch variables
	uint32_t expressions, missing;
} Audit;

static void audit_miss(Audit *a, const Node *n, const char *what) {
	if (a->missing++ >= 40)
		return;
	Place p = pos_resolve(a->d->s->sources, n->pos);
	bool is_expr = n->kind <= AST_LAST_EXPR;
	printf("%s:%u:%u: %s (node kind %d) %s\n", p.path, p.line, p.col, what, n->kind,
		is_expr ? expr_string(a->d->s->arena, n) : "");
}

static void audit_exempt(Audit *a, const void *n) {
	if (n)
		map_put(&a->exempt, n, a);
}

static void audit_label(Audit *a, NameExpr *n) {
	audit_exempt(a, n);
	if (n)
		map_put(&a->labels, n, n);
}

static void audit_name(Audit *a, NameExpr *e) {
	Info *info = a->pkg->info;
	if (strcmp(e->name->s, "_") != 0 && !info->defs[e->n.id] && !info->uses[e->n.id])
		audit_miss(a, &e->n, "name denotes nothing");
}

static bool audit_needs_type(Audit *a, Node *n) {
	Info *info = a->pkg->info;
	switch (n->kind) {
	case AST_KEY_VALUE:
	case AST_TYPE_SWITCH_GUARD:
	case AST_LIST:
	case AST_DOTS_TYPE:
	case AST_BAD_EXPR: return false;
	case AST_NAME: {
		Obj *u = info->uses[n->id];
		return u && u->kind != OBJ_PKG_NAME && u->kind != OBJ_LABEL && !info->defs[n->id];
	}
	default: return true;
	}
}

static void audit_expr(Audit *a, Node *n) {
	TypeAndValue *tv = info_tv(a->pkg->info, n);
	a->expressions++;
	if (tv->mode == MODE_BUILTIN || tv->mode == MODE_NO_VALUE)
		return;
	if (!tv->type)
		audit_miss(a, n, "no type");
	else if (tv->type->kind == TY_INVALID)
		audit_miss(a, n, "invalid type");
	else if (type_is_untyped(tv->type) && tv->type->kind != TY_UNTYPED_NIL)
		audit_miss(a, n, "untyped");
	else if (tv->mode == MODE_CONST && !tv->val)
		audit_miss(a, n, "constant without value");
	else if (tv->mode == MODE_INVALID)
		audit_miss(a, n, "invalid mode");
	if (n->kind == AST_SELECTOR && tv->mode != MODE_TYPE && tv->mode != MODE_CONST) {
		SelectorExpr *s = as(SelectorExpr, n);
		Obj *u = a->pkg->info->uses[s->sel->n.id];
		bool qualified = s->x->kind == AST_NAME && a->pkg->info->uses[s->x->id] &&
				 a->pkg->info->uses[s->x->id]->kind == OBJ_PKG_NAME;
		if (!u || (!qualified && !map_get(&a->pkg->info->selections, n)))
			audit_miss(a, n, "selector not resolved");
	}
}

// A generic function used as a value is instantiated.
static void audit_generic(Audit *a, NameExpr *e) {
	Obj *o = a->pkg->info->uses[e->n.id];
	if (!o || o->kind != OBJ_FUNC || !o->type || o->type->kind != TY_SIGNATURE)
		return;
	if (((SignatureT *)o->type)->tparams.n && !map_get(&a->pkg->info->instances, e))
		audit_miss(a, &e->n, "instance not recorded");
}

static bool audit_node(Node *n, void *ctx) {
	Audit *a = ctx;
	switch (n->kind) {
	case AST_SELECTOR: audit_exempt(a, as(SelectorExpr, n)->sel); break;
	case AST_COMPOSITE_LIT: {
		CompositeLit *lit = as(CompositeLit, n);
		Type *t = info_tv(a->pkg->info, n)->type;
		Type *u = t ? type_core(a->d->c, t) : NULL;
		if (u && u->kind == TY_POINTER)
			u = type_underlying(a->d->c, ((PointerT *)u)->elem);
		for (uint32_t i = 0; i < lit->elems.n && u && u->kind == TY_STRUCT; i++)
			if (lit->elems.v[i]->kind == AST_KEY_VALUE)
				audit_exempt(a, as(KeyValueExpr, lit->elems.v[i])->key);
		break;
	}
	case AST_ASSIGN_STMT: // x, y := ...: a name redeclared has an object, no type of its own
		if (as(AssignStmt, n)->define && as(AssignStmt, n)->lhs->kind == AST_LIST) {
			ExprVec *l = &as(ListExpr, as(AssignStmt, n)->lhs)->list;
			for (uint32_t i = 0; i < l->n; i++)
				audit_exempt(a, l->v[i]);
		}
		break;
	case AST_TYPE_SWITCH_GUARD: // each clause declares an object of its own
		audit_label(a, as(TypeSwitchGuard, n)->lhs);
		break;
	case AST_CALL: // arguments of constant calls may stay untyped
		for (uint32_t i = 0; i < as(CallExpr, n)->args.n; i++)
			if (info_tv(a->pkg->info, n)->mode == MODE_CONST)
				audit_exempt(a, as(CallExpr, n)->args.v[i]);
		break;
	case AST_BRANCH_STMT:
	case AST_LABELED_STMT:
		audit_label(a, n->kind == AST_LABELED_STMT ? as(LabeledStmt, n)->label
							   : as(BranchStmt, n)->label);
		break;
	case AST_IMPORT_DECL: return false;
	case AST_FUNC_DECL:
		audit_exempt(a, as(FuncDecl, n)->type);
		if (as(FuncDecl, n)->recv)
			return true;
		break;
	case AST_FIELD:
		audit_exempt(a, as(Field, n)->name);
		audit_exempt(a, as(Field, n)->tag);
		break;
	case AST_NAME:
		if (!map_get(&a->labels, n))
			audit_name(a, as(NameExpr, n));
		audit_generic(a, as(NameExpr, n));
		break;
	default: break;
	}
	if (n->kind <= AST_LAST_EXPR && !map_get(&a->exempt, n) && audit_needs_type(a, n))
		audit_expr(a, n);
	return true;
}

static void audit_package(Audit *a, Package *pkg) {
	a->pkg = pkg;
	for (uint32_t i = 0; i < pkg->files.n; i++)
		for (uint32_t k = 0; k < pkg->files.v[i]->decls.n; k++)
			node_walk(pkg->files.v[i]->decls.v[k], audit_node, a);
}

/* names for the linker */

typedef struct Names {
	Map seen;    // Type* -> Type*
	Map by_name; // const Name* -> Type*
	Map by_hash; // hash of a type -> TypeVec*
	uint32_t types, wrong;
} Names;

static void names_wrong(Names *k, Driver *d, const char *what, Type *x, Type *y) {
	if (k->wrong++ < 20)
		printf("%s: %s and %s\n", what, type_string(d->c, x, NULL),
			type_string(d->c, y, NULL));
}

static void names_type(Names *k, Driver *d, Type *t) {
	if (!t || map_get(&k->seen, t) || t->kind == TY_TUPLE || type_is_untyped(t) ||
		t->kind == TY_UNION)
		return;
	map_put(&k->seen, t, t);
	if (type_has_params(d->c, t) || type_is_generic(t))
		return;
	if (t->kind == TY_SIGNATURE && ((SignatureT *)t)->tparams.n)
		return;
	k->types++;
	const Name *name = intern_str(d->s->names, type_string(d->c, t, NULL));
	Type *same = map_get(&k->by_name, name);
	if (!same)
		map_put(&k->by_name, name, t);
	else if (!type_identical(d->c, same, t))
		names_wrong(k, d, "different types of one name", same, t);
	uint64_t h = type_hash(d->c, t) | 1;
	TypeVec *v = map_get64(&k->by_hash, h);
	if (!v)
		map_put64(&k->by_hash, h, v = NEW(d->s->arena, TypeVec));
	for (uint32_t i = 0; i < v->n && i < 64; i++)
		if (type_identical(d->c, v->v[i], t) &&
			strcmp(type_string(d->c, v->v[i], NULL), name->s) != 0)
			names_wrong(k, d, "identical types of two names", v->v[i], t);
	if (!same)
		vec_push(d->s->arena, v, t);
}

static uint32_t names_all(Driver *d) {
	Names k = {.types = 0};
	map_init(&k.seen, d->s->arena);
	map_init(&k.by_name, d->s->arena);
	map_init(&k.by_hash, d->s->arena);
	for (uint32_t i = 0; i < d->prog->packages.n; i++) {
		Package *p = d->prog->packages.v[i];
		for (uint32_t n = 0; p->info && p->info->tv && n < p->node_count; n++) {
			Type *t = p->info->tv[n].type;
			if (t && t->kind != TY_INVALID && p->info->tv[n].mode != MODE_BUILTIN)
				names_type(&k, d, t);
		}
	}
	printf("%u types, %u wrong names\n", k.types, k.wrong);
	return k.wrong;
}

int main(int argc, char **argv) {
	Driver d = {.goroot = "/usr/share/go-1.27"};
	int i = 1;
	if (i + 1 < argc && strcmp(argv[i], "-goroot") == 0) {
		d.goroot = argv[i + 1];
		i += 2;
	}
	driver_init(&d);
	for (; i < argc; i++) {
		if (strcmp(argv[i], "std") == 0)
			load_tree(&d, "");
		else if (!load_package(&d, argv[i], ""))
			fatal("info_all: no package %s", argv[i]);
	}
	check_all(&d, 1);
	Audit a = {.d = &d};
	map_init(&a.exempt, d.s->arena);
	map_init(&a.labels, d.s->arena);
	for (uint32_t k = 0; k < d.prog->packages.n; k++)
		if (d.prog->packages.v[k]->info)
			audit_package(&a, d.prog->packages.v[k]);
	printf("%u expressions, %u missing\n", a.expressions, a.missing);
	return (a.missing | names_all(&d)) != 0;
}
