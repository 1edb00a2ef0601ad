// What tests of the standard library ask of the runtime.

package runtime

import (
	"internal/abi"
	"unsafe"
)

//go:linkname rtGCBits rt_gcbits
//go:noescape
func rtGCBits(p unsafe.Pointer, bits *byte, n uintptr) uintptr

// The collector's view of the object that x points to: 1 for each word that may hold a pointer.
//
//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(x any) []byte {
	e := (*[2]unsafe.Pointer)(unsafe.Pointer(&x))
	n := rtGCBits(e[1], nil, 0)
	if n != 0 {
		bits := make([]byte, n)
		rtGCBits(e[1], &bits[0], n)
		return bits
	}
	t := (*abi.PtrType)(e[0]).Elem // no object of the heap: what its type says
	bits := make([]byte, t.PtrBytes/8)
	for i := range bits {
		bits[i] = *(*byte)(unsafe.Add(unsafe.Pointer(t.GCData), i/8)) >> (i % 8) & 1
	}
	return bits
}

//go:linkname rtFinalizersIdle rt_finalizersidle
func rtFinalizersIdle() bool

func blockUntilEmptyFinalizerQueue(timeout int64) bool {
	for start := nanotime(); nanotime()-start < timeout; {
		if rtFinalizersIdle() {
			return true
		}
		Gosched()
	}
	return false
}

//go:linkname unique_runtime_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyFinalizerQueue(timeout)
}

//go:linkname sync_test_runtime_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyFinalizerQueue(timeout)
}

// Sleeps are as exact as the clock.
var haveHighResSleep = true
