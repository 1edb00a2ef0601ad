// Coroutines under iter.Pull: values, early stop, panics, Goexit, thread locks, and goroutines that end on their threads.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"syscall"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

type tree struct {
	l, r *tree
	v    int
}

func (t *tree) all(yield func(int) bool) bool {
	return t == nil || t.l.all(yield) && yield(t.v) && t.r.all(yield)
}

func build(lo, hi int) *tree {
	if lo >= hi {
		return nil
	}
	m := (lo + hi) / 2
	return &tree{build(lo, m), build(m+1, hi), m}
}

func same(a, b *tree) bool {
	x, stopx := iter.Pull(func(y func(int) bool) { a.all(y) })
	defer stopx()
	y, stopy := iter.Pull(func(y func(int) bool) { b.all(y) })
	defer stopy()
	for {
		v, ok := x()
		w, ok2 := y()
		if v != w || ok != ok2 {
			return false
		}
		if !ok {
			return true
		}
	}
}

func caught(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

func main() {
	next, stop := iter.Pull(count(1000))
	sum := 0
	for v, ok := next(); ok; v, ok = next() {
		sum += v
	}
	fmt.Println(sum)
	stop()
	fmt.Println(next())

	fmt.Println(same(build(0, 500), build(0, 500)), same(build(0, 500), build(0, 499)))

	fmt.Println(caught(func() {
		next, _ := iter.Pull(func(yield func(int) bool) {
			yield(1)
			panic("in the iterator")
		})
		fmt.Println(next())
		fmt.Println(next())
	}))
	fmt.Println(caught(func() {
		next, stop := iter.Pull(func(yield func(int) bool) {
			defer func() { panic("at the end") }()
			yield(1)
		})
		fmt.Println(next())
		stop()
	}))
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer fmt.Println("deferred", recover())
		next, _ := iter.Pull(func(yield func(int) bool) {
			yield(1)
			runtime.Goexit()
		})
		fmt.Println(next())
		fmt.Println(next())
		fmt.Println("not reached")
	}()
	wg.Wait()

	locked()
	nested()
	threads()
	before := settled()
	for range 2000 {
		next, stop := iter.Pull(count(3))
		next()
		stop()
	}
	fmt.Println(runtime.NumGoroutine() - before)
	for g := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			next, stop := iter.Pull(count(20000))
			defer stop()
			n := 0
			for v, ok := next(); ok; v, ok = next() {
				if v%1000 == g {
					runtime.GC()
				}
				n += len(make([]int, v%10+1))
			}
			if n != 110000 {
				fmt.Println("wrong", n)
			}
		}()
	}
	wg.Wait()
	fmt.Println("done")
}

// settled returns the number of goroutines once those are gone that have told of their end but not yet ended.
func settled() int {
	for runtime.NumGoroutine() > 1 {
		runtime.Gosched()
	}
	return runtime.NumGoroutine()
}

func locked() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	tid := syscall.Gettid()
	next, stop := iter.Pull(func(yield func(int) bool) {
		for {
			if !yield(syscall.Gettid()) {
				return
			}
		}
	})
	defer stop()
	for range 100 {
		v, _ := next()
		if v != tid {
			fmt.Println("other thread")
		}
		runtime.Gosched()
	}
}

func nested() {
	seq := count(5)
	for range 50 {
		inner := seq
		seq = func(yield func(int) bool) {
			next, stop := iter.Pull(inner)
			defer stop()
			for v, ok := next(); ok && yield(v+1); v, ok = next() {
			}
		}
	}
	for v := range seq {
		fmt.Print(v, " ")
	}
	fmt.Println()
}

// A goroutine that ends while it is locked takes its thread with it.
func threads() {
	seen := map[int]bool{}
	for range 50 {
		c := make(chan int)
		go func() {
			runtime.LockOSThread()
			c <- syscall.Gettid()
		}()
		seen[<-c] = true
	}
	var self sync.WaitGroup
	for range 20 {
		self.Go(func() {
			if seen[syscall.Gettid()] {
				fmt.Println("an ended thread runs")
			}
		})
	}
	self.Wait()
	fmt.Println(len(seen) >= 40)
}
