// check.h: the checker's inside, shared by the files of src/types only.
//
// The division of work follows the specification's chapters; function names are those of the
// concepts. An Operand is an expression under evaluation: its mode, type and constant value. A
// function that finds an error reports it once, sets x->mode = MODE_INVALID (or returns t_invalid)
// and callers stay silent.
#ifndef SEAGO_CHECK_H
#define SEAGO_CHECK_H

#include "types/types.h"

typedef struct Operand {
	Mode mode;
	Expr *expr;
	Type *type;
	const Const *val; // MODE_CONST
	int builtin;	  // MODE_BUILTIN
	bool untyped_nil; // unused outside nil handling
} Operand;

// Where we are: saved and restored around bodies and lazily resolved declarations.
typedef struct Env {
	Package *pkg;
	File *file;
	const char *go_version; // of the file
	Scope *scope;
	Obj *decl;	    // package-level object whose declaration is being checked (for init
			    // dependencies)
	const Const *iota_; // NULL outside constant declarations
	Pos err_pos;	    // inherited constant initialisers are reported here
	bool in_tparam_list;
	SignatureT *sig; // of the function whose body is checked
	bool has_label, has_call_or_recv;
	VEC(struct IsPanicCall { CallExpr *call; })
	panics; // calls of the predeclared panic, for terminating statements
} Env;

// Package-level dependencies of a package-level object: which functions and variables its
// declaration mentions.
typedef struct DeclInfo {
	Obj *obj; // the (first) object declared
	File *file;
	Scope *file_scope;
	const char *go_version;
	ObjVec lhs; // n:1 variable declarations
	Expr *type, *init;
	Decl *decl; // the spec
	bool inherited;
	Map deps;	 // Obj* -> Obj*
	ObjVec dep_list; // in order of first mention
} DeclInfo;

// A package being or having been checked.
typedef struct PkgState {
	ObjVec objs;	   // package-level objects and methods in source order
	ObjVec imports;	   // OBJ_PKG_NAME
	bool bodies;	   // function bodies are checked with their declarations
	uint32_t n_orders; // objects numbered so far
} PkgState;

struct Checker {
	Session *s;
	Arena *a; // == s->arena
	Program *prog;
	CheckConfig cfg;
	Universe uni;
	Env env;
	Map decl_infos; // Obj* -> DeclInfo*
	ObjVec path;	// objects whose declarations are being resolved (cycle detection)
	VEC(struct Action {
		void (*fn)(Checker * c, void *arg);
		void *arg;
		Env env;
	})
	later; // delayed checks, run when the outermost declaration is done
	bool draining;
	Map untyped; // Expr* -> UntypedExpr*; record_untyped records those left with the type they
		     // have and empties it
	const char *target_desc; // what the `target` of check_expr is called in messages; set just
				 // before the call
	Expr *callee;		 // of the call whose arguments are being assigned
	char *stack_base; // frame of the outermost entry point; how deep expressions may nest is
			  // counted from there
	ptrdiff_t stack_room; // bytes below stack_base that expressions may use
	struct {
		char *v;
		uint32_t n, cap;
	} concat; // the string constant concatenated last, with room to grow in place
	uint32_t next_type_id;
	Map insts;		  // hash -> chain of instantiated types (see subst.c)
	Map pointers;		  // Type* -> PointerT*, so that pointer types are mostly shared
	Map layouts, method_sets; // caches
	Map obj_indexes;	  // ObjVec* -> ObjIndex*: long lists by name (lookup.c)
	struct Core *core;	  // private to core.h: what universe.c, subst.c and cycles.c keep
	Pos inst_pos;  // of the instantiation being made, for messages about the instance
	Pos infer_pos; // where the *why of the last failed check_infer is to be reported
	void *ext[4];  // private caches of single files
	int depth; // nesting of entry points and object declarations; at 0 delayed checks are run
	Map pkgs;  // Package* -> PkgState* (resolver.c)
	Map base_methods; // Obj* of a type name -> ObjVec*: methods declared on it, until its type
			  // collects them
	Map dot_imports;  // Scope* of a file -> Map*: Name* -> Obj* of the import that brought it
	ObjVec locals; // variables declared in the bodies being checked, innermost last (unused.c)
	bool switch_case; // check_comparison is comparing a case with its switch's tag (for the
			  // error's text)
};

// An untyped expression whose final type is not known yet (values of Checker.untyped).
typedef struct UntypedExpr {
	Info *info;  // of the expression's package
	bool done;   // has been given its final type: nothing to record
	bool is_lhs; // left operand of a shift whose type comes from context
	uint8_t mode;
	Type *type;
	const Const *val;
} UntypedExpr;

/* errors (errors.c) */
void check_error(Checker *c, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4); // at a position
void check_error_at(Checker *c, const Node *n, const char *fmt, ...)
	PRINTF_LIKE(3, 4); // where gc reports n (start position, or the selector's name...)
void check_soft_error(Checker *c, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
void check_version_error(Checker *c, Pos pos, const char *version,
	const char *feature);				   // "x requires go1.N or later"
bool check_allow_version(Checker *c, const char *version); // env.go_version >= version
const char *operand_string(
	Checker *c, const Operand *x);	   // as gc describes operands: `x (variable of type int)`
const char *type_str(Checker *c, Type *t); // type_string relative to env.pkg
const char *expr_str(Checker *c, const Expr *e);
bool check_verify_version(Checker *c, Pos pos, const char *version, const char *fmt, ...)
	PRINTF_LIKE(4, 5);		  // reports "... requires goX or later" unless allowed
const char *pos_str(Checker *c, Pos pos); // "file:line:col", as continuation lines ("\n\t%s: other
					  // declaration of x") name places
const char *type_kind_word(
	Checker *c, Type *t); // "struct", "map", ... by underlying type; "" for basic types
const char *check_lookup_error(Checker *c, Type *t, const Name *sel, Obj *alt,
	bool struct_lit); // text for a failed selection; alt: what type_lookup_fold found

/* declarations (resolver.c, decl.c) */
void check_collect_objects(Checker *c, Package *pkg);
void check_obj_decl(Checker *c, Obj *o);       // resolves o->type (and value) now
void check_decl_stmt(Checker *c, DeclStmt *d); // local declarations
void check_declare(
	Checker *c, Scope *s, NameExpr *id, Obj *o, Pos scope_pos); // reports redeclarations
void check_collect_tparams(
	Checker *c, TypeVec *out, const FieldVec *list); // opens no scope; declares into env.scope
void check_func_body(Checker *c, DeclInfo *d, const char *name, SignatureT *sig, BlockStmt *body,
	const Const *iota_);
void check_later(Checker *c, void (*fn)(Checker *c, void *arg), void *arg);
void check_process_later(Checker *c);
void check_process_later_from(Checker *c, uint32_t top); // runs those queued since later.n was top
void check_enter(Checker *c);				 // an entry point begins ...
void check_leave(Checker *c); // ... and ends: at depth 0 runs what was delayed
void check_unused_imports(Checker *c, Package *pkg);
void check_restrictions(Checker *c, Package *pkg);	   // the compiler's own rules (restrict.c)
void check_queue_body(Checker *c, Obj *func, DeclInfo *d); // checks the body later
void check_direct_cycles(Checker *c, PkgState *st);	   // type names defined by each other only
uint32_t check_first_in_source(Obj *const *path, uint32_t n);
TypeParamT *check_declare_tparam(Checker *c, NameExpr *id, uint32_t index, Pos scope_pos);
void check_arity(
	Checker *c, Pos pos, const NameVec *names, Expr *values, bool is_const, bool inherited);
PkgState *check_pkg_state(Checker *c, Package *pkg);
void check_unpack_recv(Checker *c, Expr *type, bool *ptr, Expr **base,
	NameVec *tparams); // tparams NULL: not wanted
const char *check_file_version(Checker *c, Package *pkg, File *f,
	bool report);				   // language version in f; report: too new ones
int version_compare(const char *a, const char *b); // of "go1.21" and the like, by language version
bool check_is_complete(
	Checker *c, Type *t); // false after reporting a cycle: t's underlying type is not known yet
bool check_valid_recursive(Checker *c, NamedT *t); // invalid recursive type, reported once
void check_add_dep(Checker *c, Obj *to);
void decl_add_dep(Checker *c, DeclInfo *d, Obj *to); // d depends on `to`, of the same package
void check_cycle_error(Checker *c, Obj **cycle, uint32_t n,
	uint32_t start); // "invalid recursive type"; reported at cycle[start]
void check_valid_var_type(Checker *c, Expr *e, Type *t); // later: not a constraint interface

typedef enum CheckColour {
	WHITE,
	GREY,
	BLACK
} CheckColour; // Obj.colour: not begun, on c->path, done

/* scopes (scope.c) */
Scope *scope_new(Checker *c, Scope *parent, Pos pos, Pos end);
Obj *scope_find(const Scope *s, const Name *n);
Obj *scope_find_parent(const Scope *s, const Name *n, Pos pos, Scope **where); // pos 0: any
Obj *scope_insert(
	Scope *s, Obj *o); // the old object if the name was taken (o is then not inserted)
void check_open_scope(Checker *c, const Node *n);
void check_close_scope(Checker *c);
void universe_init(Checker *c); // universe.c: fills c->uni and the scope of package unsafe; called
				// by checker_new

/* types from expressions (typexpr.c, struct.c, interface.c, signature.c) */
Type *check_type(Checker *c, Expr *e);	   // a type; reports and returns t_invalid otherwise
Type *check_var_type(Checker *c, Expr *e); // also not a constraint interface
Type *check_def_type(Checker *c, Expr *e, Obj *def); // right-hand side of the declaration of def
Type *check_generic_type(
	Checker *c, Expr *e, const char **cause); // a generic type that is not instantiated
void check_ident(Checker *c, Operand *x, NameExpr *e, Obj *def, bool want_type);
void check_func_type(Checker *c, SignatureT *sig, const Field *recv, FuncType *t);
void check_struct_type(Checker *c, StructT *t, StructType *e);
void check_interface_type(Checker *c, InterfaceT *t, InterfaceType *e, Obj *def);
Type *check_instantiated_type(Checker *c, IndexExpr *e, Obj *def);
int64_t check_array_length(Checker *c, Expr *e);

/* expressions (expr.c, binary.c, literal.c, index.c, const.c, conversion.c, assign.c, call.c,
 * builtin.c) */
void check_expr(Checker *c, Type *target, Operand *x,
	Expr *e); // single value; target: type for inference of function values, or NULL
void check_generic_expr(
	Checker *c, Operand *x, Expr *e);		// may be an uninstantiated generic function
void check_multi_expr(Checker *c, Operand *x, Expr *e); // may be a tuple
void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic);
void check_expr_with_hint(
	Checker *c, Operand *x, Expr *e, Type *hint); // hint: type of an elided composite literal
typedef enum ExprUse {
	USE_CONVERSION,
	USE_EXPRESSION,
	USE_STATEMENT
} ExprUse; // kinds of a call, for "is not used"
ExprUse check_raw_expr(
	Checker *c, Type *target, Operand *x, Expr *e, Type *hint, bool allow_generic);
void check_exclude(Checker *c, Operand *x, uint32_t modeset); // bit set of Mode
void check_single_value(Checker *c, Operand *x);
void check_unary(Checker *c, Operand *x, UnaryExpr *e);
void check_binary(
	Checker *c, Operand *x, Expr *e, Expr *lhs, Expr *rhs, Oper op); // e NULL for x op= y
void check_comparison(Checker *c, Operand *x, Operand *y, Oper op);
void check_match_types(Checker *c, Operand *x,
	Operand *y); // untyped operands of a binary operation; invalid x on mismatch
void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint);
void check_func_lit(Checker *c, Operand *x, FuncLit *e);
bool check_index_expr(
	Checker *c, Operand *x, IndexExpr *e); // true: a generic function to instantiate
void check_slice_expr(Checker *c, Operand *x, SliceExpr *e);
bool check_index_value(
	Checker *c, Expr *e, int64_t max, int64_t *v); // max < 0: none; v -1 if not constant
void check_selector(Checker *c, Operand *x, SelectorExpr *e, Obj *def, bool want_type);
ExprUse check_call(Checker *c, Operand *x, CallExpr *e);
bool check_builtin(Checker *c, Operand *x, CallExpr *e, int id);
TypeVec *check_func_inst(Checker *c, Type *target, Operand *x, IndexExpr *inst,
	bool infer); // f[T...], or f used as a value of type target; without infer: the type
		     // arguments if there are too few, else NULL
void check_conversion(Checker *c, Operand *x, Type *t);
bool check_convertible(Checker *c, Operand *x, Type *t, const char **cause);
void check_overflow(Checker *c, Operand *x, Pos op_pos);
bool const_representable(Checker *c, const Const *v, Type *basic, const Const **rounded);
void check_representable(Checker *c, Operand *x, Type *t); // reports overflow, truncation
void check_convert_untyped(
	Checker *c, Operand *x, Type *t); // gives x (and what it was made of) type t or reports
enum {
	CONVERT_OK,
	CONVERT_TRUNCATED,
	CONVERT_OVERFLOWS,
	CONVERT_INVALID
}; // what *err of check_implicit_type says
void check_implicit_type(Checker *c, Operand *x, Type *target, Type **t, const Const **val,
	int *err); // *t NULL if not possible
void check_update_expr_type(Checker *c, Expr *e, Type *t, bool final);
void check_update_expr_val(Checker *c, Expr *e, const Const *v);
bool operand_assignable(Checker *c, Operand *x, Type *t, const char **cause);
bool operand_is_nil(Checker *c, const Operand *x);
void check_assignment(Checker *c, Operand *x, Type *t,
	const char *context); // t NULL: default type; context NULL: argument to c->callee; invalid
			      // x on error
void check_init_const(Checker *c, Obj *lhs, Operand *x);
void check_init_var(Checker *c, Obj *lhs, Operand *x, const char *context);
void check_init_vars(
	Checker *c, Obj **lhs, uint32_t n, Expr *rhs, ReturnStmt *ret); // rhs may be LIST
void check_assign_vars(Checker *c, Expr *lhs, Expr *rhs);
void check_assign_var(
	Checker *c, Expr *lhs, Expr *rhs, Operand *x, const char *context); // rhs or x
void check_short_var_decl(Checker *c, Pos pos, Expr *lhs, Expr *rhs);
Type *check_lhs_var(Checker *c, Expr *lhs);
bool check_use(Checker *c,
	Expr *e); // false if it has errors; evaluate for "declared and not used", after an error
bool check_use_lhs(Checker *c, Expr *e);
uint32_t expr_list(Expr *const *e,
	Expr ***out); // elements of the LIST *e, or *e itself (then *out is e); 0 for NULL
Type *check_chan_elem(Checker *c, const Node *at, Operand *x,
	bool recv); // of a channel to receive from or send to; NULL after reporting
void check_type_assertion(
	Checker *c, Expr *e, Operand *x, Type *t, bool type_switch); // reports an impossible one
Type *check_target(Checker *c, Type *t,
	const char
		*desc); // t's signature if it is a function type, for check_expr; sets target_desc
void check_no_generic(Checker *c, Type *target,
	Operand *x); // reports generic types and functions that cannot be instantiated
typedef VEC(Operand *) OperandVec;
// The values of e: results of a call become one operand each; with comma_ok, a form that has a
// second value gives it too and sets *comma_ok. The first is invalid after an error.
void check_values(Checker *c, Expr *e, OperandVec *out, bool *comma_ok);
void check_value_list(
	Checker *c, const ExprVec *list, OperandVec *out); // one expression may give several values
bool check_is_index(Checker *c, Operand *x, const char *what, bool allow_negative);
const char *check_types_summary(
	Checker *c, Type **v, uint32_t n, bool variadic, bool dots); // "(int, number, ...string)"
ExprUse builtin_use(int id);
SignatureT *check_arguments(Checker *c, CallExpr *call, SignatureT *sig, TypeVec *targs,
	const ExprVec *xlist, OperandVec *args, TypeVec **atargs);
const Const *check_const_concat(
	Checker *c, const Const *x, const Const *y); // of strings; linear over a chain of them
void check_record(
	Checker *c, Operand *x); // records x.expr's type, or remembers it while it is untyped
// The specific types of a type parameter's type set, or t itself. n == 0: there are none.
typedef struct Terms {
	const UnionTerm *v;
	uint32_t n;
	UnionTerm own;
} Terms;
void check_terms(Checker *c, Type *t, Terms *out);

/* recording (record.c) */
void record_type_and_value(Checker *c, Expr *e, Mode mode, Type *t, const Const *v);
void record_untyped(Checker *c);
void record_def(Checker *c, NameExpr *id, Obj *o);
void record_use(Checker *c, NameExpr *id, Obj *o);
void record_implicit(Checker *c, const Node *n, Obj *o);
void record_instance(Checker *c, Expr *e, const TypeVec *targs, Type *t);
void record_selection(Checker *c, SelectorExpr *e, SelKind k, Type *recv, Obj *o, Type *type,
	const VEC_U32 *path, bool indirect);
void record_comma_ok_types(Checker *c, Expr *e, Type *t0, Type *t1);
void record_builtin_type(Checker *c, Expr *fun, SignatureT *sig);

/* statements (stmt.c, range.c, switch.c, return.c) */
void check_body_stmts(Checker *c, BlockStmt *b); // the statements of a function body
bool stmt_terminates(Checker *c, Stmt *s, const Name *label);
void check_unused_vars(
	Checker *c, uint32_t first); // of c->locals from first on, which are then dropped

/* generics (named.c, subst.c, instantiate.c, infer.c, unify.c, typeset.c, union.c, cycles.c) */
NamedT *named_new(Checker *c, Obj *obj, Type *underlying);
void named_resolve(Checker *c, NamedT *t); // expands an instance's underlying type and methods
Obj *named_find_method(Checker *c, NamedT *t, Package *pkg, const Name *name, bool fold_case);
TypeParamT *tparam_new(Checker *c, Obj *obj, Type *bound);
// Infers the missing of n = tparams->n type arguments; targs holds the explicit ones (NULL elements
// unknown). args are the call's operands for params. NULL after reporting (or with *why set instead
// when why != NULL).
TypeVec *check_infer(Checker *c, Pos pos, const TypeVec *tparams, const TypeVec *targs,
	TupleT *params, Operand **args, uint32_t nargs, bool reverse, const char **why);
// Checks count and constraints; -1 or the index of the offending argument and *cause.
int check_verify_inst(
	Checker *c, Pos pos, const TypeVec *tparams, const TypeVec *targs, const char **cause);
SignatureT *check_instantiate_sig(
	Checker *c, Pos pos, Expr *e, const TypeVec *targs, SignatureT *sig, const ExprVec *xlist);
Type *subst_type(Checker *c, Type *t, const TypeVec *params, const TypeVec *args); // == type_subst
Type *check_subst_rename(Checker *c, SignatureT *sig,
	TypeVec *fresh); // sig with fresh type parameters, for recursive inference
Type *check_rename_tparams(Checker *c, const TypeVec *tparams, Type *t,
	TypeVec *fresh); // t (a tuple, say) with fresh ones in place of tparams
AliasT *alias_new(
	Checker *c, Obj *obj, Type *rhs); // rhs may be NULL until the declaration is resolved
bool type_mentions(Checker *c, const TypeVec *tparams, Type *t); // any of tparams occurs in t
// Instantiation cycles: every instantiation of a generic declaration of env.pkg is recorded,
// check_monomorph reports infinite ones when the package is done.
void mono_record(Checker *c, Pos pos, const TypeVec *tparams, const TypeVec *targs,
	const ExprVec *xlist); // xlist may be NULL
void mono_record_canon(Checker *c, TypeParamT *copy,
	TypeParamT *original); // a method's receiver parameter stands for its type's
void check_monomorph(Checker *c);
void check_anonymous_cycles(Checker *c); // interface literals of env.pkg that contain themselves;
					 // needs their recorded types
bool type_implements(Checker *c, Type *v, Type *t, bool constraint, const char **cause);
Type *check_parse_union(Checker *c, Expr *e);
Type *check_parse_tilde(Checker *c, Expr *e);
bool typeset_is(Checker *c, Type *t, bool (*fn)(Checker *c, Type *term_underlying, void *ctx),
	void *ctx); // all terms of a type parameter's set, or t itself; false for an empty
		    // restriction
// Calls fn for each (type, underlying type) of a type parameter's set, once with (NULL, NULL) if it
// has no specific types, or for t itself; stops and returns false when fn does.
bool typeset_each(
	Checker *c, Type *t, bool (*fn)(Checker *c, Type *t, Type *u, void *ctx), void *ctx);
bool typeset_is_methods_only(Checker *c, InterfaceT *t); // usable as the type of a variable
bool typeset_is_empty(Checker *c, InterfaceT *t);
Type *common_under(
	Checker *c, Type *t, const char **cause); // single underlying type of all terms, or NULL
bool unify_types(Checker *c, const TypeVec *tparams, TypeVec *targs, Type *x, Type *y, int mode);

/* predicates beyond types.h (predicates.c); "all" versions look through type parameters */
bool type_is_boolean(Checker *c, Type *t);
bool type_is_numeric(Checker *c, Type *t);
bool type_is_string(Checker *c, Type *t);
bool type_is_integer(Checker *c, Type *t);
bool type_is_unsigned(Checker *c, Type *t);
bool type_is_float(Checker *c, Type *t);
bool type_is_complex(Checker *c, Type *t);
bool type_is_const_type(Checker *c, Type *t);
bool type_all_boolean(Checker *c, Type *t);
bool type_all_integer(Checker *c, Type *t);
bool type_all_unsigned(Checker *c, Type *t);
bool type_all_numeric(Checker *c, Type *t);
bool type_all_string(Checker *c, Type *t);
bool type_all_ordered(Checker *c, Type *t);
bool type_all_numeric_or_string(Checker *c, Type *t);
bool type_has_nil(Checker *c, Type *t);
bool type_is_type_param(Type *t);
bool type_is_generic(Type *t); // generic and not instantiated
bool type_comparable_cause(Checker *c, Type *t, bool dynamic, const char **cause);
bool type_is_valid(const Type *t);
bool type_identical_ignore_tags(Checker *c, Type *a, Type *b);
const char *obj_id(Checker *c, Package *pkg,
	const Name *name); // unique method id: name, or pkgpath.name when unexported
bool obj_same_id(const Obj *o, Package *pkg, const Name *name, bool fold_case);
const char *missing_method_cause(Checker *c, Type *v, Type *t,
	bool static_); // "(missing method M)" and its variants, as gc words them
bool check_assertable(
	Checker *c, Type *v, Type *t, const char **cause); // may x of interface type v hold a t
bool type_is_literal(Type *t);				   // neither named nor a type parameter
Type *type_max_untyped(
	Type *x, Type *y);	// the larger of two untyped numeric types; NULL on mismatch
NamedT *type_as_named(Type *t); // through aliases, or NULL
Type *type_deref(Type *t, bool *is_pointer); // of an unnamed pointer type
bool type_is_numeric_untyped(const Type *t);
Obj *type_lookup_fold(Checker *c, Type *t, bool addressable, Package *pkg, const Name *name,
	VEC_U32 *path, bool *indirect); // ignoring case
const char *field_path_string(Checker *c, Type *t, const uint32_t *path, uint32_t n); // "a.b.c"
bool func_has_ptr_recv(const Obj *f);

#endif
