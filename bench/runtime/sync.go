package main

import (
	"iter"
	"runtime"
	"sync"
)

// parallel runs f(n/k) in k goroutines.
func parallel(k, n int, f func(n int)) {
	var wg sync.WaitGroup
	for range k {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f(n / k)
		}()
	}
	wg.Wait()
}

func spawn(n int) {
	done := make(chan bool)
	for range n {
		go func() { done <- true }()
		<-done
	}
}

func waitGroup(n int) {
	var wg sync.WaitGroup
	const batch = 100
	for range n / batch {
		wg.Add(batch)
		for range batch {
			go wg.Done()
		}
		wg.Wait()
	}
}

func mutexAlone(n int) {
	var mu sync.Mutex
	for range n {
		mu.Lock()
		sink++
		mu.Unlock()
	}
}

func mutex(n int) {
	var mu sync.Mutex
	shared := 0
	parallel(8, n, func(n int) {
		for range n {
			mu.Lock()
			shared++
			mu.Unlock()
		}
	})
	sink = shared
}

func readers(n int) {
	var mu sync.RWMutex
	shared := 1
	parallel(8, n, func(n int) {
		sum := 0
		for i := range n {
			if i%1000 == 999 {
				mu.Lock()
				shared++
				mu.Unlock()
			}
			mu.RLock()
			sum += shared
			mu.RUnlock()
		}
	})
	sink = shared
}

func pool(n int) {
	p := sync.Pool{New: func() any { return new([64]byte) }}
	parallel(8, n, func(n int) {
		for range n {
			b := p.Get().(*[64]byte)
			b[0]++
			p.Put(b)
		}
	})
}

func cond(n int) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	turn := 0
	side := func(me int) func(n int) {
		return func(n int) {
			for range n {
				mu.Lock()
				for turn != me {
					c.Wait()
				}
				turn = 1 - me
				mu.Unlock()
				c.Signal()
			}
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { side(0)(n) })
	wg.Go(func() { side(1)(n) })
	wg.Wait()
}

func gosched(n int) {
	parallel(8, n, func(n int) {
		for range n {
			runtime.Gosched()
		}
	})
}

func pull(n int) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	})
	for range n {
		v, _ := next()
		sink += v
	}
	stop()
}

func registerSync() {
	timed("spawn and wait", 1_000_000, spawn)
	timed("WaitGroup", 1_000_000, waitGroup)
	timed("Mutex alone", 50_000_000, mutexAlone)
	timed("Mutex of 8", 10_000_000, mutex)
	timed("RWMutex of 8", 10_000_000, readers)
	timed("sync.Pool", 20_000_000, pool)
	timed("Cond", 500_000, cond)
	timed("Gosched", 2_000_000, gosched)
	timed("iter.Pull", 5_000_000, pull)
}
