// Functions of the runtime's C part that this package calls.

package runtime

import (
	"internal/abi"
	"unsafe"
)

//go:linkname typeString rt_typeString
func typeString(t *abi.Type) string

//go:linkname resolveName rt_resolve_name
func resolveName(in unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname throw rt_throw_string
func throw(s string)

//go:linkname fatal rt_fatal_string
func fatal(s string)

//go:linkname nanotime rt_nanotime
func nanotime() int64

//go:linkname rand rt_rand
func rand() uint64

//go:linkname typedmemmove rt_typedmemmove
func typedmemmove(t *abi.Type, dst, src unsafe.Pointer)

//go:linkname assertE2I2 rt_assertE2I2
func assertE2I2(inter, typ *abi.Type) unsafe.Pointer

// Start of the object that holds p and its size, or nil.
//
//go:linkname findObject rt_findobject
func findObject(p unsafe.Pointer) (unsafe.Pointer, uintptr)

//go:linkname rtSetFinalizer rt_setfinalizer
func rtSetFinalizer(obj, fn unsafe.Pointer, objType, funcType *abi.Type) bool

//go:linkname rtRemoveFinalizer rt_removefinalizer
func rtRemoveFinalizer(obj unsafe.Pointer)

//go:linkname rtNextFinalizer rt_nextfinalizer
func rtNextFinalizer(item *finItem)

//go:linkname rtCallFinalizer rt_callfinalizer
func rtCallFinalizer(fn unsafe.Pointer, args *[2]unsafe.Pointer, nargs int, results *uint64, memory int, many bool)

//go:linkname rtAddCleanup rt_addcleanup
func rtAddCleanup(p unsafe.Pointer, fn func()) uint64

//go:linkname rtStopCleanup rt_stopcleanup
func rtStopCleanup(p unsafe.Pointer, id uint64)

//go:linkname rtAddRoot rt_pin_add
func rtAddRoot(p unsafe.Pointer)

//go:linkname rtRemoveRoot rt_pin_remove
func rtRemoveRoot(p unsafe.Pointer)

//go:linkname rtReadMemStats rt_readmemstats
func rtReadMemStats(m *MemStats)

//go:linkname rtReadGCStats rt_readgcstats
func rtReadGCStats(out *uint64, n int) int

//go:linkname rtCPUTimes rt_cputimes
func rtCPUTimes() (all, gc uint64)

//go:linkname rtGC rt_gc
func rtGC()

//go:linkname rtGCCycles rt_gc_cycles
func rtGCCycles() uint64

//go:linkname rtGosched rt_gosched
func rtGosched()

//go:linkname rtGoexit rt_goexit
func rtGoexit()

//go:linkname rtGomaxprocs rt_gomaxprocs
func rtGomaxprocs(n int) int

//go:linkname rtDefaultProcs rt_defaultprocs
func rtDefaultProcs() uint32

//go:linkname rtNcpu rt_ncpu
func rtNcpu() uint32

//go:linkname rtNumGoroutine rt_ngoroutines
func rtNumGoroutine() uint64

//go:linkname rtGoid rt_goid
func rtGoid() uint64

//go:linkname rtLockOSThread rt_LockOSThread
func rtLockOSThread()

//go:linkname rtUnlockOSThread rt_UnlockOSThread
func rtUnlockOSThread()

//go:linkname rtCallers rt_runtime_callers
//go:noescape
func rtCallers(skip int, pcs *uintptr, n int) int

//go:linkname rtFindFunc rt_runtime_findfunc
func rtFindFunc(pc uintptr) *funcInfo

//go:linkname rtFuncLine rt_runtime_funcline
func rtFuncLine(f *funcInfo, pc uintptr) (file *byte, line int)

//go:linkname rtFrame rt_runtime_frame
//go:noescape
func rtFrame(f *funcInfo, pc uintptr, depth int, out *frameInfo) int

//go:linkname rtStack rt_runtime_stack
func rtStack(buf *byte, n int, all bool) int

//go:linkname rtGoroutines rt_goroutine_stacks
func rtGoroutines(pcs *uintptr, perG int, n int, labels *unsafe.Pointer) int

//go:linkname rtArg rt_arg
func rtArg(i int) (*byte, int)

//go:linkname rtEnv rt_env
func rtEnv(i int) (*byte, int)

//go:linkname rtAuxv rt_auxv
func rtAuxv() []uintptr

//go:linkname rtVersion rt_version
func rtVersion() *byte

//go:linkname rtGoroot rt_goroot
func rtGoroot() *byte

//go:linkname rtModinfo rt_modinfo
func rtModinfo() *byte

//go:linkname rtGodebug rt_godebug
func rtGodebug() *byte

//go:linkname rtExit rt_exit
func rtExit(code int32)

//go:linkname rtBreakpoint rt_breakpoint
func rtBreakpoint()

//go:linkname semacquire rt_semacquire
func semacquire(s *uint32)

//go:linkname semrelease rt_semrelease
func semrelease(s *uint32, handoff bool, skip int)

//go:linkname rtNumCgoCall rt_ncgocall
func rtNumCgoCall() int64

//go:linkname rtIsCgo rt_is_cgo
func rtIsCgo() bool

// The environment that C sees: a variable gets a value, or goes with value nil, or all go with both nil.
//
//go:linkname rtCSetenv rt_csetenv
//go:noescape
func rtCSetenv(key, value *byte)

func cstring(p *byte) string {
	if p == nil {
		return ""
	}
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return unsafe.String(p, n)
}
