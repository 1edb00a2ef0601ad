package main

import "fmt"

type Set[T comparable] = map[T]struct{}
type Pair[A, B any] struct {
	a A
	b B
}
type Twin[T any] = Pair[T, T]
type Ptr[T any] = *T
type Vec[T any] = []Twin[T]

func keys[T comparable](s Set[T]) int { return len(s) }
func first[T any](t Twin[T]) T        { return t.a }

func main() {
	s := Set[int]{1: {}, 2: {}}
	var p Ptr[int] = new(int)
	*p = 3
	v := Vec[string]{{"a", "b"}}
	fmt.Printf("%d %d %s %T %T %T\n", keys(s), *p, first(v[0]), s, v, Twin[bool]{})
}
