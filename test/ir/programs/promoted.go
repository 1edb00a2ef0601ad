// Pointers to structs without names have the methods of what the structs embed, for reflect too.
package main

import (
	"fmt"
	"reflect"
)

type S interface{ Str() string }
type A string

func (a *A) Str() string { return "A" }

func main() {
	var s S = (*A)(nil)
	v := reflect.ValueOf(struct{ S }{s})
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	x, ok := reflect.TypeAssert[S](p)
	fmt.Println(ok, p.Type().NumMethod())
	if ok {
		fmt.Println(x.Str())
	}
	_, ok = p.Interface().(S)
	fmt.Println(ok)
}
