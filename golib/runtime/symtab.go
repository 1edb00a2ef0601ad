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

// One of the frames at a program counter: a call that was inlined has a frame, too. As InlinedFrame of rt/rt.h.
type frameInfo struct {
	fn         *funcInfo
	name, file *byte
	line       uint32
	start      uint32
}

// Program counters that Callers gives for one frame of several have its number, from 1, above these bits.
const framePCBits = 48

func splitPC(pc uintptr) (uintptr, int) { return pc & (1<<framePCBits - 1), int(pc>>framePCBits) - 1 }

// FuncForPC returns the function that contains pc, or nil. Of a call that was inlined it is the one called.
func FuncForPC(pc uintptr) *Func {
	pc, depth := splitPC(pc)
	f := rtFindFunc(pc)
	if f == nil || pc == uintptr(f.code) {
		return (*Func)(unsafe.Pointer(f))
	}
	var fr frameInfo
	if depth >= 0 {
		pc-- // of Callers: a return address, or one less
	}
	if depth = max(depth, 0); depth >= rtFrame(f, pc, depth, &fr) {
		return (*Func)(unsafe.Pointer(f))
	}
	return (*Func)(unsafe.Pointer(fr.fn))
}

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
	pc, _ = splitPC(pc)
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
	depth   int // of the next frame at callers[0]
}

// CallersFrames takes what Callers returned and prepares to give function, file and line of each.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers: callers} }

// Next returns the next call frame, and whether there are more.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.callers) > 0 {
		pc, depth := splitPC(ci.callers[0])
		one := depth >= 0
		if !one {
			depth = ci.depth
		}
		var n int
		frame, n = frameOf(pc, depth)
		if !one && depth+1 < n {
			ci.depth++
		} else {
			ci.callers, ci.depth = ci.callers[1:], 0
		}
		if frame.Function != "" {
			break
		}
	}
	return frame, len(ci.callers) > 0
}

// pc is a return address, or the entry of a function; n is the number of frames there.
func frameOf(pc uintptr, depth int) (frame Frame, n int) {
	f := rtFindFunc(pc)
	if f != nil && pc != uintptr(f.code) {
		pc--
	} else if f == nil && pc > 0 {
		pc--
		f = rtFindFunc(pc)
	}
	if f == nil {
		return Frame{PC: pc}, 1
	}
	var fr frameInfo
	n = rtFrame(f, pc, depth, &fr)
	if depth >= n {
		return Frame{PC: pc}, n
	}
	frame = Frame{PC: pc, Function: fr.fn.goName(), File: cstring(fr.file), Line: int(fr.line),
		startLine: int(fr.start), Entry: uintptr(f.code)}
	if fr.fn == f {
		frame.Func = (*Func)(unsafe.Pointer(f))
	}
	return frame, n
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
	f, more := CallersFrames(pcs[:]).Next()
	return pcs[0], f.File, f.Line, f.Function != "" || more
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
