// Primes: the sieve of a chain of goroutines, each filtering the multiples of one prime.
package main

import "fmt"

func generate(ch chan<- int) {
	for i := 2; ; i++ {
		ch <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func main() {
	ch := make(chan int)
	go generate(ch)
	sum := 0
	for i := range 500 {
		prime := <-ch
		sum += prime
		if i < 20 {
			fmt.Print(prime, " ")
		}
		next := make(chan int)
		go filter(ch, next, prime)
		ch = next
	}
	fmt.Println("...", sum)
}
