// The limit that control groups set on the processors a program may use.
//
// Version 2 has cpu.max ("quota period" or "max period"), version 1 cpu.cfs_quota_us (-1: none) and
// cpu.cfs_period_us, in the group's directory and in those above it; the least quota/period holds.
// Which group it is says /proc/self/cgroup, where it is mounted /proc/self/mountinfo. What cannot
// be read sets no limit.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "rt.h"

enum { CGROUP_PATH = 4096, CGROUP_FILE = 65536 };

// The file as a string in buf; false: it cannot be read whole.
static bool cgroup_read(const char *path, char *buf, u64 cap) {
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	u64 n = 0;
	for (long k; n < cap && (k = read(fd, buf + n, cap - n)) > 0;)
		n += (u64)k;
	close(fd);
	if (n == cap)
		return false;
	buf[n] = 0;
	return true;
}

// list, separated by commas up to end, holds name.
static bool cgroup_has(const char *list, const char *end, const char *name) {
	u64 n = strlen(name);
	for (const char *s = list; s < end;) {
		u64 k = strcspn(s, ",:\n ");
		if (k == n && memcmp(s, name, n) == 0)
			return true;
		s += k + 1;
	}
	return false;
}

// Lines are id:controllers:path. The path of the group that has controller cpu, else of version
// 2's; NULL: none.
static char *cgroup_path(char *text, bool *v2) {
	char *found = NULL;
	for (char *line = text, *next; line != NULL && *line; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = 0;
		char *list = strchr(line, ':');
		char *path = list ? strchr(list + 1, ':') : NULL;
		if (path == NULL)
			continue;
		bool unified = path == list + 1;
		if (!unified && !cgroup_has(list + 1, path, "cpu"))
			continue;
		if (!unified || found == NULL) {
			found = path + 1;
			*v2 = unified;
		}
	}
	return found;
}

// Lines are id parent dev root mount options... - type source superoptions. The directory of the
// group at path, in dir.
static bool cgroup_mount(char *text, const char *path, bool v2, char *dir) {
	for (char *line = text, *next; line != NULL && *line; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = 0;
		char *field[5], *s = line;
		for (int i = 0; i < 5 && s != NULL; i++) {
			field[i] = s;
			s = strchr(s, ' ');
			if (s != NULL)
				*s++ = 0;
		}
		char *tail = s ? strstr(s, " - ") : NULL;
		if (tail == NULL)
			continue;
		char *type = tail + 3, *source = strchr(type, ' '),
		     *super = source ? strchr(source + 1, ' ') : NULL;
		u64 ntype = strcspn(type, " ");
		if (super == NULL || ntype != (v2 ? 7 : 6) || memcmp(type, "cgroup2", ntype) != 0 ||
			(!v2 && !cgroup_has(super + 1, super + strlen(super), "cpu")))
			continue;
		u64 nroot = strcmp(field[3], "/") == 0 ? 0 : strlen(field[3]);
		if (strncmp(path, field[3], nroot) != 0 ||
			strlen(field[4]) + strlen(path) >= CGROUP_PATH - 32)
			continue;
		strcpy(dir, field[4]);
		strcat(dir, path + nroot);
		return true;
	}
	return false;
}

// Of one directory, in thousandths of a processor; 0: none. name is put behind dir for the while.
static u64 cgroup_dirlimit(char *dir, bool v2) {
	char text[128], *end = dir + strlen(dir);
	i64 quota, period;
	strcpy(end, v2 ? "/cpu.max" : "/cpu.cfs_quota_us");
	bool ok = cgroup_read(dir, text, sizeof text);
	char *rest = text;
	quota = ok ? strtol(text, &rest, 10) : 0;
	period = v2 ? strtol(rest, NULL, 10) : 0;
	if (ok && !v2) {
		strcpy(end, "/cpu.cfs_period_us");
		period = cgroup_read(dir, text, sizeof text) ? strtol(text, NULL, 10) : 0;
	}
	*end = 0;
	return quota > 0 && period > 0 ? ((u64)quota * 1000 + (u64)period - 1) / (u64)period : 0;
}

u64 rt_cgroup_limit(const char *cgroup, const char *mountinfo) {
	char *text = rt_sys_alloc(CGROUP_FILE + CGROUP_PATH);
	if (text == NULL)
		return 0;
	char *dir = text + CGROUP_FILE;
	static char path[CGROUP_PATH]; // by the first thread, or the world is stopped
	bool v2 = false;
	u64 limit = 0;
	char *found = cgroup_read(cgroup, text, CGROUP_FILE) ? cgroup_path(text, &v2) : NULL;
	if (found != NULL && strlen(found) < sizeof path) {
		strcpy(path, found);
		if (strcmp(path, "/") == 0)
			path[0] = 0;
		if (cgroup_read(mountinfo, text, CGROUP_FILE) &&
			cgroup_mount(text, path, v2, dir)) {
			u64 top = strlen(dir) - strlen(path);
			for (;;) {
				u64 here = cgroup_dirlimit(dir, v2);
				if (here != 0 && (limit == 0 || here < limit))
					limit = here;
				char *slash = strrchr(dir, '/');
				if (slash == NULL || (u64)(slash - dir) < top || slash == dir)
					break;
				*slash = 0;
			}
		}
	}
	rt_sys_free(text, CGROUP_FILE + CGROUP_PATH);
	return limit;
}

u32 rt_defaultprocs(void) {
	u32 n = rt_ncpu();
	if (!rt_debug.containermaxprocs || n <= 2)
		return n;
	u64 limit = (rt_cgroup_limit("/proc/self/cgroup", "/proc/self/mountinfo") + 999) / 1000;
	if (limit == 0)
		return n;
	return limit < 2 ? 2 : limit < n ? (u32)limit : n;
}
