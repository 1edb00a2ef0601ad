// Timers, tickers, AfterFunc, sleeps, contexts: started, stopped and reset by many at once.
package main

import (
	"context"
	"fmt"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

func sleepers() {
	var wg sync.WaitGroup
	for i := 0; i < 300; i++ {
		wg.Go(func() {
			for k := 0; k < 5; k++ {
				d := time.Duration(rand.Intn(3000)) * time.Microsecond
				t := time.Now()
				time.Sleep(d)
				check(time.Since(t) >= d, "slept too short")
			}
		})
	}
	wg.Wait()
}

func storms() {
	var wg sync.WaitGroup
	var fired, stopped atomic.Int64
	const workers, n = 8, 300
	for w := 0; w < workers; w++ {
		wg.Go(func() {
			var mine sync.WaitGroup
			for i := 0; i < n; i++ {
				mine.Add(1)
				t := time.AfterFunc(time.Duration(rand.Intn(2000))*time.Microsecond, func() {
					fired.Add(1)
					mine.Done()
				})
				if i%3 == 0 && t.Stop() {
					stopped.Add(1)
					mine.Done()
				}
				if i%5 == 1 && t.Stop() {
					t.Reset(time.Millisecond)
				}
			}
			mine.Wait()
		})
	}
	wg.Wait()
	check(fired.Load()+stopped.Load() == workers*n, "every AfterFunc fires once or is stopped")
}

func resets() {
	var wg sync.WaitGroup
	for w := 0; w < 8; w++ {
		wg.Go(func() {
			t := time.NewTimer(time.Hour)
			for i := 0; i < 200; i++ {
				t.Reset(time.Duration(rand.Intn(200)) * time.Microsecond)
				switch i % 3 {
				case 0:
					<-t.C
				case 1:
					time.Sleep(50 * time.Microsecond)
					t.Stop()
					select {
					case <-t.C:
						panic("value after Stop")
					default:
					}
				}
			}
		})
	}
	wg.Wait()
}

func tickers() {
	var wg sync.WaitGroup
	for w := 0; w < 6; w++ {
		wg.Go(func() {
			t := time.NewTicker(time.Duration(300+w*100) * time.Microsecond)
			for i := 0; i < 60; i++ {
				select {
				case <-t.C:
				case <-time.After(20 * time.Second):
					panic("no tick")
				}
				if i%20 == 0 {
					t.Reset(200 * time.Microsecond)
				}
			}
			t.Stop()
		})
	}
	wg.Wait()
}

func contexts() {
	var wg sync.WaitGroup
	for w := 0; w < 50; w++ {
		wg.Go(func() {
			top, cancel := context.WithTimeout(context.Background(), time.Duration(w%5)*time.Millisecond)
			for k := 0; k < 5; k++ {
				sub, c := context.WithDeadline(top, time.Now().Add(time.Duration(k)*time.Millisecond))
				<-sub.Done()
				check(sub.Err() != nil, "context")
				c()
			}
			if w%2 == 0 {
				<-top.Done()
			}
			cancel()
		})
	}
	wg.Wait()
}

func main() {
	sleepers()
	storms()
	resets()
	tickers()
	contexts()
	fmt.Println("ok")
}
