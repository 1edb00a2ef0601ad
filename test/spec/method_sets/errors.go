package main

type V struct{ n int }

func (v V) Get() int   { return v.n }
func (v *V) Set(n int) { v.n = n }

type Setter interface{ Set(int) }
type P *V
type I interface{ Get() int }

func main() {
	var _ Setter = V{}
	V{}.Set(1)
	map[int]V{}[0].Set(1)
	var p P
	p.Get()
	var i *I
	i.Get()
	pp := new(*V)
	pp.Get()
	f := func() V { return V{} }
	f().Set(2)
}
