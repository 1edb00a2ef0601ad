// Functions, frames and stack traces as the API shows them.

package runtime

import "unsafe"

// As rt_FuncInfo of rt/layout.def.
type funcInfo struct {
	code  unsafe.Pointer
	name  *byte
	file  *byte
	sig   *byte
	line  uint32
	flags uint32
}

// A Func represents a Go function in the running binary.
type Func struct {
	opaque struct{} // it is a funcInfo
}

func (f *Func) info() *funcInfo { return (*funcInfo)(unsafe.Pointer(f)) }

// FuncForPC returns the function that contains pc, or nil.
func FuncForPC(pc uintptr) *Func { return (*Func)(unsafe.Pointer(rtFindFunc(pc))) }

// Name returns the name of the function.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.info().goName()
}

// The name with type arguments as gc shows them: F[...].
func (f *funcInfo) goName() string {
	s := cstring(f.name)
	for i := 0; i < len(s); i++ {
		if s[i] == '[' {
			j := len(s) - 1
			for s[j] != ']' {
				j--
			}
			return s[:i] + "[...]" + s[j+1:]
		}
	}
	return s
}

// Entry returns the entry address of the function.
func (f *Func) Entry() uintptr { return uintptr(f.info().code) }

// FileLine returns the file name and line number of the source code at pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	p, line := rtFuncLine(f.info(), pc)
	return cstring(p), line
}

// Frame is what Frames returns for each frame.
type Frame struct {
	PC        uintptr
	Func      *Func
	Function  string
	File      string
	Line      int
	startLine int
	Entry     uintptr
}

// Frames translates the program counters that Callers returns.
type Frames struct {
	callers []uintptr
}

// CallersFrames takes what Callers returned and prepares to give function, file and line of each.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next returns the next call frame, and whether there are more.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.callers) > 0 {
		pc := ci.callers[0]
		ci.callers = ci.callers[1:]
		frame = frameOf(pc)
		if frame.Func != nil {
			break
		}
	}
	return frame, len(ci.callers) > 0
}

// pc is a return address, or the entry of a function.
func frameOf(pc uintptr) Frame {
	f := rtFindFunc(pc)
	if f != nil && pc != uintptr(f.code) {
		pc--
	} else if f == nil && pc > 0 {
		pc--
		f = rtFindFunc(pc)
	}
	if f == nil {
		return Frame{PC: pc}
	}
	file, line := rtFuncLine(f, pc)
	return Frame{PC: pc, Func: (*Func)(unsafe.Pointer(f)), Function: f.goName(), File: cstring(file), Line: line,
		startLine: int(f.line), Entry: uintptr(f.code)}
}

// Callers fills pc with the return addresses of the calling goroutine's stack; skip 0 is Callers itself.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return rtCallers(skip, &pc[0], len(pc))
}

// Caller reports file and line of a frame of the calling goroutine's stack; skip 0 is the caller of Caller.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if rtCallers(skip+1, &pcs[0], 1) < 1 {
		return
	}
	f := frameOf(pcs[0])
	return pcs[0], f.File, f.Line, f.Func != nil
}

// Stack formats a stack trace of the calling goroutine, or of all, into buf and returns its length.
//
//go:noinline
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	return rtStack(&buf[0], len(buf), all)
}

//go:linkname pprof_FrameStartLine runtime/pprof.runtime_FrameStartLine
func pprof_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname pprof_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func pprof_FrameSymbolName(f *Frame) string { return f.Function }

//go:linkname pprof_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func pprof_expandFinalInlineFrame(stk []uintptr) []uintptr { return stk }
