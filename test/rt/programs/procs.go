// Procs: GOMAXPROCS changes while goroutines run, goroutines keep their threads, and what traces of waiting ones say.
package main

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func resize() {
	var stop atomic.Bool
	var wg sync.WaitGroup
	var n [8]atomic.Int64
	for i := range n {
		wg.Go(func() {
			for !stop.Load() {
				n[i].Add(1)
			}
		})
	}
	old := runtime.GOMAXPROCS(0)
	for _, p := range []int{1, 7, 2, 16, 3, 1} {
		runtime.GOMAXPROCS(p)
		if runtime.GOMAXPROCS(0) != p {
			fmt.Println("not", p)
		}
		time.Sleep(2 * time.Millisecond)
	}
	for i := range n {
		for before := n[i].Load(); n[i].Load() == before; {
			runtime.Gosched()
		}
	}
	stop.Store(true)
	wg.Wait()
	runtime.GOMAXPROCS(old)
	fmt.Println("resized")
}

func locked() {
	var wg sync.WaitGroup
	bad := atomic.Int32{}
	for range 20 {
		wg.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			id := syscall.Gettid()
			for range 50 {
				runtime.Gosched()
				if syscall.Gettid() != id {
					bad.Add(1)
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("moved:", bad.Load())
}

var headers = regexp.MustCompile(`goroutine \d+ \[(.*)\]:`)

// What goroutine headers say, without main's own.
func states() string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var s []string
	for _, part := range bytes.Split(buf, []byte("\n\n"))[1:] {
		if bytes.Contains(part, []byte("main.waits")) {
			s = append(s, string(headers.FindSubmatch(part)[1]))
		}
	}
	sort.Strings(s)
	return strings.Join(s, "\n")
}

func waits() {
	c := make(chan int)
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	cond := sync.NewCond(new(sync.Mutex))
	wg.Add(1)
	mu.Lock()
	rw.Lock()
	go func() { <-c }()
	go func() { make(chan int) <- 1 }()
	go func() { var c chan int; <-c }()
	go func() { var c chan int; c <- 1 }()
	go func() {
		select {
		case <-c:
		case c <- 1:
		}
	}()
	go func() { select {} }()
	go func() { time.Sleep(time.Hour) }()
	go func() { mu.Lock() }()
	go func() { rw.RLock() }()
	go func() { rw.Lock() }()
	go func() { wg.Wait() }()
	go func() { cond.L.Lock(); cond.Wait() }()
	go func() { runtime.LockOSThread(); make(chan int) <- 1 }()
	for i := 0; i < 100 && strings.Count(states(), "\n") < 12; i++ {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(10 * time.Millisecond)
	fmt.Println(states())
}

func main() {
	resize()
	locked()
	waits()
}
