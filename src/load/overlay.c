// overlay.c: -overlay: files that stand in for others.
//
// The file is JSON, {"Replace": {"path": "file that holds its text", ...}}; paths are taken from
// the working directory. With "" in place of a file the path is not there. What it says holds for
// Go files, go.mod and embedded files; folders may be there in it alone.
#define _GNU_SOURCE
#include "load/loader.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Stand {
	const char *path, *with; // absolute; with NULL: the path is not there
} Stand;
struct Overlay {
	VEC(Stand) all;
};

/* JSON, as far as it is needed */

typedef struct Json {
	Arena *a;
	const char *p;
	bool bad;
} Json;

static void json_blank(Json *j) {
	j->p += strspn(j->p, " \t\r\n");
}

static bool json_take(Json *j, char c) {
	json_blank(j);
	bool is = *j->p == c;
	j->p += is;
	return is;
}

static void json_want(Json *j, char c) {
	j->bad |= !json_take(j, c);
}

static uint32_t json_hex(Json *j) {
	uint32_t x = 0;
	for (int i = 0; i < 4; i++, j->p++) {
		const char *digits = "0123456789abcdef", *at = strchr(digits, *j->p | 0x20);
		j->bad |= !*j->p || !at;
		if (j->bad)
			return 0;
		x = x * 16 + (uint32_t)(at - digits);
	}
	return x;
}

// Behind a backslash.
static void json_escape(Json *j, Buf *b) {
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = *j->p, utf8[4];
	const char *at = c ? strchr(from, c) : NULL;
	j->p += c != 0;
	if (at) {
		buf_write(j->a, b, to + (at - from), 1);
	} else if (c == 'u') {
		uint32_t x = json_hex(j);
		if (x >= 0xD800 && x < 0xDC00 && j->p[0] == '\\' && j->p[1] == 'u') {
			j->p += 2;
			x = 0x10000 + ((x - 0xD800) << 10) + (json_hex(j) - 0xDC00);
		}
		buf_write(j->a, b, utf8, utf8_encode(utf8, x));
	} else {
		j->bad = true;
	}
}

static const char *json_string(Json *j) {
	Buf b = {0};
	json_want(j, '"');
	while (!j->bad && *j->p != '"') {
		if (*j->p == '\\') {
			j->p++;
			json_escape(j, &b);
		} else {
			j->bad = (unsigned char)*j->p < ' ';
			buf_write(j->a, &b, j->p, 1);
			j->p += !j->bad;
		}
	}
	json_want(j, '"');
	return b.n ? buf_cstr(j->a, &b) : "";
}

static void json_replace(Json *j, Overlay *o, const char *dir) {
	json_want(j, '{');
	if (json_take(j, '}'))
		return;
	do {
		const char *path = json_string(j);
		json_want(j, ':');
		const char *with = json_string(j);
		if (j->bad)
			return;
		Stand s = {path_join(j->a, dir, path), *with ? path_join(j->a, dir, with) : NULL};
		vec_push(j->a, &o->all, s);
	} while (json_take(j, ','));
	json_want(j, '}');
}

Overlay *overlay_read(Arena *a, const char *file, const char *dir, const char **fault) {
	const char *err;
	uint32_t size;
	char *text = file_read(a, path_join(a, dir, file), &size, &err);
	if (!text) {
		*fault = arena_printf(a, "go: reading overlay: open %s: %s", file,
			access(path_join(a, dir, file), F_OK) == 0 ? err
								   : "no such file or directory");
		return NULL;
	}
	Overlay *o = NEW(a, Overlay);
	Json j = {.a = a, .p = text};
	json_want(&j, '{');
	if (!json_take(&j, '}')) {
		do {
			const char *key = json_string(&j);
			json_want(&j, ':');
			j.bad |= strcasecmp(key, "Replace") != 0; // nothing else is in it
			if (!j.bad)
				json_replace(&j, o, dir);
		} while (!j.bad && json_take(&j, ','));
		json_want(&j, '}');
	}
	json_blank(&j);
	if (j.bad || *j.p) {
		*fault = arena_printf(a,
			"go: parsing overlay JSON: %s: {\"Replace\": {\"path\": \"file\", ...}} is "
			"wanted",
			file);
		return NULL;
	}
	return o;
}

/* What is there */

const char *overlay_path(const Overlay *o, const char *path) {
	for (uint32_t i = 0; o && i < o->all.n; i++)
		if (strcmp(o->all.v[i].path, path) == 0)
			return o->all.v[i].with;
	return path;
}

bool overlay_has(const Overlay *o, const char *path) {
	path = overlay_path(o, path);
	return path && access(path, F_OK) == 0;
}

bool overlay_is_dir(const Overlay *o, const char *path) {
	struct stat st;
	for (uint32_t i = 0; o && i < o->all.n; i++) {
		const char *p = o->all.v[i].path;
		if (o->all.v[i].with && path_is_within(p, path) && strcmp(p, path) != 0)
			return true;
	}
	return overlay_path(o, path) && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int name_order(const void *x, const void *y) {
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

// The entries of the folder that the overlay has: files, and the folders that they lie in.
static void names_add(const Overlay *o, Arena *a, const char *dir, TextVec *names) {
	for (uint32_t i = 0; o && i < o->all.n; i++) {
		const char *p = o->all.v[i].path;
		if (!o->all.v[i].with || !path_is_within(p, dir) || strcmp(p, dir) == 0)
			continue;
		p += strlen(dir);
		p += *p == '/';
		vec_push(a, names, arena_strndup(a, p, strcspn(p, "/")));
	}
}

TextVec overlay_names(const Overlay *o, Arena *a, const char *dir) {
	TextVec names = {0};
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (!o || overlay_path(o, arena_printf(a, "%s/%s", dir, e->d_name)))
			vec_push(a, &names, arena_strndup(a, e->d_name, strlen(e->d_name)));
	}
	if (d)
		closedir(d);
	names_add(o, a, dir, &names);
	uint32_t n = 0;
	if (names.n)
		qsort(names.v, names.n, sizeof(char *), name_order);
	for (uint32_t i = 0; i < names.n; i++)
		if (i == 0 || strcmp(names.v[i], names.v[n - 1]) != 0)
			names.v[n++] = names.v[i];
	names.n = n;
	return names;
}
