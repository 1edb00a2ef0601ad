package main

func pingpong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	for i := range n {
		a <- i
		<-b
	}
	close(a)
	<-b
}

func buffered(n int) {
	c := make(chan int, 128)
	go func() {
		for i := range n {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for v := range c {
		sum += v
	}
	sink = sum
}

// One goroutine fills and empties a buffer: no partner is ever waited for.
func uncontended(n int) {
	c := make(chan int, 1)
	for i := range n {
		c <- i
		<-c
	}
}

func select2(n int) {
	a, b := make(chan int), make(chan int)
	done := make(chan bool)
	go func() {
		for range n {
			select {
			case <-a:
			case <-b:
			}
		}
		done <- true
	}()
	for i := range n {
		if i&1 == 0 {
			a <- i
		} else {
			b <- i
		}
	}
	<-done
}

func select8(n int) {
	var c [8]chan int
	for i := range c {
		c[i] = make(chan int)
	}
	done := make(chan bool)
	go func() {
		for range n {
			select {
			case <-c[0]:
			case <-c[1]:
			case <-c[2]:
			case <-c[3]:
			case <-c[4]:
			case <-c[5]:
			case <-c[6]:
			case <-c[7]:
			}
		}
		done <- true
	}()
	for i := range n {
		c[i&7] <- i
	}
	<-done
}

func selectDefault(n int) {
	c := make(chan int)
	misses := 0
	for range n {
		select {
		case <-c:
		default:
			misses++
		}
	}
	sink = misses
}

// Producers and consumers, more of them than processors.
func manyToMany(n int) {
	c, done := make(chan int), make(chan int)
	const k = 8
	for range k {
		go func() {
			for range n / k {
				c <- 1
			}
			done <- 0
		}()
		go func() {
			sum := 0
			for range n / k {
				sum += <-c
			}
			done <- sum
		}()
	}
	for range 2 * k {
		sink += <-done
	}
}

func registerChan() {
	timed("chan ping-pong", 1_000_000, pingpong)
	timed("chan buffered", 5_000_000, buffered)
	timed("chan uncontended", 10_000_000, uncontended)
	timed("chan 8 to 8", 1_000_000, manyToMany)
	timed("select of 2", 1_000_000, select2)
	timed("select of 8", 500_000, select8)
	timed("select default", 50_000_000, selectDefault)
}

var sink int
