package main

type T struct{ a int }
type U struct{ b int }

func main() {
	var t T
	var f float64
	_ = U(t)
	_ = string(f)
	_ = []int("x")
	_ = int("1")
	_ = int8(300)
	_ = uint(-1)
	_ = [2]int([]int8{})
	_ = (*int)(&f)
	_ = bool(1)
	_ = func()(nil)
	_ = chan<- int((<-chan int)(nil))
	_ = T(1)
	_ = string(1.0)
}
