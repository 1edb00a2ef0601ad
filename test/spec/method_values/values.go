package main

import "fmt"

type T struct{ n int }

func (t T) Get() int   { return t.n }
func (t *T) Set(n int) { t.n = n }

type E struct{ *T }
type I interface{ Get() int }

func main() {
	t := T{1}
	get, set := t.Get, t.Set
	set(5)
	fmt.Println(get(), t.Get(), T.Get(t), (*T).Get(&t))
	(*T).Set(&t, 7)
	e := E{&t}
	f, g := e.Get, e.Set
	g(9)
	fmt.Println(f(), e.Get(), E.Get(e), (*E).Get(&e), I.Get(e))
	var i I = t
	h := i.Get
	i = T{3}
	fmt.Println(h(), i.Get(), fmt.Sprintf("%T %T", T.Get, (*T).Set))
	defer func() { fmt.Println(recover() != nil) }()
	var p *T
	_ = p.Get
}
