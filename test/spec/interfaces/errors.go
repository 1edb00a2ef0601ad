package main

import "fmt"

type A interface{ m(int) }
type B interface{ m(string) }
type C interface {
	A
	B
}
type D interface {
	m()
	m()
}
type E interface {
	int | string
	fmt.Stringer | int
}
type F interface {
	~MyInt
	~[]byte | []byte
	comparable | int
}
type MyInt int
type G interface{ int; string }
type H interface{ H }
type I1 interface{ I2 }
type I2 interface{ I1 }
type J interface{ _() }
type K interface{ *int | P }
type P *int

var e E
var f []interface{ ~int }
var g map[string]comparable
var h interface{ error; comparable }

func q(x interface{ int | float64 }) {}

type T struct{}

func (*T) Read(p []byte) (int, error) { return 0, nil }
func (T) Write(p []byte) (n int)      { return 0 }

type reader interface{ Read([]byte) (int, error) }
type writer interface{ Write([]byte) (int, error) }
type closer interface{ close() }

func main() {
	var r reader = T{}
	var w writer = T{}
	var w2 writer = &T{}
	var c closer = &T{}
	r = &T{}
	_ = r.(writer)
	_ = r.(T)
	_ = r.(*T)
	var n int = r
	r.Write(nil)
	r.read(nil)
	var st fmt.Stringer = MyInt(1)
	switch r.(type) {
	case T:
	case *T, *T:
	case writer:
	case nil, nil:
	}
	_, _, _, _, _, _ = w, w2, c, n, st, h
}
