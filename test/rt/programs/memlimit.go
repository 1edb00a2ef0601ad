// SetMemoryLimit: garbage does not grow beyond it although GOGC is off; what is alive may, and then the program goes on:
// collections take a part of the time, not all of it. What MemStats and metrics say of memory adds up.
package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

var keep [][]byte
var sink []byte

func used() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}

// The most that is used while garbage is made.
func churn(mb, size int) (most uint64) {
	for i := range mb << 20 / size {
		sink = make([]byte, size)
		if i%(4<<20/size) == 0 {
			most = max(most, used())
		}
	}
	return
}

//go:noinline
func fill(mb int) {
	for range mb {
		keep = append(keep, make([]byte, 1<<20))
	}
}

func cycles() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}

func main() {
	debug.SetGCPercent(-1)
	const limit = 96 << 20
	fmt.Println("was off:", debug.SetMemoryLimit(limit) == math.MaxInt64, debug.SetMemoryLimit(-1) == limit)
	for _, size := range []int{64, 4096, 100_000} {
		most := churn(600, size)
		fmt.Println("objects of", size, "within the limit:", most <= limit*5/4)
	}
	fmt.Println("collected:", cycles() > 2)

	// Twice the limit is alive.
	fill(192)
	before := cycles()
	churn(300, 4096)
	n := cycles() - before
	fmt.Println("beyond the limit, still collected:", n > 0, "but not at every step:", n < 300)

	keep = nil
	debug.SetMemoryLimit(math.MaxInt64)
	debug.SetGCPercent(100)
	debug.FreeOSMemory()
	fmt.Println("given back:", used() < limit/2)

	samples := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/stacks:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/metadata/mcache/free:bytes"},
		{Name: "/memory/classes/metadata/mcache/inuse:bytes"},
		{Name: "/memory/classes/metadata/mspan/free:bytes"},
		{Name: "/memory/classes/metadata/mspan/inuse:bytes"},
		{Name: "/memory/classes/metadata/other:bytes"},
		{Name: "/memory/classes/os-stacks:bytes"},
		{Name: "/memory/classes/other:bytes"},
		{Name: "/memory/classes/profiling/buckets:bytes"},
	}
	metrics.Read(samples)
	sum := uint64(0)
	for _, s := range samples[1:] {
		sum += s.Value.Uint64()
	}
	fmt.Println("metrics add up:", sum == samples[0].Value.Uint64())
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("MemStats add up:", m.Sys == m.HeapSys+m.StackSys+m.MSpanSys+m.MCacheSys+m.BuckHashSys+m.GCSys+m.OtherSys,
		m.HeapSys == m.HeapInuse+m.HeapIdle, m.HeapReleased <= m.HeapIdle, m.HeapAlloc <= m.HeapInuse,
		m.Mallocs-m.Frees == m.HeapObjects)
}
