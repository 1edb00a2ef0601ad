// build.h: the inside of the builder, private to src/ir.
//
// Division: program-level files (link.c, abi.c, typedata.c, itab.c, wrapper.c, static.c, init.c,
// reach.c) decide which symbols exist and give them data; function-level files (func.c, expr*.c,
// stmt*.c, call.c ...) lower bodies. A body of generic code is lowered once for each instance: an
// Env maps type parameters to concrete types and every type read from Info goes through build_type
// before use.
#ifndef SEAGO_BUILD_H
#define SEAGO_BUILD_H

#include "ir/ir.h"

/* abi.c: components (doc/abi.md) */

#define MAX_COMPS 4
typedef struct Comps {
	bool in_memory; // a memory value: n == 0
	uint32_t n;
	IRType type[MAX_COMPS];
	uint32_t off[MAX_COMPS]; // byte offset of each in the value's memory layout
	bool is_signed[MAX_COMPS];
	bool is_ptr[MAX_COMPS]; // holds a heap pointer
	int64_t size, align;
} Comps;
typedef struct Build Build;
typedef struct FuncBuild FuncBuild;

const Comps *build_comps(Build *b, Type *t); // cached; t concrete
// C signature of a Go signature. closure: first parameter is the closure; recv: its receiver type
// or NULL. recv_word: the receiver is one pointer word (method table code).
typedef struct AbiSig {
	Sig sig;
	uint32_t first_param; // index of the first component of receiver or parameters (after
			      // closure and result spaces)
	uint32_t n_mem_results;
} AbiSig;
const AbiSig *build_sig(Build *b, SignatureT *sig, bool closure, Type *recv, bool recv_word);
const char *build_reflect_sig(
	Build *b, SignatureT *sig, bool recv_word, Type *recv); // recv: first parameter, or NULL

/* Environments of instances */

typedef struct TypeEnv {
	TypeVec params, args;
} TypeEnv; // args concrete
Type *build_type(FuncBuild *fb,
	Type *t); // substitutes; the result is concrete, shared and unaliased at the top

/* link.c: symbols. Asking for one from a function under construction makes it reachable with that
 * function. */

// A function or method, instantiated. recv_targs come from the receiver's NamedT, targs are the
// function's own.
Sym *build_func_sym(Build *b, Obj *func, const TypeVec *recv_targs, const TypeVec *targs);
Sym *build_go_sym(Build *b,
	const char *link_name);		 // a Go function known by link name (runtime.mapaccess1...)
Sym *build_rt_go_sym(Build *b, RtFn fn); // rows of rtcall.def that are GO
Sym *build_global_sym(Build *b, Obj *var);
// What &var gives: all variables without bytes lie at one address.
Sym *build_address_sym(Build *b, Obj *var);
Sym *build_closure_sym(Build *b, Sym *func, SignatureT *sig); // static closure of a plain function
const char *build_link_name(Build *b, Obj *o, const TypeVec *recv_targs, const TypeVec *targs);
const char *build_type_key(Build *b, Type *t); // unique string of a concrete type

/* typedata.c, itab.c */
Sym *build_type_sym(
	Build *b, Type *t); // abi.Type descriptor; t concrete. Does not make its methods live
void build_mark_in_interface(
	Build *b, Type *t); // t's values get into interfaces (or reflect): methods may be called
Sym *build_itab_sym(
	Build *b, Type *concrete, Type *iface); // abi.ITab; implies build_mark_in_interface
Sym *build_layout_sym(Build *b, int64_t size, int64_t align, const bool *ptr_words,
	uint32_t n_words); // anonymous abi.Type for closures and the like
void build_mark_iface_call(
	Build *b, Type *iface, Obj *method); // some itab's entry for method is called
uint32_t build_itab_offset(
	Build *b, Type *iface, Obj *method);   // byte offset of the method's code in an ITab
bool build_is_direct_iface(Build *b, Type *t); // the value itself is the interface's data word

/* wrapper.c: small functions made by the compiler */
Sym *build_method_value_closure_code(
	Build *b, MethodSel *m, Type *recv); // code(closure{code, receiver...}, params)
Sym *build_method_expr_sym(Build *b, Type *recv, Obj *method,
	const Selection *sel); // plain function taking the receiver first
Sym *build_iface_method_sym(Build *b, Type *recv, const MethodSel *m); // code for itabs and Ifn

/* static.c: composite literals and initialisers that are data */
bool build_static_init(
	Build *b, Obj *var, Expr *rhs, Package *pkg); // true: var's data now holds the value
// Puts constant expression e of concrete type t at d+off; false if it is not static (d unchanged).
bool build_static_expr(Build *b, FuncBuild *fb, Data *d, uint64_t off, Type *t, Expr *e);

/* func.c: one function body */

typedef struct Operands {
	Value *v[MAX_COMPS];
} Operands; // components of a value
// An rvalue under construction: components, or the address of memory that holds it and is not
// changed while it is used.
typedef struct Val {
	Type *type; // concrete
	const Comps *c;
	Value *v[MAX_COMPS];
	Value *mem; // when c->in_memory
	bool fresh; // mem is a temporary that the receiver of the Val may keep and change
} Val;

struct FuncBuild {
	Build *b;
	Func *f;
	Block *cur; // where code goes; NULL: unreachable
	Package *pkg;
	Info *info;
	TypeEnv *env;
	FuncBuild *outer; // function that this literal is inside of
	SignatureT *sig;  // concrete
	Map objs;	  // Obj* -> Storage*
	void *state;	  // private to func.c
};

// Lowers sym's body (sym->build tells which declaration, literal or instance). Called by the work
// list of reach.c.
void build_func_body(Build *b, Sym *sym);
Val build_expr(FuncBuild *fb, Expr *e);
// Comes before the code of expressions e (NULL: absent) of one statement, to be evaluated from left
// to right: where gc's order is another, makes their calls ahead (order.c). A single one is not
// made ahead itself, only its operands.
void order_exprs(FuncBuild *fb, Expr **e, uint32_t n);
// The same for the value of a package's variable, in a function of its own.
void order_initializer(FuncBuild *fb, Expr *e);
Value *build_addr_of_val(
	FuncBuild *fb, Val v); // address of memory holding v (a slot is made if need be)
Val build_val_load(FuncBuild *fb, Type *t, Value *addr, int64_t off,
	Pos pos); // memory values: no copy is made
void build_val_store(FuncBuild *fb, Value *addr, int64_t off, Val v, bool heap, Pos pos);
Val build_convert(FuncBuild *fb, Val v, Type *to,
	Pos pos); // assignability conversions included (to interface)
FuncBuild *build_begin(Build *b, Sym *sym, SignatureT *sig,
	Pos pos);	       // for init.c, wrapper.c: an empty body with entry block
void build_end(FuncBuild *fb); // verifies and registers it
// Evaluates e, which has n > 1 values (a call, v.(T), m[k], <-c), into out[n]; types are those of
// the tuple.
void build_multi_expr(FuncBuild *fb, Expr *e, Val *out, uint32_t n);

/* What hangs from Sym.build */
typedef enum SourceKind {
	SRC_NONE,
	SRC_DECL,
	SRC_LITERAL,
	SRC_GENERATED,
	SRC_INTRINSIC
} SourceKind;
typedef struct FuncSource {
	SourceKind kind;
	Obj *obj;    // DECL: the function (generic original)
	TypeEnv env; // DECL of an instance, LITERAL inside one
	FuncLit *lit;
	FuncBuild *outer; // LITERAL: state of the enclosing function at that point
	void (*generate)(Build *b, Sym *sym, void *arg); // GENERATED
	void *arg;
	Package *pkg;
	uint32_t n_lits, n_ranges, n_wraps; // closures named so far (build_literal_sym)
	struct Sym *named_after; // function after which closures inside are named (NULL: this one)
	SignatureT
		*value_sig; // reflect may call the code: as a func value's, or as a method table's
	bool value_word;    // ... of a method table: receiver word instead of closure
	Type *value_recv;   // ... of a method expression: first parameter
} FuncSource;

// The function of a literal in the function that `outer` belongs to (a package's init function for
// initialisers of variables), named as gc names it: main.f.func1, main.f.func1.2; range bodies
// main.f-range1; wrappers of go and defer statements main.f.gowrap1, main.f.deferwrap1.
typedef enum LiteralKind { LITERAL_FUNC, LITERAL_RANGE, LITERAL_GO, LITERAL_DEFER } LiteralKind;
Sym *build_literal_sym(FuncBuild *outer, LiteralKind kind,
	FuncLit *lit); // lit NULL: the caller builds the body itself
Sym *build_generated_sym(Build *b, const char *name, Package *pkg,
	void (*generate)(Build *b, Sym *sym, void *arg), void *arg);

/* intrinsic.c: functions that are operations */
typedef struct Intrinsic Intrinsic;
const Intrinsic *intrinsic_find(Build *b, const char *link_name); // NULL: an ordinary function
Val intrinsic_emit(
	FuncBuild *fb, const Intrinsic *in, Val *args, uint32_t n, Type *result, Pos pos);

/* reach.c: the work list */
void build_reach(Build *b, Sym *sym);

struct Build {
	Module *m;
	Session *s;
	Checker *c;
	Program *prog;
	const BuildConfig *cfg;
	Arena *a;
	VEC(Sym *) work;
	Map comps, type_syms, type_keys, itabs, sigs;
	struct Prog *p; // private to the program-level files (prog.h)
	void *priv[8];	// caches of single files; documented where used
	bool failed;
	bool unchecked; // a body had errors: types may lack from here on, nothing more is built
};

#endif
