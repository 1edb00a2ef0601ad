// Processor identification for internal/cpu and golang.org/x/sys/cpu.
#include <cpuid.h>
#include "heap.h"

Ret4 rt_cpuid(u32 eax, u32 ecx) {
	u32 a, b, c, d;
	__cpuid_count(eax, ecx, a, b, c, d);
	return (Ret4){{a, b, c, d}};
}

Ret2 rt_xgetbv(void) {
	u32 a, d;
	__asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	return (Ret2){{a, d}};
}

// What rt_asyncpreempt saves: with AVX-512 the parts of XSAVE in the mask, in at most XSAVE_ROOM
// bytes; else ymm or xmm.
u32 rt_xsave_mask;
u8 rt_have_avx;
u32 rt_cpu_has; // gen.h

enum {
	XSAVE_PARTS = 0xe6, // sse, avx, opmask, upper halves of zmm0-15, zmm16-31
	XSAVE_ROOM = 2752,  // asm_amd64.S
	XSAVE_HEADER = 512,
	XSAVE_AVX = 1 << 2,
	XSAVE_ZMM = 1 << 6
};
static u32 xsave_avx_at, xsave_zmm_at; // offsets in what XSAVE writes

static u64 xsave_bits(const u8 *area, u32 at, u32 words) {
	const u64 *p = (const u64 *)(area + at);
	u64 bits = 0;
	for (u32 i = 0; i < words; i++)
		bits |= p[i];
	return bits;
}

// Whether vzeroupper changes nothing of what XSAVE wrote to area. Registers that were restored have
// upper parts as far as the processor knows, if only zeros, and each SSE instruction then waits for
// the last one with the same destination.
u8 rt_xsave_upper_zero(const u8 *area) {
	u64 parts = *(const u64 *)(area + XSAVE_HEADER);
	return !((parts & XSAVE_AVX) && xsave_bits(area, xsave_avx_at, 32)) &&
	       !((parts & XSAVE_ZMM) && xsave_bits(area, xsave_zmm_at, 64));
}

void rt_cpu_init(void) {
	static const struct {
		u32 bit; // of ecx of leaf 1
		u32 has;
	} features[] = {{1, RT_CPU_PCLMUL}, {9, RT_CPU_SSSE3}, {19, RT_CPU_SSE41},
		{20, RT_CPU_SSE42}, {23, RT_CPU_POPCNT}, {25, RT_CPU_AES}};
	u32 eax, ebx, ecx, edx, ebx7 = 0;
	__cpuid_count(1, 0, eax, ebx, ecx, edx);
	for (u32 i = 0; i < sizeof features / sizeof features[0]; i++)
		if (ecx >> features[i].bit & 1)
			rt_cpu_has |= features[i].has;
	if (__get_cpuid_count(7, 0, &eax, &ebx7, &ebx, &edx)) {
		rt_cpu_has |= ebx7 >> 29 & 1 ? RT_CPU_SHA : 0;
		rt_cpu_has |= ebx7 >> 8 & 1 ? RT_CPU_BMI2 : 0;
	}
	u64 saved = ecx >> 27 & 1 ? rt_xgetbv().r[0] : 0; // by the system, where it uses XSAVE
	rt_have_avx = (ecx >> 28 & 1) && (saved & 6) == 6;
	if (rt_have_avx && (ecx >> 12 & 1))
		rt_cpu_has |= RT_CPU_FMA;
	if (!rt_have_avx || !(ebx7 >> 16 & 1) || (saved & XSAVE_PARTS) != XSAVE_PARTS)
		return;
	for (u32 part = 2; part < 8; part++) {
		u32 size, at, c, d;
		__cpuid_count(0xd, part, size, at, c, d);
		if ((XSAVE_PARTS >> part & 1) && size + at > XSAVE_ROOM)
			return;
		if (1 << part == XSAVE_AVX)
			xsave_avx_at = at;
		if (1 << part == XSAVE_ZMM)
			xsave_zmm_at = at;
	}
	rt_xsave_mask = XSAVE_PARTS;
}

i32 rt_getGOAMD64level(void) {
	return 1;
}
