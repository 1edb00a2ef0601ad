// Random numbers: a generator for each thread, seeded from the system. Not for cryptography, but
// not guessable from outputs either: each output is a product folded over a counter and a secret
// key of 128 bits.
#include "heap.h"

typedef struct Rand {
	u64 counter, key;
} Rand;

static Rand rand_early; // threads without an M

static Rand *rand_state(void) {
	G *gp = getg();
	Rand *r = gp && gp->m ? (Rand *)gp->m->chacha : &rand_early;
	if (unlikely(!r->key)) {
		rt_random(r, sizeof *r);
		r->key |= 1;
	}
	return r;
}

u64 rt_rand(void) {
	Rand *r = rand_state();
	r->counter += 0x9e3779b97f4a7c15;
	unsigned __int128 p =
		(unsigned __int128)(r->counter ^ r->key) * (r->key + 0xd6e8feb86659fd93);
	u64 x = (u64)p ^ (u64)(p >> 64);
	p = (unsigned __int128)x * 0xbf58476d1ce4e5b9;
	return (u64)p ^ (u64)(p >> 64);
}

u64 rt_bootstrapRand(void) {
	return rt_rand();
}

u32 rt_randn(u32 n) {
	return (u64)(u32)rt_rand() * n >> 32;
}

// (ret int, supported bool): no; the caller uses the system call.
Ret2 rt_vgetrandom(ptr p, u64 n, u64 cap, u32 flags) {
	(void)p;
	(void)n;
	(void)cap;
	(void)flags;
	return (Ret2){{-1ul, 0}};
}
