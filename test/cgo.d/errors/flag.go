package main

// #cgo CFLAGS: -O2 -fplugin=evil.so
import "C"

func main() {}
