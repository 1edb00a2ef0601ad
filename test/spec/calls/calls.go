// Calls: variadic parameters, multiple results as arguments, methods, order, defer and go.
package main

import "fmt"

func v(pre string, xs ...int) string { return fmt.Sprint(pre, len(xs), xs == nil, xs) }
func two() (string, int)            { return "two", 2 }
func three() (int, int, int)        { return 1, 2, 3 }
func sum(xs ...int) (t int) {
	for _, x := range xs {
		t += x
	}
	return
}
func change(xs ...int) { xs[0] = 99 }
func id[T any](x T) T  { return x }
func pair[K comparable, V any](k K, v V) map[K]V {
	return map[K]V{k: v}
}

type T struct{ n int }

func (t T) add(xs ...int) int { return t.n + sum(xs...) }

func main() {
	fmt.Println(v("a"), v("b", 1, 2), v("c", []int{}...), v("d", nil...), v(two()))
	fmt.Println(sum(three()), T{10}.add(three()), T.add(T{5}, 1, 2))
	s := []int{1, 2}
	change(s...)
	fmt.Println(s)
	change(s[0], s[1])
	fmt.Println(s)
	fmt.Println(id(3), id[string]("x"), pair("k", 2.5), pair[any]("k", 1))
	f := T{1}.add
	g := (*T).add
	fmt.Println(f(1, 2), g(&T{2}, 3), func(x int) int { return x * x }(7))
	done := make(chan int)
	go func(xs ...int) { done <- sum(xs...) }(three())
	fmt.Println(<-done)
	defer fmt.Println("deferred", sum(1, 2))
	var nilf func()
	defer func() { fmt.Println(recover()) }()
	nilf()
}
