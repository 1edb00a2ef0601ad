// How programs die: what is printed and the exit code. Without arguments it runs itself once for
// each case.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "abi.h"
#include "sched_common.inc"

static ChanType chan_int = {.t = {.size = 8, .kind = KIND_CHAN}};
static Type type_int = {.size = 8, .kind = KIND_INT};
static TestValue panic_type;
static const char *mode;

static void waits(TestClosure *c) {
	RT_STACK_CHECK(waits, 0, c);
	u64 v;
	rt_chanrecv1(rt_makechan(&chan_int, 0), &v);
}

static void main$deadlock(void) {
	GO(waits, 0, 0);
	u64 v;
	rt_chanrecv1(rt_makechan(&chan_int, 0), &v);
}

static void main$panics(void) {
	rt_gopanic(&panic_type, "first");
}

static void main$again(TestClosure *c) {
	(void)c;
	rt_gopanic(&panic_type, "second");
}

static void main$recovers_again(TestClosure *c) {
	RT_STACK_CHECK(main$recovers_again, 0, c);
	Ret2 r = rt_gorecover(__builtin_frame_address(0));
	rt_gopanic((ptr)r.r[0], c->v[0] ? (ptr)r.r[1] : "other");
}

static void main$deferred(TestClosure *c) {
	struct {
		rt_DeferFrame f;
		ptr open[1];
	} f;
	rt_deferenter(&f.f);
	if (rt_setjmp(&f.f)) {
		rt_deferreturn(&f.f);
		return;
	}
	rt_deferopen(&f.f, c, 0);
	main$panics();
	rt_deferreturn(&f.f);
}

static u64 main$overflow(u64 n) {
	RT_STACK_CHECK(main$overflow, 0, n);
	volatile u64 pad[100];
	pad[n % 100] = n;
	return main$overflow(n + 1) + pad[n % 100];
}

static void main$nilcall(void) {
	void (*volatile fn)(void) = NULL;
	fn();
}

static void main$spin(void) {
	for (volatile u64 i = 0;; i++)
		;
}

static void main$main(void) {
	static TestClosure again = {main$again, {0}}, rec = {main$recovers_again, {0}},
			   same = {main$recovers_again, {1}};
	switch (*mode) {
	case 'd': main$deadlock(); break;
	case 'p': main$panics(); break;
	case '2': main$deferred(&again); break;
	case 'r': main$deferred(&rec); break;
	case 's': main$deferred(&same); break;
	case 'o': main$overflow(1); break;
	case 'n': main$nilcall(); break;
	case 'g': rt_goexit(); break;
	case 'q': main$spin(); break;
	case 'G': rt_newproc(NULL); break;
	case 'x': break;
	}
}

static const struct {
	const char *mode;
	int code;
	const char *text;
} cases[] = {
	{"d", 2,
		"fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan "
		"receive]:\nmain.deadlock()\n"},
	{"p", 2, "panic: first\n\ngoroutine 1 [running]:\nmain.panics()\n\ttest/rt/fatal_test.c:"},
	{"2", 2, "panic: first\n\tpanic: second\n\ngoroutine 1 [running]:\nmain.again("},
	{"r", 2,
		"panic: first [recovered]\n\tpanic: other\n\ngoroutine 1 "
		"[running]:\nmain.recovers_again("},
	{"s", 2, "panic: first [recovered, repanicked]\n\ngoroutine 1 [running]:\n"},
	{"o", 2, "runtime: goroutine stack exceeds 1000000000-byte limit\n"},
	{"n", 2,
		"panic: runtime error: invalid memory address or nil pointer dereference\n"
		"[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x"},
	{"g", 2, "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"},
	{"q", 2, "SIGQUIT: quit\nPC=0x"},
	{"G", 2, "fatal error: go of nil func value\n"},
	{"x", 0, ""},
};

static int run_all(const char *self) {
	int bad = 0;
	for (u64 i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char cmd[600];
		static char out[1 << 20];
		snprintf(cmd, sizeof cmd, "%s%s %s 2>&1",
			*cases[i].mode == 'q' ? "timeout -s QUIT 0.5 " : "", self, cases[i].mode);
		setenv("FATAL_CASE", cases[i].mode, 1);
		FILE *f = popen(cmd, "r");
		u64 n = fread(out, 1, sizeof out - 1, f);
		out[n] = 0;
		int st = pclose(f);
		int code = WIFEXITED(st) ? WEXITSTATUS(st) : 1000;
		if (*cases[i].mode == 'q' && code == 124)
			code = 2;
		if (code != cases[i].code ||
			strncmp(out, cases[i].text, strlen(cases[i].text)) != 0) {
			printf("case %s: exit %d\n%.1500s\n", cases[i].mode, code, out);
			bad = 1;
		}
	}
	return bad;
}

// Before the runtime starts.
__attribute__((constructor)) static void choose(void) {
	mode = getenv("FATAL_CASE");
	if (mode != NULL)
		return;
	char self[400];
	long n = readlink("/proc/self/exe", self, sizeof self - 1);
	self[n] = 0;
	exit(run_all(self));
}

static void test_init(void) {
	chan_int.elem = &type_int;
}

#define F(name, text)                                                                              \
	{ (ptr) name, text, "fatal_test.c", 0, 1, RT_FUNC_NOARGS }
static void last_function(void) {
}
static const rt_FuncInfo funcs[] = {
	F(waits, "main.waits"),
	F(main$deadlock, "main.deadlock"),
	F(main$panics, "main.panics"),
	F(main$again, "main.again"),
	F(main$recovers_again, "main.recovers_again"),
	F(main$deferred, "main.deferred"),
	F(main$overflow, "main.overflow"),
	F(main$nilcall, "main.nilcall"),
	F(main$spin, "main.spin"),
	F(main$main, "main.main"),
	F(test_init, "main.init"),
	F(last_function, "last"),
};
const rt_Program rt_program = {.init = (ptr)test_init,
	.main = (ptr)main$main,
	.funcs = (ptr)funcs,
	.n_funcs = sizeof funcs / sizeof funcs[0],
	.goroot = "/goroot"};
