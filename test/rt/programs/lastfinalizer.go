// All goroutines wait, for finalizers of a collection that is under way: that is no deadlock.
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	next *node
	pad  [4]int
}

var keep *node

func main() {
	for range 1_000_000 {
		keep = &node{next: keep}
	}
	for range 12 {
		wake := make(chan bool, 100)
		for range 100 {
			p := new([64]int)
			runtime.SetFinalizer(p, func(*[64]int) { wake <- true })
		}
		done := make(chan bool)
		go func() { // makes a collection begin, then waits as well
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			n := m.NumGC
			for m.NumGC == n {
				keep.pad[0] = len(make([]byte, 1<<20))
				runtime.ReadMemStats(&m)
			}
			for end := m.TotalAlloc + m.NextGC + 1<<20; m.TotalAlloc < end; {
				keep.pad[0] = len(make([]byte, 1<<20))
				runtime.ReadMemStats(&m)
			}
			done <- true
		}()
		<-done
		<-wake
	}
	fmt.Println("ok")
}
