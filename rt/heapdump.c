// runtime/debug.WriteHeapDump: everything on the heap and what leads to it, in the format "go1.7
// heap dump" (https://go.dev/s/go15heapdump), with the world stopped.
//
// What differs from gc's dump: stacks are conservative, so that the fields of a frame are its words
// that point into the heap; each root of the program is a data record of its own; a frame's
// contents end at its frame pointer.
#include <string.h>
#include "memstats.h"

typedef enum DumpTag {
	DUMP_EOF,
	DUMP_OBJECT,
	DUMP_TYPE = 3,
	DUMP_GOROUTINE,
	DUMP_FRAME,
	DUMP_PARAMS,
	DUMP_FINALIZER,
	DUMP_ITAB,
	DUMP_THREAD,
	DUMP_MEMSTATS,
	DUMP_QUEUED,
	DUMP_DATA,
	DUMP_PANIC = 15,
	DUMP_MEMPROF,
	DUMP_SAMPLE
} DumpTag;

enum { DUMP_FIELDS_END, DUMP_POINTER };

typedef struct Dump {
	int fd;
	u64 n;
	MemStats stats;
	u8 buf[8192];
} Dump;

/* Primitives. */
static void dump_flush(Dump *d) {
	rt_write(d->fd, d->buf, d->n);
	d->n = 0;
}

static void dump_bytes(Dump *d, const void *p, u64 n) {
	if (d->n + n > sizeof d->buf)
		dump_flush(d);
	if (n > sizeof d->buf) {
		rt_write(d->fd, p, n);
		return;
	}
	memcpy(d->buf + d->n, p, n);
	d->n += n;
}

// As encoding/binary.PutUvarint.
static void dump_int(Dump *d, u64 v) {
	u8 b[10];
	u32 n = 0;
	for (; v >= 0x80; v >>= 7)
		b[n++] = (u8)(v | 0x80);
	b[n++] = (u8)v;
	dump_bytes(d, b, n);
}

static void dump_ints(Dump *d, const u64 *v, u64 n) {
	for (u64 i = 0; i < n; i++)
		dump_int(d, v[i]);
}

#define DUMP_INTS(d, ...)                                                                          \
	dump_ints(d, (const u64[]){__VA_ARGS__}, sizeof((const u64[]){__VA_ARGS__}) / sizeof(u64))

static void dump_range(Dump *d, const void *p, u64 n) {
	dump_int(d, n);
	dump_bytes(d, p, n);
}

static void dump_string(Dump *d, const char *s) {
	dump_range(d, s, strlen(s));
}

static void dump_pointer_at(Dump *d, u64 offset) {
	DUMP_INTS(d, DUMP_POINTER, offset);
}

/* The program. */
static void dump_params(Dump *d) {
	DUMP_INTS(d, DUMP_PARAMS, 0, sizeof(ptr), rt_heap.base, rt_heap.used);
	dump_string(d, "amd64");
	dump_string(d, rt_program.version);
	dump_int(d, rt_ncpu());
}

static void dump_types(Dump *d) {
	const Type *const *t = rt_program.typelinks;
	for (u64 i = 0; i < rt_program.n_typelinks; i++) {
		String s = rt_type_string(t[i]);
		DUMP_INTS(d, DUMP_TYPE, (u64)t[i], t[i]->size);
		dump_range(d, s.ptr, s.len);
		dump_int(d, !(t[i]->tflag & TFLAG_DIRECT_IFACE) || t[i]->ptr_bytes);
	}
	const ITab *const *tab = rt_program.itabs;
	for (u64 i = 0; i < rt_program.n_itabs; i++)
		DUMP_INTS(d, DUMP_ITAB, (u64)tab[i], (u64)tab[i]->type);
}

static void dump_roots(Dump *d) {
	const rt_Root *r = rt_program.roots;
	for (u64 i = 0; i < rt_program.n_roots; i++) {
		const u8 *mask = r[i].mask;
		DUMP_INTS(d, DUMP_DATA, (u64)r[i].addr);
		dump_range(d, r[i].addr, r[i].words * 8);
		for (u64 w = 0; w < r[i].words; w++)
			if (!mask || mask[w / 8] >> w % 8 & 1)
				dump_pointer_at(d, w * 8);
		dump_int(d, DUMP_FIELDS_END);
	}
}

/* The heap. */
static void dump_span(Dump *d, const Span *s) {
	for (u32 i = 0; i < s->nelems; i++) {
		u64 p = s->base + i * s->elemsize;
		if (!span_allocated(s, i))
			continue;
		DUMP_INTS(d, DUMP_OBJECT, p);
		dump_range(d, (ptr)p, s->elemsize);
		for (u64 w = 0; w < s->elemsize / 8 && !s->noscan; w++)
			if (rt_gcbits_word(s, i, w))
				dump_pointer_at(d, w * 8);
		dump_int(d, DUMP_FIELDS_END);
	}
}

static void dump_objects(Dump *d) {
	u64 npages = (rt_heap.used - rt_heap.base) / PAGE;
	for (u64 page = 0; page < npages; page++) {
		const Span *s = rt_heap.spans[page];
		if (s && s->state == SPAN_INUSE && s->base == rt_heap.base + page * PAGE)
			dump_span(d, s);
	}
}

static void dump_finalizer(const SpecialInfo *s, ptr arg) {
	if (s->bucket)
		DUMP_INTS(arg, DUMP_SAMPLE, s->obj, (u64)s->bucket);
	else
		DUMP_INTS(arg, s->queued ? DUMP_QUEUED : DUMP_FINALIZER, s->obj, (u64)s->fn,
			*(u64 *)s->fn, (u64)s->functype, (u64)s->objtype);
}

static void dump_profile(Dump *d) {
	for (ProfRecord r = {0}; rt_prof_next(RT_PROF_MEMORY, &r);) {
		DUMP_INTS(d, DUMP_MEMPROF, (u64)r.bucket, (u64)r.size, r.npcs);
		for (u64 i = 0; i < r.npcs; i++) {
			const rt_FuncInfo *f = rt_findfunc(r.pcs[i]);
			const char *file = "?";
			u32 line = 0;
			if (f)
				rt_funcline(f, r.pcs[i], &file, &line);
			dump_string(d, f ? f->name : "?");
			dump_string(d, file);
			dump_int(d, line);
		}
		DUMP_INTS(d, (u64)r.allocs, (u64)r.frees);
	}
}

static void dump_memstats(Dump *d) {
	const MemStats *m = &d->stats;
	dump_int(d, DUMP_MEMSTATS);
	dump_ints(d, &m->alloc, (offsetof(MemStats, pause_end) - offsetof(MemStats, alloc)) / 8);
	dump_int(d, m->num_gc);
}

/* Goroutines and threads. */

// The frame of u, whose callee's frame begins at child; where it ends.
static u64 dump_frame(Dump *d, G *gp, const Unwind *u, u64 child, u64 depth) {
	u64 end = u->bp + 16, hi;
	bool whole = end > child && rt_on_stack(gp, child, &hi) && end <= hi;
	u64 n = whole ? end - child : 0;
	DUMP_INTS(d, DUMP_FRAME, child, depth, depth ? child : 0);
	const u64 *words = rt_stack_addr(gp, (ptr)child);
	dump_range(d, words, n);
	DUMP_INTS(d, (u64)u->fn->code, u->pc, u->pc);
	dump_string(d, u->fn->name);
	for (u64 i = 0; i < n / 8; i++)
		if (span_of(words[i]))
			dump_pointer_at(d, i * 8);
	dump_int(d, DUMP_FIELDS_END);
	return end;
}

static void dump_goroutine(Dump *d, G *gp) {
	u64 sp = gp->syssp ? gp->syssp : gp->sp, depth = 0;
	DUMP_INTS(d, DUMP_GOROUTINE, (u64)gp, sp, gp->id, gp->gopc, rt_readgstatus(gp) & ~RT_GSCAN,
		gp->issystem, 0, (u64)gp->waitsince);
	dump_string(d, rt_g_waitreason(gp));
	DUMP_INTS(d, 0, (u64)gp->m, (u64)gp->head.deferframe, (u64)gp->panic);
	Unwind u;
	rt_unwind_g(&u, gp);
	for (bool more = u.fn != NULL; more; more = rt_unwind_next(&u))
		sp = dump_frame(d, gp, &u, sp, depth++);
	for (const Panic *p = gp->panic; p; p = p->link)
		DUMP_INTS(d, DUMP_PANIC, (u64)p, (u64)gp, (u64)p->type, (u64)p->data, 0,
			(u64)p->link);
}

static void dump_goroutines(Dump *d) {
	G *gp;
	for (u64 at = 0; (gp = rt_stack_nextg(&at)) != NULL;)
		dump_goroutine(d, gp);
	for (const M *m = rt_sched.allms; m; m = m->alllink)
		DUMP_INTS(d, DUMP_THREAD, (u64)m, (u64)m->id, (u64)m->tid);
}

static void dump_all(ptr arg) {
	static const char header[] = "go1.7 heap dump\n";
	Dump *d = arg;
	while (!rt_wbflag && sweep_some(~0ul))
		;
	dump_bytes(d, header, sizeof header - 1);
	dump_params(d);
	dump_types(d);
	dump_objects(d);
	dump_goroutines(d);
	dump_roots(d);
	special_each(dump_finalizer, d);
	dump_memstats(d);
	dump_profile(d);
	dump_int(d, DUMP_EOF);
	dump_flush(d);
}

// runtime/debug.WriteHeapDump: to an open file; what cannot be written is left out, as by gc.
void rt_debug_WriteHeapDump(u64 fd) {
	Dump *d = rt_sys_alloc((sizeof *d + 4095) & ~4095ul);
	if (!d)
		rt_fatal("runtime/debug.WriteHeapDump: out of memory");
	d->fd = (int)fd;
	rt_readmemstats(&d->stats);
	rt_worldsema_acquire();
	sweep_hold();
	rt_stoptheworld_with_sema();
	M *m = rt_acquirem();
	rt_systemstack(dump_all, d);
	rt_releasem(m);
	rt_starttheworld_with_sema();
	sweep_release();
	rt_worldsema_release();
	rt_sys_free(d, (sizeof *d + 4095) & ~4095ul);
}
