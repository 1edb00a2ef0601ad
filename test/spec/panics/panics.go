// Run-time panics: their texts, types, and what goes on after them.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

func try(name string, f func()) {
	defer func() {
		r := recover()
		_, ok := r.(runtime.Error)
		fmt.Println(name, "|", r, ok)
	}()
	f()
}

type T struct{ x [100]int }

func main() {
	zero, neg, big := 0, -1, 10
	a := []int{1}
	var p *T
	var m map[string]int
	var e error
	try("divide", func() { fmt.Println(1 / zero) })
	try("modulo", func() { fmt.Println(1 % zero) })
	try("shift", func() { fmt.Println(1 << neg) })
	try("index", func() { fmt.Println(a[big]) })
	try("negative", func() { fmt.Println(a[neg]) })
	try("slice", func() { fmt.Println(a[big:]) })
	try("slice3", func() { fmt.Println(a[0:1:big]) })
	try("string", func() { fmt.Println("abc"[big]) })
	try("nil", func() { fmt.Println(p.x[50]) })
	try("map", func() { m["a"]++ })
	try("method", func() { fmt.Println(e.Error()) })
	try("func", func() { var f func(); f() })
	try("assert", func() { var x any = 1; fmt.Println(x.(string)) })
	try("hash", func() { _ = map[any]int{[]int{}: 1} })
	try("compare", func() { var x, y any = func() {}, func() {}; fmt.Println(x == y) })
	try("convert", func() { fmt.Println([4]int(a)) })
	try("chan", func() { c := make(chan int); close(c); c <- 1 })
	try("error", func() { panic(errors.New("mine")) })
	try("nested", func() {
		defer func() { panic(fmt.Sprint("second after ", recover())) }()
		panic("first")
	})
	try("goexit", func() {
		done := make(chan bool)
		go func() {
			defer close(done)
			defer fmt.Println("runs")
			runtime.Goexit()
		}()
		<-done
	})
}
