// 100 goroutines that call C 10,000 times in all while the collector runs all the time.
package main

/*
#include <stdlib.h>
#include <string.h>
struct pair { char *s; int n; };
static struct pair make_pair(const char *s, int n) { struct pair p = {strdup(s), n + 1}; return p; }
int back(int n);
static int stop;
static void spin_until_stopped(void) { while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) ; }
static void stop_spinning(void) { __atomic_store_n(&stop, 1, __ATOMIC_RELEASE); }
static int spin(int n) { volatile int s = 0; for (int i = 0; i < n; i++) s += i; return s; }
*/
import "C"

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
	"unsafe"
)

type tree struct {
	left, right *tree
	value       int
}

func grow(n int) *tree {
	if n == 0 {
		return &tree{value: 1}
	}
	return &tree{grow(n - 1), grow(n - 1), 1}
}

func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	return t.value + t.left.sum() + t.right.sum()
}

//export goBack
func goBack(n C.int) C.int {
	t := grow(int(n) % 5)
	return C.int(t.sum())
}

func work(i int) int {
	s := 0
	for j := range 25 {
		text := fmt.Sprint(i, "-", j)
		c := C.CString(text)
		p := C.make_pair(c, C.int(j))
		if C.GoString(p.s) != text || int(p.n) != j+1 {
			panic("wrong: " + text)
		}
		C.free(unsafe.Pointer(p.s))
		C.free(unsafe.Pointer(c))
		s += int(C.back(C.int(j)))
		C.spin(1000)
	}
	return s
}

func main() {
	debug.SetGCPercent(1)
	var wg sync.WaitGroup
	sums := make([]int, 100)
	for i := range sums {
		wg.Go(func() { sums[i] = work(i) })
	}
	wg.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	fmt.Println(total, runtime.NumCgoCall() >= 10000)
	done := make(chan bool)
	go func() { C.spin_until_stopped(); done <- true }()
	for range 3 { // what takes long in C holds nobody up
		select {
		case <-done:
			panic("it was not stopped")
		case <-time.After(time.Millisecond):
		}
	}
	C.stop_spinning()
	fmt.Println(<-done)
}
