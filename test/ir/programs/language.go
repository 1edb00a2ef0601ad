package main

import "fmt"

type P struct{ x, y int }

func (p P) sum() int { return p.x + p.y }
func (p *P) inc()    { p.x++ }

type Big struct {
	a, b, c, d, e int
	s             string
}

func (b Big) total() int { return b.a + b.b + b.c + b.d + b.e + len(b.s) }

type Summer interface{ sum() int }
type Totaler interface{ total() int }

func two() (int, string) { return 7, "seven" }
func mkbig(n int) Big    { return Big{n, n + 1, n + 2, n + 3, n + 4, "xyz"} }

func named() (r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			r = 99
			fmt.Println("recovered", e.(string))
		}
	}()
	panic("boom")
}

func variadic(xs ...int) int {
	t := 0
	for _, x := range xs {
		t += x
	}
	return t
}

func gen[T any](xs []T, f func(T) T) []T {
	var out []T
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

type Num interface{ ~int | ~float64 }

func sum[T Num](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) each(yield func(T) bool) {
	for n := l.head; n != nil; n = n.next {
		if !yield(n.v) {
			return
		}
	}
}

func find(l *List[string], s string) int {
	i := 0
	for v := range l.each {
		if v == s {
			return i
		}
		i++
	}
	return -1
}

func main() {
	p := P{3, 4}
	p.inc()
	fmt.Println(p.sum(), p.x, p.y)
	var s Summer = p
	fmt.Println(s.sum())
	s = &p
	fmt.Println(s.sum())
	b := mkbig(10)
	fmt.Println(b.total(), b.s)
	var t Totaler = b
	fmt.Println(t.total())
	n, str := two()
	fmt.Println(n, str)
	r, _ := named()
	fmt.Println("named", r)
	fmt.Println(variadic(), variadic(1, 2, 3), variadic([]int{4, 5}...))
	for _, x := range gen([]int{1, 2, 3}, func(i int) int { return i * n }) {
		fmt.Print(x, " ")
	}
	fmt.Println()
	fmt.Println(sum(1, 2, 3), sum(1.5, 2.5))
	var l List[string]
	l.push("a")
	l.push("b")
	l.push("c")
	fmt.Println(l.n, find(&l, "a"), find(&l, "zz"))
	m := map[string]int{"one": 1, "two": 2}
	m["three"] = 3
	m["one"] += 10
	v, ok := m["two"]
	_, ok2 := m["none"]
	fmt.Println(len(m), m["one"], v, ok, ok2)
	delete(m, "two")
	tot := 0
	for k, v := range m {
		tot += v + len(k)
	}
	fmt.Println(len(m), tot)
	for i, c := range "aé世" {
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println()
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	switch x := any(p).(type) {
	case int:
		fmt.Println("int")
	case P:
		fmt.Println("P", x.x)
	}
	for i := range 3 {
		switch {
		case i == 0:
			fmt.Print("zero ")
			fallthrough
		case i == 1:
			fmt.Print("one ")
		default:
			fmt.Println("def")
		}
	}
	ch := make(chan int, 3)
	done := make(chan bool)
	go func() {
		for v := range ch {
			fmt.Print(v, ",")
		}
		fmt.Println()
		done <- true
	}()
	for i := range 5 {
		ch <- i
	}
	close(ch)
	<-done
	a := [5]int{1, 2, 3, 4, 5}
	sl := a[1:4:5]
	fmt.Println(len(sl), cap(sl), sl[0])
	sl = append(sl, 100)
	fmt.Println(a[4])
	sl = append(sl, 200)
	sl[0] = 77
	fmt.Println(a[1], sl[4])
	var e error
	fmt.Println(e == nil, p == P{4, 4}, b == mkbig(10))
	x := 1
	x, y := x+1, x
	fmt.Println(x, y, -7/2, -7%2, uint8(x*200)+100, 1<<x)
	defer fmt.Println("deferred", x)
	func() {
		defer func() { fmt.Println(recover().(error).Error()) }()
		var idx = 10
		fmt.Println(a[idx])
	}()
	func() {
		defer func() { fmt.Println(recover().(error).Error()) }()
		var np *P
		fmt.Println(np.x)
	}()
	f := p.sum
	g := P.sum
	h := (*P).inc
	h(&p)
	fmt.Println(f(), g(p))
	c := complex(1, 2)
	c = c * c
	fmt.Println(c, real(c), imag(c))
	fmt.Println(string([]byte("hi"))+"!"+str, []byte("abc")[1], min(3, 1, 2), max(2.5, 1))
	select {
	case v := <-ch:
		fmt.Println("closed", v)
	default:
		fmt.Println("default")
	}
outer:
	for i := 0; i < 3; i++ {
		for j := 0; j < 3; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
}
