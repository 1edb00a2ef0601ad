// What the process was started with, and small system services.
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "heap.h"

static struct {
	i64 argc;
	char **argv, **envp;
} env;

// The C library hands these to constructors.
__attribute__((constructor)) static void env_init(int argc, char **argv, char **envp) {
	env.argc = argc;
	env.argv = argv;
	env.envp = envp;
}

// Argument or environment string i as a Go string; a null pointer past the last one.
Ret2 rt_arg(i64 i) {
	if (i < 0 || i >= env.argc)
		return (Ret2){{0, 0}};
	return (Ret2){{(u64)env.argv[i], strlen(env.argv[i])}};
}

Ret2 rt_env(i64 i) {
	char *s = env.envp[i];
	return (Ret2){{(u64)s, s ? strlen(s) : 0}};
}

// The auxiliary vector behind the environment: []uintptr of pairs, the final {0, 0} left out.
Ret3 rt_auxv(void) {
	char **p = env.envp;
	while (*p)
		p++;
	u64 *v = (u64 *)(p + 1), n = 0;
	while (v[n])
		n += 2;
	return (Ret3){{(u64)v, n, n}};
}

u8 rt_is_cgo(void) {
	return rt_iscgo();
}

void rt_csetenv(ptr key, ptr value) {
	if (rt_cgo_setenv)
		rt_cgo_setenv(key, value);
}

ptr rt_libc(u64 i) {
	return rt_cgo_libc ? rt_cgo_libc(i) : NULL;
}

typedef struct EnvCall {
	i64 (*fn)(u64, u64, u64);
	u64 args[3], result;
} EnvCall;

static void env_call(ptr arg) {
	EnvCall *c = arg;
	i64 r = c->fn(c->args[0], c->args[1], c->args[2]);
	c->result = r == -1 || (i32)r == -1 ? (u64)errno : (u64)r;
}

// func cgocaller(fn unsafe.Pointer, args ...uintptr) uintptr: fn is one of rt_libc; 0 or errno
u64 rt_syscall_cgocaller(ptr fn, u64 *args, u64 n, u64 cap) {
	EnvCall c = {.fn = (i64(*)(u64, u64, u64))fn};
	(void)cap;
	for (u64 i = 0; i < n && i < countof(c.args); i++)
		c.args[i] = args[i];
	rt_systemstack(env_call, &c);
	return c.result;
}

i64 rt_getpagesize(void) {
	return 4096;
}

static i64 env_syscall(u64 num, u64 a, u64 b, u64 c) {
	i64 r;
	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "a"(num), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return r;
}

u32 rt_runtime_write(u64 fd, ptr p, u32 n) {
	return env_syscall(SYS_write, fd, (u64)p, (i64)(i32)n);
}

// (value, errno)
Ret2 rt_fcntl(u32 fd, u32 cmd, u32 arg) {
	i64 r = env_syscall(SYS_fcntl, (i64)(i32)fd, (i64)(i32)cmd, (i64)(i32)arg);
	if (r < 0)
		return (Ret2){{-1ul, -r}};
	return (Ret2){{r, 0}};
}

i64 rt_getpid(void) {
	return env_syscall(SYS_getpid, 0, 0, 0);
}

void rt_nothing(void) {
}

u8 rt_true(void) {
	return 1;
}

u8 rt_false(void) {
	return 0;
}

i64 rt_startline_AsmFunc(void) {
	return 23; // the line of AsmFunc in the test's assembly file
}
