// generated.c: Go files that the build of a distribution makes, for trees that are source alone,
// such as Debian's package golang-1.27-src: what `go tool dist` writes, and package time/tzdata's
// data from lib/time/zoneinfo.zip.
#include "load/loader.h"

typedef char *GeneratedText(Loader *l, Arena *a, const char **fault);

// Settings of a distribution that was configured in no way.
static char *generated_buildcfg(Loader *l, Arena *a, const char **fault) {
	(void)fault;
	Session s = *l->s;
	s.arena = a; // the loader's own is not this thread's
	return arena_printf(a,
		"package buildcfg\n\n"
		"import \"runtime\"\n\n"
		"const (\n"
		"\tDefaultGO386 = \"sse2\"\n"
		"\tDefaultGOAMD64 = \"v1\"\n"
		"\tDefaultGOARM = \"7\"\n"
		"\tDefaultGOARM64 = \"v8.0\"\n"
		"\tDefaultGOMIPS = \"hardfloat\"\n"
		"\tDefaultGOMIPS64 = \"hardfloat\"\n"
		"\tDefaultGOPPC64 = \"power8\"\n"
		"\tDefaultGORISCV64 = \"rva20u64\"\n"
		"\tDefaultGOFIPS140 = \"off\"\n"
		"\tDefaultCGO_ENABLED = \"\"\n"
		"\tdefaultGOEXPERIMENT = \"\"\n"
		"\tdefaultGO_EXTLINK_ENABLED = \"\"\n"
		"\tdefaultGO_LDSO = \"\"\n"
		"\tdefaultGOOS = runtime.GOOS\n"
		"\tdefaultGOARCH = runtime.GOARCH\n"
		"\tversion = \"%s\"\n"
		")\n",
		goroot_version(&s, l->c->goroot));
}

// first: the letter that the names begin with.
static char *generated_compilers(Arena *a, const char *package, char first) {
	return arena_printf(a,
		"package %s\n\n"
		"const %cefaultPkgConfig = \"pkg-config\"\n\n"
		"func %cefaultCC(goos, goarch string) string  { return \"cc\" }\n"
		"func %cefaultCXX(goos, goarch string) string { return \"c++\" }\n",
		package, first, first, first);
}

static char *generated_cgo(Loader *l, Arena *a, const char **fault) {
	(void)l, (void)fault;
	return generated_compilers(a, "main", 'd');
}

static char *generated_cfg(Loader *l, Arena *a, const char **fault) {
	(void)l, (void)fault;
	return generated_compilers(a, "cfg", 'D');
}

static char *generated_tzdata(Loader *l, Arena *a, const char **fault) {
	static const char head[] = "package tzdata\n\nconst zipdata = \"";
	const char *path = arena_printf(a, "%s/../lib/time/zoneinfo.zip", l->src), *err;
	uint32_t size;
	const char *zip = file_read(a, path, &size, &err);
	if (!zip) {
		*fault = arena_printf(a, "time/tzdata needs %s: %s", path, err);
		return NULL;
	}
	char *text = arena_alloc(a, sizeof head + 4 * (size_t)size + 3), *p = text;
	memcpy(p, head, sizeof head - 1);
	p += sizeof head - 1;
	for (uint32_t i = 0; i < size; i++) {
		static const char digits[] = "0123456789abcdef";
		uint8_t c = (uint8_t)zip[i];
		*p++ = '\\';
		*p++ = 'x';
		*p++ = digits[c >> 4];
		*p++ = digits[c & 15];
	}
	memcpy(p, "\"\n", 3);
	return text;
}

static const struct {
	const char *package, *name;
	GeneratedText *text;
} generated[] = {
	{"internal/buildcfg", "zbootstrap.go", generated_buildcfg},
	{"cmd/cgo", "zdefaultcc.go", generated_cgo},
	{"cmd/go/internal/cfg", "zdefaultcc.go", generated_cfg},
	{"time/tzdata", "zzipdata.go", generated_tzdata},
};

const char *generated_missing(const char *package, const TextVec *names) {
	for (uint32_t i = 0; i < LEN(generated); i++) {
		if (strcmp(package, generated[i].package) != 0)
			continue;
		for (uint32_t k = 0; k < names->n; k++)
			if (strcmp(names->v[k], generated[i].name) == 0)
				return NULL;
		return generated[i].name;
	}
	return NULL;
}

char *generated_text(Loader *l, Arena *a, const char *package, const char **fault) {
	for (uint32_t i = 0; i < LEN(generated); i++)
		if (strcmp(package, generated[i].package) == 0)
			return generated[i].text(l, a, fault);
	return NULL;
}
