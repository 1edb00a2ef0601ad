// func.c: one function body: parameters and results, the environment of an instance, captures,
// prologue and epilogue.
#include "ir/func.h"

/* Types of instances */

Type *build_type(FuncBuild *fb, Type *t) {
	FuncState *st = fb_state(fb);
	t = type_unalias(t);
	if (!fb->env || fb->env->params.n == 0)
		return t;
	Type *r = map_get(&st->types, t);
	if (!r) {
		r = type_unalias(type_subst(fb->b->c, t, &fb->env->params, &fb->env->args));
		map_put(&st->types, t, r);
	}
	return r;
}

// Language version of the function's file: the package's, unless a //go:build line says another
// from go1.21 on.
bool pkg_go_at_least(const Package *pkg, Pos pos, int minor) {
	int have = 0;
	for (uint32_t i = 0; pkg && i < pkg->files.n; i++) {
		const File *f = pkg->files.v[i];
		if (f->go_version && pos >= f->package_pos && pos <= f->eof &&
			sscanf(f->go_version, "go1.%d", &have) == 1)
			return (have < 21 ? 21 : have) >= minor;
	}
	if (!pkg || !pkg->go_version || sscanf(pkg->go_version, "go1.%d", &have) != 1)
		return true;
	return have >= minor;
}

bool func_go_at_least(FuncBuild *fb, int minor) {
	return pkg_go_at_least(fb->pkg, fb->f->pos, minor);
}

/* Opening and closing */

static FuncBuild *func_new_build(Build *b, Sym *sym, SignatureT *sig, const Sig *abi, Pos pos) {
	FuncBuild *fb = NEW(b->a, FuncBuild);
	FuncState *st = NEW(b->a, FuncState);
	fb->b = b;
	fb->state = st;
	fb->sig = sig;
	map_init(&fb->objs, b->a);
	map_init(&st->types, b->a);
	map_init(&st->targets, b->a);
	fb->f = func_new(b->m, sym);
	fb->f->sig = *abi;
	fb->f->pos = pos;
	fb->f->param_names = NEW_ARRAY(b->a, const char *, abi->n_params + 1);
	fb->f->at = fb->cur = fb->f->entry = block_new(fb->f);
	FuncSource *src = sym->build;
	fb->pkg = src ? src->pkg : NULL;
	fb->info = fb->pkg ? fb->pkg->info : NULL;
	return fb;
}

FuncBuild *func_open(Build *b, Sym *sym, SignatureT *sig, bool closure, Type *recv, Pos pos) {
	return func_new_build(b, sym, sig, &build_sig(b, sig, closure, recv, false)->sig, pos);
}

FuncBuild *build_begin(Build *b, Sym *sym, SignatureT *sig, Pos pos) {
	return func_open(b, sym, sig, false, NULL, pos);
}

// Blocks in reverse postorder: definitions stand before uses in the text of the function, too.
static void func_order_blocks(Func *f) {
	Block **rpo, **idom;
	uint32_t n = ir_dominators(f, &rpo, &idom);
	assert_ir(n == f->blocks.n);
	for (uint32_t i = 0; i < n; i++) {
		f->blocks.v[i] = rpo[i];
		rpo[i]->id = i;
	}
}

#define MAX_FRAME ((uint64_t)1 << 30)

// No stack has room for more.
static void func_check_frame(FuncBuild *fb) {
	uint64_t locals = 0;
	for (uint32_t i = 0; i < fb->f->slots.n; i++)
		locals += fb->f->slots.v[i]->size;
	if (locals <= MAX_FRAME)
		return;
	fb->b->failed = true;
	diag_error(fb->b->s->diags, fb->f->pos,
		"stack frame too large (>1GB): %llu MB locals + 0 MB args",
		(unsigned long long)(locals >> 20));
}

void build_end(FuncBuild *fb) {
	if (fb->cur && fb->cur->kind == BLK_NONE) {
		if (fb->f->sig.n_results == 0 && !fb_state(fb)->dead)
			block_return(fb->cur, NULL, 0);
		else
			block_unreachable(fb->cur);
	}
	for (uint32_t i = 0; i < fb->f->blocks.n; i++)
		if (fb->f->blocks.v[i]->kind == BLK_NONE)
			block_unreachable(fb->f->blocks.v[i]);
	func_check_frame(fb);
	ir_compute_preds(fb->f);
	ir_remove_unreachable(fb->f);
	func_order_blocks(fb->f);
	const char *err = ir_verify(fb->f);
	if (err) {
		ir_print(stderr, fb->f);
		ice("%s", err);
	}
}

/* Parameters and results */

static Value *func_param(FuncBuild *fb, uint32_t *at) {
	Value *v = emit_param(fb->cur, fb->f->sig.params[*at], *at);
	++*at;
	return v;
}

static void func_bind_param(FuncBuild *fb, Obj *o, Type *t, uint32_t *at) {
	Val v = val_new(fb, t);
	bool wanted = o->name && strcmp(o->name->s, "_") != 0 && o->ir;
	if (v.c->in_memory) {
		v.mem = func_param(fb, at);
		v.mem->flags |= FLAG_NONNIL;
	}
	for (uint32_t i = 0; i < v.c->n; i++) {
		if (o->name)
			fb->f->param_names[*at] = o->name->s;
		v.v[i] = func_param(fb, at);
	}
	if (!wanted)
		return;
	if (v.c->in_memory && !storage_in_heap(fb, o, v.c)) {
		Storage *s = storage_new(fb, t);
		s->in_mem = true;
		s->addr = v.mem;
		storage_bind(fb, o, s);
		return;
	}
	storage_store(fb, storage_declare(fb, o, false, o->pos), v, o->pos);
}

// Binds receiver and parameters of the declared (perhaps generic) signature to the C parameters
// from `at` on.
void func_bind_params(FuncBuild *fb, SignatureT *sig, uint32_t at) {
	if (sig->recv)
		func_bind_param(fb, sig->recv, build_type(fb, sig->recv->type), &at);
	for (uint32_t i = 0; i < sig->params->vars.n; i++) {
		Obj *o = sig->params->vars.v[i];
		func_bind_param(fb, o, build_type(fb, o->type), &at);
	}
}

static bool func_named(const Obj *o) {
	return o->name && o->name->len > 0;
}

static bool func_returns_from_range(const FuncCtx *ctx) {
	for (uint32_t i = 0; ctx && i < ctx->exits.n; i++)
		if (ctx->exits.v[i]->kind == AST_RETURN_STMT)
			return true;
	return false;
}

static Storage *func_declare_result(FuncBuild *fb, Obj *o, uint32_t i, bool has_defer) {
	FuncState *st = fb_state(fb);
	Type *t = build_type(fb, o->type);
	const Comps *c = build_comps(fb->b, t);
	if (storage_in_heap(fb, o, c))
		return storage_declare(fb, o, true, o->pos);
	Storage *s;
	if (c->in_memory) {
		s = storage_new(fb, t);
		s->in_mem = true;
		s->addr = st->mem_results[i];
		fb_zero(fb, s->addr, c->size, o->pos);
	} else if (has_defer && c->n > 0) {
		s = storage_new(fb, t);
		s->in_mem = true;
		s->slot = slot_new(
			fb->f, (uint64_t)c->size, (uint32_t)c->align, o->name ? o->name->s : NULL);
		s->slot->is_volatile = true;
		storage_zero(fb, s, o->pos);
	} else {
		return storage_declare(fb, o, true, o->pos);
	}
	return storage_bind(fb, o, s);
}

static void func_bind_results(FuncBuild *fb, SignatureT *sig, bool closure) {
	FuncState *st = fb_state(fb);
	uint32_t n = sig->results->vars.n, at = closure ? 1 : 0;
	st->n_results = n;
	st->mem_results = NEW_ARRAY(fb->b->a, Value *, n + 1);
	bool has_defer = st->ctx && st->ctx->has_defer;
	bool wanted = has_defer || func_returns_from_range(st->ctx);
	for (uint32_t i = 0; i < n; i++) {
		Obj *o = sig->results->vars.v[i];
		wanted |= func_named(o);
		if (build_comps(fb->b, build_type(fb, o->type))->in_memory) {
			st->mem_results[i] = func_param(fb, &at);
			st->mem_results[i]->flags |= FLAG_NONNIL;
		}
	}
	if (!wanted || st->in_frame)
		return;
	st->results = NEW_ARRAY(fb->b->a, Storage *, n + 1);
	for (uint32_t i = 0; i < n; i++)
		st->results[i] = func_declare_result(fb, sig->results->vars.v[i], i, has_defer);
}

void func_emit_return(FuncBuild *fb, Pos pos) {
	FuncState *st = fb_state(fb);
	VEC(Value *) rets = {0};
	for (uint32_t i = 0; st->results && i < st->n_results; i++) {
		Storage *s = st->results[i];
		if (s->c->in_memory) {
			if (s->addr != st->mem_results[i])
				fb_move(fb, st->mem_results[i], storage_addr(fb, s).p, s->c->size,
					false, s->type, pos);
			continue;
		}
		Val v = storage_load(fb, s, pos);
		for (uint32_t k = 0; k < v.c->n; k++) {
			if (s->slot)
				v.v[k]->flags |= FLAG_VOLATILE;
			vec_push(fb->b->a, &rets, v.v[k]);
		}
	}
	block_return(fb->cur, rets.v, rets.n);
}

void func_return(FuncBuild *fb, Pos pos) {
	FuncState *st = fb_state(fb);
	if (st->defer_frame)
		defer_leave(fb, pos);
	func_emit_return(fb, pos);
	fb_dead(fb);
}

/* Ends of bodies */

static void func_declare_shared(FuncBuild *fb, FuncCtx *ctx, Pos pos) {
	if (ctx->next_obj)
		storage_declare(fb, ctx->next_obj, true, pos);
	Type *ptr = basic_type(fb, TY_UNSAFE_POINTER);
	if (ctx->defer_obj)
		storage_store(fb, storage_declare(fb, ctx->defer_obj, false, pos),
			val_scalar(fb, ptr, emit_local(fb->cur, fb_state(fb)->defer_frame, 0)),
			pos);
}

void func_finish(FuncBuild *fb, Pos end) {
	if (!fb_state(fb)->dead && fb->cur->kind == BLK_NONE) {
		if (fb_state(fb)->n_results == 0)
			func_return(fb, end);
		else
			block_unreachable(fb->cur);
	}
	build_end(fb);
}

/* Captures: word 0 of a closure is the code, then values and addresses in order, aligned */

static int64_t func_capture_layout(FuncBuild *fb, FuncCtx *ctx, int64_t *offs, int64_t *align) {
	int64_t at = 8;
	*align = 8;
	for (uint32_t i = 0; i < ctx->captures.n; i++) {
		Obj *o = ctx->captures.v[i];
		int64_t size = 8, a = 8;
		if (capture_by_value(fb, o)) {
			const Comps *c = build_comps(fb->b, build_type(fb, o->type));
			size = c->size;
			a = c->align;
		}
		at = (at + a - 1) / a * a;
		offs[i] = at;
		at += size;
	}
	return (at + 7) / 8 * 8;
}

void func_load_captures(FuncBuild *fb, FuncCtx *ctx) {
	int64_t *offs = NEW_ARRAY(fb->b->a, int64_t, ctx->captures.n + 1), align;
	func_capture_layout(fb, ctx, offs, &align);
	Value *closure = fb_state(fb)->closure;
	for (uint32_t i = 0; i < ctx->captures.n; i++) {
		Obj *o = ctx->captures.v[i];
		Type *t = build_type(fb, o->type);
		Storage *s = storage_new(fb, t);
		if (!capture_by_value(fb, o)) {
			s->in_mem = s->heap = true;
			s->addr = fb_loadw(fb, IR_PTR, closure, offs[i], NO_POS);
		} else if (s->c->in_memory) {
			s->in_mem = true;
			s->addr = fb_offptr(fb, closure, offs[i]);
		} else {
			for (uint32_t k = 0; k < s->c->n; k++) {
				s->vars[k] =
					var_new(fb->f, s->c->type[k], o->name ? o->name->s : NULL);
				emit_setvar(fb->cur, s->vars[k],
					fb_loadw(fb, s->c->type[k], closure, offs[i] + s->c->off[k],
						NO_POS));
			}
		}
		storage_bind(fb, o, s);
	}
}

static void func_closure_ptr_words(FuncBuild *fb, FuncCtx *ctx, const int64_t *offs, bool *words) {
	for (uint32_t i = 0; i < ctx->captures.n; i++) {
		Obj *o = ctx->captures.v[i];
		if (!capture_by_value(fb, o)) {
			words[offs[i] / 8] = true;
			continue;
		}
		int64_t n = type_ptrdata(fb->b->c, build_type(fb, o->type));
		for (int64_t k = 0; k < n; k += 8)
			words[(offs[i] + k) / 8] = true;
	}
}

static Val func_static_closure(FuncBuild *fb, Sym *code, Type *t) {
	Sym *s = sym_get(fb->b->m, arena_printf(fb->b->a,
					   "%s\xc2\xb7"
					   "f",
					   code->name));
	if (!s->data) {
		Data *d = data_new(fb->b->m, s, 8, 8);
		d->bytes = NEW_ARRAY(fb->b->a, uint8_t, 8);
		d->readonly = true;
		s->pkg = code->pkg;
		data_reloc(fb->b->m, d, 0, code, 0);
	}
	build_reach(fb->b, s);
	return val_scalar(fb, t, emit_addr(fb->cur, s, 0));
}

static Value *func_closure_object(
	FuncBuild *fb, FuncCtx *ctx, const int64_t *offs, int64_t size, bool on_stack, Pos pos) {
	if (on_stack)
		return emit_local(fb->cur, slot_new(fb->f, (uint64_t)size, 8, NULL), 0);
	bool *words = NEW_ARRAY(fb->b->a, bool, size / 8 + 1);
	func_closure_ptr_words(fb, ctx, offs, words);
	return fb_new_words(fb, size, 8, words, pos);
}

// A func value of type t: code with what ctx captures.
Val func_closure(FuncBuild *fb, Sym *code, FuncCtx *ctx, Type *t, bool on_stack, Pos pos) {
	if (ctx->captures.n == 0)
		return func_static_closure(fb, code, t);
	int64_t *offs = NEW_ARRAY(fb->b->a, int64_t, ctx->captures.n + 1), align;
	int64_t size = func_capture_layout(fb, ctx, offs, &align);
	Value *p = func_closure_object(fb, ctx, offs, size, on_stack, pos);
	emit_store(fb->cur, p, 0, emit_addr(fb->cur, code, 0), false, pos);
	for (uint32_t i = 0; i < ctx->captures.n; i++) {
		Storage *s = storage_of(fb, ctx->captures.v[i]);
		if (capture_by_value(fb, ctx->captures.v[i]))
			build_val_store(fb, p, offs[i], storage_load(fb, s, pos), !on_stack, pos);
		else
			emit_store(fb->cur, p, offs[i], storage_addr(fb, s).p, !on_stack, pos);
	}
	return val_scalar(fb, t, p);
}

Val build_func_lit(FuncBuild *fb, FuncLit *lit) {
	FuncCtx *ctx = capture_literal(fb->b, fb->pkg, lit);
	Sym *code = build_literal_sym(fb, LITERAL_FUNC, lit);
	build_reach(fb->b, code);
	return func_closure(fb, code, ctx, expr_type(fb, &lit->n), false, lit->n.pos);
}

/* Bodies */

static bool func_has_pragma(const FuncDecl *d, const char *text) {
	for (uint32_t i = 0; i < d->pragmas.n; i++)
		if (strcmp(d->pragmas.v[i].text, text) == 0)
			return true;
	return false;
}

/* Functions that cmd/cgo writes: C finds parameters and results in one piece of memory */

static void func_place(FuncBuild *fb, const TupleT *t, uint64_t *at, Slot *frame) {
	for (uint32_t i = 0; i < t->vars.n; i++) {
		Obj *o = t->vars.v[i];
		Type *type = build_type(fb, o->type);
		const Comps *c = build_comps(fb->b, type);
		uint64_t align = c->align ? (uint64_t)c->align : 1;
		*at = (*at + align - 1) / align * align;
		if (frame) {
			Storage *s = storage_new(fb, type);
			s->in_mem = true;
			s->addr = emit_local(fb->cur, frame, (int64_t)*at);
			storage_bind(fb, o, s);
		}
		*at += (uint64_t)c->size;
	}
}

// The frame has the layout that gc's stack frames have: parameters, results from a multiple of 8
// on.
static void func_bind_frame(FuncBuild *fb, SignatureT *sig, uint32_t at) {
	FuncState *st = fb_state(fb);
	uint32_t n = sig->results->vars.n;
	uint64_t size = 0;
	func_place(fb, sig->params, &size, NULL);
	uint64_t results = size = (size + 7) / 8 * 8;
	func_place(fb, sig->results, &size, NULL);
	Slot *frame = slot_new(fb->f, size + 8, 16, "frame");
	frame->is_volatile = true;
	fb_zero(fb, emit_local(fb->cur, frame, 0), (int64_t)size, fb->f->pos);
	size = 0;
	func_place(fb, sig->params, &size, frame);
	func_place(fb, sig->results, &results, frame);
	st->results = NEW_ARRAY(fb->b->a, Storage *, n + 1);
	for (uint32_t i = 0; i < n; i++)
		st->results[i] = map_get(&fb->objs, sig->results->vars.v[i]);
	for (uint32_t i = 0; i < sig->params->vars.n; i++) {
		Obj *o = sig->params->vars.v[i];
		Storage *s = map_get(&fb->objs, o);
		Val v = val_new(fb, s->type);
		if (v.c->in_memory)
			v.mem = func_param(fb, &at);
		for (uint32_t k = 0; k < v.c->n; k++)
			v.v[k] = func_param(fb, &at);
		storage_store(fb, s, v, o->pos);
	}
}

static void func_body(
	FuncBuild *fb, SignatureT *declared, uint32_t first_param, bool closure, BlockStmt *body) {
	FuncState *st = fb_state(fb);
	if (closure) {
		st->closure = emit_param(fb->cur, IR_PTR, 0);
		func_load_captures(fb, st->ctx);
	}
	func_bind_results(fb, declared, closure);
	if (st->in_frame)
		func_bind_frame(fb, declared, first_param);
	else
		func_bind_params(fb, declared, first_param);
	if (st->ctx->has_defer)
		defer_enter(fb, fb->f->pos);
	func_declare_shared(fb, st->ctx, fb->f->pos);
	if (st->ctx->has_recover)
		fb->f->flags |= FUNC_NOINLINE;
	build_block(fb, &body->list);
	func_finish(fb, body->rbrace ? body->rbrace : fb->f->pos);
}

static void func_decl_body(Build *b, Sym *sym, FuncSource *src) {
	Obj *o = src->obj;
	FuncDecl *d = as(FuncDecl, o->decl);
	if (!check_body(b->c, o) || !d || !d->body) {
		b->failed = b->unchecked = true;
		if (!sym->func)
			block_unreachable(func_new_build(b, sym, NULL, &(Sig){0}, NO_POS)->cur);
		return;
	}
	SignatureT *declared = as(SignatureT, type_unalias(o->type));
	FuncState types = {0};
	FuncBuild tmp = {.b = b, .env = &src->env, .state = &types};
	map_init(&types.types, b->a);
	SignatureT *sig = as(SignatureT, build_type(&tmp, &declared->t));
	Type *recv = declared->recv ? build_type(&tmp, declared->recv->type) : NULL;
	const AbiSig *abi = build_sig(b, sig, false, recv, false);
	FuncBuild *fb = func_new_build(b, sym, sig, &abi->sig, d->n.pos);
	fb->pkg = o->pkg;
	fb->info = o->pkg->info;
	fb->env = &src->env;
	fb_state(fb)->ctx = capture_func(b, o->pkg, d, o);
	bool frame = func_has_pragma(d, "go:cgo_unsafe_args");
	if (func_has_pragma(d, "go:noinline") || sym->lends || frame)
		fb->f->flags |= FUNC_NOINLINE;
	fb_state(fb)->in_frame = frame;
	func_body(fb, declared, abi->first_param, false, d->body);
}

static void func_literal_body(Build *b, Sym *sym, FuncSource *src) {
	FuncBuild *outer = src->outer;
	FuncLit *lit = src->lit;
	FuncCtx *ctx = capture_literal(b, outer->pkg, lit);
	SignatureT *declared =
		as(SignatureT, type_underlying(b->c, info_tv(outer->info, &lit->n)->type));
	SignatureT *sig = as(SignatureT, build_type(outer, &declared->t));
	const AbiSig *abi = build_sig(b, sig, true, NULL, false);
	FuncBuild *fb = func_new_build(b, sym, sig, &abi->sig, lit->n.pos);
	fb->pkg = outer->pkg;
	fb->info = outer->info;
	fb->env = outer->env;
	fb->outer = outer;
	fb_state(fb)->ctx = ctx;
	fb_state(fb)->lit = lit;
	func_body(fb, declared, abi->first_param, true, lit->body);
}

void build_func_body(Build *b, Sym *sym) {
	FuncSource *src = sym->build;
	switch (src->kind) {
	case SRC_DECL: func_decl_body(b, sym, src); break;
	case SRC_LITERAL: func_literal_body(b, sym, src); break;
	case SRC_GENERATED: src->generate(b, sym, src->arg); break;
	case SRC_NONE:
	case SRC_INTRINSIC: ice("build_func_body: %s has no source", sym->name);
	}
}
