// Shapes: interfaces, embedding, type switches, methods as values, Stringer.
package main

import (
	"fmt"
	"math"
	"sort"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}

type Named interface {
	Shape
	fmt.Stringer
}

type Point struct{ X, Y float64 }

func (p Point) Dist(q Point) float64 { return math.Hypot(p.X-q.X, p.Y-q.Y) }
func (p *Point) Move(dx, dy float64) { p.X += dx; p.Y += dy }

type Circle struct {
	Point
	R float64
}

func (c Circle) Area() float64      { return math.Pi * c.R * c.R }
func (c Circle) Perimeter() float64 { return 2 * math.Pi * c.R }
func (c Circle) String() string     { return fmt.Sprintf("circle of radius %g at %v", c.R, c.Point) }

type Rect struct{ Min, Max Point }

func (r *Rect) Area() float64      { return (r.Max.X - r.Min.X) * (r.Max.Y - r.Min.Y) }
func (r *Rect) Perimeter() float64 { return 2 * (r.Max.X - r.Min.X + r.Max.Y - r.Min.Y) }
func (r *Rect) String() string     { return fmt.Sprintf("rectangle %v-%v", r.Min, r.Max) }

type Polygon []Point

func (p Polygon) Perimeter() (sum float64) {
	for i := range p {
		sum += p[i].Dist(p[(i+1)%len(p)])
	}
	return
}

func (p Polygon) Area() (sum float64) {
	for i, a := range p {
		b := p[(i+1)%len(p)]
		sum += a.X*b.Y - b.X*a.Y
	}
	return math.Abs(sum) / 2
}

type Square struct{ *Rect }

func (s Square) String() string { return "square: " + s.Rect.String() }

type byArea []Shape

func (s byArea) Len() int           { return len(s) }
func (s byArea) Less(i, j int) bool { return s[i].Area() < s[j].Area() }
func (s byArea) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case Named:
		return v.String()
	case Polygon:
		return fmt.Sprintf("polygon of %d points", len(v))
	case Shape:
		return fmt.Sprintf("some shape %T", v)
	case int, uint:
		return fmt.Sprintf("number %v", v)
	case error:
		return "error " + v.Error()
	case func(Point) float64:
		return fmt.Sprint("distance function: ", v(Point{}))
	default:
		return fmt.Sprintf("%T?", v)
	}
}

func main() {
	c := Circle{Point{1, 2}, 3}
	c.Move(2, -2)
	sq := Square{&Rect{Point{0, 0}, Point{2, 2}}}
	shapes := []Shape{c, &Rect{Point{1, 1}, Point{4, 3}}, Polygon{{0, 0}, {4, 0}, {0, 3}}, sq, &c}
	sort.Sort(byArea(shapes))
	for _, s := range shapes {
		fmt.Printf("%-45s area %8.3f perimeter %7.3f\n", describe(s), s.Area(), s.Perimeter())
	}
	dist := c.Dist
	c.Point = Point{100, 100}
	move := (*Point).Move
	move(&c.Point, 1, 1)
	for _, v := range []any{nil, 7, uint(8), dist, fmt.Errorf("e%d", 1), struct{ X int }{1}, c, map[string]int{}} {
		fmt.Println(describe(v))
	}
	fmt.Printf("%v %+v %#v\n", c, sq.Min, c.Point)
	_, ok := shapes[0].(fmt.Stringer)
	fmt.Println(ok, shapes[0] == shapes[0], Shape(c) == Shape(c))
	var s Shape
	defer func() { fmt.Println("recovered:", recover()) }()
	fmt.Println(s.Area())
}
