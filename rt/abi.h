// Type descriptors and the shapes of Go values as C sees them.
//
// The layouts are those of package internal/abi with no argument registers (IntArgRegs =
// FloatArgRegs = 0); the compiler writes them as data, reflect reads them and makes new ones at run
// time. The assertions at the end hold the offsets. NameOff, TypeOff and TextOff are resolved by
// rt_resolve_off: 0 is none, positive numbers index rt_program.offs, negative ones the table that
// reflect adds to.
#ifndef RT_ABI_H
#define RT_ABI_H
#include <stddef.h>
#include <stdint.h>
#include "gen.h"

enum {
	KIND_INVALID,
	KIND_BOOL,
	KIND_INT,
	KIND_INT8,
	KIND_INT16,
	KIND_INT32,
	KIND_INT64,
	KIND_UINT,
	KIND_UINT8,
	KIND_UINT16,
	KIND_UINT32,
	KIND_UINT64,
	KIND_UINTPTR,
	KIND_FLOAT32,
	KIND_FLOAT64,
	KIND_COMPLEX64,
	KIND_COMPLEX128,
	KIND_ARRAY,
	KIND_CHAN,
	KIND_FUNC,
	KIND_INTERFACE,
	KIND_MAP,
	KIND_POINTER,
	KIND_SLICE,
	KIND_STRING,
	KIND_STRUCT,
	KIND_UNSAFE_POINTER
};

enum {
	TFLAG_UNCOMMON = 1,   // an UncommonType follows
	TFLAG_EXTRA_STAR = 2, // Str has a * in front that is not part of the name
	TFLAG_NAMED = 4,
	TFLAG_REGULAR_MEMORY = 8,    // equality and hash see plain bytes
	TFLAG_GCMASK_ON_DEMAND = 16, // GCData is the address of a word that caches the mask
	TFLAG_DIRECT_IFACE = 32	     // the value is the data word of an interface
};

typedef i32 NameOff;
typedef i32 TypeOff;
typedef i32 TextOff;

typedef struct String {
	const u8 *ptr;
	i64 len;
} String;
typedef struct Slice {
	void *ptr;
	i64 len, cap;
} Slice;

typedef struct Type Type;
struct Type {
	u64 size;
	u64 ptr_bytes; // the prefix that can hold pointers
	u32 hash;
	u8 tflag;
	u8 align;
	u8 field_align;
	u8 kind;
	void **equal;	  // closure (x, y *T) bool, nil if not comparable
	const u8 *gcdata; // one bit a word of ptr_bytes
	NameOff str;
	TypeOff ptr_to_this;
};

typedef struct Method {
	NameOff name;
	TypeOff mtyp;
	TextOff ifn, tfn;
} Method;

typedef struct UncommonType {
	NameOff pkg_path;
	u16 mcount, xcount;
	u32 moff; // from here to the methods, which are sorted by name
	u32 unused;
} UncommonType;

typedef struct Imethod {
	NameOff name;
	TypeOff typ;
} Imethod;

// {flag byte, varint length, bytes, [varint length, tag], [4 byte NameOff of the package]}
typedef struct Name {
	const u8 *bytes;
} Name;

typedef struct ArrayType {
	Type t;
	Type *elem, *slice;
	u64 len;
} ArrayType;
typedef struct ChanType {
	Type t;
	Type *elem;
	i64 dir;
} ChanType;
typedef struct FuncType {
	Type t;
	u16 in_count, out_count;
} FuncType;
typedef struct InterfaceType {
	Type t;
	Name pkg_path;
	Imethod *methods;
	i64 n_methods, methods_cap;
} InterfaceType;
typedef struct MapType {
	Type t;
	Type *key, *elem, *group;
	void **hasher; // closure (key *K, seed uintptr) uintptr
	u64 group_size, keys_off, key_stride, elems_off, elem_stride, elem_off;
	u32 flags;
} MapType;
typedef struct PtrType {
	Type t;
	Type *elem;
} PtrType;
typedef struct SliceType {
	Type t;
	Type *elem;
} SliceType;
typedef struct StructField {
	Name name;
	Type *typ;
	u64 offset;
} StructField;
typedef struct StructType {
	Type t;
	Name pkg_path;
	StructField *fields;
	i64 n_fields, fields_cap;
} StructType;

typedef struct ITab {
	InterfaceType *inter;
	Type *type;
	u32 hash; // of type
	u32 pad;
	void *fun[1]; // fun[0] == NULL: type does not implement inter
} ITab;

typedef struct Eface {
	Type *type;
	void *data;
} Eface;
typedef struct Iface {
	ITab *tab;
	void *data;
} Iface;

#define ABI_AT(type, field, off) _Static_assert(offsetof(type, field) == (off), #type "." #field)
#define ABI_SIZE(type, size) _Static_assert(sizeof(type) == (size), "size of " #type)
ABI_SIZE(Type, 48);
ABI_AT(Type, ptr_bytes, 8);
ABI_AT(Type, hash, 16);
ABI_AT(Type, tflag, 20);
ABI_AT(Type, align, 21);
ABI_AT(Type, field_align, 22);
ABI_AT(Type, kind, 23);
ABI_AT(Type, equal, 24);
ABI_AT(Type, gcdata, 32);
ABI_AT(Type, str, 40);
ABI_AT(Type, ptr_to_this, 44);
ABI_SIZE(UncommonType, 16);
ABI_AT(UncommonType, mcount, 4);
ABI_AT(UncommonType, moff, 8);
ABI_SIZE(Method, 16);
ABI_SIZE(Imethod, 8);
ABI_SIZE(ArrayType, 72);
ABI_SIZE(ChanType, 64);
ABI_SIZE(FuncType, 56);
ABI_AT(FuncType, out_count, 50);
ABI_SIZE(InterfaceType, 80);
ABI_AT(InterfaceType, methods, 56);
ABI_SIZE(MapType, 136);
ABI_AT(MapType, hasher, 72);
ABI_AT(MapType, flags, 128);
ABI_SIZE(PtrType, 56);
ABI_SIZE(SliceType, 56);
ABI_SIZE(StructField, 24);
ABI_SIZE(StructType, 80);
ABI_AT(StructType, fields, 56);
ABI_SIZE(ITab, 32);
ABI_AT(ITab, hash, 16);
ABI_AT(ITab, fun, 24);
_Static_assert(KIND_UNSAFE_POINTER == 26, "kinds are those of internal/abi");
#endif
