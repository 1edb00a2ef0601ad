package main

import (
	"fmt"
	"reflect"
)

type T struct {
	A int    `json:"a,omitempty" x:"y\n"`
	B string "raw:\"q\""
	C, D bool `both:"1"`
}

func main() {
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		fmt.Printf("%s %q %q\n", t.Field(i).Name, t.Field(i).Tag, t.Field(i).Tag.Get("x"))
	}
}
