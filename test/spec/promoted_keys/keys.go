package main

import "fmt"

type A struct{ x, y int }
type B struct {
	A
	z string
}
type C struct {
	B
	w float64
}

func main() {
	c := C{x: 1, z: "z", w: 2}
	d := C{B: B{A: A{3, 4}}, w: 5}
	fmt.Println(c, d, B{y: 7, x: 8})
}
