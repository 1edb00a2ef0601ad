// The passes of src/opt, each on functions in text form: what must and what must not be left. After
// each the verifier runs.
#include "opt/opt.h"

#include <stdlib.h>

typedef struct Case {
	const char *name;
	void (*pass)(
		Func *f); // runs over all functions, the last one first; the first is looked at
	const char *text;
	const char *want[4]; // in the result, in this order
	const char *never;   // not in the result, or NULL
} Case;

static const Case cases[] = {
	{"variables become phis", opt_ssa,
		"func \"m.f\" (i64 i8) i64 {\n\tvar0 i64 \"x\"\nb0:\n\tv1:i64 = param 0\n\tv2:i8 = "
		"param 1\n\tv3 = setvar var0 v1\n"
		"\tif v2 b1 b2\nb1:\n\tv4:i64 = const 7\n\tv5 = setvar var0 v4\n\tjump "
		"b2\nb2:\n\tv6:i64 = getvar var0\n\treturn v6\n}\n",
		{"= phi", "return"}, "getvar"},
	{"volatile variables stay", opt_ssa,
		"func \"m.f\" (i64) i64 {\n\tvar0 i64 volatile \"x\"\nb0:\n\tv1:i64 = param "
		"0\n\tv2 = setvar var0 v1\n"
		"\tv3:i64 = getvar var0\n\treturn v3\n}\n",
		{"setvar var0", "getvar var0"}, "phi"},
	{"constants are folded, wrapping", opt_fold,
		"func \"m.f\" () i8 {\nb0:\n\tv1:i8 = const 100\n\tv2:i8 = const 100\n\tv3:i8 = "
		"add v1 v2\n\treturn v3\n}\n",
		{"v3:i8 = const -56"}, "add"},
	{"division by zero is left", opt_fold,
		"func \"m.f\" () i64 {\nb0:\n\tv1:i64 = const 1\n\tv2:i64 = const 0\n\tv3:i64 = "
		"udiv v1 v2\n\treturn v3\n}\n",
		{"udiv"}, NULL},
	{"a branch on a constant goes one way", opt_fold,
		"func \"m.f\" () i64 {\nb0:\n\tv1:i8 = const 0\n\tif v1 b1 b2\nb1:\n\tv2:i64 = "
		"const 1\n\treturn v2\nb2:\n"
		"\tv3:i64 = const 2\n\treturn v3\n}\n",
		{"jump b1", "const 2"}, "const 1\n"},
	{"phis lose the argument of an edge that is cut", opt_fold,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:i8 = const 1\n\tv3:i64 = "
		"const 5\n\tif v2 b1 b2\nb1:\n\tjump b2\n"
		"b2:\n\tv4:i64 = phi v3 v1\n\treturn v4\n}\n",
		{"jump b1", "return"}, "if "},
	{"the second of two nil checks goes", opt_checks,
		"func \"m.f\" (ptr) {\nb0:\n\tv1:ptr = param 0\n\tv2 = nilcheck v1\n\tv3:i64 = "
		"load v1\n\tv4 = nilcheck v1\n\treturn\n}\n",
		{"v2 = nilcheck"}, "v4"},
	{"a nil check on another path stays", opt_checks,
		"func \"m.f\" (ptr i8) {\nb0:\n\tv1:ptr = param 0\n\tv2:i8 = param 1\n\tif v2 b1 "
		"b2\nb1:\n\tv3 = nilcheck v1\n\tjump b2\n"
		"b2:\n\tv4 = nilcheck v1\n\treturn\n}\n",
		{"v3 = nilcheck", "v4 = nilcheck"}, NULL},
	{"an access far from a pointer says nothing of it", opt_checks,
		"func \"m.f\" (ptr) {\nb0:\n\tv1:ptr = param 0\n\tv2:i64 = load +8192 v1\n\tv3 = "
		"nilcheck v1\n\treturn\n}\n",
		{"nilcheck"}, NULL},
	{"what is loaded may be nil, whatever its address", opt_checks,
		"func \"m.f\" () {\nb0:\n\tv1:ptr = addr @\"m.p\"\n\tv2:ptr = load v1\n\tv3 = "
		"nilcheck v2\n\tv4:ptr = load.nonnil +8 v1\n\tv5 = nilcheck v4\n\treturn\n}\n",
		{"nilcheck v2", "nilcheck v4"}, NULL},
	{"nothing added to nil is nil", opt_checks,
		"func \"m.f\" (ptr) {\nb0:\n\tv1:ptr = param 0\n\tv2:ptr = offptr +0 v1\n\tv3 = "
		"nilcheck v2\n\treturn\n}\n",
		{"nilcheck"}, NULL},
	{"the same index is in bounds once", opt_checks,
		"func \"m.f\" (i64 i64 i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = param "
		"1\n\tv3:i64 = param 2\n\tv4 = bounds v1 v2\n"
		"\tv5 = bounds v1 v2\n\tv6 = bounds v1 v3\n\treturn\n}\n",
		{"v4 = bounds", "v6 = bounds"}, "v5"},
	{"an index that is counted up to the length is in bounds", opt_range,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 0\n\tv3:i64 = "
		"const "
		"1\n\tjump b1\nb1:\n\tv4:i64 = phi v2 v6\n\tv5:i8 = lt v4 v1\n\tif v5 b2 "
		"b3\nb2:\n\tv7 = bounds v4 v1\n\tv6:i64 = add v4 v3\n\tjump b1\nb3:\n\treturn\n}\n",
		{"= lt"}, "bounds"},
	{"an index that is counted down from the length is in bounds", opt_range,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 0\n\tv3:i64 = "
		"const "
		"-1\n\tv9:i8 = lt v2 v1\n\tif v9 b4 b3\nb4:\n\tv8:i64 = add v1 v3\n\tjump "
		"b1\nb1:\n\tv4:i64 = phi v8 v6\n\tv5:i8 = le v2 v4\n\tif v5 b2 b3\nb2:\n\tv7 = "
		"bounds "
		"v4 v1\n\tv6:i64 = add v4 v3\n\tjump b1\nb3:\n\treturn\n}\n",
		{"= le"}, "bounds"},
	{"one that is counted up to something else is not", opt_range,
		"func \"m.f\" (i64 i64) {\nb0:\n\tv1:i64 = param 0\n\tv8:i64 = param 1\n\tv2:i64 = "
		"const 0\n\tv3:i64 = const 1\n\tjump b1\nb1:\n\tv4:i64 = phi v2 v6\n\tv5:i8 = lt "
		"v4 "
		"v8\n\tif v5 b2 b3\nb2:\n\tv7 = bounds v4 v1\n\tv6:i64 = add v4 v3\n\tjump "
		"b1\nb3:\n\treturn\n}\n",
		{"= bounds"}, NULL},
	{"one that begins anywhere is not", opt_range,
		"func \"m.f\" (i64 i64) {\nb0:\n\tv1:i64 = param 0\n\tv8:i64 = param 1\n\tv3:i64 = "
		"const 1\n\tjump b1\nb1:\n\tv4:i64 = phi v8 v6\n\tv5:i8 = lt v4 v1\n\tif v5 b2 "
		"b3\nb2:\n\tv7 = bounds v4 v1\n\tv6:i64 = add v4 v3\n\tjump b1\nb3:\n\treturn\n}\n",
		{"= bounds"}, NULL},
	{"one that steps by two may wrap", opt_range,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 0\n\tv3:i64 = "
		"const "
		"2\n\tjump b1\nb1:\n\tv4:i64 = phi v2 v6\n\tv5:i8 = lt v4 v1\n\tif v5 b2 "
		"b3\nb2:\n\tv7 = bounds v4 v1\n\tv6:i64 = add v4 v3\n\tjump b1\nb3:\n\treturn\n}\n",
		{"= bounds"}, NULL},
	{"on the other side of a condition nothing is known", opt_range,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 3\n\tv3:i8 = lt "
		"v2 "
		"v1\n\tif v3 b1 b2\nb1:\n\tv4 = bounds v2 v1\n\treturn\nb2:\n\tv5 = bounds v2 "
		"v1\n\treturn\n}\n",
		{"v5 = bounds"}, "v4 = bounds"},
	{"a copy on the way to another is left out", opt_copies,
		"func \"m.f\" (ptr ptr) {\n\tslot0 40 8 \"\"\nb0:\n\tv1:ptr = param.nonnil "
		"0\n\tv2:ptr = "
		"param.nonnil 1\n\tv3:ptr = local slot0\n\tv4 = move 40 v3 v2\n\tv5 = move 40 v1 "
		"v3\n\treturn\n}\n",
		{"v5 = move.overlap 40 v1 v2"}, "v4 = move"},
	{"... also in a block that only the first one's leads to", opt_copies,
		"func \"m.f\" (ptr i8) {\n\tslot0 40 8 \"\"\n\tslot1 40 8 \"\"\nb0:\n\tv1:ptr = "
		"param.nonnil 0\n\tv2:i8 = param 1\n\tv3:ptr = local slot0\n\tv4:ptr = local "
		"slot1\n\tv5 = call "
		"@\"m.g\" v4 : (ptr)\n\tv6 = move 40 v3 v4\n\tif v2 b1 b2\nb1:\n\tv7 = move 40 v1 "
		"v3\n\treturn\nb2:\n\treturn\n}\n",
		{"v7 = move 40 v1 v4"}, "v6 = move"},
	{"a copy of what a call may change stays", opt_copies,
		"func \"m.f\" (ptr ptr) {\n\tslot0 40 8 \"\"\nb0:\n\tv1:ptr = param.nonnil "
		"0\n\tv2:ptr = "
		"param.nonnil 1\n\tv3:ptr = local slot0\n\tv4 = move 40 v3 v2\n\tv6 = call "
		"@\"m.g\" : ()\n\tv5 = "
		"move 40 v1 v3\n\treturn\n}\n",
		{"move 40 v3 v2", "move 40 v1 v3"}, NULL},
	{"a copy that a store changes stays", opt_copies,
		"func \"m.f\" (ptr ptr i64) {\n\tslot0 40 8 \"\"\nb0:\n\tv1:ptr = param.nonnil "
		"0\n\tv2:ptr = "
		"param.nonnil 1\n\tv7:i64 = param 2\n\tv3:ptr = local slot0\n\tv4 = move 40 v3 "
		"v2\n\tv6 = store "
		"+8 v3 v7\n\tv5 = move 40 v1 v3\n\treturn\n}\n",
		{"v5 = move 40 v4 v2", "v7 = move 40 v1 v4"}, NULL},
	{"parts of a copy are loaded from where it was made of", opt_copies,
		"func \"m.f\" (ptr i64) i64 {\n\tslot0 40 8 \"\"\nb0:\n\tv1:ptr = param "
		"0\n\tv2:i64 = param "
		"1\n\tv3:ptr = ptradd +40 v1 v2\n\tv4:ptr = local slot0\n\tv5 = move 40 v4 "
		"v3\n\tv6:i64 = load +8 "
		"v4\n\treturn v6\n}\n",
		{"load.nonnil +8 v3"}, "move"},
	{"... which may be nil", opt_copies,
		"func \"m.f\" (ptr) i64 {\n\tslot0 40 8 \"\"\nb0:\n\tv1:ptr = param 0\n\tv4:ptr = "
		"local "
		"slot0\n\tv5 = move 40 v4 v1\n\tv6:i64 = load +8 v4\n\treturn v6\n}\n",
		{"load v1", "load.nonnil +8 v1"}, "move"},
	{"... unless it may have changed", opt_copies,
		"func \"m.f\" (ptr ptr i64) i64 {\n\tslot0 40 8 \"\"\nb0:\n\tv1:ptr = param "
		"0\n\tv2:ptr = param "
		"1\n\tv3:i64 = param 2\n\tv4:ptr = local slot0\n\tv5 = move 40 v4 v1\n\tv6 = store "
		"+8 v2 "
		"v3\n\tv7:i64 = load +8 v4\n\treturn v7\n}\n",
		{"move 40 v4 v1", "load +8 v4"}, NULL},
	{"an argument that is dead behind the call is not copied for it", opt_copies,
		"func \"m.f\" (ptr) {\n\tslot0 40 8 \"x\"\n\tslot1 40 8 \"\"\nb0:\n\tv1:ptr = "
		"param.nonnil "
		"0\n\tv7:i64 = const 1\n\tv2:ptr = local slot0\n\tv3 = move 40 v2 v1\n\tv8 = "
		"store v2 v7\n\tv4:ptr = local slot1\n\tv5 = move 40 v4 "
		"v2\n\tv6 = call @\"m.g\" v4 : (ptr)\n\treturn\n}\n",
		{"store v3 v2", "call @\"m.g\" v3"}, NULL},
	{"one that is wanted again is", opt_copies,
		"func \"m.f\" (ptr) i64 {\n\tslot0 40 8 \"x\"\n\tslot1 40 8 \"\"\nb0:\n\tv1:ptr = "
		"param.nonnil 0\n\tv2:ptr = local slot0\n\tv3 = move 40 v2 v1\n\tv4:ptr = local "
		"slot1\n\tv5 = "
		"move 40 v4 v2\n\tv6 = call @\"m.g\" v4 : (ptr)\n\tv7:i64 = load v2\n\treturn "
		"v7\n}\n",
		{"v5 = move 40 v4 v2", "call @\"m.g\" v4"}, NULL},
	{"a clearing of what is written at once goes", opt_copies,
		"func \"m.f\" (i64) ptr {\n\tslot0 16 8 \"\"\nb0:\n\tv1:i64 = param 0\n\tv2:ptr = "
		"local "
		"slot0\n\tv3 = zero 16 v2\n\tv4 = store v2 v1\n\tv5 = store +8 v2 v1\n\treturn "
		"v2\n}\n",
		{"v4 = store"}, "zero"},
	{"one of which a part is left stays", opt_copies,
		"func \"m.f\" (i64) ptr {\n\tslot0 24 8 \"\"\nb0:\n\tv1:i64 = param 0\n\tv2:ptr = "
		"local "
		"slot0\n\tv3 = zero 24 v2\n\tv4 = store v2 v1\n\tv5 = store +8 v2 v1\n\treturn "
		"v2\n}\n",
		{"zero 24"}, NULL},
	{"one that a call may see stays", opt_copies,
		"func \"m.f\" (i64) ptr {\n\tslot0 16 8 \"\"\nb0:\n\tv1:i64 = param 0\n\tv2:ptr = "
		"local "
		"slot0\n\tv3 = zero 16 v2\n\tv4 = store v2 v1\n\tv6 = call @\"m.g\" v2 : "
		"(ptr)\n\tv5 = store +8 v2 "
		"v1\n\treturn v2\n}\n",
		{"zero 16"}, NULL},
	{"dead arithmetic goes, loads that may fault stay", opt_dead,
		"func \"m.f\" (ptr) {\nb0:\n\tv1:ptr = param 0\n\tv2:i64 = const 3\n\tv3:i64 = add "
		"v2 v2\n\tv4:i64 = load v1\n\treturn\n}\n",
		{"load"}, "add"},
	{"an object that stays here lies in the frame", opt_escape,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:ptr = new @\"type:int\" "
		"+8\n\tv3 = store v2 v1\n\tv4:i64 = load v2\n"
		"\treturn v4\n}\n",
		{"slot0", "local slot0", "zero"}, "new @"},
	{"an object that is returned is on the heap", opt_escape,
		"func \"m.f\" () ptr {\nb0:\n\tv1:ptr = new @\"type:int\" +8\n\treturn v1\n}\n",
		{"new @"}, "slot"},
	{"an object behind one that is returned is on the heap", opt_escape,
		"func \"m.f\" () ptr {\nb0:\n\tv1:ptr = new @\"type:int\" +8\n\tv2:ptr = new "
		"@\"type:p\" +8\n\tv3 = store v2 v1\n\treturn v2\n}\n",
		{"new @\"type:int\"", "new @\"type:p\""}, "slot"},
	{"an object passed to unknown code is on the heap", opt_escape,
		"func \"m.f\" () {\nb0:\n\tv1:ptr = new @\"type:int\" +8\n\tv2 = call @\"m.g\" v1 "
		": (ptr)\n\treturn\n}\n",
		{"new @"}, "slot"},
	{"a callee that only reads lets it stay", opt_escape,
		"func \"m.f\" () i64 {\nb0:\n\tv1:ptr = new @\"type:int\" +8\n\tv2:i64 = call "
		"@\"m.g\" v1 : (ptr) i64\n\treturn v2\n}\n"
		"func \"m.g\" (ptr) i64 {\nb0:\n\tv1:ptr = param 0\n\tv2:i64 = load v1\n\treturn "
		"v2\n}\n",
		{"local slot0"}, "new @"},
	{"bytes side by side are one load", opt_combine,
		"func \"m.f\" (ptr) i32 {\nb0:\n\tv1:ptr = param 0\n"
		"\tv10:i8 = load.nonnil +0 v1\n\tv11:i32 = zext v10\n\tv12:i32 = const "
		"0\n\tv13:i32 = shl v11 v12\n"
		"\tv20:i8 = load.nonnil +1 v1\n\tv21:i32 = zext v20\n\tv22:i32 = const "
		"8\n\tv23:i32 = shl v21 v22\n"
		"\tv30:i8 = load.nonnil +2 v1\n\tv31:i32 = zext v30\n\tv32:i32 = const "
		"16\n\tv33:i32 = shl v31 v32\n"
		"\tv40:i8 = load.nonnil +3 v1\n\tv41:i32 = zext v40\n\tv42:i32 = const "
		"24\n\tv43:i32 = shl v41 v42\n"
		"\tv50:i32 = or v13 v23\n\tv51:i32 = or v50 v33\n\tv52:i32 = or v51 v43\n\treturn "
		"v52\n}\n",
		{"i32 = load.nonnil v1", "i32 = copy"}, "bswap"},
	{"bytes in the other order are one load and a swap", opt_combine,
		"func \"m.f\" (ptr) i32 {\nb0:\n\tv1:ptr = param 0\n"
		"\tv10:i8 = load.nonnil +0 v1\n\tv11:i32 = zext v10\n\tv12:i32 = const "
		"24\n\tv13:i32 = shl v11 v12\n"
		"\tv20:i8 = load.nonnil +1 v1\n\tv21:i32 = zext v20\n\tv22:i32 = const "
		"16\n\tv23:i32 = shl v21 v22\n"
		"\tv30:i8 = load.nonnil +2 v1\n\tv31:i32 = zext v30\n\tv32:i32 = const "
		"8\n\tv33:i32 = shl v31 v32\n"
		"\tv40:i8 = load.nonnil +3 v1\n\tv41:i32 = zext v40\n\tv42:i32 = const "
		"0\n\tv43:i32 = shl v41 v42\n"
		"\tv50:i32 = or v13 v23\n\tv51:i32 = or v50 v33\n\tv52:i32 = or v51 v43\n\treturn "
		"v52\n}\n",
		{"i32 = load.nonnil v1", "= bswap", "i32 = copy"}, NULL},
	{"bytes in no order stay", opt_combine,
		"func \"m.f\" (ptr) i32 {\nb0:\n\tv1:ptr = param 0\n"
		"\tv10:i8 = load.nonnil +0 v1\n\tv11:i32 = zext v10\n\tv12:i32 = const "
		"8\n\tv13:i32 = shl v11 v12\n"
		"\tv20:i8 = load.nonnil +1 v1\n\tv21:i32 = zext v20\n\tv22:i32 = const "
		"0\n\tv23:i32 = shl v21 v22\n"
		"\tv30:i8 = load.nonnil +2 v1\n\tv31:i32 = zext v30\n\tv32:i32 = const "
		"16\n\tv33:i32 = shl v31 v32\n"
		"\tv40:i8 = load.nonnil +3 v1\n\tv41:i32 = zext v40\n\tv42:i32 = const "
		"24\n\tv43:i32 = shl v41 v42\n"
		"\tv50:i32 = or v13 v23\n\tv51:i32 = or v50 v33\n\tv52:i32 = or v51 v43\n\treturn "
		"v52\n}\n",
		{"i32 = or"}, "copy"},
	{"bytes with a store between them stay", opt_combine,
		"func \"m.f\" (ptr) i32 {\nb0:\n\tv1:ptr = param 0\n"
		"\tv10:i8 = load.nonnil +0 v1\n\tv11:i32 = zext v10\n\tv12:i32 = const "
		"0\n\tv13:i32 = shl v11 v12\n"
		"\tv20:i8 = load.nonnil +1 v1\n\tv21:i32 = zext v20\n\tv22:i32 = const "
		"8\n\tv23:i32 = shl v21 v22\n"
		"\tv30:i8 = load.nonnil +2 v1\n\tv31:i32 = zext v30\n\tv32:i32 = const "
		"16\n\tv33:i32 = shl v31 v32\n"
		"\tv40:i8 = load.nonnil +3 v1\n\tv41:i32 = zext v40\n\tv42:i32 = const "
		"24\n\tv43:i32 = shl v41 v42\n"
		"\tv60 = store v1 v10\n"
		"\tv50:i32 = or v13 v23\n\tv51:i32 = or v50 v33\n\tv52:i32 = or v51 v43\n\treturn "
		"v52\n}\n",
		{"i32 = or"}, "copy"},
	{"the length of b[x : x+8] is known, and an index into it", opt_fold,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 8\n\tv3:i64 = add "
		"v1 v2\n\tv4:i64 = sub v3 v1\n\tv5:i64 = const 7\n\tv6 = bounds v5 v4\n\tv7 = "
		"bounds v2 "
		"v4\n\treturn\n}\n",
		{"v4:i64 = const 8", "v7 = bounds"}, "v6"},
	{"the length of row[k*n : k*n+n] is n, the product computed twice or not", opt_fold,
		"func \"m.f\" (i64 i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = param 1\n\tv3:i64 = "
		"mul v1 v2\n\tv4:i64 = mul v1 v2\n\tv5:i64 = add v4 v2\n\tv6:i64 = sub v5 v3\n\tv7 "
		"= "
		"bounds v1 v6\n\tv8:i64 = sub v5 v1\n\tv9 = bounds v2 v8\n\treturn\n}\n",
		{"v7 = bounds v1 v2", "v9 = bounds v2 v8"}, "sub v5 v3"},
	{"the length of b[x+4 : x+12] is known", opt_fold,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 4\n\tv3:i64 = "
		"const "
		"12\n\tv4:i64 = add v1 v2\n\tv5:i64 = add v1 v3\n\tv6:i64 = sub v5 v4\n\tv7 = "
		"bounds "
		"v1 v6\n\treturn\n}\n",
		{"v6:i64 = const 8"}, "sub"},
	{"a smaller constant index is in bounds after a larger one", opt_checks,
		"func \"m.f\" (i64) {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const 3\n\tv3:i64 = "
		"const "
		"2\n\tv4:i64 = const 4\n\tv5 = bounds v2 v1\n\tv6 = bounds v3 v1\n\tv7 = bounds v4 "
		"v1\n\treturn\n}\n",
		{"v5 = bounds", "v7 = bounds"}, "v6"},
	{"a small callee becomes its body", opt_inline,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = call @\"m.g\" v1 : "
		"(i64) i64\n\treturn v2\n}\n"
		"func \"m.g\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = add v1 v1\n\treturn "
		"v2\n}\n",
		{"add v1 v1", "= copy"}, "call"},
	{"results of several returns meet in phis", opt_inline,
		"func \"m.f\" (i8) i64 {\nb0:\n\tv1:i8 = param 0\n\tv2 = call @\"m.g\" v1 : (i8) "
		"i64 "
		"ptr\n\tv3:i64 = result 0 v2\n\treturn v3\n}\n"
		"func \"m.g\" (i8) i64 ptr {\nb0:\n\tv1:i8 = param 0\n\tv2:i64 = const 1\n\tv3:i64 "
		"= "
		"const 2\n\tv4:ptr = const 0\n\tif v1 b1 b2\nb1:\n\treturn v2 v4\nb2:\n\treturn v3 "
		"v4\n}\n",
		{"if v1", "phi", "v3:i64 = copy"}, "call"},
	{"a small function becomes its own body some times over", opt_inline,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = const "
		"1\n\tv3:i8 = lt v1 v2\n\tif v3 b1 b2\nb1:\n\treturn v1\nb2:\n\tv4:i64 = sub "
		"v1 v2\n\tv5:i64 = call @\"m.f\" v4 : (i64) i64\n\treturn v5\n}\n",
		{"lt v1 v2", "lt v4", "lt v", "call @\"m.f\""}, NULL},
	{"a function that asks for it does not become its own body", opt_inline,
		"func \"m.f\" (i64) i64 flags 2 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = call "
		"@\"m.f\" "
		"v1 : (i64) i64\n\treturn v2\n}\n",
		{"v2:i64 = call @\"m.f\" v1"}, "copy"},
	{"what a closure made here captured is known", opt_inline,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv0:i64 = param 0\n\tv1:ptr = new @\"layout\" "
		"+16\n\tv2:ptr = addr @\"m.g\"\n\tv3 = store v1 v2\n\tv6 = store +8 v1 "
		"v0\n\tv4:i64 = "
		"load +8 v1\n\treturn v4\n}\n"
		"func \"m.g\" (ptr) i64 {\nb0:\n\tv1:i64 = const 1\n\treturn v1\n}\n",
		{"= copy"}, "load"},
	{"what lies in other objects may change", opt_inline,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv0:i64 = param 0\n\tv1:ptr = new @\"layout\" "
		"+16\n\tv6 = store +8 v1 v0\n\tv4:i64 = load +8 v1\n\treturn v4\n}\n",
		{"load +8"}, NULL},
	{"what asks for it is called", opt_inline,
		"func \"m.f\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = call @\"m.g\" v1 : "
		"(i64) i64\n\treturn v2\n}\n"
		"func \"m.g\" (i64) i64 flags 2 {\nb0:\n\tv1:i64 = param 0\n\treturn v1\n}\n",
		{"call @\"m.g\""}, NULL},
	{"a callee that never returns is called", opt_inline,
		"func \"m.f\" () {\nb0:\n\tv1 = call @\"m.g\" : ()\n\treturn\n}\n"
		"func \"m.g\" () {\nb0:\n\tv1 = rtcall panicdivide\n\tunreachable\n}\n",
		{"call @\"m.g\""}, NULL},
	{"a wrapper takes in nothing that calls", opt_inline,
		"func \"m.f\" (i64) i64 flags 1 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = call "
		"@\"m.g\" "
		"v1 : (i64) i64\n\treturn v2\n}\n"
		"func \"m.g\" (i64) i64 {\nb0:\n\tv1:i64 = param 0\n\tv2:i64 = call @\"m.h\" v1 : "
		"(i64) "
		"i64\n\treturn v2\n}\n",
		{"call @\"m.g\""}, NULL},
	{"a call through a closure made here is direct", opt_inline,
		"func \"m.f\" () i64 {\nb0:\n\tv1:ptr = new @\"layout\" +16\n\tv2:ptr = addr "
		"@\"m.g\"\n\tv3 "
		"= store v1 v2\n\tv4:ptr = load v1\n\tv5:i64 = calli v4 v1 : (ptr) i64\n\treturn "
		"v5\n}\n"
		"func \"m.g\" (ptr) i64 flags 2 {\nb0:\n\tv1:ptr = param 0\n\tv2:i64 = load +8 "
		"v1\n\treturn v2\n}\n",
		{"v5:i64 = call @\"m.g\" v1"}, "calli"},
	{"a call that must not be seen through is left", opt_inline,
		"func \"m.f\" () i64 {\nb0:\n\tv1:ptr = addr @\"m.g\"\n\tv2:i64 = calli.opaque v1 "
		": () "
		"i64\n\treturn v2\n}\n"
		"func \"m.g\" () i64 {\nb0:\n\tv1:i64 = const 1\n\treturn v1\n}\n",
		{"calli.opaque"}, NULL},
};

static bool case_holds(const Case *c, const char *result) {
	const char *at = result;
	for (uint32_t i = 0; i < LEN(c->want) && c->want[i]; i++) {
		at = strstr(at, c->want[i]);
		if (!at)
			return false;
		at += strlen(c->want[i]);
	}
	return !c->never || !strstr(result, c->never);
}

static bool case_run(const Case *c) {
	Session *s = session_new();
	SourceFile *src =
		sources_add(s->sources, "t.ir", "t.ir", c->text, (uint32_t)strlen(c->text));
	Module *m = module_new(s, NULL, NULL);
	if (!ir_read(m, src)) {
		diags_flush(s->diags, stdout, true);
		printf("%s: cannot be read\n", c->name);
		return false;
	}
	Func *f = m->funcs.v[0]->func;
	for (uint32_t i = m->funcs.n; i-- > 0;) {
		ir_compute_preds(m->funcs.v[i]->func);
		c->pass(m->funcs.v[i]->func);
	}
	const char *why = ir_verify(f);
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);
	ir_print(to, f);
	fclose(to);
	bool ok = !why && case_holds(c, text);
	if (!ok)
		printf("%s: %s\n%s", c->name, why ? why : "not what is wanted", text);
	free(text);
	return ok;
}

int main(void) {
	int failed = 0;
	for (uint32_t i = 0; i < LEN(cases); i++)
		failed += !case_run(&cases[i]);
	return failed != 0;
}
