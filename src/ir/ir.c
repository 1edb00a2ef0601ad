// ir.c: construction of modules, symbols, functions and values.
//
// Symbols are unique by link name. Values get dense ids in order of creation; blocks too. Nothing
// is ever freed singly: everything lives in the module's arena.
#include "ir/ir.h"

#include <ctype.h>

const OpInfo op_info[OP_COUNT] = {
#define SAME 0
#define BOOL 1
#define PTR 2
#define INT 3
#define FLOAT 4
#define ANY 5
#define NONE 6
#define OP(name, text, args, result, effects, doc)                                                 \
	[OP_##name] = {text, args, doc, result, EFFECT_##effects},
#include "ir/op.def"
#undef OP
#undef SAME
#undef BOOL
#undef PTR
#undef INT
#undef FLOAT
#undef ANY
#undef NONE
};

enum { STACK_LEAF, STACK_SYS, STACK_GO };
enum { FX_PURE, FX_ALLOC, FX_CALLS, FX_DIES };

const RtInfo rt_info[RT_COUNT] = {
#define RTCALL(name, result, args, stack, effects, doc)                                            \
	[RT_##name] = {#name, #result, args, STACK_##stack == STACK_LEAF,                          \
		STACK_##stack == STACK_GO, FX_##effects == FX_PURE, FX_##effects == FX_DIES,       \
		FX_##effects == FX_ALLOC},
#include "rtcall.def"
#undef RTCALL
};

uint32_t irtype_size(IRType t) {
	static const uint8_t sizes[IR_TYPE_COUNT] = {0, 1, 2, 4, 8, 4, 8, 8};
	return sizes[t];
}

const char *irtype_name(IRType t) {
	static const char *const names[IR_TYPE_COUNT] = {
		"void", "i8", "i16", "i32", "i64", "f32", "f64", "ptr"};
	return names[t];
}

Module *module_new(Session *s, Program *prog, Checker *c) {
	Module *m = NEW(s->arena, Module);
	m->s = s;
	m->prog = prog;
	m->checker = c;
	m->arena = s->arena;
	map_init(&m->syms_by_name, m->arena);
	return m;
}

static bool mangle_plain(char c) {
	return isalnum((unsigned char)c) || c == '_';
}

static bool mangle_is_identifier(const char *s) {
	while (mangle_plain(*s))
		s++;
	return !*s;
}

// Where the import path ends: at the first '.' after the last '/' that stands before any bracket or
// parenthesis.
static const char *mangle_path_end(const char *s) {
	const char *slash = NULL;
	for (const char *p = s; *p && *p != '[' && *p != '(' && *p != '*' && *p != ' '; p++)
		if (*p == '/')
			slash = p;
	const char *dot = strchr(slash ? slash : s, '.');
	return dot ? dot : s;
}

char *sym_mangle(Arena *a, const char *name) {
	if (mangle_is_identifier(name))
		return arena_strndup(a, name, strlen(name));
	char *out = arena_alloc(a, strlen(name) * 4 + 1), *o = out;
	const char *path_end = mangle_path_end(name);
	for (const char *p = name; *p; p++) {
		if (mangle_plain(*p)) {
			*o++ = *p;
		} else if (*p == '/' && p < path_end) {
			*o++ = '$', *o++ = '1';
		} else if (*p == '.' && p >= path_end) {
			*o++ = '$';
		} else {
			o += sprintf(o, "$0%02X", (unsigned char)*p);
		}
	}
	*o = 0;
	return out;
}

Sym *sym_get(Module *m, const char *link_name) {
	const Name *key = intern_str(m->s->names, link_name);
	Sym *sym = map_get(&m->syms_by_name, key);
	if (sym)
		return sym;
	sym = NEW(m->arena, Sym);
	sym->name = key->s;
	sym->cname = sym_mangle(m->arena, key->s);
	sym->index = m->syms.n;
	map_put(&m->syms_by_name, key, sym);
	vec_push(m->arena, &m->syms, sym);
	return sym;
}

Func *func_new(Module *m, Sym *sym) {
	assert_ir(!sym->func && "a symbol has one body");
	Func *f = NEW(m->arena, Func);
	f->sym = sym;
	f->module = m;
	f->arena = m->arena;
	f->n_values = 1;
	sym->kind = SYM_FUNC;
	sym->func = f;
	sym->defined = true;
	vec_push(m->arena, &m->funcs, sym);
	return f;
}

Block *block_new(Func *f) {
	Block *b = NEW(f->arena, Block);
	b->id = f->n_blocks++;
	b->func = f;
	vec_push(f->arena, &f->blocks, b);
	if (!f->entry)
		f->entry = b;
	return b;
}

Value *value_new(Func *f, Op op, IRType type, Pos pos, uint32_t n_args) {
	// The argument array lies behind the value: one allocation.
	Value *v = arena_alloc(f->arena, sizeof(Value) + n_args * sizeof(Value *));
	v->op = (uint8_t)op;
	v->type = (uint8_t)type;
	v->id = f->n_values++;
	v->n_args = n_args;
	v->pos = pos;
	v->args = (Value **)(v + 1);
	return v;
}

Value *value_append(Block *b, Value *v) {
	v->block = b;
	vec_push(b->func->arena, &b->ins, v);
	return v;
}

Var *var_new(Func *f, IRType type, const char *name) {
	Var *v = NEW(f->arena, Var);
	v->id = f->vars.n;
	v->type = type;
	v->name = name;
	v->home = f->at;
	vec_push(f->arena, &f->vars, v);
	return v;
}

Slot *slot_new(Func *f, uint64_t size, uint32_t align, const char *name) {
	Slot *s = NEW(f->arena, Slot);
	s->id = f->slots.n;
	s->size = size;
	s->align = align ? align : 1;
	s->name = name;
	s->home = f->at;
	vec_push(f->arena, &f->slots, s);
	return s;
}

Data *data_new(Module *m, Sym *sym, uint64_t size, uint32_t align) {
	assert_ir(!sym->data && "a symbol has one datum");
	Data *d = NEW(m->arena, Data);
	d->sym = sym;
	d->size = size;
	d->align = align ? align : 1;
	sym->kind = SYM_DATA;
	sym->data = d;
	sym->defined = true;
	vec_push(m->arena, &m->datas, sym);
	return d;
}

void data_reloc(Module *m, Data *d, uint64_t off, Sym *sym, int64_t addend) {
	assert_ir(off + 8 <= d->size && "relocation inside its datum");
	Reloc r = {off, sym, addend};
	vec_push(m->arena, &d->relocs, r);
	for (uint32_t i = d->relocs.n - 1; i > 0 && d->relocs.v[i - 1].off > off; i--) {
		d->relocs.v[i] = d->relocs.v[i - 1];
		d->relocs.v[i - 1] = r;
	}
}

// The link name holds the length and a hash of the content twice over: 128 bits tell contents
// apart.
Sym *sym_string(Module *m, const char *p, uint64_t len) {
	char name[64];
	snprintf(name, sizeof name, "str_%llx_%016llx%016llx", (unsigned long long)len,
		(unsigned long long)hash_bytes(p, len, 1),
		(unsigned long long)hash_bytes(p, len, 2));
	Sym *sym = sym_get(m, name);
	if (sym->data)
		return sym;
	Data *d = data_new(m, sym, len, 1);
	d->bytes = arena_alloc(m->arena, len + 1);
	memcpy(d->bytes, p, len);
	d->readonly = d->is_string = true;
	return sym;
}
