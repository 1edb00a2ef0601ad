// Atomic operations as functions, for where Go code uses them as values. Sequentially consistent.
// add gives the new value; and, or, swap the old one.
#include "gen.h"

#define ORDER __ATOMIC_SEQ_CST
#define ATOMICS(type, bits)                                                                        \
	type rt_atomic_load##bits(type *p) {                                                       \
		return __atomic_load_n(p, ORDER);                                                  \
	}                                                                                          \
	void rt_atomic_store##bits(type *p, type v) {                                              \
		__atomic_store_n(p, v, ORDER);                                                     \
	}                                                                                          \
	type rt_atomic_swap##bits(type *p, type v) {                                               \
		return __atomic_exchange_n(p, v, ORDER);                                           \
	}                                                                                          \
	type rt_atomic_add##bits(type *p, type v) {                                                \
		return __atomic_add_fetch(p, v, ORDER);                                            \
	}                                                                                          \
	type rt_atomic_and##bits(type *p, type v) {                                                \
		return __atomic_fetch_and(p, v, ORDER);                                            \
	}                                                                                          \
	type rt_atomic_or##bits(type *p, type v) {                                                 \
		return __atomic_fetch_or(p, v, ORDER);                                             \
	}                                                                                          \
	u8 rt_atomic_cas##bits(type *p, type old, type v) {                                        \
		return __atomic_compare_exchange_n(p, &old, v, 0, ORDER, ORDER);                   \
	}
ATOMICS(u8, 8)
ATOMICS(u32, 32)
ATOMICS(u64, 64)
