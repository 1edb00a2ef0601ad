package main

import (
	"fmt"
	m "math"
)

const (
	_  = iota
	KB = 1 << (10 * iota)
	MB
)
const (
	c0, c1 = iota, iota + 10
	c2, c3
	_, _
	c4, c5
)
const typed int8 = -1 << 7
const (
	x = 1.5
	y = x * 2
	z = int(y)
	w = "a" + "b"
	v = len(w)
)

var (
	a    = b + 1
	b    = f()
	c, d = two()
	e    = func() int { return a + b }()
	_    = note("blank")
	arr  = [...]string{2: "c", 0: "a", "b"}
	i    interface {
		M() int
	} = t{}
)

func note(s string) int { fmt.Println("note", s); return 0 }
func f() int            { fmt.Println("f"); return 41 }
func two() (int, string) {
	return 1, "two"
}

type t struct{}

func (t) M() int { return len(arr) }

type (
	celsius     float64
	temp        = celsius
	list[T any] struct {
		head T
		tail *list[T]
	}
	pair[K comparable, V any] struct {
		k K
		v V
	}
	ints        = list[int]
	strs[V any] = pair[string, V]
)

func (c celsius) F() float64 { return float64(c)*9/5 + 32 }

func (l *list[T]) push(v T) *list[T] { return &list[T]{v, l} }

func named(n int) (res int, err error) {
	defer func() { res *= 2 }()
	if n == 0 {
		err = fmt.Errorf("zero")
		return
	}
	return n + 1, nil
}

func variadic(pre string, xs ...any) string { return fmt.Sprint(pre, len(xs), xs == nil, xs) }

func init() { fmt.Println("init 1", a, b) }
func init() { fmt.Println("init 2", c, d, e) }

func shadow() {
	x := 1
	{
		x := x + 1
		x, y := x*10, "y"
		fmt.Print(x, y, " ")
	}
	if x := x + 5; x > 5 {
		fmt.Print(x, " ")
	} else if y := x; y > 0 {
		fmt.Print(y)
	}
	switch x := any(x).(type) {
	case int:
		x++
		fmt.Print(x, " ")
	}
	for x := range 2 {
		x := x * 2
		fmt.Print(x, " ")
	}
	fmt.Println(x)
	type int string
	var s int = "local type int"
	fmt.Println(s)
	true := false
	fmt.Println(true, !true)
	len := func(any) string { return "my len" }
	fmt.Println(len(1))
	nil := 3
	fmt.Println(nil)
}

func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	n := 0
	inc, get := func() { n++ }, func() int { return n }
	inc()
	inc()
	fmt.Println(get())
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(15))
}

func main() {
	fmt.Println(KB, MB, c0, c1, c2, c3, c4, c5, typed, x, y, z, w, v)
	fmt.Println(a, b, c, d, e, arr, len(arr), i.M(), m.Pi)
	fmt.Println(temp(100).F())
	var l *ints
	fmt.Println(l.push(1).push(2).head, strs[bool]{"a", true})
	fmt.Println(named(0))
	fmt.Println(named(3))
	fmt.Println(variadic("a"), variadic("b", nil), variadic("c", 1, "x"), variadic("d", []any{1, 2}...), variadic("e", []any(nil)...))
	shadow()
	closures()
	p := &struct{ x, y int }{1, 2}
	p.x, p.y = p.y, p.x
	fmt.Println(*p)
	a, q := 1, 2
	a, r := 3, 4
	fmt.Println(a, q, r)
}
