// prog.h: what the program-level files of the builder share with each other (function-level files need only build.h).
#ifndef SEAGO_PROG_H
#define SEAGO_PROG_H

#include "ir/build.h"

// One concrete type of the program; all identical Types share it.
typedef struct TypeInfo {
	Type *t, *u;            // the type that stands for them, its underlying type
	const Name *key;
	Comps *comps;           // abi.c
	Sym *sym;               // typedata.c: the descriptor, or NULL
	bool in_interface, all_methods; // reach.c
	bool has_elem_links;    // typedata.c: descriptors of the types it refers to are marked
	struct Type *pointer;   // typedata.c: *T, when its descriptor is wanted
	struct MethodTable *methods; // reach.c
	uint32_t off;           // index in rt_program.offs, 0: none yet
} TypeInfo;

typedef struct IfaceInfo { uint32_t n; Obj **methods; } IfaceInfo; // sorted as the runtime sorts them

/* typename.c */
TypeInfo *prog_type(Build *b, Type *t);
const IfaceInfo *prog_iface(Build *b, Type *t);
const char *prog_type_string(Build *b, Type *t);         // as reflect shows it
const char *prog_path_prefix(Build *b, const char *path); // import path as link names have it
bool prog_same_type(Build *b, Type *x, Type *y);
int prog_method_order(const Name *x, const Package *xp, const Name *y, const Package *yp);

#endif
