// Frames as the program sees them: callers and their lines, recover at the right depth, deep stacks with large frames,
// objects that only a register or an address inside of them keeps alive.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

//go:noinline
func where() string {
	pc := make([]uintptr, 4)
	n := runtime.Callers(1, pc)
	frames := runtime.CallersFrames(pc[:n])
	var b strings.Builder
	for {
		f, more := frames.Next()
		fmt.Fprintf(&b, "%s:%d ", f.Function, f.Line)
		if !more || f.Function == "main.main" {
			break
		}
	}
	return b.String()
}

func leaf() string { return where() }

func tail() string { return leaf() }

type t struct{ n int }

func (x t) value() string    { return where() }
func (x *t) pointer() string { return where() }

type inter interface{ value() string }

func helper() any { return recover() }

func direct() (r any) {
	defer func() { r = recover() }()
	panic("direct")
}

func tooDeep() (r any) {
	defer func() { r = recover() }()
	defer func() { helper() }()
	panic("too deep")
}

//go:noinline
func deep(n int, in [64]int) int {
	if n == 0 {
		return in[3]
	}
	var own [512]int
	own[n%512] = n
	in[3]++
	return deep(n-1, in) + own[n%512] - n
}

//go:noinline
func many(a, b, c, d, e, f, g, h int, x, y float64, s string, n int) (int, float64, string) {
	if n == 0 {
		return a + b + c + d + e + f + g + h, x + y, s
	}
	return many(b, c, d, e, f, g, h, a, y, x, s, n-1)
}

type node struct {
	next *node
	data [100]int
}

//go:noinline
func list(n int) *node {
	var head *node
	for i := 0; i < n; i++ {
		head = &node{next: head}
		head.data[50] = i
		if i%50 == 0 {
			runtime.GC()
		}
	}
	return head
}

//go:noinline
func inside() int {
	p := &new(node).data[50]
	*p = 42
	runtime.GC()
	garbage = make([]*node, 0, 100)
	for i := 0; i < 100; i++ {
		garbage = append(garbage, &node{})
	}
	return *p
}

var garbage []*node

var kept int64

//go:noinline
func stores(p *int) { *p = 1 }

//go:noinline
func widens(p *int32) {
	v := *p
	kept = int64(v)
}

// Where a fault was.
func faults(f func()) {
	defer func() {
		recover()
		pc := make([]uintptr, 20)
		n := runtime.Callers(3, pc) // after this function and the panic
		frames := runtime.CallersFrames(pc[:n])
		for {
			f, more := frames.Next()
			if strings.HasPrefix(f.Function, "main.") {
				fmt.Print(f.Function, ":", f.Line, " ")
			}
			if !more {
				break
			}
		}
		fmt.Println()
	}()
	f()
}

func main() {
	fmt.Println(where())
	fmt.Println(tail())
	fmt.Println(t{1}.value())
	fmt.Println((&t{1}).pointer())
	var i inter = &t{2}
	fmt.Println(i.value())
	fmt.Println(direct())
	func() {
		defer func() { fmt.Println("outer", recover()) }()
		fmt.Println(tooDeep())
	}()
	fmt.Println(deep(20000, [64]int{}))
	fmt.Println(many(1, 2, 3, 4, 5, 6, 7, 8, 1.5, 2.5, "s", 100000))
	sum := 0
	for n := list(500); n != nil; n = n.next {
		sum += n.data[50]
	}
	fmt.Println(sum, inside())
	faults(func() { stores(nil) })
	faults(func() { widens(nil) })
}
