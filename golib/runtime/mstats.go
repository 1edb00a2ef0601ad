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

//go:linkname metrics_readMetrics runtime/metrics.runtime_readMetrics
func metrics_readMetrics(p unsafe.Pointer, n int, c int) {
	var m MemStats
	ReadMemStats(&m)
	all, gc := rtCPUTimes()
	samples := unsafe.Slice((*metricSample)(p), c)[:n]
	for i := range samples {
		s := &samples[i]
		if read := godebugMetrics[s.name]; read != nil {
			s.value.setUint(read())
		} else if !s.value.readMemory(s.name, &m) && !s.value.readTimes(s.name, &m, float64(all)/1e9, float64(gc)/1e9) {
			s.value.readOther(s.name, &m)
		}
	}
}

func (v *metricValue) readMemory(name string, m *MemStats) bool {
	switch name {
	case "/gc/heap/allocs:bytes":
		v.setUint(m.TotalAlloc)
	case "/gc/heap/allocs:objects":
		v.setUint(m.Mallocs)
	case "/gc/heap/frees:bytes":
		v.setUint(m.TotalAlloc - m.HeapAlloc)
	case "/gc/heap/frees:objects":
		v.setUint(m.Frees)
	case "/gc/heap/allocs-by-size:bytes":
		v.setSizes(m, false)
	case "/gc/heap/frees-by-size:bytes":
		v.setSizes(m, true)
	case "/gc/heap/goal:bytes":
		v.setUint(m.NextGC)
	case "/gc/heap/live:bytes", "/memory/classes/heap/objects:bytes", "/gc/scan/heap:bytes", "/gc/scan/total:bytes":
		v.setUint(m.HeapAlloc)
	case "/gc/heap/objects:objects":
		v.setUint(m.HeapObjects)
	case "/memory/classes/heap/free:bytes":
		v.setUint(m.HeapIdle - m.HeapReleased)
	case "/memory/classes/heap/released:bytes":
		v.setUint(m.HeapReleased)
	case "/memory/classes/heap/stacks:bytes", "/gc/scan/stack:bytes":
		v.setUint(m.StackInuse)
	case "/memory/classes/heap/unused:bytes":
		v.setUint(m.HeapInuse - m.HeapAlloc)
	case "/memory/classes/metadata/mcache/inuse:bytes":
		v.setUint(m.MCacheInuse)
	case "/memory/classes/metadata/mcache/free:bytes":
		v.setUint(m.MCacheSys - m.MCacheInuse)
	case "/memory/classes/metadata/mspan/inuse:bytes":
		v.setUint(m.MSpanInuse)
	case "/memory/classes/metadata/mspan/free:bytes":
		v.setUint(m.MSpanSys - m.MSpanInuse)
	case "/memory/classes/metadata/other:bytes":
		v.setUint(m.GCSys)
	case "/memory/classes/other:bytes":
		v.setUint(m.OtherSys)
	case "/memory/classes/total:bytes":
		v.setUint(m.Sys)
	default:
		return false
	}
	return true
}

func (v *metricValue) readTimes(name string, m *MemStats, all, gc float64) bool {
	switch name {
	case "/cpu/classes/gc/total:cpu-seconds", "/cpu/classes/gc/pause:cpu-seconds":
		v.setFloat(gc)
	case "/cpu/classes/total:cpu-seconds":
		v.setFloat(all)
	case "/cpu/classes/user:cpu-seconds":
		v.setFloat(all - gc)
	case "/cpu/classes/gc/mark/assist:cpu-seconds", "/cpu/classes/gc/mark/dedicated:cpu-seconds",
		"/cpu/classes/gc/mark/idle:cpu-seconds", "/cpu/classes/idle:cpu-seconds",
		"/cpu/classes/scavenge/assist:cpu-seconds", "/cpu/classes/scavenge/background:cpu-seconds",
		"/cpu/classes/scavenge/total:cpu-seconds", "/sync/mutex/wait/total:seconds":
		v.setFloat(0)
	case "/gc/pauses:seconds", "/sched/pauses/stopping/gc:seconds", "/sched/pauses/total/gc:seconds":
		v.setTimes(uint64(m.NumGC))
	case "/sched/latencies:seconds", "/sched/pauses/stopping/other:seconds", "/sched/pauses/total/other:seconds":
		v.setTimes(0)
	default:
		return false
	}
	return true
}

func (v *metricValue) readOther(name string, m *MemStats) {
	switch name {
	case "/gc/cycles/automatic:gc-cycles":
		v.setUint(uint64(m.NumGC - m.NumForcedGC))
	case "/gc/cycles/forced:gc-cycles":
		v.setUint(uint64(m.NumForcedGC))
	case "/gc/cycles/total:gc-cycles":
		v.setUint(uint64(m.NumGC))
	case "/gc/gogc:percent":
		v.setUint(uint64(rtGogc()))
	case "/gc/gomemlimit:bytes":
		v.setUint(uint64(rtMemoryLimit(-1)))
	case "/gc/stack/starting-size:bytes":
		v.setUint(4096)
	case "/sched/gomaxprocs:threads":
		v.setUint(uint64(rtGomaxprocs(0)))
	case "/sched/goroutines:goroutines":
		v.setUint(rtNumGoroutine())
	case "/cgo/go-to-c-calls:calls", "/gc/cleanups/executed:cleanups", "/gc/cleanups/queued:cleanups",
		"/gc/finalizers/executed:finalizers", "/gc/finalizers/queued:finalizers", "/gc/heap/tiny/allocs:objects",
		"/gc/limiter/last-enabled:gc-cycle", "/gc/scan/globals:bytes", "/memory/classes/os-stacks:bytes",
		"/memory/classes/profiling/buckets:bytes", "/sched/goroutines-created:goroutines",
		"/sched/goroutines/not-in-go:goroutines", "/sched/goroutines/runnable:goroutines",
		"/sched/goroutines/running:goroutines", "/sched/goroutines/waiting:goroutines", "/sched/threads/total:threads":
		v.setUint(0)
	default:
		v.kind = metricBad
		for i := range godebugs.All {
			if setting := &godebugs.All[i]; !setting.Opaque && name == "/godebug/non-default-behavior/"+setting.Name+":events" {
				v.setUint(0) // not used yet
			}
		}
	}
}

//go:linkname rtGogc rt_gogc
func rtGogc() int

//go:linkname rtMemoryLimit rt_debug_setMemoryLimit
func rtMemoryLimit(limit int64) int64
