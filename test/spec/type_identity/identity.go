package main

import "fmt"

type A = struct{ x int }
type B = struct{ x int }
type C struct{ x int }
type G[T any] struct{ v T }
type L[T any] = G[T]
type M = map[string]interface{ F(int) error }

func main() {
	var a A
	var b B = a
	var c C = b
	var l L[int] = G[int]{1}
	var m M = map[string]interface{ F(x int) (err error) }{}
	var f func(int, ...string) = func(a int, b ...string) {}
	var p interface{ A(); B() } = interface{ B(); A() }(nil)
	fmt.Printf("%T %T %T %T %T %T %T\n", a, b, c, l, m, f, p)
	var x, y any = struct {
		A int `t:"1"`
	}{1}, struct{ A int }{1}
	fmt.Println(x == y, any(a) == any(b), any(a) == any(c), any(l) == any(G[int]{1}), any(L[byte]{1}) == any(G[uint8]{1}))
}
