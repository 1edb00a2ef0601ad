// The rules for pointers that are passed to C, and what is said when they are broken.
package main

/*
#include <stdlib.h>
struct holder { int *p; int n; };
static void take(void *p) { }
static void takeHolder(struct holder *h) { }
static void takeValue(struct holder h) { }
static void takeInts(int *p) { }
static void takePointers(int **p) { }
typedef struct { void *v[3]; } three;
static void takeThree(three *t) { }
int *askPointer(void);
*/
import "C"

import (
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

//export goPointer
func goPointer() *C.int {
	return new(C.int)
}

var global C.struct_holder

func try(name string, f func()) {
	defer func() {
		text := fmt.Sprint(recover())
		if i := strings.Index(text, "/"); i >= 0 { // the folder
			text = text[:i] + text[strings.LastIndex(text, "/")+1:]
		}
		fmt.Println(name, text)
	}()
	f()
}

type mixed struct {
	n   int
	s   []int
	m   map[int]int
	str string
}

func main() {
	x := new(C.int)
	c := (*C.int)(C.malloc(4))
	h := &C.struct_holder{p: x}
	try("pointer", func() { C.take(unsafe.Pointer(x)) })
	try("holder of Go memory", func() { C.takeHolder(h) })
	try("value", func() { C.takeValue(*h) })
	try("holder of C memory", func() { C.takeHolder(&C.struct_holder{p: c}) })
	try("field without pointer", func() { C.takeInts(&h.n) })
	try("field with pointer", func() { C.takePointers(&h.p) })
	try("global", func() { C.takeHolder(&global) })
	try("global with pointer", func() { global.p = x; C.takeHolder(&global) })
	list := []*C.int{x, nil}
	try("slice element", func() { C.takePointers(&list[1]) })
	array := [2]*C.int{c, c}
	try("array element", func() { C.takePointers(&array[0]) })
	m := &mixed{m: map[int]int{}}
	try("map", func() { C.take(unsafe.Pointer(m)) })
	try("number in it", func() { C.take(unsafe.Pointer(&m.n)) })
	m = &mixed{str: fmt.Sprint("made ", 1)}
	try("string", func() { C.take(unsafe.Pointer(m)) })
	try("map in a literal", func() { C.take(unsafe.Pointer(&mixed{m: map[int]int{1: 1}})) })
	m = &mixed{}
	try("nil map", func() { C.take(unsafe.Pointer(m)) })
	t := &C.three{}
	try("nils", func() { C.takeThree(t) })
	t.v[2] = unsafe.Pointer(t)
	try("itself", func() { C.takeThree(t) })
	var pin runtime.Pinner
	pin.Pin(x)
	try("pinned", func() { C.takeHolder(h) })
	pin.Unpin()
	try("unpinned", func() { C.takeHolder(h) })
	try("result", func() { C.askPointer() })
}
