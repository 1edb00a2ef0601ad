// Profiles: of goroutines, threads, memory, blocking and contention. There is no CPU profile and no execution trace.

package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// A StackRecord describes a single execution stack.
type StackRecord struct {
	Stack0 [32]uintptr // ends at the first 0
}

// Stack returns the trace of the record.
func (r *StackRecord) Stack() []uintptr { return stackPrefix(r.Stack0[:]) }

func stackPrefix(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

// A MemProfileRecord describes the live objects of one allocation site.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

// InUseBytes returns the bytes in use.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the objects in use.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the trace of the record.
func (r *MemProfileRecord) Stack() []uintptr { return stackPrefix(r.Stack0[:]) }

// BlockProfileRecord describes blocking events at one call sequence.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// Profiles that C keeps: rt/mprof.c.

const (
	profMemory = iota
	profBlock
	profMutex
)

type profRecord struct {
	bucket              unsafe.Pointer
	size, allocs, frees int64
	count, time         int64
	pcs                 *uintptr
	npcs                int
}

func (r *profRecord) stack() []uintptr { return unsafe.Slice(r.pcs, r.npcs) }

//go:linkname rtProfInit rt_prof_init
func rtProfInit(rate *int)

//go:linkname rtProfNext rt_prof_next
func rtProfNext(kind int, r *profRecord) bool

//go:linkname rtSetBlockProfileRate rt_prof_setblockrate
func rtSetBlockProfileRate(rate int)

//go:linkname rtSetMutexProfileFraction rt_prof_setmutexrate
func rtSetMutexProfileFraction(rate int) int

//go:linkname rtNumThreads rt_nthreads
func rtNumThreads() int

// The number of records of the profile. If room suffices, put is called for each.
func profRead(kind, room int, want func(*profRecord) bool, put func(int, *profRecord)) (n int, ok bool) {
	var r profRecord
	for rtProfNext(kind, &r) {
		if want == nil || want(&r) {
			n++
		}
	}
	if n > room {
		return n, false
	}
	r = profRecord{}
	at := 0
	for at < n && rtProfNext(kind, &r) {
		if want == nil || want(&r) {
			put(at, &r)
			at++
		}
	}
	return at, true
}

func memWanted(inuseZero bool) func(*profRecord) bool {
	return func(r *profRecord) bool { return r.allocs > 0 && (inuseZero || r.allocs != r.frees) }
}

// MemProfile returns n, the number of records of the memory profile, and fills p if it is long enough. Sites whose objects
// have all been freed are left out unless inuseZero is set. It shows the heap as of the last collection.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return profRead(profMemory, len(p), memWanted(inuseZero), func(i int, r *profRecord) {
		p[i] = MemProfileRecord{AllocBytes: r.allocs * r.size, FreeBytes: r.frees * r.size,
			AllocObjects: r.allocs, FreeObjects: r.frees}
		copy(p[i].Stack0[:], r.stack())
	})
}

func blockProfile(kind int, p []BlockProfileRecord) (n int, ok bool) {
	return profRead(kind, len(p), nil, func(i int, r *profRecord) {
		p[i] = BlockProfileRecord{Count: r.count, Cycles: r.time}
		copy(p[i].Stack0[:], r.stack())
	})
}

// BlockProfile returns n, the number of records of the blocking profile, and fills p if it is long enough.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return blockProfile(profBlock, p) }

// MutexProfile returns n, the number of records of the contention profile, and fills p if it is long enough.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return blockProfile(profMutex, p) }

// ThreadCreateProfile returns n, the number of threads, and fills p if it is long enough. Where a thread was created is
// not recorded.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) {
	n = rtNumThreads()
	if n > len(p) {
		return n, false
	}
	clear(p[:n])
	return n, true
}

// SetBlockProfileRate sets the time in nanoseconds of blocking of which one event is recorded on average: 1 records
// all, 0 none.
func SetBlockProfileRate(rate int) { rtSetBlockProfileRate(rate) }

// SetMutexProfileFraction sets that 1 of rate contentions is recorded, 0 none, and returns the previous rate; if rate is
// negative nothing changes.
func SetMutexProfileFraction(rate int) int { return rtSetMutexProfileFraction(rate) }

const goroutineFrames = 128

// The stacks of all goroutines, goroutineFrames words each.
func goroutineStacks(room int, labels []unsafe.Pointer) (pcs []uintptr, n int) {
	pcs = make([]uintptr, (room+1)*goroutineFrames)
	n = rtGoroutines(&pcs[0], goroutineFrames, room, unsafe.SliceData(labels))
	return pcs, n
}

// GoroutineProfile returns n, the number of active goroutines, and fills p if it is long enough.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	pcs, n := goroutineStacks(len(p), nil)
	if n > len(p) {
		return n, false
	}
	for i := range p[:n] {
		p[i] = StackRecord{}
		copy(p[i].Stack0[:], pcs[i*goroutineFrames:(i+1)*goroutineFrames])
	}
	return n, true
}

//go:linkname pprof_goroutineProfileWithLabels runtime.pprof_goroutineProfileWithLabels
func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	if len(labels) < len(p) {
		labels = make([]unsafe.Pointer, len(p))
	}
	pcs, n := goroutineStacks(len(p), labels)
	if n > len(p) {
		return n, false
	}
	for i := range p[:n] {
		p[i].Stack = stackPrefix(pcs[i*goroutineFrames : (i+1)*goroutineFrames])
	}
	return n, true
}

//go:linkname pprof_goroutineLeakProfileWithLabels runtime.pprof_goroutineLeakProfileWithLabels
func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}

//go:linkname pprof_goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func pprof_goroutineLeakGC() { GC() }

//go:linkname pprof_goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func pprof_goroutineleakcount() int { return 0 }

//go:linkname pprof_memProfileInternal runtime.pprof_memProfileInternal
func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return profRead(profMemory, len(p), memWanted(inuseZero), func(i int, r *profRecord) {
		p[i] = profilerecord.MemProfileRecord{ObjectSize: r.size, AllocObjects: r.allocs, FreeObjects: r.frees,
			Stack: r.stack()}
	})
}

func blockProfileInternal(kind int, p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return profRead(kind, len(p), nil, func(i int, r *profRecord) {
		p[i] = profilerecord.BlockProfileRecord{Count: r.count, Cycles: r.time, Stack: r.stack()}
	})
}

//go:linkname pprof_blockProfileInternal runtime.pprof_blockProfileInternal
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfileInternal(profBlock, p)
}

//go:linkname pprof_mutexProfileInternal runtime.pprof_mutexProfileInternal
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfileInternal(profMutex, p)
}

//go:linkname pprof_threadCreateInternal runtime.pprof_threadCreateInternal
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) {
	n = rtNumThreads()
	if n > len(p) {
		return n, false
	}
	clear(p[:n])
	return n, true
}

//go:linkname pprof_fpunwindExpand runtime.pprof_fpunwindExpand
func pprof_fpunwindExpand(dst, src []uintptr) int { return copy(dst, src) }

//go:linkname pprof_makeProfStack runtime.pprof_makeProfStack
func pprof_makeProfStack() []uintptr { return make([]uintptr, goroutineFrames) }

// CPU profiles.

var cpuProfile struct {
	rate   int
	header bool // the header has been read
}

// CPUProfile panics: it was replaced by package runtime/pprof long ago.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// SetCPUProfileRate begins or ends a CPU profile. No samples are taken.
func SetCPUProfileRate(hz int) {
	if hz > 0 && cpuProfile.rate == 0 {
		print("runtime: CPU profiling is not supported, the profile will be empty\n")
	}
	cpuProfile.rate = hz
	if hz > 0 {
		cpuProfile.header = false
	}
}

//go:linkname pprof_readProfile runtime/pprof.readProfile
func pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	if !cpuProfile.header {
		cpuProfile.header = true
		return []uint64{3, 0, 100}, []unsafe.Pointer{nil}, false
	}
	return nil, nil, true
}

// Execution traces.

// StartTrace reports that there are no execution traces.
func StartTrace() error { return plainError("runtime: execution traces are not supported") }

// StopTrace does nothing.
func StopTrace() {}

// ReadTrace returns nil: there is no trace.
func ReadTrace() (buf []byte) { return nil }

//go:linkname traceAdvance runtime.traceAdvance
func traceAdvance(stopTrace bool) {}

//go:linkname trace_clockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func trace_clockUnitsPerSecond() uint64 { return 1e9 }

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parentID uint64, taskType string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, regionType string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}

// SetCgoTraceback does nothing: frames of C are not shown.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}
