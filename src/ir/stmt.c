// stmt.c: statements: dispatch, blocks, if, labels and jumps, return, send.
#include "ir/func.h"

Target *target_of(FuncBuild *fb, Stmt *s) {
	Target *t = map_get(&fb_state(fb)->targets, s);
	if (!t) {
		t = NEW(fb->b->a, Target);
		map_put(&fb_state(fb)->targets, s, t);
	}
	return t;
}

// Says where break and continue that name s, or the label before it, go.
void target_enter(FuncBuild *fb, Stmt *s, Block *brk, Block *cont) {
	Stmt *label = fb_state(fb)->labeled;
	Target *t = target_of(fb, s);
	t->brk = brk;
	t->cont = cont;
	if (label && as(LabeledStmt, label)->stmt == s) {
		t = target_of(fb, label);
		t->brk = brk;
		t->cont = cont;
	}
}

bool target_is_broken(FuncBuild *fb, Stmt *s, Stmt *label) {
	bool by_label = label && as(LabeledStmt, label)->stmt == s && target_of(fb, label)->broken;
	return by_label || target_of(fb, s)->broken;
}

static Block *target_label(FuncBuild *fb, Stmt *s) {
	Target *t = target_of(fb, s);
	if (!t->label)
		t->label = fb_block(fb);
	return t->label;
}

void build_branch_stmt(FuncBuild *fb, BranchStmt *s) {
	if (s->tok == TK_FALLTHROUGH) {
		fb_jump(fb, fb_state(fb)->fallthrough);
		return;
	}
	if (rangefunc_is_outside(fb, s)) {
		rangefunc_exit(fb, &s->n);
		return;
	}
	if (s->tok == TK_GOTO) {
		fb_jump(fb, target_label(fb, s->target));
		return;
	}
	Target *t = target_of(fb, s->target);
	Block *to = s->tok == TK_BREAK ? t->brk : t->cont;
	assert_ir(to && "branch without a target");
	t->broken |= s->tok == TK_BREAK;
	fb_jump(fb, to);
}

// gotos enter a list of statements only at the labels that stand in it directly.
static bool stmt_has_label(StmtVec *list, uint32_t from) {
	for (uint32_t i = from; i < list->n; i++)
		if (list->v[i]->kind == AST_LABELED_STMT)
			return true;
	return false;
}

void build_block(FuncBuild *fb, StmtVec *list) {
	for (uint32_t i = 0; i < list->n; i++) {
		if (fb_state(fb)->dead && !stmt_has_label(list, i))
			return;
		build_stmt(fb, list->v[i]);
	}
}

/* if */

static void if_arm(FuncBuild *fb, Stmt *s, bool taken) {
	if (s && taken)
		build_stmt(fb, s);
}

// gc drops the arm that a constant condition excludes; so must we, for what it reaches.
static bool if_constant(FuncBuild *fb, Expr *e, bool *value) {
	e = unparen(e);
	TypeAndValue *tv = info_tv(fb->info, e);
	if (tv->mode == MODE_CONST && tv->val) {
		*value = tv->val->b;
		return true;
	}
	if (e->kind == AST_UNARY && as(UnaryExpr, e)->op == OPER_NOT &&
		if_constant(fb, as(UnaryExpr, e)->x, value)) {
		*value = !*value;
		return true;
	}
	if (e->kind != AST_BINARY)
		return false;
	BinaryExpr *b = as(BinaryExpr, e);
	if (b->op == OPER_ANDAND || b->op == OPER_OROR)
		return if_constant(fb, b->x, value) && *value == (b->op == OPER_OROR);
	return false;
}

static void stmt_if(FuncBuild *fb, IfStmt *s) {
	if (s->init)
		build_stmt(fb, s->init);
	bool value = false, constant = if_constant(fb, s->cond, &value);
	Block *then = fb_block(fb), *done = fb_block(fb), *els = s->els ? fb_block(fb) : done;
	build_branch(fb, s->cond, then, els);
	fb_start(fb, then);
	fb_state(fb)->dead = constant && !value;
	if_arm(fb, &s->then->n, !constant || value);
	bool dead = fb_state(fb)->dead;
	if (s->els) {
		block_jump(fb->cur, done);
		fb_start(fb, els);
		fb_state(fb)->dead = constant && value;
		if_arm(fb, s->els, !constant || !value);
		dead = dead && fb_state(fb)->dead;
	} else {
		dead = dead && constant && value;
	}
	fb_start(fb, done);
	fb_state(fb)->dead = dead;
}

/* return, send */

static void return_values(FuncBuild *fb, Expr *e, Val *v, uint32_t n) {
	Type **t = NEW_ARRAY(fb->b->a, Type *, n + 1);
	for (uint32_t i = 0; i < n; i++)
		t[i] = build_type(fb, fb->sig->results->vars.v[i]->type);
	e = e->kind == AST_LIST ? e : unparen(e);
	if (e->kind != AST_LIST)
		order_exprs(fb, &e, 1);
	if (e->kind == AST_LIST) {
		ExprVec *list = &as(ListExpr, e)->list;
		order_exprs(fb, list->v, n);
		for (uint32_t i = 0; i < n; i++) {
			v[i] = build_expr_to(fb, list->v[i], t[i]);
			v[i] = val_snapshot(fb, v[i], e->pos);
		}
	} else if (n == 1) {
		v[0] = build_expr_to(fb, e, t[0]);
	} else {
		build_multi(fb, e, v, n);
		for (uint32_t i = 0; i < n; i++)
			v[i] = build_convert(fb, v[i], t[i], e->pos);
	}
}

void rangefunc_return(FuncBuild *fb, ReturnStmt *s) {
	FuncCtx *root = ctx_root(fb_state(fb)->ctx);
	uint32_t n = root->ret_objs.n;
	if (s->results) {
		SignatureT *own = fb->sig, tmp = *own;
		Type **t = NEW_ARRAY(fb->b->a, Type *, n + 1);
		for (uint32_t i = 0; i < n; i++)
			t[i] = root->ret_objs.v[i]->type;
		tmp.results = type_tuple(fb->b->c, n, t);
		fb->sig = &tmp;
		Val *v = NEW_ARRAY(fb->b->a, Val, n + 1);
		return_values(fb, s->results, v, n);
		fb->sig = own;
		for (uint32_t i = 0; i < n; i++)
			storage_store(fb, storage_of(fb, root->ret_objs.v[i]), v[i], s->n.pos);
	}
	rangefunc_exit(fb, &s->n);
}

void build_return(FuncBuild *fb, ReturnStmt *s) {
	FuncState *st = fb_state(fb);
	uint32_t n = st->n_results;
	Pos pos = s->n.pos;
	if (st->ctx->range) {
		rangefunc_return(fb, s);
		return;
	}
	if (!s->results) {
		func_return(fb, pos);
		return;
	}
	Val *v = NEW_ARRAY(fb->b->a, Val, n + 1);
	return_values(fb, s->results, v, n);
	if (st->results) {
		for (uint32_t i = 0; i < n; i++)
			storage_store(fb, st->results[i], v[i], pos);
		func_return(fb, pos);
		return;
	}
	VEC(Value *) rets = {0};
	for (uint32_t i = 0; i < n; i++) {
		if (v[i].c->in_memory)
			fb_move(fb, st->mem_results[i], v[i].mem, v[i].c->size, false, v[i].type,
				pos);
		for (uint32_t k = 0; k < v[i].c->n; k++)
			vec_push(fb->b->a, &rets, v[i].v[k]);
	}
	block_return(fb->cur, rets.v, rets.n);
	fb_dead(fb);
}

void build_send(FuncBuild *fb, Val ch, Val v, Pos pos) {
	fb_rt(fb, RT_chansend1, pos, 2, ch.v[0], build_addr_of_val(fb, v));
}

static void stmt_send(FuncBuild *fb, SendStmt *s) {
	order_exprs(fb, (Expr *[]){s->chan, s->value}, 2);
	Val ch = build_expr(fb, s->chan);
	build_send(fb, ch,
		build_expr_to(fb, s->value, build_type(fb, as(ChanT, under(fb, ch.type))->elem)),
		s->n.pos);
}

static void stmt_labeled(FuncBuild *fb, LabeledStmt *s) {
	FuncState *st = fb_state(fb);
	fb_start(fb, target_label(fb, &s->n));
	st->labeled = &s->n;
	// A label that is no loop's may be the head of one made of gotos.
	st->loop_depth++;
	build_stmt(fb, s->stmt);
	if (s->stmt->kind == AST_FOR_STMT || s->stmt->kind == AST_RANGE_STMT)
		st->loop_depth--;
}

static void stmt_decl(FuncBuild *fb, DeclStmt *s) {
	for (uint32_t i = 0; i < s->decls.n; i++)
		if (s->decls.v[i]->kind == AST_VAR_DECL)
			build_var_decl(fb, as(VarDecl, s->decls.v[i]));
}

void build_stmt(FuncBuild *fb, Stmt *s) {
	switch (s->kind) {
	case AST_EMPTY_STMT: break;
	case AST_EXPR_STMT: build_discard(fb, as(ExprStmt, s)->x); break;
	case AST_SEND_STMT: stmt_send(fb, as(SendStmt, s)); break;
	case AST_ASSIGN_STMT: build_assign(fb, as(AssignStmt, s)); break;
	case AST_CALL_STMT: build_call_stmt(fb, as(CallStmt, s)); break;
	case AST_RETURN_STMT: build_return(fb, as(ReturnStmt, s)); break;
	case AST_BRANCH_STMT: build_branch_stmt(fb, as(BranchStmt, s)); break;
	case AST_BLOCK_STMT: build_block(fb, &as(BlockStmt, s)->list); break;
	case AST_IF_STMT: stmt_if(fb, as(IfStmt, s)); break;
	case AST_SWITCH_STMT:
		if (as(SwitchStmt, s)->tag && as(SwitchStmt, s)->tag->kind == AST_TYPE_SWITCH_GUARD)
			build_type_switch(fb, as(SwitchStmt, s));
		else
			build_switch(fb, as(SwitchStmt, s));
		break;
	case AST_SELECT_STMT: build_select(fb, as(SelectStmt, s)); break;
	case AST_FOR_STMT: build_for(fb, as(ForStmt, s)); break;
	case AST_RANGE_STMT: build_range(fb, as(RangeStmt, s)); break;
	case AST_LABELED_STMT: stmt_labeled(fb, as(LabeledStmt, s)); break;
	case AST_DECL_STMT: stmt_decl(fb, as(DeclStmt, s)); break;
	default: ice("build_stmt: %s: statement of kind %d", fb->f->sym->name, s->kind);
	}
}
