// Arithmetic that C leaves undefined, on values that the compiler does not know and on values that it does.
package main

import (
	"fmt"
	"math"
)

//go:noinline
func id[T any](x T) T { return x }

func main() {
	i8, i16, i32, i64 := id(int8(-128)), id(int16(-32768)), id(int32(math.MinInt32)), id(int64(math.MinInt64))
	fmt.Println(-i8, -i16, -i32, -i64)
	fmt.Println(i8-1, i16-1, i32-1, i64-1)
	m := id(-1)
	fmt.Println(i8/int8(m), i16/int16(m), i32/int32(m), i64/int64(m), i8%int8(m), i64%int64(m))
	fmt.Println(int8(-128)/id(int8(3)), int8(-128)%id(int8(3)), uint8(200)/id(uint8(7)), uint8(200)+id(uint8(100)))
	for _, s := range []uint{0, 1, 7, 8, 31, 32, 63, 64, 200} {
		s = id(s)
		fmt.Println(s, int8(-1)<<s, i8>>s, uint8(255)>>s, int32(1)<<s, i32>>s, int64(1)<<s, i64>>s, uint64(math.MaxUint64)>>s)
	}
	x := id(math.MaxInt64)
	if x+1 < x {
		fmt.Println("wraps")
	}
	n := 0
	for i := id(int32(math.MaxInt32 - 3)); i > 0; i++ {
		n++
	}
	fmt.Println(n)
	z := id(0.0)
	fmt.Println(1/z, -1/z, z/z == z/z, math.Signbit(-z), 0-z, math.Copysign(0, -1))
	a, b, c := id(0.1), id(10.0), id(-1.0)
	fmt.Println(a*b+c, float64(a*b)+c, float32(a)*float32(b)+float32(c))
	fmt.Println(int32(int64(id(1<<40+5))), uint8(id(511)), int8(id(200)), uint32(id(int32(-1))), uint64(id(int32(-1))))
	fmt.Println(uint64(id(1e19)), int64(id(-1.9)), uint8(id(255.9)), float32(id(uint64(math.MaxUint64))), float64(id(uint64(1<<63+1025))))
	nan := math.NaN()
	fmt.Println(nan < 1, nan > 1, nan == nan, nan != nan, !(nan < 1), min(1, nan), max(id(-0.0), 0))
	cx := id(complex(1, 2))
	fmt.Println(cx*cx, cx/complex(0, 1), cx == complex(1, 2))
}
