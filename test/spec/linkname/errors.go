package main

import _ "unsafe"

//go:linkname f runtime.f
func f() {}

//go:linkname g
func g() {}

//go:linkname missing runtime.missing

//go:linkname T runtime.T
type T int

func main() {
	f()
	g()
}
