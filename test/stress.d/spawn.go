// Goroutines that come and go: waves of many, nested starts, locked threads, system calls, GOMAXPROCS that changes.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func tree(d int, n *atomic.Int64, wg *sync.WaitGroup) {
	defer wg.Done()
	n.Add(1)
	if d == 0 {
		return
	}
	wg.Add(3)
	for i := 0; i < 3; i++ {
		go tree(d-1, n, wg)
	}
}

func waves() {
	for w := 0; w < 3; w++ {
		gate := make(chan struct{})
		var wg sync.WaitGroup
		var n atomic.Int64
		for i := 0; i < 2000; i++ {
			wg.Go(func() {
				<-gate
				n.Add(1)
			})
		}
		close(gate)
		wg.Wait()
		check(n.Load() == 2000, "wave")
	}
}

func locked() {
	var wg sync.WaitGroup
	c := make(chan int)
	for i := 0; i < 10; i++ {
		wg.Go(func() {
			runtime.LockOSThread()
			if i%2 == 0 {
				defer runtime.UnlockOSThread()
			}
			for k := 0; k < 50; k++ {
				if i%2 == 0 {
					c <- k
				} else {
					<-c
				}
				if k%10 == 0 {
					time.Sleep(20 * time.Microsecond)
				}
			}
		})
	}
	wg.Wait()
}

func calls() {
	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Go(func() {
			r, w, err := os.Pipe()
			check(err == nil, "pipe")
			for k := 0; k < 100; k++ {
				p := []byte(fmt.Sprint("message ", i, k))
				q := make([]byte, 100)
				n, _ := w.Write(p)
				m, _ := r.Read(q)
				check(n == m && string(q[:m]) == string(p), "pipe")
				os.Getppid()
				_, err := os.Stat("/")
				check(err == nil, "stat")
			}
			r.Close()
			w.Close()
		})
	}
	wg.Wait()
}

func main() {
	before := runtime.GOMAXPROCS(0)
	var stop atomic.Bool
	var side sync.WaitGroup
	side.Go(func() {
		for i := 0; !stop.Load(); i++ {
			runtime.GOMAXPROCS(1 + i*3%(before+4))
			time.Sleep(time.Millisecond)
		}
	})
	for i := 0; i < 3; i++ {
		var n atomic.Int64
		var wg sync.WaitGroup
		wg.Add(1)
		tree(7, &n, &wg)
		wg.Wait()
		check(n.Load() == (6561-1)/2, fmt.Sprint("tree ", n.Load()))
		waves()
		locked()
		calls()
	}
	stop.Store(true)
	side.Wait()
	for i := 0; runtime.NumGoroutine() > 1; i++ {
		check(i < 1000, fmt.Sprint("goroutines left: ", runtime.NumGoroutine()))
		time.Sleep(time.Millisecond)
	}
	fmt.Println("ok")
}
