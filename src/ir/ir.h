// ir.h: the intermediate representation, its construction, verifier, printer and reader.
//
// A Func is a graph of blocks; a block holds values in order and ends in a control (BLK_*). Values
// are scalars: strings, slices, interfaces and small structs are components by the time they get
// here (doc/abi.md); larger things live in frame slots or on the heap and are handled by address.
// Scalar variables are first GETVAR/SETVAR of a Var; the pass `ssa` replaces those by values and
// phis. Effects are ordered by position. Everything is allocated in the module's arena, functions
// in arenas of their own where that pays.
#ifndef SEAGO_IR_H
#define SEAGO_IR_H

#include "types/types.h"

typedef enum IRType {
	IR_VOID,
	IR_I8,
	IR_I16,
	IR_I32,
	IR_I64,
	IR_F32,
	IR_F64,
	IR_PTR,
	IR_TYPE_COUNT
} IRType;
uint32_t irtype_size(IRType t);	   // bytes
const char *irtype_name(IRType t); // "i64"

typedef enum Op {
#define OP(name, text, args, result, effects, doc) OP_##name,
#include "ir/op.def"
#undef OP
	OP_COUNT
} Op;
typedef enum RtFn {
#define RTCALL(name, result, args, stack, effects, doc) RT_##name,
#include "rtcall.def"
#undef RTCALL
	RT_COUNT
} RtFn;

typedef enum OpEffect { EFFECT_PURE, EFFECT_READ, EFFECT_TRAP, EFFECT_WRITE, EFFECT_CALL } OpEffect;
typedef struct OpInfo {
	const char *name, *args, *doc;
	uint8_t result;
	OpEffect effect;
} OpInfo;
extern const OpInfo op_info[OP_COUNT];
typedef struct RtInfo {
	const char *name, *result, *args;
	bool leaf, is_go, pure, dies, allocates;
} RtInfo;
extern const RtInfo rt_info[RT_COUNT];

typedef struct Sym Sym;
typedef struct Func Func;
typedef struct Block Block;
typedef struct Value Value;
typedef struct Module Module;

// C-level signature.
typedef struct Sig {
	uint32_t n_params, n_results;
	IRType *params, *results;
} Sig;

typedef struct Var {
	uint32_t id;
	IRType type;
	const char *name;
	bool is_volatile;
	Block *home; // where it is declared, and set each time; NULL: not known
} Var;		     // is_volatile: read after a landing point
typedef struct Slot {
	uint32_t id;
	uint64_t size;
	uint32_t align;
	const char *name;
	bool is_volatile, no_ptrs; // no_ptrs: it never holds pointers
	Block *home;		   // as of a Var
} Slot;

enum {
	FLAG_VOLATILE = 1,
	FLAG_HEAP_PTR = 2,
	FLAG_UNSIGNED = 4,
	FLAG_OPAQUE = 8,
	FLAG_OVERLAP = 16,
	FLAG_NONNIL = 32, // the value is known not to be nil; of a LOAD: the address is
	FLAG_NO_PTRS = 64 // of a NEW: the object has no pointers
};

struct Value {
	uint8_t op, type, flags;
	uint32_t id; // dense in the function, from 1
	uint32_t n_args;
	Pos pos;
	Block *block;
	Value **args;
	union {
		int64_t i;
		double f;
		Sym *sym;
		Slot *slot;
		Var *var;
		RtFn rt;
	} aux;
	int64_t off;
	const Sig *sig; // CALL, CALLI
	void *info;	// scratch of the running pass or backend
	uint32_t uses;	// valid after ir_count_uses
	uint32_t inl;	// from an inlined call: index in Func.inlines, from 1; 0: of the function
			// itself
};

typedef enum BlockKind {
	BLK_NONE,
	BLK_JUMP,
	BLK_IF,
	BLK_SWITCH,
	BLK_RETURN,
	BLK_UNREACHABLE
} BlockKind;
struct Block {
	uint32_t id;
	uint8_t kind;  // BlockKind; NONE while under construction
	int8_t likely; // BLK_IF: +1 first successor, -1 second, 0 unknown
	Func *func;
	VEC(Value *) ins;
	Value *control;	    // IF: condition; SWITCH: integer
	VEC(Value *) rets;  // RETURN: one a result of the signature
	VEC(Block *) succs; // JUMP 1; IF 2 (true, false); SWITCH: cases then default
	VEC(int64_t) cases;
	VEC(Block *) preds; // filled by ir_compute_preds
	Pos pos;
	void *info;
};

enum {
	FUNC_WRAPPER = 1,  // not a frame of its own for recover and traces
	FUNC_NOINLINE = 2, // calls recover, wants its caller, or says so
	FUNC_HAS_DEFER = 4,
	FUNC_TAKEN = 8,	   // its address is in data: reflect may call it; signature string wanted
	FUNC_SHARED = 16,  // an instance or wrapper that several units may define
	FUNC_FOREIGN = 32, // of another unit: for the optimiser to look at, not to be written
};

// A call that was replaced by the body of `callee`: it stood at pos, itself in inlined call
// `outer`.
typedef struct Inlined {
	const Func *callee;
	Pos pos;
	uint32_t outer; // 0: in the function itself
} Inlined;

// How far behind a parameter that begins which may outlive the call: itself, what it points to,
// what that points to, or only what is behind.
enum { LEAK_SELF, LEAK_1, LEAK_2, LEAK_3 };
// What comes from a parameter to another one or to a result, its target.
enum {
	FLOW_PARAM = 1,	  // the target is the parameter
	FLOW_1 = 2,	  // ... what lies behind it
	FLOW_2 = 4,	  // ... behind that
	FLOW_HELD = 8,	  // what lies behind the target is the parameter
	FLOW_SHARED = 16, // what lies behind both is the same
};

typedef VEC(Func *) FuncVec;
struct Func {
	Sym *sym;
	Module *module;
	Arena *arena;
	Sig sig;
	const char **param_names; // [sig.n_params], may hold NULL
	uint32_t flags;
	Pos pos;		 // of "func"
	const char *go_name;	 // as runtime.Func.Name gives it
	const char *reflect_sig; // doc/abi.md, when FUNC_TAKEN
	Block *entry;
	VEC(Block *) blocks; // entry first
	VEC(Var *) vars;
	VEC(Slot *) slots;
	VEC(Inlined) inlines; // Value.inl counts them from 1
	uint32_t n_values, n_blocks;
	Block *at;	      // while it is built: where new variables and slots are at home
	bool lean;	      // chosen by opt/lean.c
	uint32_t inline_cost; // opt/inline.c: of a body that is ready to be put elsewhere; 0: not
			      // known
	// From escape analysis; NULL: not known.
	uint8_t *leaks; // [sig.n_params]: what of a pointer passed may outlive the call (LEAK_*)
	uint8_t *result_leaks; // [sig.n_results]: what of a result does anyway
	uint8_t *flows; // [n_params][n_params + n_results]: what comes from a parameter to another
			// or to a result (FLOW_*)
	FuncVec *cycle; // functions that call each other with this one; NULL: none, or not known
};

typedef struct Reloc {
	uint64_t off;
	Sym *sym;
	int64_t addend;
} Reloc; // an 8-byte address
typedef struct Data {
	Sym *sym;
	uint64_t size;
	uint32_t align;
	uint8_t *bytes;	   // NULL: zeroes (then no relocs)
	VEC(Reloc) relocs; // ascending
	bool readonly;
	bool is_string;	     // bytes of string constants: read only, shared by content
	const char *section; // of the executable, NULL: the usual one
	Type *root_type; // collector: type whose pointers this variable holds (NULL: root_mask, or
			 // pointer-free)
	uint64_t ptr_words; // with root_mask NULL and root_type NULL and ptr_words > 0: all words
			    // may be pointers
} Data;

typedef enum SymKind { SYM_UNDEF, SYM_FUNC, SYM_DATA, SYM_C /* defined in the runtime */ } SymKind;
struct Sym {
	const char *name;  // link name
	const char *cname; // mangled
	uint8_t kind;	   // SymKind
	bool reachable, defined;
	bool lends; // of a function: it does not keep the pointers it is given, whatever its body
		    // says
	bool in_program_unit; // type data, itabs, tables: defined once, in the program unit
	Package *pkg; // unit that defines it; NULL: every unit that needs it (FUNC_SHARED) or the
		      // program unit
	Func *func;
	Data *data;
	void *build;	// private to the builder
	uint32_t index; // in Module.syms
};

struct Module {
	Session *s;
	Program *prog;
	Checker *checker;
	Arena *arena;
	Map syms_by_name; // const Name* -> Sym*
	VEC(Sym *) syms;  // in order of creation: deterministic
	VEC(Sym *) funcs; // with bodies, in order of definition
	VEC(Sym *) datas;
	const Sig **rt_sigs; // [RT_COUNT], filled by rt_sig
	FILE *remarks;	     // where passes say what they decided; NULL: nowhere
	struct Build *build;
};

// Holds or the compiler is wrong: file, line and condition, then abort.
#define assert_ir(cond) ((cond) ? (void)0 : ice("%s:%d: %s", __FILE__, __LINE__, #cond))

/* ir.c: construction */
Module *module_new(Session *s, Program *prog, Checker *c);
Sym *sym_get(Module *m, const char *link_name); // finds or makes
char *sym_mangle(Arena *a,
	const char *link_name); // doc/abi.md; link names without a dot stand for themselves
Func *func_new(Module *m, Sym *sym);
Block *block_new(Func *f);
Value *value_new(Func *f, Op op, IRType type, Pos pos, uint32_t n_args); // not yet in a block
Value *value_append(Block *b, Value *v);
Var *var_new(Func *f, IRType type, const char *name);
Slot *slot_new(Func *f, uint64_t size, uint32_t align, const char *name);
Data *data_new(Module *m, Sym *sym, uint64_t size, uint32_t align);
void data_reloc(Module *m, Data *d, uint64_t off, Sym *sym, int64_t addend);
Sym *sym_string(Module *m, const char *p, uint64_t len); // read-only bytes, shared by content

/* emit.c: append to b and return. Constant operands are folded where that is trivial. */
Value *emit_const(Block *b, IRType t, int64_t v);
Value *emit_fconst(Block *b, IRType t, double v);
Value *emit_addr(Block *b, Sym *sym, int64_t off);
Value *emit_local(Block *b, Slot *s, int64_t off);
Value *emit_param(Block *b, IRType t, uint32_t index);
Value *emit_un(Block *b, Op op, IRType t, Value *x, Pos pos);
Value *emit_bin(Block *b, Op op, IRType t, Value *x, Value *y, Pos pos);
Value *emit_getvar(Block *b, Var *v);
void emit_setvar(Block *b, Var *v, Value *x);
Value *emit_load(Block *b, IRType t, Value *p, int64_t off, Pos pos);
void emit_store(Block *b, Value *p, int64_t off, Value *x, bool heap_ptr, Pos pos);
Value *emit_call(Block *b, Sym *callee, const Sig *sig, Value **args, uint32_t n, Pos pos);
Value *emit_calli(Block *b, Value *code, const Sig *sig, Value **args, uint32_t n, Pos pos);
Value *emit_rt(Block *b, RtFn fn, Value **args, uint32_t n, Pos pos); // rows that are not GO
const Sig *rt_sig(Module *m, RtFn fn);		       // signature of any row of rtcall.def
Value *emit_result(Block *b, Value *call, uint32_t i); // call itself if it has one result
void block_jump(Block *b, Block *to);
void block_if(Block *b, Value *cond, Block *yes, Block *no, int likely);
void block_return(Block *b, Value **vals, uint32_t n);
void block_unreachable(Block *b);

/* analysis.c */
void ir_compute_preds(Func *f);	     // arguments of phis follow their predecessors
void ir_remove_unreachable(Func *f); // blocks; puts the others in reverse postorder and renumbers
void ir_count_uses(Func *f);
uint32_t ir_dominators(Func *f, Block ***rpo,
	Block ***idom); // number of reachable blocks; idom indexed by block id

/* verify.c: NULL, or what is wrong (in f->arena) */
const char *ir_verify(Func *f);

/* print.c, read.c: the text form (doc/ir.md) */
void ir_print(FILE *to, const Func *f);
void ir_print_data(FILE *to, const Data *d);
// Reads functions and data in text form into m; false after reporting to the session's diags.
bool ir_read(Module *m, SourceFile *src);

/* build.c: from checked packages to IR. Builds main, inits and all that they reach (rapid type
 * analysis), and the program's tables; with `unit`, all that this package defines and the shared
 * functions it needs, and nothing else: the result does not depend on the program around it. Errors
 * of lazily checked bodies go to diags; false then. */
typedef struct BuildConfig {
	bool no_inline;
	Package *unit;	    // NULL: the program
	const char **xdefs; // "importpath.name=value" of -ldflags -X
	uint32_t n_xdefs;
	const char *version, *goroot, *modinfo; // what runtime.Version, runtime.GOROOT and
						// debug.ReadBuildInfo give; NULL: none
	const char *godebug; // settings that GODEBUG comes behind; NULL: none
} BuildConfig;
bool ir_build(Module *m, const BuildConfig *cfg);

#endif
