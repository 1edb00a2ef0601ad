// sync: mutexes, read-write mutexes, conditions, wait groups, once, pools, maps, atomics, with yields in between.
package main

import (
	"fmt"
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

func mutexes() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	n, m := 0, map[int]int{}
	for g := 0; g < 16; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 400; i++ {
				mu.Lock()
				n++
				if i%50 == 0 {
					runtime.Gosched()
				}
				if i%199 == 0 {
					time.Sleep(2 * time.Millisecond) // starvation mode
				}
				mu.Unlock()
				if g%4 == 0 {
					rw.Lock()
					m[i]++
					rw.Unlock()
				} else {
					rw.RLock()
					_ = m[i]
					rw.RUnlock()
				}
			}
		}()
	}
	wg.Wait()
	check(n == 16*400 && m[3] == 4, "mutex")
}

func conds() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	queue := []*int{}
	var wg sync.WaitGroup
	total := 0
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				mu.Lock()
				for len(queue) == 0 {
					c.Wait()
				}
				v := queue[0]
				queue = queue[1:]
				if *v >= 0 {
					total += *v
				}
				mu.Unlock()
				if *v < 0 {
					return
				}
			}
		}()
	}
	put := func(v int) {
		mu.Lock()
		queue = append(queue, &v)
		mu.Unlock()
		c.Signal()
	}
	for i := 0; i < 3000; i++ {
		put(i)
		if i%100 == 0 {
			c.Broadcast()
		}
	}
	for i := 0; i < 8; i++ {
		put(-1)
	}
	wg.Wait()
	check(total == 3000*2999/2, "cond")
}

func groups() {
	for i := 0; i < 200; i++ {
		var wg sync.WaitGroup
		var n atomic.Int64
		for g := 0; g < 20; g++ {
			wg.Go(func() { n.Add(int64(g)) })
		}
		for w := 0; w < 3; w++ {
			go wg.Wait()
		}
		wg.Wait()
		check(n.Load() == 190, "wait group")
	}
}

func rest() {
	var wg sync.WaitGroup
	var once [50]sync.Once
	var ran [50]atomic.Int32
	pool := sync.Pool{New: func() any { return new([100]int) }}
	var m sync.Map
	for g := 0; g < 10; g++ {
		wg.Go(func() {
			for i := 0; i < 50; i++ {
				once[i].Do(func() { ran[i].Add(1); runtime.Gosched() })
				check(ran[i].Load() == 1, "once")
				p := pool.Get().(*[100]int)
				p[i] = g
				runtime.Gosched()
				check(p[i] == g, "pool: two owners")
				p[i] = 0
				pool.Put(p)
				m.Store(i, fmt.Sprint(i))
				v, ok := m.Load(i)
				check(!ok || v == fmt.Sprint(i), "map")
				m.Range(func(k, v any) bool { return k.(int) < 1000 })
				if i%7 == 0 {
					m.Delete(i - 1)
				}
			}
		})
	}
	wg.Wait()
}

// Gosched must let others run even with one P.
func gosched() {
	var turn atomic.Int32
	var wg sync.WaitGroup
	for g := int32(0); g < 4; g++ {
		wg.Go(func() {
			for i := 0; i < 300; i++ {
				for turn.Load()%4 != g {
					runtime.Gosched()
				}
				turn.Add(1)
			}
		})
	}
	wg.Wait()
	check(turn.Load() == 1200, "gosched")
}

func main() {
	mutexes()
	conds()
	groups()
	rest()
	gosched()
	fmt.Println("ok")
}
