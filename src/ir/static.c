// static.c: expressions whose value is known before the program runs become data.
//
// Constants, composite literals of structs, arrays and slices, addresses of variables and of fresh
// objects, functions, literals without captures, and interfaces that hold such values. A
// package-level initialiser is evaluated once, so that the objects it makes may be static
// variables; inside a function (fb != NULL) only values without fresh objects are static. Whoever
// finds something not static returns false, and the entry restores what was written.
#include "ir/prog.h"

typedef struct Static {
	Build *b;
	FuncBuild *fb; // context for types and literals
	Info *info;
	Data *owner; // names of fresh objects come from it
	uint32_t n_fresh;
	VEC(Sym *) fresh;
	bool once; // package level: fresh objects are allowed
} Static;

typedef struct StaticAddr {
	Sym *sym;
	int64_t off;
} StaticAddr;

static bool static_expr(Static *s, Data *d, uint64_t off, Type *t, Expr *e);

static Type *static_type(Static *s, Expr *e) {
	Type *t = info_tv(s->info, e)->type;
	return t ? (s->fb ? build_type(s->fb, t) : type_unalias(t)) : NULL;
}

/* Objects made for the initialiser */

static Data *static_fresh(Static *s, uint64_t size, uint32_t align) {
	Build *b = s->b;
	Sym *sym;
	do
		sym = sym_get(
			b->m, arena_printf(b->a, "%s·s%u", s->owner->sym->name, ++s->n_fresh));
	while (sym->data);
	Data *d = data_new(b->m, sym, size, align);
	sym->pkg = s->owner->sym->pkg;
	sym->in_program_unit = s->owner->sym->in_program_unit;
	sym->reachable = true;
	vec_push(b->a, &s->fresh, sym);
	return d;
}

static Data *static_fresh_typed(Static *s, Type *t) {
	Data *d =
		static_fresh(s, (uint64_t)type_size(s->b->c, t), (uint32_t)type_align(s->b->c, t));
	if (type_ptrdata(s->b->c, t) > 0)
		d->root_type = t;
	return d;
}

// An address that is not nil, of nothing: the one that the runtime gives too.
static Sym *static_zero_base(Build *b) {
	return prog_c_sym(b, "rt_zerobase");
}

Sym *build_address_sym(Build *b, Obj *var) {
	Sym *sym = build_global_sym(b, var);
	return sym->data && !sym->data->size ? static_zero_base(b) : sym;
}

/* Constants */

static void static_float(Static *s, Data *d, uint64_t off, uint32_t size, const Const *k) {
	union {
		double d;
		uint64_t u;
	} f64;
	union {
		float f;
		uint32_t u;
	} f32;
	if (size == 4) {
		f32.f = const_float(k);
		prog_put(s->b, d, off, 4, f32.u);
	} else {
		f64.d = const_double(k);
		prog_put(s->b, d, off, 8, f64.u);
	}
}

static bool static_const(Static *s, Data *d, uint64_t off, Type *t, const Const *k) {
	Build *b = s->b;
	Type *u = type_underlying(b->c, t);
	int64_t size = type_size(b->c, t);
	switch (u->kind) {
	case TY_BOOL:
	case TY_UNTYPED_BOOL: prog_put(b, d, off, 1, k->b); return true;
	case TY_FLOAT32:
	case TY_FLOAT64:
		static_float(s, d, off, (uint32_t)size, const_to_float(b->s, k));
		return true;
	case TY_COMPLEX64:
	case TY_COMPLEX128: {
		k = const_to_complex(b->s, k);
		static_float(s, d, off, (uint32_t)size / 2, k->kind == CONST_COMPLEX ? k->c.re : k);
		if (k->kind == CONST_COMPLEX)
			static_float(s, d, off + (uint64_t)size / 2, (uint32_t)size / 2, k->c.im);
		return true;
	}
	case TY_STRING:
		prog_put_string(b, d, off, k->str.p, k->str.len);
		if (k->str.len)
			build_reach(b, sym_string(b->m, k->str.p, k->str.len));
		return true;
	default:
		if (u->kind < TY_INT || u->kind > TY_UINTPTR)
			return false;
		prog_put(b, d, off, (uint32_t)size, const_bits64(const_to_int(b->s, k)));
		return true;
	}
}

/* Addresses */

static Obj *static_use(Static *s, Expr *e) {
	if (e->kind == AST_NAME)
		return s->info->uses[e->id];
	if (e->kind != AST_SELECTOR)
		return NULL;
	const Selection *sel = map_get(&s->info->selections, e);
	if (sel)
		return sel->kind == SEL_QUALIFIED ? sel->obj : NULL;
	return s->info->uses[as(SelectorExpr, e)->sel->n.id];
}

static bool static_addr(Static *s, Expr *e, StaticAddr *out);

static bool static_addr_field(Static *s, SelectorExpr *e, const Selection *sel, StaticAddr *out) {
	Build *b = s->b;
	Type *t = static_type(s, e->x);
	if (sel->kind != SEL_FIELD || sel->indirect || !t || !static_addr(s, e->x, out))
		return false;
	for (uint32_t i = 0; i < sel->n_path; i++) {
		Type *u = type_underlying(b->c, t);
		if (u->kind != TY_STRUCT)
			return false;
		out->off += struct_offset(b->c, (StructT *)u, sel->path[i]);
		t = ((StructT *)u)->fields.v[sel->path[i]]->type;
	}
	return true;
}

static bool static_addr(Static *s, Expr *e, StaticAddr *out) {
	e = unparen(e);
	Obj *o = static_use(s, e);
	if (o) {
		if (o->kind != OBJ_VAR || !o->package_level)
			return false;
		*out = (StaticAddr){build_address_sym(s->b, o), 0};
		return true;
	}
	if (e->kind == AST_SELECTOR) {
		const Selection *sel = map_get(&s->info->selections, e);
		return sel && static_addr_field(s, as(SelectorExpr, e), sel, out);
	}
	if (e->kind == AST_INDEX && as(IndexExpr, e)->index.n == 1) {
		IndexExpr *x = as(IndexExpr, e);
		const TypeAndValue *k = info_tv(s->info, x->index.v[0]);
		Type *t = static_type(s, x->x);
		int64_t i;
		Type *u = t ? type_underlying(s->b->c, t) : NULL;
		if (!u || u->kind != TY_ARRAY || k->mode != MODE_CONST ||
			!const_int64(k->val, &i) || !static_addr(s, x->x, out))
			return false;
		out->off += i * type_size(s->b->c, ((ArrayT *)u)->elem);
		return true;
	}
	return false;
}

static bool static_pointer(Static *s, Data *d, uint64_t off, Expr *x) {
	x = unparen(x);
	if (x->kind == AST_COMPOSITE_LIT) {
		Type *t = static_type(s, x);
		if (!s->once || type_unalias(t)->kind == TY_POINTER)
			return false;
		Data *obj = static_fresh_typed(s, t);
		if (!static_expr(s, obj, 0, t, x))
			return false;
		data_reloc(s->b->m, d, off, obj->sym, 0);
		return true;
	}
	StaticAddr a;
	if (!static_addr(s, x, &a))
		return false;
	data_reloc(s->b->m, d, off, a.sym, a.off);
	return true;
}

/* Composite literals */

static bool static_struct(Static *s, Data *d, uint64_t off, StructT *t, CompositeLit *lit) {
	for (uint32_t i = 0; i < lit->elems.n; i++) {
		Expr *e = lit->elems.v[i];
		uint32_t field = i;
		if (e->kind == AST_KEY_VALUE) {
			const Name *name = as(NameExpr, as(KeyValueExpr, e)->key)->name;
			field = objs_find(s->b->c, &t->fields, name);
			e = as(KeyValueExpr, e)->value;
		}
		if (field < t->fields.n && strcmp(t->fields.v[field]->name->s, "_") == 0) {
			// Evaluated, but a blank field stays zero.
			if (info_tv(s->info, e)->mode != MODE_CONST)
				return false;
			continue;
		}
		if (field >= t->fields.n ||
			!static_expr(s, d, off + (uint64_t)struct_offset(s->b->c, t, field),
				t->fields.v[field]->type, e))
			return false;
	}
	return true;
}

// The index of element i of an array or slice literal, given that of the one before (-1 at first);
// < 0: not constant.
static int64_t static_index(Static *s, Expr **e, int64_t before) {
	if ((*e)->kind != AST_KEY_VALUE)
		return before + 1;
	KeyValueExpr *kv = as(KeyValueExpr, *e);
	const TypeAndValue *k = info_tv(s->info, kv->key);
	int64_t i = -1;
	*e = kv->value;
	return k->val && const_int64(const_to_int(s->b->s, k->val), &i) ? i : -1;
}

static bool static_elems(Static *s, Data *d, uint64_t off, Type *elem, CompositeLit *lit) {
	uint64_t size = (uint64_t)type_size(s->b->c, elem);
	int64_t at = -1;
	for (uint32_t i = 0; i < lit->elems.n; i++) {
		Expr *e = lit->elems.v[i];
		at = static_index(s, &e, at);
		if (at < 0 || !static_expr(s, d, off + (uint64_t)at * size, elem, e))
			return false;
	}
	return true;
}

static int64_t static_length(Static *s, CompositeLit *lit) {
	int64_t at = -1, n = 0;
	for (uint32_t i = 0; i < lit->elems.n; i++) {
		Expr *e = lit->elems.v[i];
		at = static_index(s, &e, at);
		if (at < 0)
			return -1;
		n = at + 1 > n ? at + 1 : n;
	}
	return n;
}

static bool static_slice(Static *s, Data *d, uint64_t off, Type *elem, CompositeLit *lit) {
	int64_t n = static_length(s, lit);
	if (!s->once || n < 0)
		return false;
	Sym *array = static_zero_base(s->b);
	if (n > 0) {
		ArrayT *t = (ArrayT *)type_new(s->b->c, TY_ARRAY);
		t->len = n;
		t->elem = elem;
		Data *backing = static_fresh_typed(s, &t->t);
		if (!static_elems(s, backing, 0, elem, lit))
			return false;
		array = backing->sym;
	}
	data_reloc(s->b->m, d, off, array, 0);
	prog_put(s->b, d, off + 8, 8, (uint64_t)n);
	prog_put(s->b, d, off + 16, 8, (uint64_t)n);
	return true;
}

static bool static_composite(Static *s, Data *d, uint64_t off, CompositeLit *lit) {
	Type *t = static_type(s, &lit->n), *u = type_underlying(s->b->c, t);
	switch (u->kind) {
	case TY_STRUCT: return static_struct(s, d, off, (StructT *)u, lit);
	case TY_ARRAY: return static_elems(s, d, off, ((ArrayT *)u)->elem, lit);
	case TY_SLICE: return static_slice(s, d, off, ((SliceT *)u)->elem, lit);
	case TY_POINTER: { // &T elided in a literal of pointers
		Type *elem = ((PointerT *)u)->elem, *eu = type_underlying(s->b->c, elem);
		if (!s->once)
			return false;
		Data *obj = static_fresh_typed(s, elem);
		bool ok = eu->kind == TY_STRUCT ? static_struct(s, obj, 0, (StructT *)eu, lit)
			  : eu->kind == TY_ARRAY
				  ? static_elems(s, obj, 0, ((ArrayT *)eu)->elem, lit)
				  : eu->kind == TY_SLICE &&
					    static_slice(s, obj, 0, ((SliceT *)eu)->elem, lit);
		if (ok)
			data_reloc(s->b->m, d, off, obj->sym, 0);
		return ok;
	}
	default: return false;
	}
}

/* Functions */

static bool static_func(Static *s, Data *d, uint64_t off, Obj *o, Expr *name, Expr *whole) {
	Build *b = s->b;
	const Instance *inst = map_get(&s->info->instances, name);
	TypeVec targs = {0};
	for (uint32_t i = 0; inst && i < inst->targs.n; i++)
		vec_push(b->a, &targs,
			s->fb ? build_type(s->fb, inst->targs.v[i]) : inst->targs.v[i]);
	Type *t = static_type(s, whole);
	Type *u = t ? type_underlying(b->c, t) : NULL;
	if (!u || u->kind != TY_SIGNATURE || type_has_params(b->c, u))
		return false;
	Sym *func = build_func_sym(b, o, NULL, &targs);
	data_reloc(b->m, d, off, build_closure_sym(b, func, (SignatureT *)u), 0);
	return true;
}

static bool static_func_name(Static *s, Data *d, uint64_t off, Expr *e) {
	Expr *whole = e;
	if (e->kind == AST_INDEX)
		e = unparen(as(IndexExpr, e)->x);
	Obj *o = static_use(s, e);
	if (!o || o->kind != OBJ_FUNC)
		return false;
	Expr *name = e->kind == AST_SELECTOR ? &as(SelectorExpr, e)->sel->n : e;
	return static_func(s, d, off, o, name, whole);
}

static bool static_method_expr(Static *s, Data *d, uint64_t off, Expr *e) {
	if (e->kind != AST_SELECTOR)
		return false;
	const Selection *sel = map_get(&s->info->selections, e);
	Type *u = type_underlying(s->b->c, static_type(s, e));
	if (!sel || sel->kind != SEL_METHOD_EXPR || u->kind != TY_SIGNATURE)
		return false;
	Type *recv = s->fb ? build_type(s->fb, sel->recv) : sel->recv;
	Sym *func = build_method_expr_sym(s->b, recv, sel->obj, sel);
	data_reloc(s->b->m, d, off, build_closure_sym(s->b, func, (SignatureT *)u), 0);
	return true;
}

static bool static_literal(Static *s, Data *d, uint64_t off, Expr *e) {
	if (!s->once || !s->fb)
		return false;
	Val v = build_expr(s->fb, e);
	if (v.v[0]->op != OP_ADDR || v.v[0]->off)
		return false;
	data_reloc(s->b->m, d, off, v.v[0]->aux.sym, 0);
	return true;
}

/* Conversions and the rest */

static bool static_interface(Static *s, Data *d, uint64_t off, Type *t, Type *from, Expr *e) {
	Build *b = s->b;
	Sym *box = NULL;
	bool direct = build_is_direct_iface(b, from);
	if (direct) {
		if (!static_expr(s, d, off + 8, from, e))
			return false;
	} else {
		Data *v = static_fresh(
			s, (uint64_t)type_size(b->c, from), (uint32_t)type_align(b->c, from));
		v->readonly = true;
		bool once = s->once;
		if (!static_expr(s, v, 0, from, e))
			return false;
		s->once = once;
		box = v->size ? v->sym : static_zero_base(b);
	}
	bool empty = prog_iface(b, t)->n == 0;
	Sym *word = empty ? build_type_sym(b, from) : build_itab_sym(b, from, t);
	build_mark_in_interface(b, from);
	data_reloc(b->m, d, off, word, 0);
	if (box)
		data_reloc(b->m, d, off + 8, box, 0);
	return true;
}

// []byte("...") of a constant.
static bool static_bytes(Static *s, Data *d, uint64_t off, Type *u, const Const *k) {
	Type *elem = type_underlying(s->b->c, ((SliceT *)u)->elem);
	if (!s->once || elem->kind != TY_UINT8 || k->kind != CONST_STRING)
		return false;
	Sym *array = static_zero_base(s->b);
	if (k->str.len) {
		Data *bytes = static_fresh(s, k->str.len, 1);
		bytes->bytes = arena_alloc(s->b->m->arena, k->str.len);
		memcpy(bytes->bytes, k->str.p, k->str.len);
		array = bytes->sym;
	}
	data_reloc(s->b->m, d, off, array, 0);
	prog_put(s->b, d, off + 8, 8, k->str.len);
	prog_put(s->b, d, off + 16, 8, k->str.len);
	return true;
}

static bool static_is_pointer(const Type *u) {
	return u->kind == TY_POINTER || u->kind == TY_UNSAFE_POINTER;
}

static bool static_conversion(Static *s, Data *d, uint64_t off, Type *to, Expr *arg) {
	Build *b = s->b;
	Type *from = static_type(s, arg);
	const TypeAndValue *tv = info_tv(s->info, arg);
	if (!from)
		return false;
	Type *fu = type_underlying(b->c, from), *tu = type_underlying(b->c, to);
	if (tu->kind == TY_SLICE && tv->mode == MODE_CONST)
		return static_bytes(s, d, off, tu, tv->val);
	if (tu->kind == TY_INTERFACE || tv->mode == MODE_NIL)
		return static_expr(s, d, off, to, arg);
	if (type_identical(b->c, fu, tu) || (static_is_pointer(fu) && static_is_pointer(tu)))
		return static_expr(s, d, off, from, arg);
	return false;
}

// A conversion. new(x) is none: as the official compiler has it, its object lies in the heap (testing/synctest tells).
static bool static_call(Static *s, Data *d, uint64_t off, CallExpr *e) {
	const TypeAndValue *fun = info_tv(s->info, e->fun);
	Type *t = static_type(s, &e->n);
	if (fun->mode == MODE_TYPE && e->args.n == 1)
		return static_conversion(s, d, off, t, e->args.v[0]);
	return false;
}

static bool static_slice_expr(Static *s, Data *d, uint64_t off, SliceExpr *e) {
	Type *t = static_type(s, e->x);
	Type *u = t ? type_underlying(s->b->c, t) : NULL;
	StaticAddr a;
	if (!u || u->kind != TY_ARRAY || e->index[0] || e->index[1] || e->index[2] ||
		!static_addr(s, e->x, &a))
		return false;
	data_reloc(s->b->m, d, off, a.sym, a.off);
	prog_put(s->b, d, off + 8, 8, (uint64_t)((ArrayT *)u)->len);
	prog_put(s->b, d, off + 16, 8, (uint64_t)((ArrayT *)u)->len);
	return true;
}

static bool static_expr(Static *s, Data *d, uint64_t off, Type *t, Expr *e) {
	Build *b = s->b;
	e = unparen(e);
	const TypeAndValue *tv = info_tv(s->info, e);
	if (tv->mode == MODE_NIL)
		return true;
	Type *from = static_type(s, e);
	if (!from || from->kind == TY_INVALID)
		return false;
	if (from->kind == TY_UNTYPED_NIL)
		return true;
	if (type_is_interface(b->c, t)) {
		if (type_is_interface(b->c, from))
			return e->kind == AST_CALL && prog_same_type(b, from, t) &&
			       static_call(s, d, off, as(CallExpr, e));
		if (type_is_untyped(from))
			from = type_default(b->c, from);
		return static_interface(s, d, off, t, from, e);
	}
	if (tv->mode == MODE_CONST && tv->val)
		return static_const(
			s, d, off, type_is_untyped(t) ? type_default(b->c, t) : t, tv->val);
	switch (e->kind) {
	case AST_COMPOSITE_LIT: return static_composite(s, d, off, as(CompositeLit, e));
	case AST_UNARY:
		return as(UnaryExpr, e)->op == OPER_AND &&
		       static_pointer(s, d, off, as(UnaryExpr, e)->x);
	case AST_NAME:
	case AST_INDEX: return static_func_name(s, d, off, e);
	case AST_SELECTOR:
		return static_func_name(s, d, off, e) || static_method_expr(s, d, off, e);
	case AST_FUNC_LIT: return static_literal(s, d, off, e);
	case AST_CALL: return static_call(s, d, off, as(CallExpr, e));
	case AST_SLICE_EXPR: return static_slice_expr(s, d, off, as(SliceExpr, e));
	default: return false;
	}
}

/* Entries */

// Fresh objects are among the last that were made.
static void static_drop_fresh(Static *s) {
	Module *m = s->b->m;
	for (uint32_t k = s->fresh.n; k-- > 0;)
		for (uint32_t i = m->datas.n; i-- > 0;)
			if (m->datas.v[i] == s->fresh.v[k]) {
				memmove(&m->datas.v[i], &m->datas.v[i + 1],
					(m->datas.n - i - 1) * sizeof m->datas.v[0]);
				m->datas.n--;
				break;
			}
}

static bool static_try(Static *s, Data *d, uint64_t off, Type *t, Expr *e) {
	uint64_t size = (uint64_t)type_size(s->b->c, t);
	uint32_t n = d->relocs.n;
	Reloc *relocs = n ? NEW_ARRAY(s->b->a, Reloc, n) : NULL;
	if (n)
		memcpy(relocs, d->relocs.v, n * sizeof *relocs);
	s->owner = d;
	if (static_expr(s, d, off, t, e))
		return true;
	if (d->bytes)
		memset(d->bytes + off, 0, size);
	d->relocs.n = n;
	if (n)
		memcpy(d->relocs.v, relocs, n * sizeof *relocs);
	static_drop_fresh(s);
	return false;
}

bool build_static_init(Build *b, Obj *var, Expr *rhs, Package *pkg) {
	Sym *sym = build_global_sym(b, var);
	if (sym->kind != SYM_DATA)
		return false;
	Static s = {.b = b, .fb = b->p->static_fb, .info = pkg->info, .once = true};
	return static_try(&s, sym->data, 0, var->type, rhs);
}

bool build_static_expr(Build *b, FuncBuild *fb, Data *d, uint64_t off, Type *t, Expr *e) {
	Static s = {.b = b, .fb = fb, .info = fb->info};
	return static_try(&s, d, off, t, e);
}
