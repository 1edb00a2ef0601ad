// Order of evaluation: a receiver, a function value and what a builtin takes are read when all calls among the arguments
// were made; the language leaves it open, and programs rely on what the official compiler does.
package main

import "fmt"

type S struct{ a, b int }

func (s S) M(n int)    { fmt.Println("S.M", s.a, s.b, n) }
func (s *S) P(n int)   { fmt.Println("S.P", s.a, s.b, n) }
func (s S) Self() S    { fmt.Println("self"); return s }
func (s S) N(x ...any) { fmt.Println("S.N", s.a, len(x)) }

type I interface{ M(int) }

type In struct {
	S
	p *S
}

type E struct{ *S }

type Big [20]int

func (b Big) M(n int) { fmt.Println("Big.M", b[0], n) }

type Num int

func (n Num) M(k int) { fmt.Println("Num.M", n, k) }

type Fn func(int)

func (f Fn) M(k int) { f(k) }

//go:noinline
func inc(p *int) int { *p += 10; return *p }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "panics:", r)
		}
	}()
	f()
}

func said(s string) int { fmt.Println("said", s); return 1 }

func main() {
	t := S{1, 2}
	t.M(inc(&t.a))
	t.P(inc(&t.a))
	p := &S{1, 2}
	p.M(inc(&p.a))
	q := &S{5, 6}
	change := func() int { p, q = q, p; return 3 }
	p.M(change())
	p.P(change())
	(*p).M(change())
	(&t).M(inc(&t.a))
	in := In{S{1, 2}, &S{7, 8}}
	in.M(inc(&in.a))
	in.P(inc(&in.a))
	in.p.M(func() int { in.p = &S{9, 9}; return 4 }())
	in.p.P(func() int { in.p = &S{10, 9}; return 4 }())
	e := E{&S{1, 1}}
	e.M(func() int { e.S = &S{2, 2}; return 5 }())
	e.P(func() int { e.S = &S{3, 3}; return 5 }())
	var b Big
	b.M(inc(&b[0]))
	n := Num(1)
	n.M(func() int { n = 2; return 6 }())
	var i I = S{1, 1}
	i.M(func() int { i = Num(3); return 7 }())
	f := func(n int) { fmt.Println("first", n) }
	f(func() int { f = func(n int) { fmt.Println("second", n) }; return 8 }())
	g := Fn(f)
	g.M(func() int { g = func(n int) { fmt.Println("third", n) }; return 9 }())
	fs := []func(int){func(n int) { fmt.Println("fs0", n) }, func(n int) { fmt.Println("fs1", n) }}
	k := 0
	fs[k](func() int { k = 1; return 10 }())
	ss := []S{{1, 1}, {2, 2}}
	k = 0
	ss[k].M(func() int { k = 1; return 11 }())
	k = 0
	ss[k].P(func() int { k = 1; return 12 }())
	t.Self().M(inc(&t.a))
	t.N(inc(&t.a), inc(&t.a))
	S.M(t, inc(&t.a))
	(*S).P(&t, inc(&t.a))
	mv := t.M
	mv(inc(&t.a))
	try("nil value", func() { var z *S; z.M(said("a")) })
	try("nil pointer", func() { var z *In; z.P(said("b")) })
	try("nil iface", func() { var z I; z.M(said("c")) })
	try("nil func", func() { var z func(int); z(said("d")) })
	try("index", func() { k := 5; ss[k].M(said("e")) })
	try("index p", func() { k := 5; ss[k].P(said("f")) })
	try("index f", func() { k := 5; fs[k](said("g")) })
	try("nil embedded", func() { var z E; z.M(said("h")) })
	try("assert", func() { var z any = 1; z.(I).M(said("i")) })

	x := 1
	m := map[int]int{x: inc(&x), x + 1: inc(&x)}
	fmt.Println(m)
	x = 1
	ms := map[S]int{{x, 2}: inc(&x)}
	fmt.Println(ms)
	str := "a"
	mt := map[string]int{str: func() int { str = "b"; return 1 }()}
	fmt.Println(mt)
	m[x] = inc(&x)
	fmt.Println(m)
	x = 1
	m[x], m[x+1] = inc(&x), inc(&x)
	fmt.Println(m)
	x = 3
	fmt.Println(min(x, inc(&x)), max(x, inc(&x)))
	x = 1
	fmt.Println(complex(float64(x), float64(inc(&x))))
	x = 1
	fmt.Println(append([]int{}, x, inc(&x), x))
	sl := []int{1}
	sl = append(sl, func() int { sl = []int{4, 5}; return 6 }())
	fmt.Println(sl)
	d, s := []int{1, 2}, []int{3, 4}
	_ = d
	fmt.Println(copy(d, func() []int { d = []int{8, 8, 8}; return s }()), d)
	mk := map[int]int{1: 1, 2: 2}
	x = 1
	delete(mk, x*0+func() int { x = 2; return x }())
	fmt.Println(mk)
	ch := make(chan int, 5)
	c2 := make(chan int, 5)
	ch <- func() int { ch = c2; return 1 }()
	fmt.Println(len(ch), len(c2))
	x = 1
	fmt.Println(make([]int, x, inc(&x)))
	arr := []int{1, 2, 3, 4}
	x = 1
	try("bounds", func() { fmt.Println(arr[x : inc(&x)/3]) })
}
