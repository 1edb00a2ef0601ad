package main

var (
	a = 0b12
	b = 08
	c = 0x
	d = 1__0
	e = 0x1.0
	f = 1e
	g = 'ab'
	h = ''
	i = '\400'
	j = '\uD800'
	k = "\q"
	l = 0_
	m = 1p3
)

func main() {}
