// Printing by the runtime, and print and println of the language.
//
// Everything goes to standard error, unbuffered except between rt_printlock and rt_printunlock, or
// into a buffer of the caller (rt_print_capture). Nothing here allocates or blocks on anything but
// the print lock.
#include <string.h>
#include "rt.h"

static struct {
	Lock lock;
	M *owner;
	u32 depth;
	u8 *buf; // capture
	u64 cap, *len;
	M *capturer;
	Lock capture; // held by the capturer
	u32 n;
	char line[1024]; // written at the outermost unlock
} print_state;

static M *print_m(void) {
	G *g = getg();
	return g ? g->m : NULL;
}

static i64 print_crashfd = -1;

// func setCrashFD(fd uintptr) uintptr: fatal texts go there too; the old one.
u64 rt_setCrashFD(u64 fd) {
	return (u64)atomic_xchg_seqcst(&print_crashfd, (i64)fd);
}

static void print_write(const char *s, u64 n) {
	rt_write(2, s, n);
	i64 fd = atomic_load_relaxed(&print_crashfd);
	if (fd >= 0 && atomic_load_relaxed(&rt_sched.panicking))
		rt_write((int)fd, s, n);
}

static void print_flush(void) {
	print_write(print_state.line, print_state.n);
	print_state.n = 0;
}

// Leaf functions: the goroutine that holds the lock is in compiled code between two prints, so that
// m->locks must be up.
void rt_printlock(void) {
	M *m = print_m();
	if (m == NULL || (print_state.owner == m && print_state.depth > 0)) {
		print_state.depth++;
		return;
	}
	m->locks++;
	rt_lock(&print_state.lock);
	print_state.owner = m;
	print_state.depth = 1;
}

void rt_printunlock(void) {
	M *m = print_m();
	if (--print_state.depth > 0 || m == NULL)
		return;
	print_flush();
	print_state.owner = NULL;
	rt_unlock(&print_state.lock);
	m->locks--;
}

void rt_print_capture(u8 *buf, u64 cap, u64 *len) {
	if (buf)
		rt_lock(&print_state.capture);
	print_state.buf = buf;
	print_state.cap = cap;
	print_state.len = len;
	print_state.capturer = buf ? print_m() : NULL;
	if (!buf)
		rt_unlock(&print_state.capture);
}

void rt_printn(const char *s, u64 n) {
	M *m = print_m();
	if (m != NULL && print_state.capturer == m) {
		u64 room = print_state.cap - *print_state.len;
		if (n > room)
			n = room;
		memcpy(print_state.buf + *print_state.len, s, n);
		*print_state.len += n;
		return;
	}
	if (m == NULL || print_state.owner != m || n > sizeof print_state.line) {
		print_write(s, n);
		return;
	}
	if (print_state.n + n > sizeof print_state.line)
		print_flush();
	memcpy(print_state.line + print_state.n, s, n);
	print_state.n += (u32)n;
}

void rt_print(const char *s) {
	rt_printn(s, strlen(s));
}

static void print_base(u64 n, u32 base, const char *prefix) {
	char buf[32];
	u32 i = sizeof buf;
	do {
		buf[--i] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n != 0);
	rt_print(prefix);
	rt_printn(buf + i, sizeof buf - i);
}

void rt_printdec(i64 n) {
	print_base(n < 0 ? -(u64)n : (u64)n, 10, n < 0 ? "-" : "");
}

void rt_printaddr(u64 n) {
	print_base(n, 16, "0x");
}

void rt_printf(const char *fmt, ...) {
	__builtin_va_list ap;
	__builtin_va_start(ap, fmt);
	for (const char *s = fmt; *s; s++) {
		const char *e = strchr(s, '%');
		if (e == NULL) {
			rt_print(s);
			break;
		}
		rt_printn(s, (u64)(e - s));
		s = e + 1;
		if (*s == 's')
			rt_print(__builtin_va_arg(ap, const char *));
		else if (*s == 'd')
			rt_printdec(__builtin_va_arg(ap, i64));
		else if (*s == 'u')
			print_base(__builtin_va_arg(ap, u64), 10, "");
		else
			rt_printaddr(__builtin_va_arg(ap, u64));
	}
	__builtin_va_end(ap);
}

void rt_printbool(u8 b) {
	rt_print(b ? "true" : "false");
}

void rt_printint(u64 n) {
	rt_printdec((i64)n);
}

void rt_printuint(u64 n) {
	print_base(n, 10, "");
}

void rt_printhex(u64 n) {
	rt_printaddr(n);
}

void rt_printpointer(ptr p) {
	rt_printaddr((u64)p);
}

// The shortest text that reads back as the same number, in the form of %g: 1.5, 1e+06, -0, +Inf.
typedef struct PrintFloat {
	f64 v;
	bool single;
	char text[40];
} PrintFloat;

static char *print_exponent(char *out, int x) {
	u32 n = (u32)(x < 0 ? -x : x);
	*out++ = 'e';
	*out++ = x < 0 ? '-' : '+';
	if (n >= 100)
		*out++ = (char)('0' + n / 100);
	*out++ = (char)('0' + n / 10 % 10);
	*out++ = (char)('0' + n % 10);
	return out;
}

static void print_digits(PrintFloat *f) {
	char digits[RT_SHORTEST_MAX], *out = f->text;
	int x, n = (int)rt_shortest(f->v, f->single, digits, &x);
	bool scientific = x < -4 || x >= 6;
	int point = scientific ? 0 : x; // the digit that the point follows
	if (f->v < 0)
		*out++ = '-';
	if (point < 0) {
		*out++ = '0';
		*out++ = '.';
		for (int i = -1; i > point; i--)
			*out++ = '0';
	}
	for (int i = 0; i < n || i <= point; i++) {
		if (i == point + 1 && point >= 0)
			*out++ = '.';
		*out++ = i < n ? digits[i] : '0';
	}
	if (scientific)
		out = print_exponent(out, x);
	*out = 0;
}

static void print_float(ptr arg) {
	PrintFloat *f = arg;
	if (f->v != f->v)
		strcpy(f->text, "NaN");
	else if (f->v - f->v != 0)
		strcpy(f->text, f->v > 0 ? "+Inf" : "-Inf");
	else if (f->v == 0)
		strcpy(f->text, rt_f64bits(f->v) >> 63 ? "-0" : "0");
	else
		print_digits(f);
}

static void print_number(f64 v, bool single, bool sign) {
	PrintFloat f = {.v = v, .single = single};
	rt_systemstack(print_float, &f);
	if (sign && f.text[0] != '-' && f.text[0] != '+')
		rt_print("+");
	rt_print(f.text);
}

void rt_printfloat(f64 v) {
	print_number(v, false, false);
}

void rt_printfloat32(f32 v) {
	print_number(v, true, false);
}

void rt_printcomplex(f64 re, f64 im) {
	rt_print("(");
	print_number(re, false, false);
	print_number(im, false, true);
	rt_print("i)");
}

void rt_printcomplex64(f32 re, f32 im) {
	rt_print("(");
	print_number(re, true, false);
	print_number(im, true, true);
	rt_print("i)");
}

void rt_printstring(ptr s, u64 n) {
	rt_printn(s, n);
}

void rt_printslice(ptr p, u64 len, u64 cap) {
	rt_printf("[%d/%d]%x", (i64)len, (i64)cap, (u64)p);
}

void rt_printeface(ptr type, ptr data) {
	rt_printf("(%x,%x)", (u64)type, (u64)data);
}

void rt_printiface(ptr tab, ptr data) {
	rt_printeface(tab, data);
}

void rt_printnl(void) {
	rt_print("\n");
}

void rt_printsp(void) {
	rt_print(" ");
}
