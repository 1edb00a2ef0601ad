package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

func (t *node) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func binaryTrees(n int) {
	const depth = 14
	long := tree(depth)
	for i := 0; i < n; i += 1<<(depth+1) - 1 {
		sink += tree(depth).count()
	}
	sink += long.count()
}

var (
	keep   [1024]*[2]int
	keepPs [1024]*node
	keepBs [64][]byte
)

func smallNoPointers(n int) {
	for i := range n {
		keep[i&1023] = &[2]int{i}
	}
}

func smallPointers(n int) {
	var last *node
	for i := range n {
		last = &node{last, nil}
		keepPs[i&1023] = last
		if i&15 == 0 {
			last = nil
		}
	}
}

func kilobytes(n int) {
	for i := range n {
		keepBs[i&63] = make([]byte, 1024)
	}
}

func parallelAlloc(n int) {
	parallel(8, n, func(n int) {
		var mine [64]*node
		for i := range n {
			mine[i&63] = &node{}
		}
		if mine[0] == nil {
			panic("lost")
		}
	})
}

func mapIntInsert(n int) {
	m := map[int]int{}
	for i := range n {
		m[i*7919] = i
	}
	sink = len(m)
}

func mapIntLookup(n int) {
	m := map[int]int{}
	for i := range 10000 {
		m[i*7919] = i
	}
	sum := 0
	for i, k := 0, 0; i < n; i++ {
		sum += m[k*7919]
		if k++; k == 10000 {
			k = 0
		}
	}
	sink = sum
}

func keys(n int) []string {
	s := make([]string, n)
	for i := range s {
		s[i] = fmt.Sprintf("key-%d-%d", i, i*i)
	}
	return s
}

func mapStringInsert(n int) {
	ks := keys(10000)
	for i := 0; i < n; i += len(ks) {
		m := map[string]int{}
		for j, k := range ks {
			m[k] = j
		}
		sink = len(m)
	}
}

func mapStringLookup(n int) {
	ks := keys(10000)
	m := map[string]int{}
	for j, k := range ks {
		m[k] = j
	}
	sum := 0
	for i, k := 0, 0; i < n; i++ {
		sum += m[ks[k]]
		if k++; k == len(ks) {
			k = 0
		}
	}
	sink = sum
}

func mapIterate(n int) {
	m := map[int]int{}
	for i := range 10000 {
		m[i] = i
	}
	sum := 0
	for i := 0; i < n; i += len(m) {
		for k, v := range m {
			sum += k ^ v
		}
	}
	sink = sum
}

func appendGrowth(n int) {
	for i := 0; i < n; i += 1000 {
		var s []int
		for j := range 1000 {
			s = append(s, j)
		}
		sink = len(s)
	}
}

func stringBuild(n int) {
	for i := 0; i < n; i += 100 {
		var b strings.Builder
		for range 100 {
			b.WriteString("abc")
			b.WriteByte('d')
		}
		sink = b.Len()
	}
}

func stringConcat(n int) {
	a, s := "left-", ""
	for i := range n {
		s = a + "middle"[:i%6] + "-right"
	}
	sink = len(s)
}

func sprintf(n int) {
	for i := range n {
		sink = len(fmt.Sprintf("%d %s %5.2f %v", i, "text", 1.5, true))
	}
}

func ints(n int) []int {
	s := make([]int, n)
	x := uint32(1)
	for i := range s {
		x = x*1664525 + 1013904223
		s[i] = int(x >> 8)
	}
	return s
}

func sortInts(n int) { slices.Sort(ints(n)) }
func sortFunc(n int) { s := ints(n); sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }) }
func copyBytes(n int) {
	a, b := make([]byte, 4096), make([]byte, 4096)
	for range n {
		copy(a, b)
	}
	sink = int(a[0])
}

func registerMemory() {
	timed("small objects", 20_000_000, smallNoPointers)
	timed("small pointers", 20_000_000, smallPointers)
	timed("1 KB objects", 2_000_000, kilobytes)
	timed("objects, 8 goroutines", 20_000_000, parallelAlloc)
	timed("binary trees", 10_000_000, binaryTrees)
	timed("map[int] insert", 2_000_000, mapIntInsert)
	timed("map[int] lookup", 30_000_000, mapIntLookup)
	timed("map[string] insert", 3_000_000, mapStringInsert)
	timed("map[string] lookup", 15_000_000, mapStringLookup)
	timed("map iterate", 30_000_000, mapIterate)
	timed("append growth", 50_000_000, appendGrowth)
	timed("string building", 50_000_000, stringBuild)
	timed("string concat", 10_000_000, stringConcat)
	timed("Sprintf", 1_500_000, sprintf)
	timed("sort ints", 2_000_000, sortInts)
	timed("sort.Slice", 1_000_000, sortFunc)
	timed("copy 4 KB", 5_000_000, copyBytes)
}
