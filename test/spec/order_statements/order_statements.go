// What of a statement is read before, and what after its calls.
package main

import (
	"fmt"
	"os"
)

type T struct{ a, b int }

func (t T) V(n ...int) T         { fmt.Println("V", t, n); return T{t.a + 1, t.b} }
func (t *T) P(n ...int) *T       { fmt.Println("P", *t, n); t.b++; return t }
func two(s string) (int, string) { fmt.Println("two", s); return 2, s }
func say(s string, n int) int    { fmt.Println("say", s); return n }
func fn(s string) func(int, string) int {
	fmt.Println("fn", s)
	return func(n int, t string) int { fmt.Println("called", s, n, t); return n }
}

var x, y = 1, 2
var g = []int{1, 2, 3, 4}
var m = map[string]int{"a": 1}
var p = &T{1, 2}

func set(n int) int { x = n; return n * 10 }

func setg(i, n int) int { g[i] = n; return n }

func setp(n int) int { p = &T{n, n}; return n }

func results() (int, int, int) { return x, set(7), x }
func one() int                 { return x + set(8) + x }
func text() string {
	s := "a"
	f := func() string { s = "b"; return "-" }
	return s + f() + s
}
func boolean() bool {
	b := false
	f := func() bool { b = true; return false }
	return !(b || f()) && b
}

func conv() {
	b := []byte("abc")
	change := func() string { b[0] = 'x'; return "!" }
	fmt.Println(string(b), change())
	s := "s"
	cs := func() int { s = "t"; return 1 }
	fmt.Println([]byte(s), cs())
	s = "abc"
	fmt.Println(len(s), func() int { s = "abcdef"; return 2 }(), len(s))
	var i any = 5
	ci := func() int { i = 6; return 1 }
	fmt.Println(i.(int), ci(), i.(int))
	fmt.Println(g[1:], setg(1, 20), g[1:][0])
	fmt.Println(g[0]+setg(0, 5), g[0])
	fmt.Println(m["a"], func() int { m["a"] = 2; return 0 }(), m["a"])
	fmt.Println(x == 1 && true, set(9), x == 9)
	fmt.Println(x > 0, set(-1), x > 0)
	fmt.Println(*p, setp(4), p.a)
	fmt.Println(min(x, 5), set(3), max(x, 1))
}

func lists() {
	a := [3]int{x, set(11), x}
	fmt.Println(a)
	t := T{x, set(12)}
	fmt.Println(t)
	q := &T{x, set(13)}
	fmt.Println(*q)
	s := []any{x, set(14), x, T{x, x}}
	fmt.Println(s...)
	var u, v = x, set(15)
	fmt.Println(u, v)
	u, v = x, set(16)
	fmt.Println(u, v)
	g[x-16], v = set(17), x
	fmt.Println(g, v)
	x = 1
	g[x] = set(2)
	fmt.Println(g)
	x = 1
	g[x], g[say("i", 0)] = set(2), 77
	fmt.Println(g)
	x = 1
	g[say("j", x)] += set(3) + x
	fmt.Println(g)
	x = 5
	x += set(6)
	fmt.Println(x)
	x = 1
	y = g[x] - set(0)
	fmt.Println(y)
	x = 0
	fmt.Println(append(g[:x], set(2), x), g)
	fmt.Println(len(append([]int{x}, make([]int, set(3)/10)...)), x)
	x = 0
	fmt.Println(g[x:set(2)/10], g[x-2:x+say("k", 1)])
	x = 0
	g[x], x = 99, set(1)
	fmt.Println(g, x)
}

func calls() {
	fmt.Println(fn("a")(two("b")))
	fmt.Println(fn("a")(say("n", 1), "s"))
	T{x, 1}.V(set(5), x)
	p.V(setp(6), p.a)
	p.P(setp(7), p.a).P(setp(8))
	p.V(1).V(setp(9), p.a)
	defer fmt.Println("deferred", x, set(6), x)
	defer p.V(setp(10))
	defer p.P(setp(11))
	done := make(chan bool)
	go func(a, b, c int) { fmt.Println(a, b, c); close(done) }(x, set(7), x)
	<-done
	f := func(a ...any) { fmt.Println(a...) }
	defer func() { fmt.Println(recover()) }()
	f(x, func() int { f = nil; return 3 }(), x, set(8))
}

func chans() {
	c := make(chan int, 3)
	c <- x + set(9)
	c <- set(10) + x
	fmt.Println(<-c, <-c)
	d := make(chan int, 3)
	e := d
	sel := func() int { c = d; return 4 }
	select {
	case c <- sel() + x:
	}
	fmt.Println(len(c), len(e))
	c = make(chan int, 1)
	c <- 5
	x = 1
	fmt.Println(x, <-c, set(2), x)
	for i, v := range []int{x, set(3), x} {
		fmt.Print(i, v, " ")
	}
	switch x + set(4) {
	case 44:
		fmt.Println("late")
	default:
		fmt.Println("early")
	}
	if x == set(5)-45 {
		fmt.Println("late")
	}
	for x+set(6) > 66 {
		fmt.Println("?")
	}
	switch set(7); {
	case x+set(8) == 88:
		fmt.Println("late")
	}
}

// What is looked at in place is evaluated once, too.
func once() {
	word := func(s string) string { fmt.Println("word", s); return s }
	fmt.Println(x, len([]byte(word("a"))), set(1), len([]rune(word("b"))))
	for _, c := range []byte(word("c")) {
		fmt.Println(c, x, set(2))
	}
	count := map[string]int{}
	count[string([]byte(word("d")))] += x + set(3)
	count[word("e")], x = x, set(4)
	fmt.Println(count, x)
}

var z = x + set(100) + x
var lit = []int{x, set(101), x}

func main() {
	fmt.Println(z, lit)
	x = 1
	fmt.Println(results())
	fmt.Println(one(), text(), boolean())
	x = 1
	conv()
	lists()
	calls()
	chans()
	once()
	fmt.Fprintln(os.Stdout, x, y)
}
