// The collector under goroutines: trees, channels, deep stacks and preemption, in C written as the
// compiler writes it. The collector runs all the time: by itself at GOGC=10 and forced by one
// goroutine.
#include "abi.h"
#include "sched_common.inc"

typedef struct Node {
	struct Node *left, *right;
	u64 key;
	u64 sum;
} Node;
typedef struct Big {
	u64 a[70];
	struct Node *tree;
	u64 b[9];
} Big;

static const u8 node_mask[] = {3};
static const Type node_type = {
	.size = sizeof(Node), .ptr_bytes = 16, .kind = KIND_STRUCT, .gcdata = node_mask};
static const u8 big_mask[] = {0, 0, 0, 0, 0, 0, 0, 0, 1 << 6};
static const Type big_type = {
	.size = sizeof(Big), .ptr_bytes = 71 * 8, .kind = KIND_STRUCT, .gcdata = big_mask};
static Type ptr_type = {.size = 8, .ptr_bytes = 8, .kind = KIND_POINTER, .gcdata = node_mask};
static ChanType chan_node = {.t = {.size = 8, .kind = KIND_CHAN}, .elem = &ptr_type};
static u64 done, stop;
static ptr global_tree, global_slice;

void rt_gc(void);
u64 rt_gc_cycles(void);

#define CYCLES 20 // collections under load, at least
ptr rt_registerWeakPointer(ptr p);
ptr rt_makeStrongFromWeak(ptr handle);
void rt_debug_setGCPercent(u32 percent);

static Node *build(u64 depth, u64 key) {
	RT_STACK_CHECK(build, 0, depth, key);
	Node *n = rt_newobject((ptr)&node_type);
	CHECK(n->left == NULL && n->right == NULL && n->key == 0 && n->sum == 0);
	n->key = key;
	if (depth > 0) {
		n->left = build(depth - 1, 2 * key);
		n->right = build(depth - 1, 2 * key + 1);
	}
	n->sum = n->key ^ (n->left ? n->left->sum : 0) ^ (n->right ? n->right->sum : 0);
	return n;
}

static u64 check(Node *n, u64 key) {
	RT_STACK_CHECK(check, 0, n, key);
	if (!n)
		return 0;
	CHECK(n->key == key);
	u64 s = n->key ^ check(n->left, 2 * key) ^ check(n->right, 2 * key + 1);
	CHECK(s == n->sum);
	return s;
}

// Works until there were enough collections beside it, however long one takes when all Ps are busy.
static void builder(TestClosure *c) {
	RT_STACK_CHECK(builder, 0, c);
	u64 seed = c->v[0];
	for (u64 i = 0; i < 30 || rt_gc_cycles() < CYCLES; i++) {
		Node *a = build(8, seed + i), *b = build(6, seed * 3 + i);
		check(a, seed + i);
		Big *big = rt_newobject((ptr)&big_type);
		big->tree = a;
		big->a[5] = big->b[3] = seed;
		a = NULL;
		check(b, seed * 3 + i);
		check(big->tree, seed + i);
		CHECK(big->a[5] == seed && big->b[3] == seed && big->a[6] == 0);
	}
	rt_xadd64(&done, 1);
}

// A tree that only frames of a deep stack point to, spread over several segments.
static u64 deep(u64 n, Node *tree) {
	RT_STACK_CHECK(deep, 0, n, tree);
	Node *volatile mine = build(1, n);
	volatile u64 pad[20];
	pad[n % 20] = n;
	u64 r = n ? deep(n - 1, tree) : check(tree, 77);
	check(mine, n);
	return r + pad[n % 20] - n;
}

static void diver(TestClosure *c) {
	RT_STACK_CHECK(diver, 0, c);
	for (u64 i = 0; i < 3; i++)
		deep(400, build(5, 77));
	rt_xadd64(&done, 1);
}

static void sender(TestClosure *c) {
	RT_STACK_CHECK(sender, 0, c);
	for (u64 i = 0; i < 500; i++) {
		Node *n = build(3, i);
		rt_chansend1((ptr)c->v[0], &n);
	}
	rt_xadd64(&done, 1);
}

static void receiver(TestClosure *c) {
	RT_STACK_CHECK(receiver, 0, c);
	for (u64 i = 0; i < 500; i++) {
		Node *n;
		rt_chanrecv1((ptr)c->v[0], &n);
		check(n, i);
	}
	rt_xadd64(&done, 1);
}

// Slices grow through pointers to their end.
static void grower(TestClosure *c) {
	RT_STACK_CHECK(grower, 0, c);
	for (u64 round = 0; round < 20; round++) {
		ptr s = NULL;
		u64 len = 0, cap = 0;
		for (u64 i = 0; i < 1500; i++) {
			if (len + 1 > cap) {
				Ret3 r = rt_growslice(s, len + 1, cap, 1, (ptr)&ptr_type);
				s = (ptr)r.r[0];
				cap = r.r[2];
			}
			((ptr *)s)[len++] = build(0, i);
		}
		Node **p = s, **end = p + len;
		s = NULL;
		for (u64 i = 0; p < end; p++, i++)
			check(*p, i);
	}
	rt_xadd64(&done, 1);
}

// Compiled code that does not call anything: it is interrupted, its pointers are in registers.
static u64 walk(Node *n, u64 times) {
	RT_STACK_CHECK(walk, 0, n, times);
	u64 s = 0;
	for (u64 i = 0; i < times; i++)
		for (Node *p = n; p; p = i & 1 ? p->left : p->right)
			s += p->key;
	return s;
}

static void walker(TestClosure *c) {
	RT_STACK_CHECK(walker, 0, c);
	u64 want = walk(build(10, 1), 2);
	for (u64 i = 0; i < 20; i++)
		CHECK(walk(build(10, 1), 20000) == want * 10000);
	rt_xadd64(&done, 1);
}

static void weaks(TestClosure *c) {
	RT_STACK_CHECK(weaks, 0, c);
	for (u64 i = 0; i < 300; i++) {
		Node *n = build(2, i);
		ptr handle = rt_registerWeakPointer(n);
		for (u64 k = 0; k < 20; k++)
			build(1, k);
		Node *m = rt_makeStrongFromWeak(handle);
		CHECK(m == n);
		check(m, i);
	}
	rt_xadd64(&done, 1);
}

static void collector(TestClosure *c) {
	RT_STACK_CHECK(collector, 0, c);
	while (!rt_load64(&stop)) {
		rt_gc();
		rt_timesleep(500000);
	}
	rt_xadd64(&done, 1);
}

static void main$main(void) {
	rt_debug_setGCPercent(10);
	global_tree = build(12, 5);
	global_slice = rt_newarray((ptr)&ptr_type, 1000);
	for (u64 i = 0; i < 1000; i++)
		((ptr *)global_slice)[i] = build(2, i);
	GO(collector, 0, 0);
	u64 n = 0;
	for (u64 i = 0; i < 6; i++, n += 5) {
		GO(builder, i + 1, 0);
		GO(diver, i, 0);
		GO(grower, i, 0);
		GO(walker, i, 0);
		GO(weaks, i, 0);
	}
	for (u64 i = 0; i < 4; i++, n += 2) {
		ptr ch = rt_makechan(&chan_node, i * 3);
		GO(sender, ch, 0);
		GO(receiver, ch, 0);
	}
	while (rt_load64(&done) < n)
		rt_timesleep(1000000);
	rt_store64(&stop, 1);
	while (rt_load64(&done) < n + 1)
		rt_timesleep(1000000);
	check(global_tree, 5);
	for (u64 i = 0; i < 1000; i++)
		check(((ptr *)global_slice)[i], i);
	CHECK(rt_gc_cycles() >= CYCLES);
	rt_printf("all good, %u collections\n", rt_gc_cycles());
}

static const u8 roots_mask[] = {1};
static const rt_Root roots[] = {{&global_tree, 1, (ptr)roots_mask}, {&global_slice, 1, NULL}};
static void nothing(void) {
}
#define F(name)                                                                                    \
	{ (ptr) name, #name, "gc_test.c", 0, 1, 0 }
static const rt_FuncInfo funcs[] = {
	F(build),
	F(check),
	F(builder),
	F(deep),
	F(diver),
	F(sender),
	F(receiver),
	F(grower),
	F(walk),
	F(walker),
	F(weaks),
	F(collector),
	F(main$main),
	F(nothing),
};
const rt_Program rt_program = {.init = (ptr)nothing,
	.main = (ptr)main$main,
	.funcs = (ptr)funcs,
	.n_funcs = sizeof funcs / sizeof funcs[0],
	.roots = (ptr)roots,
	.n_roots = 2};
