// Many short-lived trees beside a long-lived one: the allocator and the collector.
package main

import "fmt"

type tree struct{ left, right *tree }

func bottomUp(depth int) *tree {
	if depth <= 0 {
		return &tree{}
	}
	return &tree{bottomUp(depth - 1), bottomUp(depth - 1)}
}

func (t *tree) check() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.check() + t.right.check()
}

func main() {
	const low, high = 4, 16
	fmt.Println("stretch", bottomUp(high+1).check())
	long := bottomUp(high)
	for d := low; d <= high; d += 4 {
		n := 1 << (high - d + low)
		sum := 0
		for range n {
			sum += bottomUp(d).check()
		}
		fmt.Println(n, d, sum)
	}
	fmt.Println("long", long.check())
}
