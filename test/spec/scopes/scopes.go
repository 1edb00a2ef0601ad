// Blocks, declarations and scope, uniqueness of identifiers, exported names.
package main

import "fmt"

var x = "package"

type int8 = string

func f(x int) (r string) {
	r = fmt.Sprint(x)
	{
		x := x + 1
		r += fmt.Sprint(x)
		if x := x * 2; x > 3 {
			r += fmt.Sprint(x)
		} else {
			r += fmt.Sprint("else", x)
		}
	}
	return r + fmt.Sprint(x)
}

func shadows() {
	true := false
	len := func(string) int { return -1 }
	nil := 0
	fmt.Println(true, len("abc"), nil)
	type T struct{ T []T }
	fmt.Printf("%T %d\n", T{}, cap(T{}.T))
	var fmt = 1
	_ = fmt
}

func main() {
	fmt.Println(x, f(1), f(5))
	shadows()
	for i := 0; i < 2; i++ {
		i := i * 10
		fmt.Print(i, " ")
	}
	switch x := any(x).(type) {
	case string:
		fmt.Println(len(x))
	}
	var s int8 = "alias"
	fmt.Println(s)
	a, b := 1, 2
	b, c := 3, 4
	fmt.Println(a, b, c)
	const k = iota
	fmt.Println(k)
goto L
L:
	{
		L := 1
		fmt.Println(L)
	}
}
