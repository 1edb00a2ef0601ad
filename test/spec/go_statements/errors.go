package main

func f(int) int { return 1 }

type T struct{}

func (T) m() {}

func main() {
	go f(1)
	go f()
	go f("a")
	defer f(1, 2)
	go func() {}()
	go int(1)
	defer len("a")
	go append([]int{}, 1)
	defer panic(1)
	defer recover()
	go print(1)
	go new(int)
	defer make([]int, 1)
	defer close(make(chan int))
	go copy([]int{}, []int{})
	defer delete(map[int]int{}, 1)
	go T{}.m()
	go T.m(T{})
	var fn func()
	go fn()
	go clear(map[int]int{})
	defer min(1, 2)
	go complex(1, 2)
	f(1)
	f
	T{}.m
	len("a")
	append([]int{}, 1)
	1 + 2
	-f(1)
	"a"
	func() {}
	(f(1))
	cap([]int{})
	new(int)
	int(2)
	f(1) + 1
	<-make(chan int)
	nil
	_
}
