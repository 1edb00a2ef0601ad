// remark.c: what passes decided, as `file:line:column: text`, for -gcflags=-m.
//
// Only about functions that the user wrote and positions in them: what was inlined is remarked on
// where it comes from.
#include "opt/opt.h"

// Names of f's own package are written without it, as gc does.
static const char *remark_name(const Func *f, const char *name) {
	const char *dot = strrchr(f->go_name ? f->go_name : "", '/');
	const char *end = f->go_name ? strchr(dot ? dot : f->go_name, '.') : NULL;
	size_t n = end ? (size_t)(end - f->go_name) + 1 : 0;
	return n && strncmp(name, f->go_name, n) == 0 ? name + n : name;
}

void remark(const Func *f, const Value *v, const char *what, const char *name) {
	FILE *to = f->module->remarks;
	if (!to || v->inl || v->pos == NO_POS || !f->sym->pkg || f->sym->pkg->in_goroot ||
		f->flags & (FUNC_FOREIGN | FUNC_WRAPPER))
		return;
	Place p = pos_resolve(f->module->s->sources, v->pos);
	if (!p.file)
		return;
	fprintf(to, "%s:%u:%u: %s%s%s\n", p.file->shown, p.line, p.col, what, name ? " " : "",
		name ? remark_name(f, name) : "");
}
