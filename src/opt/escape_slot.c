// escape_slot.c: objects that die with the frame become slots of it.
#include "opt/escape.h"

// The frame is scanned conservatively: what is large keeps more than it holds.
enum { ESCAPE_MAX_OBJECT = 2048, ESCAPE_MAX_FRAME = 8192 };

// Puts v into b at that place.
static void slot_insert(Block *b, uint32_t at, Value *v) {
	value_append(b, v);
	for (uint32_t i = b->ins.n - 1; i > at; i--)
		b->ins.v[i] = b->ins.v[i - 1];
	b->ins.v[at] = v;
}

static Slot *slot_make(Escape *e, Block *b, uint64_t size, const char *name, bool no_ptrs) {
	Slot *s = slot_new(e->f, size, 8, name);
	s->home = b;
	s->no_ptrs = no_ptrs;
	return s;
}

static void slot_become(Value *v, Slot *slot) {
	v->op = OP_LOCAL;
	v->n_args = 0;
	v->off = 0;
	v->flags &= (uint8_t)~FLAG_NO_PTRS;
	v->aux.slot = slot;
}

static void slot_of_new(Escape *e, Block *b, uint32_t at) {
	Value *v = b->ins.v[at];
	int64_t size = v->off;
	slot_become(v, slot_make(e, b, (uint64_t)size, "new", v->flags & FLAG_NO_PTRS));
	if (!size)
		return;
	Value *zero = value_new(e->f, OP_ZERO, IR_VOID, v->pos, 1);
	zero->args[0] = v;
	zero->aux.i = size;
	slot_insert(b, at + 1, zero);
}

static uint64_t slot_box_size(const Value *v) {
	if (v->aux.rt == RT_convT)
		return (uint64_t)v->off;
	uint64_t size = 0;
	for (uint32_t i = 0; i < v->n_args; i++)
		size += irtype_size((IRType)v->args[i]->type);
	return size;
}

// The value of an interface: a copy in a slot.
static void slot_of_box(Escape *e, Block *b, uint32_t at) {
	Value *v = b->ins.v[at], *args[3];
	uint32_t n = v->n_args;
	bool by_address = v->aux.rt == RT_convT;
	int64_t size = (int64_t)slot_box_size(v), off = 0;
	memcpy(args, v->args, n * sizeof *args);
	slot_become(v, slot_make(e, b, (uint64_t)size, "box", !by_address && n == 1));
	if (by_address) {
		Value *move = value_new(e->f, OP_MOVE, IR_VOID, v->pos, 2);
		move->args[0] = v;
		move->args[1] = args[1];
		move->aux.i = size;
		slot_insert(b, at + 1, move);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		Value *store = value_new(e->f, OP_STORE, IR_VOID, v->pos, 2);
		store->args[0] = v;
		store->args[1] = args[i];
		store->off = off;
		off += irtype_size((IRType)args[i]->type);
		slot_insert(b, ++at, store);
	}
}

static void slot_for_buffer(Escape *e, Block *b, uint32_t at) {
	Value *v = b->ins.v[at];
	Value *buf = value_new(e->f, OP_LOCAL, IR_PTR, v->pos, 0);
	buf->aux.slot = slot_make(e, b, RT_STRING_BUF, "text", true);
	v->args[0] = buf;
	slot_insert(b, at, buf);
}

// Whether every holder of the object that b makes is gone or made anew when b makes the next.
static bool slot_is_renewed(const Escape *e, const Class *c, const Block *b) {
	if (e->loops->irreducible)
		return c->hold == LOOP_NONE;
	return loops_within(e->loops, c->hold, e->loops->of_block[b->id]);
}

// Where the object of v may lie, "" in the frame.
static const char *slot_refusal(
	const Escape *e, const Class *c, const Block *b, uint64_t size, uint64_t frame) {
	if (c->escapes || (c->callers && c->stored) || c->returned)
		return "escapes to heap";
	if (size > ESCAPE_MAX_OBJECT || frame + size > ESCAPE_MAX_FRAME)
		return "is too large for the stack";
	return slot_is_renewed(e, c, b) ? "" : "of a loop is on the heap";
}

static const char *slot_what(FrameKind kind) {
	return kind == FRAME_NONE ? "object" : kind == FRAME_BOX ? "boxed value" : "text";
}

// Deferred calls see what was stored before an access that faults, and nothing of what would have
// been behind it: where slots have their addresses there, no C compiler may change the order.
static void slot_keep_order(Func *f) {
	for (uint32_t i = 0; i < f->blocks.n; i++)
		for (uint32_t j = 0; j < f->blocks.v[i]->ins.n; j++)
			if (f->blocks.v[i]->ins.v[j]->op == OP_STORE)
				f->blocks.v[i]->ins.v[j]->flags |= FLAG_VOLATILE;
}

void escape_rewrite(Escape *e) {
	Func *f = e->f;
	uint64_t frame = 0;
	char text[64];
	for (uint32_t i = 0; i < f->slots.n; i++)
		frame += f->slots.v[i]->size;
	for (uint32_t i = 0; i < f->blocks.n; i++) {
		Block *b = f->blocks.v[i];
		for (uint32_t j = 0; j < b->ins.n; j++) {
			Value *v = b->ins.v[j];
			FrameKind kind = escape_frame_kind(v);
			if (v->op != OP_NEW && kind == FRAME_NONE)
				continue;
			uint64_t size = kind == FRAME_BOX      ? slot_box_size(v)
					: kind == FRAME_BUFFER ? RT_STRING_BUF
							       : (uint64_t)v->off;
			uint32_t c =
				kind == FRAME_BUFFER ? class_of_result(e, v, 0) : class_of(e, v);
			const char *no = slot_refusal(e, &e->classes.v[c], b, size, frame);
			snprintf(text, sizeof text, "%s %s", slot_what(kind),
				*no ? no : "does not escape");
			remark(f, v, text, NULL);
			if (*no)
				continue;
			frame += size;
			if (kind == FRAME_BUFFER)
				slot_for_buffer(e, b, j++);
			else if (kind == FRAME_BOX)
				slot_of_box(e, b, j);
			else
				slot_of_new(e, b, j);
		}
	}
	if (f->flags & FUNC_HAS_DEFER)
		slot_keep_order(f);
}
