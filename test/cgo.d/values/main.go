// Values of C as Go has them: numbers, strings, structs, unions, arrays, enums, function pointers, errno.
package main

/*
#cgo LDFLAGS: -lm
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 42
#define NAME "seago"
#define RATIO 2.5

typedef struct { double x, y; } Point;
struct big { int64_t v[20]; char name[16]; };
struct node { int value; struct node *next; };
struct flags { unsigned a : 3, b : 5; int type; float f; };
union number { int32_t i; float f; uint8_t bytes[8]; };
enum colour { RED, GREEN = 5, BLUE };
typedef int (*binary)(int, int);

int add(int a, int b) { return a + b; }
static int mul(int a, int b) { return a * b; }
static binary choose(int n) { return n ? mul : add; }
static int apply(binary f, int a, int b) { return f(a, b); }
static Point mirror(Point p) { Point r = {p.y, p.x}; return r; }
static struct big fill(int n) { struct big b; for (int i = 0; i < 20; i++) b.v[i] = i * n; strcpy(b.name, "filled"); return b; }
static int64_t sum(struct big b) { int64_t s = 0; for (int i = 0; i < 20; i++) s += b.v[i]; return s; }
static struct node *push(struct node *n, int v) { struct node *p = malloc(sizeof *p); p->value = v; p->next = n; return p; }
static int fail(int code) { errno = code; return -code; }
static void failv(int code) { errno = code; }
static enum colour next(enum colour c) { return c == RED ? GREEN : BLUE; }
static uint8_t u8(uint8_t a) { return a + 1; }
static int16_t i16(int16_t a) { return -a; }
static uint64_t mix(uint8_t a, uint16_t b, uint32_t c, uint64_t d, float e, double f, int8_t g) {
	return a + b + c + d + (uint64_t)e + (uint64_t)f + (uint64_t)g;
}
static long double big_float(void) { return 1; }
static float half(float f) { return f / 2; }
static _Bool not(_Bool b) { return !b; }
static char *upper(const char *s) { char *r = strdup(s); for (char *p = r; *p; p++) if (*p >= 'a' && *p <= 'z') *p -= 32; return r; }
static int total(int *p, int n) { int s = 0; for (int i = 0; i < n; i++) s += p[i]; return s; }
static size_t length(_GoString_ s) { return _GoStringLen(s); }
static char first(_GoString_ s) { return _GoStringPtr(s)[0]; }
int counter = 7;
const char *greeting = "hello";
int table[4] = {1, 2, 3, 4};
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime/cgo"
	"syscall"
	"unsafe"
)

func numbers() {
	fmt.Println(C.add(1, 2), C.u8(255), C.i16(-7), C.half(3), C.not(true), C.sqrt(2))
	fmt.Println(C.mix(1, 2, 3, 4, 5.5, 6.5, 7))
	fmt.Println(C.LIMIT, C.NAME, C.RATIO, C.sizeof_Point, C.sizeof_int, unsafe.Sizeof(C.struct_big{}))
	fmt.Println(C.next(C.RED), C.next(C.GREEN), C.BLUE)
	fmt.Println(C.pow(2, 10), float64(C.M_PI) > 3.14)
}

func texts() {
	s := C.CString("lower case")
	defer C.free(unsafe.Pointer(s))
	u := C.upper(s)
	defer C.free(unsafe.Pointer(u))
	fmt.Println(C.GoString(u), C.GoStringN(u, 5), C.GoBytes(unsafe.Pointer(u), 3), C.strlen(s))
	b := C.CBytes([]byte{1, 2, 3, 0, 5})
	fmt.Println(C.GoBytes(b, 5))
	C.free(b)
	fmt.Println(C.length("four"), string(rune(C.first("xyz"))))
	fmt.Println(C.GoString(nil) == "")
}

func structs() {
	fmt.Println(C.mirror(C.Point{1, 2}))
	b := C.fill(3)
	fmt.Println(b.v[19], C.GoString(&b.name[0]), C.sum(b))
	var list *C.struct_node
	for i := range 4 {
		list = C.push(list, C.int(i))
	}
	for n := list; n != nil; {
		fmt.Print(n.value, " ")
		next := n.next
		C.free(unsafe.Pointer(n))
		n = next
	}
	fmt.Println()
	var f C.struct_flags
	f._type = 9
	f.f = 1.5
	fmt.Println(f._type, f.f)
	var u C.union_number
	*(*C.float)(unsafe.Pointer(&u)) = 1
	fmt.Println(u, *(*C.int32_t)(unsafe.Pointer(&u)), len(u))
	a := []C.int{1, 2, 3, 4}
	fmt.Println(C.total(&a[0], 4), C.total((*C.int)(unsafe.Pointer(&a[1])), 2))
}

func functions() {
	f := C.choose(0)
	g := C.choose(1)
	fmt.Println(C.apply(f, 3, 4), C.apply(g, 3, 4), C.apply(C.binary(C.add), 5, 6))
}

func failures() {
	n, err := C.fail(2)
	fmt.Println(n, err, errors.Is(err, syscall.ENOENT))
	n, err = C.fail(0)
	fmt.Println(n, err)
	_, err = C.failv(C.EINVAL)
	fmt.Println(err, err == syscall.EINVAL)
	_, err = C.sqrt(-1)
	fmt.Println(err)
}

func variables() {
	C.counter++
	fmt.Println(C.counter, C.GoString(C.greeting), C.table[2], len(C.table))
	C.table[2] = 30
	fmt.Println(C.total(&C.table[0], 4))
	p := (*[4]C.int)(C.malloc(16))
	p[3] = 8
	fmt.Println(p[3])
	C.free(unsafe.Pointer(p))
}

func main() {
	numbers()
	texts()
	structs()
	functions()
	failures()
	variables()
	h := cgo.NewHandle("handle")
	fmt.Println(h.Value())
	h.Delete()
	fmt.Printf("%T %T %T\n", C.Point{}, C.int(1), C.counter)
}
