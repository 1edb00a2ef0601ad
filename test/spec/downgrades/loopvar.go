//go:build go1.21

// A file's language version: before Go 1.22 a loop had its variables once.
package main

import "fmt"

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for _, x := range []string{"a", "b", "c"} {
		fs = append(fs, func() int { return int(x[0]) })
	}
	for _, f := range fs {
		fmt.Println(f())
	}
}
