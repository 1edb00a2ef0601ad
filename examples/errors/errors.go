// Errors: wrapping, Is, As, Join, defer, panic and recover, run-time errors.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strconv"
)

var ErrEmpty = errors.New("empty input")

type ParseError struct {
	Line int
	Err  error
}

func (e *ParseError) Error() string { return "line " + strconv.Itoa(e.Line) + ": " + e.Err.Error() }
func (e *ParseError) Unwrap() error { return e.Err }

func parse(line int, s string) (int, error) {
	if s == "" {
		return 0, &ParseError{line, ErrEmpty}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, &ParseError{line, err}
	}
	return n, nil
}

func parseAll(in ...string) (sum int, err error) {
	var errs []error
	for i, s := range in {
		n, err := parse(i+1, s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		sum += n
	}
	return sum, errors.Join(errs...)
}

// protect turns a panic into an error.
func protect(name string, f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("%s: run-time error: %w", name, r)
		case error:
			err = fmt.Errorf("%s: %w", name, r)
		default:
			err = fmt.Errorf("%s: panic: %v", name, r)
		}
	}()
	f()
	return nil
}

func deferOrder() (s string) {
	for i := range 3 {
		defer func() { s += strconv.Itoa(i) }()
	}
	defer func() { s += "-" }()
	return "start:"
}

func nested() (msg string) {
	defer func() { msg = fmt.Sprint("outer ", recover(), " ", msg) }()
	defer func() {
		defer func() { msg = fmt.Sprint("inner ", recover()) }()
		panic("second")
	}()
	panic("first")
}

type T struct{ x int }

func main() {
	sum, err := parseAll("1", "x", "", "41", "99999999999999999999")
	fmt.Println(sum)
	fmt.Println(err)
	var pe *ParseError
	fmt.Println(errors.Is(err, ErrEmpty), errors.Is(err, strconv.ErrRange), errors.As(err, &pe), pe.Line)
	_, err = os.Open("/does/not/exist")
	var path *fs.PathError
	fmt.Println(errors.Is(err, fs.ErrNotExist), errors.As(err, &path), err)
	fmt.Println(fmt.Errorf("two: %w and %w", io.EOF, ErrEmpty), errors.Unwrap(fmt.Errorf("one: %w", io.EOF)) == io.EOF)

	var p *T
	var m map[string]int
	var a []int
	var i any = "text"
	zero, five, big := 0, 5, 1<<40
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"nil", func() { fmt.Println(p.x) }},
		{"map", func() { m["a"] = 1 }},
		{"index", func() { fmt.Println(a[five]) }},
		{"slice", func() { fmt.Println(a[five:]) }},
		{"divide", func() { fmt.Println(five / zero) }},
		{"assert", func() { fmt.Println(i.(int)) }},
		{"interface", func() { fmt.Println(i.(fmt.Stringer)) }},
		{"make", func() { fmt.Println(len(make([]int, big<<20))) }},
		{"shift", func() { fmt.Println(1 << (zero - five)) }},
		{"close", func() { var c chan int; close(c) }},
		{"convert", func() { fmt.Println([4]int(a)) }},
		{"compare", func() { fmt.Println(any(a) == any(a)) }},
		{"own", func() { panic(io.ErrUnexpectedEOF) }},
		{"string", func() { panic("just a string") }},
		{"none", func() {}},
	} {
		fmt.Println(protect(c.name, c.f))
	}
	fmt.Println(deferOrder())
	fmt.Println(nested())
	defer fmt.Println("deferred calls run before the exit")
	func() {
		defer func() { recover() }()
		var f func()
		f()
	}()
	runtime.Gosched()
}
