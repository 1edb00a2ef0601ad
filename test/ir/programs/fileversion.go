// The language version of a file decides what loop variables are.
//go:build go1.21

package main

import "fmt"

func main() {
	var f []func() int
	for i := 0; i < 3; i++ {
		f = append(f, func() int { return i })
	}
	fmt.Println(f[0](), f[1]())
}
