// Look-ups in maps, in place of those of internal/runtime/maps (links.def).
//
// The layout is that package's: a directory of tables, groups of 8 slots behind a word of 8 control
// bytes, or one group alone. What finds its key, or room for one that is not a string, ends here;
// all else (growth, deleted slots, maps that are nil, slots that hold addresses of keys or
// elements) is left to the Go function. Nothing here allocates, so that no collection sees a slot
// that is half written.
#include "hash.h"

typedef struct Map {
	u64 used, seed;
	u8 *dir; // of tables; the only group if dir_len is 0
	i64 dir_len;
	u8 depth, shift, writing, tombstones;
	u64 clear_seq;
} Map;
typedef struct MapTable {
	u16 used, capacity, growth_left;
	u8 local_depth;
	i64 index;
	u8 *groups;
	u64 mask; // groups - 1
} MapTable;
_Static_assert(offsetof(Map, writing) == 34 && sizeof(Map) == 48, "maps.Map");
_Static_assert(offsetof(MapTable, groups) == 16, "maps.table");

enum { MAP_SLOTS = 8 };
enum { MAP_KEY_UPDATE = 1, MAP_INDIRECT = 4 | 8 }; // of flags: abi.MapType
#define MAP_LOW 0x0101010101010101ul
#define MAP_TOP 0x8080808080808080ul

// What an absent element looks like.
static const u64 map_zero[1024 / 8];

RT_GO_MAYBE ptr runtime$mapaccess1(ptr type, ptr m, ptr key);
RT_GO_MAYBE Ret2 runtime$mapaccess2(ptr type, ptr m, ptr key);
RT_GO_MAYBE ptr runtime$mapassign(ptr type, ptr m, ptr key);
RT_GO_MAYBE ptr runtime$mapassign_fast32(ptr type, ptr m, u32 key);
RT_GO_MAYBE ptr runtime$mapassign_fast64(ptr type, ptr m, u64 key);
RT_GO_MAYBE ptr runtime$mapassign_faststr(ptr type, ptr m, ptr key, u64 n);
RT_GO_MAYBE ptr runtime$mapassign_lentstr(ptr type, ptr m, ptr key, u64 n);

/* Control words: sets of slots have the top bit of a slot's byte */
static inline u64 map_ctrl(const u8 *group) {
	u64 c;
	memcpy(&c, group, 8);
	return c;
}

// May hold a slot too many, above one that matches: keys are compared.
static inline u64 map_match(u64 ctrl, u64 h2) {
	u64 v = ctrl ^ (MAP_LOW * h2);
	return (v - MAP_LOW) & ~v & MAP_TOP;
}

static inline u64 map_empty(u64 ctrl) {
	return ctrl & ~(ctrl << 6) & MAP_TOP;
}

static inline u64 map_first(u64 set) {
	return (u64)__builtin_ctzl(set) >> 3;
}

static inline u8 *map_key(const MapType *t, u8 *group, u64 i) {
	return group + t->keys_off + i * t->key_stride;
}

static inline u8 *map_elem(const MapType *t, u8 *group, u64 i) {
	return group + t->elems_off + i * t->elem_stride;
}

// The key beside an element, in maps whose groups have slots of both.
static inline u8 *map_key_of(const MapType *t, u8 *elem) {
	return elem - (t->elems_off - t->keys_off);
}

static inline MapTable *map_table(const Map *m, u64 hash) {
	u64 i = m->dir_len == 1 ? 0 : hash >> (m->shift & 63);
	return ((MapTable **)m->dir)[i];
}

/* The one search, made once for each kind of key */
typedef struct MapKey {
	u64 word, n; // the key; of a string address and length, of others the address
	u64 hash;
} MapKey;
typedef bool MapEqual(const MapType *t, const u8 *slot, const MapKey *k);

// The element of k among the slots of a group, or NULL.
static inline u8 *map_in_group(
	const MapType *t, u8 *group, u64 ctrl, const MapKey *k, MapEqual *equal) {
	for (u64 set = map_match(ctrl, k->hash & 0x7f); set; set &= set - 1) {
		u64 i = map_first(set);
		if (likely(equal(t, map_key(t, group, i), k)))
			return map_elem(t, group, i);
	}
	return NULL;
}

static inline u8 *map_find(const MapType *t, const Map *m, const MapKey *k, MapEqual *equal) {
	if (m->dir_len == 0)
		return map_in_group(t, m->dir, map_ctrl(m->dir), k, equal);
	const MapTable *table = map_table(m, k->hash);
	u64 mask = table->mask, at = (k->hash >> 7) & mask;
	for (u64 step = 1;; at = (at + step++) & mask) {
		u8 *group = table->groups + at * t->group_size;
		u64 ctrl = map_ctrl(group);
		u8 *elem = map_in_group(t, group, ctrl, k, equal);
		if (elem || map_empty(ctrl))
			return elem;
	}
}

static RT_NOINLINE void map_read_race(void) {
	static const char what[] = "concurrent map read and map write";
	rt_fatal_string((ptr)what, sizeof what - 1);
}

static inline bool map_is_empty(const Map *m) {
	if (!m || m->used == 0)
		return true;
	if (unlikely(m->writing))
		map_read_race();
	return false;
}

static inline Ret2 map_found(u8 *elem) {
	return (Ret2){{elem ? (u64)elem : (u64)map_zero, elem != NULL}};
}

/* Keys of 4 and 8 bytes */
static inline bool map_equal32(const MapType *t, const u8 *slot, const MapKey *k) {
	(void)t;
	return *(const u32 *)slot == (u32)k->word;
}

static inline bool map_equal64(const MapType *t, const u8 *slot, const MapKey *k) {
	(void)t;
	return *(const u64 *)slot == k->word;
}

// In one group all keys are compared: that costs less than a hash.
static inline u8 *map_find_word(
	const MapType *t, const Map *m, MapKey *k, u64 (*hash)(u64, u64), MapEqual *equal) {
	if (m->dir_len == 0) {
		u64 set = ~map_ctrl(m->dir) & MAP_TOP;
		for (; set; set &= set - 1)
			if (equal(t, map_key(t, m->dir, map_first(set)), k))
				return map_elem(t, m->dir, map_first(set));
		return NULL;
	}
	k->hash = hash(k->word, m->seed);
	return map_find(t, m, k, equal);
}

Ret2 rt_mapaccess2_fast32(ptr type, ptr m, u32 key) {
	MapKey k = {key, 0, 0};
	return map_found(
		map_is_empty(m) ? NULL : map_find_word(type, m, &k, hash_u32, map_equal32));
}

ptr rt_mapaccess1_fast32(ptr type, ptr m, u32 key) {
	return (ptr)rt_mapaccess2_fast32(type, m, key).r[0];
}

Ret2 rt_mapaccess2_fast64(ptr type, ptr m, u64 key) {
	MapKey k = {key, 0, 0};
	return map_found(
		map_is_empty(m) ? NULL : map_find_word(type, m, &k, hash_u64, map_equal64));
}

ptr rt_mapaccess1_fast64(ptr type, ptr m, u64 key) {
	return (ptr)rt_mapaccess2_fast64(type, m, key).r[0];
}

// A free slot for a key that is not in the map, if the first group of its probe sequence with a
// free slot has no deleted ones before it and the table may still fill one: else NULL.
static inline u8 *map_claim(const MapType *t, Map *m, u64 hash, u8 **key) {
	MapTable *table = m->dir_len ? map_table(m, hash) : NULL;
	u64 mask = table ? table->mask : 0, at = (hash >> 7) & mask;
	if (m->tombstones || (table && table->growth_left == 0))
		return NULL;
	for (u64 step = 1;; at = (at + step++) & mask) {
		u8 *group = table ? table->groups + at * t->group_size : m->dir;
		u64 set = map_empty(map_ctrl(group));
		if (set) {
			u64 i = map_first(set);
			group[i] = hash & 0x7f;
			m->used++;
			if (table) {
				table->used++;
				table->growth_left--;
			}
			*key = map_key(t, group, i);
			return map_elem(t, group, i);
		}
		if (!table)
			return NULL;
	}
}

// Where the key is or was put, or NULL: the Go function is to do it.
static inline u8 *map_assign_word(const MapType *t, Map *m, MapKey *k, MapEqual *equal, u8 **key) {
	u8 *elem = map_find(t, m, k, equal);
	*key = NULL;
	return elem ? elem : map_claim(t, m, k->hash, key);
}

static inline bool map_may_assign(const Map *m) {
	return likely(m && m->dir && !m->writing);
}

// Around a look for a place to write, so that another goroutine that writes may be found out.
static inline void map_write_ends(Map *m) {
	static const char what[] = "concurrent map writes";
	if (unlikely(m->writing == 0))
		rt_fatal_string((ptr)what, sizeof what - 1);
	m->writing ^= 1;
}

ptr rt_mapassign_fast32(ptr type, ptr m, u32 key) {
	if (map_may_assign(m)) {
		MapKey k = {key, 0, hash_u32(key, ((Map *)m)->seed)};
		((Map *)m)->writing ^= 1;
		u8 *slot, *elem = map_assign_word(type, m, &k, map_equal32, &slot);
		if (slot)
			*(u32 *)slot = key;
		map_write_ends(m);
		if (elem)
			return elem;
	}
	return runtime$mapassign_fast32(type, m, key);
}

ptr rt_mapassign_fast64(ptr type, ptr m, u64 key) {
	if (map_may_assign(m)) {
		MapKey k = {key, 0, hash_u64(key, ((Map *)m)->seed)};
		((Map *)m)->writing ^= 1;
		u8 *slot, *elem = map_assign_word(type, m, &k, map_equal64, &slot);
		if (slot)
			*(u64 *)slot = key;
		map_write_ends(m);
		if (elem)
			return elem;
	}
	return runtime$mapassign_fast64(type, m, key);
}

/* Strings */
static inline bool map_equal_string(const MapType *t, const u8 *slot, const MapKey *k) {
	(void)t;
	const String *s = (const String *)slot;
	return (u64)s->len == k->n &&
	       ((u64)s->ptr == k->word || memcmp(s->ptr, (ptr)k->word, k->n) == 0);
}

static inline MapKey map_string(const Map *m, ptr key, u64 n) {
	return (MapKey){(u64)key, n, rt_memhash(key, m->seed, n)};
}

Ret2 rt_mapaccess2_faststr(ptr type, ptr m, ptr key, u64 n) {
	if (map_is_empty(m))
		return map_found(NULL);
	MapKey k = map_string(m, key, n);
	return map_found(map_find(type, m, &k, map_equal_string));
}

ptr rt_mapaccess1_faststr(ptr type, ptr m, ptr key, u64 n) {
	return (ptr)rt_mapaccess2_faststr(type, m, key, n).r[0];
}

// A key that is there is replaced: what kept the old one alive may be large.
ptr rt_mapassign_faststr(ptr type, ptr m, ptr key, u64 n) {
	if (map_may_assign(m)) {
		MapKey k = map_string(m, key, n);
		((Map *)m)->writing ^= 1;
		u8 *elem = map_find(type, m, &k, map_equal_string);
		if (elem)
			rt_wbstore(map_key_of(type, elem), key);
		map_write_ends(m);
		if (elem)
			return elem;
	}
	return runtime$mapassign_faststr(type, m, key, n);
}

ptr rt_mapassign_lentstr(ptr type, ptr m, ptr key, u64 n) {
	if (map_may_assign(m)) {
		MapKey k = map_string(m, key, n);
		u8 *elem = map_find(type, m, &k, map_equal_string);
		if (elem)
			return elem;
	}
	return runtime$mapassign_lentstr(type, m, key, n);
}

/* Keys of other types, by their address */
typedef u8 MapEqualFn(ptr closure, ptr x, ptr y);
typedef u64 MapHashFn(ptr closure, ptr key, u64 seed);

static inline bool map_equal_memory(const MapType *t, const u8 *slot, const MapKey *k) {
	return hash_same(slot, (const u8 *)k->word, t->key->size);
}

static inline bool map_equal_any(const MapType *t, const u8 *slot, const MapKey *k) {
	void **equal = (void **)t->key->equal;
	return ((MapEqualFn *)equal[0])(equal, (ptr)k->word, (ptr)slot);
}

static inline bool map_is_memory(const MapType *t) {
	return t->key->tflag & TFLAG_REGULAR_MEMORY;
}

static inline MapKey map_key_at(const MapType *t, const Map *m, ptr key) {
	u64 hash = map_is_memory(t) ? rt_memhash(key, m->seed, t->key->size)
				    : ((MapHashFn *)t->hasher[0])(t->hasher, key, m->seed);
	return (MapKey){(u64)key, 0, hash};
}

static inline u8 *map_find_any(const MapType *t, const Map *m, const MapKey *k) {
	return map_is_memory(t) ? map_find(t, m, k, map_equal_memory)
				: map_find(t, m, k, map_equal_any);
}

// An empty map has to look at the key, too: it may have no hash.
static inline bool map_is_plain(const MapType *t, const Map *m) {
	return m && m->used && !m->writing && !(t->flags & MAP_INDIRECT);
}

Ret2 rt_mapaccess2(ptr type, ptr m, ptr key) {
	RT_STACK_CHECK(rt_mapaccess2, 0, type, m, key);
	if (unlikely(!map_is_plain(type, m)))
		return runtime$mapaccess2(type, m, key);
	MapKey k = map_key_at(type, m, key);
	return map_found(map_find_any(type, m, &k));
}

ptr rt_mapaccess1(ptr type, ptr m, ptr key) {
	RT_STACK_CHECK(rt_mapaccess1, 0, type, m, key);
	if (unlikely(!map_is_plain(type, m)))
		return runtime$mapaccess1(type, m, key);
	MapKey k = map_key_at(type, m, key);
	u8 *elem = map_find_any(type, m, &k);
	return elem ? elem : (ptr)map_zero;
}

ptr rt_mapassign(ptr type, ptr m, ptr key) {
	RT_STACK_CHECK(rt_mapassign, 0, type, m, key);
	const MapType *t = type;
	if (!map_may_assign(m) || t->flags & MAP_INDIRECT)
		return runtime$mapassign(type, m, key);
	MapKey k = map_key_at(t, m, key);
	((Map *)m)->writing ^= 1;
	u8 *elem = map_find_any(t, m, &k), *slot = NULL;
	if (elem && t->flags & MAP_KEY_UPDATE)
		slot = map_key_of(t, elem);
	else if (!elem)
		elem = map_claim(t, m, k.hash, &slot);
	if (elem && slot)
		rt_typedmemmove(t->key, slot, key);
	map_write_ends(m);
	return elem ? elem : runtime$mapassign(type, m, key);
}
