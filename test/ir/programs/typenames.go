// What types are called, by reflect and in failed assertions.
package main

import (
	"container/list"
	"fmt"
	"reflect"
	"unsafe"
)

var _ = list.New

func main() {
	fmt.Println(reflect.TypeOf(unsafe.Pointer(nil)).PkgPath(), reflect.TypeOf(0).PkgPath() == "")
	defer func() { fmt.Println(recover()) }()
	f, _ := reflect.TypeOf(list.List{}).FieldByName("root")
	g, _ := f.Type.FieldByName("list")
	s := reflect.StructOf([]reflect.StructField{{Name: "x", PkgPath: "container/list", Type: g.Type}})
	_ = reflect.New(s).Elem().Interface().(struct{ x *list.List })
}
