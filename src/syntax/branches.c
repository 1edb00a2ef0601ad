// branches.c: labels and the statements that jump: break, continue, goto, fallthrough.
//
// Walks the statements of one function body once, block by block, without entering function
// literals, whose bodies are checked on their own. Sets BranchStmt.target: the enclosing statement
// of a break or continue, the LabeledStmt of a goto. A goto to a label not seen yet waits in a
// list; it is resolved when the label turns up in its own or an enclosing block, and is then wrong
// if a variable was declared between the two. Fallthrough needs no target, only a fitting place.
#include "syntax/parser.h"

typedef struct Block Block;
struct Block {
	Block *parent;
	Pos start;
	const LabeledStmt *labeled; // the labelled statement that the block is the body of, or NULL
};

typedef struct Label Label;
struct Label {
	Label *next; // in order of declaration
	const Block *parent;
	LabeledStmt *stmt;
	bool used;
};

typedef struct Goto Goto;
struct Goto {
	Goto *next;
	BranchStmt *stmt;
	bool over_var; // a variable of the current block was declared after it
};

typedef struct Branches {
	Parser *p;
	Label *labels, **last;
	Map by_name; // const Name * -> Label *
	Goto *gotos; // waiting; newest last
	Goto **gotos_end;
} Branches;

// Where a statement stands.
typedef struct Context {
	Stmt *breaks, *continues;   // innermost statements of the kind, or NULL
	int case_index;		    // in the switch that is the parent, -1 elsewhere
	const LabeledStmt *labeled; // label of the statement being walked, or NULL
} Context;

static void branch_block(Branches *b, const Block *parent, Context ctx, Pos start, StmtVec body);

static const char *branch_place(Branches *b, Pos pos) {
	Place at = pos_resolve(b->p->s.session->sources, pos);
	if (!at.col)
		return arena_printf(b->p->a, "%s:%u", at.path, at.line);
	return arena_printf(b->p->a, "%s:%u:%u", at.path, at.line, at.col);
}

static Label *branch_declare(Branches *b, const Block *in, LabeledStmt *s) {
	Label *l = map_get(&b->by_name, s->label->name);
	if (l) {
		scan_complain(&b->p->s, s->label->n.pos, "label %s already defined at %s",
			s->label->name->s, branch_place(b, l->stmt->label->n.pos));
		return l;
	}
	l = NEW(b->p->a, Label);
	*l = (Label){.parent = in, .stmt = s};
	map_put(&b->by_name, s->label->name, l);
	*b->last = l;
	b->last = &l->next;
	return l;
}

// The label, if the goto's block or one around it declares it.
static LabeledStmt *branch_goto_target(Branches *b, const Block *in, const Name *name) {
	Label *l = map_get(&b->by_name, name);
	if (!l)
		return NULL;
	l->used = true;
	for (; in; in = in->parent)
		if (l->parent == in)
			return l->stmt;
	return NULL;
}

// The statement labelled so around the branch. NULL and *known: it does not enclose the branch.
static Stmt *branch_enclosing(Branches *b, const Block *in, const Name *name, bool *known) {
	Label *l = map_get(&b->by_name, name);
	*known = l != NULL;
	if (!l)
		return NULL;
	l->used = true;
	for (; in; in = in->parent)
		if (in->labeled == l->stmt)
			return l->stmt->stmt;
	return NULL;
}

// A variable declared at pos: gotos that still wait would jump over it, if they end in this block.
static void branch_var(Goto *waiting) {
	for (Goto *g = waiting; g; g = g->next)
		g->over_var = true;
}

static void branch_resolve(
	Branches *b, Goto **first, Label *l, LabeledStmt *s, const Expr *var, Pos var_pos) {
	for (Goto **at = first; *at;) {
		Goto *g = *at;
		if (g->stmt->label->name != s->label->name) {
			at = &g->next;
			continue;
		}
		g->stmt->target = (Stmt *)s;
		l->used = true;
		if (g->over_var)
			scan_complain(&b->p->s, g->stmt->label->n.pos,
				"goto %s jumps over declaration of %s at %s", s->label->name->s,
				expr_string(b->p->a, var), branch_place(b, var_pos));
		*at = g->next;
		if (!*at)
			b->gotos_end = at;
	}
}

static void branch_fallthrough(Branches *b, BranchStmt *s, Context ctx, bool last) {
	const char *msg = "fallthrough statement out of place";
	if (ctx.breaks && ctx.breaks->kind == AST_SWITCH_STMT) {
		const SwitchStmt *sw = as(SwitchStmt, ctx.breaks);
		if (sw->tag && sw->tag->kind == AST_TYPE_SWITCH_GUARD)
			msg = "cannot fallthrough in type switch";
		else if (ctx.case_index >= 0 && last && ctx.case_index + 1 == (int)sw->body.n)
			msg = "cannot fallthrough final case in switch";
		else if (ctx.case_index >= 0 && last)
			return;
	}
	scan_complain(&b->p->s, s->n.pos, "%s", msg);
}

static void branch_plain(Branches *b, BranchStmt *s, Context ctx, bool last) {
	if (s->tok == TK_FALLTHROUGH) {
		branch_fallthrough(b, s, ctx, last);
		return;
	}
	s->target = s->tok == TK_BREAK ? ctx.breaks : ctx.continues;
	if (!s->target)
		scan_complain(&b->p->s, s->n.pos,
			s->tok == TK_BREAK ? "break is not in a loop, switch, or select"
					   : "continue is not in a loop");
}

static void branch_labeled(Branches *b, const Block *in, BranchStmt *s) {
	const Name *name = s->label->name;
	if (s->tok == TK_GOTO) {
		s->target = (Stmt *)branch_goto_target(b, in, name);
		if (!s->target) {
			Goto *g = NEW(b->p->a, Goto);
			g->stmt = s;
			*b->gotos_end = g;
			b->gotos_end = &g->next;
		}
		return;
	}
	bool known, fits = false;
	Stmt *t = branch_enclosing(b, in, name, &known);
	if (t) {
		bool loop = t->kind == AST_FOR_STMT || t->kind == AST_RANGE_STMT;
		fits = loop || (s->tok == TK_BREAK &&
				       (t->kind == AST_SWITCH_STMT || t->kind == AST_SELECT_STMT));
	}
	if (fits)
		s->target = t;
	else if (known)
		scan_complain(&b->p->s, s->label->n.pos, "invalid %s label %s", token_text(s->tok),
			name->s);
	else
		scan_complain(&b->p->s, s->label->n.pos, "%s label not defined: %s",
			token_text(s->tok), name->s);
}

// The blocks within a statement.
static void branch_inner(Branches *b, const Block *in, Stmt *s, Context ctx) {
	ctx.case_index = -1;
	switch (s->kind) {
	case AST_BLOCK_STMT: branch_block(b, in, ctx, s->pos, as(BlockStmt, s)->list); break;
	case AST_IF_STMT: {
		IfStmt *i = as(IfStmt, s);
		branch_block(b, in, ctx, i->then->n.pos, i->then->list);
		if (i->els)
			branch_block(b, in, ctx, i->els->pos, (StmtVec){&i->els, 1, 1});
		break;
	}
	case AST_FOR_STMT:
	case AST_RANGE_STMT: {
		BlockStmt *body =
			s->kind == AST_FOR_STMT ? as(ForStmt, s)->body : as(RangeStmt, s)->body;
		ctx.breaks = ctx.continues = s;
		branch_block(b, in, ctx, body->n.pos, body->list);
		break;
	}
	case AST_SWITCH_STMT: {
		SwitchStmt *sw = as(SwitchStmt, s);
		ctx.breaks = s;
		for (uint32_t i = 0; i < sw->body.n; i++) {
			ctx.case_index = (int)i;
			branch_block(b, in, ctx, sw->body.v[i]->n.pos, sw->body.v[i]->body);
		}
		break;
	}
	case AST_SELECT_STMT: {
		SelectStmt *sel = as(SelectStmt, s);
		ctx.breaks = s;
		for (uint32_t i = 0; i < sel->body.n; i++)
			branch_block(b, in, ctx, sel->body.v[i]->n.pos, sel->body.v[i]->body);
		break;
	}
	default: break;
	}
}

// The first variable a statement declares, or NULL.
static const Expr *branch_declares(const Stmt *s, Pos *pos) {
	if (s->kind == AST_ASSIGN_STMT && as(const AssignStmt, s)->define) {
		*pos = s->pos;
		return as(const AssignStmt, s)->lhs;
	}
	if (s->kind != AST_DECL_STMT)
		return NULL;
	const DeclStmt *d = as(const DeclStmt, s);
	for (uint32_t i = 0; i < d->decls.n; i++) {
		if (d->decls.v[i]->kind == AST_VAR_DECL) {
			*pos = d->decls.v[i]->pos;
			return (const Expr *)as(VarDecl, d->decls.v[i])->names.v[0];
		}
	}
	return NULL;
}

static void branch_block(Branches *b, const Block *parent, Context ctx, Pos start, StmtVec body) {
	Block *in = NEW(b->p->a, Block); // labels point to it: it outlives the call
	*in = (Block){(Block *)parent, start, ctx.labeled};
	Goto **first = b->gotos_end; // gotos that wait in this block start here
	const Expr *var = NULL;
	Pos var_pos = NO_POS;
	uint32_t n = body.n;
	while (n > 0 && body.v[n - 1]->kind == AST_EMPTY_STMT)
		n--;
	for (uint32_t i = 0; i < n; i++) {
		Stmt *s = body.v[i];
		ctx.labeled = NULL;
		while (s->kind == AST_LABELED_STMT) {
			LabeledStmt *l = as(LabeledStmt, s);
			if (strcmp(l->label->name->s, "_") != 0) {
				Label *label = branch_declare(b, in, l);
				branch_resolve(b, first, label, l, var, var_pos);
				ctx.labeled = l;
			}
			s = l->stmt;
		}
		Pos pos;
		const Expr *declared = branch_declares(s, &pos);
		if (declared) {
			var = declared;
			var_pos = pos;
			branch_var(*first);
		}
		if (s->kind == AST_BRANCH_STMT && as(BranchStmt, s)->label)
			branch_labeled(b, in, as(BranchStmt, s));
		else if (s->kind == AST_BRANCH_STMT)
			branch_plain(b, as(BranchStmt, s), ctx, i + 1 == n);
		else
			branch_inner(b, in, s, ctx);
	}
	// What still waits may end in an enclosing block, whose variables are others.
	for (Goto *g = *first; g; g = g->next)
		g->over_var = false;
}

void branches_check(Parser *p, BlockStmt *body) {
	Branches b = {.p = p};
	b.last = &b.labels;
	b.gotos_end = &b.gotos;
	map_init(&b.by_name, p->a);
	branch_block(&b, NULL, (Context){.case_index = -1}, body->n.pos, body->list);
	for (Goto *g = b.gotos; g; g = g->next) {
		const NameExpr *label = g->stmt->label;
		Label *l = map_get(&b.by_name, label->name);
		if (l) {
			l->used = true;
			scan_complain(&p->s, label->n.pos,
				"goto %s jumps into block starting at %s", label->name->s,
				branch_place(&b, l->parent->start));
		} else {
			scan_complain(&p->s, label->n.pos, "label %s not defined", label->name->s);
		}
	}
	for (Label *l = b.labels; l; l = l->next)
		if (!l->used)
			scan_complain(&p->s, l->stmt->label->n.pos, "label %s defined and not used",
				l->stmt->label->name->s);
}
