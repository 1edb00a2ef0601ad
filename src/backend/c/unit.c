// unit.c: a translation unit: prelude, declarations in order of first mention, functions, data.
#include "backend/c/emit.h"

static const char unit_prelude[] = "#include \"gen.h\"\n";
static const char *const unit_twice[] = {
#define LINK(name, c_symbol)
#define TWICE(c_symbol) #c_symbol,
#include "links.def"
};

// What this unit does not know the type of is declared by another C name, so that no header can
// contradict; the linker finds it, or drops the function that mentions it.
bool unit_is_known(const Sym *sym) {
	return (sym->kind == SYM_FUNC && sym->func && !(sym->func->flags & FUNC_FOREIGN)) ||
	       (sym->kind == SYM_DATA && sym->data);
}

static bool unit_returns_twice(const Sym *sym) {
	for (uint32_t i = 0; i < LEN(unit_twice); i++)
		if (strcmp(unit_twice[i], sym->name) == 0)
			return true;
	return false;
}

static void unit_declare(CEmit *e, Sym *sym) {
	if (e->seen[sym->index])
		return;
	e->seen[sym->index] = 1;
	if (!unit_is_known(sym)) {
		buf_printf(e->a, &e->decls, "extern void %sc$%s(void) __asm__(\"%s\");\n",
			unit_returns_twice(sym) ? "RT_TWICE " : "", sym->cname, sym->cname);
	} else if (sym->func) {
		cgen_prototype(e, &e->decls, sym->func, sym->cname, false);
		buf_puts(e->a, &e->decls, ";\n");
	} else if (sym->data->is_string) {
		cgen_data(e, sym->data);
	} else {
		buf_puts(e->a, &e->decls, "extern ");
		cdata_declarator(e, &e->decls, sym->data);
		buf_puts(e->a, &e->decls, ";\n");
	}
}

const char *cgen_name(CEmit *e, Sym *sym) {
	unit_declare(e, sym);
	return unit_is_known(sym) ? sym->cname : arena_printf(e->scratch, "c$%s", sym->cname);
}

void cgen_quote(CEmit *e, Buf *out, const char *s) {
	buf_puts(e->a, out, "\"");
	for (; *s; s++)
		buf_printf(e->a, out, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
	buf_puts(e->a, out, "\"");
}

static uint32_t unit_add_file(CEmit *e, const void *key, const char *path) {
	vec_push(e->a, &e->files, path);
	map_put(&e->file_index, key, (void *)(uintptr_t)e->files.n);
	return e->files.n;
}

// Slashes are hidden, so that the folder in front stays what it is.
static void unit_hide(CEmit *e, Buf *b, const char *s) {
	for (; *s; s++)
		vec_push(e->scratch, b, *s == '/' ? '\2' : *s);
}

static const char *unit_inlined_path(CEmit *e, Place p, uint32_t inl) {
	Buf b = {0};
	buf_puts(e->scratch, &b, place_path(p, e->scratch));
	for (; inl; inl = e->f->inlines.v[inl - 1].outer) {
		const Inlined *in = &e->f->inlines.v[inl - 1];
		const Func *g = in->callee;
		Place at = pos_resolve(e->m->s->sources, in->pos),
		      start = pos_resolve(e->m->s->sources, g->pos);
		buf_puts(e->scratch, &b, "\1");
		if (!(g->flags & FUNC_WRAPPER))
			unit_hide(e, &b, g->go_name ? g->go_name : g->sym->name);
		buf_printf(e->scratch, &b, "\1%u\1%u\1", start.line, at.line);
		if (at.file)
			unit_hide(e, &b, place_path(at, e->scratch));
	}
	return buf_cstr(e->scratch, &b);
}

uint32_t cgen_file_index(CEmit *e, Place p, uint32_t inl) {
	if (!inl) {
		uintptr_t known = (uintptr_t)map_get(&e->file_index, p.path);
		return known ? (uint32_t)known : unit_add_file(e, p.path, place_path(p, e->a));
	}
	if (inl == e->inl && p.path == e->inl_path)
		return e->inl_file;
	const Name *path = intern_str(e->m->s->names, unit_inlined_path(e, p, inl));
	uintptr_t known = (uintptr_t)map_get(&e->file_index, path);
	e->inl = inl;
	e->inl_path = p.path;
	e->inl_file = known ? (uint32_t)known : unit_add_file(e, path, path->s);
	return e->inl_file;
}

static void unit_init(CEmit *e, Module *m, Arena *a, CTier tier, Buf *out) {
	*e = (CEmit){.m = m, .a = a, .tier = tier, .out = out};
	const Sym *gc = map_get(&m->syms_by_name, intern_str(m->s->names, "runtime.GC"));
	e->collects = gc && gc->func;
	e->scratch = a;
	e->seen = NEW_ARRAY(a, uint8_t, m->syms.n + 1);
	map_init(&e->file_index, a);
}

// Fast tier: the paths that line records count from 1; rt/ finds the table by name.
static void unit_files(CEmit *e) {
	if (e->tier != CTIER_FAST)
		return;
	buf_puts(e->a, e->out, "const char *const seago_files[] = {\"\"");
	for (uint32_t i = 0; i < e->files.n; i++) {
		buf_puts(e->a, e->out, ",\n");
		cgen_quote(e, e->out, e->files.v[i]);
	}
	buf_printf(e->a, e->out, "};\nconst u64 seago_n_files = %u;\n", e->files.n + 1);
}

void cgen_unit(Module *m, Arena *a, const CUnit *unit, CTier tier, Buf *out) {
	CEmit e;
	Buf text = {0};
	unit_init(&e, m, a, tier, &text);
	for (uint32_t i = 0; i < unit->funcs.n; i++) {
		unit_declare(&e, unit->funcs.v[i]);
		cgen_func(&e, unit->funcs.v[i]->func);
	}
	for (uint32_t i = 0; i < unit->datas.n; i++)
		if (!unit->datas.v[i]->data->is_string) {
			unit_declare(&e, unit->datas.v[i]);
			cgen_data(&e, unit->datas.v[i]->data);
		}
	unit_files(&e);
	buf_puts(a, out, unit_prelude);
	buf_write(a, out, e.types.v, e.types.n);
	buf_write(a, out, e.decls.v, e.decls.n);
	buf_write(a, out, text.v, text.n);
}

void cgen_function(Module *m, Arena *a, Func *f, CTier tier, Buf *out) {
	CEmit e;
	Buf text = {0};
	unit_init(&e, m, a, tier, &text);
	cgen_func(&e, f);
	buf_write(a, out, e.types.v, e.types.n);
	buf_write(a, out, e.decls.v, e.decls.n);
	buf_write(a, out, text.v, text.n);
}
