// Maps with keys of every shape: found, replaced, deleted and put again, NaN, no hash, growth.
package main

import (
	"fmt"
	"math"
)

type pair struct{ a, b int32 }
type named struct {
	name string
	n    int
}
type mixed struct {
	f float64
	v any
}
type huge [200]byte

func fill[K comparable](name string, key func(int) K) {
	m := map[K]int{}
	for i := range 3000 {
		m[key(i)] += i
	}
	for i := 0; i < 3000; i += 3 {
		delete(m, key(i))
	}
	for i := 0; i < 3000; i += 2 {
		m[key(i)]++
	}
	sum, there := 0, 0
	for i := range 4000 {
		if n, ok := m[key(i)]; ok {
			there++
			sum += n * (i%7 + 1)
		}
		sum += m[key(i)]
	}
	fmt.Println(name, len(m), there, sum)
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	fill("pair", func(i int) pair { return pair{int32(i), int32(-i)} })
	fill("array", func(i int) [3]int { return [3]int{i, i * i, 7} })
	fill("bytes", func(i int) [5]byte { return [5]byte{byte(i), byte(i >> 8), 1} })
	fill("named", func(i int) named { return named{fmt.Sprint("k", i%5000), i} })
	fill("mixed", func(i int) mixed { return mixed{float64(i) / 4, pair{int32(i), 1}} })
	fill("any", func(i int) any {
		switch i % 4 {
		case 0:
			return i
		case 1:
			return fmt.Sprint(i)
		case 2:
			return pair{int32(i), 2}
		}
		return named{"n", i}
	})
	fill("huge", func(i int) huge { return huge{0: byte(i), 199: byte(i >> 8)} })
	fill("float", func(i int) float64 { return float64(i) })
	fill("complex", func(i int) complex128 { return complex(1, float64(i)) })

	z := map[float64]int{}
	z[0], z[math.Copysign(0, -1)] = 1, 2
	z[math.NaN()], z[math.NaN()] = 3, 4
	_, ok := z[math.NaN()]
	fmt.Println(len(z), z[0], ok)
	keys := map[mixed]string{{0, nil}: "plus"}
	keys[mixed{math.Copysign(0, -1), nil}] = "minus" // the key is written anew
	for k, v := range keys {
		fmt.Println(math.Signbit(k.f), v, len(keys))
	}

	var none map[any]int
	m := map[any]int{1: 1}
	try("nil map", func() { fmt.Println(none[pair{}]); none[1] = 2 })
	try("nil map, no hash", func() { _ = none[[]int{}] })
	try("empty map, no hash", func() { _ = map[any]int{}[func() {}] })
	try("no hash", func() { _, _ = m[map[int]int{}] })
	try("put, no hash", func() { m[mixed{1, []int{}}] = 2 })
	m[2] = 3
	fmt.Println(len(m), m[1], m[2])
}
