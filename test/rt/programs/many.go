// Many: thousands of goroutines wait in select, on channels, in Cond and WaitGroup while others are made, and find what they
// left on their stacks.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const n = 12000

func worker(i int, in <-chan int, out chan<- int, gate *sync.Cond, open *bool) {
	var local [10]int
	for j := range local {
		local[j] = i * j
	}
	for k := range 2 {
		select {
		case v := <-in:
			local[k] += v
		case <-time.After(time.Hour):
		}
		out <- local[k] - i*k
	}
	gate.L.Lock()
	for !*open {
		gate.Wait()
	}
	gate.L.Unlock()
	out <- local[9] - i*9
}

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	gate, open := sync.NewCond(&mu), false
	in, out := make(chan int), make(chan int)
	for i := range n {
		wg.Go(func() { worker(i, in, out, gate, &open) })
	}
	sum := 0
	for k := range 2 * n {
		in <- k
		sum += <-out
	}
	runtime.GC()
	mu.Lock()
	open = true
	mu.Unlock()
	gate.Broadcast()
	for range n {
		sum += <-out
	}
	wg.Wait()
	fmt.Println(sum == n*(2*n-1))
}
