package main

import "fmt"

type pt struct{ x, y int }

var trace []string

func t(s string, i int) int { trace = append(trace, s); return i }

func done() { fmt.Println(trace); trace = nil }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(r)
		}
	}()
	f()
}

func main() {
	a := []int{1, 2, 3}
	i := 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	i = 2
	a[i], i = i, a[i]
	fmt.Println(i, a)
	a[0], a[0] = 1, 2
	fmt.Println(a)
	x := []int{1, 2, 3}
	j := 0
	j, x[j] = 1, 2
	j = 0
	x[j], j = 2, 1
	x[1], x[2] = 4, 5
	fmt.Println(j, x)
	try(func() { x[1], x[3] = 7, 8 })
	fmt.Println(x)
	type P struct{ x int }
	var p *P
	try(func() { x[2], p.x = 6, 7 })
	fmt.Println(x)
	k := 2
	x = []int{3, 5, 7}
	for k, x[k] = range x {
		break
	}
	fmt.Println(k, x)
	b := [3]int{1, 2, 3}
	c := b
	c[0], b[t("i", 1)] = t("a", 5), t("b", 6)
	done()
	fmt.Println(b, c)
	q := pt{1, 2}
	r := q
	q.x, q.y = q.y, q.x
	fmt.Println(q, r, q == pt{2, 1})
	pp := &q
	pp.x, pp = 10, &r
	fmt.Println(q, *pp)
	*pp, q = q, *pp
	fmt.Println(q, r)
	m := map[string]int{"a": 1}
	m["a"], m["b"] = m["b"], m["a"]
	fmt.Println(m)
	m["c"] += t("v", 3) * t("w", 2)
	done()
	idx := func(n int) int { trace = append(trace, fmt.Sprint("idx", n)); return n }
	b[idx(2)] += idx(1)
	b[idx(0)]++
	done()
	fmt.Println(b)
	var e any = a
	e, a = a[0], nil
	fmt.Println(e, a == nil)
	u8 := uint8(250)
	u8 += 10
	i8 := int8(127)
	i8++
	u8 &^= 1
	i8 <<= 1
	fmt.Println(u8, i8)
	s := "x"
	s += s + "y"
	fmt.Println(s)
	_, y := 1, 2
	_ = t("blank", 1)
	done()
	_, _ = t("1", 1), t("2", 2)
	done()
	arr := [2][2]int{{1, 2}, {3, 4}}
	arr[0], arr[1] = arr[1], arr[0]
	row := &arr[1]
	row[0], arr[1][1] = 7, row[0]
	fmt.Println(arr, y)
	fs := [2]func() int{func() int { return 1 }, func() int { return 2 }}
	fs[0], fs[1] = fs[1], fs[0]
	fmt.Println(fs[0](), fs[1]())
	try(func() {
		var n []int
		n[t("index", 0)] = t("value", 1)
	})
	done()
	try(func() {
		var mp map[string]int
		mp[fmt.Sprint(t("key", 1))] = t("value", 1)
	})
	done()
	var z struct {
		a [2]struct{ b map[string]*pt }
	}
	z.a[1].b = map[string]*pt{"k": {}}
	z.a[1].b["k"].y, z.a[1].b["k"].x = 3, 4
	fmt.Println(*z.a[1].b["k"])
}
