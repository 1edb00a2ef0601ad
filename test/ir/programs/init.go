// Variables that are data, variables that are code, and the order in which they are set.
package main

import "fmt"

var a = b + 1
var b = f()
var c, d = two()
var m = map[string]int{"x": 1, "y": len(s)}
var s = "hello"
var tab = [...]struct {
	n string
	f func(int) int
	p *int
}{{"one", inc, &b}, {"two", func(i int) int { return i * 2 }, nil}, 5: {"six", dec, &a}}
var iface any = 42
var ifs []any = []any{1, "two", 3.5, nil, &b, struct{ x int }{7}, E(3)}
var err error = E(9)
var ptr = &T{1, &T{2, nil}}
var list = []*T{{3, nil}, {4, ptr}}
var by = []byte("bytes")
var arr = [4]int{1, 2, 3, 4}
var sl = arr[:]
var fp = (*T).Sum
var fv = T.Val
var cc = complex(1.5, -2)
var nested = map[string][]T{"k": {{1, nil}, {2, nil}}}
var _ = side("blank")
var u8 = [3]uint8{1, 2, 3}
var newp = new(int)
var gen = Map[int, string]

func Map[A, B any](x []A, f func(A) B) []B {
	var r []B
	for _, v := range x {
		r = append(r, f(v))
	}
	return r
}

type T struct {
	n    int
	next *T
}

func (t *T) Sum() int {
	if t == nil {
		return 0
	}
	return t.n + t.next.Sum()
}
func (t T) Val() int { return t.n }

type E int

func (e E) Error() string { return "E error" }

func f() int {
	fmt.Println("f")
	return 10
}
func two() (int, string) { fmt.Println("two"); return 1, "d" }
func side(s string) int  { fmt.Println("side", s); return 0 }
func inc(i int) int      { return i + 1 }
func dec(i int) int      { return i - 1 }
func init()              { fmt.Println("init 1", a, b, c, d) }
func init()              { fmt.Println("init 2") }

func main() {
	fmt.Println(a, b, c, d, len(m), m["x"], m["y"])
	for i, t := range tab {
		if t.f != nil {
			fmt.Println(i, t.n, t.f(10), t.p != nil)
		}
	}
	fmt.Println(iface.(int), len(ifs), ifs[1].(string), ifs[2].(float64), ifs[3] == nil, ifs[4] == any(&b), ifs[5].(struct{ x int }).x, ifs[6].(error).Error())
	fmt.Println(err.Error(), ptr.next.n, list[1].next.n, string(by), sl[3], len(sl), cap(sl))
	sl[0] = 100
	fmt.Println(arr[0], fp(ptr), fv(*ptr), real(cc), imag(cc), nested["k"][1].n, u8[2], *newp)
	fmt.Println(gen([]int{1, 2}, func(i int) string { return "s" })[1])
}
