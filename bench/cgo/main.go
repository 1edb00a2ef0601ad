// Cgo measures calls between Go and C: `cgo ROW [N]`, as bench/runtime. bench/run bench/cgo compares two builds of it.
package main

/*
#include <stdint.h>
#include <stdlib.h>
static int add(int a, int b) { return a + b; }
static int touch(char *s) { return s[0]; }
struct four { int64_t a, b, c, d; };
static struct four rotate(struct four f) { struct four r = {f.b, f.c, f.d, f.a}; return r; }
void callBack(int n);
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
	"unsafe"
)

var sink int

//export goBack
func goBack(n C.int) { sink += int(n) }

var rows = []struct {
	name string
	n    int
	run  func(n int)
}{
	{"call of C", 10000000, func(n int) {
		for i := range n {
			sink += int(C.add(C.int(i), 1))
		}
	}},
	{"call of C, struct", 5000000, func(n int) {
		f := C.struct_four{1, 2, 3, 4}
		for range n {
			f = C.rotate(f)
		}
		sink += int(f.a)
	}},
	{"call of C, pointer", 5000000, func(n int) {
		p := make([]byte, 8)
		for range n {
			sink += int(C.touch((*C.char)(unsafe.Pointer(&p[0]))))
		}
	}},
	{"C.CString, C.free", 2000000, func(n int) {
		for range n {
			C.free(unsafe.Pointer(C.CString("a short text")))
		}
	}},
	{"call of Go from C", 5000000, func(n int) { C.callBack(C.int(n)) }},
	{"calls of C on all Ps", 10000000, func(n int) {
		var wg sync.WaitGroup
		procs := runtime.GOMAXPROCS(0)
		for range procs {
			wg.Go(func() {
				for i := range n / procs {
					C.add(C.int(i), 1)
				}
			})
		}
		wg.Wait()
	}},
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: cgo -list | cgo ROW [N]")
		os.Exit(2)
	}
	for _, r := range rows {
		if os.Args[1] == "-list" {
			fmt.Println(r.name)
		} else if r.name == os.Args[1] {
			if len(os.Args) > 2 {
				r.n, _ = strconv.Atoi(os.Args[2])
			}
			r.run(r.n / 10)
			start := time.Now()
			r.run(r.n)
			fmt.Printf("%s\t%.4g\tns\n", r.name, float64(time.Since(start).Nanoseconds())/float64(r.n))
		}
	}
}
