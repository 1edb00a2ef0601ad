// cgo_flags.c: which flags a #cgo line may give to the C compiler and the linker.
//
// The line comes with a package that somebody else may have written, and building must not run that
// one's programs: flags that name plugins, response files or other tools are refused. What is
// allowed is what go allows, as far as it means something on Linux; $CGO_CFLAGS_ALLOW and its kin
// are regular expressions for more, ..._DISALLOW for less.
#include "driver/cgo.h"

#include <regex.h>
#include <stdlib.h>

#define NAME "[A-Za-z_][A-Za-z0-9_]*"
#define VALUE "[^@-].*" // not one that a tool would take for a flag or a file of flags
#define PART "[^,@-][^,]*"

static const char *const both_flags[] = {
	"-F" VALUE,
	"-O(" VALUE ")?",
	"-g(" VALUE ")?",
	"-f(no-)?(pic|PIC|pie|PIE|openmp(-simd)?)",
	"-fsanitize=" VALUE,
	"-m(abi|arch|cpu|fpu|simd|tls-dialect|tune)=" VALUE,
	"-mcmodel=[0-9a-z-]+",
	"-m(no-)?(relax|strict-align)",
	"-pthread",
	"-v",
	"-?-stdlib=" VALUE,
};
static const char *const compiler_flags[] = {
	"-D" NAME "(=[^@-]*)?",
	"-U" NAME,
	"-I" VALUE,
	"-W[^@,]*",
	"-Wp,-D" NAME "(=[^@,-]*)?",
	"-Wp,-U" NAME,
	"-ansi",
	"-pedantic(-errors)?",
	"-pipe",
	"-w",
	"-m(32|64|threads)",
	"-?-std=" VALUE,
	"--static",
	"--param=ssp-buffer-size=[0-9]*",
	"-no-canonical-prefixes",
	"-f(no-)?(asynchronous-unwind-tables|blocks|common|exceptions|fast-math|inline-functions|"
	"lto)",
	"-f(no-)?(fat-lto-objects|modules|omit-frame-pointer|permissive|plt|rtti|split-stack)",
	"-f(no-)?(stack-.+|strict-aliasing|use-linker-plugin|visibility-inlines-hidden)",
	"-f(no-)?eliminate-unused-debug-types",
	"-fno-(canonical-system-headers|builtin-[a-zA-Z0-9_]*)",
	"-f(un)?signed-char",
	"-f(debug|file)-prefix-map=[^@]+=[^@]+",
	"-fdiagnostics-show-note-include-stack",
	"-finput-charset=" VALUE,
	"-f(macro-backtrace-limit|message-length|visibility)=.+",
	"-fsanitize-undefined-strip-path-components=-?[0-9]+",
	"-ftemplate-depth-.+",
	"-ftls-model=(global-dynamic|local-dynamic|initial-exec|local-exec)",
	"-m(no-)?(v?aes|avx[0-9a-z.]*|sse[0-9.]*|ssse3|ms-bitfields|stack-.+)",
	"-mfpmath=[0-9a-z,+]*",
	"-mlarge-data-threshold=[0-9]+",
	"-x(c|c-header|cpp-output|c[+][+](-header|-cpp-output)?|assembler(-with-cpp)?)",
};
static const char *const linker_flags[] = {
	"-l[^@:=/\\-][^:=/\\]*",
	"-L" VALUE,
	"-(pic|PIC|pie|PIE|rdynamic|shared)",
	"-?-static[-a-z0-9+]*",
	"(\\./|[a-zA-Z0-9_/]).*[.](a|o|obj|so)",
	"-Wl,--(no-)?(allow-multiple-definition|allow-shlib-undefined|as-needed|export-dynamic)",
	"-Wl,--(no-)?warn-[^,]+",
	"-Wl,--(no-undefined|push-state|pop-state|start-group|end-group)",
	"-Wl,--(enable|disable)-new-dtags",
	"-Wl,--hash-style=(sysv|gnu|both)",
	"-Wl,-(Bdynamic|Bstatic|Bsymbolic-functions|E|s|d[ny]|O[0-9]+|-?static)",
	"-Wl,-e[=,][a-zA-Z0-9]+",
	"-Wl,-R[,=]?[^@,=-][^,@]*",
	"-Wl,--just-symbols[=,]" PART,
	"-Wl,-(rpath(-link)?|undefined)[=,]" PART,
	"-Wl,-?-unresolved-symbols=[^,]+",
	"-Wl,-?-wrap[=,]" PART,
	"-Wl(,-z,(relro|now|(no)?execstack))+",
};
static const char *const never[] = {
	"-gen-.*", "-gnat.*", "-library(-path)?(=.*)?", "-Wl,--warn-backrefs-exclude"};
static const char *const compiler_pairs[] = {"-D", "-U", "-I", "-F", "-include", "-isystem", "-x"};
static const char *const linker_pairs[] = {
	"-F", "-l", "-L", "-Wl,-rpath", "-Wl,-R", "-Wl,--just-symbols", "-Wl,-undefined"};

static bool flag_matches(const char *word, const char *pattern) {
	regex_t re;
	char whole[1024];
	snprintf(whole, sizeof whole, "^(%s)$", pattern);
	if (regcomp(&re, whole, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool is = regexec(&re, word, 0, NULL, 0) == 0;
	regfree(&re);
	return is;
}

static bool flag_among(const char *word, const char *const *list, size_t n) {
	for (size_t i = 0; i < n; i++)
		if (flag_matches(word, list[i]))
			return true;
	return false;
}

static bool flag_env(Arena *a, const char *word, const char *name, const char *which) {
	const char *pattern = getenv(arena_printf(a, "CGO_%s_%s", name, which));
	return pattern && *pattern && flag_matches(word, pattern);
}

static bool flag_allowed(Arena *a, const char *word, const char *name, bool linker) {
	if (flag_env(a, word, name, "DISALLOW"))
		return false;
	if (flag_env(a, word, name, "ALLOW"))
		return true;
	if (flag_among(word, never, LEN(never)))
		return false;
	return flag_among(word, both_flags, LEN(both_flags)) ||
	       (linker ? flag_among(word, linker_flags, LEN(linker_flags))
		       : flag_among(word, compiler_flags, LEN(compiler_flags)));
}

static bool flag_takes_next(const char *word, bool linker) {
	const char *const *list = linker ? linker_pairs : compiler_pairs;
	for (size_t i = 0; i < (linker ? LEN(linker_pairs) : LEN(compiler_pairs)); i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

const char *cgo_flag_refused(Arena *a, const char *name, const TextVec *words, bool linker) {
	for (uint32_t i = 0; i < words->n; i++) {
		const char *word = words->v[i], *next = i + 1 < words->n ? words->v[i + 1] : NULL;
		if (flag_allowed(a, word, name, linker))
			continue;
		if (!flag_takes_next(word, linker))
			return word;
		if (!next)
			return arena_printf(a, "%s without argument", word);
		if (strncmp(word, "-Wl,", 4) == 0 && strncmp(next, "-Wl,", 4) == 0)
			next += 4;
		if (!flag_matches(next, "[A-Za-z0-9_./=].*"))
			return arena_printf(a, "%s %s", word, words->v[i + 1]);
		i++;
	}
	return NULL;
}
