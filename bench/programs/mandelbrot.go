// Iterations over the complex plane: scalar float64 in a tight loop.
package main

import (
	"fmt"
	"hash/fnv"
)

func escape(cr, ci float64, limit int) int {
	var zr, zi, tr, ti float64
	for n := range limit {
		if tr+ti > 4 {
			return n
		}
		zi = 2*zr*zi + ci
		zr = tr - ti + cr
		tr, ti = zr*zr, zi*zi
	}
	return limit
}

func main() {
	const size = 900
	h := fnv.New64a()
	row := make([]byte, size)
	for y := range size {
		for x := range size {
			row[x] = byte(escape(2*float64(x)/size-1.5, 2*float64(y)/size-1, 200))
		}
		h.Write(row)
	}
	fmt.Printf("%016x\n", h.Sum64())
}
