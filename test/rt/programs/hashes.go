// Hashes of values in interfaces are stable and tell their order.
package main

import (
	"fmt"
	"hash/maphash"
)

type pair struct{ a, b any }

func sum(v pair) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	maphash.WriteComparable(&h, v)
	return h.Sum64()
}

var seed = maphash.MakeSeed()

func main() {
	values := []any{0, struct{}{}, "", 0.0, false, nil, [0]int{}}
	seen := map[uint64]bool{}
	for _, a := range values {
		for _, b := range values {
			seen[sum(pair{a, b})] = true
			if maphash.Comparable(seed, pair{a, b}) != maphash.Comparable(seed, pair{a, b}) {
				fmt.Println("not stable", a, b)
			}
		}
	}
	fmt.Println("few collisions:", len(seen) > 40, len(values))
	m := map[any]int{}
	for i, v := range values {
		m[v] = i
	}
	for i, v := range values {
		fmt.Println(m[v] == i)
	}
}
