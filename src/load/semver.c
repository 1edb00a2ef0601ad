// semver.c: versions of modules: v1.2.3, v1.2.3-pre.1, v0.0.0-20240102030405-0123456789ab.
#include "load/loader.h"

#include <ctype.h>

static const char *semver_number(const char *p, const char **start, size_t *n) {
	p += *p == 'v' || *p == '.';
	*start = p;
	while (isdigit((unsigned char)*p))
		p++;
	*n = (size_t)(p - *start);
	return p;
}

static int number_compare(const char *a, size_t n, const char *b, size_t m) {
	if (n != m)
		return n < m ? -1 : 1;
	return memcmp(a, b, n);
}

// Numbers come before words and compare as numbers.
static int semver_part_compare(const char *a, size_t n, const char *b, size_t m) {
	bool a_number = strspn(a, "0123456789") >= n, b_number = strspn(b, "0123456789") >= m;
	if (a_number && b_number)
		return number_compare(a, n, b, m);
	if (a_number != b_number)
		return a_number ? -1 : 1;
	int order = memcmp(a, b, n < m ? n : m);
	return order ? order : n < m ? -1 : n > m;
}

// What follows the first - ; nothing at all is later than anything.
static int semver_prerelease_compare(const char *a, const char *b) {
	bool a_has = *a == '-', b_has = *b == '-';
	if (!a_has || !b_has)
		return a_has ? -1 : b_has;
	for (a++, b++;;) {
		size_t n = strcspn(a, ".+"), m = strcspn(b, ".+");
		int order = semver_part_compare(a, n, b, m);
		if (order)
			return order;
		a += n;
		b += m;
		if (*a != '.' || *b != '.')
			return *a == '.' ? 1 : *b == '.' ? -1 : 0;
		a++;
		b++;
	}
}

int semver_compare(const char *a, const char *b) {
	for (int i = 0; i < 3; i++) {
		const char *x, *y;
		size_t n, m;
		a = semver_number(a, &x, &n);
		b = semver_number(b, &y, &m);
		int order = number_compare(x, n, y, m);
		if (order)
			return order;
	}
	return semver_prerelease_compare(a, b);
}
