// Memory statistics, and what runtime/debug asks for.

package runtime

import (
	"internal/godebugs"
	"unsafe"
)

// MemProfileRate is the number of allocated bytes of which one allocation is recorded on average: 1 records all, 0 none.
var MemProfileRate int = 512 * 1024

// A MemStats records statistics about the memory allocator. rt/memstats.h has the same layout.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats populates m with memory allocator statistics.
func ReadMemStats(m *MemStats) { rtReadMemStats(m) }

//go:linkname debug_readGCStats runtime/debug.readGCStats
func debug_readGCStats(pauses *[]uint64) {
	p := *pauses
	n := rtReadGCStats(unsafe.SliceData(p), cap(p))
	for n > cap(p) {
		p = make([]uint64, 0, n+2)
		n = rtReadGCStats(unsafe.SliceData(p), cap(p))
	}
	*pauses = p[:n]
}

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string {
	p := rtModinfo()
	n := len(cstring(p))
	if n == 0 {
		return ""
	}
	return unsafe.String(p, n+8) // the ninth byte of the mark of 16 at the end is 0
}

// runtime/metrics.

type metricSample struct {
	name  string
	value metricValue
}

type metricValue struct {
	kind    int
	scalar  uint64
	pointer unsafe.Pointer
}

type metricHistogram struct {
	counts  []uint64
	buckets []float64
}

const (
	metricBad = iota
	metricUint64
	metricFloat64
	metricHist
)

func (v *metricValue) setUint(n uint64) { v.kind, v.scalar = metricUint64, n }

func (v *metricValue) setFloat(f float64) {
	v.kind, v.scalar = metricFloat64, *(*uint64)(unsafe.Pointer(&f))
}

func metricInf() float64 {
	bits := uint64(0x7ff0000000000000)
	return *(*float64)(unsafe.Pointer(&bits))
}

// The numbers of frees or allocs by size class.
func (v *metricValue) setSizes(m *MemStats, frees bool) {
	h := &metricHistogram{buckets: []float64{1}}
	for i := 1; i < len(m.BySize); i++ {
		h.buckets = append(h.buckets, float64(m.BySize[i].Size+1))
		if frees {
			h.counts = append(h.counts, m.BySize[i].Frees)
		} else {
			h.counts = append(h.counts, m.BySize[i].Mallocs)
		}
	}
	var big uint64
	h.counts = append(h.counts, big)
	h.buckets = append(h.buckets, metricInf())
	v.kind, v.pointer = metricHist, unsafe.Pointer(h)
}

// Times are not recorded one by one: all in one bucket.
func (v *metricValue) setTimes(n uint64) {
	h := &metricHistogram{[]uint64{n}, []float64{0, metricInf()}}
	v.kind, v.pointer = metricHist, unsafe.Pointer(h)
}

var godebugMetrics map[string]func() uint64

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	if godebugMetrics == nil {
		godebugMetrics = make(map[string]func() uint64)
	}
	godebugMetrics[name] = read
}

// What a reading has collected before single metrics are computed.
type metricReading struct {
	MemStats
	all, gc float64 // CPU seconds
}

type metric struct {
	name string
	read func(v *metricValue, r *metricReading)
}

func metricNone(v *metricValue, r *metricReading)    { v.setUint(0) } // not counted
func metricNoTime(v *metricValue, r *metricReading)  { v.setFloat(0) }
func metricNoTimes(v *metricValue, r *metricReading) { v.setTimes(0) }
func metricGCs(v *metricValue, r *metricReading)     { v.setTimes(uint64(r.NumGC)) }
func metricLive(v *metricValue, r *metricReading)    { v.setUint(r.HeapAlloc) }
func metricStacks(v *metricValue, r *metricReading)  { v.setUint(r.StackInuse) }
func metricGCTime(v *metricValue, r *metricReading)  { v.setFloat(r.gc) }

var metrics = [...]metric{
	{"/gc/heap/allocs:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.TotalAlloc) }},
	{"/gc/heap/allocs:objects", func(v *metricValue, r *metricReading) { v.setUint(r.Mallocs) }},
	{"/gc/heap/frees:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.TotalAlloc - r.HeapAlloc) }},
	{"/gc/heap/frees:objects", func(v *metricValue, r *metricReading) { v.setUint(r.Frees) }},
	{"/gc/heap/allocs-by-size:bytes", func(v *metricValue, r *metricReading) { v.setSizes(&r.MemStats, false) }},
	{"/gc/heap/frees-by-size:bytes", func(v *metricValue, r *metricReading) { v.setSizes(&r.MemStats, true) }},
	{"/gc/heap/goal:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.NextGC) }},
	{"/gc/heap/live:bytes", metricLive},
	{"/memory/classes/heap/objects:bytes", metricLive},
	{"/gc/scan/heap:bytes", metricLive},
	{"/gc/scan/total:bytes", metricLive},
	{"/gc/heap/objects:objects", func(v *metricValue, r *metricReading) { v.setUint(r.HeapObjects) }},
	{"/memory/classes/heap/free:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.HeapIdle - r.HeapReleased) }},
	{"/memory/classes/heap/released:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.HeapReleased) }},
	{"/memory/classes/heap/stacks:bytes", metricStacks},
	{"/gc/scan/stack:bytes", metricStacks},
	{"/memory/classes/heap/unused:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.HeapInuse - r.HeapAlloc) }},
	{"/memory/classes/metadata/mcache/inuse:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.MCacheInuse) }},
	{"/memory/classes/metadata/mcache/free:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.MCacheSys - r.MCacheInuse) }},
	{"/memory/classes/metadata/mspan/inuse:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.MSpanInuse) }},
	{"/memory/classes/metadata/mspan/free:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.MSpanSys - r.MSpanInuse) }},
	{"/memory/classes/metadata/other:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.GCSys) }},
	{"/memory/classes/other:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.OtherSys) }},
	{"/memory/classes/total:bytes", func(v *metricValue, r *metricReading) { v.setUint(r.Sys) }},
	{"/cpu/classes/gc/total:cpu-seconds", metricGCTime},
	{"/cpu/classes/gc/pause:cpu-seconds", metricGCTime},
	{"/cpu/classes/total:cpu-seconds", func(v *metricValue, r *metricReading) { v.setFloat(r.all) }},
	{"/cpu/classes/user:cpu-seconds", func(v *metricValue, r *metricReading) { v.setFloat(r.all - r.gc) }},
	{"/cpu/classes/gc/mark/assist:cpu-seconds", metricNoTime},
	{"/cpu/classes/gc/mark/dedicated:cpu-seconds", metricNoTime},
	{"/cpu/classes/gc/mark/idle:cpu-seconds", metricNoTime},
	{"/cpu/classes/idle:cpu-seconds", metricNoTime},
	{"/cpu/classes/scavenge/assist:cpu-seconds", metricNoTime},
	{"/cpu/classes/scavenge/background:cpu-seconds", metricNoTime},
	{"/cpu/classes/scavenge/total:cpu-seconds", metricNoTime},
	{"/sync/mutex/wait/total:seconds", metricNoTime},
	{"/gc/pauses:seconds", metricGCs},
	{"/sched/pauses/stopping/gc:seconds", metricGCs},
	{"/sched/pauses/total/gc:seconds", metricGCs},
	{"/sched/latencies:seconds", metricNoTimes},
	{"/sched/pauses/stopping/other:seconds", metricNoTimes},
	{"/sched/pauses/total/other:seconds", metricNoTimes},
	{"/gc/cycles/automatic:gc-cycles", func(v *metricValue, r *metricReading) { v.setUint(uint64(r.NumGC - r.NumForcedGC)) }},
	{"/gc/cycles/forced:gc-cycles", func(v *metricValue, r *metricReading) { v.setUint(uint64(r.NumForcedGC)) }},
	{"/gc/cycles/total:gc-cycles", func(v *metricValue, r *metricReading) { v.setUint(uint64(r.NumGC)) }},
	{"/gc/gogc:percent", func(v *metricValue, r *metricReading) { v.setUint(uint64(rtGogc())) }},
	{"/gc/gomemlimit:bytes", func(v *metricValue, r *metricReading) { v.setUint(uint64(rtMemoryLimit(-1))) }},
	{"/gc/stack/starting-size:bytes", func(v *metricValue, r *metricReading) { v.setUint(4096) }},
	{"/sched/gomaxprocs:threads", func(v *metricValue, r *metricReading) { v.setUint(uint64(rtGomaxprocs(0))) }},
	{"/sched/goroutines:goroutines", func(v *metricValue, r *metricReading) { v.setUint(rtNumGoroutine()) }},
	{"/cgo/go-to-c-calls:calls", metricNone},
	{"/gc/cleanups/executed:cleanups", metricNone},
	{"/gc/cleanups/queued:cleanups", metricNone},
	{"/gc/finalizers/executed:finalizers", metricNone},
	{"/gc/finalizers/queued:finalizers", metricNone},
	{"/gc/heap/tiny/allocs:objects", metricNone},
	{"/gc/limiter/last-enabled:gc-cycle", metricNone},
	{"/gc/scan/globals:bytes", metricNone},
	{"/memory/classes/os-stacks:bytes", metricNone},
	{"/memory/classes/profiling/buckets:bytes", metricNone},
	{"/sched/goroutines-created:goroutines", metricNone},
	{"/sched/goroutines/not-in-go:goroutines", metricNone},
	{"/sched/goroutines/runnable:goroutines", metricNone},
	{"/sched/goroutines/running:goroutines", metricNone},
	{"/sched/goroutines/waiting:goroutines", metricNone},
	{"/sched/threads/total:threads", metricNone},
}

// The metric that counts uses of a GODEBUG setting, "" if there is none.
func godebugMetric(i int) string {
	if godebugs.All[i].Opaque {
		return ""
	}
	return "/godebug/non-default-behavior/" + godebugs.All[i].Name + ":events"
}

//go:linkname metrics_readMetrics runtime/metrics.runtime_readMetrics
func metrics_readMetrics(p unsafe.Pointer, n int, c int) {
	var r metricReading
	ReadMemStats(&r.MemStats)
	all, gc := rtCPUTimes()
	r.all, r.gc = float64(all)/1e9, float64(gc)/1e9
	samples := unsafe.Slice((*metricSample)(p), c)[:n]
	for i := range samples {
		samples[i].value.read(samples[i].name, &r)
	}
}

func (v *metricValue) read(name string, r *metricReading) {
	if read := godebugMetrics[name]; read != nil {
		v.setUint(read())
		return
	}
	for i := range metrics {
		if metrics[i].name == name {
			metrics[i].read(v, r)
			return
		}
	}
	v.kind = metricBad
	for i := range godebugs.All {
		if name != "" && name == godebugMetric(i) {
			v.setUint(0) // not used yet
		}
	}
}

//go:linkname metrics_readMetricNames runtime/metrics_test.runtime_readMetricNames
func metrics_readMetricNames() []string {
	var names []string
	for i := range metrics {
		names = append(names, metrics[i].name)
	}
	for i := range godebugs.All {
		if name := godebugMetric(i); name != "" {
			names = append(names, name)
		}
	}
	return names
}

//go:linkname rtGogc rt_gogc
func rtGogc() int

//go:linkname rtMemoryLimit rt_debug_setMemoryLimit
func rtMemoryLimit(limit int64) int64
