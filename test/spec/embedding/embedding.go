package main

import "fmt"

type A struct{ x, y int }
type B struct {
	A
	x string
}
type C struct{ y float64 }
type D struct {
	*B
	C
}

func (A) Who() string  { return "A" }
func (*B) Who() string { return "B" }

type W interface{ Who() string }
type X interface {
	W
	fmt.Stringer
}

func (D) String() string { return "D" }

func main() {
	d := D{&B{A{1, 2}, "s"}, C{3}}
	fmt.Println(d.x, d.A.x, d.B.y, d.y, d.Who(), d.A.Who(), X(d))
	d.B.A.x++
	fmt.Println(d.A.x)
	defer func() { fmt.Println(recover() != nil) }()
	D{}.Who()
	_ = D{}.x
}
