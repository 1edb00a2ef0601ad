// Types declared inside functions, generic and not; arrays without size.
package main

import "fmt"

type G[A any] struct{ a A }

func F[A any](a A) {
	type L int
	type T[B any] struct {
		x A
		y B
	}
	type R[B any] struct {
		next *R[B]
		x    A
		y    T[B]
	}
	type Q struct {
		r *R[string]
		q *Q
	}
	fmt.Printf("%T %T %T %T %T %T %T\n", L(0), G[L]{}, T[int]{}, G[T[int]]{}, T[L]{}, R[L]{}, Q{})
	r := R[L]{x: a, y: T[L]{a, 1}}
	r.next = &r
	fmt.Println(r.next.next.y, any(r) == any(R[L]{}))
	func() {
		type Z[C any] struct {
			c C
			t T[C]
		}
		fmt.Printf("%T %+v\n", Z[A]{}, any(Z[L]{t: T[L]{x: a}}))
	}()
}

func H() any {
	type L int
	type T[B any] struct {
		l L
		y B
	}
	return G[T[L]]{}
}

type M[K any] struct{ k K }

func (m M[K]) Do() any {
	type N[V any] struct {
		k K
		v V
	}
	return N[int]{k: m.k}
}

func main() {
	F(1)
	F("s")
	F(H())
	fmt.Printf("%T %v %v\n", H(), M[string]{"k"}.Do(), M[string]{"k"}.Do() == M[string]{"k"}.Do())
	var z [3]struct{}
	var y [2][0]int
	y[1] = [0]int{}
	var i = any(y)
	fmt.Println(z == [3]struct{}{}, i == any([2][0]int{}), z[2], len(y[0]))
	type P struct {
		z [2][0]int
		p *int
	}
	n := 5
	j := any(P{p: &n})
	fmt.Println(*j.(P).p, j == any(P{p: &n}), j == any(P{}))
	for i, v := range z {
		fmt.Println(i, v)
	}
}
