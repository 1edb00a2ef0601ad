// Block functions of hashes, in place of the library's (links.def): what it has in assembly for
// other compilers.
//
// Each takes the digest, whose first words are the state, and a slice of whole blocks. FIPS 180-4,
// RFC 1321.
#include "digest.h"

static inline u32 be32(const u8 *p) {
	u32 v;
	memcpy(&v, p, 4);
	return __builtin_bswap32(v);
}

static inline u64 be64(const u8 *p) {
	u64 v;
	memcpy(&v, p, 8);
	return __builtin_bswap64(v);
}

#define ROR32(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))

const u32 rt_sha256_k[64] = {
	0x428a2f98,
	0x71374491,
	0xb5c0fbcf,
	0xe9b5dba5,
	0x3956c25b,
	0x59f111f1,
	0x923f82a4,
	0xab1c5ed5,
	0xd807aa98,
	0x12835b01,
	0x243185be,
	0x550c7dc3,
	0x72be5d74,
	0x80deb1fe,
	0x9bdc06a7,
	0xc19bf174,
	0xe49b69c1,
	0xefbe4786,
	0x0fc19dc6,
	0x240ca1cc,
	0x2de92c6f,
	0x4a7484aa,
	0x5cb0a9dc,
	0x76f988da,
	0x983e5152,
	0xa831c66d,
	0xb00327c8,
	0xbf597fc7,
	0xc6e00bf3,
	0xd5a79147,
	0x06ca6351,
	0x14292967,
	0x27b70a85,
	0x2e1b2138,
	0x4d2c6dfc,
	0x53380d13,
	0x650a7354,
	0x766a0abb,
	0x81c2c92e,
	0x92722c85,
	0xa2bfe8a1,
	0xa81a664b,
	0xc24b8b70,
	0xc76c51a3,
	0xd192e819,
	0xd6990624,
	0xf40e3585,
	0x106aa070,
	0x19a4c116,
	0x1e376c08,
	0x2748774c,
	0x34b0bcb5,
	0x391c0cb3,
	0x4ed8aa4a,
	0x5b9cca4f,
	0x682e6ff3,
	0x748f82ee,
	0x78a5636f,
	0x84c87814,
	0x8cc70208,
	0x90befffa,
	0xa4506ceb,
	0xbef9a3f7,
	0xc67178f2,
};

static const u64 sha512_k[80] = {
	0x428a2f98d728ae22,
	0x7137449123ef65cd,
	0xb5c0fbcfec4d3b2f,
	0xe9b5dba58189dbbc,
	0x3956c25bf348b538,
	0x59f111f1b605d019,
	0x923f82a4af194f9b,
	0xab1c5ed5da6d8118,
	0xd807aa98a3030242,
	0x12835b0145706fbe,
	0x243185be4ee4b28c,
	0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f,
	0x80deb1fe3b1696b1,
	0x9bdc06a725c71235,
	0xc19bf174cf692694,
	0xe49b69c19ef14ad2,
	0xefbe4786384f25e3,
	0x0fc19dc68b8cd5b5,
	0x240ca1cc77ac9c65,
	0x2de92c6f592b0275,
	0x4a7484aa6ea6e483,
	0x5cb0a9dcbd41fbd4,
	0x76f988da831153b5,
	0x983e5152ee66dfab,
	0xa831c66d2db43210,
	0xb00327c898fb213f,
	0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2,
	0xd5a79147930aa725,
	0x06ca6351e003826f,
	0x142929670a0e6e70,
	0x27b70a8546d22ffc,
	0x2e1b21385c26c926,
	0x4d2c6dfc5ac42aed,
	0x53380d139d95b3df,
	0x650a73548baf63de,
	0x766a0abb3c77b2a8,
	0x81c2c92e47edaee6,
	0x92722c851482353b,
	0xa2bfe8a14cf10364,
	0xa81a664bbc423001,
	0xc24b8b70d0f89791,
	0xc76c51a30654be30,
	0xd192e819d6ef5218,
	0xd69906245565a910,
	0xf40e35855771202a,
	0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8,
	0x1e376c085141ab53,
	0x2748774cdf8eeb99,
	0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63,
	0x4ed8aa4ae3418acb,
	0x5b9cca4f7763e373,
	0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc,
	0x78a5636f43172f60,
	0x84c87814a1f0ab72,
	0x8cc702081a6439ec,
	0x90befffa23631e28,
	0xa4506cebde82bde9,
	0xbef9a3f7b2c67915,
	0xc67178f2e372532b,
	0xca273eceea26619c,
	0xd186b8c721c0c207,
	0xeada7dd6cde0eb1e,
	0xf57d4f7fee6ed178,
	0x06f067aa72176fba,
	0x0a637dc5a2c898a6,
	0x113f9804bef90dae,
	0x1b710b35131c471b,
	0x28db77f523047d84,
	0x32caab7b40c72493,
	0x3c9ebe0a15c9bebc,
	0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6,
	0x597f299cfc657e2a,
	0x5fcb6fab3ad6faec,
	0x6c44198c4a475817,
};

// One round of SHA-2 on state s, whose names turn by one place a round.
#define SHA2_ROUND(s, i, S1, S0, kw)                                                               \
	do {                                                                                       \
		__typeof__(s[0]) *a_ = &s[-(i)&7], *b_ = &s[(1 - (i)) & 7],                        \
				 *c_ = &s[(2 - (i)) & 7], *d_ = &s[(3 - (i)) & 7],                 \
				 *e_ = &s[(4 - (i)) & 7], *f_ = &s[(5 - (i)) & 7],                 \
				 *g_ = &s[(6 - (i)) & 7], *h_ = &s[(7 - (i)) & 7];                 \
		__typeof__(s[0]) t_ = *h_ + S1(*e_) + (*g_ ^ (*e_ & (*f_ ^ *g_))) + (kw);          \
		*d_ += t_;                                                                         \
		*h_ = t_ + S0(*a_) + ((*a_ & *b_) | (*c_ & (*a_ | *b_)));                          \
	} while (0)

#define S256_1(x) (ROR32(x, 6) ^ ROR32(x, 11) ^ ROR32(x, 25))
#define S256_0(x) (ROR32(x, 2) ^ ROR32(x, 13) ^ ROR32(x, 22))
#define S512_1(x) (ROR64(x, 14) ^ ROR64(x, 18) ^ ROR64(x, 41))
#define S512_0(x) (ROR64(x, 28) ^ ROR64(x, 34) ^ ROR64(x, 39))

static void sha256_blocks(u32 *state, const u8 *p, u64 n) {
	for (; n >= 64; p += 64, n -= 64) {
		u32 w[16], s[8];
		memcpy(s, state, sizeof s);
#pragma GCC unroll 16
		for (u32 i = 0; i < 16; i++) {
			w[i] = be32(p + 4 * i);
			SHA2_ROUND(s, i, S256_1, S256_0, rt_sha256_k[i] + w[i]);
		}
		for (u32 r = 16; r < 64; r += 16)
#pragma GCC unroll 16
			for (u32 i = 0; i < 16; i++) {
				u32 x = w[(i + 1) & 15], y = w[(i + 14) & 15];
				w[i] += (ROR32(x, 7) ^ ROR32(x, 18) ^ x >> 3) + w[(i + 9) & 15] +
					(ROR32(y, 17) ^ ROR32(y, 19) ^ y >> 10);
				SHA2_ROUND(s, i, S256_1, S256_0, rt_sha256_k[r + i] + w[i]);
			}
		for (u32 i = 0; i < 8; i++)
			state[i] += s[i];
	}
}

void rt_sha256_block(ptr dig, ptr p, u64 n, u64 cap) {
	(void)cap;
	if (!rt_sha256_fast(dig, p, n))
		sha256_blocks(dig, p, n);
}

static inline __attribute__((always_inline)) void sha512_blocks(u64 *state, const u8 *p, u64 n) {
	for (; n >= 128; p += 128, n -= 128) {
		u64 w[16], s[8];
		memcpy(s, state, sizeof s);
#pragma GCC unroll 16
		for (u32 i = 0; i < 16; i++) {
			w[i] = be64(p + 8 * i);
			SHA2_ROUND(s, i, S512_1, S512_0, sha512_k[i] + w[i]);
		}
		for (u32 r = 16; r < 80; r += 16)
#pragma GCC unroll 16
			for (u32 i = 0; i < 16; i++) {
				u64 x = w[(i + 1) & 15], y = w[(i + 14) & 15];
				w[i] += (ROR64(x, 1) ^ ROR64(x, 8) ^ x >> 7) + w[(i + 9) & 15] +
					(ROR64(y, 19) ^ ROR64(y, 61) ^ y >> 6);
				SHA2_ROUND(s, i, S512_1, S512_0, sha512_k[r + i] + w[i]);
			}
		for (u32 i = 0; i < 8; i++)
			state[i] += s[i];
	}
}

#ifdef __x86_64__
__attribute__((target("bmi2"))) // rotations that leave their operand as it is
static void
sha512_bmi2(u64 *state, const u8 *p, u64 n) {
	sha512_blocks(state, p, n);
}
#else
#define sha512_bmi2 sha512_blocks
#endif

void rt_sha512_block(ptr dig, ptr data, u64 n, u64 cap) {
	(void)cap;
	if (rt_cpu_has & RT_CPU_BMI2)
		sha512_bmi2(dig, data, n);
	else
		sha512_blocks(dig, data, n);
}

/* SHA-1 */
static void sha1_blocks(u32 *state, const u8 *p, u64 n) {
	static const u32 k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
	for (; n >= 64; p += 64, n -= 64) {
		u32 w[16], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
		for (u32 i = 0; i < 80; i++) {
			u32 x = i < 16 ? be32(p + 4 * i)
				       : w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^
						 w[i & 15];
			w[i & 15] = x = i < 16 ? x : ROR32(x, 31);
			u32 f = i < 20		    ? d ^ (b & (c ^ d))
				: i >= 40 && i < 60 ? (b & c) | (d & (b | c))
						    : b ^ c ^ d;
			u32 t = ROR32(a, 27) + f + e + k[i / 20] + x;
			e = d, d = c, c = ROR32(b, 2), b = a, a = t;
		}
		state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
	}
}

void rt_sha1_block(ptr dig, ptr p, u64 n, u64 cap) {
	(void)cap;
	if (!rt_sha1_fast(dig, p, n))
		sha1_blocks(dig, p, n);
}

/* MD5 */
static const u32 md5_k[64] = {
	0xd76aa478,
	0xe8c7b756,
	0x242070db,
	0xc1bdceee,
	0xf57c0faf,
	0x4787c62a,
	0xa8304613,
	0xfd469501,
	0x698098d8,
	0x8b44f7af,
	0xffff5bb1,
	0x895cd7be,
	0x6b901122,
	0xfd987193,
	0xa679438e,
	0x49b40821,
	0xf61e2562,
	0xc040b340,
	0x265e5a51,
	0xe9b6c7aa,
	0xd62f105d,
	0x02441453,
	0xd8a1e681,
	0xe7d3fbc8,
	0x21e1cde6,
	0xc33707d6,
	0xf4d50d87,
	0x455a14ed,
	0xa9e3e905,
	0xfcefa3f8,
	0x676f02d9,
	0x8d2a4c8a,
	0xfffa3942,
	0x8771f681,
	0x6d9d6122,
	0xfde5380c,
	0xa4beea44,
	0x4bdecfa9,
	0xf6bb4b60,
	0xbebfbc70,
	0x289b7ec6,
	0xeaa127fa,
	0xd4ef3085,
	0x04881d05,
	0xd9d4d039,
	0xe6db99e5,
	0x1fa27cf8,
	0xc4ac5665,
	0xf4292244,
	0x432aff97,
	0xab9423a7,
	0xfc93a039,
	0x655b59c3,
	0x8f0ccc92,
	0xffeff47d,
	0x85845dd1,
	0x6fa87e4f,
	0xfe2ce6e0,
	0xa3014314,
	0x4e0811a1,
	0xf7537e82,
	0xbd3af235,
	0x2ad7d2bb,
	0xeb86d391,
};

// b comes last from the round before: what does not depend on it is put together first.
#define MD5_ROUNDS(r, f, word, s0, s1, s2, s3)                                                     \
	_Pragma("GCC unroll 16") for (u32 i = 0; i < 16; i++) {                                    \
		static const u8 turn[4] = {s0, s1, s2, s3};                                        \
		u32 t = a + (f) + md5_k[(r)*16 + i] + w[(word)&15];                                \
		a = d, d = c, c = b, b += ROR32(t, 32 - turn[i & 3]);                              \
	}

void rt_md5_block(ptr dig, ptr data, u64 n, u64 cap) {
	(void)cap;
	u32 *state = dig;
	for (const u8 *p = data; n >= 64; p += 64, n -= 64) {
		u32 w[16], a = state[0], b = state[1], c = state[2], d = state[3];
		memcpy(w, p, 64); // little-endian
		MD5_ROUNDS(0, d ^ (b & (c ^ d)), i, 7, 12, 17, 22)
		MD5_ROUNDS(1, (c & ~d) + (b & d), 5 * i + 1, 5, 9, 14, 20)
		MD5_ROUNDS(2, b ^ (c ^ d), 3 * i + 5, 4, 11, 16, 23)
		MD5_ROUNDS(3, c ^ (b | ~d), 7 * i, 6, 10, 15, 21)
		state[0] += a, state[1] += b, state[2] += c, state[3] += d;
	}
}
