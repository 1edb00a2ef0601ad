// select.c: select statements.
//
// No case: block. One case: the operation itself. One case and default: the non-blocking form. Else
// an array of {channel, element address} for selectgo, sends first.
#include "ir/func.h"

typedef struct SelectCase {
	CommClause *c;
	bool is_send;
	Val chan;
	Value *elem;  // address of what to send, or of where to receive; NULL: nowhere
	Type *type;   // of an element
	Expr *lhs[2]; // of a receive, or NULL
	bool define;
	int64_t index; // in the array of selectgo
	Block *body;
} SelectCase;

static UnaryExpr *select_receive(Expr *e) {
	return as(UnaryExpr, unparen(e));
}

static bool select_blank(Expr *e) {
	return !e || (unparen(e)->kind == AST_NAME &&
			     strcmp(as(NameExpr, unparen(e))->name->s, "_") == 0);
}

static void select_eval(FuncBuild *fb, SelectCase *k) {
	Stmt *s = k->c->comm;
	if (s->kind == AST_SEND_STMT) {
		k->is_send = true;
		order_exprs(fb, &as(SendStmt, s)->chan, 1);
		k->chan = build_expr(fb, as(SendStmt, s)->chan);
		k->type = build_type(fb, as(ChanT, under(fb, k->chan.type))->elem);
		order_exprs(fb, &as(SendStmt, s)->value, 1);
		Val v = val_snapshot(
			fb, build_expr_to(fb, as(SendStmt, s)->value, k->type), s->pos);
		k->elem = build_addr_of_val(fb, v);
		return;
	}
	Expr *rhs;
	if (s->kind == AST_EXPR_STMT) {
		rhs = as(ExprStmt, s)->x;
	} else {
		AssignStmt *a = as(AssignStmt, s);
		rhs = a->rhs;
		k->define = a->define;
		k->lhs[0] = a->lhs;
		if (a->lhs->kind == AST_LIST) {
			k->lhs[0] = as(ListExpr, a->lhs)->list.v[0];
			k->lhs[1] = as(ListExpr, a->lhs)->list.v[1];
		}
	}
	order_exprs(fb, &select_receive(rhs)->x, 1);
	k->chan = build_expr(fb, select_receive(rhs)->x);
	k->type = build_type(fb, as(ChanT, under(fb, k->chan.type))->elem);
	if (!select_blank(k->lhs[0]))
		k->elem = val_scratch(fb, k->type);
}

static void select_store(FuncBuild *fb, SelectCase *k, Expr *lhs, Val v) {
	if (select_blank(lhs))
		return;
	if (k->define && local_def(fb, lhs)) {
		declare_store(fb, lhs, v);
		return;
	}
	LValue lv = lv_of(fb, unparen(lhs));
	lv_store(fb, &lv, v);
}

// The clause's variables and its statements.
static void select_clause(FuncBuild *fb, SelectCase *k, Value *received, Block *done) {
	if (!k->is_send && k->lhs[0]) {
		if (!select_blank(k->lhs[0]))
			select_store(fb, k, k->lhs[0],
				build_val_load(fb, k->type, k->elem, 0, k->c->n.pos));
		if (k->lhs[1])
			select_store(fb, k, k->lhs[1], val_bool(fb, received));
	}
	build_block(fb, &k->c->body);
	if (fb->cur->kind == BLK_NONE)
		block_jump(fb->cur, done);
}

static Value *select_elem(FuncBuild *fb, SelectCase *k) {
	return k->elem ? k->elem : knil(fb);
}

static void select_one(FuncBuild *fb, SelectCase *k, Block *done) {
	Value *received = NULL;
	Pos pos = k->c->n.pos;
	select_eval(fb, k);
	if (k->is_send)
		fb_rt(fb, RT_chansend1, pos, 2, k->chan.v[0], k->elem);
	else
		received = fb_rt(fb, RT_chanrecv2, pos, 2, k->chan.v[0], select_elem(fb, k));
	select_clause(fb, k, received, done);
}

static void select_or_default(FuncBuild *fb, SelectCase *k, CommClause *deflt, Block *done) {
	Value *selected, *received = NULL;
	Pos pos = k->c->n.pos;
	select_eval(fb, k);
	if (k->is_send) {
		selected = fb_rt(fb, RT_selectnbsend, pos, 2, k->chan.v[0], k->elem);
	} else {
		Value *r = fb_rt(fb, RT_selectnbrecv, pos, 2, select_elem(fb, k), k->chan.v[0]);
		selected = emit_result(fb->cur, r, 0);
		received = emit_result(fb->cur, r, 1);
	}
	Block *yes = fb_block(fb), *no = fb_block(fb);
	fb_if(fb, selected, yes, no, 0);
	fb_start(fb, yes);
	select_clause(fb, k, received, done);
	fb_start(fb, no);
	build_block(fb, &deflt->body);
	if (fb->cur->kind == BLK_NONE)
		block_jump(fb->cur, done);
}

static void select_many(
	FuncBuild *fb, SelectCase *k, uint32_t n, CommClause *deflt, Block *done, Pos pos) {
	int64_t sends = 0, at[2];
	for (uint32_t i = 0; i < n; i++) {
		select_eval(fb, &k[i]);
		sends += k[i].is_send;
	}
	at[1] = 0;
	at[0] = sends;
	Value *array = emit_local(fb->cur, slot_new(fb->f, 16ull * n, 8, NULL), 0);
	for (uint32_t i = 0; i < n; i++) {
		k[i].index = at[k[i].is_send]++;
		emit_store(fb->cur, array, 16 * k[i].index, k[i].chan.v[0], false, k[i].c->n.pos);
		emit_store(fb->cur, array, 16 * k[i].index + 8, select_elem(fb, &k[i]), false,
			k[i].c->n.pos);
	}
	Value *r = fb_rt(fb, RT_selectgo, pos, 4, array, k64(fb, sends),
		k64(fb, (int64_t)n - sends), emit_const(fb->cur, IR_I8, !deflt));
	Value *chosen = emit_result(fb->cur, r, 0), *received = emit_result(fb->cur, r, 1);
	Block *head = fb->cur, *other = fb_block(fb);
	head->kind = BLK_SWITCH;
	head->control = chosen;
	for (uint32_t i = 0; i < n; i++) {
		k[i].body = fb_block(fb);
		vec_push(fb->f->arena, &head->cases, k[i].index);
		vec_push(fb->f->arena, &head->succs, k[i].body);
	}
	vec_push(fb->f->arena, &head->succs, other);
	for (uint32_t i = 0; i < n; i++) {
		fb_start(fb, k[i].body);
		select_clause(fb, &k[i], received, done);
	}
	fb_start(fb, other);
	if (deflt)
		build_block(fb, &deflt->body);
	else
		block_unreachable(fb->cur);
	if (fb->cur->kind == BLK_NONE)
		block_jump(fb->cur, done);
}

void build_select(FuncBuild *fb, SelectStmt *s) {
	uint32_t n = 0;
	CommClause *deflt = NULL;
	SelectCase *k = NEW_ARRAY(fb->b->a, SelectCase, s->body.n + 1);
	for (uint32_t i = 0; i < s->body.n; i++) {
		if (s->body.v[i]->comm)
			k[n++].c = s->body.v[i];
		else
			deflt = s->body.v[i];
	}
	Block *done = fb_block(fb);
	target_enter(fb, &s->n, done, NULL);
	if (n == 0 && !deflt) {
		fb_rt(fb, RT_block, s->n.pos, 0);
		block_unreachable(fb->cur);
		fb_dead(fb);
		return;
	}
	if (n == 0) {
		build_block(fb, &deflt->body);
		fb_start(fb, done);
		return;
	}
	if (n == 1 && !deflt)
		select_one(fb, &k[0], done);
	else if (n == 1)
		select_or_default(fb, &k[0], deflt, done);
	else
		select_many(fb, k, n, deflt, done, s->n.pos);
	fb_start(fb, done);
}
