package main

import "fmt"

var (
	a = c + b
	b = f()
	c = 1
	d, e = pair()
	_    = side("blank")
	x    = I(T{}).ab()
	y    = sideEffect()
	z    = 40
)

type I interface{ ab() []int }
type T struct{}

func (T) ab() []int { return []int{a, b} }

func sideEffect() int  { fmt.Println("y", z); return z + 2 }
func side(s string) int { fmt.Println(s); return 0 }
func f() int            { c++; return c }
func pair() (int, int)  { return a * 2, b * 3 }

func init() { fmt.Println("init 1", a, b, c, d, e, x) }
func init() { fmt.Println("init 2", y) }

func main() { fmt.Println("main") }
