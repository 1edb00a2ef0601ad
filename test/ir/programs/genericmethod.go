// Generic methods: called with type arguments of their own, unknown to reflect.
package main

import (
	"fmt"
	"reflect"
)

type T struct{}

func (T) G[X any](x X) X { return x }
func (T) A()             {}

func main() {
	t := reflect.TypeOf(T{})
	fmt.Println(t.NumMethod(), t.Method(0).Name, reflect.TypeOf(&T{}).NumMethod())
	fmt.Println(T{}.G(3), T{}.G("s"))
}
