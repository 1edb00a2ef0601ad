// Counts of subsequences: maps with small fixed keys and string keys, over generated DNA.
package main

import (
	"fmt"
	"sort"
)

func sequence(n int) []byte {
	s := make([]byte, n)
	seed := uint32(42)
	for i := range s {
		seed = (seed*3877 + 29573) % 139968
		s[i] = "ACGT"[seed*4/139968]
	}
	return s
}

func byString(s []byte, k int) map[string]int {
	m := make(map[string]int)
	for i := 0; i+k <= len(s); i++ {
		m[string(s[i:i+k])]++
	}
	return m
}

func byCode(s []byte, k int) map[uint64]int {
	code := [256]uint64{'A': 0, 'C': 1, 'G': 2, 'T': 3}
	mask := uint64(1)<<(2*k) - 1
	m := make(map[uint64]int)
	var w uint64
	for i, c := range s {
		w = (w<<2 | code[c]) & mask
		if i >= k-1 {
			m[w]++
		}
	}
	return m
}

func main() {
	s := sequence(1000000)
	for k := 1; k <= 4; k++ {
		m := byString(s, k)
		keys := make([]string, 0, len(m))
		for w := range m {
			keys = append(keys, w)
		}
		sort.Slice(keys, func(i, j int) bool {
			if m[keys[i]] != m[keys[j]] {
				return m[keys[i]] > m[keys[j]]
			}
			return keys[i] < keys[j]
		})
		for _, w := range keys[:min(4, len(keys))] {
			fmt.Println(w, m[w])
		}
	}
	for _, k := range []int{6, 12, 18} {
		m := byCode(s, k)
		most := 0
		for _, n := range m {
			most = max(most, n)
		}
		fmt.Println(k, len(m), most)
	}
}
