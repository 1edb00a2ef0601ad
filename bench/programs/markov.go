// Markov chains of words: map from pairs of words to lists of followers, append, random choice.
package main

import (
	"fmt"
	"hash/fnv"
	"math/rand"
	"strings"
)

type prefix [2]string

func main() {
	r := rand.New(rand.NewSource(5))
	syllables := strings.Fields("ka lo mi ne ru sa to vi xu zo an el ir on us")
	words := make([]string, 600)
	for i := range words {
		for range 1 + r.Intn(3) {
			words[i] += syllables[r.Intn(len(syllables))]
		}
	}
	chain := make(map[prefix][]string)
	var p prefix
	for range 400000 {
		w := words[int(r.ExpFloat64()*60)%len(words)]
		chain[p] = append(chain[p], w)
		p = prefix{p[1], w}
	}
	h := fnv.New64a()
	var out strings.Builder
	p = prefix{}
	for range 600000 {
		next := chain[p]
		if len(next) == 0 {
			p = prefix{}
			continue
		}
		w := next[r.Intn(len(next))]
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(w)
		p = prefix{p[1], w}
	}
	h.Write([]byte(out.String()))
	fmt.Println(len(chain), out.Len(), h.Sum64())
}
