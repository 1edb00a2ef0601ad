// typedata.c: type descriptors, laid out exactly as GOROOT's internal/abi.
//
// build_type_sym only registers a type; the data is written by prog_finish_types, when reachability
// is settled, in two rounds: first everything but the method tables (which makes further
// descriptors wanted), then the method tables, whose entries name the signature only if some
// interface could match it (its descriptor exists) and the code only if it is live. NameOff,
// TypeOff and TextOff are indices into rt_program.offs.
#include "ir/prog.h"

enum { // kinds of internal/abi that differ in order from TypeKind
	ABI_ARRAY = 17,
	ABI_CHAN,
	ABI_FUNC,
	ABI_INTERFACE,
	ABI_MAP,
	ABI_POINTER,
	ABI_SLICE,
	ABI_STRING,
	ABI_STRUCT,
	ABI_UNSAFE_POINTER
};
enum {
	TFLAG_UNCOMMON = 1,
	TFLAG_EXTRA_STAR = 2,
	TFLAG_NAMED = 4,
	TFLAG_REGULAR = 8,
	TFLAG_ON_DEMAND = 16,
	TFLAG_DIRECT = 32
};
enum {
	MAP_NEED_KEY_UPDATE = 1,
	MAP_HASH_MIGHT_PANIC = 2,
	MAP_INDIRECT_KEY = 4,
	MAP_INDIRECT_ELEM = 8
};
#define MAP_SLOTS 8
#define MAP_MAX_INLINE 128 // bytes of a key or element kept in the group itself

static uint32_t type_abi_kind(const Type *u) {
	if (u->kind <= TY_COMPLEX128)
		return u->kind;
	switch (u->kind) {
	case TY_STRING: return ABI_STRING;
	case TY_UNSAFE_POINTER: return ABI_UNSAFE_POINTER;
	case TY_ARRAY: return ABI_ARRAY;
	case TY_SLICE: return ABI_SLICE;
	case TY_STRUCT: return ABI_STRUCT;
	case TY_POINTER: return ABI_POINTER;
	case TY_SIGNATURE: return ABI_FUNC;
	case TY_INTERFACE: return ABI_INTERFACE;
	case TY_MAP: return ABI_MAP;
	case TY_CHAN: return ABI_CHAN;
	default: ice("type descriptor of kind %u", u->kind);
	}
}
_Static_assert(TY_BOOL == 1 && TY_COMPLEX128 == 16, "basic kinds are those of internal/abi");

uint32_t prog_type_hash(const TypeInfo *ti) {
	uint32_t h = 2166136261u;
	for (uint32_t i = 0; i < ti->key->len; i++)
		h = (h ^ (unsigned char)ti->key->s[i]) * 16777619u;
	return h;
}

Sym *build_type_sym(Build *b, Type *t) {
	TypeInfo *ti = prog_type(b, t);
	if (ti->sym)
		return ti->sym;
	if (type_is_untyped(ti->t) || ti->t->kind == TY_TYPE_PARAM || ti->t->kind == TY_TUPLE)
		ice("type descriptor of %s", ti->key->s);
	Sym *sym = sym_get(b->m, arena_printf(b->a, "type:%s", ti->key->s));
	sym->kind = SYM_DATA;
	sym->in_program_unit = true;
	sym->reachable = true;
	ti->sym = sym;
	vec_push(b->a, &b->p->descriptors, ti);
	return sym;
}

/* Types that reflect reaches from a descriptor: their values can get into interfaces as well */

static void type_link(Build *b, Type *t) {
	build_mark_in_interface(b, t);
}

static void type_link_tuple(Build *b, TupleT *t) {
	for (uint32_t i = 0; i < t->vars.n; i++)
		type_link(b, t->vars.v[i]->type);
}

// Of a struct type without a name: methods promoted from what it embeds.
static bool type_pointer_has_methods(Build *b, Type *t) {
	return t->kind == TY_STRUCT &&
	       prog_methods(b, prog_type(b, type_pointer_to(b->c, t)))->n > 0;
}

void prog_mark_descriptor_links(Build *b, TypeInfo *ti) {
	Type *u = ti->u;
	if (ti->t->kind == TY_NAMED || type_pointer_has_methods(b, ti->t))
		type_link(b, type_pointer_to(b->c, ti->t));
	switch (u->kind) {
	case TY_ARRAY: type_link(b, ((ArrayT *)u)->elem); break;
	case TY_SLICE: type_link(b, ((SliceT *)u)->elem); break;
	case TY_POINTER: type_link(b, ((PointerT *)u)->elem); break;
	case TY_CHAN: type_link(b, ((ChanT *)u)->elem); break;
	case TY_MAP:
		type_link(b, ((MapT *)u)->key);
		type_link(b, ((MapT *)u)->elem);
		break;
	case TY_STRUCT:
		for (uint32_t i = 0; i < ((StructT *)u)->fields.n; i++)
			type_link(b, ((StructT *)u)->fields.v[i]->type);
		break;
	case TY_SIGNATURE:
		type_link_tuple(b, ((SignatureT *)u)->params);
		type_link_tuple(b, ((SignatureT *)u)->results);
		break;
	default: break;
	}
}

/* Offsets and names */

uint32_t prog_off(Build *b, Sym *s) {
	Prog *p = b->p;
	if (!s)
		return 0;
	uintptr_t known = (uintptr_t)map_get(&p->off_of, s);
	if (known)
		return (uint32_t)known;
	if (p->offs.n == 0)
		vec_push(b->a, &p->offs, NULL);
	uint32_t i = p->offs.n;
	vec_push(b->a, &p->offs, s);
	map_put(&p->off_of, s, (void *)(uintptr_t)i);
	build_reach(b, s);
	return i;
}

static void type_varint(Build *b, Buf *out, uint32_t n) {
	while (n >= 0x80) {
		buf_printf(b->a, out, "%c", (int)(n & 0x7f) | 0x80);
		n >>= 7;
	}
	char last = (char)n;
	buf_write(b->a, out, &last, 1);
}

Sym *prog_name_sym(Build *b, const char *name, uint32_t len, const Name *tag, bool exported,
	bool embedded, Package *pkg) {
	Buf out = {0};
	char flags = (char)((exported ? 1 : 0) | (tag && tag->len ? 2 : 0) | (pkg ? 4 : 0) |
			    (embedded ? 8 : 0));
	buf_write(b->a, &out, &flags, 1);
	type_varint(b, &out, len);
	buf_write(b->a, &out, name, len);
	if (tag && tag->len) {
		type_varint(b, &out, tag->len);
		buf_write(b->a, &out, tag->s, tag->len);
	}
	if (pkg) {
		Sym *path = prog_name_sym(
			b, pkg->path, (uint32_t)strlen(pkg->path), NULL, false, false, NULL);
		uint32_t off = prog_off(b, path);
		char bytes[4] = {(char)off, (char)(off >> 8), (char)(off >> 16), (char)(off >> 24)};
		buf_write(b->a, &out, bytes, 4);
	}
	Sym *sym = sym_string(b->m, out.v, out.n);
	build_reach(b, sym);
	return sym;
}

/* The package of a type: its own or its element's */

static Package *type_package(Build *b, TypeInfo *ti) {
	Type *t = ti->t;
	if (t->kind == TY_UNSAFE_POINTER)
		return b->prog->unsafe_pkg;
	if (t->kind != TY_NAMED) {
		switch (t->kind) {
		case TY_ARRAY: t = ((ArrayT *)t)->elem; break;
		case TY_SLICE: t = ((SliceT *)t)->elem; break;
		case TY_POINTER: t = ((PointerT *)t)->elem; break;
		case TY_CHAN: t = ((ChanT *)t)->elem; break;
		default: return NULL;
		}
		t = type_unalias(t);
	}
	return t->kind == TY_NAMED ? ((NamedT *)t)->obj->pkg : NULL;
}

static bool type_has_name(const TypeInfo *ti) {
	return ti->t->kind == TY_NAMED || ti->t->kind <= TY_UNSAFE_POINTER;
}

static uint32_t type_header_size(const Type *u) {
	switch (u->kind) {
	case TY_ARRAY: return 72;
	case TY_CHAN: return 64;
	case TY_SIGNATURE:
	case TY_POINTER:
	case TY_SLICE: return 56;
	case TY_INTERFACE:
	case TY_STRUCT: return 80;
	case TY_MAP: return 136;
	default: return 48;
	}
}

// Where the parts of a descriptor lie: header, uncommon type, parameters or fields or interface
// methods, methods.
typedef struct TypeLayout {
	uint32_t header, uncommon, extra, methods, size;
} TypeLayout;

static TypeLayout type_layout(Build *b, TypeInfo *ti) {
	TypeLayout l = {.header = type_header_size(ti->u)};
	uint32_t n = prog_methods(b, ti)->n, extra = 0;
	l.uncommon = type_has_name(ti) || n ? l.header : 0;
	l.extra = l.header + (l.uncommon ? 16 : 0);
	if (ti->u->kind == TY_SIGNATURE)
		extra = 8 * (((SignatureT *)ti->u)->params->vars.n +
				    ((SignatureT *)ti->u)->results->vars.n);
	else if (ti->u->kind == TY_STRUCT)
		extra = 24 * ((StructT *)ti->u)->fields.n;
	else if (ti->u->kind == TY_INTERFACE)
		extra = 8 * prog_iface(b, ti->t)->n;
	l.methods = l.extra + extra;
	l.size = l.methods + 16 * n;
	return l;
}

/* Writing */

static void type_ref(Build *b, Data *d, uint64_t off, Type *t) {
	data_reloc(b->m, d, off, build_type_sym(b, t), 0);
}

static void type_pkg_name(Build *b, Data *d, uint64_t off, const Package *pkg) {
	if (pkg)
		data_reloc(b->m, d, off,
			prog_name_sym(b, pkg->path, (uint32_t)strlen(pkg->path), NULL, false, false,
				NULL),
			0);
}

static void type_write_slice(Build *b, Data *d, uint64_t off, uint64_t at, uint64_t n) {
	prog_put(b, d, off + 8, 8, n);
	prog_put(b, d, off + 16, 8, n);
	data_reloc(b->m, d, off, d->sym, (int64_t)at); // valid for n == 0 as well
}

static void type_write_struct(Build *b, Data *d, StructT *t, const TypeLayout *l) {
	Package *pkg = NULL;
	for (uint32_t i = 0; i < t->fields.n && !pkg; i++)
		if (!name_exported(t->fields.v[i]->name))
			pkg = t->fields.v[i]->pkg;
	type_pkg_name(b, d, 48, pkg);
	type_write_slice(b, d, 56, l->extra, t->fields.n);
	for (uint32_t i = 0; i < t->fields.n; i++) {
		const Obj *f = t->fields.v[i];
		uint64_t at = l->extra + 24 * i;
		const Name *tag = t->tags.n ? t->tags.v[i] : NULL;
		Sym *name = prog_name_sym(b, f->name->s, f->name->len, tag, name_exported(f->name),
			f->embedded, NULL);
		data_reloc(b->m, d, at, name, 0);
		type_ref(b, d, at + 8, f->type);
		prog_put(b, d, at + 16, 8, (uint64_t)struct_offset(b->c, t, i));
	}
}

// Name of a method: unexported ones carry their package unless it is the type's.
static uint32_t type_method_name(Build *b, const Obj *m, const Package *own) {
	bool exported = name_exported(m->name);
	Package *pkg = exported || m->pkg == own ? NULL : m->pkg;
	return prog_off(b, prog_name_sym(b, m->name->s, m->name->len, NULL, exported, false, pkg));
}

static void type_write_interface(Build *b, Data *d, TypeInfo *ti, const TypeLayout *l) {
	const IfaceInfo *in = prog_iface(b, ti->t);
	Package *pkg = ti->t->kind == TY_NAMED ? ((NamedT *)ti->t)->obj->pkg : NULL;
	type_pkg_name(b, d, 48, pkg);
	type_write_slice(b, d, 56, l->extra, in->n);
	for (uint32_t i = 0; i < in->n; i++) {
		prog_put(b, d, l->extra + 8 * i, 4, type_method_name(b, in->methods[i], pkg));
		Type *sig = prog_method_sig(b, in->methods[i])->t;
		prog_put(b, d, l->extra + 8 * i + 4, 4, prog_off(b, build_type_sym(b, sig)));
	}
}

static void type_write_func(Build *b, Data *d, SignatureT *t, const TypeLayout *l) {
	uint32_t in = t->params->vars.n, out = t->results->vars.n;
	prog_put(b, d, 48, 2, in);
	prog_put(b, d, 50, 2, out | (t->variadic ? 0x8000 : 0));
	for (uint32_t i = 0; i < in; i++)
		type_ref(b, d, l->extra + 8 * i, t->params->vars.v[i]->type);
	for (uint32_t i = 0; i < out; i++)
		type_ref(b, d, l->extra + 8 * (in + i), t->results->vars.v[i]->type);
}

/* Maps */

static StructT *type_new_struct(Build *b, const char *n1, Type *t1, const char *n2, Type *t2) {
	StructT *s = (StructT *)type_new(b->c, TY_STRUCT);
	Package *pkg = b->prog->runtime;
	Obj *f1 = obj_new(b->c, OBJ_VAR, NO_POS, pkg, intern_str(b->s->names, n1), t1);
	Obj *f2 = obj_new(b->c, OBJ_VAR, NO_POS, pkg, intern_str(b->s->names, n2), t2);
	f1->is_field = f2->is_field = true;
	vec_push(b->a, &s->fields, f1);
	vec_push(b->a, &s->fields, f2);
	return s;
}

// Groups interleave keys and elements: struct { ctrl uint64; slots [8]struct { key K; elem E } },
// where large keys and elements are pointers.
static void type_write_map(Build *b, Data *d, MapT *t) {
	const Universe *uni = checker_universe(b->c);
	bool key_ptr = type_size(b->c, t->key) > MAP_MAX_INLINE,
	     elem_ptr = type_size(b->c, t->elem) > MAP_MAX_INLINE;
	StructT *slot = type_new_struct(b, "key", key_ptr ? type_pointer_to(b->c, t->key) : t->key,
		"elem", elem_ptr ? type_pointer_to(b->c, t->elem) : t->elem);
	ArrayT *slots = (ArrayT *)type_new(b->c, TY_ARRAY);
	slots->len = MAP_SLOTS;
	slots->elem = &slot->t;
	StructT *group = type_new_struct(b, "ctrl", uni->basic[TY_UINT64], "slots", &slots->t);
	uint64_t keys = (uint64_t)struct_offset(b->c, group, 1),
		 stride = (uint64_t)type_size(b->c, &slot->t);
	uint64_t elem_off = (uint64_t)struct_offset(b->c, slot, 1);
	type_ref(b, d, 48, t->key);
	type_ref(b, d, 56, t->elem);
	type_ref(b, d, 64, &group->t);
	TypeInfo *key = prog_type(b, t->key);
	data_reloc(b->m, d, 72,
		prog_type_closure(b, arena_printf(b->a, "go:hash.%s", key->key->s), "rt_hash_type",
			0, build_type_sym(b, t->key)),
		0);
	prog_put(b, d, 80, 8, (uint64_t)type_size(b->c, &group->t));
	prog_put(b, d, 88, 8, keys);
	prog_put(b, d, 96, 8, stride);
	prog_put(b, d, 104, 8, keys + elem_off);
	prog_put(b, d, 112, 8, stride);
	prog_put(b, d, 120, 8, elem_off);
	prog_put(b, d, 128, 4,
		(prog_need_key_update(b, t->key) ? MAP_NEED_KEY_UPDATE : 0) |
			(prog_hash_might_panic(b, t->key) ? MAP_HASH_MIGHT_PANIC : 0) |
			(key_ptr ? MAP_INDIRECT_KEY : 0) | (elem_ptr ? MAP_INDIRECT_ELEM : 0));
}

static void type_write_kind(Build *b, Data *d, TypeInfo *ti, const TypeLayout *l) {
	static const uint8_t dirs[] = {[CHAN_BOTH] = 3, [CHAN_SEND] = 2, [CHAN_RECV] = 1};
	Type *u = ti->u;
	switch (u->kind) {
	case TY_ARRAY:
		type_ref(b, d, 48, ((ArrayT *)u)->elem);
		type_ref(b, d, 56, type_slice_of(b->c, ((ArrayT *)u)->elem));
		prog_put(b, d, 64, 8, (uint64_t)((ArrayT *)u)->len);
		break;
	case TY_CHAN:
		type_ref(b, d, 48, ((ChanT *)u)->elem);
		prog_put(b, d, 56, 8, dirs[((ChanT *)u)->dir]);
		break;
	case TY_SLICE: type_ref(b, d, 48, ((SliceT *)u)->elem); break;
	case TY_POINTER: type_ref(b, d, 48, ((PointerT *)u)->elem); break;
	case TY_SIGNATURE: type_write_func(b, d, (SignatureT *)u, l); break;
	case TY_INTERFACE: type_write_interface(b, d, ti, l); break;
	case TY_STRUCT: type_write_struct(b, d, (StructT *)u, l); break;
	case TY_MAP: type_write_map(b, d, (MapT *)u); break;
	default: break;
	}
}

static bool type_name_exported(const TypeInfo *ti) {
	Type *t = ti->t->kind == TY_POINTER ? type_unalias(((PointerT *)ti->t)->elem) : ti->t;
	return t->kind == TY_NAMED && name_exported(((NamedT *)t)->obj->name);
}

static void type_write_header(Build *b, Data *d, TypeInfo *ti, const TypeLayout *l) {
	const char *string = prog_type_string(b, ti->t);
	bool star = string[0] == '*', on_demand;
	uint64_t ptrdata = (uint64_t)type_ptrdata(b->c, ti->t);
	Sym *gcdata = prog_gcdata(b, ti, ptrdata, &on_demand), *equal = prog_equal_closure(b, ti);
	uint32_t flags = (l->uncommon ? TFLAG_UNCOMMON : 0) | (star ? 0 : TFLAG_EXTRA_STAR) |
			 (type_has_name(ti) ? TFLAG_NAMED : 0) |
			 (prog_type_regular(b, ti->t) ? TFLAG_REGULAR : 0) |
			 (on_demand ? TFLAG_ON_DEMAND : 0) |
			 (build_is_direct_iface(b, ti->t) ? TFLAG_DIRECT : 0);
	prog_put(b, d, 0, 8, (uint64_t)type_size(b->c, ti->t));
	prog_put(b, d, 8, 8, ptrdata);
	prog_put(b, d, 16, 4, prog_type_hash(ti));
	prog_put(b, d, 20, 1, flags);
	prog_put(b, d, 21, 1, (uint64_t)type_align(b->c, ti->t));
	prog_put(b, d, 22, 1, (uint64_t)type_align(b->c, ti->t));
	prog_put(b, d, 23, 1, type_abi_kind(ti->u));
	if (equal)
		data_reloc(b->m, d, 24, equal, 0);
	if (gcdata)
		data_reloc(b->m, d, 32, gcdata, 0);
	const char *shown = star ? string : arena_printf(b->a, "*%s", string);
	bool exported = type_name_exported(ti);
	prog_put(b, d, 40, 4,
		prog_off(b, prog_name_sym(b, shown, (uint32_t)strlen(shown), NULL, exported, false,
				    NULL)));
}

static void type_fill(Build *b, TypeInfo *ti) {
	TypeLayout l = type_layout(b, ti);
	Data *d = data_new(b->m, ti->sym, l.size, 8);
	d->readonly = true;
	type_write_header(b, d, ti, &l);
	type_write_kind(b, d, ti, &l);
}

static void type_fill_methods(Build *b, TypeInfo *ti) {
	TypeLayout l = type_layout(b, ti);
	Data *d = ti->sym->data;
	TypeInfo *pointer = map_get(&b->type_keys, type_pointer_to(b->c, ti->t));
	if (!pointer)
		pointer = prog_type(b, type_pointer_to(b->c, ti->t));
	prog_put(b, d, 44, 4, pointer->sym ? prog_off(b, pointer->sym) : 0);
	if (!l.uncommon)
		return;
	MethodTable *methods = prog_methods(b, ti);
	Package *pkg = type_package(b, ti);
	uint32_t exported = 0;
	uint32_t dead = methods->n ? prog_off(b, prog_c_sym(b, "rt_unreachable")) : 0;
	for (uint32_t i = 0; i < methods->n; i++) {
		const MethodEntry *m = &methods->v[i];
		uint32_t at = l.methods + 16 * i;
		exported += name_exported(m->sel->func->name);
		prog_put(b, d, at, 4, type_method_name(b, m->sel->func, pkg));
		prog_put(b, d, at + 4, 4, m->sig->sym ? prog_off(b, m->sig->sym) : 0);
		prog_put(b, d, at + 8, 4, m->ifn ? prog_off(b, m->ifn) : dead);
		prog_put(b, d, at + 12, 4, m->tfn ? prog_off(b, m->tfn) : dead);
	}
	uint32_t path = pkg ? prog_off(b, prog_name_sym(b, pkg->path, (uint32_t)strlen(pkg->path),
						  NULL, false, false, NULL))
			    : 0;
	prog_put(b, d, l.uncommon, 4, path);
	prog_put(b, d, l.uncommon + 4, 2, methods->n);
	prog_put(b, d, l.uncommon + 6, 2, exported);
	prog_put(b, d, l.uncommon + 8, 4, l.methods - l.uncommon);
}

void prog_finish_types(Build *b) {
	Prog *p = b->p;
	while (p->n_filled < p->descriptors.n)
		type_fill(b, p->descriptors.v[p->n_filled++]);
	for (uint32_t i = 0; i < p->descriptors.n; i++)
		type_fill_methods(b, p->descriptors.v[i]);
}

// A nameless descriptor, for closures and other things that Go code never sees.
Sym *build_layout_sym(
	Build *b, int64_t size, int64_t align, const bool *ptr_words, uint32_t n_words) {
	uint32_t last = 0;
	for (uint32_t i = 0; i < n_words; i++)
		if (ptr_words[i])
			last = i + 1;
	uint8_t *mask = arena_alloc(b->a, n_words / 8 + 1);
	Buf name = {0};
	buf_printf(b->a, &name, "go:layout.%lld.%lld.", (long long)size, (long long)align);
	for (uint32_t i = 0; i < last; i++) {
		if (ptr_words[i])
			mask[i / 8] |= (uint8_t)(1u << (i % 8));
		buf_puts(b->a, &name, ptr_words[i] ? "1" : "0");
	}
	Sym *sym = sym_get(b->m, buf_cstr(b->a, &name));
	if (sym->data)
		return sym;
	Data *d = data_new(b->m, sym, 48, 8);
	d->readonly = true;
	sym->in_program_unit = true;
	sym->reachable = true;
	prog_put(b, d, 0, 8, (uint64_t)size);
	prog_put(b, d, 8, 8, (uint64_t)last * 8);
	prog_put(b, d, 21, 1, (uint64_t)align);
	prog_put(b, d, 22, 1, (uint64_t)align);
	prog_put(b, d, 23, 1, ABI_STRUCT);
	if (last) {
		Sym *bits = sym_string(b->m, (char *)mask, (last + 7) / 8);
		build_reach(b, bits);
		data_reloc(b->m, d, 32, bits, 0);
	}
	return sym;
}
