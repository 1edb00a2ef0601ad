package main

type A struct{ x, y int }
type P struct{ q int }
type B struct {
	A
	*P
	z string
}

func main() {
	_ = B{x: 1, A: A{}}
	_ = B{A: A{}, y: 1}
	_ = B{q: 1}
	_ = B{x: 1, x: 2}
	_ = B{n: 1}
	_ = B{x: "s"}
}
