package main

import "fmt"

func seq0(n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			if !yield() {
				return
			}
		}
	}
}

type it[T any] struct{ vs []T }

func (i it[T]) All(yield func(int, T) bool) {
	for k, v := range i.vs {
		if !yield(k, v) {
			return
		}
	}
}

func main() {
	for i := 0; i < 3; i++ {
		defer func() { fmt.Print("d", i, " ") }()
	}
	var ps []*int
	for i, j := 0, 10; i < j; i, j = i+1, j-3 {
		ps = append(ps, &i, &j)
		i += 0
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	for i := 0; i < 5; i++ {
		f := func() { i++ }
		f()
		fmt.Print(i, " ")
	}
	fmt.Println()
	x := 3
	for x > 0 {
		x--
		if x == 1 {
			continue
		}
		fmt.Print(x, " ")
	}
	fmt.Println()
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		if i == 2 {
			fmt.Println(v)
		}
	}
	for i, v := range &arr {
		arr[2] = 20
		if i == 2 {
			fmt.Println(v)
		}
	}
	s := []int{1, 2}
	for i, v := range s {
		s = append(s, v+10)
		s[1] = 7
		fmt.Print(i, v, " ")
	}
	fmt.Println(s)
	var np *[4]int
	for i := range np {
		fmt.Print(i)
	}
	for i := range len(np) {
		fmt.Print(i)
	}
	fmt.Println()
	for i := range 3 {
		i *= 10
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("r")
	}
	var n8 int8 = 3
	for i := range n8 {
		fmt.Printf("%T ", i)
	}
	const c = 2
	for i := range c {
		fmt.Printf("%T ", i)
	}
	for i := range uint64(2) {
		fmt.Printf("%T ", i)
	}
	var k any
	for k = range 2 {
	}
	fmt.Println(k)
	for range -5 {
		panic("never")
	}
	for range seq0(3) {
		fmt.Print("s")
	}
	for i, v := range (it[string]{[]string{"a", "b", "c"}}).All {
		if i == 1 {
			continue
		}
		fmt.Print(i, v, " ")
	}
	fmt.Println()
outer:
	for i := range 5 {
		for j, v := range (it[int]{[]int{1, 2, 3}}).All {
			switch {
			case j == 1 && i == 1:
				continue outer
			case i == 3:
				break outer
			case v == 3:
				break
			}
			fmt.Print(i, j, v, " ")
		}
	}
	fmt.Println()
	calls := 0
	get := func() []int { calls++; return []int{1, 2, 3} }
	sum := 0
	for _, v := range get() {
		sum += v
	}
	fmt.Println(calls, sum)
	idx := [2]int{}
	for idx[0], idx[1] = range []int{5, 6} {
	}
	fmt.Println(idx)
	var fs []func() int
	for i, v := range []int{1, 2, 3} {
		fs = append(fs, func() int { v *= 2; return i*100 + v })
	}
	for _, f := range fs {
		f()
		fmt.Print(f(), " ")
	}
	fmt.Println()
	for i := range func(yield func(int) bool) { yield(1); fmt.Print("after ") } {
		fmt.Print(i, " ")
	}
	for {
		break
	}
	for ; ; x++ {
		if x > 5 {
			break
		}
	}
	fmt.Println(x)
}
