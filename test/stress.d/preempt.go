// Loops without calls must not keep others, collections or stops of the world waiting, nor lose what they compute.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var stop atomic.Bool
var plain int32

func spinInt() uint64 {
	x := uint64(1)
	n := uint64(0)
	for !stop.Load() {
		for i := 0; i < 1000; i++ {
			x = x*6364136223846793005 + 1442695040888963407
			n++
		}
	}
	y := uint64(1)
	for i := uint64(0); i < n; i++ {
		y = y*6364136223846793005 + 1442695040888963407
	}
	check(x == y, "integer registers")
	return n
}

func spinFloat() {
	a, b, c, d := 1.0, 2.0, 3.0, 4.0
	n := 0
	for !stop.Load() {
		for i := 0; i < 1000; i++ {
			a, b, c, d = b*0.5+0.25, c*0.5+0.125, d*0.5+0.5, a*0.5+1
			n++
		}
	}
	e, f, g, h := 1.0, 2.0, 3.0, 4.0
	for i := 0; i < n; i++ {
		e, f, g, h = f*0.5+0.25, g*0.5+0.125, h*0.5+0.5, e*0.5+1
	}
	check(a == e && b == f && c == g && d == h, "floating point registers")
}

type list struct {
	next *list
	n    int
}

// The only reference to the list is in a register or on the stack.
func spinList() {
	var head *list
	for i := 0; i < 100; i++ {
		head = &list{head, i}
	}
	for !stop.Load() {
		s := 0
		for p := head; p != nil; p = p.next {
			s += p.n
		}
		check(s == 4950, "list")
	}
}

func spinSlice() {
	for !stop.Load() {
		s := make([]*int, 50)
		for i := range s {
			s[i] = new(int)
			*s[i] = i
		}
		for len(s) > 0 { // nothing holds the beginning any more
			check(*s[0] == 50-len(s), "slice")
			s = s[1:]
		}
	}
}

func spinStrings() {
	for !stop.Load() {
		t := ""
		for i := 0; i < 200; i++ {
			t += string(rune('a' + i%26))
		}
		check(len(t) == 200 && t[199] == 'a'+199%26, "string")
	}
}

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Go(func() { spinInt() })
		wg.Go(spinFloat)
		wg.Go(spinList)
		wg.Go(spinSlice)
		wg.Go(spinStrings)
	}
	wg.Go(func() {
		for !stop.Load() {
		}
	})
	end := time.Now().Add(400 * time.Millisecond)
	var garbage [][]byte
	for n := 0; time.Now().Before(end); n++ {
		garbage = append(garbage, make([]byte, 1000))
		if n%50 == 0 {
			runtime.GC()
			garbage = nil
		}
		if n%70 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
		}
		if n%90 == 0 {
			buf := make([]byte, 1<<16)
			check(runtime.Stack(buf, true) > 100, "stack")
			runtime.GOMAXPROCS(1 + n/90%4)
		}
	}
	stop.Store(true)
	wg.Wait()
	fmt.Println("ok")
}
