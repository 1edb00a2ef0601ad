// report.c: how errors of a build reach people and programs: as text on standard error, with the
// source lines and in colour at a terminal, or with -json as the go command's events.
#define _GNU_SOURCE
#include "driver/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static bool report_is_json(const Driver *d) {
	return d->opt.json && !d->opt.test;
}

static DiagLook report_look(const Driver *d) {
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
	if (report_is_json(d) || !isatty(2))
		return DIAG_PLAIN;
	bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
	return dumb || (no && *no) ? DIAG_SOURCE : DIAG_COLOUR;
}

static void report_quoted(const char *s, size_t n) {
	putchar('"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		uint32_t rune, len;
		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c == '\n' || c == '\t' || c == '\r')
			printf("\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
		else if (c < ' ' || c == 0x7F || strchr("<>&", c))
			printf("\\u%04x", c);
		else if (c < 0x80)
			putchar(c);
		else if ((len = utf8_decode(s + i, n - i, &rune)) == 0)
			fputs("\\ufffd", stdout);
		else {
			fwrite(s + i, 1, len, stdout);
			i += len - 1;
		}
	}
	putchar('"');
}

static void report_event(const char *path, const char *action, const char *text, size_t n) {
	fputs("{\"ImportPath\":", stdout);
	report_quoted(path, strlen(path));
	printf(",\"Action\":\"%s\"", action);
	if (text) {
		fputs(",\"Output\":", stdout);
		report_quoted(text, n);
	}
	fputs("}\n", stdout);
}

void report_text(Driver *d, const char *path, const char *text) {
	if (!report_is_json(d)) {
		fputs(text, stderr);
		return;
	}
	while (*text) {
		size_t n = strcspn(text, "\n");
		n += text[n] == '\n';
		report_event(path, "build-output", text, n);
		text += n;
	}
	report_event(path, "build-fail", NULL, 0);
}

const char *report_build(Driver *d, const char *text, const char *variant) {
	const char *path = NULL;
	while (*text) {
		size_t n = strcspn(text, "\n");
		if (strncmp(text, "# ", 2) == 0 && text[2] != '[') {
			if (path)
				report_event(path, "build-fail", NULL, 0);
			bool changed = variant && strncmp(text + n, "\n# [", 4) == 0;
			path = arena_printf(
				d->a, "%.*s%s", (int)n - 2, text + 2, changed ? variant : "");
		}
		n += text[n] == '\n';
		report_event(path ? path : "", "build-output", text, n);
		text += n;
	}
	if (path)
		report_event(path, "build-fail", NULL, 0);
	fflush(stdout);
	return path;
}

static void report_test_event(const char *package, const char *action) {
	struct timespec t;
	struct tm utc;
	char when[64];
	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &utc);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc);
	printf("{\"Time\":\"%s.%09ldZ\",\"Action\":\"%s\",\"Package\":", when, t.tv_nsec, action);
	report_quoted(package, strlen(package));
}

void report_not_built(const char *package, const char *failed, const char *what) {
	report_test_event(package, "start");
	fputs("}\n", stdout);
	report_test_event(package, "output");
	char *text = NULL;
	int n = asprintf(&text, "FAIL\t%s [%s failed]\n", package, what);
	if (n < 0)
		fatal("out of memory");
	fputs(",\"Output\":", stdout);
	report_quoted(text, (size_t)n);
	free(text);
	fputs(",\"OutputType\":\"frame\"}\n", stdout);
	report_test_event(package, "fail");
	fputs(",\"Elapsed\":0", stdout);
	if (failed) {
		fputs(",\"FailedBuild\":", stdout);
		report_quoted(failed, strlen(failed));
	}
	fputs("}\n", stdout);
	fflush(stdout);
}

// The length of a prefix that cmd/cgo gives to names of C, at the start of a word; 0: there is
// none.
static size_t report_c_prefix(const char *p) {
	static const char *const prefixes[] = {
		"_Ctype_", "_Cfunc_", "_C2func_", "_Cvar_", "_Cmacro_"};
	for (size_t i = 0; i < LEN(prefixes); i++) {
		size_t n = strlen(prefixes[i]);
		if (strncmp(p, prefixes[i], n) == 0 &&
			(isalnum((unsigned char)p[n]) || p[n] == '_'))
			return n;
	}
	return 0;
}

// Names of C as the user writes them: C.name.
static void report_c_names(char *text) {
	char *w = text, before = ' ';
	for (const char *p = text; *p;) {
		size_t n = isalnum((unsigned char)before) || before == '_' ? 0 : report_c_prefix(p);
		before = *p;
		if (n) {
			*w++ = 'C';
			*w++ = '.';
			p += n;
			before = '_';
		} else {
			*w++ = *p++;
		}
	}
	*w = 0;
}

void report_diags(Driver *d, Diags *diags, const char *path, const char *heading) {
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	if (!to)
		fatal("out of memory");
	if (heading)
		fprintf(to, "# %s\n", heading);
	diags_show(diags, to, d->opt.all_errors, report_look(d));
	fclose(to);
	report_c_names(text);
	report_text(d, path, text);
	free(text);
}
