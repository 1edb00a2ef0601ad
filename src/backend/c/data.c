// data.c: static data as C definitions.
//
// A datum of n bytes is `u64 name[n/8]` with addresses as `(u64)&sym + addend`; one without
// addresses whose size is not a multiple of 8 is `u8 name[n]`; one with both is a packed structure.
// The type follows from size and relocations alone, so that every unit declares it alike.
#include "backend/c/emit.h"

typedef enum DataShape { SHAPE_WORDS, SHAPE_BYTES, SHAPE_MIXED } DataShape;

static DataShape data_shape(const Data *d) {
	if (d->is_string)
		return SHAPE_BYTES;
	if (d->size % 8 == 0)
		return SHAPE_WORDS;
	return d->relocs.n ? SHAPE_MIXED : SHAPE_BYTES;
}

void cdata_declarator(CEmit *e, Buf *to, const Data *d) {
	const char *name = d->sym->cname, *ro = d->readonly ? "const " : "";
	unsigned long long n = d->size;
	switch (data_shape(d)) {
	case SHAPE_WORDS: buf_printf(e->a, to, "%su64 %s[%llu]", ro, name, n ? n / 8 : 1); break;
	case SHAPE_BYTES:
		buf_printf(e->a, to, "%su8 %s[%llu]", ro, name, n + (d->is_string ? 1 : 0));
		break;
	case SHAPE_MIXED:
		buf_printf(e->a, to,
			"%sstruct { u64 w[%llu]; u8 t[%llu]; } __attribute__((packed)) %s", ro,
			n / 8, n % 8, name);
		break;
	}
	uint32_t natural = data_shape(d) == SHAPE_WORDS ? 8 : 1;
	if (d->align > natural)
		buf_printf(e->a, to, " __attribute__((aligned(%u)))", d->align);
	if (d->section)
		buf_printf(e->a, to, " __attribute__((section(\"%s\")))", d->section);
}

static void data_string(CEmit *e, Buf *to, const Data *d) {
	buf_puts(e->a, to, " = \"");
	for (uint64_t i = 0; i < d->size; i++) {
		uint8_t c = d->bytes[i];
		if (c == '"' || c == '\\')
			buf_printf(e->a, to, "\\%c", c);
		else if (c >= 32 && c < 127 && c != '?')
			buf_write(e->a, to, (const char *)&c, 1);
		else
			buf_printf(e->a, to, "\\%03o", c);
	}
	buf_puts(e->a, to, "\"");
}

static void data_number(CEmit *e, Buf *to, uint64_t x) {
	char text[24];
	uint32_t n = sizeof text;
	text[--n] = ',';
	text[--n] = 'l';
	text[--n] = 'u';
	do
		text[--n] = (char)('0' + x % 10);
	while (x /= 10);
	buf_write(e->a, to, text + n, sizeof text - n);
}

// Zeros are left out: the next element is number i, C would take it for number at.
static void data_skip(CEmit *e, Buf *to, uint64_t at, uint64_t i) {
	enum { WRITTEN = 8 }; // that are as short written out
	if (i - at > WRITTEN)
		buf_printf(e->a, to, "[%llu]=", (unsigned long long)i);
	else
		for (; at < i; at++)
			buf_puts(e->a, to, "0,");
}

static void data_words(CEmit *e, Buf *to, const Data *d) {
	uint32_t r = 0;
	uint64_t at = 0; // elements so far
	for (uint64_t off = 0; off + 8 <= d->size; off += 8) {
		uint64_t x = 0;
		if (d->bytes)
			memcpy(&x, d->bytes + off, 8);
		bool is_reloc = r < d->relocs.n && d->relocs.v[r].off == off;
		if (!x && !is_reloc)
			continue;
		data_skip(e, to, at, off / 8);
		at = off / 8 + 1;
		if (is_reloc) {
			const Reloc *rel = &d->relocs.v[r++];
			buf_printf(e->a, to, rel->addend ? "(u64)&%s+%lld," : "(u64)&%s,",
				cgen_name(e, rel->sym), (long long)rel->addend);
		} else {
			data_number(e, to, x);
		}
		if (off % 128 == 120)
			buf_puts(e->a, to, "\n");
	}
	if (r != d->relocs.n)
		ice("%s: relocation at %llu is not aligned", d->sym->name,
			(unsigned long long)d->relocs.v[r].off);
}

static void data_bytes(CEmit *e, Buf *to, const Data *d, uint64_t from) {
	uint64_t at = from;
	for (uint64_t i = from; d->bytes && i < d->size; i++)
		if (d->bytes[i]) {
			data_skip(e, to, at - from, i - from);
			buf_printf(e->a, to, "%u,", d->bytes[i]);
			at = i + 1;
		}
}

static bool data_is_zero(const Data *d) {
	if (d->relocs.n)
		return false;
	for (uint64_t i = 0; d->bytes && i < d->size; i++)
		if (d->bytes[i])
			return false;
	return true;
}

void cgen_data(CEmit *e, const Data *d) {
	for (uint32_t i = 0; i < d->relocs.n; i++)
		cgen_name(e, d->relocs.v[i].sym);
	Buf *to = d->is_string ? &e->decls : e->out;
	if (d->is_string)
		buf_puts(e->a, to, "static ");
	else if (e->tier == CTIER_OPT && !d->sym->pkg && !d->sym->in_program_unit)
		buf_puts(e->a, to, "__attribute__((weak)) ");
	cdata_declarator(e, to, d);
	if (d->is_string) {
		data_string(e, to, d);
	} else if (!data_is_zero(d)) {
		DataShape shape = data_shape(d);
		buf_puts(e->a, to, shape == SHAPE_MIXED ? " = {{" : " = {");
		if (shape != SHAPE_BYTES)
			data_words(e, to, d);
		if (shape == SHAPE_MIXED)
			buf_puts(e->a, to, "},{");
		if (shape != SHAPE_WORDS)
			data_bytes(e, to, d, shape == SHAPE_MIXED ? d->size & ~7ull : 0);
		buf_puts(e->a, to, shape == SHAPE_MIXED ? "}}" : "}");
	} else if (d->readonly) {
		buf_puts(e->a, to, " = {0}");
	}
	buf_puts(e->a, to, ";\n");
}
