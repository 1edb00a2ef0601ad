// Names of functions, pulled functions, functions that are operations, also as values.
package main

import (
	"fmt"
	"math/bits"
	"runtime"
	"sync/atomic"
	_ "unsafe"
)

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:noinline
func caller() string {
	pc, file, line, ok := runtime.Caller(1)
	_ = file
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), line, ok)
}

type T struct{}

func (T) V() string  { return caller() }
func (*T) P() string { return caller() }

func G[X any]() string { return caller() }

//go:noinline
func run(f func() string) string { return f() }

func nested() string {
	return run(func() string { return run(func() string { return caller() }) })
}

var vf = func() string { return caller() }

func main() {
	fmt.Println(nanotime() > 0)
	fmt.Println(caller(), T{}.V(), (&T{}).P(), G[int](), vf())
	fmt.Println(nested())
	var i32 int32 = 5
	var u64 uint64
	add := atomic.AddInt32
	fmt.Println(add(&i32, 3), atomic.AddUint64(&u64, ^uint64(0)), atomic.CompareAndSwapInt32(&i32, 8, 9), atomic.SwapInt32(&i32, 1), i32)
	fmt.Println(atomic.OrInt32(&i32, 6), atomic.AndInt32(&i32, 5), i32)
	fmt.Println(bits.Len8(0), bits.Len16(300), bits.Len32(1<<31), bits.Len64(0), bits.TrailingZeros8(0), bits.TrailingZeros16(8), bits.TrailingZeros32(0), bits.TrailingZeros64(0), bits.OnesCount8(255), bits.OnesCount16(0xf0f0), bits.OnesCount32(7), bits.OnesCount64(1<<63|1))
	fmt.Println(bits.RotateLeft8(0x81, 1), bits.RotateLeft16(0x8001, -1), bits.RotateLeft32(1, 33), bits.RotateLeft64(1, -1), bits.ReverseBytes32(0x01020304), bits.ReverseBytes64(1), bits.Reverse8(1))
	fmt.Println(bits.Mul64(1<<63, 6))
	fmt.Println(bits.Add64(1<<63, 1<<63, 1))
	fmt.Println(bits.Sub64(0, 1, 1))
	fmt.Println(bits.Sub64(1, 1, 1))
	fmt.Println(bits.Div64(1, 5, 7))
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(bits.Div64(7, 5, 7))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(bits.Div64(7, 5, 0))
	}()
	fmt.Println(bits.Rem64(100, 5, 7))
	var v atomic.Value
	v.Store("x")
	fmt.Println(v.Load())
	var p atomic.Pointer[T]
	fmt.Println(p.Load() == nil, p.CompareAndSwap(nil, &T{}), p.Load() != nil)
}
