// prog.h: what the program-level files of the builder share with each other (function-level files
// need only build.h).
#ifndef SEAGO_PROG_H
#define SEAGO_PROG_H

#include "ir/build.h"

// One concrete type of the program; all identical Types share it.
typedef struct TypeInfo {
	Type *t, *u; // the type that stands for them, its underlying type
	const Name *key;
	Comps *comps;			// abi.c
	Sym *sym;			// typedata.c: the descriptor, or NULL
	bool in_interface, all_methods; // reach.c
	uint8_t is_memory;		// compare.c: 1 yes, 2 no, 0 not known
	bool has_elem_links;	     // typedata.c: descriptors of the types it refers to are marked
	struct Type *pointer;	     // typedata.c: *T, when its descriptor is wanted
	struct MethodTable *methods; // reach.c
	uint32_t off;		     // index in rt_program.offs, 0: none yet
} TypeInfo;

typedef struct IfaceInfo {
	uint32_t n;
	Obj **methods;
} IfaceInfo; // sorted as the runtime sorts them

// A method of a concrete type that an interface (or reflect) may call.
typedef struct MethodEntry {
	const MethodSel *sel;
	TypeInfo *sig;	// of its signature, receiver left out
	Sym *ifn, *tfn; // NULL until live
} MethodEntry;
typedef struct MethodTable {
	uint32_t n;
	MethodEntry *v;
} MethodTable; // sorted as the runtime sorts them

typedef struct Itab {
	Sym *sym;
	TypeInfo *type;
	TypeInfo *iface;
} Itab;
typedef VEC(TypeInfo *) TypeInfoVec;

// A package-level initialiser; lazy: it has no effect but to set its variable, and is left out
// while nothing uses that.
typedef struct LazyInit {
	Package *pkg;
	Initializer *init;
	Sym *sym;	 // function that runs it
	Block *block;	 // where the package's init function calls it
	bool lazy, done; // done: the variable was reached
} LazyInit;

typedef struct Prog {
	// link.c
	Map target_of; // Obj* -> const Name*: go:linkname with a target
	Map pushed;    // const Name* -> Obj*: function with a body that is linked under the name
	Map var_objs;  // const Name* -> ObjVec*: variables linked under the name
	Map c_names, aliases; // const Name* -> const char*: links.def
	Map replaced;	      // const Name* -> const ReplaceRow*
	Map closure_of;	      // Sym* of a static closure -> Sym* of its function
	Map path_packages;    // const Name* (as in link names) -> Package*
	// reach.c
	Map called; // const Name* of name and signature -> CallKey*
	TypeInfoVec in_interface;
	uint32_t instances; // of generic functions, and the bytes of their names
	uint64_t instance_names;
	bool too_many;	      // of them: reported, building ends
	bool reflect_methods; // reflect may call any exported method
	uint8_t *imported;    // by Package.index: the unit imports it, directly or not
	// typedata.c
	TypeInfoVec descriptors; // with a symbol, in order of creation
	uint32_t n_filled;
	VEC(Sym *) offs; // rt_program.offs; [0] is NULL
	Map off_of;	 // Sym* -> index
	Map local_types; // typename.c: Obj* of a type name in a function -> its number
	VEC(Itab *) itab_list;
	// init.c
	Map lazy; // Obj* -> LazyInit*
	VEC(LazyInit *) lazy_list;
	Map xdefs; // const Name* of the link name -> const char*
	Sym *init_sym;
	FuncBuild *static_fb; // context of expressions at package level
	uint32_t n_static;    // static objects numbered so far
} Prog;

/* link.c */
void prog_collect_linknames(Build *b);
Obj *prog_find_func(Build *b, const char *link_name);	   // a Go function with a body, or NULL
const char *prog_go_name(Build *b, const char *link_name); // with type arguments as [...]
Sym *prog_func_of_closure(Build *b, Sym *closure);	   // NULL: not a static closure
bool prog_uses_cgo(const Build *b);			   // some package has a part in C
void prog_reach_exported(Build *b); // Go functions with names of C, which C may call
bool prog_has_pragma(const Decl *d, const char *word); // FuncDecl
Sym *prog_c_sym(Build *b, const char *c_name);	       // of the runtime

/* init.c */
void prog_var_reached(Build *b, Obj *var);
Sym *prog_build_init(Build *b, Package *pkg); // init function of one package; NULL: nothing to do
void prog_build_inits(Build *b);
void prog_finish_inits(Build *b);
bool prog_is_lazy(Build *b, Sym *sym); // the function of a lazy initialiser

// literal.c of the function level: builds literal e of type t at p + off.
void literal_into(
	FuncBuild *fb, CompositeLit *e, Type *t, Value *p, int64_t off, bool heap, bool zeroed);

/* embed.c */
bool prog_embed_var(
	Build *b, Obj *var, Data *d); // true: var has a go:embed directive; d now holds the files

/* wrapper.c */
Sym *prog_closure_code(Build *b, Sym *func, SignatureT *sig,
	Type *recv); // code that drops the closure and calls func

/* reach.c */
MethodTable *prog_methods(Build *b, TypeInfo *ti);
void prog_reach_all(Build *b);	// until nothing new is reached
void prog_reach_unit(Build *b); // the same within one package
const Name *prog_method_key(Build *b, const Name *name, const Package *pkg, TypeInfo *sig);
TypeInfo *prog_method_sig(Build *b, const Obj *m); // signature without receiver

/* typedata.c, itab.c */
void prog_mark_descriptor_links(Build *b, TypeInfo *ti);
void prog_finish_types(Build *b);
void prog_finish_itabs(Build *b);
bool prog_is_called(Build *b, const MethodEntry *e); // something calls such a method, through
						      // whatever interface
bool prog_reach_itabs(Build *b); // within one package: reaches methods that calls through the tables
				 // may be for; false: none was new
void prog_outline_itabs(Build *b); // what the optimiser may know of tables that the program writes
uint32_t prog_off(Build *b, Sym *s); // index in rt_program.offs
Sym *prog_name_sym(Build *b, const char *name, uint32_t len, const Name *tag, bool exported,
	bool embedded, Package *pkg);
uint32_t prog_type_hash(const TypeInfo *ti);

/* typeprops.c */
bool prog_type_regular(Build *b, Type *t); // equality of values is equality of their bytes
// A static closure {C function code, word or address of arg}, once for each name.
Sym *prog_type_closure(Build *b, const char *name, const char *code, uint64_t word, Sym *arg);
Sym *prog_equal_closure(Build *b, TypeInfo *ti); // NULL: not comparable
// Pointer mask of the first ptrdata bytes, or (*on_demand) room for it that the runtime fills.
Sym *prog_gcdata(Build *b, TypeInfo *ti, uint64_t ptrdata, bool *on_demand);
Sym *prog_mask_sym(Build *b, Type *t); // of a type with pointers; NULL: too large, all words may be
bool prog_need_key_update(Build *b, Type *t); // equal keys may differ in their bytes
bool prog_hash_might_panic(Build *b, Type *t);

/* data: little-endian words at an offset (link.c) */
void prog_put(Build *b, Data *d, uint64_t off, uint32_t size, uint64_t v);
void prog_put_string(Build *b, Data *d, uint64_t off, const char *p, uint64_t len);

/* program.c */
void prog_write_program(Build *b);

/* typename.c */
TypeInfo *prog_type(Build *b, Type *t);
const IfaceInfo *prog_iface(Build *b, Type *t);
const char *prog_type_string(Build *b, Type *t);	  // as reflect shows it
const char *prog_path_prefix(Build *b, const char *path); // import path as link names have it
bool prog_same_type(Build *b, Type *x, Type *y);
int prog_method_order(const Name *x, const Package *xp, const Name *y, const Package *yp);

#endif
