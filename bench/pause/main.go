// Pauses as mutators see them: a heap of a given size stays alive while goroutines that never block allocate, change
// pointers and look at the clock.
//
//	pause [-heap MB] [-n mutators] [-t seconds]
//
// Each mutator notes how long each of its short steps took. What is printed: the longest, and the 99th, 99.9th and 99.99th
// percentile of all steps; the number of collections, and the longest stop that the runtime itself reports.
package main

import (
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

type node struct {
	left, right *node
	payload     [4]uint64
}

func build(depth int) *node {
	n := &node{}
	if depth > 0 {
		n.left, n.right = build(depth-1), build(depth-1)
	}
	return n
}

const depth = 14 // of a tree of about 1.5 MB

var forest []*node

type histogram struct {
	count [64 * 16]uint64 // by powers of two, 16 parts each
	total uint64
	max   time.Duration
}

func bucket(d time.Duration) int {
	if d < 16 {
		return int(max(d, 0))
	}
	e := 0
	for v := d; v >= 32; v >>= 1 {
		e++
	}
	return (e+1)*16 + int(d>>e) - 16
}

func value(b int) time.Duration {
	if b < 16 {
		return time.Duration(b)
	}
	return time.Duration(b%16+16) << (b/16 - 1)
}

func (h *histogram) add(d time.Duration) {
	h.count[bucket(d)]++
	h.total++
	h.max = max(h.max, d)
}

func (h *histogram) merge(o *histogram) {
	for i, n := range o.count {
		h.count[i] += n
	}
	h.total += o.total
	h.max = max(h.max, o.max)
}

func (h *histogram) quantile(q float64) time.Duration {
	left := uint64(float64(h.total) * (1 - q))
	for i := len(h.count) - 1; i >= 0; i-- {
		if h.count[i] > left {
			return value(i)
		}
		left -= h.count[i]
	}
	return 0
}

// Replaces a path of a few nodes in one of its own trees, again and again.
func mutate(own []*node, until time.Time, h *histogram) {
	x := uint64(88172645463325252)
	last := time.Now()
	for {
		for range 4 {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
			n := own[x%uint64(len(own))]
			for k := 0; k < depth-2; k++ {
				next := &n.left
				if x>>(20+k)&1 != 0 {
					next = &n.right
				}
				if k >= 8 {
					*next = &node{left: (*next).left, right: (*next).right}
				}
				n = *next
			}
		}
		now := time.Now()
		h.add(now.Sub(last))
		last = now
		if now.After(until) {
			return
		}
	}
}

func main() {
	mb := flag.Int("heap", 1024, "live heap in MB")
	n := flag.Int("n", 2, "mutators")
	seconds := flag.Float64("t", 10, "seconds")
	flag.Parse()
	var before, after runtime.MemStats
	for runtime.ReadMemStats(&before); before.HeapAlloc>>20 < uint64(*mb); runtime.ReadMemStats(&before) {
		forest = append(forest, build(depth))
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	all := make([]histogram, *n)
	var wg sync.WaitGroup
	until := time.Now().Add(time.Duration(*seconds * 1e9))
	for i := range all {
		share := len(forest) / *n
		wg.Go(func() { mutate(forest[i*share:(i+1)*share], until, &all[i]) })
	}
	wg.Wait()
	runtime.ReadMemStats(&after)
	for i := range all[1:] {
		all[0].merge(&all[i+1])
	}
	var gs debug.GCStats
	debug.ReadGCStats(&gs)
	longest := time.Duration(0)
	for i, p := range gs.Pause {
		if int64(i) < int64(after.NumGC-before.NumGC) {
			longest = max(longest, p)
		}
	}
	h := &all[0]
	fmt.Printf("%.2f M steps/s, longest %v, p99.99 %v, p99.9 %v, p99 %v; %d collections, longest stops %v, %d MB\n",
		float64(h.total)/1e6 / *seconds, h.max, h.quantile(.9999), h.quantile(.999), h.quantile(.99),
		after.NumGC-before.NumGC, longest, after.HeapSys>>20)
}
