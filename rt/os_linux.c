// What the runtime asks of Linux: threads, futexes, clocks, memory.
//
// Threads are made by the C library so that it keeps working in them; its thread control block has
// the two words that hold the current G and the stack limit (doc/abi.md).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "rt.h"

enum { OS_STACK = 256 << 10, OS_SIGSTACK = 64 << 10 };

i64 rt_nanotime(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (i64)t.tv_sec * 1000000000 + t.tv_nsec;
}

void rt_walltime(i64 *seconds, i32 *nanoseconds) {
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	*seconds = t.tv_sec;
	*nanoseconds = (i32)t.tv_nsec;
}

void rt_usleep(u32 us) {
	struct timespec t = {us / 1000000, us % 1000000 * 1000};
	nanosleep(&t, NULL);
}

void rt_osyield(void) {
	sched_yield();
}

u32 rt_ncpu(void) {
	u64 set[1024];
	long n = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
	u64 count = 0;
	for (long i = 0; i < n / 8; i++)
		count += rt_popcount64(set[i]);
	return count ? (u32)count : 1;
}

u32 rt_ncpu_cached(void) {
	static u32 n;
	if (n == 0)
		n = rt_ncpu();
	return n;
}

void rt_random(ptr p, u64 n) {
	for (u64 done = 0; done < n;) {
		long k = getrandom((u8 *)p + done, n - done, 0);
		if (k > 0)
			done += (u64)k;
		else if (errno != EINTR)
			rt_throw("rt_random: getrandom fails");
	}
}

void rt_futexsleep(u32 *addr, u32 val, i64 ns) {
	struct timespec t = {ns / 1000000000, ns % 1000000000};
	syscall(SYS_futex, addr, FUTEX_WAIT_PRIVATE, val, ns < 0 ? NULL : &t, NULL, 0);
}

void rt_futexwakeup(u32 *addr, u32 count) {
	syscall(SYS_futex, addr, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static void *os_thread(void *m) {
	M *mp = m;
	rt_DeferFrame end;
	if (rt_setjmp(&end)) {
		rt_setg(NULL); // the thread's block may be that of another soon, which C makes
		rt_setlimit(0);
		rt_sys_free(mp->sigstack, OS_SIGSTACK + RT_FORK_FRAME);
		atomic_store_release(&mp->gone, 2);
		return NULL;
	}
	mp->threadend = &end;
	rt_setg(mp->g0);
	rt_setlimit(0);
	mp->g0sp = ((u64)__builtin_frame_address(0) - 1024) & ~15ul;
	rt_minit_thread(mp);
	sigset_t none;
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	rt_switchto(mp->g0sp, (void (*)(ptr))rt_mstart, mp);
}

void rt_endosproc(M *m) {
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	stack_t off = {.ss_flags = SS_DISABLE};
	sigaltstack(&off, NULL);
	rt_longjmp(m->threadend);
}

bool rt_newosproc(M *m) {
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	if (!rt_iscgo()) // C takes what it is used to
		pthread_attr_setstacksize(&attr, OS_STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_t t;
	int err;
	for (u32 i = 1; (err = pthread_create(&t, &attr, os_thread, m)) == EAGAIN && i < 20; i++)
		rt_usleep(i * 1000); // others may be about to end
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return err == 0;
}

void rt_minit_extra(M *m, bool sigstack) {
	m->thread = (u64)pthread_self();
	if (m->sigstack == NULL) {
		m->sigstack = rt_sys_alloc(OS_SIGSTACK + RT_FORK_FRAME);
		m->forkframe = (u8 *)m->sigstack + OS_SIGSTACK;
	}
	stack_t st = {.ss_sp = m->sigstack, .ss_size = OS_SIGSTACK};
	if (m->sigstack == NULL || (sigstack && sigaltstack(&st, NULL) != 0))
		rt_throw("rt_minit_thread: no signal stack");
	atomic_store_release(&m->tid, (i32)syscall(SYS_gettid));
}

void rt_minit_thread(M *m) {
	m->sigstack = NULL;
	rt_minit_extra(m, true);
}

void rt_signal_thread(M *m, int sig) {
	i32 tid = atomic_load_acquire(&m->tid);
	if (tid != 0)
		syscall(SYS_tgkill, getpid(), tid, sig);
}

void rt_write(int fd, const void *p, u64 n) {
	for (u64 done = 0; done < n;) {
		long k = syscall(SYS_write, fd, (const u8 *)p + done, n - done);
		if (k <= 0)
			return;
		done += (u64)k;
	}
}

void rt_exit(int code) {
	for (;;)
		syscall(SYS_exit_group, code);
}

ptr rt_sys_reserve(u64 n) {
	ptr p = mmap(NULL, n, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

ptr rt_sys_alloc(u64 n) {
	ptr p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		-1, 0);
	return p == MAP_FAILED ? NULL : p;
}

void rt_sys_map(ptr p, u64 n) {
	if (mprotect(p, n, PROT_READ | PROT_WRITE) != 0)
		rt_throw("rt_sys_map: out of memory");
}

void rt_sys_unused(ptr p, u64 n) {
	madvise(p, n, MADV_DONTNEED);
}

void rt_sys_free(ptr p, u64 n) {
	munmap(p, n);
}

void rt_sys_nohugepage(ptr p, u64 n) {
	madvise(p, n, MADV_NOHUGEPAGE);
}

void rt_sys_hugepage(ptr p, u64 n) {
	madvise(p, n, MADV_HUGEPAGE);
}

bool rt_sys_has_hugepages(void) {
	char text[64] = "";
	int fd = open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	long n = read(fd, text, sizeof text - 1);
	close(fd);
	return n > 0 && !strstr(text, "[never]");
}

enum { OS_CHUNK = 256 << 10 };

static struct {
	Lock lock;
	u64 at, end;
} os_persistent;

ptr rt_persistent_alloc(u64 n, u64 align) {
	if (n >= OS_CHUNK / 4) {
		ptr p = rt_sys_alloc(n);
		if (p == NULL)
			rt_throw("out of memory");
		return p;
	}
	rt_lock(&os_persistent.lock);
	u64 at = (os_persistent.at + align - 1) & -align;
	if (at + n > os_persistent.end) {
		at = (u64)rt_sys_alloc(OS_CHUNK);
		if (at == 0)
			rt_throw("out of memory");
		os_persistent.end = at + OS_CHUNK;
	}
	os_persistent.at = at + n;
	rt_unlock(&os_persistent.lock);
	return (ptr)at;
}
