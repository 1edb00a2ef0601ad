// dump.c: -d=types: what the checker found out about a package, as text.
//
// One line an expression, in order of the source, with its
// position, mode, type and constant value.
#include "types/check.h"

typedef struct Dump {
	FILE *to;
	Checker *c;
	Package *pkg;
} Dump;

static const char *dump_mode(Mode m) {
	switch (m) {
	case MODE_INVALID: return "invalid";
	case MODE_NO_VALUE: return "no value";
	case MODE_BUILTIN: return "built-in";
	case MODE_TYPE: return "type";
	case MODE_CONST: return "constant";
	case MODE_VAR: return "variable";
	case MODE_MAP_INDEX: return "map index";
	case MODE_VALUE: return "value";
	case MODE_NIL: return "nil";
	case MODE_COMMA_OK: return "comma, ok";
	case MODE_CGO: return "cgo";
	}
	return "?";
}

static bool dump_node(Node *n, void *ctx) {
	Dump *d = ctx;
	if (n->kind > AST_LAST_EXPR)
		return true;
	const TypeAndValue *tv = info_tv(d->pkg->info, n);
	if (!tv->type)
		return true;
	Place p = pos_resolve(d->c->s->sources, node_start(n));
	fprintf(d->to, "%s:%u:%u: %s: %s %s", p.path, p.line, p.col, expr_string(d->c->a, n),
		dump_mode((Mode)tv->mode), type_string(d->c, tv->type, d->pkg));
	if (tv->val)
		fprintf(d->to, " = %s", const_string(d->c->s, tv->val));
	fputc('\n', d->to);
	return true;
}

void types_dump(FILE *to, Checker *c, Package *pkg) {
	Dump d = {to, c, pkg};
	for (uint32_t i = 0; i < pkg->files.n; i++)
		for (uint32_t j = 0; j < pkg->files.v[i]->decls.n; j++)
			node_walk(pkg->files.v[i]->decls.v[j], dump_node, &d);
}
