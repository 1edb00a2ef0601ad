// Flips of pancakes over all permutations: small integer arrays, bounds checks, swaps.
package main

import "fmt"

func fannkuch(n int) (sum, most int) {
	perm, first, count := make([]int, n), make([]int, n), make([]int, n)
	for i := range first {
		first[i] = i
	}
	sign, r := 1, n
	for {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		copy(perm, first)
		flips := 0
		for k := perm[0]; k != 0; k = perm[0] {
			for i, j := 0, k; i < j; i, j = i+1, j-1 {
				perm[i], perm[j] = perm[j], perm[i]
			}
			flips++
		}
		most = max(most, flips)
		sum += sign * flips
		for {
			if r == n {
				return sum, most
			}
			p0 := first[0]
			for i := range r {
				first[i] = first[i+1]
			}
			first[r] = p0
			count[r]--
			if count[r] > 0 {
				break
			}
			r++
		}
		sign = -sign
	}
}

func main() {
	sum, most := fannkuch(10)
	fmt.Println(sum, most)
}
