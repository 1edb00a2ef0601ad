// Methods promoted through embedded values, pointers and interfaces; method values and expressions; nil receivers.
package main

import "fmt"

type Big struct{ a, b, c, d, e int }

func (b Big) Sum() int       { return b.a + b.b + b.c + b.d + b.e }
func (b Big) Twice() Big     { b.a *= 2; b.b *= 2; return b }
func (b *Big) Inc(n int) Big { b.a += n; return *b }
func (b Big) Many(x, y string, f float64, z Big) (string, float64, Big, error) {
	z.a += b.a
	return x + y, f, z, nil
}

type Small struct{ s string }

func (s Small) Str() string   { return s.s }
func (s *Small) Set(x string) { s.s = x }

type One struct{ p *int }

func (o One) Get() int { return *o.p }

type Outer struct {
	pad [600]int64
	Small
	*Big
	In
	One
}
type In interface{ Hello(string) string }
type hi int

func (h hi) Hello(s string) string { return fmt.Sprint("hi ", int(h), s) }

type Deep struct{ Outer }
type PDeep struct{ *Deep }
type I1 interface {
	Str() string
	Sum() int
	Hello(string) string
	Get() int
	Many(x, y string, f float64, z Big) (string, float64, Big, error)
	Twice() Big
}
type I2 interface {
	I1
	Set(string)
	Inc(int) Big
}
type Fn func(int) int

func (f Fn) Do(x int) int { return f(x) }

type M map[string]int

func (m M) At(s string) int { return m[s] }

type Arr [1]*int

func (a Arr) First() int { return *a[0] }

type E struct{}

func (E) Zero() string { return "zero" }

//go:noinline
func sum(b *Big) int {
	var i interface{ Sum() int } = b
	return viaInterface(i)
}

//go:noinline
func viaInterface(i interface{ Sum() int }) int { return i.Sum() }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "panic:", r)
		}
	}()
	f()
}

func main() {
	n := 77
	o := Outer{Small: Small{"sm"}, Big: &Big{1, 2, 3, 4, 5}, In: hi(5), One: One{&n}}
	d := Deep{o}
	p := PDeep{&d}
	for _, i := range []I1{o, &o, d, &d, p, &p} {
		a, b, c, e := i.Many("x", "y", 2.5, Big{a: 100})
		fmt.Printf("%T %s %d %s %d %v %v %v %v %v\n", i, i.Str(), i.Sum(), i.Hello("!"), i.Get(), a, b, c, e, i.Twice())
	}
	for k, i := range []I2{&o, &d, p, &p} {
		i.Set(fmt.Sprint("set", k))
		fmt.Println(i.Inc(k), i.Str(), o.Str(), d.Str())
	}
	f1 := o.Sum
	f2 := d.Hello
	f3 := p.Inc
	f4 := (*PDeep).Str
	f5 := I1.Hello
	f6 := Deep.Get
	f7 := Big.Twice
	f8 := (*Big).Sum
	f9 := (*Outer).Set
	fmt.Println(f1(), f2("?"), f3(10), f4(&p), f5(o, "~"), f6(d), f7(*o.Big), f8(o.Big))
	f9(&o, "nine")
	fmt.Println(o.Str())
	var x interface{ Do(int) int } = Fn(func(i int) int { return i * 3 })
	fmt.Println(x.Do(4), x.Do(5))
	var y interface{ At(string) int } = M{"k": 9}
	fmt.Println(y.At("k"))
	var z interface{ First() int } = Arr{&n}
	fmt.Println(z.First())
	var zz interface{ Zero() string } = E{}
	fmt.Println(zz.Zero(), (&E{}).Zero())
	g := x.Do
	fmt.Println(g(7))
	anon := struct {
		Small
		In
	}{Small{"anon"}, hi(1)}
	var s interface{ Str() string } = anon
	fmt.Println(s.Str(), anon.Hello("a"))
	s = &anon
	fmt.Println(s.Str())
	try("nil ptr value method", func() { fmt.Println(sum(nil)) })
	try("nil embedded", func() { var q PDeep; fmt.Println(q.Str()) })
	try("nil embedded iface", func() { var q Outer; fmt.Println(q.Hello("x")) })
	try("nil big method value", func() { var b *Big; h := b.Sum; fmt.Println(h()) })
	try("nil iface method value", func() { var i I1; h := i.Sum; fmt.Println(h()) })
	try("type assert", func() { var i any = o; fmt.Println(i.(I2)) })
	try("type assert2", func() { var i any = 3; fmt.Println(i.(fmt.Stringer)) })
	try("type assert3", func() { var i any; fmt.Println(i.(fmt.Stringer)) })
	try("type assert4", func() { var i fmt.Stringer; fmt.Println(i.(interface{ Foo() })) })
	try("type assert5", func() { var i any = "s"; fmt.Println(i.(int)) })
	defer o.Set("deferred")
	defer fmt.Println("bye", f1())
	go o.Set("x")
}
