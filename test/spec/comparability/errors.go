package main

type F struct{ f func() }
type G[T any] struct{ x T }

func eq[T comparable](a, b T) bool { return a == b }
func bad[T any](a, b T) bool       { return a == b }

func main() {
	var f, g func()
	var a, b []int
	var m map[F]int
	var x, y F
	var i any
	_ = f == g
	_ = a == b
	_ = x == y
	_ = m
	_ = i == a
	_ = i == x
	_ = eq(a, b)
	_ = eq(x, y)
	_ = [2]func(){} == [2]func(){}
	_ = G[[]int]{} == G[[]int]{}
	_ = struct{}{} < struct{}{}
	_ = nil == nil
	_ = 1 == "a"
}
