// Package unsafe: sizes, offsets, pointer arithmetic, slices and strings.
package main

import (
	"fmt"
	"unsafe"
)

type T struct {
	a byte
	b int64
	c [3]uint16
	d string
	e struct{ x, y int32 }
}

const size = unsafe.Sizeof(T{})

var array [unsafe.Sizeof(uintptr(0))]byte

func gen[P any]() uintptr { var p P; return unsafe.Sizeof(p) }

func main() {
	var t T
	fmt.Println(size, len(array), unsafe.Alignof(t), unsafe.Alignof(t.c), unsafe.Offsetof(t.b), unsafe.Offsetof(t.c),
		unsafe.Offsetof(t.d), unsafe.Offsetof(t.e), unsafe.Offsetof(t.e.y))
	fmt.Println(gen[int8](), gen[[3]T](), gen[any](), gen[struct{}]())
	p := (*int64)(unsafe.Add(unsafe.Pointer(&t), unsafe.Offsetof(t.b)))
	*p = 42
	fmt.Println(t.b, *(*int64)(unsafe.Pointer(uintptr(unsafe.Pointer(&t)) + 8)))
	xs := []int32{1, 2, 3, 4}
	s := unsafe.Slice(&xs[1], 2)
	fmt.Println(s, len(s), cap(s), *unsafe.SliceData(xs), unsafe.SliceData([]int(nil)) == nil)
	b := []byte("bytes")
	str := unsafe.String(&b[0], 3)
	fmt.Println(str, *unsafe.StringData("q"), unsafe.String(nil, 0) == "")
	f := 1.5
	fmt.Printf("%#x\n", *(*uint64)(unsafe.Pointer(&f)))
	for _, f := range []func(){
		func() { n := -1; _ = unsafe.Slice(&xs[0], n) },
		func() { var q *int; _ = unsafe.Slice(q, 1) },
		func() { n := -1; _ = unsafe.String(&b[0], n) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
