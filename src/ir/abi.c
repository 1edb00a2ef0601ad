// abi.c: how Go values and signatures look in C (doc/abi.md).
//
// Comps are cached in the TypeInfo of a type, AbiSigs in Build.sigs by (signature, closure,
// receiver). Both depend on the concrete type only.
#include "ir/prog.h"

static bool abi_flatten(Build *b, Type *t, uint32_t off, Comps *c);

static bool abi_add(Comps *c, IRType type, uint32_t off, bool is_signed, bool is_ptr) {
	if (c->n == MAX_COMPS)
		return false;
	c->type[c->n] = type;
	c->off[c->n] = off;
	c->is_signed[c->n] = is_signed;
	c->is_ptr[c->n] = is_ptr;
	c->n++;
	return true;
}

static bool abi_flatten_struct(Build *b, StructT *t, uint32_t off, Comps *c) {
	for (uint32_t i = 0; i < t->fields.n; i++)
		if (!abi_flatten(
			    b, t->fields.v[i]->type, off + (uint32_t)struct_offset(b->c, t, i), c))
			return false;
	return true;
}

// A tuple is laid out like a struct, for callers that ask for its components only.
static bool abi_flatten_tuple(Build *b, TupleT *t, Comps *c) {
	uint32_t off = 0;
	for (uint32_t i = 0; i < t->vars.n; i++) {
		if (!abi_flatten(b, t->vars.v[i]->type, off, c))
			return false;
		off += (uint32_t)type_size(b->c, t->vars.v[i]->type);
	}
	return true;
}

static bool abi_flatten(Build *b, Type *t, uint32_t off, Comps *c) {
	static const uint8_t ints[TY_UNSAFE_POINTER + 1] = {[TY_BOOL] = IR_I8,
		[TY_INT] = IR_I64,
		[TY_INT8] = IR_I8,
		[TY_INT16] = IR_I16,
		[TY_INT32] = IR_I32,
		[TY_INT64] = IR_I64,
		[TY_UINT] = IR_I64,
		[TY_UINT8] = IR_I8,
		[TY_UINT16] = IR_I16,
		[TY_UINT32] = IR_I32,
		[TY_UINT64] = IR_I64,
		[TY_UINTPTR] = IR_I64,
		[TY_FLOAT32] = IR_F32,
		[TY_FLOAT64] = IR_F64,
		[TY_UNSAFE_POINTER] = IR_PTR};
	Type *u = type_underlying(b->c, t);
	switch (u->kind) {
	case TY_COMPLEX64:
		return abi_add(c, IR_F32, off, false, false) &&
		       abi_add(c, IR_F32, off + 4, false, false);
	case TY_COMPLEX128:
		return abi_add(c, IR_F64, off, false, false) &&
		       abi_add(c, IR_F64, off + 8, false, false);
	case TY_STRING:
		return abi_add(c, IR_PTR, off, false, true) &&
		       abi_add(c, IR_I64, off + 8, true, false);
	case TY_SLICE:
		return abi_add(c, IR_PTR, off, false, true) &&
		       abi_add(c, IR_I64, off + 8, true, false) &&
		       abi_add(c, IR_I64, off + 16, true, false);
	case TY_INTERFACE:
		return abi_add(c, IR_PTR, off, false, false) &&
		       abi_add(c, IR_PTR, off + 8, false, true);
	case TY_POINTER:
	case TY_MAP:
	case TY_CHAN:
	case TY_SIGNATURE:
	case TY_UNSAFE_POINTER:
	case TY_UNTYPED_NIL: return abi_add(c, IR_PTR, off, false, true);
	case TY_STRUCT: return abi_flatten_struct(b, (StructT *)u, off, c);
	case TY_ARRAY:
		if (((ArrayT *)u)->len == 0 || type_size(b->c, ((ArrayT *)u)->elem) == 0)
			return true;
		return ((ArrayT *)u)->len == 1 && abi_flatten(b, ((ArrayT *)u)->elem, off, c);
	case TY_TUPLE: return abi_flatten_tuple(b, (TupleT *)u, c);
	case TY_UNTYPED_BOOL: return abi_add(c, IR_I8, off, false, false);
	default:
		if (u->kind > TY_UNSAFE_POINTER || !ints[u->kind])
			ice("build_comps: type %s has no components", build_type_key(b, t));
		return abi_add(c, ints[u->kind], off, u->kind >= TY_INT && u->kind <= TY_INT64,
			u->kind == TY_UNSAFE_POINTER);
	}
}

const Comps *build_comps(Build *b, Type *t) {
	TypeInfo *ti = prog_type(b, t);
	if (ti->comps)
		return ti->comps;
	Comps *c = NEW(b->a, Comps);
	if (!abi_flatten(b, t, 0, c)) {
		*c = (Comps){0};
		c->in_memory = true;
	}
	if (ti->u->kind == TY_TUPLE) {
		c->align = 8;
	} else {
		c->size = type_size(b->c, t);
		c->align = type_align(b->c, t);
	}
	return ti->comps = c;
}

bool build_is_direct_iface(Build *b, Type *t) {
	return type_size(b->c, t) == 8 && type_ptrdata(b->c, t) == 8;
}

/* Signatures */

typedef struct SigEntry SigEntry;
struct SigEntry {
	AbiSig abi; // first: build_sig hands out its address
	SigEntry *next;
	SignatureT *sig;
	Type *recv;
	bool closure, recv_word;
};

typedef struct SigWords {
	VEC(IRType) v;
} SigWords;

static void abi_words(Build *b, SigWords *w, Type *t) {
	const Comps *c = build_comps(b, t);
	if (c->in_memory)
		vec_push(b->a, &w->v, IR_PTR);
	for (uint32_t i = 0; i < c->n; i++)
		vec_push(b->a, &w->v, c->type[i]);
}

static void abi_make_sig(Build *b, SigEntry *e) {
	SigWords params = {0}, results = {0};
	if (e->closure)
		vec_push(b->a, &params.v, IR_PTR);
	ObjVec *out = &e->sig->results->vars;
	for (uint32_t i = 0; i < out->n; i++) {
		if (build_comps(b, out->v[i]->type)->in_memory) {
			vec_push(b->a, &params.v, IR_PTR);
			e->abi.n_mem_results++;
		} else {
			abi_words(b, &results, out->v[i]->type);
		}
	}
	e->abi.first_param = params.v.n;
	if (e->recv_word)
		vec_push(b->a, &params.v, IR_PTR);
	else if (e->recv)
		abi_words(b, &params, e->recv);
	ObjVec *in = &e->sig->params->vars;
	for (uint32_t i = 0; i < in->n; i++)
		abi_words(b, &params, in->v[i]->type);
	e->abi.sig = (Sig){params.v.n, results.v.n, params.v.v, results.v.v};
}

const AbiSig *build_sig(Build *b, SignatureT *sig, bool closure, Type *recv, bool recv_word) {
	uint64_t key = ((uint64_t)(uintptr_t)sig ^ (recv ? (uint64_t)recv->id << 40 : 0)) +
		       (closure ? 1 : 0) + (recv_word ? 2 : 0);
	SigEntry *first = map_get64(&b->sigs, key);
	for (SigEntry *e = first; e; e = e->next)
		if (e->sig == sig && e->recv == recv && e->closure == closure &&
			e->recv_word == recv_word)
			return &e->abi;
	SigEntry *e = NEW(b->a, SigEntry);
	e->sig = sig;
	e->recv = recv;
	e->closure = closure;
	e->recv_word = recv_word;
	e->next = first;
	abi_make_sig(b, e);
	map_put64(&b->sigs, key, e);
	return &e->abi;
}

/* The string by which reflect's stack frames are taken apart */

static void abi_reflect_value(Build *b, Buf *out, Type *t) {
	static const char letters[IR_TYPE_COUNT] = {'v', 'b', 'h', 'i', 'l', 'f', 'd', 'p'};
	const Comps *c = build_comps(b, t);
	if (c->in_memory) {
		buf_printf(b->a, out, "M%lld,%lld;", (long long)c->size, (long long)c->align);
		return;
	}
	// Letters alone say it where packing by natural alignment gives the value's own layout.
	uint32_t at = 0;
	bool plain = c->n ? irtype_size(c->type[0]) == c->align : c->align == 1;
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t size = irtype_size(c->type[i]);
		at = (at + size - 1) & ~(size - 1);
		plain = plain && at == c->off[i];
		at += size;
	}
	if (plain && at == c->size) {
		for (uint32_t i = 0; i < c->n; i++)
			buf_printf(b->a, out, "%c", letters[c->type[i]]);
		return;
	}
	buf_printf(b->a, out, "S%lld,%lld,", (long long)c->size, (long long)c->align);
	for (uint32_t i = 0; i < c->n; i++)
		buf_printf(b->a, out, "%c%u", letters[c->type[i]], c->off[i]);
	buf_puts(b->a, out, ";");
}

const char *build_reflect_sig(Build *b, SignatureT *sig, bool recv_word, Type *recv) {
	Buf out = {0};
	buf_puts(b->a, &out, recv_word ? "p" : "c");
	if (recv)
		abi_reflect_value(b, &out, recv);
	for (uint32_t i = 0; i < sig->params->vars.n; i++)
		abi_reflect_value(b, &out, sig->params->vars.v[i]->type);
	buf_puts(b->a, &out, ":");
	for (uint32_t i = 0; i < sig->results->vars.n; i++)
		abi_reflect_value(b, &out, sig->results->vars.v[i]->type);
	return buf_cstr(b->a, &out);
}
