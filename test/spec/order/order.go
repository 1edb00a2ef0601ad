package main

import "fmt"

func f(s string, v int) int { fmt.Print(s, " "); return v }
func g(s string) (int, int) { fmt.Print(s, " "); return 1, 2 }
func arr(s string) []int    { fmt.Print(s, " "); return []int{1, 2, 3} }
func mm(s string) map[int]int {
	fmt.Print(s, " ")
	return map[int]int{1: 5}
}

var a, b = f("a", 1), c
var c = f("c", 2)

func main() {
	arr("x")[f("i", 1)], mm("m")[f("k", 2)] = f("v", 1), f("w", 2)
	fmt.Println()
	x := []int{1, 2, 3}
	i := 0
	i, x[i] = 1, 9
	fmt.Println(i, x)
	x[0], x[0] = 1, 2
	fmt.Println(x[0])
	_ = map[int]int{f("k1", 1): f("v1", 1), f("k2", 2): f("v2", 2)}
	fmt.Println(f("l", 1)+f("r", 2)*f("s", 3), f("and", 1) == 2 && f("no", 1) == 1)
	func(p ...int) { fmt.Println(p) }(g("g"))
	defer fmt.Println("d", f("deferred", 1))
	y := []int{1, 2, 3}
	for i, y[0] = range y {
	}
	fmt.Println(y, i, a, b)
	x, i = nil, 3
	switch f("tag", 2) {
	case f("c1", 1), f("c2", 2), f("c3", 3):
		fmt.Println("hit")
	}
}
