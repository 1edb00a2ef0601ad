// What the Go files that cmd/cgo writes call, and the rules for pointers that are passed to C.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// cgoAlwaysFalse is what cmd/cgo's files test before they use a pointer, so that it is kept.
var cgoAlwaysFalse bool

func gostring(p *byte) string { return string(unsafe.Slice(p, len(cstring(p)))) }

func gostringn(p *byte, n int) string {
	if n == 0 {
		return ""
	}
	return string(unsafe.Slice(p, n))
}

func gobytes(p *byte, n int) []byte {
	if n == 0 {
		return make([]byte, 0)
	}
	if n < 0 {
		panic(errorString("gobytes: length out of range"))
	}
	return append(make([]byte, 0, n), unsafe.Slice(p, n)...)
}

// What package syscall calls of the C library in place of a system call on every thread.

//go:linkname cgo_libc_setegid syscall.cgo_libc_setegid
//go:linkname cgo_libc_seteuid syscall.cgo_libc_seteuid
//go:linkname cgo_libc_setgid syscall.cgo_libc_setgid
//go:linkname cgo_libc_setregid syscall.cgo_libc_setregid
//go:linkname cgo_libc_setresgid syscall.cgo_libc_setresgid
//go:linkname cgo_libc_setresuid syscall.cgo_libc_setresuid
//go:linkname cgo_libc_setreuid syscall.cgo_libc_setreuid
//go:linkname cgo_libc_setuid syscall.cgo_libc_setuid
//go:linkname cgo_libc_setgroups syscall.cgo_libc_setgroups
var (
	cgo_libc_setegid, cgo_libc_seteuid, cgo_libc_setgid         unsafe.Pointer
	cgo_libc_setregid, cgo_libc_setresgid, cgo_libc_setresuid unsafe.Pointer
	cgo_libc_setreuid, cgo_libc_setuid, cgo_libc_setgroups     unsafe.Pointer
)

func cgoInit() {
	cgoUnchecked = godebugSetting("cgocheck") == "0"
	for i, f := range []*unsafe.Pointer{
		&cgo_libc_setegid, &cgo_libc_seteuid, &cgo_libc_setgid,
		&cgo_libc_setregid, &cgo_libc_setresgid, &cgo_libc_setresuid,
		&cgo_libc_setreuid, &cgo_libc_setuid, &cgo_libc_setgroups,
	} {
		*f = rtLibc(i)
	}
}

// Pointers for C.

var cgoUnchecked bool // GODEBUG=cgocheck=0

// cgoCheckPointer panics if memory that ptr points to holds a pointer into Go's memory that is not pinned. arg says how
// much of it C sees: nil, all of an object of ptr's type; true, what ptr points to; a slice, an array or a pointer
// to an array, that ptr was made from by taking the address of an element.
func cgoCheckPointer(ptr any, arg any) {
	if cgoUnchecked {
		return
	}
	e := efaceOf(&ptr)
	t, p, top := e.typ, e.data, true
	if k := t.Kind(); arg != nil && (k == abi.Pointer || k == abi.UnsafePointer) {
		target := p
		if !t.IsDirectIface() {
			target = *(*unsafe.Pointer)(p)
		}
		if target == nil || !rtCgoIsGo(target) {
			return
		}
		a := efaceOf(&arg)
		switch a.typ.Kind() {
		case abi.Bool:
			if k == abi.Pointer {
				cgoCheck((*abi.PtrType)(unsafe.Pointer(t)).Elem, target, true, false, false)
				return
			}
		case abi.Slice:
			t, p = a.typ, a.data
		case abi.Array:
			t, p, top = a.typ, a.data, false
		case abi.Pointer:
			elem := (*abi.PtrType)(unsafe.Pointer(a.typ)).Elem
			if elem.Kind() != abi.Array {
				throw("cgoCheckPointer: not a pointer to an array")
			}
			cgoCheck(elem, a.data, true, false, false)
			return
		default:
			throw("cgoCheckPointer: unexpected argument")
		}
	}
	cgoCheck(t, p, !t.IsDirectIface(), top, false)
}

// cgoCheckResult panics if val, which an exported function returns, holds or leads to a pointer into Go's memory that is
// not pinned.
func cgoCheckResult(val any) {
	if cgoUnchecked {
		return
	}
	e := efaceOf(&val)
	if e.typ != nil {
		cgoCheck(e.typ, e.data, !e.typ.IsDirectIface(), false, true)
	}
}

// The value of type t is at p, or if not indirect is p. top: it may itself be a pointer to Go's memory.
func cgoCheck(t *abi.Type, p unsafe.Pointer, indirect, top bool, result bool) {
	if !t.Pointers() || p == nil {
		return
	}
	switch t.Kind() {
	case abi.Array:
		at := (*abi.ArrayType)(unsafe.Pointer(t))
		for i := uintptr(0); i < at.Len; i++ {
			cgoCheck(at.Elem, unsafe.Add(p, i*at.Elem.Size_), indirect, top, result)
		}
	case abi.Struct:
		for _, f := range (*abi.StructType)(unsafe.Pointer(t)).Fields {
			if f.Typ.Pointers() {
				cgoCheck(f.Typ, unsafe.Add(p, f.Offset), indirect, top, result)
			}
		}
	case abi.Chan, abi.Map:
		panic(cgoFault(result, t.Kind())) // their memory is the runtime's
	case abi.Func:
		if indirect {
			p = *(*unsafe.Pointer)(p)
		}
		if p != nil && rtCgoIsGo(p) {
			panic(cgoFault(result, t.Kind()))
		}
	case abi.Interface:
		cgoCheckInterface(t, p, top, result)
	case abi.Slice:
		s := (*[3]uintptr)(p)
		data := *(*unsafe.Pointer)(p)
		if data == nil || !rtCgoIsGo(data) {
			return
		}
		cgoCheckHeld(data, top, result, t.Kind())
		elem := (*abi.SliceType)(unsafe.Pointer(t)).Elem
		for i := uintptr(0); elem.Pointers() && i < s[2]; i++ {
			cgoCheck(elem, unsafe.Add(data, i*elem.Size_), true, false, result)
		}
	case abi.String:
		if data := *(*unsafe.Pointer)(p); rtCgoIsGo(data) {
			cgoCheckHeld(data, top, result, t.Kind())
		}
	case abi.Pointer, abi.UnsafePointer:
		if indirect {
			p = *(*unsafe.Pointer)(p)
		}
		if p != nil && rtCgoIsGo(p) {
			cgoCheckHeld(p, top, result, t.Kind())
			cgoCheckObject(p, result)
		}
	}
}

func cgoCheckInterface(t *abi.Type, p unsafe.Pointer, top bool, result bool) {
	word := *(*unsafe.Pointer)(p)
	if word == nil {
		return
	}
	dynamic := (*abi.Type)(word)
	if len((*abi.InterfaceType)(unsafe.Pointer(t)).Methods) > 0 {
		dynamic = (*abi.ITab)(word).Type
	}
	data := *(*unsafe.Pointer)(unsafe.Add(p, unsafe.Sizeof(uintptr(0))))
	if data == nil || !rtCgoIsGo(data) {
		return
	}
	cgoCheckHeld(data, top, result, t.Kind())
	cgoCheck(dynamic, data, !dynamic.IsDirectIface(), false, result)
}

// p is a pointer to Go's memory: it may be there at the top, or if it is pinned.
func cgoCheckHeld(p unsafe.Pointer, top bool, result bool, kind abi.Kind) {
	if !top && !cgoPinned(p) {
		panic(cgoFault(result, kind))
	}
}

func cgoFault(result bool, kind abi.Kind) error {
	what := "pointer"
	switch kind {
	case abi.Chan:
		what = "channel"
	case abi.Func:
		what = "function"
	case abi.Interface, abi.Map, abi.Slice, abi.String, abi.Struct:
		what = kind.String()
	case abi.UnsafePointer:
		what = "unsafe pointer"
	}
	if !result {
		return errorString("argument of cgo function has Go pointer to unpinned Go " + what)
	}
	// The function that C calls is named after the exported one: _cgoexp_ 12 digits _ name.
	const prefix = "_cgoexp_"
	where, function := "", "unknown"
	for skip := 1; ; skip++ {
		pc, path, line, ok := Caller(skip)
		if !ok {
			break
		}
		if name := FuncForPC(pc).Name(); len(name) > len(prefix)+13 && name[:len(prefix)] == prefix {
			where, function = path+":"+decimal(line), name[len(prefix)+13:]
			break
		}
	}
	return errorString(where + ": result of Go function " + function + " called from cgo is unpinned Go " + what +
		" or points to unpinned Go " + what)
}

func decimal(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + string(rune('0'+n%10))
}

// What objects are pinned, and how often. Variables count as pinned.

var (
	pinLock uint32 = 1 // a semaphore
	pinned  map[uintptr]int
)

func pinCount(p unsafe.Pointer, by int) {
	base, _ := findObject(p)
	if base == nil {
		return
	}
	semacquire(&pinLock)
	if pinned == nil {
		pinned = make(map[uintptr]int)
	}
	n := pinned[uintptr(base)] + by
	if n == 0 {
		delete(pinned, uintptr(base))
	} else {
		pinned[uintptr(base)] = n
	}
	semrelease(&pinLock, false, 0)
}

func cgoPinned(p unsafe.Pointer) bool {
	base, _ := findObject(p)
	if base == nil {
		return true
	}
	semacquire(&pinLock)
	n := pinned[uintptr(base)]
	semrelease(&pinLock, false, 0)
	return n > 0
}

// Panics if the object that holds p has a pointer to Go's memory that is not pinned.
func cgoCheckObject(p unsafe.Pointer, result bool) {
	base, _ := findObject(p)
	if base == nil {
		if rtCgoIsVariable(p) {
			panic(cgoFault(result, abi.Pointer)) // its size is not known
		}
		return
	}
	for i := rtCgoNext(base, 0); i >= 0; i = rtCgoNext(base, i+1) {
		cgoCheckHeld(*(*unsafe.Pointer)(unsafe.Add(base, i*int(unsafe.Sizeof(p)))), false, result, abi.Pointer)
	}
}

//go:linkname rtLibc rt_libc
func rtLibc(i int) unsafe.Pointer

//go:linkname rtCgoIsGo rt_cgo_isgo
//go:noescape
func rtCgoIsGo(p unsafe.Pointer) bool

//go:linkname rtCgoIsVariable rt_cgo_isvariable
//go:noescape
func rtCgoIsVariable(p unsafe.Pointer) bool

// The first word from word i on of the object at base that is a pointer to Go's memory; -1: none is.
//
//go:linkname rtCgoNext rt_cgo_next
//go:noescape
func rtCgoNext(base unsafe.Pointer, i int) int
