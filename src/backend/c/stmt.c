// stmt.c: values with effects as C statements, and the ends of blocks.
//
// Operands are written first (that consumes their pending texts), then whatever else is pending and
// would be changed by the statement is evaluated, then the statement itself: the order of effects
// is that of the IR.
#include "backend/c/emit.h"

static const char *cstmt_cast(IRType t) {
	return t == IR_PTR ? "(ptr)" : "";
}

void cstmt_line(CEmit *e, Pos pos, uint32_t inl) {
	if (pos == NO_POS)
		return;
	Place p = pos_resolve(e->m->s->sources, pos);
	if (!p.file)
		return;
	uint32_t file = cgen_file_index(e, p, inl);
	// A line of Go is many lines of C: in C text each statement says where it is from.
	if (p.line == e->line && file == e->file && e->tier != CTIER_OPT)
		return;
	if (e->tier == CTIER_OPT) {
		if (file == e->file) {
			buf_printf(e->a, &e->body, "#line %u\n", p.line);
		} else {
			buf_printf(e->a, &e->body, "#line %u ", p.line);
			cgen_quote(e, &e->body, e->files.v[file - 1]);
			buf_puts(e->a, &e->body, "\n");
		}
	} else {
		CLine l = {e->lines.n, p.line, file};
		buf_printf(e->a, &e->body, "L%u:;\n", l.label);
		vec_push(e->scratch, &e->lines, l);
	}
	e->line = p.line;
	e->file = file;
}

// Starts a statement at v after its operands were written to texts.
static void cstmt_begin(CEmit *e, const Value *v, bool changes_memory) {
	cexpr_flush(e, 0, changes_memory);
	cstmt_line(e, v->pos, v->inl);
	buf_puts(e->a, &e->body, "\t");
}

static void cstmt_end(CEmit *e) {
	buf_puts(e->a, &e->body, ";\n");
	ctemp_settle(e);
}

/* Barriers */

// The object that p points into, or what its address was made of; *off: where in it, -1: unknown.
static const Value *barrier_root(const Value *p, int64_t *off) {
	for (;; p = p->args[0]) {
		if (p->op == OP_PTRADD)
			*off = -1;
		else if (p->op == OP_OFFPTR && *off >= 0)
			*off += p->off;
		else if (p->op != OP_OFFPTR && p->op != OP_COPY)
			return p;
	}
}

static int64_t barrier_size(const Value *v) {
	switch (v->op) {
	case OP_STORE: return irtype_size((IRType)v->args[1]->type);
	case OP_MOVE:
	case OP_ZERO: return v->aux.i;
	default: return -1;
	}
}

// w, between the making of the object root and a store to [off, off + size) of it, may have stored
// there.
static bool barrier_spoils(const Value *w, const Value *root, int64_t off, int64_t size) {
	switch (w->op) {
	case OP_STORE:
	case OP_MOVE:
	case OP_MOVEN:
	case OP_ZERO:
	case OP_ZERON: {
		int64_t at =
			w->op == OP_STORE || w->op == OP_ZERO || w->op == OP_ZERON ? w->off : 0;
		const Value *r = barrier_root(w->args[0], &at);
		if (r->op == OP_LOCAL || (r->op == OP_NEW && r != root))
			return false;
		int64_t n = barrier_size(w);
		return r != root || at < 0 || n < 0 || off < 0 || size < 0 ||
		       (at < off + size && off < at + n);
	}
	case OP_RTCALL: return !rt_info[w->aux.rt].pure && !rt_info[w->aux.rt].allocates;
	case OP_CALL:
	case OP_CALLI:
	case OP_SETJMP:
	case OP_ASTORE:
	case OP_AXCHG:
	case OP_ACAS: return true;
	default: return false;
	}
}

// Whether a collector that marks must be told of what the store v overwrites. Not on the stack, nor
// where the store is the first one to that part of an object made before in the same block.
static bool cstmt_barrier(const CEmit *e, const Value *v) {
	enum { FAR = 256 };
	if (!(v->flags & FLAG_HEAP_PTR))
		return false;
	int64_t off = v->op == OP_MOVE || v->op == OP_MOVEN ? 0 : v->off;
	const Value *root = barrier_root(v->args[0], &off);
	if (root->op == OP_LOCAL)
		return false;
	if (root->op != OP_NEW || root->block != v->block)
		return true;
	for (uint32_t i = e->at, far = 0; i-- > 0 && far < FAR; far++) {
		const Value *w = v->block->ins.v[i];
		if (w == root)
			return false;
		if (barrier_spoils(w, root, off, barrier_size(v)))
			return true;
	}
	return true;
}

static void cstmt_store(CEmit *e, Value *v) {
	const char *p = cexpr_operand(e, v->args[0]), *x = cexpr_operand(e, v->args[1]);
	if (cstmt_barrier(e, v)) {
		cstmt_begin(e, v, true);
		buf_printf(
			e->a, &e->body, "rt_storep(%s + %lld, (ptr)%s)", p, (long long)v->off, x);
		cstmt_end(e);
		return;
	}
	const char *t = ctype_name((IRType)v->args[1]->type), *vol = cexpr_access(e, v);
	cstmt_begin(e, v, true);
	if (v->off)
		buf_printf(e->a, &e->body, "*(%s%s *)(%s + %lld) = %s", vol, t, p,
			(long long)v->off, x);
	else
		buf_printf(e->a, &e->body, "*(%s%s *)%s = %s", vol, t, p, x);
	cstmt_end(e);
}

static void cstmt_setvar(CEmit *e, Value *v) {
	const char *x = cexpr_operand(e, v->args[0]);
	cexpr_flush(e, 1ull << (v->aux.var->id % 64), false);
	buf_printf(e->a, &e->body, "\tx%u = %s", v->aux.var->id, x);
	cstmt_end(e);
}

static void cstmt_args(CEmit *e, Buf *b, Value *v, uint32_t first) {
	for (uint32_t i = first; i < v->n_args; i++) {
		if (i > first)
			buf_puts(e->scratch, b, ", ");
		buf_puts(e->scratch, b, cexpr_operand(e, v->args[i]));
	}
}

// "R (*)(T, T)" for a call through a pointer. With `apart`, how many results come at the level of
// the machine: the first alone, or by a pointer to where they go.
static const char *cstmt_fn_type(CEmit *e, const Sig *sig, bool apart) {
	Buf b = {0};
	const char *result = cgen_result_type(e, sig), *sep = "";
	buf_printf(e->scratch, &b, "%s (*)(",
		!apart		      ? result
		: sig->n_results == 2 ? "u64"
				      : "void");
	if (apart && sig->n_results > 2) {
		buf_printf(e->scratch, &b, "%s *", result);
		sep = ", ";
	}
	for (uint32_t i = 0; i < sig->n_params; i++, sep = ", ")
		buf_printf(e->scratch, &b, "%s%s", sep, ctype_name(sig->params[i]));
	buf_puts(e->scratch, &b, *sep ? ")" : "void)");
	return buf_cstr(e->scratch, &b);
}

// `code` is the text of the first argument of a call through a pointer.
static const char *cstmt_callee(CEmit *e, Value *v, const char *code, bool apart) {
	const char *name;
	if (v->op == OP_RTCALL)
		name = arena_printf(e->scratch, "rt_%s", rt_info[v->aux.rt].name);
	else
		name = v->op == OP_CALLI ? code : cgen_name(e, v->aux.sym);
	if (!apart && (v->op == OP_RTCALL || (v->op == OP_CALL && unit_is_known(v->aux.sym))))
		return name;
	return arena_printf(e->scratch, "((%s)%s)", cstmt_fn_type(e, v->sig, apart), name);
}

// Whether text, of an argument, still means the same when what died was overwritten.
static bool cstmt_stays(CEmit *e, Value *arg) {
	switch (arg->op) {
	case OP_CONST:
	case OP_FCONST:
	case OP_ADDR:
	case OP_LOCAL:
	case OP_FRAMEADDR:
	case OP_CALLERPC: return true;
	case OP_PARAM: return arg->type != IR_PTR || clive_outlives(e, arg);
	default:
		return e->vals[arg->id].has_temp && (arg->type != IR_PTR || clive_outlives(e, arg));
	}
}

// Puts an argument aside. In the fast tier pointers go to array k of the frame, which the call
// overwrites as it begins (RT_FORGET).
static const char *cstmt_aside(CEmit *e, Buf *b, const char *text, IRType t, CAside *n) {
	bool is_float = t == IR_F32 || t == IR_F64;
	const char *type = ctype_name(t);
	if (e->tier == CTIER_OPT) {
		const char *name = arena_printf(e->scratch, "k%u_", n->pointers++);
		buf_printf(e->a, b, " %s %s = %s;", type, name, text);
		if (t == IR_PTR || t == IR_I64)
			buf_printf(e->a, b, " RT_APART(%s);", name);
		return name;
	}
	if (t == IR_PTR || t == IR_I64) { // which may be a uintptr
		const char *name = arena_printf(
			e->scratch, "k[%u].%c", n->pointers++, t == IR_PTR ? 'p' : 'w');
		buf_printf(e->a, b, " %s = %s;", name, text);
		return name;
	}
	const char *name = arena_printf(
		e->scratch, is_float ? "g%u" : "j%u", is_float ? n->floats++ : n->ints++);
	buf_printf(e->a, b, " %s = %s;", name, text);
	return arena_printf(e->scratch, "(%s)%s", type, name);
}

// Writes what dies before the call, between the evaluation of the arguments and the call.
static CAside cstmt_forget(CEmit *e, Value *v, const char **texts) {
	CAside n = {0}, *most = &e->aside;
	cexpr_flush_all(e);
	cstmt_line(e, v->pos, v->inl);
	buf_puts(e->a, &e->body, "\t{");
	for (uint32_t i = 0; i < v->n_args; i++)
		if (!cstmt_stays(e, v->args[i]))
			texts[i] = cstmt_aside(e, &e->body, texts[i], (IRType)v->args[i]->type, &n);
	clive_kill(e, &e->body, v);
	buf_puts(e->a, &e->body, " ");
	if (e->tier == CTIER_OPT)
		return (CAside){0};
	most->pointers = most->pointers > n.pointers ? most->pointers : n.pointers;
	most->ints = most->ints > n.ints ? most->ints : n.ints;
	most->floats = most->floats > n.floats ? most->floats : n.floats;
	return n;
}

static void cstmt_call(CEmit *e, Value *v) {
	const char **texts = NEW_ARRAY(e->scratch, const char *, v->n_args + 1);
	uint32_t first = v->op == OP_CALLI;
	for (uint32_t i = 0; i < v->n_args; i++)
		texts[i] = cexpr_operand(e, v->args[i]);
	if (v->n_args > e->passed_words)
		e->passed_words = v->n_args;
	bool forgets = clive_wants(e, v), is_pure = v->op == OP_RTCALL && rt_info[v->aux.rt].pure;
	CAside aside = {0};
	if (forgets)
		aside = cstmt_forget(e, v, texts);
	else
		cstmt_begin(e, v, !is_pure);
	CVal *cv = &e->vals[v->id];
	uint32_t results = v->sig->n_results;
	// libtcc keeps a copy of a structure that is returned, in a place that has no name.
	bool apart = results > 1 && e->live && e->tier == CTIER_FAST;
	const char *callee = cstmt_callee(e, v, texts[0], apart), *sep = "";
	if (results > 1) {
		cv->text = arena_printf(e->scratch, "r%u", v->id);
		buf_printf(
			e->scratch, &e->locals, "\t%s r%u;\n", cgen_result_type(e, v->sig), v->id);
		if (results == 2)
			e->pairs++;
		else
			e->result_words += results;
		if (!apart || results == 2)
			buf_printf(e->a, &e->body, apart ? "%s.r[0] = " : "%s = ", cv->text);
	} else if (results == 1 && v->uses) {
		buf_printf(e->a, &e->body, "%s = ", ctemp_new(e, v));
	}
	buf_printf(e->a, &e->body, aside.pointers ? "RT_FORGET(%s, k, %u)(" : "%s(", callee,
		aside.pointers);
	if (apart && results > 2) {
		buf_printf(e->a, &e->body, "&%s", cv->text);
		sep = ", ";
	}
	for (uint32_t i = first; i < v->n_args; i++, sep = ", ")
		buf_printf(e->a, &e->body, "%s%s", sep, texts[i]);
	buf_puts(e->a, &e->body, ");");
	if (apart && results == 2)
		buf_printf(e->a, &e->body, " RT_SECOND(%s.r[1]);", cv->text);
	buf_puts(e->a, &e->body, forgets ? " }\n" : "\n");
	ctemp_settle(e);
}

// What makes objects of v->off bytes (RT_NEW_SCAN and RT_NEW_NOSCAN of gen.h).
static const char *cstmt_new_function(CEmit *e, const Value *v) {
	static const uint8_t sizes[] = {8, 16, 24, 32, 48, 64, 80, 96, 112, 128};
	bool no_ptrs = v->flags & FLAG_NO_PTRS;
	uint32_t i = 0;
	while (i < LEN(sizes) && sizes[i] < v->off)
		i++;
	if (i == LEN(sizes) || v->off < (no_ptrs ? 16 : 8))
		return "rt_newobject";
	return arena_printf(e->a, "rt_new%u%s", sizes[i], no_ptrs ? "n" : "");
}

static void cstmt_new(CEmit *e, Value *v) {
	cstmt_begin(e, v, true);
	if (v->uses)
		buf_printf(e->a, &e->body, "%s = ", ctemp_new(e, v));
	buf_printf(
		e->a, &e->body, "%s((ptr)&%s)", cstmt_new_function(e, v), cgen_name(e, v->aux.sym));
	cstmt_end(e);
}

static void cstmt_check(CEmit *e, Value *v) {
	const char *x = cexpr_operand(e, v->args[0]);
	Buf args = {0};
	if (v->op == OP_BOUNDS) {
		const char *y = cexpr_operand(e, v->args[1]);
		// The texts are written twice: make them short.
		cstmt_begin(e, v, true);
		buf_printf(e->a, &e->body, "if (unlikely(%s >= %s)) rt_panicIndex%s(%s, %s)", x, y,
			v->flags & FLAG_UNSIGNED ? "U" : "", x, y);
	} else if (v->op == OP_NILCHECK) {
		cstmt_begin(e, v, true);
		buf_printf(e->a, &e->body, "if (unlikely(%s == (ptr)0)) rt_panicnil()", x);
	} else {
		cstmt_args(e, &args, v, 1);
		cstmt_begin(e, v, true);
		buf_printf(e->a, &e->body, "if (unlikely(!%s)) rt_%s(%s)", x,
			rt_info[v->aux.rt].name, buf_cstr(e->scratch, &args));
	}
	cstmt_end(e);
}

static void cstmt_zero(CEmit *e, Value *v) {
	const char *p = cexpr_operand(e, v->args[0]);
	int64_t n = v->aux.i;
	cstmt_begin(e, v, true);
	if (n > 32 || n % 8) {
		buf_printf(e->a, &e->body, "__builtin_memset(%s + %lld, 0, %lld)", p,
			(long long)v->off, (long long)n);
	} else {
		for (int64_t i = 0; i < n; i += 8)
			buf_printf(e->a, &e->body, "%s*(u64 *)(%s + %lld) = 0", i ? "; " : "", p,
				(long long)(v->off + i));
	}
	cstmt_end(e);
}

static void cstmt_memory_barrier(
	CEmit *e, const Value *v, const char *p, const char *q, const char *n) {
	switch (v->op) {
	case OP_MOVE:
		buf_printf(e->a, &e->body, "rt_wbmove(%s, %s, %lld)", p, q, (long long)v->aux.i);
		break;
	case OP_MOVEN: buf_printf(e->a, &e->body, "rt_wbmove(%s, %s, %s)", p, q, n); break;
	default:
		buf_printf(e->a, &e->body, "rt_wbzero(%s + %lld, %s)", p, (long long)v->off, q);
		break; // ZERON
	}
}

static void cstmt_memory(CEmit *e, Value *v) {
	const char *p = cexpr_operand(e, v->args[0]), *q = cexpr_operand(e, v->args[1]);
	const char *n = v->n_args > 2 ? cexpr_operand(e, v->args[2]) : "";
	bool barrier = cstmt_barrier(e, v);
	cstmt_begin(e, v, true);
	if (barrier) {
		cstmt_memory_barrier(e, v, p, q, n);
		cstmt_end(e);
		return;
	}
	switch (v->op) {
	case OP_MOVE:
		if (!(v->flags & FLAG_OVERLAP) && v->aux.i % 8 == 0 && v->aux.i <= 32)
			buf_printf(e->a, &e->body, "*(Mem%lld *)%s = *(Mem%lld *)%s",
				(long long)v->aux.i, p, (long long)v->aux.i, q);
		else
			buf_printf(e->a, &e->body, "__builtin_mem%s(%s, %s, %lld)",
				v->flags & FLAG_OVERLAP ? "move" : "cpy", p, q,
				(long long)v->aux.i);
		break;
	case OP_MOVEN: buf_printf(e->a, &e->body, "__builtin_memmove(%s, %s, %s)", p, q, n); break;
	default:
		buf_printf(e->a, &e->body, "__builtin_memset(%s + %lld, 0, %s)", p,
			(long long)v->off, q);
		break; // ZERON
	}
	cstmt_end(e);
}

static void cstmt_atomic(CEmit *e, Value *v) {
	static const struct {
		Op op;
		const char *name;
	} ops[] = {{OP_ALOAD, "load"}, {OP_ASTORE, "store"}, {OP_AXCHG, "xchg"}, {OP_AADD, "xadd"},
		{OP_AAND, "and"}, {OP_AOR, "or"}, {OP_ACAS, "cas"}};
	const char *name = NULL;
	for (uint32_t i = 0; i < LEN(ops); i++)
		if (ops[i].op == (Op)v->op)
			name = ops[i].name;
	IRType t = (IRType)(v->n_args > 1 ? v->args[1]->type : v->type);
	Buf args = {0};
	buf_puts(e->scratch, &args, cexpr_operand(e, v->args[0]));
	for (uint32_t i = 1; i < v->n_args; i++)
		buf_printf(e->scratch, &args, ", %s%s", t == IR_PTR ? "(u64)" : "",
			cexpr_operand(e, v->args[i]));
	const char *text = buf_cstr(e->scratch, &args);
	cstmt_begin(e, v, true);
	if (v->uses)
		buf_printf(e->a, &e->body, "%s = %s", ctemp_new(e, v), cstmt_cast((IRType)v->type));
	buf_printf(e->a, &e->body, "rt_%s%u(%s)", name, irtype_size(t) * 8, text);
	cstmt_end(e);
}

static void cstmt_setjmp(CEmit *e, Value *v) {
	const char *p = cexpr_operand(e, v->args[0]);
	cstmt_begin(e, v, true);
	buf_printf(e->a, &e->body, "%s = (u8)rt_landed(%s)", ctemp_new(e, v), p);
	cstmt_end(e);
}

static bool cstmt_is_call(const Value *v) {
	return v->op == OP_CALL || v->op == OP_CALLI || v->op == OP_RTCALL;
}

void cstmt_value(CEmit *e, Value *v) {
	if (!cstmt_is_call(v) && clive_wants(e, v)) {
		cexpr_flush_all(e);
		buf_puts(e->a, &e->body, "\t");
		clive_kill(e, &e->body, v);
		buf_puts(e->a, &e->body, "\n");
	}
	switch (v->op) {
	case OP_PHI: return; // assigned at the end of each predecessor
	case OP_SETVAR: cstmt_setvar(e, v); return;
	case OP_STORE: cstmt_store(e, v); return;
	case OP_MOVE:
	case OP_MOVEN:
	case OP_ZERON: cstmt_memory(e, v); return;
	case OP_ZERO: cstmt_zero(e, v); return;
	case OP_NEW: cstmt_new(e, v); return;
	case OP_NILCHECK:
	case OP_BOUNDS:
	case OP_CHECK: cstmt_check(e, v); return;
	case OP_CALL:
	case OP_CALLI:
	case OP_RTCALL: cstmt_call(e, v); return;
	case OP_SETJMP: cstmt_setjmp(e, v); return;
	case OP_ALOAD:
	case OP_ASTORE:
	case OP_AXCHG:
	case OP_AADD:
	case OP_AAND:
	case OP_AOR:
	case OP_ACAS: cstmt_atomic(e, v); return;
	case OP_KEEPALIVE: {
		const char *x = cexpr_operand(e, v->args[0]);
		cstmt_begin(e, v, false);
		buf_printf(e->a, &e->body, "__asm__ volatile(\"\" : : \"r\"(%s))", x);
		cstmt_end(e);
		return;
	}
	case OP_PAUSE: buf_puts(e->a, &e->body, "\t__asm__ volatile(\"pause\");\n"); return;
	default: // the others are expressions
		if (v->op == OP_LOAD && e->tier == CTIER_FAST)
			cstmt_line(e, v->pos, v->inl);
		cexpr_value(e, v);
	}
}

// Phis of `to` take their values for the edge from b: first all are read, then all are written.
static void cstmt_phis(CEmit *e, Block *b, Block *to) {
	uint32_t pred = 0, n = 0;
	while (pred < to->preds.n && to->preds.v[pred] != b)
		pred++;
	if (to->ins.n && to->ins.v[0]->op == OP_PHI &&
		(to->ins.n == 1 || to->ins.v[1]->op != OP_PHI)) {
		Value *phi = to->ins.v[0];
		const char *text = cexpr_peek(e, phi->args[pred]);
		buf_printf(e->a, &e->body, "\t%s = %s;\n", cexpr_peek(e, phi), text);
		return;
	}
	for (uint32_t i = 0; i < to->ins.n && to->ins.v[i]->op == OP_PHI; i++, n++) {
		Value *phi = to->ins.v[i];
		buf_printf(e->a, &e->body, "%s%s q%u_ = %s;", n ? " " : "\t{ ",
			ctype_name((IRType)phi->type), n, cexpr_peek(e, phi->args[pred]));
	}
	for (uint32_t i = 0; i < n; i++)
		buf_printf(e->a, &e->body, " %s = q%u_;", cexpr_peek(e, to->ins.v[i]), i);
	if (n)
		buf_puts(e->a, &e->body, " }\n");
}

static void cstmt_goto(CEmit *e, Block *b, Block *to, Block *next) {
	cstmt_phis(e, b, to);
	if (to != next)
		buf_printf(e->a, &e->body, "\tgoto B%u;\n", to->id);
}

static bool block_has_phis(const Block *b) {
	return b->ins.n && b->ins.v[0]->op == OP_PHI;
}

static void cstmt_if(CEmit *e, Block *b, Block *next) {
	const char *c = cexpr_operand(e, b->control);
	Block *yes = b->succs.v[0], *no = b->succs.v[1];
	const char *hint = b->likely > 0 ? "likely" : b->likely < 0 ? "unlikely" : "";
	if (block_has_phis(yes)) {
		buf_printf(e->a, &e->body, "\tif (%s(%s)) {\n", hint, c);
		cstmt_goto(e, b, yes, NULL);
		buf_puts(e->a, &e->body, "\t}\n");
		cstmt_goto(e, b, no, next);
	} else if (yes == next && !block_has_phis(no)) {
		buf_printf(e->a, &e->body, "\tif (!%s(%s)) goto B%u;\n", hint, c, no->id);
	} else {
		buf_printf(e->a, &e->body, "\tif (%s(%s)) goto B%u;\n", hint, c, yes->id);
		cstmt_goto(e, b, no, next);
	}
	ctemp_settle(e);
}

static void cstmt_switch(CEmit *e, Block *b, Block *next) {
	const char *x = cexpr_operand(e, b->control);
	buf_printf(e->a, &e->body, "\tswitch (%s) {\n", x);
	for (uint32_t i = 0; i < b->cases.n; i++) {
		buf_printf(e->a, &e->body, "\tcase (%s)%lluul:\n",
			ctype_name((IRType)b->control->type), (unsigned long long)b->cases.v[i]);
		cstmt_goto(e, b, b->succs.v[i], NULL);
	}
	buf_puts(e->a, &e->body, "\t}\n");
	cstmt_goto(e, b, b->succs.v[b->cases.n], next);
	ctemp_settle(e);
}

static const char *cstmt_word(CEmit *e, Value *v) {
	const char *x = cexpr_operand(e, v);
	switch ((IRType)v->type) {
	case IR_F64: return arena_printf(e->scratch, "rt_f64bits(%s)", x);
	case IR_F32: return arena_printf(e->scratch, "rt_f32bits(%s)", x);
	case IR_I64: return x;
	default: return arena_printf(e->scratch, "(u64)%s", x);
	}
}

static void cstmt_return(CEmit *e, Block *b) {
	if (b->rets.n == 0) {
		buf_puts(e->a, &e->body, "\treturn;\n");
	} else if (b->rets.n == 1) {
		buf_printf(e->a, &e->body, "\treturn %s;\n", cexpr_operand(e, b->rets.v[0]));
	} else {
		buf_printf(e->a, &e->body, "\t{ %s r;", cgen_result_type(e, &e->f->sig));
		e->result_words += b->rets.n;
		for (uint32_t i = 0; i < b->rets.n; i++)
			buf_printf(
				e->a, &e->body, " r.r[%u] = %s;", i, cstmt_word(e, b->rets.v[i]));
		buf_puts(e->a, &e->body, " return r; }\n");
	}
	ctemp_settle(e);
}

void cstmt_control(CEmit *e, Block *b, Block *next) {
	// gcc may let a load fault where the branch is.
	if (e->tier == CTIER_OPT && e->line)
		buf_printf(e->a, &e->body, "#line %u\n", e->line);
	switch ((BlockKind)b->kind) {
	case BLK_JUMP: cstmt_goto(e, b, b->succs.v[0], next); break;
	case BLK_IF: cstmt_if(e, b, next); break;
	case BLK_SWITCH: cstmt_switch(e, b, next); break;
	case BLK_RETURN: cstmt_return(e, b); break;
	case BLK_UNREACHABLE: buf_puts(e->a, &e->body, "\trt_unreachable();\n"); break;
	case BLK_NONE: ice("%s: b%u has no end", e->f->sym->name, b->id);
	}
}
