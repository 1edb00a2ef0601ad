// Faults and panics are effects, whatever becomes of the values: what stands before them has happened, what stands
// behind has not.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

type pair struct{ a, b int }
type big struct {
	pad [1 << 16]byte
	x   int
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(runtime.Error); ok {
			r = "runtime error: " + e.Error()
		}
		fmt.Println(name, r)
	}()
	f()
}

//go:noinline
func unused(p *pair) { _ = *p }

//go:noinline
func unusedField(p *pair) { _ = p.b }

//go:noinline
func deadBranch(p *pair, b bool) int {
	x := p.a
	if b && !b {
		return x
	}
	return 1
}

//go:noinline
func far(p *big) int { return p.x }

//go:noinline
func addr(p *big) *int { return &p.x }

var (
	here   *pair
	array  *[4]int
	holder struct{ n, p *pair }
	method interface{ get() int }
	kept   any
)

func (p *pair) get() int { return 1 }

// Addresses by way of pointers that are nil, loaded from where they lie.
func addresses() {
	try("&*p", func() { kept = &*here })
	try("&p.a", func() { kept = &here.a })
	try("&p[1]", func() { kept = &array[1] })
	try("&p[:]", func() { kept = array[:] })
	try("&*s.p", func() { kept = &*holder.p })
	try("p.get", func() { kept = method.get })
}

//go:noinline
func order(p, q *pair) {
	p.a = 1
	q.a = 2
	p.a = 3
}

//go:noinline
func loop(ps []*pair) (n int) {
	for _, p := range ps {
		n += p.a
	}
	return n
}

// The result is what it was when the panic came.
//
//go:noinline
func result(ps []*pair) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("recovered")
		}
	}()
	for i, p := range ps {
		n = i
		n += p.a * 10
		if p.b > 0 {
			n = -1
			panic("b")
		}
	}
	return n, nil
}

//go:noinline
func spin(p *pair) (n int) {
	defer func() { recover() }()
	for {
		n++
		if n == 1000 {
			p = nil
		}
		p.a++
	}
}

//go:noinline
func captured(p *pair) (s string) {
	x, y := 1, 2
	defer func() {
		recover()
		s = fmt.Sprint(x, y)
	}()
	x = 10
	p.a = 5
	y = 20
	return
}

//go:noinline
func divide(a, b int) int { return a / b }

//go:noinline
func index(s []int, i int) int { return s[i] }

func main() {
	var nilPair *pair
	var nilBig *big
	var nilMap map[string]int
	var nilFunc func()
	try("unused", func() { unused(nilPair) })
	try("unused field", func() { unusedField(nilPair) })
	try("dead branch", func() { deadBranch(nilPair, true) })
	try("far", func() { far(nilBig) })
	try("address", func() { addr(nilBig) })
	p := &pair{}
	try("order", func() { order(p, nil) })
	fmt.Println(*p)
	try("loop", func() { loop([]*pair{p, nil}) })
	fmt.Println(result([]*pair{{1, 0}, {2, 0}}))
	fmt.Println(result([]*pair{{1, 0}, {2, 0}, nil}))
	fmt.Println(result([]*pair{{1, 0}, {2, 1}, {3, 0}}))
	fmt.Println(spin(p), p.a)
	fmt.Println(captured(p), "|", captured(nil))
	try("divide", func() { divide(1, 0) })
	try("index", func() { index(nil, 3) })
	try("index", func() { index([]int{1}, -1) })
	try("map", func() { nilMap["a"] = 1 })
	try("func", func() { nilFunc() })
	addresses()
}
