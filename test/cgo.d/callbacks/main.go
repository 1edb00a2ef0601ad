// Calls from C: on threads of Go and on threads of C, nested, with panics through frames of C.
package main

/*
#include <stdint.h>
int walk(int n);
void threads(int n, int calls);
void each(uintptr_t h, int n);
int guarded(int n);
void qsortInts(int *p, int n);
*/
import "C"

import (
	"fmt"
	"runtime"
	"runtime/cgo"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

//export goStep
func goStep(n C.int) C.int {
	if n == 0 {
		return 0
	}
	p := make([]int, 100)
	p[50] = int(n)
	r := C.walk(n - 1)
	return r + C.int(p[50])
}

var (
	sum   atomic.Int64
	calls atomic.Int64
	quiet bool
)

//export goFromThread
func goFromThread(thread, i C.int) C.int {
	calls.Add(1)
	done := make(chan int)
	if i%50 == 0 {
		go func() { done <- int(i) }()
		sum.Add(int64(<-done))
	} else {
		sum.Add(int64(i))
	}
	if i%200 == 0 {
		runtime.GC()
	}
	return thread
}

//export goEach
func goEach(h C.uintptr_t, i C.int) {
	cgo.Handle(h).Value().(func(int))(int(i))
}

//export goPanic
func goPanic(n C.int) C.int {
	defer func() {
		if !quiet {
			fmt.Println("deferred in the callback", n)
		}
	}()
	if n < 0 {
		panic(fmt.Sprint("panic ", n))
	}
	return n
}

//export goTwo
func goTwo(s *C.char, n C.int) (C.int, *C.char) {
	return C.int(len(C.GoString(s))) + n, s
}

//export goLess
func goLess(a, b unsafe.Pointer) C.int {
	return *(*C.int)(a) - *(*C.int)(b)
}

func recovered(n int) (r any) {
	defer func() { r = recover() }()
	return C.guarded(C.int(n))
}

func deep(n int) int {
	var pad [200]int
	pad[n%200] = n
	if n == 0 {
		return int(C.walk(20))
	}
	return deep(n-1) + pad[n%200] - n
}

func main() {
	fmt.Println(C.walk(10), deep(1000))
	var seen []int
	h := cgo.NewHandle(func(i int) { seen = append(seen, i) })
	C.each(C.uintptr_t(h), 5)
	h.Delete()
	fmt.Println(seen)
	for _, n := range []int{1, -1, 2, -2} {
		fmt.Println(recovered(n))
	}
	a := []C.int{5, 3, 9, 1}
	C.qsortInts(&a[0], 4)
	fmt.Println(a, slices.IsSorted(a))
	C.threads(8, 400)
	fmt.Println(calls.Load(), sum.Load())
	quiet = true
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for j := range 20 {
				if recovered(-1) == nil || C.walk(C.int(j)) != C.int(j*(j+1)/2) {
					fmt.Println("wrong", i, j)
				}
			}
		})
	}
	wg.Wait()
	wg.Go(func() {
		defer fmt.Println("gone")
		runtime.LockOSThread()
		C.walk(3)
		runtime.Goexit()
	})
	wg.Wait()
	fmt.Println("done")
}
