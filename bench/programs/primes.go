// Primes counted by goroutines: a channel of ranges, a WaitGroup, atomics; and a pipeline of filters.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func isPrime(n int) bool {
	if n < 2 || n%2 == 0 {
		return n == 2
	}
	for d := 3; d*d <= n; d += 2 {
		if n%d == 0 {
			return false
		}
	}
	return true
}

func filter(in <-chan int, out chan<- int, p int) {
	for n := range in {
		if n%p != 0 {
			out <- n
		}
	}
	close(out)
}

func main() {
	var total atomic.Int64
	var wg sync.WaitGroup
	work := make(chan int)
	for range 4 {
		wg.Go(func() {
			for from := range work {
				n := 0
				for i := from; i < from+1000; i++ {
					if isPrime(i) {
						n++
					}
				}
				total.Add(int64(n))
			}
		})
	}
	for i := 0; i < 1500000; i += 1000 {
		work <- i
	}
	close(work)
	wg.Wait()
	fmt.Println(total.Load())

	ch := make(chan int)
	go func(out chan<- int) {
		for i := 2; i < 6000; i++ {
			out <- i
		}
		close(out)
	}(ch)
	count := 0
	for {
		p, ok := <-ch
		if !ok {
			break
		}
		count++
		next := make(chan int)
		go filter(ch, next, p)
		ch = next
	}
	fmt.Println(count)
}
