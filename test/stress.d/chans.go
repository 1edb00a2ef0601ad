// Channels: ping-pong, pipelines, select storms with close, sends to self, many waiters.
package main

import (
	"fmt"
	"sync"
	"time"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func pingPong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	for i := 0; i < n; i++ {
		a <- i
		check(<-b == i+1, "ping-pong")
	}
	close(a)
	_, ok := <-b
	check(!ok, "closed")
}

type item struct {
	n    int
	text *string
	more []int
}

func pipeline(stages, n int) {
	first := make(chan item)
	in := first
	for s := 0; s < stages; s++ {
		out := make(chan item, s%3)
		go func(in, out chan item) {
			for v := range in {
				t := fmt.Sprint(*v.text, s%10)
				v.text = &t
				v.more = append(append([]int(nil), v.more...), v.n)
				out <- v
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		for i := 0; i < n; i++ {
			t := ""
			first <- item{i, &t, nil}
		}
		close(first)
	}()
	count := 0
	for v := range in {
		check(v.n == count && len(*v.text) == stages && len(v.more) == stages, "pipeline")
		for _, m := range v.more {
			check(m == v.n, "pipeline values")
		}
		count++
	}
	check(count == n, "pipeline count")
}

func selectStorm(workers, n int) {
	chans := make([]chan *int, 5)
	for i := range chans {
		chans[i] = make(chan *int, i%2)
	}
	done := make(chan struct{})
	var sent, got sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for w := 0; w < workers; w++ {
		sent.Add(1)
		go func() {
			defer sent.Done()
			for i := 0; i < n; i++ {
				v := new(int)
				*v = i
				select {
				case chans[0] <- v:
				case chans[1] <- v:
				case chans[2] <- v:
				case chans[3] <- v:
				case chans[4] <- v:
				}
			}
		}()
		got.Add(1)
		go func() {
			defer got.Done()
			local := 0
			for {
				var v *int
				select {
				case v = <-chans[4]:
				case v = <-chans[3]:
				case v = <-chans[2]:
				case v = <-chans[1]:
				case v = <-chans[0]:
				case <-time.After(time.Minute):
					panic("nothing comes")
				case <-done:
					mu.Lock()
					sum += local
					mu.Unlock()
					return
				}
				local += *v
			}
		}()
	}
	sent.Wait()
	for _, c := range chans {
		for len(c) > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	close(done)
	got.Wait()
	check(sum == workers*n*(n-1)/2, "select sum")
}

// A select that sends and receives on the same channel, by many.
func both(workers, n int) {
	c := make(chan int)
	var wg sync.WaitGroup
	var in, out [64]int
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < n; i++ {
				select {
				case c <- 1:
					out[w]++
				case v := <-c:
					in[w] += v
				case <-time.After(20 * time.Millisecond):
				}
			}
		}()
	}
	wg.Wait()
	a, b := 0, 0
	for w := range in {
		a += in[w]
		b += out[w]
	}
	check(a == b, "as many received as sent")
}

func closing(n int) {
	for i := 0; i < n; i++ {
		c, d := make(chan int), make(chan int)
		var wg sync.WaitGroup
		for k := 0; k < 6; k++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() { recover() }()
				switch k % 3 {
				case 0:
					<-c
				case 1:
					select {
					case <-c:
					case d <- 1:
					}
				case 2:
					select {
					case c <- 1:
					case <-d:
					}
				}
			}()
		}
		if i%2 == 0 {
			time.Sleep(10 * time.Microsecond)
		}
		close(c)
		close(d)
		wg.Wait()
	}
}

func main() {
	pingPong(5000)
	pipeline(20, 100)
	selectStorm(6, 800)
	both(8, 300)
	closing(300)
	fmt.Println("ok")
}
