package main

type P struct{ x, y int }
type Q struct{ P }

func main() {
	_ = P{1}
	_ = P{1, 2, 3}
	_ = P{x: 1, 2}
	_ = P{z: 1}
	_ = P{x: 1, x: 2}
	_ = [2]int{1, 2, 3}
	_ = [...]int{0: 1, 0: 2}
	_ = []int{-1: 1}
	_ = []int{"a": 1}
	_ = map[string]int{"a": 1, "a": 2}
	_ = map[string]int{1}
	_ = int{}
	_ = []P{{1, 2}, {a: 1}}
	_ = [...]int
}
