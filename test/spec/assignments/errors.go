package main

import "fmt"

type S struct{ f int }

func two() (int, string) { return 1, "" }
func none()              {}
func get() S             { return S{} }

const c = 1

func main() {
	var x, y int
	var s string
	var p *S
	1 = x
	c = 2
	two() = 1, 2
	x, s = two()
	x, y = two()
	x = two()
	x, y, s = two()
	x, y = 1
	x, y = 1, 2, 3
	x = none()
	x += "a"
	s -= "a"
	s += 1
	s++
	get().f = 1
	p.f = "a"
	"abc"[0] = 'x'
	s[0] = 'x'
	main = nil
	fmt.Println = nil
	nil = x
	_ = nil
	_ += 1
	_ = two
	_ = none()
	x = _
	x <<= -1
	x <<= 1.5
	x /= 0
	x %= 0.0
	var f float64
	f %= 2
	f <<= 1
	f &= 1
	var b bool
	b += true
	b = !x
	b = x
	x = int8(1)
	var i8 int8 = x
	i8 = 128
	var u uint = -1
	var e error = s
	e = fmt.Errorf
	var fn func(int) = func(int) int { return 1 }
	fn = none
	[]int{1}[0] = 2
	map[string]int{}["a"] = 1
	*x = 1
	*p = 1
	(x) = 1
	(x), (y) = 1, 2
	_, _, _, _, _ = i8, u, e, f, b
}
