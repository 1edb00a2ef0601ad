// source.c: the session's source files and what a Pos stands for.
//
// Files lie one after the other in the space of positions, in the order they were added, with one
// position between two files for "end of file". pos_resolve finds the file, then the line, by
// bisection. A file that was never scanned has no line table; its lines are then counted from the
// text.
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

struct Sources {
	Arena *arena;		 // under lock
	VEC(SourceFile *) files; // under lock; ascending by base
	Pos next;		 // under lock
	pthread_mutex_t lock;
};

Sources *sources_new(Arena *a) {
	Sources *ss = NEW(a, Sources);
	ss->arena = arena_new();
	ss->next = 1;
	pthread_mutex_init(&ss->lock, NULL);
	return ss;
}

void sources_free(Sources *ss) {
	pthread_mutex_destroy(&ss->lock);
	arena_free(ss->arena);
}

SourceFile *sources_add(
	Sources *ss, const char *path, const char *shown, const char *text, uint32_t size) {
	pthread_mutex_lock(&ss->lock);
	if (size >= UINT32_MAX - ss->next)
		fatal("more than 4 GB of source text");
	SourceFile *f = NEW(ss->arena, SourceFile);
	f->path = arena_strndup(ss->arena, path, strlen(path));
	f->shown = arena_strndup(ss->arena, shown, strlen(shown));
	f->text = text;
	f->size = size;
	f->base = ss->next;
	ss->next += size + 1;
	vec_push(ss->arena, &ss->files, f);
	pthread_mutex_unlock(&ss->lock);
	return f;
}

static char *file_read_fd(Arena *a, int fd, uint32_t *size, const char **err) {
	struct stat st;
	if (fstat(fd, &st) < 0) {
		*err = strerror(errno);
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		*err = "is a directory";
		return NULL;
	}
	if (st.st_size > 1 << 30) {
		*err = "file larger than 1 GB";
		return NULL;
	}
	// A pipe or a file of /proc says 0: read until the end whatever it says.
	size_t cap = (size_t)st.st_size + 1, n = 0;
	char *text = arena_alloc(a, cap);
	for (;;) {
		ssize_t got = read(fd, text + n, cap - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			*err = strerror(errno);
			return NULL;
		}
		n += (size_t)got;
		if (got == 0)
			break;
		if (n > 1 << 30) {
			*err = "file larger than 1 GB";
			return NULL;
		}
		if (n == cap) {
			char *bigger = arena_alloc(a, cap * 2 + 4096);
			memcpy(bigger, text, n);
			text = bigger;
			cap = cap * 2 + 4096;
		}
	}
	text[n] = 0;
	*size = (uint32_t)n;
	return text;
}

char *file_read(Arena *a, const char *path, uint32_t *size, const char **err) {
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		*err = strerror(errno);
		return NULL;
	}
	char *text = file_read_fd(a, fd, size, err);
	close(fd);
	return text;
}

static const SourceFile *source_find(Sources *ss, Pos p) {
	pthread_mutex_lock(&ss->lock);
	uint32_t lo = 0, hi = ss->files.n;
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		const SourceFile *f = ss->files.v[mid];
		if (p > f->base + f->size)
			lo = mid + 1;
		else
			hi = mid;
	}
	const SourceFile *f =
		lo < ss->files.n && p >= ss->files.v[lo]->base ? ss->files.v[lo] : NULL;
	pthread_mutex_unlock(&ss->lock);
	return f;
}

// Line (from 1) of an offset, and the offset at which the line starts.
static uint32_t source_line(const SourceFile *f, uint32_t offset, uint32_t *start) {
	uint32_t lo = 0, hi = f->lines.n;
	if (hi == 0) {
		uint32_t line = 1;
		*start = 0;
		for (uint32_t i = 0; i < offset; i++) {
			if (f->text[i] == '\n') {
				line++;
				*start = i + 1;
			}
		}
		return line;
	}
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (f->lines.v[mid] <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	*start = lo ? f->lines.v[lo - 1] : 0;
	return lo;
}

Place pos_resolve_raw(const Sources *ss, Pos p) {
	const SourceFile *f = p ? source_find((Sources *)ss, p) : NULL;
	if (!f)
		return (Place){.path = ""};
	uint32_t start, offset = p - f->base;
	uint32_t line = source_line(f, offset, &start);
	return (Place){f, f->shown, line, offset - start + 1};
}

Place pos_resolve(const Sources *ss, Pos p) {
	Place at = pos_resolve_raw(ss, p);
	if (!at.file || at.file->directives.n == 0)
		return at;
	const LineDirective *d = NULL;
	uint32_t lo = 0, hi = at.file->directives.n, offset = p - at.file->base;
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (at.file->directives.v[mid].offset <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return at;
	d = &at.file->directives.v[lo - 1];
	uint32_t start, line = source_line(at.file, d->offset, &start);
	if (d->col == 0)
		at.col = 0;
	else if (line == at.line)
		at.col = d->col + (offset - d->offset);
	at.path = d->path;
	at.line = d->line + (at.line - line);
	return at;
}

const char *place_path(Place p, Arena *a) {
	const char *path = !p.file ? p.path : p.file->recorded ? p.file->recorded : p.file->path;
	if (!p.file || p.path == p.file->shown)
		return path;
	if (!*p.path)
		return "??";
	const char *dir = strrchr(path, '/'), *shown = strrchr(p.file->shown, '/');
	if (*p.path == '/' || !dir)
		return p.path;
	size_t n = shown ? (size_t)(shown - p.file->shown) + 1 : 0;
	const char *rest = strncmp(p.path, p.file->shown, n) == 0 ? p.path + n : p.path;
	return arena_printf(a, "%.*s/%s", (int)(dir - path), path, rest);
}
