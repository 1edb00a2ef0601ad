// func.c: one function as C text: prototype, locals, stack check, blocks in order, line records.
#include "backend/c/emit.h"

enum { BIG_FRAME = 4096, INT_REGS = 6, FLOAT_REGS = 8, GEN_RETS = 32 };

bool cgen_is_leaf(const Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		const Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			const Value *v = b->ins.v[j];
			if (v->op == OP_CALL || v->op == OP_CALLI || v->op == OP_NEW ||
				v->op == OP_SETJMP)
				return false;
			if (v->op == OP_RTCALL && !rt_info[v->aux.rt].dies)
				return false;
		}
	}
	return true;
}

// gen.h has structures of up to GEN_RETS words; the unit declares larger ones itself.
const char *cgen_result_type(CEmit *e, const Sig *sig) {
	uint32_t n = sig->n_results;
	if (n < 2)
		return ctype_name(n ? sig->results[0] : IR_VOID);
	bool known = n <= GEN_RETS;
	for (uint32_t i = 0; i < e->wide.n && !known; i++)
		known = e->wide.v[i] == n;
	if (!known) {
		vec_push(e->a, &e->wide, n);
		buf_printf(e->a, &e->types, "RT_RET(%u)\n", n);
	}
	return arena_printf(e->scratch, "Ret%u", n);
}

void cgen_prototype(CEmit *e, Buf *to, const Func *f, const char *name, bool named_params) {
	const Sig *sig = &f->sig;
	buf_printf(e->a, to, "%s %s(", cgen_result_type(e, sig), name);
	for (uint32_t i = 0; i < sig->n_params; i++) {
		buf_printf(e->a, to, "%s%s", i ? ", " : "", ctype_name(sig->params[i]));
		if (named_params)
			buf_printf(e->a, to, "%s a%u", clive_param_at_home(e, i) ? " volatile" : "",
				i);
	}
	buf_puts(e->a, to, sig->n_params ? ")" : "void)");
}

// Bytes of arguments that the platform's convention (System V, amd64) passes on the stack.
static uint32_t func_stack_args(const Sig *sig) {
	uint32_t ints = sig->n_results > 2, floats = 0, stack = 0;
	for (uint32_t i = 0; i < sig->n_params; i++) {
		if (sig->params[i] == IR_F32 || sig->params[i] == IR_F64)
			stack += ++floats > FLOAT_REGS ? 8 : 0;
		else
			stack += ++ints > INT_REGS ? 8 : 0;
	}
	return stack;
}

static void func_count(CEmit *e, Func *f) {
	ir_compute_preds(f);
	ir_count_uses(f);
	e->vals = NEW_ARRAY(e->scratch, CVal, f->n_values + 1);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			Value *v = b->ins.v[j];
			e->vals[v->id].left = v->uses;
			for (uint32_t k = 0; k < v->n_args; k++) {
				e->vals[v->args[k]->id].user = v;
				if (v->args[k]->block != b || v->op == OP_PHI)
					e->vals[v->args[k]->id].cross = true;
			}
			if (v->op == OP_PHI)
				e->vals[v->id].cross = true;
		}
		if (b->control && b->control->block != b)
			e->vals[b->control->id].cross = true;
		for (uint32_t j = 0; j < b->rets.n; j++)
			if (b->rets.v[j]->block != b)
				e->vals[b->rets.v[j]->id].cross = true;
	}
}

// What C compilers do for each access of a very long block grows with the number of accesses before
// it: a table of 4,000 rows that is filled in when the program starts would take gcc half a minute.
// So they are made to forget now and then what they know of memory.
enum { LONG_BLOCK = 4096, FORGET_EVERY = 256 };

static void func_forget(CEmit *e, const Block *b, uint32_t at) {
	if (e->tier != CTIER_FAST && b->ins.n >= LONG_BLOCK && at % FORGET_EVERY == 0)
		buf_puts(e->a, &e->body, "\t__asm__ volatile(\"\" : : : \"memory\");\n");
}

static void func_blocks(CEmit *e, Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++) {
			Value *v = f->blocks.v[i]->ins.v[j];
			if (v->op == OP_PHI)
				ctemp_new(e, v);
			else if (clive_knows(e, v))
				ctemp_reserve(e, v);
		}
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i], *next = i + 1 < f->blocks.n ? f->blocks.v[i + 1] : NULL;
		if (b->preds.n) {
			buf_printf(e->a, &e->body, "B%u:;\n", b->id);
			if (e->tier == CTIER_FAST)
				e->line = 0;
		}
		clive_block(e, b);
		for (uint32_t j = 0; j < b->ins.n; j++) {
			e->at = j;
			cstmt_value(e, b->ins.v[j]);
			clive_done(e, b->ins.v[j]);
			func_forget(e, b, j);
		}
		cstmt_control(e, b, next);
	}
}

// Declares the temps of type t, those in memory or the others.
static void func_temps(CEmit *e, IRType t, uint8_t home) {
	const CTempPool *pool = &e->pools[t];
	const char *sep =
		arena_printf(e->scratch, "\t%s%s ", home ? "volatile " : "", ctype_name(t));
	bool any = false;
	for (int32_t k = 0; k < pool->n; k++) {
		if (((uint32_t)k < pool->state.n ? pool->state.v[k] & TEMP_HOME : 0) != home)
			continue;
		buf_printf(e->scratch, &e->locals, "%s%c%d", any ? ", " : sep, ctemp_letter(t), k);
		any = true;
	}
	if (any)
		buf_puts(e->scratch, &e->locals, ";\n");
}

static void func_locals(CEmit *e, const Func *f) {
	for (uint32_t i = 0; i < f->vars.n; i++)
		buf_printf(e->scratch, &e->locals, "\t%s%s x%u;\n",
			f->vars.v[i]->is_volatile ? "volatile " : "",
			ctype_name(f->vars.v[i]->type), i);
	for (uint32_t i = 0; i < f->slots.n; i++) {
		const Slot *s = f->slots.v[i];
		uint64_t words = (s->size + 7) / 8;
		buf_printf(e->scratch, &e->locals, "\t%su64 s%u[%llu];\n",
			s->is_volatile ? "volatile " : "", i,
			(unsigned long long)(words ? words : 1));
	}
	for (uint32_t t = IR_I8; t < IR_TYPE_COUNT; t++)
		func_temps(e, (IRType)t, 0);
	func_temps(e, IR_PTR, TEMP_HOME);
}

static void func_aside(CEmit *e) {
	if (e->aside.pointers)
		buf_printf(e->scratch, &e->locals, "\tunion { ptr p; u64 w; } k[%u];\n",
			e->aside.pointers);
	for (uint32_t i = 0; i < e->aside.ints; i++)
		buf_printf(e->scratch, &e->locals, "\tu64 j%u;\n", i);
	for (uint32_t i = 0; i < e->aside.floats; i++)
		buf_printf(e->scratch, &e->locals, "\tf64 g%u;\n", i);
}

// Slots that are read after a landing point: the C compiler takes every call to read and change
// them.
static void func_escapes(CEmit *e, const Func *f) {
	for (uint32_t i = 0; i < f->slots.n && e->tier == CTIER_OPT; i++)
		if (f->slots.v[i]->is_volatile)
			buf_printf(e->a, e->out,
				"\t__asm__ volatile(\"\" : : \"r\"(&s%u) : \"memory\");\n", i);
}

static void func_arg_names(CEmit *e, const Func *f) {
	for (uint32_t i = 0; i < f->sig.n_params; i++)
		buf_printf(e->a, e->out, ", a%u", i);
}

// A weak function is inlined only if it says that it may be, and is weak then only if that was said
// before; the prototype, which is not inline, keeps a copy for others.
static void func_attributes(CEmit *e, const Func *f, bool leaf) {
	if (e->tier != CTIER_OPT)
		return;
	bool closed = !leaf || (f->flags & FUNC_NOINLINE);
	if (f->flags & FUNC_SHARED) {
		buf_puts(e->a, e->out, "__attribute__((weak)) ");
		if (!closed) {
			cgen_prototype(e, e->out, f, f->sym->cname, false);
			buf_puts(e->a, e->out, ";\ninline ");
		}
	}
	if (closed)
		buf_puts(e->a, e->out, "RT_NOINLINE ");
}

// line: of the function; 0: it has none.
static void func_text(CEmit *e, Func *f, uint32_t line) {
	uint64_t frame = cgen_frame_size(e, f, BIG_FRAME);
	bool leaf = cgen_is_leaf(f), big = frame > BIG_FRAME;
	uint32_t nargs = func_stack_args(&f->sig);
	const char *name = f->sym->cname;
	func_locals(e, f);
	func_aside(e);
	if (big) {
		name = arena_printf(e->scratch, "%s$big", name);
		buf_puts(e->a, e->out, "static RT_NOINLINE ");
		cgen_prototype(e, e->out, f, name, false);
		buf_puts(e->a, e->out, ";\n");
		func_attributes(e, f, leaf);
		cgen_prototype(e, e->out, f, f->sym->cname, true);
		buf_printf(e->a, e->out, " {\n\tRT_BIG_ENTRY(%s, %u, %llu", name, nargs,
			(unsigned long long)frame);
		func_arg_names(e, f);
		buf_puts(e->a, e->out, ");\n}\nstatic RT_NOINLINE ");
	} else {
		func_attributes(e, f, leaf);
	}
	cgen_prototype(e, e->out, f, name, true);
	buf_puts(e->a, e->out, " {\n");
	buf_write(e->a, e->out, e->locals.v, e->locals.n);
	if (line)
		buf_printf(e->a, e->out, "#line %u\n", line);
	if (!big && !leaf) {
		buf_printf(e->a, e->out, "\tRT_STACK_CHECK(%s, %u", name, nargs);
		func_arg_names(e, f);
		buf_puts(e->a, e->out, ");\n");
	}
	if (e->live && e->tier == CTIER_FAST)
		buf_printf(e->a, e->out, "\tRT_WIPE_FRAME(%u);\n",
			f->sig.n_params + (f->sig.n_results > 2));
	func_escapes(e, f);
	buf_write(e->a, e->out, e->body.v, e->body.n);
}

static void func_lines(CEmit *e) {
	if (!e->lines.n)
		return;
	buf_puts(e->a, e->out,
		"\t{ static const rt_LineInfo lines[] __attribute__((section(\"seago_lines\"))) = "
		"{\n");
	for (uint32_t i = 0; i < e->lines.n; i++)
		buf_printf(e->a, e->out, "{&&L%u,%u,%u},%s", e->lines.v[i].label,
			e->lines.v[i].line, e->lines.v[i].file, i % 8 == 7 ? "\n" : "");
	buf_puts(e->a, e->out, "}; }\n");
}

void cgen_func(CEmit *e, Func *f) {
	Arena *unit_scratch = e->scratch;
	e->scratch = arena_new();
	e->f = f;
	e->body.n = 0;
	e->line = e->file = e->inl = 0;
	e->result_words = e->pairs = e->passed_words = 0;
	memset(&e->locals, 0, sizeof e->locals);
	memset(&e->pending, 0, sizeof e->pending);
	memset(&e->mentioned, 0, sizeof e->mentioned);
	memset(&e->lines, 0, sizeof e->lines);
	memset(e->pools, 0, sizeof e->pools);
	e->aside = (CAside){0};
	func_count(e, f);
	e->live = clive_new(e, f);
	if (f->pos == NO_POS && e->tier == CTIER_OPT) // not where the function before it ended
		buf_puts(e->a, &e->body, "#line 1 \"<autogenerated>\"\n");
	cstmt_line(e, f->pos, 0);
	uint32_t line = e->tier == CTIER_OPT ? e->line : 0;
	if (e->tier == CTIER_OPT) {
		buf_write(e->a, e->out, e->body.v, e->body.n);
		e->body.n = 0;
	}
	func_blocks(e, f);
	func_text(e, f, line);
	func_lines(e);
	if (line) // where it returns is not behind it
		buf_printf(e->a, e->out, "#line %u\n", e->line);
	buf_puts(e->a, e->out, "}\n\n");
	arena_free(e->scratch);
	e->scratch = unit_scratch;
}
