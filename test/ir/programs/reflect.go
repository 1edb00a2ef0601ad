// What reflect reads from type descriptors, and calls through method tables and made functions.
package main

import (
	"fmt"
	"reflect"
)

type P struct {
	X, Y int `json:"x" xml:"y"`
	name string
	E
	*F
}
type E struct{ Q []byte }
type F struct{ Z map[string]*P }
type I interface {
	M(a int, b ...string) (x error, y bool)
	hidden()
}
type G[K comparable, V any] struct {
	k K
	v V
}

func (g *G[K, V]) Get() V   { return g.v }
func (g G[K, V]) Key() K    { return g.k }
func (p P) String() string  { return p.name }
func (p *P) Set(s string)   { p.name = s }
func (e E) Qlen() int       { return len(e.Q) }
func (f *F) Zlen(n int) int { return len(f.Z) + n }

type Fn func(int) string

func (f Fn) Call(i int) string { return f(i) }

type Str string

func dump(x any) {
	t := reflect.TypeOf(x)
	show(t)
	if t.Kind() == reflect.Pointer {
		show(t.Elem())
	}
}
func show(t reflect.Type) {
	fmt.Println(t.String(), t.Name(), t.PkgPath(), t.Kind().String(), t.Size(), t.Align(), t.Comparable(), t.NumMethod())
	for i := 0; i < t.NumMethod(); i++ {
		m := t.Method(i)
		fmt.Println("  method", m.Name, m.PkgPath, m.Type.String(), m.Index)
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := 0; i < t.NumField(); i++ {
			f := t.Field(i)
			fmt.Println("  field", f.Name, f.PkgPath, f.Type.String(), string(f.Tag), f.Offset, f.Anonymous, f.Index[0])
		}
	case reflect.Map:
		fmt.Println("  ", t.Key().String(), t.Elem().String())
	case reflect.Func:
		for i := 0; i < t.NumIn(); i++ {
			fmt.Println("  in", t.In(i).String())
		}
		for i := 0; i < t.NumOut(); i++ {
			fmt.Println("  out", t.Out(i).String())
		}
		fmt.Println("  variadic", t.IsVariadic())
	case reflect.Chan:
		fmt.Println("  dir", t.ChanDir().String())
	case reflect.Array:
		fmt.Println("  len", t.Len())
	}
}

func main() {
	type local struct{ a int8 }
	dump(1)
	dump("x")
	dump(P{})
	dump(&P{})
	dump((*I)(nil))
	dump(G[int, string]{})
	dump(&G[string, local]{})
	dump(Fn(nil))
	dump(Str(""))
	dump(local{})
	dump([]local{})
	dump([3]*P{})
	dump(map[string]int{})
	dump(func(int, ...string) (a, b error) { return nil, nil })
	dump(make(chan<- int))
	dump(make(<-chan struct{}))
	dump(make(chan (<-chan int)))
	dump(struct {
		a int `q:"\"z"`
		B struct{}
	}{})
	dump((*interface {
		A()
		b()
	})(nil))
	dump((*error)(nil))
	dump(complex(1, 2))
	dump(3.5)
	dump(int8(1))
	dump([]any{})
	v := reflect.ValueOf(&P{name: "n"})
	fmt.Println(v.Elem().Field(2).String(), v.MethodByName("String").Call(nil)[0].String())
	v.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf("other")})
	fmt.Println(v.Interface().(*P).name)
	m := reflect.MakeMap(reflect.TypeOf(map[string]int{}))
	m.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(7))
	fmt.Println(m.Len(), m.MapIndex(reflect.ValueOf("k")).Int())
	f := reflect.ValueOf(func(a int, s string, p P, fl float64) (string, int, P) { p.X = a; return s + "!", a + int(fl), p })
	r := f.Call([]reflect.Value{reflect.ValueOf(3), reflect.ValueOf("hey"), reflect.ValueOf(P{Y: 9}), reflect.ValueOf(2.5)})
	fmt.Println(r[0].String(), r[1].Int(), r[2].Field(0).Int(), r[2].Field(1).Int())
	mf := reflect.MakeFunc(reflect.TypeOf(func(int, string) string { return "" }), func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(args[1].String() + "/made")}
	})
	fmt.Println(mf.Interface().(func(int, string) string)(1, "z"))
	mt, _ := reflect.TypeOf(P{}).MethodByName("Qlen")
	fmt.Println(mt.Func.Call([]reflect.Value{reflect.ValueOf(P{E: E{Q: []byte("abc")}})})[0].Int())
	fn := mt.Func.Interface().(func(P) int)
	fmt.Println(fn(P{E: E{Q: []byte("abcd")}}))
	mv := v.Method(2).Interface()
	fmt.Println(reflect.TypeOf(mv).String())
}
