package main

import "fmt"

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

type T chan int

func produce(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i * i
		}
	}()
	return c
}

func main() {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	fmt.Println(len(c), cap(c))
	close(c)
	for range 4 {
		v, ok := <-c
		fmt.Print(v, ok, " ")
	}
	fmt.Println()
	try("send on closed", func() { c <- 1 })
	try("close closed", func() { close(c) })
	try("close nil", func() { var n chan int; close(n) })
	try("size", func() { n := -1; _ = make(chan int, n) })
	try("huge", func() { n := 1 << 62; _ = make(chan int, n) })
	var n chan int
	fmt.Println(len(n), cap(n), n == nil)
	for v := range produce(4) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	for range produce(2) {
		fmt.Print("x")
	}
	fmt.Println()
	var ro <-chan int = c
	var so chan<- int = make(chan int, 1)
	so <- 5
	fmt.Printf("%T %T %T %T\n", ro, so, make(chan (<-chan int)), make(<-chan (chan int)))
	fmt.Println(ro == c, T(c) == c)
	cc := make(chan chan string, 1)
	d := make(chan string, 1)
	cc <- d
	(<-cc) <- "through"
	fmt.Println(<-d)
	e := make(chan error, 1)
	e <- nil
	fmt.Println(<-e == nil)
	var arr [10]int
	i := make(chan int, 3)
	i <- 2
	i <- 7
	arr[<-i] = <-i
	fmt.Println(arr)
	big := make(chan [100]int, 1)
	x := [100]int{99: 1}
	big <- x
	x[99] = 2
	fmt.Println((<-big)[99], len(big))
	z := make(chan struct{}, 1000)
	z <- struct{}{}
	fmt.Println(len(z), cap(z))
	var v, ok = <-z
	fmt.Println(v, ok)
	f := make(chan func() int, 1)
	f <- func() int { return 42 }
	fmt.Println((<-f)())
}
