//go:build go1.21

package main

type G[P any] = []P

type S struct{ E }
type E struct{ x int }

func (E) m[T any](t T) {}

func main() {
	for i := range 10 {
		_ = i
	}
	for range func(yield func(int) bool) {} {
	}
	_ = S{x: 1}
	_ = new(1)
	_ = min(1, 2)
	var f func([]int)
	f = g
	_ = f
}

func g[P any](x []P) {}
