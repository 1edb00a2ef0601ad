// Run-time errors. The texts are those of gc.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// Error identifies a run-time error.
type Error interface {
	error
	RuntimeError()
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    *abi.Type
	concrete      *abi.Type
	asserted      *abi.Type
	missingMethod string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	inter := "interface"
	if e._interface != nil {
		inter = typeString(e._interface)
	}
	as := typeString(e.asserted)
	if e.concrete == nil {
		return "interface conversion: " + inter + " is nil, not " + as
	}
	cs := typeString(e.concrete)
	if e.missingMethod != "" {
		return "interface conversion: " + cs + " is not " + as + ": missing method " + e.missingMethod
	}
	msg := "interface conversion: " + inter + " is " + cs + ", not " + as
	if cs == as {
		if typePkgPath(e.concrete) != typePkgPath(e.asserted) {
			msg += " (types from different packages)"
		} else {
			msg += " (types from different scopes)"
		}
	}
	return msg
}

// A PanicNilError happens when code calls panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}
func (*PanicNilError) RuntimeError() {}

// An errorString is a run-time error with the usual prefix.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// A plainError is a run-time error without the prefix.
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// A faultError is a memory fault at a known address.
type faultError struct {
	msg  string
	addr uintptr
}

func (e faultError) RuntimeError() {}
func (e faultError) Error() string { return "runtime error: " + e.msg }
func (e faultError) Addr() uintptr { return e.addr }

// A boundsError is an index or slice operation out of range.
type boundsError struct {
	x      int64
	y      int
	signed bool // x is signed
	code   abi.BoundsErrorCode
}

// By code: with both numbers, and with the first alone if that is negative.
var boundsFormats = [...][2]string{
	abi.BoundsIndex:      {"index out of range [%x] with length %y", "index out of range [%x]"},
	abi.BoundsSliceAlen:  {"slice bounds out of range [:%x] with length %y", "slice bounds out of range [:%x]"},
	abi.BoundsSliceAcap:  {"slice bounds out of range [:%x] with capacity %y", "slice bounds out of range [:%x]"},
	abi.BoundsSliceB:     {"slice bounds out of range [%x:%y]", "slice bounds out of range [%x:]"},
	abi.BoundsSlice3Alen: {"slice bounds out of range [::%x] with length %y", "slice bounds out of range [::%x]"},
	abi.BoundsSlice3Acap: {"slice bounds out of range [::%x] with capacity %y", "slice bounds out of range [::%x]"},
	abi.BoundsSlice3B:    {"slice bounds out of range [:%x:%y]", "slice bounds out of range [:%x:]"},
	abi.BoundsSlice3C:    {"slice bounds out of range [%x:%y:]", "slice bounds out of range [%x::]"},
	abi.BoundsConvert: {"cannot convert slice with length %x to array or pointer to array with length %y",
		"cannot convert slice with length %x to array or pointer to array with length %y"},
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	format := boundsFormats[e.code][0]
	if e.signed && e.x < 0 {
		format = boundsFormats[e.code][1]
	}
	b := []byte("runtime error: ")
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b = append(b, format[i])
			continue
		}
		i++
		if format[i] == 'x' {
			b = appendInt(b, e.x, e.signed)
		} else {
			b = appendInt(b, int64(e.y), true)
		}
	}
	return string(b)
}

func appendInt(b []byte, v int64, signed bool) []byte {
	u := uint64(v)
	if signed && v < 0 {
		b = append(b, '-')
		u = -u
	}
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + u%10)
		u /= 10
		if u == 0 {
			return append(b, digits[i:]...)
		}
	}
}

func itoa(v int) string { return string(appendInt(nil, int64(v), true)) }

var (
	divideError   = error(errorString("integer divide by zero"))
	overflowError = error(errorString("integer overflow"))
	shiftError    = error(errorString("negative shift amount"))
	memoryError   = error(errorString("invalid memory address or nil pointer dereference"))
)

//go:linkname maps_errNilAssign internal/runtime/maps.errNilAssign
var maps_errNilAssign error = plainError("assignment to entry in nil map")

// What C calls to panic.

func goPanicError(which int) {
	switch which {
	case 0:
		panic(divideError)
	case 1:
		panic(overflowError)
	case 2:
		panic(shiftError)
	}
	panic(memoryError)
}

func goPanicBounds(x int64, y int, code int) {
	panic(boundsError{x: x, y: y, signed: code&1 != 0, code: abi.BoundsErrorCode(code >> 1)})
}

func goPanicMem(addr uintptr) {
	if addr == 0 {
		panic(memoryError)
	}
	panic(faultError{"invalid memory address or nil pointer dereference", addr})
}

func goPanicString(s string) { panic(errorString(s)) }
func goPanicPlain(s string)  { panic(plainError(s)) }

func goPanicWrap(pkg, typ, meth string) {
	panic(plainError("value method " + pkg + "." + typ + "." + meth + " called using nil *" + typ + " pointer"))
}

func goPanicNil() any {
	if godebugSetting("panicnil") == "1" {
		return nil
	}
	return new(PanicNilError)
}

func goPanicDottype(have, want, iface *abi.Type) {
	panic(&TypeAssertionError{iface, have, want, ""})
}

func goPanicAssert(typ, inter *abi.Type, missing string) {
	panic(&TypeAssertionError{nil, typ, inter, missing})
}

// Printing the value of an uncaught panic.

// What Error or String returned, so that printing needs no more calls.
type printedError string

func goPreprintPanic(v any) any {
	defer func() {
		const text = "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + typeString(efaceOf(&r).typ))
		}
	}()
	if e, ok := v.(synctestDeadlockError); ok {
		rtBubbleBlame(e.bubble)
	}
	switch v := v.(type) {
	case error:
		return printedError(v.Error())
	case interface{ String() string }:
		return printedError(v.String())
	}
	return v
}

func goPanicValue(v any) {
	switch v := v.(type) {
	case nil:
		print("nil")
	case bool:
		print(v)
	case int:
		print(v)
	case int8:
		print(v)
	case int16:
		print(v)
	case int32:
		print(v)
	case int64:
		print(v)
	case uint:
		print(v)
	case uint8:
		print(v)
	case uint16:
		print(v)
	case uint32:
		print(v)
	case uint64:
		print(v)
	case uintptr:
		print(v)
	case float32:
		print(v)
	case float64:
		print(v)
	case complex64:
		print(v)
	case complex128:
		print(v)
	case string:
		printIndented(v)
	case printedError:
		printIndented(string(v))
	default:
		printOther(v)
	}
}

func printOther(v any) {
	e := efaceOf(&v)
	name := typeString(e.typ)
	switch e.typ.Kind() {
	case abi.String:
		print(name, `("`)
		printIndented(*(*string)(e.data))
		print(`")`)
	case abi.Bool:
		print(name, "(", *(*bool)(e.data), ")")
	case abi.Int:
		print(name, "(", *(*int)(e.data), ")")
	case abi.Int8:
		print(name, "(", *(*int8)(e.data), ")")
	case abi.Int16:
		print(name, "(", *(*int16)(e.data), ")")
	case abi.Int32:
		print(name, "(", *(*int32)(e.data), ")")
	case abi.Int64:
		print(name, "(", *(*int64)(e.data), ")")
	case abi.Uint:
		print(name, "(", *(*uint)(e.data), ")")
	case abi.Uint8:
		print(name, "(", *(*uint8)(e.data), ")")
	case abi.Uint16:
		print(name, "(", *(*uint16)(e.data), ")")
	case abi.Uint32:
		print(name, "(", *(*uint32)(e.data), ")")
	case abi.Uint64:
		print(name, "(", *(*uint64)(e.data), ")")
	case abi.Uintptr:
		print(name, "(", *(*uintptr)(e.data), ")")
	case abi.Float32:
		print(name, "(", *(*float32)(e.data), ")")
	case abi.Float64:
		print(name, "(", *(*float64)(e.data), ")")
	case abi.Complex64:
		print(name, *(*complex64)(e.data))
	case abi.Complex128:
		print(name, *(*complex128)(e.data))
	default:
		print("(", name, ") ", e.data)
	}
}

// The lines after the first are indented, so that they cannot look like a trace.
func printIndented(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			print(s[start:i+1], "\t")
			start = i + 1
		}
	}
	print(s[start:])
}

type eface struct {
	typ  *abi.Type
	data unsafe.Pointer
}

func efaceOf(p *any) *eface { return (*eface)(unsafe.Pointer(p)) }

func typePkgPath(t *abi.Type) string {
	u := t.Uncommon()
	if t.TFlag&abi.TFlagNamed == 0 || u == nil {
		switch t.Kind() {
		case abi.Struct:
			return (*abi.StructType)(unsafe.Pointer(t)).PkgPath.Name()
		case abi.Interface:
			return (*abi.InterfaceType)(unsafe.Pointer(t)).PkgPath.Name()
		}
		return ""
	}
	name := resolveName(unsafe.Pointer(t), int32(u.PkgPath))
	if name == nil {
		return ""
	}
	return abi.Name{Bytes: (*byte)(name)}.Name()
}
