// arena.c: bump allocation in chunks, and the growable arrays and text buffers that live in arenas.
//
// An arena is a list of zeroed chunks; the newest is the one allocated from. Chunk sizes double
// from 32 KB to 4 MB, so that a small arena is cheap and a large one is a few system calls; those
// of 4 MB ask for huge pages, which spare a thousand page faults each. An
// object larger than half a chunk gets a chunk of its own behind the current one, so that the rest
// of the current one is not wasted. Holds: the bytes in [at, end) of the current chunk are zero.
#include "base/base.h"

#include <stdlib.h>
#include <sys/mman.h>

typedef struct Chunk Chunk;
struct Chunk {
	Chunk *next;
	size_t mapped; // its bytes if it is a mapping; else it is from calloc
	char data[];   // 16-aligned
};

struct Arena {
	char *at, *end;	  // free part of the current chunk
	Chunk *chunks;	  // newest first
	size_t next_size; // of the next chunk, with its header
	size_t done;	  // bytes handed out
};

#define CHUNK_MIN ((size_t)32 << 10)
#define CHUNK_MAX ((size_t)4 << 20)
#define SPARSE_MIN ((size_t)16 << 10)
#define HUGE_PAGE ((size_t)2 << 20)

Arena *arena_new(void) {
	Arena *a = calloc(1, sizeof(Arena));
	if (!a)
		fatal("out of memory");
	a->next_size = CHUNK_MIN;
	return a;
}

void arena_free(Arena *a) {
	for (Chunk *c = a->chunks, *next; c; c = next) {
		next = c->next;
		if (c->mapped)
			munmap(c, c->mapped);
		else
			free(c);
	}
	free(a);
}

static Chunk *chunk_new(size_t size) {
	Chunk *c = calloc(1, size);
	if (!c)
		fatal("out of memory (%zu bytes wanted)", size);
	return c;
}

// Puts a chunk of its own behind the current one.
static void arena_link(Arena *a, Chunk *c) {
	if (a->chunks) {
		c->next = a->chunks->next;
		a->chunks->next = c;
	} else {
		a->chunks = c;
	}
}

void *arena_alloc_sparse(Arena *a, size_t size) {
	if (size < SPARSE_MIN)
		return arena_alloc(a, size);
	size += sizeof(Chunk);
	Chunk *c = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (c == MAP_FAILED)
		fatal("out of memory (%zu bytes wanted)", size);
	c->mapped = size;
	arena_link(a, c);
	return c->data;
}

// A chunk of CHUNK_MAX bytes that begins at a huge page.
static Chunk *chunk_map(void) {
	size_t room = CHUNK_MAX + HUGE_PAGE;
	char *p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		fatal("out of memory (%zu bytes wanted)", room);
	size_t before = -(uintptr_t)p & (HUGE_PAGE - 1);
	if (before)
		munmap(p, before);
	munmap(p + before + CHUNK_MAX, HUGE_PAGE - before);
	Chunk *c = (Chunk *)(p + before);
	madvise(c, CHUNK_MAX, MADV_HUGEPAGE); // where the system has them
	c->mapped = CHUNK_MAX;
	return c;
}

// Serves what does not fit into the current chunk.
static void *arena_slow(Arena *a, size_t size) {
	if (size > a->next_size / 2) {
		Chunk *c = chunk_new(sizeof(Chunk) + ((size + 15) & ~(size_t)15));
		arena_link(a, c);
		return c->data;
	}
	Chunk *c = a->next_size < CHUNK_MAX ? chunk_new(a->next_size) : chunk_map();
	c->next = a->chunks;
	a->chunks = c;
	a->end = (char *)c + a->next_size;
	a->at = c->data + size;
	if (a->next_size < CHUNK_MAX)
		a->next_size *= 2;
	return c->data;
}

void *arena_alloc(Arena *a, size_t size) {
	uintptr_t align = size >= 16 ? 15 : 7;
	size = (size + 7) & ~(size_t)7;
	char *p = (char *)(((uintptr_t)a->at + align) & ~align);
	a->done += size;
	if (a->at && p <= a->end && size <= (size_t)(a->end - p)) {
		a->at = p + size;
		return p;
	}
	return arena_slow(a, size);
}

char *arena_strndup(Arena *a, const char *s, size_t n) {
	char *p = arena_alloc(a, n + 1);
	if (n)
		memcpy(p, s, n);
	return p;
}

static char *arena_vprintf(Arena *a, const char *fmt, va_list args, size_t *len) {
	va_list again;
	va_copy(again, args);
	char small[256];
	int n = vsnprintf(small, sizeof small, fmt, args);
	if (n < 0)
		ice("arena_vprintf: bad format %s", fmt);
	char *p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof small)
		memcpy(p, small, (size_t)n);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	*len = (size_t)n;
	return p;
}

char *arena_printf(Arena *a, const char *fmt, ...) {
	va_list args;
	size_t n;
	va_start(args, fmt);
	char *p = arena_vprintf(a, fmt, args, &n);
	va_end(args);
	return p;
}

size_t arena_bytes(const Arena *a) {
	return a->done;
}

/* Vectors and buffers */

typedef VEC(char) AnyVec;

// vec points to a VEC of any type: it is read and written as bytes.
void vec_grow(Arena *a, void *vec, size_t elem, uint32_t n) {
	AnyVec copy, *v = &copy;
	memcpy(v, vec, sizeof copy);
	if (n <= v->cap)
		return;
	uint64_t cap = v->cap ? (uint64_t)v->cap * 2 : elem >= 64 ? 2 : 4;
	if (cap < n)
		cap = n;
	if (cap > UINT32_MAX)
		cap = UINT32_MAX;
	size_t old = ((size_t)v->cap * elem + 7) & ~(size_t)7;
	size_t want = ((size_t)cap * elem + 7) & ~(size_t)7;
	// The newest object of the arena grows where it stands.
	if (v->cap && v->v + old == a->at && want - old <= (size_t)(a->end - a->at)) {
		a->at += want - old;
		a->done += want - old;
	} else {
		char *p = arena_alloc(a, want);
		if (v->n)
			memcpy(p, v->v, (size_t)v->n * elem);
		v->v = p;
	}
	v->cap = (uint32_t)cap;
	memcpy(vec, v, sizeof copy);
}

void buf_write(Arena *a, Buf *b, const char *s, size_t n) {
	if (n == 0)
		return;
	if (n > UINT32_MAX - 1 - b->n)
		fatal("text of more than 4 GB");
	if (b->cap - b->n < n)
		vec_grow(a, b, 1, b->n + (uint32_t)n);
	memcpy(b->v + b->n, s, n);
	b->n += (uint32_t)n;
}

void buf_puts(Arena *a, Buf *b, const char *s) {
	buf_write(a, b, s, strlen(s));
}

void buf_printf(Arena *a, Buf *b, const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	char small[256];
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(small, sizeof small, fmt, args);
	if (n < 0)
		ice("buf_printf: bad format %s", fmt);
	if ((size_t)n < sizeof small) {
		buf_write(a, b, small, (size_t)n);
	} else {
		if (b->cap - b->n <= (uint32_t)n)
			vec_grow(a, b, 1, b->n + (uint32_t)n + 1);
		vsnprintf(b->v + b->n, (size_t)n + 1, fmt, again);
		b->n += (uint32_t)n;
	}
	va_end(again);
	va_end(args);
}

char *buf_cstr(Arena *a, Buf *b) {
	if (b->n == b->cap)
		vec_grow(a, b, 1, b->n + 1);
	b->v[b->n] = 0;
	return b->v;
}
