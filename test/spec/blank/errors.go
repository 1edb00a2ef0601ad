package main

import _ "fmt"
import "os"

type _ struct{}

var _ = 1

func _() {}

type T struct{ _, a int }

func (_ T) m(_ int, _ string) (_ error) { return nil }

func main() {
	_ := 1
	_ = _
	x, _ := 1, 2
	var t T
	t._ = 1
	_ = T{_: 1}
	for _ = range 3 {
	}
	for _, _ := range []int{} {
	}
	_()
}
