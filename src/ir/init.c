// init.c: what runs, or is data, before main.main.
//
// Each package has one init function: its variables in order of initialisation, then its func
// inits; go.init calls them in order of dependency, those of package runtime and what it needs
// first. An initialiser that does nothing but set its one variable is *lazy*: only when the
// variable is reached does it become data (static.c) or, failing that, a function of its own that
// the package's init function calls in its place; calls never wanted are dropped in the end. Other
// initialisers are such functions too. So what depends on the program, the init function, is apart
// from what a package alone determines, and lies in the program unit.
#include "ir/prog.h"

/* Which initialisers have no effects */

typedef struct Purity {
	Build *b;
	Info *info;
	bool pure;
} Purity;

static bool pure_conversion(Purity *p, CallExpr *e) {
	const TypeAndValue *to = info_tv(p->info, e->fun);
	Type *u = to->type ? type_underlying(p->b->c, to->type) : NULL;
	// From slice to array or array pointer may panic.
	if (!u || u->kind == TY_ARRAY || e->args.n != 1)
		return false;
	return u->kind != TY_POINTER ||
	       type_underlying(p->b->c, ((PointerT *)u)->elem)->kind != TY_ARRAY;
}

static bool pure_builtin(int id) {
	switch (id) {
	case BUILTIN_len:
	case BUILTIN_cap:
	case BUILTIN_new:
	case BUILTIN_complex:
	case BUILTIN_real:
	case BUILTIN_imag:
	case BUILTIN_min:
	case BUILTIN_max:
	case BUILTIN_Sizeof:
	case BUILTIN_Alignof:
	case BUILTIN_Offsetof: return true;
	default: return false;
	}
}

static bool pure_make(Purity *p, CallExpr *e) {
	for (uint32_t i = 1; i < e->args.n; i++)
		if (info_tv(p->info, e->args.v[i])->mode != MODE_CONST)
			return false;
	return true;
}

static bool pure_call(Purity *p, CallExpr *e) {
	if (info_tv(p->info, e->fun)->mode == MODE_TYPE)
		return pure_conversion(p, e);
	Expr *fun = unparen(e->fun);
	Obj *o = NULL;
	if (fun->kind == AST_NAME)
		o = p->info->uses[fun->id];
	else if (fun->kind == AST_SELECTOR)
		o = p->info->uses[as(SelectorExpr, fun)->sel->n.id];
	if (o && o->kind == OBJ_BUILTIN)
		return o->builtin == BUILTIN_make ? pure_make(p, e) : pure_builtin(o->builtin);
	// A constructor that the compiler knows to do nothing else.
	return o && o->kind == OBJ_FUNC && o->pkg && strcmp(o->pkg->path, "errors") == 0 &&
	       strcmp(o->name->s, "New") == 0;
}

static bool pure_selector(Purity *p, SelectorExpr *e) {
	const Selection *sel = map_get(&p->info->selections, e);
	return !sel || sel->kind == SEL_QUALIFIED || sel->kind == SEL_METHOD_EXPR ||
	       (sel->kind == SEL_FIELD && !sel->indirect);
}

static bool pure_node(Node *n, void *ctx) {
	Purity *p = ctx;
	if (!p->pure || n->kind == AST_FUNC_LIT)
		return false;
	if (n->kind <= AST_LAST_EXPR) {
		const TypeAndValue *tv = info_tv(p->info, n);
		if (tv->mode == MODE_CONST || tv->mode == MODE_TYPE)
			return false;
	}
	switch (n->kind) {
	case AST_NAME:
	case AST_BASIC_LIT:
	case AST_COMPOSITE_LIT:
	case AST_KEY_VALUE:
	case AST_PAREN: break;
	case AST_SELECTOR: p->pure = pure_selector(p, as(SelectorExpr, n)); break;
	case AST_UNARY: p->pure = as(UnaryExpr, n)->op != OPER_RECV; break;
	case AST_BINARY: {
		Oper op = as(BinaryExpr, n)->op;
		p->pure = op == OPER_ADD || op == OPER_SUB || op == OPER_MUL || op == OPER_OR ||
			  op == OPER_AND || op == OPER_XOR;
		break;
	}
	case AST_INDEX: {
		Type *t = info_tv(p->info, n)->type; // an instantiated function, not an element
		p->pure = t && type_underlying(p->b->c, t)->kind == TY_SIGNATURE &&
			  info_tv(p->info, n)->mode == MODE_VALUE &&
			  info_tv(p->info, as(IndexExpr, n)->index.v[0])->mode == MODE_TYPE;
		break;
	}
	case AST_CALL: p->pure = pure_call(p, as(CallExpr, n)); break;
	case AST_SLICE_EXPR:
		p->pure = !as(SliceExpr, n)->index[0] && !as(SliceExpr, n)->index[1];
		break;
	default:
		p->pure = n->kind > AST_LAST_EXPR ||
			  (n->kind >= AST_ARRAY_TYPE && n->kind <= AST_CHAN_TYPE);
	}
	return p->pure;
}

static bool init_is_pure(Build *b, Info *info, Expr *e) {
	Purity p = {b, info, true};
	node_walk(e, pure_node, &p);
	return p.pure;
}

/* Code of one initialiser */

static bool init_is_blank(const Obj *o) {
	return strcmp(o->name->s, "_") == 0;
}

static void init_store(FuncBuild *fb, Obj *var, Val v, Pos pos) {
	if (init_is_blank(var))
		return;
	v = build_convert(fb, v, var->type, pos);
	Sym *sym = build_global_sym(fb->b, var);
	build_val_store(fb, emit_addr(fb->cur, sym, 0), 0, v, true, pos);
}

static void init_emit(FuncBuild *fb, Initializer *in) {
	Expr *rhs = unparen(in->rhs);
	order_initializer(fb, rhs);
	Pos pos = node_start(in->rhs);
	if (in->lhs.n > 1) {
		Val *vals = NEW_ARRAY(fb->b->a, Val, in->lhs.n);
		build_multi_expr(fb, rhs, vals, in->lhs.n);
		for (uint32_t i = 0; i < in->lhs.n; i++)
			init_store(fb, in->lhs.v[i], vals[i], pos);
		return;
	}
	Obj *var = in->lhs.n ? in->lhs.v[0] : NULL;
	if (!var || init_is_blank(var)) {
		build_expr(fb, rhs);
		return;
	}
	Type *t = info_tv(fb->info, rhs)->type;
	if (rhs->kind == AST_COMPOSITE_LIT && prog_same_type(fb->b, t, var->type) &&
		build_comps(fb->b, t)->in_memory) {
		// Large literals are built in place.
		Sym *sym = build_global_sym(fb->b, var);
		literal_into(fb, as(CompositeLit, rhs), type_unalias(t), emit_addr(fb->cur, sym, 0),
			0, true, true);
		return;
	}
	init_store(fb, var, build_expr(fb, rhs), pos);
}

static SignatureT *init_signature(Build *b) {
	return (SignatureT *)type_new(b->c, TY_SIGNATURE);
}

/* Functions of initialisers */

static void init_drop_func(Build *b, Sym *sym) {
	Module *m = b->m;
	for (uint32_t i = m->funcs.n; i-- > 0;)
		if (m->funcs.v[i] == sym) {
			memmove(&m->funcs.v[i], &m->funcs.v[i + 1],
				(m->funcs.n - i - 1) * sizeof m->funcs.v[0]);
			m->funcs.n--;
			break;
		}
	sym->func = NULL;
	sym->defined = false;
}

static void init_lazy_body(Build *b, Sym *sym, void *arg) {
	LazyInit *lz = arg;
	uint32_t errors = diags_count(b->s->diags);
	if (lz->init->plain)
		check_object(b->c, lz->init->lhs.v[0]);
	if (diags_count(b->s->diags) > errors) {
		b->failed = b->unchecked = true;
		return;
	}
	FuncBuild *fb = build_begin(b, sym, init_signature(b), node_start(lz->init->rhs));
	FuncBuild *outer = b->p->static_fb;
	b->p->static_fb = fb;
	bool is_static =
		lz->lazy && build_static_init(b, lz->init->lhs.v[0], lz->init->rhs, lz->pkg);
	b->p->static_fb = outer;
	if (is_static) {
		init_drop_func(b, sym);
		return;
	}
	fb->f->go_name = arena_printf(b->a, "%s.init", prog_path_prefix(b, lz->pkg->path));
	init_emit(fb, lz->init);
	build_end(fb);
}

static bool init_from_flags(Build *b, Obj *var, Sym *sym) {
	const char *value =
		b->p->xdefs.n ? map_get(&b->p->xdefs, intern_str(b->s->names, sym->name)) : NULL;
	if (!value)
		return false;
	if (type_underlying(b->c, var->type)->kind != TY_STRING) {
		diag_error(b->s->diags, NO_POS,
			"%s: cannot set with -X: not a var of type string (type:%s)", sym->name,
			type_string(b->c, var->type, NULL));
		return false;
	}
	if (sym->data->relocs.n == 0)
		prog_put_string(b, sym->data, 0, value, strlen(value));
	return true;
}

void prog_var_reached(Build *b, Obj *var) {
	LazyInit *lz = map_get(&b->p->lazy, var);
	Sym *sym = var->ir;
	if (lz && lz->done)
		return;
	if (lz)
		lz->done = true;
	check_object(b->c, var);
	if (sym && sym->data && (init_from_flags(b, var, sym) || prog_embed_var(b, var, sym->data)))
		return;
	if (lz)
		build_reach(b, lz->sym);
}

typedef struct LitCount {
	uint32_t n;
} LitCount;

static bool init_count_literal(Node *n, void *ctx) {
	LitCount *count = ctx;
	count->n += n->kind == AST_FUNC_LIT;
	return n->kind != AST_FUNC_LIT;
}

// Initialiser number `index` of fb's package becomes a function, called from here. Its literals are
// numbered on from those of the initialisers before it, n_lits, so that names do not depend on
// which initialisers are wanted.
static void init_add_part(
	Build *b, FuncBuild *fb, Initializer *in, uint32_t index, bool lazy, uint32_t n_lits) {
	LazyInit *lz = NEW(b->a, LazyInit);
	lz->pkg = fb->pkg;
	lz->init = in;
	lz->block = fb->cur;
	lz->lazy = lazy;
	lz->sym = build_generated_sym(b, arena_printf(b->a, "%s.%u·var", fb->f->sym->name, index),
		fb->pkg, init_lazy_body, lz);
	FuncSource *fs = lz->sym->build;
	fs->named_after = fb->f->sym;
	fs->n_lits = n_lits;
	emit_call(fb->cur, lz->sym, &build_sig(b, fb->sig, false, NULL, false)->sig, NULL, 0,
		node_start(in->rhs));
	if (!lazy) {
		build_reach(b, lz->sym);
		return;
	}
	Obj *var = in->lhs.v[0];
	map_put(&b->p->lazy, var, lz);
	vec_push(b->a, &b->p->lazy_list, lz);
	if (var->ir) // something built before refers to it
		prog_var_reached(b, var);
}

/* Packages */

static void init_package_body(Build *b, Sym *sym, void *arg) {
	Package *pkg = arg;
	Info *info = pkg->info;
	FuncBuild *fb = build_begin(b, sym, init_signature(b), NO_POS);
	fb->f->flags |= FUNC_WRAPPER; // traces show the parts as the init function
	LitCount lits = {0};
	for (uint32_t i = 0; i < info->init_order.n; i++) {
		Initializer *in = info->init_order.v[i];
		uint32_t before = lits.n;
		node_walk(in->rhs, init_count_literal, &lits);
		bool lazy = in->plain || (in->lhs.n <= 1 && init_is_pure(b, info, in->rhs));
		if (!lazy || (in->lhs.n && !init_is_blank(in->lhs.v[0])))
			init_add_part(b, fb, in, i, lazy, before);
	}
	for (uint32_t i = 0; i < info->inits.n; i++) {
		Sym *f = build_func_sym(b, info->inits.v[i], NULL, NULL);
		emit_call(fb->cur, f, &build_sig(b, fb->sig, false, NULL, false)->sig, NULL, 0,
			NO_POS);
	}
	build_end(fb);
}

typedef struct InitList {
	VEC(Sym *) v;
} InitList;

static void init_main_body(Build *b, Sym *sym, void *arg) {
	InitList *list = arg;
	FuncBuild *fb = build_begin(b, sym, init_signature(b), NO_POS);
	fb->f->flags |= FUNC_WRAPPER; // no frame of traces
	for (uint32_t i = 0; i < list->v.n; i++)
		emit_call(fb->cur, list->v.v[i], &build_sig(b, fb->sig, false, NULL, false)->sig,
			NULL, 0, NO_POS);
	build_end(fb);
}

static void init_mark_deps(Package *pkg, bool *seen) {
	if (seen[pkg->index])
		return;
	seen[pkg->index] = true;
	for (uint32_t i = 0; i < pkg->imports.n; i++)
		init_mark_deps(pkg->imports.v[i], seen);
}

Sym *prog_build_init(Build *b, Package *pkg) {
	if (!pkg->info || pkg->fake)
		return NULL;
	uint32_t errors = diags_count(b->s->diags); // GOROOT's packages are checked only now
	check_init_order(b->c, pkg);
	if (diags_count(b->s->diags) > errors) {
		b->failed = b->unchecked = true;
		return NULL;
	}
	if (pkg->info->init_order.n == 0 && pkg->info->inits.n == 0)
		return NULL;
	Sym *sym = build_generated_sym(b,
		arena_printf(b->a, "%s.init", prog_path_prefix(b, pkg->path)), NULL,
		init_package_body, pkg);
	((FuncSource *)sym->build)->pkg = pkg;
	sym->in_program_unit = true;
	build_reach(b, sym);
	return sym;
}

void prog_build_inits(Build *b) {
	InitList *list = NEW(b->a, InitList);
	bool *first = NEW_ARRAY(b->a, bool, b->prog->packages.n + 1);
	if (b->prog->runtime)
		init_mark_deps(b->prog->runtime, first);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < b->prog->packages.n; i++) {
			Package *pkg = b->prog->packages.v[i];
			Sym *sym =
				first[pkg->index] == (round == 0) ? prog_build_init(b, pkg) : NULL;
			if (sym)
				vec_push(b->a, &list->v, sym);
		}
	b->p->init_sym = build_generated_sym(b, "go.init", NULL, init_main_body, list);
	b->p->init_sym->in_program_unit = true;
	build_reach(b, b->p->init_sym);
}

// Drops the calls of lazy initialisers that nobody wanted, in one sweep of each block.
void prog_finish_inits(Build *b) {
	Block *swept = NULL;
	for (uint32_t i = 0; i < b->p->lazy_list.n; i++) {
		Block *block = b->p->lazy_list.v[i]->block;
		if (block == swept)
			continue;
		swept = block;
		uint32_t n = 0;
		for (uint32_t k = 0; k < block->ins.n; k++) {
			Value *v = block->ins.v[k];
			if (v->op != OP_CALL || !v->aux.sym || v->aux.sym->func ||
				!prog_is_lazy(b, v->aux.sym))
				block->ins.v[n++] = v;
		}
		block->ins.n = n;
	}
}

bool prog_is_lazy(Build *b, Sym *sym) {
	(void)b;
	FuncSource *fs = sym->build;
	return fs && fs->kind == SRC_GENERATED && fs->generate == init_lazy_body;
}
