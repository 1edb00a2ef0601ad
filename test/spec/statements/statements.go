// Statements: assignment, for with all its forms, labels, goto, inc and dec, if, fallthrough, empty ones.
package main

import "fmt"

func idx(s string, i int) int { fmt.Print(s, " "); return i }

func main() {
	a := []int{1, 2, 3}
	i := 0
	i, a[i] = 1, 2
	fmt.Println(i, a)
	a[0], a[1] = a[1], a[0]
	fmt.Println(a)
	x, y := 1, 2
	x, y = y, x+y
	fmt.Println(x, y)
	a[idx("l", 0)], a[idx("m", 1)] = idx("r", 7), idx("s", 8)
	fmt.Println(a)
	a[idx("once", 2)] += 5
	a[2]++
	fmt.Println(a)
	var _, z = 1, 3
	_ = z
	_, ok := map[int]int{}[1]
	fmt.Println(ok)
outer:
	for i := 0; ; i++ {
		for j := 0; j < 3; j++ {
			switch {
			case j == 1:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	for i := range 3 {
		i *= 2
		fmt.Print(i)
	}
	for i, r := range "aé\xff" {
		fmt.Print(" ", i, r)
	}
	for i, p := 0, &a; i < len(*p); i++ {
		fmt.Print(" ", (*p)[i])
	}
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		fmt.Print(" ", i, v)
	}
	sl := arr[:]
	for i, v := range sl {
		sl[2] = 20
		if i == 0 {
			sl = append(sl, 1)
		}
		fmt.Print(" ", v)
	}
	c := make(chan int, 3)
	c <- 1
	c <- 2
	close(c)
	for v := range c {
		fmt.Print(" c", v)
	}
	var nm map[string]int
	for range nm {
		fmt.Print("never")
	}
	m := map[int]bool{1: true, 2: true, 3: true}
	for k := range m {
		delete(m, k)
	}
	fmt.Println(" ", len(m))
	n := 0
loop:
	if n < 3 {
		n++
		goto loop
	}
	fmt.Println(n)
	switch n {
	case 3:
		fmt.Print("three ")
		fallthrough
	case 4:
		fmt.Print("four ")
	default:
		fmt.Print("default")
	}
	;
	for n > 0 {
		n--
		if n == 1 { continue }
		fmt.Print(n)
	}
	fmt.Println()
}
