// Maps with integer keys: insert, find, delete, iterate; small and large.
package main

import "fmt"

func main() {
	const n = 1000000
	m := make(map[int]int)
	x := 1
	for i := range n {
		x = x*1103515245 + 12345
		m[x>>16&0x3ffff] += i
	}
	hits := 0
	for i := range 3 * n {
		if _, ok := m[i&0x7ffff]; ok {
			hits++
		}
	}
	for i := 0; i < 0x3ffff; i += 3 {
		delete(m, i)
	}
	sum := 0
	for range 4 {
		for k, v := range m {
			sum += k ^ v
		}
	}
	small := map[uint32]int{}
	for i := range 8 * n {
		small[uint32(i%7)]++
	}
	fmt.Println(len(m), hits, sum, small[3])
}
