package main

var a = b
var b = f()

func f() int { return g() }
func g() int { return a }

var x int = x
var t = T.m

type T struct{}

func (T) m() { _ = t }
func init() int {}

func main(x int) {}

var _ = init
