// Matrix multiplies two matrices of float64 in parallel, by rows, and checks the result by another way.
package main

import (
	"fmt"
	"math"
	"runtime"
	"sync"
)

const n = 320

type Matrix [][]float64

func New(f func(i, j int) float64) Matrix {
	m := make(Matrix, n)
	cells := make([]float64, n*n)
	for i := range m {
		m[i] = cells[i*n : (i+1)*n]
		for j := range m[i] {
			m[i][j] = f(i, j)
		}
	}
	return m
}

func (a Matrix) Mul(b Matrix) Matrix {
	c := New(func(i, j int) float64 { return 0 })
	rows := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range rows {
				ci, ai := c[i], a[i]
				for k, aik := range ai {
					bk := b[k]
					for j := range ci {
						ci[j] += aik * bk[j]
					}
				}
			}
		})
	}
	for i := range n {
		rows <- i
	}
	close(rows)
	wg.Wait()
	return c
}

func main() {
	a := New(func(i, j int) float64 { return 1 / float64(i+j+1) })
	b := New(func(i, j int) float64 { return math.Sin(float64(i * j)) })
	c := a.Mul(b)
	trace, worst := 0.0, 0.0
	for i := range c {
		trace += c[i][i]
		var x float64
		for k := range n {
			x += a[i][k] * b[k][n-1-i]
		}
		worst = max(worst, math.Abs(x-c[i][n-1-i]))
	}
	fmt.Printf("trace %.10f, consistent %t\n", trace, worst < 1e-9)
	fmt.Printf("%.6f %.6f %.6f\n", c[0][0], c[1][2], c[n-1][n-1])
}
