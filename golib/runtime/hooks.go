// What other packages of the standard library plug into the runtime.

package runtime

import (
	"internal/coverage/rtcov"
	"unsafe"
)

// GODEBUG.

var (
	godebugDefault          string
	godebugUpdate           func(string, string)
	godebugNewIncNonDefault func(string) func()
)

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate = update
	update(godebugDefault, getenv("GODEBUG"))
}

func godebugEnvChanged(value string) {
	if godebugUpdate != nil {
		godebugUpdate(godebugDefault, value)
	}
}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(f func(string) func()) { godebugNewIncNonDefault = f }

// Coverage: no counters are compiled in.

//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []rtcov.CovCounterBlob { return nil }

// Bubbles of testing/synctest do not exist: nothing is ever in one.

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return false }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(bubble any, f func()) { f() }

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) { fatal("testing/synctest is not supported") }

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() { panic("goroutine is not in a bubble") }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any { return nil }

//go:linkname synctest_release internal/synctest.release
func synctest_release(bubble any) {}

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return 0 }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) {}

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool { return false }

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return false }
