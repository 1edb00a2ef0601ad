// Panics, recover, Goexit and nil dereferences, in many goroutines, nested and across deep stacks.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type big struct {
	pad [1000]int
	n   int
}

func fault(kind int) {
	var p *big
	var m map[string]int
	var f func()
	var e error
	s := make([]int, 3)
	z := 0
	switch kind {
	case 0:
		p.pad[3]++
	case 1:
		p.n++
	case 2:
		m["x"] = 1
	case 3:
		f()
	case 4:
		_ = e.Error()
	case 5:
		s[kind]++
	case 6:
		s[0] /= z
	case 7:
		_ = any(kind).(string)
	case 8:
		panic(errors.New("mine"))
	case 9:
		_ = s[2:kind]
	case 10:
		x := *p
		s[0] = x.n
	}
}

func dig(n, kind int) (err any) {
	v := new(int)
	*v = n
	if n == 0 {
		fault(kind)
		return "nothing happened"
	}
	defer func() {
		check(*v == n, "frame")
		if n%3 == 0 {
			if r := recover(); r != nil {
				err = r
				if n%6 == 0 {
					panic(r)
				}
			}
		}
	}()
	return dig(n-1, kind)
}

func guarded(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}

func goexits(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	ran := 0
	go func() {
		defer wg.Done()
		defer func() { ran++ }()
		defer func() {
			defer func() { ran++; recover() }()
			panic("in a deferred call during Goexit")
		}()
		var rec func(int)
		rec = func(k int) {
			defer func() { ran++ }()
			if k == 0 {
				runtime.Goexit()
			}
			rec(k - 1)
		}
		rec(n)
		panic("not reached")
	}()
	wg.Wait()
	check(ran == n+3, fmt.Sprint("goexit ran ", ran))
}

func rethrow(n int) (depth int) {
	defer func() {
		if r := recover(); r != nil {
			depth = r.(int)
		}
	}()
	func() {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if k := r.(int); k < n {
				panic(k + 1)
			} else {
				panic(k)
			}
		}()
		panic(rethrow2(n))
	}()
	return -1
}

func rethrow2(n int) int {
	if n == 0 {
		return 0
	}
	return rethrow(n-1) + 1
}

func main() {
	var wg sync.WaitGroup
	for g := 0; g < 10; g++ {
		wg.Go(func() {
			for i := 0; i < 20; i++ {
				for kind := 0; kind <= 10; kind++ {
					r := guarded(func() { fault(kind) })
					check(r != nil, fmt.Sprint("fault ", kind))
					if kind != 8 {
						_, ok := r.(runtime.Error)
						check(ok, fmt.Sprint("kind ", kind))
					}
				}
				r := guarded(func() {
					e := dig(200, i%11)
					check(e != nil && e != "nothing happened", "dig")
				})
				check(r == nil, fmt.Sprint(r))
			}
			check(dig(6000, g%11) != nil, "deep dig")
			goexits(20)
			goexits(3000)
			rethrow(50)
			check(guarded(func() { panic(nil) }) != nil, "nil")
		})
	}
	wg.Wait()
	fmt.Println("ok")
}
