// hint.c: what may help with an error, for people at a terminal: names that are spelt nearly so,
// the package of the library that a name stands for, and words for some common mistakes.
//
// Distance is that of Damerau and Levenshtein: letters put in, left out, replaced or swapped.
#include "types/core.h"

#include <stdlib.h>

#define HINT_MAX_NAME 40   // longer names are not compared
#define HINT_MAX_NAMES 3   // shown at most
#define HINT_MAX_ERRORS 20 // later ones get none: a wrong file must not cost a search each

typedef struct Near {
	const Name *to;
	uint32_t limit; // distance from which names are too far
	const char *v[HINT_MAX_NAMES];
	uint32_t distance[HINT_MAX_NAMES], n;
} Near;

static uint32_t hint_min(uint32_t a, uint32_t b) {
	return a < b ? a : b;
}

static uint32_t hint_distance(const char *a, uint32_t na, const char *b, uint32_t nb) {
	uint32_t rows[3][HINT_MAX_NAME + 1];
	for (uint32_t j = 0; j <= nb; j++)
		rows[0][j] = j;
	for (uint32_t i = 1; i <= na; i++) {
		uint32_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
		row[0] = i;
		for (uint32_t j = 1; j <= nb; j++) {
			uint32_t best = up[j - 1] + ((a[i - 1] | 0x20) != (b[j - 1] | 0x20));
			best = hint_min(best, hint_min(up[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = hint_min(best, up2[j - 2] + 1);
			row[j] = best;
		}
	}
	return rows[na % 3][nb];
}

static Near hint_begin(const Name *to) {
	return (Near){.to = to, .limit = to->len < 3 ? 0 : to->len < 6 ? 2 : 3};
}

// Keeps the nearest names, nearest first, those of equal distance by their bytes.
static void hint_consider(Near *n, const Name *name) {
	if (name == n->to || name->len > HINT_MAX_NAME || n->to->len > HINT_MAX_NAME ||
		name->len + n->limit < n->to->len || n->to->len + n->limit < name->len)
		return;
	uint32_t d = hint_distance(n->to->s, n->to->len, name->s, name->len);
	if (d >= n->limit || d >= name->len)
		return;
	uint32_t i = 0;
	for (; i < n->n; i++) {
		int order = strcmp(name->s, n->v[i]);
		if (order == 0)
			return;
		if (d < n->distance[i] || (d == n->distance[i] && order < 0))
			break;
	}
	if (i == HINT_MAX_NAMES)
		return;
	n->n += n->n < HINT_MAX_NAMES;
	for (uint32_t k = n->n - 1; k > i; k--) {
		n->v[k] = n->v[k - 1];
		n->distance[k] = n->distance[k - 1];
	}
	n->v[i] = name->s;
	n->distance[i] = d;
}

static void hint_scope(Near *n, const Scope *s, bool exported) {
	for (uint32_t i = 0; i < s->objs.cap; i++)
		if (s->objs.slots[i].key) {
			const Obj *o = s->objs.slots[i].val;
			if (!exported || name_exported(o->name))
				hint_consider(n, o->name);
		}
}

static bool hint_near(Checker *c, const Near *n) {
	if (!n->n)
		return false;
	Buf b = {0};
	buf_printf(c->a, &b, "did you mean %s", n->v[0]);
	for (uint32_t i = 1; i < n->n; i++)
		buf_printf(c->a, &b, "%s%s", i + 1 < n->n ? ", " : " or ", n->v[i]);
	buf_puts(c->a, &b, "?");
	diags_hint(c->s->diags, buf_cstr(c->a, &b));
	return true;
}

// Packages of the library that programs name most, by path.
static const char *const library[] = {"bufio", "bytes", "cmp", "context", "embed", "errors", "flag",
	"fmt", "io", "iter", "log", "maps", "math", "net", "os", "path", "reflect", "regexp",
	"runtime", "slices", "sort", "strconv", "strings", "sync", "syscall", "testing", "time",
	"unicode", "unique", "unsafe", "archive/tar", "archive/zip", "compress/gzip",
	"container/heap", "container/list", "crypto/md5", "crypto/rand", "crypto/sha1",
	"crypto/sha256", "crypto/tls", "database/sql", "encoding/base64", "encoding/binary",
	"encoding/csv", "encoding/gob", "encoding/hex", "encoding/json", "encoding/xml", "go/ast",
	"go/parser", "go/token", "hash/crc32", "html/template", "io/fs", "log/slog", "math/big",
	"math/bits", "math/cmplx", "math/rand", "net/http", "net/netip", "net/url", "os/exec",
	"os/signal", "os/user", "path/filepath", "runtime/debug", "runtime/pprof", "sync/atomic",
	"text/tabwriter", "text/template", "unicode/utf16", "unicode/utf8"};

static const char *hint_library(const char *name) {
	for (uint32_t i = 0; i < LEN(library); i++) {
		const char *slash = strrchr(library[i], '/');
		if (strcmp(slash ? slash + 1 : library[i], name) == 0)
			return library[i];
	}
	return NULL;
}

// What follows the name in the source: '.', '=' of an assignment, or something else.
static char hint_follows(Checker *c, const NameExpr *e) {
	Place at = pos_resolve_raw(c->s->sources, e->n.pos);
	if (!at.file)
		return 0;
	const char *p = at.file->text + (e->n.pos - at.file->base) + e->name->len;
	while (*p == ' ' || *p == '\t')
		p++;
	return *p == '=' && p[1] == '=' ? 0 : *p;
}

static bool hint_wanted(Checker *c) {
	return diags_count(c->s->diags) <= HINT_MAX_ERRORS;
}

void hint_undefined(Checker *c, const NameExpr *e) {
	if (!hint_wanted(c))
		return;
	char next = hint_follows(c, e);
	const char *path = next == '.' ? hint_library(e->name->s) : NULL;
	if (path) {
		diags_hint(c->s->diags, arena_printf(c->a, "import \"%s\" is missing", path));
		return;
	}
	Near n = hint_begin(e->name);
	for (const Scope *s = c->env.scope; s; s = s->parent)
		hint_scope(&n, s, false);
	if (!hint_near(c, &n) && next == '=')
		diags_hint(c->s->diags, arena_printf(c->a, ":= declares %s", e->name->s));
}

void hint_exported(Checker *c, const Scope *s, const Name *name) {
	if (!hint_wanted(c) || !s)
		return;
	Near n = hint_begin(name);
	hint_scope(&n, s, true);
	hint_near(c, &n);
}

static void hint_objs(Near *n, const ObjVec *v) {
	for (uint32_t i = 0; i < v->n; i++)
		hint_consider(n, v->v[i]->name);
}

void hint_member(Checker *c, Type *t, const Name *name) {
	if (!hint_wanted(c))
		return;
	bool is_ptr;
	Type *base = type_unalias(type_deref(t, &is_ptr));
	Near n = hint_begin(name);
	if (base->kind == TY_NAMED)
		hint_objs(&n, &((NamedT *)base)->origin->methods_);
	Type *u = type_underlying(c, base);
	if (u->kind == TY_STRUCT)
		hint_objs(&n, &((StructT *)u)->fields);
	else if (u->kind == TY_INTERFACE)
		hint_objs(&n, &interface_typeset(c, (InterfaceT *)u)->methods);
	hint_near(c, &n);
}

void hint_words(Checker *c, const char *msg) {
	static const struct {
		const char *part, *hint;
	} words[] = {
		{"has pointer receiver)",
			"only a pointer has this method: take the address with &"},
		{"no new variables on left side of :=", "= assigns to variables that are declared"},
		{"declared and not used: err", "if err != nil { ... }, or _ instead of err"},
		{"(value of type func", "a call is written with ()"},
		{"cannot use nil as string", "the empty string is \"\""},
		{"invalid operation: operator ! not defined on",
			"comparisons with zero are written out: x == 0"},
		{"non-boolean condition in",
			"conditions are written out: x != 0, p != nil, s != \"\""},
	};
	for (uint32_t i = 0; i < LEN(words); i++)
		if (strstr(msg, words[i].part)) {
			diags_hint(c->s->diags, words[i].hint);
			return;
		}
}
