// Generics: constraints, inference, generic types with methods, generic methods, iterators, generic aliases.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~float32 | ~float64
}

func Sum[T Number](xs ...T) (sum T) {
	for _, x := range xs {
		sum += x
	}
	return
}

func Map[S ~[]E, E, R any](s S, f func(E) R) []R {
	out := make([]R, 0, len(s))
	for _, e := range s {
		out = append(out, f(e))
	}
	return out
}

func Reduce[E, A any](seq iter.Seq[E], start A, f func(A, E) A) A {
	for e := range seq {
		start = f(start, e)
	}
	return start
}

// Tree is an ordered set.
type Tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
	n    int
}

type node[K cmp.Ordered, V any] struct {
	key         K
	val         V
	left, right *node[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) {
	at := &t.root
	for *at != nil {
		switch c := cmp.Compare(k, (*at).key); {
		case c < 0:
			at = &(*at).left
		case c > 0:
			at = &(*at).right
		default:
			(*at).val = v
			return
		}
	}
	*at = &node[K, V]{key: k, val: v}
	t.n++
}

func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.walk(yield) }
}

func (n *node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.val) && n.right.walk(yield)
}

// Fold is a generic method: its own type parameter beside those of the receiver.
func (t *Tree[K, V]) Fold[A any](start A, f func(A, K, V) A) A {
	for k, v := range t.All() {
		start = f(start, k, v)
	}
	return start
}

type Pair[A, B any] struct {
	First  A
	Second B
}

func (p Pair[A, B]) String() string { return fmt.Sprintf("<%v, %v>", p.First, p.Second) }

func Zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq[Pair[A, B]] {
	return func(yield func(Pair[A, B]) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(Pair[A, B]{x, y}) {
				return
			}
		}
	}
}

type Set[T comparable] = map[T]struct{}

type Stack[T any] []T

func (s *Stack[T]) Push(x T) { *s = append(*s, x) }
func (s *Stack[T]) Pop() (T, error) {
	if len(*s) == 0 {
		var zero T
		return zero, errors.New("empty stack")
	}
	x := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return x, nil
}

type Celsius float64

type Setter[T any] interface {
	*T
	Set(string)
}
type Word struct{ s string }

func (w *Word) Set(s string) { w.s = strings.ToUpper(s) }

func Parse[T any, P Setter[T]](in []string) []T {
	out := make([]T, len(in))
	for i, s := range in {
		P(&out[i]).Set(s)
	}
	return out
}

func Fib() iter.Seq[int] {
	return func(yield func(int) bool) {
		for a, b := 0, 1; yield(a); a, b = b, a+b {
		}
	}
}

func first(limit int) (found int) {
	defer func() { found *= 10 }()
	for x := range Fib() {
		if x%2 == 0 {
			continue
		}
		if x > limit {
			return x
		}
	}
	return -1
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2.5), Sum[Celsius](20, 0.5), Sum[int8](100, 100))
	fmt.Println(Map([]string{"a", "bb", "ccc"}, func(s string) int { return len(s) }))
	var t Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t.Put(w, i)
	}
	for k, v := range t.All() {
		if k == "quick" {
			break
		}
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println(t.n)
	fmt.Println(t.Fold(0, func(a int, k string, v int) int { return a + len(k)*v }))
	fmt.Println(Reduce(slices.Values([]int{3, 4, 5}), "", func(a string, x int) string { return a + fmt.Sprint(x) }))
	for p := range Zip(Fib(), maps.Keys(map[string]bool{"only": true})) {
		fmt.Println(p)
	}
	set := Set[rune]{'x': {}, 'y': {}}
	fmt.Println(len(set), slices.Sorted(maps.Keys(set)))
	var st Stack[Pair[int, string]]
	st.Push(Pair[int, string]{1, "one"})
	fmt.Println(st.Pop())
	_, err := st.Pop()
	fmt.Println(err)
	fmt.Println(Parse[Word]([]string{"x", "y"}))
	fmt.Println(first(50), min(3, 1, 2), max("a", "b"))
	fmt.Printf("%T %T %T\n", t, st, Zip[int, string])
}
