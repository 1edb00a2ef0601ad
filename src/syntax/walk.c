// walk.c: going through trees, and the two ends of a node.
//
// node_children knows the children of every kind of node; walking and dumping are built on it.
#include <stdlib.h>

#include "syntax/syntax.h"

Expr *unparen(Expr *e) {
	while (e->kind == AST_PAREN)
		e = as(ParenExpr, e)->x;
	return e;
}

/* Children */

typedef void (*ChildFn)(Node *n, void *ctx);

static void child_one(void *n, ChildFn fn, void *ctx) {
	if (n)
		fn(n, ctx);
}

static void child_list(void *v, uint32_t n, ChildFn fn, void *ctx) {
	Node **list = v;
	for (uint32_t i = 0; i < n; i++)
		fn(list[i], ctx);
}

#define ONE(n) child_one((n), fn, ctx)
#define ALL(vec) child_list((vec).v, (vec).n, fn, ctx)

static void children_of_expr(Node *n, ChildFn fn, void *ctx) {
	switch (n->kind) {
	case AST_COMPOSITE_LIT:
		ONE(as(CompositeLit, n)->type);
		ALL(as(CompositeLit, n)->elems);
		break;
	case AST_KEY_VALUE:
		ONE(as(KeyValueExpr, n)->key);
		ONE(as(KeyValueExpr, n)->value);
		break;
	case AST_FUNC_LIT:
		ONE(as(FuncLit, n)->type);
		ONE(as(FuncLit, n)->body);
		break;
	case AST_PAREN: ONE(as(ParenExpr, n)->x); break;
	case AST_SELECTOR:
		ONE(as(SelectorExpr, n)->x);
		ONE(as(SelectorExpr, n)->sel);
		break;
	case AST_INDEX:
		ONE(as(IndexExpr, n)->x);
		ALL(as(IndexExpr, n)->index);
		break;
	case AST_SLICE_EXPR:
		ONE(as(SliceExpr, n)->x);
		for (int i = 0; i < 3; i++)
			ONE(as(SliceExpr, n)->index[i]);
		break;
	case AST_TYPE_ASSERT:
		ONE(as(AssertExpr, n)->x);
		ONE(as(AssertExpr, n)->type);
		break;
	case AST_TYPE_SWITCH_GUARD:
		ONE(as(TypeSwitchGuard, n)->lhs);
		ONE(as(TypeSwitchGuard, n)->x);
		break;
	case AST_CALL:
		ONE(as(CallExpr, n)->fun);
		ALL(as(CallExpr, n)->args);
		break;
	case AST_UNARY: ONE(as(UnaryExpr, n)->x); break;
	case AST_STAR: ONE(as(StarExpr, n)->x); break;
	case AST_BINARY:
		ONE(as(BinaryExpr, n)->x);
		ONE(as(BinaryExpr, n)->y);
		break;
	case AST_LIST: ALL(as(ListExpr, n)->list); break;
	default: break;
	}
}

static void children_of_type(Node *n, ChildFn fn, void *ctx) {
	switch (n->kind) {
	case AST_ARRAY_TYPE:
		ONE(as(ArrayType, n)->len);
		ONE(as(ArrayType, n)->elem);
		break;
	case AST_SLICE_TYPE: ONE(as(SliceType, n)->elem); break;
	case AST_DOTS_TYPE: ONE(as(DotsType, n)->elem); break;
	case AST_STRUCT_TYPE: ALL(as(StructType, n)->fields); break;
	case AST_FUNC_TYPE:
		ALL(as(FuncType, n)->tparams);
		ALL(as(FuncType, n)->params);
		ALL(as(FuncType, n)->results);
		break;
	case AST_INTERFACE_TYPE: ALL(as(InterfaceType, n)->methods); break;
	case AST_MAP_TYPE:
		ONE(as(MapType, n)->key);
		ONE(as(MapType, n)->value);
		break;
	case AST_CHAN_TYPE: ONE(as(ChanType, n)->elem); break;
	default: break;
	}
}

static void children_of_simple_stmt(Node *n, ChildFn fn, void *ctx) {
	switch (n->kind) {
	case AST_EXPR_STMT: ONE(as(ExprStmt, n)->x); break;
	case AST_SEND_STMT:
		ONE(as(SendStmt, n)->chan);
		ONE(as(SendStmt, n)->value);
		break;
	case AST_ASSIGN_STMT:
		ONE(as(AssignStmt, n)->lhs);
		ONE(as(AssignStmt, n)->rhs);
		break;
	case AST_CALL_STMT: ONE(as(CallStmt, n)->call); break;
	case AST_RETURN_STMT: ONE(as(ReturnStmt, n)->results); break;
	case AST_BRANCH_STMT: ONE(as(BranchStmt, n)->label); break;
	case AST_LABELED_STMT:
		ONE(as(LabeledStmt, n)->label);
		ONE(as(LabeledStmt, n)->stmt);
		break;
	case AST_DECL_STMT: ALL(as(DeclStmt, n)->decls); break;
	default: break;
	}
}

static void children_of_compound_stmt(Node *n, ChildFn fn, void *ctx) {
	switch (n->kind) {
	case AST_BLOCK_STMT: ALL(as(BlockStmt, n)->list); break;
	case AST_IF_STMT:
		ONE(as(IfStmt, n)->init);
		ONE(as(IfStmt, n)->cond);
		ONE(as(IfStmt, n)->then);
		ONE(as(IfStmt, n)->els);
		break;
	case AST_SWITCH_STMT:
		ONE(as(SwitchStmt, n)->init);
		ONE(as(SwitchStmt, n)->tag);
		ALL(as(SwitchStmt, n)->body);
		break;
	case AST_CASE_CLAUSE:
		ALL(as(CaseClause, n)->cases);
		ALL(as(CaseClause, n)->body);
		break;
	case AST_SELECT_STMT: ALL(as(SelectStmt, n)->body); break;
	case AST_COMM_CLAUSE:
		ONE(as(CommClause, n)->comm);
		ALL(as(CommClause, n)->body);
		break;
	case AST_FOR_STMT:
		ONE(as(ForStmt, n)->init);
		ONE(as(ForStmt, n)->cond);
		ONE(as(ForStmt, n)->post);
		ONE(as(ForStmt, n)->body);
		break;
	case AST_RANGE_STMT:
		ONE(as(RangeStmt, n)->key);
		ONE(as(RangeStmt, n)->value);
		ONE(as(RangeStmt, n)->extra);
		ONE(as(RangeStmt, n)->x);
		ONE(as(RangeStmt, n)->body);
		break;
	default: break;
	}
}

static void children_of_decl(Node *n, ChildFn fn, void *ctx) {
	switch (n->kind) {
	case AST_IMPORT_DECL:
		ONE(as(ImportDecl, n)->local);
		ONE(as(ImportDecl, n)->path);
		break;
	case AST_CONST_DECL:
		ALL(as(ConstDecl, n)->names);
		ONE(as(ConstDecl, n)->type);
		ONE(as(ConstDecl, n)->values);
		break;
	case AST_TYPE_DECL:
		ONE(as(TypeDecl, n)->name);
		ALL(as(TypeDecl, n)->tparams);
		ONE(as(TypeDecl, n)->type);
		break;
	case AST_VAR_DECL:
		ALL(as(VarDecl, n)->names);
		ONE(as(VarDecl, n)->type);
		ONE(as(VarDecl, n)->values);
		break;
	case AST_FUNC_DECL:
		ONE(as(FuncDecl, n)->recv);
		ONE(as(FuncDecl, n)->name);
		ONE(as(FuncDecl, n)->type);
		ONE(as(FuncDecl, n)->body);
		break;
	case AST_FIELD:
		ONE(as(Field, n)->name);
		ONE(as(Field, n)->type);
		ONE(as(Field, n)->tag);
		break;
	default: break;
	}
}

void node_children(Node *n, void (*fn)(Node *child, void *ctx), void *ctx) {
	if (n->kind < AST_ARRAY_TYPE)
		children_of_expr(n, fn, ctx);
	else if (n->kind <= AST_LAST_EXPR)
		children_of_type(n, fn, ctx);
	else if (n->kind > AST_LAST_STMT)
		children_of_decl(n, fn, ctx);
	else if (n->kind >= AST_BLOCK_STMT && n->kind < AST_LABELED_STMT)
		children_of_compound_stmt(n, fn, ctx);
	else
		children_of_simple_stmt(n, fn, ctx);
}

typedef struct Walk {
	bool (*fn)(Node *n, void *ctx);
	void *ctx;
} Walk;

static void walk_child(Node *n, void *ctx);

// Chains of binary operators are deep to the left: no recursion along that side.
static void walk_binary(BinaryExpr *top, Walk *w) {
	uint32_t n = 0, cap = 0;
	BinaryExpr **chain = NULL;
	Node *left = &top->n;
	bool into = true;
	while (into && left->kind == AST_BINARY) {
		if (n == cap) {
			cap = cap ? cap * 2 : 16;
			chain = realloc(chain, cap * sizeof(*chain));
			if (!chain)
				fatal("out of memory");
		}
		chain[n++] = as(BinaryExpr, left);
		left = chain[n - 1]->x;
		if (left->kind == AST_BINARY)
			into = w->fn(left, w->ctx);
	}
	if (left->kind != AST_BINARY)
		walk_child(left, w);
	while (n > 0)
		walk_child(chain[--n]->y, w);
	free(chain);
}

static void walk_child(Node *n, void *ctx) {
	Walk *w = ctx;
	if (!w->fn(n, w->ctx))
		return;
	if (n->kind == AST_BINARY)
		walk_binary(as(BinaryExpr, n), w);
	else
		node_children(n, walk_child, w);
}

void node_walk(Node *n, bool (*fn)(Node *n, void *ctx), void *ctx) {
	Walk w = {fn, ctx};
	if (n)
		walk_child(n, &w);
}

/* Ends */

// The child at which n starts; NULL: n starts at its own position.
static const Node *start_child(const Node *n) {
	switch (n->kind) {
	case AST_COMPOSITE_LIT: return as(const CompositeLit, n)->type;
	case AST_KEY_VALUE: return as(const KeyValueExpr, n)->key;
	case AST_SELECTOR: return as(const SelectorExpr, n)->x;
	case AST_INDEX: return as(const IndexExpr, n)->x;
	case AST_TYPE_ASSERT: return as(const AssertExpr, n)->x;
	case AST_TYPE_SWITCH_GUARD: {
		const TypeSwitchGuard *g = as(const TypeSwitchGuard, n);
		return g->lhs ? &g->lhs->n : g->x;
	}
	case AST_BINARY: return as(const BinaryExpr, n)->x;
	case AST_CALL: return as(const CallExpr, n)->fun;
	case AST_LIST:
		return as(const ListExpr, n)->list.n ? as(const ListExpr, n)->list.v[0] : NULL;
	case AST_SEND_STMT: return as(const SendStmt, n)->chan;
	case AST_ASSIGN_STMT: return as(const AssignStmt, n)->lhs;
	default: return NULL;
	}
}

Pos node_start(const Node *n) {
	for (const Node *c; (c = start_child(n)) != NULL;)
		n = c;
	return n->pos;
}

#define LAST(vec) ((vec).n ? (const Node *)(vec).v[(vec).n - 1] : NULL)

static const Node *first_of(const void *x, const void *y, const void *z) {
	return x ? x : y ? y : z;
}

// The child at whose end an expression ends, NULL: none, *pos is the end.
static const Node *end_of_expr(const Node *n, Pos *pos) {
	switch (n->kind) {
	case AST_NAME: *pos += as(const NameExpr, n)->name->len; return NULL;
	case AST_BASIC_LIT: *pos += as(const BasicLit, n)->len; return NULL;
	case AST_COMPOSITE_LIT: *pos = as(const CompositeLit, n)->rbrace; return NULL;
	case AST_KEY_VALUE: return as(const KeyValueExpr, n)->value;
	case AST_FUNC_LIT: return &as(const FuncLit, n)->body->n;
	case AST_PAREN: return as(const ParenExpr, n)->x;
	case AST_SELECTOR: return &as(const SelectorExpr, n)->sel->n;
	case AST_INDEX: return LAST(as(const IndexExpr, n)->index);
	case AST_SLICE_EXPR: return as(const SliceExpr, n)->x;
	case AST_TYPE_ASSERT: return as(const AssertExpr, n)->type;
	case AST_TYPE_SWITCH_GUARD: return as(const TypeSwitchGuard, n)->x;
	case AST_CALL:
		return first_of(
			LAST(as(const CallExpr, n)->args), as(const CallExpr, n)->fun, NULL);
	case AST_UNARY: return as(const UnaryExpr, n)->x;
	case AST_STAR: return as(const StarExpr, n)->x;
	case AST_BINARY: return as(const BinaryExpr, n)->y;
	case AST_LIST: return LAST(as(const ListExpr, n)->list);
	case AST_ARRAY_TYPE: return as(const ArrayType, n)->elem;
	case AST_SLICE_TYPE: return as(const SliceType, n)->elem;
	case AST_DOTS_TYPE: return as(const DotsType, n)->elem;
	case AST_STRUCT_TYPE: return LAST(as(const StructType, n)->fields);
	case AST_FUNC_TYPE:
		return first_of(LAST(as(const FuncType, n)->results),
			LAST(as(const FuncType, n)->params), NULL);
	case AST_INTERFACE_TYPE: return LAST(as(const InterfaceType, n)->methods);
	case AST_MAP_TYPE: return as(const MapType, n)->value;
	case AST_CHAN_TYPE: return as(const ChanType, n)->elem;
	default: return NULL;
	}
}

static const Node *end_of_stmt(const Node *n, Pos *pos) {
	switch (n->kind) {
	case AST_EXPR_STMT: return as(const ExprStmt, n)->x;
	case AST_SEND_STMT: return as(const SendStmt, n)->value;
	case AST_ASSIGN_STMT:
		if (!as(const AssignStmt, n)->rhs)
			*pos = node_end(as(const AssignStmt, n)->lhs) + 2;
		return as(const AssignStmt, n)->rhs;
	case AST_CALL_STMT: return as(const CallStmt, n)->call;
	case AST_RETURN_STMT: return as(const ReturnStmt, n)->results;
	case AST_BRANCH_STMT: return (const Node *)as(const BranchStmt, n)->label;
	case AST_BLOCK_STMT: *pos = as(const BlockStmt, n)->rbrace; return NULL;
	case AST_IF_STMT:
		return first_of(as(const IfStmt, n)->els, as(const IfStmt, n)->then, NULL);
	case AST_SWITCH_STMT: *pos = as(const SwitchStmt, n)->rbrace; return NULL;
	case AST_CASE_CLAUSE:
		*pos = as(const CaseClause, n)->colon;
		return LAST(as(const CaseClause, n)->body);
	case AST_SELECT_STMT: *pos = as(const SelectStmt, n)->rbrace; return NULL;
	case AST_COMM_CLAUSE:
		*pos = as(const CommClause, n)->colon;
		return LAST(as(const CommClause, n)->body);
	case AST_FOR_STMT: return &as(const ForStmt, n)->body->n;
	case AST_RANGE_STMT: return &as(const RangeStmt, n)->body->n;
	case AST_LABELED_STMT: return as(const LabeledStmt, n)->stmt;
	case AST_DECL_STMT: return LAST(as(const DeclStmt, n)->decls);
	default: return NULL;
	}
}

static const Node *end_of_decl(const Node *n) {
	switch (n->kind) {
	case AST_IMPORT_DECL: return &as(const ImportDecl, n)->path->n;
	case AST_CONST_DECL: {
		const ConstDecl *d = as(const ConstDecl, n);
		return first_of(d->values, d->type, LAST(d->names));
	}
	case AST_TYPE_DECL: return as(const TypeDecl, n)->type;
	case AST_VAR_DECL: {
		const VarDecl *d = as(const VarDecl, n);
		return first_of(d->values, d->type, LAST(d->names));
	}
	case AST_FUNC_DECL:
		return first_of(as(const FuncDecl, n)->body, as(const FuncDecl, n)->type, NULL);
	case AST_FIELD: return first_of(as(const Field, n)->type, as(const Field, n)->name, NULL);
	default: return NULL;
	}
}

Pos node_end(const Node *n) {
	for (;;) {
		Pos pos = n->pos;
		const Node *c = n->kind <= AST_LAST_EXPR   ? end_of_expr(n, &pos)
				: n->kind <= AST_LAST_STMT ? end_of_stmt(n, &pos)
							   : end_of_decl(n);
		if (!c)
			return pos;
		n = c;
	}
}
