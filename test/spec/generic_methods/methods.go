package main

import "fmt"

type List[T any] struct{ v []T }

func (l List[T]) Map[U any](f func(T) U) List[U] {
	var r List[U]
	for _, x := range l.v {
		r.v = append(r.v, f(x))
	}
	return r
}

func (l *List[T]) Fold[A any](a A, f func(A, T) A) A {
	for _, x := range l.v {
		a = f(a, x)
	}
	return a
}

type Plain struct{ n int }

func (p Plain) As[T ~int | ~string](x T) string { return fmt.Sprint(p.n, x) }

type Outer struct{ Plain }

func main() {
	l := List[int]{[]int{1, 2, 3}}
	m := l.Map(func(i int) string { return fmt.Sprint(i * i) })
	fmt.Println(m.v, l.Fold("", func(s string, i int) string { return s + fmt.Sprint(i) }), l.Fold[int](0, func(a, b int) int { return a + b }))
	f := Plain{4}.As[string]
	fmt.Println(f("x"), Outer{Plain{5}}.As(6), Plain.As[int](Plain{7}, 8))
	fmt.Println(l.Map(func(i int) []int { return make([]int, i) }).Map(func(s []int) int { return len(s) }).v)
}
