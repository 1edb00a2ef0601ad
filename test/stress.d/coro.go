// iter.Pull: nested, stopped early, panicking, moved between goroutines; range over functions under collections.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func count(n int) iter.Seq[*int] {
	return func(yield func(*int) bool) {
		for i := 0; i < n; i++ {
			v := i
			if !yield(&v) {
				return
			}
		}
	}
}

func zip(a, b iter.Seq[*int]) iter.Seq2[*int, *int] {
	return func(yield func(*int, *int) bool) {
		next1, stop1 := iter.Pull(a)
		defer stop1()
		next2, stop2 := iter.Pull(b)
		defer stop2()
		for {
			x, ok1 := next1()
			y, ok2 := next2()
			if !ok1 || !ok2 || !yield(x, y) {
				return
			}
		}
	}
}

func nested(d int) iter.Seq[*int] {
	if d == 0 {
		return count(20)
	}
	return func(yield func(*int) bool) {
		next, stop := iter.Pull(nested(d - 1))
		defer stop()
		for v, ok := next(); ok; v, ok = next() {
			w := *v + 1
			if !yield(&w) {
				return
			}
		}
	}
}

func panicking() {
	defer func() { check(recover() == "in the iterator", "panic goes to the caller") }()
	next, stop := iter.Pull(func(yield func(int) bool) {
		yield(1)
		panic("in the iterator")
	})
	defer stop()
	next()
	next()
	panic("not reached")
}

func moved() {
	next, stop := iter.Pull(count(200))
	var mu sync.Mutex
	var wg sync.WaitGroup
	sum := 0
	for g := 0; g < 4; g++ {
		wg.Go(func() {
			for {
				mu.Lock()
				v, ok := next()
				if ok {
					sum += *v
				}
				mu.Unlock()
				if !ok {
					return
				}
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	stop()
	check(sum == 199*100, "moved")
}

func main() {
	var wg sync.WaitGroup
	for g := 0; g < 8; g++ {
		wg.Go(func() {
			if g == 3 {
				runtime.LockOSThread()
			}
			for i := 0; i < 10; i++ {
				n := 0
				for x, y := range zip(count(100), count(80)) {
					check(*x == *y && *x == n, "zip")
					n++
				}
				check(n == 80, "zip count")
				for x, y := range zip(count(100), count(100)) {
					if *x+*y > 50 {
						break
					}
				}
				n = 0
				for v := range nested(6) {
					check(*v == n+6, "nested")
					n++
				}
				check(n == 20, "nested count")
				panicking()
			}
			if g != 3 {
				moved()
			}
		})
	}
	wg.Wait()
	fmt.Println("ok")
}
