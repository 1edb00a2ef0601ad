// What other packages of the standard library plug into the runtime.

package runtime

import "internal/coverage/rtcov"

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
