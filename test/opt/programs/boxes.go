// What lies in the frame: boxed values, short texts, objects of loops, what calls give back. The counts are the official compiler's.
package main

import (
	"fmt"
	"testing"
)

type T struct{ a, b int }

//go:noinline
func use(b []byte) int { return len(b) }

//go:noinline
func usea(x any) int {
	if v, ok := x.(int); ok {
		return v
	}
	return 0
}

//go:noinline
func va(xs ...any) int {
	n := 0
	for _, x := range xs {
		n += usea(x)
	}
	return n
}

//go:noinline
func count(s string, c byte) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	return
}

//go:noinline
func id(p *T) *T { return p }

type L struct {
	next *L
	v    int
}

func n(name string, f func()) { fmt.Println(name, testing.AllocsPerRun(100, f)) }

var (
	sink  any
	kept  string
	keptT *T
)

//go:noinline
func number(s string) (n int) {
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return
}

//go:noinline
func rest(s string) string { return s[1:] }

//go:noinline
func part(s string) string { return s[:2] }

//go:noinline
func pair(p, q *T) (*T, *T) { return p, q }

func main() {
	b := []byte("12345")
	w := 100000
	n("number", func() { w += number(string(b)) })
	n("rune", func() { w += count(string(rune(w%100+0x4e00)), 0xb8) })
	n("grow", func() {
		buf := make([]byte, 0, 64)
		buf = append(buf, b...)
		buf = append(buf, "xyz"...)
		w += use(buf)
	})
	n("rest", func() { w += len(rest(string(b))) })
	n("gone", func() { kept = rest(string(b)) })
	n("pair", func() { p, q := pair(&T{w, 2}, &T{w, 3}); w += p.a - q.a })
	n("keep", func() { p, _ := pair(&T{w, 2}, &T{w, 3}); keptT = p })
	n("alone", func() { e := ""; kept = e + part(string(b)) + e })
	n("loop", func() {
		for i := 0; i < 10; i++ {
			x := []byte(string(b))
			w += use(x)
		}
	})
	n("bytes", func() { w += use([]byte("hello")) })
	n("loopheld", func() {
		var k []byte
		s := 0
		for i := 0; i < 10; i++ {
			x := []byte(string(b))
			x[0] = byte(i)
			if k != nil && k[0] != byte(i-1) {
				panic("bad")
			}
			k = x
			s += use(x)
		}
	})
	n("box", func() { w += usea(w) })
	n("boxes", func() { w += va(w, w+1, "x", b) })
	n("boxloop", func() {
		for i := 0; i < 10; i++ {
			w += va(w, i+1000)
		}
	})
	n("id", func() { t := id(&T{1, 2}); w += t.a })
	n("concat", func() { s := "a" + string(b); w += len(s) + count(s, 'a') })
	n("concat2", func() { e := ""; s := e + string(b[1:3]); w += count(s, 'a') })
	n("list", func() {
		var h *L
		for i := 0; i < 10; i++ {
			h = &L{h, i}
		}
		s := 0
		for ; h != nil; h = h.next {
			s += h.v
		}
		if s != 45 {
			panic("list")
		}
	})
	n("sink", func() { sink = w })
}
