// A cache of the least recently used: container/list behind a map, and a list of our own with generics.
package main

import (
	"container/list"
	"fmt"
)

type entry[K comparable, V any] struct {
	key        K
	val        V
	prev, next *entry[K, V]
}

type cache[K comparable, V any] struct {
	size int
	m    map[K]*entry[K, V]
	root entry[K, V]
}

func newCache[K comparable, V any](size int) *cache[K, V] {
	c := &cache[K, V]{size: size, m: make(map[K]*entry[K, V])}
	c.root.prev, c.root.next = &c.root, &c.root
	return c
}

func (c *cache[K, V]) unlink(e *entry[K, V]) {
	e.prev.next, e.next.prev = e.next, e.prev
}

func (c *cache[K, V]) front(e *entry[K, V]) {
	e.prev, e.next = &c.root, c.root.next
	e.prev.next, e.next.prev = e, e
}

func (c *cache[K, V]) get(k K) (v V, ok bool) {
	e, ok := c.m[k]
	if !ok {
		return v, false
	}
	c.unlink(e)
	c.front(e)
	return e.val, true
}

func (c *cache[K, V]) put(k K, v V) {
	if len(c.m) == c.size {
		old := c.root.prev
		c.unlink(old)
		delete(c.m, old.key)
	}
	e := &entry[K, V]{key: k, val: v}
	c.m[k] = e
	c.front(e)
}

type pair struct{ key, val int }

func main() {
	c := newCache[uint64, string](10000)
	l, where := list.New(), map[int]*list.Element{}
	x, hits := uint64(1), 0
	for i := range 1500000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		k := x % 14000
		if v, ok := c.get(k); ok {
			hits += len(v)
		} else {
			c.put(k, "value")
		}
		j := int(x>>32) % 3000
		if e, ok := where[j]; ok {
			l.MoveToFront(e)
			hits += e.Value.(pair).val
		} else {
			where[j] = l.PushFront(pair{j, i & 7})
			if l.Len() > 2000 {
				delete(where, l.Remove(l.Back()).(pair).key)
			}
		}
	}
	fmt.Println(len(c.m), l.Len(), len(where), hits)
}
