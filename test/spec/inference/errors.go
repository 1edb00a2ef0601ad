package main

type Num interface{ ~int | ~float64 }

func f[T any]()              {}
func g[T any](a, b T)        {}
func h[S ~[]E, E any](s S) E { return s[0] }
func k[T Num](x T)           {}
func m[K comparable, V any](map[K]V) {}

func main() {
	f()
	g(1, "a")
	var i int
	var s string
	g(i, s)
	h(i)
	k("s")
	k(s)
	m(map[int]string{}, 1)
	f[int, string]()
	x := f
	g[int](1, s)
	var y func(int) = k[string]
	k[int8](1)
	_ = y
	g(nil, nil)
	h([]int{}...)
}
