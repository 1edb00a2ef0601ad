// map.c: open-addressing hash maps with linear probing, at most 3/4 full, and the byte hash that
// name.c uses as well. Nothing is ever removed from a map.
#include "base/base.h"

#define MIX 0x9E3779B97F4A7C15ull

static inline uint64_t map_mul(uint64_t x, uint64_t y) {
	__uint128_t p = (__uint128_t)x * y;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t map_load8(const unsigned char *p) {
	uint64_t x;
	memcpy(&x, p, 8);
	return x;
}

static inline uint64_t map_load4(const unsigned char *p) {
	uint32_t x;
	memcpy(&x, p, 4);
	return x;
}

// Reads every byte of [p, p+n) and none outside; the tail is read by overlapping loads.
uint64_t hash_bytes(const void *bytes, size_t n, uint64_t seed) {
	const unsigned char *p = bytes;
	uint64_t h = seed ^ (n * MIX);
	size_t left = n;
	while (left > 16) {
		h = map_mul(h ^ map_load8(p), 0xA0761D6478BD642Full ^ map_load8(p + 8));
		p += 16;
		left -= 16;
	}
	uint64_t x = 0, y = 0;
	if (left >= 8) {
		x = map_load8(p);
		y = map_load8(p + left - 8);
	} else if (left >= 4) {
		x = map_load4(p);
		y = map_load4(p + left - 4);
	} else if (left > 0) {
		x = (uint64_t)p[0] << 16 | (uint64_t)p[left >> 1] << 8 | p[left - 1];
	}
	return map_mul(h ^ x ^ 0xE7037ED1A0B428DBull, y ^ 0x8EBC6AF09C88C6E3ull);
}

void map_init(Map *m, Arena *a) {
	*m = (Map){.arena = a};
}

static inline uint32_t map_index(uint64_t key, uint32_t cap) {
	return (uint32_t)((key * MIX) >> 32) & (cap - 1);
}

// The slot that holds key, or the empty one where it belongs. The map has slots.
static MapSlot *map_find(const Map *m, uint64_t key) {
	uint32_t i = map_index(key, m->cap);
	while (m->slots[i].key && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void map_enlarge(Map *m) {
	MapSlot *old = m->slots;
	uint32_t n = m->cap;
	m->cap = n ? n * 2 : 8;
	m->slots = NEW_ARRAY(m->arena, MapSlot, m->cap);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].key)
			*map_find(m, old[i].key) = old[i];
}

void *map_get64(const Map *m, uint64_t key) {
	return m->n ? map_find(m, key)->val : NULL;
}

void map_put64(Map *m, uint64_t key, void *val) {
	if (key == 0)
		ice("map_put64: key 0");
	if (m->n >= m->cap - m->cap / 4)
		map_enlarge(m);
	MapSlot *s = map_find(m, key);
	if (!s->key)
		m->n++;
	s->key = key;
	s->val = val;
}

void *map_get(const Map *m, const void *key) {
	return map_get64(m, (uintptr_t)key);
}

void map_put(Map *m, const void *key, void *val) {
	map_put64(m, (uintptr_t)key, val);
}
