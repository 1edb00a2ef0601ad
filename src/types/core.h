// core.h: shared by the files that make up the core of the checker: types, predicates, generics.
#ifndef SEAGO_TYPES_CORE_H
#define SEAGO_TYPES_CORE_H

#include "types/check.h"

// Bits of Type.flags.
enum {
	TF_EXPANDED = 1,      // NamedT instance: from_rhs has been substituted
	TF_EXPANDING = 2,     // ... is being substituted now
	TF_AMBIENT_KNOWN = 4, // NamedT: ambient type parameters are in priv
	TF_VALID = 8,	      // NamedT: known not to contain itself
};

// A generic type with its arguments, and the one type that stands for it.
typedef struct Inst Inst;
struct Inst {
	Inst *next; // same hash
	Type *origin;
	TypeVec targs;
	Type *type;
};

typedef struct Mono Mono; // cycles.c

typedef struct Core {
	TupleT *empty_tuple;
	TypeSet *top_set; // of an interface that is not complete yet
	Map union_sets;	  // UnionT* -> TypeSet*
	Mono *mono;
} Core;

// Pairs of interfaces under comparison, innermost first: a pair met again is equal.
typedef struct IfacePair IfacePair;
struct IfacePair {
	InterfaceT *x, *y;
	IfacePair *prev;
};
bool iface_pair_seen(const IfacePair *list, const InterfaceT *x, const InterfaceT *y);

// Type lists of a type set: a union of terms, or all types.
typedef struct TermList {
	bool all;
	VEC(UnionTerm) terms;
} TermList;

bool terms_equal(Checker *c, const TypeSet *x, const TypeSet *y);
bool terms_subset(Checker *c, const TypeSet *x, const TypeSet *y);
bool term_includes(Checker *c, const UnionTerm *t, Type *x);
bool term_disjoint(Checker *c, const UnionTerm *x, const UnionTerm *y);
TypeSet *union_typeset(Checker *c, UnionT *u, Pos pos);
void terms_write(Checker *c, Buf *b, const TypeSet *s);

typedef bool (*TypeEq)(Checker *c, Type *x, Type *y, void *ctx);
// The first method of t's interface that v lacks, or NULL. *cause (may be NULL) says what is wrong
// with it.
Obj *method_missing(
	Checker *c, Type *v, Type *t, bool is_static, TypeEq eq, void *ctx, const char **cause);
bool methods_all_present(
	Checker *c, Type *v, Type *t, bool is_static, TypeEq eq, void *ctx, const char **cause);
bool type_is_interface_ptr(Checker *c, Type *t);
const char *interface_ptr_error(Checker *c, Type *t);
int obj_compare(const Obj *a, const Obj *b); // order of methods: exported first, name, package path
Obj *methods_find(Checker *c, const ObjVec *methods, Package *pkg, const Name *name, bool fold_case,
	uint32_t *index);
/* hint.c: for the error reported last */
void hint_undefined(Checker *c, const NameExpr *e);
void hint_exported(Checker *c, const Scope *s, const Name *name); // of a package
void hint_member(Checker *c, Type *t, const Name *name);	  // field or method
void hint_words(Checker *c, const char *msg);

bool name_equal_fold(const Name *a, const Name *b);

Pos named_pos(const NamedT *t); // of its declaration, or where an instance was first written
Type *named_underlying_slow(Checker *c, NamedT *t);
// Type parameters that govern a type: its own, or for a type declared inside a generic function the
// function's.
const TypeVec *named_params(Checker *c, NamedT *t);
const TypeVec *named_ambient(Checker *c, NamedT *origin); // only the function's, or NULL
bool obj_is_local(const Obj *o);			  // declared inside a function
uint64_t type_hash(Checker *c, Type *t);
Obj *obj_clone(Checker *c, Obj *o, Type *t); // instance of a field, parameter or method
bool terms_has_specific(const TypeSet *s);
SignatureT *sig_clone(Checker *c, const SignatureT *sig);

/* constant.c */

#define CONST_SMALL_BITS 4096 // rationals stay below this many bits
// A copy of a real constant as a GMP number that the caller clears; const_mpq not of a big float.
void const_mpq(mpq_t q, const Const *x);
void const_mpf(mpf_t f, const Const *x);
// Constants that take over a GMP number; q is canonical.
const Const *const_take_mpq(Session *s, mpq_t q);
const Const *const_take_mpf(Session *s, mpf_t f);

/* unify.c */

typedef struct Unifier {
	Checker *c;
	const TypeVec *tparams;
	uint32_t *handle; // [tparams->n] slot of each parameter; joined parameters share one
	Type **slots;	  // [tparams->n] what is inferred for a slot, or NULL
	uint32_t depth;
	bool interfaces; // interfaces unify by their shared methods (Go 1.21)
} Unifier;
enum { UNIFY_ASSIGN = 1, UNIFY_EXACT = 2 };

void unifier_init(Unifier *u, Checker *c, const TypeVec *tparams, const TypeVec *targs);
bool unifier_unify(Unifier *u, Type *x, Type *y, int mode);
Type *unifier_at(const Unifier *u, uint32_t tparam);
void unifier_set(Unifier *u, uint32_t tparam, Type *t);
uint32_t unifier_unknowns(const Unifier *u);

// Text of types.
void type_write(Checker *c, Buf *b, Type *t, Package *from);
void type_write_full(Checker *c, Buf *b, Type *t); // for people, names qualified by import path
void sig_write(Checker *c, Buf *b, SignatureT *sig, Package *from, bool names, bool pkg_info);

#endif
