package main

/*
struct s { int n; };
static int f(int a) { return a; }
int counter;
*/
import "C"

func main() {
	var unused int
	var n int = C.f(2)
	var s C.struct_s = n
	C.f("text")
	C.counter = n
	_ = s.none
}
