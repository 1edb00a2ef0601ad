package main

type A struct{ x int }
type B struct{ x int }
type C struct {
	A
	B
}
type P *A
type I interface{ m() }
type D struct {
	P
	*I
	A
	A
}
type E struct {
	[]int
}

func (C) f() {}
func (C) f() {}
func (C) A() {}

func main() {
	var c C
	_ = c.x
	_ = c.z
	c.A.y = 1
}
