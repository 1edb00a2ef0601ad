// In place: m[k] op= x, append to a place in memory or of a map, keys of maps that are made of bytes.
package main

import "fmt"

type T struct {
	s  []int
	m  map[string][]int
	bs []byte
	ts []T
}

var g []string

type K struct{ a, b int32 }

func main() {
	t := &T{m: map[string][]int{}}
	for i := range 20 {
		t.s = append(t.s, i, i*i)
		t.m[string([]byte{byte('a' + i%3)})] = append(t.m[string([]byte{byte('a' + i%3)})], i)
		k := "x" + string(rune('0'+i%2))
		t.m[k] = append(t.m[k], i)
		t.bs = append(t.bs, k...)
		t.bs = append(t.bs, make([]byte, 2)...)
		t.ts = append(t.ts, *t)
		g = append(g, k)
	}
	fmt.Println(t.s, t.m, t.bs, len(t.ts), len(t.ts[19].ts), len(t.ts[0].s), g)
	c := map[string]int{}
	b := []byte("hello world, hello go")
	for i := 0; i+2 <= len(b); i++ {
		c[string(b[i:i+2])]++
		c[string(b[i:i+1])] += 2
		c[string(b[i:i])] -= 3
	}
	b[0] = 'Z'
	b[1] = 'Z'
	fmt.Println(c)
	d := map[K]string{}
	f := map[any]float64{}
	for i := range 10 {
		d[K{int32(i % 3), 1}] += fmt.Sprint(i)
		f[i%2]++
		f["s"] *= 2
		f[K{1, 2}] -= 0.5
	}
	fmt.Println(d, len(f), f[0], f[1], f["s"], f[K{1, 2}])
	func() {
		defer func() { fmt.Println(recover(), len(c)) }()
		z := 0
		c["new"] /= z
	}()
	func() {
		defer func() { fmt.Println(recover(), len(c)) }()
		var n map[string]int
		n["a"]++
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var n map[string][]int
		n["a"] = append(n["a"], 1)
	}()
	func() {
		defer func() { fmt.Println(recover(), len(f)) }()
		f[[]int{1}]++
	}()
	sh := map[int8]uint16{}
	for i := range 4 {
		sh[int8(i)] |= 1
		sh[int8(i)] <<= i
		sh[int8(i)] ^= 7
	}
	fmt.Println(sh)
	var s []int
	add := func(n int) int { s = append(s, n); return n * 10 }
	s = append(s, add(1))
	s = append(s, add(2), add(3))
	fmt.Println(s)
	type R struct{ s []int }
	r := R{}
	radd := func(n int) int { r.s = append(r.s, n); return n * 10 }
	r.s = append(r.s, radd(1))
	r.s = append(r.s, radd(2), radd(3))
	fmt.Println(r.s)
	mm := map[string]map[string]int{"a": {}}
	mm["a"]["b"]++
	mm["a"]["b"] += 5
	arr := [3][]string{}
	for i := range 6 {
		arr[i%3] = append(arr[i%3], fmt.Sprint(i))
	}
	var e []struct{}
	e = append(e, struct{}{}, struct{}{})
	pp := &s
	*pp = append(*pp, (*pp)...)
	*pp = append(*pp, 4)
	fmt.Println(mm, arr, len(e), s)
}
