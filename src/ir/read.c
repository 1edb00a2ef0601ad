// read.c: reads the text form that print.c writes, so that a pass can be tested alone.
//
// One line a value; values and blocks are named by number and may be used before the line that
// defines them (phis, jumps): they are made when first mentioned. Every mistake is reported with
// its position; nothing is trusted.
#include "ir/ir.h"

#include <setjmp.h>
#include <stdlib.h>

typedef struct Read {
	Module *m;
	SourceFile *src;
	const char *p, *end;
	Func *f;
	VEC(Value *) values; // by number in the text
	VEC(Block *) blocks;
	jmp_buf fail;
} Read;

static NORETURN void read_fail(Read *r, const char *what) {
	diag_error(r->m->s->diags, r->src->base + (Pos)(r->p - r->src->text), "%s", what);
	longjmp(r->fail, 1);
}

static void read_blank(Read *r) {
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
}

static void read_lines(Read *r) {
	for (;;) {
		read_blank(r);
		if (r->p < r->end && *r->p == '#')
			while (r->p < r->end && *r->p != '\n')
				r->p++;
		if (r->p >= r->end || *r->p != '\n')
			return;
		r->p++;
	}
}

static bool read_is(Read *r, const char *word) {
	read_blank(r);
	size_t n = strlen(word);
	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return false;
	r->p += n;
	return true;
}

static void read_want(Read *r, const char *word) {
	if (!read_is(r, word))
		read_fail(r, arena_printf(r->m->arena, "expected '%s'", word));
}

static bool read_is_word_char(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static const char *read_word(Read *r) {
	read_blank(r);
	const char *start = r->p;
	while (r->p < r->end && read_is_word_char(*r->p))
		r->p++;
	if (r->p == start)
		read_fail(r, "expected a word");
	return arena_strndup(r->m->arena, start, (size_t)(r->p - start));
}

static int64_t read_int(Read *r) {
	read_blank(r);
	const char *start = r->p;
	bool minus = r->p < r->end && *r->p == '-';
	if (r->p < r->end && (*r->p == '-' || *r->p == '+'))
		r->p++;
	uint64_t x = 0;
	const char *digits = r->p;
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		x = x * 10 + (uint64_t)(*r->p++ - '0');
	if (r->p == digits) {
		r->p = start;
		read_fail(r, "expected a number");
	}
	return (int64_t)(minus ? 0 - x : x);
}

static int read_hex_digit(Read *r) {
	char c = r->p < r->end ? *r->p++ : 0;
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	read_fail(r, "expected a hexadecimal digit");
}

static const char *read_quoted(Read *r) {
	Buf b = {0};
	read_want(r, "\"");
	while (r->p < r->end && *r->p != '"' && *r->p != '\n') {
		char c = *r->p++;
		if (c == '\\' && r->p < r->end) {
			c = *r->p++;
			if (c == 'x') {
				int hi = read_hex_digit(r);
				c = (char)(hi * 16 + read_hex_digit(r));
			}
		}
		vec_push(r->m->arena, &b, c);
	}
	read_want(r, "\"");
	return buf_cstr(r->m->arena, &b);
}

static IRType read_type(Read *r) {
	const char *w = read_word(r);
	for (uint32_t t = 0; t < IR_TYPE_COUNT; t++)
		if (strcmp(w, irtype_name((IRType)t)) == 0)
			return (IRType)t;
	read_fail(r, "unknown type");
}

static Sig *read_sig(Read *r) {
	Sig *sig = NEW(r->m->arena, Sig);
	VEC(IRType) params = {0}, results = {0};
	read_want(r, "(");
	while (!read_is(r, ")"))
		vec_push(r->m->arena, &params, read_type(r));
	read_blank(r);
	while (r->p < r->end && (*r->p == 'i' || *r->p == 'p' ||
					(*r->p == 'f' && strncmp(r->p, "flags", 5) != 0))) {
		vec_push(r->m->arena, &results, read_type(r));
		read_blank(r);
	}
	sig->params = params.v;
	sig->n_params = params.n;
	sig->results = results.v;
	sig->n_results = results.n;
	return sig;
}

static uint32_t read_number(Read *r, const char *prefix, uint32_t max) {
	read_want(r, prefix);
	int64_t n = read_int(r);
	if (n < 0 || n > max)
		read_fail(r, "number out of range");
	return (uint32_t)n;
}

enum { READ_MAX = 1 << 20 };

static Block *read_block(Read *r) {
	uint32_t n = read_number(r, "b", READ_MAX);
	while (r->blocks.n <= n)
		vec_push(r->m->arena, &r->blocks, NULL);
	if (!r->blocks.v[n]) {
		Block *b = NEW(r->f->arena, Block);
		b->func = r->f;
		r->blocks.v[n] = b;
	}
	return r->blocks.v[n];
}

static Value **read_value_slot(Read *r) {
	uint32_t n = read_number(r, "v", READ_MAX);
	while (r->values.n <= n)
		vec_push(r->m->arena, &r->values, NULL);
	if (!r->values.v[n])
		r->values.v[n] = NEW(r->f->arena, Value);
	return &r->values.v[n];
}

static uint8_t read_flags(Read *r) {
	static const char *const names[] = {
		"volatile", "heapptr", "unsigned", "opaque", "overlap", "nonnil", "noptrs"};
	uint8_t flags = 0;
	while (r->p < r->end && *r->p == '.') {
		r->p++;
		const char *w = read_word(r);
		uint32_t i = 0;
		while (i < LEN(names) && strcmp(names[i], w) != 0)
			i++;
		if (i == LEN(names))
			read_fail(r, "unknown flag");
		flags |= (uint8_t)(1u << i);
	}
	return flags;
}

static Op read_op(Read *r) {
	const char *w = read_word(r);
	for (uint32_t op = 0; op < OP_COUNT; op++)
		if (strcmp(w, op_info[op].name) == 0)
			return (Op)op;
	read_fail(r, "unknown operation");
}

static RtFn read_rt(Read *r) {
	const char *w = read_word(r);
	for (uint32_t i = 0; i < RT_COUNT; i++)
		if (strcmp(w, rt_info[i].name) == 0)
			return (RtFn)i;
	read_fail(r, "unknown runtime function");
}

static void read_aux(Read *r, Value *v) {
	switch (v->op) {
	case OP_CONST:
	case OP_PARAM:
	case OP_RESULT:
	case OP_MOVE:
	case OP_ZERO: v->aux.i = read_int(r); break;
	case OP_FCONST: {
		char *end;
		read_blank(r);
		v->aux.f = strtod(r->p, &end);
		if (end == r->p || end > r->end)
			read_fail(r, "expected a floating-point number");
		r->p = end;
		break;
	}
	case OP_ADDR:
	case OP_CALL:
	case OP_NEW:
		read_want(r, "@");
		v->aux.sym = sym_get(r->m, read_quoted(r));
		break;
	case OP_LOCAL: {
		uint32_t n = read_number(r, "slot", READ_MAX);
		if (n >= r->f->slots.n)
			read_fail(r, "no such slot");
		v->aux.slot = r->f->slots.v[n];
		break;
	}
	case OP_GETVAR:
	case OP_SETVAR: {
		uint32_t n = read_number(r, "var", READ_MAX);
		if (n >= r->f->vars.n)
			read_fail(r, "no such variable");
		v->aux.var = r->f->vars.v[n];
		break;
	}
	case OP_RTCALL:
	case OP_CHECK: v->aux.rt = read_rt(r); break;
	default: break;
	}
	read_blank(r);
	if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
		v->off = read_int(r);
}

static void read_value(Read *r, Block *b) {
	Value **slot = read_value_slot(r), *v = *slot;
	if (v->block)
		read_fail(r, "value is defined twice");
	if (r->p < r->end && *r->p == ':') {
		r->p++;
		v->type = (uint8_t)read_type(r);
	}
	read_want(r, "=");
	v->op = (uint8_t)read_op(r);
	v->flags = read_flags(r);
	v->block = b;
	v->id = r->f->n_values++;
	read_aux(r, v);
	VEC(Value *) args = {0};
	read_blank(r);
	while (r->p < r->end && *r->p == 'v') {
		Value **arg = read_value_slot(r);
		vec_push(r->f->arena, &args, *arg);
		read_blank(r);
	}
	v->args = args.v;
	v->n_args = args.n;
	if (v->op == OP_CALL || v->op == OP_CALLI) {
		read_want(r, ":");
		v->sig = read_sig(r);
	} else if (v->op == OP_RTCALL) {
		v->sig = rt_sig(r->m, v->aux.rt);
	}
	vec_push(r->f->arena, &b->ins, v);
}

static void read_succ(Read *r, Block *b) {
	Block *to = read_block(r);
	vec_push(r->f->arena, &b->succs, to);
}

// The control that ends a block; false if the line is a value.
static bool read_control(Read *r, Block *b) {
	Arena *a = r->f->arena;
	if (read_is(r, "jump")) {
		b->kind = BLK_JUMP;
		read_succ(r, b);
	} else if (read_is(r, "if ")) {
		b->kind = BLK_IF;
		b->control = *read_value_slot(r);
		read_succ(r, b);
		read_succ(r, b);
		b->likely = read_is(r, "likely") ? 1 : read_is(r, "unlikely") ? -1 : 0;
	} else if (read_is(r, "switch ")) {
		b->kind = BLK_SWITCH;
		b->control = *read_value_slot(r);
		read_blank(r);
		while (r->p < r->end && *r->p != 'b') {
			int64_t value = read_int(r);
			vec_push(a, &b->cases, value);
			read_want(r, ":");
			read_succ(r, b);
			read_blank(r);
		}
		read_succ(r, b);
	} else if (read_is(r, "return")) {
		b->kind = BLK_RETURN;
		read_blank(r);
		while (r->p < r->end && *r->p == 'v') {
			Value **ret = read_value_slot(r);
			vec_push(a, &b->rets, *ret);
			read_blank(r);
		}
	} else if (read_is(r, "unreachable")) {
		b->kind = BLK_UNREACHABLE;
	} else {
		return false;
	}
	return true;
}

static void read_locals(Read *r) {
	for (;; read_lines(r)) {
		read_lines(r);
		if (read_is(r, "var")) {
			read_int(r);
			IRType t = read_type(r);
			bool is_volatile = read_is(r, "volatile");
			var_new(r->f, t, read_quoted(r))->is_volatile = is_volatile;
		} else if (read_is(r, "slot")) {
			read_int(r);
			int64_t size = read_int(r), align = read_int(r);
			bool is_volatile = read_is(r, "volatile"), no_ptrs = read_is(r, "noptrs");
			Slot *slot =
				slot_new(r->f, (uint64_t)size, (uint32_t)align, read_quoted(r));
			slot->is_volatile = is_volatile;
			slot->no_ptrs = no_ptrs;
		} else {
			return;
		}
	}
}

static void read_func(Read *r) {
	Sym *sym = sym_get(r->m, read_quoted(r));
	if (sym->func)
		read_fail(r, "function is defined twice");
	Func *f = r->f = func_new(r->m, sym);
	f->go_name = sym->name;
	f->sig = *read_sig(r);
	if (read_is(r, "flags"))
		f->flags = (uint32_t)read_int(r);
	r->values.n = r->blocks.n = 0;
	read_want(r, "{");
	read_locals(r);
	read_lines(r);
	while (!read_is(r, "}")) {
		Block *b = read_block(r);
		read_want(r, ":");
		if (b->kind != BLK_NONE)
			read_fail(r, "block is defined twice");
		b->id = f->n_blocks++;
		vec_push(f->arena, &f->blocks, b);
		read_lines(r);
		while (!read_control(r, b)) {
			read_value(r, b);
			read_lines(r);
		}
		read_lines(r);
	}
	if (!f->blocks.n)
		read_fail(r, "function without blocks");
	f->entry = f->blocks.v[0];
	for (uint32_t i = 0; i < r->values.n; i++)
		if (r->values.v[i] && !r->values.v[i]->block)
			read_fail(r, arena_printf(r->m->arena, "v%u is used but not defined", i));
	for (uint32_t i = 0; i < r->blocks.n; i++)
		if (r->blocks.v[i] && r->blocks.v[i]->kind == BLK_NONE)
			read_fail(r, arena_printf(r->m->arena, "b%u is used but not defined", i));
	ir_compute_preds(f);
	const char *why = ir_verify(f);
	if (why)
		read_fail(r, why);
}

static void read_data(Read *r) {
	Sym *sym = sym_get(r->m, read_quoted(r));
	if (sym->data)
		read_fail(r, "data is defined twice");
	int64_t size = read_int(r), align = read_int(r);
	if (size < 0 || size > (1 << 28) || align < 1 || align > 4096)
		read_fail(r, "size out of range");
	Data *d = data_new(r->m, sym, (uint64_t)size, (uint32_t)align);
	d->readonly = read_is(r, "readonly");
	read_want(r, "{");
	read_lines(r);
	if (read_is(r, "hex ")) {
		d->bytes = arena_alloc(r->m->arena, (size_t)size + 1);
		for (int64_t i = 0; i < size; i++) {
			int hi = read_hex_digit(r);
			d->bytes[i] = (uint8_t)(hi * 16 + read_hex_digit(r));
		}
		read_lines(r);
	}
	while (read_is(r, "at ")) {
		int64_t off = read_int(r);
		Sym *to = sym_get(r->m, read_quoted(r));
		if (off < 0 || off + 8 > size)
			read_fail(r, "relocation outside the datum");
		data_reloc(r->m, d, (uint64_t)off, to, read_int(r));
		read_lines(r);
	}
	read_want(r, "}");
}

bool ir_read(Module *m, SourceFile *src) {
	Read r = {.m = m, .src = src, .p = src->text, .end = src->text + src->size};
	if (setjmp(r.fail))
		return false;
	for (read_lines(&r); r.p < r.end; read_lines(&r)) {
		if (read_is(&r, "func "))
			read_func(&r);
		else if (read_is(&r, "data "))
			read_data(&r);
		else
			read_fail(&r, "expected func or data");
	}
	return true;
}
