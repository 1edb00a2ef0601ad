// Timers, the poller, semaphores, locked threads, system calls, reflect's calls and coroutines,
// beside the collector.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "abi.h"
#include "sched_common.inc"

static ChanType chan_int = {.t = {.size = 8, .kind = KIND_CHAN}};
static Type type_int = {.size = 8, .align = 8, .kind = KIND_INT};
static Type type_f64 = {.size = 8, .align = 8, .kind = KIND_FLOAT64};
static Type type_i32 = {.size = 4, .align = 4, .kind = KIND_INT32};
static Type type_string = {.size = 16, .align = 8, .ptr_bytes = 8, .kind = KIND_STRING};
static Type type_big = {.size = 48, .align = 8, .kind = KIND_ARRAY};
static u64 count;

void rt_gc(void);
u64 rt_cgroup_limit(const char *cgroup, const char *mountinfo);
void rt_systemstack(void (*fn)(ptr), ptr arg);
ptr rt_time_newTimer(u64 when, u64 period, ptr f, ptr argtype, ptr arg, ptr c);
u8 rt_time_stopTimer(ptr tt);
u8 rt_time_resetTimer(ptr tt, u64 when, u64 period);
void rt_semacquireMutex(ptr addr, u8 lifo, u64 skip);
void rt_semrelease(ptr addr, u8 handoff, u64 skip);
u32 rt_notifyListAdd(ptr l);
void rt_notifyListWait(ptr l, u32 t);
void rt_notifyListNotifyAll(ptr l);
void rt_notifyListNotifyOne(ptr l);
void rt_poll_pollServerInit(void);
Ret2 rt_poll_pollOpen(u64 fd);
u64 rt_poll_pollReset(u64 pd, u64 mode);
u64 rt_poll_pollWait(u64 pd, u64 mode);
void rt_poll_pollSetDeadline(u64 pd, u64 d, u64 mode);
void rt_poll_pollUnblock(u64 pd);
void rt_poll_pollClose(u64 pd);
void rt_entersyscall(void);
void rt_exitsyscall(void);
void rt_LockOSThread(void);
void rt_UnlockOSThread(void);
void rt_reflectcall(ptr type, ptr f, ptr frame, u32 size, u32 retoff, u32 framesize, ptr regs);
void rt_makeFuncStub(void);
int gettid(void);

static void bump(TestClosure *c, ptr type, ptr arg, u64 seq, i64 delta) {
	(void)c;
	(void)type;
	(void)seq;
	(void)delta;
	rt_xadd64(arg, 1);
}

static void sendnow(TestClosure *c, ptr type, ptr arg, u64 seq, i64 delta) {
	(void)c;
	(void)type;
	(void)seq;
	(void)delta;
	u64 v = (u64)rt_nanotime();
	rt_selectnbsend(arg, &v);
}

static TestClosure bump_closure = {bump, {0}}, send_closure = {sendnow, {0}};

static u64 after(i64 ns) {
	return (u64)(rt_nanotime() + ns);
}

static void test_timers(void) {
	u64 n = 0, v;
	ptr t = rt_time_newTimer(after(1000000), 0, &bump_closure, NULL, &n, NULL);
	rt_timesleep(3000000);
	CHECK(n == 1 && !rt_time_stopTimer(t));
	t = rt_time_newTimer(after(1000000000), 0, &bump_closure, NULL, &n, NULL);
	CHECK(rt_time_stopTimer(t) && !rt_time_stopTimer(t));
	CHECK(!rt_time_resetTimer(t, after(1000000), 0));
	rt_timesleep(3000000);
	CHECK(n == 2);
	t = rt_time_newTimer(after(1000000), 1000000, &bump_closure, NULL, &n, NULL);
	rt_timesleep(20000000);
	CHECK(n > 5 && rt_time_stopTimer(t));
	ptr c = rt_makechan(&chan_int, 1);
	t = rt_time_newTimer(after(2000000), 0, &send_closure, NULL, c, c);
	i64 begin = rt_nanotime();
	rt_chanrecv1(c, &v);
	CHECK(rt_nanotime() - begin >= 1900000);
	rt_time_resetTimer(t, after(100000), 0);
	rt_timesleep(1000000);
	// It has fired, but nobody has seen it: stopping still succeeds and leaves no stale value.
	CHECK(rt_time_stopTimer(t));
	CHECK(rt_selectnbrecv(&v, c).r[0] == 0);
	rt_time_resetTimer(t, after(100000), 0);
	rt_timesleep(1000000);
	CHECK(rt_selectnbrecv(&v, c).r[0] == 1);
	rt_time_resetTimer(t, after(500000), 500000);
	for (int i = 0; i < 10; i++)
		rt_chanrecv1(c, &v);
	rt_time_stopTimer(t);
	for (int i = 0; i < 20000; i++) {
		ptr x = rt_time_newTimer(
			after(1000 * (i % 5000)), 0, &bump_closure, NULL, &count, NULL);
		if (i % 3 == 0)
			rt_time_stopTimer(x);
	}
	rt_timesleep(10000000);
	rt_gc();
	CHECK(count > 13000 && count <= 20000);
}

static u64 mutex = 1, inside;

static void locker(TestClosure *c) {
	RT_STACK_CHECK(locker, 0, c);
	for (u64 i = 0; i < c->v[0]; i++) {
		rt_semacquireMutex(&mutex, i % 2 == 0, 0);
		CHECK(++inside == 1);
		if (i % 100 == 0)
			rt_gosched();
		inside--;
		rt_semrelease(&mutex, i % 3 == 0, 0);
	}
	rt_xadd64(&count, 1);
}

typedef struct List {
	u32 wait, notify;
	u64 lock;
	ptr head, tail;
} List;

static void waiter(TestClosure *c) {
	RT_STACK_CHECK(waiter, 0, c);
	rt_notifyListWait((ptr)c->v[0], rt_notifyListAdd((ptr)c->v[0]));
	rt_xadd64(&count, 1);
}

static void wait_count(u64 n) {
	for (u64 i = 0; rt_load64(&count) != n; i++) {
		CHECK(i < 100000);
		rt_timesleep(100000);
	}
}

static void test_sema(void) {
	count = 0;
	for (int i = 0; i < 20; i++)
		GO(locker, 5000, 0);
	wait_count(20);
	count = 0;
	static List l;
	for (int i = 0; i < 100; i++)
		GO(waiter, &l, 0);
	while (rt_load32(&l.wait) != 100)
		rt_timesleep(100000);
	rt_timesleep(1000000);
	rt_notifyListNotifyOne(&l);
	wait_count(1);
	rt_notifyListNotifyAll(&l);
	wait_count(100);
}

static int fds[2];

static void writer(TestClosure *c) {
	RT_STACK_CHECK(writer, 0, c);
	for (u64 i = 0; i < c->v[0]; i++) {
		if (i % 10 == 0)
			rt_timesleep(100000);
		rt_entersyscall();
		long n = write(fds[1], "x", 1);
		rt_exitsyscall();
		CHECK(n == 1);
	}
}

static void test_poll(void) {
	CHECK(pipe2(fds, O_NONBLOCK) == 0);
	rt_poll_pollServerInit();
	Ret2 r = rt_poll_pollOpen((u64)fds[0]);
	CHECK(r.r[1] == 0);
	u64 pd = r.r[0];
	GO(writer, 1000, 0);
	char buf[100];
	for (u64 got = 0; got < 1000;) {
		long n = read(fds[0], buf, sizeof buf);
		if (n > 0) {
			got += (u64)n;
			continue;
		}
		CHECK(rt_poll_pollReset(pd, 'r') == 0);
		n = read(fds[0], buf, sizeof buf);
		if (n > 0)
			got += (u64)n;
		else
			CHECK(rt_poll_pollWait(pd, 'r') == 0);
	}
	rt_poll_pollSetDeadline(pd, 2000000, 'r' + 'w');
	CHECK(rt_poll_pollReset(pd, 'r') == 0);
	i64 t = rt_nanotime();
	CHECK(rt_poll_pollWait(pd, 'r') == 2);
	CHECK(rt_nanotime() - t >= 1900000);
	CHECK(rt_poll_pollReset(pd, 'r') == 2);
	rt_poll_pollSetDeadline(pd, 0, 'r' + 'w');
	CHECK(rt_poll_pollReset(pd, 'r') == 0);
	rt_poll_pollUnblock(pd);
	CHECK(rt_poll_pollWait(pd, 'r') == 1);
	rt_poll_pollClose(pd);
}

static void blocker(TestClosure *c) {
	RT_STACK_CHECK(blocker, 0, c);
	for (int i = 0; i < 20; i++) {
		rt_entersyscall();
		usleep(1000);
		rt_exitsyscall();
		rt_mallocgc(1000, rt_type_words, 1);
	}
	rt_xadd64(&count, 1);
}

static void locked(TestClosure *c) {
	RT_STACK_CHECK(locked, 0, c);
	rt_LockOSThread();
	int id = gettid();
	for (int i = 0; i < 200; i++) {
		rt_gosched();
		CHECK(gettid() == id);
		if (i % 20 == 0)
			rt_timesleep(100000);
	}
	rt_UnlockOSThread();
	rt_xadd64(&count, 1);
}

static void test_threads(void) {
	count = 0;
	i64 t = rt_nanotime();
	for (int i = 0; i < 50; i++)
		GO(blocker, 0, 0);
	for (int i = 0; i < 5; i++)
		GO(locked, 0, 0);
	for (int i = 0; i < 5; i++)
		rt_gc();
	wait_count(55);
	rt_printf("50 blocked in system calls for 20 ms: %d ms\n", (rt_nanotime() - t) / 1000000);
}

/* A linked list that only a stack or a register holds while the collector runs. */
typedef struct Node {
	struct Node *next;
	u64 v;
} Node;

static void chain(TestClosure *c) {
	RT_STACK_CHECK(chain, 0, c);
	for (u64 round = 0; round < c->v[0]; round++) {
		Node *head = NULL;
		for (u64 i = 0; i < 2000; i++) {
			Node *n = rt_mallocgc(sizeof *n, rt_type_words, 1);
			n->next = head;
			n->v = i;
			head = n;
		}
		u64 sum = 0;
		for (Node *n = head; n != NULL; n = n->next)
			sum += n->v;
		CHECK(sum == 1999 * 1000);
	}
	rt_xadd64(&count, 1);
}

static void chain_deep(u64 depth, u64 rounds) {
	RT_STACK_CHECK(chain_deep, 0, depth, rounds);
	Node *mine = rt_mallocgc(sizeof *mine, rt_type_words, 1);
	mine->v = depth;
	volatile u64 pad[10];
	pad[depth % 10] = depth;
	if (depth > 0)
		chain_deep(depth - 1, rounds);
	else
		for (u64 i = 0; i < rounds; i++)
			rt_gc();
	CHECK(mine->v == depth);
}

static void test_gc(void) {
	count = 0;
	for (int i = 0; i < 8; i++)
		GO(chain, 300, 0);
	for (int i = 0; i < 20; i++)
		rt_gc();
	chain_deep(10000, 5);
	wait_count(8);
}

/* reflect */
typedef struct Big {
	u64 v[6];
} Big;

Ret3 main$target(Big *out, u64 a, f64 b, u32 c, ptr s, u64 n, Big *in, f64 d, u64 e, u64 f) {
	RT_STACK_CHECK(main$target, 32, out, a, b, c, s, n, in, d, e, f);
	for (int i = 0; i < 6; i++)
		out->v[i] = in->v[i] + a;
	Ret3 r;
	r.r[0] = rt_f64bits(b + d);
	r.r[1] = (u64)s;
	r.r[2] = n + e + f + c;
	return r;
}

Ret3 main$target$f(TestClosure *cl, Big *out, u64 a, f64 b, u32 c, ptr s, u64 n, Big *in, f64 d,
	u64 e, u64 f) {
	(void)cl;
	return main$target(out, a, b, c, s, n, in, d, e, f);
}

static TestClosure target_closure = {main$target$f, {0}};
// func(a int, b float64, c int32, s string, in [6]int, d float64, e, f int) ([6]int, float64,
// string)
static struct {
	FuncType t;
	Type *types[11];
} func_type;

static u64 frame_words(u64 *w, Big *b) {
	w[0] = 10;
	w[1] = rt_f64bits(1.5);
	w[2] = 7;
	w[3] = (u64) "hello";
	w[4] = 5;
	memcpy(w + 5, b, sizeof *b);
	w[11] = rt_f64bits(2.25);
	w[12] = 100;
	w[13] = 1000;
	return 14;
}

void reflect$callReflect(ptr closure, ptr frame, ptr valid, ptr regs) {
	RT_STACK_CHECK(reflect$callReflect, 0, closure, frame, valid, regs);
	(void)regs;
	rt_gc();
	rt_reflectcall(NULL, &target_closure, frame, 14 * 8, 14 * 8, 23 * 8, NULL);
	*(u8 *)valid = 1;
	rt_gc();
}

static void test_reflect(void) {
	Big in = {{1, 2, 3, 4, 5, 6}}, out;
	u64 w[23];
	CHECK(frame_words(w, &in) == 14);
	rt_reflectcall(NULL, &target_closure, w, 14 * 8, 14 * 8, 23 * 8, NULL);
	for (u64 i = 0; i < 6; i++)
		CHECK(w[14 + i] == i + 11);
	CHECK(w[20] == rt_f64bits(3.75) && w[21] == w[3] && w[22] == 1112);
	struct {
		ptr code, stackmap;
		u64 arglen, regptrs;
		ptr ftyp, fn;
	} *impl = rt_mallocgc(48, rt_type_words, 1);
	impl->code = rt_makeFuncStub;
	impl->ftyp = &func_type;
	Ret3 (*call)(ptr, Big *, u64, f64, u32, ptr, u64, Big *, f64, u64, u64) = impl->code;
	Ret3 r = call(impl, &out, 10, 1.5, 7, "hello", 5, &in, 2.25, 100, 1000);
	for (u64 i = 0; i < 6; i++)
		CHECK(out.v[i] == i + 11);
	CHECK(r.r[0] == rt_f64bits(3.75) && r.r[2] == 1112 && !strcmp((ptr)r.r[1], "hello"));
}

static void test_init(void) {
	static ArrayType big = {.len = 6};
	chan_int.elem = &type_int;
	big.t = type_big;
	big.elem = &type_int;
	Type *ts[] = {&type_int, &type_f64, &type_i32, &type_string, &big.t, &type_f64, &type_int,
		&type_int, &big.t, &type_f64, &type_string};
	memcpy(func_type.types, ts, sizeof ts);
	func_type.t.t.kind = KIND_FUNC;
	func_type.t.in_count = 8;
	func_type.t.out_count = 3;
}

// Files of control groups, in a directory of the test's own.
static char cgroup_dir[64];

static void cgroup_file(const char *name, const char *text) {
	char path[256];
	strcpy(path, cgroup_dir);
	strcat(path, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (i64)strlen(text));
	close(fd);
}

static u64 cgroup_limit(void) {
	char cgroup[128], mountinfo[128];
	strcpy(cgroup, cgroup_dir);
	strcat(cgroup, "/cgroup");
	strcpy(mountinfo, cgroup_dir);
	strcat(mountinfo, "/mountinfo");
	return rt_cgroup_limit(cgroup, mountinfo);
}

static void test_cgroup(void) {
	strcpy(cgroup_dir, "/tmp/cgroup-XXXXXX");
	CHECK(mkdtemp(cgroup_dir) != NULL && chdir(cgroup_dir) == 0);
	CHECK(mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0);
	CHECK(cgroup_limit() == 0);
	char text[256] = "36 25 0:30 / ";
	strcat(text, cgroup_dir);
	strcat(text, " rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
	cgroup_file("/mountinfo", text);
	cgroup_file("/cgroup", "0::/a/b\n");
	CHECK(cgroup_limit() == 0);
	cgroup_file("/a/b/cpu.max", "max 100000\n");
	CHECK(cgroup_limit() == 0);
	cgroup_file("/a/cpu.max", "350000 100000\n");
	CHECK(cgroup_limit() == 3500);
	cgroup_file("/a/b/cpu.max", "50000 100000\n");
	CHECK(cgroup_limit() == 500);
	cgroup_file("/cgroup", "3:cpuset:/x\n2:cpu,cpuacct:/a\n0::/a/b\n");
	CHECK(cgroup_limit() == 0);
	strcpy(text, "36 25 0:30 / ");
	strcat(text, cgroup_dir);
	strcat(text, " rw - cgroup cgroup rw,cpu,cpuacct\n");
	cgroup_file("/mountinfo", text);
	cgroup_file("/a/cpu.cfs_quota_us", "-1\n");
	cgroup_file("/a/cpu.cfs_period_us", "100000\n");
	CHECK(cgroup_limit() == 0);
	cgroup_file("/a/cpu.cfs_quota_us", "120000\n");
	CHECK(cgroup_limit() == 1200);
	static const char *const names[] = {"a/b/cpu.max", "a/cpu.max", "a/cpu.cfs_quota_us",
		"a/cpu.cfs_period_us", "cgroup", "mountinfo"};
	for (u64 i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(names[i]);
	CHECK(rmdir("a/b") == 0 && rmdir("a") == 0 && rmdir(cgroup_dir) == 0);
}

static void main$main(void) {
	test_timers();
	rt_printf("timers\n");
	test_sema();
	rt_printf("semaphores\n");
	test_poll();
	rt_printf("poller\n");
	test_threads();
	test_gc();
	rt_printf("collector\n");
	test_reflect();
	rt_systemstack((void (*)(ptr))test_cgroup, NULL);
	rt_printf("all good\n");
}

#define F(name)                                                                                    \
	{ (ptr) name, #name, "services_test.c", 0, 1, 0 }
static void last_function(void) {
}
static const rt_FuncInfo funcs[] = {
	F(bump),
	F(sendnow),
	F(test_timers),
	F(locker),
	F(waiter),
	F(test_sema),
	F(writer),
	F(test_poll),
	F(blocker),
	F(locked),
	F(test_threads),
	F(chain),
	F(chain_deep),
	F(test_gc),
	F(main$target),
	F(reflect$callReflect),
	F(test_reflect),
	F(main$main),
	F(test_init),
	F(last_function),
	{(ptr)main$target$f, "f", "x", "cldiS16,8,p0l8;M48,8,dll:M48,8,dS16,8,p0l8;", 1, 0},
};
const rt_Program rt_program = {.init = (ptr)test_init,
	.main = (ptr)main$main,
	.funcs = (ptr)funcs,
	.n_funcs = sizeof funcs / sizeof funcs[0],
	.call_reflect = (ptr)reflect$callReflect};
