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

i32 rt_getGOAMD64level(void) {
	return 1;
}
