// The scheduler, stacks, channels, defer and panic, through C written as the compiler writes it.
#include "abi.h"
#include "sched_common.inc"

static ChanType chan_int = {.t = {.size = 8, .kind = KIND_CHAN}};
static Type type_int = {.size = 8, .kind = KIND_INT};
static u64 done_wg;

static ptr newchan(u64 n) {
	return rt_makechan(&chan_int, n);
}

static void send(ptr c, u64 v) {
	rt_chansend1(c, &v);
}

static u64 recv(ptr c) {
	u64 v;
	rt_chanrecv1(c, &v);
	return v;
}

/* Deep recursion over stack segments. */
u64 main$deep(u64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g) {
	RT_STACK_CHECK(main$deep, 16, n, a, b, c, d, e, f, g);
	if (n == 0)
		return a + b + c + d + e + f + g;
	volatile u64 pad[8];
	pad[n % 8] = n;
	return main$deep(n - 1, a, b, c, d, e, f, g) + pad[n % 8] - n + 1;
}

Ret3 main$deep3(u64 n) {
	RT_STACK_CHECK(main$deep3, 0, n);
	if (n == 0) {
		Ret3 r = {{1, 2, 3}};
		return r;
	}
	volatile u64 pad[16];
	pad[n % 16] = n;
	Ret3 r = main$deep3(n - 1);
	r.r[1] += pad[n % 16] - n + 1;
	return r;
}

f64 main$deepf(u64 n, f64 x) {
	RT_STACK_CHECK(main$deepf, 0, n, x);
	if (n == 0)
		return x;
	volatile f64 y = main$deepf(n - 1, x + 1);
	return y;
}

u64 main$big$big(u64 n);
u64 main$big(u64 n) {
	RT_BIG_ENTRY(main$big$big, 0, 200000, n);
}

u64 RT_NOINLINE main$big$big(u64 n) {
	volatile char buf[200000];
	buf[0] = 1;
	buf[199999] = 2;
	return n == 0 ? 0 : main$big(n - 1) + buf[0];
}

static void deep_goroutine(TestClosure *c) {
	RT_STACK_CHECK(deep_goroutine, 0, c);
	send((ptr)c->v[0], main$deep(c->v[1], 1, 2, 3, 4, 5, 6, 7));
}

static void test_stacks(void) {
	CHECK(main$deep(1000000, 1, 2, 3, 4, 5, 6, 7) == 1000028);
	Ret3 r = main$deep3(100000);
	CHECK(r.r[0] == 1 && r.r[1] == 100002 && r.r[2] == 3);
	CHECK(main$deepf(100000, 0.5) == 100000.5);
	CHECK(main$big(100) == 100);
	ptr c = newchan(0);
	for (u64 i = 0; i < 100; i++)
		GO(deep_goroutine, c, i * 1000);
	u64 sum = 0;
	for (u64 i = 0; i < 100; i++)
		sum += recv(c);
	CHECK(sum == 28 * 100 + 1000 * 4950);
}

/* Channels. */
static void ping(TestClosure *c) {
	RT_STACK_CHECK(ping, 0, c);
	ptr *cs = (ptr *)c->v[0];
	for (u64 i = 0; i < c->v[1]; i++)
		send(cs[1], recv(cs[0]) + 1);
}

static void test_pingpong(void) {
	ptr cs[2];
	cs[0] = newchan(0);
	cs[1] = newchan(0);
	u64 n = 1000000;
	GO(ping, cs, n);
	i64 t = rt_nanotime();
	for (u64 i = 0; i < n; i++) {
		send(cs[0], i);
		CHECK(recv(cs[1]) == i + 1);
	}
	rt_printf("ping-pong: %d ns\n", (rt_nanotime() - t) / (i64)n);
}

static void parked(TestClosure *c) {
	RT_STACK_CHECK(parked, 0, c);
	recv((ptr)c->v[0]);
	rt_xadd64(&done_wg, 1);
}

static void test_parked(void) {
	u64 n = 100000;
	ptr c = newchan(0);
	done_wg = 0;
	i64 t = rt_nanotime();
	for (u64 i = 0; i < n; i++)
		GO(parked, c, 0);
	for (u64 i = 0; i < n; i++)
		send(c, i);
	while (rt_load64(&done_wg) != n)
		rt_gosched();
	rt_printf("parked goroutine: %d ns\n", (rt_nanotime() - t) / (i64)n);
	t = rt_nanotime();
	for (u64 i = 0; i < n; i++)
		GO(parked, c, 0);
	rt_closechan(c);
	while (rt_load64(&done_wg) != 2 * n)
		rt_gosched();
	rt_printf("and again: %d ns\n", (rt_nanotime() - t) / (i64)n);
}

static void producer(TestClosure *c) {
	RT_STACK_CHECK(producer, 0, c);
	for (u64 i = 1; i <= c->v[1]; i++)
		send((ptr)c->v[0], i);
	rt_closechan((ptr)c->v[0]);
}

static void test_select(void) {
	ptr a = newchan(0), b = newchan(5);
	GO(producer, a, 10000);
	GO(producer, b, 20000);
	u64 sum = 0, va, vb, open = 2;
	while (open > 0) {
		struct {
			ptr c, elem;
		} cases[2] = {{a, &va}, {b, &vb}};
		Ret2 r = rt_selectgo(cases, 0, 2, 1);
		if (!(r.r[1] & 0xff)) {
			open--;
			if (r.r[0] == 0)
				a = 0;
			else
				b = 0;
			continue;
		}
		sum += r.r[0] == 0 ? va : vb;
	}
	CHECK(sum == 10000ul * 10001 / 2 + 20000ul * 20001 / 2);
	ptr c = newchan(1);
	u64 v = 7;
	CHECK(rt_selectnbsend(c, &v));
	CHECK(!rt_selectnbsend(c, &v));
	Ret2 r = rt_selectnbrecv(&v, c);
	CHECK(r.r[0] == 1 && r.r[1] == 1);
	r = rt_selectnbrecv(&v, c);
	CHECK(r.r[0] == 0);
}

/* defer, panic, recover. */
static u64 log_order;

static void deferred_log(TestClosure *c) {
	log_order = log_order * 10 + c->v[0];
}

static void deferred_recover(TestClosure *c) {
	RT_STACK_CHECK(deferred_recover, 0, c);
	Ret2 r = rt_gorecover(__builtin_frame_address(0));
	if (r.r[0] != 0)
		*(u64 *)c->v[0] = r.r[1];
}

typedef struct TestFrame {
	rt_DeferFrame f;
	ptr open[2];
} TestFrame;

static TestClosure log1 = {deferred_log, {1}}, log2 = {deferred_log, {2}},
		   log3 = {deferred_log, {3}};

static u64 RT_NOINLINE catches(void (*fn)(u64), u64 arg) {
	TestFrame f;
	volatile u64 result = 0;
	u64 got = 0;
	TestClosure rec = {deferred_recover, {(u64)&got}};
	rt_deferenter(&f.f);
	if (rt_setjmp(&f.f)) {
		rt_deferreturn(&f.f);
		return *(volatile u64 *)&got;
	}
	rt_deferopen(&f.f, &rec, 0);
	rt_deferopen(&f.f, &log1, 1);
	fn(arg);
	result = 99;
	rt_deferreturn(&f.f);
	return result;
}

static TestValue panic_type;

static void panics(u64 v) {
	RT_STACK_CHECK(panics, 0, v);
	rt_gopanic(&panic_type, (ptr)v);
}

static void fine(u64 v) {
	(void)v;
}

static void panics_deep(u64 n) {
	RT_STACK_CHECK(panics_deep, 0, n);
	volatile u64 pad[20];
	pad[n % 20] = n;
	if (n == 0)
		rt_gopanic(&panic_type, (ptr)77);
	panics_deep(n - 1);
	pad[0] = 1;
}

static void nested(u64 v) {
	RT_STACK_CHECK(nested, 0, v);
	TestFrame f;
	rt_deferenter(&f.f);
	if (rt_setjmp(&f.f)) {
		rt_deferreturn(&f.f);
		return;
	}
	rt_deferopen(&f.f, &log2, 0);
	CHECK(catches(panics, 5) == 5);
	rt_gopanic(&panic_type, (ptr)v);
	rt_deferreturn(&f.f);
}

static void faults(u64 v) {
	RT_STACK_CHECK(faults, 0, v);
	*(volatile u64 *)v = 1;
}

static void divides(u64 v) {
	RT_STACK_CHECK(divides, 0, v);
	volatile u64 x = 5;
	x = x / *(volatile u64 *)&v;
}

static void test_panics(void) {
	log_order = 0;
	CHECK(catches(fine, 0) == 99);
	CHECK(log_order == 1);
	CHECK(catches(panics, 42) == 42);
	CHECK(log_order == 11);
	CHECK(catches(panics_deep, 200000) == 77);
	log_order = 0;
	CHECK(catches(nested, 6) == 6);
	CHECK(log_order == 121);
	CHECK(catches(faults, 8) == (u64)test_text);
	CHECK(test_strlen(test_text) ==
		test_strlen("runtime error: invalid memory address or nil pointer dereference"));
	CHECK(catches(divides, 0) == (u64)test_text);
	CHECK(test_strlen(test_text) == test_strlen("runtime error: integer divide by zero"));
	CHECK(catches((void (*)(u64))rt_closechan, 0) == (u64)test_text);
	i64 t = rt_nanotime();
	for (int i = 0; i < 100000; i++)
		catches(panics, 3);
	rt_printf("panic and recover: %d ns\n", (rt_nanotime() - t) / 100000);
}

static void exits(TestClosure *c) {
	RT_STACK_CHECK(exits, 0, c);
	TestFrame f;
	TestClosure done = {deferred_log, {4}};
	rt_deferenter(&f.f);
	if (rt_setjmp(&f.f)) {
		rt_deferreturn(&f.f);
		return;
	}
	rt_deferopen(&f.f, &done, 0);
	rt_goexit();
}

static void exit_caller(TestClosure *c) {
	RT_STACK_CHECK(exit_caller, 0, c);
	TestFrame f;
	u64 got = 0;
	TestClosure rec = {deferred_recover, {(u64)&got}};
	rt_deferenter(&f.f);
	if (rt_setjmp(&f.f)) {
		rt_deferreturn(&f.f);
		return;
	}
	rt_deferopen(&f.f, &log3, 0);
	rt_deferopen(&f.f, &rec, 1);
	exits(c);
	test_fail("went on after Goexit", 0);
}

static void test_goexit(void) {
	log_order = 0;
	GO(exit_caller, 0, 0);
	while (log_order != 43)
		rt_gosched();
}

/* Preemption. */
static volatile u64 spin_flag;

static void spins(TestClosure *c) {
	(void)c;
	u64 n = 0;
	while (spin_flag == 0)
		n++;
	rt_xadd64(&done_wg, 1);
}

static void test_preempt(void) {
	spin_flag = 0;
	done_wg = 0;
	for (int i = 0; i < 8; i++)
		GO(spins, 0, 0);
	i64 t = rt_nanotime();
	for (int i = 0; i < 5; i++)
		rt_gosched();
	rt_timesleep(1000000);
	rt_printf("yield among 8 loops: %d us\n", (rt_nanotime() - t) / 1000);
	void rt_stoptheworld(void);
	void rt_starttheworld(void);
	i64 worst = 0, sum = 0;
	for (int i = 0; i < 100; i++) {
		t = rt_nanotime();
		rt_stoptheworld();
		t = rt_nanotime() - t;
		rt_starttheworld();
		sum += t;
		if (t > worst)
			worst = t;
	}
	rt_printf("stop the world: %d us, worst %d us\n", sum / 100000, worst / 1000);
	spin_flag = 1;
	while (rt_load64(&done_wg) != 8)
		rt_gosched();
}

/* Mixed load: floats in loops that are interrupted must keep their values. */
static void crunch(TestClosure *c) {
	RT_STACK_CHECK(crunch, 0, c);
	f64 x = 0, y = 1;
	u64 a = 1, b = 2, d = 3, e = 4;
	for (u64 i = 0; i < 30000000; i++) {
		x += 0.5;
		y = y * 1.0;
		a += b;
		b ^= d;
		d += e;
		e -= 1;
	}
	CHECK(x == 15000000.0 && y == 1.0 && e == 4 - 30000000ul);
	*(u64 *)c->v[0] = a;
	rt_xadd64(&done_wg, 1);
}

static void test_crunch(void) {
	u64 results[16];
	done_wg = 0;
	for (int i = 0; i < 16; i++)
		GO(crunch, &results[i], 0);
	i64 rt_gomaxprocs(i64);
	i64 old = rt_gomaxprocs(0);
	for (u64 i = 0; rt_load64(&done_wg) != 16; i++) {
		rt_timesleep(100000);
		void rt_stoptheworld(void);
		void rt_starttheworld(void);
		rt_stoptheworld();
		rt_starttheworld();
		if (i % 50 == 0)
			rt_gomaxprocs((i64)(1 + i / 50 % 4));
	}
	rt_gomaxprocs(old);
	for (int i = 1; i < 16; i++)
		CHECK(results[i] == results[0]);
}

static void sleeper(TestClosure *c) {
	RT_STACK_CHECK(sleeper, 0, c);
	i64 t = rt_nanotime();
	rt_timesleep((i64)c->v[0]);
	CHECK(rt_nanotime() - t >= (i64)c->v[0]);
	rt_xadd64(&done_wg, 1);
}

static void test_sleep(void) {
	done_wg = 0;
	i64 t = rt_nanotime();
	for (u64 i = 0; i < 1000; i++)
		GO(sleeper, i * 20000, 0);
	while (rt_load64(&done_wg) != 1000)
		rt_timesleep(1000000);
	rt_printf("1000 sleepers of up to 20 ms: %d us\n", (rt_nanotime() - t) / 1000);
}

static void test_init(void) {
	chan_int.elem = &type_int;
}

static void main$main(void) {
	test_stacks();
	rt_printf("stacks\n");
	test_pingpong();
	test_parked();
	test_select();
	rt_printf("select\n");
	test_panics();
	test_goexit();
	rt_printf("panics\n");
	test_sleep();
	test_preempt();
	test_crunch();
	rt_printf("all good\n");
}

#define F(name)                                                                                    \
	{ (ptr) name, #name, "sched_test.c", 0, 1, 0 }
static void last_function(void) {
}
static const rt_FuncInfo funcs[] = {
	F(main$deep),
	F(main$deep3),
	F(main$deepf),
	F(main$big),
	F(main$big$big),
	F(deep_goroutine),
	F(ping),
	F(parked),
	F(producer),
	F(deferred_log),
	F(deferred_recover),
	F(catches),
	F(panics),
	F(fine),
	F(panics_deep),
	F(nested),
	F(faults),
	F(divides),
	F(exits),
	F(exit_caller),
	F(spins),
	F(crunch),
	F(sleeper),
	F(main$main),
	F(test_stacks),
	F(test_init),
	F(last_function),
};
const rt_Program rt_program = {.init = (ptr)test_init,
	.main = (ptr)main$main,
	.funcs = (ptr)funcs,
	.n_funcs = sizeof funcs / sizeof funcs[0]};
