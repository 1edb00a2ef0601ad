package main

import "fmt"

type T0 struct{ x int }

func (*T0) M0() string { return "M0" }

type T1 struct{ y int }

func (T1) M1() string { return "M1" }

type T2 struct {
	z int
	T1
	*T0
}

func (*T2) M2() string { return "M2" }

type Q *T2

type L struct{ a, b int }
type R struct{ a, c int }
type Mid struct {
	L
	R
	a string
}
type Deep struct {
	*Mid
	I
}
type I interface{ F() string }
type impl struct{ n int }

func (i impl) F() string { return fmt.Sprint("F", i.n) }

type rec struct {
	*rec
	v int
}

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(r)
		}
	}()
	f()
}

type G[T any] struct{ val T }

func (g G[T]) Get() T   { return g.val }
func (g *G[T]) Set(v T) { g.val = v }

type H struct {
	G[int]
	*impl
}

func main() {
	t := T2{z: 1, T1: T1{2}, T0: &T0{3}}
	p := &t
	var q Q = p
	fmt.Println(t.z, p.y, p.x, q.x, q.y, (*q).x, (*q).M0(), p.M1(), p.M2(), t.M2(), t.M0(), (*p).M1())
	t.x, p.y = 30, 20
	fmt.Println(t.T0.x, t.T1.y, p.T1, *p.T0)
	d := Deep{&Mid{L{1, 2}, R{3, 4}, "a"}, impl{5}}
	fmt.Println(d.a, d.L.a, d.R.a, d.b, d.c, d.F(), d.I.F(), d.Mid.R.c)
	d.I = nil
	try(func() { d.F() })
	d.Mid = nil
	try(func() { fmt.Println(d.b) })
	try(func() { d.c = 1 })
	r := &rec{v: 1}
	r.rec = &rec{v: 2}
	fmt.Println(r.v, r.rec.v)
	try(func() { fmt.Println(r.rec.rec.v) })
	h := H{G[int]{1}, &impl{9}}
	h.Set(7)
	fmt.Println(h.Get(), h.val, h.n, h.F(), H.Get(h), (*H).Set != nil)
	f := h.Get
	h.Set(8)
	fmt.Println(f(), h.G.Get())
	try(func() { var n *T2; fmt.Println(n.M2()); fmt.Println(n.z) })
	try(func() { var n *T2; n.M1() })
	try(func() { var n *T2; _ = n.M1 })
	try(func() { n := T2{}; fmt.Println(n.M0()); fmt.Println(n.x) })
	try(func() { var n *H; _ = n.Get })
	var i I
	try(func() { _ = i.F })
	type anon = struct {
		T1
		inner struct{ deep struct{ v []int } }
	}
	var an anon
	an.inner.deep.v = append(an.inner.deep.v, 1)
	an.inner.deep.v[0]++
	fmt.Println(an.inner.deep.v, an.M1(), (&an).y)
	fmt.Println((struct{ T1 }{T1{5}}).y, (&struct{ T1 }{T1{6}}).M1())
	arr := [2]T2{}
	arr[1].T1.y = 4
	pa := &arr[1]
	pa.y++
	fmt.Println(arr[1].y, arr[0].y, []T1{{1}, {2}}[1].y, map[string]T1{"a": {3}}["a"].y)
}
