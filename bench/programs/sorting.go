// Sorting in three ways: sort.Sort by interface, slices.Sort, slices.SortFunc of structures and strings.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

type item struct {
	key  int
	name string
}

type byKey []item

func (s byKey) Len() int           { return len(s) }
func (s byKey) Less(i, j int) bool { return s[i].key < s[j].key }
func (s byKey) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

func main() {
	const n = 300000
	seed := uint64(1)
	next := func() int {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return int(seed >> 33)
	}
	ints, items, words := make([]int, n*3), make([]item, n), make([]string, n/2)
	for i := range ints {
		ints[i] = next()
	}
	for i := range items {
		k := next() % (n / 4)
		items[i] = item{k, "n" + string(rune('a'+k%26))}
	}
	for i := range words {
		words[i] = fmt.Sprintf("%x", next())
	}
	again := slices.Clone(items)
	slices.Sort(ints)
	sort.Sort(byKey(items))
	slices.SortStableFunc(again, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
	})
	sort.Strings(words)
	sum := 0
	for i := range items {
		sum = (sum*31 + ints[i*3] + items[i].key + again[i].key) % 1000000007
	}
	fmt.Println(sum, words[0], words[len(words)-1], again[n/2])
}
