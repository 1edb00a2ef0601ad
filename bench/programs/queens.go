// Eight queens and more by recursion through closures and defer: calls, captured variables, panics recovered.
package main

import (
	"errors"
	"fmt"
)

var errOdd = errors.New("odd")

func queens(n int) int {
	full := 1<<n - 1
	var place func(cols, left, right int) int
	place = func(cols, left, right int) int {
		if cols == full {
			return 1
		}
		count := 0
		for free := full &^ (cols | left | right); free != 0; {
			bit := free & -free
			free ^= bit
			count += place(cols|bit, (left|bit)<<1, (right|bit)>>1)
		}
		return count
	}
	return place(0, 0, 0)
}

func ack(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

type guard struct{ depth, most int }

func (g *guard) enter(n int) (err error) {
	g.depth++
	defer func() { g.depth-- }()
	g.most = max(g.most, g.depth)
	if n%7 == 3 {
		return fmt.Errorf("at %d: %w", n, errOdd)
	}
	return nil
}

func safely(f func(int) int, n int) (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = -1
		}
	}()
	return f(n)
}

func main() {
	fmt.Println(queens(11), ack(2, 2000), ack(3, 8), fib(35))
	var g guard
	odd, lost := 0, 0
	for i := range 1000000 {
		if i%8 == 0 && errors.Is(g.enter(i), errOdd) {
			odd++
		} else if g.enter(i&^7) != nil {
			odd += 2
		}
		if i%10 == 0 {
			lost += safely(func(n int) int { return 100 / (n % 5000) }, i)
		}
	}
	fmt.Println(odd, lost, g.most)
}
