// diag.c: the queue of diagnostics, and the two ways to stop at once.
//
// What is printed follows the official compiler: of the syntax errors that follow each other on one
// line only the first counts, of equal errors only one; the tenth error ends the compilation, and
// what was reported until then is printed in order of position.
#include "base/base.h"

#include <pthread.h>
#include <stdlib.h>

#define MAX_ERRORS 10

struct Diags {
	Sources *sources;
	Arena *arena;	 // under lock
	VEC(Diag) list;	 // under lock; in order of reporting
	uint32_t errors; // under lock; ERROR and SOFT ones
	uint32_t seq;	 // under lock
	pthread_mutex_t lock;
};

typedef struct DiagAt {
	Diag d;
	Place place; // as printed
	Place raw;   // what sorting and the line rules go by
} DiagAt;

Diags *diags_new(Sources *ss) {
	Diags *d = calloc(1, sizeof(Diags));
	if (!d)
		fatal("out of memory");
	d->sources = ss;
	d->arena = arena_new();
	pthread_mutex_init(&d->lock, NULL);
	return d;
}

void diags_free(Diags *d) {
	pthread_mutex_destroy(&d->lock);
	arena_free(d->arena);
	free(d);
}

void diag_report(Diags *d, DiagKind kind, Pos pos, const char *msg) {
	pthread_mutex_lock(&d->lock);
	Diag x = {pos, kind, arena_strndup(d->arena, msg, strlen(msg)), d->seq++, NULL};
	vec_push(d->arena, &d->list, x);
	d->errors += kind != DIAG_NOTE;
	pthread_mutex_unlock(&d->lock);
}

void diag_error(Diags *d, Pos pos, const char *fmt, ...) {
	char small[512], *msg = small;
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(small, sizeof small, fmt, args);
	va_end(args);
	if (n >= (int)sizeof small) {
		msg = malloc((size_t)n + 1);
		if (!msg)
			fatal("out of memory");
		va_start(args, fmt);
		vsnprintf(msg, (size_t)n + 1, fmt, args);
		va_end(args);
	}
	diag_report(d, DIAG_ERROR, pos, msg);
	if (msg != small)
		free(msg);
}

void diags_hint(Diags *d, const char *hint) {
	pthread_mutex_lock(&d->lock);
	if (d->list.n)
		d->list.v[d->list.n - 1].hint = arena_strndup(d->arena, hint, strlen(hint));
	pthread_mutex_unlock(&d->lock);
}

uint32_t diags_count(const Diags *d) {
	pthread_mutex_t *lock = (pthread_mutex_t *)&d->lock;
	pthread_mutex_lock(lock);
	uint32_t n = d->errors;
	pthread_mutex_unlock(lock);
	return n;
}

Pos diags_first(const Diags *d) {
	pthread_mutex_t *lock = (pthread_mutex_t *)&d->lock;
	pthread_mutex_lock(lock);
	Pos pos = d->list.n ? d->list.v[0].pos : NO_POS;
	pthread_mutex_unlock(lock);
	return pos;
}

static bool diag_same_line(const DiagAt *a, const DiagAt *b) {
	return a && a->raw.file == b->raw.file && a->raw.line == b->raw.line && a->raw.file;
}

static int diag_compare(const void *x, const void *y) {
	const DiagAt *a = x, *b = y;
	if (a->d.pos != b->d.pos)
		return a->d.pos < b->d.pos ? -1 : 1;
	return a->d.seq < b->d.seq ? -1 : a->d.seq > b->d.seq;
}

#define MAX_COL 255 // from here on the official compiler does not tell columns

static void diag_print_place(FILE *to, const DiagAt *x) {
	if (!x->place.file)
		return;
	if (x->place.col && x->place.col < MAX_COL)
		fprintf(to, "%s:%u:%u: ", x->place.path, x->place.line, x->place.col);
	else
		fprintf(to, "%s:%u: ", x->place.path, x->place.line);
}

#define BOLD "\033[1m"
#define BOLD_RED "\033[1;31m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

static void diag_print(FILE *to, const DiagAt *x, DiagLook look) {
	bool colour = look == DIAG_COLOUR;
	fputs(colour ? BOLD : "", to);
	diag_print_place(to, x);
	size_t first = strcspn(x->d.msg, "\n"); // what adds to it stays plain
	if (colour)
		fprintf(to, PLAIN BOLD_RED "%.*s" PLAIN, (int)first, x->d.msg);
	else
		fwrite(x->d.msg, 1, first, to);
	fprintf(to, "%s\n", x->d.msg + first);
	if (look == DIAG_PLAIN)
		return;
	excerpt_print(to, x->raw, colour);
	if (x->d.hint)
		fprintf(to, colour ? CYAN "    hint: " PLAIN "%s\n" : "    hint: %s\n", x->d.hint);
}

uint32_t diags_flush(Diags *d, FILE *to, bool all) {
	return diags_show(d, to, all, DIAG_PLAIN);
}

uint32_t diags_show(Diags *d, FILE *to, bool all, DiagLook look) {
	pthread_mutex_lock(&d->lock);
	DiagAt *list = malloc((d->list.n + 1) * sizeof(DiagAt));
	if (!list)
		fatal("out of memory");
	const DiagAt *syntax = NULL, *other = NULL, *last = NULL;
	uint32_t n = 0, errors = 0, printed = 0;
	for (uint32_t i = 0; i < d->list.n && !last; i++) {
		Diag *x = &d->list.v[i];
		DiagAt *at = &list[n];
		*at = (DiagAt){
			*x, pos_resolve(d->sources, x->pos), pos_resolve_raw(d->sources, x->pos)};
		if (x->kind != DIAG_NOTE) {
			bool is_syntax = strncmp(x->msg, "syntax error", 12) == 0;
			if (is_syntax ? diag_same_line(syntax, at)
				      : diag_same_line(other, at) &&
						strcmp(other->d.msg, x->msg) == 0)
				continue;
			*(is_syntax ? &syntax : &other) = at;
			if (++errors == MAX_ERRORS && !all)
				last = at;
		}
		n++;
	}
	DiagAt stop = last ? *last : (DiagAt){0};
	qsort(list, n, sizeof(DiagAt), diag_compare);
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && list[i].d.pos == list[i - 1].d.pos &&
			strcmp(list[i].d.msg, list[i - 1].d.msg) == 0)
			continue;
		diag_print(to, &list[i], look);
		printed++;
	}
	if (last) {
		diag_print_place(to, &stop);
		fputs("too many errors\n", to);
	}
	free(list);
	d->list.n = 0;
	d->errors = 0;
	pthread_mutex_unlock(&d->lock);
	return printed;
}

void ice(const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	fflush(stdout);
	fputs("seago: internal compiler error: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

void fatal(const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	fflush(stdout);
	fputs("seago: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}
