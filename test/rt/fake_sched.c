// A scheduler of one goroutine, for tests of the heap alone: what the heap needs of the rest of the runtime.
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <linux/futex.h>
#include <time.h>
#include <unistd.h>
#include "fake_sched.h"
#include "gocalls.h"

Sched rt_sched;
u64 rt_maxstack;
static G fake_g;
static M fake_m;
static P fake_p;
static u64 fake_top, fake_sp;

void fake_start(u64 stack_top) {
	G *gp = &fake_g;
	__asm__ volatile("movq %0, %%fs:0x60" : : "r"(gp));
	__asm__ volatile("movq %0, %%fs:0x70" : : "r"(0ul));
	fake_g.m = &fake_m;
	fake_m.curg = &fake_g;
	fake_m.p = &fake_p;
	rt_sched.allp[0] = &fake_p;
	rt_sched.gomaxprocs = 4;
	fake_top = stack_top;
	rt_heap_init();
	rt_heap_procinit(&fake_p);
	rt_heap_start();
}

void rt_lock(Lock *l) {
	if (l->key)
		rt_throw("lock is held");
	l->key = 1;
	fake_m.locks++;
}

void rt_unlock(Lock *l) {
	l->key = 0;
	fake_m.locks--;
}

__attribute__((noinline)) void rt_systemstack(void (*fn)(ptr), ptr arg) {
	__builtin_unwind_init();
	fake_sp = (u64)__builtin_frame_address(0) - 128;
	fn(arg);
}

void rt_stoptheworld(void) {
}

void rt_starttheworld(void) {
}

M *rt_acquirem(void) {
	fake_m.locks++;
	return &fake_m;
}

void rt_releasem(M *m) {
	m->locks--;
}

void rt_foreach_g(void (*fn)(G *, ptr), ptr arg) {
	fn(&fake_g, arg);
}

void rt_g_ranges(G *gp, RangeFn fn, ptr arg) {
	(void)gp;
	fn((ptr)fake_sp, (ptr)fake_top, arg);
}

void rt_runtime_ranges(RangeFn fn, ptr arg) {
	(void)fn;
	(void)arg;
}

u64 rt_ngoroutines(void) {
	return 1;
}

u32 rt_ncpu(void) {
	return 2;
}

void rt_newproc_system(void (*fn)(ptr), ptr arg) {
	(void)fn;
	(void)arg;
}

void rt_gosched(void) {
}

void rt_goready(G *gp) {
	(void)gp;
}

void rt_goready_list(G *gp) {
	(void)gp;
}

void rt_gopark(bool (*unlock)(G *, ptr), ptr arg, u32 reason) {
	(void)unlock;
	(void)arg;
	(void)reason;
	rt_throw("park");
}

void rt_goparkunlock(Lock *l, u32 reason) {
	(void)reason;
	rt_unlock(l);
	rt_throw("nothing to wait for");
}

i64 rt_nanotime(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000l + t.tv_nsec;
}

void rt_walltime(i64 *sec, i32 *nsec) {
	*sec = 1;
	*nsec = 0;
}

void rt_osyield(void) {
	syscall(SYS_sched_yield);
}

void rt_random(ptr p, u64 n) {
	if (getrandom(p, n, 0) != (ssize_t)n)
		abort();
}

void rt_futexsleep(u32 *addr, u32 val, i64 ns) {
	(void)ns;
	syscall(SYS_futex, addr, FUTEX_WAIT_PRIVATE, val, NULL, NULL, 0);
}

void rt_futexwakeup(u32 *addr, u32 n) {
	syscall(SYS_futex, addr, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
}

ptr rt_sys_reserve(u64 n) {
	ptr p = mmap(NULL, n, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

ptr rt_sys_alloc(u64 n) {
	ptr p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

void rt_sys_map(ptr p, u64 n) {
	if (mprotect(p, n, PROT_READ | PROT_WRITE))
		abort();
}

void rt_sys_unused(ptr p, u64 n) {
	madvise(p, n, MADV_DONTNEED);
}

void rt_sys_free(ptr p, u64 n) {
	munmap(p, n);
}

ptr rt_persistent_alloc(u64 n, u64 align) {
	return memset(aligned_alloc(align, (n + align - 1) & ~(align - 1)), 0, n);
}

void rt_throw(const char *s) {
	fprintf(stderr, "fatal error: %s\n", s);
	abort();
}

void rt_fatal(const char *s) {
	rt_throw(s);
}

void rt_panic_text(const char *s) {
	rt_throw(s);
}

void rt_panic_error(const char *s) {
	rt_throw(s);
}

void rt_printf(const char *fmt, ...) {
	fputs(fmt, stderr);
}

void rt_panicunsafeslicelen(void) {
	rt_throw("unsafe slice len");
}

void rt_panicunsafeslicenilptr(void) {
	rt_throw("unsafe slice nil");
}

void rt_morestack(void) {
	rt_throw("morestack");
}

void runtime$goPanicString(ptr s, u64 n) {
	fprintf(stderr, "panic: runtime error: %.*s\n", (int)n, (char *)s);
	abort();
}

void runtime$goPanicAssert(ptr type, ptr inter, ptr name, u64 n) {
	(void)type;
	(void)inter;
	runtime$goPanicString(name, n);
}

void runtime$goPanicDottype(ptr have, ptr want, ptr iface) {
	(void)have;
	(void)want;
	(void)iface;
	abort();
}
