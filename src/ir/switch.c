// switch.c: expression switches and type switches.
//
// Integer constants become one SWITCH on the tag, many string constants one on the length and then
// comparisons; everything else is tested in order.
#include "ir/func.h"

#define SWITCH_MIN_INTS 3
#define SWITCH_MIN_STRINGS 6

typedef struct Switch {
	SwitchStmt *s;
	Block **bodies, *deflt, *done;
	uint32_t n; // clauses
	Stmt *label;
	bool live; // some clause runs to its end, or breaks
} Switch;

static Switch switch_begin(FuncBuild *fb, SwitchStmt *s) {
	Switch w = {.s = s, .n = s->body.n, .done = fb_block(fb)};
	w.bodies = NEW_ARRAY(fb->b->a, Block *, w.n + 1);
	w.deflt = w.done;
	for (uint32_t i = 0; i < w.n; i++) {
		w.bodies[i] = fb_block(fb);
		if (s->body.v[i]->is_default)
			w.deflt = w.bodies[i];
	}
	return w;
}

static void switch_clause(FuncBuild *fb, Switch *w, uint32_t i) {
	FuncState *st = fb_state(fb);
	Block *outer = st->fallthrough;
	st->fallthrough = i + 1 < w->n ? w->bodies[i + 1] : NULL;
	build_block(fb, &w->s->body.v[i]->body);
	st->fallthrough = outer;
	w->live |= !st->dead;
	block_jump(fb->cur, w->done);
}

static void switch_end(FuncBuild *fb, Switch *w) {
	fb_start(fb, w->done);
	fb_state(fb)->dead =
		!w->live && w->deflt != w->done && !target_is_broken(fb, &w->s->n, w->label);
}

static void switch_bodies(FuncBuild *fb, Switch *w) {
	for (uint32_t i = 0; i < w->n; i++) {
		fb_start(fb, w->bodies[i]);
		switch_clause(fb, w, i);
	}
	switch_end(fb, w);
}

static bool switch_all_constant(FuncBuild *fb, Switch *w, uint32_t *n) {
	*n = 0;
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = 0; k < w->s->body.v[i]->cases.n; k++, ++*n)
			if (!info_tv(fb->info, w->s->body.v[i]->cases.v[k])->val)
				return false;
	return true;
}

static void switch_add_case(FuncBuild *fb, Block *b, int64_t value, Block *to) {
	for (uint32_t i = 0; i < b->cases.n; i++)
		if (b->cases.v[i] == value)
			return;
	vec_push(fb->f->arena, &b->cases, value);
	vec_push(fb->f->arena, &b->succs, to);
}

static void switch_end_cases(FuncBuild *fb, Block *b, Value *control, Block *deflt) {
	b->kind = BLK_SWITCH;
	b->control = control;
	vec_push(fb->f->arena, &b->succs, deflt);
}

static void switch_ints(FuncBuild *fb, Switch *w, Val tag) {
	Block *b = fb->cur;
	Value *control = fb_extend(fb, tag.v[0], tag.type);
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = 0; k < w->s->body.v[i]->cases.n; k++) {
			const Const *c = info_tv(fb->info, w->s->body.v[i]->cases.v[k])->val;
			switch_add_case(fb, b, (int64_t)const_bits64(const_to_int(fb->b->s, c)),
				w->bodies[i]);
		}
	switch_end_cases(fb, b, control, w->deflt);
}

static void switch_strings(FuncBuild *fb, Switch *w, Val tag, Pos pos) {
	Block *b = fb->cur;
	Map by_len;
	map_init(&by_len, fb->b->a);
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = 0; k < w->s->body.v[i]->cases.n; k++) {
			const Const *c = info_tv(fb->info, w->s->body.v[i]->cases.v[k])->val;
			Block *test = map_get64(&by_len, (uint64_t)c->str.len + 1);
			if (!test) {
				test = fb_block(fb);
				switch_add_case(fb, b, c->str.len, test);
			}
			fb->cur = fb->f->at = test;
			Block *next = fb_block(fb);
			Value *same = emit_const(fb->cur, IR_I8, 1);
			if (c->str.len)
				same = fb_rt(fb, RT_memequal, pos, 3, tag.v[0],
					emit_addr(fb->cur,
						sym_string(fb->b->m, c->str.p, c->str.len), 0),
					k64(fb, c->str.len));
			fb_if(fb, same, w->bodies[i], next, 0);
			map_put64(&by_len, (uint64_t)c->str.len + 1, next);
		}
	for (uint32_t i = 0; i < b->cases.n; i++)
		block_jump(map_get64(&by_len, (uint64_t)b->cases.v[i] + 1), w->deflt);
	fb->cur = fb->f->at = b;
	switch_end_cases(fb, b, tag.v[1], w->deflt);
}

static void switch_tests(FuncBuild *fb, Switch *w, Val *tag) {
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = 0; k < w->s->body.v[i]->cases.n; k++) {
			Expr *e = w->s->body.v[i]->cases.v[k];
			Block *next = fb_block(fb);
			if (!tag && under_kind(fb, expr_type(fb, e)) == TY_INTERFACE) {
				Val yes = val_bool(fb, emit_const(fb->cur, IR_I8, 1));
				order_exprs(fb, &e, 1);
				fb_if(fb, compare_equal(fb, build_expr(fb, e), yes, e->pos),
					w->bodies[i], next, 0);
			} else if (!tag) {
				build_branch(fb, e, w->bodies[i], next);
			} else {
				order_exprs(fb, &e, 1);
				Val x = info_tv(fb->info, e)->mode == MODE_NIL
						? val_zero(fb, basic_type(fb, TY_UNTYPED_NIL))
						: build_expr(fb, e);
				fb_if(fb, compare_equal(fb, *tag, x, e->pos), w->bodies[i], next,
					0);
			}
			fb_start(fb, next);
		}
	block_jump(fb->cur, w->deflt);
}

void build_switch(FuncBuild *fb, SwitchStmt *s) {
	Stmt *label = fb_state(fb)->labeled;
	if (s->init)
		build_stmt(fb, s->init);
	fb_state(fb)->labeled = label;
	Switch w = switch_begin(fb, s);
	w.label = label;
	target_enter(fb, &s->n, w.done, NULL);
	uint32_t n;
	bool constant = switch_all_constant(fb, &w, &n);
	if (!s->tag) {
		switch_tests(fb, &w, NULL);
	} else {
		order_exprs(fb, &s->tag, 1);
		Val tag = val_snapshot(fb,
			constant ? build_passing(fb, s->tag, NULL) : build_expr(fb, s->tag),
			s->n.pos);
		TypeKind k = under_kind(fb, tag.type);
		if (constant && n >= SWITCH_MIN_INTS && kind_is_integer(k))
			switch_ints(fb, &w, tag);
		else if (constant && n >= SWITCH_MIN_STRINGS && k == TY_STRING)
			switch_strings(fb, &w, tag, s->n.pos);
		else
			switch_tests(fb, &w, &tag);
	}
	switch_bodies(fb, &w);
}

/* switch x := y.(type) */

// The value that the clause's variable has after its only case matched.
static Val type_switch_value(FuncBuild *fb, Val x, Type *t, Value *tab, Pos pos) {
	if (under_kind(fb, t) != TY_INTERFACE)
		return iface_data(fb, t, x.v[1], pos);
	Val v = val_new(fb, t);
	v.v[0] = tab;
	v.v[1] = x.v[1];
	return v;
}

static void type_switch_case(FuncBuild *fb, Switch *w, uint32_t i, Expr *e, Val x, bool only) {
	Block *match = fb_block(fb), *next = fb_block(fb);
	Obj *o = map_get(&fb->info->implicits, w->s->body.v[i]);
	if (info_tv(fb->info, e)->mode == MODE_NIL || type_is_nil(info_tv(fb->info, e)->type)) {
		fb_if(fb, fb_cmp(fb, OP_EQ, x.v[0], knil(fb)), match, next, 0);
		fb_start(fb, match);
		if (o && only)
			storage_store(fb, storage_declare(fb, o, false, e->pos), x, e->pos);
	} else {
		Type *t = expr_type(fb, e);
		Value *tab = NULL;
		fb_if(fb, iface_is(fb, x, t, &tab, e->pos), match, next, 0);
		fb_start(fb, match);
		if (o && only)
			storage_store(fb, storage_declare(fb, o, false, e->pos),
				type_switch_value(fb, x, t, tab, e->pos), e->pos);
	}
	block_jump(fb->cur, w->bodies[i]);
	fb_start(fb, next);
}

void build_type_switch(FuncBuild *fb, SwitchStmt *s) {
	Stmt *label = fb_state(fb)->labeled;
	if (s->init)
		build_stmt(fb, s->init);
	fb_state(fb)->labeled = label;
	Switch w = switch_begin(fb, s);
	w.label = label;
	target_enter(fb, &s->n, w.done, NULL);
	order_exprs(fb, &as(TypeSwitchGuard, s->tag)->x, 1);
	Val x = build_expr(fb, as(TypeSwitchGuard, s->tag)->x);
	for (uint32_t i = 0; i < w.n; i++) {
		CaseClause *c = s->body.v[i];
		for (uint32_t k = 0; k < c->cases.n; k++)
			type_switch_case(fb, &w, i, c->cases.v[k], x, c->cases.n == 1);
	}
	block_jump(fb->cur, w.deflt);
	for (uint32_t i = 0; i < w.n; i++) {
		CaseClause *c = s->body.v[i];
		Obj *o = map_get(&fb->info->implicits, c);
		if (!o || c->cases.n == 1)
			continue;
		// Several types, or default: the variable has the type of x.
		Block *body = w.bodies[i];
		fb->cur = fb->f->at = body;
		storage_store(fb, storage_declare(fb, o, false, c->n.pos),
			build_convert(fb, x, build_type(fb, o->type), c->n.pos), c->n.pos);
		w.bodies[i] = fb->cur;
	}
	for (uint32_t i = 0; i < w.n; i++) {
		fb->cur = fb->f->at = w.bodies[i];
		fb_state(fb)->dead = false;
		switch_clause(fb, &w, i);
	}
	switch_end(fb, &w);
}
