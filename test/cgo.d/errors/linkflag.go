package main

// #cgo LDFLAGS: -Wl,-T,script
import "C"

func main() {}
