// combine.c: a number that is put together from bytes that lie side by side becomes one load.
//
// b[0] | b[1]<<8 | b[2]<<16 | b[3]<<24 is how Go reads a number from memory in an order of bytes
// that does not depend on the machine; the reverse order takes a byte swap. The load is made where
// the number is, behind the checks of all indices; between the first byte's load and there nothing
// may be written. This machine is little-endian.
#include "opt/opt.h"

enum { COMBINE_MAX = 8 };

typedef struct Part {
	Value *load;
	int64_t shift;
} Part;

typedef struct Combine {
	Part parts[COMBINE_MAX];
	uint32_t n;
} Combine;

static bool combine_shift(const Value *v, Value **x, int64_t *shift) {
	*x = (Value *)v;
	*shift = 0;
	if (v->op == OP_SHL && v->args[1]->op == OP_CONST) {
		*shift = v->args[1]->aux.i;
		*x = v->args[0];
	}
	return *shift >= 0 && *shift % 8 == 0;
}

// The bytes that v is made of; false if it is anything else.
static bool combine_collect(Combine *c, const Value *v, const Value *root) {
	if (v->op == OP_OR && (v == root || (v->uses == 1 && v->block == root->block)))
		return combine_collect(c, v->args[0], root) && combine_collect(c, v->args[1], root);
	Value *x;
	int64_t shift;
	if (c->n == COMBINE_MAX || !combine_shift(v, &x, &shift) || x->op != OP_ZEXT)
		return false;
	Value *load = x->args[0];
	if (load->op != OP_LOAD || load->type != IR_I8 || load->block != root->block ||
		!(load->flags & FLAG_NONNIL) || load->flags & FLAG_VOLATILE)
		return false;
	c->parts[c->n++] = (Part){load, shift};
	return true;
}

static IRType combine_type(uint32_t bytes) {
	return bytes == 2 ? IR_I16 : bytes == 4 ? IR_I32 : bytes == 8 ? IR_I64 : IR_VOID;
}

// The lowest address of bytes that lie side by side, each once, least significant first or last;
// NULL if they do not.
static const Part *combine_order(const Combine *c, bool *swapped) {
	const Part *first = &c->parts[0];
	uint32_t seen = 0;
	for (uint32_t i = 1; i < c->n; i++)
		if (c->parts[i].load->off < first->load->off)
			first = &c->parts[i];
	*swapped = first->shift != 0;
	for (uint32_t i = 0; i < c->n; i++) {
		const Part *p = &c->parts[i];
		int64_t at = p->load->off - first->load->off,
			want = (*swapped ? (int64_t)c->n - 1 - at : at) * 8;
		if (p->load->args[0] != first->load->args[0] || at >= (int64_t)c->n ||
			p->shift != want)
			return NULL;
		seen |= 1u << at;
	}
	return seen == (1u << c->n) - 1 ? first : NULL;
}

// Nothing between the first load and ins[at] changes memory.
static bool combine_is_quiet(const Combine *c, const Block *b, uint32_t at) {
	uint32_t left = c->n;
	for (uint32_t i = at; i-- > 0 && left;) {
		const Value *v = b->ins.v[i];
		for (uint32_t k = 0; k < c->n; k++)
			left -= c->parts[k].load == v;
		uint8_t effect = op_info[v->op].effect;
		if (effect == EFFECT_WRITE || effect == EFFECT_CALL)
			return false;
	}
	return left == 0;
}

static void combine_append(Block *b, uint32_t *n, Value *v, const Value *like) {
	v->pos = like->pos;
	v->inl = like->inl;
	v->block = b;
	b->ins.v[(*n)++] = v;
}

// Replaces ins[at] by a load, a swap if the order is the other one, and what widens it.
static uint32_t combine_replace(Func *f, Block *b, uint32_t at, const Combine *c) {
	bool swapped;
	Value *root = b->ins.v[at];
	const Part *first = combine_order(c, &swapped);
	IRType t = combine_type(c->n);
	if (!first || t == IR_VOID || t > root->type || !combine_is_quiet(c, b, at))
		return at;
	Value *x = value_new(f, OP_LOAD, t, root->pos, 1);
	x->args[0] = first->load->args[0];
	x->off = first->load->off;
	x->flags = FLAG_NONNIL;
	uint32_t more = 1u + swapped, n = at;
	for (uint32_t i = 0; i < more; i++)
		vec_push(f->arena, &b->ins, root);
	memmove(&b->ins.v[at + more], &b->ins.v[at], (b->ins.n - at - more) * sizeof *b->ins.v);
	combine_append(b, &n, x, root);
	if (swapped) {
		Value *y = value_new(f, OP_BSWAP, t, root->pos, 1);
		y->args[0] = x;
		combine_append(b, &n, y, root);
		x = y;
	}
	root->op = t == root->type ? OP_COPY : OP_ZEXT;
	root->n_args = 1;
	root->args[0] = x;
	return n;
}

// needs ssa; keeps ssa
void opt_combine(Func *f) {
	ir_count_uses(f);
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = b->ins.n; j-- > 0;) {
			Combine c = {.n = 0};
			Value *v = b->ins.v[j];
			// Parts of a larger number come after it on the way backwards, and fail or
			// are no longer used.
			if (v->op == OP_OR && v->uses && combine_collect(&c, v, v))
				combine_replace(f, b, j, &c);
		}
	}
}
