// Package cgo is what runtime/cgo has for Go code: handles for Go values, and the type of what Go may point to but
// not allocate. Calls of C are the runtime's.
package cgo

import (
	"internal/runtime/sys"
	"sync"
	"sync/atomic"
	_ "unsafe"
)

// An Incomplete is memory that Go code does not allocate, as C's incomplete types are.
type Incomplete struct {
	_ sys.NotInHeap
}

// A Handle stands for a Go value where only an integer may go. It keeps the value alive until Delete.
type Handle uintptr

var (
	last   atomic.Uintptr // the handle given out last
	values sync.Map       // uintptr -> any
)

// NewHandle returns a handle for v that is not zero.
func NewHandle(v any) Handle {
	h := last.Add(1)
	if h == 0 {
		panic("runtime/cgo: ran out of handle space")
	}
	values.Store(h, v)
	return Handle(h)
}

// Value returns what the handle stands for. It panics if there is no such handle.
func (h Handle) Value() any {
	v, ok := values.Load(uintptr(h))
	if !ok {
		panic("runtime/cgo: misuse of an invalid Handle")
	}
	return v
}

// Delete ends the handle. It panics if there is no such handle.
func (h Handle) Delete() {
	if _, ok := values.LoadAndDelete(uintptr(h)); !ok {
		panic("runtime/cgo: misuse of an invalid Handle")
	}
}

//go:linkname gostring runtime.gostring
func gostring(p *byte) string

// C code panics by crosscall2(_cgo_panic, &a, sizeof a) with a.cstr the text.
//
//go:linkname _cgo_panic _cgo_panic
//go:cgo_export_static _cgo_panic
func _cgo_panic(a *struct{ cstr *byte }) { panic(gostring(a.cstr)) }
