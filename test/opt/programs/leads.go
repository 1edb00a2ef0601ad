// Objects that outlive the function by ways through other functions: stored by a callee, in a large result, behind a closure.
package main

import "fmt"

type N struct {
	left, right *N
	v           int
}

//go:noinline
func self(p *N) { p.left = p }

//go:noinline
func deep(p *N) { p.right.left = p.right }

//go:noinline
func set(p, q *N) { p.left = q }

//go:noinline
func a() *N { x := &N{v: 1}; self(x); return x.left }

//go:noinline
func b() *N { x := &N{v: 1, right: &N{v: 2}}; deep(x); return x.right.left }

//go:noinline
func c() *N { x := &N{v: 1}; y := &N{v: 3}; set(x, y); return x.left }

type S struct{ a [5]*N }

//go:noinline
func big(p *N) S { return S{[5]*N{p, nil, p}} }

//go:noinline
func d() *N { x := &N{v: 4}; s := big(x); return s.a[2] }

//go:noinline
func e() func() *N { x := &N{v: 5}; y := &N{left: x}; return func() *N { return y.left } }

// Through a closure that is called by its address.
//
//go:noinline
func g(n int) *N {
	t := &N{v: n}
	f := func() *N { return t }
	h := f
	if n < 0 {
		h = func() *N { return nil }
	}
	return h()
}

//go:noinline
func h() *N { return g(8) }

//go:noinline
func swap(p, q **N) { *p, *q = *q, *p }

//go:noinline
func f() *N { x, y := &N{v: 6}, &N{v: 7}; swap(&x, &y); return x }

//go:noinline
func burn(n int) int {
	var a [256]int
	for i := range a {
		a[i] = n + i
	}
	return a[n&63]
}

func main() {
	for i, g := range []func() *N{a, b, c, d, e(), f, h} {
		p := g()
		burn(i)
		q := g()
		burn(i + 1)
		fmt.Println(p.v, q.v)
	}
}
