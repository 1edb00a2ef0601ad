// The texts of run-time errors.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

type I interface{ M() }
type J interface{ N() }
type T struct{ a, b int }
type U []int

func (T) M() {}

func try(name string, f func()) {
	defer func() {
		e := recover()
		_, isRuntime := e.(runtime.Error)
		fmt.Printf("%s: %v (%v)\n", name, e, isRuntime)
	}()
	f()
}

var (
	zero  = 0
	neg   = -1
	five  = 5
	s     = []int{1, 2, 3}
	str   = "abc"
	any1  any
	nilI  I
	nilT  *T
	m     map[string]int
	c     chan int
	arr   [4]int
	f     func()
	sum   int
	big   = uint64(1) << 63
	minus = int8(-128)
)

func bounds() {
	try("index", func() { sum += s[five] })
	try("index negative", func() { sum += s[neg] })
	try("index unsigned", func() { sum += s[big] })
	try("array", func() { sum += arr[five] })
	try("string", func() { sum += int(str[five]) })
	try("slice high", func() { s = s[:five] })
	try("slice low", func() { s = s[five:] })
	try("slice order", func() { i, j := 3, 2; s = s[i:j] })
	try("slice negative", func() { s = s[neg:] })
	try("slice string", func() { str = str[five:] })
	try("slice string end", func() { str = str[:five] })
	try("slice3 max", func() { s = s[0:1:five] })
	try("slice3 high", func() { i := 3; s = s[0:i:2] })
	try("slice3 low", func() { i := 3; s = s[i:2:3] })
	try("slice array", func() { s = arr[:five] })
	try("to array", func() { arr = [4]int(s) })
	try("to array pointer", func() { arr = *(*[4]int)(s) })
}

func others() {
	try("divide", func() { sum /= zero })
	try("modulo", func() { sum %= zero })
	try("shift", func() { sum <<= neg })
	try("nil pointer", func() { sum += nilT.b })
	try("nil map", func() { m["a"] = 1 })
	try("nil interface", func() { nilI.M() })
	try("nil func", func() { f() })
	try("value method", func() { nilI = nilT; nilI.M() })
	try("close nil", func() { close(c) })
	try("close twice", func() { d := make(chan int); close(d); close(d) })
	try("send closed", func() { d := make(chan int, 1); close(d); d <- 1 })
	try("makeslice len", func() { _ = make([]int, neg) })
	try("makeslice cap", func() { _ = make([]int, 3, five-3) })
	try("makechan", func() { _ = make(chan int, neg) })
	try("compare", func() { var a, b any = []int{}, []int{}; fmt.Println(a == b) })
	try("compare struct", func() { var a, b any = struct{ f func() }{}, struct{ f func() }{}; fmt.Println(a == b) })
	try("hash", func() { _ = map[any]int{[]int{}: 1} })
	try("hash in array", func() { _ = map[any]int{[1]any{map[int]int{}}: 1} })
	try("panic nil", func() { panic(nil) })
	try("panic value", func() { panic(fmt.Sprint("x", 1)) })
}

func assertions() {
	try("nil to int", func() { _ = any1.(int) })
	try("nil to I", func() { _ = any1.(I) })
	any1 = "s"
	try("string to int", func() { _ = any1.(int) })
	try("string to I", func() { _ = any1.(I) })
	any1 = T{}
	try("T to J", func() { _ = any1.(J) })
	try("T to U", func() { _ = any1.(U) })
	nilI = T{}
	try("I to J", func() { _ = nilI.(J) })
	try("I to *T", func() { _ = nilI.(*T) })
	type T struct{}
	try("other T", func() { _ = any1.(T) })
}

func main() {
	bounds()
	others()
	assertions()
	defer func() {
		e := recover()
		var re runtime.Error
		fmt.Println(errors.As(e.(error), &re), -minus, minus/-1)
		var te *runtime.TypeAssertionError
		fmt.Println(errors.As(e.(error), &te))
	}()
	_ = any1.(fmt.Stringer)
}
