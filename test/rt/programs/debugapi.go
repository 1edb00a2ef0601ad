// runtime/debug, runtime/metrics, runtime/pprof and the rest of package runtime's API.
package main

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
	"strings"
	"sync"
)

func gcStats() {
	debug.SetGCPercent(100)
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(100))
	fmt.Println(debug.SetMemoryLimit(-1) == math.MaxInt64, debug.SetMemoryLimit(1<<30) == math.MaxInt64, debug.SetMemoryLimit(math.MaxInt64))
	var before, after debug.GCStats
	debug.ReadGCStats(&before)
	runtime.GC()
	runtime.GC()
	debug.ReadGCStats(&after)
	fmt.Println(after.NumGC-before.NumGC >= 2, len(after.Pause) == len(after.PauseEnd), after.PauseTotal > before.PauseTotal)
	debug.FreeOSMemory()
	fmt.Println(debug.SetMaxStack(1<<26), debug.SetPanicOnFault(false), debug.SetMaxThreads(20000))
}

func memStats() {
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	var keep [][]byte
	for i := 0; i < 1000; i++ {
		keep = append(keep, make([]byte, 1000))
	}
	runtime.ReadMemStats(&b)
	d := b.TotalAlloc - a.TotalAlloc
	fmt.Println(d >= 1000*1024 && d < 1100*1024, b.Mallocs-a.Mallocs >= 1000, b.Mallocs-a.Mallocs < 1100, len(keep))
	fmt.Println(b.BySize[32].Size, b.Sys > b.HeapAlloc, b.EnableGC, b.NextGC > 0)
}

func allMetrics() {
	var samples []metrics.Sample
	for _, d := range metrics.All() {
		samples = append(samples, metrics.Sample{Name: d.Name})
	}
	metrics.Read(samples)
	for i, d := range metrics.All() {
		if samples[i].Value.Kind() != d.Kind {
			fmt.Println(d.Name, samples[i].Value.Kind(), d.Kind)
		}
		if h := d.Kind; h == metrics.KindFloat64Histogram {
			if v := samples[i].Value.Float64Histogram(); len(v.Counts)+1 != len(v.Buckets) {
				fmt.Println(d.Name, len(v.Counts), len(v.Buckets))
			}
		}
	}
	fmt.Println(len(samples) > 80)
}

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

func profiles() {
	var wg sync.WaitGroup
	stop := make(chan bool)
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			<-stop
			wg.Done()
		}()
	}
	blocked(5, "chan receive", "main.profiles.func1")
	var out bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&out, 1)
	fmt.Println(strings.Contains(out.String(), "goroutine profile: total 6"), strings.Contains(out.String(), "main.profiles.func1"))
	out.Reset()
	pprof.Lookup("goroutine").WriteTo(&out, 2)
	fmt.Println(strings.Count(out.String(), "[chan receive]:"), runtime.NumGoroutine())
	buf := make([]byte, 1<<16)
	text := string(buf[:runtime.Stack(buf, true)])
	fmt.Println(strings.Count(text, "main.profiles.func1("), strings.Count(text, "created by main.profiles in goroutine 1"))
	close(stop)
	wg.Wait()
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("left")
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

func coroutines() {
	next, stop := iter.Pull(count(5))
	for {
		v, ok := next()
		fmt.Print(v, ok, " ")
		if !ok || v == 2 {
			break
		}
	}
	stop()
	next, stop = iter.Pull(count(2))
	for i := 0; i < 4; i++ {
		v, ok := next()
		fmt.Print(v, ok, " ")
	}
	stop()
	fmt.Println()
	func() {
		next, _ := iter.Pull(func(yield func(int) bool) { panic("inside") })
		defer func() { fmt.Println(recover()) }()
		next()
	}()
}

func environment() {
	os.Setenv("SEAGO_TEST_X", "1")
	fmt.Println(os.Getenv("SEAGO_TEST_X"), len(os.Args), os.Getpagesize(), runtime.GOMAXPROCS(3) > 0, runtime.GOMAXPROCS(0))
	var p runtime.Pinner
	x := new(int)
	p.Pin(x)
	p.Unpin()
	defer func() { fmt.Println(recover()) }()
	p.Pin(3)
}

func main() {
	gcStats()
	memStats()
	allMetrics()
	profiles()
	coroutines()
	environment()
}
