// Names, files and lines of functions as package runtime tells them.
package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

type T struct{}

//go:noinline
func where(skip int) string {
	pc, file, line, ok := runtime.Caller(skip + 1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), " ", filepath.Base(file), ":", line, " ", ok)
}

//go:noinline
func (T) Value() string { return where(0) }

//go:noinline
func (*T) Pointer() string { return where(0) }

//go:noinline
func generic[X any](x X) string { return where(0) }

func frames() {
	pcs := make([]uintptr, 20)
	n := runtime.Callers(1, pcs)
	it := runtime.CallersFrames(pcs[:n])
	for {
		f, more := it.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Println(f.Function, filepath.Base(f.File), f.Line, f.Entry != 0)
		}
		if !more {
			break
		}
	}
}

func main() {
	fmt.Println(where(0))
	fmt.Println(T{}.Value())
	fmt.Println((&T{}).Pointer())
	fmt.Println(func() string { return where(0) }())
	fmt.Println(strings.Contains(generic(1), "main.generic[...]"))
	func() { frames() }()
	f := T.Value
	fmt.Println(f(T{}))
	_, _, _, ok := runtime.Caller(100)
	fmt.Println(ok)
	buf := make([]byte, 4096)
	text := string(buf[:runtime.Stack(buf, false)])
	fmt.Println(strings.HasPrefix(text, "goroutine 1 [running]:\nmain.main("), strings.Contains(text, "callers.go:61"))
	fmt.Println(runtime.NumGoroutine(), runtime.GOOS, runtime.GOARCH, runtime.Compiler,
		strings.HasPrefix(runtime.Version(), "go1.27"))
}
