// What generated C sees of the runtime: word types, the calls of rtcall.def, the structures of
// layout.def, the stack check, and the operations that C lacks or leaves undefined. gcc, clang and
// libtcc all take it; libtcc has neither atomics, bit counts nor 128-bit integers, so that there
// the helpers are functions of the runtime (rt/helpers.c).
//
// How a compiled function looks:
//	u64 main$f(u64 a, ptr b) {
//		RT_STACK_CHECK(main$f, 0, a, b);          // function, bytes of stack arguments, its
// parameters
//		...
//	}
// A function with a frame above RT_BIG_FRAME is two: the outer one has the name and only
//		RT_BIG_ENTRY(main$f$big, bytes of stack arguments, frame bytes, a, b);
// and main$f$big, noinline, has the body (and no check of its own).
#ifndef RT_GEN_H
#define RT_GEN_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long i64;
typedef float f32;
typedef double f64;
typedef void *ptr;

#define RT_RET(n)                                                                                  \
	typedef struct {                                                                           \
		u64 r[n];                                                                          \
	} Ret##n;
RT_RET(2)
RT_RET(3)
// clang-format off
RT_RET(4) RT_RET(5) RT_RET(6) RT_RET(7) RT_RET(8) RT_RET(9) RT_RET(10) RT_RET(11)
RT_RET(12) RT_RET(13) RT_RET(14) RT_RET(15) RT_RET(16) RT_RET(17) RT_RET(18) RT_RET(19)
RT_RET(20) RT_RET(21) RT_RET(22) RT_RET(23) RT_RET(24) RT_RET(25) RT_RET(26) RT_RET(27)
RT_RET(28) RT_RET(29) RT_RET(30) RT_RET(31) RT_RET(32)
// clang-format on

#define STRUCT(name) typedef struct rt_##name {
#define FIELD(type, name) type name;
#define ARRAY(type, name, n) type name[n];
#define END(name)                                                                                  \
	}                                                                                          \
	rt_##name;
#include "layout.def"
#undef STRUCT
#undef FIELD
#undef ARRAY
#undef END

// Flags of FuncInfo.
#define RT_FUNC_WRAPPER                                                                            \
	1 // made by the compiler around another: hidden in traces, seen through by recover
#define RT_FUNC_HIDDEN 2 // never shown in traces
#define RT_FUNC_NOARGS 4 // no parameters: traces show f() instead of f(...)

// Stack sizes, in bytes. Between the lowest address of a stack and its limit lie RT_STACK_GUARD
// bytes.
#define RT_STACK_GUARD 16384
#define RT_BIG_FRAME 4096
#define RT_LEAF_FRAME 2048

// p, a variable that is not needed any more, is nil wherever the C compiler keeps it.
#define RT_DEAD(p) __asm__ volatile("movq $0, %0" : "+rm"(p))
// The same, and p, if it is not in a register, is nil where it lies, too.
#define RT_GONE(p) __asm__ volatile("movq $0, %0" : "=m"(p))
// No register holds anything.
#define RT_CLEAR_REGISTERS()                                                                       \
	__asm__ volatile(                                                                          \
		"xorl %%eax, %%eax; xorl %%ecx, %%ecx; xorl %%edx, %%edx; xorl %%esi, %%esi; "     \
		"xorl %%edi, %%edi; xorl %%r8d, %%r8d; xorl %%r9d, %%r9d; xorl %%r10d, %%r10d; "   \
		"xorl %%r11d, %%r11d; xorl %%ebx, %%ebx; xorl %%r12d, %%r12d; "                    \
		"xorl %%r13d, %%r13d; xorl %%r14d, %%r14d; xorl %%r15d, %%r15d"                    \
		:                                                                                  \
		:                                                                                  \
		: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "rbx", "r12",       \
		"r13", "r14", "r15", "cc")

// On an access that faults at nil: it happens whether or not its value is used, and in its place.
// gcc has -fnon-call-exceptions for that, clang nothing.
#ifdef __clang__
#define RT_FAULTS volatile
#else
#define RT_FAULTS
#endif

// The C compiler does not know that v is what was assigned to it.
#define RT_APART(v) __asm__ volatile("" : "+r"(v))

#ifdef __TINYC__
#define likely(x) (x)
#define unlikely(x) (x)
#define RT_DIES
#define RT_NOINLINE
#define RT_TWICE
#define RT_HELPER(type) type
#define RT_BODY(...) ;
// Debian's ld loses the type of the weak indirect function memcpy when the first reference says it
// is plain.
#define __builtin_memcpy memmove
#else
#define RT_BODY(...)                                                                               \
	{ __VA_ARGS__ }
#ifndef RT_HELPER // helpers.c makes them functions
#define RT_HELPER(type) static inline __attribute__((unused, always_inline)) type
#endif
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define RT_DIES                                                                                    \
	__attribute__((noreturn)) // not cold: compiled code must not be moved out of its section
#define RT_NOINLINE __attribute__((noinline))
#define RT_TWICE __attribute__((returns_twice))
#endif

#ifndef __TINYC__
	// What debuggers need to unwind is not loaded with the program: nothing else unwinds by
	// tables.
	__asm__(".cfi_sections .debug_frame");
#endif

#include "rtproto.h"

// The first words of G, the current goroutine: what a function leaves for rt_morestack.
typedef struct rt_GHead {
	ptr more_fn;		   // function to enter on the larger stack
	u64 more_args;		   // bytes of its arguments that lie on the stack
	u64 more_frame;		   // bytes of its frame if it is big, else 0
	rt_DeferFrame *deferframe; // innermost function with defers
} rt_GHead;

// The thread control block's words: not cached by the compiler, a goroutine changes threads.
static inline ptr rt_getg(void) {
	ptr g;
	__asm__ volatile("movq %%fs:0x60, %0" : "=r"(g));
	return g;
}

static inline u64 rt_getlimit(void) {
	u64 limit;
	__asm__ volatile("movq %%fs:0x70, %0" : "=r"(limit));
	return limit;
}

// rt_newobject of types of the compiler's whose objects have these sizes, rounded up to a class:
// rt_new16 those with pointers, rt_new16n others. The spans to take them from are the current P's.
#define RT_NEW_SCAN(NEW)                                                                           \
	NEW(8) NEW(16) NEW(24) NEW(32) NEW(48) NEW(64) NEW(80) NEW(96) NEW(112) NEW(128)
#define RT_NEW_NOSCAN(NEW)                                                                         \
	NEW(16) NEW(24) NEW(32) NEW(48) NEW(64) NEW(80) NEW(96) NEW(112) NEW(128)
#define RT_NEW(size) ptr rt_new##size(ptr);
RT_NEW_SCAN(RT_NEW)
#undef RT_NEW
#define RT_NEW(size) ptr rt_new##size##n(ptr);
RT_NEW_NOSCAN(RT_NEW)
#undef RT_NEW

// The write barrier (barrier.c). While rt_wbflag is not 0 a collector marks what was reachable when
// it became so, and must be told of every pointer in memory outside of stacks before it is
// overwritten. rt_storep stores v at slot; the others move and clear memory that holds pointers. In
// rt_storep the test of the flag and the store may not be torn apart by a goroutine switch: the
// signal handler knows the store by the instructions before it (rt_wb_torn), and does not interrupt
// there.
extern u8 rt_wbflag;
void rt_wbstore(ptr slot, ptr v);
void rt_wbmove(ptr to, ptr from, u64 n);
void rt_wbzero(ptr p, u64 n);
void rt_wbslow(void); // keeps all registers: slot in r11, v on the stack; carry: slot is nil

#ifdef __TINYC__
#define rt_storep rt_wbstore
#else
static inline __attribute__((unused, always_inline)) void rt_storep(ptr slot, ptr v) {
	__asm__ volatile("cmpb $0, rt_wbflag(%%rip)\n\tjne 2f\n"
			 "1:\tmovq %1, %0\n3:\n\t.subsection 1\n"
			 "2:\tleaq %0, %%r11\n\tleaq -128(%%rsp), %%rsp\n\tpushq %1\n"
			 "\tcall rt_wbslow\n\tleaq 136(%%rsp), %%rsp\n\tjc 1b\n\tjmp 3b\n"
			 "\t.previous"
			 : "+m"(*(ptr *)slot)
			 : "re"(v)
			 : "r11", "cc");
}
#endif

// Functions with deferred calls (panic.c, abi.md). rt_landed is 1 at the landing point, where only
// memory that the compiler takes for changed by calls is what it was: no register is, and those
// that calls keep the function itself restores for its caller.
#define RT_DEFER_OPEN 64
#ifdef __TINYC__
#define rt_landed rt_setjmp
#else
#define RT_BARRIER() __asm__ volatile("" : : : "memory")
#define rt_landed(f)                                                                               \
	({                                                                                         \
		__label__ landed_;                                                                 \
		u8 again_ = 0;                                                                     \
		rt_DeferFrame *f_ = (f);                                                           \
		__asm__ goto("movq %%rbp, %0\n\tmovq %%rsp, %1\n\tmovq $%l3, %2"                   \
			     :                                                                     \
			     : "m"(f_->jmpbuf[1]), "m"(f_->jmpbuf[6]), "m"(f_->jmpbuf[7])          \
			     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", \
			     "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",   \
			     "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",    \
			     "xmm13", "xmm14", "xmm15", "cc", "memory"                             \
			     : landed_);                                                           \
		if (0) {                                                                           \
		landed_:                                                                           \
			again_ = 1;                                                                \
		}                                                                                  \
		again_;                                                                            \
	})
static inline __attribute__((unused, always_inline)) void rt_inline_deferenter(rt_DeferFrame *f) {
	rt_GHead *g = rt_getg();
	f->link = g->deferframe;
	f->defers = 0;
	f->open = 0;
	g->deferframe = f;
}
static inline __attribute__((unused, always_inline)) void rt_inline_deferopen(
	rt_DeferFrame *f, ptr closure, u64 i) {
	((ptr *)(f + 1))[i] = closure;
	f->open |= 1ul << i;
	RT_BARRIER();
}
static inline __attribute__((unused, always_inline)) u8 rt_inline_defertake(
	rt_DeferFrame *f, u64 i) {
	RT_BARRIER();
	if (!(f->open >> i & 1))
		return 0;
	f->open &= ~(1ul << i);
	RT_BARRIER();
	return 1;
}
static inline __attribute__((unused, always_inline)) void rt_inline_deferleave(rt_DeferFrame *f) {
	RT_BARRIER();
	((rt_GHead *)rt_getg())->deferframe = f->link;
}
#define rt_deferenter(f) rt_inline_deferenter(f)
#define rt_deferopen(f, closure, i) rt_inline_deferopen(f, closure, i)
#define rt_defertake(f, i) rt_inline_defertake(f, i)
#define rt_deferlisted(f) ((u8)(((rt_DeferFrame *)(f))->defers != 0))
#define rt_deferleave(f) rt_inline_deferleave(f)
#endif

void rt_morestack(void); // called as a function of any type; see rt_GHead
int RT_TWICE rt_setjmp(ptr deferframe);

static inline ptr rt_more(ptr fn, u64 args, u64 frame) {
	rt_GHead *g = rt_getg();
	g->more_fn = fn;
	g->more_args = args;
	g->more_frame = frame;
	return (ptr)rt_morestack;
}

// A call of fn that overwrites the n words at `at`, from which its arguments
// come, when they are in registers.
void rt_forget_call(void);
// Clears the frame of a function compiled by libtcc, as it begins, below its n parameters.
void rt_wipe_frame(ptr top);
#define RT_WIPE_FRAME(n) rt_wipe_frame((ptr)__builtin_frame_address(0) - 8 * n)
// After a call as if of the first of two results: the other.
#define RT_SECOND(word) __asm__ volatile("movq %%rdx, %0" : "=m"(word))
static inline ptr rt_forgetting(ptr fn, ptr at, u64 n) {
	rt_GHead *g = rt_getg();
	g->more_fn = fn;
	g->more_args = (u64)at;
	g->more_frame = n;
	return (ptr)rt_forget_call;
}
#define RT_FORGET(fn, at, n) ((__typeof__(*(fn)) *)rt_forgetting((ptr)fn, at, n))

#define RT_MORE(self, nargs, frame) ((__typeof__(&self))rt_more((ptr)self, nargs, frame))

#ifdef __TINYC__
#define RT_STACK_CHECK(self, nargs, ...)                                                           \
	if ((u64)__builtin_frame_address(0) < rt_getlimit())                                       \
	return RT_MORE(self, nargs, 0)(__VA_ARGS__)
#else
#define RT_STACK_CHECK(self, nargs, ...)                                                           \
	do {                                                                                       \
		__label__ more_, enough_;                                                          \
		__asm__ goto("cmpq %%fs:0x70, %%rsp\n\tjb %l0" : : : "cc" : more_);                \
		goto enough_;                                                                      \
	more_:                                                                                     \
		return RT_MORE(self, nargs, 0)(__VA_ARGS__);                                       \
	enough_:;                                                                                  \
	} while (0)
#endif
// The body of the small function before one with a big frame. It goes through rt_morestack always,
// which leaves its frame out of traces and of what recover sees.
#define RT_BIG_ENTRY(body, nargs, frame, ...) return RT_MORE(body, nargs, frame)(__VA_ARGS__)

// Blocks that are copied by assignment.
typedef struct {
	u64 w[1];
} Mem8;
typedef struct {
	u64 w[2];
} Mem16;
typedef struct {
	u64 w[3];
} Mem24;
typedef struct {
	u64 w[4];
} Mem32;

// Signed division by a divisor that is not zero: minimum / -1 wraps, the remainder is then 0.
static inline u64 rt_sdiv64(i64 x, i64 y) {
	return y == -1 ? 0 - (u64)x : (u64)(x / y);
}

static inline u64 rt_srem64(i64 x, i64 y) {
	return y == -1 ? 0 : (u64)(x % y);
}

static inline u32 rt_sdiv32(i32 x, i32 y) {
	return y == -1 ? 0 - (u32)x : (u32)(x / y);
}

static inline u32 rt_srem32(i32 x, i32 y) {
	return y == -1 ? 0 : (u32)(x % y);
}

// Helpers stand one after another, as in a table; clang-format takes RT_BODY for a declarator.
// clang-format off

// Atomics, sequentially consistent. xadd returns the new value; and, or, xchg return the old one.
#define RT_ATOMICS(bits, type)                                                                     \
	RT_HELPER(type) rt_load##bits(ptr p)                                                       \
		RT_BODY(return __atomic_load_n((type *)p, __ATOMIC_SEQ_CST);)                      \
	RT_HELPER(void) rt_store##bits(ptr p, type v)                                              \
		RT_BODY(__atomic_store_n((type *)p, v, __ATOMIC_SEQ_CST);)                         \
	RT_HELPER(type) rt_xchg##bits(ptr p, type v)                                               \
		RT_BODY(return __atomic_exchange_n((type *)p, v, __ATOMIC_SEQ_CST);)               \
	RT_HELPER(type) rt_xadd##bits(ptr p, type v)                                               \
		RT_BODY(return __atomic_add_fetch((type *)p, v, __ATOMIC_SEQ_CST);)                \
	RT_HELPER(type) rt_and##bits(ptr p, type v)                                                \
		RT_BODY(return __atomic_fetch_and((type *)p, v, __ATOMIC_SEQ_CST);)                \
	RT_HELPER(type) rt_or##bits(ptr p, type v)                                                 \
		RT_BODY(return __atomic_fetch_or((type *)p, v, __ATOMIC_SEQ_CST);)                 \
	RT_HELPER(u8) rt_cas##bits(ptr p, type old, type v)                                        \
		RT_BODY(return __atomic_compare_exchange_n(                                        \
				(type *)p, &old, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);)
RT_ATOMICS(8, u8)
RT_ATOMICS(32, u32)
RT_ATOMICS(64, u64)

// What the processor has beyond the least of its kind; set before anything of Go runs.
extern u32 rt_cpu_has;
#define RT_CPU_POPCNT 1
#define RT_CPU_SSE41 2
#define RT_CPU_FMA 4
u64 rt_popcount_bits(u64 x);

// Bits. The count of zero is the width.
RT_HELPER(u64) rt_clz64(u64 x) RT_BODY(return x ? (u64)__builtin_clzl(x) : 64;)
RT_HELPER(u64) rt_clz32(u32 x) RT_BODY(return x ? (u64)__builtin_clz(x) : 32;)
RT_HELPER(u64) rt_ctz64(u64 x) RT_BODY(return x ? (u64)__builtin_ctzl(x) : 64;)
RT_HELPER(u64) rt_ctz32(u32 x) RT_BODY(return x ? (u64)__builtin_ctz(x) : 32;)
RT_HELPER(u64) rt_popcount64(u64 x)
	RT_BODY(u64 n;
		if (__builtin_constant_p(x))
			return (u64)__builtin_popcountl(x);
		if (unlikely(!(rt_cpu_has & RT_CPU_POPCNT)))
			return rt_popcount_bits(x);
		__asm__("popcntq %1, %0" : "=r"(n) : "r"(x) : "cc");
		return n;)
RT_HELPER(u16) rt_bswap16(u16 x) RT_BODY(return __builtin_bswap16(x);)
RT_HELPER(u32) rt_bswap32(u32 x) RT_BODY(return __builtin_bswap32(x);)
RT_HELPER(u64) rt_bswap64(u64 x) RT_BODY(return __builtin_bswap64(x);)

// 128 bits. rt_div128 needs hi < y: r[0] quotient, r[1] remainder. rt_mul128: r[0] high, r[1] low.
RT_HELPER(u64) rt_mulhi64(u64 x, u64 y) RT_BODY(return (u64)((unsigned __int128)x * y >> 64);)
RT_HELPER(i64) rt_mulhis64(i64 x, i64 y) RT_BODY(return (i64)((__int128)x * y >> 64);)
RT_HELPER(Ret2) rt_mul128(u64 x, u64 y)
	RT_BODY(unsigned __int128 p = (unsigned __int128)x * y;
		return (Ret2){{(u64)(p >> 64), (u64)p}};)
RT_HELPER(Ret2) rt_div128(u64 hi, u64 lo, u64 y)
	RT_BODY(u64 q; u64 r;
		__asm__("divq %4" : "=a"(q), "=d"(r) : "a"(lo), "d"(hi), "r"(y) : "cc");
		return (Ret2){{q, r}};)

// Floating point. Conversions give what gc's code gives on amd64 for every operand; those to
// integers of 8 and 16 bits are the low bits of the conversion to i32.
RT_HELPER(f64) rt_sqrt(f64 x) RT_BODY(__asm__("sqrtsd %1, %0" : "=x"(x) : "x"(x)); return x;)
RT_HELPER(f32) rt_sqrtf(f32 x) RT_BODY(__asm__("sqrtss %1, %0" : "=x"(x) : "x"(x)); return x;)

// Rounding by the immediate of roundsd, without inexactness.
f64 rt_floor_soft(f64 x);
f64 rt_ceil_soft(f64 x);
f64 rt_trunc_soft(f64 x);
f64 rt_rint_soft(f64 x);
f64 rt_fma_soft(f64 x, f64 y, f64 z);
#define RT_ROUND(name, how)                                                                        \
	RT_HELPER(f64) rt_##name(f64 x)                                                            \
		RT_BODY(if (unlikely(!(rt_cpu_has & RT_CPU_SSE41)))                                \
				return rt_##name##_soft(x);                                        \
			__asm__("roundsd %2, %1, %0" : "=x"(x) : "x"(x), "i"(how));                \
			return x;)
RT_ROUND(floor, 9)
RT_ROUND(ceil, 10)
RT_ROUND(trunc, 11)
RT_ROUND(rint, 8) // to nearest, ties to even
RT_HELPER(f64) rt_fma(f64 x, f64 y, f64 z)
	RT_BODY(if (unlikely(!(rt_cpu_has & RT_CPU_FMA)))
			return rt_fma_soft(x, y, z);
		__asm__("vfmadd231sd %2, %1, %0" : "+x"(z) : "x"(x), "x"(y));
		return z;)
RT_HELPER(u64) rt_f64bits(f64 x) RT_BODY(u64 b; __builtin_memcpy(&b, &x, 8); return b;)
RT_HELPER(f64) rt_f64frombits(u64 b) RT_BODY(f64 x; __builtin_memcpy(&x, &b, 8); return x;)
RT_HELPER(u32) rt_f32bits(f32 x) RT_BODY(u32 b; __builtin_memcpy(&b, &x, 4); return b;)
RT_HELPER(f32) rt_f32frombits(u32 b) RT_BODY(f32 x; __builtin_memcpy(&x, &b, 4); return x;)
RT_HELPER(f64) rt_fabs(f64 x) RT_BODY(return __builtin_fabs(x);)
RT_HELPER(f64) rt_copysign(f64 x, f64 y) RT_BODY(return __builtin_copysign(x, y);)
RT_HELPER(i64) rt_f64toi64(f64 x)
	RT_BODY(i64 r; __asm__("cvttsd2siq %1, %0" : "=r"(r) : "x"(x)); return r;)
RT_HELPER(i32) rt_f64toi32(f64 x)
	RT_BODY(i32 r; __asm__("cvttsd2sil %1, %0" : "=r"(r) : "x"(x)); return r;)
RT_HELPER(i64) rt_f32toi64(f32 x)
	RT_BODY(i64 r; __asm__("cvttss2siq %1, %0" : "=r"(r) : "x"(x)); return r;)
RT_HELPER(i32) rt_f32toi32(f32 x)
	RT_BODY(i32 r; __asm__("cvttss2sil %1, %0" : "=r"(r) : "x"(x)); return r;)
RT_HELPER(f64) rt_u64tof64(u64 x) RT_BODY(return (f64)x;)
RT_HELPER(f32) rt_u64tof32(u64 x) RT_BODY(return (f32)x;)
RT_HELPER(u64) rt_f64tou64(f64 x)
	RT_BODY(return x < 9223372036854775808.0
			? (u64)rt_f64toi64(x)
			: (u64)rt_f64toi64(x - 9223372036854775808.0) | 1ul << 63;)
RT_HELPER(u32) rt_f64tou32(f64 x) RT_BODY(return (u32)rt_f64toi64(x);)
RT_HELPER(u64) rt_f32tou64(f32 x)
	RT_BODY(return x < 9223372036854775808.0f
			? (u64)rt_f32toi64(x)
			: (u64)rt_f32toi64(x - 9223372036854775808.0f) | 1ul << 63;)
RT_HELPER(u32) rt_f32tou32(f32 x) RT_BODY(return (u32)rt_f32toi64(x);)
// clang-format on

#endif
