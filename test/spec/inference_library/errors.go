package main

import (
	"maps"
	"slices"
)

func main() {
	slices.Concat()
	slices.Grow[int](nil, 1)
	maps.Keys(1)
}
