package main

import (
	"errors"
	"fmt"
	"io"
)

type Shape interface {
	Area() float64
	fmt.Stringer
}
type Named interface {
	Name() string
	fmt.Stringer
}
type Both interface {
	Shape
	Named
}
type sq struct{ s float64 }

func (q sq) Area() float64  { return q.s * q.s }
func (q sq) String() string { return fmt.Sprintf("sq(%g)", q.s) }
func (q *sq) Name() string  { return "a " + q.String() }

type Number interface {
	~int | ~int8 | ~int16 | ~float64
}
type Signed interface {
	Number
	~int | ~int8
	fmt.Stringer
}
type Deg int8

func (d Deg) String() string { return fmt.Sprintf("%d°", int8(d)) }

func show[T Signed](x T) string { return x.String() + fmt.Sprint(x+1) }

type empty = interface{}

func eq(a, b empty) (res string) {
	defer func() {
		if r := recover(); r != nil {
			res = r.(error).Error()
		}
	}()
	return fmt.Sprint(a == b)
}

type wrapper struct{ io.Reader }
type src struct{}

func (src) Read(p []byte) (int, error) { return copy(p, "hello"), io.EOF }
func (src) Close() error               { return errors.New("closed") }

type big struct{ a, b, c, d int }

func (b big) Sum() int { return b.a + b.b + b.c + b.d }
func (b *big) Inc()    { b.a++ }

type summer interface{ Sum() int }
type incer interface {
	summer
	Inc()
}

func main() {
	var b Both = &sq{3}
	fmt.Println(b.Area(), b.Name(), b)
	var s Shape = b
	_, isNamed := s.(Named)
	s = sq{2}
	_, isNamed2 := s.(Named)
	fmt.Println(isNamed, isNamed2, s)
	fmt.Println(show(Deg(41)))
	var n1, n2 empty
	var p *int
	fmt.Println(eq(n1, n2), eq(n1, p), eq(p, (*int)(nil)), eq(1, 1.0), eq(int8(1), int8(1)), eq([]int{}, nil))
	fmt.Println(eq([]int{1}, []int{1}))
	fmt.Println(eq(map[int]int{}, map[int]int{}))
	fmt.Println(eq(struct{ f func() }{}, struct{ f func() }{}))
	fmt.Println(eq([2]any{1, []int{}}, [2]any{2, []int{}}), eq([2]any{1, []int{}}, [2]any{1, []int{}}))
	var r io.Reader = wrapper{src{}}
	_, ok := r.(io.Closer)
	fmt.Println(ok)
	r = r.(wrapper).Reader
	c, ok := r.(io.Closer)
	fmt.Println(ok, c.Close())
	x := big{1, 2, 3, 4}
	var i incer = &x
	var v summer = x
	i.Inc()
	fmt.Println(i.Sum(), v.Sum(), x.Sum())
	f, g := i.Inc, v.Sum
	f()
	x.b = 100
	fmt.Println(x.a, g(), summer.Sum(x), incer.Sum(i), (*big).Sum(&x))
	var e error
	func() {
		defer func() { fmt.Println(recover()) }()
		e.Error()
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = any(e).(error)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = any(x).(incer)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = any(&x).(big)
	}()
	switch y := any(&x).(type) {
	case summer:
		fmt.Printf("summer %T\n", y)
	case incer:
		fmt.Println("incer")
	}
	switch y := any(Deg(3)).(type) {
	case int8, Deg:
		fmt.Printf("%T %v\n", y, y)
	}
	m := map[any]string{1: "int", "1": "string", 1.0: "float", [1]int{1}: "array", struct{}{}: "struct", nil: "nil", Deg(1): "deg"}
	fmt.Println(len(m), m[1], m["1"], m[1.0], m[[1]int{1}], m[struct{}{}], m[nil], m[Deg(1)], m[int8(1)] == "")
}
