// types.h: types, objects, constants and the checker.
//
// The checker turns the trees of a package into objects and types and records, in side tables
// indexed by Node.id, what it found out about each expression. Package-level objects are resolved
// on demand (colours as in the official checker), function bodies only when asked for:
// check_package resolves declarations, check_body checks one body. The user's packages have all
// bodies checked, those of GOROOT when reached. All results live in the session arena. Poison:
// t_invalid and objects of that type were already reported.
#ifndef SEAGO_TYPES_H
#define SEAGO_TYPES_H

#include <gmp.h>

#include "syntax/syntax.h"

typedef struct Type Type;
typedef struct Obj Obj;
typedef struct Scope Scope;
typedef struct Package Package;
typedef VEC(uint32_t) VEC_U32;
typedef struct Checker Checker; // state of checking; one per program, private to src/types
typedef VEC(Type *) TypeVec;
typedef VEC(Obj *) ObjVec;

/* Constants (constant.c): exact, as the specification asks; limits as gc has them. Immutable. */

typedef enum ConstKind {
	CONST_UNKNOWN,
	CONST_BOOL,
	CONST_STRING,
	CONST_INT,
	CONST_FLOAT,
	CONST_COMPLEX
} ConstKind;
typedef struct Const Const;
struct Const {
	ConstKind kind;
	bool small; // CONST_INT: the value is in i and z is not set
	union {
		bool b;
		struct {
			const char *p;
			uint32_t len;
			struct ConstRope *rope;
		} str; // rope: private, where p grows
		int64_t i;
		mpz_t z; // CONST_INT not fitting int64
		mpq_t q; // CONST_FLOAT kept as a rational while it is small enough
		struct {
			const Const *re, *im;
		} c; // CONST_INT or CONST_FLOAT parts
	};
	bool is_big; // CONST_FLOAT too large for a rational: value in f (512 bits of mantissa)
	mpf_t f;
};

const Const *const_from_literal(
	Session *s, const BasicLit *lit); // kind UNKNOWN on a malformed or excessive literal
const Const *const_from_int(Session *s, int64_t v);
const Const *const_from_uint(Session *s, uint64_t v);
const Const *const_from_bool(Session *s, bool v);
const Const *const_from_string(Session *s, const char *p, uint32_t len);
const Const *const_from_double(Session *s, double v);
const Const *const_unary(Session *s, Oper op, const Const *x,
	uint32_t unsigned_bits); // bits: width for ^x of an unsigned type, else 0
const Const *const_binary(Session *s, Oper op, const Const *x, const Const *y, bool int_division);
const Const *const_shift(Session *s, Oper op, const Const *x, uint32_t count);
bool const_compare(Oper op, const Const *x, const Const *y);
const Const *const_to_int(Session *s, const Const *x); // UNKNOWN if not integral
const Const *const_to_float(Session *s, const Const *x);
const Const *const_to_complex(Session *s, const Const *x);
int const_sign(const Const *x);
bool const_int64(const Const *x, int64_t *v); // false if not an integer that fits
bool const_uint64(const Const *x, uint64_t *v);
uint64_t const_bits64(const Const *x); // an integer's low 64 bits in two's complement
double const_double(const Const *x);   // nearest; of a real constant
float const_float(const Const *x);     // nearest
uint32_t const_bit_length(const Const *x);
const char *const_string(
	Session *s, const Const *x); // as the official compiler prints it in messages
const char *const_exact(Session *s, const Const *x);

/* Types */

typedef enum TypeKind {
	TY_INVALID,
	// Basic types, in the order of reflect.Kind where they have one.
	TY_BOOL,
	TY_INT,
	TY_INT8,
	TY_INT16,
	TY_INT32,
	TY_INT64,
	TY_UINT,
	TY_UINT8,
	TY_UINT16,
	TY_UINT32,
	TY_UINT64,
	TY_UINTPTR,
	TY_FLOAT32,
	TY_FLOAT64,
	TY_COMPLEX64,
	TY_COMPLEX128,
	TY_STRING,
	TY_UNSAFE_POINTER,
	TY_UNTYPED_BOOL,
	TY_UNTYPED_INT,
	TY_UNTYPED_RUNE,
	TY_UNTYPED_FLOAT,
	TY_UNTYPED_COMPLEX,
	TY_UNTYPED_STRING,
	TY_UNTYPED_NIL,
	// Composite types: struct names in brackets.
	TY_ARRAY,
	TY_SLICE,
	TY_STRUCT,
	TY_POINTER,
	TY_TUPLE,
	TY_SIGNATURE,
	TY_INTERFACE,
	TY_MAP,
	TY_CHAN,
	TY_NAMED,
	TY_ALIAS,
	TY_TYPE_PARAM,
	TY_UNION,
	TY_COUNT
} TypeKind;

struct Type {
	uint8_t kind;  // TypeKind
	uint8_t flags; // private to src/types
	uint32_t id;   // unique in the session; for maps keyed by type
};

typedef struct BasicType {
	Type t;
	const char *name;
} BasicType;
typedef struct ArrayT {
	Type t;
	int64_t len;
	Type *elem;
} ArrayT; // len < 0: invalid, reported
typedef struct SliceT {
	Type t;
	Type *elem;
} SliceT;
typedef struct StructT {
	Type t;
	ObjVec fields;
	VEC(const Name *) tags;
} StructT; // tags: empty, or one a field (NULL: none), decoded
typedef struct PointerT {
	Type t;
	Type *elem;
} PointerT;
typedef struct TupleT {
	Type t;
	ObjVec vars;
} TupleT; // parameters, results, multi-value expressions
typedef struct SignatureT {
	Type t;
	Obj *recv;		  // NULL if not a method
	TypeVec tparams;	  // of TypeParamT: the function's or method's own
	TypeVec recv_tparams;	  // those a method's receiver declares
	TupleT *params, *results; // never NULL
	bool variadic; // the last parameter has type []T (or string, in append's special case)
	Scope *scope;  // private: where parameters are declared; parent of the body's
} SignatureT;
typedef struct InterfaceT {
	Type t;
	ObjVec methods; // explicitly declared OBJ_FUNC
	TypeVec embeddeds;
	VEC(Pos) embed_pos;
	bool implicit; // wraps a constraint literal such as ~T or A|B
	bool complete;
	struct TypeSet *tset; // computed by interface_typeset
} InterfaceT;
typedef struct MapT {
	Type t;
	Type *key, *elem;
} MapT;
typedef struct ChanT {
	Type t;
	ChanDir dir;
	Type *elem;
} ChanT;
typedef struct NamedT {
	Type t;
	Obj *obj;	       // its OBJ_TYPE_NAME (of the origin when instantiated)
	struct NamedT *origin; // itself when not an instance
	TypeVec targs;	       // empty unless an instance; type_subst also makes instances of types
		       // declared inside generic functions: their targs are those of the function
		       // (receiver's and own, in source order); if the type is generic too, its own
		       // follow
	TypeVec tparams;	  // empty unless generic; of TypeParamT
	Type *underlying_;	  // resolved on demand: use type_underlying
	Type *from_rhs;		  // private: the declared right-hand side
	ObjVec methods_;	  // resolved on demand: use named_method
	VEC(struct Inst *) insts; // private
	void *priv;		  // private: colour, lazily expanded state
} NamedT;
typedef struct AliasT {
	Type t;
	Obj *obj;
	struct AliasT *origin;
	TypeVec targs, tparams;
	Type *from_rhs;
	Type *actual;
} AliasT;
typedef struct TypeParamT {
	Type t;
	Obj *obj;
	uint32_t index;
	Type *bound;
} TypeParamT; // bound: any type until tparam_iface wraps it
typedef struct UnionTerm {
	bool tilde;
	Type *type;
} UnionTerm;
typedef struct UnionT {
	Type t;
	VEC(UnionTerm) terms;
} UnionT;

// The type set of an interface: its methods (sorted by type_set order: unique name) and terms.
typedef struct TypeSet {
	ObjVec methods;	      // all, embedded included, sorted by obj_id
	bool all_types;	      // no term restriction
	VEC(UnionTerm) terms; // when !all_types; empty: the empty set
	bool comparable;      // "comparable" was embedded
} TypeSet;

/* Objects */

typedef enum ObjKind {
	OBJ_PKG_NAME,
	OBJ_CONST,
	OBJ_TYPE_NAME,
	OBJ_VAR,
	OBJ_FUNC,
	OBJ_LABEL,
	OBJ_BUILTIN,
	OBJ_NIL
} ObjKind;
struct Obj {
	uint8_t kind;			   // ObjKind
	uint8_t colour;			   // private
	bool used;			   // variables, imports, labels
	bool is_field, embedded;	   // OBJ_VAR
	bool is_param, is_result, is_recv; // OBJ_VAR
	bool package_level;		   // declared at package scope
	bool has_ptr_recv;		   // OBJ_FUNC methods: declared with *T receiver
	const Name *name;
	Package *pkg; // NULL: universe
	Scope *parent;
	Pos pos;
	Type *type;	// NULL until resolved
	uint32_t order; // of declaration, in the package
	Pos scope_pos;	// where its scope starts
	union {
		const Const *val;  // OBJ_CONST
		Package *imported; // OBJ_PKG_NAME
		int builtin;	   // OBJ_BUILTIN: Builtin
		Obj *origin; // OBJ_VAR, OBJ_FUNC: generic object that this is an instance of, or
			     // NULL
	};
	Decl *decl; // FuncDecl of a function or method, VarDecl, ... ; NULL for instances and
		    // universe
	File *file; // file of decl
	void *body; // src/types: state of body checking (NULL: not checked)
	void *ir;   // src/ir: whatever the builder attaches
};

typedef enum Builtin {
#define BUILTINS(X)                                                                                \
	X(append)                                                                                  \
	X(cap)                                                                                     \
	X(clear)                                                                                   \
	X(close)                                                                                   \
	X(complex)                                                                                 \
	X(copy)                                                                                    \
	X(delete) X(imag) X(len) X(make) X(max) X(min) X(new) X(panic) X(print) X(println) X(real) \
		X(recover) X(Add) X(Alignof) X(Offsetof) X(Sizeof) X(Slice) X(SliceData) X(String) \
			X(StringData)
#define X(name) BUILTIN_##name,
	BUILTINS(X)
#undef X
		BUILTIN_COUNT
} Builtin;

struct Scope {
	Scope *parent;
	Map objs; // const Name* -> Obj*
	Pos pos, end;
	bool is_func;
};

/* Packages */

typedef struct EmbedFile {
	const char *name, *path;
} EmbedFile; // as embed.FS names it; on disk
typedef struct EmbedVar {
	const VarDecl *decl;
	VEC(EmbedFile) files;
} EmbedVar;

struct Package {
	const char *path;	 // import path as the linker knows it: "main" for a main package,
				 // "vendor/golang.org/x/..." for vendored ones
	const char *import_path; // as the go command prints it: "command-line-arguments",
				 // "example.com/m/x"
	const Name *name;
	const char *dir;
	const struct ModFile *module; // of the loader: where the package is from; NULL: no module
	bool in_goroot;		      // bodies are checked lazily
	bool complete;		      // all of it is Go: a function without a body is an error
	bool fake;		      // could not be loaded; errors were reported
	const char *go_version; // "go1.27" language version; a file's own //go:build version takes
				// its place there
	VEC(File *) files;	// sorted by file name
	uint32_t node_count;	// ids in use: 1..node_count-1
	VEC(Package *) imports; // direct, sorted by path, no duplicates
	Map import_map;		// const Name* of the string as written -> Package*
	VEC(EmbedVar) embeds;
	struct CgoPackage *cgo; // of the loader: the part in C; NULL: it has none
	uint32_t index;		// position in Program.packages
	Diags *diags;		// what is wrong in its text, from parsing on
	bool bad;		// has syntax errors: is not to be checked
	bool is_root;		// named on the command line

	Scope *scope; // filled by check_package
	struct Info *info;
	bool checked;
};

typedef struct Program {
	Session *s;
	VEC(Package *) packages; // all, dependencies before their importers; deterministic
	Package *main;		 // the package to build
	Package *runtime;	 // golib/runtime
	Package *unsafe_pkg;
	Map by_path;	      // const Name* of the import path -> Package*
	VEC(Package *) roots; // named on the command line
	const char *godebug;  // settings of GODEBUG that main starts with: "a=1,b=0"
	VEC(const char *)
	errors; // of loading, ready to print, each without its last newline; fatal
} Program;

/* What the checker records, by Node.id */

typedef enum Mode {
	MODE_INVALID,
	MODE_NO_VALUE,
	MODE_BUILTIN,
	MODE_TYPE,
	MODE_CONST,
	MODE_VAR /* addressable */,
	MODE_MAP_INDEX,
	MODE_VALUE,
	MODE_NIL,
	MODE_COMMA_OK /* value that may have a second, bool one */,
	MODE_CGO
} Mode;
typedef struct TypeAndValue {
	Type *type;	  // NULL: not recorded (e.g. the name in a selector)
	const Const *val; // MODE_CONST
	uint8_t mode;	  // Mode
} TypeAndValue;
// Untyped constants are recorded with the type they get from context (default type if none). In `v,
// ok = x` forms the rhs expression is recorded with a TY_TUPLE of two.

typedef enum SelKind {
	SEL_FIELD,
	SEL_METHOD_VALUE /* x.f, also when called */,
	SEL_METHOD_EXPR /* T.f */,
	SEL_QUALIFIED /* pkg.X */
} SelKind;
typedef struct Selection {
	SelKind kind;
	Type *recv; // type of x
	Obj *obj;   // field or method (for instances, the instantiated one)
	Type *type;
	uint32_t n_path; // path: field indices from recv to obj; the last is the field, or the
			 // method's index (unused)
	uint32_t *path;	 // embedded fields are dereferenced implicitly where they are pointers
	bool indirect;	 // a pointer was followed on the way
} Selection;
typedef struct Instance {
	TypeVec targs;
	Type *type;
} Instance; // of a generic function or type named by an expression

typedef struct Initializer {
	ObjVec lhs;
	Expr *rhs;
	bool plain; // data: the variable is not checked yet
} Initializer; // package variables, in order of initialisation; lhs empty names: "_"
typedef struct Info {
	TypeAndValue *tv; // [node_count]
	Obj **defs; // [node_count] of NAME: the object it declares (fields, params, labels too);
		    // NULL for the symbolic t of `switch t := x.(type)`
	Obj **uses; // [node_count] of NAME: the object it denotes
	Map selections; // SelectorExpr* -> Selection*
	Map instances;	// NameExpr* (the function's or type's name) -> Instance*
	Map implicits;	// CaseClause* -> Obj* (type switch variable), ImportDecl* -> Obj*, Field*
			// (unnamed parameter) -> Obj*
	VEC(Initializer *) init_order;
	ObjVec inits;	// func init of each file, in order
	ObjVec methods; // every method declared in the package (decl != NULL)
} Info;

#define info_tv(info, e) (&(info)->tv[(e)->id])

/* The checker (check.c) */

typedef struct CheckConfig {
	const char *go_version; // -lang, or NULL
	bool all_errors;
} CheckConfig;

Checker *checker_new(Program *p, const CheckConfig *cfg);
// Declares and resolves every package-level object of pkg, whose imports have been checked before.
// With bodies, also checks all function bodies, unused imports and so on. Errors go to the
// session's diags.
void check_package(Checker *c, Package *pkg, bool bodies);
// Resolves the declaration of one object of a package that check_package has declared.
void check_object(Checker *c, Obj *o);
// Checks the body of one function or method (the generic one, for instances), once. False if it has
// errors or no body.
bool check_body(Checker *c, Obj *func);
// Computes pkg->info->init_order; asks for the bodies that initialisers depend on.
void check_init_order(Checker *c, Package *pkg);

/* dump.c */
void types_dump(
	FILE *to, Checker *c, Package *pkg); // -d=types; pkg has been checked with its bodies

/* universe.c */

typedef struct Universe {
	Scope *scope;
	Type *basic[TY_UNTYPED_NIL + 1]; // by kind; TY_INVALID included
	Type *byte_, *rune_;		 // aliases' printable twins: identical to uint8 and int32
	Type *error_;			 // NamedT
	Type *any_;			 // AliasT of interface{}
	Type *empty_interface;
	Type *comparable_;
	Obj *nil_, *iota_;
	Scope *unsafe_scope;
} Universe;
const Universe *checker_universe(const Checker *c);

/* predicates.c, lookup.c, typeset.c, subst.c: usable by the IR builder as well */

Type *type_unalias(Type *t); // through aliases
Type *type_underlying(Checker *c,
	Type *t); // never TY_NAMED or TY_ALIAS; of a type parameter: its constraint interface
bool type_identical(Checker *c, Type *a, Type *b);
bool type_comparable(Checker *c, Type *t);   // strictly or through interfaces, as == allows it
bool type_is_interface(Checker *c, Type *t); // not for type parameters
bool type_has_params(Checker *c, Type *t);   // mentions a type parameter anywhere
bool type_assignable(Checker *c, Type *from, Type *to);
Type *type_default(Checker *c, Type *t); // default type of an untyped one
Type *type_core(Checker *c, Type *t);	 // single underlying type of its type set or NULL (chan and
					 // bytestring rules included)
bool type_is_untyped(const Type *t);
bool type_is_named_or_param(const Type *t);

TypeSet *interface_typeset(Checker *c, InterfaceT *t);
InterfaceT *tparam_iface(Checker *c, TypeParamT *t);
// Method k of a named type (instantiated for instances), in order of declaration; count with
// named_method_count.
uint32_t named_method_count(Checker *c, NamedT *t);
Obj *named_method(Checker *c, NamedT *t, uint32_t k);
// Field or method `name` of t as selected in package pkg. Returns its object and path, or NULL.
Obj *type_lookup(Checker *c, Type *t, bool addressable, Package *pkg, const Name *name,
	VEC_U32 *path, bool *indirect);

// One entry of a method set: what an itab, a method table or a promotion wrapper needs.
typedef struct MethodSel {
	Obj *func;	 // the method (instantiated)
	uint32_t n_path; // embedded fields to walk from the receiver before calling func
	uint32_t *path;
	bool indirect; // a pointer is followed on the way
} MethodSel;
typedef VEC(MethodSel) MethodSet;
// The method set of t (T or *T), promoted ones included, sorted as the runtime sorts them: exported
// names first by name bytes, then unexported by name and package path.
const MethodSet *type_method_set(Checker *c, Type *t);
// NULL if t implements iface; else the missing (or wrongly typed) method.
Obj *type_missing_method(Checker *c, Type *t, InterfaceT *iface);

// Replaces type parameters: params[i] -> args[i]. Returns t itself where nothing changes. Instances
// are shared: equal arguments give the identical NamedT pointer.
Type *type_subst(Checker *c, Type *t, const TypeVec *params, const TypeVec *args);
Type *type_instantiate(Checker *c, Type *generic, const TypeVec *targs);

// As gc prints types: qualified by package name relative to `from` (NULL: by package path, as the
// linker needs it).
const char *type_string(Checker *c, Type *t, Package *from);
const char *obj_string(Checker *c, Obj *o, Package *from);

/* constructors (type.c) */
Type *type_new(Checker *c, TypeKind kind); // zeroed struct of the kind's size with its id
Type *type_pointer_to(Checker *c, Type *elem);
Type *type_slice_of(Checker *c, Type *elem);
TupleT *type_tuple(Checker *c, uint32_t n, Type **types);
Obj *obj_new(Checker *c, ObjKind kind, Pos pos, Package *pkg, const Name *name, Type *type);

/* sizes.c: gc's layout on 64-bit machines */
int64_t type_size(Checker *c, Type *t); // < 0: too large
int64_t type_align(Checker *c, Type *t);
// The index of the first entry that is called so, v->n if there is none. v stays where it is, and
// only grows: long lists are indexed.
uint32_t objs_find(Checker *c, const ObjVec *v, const Name *name);
int64_t struct_offset(Checker *c, StructT *t, uint32_t field); // cached
int64_t type_ptrdata(
	Checker *c, Type *t); // bytes of prefix that may hold pointers; 0: pointer-free

#endif
