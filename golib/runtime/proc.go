// Starting and ending, goroutines and processors as the API shows them.

package runtime

import (
	"internal/cpu"
	"internal/goarch"
	"internal/goos"
	"internal/runtime/exithook"
	"internal/runtime/maps"
	"unsafe"
)

// Compiler is the name of the toolchain that built the running binary: the standard library and tests know "gc".
const Compiler = "gc"

const GOOS string = goos.GOOS
const GOARCH string = goarch.GOARCH

// goInit is called by C before the init functions of packages.
func goInit() {
	rtProfInit(&MemProfileRate)
	cpu.Initialize(getenv("GODEBUG"))
	maps.AlgInit()
	if rtIsCgo() {
		cgoInit()
	}
	exithook.Gosched = Gosched
	exithook.Goid = rtGoid
	exithook.Throw = throw
}

func goExitHooks(code int) { exithook.Run(code) }

//go:linkname os_runtime_beforeExit os.runtime_beforeExit
func os_runtime_beforeExit(code int) { exithook.Run(code) }

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { rtExit(int32(code)) }

// GOMAXPROCS sets the number of processors that run Go code at once, if n > 0, and returns the previous one.
func GOMAXPROCS(n int) int { return rtGomaxprocs(n) }

// SetDefaultGOMAXPROCS sets GOMAXPROCS as if the environment variable were not set.
func SetDefaultGOMAXPROCS() { rtGomaxprocs(int(rtDefaultProcs())) }

// NumCPU returns the number of logical processors usable by the process.
func NumCPU() int { return int(rtNcpu()) }

// NumCgoCall returns the number of calls of C.
func NumCgoCall() int64 { return rtNumCgoCall() }

// NumGoroutine returns the number of goroutines that exist.
func NumGoroutine() int { return int(rtNumGoroutine()) }

// Gosched lets other goroutines run.
func Gosched() { rtGosched() }

// Goexit ends the calling goroutine after its deferred calls.
func Goexit() { rtGoexit() }

// LockOSThread wires the calling goroutine to its thread.
func LockOSThread() { rtLockOSThread() }

// UnlockOSThread undoes an earlier call of LockOSThread.
func UnlockOSThread() { rtUnlockOSThread() }

// Breakpoint executes a breakpoint trap.
func Breakpoint() { rtBreakpoint() }

// Version returns the version of Go that the program was built for.
func Version() string { return cstring(rtVersion()) }

// GOROOT returns the root of the Go tree: $GOROOT, or what was used for the build.
func GOROOT() string {
	if s := getenv("GOROOT"); s != "" {
		return s
	}
	return cstring(rtGoroot())
}

// Arguments and environment.

func goargs() []string {
	var list []string
	for i := 0; ; i++ {
		p, n := rtArg(i)
		if p == nil {
			return list
		}
		list = append(list, unsafe.String(p, n))
	}
}

func goenvs() []string {
	var list []string
	for i := 0; ; i++ {
		p, n := rtEnv(i)
		if p == nil {
			return list
		}
		list = append(list, unsafe.String(p, n))
	}
}

func getenv(name string) string {
	for i := 0; ; i++ {
		p, n := rtEnv(i)
		if p == nil {
			return ""
		}
		s := unsafe.String(p, n)
		if len(s) > len(name) && s[len(name)] == '=' && s[:len(name)] == name {
			return s[len(name)+1:]
		}
	}
}

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string { return goargs() }

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string { return goenvs() }

//go:linkname getAuxv runtime.getAuxv
func getAuxv() []uintptr { return rtAuxv() }

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(key, value string) {
	if rtIsCgo() {
		k, v := append([]byte(key), 0), append([]byte(value), 0)
		rtCSetenv(&k[0], &v[0])
	}
	if key == "GODEBUG" {
		godebugEnvChanged(value)
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(key string) {
	if rtIsCgo() {
		k := append([]byte(key), 0)
		rtCSetenv(&k[0], nil)
	}
	if key == "GODEBUG" {
		godebugEnvChanged("")
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(env map[string]int) {
	if rtIsCgo() {
		rtCSetenv(nil, nil)
	}
	if _, ok := env["GODEBUG"]; ok {
		godebugEnvChanged("")
	}
}

// Coroutines, for iter.Pull: rt/coro.c.

type coro struct {
	code uintptr
	gp   uintptr
	f    func(*coro)
	// more is known to C only
}

//go:linkname coroexit rt_coroexit
func coroexit(c *coro)

// The body of a coroutine. Goexit inside f ends it as well.
func goCoro(c *coro) {
	defer coroexit(c)
	c.f(c)
}
