package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := 0; i < n; i++ {
			if !yield(i, fmt.Sprint("v", i)) {
				return
			}
		}
	}
}

func find(n int) (r int, s string) {
	defer func() { s += "!" }()
	for i, v := range count(10) {
		if i == n {
			return i, v
		}
	}
	return -1, "none"
}

func nested() string {
	out := ""
outer:
	for i := range count(5) {
		for j, v := range count(5) {
			if j == 2 {
				continue outer
			}
			if i == 3 {
				break outer
			}
			if i == 1 && j == 1 {
				goto done
			}
			out += v
		}
	}
done:
	return out
}

func defers() {
	for i := range count(3) {
		defer fmt.Println("deferred", i)
	}
	fmt.Println("end of defers")
}

func rec() (err error) {
	defer func() {
		for range count(1) {
			if r := recover(); r != nil {
				err = fmt.Errorf("got %v", r)
			}
		}
	}()
	for i := range count(3) {
		if i == 1 {
			panic("in body")
		}
	}
	return nil
}

type T struct {
	a, b int
	s    []string
	m    map[string]int
}

func bad(yield func(int) bool) {
	yield(1)
	yield(2)
}

func main() {
	fmt.Println(find(3))
	fmt.Println(find(30))
	fmt.Println(nested())
	defers()

	var fs []func()
	for i := range count(3) {
		fs = append(fs, func() { fmt.Print(i, " ") })
	}
	for _, f := range fs {
		f()
	}
	fmt.Println()
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)))
	t := T{1, 2, []string{"x"}, m}
	fmt.Printf("%+v %v %T\n", t, &t, t)
	func() {
		defer func() { fmt.Println(recover()) }()
		for x := range bad {
			if x == 1 {
				break
			}
		}
	}()
	next, stop := iter.Pull2(count(3))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	var x, y int
	for x, y = range slices.All([]int{10, 20}) {
	}
	fmt.Println(x, y)
	s := struct {
		a [3]int
		b string
	}{[3]int{1, 2, 3}, "q"}
	s2 := s
	s2.a[1] = 9
	fmt.Println(s, s2, s == s2)
	var arr [4][]int
	arr[2] = append(arr[2], 5)
	fmt.Println(arr, len(arr))
	type pt struct{ x, y float64 }
	mp := map[pt]string{{1, 2}: "a"}
	mp[pt{3, 4}] += "zz"
	fmt.Println(mp[pt{3, 4}], len(mp))
	i := 0
	a := []int{1, 2, 3}
	i, a[i] = 2, 50
	fmt.Println(i, a)
	c := make(chan int, 1)
	select {
	case c <- 5:
	case v, ok := <-c:
		fmt.Println(v, ok)
	}
	fmt.Println(<-c)
	var z complex64 = 3 + 4i
	z /= 2i
	fmt.Println(z, uint8(i)<<7, int8(-128)/int8(i-3), 7.0/2)
	var e error = fmt.Errorf("w %w", fmt.Errorf("inner"))
	switch e := e.(type) {
	case interface{ Unwrap() error }:
		fmt.Println("unwrap", e.Unwrap())
	default:
		fmt.Println("no")
	}
	p := new(42)
	fmt.Println(*p)
	b := []byte("hello")
	b = append(b, " world"...)
	clear(m)
	fmt.Println(len(m))
	var np *T
	func() {
		defer func() { fmt.Println("rec:", recover()) }()
		fmt.Println(np.s)
	}()
	func() {
		defer func() { fmt.Println("rec:", recover()) }()
		d := 0
		fmt.Println(1 / d)
	}()
	func() {
		defer func() { fmt.Println("rec:", recover()) }()
		var an any = "str"
		fmt.Println(an.(int))
	}()
	func() {
		defer func() { fmt.Println("rec:", recover()) }()
		j := 5
		fmt.Println(a[1:j])
	}()
}
