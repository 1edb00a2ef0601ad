package main

import "io"

func main() {
	var x any
	var i int
	switch i {
	case 1, 2, 1:
	case 2:
	case "a":
	case 1.5:
	default:
	default:
	}
	switch x.(type) {
	case int, string, int:
	case io.Reader, nil, nil:
	case error:
	case undefined:
	}
	switch y := x.(type) {
	}
	switch i.(type) {
	}
	switch x := i; x {
	case true:
	}
	switch {
	case i:
	}
	switch "a" {
	case "b", "b":
	}
	var r io.Reader
	switch r.(type) {
	case int:
	}
}
