package main

type bits int

const k = 5
const big = 1 << 70

func gen[T []int | map[int]int](x T) { _ = x[0]; _ = x[1:2] }
func gen2[T []int | string](x T)      { _ = x[0]; x[0] = 1; _ = x[1:] }
func gen3[T int | []int](x T)         { _ = x[0] }
func gen4[T [2]int | [3]int](x T)     { _ = x[2]; _ = x[1]; _ = x[:] }

func main() {
	a := [3]int{1, 2, 3}
	s := []int{1, 2, 3}
	p := &a
	ps := &s
	str := "abc"
	_ = a[3]
	_ = a[k]
	_ = p[3]
	_ = s[-1]
	_ = a[-1]
	_ = s[big]
	_ = s[1.5]
	_ = s["a"]
	_ = s[nil]
	_ = s[1.0]
	_ = s['a']
	_ = s[1i]
	_ = s[true]
	_ = ps[0]
	_ = "abc"[3]
	_ = str[-1]
	_ = "abc"[1:5]
	_ = str[1:2:3]
	_ = s[2:1]
	_ = a[2:1]
	_ = a[:4]
	_ = a[1:2:4]
	_ = s[3:2:1]
	_ = [3]int{1, 2, 3}[:]
	_ = [3]int{1, 2, 3}[1]
	_ = 5[0]
	_ = main[0]
	_ = s[main]
	_ = s[s]
	_ = a[bits(1)]
	var f float64
	_ = s[f]
	_ = s[f:]
	_ = s[1<<40]
	_ = len(5)
	_ = cap("abc")
	_ = [...]int{5: 1, 5: 2}
	_ = [2]int{1, 2, 3}
	_ = [-1]int{}
	_ = [1 << 62]int{}
	_ = [k]int{k: 1}
	_ = []int{-1: 1}
	_ = []int{"a": 1}
	_ = []int{f: 1}
	var n int
	_ = [n]int{}
	_ = [1.5]int{}
	_ = ["a"]int{}
	var v [...]int
	&a[1:]
	&str[0]
}
