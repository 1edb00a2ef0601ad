// Functions and lines of program counters.
//
// The program's table of functions is not sorted; it is when the first question is asked. Compiled
// code lies between its lowest and its highest function, with nothing else in between; code of the
// runtime is in a section of its own. The end of the highest function is only known from the
// executable's symbols: it is never interrupted.
#include <string.h>
#include "rt.h"

static struct {
	u64 lo, last;	// code of the lowest and the highest function
	u64 end;	// where the highest one ends at the latest
	bool end_known; // atomic
	Lock lock;
	const rt_FuncInfo **sorted; // by code; atomic, NULL until needed
	u64 n;
	const rt_LineInfo **lines; // by pc; atomic
	u64 nlines;
} symtab;

enum { SYMTAB_LAST = 4096 }; // length of the highest function where the executable does not tell it

extern const rt_LineInfo __start_seago_lines[] __attribute__((weak));
extern const rt_LineInfo __stop_seago_lines[] __attribute__((weak));

bool rt_loops_point_past(void) {
	return (u64)__start_seago_lines == 0;
}
extern const char *const seago_files[] __attribute__((weak));

void rt_symtab_init(void) {
	const rt_FuncInfo *f = rt_program.funcs;
	u64 lo = ~0ul, hi = 0;
	for (u64 i = 0; i < rt_program.n_funcs; i++) {
		u64 code = (u64)f[i].code;
		if (code == 0)
			continue;
		if (code < lo)
			lo = code;
		if (code > hi)
			hi = code;
	}
	symtab.lo = lo;
	symtab.last = hi;
	symtab.end = hi + SYMTAB_LAST;
}

bool rt_is_gocode(u64 pc) {
	return pc >= symtab.lo && pc < symtab.last;
}

// Every item begins with the word it is sorted by. Heap sort: no stack, no bad case.
static void symtab_sift(const u64 **v, u64 i, u64 n) {
	const u64 *x = v[i];
	for (;;) {
		u64 k = 2 * i + 1;
		if (k >= n)
			break;
		if (k + 1 < n && *v[k] < *v[k + 1])
			k++;
		if (*x >= *v[k])
			break;
		v[i] = v[k];
		i = k;
	}
	v[i] = x;
}

static const u64 **symtab_sort(const void *base, u64 size, u64 n) {
	const u64 **v = rt_sys_alloc((n + 1) * sizeof *v);
	if (v == NULL)
		rt_throw("symtab_sort: out of memory");
	bool sorted = true;
	for (u64 i = 0; i < n; i++) {
		v[i] = (const u64 *)((const u8 *)base + i * size);
		if (i > 0 && *v[i] < *v[i - 1])
			sorted = false;
	}
	if (sorted)
		return v;
	for (u64 i = n / 2; i-- > 0;)
		symtab_sift(v, i, n);
	for (u64 i = n; i-- > 1;) {
		const u64 *x = v[i];
		v[i] = v[0];
		v[0] = x;
		symtab_sift(v, 0, i);
	}
	return v;
}

// The last item at or below key, or NULL.
static const u64 *symtab_search(const u64 **v, u64 n, u64 key) {
	u64 lo = 0, hi = n;
	while (lo < hi) {
		u64 mid = (lo + hi) / 2;
		if (*v[mid] <= key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 ? v[lo - 1] : NULL;
}

static void symtab_need(void) {
	if (atomic_load_acquire(&symtab.sorted) != NULL)
		return;
	rt_lock(&symtab.lock);
	if (symtab.sorted == NULL) {
		symtab.n = rt_program.n_funcs;
		const u64 **v = symtab_sort(rt_program.funcs, sizeof(rt_FuncInfo), symtab.n);
		atomic_store_release(&symtab.sorted, (const rt_FuncInfo **)v);
	}
	rt_unlock(&symtab.lock);
}

// The end of the highest function, from the executable when it is first asked for.
static u64 symtab_end(void) {
	if (!atomic_load_acquire(&symtab.end_known)) {
		rt_lock(&symtab.lock);
		u64 size = symtab.end_known ? 0 : rt_elf_funcsize(symtab.last);
		if (size != 0)
			symtab.end = symtab.last + size;
		atomic_store_release(&symtab.end_known, true);
		rt_unlock(&symtab.lock);
	}
	return symtab.end;
}

static const rt_FuncInfo *symtab_func(u64 pc) {
	symtab_need();
	return (const rt_FuncInfo *)symtab_search((const u64 **)symtab.sorted, symtab.n, pc);
}

const rt_FuncInfo *rt_findfunc(u64 pc) {
	if (pc < symtab.lo || (pc >= symtab.last && pc >= symtab_end()))
		return NULL;
	return symtab_func(pc);
}

// Of those asked for before some are found at once: reflect asks at every call.
const rt_FuncInfo *rt_func_by_code(ptr code) {
	enum { RECENT = 256 };
	static const rt_FuncInfo *recent[RECENT]; // by some bits of code; atomic
	const rt_FuncInfo **slot = &recent[(u64)code / 16 % RECENT], *f = atomic_load_relaxed(slot);
	if (f != NULL && f->code == code)
		return f;
	f = symtab_func((u64)code);
	if (f == NULL || f->code != code)
		return NULL;
	atomic_store_relaxed(slot, f);
	return f;
}

static bool symtab_line(const rt_FuncInfo *f, u64 pc, const char **file, u32 *line) {
	u64 n = (u64)(__stop_seago_lines - __start_seago_lines);
	if (n == 0)
		return false;
	if (atomic_load_acquire(&symtab.lines) == NULL) {
		rt_lock(&symtab.lock);
		if (symtab.lines == NULL) {
			symtab.nlines = n;
			const u64 **v = symtab_sort(__start_seago_lines, sizeof(rt_LineInfo), n);
			atomic_store_release(&symtab.lines, (const rt_LineInfo **)v);
		}
		rt_unlock(&symtab.lock);
	}
	const rt_LineInfo *l =
		(const rt_LineInfo *)symtab_search((const u64 **)symtab.lines, symtab.nlines, pc);
	if (l == NULL || l->pc < f->code)
		return false;
	*file = seago_files[l->file];
	*line = l->line;
	return true;
}

// The frame of the panic in what runtime.Callers gives.
static rt_FuncInfo symtab_gopanic = {.name = "runtime.gopanic", .line = 787};

enum { SYMTAB_PANIC_LINE = 859 };

void rt_rawline(const rt_FuncInfo *f, u64 pc, const char **file, u32 *line) {
	if (f == &symtab_gopanic) {
		*file = f->file;
		*line = SYMTAB_PANIC_LINE;
		return;
	}
	if (symtab_line(f, pc, file, line) || rt_dwarf_line(pc, file, line))
		return;
	*file = f->file;
	*line = f->line;
}

typedef struct SymtabLine {
	const rt_FuncInfo *f;
	u64 pc;
	const char *file;
	u32 line;
} SymtabLine;

static void symtab_lineof(ptr arg) {
	SymtabLine *l = arg;
	rt_funcline(l->f, l->pc, &l->file, &l->line);
}

static void symtab_panicfile(ptr arg) {
	(void)arg;
	const char *root = rt_program.goroot ? rt_program.goroot : "";
	static const char rest[] = "/src/runtime/panic.go";
	char *s = rt_persistent_alloc(strlen(root) + sizeof rest, 1);
	strcpy(s, root);
	strcat(s, rest);
	symtab_gopanic.file = s;
}

// func rtFindFunc(pc uintptr) *funcInfo
const rt_FuncInfo *rt_runtime_findfunc(u64 pc) {
	if (pc - (u64)rt_gopanic > 1)
		return rt_findfunc(pc);
	if (symtab_gopanic.file == NULL)
		rt_systemstack(symtab_panicfile, NULL);
	symtab_gopanic.code = (ptr)rt_gopanic;
	return &symtab_gopanic;
}

// func rtFuncLine(f *funcInfo, pc uintptr) (file *byte, line int)
Ret2 rt_runtime_funcline(ptr f, u64 pc) {
	SymtabLine l = {f, pc, NULL, 0};
	if (f != NULL)
		rt_systemstack(symtab_lineof, &l);
	return (Ret2){{(u64)l.file, l.line}};
}
