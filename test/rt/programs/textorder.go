// Texts of up to 20 bytes in order, whatever they share: what the runtime says beside a loop over their bytes.
package main

import "fmt"

func sign(a, b string) int {
	n := min(len(a), len(b))
	for i := 0; i < n; i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return (len(a) - len(b))
}

//go:noinline
func less(a, b string) bool { return a < b }

func main() {
	x := uint32(1)
	bad := 0
	for i := 0; i < 300000; i++ {
		var p [2][]byte
		for k := range p {
			x = x*1664525 + 1013904223
			n := (x >> 20) % 20
			p[k] = make([]byte, n)
			for j := range p[k] {
				if k == 1 && j < len(p[0]) {
					p[1][j] = p[0][j]
				} else {
					x = x*1664525 + 1013904223
					p[k][j] = byte(x >> 24)
				}
			}
			if k == 1 && n > 0 {
				x = x*1664525 + 1013904223
				p[1][(x>>16)%n] ^= byte(x>>24) & byte(x>>13)
			}
		}
		a, b := string(p[0]), string(p[1])
		if less(a, b) != (sign(a, b) < 0) || less(b, a) != (sign(a, b) > 0) {
			bad++
		}
	}
	fmt.Println(bad)
}
