// Profiles of memory, blocking, contention, goroutines and threads: what they must show whatever the runtime's ways.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"time"
)

var keep []*[1024]byte
var drop *[2048]byte

//go:noinline
func keeper(n int) {
	for range n {
		keep = append(keep, new([1024]byte))
	}
}

//go:noinline
func dropper(n int) {
	for range n {
		drop = new([2048]byte)
	}
	drop = nil
}

func has(stack []uintptr, name string) bool {
	frames := runtime.CallersFrames(stack)
	for {
		f, more := frames.Next()
		if f.Function == name {
			return true
		}
		if !more {
			return false
		}
	}
}

func memory() {
	keeper(1000)
	dropper(1000)
	runtime.GC()
	runtime.GC()
	p := make([]runtime.MemProfileRecord, 100000)
	n, ok := runtime.MemProfile(p, true)
	var kept, allocated, freed int64
	for _, r := range p[:n] {
		if has(r.Stack(), "main.keeper") && r.AllocBytes == 1024*r.AllocObjects {
			kept += r.InUseObjects()
		}
		if has(r.Stack(), "main.dropper") {
			allocated += r.AllocObjects
			freed += r.FreeObjects
		}
	}
	fmt.Println(ok, kept, allocated, freed > 990)
	_, ok = runtime.MemProfile(p[:1], true)
	fmt.Println(ok)
	var buf bytes.Buffer
	pprof.Lookup("heap").WriteTo(&buf, 1)
	fmt.Println(strings.Contains(buf.String(), "main.keeper"))
}

func sum(p []runtime.BlockProfileRecord, name string) (count, cycles int64) {
	for _, r := range p {
		if has(r.Stack(), name) {
			count += r.Count
			cycles += r.Cycles
		}
	}
	return
}

//go:noinline
func waits(c chan int) int { return <-c }

//go:noinline
func unlocks(mu *sync.Mutex) { mu.Unlock() }

// blocked waits until n goroutines are in a state and a function.
func blocked(n int, state, function string) {
	buf := make([]byte, 1<<16)
	for there := -1; there != n; {
		there = 0
		for g := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(g, " ["+state) && strings.Contains(g, "\n"+function+"(") {
				there++
			}
		}
		runtime.Gosched()
	}
}

func blocking() {
	runtime.SetBlockProfileRate(1)
	fmt.Println(runtime.SetMutexProfileFraction(1))
	fmt.Println(runtime.SetMutexProfileFraction(-1))
	c := make(chan int)
	for range 5 {
		go func() {
			blocked(1, "chan receive", "main.waits")
			time.Sleep(time.Millisecond)
			c <- 1
		}()
		waits(c)
	}
	var mu sync.Mutex
	for range 5 {
		mu.Lock()
		var wg sync.WaitGroup
		wg.Go(func() {
			mu.Lock()
			mu.Unlock()
		})
		blocked(1, "sync.Mutex.Lock", "main.blocking.func2")
		time.Sleep(time.Millisecond)
		unlocks(&mu)
		wg.Wait()
	}
	runtime.SetBlockProfileRate(0)
	runtime.SetMutexProfileFraction(0)
	p := make([]runtime.BlockProfileRecord, 1000)
	n, ok := runtime.BlockProfile(p)
	count, cycles := sum(p[:n], "main.waits")
	fmt.Println(ok, count, cycles > 0)
	n, ok = runtime.MutexProfile(p)
	count, cycles = sum(p[:n], "main.unlocks")
	fmt.Println(ok, count, cycles > 0)
	var buf bytes.Buffer
	pprof.Lookup("block").WriteTo(&buf, 1)
	fmt.Println(strings.Contains(buf.String(), "main.waits"))
	buf.Reset()
	pprof.Lookup("mutex").WriteTo(&buf, 1)
	fmt.Println(strings.Contains(buf.String(), "main.unlocks"))
}

func goroutines() {
	c := make(chan int)
	for range 10 {
		go waits(c)
	}
	blocked(10, "chan receive", "main.waits")
	p := make([]runtime.StackRecord, 1000)
	n, ok := runtime.GoroutineProfile(p)
	there := 0
	for _, r := range p[:n] {
		if has(r.Stack(), "main.waits") {
			there++
		}
	}
	close(c)
	fmt.Println(ok, there, n >= there+1)
	n, ok = runtime.ThreadCreateProfile(p)
	fmt.Println(ok, n >= 1)
}

func main() {
	runtime.MemProfileRate = 1
	memory()
	runtime.MemProfileRate = 0
	blocking()
	goroutines()
}
