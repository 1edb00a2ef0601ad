// Maps with keys that are structures, arrays and interfaces: the game of life on an endless board, a memo table.
package main

import "fmt"

type cell struct{ x, y int32 }

func step(live map[cell]bool) map[cell]bool {
	near := make(map[cell]int, len(live)*3)
	for c := range live {
		for dx := int32(-1); dx <= 1; dx++ {
			for dy := int32(-1); dy <= 1; dy++ {
				if dx != 0 || dy != 0 {
					near[cell{c.x + dx, c.y + dy}]++
				}
			}
		}
	}
	next := make(map[cell]bool, len(live))
	for c, n := range near {
		if n == 3 || n == 2 && live[c] {
			next[c] = true
		}
	}
	return next
}

func paths(memo map[[3]int]int, p [3]int) int {
	if p == [3]int{} {
		return 1
	}
	if n, ok := memo[p]; ok {
		return n
	}
	n := 0
	for i := range p {
		if p[i] > 0 {
			q := p
			q[i]--
			n += paths(memo, q)
		}
	}
	n %= 1000007
	memo[p] = n
	return n
}

func main() {
	live := map[cell]bool{{1, 0}: true, {2, 0}: true, {0, 1}: true, {1, 1}: true, {1, 2}: true}
	for range 400 {
		live = step(live)
	}
	fmt.Println(len(live))
	fmt.Println(paths(map[[3]int]int{}, [3]int{50, 50, 50}))
	seen := map[any]int{}
	for i := range 600000 {
		seen[i%1000]++
		seen[cell{int32(i % 100), 1}]++
		seen["k"]++
	}
	fmt.Println(len(seen), seen[7], seen[cell{7, 1}], seen["k"])
}
