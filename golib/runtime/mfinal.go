// Finalizers, cleanups, pinning.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// KeepAlive marks its argument as reachable at this point.
//
//go:noinline
func KeepAlive(x any) {}

// GC runs a garbage collection and waits for it.
func GC() { rtGC() }

// As rt_FinItem of rt/heap.h.
type finItem struct {
	fn       unsafe.Pointer
	obj      unsafe.Pointer
	objType  *abi.Type
	funcType *abi.Type
	kind     uintptr
}

// SetFinalizer sets the finalizer of the object that obj points to.
func SetFinalizer(obj any, finalizer any) {
	o := efaceOf(&obj)
	if o.typ == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if o.typ.Kind() != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + typeString(o.typ) + ", not pointer")
	}
	if o.data == nil {
		throw("nil elem type!")
	}
	elem := o.typ.Elem()
	base, size := findObject(o.data)
	if base == nil {
		return // a variable of the program: it never goes away
	}
	if base != o.data && (elem.Pointers() || elem.Size() >= 16 || size != 16) {
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	f := efaceOf(&finalizer)
	if f.typ == nil {
		rtRemoveFinalizer(o.data)
		return
	}
	if f.typ.Kind() != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + typeString(f.typ) + ", not a function")
	}
	checkFinalizer(o.typ, (*abi.FuncType)(unsafe.Pointer(f.typ)))
	if !rtSetFinalizer(o.data, f.data, o.typ, f.typ) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
}

func checkFinalizer(obj *abi.Type, ft *abi.FuncType) {
	cannot := "runtime.SetFinalizer: cannot pass " + typeString(obj) + " to finalizer " + typeString(&ft.Type)
	if ft.IsVariadic() {
		throw(cannot + " because dotdotdot")
	}
	if ft.InCount != 1 {
		throw(cannot)
	}
	param := ft.InSlice()[0]
	switch {
	case param == obj:
		return
	case param.Kind() == abi.Pointer:
		if (param.Uncommon() == nil || obj.Uncommon() == nil) && param.Elem() == obj.Elem() {
			return
		}
	case param.Kind() == abi.Interface:
		if len((*abi.InterfaceType)(unsafe.Pointer(param)).Methods) == 0 || assertE2I2(param, obj) != nil {
			return
		}
	}
	throw(cannot)
}

// goRunFinalizers is the body of the goroutine that runs finalizers and cleanups.
func goRunFinalizers() {
	var item finItem
	for {
		rtNextFinalizer(&item)
		if item.kind == 1 {
			(*(*func())(unsafe.Pointer(&item.fn)))()
		} else {
			runFinalizer(&item)
		}
		item = finItem{} // it must not keep what the next wait is to outlast
	}
}

func runFinalizer(item *finItem) {
	ft := (*abi.FuncType)(unsafe.Pointer(item.funcType))
	param := ft.InSlice()[0]
	args := [2]unsafe.Pointer{item.obj, nil}
	nargs := 1
	if param.Kind() == abi.Interface {
		nargs = 2
		args = [2]unsafe.Pointer{unsafe.Pointer(item.objType), item.obj}
		if len((*abi.InterfaceType)(unsafe.Pointer(param)).Methods) != 0 {
			args[0] = assertE2I2(param, item.objType)
		}
	}
	// The results are ignored, but need room.
	room := uintptr(256)
	memory, words := 0, 0
	for _, t := range ft.OutSlice() {
		n := components(t)
		if n < 0 {
			memory++
			room += t.Size()
		} else {
			words += n
		}
	}
	results := make([]uint64, room/8)
	rtCallFinalizer(item.fn, &args, nargs, &results[0], memory, words > 2)
	KeepAlive(results)
	args = [2]unsafe.Pointer{} // no stale copy keeps the object
}

// How many scalars a value is passed as, or -1 if it is passed in memory (doc/abi.md).
func components(t *abi.Type) int {
	switch t.Kind() {
	case abi.String, abi.Interface, abi.Complex64, abi.Complex128:
		return 2
	case abi.Slice:
		return 3
	case abi.Array:
		a := (*abi.ArrayType)(unsafe.Pointer(t))
		if a.Len > 1 {
			return -1
		}
		return int(a.Len) * components(a.Elem)
	case abi.Struct:
		n := 0
		for _, f := range (*abi.StructType)(unsafe.Pointer(t)).Fields {
			k := components(f.Typ)
			if k < 0 || n+k > 4 {
				return -1
			}
			n += k
		}
		return n
	}
	return 1
}

// Cleanup is a handle to a cleanup call for a specific object.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup attaches a cleanup function to ptr: some time after ptr is no longer reachable, cleanup(arg) runs.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	p := unsafe.Pointer(ptr)
	base, size := findObject(p)
	if t := abi.TypeFor[S](); t.Kind() == abi.Pointer || t.Kind() == abi.UnsafePointer {
		a := *(*unsafe.Pointer)(unsafe.Pointer(&arg))
		if a == p {
			panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
		}
		if base != nil && uintptr(a) >= uintptr(base) && uintptr(a) < uintptr(base)+size && size > 16 {
			panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
		}
	}
	if base == nil {
		return Cleanup{} // a variable of the program: it never goes away
	}
	return Cleanup{rtAddCleanup(p, func() { cleanup(arg) }), uintptr(p)}
}

// Stop cancels the cleanup call, if it has not been queued yet.
func (c Cleanup) Stop() {
	if c.id != 0 {
		rtStopCleanup(unsafe.Pointer(c.ptr), c.id)
	}
}

// A Pinner keeps objects alive and at their place. Objects never move, so keeping them is all there is to do.
type Pinner struct {
	*pinner
}

type pinner struct {
	refs []unsafe.Pointer
}

// Pin pins an object until Unpin is called.
func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	if e.typ == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	if k := e.typ.Kind(); k != abi.Pointer && k != abi.UnsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typeString(e.typ)))
	}
	if p.pinner == nil {
		p.pinner = new(pinner)
		rtAddRoot(unsafe.Pointer(p.pinner))
	}
	p.refs = append(p.refs, e.data)
	pinCount(e.data, 1)
}

// Unpin unpins all objects of the Pinner.
func (p *Pinner) Unpin() {
	if p.pinner != nil {
		for _, ref := range p.refs {
			pinCount(ref, -1)
		}
		rtRemoveRoot(unsafe.Pointer(p.pinner))
		p.pinner = nil
	}
}
