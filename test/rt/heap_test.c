// The heap and the collector alone: a random graph of objects of many types and sizes is changed,
// collected and compared with what it must contain. Weak pointers, finalizers, large objects,
// memory statistics.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fake_sched.inc"
#include "span.h"
#include "memstats.h"

#define CHECK(c)                                                                                   \
	do {                                                                                       \
		if (!(c)) {                                                                        \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #c);          \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

enum { N_ROOTS = 4096 };
static ptr roots[N_ROOTS];
static const rt_Root program_roots[] = {{roots, N_ROOTS, NULL}};
const rt_Program rt_program = {.roots = (ptr)program_roots, .n_roots = 1};

static u64 seed = 88172645463325252ul;

static u64 rnd(u64 n) {
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

/* Types: words words, pointers where mask says. The first word is never a pointer: it holds a
 * header. */
typedef struct TestType {
	Type t;
	u64 words;
	u8 mask[64];
} TestType;
static TestType types[64];

static void make_types(void) {
	for (u32 i = 0; i < countof(types); i++) {
		TestType *t = &types[i];
		t->words = 2 + (i < 32 ? rnd(10) : rnd(200));
		for (u64 w = 1; w < t->words; w++)
			if (rnd(3) == 0) {
				t->mask[w / 8] |= 1 << w % 8;
				t->t.ptr_bytes = (w + 1) * 8;
			}
		t->t.size = t->words * 8;
		t->t.kind = KIND_STRUCT;
		t->t.gcdata = t->mask;
	}
}

// Object: n elements; word 0 of each: type index, element count of the object, check word in the
// scalars.
static bool is_ptr(const TestType *t, u64 w) {
	return t->mask[w / 8] >> w % 8 & 1;
}

static u64 *make_object(void) {
	u64 ti = rnd(countof(types)), n = rnd(50) == 0 ? 1 + rnd(3000) : 1 + rnd(4);
	TestType *t = &types[ti];
	u64 *p = rt_mallocgc(n * t->t.size, &t->t, true);
	for (u64 i = 0; i < n * t->words; i++)
		CHECK(p[i] == 0);
	for (u64 e = 0; e < n; e++)
		for (u64 w = 0; w < t->words; w++)
			if (!is_ptr(t, w))
				p[e * t->words + w] =
					w == 0 ? ti << 32 | n : (u64)p ^ 0x5a5a5a5a00000000;
	return p;
}

static u64 visited;
static u64 stamp;
#define SEEN 100003
static u64 *seen[SEEN];
static u64 seen_stamp[SEEN];

static bool see(u64 *p) {
	for (u64 h = (u64)p / 8 % SEEN;; h = (h + 1) % SEEN) {
		if (seen_stamp[h] != stamp) {
			seen_stamp[h] = stamp;
			seen[h] = p;
			return true;
		}
		if (seen[h] == p)
			return false;
	}
}

static void verify(u64 *p, u64 depth) {
	if (!p || depth > 2000 || !see(p) || visited > SEEN / 2)
		return;
	visited++;
	TestType *t = &types[p[0] >> 32];
	u64 n = p[0] & 0xffffffff;
	CHECK(p[0] >> 32 < countof(types) && n >= 1 && n <= 3000);
	for (u64 e = 0; e < n; e++)
		for (u64 w = 0; w < t->words; w++) {
			u64 v = p[e * t->words + w];
			if (is_ptr(t, w))
				verify((u64 *)v, depth + 1);
			else
				CHECK(v == (w == 0 ? p[0] : ((u64)p ^ 0x5a5a5a5a00000000)));
		}
}

static void mutate(void) {
	u64 r = rnd(N_ROOTS);
	switch (rnd(4)) {
	case 0: roots[r] = make_object(); break;
	case 1: roots[r] = NULL; break;
	default: {
		u64 *p = roots[r];
		if (!p)
			return;
		TestType *t = &types[p[0] >> 32];
		u64 n = p[0] & 0xffffffff, e = rnd(n), w = rnd(t->words);
		if (is_ptr(t, w))
			p[e * t->words + w] = (u64)(rnd(2) ? roots[rnd(N_ROOTS)] : make_object());
	}
	}
}

static void test_graph(void) {
	for (u64 round = 0; round < 60; round++) {
		for (u64 i = 0; i < 5000; i++)
			mutate();
		if (round % 3 == 0)
			rt_gc();
		stamp++;
		visited = 0;
		for (u64 i = 0; i < N_ROOTS; i++)
			verify(roots[i], 0);
		if (round % 10 == 9)
			for (u64 i = 0; i < N_ROOTS; i++)
				if (rnd(3))
					roots[i] = NULL;
	}
	CHECK(rt_gc_cycles() >= 20);
}

static void clear_roots(void) {
	memset(roots, 0, sizeof roots);
	rt_gc();
	rt_gc();
}

// Dead objects do not stay: total heap after dropping everything is small.
static void test_everything_freed(void) {
	static MemStats m;
	clear_roots();
	rt_readmemstats(&m);
	CHECK(m.heap_alloc < 1 << 20);
	CHECK(m.mallocs - m.frees == m.heap_objects && m.heap_objects < 2000);
	CHECK(m.num_gc == rt_gc_cycles() && m.total_alloc > 10 << 20);
	CHECK(m.heap_inuse <= m.heap_sys && m.heap_released <= m.heap_idle);
}

static __attribute__((noinline)) void make_weak(ptr *handles, u64 n) {
	for (u64 i = 0; i < n; i++) {
		ptr p = make_object();
		roots[i] = i % 2 ? p : NULL;
		handles[i] = rt_registerWeakPointer(p);
		CHECK(rt_registerWeakPointer(p) == handles[i]);
		CHECK(rt_makeStrongFromWeak(handles[i]) == p);
	}
}

static void test_weak(void) {
	enum { N = 2000 };
	static ptr handles[N];
	rt_gc_add_root(handles, sizeof handles);
	make_weak(handles, N);
	rt_gc();
	u64 kept = 0;
	for (u64 i = 0; i < N; i++) {
		if (i % 2)
			CHECK(rt_makeStrongFromWeak(handles[i]) == roots[i]);
		else
			kept += rt_makeStrongFromWeak(handles[i]) != NULL;
	}
	CHECK(kept < 20); // stale words on the stack
}

static __attribute__((noinline)) void make_finalizers(u64 n) {
	for (u64 i = 0; i < n; i++) {
		u64 *p = rt_mallocgc(64, NULL, true);
		p[0] = i;
		CHECK(rt_setfinalizer(p, NULL, NULL, NULL));
		CHECK(!rt_setfinalizer(p, NULL, NULL, NULL));
		if (i % 10 == 0) {
			rt_removefinalizer(p);
			rt_addcleanup(p, NULL);
		}
	}
}

static void test_finalizers(void) {
	enum { N = 1000 };
	static u8 done[N];
	make_finalizers(N);
	rt_gc();
	u64 cleanups = 0, finalizers = 0;
	for (u64 i = 0; i < N - 30; i++) {
		rt_FinItem item;
		rt_nextfinalizer(&item);
		if (item.kind) {
			cleanups++;
			continue;
		}
		u64 *p = item.obj;
		CHECK(p[0] < N && !done[p[0]]);
		done[p[0]] = 1;
		finalizers++;
	}
	CHECK(cleanups >= N / 10 - 30 && finalizers >= 9 * N / 10 - 30);
}

static void test_end_pointers(void) {
	u64 **keep = rt_mallocgc(1000 * 8, &rt_type_words, true);
	roots[0] = keep;
	for (u64 i = 0; i < 100; i++) {
		u64 *volatile end = (u64 *)rt_mallocgc(64, NULL, true) + 8;
		end[-1] = 0x1234 + i;
		rt_gc();
		for (u64 k = 0; k < 100; k++)
			memset(rt_mallocgc(64, NULL, true), 0xff, 64);
		CHECK(end[-1] == 0x1234 + i);
	}
}

static void test_sizes(void) {
	for (u64 size = 1; size < 100000; size += 1 + size / 7) {
		u64 got = rt_roundupsize(size, true);
		CHECK(got >= size && rt_roundupsize(got, true) == got);
		u8 *p = rt_mallocgc(size, NULL, true);
		for (u64 i = 0; i < size; i++)
			CHECK(p[i] == 0);
		memset(p, 0xee, size);
		Ret2 o = rt_findobject(p + size - 1);
		CHECK((u64)p >= o.r[0] && o.r[1] >= size);
	}
	CHECK(rt_roundupsize(40, true) == 48 && rt_roundupsize(1024, false) == 1144);
	CHECK(rt_roundupsize(32769, true) == 40960);
}

static void test_large(void) {
	for (u64 i = 0; i < 200; i++) {
		u64 words = 5000 + rnd(200000);
		u64 *p = rt_mallocgc(words * 8, &rt_type_words, true);
		CHECK(p[0] == 0 && p[words - 1] == 0 && p[words / 2] == 0);
		p[0] = words;
		for (u64 k = 1; k < words; k += 997)
			p[k] = (u64)make_object();
		roots[i % 7] = p;
	}
	for (u64 i = 0; i < 7; i++) {
		u64 *p = roots[i];
		stamp++;
		visited = 0;
		for (u64 k = 1; k < p[0]; k += 997)
			verify((u64 *)p[k], 0);
	}
	clear_roots();
}

static void test_scavenge(void) {
	static MemStats m;
	clear_roots();
	rt_debug_freeOSMemory();
	rt_readmemstats(&m);
	CHECK(m.heap_idle - m.heap_released < 64 << 10);
}

// Chunks of which nothing is resident become huge pages; what is given back of them is zero when it
// comes again, and they are no longer huge.
static void test_huge(void) {
	enum { N = 64, BYTES = 1 << 20 };
	static MemStats m;
	clear_roots();
	rt_debug_freeOSMemory();
	u64 asked = huge_asked, ended = huge_ended;
	for (u64 round = 0; round < 3; round++) {
		for (u64 i = 0; i < N; i++) {
			if (roots[i])
				continue;
			u8 *p = rt_mallocgc(BYTES - 8192 * (i % 5), NULL, true);
			CHECK(p[0] == 0 && p[8192] == 0 && memcmp(p, p + 1, 900 << 10) == 0);
			memset(p, 0xa5, 900 << 10);
			roots[i] = p;
		}
		for (u64 i = round % 2; i < N; i += 2 + round)
			roots[i] = NULL;
		rt_debug_freeOSMemory();
	}
	CHECK(huge_asked - asked >= 40 << 20 && huge_ended - ended >= 20 << 20);
	clear_roots();
	rt_debug_freeOSMemory();
	rt_readmemstats(&m);
	CHECK(m.heap_idle - m.heap_released < 64 << 10);
}

// A marker looks at objects of a span that a P allocates from: what was allocated before it looked
// is allocated.
static u64 last; // atomic: an object, 1: the end

static void *watch(void *wrong) {
	for (u64 p; (p = atomic_load_acquire(&last)) != 1;) {
		Span *s = p ? span_of(p) : NULL;
		if (s && !span_allocated(s, span_index(s, p)))
			atomic_store_relaxed((u32 *)wrong, 1);
	}
	return NULL;
}

static void test_watched(void) {
	u32 wrong = 0;
	pthread_t thread;
	CHECK(pthread_create(&thread, NULL, watch, &wrong) == 0);
	for (u64 i = 0; i < 3000000; i++)
		atomic_store_release(&last, (u64)rt_mallocgc(16, NULL, false));
	atomic_store_release(&last, 1);
	CHECK(pthread_join(thread, NULL) == 0);
	CHECK(!wrong);
}

int main(void) {
	setenv("SEAGO_GCCHECK", "1", 1);
	setenv("SEAGO_GCCLOBBER", "1", 1);
	fake_start((u64)__builtin_frame_address(0)); // what is inlined here is scanned, too
	make_types();
	test_sizes();
	test_graph();
	test_everything_freed();
	test_weak();
	test_finalizers();
	test_end_pointers();
	test_large();
	test_scavenge();
	test_huge();
	test_watched();
	printf("heap ok: %lu collections\n", rt_gc_cycles());
	return 0;
}
