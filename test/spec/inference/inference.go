package main

import "fmt"

type Num interface{ ~int | ~float64 }
type MyInts []int

func mapf[S ~[]E, E, R any](s S, f func(E) R) []R {
	var r []R
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}
func scale[S ~[]E, E Num](s S, k E) S { return append(S(nil), s[0]*k) }
func apply[T any](f func(T) T, x T) T { return f(x) }
func id[T any](x T) T                 { return x }
func add[T Num](a, b T) T             { return a + b }
func conv[To, From any](f From, g func(From) To) To {
	return g(f)
}
func chans[T any](c <-chan T) T { return <-c }
func set[P interface{ *T; Set(string) }, T any](s string) T {
	var t T
	P(&t).Set(s)
	return t
}

type Str struct{ s string }

func (s *Str) Set(x string) { s.s = x }

func main() {
	fmt.Println(mapf(MyInts{1, 2}, func(i int) string { return fmt.Sprint(i * 2) }))
	fmt.Printf("%T\n", scale(MyInts{3}, 2))
	fmt.Println(apply(id, 3), apply(id[string], "s"), add(1, 2.5), add(1.0, 2))
	fmt.Println(conv[string](3, func(i int) string { return fmt.Sprint(i) }))
	c := make(chan int, 1)
	c <- 4
	fmt.Println(chans(c), set[*Str]("x").s)
	var f func(int) int = id
	g := func() func(string) string { return id }
	fmt.Println(f(1), g()("r"))
	var fs = []func(int) int{id}
	fmt.Println(fs[0](5))
}
