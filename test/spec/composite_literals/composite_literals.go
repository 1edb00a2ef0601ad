// Composite literals: keys, elision, nesting, addresses, arrays of open length.
package main

import "fmt"

type Point struct{ x, y float64 }
type Line struct{ p, q Point }
type Rec struct {
	name string
	next *Rec
	tags map[string][]int
}
type PP *Point

func main() {
	fmt.Println(Point{}, Point{1, 2}, Point{y: 3}, Line{q: Point{y: -4}})
	fmt.Println([...]string{2: "c", "d", 0: "a"}, len([...]int{9: 1}), [5]int{1, 3: 7, 8})
	fmt.Println([]int{'a': 1}['a'], [...]Point{{1.5, -3.5}, {0, 0}}, [][]int{{1, 2, 3}, {4, 5}})
	fmt.Println(map[string]Point{"orig": {0, 0}}, map[Point]string{{0, 0}: "orig"})
	ps := [2]*Point{{1.5, -3.5}, {}}
	qs := [2]PP{{1.5, -3.5}, {}}
	fmt.Println(*ps[0], *ps[1], *qs[0], qs[1].y)
	r := &Rec{name: "a", next: &Rec{name: "b"}, tags: map[string][]int{"t": {1, 2}}}
	fmt.Println(r.name, r.next.name, r.tags, r.next.tags == nil)
	const n = 3
	fmt.Println([n + 1]bool{n: true}, struct{ a, b int }{1, 2}, []any{1, "x", nil})
	if (Point{1, 2} == Point{1, 2}) {
		fmt.Println("equal")
	}
	a, b := &Point{}, &Point{}
	fmt.Println(a != b, *a == *b)
	f := func() []*[2]int { return []*[2]int{{1, 2}, {3}} }
	fmt.Println(*f()[0], *f()[1])
}
