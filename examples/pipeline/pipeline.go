// Pipeline: goroutines, channels, select, context, WaitGroup, timeouts, Once, Mutex, Cond, atomic.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

func generate(ctx context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func square(in <-chan int, workers int) <-chan int {
	out := make(chan int, workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for x := range in {
				out <- x * x
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func slow(ctx context.Context) error {
	select {
	case <-time.After(time.Hour):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
	done  bool
}

func (q *queue) put(x int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, x)
	q.cond.Signal()
}

func (q *queue) take() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.done {
		q.cond.Wait()
	}
	if len(q.items) == 0 {
		return 0, false
	}
	x := q.items[0]
	q.items = q.items[1:]
	return x, true
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	sum := 0
	for x := range square(generate(ctx, 1000), 8) {
		sum += x
	}
	fmt.Println("sum of squares", sum)
	cancel()

	tctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	err := slow(tctx)
	cancel()
	fmt.Println(err, errors.Is(err, context.DeadlineExceeded))

	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	var total atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				x, ok := q.take()
				if !ok {
					return
				}
				total.Add(int64(x))
			}
		}()
	}
	for i := range 10000 {
		q.put(i)
	}
	q.mu.Lock()
	q.done = true
	q.cond.Broadcast()
	q.mu.Unlock()
	wg.Wait()
	fmt.Println("total", total.Load())

	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	ticker := time.NewTicker(time.Millisecond)
	for range 3 {
		<-ticker.C
	}
	ticker.Stop()
	fmt.Println("ticked")

	// A ring of a thousand goroutines passes one token round.
	const n = 1000
	start := make(chan int)
	in := start
	for range n {
		from, out := in, make(chan int)
		go func() { out <- 1 + <-from }()
		in = out
	}
	start <- 0
	fmt.Println("ring", <-in)

	var nilchan chan int
	select {
	case <-nilchan:
	default:
		fmt.Println("nil channels block")
	}
	results := make(chan string)
	go func() {
		defer close(results)
		defer func() {
			if r := recover(); r != nil {
				results <- fmt.Sprint("recovered: ", r)
			}
		}()
		var m map[string]int
		m["x"] = 1
	}()
	for r := range results {
		fmt.Println(r)
	}
	dctx, stop := context.WithCancelCause(context.WithValue(context.Background(), "k", "v"))
	stop(errors.New("enough"))
	<-dctx.Done()
	fmt.Println(dctx.Value("k"), context.Cause(dctx), dctx.Err())
}
