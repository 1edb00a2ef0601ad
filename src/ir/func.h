// func.h: what the function-level files of the builder share; private to src/ir.
//
// Terms. A *storage* is where a Go variable lives: Vars (scalars), or memory: a frame slot, a heap
// cell, a word of the closure. An *address* (Addr) is pointer plus offset, not yet checked for nil
// if `check`. An *lvalue* is something assignable. A *context* (FuncCtx) is a function literal or
// the body of a range-over-func loop as capture.c sees it. The current block is never NULL: after a
// jump, code goes to a block that nothing reaches and that is dropped at the end.
#ifndef SEAGO_FUNC_H
#define SEAGO_FUNC_H

#include "ir/build.h"

/* capture.c: what a pre-pass finds out about variables and function literals */

typedef struct FuncCtx FuncCtx;
struct FuncCtx {
	FuncCtx *parent; // NULL: declared function, or literal outside of any function
	FuncLit *lit;	 // one of the two, or none for a declared function
	RangeStmt *range;
	ObjVec captures;     // variables of outer contexts in order of first use
	bool has_defer;	     // a defer statement of this function (bodies of range-over-func loops
			     // included)
	bool has_recover;    // calls recover itself
	bool has_range_func; // holds a range-over-func loop
	// Variables that a function with range-over-func loops shares with their bodies; made on
	// demand.
	ObjVec ret_objs; // results of the function, where it has no names for them
	Obj *next_obj;	 // exit code
	Obj *state_obj;	 // RANGE: state of the loop (abi.RF_State)
	Obj *defer_obj;	 // address of the frame's rt_DeferFrame
	VEC(Stmt *)
	exits; // RANGE: statements that leave the body, in order; their exit codes are index + 1
};
typedef struct VarInfo {
	FuncCtx *owner;
	bool reassigned; // after its declaration, or in part
	bool addressed;	 // &x, x[:] of an array, x.m() with a pointer receiver
	bool captured;
	bool in_heap; // needs a cell that outlives the frame
} VarInfo;

typedef struct CaptureInfo {
	Map ctxs;
} CaptureInfo; // FuncLit* or RangeStmt* or FuncDecl* -> FuncCtx*
FuncCtx *capture_func(Build *b, Package *pkg, FuncDecl *d, Obj *obj);
FuncCtx *capture_literal(
	Build *b, Package *pkg, FuncLit *lit); // found inside its function, or analysed on its own
FuncCtx *capture_range(Build *b, RangeStmt *s);
VarInfo *capture_var(Build *b, Obj *o);
FuncCtx *ctx_root(FuncCtx *c); // the function or literal whose frame a range body belongs to
bool capture_by_value(FuncBuild *fb, Obj *o);

/* func.c */

#define STORAGE_MAX_SLOT (128 * 1024) // larger things live on the heap

typedef struct Storage {
	Type *type;
	const Comps *c;
	bool in_mem;
	bool heap; // stores need to be known to the collector
	Var *vars[MAX_COMPS];
	Slot *slot; // one of the three when in_mem
	Value *addr;
	Sym *global;
	Var *addr_var; // holds the address: a cell for each iteration of a loop
} Storage;
typedef struct Addr {
	Value *p;
	int64_t off;
	bool heap, check;
} Addr;
typedef struct Target {
	Block *brk, *cont, *label;
	bool broken;
} Target; // broken: some break goes there

// A defer statement that is executed at most once.
typedef struct DeferOpen {
	Sym *code;    // what is called, taking the closure; NULL: what the closure says
	Var *closure; // what the statement left: set where it was executed
	Pos pos;
} DeferOpen;

typedef struct FuncState {
	Map types;   // Type* -> Type*, for build_type
	Map targets; // Stmt* -> Target*
	FuncCtx *ctx;
	FuncLit *lit;
	Storage **results; // one a result of the signature; NULL: returned directly
	uint32_t n_results;
	Value **mem_results; // addresses the caller gave, one a result (NULL where it is not a
			     // memory value)
	Value *closure;	     // first parameter of literals
	Slot *defer_frame;
	VEC(DeferOpen) opens; // defer statements so far that are executed at most once
	uint32_t n_exits;     // that make their calls in line
	bool listed;	      // other defer statements came before
	Value *defer_addr;    // of the rt_DeferFrame that defer statements use
	uint32_t n_literals, n_ranges, n_go, n_defers; // for names
	uint32_t loop_depth;
	bool in_frame;	    // go:cgo_unsafe_args: parameters and results lie in one slot
	bool dead;	    // the current block cannot be reached
	FuncBuild *root;    // range bodies: the function whose frame they belong to
	SignatureT *yield;  // range bodies: their own signature
	Block *fallthrough; // body of the next clause
	Stmt *labeled;	    // the LABELED_STMT whose statement comes next
	Map kept;	    // Expr* -> Vals*: what was evaluated ahead, NULL when taken
	uint32_t n_kept;
	bool piecewise; // elements of composite literals are statements of their own
} FuncState;
static inline FuncState *fb_state(FuncBuild *fb) {
	return fb->state;
}

void func_emit_return(FuncBuild *fb, Pos pos); // returns what the result storages hold
void func_return(FuncBuild *fb, Pos pos); // result storages hold the values: epilogue and return
Val build_func_lit(FuncBuild *fb, FuncLit *lit);
Val func_closure(FuncBuild *fb, Sym *code, FuncCtx *ctx, Type *t, bool on_stack, Pos pos);
bool func_go_at_least(FuncBuild *fb, int minor);
bool pkg_go_at_least(
	const Package *pkg, Pos pos, int minor); // the file at pos is written for Go 1.minor
void func_load_captures(FuncBuild *fb, FuncCtx *ctx);
void func_bind_params(FuncBuild *fb, SignatureT *sig, uint32_t at);
void func_finish(FuncBuild *fb, Pos end);
FuncBuild *func_open(Build *b, Sym *sym, SignatureT *sig, bool closure, Type *recv, Pos pos);

/* storage.c: where variables live */

Storage *storage_new(FuncBuild *fb, Type *t);  // without a place
Storage *storage_temp(FuncBuild *fb, Type *t); // anonymous
bool storage_in_heap(FuncBuild *fb, Obj *o, const Comps *c);
void storage_zero(FuncBuild *fb, Storage *s, Pos pos);
Storage *storage_declare(
	FuncBuild *fb, Obj *o, bool zero, Pos pos);	  // fresh storage for a local variable
Storage *storage_bind(FuncBuild *fb, Obj *o, Storage *s); // o lives in s: returns s
Storage *storage_of(FuncBuild *fb, Obj *o);
Addr storage_addr(FuncBuild *fb, Storage *s); // of one in memory
Val storage_load(FuncBuild *fb, Storage *s, Pos pos);
void storage_store(FuncBuild *fb, Storage *s, Val v, Pos pos);

/* value.c: Vals, addresses, small emitters */

static inline Value *k64(FuncBuild *fb, int64_t v) {
	return emit_const(fb->cur, IR_I64, v);
}
static inline Value *knil(FuncBuild *fb) {
	return emit_const(fb->cur, IR_PTR, 0);
}
Type *basic_type(FuncBuild *fb, TypeKind k);
Type *under(FuncBuild *fb, Type *t); // underlying type; t concrete
TypeKind under_kind(FuncBuild *fb, Type *t);
Type *expr_type(FuncBuild *fb, const Expr *e); // concrete; untyped ones get their default type
bool kind_is_integer(TypeKind k);
bool kind_is_signed(TypeKind k);
bool kind_is_float(TypeKind k);
bool kind_is_complex(TypeKind k);
bool type_is_nil(Type *t);
bool is_empty_interface(FuncBuild *fb, Type *t);

Val val_new(FuncBuild *fb, Type *t);
Val val_scalar(FuncBuild *fb, Type *t, Value *v);
Val val_bool(FuncBuild *fb, Value *v);
Val val_zero(FuncBuild *fb, Type *t);
Val val_retype(FuncBuild *fb, Val v, Type *t);	 // same layout
Val val_snapshot(FuncBuild *fb, Val v, Pos pos); // a memory value that nothing else can change
Val val_from_comps(FuncBuild *fb, Type *t, Value **v);	  // first comps of v
Val val_field(FuncBuild *fb, Val v, uint32_t i, Pos pos); // of a struct
Val val_elem(FuncBuild *fb, Val v, int64_t i, Pos pos);	  // constant element of an array
Val val_const(FuncBuild *fb, Type *t, const Const *k);
Val val_string(FuncBuild *fb, Type *t, const char *p, uint64_t n);
uint32_t comps_before_field(FuncBuild *fb, StructT *s, uint32_t i);
Value *val_scratch(FuncBuild *fb, Type *t); // address of a new slot for a t, not zeroed

Value *fb_un(FuncBuild *fb, Op op, IRType t, Value *x);
Value *fb_bin(FuncBuild *fb, Op op, IRType t, Value *x, Value *y);
Value *fb_cmp(FuncBuild *fb, Op op, Value *x, Value *y);
Value *fb_select(FuncBuild *fb, Value *c, Value *x, Value *y);
Value *fb_not(FuncBuild *fb, Value *x);
Value *fb_offptr(FuncBuild *fb, Value *p, int64_t off);
Value *fb_elemptr(FuncBuild *fb, Value *p, Value *index, int64_t size);
Value *fb_loadw(FuncBuild *fb, IRType t, Value *p, int64_t off, Pos pos); // p is not nil
void fb_nilcheck(FuncBuild *fb, Value *p, Pos pos);
void fb_move(FuncBuild *fb, Value *to, Value *from, int64_t n, bool heap, Type *t, Pos pos);
void fb_zero(FuncBuild *fb, Value *p, int64_t n, Pos pos);
void fb_check(FuncBuild *fb, Value *cond, RtFn fn, Value *a, Value *b, Pos pos);
void fb_bounds(FuncBuild *fb, Value *i, Value *n, bool is_unsigned, Pos pos);
Value *fb_new(FuncBuild *fb, Type *t, Pos pos);			// heap cell
// ... of so many bytes, a multiple of 8; words says which of its words are pointers
Value *fb_new_words(FuncBuild *fb, int64_t size, int64_t align, const bool *words, Pos pos);
Value *fb_rt(FuncBuild *fb, RtFn fn, Pos pos, uint32_t n, ...); // GO rows too
Value *fb_type_addr(FuncBuild *fb, Type *t);
Value *fb_extend(FuncBuild *fb, Value *v, Type *t); // integer of type t to i64
void fb_start(FuncBuild *fb, Block *b);
void fb_jump(FuncBuild *fb, Block *b);
void fb_if(FuncBuild *fb, Value *c, Block *yes, Block *no, int likely);
void fb_dead(FuncBuild *fb);
Block *fb_block(FuncBuild *fb);

Value *addr_value(FuncBuild *fb, Addr a, Pos pos);
Val addr_load(FuncBuild *fb, Type *t, Addr a, Pos pos);
void addr_store(FuncBuild *fb, Addr a, Val v, Pos pos);

/* lvalue.c */

typedef enum LvKind { LV_BLANK, LV_VARS, LV_MEM, LV_MAP } LvKind;
typedef struct LValue {
	LvKind kind;
	Type *type;
	const Comps *c;
	Var **vars;
	Addr a;
	Val map, key;
	bool lent;	      // MAP: key is a string in memory that others may change later
	Value *index, *limit; // MEM: an element whose bounds are checked when it is used, at a +
			      // index * size
	bool index_unsigned;
	Pos pos;
} LValue;
LValue lv_of(FuncBuild *fb, Expr *e);
LValue lv_of_now(FuncBuild *fb, Expr *e);  // used before anything else happens
LValue lv_claim(FuncBuild *fb, LValue *v); // MAP: its element, zero if it is new, as memory
bool expr_is_same(FuncBuild *fb, Expr *x, Expr *y); // the same place or value, found without calls
LValue lv_of_storage(FuncBuild *fb, Storage *s);
bool lv_is_addressable(FuncBuild *fb, Expr *e);
LValue lv_field(FuncBuild *fb, LValue v, uint32_t i);
LValue lv_deref(FuncBuild *fb, Val p, Pos pos);
Val lv_load(FuncBuild *fb, LValue *v);
void lv_store(FuncBuild *fb, LValue *v, Val x);
Value *lv_address(FuncBuild *fb, LValue *v);
void lv_resolve(FuncBuild *fb, LValue *v);
Val lv_path(FuncBuild *fb, Expr *x, const uint32_t *path, uint32_t n, bool want_addr, LValue *out,
	bool *is_lv);

/* expr*.c, convert.c, compare.c, iface.c, index.c, literal.c */

Val build_expr_to(FuncBuild *fb, Expr *e, Type *to); // converted
Value *build_cond(FuncBuild *fb, Expr *e);
void build_branch(FuncBuild *fb, Expr *e, Block *yes, Block *no);
uint32_t build_multi(
	FuncBuild *fb, Expr *e, Val *out, uint32_t max); // values of a multi-value expression
void build_discard(FuncBuild *fb, Expr *e);
Val arith_binary(FuncBuild *fb, Oper op, Type *t, Val x, Val y, Pos pos);
Val arith_unary(FuncBuild *fb, Oper op, Val x, Pos pos);
Val arith_shift(FuncBuild *fb, Oper op, Val x, Val count, Pos pos);
Val build_shift_count(FuncBuild *fb, Expr *e);
// e as a value of type t (NULL: its own) that is only read, and at once: string(bytes) and
// []byte(string) share the memory.
Val build_passing(FuncBuild *fb, Expr *e, Type *t);
bool build_shares(FuncBuild *fb, Expr *e, Type *t); // build_passing does so
Val build_concat(FuncBuild *fb, BinaryExpr *e);
Val build_conversion(FuncBuild *fb, Val v, Type *to, Pos pos); // T(x)
Value *convert_iface_data(FuncBuild *fb, Val v, Pos pos);
Value *compare_equal(FuncBuild *fb, Val x, Val y, Pos pos);
Value *compare_order(FuncBuild *fb, Oper op, Val x, Val y, Pos pos);
bool compare_is_memory(FuncBuild *fb, Type *t);	       // equal when the bytes are, no padding
Value *iface_type_word(FuncBuild *fb, Val v, Pos pos); // dynamic type or nil
Val iface_data(FuncBuild *fb, Type *t, Value *data,
	Pos pos); // value of concrete type t behind a data word
void iface_assert(FuncBuild *fb, Val x, Type *t, bool comma_ok, Val *out, Value **ok, Pos pos);
Value *iface_is(FuncBuild *fb, Val x, Type *t, Value **itab,
	Pos pos); // dynamic type of x is, or implements, t
Value *index_value(FuncBuild *fb, Expr *e, bool *is_unsigned); // as i64
Val build_index(FuncBuild *fb, IndexExpr *e);
Val build_slice(FuncBuild *fb, SliceExpr *e);
Val build_composite(FuncBuild *fb, CompositeLit *e, Type *t);
void literal_into(
	FuncBuild *fb, CompositeLit *e, Type *t, Value *p, int64_t off, bool heap, bool zeroed);
Val build_address_of(FuncBuild *fb, Expr *x, Type *ptr, Pos pos);

/* map.c */
Val map_access(FuncBuild *fb, Val m, Val key, Value **ok, Pos pos);
// Address of the elem, made if need be. A key that is lent is copied if it is kept.
Value *map_assign(FuncBuild *fb, Val m, Val key, bool lent, Pos pos);
bool map_copies_key(FuncBuild *fb, Type *m);	// map_assign takes lent keys
bool map_takes_address(FuncBuild *fb, Type *m); // of keys
void map_delete(FuncBuild *fb, Val m, Val key, Pos pos);

/* order.c */

// As order_exprs (build.h), for an assignment, whose n places are found after a single value and
// before several.
void order_assign(FuncBuild *fb, Expr **lhs, uint32_t n, Expr **rhs, uint32_t m);
// The same for an entry of a literal of type map.
void order_entry(FuncBuild *fb, Type *map, Expr *key, Expr *value);
bool order_has_effect(FuncBuild *fb, Expr *e); // e has a call, a receive or the like
bool order_is_kept(FuncBuild *fb, Expr *e);
// What e, without parentheses, gave when it was evaluated ahead, once; else NULL.
struct Vals *order_kept(FuncBuild *fb, Expr *e);

/* call.c */

typedef enum CalleeKind {
	CALLEE_STATIC,
	CALLEE_CLOSURE,
	CALLEE_IFACE,
	CALLEE_LITERAL,
	CALLEE_BUILTIN,
	CALLEE_INTRINSIC
} CalleeKind;
typedef struct Callee {
	CalleeKind kind;
	SignatureT *sig; // concrete
	Sym *sym;	 // STATIC, LITERAL
	bool has_recv;
	Type *recv_type;
	Val recv;    // STATIC methods: receiver; CLOSURE, LITERAL: the func value
	Type *iface; // IFACE: recv is the interface value
	Obj *method;
	int builtin;
	const Intrinsic *in;
} Callee;
typedef struct Vals {
	Val *v;
	uint32_t n;
} Vals;
Callee call_callee(FuncBuild *fb, CallExpr *e);
Vals call_args(FuncBuild *fb, CallExpr *e, Callee *c);
Vals call_emit(FuncBuild *fb, Callee *c, Vals args, bool opaque, Pos pos);
Vals build_call(FuncBuild *fb, CallExpr *e);
Type *call_arg_type(FuncBuild *fb, CallExpr *e, uint32_t i); // what argument i is converted to
bool call_is_conversion(FuncBuild *fb, CallExpr *e);
bool call_is_multi(FuncBuild *fb, CallExpr *e); // f(g()) with g of several results
int call_builtin(FuncBuild *fb, CallExpr *e);	// or -1
Val build_selector(FuncBuild *fb, SelectorExpr *e);
Val build_selector_of(FuncBuild *fb, SelectorExpr *e, Expr *whole);
Val build_func_value(FuncBuild *fb, Expr *e, Obj *o);
SignatureT *call_void_sig(FuncBuild *fb);
Val call_closure_value(FuncBuild *fb, Val f, Val *args, uint32_t n, Pos pos);

/* builtin.c, append.c */
Val build_builtin(FuncBuild *fb, CallExpr *e, int id);
Val builtin_emit(FuncBuild *fb, int id, CallExpr *e, Vals args);
Vals builtin_args(FuncBuild *fb, CallExpr *e, int id);
Val build_append(FuncBuild *fb, CallExpr *e);
Expr *append_made(FuncBuild *fb, Expr *x); // n of make([]T, n), else NULL
void build_append_to(FuncBuild *fb, CallExpr *e, Expr *place);
Val build_copy(FuncBuild *fb, Val to, Val from, Pos pos);
Value *recover_frame(FuncBuild *fb, Pos pos);

/* statements */
void build_block(FuncBuild *fb, StmtVec *list);
void build_stmt(FuncBuild *fb, Stmt *s);
bool assign_is_blank(Expr *e); // _
void build_assign(FuncBuild *fb, AssignStmt *s);
void build_for(FuncBuild *fb, ForStmt *s);
void build_range(FuncBuild *fb, RangeStmt *s);
void build_range_func(FuncBuild *fb, RangeStmt *s, Val f);
void build_switch(FuncBuild *fb, SwitchStmt *s);
void build_type_switch(FuncBuild *fb, SwitchStmt *s);
void build_select(FuncBuild *fb, SelectStmt *s);
void build_return(FuncBuild *fb, ReturnStmt *s);
void build_branch_stmt(FuncBuild *fb, BranchStmt *s);
void build_call_stmt(FuncBuild *fb, CallStmt *s);
void build_var_decl(FuncBuild *fb, VarDecl *d);
void build_send(FuncBuild *fb, Val ch, Val v, Pos pos);
Target *target_of(FuncBuild *fb, Stmt *s);
bool target_is_broken(FuncBuild *fb, Stmt *s, Stmt *label);
void target_enter(FuncBuild *fb, Stmt *s, Block *brk, Block *cont);
void defer_enter(
	FuncBuild *fb, Pos pos); // prologue of a function with defers: frame record, landing point
void defer_leave(FuncBuild *fb, Pos pos); // at an exit: makes the calls, leaves the frame
void rangefunc_exit(
	FuncBuild *fb, Stmt *s); // leaves the body of a range-over-func loop by branch or return s
bool rangefunc_is_outside(FuncBuild *fb, BranchStmt *s);
void rangefunc_return(FuncBuild *fb, ReturnStmt *s);
Obj *local_def(FuncBuild *fb, Expr *e);		      // variable that name e declares here, or NULL
void declare_store(FuncBuild *fb, Expr *name, Val v); // name := v

#endif
