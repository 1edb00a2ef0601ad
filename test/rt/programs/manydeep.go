// A hundred thousand goroutines that wait on channels of their own, and a call a million deep with a
// collection at its bottom.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

const parked, depth = 100_000, 1_000_000

type link struct {
	up *link
	n  int
}

func descend(up *link, n int) int {
	if n == 0 {
		runtime.GC()
		sum := 0
		for ; up != nil; up = up.up {
			sum += up.n
		}
		return sum
	}
	if n%1000 != 0 {
		return descend(up, n-1) + n
	}
	here := &link{up, n}
	return descend(here, n-1) + here.n
}

func main() {
	in, out := make([]chan int, parked), make(chan int)
	var ready sync.WaitGroup
	for i := range in {
		in[i] = make(chan int)
		ready.Add(1)
		go func() {
			ready.Done()
			out <- i * <-in[i]
		}()
	}
	ready.Wait()
	fmt.Println(runtime.NumGoroutine() == parked+1)
	runtime.GC()
	go func() {
		for i, c := range in {
			c <- i
		}
	}()
	sum := 0
	for range in {
		sum += <-out
	}
	fmt.Println(sum)
	deep := make(chan int)
	go func() { deep <- descend(nil, depth) }()
	fmt.Println(<-deep)
	fmt.Println(descend(nil, depth))
}
