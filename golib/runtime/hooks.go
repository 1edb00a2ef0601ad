// What other packages of the standard library plug into the runtime.

package runtime

import (
	"internal/coverage/rtcov"
	"unsafe"
)

// GODEBUG.

var (
	godebugEnv              string // GODEBUG, if the program has set it
	godebugEnvSet           bool
	godebugUpdate           func(string, string)
	godebugNewIncNonDefault func(string) func()
)

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate = update
	update(godebugDefault(), getenv("GODEBUG"))
}

// The settings that the program was built with.
func godebugDefault() string { return cstring(rtGodebug()) }

// The value of a setting in GODEBUG as it is now, or else as the program was built with; "" if it has none.
func godebugSetting(name string) string {
	env := godebugEnv
	if !godebugEnvSet {
		env = getenv("GODEBUG")
	}
	if value := godebugIn(env, name); value != "" {
		return value
	}
	return godebugIn(godebugDefault(), name)
}

func godebugIn(env, name string) string {
	value := ""
	for env != "" {
		i := 0
		for i < len(env) && env[i] != ',' {
			i++
		}
		s := env[:i]
		if len(s) > len(name) && s[:len(name)] == name && s[len(name)] == '=' {
			value = s[len(name)+1:]
		}
		if i < len(env) {
			i++
		}
		env = env[i:]
	}
	return value
}

func godebugEnvChanged(value string) {
	godebugEnv, godebugEnvSet = value, true
	if godebugUpdate != nil {
		godebugUpdate(godebugDefault(), value)
	}
}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(f func(string) func()) { godebugNewIncNonDefault = f }

// Coverage: packages whose statements are counted register themselves.

var coverage_counters []rtcov.CovCounterBlob

func coverage_register(meta *byte, n uint32, hash [16]byte, path string, id int, mode, granularity uint8, counters [][]uint32) uint32 {
	for _, c := range counters {
		coverage_counters = append(coverage_counters, rtcov.CovCounterBlob{Counters: &c[0], Len: uint64(len(c))})
	}
	return rtcov.AddMeta(unsafe.Pointer(meta), n, hash, path, id, mode, granularity)
}

//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []rtcov.CovCounterBlob { return coverage_counters }
