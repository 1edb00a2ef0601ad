// Finalizers, cleanups, weak pointers, unique handles.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
	"unique"
	"weak"
)

type obj struct {
	id   int
	next *obj
	pad  [10]int
}

type namer interface{ Name() string }

func (o *obj) Name() string { return fmt.Sprint("obj", o.id) }

var count, cleaned, order atomic.Int64

func wait(what string, enough func() bool) {
	for i := 0; i < 200 && !enough(); i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println(what, enough())
}

//go:noinline
func finalizers(n int) {
	for i := 0; i < n; i++ {
		o := &obj{id: i}
		switch i % 3 {
		case 0:
			runtime.SetFinalizer(o, func(o *obj) { count.Add(1) })
		case 1:
			runtime.SetFinalizer(o, func(x any) int { count.Add(1); return x.(*obj).id })
		case 2:
			runtime.SetFinalizer(o, func(x namer) (string, error) { count.Add(1); return x.Name(), nil })
		}
	}
}

//go:noinline
func chain() {
	b := &obj{id: 2}
	a := &obj{id: 1, next: b}
	runtime.SetFinalizer(a, func(a *obj) { order.Store(order.Load()*10 + int64(a.id)) })
	runtime.SetFinalizer(b, func(b *obj) { order.Store(order.Load()*10 + int64(b.id)) })
}

//go:noinline
func cleanups(n int) {
	for i := 0; i < n; i++ {
		o := &obj{id: i}
		runtime.AddCleanup(o, func(id int) { cleaned.Add(int64(id)) }, i)
		c := runtime.AddCleanup(o, func(s string) { cleaned.Add(1 << 40) }, "never")
		c.Stop()
	}
}

//go:noinline
func weaks() (dead, alive []weak.Pointer[obj], keep []*obj) {
	for i := 0; i < 50; i++ {
		o := &obj{id: i}
		if i%2 == 0 {
			keep = append(keep, o)
			alive = append(alive, weak.Make(o))
		} else {
			dead = append(dead, weak.Make(o))
		}
	}
	return
}

func clobber(n int) int {
	var a [100]int
	for i := range a {
		a[i] = n
	}
	if n > 0 {
		return a[n%100] + clobber(n-1)
	}
	return a[0]
}

var resurrected *obj

//go:noinline
func resurrect() {
	o := &obj{id: 77}
	runtime.SetFinalizer(o, func(o *obj) { resurrected = o; count.Add(1) })
}

func main() {
	finalizers(300)
	clobber(20)
	wait("finalizers", func() bool { return count.Load() >= 290 })
	chain()
	clobber(20)
	wait("order", func() bool { return order.Load() == 12 })
	cleanups(100)
	clobber(20)
	wait("cleanups", func() bool { n := cleaned.Load(); return n > 4000 && n <= 4950 })

	dead, alive, keep := weaks()
	clobber(20)
	wait("weak", func() bool {
		n := 0
		for _, w := range dead {
			if w.Value() == nil {
				n++
			}
		}
		return n >= 20
	})
	for i, w := range alive {
		if w.Value() != keep[i] || w != weak.Make(keep[i]) {
			fmt.Println("weak", i)
		}
	}
	count.Store(0)
	resurrect()
	clobber(20)
	wait("resurrected", func() bool { return count.Load() == 1 })
	runtime.GC()
	fmt.Println(resurrected.id, resurrected.Name())

	a, b := unique.Make("abc"+fmt.Sprint(1)), unique.Make("abc"+fmt.Sprint(1))
	fmt.Println(a == b, a.Value(), a == unique.Make("abd"))
	runtime.GC()
	fmt.Println(unique.Make("abc1") == a)
	runtime.KeepAlive(keep)
}
