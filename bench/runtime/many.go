package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// Resident bytes of the process, page tables included.
func resident() float64 {
	var total float64
	data, err := os.ReadFile("/proc/self/status")
	must(err)
	for len(data) > 0 {
		var line []byte
		for i, c := range data {
			if c == '\n' {
				line, data = data[:i], data[i+1:]
				break
			}
		}
		var kb float64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %f kB", &kb); n == 1 {
			total += kb * 1024
		}
		if n, _ := fmt.Sscanf(string(line), "VmPTE: %f kB", &kb); n == 1 {
			total += kb * 1024
		}
	}
	return total
}

// n goroutines wait on a channel.
func parked(n int) {
	runtime.GC()
	before := resident()
	var started, done sync.WaitGroup
	wait := make(chan bool)
	started.Add(n)
	done.Add(n)
	begin := time.Now()
	for range n {
		go func() {
			started.Done()
			<-wait
			done.Done()
		}()
	}
	started.Wait()
	each := func(t time.Time) float64 { return float64(time.Since(t).Nanoseconds()) / float64(n) }
	report("parked: create", each(begin), "ns")
	report("parked: memory", (resident()-before)/float64(n), "B")
	begin = time.Now()
	runtime.GC()
	report("parked: collect", each(begin), "ns")
	begin = time.Now()
	close(wait)
	done.Wait()
	report("parked: wake and end", each(begin), "ns")
}

func registerMany() {
	self("parked", 1_000_000, parked)
}
