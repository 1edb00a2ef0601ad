// object.c: data of a unit as a relocatable ELF file (System V ABI, AMD64 supplement).
//
// Each datum goes to one of three sections, or to one that it names itself. Texts have no symbols:
// what points to them is relative to their section. Sections are numbered from 1 in the order of
// `sections`; behind each with addresses in it stands its table of relocations, then symbols and
// names. Symbol i, i > 0 and at most the number of sections, is that of section i.
#include "backend/elf/object.h"

#include <elf.h>

typedef struct Section {
	const char *name; // NULL: of a datum's own
	uint32_t type;
	uint64_t flags;
} SectionKind;

enum { SEC_RODATA, SEC_DATA, SEC_BSS, SEC_USUAL, SEC_MOST = 8 };
static const SectionKind object_usual[SEC_USUAL] = {
	[SEC_RODATA] = {".rodata", SHT_PROGBITS, SHF_ALLOC},
	[SEC_DATA] = {".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE},
	[SEC_BSS] = {".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE},
};

typedef struct ObjectSection {
	SectionKind kind;
	Buf bytes;
	uint64_t size, align;
	VEC(Elf64_Rela) relocs;
} ObjectSection;

typedef struct Object {
	Module *m;
	Arena *a;
	ObjectSection sections[SEC_MOST];
	uint32_t n_sections;
	VEC(Elf64_Sym) syms;
	Buf names;
	uint32_t *known; // by Sym.index: the symbol, or 1 + the offset in .rodata of a text; 0: not
			 // yet
} Object;

static uint32_t object_name(Object *o, const char *name) {
	uint32_t at = o->names.n;
	buf_write(o->a, &o->names, name, strlen(name) + 1);
	return at;
}

static bool object_is_zero(const Data *d) {
	for (uint64_t i = 0; d->bytes && i < d->size; i++)
		if (d->bytes[i])
			return false;
	return d->relocs.n == 0;
}

static uint32_t object_section_of(Object *o, const Data *d) {
	if (!d->section)
		return d->readonly ? SEC_RODATA : object_is_zero(d) ? SEC_BSS : SEC_DATA;
	uint64_t flags = SHF_ALLOC | (d->readonly ? 0 : SHF_WRITE);
	for (uint32_t i = SEC_USUAL; i < o->n_sections; i++)
		if (strcmp(o->sections[i].kind.name, d->section) == 0 &&
			o->sections[i].kind.flags == flags)
			return i;
	if (o->n_sections == SEC_MOST)
		ice("%s: one section too many: %s", d->sym->name, d->section);
	o->sections[o->n_sections].kind = (SectionKind){d->section, SHT_PROGBITS, flags};
	return o->n_sections++;
}

static uint64_t object_align(const Data *d) {
	uint64_t natural = !d->is_string && d->size % 8 == 0 ? 8 : 1;
	return d->align > natural ? d->align : natural;
}

// The place of d in its section. An empty datum has an address of its own; a text ends in a zero,
// as in C.
static uint64_t object_place(Object *o, ObjectSection *s, const Data *d) {
	uint64_t align = object_align(d), at = (s->size + align - 1) / align * align,
		 size = d->is_string ? d->size + 1
			: d->size    ? d->size
				     : 8;
	s->align = align > s->align ? align : s->align;
	s->size = at + size;
	if (s->kind.type == SHT_NOBITS)
		return at;
	if (s->size > s->bytes.cap)
		vec_grow(o->a, &s->bytes, 1, (uint32_t)s->size);
	memset(s->bytes.v + s->bytes.n, 0, s->size - s->bytes.n);
	s->bytes.n = (uint32_t)s->size;
	if (d->bytes)
		memcpy(s->bytes.v + at, d->bytes, d->size);
	return at;
}

static uint32_t object_symbol(Object *o, Sym *sym) {
	if (!o->known[sym->index]) {
		Elf64_Sym s = {.st_name = object_name(o, sym->cname),
			.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE)};
		o->known[sym->index] = o->syms.n;
		vec_push(o->a, &o->syms, s);
	}
	return o->known[sym->index];
}

static void object_define(Object *o, Sym *sym) {
	const Data *d = sym->data;
	uint32_t sec = object_section_of(o, d), i = object_symbol(o, sym);
	bool weak = !sym->pkg && !sym->in_program_unit;
	Elf64_Sym *s = &o->syms.v[i];
	s->st_value = object_place(o, &o->sections[sec], d);
	s->st_size = d->size;
	s->st_shndx = (Elf64_Section)(sec + 1);
	s->st_info = ELF64_ST_INFO(weak ? STB_WEAK : STB_GLOBAL, STT_OBJECT);
}

static uint64_t object_text(Object *o, Sym *sym) {
	if (!o->known[sym->index])
		o->known[sym->index] =
			1 + (uint32_t)object_place(o, &o->sections[SEC_RODATA], sym->data);
	return o->known[sym->index] - 1;
}

static void object_relocate(Object *o, Sym *sym) {
	const Data *d = sym->data;
	const Elf64_Sym s = o->syms.v[object_symbol(o, sym)];
	for (uint32_t i = 0; i < d->relocs.n; i++) {
		const Reloc *r = &d->relocs.v[i];
		bool text = r->sym->data && r->sym->data->is_string;
		uint64_t addend = (uint64_t)r->addend + (text ? object_text(o, r->sym) : 0),
			 to = text ? SEC_RODATA + 1 : object_symbol(o, r->sym);
		Elf64_Rela rela = {
			s.st_value + r->off, ELF64_R_INFO(to, R_X86_64_64), (Elf64_Sxword)addend};
		vec_push(o->a, &o->sections[s.st_shndx - 1].relocs, rela);
	}
}

/* The file */

typedef struct ObjectFile {
	Buf *out;
	uint64_t start; // of the file in out
	VEC(Elf64_Shdr) headers;
	Buf names;
} ObjectFile;

static void file_align(Object *o, ObjectFile *f, uint64_t align) {
	while ((f->out->n - f->start) % align)
		vec_push(o->a, f->out, 0);
}

static void file_section(
	Object *o, ObjectFile *f, const char *name, Elf64_Shdr h, const void *bytes) {
	file_align(o, f, h.sh_addralign ? h.sh_addralign : 1);
	h.sh_name = f->names.n;
	h.sh_offset = f->out->n - f->start;
	buf_write(o->a, &f->names, name, strlen(name) + 1);
	if (h.sh_type != SHT_NOBITS)
		buf_write(o->a, f->out, bytes, h.sh_size);
	vec_push(o->a, &f->headers, h);
}

static void file_sections(Object *o, ObjectFile *f) {
	vec_push(o->a, &f->headers, (Elf64_Shdr){0});
	vec_push(o->a, &f->names, 0);
	for (uint32_t i = 0; i < o->n_sections; i++) {
		const ObjectSection *s = &o->sections[i];
		Elf64_Shdr h = {.sh_type = s->kind.type,
			.sh_flags = s->kind.flags,
			.sh_size = s->size,
			.sh_addralign = s->align};
		file_section(o, f, s->kind.name, h, s->bytes.v);
	}
	// Behind the tables of relocations come symbols, names and the names of sections.
	uint32_t symtab = o->n_sections + 1;
	for (uint32_t i = 0; i < o->n_sections; i++)
		symtab += o->sections[i].relocs.n != 0;
	for (uint32_t i = 0; i < o->n_sections; i++) {
		const ObjectSection *s = &o->sections[i];
		Elf64_Shdr h = {.sh_type = SHT_RELA,
			.sh_flags = SHF_INFO_LINK,
			.sh_size = s->relocs.n * sizeof(Elf64_Rela),
			.sh_link = symtab,
			.sh_info = i + 1,
			.sh_addralign = 8,
			.sh_entsize = sizeof(Elf64_Rela)};
		if (s->relocs.n)
			file_section(
				o, f, arena_printf(o->a, ".rela%s", s->kind.name), h, s->relocs.v);
	}
	Elf64_Shdr syms = {.sh_type = SHT_SYMTAB,
		.sh_size = o->syms.n * sizeof(Elf64_Sym),
		.sh_link = symtab + 1,
		.sh_info = o->n_sections + 1,
		.sh_addralign = 8,
		.sh_entsize = sizeof(Elf64_Sym)};
	file_section(o, f, ".symtab", syms, o->syms.v);
	Elf64_Shdr names = {.sh_type = SHT_STRTAB, .sh_size = o->names.n, .sh_addralign = 1};
	file_section(o, f, ".strtab", names, o->names.v);
	file_section(o, f, ".note.GNU-stack",
		(Elf64_Shdr){.sh_type = SHT_PROGBITS, .sh_addralign = 1}, NULL);
	Elf64_Shdr own = {.sh_type = SHT_STRTAB, .sh_addralign = 1};
	own.sh_size = f->names.n + sizeof ".shstrtab";
	Buf all = {0};
	buf_write(o->a, &all, f->names.v, f->names.n);
	buf_write(o->a, &all, ".shstrtab", sizeof ".shstrtab");
	file_section(o, f, ".shstrtab", own, all.v);
}

static void object_write(Object *o, Buf *out) {
	ObjectFile f = {.out = out, .start = out->n};
	Elf64_Ehdr h = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
				EV_CURRENT},
		.e_type = ET_REL,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof h,
		.e_shentsize = sizeof(Elf64_Shdr)};
	buf_write(o->a, out, (const char *)&h, sizeof h);
	file_sections(o, &f);
	file_align(o, &f, 8);
	h.e_shoff = out->n - f.start;
	h.e_shnum = (Elf64_Half)f.headers.n;
	h.e_shstrndx = (Elf64_Half)(f.headers.n - 1);
	memcpy(out->v + f.start, &h, sizeof h);
	buf_write(o->a, out, (const char *)f.headers.v, f.headers.n * sizeof(Elf64_Shdr));
}

void elf_object(Module *m, Arena *a, Sym *const *datas, uint32_t n, Buf *out) {
	Object o = {.m = m, .a = a, .n_sections = SEC_USUAL};
	o.known = NEW_ARRAY(a, uint32_t, m->syms.n + 1);
	for (uint32_t i = 0; i < SEC_USUAL; i++)
		o.sections[i].kind = object_usual[i];
	for (uint32_t i = 0; i < n; i++) // before symbols are counted
		object_section_of(&o, datas[i]->data);
	vec_push(a, &o.names, 0);
	vec_push(a, &o.syms, (Elf64_Sym){0});
	for (uint32_t i = 0; i < o.n_sections; i++) {
		Elf64_Sym s = {.st_info = ELF64_ST_INFO(STB_LOCAL, STT_SECTION),
			.st_shndx = (Elf64_Section)(i + 1)};
		vec_push(a, &o.syms, s);
	}
	for (uint32_t i = 0; i < n; i++)
		if (!datas[i]->data->is_string)
			object_define(&o, datas[i]);
	for (uint32_t i = 0; i < n; i++)
		if (!datas[i]->data->is_string)
			object_relocate(&o, datas[i]);
	object_write(&o, out);
}
