// cgocheck.c: what the rules for pointers that are passed to C (golib/runtime/cgocall.go) ask of
// the heap.
#include "span.h"

// What lies between the first and the last variable with pointers; only there may one be.
static struct { u64 lo, hi; } cgo_roots;

// Whether p points to a variable that holds pointers.
u8 rt_cgo_isvariable(ptr addr) {
	u64 p = (u64)addr;
	const rt_Root *roots = rt_program.roots;
	if (atomic_load_acquire(&cgo_roots.hi) == 0) {
		u64 lo = ~0ul, hi = 1;
		for (u64 i = 0; i < rt_program.n_roots; i++) {
			u64 at = (u64)roots[i].addr, end = at + roots[i].words * 8;
			lo = at < lo ? at : lo;
			hi = end > hi ? end : hi;
		}
		cgo_roots.lo = lo;
		atomic_store_release(&cgo_roots.hi, hi);
	}
	if (p < cgo_roots.lo || p >= cgo_roots.hi)
		return 0;
	for (u64 i = 0; i < rt_program.n_roots; i++)
		if (p - (u64)roots[i].addr < roots[i].words * 8)
			return 1;
	return 0;
}

// Whether p points to memory of Go: an object, a stack, a variable that holds pointers.
u8 rt_cgo_isgo(ptr p) {
	return rt_findobject(p).r[0] != 0 || rt_stack_region((u64)p) || rt_cgo_isvariable(p);
}

i64 rt_cgo_next(ptr base, i64 i) {
	const Span *s = span_of((u64)base);
	if (s == NULL || s->noscan)
		return -1;
	u64 at = span_index(s, (u64)base);
	for (i64 n = (i64)(s->elemsize / 8); i < n; i++) {
		ptr p = ((ptr *)base)[i];
		if (p != NULL && rt_gcbits_word(s, at, (u64)i) && rt_cgo_isgo(p))
			return i;
	}
	return -1;
}
