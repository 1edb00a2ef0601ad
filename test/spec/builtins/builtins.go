// Built-in functions.
package main

import "fmt"

type S []int

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func clearAll[T ~[]int | ~map[int]int](x T) { clear(x) }

func main() {
	s := append(S(nil), 1, 2)
	s = append(s, s...)
	b := append([]byte("x"), "yz"...)
	fmt.Printf("%v %T %s %d\n", s, s, b, len(append(s[:1:1], 9)))
	fmt.Println(copy(s, s[1:]), s, copy(b, "abcdef"), string(b))
	m := map[int]int{1: 1, 2: 2}
	delete(m, 1)
	delete(m, 7)
	delete(map[int]int(nil), 1)
	fmt.Println(len(m), len("né"), len([4]int{}), cap(make([]int, 1, 5)), len((*[3]int)(nil)))
	clearAll(m)
	clearAll([]int(s))
	fmt.Println(m, s)
	c := make(chan int, 4)
	c <- 1
	fmt.Println(len(c), cap(c), len(chan int(nil)))
	close(c)
	v, ok := <-c
	w, ok2 := <-c
	fmt.Println(v, ok, w, ok2)
	fmt.Println(min(3, 1, 2), max(1.5, 2), min("b", "a"), max(1, 'a', 2.0))
	z := complex(float32(1), 2)
	fmt.Printf("%T %v %T %v\n", z, real(z), imag(z), complex(1, 2))
	p := new(int)
	q := new("text")
	fmt.Println(*p, *q, len(make([]int, 3)), len(make(map[int]int, 9)))
	try(func() { panic(fmt.Sprint("p", 1)) })
	try(func() { close(c) })
	try(func() { close(chan int(nil)) })
	try(func() { n := -1; _ = make([]int, n) })
	try(func() { n := 2; _ = make([]int, 3, n) })
	try(func() { panic(nil) })
	try(func() { var m map[string]int; m["a"] = 1 })
	const k = len([10]float64{2}) + cap([3]int{})
	fmt.Println(k, recover())
}
