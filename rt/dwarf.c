// Lines from the DWARF line tables (versions 2 to 5) of the executable, and sizes of functions from
// its symbols.
//
// The file is mapped when a trace first asks. One run over all line programs makes an index of
// sequences, {range, where its opcodes begin}; a question is answered by running the one sequence
// again. With a section per function a sequence is one function long.
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "rt.h"

typedef struct DwarfSpan {
	const u8 *at, *end;
} DwarfSpan;

typedef struct DwarfSeq {
	u64 lo, hi;
	const u8 *unit, *ops;
} DwarfSeq;

static struct {
	Lock lock;
	u32 ready; // atomic
	const u8 *file;
	u64 size;
	DwarfSpan line, line_str, str, symtab, strtab;
	DwarfSeq *seqs;
	u64 n, cap;
} dwarf;

/* Reading. */

static u64 dwarf_uint(const u8 **p, u32 n) {
	u64 v = 0;
	memcpy(&v, *p, n);
	*p += n;
	return v;
}

static u64 dwarf_uleb(const u8 **p) {
	u64 v = 0;
	for (u32 shift = 0;; shift += 7) {
		u8 b = *(*p)++;
		if (shift < 64)
			v |= (u64)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
}

static i64 dwarf_sleb(const u8 **p) {
	i64 v = 0;
	u32 shift = 0;
	for (;;) {
		u8 b = *(*p)++;
		if (shift < 64)
			v |= (i64)(b & 0x7f) << shift;
		shift += 7;
		if (!(b & 0x80)) {
			if (shift < 64 && (b & 0x40))
				v |= -(1l << shift);
			return v;
		}
	}
}

static const char *dwarf_string(const u8 **p) {
	const char *s = (const char *)*p;
	*p += strlen(s) + 1;
	return s;
}

/* The executable. */

static void dwarf_section(const Elf64_Shdr *s, const char *name) {
	static const struct {
		const char *name;
		DwarfSpan *span;
	} wanted[] = {
		{".debug_line", &dwarf.line},
		{".debug_line_str", &dwarf.line_str},
		{".debug_str", &dwarf.str},
		{".symtab", &dwarf.symtab},
		{".strtab", &dwarf.strtab},
	};
	if (s->sh_type == SHT_NOBITS || (s->sh_flags & SHF_COMPRESSED) ||
		s->sh_offset + s->sh_size > dwarf.size)
		return;
	for (u64 i = 0; i < countof(wanted); i++)
		if (strcmp(wanted[i].name, name) == 0)
			*wanted[i].span = (DwarfSpan){
				dwarf.file + s->sh_offset, dwarf.file + s->sh_offset + s->sh_size};
}

static void dwarf_map(void) {
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0)
		return;
	void *p = fstat(fd, &st) == 0 ? mmap(NULL, (u64)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
				      : MAP_FAILED;
	close(fd);
	if (p == MAP_FAILED)
		return;
	dwarf.file = p;
	dwarf.size = (u64)st.st_size;
	const Elf64_Ehdr *h = p;
	if (dwarf.size < sizeof *h || memcmp(h->e_ident, ELFMAG, SELFMAG) != 0 ||
		h->e_shoff + (u64)h->e_shnum * sizeof(Elf64_Shdr) > dwarf.size ||
		h->e_shstrndx >= h->e_shnum)
		return;
	const Elf64_Shdr *s = (const Elf64_Shdr *)(dwarf.file + h->e_shoff);
	const char *names = (const char *)dwarf.file + s[h->e_shstrndx].sh_offset;
	for (u32 i = 0; i < h->e_shnum; i++)
		dwarf_section(&s[i], names + s[i].sh_name);
}

/* Line programs. */

enum { DWARF_FORMATS = 16 };

typedef struct DwarfUnit {
	const u8 *ops, *end;	// program
	const u8 *files, *dirs; // tables; in version 5 behind their entry formats
	u32 version;
	bool wide; // 64-bit DWARF
	u8 min_inst, opcode_base, line_range;
	i8 line_base;
	const u8 *lengths;
	u64 format[DWARF_FORMATS][2], dirformat[DWARF_FORMATS][2];
	u32 nformat, ndirformat;
	u64 nfiles;
} DwarfUnit;

static void dwarf_formats(DwarfUnit *u, const u8 **p) {
	u->nformat = *(*p)++;
	for (u32 i = 0; i < u->nformat; i++) {
		u64 type = dwarf_uleb(p), form = dwarf_uleb(p);
		if (i < DWARF_FORMATS) {
			u->format[i][0] = type;
			u->format[i][1] = form;
		}
	}
	if (u->nformat > DWARF_FORMATS)
		u->nformat = 0;
}

// One attribute of a file or directory: the string if it is one, else NULL and *n if it is a
// number.
static const char *dwarf_form(const DwarfUnit *u, u64 form, const u8 **p, u64 *n) {
	enum {
		DATA2 = 5,
		STRING = 8,
		BLOCK = 9,
		DATA1 = 11,
		STRP = 14,
		UDATA = 15,
		DATA16 = 30,
		LINE_STRP = 31
	};
	switch (form) {
	case STRING: return dwarf_string(p);
	case LINE_STRP: return (const char *)dwarf.line_str.at + dwarf_uint(p, u->wide ? 8 : 4);
	case STRP: return (const char *)dwarf.str.at + dwarf_uint(p, u->wide ? 8 : 4);
	case UDATA: *n = dwarf_uleb(p); return NULL;
	case DATA1: *n = dwarf_uint(p, 1); return NULL;
	case DATA2: *n = dwarf_uint(p, 2); return NULL;
	case DATA16: *p += 16; return NULL;
	case BLOCK: {
		u64 len = dwarf_uleb(p);
		*p += len;
		return NULL;
	}
	default: *p += 4; return NULL;
	}
}

// Reads a header; returns where the next unit begins.
static const u8 *dwarf_header(const u8 *p, DwarfUnit *u) {
	memset(u, 0, sizeof *u);
	u64 len = dwarf_uint(&p, 4);
	if (len == 0xffffffff) {
		u->wide = true;
		len = dwarf_uint(&p, 8);
	}
	u->end = p + len;
	u->version = (u32)dwarf_uint(&p, 2);
	if (u->version >= 5)
		p += 2;
	u64 header = dwarf_uint(&p, u->wide ? 8 : 4);
	u->ops = p + header;
	u->min_inst = *p++;
	if (u->version >= 4)
		p++;
	p++;
	u->line_base = (i8)*p++;
	u->line_range = *p++;
	u->opcode_base = *p++;
	u->lengths = p;
	p += u->opcode_base - 1;
	if (u->version < 5) {
		u->dirs = p;
		while (*p != 0)
			dwarf_string(&p);
		u->files = p + 1;
		return u->end;
	}
	dwarf_formats(u, &p);
	u64 ndirs = dwarf_uleb(&p), number;
	u->dirs = p;
	memcpy(u->dirformat, u->format, sizeof u->format);
	u->ndirformat = u->nformat;
	for (u64 i = 0; i < ndirs; i++)
		for (u32 k = 0; k < u->nformat; k++)
			dwarf_form(u, u->format[k][1], &p, &number);
	dwarf_formats(u, &p);
	u->nfiles = dwarf_uleb(&p);
	u->files = p;
	return u->end;
}

// Directory n: version 5 counts from 0, older ones from 1.
static const char *dwarf_dir(const DwarfUnit *u, u64 n) {
	const u8 *p = u->dirs;
	if (u->version < 5) {
		const char *s = NULL;
		for (; n > 0 && *p != 0; n--)
			s = dwarf_string(&p);
		return s;
	}
	const char *name = NULL;
	for (u64 i = 0; i <= n; i++)
		for (u32 k = 0; k < u->ndirformat; k++) {
			u64 number;
			const char *s = dwarf_form(u, u->dirformat[k][1], &p, &number);
			if (u->dirformat[k][0] == 1)
				name = s;
		}
	return name;
}

// Joined names are kept: few files are ever asked for.
static const char *dwarf_join(const char *dir, const char *name) {
	static struct {
		const char *dir, *name;
		char *path;
	} known[256];
	if (name == NULL || *name == '/' || dir == NULL)
		return name;
	u64 h = ((u64)dir * 31 + (u64)name) % countof(known);
	if (known[h].dir == dir && known[h].name == name)
		return known[h].path;
	u64 n = strlen(dir);
	char *path = rt_persistent_alloc(n + strlen(name) + 2, 1);
	memcpy(path, dir, n);
	path[n] = '/';
	strcpy(path + n + 1, name);
	known[h].dir = dir;
	known[h].name = name;
	known[h].path = path;
	return path;
}

static const char *dwarf_file(const DwarfUnit *u, u64 n) {
	const u8 *p = u->files;
	if (u->version < 5) {
		while (*p != 0) {
			const char *s = dwarf_string(&p);
			u64 dir = dwarf_uleb(&p);
			if (--n == 0)
				return dwarf_join(dwarf_dir(u, dir), s);
			dwarf_uleb(&p);
			dwarf_uleb(&p);
		}
		return NULL;
	}
	for (u64 i = 0; i < u->nfiles; i++) {
		const char *name = NULL;
		u64 dir = 0;
		for (u32 k = 0; k < u->nformat; k++) {
			u64 number = 0;
			const char *s = dwarf_form(u, u->format[k][1], &p, &number);
			if (u->format[k][0] == 1)
				name = s;
			else if (u->format[k][0] == 2)
				dir = number;
		}
		if (i == n)
			return dwarf_join(dwarf_dir(u, dir), name);
	}
	return NULL;
}

typedef struct DwarfRow {
	u64 addr, file, line;
	bool end;
} DwarfRow;

// Runs to the next row. False at the end of the program.
static bool dwarf_step(const DwarfUnit *u, const u8 **p, DwarfRow *r) {
	enum { COPY = 1, ADVANCE_PC, ADVANCE_LINE, SET_FILE, CONST_ADD_PC = 8, FIXED_ADVANCE_PC };
	while (*p < u->end) {
		u8 op = *(*p)++;
		if (op >= u->opcode_base) {
			u8 x = (u8)(op - u->opcode_base);
			r->addr += (u64)(x / u->line_range) * u->min_inst;
			r->line += (u64)(i64)(u->line_base + x % u->line_range);
			return true;
		}
		if (op == 0) {
			u64 n = dwarf_uleb(p);
			const u8 *q = *p;
			*p += n;
			if (*q == 1) {
				r->end = true;
				return true;
			}
			if (*q == 2)
				memcpy(&r->addr, q + 1, 8);
			continue;
		}
		switch (op) {
		case COPY: return true;
		case ADVANCE_PC: r->addr += dwarf_uleb(p) * u->min_inst; break;
		case ADVANCE_LINE: r->line += (u64)dwarf_sleb(p); break;
		case SET_FILE: r->file = dwarf_uleb(p); break;
		case CONST_ADD_PC:
			r->addr += (u64)((255 - u->opcode_base) / u->line_range) * u->min_inst;
			break;
		case FIXED_ADVANCE_PC: r->addr += dwarf_uint(p, 2); break;
		default:
			for (u8 i = 0; i < u->lengths[op - 1]; i++)
				dwarf_uleb(p);
		}
	}
	return false;
}

/* The index. */

static void dwarf_add(DwarfSeq s) {
	if (s.lo == 0 || s.hi <= s.lo)
		return; // dropped by the linker
	if (dwarf.n == dwarf.cap) {
		u64 cap = dwarf.cap ? dwarf.cap * 2 : 4096;
		DwarfSeq *v = rt_sys_alloc(cap * sizeof *v);
		if (v == NULL)
			return;
		memcpy(v, dwarf.seqs, dwarf.n * sizeof *v);
		if (dwarf.seqs != NULL)
			rt_sys_free(dwarf.seqs, dwarf.cap * sizeof *v);
		dwarf.seqs = v;
		dwarf.cap = cap;
	}
	dwarf.seqs[dwarf.n++] = s;
}

static void dwarf_scan(const u8 *unit, const DwarfUnit *u) {
	const u8 *p = u->ops;
	while (p < u->end) {
		DwarfSeq s = {.unit = unit, .ops = p};
		DwarfRow r = {.file = 1, .line = 1};
		bool first = true;
		while (!r.end && dwarf_step(u, &p, &r)) {
			if (first)
				s.lo = r.addr;
			first = false;
			s.hi = r.addr;
		}
		dwarf_add(s);
	}
}

// Heap sort, as elsewhere: the lists are long and stacks short.
static void dwarf_sift(DwarfSeq *v, u64 i, u64 n) {
	DwarfSeq x = v[i];
	for (;;) {
		u64 k = 2 * i + 1;
		if (k >= n)
			break;
		if (k + 1 < n && v[k].lo < v[k + 1].lo)
			k++;
		if (x.lo >= v[k].lo)
			break;
		v[i] = v[k];
		i = k;
	}
	v[i] = x;
}

static void dwarf_open(void) {
	if (atomic_load_acquire(&dwarf.ready))
		return;
	rt_lock(&dwarf.lock);
	if (!dwarf.ready) {
		dwarf_map();
		for (const u8 *p = dwarf.line.at; p != NULL && p + 16 < dwarf.line.end;) {
			DwarfUnit u;
			const u8 *next = dwarf_header(p, &u);
			if (u.version < 2 || u.version > 5 || next <= p || next > dwarf.line.end)
				break;
			dwarf_scan(p, &u);
			p = next;
		}
		for (u64 i = dwarf.n / 2; i-- > 0;)
			dwarf_sift(dwarf.seqs, i, dwarf.n);
		for (u64 i = dwarf.n; i-- > 1;) {
			DwarfSeq x = dwarf.seqs[i];
			dwarf.seqs[i] = dwarf.seqs[0];
			dwarf.seqs[0] = x;
			dwarf_sift(dwarf.seqs, 0, i);
		}
		atomic_store_release(&dwarf.ready, 1);
	}
	rt_unlock(&dwarf.lock);
}

bool rt_dwarf_line(u64 pc, const char **file, u32 *line) {
	dwarf_open();
	u64 lo = 0, hi = dwarf.n;
	while (lo < hi) {
		u64 mid = (lo + hi) / 2;
		if (dwarf.seqs[mid].lo <= pc)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || pc >= dwarf.seqs[lo - 1].hi)
		return false;
	DwarfUnit u;
	dwarf_header(dwarf.seqs[lo - 1].unit, &u);
	const u8 *p = dwarf.seqs[lo - 1].ops;
	DwarfRow r = {.file = 1, .line = 1}, at = r;
	while (!r.end && dwarf_step(&u, &p, &r) && r.addr <= pc)
		at = r;
	rt_lock(&dwarf.lock);
	const char *name = dwarf_file(&u, at.file);
	rt_unlock(&dwarf.lock);
	if (name == NULL || at.line == 0)
		return false;
	*file = name;
	*line = (u32)at.line;
	return true;
}

u64 rt_elf_funcsize(u64 pc) {
	dwarf_open();
	const Elf64_Sym *s = (const Elf64_Sym *)dwarf.symtab.at,
			*end = (const Elf64_Sym *)dwarf.symtab.end;
	for (; s < end; s++)
		if (s->st_value == pc && ELF64_ST_TYPE(s->st_info) == STT_FUNC)
			return s->st_size;
	return 0;
}
