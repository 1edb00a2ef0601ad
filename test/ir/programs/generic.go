// Instances of generic functions and types, local types inside them, iterators.
package main

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
)

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.v) {
				return
			}
			i++
		}
	}
}

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

type Pair[K cmp.Ordered, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprintf("<%v=%v>", p.Key, p.Val) }

func SortedPairs[M ~map[K]V, K cmp.Ordered, V any](m M) []Pair[K, V] {
	var r []Pair[K, V]
	for k, v := range m {
		r = append(r, Pair[K, V]{k, v})
	}
	slices.SortFunc(r, func(a, b Pair[K, V]) int { return cmp.Compare(a.Key, b.Key) })
	return r
}

type Tree[T interface{ Less(T) bool }] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) Insert(v T) *Tree[T] {
	if t == nil {
		return &Tree[T]{v: v}
	}
	if v.Less(t.v) {
		t.l = t.l.Insert(v)
	} else {
		t.r = t.r.Insert(v)
	}
	return t
}
func (t *Tree[T]) Walk(f func(T)) {
	if t != nil {
		t.l.Walk(f)
		f(t.v)
		t.r.Walk(f)
	}
}

type Str string

func (s Str) Less(t Str) bool { return s < t }

func Local[T any](x T) any {
	type L struct {
		v T
		n *T
	}
	type M map[string]L
	return M{"a": {v: x}}
}

type Stack[T any] struct{ List[T] }
type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T) { s[v] = struct{}{} }

func Apply[T, U any](x T, fs ...func(T) U) []U {
	var r []U
	for _, f := range fs {
		r = append(r, f(x))
	}
	return r
}

func main() {
	var l List[string]
	for _, s := range strings.Fields("a b c") {
		l.Push(s)
	}
	for i, v := range l.All() {
		fmt.Println(i, v)
		if i == 1 {
			break
		}
	}
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2.5), Sum[Int]())
	fmt.Println(SortedPairs(map[string]int{"z": 1, "a": 2}), fmt.Sprintf("%T", Pair[string, []int]{}))
	var t *Tree[Str]
	for _, s := range []Str{"q", "w", "e", "r"} {
		t = t.Insert(s)
	}
	t.Walk(func(s Str) { fmt.Print(s, " ") })
	fmt.Println()
	fmt.Printf("%T %T %v\n", Local(1), Local("x"), Local(2.5))
	var st Stack[Pair[int, bool]]
	st.Push(Pair[int, bool]{1, true})
	fmt.Printf("%T %v\n", st, st.n)
	s := Set[rune]{}
	s.Add('x')
	fmt.Println(len(s), s)
	fmt.Println(Apply(3, func(i int) string { return fmt.Sprint(i) }, func(i int) string { return "k" }))
	var str fmt.Stringer = Pair[string, int]{"k", 1}
	fmt.Println(str)
	x := []int{3, 1, 2}
	sort.Slice(x, func(i, j int) bool { return x[i] < x[j] })
	fmt.Println(x, slices.Max(x), slices.Index(x, 2))
	f := Sum[float64]
	fmt.Println(f(1, 2))
	type key struct{ a, b int }
	m := map[key]Set[string]{{1, 2}: {"q": {}}}
	fmt.Println(m)
}

type Int int
