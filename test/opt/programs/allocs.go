// What allocates and what does not: append of a make that nothing else sees, hidden pointers, functions that promise to
// keep nothing, atomic operations on local variables.
package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

var (
	sinkBytes  []byte
	sinkString string
	sinkInt    int
	zeroes     = make([]int, 3)
)

func count(name string, f func()) {
	fmt.Println(name, testing.AllocsPerRun(100, f))
}

func grow(s []*int, n int) []*int {
	return append(s, make([]*int, n)...)
}

func try(n int) {
	defer func() { fmt.Println(recover()) }()
	fmt.Println(len(grow(nil, n)))
}

func main() {
	count("slices.Grow", func() { sinkBytes = slices.Grow([]byte(nil), 100) })
	count("slices.Concat", func() { sinkInt += len(slices.Concat(zeroes, zeroes)) })
	count("append make", func() { sinkBytes = append([]byte(nil), make([]byte, 64)...) })
	count("Builder", func() {
		var b strings.Builder
		b.Grow(20)
		b.WriteString("twelve bytes")
		sinkString = b.String()
	})
	count("IndexByte", func() {
		var a [16]byte
		sinkInt += bytes.IndexByte(a[:], 1)
	})
	count("atomic", func() {
		var n atomic.Int64
		var mu sync.Mutex
		mu.Lock()
		n.Add(2)
		mu.Unlock()
		sinkInt += int(n.Load())
	})

	x := 5
	s := make([]*int, 4)
	for i := range s {
		s[i] = &x
	}
	s = grow(s[:1], 2)
	fmt.Println(len(s), cap(s), *s[0], s[1], s[2], *s[:4][3])
	s = grow(s, 10)
	fmt.Println(len(s), *s[0], s[3], s[12])
	try(0)
	try(-1)
	fmt.Println(len(append([]struct{}{{}}, make([]struct{}, 3)...)))
}
