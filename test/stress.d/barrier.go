// Pointers that move while a collection marks: out of the heap onto stacks, through channels, maps, atomics, slices and
// closures, into objects that were scanned before. Whoever finds a value that is not what was put there says so.
package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
)

type cell struct {
	key  uint64
	next *cell
	back [2]*cell
}

const magic = 0x9e3779b97f4a7c15

func (c *cell) check() {
	if c == nil || c.back[1] != nil || c.back[0] == nil || c.back[0].key != c.key*magic {
		fmt.Println("a cell is not what it was")
		os.Exit(1)
	}
}

func fresh(k uint64) *cell {
	return &cell{key: k, back: [2]*cell{{key: k * magic}, nil}}
}

type random uint64

func (r *random) next(n int) int {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int(*r>>33) % n
}

// A list is taken from its head while only the stack holds the rest, and put together again.
func lists(r random) {
	var head *cell
	for i := range 200 {
		c := fresh(uint64(i))
		c.next = head
		head = c
	}
	for range 60 {
		var turned *cell
		for c := head; c != nil; {
			next := c.next
			c.next = turned
			c.check()
			turned, c = c, next
			if r.next(40) == 0 {
				fresh(1).check()
			}
		}
		head = turned
	}
}

// Slots are swapped: what is only in a register for a moment must not be lost.
func slots(r random) {
	s := make([]*cell, 300)
	for i := range s {
		s[i] = fresh(uint64(i))
	}
	m := map[int]*cell{}
	for range 20000 {
		i, j := r.next(len(s)), r.next(len(s))
		s[i], s[j] = s[j], s[i]
		switch k := r.next(50); {
		case k < 20:
			m[k], s[i] = s[i], fresh(uint64(i))
		case k == 20:
			t := append([]*cell(nil), s...)
			copy(s, t[1:])
			s[len(s)-1] = t[0]
		case k == 21:
			clear(m)
		case k < 40:
			if c := m[k-20]; c != nil {
				delete(m, k-20)
				s[j] = c
			}
		}
		s[r.next(len(s))].check()
	}
}

func pipes(r random, wg *sync.WaitGroup) {
	in, out := make(chan *cell, 3), make(chan struct{ a, b, c, d, e *cell })
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range 2000 {
			in <- fresh(uint64(i))
		}
		close(in)
	}()
	go func() {
		defer wg.Done()
		defer close(out)
		for c := range in {
			out <- struct{ a, b, c, d, e *cell }{c, c, fresh(c.key), c, c}
		}
	}()
	for x := range out {
		for _, c := range []*cell{x.a, x.b, x.c, x.d, x.e} {
			c.check()
		}
	}
}

var shared [16]atomic.Pointer[cell]

func atomics(r random) {
	for range 20000 {
		p := &shared[r.next(len(shared))]
		old := p.Swap(fresh(uint64(r)))
		if old != nil {
			old.check()
			if q := &shared[r.next(len(shared))]; q.CompareAndSwap(nil, old) {
				continue
			}
		}
		if c := p.Load(); c != nil && p.CompareAndSwap(c, nil) {
			c.check()
		}
	}
}

type large struct {
	head  *cell
	words [6]uint64
	tail  [3]*cell
}

//go:noinline
func pass(l large, f func(*cell)) large {
	c := l.head
	l.head = l.tail[2]
	l.tail[2] = c
	f(c)
	runtime.Gosched()
	c.check()
	return l
}

// Values in memory are copied and changed, by compiled code and by reflect.
func values(r random) {
	l := &large{head: fresh(1), tail: [3]*cell{fresh(2), fresh(3), fresh(4)}}
	f := reflect.ValueOf(pass)
	for i := range 500 {
		var seen *cell
		note := func(c *cell) { seen = c }
		if i%4 == 0 {
			x := f.Call([]reflect.Value{reflect.ValueOf(*l), reflect.ValueOf(note)})
			reflect.ValueOf(l).Elem().Set(x[0])
		} else {
			*l = pass(*l, note)
		}
		seen.check()
		k := r.next(3)
		l.tail[k] = fresh(uint64(i))
		l.head.check()
		l.tail[(k+1)%3].check()
	}
}

func main() {
	var wg sync.WaitGroup
	for i := range 4 {
		r := random(i*7 + 1)
		wg.Go(func() { lists(r) })
		wg.Go(func() { slots(r) })
		wg.Go(func() { pipes(r, &wg) })
		wg.Go(func() { atomics(r) })
		wg.Go(func() { values(r) })
	}
	done := make(chan bool)
	go func() {
		for {
			select {
			case <-done:
				done <- true
				return
			default:
				runtime.GC()
				runtime.Gosched()
			}
		}
	}()
	wg.Wait()
	done <- true
	<-done
	fmt.Println("ok")
}
