package main

import "errors"

var errBench = errors.New("bench")

//go:noinline
func deferred(p *int) {
	defer func() { *p++ }()
	*p++
}

func deferOne(n int) {
	v := 0
	for range n {
		deferred(&v)
	}
	sink = v
}

//go:noinline
func deferLoop(p *int, k int) {
	for range k {
		defer func() { *p++ }()
	}
}

func deferMany(n int) {
	v := 0
	for i := 0; i < n; i += 10 {
		deferLoop(&v, 10)
	}
	sink = v
}

//go:noinline
func panics(depth int) {
	if depth == 0 {
		panic(errBench)
	}
	panics(depth - 1)
}

//go:noinline
func recovers() (err error) {
	defer func() {
		err, _ = recover().(error)
	}()
	panics(3)
	return nil
}

func panicRecover(n int) {
	for range n {
		if recovers() != errBench {
			panic("lost")
		}
	}
}

type adder interface{ add(int) int }
type one int

func (o one) add(n int) int { return n + int(o) }

//go:noinline
func pick(i int) adder {
	if i&1 == 0 {
		return one(1)
	}
	return two{2}
}

type two struct{ n int }

func (t two) add(n int) int { return n + t.n }

func ifaceCall(n int) {
	a, b := pick(0), pick(1)
	v := 0
	for range n / 2 {
		v = a.add(v)
		v = b.add(v)
	}
	sink = v
}

//go:noinline
func deep(n int) int {
	var pad [8]int
	if n == 0 {
		return 0
	}
	pad[n&7] = n
	return deep(n-1) + pad[n&7]
}

// New goroutines that recurse: stacks grow.
func growStack(n int) {
	done := make(chan int)
	for i := 0; i < n; i += 1000 {
		go func() { done <- deep(1000) }()
		sink += <-done
	}
}

func registerCall() {
	timed("defer", 50_000_000, deferOne)
	timed("defer in a loop", 10_000_000, deferMany)
	timed("panic and recover", 2_000_000, panicRecover)
	timed("interface call", 200_000_000, ifaceCall)
	timed("stack growth", 20_000_000, growStack)
}
