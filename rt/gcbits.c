// gcbits.c: what the collector knows of an object, for tests and for the rules of cgo.
#include "span.h"

u8 rt_gcbits_word(const Span *s, u64 at, u64 i) {
	if (s->noscan)
		return 0;
	if (s->bits) {
		u64 word = at * s->elemsize / 8 + i;
		return s->bits[word / 64] >> word % 64 & 1;
	}
	const Type *t = s->types[at];
	u64 words = t->size / 8, k = words ? i % words : 0;
	return k < t->ptr_bytes / 8 && rt_gcmask(t)[k / 8] >> k % 8 & 1;
}

// A byte for each word of the object that starts at p, 1 where the collector looks for a pointer,
// as far as n bytes go. Gives the words of the object; 0: none starts there.
u64 rt_gcbits(ptr p, u8 *bits, u64 n) {
	Ret2 object = rt_findobject(p);
	if (object.r[0] != (u64)p)
		return 0;
	const Span *s = span_of((u64)p);
	u64 words = object.r[1] / 8, at = span_index(s, (u64)p);
	for (u64 i = 0; i < words && i < n; i++)
		bits[i] = rt_gcbits_word(s, at, i);
	return words;
}
