// Variables of a package that begin as new(T) point into the heap: their objects are collected when the variable changes,
// and may have finalizers.
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	name string
	data [64]byte
}

var (
	a = new(node)
	b = new([100]int)
	c = new(node{name: "c"})
)

var freed = make(chan string, 3)

// In a goroutine of its own, whose stack is gone when main looks.
func drop(done chan<- bool) {
	runtime.SetFinalizer(a, func(*node) { freed <- "a" })
	runtime.SetFinalizer(b, func(*[100]int) { freed <- "b" })
	runtime.SetFinalizer(c, func(n *node) { freed <- n.name })
	b[99] = 1
	a, b, c = nil, nil, nil
	done <- true
}

func main() {
	done := make(chan bool)
	go drop(done)
	<-done
	seen := map[string]bool{}
	for len(seen) < 3 {
		runtime.GC()
		select {
		case s := <-freed:
			seen[s] = true
		default:
			runtime.Gosched()
		}
	}
	fmt.Println(seen)
}
