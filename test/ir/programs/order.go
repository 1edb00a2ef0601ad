package main

import "fmt"

// Order of evaluation where gc's is relied upon, and what must have happened when a statement panics.

type tree struct{ nodes []node }
type node struct{ left, right int }

func (t *tree) add() int {
	t.nodes = append(t.nodes, node{-1, -1})
	return len(t.nodes) - 1
}

func trace(s string, v int) int {
	fmt.Print(s, " ")
	return v
}

func try(name string, f func()) {
	defer func() {
		fmt.Println(name, "->", recover())
	}()
	f()
}

type big struct {
	a [6]int
	s string
}

func swap(x, y big) (big, big) { return y, x }

func results() (n int, b big, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			n++
		}
	}()
	n, b.s = 5, "set"
	b.a[2] = 7
	var p *big
	n, b = 9, *p
	return
}

func main() {
	t := &tree{}
	t.add()
	t.nodes[0].left = t.add()
	t.nodes[0].right = t.add()
	fmt.Println(t.nodes)

	a := []int{0, 0, 0}
	a[trace("index", 1)] = trace("value", 2)
	a[trace("i", 0)], a[trace("j", 2)] = trace("x", 8), trace("y", 9)
	fmt.Println(a)
	m := map[string]int{}
	m[fmt.Sprint(trace("k", 1))] += trace("v", 3)
	fmt.Println(m)

	try("second index", func() { a[0], a[trace("five", 5)] = 1, 2 })
	fmt.Println(a)
	try("nil map", func() { var m map[int]int; m[trace("key", 1)] = trace("val", 2) })
	try("shift", func() { n := -1; fmt.Println(1 << n) })
	try("convert", func() { fmt.Println([4]int(a)) })
	try("slice3", func() { i := 4; fmt.Println(a[:2:i]) })
	try("nil func", func() { var f func(); defer fmt.Println("deferred"); f() })
	try("uncomparable", func() { var x, y any = a, a; fmt.Println(x == y) })
	try("close nil", func() { var c chan int; close(c) })
	try("make", func() { n := -1; _ = make([]int, n) })

	x, y := big{s: "x"}, big{s: "y"}
	x, y = y, x
	fmt.Println(x.s, y.s)
	x, y = swap(x, y)
	x.a[1], y.a[1] = 1, 2
	fmt.Println(x, y, x == y)
	fmt.Println(results())

	i := 0
	i, a[i] = 1, 100
	fmt.Println(i, a)
	for i := 0; i < 3; i++ {
		defer func() { fmt.Print(i, " ") }()
	}
	s := []func(){}
	for i, p := 0, &i; i < 6; i++ {
		s = append(s, func() { fmt.Print(i, *p, " ") })
		i++
	}
	for _, f := range s {
		f()
	}
	var e1, e2 any = 1, int64(1)
	fmt.Println(e1 == 1, e2 == 1, e1 == e2)
	fmt.Println(min(2.5, 1), max("a", "b"), uint8(250)+uint8(i*10), int8(i*127)+1, -5%3, ^i)
}
