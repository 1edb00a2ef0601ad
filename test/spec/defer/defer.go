package main

import (
	"errors"
	"fmt"
	"runtime"
)

func named() (n int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("got %v", e)
		}
	}()
	n = 3
	panic("x")
}

func nested() {
	defer func() { fmt.Println("outer", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	panic("first")
}

func helper() any { return recover() }

func replaced() {
	defer func() {
		e := recover()
		fmt.Println(e)
	}()
	defer panic("new")
	panic("old")
}

func goexit() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Println("goexit", recover()) }()
		runtime.Goexit()
	}()
	<-done
}

func main() {
	fmt.Println(named())
	nested()
	replaced()
	goexit()
	for i := range 3 {
		defer func() { fmt.Println("loop", i) }()
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		defer func() { fmt.Println("not direct", func() any { return helper() }()) }()
		var m map[int]int
		m[1] = 2
	}()
	func() {
		defer func() {
			var pe *runtime.PanicNilError
			fmt.Println(errors.As(recover().(error), &pe))
		}()
		panic(nil)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var f func()
		defer f()
	}()
}
