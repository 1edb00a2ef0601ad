package main

import (
	"cmp"
	"fmt"
	"sort"
	"strings"
)

type Number interface {
	~int | ~int64 | ~float64
}
type Tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
	n    int
}
type node[K cmp.Ordered, V any] struct {
	k    K
	v    V
	l, r *node[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) {
	p := &t.root
	for *p != nil {
		switch c := cmp.Compare(k, (*p).k); {
		case c == 0:
			(*p).v = v
			return
		case c < 0:
			p = &(*p).l
		default:
			p = &(*p).r
		}
	}
	*p = &node[K, V]{k: k, v: v}
	t.n++
}

func (t *Tree[K, V]) All() func(func(K, V) bool) {
	var walk func(*node[K, V], func(K, V) bool) bool
	walk = func(n *node[K, V], yield func(K, V) bool) bool {
		return n == nil || walk(n.l, yield) && yield(n.k, n.v) && walk(n.r, yield)
	}
	return func(yield func(K, V) bool) { walk(t.root, yield) }
}

func (t *Tree[K, V]) Map[U any](f func(K, V) U) []U {
	var out []U
	for k, v := range t.All() {
		out = append(out, f(k, v))
	}
	return out
}

func Sum[S ~[]E, E Number](s S) (t E) {
	for _, x := range s {
		t += x
	}
	return
}

func Map[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}

func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	var ks []K
	for k := range m {
		ks = append(ks, k)
	}
	sort.Slice(ks, func(i, j int) bool { return ks[i] < ks[j] })
	return ks
}

type Celsius float64
type Temps []Celsius

type Setter[T any] interface {
	*T
	Set(string)
}
type conf struct{ v string }

func (c *conf) Set(s string) { c.v = "conf:" + s }

func FromStrings[T any, PT Setter[T]](ss []string) []T {
	r := make([]T, len(ss))
	for i, s := range ss {
		PT(&r[i]).Set(s)
	}
	return r
}

type Opt[T any] struct {
	v  T
	ok bool
}

func Some[T any](v T) Opt[T] { return Opt[T]{v, true} }
func (o Opt[T]) Or(d T) T {
	if o.ok {
		return o.v
	}
	return d
}
func (o Opt[T]) Then[U any](f func(T) Opt[U]) Opt[U] {
	if !o.ok {
		return Opt[U]{}
	}
	return f(o.v)
}

type Vec[T any] = []T
type Grid[T any] = Vec[Vec[T]]

type Eq[T any] interface{ Equal(T) bool }
type id int

func (a id) Equal(b id) bool { return a == b }
func Index[T Eq[T]](s []T, x T) int {
	for i, y := range s {
		if x.Equal(y) {
			return i
		}
	}
	return -1
}

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case []T:
		return "slice of itself"
	case fmt.Stringer:
		return "stringer"
	}
	var z T
	return fmt.Sprintf("%T", z)
}

type list[T any] struct {
	*list[T]
	v T
}

func counter[T any]() func() (int, T) {
	n := 0
	return func() (int, T) { n++; var z T; return n, z }
}

func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

func conv[To, From Number](x From) To { return To(x) }

func ptr[T any](x T) *T { return &x }

type matrix[T Number, R [2]T | [3]T] [2]R

func main() {
	t := &Tree[string, int]{}
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t.Put(w, i)
	}
	for k, v := range t.All() {
		fmt.Print(k, v, " ")
		if k == "over" {
			break
		}
	}
	fmt.Println(t.n)
	fmt.Println(t.Map(func(k string, v int) string { return fmt.Sprint(k[:1], v) }))
	fmt.Println(Sum(Temps{1.5, 2.5}), Sum([]int{1, 2, 3}), Sum[[]int64](nil))
	fmt.Println(Map([]int{1, 2}, func(i int) string { return strings.Repeat("x", i) }), Map([]string{"a"}, strings.ToUpper))
	fmt.Println(Keys(map[string]bool{"b": true, "a": false}), Keys(map[Celsius]int{2: 1, 1: 2}))
	fmt.Println(FromStrings[conf]([]string{"a", "b"}))
	fmt.Println(Some(3).Or(4), Opt[string]{}.Or("default"), Some(2).Then(func(i int) Opt[string] { return Some(fmt.Sprint(i * 2)) }).Or("none"))
	g := Grid[int]{{1, 2}, {3}}
	fmt.Printf("%v %T %v\n", g, g, Index([]id{5, 6, 7}, 6))
	fmt.Println(kind(1), kind("s"), kind(any([]any{})), kind(Some(1)), kind(error(nil)), kind(struct{ a Opt[int] }{}))
	l := list[int]{&list[int]{v: 2}, 1}
	fmt.Println(l.v, l.list.v)
	c1, c2 := counter[string](), counter[*int]()
	c1()
	fmt.Println(c1())
	fmt.Println(c2())
	fmt.Println(compose(func(s string) int { return len(s) }, func(i int) float64 { return float64(i) / 2 })("abc"))
	fmt.Println(conv[int](3.99), conv[float64](int64(7)), *ptr("p"), *ptr(Celsius(1)))
	fmt.Printf("%T %T %T\n", matrix[int, [2]int]{}, Some(ptr(Some(1))), (*Tree[string, []Opt[int]])(nil))
	f := Sum[[]float64]
	h := (*Tree[int, int]).Put
	tt := &Tree[int, int]{}
	h(tt, 1, 2)
	fmt.Println(f([]float64{1, 2}), tt.n)
	var fn func([]int, func(int) int) []int = Map
	fmt.Println(fn([]int{3}, func(i int) int { return i * i }))
}
