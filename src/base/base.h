// base.h: what every room of the compiler stands on: arenas, vectors, maps, interned names, source
// files and positions, and the queue of diagnostics.
//
// Memory is owned by arenas and freed with them, never object by object. All state hangs from a
// Session, which is passed down; the compiler has no mutable globals. Functions marked [locked]
// may be called from several threads at once; everything else belongs to one thread at a time.
#ifndef SEAGO_BASE_H
#define SEAGO_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define NORETURN __attribute__((noreturn))
#define LEN(array) (sizeof(array) / sizeof((array)[0]))

/* arena.c */

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *a);
// Zeroed memory, aligned to 16 when size >= 16 and to 8 below. Never NULL: running out is fatal().
void *arena_alloc(Arena *a, size_t size);
// For what will be used in parts only: untouched pages of a large one take no memory.
void *arena_alloc_sparse(Arena *a, size_t size);
char *arena_strndup(Arena *a, const char *s, size_t n); // NUL-terminated
char *arena_printf(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
size_t arena_bytes(const Arena *a); // bytes handed out so far, for -timings

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* vec: a typed growable array in an arena.  VEC(T) declares the struct; zero is the empty vector.
 */

#define VEC(T)                                                                                     \
	struct {                                                                                   \
		T *v;                                                                              \
		uint32_t n;                                                                        \
		uint32_t cap;                                                                      \
	}
// Grows *v (elements of size `elem`) to hold at least n elements; keeps the old contents.
void vec_grow(Arena *a, void *vec, size_t elem, uint32_t n);
#define vec_push(a, vec, x)                                                                        \
	do {                                                                                       \
		if ((vec)->n == (vec)->cap)                                                        \
			vec_grow((a), (vec), sizeof((vec)->v[0]), (vec)->n + 1);                   \
		(vec)->v[(vec)->n++] = (x);                                                        \
	} while (0)

typedef VEC(char) Buf; // text under construction; not NUL-terminated unless buf_cstr is used
void buf_write(Arena *a, Buf *b, const char *s, size_t n);
void buf_puts(Arena *a, Buf *b, const char *s);
void buf_printf(Arena *a, Buf *b, const char *fmt, ...) PRINTF_LIKE(3, 4);
char *buf_cstr(Arena *a, Buf *b); // NUL-terminates in place and returns b->v

/* name.c: interned strings; two names are the same string exactly when the pointers are equal. */

typedef struct Name Name;
struct Name {
	uint32_t len;
	uint32_t hash;
	char s[]; // NUL-terminated
};
typedef struct Intern Intern;

Intern *intern_new(void);
void intern_free(Intern *in);
const Name *intern(Intern *in, const char *s, size_t n); // [locked]
const Name *intern_str(Intern *in, const char *s);	 // [locked]
bool name_exported(const Name *n); // starts with a Unicode upper case letter (class Lu)

// Classes of runes: letters L*, decimal digits Nd, upper case letters Lu.
bool rune_is_letter(uint32_t c);
bool rune_is_digit(uint32_t c);
bool rune_is_upper(uint32_t c);
// Bytes of the well-formed UTF-8 sequence at s (at most n bytes); 0 if there is none.
uint32_t utf8_decode(const char *s, size_t n, uint32_t *rune);
uint32_t utf8_encode(char *to, uint32_t c); // writes 1..4 bytes; no code point: U+FFFD

/* map.c: hash maps in an arena. Keys are pointers (compared by address) or 64-bit integers. */

typedef struct MapSlot {
	uint64_t key; // 0 = empty: key 0 may not be stored
	void *val;
} MapSlot;
typedef struct Map {
	Arena *arena;
	MapSlot *slots; // power of two of them, or NULL when empty
	uint32_t n, cap;
} Map;

void map_init(Map *m, Arena *a);
void *map_get(const Map *m, const void *key); // NULL if absent
void map_put(Map *m, const void *key, void *val);
void *map_get64(const Map *m, uint64_t key);
void map_put64(Map *m, uint64_t key, void *val);
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

/* source.c: files and positions.
 *
 * A Pos is one more than an offset into the concatenation of all source files of the session (0 is
 * "no position"): each file gets a range [base, base+size] when it is added. Lines are counted from
 * 1, columns in bytes from 1. `//line` directives change what pos_resolve reports, not the Pos. */

typedef uint32_t Pos;
#define NO_POS ((Pos)0)

typedef struct LineDirective {
	uint32_t offset; // first byte the directive governs
	const char *path;
	uint32_t line, col; // col 0: the directive gave none, columns are not reported
} LineDirective;

typedef struct SourceFile {
	const char *path;     // absolute or as opened
	const char *shown;    // as printed in diagnostics ("./x.go")
	const char *stored;   // where its text lies; NULL: at path
	const char *recorded; // as a running program shows it, NULL: path
	const char *text;     // size bytes, followed by a NUL that is not part of the file
	uint32_t size;
	Pos base;		       // Pos of the first byte
	VEC(uint32_t) lines;	       // offset of the start of each line; lines.v[0] == 0
	VEC(LineDirective) directives; // ascending by offset
} SourceFile;

typedef struct Sources Sources;
typedef struct Place {
	const SourceFile *file; // NULL: no position
	const char *path;	// to print; honours //line
	uint32_t line, col;	// col 0: unknown
} Place;

Sources *sources_new(Arena *a);
void sources_free(Sources *ss); // the texts are their owners'
// Adds a file whose text the caller read (or made up). Text must live as long as the sources.
// [locked]
SourceFile *sources_add(
	Sources *ss, const char *path, const char *shown, const char *text, uint32_t size);
// Reads a whole file into memory that lives as long as `a`. NULL and *err set to a static text or
// strerror on failure (missing, unreadable, a directory, larger than 1 GB).
char *file_read(Arena *a, const char *path, uint32_t *size, const char **err);
Place pos_resolve(const Sources *ss, Pos p); // honours //line [locked]
// The path that a running program shows: absolute if that of the file is; "??" if a directive gave
// none.
const char *place_path(Place p, Arena *a);
Place pos_resolve_raw(const Sources *ss, Pos p); // ignores //line [locked]

/* diag.c: the user's program is wrong (diag_error) or we are (ice). */

typedef enum DiagKind {
	DIAG_ERROR,
	DIAG_SOFT,
	DIAG_NOTE
} DiagKind; // SOFT: does not poison (unused variable, import)
typedef struct Diag {
	Pos pos;
	DiagKind kind;
	const char *msg;  // may hold "\n\t" continuation lines
	uint32_t seq;	  // order of reporting, the tie-breaker when sorting
	const char *hint; // what may help, for people at a terminal; NULL: nothing
} Diag;
typedef struct Diags Diags;

// How errors are shown. At a terminal the source line follows, with a mark under what is meant, and
// the hint.
typedef enum DiagLook { DIAG_PLAIN, DIAG_SOURCE, DIAG_COLOUR } DiagLook;

Diags *diags_new(Sources *ss);
void diags_free(Diags *d);
void diag_error(Diags *d, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4); // [locked]
void diag_report(Diags *d, DiagKind kind, Pos pos, const char *msg);	    // copies msg [locked]
uint32_t diags_count(const Diags *d);
Pos diags_first(
	const Diags *d); // where the error reported first is; NO_POS: nowhere, or none [locked]
// Prints what is queued, sorted by position and sequence, and empties the queue. Repeated errors of
// a line are dropped as the official compiler drops them. Unless `all`, the tenth error reported is
// the last, followed by "too many errors". Returns the number printed.
uint32_t diags_flush(Diags *d, FILE *to, bool all);
uint32_t diags_show(Diags *d, FILE *to, bool all, DiagLook look); // the same, with that look
void diags_hint(Diags *d, const char *hint); // of the error reported last; copied [locked]

/* excerpt.c */
// The line of the source where x is, and a mark under the token there; nothing without a position.
void excerpt_print(FILE *to, Place at, bool colour);

NORETURN void ice(const char *fmt, ...)
	PRINTF_LIKE(1, 2); // internal compiler error: prints and aborts
NORETURN void fatal(const char *fmt, ...) PRINTF_LIKE(1, 2); // "seago: ..." on stderr, exit 1

/* session.c: what one invocation of the compiler shares. */

typedef struct Session {
	Arena *arena; // lives until exit
	Intern *names;
	Sources *sources;
	Diags *diags;
	bool debug; // verify after every pass
} Session;

Session *session_new(void);
void session_free(Session *s); // with all that was made in it

#endif
