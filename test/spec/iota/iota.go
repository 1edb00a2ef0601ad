package main

const (
	a = iota
	b
	_
	d, e = iota, iota * 10
	f, g
	h = "s"
	i
	j = iota
)
const k = iota
const (
	l = 1 << (iota + 1)
	m
	n float64 = iota
	o
)

func main() { println(a, b, d, e, f, g, h, i, j, k, l, m, n, o) }
