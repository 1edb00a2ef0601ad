package main

import _ "embed"

//go:embed a.txt
var a, b string

//go:embed a.txt
var c = "x"

//go:embed a.txt
var d int

//go:embed a.txt
const e = ""

//go:embed a.txt
func f() {}

//go:embed a.txt
type t int

func main() {
	//go:embed a.txt
	var local string
	_ = local
}
