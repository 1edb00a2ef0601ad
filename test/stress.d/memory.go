// The heap: maps that grow under collections, finalizers, cleanups, weak pointers, unique, interior pointers.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"
	"weak"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type val struct {
	s  string
	p  *int
	ms map[string]*val
}

func maps(seed int) {
	m := map[string]*val{}
	ints := map[int]int{}
	for i := 0; i < 2000; i++ {
		k := fmt.Sprint("key", (i*7+seed)%500)
		v := i
		old := m[k]
		m[k] = &val{strings.Repeat("x", i%40), &v, map[string]*val{"old": old}}
		if old != nil {
			old.ms = nil
		}
		ints[i*31] = i
		if i%3 == 0 {
			delete(ints, (i/2)*31)
		}
		if i%500 == 0 {
			for k, v := range m {
				check(len(v.s) == *v.p%40, "map value")
				if v.ms["old"] == nil {
					delete(m, k)
				}
			}
		}
	}
	for k, v := range ints {
		check(k == v*31, "int map")
	}
}

type res struct {
	n    int
	self []byte
}

var made, ended atomic.Int64

func finalizers(n int) {
	for i := 0; i < n; i++ {
		r := &res{i, make([]byte, i%300)}
		made.Add(1)
		if i%2 == 0 {
			runtime.SetFinalizer(r, func(r *res) {
				check(len(r.self) == r.n%300, "finalized object")
				ended.Add(1)
			})
		} else {
			runtime.AddCleanup(r, func(n int) { ended.Add(1) }, i)
		}
	}
}

func weaks(n int) {
	keep := make([]*res, 0, n)
	ws := make([]weak.Pointer[res], 0, n)
	for i := 0; i < n; i++ {
		r := &res{n: i}
		ws = append(ws, weak.Make(r))
		if i%2 == 0 {
			keep = append(keep, r)
		}
		if i%40 == 0 {
			runtime.GC()
		}
	}
	for i := range ws {
		p := ws[i].Value()
		if i%2 == 0 {
			check(p == keep[i/2] && p.n == i, "weak pointer to a living object")
		} else {
			check(p == nil || p.n == i, "weak pointer")
		}
	}
	runtime.KeepAlive(keep)
}

func uniques(seed int) {
	var hs []unique.Handle[string]
	for i := 0; i < 300; i++ {
		hs = append(hs, unique.Make(fmt.Sprint("unique ", i%100)))
		if i%100 == 99 {
			runtime.GC()
		}
	}
	for i, h := range hs {
		check(h == hs[i%100] && h.Value() == fmt.Sprint("unique ", i%100), "unique")
	}
}

type tree struct {
	kids [4]*tree
	data []int
}

func grow(d int) *tree {
	t := &tree{data: make([]int, d*3)}
	if d > 0 {
		for i := range t.kids {
			t.kids[i] = grow(d - 1)
		}
	}
	return t
}

func (t *tree) sum() int {
	n := len(t.data) + 1
	for _, k := range t.kids {
		if k != nil {
			n += k.sum()
		}
	}
	return n
}

func interior() {
	var ps []*int
	for i := 0; i < 200; i++ {
		a := make([]int, 100+i*20)
		a[len(a)-1] = i
		ps = append(ps, &a[len(a)-1])
	}
	for i, p := range ps {
		check(*p == i, "interior pointer")
	}
}

func main() {
	var wg sync.WaitGroup
	for g := 0; g < 4; g++ {
		wg.Go(func() { maps(g) })
		wg.Go(func() { finalizers(500) })
		wg.Go(func() { weaks(100) })
		wg.Go(func() { uniques(g) })
		wg.Go(interior)
		wg.Go(func() {
			t := grow(5)
			want := t.sum()
			for i := 0; i < 3; i++ {
				runtime.Gosched()
				check(grow(4).sum() > 0 && t.sum() == want, "tree")
			}
		})
	}
	wg.Wait()
	for i := 0; ended.Load() < made.Load()*9/10; i++ {
		check(i < 1000, fmt.Sprint("finalizers: ", ended.Load(), " of ", made.Load()))
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("ok")
}
