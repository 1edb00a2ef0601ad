// The same plane with complex128, and cmplx.Abs.
package main

import (
	"fmt"
	"math/cmplx"
)

func main() {
	const size = 1000
	total, far := 0, 0.0
	for y := range size {
		for x := range size {
			c := complex(3*float64(x)/size-2, 2*float64(y)/size-1)
			z := complex128(0)
			n := 0
			for ; n < 100 && real(z)*real(z)+imag(z)*imag(z) <= 4; n++ {
				z = z*z + c
			}
			total += n
			far += cmplx.Abs(z)
		}
	}
	fmt.Printf("%d %.6f\n", total, far)
}
