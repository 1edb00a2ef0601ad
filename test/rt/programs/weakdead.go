// What is dead at a call of runtime.GC is collected there, although it was compared, printed on
// paths that were not taken, kept in loops and in results of several values. Ints that lie beside
// each other do not live on by their weak pointers.
package main

import (
	"fmt"
	"runtime"
	"unsafe"
	"weak"
)

type node struct {
	next *node
	a, b int
}

func compared() {
	p := new(node)
	w := weak.Make(p)
	if q := w.Value(); q != p {
		fmt.Println("another one", q, p)
	}
	runtime.GC()
	if q := w.Value(); q != p {
		fmt.Println("another one after a collection", q, p)
	}
	runtime.GC()
	if q := w.Value(); q != nil {
		fmt.Println("compared: kept", q)
	}
}

func loops() {
	ps := make([]*node, 10)
	ws := make([]weak.Pointer[node], 10)
	inside := make([]weak.Pointer[int], 10)
	for i := range ps {
		ps[i] = new(node)
		ws[i] = weak.Make(ps[i])
		inside[i] = weak.Make(&ps[i].a)
	}
	for round := range 2 {
		for i := range ps {
			q := ws[i].Value()
			if q != ps[i] {
				fmt.Println("another one", round, q, ps[i])
			}
			if w := weak.Make(q); w != ws[i] {
				fmt.Println("another weak pointer", w, ws[i])
			}
			if w := weak.Make(&q.a); w != inside[i] {
				fmt.Println("another weak pointer inside", w, inside[i])
			}
		}
		runtime.GC()
	}
	ps = nil
	runtime.GC()
	for i := range ws {
		if q := ws[i].Value(); q != nil {
			fmt.Println("loops: kept", i, q)
		}
	}
}

//go:noinline
func both() (*node, *node) { return &node{a: 1}, &node{b: 2} }

func results() {
	p, q := both()
	if uintptr(unsafe.Pointer(p)) == uintptr(unsafe.Pointer(q)) {
		fmt.Println("equal")
	}
	v, w := weak.Make(p), weak.Make(q)
	runtime.GC()
	fmt.Println(p.a+q.b, v.Value() == p, w.Value() == q)
	runtime.GC()
	fmt.Println(v.Value() == nil, w.Value() == nil)
}

func tiny() {
	runtime.GC()
	ws := make([]weak.Pointer[int], 1000)
	for i := range ws {
		p := new(int)
		*p = i
		ws[i] = weak.Make(p)
	}
	runtime.GC()
	n := 0
	for _, w := range ws {
		if w.Value() == nil {
			n++
		}
	}
	fmt.Println(n > 750)
}

func main() {
	compared()
	loops()
	results()
	tiny()
}
