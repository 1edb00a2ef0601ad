package main

func main() {
	c := make(chan int)
	var r <-chan int = c
	var s chan<- int = c
	r <- 1
	<-s
	for range s {
	}
	for a, b := range r {
	}
	close(r)
	close(s)
	close(1)
	c = r
	c = s
	r = s
	c <- "x"
	c <- 1.5
	c <- 1 << 70
	x := <-1
	var ok bool
	var v string
	v, ok = <-c
	_ = chan<- int(r)
	_ = (<-chan int)(s)
	_ = len(r) + cap(s)
	_ = r == s
	_ = make(chan int, -1)
	_ = make(chan int, "a")
	_ = make(chan int, 1, 2)
	_ = make(chan<- int, 1.0)
	_ = make(chan int, 1.5)
	c <- c
	_, _ = x, v
	c++
	c[0] = 1
	select {
	case s <- 1:
	case <-s:
	case v, ok = <-c:
	default:
	}
}
