// Type assertions to types and interfaces, with and without ok.
package main

import (
	"errors"
	"fmt"
)

type I interface{ m() }
type J interface {
	I
	n()
}
type T int

func (T) m() {}

type E struct{}

func (*E) Error() string { return "E" }

func try(f func()) {
	defer func() {
		r := recover()
		_, isRuntime := r.(interface{ RuntimeError() })
		fmt.Println(r, isRuntime)
	}()
	f()
}

func main() {
	var x any = 7
	i := x.(int)
	s, ok := x.(string)
	fmt.Printf("%d %q %v\n", i, s, ok)
	var y I = T(3)
	_, isJ := y.(J)
	t, isT := y.(T)
	fmt.Println(isJ, t, isT)
	var n I
	_, ok = n.(T)
	fmt.Println(ok)
	try(func() { _ = x.(string) })
	try(func() { _ = y.(J) })
	try(func() { _ = n.(T) })
	try(func() { _ = n.(I) })
	try(func() { _ = x.(I) })
	try(func() { var e error = (*E)(nil); _ = e.(interface{ Foo() }) })
	var err error = fmt.Errorf("w: %w", &E{})
	var target *E
	fmt.Println(errors.As(err, &target), target)
	f, ok := any(func(int) string { return "f" }).(func(int) string)
	fmt.Println(f(1), ok)
	switch v := any(y).(type) {
	case J:
		fmt.Println("J", v)
	case interface{ m() }:
		fmt.Printf("%T\n", v)
	}
}
