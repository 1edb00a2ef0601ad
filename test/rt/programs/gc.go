// The collector under load: data of many shapes in several goroutines, checked after collections.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

type node struct {
	left, right *node
	key         int
	name        string
	extra       []any
}

func build(depth, key int) *node {
	n := &node{key: key, name: fmt.Sprint("n", key)}
	if depth > 0 {
		n.left = build(depth-1, 2*key)
		n.right = build(depth-1, 2*key+1)
		n.extra = append(n.extra, key, n.name, n.left, []int{key})
	}
	return n
}

func (n *node) check() int {
	if n == nil {
		return 0
	}
	if n.name != fmt.Sprint("n", n.key) {
		panic("name of " + n.name)
	}
	if n.extra != nil && (n.extra[0] != n.key || n.extra[1] != n.name || n.extra[2] != n.left ||
		n.extra[3].([]int)[0] != n.key) {
		panic("extra of " + n.name)
	}
	return 1 + n.left.check() + n.right.check()
}

func maps(seed int) int {
	m := map[string]*node{}
	for i := 0; i < 2000; i++ {
		k := fmt.Sprint(i * seed)
		m[k] = build(1, i)
		if i%3 == 0 {
			delete(m, fmt.Sprint(i/2*seed))
		}
	}
	sum := 0
	for _, n := range m {
		sum += n.check()
	}
	return sum
}

func texts() int {
	var parts []string
	for i := 0; i < 3000; i++ {
		parts = append(parts, strings.Repeat(string(rune('a'+i%26)), i%40))
	}
	s := strings.Join(parts, ",")
	n := 0
	for i, p := range strings.Split(s, ",") {
		if len(p) != i%40 || strings.Trim(p, string(rune('a'+i%26))) != "" {
			panic("text")
		}
		n += len(p)
	}
	return n
}

func channels() int {
	c := make(chan *node, 10)
	go func() {
		for i := 0; i < 2000; i++ {
			c <- build(2, i)
		}
		close(c)
	}()
	sum := 0
	for n := range c {
		sum += n.check()
	}
	return sum
}

func main() {
	debug.SetGCPercent(20)
	keep := build(12, 1)
	var wg sync.WaitGroup
	results := make([][4]int, 4)
	for g := range results {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for round := 0; round < 3; round++ {
				results[g] = [4]int{build(10, g+1).check(), maps(g + 1), texts(), channels()}
			}
		}()
	}
	wg.Wait()
	fmt.Println(results)
	runtime.GC()
	fmt.Println(keep.check())
	keep = nil
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.NumGC > 5, m.HeapAlloc < 8<<20, m.Mallocs > m.Frees, m.HeapObjects == m.Mallocs-m.Frees)
}
