// load_test.c: build constraints, go.mod, and loading: a module with what can be wrong in it, made
// in a temporary folder, and GOROOT's own packages.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "load/load.h"

static unsigned failures;
static const char *goroot, *root;
#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			failures++;                                                                \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #cond);                          \
		}                                                                                  \
	} while (0)

static void check_constraints(void) {
	Arena *a = arena_new();
	BuildContext c = {"linux", "amd64", "mine,yours"};
	static const struct {
		const char *name;
		bool matches;
	} names[] = {
		{"a.go", true},
		{"a_linux.go", true},
		{"a_windows.go", false},
		{"a_amd64.go", true},
		{"a_arm64.go", false},
		{"a_linux_amd64.go", true},
		{"a_linux_arm64.go", false},
		{"a_windows_amd64.go", false},
		{"linux.go", true},
		{"windows.go", true},
		{"a_linux_test.go", true},
		{"a_windows_test.go", false},
		{"a_unix.go", true},
		{"a_foo_linux.go", true},
		{"amd64_windows.go", false},
		{"a_test.go", true},
		{"a_linux.x.go", true},
		{"_windows.go", false},
	};
	for (size_t i = 0; i < LEN(names); i++)
		if (file_name_matches(&c, names[i].name) != names[i].matches) {
			failures++;
			printf("file name %s\n", names[i].name);
		}
	static const struct {
		const char *text;
		bool matches;
	} texts[] = {
		{"package p\n", true},
		{"//go:build linux\n\npackage p\n", true},
		{"//go:build !linux\n\npackage p\n", false},
		{"// x\n\n/* y\n*/\n//go:build ignore\n\npackage p", false},
		{"package p\n//go:build ignore\n", true},
		{"//go:build linux && (arm64 || mine)\npackage p\n", true},
		{"//go:build yours && !cgo && unix && gc\npackage p", true},
		{"//go:build go1.27\npackage p", true},
		{"//go:build go1.28\npackage p", false},
		{"//go:build a b\npackage p", false},
		{"//go:build !!linux\npackage p", false},
		{"// +build ignore\n\npackage p", false},
		{"// +build linux,amd64 !x\n\npackage p", true},
		{"//go:build linux\n// +build ignore\n\npackage p", true},
		{"// +build ignore\npackage p", true},
		{"//go:build goexperiment.jsonv2\npackage p", true},
		{"\xEF\xBB\xBF//go:build x\npackage p", false},
	};
	for (size_t i = 0; i < LEN(texts); i++)
		if (file_text_matches(a, &c, texts[i].text, strlen(texts[i].text)) !=
			texts[i].matches) {
			failures++;
			printf("file text %s\n", texts[i].text);
		}
	static const struct {
		const char *expr, *version;
	} versions[] = {
		{"go1.21", "go1.21"},
		{"linux", NULL},
		{"linux && go1.18", "go1.18"},
		{"go1.20 || go1.18", "go1.18"},
		{"go1.20 && go1.22", "go1.22"},
		{"!go1.20", NULL},
		{"linux || go1.20", NULL},
		{"go1", "go1"},
	};
	for (size_t i = 0; i < LEN(versions); i++) {
		const char *err;
		BuildExpr *e = build_parse(a, versions[i].expr, strlen(versions[i].expr), &err);
		const char *v = build_go_version(a, e);
		if ((v == NULL) != (versions[i].version == NULL) ||
			(v && strcmp(v, versions[i].version) != 0)) {
			failures++;
			printf("version of %s: %s\n", versions[i].expr, v ? v : "none");
		}
	}
	arena_free(a);
}

static void put_file(const char *name, const char *text) {
	Arena *a = arena_new();
	char *path = arena_printf(a, "%s/%s", root, name);
	for (char *p = path + strlen(root) + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = 0;
		mkdir(path, 0777);
		*p = '/';
	}
	FILE *f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		fatal("cannot write %s", path);
	arena_free(a);
}

// Loads arg in the temporary module and compares the errors; ROOT stands for its folder, GOROOT for
// GOROOT.
static Program *check_load(const char *arg, const char *want) {
	Session *s = session_new();
	const char *err;
	LoadConfig c = {.goroot = goroot, .dir = root, .args = &arg, .n_args = 1, .jobs = 3};
	Program *p = load_program(s, &c, NULL, &err);
	Buf b = {0};
	for (const char *w = want; *w; w++) {
		if (strncmp(w, "GOROOT", 6) == 0) {
			buf_puts(s->arena, &b, goroot);
			w += 5;
		} else if (strncmp(w, "ROOT", 4) == 0) {
			buf_puts(s->arena, &b, root);
			w += 3;
		} else {
			buf_write(s->arena, &b, w, 1);
		}
	}
	want = buf_cstr(s->arena, &b);
	if (strcmp(err ? err : "", want) != 0) {
		failures++;
		printf("loading %s, want:\n%s\ngot:\n%s\n", arg, want, err ? err : "");
	}
	return p;
}

static void check_main(const char *imports, const char *want) {
	Arena *a = arena_new();
	put_file("main.go", arena_printf(a, "package main\n%s\nfunc main() {}\n", imports));
	check_load(".", want);
	arena_free(a);
}

static void check_module(void) {
	put_file("go.mod", "module example.com/m\n\ngo 1.21\n\nrequire example.org/y "
			   "v1.0.0\n\nreplace example.org/y v1.0.0 => ./y // here\n");
	put_file("a/a.go", "package a\nimport _ \"example.com/m/b\"\n");
	put_file("b/b.go", "package b\nimport _ \"example.com/m/a\"\n");
	put_file("two/a.go", "package two\n");
	put_file("two/b.go", "package too\n");
	put_file("excl/a.go", "//go:build windows\n\npackage excl\n");
	put_file("prog/a.go", "package main\n");
	put_file("deep/a.go", "package deep\nimport _ \"example.com/m/excl\"\nimport _ \"nope\"\n");
	put_file("y/go.mod", "module example.org/y\ngo 1.18\n");
	put_file("y/z/z.go", "package z\n");
	check_main("import _ \"example.com/m/a\"",
		"package example.com/m\n\timports example.com/m/a from main.go\n"
		"\timports example.com/m/b from a.go\n\timports example.com/m/a from b.go: import "
		"cycle not allowed");
	check_main("import _ \"example.com/m/two\"",
		"main.go:2:8: found packages two (a.go) and too (b.go) in ROOT/two");
	check_main("import _ \"example.com/m/deep\"",
		"package example.com/m\n\timports example.com/m/deep\n"
		"\timports example.com/m/excl: build constraints exclude all Go files in "
		"ROOT/excl\n"
		"deep/a.go:3:8: package nope is not in std (GOROOT/src/nope)");
	check_main("import _ \"example.com/m/prog\"", "main.go:2:8: import \"example.com/m/prog\" "
						      "is a program, not an importable package");
	check_main("import _ \"internal/abi\"", "package example.com/m\n\tmain.go:2:8: use of "
						"internal package internal/abi not allowed");
	check_main("import \"x.org/y\"", "main.go:2:8: no required module provides package "
					 "x.org/y; to add it:\n\tgo get x.org/y");
	check_main("import _ \"embed\"\n//go:embed a/*.go y\nvar x string\n//go:embed none\nvar y "
		   "string",
		"main.go:5:12: pattern none: no matching files found");
	check_main("import _ \"example.org/y/z\"\nimport _ \"strings\"", "");
}

static void check_program(void) {
	put_file("main.go", "package main\nimport _ \"embed\"\nimport _ "
			    "\"example.org/y/z\"\n//go:embed a \"b/b.go\"\nvar x string\n"
			    "func main() {}\n");
	Program *p = check_load(".", "");
	CHECK(p->main && p->runtime && p->unsafe_pkg && p->roots.n == 1);
	if (!p->main)
		return;
	CHECK(strcmp(p->main->path, "main") == 0 &&
		strcmp(p->main->import_path, "example.com/m") == 0);
	CHECK(strcmp(p->main->go_version, "go1.21") == 0 && p->main->imports.n == 2);
	CHECK(p->main->embeds.n == 1 && p->main->embeds.v[0].files.n == 2);
	CHECK(strcmp(p->main->embeds.v[0].files.v[0].name, "a/a.go") == 0);
	for (uint32_t i = 0; i < p->packages.n; i++) {
		CHECK(p->packages.v[i]->index == i);
		for (uint32_t j = 0; j < p->packages.v[i]->imports.n; j++)
			CHECK(p->packages.v[i]->imports.v[j]->index < i);
		if (strcmp(p->packages.v[i]->path, "example.org/y/z") == 0)
			CHECK(strcmp(p->packages.v[i]->go_version, "go1.18") == 0);
	}
	p = check_load("./...",
		"package example.com/m/a\n\timports example.com/m/b from a.go\n"
		"\timports example.com/m/a from b.go: import cycle not allowed\n"
		"package example.com/m/deep\n\timports example.com/m/excl: build constraints "
		"exclude all Go files in ROOT/excl\n"
		"deep/a.go:3:8: package nope is not in std (GOROOT/src/nope)\nfound packages two "
		"(a.go) and too (b.go) in ROOT/two");
	p = check_load("std", "");
	CHECK(p->roots.n > 300);
	for (uint32_t i = 0; i < p->packages.n; i++)
		CHECK(diags_count(p->packages.v[i]->diags) == 0);
}

int main(void) {
	char dir[] = "/tmp/load_testXXXXXX";
	const char *err;
	check_constraints();
	goroot = goroot_find(session_new(), NULL, &err);
	if (!goroot)
		fatal("%s", err);
	root = realpath(mkdtemp(dir), NULL);
	check_module();
	check_program();
	char cmd[64];
	snprintf(cmd, sizeof cmd, "rm -r %s", dir);
	return system(cmd) != 0 || failures != 0;
}
