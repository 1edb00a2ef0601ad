// Order of evaluation: variables of a list are read when all calls in it were made; the language leaves it open, and
// programs rely on what the official compiler does.
package main

import "fmt"

type S struct{ a, b int }

func (s S) M(int) int { return s.a }

//go:noinline
func inc(p *int) int { *p += 10; return *p }

//go:noinline
func show(a, b int) { fmt.Println(a, b) }

//go:noinline
func anyshow(a any, b int) { fmt.Println(a.(int), b) }

func r1() (int, int)    { x := 1; return x, inc(&x) }
func r2() (int, int)    { s := S{1, 2}; return s.a, inc(&s.a) }
func r3() (S, int)      { s := S{1, 2}; return s, inc(&s.a) }
func r4() (int, int)    { x := 1; p := &x; return *p, inc(&x) }
func r5() (int, int)    { s := &S{1, 2}; return s.a, inc(&s.a) }
func r6() (int, int)    { a := [2]int{1, 2}; return a[0], inc(&a[0]) }
func r7() (int, int)    { a := []int{1, 2}; return a[0], inc(&a[0]) }
func r8() (int, int)    { x := 1; return x + 1, inc(&x) }
func r9() (any, int)    { x := 1; return x, inc(&x) }
func r10() (int64, int) { x := 1; return int64(x), inc(&x) }
func r11() (int, int)   { m := map[int]int{1: 1}; return m[1], func() int { m[1] = 5; return 2 }() }
func r12() (string, int) {
	b := []byte("ab")
	return string(b), func() int { b[0] = 'x'; return 2 }()
}
func r13() (x int, y int) { x = 1; return x, inc(&x) }

type G struct{ x int }

func (g *G) set() error { g.x = 7; return nil }

func r14() (G, error) { var g G; return g, g.set() }
func r15() (*int, int) { x, y := 1, 2; p := &x; return p, func() int { p = &y; return 0 }() }
func r16() (int, int) { x := 1; return -x, inc(&x) }

func main() {
	fmt.Println(r1())
	fmt.Println(r2())
	s, n := r3()
	fmt.Println(s.a, n)
	fmt.Println(r4())
	fmt.Println(r5())
	fmt.Println(r6())
	fmt.Println(r7())
	fmt.Println(r8())
	v, n := r9()
	fmt.Println(v.(int), n)
	fmt.Println(r10())
	fmt.Println(r11())
	fmt.Println(r12())
	fmt.Println(r13())
	g, _ := r14()
	fmt.Println(g.x)
	p, _ := r15()
	fmt.Println(*p)
	fmt.Println(r16())
	x := 1
	show(x, inc(&x))
	x = 1
	anyshow(x, inc(&x))
	x = 1
	a, b := x, inc(&x)
	fmt.Println(a, b)
	x = 1
	a, b = x, inc(&x)
	fmt.Println(a, b)
	t := S{1, 2}
	_ = t
	x = 1
	fmt.Println(x + inc(&x))
	x = 1
	q := []int{x, inc(&x), x}
	fmt.Println(q[0], q[1], q[2])
	x = 1
	z := S{x, inc(&x)}
	fmt.Println(z.a, z.b)
	x = 1
	arr := [2]int{x, inc(&x)}
	fmt.Println(arr[0], arr[1])
	x = 1
	str := "a"
	fmt.Println(str + func() string { str = "b"; return "c" }())
	ch := make(chan int, 1)
	ch <- 1
	y, w := <-ch, inc(&x)
	fmt.Println(y, w)
}
