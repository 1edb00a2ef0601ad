// Spheres and a plane with reflections: vectors as structures by value, interfaces for shapes.
package main

import (
	"fmt"
	"math"
)

type vec struct{ x, y, z float64 }

func (a vec) add(b vec) vec            { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vec) sub(b vec) vec            { return vec{a.x - b.x, a.y - b.y, a.z - b.z} }
func (a vec) scale(s float64) vec      { return vec{a.x * s, a.y * s, a.z * s} }
func (a vec) dot(b vec) float64        { return a.x*b.x + a.y*b.y + a.z*b.z }
func (a vec) unit() vec                { return a.scale(1 / math.Sqrt(a.dot(a))) }
func (a vec) reflect(n vec) vec        { return a.sub(n.scale(2 * a.dot(n))) }
func (a vec) mix(b vec, t float64) vec { return a.scale(1 - t).add(b.scale(t)) }

type ray struct{ from, dir vec }

type shape interface {
	hit(r ray) (t float64, ok bool)
	normal(p vec) vec
	color(p vec) vec
	mirror() float64
}

type sphere struct {
	center vec
	radius float64
	paint  vec
	shine  float64
}

func (s *sphere) hit(r ray) (float64, bool) {
	oc := r.from.sub(s.center)
	b := oc.dot(r.dir)
	d := b*b - oc.dot(oc) + s.radius*s.radius
	if d < 0 {
		return 0, false
	}
	d = math.Sqrt(d)
	if t := -b - d; t > 1e-6 {
		return t, true
	}
	t := -b + d
	return t, t > 1e-6
}
func (s *sphere) normal(p vec) vec { return p.sub(s.center).scale(1 / s.radius) }
func (s *sphere) color(vec) vec    { return s.paint }
func (s *sphere) mirror() float64  { return s.shine }

type plane struct{ y float64 }

func (f plane) hit(r ray) (float64, bool) {
	if math.Abs(r.dir.y) < 1e-9 {
		return 0, false
	}
	t := (f.y - r.from.y) / r.dir.y
	return t, t > 1e-6
}
func (f plane) normal(vec) vec { return vec{0, 1, 0} }
func (f plane) color(p vec) vec {
	if (int(math.Floor(p.x))+int(math.Floor(p.z)))&1 == 0 {
		return vec{1, 1, 1}
	}
	return vec{0.1, 0.1, 0.1}
}
func (f plane) mirror() float64 { return 0.2 }

type scene struct {
	shapes []shape
	light  vec
}

func (s *scene) nearest(r ray) (shape, float64) {
	var best shape
	at := math.Inf(1)
	for _, o := range s.shapes {
		if t, ok := o.hit(r); ok && t < at {
			best, at = o, t
		}
	}
	return best, at
}

func (s *scene) trace(r ray, depth int) vec {
	o, t := s.nearest(r)
	if o == nil {
		return vec{0.5, 0.7, 1}.scale(0.5 + 0.5*r.dir.y)
	}
	p := r.from.add(r.dir.scale(t))
	n := o.normal(p)
	l := s.light.sub(p).unit()
	bright := 0.1
	if blocker, _ := s.nearest(ray{p, l}); blocker == nil {
		bright += 0.9 * max(0, n.dot(l))
	}
	c := o.color(p).scale(bright)
	if m := o.mirror(); m > 0 && depth < 4 {
		c = c.mix(s.trace(ray{p, r.dir.reflect(n)}, depth+1), m)
	}
	return c
}

func main() {
	s := &scene{light: vec{5, 8, -5}, shapes: []shape{plane{-1}}}
	for i := range 9 {
		f := float64(i)
		s.shapes = append(s.shapes, &sphere{vec{f - 4, math.Sin(f), 4 + math.Cos(f)}, 0.7,
			vec{f / 9, 1 - f/9, 0.5}, 0.3})
	}
	const w, h = 800, 640
	var sum vec
	for y := range h {
		for x := range w {
			d := vec{(float64(x) - w/2) / w, (h/2 - float64(y)) / w, 1}.unit()
			sum = sum.add(s.trace(ray{vec{0, 0, -2}, d}, 0))
		}
	}
	fmt.Printf("%.4f %.4f %.4f\n", sum.x, sum.y, sum.z)
}
