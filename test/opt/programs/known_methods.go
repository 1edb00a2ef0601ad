// Calls through interfaces whose type is known after inlining are calls of the method: what they
// are given need not escape. Beside them those whose type is not known, or known to be a value's.
package main

import (
	"fmt"
	"hash"
	"hash/fnv"
	"runtime"
)

type adder interface {
	add(b []byte) int
	sum() int
}

type text struct {
	x [100]byte
	n int
}

func (t *text) add(b []byte) int { t.n += copy(t.x[t.n:], b); return t.n }
func (t *text) sum() int {
	s := 0
	for _, c := range t.x[:t.n] {
		s += int(c)
	}
	return s
}

type number int

func (v number) add(b []byte) int { return int(v) + len(b) }
func (v number) sum() int         { return int(v) }

type outer struct{ *text }

type keeper struct{ kept []byte }

func (k *keeper) add(b []byte) int { k.kept = b; return len(b) }
func (k *keeper) sum() int         { return int(k.kept[0]) }

func newText() adder        { return new(text) }
func newNumber(i int) adder { return number(i) }
func newOuter() adder       { return outer{new(text)} }
func newKeeper() adder      { return new(keeper) }

func mallocs(f func()) uint64 {
	var a, b runtime.MemStats
	f()
	runtime.ReadMemStats(&a)
	for range 10 {
		f()
	}
	runtime.ReadMemStats(&b)
	return (b.Mallocs - a.Mallocs) / 10
}

var sink int
var kept adder

func main() {
	fmt.Println(mallocs(func() {
		w := newText()
		w.add([]byte("hello"))
		sink = w.sum()
	}), sink)
	fmt.Println(mallocs(func() {
		h := fnv.New32a()
		h.Write([]byte("hello"))
		sink = int(h.Sum32())
	}), sink)
	var h hash.Hash = fnv.New64()
	h.Write([]byte("hello"))
	fmt.Printf("%x\n", h.Sum(nil))
	w := newNumber(4)
	fmt.Println(w.add([]byte("abc")), w.sum())
	w = newOuter()
	fmt.Println(w.add([]byte("abc")), w.sum())
	kept = newKeeper()
	for i := range 3 {
		kept.add([]byte{byte(i + 'a')})
		runtime.GC()
		fmt.Println(kept.sum())
	}
}
