// Arithmetic, comparison, logical and address operators; precedence; wrapping; strings; channels.
package main

import (
	"fmt"
	"math"
)

func side(s string, b bool) bool { fmt.Print(s); return b }

func main() {
	fmt.Println(7/2, -7/2, 7%-3, -7%3, 1<<3|1, 6&^3, 5^1, ^5, -5>>1, 1+2*3-4/2%3<<1)
	var i8 int8 = 127
	i8++
	var u8 uint8
	u8--
	min := int64(math.MinInt64)
	fmt.Println(i8, u8, min/-1, min%-1, -min, uint32(i8)<<31<<1)
	var sh uint = 70
	fmt.Println(1<<sh == 0, int32(-8)>>sh, u8+100, int8(-128)/int8(i8|1))
	f := 0.0
	nan := f / f
	fmt.Println(1/f, -1/f, nan == nan, nan != nan, nan < 1, math.Signbit(-f), 1/math.Inf(-1))
	fmt.Println(side("a", false) && side("b", true), side("c", true) || side("d", true), !true == false)
	s := "ab"
	s += "c"
	fmt.Println(s+"d" < "abce", s >= "abc", "" < "a", s[0] == 'a')
	x := 5
	p := &x
	*p += 2
	q := &p
	**q *= 2
	fmt.Println(x, *p == **q, p == *q, &x == p)
	c := make(chan int, 1)
	c <- 1
	fmt.Println(-<-c, 3 - -2, +x, 1 &^ 1 << 2)
	type S struct{ a int; b any }
	fmt.Println(S{1, "x"} == S{1, "x"}, [2]any{1, 2} != [2]any{1, 2.0}, any(1) == any(int8(1)), any(nil) == nil)
	z := complex(1, 2)
	fmt.Println(z*z, z/(1i), real(z), z == 1+2i)
	x <<= 2
	x &^= 4
	x %= 9
	fmt.Println(x)
	func() {
		defer func() { fmt.Println(recover()) }()
		var m map[any]int
		fmt.Println(any([]int{}) == any(1), m[1])
		fmt.Println(any([]int{}) == any([]int{}))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		fmt.Println(1 << n)
	}()
}
