package main

// static int f(int a) { return a; }
import "C"

func main() {
	println(C.f(1), C.g(2))
}
