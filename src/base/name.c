// name.c: interned strings and the Unicode classes that Go's lexical grammar asks for.
//
// The table is cut into shards by hash. Looking up a name that is there takes no lock: a slot is
// written once, with release order, after the name itself; a grown table is published the same way,
// and the old one stays readable. Adding a name takes its shard's lock.
#include "base/base.h"

#include <pthread.h>
#include <stdlib.h>

#define SHARD_BITS 5
#define SHARD_COUNT (1 << SHARD_BITS)

typedef struct InternTable {
	uint32_t cap; // power of two
	const Name *slots[];
} InternTable;

typedef struct Shard {
	InternTable *table; // atomic, published with release order
	uint32_t n;	    // under lock
	Arena *arena;	    // under lock
	pthread_mutex_t lock;
} __attribute__((aligned(64))) Shard;

struct Intern {
	Shard shards[SHARD_COUNT];
};

static InternTable *intern_table(Arena *a, uint32_t cap) {
	InternTable *t = arena_alloc(a, sizeof(InternTable) + cap * sizeof(Name *));
	t->cap = cap;
	return t;
}

Intern *intern_new(void) {
	Intern *in = aligned_alloc(64, sizeof(Intern));
	if (!in)
		fatal("out of memory");
	for (int i = 0; i < SHARD_COUNT; i++) {
		Shard *s = &in->shards[i];
		s->n = 0;
		s->arena = arena_new();
		s->table = intern_table(s->arena, 256);
		pthread_mutex_init(&s->lock, NULL);
	}
	return in;
}

void intern_free(Intern *in) {
	for (int i = 0; i < SHARD_COUNT; i++) {
		pthread_mutex_destroy(&in->shards[i].lock);
		arena_free(in->shards[i].arena);
	}
	free(in);
}

// The name, or NULL and the index of the empty slot where the search ended.
static const Name *intern_probe(
	InternTable *t, const char *s, size_t n, uint32_t hash, uint32_t *at) {
	uint32_t i = (hash >> SHARD_BITS) & (t->cap - 1);
	for (;; i = (i + 1) & (t->cap - 1)) {
		const Name *name = __atomic_load_n(&t->slots[i], __ATOMIC_ACQUIRE);
		if (!name)
			break;
		if (name->hash == hash && name->len == n && memcmp(name->s, s, n) == 0)
			return name;
	}
	*at = i;
	return NULL;
}

// Doubles the shard's table. The caller holds the lock.
static InternTable *intern_enlarge(Shard *sh) {
	InternTable *old = sh->table;
	InternTable *t = intern_table(sh->arena, old->cap * 2);
	for (uint32_t i = 0; i < old->cap; i++) {
		const Name *name = old->slots[i];
		if (!name)
			continue;
		uint32_t j = (name->hash >> SHARD_BITS) & (t->cap - 1);
		while (t->slots[j])
			j = (j + 1) & (t->cap - 1);
		t->slots[j] = name;
	}
	__atomic_store_n(&sh->table, t, __ATOMIC_RELEASE);
	return t;
}

static const Name *intern_add(Shard *sh, const char *s, size_t n, uint32_t hash) {
	uint32_t at;
	pthread_mutex_lock(&sh->lock);
	InternTable *t = sh->table;
	const Name *found = intern_probe(t, s, n, hash, &at);
	if (!found) {
		if (sh->n >= t->cap / 2) {
			t = intern_enlarge(sh);
			intern_probe(t, s, n, hash, &at);
		}
		Name *name = arena_alloc(sh->arena, sizeof(Name) + n + 1);
		name->len = (uint32_t)n;
		name->hash = hash;
		memcpy(name->s, s, n);
		sh->n++;
		__atomic_store_n(&t->slots[at], name, __ATOMIC_RELEASE);
		found = name;
	}
	pthread_mutex_unlock(&sh->lock);
	return found;
}

const Name *intern(Intern *in, const char *s, size_t n) {
	uint32_t hash = (uint32_t)hash_bytes(s, n, 0), at;
	Shard *sh = &in->shards[hash & (SHARD_COUNT - 1)];
	const Name *name =
		intern_probe(__atomic_load_n(&sh->table, __ATOMIC_ACQUIRE), s, n, hash, &at);
	return name ? name : intern_add(sh, s, n, hash);
}

const Name *intern_str(Intern *in, const char *s) {
	return intern(in, s, strlen(s));
}

/* Unicode */

typedef struct RuneRange {
	uint32_t lo, hi;
} RuneRange;

static const RuneRange unicode_letters[] = {
#define LETTER(lo, hi) {lo, hi},
#include "base/unicode.def"
#undef LETTER
};
static const RuneRange unicode_digits[] = {
#define DIGIT(lo, hi) {lo, hi},
#include "base/unicode.def"
#undef DIGIT
};
// Upper case letters alternate with lower case ones over long stretches: the step is 1 or 2.
static const struct {
	uint32_t lo, hi, step;
} unicode_uppers[] = {
#define UPPER(lo, hi, step) {lo, hi, step},
#include "base/unicode.def"
#undef UPPER
};

static bool rune_in(const RuneRange *r, size_t n, uint32_t c) {
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (c > r[mid].hi)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && c >= r[lo].lo;
}

bool rune_is_letter(uint32_t c) {
	if (c < 128)
		return (c | 32) - 'a' < 26;
	return rune_in(unicode_letters, LEN(unicode_letters), c);
}

bool rune_is_digit(uint32_t c) {
	if (c < 128)
		return c - '0' < 10;
	return rune_in(unicode_digits, LEN(unicode_digits), c);
}

bool rune_is_upper(uint32_t c) {
	if (c < 128)
		return c - 'A' < 26;
	for (size_t i = 0; i < LEN(unicode_uppers) && c >= unicode_uppers[i].lo; i++)
		if (c <= unicode_uppers[i].hi)
			return (c - unicode_uppers[i].lo) % unicode_uppers[i].step == 0;
	return false;
}

// The number of bytes of the well-formed sequence at s, of at most n bytes; 0 if there is none.
uint32_t utf8_decode(const char *s, size_t n, uint32_t *rune) {
	const unsigned char *p = (const unsigned char *)s;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (n == 0)
		return 0;
	if (p[0] < 0x80) {
		*rune = p[0];
		return 1;
	}
	uint32_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
	if (p[0] < 0xC2 || p[0] > 0xF4 || n < len)
		return 0;
	uint32_t c = p[0] & (0x7Fu >> len);
	for (uint32_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return 0;
	*rune = c;
	return len;
}

uint32_t utf8_encode(char *to, uint32_t c) {
	if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		c = 0xFFFD;
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	uint32_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (uint32_t i = len - 1; i > 0; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3F));
	to[0] = (char)((0xF00 >> len) | c);
	return len;
}

bool name_exported(const Name *n) {
	uint32_t c;
	return utf8_decode(n->s, n->len, &c) && rune_is_upper(c);
}
