// Method sets of types, pointers, embedded fields and interfaces.
package main

import "fmt"

type V struct{ n int }

func (v V) Get() int   { return v.n }
func (v *V) Set(n int) { v.n = n }

type Getter interface{ Get() int }
type Both interface {
	Getter
	Set(int)
}

type ByValue struct{ V }
type ByPointer struct{ *V }
type Deep struct{ ByValue }
type Face struct{ Getter }

func has(x any) string {
	_, g := x.(Getter)
	_, b := x.(Both)
	return fmt.Sprint(g, b)
}

func main() {
	v := V{1}
	fmt.Println(has(v), has(&v))
	fmt.Println(has(ByValue{v}), has(&ByValue{v}), has(ByPointer{&v}), has(&ByPointer{&v}))
	fmt.Println(has(Deep{}), has(&Deep{}), has(Face{v}), has(&Face{&v}))
	type local V
	fmt.Println(has(local{}), has(&local{}))
	v.Set(3)
	p := &v
	fmt.Println(p.Get(), (*p).Get(), ByPointer{p}.Get())
	pp := &p
	(*pp).Set(4)
	fmt.Println((**pp).n)
	m := map[string]*V{"a": p}
	m["a"].Set(5)
	fmt.Println(v.Get())
}
