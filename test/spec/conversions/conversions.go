package main

type S string
type B []byte
type P struct {
	A int `x:"1"`
}
type Q struct{ A int }

func main() {
	s := "héß"
	println(len([]rune(s)), len([]byte(s)), string([]rune{104, 0x10ffff + 1, -1}), string(B("x")), S([]byte{65}))
	for i, r := range "a\xffb" {
		println(i, r)
	}
	a := []int{1, 2, 3, 4}
	p := (*[2]int)(a[1:])
	p[0] = 9
	b := [3]int(a)
	a[0] = 7
	println(a[1], b[0], b[1], P(Q{3}).A, int8(-1), uint32(1<<32-1), int64(-1.0))
	f := 3.99
	g := -3.99
	println(int(f), int(g), float32(16777217), complex64(1+2i) == 1+2i)
	defer func() { println(recover().(error).Error()) }()
	_ = [5]int(a)
}
