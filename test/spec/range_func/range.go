package main

import (
	"fmt"
	"iter"
)

func upto(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("done", n)
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func find(n int) (res int) {
	defer func() { res *= 10 }()
	for i := range upto(10) {
		defer fmt.Println("deferred", i)
		for j := range upto(3) {
			if i*j == n {
				return i + j
			}
		}
	}
	return -1
}

func labels() {
outer:
	for i := range upto(3) {
		for j := range upto(3) {
			switch {
			case j == 1:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Println(i, j)
		}
	}
	for i := range upto(5) {
		if i == 2 {
			goto out
		}
	}
out:
	fmt.Println("out")
}

func bad(yield func(int) bool) {
	yield(1)
	yield(2)
}

var saved func(int) bool

func keeps(yield func(int) bool) { saved = yield; yield(1) }

func swallows(yield func(int) bool) {
	defer func() { recover() }()
	yield(1)
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	fmt.Println(find(2))
	labels()
	try("bad", func() {
		for range bad {
			break
		}
	})
	try("late", func() {
		for range keeps {
		}
		saved(2)
	})
	try("swallows", func() {
		for range swallows {
			panic("body")
		}
	})
	try("panics", func() {
		for i := range upto(3) {
			panic(i)
		}
	})
	for range func(yield func() bool) { yield() } {
		fmt.Println("none")
	}
	next, stop := iter.Pull(upto(2))
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	stop()
	for i, s := range func(yield func(int, string) bool) { _ = yield(1, "a") && yield(2, "b") } {
		fmt.Println(i, s)
	}
}
