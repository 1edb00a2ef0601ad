package main

func a() int          { return }
func b()              { return 1 }
func c() (int, error) { return 1 }
func d() (int, error) { return 1, 2 }
func e() (int, error) { return c() }
func f() (int, error) { return 1, nil, 2 }
func g() (x int) {
	{
		x := 2
		return
	}
}
func h() (x, y int) { return x }
func i() int        { return b() }
func j() (string, error) { return c() }
func k() int        { return c() }
func l() func() int { return func() { return } }
func m() int {
	if true {
		return 1
	}
}
func n() int { for {} }
func o() int { for { break } }
func p(x int) int {
	switch x {
	case 1:
		return 1
	default:
		panic(1)
	}
}
func q(x int) int {
	switch x {
	case 1:
		return 1
	}
}
func r(x int) int {
L:
	for {
		if x > 1 {
			break L
		}
	}
}
func s() int { goto L; L: return 1 }
func t() (_ int, _ string) { return }
func u() (_ int, x string) { return "a", 1 }
func v() int { select {} }
func w(c chan int) int {
	select {
	case <-c:
		return 1
	case c <- 1:
	}
}
func x() int { { return 1 } }
func y() int { { } }
func z() int { defer func() int { }() ; panic(0) }

func main() { return nil }
