// Calls that package reflect makes, and calls of functions that it has made.
//
// reflect lays arguments and results out in a frame with no argument registers. The signature of a
// function (doc/abi.md) says which components there are and where; rt_reflectcall puts them where
// the C calling convention has them. The other way round, makeFuncStub and methodValueCall
// (asm_amd64.S) save the registers, and the components come from the function type.
#include <string.h>
#include "heap.h"

void rt_makeFuncStub(void);
void rt_methodValueCall(void);

// Larger frames, more words: on the heap, where all of it is scanned.
enum { CALL_GPR = 6, CALL_XMM = 8, CALL_WORDS = 64, CALL_FRAME = 1024, CALL_RETS = 16 };

// Arguments in C order.
typedef struct CallArgs {
	u64 gpr[CALL_GPR];
	f64 xmm[CALL_XMM];
	u64 *stack; // room for all that the signature may need
	u32 ngpr, nxmm, nstack;
} CallArgs;

static ptr call_room(u64 words) {
	return rt_mallocgc(words * 8, &rt_type_words, true);
}

static void call_word(CallArgs *a, u64 v) {
	if (a->ngpr < CALL_GPR)
		a->gpr[a->ngpr++] = v;
	else
		a->stack[a->nstack++] = v;
}

static void call_float(CallArgs *a, u64 bits) {
	if (a->nxmm < CALL_XMM)
		memcpy(&a->xmm[a->nxmm++], &bits, 8);
	else
		a->stack[a->nstack++] = bits;
}

// One component or memory value of a signature.
typedef struct CallPart {
	char kind;
	u64 at, size;
} CallPart;

// Reads a signature: parts come out one by one with their offsets.
typedef struct CallSig {
	const char *s;
	u64 off;  // of the next plain part
	u64 base; // of the structure that is being read, and
	u64 end;  // where it ends; 0: none is
} CallSig;

static u64 sig_number(CallSig *c) {
	u64 n = 0;
	while (*c->s >= '0' && *c->s <= '9')
		n = n * 10 + (u64)(*c->s++ - '0');
	return n;
}

static u64 sig_align(u64 off, u64 align) {
	return align > 1 ? (off + align - 1) & -align : off;
}

static u64 sig_size(char k) {
	switch (k) {
	case 'b': return 1;
	case 'h': return 2;
	case 'i':
	case 'f': return 4;
	default: return 8;
	}
}

// False at ':' or the end.
static bool sig_next(CallSig *c, CallPart *p) {
	for (;;) {
		if (c->end != 0) {
			if (*c->s == ';') {
				c->s++;
				c->off = c->end;
				c->end = 0;
				continue;
			}
			p->kind = *c->s++;
			p->at = c->base + sig_number(c);
			p->size = sig_size(p->kind);
			return true;
		}
		char k = *c->s;
		if (k == 0 || k == ':')
			return false;
		c->s++;
		if (k == 'S' || k == 'M') {
			u64 size = sig_number(c);
			c->s++;
			u64 at = sig_align(c->off, sig_number(c));
			c->s++;
			if (k == 'S') {
				c->base = at;
				c->end = at + size;
				// An empty one still ends somewhere.
				if (size == 0) {
					while (*c->s != ';')
						c->s++;
					c->s++;
					c->end = 0;
					c->off = at;
				}
				continue;
			}
			*p = (CallPart){'M', at, size};
			c->off = at + size;
			return true;
		}
		p->kind = k;
		p->size = sig_size(k);
		p->at = sig_align(c->off, p->size);
		c->off = p->at + p->size;
		return true;
	}
}

static u64 part_load(const u8 *frame, CallPart p) {
	u64 v = 0;
	memcpy(&v, frame + p.at, p.size);
	return v;
}

static void part_pass(CallArgs *a, u8 *frame, CallPart p) {
	if (p.kind == 'M')
		call_word(a, (u64)(frame + p.at));
	else if (p.kind == 'd' || p.kind == 'f')
		call_float(a, part_load(frame, p));
	else
		call_word(a, part_load(frame, p));
}

static const char *sig_results(const char *s) {
	while (*s != 0 && *s != ':')
		s++;
	return *s == ':' ? s + 1 : s;
}

// Results in words and in memory.
static u64 sig_count(CallSig c, u64 *nmem) {
	u64 nwords = 0;
	*nmem = 0;
	for (CallPart p; sig_next(&c, &p);)
		*(p.kind == 'M' ? nmem : &nwords) += 1;
	return nwords;
}

// Calls code with the arguments. Many words on the stack need a stack that has room for them.
static void call_code(ptr code, const CallArgs *a, u64 words[2], f64 floats[2]) {
	__typeof__(&rt_callwords) call = rt_callwords;
	if (a->nstack > CALL_WORDS)
		call = RT_MORE(rt_callwords, 8, a->nstack * 8ul);
	call(code, (u64 *)a->gpr, (f64 *)a->xmm, a->stack, a->nstack, words, floats);
}

// Calls code with arguments from frame, and stores its results there, from retoff on.
static void call_frame(ptr code, ptr closure, const char *sig, u8 *frame, u64 retoff) {
	u64 few_args[CALL_WORDS], few_rets[CALL_RETS], *ret = few_rets, nmem, margs;
	CallArgs a = {.stack = few_args};
	CallPart p;
	bool takes = *sig == 'c';
	const char *args = takes ? sig + 1 : sig;
	CallSig r = {.s = sig_results(args), .off = retoff};
	u64 nwords = sig_count(r, &nmem), most = strlen(sig); // a part takes a letter
	if (nwords > CALL_RETS)
		ret = call_room(nwords);
	if (2 + most > CALL_WORDS) {
		most = sig_count((CallSig){.s = args}, &margs) + margs;
		a.stack = call_room(2 + nmem + most);
	}
	if (nwords > 2)
		call_word(&a, (u64)ret);
	if (takes)
		call_word(&a, (u64)closure);
	for (CallSig c = r; sig_next(&c, &p);)
		if (p.kind == 'M')
			call_word(&a, (u64)(frame + p.at));
	for (CallSig c = {.s = args}; sig_next(&c, &p);)
		part_pass(&a, frame, p);
	u64 words[2];
	f64 floats[2];
	call_code(code, &a, words, floats);
	if (nwords == 2)
		memcpy(ret, words, sizeof words);
	u64 i = 0;
	for (CallSig c = r; sig_next(&c, &p);) {
		if (p.kind == 'M')
			continue;
		u64 v = ret[i];
		if (nwords == 1) {
			v = words[0];
			if (p.kind == 'd' || p.kind == 'f')
				memcpy(&v, floats, 8);
		}
		memcpy(frame + p.at, &v, p.size);
		i++;
	}
}

/* Functions made by reflect. */

// Registers as the stub saved them; offsets are in asm_amd64.S.
typedef struct StubFrame {
	u64 gpr[CALL_GPR];
	u64 xmm[CALL_XMM];
	u64 *stack;
	u64 words[2], floats[2];
} StubFrame;
_Static_assert(
	offsetof(StubFrame, stack) == 112 && offsetof(StubFrame, words) == 120, "asm_amd64.S");

typedef struct StubArgs {
	StubFrame *f;
	u32 ngpr, nxmm, nstack;
} StubArgs;

static u64 stub_word(StubArgs *a) {
	return a->ngpr < CALL_GPR ? a->f->gpr[a->ngpr++] : a->f->stack[a->nstack++];
}

static u64 stub_float(StubArgs *a) {
	return a->nxmm < CALL_XMM ? a->f->xmm[a->nxmm++] : a->f->stack[a->nstack++];
}

// The components of a type, as doc/abi.md says: at most 4, else it is a memory value (-1).
enum { PARTS_MAX = 4 };
typedef struct Parts {
	CallPart p[PARTS_MAX];
	i32 n;
} Parts;

static void parts_put(Parts *ps, char kind, u64 at) {
	if (ps->n < 0 || ps->n == PARTS_MAX) {
		ps->n = -1;
		return;
	}
	ps->p[ps->n++] = (CallPart){kind, at, sig_size(kind)};
}

static void parts_add(Parts *ps, const Type *t, u64 at) {
	static const char scalar[] = {
		[KIND_BOOL] = 'b',
		[KIND_INT] = 'l',
		[KIND_INT8] = 'b',
		[KIND_INT16] = 'h',
		[KIND_INT32] = 'i',
		[KIND_INT64] = 'l',
		[KIND_UINT] = 'l',
		[KIND_UINT8] = 'b',
		[KIND_UINT16] = 'h',
		[KIND_UINT32] = 'i',
		[KIND_UINT64] = 'l',
		[KIND_UINTPTR] = 'l',
		[KIND_FLOAT32] = 'f',
		[KIND_FLOAT64] = 'd',
		[KIND_CHAN] = 'p',
		[KIND_FUNC] = 'p',
		[KIND_MAP] = 'p',
		[KIND_POINTER] = 'p',
		[KIND_UNSAFE_POINTER] = 'p',
	};
	switch (t->kind) {
	case KIND_STRING:
	case KIND_INTERFACE:
		parts_put(ps, 'p', at);
		parts_put(ps, t->kind == KIND_STRING ? 'l' : 'p', at + 8);
		break;
	case KIND_SLICE:
		parts_put(ps, 'p', at);
		parts_put(ps, 'l', at + 8);
		parts_put(ps, 'l', at + 16);
		break;
	case KIND_COMPLEX64:
		parts_put(ps, 'f', at);
		parts_put(ps, 'f', at + 4);
		break;
	case KIND_COMPLEX128:
		parts_put(ps, 'd', at);
		parts_put(ps, 'd', at + 8);
		break;
	case KIND_ARRAY: {
		const ArrayType *a = (const ArrayType *)t;
		if (a->len == 1)
			parts_add(ps, a->elem, at);
		else if (a->len > 1)
			ps->n = -1;
		break;
	}
	case KIND_STRUCT: {
		const StructType *s = (const StructType *)t;
		for (i64 i = 0; i < s->n_fields && ps->n >= 0; i++)
			parts_add(ps, s->fields[i].typ, at + s->fields[i].offset);
		break;
	}
	default: parts_put(ps, scalar[t->kind], at);
	}
}

static Parts parts_of(const Type *t, u64 at) {
	Parts ps = {.n = 0};
	parts_add(&ps, t, at);
	return ps;
}

static Type **func_types(const FuncType *t) {
	u64 skip = sizeof *t;
	if (t->t.tflag & TFLAG_UNCOMMON)
		skip += sizeof(UncommonType);
	return (Type **)((u8 *)t + skip);
}

static u32 func_nout(const FuncType *t) {
	return t->out_count & 0x7fff; // the highest bit says variadic
}

typedef struct StubLayout {
	u64 size, retoff;
} StubLayout;

static StubLayout func_layout(const FuncType *t, u64 first) {
	u64 off = first, retoff = 0;
	for (u32 i = 0; i < t->in_count + func_nout(t); i++) {
		const Type *x = func_types(t)[i];
		if (i == t->in_count)
			off = retoff = sig_align(off, 8);
		off = sig_align(off, x->align) + x->size;
	}
	if (func_nout(t) == 0)
		retoff = sig_align(off, 8);
	return (StubLayout){sig_align(off, 8), retoff};
}

// reflect.makeFuncImpl and reflect.methodValue.
typedef struct StubClosure {
	ptr code, stackmap;
	u64 arglen, regptrs;
	union {
		struct {
			const FuncType *ftyp;
			ptr fn;
		} made;
		struct {
			u64 method;
			const Type *rcvr;
			ptr data;
			u64 flag;
		} value;
	};
} StubClosure;

// The closure is the first argument, but for the address of a RetN, which is on this stack;
// closures of reflect never are.
static StubClosure *stub_closure(StubArgs *a, u64 **ret) {
	u64 hi;
	if (rt_on_stack(getg(), a->f->gpr[0], &hi)) {
		*ret = (u64 *)stub_word(a);
		a->f->words[0] = (u64)*ret;
	}
	return (StubClosure *)stub_word(a);
}

typedef void StubHandler(ptr closure, ptr frame, ptr retvalid, ptr regs); // of package reflect

static const FuncType *stub_type(const StubClosure *c) {
	if (c->code == (ptr)rt_makeFuncStub)
		return c->made.ftyp;
	const Type *t = c->value.rcvr;
	if (t->kind == KIND_INTERFACE) {
		const Imethod *m = &((const InterfaceType *)t)->methods[c->value.method];
		return rt_resolve_type((ptr)t, m->typ);
	}
	const UncommonType *u = rt_type_uncommon(t);
	const Method *m = (const Method *)((const u8 *)u + u->moff) + c->value.method;
	return rt_resolve_type((ptr)t, m->mtyp);
}

static void stub_handle(StubClosure *c, ptr frame) {
	u8 valid = 0;
	u64 regs[16] = {0};
	StubHandler *h =
		c->code == (ptr)rt_makeFuncStub ? rt_program.call_reflect : rt_program.call_method;
	h(c, frame, &valid, regs);
}

// Builds the frame of reflect from the registers, calls the handler, and gives the results back.
// Memory results: their addresses come before the parameters.
void rt_stub(StubFrame *f);

void rt_stub(StubFrame *f) {
	StubArgs a = {.f = f};
	u64 *ret = NULL;
	StubClosure *c = stub_closure(&a, &ret);
	const FuncType *t = stub_type(c);
	StubLayout lay = func_layout(t, 0);
	u64 small[CALL_FRAME / 8];
	u8 *frame = lay.size <= CALL_FRAME ? (u8 *)small : call_room(lay.size / 8);
	memset(frame, 0, lay.size);
	u32 nin = t->in_count, nout = func_nout(t), nmem = 0;
	u8 *few[CALL_RETS], **mem = nout > CALL_RETS ? call_room(nout) : few;
	for (u32 i = 0; i < nout; i++)
		if (parts_of(func_types(t)[nin + i], 0).n < 0)
			mem[nmem++] = (u8 *)stub_word(&a);
	u64 off = 0;
	for (u32 i = 0; i < nin; i++) {
		const Type *x = func_types(t)[i];
		off = sig_align(off, x->align);
		Parts ps = parts_of(x, off);
		if (ps.n < 0)
			memcpy(frame + off, (ptr)stub_word(&a), x->size);
		for (i32 k = 0; k < ps.n; k++) {
			bool fl = ps.p[k].kind == 'd' || ps.p[k].kind == 'f';
			u64 v = fl ? stub_float(&a) : stub_word(&a);
			memcpy(frame + ps.p[k].at, &v, ps.p[k].size);
		}
		off += x->size;
	}
	stub_handle(c, frame);
	u64 *words = ret != NULL ? ret : f->words, n = 0;
	nmem = 0;
	off = lay.retoff;
	f->floats[0] = 0;
	for (u32 i = 0; i < nout; i++) {
		const Type *x = func_types(t)[nin + i];
		off = sig_align(off, x->align);
		Parts ps = parts_of(x, off);
		if (ps.n < 0)
			memcpy(mem[nmem++], frame + off, x->size);
		for (i32 k = 0; k < ps.n; k++) {
			words[n++] = part_load(frame, ps.p[k]);
		}
		off += x->size;
	}
	if (ret == NULL && n > 0)
		f->floats[0] = words[0];
}

// func reflectcall(stackArgsType *abi.Type, f, stackArgs unsafe.Pointer, stackArgsSize,
// stackRetOffset, frameSize uint32, regArgs *abi.RegArgs). Arguments in memory are passed where
// they lie in the frame: the callee owns them.
void rt_reflectcall(ptr type, ptr f, ptr frame, u32 size, u32 retoff, u32 framesize, ptr regs) {
	RT_STACK_CHECK(rt_reflectcall, 8, type, f, frame, size, retoff, framesize, regs);
	((G *)rt_getg())->pinned = 1;
	if (f == NULL)
		rt_panicnil();
	ptr code = *(ptr *)f;
	// Functions that reflect has made take the same frame.
	if (code == (ptr)rt_makeFuncStub || code == (ptr)rt_methodValueCall) {
		stub_handle(f, frame);
		return;
	}
	const rt_FuncInfo *fn = rt_func_by_code(code);
	if (fn == NULL || fn->sig == NULL)
		rt_throw("rt_reflectcall: function without a signature");
	G *gp = getg();
	CallFrame own = {gp->callframes, frame, (u8 *)frame + framesize, gp->head.deferframe};
	gp->callframes = &own;
	call_frame(code, f, fn->sig, frame, retoff);
	gp->callframes = own.link;
}
