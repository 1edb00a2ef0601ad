// rangefunc.c: range over functions. The body becomes a closure func(key, value) bool.
//
// Each execution of such a loop has a state (abi.RF_State) in a variable that the body shares:
// READY between calls of the body, PANIC while it runs, DONE once it returned false, EXHAUSTED
// after the iterator returned. A statement that leaves the body for somewhere else stores its exit
// code (its index in the exits of the function, plus 1) in the function's #next, and makes the body
// return false; after the iterator's return the loop looks at #next and goes on from there. Results
// of a return statement are stored before in the variables of the function's results.
#include "ir/func.h"

enum { RF_DONE, RF_READY, RF_PANIC, RF_EXHAUSTED, RF_MISSING_PANIC };

typedef struct RangeBody {
	RangeStmt *s;
	Stmt *label; // LABELED_STMT of the loop, or NULL
	FuncBuild *outer;
	SignatureT *yield; // concrete
	FuncCtx *ctx;
} RangeBody;

static void rangefunc_set(FuncBuild *fb, Obj *o, int64_t v, Pos pos) {
	storage_store(
		fb, storage_of(fb, o), val_scalar(fb, basic_type(fb, TY_INT), k64(fb, v)), pos);
}

static Value *rangefunc_get(FuncBuild *fb, Obj *o, Pos pos) {
	return storage_load(fb, storage_of(fb, o), pos).v[0];
}

static void rangefunc_leave(FuncBuild *fb, FuncCtx *ctx, int state, bool go_on, Pos pos) {
	rangefunc_set(fb, ctx->state_obj, state, pos);
	Value *r = emit_const(fb->cur, IR_I8, go_on);
	block_return(fb->cur, &r, 1);
	fb_dead(fb);
}

static int64_t rangefunc_code(FuncCtx *root, Stmt *s) {
	for (uint32_t i = 0; i < root->exits.n; i++)
		if (root->exits.v[i] == s)
			return (int64_t)i + 1;
	ice("rangefunc_code: unknown exit");
}

static bool rangefunc_passes(const FuncCtx *c, const Stmt *s) {
	if (!c || !c->range)
		return false;
	for (uint32_t i = 0; i < c->exits.n; i++)
		if (c->exits.v[i] == s)
			return true;
	return false;
}

bool rangefunc_is_outside(FuncBuild *fb, BranchStmt *s) {
	return rangefunc_passes(fb_state(fb)->ctx, &s->n);
}

void rangefunc_exit(FuncBuild *fb, Stmt *s) {
	FuncCtx *ctx = fb_state(fb)->ctx, *root = ctx_root(ctx);
	rangefunc_set(fb, root->next_obj, rangefunc_code(root, s), s->pos);
	rangefunc_leave(fb, ctx, RF_DONE, false, s->pos);
}

static void rangefunc_bind(FuncBuild *fb, RangeBody *r) {
	uint32_t at = 1, n = r->yield->params->vars.n;
	Expr *names[2] = {r->s->key, r->s->value};
	Val v[2];
	for (uint32_t i = 0; i < n && i < 2; i++) {
		v[i] = val_new(fb, r->yield->params->vars.v[i]->type);
		if (v[i].c->in_memory) {
			v[i].mem = emit_param(fb->cur, IR_PTR, at++);
			v[i].fresh = true;
		}
		for (uint32_t k = 0; k < v[i].c->n; k++, at++)
			v[i].v[k] = emit_param(fb->cur, v[i].c->type[k], at);
	}
	for (uint32_t i = 0; i < n && i < 2; i++) {
		if (!names[i])
			continue;
		if (r->s->define) {
			declare_store(fb, names[i], v[i]);
		} else {
			LValue lv = lv_of(fb, unparen(names[i]));
			lv_store(fb, &lv, v[i]);
		}
	}
}

static void rangefunc_body(Build *b, Sym *sym, void *arg) {
	RangeBody *r = arg;
	Pos pos = r->s->n.pos;
	FuncBuild *fb = func_open(b, sym, r->yield, true, NULL, pos);
	FuncState *st = fb_state(fb);
	fb->pkg = r->outer->pkg;
	fb->info = r->outer->info;
	fb->env = r->outer->env;
	fb->outer = r->outer;
	st->ctx = r->ctx;
	st->n_results = 1;
	st->closure = emit_param(fb->cur, IR_PTR, 0);
	func_load_captures(fb, r->ctx);
	Value *state = rangefunc_get(fb, r->ctx->state_obj, pos);
	fb_check(fb, fb_cmp(fb, OP_EQ, state, k64(fb, RF_READY)), RT_panicrangestate, state, NULL,
		pos);
	rangefunc_set(fb, r->ctx->state_obj, RF_PANIC, pos);
	rangefunc_bind(fb, r);
	Block *brk = fb_block(fb), *cont = fb_block(fb);
	st->labeled = r->label;
	target_enter(fb, &r->s->n, brk, cont);
	build_block(fb, &r->s->body->list);
	fb_start(fb, cont);
	rangefunc_leave(fb, r->ctx, RF_READY, true, pos);
	fb_start(fb, brk);
	rangefunc_leave(fb, r->ctx, RF_DONE, false, pos);
	build_end(fb);
}

// After the iterator returned: goes on where the body said.
static void rangefunc_dispatch(FuncBuild *fb, FuncCtx *inner, Pos pos) {
	FuncCtx *ctx = fb_state(fb)->ctx, *root = ctx_root(inner);
	if (inner->exits.n == 0)
		return;
	Value *next = rangefunc_get(fb, root->next_obj, pos);
	for (uint32_t i = 0; i < inner->exits.n; i++) {
		Stmt *s = inner->exits.v[i];
		Block *here = fb_block(fb), *other = fb_block(fb);
		fb_if(fb, fb_cmp(fb, OP_EQ, next, k64(fb, rangefunc_code(root, s))), here, other,
			0);
		fb_start(fb, here);
		if (rangefunc_passes(ctx, s)) {
			rangefunc_leave(fb, ctx, RF_DONE, false, pos);
		} else {
			rangefunc_set(fb, root->next_obj, 0, pos);
			if (s->kind == AST_RETURN_STMT)
				func_return(fb, s->pos);
			else
				build_branch_stmt(fb, as(BranchStmt, s));
		}
		block_unreachable(fb->cur);
		fb_start(fb, other);
	}
}

void build_range_func(FuncBuild *fb, RangeStmt *s, Val f) {
	Pos pos = s->n.pos;
	FuncCtx *ctx = capture_range(fb->b, s);
	assert_ir(ctx && "range over a function that capture.c did not see");
	SignatureT *iter = as(SignatureT, under(fb, f.type));
	Type *yield = build_type(fb, iter->params->vars.v[0]->type);
	RangeBody *r = NEW(fb->b->a, RangeBody);
	*r = (RangeBody){
		.s = s, .outer = fb, .yield = as(SignatureT, under(fb, yield)), .ctx = ctx};
	Stmt *label = fb_state(fb)->labeled;
	if (label && as(LabeledStmt, label)->stmt == &s->n)
		r->label = label;
	storage_declare(fb, ctx->state_obj, true, pos);
	rangefunc_set(fb, ctx->state_obj, RF_READY, pos);
	Sym *code = build_literal_sym(fb, LITERAL_RANGE, NULL);
	FuncSource *src = code->build;
	src->kind = SRC_GENERATED;
	src->generate = rangefunc_body;
	src->arg = r;
	build_reach(fb->b, code);
	Val body = func_closure(fb, code, ctx, yield, false, pos);
	call_closure_value(fb, f, &body, 1, pos);
	Value *bad = fb_cmp(fb, OP_NE, rangefunc_get(fb, ctx->state_obj, pos), k64(fb, RF_PANIC));
	fb_check(fb, bad, RT_panicrangestate, k64(fb, RF_MISSING_PANIC), NULL, pos);
	rangefunc_set(fb, ctx->state_obj, RF_EXHAUSTED, pos);
	rangefunc_dispatch(fb, ctx, pos);
}
