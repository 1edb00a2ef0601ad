package main

import "fmt"

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(r)
		}
	}()
	f()
}

type bytes []byte
type str string
type arr [4]int

func at[T ~[]int | ~[4]int](x T, i int) int { return x[i] }
func ch[T ~string | ~[]byte](x T, i int) byte { return x[i] }

func main() {
	a := arr{1, 2, 3, 4}
	p := &a
	s := a[:]
	st := "héllo"
	fmt.Println(a[3], p[0], s[1], st[1], st[2], len(st), p[1:3], len(p), cap(p[1:2]), cap(p[1:2:3]))
	n := 4
	m := -1
	var u uint64 = 1 << 63
	var i8 int8 = -128
	try(func() { _ = a[n] })
	try(func() { _ = p[n] })
	try(func() { _ = s[n] })
	try(func() { _ = st[n+2] })
	try(func() { _ = s[m] })
	try(func() { _ = s[u] })
	try(func() { _ = s[i8] })
	try(func() { s[n]++ })
	try(func() { _ = s[n:][0] })
	try(func() { _ = s[n+1:] })
	try(func() { _ = s[:n+1] })
	try(func() { _ = s[n-1:2:n] })
	try(func() { _ = s[n : n-1] })
	try(func() { _ = s[m:] })
	try(func() { _ = s[:m] })
	try(func() { _ = s[:n:n][:n+1] })
	try(func() { _ = s[1:2:n+1] })
	try(func() { _ = s[1:n:2] })
	try(func() { _ = s[n : 2 : 3] })
	try(func() { _ = st[n+5:] })
	try(func() { _ = st[3:m+3] })
	try(func() { _ = st[:u] })
	try(func() { _ = p[n:2] })
	try(func() { var np *arr; _ = np[1] })
	try(func() { var np *arr; fmt.Println(len(np)); _ = np[:] })
	try(func() { _ = [4]int(s[:3]) })
	try(func() { _ = (*[5]int)(s) })
	try(func() { fmt.Println(*(*[2]int)(s), [0]int(s), (*[0]int)(nil) == nil) })
	try(func() { _ = make([]int, m) })
	try(func() { _ = make([]int, 2, n-3) })
	try(func() { _ = make([]int, u) })
	try(func() { _ = make([]int, 1, 1<<62+n) })
	fmt.Println(at(a, 1), at(s, 2), ch("abc", 1), ch(bytes("xyz"), 2), ch(str("q"), 0))
	try(func() { at(a, n) })
	try(func() { ch("abc", 3) })
	b := bytes("bytes")
	fmt.Println(b[0:2], string(b[2:]), st[1:3], st[:0] == "", len(b[5:]), cap(b[5:]) >= 0)
	var ns []int
	fmt.Println(ns[:] == nil, ns[0:0] == nil, len(ns[0:0:0]))
	sl := s[:0]
	sl = append(sl, 9)
	fmt.Println(a, sl, len(s[2:2]), s[1:2][0:3])
	grid := [2][3]int{{1, 2, 3}, {4, 5, 6}}
	row := grid[1]
	row[0] = 0
	gp := &grid
	gp[0][2] = 7
	fmt.Println(grid, row, gp[1][1:], len(grid[0]))
	const k = 2
	fmt.Println(a[k], a['\x01'], a[1.0], "const"[k], a[k-1:][0])
	mm := map[string][]int{"a": {1}}
	try(func() { _ = mm["b"][0] })
	try(func() { mm["a"][1] = 1 })
}
