// Between digest.c and the processor's own instructions (digest_amd64.c): each returns false, with
// nothing done, where the processor has none.
#ifndef RT_DIGEST_H
#define RT_DIGEST_H
#include <string.h>
#include "heap.h"

extern const u32 rt_sha256_k[64];
bool rt_sha256_fast(u32 *state, const u8 *p, u64 n);
bool rt_sha1_fast(u32 *state, const u8 *p, u64 n);
#endif
