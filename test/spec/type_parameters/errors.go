package main

import "fmt"

type N interface{ ~int | ~float64 }
type S[T N] struct{ v T }
type L[T any] struct{ next *L[L[T]] }
type M[K comparable, V any] map[K]V
type Bad[T T] struct{}
type Bad2[T interface{ m(T) }, U []T] struct{}
type Bad3[T *int,] struct{}
type Bad4[P *T, T any] struct{}
type Em[T any] struct{ T }
type Al[T any] = []T
type Self[T any] T

func (s S[T]) ok() T           { return s.v }
func (s S) no()                {}
func (s S[int]) shadow() int   { return s.v }
func (s S[T, U]) many()        {}
func (s *S[_]) blank()         {}
func (m M[K, V]) gen[T any](x T) T { return x }

func id[T any](x T) T                   { return x }
func add[T N](a, b T) T                 { return a + b }
func pair[A, B any](a A, b B) (A, B)    { return a, b }
func mk[T any]() T                      { var z T; return z }
func cmp[T comparable](a, b T) bool     { return a == b }
func lt[T any](a, b T) bool             { return a < b }
func eqa[T any](a, b T) bool            { return a == b }
func m[T interface{ String() string }](x T) string { return x.String() }
func sl[S ~[]E, E any](s S) E           { return s[0] }
func fn[T any](f func(T) T, x T) T      { return f(x) }
func dup[T any](T, T)                   {}
func unused[T any]()                    {}

func main() {
	var a S[string]
	var b S
	var c S[int, int]
	var d M[[]int, int]
	var e Al
	var f Em[int]
	_ = id
	_ = id[int, string]
	_ = id[1]
	_ = mk()
	_ = mk[int]
	x := mk[int]()
	add(1, 2.5)
	add(1, "a")
	add(x, 2.5)
	add("a", "b")
	add[string]("a", "b")
	pair(1)
	pair[int](1, "a")
	pair[string](1, "a")
	cmp([]int{}, nil)
	cmp(any(1), 2)
	cmp(func() {}, nil)
	m(1)
	m(fmt.Errorf(""))
	sl(1)
	sl([]int{1})
	sl[string]("a")
	fn(id, 1)
	fn(id[string], 1)
	fn(add, 1)
	fn(func(x int) string { return "" }, 1)
	dup(1, "a")
	dup(nil, nil)
	unused()
	id(nil)
	id(unused)
	var g func(int) int = id
	var h func(int) string = id
	var i interface{ N }
	x.y[int]()
	id[int][string](1)
	switch any(x).(type) {
	case T:
	case S[int]:
	case Al[int], []int:
	}
	type local[T any] struct{ v T }
	_, _, _, _, _, _, _, _, _ = a, b, c, d, e, f, g, h, i
	_ = M[string, int]{}.gen("a") + 1
	_ = M[string, int]{}.gen[int]("a")
}
