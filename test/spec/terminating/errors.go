package main

func a(x int) int {
	for {
		break
	}
}
func b(x int) int {
	if x > 0 {
		return 1
	}
}
func c(x int) int {
	switch x {
	case 1:
		return 1
	}
}
func d(x int) int {
	switch x {
	case 1:
		fallthrough
	default:
		return 1
	}
}
func e() int {
L:
	for {
		break L
	}
}
func f() int { panic(1) }
func g() int { select {} }
func h() int { { goto L }; L: return 1 }
func i() int { for range 3 { return 1 } }
func j() int { defer panic(1) }

func main() {}
