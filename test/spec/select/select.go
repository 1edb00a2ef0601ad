package main

import "fmt"

func f(s string, c chan int) chan int { fmt.Print(s, " "); return c }
func v(s string) int                  { fmt.Print(s, " "); return 7 }

func main() {
	a, b := make(chan int, 1), make(chan int)
	var n chan int
	x := []int{0}
	select {
	case f("a", a) <- v("v"):
		fmt.Println("sent")
	case x[0] = <-f("b", b):
	case <-f("n", n):
	}
	select {
	case y, ok := <-a:
		fmt.Println(y, ok)
	default:
		fmt.Println("none")
	}
	close(b)
	y, ok := <-b
	fmt.Println(y, ok, len(a), cap(a))
	defer func() { fmt.Println(recover()) }()
	select {
	case b <- 1:
	default:
	}
}
