// Frames of calls that the compiler replaced by the body of what is called.
//
// The path of a position in such a body says where the calls stood (doc/abi.md):
//	path \1 function \1 its first line \1 line of the call \1 path of the call ...
// innermost first, slashes behind the first path being \2; a wrapper has no name. So one program
// counter stands for several frames: number 0 is the innermost, the last the function that holds
// the code. Names and paths are kept for ever, each once.
#include <string.h>
#include "rt.h"

enum { INLINED_BUCKETS = 1024, INLINED_MAX = 64, INLINED_KNOWN = 1024 };

typedef struct Kept {
	struct Kept *next;
	rt_FuncInfo fn; // of that name, for FuncForPC
	char text[];
} Kept;

static struct {
	Lock lock;
	Kept *kept[INLINED_BUCKETS];
	struct {
		u64 pc;
		const char *path;
		u32 line;
	} known[INLINED_KNOWN]; // what line tables said last
} inlined;

static Kept *inlined_keep(const char *s, u64 n) {
	u64 h = 14695981039346656037ul;
	for (u64 i = 0; i < n; i++)
		h = (h ^ (u8)s[i]) * 1099511628211ul;
	Kept **bucket = &inlined.kept[h % INLINED_BUCKETS];
	rt_lock(&inlined.lock);
	Kept *k = *bucket;
	while (k != NULL) {
		u64 i = 0;
		while (i < n && k->text[i] == (s[i] == 2 ? '/' : s[i]))
			i++;
		if (i == n && k->text[n] == 0)
			break;
		k = k->next;
	}
	if (k == NULL) {
		k = rt_persistent_alloc(sizeof *k + n + 1, 8);
		for (u64 i = 0; i < n; i++)
			k->text[i] = s[i] == 2 ? '/' : s[i];
		k->text[n] = 0;
		k->next = *bucket;
		*bucket = k;
	}
	rt_unlock(&inlined.lock);
	return k;
}

// As line tables have it, the path with all calls.
static void inlined_line(const rt_FuncInfo *f, u64 pc, const char **path, u32 *line) {
	u64 h = (pc * 0x9e3779b97f4a7c15ul) >> 54;
	rt_lock(&inlined.lock);
	bool hit = inlined.known[h].pc == pc;
	*path = inlined.known[h].path;
	*line = inlined.known[h].line;
	rt_unlock(&inlined.lock);
	if (hit)
		return;
	rt_rawline(f, pc, path, line);
	rt_lock(&inlined.lock);
	inlined.known[h].pc = pc;
	inlined.known[h].path = *path;
	inlined.known[h].line = *line;
	rt_unlock(&inlined.lock);
}

static u32 inlined_number(const char **p) {
	u32 n = 0;
	while (**p >= '0' && **p <= '9')
		n = n * 10 + (u32)(*(*p)++ - '0');
	if (**p == 1)
		++*p;
	return n;
}

static const char *inlined_end(const char *p) {
	while (*p != 0 && *p != 1)
		p++;
	return p;
}

// Frame number depth of those at pc in f; returns how many there are.
u32 rt_inlined_frame(const rt_FuncInfo *f, u64 pc, u32 depth, InlinedFrame *out) {
	const char *p;
	u32 line, n = 0;
	inlined_line(f, pc, &p, &line);
	for (u32 i = 0; i < INLINED_MAX; i++) {
		const char *path = p, *end = inlined_end(p);
		bool last = *end == 0;
		const char *name = last ? f->name : end + 1;
		const char *name_end = last ? name : inlined_end(name);
		p = *name_end == 1 && !last ? name_end + 1 : name_end;
		u32 start = last ? f->line : inlined_number(&p);
		if (last || name_end > name) {
			if (n == depth) {
				out->fn = last ? f : NULL;
				out->file = last && i == 0
						    ? path
						    : inlined_keep(path, (u64)(end - path))->text;
				out->name = last ? f->name
						 : inlined_keep(name, (u64)(name_end - name))->text;
				out->line = line;
				out->start = start;
			}
			n++;
		}
		if (last)
			return n;
		line = inlined_number(&p);
	}
	return n;
}

bool rt_inlined_any(const rt_FuncInfo *f, u64 pc) {
	const char *path;
	u32 line;
	inlined_line(f, pc, &path, &line);
	return *inlined_end(path) != 0;
}

void rt_funcline(const rt_FuncInfo *f, u64 pc, const char **file, u32 *line) {
	InlinedFrame fr;
	rt_inlined_frame(f, pc, 0, &fr);
	*file = fr.file;
	*line = fr.line;
}

typedef struct InlinedAsk {
	u64 pc, depth, n;
	const rt_FuncInfo *f;
	InlinedFrame frame;
} InlinedAsk;

static void inlined_ask(ptr arg) {
	InlinedAsk *a = arg;
	a->n = rt_inlined_frame(a->f, a->pc, (u32)a->depth, &a->frame);
	if (a->depth >= a->n || a->frame.fn != NULL)
		return;
	// The function of an inlined frame, for FuncForPC.
	Kept *k = inlined_keep(a->frame.name, strlen(a->frame.name));
	if (k->fn.name == NULL) {
		k->fn.file = (ptr)a->frame.file;
		k->fn.line = a->frame.start;
		k->fn.code = a->f->code;
		atomic_store_release(&k->fn.name, (ptr)k->text);
	}
	a->frame.fn = &k->fn;
}

// func rtFrame(f *funcInfo, pc uintptr, depth int, out *frameInfo) int: how many frames there are;
// out.fn is of the frame itself. f and out are as rt_findfunc and InlinedFrame have them.
u64 rt_runtime_frame(ptr f, u64 pc, u64 depth, ptr out) {
	InlinedAsk a = {.pc = pc, .depth = depth, .f = f};
	rt_systemstack(inlined_ask, &a);
	if (depth < a.n)
		*(InlinedFrame *)out = a.frame;
	return a.n;
}
