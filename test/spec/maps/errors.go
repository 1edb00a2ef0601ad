package main

type F func()
type S struct{ f []int }
type T[P any] map[P]int

var a map[[]int]string
var b map[F]int
var c map[S]int
var d map[[1]map[int]int]int
var e = map[string]int{"a": 1, "b": 2, "a": 3}
var f = map[any]int{1: 1, 1.0: 2, "1": 3, 1: 4, int8(1): 5}
var g = map[int]string{0: "a", 1 << 40: "b", 1.0: "c", 1: "d", 'a': "e", 97: "f"}
var h = map[string]int{1: 1, "a": "b", nil: 1, "c"}
var i = map[bool]int{true: 1, !false: 2}
var j = map[[2]int]int{{1, 2}: 1, {1, 2}: 2}
var k = map[float32]int{0.1: 1, 0.1: 2, float32(0.1): 3}

func main() {
	m := map[string]int{}
	m[1] = 2
	m["a"] = "b"
	_ = m[nil]
	_ = &m["a"]
	_ = m == m
	_ = m == nil
	delete(m, 1)
	delete(m)
	delete(m, "a", "b")
	delete([]int{}, 1)
	delete(nil, 1)
	_ = cap(m)
	x, y, z := m["a"]
	_ = make(map[string]int, -1)
	_ = make(map[string]int, 1, 2)
	_ = make(map[string]int, "x")
	var s map[string]struct{ x int }
	s["a"].x = 1
	m.x = 1
	clear(1)
	clear(m, m)
	_ = m["a":"b"]
	_ = map[string]int(nil)
	_ = map[string]int{}.x
}
