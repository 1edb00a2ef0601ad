// Maps with string keys: words of a generated text, counted and looked up.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

func main() {
	var text strings.Builder
	x := uint32(9)
	for range 400000 {
		x = x*1664525 + 1013904223
		text.WriteString("word")
		text.WriteString(strconv.Itoa(int(x >> 18)))
		text.WriteByte(' ')
	}
	count := make(map[string]int)
	for range 4 {
		for w := range strings.FieldsSeq(text.String()) {
			count[w]++
		}
	}
	set := make(map[string]struct{})
	for w := range count {
		set[w[4:]] = struct{}{}
	}
	hits := 0
	for i := range 2000000 {
		if _, ok := set[strconv.Itoa(i&0x7fff)]; ok {
			hits++
		}
	}
	most := 0
	for _, n := range count {
		most = max(most, n)
	}
	fmt.Println(len(count), len(set), hits, most)
}
