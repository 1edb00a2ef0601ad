package main

var s uint = 33

func main() {
	var u = 1.0 << s
	var v float32 = 1 << s
	var x = "a" << 1
	var y = 1 << -1
	var z = 1 << 1.5
	var t = []int{}[1.0<<s+0.5]
	_, _, _, _, _, _ = u, v, x, y, z, t
}
