// output.c: where an executable goes: -o, a folder, or the working directory and the name of the
// package.
//
// Nothing but an executable or an object is ever replaced: `build -o x.go x.go` must not cost
// anyone a source file.
#include "driver/driver.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool is_go_file(const char *s) {
	size_t n = strlen(s);
	return n > 3 && strcmp(s + n - 3, ".go") == 0;
}

bool output_is_folder(const char *path) {
	struct stat st;
	size_t n = strlen(path);
	return (n && path[n - 1] == '/') || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

static const char *output_base(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

// "v2" and above, the last element of a module's path that tells its major version.
static bool output_is_version(const char *s) {
	if (s[0] != 'v' || !isdigit((unsigned char)s[1]) || s[1] == '0' || strcmp(s, "v1") == 0)
		return false;
	while (isdigit((unsigned char)*++s))
		continue;
	return *s == 0;
}

// The name of the executable: that of the first file, or the last element of the import path.
static const char *output_name(Driver *d, const char *import_path) {
	if (strcmp(import_path, "command-line-arguments") == 0 && d->opt.args.n &&
		is_go_file(d->opt.args.v[0])) {
		const char *file = output_base(d->opt.args.v[0]);
		return arena_strndup(d->a, file, strlen(file) - 3);
	}
	const char *base = output_base(import_path);
	if (!output_is_version(base) || base == import_path)
		return base;
	const char *above = arena_strndup(d->a, import_path, (size_t)(base - import_path) - 1);
	return output_base(above);
}

static bool output_may_replace(const char *path) {
	char head[8] = {0};
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return true;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);
	if (fd >= 0)
		close(fd);
	return n >= 4 && (memcmp(head, "\177ELF", 4) == 0 || memcmp(head, "!<arch>", 7) == 0);
}

// The folder that holds it: made if need be, and writable.
static bool output_folder_make(Driver *d, const char *path) {
	const char *slash = strrchr(path, '/');
	const char *folder = slash && slash > path
				     ? arena_strndup(d->a, path, (size_t)(slash - path))
			     : slash ? "/"
				     : ".";
	if (!make_folders(folder)) {
		fprintf(stderr, "seago: mkdir %s: %s\n", folder, strerror(errno));
		return false;
	}
	struct stat st;
	bool device = stat(path, &st) == 0 && !S_ISREG(st.st_mode);
	if (device || access(folder, W_OK) == 0)
		return true;
	fprintf(stderr, "seago: cannot write %s: %s\n", path, strerror(errno));
	return false;
}

const char *output_place(Driver *d, const char *import_path) {
	const char *path = d->opt.output;
	bool named = path != NULL;
	if (!named)
		path = output_name(d, import_path);
	else if (output_is_folder(path))
		path = arena_printf(d->a, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
			output_name(d, import_path));
	if (output_is_folder(path)) {
		fprintf(stderr, "seago: build output \"%s\" already exists and is a directory\n",
			path);
		return NULL;
	}
	if (!output_may_replace(path)) {
		fprintf(stderr,
			"seago: build output \"%s\" already exists and is not an object file\n",
			path);
		return NULL;
	}
	return output_folder_make(d, path) ? path : NULL;
}
