package main

type A struct{ a A }
type B [2]B
type C struct{ d D }
type D struct{ c [1]C }
type E interface{ E }
type F = []F
type G [len(x)]int

var x G

type H[T any] struct{ h *H[T] }
type I[T any] struct{ i I[T] }
type J [2]*J
type K []K
type L map[string]L
type M func(M) M
type N struct{ next *N }

func main() {}
