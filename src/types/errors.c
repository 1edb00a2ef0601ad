// errors.c: reporting, language versions, and the descriptions of operands in messages.
#include "types/core.h"

#include <stdlib.h>

const char *pos_str(Checker *c, Pos pos) {
	Place p = pos_resolve(c->s->sources, pos);
	if (!p.path)
		return "-";
	if (!p.col)
		return arena_printf(c->a, "%s:%u", p.path, p.line);
	return arena_printf(c->a, "%s:%u:%u", p.path, p.line, p.col);
}

// The length of msg without the lines that add to it ("\n\thave (int)", "\n\tx.go:3:4: other
// declaration of x").
static size_t err_main_part(const char *msg) {
	const char *p = strstr(msg, "\n\t");
	while (p && p[2] == '\t')
		p = strstr(p + 1, "\n\t");
	return p ? (size_t)(p - msg) : strlen(msg);
}

// Messages about what is invalid already follow from an earlier error.
static bool err_is_consequence(Checker *c, const char *msg) {
	if (!diags_count(c->s->diags))
		return false;
	const char *a = strstr(msg, "invalid operand"), *b = strstr(msg, "invalid type");
	if (!a && !b)
		return false;
	const char *end = msg + err_main_part(msg);
	return (a && a > msg && a < end) || (b && b > msg && b < end);
}

// "requires go1.N or later" is followed by what set the version.
static const char *err_version_hint(Checker *c, const char *msg) {
	const char *p = strstr(msg, "requires go1.");
	if (!p)
		return "";
	p += strcspn(p + 13, " ") + 13;
	if (strncmp(p, " or later", 9) != 0)
		return "";
	const char *file = c->env.file ? c->env.file->go_version : NULL;
	if (file && c->env.go_version && strcmp(file, c->env.go_version) == 0)
		return arena_printf(c->a, " (file declares //go:build %s)", file);
	const char *lang = c->cfg.go_version ? c->cfg.go_version
			   : c->env.pkg	     ? c->env.pkg->go_version
					     : NULL;
	return lang ? arena_printf(c->a, " (-lang was set to %s; check go.mod)", lang) : "";
}

static void err_report(Checker *c, DiagKind kind, Pos pos, const char *fmt, va_list args) {
	Buf b = {0};
	char small[512];
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(small, sizeof small, fmt, args);
	if (n < (int)sizeof small) {
		buf_puts(c->a, &b, small);
	} else {
		vec_grow(c->a, &b, 1, (uint32_t)n + 1);
		vsnprintf(b.v, (size_t)n + 1, fmt, again);
		b.n = (uint32_t)n;
	}
	va_end(again);
	buf_puts(c->a, &b, err_version_hint(c, buf_cstr(c->a, &b)));
	if (err_is_consequence(c, buf_cstr(c->a, &b)))
		return;
	diag_report(c->s->diags, kind, c->env.err_pos ? c->env.err_pos : pos, b.v);
	hint_words(c, b.v);
}

void check_error(Checker *c, Pos pos, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	err_report(c, DIAG_ERROR, pos, fmt, args);
	va_end(args);
}

void check_error_at(Checker *c, const Node *n, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	err_report(c, DIAG_ERROR, n ? node_start(n) : NO_POS, fmt, args);
	va_end(args);
}

void check_soft_error(Checker *c, Pos pos, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	err_report(c, DIAG_SOFT, pos, fmt, args);
	va_end(args);
}

const char *expr_str(Checker *c, const Expr *e) {
	return expr_string(c->a, e);
}

/* Versions: "go1.21" and so on */

static bool ver_parse(const char *v, long *major, long *minor) {
	if (!v || strncmp(v, "go", 2) != 0)
		return false;
	char *end;
	*major = strtol(v + 2, &end, 10);
	*minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
	return true;
}

bool check_allow_version(Checker *c, const char *version) {
	long have_major, have_minor, major, minor;
	if (!ver_parse(c->env.go_version, &have_major, &have_minor) ||
		!ver_parse(version, &major, &minor))
		return true;
	return have_major > major || (have_major == major && have_minor >= minor);
}

void check_version_error(Checker *c, Pos pos, const char *version, const char *feature) {
	check_error(c, pos, "%s requires %s or later", feature, version);
}

bool check_verify_version(Checker *c, Pos pos, const char *version, const char *fmt, ...) {
	if (check_allow_version(c, version))
		return true;
	va_list args;
	va_start(args, fmt);
	char feature[512];
	vsnprintf(feature, sizeof feature, fmt, args);
	va_end(args);
	check_version_error(c, pos, version, feature);
	return false;
}

/* Operands */

static const char *const mode_words[] = {
	[MODE_INVALID] = "invalid operand",
	[MODE_NO_VALUE] = "no value",
	[MODE_BUILTIN] = "built-in",
	[MODE_TYPE] = "type",
	[MODE_CONST] = "constant",
	[MODE_VAR] = "variable",
	[MODE_MAP_INDEX] = "map index expression",
	[MODE_VALUE] = "value",
	[MODE_NIL] = "nil",
	[MODE_COMMA_OK] = "comma, ok expression",
	[MODE_CGO] = "cgo function",
};

const char *type_kind_word(Checker *c, Type *t) {
	static const char *const words[TY_COUNT] = {
		[TY_ARRAY] = "array",
		[TY_SLICE] = "slice",
		[TY_STRUCT] = "struct",
		[TY_POINTER] = "pointer",
		[TY_SIGNATURE] = "func",
		[TY_INTERFACE] = "interface",
		[TY_MAP] = "map",
		[TY_CHAN] = "chan",
		[TY_TUPLE] = "tuple",
		[TY_UNION] = "union",
	};
	const char *w = words[type_underlying(c, t)->kind];
	return w ? w : "";
}

static const char *op_nil(Checker *c, const Operand *x) {
	if (!x->type || x->type->kind == TY_INVALID)
		return "nil (with invalid type)";
	if (x->type->kind == TY_UNTYPED_NIL)
		return "nil";
	return arena_printf(c->a, "nil (of type %s)", type_str(c, x->type));
}

// " of struct type T constrained by C"
static void op_type(Checker *c, Buf *b, Type *t) {
	if (!type_is_valid(t)) {
		buf_puts(c->a, b, " with invalid type");
		return;
	}
	buf_puts(c->a, b, type_is_generic(t) ? " of generic " : " of ");
	Type *u = type_unalias(t);
	bool is_param = u->kind == TY_TYPE_PARAM;
	if (!is_param && (t->kind == TY_ALIAS || t->kind == TY_NAMED)) {
		const char *what = type_kind_word(c, t);
		Type *under = type_underlying(c, t);
		if (!*what && under->kind <= TY_UNTYPED_NIL)
			what = ((BasicType *)under)->name;
		buf_printf(c->a, b, "%s ", what);
	}
	buf_printf(c->a, b, "type %s", type_str(c, t));
	if (!is_param)
		return;
	TypeParamT *tp = (TypeParamT *)u;
	buf_printf(c->a, b, " constrained by %s", type_str(c, tp->bound));
	Type *bound = tp->bound ? type_underlying(c, tp->bound) : NULL;
	if (bound && bound->kind == TY_INTERFACE && ((InterfaceT *)bound)->tset &&
		typeset_is_empty(c, (InterfaceT *)bound))
		buf_puts(c->a, b, " with empty type set");
}

static const char *op_expr(Checker *c, const Operand *x) {
	if (x->expr)
		return expr_str(c, x->expr);
	if (x->mode == MODE_TYPE)
		return type_str(c, x->type);
	if (x->mode == MODE_CONST)
		return const_string(c->s, x->val);
	return "";
}

const char *operand_string(Checker *c, const Operand *x) {
	if (x->mode == MODE_NIL ||
		(x->mode == MODE_VALUE && x->type && x->type->kind == TY_UNTYPED_NIL))
		return op_nil(c, x);
	Buf b = {0};
	const char *expr = op_expr(c, x);
	if (*expr)
		buf_printf(c->a, &b, "%s (", expr);
	bool has_type = false;
	if (x->mode != MODE_INVALID && x->mode != MODE_NO_VALUE && x->mode != MODE_BUILTIN &&
		x->mode != MODE_TYPE && x->type) {
		has_type = !type_is_untyped(x->type);
		if (!has_type)
			buf_printf(c->a, &b, "%s ", ((BasicType *)x->type)->name);
	}
	buf_puts(c->a, &b, mode_words[x->mode]);
	if (x->mode == MODE_CONST && x->val) {
		const char *v = const_string(c->s, x->val);
		if (strcmp(v, expr) != 0)
			buf_printf(c->a, &b, " %s", v);
	}
	if (has_type)
		op_type(c, &b, x->type);
	if (*expr)
		buf_puts(c->a, &b, ")");
	return buf_cstr(c->a, &b);
}
