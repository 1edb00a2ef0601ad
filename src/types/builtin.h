// builtin.h: what the files that check calls of built-in functions share.
#ifndef SEAGO_TYPES_BUILTIN_H
#define SEAGO_TYPES_BUILTIN_H

#include "types/check.h"

#define INVALID_ARG "invalid argument: "
#define INVALID_OP "invalid operation: "

typedef struct BuiltinCall {
	CallExpr *call;
	const char *name; // with its package, if any
	int id;
	uint32_t n;	 // number of arguments (of operands, where they are evaluated first)
	OperandVec args; // evaluated; the x that a check gets is a copy of the first
} BuiltinCall;

/* builtin.c */

Type *builtin_type(Checker *c, TypeKind k);
// Records the signature `func(args...) res` of the call; res may be NULL.
void builtin_record(Checker *c, BuiltinCall *b, Type *res, uint32_t n, Type **args, bool variadic);
void builtin_record1(Checker *c, BuiltinCall *b, Type *res, Type *arg);
void builtin_record2(Checker *c, BuiltinCall *b, Type *res, Type *arg0, Type *arg1);
bool builtin_version(Checker *c, BuiltinCall *b,
	const char *version); // false after reporting: newer than the language

/* builtin_complex.c, builtin_unsafe.c: rows of the table in builtin.c */

bool builtin_complex(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_complex_part(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_sizeof(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_offsetof(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_unsafe_add(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_unsafe_slice(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_unsafe_slice_data(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_unsafe_string(Checker *c, Operand *x, BuiltinCall *b);
bool builtin_unsafe_string_data(Checker *c, Operand *x, BuiltinCall *b);

#endif
