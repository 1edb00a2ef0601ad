// Sudoku by backtracking with bit sets: recursion, arrays by value, math/bits.
package main

import (
	"fmt"
	"math/bits"
)

type grid struct {
	cell           [81]uint8
	row, col, box_ [9]uint16
}

func (g *grid) set(i int, d uint8) {
	b := uint16(1) << d
	g.cell[i] = d
	g.row[i/9] |= b
	g.col[i%9] |= b
	g.box_[i/27*3+i%9/3] |= b
}

func (g *grid) free(i int) uint16 {
	return ^(g.row[i/9] | g.col[i%9] | g.box_[i/27*3+i%9/3]) & 0x3fe
}

func solve(g grid, nodes *int) (grid, bool) {
	*nodes++
	best, least := -1, 10
	for i, d := range g.cell {
		if d == 0 {
			if n := bits.OnesCount16(g.free(i)); n < least {
				best, least = i, n
			}
		}
	}
	if best < 0 {
		return g, true
	}
	for f := g.free(best); f != 0; f &= f - 1 {
		next := g
		next.set(best, uint8(bits.TrailingZeros16(f)))
		if r, ok := solve(next, nodes); ok {
			return r, true
		}
	}
	return g, false
}

func main() {
	puzzles := []string{
		"8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..",
		"..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9",
	}
	nodes := 0
	for range 20 {
		for _, p := range puzzles {
			var g grid
			for i := range 81 {
				if p[i] != '.' {
					g.set(i, p[i]-'0')
				}
			}
			r, ok := solve(g, &nodes)
			if nodes < 10000 && p == puzzles[0] {
				fmt.Println(ok, r.cell[:9])
			}
		}
	}
	fmt.Println(nodes)
}
