// files.c: the work directory and the files that the command writes.
//
// Files are written beside their place and renamed, so that an interrupted build leaves nothing
// half done.
#define _GNU_SOURCE
#include "driver/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *work_path(Driver *d, const char *name) {
	if (!d->work_dir) {
		const char *tmp = getenv("TMPDIR");
		char *dir = arena_printf(d->a, "%s/seago-XXXXXX", tmp && *tmp ? tmp : "/tmp");
		if (!mkdtemp(dir)) {
			fprintf(stderr, "seago: cannot make a work directory %s: %s\n", dir,
				strerror(errno));
			exit(1);
		}
		d->work_dir = dir;
		d->work_owner = (int)getpid();
		if (d->opt.keep_work || d->opt.print_commands)
			fprintf(stderr, "WORK=%s\n", dir);
	}
	return arena_printf(d->a, "%s/%s", d->work_dir, name);
}

const char *process_file(Driver *d, const char *name, const char *suffix) {
	int pid = (int)getpid();
	return !d->work_dir || pid == d->work_owner
		       ? arena_printf(d->a, "%s%s", name, suffix)
		       : arena_printf(d->a, "%s.%d%s", name, pid, suffix);
}

static int work_remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk) {
	(void)st, (void)type, (void)walk;
	remove(path);
	return 0;
}

void work_remove(Driver *d) {
	const char *dir = atomic_exchange(&d->work_dir, NULL);
	if (dir && !d->opt.keep_work)
		nftw(dir, work_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static bool file_write_all(int fd, const char *text, size_t n) {
	while (n) {
		ssize_t k = write(fd, text, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		text += k;
		n -= (size_t)k;
	}
	return true;
}

bool file_write(Driver *d, const char *path, const char *text, size_t n) {
	struct stat st;
	bool device = stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
		      !S_ISDIR(st.st_mode); // written to, never replaced
	char *tmp = device ? arena_strndup(d->a, path, strlen(path))
			   : arena_printf(d->a, "%s.%d.tmp", path, (int)getpid());
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok = fd >= 0 && file_write_all(fd, text, n);
	int err = errno;
	if (fd >= 0 && close(fd) < 0 && ok) {
		ok = false;
		err = errno;
	}
	if (ok && (device || rename(tmp, path) == 0))
		return true;
	fprintf(stderr, "seago: cannot write %s: %s\n", path, strerror(ok ? errno : err));
	if (!device)
		unlink(tmp);
	return false;
}

bool file_exists(const char *path) {
	struct stat st;
	return stat(path, &st) == 0;
}

bool make_folders(const char *path) {
	char buf[4096];
	size_t n = strlen(path);
	if (n >= sizeof buf) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(buf, path, n + 1);
	for (char *p = buf + 1; p < buf + n; p++)
		if (*p == '/') {
			*p = 0;
			mkdir(buf, 0777);
			*p = '/';
		}
	struct stat st;
	if (mkdir(buf, 0777) == 0)
		return true;
	return errno == EEXIST && stat(buf, &st) == 0 &&
	       (S_ISDIR(st.st_mode) || (errno = ENOTDIR, false));
}

static bool file_copy(const char *from, const char *to) {
	char part[65536];
	ssize_t n = -1;
	int in = open(from, O_RDONLY | O_CLOEXEC),
	    out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	while (out >= 0 && (n = read(in, part, sizeof part)) > 0 &&
		file_write_all(out, part, (size_t)n))
		continue;
	int err = errno;
	if (out >= 0 && close(out) != 0 && n == 0) {
		n = -1;
		err = errno;
	}
	if (in >= 0)
		close(in);
	errno = err;
	return n == 0;
}

bool file_store(Driver *d, const char *from, const char *path) {
	const char *tmp = arena_printf(d->a, "%s.%d.tmp", path, (int)getpid());
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before); // so that nothing is left beside it
	bool ok = (link(from, tmp) == 0 || file_copy(from, tmp)) && rename(tmp, path) == 0;
	if (!ok)
		fprintf(stderr, "seago: cannot write %s: %s\n", path, strerror(errno));
	unlink(tmp); // if both names are the same file, rename has left it
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

void key_add(CacheKey *k, const void *p, size_t n) {
	k->a = hash_bytes(p, n, k->a + 1);
	k->b = hash_bytes(p, n, k->b + 2);
}
