// Printing by the runtime, and print and println of the language.
//
// Everything goes to standard error, unbuffered except between rt_printlock and rt_printunlock, or into a buffer of
// the caller (rt_print_capture). Nothing here allocates or blocks on anything but the print lock.
#include <string.h>
#include "rt.h"

static struct {
	Lock lock;
	M *owner;
	u32 depth;
	u8 *buf;                 // capture
	u64 cap, *len;
	M *capturer;
	u32 n;
	char line[1024];         // written at the outermost unlock
} print_state;

static M *print_m(void) {
	G *g = getg();
	return g ? g->m : NULL;
}

static void print_flush(void) {
	rt_write(2, print_state.line, print_state.n);
	print_state.n = 0;
}

// Leaf functions: the goroutine that holds the lock is in compiled code between two prints, so that m->locks must be up.
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
	print_state.capturer = buf ? print_m() : NULL;
	print_state.buf = buf;
	print_state.cap = cap;
	print_state.len = len;
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
		rt_write(2, s, n);
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

// +d.dddddde+ddd, seven digits.
void rt_printfloat(f64 v) {
	char buf[16];
	if (v != v) {
		rt_print("NaN");
		return;
	}
	if (v + v == v && v != 0) {
		rt_print(v > 0 ? "+Inf" : "-Inf");
		return;
	}
	int e = 0;
	buf[0] = rt_f64bits(v) >> 63 ? '-' : '+';
	if (v < 0)
		v = -v;
	if (v != 0) {
		while (v >= 10) {
			e++;
			v /= 10;
		}
		while (v < 1) {
			e--;
			v *= 10;
		}
		f64 h = 5.0;
		for (int i = 0; i < 7; i++)
			h /= 10;
		v += h;
		if (v >= 10) {
			e++;
			v /= 10;
		}
	}
	for (int i = 0; i < 7; i++) {
		int d = (int)v;
		buf[i + 2] = (char)('0' + d);
		v = (v - d) * 10;
	}
	buf[1] = buf[2];
	buf[2] = '.';
	buf[9] = 'e';
	buf[10] = e < 0 ? '-' : '+';
	if (e < 0)
		e = -e;
	buf[11] = (char)('0' + e / 100);
	buf[12] = (char)('0' + e / 10 % 10);
	buf[13] = (char)('0' + e % 10);
	rt_printn(buf, 14);
}

void rt_printcomplex(f64 re, f64 im) {
	rt_print("(");
	rt_printfloat(re);
	rt_printfloat(im);
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
