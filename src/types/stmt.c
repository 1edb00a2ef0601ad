// stmt.c: function bodies and statements. Switches are in switch.c, range clauses in range.c.
//
// Labels and the targets of branches were checked by the parser. Each statement runs the checks
// that it delayed before the next one begins.
#include "types/stmt.h"

void check_func_body(Checker *c, DeclInfo *d, const char *name, SignatureT *sig, BlockStmt *body,
	const Const *iota_) {
	(void)name;
	Env saved = c->env;
	c->env = (Env){.pkg = saved.pkg,
		.file = saved.file,
		.go_version = saved.go_version,
		.scope = sig->scope,
		.decl = d ? d->obj : NULL,
		.iota_ = iota_,
		.sig = sig};
	uint32_t first = c->locals.n;
	check_body_stmts(c, body);
	if (sig->results->vars.n && !stmt_terminates(c, &body->n, NULL))
		check_error(c, body->rbrace, "missing return");
	check_unused_vars(c, first);
	c->env = saved;
}

void check_stmt_list(Checker *c, const StmtVec *list) {
	for (uint32_t i = 0; i < list->n; i++)
		check_stmt(c, list->v[i]);
}

void check_body_stmts(Checker *c, BlockStmt *b) {
	check_stmt_list(c, &b->list);
}

static void stmt_expr(Checker *c, ExprStmt *s) {
	Operand x = {0};
	ExprUse use = check_raw_expr(c, NULL, &x, s->x, NULL, false);
	const char *msg = "is not used";
	if (x.mode == MODE_INVALID)
		return;
	if (x.mode == MODE_BUILTIN)
		msg = "must be called";
	else if (x.mode == MODE_TYPE)
		msg = "is not an expression";
	else if (use == USE_STATEMENT)
		return;
	check_error_at(c, x.expr, "%s %s", operand_string(c, &x), msg);
}

static void stmt_send(Checker *c, SendStmt *s) {
	Operand ch = {0}, val = {0};
	check_expr(c, NULL, &ch, s->chan);
	check_generic_expr(c, &val, s->value);
	if (ch.mode == MODE_INVALID || val.mode == MODE_INVALID)
		return;
	Type *elem = check_chan_elem(c, &s->n, &ch, false);
	if (elem)
		check_assignment(c, &val, elem, "send");
}

static void stmt_inc_dec(Checker *c, AssignStmt *s) {
	Operand x = {0};
	check_expr(c, NULL, &x, s->lhs);
	if (x.mode == MODE_INVALID)
		return;
	if (!type_all_numeric(c, x.type)) {
		check_error_at(c, s->lhs, "invalid operation: %s%s%s (non-numeric type %s)",
			expr_str(c, s->lhs), oper_text(s->op), oper_text(s->op),
			type_str(c, x.type));
		return;
	}
	check_assign_var(c, s->lhs, NULL, &x, "assignment");
}

static void stmt_assign(Checker *c, AssignStmt *s) {
	if (!s->rhs) {
		stmt_inc_dec(c, s);
		return;
	}
	if (s->define) {
		check_short_var_decl(c, s->n.pos, s->lhs, s->rhs);
		return;
	}
	if (s->op == OPER_NONE) {
		check_assign_vars(c, s->lhs, s->rhs);
		return;
	}
	if (s->lhs->kind == AST_LIST || s->rhs->kind == AST_LIST) {
		check_error_at(c, &s->n,
			"assignment operation %s requires single-valued expressions",
			oper_text(s->op));
		return;
	}
	Operand x = {0};
	check_binary(c, &x, NULL, s->lhs, s->rhs, s->op);
	check_assign_var(c, s->lhs, NULL, &x, "assignment");
}

static void stmt_go_defer(Checker *c, CallStmt *s) {
	const char *keyword = s->tok == TK_DEFER ? "defer" : "go";
	if (s->call->kind != AST_CALL) {
		check_error_at(c, s->call, "expression in %s must be function call", keyword);
		check_use(c, s->call);
		return;
	}
	Operand x = {0};
	ExprUse use = check_raw_expr(c, NULL, &x, s->call, NULL, false);
	if (use == USE_STATEMENT || x.mode == MODE_INVALID)
		return;
	check_error_at(c, x.expr, "%s %s %s", keyword,
		use == USE_CONVERSION ? "requires function call, not conversion"
				      : "discards result of",
		operand_string(c, &x));
}

static void stmt_return(Checker *c, ReturnStmt *s) {
	ObjVec *res = &c->env.sig->results->vars;
	if (s->results || res->n == 0 || res->v[0]->name->len == 0) {
		check_init_vars(c, res->v, res->n, s->results, s);
		return;
	}
	for (uint32_t i = 0; i < res->n;
		i++) { // an implicit return of results that inner variables hide
		Scope *where;
		Obj *o = res->v[i], *alt = scope_find_parent(c->env.scope, o->name, NO_POS, &where);
		if (alt && alt != o)
			check_error(c, node_start(&s->n),
				"result parameter %s not in scope at return\n\t%s: inner "
				"declaration of %s",
				o->name->s, pos_str(c, alt->pos), obj_string(c, o, c->env.pkg));
	}
}

static void stmt_cond(Checker *c, Expr *cond, const char *what) {
	Operand x = {0};
	check_expr(c, NULL, &x, cond);
	if (x.mode != MODE_INVALID && !type_all_boolean(c, x.type))
		check_error_at(c, cond, "non-boolean condition in %s statement", what);
}

static void stmt_if(Checker *c, IfStmt *s) {
	check_open_scope(c, &s->n);
	if (s->init)
		check_stmt(c, s->init);
	stmt_cond(c, s->cond, "if");
	check_stmt(c, &s->then->n);
	if (s->els)
		check_stmt(c, s->els);
	check_close_scope(c);
}

static void stmt_for(Checker *c, ForStmt *s) {
	check_open_scope(c, &s->n);
	if (s->init)
		check_stmt(c, s->init);
	if (s->cond)
		stmt_cond(c, s->cond, "for");
	if (s->post) {
		check_stmt(c, s->post);
		if (s->post->kind == AST_ASSIGN_STMT && as(AssignStmt, s->post)->define)
			check_use(c, as(AssignStmt, s->post)->lhs); // an error was reported
	}
	check_stmt(c, &s->body->n);
	check_close_scope(c);
}

static void stmt_block(Checker *c, BlockStmt *s) {
	check_open_scope(c, &s->n);
	check_stmt_list(c, &s->list);
	check_close_scope(c);
}

static bool stmt_is_receive(Expr *e) {
	e = unparen(e);
	return e->kind == AST_UNARY && as(UnaryExpr, e)->op == OPER_RECV;
}

static bool stmt_comm_valid(Stmt *s) {
	if (!s || s->kind == AST_SEND_STMT)
		return true;
	if (s->kind == AST_EXPR_STMT)
		return stmt_is_receive(as(ExprStmt, s)->x);
	return s->kind == AST_ASSIGN_STMT && as(AssignStmt, s)->rhs &&
	       stmt_is_receive(as(AssignStmt, s)->rhs);
}

static void stmt_select(Checker *c, SelectStmt *s) {
	CommClause *first = NULL;
	for (uint32_t i = 0; i < s->body.n; i++) {
		CommClause *k = s->body.v[i];
		if (!k->comm && first)
			check_error_at(c, &k->n, "multiple defaults (first at %s)",
				pos_str(c, first->n.pos));
		else if (!k->comm)
			first = k;
	}
	for (uint32_t i = 0; i < s->body.n; i++) {
		CommClause *k = s->body.v[i];
		if (!stmt_comm_valid(k->comm)) {
			check_error_at(c, k->comm,
				"select case must be send or receive (possibly with assignment)");
			continue;
		}
		check_open_scope(c, &k->n);
		if (k->comm)
			check_stmt(c, k->comm);
		check_stmt_list(c, &k->body);
		check_close_scope(c);
	}
}

static void stmt_dispatch(Checker *c, Stmt *s) {
	switch (s->kind) {
	case AST_EMPTY_STMT:
	case AST_BRANCH_STMT: break;
	case AST_DECL_STMT: check_decl_stmt(c, as(DeclStmt, s)); break;
	case AST_LABELED_STMT: check_stmt(c, as(LabeledStmt, s)->stmt); break;
	case AST_EXPR_STMT: stmt_expr(c, as(ExprStmt, s)); break;
	case AST_SEND_STMT: stmt_send(c, as(SendStmt, s)); break;
	case AST_ASSIGN_STMT: stmt_assign(c, as(AssignStmt, s)); break;
	case AST_CALL_STMT: stmt_go_defer(c, as(CallStmt, s)); break;
	case AST_RETURN_STMT: stmt_return(c, as(ReturnStmt, s)); break;
	case AST_BLOCK_STMT: stmt_block(c, as(BlockStmt, s)); break;
	case AST_IF_STMT: stmt_if(c, as(IfStmt, s)); break;
	case AST_SWITCH_STMT: check_switch_stmt(c, as(SwitchStmt, s)); break;
	case AST_SELECT_STMT: stmt_select(c, as(SelectStmt, s)); break;
	case AST_FOR_STMT: stmt_for(c, as(ForStmt, s)); break;
	case AST_RANGE_STMT: check_range_stmt(c, as(RangeStmt, s)); break;
	default: ice("check_stmt: statement of kind %d", s->kind);
	}
}

void check_stmt(Checker *c, Stmt *s) {
	uint32_t top = c->later.n;
	stmt_dispatch(c, s);
	check_process_later_from(c, top);
}
