// env.c: the commands env and version: what is known before anything is compiled.
#include "driver/cgo.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct EnvVar {
	const char *name, *value;
} EnvVar;
typedef VEC(EnvVar) EnvVec;

static const char *env_get(const char *name, const char *otherwise) {
	const char *value = getenv(name);
	return value && *value ? value : otherwise;
}

static const char *env_gomod(Driver *d) {
	char cwd[4096];
	ModFile *m = getcwd(cwd, sizeof cwd)
			     ? modfile_find(d->a, arena_strndup(d->a, cwd, strlen(cwd)))
			     : NULL;
	return m ? m->gomod : "/dev/null";
}

// The file of `env -w`: $GOENV, else go/env in the user's folder of settings; NULL: none is read.
static const char *env_stored_path(char *buf, size_t n) {
	const char *named = getenv("GOENV"), *xdg = getenv("XDG_CONFIG_HOME"),
		   *home = getenv("HOME");
	if (named && *named)
		return strcmp(named, "off") == 0 ? NULL : named;
	if (xdg && *xdg)
		snprintf(buf, n, "%s/go/env", xdg);
	else if (home && *home)
		snprintf(buf, n, "%s/.config/go/env", home);
	else
		return NULL;
	return buf;
}

void env_read_stored(void) {
	char buf[4096], line[8192];
	const char *path = env_stored_path(buf, sizeof buf);
	FILE *f = path ? fopen(path, "r") : NULL;
	while (f && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		char *eq = strchr(line, '=');
		if (line[0] == '#' || !eq || eq == line)
			continue;
		*eq = 0;
		const char *set = getenv(line);
		if (!set || !*set)
			setenv(line, eq + 1, 1);
	}
	if (f)
		fclose(f);
}

static EnvVec env_all(Driver *d) {
	const char *err, *home = env_get("HOME", "");
	const char *goroot = goroot_find(d->s, d->opt.goroot, &err);
	const char *gopath = env_get("GOPATH", arena_printf(d->a, "%s/go", home));
	const EnvVar vars[] = {
		{"CC", env_get("CC", "cc")},
		{"CGO_CFLAGS", env_get("CGO_CFLAGS", "-O2 -g")},
		{"CGO_CPPFLAGS", env_get("CGO_CPPFLAGS", "")},
		{"CGO_CXXFLAGS", env_get("CGO_CXXFLAGS", "-O2 -g")},
		{"CGO_ENABLED", cgo_enabled(d) ? "1" : "0"},
		{"CGO_LDFLAGS", env_get("CGO_LDFLAGS", "-O2 -g")},
		{"CXX", env_get("CXX", "g++")},
		{"GOARCH", env_get("GOARCH", "amd64")},
		{"GOCACHE", cache_dir(d)},
		{"GOEXE", ""},
		{"GOFLAGS", env_get("GOFLAGS", "")},
		{"GOHOSTARCH", "amd64"},
		{"GOHOSTOS", "linux"},
		{"GOMOD", env_gomod(d)},
		{"GOMODCACHE", env_get("GOMODCACHE", arena_printf(d->a, "%s/pkg/mod", gopath))},
		{"GOOS", env_get("GOOS", "linux")},
		{"GOPATH", gopath},
		{"GOROOT", goroot ? goroot : ""},
		{"GOTMPDIR", env_get("TMPDIR", "/tmp")},
		{"GOTOOLCHAIN", "local"},
		{"GOVERSION", goroot ? goroot_version(d->s, goroot) : "go1.27"},
		{"SEAGOROOT", d->home.root},
	};
	EnvVec all = {0};
	for (uint32_t i = 0; i < LEN(vars); i++)
		vec_push(d->a, &all, vars[i]);
	if (err)
		fprintf(stderr, "%s\n", err);
	return all;
}

static const char *env_value(const EnvVec *all, const char *name) {
	for (uint32_t i = 0; i < all->n; i++)
		if (strcmp(all->v[i].name, name) == 0)
			return all->v[i].value;
	return "";
}

// A value for a shell, or for JSON; both escape as little as they must.
static void env_quote(const char *s, bool json) {
	putchar(json ? '"' : '\'');
	for (; *s; s++) {
		if (json && (*s == '"' || *s == '\\'))
			printf("\\%c", *s);
		else if (json && (unsigned char)*s < ' ')
			printf("\\u%04x", (unsigned char)*s);
		else if (!json && *s == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*s);
	}
	putchar(json ? '"' : '\'');
}

static void env_print(const EnvVar *v, bool json, bool last) {
	printf(json ? "\t\"%s\": " : "%s=", v->name);
	env_quote(v->value, json);
	fputs(json && !last ? ",\n" : "\n", stdout);
}

int cmd_env(Driver *d) {
	EnvVec all = env_all(d), shown = all;
	if (d->opt.args.n && !d->opt.json) {
		for (uint32_t i = 0; i < d->opt.args.n; i++)
			printf("%s\n", env_value(&all, d->opt.args.v[i]));
		return 0;
	}
	if (d->opt.args.n)
		shown = (EnvVec){0};
	for (uint32_t i = 0; i < d->opt.args.n; i++) {
		EnvVar v = {d->opt.args.v[i], env_value(&all, d->opt.args.v[i])};
		vec_push(d->a, &shown, v);
	}
	if (d->opt.json)
		puts("{");
	for (uint32_t i = 0; i < shown.n; i++)
		env_print(&shown.v[i], d->opt.json, i + 1 == shown.n);
	if (d->opt.json)
		puts("}");
	return 0;
}

int cmd_version(Driver *d) {
	const char *err = NULL, *goroot = goroot_find(d->s, d->opt.goroot, &err);
	printf("go version %s linux/amd64 (seago)\n",
		goroot ? goroot_version(d->s, goroot) : "go1.27");
	return 0;
}
