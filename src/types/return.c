// return.c: terminating statements, as the specification defines them.
#include "types/stmt.h"

static bool list_terminates(Checker *c, const StmtVec *list) {
	uint32_t n = list->n;
	while (n > 0 && list->v[n - 1]->kind == AST_EMPTY_STMT)
		n--;
	return n > 0 && stmt_terminates(c, list->v[n - 1], NULL);
}

static bool list_has_break(const StmtVec *list, const Name *label, bool implicit);

// Does s contain a break that leaves the statement labelled `label`? implicit: unlabelled ones
// count too.
static bool stmt_has_break(Stmt *s, const Name *label, bool implicit) {
	if (!s)
		return false;
	switch (s->kind) {
	case AST_LABELED_STMT: return stmt_has_break(as(LabeledStmt, s)->stmt, label, implicit);
	case AST_BRANCH_STMT: {
		BranchStmt *b = as(BranchStmt, s);
		if (b->tok != TK_BREAK)
			return false;
		return b->label ? b->label->name == label : implicit;
	}
	case AST_BLOCK_STMT: return list_has_break(&as(BlockStmt, s)->list, label, implicit);
	case AST_IF_STMT:
		return stmt_has_break(&as(IfStmt, s)->then->n, label, implicit) ||
		       stmt_has_break(as(IfStmt, s)->els, label, implicit);
	case AST_SWITCH_STMT:
		for (uint32_t i = 0; label && i < as(SwitchStmt, s)->body.n; i++)
			if (list_has_break(&as(SwitchStmt, s)->body.v[i]->body, label, false))
				return true;
		return false;
	case AST_SELECT_STMT:
		for (uint32_t i = 0; label && i < as(SelectStmt, s)->body.n; i++)
			if (list_has_break(&as(SelectStmt, s)->body.v[i]->body, label, false))
				return true;
		return false;
	case AST_FOR_STMT: return label && stmt_has_break(&as(ForStmt, s)->body->n, label, false);
	case AST_RANGE_STMT:
		return label && stmt_has_break(&as(RangeStmt, s)->body->n, label, false);
	default: return false;
	}
}

static bool list_has_break(const StmtVec *list, const Name *label, bool implicit) {
	for (uint32_t i = 0; i < list->n; i++)
		if (stmt_has_break(list->v[i], label, implicit))
			return true;
	return false;
}

static bool call_is_panic(Checker *c, Expr *e) {
	e = unparen(e);
	if (e->kind != AST_CALL)
		return false;
	for (uint32_t i = c->env.panics.n; i-- > 0;) // the call asked about is usually the last one
		if (&c->env.panics.v[i].call->n == e)
			return true;
	return false;
}

static bool switch_terminates(Checker *c, SwitchStmt *s, const Name *label) {
	bool has_default = false;
	for (uint32_t i = 0; i < s->body.n; i++) {
		CaseClause *k = s->body.v[i];
		has_default = has_default || k->is_default;
		if (!list_terminates(c, &k->body) || list_has_break(&k->body, label, true))
			return false;
	}
	return has_default;
}

static bool select_terminates(Checker *c, SelectStmt *s, const Name *label) {
	for (uint32_t i = 0; i < s->body.n; i++) {
		StmtVec *body = &s->body.v[i]->body;
		if (!list_terminates(c, body) || list_has_break(body, label, true))
			return false;
	}
	return true;
}

bool stmt_terminates(Checker *c, Stmt *s, const Name *label) {
	switch (s->kind) {
	case AST_LABELED_STMT:
		return stmt_terminates(
			c, as(LabeledStmt, s)->stmt, as(LabeledStmt, s)->label->name);
	case AST_EXPR_STMT: return call_is_panic(c, as(ExprStmt, s)->x);
	case AST_RETURN_STMT: return true;
	case AST_BRANCH_STMT:
		return as(BranchStmt, s)->tok == TK_GOTO ||
		       as(BranchStmt, s)->tok == TK_FALLTHROUGH;
	case AST_BLOCK_STMT: return list_terminates(c, &as(BlockStmt, s)->list);
	case AST_IF_STMT:
		return as(IfStmt, s)->els && stmt_terminates(c, &as(IfStmt, s)->then->n, NULL) &&
		       stmt_terminates(c, as(IfStmt, s)->els, NULL);
	case AST_SWITCH_STMT: return switch_terminates(c, as(SwitchStmt, s), label);
	case AST_SELECT_STMT: return select_terminates(c, as(SelectStmt, s), label);
	case AST_FOR_STMT:
		return !as(ForStmt, s)->cond &&
		       !stmt_has_break(&as(ForStmt, s)->body->n, label, true);
	default: return false;
	}
}
