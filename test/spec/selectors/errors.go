package main

import (
	"os"
	"strings"
)

type L struct{ a, x int }
type R struct{ a, X int }
type T struct {
	L
	*R
}
type P *T
type PP **T
type I interface{ M() }

func (t T) M()   {}
func (t *T) PM() {}

type E struct{ I }
type Two struct {
	E
	T
}

func main() {
	var t T
	var p *T
	var q P
	var pp **T
	var i I
	var ip *I
	_ = t.a
	_ = t.b
	_ = t.A
	_ = t.xx
	_ = t.m
	t.M(1)
	q.M()
	_ = q.x
	_ = pp.x
	pp.M()
	_ = p.X
	_ = i.x
	i.m()
	ip.M()
	T{}.PM()
	T.PM(t)
	(*T).PM(p)
	(*T).M(p)
	T.M(p)
	(P).M(q)
	I.M(t)
	I.N(t)
	_ = os.args
	_ = os.argsx
	_ = strings.builder{}
	_ = strings.Foo
	strings.toUpper("a")
	_ = os
	_ = t.L.a.b
	var n int
	_ = n.x
	_ = main.x
	_ = "a".len()
	_ = nil.x
	_ = t._
	_ = Two{}.M
	_ = map[string]int{}.a
	_ = []T{}.a
	_ = [1]T{}[0].x.y
	_ = struct{ a int }{}.b
	var g G[int]
	_ = g.w
	_ = g.V
	_ = G[int].get
}

type G[T any] struct{ v T }

func (g *G[T]) get() {}
