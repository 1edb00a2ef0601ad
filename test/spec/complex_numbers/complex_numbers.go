package main

import (
	"fmt"
	"math"
)

type C complex64

func div(a, b complex128) (c complex128) {
	defer func() { recover() }()
	return a / b
}

func main() {
	a, b := 3+4i, complex(1, -2)
	fmt.Println(a+b, a-b, a*b, a/b, -a, a == b, a != b, real(a), imag(b))
	var c64 complex64 = complex64(a)
	fmt.Printf("%v %T %T %T %T\n", c64*c64, c64, real(c64), imag(a), complex(float32(1), 2))
	const k = (1 + 2i) * (3 - 1i)
	const r = real(k) + imag(k)
	fmt.Println(k, r, k == 5+5i, 1i*1i == -1, int(1i*1i))
	inf, nan := math.Inf(1), math.NaN()
	for _, x := range []complex128{complex(inf, 1), complex(nan, 1), complex(0, 0), complex(1, inf), complex(math.Copysign(0, -1), 0), complex(1e308, 1e308)} {
		for _, y := range []complex128{complex(0, 0), complex(inf, inf), complex(nan, 0), complex(2, 1), complex(1e-308, 1e308), complex(inf, nan)} {
			fmt.Print(x*y, " ", div(x, y), " ", x == y, " ")
		}
		fmt.Println()
	}
	d := C(1 + 1i)
	d *= 2i
	d += 1
	d /= C(c64)
	fmt.Println(d)
	m := map[complex128]string{1: "one", 1i: "i", 2 + 0i: "two"}
	fmt.Println(m[1+0i], m[1i], m[2], len(m))
	var x any = 1i
	switch v := x.(type) {
	case complex128:
		fmt.Println("complex128", v)
	}
	arr := [2]complex64{1: 5i}
	p := &arr[1]
	*p += 1
	fmt.Println(arr, 'a'*1i, 0x1p-2i, 0b1i, 0o7i, 1_0i, .5i, 1e2i)
	f := func(c complex128) (float64, complex64) { return real(c), complex64(c) * 2 }
	fmt.Println(f(complex(1.5, 2.5)))
	ch := make(chan complex128, 1)
	ch <- a
	fmt.Println(<-ch, [1]complex128{a} == [1]complex128{3 + 4i})
	var z complex128
	z = complex(real(z)+1, imag(z))
	println(real(z), z)
	const huge = 1e400 + 1e400i
	fmt.Println(huge/1e399, real(huge/1e400))
	h := fmt.Sprintf("%.2f %8.1e %g %v", a/3, b, complex64(1.0/3), complex(inf, -inf))
	fmt.Println(h)
}
