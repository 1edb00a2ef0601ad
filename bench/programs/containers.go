// Containers with type parameters: a heap, a B-tree-like skip list, a deque, and functions over sequences.
package main

import (
	"cmp"
	"fmt"
	"iter"
)

type heap[T any] struct {
	items []T
	less  func(a, b T) bool
}

func (h *heap[T]) push(x T) {
	h.items = append(h.items, x)
	for i := len(h.items) - 1; i > 0; {
		p := (i - 1) / 2
		if !h.less(h.items[i], h.items[p]) {
			break
		}
		h.items[i], h.items[p] = h.items[p], h.items[i]
		i = p
	}
}

func (h *heap[T]) pop() T {
	top, n := h.items[0], len(h.items)-1
	h.items[0] = h.items[n]
	h.items = h.items[:n]
	for i := 0; ; {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && h.less(h.items[c+1], h.items[c]) {
			c++
		}
		if !h.less(h.items[c], h.items[i]) {
			break
		}
		h.items[i], h.items[c] = h.items[c], h.items[i]
		i = c
	}
	return top
}

type node[K cmp.Ordered, V any] struct {
	key         K
	val         V
	pri         uint32
	left, right *node[K, V]
}

type treap[K cmp.Ordered, V any] struct {
	root *node[K, V]
	seed uint32
}

func (t *treap[K, V]) insert(n *node[K, V], k K, v V) *node[K, V] {
	if n == nil {
		t.seed = t.seed*1664525 + 1013904223
		return &node[K, V]{key: k, val: v, pri: t.seed}
	}
	switch cmp.Compare(k, n.key) {
	case 0:
		n.val = v
	case -1:
		n.left = t.insert(n.left, k, v)
		if n.left.pri > n.pri {
			l := n.left
			n.left, l.right = l.right, n
			return l
		}
	default:
		n.right = t.insert(n.right, k, v)
		if n.right.pri > n.pri {
			r := n.right
			n.right, r.left = r.left, n
			return r
		}
	}
	return n
}

func (n *node[K, V]) all(yield func(K, V) bool) bool {
	return n == nil || n.left.all(yield) && yield(n.key, n.val) && n.right.all(yield)
}

func (t *treap[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.all(yield) }
}

func mapped[T, U any](s iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for x := range s {
			if !yield(f(x)) {
				return
			}
		}
	}
}

func filtered[T any](s iter.Seq[T], f func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for x := range s {
			if f(x) && !yield(x) {
				return
			}
		}
	}
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func reduce[T, A any](s iter.Seq[T], a A, f func(A, T) A) A {
	for x := range s {
		a = f(a, x)
	}
	return a
}

func main() {
	h := heap[[2]int]{less: func(a, b [2]int) bool { return a[0] < b[0] }}
	x := uint64(88172645463325252)
	next := func() int {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return int(x >> 40)
	}
	sum := 0
	for i := range 400000 {
		h.push([2]int{next(), i})
		if i%3 == 2 {
			sum = (sum*31 + h.pop()[0]) % 1000003
		}
	}
	t := treap[int, string]{seed: 1}
	for range 150000 {
		t.root = t.insert(t.root, next()%100000, "v")
	}
	last, n := -1, 0
	for k, v := range t.All() {
		if k <= last {
			panic("order")
		}
		last = k
		n += len(v)
	}
	total := 0
	for range 10 {
		total += reduce(mapped(filtered(count(1000000), func(i int) bool { return i%3 != 0 }),
			func(i int) uint8 { return uint8(i * 7) }), 0, func(a int, b uint8) int { return a + int(b) })
	}
	fmt.Println(sum, n, last, total)
}
