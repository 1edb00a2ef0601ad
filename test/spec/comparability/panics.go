package main

import "fmt"

type E struct {
	n int
	x any
}

func try(f func() bool) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	fmt.Println(f())
}

func main() {
	var a, b any = []int{1}, []int{1}
	try(func() bool { return a == b })
	try(func() bool { return a == any(1) })
	try(func() bool { return E{1, a} == E{2, b} })
	try(func() bool { return E{1, a} == E{1, b} })
	try(func() bool { return [2]any{1, a} == [2]any{2, b} })
	try(func() bool { m := map[any]int{}; m[a] = 1; return true })
	try(func() bool { var e, f error; return e == f })
	try(func() bool { c := make(chan int); var r <-chan int = c; return r == c })
}
