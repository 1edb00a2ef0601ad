package main

import (
	"fmt"
	"math"
	"sort"
)

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

type K struct {
	a int8
	b string
	c [2]any
}

func main() {
	var n map[string]int
	fmt.Println(n["x"], len(n), n == nil)
	v, ok := n["x"]
	fmt.Println(v, ok)
	delete(n, "x")
	for range n {
		panic("not empty")
	}
	try("nil map", func() { n["a"] = 1 })
	try("nil map op", func() { n["a"] += 1 })
	m := map[K]int{{1, "x", [2]any{1, "a"}}: 1}
	m[K{1, "x", [2]any{1, "a"}}]++
	m[K{1, "x", [2]any{1, "b"}}] = 5
	fmt.Println(len(m), m[K{1, "x", [2]any{1, "a"}}])
	try("unhashable", func() { _ = m[K{c: [2]any{[]int{}, 1}}] })
	try("unhashable assign", func() { map[any]int{}[func() {}] = 1 })
	try("unhashable literal", func() { var f any = map[int]int{}; _ = map[any]int{f: 1} })
	f := map[float64]int{}
	f[math.NaN()] = 1
	f[math.NaN()] = 2
	f[0] = 3
	f[math.Copysign(0, -1)] = 4
	fmt.Println(len(f), f[0], f[math.NaN()])
	delete(f, math.NaN())
	fmt.Println(len(f))
	clear(f)
	fmt.Println(len(f))
	i := map[any]any{nil: 1, 1: nil, int64(1): 2, "a": map[string]int{"b": 1}}
	fmt.Println(i[nil], i[1], i[int64(1)], i[int32(1)], i["a"].(map[string]int)["b"])
	s := map[string][]int{}
	s["x"] = append(s["x"], 1, 2)
	s["x"][0]++
	s["y"] = append(s["y"], 3)
	fmt.Println(s)
	p := map[string]*K{"k": {a: 1}}
	p["k"].a += 10
	fmt.Println(p["k"].a)
	nested := map[[2]int]map[bool]string{{1, 2}: {true: "t"}, {3, 4}: nil}
	fmt.Println(nested[[2]int{1, 2}][true], nested[[2]int{3, 4}][true] == "", len(nested))
	big := make(map[int][300]byte, 10)
	big[1] = [300]byte{299: 7}
	x := big[1]
	big[1] = [300]byte{}
	fmt.Println(x[299], big[1][299], big[2][0])
	bigkey := map[[300]byte]int{x: 1}
	fmt.Println(bigkey[x], bigkey[[300]byte{}])
	del := map[int]int{}
	for j := range 100 {
		del[j] = j
	}
	seen := 0
	for k := range del {
		delete(del, k)
		delete(del, k+1)
		seen++
	}
	fmt.Println(len(del), seen >= 50 && seen <= 100)
	grow := map[int]bool{0: true}
	for k := range grow {
		if k < 1000 {
			grow[k+1000] = true
		}
	}
	fmt.Println(len(grow))
	var keys []string
	for k, v := range map[string]int{"c": 3, "a": 1, "b": 2} {
		keys = append(keys, fmt.Sprint(k, v))
	}
	sort.Strings(keys)
	fmt.Println(keys)
	var key string
	var val int
	for key, val = range map[string]int{"only": 9} {
	}
	fmt.Println(key, val)
	type arr [2]map[int]int
	var a arr
	try("nil in array", func() { a[1][1] = 1 })
	m2 := map[string]func(int) int{"double": func(i int) int { return 2 * i }}
	fmt.Println(m2["double"](21))
	try("nil func", func() { m2["none"](1) })
	counts := map[rune]int{}
	for _, r := range "hello" {
		counts[r]++
	}
	fmt.Println(counts['l'], counts)
	made := make(map[string]struct{}, 1<<10)
	made["a"] = struct{}{}
	_, ok = made["a"]
	fmt.Println(ok, len(made))
	order := ""
	get := func(s string) string { order += s; return s }
	num := func(i int) int { order += fmt.Sprint(i); return i }
	mm := map[string]int{get("a"): num(1), get("b"): num(2)}
	mm[get("c")], mm[get("d")] = num(3), num(4)
	fmt.Println(order, mm)
}
