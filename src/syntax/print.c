// print.c: trees as text: expressions as the official compiler shows them in messages, and the dump
// of -d=ast.
//
// Messages show expressions on one line, function bodies and the elements of composite literals as
// "…", with the parentheses the parser kept.
#include "syntax/syntax.h"

#define MAX_PRINT_DEPTH 1000 // what lies deeper is shown as "…"

typedef struct Printer {
	Arena *a;
	Buf *b;
	int depth;
} Printer;

static void print_expr(Printer *p, const Expr *e);

static void put(Printer *p, const char *s) {
	buf_puts(p->a, p->b, s);
}

static void print_list(Printer *p, const ExprVec *v) {
	for (uint32_t i = 0; i < v->n; i++) {
		if (i > 0)
			put(p, ", ");
		print_expr(p, v->v[i]);
	}
}

static void print_params(Printer *p, const FieldVec *v, const char *open, const char *close) {
	put(p, open);
	for (uint32_t i = 0; i < v->n; i++) {
		const Field *f = v->v[i];
		if (i > 0)
			put(p, ", ");
		if (f->name) {
			put(p, f->name->name->s);
			if (i + 1 < v->n && v->v[i + 1]->name && v->v[i + 1]->type == f->type)
				continue;
			put(p, " ");
		}
		print_expr(p, f->type);
	}
	put(p, close);
}

static void print_signature(Printer *p, const FuncType *t) {
	print_params(p, &t->params, "(", ")");
	if (t->results.n == 0)
		return;
	put(p, " ");
	if (t->results.n == 1 && !t->results.v[0]->name)
		print_expr(p, t->results.v[0]->type);
	else
		print_params(p, &t->results, "(", ")");
}

static void print_fields(Printer *p, const FieldVec *v) {
	for (uint32_t i = 0; i < v->n; i++) {
		const Field *f = v->v[i];
		bool more = f->name && i + 1 < v->n && v->v[i + 1]->name &&
			    v->v[i + 1]->type == f->type;
		if (f->name) {
			put(p, f->name->name->s);
			put(p, more ? ", " : " ");
		}
		if (more)
			continue;
		print_expr(p, f->type);
		if (f->tag) {
			put(p, " ");
			buf_write(p->a, p->b, f->tag->text, f->tag->len);
		}
		if (i + 1 < v->n)
			put(p, "; ");
	}
}

static void print_methods(Printer *p, const FieldVec *v) {
	for (uint32_t i = 0; i < v->n; i++) {
		const Field *f = v->v[i];
		if (i > 0)
			put(p, "; ");
		if (f->name) {
			put(p, f->name->name->s);
			print_signature(p, as(const FuncType, f->type));
		} else {
			print_expr(p, f->type);
		}
	}
}

static void print_chan(Printer *p, const ChanType *c) {
	bool paren = c->dir == CHAN_BOTH && c->elem->kind == AST_CHAN_TYPE &&
		     as(const ChanType, c->elem)->dir == CHAN_RECV;
	put(p, c->dir == CHAN_RECV ? "<-chan " : c->dir == CHAN_SEND ? "chan<- " : "chan ");
	put(p, paren ? "(" : "");
	print_expr(p, c->elem);
	put(p, paren ? ")" : "");
}

static void print_type(Printer *p, const Expr *e) {
	switch (e->kind) {
	case AST_ARRAY_TYPE:
		put(p, "[");
		if (as(const ArrayType, e)->len)
			print_expr(p, as(const ArrayType, e)->len);
		else
			put(p, "...");
		put(p, "]");
		print_expr(p, as(const ArrayType, e)->elem);
		break;
	case AST_SLICE_TYPE:
		put(p, "[]");
		print_expr(p, as(const SliceType, e)->elem);
		break;
	case AST_DOTS_TYPE:
		put(p, "...");
		print_expr(p, as(const DotsType, e)->elem);
		break;
	case AST_STRUCT_TYPE:
		put(p, "struct{");
		print_fields(p, &as(const StructType, e)->fields);
		put(p, "}");
		break;
	case AST_FUNC_TYPE:
		put(p, "func");
		print_signature(p, as(const FuncType, e));
		break;
	case AST_INTERFACE_TYPE:
		put(p, "interface{");
		print_methods(p, &as(const InterfaceType, e)->methods);
		put(p, "}");
		break;
	case AST_MAP_TYPE:
		put(p, "map[");
		print_expr(p, as(const MapType, e)->key);
		put(p, "]");
		print_expr(p, as(const MapType, e)->value);
		break;
	case AST_CHAN_TYPE: print_chan(p, as(const ChanType, e)); break;
	default: ice("print_type: kind %d", e->kind);
	}
}

static void print_slice(Printer *p, const SliceExpr *s) {
	print_expr(p, s->x);
	put(p, "[");
	if (s->index[0])
		print_expr(p, s->index[0]);
	put(p, ":");
	if (s->index[1])
		print_expr(p, s->index[1]);
	if (s->index[2]) {
		put(p, ":");
		print_expr(p, s->index[2]);
	}
	put(p, "]");
}

static void print_call(Printer *p, const CallExpr *c) {
	print_expr(p, c->fun);
	put(p, "(");
	print_list(p, &c->args);
	put(p, c->has_dots ? "...)" : ")");
}

static void print_composite(Printer *p, const CompositeLit *c) {
	if (c->type)
		print_expr(p, c->type);
	put(p, c->elems.n ? "{…}" : "{}");
}

static void print_guard(Printer *p, const TypeSwitchGuard *g) {
	if (g->lhs) {
		put(p, g->lhs->name->s);
		put(p, " := ");
	}
	print_expr(p, g->x);
	put(p, ".(type)");
}

static void print_value(Printer *p, const Expr *e) {
	switch (e->kind) {
	case AST_BAD_EXPR: put(p, "<bad expr>"); break;
	case AST_NAME: put(p, as(const NameExpr, e)->name->s); break;
	case AST_BASIC_LIT:
		buf_write(p->a, p->b, as(const BasicLit, e)->text, as(const BasicLit, e)->len);
		break;
	case AST_COMPOSITE_LIT: print_composite(p, as(const CompositeLit, e)); break;
	case AST_KEY_VALUE:
		print_expr(p, as(const KeyValueExpr, e)->key);
		put(p, ": ");
		print_expr(p, as(const KeyValueExpr, e)->value);
		break;
	case AST_FUNC_LIT:
		print_expr(p, (const Expr *)as(const FuncLit, e)->type);
		put(p, as(const FuncLit, e)->body->list.n ? " {…}" : " {}");
		break;
	case AST_PAREN:
		put(p, "(");
		print_expr(p, as(const ParenExpr, e)->x);
		put(p, ")");
		break;
	case AST_SELECTOR:
		print_expr(p, as(const SelectorExpr, e)->x);
		put(p, ".");
		put(p, as(const SelectorExpr, e)->sel->name->s);
		break;
	case AST_INDEX:
		print_expr(p, as(const IndexExpr, e)->x);
		put(p, "[");
		print_list(p, &as(const IndexExpr, e)->index);
		put(p, "]");
		break;
	case AST_SLICE_EXPR: print_slice(p, as(const SliceExpr, e)); break;
	case AST_TYPE_ASSERT:
		print_expr(p, as(const AssertExpr, e)->x);
		put(p, ".(");
		print_expr(p, as(const AssertExpr, e)->type);
		put(p, ")");
		break;
	case AST_TYPE_SWITCH_GUARD: print_guard(p, as(const TypeSwitchGuard, e)); break;
	case AST_CALL: print_call(p, as(const CallExpr, e)); break;
	case AST_UNARY:
		put(p, oper_text(as(const UnaryExpr, e)->op));
		print_expr(p, as(const UnaryExpr, e)->x);
		break;
	case AST_STAR:
		put(p, "*");
		print_expr(p, as(const StarExpr, e)->x);
		break;
	case AST_BINARY:
		print_expr(p, as(const BinaryExpr, e)->x);
		buf_printf(p->a, p->b, " %s ", oper_text(as(const BinaryExpr, e)->op));
		print_expr(p, as(const BinaryExpr, e)->y);
		break;
	case AST_LIST: print_list(p, &as(const ListExpr, e)->list); break;
	default: print_type(p, e);
	}
}

static void print_expr(Printer *p, const Expr *e) {
	if (!e)
		return;
	if (p->depth >= MAX_PRINT_DEPTH) {
		put(p, "…");
		return;
	}
	p->depth++;
	print_value(p, e);
	p->depth--;
}

void expr_write(Arena *a, Buf *b, const Expr *e) {
	Printer p = {.a = a, .b = b};
	print_expr(&p, e);
}

const char *expr_string(Arena *a, const Expr *e) {
	Buf b = {0};
	expr_write(a, &b, e);
	return buf_cstr(a, &b);
}

const char *stmt_string(Arena *a, const Stmt *s) {
	Buf b = {0};
	switch (s->kind) {
	case AST_EXPR_STMT: expr_write(a, &b, as(const ExprStmt, s)->x); break;
	case AST_SEND_STMT:
		expr_write(a, &b, as(const SendStmt, s)->chan);
		buf_puts(a, &b, " <- ");
		expr_write(a, &b, as(const SendStmt, s)->value);
		break;
	case AST_ASSIGN_STMT: {
		const AssignStmt *x = as(const AssignStmt, s);
		const char *op = oper_text(x->op);
		expr_write(a, &b, x->lhs);
		if (!x->rhs)
			buf_printf(a, &b, "%s%s", op, op);
		else
			buf_printf(a, &b, " %s= ", x->define ? ":" : op);
		expr_write(a, &b, x->rhs);
		break;
	}
	case AST_RANGE_STMT:
		buf_puts(a, &b, "range ");
		expr_write(a, &b, as(const RangeStmt, s)->x);
		break;
	default: buf_puts(a, &b, "statement");
	}
	return buf_cstr(a, &b);
}

/* Dump */

typedef struct Dump {
	FILE *to;
	const SourceFile *src;
	int depth;
} Dump;

static void dump_place(Dump *d, Pos pos) {
	uint32_t offset = pos - d->src->base, lo = 0, hi = d->src->lines.n;
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (d->src->lines.v[mid] <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	fprintf(d->to, "%u:%u", lo, offset - d->src->lines.v[lo - 1] + 1);
}

static void dump_details(Dump *d, const Node *n) {
	switch (n->kind) {
	case AST_NAME: fprintf(d->to, " %s", as(const NameExpr, n)->name->s); break;
	case AST_BASIC_LIT:
		fprintf(d->to, " %.*s", (int)as(const BasicLit, n)->len,
			as(const BasicLit, n)->text);
		break;
	case AST_UNARY: fprintf(d->to, " %s", oper_text(as(const UnaryExpr, n)->op)); break;
	case AST_BINARY: fprintf(d->to, " %s", oper_text(as(const BinaryExpr, n)->op)); break;
	case AST_ASSIGN_STMT: {
		const AssignStmt *s = as(const AssignStmt, n);
		const char *op = oper_text(s->op);
		fprintf(d->to, s->rhs ? " %s=" : " %s%s", s->define ? ":" : op, op);
		break;
	}
	case AST_CALL: fputs(as(const CallExpr, n)->has_dots ? " ..." : "", d->to); break;
	case AST_CHAN_TYPE: {
		static const char *const dirs[] = {"", " send", " receive"};
		fputs(dirs[as(const ChanType, n)->dir], d->to);
		break;
	}
	case AST_CALL_STMT: fprintf(d->to, " %s", token_text(as(const CallStmt, n)->tok)); break;
	case AST_BRANCH_STMT:
		fprintf(d->to, " %s", token_text(as(const BranchStmt, n)->tok));
		break;
	case AST_TYPE_DECL: fputs(as(const TypeDecl, n)->alias ? " alias" : "", d->to); break;
	case AST_RANGE_STMT: fputs(as(const RangeStmt, n)->define ? " :=" : "", d->to); break;
	default: break;
	}
}

static void dump_node(Node *n, void *ctx) {
	static const char *const names[] = {
#define X(kind, type) #type,
		NODE_KINDS(X)
#undef X
	};
	Dump *d = ctx;
	if (d->depth >= MAX_PRINT_DEPTH)
		return;
	fprintf(d->to, "%*s%s #%u ", d->depth * 2, "", names[n->kind], n->id);
	dump_place(d, n->pos);
	dump_details(d, n);
	fputc('\n', d->to);
	d->depth++;
	node_children(n, dump_node, d);
	d->depth--;
}

void ast_dump(FILE *to, const File *f) {
	Dump d = {.to = to, .src = f->src};
	fprintf(to, "File %s package %s\n", f->src->shown, f->pkg_name->name->s);
	d.depth = 1;
	for (uint32_t i = 0; i < f->decls.n; i++)
		dump_node(f->decls.v[i], &d);
}
