// Huge pages: where the heap asks the system for memory in pieces of 2 MB.
//
// What is larger than the processor's table of translations costs a walk through page tables with
// each access: with huge pages programs with 100 MB of maps and trees take a fifth less time, and
// fewer page faults. The price is memory: the first touch of a chunk makes all of it resident. So
// chunks are huge only once HUGE_FROM bytes of the heap are in use, and only if nothing of them is
// resident yet. (To collapse chunks of small pages by copying them cost more time than it saved.)
// Free pages of such a chunk count as resident, so they are given back like others. To give back a
// part of a chunk ends its being huge: the system would otherwise make it whole again behind our
// back.
//
// Each border between chunks that are and chunks that are not is one between mappings to the
// system, of which a process has 65,530: beyond HUGE_EDGES nothing is changed.
#include "span.h"

enum { CHUNK_PAGES = CHUNK / PAGE, HUGE_FROM = 4 << 20, HUGE_EDGES = 16384 };

static struct {
	u32 edges;
	bool known, possible; // what the system says; it is asked when the heap is large enough
} huge;

void huge_init(u64 reserved) {
	rt_heap.huge = rt_sys_alloc((reserved >> CHUNK_SHIFT) + 2);
	if (!rt_heap.huge)
		rt_throw("huge_init: out of memory");
	rt_heap.huge++;
}

static u64 huge_chunk(u64 addr) {
	return (addr - rt_heap.base) >> CHUNK_SHIFT;
}

static u8 *huge_pages(u64 chunk) {
	return rt_heap.released + chunk * CHUNK_PAGES;
}

static ptr huge_addr(u64 chunk) {
	return (ptr)(rt_heap.base + (chunk << CHUNK_SHIFT));
}

static bool huge_wanted(void) {
	u64 resident = (rt_heap.inuse_pages + rt_heap.free_pages - rt_heap.released_pages) * PAGE;
	if (rt_heap.inuse_pages * PAGE < HUGE_FROM || huge.edges > HUGE_EDGES ||
		(rt_heap.pagelimit != ~0ul && resident + 2 * CHUNK > rt_heap.pagelimit))
		return false;
	if (!huge.known) {
		huge.possible = rt_sys_has_hugepages();
		huge.known = true;
	}
	return huge.possible;
}

static void huge_set(u64 chunk, u8 value) {
	u8 *h = &rt_heap.huge[chunk];
	huge.edges -= (h[-1] != h[0]) + (h[0] != h[1]);
	*h = value;
	huge.edges += (h[-1] != h[0]) + (h[0] != h[1]);
	if (value)
		rt_sys_hugepage(huge_addr(chunk), CHUNK);
	else
		rt_sys_nohugepage(huge_addr(chunk), CHUNK);
}

// All of a chunk is gone; its first touch makes it resident.
static bool huge_is_gone(u64 chunk) {
	const u8 *page = huge_pages(chunk);
	return page[0] == PAGE_GONE && memcmp(page, page + 1, CHUNK_PAGES - 1) == 0;
}

static void huge_freshen(u64 chunk) {
	memset(huge_pages(chunk), PAGE_FRESH, CHUNK_PAGES);
	rt_heap.released_pages -= CHUNK_PAGES;
}

void huge_take(u64 base, u64 npages) {
	if (!huge_wanted())
		return;
	u64 last = huge_chunk(base + npages * PAGE - 1);
	for (u64 c = huge_chunk(base); c <= last; c++)
		if (!rt_heap.huge[c] && huge_is_gone(c)) {
			huge_set(c, 1);
			huge_freshen(c);
		}
}

void huge_give(u64 base, u64 npages) {
	u64 last = huge_chunk(base + npages * PAGE - 1);
	for (u64 c = huge_chunk(base); c <= last; c++)
		if (rt_heap.huge[c] && huge.edges <= HUGE_EDGES)
			huge_set(c, 0);
}
