// map.c: access to maps. Keys of 4 and 8 bytes and strings have entry points of their own in the
// runtime.
#include "ir/func.h"

typedef enum MapForm { MAP_SLOW, MAP_FAST32, MAP_FAST64, MAP_FAST64PTR, MAP_FASTSTR } MapForm;
#define MAP_MAX_ELEM 128
#define MAP_ZERO_SIZE 1024 // of the zero value that mapaccess1 may return the address of

static bool map_key_is_string(FuncBuild *fb, Type *t) {
	Type *u = under(fb, t);
	if (u->kind == TY_STRUCT && as(StructT, u)->fields.n == 1)
		return map_key_is_string(fb, build_type(fb, as(StructT, u)->fields.v[0]->type));
	if (u->kind == TY_ARRAY && as(ArrayT, u)->len == 1)
		return map_key_is_string(fb, build_type(fb, as(ArrayT, u)->elem));
	return u->kind == TY_STRING;
}

static MapForm map_form(FuncBuild *fb, Type *m) {
	MapT *t = as(MapT, under(fb, m));
	Type *key = build_type(fb, t->key);
	if (type_size(fb->b->c, build_type(fb, t->elem)) > MAP_MAX_ELEM)
		return MAP_SLOW;
	if (map_key_is_string(fb, key))
		return MAP_FASTSTR;
	int64_t size = type_size(fb->b->c, key);
	if ((size != 4 && size != 8) || !compare_is_memory(fb, key))
		return MAP_SLOW;
	if (size == 4)
		return MAP_FAST32;
	return type_ptrdata(fb->b->c, key) > 0 ? MAP_FAST64PTR : MAP_FAST64;
}

// A key as one word of type t.
static Value *map_key_word(FuncBuild *fb, Val key, IRType t) {
	if (!key.c->in_memory && key.c->n == 1) {
		if (key.v[0]->type == t)
			return key.v[0];
		if (irtype_size((IRType)key.v[0]->type) == irtype_size(t))
			return fb_un(fb, OP_BITCAST, t, key.v[0]);
	}
	return fb_loadw(fb, t, build_addr_of_val(fb, key), 0, NO_POS);
}

// Address of the elem; with ok whether it is there.
static Value *map_lookup(FuncBuild *fb, Val m, Val key, bool two, Pos pos) {
	Value *t = fb_type_addr(fb, m.type);
	switch (map_form(fb, m.type)) {
	case MAP_FAST32:
		return fb_rt(fb, two ? RT_mapaccess2_fast32 : RT_mapaccess1_fast32, pos, 3, t,
			m.v[0], map_key_word(fb, key, IR_I32));
	case MAP_FAST64:
	case MAP_FAST64PTR:
		return fb_rt(fb, two ? RT_mapaccess2_fast64 : RT_mapaccess1_fast64, pos, 3, t,
			m.v[0], map_key_word(fb, key, IR_I64));
	case MAP_FASTSTR:
		return fb_rt(fb, two ? RT_mapaccess2_faststr : RT_mapaccess1_faststr, pos, 4, t,
			m.v[0], key.v[0], key.v[1]);
	case MAP_SLOW: break;
	}
	return fb_rt(fb, two ? RT_mapaccess2 : RT_mapaccess1, pos, 3, t, m.v[0],
		build_addr_of_val(fb, key));
}

Val map_access(FuncBuild *fb, Val m, Val key, Value **ok, Pos pos) {
	Type *elem = build_type(fb, as(MapT, under(fb, m.type))->elem);
	int64_t size = type_size(fb->b->c, elem);
	bool large = size > MAP_ZERO_SIZE;
	Value *r = map_lookup(fb, m, key, ok || large, pos);
	Value *p = emit_result(fb->cur, r, 0);
	if (ok || large) {
		Value *found = emit_result(fb->cur, r, 1);
		if (ok)
			*ok = found;
		if (large)
			p = fb_select(fb, found, p, val_zero(fb, elem).mem);
	}
	return build_val_load(fb, elem, p, 0, pos);
}

bool map_takes_address(FuncBuild *fb, Type *m) {
	return map_form(fb, m) == MAP_SLOW;
}

bool map_copies_key(FuncBuild *fb, Type *m) {
	return map_form(fb, m) == MAP_FASTSTR;
}

Value *map_assign(FuncBuild *fb, Val m, Val key, bool lent, Pos pos) {
	Value *t = fb_type_addr(fb, m.type);
	switch (map_form(fb, m.type)) {
	case MAP_FAST32:
		return fb_rt(
			fb, RT_mapassign_fast32, pos, 3, t, m.v[0], map_key_word(fb, key, IR_I32));
	case MAP_FAST64:
		return fb_rt(
			fb, RT_mapassign_fast64, pos, 3, t, m.v[0], map_key_word(fb, key, IR_I64));
	case MAP_FAST64PTR:
		return fb_rt(fb, RT_mapassign_fast64ptr, pos, 3, t, m.v[0],
			map_key_word(fb, key, IR_PTR));
	case MAP_FASTSTR:
		return fb_rt(fb, lent ? RT_mapassign_lentstr : RT_mapassign_faststr, pos, 4, t,
			m.v[0], key.v[0], key.v[1]);
	case MAP_SLOW: break;
	}
	return fb_rt(fb, RT_mapassign, pos, 3, t, m.v[0], build_addr_of_val(fb, key));
}

void map_delete(FuncBuild *fb, Val m, Val key, Pos pos) {
	Value *t = fb_type_addr(fb, m.type);
	switch (map_form(fb, m.type)) {
	case MAP_FAST32:
		fb_rt(fb, RT_mapdelete_fast32, pos, 3, t, m.v[0], map_key_word(fb, key, IR_I32));
		return;
	case MAP_FAST64:
	case MAP_FAST64PTR:
		fb_rt(fb, RT_mapdelete_fast64, pos, 3, t, m.v[0], map_key_word(fb, key, IR_I64));
		return;
	case MAP_FASTSTR:
		fb_rt(fb, RT_mapdelete_faststr, pos, 4, t, m.v[0], key.v[0], key.v[1]);
		return;
	case MAP_SLOW: break;
	}
	fb_rt(fb, RT_mapdelete, pos, 3, t, m.v[0], build_addr_of_val(fb, key));
}
