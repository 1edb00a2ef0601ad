// Products of matrices: slices of slices, and one flat slice of float32.
package main

import "fmt"

func matrix(n int, seed float64) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = seed * float64((i-j)*(i+j)) / float64(n*n)
		}
	}
	return m
}

func transpose(a [][]float64) [][]float64 {
	t := matrix(len(a), 0)
	for i := range a {
		for j := range a {
			t[j][i] = a[i][j]
		}
	}
	return t
}

func mul(a, b [][]float64) [][]float64 {
	n := len(a)
	c, t := matrix(n, 0), transpose(b)
	for i := range n {
		for j := range n {
			s := 0.0
			x, y := a[i], t[j]
			for k := range x {
				s += x[k] * y[k]
			}
			c[i][j] = s
		}
	}
	return c
}

func flat(n int) float32 {
	a, b, c := make([]float32, n*n), make([]float32, n*n), make([]float32, n*n)
	for i := range a {
		a[i], b[i] = float32(i%7), float32(i%5)
	}
	for i := range n {
		for k := range n {
			x := a[i*n+k]
			row, out := b[k*n:k*n+n], c[i*n:i*n+n]
			for j := range row {
				out[j] += x * row[j]
			}
		}
	}
	s := float32(0)
	for i := range c {
		s += c[i] / 1024
	}
	return s
}

func main() {
	const n = 500
	c := mul(mul(matrix(n, 1), matrix(n, 2)), matrix(n, 0.5))
	fmt.Printf("%.6f %.6f %.3f\n", c[n/2][n/3], c[n-1][1], flat(600))
}
