// Deferred calls: executed once or in loops, on all ways out of a function, with results of every kind that deferred calls
// change, through panics, recovery and Goexit.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

var log strings.Builder

func note(s string, a ...any) { fmt.Fprintf(&log, s+" ", a...) }
func flush()                  { fmt.Println(log.String()); log.Reset() }

// Some statements are executed, some are not.
func branches(a, b, early bool) (n int) {
	defer note("first")
	if a {
		defer func() { note("a%d", n); n *= 10 }()
	}
	if early {
		n = 1
		return n + 1
	}
	if b {
		defer func() { n++; note("b%d", n) }()
	}
	return 5
}

// Statements before, in and after a loop: the last one comes first.
func mixed(n int, exit int) (s string) {
	defer func() { s += " before" }()
	for i := range n {
		if i == exit {
			return "in loop:"
		}
		defer func() { s += fmt.Sprint(" ", i) }()
	}
	if exit < 0 {
		defer func() { s += " middle" }()
	}
	for i := range 2 {
		defer func() { s += fmt.Sprint(" again", i) }()
	}
	defer func() { s += " after" }()
	return "end:"
}

func gotos(n int) (s string) {
	i := 0
again:
	defer func(k int) { s += fmt.Sprint(" ", k) }(i)
	if i++; i < n {
		goto again
	}
	defer func() { s += " last" }()
	return "gotos"
}

type big struct {
	a    [6]int
	s    string
	err  error
	next *big
}

func fail(n int) {
	if n == 0 {
		var m map[string]int
		m["x"] = 1
	}
	fail(n - 1)
}

// Results in registers, in memory, captured, escaping.
func results(how int) (n int, f float64, s string, b big, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			b.a[3] += 3
			s += "!"
		}
	}()
	n, f, s = how, 1.5, "set"
	b.a[2] = 2
	b.s = "big"
	switch how {
	case 0:
		fail(3)
	case 1:
		return 11, 2.5, "returned", big{s: "other"}, errors.New("mine")
	case 2:
		panic("text")
	}
	f++
	return
}

var escaped []*big

func escaping(fails bool) (b big, p *int, n int) {
	defer func() {
		b.s += fmt.Sprint(recover())
		n++
	}()
	escaped = append(escaped, &b)
	p = &n
	n = 40
	if fails {
		panic(7)
	}
	n++
	return b, p, n
}

// Recovery in an outer function runs what is left of the inner ones, and of its own.
func inner(depth int) {
	defer note("inner%d", depth)
	if depth == 0 {
		panic("deep")
	}
	inner(depth - 1)
	note("not reached")
}

func outer() (s string) {
	defer note("outer1")
	defer func() { s = fmt.Sprint("got ", recover()) }()
	defer note("outer2")
	inner(3)
	return "no"
}

// A panic in a deferred call takes the place of the one before; one that is recovered there does not.
func replaced() (s string) {
	defer func() { s += fmt.Sprint(" outer:", recover()) }()
	defer func() {
		defer func() { s += fmt.Sprint("inner:", recover()) }()
		panic("second")
	}()
	defer func() { panic("instead") }()
	panic("first")
}

func nested(n int) (depth int) {
	defer func() {
		if recover() == nil {
			depth = -1
		}
		if n > 0 {
			depth = nested(n-1) + 1
		}
	}()
	panic(n)
}

func nilFunc() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	var f func()
	defer f()
	s = "got there"
	return s
}

func exits(wg *sync.WaitGroup) {
	defer wg.Done()
	defer note("exits")
	func() {
		defer note("literal")
		defer func() { recover(); note("recovered nothing") }()
		runtime.Goexit()
	}()
	note("not reached")
}

// The loop's body is a function whose defers belong to this one.
func rangeFunc(fails bool) (s string) {
	defer func() { s += " first"; recover() }()
	seq := func(yield func(int) bool) {
		for i := 0; i < 3 && yield(i); i++ {
		}
	}
	for i := range seq {
		defer func() { s += fmt.Sprint(" ", i) }()
		if i == 1 && fails {
			panic("range")
		}
	}
	defer func() { s += " last" }()
	s = "range:"
	return s
}

type counter struct{ n int }

func (c *counter) add(k int) { c.n += k }
func (c counter) show()      { note("show%d", c.n) }

func methods() {
	c := &counter{1}
	defer c.show() // the receiver is copied now
	defer c.add(5)
	var x interface{ add(int) } = c
	defer x.add(7)
	c.add(100)
	f := c.add
	defer f(1000)
	defer func() { note("n%d", c.n) }()
}

func builtins(m map[int]int, c chan int) {
	defer delete(m, 1)
	defer close(c)
	defer copy(make([]int, 1), []int{1})
	defer print()
	m[1] = 1
}

func recovers() {
	defer recover() // not called by a deferred function
	panic("through")
}

// Callers keep what they hold in registers.
//
//go:noinline
func registers(a, b, c, d, e, f int, x, y float64) (int, float64) {
	s := 0
	z := x
	for i := range 20 {
		s += a*i + b ^ c + d&e | f
		z = z*y + float64(i)
		if i%3 == 0 {
			outer()
		}
		s += a - b + c - d + e - f
	}
	return s, z
}

func many() (n int) {
	defer func() { n++ }()
	defer func() { n *= 2 }()
	defer func() { n++ }()
	defer func() { n *= 2 }()
	defer func() { n++ }()
	defer func() { n *= 2 }()
	defer func() { n++ }()
	defer func() { n *= 2 }()
	defer func() { n++ }()
	defer func() { n *= 2 }()
	defer func() { n++ }()
	return 1
}

func main() {
	for i := range 8 {
		fmt.Print(branches(i&1 != 0, i&2 != 0, i&4 != 0), ": ")
		flush()
	}
	fmt.Println(mixed(3, 9), mixed(3, 1), mixed(2, -1), mixed(0, 9))
	fmt.Println(gotos(1), gotos(3))
	for i := range 4 {
		fmt.Println(results(i))
	}
	for _, fails := range []bool{false, true} {
		b, p, n := escaping(fails)
		fmt.Println(b, *p, n, escaped[len(escaped)-1].s)
	}
	fmt.Print(outer(), ": ")
	flush()
	fmt.Println(replaced())
	fmt.Println(nested(50), nilFunc())
	var wg sync.WaitGroup
	wg.Add(1)
	go exits(&wg)
	wg.Wait()
	flush()
	fmt.Println(rangeFunc(false), rangeFunc(true))
	methods()
	flush()
	m, c := map[int]int{}, make(chan int)
	builtins(m, c)
	_, open := <-c
	fmt.Println(len(m), open)
	func() {
		defer func() { fmt.Println(recover()) }()
		recovers()
	}()
	fmt.Println(registers(1, 2, 3, 4, 5, 6, 1.25, 0.5))
	log.Reset()
	fmt.Println(many())
}
