// typeprops.c: what a descriptor tells of a type's values: how they are compared and hashed, and
// where pointers lie in them. Closures for equality and hashing are shared by all types that
// are compared alike.
#include "ir/prog.h"

#define MASK_MAX_BYTES 16384 // larger pointer masks are made by the runtime when wanted

/* Equality */

// Equality of values is equality of their bytes.
bool prog_type_regular(Build *b, Type *t) {
	Type *u = type_underlying(b->c, t);
	switch (u->kind) {
	case TY_FLOAT32:
	case TY_FLOAT64:
	case TY_COMPLEX64:
	case TY_COMPLEX128:
	case TY_STRING:
	case TY_INTERFACE:
	case TY_SLICE:
	case TY_SIGNATURE:
	case TY_MAP: return false;
	case TY_ARRAY: return ((ArrayT *)u)->len == 0 || prog_type_regular(b, ((ArrayT *)u)->elem);
	case TY_STRUCT: {
		StructT *s = (StructT *)u;
		int64_t at = 0;
		for (uint32_t i = 0; i < s->fields.n; i++) {
			Type *f = s->fields.v[i]->type;
			if (struct_offset(b->c, s, i) != at ||
				strcmp(s->fields.v[i]->name->s, "_") == 0 ||
				!prog_type_regular(b, f))
				return false;
			at += type_size(b->c, f);
		}
		return at == type_size(b->c, t);
	}
	default: return true;
	}
}

Sym *prog_type_closure(Build *b, const char *name, const char *code, uint64_t word, Sym *arg) {
	Sym *sym = sym_get(b->m, name);
	if (sym->data)
		return sym;
	Data *d = data_new(b->m, sym, 16, 8);
	prog_put(b, d, 8, 8, word);
	data_reloc(b->m, d, 0, prog_c_sym(b, code), 0);
	if (arg)
		data_reloc(b->m, d, 8, arg, 0);
	d->readonly = true;
	sym->in_program_unit = true;
	sym->reachable = true;
	return sym;
}

Sym *prog_equal_closure(Build *b, TypeInfo *ti) {
	if (!type_comparable(b->c, ti->t))
		return NULL;
	if (prog_type_regular(b, ti->t)) {
		uint64_t size = (uint64_t)type_size(b->c, ti->t);
		return prog_type_closure(b,
			arena_printf(b->a, "go:equal.mem%llu", (unsigned long long)size),
			"rt_equal_mem", size, NULL);
	}
	switch (ti->u->kind) {
	case TY_STRING: return prog_type_closure(b, "go:equal.string", "rt_equal_string", 0, NULL);
	case TY_FLOAT32: return prog_type_closure(b, "go:equal.f32", "rt_equal_f32", 0, NULL);
	case TY_FLOAT64: return prog_type_closure(b, "go:equal.f64", "rt_equal_f64", 0, NULL);
	case TY_INTERFACE:
		if (prog_iface(b, ti->t)->n)
			return prog_type_closure(b, "go:equal.iface", "rt_equal_iface", 0, NULL);
		return prog_type_closure(b, "go:equal.eface", "rt_equal_eface", 0, NULL);
	default:
		return prog_type_closure(b, arena_printf(b->a, "go:equal.%s", ti->key->s),
			"rt_equal_type", 0, ti->sym);
	}
}

/* Pointer masks */

// Sets bit off/8 + i for each word i of t that may hold a pointer; words at or above n are left
// out.
static void type_mask(Build *b, Type *t, uint64_t word, uint8_t *mask) {
	Type *u = type_underlying(b->c, t);
	switch (u->kind) {
	case TY_STRING:
	case TY_SLICE:
	case TY_POINTER:
	case TY_MAP:
	case TY_CHAN:
	case TY_SIGNATURE:
	case TY_UNSAFE_POINTER: mask[word / 8] |= (uint8_t)(1u << (word % 8)); break;
	case TY_INTERFACE:
		word++;
		mask[word / 8] |= (uint8_t)(1u << (word % 8));
		break;
	case TY_ARRAY: {
		ArrayT *a = (ArrayT *)u;
		if (type_ptrdata(b->c, a->elem) == 0)
			break;
		uint64_t step = (uint64_t)type_size(b->c, a->elem) / 8;
		for (int64_t i = 0; i < a->len; i++)
			type_mask(b, a->elem, word + (uint64_t)i * step, mask);
		break;
	}
	case TY_STRUCT: {
		StructT *s = (StructT *)u;
		for (uint32_t i = 0; i < s->fields.n; i++)
			if (type_ptrdata(b->c, s->fields.v[i]->type) > 0)
				type_mask(b, s->fields.v[i]->type,
					word + (uint64_t)struct_offset(b->c, s, i) / 8, mask);
		break;
	}
	default: break;
	}
}

Sym *prog_gcdata(Build *b, TypeInfo *ti, uint64_t ptrdata, bool *on_demand) {
	uint64_t words = ptrdata / 8, bytes = (words + 7) / 8;
	*on_demand = bytes > MASK_MAX_BYTES;
	if (words == 0)
		return NULL;
	if (*on_demand) {
		Sym *sym = sym_get(b->m, arena_printf(b->a, "go:gcmask.%s", ti->key->s));
		if (!sym->data)
			data_new(b->m, sym, 8, 8);
		sym->in_program_unit = true;
		build_reach(b, sym);
		return sym;
	}
	uint8_t *mask = arena_alloc(b->a, bytes + 1);
	type_mask(b, ti->t, 0, mask);
	Sym *sym = sym_string(b->m, (char *)mask, bytes);
	build_reach(b, sym);
	return sym;
}

Sym *prog_mask_sym(Build *b, Type *t) {
	uint64_t ptrdata = (uint64_t)type_ptrdata(b->c, t);
	bool on_demand = ptrdata / 64 > MASK_MAX_BYTES;
	return on_demand ? NULL : prog_gcdata(b, prog_type(b, t), ptrdata, &on_demand);
}

/* Keys of maps */

bool prog_need_key_update(Build *b, Type *t) {
	Type *u = type_underlying(b->c, t);
	switch (u->kind) {
	case TY_FLOAT32:
	case TY_FLOAT64:
	case TY_COMPLEX64:
	case TY_COMPLEX128:
	case TY_STRING:
	case TY_INTERFACE: return true;
	case TY_ARRAY: return prog_need_key_update(b, ((ArrayT *)u)->elem);
	case TY_STRUCT:
		for (uint32_t i = 0; i < ((StructT *)u)->fields.n; i++)
			if (prog_need_key_update(b, ((StructT *)u)->fields.v[i]->type))
				return true;
		return false;
	default: return false;
	}
}

bool prog_hash_might_panic(Build *b, Type *t) {
	Type *u = type_underlying(b->c, t);
	switch (u->kind) {
	case TY_INTERFACE: return true;
	case TY_ARRAY: return prog_hash_might_panic(b, ((ArrayT *)u)->elem);
	case TY_STRUCT:
		for (uint32_t i = 0; i < ((StructT *)u)->fields.n; i++)
			if (prog_hash_might_panic(b, ((StructT *)u)->fields.v[i]->type))
				return true;
		return false;
	default: return false;
	}
}
