// Strings, slices, maps and interfaces through the runtime's functions.
package main

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
)

// Not local: gc gives small local slices room on the stack.
var (
	b     []byte
	w     []int
	p     []*int
	t     [][3]byte
	sink  any
	three = "日本語"
	hello = "hello world"
)

func growth() {
	var caps []int
	for i := 0; i < 3000; i++ {
		cb, cw, cp, ct := cap(b), cap(w), cap(p), cap(t)
		b, w, p, t = append(b, 1), append(w, i), append(p, nil), append(t, [3]byte{})
		if cap(b) != cb || cap(w) != cw || cap(p) != cp || cap(t) != ct {
			caps = append(caps, cap(b), cap(w), cap(p), cap(t))
		}
	}
	fmt.Println(caps)
	x, y, z := append([]int{1, 2}, 3, 4, 5), append([]byte(hello), "!!"...), []rune(three)
	v, u := append([]string(nil), make([]string, 70)...), append(make([]*int, 60), make([]*int, 7)...)
	sink = []any{x, y, z, v, u}
	fmt.Println(cap(x), cap(y), cap(z), cap(v), cap(u))
}

func runes() {
	bad := "a\xffb\xc0\xaf日\xed\xa0\x80\xf4\x90\x80\x80é\xe6\x97"
	for i, r := range bad {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println(len([]rune(bad)), []rune(bad), []byte(string([]rune(bad))))
	fmt.Println(string(rune(65)), string(rune(-1)), string(rune(0x10ffff)) == "\U0010ffff", string(rune(0xd800)))
	x, y, e := "x", "yz", ""
	fmt.Println(x+y, x+e+y, e+e == "", x+y+x+y+x+y, x < y, y <= x, x+"a" > x)
	b := []byte(x)
	b[0] = 'q'
	fmt.Println(x, string(b))
}

type key struct {
	f float64
	s string
	i any
}

func mapsAll() {
	m := map[key]int{}
	m[key{math.NaN(), "a", 1}]++
	m[key{math.NaN(), "a", 1}]++
	m[key{0, "b", 2.5}]++
	m[key{math.Copysign(0, -1), "b", 2.5}]++
	fmt.Println(len(m), m[key{0, "b", 2.5}])
	big := map[int][20]int{}
	for i := 0; i < 10000; i++ {
		big[i*i] = [20]int{i}
	}
	for k, v := range big {
		if v[0]*v[0] != k {
			panic("big")
		}
		if k%2 == 0 {
			delete(big, k)
		}
	}
	fmt.Println(len(big), len(maps.Clone(big)))
	clear(big)
	clear(m)
	fmt.Println(len(big), len(m))
	names := map[string]bool{"x": true, "y": false, "": true}
	fmt.Println(slices.Sorted(maps.Keys(names)), names["z"], names)
	anys := map[any]string{1: "int", int8(1): "int8", "1": "string", [2]int{1, 2}: "array", 1.5: "float", nil: "nil",
		struct{ a, b any }{1, "x"}: "struct"}
	fmt.Println(anys[1], anys[int8(1)], anys["1"], anys[[2]int{1, 2}], anys[1.5], anys[nil], anys[struct{ a, b any }{1, "x"}])
}

type shape interface{ Area() float64 }
type named interface {
	shape
	Name() string
}
type sq struct{ side float64 }

func (s sq) Area() float64 { return s.side * s.side }
func (s *sq) Name() string { return "sq" }

func interfaces() {
	var list = []any{1, "s", sq{2}, &sq{3}, nil, []int{1}, 3.5, uint8(200), 300, "", struct{}{}, [0]int{}}
	for _, v := range list {
		_, a := v.(shape)
		_, b := v.(named)
		_, c := v.(fmt.Stringer)
		fmt.Print(a, b, c, " ")
	}
	fmt.Println()
	var s shape = &sq{4}
	n := s.(named)
	fmt.Println(n.Name(), n.Area(), s == n.(shape), any(s) == any(n), any(sq{1}) == any(sq{1}), any(1) == any(1.0))
	fmt.Println(reflect.TypeOf(list[3]).Implements(reflect.TypeFor[named]()))
}

func reflection() {
	t := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[int]()},
		{Name: "B", Type: reflect.TypeFor[string](), Tag: `x:"y"`}})
	v := reflect.New(t).Elem()
	v.Field(0).SetInt(7)
	v.Field(1).SetString("seven")
	fmt.Printf("%+v %v %v\n", v.Interface(), t, v.Interface() == v.Interface())
	mt := reflect.MapOf(t, reflect.SliceOf(t))
	m := reflect.MakeMap(mt)
	m.SetMapIndex(v, reflect.Append(reflect.MakeSlice(mt.Elem(), 0, 0), v, v))
	fmt.Println(m.Len(), m.MapIndex(v).Len(), mt, reflect.ArrayOf(3, t).Size(), reflect.PointerTo(t))
	f := reflect.ValueOf(func(a int, b string, c float64, d sq) (string, sq) { return fmt.Sprint(a, b, c, d), d })
	out := f.Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf("x"), reflect.ValueOf(2.5), reflect.ValueOf(sq{9})})
	fmt.Println(out[0], out[1], len(out))
	swap := reflect.MakeFunc(reflect.TypeFor[func(int, string) (string, int)](), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{in[1], in[0]}
	}).Interface().(func(int, string) (string, int))
	fmt.Println(swap(3, "three"))
	fmt.Println(reflect.ValueOf(&sq{5}).MethodByName("Area").Call(nil)[0], reflect.ValueOf(&sq{5}).NumMethod())
	c := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, t), 2)
	c.Send(v)
	r, ok := c.Recv()
	fmt.Println(r, ok, c.Len(), c.Cap())
}

func main() {
	growth()
	runes()
	mapsAll()
	interfaces()
	reflection()
}
