// SHA, AES, GHASH and CRC-32 by the processor's instructions for them, where it
// has them.
//
// CRC-32 folds 64 bytes at a time by carry-less multiplication: Gopal et al.,
// "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction".
#include "digest.h"
#include <immintrin.h>

#define TARGET(list) __attribute__((target(list)))

static bool digest_has_sha(void) {
	return (rt_cpu_has & RT_CPU_SHA) && (rt_cpu_has & RT_CPU_SSE41);
}

/* SHA-256 */
TARGET("sha,sse4.1") static void sha256_ni(u32 *state, const u8 *p, u64 n) {
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i lo = _mm_shuffle_epi32(_mm_loadu_si128((ptr)state), 0xb1);
	__m128i hi = _mm_shuffle_epi32(_mm_loadu_si128((ptr)(state + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(lo, hi, 8), cdgh = _mm_blend_epi16(hi, lo, 0xf0);
	for (; n >= 64; p += 64, n -= 64) {
		__m128i w[4], abef0 = abef, cdgh0 = cdgh;
#pragma GCC unroll 4
		for (u32 i = 0; i < 4; i++)
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128((ptr)(p + 16 * i)), swap);
#pragma GCC unroll 16
		for (u32 i = 0; i < 16; i++) {
			__m128i *w0 = &w[i & 3], w1 = w[(i + 1) & 3], w2 = w[(i + 2) & 3],
				w3 = w[(i + 3) & 3];
			__m128i x = _mm_add_epi32(*w0, _mm_loadu_si128((ptr)(rt_sha256_k + 4 * i)));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, x);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(x, 0x0e));
			if (i >= 12)
				continue;
			*w0 = _mm_add_epi32(
				_mm_sha256msg1_epu32(*w0, w1), _mm_alignr_epi8(w3, w2, 4));
			*w0 = _mm_sha256msg2_epu32(*w0, w3);
		}
		abef = _mm_add_epi32(abef, abef0);
		cdgh = _mm_add_epi32(cdgh, cdgh0);
	}
	lo = _mm_shuffle_epi32(abef, 0x1b);
	hi = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128((ptr)state, _mm_blend_epi16(lo, hi, 0xf0));
	_mm_storeu_si128((ptr)(state + 4), _mm_alignr_epi8(hi, lo, 8));
}

bool rt_sha256_fast(u32 *state, const u8 *p, u64 n) {
	bool has = digest_has_sha();
	if (has)
		sha256_ni(state, p, n);
	return has;
}

/* SHA-1 */
// Five groups of four rounds with the function number f.
#define SHA1_GROUPS(f)                                                                             \
	_Pragma("GCC unroll 5") for (u32 i = 5 * f; i < 5 * f + 5; i++) {                          \
		__m128i *w0 = &w[i & 3], w1 = w[(i + 1) & 3], w2 = w[(i + 2) & 3],                 \
			w3 = w[(i + 3) & 3];                                                       \
		__m128i x = i ? _mm_sha1nexte_epu32(before, *w0) : _mm_add_epi32(e, *w0);          \
		before = abcd;                                                                     \
		abcd = _mm_sha1rnds4_epu32(abcd, x, f);                                            \
		*w0 = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(*w0, w1), w2), w3);      \
	}

TARGET("sha,sse4.1") static void sha1_ni(u32 *state, const u8 *p, u64 n) {
	const __m128i swap = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
	__m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((ptr)state), 0x1b);
	__m128i e = _mm_set_epi32((int)state[4], 0, 0, 0);
	for (; n >= 64; p += 64, n -= 64) {
		__m128i w[4], abcd0 = abcd, before = abcd;
#pragma GCC unroll 4
		for (u32 i = 0; i < 4; i++)
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128((ptr)(p + 16 * i)), swap);
		SHA1_GROUPS(0)
		SHA1_GROUPS(1)
		SHA1_GROUPS(2)
		SHA1_GROUPS(3)
		e = _mm_sha1nexte_epu32(before, e);
		abcd = _mm_add_epi32(abcd, abcd0);
	}
	_mm_storeu_si128((ptr)state, _mm_shuffle_epi32(abcd, 0x1b));
	state[4] = (u32)_mm_extract_epi32(e, 3);
}

bool rt_sha1_fast(u32 *state, const u8 *p, u64 n) {
	bool has = digest_has_sha();
	if (has)
		sha1_ni(state, p, n);
	return has;
}

/* AES */
typedef struct AesKey {
	i64 rounds;
	u32 enc[60],
		dec[60]; // words of the schedule; dec for the equivalent inverse cipher
} AesKey;

RT_GO_MAYBE void crypto$1internal$1fips140$1aes$encryptBlockGeneric(
	ptr c, ptr dst, u64 nd, u64 cd, ptr src, u64 ns, u64 cs);
RT_GO_MAYBE void crypto$1internal$1fips140$1aes$ctrBlocks(
	ptr c, ptr dst, u64 nd, u64 cd, ptr src, u64 ns, u64 cs, u64 ivlo, u64 ivhi);
RT_GO_MAYBE void crypto$1internal$1fips140$1aes$decryptBlockGeneric(
	ptr c, ptr dst, u64 nd, u64 cd, ptr src, u64 ns, u64 cs);

TARGET("ssse3")
static inline __m128i aes_round_key(const u32 *words, i64 round) {
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	return _mm_shuffle_epi8(_mm_loadu_si128((ptr)(words + 4 * round)), swap);
}

TARGET("aes,ssse3")
static void aes_encrypt(const AesKey *k, u8 *dst, const u8 *src) {
	__m128i x = _mm_xor_si128(_mm_loadu_si128((ptr)src), aes_round_key(k->enc, 0));
	for (i64 r = 1; r < k->rounds; r++)
		x = _mm_aesenc_si128(x, aes_round_key(k->enc, r));
	_mm_storeu_si128((ptr)dst, _mm_aesenclast_si128(x, aes_round_key(k->enc, k->rounds)));
}

TARGET("aes,ssse3")
static void aes_decrypt(const AesKey *k, u8 *dst, const u8 *src) {
	__m128i x = _mm_xor_si128(_mm_loadu_si128((ptr)src), aes_round_key(k->dec, 0));
	for (i64 r = 1; r < k->rounds; r++)
		x = _mm_aesdec_si128(x, aes_round_key(k->dec, r));
	_mm_storeu_si128((ptr)dst, _mm_aesdeclast_si128(x, aes_round_key(k->dec, k->rounds)));
}

// Slices that are too short are left to the Go function, which panics.
static bool aes_can(u64 nd, u64 ns) {
	return nd >= 16 && ns >= 16 && (rt_cpu_has & RT_CPU_AES) && (rt_cpu_has & RT_CPU_SSSE3);
}

void rt_aes_encrypt(ptr c, ptr dst, u64 nd, u64 cd, ptr src, u64 ns, u64 cs) {
	if (aes_can(nd, ns))
		aes_encrypt(c, dst, src);
	else
		crypto$1internal$1fips140$1aes$encryptBlockGeneric(c, dst, nd, cd, src, ns, cs);
}

void rt_aes_decrypt(ptr c, ptr dst, u64 nd, u64 cd, ptr src, u64 ns, u64 cs) {
	if (aes_can(nd, ns))
		aes_decrypt(c, dst, src);
	else
		crypto$1internal$1fips140$1aes$decryptBlockGeneric(c, dst, nd, cd, src, ns, cs);
}

// n bytes, at most 8 blocks, of the key stream from counter iv on; the stream of all 8 is made,
// side by side. src is read whole before dst is written.
TARGET("aes,ssse3")
static void aes_ctr(const AesKey *k, u8 *dst, const u8 *src, u64 n, u64 ivlo, u64 ivhi) {
	__m128i x[8], key = aes_round_key(k->enc, 0);
#pragma GCC unroll 8
	for (u64 i = 0; i < 8; i++) {
		u64 lo = ivlo + i, hi = ivhi + (lo < ivlo);
		x[i] = _mm_xor_si128(
			_mm_set_epi64x((i64)__builtin_bswap64(lo), (i64)__builtin_bswap64(hi)),
			key);
	}
	for (i64 r = 1; r < k->rounds; r++) {
		key = aes_round_key(k->enc, r);
#pragma GCC unroll 8
		for (u64 i = 0; i < 8; i++)
			x[i] = _mm_aesenc_si128(x[i], key);
	}
	key = aes_round_key(k->enc, k->rounds);
#pragma GCC unroll 8
	for (u64 i = 0; i < 8; i++) {
		x[i] = _mm_aesenclast_si128(x[i], key);
		if (16 * i < n)
			x[i] = _mm_xor_si128(x[i], _mm_loadu_si128((ptr)(src + 16 * i)));
	}
#pragma GCC unroll 8
	for (u64 i = 0; i < 8; i++)
		if (16 * i < n)
			_mm_storeu_si128((ptr)(dst + 16 * i), x[i]);
}

void rt_aes_ctr(ptr c, ptr dst, u64 nd, u64 cd, ptr src, u64 ns, u64 cs, u64 ivlo, u64 ivhi) {
	if (aes_can(nd, ns) && nd == ns && ns % 16 == 0 && ns <= 128)
		aes_ctr(c, dst, src, ns, ivlo, ivhi);
	else
		crypto$1internal$1fips140$1aes$ctrBlocks(c, dst, nd, cd, src, ns, cs, ivlo, ivhi);
}

/* GHASH */
typedef unsigned __int128 u128;
typedef struct GhashSlice {
	const u8 *p;
	u64 n, cap;
} GhashSlice;

RT_GO_MAYBE void crypto$1internal$1fips140$1aes$1gcm$ghash(
	ptr out, ptr h, ptr inputs, u64 n, u64 cap);

static u128 ghash_load(const u8 *p) {
	u64 hi, lo;
	memcpy(&hi, p, 8);
	memcpy(&lo, p + 8, 8);
	return (u128)__builtin_bswap64(hi) << 64 | __builtin_bswap64(lo);
}

TARGET("pclmul,sse2") static inline u128 clmul(u64 x, u64 y) {
	__m128i z = _mm_clmulepi64_si128(_mm_cvtsi64_si128((i64)x), _mm_cvtsi64_si128((i64)y), 0);
	return (u128)(u64)_mm_cvtsi128_si64(_mm_unpackhi_epi64(z, z)) << 64 |
	       (u64)_mm_cvtsi128_si64(z);
}

// The product in GF(2^128), bit 127 being x^0. The product of two numbers written from their
// highest bit is one place too low; then x^128 = 1 + x + x^2 + x^7, and again for what that has
// above x^127.
TARGET("pclmul,sse2") static inline u128 ghash_mul(u128 x, u128 y) {
	u64 x0 = (u64)x, x1 = (u64)(x >> 64), y0 = (u64)y, y1 = (u64)(y >> 64);
	u128 lo = clmul(x0, y0), hi = clmul(x1, y1), mid = clmul(x0 ^ x1, y0 ^ y1) ^ lo ^ hi;
	lo ^= mid << 64;
	hi ^= mid >> 64;
	hi = hi << 1 | lo >> 127;
	lo <<= 1;
	lo ^= lo << 127 ^ lo << 126 ^ lo << 121;
	return hi ^ lo ^ lo >> 1 ^ lo >> 2 ^ lo >> 7;
}

TARGET("pclmul,sse2") static void ghash_clmul(u8 *out, const u8 *key, const GhashSlice *in, u64 n) {
	u128 h = ghash_load(key), y = 0;
	for (u64 i = 0; i < n; i++) {
		const u8 *p = in[i].p;
		u64 left = in[i].n;
		for (; left >= 16; p += 16, left -= 16)
			y = ghash_mul(y ^ ghash_load(p), h);
		if (left) {
			u8 last[16] = {0};
			memcpy(last, p, left);
			y = ghash_mul(y ^ ghash_load(last), h);
		}
	}
	u64 words[2] = {__builtin_bswap64((u64)(y >> 64)), __builtin_bswap64((u64)y)};
	memcpy(out, words, sizeof words);
}

void rt_ghash(ptr out, ptr h, ptr inputs, u64 n, u64 cap) {
	if (out && h && (rt_cpu_has & RT_CPU_PCLMUL))
		ghash_clmul(out, h, inputs, n);
	else
		crypto$1internal$1fips140$1aes$1gcm$ghash(out, h, inputs, n, cap);
}

/* CRC-32 */
static u32 crc_table[256]; // of single bytes, IEEE; filled by rt_crc32_init_ieee

u8 rt_crc32_has_ieee(void) {
	return (rt_cpu_has & RT_CPU_PCLMUL) && (rt_cpu_has & RT_CPU_SSE41);
}

u8 rt_crc32_has_castagnoli(void) {
	return (rt_cpu_has & RT_CPU_SSE42) != 0;
}

void rt_crc32_init_ieee(void) {
	for (u32 i = 0; i < 256; i++) {
		u32 c = i;
		for (u32 k = 0; k < 8; k++)
			c = c >> 1 ^ (c & 1 ? 0xedb88320 : 0);
		crc_table[i] = c;
	}
}

static u32 crc_bytes(u32 crc, const u8 *p, u64 n) {
	for (u64 i = 0; i < n; i++)
		crc = crc >> 8 ^ crc_table[(u8)crc ^ p[i]];
	return crc;
}

TARGET("pclmul,sse4.1")
static inline __m128i crc_fold(__m128i x, __m128i k, __m128i next) {
	__m128i lo = _mm_clmulepi64_si128(x, k, 0x00), hi = _mm_clmulepi64_si128(x, k, 0x11);
	return _mm_xor_si128(_mm_xor_si128(lo, hi), next);
}

// n is a multiple of 16, at least 64; the register before and after is not
// inverted.
TARGET("pclmul,sse4.1") static u32 crc_blocks(u32 crc, const u8 *p, u64 n) {
	const __m128i far = _mm_set_epi64x(0x1c6e41596, 0x154442bd4),
		      near = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0),
		      last = _mm_set_epi64x(0, 0x163cd6124),
		      poly = _mm_set_epi64x(0x1f7011641, 0x1db710641),
		      low = _mm_set_epi32(0, -1, 0, -1);
	__m128i x[4];
	for (u32 i = 0; i < 4; i++)
		x[i] = _mm_loadu_si128((ptr)(p + 16 * i));
	x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)crc));
	for (p += 64, n -= 64; n >= 64; p += 64, n -= 64)
#pragma GCC unroll 4
		for (u32 i = 0; i < 4; i++)
			x[i] = crc_fold(x[i], far, _mm_loadu_si128((ptr)(p + 16 * i)));
	for (u32 i = 1; i < 4; i++)
		x[i] = crc_fold(x[i - 1], near, x[i]);
	for (; n; p += 16, n -= 16)
		x[3] = crc_fold(x[3], near, _mm_loadu_si128((ptr)p));
	// 128 to 64 bits, 64 to 32, then Barrett's reduction.
	__m128i r = _mm_xor_si128(_mm_clmulepi64_si128(x[3], near, 0x10), _mm_srli_si128(x[3], 8));
	r = _mm_xor_si128(
		_mm_clmulepi64_si128(_mm_and_si128(r, low), last, 0x00), _mm_srli_si128(r, 4));
	__m128i q = _mm_clmulepi64_si128(_mm_and_si128(r, low), poly, 0x10);
	q = _mm_clmulepi64_si128(_mm_and_si128(q, low), poly, 0x00);
	return (u32)_mm_extract_epi32(_mm_xor_si128(r, q), 1);
}

u32 rt_crc32_ieee(u32 crc, ptr data, u64 n, u64 cap) {
	(void)cap;
	const u8 *p = data;
	u64 whole = n >= 64 ? n & ~15ul : 0;
	crc = ~crc;
	if (whole)
		crc = crc_blocks(crc, p, whole);
	return ~crc_bytes(crc, p + whole, n - whole);
}

/* Castagnoli's polynomial */
// The instruction takes 8 bytes every cycle but gives its result after three: three parts of a
// block are summed side by side. The sum of one, moved on by n bytes, is its product with x^(8n).
enum { CRC_PART = 256 };
static u64 crc_by_part, crc_by_two; // x^(8n - 33) for one part and for two, bit 31 being x^0

static u64 crc_power(u32 n) {
	u32 v = 1u << 31;
	for (; n; n--)
		v = v >> 1 ^ (v & 1 ? 0x82f63b78 : 0);
	return v;
}

void rt_crc32_init_castagnoli(void) {
	crc_by_part = crc_power(8 * CRC_PART - 33);
	crc_by_two = crc_power(16 * CRC_PART - 33);
}

TARGET("sse4.2,pclmul") static inline u64 crc_on(u64 crc, u64 by) {
	__m128i z =
		_mm_clmulepi64_si128(_mm_cvtsi64_si128((i64)crc), _mm_cvtsi64_si128((i64)by), 0);
	return _mm_crc32_u64(0, (u64)_mm_cvtsi128_si64(z));
}

static inline u64 crc_word(const u8 *p) {
	u64 w;
	memcpy(&w, p, 8);
	return w;
}

TARGET("sse4.2,pclmul") static u64 crc_parts(u64 c, const u8 *p) {
	u64 d = 0, e = 0;
	for (const u8 *end = p + CRC_PART; p < end; p += 8) {
		c = _mm_crc32_u64(c, crc_word(p));
		d = _mm_crc32_u64(d, crc_word(p + CRC_PART));
		e = _mm_crc32_u64(e, crc_word(p + 2 * CRC_PART));
	}
	return crc_on(c, crc_by_two) ^ crc_on(d, crc_by_part) ^ e;
}

TARGET("sse4.2") u32 rt_crc32_castagnoli(u32 crc, ptr data, u64 n, u64 cap) {
	(void)cap;
	const u8 *p = data;
	u64 c = ~crc;
	c = (u32)c;
	if (rt_cpu_has & RT_CPU_PCLMUL)
		for (; n >= 3 * CRC_PART; p += 3 * CRC_PART, n -= 3 * CRC_PART)
			c = crc_parts(c, p);
	for (; n >= 8; p += 8, n -= 8)
		c = _mm_crc32_u64(c, crc_word(p));
	for (; n; p++, n--)
		c = _mm_crc32_u8((u32)c, *p);
	return ~(u32)c;
}
