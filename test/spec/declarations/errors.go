package main

import (
	"fmt"
	"os"
	str "strings"
	. "math"
	_ "sort"
)

const (
	a = iota
	b, c
	d int
)
const e, f = 1
const g = h
const h = g
const big int8 = 200
const notconst = len([]int{1})
const s string = 1

type T1 T2
type T2 T1
type T3 struct{ T3 }
type T4 [2]T4
type T5 []T5
type U int
type U string

var v1, v2 = 1
var v3, v4 int = 1, "a"
var v5 = v6
var v6 = v5
var v8 int = nil
var v9 = nil
var _ = f1(1)
var v10 = main()

func f1(x int, x string) (y int, y error) { return }
func f2(int, s string)
func f3(a ...int, b int) {}
func f4[T any, T any](x T) {}
func f5() { }
func f5() { }
func init() int { return 1 }
func init(x int) {}
func (U) m() {}
func (*U) m() {}
func (x U) U() {}
func (int) m() {}
func (T5) m2() {}
func (*T5) m2() {}
func (**U) m3() {}
func (fmt.Stringer) m4() {}

type I interface{ m() }

func (I) n() {}

type P *int

func (P) o() {}

type St struct {
	a, b int
	a    string
	*U
	U
	I
	*I
}

func (St) b() {}

func main(x int) {
	x := 1
	y := 2
	var z int
	const unused = 1
	type local int
	a, b := 1, 2
	a, b := 3, 4
	_, _ := 1, 2
	q, w := 1
	init()
	iota := 3
	var fmt = 1
	fmt.Println()
	undefined()
	var r = undefined2
	r.x()
	os.Nothing()
	os.exit(1)
	str := 1
	var (
		dup int
		dup string
	)
	goto L
	var jumped int
L:
	_ = jumped
}
