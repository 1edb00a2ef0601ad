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
	"unsafe"
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

func tryMake(n int) {
	defer func() { fmt.Println(recover()) }()
	b := make([]byte, n, 64)
	fmt.Println(len(b), cap(b), len(append(b, "more"...)))
}

var zero uintptr

// As package syscall has it: the address of a number that nothing can be stored behind.
//
//go:noinline
func first(b []byte) uintptr {
	p := unsafe.Pointer(&zero)
	if len(b) > 0 {
		p = unsafe.Pointer(&b[0])
	}
	return uintptr(p) & 1
}

//go:noinline
func fill(t *[1280]byte) {
	for i := range t {
		t[i] += byte(i)
	}
}

func main() {
	count("make of constant capacity", func() {
		n := len(zeroes)
		b := make([]byte, n, 64)
		sinkInt += len(append(b, 1))
	})
	tryMake(3)
	tryMake(64)
	tryMake(65)
	tryMake(-1)
	count("either address", func() {
		var b [32]byte
		sinkInt += int(first(b[:]))
	})
	count("1280 bytes", func() {
		var t [1280]byte
		fill(&t)
		sinkInt += int(t[7])
	})
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
