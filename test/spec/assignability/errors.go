package main

type I interface{ M() }
type T struct{}

func (*T) M() {}

type A []int
type B []int

func two() (int, string) { return 1, "" }
func none()              {}

func main() {
	var i I = T{}
	var a A
	var b B = a
	var c []int = a
	var d chan<- int = make(<-chan int)
	var e *int = nil
	var f int = nil
	x, y := two(), 1
	var z, w int = two()
	v := none()
	two() = 1
	1 = 2
	"a"[0] = 1
	map[string]T{}["a"].x = 1
	const k = 1
	k = 2
	i, b, c, d, e, f = nil, nil, nil, nil, nil, nil
	_, _, _, _, _ = x, y, z, w, v
	_ = two
	_ = nil
}
