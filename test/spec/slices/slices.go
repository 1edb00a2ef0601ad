// Index and slice expressions, simple and full; strings, arrays, pointers to arrays, maps.
package main

import "fmt"

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	s := a[1:4]
	fmt.Println(s, len(s), cap(s), s[:], s[1:], s[:2], s[0:0], cap(s[3:]))
	t := a[1:3:4]
	fmt.Println(t, len(t), cap(t), a[:2:3], cap(t[2:]))
	p := &a
	fmt.Println(p[2], p[1:3], len(p), cap(p[3:]))
	for i := range p {
		p[i] *= 10
	}
	fmt.Println(a, s)
	str := "hello"
	fmt.Println(str[1], str[1:3], str[5:] == "", string(str[4]))
	var z []int
	fmt.Println(z[:] == nil, z[0:0] == nil, len(z[:0:0]))
	m := map[string][]int{}
	m["x"] = append(m["x"], 1)
	v, ok := m["y"]
	fmt.Println(m, v == nil, ok, m["q"] == nil)
	i, j := 6, -1
	try(func() { _ = a[:][i] })
	try(func() { _ = s[j+0:] })
	try(func() { _ = s[2:1+j] })
	try(func() { _ = s[:i] })
	try(func() { _ = s[:2:i] })
	try(func() { _ = str[i:] })
	try(func() { _ = str[i] })
	try(func() { var q *[3]int; _ = q[1:] })
	try(func() { _ = [3]int(s[:2]) })
	fmt.Println([2]int(s[:2]), *(*[3]int)(s), (*[0]int)(s) != nil, (*[0]int)(z) == nil)
	var u8 uint8 = 3
	fmt.Println(a[u8], s[u8-1])
}
