// Stacks that grow and shrink while collections run: deep recursion in many goroutines, values only on the stack,
// large frames, closures that point into frames, recursion through interfaces, defers and reflect.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"sync"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type node struct {
	l, r *node
	n    int
}

func build(d int) *node {
	if d == 0 {
		return &node{n: 1}
	}
	l := build(d - 1)
	r := build(d - 1)
	return &node{l, r, l.n + r.n}
}

func deep(n int, p *int, up func() int) int {
	v := new(int)
	*v = n
	if n == 0 {
		return *p + up()
	}
	r := deep(n-1, v, func() int { return *v + *p })
	check(*v == n, "deep")
	return r
}

func large(n int) int {
	var a [700]int
	for i := range a {
		a[i] = n + i
	}
	s := 0
	if n > 0 {
		s = large(n - 1)
	}
	for i := range a {
		check(a[i] == n+i, "large frame")
	}
	return s + 1
}

func manyArgs(n, a, b, c, d, e, f, g, h int, s string, x float64, p *node) (int, string, float64) {
	if n == 0 {
		check(a == 1 && h == 8 && s == "text" && x == 2.5 && p.n == 8, "arguments")
		return a + h, s, x
	}
	i, t, y := manyArgs(n-1, a, b, c, d, e, f, g, h, s, x, p)
	return i + 1, t, y
}

type walker interface{ walk(n int) int }
type w1 struct{ p *int }
type w2 [3]*int

func (w w1) walk(n int) int {
	if n == 0 {
		return *w.p
	}
	v := n
	return w2{&v, w.p, nil}.walk(n - 1)
}

func (w w2) walk(n int) int {
	if n == 0 {
		return *w[1]
	}
	return w1{w[1]}.walk(n - 1)
}

func deferred(n int, s *int) (r int) {
	v := n
	defer func() { *s += v; r++ }()
	if n == 0 {
		return 0
	}
	return deferred(n-1, s)
}

func reflected(n int) int {
	if n == 0 {
		return 0
	}
	out := reflect.ValueOf(reflected).Call([]reflect.Value{reflect.ValueOf(n - 1)})
	return int(out[0].Int()) + 1
}

// A loop whose calls lie just at the border of a stack segment.
func border(n int) {
	if n > 0 {
		var pad [16]int
		pad[n%16] = n
		border(n - 1)
		check(pad[n%16] == n, "border")
		return
	}
	for i := 0; i < 30; i++ {
		leaf(12)
	}
}

func leaf(n int) int {
	if n == 0 {
		return 0
	}
	var a [10]int
	a[n%10] = n
	return leaf(n-1) + a[n%10] - n
}

func main() {
	var wg sync.WaitGroup
	for g := 0; g < 12; g++ {
		wg.Go(func() {
			one := 1
			for i := 0; i < 3; i++ {
				check(build(8).n == 256, "build")
				r := deep(3000, &one, func() int { return 5 })
				check(r == 1+1+2 || r > 0, "deep result")
				check(large(100) == 101, "large")
				a, s, x := manyArgs(3000, 1, 2, 3, 4, 5, 6, 7, 8, "text", 2.5, &node{n: 8})
				check(a == 3009 && s == "text" && x == 2.5, "many")
				check(w1{&one}.walk(4000) == 1, "walk")
				sum := 0
				check(deferred(1500, &sum) == 1501 && sum == 1500*1501/2, "deferred")
				check(reflected(60) == 60, "reflect")
			}
			for n := 150 + g; n < 400; n += 12 {
				border(n)
			}
			if g == 0 {
				runtime.GC()
			}
		})
	}
	wg.Wait()
	fmt.Println("ok")
}
